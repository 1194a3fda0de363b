/* A world in memory: growing arrays, grids over buildings, the checksum. */
#include <stdio.h>
#include <string.h>

#include "app/demo.h"

long demo_place(struct demo_world *world, long parent, const char *kind, const char *name)
{
    size_t at = world->place_count;
    world->places =
        arena_grow(world->arena, world->places, at, &world->place_capacity, sizeof *world->places);
    world->place_grids = arena_grow(world->arena, world->place_grids, at, &world->grids_capacity,
                                    sizeof *world->place_grids);
    world->place_parts = arena_grow(world->arena, world->place_parts, at, &world->parts_capacity,
                                    sizeof *world->place_parts);
    world->places[at] = (struct place_seed){
        .place = {.kind = kind, .name = name, .storey = RECORD_NONE}, .parent = parent};
    world->place_grids[at] = DEMO_NONE;
    world->place_parts[at] = parent >= 0 ? world->place_parts[parent] : DEMO_NONE;
    world->place_count++;
    return (long)at;
}

long demo_grid(struct demo_world *world, long parent, int level, const char *name,
               const char *about, const char *kind)
{
    world->grids = arena_grow(world->arena, world->grids, world->grid_count, &world->grid_capacity,
                              sizeof *world->grids);
    world->grids[world->grid_count] = (struct demo_grid){.name = name,
                                                         .about = about,
                                                         .kind = kind,
                                                         .parent = parent,
                                                         .level = level,
                                                         .worker = DEMO_NONE};
    return (long)world->grid_count++;
}

long demo_household(struct demo_world *world, long place)
{
    world->households = arena_grow(world->arena, world->households, world->household_count,
                                   &world->household_capacity, sizeof *world->households);
    world->households[world->household_count] =
        (struct demo_household){.place = place, .first = (long)world->person_count};
    return (long)world->household_count++;
}

struct demo_person *demo_add_person(struct demo_world *world)
{
    world->people = arena_grow(world->arena, world->people, world->person_count,
                               &world->person_capacity, sizeof *world->people);
    struct demo_person *person = &world->people[world->person_count++];
    *person = (struct demo_person){.place = DEMO_NONE, .household = DEMO_NONE, .firm = DEMO_NONE};
    return person;
}

/* ---- grids ----------------------------------------------------------------------------------- */

/* A grid of level 3 over the buildings from ... to-1; numbered through the community: 01格, 02格. */
static void add_grid(struct demo_world *world, long parent, const char *prefix,
                     const long *buildings, size_t from, size_t to)
{
    int number = 1;
    for (size_t i = 0; i < world->grid_count; i++)
        number += world->grids[i].level == 3;
    const char *first = world->places[buildings[from]].place.name;
    const char *last = world->places[buildings[to - 1]].place.name;
    const char *about = to - from == 1
                            ? arena_printf(world->arena, "%s%s", prefix, first)
                            : arena_printf(world->arena, "%s%s至%s", prefix, first, last);
    long grid = demo_grid(world, parent, 3, arena_printf(world->arena, "%02d格", number), about,
                          "ordinary");
    for (size_t i = from; i < to; i++)
        world->place_grids[buildings[i]] = grid;
}

void demo_split_grids(struct demo_world *world, long parent, const char *prefix,
                      const long *buildings, const int *homes, size_t count)
{
    int total = 0, before = 0;
    for (size_t i = 0; i < count; i++)
        total += homes[i];
    int grids = (total + 200) / 400 > 0 ? (total + 200) / 400 : 1, made = 0;
    size_t from = 0;
    for (size_t i = 0; i < count; i++) {
        before += homes[i];
        int target = total * (made + 1) / grids;
        bool is_last = i + 1 == count;
        int after = is_last ? before : before + homes[i + 1];
        if (is_last || (made + 1 < grids && target - before <= after - target)) {
            add_grid(world, parent, prefix, buildings, from, i + 1);
            from = i + 1;
            made++;
        }
    }
}

/* ---- checksum (FNV-1a) ----------------------------------------------------------------------- */

static void add_text(uint64_t *sum, const char *text)
{
    for (; text != NULL && *text != '\0'; text++)
        *sum = (*sum ^ (unsigned char)*text) * UINT64_C(1099511628211);
    *sum = (*sum ^ 0xff) * UINT64_C(1099511628211);
}

uint64_t demo_checksum(const struct demo_world *world)
{
    uint64_t sum = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < world->place_count; i++)
        add_text(&sum, world->places[i].place.name);
    for (size_t i = 0; i < world->person_count; i++) {
        const struct demo_person *person = &world->people[i];
        const struct resident_facts *facts = &person->seed.facts;
        add_text(&sum, facts->name);
        add_text(&sum, facts->sex);
        add_text(&sum, facts->birth_date);
        add_text(&sum, facts->citizen_id);
        add_text(&sum, facts->phone);
        add_text(&sum, facts->registered_address);
        add_text(&sum, person->seed.since);
        sum = (sum ^ (uint64_t)person->place) * UINT64_C(1099511628211);
        sum = (sum ^ (uint64_t)person->household) * UINT64_C(1099511628211);
    }
    return sum;
}
