/* Masking: enough of a value to recognise it by when one knows it, too little to learn it. */
#include "record/record.h"

#include <ctype.h>
#include <string.h>

#include "base/text.h"

/* The first `head` characters, `stars`, and the last `tail` characters. */
static const char *keep(const char *text, size_t head, const char *stars, size_t tail,
                        struct arena *arena)
{
    size_t length = text_length(text);
    if (head + tail >= length)
        return stars;
    const char *at = text;
    for (size_t i = 0; i < head; i++)
        text_next(&at);
    const char *end = at;
    for (size_t i = head; i < length - tail; i++)
        text_next(&end);
    return arena_printf(arena, "%.*s%s%s", (int)(at - text), text, stars, end);
}

/* 张**, 张*, 阿卜**: the surname, or the first letter of a name in Latin. */
static const char *mask_name(const char *text, struct arena *arena)
{
    return keep(text, 1, text_length(text) == 2 ? "*" : "**", 0, arena);
}

/* 138****5678, 0757****3318; an extension is not shown. */
static const char *mask_phone(const char *text, struct arena *arena)
{
    const char *hyphen = strchr(text, '-');
    const char *extension = hyphen != NULL ? strchr(hyphen + 1, '-') : NULL;
    size_t length = extension != NULL ? (size_t)(extension - text) : strlen(text);
    if (hyphen != NULL && hyphen - text <= 5 && length > (size_t)(hyphen - text) + 5)
        return arena_printf(arena, "%.*s****%.4s", (int)(hyphen - text), text, text + length - 4);
    return strlen(text) == 11 ? keep(text, 3, "****", 4, arena) : keep(text, 0, "****", 2, arena);
}

/* 灯湖花园3栋****: through the building; without one, through the road or the compound. */
static const char *mask_address(const char *text, struct arena *arena)
{
    static const char *const buildings[] = {"栋", "座", "幢", "号楼", "巷"};
    static const char *const areas[] = {"花园", "小区", "社区", "街道", "村",
                                        "镇",   "路",   "街",   "区"};
    const char *end = NULL;
    for (size_t i = 0; i < sizeof buildings / sizeof buildings[0]; i++) {
        const char *at = strstr(text, buildings[i]);
        if (at != NULL && (end == NULL || at + strlen(buildings[i]) > end))
            end = at + strlen(buildings[i]);
    }
    for (size_t i = 0; end == NULL && i < sizeof areas / sizeof areas[0]; i++) {
        const char *at = strstr(text, areas[i]);
        end = at != NULL ? at + strlen(areas[i]) : NULL;
    }
    if (end == NULL || *end == '\0')
        return keep(text, text_length(text) > 4 ? 2 : 0, "****", 0, arena);
    return arena_printf(arena, "%.*s****", (int)(end - text), text);
}

/* Kinds in whose values no star can stand (parse.c refuses it). */
static bool has_no_stars(enum field_kind kind)
{
    return kind == FIELD_NAME || kind == FIELD_PHONE || kind == FIELD_CITIZEN_ID ||
           kind == FIELD_CREDIT_CODE || kind == FIELD_DATE;
}

const char *record_mask(enum field_kind kind, const char *text, struct arena *arena)
{
    if (text == NULL || *text == '\0')
        return text;
    if (has_no_stars(kind) && record_is_masked(text))
        return text; /* it came masked from below */
    switch (kind) {
    case FIELD_NAME:
        return mask_name(text, arena);
    case FIELD_PHONE:
        return mask_phone(text, arena);
    case FIELD_CITIZEN_ID:
        return keep(text, 6, "********", 4, arena);
    case FIELD_CREDIT_CODE:
        return keep(text, 4, "**********", 4, arena);
    case FIELD_ADDRESS:
        return mask_address(text, arena);
    case FIELD_DATE:
        return strlen(text) == 10 ? arena_printf(arena, "%.4s-**-**", text) : "**";
    default:
        return "**";
    }
}

bool record_is_masked(const char *text)
{
    if (text == NULL)
        return false;
    if (strstr(text, "**") != NULL)
        return true;
    const char *at = text; /* 张*: one character and a star */
    return text_next(&at) != 0 && strcmp(at, "*") == 0;
}
