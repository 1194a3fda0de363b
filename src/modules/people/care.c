/* Phones, care needs and the history of one resident. A care need says what it is for, on what basis,
 * and until when; the codes of today are kept in the resident, for lists, and care_refresh() takes
 * those out that have ended. */
#include <string.h>

#include "base/text.h"
#include "modules/people/rows.h"

enum { CARE_DAYS_MAX = 366 * 2 };

enum result resident_phones(struct tx *tx, const struct scope *scope, int64_t resident_id,
                            struct resident_phone **phones, size_t *count, struct arena *arena,
                            struct error *error)
{
    void *rows;
    enum result result =
        store_list(tx, people_in_scope(&people_sql_phone_list, scope, 0, 0),
                   &(struct people_sql_phone_list_params){.tenant = scope->tenant,
                                                          .grids = place_scope_grids(scope, arena),
                                                          .resident = resident_id},
                   PEOPLE_LIST_MAX, &rows, count, arena, error);
    if (result != RESULT_OK)
        return result;
    const struct people_sql_phone_list *from = rows;
    struct resident_phone *list = arena_array(arena, *count, sizeof *list);
    for (size_t i = 0; i < *count; i++)
        list[i] = (struct resident_phone){.resident_id = resident_id,
                                          .phone = from[i].phone,
                                          .position = from[i].position,
                                          .whose = from[i].whose};
    *phones = list;
    return RESULT_OK;
}

enum result care_list(struct tx *tx, const struct scope *scope, int64_t resident_id,
                      struct care_need **needs, size_t *count, struct arena *arena,
                      struct error *error)
{
    void *rows;
    enum result result =
        store_list(tx, people_in_scope(&people_sql_care_list, scope, 0, 0),
                   &(struct people_sql_care_list_params){.tenant = scope->tenant,
                                                         .grids = place_scope_grids(scope, arena),
                                                         .resident = resident_id},
                   PEOPLE_LIST_MAX, &rows, count, arena, error);
    if (result != RESULT_OK)
        return result;
    const struct people_sql_care_list *from = rows;
    struct care_need *list = arena_array(arena, *count, sizeof *list);
    for (size_t i = 0; i < *count; i++)
        list[i] = (struct care_need){.care_id = from[i].care_id,
                                     .resident_id = from[i].resident_id,
                                     .care = from[i].care,
                                     .purpose = from[i].purpose,
                                     .basis = from[i].basis,
                                     .since = from[i].since,
                                     .until = from[i].until};
    *needs = list;
    return RESULT_OK;
}

static enum result check_need(const struct care_need *need, const char *since, struct error *error)
{
    enum result result = check_day(need->until, "until", error);
    if (result == RESULT_OK)
        result = check_day(since, "since", error);
    if (result != RESULT_OK)
        return result;
    if (text_is_empty(need->care))
        return error_set(error, RESULT_INVALID, "care", N_("Please choose a care need."));
    if (text_is_empty(need->purpose))
        return error_set(error, RESULT_INVALID, "purpose",
                         N_("What is it for? A care need is kept for a purpose only."));
    if (text_is_empty(need->basis))
        return error_set(error, RESULT_INVALID, "basis", N_("Please choose the basis."));
    if (strcmp(need->until, since) < 0)
        return error_set(error, RESULT_INVALID, "until", N_("The end lies before the beginning."));
    if (calendar_day_number(need->until) - calendar_day_number(since) > CARE_DAYS_MAX)
        return error_set(error, RESULT_INVALID, "until",
                         N_("A care need is kept for two years at most, then looked at anew."));
    return RESULT_OK;
}

enum result care_add(struct services *services, struct tx *tx, const struct principal *who,
                     const struct care_need *need, const char *today, int64_t *care_id,
                     struct error *error)
{
    const char *since = need->since == NULL ? today : need->since;
    enum result result = check_need(need, since, error);
    if (result != RESULT_OK)
        return result;
    struct arena *arena = arena_new();
    struct people_sql_resident_get row;
    int64_t tenant = who->scope.tenant, id = id_new(services->ids);
    result = resident_row_get(tx, &who->scope, need->resident_id, &row, arena, error);
    if (result == RESULT_OK)
        result = store_run(tx, &people_sql_care_add,
                           &(struct people_sql_care_add_params){.tenant = tenant,
                                                                .id = id,
                                                                .resident = need->resident_id,
                                                                .care = need->care,
                                                                .purpose = need->purpose,
                                                                .basis = need->basis,
                                                                .since = since,
                                                                .until = need->until},
                           NULL, error);
    if (result == RESULT_OK)
        result = cares_write(tx, tenant, need->resident_id, today, arena, error);
    if (result == RESULT_OK)
        result = note_change(services, tx, who, need->resident_id, "care", need->care, NULL, error);
    if (result == RESULT_OK)
        *care_id = id;
    arena_free(arena);
    return result;
}

enum result care_end(struct services *services, struct tx *tx, const struct principal *who,
                     int64_t care_id, const char *day, const char *today, int64_t *resident_id,
                     struct error *error)
{
    enum result result = check_day(day, "until", error);
    if (result != RESULT_OK)
        return result;
    struct arena *arena = arena_new();
    struct people_sql_care_get need;
    result = store_get(
        tx, people_in_scope(&people_sql_care_get, &who->scope, 0, 0),
        &(struct people_sql_care_get_params){.tenant = who->scope.tenant,
                                             .grids = place_scope_grids(&who->scope, arena),
                                             .care = care_id},
        &need, arena, error);
    if (result == RESULT_NOT_FOUND)
        result = error_set(error, RESULT_NOT_FOUND, NULL, N_("There is no such care need."));
    if (result == RESULT_OK)
        result = store_run(tx, &people_sql_care_end,
                           &(struct people_sql_care_end_params){
                               .tenant = who->scope.tenant, .care = care_id, .last = day},
                           NULL, error);
    if (result == RESULT_OK)
        result = cares_write(tx, who->scope.tenant, need.resident_id, today, arena, error);
    if (result == RESULT_OK)
        result = note_change(services, tx, who, need.resident_id, "care", need.care, NULL, error);
    if (result == RESULT_OK)
        *resident_id = need.resident_id;
    arena_free(arena);
    return result;
}

enum result care_refresh(struct tx *tx, int64_t tenant, const char *since, const char *today,
                         struct error *error)
{
    enum { SLICE = 500 };
    struct arena *arena = arena_new();
    enum result result = RESULT_OK;
    int64_t after = 0;
    for (size_t count = SLICE; result == RESULT_OK && count == SLICE;) {
        void *rows;
        arena_reset(arena);
        result = store_list(
            tx, &people_sql_care_ended,
            &(struct people_sql_care_ended_params){
                .tenant = tenant, .from = since, .today = today, .after = after, .limit = SLICE},
            SLICE, &rows, &count, arena, error);
        const struct people_sql_care_ended *ended = rows;
        for (size_t i = 0; result == RESULT_OK && i < count; i++) {
            after = ended[i].resident_id;
            result = cares_write(tx, tenant, after, today, arena, error);
        }
    }
    arena_free(arena);
    return result;
}

enum result resident_history(struct tx *tx, const struct scope *scope, int64_t resident_id,
                             struct resident_change **changes, size_t *count, struct arena *arena,
                             struct error *error)
{
    void *rows;
    enum result result =
        store_list(tx, people_in_scope(&people_sql_change_list, scope, 0, 0),
                   &(struct people_sql_change_list_params){.tenant = scope->tenant,
                                                           .grids = place_scope_grids(scope, arena),
                                                           .resident = resident_id},
                   PEOPLE_LIST_MAX, &rows, count, arena, error);
    if (result != RESULT_OK)
        return result;
    const struct people_sql_change_list *from = rows;
    struct resident_change *list = arena_array(arena, *count, sizeof *list);
    for (size_t i = 0; i < *count; i++)
        list[i] = (struct resident_change){.change_id = from[i].change_id,
                                           .at = from[i].at,
                                           .account_id = from[i].account_id,
                                           .account_name = from[i].account_name,
                                           .action = from[i].action,
                                           .fields = from[i].fields};
    *changes = list;
    return RESULT_OK;
}
