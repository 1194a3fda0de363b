/* The page that asks for whom a sheet is, and the sheet itself: a spreadsheet, CSV, or a page to print.
 * It shows what is personal whole, so it runs in the write lane and leaves an audit row. */
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "modules/people/people.h"
#include "modules/place/grid.h"
#include "modules/screening/progress.h"
#include "modules/screening/sheet.h"

enum result screening_export_get(struct request *request, const void *params, struct reply *reply,
                                 struct error *error)
{
    const struct campaign_params *in = params;
    struct screening_campaign campaign;
    struct grid *grids;
    size_t count;
    enum result result =
        screening_get(request->tx, request->scope, in->campaign, &campaign, request->arena, error);
    if (result == RESULT_OK) {
        result = grid_names(request->tx, request->scope, &grids, &count, request->arena, error);
    }
    if (result != RESULT_OK) {
        return result;
    }
    struct export_view *view = arena_alloc(request->arena, sizeof *view);
    struct choice_view *choices = arena_array(request->arena, count + 1, sizeof *choices);
    for (size_t at = 0; at < count; at++) {
        choices[at] = (struct choice_view){.value = grids[at].grid_id, .label = grids[at].name};
    }
    *view =
        (struct export_view){.title = campaign.title,
                             .campaign_id = in->campaign,
                             .grids = {.rows = choices, .count = count, .total = (int64_t)count},
                             .can_see_ids = principal_can(request->who, &people_identity),
                             .recipient = request->who->street_name,
                             .mistake = screening_mistake(request)};
    reply->type = &export_view_type;
    reply->record = view;
    return RESULT_OK;
}

static bool target_of(const char *as, enum sheet_target *target)
{
    static const struct {
        const char *code;
        enum sheet_target target;
    } targets[] = {
        {"xlsx", SHEET_TO_XLSX}, {"csv", SHEET_TO_CSV}, {"gb18030", SHEET_TO_CSV_GB18030}};
    for (size_t at = 0; at < sizeof targets / sizeof targets[0]; at++) {
        if (text_equal(as, targets[at].code)) {
            *target = targets[at].target;
            return true;
        }
    }
    return false;
}

enum result screening_sheet_get(struct request *request, const void *params, struct reply *reply,
                                struct error *error)
{
    const struct sheet_params *in = params;
    struct screening_campaign campaign;
    struct sheet_line_view *rows;
    size_t count;
    enum sheet_target target;
    const struct screening_sheet_wish wish = {
        .filter = {.grid = in->grid > 0 ? in->grid : 0, .status = in->status},
        .with_ids = in->with_ids > 0,
        .recipient = in->recipient,
        .purpose = in->purpose,
        .limit = LIMIT_EXPORT_ROWS};
    enum result result =
        screening_get(request->tx, request->scope, in->campaign, &campaign, request->arena, error);
    if (result == RESULT_OK) {
        result = screening_sheet_rows(request->services, request->tx, request->who, in->campaign,
                                      &wish, &rows, &count, request->arena, error);
    }
    if (result != RESULT_OK) {
        return result;
    }
    const char *name =
        screening_sheet_name(request->language, request->who, request->today, request->arena);
    if (target_of(in->as, &target)) {
        reply->content_type = sheet_target_type(target);
        reply->file_name = arena_printf(request->arena, "%s%s", name, sheet_target_ending(target));
        return screening_sheet_file(target, request->language, request->services->offset,
                                    request->who, &campaign, request->today, rows, count,
                                    &reply->body, &reply->body_size, request->arena, error);
    }
    struct sheet_view *view = arena_alloc(request->arena, sizeof *view);
    *view = (struct sheet_view){.title = campaign.title,
                                .unit = request->who->tenant_name,
                                .day = request->today,
                                .rows = {.rows = rows, .count = count, .total = (int64_t)count},
                                .campaign_id = in->campaign,
                                .with_ids = wish.with_ids};
    reply->type = &sheet_view_type;
    reply->record = view;
    reply->file_name = name;
    return RESULT_OK;
}
