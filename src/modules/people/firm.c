/* Firms and who works for them. */
#include "modules/people/firm.h"

#include <string.h>

#include "base/text.h"
#include "modules/access/audit.h"
#include "modules/people/pinyin.h"
#include "modules/people/rows.h"

static void firm_from_row(const struct people_sql_firm_get *row, struct firm *firm)
{
    *firm = (struct firm){.firm_id = row->firm_id,
                          .version = row->version,
                          .name = row->name,
                          .credit_code = row->credit_code,
                          .place_id = id_or_zero(row->place_id),
                          .address = row->address,
                          .headcount = row->headcount,
                          .on_register = row->on_register,
                          .contact = row->contact,
                          .phone = row->phone,
                          .valid_to = row->valid_to,
                          .key = row->name_key};
}

enum result firm_get(struct tx *tx, const struct scope *scope, int64_t firm_id, const char *today,
                     struct firm *firm, struct arena *arena, struct error *error)
{
    struct people_sql_firm_get row;
    enum result result =
        store_get(tx, people_in_scope(&people_sql_firm_get, scope, 0, 0),
                  &(struct people_sql_firm_get_params){.tenant = scope->tenant,
                                                       .grids = place_scope_grids(scope, arena),
                                                       .today = today,
                                                       .firm = firm_id},
                  &row, arena, error);
    if (result == RESULT_NOT_FOUND)
        return error_set(error, RESULT_NOT_FOUND, "firm",
                         N_("There is no such firm, or you may not see it."));
    if (result == RESULT_OK)
        firm_from_row(&row, firm);
    return result;
}

enum result firm_list(struct tx *tx, const struct scope *scope, const char *today,
                      const char *after_key, int64_t after_id, size_t limit, struct firm **firms,
                      size_t *count, struct arena *arena, struct error *error)
{
    _Static_assert(sizeof(struct people_sql_firm_get) == sizeof(struct people_sql_firm_list),
                   "both read the same columns");
    void *rows;
    enum result result = store_list(
        tx, people_in_scope(&people_sql_firm_list, scope, 0, 0),
        &(struct people_sql_firm_list_params){.tenant = scope->tenant,
                                              .grids = place_scope_grids(scope, arena),
                                              .today = today,
                                              .after_key = after_key == NULL ? "" : after_key,
                                              .after = after_id,
                                              .limit = (int64_t)limit},
        limit, &rows, count, arena, error);
    if (result != RESULT_OK)
        return result;
    const struct people_sql_firm_get *from = rows;
    struct firm *list = arena_array(arena, *count, sizeof *list);
    for (size_t i = 0; i < *count; i++)
        firm_from_row(&from[i], &list[i]);
    *firms = list;
    return RESULT_OK;
}

enum result firm_find(struct tx *tx, const struct scope *scope, const char *name, int64_t *firm_id,
                      struct arena *arena, struct error *error)
{
    void *rows;
    size_t count;
    enum result result = store_list(tx, &people_sql_firm_find,
                                    &(struct people_sql_firm_find_params){
                                        .tenant = scope->tenant, .name = text_clean(arena, name)},
                                    1, &rows, &count, arena, error);
    if (result == RESULT_OK)
        *firm_id = count == 0 ? 0 : ((const struct people_sql_firm_find *)rows)->firm_id;
    return result;
}

static enum result check_firm(struct tx *tx, const struct scope *scope, const struct firm *firm,
                              struct arena *arena, struct error *error)
{
    struct place place;
    if (text_is_empty(firm->name))
        return error_set(error, RESULT_INVALID, "name", N_("A firm needs a name."));
    if (firm->place_id != 0)
        return place_get(tx, scope, firm->place_id, &place, arena, error);
    if (!scope->all_grids)
        return error_set(error, RESULT_INVALID, "address", N_("Where in your grids is the firm?"));
    return RESULT_OK;
}

static enum result note_firm(struct services *services, struct tx *tx, const struct principal *who,
                             const char *action, int64_t firm_id, const char *fields,
                             struct error *error)
{
    return audit_add(
        services, tx, who,
        &(struct audit_event){
            .action = action, .subject = "firm", .subject_id = firm_id, .fields = fields},
        error);
}

enum result firm_add(struct services *services, struct tx *tx, const struct principal *who,
                     const struct firm *firm, int64_t *firm_id, struct error *error)
{
    struct arena *arena = arena_new();
    int64_t id = id_new(services->ids);
    enum result result = check_firm(tx, &who->scope, firm, arena, error);
    if (result == RESULT_OK) {
        const char *name = text_clean(arena, firm->name);
        result =
            store_run(tx, &people_sql_firm_add,
                      &(struct people_sql_firm_add_params){.tenant = who->scope.tenant,
                                                           .firm = id,
                                                           .batch = 0,
                                                           .name = name,
                                                           .name_key = pinyin_sort_key(name, arena),
                                                           .credit_code = firm->credit_code,
                                                           .place = id_or_null(firm->place_id),
                                                           .headcount = firm->headcount,
                                                           .contact = firm->contact,
                                                           .phone = firm->phone,
                                                           .valid_to = firm->valid_to},
                      NULL, error);
    }
    if (result == RESULT_OK)
        result = note_firm(services, tx, who, "people.firm_add", id, NULL, error);
    if (result == RESULT_OK)
        *firm_id = id;
    arena_free(arena);
    return result;
}

enum result firm_set(struct services *services, struct tx *tx, const struct principal *who,
                     const struct firm *firm, struct error *error)
{
    struct arena *arena = arena_new();
    struct firm before;
    int64_t changed = 0;
    enum result result = firm_get(tx, &who->scope, firm->firm_id, "", &before, arena, error);
    if (result == RESULT_OK)
        result = check_firm(tx, &who->scope, firm, arena, error);
    if (result == RESULT_OK) {
        const char *name = text_clean(arena, firm->name);
        result =
            store_run(tx, &people_sql_firm_set,
                      &(struct people_sql_firm_set_params){.tenant = who->scope.tenant,
                                                           .firm = firm->firm_id,
                                                           .version = firm->version,
                                                           .name = name,
                                                           .name_key = pinyin_sort_key(name, arena),
                                                           .credit_code = firm->credit_code,
                                                           .place = id_or_null(firm->place_id),
                                                           .headcount = firm->headcount,
                                                           .contact = firm->contact,
                                                           .phone = firm->phone,
                                                           .valid_to = firm->valid_to},
                      &changed, error);
    }
    if (result == RESULT_OK && changed == 0)
        result = error_set(error, RESULT_CONFLICT, NULL,
                           N_("Somebody else changed this firm meanwhile. Please look again."));
    if (result == RESULT_OK)
        result = note_firm(services, tx, who, "people.firm_set", firm->firm_id,
                           audit_changes(&firm_type, &before, firm, arena), error);
    arena_free(arena);
    return result;
}

/* ---- who works there ------------------------------------------------------------------------- */

enum result employment_set(struct services *services, struct tx *tx, const struct principal *who,
                           int64_t resident_id, int64_t firm_id, const char *since,
                           const char *until, struct error *error)
{
    struct arena *arena = arena_new();
    struct people_sql_resident_get row;
    struct firm firm;
    char last[CALENDAR_DAY_SIZE];
    enum result result = check_day(since, "since", error);
    if (result == RESULT_OK && until != NULL && strcmp(until, since) < 0)
        result =
            error_set(error, RESULT_INVALID, "until", N_("The end lies before the beginning."));
    if (result == RESULT_OK)
        result = resident_row_get(tx, &who->scope, resident_id, &row, arena, error);
    if (result == RESULT_OK && firm_id != 0)
        result = firm_get(tx, &who->scope, firm_id, since, &firm, arena, error);
    if (result != RESULT_OK)
        goto out;
    day_before(since, last);
    result = store_run(tx, &people_sql_employment_end,
                       &(struct people_sql_employment_end_params){
                           .tenant = who->scope.tenant, .resident = resident_id, .last = last},
                       NULL, error);
    if (result == RESULT_OK && firm_id != 0)
        result = store_run(
            tx, &people_sql_employment_add,
            &(struct people_sql_employment_add_params){.tenant = who->scope.tenant,
                                                       .employment = id_new(services->ids),
                                                       .resident = resident_id,
                                                       .firm = firm_id,
                                                       .since = since,
                                                       .until = until},
            NULL, error);
    if (result == RESULT_OK)
        result = note_change(services, tx, who, resident_id, "job", NULL, NULL, error);
out:
    arena_free(arena);
    return result;
}

enum result employment_list(struct tx *tx, const struct scope *scope, int64_t resident_id,
                            struct job_of **jobs, size_t *count, struct arena *arena,
                            struct error *error)
{
    void *rows;
    enum result result = store_list(
        tx, people_in_scope(&people_sql_employment_list, scope, 0, 0),
        &(struct people_sql_employment_list_params){.tenant = scope->tenant,
                                                    .grids = place_scope_grids(scope, arena),
                                                    .resident = resident_id},
        PEOPLE_LIST_MAX, &rows, count, arena, error);
    if (result != RESULT_OK)
        return result;
    const struct people_sql_employment_list *from = rows;
    struct job_of *list = arena_array(arena, *count, sizeof *list);
    for (size_t i = 0; i < *count; i++)
        list[i] = (struct job_of){.employment_id = from[i].employment_id,
                                  .resident_id = from[i].resident_id,
                                  .firm_id = from[i].firm_id,
                                  .firm_name = from[i].firm_name,
                                  .resident_name = from[i].resident_name,
                                  .since = from[i].since,
                                  .until = from[i].until};
    *jobs = list;
    return RESULT_OK;
}

enum result firm_people(struct tx *tx, const struct scope *scope, int64_t firm_id,
                        const char *today, size_t limit, struct resident_line **lines,
                        size_t *count, struct arena *arena, struct error *error)
{
    void *rows;
    enum result result =
        store_list(tx, people_in_scope(&people_sql_firm_people, scope, 0, 0),
                   &(struct people_sql_firm_people_params){.tenant = scope->tenant,
                                                           .grids = place_scope_grids(scope, arena),
                                                           .today = today,
                                                           .firm = firm_id,
                                                           .limit = (int64_t)limit},
                   limit, &rows, count, arena, error);
    if (result == RESULT_OK)
        *lines = lines_from_rows(rows, *count, RESIDENT_BY_PINYIN, today, arena);
    return result;
}
