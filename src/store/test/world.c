/* Helpers of the store's tests. */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>

#include "check.h"

struct store *world_open(const struct store_options *options)
{
    struct store_options with = options != NULL ? *options : (struct store_options){0};
    if (with.path == NULL)
        with.path = ":memory:";
    struct store *store = NULL;
    struct error error = {0};
    if (!CHECK_INT(store_open_file(&with, &store, &error), RESULT_OK)) {
        printf("    %s (%s, %s)\n", error.msgid, error.args[0], error.args[1]);
        return NULL;
    }
    const struct migration *lists[] = {sample_migrations};
    if (!CHECK_INT(store_migrate(store, lists, &sample_migration_count, 1, &error), RESULT_OK) ||
        !CHECK_INT(store_prepare_all(store, sample_statements, sample_statement_count, &error),
                   RESULT_OK)) {
        printf("    %s (%s, %s, %s)\n", error.msgid, error.args[0], error.args[1], error.args[2]);
        store_free(store);
        return NULL;
    }
    return store;
}

char *world_folder(void)
{
    char *folder = NULL;
    if (asprintf(&folder, "/tmp/kaifong-test-XXXXXX") < 0 || mkdtemp(folder) == NULL)
        abort();
    return folder;
}

char *world_folder_in_memory(void)
{
    char *folder = NULL;
    if (asprintf(&folder, "/dev/shm/kaifong-test-XXXXXX") < 0)
        abort();
    if (mkdtemp(folder) != NULL)
        return folder;
    free(folder);
    return world_folder();
}

void world_remove(char *folder)
{
    char command[256];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    CHECK_INT(system(command), 0);
    free(folder);
}

char *world_path(const char *folder, const char *name)
{
    char *path = NULL;
    if (asprintf(&path, "%s/%s", folder, name) < 0)
        abort();
    return path;
}

struct sample_sql_add_thing_params world_thing(int64_t thing, const char *name)
{
    return (struct sample_sql_add_thing_params){
        .tenant = 1, .thing = thing, .room = 1, .name = name, .is_new = 1, .seen = RECORD_NONE};
}

enum result world_add(void *self, struct tx *tx, struct error *error)
{
    return store_run(tx, &sample_sql_add_thing, self, NULL, error);
}

static enum result count_things(void *self, struct tx *tx, struct error *error)
{
    struct sample_sql_count_things row;
    enum result result = store_get(tx, &sample_sql_count_things,
                                   &(struct sample_sql_count_things_params){1}, &row, NULL, error);
    if (result == RESULT_OK)
        *(int64_t *)self = row.total;
    return result;
}

int64_t world_count(struct store *store)
{
    int64_t count = -1;
    CHECK_INT(lane_call(store, LANE_READ, count_things, &count, NULL), RESULT_OK);
    return count;
}
