/* What an import brought, seen as one: listing what others changed since, taking the rest away; and the
 * rows that matching compares. */
#include <stdlib.h>
#include <string.h>

#include "modules/people/load.h"
#include "modules/people/rows.h"
#include "modules/people/sum.h"

enum result people_batch_changed(struct tx *tx, const struct scope *scope, int64_t batch,
                                 struct resident_line **lines, size_t *count, struct arena *arena,
                                 struct error *error)
{
    void *rows;
    enum result result = store_list(
        tx, people_in_scope(&people_sql_batch_changed, scope, 0, 0),
        &(struct people_sql_batch_changed_params){.tenant = scope->tenant,
                                                  .grids = place_scope_grids(scope, arena),
                                                  .batch = batch,
                                                  .limit = PEOPLE_LIST_MAX},
        PEOPLE_LIST_MAX, &rows, count, arena, error);
    if (result == RESULT_OK)
        *lines = lines_from_rows(rows, *count, RESIDENT_BY_PINYIN, NULL, arena);
    return result;
}

/* A resident with all that hangs on it in this module. */
static enum result remove_one(struct tx *tx, int64_t tenant,
                              const struct people_sql_batch_list *row, struct arena *arena,
                              struct error *error)
{
    struct search_tokens tokens;
    struct people_sql_resident_get resident = {
        .resident_id = row->resident_id, .name = row->name, .former_name = row->former_name};
    const int64_t id = row->resident_id;
    enum result result = resident_tokens(tx, tenant, &resident, &tokens, arena, error);
    if (result == RESULT_OK)
        result = tokens_write(tx, tenant, id, &tokens, false, error);
    if (result == RESULT_OK)
        result = store_run(tx, &people_sql_phone_clear,
                           &(struct people_sql_phone_clear_params){tenant, id}, NULL, error);
    if (result == RESULT_OK)
        result = store_run(tx, &people_sql_stay_clear,
                           &(struct people_sql_stay_clear_params){tenant, id}, NULL, error);
    if (result == RESULT_OK)
        result = store_run(tx, &people_sql_care_clear,
                           &(struct people_sql_care_clear_params){tenant, id}, NULL, error);
    if (result == RESULT_OK)
        result = store_run(tx, &people_sql_employment_clear,
                           &(struct people_sql_employment_clear_params){tenant, id}, NULL, error);
    if (result == RESULT_OK)
        result = store_run(tx, &people_sql_change_clear,
                           &(struct people_sql_change_clear_params){tenant, id}, NULL, error);
    if (result == RESULT_OK)
        result = sum_remove(tx, tenant, id, error);
    return result;
}

enum result people_batch_remove(struct tx *tx, int64_t tenant, int64_t batch, int64_t limit,
                                int64_t *removed, struct error *error)
{
    struct arena *arena = arena_new();
    void *rows;
    size_t count;
    size_t slice = limit < BATCH_SLICE_MAX ? (size_t)limit : BATCH_SLICE_MAX;
    enum result result = store_list(tx, &people_sql_batch_list,
                                    &(struct people_sql_batch_list_params){
                                        .tenant = tenant, .batch = batch, .limit = (int64_t)slice},
                                    slice, &rows, &count, arena, error);
    const struct people_sql_batch_list *list = rows;
    for (size_t i = 0; result == RESULT_OK && i < count; i++)
        result = remove_one(tx, tenant, &list[i], arena, error);
    if (result == RESULT_OK && count == 0) {
        result = store_run(
            tx, &people_sql_household_batch_remove,
            &(struct people_sql_household_batch_remove_params){.tenant = tenant, .batch = batch},
            NULL, error);
        if (result == RESULT_OK)
            result = store_run(
                tx, &people_sql_firm_batch_remove,
                &(struct people_sql_firm_batch_remove_params){.tenant = tenant, .batch = batch},
                NULL, error);
    }
    if (result == RESULT_OK)
        *removed = (int64_t)count;
    arena_free(arena);
    return result;
}

/* ---- matching -------------------------------------------------------------------------------- */

struct resident_match_cursor {
    struct store_cursor *cursor;
};

enum result resident_match_open(struct tx *tx, const struct scope *scope,
                                struct resident_match_cursor **cursor, struct arena *arena,
                                struct error *error)
{
    struct resident_match_cursor *new = arena_alloc(arena, sizeof *new);
    struct people_sql_match_list_params *params = arena_alloc(arena, sizeof *params);
    *params = (struct people_sql_match_list_params){.tenant = scope->tenant,
                                                    .grids = place_scope_grids(scope, arena)};
    enum result result = store_open(tx, people_in_scope(&people_sql_match_list, scope, 0, 0),
                                    params, &new->cursor, error);
    if (result == RESULT_OK)
        *cursor = new;
    return result;
}

enum result resident_match_next(struct resident_match_cursor *cursor,
                                struct resident_match_row *row, bool *more, struct error *error)
{
    struct people_sql_match_list from;
    enum result result = store_next(cursor->cursor, &from, more, error);
    if (result == RESULT_OK && *more)
        *row = (struct resident_match_row){.resident_id = from.resident_id,
                                           .name = from.name,
                                           .former_name = from.former_name,
                                           .sex = from.sex,
                                           .birth_date = from.birth_date,
                                           .phone = from.phone,
                                           .phone_2 = from.phone_2,
                                           .address = from.address,
                                           .place_id = from.place_id,
                                           .household_id = id_or_zero(from.household_id),
                                           .citizen_index = from.citizen_index,
                                           .citizen_tail = from.citizen_tail,
                                           .registered_address = from.registered_address};
    return result;
}

void resident_match_close(struct resident_match_cursor *cursor)
{
    if (cursor != NULL)
        store_close(cursor->cursor);
}
