/* Where people live and lived: stays, and what they change about the resident. The place of the living
 * stay of today is kept in the resident, for lists. */
#include <string.h>

#include "base/text.h"
#include "modules/people/rows.h"
#include "modules/people/sum.h"

static enum result row_to_change(struct tx *tx, const struct principal *who, int64_t resident_id,
                                 int64_t version, struct people_sql_resident_get *row,
                                 struct arena *arena, struct error *error)
{
    enum result result = resident_row_get(tx, &who->scope, resident_id, row, arena, error);
    if (result == RESULT_OK && (row->version != version || row->merged_into != 0))
        return error_set(error, RESULT_CONFLICT, NULL,
                         N_("Somebody else changed this resident meanwhile. Please look again."));
    return result;
}

struct new_home {
    int64_t place_id; /* 0: nowhere in this tenant */
    const char *status, *left_day, *left_reason;
};

static enum result write_home(struct services *services, struct tx *tx, int64_t tenant,
                              int64_t resident_id, const struct new_home *home, struct arena *arena,
                              struct error *error)
{
    struct people_sql_home_get row = {.grid_id = 0, .address_key = ""};
    enum result result = RESULT_OK;
    if (home->place_id != 0)
        result = store_get(
            tx, &people_sql_home_get,
            &(struct people_sql_home_get_params){.tenant = tenant, .place = home->place_id}, &row,
            arena, error);
    if (result != RESULT_OK)
        return result;
    return sum_set_home(
        tx,
        &(struct people_sql_resident_set_home_params){.tenant = tenant,
                                                      .resident = resident_id,
                                                      .place = home->place_id,
                                                      .grid = row.grid_id,
                                                      .address_key = row.address_key,
                                                      .status = home->status,
                                                      .left_day = home->left_day,
                                                      .left_reason = home->left_reason,
                                                      .now = clock_now(&services->clock)},
        error);
}

static enum result end_stays(struct tx *tx, int64_t tenant, int64_t resident_id, const char *kind,
                             const char *last, const char *reason, struct error *error)
{
    return store_run(tx, &people_sql_stay_end,
                     &(struct people_sql_stay_end_params){.tenant = tenant,
                                                          .resident = resident_id,
                                                          .kind = kind,
                                                          .last = last,
                                                          .reason = reason},
                     NULL, error);
}

/* Ends the stay of that kind that runs, and begins the new one. */
static enum result replace_stay(struct services *services, struct tx *tx, int64_t tenant,
                                int64_t resident_id, const struct stay *stay, int64_t *stay_id,
                                struct arena *arena, struct error *error)
{
    struct people_sql_stay_later later;
    char last[CALENDAR_DAY_SIZE];
    enum result result = store_get(
        tx, &people_sql_stay_later,
        &(struct people_sql_stay_later_params){
            .tenant = tenant, .resident = resident_id, .kind = stay->kind, .since = stay->since},
        &later, arena, error);
    if (result == RESULT_OK && later.later > 0)
        result = error_set(error, RESULT_INVALID, "since",
                           N_("A stay that begins on that day or later is entered already."));
    if (result != RESULT_OK)
        return result;
    day_before(stay->since, last);
    int64_t id = id_new(services->ids);
    result = end_stays(tx, tenant, resident_id, stay->kind, last, stay->reason, error);
    if (result == RESULT_OK)
        result = store_run(tx, &people_sql_stay_add,
                           &(struct people_sql_stay_add_params){.tenant = tenant,
                                                                .stay = id,
                                                                .resident = resident_id,
                                                                .kind = stay->kind,
                                                                .place = id_or_null(stay->place_id),
                                                                .address = stay->address,
                                                                .since = stay->since,
                                                                .until = stay->until},
                           NULL, error);
    if (result == RESULT_OK)
        *stay_id = id;
    return result;
}

static enum result check_stay(struct tx *tx, const struct scope *scope, const struct stay *stay,
                              const char *today, struct arena *arena, struct error *error)
{
    struct place place;
    bool is_living = text_equal(stay->kind, "living");
    if (!is_living && !text_equal(stay->kind, "registered"))
        return error_set(error, RESULT_INVALID, "kind",
                         N_("Please choose what kind of stay it is."));
    enum result result = check_day(stay->since, "since", error);
    if (result != RESULT_OK)
        return result;
    if (is_living && strcmp(stay->since, today) > 0)
        return error_set(
            error, RESULT_INVALID, "since",
            N_("That day has not come yet. Please enter the move when it has happened."));
    if (stay->until != NULL && strcmp(stay->until, stay->since) < 0)
        return error_set(error, RESULT_INVALID, "until", N_("The end lies before the beginning."));
    if (stay->place_id == 0 && text_is_empty(stay->address))
        return error_set(error, RESULT_INVALID, "address", N_("Where? Please give an address."));
    return stay->place_id == 0 ? RESULT_OK
                               : place_get(tx, scope, stay->place_id, &place, arena, error);
}

enum result stay_begin(struct services *services, struct tx *tx, const struct principal *who,
                       int64_t resident_id, int64_t version, const struct stay *stay,
                       const char *today, int64_t *stay_id, struct error *error)
{
    struct arena *arena = arena_new();
    struct people_sql_resident_get row;
    int64_t tenant = who->scope.tenant;
    enum result result = row_to_change(tx, who, resident_id, version, &row, arena, error);
    if (result == RESULT_OK)
        result = check_stay(tx, &who->scope, stay, today, arena, error);
    if (result == RESULT_OK)
        result = replace_stay(services, tx, tenant, resident_id, stay, stay_id, arena, error);
    if (result == RESULT_OK) {
        bool is_living = strcmp(stay->kind, "living") == 0;
        struct new_home home = {.place_id = is_living ? stay->place_id : row.place_id,
                                .status = "here"};
        result = write_home(services, tx, tenant, resident_id, &home, arena, error);
    }
    if (result == RESULT_OK)
        result = note_change(services, tx, who, resident_id, "moved", stay->kind, NULL, error);
    arena_free(arena);
    return result;
}

enum result stay_list(struct tx *tx, const struct scope *scope, int64_t resident_id,
                      struct stay **stays, size_t *count, struct arena *arena, struct error *error)
{
    void *rows;
    enum result result =
        store_list(tx, people_in_scope(&people_sql_stay_list, scope, 0, 0),
                   &(struct people_sql_stay_list_params){.tenant = scope->tenant,
                                                         .grids = place_scope_grids(scope, arena),
                                                         .resident = resident_id},
                   PEOPLE_LIST_MAX, &rows, count, arena, error);
    if (result != RESULT_OK)
        return result;
    const struct people_sql_stay_list *from = rows;
    struct stay *list = arena_array(arena, *count, sizeof *list);
    for (size_t i = 0; i < *count; i++)
        list[i] = (struct stay){.stay_id = from[i].stay_id,
                                .resident_id = from[i].resident_id,
                                .place_id = id_or_zero(from[i].place_id),
                                .kind = from[i].kind,
                                .address = from[i].address,
                                .since = from[i].since,
                                .until = from[i].until,
                                .reason = from[i].reason};
    *stays = list;
    return RESULT_OK;
}

/* ---- leaving and coming back ----------------------------------------------------------------- */

enum result resident_leave(struct services *services, struct tx *tx, const struct principal *who,
                           int64_t resident_id, int64_t version, const char *status,
                           const char *day, const char *reason, const char *today,
                           struct error *error)
{
    enum result result = check_day(day, "day", error);
    if (result == RESULT_OK && strcmp(day, today) > 0)
        result = error_set(error, RESULT_INVALID, "day", N_("That day has not come yet."));
    if (result == RESULT_OK && !text_equal(status, "away") && !text_equal(status, "dead"))
        result =
            error_set(error, RESULT_INVALID, "status", N_("Please choose why the record closes."));
    if (result != RESULT_OK)
        return result;
    struct arena *arena = arena_new();
    struct people_sql_resident_get row;
    int64_t tenant = who->scope.tenant;
    result = row_to_change(tx, who, resident_id, version, &row, arena, error);
    if (result == RESULT_OK)
        result = end_stays(tx, tenant, resident_id, "living", day, reason, error);
    if (result == RESULT_OK && strcmp(status, "dead") == 0)
        result = end_stays(tx, tenant, resident_id, "registered", day, reason, error);
    if (result == RESULT_OK)
        result = store_run(tx, &people_sql_care_end_all,
                           &(struct people_sql_care_end_all_params){
                               .tenant = tenant, .resident = resident_id, .last = day},
                           NULL, error);
    if (result == RESULT_OK)
        result = cares_write(tx, tenant, resident_id, today, arena, error);
    if (result == RESULT_OK) {
        /* The record stays with the grid it lived in, so that who looked after it still finds it. */
        struct new_home home = {
            .place_id = row.place_id, .status = status, .left_day = day, .left_reason = reason};
        result = write_home(services, tx, tenant, resident_id, &home, arena, error);
    }
    if (result == RESULT_OK)
        result = note_change(services, tx, who, resident_id, "left", "status", NULL, error);
    arena_free(arena);
    return result;
}

enum result resident_return(struct services *services, struct tx *tx, const struct principal *who,
                            int64_t resident_id, int64_t version, int64_t place_id, const char *day,
                            const char *today, struct error *error)
{
    struct arena *arena = arena_new();
    struct people_sql_resident_get row;
    int64_t stay_id;
    const struct stay stay = {
        .resident_id = resident_id, .place_id = place_id, .kind = "living", .since = day};
    enum result result = row_to_change(tx, who, resident_id, version, &row, arena, error);
    if (result == RESULT_OK && strcmp(row.status, "here") == 0)
        result = error_set(error, RESULT_CONFLICT, NULL, N_("This resident is here already."));
    if (result == RESULT_OK)
        result = check_stay(tx, &who->scope, &stay, today, arena, error);
    if (result == RESULT_OK)
        result = replace_stay(services, tx, who->scope.tenant, resident_id, &stay, &stay_id, arena,
                              error);
    if (result == RESULT_OK)
        result =
            write_home(services, tx, who->scope.tenant, resident_id,
                       &(struct new_home){.place_id = place_id, .status = "here"}, arena, error);
    if (result == RESULT_OK)
        result = note_change(services, tx, who, resident_id, "returned", "status", NULL, error);
    arena_free(arena);
    return result;
}
