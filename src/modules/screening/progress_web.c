/* Progress: the sum, the bar, the line, and the table by grid. The same record is part of the campaign
 * page and, by itself, the fragment that keeps the page fresh. */
#include "modules/screening/progress.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "modules/place/grid.h"

/* The parts of every bar, in the order in which they are drawn. */
enum part { PART_REACHED, PART_OTHER, PART_TRIED, PART_VISIT, PART_UNTOUCHED, PART__COUNT };
static const char *const part_marks[PART__COUNT] = {"f1", "f5", "f2", "fb", "f0"};

static void count_parts(const struct screening_counts *counts, int64_t parts[PART__COUNT])
{
    const int64_t *by = counts->by_status;
    parts[PART_REACHED] = by[SCREENING_REACHED];
    parts[PART_OTHER] = counts->closed - by[SCREENING_REACHED];
    parts[PART_TRIED] = by[SCREENING_NO_ANSWER] + by[SCREENING_CALL_BACK];
    parts[PART_VISIT] = by[SCREENING_NEEDS_VISIT];
    parts[PART_UNTOUCHED] = by[SCREENING_UNTOUCHED];
}

const char *screening_bar_of(const struct screening_counts *counts, struct arena *arena)
{
    int64_t parts[PART__COUNT];
    count_parts(counts, parts);
    /* The last part is the ground of the bar. */
    return screening_bar(part_marks, parts, PART_UNTOUCHED, counts->total, arena);
}

static struct record_list make_legend(struct request *request, int64_t campaign,
                                      const struct screening_counts *counts)
{
    struct figure_view *figures =
        arena_array(request->arena, SCREENING_STATUS__COUNT, sizeof *figures);
    static const char *const marks[SCREENING_STATUS__COUNT] = {[SCREENING_UNTOUCHED] = "f0",
                                                               [SCREENING_NO_ANSWER] = "f2",
                                                               [SCREENING_CALL_BACK] = "f2",
                                                               [SCREENING_NEEDS_VISIT] = "fb",
                                                               [SCREENING_REACHED] = "f1"};
    static const enum screening_status order[] = {
        SCREENING_REACHED,   SCREENING_NO_ANSWER, SCREENING_CALL_BACK,    SCREENING_NEEDS_VISIT,
        SCREENING_UNTOUCHED, SCREENING_REFUSED,   SCREENING_WRONG_NUMBER, SCREENING_MOVED,
        SCREENING_DIED,      SCREENING_DUPLICATE, SCREENING_HANDED_OVER,  SCREENING_GIVEN_UP};
    size_t count = 0;
    for (size_t at = 0; at < sizeof order / sizeof order[0]; at++) {
        enum screening_status status = order[at];
        int64_t people = counts->by_status[status];
        /* The four of every day are always there; the others when there are some. */
        if (people == 0 && status != SCREENING_REACHED && status != SCREENING_NO_ANSWER &&
            status != SCREENING_NEEDS_VISIT && status != SCREENING_UNTOUCHED) {
            continue;
        }
        const struct list_params filter = {.status = screening_status_code(status)};
        figures[count++] = (struct figure_view){
            .label = language_text(request->language, screening_status_choices[status].label),
            .mark = marks[status] ? marks[status] : "f5",
            .count = people,
            .url = screening_url(campaign, &filter, request->arena)};
    }
    return (struct record_list){.rows = figures, .count = count, .total = (int64_t)count};
}

struct group_view screening_group_view(struct request *request, int64_t campaign,
                                       const struct screening_group *group,
                                       const struct list_params *base)
{
    const struct screening_counts *counts = &group->counts;
    const int64_t *by = counts->by_status;
    struct arena *arena = request->arena;
    struct list_params filter = *base;
    struct group_view view = {.key = group->key,
                              .name = group->name,
                              .bar = screening_bar_of(counts, arena),
                              .percent = counts->total ? counts->closed * 100 / counts->total : 0,
                              .reached = by[SCREENING_REACHED],
                              .closed = counts->closed,
                              .total = counts->total,
                              .no_answer = by[SCREENING_NO_ANSWER] + by[SCREENING_CALL_BACK],
                              .needs_visit = by[SCREENING_NEEDS_VISIT],
                              .untouched = by[SCREENING_UNTOUCHED],
                              .url = screening_url(campaign, &filter, arena)};
    filter.status = "closed";
    view.reached_url = screening_url(campaign, &filter, arena);
    filter.status = "tried";
    view.no_answer_url = screening_url(campaign, &filter, arena);
    filter.status = "needs_visit";
    view.needs_visit_url = screening_url(campaign, &filter, arena);
    filter.status = "untouched";
    view.untouched_url = screening_url(campaign, &filter, arena);
    return view;
}

static int by_name(const void *a, const void *b)
{
    const struct grid *left = a, *right = b;
    return strcmp(left->name, right->name);
}

static enum result name_workers(struct request *request, int64_t campaign, struct group_view *views,
                                size_t count, struct error *error)
{
    struct screening_names names = {.tx = request->tx, .arena = request->arena};
    struct screening_grid_worker *workers;
    size_t worker_count;
    enum result result = screening_grid_workers(request->tx, request->scope, campaign, &workers,
                                                &worker_count, request->arena, error);
    for (size_t view = 0; view < count; view++) {
        for (size_t at = 0; result == RESULT_OK && at < worker_count; at++) {
            if (workers[at].grid_id == views[view].key) {
                result = screening_name(&names, workers[at].account_id, &views[view].who, error);
            }
        }
    }
    return result;
}

static enum result make_grids(struct request *request, int64_t campaign, struct record_list *list,
                              struct screening_counts *counts, struct error *error)
{
    struct grid *grids;
    struct screening_group *groups;
    size_t grid_count, group_count;
    enum result result =
        grid_names(request->tx, request->scope, &grids, &grid_count, request->arena, error);
    if (result == RESULT_OK) {
        result = screening_groups(request->tx, request->who, campaign, SCREENING_BY_GRID, &groups,
                                  &group_count, request->arena, error);
    }
    if (result != RESULT_OK) {
        return result;
    }
    *counts = screening_groups_sum(groups, group_count);
    struct group_view *views =
        arena_array(request->arena, group_count ? group_count : 1, sizeof *views);
    size_t count = 0;
    qsort(grids, grid_count, sizeof *grids, by_name);
    for (size_t grid = 0; grid <= grid_count; grid++) {
        for (size_t group = 0; group < group_count; group++) {
            /* In the order of the grids; those without one come last. */
            bool is_it = grid < grid_count ? groups[group].key == grids[grid].grid_id
                                           : groups[group].key == 0;
            if (is_it) {
                const struct list_params filter = {.grid = groups[group].key};
                views[count] = screening_group_view(request, campaign, &groups[group], &filter);
                views[count++].name = grid < grid_count
                                          ? grids[grid].name
                                          : language_text(request->language, N_("No grid"));
            }
        }
    }
    *list = (struct record_list){.rows = views, .count = count, .total = (int64_t)count};
    return name_workers(request, campaign, views, count, error);
}

/* "1 天 7 小时", rounded down; whoever has less than an hour sees minutes. */
static const char *time_left(struct request *request, int64_t left)
{
    struct arena *arena = request->arena;
    const char *days = arena_printf(arena, "%lld", (long long)(left / CALENDAR_DAY));
    const char *hours =
        arena_printf(arena, "%lld", (long long)(left % CALENDAR_DAY / CALENDAR_HOUR));
    const char *minutes =
        arena_printf(arena, "%lld", (long long)(left % CALENDAR_HOUR / CALENDAR_MINUTE));
    if (left >= CALENDAR_DAY) {
        return language_format(arena, request->language, N_("%1 d %2 h left"), days, hours);
    }
    if (left >= CALENDAR_HOUR) {
        return language_format(arena, request->language, N_("%1 h left"), hours);
    }
    return language_format(arena, request->language, N_("%1 min left"), minutes);
}

/* Against an even pace from start to due. */
static void compare_to_plan(struct request *request, struct progress_view *view)
{
    const struct screening_campaign *campaign = &view->campaign;
    int64_t length = campaign->due - campaign->starts;
    int64_t gone = request->now - campaign->starts;
    gone = gone < 0 ? 0 : gone > length ? length : gone;
    int64_t planned = length > 0 ? view->total * (gone / 1000) / (length / 1000 + 1) : view->total;
    view->behind = planned > view->closed ? planned - view->closed : 0;
    view->ahead = view->closed > planned ? view->closed - planned : 0;
    if (view->is_running && request->now < campaign->due) {
        view->left = time_left(request, campaign->due - request->now);
    }
}

static const char *finding_of(struct request *request, const struct progress_view *view)
{
    const struct screening_campaign *campaign = &view->campaign;
    if (view->open == 0 && view->total > 0) {
        return language_text(request->language, N_("Everybody on the list has an outcome."));
    }
    if (!view->is_running || request->now >= campaign->due) {
        return language_text(request->language,
                             N_("People with an outcome; dashed: an even pace."));
    }
    int64_t days = (campaign->due - request->now + CALENDAR_DAY - 1) / CALENDAR_DAY;
    return language_format(
        request->arena, request->language,
        N_("People with an outcome; dashed: an even pace. From now on it takes %1 a day."),
        arena_printf(request->arena, "%lld", (long long)((view->open + days - 1) / days)));
}

static int day_of_month(const char *day)
{
    return (day[8] - '0') * 10 + (day[9] - '0');
}

/* A point is who had an outcome when its day began; the last one is now. */
static enum result draw_chart(struct request *request, struct progress_view *view,
                              struct error *error)
{
    struct screening_day *days;
    size_t count;
    enum result result = screening_days(request->services, request->tx, request->who,
                                        &view->campaign, &days, &count, request->arena, error);
    if (result != RESULT_OK || count < 2 || view->total == 0) {
        return result;
    }
    int64_t *done = arena_array(request->arena, count, sizeof *done);
    int64_t *planned = arena_array(request->arena, count, sizeof *planned);
    const char **labels = arena_array(request->arena, count, sizeof *labels);
    size_t known = 0;
    for (size_t day = 0; day < count; day++) {
        bool is_last = day + 1 == count || days[day + 1].total_closed == RECORD_NONE;
        planned[day] = view->total * (int64_t)day / (int64_t)(count - 1);
        labels[day] =
            language_format(request->arena, request->language, N_("day %1"),
                            arena_printf(request->arena, "%d", day_of_month(days[day].day)));
        if (days[day].total_closed != RECORD_NONE) {
            done[day] = is_last    ? days[day].total_closed
                        : day == 0 ? 0
                                   : days[day - 1].total_closed;
            known = day + 1;
        }
    }
    const struct chart_series series[] = {
        {language_text(request->language, N_("Even pace")), planned, count, CHART_REFERENCE, false},
        {language_text(request->language, N_("Done")), done, known, CHART_MAIN, true}};
    const struct chart_line_facts facts = {.finding = finding_of(request, view),
                                           .heading = language_text(request->language, N_("Day")),
                                           .labels = labels,
                                           .label_count = count,
                                           .series = series,
                                           .series_count = 2,
                                           .is_low = true};
    view->chart = chart_line_draw(&facts, request->arena);
    return RESULT_OK;
}

enum result screening_progress(struct request *request, int64_t campaign,
                               struct progress_view *view, struct error *error)
{
    struct progress_view out = {0};
    enum result result =
        screening_get(request->tx, request->scope, campaign, &out.campaign, request->arena, error);
    if (result == RESULT_OK) {
        result = make_grids(request, campaign, &out.grids, &out.counts, error);
    }
    if (result != RESULT_OK) {
        return result;
    }
    out.reached = out.counts.by_status[SCREENING_REACHED];
    out.total = out.counts.total;
    out.open = out.counts.open;
    out.closed = out.counts.closed;
    out.bar = screening_bar_of(&out.counts, request->arena);
    out.legend = make_legend(request, campaign, &out.counts);
    out.is_running = strcmp(out.campaign.state, "running") == 0;
    out.is_over = request->now >= out.campaign.due;
    out.can_manage = out.is_running && principal_can(request->who, &screening_manage);
    out.can_work = out.is_running && principal_can(request->who, &screening_work);
    out.refresh_url = arena_printf(request->arena, "/screening/%lld/progress", (long long)campaign);
    compare_to_plan(request, &out);
    result = draw_chart(request, &out, error);
    if (result == RESULT_OK) {
        *view = out;
    }
    return result;
}

enum result screening_progress_get(struct request *request, const void *params, struct reply *reply,
                                   struct error *error)
{
    const struct campaign_params *in = params;
    struct progress_view *view = arena_alloc(request->arena, sizeof *view);
    reply->type = &progress_view_type;
    reply->record = view;
    return screening_progress(request, in->campaign, view, error);
}
