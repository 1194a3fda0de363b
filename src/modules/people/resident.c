/* Reading residents: one, a page of a list, all of it, how many. */
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "modules/access/vault.h"
#include "modules/people/rows.h"
#include "modules/people/sum.h"

#define SAME_COLUMNS(name)                                                                         \
    _Static_assert(sizeof(struct people_sql_resident_list) == sizeof(struct people_sql_##name),    \
                   "lists of residents read the same columns")
SAME_COLUMNS(household_people);
SAME_COLUMNS(stay_people);
SAME_COLUMNS(batch_changed);
SAME_COLUMNS(firm_people);

const struct statement *people_in_scope(const struct statement *statement,
                                        const struct scope *scope, unsigned clauses, unsigned order)
{
    if (!scope->all_grids)
        clauses |= PEOPLE_RESIDENT_GET_WITH_SCOPE;
    return store_variant(statement, clauses, order);
}

int64_t id_or_null(int64_t id)
{
    return id == 0 ? RECORD_NONE : id;
}

int64_t id_or_zero(int64_t id)
{
    return id == RECORD_NONE ? 0 : id;
}

static int64_t age_of(const char *birth_date, const char *today)
{
    if (text_is_empty(birth_date) || today == NULL)
        return RECORD_NONE;
    int age = calendar_age(birth_date, today);
    return age < 0 ? RECORD_NONE : age;
}

/* ---- one ------------------------------------------------------------------------------------- */

enum result resident_row_get(struct tx *tx, const struct scope *scope, int64_t resident_id,
                             struct people_sql_resident_get *row, struct arena *arena,
                             struct error *error)
{
    enum result result =
        store_get(tx, people_in_scope(&people_sql_resident_get, scope, 0, 0),
                  &(struct people_sql_resident_get_params){.tenant = scope->tenant,
                                                           .grids = place_scope_grids(scope, arena),
                                                           .resident = resident_id},
                  row, arena, error);
    if (result == RESULT_NOT_FOUND)
        return error_set(error, RESULT_NOT_FOUND, "resident",
                         N_("There is no such resident, or you may not see them."));
    return result;
}

static struct resident_facts facts_from_row(const struct people_sql_resident_get *row)
{
    return (struct resident_facts){.name = row->name,
                                   .former_name = row->former_name,
                                   .sex = row->sex,
                                   .birth_date = row->birth_date,
                                   .phone = row->phone,
                                   .phone_2 = row->phone_2,
                                   .residence = row->residence,
                                   .registered_address = row->registered_address,
                                   .ethnic_group = row->ethnic_group,
                                   .note = row->note};
}

/* The citizen id as everybody may see it: masked. A lost key leaves it away instead of the page. */
static enum result mask_citizen_id(struct services *services, struct tx *tx, int64_t tenant,
                                   const struct people_sql_resident_get *row, const char **masked,
                                   struct arena *arena, struct error *error)
{
    *masked = NULL;
    if (row->citizen_id.at == NULL)
        return RESULT_OK;
    const char *whole;
    enum result result = vault_unseal(services->vault, tx, tenant, VAULT_REGISTER, row->citizen_id,
                                      &whole, arena, error);
    if (result == RESULT_NOT_FOUND)
        return RESULT_OK;
    if (result == RESULT_OK)
        *masked = record_mask(FIELD_CITIZEN_ID, whole, arena);
    return result;
}

enum result resident_get(struct services *services, struct tx *tx, const struct scope *scope,
                         int64_t resident_id, const char *today, struct resident *resident,
                         struct arena *arena, struct error *error)
{
    struct people_sql_resident_get row;
    const char *masked = NULL;
    enum result result = resident_row_get(tx, scope, resident_id, &row, arena, error);
    if (result == RESULT_OK)
        result = mask_citizen_id(services, tx, scope->tenant, &row, &masked, arena, error);
    if (result != RESULT_OK)
        return result;
    *resident = (struct resident){.resident_id = row.resident_id,
                                  .version = row.version,
                                  .batch_id = row.batch_id,
                                  .facts = facts_from_row(&row),
                                  .status = row.status,
                                  .left_day = row.left_day,
                                  .left_reason = row.left_reason,
                                  .household_id = id_or_zero(row.household_id),
                                  .relation = row.relation,
                                  .place_id = row.place_id,
                                  .grid_id = row.grid_id,
                                  .address = row.address,
                                  .grid_name = row.grid_name,
                                  .age = age_of(row.birth_date, today),
                                  .cares = row.cares,
                                  .created_at = row.created_at,
                                  .changed_at = row.changed_at,
                                  .merged_into = row.merged_into};
    resident->facts.citizen_id = masked;
    return RESULT_OK;
}

/* ---- lists ----------------------------------------------------------------------------------- */

void line_from_row(const struct people_sql_resident_list *row, enum resident_order order,
                   const char *today, struct resident_line *line)
{
    *line = (struct resident_line){.resident_id = row->resident_id,
                                   .version = row->version,
                                   .name = row->name,
                                   .sex = row->sex,
                                   .birth_date = row->birth_date,
                                   .phone = row->phone,
                                   .residence = row->residence,
                                   .age = age_of(row->birth_date, today),
                                   .household_id = id_or_zero(row->household_id),
                                   .relation = row->relation,
                                   .place_id = row->place_id,
                                   .address = row->address,
                                   .grid_id = row->grid_id,
                                   .grid_name = row->grid_name,
                                   .cares = row->cares,
                                   .key = order == RESIDENT_BY_STROKES   ? row->stroke_key
                                          : order == RESIDENT_BY_ADDRESS ? row->address_key
                                                                         : row->pinyin_key};
}

struct resident_line *lines_from_rows(const void *rows, size_t count, enum resident_order order,
                                      const char *today, struct arena *arena)
{
    const struct people_sql_resident_list *from = rows;
    struct resident_line *lines = arena_array(arena, count, sizeof *lines);
    for (size_t i = 0; i < count; i++)
        line_from_row(&from[i], order, today, &lines[i]);
    return lines;
}

/* The parameters and clauses of a filter. RESULT_NOT_FOUND if its place is not in the scope. */
static enum result prepare(struct tx *tx, const struct scope *scope,
                           const struct resident_filter *filter,
                           struct people_sql_resident_list_params *params, unsigned *clauses,
                           struct arena *arena, struct error *error)
{
    *clauses = 0;
    *params = (struct people_sql_resident_list_params){
        .tenant = scope->tenant,
        .grids = place_scope_grids(scope, arena),
        .status = filter->status == NULL ? "here" : filter->status,
        .grid = filter->grid_id,
        .care = filter->care,
        .residence = filter->residence,
        .sex = filter->sex,
        .born_from = filter->born_from,
        .born_to = filter->born_to,
        .after_key = filter->after_key == NULL ? "" : filter->after_key,
        .after = filter->after_id};
    if (filter->grid_id != 0)
        *clauses |= PEOPLE_RESIDENT_LIST_WITH_GRID;
    if (filter->care != NULL)
        *clauses |= PEOPLE_RESIDENT_LIST_WITH_CARE;
    if (filter->place_id == 0)
        return RESULT_OK;
    struct place place;
    enum result result = place_get(tx, scope, filter->place_id, &place, arena, error);
    if (result != RESULT_OK)
        return result;
    struct place_range range = place_range(place.path_key, arena);
    params->from = range.from;
    params->to = range.to;
    *clauses |= PEOPLE_RESIDENT_LIST_WITH_PLACE;
    return RESULT_OK;
}

enum result resident_list(struct tx *tx, const struct scope *scope,
                          const struct resident_filter *filter, const char *today,
                          struct resident_line **lines, size_t *count, struct arena *arena,
                          struct error *error)
{
    struct people_sql_resident_list_params params;
    unsigned clauses;
    void *rows;
    size_t limit = filter->limit == 0 ? LIMIT_PAGE_ROWS : filter->limit;
    enum result result = prepare(tx, scope, filter, &params, &clauses, arena, error);
    params.limit = (int64_t)limit;
    if (result == RESULT_OK)
        result = store_list(
            tx, people_in_scope(&people_sql_resident_list, scope, clauses, (unsigned)filter->order),
            &params, limit, &rows, count, arena, error);
    if (result == RESULT_OK)
        *lines = lines_from_rows(rows, *count, filter->order, today, arena);
    return result;
}

struct stream {
    struct store_cursor *cursor;
    enum resident_order order;
    const char *today;
};

static enum result stream_next(void *self, void *line, bool *more, struct error *error)
{
    struct stream *stream = self;
    struct people_sql_resident_list row;
    *more = false;
    if (stream->cursor == NULL)
        return RESULT_OK;
    enum result result = store_next(stream->cursor, &row, more, error);
    if (result == RESULT_OK && *more) {
        line_from_row(&row, stream->order, stream->today, line);
        return RESULT_OK;
    }
    store_close(stream->cursor);
    stream->cursor = NULL;
    return result;
}

enum result resident_stream(struct tx *tx, const struct scope *scope,
                            const struct resident_filter *filter, const char *today,
                            struct record_list *list, struct arena *arena, struct error *error)
{
    struct people_sql_resident_list_params *params = arena_alloc(arena, sizeof *params);
    struct stream *stream = arena_alloc(arena, sizeof *stream);
    unsigned clauses;
    *stream = (struct stream){.order = filter->order, .today = today};
    enum result result = prepare(tx, scope, filter, params, &clauses, arena, error);
    params->limit = filter->limit == 0 ? INT64_MAX : (int64_t)filter->limit;
    if (result == RESULT_OK)
        result = store_open(
            tx, people_in_scope(&people_sql_resident_list, scope, clauses, (unsigned)filter->order),
            params, &stream->cursor, error);
    if (result == RESULT_OK)
        *list = (struct record_list){.next = stream_next, .cursor = stream, .total = -1};
    return result;
}

static enum result count_plain(struct tx *tx, const struct scope *scope,
                               const struct people_sql_resident_list_params *list, unsigned clauses,
                               int64_t *count, bool *is_more, struct arena *arena,
                               struct error *error)
{
    _Static_assert(
        (int)PEOPLE_RESIDENT_COUNT_ALL_WITH_PLACE == (int)PEOPLE_RESIDENT_LIST_WITH_PLACE &&
            (int)PEOPLE_RESIDENT_COUNT_ALL_WITH_GRID == (int)PEOPLE_RESIDENT_LIST_WITH_GRID,
        "the same clauses");
    struct people_sql_resident_count_all row;
    enum result result =
        store_get(tx, people_in_scope(&people_sql_resident_count_all, scope, clauses, 0),
                  &(struct people_sql_resident_count_all_params){.tenant = list->tenant,
                                                                 .grids = list->grids,
                                                                 .status = list->status,
                                                                 .grid = list->grid,
                                                                 .from = list->from,
                                                                 .to = list->to,
                                                                 .limit = LIMIT_COUNT_EXACT + 1},
                  &row, arena, error);
    if (result != RESULT_OK)
        return result;
    *is_more = row.total > LIMIT_COUNT_EXACT;
    *count = *is_more ? LIMIT_COUNT_EXACT : row.total;
    return RESULT_OK;
}

static enum result get_sum(struct tx *tx, const struct scope *scope, const char *area_key,
                           const char *status, int64_t grid_id, int64_t *count, struct arena *arena,
                           struct error *error)
{
    struct people_sql_sum_get row;
    unsigned clauses = grid_id == 0 ? 0 : PEOPLE_SUM_GET_WITH_GRID;
    enum result result =
        store_get(tx, people_in_scope(&people_sql_sum_get, scope, clauses, 0),
                  &(struct people_sql_sum_get_params){.tenant = scope->tenant,
                                                      .grids = place_scope_grids(scope, arena),
                                                      .area_key = area_key,
                                                      .status = status,
                                                      .grid = grid_id},
                  &row, arena, error);
    if (result == RESULT_OK)
        *count = row.total;
    return result;
}

enum result resident_count(struct tx *tx, const struct scope *scope,
                           const struct resident_filter *filter, int64_t *count, bool *is_more,
                           struct arena *arena, struct error *error)
{
    struct people_sql_resident_list_params list;
    struct people_sql_resident_count row;
    unsigned clauses;
    enum result result = prepare(tx, scope, filter, &list, &clauses, arena, error);
    if (result != RESULT_OK)
        return result;
    /* Without a filter that looks into the rows there are sums, or an index answers alone. */
    bool is_plain = list.residence == NULL && list.sex == NULL && list.born_from == NULL &&
                    list.born_to == NULL && list.care == NULL;
    const char *area_key = (clauses & PEOPLE_RESIDENT_LIST_WITH_PLACE) != 0 ? list.from : "";
    *is_more = false;
    if (is_plain && sum_knows(area_key))
        return get_sum(tx, scope, area_key, list.status, list.grid, count, arena, error);
    if (is_plain)
        return count_plain(tx, scope, &list, clauses, count, is_more, arena, error);
    const struct people_sql_resident_count_params params = {.tenant = list.tenant,
                                                            .grids = list.grids,
                                                            .status = list.status,
                                                            .grid = list.grid,
                                                            .from = list.from,
                                                            .to = list.to,
                                                            .care = list.care,
                                                            .residence = list.residence,
                                                            .sex = list.sex,
                                                            .born_from = list.born_from,
                                                            .born_to = list.born_to,
                                                            .limit = LIMIT_COUNT_EXACT + 1};
    result = store_get(tx, people_in_scope(&people_sql_resident_count, scope, clauses, 0), &params,
                       &row, arena, error);
    if (result != RESULT_OK)
        return result;
    *is_more = row.total > LIMIT_COUNT_EXACT;
    *count = *is_more ? LIMIT_COUNT_EXACT : row.total;
    return RESULT_OK;
}

enum result stay_list_place(struct tx *tx, const struct scope *scope, int64_t place_id,
                            const char *day, size_t limit, struct resident_line **lines,
                            size_t *count, struct arena *arena, struct error *error)
{
    struct place place;
    void *rows;
    enum result result = place_get(tx, scope, place_id, &place, arena, error);
    if (result != RESULT_OK)
        return result;
    struct place_range range = place_range(place.path_key, arena);
    result =
        store_list(tx, people_in_scope(&people_sql_stay_people, scope, 0, 0),
                   &(struct people_sql_stay_people_params){.tenant = scope->tenant,
                                                           .grids = place_scope_grids(scope, arena),
                                                           .path = place.path_key,
                                                           .from = range.from,
                                                           .to = range.to,
                                                           .day = day,
                                                           .limit = (int64_t)limit},
                   limit, &rows, count, arena, error);
    if (result == RESULT_OK)
        *lines = lines_from_rows(rows, *count, RESIDENT_BY_ADDRESS, day, arena);
    return result;
}

/* ---- counting by place and grid -------------------------------------------------------------- */

enum result people_follow_place(struct tx *tx, int64_t tenant, int64_t *changed,
                                struct error *error)
{
    int64_t moved;
    enum result result =
        store_run(tx, &people_sql_resident_follow,
                  &(struct people_sql_resident_follow_params){.tenant = tenant}, &moved, error);
    if (result == RESULT_OK && changed != NULL)
        *changed = moved;
    return result == RESULT_OK && moved > 0 ? sum_renew(tx, tenant, error) : result;
}

enum result people_count_places(struct tx *tx, const struct scope *scope, struct place *places,
                                size_t count, struct arena *arena, struct error *error)
{
    enum result result = RESULT_OK;
    for (size_t i = 0; i < count && result == RESULT_OK; i++) {
        struct place_range range = place_range(places[i].path_key, arena);
        struct people_sql_people_at row;
        if (sum_knows(range.from)) {
            result = get_sum(tx, scope, range.from, "here", 0, &places[i].people, arena, error);
            continue;
        }
        result = store_get(
            tx, people_in_scope(&people_sql_people_at, scope, 0, 0),
            &(struct people_sql_people_at_params){.tenant = scope->tenant,
                                                  .grids = place_scope_grids(scope, arena),
                                                  .from = range.from,
                                                  .to = range.to},
            &row, arena, error);
        if (result == RESULT_OK)
            places[i].people = row.total;
    }
    return result;
}

enum result people_count_grids(struct tx *tx, const struct scope *scope, struct grid *grids,
                               size_t count, struct arena *arena, struct error *error)
{
    void *rows;
    size_t row_count;
    enum result result =
        store_list(tx, &people_sql_people_by_grid,
                   &(struct people_sql_people_by_grid_params){.tenant = scope->tenant},
                   PEOPLE_LIST_MAX, &rows, &row_count, arena, error);
    if (result != RESULT_OK)
        return result;
    _Static_assert(sizeof(struct grid_sum) == sizeof(struct people_sql_people_by_grid),
                   "the same row");
    return grid_sum_up(tx, scope->tenant, grids, count, rows, row_count,
                       offsetof(struct grid, people), arena, error);
}
