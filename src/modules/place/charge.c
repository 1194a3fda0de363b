/* Who is in charge of what, from when to when. Ending is a day, never a deletion, so that the past can
 * be asked: place_in_charge() walks up the places and then the grids as they were on that day. */
#include "modules/place/grid.h"

#include <string.h>

#include "base/text.h"
#include "modules/place/row.h"

enum { CHARGES_MAX = 2000, GRIDS_OF_ACCOUNT_MAX = 500 };

static int64_t or_zero(int64_t id)
{
    return id == RECORD_NONE ? 0 : id;
}

static void charge_from_row(const struct place_sql_charge_get *row, struct charge *charge)
{
    *charge = (struct charge){.charge_id = row->charge_id,
                              .grid_id = or_zero(row->grid_id),
                              .place_id = or_zero(row->place_id),
                              .role = row->role,
                              .account_id = row->account_id,
                              .resident_id = row->resident_id,
                              .name = row->name,
                              .phone = row->phone,
                              .valid_from = row->valid_from,
                              .valid_to = row->valid_to,
                              .where = row->where_name};
}

static struct charge *charges_from_rows(const void *rows, size_t count, struct arena *arena)
{
    _Static_assert(sizeof(struct place_sql_charge_get) == sizeof(struct place_sql_charge_of_grid) &&
                       sizeof(struct place_sql_charge_get) ==
                           sizeof(struct place_sql_charge_of_place),
                   "lists of charges read the same columns");
    const struct place_sql_charge_get *from = rows;
    struct charge *list = arena_array(arena, count, sizeof *list);
    for (size_t i = 0; i < count; i++)
        charge_from_row(&from[i], &list[i]);
    return list;
}

static enum result check_charge(struct tx *tx, const struct scope *scope,
                                const struct charge *charge, struct arena *arena,
                                struct error *error)
{
    if (text_is_empty(charge->name))
        return error_set(error, RESULT_INVALID, "name",
                         N_("Who is in charge? Please give a name."));
    if (text_is_empty(charge->role))
        return error_set(error, RESULT_INVALID, "role", N_("Please choose a role."));
    if (text_is_empty(charge->valid_from))
        return error_set(error, RESULT_INVALID, "valid_from", N_("Since when? Please give a day."));
    if (charge->valid_to != NULL && strcmp(charge->valid_to, charge->valid_from) < 0)
        return error_set(error, RESULT_INVALID, "valid_to",
                         N_("The end lies before the beginning."));
    if ((charge->grid_id == 0) == (charge->place_id == 0))
        return error_set(error, RESULT_INVALID, "grid_id",
                         N_("In charge of what? A grid or a place."));
    struct place place;
    struct place_sql_grid_get grid;
    if (charge->place_id != 0)
        return place_get(tx, scope, charge->place_id, &place, arena, error);
    return grid_row_get(tx, scope, charge->grid_id, &grid, arena, error);
}

enum result charge_add(struct services *services, struct tx *tx, const struct scope *scope,
                       const struct charge *charge, int64_t *charge_id, struct error *error)
{
    struct arena *arena = arena_new();
    int64_t id = id_new(services->ids);
    enum result result = check_charge(tx, scope, charge, arena, error);
    if (result == RESULT_OK)
        result = store_run(tx, &place_sql_charge_add,
                           &(struct place_sql_charge_add_params){
                               .tenant = scope->tenant,
                               .charge = id,
                               .grid = charge->grid_id == 0 ? RECORD_NONE : charge->grid_id,
                               .place = charge->place_id == 0 ? RECORD_NONE : charge->place_id,
                               .role = charge->role,
                               .account = charge->account_id,
                               .resident = charge->resident_id,
                               .name = charge->name,
                               .phone = charge->phone,
                               .valid_from = charge->valid_from,
                               .valid_to = charge->valid_to},
                           NULL, error);
    if (result == RESULT_OK)
        *charge_id = id;
    arena_free(arena);
    return result;
}

static enum result charge_row_get(struct tx *tx, const struct scope *scope, int64_t charge_id,
                                  struct place_sql_charge_get *row, struct arena *arena,
                                  struct error *error)
{
    enum result result = store_get(
        tx,
        store_variant(&place_sql_charge_get, scope->all_grids ? 0 : PLACE_CHARGE_GET_WITH_SCOPE, 0),
        &(struct place_sql_charge_get_params){
            .tenant = scope->tenant, .grids = place_scope_grids(scope, arena), .charge = charge_id},
        row, arena, error);
    return result == RESULT_NOT_FOUND
               ? error_set(error, RESULT_NOT_FOUND, NULL,
                           N_("There is no such person in charge, or you may not see it."))
               : result;
}

enum result charge_get(struct tx *tx, const struct scope *scope, int64_t charge_id,
                       struct charge *charge, struct arena *arena, struct error *error)
{
    struct place_sql_charge_get row;
    enum result result = charge_row_get(tx, scope, charge_id, &row, arena, error);
    if (result == RESULT_OK)
        charge_from_row(&row, charge);
    return result;
}

enum result charge_end(struct tx *tx, const struct scope *scope, int64_t charge_id,
                       const char *last, struct error *error)
{
    struct arena *arena = arena_new();
    struct place_sql_charge_get row;
    int64_t changed = 0;
    enum result result = charge_row_get(tx, scope, charge_id, &row, arena, error);
    if (result == RESULT_OK && strcmp(last, row.valid_from) < 0)
        result =
            error_set(error, RESULT_INVALID, "valid_to", N_("The end lies before the beginning."));
    if (result == RESULT_OK)
        result = store_run(tx, &place_sql_charge_end,
                           &(struct place_sql_charge_end_params){
                               .tenant = scope->tenant, .charge = charge_id, .last = last},
                           &changed, error);
    if (result == RESULT_OK && changed == 0)
        result = error_set(error, RESULT_CONFLICT, NULL, N_("It has ended already."));
    arena_free(arena);
    return result;
}

/* Without a look at the scope: the callers have looked. */
static enum result list_of(struct tx *tx, int64_t tenant, int64_t grid_id, int64_t place_id,
                           const char *day, struct charge **charges, size_t *count,
                           struct arena *arena, struct error *error)
{
    void *rows;
    enum result result = grid_id != 0
                             ? store_list(tx, &place_sql_charge_of_grid,
                                          &(struct place_sql_charge_of_grid_params){
                                              .tenant = tenant, .grid = grid_id, .day = day},
                                          CHARGES_MAX, &rows, count, arena, error)
                             : store_list(tx, &place_sql_charge_of_place,
                                          &(struct place_sql_charge_of_place_params){
                                              .tenant = tenant, .place = place_id, .day = day},
                                          CHARGES_MAX, &rows, count, arena, error);
    if (result == RESULT_OK)
        *charges = charges_from_rows(rows, *count, arena);
    return result;
}

enum result charge_list(struct tx *tx, const struct scope *scope, int64_t grid_id, int64_t place_id,
                        const char *day, struct charge **charges, size_t *count,
                        struct arena *arena, struct error *error)
{
    struct place place;
    struct place_sql_grid_get grid;
    enum result result = grid_id != 0 ? grid_row_get(tx, scope, grid_id, &grid, arena, error)
                                      : place_get(tx, scope, place_id, &place, arena, error);
    if (result != RESULT_OK)
        return result;
    return list_of(tx, scope->tenant, grid_id, place_id, day, charges, count, arena, error);
}

struct answer {
    struct charge *charges;
    size_t count, capacity;
};

static enum result answer_with(struct answer *answer, struct tx *tx, int64_t tenant,
                               int64_t grid_id, int64_t place_id, const char *day,
                               struct arena *arena, struct error *error)
{
    struct charge *found;
    size_t count;
    enum result result = list_of(tx, tenant, grid_id, place_id, day, &found, &count, arena, error);
    for (size_t i = 0; result == RESULT_OK && i < count; i++) {
        answer->charges = arena_grow(arena, answer->charges, answer->count, &answer->capacity,
                                     sizeof *answer->charges);
        answer->charges[answer->count++] = found[i];
    }
    return result;
}

enum result place_in_charge(struct tx *tx, const struct scope *scope, int64_t place_id,
                            const char *day, struct charge **charges, size_t *count,
                            struct arena *arena, struct error *error)
{
    struct answer answer = {0};
    struct place *trail;
    size_t depth, level_count = 0;
    int64_t grid_id = 0;
    void *levels = NULL;
    enum result result = place_trail(tx, scope, place_id, &trail, &depth, arena, error);
    for (size_t i = depth; result == RESULT_OK && i > 0; i--)
        result =
            answer_with(&answer, tx, scope->tenant, 0, trail[i - 1].place_id, day, arena, error);
    if (result == RESULT_OK)
        result = grid_of(tx, scope, place_id, day, &grid_id, error);
    if (result == RESULT_OK && grid_id != 0)
        result = store_list(
            tx, &place_sql_grid_trail,
            &(struct place_sql_grid_trail_params){.tenant = scope->tenant, .grid = grid_id},
            GRID_LEVELS, &levels, &level_count, arena, error);
    const struct place_sql_grid_trail *grids = levels;
    for (size_t i = 0; result == RESULT_OK && i < level_count; i++)
        result = answer_with(&answer, tx, scope->tenant, grids[i].grid_id, 0, day, arena, error);
    if (result == RESULT_OK) {
        *charges = answer.charges;
        *count = answer.count;
    }
    return result;
}

enum result charge_list_account(struct tx *tx, int64_t tenant, int64_t account_id, const char *day,
                                int64_t **grids, size_t *count, struct arena *arena,
                                struct error *error)
{
    void *rows;
    enum result result = store_list(tx, &place_sql_charge_grids_of,
                                    &(struct place_sql_charge_grids_of_params){
                                        .tenant = tenant, .account = account_id, .day = day},
                                    GRIDS_OF_ACCOUNT_MAX, &rows, count, arena, error);
    if (result != RESULT_OK)
        return result;
    const struct place_sql_charge_grids_of *from = rows;
    int64_t *list = arena_array(arena, *count, sizeof *list);
    for (size_t i = 0; i < *count; i++)
        list[i] = from[i].grid_id;
    *grids = list;
    return RESULT_OK;
}
