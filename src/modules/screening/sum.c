/* The counters behind the pages: campaign x grid x worker x status, campaign x building x status,
 * and outcomes per day. Every change of an entry takes it out of where it stood and puts it where
 * it stands now, in the same transaction; screening_verify() counts the list itself and compares.
 */
#include <string.h>

#include "base/text.h"
#include "modules/screening/internal.h"

void screening_sum_init(struct screening_sum *sum, int64_t tenant, int64_t campaign,
                        struct arena *arena)
{
    *sum = (struct screening_sum){.arena = arena, .tenant = tenant, .campaign = campaign};
}

static void put(struct screening_sum *sum, struct screening_delta **deltas, size_t *count,
                size_t *room, struct screening_delta delta)
{
    for (size_t at = 0; at < *count; at++) {
        struct screening_delta *old = &(*deltas)[at];
        if (old->grid == delta.grid && old->account == delta.account &&
            old->building == delta.building && strcmp(old->status, delta.status) == 0 &&
            text_equal(old->day, delta.day)) {
            old->entries += delta.entries;
            return;
        }
    }
    *deltas = arena_grow(sum->arena, *deltas, *count, room, sizeof **deltas);
    (*deltas)[(*count)++] = delta;
}

void screening_sum_add(struct screening_sum *sum, const struct screening_entry *entry,
                       int64_t entries)
{
    put(sum, &sum->cells, &sum->cell_count, &sum->cell_room,
        (struct screening_delta){.grid = entry->grid_id,
                                 .account = entry->account_id,
                                 .status = entry->status,
                                 .entries = entries});
    put(sum, &sum->buildings, &sum->building_count, &sum->building_room,
        (struct screening_delta){.building = entry->building_id,
                                 .grid = entry->grid_id,
                                 .status = entry->status,
                                 .building_name = entry->building,
                                 .entries = entries});
    if (!screening_is_open(screening_status_of(entry->status))) {
        put(sum, &sum->days, &sum->day_count, &sum->day_room,
            (struct screening_delta){
                .status = entry->status, .day = entry->status_day, .entries = entries});
    }
}

enum result screening_sum_write(struct screening_sum *sum, struct tx *tx, struct error *error)
{
    enum result result = RESULT_OK;
    for (size_t at = 0; at < sum->cell_count && result == RESULT_OK; at++) {
        const struct screening_delta *delta = &sum->cells[at];
        if (delta->entries != 0) {
            result =
                store_run(tx, &screening_sql_count_add,
                          &(struct screening_sql_count_add_params){.tenant = sum->tenant,
                                                                   .campaign_id = sum->campaign,
                                                                   .grid_id = delta->grid,
                                                                   .account_id = delta->account,
                                                                   .status = delta->status,
                                                                   .entries = delta->entries},
                          NULL, error);
        }
    }
    for (size_t at = 0; at < sum->building_count && result == RESULT_OK; at++) {
        const struct screening_delta *delta = &sum->buildings[at];
        if (delta->entries != 0) {
            result = store_run(
                tx, &screening_sql_building_count_add,
                &(struct screening_sql_building_count_add_params){.tenant = sum->tenant,
                                                                  .campaign_id = sum->campaign,
                                                                  .building_id = delta->building,
                                                                  .grid_id = delta->grid,
                                                                  .status = delta->status,
                                                                  .building = delta->building_name,
                                                                  .entries = delta->entries},
                NULL, error);
        }
    }
    for (size_t at = 0; at < sum->day_count && result == RESULT_OK; at++) {
        const struct screening_delta *delta = &sum->days[at];
        if (delta->entries != 0) {
            result =
                store_run(tx, &screening_sql_day_count_add,
                          &(struct screening_sql_day_count_add_params){.tenant = sum->tenant,
                                                                       .campaign_id = sum->campaign,
                                                                       .day = delta->day,
                                                                       .status = delta->status,
                                                                       .entries = delta->entries},
                          NULL, error);
        }
    }
    return result;
}

/* ---- reading --------------------------------------------------------------------------------- */

static void count_in(struct screening_counts *counts, const char *code, int64_t entries)
{
    enum screening_status status = screening_status_of(code);
    counts->by_status[status] += entries;
    counts->total += entries;
    *(screening_is_open(status) ? &counts->open : &counts->closed) += entries;
}

/* Two levels of figures are enough: pages show at most some hundred groups. */
enum { CELLS_MAX = 20000 };

enum result screening_groups(struct tx *tx, const struct principal *who, int64_t campaign,
                             enum screening_by by, struct screening_group **groups, size_t *count,
                             struct arena *arena, struct error *error)
{
    /* Both statements have the same parameters and columns. */
    const struct screening_sql_count_by_grid_params params = {
        .tenant = who->scope.tenant,
        .campaign = campaign,
        .all_grids = who->scope.all_grids,
        .me = who->account,
        .grids = place_scope_grids(&who->scope, arena)};
    struct screening_sql_count_by_building *cells = NULL;
    struct screening_sql_count_by_grid *plain = NULL;
    size_t cell_count = 0, group_count = 0, room = 0;
    enum result result;
    if (by == SCREENING_BY_BUILDING) {
        result = store_list(
            tx, &screening_sql_count_by_building,
            &(struct screening_sql_count_by_building_params){.tenant = params.tenant,
                                                             .campaign = campaign,
                                                             .all_grids = params.all_grids,
                                                             .grids = params.grids},
            CELLS_MAX, (void **)&cells, &cell_count, arena, error);
    } else if (by == SCREENING_BY_GRID) {
        result = store_list(tx, &screening_sql_count_by_grid, &params, CELLS_MAX, (void **)&plain,
                            &cell_count, arena, error);
    } else {
        result =
            store_list(tx, &screening_sql_count_by_worker,
                       &(struct screening_sql_count_by_worker_params){.tenant = params.tenant,
                                                                      .campaign = campaign,
                                                                      .all_grids = params.all_grids,
                                                                      .me = params.me,
                                                                      .grids = params.grids},
                       CELLS_MAX, (void **)&plain, &cell_count, arena, error);
    }
    if (result != RESULT_OK) {
        return result;
    }
    struct screening_group *out = NULL;
    for (size_t cell = 0; cell < cell_count; cell++) {
        int64_t key = cells ? cells[cell].group_id : plain[cell].group_id;
        if (group_count == 0 || out[group_count - 1].key != key) {
            out = arena_grow(arena, out, group_count, &room, sizeof *out);
            out[group_count++] =
                (struct screening_group){.key = key, .name = cells ? cells[cell].name : NULL};
        }
        count_in(&out[group_count - 1].counts, cells ? cells[cell].status : plain[cell].status,
                 cells ? cells[cell].entries : plain[cell].entries);
    }
    *groups = out;
    *count = group_count;
    return RESULT_OK;
}

enum result screening_grid_workers(struct tx *tx, const struct scope *scope, int64_t campaign,
                                   struct screening_grid_worker **workers, size_t *count,
                                   struct arena *arena, struct error *error)
{
    struct screening_sql_grid_workers *rows;
    size_t row_count, kept = 0;
    enum result result = store_list(
        tx, &screening_sql_grid_workers,
        &(struct screening_sql_grid_workers_params){.tenant = scope->tenant, .campaign = campaign},
        CELLS_MAX, (void **)&rows, &row_count, arena, error);
    if (result != RESULT_OK) {
        return result;
    }
    struct screening_grid_worker *out = arena_array(arena, row_count + 1, sizeof *out);
    for (size_t row = 0; row < row_count; row++) {
        if (row == 0 || rows[row].grid_id != rows[row - 1].grid_id) {
            out[kept++] = (struct screening_grid_worker){rows[row].grid_id, rows[row].account_id};
        }
    }
    *workers = out;
    *count = kept;
    return RESULT_OK;
}

struct screening_counts screening_groups_sum(const struct screening_group *groups, size_t count)
{
    struct screening_counts sum = {0};
    for (size_t group = 0; group < count; group++) {
        for (int status = 0; status < SCREENING_STATUS__COUNT; status++) {
            sum.by_status[status] += groups[group].counts.by_status[status];
        }
        sum.total += groups[group].counts.total;
        sum.open += groups[group].counts.open;
        sum.closed += groups[group].counts.closed;
    }
    return sum;
}

enum result screening_counts(struct tx *tx, const struct principal *who, int64_t campaign,
                             struct screening_counts *counts, struct arena *arena,
                             struct error *error)
{
    struct screening_group *groups;
    size_t count;
    enum result result =
        screening_groups(tx, who, campaign, SCREENING_BY_GRID, &groups, &count, arena, error);
    if (result != RESULT_OK) {
        return result;
    }
    *counts = screening_groups_sum(groups, count);
    return RESULT_OK;
}

/* ---- days ------------------------------------------------------------------------------------ */

enum { DAYS_MAX = 400 };

static void add_days(const struct screening_sql_count_by_day *cells, size_t cell_count,
                     int64_t first, struct screening_day *days, size_t day_count)
{
    for (size_t cell = 0; cell < cell_count; cell++) {
        int64_t at = calendar_day_number(cells[cell].day) - first;
        at = at < 0 ? 0 : at;
        if (at >= (int64_t)day_count) {
            continue;
        }
        days[at].closed += cells[cell].entries;
        if (screening_status_of(cells[cell].status) == SCREENING_REACHED) {
            days[at].reached += cells[cell].entries;
        }
    }
}

/* A whole community has its counters; a part of it is small enough to be counted. */
static enum result read_days(struct tx *tx, const struct principal *who, int64_t campaign,
                             struct screening_sql_count_by_day **cells, size_t *count,
                             struct arena *arena, struct error *error)
{
    if (who->scope.all_grids) {
        return store_list(tx, &screening_sql_count_by_day,
                          &(struct screening_sql_count_by_day_params){.tenant = who->scope.tenant,
                                                                      .campaign = campaign},
                          CELLS_MAX, (void **)cells, count, arena, error);
    }
    /* It has the same columns. */
    return store_list(tx, &screening_sql_count_by_day_within,
                      &(struct screening_sql_count_by_day_within_params){
                          .tenant = who->scope.tenant,
                          .campaign = campaign,
                          .me = who->account,
                          .grids = place_scope_grids(&who->scope, arena)},
                      CELLS_MAX, (void **)cells, count, arena, error);
}

enum result screening_days(struct services *services, struct tx *tx, const struct principal *who,
                           const struct screening_campaign *campaign, struct screening_day **days,
                           size_t *count, struct arena *arena, struct error *error)
{
    struct screening_sql_count_by_day *cells;
    size_t cell_count;
    enum result result =
        read_days(tx, who, campaign->campaign_id, &cells, &cell_count, arena, error);
    if (result != RESULT_OK) {
        return result;
    }
    int64_t offset = (int64_t)services->offset * CALENDAR_MINUTE;
    int64_t now = clock_now(&services->clock);
    int64_t first = (campaign->starts + offset) / CALENDAR_DAY;
    int64_t due = (campaign->due + offset) / CALENDAR_DAY;
    int64_t today = (now + offset) / CALENDAR_DAY;
    int64_t last = today > due && campaign->closed == 0 ? today : due;
    size_t day_count = (size_t)(last - first + 1 > DAYS_MAX ? DAYS_MAX
                                : last < first              ? 1
                                                            : last - first + 1);
    struct screening_day *out = arena_array(arena, day_count, sizeof *out);
    add_days(cells, cell_count, first, out, day_count);
    int64_t closed = 0;
    for (size_t day = 0; day < day_count; day++) {
        int year, month, date;
        char text[CALENDAR_DAY_SIZE];
        calendar_from_days(first + (int64_t)day, &year, &month, &date);
        calendar_day_text(year, month, date, text);
        out[day].day = arena_copy(arena, text);
        closed += out[day].closed;
        out[day].total_closed = first + (int64_t)day > today ? RECORD_NONE : closed;
    }
    *days = out;
    *count = day_count;
    return RESULT_OK;
}

/* ---- verifying ------------------------------------------------------------------------------- */

static enum result differs(const char *what, int64_t kept, int64_t real, struct arena *arena,
                           struct error *error)
{
    return error_set(
        error, RESULT_CONFLICT, NULL, N_("The counter of %1 says %2, but the list has %3."), what,
        arena_printf(arena, "%lld", (long long)kept), arena_printf(arena, "%lld", (long long)real));
}

static enum result verify_cells(struct tx *tx, int64_t tenant, int64_t campaign,
                                struct arena *arena, struct error *error)
{
    struct screening_sql_real_counts *real;
    struct screening_sql_kept_counts *kept;
    size_t real_count, kept_count;
    enum result result = store_list(
        tx, &screening_sql_real_counts,
        &(struct screening_sql_real_counts_params){.tenant = tenant, .campaign = campaign},
        CELLS_MAX, (void **)&real, &real_count, arena, error);
    if (result == RESULT_OK) {
        result = store_list(
            tx, &screening_sql_kept_counts,
            &(struct screening_sql_kept_counts_params){.tenant = tenant, .campaign = campaign},
            CELLS_MAX, (void **)&kept, &kept_count, arena, error);
    }
    if (result != RESULT_OK) {
        return result;
    }
    if (real_count != kept_count) {
        return differs("grids", (int64_t)kept_count, (int64_t)real_count, arena, error);
    }
    for (size_t at = 0; at < real_count; at++) {
        if (real[at].grid_id != kept[at].grid_id || real[at].account_id != kept[at].account_id ||
            strcmp(real[at].status, kept[at].status) != 0 || real[at].entries != kept[at].entries) {
            return differs(kept[at].status, kept[at].entries, real[at].entries, arena, error);
        }
    }
    return RESULT_OK;
}

static enum result verify_buildings(struct tx *tx, int64_t tenant, int64_t campaign,
                                    struct arena *arena, struct error *error)
{
    struct screening_sql_real_building_counts *real;
    struct screening_sql_count_by_building *kept;
    size_t real_count, kept_count;
    enum result result = store_list(
        tx, &screening_sql_real_building_counts,
        &(struct screening_sql_real_building_counts_params){.tenant = tenant, .campaign = campaign},
        CELLS_MAX, (void **)&real, &real_count, arena, error);
    if (result == RESULT_OK) {
        result =
            store_list(tx, &screening_sql_count_by_building,
                       &(struct screening_sql_count_by_building_params){
                           .tenant = tenant, .campaign = campaign, .all_grids = 1, .grids = ""},
                       CELLS_MAX, (void **)&kept, &kept_count, arena, error);
    }
    if (result != RESULT_OK) {
        return result;
    }
    if (real_count != kept_count) {
        return differs("buildings", (int64_t)kept_count, (int64_t)real_count, arena, error);
    }
    for (size_t at = 0; at < real_count; at++) {
        if (real[at].group_id != kept[at].group_id ||
            strcmp(real[at].status, kept[at].status) != 0 || real[at].entries != kept[at].entries) {
            return differs(kept[at].name, kept[at].entries, real[at].entries, arena, error);
        }
    }
    return RESULT_OK;
}

static enum result verify_days(struct tx *tx, int64_t tenant, int64_t campaign, struct arena *arena,
                               struct error *error)
{
    struct screening_sql_real_day_counts *real;
    struct screening_sql_count_by_day *kept;
    size_t real_count, kept_count;
    enum result result = store_list(
        tx, &screening_sql_real_day_counts,
        &(struct screening_sql_real_day_counts_params){.tenant = tenant, .campaign = campaign},
        CELLS_MAX, (void **)&real, &real_count, arena, error);
    if (result == RESULT_OK) {
        result = store_list(
            tx, &screening_sql_count_by_day,
            &(struct screening_sql_count_by_day_params){.tenant = tenant, .campaign = campaign},
            CELLS_MAX, (void **)&kept, &kept_count, arena, error);
    }
    if (result != RESULT_OK) {
        return result;
    }
    if (real_count != kept_count) {
        return differs("days", (int64_t)kept_count, (int64_t)real_count, arena, error);
    }
    for (size_t at = 0; at < real_count; at++) {
        if (strcmp(real[at].day, kept[at].day) != 0 ||
            strcmp(real[at].status, kept[at].status) != 0 || real[at].entries != kept[at].entries) {
            return differs(kept[at].day, kept[at].entries, real[at].entries, arena, error);
        }
    }
    return RESULT_OK;
}

enum result screening_verify(struct tx *tx, const struct scope *scope, int64_t campaign,
                             struct arena *arena, struct error *error)
{
    enum result result = verify_cells(tx, scope->tenant, campaign, arena, error);
    if (result == RESULT_OK) {
        result = verify_buildings(tx, scope->tenant, campaign, arena, error);
    }
    if (result == RESULT_OK) {
        result = verify_days(tx, scope->tenant, campaign, arena, error);
    }
    if (result != RESULT_OK) {
        return result;
    }
    struct screening_campaign row;
    result = screening_get(tx, scope, campaign, &row, arena, error);
    if (result != RESULT_OK) {
        return result;
    }
    struct screening_sql_kept_counts *kept;
    size_t count;
    result = store_list(
        tx, &screening_sql_kept_counts,
        &(struct screening_sql_kept_counts_params){.tenant = scope->tenant, .campaign = campaign},
        CELLS_MAX, (void **)&kept, &count, arena, error);
    if (result != RESULT_OK) {
        return result;
    }
    int64_t total = 0;
    for (size_t at = 0; at < count; at++) {
        total += kept[at].entries;
    }
    return total == row.entries ? RESULT_OK : differs("the list", row.entries, total, arena, error);
}
