/* Migrations: forward only, each in one transaction, never edited once released.
 *
 * The table `migration` remembers what was applied with a checksum of its text (FNV-1a, against
 * accidents). A database that a newer program has written is refused before anything is touched. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/text.h"
#include "store/inside.h"
#include "store_sql.h"

static const char table_sql[] = "CREATE TABLE IF NOT EXISTS migration (module text NOT NULL,"
                                " number int NOT NULL, name text NOT NULL, checksum text NOT NULL,"
                                " applied time NOT NULL, PRIMARY KEY (module, number));";

enum { CHECKSUM_SIZE = 17, MODULES_MAX = 64, MIGRATIONS_MAX = 10000 };

struct plan {
    const struct migration *const *lists;
    const size_t *counts;
    size_t modules;
    const struct migration *next; /* to be applied, for apply() */
};

static void checksum(const char *text, char out[CHECKSUM_SIZE])
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    snprintf(out, CHECKSUM_SIZE, "%016" PRIx64, hash);
}

static enum result create_table(void *self, struct tx *tx, struct error *error)
{
    (void)self;
    return store_execute(tx, table_sql, error);
}

/* The migration that was applied as this row, or NULL. *is_known: we have its module at all. */
static const struct migration *find(const struct plan *plan,
                                    const struct store_sql_list_migrations *row, bool *is_known)
{
    *is_known = false;
    for (size_t m = 0; m < plan->modules; m++)
        for (size_t i = 0; i < plan->counts[m]; i++) {
            if (!text_equal(plan->lists[m][i].module, row->module))
                continue;
            *is_known = true;
            if (plan->lists[m][i].number == row->number)
                return &plan->lists[m][i];
        }
    return NULL;
}

/* Every migration applied is one that we know, and unchanged. */
static enum result check_applied(void *self, struct tx *tx, struct error *error)
{
    const struct plan *plan = self;
    struct arena *arena = arena_new();
    struct store_sql_list_migrations *rows = NULL;
    size_t count = 0;
    enum result result = store_list(tx, &store_sql_list_migrations, NULL, MIGRATIONS_MAX,
                                    (void **)&rows, &count, arena, error);
    for (size_t i = 0; i < count && result == RESULT_OK; i++) {
        bool is_known;
        char sum[CHECKSUM_SIZE];
        const struct migration *migration = find(plan, &rows[i], &is_known);
        if (migration == NULL && is_known)
            result = error_set(error, RESULT_CONFLICT, NULL,
                               N_("This database was written by a newer kaifong (%1 %2). Use that "
                                  "version; nothing was changed."),
                               rows[i].module, rows[i].name);
        if (migration == NULL)
            continue;
        checksum(migration->sql, sum);
        if (!text_equal(sum, rows[i].checksum))
            result = error_set(error, RESULT_CONFLICT, NULL,
                               N_("Migration %1 %2 is not the one that was applied to this "
                                  "database. A released migration is never edited: add a new one."),
                               rows[i].module, rows[i].name);
    }
    arena_free(arena);
    return result;
}

static enum result apply(void *self, struct tx *tx, struct error *error)
{
    const struct migration *migration = ((const struct plan *)self)->next;
    struct store_sql_find_migration row;
    bool found = false;
    enum result result =
        store_find(tx, &store_sql_find_migration,
                   &(struct store_sql_find_migration_params){migration->module, migration->number},
                   &row, &found, NULL, error);
    if (result != RESULT_OK || found)
        return result;
    struct error why = {0};
    result = store_execute(tx, migration->sql, &why);
    if (result != RESULT_OK) {
        struct arena *arena = arena_new();
        const char *sentence = language_error(arena, LANGUAGE_ENGLISH, &why);
        result = error_set(error, result, NULL, N_("Migration %1 %2: %3"), migration->module,
                           migration->name, sentence);
        arena_free(arena);
        return result;
    }
    char sum[CHECKSUM_SIZE];
    checksum(migration->sql, sum);
    struct clock clock = clock_system();
    return store_run(tx, &store_sql_add_migration,
                     &(struct store_sql_add_migration_params){migration->module, migration->number,
                                                              migration->name, sum,
                                                              clock_now(&clock)},
                     NULL, error);
}

static enum result migrate(struct store *store, struct plan *plan, struct error *error)
{
    enum result result = lane_call(store, LANE_WRITE, create_table, NULL, error);
    if (result == RESULT_OK)
        result = lane_call(store, LANE_READ, check_applied, plan, error);
    for (size_t m = 0; m < plan->modules && result == RESULT_OK; m++)
        for (size_t i = 0; i < plan->counts[m] && result == RESULT_OK; i++) {
            plan->next = &plan->lists[m][i];
            result = lane_call(store, LANE_WRITE, apply, plan, error);
        }
    return result;
}

enum result store_migrate(struct store *store, const struct migration *const *lists,
                          const size_t *counts, size_t modules, struct error *error)
{
    const struct migration *all[MODULES_MAX] = {store_migrations};
    size_t sizes[MODULES_MAX] = {store_migration_count};
    if (modules >= MODULES_MAX)
        return error_set(error, RESULT_TOO_LARGE, NULL, N_("There are too many modules."));
    for (size_t i = 0; i < modules; i++) {
        all[i + 1] = lists[i];
        sizes[i + 1] = counts[i];
    }
    struct plan plan = {all, sizes, modules + 1, NULL};
    enum result result = migrate(store, &plan, error);
    if (result == RESULT_OK)
        result = store->class->check_rules(store->engine, error);
    if (result == RESULT_OK)
        result = store_prepare_all(store, store_statements, store_statement_count, error);
    return result;
}
