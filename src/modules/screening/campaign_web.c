/* The pages of campaigns: all of them, a new one, and one with its figures and its list. The list's
 * filters stand in the URL; it goes on by key. */
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "modules/access/access.h"
#include "modules/intake/intake.h"
#include "modules/people/people.h"
#include "modules/place/grid.h"
#include "modules/screening/progress.h"
#include "modules/screening/source.h"

/* ---- all campaigns ----------------------------------------------------------------------------- */

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
            .reached = counts.by_status[SCREENING_REACHED],
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

/* ---- a new one --------------------------------------------------------------------------------- */

static struct record_list codes_of(struct request *request, const struct choice *choices,
                                   const char *chosen)
{
    size_t count = 0;
    while (choices[count].code) {
        count++;
    }
    struct choice_view *views = arena_array(request->arena, count + 1, sizeof *views);
    for (size_t at = 0; at < count; at++) {
        views[at] =
            (struct choice_view){.code = choices[at].code,
                                 .label = language_text(request->language, choices[at].label),
                                 .is_chosen = text_equal(choices[at].code, chosen)};
    }
    return (struct record_list){.rows = views, .count = count, .total = (int64_t)count};
}

enum { BATCHES_OFFERED = 20 };

/* The lists that were checked or brought into the register lately. */
static enum result list_batches(struct request *request, int64_t chosen, struct record_list *list,
                                struct error *error)
{
    struct intake_batch *batches;
    size_t batch_count, count = 0;
    enum result result = intake_list(request->tx, request->scope, 0, BATCHES_OFFERED, &batches,
                                     &batch_count, request->arena, error);
    if (result != RESULT_OK) {
        return result;
    }
    struct choice_view *views = arena_array(request->arena, batch_count + 1, sizeof *views);
    for (size_t at = 0; at < batch_count; at++) {
        const struct intake_batch *batch = &batches[at];
        if (!text_equal(batch->state, "checked") && !text_equal(batch->state, "applied")) {
            continue;
        }
        const char *name = text_is_empty(batch->file_name)
                               ? language_text(request->language, N_("Pasted list"))
                               : batch->file_name;
        views[count++] = (struct choice_view){
            .value = batch->batch_id,
            .label = language_format(request->arena, request->language, N_("%1 (%2 rows)"), name,
                                     arena_printf(request->arena, "%lld", (long long)batch->rows)),
            .is_chosen = batch->batch_id == chosen};
    }
    *list = (struct record_list){.rows = views, .count = count, .total = (int64_t)count};
    return RESULT_OK;
}

enum result screening_sources(struct request *request, int64_t batch, struct sources_view **view,
                              struct error *error)
{
    struct sources_view *out = arena_alloc(request->arena, sizeof *out);
    struct grid *grids;
    size_t count;
    int64_t chosen_grid = 0;
    const char *typed = screening_typed(request, "grid", NULL);
    if (typed && !text_to_int(typed, &chosen_grid)) {
        chosen_grid = 0;
    }
    enum result result =
        grid_names(request->tx, request->scope, &grids, &count, request->arena, error);
    if (result == RESULT_OK) {
        result = list_batches(request, batch, &out->batches, error);
    }
    if (result != RESULT_OK) {
        return result;
    }
    struct choice_view *choices = arena_array(request->arena, count + 1, sizeof *choices);
    for (size_t at = 0; at < count; at++) {
        choices[at] = (struct choice_view){.value = grids[at].grid_id,
                                           .label = grids[at].name,
                                           .is_chosen = grids[at].grid_id == chosen_grid};
    }
    out->grids = (struct record_list){.rows = choices, .count = count, .total = (int64_t)count};
    out->residences =
        codes_of(request, resident_residences, screening_typed(request, "residence", NULL));
    out->cares = codes_of(request, resident_cares, screening_typed(request, "care", NULL));
    *view = out;
    return RESULT_OK;
}

enum { USUAL_DAYS = 3, USUAL_HOUR = 18 };

enum result screening_new_get(struct request *request, const void *params, struct reply *reply,
                              struct error *error)
{
    const struct new_query *in = params;
    struct new_view *view = arena_alloc(request->arena, sizeof *view);
    struct new_params *values = arena_alloc(request->arena, sizeof *values);
    struct form *form = arena_alloc(request->arena, sizeof *form);
    char due[CALENDAR_DAY_SIZE];
    int64_t batch = in && in->batch > 0 ? in->batch : 0;
    record_init(&new_params_type, values);
    calendar_day_of(request->now + USUAL_DAYS * CALENDAR_DAY, request->services->offset, due);
    values->basis = "statutory_duty";
    values->due_day = arena_copy(request->arena, due);
    values->due_hour = USUAL_HOUR;
    values->tries = 3;
    *form = (struct form){.type = &new_params_type,
                          .values = values,
                          .action = "/screening",
                          .submit = N_("Start the campaign")};
    view->form = form;
    view->source = screening_typed(request, "source", batch ? "batch" : "register");
    reply->type = &new_view_type;
    reply->record = view;
    return screening_sources(request, batch, &view->sources, error);
}

/* A day and an hour on the wall as a moment. */
static int64_t moment_of(const char *day, int64_t hour, int64_t minute, int offset)
{
    return calendar_day_number(day) * CALENDAR_DAY + hour * CALENDAR_HOUR +
           minute * CALENDAR_MINUTE - offset * CALENDAR_MINUTE;
}

/* A request takes at most so many people from the register; the command line takes them all. */
enum { REQUEST_PEOPLE = 20000 };

static enum result add_from_register(struct request *request, int64_t campaign, int64_t grid,
                                     const char *residence, const char *care, size_t *added,
                                     bool *more, struct error *error)
{
    const struct resident_filter filter = {.grid_id = grid, .residence = residence, .care = care};
    size_t skipped;
    return screening_add_register(request->services, request->tx, request->who, campaign, &filter,
                                  REQUEST_PEOPLE, added, &skipped, more, error);
}

/* From an imported list, or from the register under a filter. */
static enum result add_people(struct request *request, int64_t campaign,
                              const struct people_params *in, struct screening_addition *addition,
                              struct error *error)
{
    *addition = (struct screening_addition){0};
    return in->batch > 0
               ? screening_add_batch(request->services, request->tx, request->who, campaign,
                                     in->batch, addition, error)
               : add_from_register(request, campaign, in->grid > 0 ? in->grid : 0, in->residence,
                                   in->care, &addition->added, &addition->more, error);
}

enum result screening_new_post(struct request *request, const void *params, struct reply *reply,
                               struct error *error)
{
    const struct new_params *in = params;
    bool from_batch = text_equal(in->source, "batch") && in->batch > 0;
    struct screening_column columns[SCREENING_COLUMNS];
    struct screening_draft draft = {
        .campaign = {.title = in->title,
                     .reference = in->reference,
                     .purpose = in->purpose,
                     .basis = in->basis,
                     .round = in->round > 0 ? in->round : 1,
                     .tries = in->tries > 0 ? in->tries : 0,
                     .due = moment_of(in->due_day, in->due_hour > 0 ? in->due_hour : USUAL_HOUR, 0,
                                      request->services->offset)},
        .columns = columns};
    const struct people_params people = {.batch = from_batch ? in->batch : 0,
                                         .grid = in->grid,
                                         .residence = in->residence,
                                         .care = in->care};
    int64_t campaign;
    struct screening_addition addition = {0};
    struct error fault = {0};
    enum result result = RESULT_OK;
    if (from_batch) {
        result = screening_batch_columns(request->services, request->tx, request->scope, in->batch,
                                         columns, &draft.column_count, request->arena, &fault);
    }
    if (result == RESULT_OK) {
        result =
            screening_add(request->services, request->tx, request->who, &draft, &campaign, &fault);
    }
    if (result == RESULT_OK && (from_batch || text_equal(in->source, "register"))) {
        result = add_people(request, campaign, &people, &addition, &fault);
    }
    if (result != RESULT_OK) {
        if (strcmp(fault.field, "due") == 0) {
            text_copy_to(fault.field, sizeof fault.field, "due_day");
        }
        *error = fault;
        return result;
    }
    reply->redirect = arena_printf(request->arena, "/screening/%lld/workers", (long long)campaign);
    reply->notice = language_format(request->arena, request->language,
                                    N_("The campaign has started; %1 people are on its list."),
                                    arena_printf(request->arena, "%zu", addition.added));
    return RESULT_OK;
}

enum result screening_people_post(struct request *request, const void *params, struct reply *reply,
                                  struct error *error)
{
    const struct people_params *in = params;
    struct screening_addition addition;
    enum result result = add_people(request, in->campaign, in, &addition, error);
    if (result == RESULT_OK) {
        reply->redirect =
            arena_printf(request->arena, "/screening/%lld/workers", (long long)in->campaign);
        reply->notice = language_format(
            request->arena, request->language,
            addition.more ? N_("%1 people were added; there are more, please repeat.")
                          : N_("%1 people were added to the list."),
            arena_printf(request->arena, "%zu", addition.added));
    }
    return result;
}

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

/* ---- one campaign ------------------------------------------------------------------------------ */

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
        return screening_counts(request->tx, request->who, in->campaign, counts, request->arena,
                                error);
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
        result = count_filtered(request, in, &counts, error);
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
