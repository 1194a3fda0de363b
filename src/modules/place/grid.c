/* Grids and which place belongs to which, by day. Today's answer is kept in place.grid_id, written by
 * grid_member_set and grid_refresh: from the upper places to the lower, so that the nearest wins. */
#include "modules/place/grid.h"

#include <string.h>

#include "base/calendar.h"
#include "base/text.h"
#include "modules/place/row.h"

enum { GRIDS_MAX = 5000, MEMBERS_MAX = 20000, ABOVE_MAX = GRIDS_MAX * GRID_LEVELS };

static const struct statement *in_scope(const struct statement *statement,
                                        const struct scope *scope)
{
    return store_variant(statement, scope->all_grids ? 0 : PLACE_GRID_GET_WITH_SCOPE, 0);
}

static void grid_from_row(const struct place_sql_grid_get *row, struct grid *grid)
{
    *grid = (struct grid){.grid_id = row->grid_id,
                          .parent_id = row->parent_id,
                          .level = row->level,
                          .name = row->name,
                          .code = row->code,
                          .about = row->about,
                          .kind = row->kind,
                          .valid_from = row->valid_from,
                          .valid_to = row->valid_to,
                          .version = row->version};
}

static void flag_outside(struct grid *grid)
{
    grid->is_outside = grid->level == GRID_LEVELS && strcmp(grid->kind, "ordinary") == 0 &&
                       (grid->homes < GRID_HOUSEHOLDS_LOW || grid->homes > GRID_HOUSEHOLDS_HIGH);
}

/* Adds to each grid what its own places have and what those of the grids below have. */
enum result grid_sum_up(struct tx *tx, int64_t tenant, struct grid *grids, size_t count,
                        const struct grid_sum *sums, size_t sum_count, size_t member,
                        struct arena *arena, struct error *error)
{
    void *rows;
    size_t above_count;
    enum result result = store_list(tx, &place_sql_grid_above_list,
                                    &(struct place_sql_grid_above_list_params){.tenant = tenant},
                                    ABOVE_MAX, &rows, &above_count, arena, error);
    const struct place_sql_grid_above_list *above = rows;
    /* Both lists are in the order of the grids' ids. */
    for (size_t i = 0, j = 0; result == RESULT_OK && i < above_count; i++) {
        while (j < sum_count && sums[j].grid_id < above[i].grid_id)
            j++;
        if (j == sum_count)
            break;
        for (size_t k = 0; sums[j].grid_id == above[i].grid_id && k < count; k++)
            if (grids[k].grid_id == above[i].above_id)
                *(int64_t *)(void *)((char *)&grids[k] + member) += sums[j].sum;
    }
    return result;
}

static enum result count_homes(struct tx *tx, int64_t tenant, struct grid *grids, size_t count,
                               struct arena *arena, struct error *error)
{
    void *rows;
    size_t row_count;
    enum result result = store_list(tx, &place_sql_grid_homes,
                                    &(struct place_sql_grid_homes_params){.tenant = tenant},
                                    GRIDS_MAX, &rows, &row_count, arena, error);
    _Static_assert(sizeof(struct grid_sum) == sizeof(struct place_sql_grid_homes), "the same row");
    if (result == RESULT_OK)
        result = grid_sum_up(tx, tenant, grids, count, rows, row_count,
                             offsetof(struct grid, homes), arena, error);
    for (size_t i = 0; result == RESULT_OK && i < count; i++)
        flag_outside(&grids[i]);
    return result;
}

/* Adds the names of who is in charge today. */
static enum result name_in_charge(struct tx *tx, int64_t tenant, const char *today,
                                  struct grid *grids, size_t count, struct arena *arena,
                                  struct error *error)
{
    void *rows;
    size_t charge_count;
    enum result result =
        store_list(tx, &place_sql_charge_of_grids,
                   &(struct place_sql_charge_of_grids_params){.tenant = tenant, .day = today},
                   GRIDS_MAX, &rows, &charge_count, arena, error);
    if (result != RESULT_OK)
        return result;
    const struct place_sql_charge_of_grids *charges = rows;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < charge_count; j++)
            if (charges[j].grid_id == grids[i].grid_id)
                grids[i].in_charge =
                    grids[i].in_charge == NULL
                        ? charges[j].name
                        : arena_printf(arena, "%s、%s", grids[i].in_charge, charges[j].name);
    return RESULT_OK;
}

enum result grid_get(struct tx *tx, const struct scope *scope, int64_t grid_id, const char *today,
                     struct grid *grid, struct arena *arena, struct error *error)
{
    struct place_sql_grid_get row;
    enum result result = store_get(
        tx, in_scope(&place_sql_grid_get, scope),
        &(struct place_sql_grid_get_params){
            .tenant = scope->tenant, .grids = place_scope_grids(scope, arena), .grid = grid_id},
        &row, arena, error);
    if (result == RESULT_NOT_FOUND)
        return error_set(error, RESULT_NOT_FOUND, "grid",
                         N_("There is no such grid, or you may not see it."));
    if (result != RESULT_OK)
        return result;
    grid_from_row(&row, grid);
    result = count_homes(tx, scope->tenant, grid, 1, arena, error);
    if (result != RESULT_OK)
        return result;
    return name_in_charge(tx, scope->tenant, today, grid, 1, arena, error);
}

enum result grid_names(struct tx *tx, const struct scope *scope, struct grid **grids, size_t *count,
                       struct arena *arena, struct error *error)
{
    void *rows;
    enum result result =
        store_list(tx, in_scope(&place_sql_grid_names, scope),
                   &(struct place_sql_grid_names_params){.tenant = scope->tenant,
                                                         .grids = place_scope_grids(scope, arena)},
                   GRIDS_MAX, &rows, count, arena, error);
    if (result != RESULT_OK)
        return result;
    const struct place_sql_grid_names *from = rows;
    struct grid *list = arena_array(arena, *count, sizeof *list);
    for (size_t i = 0; i < *count; i++)
        list[i] =
            (struct grid){.grid_id = from[i].grid_id, .level = from[i].level, .name = from[i].name};
    *grids = list;
    return RESULT_OK;
}

static enum result whole_grids(struct tx *tx, const struct scope *scope, struct grid **grids,
                               size_t *count, struct arena *arena, struct error *error)
{
    void *rows;
    enum result result =
        store_list(tx, in_scope(&place_sql_grid_list, scope),
                   &(struct place_sql_grid_list_params){.tenant = scope->tenant,
                                                        .grids = place_scope_grids(scope, arena)},
                   GRIDS_MAX, &rows, count, arena, error);
    if (result != RESULT_OK)
        return result;
    const struct place_sql_grid_list *from = rows;
    struct grid *list = arena_array(arena, *count, sizeof *list);
    _Static_assert(sizeof(struct place_sql_grid_get) == sizeof(struct place_sql_grid_list),
                   "both read the same columns");
    for (size_t i = 0; i < *count; i++)
        grid_from_row((const struct place_sql_grid_get *)&from[i], &list[i]);
    *grids = list;
    return RESULT_OK;
}

enum result grid_list(struct tx *tx, const struct scope *scope, const char *today,
                      struct grid **grids, size_t *count, struct arena *arena, struct error *error)
{
    enum result result = whole_grids(tx, scope, grids, count, arena, error);
    if (result == RESULT_OK)
        result = count_homes(tx, scope->tenant, *grids, *count, arena, error);
    if (result == RESULT_OK)
        result = name_in_charge(tx, scope->tenant, today, *grids, *count, arena, error);
    return result;
}

/* A grid of another tenant, or outside of the scope, is none. */
enum result grid_row_get(struct tx *tx, const struct scope *scope, int64_t grid_id,
                         struct place_sql_grid_get *row, struct arena *arena, struct error *error)
{
    enum result result = store_get(
        tx, in_scope(&place_sql_grid_get, scope),
        &(struct place_sql_grid_get_params){
            .tenant = scope->tenant, .grids = place_scope_grids(scope, arena), .grid = grid_id},
        row, arena, error);
    if (result == RESULT_NOT_FOUND)
        return error_set(error, RESULT_NOT_FOUND, "grid",
                         N_("There is no such grid, or you may not see it."));
    return result;
}

enum result grid_add(struct services *services, struct tx *tx, const struct scope *scope,
                     const struct grid *grid, int64_t *grid_id, struct error *error)
{
    if (text_is_empty(grid->name))
        return error_set(error, RESULT_INVALID, "name", N_("A grid needs a name."));
    struct arena *arena = arena_new();
    struct place_sql_grid_get parent = {.path_key = ""};
    enum result result = RESULT_OK;
    int64_t id = id_new(services->ids);
    if (grid->parent_id != 0)
        result = grid_row_get(tx, scope, grid->parent_id, &parent, arena, error);
    else if (!scope->all_grids)
        result = error_set(error, RESULT_FORBIDDEN, NULL,
                           N_("Only who looks after the whole community adds a grid at the top."));
    if (result == RESULT_OK && parent.level >= GRID_LEVELS)
        result = error_set(error, RESULT_INVALID, "parent_id", N_("Grids have three levels."));
    if (result == RESULT_OK)
        result =
            store_run(tx, &place_sql_grid_add,
                      &(struct place_sql_grid_add_params){
                          .tenant = scope->tenant,
                          .grid = id,
                          .parent = grid->parent_id,
                          .level = parent.level + 1,
                          .name = grid->name,
                          .code = grid->code,
                          .about = grid->about,
                          .kind = grid->kind == NULL ? "ordinary" : grid->kind,
                          .path_key = arena_printf(arena, "%s/%s", parent.path_key, grid->name),
                          .valid_from = grid->valid_from,
                          .valid_to = grid->valid_to},
                      NULL, error);
    if (result == RESULT_OK)
        result = store_run(
            tx, &place_sql_grid_above_self,
            &(struct place_sql_grid_above_self_params){.tenant = scope->tenant, .grid = id}, NULL,
            error);
    if (result == RESULT_OK && grid->parent_id != 0)
        result = store_run(tx, &place_sql_grid_above_parents,
                           &(struct place_sql_grid_above_parents_params){
                               .tenant = scope->tenant, .grid = id, .parent = grid->parent_id},
                           NULL, error);
    if (result == RESULT_OK)
        *grid_id = id;
    arena_free(arena);
    return result;
}

enum result grid_set(struct services *services, struct tx *tx, const struct scope *scope,
                     const struct grid *grid, struct error *error)
{
    (void)services;
    if (text_is_empty(grid->name))
        return error_set(error, RESULT_INVALID, "name", N_("A grid needs a name."));
    struct arena *arena = arena_new();
    struct place_sql_grid_get row;
    int64_t changed = 0;
    enum result result = grid_row_get(tx, scope, grid->grid_id, &row, arena, error);
    if (result == RESULT_OK)
        result = store_run(tx, &place_sql_grid_set,
                           &(struct place_sql_grid_set_params){
                               .tenant = scope->tenant,
                               .grid = grid->grid_id,
                               .version = grid->version,
                               .name = grid->name,
                               .code = grid->code,
                               .about = grid->about,
                               .kind = grid->kind == NULL ? "ordinary" : grid->kind,
                               .valid_from = grid->valid_from,
                               .valid_to = grid->valid_to},
                           &changed, error);
    if (result == RESULT_OK && changed == 0)
        result = error_set(error, RESULT_CONFLICT, NULL,
                           N_("Somebody else changed this grid meanwhile. Please look again."));
    arena_free(arena);
    return result;
}

/* ---- members --------------------------------------------------------------------------------- */

static void day_before(const char *day, char out[CALENDAR_DAY_SIZE])
{
    int year, month, of_month;
    calendar_from_days(calendar_day_number(day) - 1, &year, &month, &of_month);
    calendar_day_text(year, month, of_month, out);
}

static enum result check_no_later(struct tx *tx, int64_t tenant, int64_t place_id, const char *from,
                                  struct arena *arena, struct error *error)
{
    struct place_sql_member_later row;
    enum result result = store_get(
        tx, &place_sql_member_later,
        &(struct place_sql_member_later_params){.tenant = tenant, .place = place_id, .from = from},
        &row, arena, error);
    if (result == RESULT_OK && row.later > 0)
        return error_set(error, RESULT_INVALID, "valid_from",
                         N_("This place has been put into a grid from that day or later."));
    return result;
}

/* Writes a grid into the places with from <= path key < to. */
static enum result write_range(struct tx *tx, int64_t tenant, int64_t grid_id, const char *from,
                               const char *to, int64_t *changed, struct error *error)
{
    int64_t now = 0;
    enum result result = store_run(tx, &place_sql_place_grid_set,
                                   &(struct place_sql_place_grid_set_params){
                                       .tenant = tenant, .grid = grid_id, .from = from, .to = to},
                                   &now, error);
    if (result == RESULT_OK)
        *changed += now;
    return result;
}

/* A member's own places: itself and all below it, but not what lies below members of its own. In the
 * order of the keys those leave gaps: from its beginning to the first of them, between them, and after
 * the last. `below` are the members that follow it in path order. */
static enum result write_member(struct tx *tx, int64_t tenant,
                                const struct place_sql_member_all_on *member, size_t below,
                                int64_t *changed, struct arena *arena, struct error *error)
{
    struct place_range all = place_range(member->path_key, arena);
    const char *from = all.from, *inner = NULL;
    enum result result =
        write_range(tx, tenant, member->grid_id, member->path_key,
                    arena_printf(arena, "%s\x01", member->path_key), changed, error);
    for (size_t i = 1; i <= below && result == RESULT_OK; i++) {
        const char *path = member[i].path_key;
        if (strcmp(path, all.to) >= 0)
            break;
        if (strcmp(path, all.from) < 0 || (inner != NULL && text_starts(path, inner)))
            continue;
        result = write_range(tx, tenant, member->grid_id, from, path, changed, error);
        inner = arena_printf(arena, "%s/", path);
        if (result == RESULT_OK) /* siblings whose names go on: 3栋-1 after 3栋 */
            result = write_range(tx, tenant, member->grid_id, arena_printf(arena, "%s\x01", path),
                                 inner, changed, error);
        from = place_range(path, arena).to;
    }
    if (result == RESULT_OK)
        result = write_range(tx, tenant, member->grid_id, from, all.to, changed, error);
    return result;
}

enum result grid_refresh(struct tx *tx, int64_t tenant, const char *today, int64_t *changed,
                         struct error *error)
{
    struct arena *arena = arena_new();
    void *rows;
    size_t count;
    int64_t sum = 0;
    enum result result =
        store_list(tx, &place_sql_member_all_on,
                   &(struct place_sql_member_all_on_params){.tenant = tenant, .day = today},
                   MEMBERS_MAX, &rows, &count, arena, error);
    const struct place_sql_member_all_on *members = rows;
    for (size_t i = 0; result == RESULT_OK && i < count; i++)
        result = write_member(tx, tenant, &members[i], count - i - 1, &sum, arena, error);
    if (result == RESULT_OK && sum > 0)
        result = place_sum_renew(tx, tenant, error);
    arena_free(arena);
    if (result == RESULT_OK && changed != NULL)
        *changed = sum;
    return result;
}

enum result grid_member_set(struct tx *tx, const struct scope *scope, int64_t place_id,
                            int64_t grid_id, const char *from, const char *today,
                            struct error *error)
{
    struct arena *arena = arena_new();
    struct place place;
    struct place_sql_grid_get grid;
    char last[CALENDAR_DAY_SIZE];
    enum result result = place_get(tx, scope, place_id, &place, arena, error);
    if (result == RESULT_OK)
        result = grid_row_get(tx, scope, grid_id, &grid, arena, error);
    if (result == RESULT_OK)
        result = check_no_later(tx, scope->tenant, place_id, from, arena, error);
    if (result != RESULT_OK)
        goto out;
    day_before(from, last);
    result = store_run(tx, &place_sql_member_end,
                       &(struct place_sql_member_end_params){
                           .tenant = scope->tenant, .place = place_id, .from = from, .last = last},
                       NULL, error);
    if (result == RESULT_OK)
        result = store_run(
            tx, &place_sql_member_add,
            &(struct place_sql_member_add_params){
                .tenant = scope->tenant, .place = place_id, .grid = grid_id, .from = from},
            NULL, error);
    if (result == RESULT_OK && strcmp(from, today) <= 0)
        result = grid_refresh(tx, scope->tenant, today, NULL, error);
out:
    arena_free(arena);
    return result;
}

enum result grid_member_list(struct tx *tx, const struct scope *scope, int64_t grid_id,
                             const char *day, struct grid_member **members, size_t *count,
                             struct arena *arena, struct error *error)
{
    void *rows;
    enum result result =
        store_list(tx,
                   store_variant(&place_sql_member_list,
                                 scope->all_grids ? 0 : PLACE_MEMBER_LIST_WITH_SCOPE, 0),
                   &(struct place_sql_member_list_params){.tenant = scope->tenant,
                                                          .grids = place_scope_grids(scope, arena),
                                                          .grid = grid_id,
                                                          .day = day},
                   MEMBERS_MAX, &rows, count, arena, error);
    if (result != RESULT_OK)
        return result;
    const struct place_sql_member_list *from = rows;
    struct grid_member *list = arena_array(arena, *count, sizeof *list);
    for (size_t i = 0; i < *count; i++)
        list[i] = (struct grid_member){.place_id = from[i].place_id,
                                       .address = from[i].address,
                                       .kind = from[i].kind,
                                       .grid_id = from[i].grid_id,
                                       .grid_name = from[i].grid_name,
                                       .valid_from = from[i].valid_from,
                                       .valid_to = from[i].valid_to,
                                       .homes = from[i].homes};
    *members = list;
    return RESULT_OK;
}

enum result grid_of(struct tx *tx, const struct scope *scope, int64_t place_id, const char *day,
                    int64_t *grid_id, struct error *error)
{
    struct arena *arena = arena_new();
    struct place place;
    struct place_sql_member_of row;
    void *rows;
    size_t count = 0;
    enum result result = place_get(tx, scope, place_id, &place, arena, error);
    if (result == RESULT_OK)
        result = store_list(tx, &place_sql_member_of,
                            &(struct place_sql_member_of_params){
                                .tenant = scope->tenant, .path = place.path_key, .day = day},
                            1, &rows, &count, arena, error);
    if (result == RESULT_OK) {
        if (count > 0)
            row = *(const struct place_sql_member_of *)rows;
        *grid_id = count > 0 ? row.grid_id : 0;
    }
    arena_free(arena);
    return result;
}
