/* UTF-8 text: a growing buffer, walking, folding, comparing. */
#include "base/text.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

void text_buffer_init(struct text_buffer *buffer)
{
    *buffer = (struct text_buffer){0};
}

void text_buffer_fini(struct text_buffer *buffer)
{
    free(buffer->at);
    *buffer = (struct text_buffer){0};
}

void text_buffer_clear(struct text_buffer *buffer)
{
    buffer->length = 0;
    if (buffer->at != NULL)
        buffer->at[0] = '\0';
}

const char *text_buffer_get(const struct text_buffer *buffer)
{
    return buffer->at != NULL ? buffer->at : "";
}

static void reserve(struct text_buffer *buffer, size_t more)
{
    if (more > SIZE_MAX / 4)
        BUG("a text of an impossible size");
    size_t needed = buffer->length + more + 1;
    if (needed <= buffer->capacity)
        return;
    size_t capacity = buffer->capacity == 0 ? 256 : buffer->capacity;
    while (capacity < needed)
        capacity *= 2;
    char *at = realloc(buffer->at, capacity);
    if (at == NULL)
        BUG("out of memory");
    buffer->at = at;
    buffer->capacity = capacity;
}

void text_add_n(struct text_buffer *buffer, const void *bytes, size_t length)
{
    reserve(buffer, length);
    if (length > 0)
        memcpy(buffer->at + buffer->length, bytes, length);
    buffer->length += length;
    buffer->at[buffer->length] = '\0';
}

void text_add(struct text_buffer *buffer, const char *text)
{
    text_add_n(buffer, text, strlen(text));
}

void text_add_char(struct text_buffer *buffer, char c)
{
    text_add_n(buffer, &c, 1);
}

void text_add_codepoint(struct text_buffer *buffer, uint32_t codepoint)
{
    char bytes[4];
    text_add_n(buffer, bytes, text_encode(codepoint, bytes));
}

void text_addf(struct text_buffer *buffer, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (length < 0)
        BUG("a format that cannot be printed");
    reserve(buffer, (size_t)length);
    vsnprintf(buffer->at + buffer->length, (size_t)length + 1, format, args);
    buffer->length += (size_t)length;
    va_end(args);
}

void text_add_html(struct text_buffer *buffer, const char *text)
{
    const char *plain = text;
    for (; *text != '\0'; text++) {
        const char *entity;
        switch (*text) {
        case '&':
            entity = "&amp;";
            break;
        case '<':
            entity = "&lt;";
            break;
        case '>':
            entity = "&gt;";
            break;
        case '"':
            entity = "&quot;";
            break;
        case '\'':
            entity = "&#39;";
            break;
        default:
            continue;
        }
        text_add_n(buffer, plain, (size_t)(text - plain));
        text_add(buffer, entity);
        plain = text + 1;
    }
    text_add_n(buffer, plain, (size_t)(text - plain));
}

void text_add_json(struct text_buffer *buffer, const char *text)
{
    text_add_char(buffer, '"');
    const char *plain = text;
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f)
            continue;
        text_add_n(buffer, plain, (size_t)(text - plain));
        plain = text + 1;
        switch (c) {
        case '"':
            text_add(buffer, "\\\"");
            break;
        case '\\':
            text_add(buffer, "\\\\");
            break;
        case '\n':
            text_add(buffer, "\\n");
            break;
        case '\r':
            text_add(buffer, "\\r");
            break;
        case '\t':
            text_add(buffer, "\\t");
            break;
        default:
            text_addf(buffer, "\\u%04x", c);
        }
    }
    text_add_n(buffer, plain, (size_t)(text - plain));
    text_add_char(buffer, '"');
}

void text_add_url(struct text_buffer *buffer, const char *text)
{
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if ((c < 0x80 && isalnum(c)) || c == '-' || c == '.' || c == '_' || c == '~')
            text_add_char(buffer, (char)c);
        else
            text_addf(buffer, "%%%02X", c);
    }
}

/* Decodes one character of at most `left` bytes; the length, or 0 if it is not well-formed. */
static size_t decode(const unsigned char *at, size_t left, uint32_t *codepoint)
{
    unsigned char c = at[0];
    size_t length = c < 0x80                ? 1
                    : c >= 0xc2 && c < 0xe0 ? 2
                    : c >= 0xe0 && c < 0xf0 ? 3
                    : c >= 0xf0 && c < 0xf5 ? 4
                                            : 0;
    if (length == 0 || length > left)
        return 0;
    uint32_t value = length == 1 ? c : c & (0xffu >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xc0) != 0x80)
            return 0;
        value = value << 6 | (at[i] & 0x3fu);
    }
    if ((length == 3 && value < 0x800) || (length == 4 && value < 0x10000) || value > 0x10ffff ||
        (value >= 0xd800 && value <= 0xdfff))
        return 0;
    *codepoint = value;
    return length;
}

bool text_check(const void *bytes, size_t length)
{
    const unsigned char *at = bytes;
    while (length > 0) {
        uint32_t codepoint;
        size_t step = decode(at, length, &codepoint);
        if (step == 0 || codepoint == 0)
            return false;
        at += step;
        length -= step;
    }
    return true;
}

uint32_t text_next(const char **at)
{
    const unsigned char *bytes = (const unsigned char *)*at;
    if (bytes[0] == '\0')
        return 0;
    size_t left = 1;
    while (left < 4 && bytes[left] != '\0')
        left++;
    uint32_t codepoint;
    size_t length = decode(bytes, left, &codepoint);
    if (length == 0) {
        (*at)++;
        return 0xfffd;
    }
    *at += length;
    return codepoint;
}

size_t text_encode(uint32_t codepoint, char out[4])
{
    if (codepoint < 0x80) {
        out[0] = (char)codepoint;
        return 1;
    }
    if (codepoint < 0x800) {
        out[0] = (char)(0xc0 | codepoint >> 6);
        out[1] = (char)(0x80 | (codepoint & 0x3f));
        return 2;
    }
    if (codepoint < 0x10000) {
        out[0] = (char)(0xe0 | codepoint >> 12);
        out[1] = (char)(0x80 | (codepoint >> 6 & 0x3f));
        out[2] = (char)(0x80 | (codepoint & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | codepoint >> 18);
    out[1] = (char)(0x80 | (codepoint >> 12 & 0x3f));
    out[2] = (char)(0x80 | (codepoint >> 6 & 0x3f));
    out[3] = (char)(0x80 | (codepoint & 0x3f));
    return 4;
}

size_t text_length(const char *text)
{
    size_t count = 0;
    while (text_next(&text) != 0)
        count++;
    return count;
}

bool text_is_han(uint32_t c)
{
    return c == 0x3007 || (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x4e00 && c <= 0x9fff) ||
           (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x323af);
}

bool text_is_blank(uint32_t c)
{
    return c <= 0x20 || (c >= 0x7f && c <= 0xa0) || c == 0xad || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200f) || (c >= 0x2028 && c <= 0x202f) ||
           (c >= 0x205f && c <= 0x206f) || c == 0x3000 || c == 0xfeff;
}

bool text_is_empty(const char *text)
{
    if (text == NULL)
        return true;
    for (uint32_t c; (c = text_next(&text)) != 0;)
        if (!text_is_blank(c))
            return false;
    return true;
}

uint32_t text_fold_width(uint32_t c)
{
    if (c >= 0xff01 && c <= 0xff5e)
        return c - 0xff01 + 0x21;
    return c == 0x3000 ? 0x20 : c;
}

char *text_clean(struct arena *arena, const char *text)
{
    char *out = arena_alloc(arena, strlen(text) + 1), *end = out;
    bool gap = false;
    for (uint32_t c; (c = text_next(&text)) != 0;) {
        if (text_is_blank(c)) {
            gap = true;
            continue;
        }
        if (gap && end != out)
            *end++ = ' ';
        gap = false;
        end += text_encode(text_fold_width(c), end);
    }
    *end = '\0';
    return out;
}

char *text_lower(struct arena *arena, const char *text)
{
    char *out = arena_copy(arena, text);
    for (char *at = out; at != NULL && *at != '\0'; at++)
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at - 'A' + 'a');
    return out;
}

bool text_equal(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

bool text_starts(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool text_ends(const char *text, const char *suffix)
{
    size_t length = strlen(text), tail = strlen(suffix);
    return length >= tail && memcmp(text + length - tail, suffix, tail) == 0;
}

void text_copy_to(char *out, size_t size, const char *text)
{
    size_t length = strlen(text);
    if (length >= size) {
        length = size - 1;
        while (length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80)
            length--;
    }
    memcpy(out, text, length);
    out[length] = '\0';
}

bool text_to_int(const char *text, int64_t *out)
{
    const char *digits = *text == '-' ? text + 1 : text;
    if (!isdigit((unsigned char)*digits))
        return false;
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (errno != 0 || *end != '\0')
        return false;
    *out = value;
    return true;
}

char *text_format(struct arena *arena, const char *format, const char *const *args, size_t count)
{
    struct text_buffer buffer;
    text_buffer_init(&buffer);
    for (; *format != '\0'; format++) {
        size_t index = format[0] == '%' ? (size_t)(unsigned char)format[1] - '1' : count;
        if (index < count && args[index] != NULL) {
            text_add(&buffer, args[index]);
            format++;
        } else {
            text_add_char(&buffer, *format);
        }
    }
    char *out = arena_copy(arena, text_buffer_get(&buffer));
    text_buffer_fini(&buffer);
    return out;
}
