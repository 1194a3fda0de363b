/* For the tests of intake: a community in memory with a secretary, a clock that stands still, a vault,
 * jobs. One test program includes it once. */
#ifndef INTAKE_TEST_WORLD_H
#define INTAKE_TEST_WORLD_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "access_sql.h"
#include "check.h"
#include "intake_sql.h"
#include "modules/access/access.h"
#include "modules/access/vault.h"
#include "modules/intake/internal.h"
#include "modules/people/load.h"
#include "people_sql.h"
#include "place_sql.h"
#include "sheet/writer.h"
#include "store/fault.h"
#include "store/job.h"

extern const struct module people_module;

struct world {
    struct store *store;
    struct services services;
    struct id_source ids;
    struct chance_seed seed;
    int64_t now;
    char folder[64];
    struct fault_plan plan;
    struct store_fault seam;
    int64_t tenant, account;
    struct principal who;
    struct arena *arena;
    /* What the operations below are to do: */
    struct intake_upload upload;
    int64_t batch_id, job_id;
    const char *columns, *state, *decision;
    int64_t row, resident;
    struct intake_batch batch;
    struct intake_entry *entries;
    size_t entry_count;
    struct resident_line *lines;
    size_t line_count;
};

static inline enum result world_people(void *self, struct tx *tx, struct error *error)
{
    struct world *world = self;
    const struct tenant tenant = {
        .kind = "community", .code = "440605011020", .name = "灯湖社区", .offset = 480};
    enum result result = tenant_add(&world->services, tx, NULL, &tenant, &world->tenant, error);
    if (result == RESULT_OK)
        result = principal_operator(tx, world->tenant, world->arena, &world->who, error);
    return result;
}

/* Opens what lies in the folder, or begins it; a world that was left by a program that died opens too. */
static inline enum result world_open(struct world *world, struct error *error)
{
    static const struct migration *const lists[] = {access_migrations, place_migrations,
                                                    people_migrations, intake_migrations};
    const size_t counts[] = {access_migration_count, place_migration_count, people_migration_count,
                             intake_migration_count};
    static const struct job_kind *const kinds[] = {&intake_check_job, &intake_apply_job,
                                                   &intake_undo_job};
    world->services.clock = clock_fixed(&world->now);
    world->services.chance = chance_seeded(&world->seed);
    world->services.offset = CALENDAR_CHINA_OFFSET;
    world->services.ids = &world->ids;
    id_source_init(&world->ids, world->services.clock, world->services.chance);
    const struct store_options options = {
        .path = arena_printf(world->arena, "%s/kaifong.db", world->folder),
        .debug_scans = true,
        .fault = &world->seam};
    enum result result = store_open_file(&options, &world->store, error);
    world->services.store = world->store;
    if (result == RESULT_OK)
        result = store_migrate(world->store, lists, counts, 4, error);
    if (result == RESULT_OK)
        result = vault_open(arena_printf(world->arena, "%s/kaifong.key", world->folder), true,
                            world->services.chance, &world->services.vault, error);
    if (result == RESULT_OK)
        result = jobs_open(world->store, &world->services, kinds, 3, &world->services.jobs, error);
    return result;
}

static inline void world_begin(struct world *world)
{
    memset(world, 0, sizeof *world);
    world->now = INT64_C(1707537600000); /* 2024-02-10 12:00 in China */
    world->arena = arena_new();
    world->seed.state = 7;
    world->seam = fault_plan_seam(&world->plan);
}

static inline bool world_make(struct world *world)
{
    struct error error = {0};
    world_begin(world);
    strcpy(world->folder, "/tmp/kaifong-intake-XXXXXX");
    if (!mkdtemp(world->folder))
        return false;
    enum result result = world_open(world, &error);
    if (result == RESULT_OK)
        result = lane_call(world->store, LANE_WRITE, world_people, world, &error);
    if (result != RESULT_OK)
        printf("    the world cannot be made: %s\n",
               language_error(world->arena, LANGUAGE_ENGLISH, &error));
    return CHECK_INT(result, RESULT_OK);
}

static inline void world_end(struct world *world)
{
    jobs_close(world->services.jobs);
    store_free(world->store);
    vault_close(world->services.vault);
    if (system(arena_printf(world->arena, "rm -r '%s'", world->folder)) != 0)
        printf("    %s stays\n", world->folder);
    arena_free(world->arena);
}

/* ---- operations, each run in a lane ---------------------------------------------------------- */

static inline enum result do_add(void *self, struct tx *tx, struct error *error)
{
    struct world *world = self;
    return intake_add(&world->services, tx, &world->who, &world->upload, &world->batch_id, error);
}
static inline enum result do_check(void *self, struct tx *tx, struct error *error)
{
    struct world *world = self;
    return intake_check(&world->services, tx, &world->who, world->batch_id, &world->job_id, error);
}
static inline enum result do_apply(void *self, struct tx *tx, struct error *error)
{
    struct world *world = self;
    return intake_apply(&world->services, tx, &world->who, world->batch_id, &world->job_id, error);
}
static inline enum result do_undo(void *self, struct tx *tx, struct error *error)
{
    struct world *world = self;
    return intake_undo(&world->services, tx, &world->who, world->batch_id, &world->job_id, error);
}
static inline enum result do_remove(void *self, struct tx *tx, struct error *error)
{
    struct world *world = self;
    return intake_remove(&world->services, tx, &world->who, world->batch_id, error);
}
static inline enum result do_columns(void *self, struct tx *tx, struct error *error)
{
    struct world *world = self;
    return intake_set_columns(tx, &world->who.scope, world->batch_id, -1, -1, 0, world->columns,
                              error);
}
static inline enum result do_decide(void *self, struct tx *tx, struct error *error)
{
    struct world *world = self;
    return intake_decide(&world->services, tx, &world->who, world->batch_id, world->row,
                         world->decision, world->resident, error);
}
static inline enum result do_decide_all(void *self, struct tx *tx, struct error *error)
{
    struct world *world = self;
    return intake_decide_all(&world->services, tx, &world->who, world->batch_id, world->state,
                             world->decision, error);
}
static inline enum result do_read(void *self, struct tx *tx, struct error *error)
{
    struct world *world = self;
    const struct intake_filter filter = {.limit = 500};
    const struct resident_filter all = {.limit = 500};
    enum result result =
        intake_get(tx, &world->who.scope, world->batch_id, &world->batch, world->arena, error);
    if (result == RESULT_OK)
        result = intake_entries(&world->services, tx, &world->who.scope, world->batch_id, &filter,
                                &world->entries, &world->entry_count, world->arena, error);
    if (result == RESULT_OK)
        result = resident_list(tx, &world->who.scope, &all, "2024-02-10", &world->lines,
                               &world->line_count, world->arena, error);
    return result;
}

static inline enum result
world_do(struct world *world, enum result (*work)(void *self, struct tx *tx, struct error *error))
{
    struct error error = {0};
    enum result result =
        lane_call(world->store, work == do_read ? LANE_READ : LANE_WRITE, work, world, &error);
    if (result != RESULT_OK && getenv("VERBOSE"))
        printf("    %s\n", language_error(world->arena, LANGUAGE_ENGLISH, &error));
    return result;
}

static inline enum result world_job(struct world *world)
{
    struct error error = {0};
    enum result result = job_run_now(world->services.jobs, world->tenant, world->job_id, &error);
    if (result != RESULT_OK && getenv("VERBOSE"))
        printf("    %s\n", language_error(world->arena, LANGUAGE_ENGLISH, &error));
    return result;
}

/* Brings in a text up to "checked", and reads it. */
static inline bool world_bring(struct world *world, const char *text)
{
    world->upload = (struct intake_upload){.bytes = text, .size = strlen(text)};
    return CHECK_INT(world_do(world, do_add), RESULT_OK) &&
           CHECK_INT(world_do(world, do_check), RESULT_OK) &&
           CHECK_INT(world_job(world), RESULT_OK) && CHECK_INT(world_do(world, do_read), RESULT_OK);
}

static inline bool world_write(struct world *world)
{
    return CHECK_INT(world_do(world, do_apply), RESULT_OK) &&
           CHECK_INT(world_job(world), RESULT_OK) && CHECK_INT(world_do(world, do_read), RESULT_OK);
}

#endif
