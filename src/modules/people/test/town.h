/* A small town for the tests of people: 灯湖花园 with two buildings, three grids, a family and some
 * neighbours, in a real store with vault and audit. One test program includes it once. */
#ifndef PEOPLE_TEST_TOWN_H
#define PEOPLE_TEST_TOWN_H

#include "modules/access/test/world.h"
#include "modules/people/firm.h"
#include "modules/people/load.h"
#include "modules/people/merge.h"
#include "modules/people/search.h"
#include "modules/place/grid.h"
#include "people_sql.h"
#include "place_sql.h"

#define TODAY "2020-02-29"

struct town {
    struct world world;
    struct principal all, east; /* the whole community; only the grid of building 3 */
    int64_t east_grids[1];
    int64_t compound, building[2], unit, home[4]; /* 3栋2单元1204, 3栋2单元1303, C3座101, C3座102 */
    int64_t community_grid, branch, grid[2];
    int64_t wang, chen, child, shan, lv, yuchi;
    int64_t household;
};

#define TRY(call)                                                                                  \
    do {                                                                                           \
        enum result try_result = (call);                                                           \
        if (try_result != RESULT_OK)                                                               \
            return try_result;                                                                     \
    } while (0)

static enum result town_places(struct town *town, struct tx *tx, struct error *error)
{
    struct services *services = &town->world.services;
    struct place_seed seeds[] = {
        {{.kind = "compound", .name = "灯湖花园", .storey = RECORD_NONE}, -1},
        {{.kind = "building", .name = "3栋", .storey = RECORD_NONE, .floors = 16, .doors = 4}, 0},
        {{.kind = "building", .name = "C3座", .storey = RECORD_NONE, .floors = 8, .doors = 2}, 0},
        {{.kind = "unit", .name = "2单元", .storey = RECORD_NONE}, 1},
        {{.kind = "home", .name = "1204", .storey = 12, .position = 4}, 3},
        {{.kind = "home", .name = "1303", .storey = 13, .position = 3}, 3},
        {{.kind = "home", .name = "101", .storey = 1, .position = 1}, 2},
        {{.kind = "home", .name = "102", .storey = 1, .position = 2}, 2},
    };
    TRY(place_add_many(services, tx, town->world.denghu, 0, seeds, sizeof seeds / sizeof seeds[0],
                       town->world.arena, error));
    town->compound = seeds[0].place.place_id;
    town->building[0] = seeds[1].place.place_id;
    town->building[1] = seeds[2].place.place_id;
    town->unit = seeds[3].place.place_id;
    for (int i = 0; i < 4; i++)
        town->home[i] = seeds[4 + i].place.place_id;
    return RESULT_OK;
}

static enum result town_grids(struct town *town, struct tx *tx, struct error *error)
{
    struct services *services = &town->world.services;
    const struct scope *scope = &town->all.scope;
    struct grid grid = {.name = "灯湖社区"};
    TRY(grid_add(services, tx, scope, &grid, &town->community_grid, error));
    grid = (struct grid){.name = "灯湖花园", .parent_id = town->community_grid};
    TRY(grid_add(services, tx, scope, &grid, &town->branch, error));
    grid = (struct grid){.name = "01格", .parent_id = town->branch};
    TRY(grid_add(services, tx, scope, &grid, &town->grid[0], error));
    grid.name = "02格";
    TRY(grid_add(services, tx, scope, &grid, &town->grid[1], error));
    TRY(grid_member_set(tx, scope, town->compound, town->branch, "2019-01-01", TODAY, error));
    TRY(grid_member_set(tx, scope, town->building[0], town->grid[0], "2019-01-01", TODAY, error));
    TRY(grid_member_set(tx, scope, town->building[1], town->grid[1], "2019-01-01", TODAY, error));
    town->east_grids[0] = town->grid[0];
    town->east = town->all;
    town->east.account = town->world.worker;
    town->east.roles = 1U << ROLE_GRID_WORKER;
    town->east.scope =
        (struct scope){.tenant = town->world.denghu, .grids = town->east_grids, .grid_count = 1};
    return RESULT_OK;
}

static enum result town_residents(struct town *town, struct tx *tx, struct error *error)
{
    struct people_load *load;
    TRY(people_load_open(&town->world.services, tx, &town->all, town->world.denghu, 0, TODAY, &load,
                         error));
    people_load_household(load, town->home[0], "0001", &town->household);
    struct resident_seed seed = {.facts = {.name = "王桂英",
                                           .sex = "2",
                                           .birth_date = "1938-03-01",
                                           .citizen_id = "44052419380301002X",
                                           .phone = "13800001234",
                                           .phone_2 = "0757-83334444",
                                           .residence = "registered"},
                                 .place_id = town->home[0],
                                 .registered_place_id = town->home[2],
                                 .since = "2004-05-01",
                                 .household_id = town->household,
                                 .relation = "02",
                                 .care = "alone",
                                 .care_purpose = "每周上门",
                                 .care_until = "2020-12-31"};
    people_load_add(load, &seed, &town->wang);
    seed = (struct resident_seed){.facts = {.name = "陈伟明",
                                            .sex = "1",
                                            .birth_date = "1965-07-09",
                                            .citizen_id = "440524196507091015",
                                            .phone = "13912345678",
                                            .residence = "registered"},
                                  .place_id = town->home[0],
                                  .household_id = town->household,
                                  .relation = "20"};
    people_load_add(load, &seed, &town->chen);
    seed = (struct resident_seed){.facts = {.name = "陳小重",
                                            .sex = "1",
                                            .birth_date = "2010-01-01",
                                            .residence = "floating"},
                                  .place_id = town->home[1]};
    people_load_add(load, &seed, &town->child);
    seed.facts = (struct resident_facts){.name = "单雄信", .sex = "1", .residence = "floating"};
    seed.place_id = town->home[2];
    people_load_add(load, &seed, &town->shan);
    seed.facts = (struct resident_facts){.name = "吕布", .former_name = "吕奉先", .sex = "1"};
    seed.place_id = town->home[3];
    people_load_add(load, &seed, &town->lv);
    seed.facts = (struct resident_facts){.name = "尉迟恭", .sex = "1"};
    people_load_add(load, &seed, &town->yuchi);
    enum result result = people_load_flush(load, error);
    people_load_close(load);
    return result;
}

static enum result town_fill(void *self, struct tx *tx, struct error *error)
{
    struct town *town = self;
    TRY(principal_operator(tx, town->world.denghu, town->world.arena, &town->all, error));
    town->all.name = "麦婉仪";
    TRY(town_places(town, tx, error));
    TRY(town_grids(town, tx, error));
    return town_residents(town, tx, error);
}

static inline void town_init_with(struct town *town, const struct store_fault *fault)
{
    static const struct migration *const more[] = {place_migrations, people_migrations};
    const size_t counts[] = {place_migration_count, people_migration_count};
    memset(town, 0, sizeof *town);
    world_init_with(&town->world, fault, more, counts, 2);
    CHECK_INT(world_run(&town->world, LANE_WRITE, town_fill, town), RESULT_OK);
}

static inline void town_init(struct town *town)
{
    town_init_with(town, NULL);
}

static inline void town_fini(struct town *town)
{
    world_fini(&town->world);
}

#endif
