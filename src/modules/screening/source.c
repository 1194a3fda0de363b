/* Where the people of a list come from: the register under a filter, or residents named one by one
 * (a batch of an import). The walk goes by the path keys of places; a home tells its building, and
 * since a list comes in the order of addresses, each building is looked up once. */
#include <string.h>

#include "base/text.h"
#include "modules/people/people.h"
#include "modules/screening/internal.h"
#include "modules/screening/source.h"

static bool is_building(const char *kind)
{
    static const char *const kinds[] = {"building", "lane", "premises", "tower", "dormitory"};
    for (size_t at = 0; at < sizeof kinds / sizeof kinds[0]; at++) {
        if (strcmp(kind, kinds[at]) == 0) {
            return true;
        }
    }
    return false;
}

/* The nearest place to `home` that is a building, looking from the root; the home's parent if none
 * is. */
static enum result find_building(struct screening_walker *walker, struct tx *tx,
                                 const struct scope *scope, const struct place *home,
                                 struct error *error)
{
    struct place *trail;
    size_t count;
    enum result result =
        place_trail(tx, scope, home->place_id, &trail, &count, walker->arena, error);
    if (result != RESULT_OK) {
        return result;
    }
    size_t at = 0;
    while (at < count && !is_building(trail[at].kind)) {
        at++;
    }
    if (at == count) {
        at = count > 1 ? count - 2 : 0;
    }
    walker->building = count > 0 ? trail[at] : *home;
    return RESULT_OK;
}

static bool lies_below(const char *path_key, const char *above)
{
    size_t length = strlen(above);
    return strncmp(path_key, above, length) == 0 &&
           (path_key[length] == '/' || path_key[length] == '\0');
}

enum result screening_walk_to(struct screening_walker *walker, struct tx *tx,
                              const struct scope *scope, int64_t place_id,
                              struct screening_person *person, struct error *error)
{
    if (place_id == 0) {
        return RESULT_OK;
    }
    if (walker->home.place_id != place_id) {
        struct place home;
        enum result result = place_get(tx, scope, place_id, &home, walker->arena, error);
        if (result == RESULT_OK && (walker->building.place_id == 0 ||
                                    !lies_below(home.path_key, walker->building.path_key))) {
            result = find_building(walker, tx, scope, &home, error);
        }
        if (result != RESULT_OK) {
            return result;
        }
        walker->home = home;
    }
    const struct place *building = &walker->building, *home = &walker->home;
    person->place_id = place_id;
    person->building_id = building->place_id;
    person->grid_id = home->grid_id;
    person->walk_key = home->path_key;
    person->building = building->address;
    person->room = text_starts(home->address, building->address)
                       ? home->address + strlen(building->address)
                       : home->name;
    if (text_is_empty(person->address)) {
        person->address = home->address;
    }
    return RESULT_OK;
}

enum { SLICE = 500 };

static enum result add_slice(struct services *services, struct tx *tx, const struct principal *who,
                             int64_t campaign, const struct resident_line *lines, size_t count,
                             size_t *added, size_t *skipped, struct error *error)
{
    struct screening_walker walker = {.arena = arena_new()};
    struct screening_person *people = arena_array(walker.arena, count, sizeof *people);
    enum result result = RESULT_OK;
    for (size_t at = 0; result == RESULT_OK && at < count; at++) {
        people[at] = (struct screening_person){.resident_id = lines[at].resident_id,
                                               .name = lines[at].name,
                                               .phone = lines[at].phone,
                                               .grid_id = lines[at].grid_id};
        result =
            screening_walk_to(&walker, tx, &who->scope, lines[at].place_id, &people[at], error);
    }
    if (result == RESULT_OK) {
        result =
            screening_people_add(services, tx, who, campaign, people, count, added, skipped, error);
    }
    arena_free(walker.arena);
    return result;
}

enum result screening_add_register(struct services *services, struct tx *tx,
                                   const struct principal *who, int64_t campaign,
                                   const struct resident_filter *filter, size_t limit,
                                   size_t *added, size_t *skipped, bool *more, struct error *error)
{
    char today[CALENDAR_DAY_SIZE];
    calendar_day_of(clock_now(&services->clock), services->offset, today);
    struct resident_filter page = *filter;
    struct arena *arenas[2] = {arena_new(), arena_new()};
    enum result result = RESULT_OK;
    page.order = RESIDENT_BY_ADDRESS;
    *added = *skipped = 0;
    *more = true;
    for (int turn = 0; result == RESULT_OK && *more && *added + *skipped < limit; turn = !turn) {
        struct resident_line *lines;
        size_t count, in = 0, out = 0;
        page.limit = SLICE;
        arena_reset(arenas[turn]); /* the other one holds the key of the page before */
        result = resident_list(tx, &who->scope, &page, today, &lines, &count, arenas[turn], error);
        if (result == RESULT_OK && count > 0) {
            result = add_slice(services, tx, who, campaign, lines, count, &in, &out, error);
        }
        if (result == RESULT_OK) {
            *added += in;
            *skipped += out;
            *more = count == SLICE;
            if (count > 0) {
                page.after_key = lines[count - 1].key;
                page.after_id = lines[count - 1].resident_id;
            }
        }
    }
    arena_free(arenas[0]);
    arena_free(arenas[1]);
    return result;
}
