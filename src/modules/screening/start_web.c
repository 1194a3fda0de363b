/* Starting a campaign, and adding people to its list: from an imported list, or from the register under a
 * filter. */
#include <string.h>

#include "base/text.h"
#include "modules/intake/intake.h"
#include "modules/people/people.h"
#include "modules/place/grid.h"
#include "modules/screening/progress.h"
#include "modules/screening/source.h"

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
                          .submit = N_("Start the campaign"),
                          .has_own_ids = true};
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
