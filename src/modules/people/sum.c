/* Keeping the sums of sum.h: each resident counts in at most three rows of resident_sum. */
#include "modules/people/sum.h"

#include <string.h>

#include "base/arena.h"

enum { AREA_DEPTH = 2 };

/* Where the step that begins at `from` ends, behind its slash; `from` if there is none. */
static size_t step_end(const char *key, size_t from)
{
    const char *slash = strchr(key + from, '/');
    return slash == NULL ? from : (size_t)(slash - key) + 1;
}

size_t sum_area_length(const char *address_key)
{
    size_t length = 0;
    for (int depth = 0; depth < AREA_DEPTH; depth++)
        length = step_end(address_key, length);
    return length;
}

bool sum_knows(const char *address_key)
{
    return address_key[sum_area_length(address_key)] == '\0';
}

static enum result add_area(struct tx *tx, int64_t tenant, const struct sum_key *key,
                            const char *area, int64_t residents, struct error *error)
{
    enum result result = store_run(tx, &people_sql_sum_add,
                                   &(struct people_sql_sum_add_params){.tenant = tenant,
                                                                       .area_key = area,
                                                                       .status = key->status,
                                                                       .grid = key->grid_id,
                                                                       .batch = key->batch_id,
                                                                       .residents = residents},
                                   NULL, error);
    if (result == RESULT_OK && residents < 0)
        result = store_run(tx, &people_sql_sum_forget,
                           &(struct people_sql_sum_forget_params){.tenant = tenant,
                                                                  .area_key = area,
                                                                  .status = key->status,
                                                                  .grid = key->grid_id,
                                                                  .batch = key->batch_id},
                           NULL, error);
    return result;
}

enum result sum_add(struct tx *tx, int64_t tenant, const struct sum_key *key, int64_t residents,
                    struct error *error)
{
    struct arena *arena = arena_new();
    enum result result = add_area(tx, tenant, key, "", residents, error);
    size_t length = 0;
    for (int depth = 0; depth < AREA_DEPTH && result == RESULT_OK; depth++) {
        size_t end = step_end(key->address_key, length);
        if (end == length)
            break;
        length = end;
        result =
            add_area(tx, tenant, key, arena_printf(arena, "%.*s", (int)length, key->address_key),
                     residents, error);
    }
    arena_free(arena);
    return result;
}

/* Takes a resident out of its sums, or into them, as its row is now. */
static enum result count_one(struct tx *tx, int64_t tenant, int64_t resident_id, int64_t residents,
                             struct error *error)
{
    struct arena *arena = arena_new();
    struct people_sql_sum_of row;
    enum result result =
        store_get(tx, &people_sql_sum_of,
                  &(struct people_sql_sum_of_params){.tenant = tenant, .resident = resident_id},
                  &row, arena, error);
    if (result == RESULT_OK && row.merged_into == 0)
        result = sum_add(tx, tenant,
                         &(struct sum_key){.status = row.status,
                                           .address_key = row.address_key,
                                           .grid_id = row.grid_id,
                                           .batch_id = row.batch_id},
                         residents, error);
    arena_free(arena);
    return result == RESULT_NOT_FOUND ? RESULT_OK : result; /* then nothing is written either */
}

enum result sum_set_home(struct tx *tx, const struct people_sql_resident_set_home_params *home,
                         struct error *error)
{
    enum result result = count_one(tx, home->tenant, home->resident, -1, error);
    if (result == RESULT_OK)
        result = store_run(tx, &people_sql_resident_set_home, home, NULL, error);
    return result == RESULT_OK ? count_one(tx, home->tenant, home->resident, 1, error) : result;
}

enum result sum_set_merged(struct tx *tx,
                           const struct people_sql_resident_set_merged_params *merged,
                           struct error *error)
{
    enum result result = count_one(tx, merged->tenant, merged->resident, -1, error);
    if (result == RESULT_OK)
        result = store_run(tx, &people_sql_resident_set_merged, merged, NULL, error);
    return result == RESULT_OK ? count_one(tx, merged->tenant, merged->resident, 1, error) : result;
}

enum result sum_remove(struct tx *tx, int64_t tenant, int64_t resident_id, struct error *error)
{
    enum result result = count_one(tx, tenant, resident_id, -1, error);
    return result == RESULT_OK
               ? store_run(tx, &people_sql_resident_remove,
                           &(struct people_sql_resident_remove_params){tenant, resident_id}, NULL,
                           error)
               : result;
}

enum result sum_renew(struct tx *tx, int64_t tenant, struct error *error)
{
    enum result result = store_run(tx, &people_sql_sum_clear,
                                   &(struct people_sql_sum_clear_params){tenant}, NULL, error);
    if (result == RESULT_OK)
        result = store_run(tx, &people_sql_sum_renew_grids,
                           &(struct people_sql_sum_renew_grids_params){tenant}, NULL, error);
    if (result == RESULT_OK)
        result = store_run(tx, &people_sql_sum_renew_areas,
                           &(struct people_sql_sum_renew_areas_params){tenant}, NULL, error);
    return result;
}
