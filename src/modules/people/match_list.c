/* Reads people as written into compact records: texts interned, dates and phones as numbers, citizen
 * ids as keys. What makes no sense is taken as not said. */
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/calendar.h"
#include "base/lunar.h"
#include "base/text.h"
#include "modules/people/match_private.h"
#include "record/address.h"
#include "record/citizen_id.h"
#include "record/day.h"
#include "record/phone.h"

/* ---- interning ------------------------------------------------------------------------------- */

static void *grow(void *items, size_t need, size_t *capacity, size_t size)
{
    if (need <= *capacity)
        return items;
    size_t wanted = *capacity * 2 > need ? *capacity * 2 : need + 64;
    void *larger = realloc(items, wanted * size);
    if (larger == NULL)
        BUG("out of memory");
    *capacity = wanted;
    return larger;
}

static uint32_t hash_text(enum match_value value, const uint32_t *characters, size_t length)
{
    uint32_t hash = 2166136261u ^ (uint32_t)value * 0x9e3779b9u;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ characters[i]) * 16777619u;
    hash ^= hash >> 15;
    return hash;
}

static uint32_t *find_slot(const struct match_list *list, uint32_t hash, const uint32_t *characters,
                           size_t length)
{
    for (size_t i = hash & (list->slot_count - 1);; i = (i + 1) & (list->slot_count - 1)) {
        uint32_t text = list->slots[i];
        if (text == 0)
            return &list->slots[i];
        const struct match_text *known = &list->texts[text];
        if (known->hash == hash && known->length == length &&
            memcmp(list->characters + known->at, characters, length * sizeof characters[0]) == 0)
            return &list->slots[i];
    }
}

static void grow_slots(struct match_list *list)
{
    if (list->slots != NULL && list->text_count * 2 < list->slot_count)
        return;
    size_t wanted = list->slot_count == 0 ? 1024 : list->slot_count * 2;
    free(list->slots);
    list->slots = calloc(wanted, sizeof list->slots[0]);
    if (list->slots == NULL)
        BUG("out of memory");
    list->slot_count = wanted;
    for (uint32_t i = 1; i < list->text_count; i++) {
        const struct match_text *text = &list->texts[i];
        *find_slot(list, text->hash, list->characters + text->at, text->length) = i;
    }
}

uint32_t match_intern(struct match_list *list, enum match_value value, const uint32_t *characters,
                      size_t length)
{
    if (length == 0)
        return 0;
    grow_slots(list);
    uint32_t hash = hash_text(value, characters, length);
    uint32_t *slot = find_slot(list, hash, characters, length);
    if (*slot == 0) {
        list->texts =
            grow(list->texts, list->text_count + 1, &list->text_capacity, sizeof list->texts[0]);
        list->characters = grow(list->characters, list->character_count + length,
                                &list->character_capacity, sizeof list->characters[0]);
        memcpy(list->characters + list->character_count, characters, length * sizeof characters[0]);
        list->texts[list->text_count] = (struct match_text){
            .at = (uint32_t)list->character_count, .hash = hash, .length = (uint16_t)length};
        list->character_count += length;
        *slot = (uint32_t)list->text_count++;
    }
    list->texts[*slot].uses++;
    return *slot;
}

uint32_t match_intern_find(const struct match_list *list, const struct match_list *other,
                           uint32_t text)
{
    const struct match_text *wanted = &other->texts[text];
    if (text == 0 || list->slot_count == 0)
        return 0;
    return *find_slot(list, wanted->hash, other->characters + wanted->at, wanted->length);
}

/* Letters, digits and Han characters of a text, lower case; the rest goes. */
static uint32_t intern_words(struct match_list *list, enum match_value value, const char *text)
{
    uint32_t characters[128];
    size_t count = 0;
    while (text != NULL && *text != '\0' && count < 128) {
        uint32_t c = text_fold_width(text_next(&text));
        if (c >= 'A' && c <= 'Z')
            c += 'a' - 'A';
        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 0xc0 && !text_is_blank(c)))
            characters[count++] = c;
    }
    return match_intern(list, value, characters, count);
}

/* ---- single values --------------------------------------------------------------------------- */

static uint8_t read_sex(const char *text)
{
    if (text == NULL)
        return 0;
    uint32_t c = text_fold_width(text_next(&text));
    return c == '1' || c == 'm' || c == 'M' || c == 0x7537   ? 1
           : c == '2' || c == 'f' || c == 'F' || c == 0x5973 ? 2
                                                             : 0;
}

/* A day in one of the usual spellings, or a year. An impossible day of eight digits stays as written: a
 * digit may be wrong. */
static uint32_t read_birth(const char *text)
{
    uint32_t digits = 0, count = 0;
    char day[CALENDAR_DAY_SIZE];
    for (const char *at = text; at != NULL && *at != '\0';) {
        uint32_t c = text_fold_width(text_next(&at));
        if (c >= '0' && c <= '9') {
            if (++count > 8)
                break;
            digits = digits * 10 + (c - '0');
        } else if (count > 0 && c == 'T') {
            break;
        }
    }
    if (count > 4 && count != 8 && day_parse(text, day, NULL) == RESULT_OK)
        return read_birth(day); /* 1990.1.5 */
    uint32_t year = count == 4 ? digits : count == 8 ? digits / 10000 : 0;
    if (year < 1850 || year > 2150)
        return 0;
    return count == 4 ? year * 10000 : digits;
}

/* The same day by the lunar calendar: an old person's list may give that. */
static uint32_t lunar_of(uint32_t birth)
{
    struct lunar_day lunar;
    if (birth % 10000 == 0 ||
        !lunar_from_day((int)(birth / 10000), (int)(birth / 100 % 100), (int)(birth % 100), &lunar))
        return 0;
    return (uint32_t)(lunar.year * 10000 + lunar.month * 100 + lunar.day);
}

static void read_phones(struct match_record *record, const struct match_input *input)
{
    size_t count = 0;
    for (size_t i = 0; i < MATCH_PHONES; i++) {
        char found[MATCH_PHONES][PHONE_SIZE];
        size_t more =
            input->phones[i] == NULL ? 0 : phone_find_all(input->phones[i], found, MATCH_PHONES);
        for (size_t j = 0; j < more && count < MATCH_PHONES; j++) {
            uint64_t number = 0;
            for (const char *at = found[j]; *at != '\0'; at++) {
                if (*at >= '0' && *at <= '9')
                    number = number * 10 + (uint64_t)(*at - '0');
            }
            if (number >= 100000 && number != record->phone[0] && number != record->phone[1])
                record->phone[count++] = number;
        }
    }
}

static void read_address(struct match_list *list, struct match_record *record, const char *text)
{
    struct arena *arena = list->arena;
    struct address address;
    if (text == NULL)
        return;
    address_parse(arena, text, &address);
    const char *room = address.bed[0] == '\0'
                           ? address.room
                           : arena_printf(arena, "%s/%s", address.room, address.bed);
    const struct {
        enum match_value value;
        const char *text;
    } parts[] = {
        {VALUE_PLACE, address.place},
        {VALUE_NUMBER, address.number},
        {VALUE_BUILDING, address.building},
        {VALUE_UNIT, address.unit},
        {VALUE_ROOM, room},
    };
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        uint32_t characters[128];
        size_t count = 0;
        for (const char *at = parts[i].text; *at != '\0' && count < 128;)
            characters[count++] = text_next(&at);
        record->value[parts[i].value] = match_intern(list, parts[i].value, characters, count);
    }
}

/* ---- citizen ids ----------------------------------------------------------------------------- */

static uint64_t key_of(const unsigned char bytes[MATCH_INDEX_SIZE])
{
    uint64_t key;
    memcpy(&key, bytes, sizeof key);
    return key | 1;
}

static void plain_key(const char *text, unsigned char out[MATCH_INDEX_SIZE])
{
    uint64_t key = 14695981039346656037u;
    for (; *text != '\0'; text++)
        key = (key ^ (unsigned char)*text) * 1099511628211u;
    memset(out, 0, MATCH_INDEX_SIZE);
    memcpy(out, &key, sizeof key);
}

static uint64_t whole_key(const struct match_list *list, const char *id)
{
    unsigned char bytes[MATCH_INDEX_SIZE];
    if (list->hasher.whole != NULL)
        list->hasher.whole(list->hasher.self, id, bytes);
    else
        plain_key(id, bytes);
    return key_of(bytes);
}

static uint64_t tail_key(const struct match_list *list, const char *id)
{
    unsigned char bytes[MATCH_INDEX_SIZE];
    if (list->hasher.tail != NULL)
        list->hasher.tail(list->hasher.self, id, bytes);
    else
        plain_key(id + 14, bytes);
    return key_of(bytes);
}

static bool is_plausible(const char *id)
{
    int year = 0, month = (id[10] - '0') * 10 + id[11] - '0',
        day = (id[12] - '0') * 10 + id[13] - '0';
    for (int i = 6; i < 10; i++)
        year = year * 10 + id[i] - '0';
    return id[17] == citizen_id_check_character(id) && year >= 1880 && year <= 2100 &&
           calendar_is_day(year, month, day);
}

static void add_correction(struct match_list *list, struct match_record *record, const char *id)
{
    if (!is_plausible(id) || record->correction_count == UINT8_MAX)
        return;
    list->corrections = grow(list->corrections, list->correction_count + 1,
                             &list->correction_capacity, sizeof list->corrections[0]);
    list->corrections[list->correction_count++] = whole_key(list, id);
    record->correction_count++;
}

/* What an id with a slip may have been: every single character changed, every two neighbours swapped,
 * as far as the check character then fits. The register's ids are known as keyed hashes only, so the
 * slip has to be undone on our side. */
static void add_corrections(struct match_list *list, struct match_record *record, const char *id)
{
    record->corrections = (uint32_t)list->correction_count;
    for (size_t i = 0; i < 18; i++) {
        char tried[CITIZEN_ID_SIZE];
        memcpy(tried, id, sizeof tried);
        for (const char *c = "0123456789X"; *c != '\0'; c++) {
            if (*c == id[i] || (*c == 'X' && i < 17))
                continue;
            tried[i] = *c;
            add_correction(list, record, tried);
        }
        if (i < 16 && id[i] != id[i + 1]) {
            memcpy(tried, id, sizeof tried);
            tried[i] = id[i + 1];
            tried[i + 1] = id[i];
            add_correction(list, record, tried);
        }
    }
}

/* Digits and a final X of what was written; false if it is not 15 or 18 of them. */
static bool read_id_characters(const char *text, char id[CITIZEN_ID_SIZE], bool *is_masked)
{
    size_t count = 0;
    *is_masked = false;
    while (*text != '\0') {
        uint32_t c = text_fold_width(text_next(&text));
        if (c == 'x')
            c = 'X';
        if (c == '*' || c == 0x2217)
            *is_masked = true;
        if ((c >= '0' && c <= '9') || c == 'X' || c == '*' || c == 0x2217) {
            if (count == 18)
                return false;
            id[count++] = c == 0x2217 ? '*' : (char)c;
        } else if (c == 'E' || c == '.' || c == '+') {
            return false; /* 4.40605E+17 */
        }
    }
    if (count == 15 && !*is_masked && memchr(id, 'X', count) == NULL) {
        memmove(id + 8, id + 6, 9);
        memcpy(id + 6, "19", 2);
        id[17] = citizen_id_check_character(id);
        count = 18;
    }
    id[count] = '\0';
    return count == 18;
}

static void read_citizen_id(struct match_list *list, struct match_record *record, const char *text)
{
    char id[CITIZEN_ID_SIZE];
    bool is_masked;
    if (!read_id_characters(text, id, &is_masked))
        return;
    if (is_masked) {
        if (memchr(id + 14, '*', 4) == NULL)
            record->citizen_tail = tail_key(list, id);
        return;
    }
    const char *x = strchr(id, 'X');
    if (x != NULL && x != id + 17)
        return;
    if (is_plausible(id))
        record->citizen = whole_key(list, id);
    else
        add_corrections(list, record, id);
    record->citizen_tail = tail_key(list, id);
    char birth[9];
    memcpy(birth, id + 6, 8);
    birth[8] = '\0';
    if (record->birth == 0) {
        record->birth = read_birth(birth);
        record->birth_from_id = record->birth != 0;
    }
    if (record->sex == 0)
        record->sex = (id[16] - '0') % 2 == 1 ? 1 : 2;
}

/* ---- the list -------------------------------------------------------------------------------- */

struct match_list *match_list_new(const struct match_hasher *hasher)
{
    struct match_list *list = calloc(1, sizeof *list);
    if (list == NULL)
        BUG("out of memory");
    list->arena = arena_new();
    if (hasher != NULL)
        list->hasher = *hasher;
    list->texts = grow(NULL, 1, &list->text_capacity, sizeof list->texts[0]);
    list->texts[0] = (struct match_text){0};
    list->text_count = 1;
    list->characters =
        grow(NULL, 1, &list->character_capacity, sizeof list->characters[0]); /* never NULL */
    grow_slots(list);
    return list;
}

void match_list_free(struct match_list *list)
{
    if (list == NULL)
        return;
    free(list->records);
    free(list->texts);
    free(list->characters);
    free(list->slots);
    free(list->corrections);
    arena_free(list->arena);
    free(list);
}

void match_list_add(struct match_list *list, const struct match_input *input)
{
    struct match_record record = {.sex = read_sex(input->sex), .birth = read_birth(input->birth)};
    match_read_name(list, input, &record);
    read_phones(&record, input);
    read_address(list, &record, input->address);
    if (input->citizen_index != NULL)
        record.citizen = key_of(input->citizen_index);
    if (input->citizen_tail != NULL)
        record.citizen_tail = key_of(input->citizen_tail);
    if (input->citizen_id != NULL && input->citizen_index == NULL)
        read_citizen_id(list, &record, input->citizen_id);
    record.lunar = lunar_of(record.birth);
    const char *const columns[] = {input->street_number, input->address_1, input->address_2,
                                   input->suburb,        input->postcode,  input->state};
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        enum match_value value = (enum match_value)((size_t)VALUE_STREET_NUMBER + i);
        record.value[value] = intern_words(list, value, columns[i]);
    }
    list->records = grow(list->records, list->count + 1, &list->capacity, sizeof list->records[0]);
    list->records[list->count++] = record;
    arena_reset(list->arena);
}

size_t match_list_count(const struct match_list *list)
{
    return list->count;
}

size_t match_list_memory(const struct match_list *list)
{
    return sizeof *list + list->capacity * sizeof list->records[0] +
           list->text_capacity * sizeof list->texts[0] +
           list->character_capacity * sizeof list->characters[0] +
           list->slot_count * sizeof list->slots[0] +
           list->correction_capacity * sizeof list->corrections[0];
}

uint32_t match_uses(const struct match_list *list, uint32_t text)
{
    return list->texts[text].uses;
}
