/* Names: one pass over the characters, each of which is a letter, a mark, a dot, a joiner, a blank,
 * or refused with the reason. */
#include "record/person_name.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/text.h"

static bool is_dot(uint32_t c)
{
    return c == 0xb7 || c == 0x2022 || c == 0x2027 || c == 0x2219 || c == 0x22c5 || c == 0x30fb ||
           c == 0xff65 || c == 0x387;
}

/* Ranges in which nothing is a letter that a name is written with. Sorted. */
static bool is_sign(uint32_t c)
{
    static const struct {
        uint32_t first, last;
    } signs[] = {
        {0x21, 0x26},     {0x28, 0x2c},       {0x2f, 0x40},       {0x5b, 0x60},
        {0x7b, 0x9f},     {0xa1, 0xa9},       {0xab, 0xb9},       {0xbb, 0xbf},
        {0xd7, 0xd7},     {0xf7, 0xf7},       {0x2b9, 0x2ff},     {0x37e, 0x37e},
        {0x60c, 0x60c},   {0x61b, 0x61f},     {0x660, 0x66d},     {0x6f0, 0x6f9},
        {0x966, 0x96f},   {0xe3f, 0xe3f},     {0xe50, 0xe5b},     {0xf20, 0xf33},
        {0x1680, 0x169c}, {0x2010, 0x2018},   {0x201a, 0x2026},   {0x2030, 0x205e},
        {0x2070, 0x2bff}, {0x2e00, 0x2e7f},   {0x2ff0, 0x2fff},   {0x3001, 0x3004},
        {0x3008, 0x3029}, {0x3030, 0x303f},   {0x309b, 0x309c},   {0x30a0, 0x30a0},
        {0x3200, 0x33ff}, {0x4dc0, 0x4dff},   {0xfd3e, 0xfd3f},   {0xfdfd, 0xfdff},
        {0xfe00, 0xfe6f}, {0xff01, 0xff20},   {0xff3b, 0xff40},   {0xff5b, 0xff64},
        {0xffe0, 0xffff}, {0x1d000, 0x1d7ff}, {0x1f000, 0x1faff},
    };
    for (size_t i = 0; i < sizeof signs / sizeof signs[0] && signs[i].first <= c; i++)
        if (c <= signs[i].last)
            return true;
    return false;
}

/* What GB 18030 kept at U+E816 to U+E864 and Unicode has since encoded. */
static uint32_t out_of_private_use(uint32_t c)
{
    static const uint32_t moved[][2] = {
        {0xe816, 0x20087}, {0xe817, 0x20089}, {0xe818, 0x200cc}, {0xe81e, 0x9fb4},
        {0xe826, 0x9fb5},  {0xe82b, 0x9fb6},  {0xe82c, 0x9fb7},  {0xe831, 0x215d7},
        {0xe832, 0x9fb8},  {0xe83b, 0x2298f}, {0xe843, 0x9fb9},  {0xe854, 0x9fba},
        {0xe855, 0x241fe}, {0xe864, 0x9fbb},
    };
    for (size_t i = 0; i < sizeof moved / sizeof moved[0]; i++)
        if (moved[i][0] == c)
            return moved[i][1];
    return c;
}

static bool is_private(uint32_t c)
{
    return (c >= 0xe000 && c <= 0xf8ff) || c >= 0xf0000;
}

static const char *character(uint32_t c, char out[5])
{
    out[text_encode(c, out)] = '\0';
    return out;
}

static enum result refuse(uint32_t c, struct error *error)
{
    char shown[5], code[16];
    if ((c >= '0' && c <= '9') || (c >= 0xff10 && c <= 0xff19))
        return error_set(
            error, RESULT_INVALID, NULL,
            N_("A name has no digits. Does the phone number belong into another field?"));
    snprintf(code, sizeof code, "U+%04X", (unsigned)c);
    if (is_private(c))
        return error_set(
            error, RESULT_INVALID, NULL,
            N_("A character of this name exists only in a private font (%1). Please type "
               "it again with an input method that knows it."),
            code);
    if (text_is_blank(c))
        return error_set(error, RESULT_INVALID, NULL,
                         N_("The name contains an invisible character (%1). Please type it again."),
                         code);
    return error_set(error, RESULT_INVALID, NULL, N_("“%1” cannot be part of a name."),
                     character(c, shown));
}

/* A blank that a keyboard makes; other blanks are invisible characters, which are refused. */
static bool is_space(uint32_t c)
{
    return c == ' ' || c == 0x3000 || c == 0xa0 || c == '\t';
}

/* A Latin dot between Han characters means the dot of a name. */
static bool is_point(uint32_t c, uint32_t before)
{
    return (c == '.' || c == 0xff0e) && text_is_han(before);
}

enum result person_name_parse(const char *text, struct arena *arena, const char **out,
                              struct error *error)
{
    size_t letters = 0;
    struct text_buffer name;
    text_buffer_init(&name);
    uint32_t before = 0;
    bool gap = false;
    enum result result = RESULT_OK;
    for (uint32_t c; result == RESULT_OK && (c = text_next(&text)) != 0;) {
        if (is_space(c)) {
            gap = true;
            continue;
        }
        c = out_of_private_use(c);
        bool dot = is_dot(c) || is_point(c, before);
        if (!dot && (is_sign(c) || is_private(c) || text_is_blank(c))) {
            result = refuse(c, error);
            break;
        }
        if (gap && before != 0 && !dot && before != 0xb7 &&
            !(text_is_han(c) && text_is_han(before)))
            text_add_char(&name, ' ');
        gap = false;
        before = dot ? 0xb7 : c;
        text_add_codepoint(&name, before);
        letters += !dot && c != '.' && c != 0xff0e && c != '-' && c != '\'';
    }
    if (result == RESULT_OK && letters == 0)
        result = error_set(error, RESULT_INVALID, NULL, N_("A name needs at least one letter."));
    if (result == RESULT_OK)
        *out = arena_copy(arena, text_buffer_get(&name));
    text_buffer_fini(&name);
    return result;
}
