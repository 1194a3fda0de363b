/* Candidates by blocking: a row has a dozen keys; the register's rows that share one are compared.
 *
 * No single slip hides a pair: the name as a whole, its sound, its parts with the year of birth, the
 * phone, its last six digits, the birth date (day and month in either order), id whole and corrected,
 * id's last four with the surname, the home with the surname's sound, the room with the given name, and
 * for addresses in columns the pairs of neighbouring columns. A key that very many rows share says nothing and
 * is passed over; so are rows of one crowd (a dormitory). */
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "modules/people/match_han.h"
#include "modules/people/match_private.h"

enum {
    KEYS = 48,             /* of one row at most, with the corrections of an id */
    CROWD = 400,           /* rows sharing a key beyond which it is passed over ... */
    CROWD_OF_NAMES = 4000, /* ... but namesakes are all looked at */
};

struct entry {
    uint32_t key;
    uint32_t row;
};

struct match_index {
    const struct match_list *list;
    struct entry *entries; /* sorted by key, row */
    size_t count;
};

struct match_scratch {
    uint32_t *seen; /* of the register's rows: stamp of the last query that found it */
    uint32_t stamp;
    uint32_t *rows;
    size_t capacity;
};

/* ---- keys ------------------------------------------------------------------------------------ */

enum key_kind {
    KEY_NAME,
    KEY_SOUND,
    KEY_PHONE,
    KEY_PHONE_TAIL,
    KEY_BIRTH,
    KEY_BIRTH_NAME,
    KEY_CITIZEN,
    KEY_CITIZEN_TAIL,
    KEY_HOME,
    KEY_HOME_NAME,
    KEY_ROOM,
    KEY_COLUMNS
};

struct keys {
    uint32_t at[KEYS];
    bool is_name[KEYS];
    size_t count;
};

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash ^= value + UINT64_C(0x9e3779b97f4a7c15) + (hash << 6) + (hash >> 2);
    hash *= UINT64_C(0xbf58476d1ce4e5b9);
    return hash ^ hash >> 29;
}

static void add_key(struct keys *keys, enum key_kind kind, uint64_t first, uint64_t second)
{
    if (keys->count < KEYS && first != 0 && second != 0) {
        uint64_t hash = mix(mix(mix(0, (uint64_t)kind + 1), first), second);
        keys->is_name[keys->count] = kind == KEY_NAME || kind == KEY_SOUND;
        keys->at[keys->count++] = (uint32_t)(hash >> 32 ^ hash);
    }
}

/* A hash of a text's content, the same in every list; 0 for none. */
static uint64_t content(const struct match_list *list, uint32_t text)
{
    const struct match_text *known = &list->texts[text];
    uint64_t hash = 0;
    for (size_t i = 0; i < known->length; i++)
        hash = mix(hash, list->characters[known->at + i] + 1u);
    return hash;
}

/* The same for words that sound alike: Han by pinyin, letters by their first and its consonants. */
static uint64_t sound(const struct match_list *list, uint32_t text)
{
    const struct match_text *known = &list->texts[text];
    uint64_t hash = 0;
    uint32_t last = 0;
    for (size_t i = 0; i < known->length; i++) {
        uint32_t c = list->characters[known->at + i], key = c;
        if (c >= 0x2e80) {
            key = han_sound(c);
            key = key != 0 ? key : c;
        } else if ((i > 0 && strchr("aeiouyhw", (int)c) != NULL) || c == last) {
            continue;
        }
        last = c;
        hash = mix(hash, key);
    }
    return hash;
}

static void add_name_keys(struct keys *keys, const struct match_list *list,
                          const struct match_record *record, enum match_value surname)
{
    uint32_t first = record->value[surname], second = record->value[surname + 1];
    uint64_t a = content(list, first), b = content(list, second);
    uint64_t year = record->birth / 10000;
    if (second == 0 || first == 0) {
        add_key(keys, KEY_NAME, a | b, 7);
    } else {
        add_key(keys, KEY_NAME, a < b ? a : b, a < b ? b : a); /* in either order */
        add_key(keys, KEY_SOUND, sound(list, first), sound(list, second));
    }
    if (surname == VALUE_SURNAME && year != 0) {
        add_key(keys, KEY_BIRTH_NAME, mix(year, 1), b);
        add_key(keys, KEY_BIRTH_NAME, mix(year, 2), record->is_han ? 0 : a);
    }
}

/* A day, with month and day in either order. */
static void add_birth_key(struct keys *keys, uint32_t birth)
{
    uint64_t month = birth / 100 % 100, day = birth % 100;
    uint64_t low = month < day ? month : day, high = month < day ? day : month;
    if (birth % 10000 != 0)
        add_key(keys, KEY_BIRTH, birth / 10000 + 1, low * 100 + high + 1);
}

static void add_number_keys(struct keys *keys, const struct match_list *list,
                            const struct match_record *record)
{
    for (size_t i = 0; i < MATCH_PHONES; i++) {
        uint64_t phone = record->phone[i];
        uint64_t local = phone > 10000000000 && phone < 20000000000 ? phone : phone % 10000000;
        add_key(keys, KEY_PHONE, phone != 0 ? local + 1 : 0, 1);
        add_key(keys, KEY_PHONE_TAIL, phone != 0 ? phone % 1000000 + 1 : 0, 1);
    }
    add_birth_key(keys, record->birth);
    if (record->lunar != record->birth)
        add_birth_key(keys, record->lunar);
    uint64_t surname = sound(list, record->value[VALUE_SURNAME]);
    add_key(keys, KEY_CITIZEN, record->citizen, 1);
    add_key(keys, KEY_CITIZEN_TAIL, record->citizen_tail, surname);
    for (size_t i = 0; i < record->correction_count; i++)
        add_key(keys, KEY_CITIZEN, list->corrections[record->corrections + i], 1);
}

static uint64_t home_hash(const struct match_list *list, const struct match_record *record)
{
    uint64_t room = content(list, record->value[VALUE_ROOM]);
    uint64_t building = content(list, record->value[VALUE_BUILDING]);
    uint64_t number = content(list, record->value[VALUE_NUMBER]);
    if (building == 0 && number == 0)
        return room == 0 ? 0 : mix(room, 3);
    return mix(mix(building, number), room);
}

static void add_home_keys(struct keys *keys, const struct match_list *list,
                          const struct match_record *record)
{
    uint64_t home = home_hash(list, record);
    uint64_t building =
        content(list, record->value[VALUE_BUILDING]) ^ content(list, record->value[VALUE_PLACE]);
    add_key(keys, KEY_HOME, home, 1);
    add_key(keys, KEY_HOME_NAME, home, sound(list, record->value[VALUE_SURNAME]));
    add_key(keys, KEY_HOME_NAME, home, content(list, record->value[VALUE_GIVEN]));
    add_key(keys, KEY_ROOM, building, content(list, record->value[VALUE_GIVEN]));
    static const enum match_value pairs[][2] = {
        {VALUE_STREET_NUMBER, VALUE_ADDRESS_1},
        {VALUE_SURNAME, VALUE_POSTCODE},
        {VALUE_GIVEN, VALUE_SUBURB},
        {VALUE_ADDRESS_1, VALUE_POSTCODE},
        {VALUE_ADDRESS_1, VALUE_ADDRESS_2},
        {VALUE_ADDRESS_1, VALUE_SUBURB},
        {VALUE_STREET_NUMBER, VALUE_POSTCODE},
    };
    if (record->value[VALUE_POSTCODE] == 0 && record->value[VALUE_ADDRESS_1] == 0)
        return;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        uint64_t a = content(list, record->value[pairs[i][0]]);
        uint64_t b = content(list, record->value[pairs[i][1]]);
        bool either = i == 4; /* the two lines of an address may be in the wrong order */
        add_key(keys, KEY_COLUMNS, either && a > b ? b : a, either && a > b ? a : b);
    }
}

static void read_keys(const struct match_list *list, size_t row, struct keys *keys)
{
    const struct match_record *record = &list->records[row];
    keys->count = 0;
    add_name_keys(keys, list, record, VALUE_SURNAME);
    if (record->value[VALUE_FORMER_SURNAME] != 0)
        add_name_keys(keys, list, record, VALUE_FORMER_SURNAME);
    add_number_keys(keys, list, record);
    add_home_keys(keys, list, record);
}

/* ---- the index ------------------------------------------------------------------------------- */

static struct entry *sort_entries(struct entry *entries, size_t count)
{
    struct entry *other = malloc((count + 1) * sizeof entries[0]);
    if (other == NULL)
        BUG("out of memory");
    for (unsigned shift = 0; shift < 32; shift += 8) { /* radix sort keeps the order of rows */
        size_t starts[257] = {0};
        for (size_t i = 0; i < count; i++)
            starts[(entries[i].key >> shift & 255) + 1]++;
        for (size_t i = 0; i < 256; i++)
            starts[i + 1] += starts[i];
        for (size_t i = 0; i < count; i++)
            other[starts[entries[i].key >> shift & 255]++] = entries[i];
        struct entry *sorted = other;
        other = entries;
        entries = sorted;
    }
    free(other);
    return entries;
}

struct match_index *match_index_new(const struct match_list *list)
{
    struct match_index *index = calloc(1, sizeof *index);
    size_t capacity = list->count * 16 + 16;
    struct entry *entries = malloc(capacity * sizeof entries[0]);
    if (index == NULL || entries == NULL)
        BUG("out of memory");
    size_t count = 0;
    for (size_t row = 0; row < list->count; row++) {
        struct keys keys;
        read_keys(list, row, &keys);
        if (count + keys.count > capacity) {
            capacity = capacity * 2 + keys.count;
            struct entry *larger = realloc(entries, capacity * sizeof entries[0]);
            if (larger == NULL)
                BUG("out of memory");
            entries = larger;
        }
        for (size_t i = 0; i < keys.count; i++)
            entries[count++] = (struct entry){keys.at[i], (uint32_t)row};
    }
    entries = sort_entries(entries, count);
    struct entry *fitting = realloc(entries, (count + 1) * sizeof entries[0]);
    *index = (struct match_index){list, fitting != NULL ? fitting : entries, count};
    return index;
}

void match_index_free(struct match_index *index)
{
    if (index == NULL)
        return;
    free(index->entries);
    free(index);
}

size_t match_index_memory(const struct match_index *index)
{
    return sizeof *index + index->count * sizeof index->entries[0];
}

const struct match_list *match_index_list(const struct match_index *index)
{
    return index->list;
}

/* The range of entries with a key. */
static size_t find_key(const struct match_index *index, uint32_t key, size_t *length)
{
    size_t from = 0, to = index->count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (index->entries[middle].key < key)
            from = middle + 1;
        else
            to = middle;
    }
    size_t end = from;
    while (end < index->count && index->entries[end].key == key)
        end++;
    *length = end - from;
    return from;
}

static uint32_t uses(const struct match_index *index, enum key_kind kind, uint64_t first,
                     uint64_t second)
{
    struct keys keys = {.count = 0};
    size_t length = 0;
    add_key(&keys, kind, first, second);
    if (keys.count > 0)
        find_key(index, keys.at[0], &length);
    return (uint32_t)length;
}

uint32_t match_index_phone_uses(const struct match_index *index, uint64_t phone)
{
    uint64_t local = phone > 10000000000 && phone < 20000000000 ? phone : phone % 10000000;
    return uses(index, KEY_PHONE, phone != 0 ? local + 1 : 0, 1);
}

uint32_t match_index_home_uses(const struct match_index *index, const struct match_list *list,
                               size_t row)
{
    return uses(index, KEY_HOME, home_hash(list, &list->records[row]), 1);
}

/* ---- candidates ------------------------------------------------------------------------------ */

struct match_scratch *match_scratch_new(const struct match_index *index)
{
    struct match_scratch *scratch = calloc(1, sizeof *scratch);
    if (scratch == NULL)
        BUG("out of memory");
    scratch->seen = calloc(index->list->count + 1, sizeof scratch->seen[0]);
    if (scratch->seen == NULL)
        BUG("out of memory");
    return scratch;
}

void match_scratch_free(struct match_scratch *scratch)
{
    if (scratch == NULL)
        return;
    free(scratch->seen);
    free(scratch->rows);
    free(scratch);
}

size_t match_candidates(const struct match_index *index, const struct match_list *list, size_t row,
                        struct match_scratch *scratch, const uint32_t **rows)
{
    struct keys keys;
    size_t count = 0;
    read_keys(list, row, &keys);
    scratch->stamp++;
    for (size_t i = 0; i < keys.count; i++) {
        size_t length, from = find_key(index, keys.at[i], &length);
        if (length > (keys.is_name[i] ? CROWD_OF_NAMES : CROWD))
            continue;
        if (count + length > scratch->capacity) {
            scratch->capacity = (count + length) * 2;
            scratch->rows = realloc(scratch->rows, scratch->capacity * sizeof scratch->rows[0]);
            if (scratch->rows == NULL)
                BUG("out of memory");
        }
        for (size_t j = from; j < from + length; j++) {
            uint32_t found = index->entries[j].row;
            if (scratch->seen[found] == scratch->stamp)
                continue;
            scratch->seen[found] = scratch->stamp;
            scratch->rows[count++] = found;
        }
    }
    *rows = scratch->rows;
    return count;
}

/* ---- content --------------------------------------------------------------------------------- */

uint64_t match_row_hash(const struct match_list *list, size_t row)
{
    const struct match_record *record = &list->records[row];
    uint64_t hash = mix(mix(record->citizen, record->birth), record->sex);
    for (size_t i = 0; i < MATCH_PHONES; i++)
        hash = mix(hash, record->phone[i]);
    for (size_t i = 0; i < VALUE__COUNT; i++)
        hash = mix(hash, content(list, record->value[i]));
    return hash;
}
