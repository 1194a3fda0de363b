/* Homes, households and firms of the rows; see the header. The table remembers texts ("a:" address,
 * "h:" household, "f:" firm) and their ids. */
#include "modules/intake/home.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/text.h"
#include "modules/people/firm.h"
#include "record/address.h"

struct slot {
    char *key; /* NULL: empty */
    int64_t id;
    unsigned slice; /* that remembered it */
};

struct intake_homes {
    struct slot *slots;
    size_t capacity, count;
    unsigned slice;
    bool is_kept;
};

/* ---- remembering ----------------------------------------------------------------------------- */

struct intake_homes *intake_homes_new(void)
{
    struct intake_homes *homes = calloc(1, sizeof *homes);
    ALWAYS(homes);
    homes->is_kept = true;
    return homes;
}

void intake_homes_free(struct intake_homes *homes)
{
    if (!homes)
        return;
    for (size_t i = 0; i < homes->capacity; i++)
        free(homes->slots[i].key);
    free(homes->slots);
    free(homes);
}

static struct slot *slot_of(struct slot *slots, size_t capacity, const char *key)
{
    uint64_t hash = UINT64_C(0xCBF29CE484222325);
    for (const char *at = key; *at; at++)
        hash = (hash ^ (unsigned char)*at) * UINT64_C(0x100000001B3);
    size_t at = (size_t)(hash ^ hash >> 32) & (capacity - 1);
    while (slots[at].key && strcmp(slots[at].key, key) != 0)
        at = (at + 1) & (capacity - 1);
    return &slots[at];
}

static void rebuild(struct intake_homes *homes, size_t capacity, bool without_last)
{
    struct slot *slots = calloc(capacity, sizeof *slots);
    ALWAYS(slots);
    homes->count = 0;
    for (size_t i = 0; i < homes->capacity; i++) {
        if (!homes->slots[i].key)
            continue;
        if (without_last && homes->slots[i].slice == homes->slice) {
            free(homes->slots[i].key);
            continue;
        }
        *slot_of(slots, capacity, homes->slots[i].key) = homes->slots[i];
        homes->count++;
    }
    free(homes->slots);
    homes->slots = slots;
    homes->capacity = capacity;
}

void intake_homes_begin(struct intake_homes *homes)
{
    if (!homes->is_kept && homes->capacity > 0)
        rebuild(homes, homes->capacity, true);
    homes->slice++;
    homes->is_kept = false;
}

void intake_homes_keep(struct intake_homes *homes)
{
    homes->is_kept = true;
}

static bool recall(const struct intake_homes *homes, const char *key, int64_t *id)
{
    if (homes->capacity == 0)
        return false;
    const struct slot *slot = slot_of(homes->slots, homes->capacity, key);
    if (!slot->key)
        return false;
    *id = slot->id;
    return true;
}

static void remember(struct intake_homes *homes, const char *key, int64_t id)
{
    if (homes->count * 2 >= homes->capacity)
        rebuild(homes, homes->capacity ? homes->capacity * 2 : 1024, false);
    struct slot *slot = slot_of(homes->slots, homes->capacity, key);
    if (!slot->key) {
        slot->key = strdup(key);
        ALWAYS(slot->key);
        homes->count++;
    }
    slot->id = id;
    slot->slice = homes->slice;
}

/* ---- places ---------------------------------------------------------------------------------- */

struct placing {
    struct intake_homes *homes;
    struct services *services;
    struct tx *tx;
    const struct scope *scope;
    struct arena *arena;
};

/* The only place that a text means, or 0. */
static enum result find_one(struct placing *placing, const char *compound, const char *address,
                            int64_t *place_id, struct error *error)
{
    struct place *places;
    size_t count = 0;
    enum result result = place_find(placing->tx, placing->scope, compound, address, 2, &places,
                                    &count, placing->arena, error);
    *place_id = result == RESULT_OK && count == 1 ? places[0].place_id : 0;
    return result;
}

/* The child of that name, added if there is none. */
static enum result child(struct placing *placing, int64_t parent, const char *kind,
                         const char *name, int64_t *place_id, struct error *error)
{
    const char *key = arena_printf(placing->arena, "c:%lld/%s", (long long)parent, name);
    if (recall(placing->homes, key, place_id))
        return RESULT_OK;
    const struct place place = {
        .parent_id = parent, .kind = kind, .name = name, .storey = RECORD_NONE};
    int64_t id = 0;
    enum result result =
        place_add(placing->services, placing->tx, placing->scope, 0, &place, &id, error);
    bool is_there = result == RESULT_CONFLICT && id != 0;
    if (is_there)
        result = RESULT_OK;
    if (result == RESULT_OK) {
        remember(placing->homes, key, id);
        if (!is_there) /* below it there is only what this list has put there */
            remember(placing->homes, arena_printf(placing->arena, "n:%lld", (long long)id), 1);
        *place_id = id;
    }
    return result;
}

/* The compound or lane that the address names; without a name the only compound there is. */
static enum result find_compound(struct placing *placing, const char *compound,
                                 const struct address *address, int64_t *place_id,
                                 struct error *error)
{
    struct place *places;
    size_t count = 0;
    const char *name = compound && *compound ? compound : address->place;
    bool is_lane = *address->number && !*address->building;
    *place_id = 0;
    if (*name) {
        enum result result = find_one(placing, NULL, name, place_id, error);
        if (result != RESULT_OK || *place_id != 0)
            return result;
        return child(placing, 0, is_lane ? "lane" : "compound", name, place_id, error);
    }
    enum result result =
        place_list(placing->tx, placing->scope, 0, "", 2, &places, &count, placing->arena, error);
    if (result == RESULT_OK && count == 1)
        *place_id = places[0].place_id;
    return result;
}

/* From the building down to the home, adding what is missing. */
static enum result build_inside(struct placing *placing, int64_t at, const struct address *address,
                                int64_t *place_id, struct error *error)
{
    struct arena *arena = placing->arena;
    enum result result = RESULT_OK;
    if (*address->unit)
        result =
            child(placing, at, "unit", arena_printf(arena, "%s单元", address->unit), &at, error);
    if (result == RESULT_OK && *address->room)
        result = child(placing, at, "home", address->room, &at, error);
    else if (result == RESULT_OK && *address->number)
        result =
            child(placing, at, "door", arena_printf(arena, "%s号", address->number), &at, error);
    if (result == RESULT_OK)
        *place_id = at;
    return result;
}

static const char *building_key(struct placing *placing, const char *compound,
                                const struct address *address)
{
    return arena_printf(placing->arena, "b:%s|%s|%s", compound ? compound : "", address->place,
                        address->building);
}

/* Goes down from the compound, adding what is missing. */
static enum result build_down(struct placing *placing, const char *compound,
                              const struct address *address, int64_t *place_id, struct error *error)
{
    struct arena *arena = placing->arena;
    int64_t at = 0, found = 0;
    enum result result = RESULT_OK;
    if (*address->building) {
        const char *text = arena_printf(arena, "%s%s栋", address->place, address->building);
        result = find_one(placing, compound, text, &found, error);
    }
    if (result == RESULT_OK && found == 0)
        result = find_compound(placing, compound, address, &at, error);
    if (result != RESULT_OK || (found == 0 && at == 0))
        return result;
    if (found != 0)
        at = found;
    else if (*address->building)
        result = child(placing, at, "building", arena_printf(arena, "%s栋", address->building), &at,
                       error);
    if (result != RESULT_OK)
        return result;
    if (*address->building)
        remember(placing->homes, building_key(placing, compound, address), at);
    return build_inside(placing, at, address, place_id, error);
}

/* A building that this list has brought: nothing in it can be called otherwise, so that its homes need
 * no search. */
static bool is_own_building(struct placing *placing, const char *compound,
                            const struct address *address, int64_t *building)
{
    int64_t is_new = 0;
    return *address->building &&
           recall(placing->homes, building_key(placing, compound, address), building) &&
           recall(placing->homes, arena_printf(placing->arena, "n:%lld", (long long)*building),
                  &is_new);
}

enum result intake_home_find(struct intake_homes *homes, struct services *services, struct tx *tx,
                             const struct scope *scope, const struct resident_row *row,
                             int64_t *place_id, struct error *error)
{
    struct placing placing = {homes, services, tx, scope, arena_new()};
    struct address address;
    const char *text = row->address ? row->address : "", *compound = row->compound;
    const char *key = arena_printf(placing.arena, "a:%s|%s", compound ? compound : "", text);
    enum result result = RESULT_OK;
    *place_id = 0;
    if (*text && !recall(homes, key, place_id)) {
        address_parse(placing.arena, text, &address);
        bool is_told = *address.building || *address.room || *address.number;
        int64_t building = 0;
        if (is_own_building(&placing, compound, &address, &building)) {
            result = build_inside(&placing, building, &address, place_id, error);
        } else {
            result = find_one(&placing, compound, text, place_id, error);
            if (result == RESULT_OK && *place_id == 0 && is_told)
                result = build_down(&placing, compound, &address, place_id, error);
        }
        if (result == RESULT_OK)
            remember(homes, key, *place_id);
    }
    arena_free(placing.arena);
    return result;
}

/* ---- households and firms -------------------------------------------------------------------- */

int64_t intake_household_find(struct intake_homes *homes, struct people_load *load,
                              const struct resident_row *row, int64_t place_id)
{
    char key[400];
    int64_t id = 0;
    if (row->household_number)
        snprintf(key, sizeof key, "h:%s", row->household_number);
    else if (row->relation && place_id != 0)
        snprintf(key, sizeof key, "p:%lld", (long long)place_id);
    else
        return 0;
    if (!recall(homes, key, &id)) {
        people_load_household(load, place_id, row->household_number, &id);
        remember(homes, key, id);
    }
    return id;
}

enum result intake_firm_find(struct intake_homes *homes, struct tx *tx, const struct scope *scope,
                             struct people_load *load, const char *name, int64_t *firm_id,
                             struct error *error)
{
    char key[900];
    enum result result = RESULT_OK;
    *firm_id = 0;
    snprintf(key, sizeof key, "f:%s", name);
    if (recall(homes, key, firm_id))
        return RESULT_OK;
    struct arena *arena = arena_new();
    result = firm_find(tx, scope, name, firm_id, arena, error);
    arena_free(arena);
    if (result == RESULT_OK && *firm_id == 0)
        people_load_firm(load, name, NULL, 0, RECORD_NONE, firm_id);
    if (result == RESULT_OK)
        remember(homes, key, *firm_id);
    return result;
}
