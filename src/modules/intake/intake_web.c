/* The routes of intake, and the pages that come before the rows are checked: the lists there are, and
 * what the columns of one are taken for. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "modules/access/audit.h"
#include "modules/intake/internal.h"
#include "modules/intake/pages.h"
#include "sheet/writer.h"
#include "web/form.h"

/* ---- all lists ------------------------------------------------------------------------------- */

static const char *title_of(const struct intake_batch *batch, enum language language)
{
    return *batch->file_name ? batch->file_name : language_text(language, N_("Pasted list"));
}

/* "返桂人员.xlsx" is called "返桂人员" when another name is made from it. */
static const char *without_ending(struct arena *arena, const struct intake_batch *batch,
                                  enum language language)
{
    const char *title = title_of(batch, language), *dot = strrchr(title, '.');
    return dot && dot > title ? arena_copy_n(arena, title, (size_t)(dot - title)) : title;
}

static enum result show_imports(struct request *request, const void *params, struct reply *reply,
                                struct error *error)
{
    const struct imports_params *asked = params;
    struct imports_view *view = arena_alloc(request->arena, sizeof *view);
    struct intake_batch *batches;
    size_t count;
    enum result result = intake_list(request->tx, request->scope, asked->after, LIMIT_PAGE_ROWS + 1,
                                     &batches, &count, request->arena, error);
    if (result != RESULT_OK)
        return result;
    size_t shown = count > LIMIT_PAGE_ROWS ? LIMIT_PAGE_ROWS : count;
    struct batch_line *lines = arena_array(request->arena, shown + 1, sizeof *lines);
    for (size_t i = 0; i < shown; i++)
        lines[i] = (struct batch_line){.batch_id = batches[i].batch_id,
                                       .title = title_of(&batches[i], request->language),
                                       .state = batches[i].state,
                                       .purpose = batches[i].purpose,
                                       .format = batches[i].format,
                                       .created_at = batches[i].created_at,
                                       .rows = batches[i].rows,
                                       .wrong = batches[i].wrong,
                                       .added = batches[i].added,
                                       .changed = batches[i].changed};
    view->batches = (struct record_list){.rows = lines, .count = shown, .total = -1};
    if (count > shown)
        view->more_url = arena_printf(request->arena, "/imports?after=%lld",
                                      (long long)batches[shown - 1].batch_id);
    view->purpose = asked->campaign ? "campaign" : "register";
    for (size_t i = 0; i < request->typed_count; i++)
        if (strcmp(request->typed[i].field, "pasted") == 0)
            view->pasted = request->typed[i].text;
    for (size_t i = 0; i < request->mistake_count; i++)
        view->mistake = request->mistakes[i].sentence;
    reply->type = &imports_view_type;
    reply->record = view;
    return RESULT_OK;
}

/* After a refusal of an upload: its own parameters are not those of the page. */
static enum result show_imports_again(struct request *request, const void *params,
                                      struct reply *reply, struct error *error)
{
    const struct upload_params *given = params;
    const struct imports_params asked = {.campaign = given && given->purpose &&
                                                     strcmp(given->purpose, "campaign") == 0};
    return show_imports(request, &asked, reply, error);
}

static enum result take_upload(struct request *request, const void *params, struct reply *reply,
                               struct error *error)
{
    const struct upload_params *given = params;
    const struct upload *file = given->file && given->file->size > 0 ? given->file : NULL;
    const char *pasted = given->pasted && !text_is_empty(given->pasted) ? given->pasted : NULL;
    int64_t batch_id;
    if (!file && !pasted)
        return error_set(error, RESULT_INVALID, "file",
                         N_("Please choose a file, or paste cells or a chain reply."));
    const struct intake_upload upload = {.bytes = file ? file->bytes : pasted,
                                         .size = file ? file->size : strlen(pasted),
                                         .file_name =
                                             file ? (file->file_name ? file->file_name : "") : NULL,
                                         .purpose = given->purpose};
    enum result result =
        intake_add(request->services, request->tx, request->who, &upload, &batch_id, error);
    if (result == RESULT_OK)
        reply->redirect = arena_printf(request->arena, "/imports/%lld", (long long)batch_id);
    return result;
}

/* ---- columns --------------------------------------------------------------------------------- */

static struct record_list field_options(struct request *request, const struct table_column *column,
                                        int64_t number)
{
    struct option_view *options =
        arena_array(request->arena, intake_person_type.field_count + 1, sizeof *options);
    size_t count = 0;
    options[count++] = (struct option_view){
        arena_printf(request->arena, "%lld=-", (long long)number),
        language_text(request->language, N_("Not taken over")), !column->field};
    for (size_t i = 0; i < intake_person_type.field_count; i++) {
        const struct field *field = &intake_person_type.fields[i];
        options[count++] = (struct option_view){
            arena_printf(request->arena, "%lld=%s", (long long)number, field->name),
            language_text(request->language, field->label), column->field == field};
    }
    return (struct record_list){.rows = options, .count = count, .total = (int64_t)count};
}

/* A citizen ID in a sample is shown as everywhere: masked. */
static const char *sample_text(struct request *request, const struct table_column *column,
                               const char *text)
{
    size_t digits = strspn(text, "0123456789Xx");
    bool is_id = (column->field && column->field->kind == FIELD_CITIZEN_ID) || digits == 18;
    return is_id && digits >= 15 ? record_mask(FIELD_CITIZEN_ID, text, request->arena) : text;
}

static void show_columns(struct request *request, const struct intake_look *look,
                         struct batch_view *view)
{
    const struct table_layout *layout = &look->layout;
    struct column_view *columns =
        arena_array(request->arena, layout->column_count + 1, sizeof *columns);
    for (size_t i = 0; i < layout->column_count; i++) {
        const struct table_column *column = &layout->columns[i];
        char letter[SHEET_COLUMN_NAME_SIZE];
        sheet_column_name((int64_t)i + 1, letter);
        columns[i] =
            (struct column_view){.number = (int64_t)i + 1,
                                 .letter = arena_copy(request->arena, letter),
                                 .heading = column->heading,
                                 .sample = sample_text(request, column, column->sample),
                                 .is_sure = column->field && column->confidence >= 70,
                                 .is_guess = column->field && column->confidence < 70,
                                 .options = field_options(request, column, (int64_t)i + 1)};
        if (column->field && strcmp(column->field->name, "name") == 0)
            view->has_names = 1;
    }
    view->columns = (struct record_list){
        .rows = columns, .count = layout->column_count, .total = (int64_t)layout->column_count};
}

static void show_previews(struct request *request, const struct intake_look *look,
                          struct batch_view *view)
{
    const struct table_layout *layout = &look->layout;
    struct preview_view *previews =
        arena_array(request->arena, layout->preview_count + 1, sizeof *previews);
    struct option_view *rows = arena_array(request->arena, layout->preview_count + 1, sizeof *rows);
    rows[0] =
        (struct option_view){"0", language_text(request->language, N_("There are no headings")),
                             layout->header_rows == 0};
    for (size_t i = 0; i < layout->preview_count; i++) {
        const struct table_preview *from = &layout->previews[i];
        struct cell_view *cells =
            arena_array(request->arena, layout->column_count + 1, sizeof *cells);
        for (size_t j = 0; j < layout->column_count; j++)
            cells[j].text = sample_text(request, &layout->columns[j], from->texts[j]);
        previews[i] = (struct preview_view){
            .number = from->number,
            .is_header = from->is_header,
            .cells = {.rows = cells, .count = layout->column_count, .total = -1}};
        rows[i + 1] = (struct option_view){
            arena_printf(request->arena, "%lld", (long long)from->number),
            language_format(request->arena, request->language, N_("Row %1"),
                            arena_printf(request->arena, "%lld", (long long)from->number)),
            layout->header_rows > 0 && from->number == layout->header_row};
    }
    view->previews =
        (struct record_list){.rows = previews, .count = layout->preview_count, .total = -1};
    view->header_rows =
        (struct record_list){.rows = rows, .count = layout->preview_count + 1, .total = -1};
    view->header_row = layout->header_row;
    view->list_title = layout->title && *layout->title ? layout->title : NULL;
    view->is_empty = layout->column_count == 0;
}

static void show_sheets(struct request *request, const struct intake_look *look,
                        struct batch_view *view)
{
    struct option_view *sheets = arena_array(request->arena, look->sheet_count + 1, sizeof *sheets);
    for (size_t i = 0; i < look->sheet_count; i++) {
        const char *name = look->sheets[i].name;
        if (look->sheets[i].is_hidden)
            name = language_format(request->arena, request->language, N_("%1 (hidden)"), name);
        sheets[i] = (struct option_view){arena_printf(request->arena, "%zu", i + 1), name,
                                         i == look->sheet};
    }
    view->sheets = (struct record_list){.rows = sheets, .count = look->sheet_count, .total = -1};
    view->has_sheets = look->sheet_count > 1;
}

static enum result look(struct request *request, int64_t batch_id, struct batch_view *view,
                        struct error *error)
{
    struct intake_look look;
    enum result result = intake_look(request->services, request->tx, request->scope, batch_id,
                                     request->today, &look, request->arena, error);
    if (result != RESULT_OK)
        return result;
    show_sheets(request, &look, view);
    show_columns(request, &look, view);
    show_previews(request, &look, view);
    return RESULT_OK;
}

/* "2=name" of each column, with what the page showed; in the form of intake_batch.columns. */
static enum result read_columns(const struct columns_params *given, const char **columns,
                                struct arena *arena, struct error *error)
{
    const struct text_choice *choices = given->column.rows;
    const char *text = "";
    for (size_t i = 0; i < given->column.count; i++) {
        const char *at = choices[i].text ? choices[i].text : "", *equals = strchr(at, '=');
        size_t digits = strspn(at, "0123456789");
        if (!equals || digits == 0 || at + digits != equals || strchr(equals, ' ') ||
            (strcmp(equals + 1, "-") != 0 && !record_field(&intake_person_type, equals + 1)))
            return error_set(error, RESULT_INVALID, "column",
                             N_("“%1” is not in the form that is expected here."), at);
        for (size_t j = 0; j < i; j++)
            if (strcmp(equals, "=-") != 0 && text_ends(choices[j].text, equals))
                return error_set(
                    error, RESULT_INVALID, "column",
                    N_("Two columns cannot both be the same field. Please take one of them."));
        text = arena_printf(arena, "%s%s%s", text, *text ? " " : "", at);
    }
    *columns = text;
    return RESULT_OK;
}

static enum result set_columns(struct request *request, const void *params, struct reply *reply,
                               struct error *error)
{
    const struct columns_params *given = params;
    struct intake_batch batch;
    struct intake_look before;
    const char *columns = "";
    int64_t job_id = 0;
    enum result result =
        intake_get(request->tx, request->scope, given->batch, &batch, request->arena, error);
    if (result == RESULT_OK)
        result = intake_look(request->services, request->tx, request->scope, given->batch,
                             request->today, &before, request->arena, error);
    if (result == RESULT_OK)
        result = read_columns(given, &columns, request->arena, error);
    if (result != RESULT_OK)
        return result;
    /* Another sheet or other headings: what was said of the columns no longer holds. */
    bool is_other = (given->sheet > 0 && given->sheet != (int64_t)before.sheet + 1) ||
                    given->header_row != before.layout.header_row;
    bool is_other_sheet = given->sheet > 0 && given->sheet != (int64_t)before.sheet + 1;
    int64_t header = is_other_sheet ? -1 : is_other ? given->header_row : batch.header_row;
    result = intake_set_columns(request->tx, request->scope, given->batch,
                                given->sheet > 0 ? given->sheet - 1 : batch.sheet, header,
                                is_other ? 0 : batch.header_rows, is_other ? "" : columns, error);
    bool is_check = given->then && strcmp(given->then, "check") == 0 && !is_other;
    if (result == RESULT_OK && is_check)
        result = intake_check(request->services, request->tx, request->who, given->batch, &job_id,
                              error);
    if (result == RESULT_OK)
        reply->redirect = arena_printf(request->arena, "/imports/%lld", (long long)given->batch);
    return result;
}

/* ---- one list -------------------------------------------------------------------------------- */

static enum result show_job(struct request *request, const struct intake_batch *batch,
                            struct batch_view *view, struct error *error)
{
    struct job_status status;
    if (batch->job_id == 0)
        return RESULT_OK;
    enum result result =
        job_get(request->tx, request->scope->tenant, batch->job_id, &status, request->arena, error);
    if (result == RESULT_NOT_FOUND)
        return RESULT_OK;
    if (result != RESULT_OK)
        return result;
    view->done = status.done;
    view->total = status.total;
    bool is_open = status.state == JOB_WAITING || status.state == JOB_RUNNING;
    view->is_stuck = view->is_working && !is_open;
    view->is_working = view->is_working && is_open;
    if (status.state == JOB_FAILED)
        view->problem = job_message(&status, request->language, request->arena);
    return RESULT_OK;
}

static void fill_view(struct request *request, const struct intake_batch *batch,
                      struct batch_view *view)
{
    *view = (struct batch_view){.batch_id = batch->batch_id,
                                .title = title_of(batch, request->language),
                                .state = batch->state,
                                .purpose = batch->purpose,
                                .format = batch->format,
                                .created_at = batch->created_at,
                                .ended_at = batch->ended_at,
                                .rows = batch->rows,
                                .wrong = batch->wrong,
                                .doubles = batch->doubles,
                                .certain = batch->certain,
                                .likely = batch->likely,
                                .fresh = batch->fresh,
                                .noted = batch->noted,
                                .added = batch->added,
                                .changed = batch->changed,
                                .job_id = batch->job_id,
                                .is_campaign = strcmp(batch->purpose, "campaign") == 0,
                                .is_working = text_ends(batch->state, "ing")};
    for (size_t i = 0; i < request->mistake_count; i++)
        view->problem = request->mistakes[i].sentence;
}

static enum result show_batch(struct request *request, const void *params, struct reply *reply,
                              struct error *error)
{
    const struct batch_params *asked = params;
    struct batch_view *view = arena_alloc(request->arena, sizeof *view);
    struct intake_batch batch;
    enum result result =
        intake_get(request->tx, request->scope, asked->batch, &batch, request->arena, error);
    if (result != RESULT_OK)
        return result;
    fill_view(request, &batch, view);
    result = show_job(request, &batch, view, error);
    if (result == RESULT_OK && strcmp(batch.state, "new") == 0)
        result = look(request, batch.batch_id, view, error);
    else if (result == RESULT_OK && !view->is_working && !view->is_stuck)
        result = intake_review(request, asked, &batch, view, error);
    reply->type = &batch_view_type;
    reply->record = view;
    return result;
}

/* Every form of the page has the batch first in its parameters. */
static enum result show_batch_again(struct request *request, const void *params,
                                    struct reply *reply, struct error *error)
{
    struct batch_params asked = {0};
    memcpy(&asked.batch, params, sizeof asked.batch);
    return show_batch(request, &asked, reply, error);
}

static enum result go_on(struct request *request, int64_t batch_id, struct reply *reply)
{
    reply->redirect = arena_printf(request->arena, "/imports/%lld", (long long)batch_id);
    return RESULT_OK;
}

/* From one row to the next that waits for a decision; at the last one back to the list. */
static enum result go_to_next(struct request *request, const struct decide_params *given,
                              struct reply *reply, struct error *error)
{
    const struct intake_filter filter = {
        .state = "likely", .decision = "", .after = given->row, .limit = 1};
    struct intake_entry *entries;
    size_t count = 0;
    enum result result =
        intake_entries(request->services, request->tx, request->scope, given->batch, &filter,
                       &entries, &count, request->arena, error);
    if (result == RESULT_OK && count > 0)
        reply->redirect = arena_printf(request->arena, "/imports/%lld/rows/%lld",
                                       (long long)given->batch, (long long)entries[0].row_number);
    else if (result == RESULT_OK)
        reply->redirect =
            arena_printf(request->arena, "/imports/%lld?show=likely#rows", (long long)given->batch);
    return result;
}

static enum result decide(struct request *request, const void *params, struct reply *reply,
                          struct error *error)
{
    const struct decide_params *given = params;
    enum result result = intake_decide(request->services, request->tx, request->who, given->batch,
                                       given->row, given->decision, given->resident, error);
    if (result == RESULT_OK && text_equal(given->show, "open"))
        return go_to_next(request, given, reply, error);
    if (result == RESULT_OK)
        reply->redirect = arena_printf(request->arena, "/imports/%lld/rows/%lld",
                                       (long long)given->batch, (long long)given->row);
    return result;
}

static enum result decide_all(struct request *request, const void *params, struct reply *reply,
                              struct error *error)
{
    const struct decide_all_params *given = params;
    enum result result = intake_decide_all(request->services, request->tx, request->who,
                                           given->batch, given->state, given->decision, error);
    return result == RESULT_OK ? go_on(request, given->batch, reply) : result;
}

static enum result apply(struct request *request, const void *params, struct reply *reply,
                         struct error *error)
{
    const struct batch_params *given = params;
    int64_t job_id;
    enum result result =
        intake_apply(request->services, request->tx, request->who, given->batch, &job_id, error);
    return result == RESULT_OK ? go_on(request, given->batch, reply) : result;
}

static enum result undo(struct request *request, const void *params, struct reply *reply,
                        struct error *error)
{
    const struct batch_params *given = params;
    int64_t job_id;
    enum result result =
        intake_undo(request->services, request->tx, request->who, given->batch, &job_id, error);
    return result == RESULT_OK ? go_on(request, given->batch, reply) : result;
}

static enum result remove_batch(struct request *request, const void *params, struct reply *reply,
                                struct error *error)
{
    const struct batch_params *given = params;
    enum result result =
        intake_remove(request->services, request->tx, request->who, given->batch, error);
    if (result == RESULT_OK) {
        reply->redirect = "/imports";
        reply->notice = language_text(request->language, N_("The list was removed."));
    }
    return result;
}

/* The wrong rows as a spreadsheet: whole, because it goes back to whoever made the list; so it is
 * audited. */
static enum result send_wrong(struct request *request, const void *params, struct reply *reply,
                              struct error *error)
{
    const struct batch_params *given = params;
    struct intake_batch batch;
    enum result result =
        intake_get(request->tx, request->scope, given->batch, &batch, request->arena, error);
    if (result == RESULT_OK)
        result = intake_wrong_sheet(request->services, request->tx, request->scope, given->batch,
                                    request->language, &reply->body, &reply->body_size,
                                    request->arena, error);
    if (result == RESULT_OK)
        result = audit_add(request->services, request->tx, request->who,
                           &(struct audit_event){.action = "intake.export_wrong",
                                                 .subject = "batch",
                                                 .subject_id = given->batch},
                           error);
    reply->content_type = sheet_target_type(SHEET_TO_XLSX);
    if (result == RESULT_OK)
        reply->file_name = arena_printf(request->arena, "%s_%s.xlsx",
                                        without_ending(request->arena, &batch, request->language),
                                        language_text(request->language, N_("to be mended")));
    return result;
}

const struct route intake_routes[INTAKE_ROUTES] = {
    {METHOD_GET, "/imports", N_("Import a list"), &intake_import, 0, &imports_params_type,
     &imports_view_type, "intake/imports", show_imports},
    {METHOD_POST, "/imports", N_("Upload or paste a list"), &intake_import, ROUTE_UPLOAD,
     &upload_params_type, NULL, "intake/imports", take_upload, .form_page = show_imports_again},
    {METHOD_GET, "/imports/{batch}", N_("A list that was brought in"), &intake_import, 0,
     &batch_params_type, &batch_view_type, "intake/batch", show_batch},
    {METHOD_POST, "/imports/{batch}/columns", N_("Say what the columns are"), &intake_import, 0,
     &columns_params_type, NULL, "intake/batch", set_columns, .form_page = show_batch_again},
    {METHOD_POST, "/imports/{batch}/decide", N_("Decide about a row"), &intake_import, 0,
     &decide_params_type, NULL, "intake/batch", decide, .form_page = show_batch_again},
    {METHOD_POST, "/imports/{batch}/decide-all", N_("Decide about all rows of a kind"),
     &intake_import, 0, &decide_all_params_type, NULL, "intake/batch", decide_all,
     .form_page = show_batch_again},
    {METHOD_POST, "/imports/{batch}/apply", N_("Write a list into the register"), &intake_import, 0,
     &batch_params_type, NULL, "intake/batch", apply, .form_page = show_batch_again},
    {METHOD_POST, "/imports/{batch}/undo", N_("Take a list out of the register again"),
     &intake_import, 0, &batch_params_type, NULL, "intake/batch", undo,
     .form_page = show_batch_again},
    {METHOD_POST, "/imports/{batch}/remove", N_("Remove a list"), &intake_import, 0,
     &batch_params_type, NULL, "intake/batch", remove_batch, .form_page = show_batch_again},
    {METHOD_GET, "/imports/{batch}/wrong", N_("The wrong rows as a spreadsheet"), &intake_import,
     ROUTE_WRITE, &batch_params_type, NULL, NULL, send_wrong},
    {METHOD_GET, "/imports/{batch}/rows/{row}", N_("One row of a list, beside the register"),
     &intake_import, 0, &row_params_type, &entry_view_type, "intake/row", intake_show_row},
};
