/* The communities that one was made from. A merger ends a row and points to what it went into; places
 * keep the id of the part they came from, so that both histories can be told. */
#include "modules/place/place.h"

#include <string.h>

#include "base/calendar.h"
#include "base/text.h"
#include "modules/place/row.h"

enum { COMMUNITIES_MAX = 500 };

enum result community_add(struct services *services, struct tx *tx, const struct scope *scope,
                          const struct community *community, int64_t *community_id,
                          struct error *error)
{
    if (text_is_empty(community->name))
        return error_set(error, RESULT_INVALID, "name", N_("A community needs a name."));
    int64_t id = id_new(services->ids);
    enum result result =
        store_run(tx, &place_sql_community_add,
                  &(struct place_sql_community_add_params){.tenant = scope->tenant,
                                                           .community = id,
                                                           .name = community->name,
                                                           .code = community->code,
                                                           .valid_from = community->valid_from,
                                                           .valid_to = community->valid_to,
                                                           .note = community->note},
                  NULL, error);
    if (result == RESULT_OK)
        *community_id = id;
    return result;
}

enum result community_merge(struct services *services, struct tx *tx, const struct scope *scope,
                            int64_t from, int64_t into, const char *day, const char *note,
                            struct error *error)
{
    (void)services;
    int year, month, day_of_month;
    char last[CALENDAR_DAY_SIZE];
    if (from == into)
        return error_set(error, RESULT_INVALID, "into", N_("A community cannot go into itself."));
    if (!calendar_parse_day(day, &year, &month, &day_of_month))
        return error_set(error, RESULT_INVALID, "day", N_("%1 is not a day."), day);
    calendar_from_days(calendar_days(year, month, day_of_month) - 1, &year, &month, &day_of_month);
    calendar_day_text(year, month, day_of_month, last);
    int64_t changed;
    enum result result = store_run(
        tx, &place_sql_community_merge,
        &(struct place_sql_community_merge_params){
            .tenant = scope->tenant, .from = from, .into = into, .last = last, .note = note},
        &changed, error);
    if (result == RESULT_OK && changed == 0)
        return error_set(error, RESULT_CONFLICT, NULL,
                         N_("That community does not exist or has been merged already."));
    return result;
}

enum result community_list(struct tx *tx, const struct scope *scope, struct community **communities,
                           size_t *count, struct arena *arena, struct error *error)
{
    void *rows;
    enum result result =
        store_list(tx, &place_sql_community_list,
                   &(struct place_sql_community_list_params){.tenant = scope->tenant},
                   COMMUNITIES_MAX, &rows, count, arena, error);
    if (result != RESULT_OK)
        return result;
    const struct place_sql_community_list *from = rows;
    struct community *list = arena_array(arena, *count, sizeof *list);
    for (size_t i = 0; i < *count; i++)
        list[i] =
            (struct community){.community_id = from[i].community_id,
                               .name = from[i].name,
                               .code = from[i].code,
                               .valid_from = from[i].valid_from,
                               .valid_to = from[i].valid_to,
                               .into_id = from[i].into_id == RECORD_NONE ? 0 : from[i].into_id,
                               .note = from[i].note,
                               .places = from[i].places};
    *communities = list;
    return RESULT_OK;
}
