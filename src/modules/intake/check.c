/* The checking job: reads every row of the list into staging, then asks the matcher who each is. Rows
 * are sealed by the page of fifty; a slice writes some pages. A job that was killed clears what it had
 * staged and reads again, which takes seconds. */
#include <stdlib.h>
#include <string.h>

#include "intake_sql.h"
#include "modules/access/vault.h"
#include "modules/intake/internal.h"

enum { SLICE_PAGES = 24, SLICE_ROWS = SLICE_PAGES * INTAKE_PAGE_ROWS, CLEAR_PAGES = 100 };

struct staged_row {
    int64_t number, page, twin;
    const char *state;
    bool is_noted;
};

struct checking {
    struct job *job;
    struct services *services;
    int64_t tenant, batch_id;
    struct scope scope;
    struct arena *arena; /* of the whole job */
    struct intake_batch batch;
    const void *bytes;
    struct sheet_reader *reader;
    struct table_layout layout;
    char today[CALENDAR_DAY_SIZE];
    struct intake_doubles *doubles;
    int64_t last_number, rows;
    bool is_cleared;
    /* What the next slice writes: */
    struct staged_row staged[SLICE_ROWS];
    size_t staged_count;
    struct text_buffer pages[SLICE_PAGES];
    int64_t first_page;
};

/* ---- slices ---------------------------------------------------------------------------------- */

static enum result load_batch(void *self, struct tx *tx, struct error *error)
{
    struct checking *checking = self;
    arena_reset(checking->arena);
    enum result result = intake_get(tx, &checking->scope, checking->batch_id, &checking->batch,
                                    checking->arena, error);
    if (result != RESULT_OK)
        return result;
    return intake_file_read(checking->services, tx, checking->tenant, &checking->batch,
                            &checking->bytes, checking->arena, error);
}

static enum result clear_some(void *self, struct tx *tx, struct error *error)
{
    struct checking *checking = self;
    bool more = false;
    enum result result =
        intake_clear(tx, checking->tenant, checking->batch_id, CLEAR_PAGES, &more, error);
    checking->is_cleared = !more;
    return result;
}

static enum result write_page(struct checking *checking, struct tx *tx, size_t index,
                              struct arena *arena, struct error *error)
{
    struct store_bytes sealed;
    const struct text_buffer *page = &checking->pages[index];
    enum result result = vault_seal_bytes(checking->services->vault, tx, checking->tenant,
                                          intake_collection(checking->batch_id, arena),
                                          (struct store_bytes){text_buffer_get(page), page->length},
                                          &sealed, arena, error);
    if (result == RESULT_OK)
        result = store_run(
            tx, &intake_sql_page_add,
            &(struct intake_sql_page_add_params){checking->tenant, checking->batch_id,
                                                 checking->first_page + (int64_t)index, sealed},
            NULL, error);
    return result;
}

static enum result write_staged(void *self, struct tx *tx, struct error *error)
{
    struct checking *checking = self;
    struct arena *arena = arena_new();
    enum result result = RESULT_OK;
    for (size_t i = 0; i * INTAKE_PAGE_ROWS < checking->staged_count && result == RESULT_OK; i++)
        result = write_page(checking, tx, i, arena, error);
    for (size_t i = 0; i < checking->staged_count && result == RESULT_OK; i++) {
        const struct staged_row *row = &checking->staged[i];
        bool is_new = strcmp(row->state, "new") == 0, is_double = strcmp(row->state, "double") == 0;
        result = store_run(tx, &intake_sql_row_add,
                           &(struct intake_sql_row_add_params){.tenant = checking->tenant,
                                                               .batch = checking->batch_id,
                                                               .row_number = row->number,
                                                               .page = row->page,
                                                               .state = row->state,
                                                               .decision = is_new      ? "add"
                                                                           : is_double ? "skip"
                                                                                       : "",
                                                               .is_noted = row->is_noted,
                                                               .twin_row = row->twin},
                           NULL, error);
    }
    arena_free(arena);
    return result;
}

static enum result finish(void *self, struct tx *tx, struct error *error)
{
    struct checking *checking = self;
    enum result result =
        store_run(tx, &intake_sql_batch_counts,
                  &(struct intake_sql_batch_counts_params){checking->tenant, checking->batch_id},
                  NULL, error);
    return result != RESULT_OK ? result
                               : intake_move(tx, checking->tenant, checking->batch_id, "checking",
                                             "checked", job_self(checking->job)->job_id, 0, error);
}

static enum result give_back(void *self, struct tx *tx, struct error *error)
{
    struct checking *checking = self;
    return intake_move(tx, checking->tenant, checking->batch_id, "checking", "new",
                       job_self(checking->job)->job_id, 0, error);
}

/* ---- reading --------------------------------------------------------------------------------- */

static enum result flush(struct checking *checking, struct error *error)
{
    if (checking->staged_count == 0)
        return RESULT_OK;
    enum result result = job_slice(checking->job, LANE_WRITE, write_staged, checking, error);
    if (result == RESULT_OK)
        result = job_check(checking->job, checking->rows, 0, error);
    for (size_t i = 0; i < SLICE_PAGES; i++)
        text_buffer_clear(&checking->pages[i]);
    checking->first_page += SLICE_PAGES;
    checking->staged_count = 0;
    return result;
}

static void stage(struct checking *checking, const struct intake_row *row)
{
    size_t index = checking->staged_count++, page = index / INTAKE_PAGE_ROWS;
    struct staged_row *staged = &checking->staged[index];
    bool is_wrong = intake_row_is_wrong(row);
    int64_t twin = is_wrong ? 0 : intake_doubles_find(checking->doubles, row);
    *staged = (struct staged_row){.number = row->number,
                                  .page = checking->first_page + (int64_t)page,
                                  .twin = twin,
                                  .state = is_wrong ? "wrong"
                                           : twin   ? "double"
                                                    : "new",
                                  .is_noted = row->remark_count > 0};
    intake_row_write(row, &checking->pages[page]);
    checking->rows++;
}

static enum result read_rows(struct checking *checking, struct error *error)
{
    struct table *table;
    struct table_row source;
    struct arena *arena = arena_new();
    bool more = true, needs_name = strcmp(checking->batch.purpose, "register") == 0;
    enum result result = table_open(checking->reader, &checking->layout, &table, error);
    while (result == RESULT_OK) {
        result = table_next(table, &source, &more, error);
        if (result != RESULT_OK || !more)
            break;
        if (source.kind != TABLE_PERSON)
            continue;
        struct intake_row row;
        arena_reset(arena);
        if (source.number <= checking->last_number) /* two rows of one number: the file says so */
            source.number = checking->last_number + 1;
        checking->last_number = source.number;
        intake_row_read(&checking->layout, &source, needs_name, checking->today, arena, &row);
        stage(checking, &row);
        if (checking->staged_count == SLICE_ROWS)
            result = flush(checking, error);
    }
    if (result == RESULT_OK)
        result = flush(checking, error);
    table_close(table);
    arena_free(arena);
    return result;
}

/* Nobody can be a person without a name or a phone. */
static enum result check_columns(const struct checking *checking, struct error *error)
{
    bool has_name = false, has_phone = false;
    for (size_t i = 0; i < checking->layout.column_count; i++) {
        const struct field *field = checking->layout.columns[i].field;
        has_name = has_name || (field && strcmp(field->name, "name") == 0);
        has_phone = has_phone || (field && field->kind == FIELD_PHONE);
    }
    if (has_name || (has_phone && strcmp(checking->batch.purpose, "campaign") == 0))
        return RESULT_OK;
    return error_set(error, RESULT_INVALID, "column", N_("Please say which column has the names."));
}

static enum result check_all(struct checking *checking, struct error *error)
{
    enum result result = job_slice(checking->job, LANE_READ, load_batch, checking, error);
    while (result == RESULT_OK && !checking->is_cleared)
        result = job_slice(checking->job, LANE_WRITE, clear_some, checking, error);
    if (result == RESULT_OK)
        result = intake_layout(&checking->batch, checking->bytes, checking->today,
                               &checking->reader, &checking->layout, checking->arena, error);
    if (result == RESULT_OK)
        result = check_columns(checking, error);
    if (result == RESULT_OK)
        result = read_rows(checking, error);
    if (result == RESULT_OK)
        result = intake_match(checking->job, checking->services, checking->tenant,
                              checking->batch_id, &checking->scope, checking->rows, error);
    if (result == RESULT_OK)
        result = job_slice(checking->job, LANE_WRITE, finish, checking, error);
    return result;
}

static enum result check_work(struct job *job, struct services *services, struct error *error)
{
    const struct job_status *status = job_self(job);
    struct checking *checking = calloc(1, sizeof *checking);
    if (!checking)
        return error_set(error, RESULT_FULL, NULL, N_("There is no memory left for this list."));
    checking->job = job;
    checking->services = services;
    checking->tenant = status->tenant;
    checking->batch_id = status->subject;
    checking->scope = (struct scope){.tenant = status->tenant, .all_grids = true};
    checking->arena = arena_new();
    checking->doubles = intake_doubles_new();
    for (size_t i = 0; i < SLICE_PAGES; i++)
        text_buffer_init(&checking->pages[i]);
    calendar_day_of(clock_now(&services->clock), services->offset, checking->today);
    enum result result = check_all(checking, error);
    /* A refusal or a stop: the columns can be looked at again. Trouble is tried again as it is. */
    if (result != RESULT_OK && !error_is_trouble(result)) {
        struct error ignored;
        (void)!job_slice(job, LANE_WRITE, give_back, checking, &ignored);
    }
    sheet_reader_close(checking->reader);
    intake_doubles_free(checking->doubles);
    for (size_t i = 0; i < SLICE_PAGES; i++)
        text_buffer_fini(&checking->pages[i]);
    arena_free(checking->arena);
    free(checking);
    return result;
}

const struct job_kind intake_check_job = {
    .name = "intake.check", .label = N_("Checking a list"), .path = "/imports", .work = check_work};
