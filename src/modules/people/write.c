/* The small writes that several files of people need: sealing, tokens, history, care codes. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "modules/access/audit.h"
#include "modules/access/vault.h"
#include "modules/people/load.h"
#include "modules/people/rows.h"

enum { PHONES_MAX = 50, TAIL_LENGTH = 4 };

struct store_bytes people_citizen_index(const struct services *services, int64_t tenant,
                                        const char *citizen_id, struct arena *arena)
{
    return vault_index(services->vault, tenant, "citizen_id", citizen_id, arena);
}

struct store_bytes people_citizen_tail(const struct services *services, int64_t tenant,
                                       const char *citizen_id, struct arena *arena)
{
    size_t length = strlen(citizen_id);
    const char *tail = length > TAIL_LENGTH ? citizen_id + length - TAIL_LENGTH : citizen_id;
    return vault_index(services->vault, tenant, "citizen_id_tail", tail, arena);
}

enum result seal_citizen_id(struct services *services, struct tx *tx, int64_t tenant,
                            const char *citizen_id, struct sealed_id *sealed, struct arena *arena,
                            struct error *error)
{
    *sealed = (struct sealed_id){0};
    if (text_is_empty(citizen_id))
        return RESULT_OK;
    sealed->index = people_citizen_index(services, tenant, citizen_id, arena);
    sealed->tail = people_citizen_tail(services, tenant, citizen_id, arena);
    return vault_seal(services->vault, tx, tenant, VAULT_REGISTER, citizen_id, &sealed->sealed,
                      arena, error);
}

enum result tokens_write(struct tx *tx, int64_t tenant, int64_t resident_id,
                         const struct search_tokens *tokens, bool add, struct error *error)
{
    enum result result = RESULT_OK;
    for (size_t i = 0; i < tokens->count && result == RESULT_OK; i++)
        result =
            add ? store_run(tx, &people_sql_token_add,
                            &(struct people_sql_token_add_params){.tenant = tenant,
                                                                  .token = tokens->tokens[i],
                                                                  .resident = resident_id},
                            NULL, error)
                : store_run(tx, &people_sql_token_remove,
                            &(struct people_sql_token_remove_params){.tenant = tenant,
                                                                     .token = tokens->tokens[i],
                                                                     .resident = resident_id},
                            NULL, error);
    return result;
}

enum result resident_tokens(struct tx *tx, int64_t tenant,
                            const struct people_sql_resident_get *row, struct search_tokens *tokens,
                            struct arena *arena, struct error *error)
{
    const struct scope all = {.tenant = tenant, .all_grids = true};
    void *rows;
    size_t count;
    enum result result =
        store_list(tx, people_in_scope(&people_sql_phone_list, &all, 0, 0),
                   &(struct people_sql_phone_list_params){
                       .tenant = tenant, .grids = "", .resident = row->resident_id},
                   PHONES_MAX, &rows, &count, arena, error);
    if (result != RESULT_OK)
        return result;
    const struct people_sql_phone_list *from = rows;
    const char *phones[PHONES_MAX];
    for (size_t i = 0; i < count; i++)
        phones[i] = from[i].phone;
    *tokens = search_tokens_of(row->name, row->former_name, phones, count, arena);
    return RESULT_OK;
}

enum result note_change(struct services *services, struct tx *tx, const struct principal *who,
                        int64_t resident_id, const char *action, const char *fields,
                        const char *reason, struct error *error)
{
    char full[64];
    snprintf(full, sizeof full, "people.%s", action);
    enum result result =
        store_run(tx, &people_sql_change_add,
                  &(struct people_sql_change_add_params){.tenant = who->scope.tenant,
                                                         .change = id_new(services->ids),
                                                         .resident = resident_id,
                                                         .at = clock_now(&services->clock),
                                                         .account = who->account,
                                                         .account_name = who->name,
                                                         .action = action,
                                                         .fields = fields,
                                                         .batch = 0},
                  NULL, error);
    if (result != RESULT_OK)
        return result;
    return audit_add(services, tx, who,
                     &(struct audit_event){.action = full,
                                           .subject = "resident",
                                           .subject_id = resident_id,
                                           .fields = fields,
                                           .reason = reason},
                     error);
}

enum result cares_write(struct tx *tx, int64_t tenant, int64_t resident_id, const char *today,
                        struct arena *arena, struct error *error)
{
    const struct scope all = {.tenant = tenant, .all_grids = true};
    void *rows;
    size_t count;
    enum result result = store_list(tx, people_in_scope(&people_sql_care_list, &all, 0, 0),
                                    &(struct people_sql_care_list_params){
                                        .tenant = tenant, .grids = "", .resident = resident_id},
                                    PEOPLE_LIST_MAX, &rows, &count, arena, error);
    if (result != RESULT_OK)
        return result;
    const struct people_sql_care_list *needs = rows;
    const char *cares = NULL;
    for (size_t i = 0; i < count; i++)
        if (strcmp(needs[i].since, today) <= 0 && strcmp(needs[i].until, today) >= 0)
            cares =
                cares == NULL ? needs[i].care : arena_printf(arena, "%s %s", cares, needs[i].care);
    return store_run(tx, &people_sql_resident_set_cares,
                     &(struct people_sql_resident_set_cares_params){
                         .tenant = tenant, .resident = resident_id, .cares = cares},
                     NULL, error);
}

void day_before(const char *day, char out[CALENDAR_DAY_SIZE])
{
    int year, month, of_month;
    calendar_from_days(calendar_day_number(day) - 1, &year, &month, &of_month);
    calendar_day_text(year, month, of_month, out);
}

enum result check_day(const char *day, const char *field, struct error *error)
{
    int year, month, of_month;
    if (day == NULL || !calendar_parse_day(day, &year, &month, &of_month))
        return error_set(error, RESULT_INVALID, field, N_("%1 is not a day."),
                         day == NULL ? "" : day);
    return RESULT_OK;
}
