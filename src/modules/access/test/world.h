/* The small world of the tests of access and of the modules above it: a store in a folder of its own
 * with a street, two communities and their people, a vault, and a clock that stands still. Each test
 * has its own. Functions are inline so that a test links nothing more. */
#ifndef ACCESS_TEST_WORLD_H
#define ACCESS_TEST_WORLD_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "access_sql.h"
#include "check.h"
#include "modules/access/access.h"
#include "modules/access/vault.h"
#include "store/fault.h"
#include "store/lane.h"

enum { WORLD_MIGRATIONS_MAX = 8, WORLD_PATH_SIZE = 128 };
#define WORLD_NOON INT64_C(1582977600000) /* 2020-02-29 20:00 in China */
#define WORLD_PASSWORD "lanterns by the lake"

struct world {
    char folder[WORLD_PATH_SIZE];
    struct store *store;
    struct vault *vault;
    int64_t now;
    struct id_source ids;
    struct services services;
    struct arena *arena;
    const struct store_fault *fault;            /* set before world_reopen() */
    int64_t street, denghu, fengming;           /* tenants */
    int64_t secretary, worker, viewer, officer; /* accounts; worker has the grids 11 and 12 */
};

static inline const char *world_file(struct world *world, const char *name)
{
    return arena_printf(world->arena, "%s/%s", world->folder, name);
}

/* Opens store and vault again, as a restart does. */
static inline void world_reopen(struct world *world)
{
    struct error error = {0};
    vault_close(world->vault);
    store_free(world->store);
    world->vault = NULL;
    world->store = NULL;
    struct store_options options = {
        .path = world_file(world, "kaifong.db"), .fault = world->fault, .debug_scans = true};
    CHECK_INT(store_open_file(&options, &world->store, &error), RESULT_OK);
    CHECK_INT(
        vault_open(world_file(world, "master.key"), true, chance_kernel(), &world->vault, &error),
        RESULT_OK);
    CHECK_TEXT(error.msgid, NULL);
    world->services.store = world->store;
    world->services.vault = world->vault;
}

typedef enum result world_work(void *self, struct tx *tx, struct error *error);

static inline enum result world_run(struct world *world, enum lane lane, world_work *work,
                                    void *self)
{
    struct error error = {0};
    enum result result = lane_call(world->store, lane, work, self, &error);
    if (result != RESULT_OK && getenv("CHECK_VERBOSE")) {
        fprintf(stderr, "%s\n", language_error(world->arena, LANGUAGE_ENGLISH, &error));
    }
    return result;
}

static inline enum result world_people(struct world *world, struct tx *tx, struct error *error)
{
    struct services *services = &world->services;
    static const int64_t grids[] = {11, 12};
    const struct {
        const char *login, *name;
        int64_t *account, home;
        struct grant grant;
    } people[] = {
        {"mai",
         "麦婉仪",
         &world->secretary,
         world->denghu,
         {.role = ROLE_SECRETARY, .all_grids = true}},
        {"chen",
         "陈嘉怡",
         &world->worker,
         world->denghu,
         {.role = ROLE_GRID_WORKER, .grids = grids, .grid_count = 2}},
        {"huang",
         "黄永康",
         &world->viewer,
         world->denghu,
         {.role = ROLE_VIEWER, .all_grids = true}},
        {"liang",
         "梁志伟",
         &world->officer,
         world->street,
         {.role = ROLE_SECRETARY, .all_grids = true}},
    };
    enum result result = RESULT_OK;
    for (size_t i = 0; result == RESULT_OK && i < sizeof people / sizeof people[0]; i++) {
        struct grant grant = people[i].grant;
        result = account_add(services, tx, NULL, people[i].home, people[i].login, people[i].name,
                             people[i].account, error);
        grant.account_id = *people[i].account;
        grant.tenant_id = people[i].home;
        if (result == RESULT_OK)
            result = grant_add(services, tx, NULL, &grant, &grant.grant_id, error);
        /* The hash of WORLD_PASSWORD is not needed by most tests: any text is a password that was set. */
        if (result == RESULT_OK)
            result =
                account_set_password(services, tx, NULL, *people[i].account, "set", NULL, error);
    }
    return result;
}

static inline enum result world_fill(void *self, struct tx *tx, struct error *error)
{
    struct world *world = self;
    struct tenant street = {
        .kind = "street", .code = "440605011", .name = "桂城街道", .offset = 480};
    enum result result = tenant_add(&world->services, tx, NULL, &street, &world->street, error);
    struct tenant denghu = {.kind = "community",
                            .code = "440605011020",
                            .name = "灯湖社区",
                            .parent_id = world->street,
                            .offset = 480};
    struct tenant fengming = {.kind = "community",
                              .code = "440605011044",
                              .name = "凤鸣社区",
                              .parent_id = world->street,
                              .offset = 480};
    if (result == RESULT_OK)
        result = tenant_add(&world->services, tx, NULL, &denghu, &world->denghu, error);
    if (result == RESULT_OK)
        result = tenant_add(&world->services, tx, NULL, &fengming, &world->fengming, error);
    return result == RESULT_OK ? world_people(world, tx, error) : result;
}

/* Migrations of modules above access may be given; `fault` may be NULL. */
static inline void world_init_with(struct world *world, const struct store_fault *fault,
                                   const struct migration *const *more, const size_t *more_counts,
                                   size_t more_count)
{
    memset(world, 0, sizeof *world);
    world->fault = fault;
    world->arena = arena_new();
    const char *base = getenv("TMPDIR");
    snprintf(world->folder, sizeof world->folder, "%s/kaifong-access-XXXXXX", base ? base : "/tmp");
    CHECK(mkdtemp(world->folder) != NULL);
    world->now = WORLD_NOON;
    struct clock clock = clock_fixed(&world->now);
    id_source_init(&world->ids, clock, chance_kernel());
    world->services = (struct services){
        .clock = clock, .chance = chance_kernel(), .ids = &world->ids, .offset = 480};
    world_reopen(world);
    const struct migration *lists[WORLD_MIGRATIONS_MAX] = {access_migrations};
    size_t counts[WORLD_MIGRATIONS_MAX] = {access_migration_count};
    for (size_t i = 0; i < more_count; i++) {
        lists[i + 1] = more[i];
        counts[i + 1] = more_counts[i];
    }
    struct error error = {0};
    CHECK_INT(store_migrate(world->store, lists, counts, more_count + 1, &error), RESULT_OK);
    CHECK_TEXT(error.msgid ? language_error(world->arena, LANGUAGE_ENGLISH, &error) : NULL, NULL);
    CHECK_INT(world_run(world, LANE_WRITE, world_fill, world), RESULT_OK);
}

static inline void world_init(struct world *world, const struct migration *const *more,
                              const size_t *more_counts, size_t more_count)
{
    world_init_with(world, NULL, more, more_counts, more_count);
}

struct world_session {
    struct world *world;
    int64_t account;
    char token[ACCESS_TOKEN_SIZE];
};

static inline enum result world_open_session(void *self, struct tx *tx, struct error *error)
{
    struct world_session *session = self;
    return session_open(&session->world->services, tx, session->account, "192.0.2.1", NULL, NULL,
                        session->token, error);
}

/* A token with which this account is signed in, in the world's arena. */
static inline const char *world_sign_in(struct world *world, int64_t account)
{
    struct world_session session = {.world = world, .account = account};
    CHECK_INT(world_run(world, LANE_WRITE, world_open_session, &session), RESULT_OK);
    return arena_copy(world->arena, session.token);
}

struct world_end {
    struct world *world;
    int64_t account;
};

/* Ends every role of an account, as its administration would; its sessions stay to be looked at. */
static inline enum result world_end_roles(void *self, struct tx *tx, struct error *error)
{
    struct world_end *end = self;
    struct grant *grants = NULL;
    size_t count = 0;
    enum result result =
        grant_list(tx, end->account, end->world->now, &grants, &count, end->world->arena, error);
    for (size_t i = 0; result == RESULT_OK && i < count; i++) {
        result = store_run(tx, &access_sql_grant_end,
                           &(struct access_sql_grant_end_params){.tenant = grants[i].tenant_id,
                                                                 .grant_id = grants[i].grant_id,
                                                                 .now = end->world->now,
                                                                 .who = RECORD_NONE},
                           NULL, error);
    }
    return result;
}

struct world_password {
    struct world *world;
    int64_t account;
    char hash[PASSWORD_HASH_SIZE];
};

static inline enum result world_store_password(void *self, struct tx *tx, struct error *error)
{
    struct world_password *password = self;
    return account_set_password(&password->world->services, tx, NULL, password->account,
                                password->hash, NULL, error);
}

/* Gives the account the password WORLD_PASSWORD, by which it can really sign in. */
static inline void world_set_password(struct world *world, int64_t account)
{
    struct world_password password = {.world = world, .account = account};
    CHECK_INT(password_hash(WORLD_PASSWORD, password.hash, NULL), RESULT_OK);
    CHECK_INT(world_run(world, LANE_WRITE, world_store_password, &password), RESULT_OK);
}

static inline void world_fini(struct world *world)
{
    static const char *const files[] = {
        "kaifong.db", "kaifong.db-wal",         "kaifong.db-shm", "kaifong.db.lock",
        "master.key", "master.key.collections", "backup.db"};
    vault_close(world->vault);
    store_free(world->store);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        (void)unlink(world_file(world, files[i]));
    }
    if (rmdir(world->folder) != 0) {
        perror(world->folder);
    }
    arena_free(world->arena);
}

#endif
