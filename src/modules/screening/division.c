/* Who works on a campaign, and who has whom: the division of the list (split.h) applied to what is
 * open, and changes by hand. What is done stays with whoever did it. */
#include <stdlib.h>

#include "modules/access/access.h"
#include "modules/access/audit.h"
#include "modules/place/grid.h"
#include "modules/screening/internal.h"
#include "modules/screening/split.h"
#include "modules/screening/task.h"

/* ---- workers --------------------------------------------------------------------------------- */

enum result screening_workers(struct tx *tx, const struct scope *scope, int64_t campaign,
                              struct screening_worker **workers, size_t *count, struct arena *arena,
                              struct error *error)
{
    struct screening_sql_worker_list *rows;
    size_t row_count;
    enum result result = store_list(
        tx, &screening_sql_worker_list,
        &(struct screening_sql_worker_list_params){.tenant = scope->tenant, .campaign = campaign},
        SCREENING_WORKERS, (void **)&rows, &row_count, arena, error);
    struct screening_worker *out = NULL;
    if (result == RESULT_OK) {
        out = arena_array(arena, row_count ? row_count : 1, sizeof *out);
    }
    for (size_t row = 0; result == RESULT_OK && row < row_count; row++) {
        struct account account;
        result = account_get(tx, rows[row].account_id, &account, arena, error);
        if (result == RESULT_OK) {
            out[row] = (struct screening_worker){
                .account_id = rows[row].account_id, .name = account.name, .share = rows[row].share};
        }
    }
    if (result == RESULT_OK) {
        *workers = out;
        *count = row_count;
    }
    return result;
}

static const struct screening_worker *find_worker(const struct screening_worker *workers,
                                                  size_t count, int64_t account)
{
    for (size_t worker = 0; worker < count; worker++) {
        if (workers[worker].account_id == account) {
            return &workers[worker];
        }
    }
    return NULL;
}

static enum result end_worker(struct tx *tx, int64_t tenant, int64_t campaign, int64_t account,
                              int64_t now, struct error *error)
{
    return store_run(tx, &screening_sql_worker_end,
                     &(struct screening_sql_worker_end_params){
                         .tenant = tenant, .campaign = campaign, .account = account, .now = now},
                     NULL, error);
}

static enum result check_workers(struct tx *tx, const struct principal *who, int64_t now,
                                 const struct screening_worker *workers, size_t count,
                                 struct arena *arena, struct error *error)
{
    if (count > SCREENING_WORKERS) {
        return error_set(error, RESULT_TOO_LARGE, "workers",
                         N_("At most 200 people work on one campaign."));
    }
    for (size_t worker = 0; worker < count; worker++) {
        struct principal ignored;
        enum result result = principal_of(tx, workers[worker].account_id, who->scope.tenant, now,
                                          arena, &ignored, error);
        if (result == RESULT_OK && (workers[worker].share < 1 || workers[worker].share > 400)) {
            result = error_set(error, RESULT_INVALID, "share",
                               N_("A share is between 1 and 400; 100 is a full one."));
        }
        if (result == RESULT_OK &&
            find_worker(workers, worker, workers[worker].account_id) != NULL) {
            result =
                error_set(error, RESULT_INVALID, "workers", N_("The same person is named twice."));
        }
        if (result != RESULT_OK) {
            return result;
        }
    }
    return RESULT_OK;
}

enum result screening_workers_set(struct services *services, struct tx *tx,
                                  const struct principal *who, int64_t campaign,
                                  const struct screening_worker *workers, size_t count,
                                  struct error *error)
{
    struct arena *arena = arena_new();
    int64_t now = clock_now(&services->clock), tenant = who->scope.tenant;
    struct screening_campaign row;
    struct screening_worker *old = NULL;
    size_t old_count = 0;
    enum result result = screening_get(tx, &who->scope, campaign, &row, arena, error);
    if (result == RESULT_OK) {
        result = screening_check_running(&row, error);
    }
    if (result == RESULT_OK) {
        result = check_workers(tx, who, now, workers, count, arena, error);
    }
    if (result == RESULT_OK) {
        result = screening_workers(tx, &who->scope, campaign, &old, &old_count, arena, error);
    }
    for (size_t at = 0; result == RESULT_OK && at < old_count; at++) {
        const struct screening_worker *stays = find_worker(workers, count, old[at].account_id);
        if (!stays || stays->share != old[at].share) {
            result = end_worker(tx, tenant, campaign, old[at].account_id, now, error);
        }
    }
    for (size_t at = 0; result == RESULT_OK && at < count; at++) {
        const struct screening_worker *was = find_worker(old, old_count, workers[at].account_id);
        if (!was || was->share != workers[at].share) {
            result = store_run(
                tx, &screening_sql_worker_add,
                &(struct screening_sql_worker_add_params){.tenant = tenant,
                                                          .campaign_id = campaign,
                                                          .account_id = workers[at].account_id,
                                                          .since = now,
                                                          .until = 0,
                                                          .share = workers[at].share},
                NULL, error);
        }
    }
    if (result == RESULT_OK) {
        result = audit_add(services, tx, who,
                           &(struct audit_event){.action = "screening.workers",
                                                 .subject = "campaign",
                                                 .subject_id = campaign},
                           error);
    }
    arena_free(arena);
    return result;
}

/* ---- moving ---------------------------------------------------------------------------------- */

struct moving {
    struct services *services;
    struct tx *tx;
    const struct principal *who;
    int64_t campaign, now;
    struct screening_campaign row;
    struct screening_sum sum;
    size_t moved;
};

/* Gives one open entry to `account` (0: nobody). */
static enum result give(struct moving *moving, struct screening_entry *entry, int64_t account,
                        struct error *error)
{
    if (entry->account_id == account || !screening_is_open(screening_status_of(entry->status))) {
        return RESULT_OK;
    }
    enum result result =
        store_run(moving->tx, &screening_sql_entry_assign,
                  &(struct screening_sql_entry_assign_params){.tenant = moving->who->scope.tenant,
                                                              .campaign = moving->campaign,
                                                              .entry = entry->entry_id,
                                                              .account = account,
                                                              .now = moving->now},
                  NULL, error);
    if (result == RESULT_OK) {
        screening_sum_add(&moving->sum, entry, -1);
        entry->account_id = account;
        screening_sum_add(&moving->sum, entry, 1);
        moving->moved++;
    }
    return result;
}

static enum result finish_moving(struct moving *moving, const char *action, struct error *error)
{
    enum result result = screening_sum_write(&moving->sum, moving->tx, error);
    if (result == RESULT_OK) {
        result =
            screening_task_list(moving->services, moving->tx, moving->who, &moving->row, error);
    }
    if (result == RESULT_OK) {
        result = audit_add(moving->services, moving->tx, moving->who,
                           &(struct audit_event){.action = action,
                                                 .subject = "campaign",
                                                 .subject_id = moving->campaign,
                                                 .fields = "account"},
                           error);
    }
    return result;
}

static enum result begin_moving(struct moving *moving, struct arena *arena, struct error *error)
{
    screening_sum_init(&moving->sum, moving->who->scope.tenant, moving->campaign, arena);
    enum result result = screening_get(moving->tx, &moving->who->scope, moving->campaign,
                                       &moving->row, arena, error);
    return result == RESULT_OK ? screening_check_running(&moving->row, error) : result;
}

/* ---- by the method --------------------------------------------------------------------------- */

struct open_list {
    struct screening_entry *entries; /* grid after grid, each in walking order */
    struct split_person *people;
    int *worker_of;
    size_t count;
};

struct grid_turn {
    int64_t grid;
    size_t first; /* where it comes first on the walk */
};

struct walker {
    size_t turn, at;
    size_t row;
};

static int by_walk(const void *a, const void *b)
{
    const struct walker *left = a, *right = b;
    if (left->turn != right->turn) {
        return left->turn < right->turn ? -1 : 1;
    }
    return left->at < right->at ? -1 : left->at > right->at;
}

/* The walk, put together by grids in the order in which each is met first. */
static struct walker *walk_by_grids(const struct screening_sql_entry_open *rows, size_t count,
                                    struct arena *arena)
{
    struct walker *walk = arena_array(arena, count ? count : 1, sizeof *walk);
    struct grid_turn *turns = NULL;
    size_t turn_count = 0, room = 0;
    for (size_t row = 0; row < count; row++) {
        size_t turn = 0;
        while (turn < turn_count && turns[turn].grid != rows[row].grid_id) {
            turn++;
        }
        if (turn == turn_count) {
            turns = arena_grow(arena, turns, turn_count, &room, sizeof *turns);
            turns[turn_count++] = (struct grid_turn){rows[row].grid_id, row};
        }
        walk[row] = (struct walker){turns[turn].first, row, row};
    }
    qsort(walk, count, sizeof *walk, by_walk);
    return walk;
}

static enum result read_open(struct tx *tx, int64_t tenant, int64_t campaign,
                             const struct screening_worker *workers, size_t worker_count,
                             struct open_list *list, struct arena *arena, struct error *error)
{
    struct screening_sql_entry_open *rows;
    enum result result = store_list(
        tx, &screening_sql_entry_open,
        &(struct screening_sql_entry_open_params){.tenant = tenant, .campaign = campaign},
        SCREENING_ENTRIES, (void **)&rows, &list->count, arena, error);
    if (result != RESULT_OK) {
        return result;
    }
    size_t room = list->count ? list->count : 1;
    struct walker *walk = walk_by_grids(rows, list->count, arena);
    list->entries = arena_array(arena, room, sizeof *list->entries);
    list->people = arena_array(arena, room, sizeof *list->people);
    list->worker_of = arena_array(arena, room, sizeof *list->worker_of);
    for (size_t at = 0; at < list->count; at++) {
        const struct screening_sql_entry_open *row = &rows[walk[at].row];
        const struct screening_worker *worker = find_worker(workers, worker_count, row->account_id);
        list->entries[at] = (struct screening_entry){.entry_id = row->entry_id,
                                                     .building_id = row->building_id,
                                                     .building = row->building,
                                                     .grid_id = row->grid_id,
                                                     .account_id = row->account_id,
                                                     .status = row->status};
        list->people[at] = (struct split_person){row->grid_id, row->building_id, row->place_id};
        list->worker_of[at] = worker ? (int)(worker - workers) : SPLIT_NOBODY;
    }
    return RESULT_OK;
}

/* The workers as the method wants them: share, and the first grid that each is in charge of today. */
static enum result read_crew(struct services *services, struct tx *tx, int64_t tenant,
                             const struct screening_worker *workers, size_t count,
                             struct split_worker *crew, struct arena *arena, struct error *error)
{
    char today[CALENDAR_DAY_SIZE];
    calendar_day_of(clock_now(&services->clock), services->offset, today);
    enum result result = RESULT_OK;
    for (size_t worker = 0; result == RESULT_OK && worker < count; worker++) {
        int64_t *grids;
        size_t grid_count = 0;
        result = charge_list_account(tx, tenant, workers[worker].account_id, today, &grids,
                                     &grid_count, arena, error);
        if (result == RESULT_OK) {
            crew[worker] = (struct split_worker){.share = workers[worker].share,
                                                 .grid = grid_count > 0 ? grids[0] : 0};
        }
    }
    return result;
}

static enum result split(struct moving *moving, bool least_change, struct arena *arena,
                         struct error *error)
{
    struct screening_worker *workers;
    struct open_list list = {0};
    size_t worker_count;
    int64_t tenant = moving->who->scope.tenant;
    enum result result = screening_workers(moving->tx, &moving->who->scope, moving->campaign,
                                           &workers, &worker_count, arena, error);
    if (result == RESULT_OK && worker_count == 0) {
        result = error_set(error, RESULT_INVALID, "workers",
                           N_("Please say first who works on this campaign."));
    }
    if (result != RESULT_OK) {
        return result;
    }
    struct split_worker *crew = arena_array(arena, worker_count, sizeof *crew);
    result =
        read_crew(moving->services, moving->tx, tenant, workers, worker_count, crew, arena, error);
    if (result == RESULT_OK) {
        result = read_open(moving->tx, tenant, moving->campaign, workers, worker_count, &list,
                           arena, error);
    }
    if (result != RESULT_OK) {
        return result;
    }
    if (least_change) {
        split_least(list.people, list.count, crew, worker_count, list.worker_of, arena);
    } else {
        split_fresh(list.people, list.count, crew, worker_count, list.worker_of, arena);
    }
    for (size_t at = 0; result == RESULT_OK && at < list.count; at++) {
        result = give(moving, &list.entries[at], workers[list.worker_of[at]].account_id, error);
    }
    return result;
}

enum result screening_split(struct services *services, struct tx *tx, const struct principal *who,
                            int64_t campaign, bool least_change, size_t *moved, struct error *error)
{
    struct arena *arena = arena_new();
    struct moving moving = {.services = services,
                            .tx = tx,
                            .who = who,
                            .campaign = campaign,
                            .now = clock_now(&services->clock)};
    enum result result = begin_moving(&moving, arena, error);
    if (result == RESULT_OK) {
        result = split(&moving, least_change, arena, error);
    }
    if (result == RESULT_OK) {
        result = finish_moving(&moving, "screening.split", error);
    }
    arena_free(arena);
    if (result == RESULT_OK) {
        *moved = moving.moved;
    }
    return result;
}

/* ---- by hand --------------------------------------------------------------------------------- */

static enum result give_filtered(struct moving *moving, const struct screening_filter *filter,
                                 int64_t account, struct arena *arena, struct error *error)
{
    struct screening_entry *entries;
    size_t count;
    enum result result = screening_entries(moving->tx, moving->who, moving->campaign, filter,
                                           SCREENING_ENTRIES, &entries, &count, arena, error);
    for (size_t at = 0; result == RESULT_OK && at < count; at++) {
        result = give(moving, &entries[at], account, error);
    }
    return result;
}

static enum result give_named(struct moving *moving, const int64_t *entries, size_t count,
                              int64_t account, struct arena *arena, struct error *error)
{
    enum result result = RESULT_OK;
    for (size_t at = 0; result == RESULT_OK && at < count; at++) {
        struct screening_entry entry;
        result = screening_entry_get(moving->tx, moving->who, moving->campaign, entries[at], &entry,
                                     arena, error);
        if (result == RESULT_OK) {
            result = give(moving, &entry, account, error);
        }
    }
    return result;
}

enum result screening_assign(struct services *services, struct tx *tx, const struct principal *who,
                             int64_t campaign, const struct screening_filter *filter,
                             const int64_t *entries, size_t entry_count, int64_t account,
                             size_t *moved, struct error *error)
{
    struct arena *arena = arena_new();
    struct moving moving = {.services = services,
                            .tx = tx,
                            .who = who,
                            .campaign = campaign,
                            .now = clock_now(&services->clock)};
    enum result result = begin_moving(&moving, arena, error);
    if (result == RESULT_OK && account != 0) {
        const struct screening_worker worker = {.account_id = account, .share = 100};
        result = check_workers(tx, who, moving.now, &worker, 1, arena, error);
    }
    if (result == RESULT_OK) {
        result = filter ? give_filtered(&moving, filter, account, arena, error)
                        : give_named(&moving, entries, entry_count, account, arena, error);
    }
    if (result == RESULT_OK) {
        result = finish_moving(&moving, "screening.assign", error);
    }
    arena_free(arena);
    if (result == RESULT_OK) {
        *moved = moving.moved;
    }
    return result;
}
