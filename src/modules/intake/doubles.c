/* The same person twice in one list: a table of keys (citizen id; name and phone; name, birth and home)
 * to the row that had them first. Keys are kept as 64-bit hashes with a secret start of their own; a
 * pair is only believed after ids and births were compared too, which are kept as hashes as well. */
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/chance.h"
#include "modules/intake/row.h"

struct slot {
    uint64_t key; /* 0: empty */
    int64_t number;
    uint64_t id; /* hash of the citizen id, 0 none */
};

struct intake_doubles {
    uint64_t start;
    struct slot *slots;
    size_t capacity, count;
};

struct intake_doubles *intake_doubles_new(void)
{
    struct intake_doubles *doubles = calloc(1, sizeof *doubles);
    struct chance chance = chance_kernel();
    ALWAYS(doubles);
    chance_fill(&chance, &doubles->start, sizeof doubles->start);
    return doubles;
}

void intake_doubles_free(struct intake_doubles *doubles)
{
    if (doubles)
        free(doubles->slots);
    free(doubles);
}

/* FNV-1a with a secret start and a final mix (after SplitMix64). */
static uint64_t hash(const struct intake_doubles *doubles, char kind, const char *const *texts,
                     size_t count)
{
    uint64_t value = doubles->start ^ (uint64_t)kind;
    for (size_t i = 0; i < count; i++) {
        for (const char *at = texts[i]; *at; at++)
            value = (value ^ (unsigned char)*at) * UINT64_C(0x100000001B3);
        value = (value ^ 0xFF) * UINT64_C(0x100000001B3);
    }
    value = (value ^ (value >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    value = (value ^ (value >> 27)) * UINT64_C(0x94D049BB133111EB);
    value ^= value >> 31;
    return value ? value : 1;
}

static struct slot *slot_of(struct slot *slots, size_t capacity, uint64_t key)
{
    size_t at = (size_t)key & (capacity - 1);
    while (slots[at].key && slots[at].key != key)
        at = (at + 1) & (capacity - 1);
    return &slots[at];
}

static void grow(struct intake_doubles *doubles)
{
    size_t capacity = doubles->capacity ? doubles->capacity * 2 : 1024;
    struct slot *slots = calloc(capacity, sizeof *slots);
    ALWAYS(slots);
    for (size_t i = 0; i < doubles->capacity; i++)
        if (doubles->slots[i].key)
            *slot_of(slots, capacity, doubles->slots[i].key) = doubles->slots[i];
    free(doubles->slots);
    doubles->slots = slots;
    doubles->capacity = capacity;
}

/* The row that had this key, or 0; two different ids are two people. */
static int64_t meet(struct intake_doubles *doubles, uint64_t key, uint64_t id, int64_t number)
{
    if (doubles->count * 2 >= doubles->capacity)
        grow(doubles);
    struct slot *slot = slot_of(doubles->slots, doubles->capacity, key);
    if (slot->key)
        return slot->id && id && slot->id != id ? 0 : slot->number;
    *slot = (struct slot){key, number, id};
    doubles->count++;
    return 0;
}

int64_t intake_doubles_find(struct intake_doubles *doubles, const struct intake_row *row)
{
    const struct resident_row *person = &row->person.row;
    const struct resident_facts *facts = &person->facts;
    uint64_t id = facts->citizen_id ? hash(doubles, 'i', &facts->citizen_id, 1) : 0;
    int64_t found = id ? meet(doubles, id, id, row->number) : 0;
    const char *const by_phone[] = {facts->name, facts->phone};
    const char *const by_home[] = {facts->name, facts->birth_date, person->address};
    if (facts->name && facts->phone) {
        int64_t other = meet(doubles, hash(doubles, 'p', by_phone, 2), id, row->number);
        found = found ? found : other;
    }
    if (facts->name && facts->birth_date && person->address) {
        int64_t other = meet(doubles, hash(doubles, 'h', by_home, 3), id, row->number);
        found = found ? found : other;
    }
    return found;
}
