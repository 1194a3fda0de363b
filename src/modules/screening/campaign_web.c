/* The pages of campaigns: all of them, and one with its figures and its list. The list's filters stand
 * in the URL; it goes on by key. */
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "modules/screening/progress.h"

/* ---- all campaigns --------------------------------------------------------------------------- */

enum { CAMPAIGNS_PAGE = 20 };

static enum result fill_line(struct request *request, const struct screening_campaign *campaign,
                             struct campaign_line_view *line, struct error *error)
{
    struct screening_counts counts;
    enum result result = screening_counts(request->tx, request->who, campaign->campaign_id, &counts,
                                          request->arena, error);
    if (result == RESULT_OK) {
        *line = (struct campaign_line_view){
            .campaign_id = campaign->campaign_id,
            .title = campaign->title,
            .state = campaign->state,
            .manager = campaign->manager,
            .reference = campaign->reference,
            .bar = screening_bar_of(&counts, request->arena),
            .closed = counts.closed,
            .total = counts.total,
            .open = counts.open,
            .due = campaign->due,
            .percent = counts.total ? counts.closed * 100 / counts.total : 0};
    }
    return result;
}

enum result screening_campaigns_get(struct request *request, const void *params,
                                    struct reply *reply, struct error *error)
{
    const struct campaigns_params *in = params;
    struct screening_campaign *campaigns;
    size_t count;
    enum result result = screening_list(request->tx, request->scope, in->after, CAMPAIGNS_PAGE,
                                        &campaigns, &count, request->arena, error);
    struct campaigns_view *view = arena_alloc(request->arena, sizeof *view);
    struct campaign_line_view *lines = arena_array(request->arena, CAMPAIGNS_PAGE, sizeof *lines);
    for (size_t at = 0; result == RESULT_OK && at < count; at++) {
        result = fill_line(request, &campaigns[at], &lines[at], error);
    }
    if (result != RESULT_OK) {
        return result;
    }
    view->campaigns = (struct record_list){.rows = lines, .count = count, .total = -1};
    view->can_manage = principal_can(request->who, &screening_manage);
    if (count == CAMPAIGNS_PAGE) {
        view->more_url = arena_printf(request->arena, "/screening?after=%lld",
                                      (long long)campaigns[count - 1].campaign_id);
    }
    reply->type = &campaigns_view_type;
    reply->record = view;
    return RESULT_OK;
}

/* ---- ending one ------------------------------------------------------------------------------ */

enum result screening_close_post(struct request *request, const void *params, struct reply *reply,
                                 struct error *error)
{
    const struct campaign_params *in = params;
    enum result result =
        screening_close(request->services, request->tx, request->who, in->campaign, error);
    if (result == RESULT_OK) {
        reply->redirect = arena_printf(request->arena, "/screening/%lld", (long long)in->campaign);
        reply->notice = language_text(request->language, N_("The campaign is closed."));
    }
    return result;
}

/* ---- one campaign ---------------------------------------------------------------------------- */

static struct screening_filter filter_of(const struct list_params *in)
{
    /* What is open comes first; everybody is one tap away. */
    const char *status = in->status ? in->status : "open";
    return (struct screening_filter){.status = text_equal(status, "all") ? NULL : status,
                                     .grid = in->grid > 0 ? in->grid : 0,
                                     .building = in->building > 0 ? in->building : 0,
                                     .account = in->nobody > 0    ? SCREENING_NOBODY
                                                : in->account > 0 ? in->account
                                                                  : 0,
                                     .search = in->search};
}

/* How many the list has: from the counters where they can tell, else counted to a limit. */
static enum result count_list(struct request *request, const struct list_params *in,
                              const struct screening_filter *filter,
                              const struct screening_counts *counts, int64_t *total, bool *is_more,
                              struct error *error)
{
    int places = (filter->grid != 0) + (filter->building != 0) + (filter->account != 0);
    if (places > 1 || !text_is_empty(filter->search)) {
        return screening_total(request->tx, request->who, in->campaign, filter, total, is_more,
                               request->arena, error);
    }
    const int64_t *by = counts->by_status;
    *is_more = false;
    *total = !filter->status                        ? counts->total
             : text_equal(filter->status, "open")   ? counts->open
             : text_equal(filter->status, "closed") ? counts->closed
             : text_equal(filter->status, "tried")
                 ? by[SCREENING_NO_ANSWER] + by[SCREENING_CALL_BACK]
                 : by[screening_status_of(filter->status)];
    return RESULT_OK;
}

static enum result make_entries(struct request *request, const struct list_params *in,
                                const struct screening_counts *counts,
                                struct screening_names *names, struct campaign_view *view,
                                struct error *error)
{
    struct screening_filter filter = filter_of(in);
    struct screening_entry last, *entries;
    size_t count;
    int64_t total;
    bool is_more;
    enum result result = RESULT_OK;
    if (in->after > 0) {
        result = screening_entry_get(request->tx, request->who, in->campaign, in->after, &last,
                                     request->arena, error);
        filter.after_walk = last.walk_key;
        filter.after_entry = in->after;
    }
    if (result == RESULT_OK) {
        result = screening_entries(request->tx, request->who, in->campaign, &filter,
                                   LIMIT_PAGE_ROWS, &entries, &count, request->arena, error);
    }
    if (result == RESULT_OK) {
        result = count_list(request, in, &filter, counts, &total, &is_more, error);
    }
    struct line_view *lines = arena_array(request->arena, LIMIT_PAGE_ROWS, sizeof *lines);
    for (size_t at = 0; result == RESULT_OK && at < count; at++) {
        const struct screening_entry *entry = &entries[at];
        lines[at] = (struct line_view){.entry_id = entry->entry_id,
                                       .number = entry->number,
                                       .name = entry->name,
                                       .address = entry->address,
                                       .phone = entry->phone,
                                       .status = entry->status,
                                       .attempts = entry->attempts,
                                       .note = entry->note};
        result = screening_name(names, entry->account_id, &lines[at].worker, error);
    }
    if (result != RESULT_OK) {
        return result;
    }
    view->entries = (struct record_list){
        .rows = lines, .count = count, .total = total, .total_is_more = is_more};
    if (count == LIMIT_PAGE_ROWS) {
        struct list_params next = *in;
        next.after = entries[count - 1].entry_id;
        view->more_url = screening_url(in->campaign, &next, request->arena);
    }
    return RESULT_OK;
}

/* The figures above the list: all, and the statuses that need hands, under the other filters. */
static void make_segments(struct request *request, const struct list_params *in,
                          const struct screening_counts *counts, struct campaign_view *view)
{
    static const struct {
        const char *status, *label;
    } all[] = {{"open", N_("Open")},
               {"untouched", N_("Not started")},
               {"tried", N_("Tried, not reached")},
               {"needs_visit", N_("Needs a visit")},
               {"closed", N_("Done")},
               {"all", N_("All")}};
    enum { COUNT = sizeof all / sizeof all[0] };
    const int64_t *by = counts->by_status;
    const int64_t people[COUNT] = {counts->open,
                                   by[SCREENING_UNTOUCHED],
                                   by[SCREENING_NO_ANSWER] + by[SCREENING_CALL_BACK],
                                   by[SCREENING_NEEDS_VISIT],
                                   counts->closed,
                                   counts->total};
    struct figure_view *figures = arena_array(request->arena, COUNT, sizeof *figures);
    for (size_t at = 0; at < COUNT; at++) {
        struct list_params filter = *in;
        filter.status = all[at].status;
        filter.after = 0;
        figures[at] = (struct figure_view){
            .label = language_text(request->language, all[at].label),
            .count = people[at],
            .url = screening_url(in->campaign, &filter, request->arena),
            .is_current = text_equal(in->status ? in->status : "open", all[at].status)};
    }
    view->segments = (struct record_list){.rows = figures, .count = COUNT, .total = COUNT};
}

/* The figures of the grid, building or worker that the list is filtered by; those of all otherwise. */
static enum result count_filtered(struct request *request, const struct list_params *in,
                                  const struct progress_view *progress,
                                  struct screening_counts *counts, struct error *error)
{
    struct screening_group *groups;
    size_t count;
    bool is_worker = in->account > 0 || in->nobody > 0;
    enum screening_by by = in->building > 0 ? SCREENING_BY_BUILDING
                           : is_worker      ? SCREENING_BY_WORKER
                                            : SCREENING_BY_GRID;
    int64_t key = in->building > 0  ? in->building
                  : in->nobody > 0  ? 0
                  : in->account > 0 ? in->account
                                    : in->grid;
    if (in->building <= 0 && !is_worker && in->grid <= 0) {
        *counts = progress->counts;
        return RESULT_OK;
    }
    enum result result = screening_groups(request->tx, request->who, in->campaign, by, &groups,
                                          &count, request->arena, error);
    *counts = (struct screening_counts){0};
    for (size_t at = 0; result == RESULT_OK && at < count; at++) {
        if (groups[at].key == key) {
            *counts = groups[at].counts;
        }
    }
    return result;
}

static enum result make_workers(struct request *request, const struct list_params *in,
                                struct screening_names *names, struct campaign_view *view,
                                struct error *error)
{
    struct screening_group *groups;
    size_t count;
    enum result result =
        screening_groups(request->tx, request->who, in->campaign, SCREENING_BY_WORKER, &groups,
                         &count, request->arena, error);
    if (result != RESULT_OK) {
        return result;
    }
    struct group_view *views = arena_array(request->arena, count ? count : 1, sizeof *views);
    struct choice_view *choices = arena_array(request->arena, count ? count : 1, sizeof *choices);
    size_t choice_count = 0;
    for (size_t at = 0; result == RESULT_OK && at < count; at++) {
        const struct list_params filter = {.account = groups[at].key,
                                           .nobody = groups[at].key == 0};
        views[at] = screening_group_view(request, in->campaign, &groups[at], &filter);
        if (groups[at].key == 0) {
            views[at].name = language_text(request->language, N_("Nobody yet"));
            view->unassigned = groups[at].counts.open;
            continue;
        }
        result = screening_name(names, groups[at].key, &views[at].name, error);
        choices[choice_count++] = (struct choice_view){.value = groups[at].key,
                                                       .label = views[at].name,
                                                       .is_chosen = groups[at].key == in->account};
    }
    view->workers = (struct record_list){.rows = views, .count = count, .total = (int64_t)count};
    view->accounts = (struct record_list){
        .rows = choices, .count = choice_count, .total = (int64_t)choice_count};
    return result;
}

static enum result make_buildings(struct request *request, const struct list_params *in,
                                  struct campaign_view *view, struct error *error)
{
    struct screening_group *groups;
    size_t count;
    enum result result =
        screening_groups(request->tx, request->who, in->campaign, SCREENING_BY_BUILDING, &groups,
                         &count, request->arena, error);
    if (result != RESULT_OK) {
        return result;
    }
    struct group_view *views = arena_array(request->arena, count ? count : 1, sizeof *views);
    for (size_t at = 0; at < count; at++) {
        const struct list_params filter = {.building = groups[at].key};
        views[at] = screening_group_view(request, in->campaign, &groups[at], &filter);
        if (text_is_empty(views[at].name)) {
            views[at].name = language_text(request->language, N_("No building"));
        }
        if (in->building == groups[at].key && in->building > 0) {
            view->filter_text = views[at].name;
        }
    }
    view->buildings = (struct record_list){.rows = views, .count = count, .total = (int64_t)count};
    return RESULT_OK;
}

static void make_grid_choices(struct request *request, const struct list_params *in,
                              struct campaign_view *view)
{
    const struct record_list *grids = &view->progress->grids;
    const struct group_view *rows = grids->rows;
    struct choice_view *choices =
        arena_array(request->arena, grids->count ? grids->count : 1, sizeof *choices);
    size_t count = 0;
    for (size_t at = 0; at < grids->count; at++) {
        if (rows[at].key == 0) {
            continue;
        }
        choices[count++] = (struct choice_view){
            .value = rows[at].key, .label = rows[at].name, .is_chosen = rows[at].key == in->grid};
        if (rows[at].key == in->grid) {
            view->filter_text = rows[at].name;
        }
    }
    view->grids = (struct record_list){.rows = choices, .count = count, .total = (int64_t)count};
}

enum result screening_campaign_get_page(struct request *request, const void *params,
                                        struct reply *reply, struct error *error)
{
    const struct list_params *in = params;
    struct campaign_view *view = arena_alloc(request->arena, sizeof *view);
    struct screening_names names = {.tx = request->tx, .arena = request->arena};
    struct screening_counts counts;
    view->progress = arena_alloc(request->arena, sizeof *view->progress);
    enum result result = screening_progress(request, in->campaign, view->progress, error);
    if (result == RESULT_OK) {
        result = make_workers(request, in, &names, view, error);
    }
    if (result == RESULT_OK) {
        result = make_buildings(request, in, view, error);
    }
    if (result == RESULT_OK) {
        result = count_filtered(request, in, view->progress, &counts, error);
    }
    if (result == RESULT_OK) {
        result = make_entries(request, in, &counts, &names, view, error);
    }
    if (result != RESULT_OK) {
        return result;
    }
    make_segments(request, in, &counts, view);
    make_grid_choices(request, in, view);
    view->title = view->progress->campaign.title;
    view->campaign_id = in->campaign;
    view->search = in->search;
    view->filter_status = in->status;
    view->filter_grid = in->grid > 0 ? in->grid : 0;
    view->filter_building = in->building > 0 ? in->building : 0;
    view->filter_account = in->account > 0 ? in->account : 0;
    view->is_filtered = in->status || in->grid > 0 || in->building > 0 || in->account > 0 ||
                        in->nobody > 0 || !text_is_empty(in->search);
    view->can_manage = view->progress->can_manage;
    view->can_work = view->progress->can_work;
    view->is_running = view->progress->is_running;
    view->sees_personal = request->who->sees_personal;
    reply->type = &campaign_view_type;
    reply->record = view;
    reply->file_name = view->title;
    return RESULT_OK;
}
