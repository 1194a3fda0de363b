/* Keys, labels and doors: what names of places have in common, however they are written. Numbers
 * are padded so that text order is walking order; 三座, 3座 and 3栋 have one key, so that a
 * building entered twice is noticed. */
#include "modules/place/key.h"

#include <string.h>

#include "base/text.h"

enum { NUMBER_WIDTH = 6, NUMBERS_MAX = 1000000 };

/* What follows a number and only says of what: kept in one spelling, or left away. */
static const struct {
    const char *written, *key;
} counters[] = {
    {"号楼", "栋"}, {"单元", "梯"}, {"栋", "栋"}, {"幢", "栋"}, {"座", "栋"}, {"梯", "梯"},
    {"房", ""},     {"室", ""},     {"户", ""},   {"号", ""},   {"楼", "层"}, {"层", "层"},
};

static int han_digit(uint32_t c)
{
    static const char *const digits = "零一二三四五六七八九";
    const char *at = digits;
    if (c == 0x3007) /* 〇 */
        return 0;
    for (int i = 0; i < 10; i++)
        if (text_next(&at) == c)
            return i;
    return -1;
}

/* A Han number up to 九十九 at *at: moves past it. Returns -1, and stays, if there is none. */
static int han_number(const char **at)
{
    const char *from = *at;
    int value = han_digit(text_next(&from));
    uint32_t ten = 0x5341; /* 十 */
    const char *peek = *at;
    bool begins_with_ten = text_next(&peek) == ten;
    if (value < 0 && !begins_with_ten)
        return -1;
    if (begins_with_ten) {
        value = 1;
        from = *at;
    }
    peek = from;
    if (text_next(&peek) == ten) {
        from = peek;
        int ones = han_digit(text_next(&peek));
        value = value * 10 + (ones > 0 ? ones : 0);
        if (ones > 0)
            from = peek;
    }
    *at = from;
    return value;
}

/* The counter at `at`, and how long it is written; NULL if there is none. */
static const char *counter_at(const char *at, size_t *length)
{
    for (size_t i = 0; i < sizeof counters / sizeof counters[0]; i++)
        if (text_starts(at, counters[i].written)) {
            *length = strlen(counters[i].written);
            return counters[i].key;
        }
    return NULL;
}

/* Reads a number at *at: ASCII digits, or Han ones that a counter or 巷 follows. -1 if there is
 * none. */
static int64_t number_at(const char **at)
{
    if (**at >= '0' && **at <= '9') {
        int64_t value = 0;
        while (**at >= '0' && **at <= '9') {
            if (value < NUMBERS_MAX)
                value = value * 10 + (**at - '0');
            ++*at;
        }
        return value;
    }
    const char *after = *at;
    size_t length;
    int value = han_number(&after);
    if (value < 0 || (counter_at(after, &length) == NULL && !text_starts(after, "巷") &&
                      !text_starts(after, "期") && !text_starts(after, "区")))
        return -1;
    *at = after;
    return value;
}

static char *folded(const char *name, struct arena *arena)
{
    char *clean = text_clean(arena, name);
    for (char *p = clean; *p != '\0'; p++) {
        if (*p >= 'a' && *p <= 'z')
            *p = (char)(*p - 'a' + 'A');
        if (*p == '/')
            *p = '|';
    }
    return clean;
}

const char *place_sort_key(const char *name, struct arena *arena)
{
    struct text_buffer key;
    text_buffer_init(&key);
    for (const char *at = folded(name, arena); *at != '\0';) {
        int64_t number = number_at(&at);
        if (number < 0) {
            uint32_t c = text_next(&at);
            if (c != ' ' && c != '#')
                text_add_codepoint(&key, c);
            continue;
        }
        size_t length;
        text_addf(&key, "%0*lld", NUMBER_WIDTH, (long long)number);
        const char *counter = counter_at(at, &length);
        if (counter == NULL)
            continue;
        /* 栋 after a number is what a building's bare number means too. */
        if (strcmp(counter, "栋") != 0)
            text_add(&key, counter);
        at += length;
    }
    const char *copy = arena_copy(arena, text_buffer_get(&key));
    text_buffer_fini(&key);
    return copy;
}

const char *place_label(const char *name, struct arena *arena)
{
    struct text_buffer label;
    text_buffer_init(&label);
    bool is_number = true;
    for (const char *at = folded(name, arena); *at != '\0' && is_number;) {
        int64_t number = -1;
        size_t length = 0;
        if (*at == '0') /* a room's leading zero is part of how it is called: 04 */
            text_add_char(&label, *at++);
        else if ((number = number_at(&at)) >= 0)
            text_addf(&label, "%lld", (long long)number);
        else if ((*at >= 'A' && *at <= 'Z') || *at == '-')
            text_add_char(&label, *at++);
        else if (counter_at(at, &length) != NULL && at[length] == '\0')
            at += length;
        else
            is_number = false;
    }
    const char *result = is_number && label.length > 0 ? arena_copy(arena, text_buffer_get(&label))
                                                       : text_clean(arena, name);
    text_buffer_fini(&label);
    return result;
}

static const char *joined(const char *const *parts, size_t count, struct arena *arena)
{
    const char *door = NULL;
    for (size_t i = 0; i < count; i++) {
        if (parts[i][0] == '\0')
            continue;
        door = door == NULL ? parts[i] : arena_printf(arena, "%s-%s", door, parts[i]);
    }
    return door;
}

const char *place_door(const struct address *address, struct arena *arena)
{
    if (address->building[0] == '\0' && address->number[0] != '\0')
        return joined((const char *const[]){address->number, address->room, address->bed}, 3,
                      arena);
    return joined(
        (const char *const[]){address->building, address->unit, address->room, address->bed}, 4,
        arena);
}

const char *place_door_without_unit(const struct address *address, struct arena *arena)
{
    if (address->unit[0] == '\0' || address->room[0] == '\0')
        return NULL;
    return joined((const char *const[]){address->building, address->room, address->bed}, 3, arena);
}
