/* A small community for the tests of screening: a store in memory, a clock that stands still, a vault,
 * two grids with a secretary and workers. One test program includes it once. */
#ifndef SCREENING_TEST_WORLD_H
#define SCREENING_TEST_WORLD_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "access_sql.h"
#include "base/bug.h"
#include "check.h"
#include "inbox_sql.h"
#include "intake_sql.h"
#include "modules/access/access.h"
#include "modules/access/vault.h"
#include "modules/screening/internal.h"
#include "modules/screening/screening.h"
#include "people_sql.h"
#include "place_sql.h"
#include "store/fault.h"
#include "store/lane.h"

enum { WORLD_WORKERS = 6, WORLD_GRIDS = 6 };

struct world {
    struct store *store;
    struct services services;
    struct id_source ids;
    struct chance_seed seed;
    int64_t now;
    char key_path[64];
    struct fault_plan plan;
    struct store_fault seam;
    int64_t tenant;
    int64_t accounts[WORLD_WORKERS];
    int64_t grids[WORLD_WORKERS][1];
    struct principal secretary, workers[WORLD_WORKERS];
    int64_t campaign;
    struct arena *arena;
};

/* Runs `work` in the write lane, with the world as its `self`. */
typedef enum result world_work(void *world, struct tx *tx, struct error *error);

static enum result world_do(struct world *world, world_work *work, struct error *error)
{
    return lane_call(world->store, LANE_WRITE, work, world, error);
}

static enum result world_make_account(struct world *world, struct tx *tx, const char *login,
                                      const char *name, enum role role, const int64_t *grids,
                                      size_t grid_count, int64_t *account,
                                      struct principal *principal, struct error *error)
{
    enum result result =
        account_add(&world->services, tx, NULL, world->tenant, login, name, account, error);
    if (result == RESULT_OK) {
        result = account_set_password(&world->services, tx, NULL, *account, "$none$", NULL, error);
    }
    int64_t grant_id;
    const struct grant grant = {.tenant_id = world->tenant,
                                .account_id = *account,
                                .role = role,
                                .all_grids = grid_count == 0,
                                .grids = grids,
                                .grid_count = grid_count};
    if (result == RESULT_OK) {
        result = grant_add(&world->services, tx, NULL, &grant, &grant_id, error);
    }
    if (result == RESULT_OK) {
        result =
            principal_of(tx, *account, world->tenant, world->now, world->arena, principal, error);
    }
    return result;
}

static enum result world_people(void *self, struct tx *tx, struct error *error)
{
    struct world *world = self;
    const struct tenant tenant = {
        .kind = "community", .code = "440605011020", .name = "灯湖社区", .offset = 480};
    enum result result = tenant_add(&world->services, tx, NULL, &tenant, &world->tenant, error);
    int64_t secretary;
    if (result == RESULT_OK) {
        result = world_make_account(world, tx, "mai", "麦婉仪", ROLE_SECRETARY, NULL, 0, &secretary,
                                    &world->secretary, error);
    }
    static const char *const names[WORLD_WORKERS] = {"梁志伟", "何敏",   "陈嘉怡",
                                                     "黄永康", "区慧玲", "郭建文"};
    for (int at = 0; at < WORLD_WORKERS && result == RESULT_OK; at++) {
        world->grids[at][0] = at + 1;
        result = world_make_account(world, tx, arena_printf(world->arena, "worker%d", at),
                                    names[at], ROLE_GRID_WORKER, world->grids[at], 1,
                                    &world->accounts[at], &world->workers[at], error);
    }
    return result;
}

static enum result world_campaign(void *self, struct tx *tx, struct error *error)
{
    struct world *world = self;
    static const struct screening_column columns[] = {{1, "从哪里回", 1}, {2, "到达", 1}};
    const struct screening_draft draft = {.campaign = {.title = "返桂人员排查",
                                                       .reference = "桂街防〔2026〕17 号",
                                                       .purpose = "核实返桂人员健康状况",
                                                       .basis = "emergency",
                                                       .due = world->now + 4 * CALENDAR_DAY},
                                          .columns = columns,
                                          .column_count = 2};
    enum result result =
        screening_add(&world->services, tx, &world->secretary, &draft, &world->campaign, error);
    struct screening_worker crew[WORLD_WORKERS];
    for (int at = 0; at < WORLD_WORKERS; at++) {
        crew[at] = (struct screening_worker){.account_id = world->accounts[at], .share = 100};
    }
    if (result == RESULT_OK) {
        result = screening_workers_set(&world->services, tx, &world->secretary, world->campaign,
                                       crew, WORLD_WORKERS, error);
    }
    return result;
}

/* Puts `count` people on the list: grids in turn by stretches, buildings of 20, homes of 2. */
static enum result world_list(struct world *world, struct tx *tx, size_t count, size_t first,
                              struct error *error)
{
    struct screening_person *people = arena_array(world->arena, count, sizeof *people);
    static const char *const details[2] = {"四川成都", "11-20"};
    for (size_t at = 0; at < count; at++) {
        size_t number = first + at;
        int64_t grid = (int64_t)(at * WORLD_GRIDS / count) + 1;
        people[at] = (struct screening_person){
            .name = arena_printf(world->arena, "陈%zu", number),
            .phone = arena_printf(world->arena, "138%08zu", number),
            .address = arena_printf(world->arena, "灯湖花园%zu栋%zu", number / 20, number % 20),
            .place_id = (int64_t)(number / 2) + 1000,
            .building_id = (int64_t)(number / 20) + 100,
            .grid_id = grid,
            .walk_key = arena_printf(world->arena, "%06zu", number),
            .building = arena_printf(world->arena, "灯湖花园%zu栋", number / 20),
            .room = arena_printf(world->arena, "%zu", number % 20),
            .details = details};
    }
    size_t added, skipped;
    return screening_people_add(&world->services, tx, &world->secretary, world->campaign, people,
                                count, &added, &skipped, error);
}

/* An entry of the whole list by its number. */
static inline enum result world_pick(struct world *world, struct tx *tx, int64_t number,
                                     struct screening_entry *entry, struct error *error)
{
    struct screening_sql_entry_of_number row;
    enum result result =
        store_get(tx, &screening_sql_entry_of_number,
                  &(struct screening_sql_entry_of_number_params){
                      .tenant = world->tenant, .campaign = world->campaign, .number = number},
                  &row, world->arena, error);
    return result == RESULT_OK ? screening_entry_get(tx, &world->secretary, world->campaign,
                                                     row.entry_id, entry, world->arena, error)
                               : result;
}

static inline void check_ok(enum result result, const struct error *error)
{
    if (!CHECK_INT(result, RESULT_OK)) {
        printf("  %s [%s] [%s] [%s]\n", error->msgid, error->args[0], error->args[1],
               error->args[2]);
    }
}

static struct world *world_new(void)
{
    struct world *world = calloc(1, sizeof *world);
    struct error error = {0};
    world->arena = arena_new();
    world->now = INT64_C(1795392000000); /* 2026-11-23 08:00 in China */
    world->seed = (struct chance_seed){.state = 42};
    world->seam = fault_plan_seam(&world->plan);
    id_source_init(&world->ids, clock_fixed(&world->now), chance_seeded(&world->seed));
    snprintf(world->key_path, sizeof world->key_path, "/tmp/kaifong-screening-%d.key",
             (int)getpid());
    unlink(world->key_path);
    const struct store_options options = {
        .path = ":memory:", .debug_scans = true, .fault = &world->seam};
    static const struct migration *const lists[] = {access_migrations, place_migrations,
                                                    people_migrations, inbox_migrations,
                                                    intake_migrations, screening_migrations};
    const size_t counts[] = {access_migration_count, place_migration_count,
                             people_migration_count, inbox_migration_count,
                             intake_migration_count, screening_migration_count};
    ALWAYS(store_open_file(&options, &world->store, &error) == RESULT_OK);
    if (store_migrate(world->store, lists, counts, 6, &error) != RESULT_OK) {
        printf("%s %s %s %s\n", error.msgid, error.args[0], error.args[1], error.args[2]);
        abort();
    }
    world->services = (struct services){.clock = clock_fixed(&world->now),
                                        .chance = chance_seeded(&world->seed),
                                        .ids = &world->ids,
                                        .store = world->store,
                                        .offset = CALENDAR_CHINA_OFFSET};
    ALWAYS(vault_open(world->key_path, true, world->services.chance, &world->services.vault,
                      &error) == RESULT_OK);
    enum result result = world_do(world, world_people, &error);
    if (result == RESULT_OK) {
        result = world_do(world, world_campaign, &error);
    }
    if (result != RESULT_OK) {
        printf("world: %s [%s]\n", error.msgid, error.args[0]);
        abort();
    }
    return world;
}

static void world_free(struct world *world)
{
    store_free(world->store);
    vault_close(world->services.vault);
    char shares[80];
    snprintf(shares, sizeof shares, "%s.collections", world->key_path);
    CHECK_INT(unlink(world->key_path), 0);
    CHECK_INT(unlink(shares), 0);
    arena_free(world->arena);
    free(world);
}

#endif
