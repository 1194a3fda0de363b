/* Reads an address in three passes over an array of characters: fold (widths, dashes, Han numerals
 * before a counter), drop the divisions in front, then walk over codes and the counters behind
 * them. What is left over belongs to the name of the place. */
#include "record/address.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum { CHARACTERS = 160, PART = 64 };

struct parser {
    uint32_t at[CHARACTERS + 1]; /* ends with 0 */
    size_t count, next;
    char place[CHARACTERS * 4 + 1];
    char number[PART], building[PART], unit[PART], floor[PART], room[PART], bed[PART];
};

static bool is_one_of(uint32_t c, const char *set)
{
    while (*set != '\0') {
        if (text_next(&set) == c)
            return true;
    }
    return false;
}

static bool is_code(uint32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
}

/* ---- folding --------------------------------------------------------------------------------- */

static uint32_t fold(uint32_t c)
{
    c = text_fold_width(c);
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 'A';
    if (c == '#' || c == '_' || c == '/' || c == '~' || c == 0x2212 || (c >= 0x2010 && c <= 0x2015))
        return '-';
    return c;
}

static int han_digit(uint32_t c)
{
    static const char digits[] = "〇一二三四五六七八九";
    const char *at = digits;
    for (int i = 0; *at != '\0'; i++) {
        if (text_next(&at) == c)
            return i;
    }
    return c == 0x96f6 /* 零 */ ? 0 : c == 0x4e24 /* 两 */ ? 2 : -1;
}

/* The length of a Han numeral at `at`, 0 if there is none; its value in *value: 十二, 二十,
 * 一二〇四. */
static size_t han_number(const uint32_t *at, unsigned *value)
{
    unsigned sum = 0, digit = 0;
    bool has_digit = false;
    size_t length = 0;
    for (; length < 6; length++) {
        int d = han_digit(at[length]);
        unsigned unit = at[length] == 0x5341 /* 十 */   ? 10
                        : at[length] == 0x767e /* 百 */ ? 100
                                                        : 0;
        if (d >= 0) {
            digit = has_digit ? digit * 10 + (unsigned)d : (unsigned)d;
            has_digit = d != 0 || has_digit;
        } else if (unit != 0) {
            sum += (digit == 0 && !has_digit ? 1 : digit) * unit;
            digit = 0;
            has_digit = false;
        } else {
            break;
        }
    }
    *value = sum + digit;
    return length;
}

static bool says_nothing(const char *text)
{
    static const char *const nothing[] = {"不详", "不知", "不知道", "未知", "无", "没有", "待定"};
    for (size_t i = 0; i < sizeof nothing / sizeof nothing[0]; i++) {
        if (text_equal(text, nothing[i]))
            return true;
    }
    return false;
}

/* Folds the text into parser->at. A space between two codes parts them as a dash does. */
static void read_characters(struct parser *parser, const char *text)
{
    uint32_t raw[CHARACTERS + 1] = {0};
    size_t count = 0;
    while (*text != '\0' && count < CHARACTERS) {
        uint32_t c = fold(text_next(&text));
        if (text_is_blank(c))
            c = ' ';
        if (c == ' ' && (count == 0 || !is_code(raw[count - 1])))
            continue;
        if (c == 0x8d1f /* 负 */)
            c = 'B';
        if (count > 0 && raw[count - 1] == ' ') {
            if (is_code(c))
                raw[count - 1] = '-';
            else
                count--;
        }
        raw[count++] = c;
    }
    raw[count] = 0;
    for (size_t i = 0; i < count;) {
        unsigned value;
        size_t length = han_number(raw + i, &value);
        if (length > 0 && is_one_of(raw[i + length], "栋幢座楼号单元梯层室房户期巷组队横床铺弄")) {
            char digits[16];
            snprintf(digits, sizeof digits, "%u", value);
            for (size_t d = 0; digits[d] != '\0' && parser->count < CHARACTERS; d++)
                parser->at[parser->count++] = (uint32_t)(unsigned char)digits[d];
            i += length;
        } else {
            if (parser->count < CHARACTERS)
                parser->at[parser->count++] = raw[i];
            i++;
        }
    }
}

/* ---- divisions in front ---------------------------------------------------------------------- */

static bool matches(const struct parser *parser, size_t from, const char *text, size_t *length)
{
    size_t i = from;
    while (*text != '\0') {
        if (i >= parser->count || text_next(&text) != parser->at[i++])
            return false;
    }
    *length = i - from;
    return true;
}

/* Drops 广东省, 佛山市, 南海区, 桂城街道, 灯湖社区居委会 as long as something follows them. */
static void drop_divisions(struct parser *parser)
{
    static const struct {
        const char *suffix;
        size_t most; /* characters before it */
        const char *not_after, *not_before;
    } divisions[] = {
        {"自治区", 6, "", ""},     {"省", 3, "", ""},
        {"市", 4, "", "场民政"},   {"区", 4, "小社园片业宅新湾住", ""},
        {"县", 4, "", ""},         {"镇", 4, "", ""},
        {"街道办事处", 5, "", ""}, {"街道办", 5, "", ""},
        {"街道", 5, "", ""},       {"社区居民委员会", 6, "", ""},
        {"社区居委会", 6, "", ""}, {"居委会", 6, "", ""},
        {"村委会", 6, "", ""},     {"社区", 6, "", ""},
    };
    for (size_t d = 0; d < sizeof divisions / sizeof divisions[0]; d++) {
        for (size_t i = 1; i <= divisions[d].most && parser->next + i < parser->count; i++) {
            size_t at = parser->next + i, length;
            if (!text_is_han(parser->at[at - 1]))
                break;
            if (!matches(parser, at, divisions[d].suffix, &length) ||
                at + length >= parser->count ||
                is_one_of(parser->at[at - 1], divisions[d].not_after) ||
                is_one_of(parser->at[at + length], divisions[d].not_before))
                continue;
            parser->next = at + length;
            break;
        }
    }
}

/* ---- codes and counters ---------------------------------------------------------------------- */

static void add_character(char *out, size_t size, uint32_t c)
{
    char bytes[4];
    size_t used = strlen(out), length = text_encode(c, bytes);
    if (used + length < size) {
        memcpy(out + used, bytes, length);
        out[used + length] = '\0';
    }
}

/* Copies a code without the zeros in front: 03 is 3, B01 stays. */
static void put(char out[PART], const char *code)
{
    while (code[0] == '0' && code[1] != '\0')
        code++;
    text_copy_to(out, PART, code);
}

/* Reads [A-Z0-9-]+ into `code` without dashes at its ends. */
static void take_code(struct parser *parser, char code[PART])
{
    size_t length = 0;
    while (parser->next < parser->count &&
           (is_code(parser->at[parser->next]) || parser->at[parser->next] == '-')) {
        char c = (char)parser->at[parser->next++];
        if (length < PART - 1 && !(c == '-' && (length == 0 || code[length - 1] == '-')))
            code[length++] = c;
    }
    while (length > 0 && code[length - 1] == '-')
        length--;
    code[length] = '\0';
}

static size_t digits_of(const char *code)
{
    size_t count = 0;
    for (; *code != '\0'; code++)
        count += *code >= '0' && *code <= '9';
    return count;
}

/* A code without a counter that has no dash: a building or a room? */
static void put_single(struct parser *parser, const char *code)
{
    size_t length = strlen(code), digits = digits_of(code);
    if (parser->building[0] == '\0' && parser->number[0] == '\0' && digits < 3) {
        put(parser->building, code); /* C3, A, 3 */
    } else if (parser->building[0] == '\0' && length > digits && digits >= 3 &&
               strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 1 && code[0] != 'B') {
        char letter[2] = {code[0], '\0'}; /* A1303 is A and 1303, but B101 is below the ground */
        put(parser->building, letter);
        put(parser->room, code + 1);
    } else {
        put(parser->room, code);
    }
}

/* A code without a counter: 3-2-601, 3-1204, 1204, C3, 1303-1. */
static void put_plain(struct parser *parser, char *code)
{
    char *parts[4] = {code};
    size_t count = 1;
    for (char *at = code; *at != '\0'; at++) {
        if (*at == '-' && count < 4) {
            *at = '\0';
            parts[count++] = at + 1;
        }
    }
    bool has_building = parser->building[0] != '\0' || parser->number[0] != '\0';
    if (count == 1) {
        put_single(parser, code);
    } else if (!has_building && (count >= 3 || digits_of(parts[0]) <= 2)) {
        put(parser->building, parts[0]);
        if (count >= 3)
            put(parser->unit, parts[1]);
        put(parser->room, parts[count - 1]);
    } else if (has_building && parser->unit[0] == '\0' && digits_of(parts[0]) <= 2 &&
               digits_of(parts[1]) >= 3) {
        put(parser->unit, parts[0]);
        put(parser->room, parts[1]);
    } else {
        char joined[PART * 2] = "";
        for (size_t i = 0; i < count; i++) {
            size_t used = strlen(joined);
            text_copy_to(joined + used, sizeof joined - used, i > 0 ? "-" : "");
            used = strlen(joined);
            text_copy_to(joined + used, sizeof joined - used, parts[i]);
        }
        put(parser->room, joined);
    }
}

static bool ends_place(const struct parser *parser, const char *suffixes)
{
    uint32_t c = 0;
    for (const char *at = parser->place; *at != '\0';)
        c = text_next(&at);
    return c != 0 && is_one_of(c, suffixes);
}

/* The counter behind a code says what the code is. Returns false if there is none. */
static bool put_counted(struct parser *parser, char *code)
{
    static const struct {
        const char *counter;
        char kind;
    } counters[] = {
        {"号楼", 'b'}, {"号栋", 'b'}, {"栋", 'b'},   {"幢", 'b'},   {"座", 'b'},   {"单元", 'u'},
        {"梯", 'u'},   {"楼", 'f'},   {"层", 'f'},   {"号房", 'r'}, {"号室", 'r'}, {"室", 'r'},
        {"房", 'r'},   {"户", 'r'},   {"号床", 'd'}, {"床", 'd'},   {"铺", 'd'},   {"号", 'n'},
    };
    for (size_t i = 0; i < sizeof counters / sizeof counters[0]; i++) {
        size_t length;
        if (!matches(parser, parser->next, counters[i].counter, &length))
            continue;
        parser->next += length;
        bool is_last = parser->next >= parser->count;
        char kind = counters[i].kind;
        if (kind == 'f' && parser->building[0] == '\0' && parser->number[0] == '\0' && !is_last &&
            text_equal(counters[i].counter, "楼"))
            kind = 'b'; /* 3楼1204: a building, as many say */
        if (kind == 'n' && (parser->building[0] != '\0' || parser->unit[0] != '\0'))
            kind = 'r';
        if (kind == 'r' && strchr(code, '-') != NULL)
            put_plain(parser, code);
        else
            put(kind == 'b'   ? parser->building
                : kind == 'u' ? parser->unit
                : kind == 'f' ? parser->floor
                : kind == 'r' ? parser->room
                : kind == 'd' ? parser->bed
                              : parser->number,
                code);
        return true;
    }
    return false;
}

/* A Han letter before 座 or 栋 names a building: 东座, 甲栋. */
static bool put_han_building(struct parser *parser)
{
    if (parser->next + 1 >= parser->count ||
        !is_one_of(parser->at[parser->next], "东西南北中甲乙丙丁") ||
        !is_one_of(parser->at[parser->next + 1], "座栋幢"))
        return false;
    parser->building[0] = '\0';
    add_character(parser->building, PART, parser->at[parser->next]);
    parser->next += 2;
    return true;
}

static void take_part(struct parser *parser)
{
    uint32_t c = parser->at[parser->next];
    if (c == '-') {
        parser->next++;
        return;
    }
    if (!is_code(c)) {
        if (put_han_building(parser))
            return;
        parser->next++;
        if (text_is_han(c) && parser->number[0] != '\0' && parser->building[0] == '\0' &&
            parser->room[0] == '\0' && ends_place(parser, "路道街段东西南北中")) {
            parser->place[0] = '\0'; /* 南海大道北28号 灯湖花园: the compound says it better */
            parser->number[0] = '\0';
        }
        if (text_is_han(c) && parser->building[0] == '\0' && parser->room[0] == '\0')
            add_character(parser->place, sizeof parser->place, c);
        return;
    }
    size_t start = parser->next;
    char code[PART] = "";
    take_code(parser, code);
    if (put_counted(parser, code))
        return;
    if (parser->next < parser->count && parser->building[0] == '\0') {
        for (size_t i = start; i < parser->next; i++) { /* 88新村, 2期: part of the name */
            if (is_code(parser->at[i]))
                add_character(parser->place, sizeof parser->place, parser->at[i]);
        }
    } else {
        put_plain(parser, code);
    }
}

/* 12楼04 is room 1204. */
static void join_floor(struct parser *parser)
{
    if (parser->floor[0] == '\0')
        return;
    if (parser->room[0] != '\0' && digits_of(parser->room) == strlen(parser->room) &&
        strlen(parser->room) <= 2 && strlen(parser->floor) <= 3) {
        char joined[PART];
        text_copy_to(joined, sizeof joined, parser->floor);
        if (strlen(parser->room) == 1)
            text_copy_to(joined + strlen(joined), sizeof joined - strlen(joined), "0");
        text_copy_to(joined + strlen(joined), sizeof joined - strlen(joined), parser->room);
        text_copy_to(parser->room, PART, joined);
    }
}

void address_parse(struct arena *arena, const char *text, struct address *out)
{
    struct parser parser = {.count = 0};
    if (text != NULL)
        read_characters(&parser, text);
    drop_divisions(&parser);
    while (parser.next < parser.count)
        take_part(&parser);
    join_floor(&parser);
    if (says_nothing(parser.place))
        parser.place[0] = '\0';
    out->place = arena_copy(arena, parser.place);
    out->number = arena_copy(arena, parser.number);
    out->building = arena_copy(arena, parser.building);
    out->unit = arena_copy(arena, parser.unit);
    out->room = arena_copy(arena, parser.room);
    out->bed = arena_copy(arena, parser.bed);
}

char *address_text(struct arena *arena, const struct address *address)
{
    bool has_home = address->building[0] != '\0' || address->room[0] != '\0';
    bool has_name = address->place[0] != '\0' || address->number[0] != '\0';
    return arena_printf(arena, "%s%s%s%s%s%s%s%s%s%s%s", address->place, address->number,
                        address->number[0] != '\0' ? "号" : "", has_home && has_name ? " " : "",
                        address->building, address->building[0] != '\0' ? "栋" : "", address->unit,
                        address->unit[0] != '\0' ? "单元" : "", address->room,
                        address->bed[0] != '\0' ? "-" : "", address->bed);
}

/* ---- comparing ------------------------------------------------------------------------------- */

enum part { PART_MISSING, PART_SAME, PART_SLIP, PART_DIFFERENT };

/* One digit changed, or two neighbours changed places. */
static bool is_slip(const char *a, const char *b)
{
    size_t length = strlen(a), first = 0, last;
    if (length != strlen(b) || length < 2)
        return false;
    while (first < length && a[first] == b[first])
        first++;
    for (last = length; last > first && a[last - 1] == b[last - 1];)
        last--;
    return last - first == 1 ||
           (last - first == 2 && a[first] == b[first + 1] && a[first + 1] == b[first]);
}

static enum part compare_part(const char *a, const char *b)
{
    if (a[0] == '\0' || b[0] == '\0')
        return PART_MISSING;
    return strcmp(a, b) == 0 ? PART_SAME : is_slip(a, b) ? PART_SLIP : PART_DIFFERENT;
}

static enum part compare_place(const char *a, const char *b)
{
    if (a[0] == '\0' || b[0] == '\0')
        return PART_MISSING;
    if (strcmp(a, b) == 0)
        return PART_SAME;
    if (strstr(a, b) != NULL || strstr(b, a) != NULL)
        return PART_SLIP; /* 灯湖花园 and 灯湖花园2期 */
    size_t same = 0, count = 0;
    const char *at = a, *bt = b;
    while (*at != '\0' && *bt != '\0') {
        same += text_next(&at) == text_next(&bt);
        count++;
    }
    return *at == '\0' && *bt == '\0' && count >= 3 && same + 1 == count ? PART_SLIP
                                                                         : PART_DIFFERENT;
}

static enum address_likeness compare_rooms(const struct address *a, const struct address *b,
                                           bool is_exact)
{
    enum part unit = compare_part(a->unit, b->unit), room = compare_part(a->room, b->room);
    enum part bed = compare_part(a->bed, b->bed);
    if (room == PART_MISSING) {
        bool says_none = a->room[0] == '\0' && b->room[0] == '\0';
        if (unit == PART_DIFFERENT || unit == PART_SLIP)
            return ADDRESS_BUILDING;
        return says_none && a->number[0] != '\0' && a->building[0] == '\0' ? ADDRESS_SAME
                                                                           : ADDRESS_WITHIN;
    }
    if (room == PART_SAME && bed != PART_DIFFERENT && bed != PART_SLIP) {
        if (unit == PART_SAME || unit == PART_MISSING)
            return is_exact ? ADDRESS_SAME : ADDRESS_SLIP;
        return ADDRESS_SLIP;
    }
    return is_exact && unit != PART_DIFFERENT && room == PART_SLIP ? ADDRESS_SLIP
                                                                   : ADDRESS_BUILDING;
}

enum address_likeness address_compare(const struct address *a, const struct address *b)
{
    enum part place = compare_place(a->place, b->place);
    enum part number = compare_part(a->number, b->number);
    enum part building = compare_part(a->building, b->building);
    if (place == PART_DIFFERENT)
        return ADDRESS_ELSEWHERE;
    bool has_place = place == PART_SAME || place == PART_SLIP;
    if (number == PART_DIFFERENT || number == PART_SLIP)
        return number == PART_SLIP && place == PART_SAME && building == PART_SAME
                   ? ADDRESS_SLIP
                   : (has_place ? ADDRESS_BUILDING : ADDRESS_ELSEWHERE);
    if (building == PART_DIFFERENT || building == PART_SLIP) {
        bool same_room = compare_part(a->room, b->room) == PART_SAME;
        if (building == PART_SLIP && same_room)
            return ADDRESS_SLIP;
        return has_place ? ADDRESS_PLACE : ADDRESS_ELSEWHERE;
    }
    if (building == PART_MISSING && number == PART_MISSING) {
        if (compare_part(a->room, b->room) != PART_MISSING)
            return compare_rooms(a, b, has_place);
        return has_place ? ADDRESS_WITHIN : ADDRESS_UNKNOWN;
    }
    return compare_rooms(a, b, true);
}
