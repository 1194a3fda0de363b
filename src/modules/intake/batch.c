/* Batches: keeping the file, what its columns are, and the steps a batch goes through. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "intake_sql.h"
#include "modules/access/audit.h"
#include "modules/access/vault.h"
#include "modules/intake/internal.h"

/* A file is sealed in pieces of this size. */
enum { FILE_PIECE = 512 * 1024, KEEP_DAYS = 180 };

const struct choice intake_states[] = {{"new", N_("Columns")},
                                       {"checking", N_("Being checked")},
                                       {"checked", N_("To be confirmed")},
                                       {"applying", N_("Being written")},
                                       {"applied", N_("Taken into the register")},
                                       {"undoing", N_("Being undone")},
                                       {"undone", N_("Undone")},
                                       {0}};
const struct choice intake_row_states[] = {{"wrong", N_("Wrong")},
                                           {"double", N_("Twice in the list")},
                                           {"certain", N_("Certainly known")},
                                           {"likely", N_("Probably known")},
                                           {"new", N_("New")},
                                           {0}};
const struct choice intake_decisions[] = {
    {"add", N_("Add")}, {"use", N_("The same person")}, {"skip", N_("Leave out")}, {0}};
const struct choice intake_purposes[] = {
    {"register", N_("For the register")}, {"campaign", N_("Only for a campaign")}, {0}};
const struct choice intake_formats[] = {
    {"xlsx", "XLSX"}, {"xls", "XLS"}, {"csv", "CSV"}, {"jielong", N_("Chain reply")}, {0}};
const struct choice intake_outcomes[] = {{"added", N_("Added")},
                                         {"changed", N_("Changed")},
                                         {"same", N_("Nothing to change")},
                                         {"conflict", N_("Not written")},
                                         {0}};

const char *intake_collection(int64_t batch_id, struct arena *arena)
{
    return arena_printf(arena, "import:%lld", (long long)batch_id);
}

static enum result wrong_step(struct error *error)
{
    return error_set(
        error, RESULT_CONFLICT, NULL,
        N_("This list has gone on to another step meanwhile. Please look at it again."));
}

/* ---- the file -------------------------------------------------------------------------------- */

static enum result keep_file(struct services *services, struct tx *tx, int64_t tenant,
                             int64_t batch_id, const struct intake_upload *upload,
                             struct error *error)
{
    struct arena *arena = arena_new();
    const char *collection = intake_collection(batch_id, arena), *bytes = upload->bytes;
    enum result result = RESULT_OK;
    for (size_t at = 0, part = 0; at < upload->size && result == RESULT_OK;
         at += FILE_PIECE, part++) {
        size_t size = upload->size - at < FILE_PIECE ? upload->size - at : FILE_PIECE;
        struct store_bytes sealed;
        struct arena *piece = arena_new();
        result = vault_seal_bytes(services->vault, tx, tenant, collection,
                                  (struct store_bytes){bytes + at, size}, &sealed, piece, error);
        if (result == RESULT_OK)
            result = store_run(
                tx, &intake_sql_file_add,
                &(struct intake_sql_file_add_params){
                    .tenant = tenant, .batch = batch_id, .part = (int64_t)part, .sealed = sealed},
                NULL, error);
        arena_free(piece);
    }
    arena_free(arena);
    return result;
}

enum result intake_file_read(struct services *services, struct tx *tx, int64_t tenant,
                             const struct intake_batch *batch, const void **bytes,
                             struct arena *arena, struct error *error)
{
    const char *collection = intake_collection(batch->batch_id, arena);
    char *all = arena_alloc(arena, (size_t)batch->size + 1);
    size_t got = 0;
    for (int64_t part = 0; got < (size_t)batch->size; part++) {
        struct arena *piece = arena_new();
        struct intake_sql_file_part row;
        struct store_bytes plain = {0};
        enum result result =
            store_get(tx, &intake_sql_file_part,
                      &(struct intake_sql_file_part_params){
                          .tenant = tenant, .batch = batch->batch_id, .part = part},
                      &row, piece, error);
        if (result == RESULT_OK)
            result = vault_unseal_bytes(services->vault, tx, tenant, collection, row.sealed, &plain,
                                        piece, error);
        if (result == RESULT_OK && plain.length <= (size_t)batch->size - got && plain.length > 0) {
            memcpy(all + got, plain.at, plain.length);
            got += plain.length;
        } else if (result == RESULT_OK) {
            result = error_set(error, RESULT_IO, NULL, N_("The file of this list is damaged."));
        }
        arena_free(piece);
        if (result != RESULT_OK)
            return result;
    }
    *bytes = all;
    return RESULT_OK;
}

/* ---- adding ---------------------------------------------------------------------------------- */

/* Sees that the file can be read at all, and what it is. */
static enum result try_file(const struct intake_upload *upload, const char **format,
                            struct error *error)
{
    static const char *const names[SHEET_FORMAT__COUNT] = {"xlsx", "xls", "csv", "jielong"};
    struct sheet_reader *reader;
    enum result result =
        upload->file_name ? sheet_reader_open(upload->bytes, upload->size, &reader, error)
                          : sheet_reader_open_pasted(upload->bytes, upload->size, &reader, error);
    if (result != RESULT_OK) {
        if (error)
            text_copy_to(error->field, sizeof error->field, upload->file_name ? "file" : "pasted");
        return result == RESULT_TOO_LARGE ? result : RESULT_INVALID;
    }
    *format = names[sheet_reader_format(reader)];
    sheet_reader_close(reader);
    return RESULT_OK;
}

static enum result begin(struct services *services, struct tx *tx, const struct principal *who,
                         const struct intake_upload *upload, const char *format, int64_t batch_id,
                         struct error *error)
{
    struct arena *arena = arena_new();
    int64_t tenant = who->scope.tenant, now = clock_now(&services->clock);
    const struct vault_collection collection = {
        .name = intake_collection(batch_id, arena),
        .purpose = "A list that was brought in, until the import is finished and cannot be undone",
        .basis = "public_interest",
        .keep_until = now + KEEP_DAYS * CALENDAR_DAY};
    const char *name = upload->file_name ? text_clean(arena, upload->file_name) : "";
    char cut[LIMIT_TEXT_CHARACTERS];
    text_copy_to(cut, sizeof cut, name);
    enum result result = vault_begin(services->vault, services, tx, tenant, &collection, error);
    if (result == RESULT_OK)
        result = store_run(tx, &intake_sql_batch_add,
                           &(struct intake_sql_batch_add_params){
                               .tenant = tenant,
                               .batch_id = batch_id,
                               .account_id = who->account,
                               .created_at = now,
                               .purpose = upload->purpose ? upload->purpose : "register",
                               .file_name = cut,
                               .format = format,
                               .size = (int64_t)upload->size,
                               .sheet = -1,
                               .header_row = -1,
                               .columns = ""},
                           NULL, error);
    if (result == RESULT_OK)
        result = keep_file(services, tx, tenant, batch_id, upload, error);
    arena_free(arena);
    return result;
}

enum result intake_add(struct services *services, struct tx *tx, const struct principal *who,
                       const struct intake_upload *upload, int64_t *batch_id, struct error *error)
{
    const char *format = NULL;
    int64_t id = id_new(services->ids);
    enum result result = try_file(upload, &format, error);
    if (result == RESULT_OK)
        result = begin(services, tx, who, upload, format, id, error);
    if (result == RESULT_OK)
        result = audit_add(
            services, tx, who,
            &(struct audit_event){.action = "intake.upload", .subject = "batch", .subject_id = id},
            error);
    if (result == RESULT_OK)
        *batch_id = id;
    return result;
}

/* ---- reading --------------------------------------------------------------------------------- */

/* The row of the table and the struct have the same members; only the generator's one is copied. */
static void take_batch(const struct intake_sql_batch_get *from, struct intake_batch *to)
{
    *to = (struct intake_batch){.batch_id = from->batch_id,
                                .version = from->version,
                                .account_id = from->account_id,
                                .created_at = from->created_at,
                                .purpose = from->purpose,
                                .file_name = from->file_name,
                                .format = from->format,
                                .size = from->size,
                                .state = from->state,
                                .sheet = from->sheet,
                                .header_row = from->header_row,
                                .header_rows = from->header_rows,
                                .columns = from->columns,
                                .job_id = from->job_id,
                                .rows = from->rows,
                                .wrong = from->wrong,
                                .doubles = from->doubles,
                                .certain = from->certain,
                                .likely = from->likely,
                                .fresh = from->fresh,
                                .noted = from->noted,
                                .applied_through = from->applied_through,
                                .added = from->added,
                                .changed = from->changed,
                                .ended_at = from->ended_at};
}

enum result intake_get(struct tx *tx, const struct scope *scope, int64_t batch_id,
                       struct intake_batch *batch, struct arena *arena, struct error *error)
{
    struct intake_sql_batch_get row;
    enum result result =
        store_get(tx, &intake_sql_batch_get,
                  &(struct intake_sql_batch_get_params){.tenant = scope->tenant, .batch = batch_id},
                  &row, arena, error);
    if (result == RESULT_OK)
        take_batch(&row, batch);
    return result;
}

enum result intake_list(struct tx *tx, const struct scope *scope, int64_t after, size_t limit,
                        struct intake_batch **batches, size_t *count, struct arena *arena,
                        struct error *error)
{
    _Static_assert(sizeof(struct intake_sql_batch_list) == sizeof(struct intake_sql_batch_get),
                   "the two statements have the same columns");
    void *rows = NULL;
    size_t found = 0;
    enum result result = store_list(
        tx, &intake_sql_batch_list,
        &(struct intake_sql_batch_list_params){
            .tenant = scope->tenant, .after = after ? after : INT64_MAX, .limit = (int64_t)limit},
        limit, &rows, &found, arena, error);
    if (result != RESULT_OK)
        return result;
    struct intake_batch *list = arena_array(arena, found + 1, sizeof *list);
    for (size_t i = 0; i < found; i++) {
        struct intake_sql_batch_get row;
        memcpy(&row, (const struct intake_sql_batch_list *)rows + i, sizeof row);
        take_batch(&row, &list[i]);
    }
    *batches = list;
    *count = found;
    return RESULT_OK;
}

/* ---- columns --------------------------------------------------------------------------------- */

/* Lays "2=name 3=- ..." over the guesses: what a person said is certain, and a field that is given to
 * one column is taken from the others. */
static void take_columns(const char *columns, struct table_layout *layout)
{
    for (const char *at = columns; *at;) {
        char *end = NULL, name[ERROR_FIELD_SIZE] = {0};
        long column = strtol(at, &end, 10);
        size_t length = *end == '=' ? strcspn(end + 1, " ") : 0;
        if (length == 0 || length >= sizeof name)
            return;
        memcpy(name, end + 1, length);
        if (column >= 1 && (size_t)column <= layout->column_count) {
            const struct field *field = record_field(&intake_person_type, name);
            for (size_t i = 0; field && i < layout->column_count; i++)
                if (layout->columns[i].field == field)
                    layout->columns[i].field = NULL;
            layout->columns[column - 1].field = field;
            layout->columns[column - 1].confidence = 100;
        }
        at = end + 1 + length;
        at += *at == ' ';
    }
}

enum result intake_layout(const struct intake_batch *batch, const void *bytes, const char *today,
                          struct sheet_reader **reader, struct table_layout *layout,
                          struct arena *arena, struct error *error)
{
    const struct table_hint hint = {.is_given = batch->header_row >= 0,
                                    .header_row = batch->header_row,
                                    .header_rows = batch->header_rows};
    enum result result = sheet_reader_open(bytes, (size_t)batch->size, reader, error);
    if (result == RESULT_OK && batch->sheet >= 0)
        result = sheet_reader_select(*reader, (size_t)batch->sheet, error);
    else if (result != RESULT_OK)
        return result;
    if (result == RESULT_OK)
        result = table_find(*reader, &intake_person_type, today, &hint, layout, arena, error);
    if (result != RESULT_OK) {
        sheet_reader_close(*reader);
        *reader = NULL;
        return result;
    }
    take_columns(batch->columns, layout);
    return RESULT_OK;
}

enum result intake_look(struct services *services, struct tx *tx, const struct scope *scope,
                        int64_t batch_id, const char *today, struct intake_look *look,
                        struct arena *arena, struct error *error)
{
    struct intake_batch batch;
    const void *bytes;
    struct sheet_reader *reader = NULL;
    const struct sheet_info *sheets;
    enum result result = intake_get(tx, scope, batch_id, &batch, arena, error);
    if (result == RESULT_OK)
        result = intake_file_read(services, tx, scope->tenant, &batch, &bytes, arena, error);
    if (result != RESULT_OK)
        return result;
    *look = (struct intake_look){0};
    result = intake_layout(&batch, bytes, today, &reader, &look->layout, arena, error);
    if (result == RESULT_MALFORMED) { /* an empty sheet among others: still to be chosen */
        result = sheet_reader_open(bytes, (size_t)batch.size, &reader, error);
        if (result == RESULT_OK && batch.sheet >= 0)
            result = sheet_reader_select(reader, (size_t)batch.sheet, error);
        look->layout = (struct table_layout){.title = ""};
    }
    if (result != RESULT_OK) {
        sheet_reader_close(reader);
        return result;
    }
    look->sheet_count = sheet_reader_sheets(reader, &sheets);
    look->sheet = sheet_reader_selected(reader);
    struct sheet_info *copies = arena_array(arena, look->sheet_count + 1, sizeof *copies);
    for (size_t i = 0; i < look->sheet_count; i++)
        copies[i] = (struct sheet_info){arena_copy(arena, sheets[i].name), sheets[i].is_hidden};
    look->sheets = copies;
    sheet_reader_close(reader);
    return RESULT_OK;
}

enum result intake_headings(struct services *services, struct tx *tx, const struct scope *scope,
                            int64_t batch_id, const char *today, struct table_column **columns,
                            size_t *count, struct arena *arena, struct error *error)
{
    struct intake_look look;
    enum result result = intake_look(services, tx, scope, batch_id, today, &look, arena, error);
    if (result != RESULT_OK)
        return result;
    *columns = look.layout.columns;
    *count = look.layout.column_count;
    return RESULT_OK;
}

enum result intake_set_columns(struct tx *tx, const struct scope *scope, int64_t batch_id,
                               int64_t sheet, int64_t header_row, int64_t header_rows,
                               const char *columns, struct error *error)
{
    int64_t changed = 0;
    enum result result =
        store_run(tx, &intake_sql_batch_columns,
                  &(struct intake_sql_batch_columns_params){.tenant = scope->tenant,
                                                            .batch = batch_id,
                                                            .sheet = sheet,
                                                            .header_row = header_row,
                                                            .header_rows = header_rows,
                                                            .columns = columns ? columns : ""},
                  &changed, error);
    return result == RESULT_OK && changed == 0 ? wrong_step(error) : result;
}

/* ---- steps ----------------------------------------------------------------------------------- */

enum result intake_move(struct tx *tx, int64_t tenant, int64_t batch_id, const char *from,
                        const char *to, int64_t job_id, int64_t ended, struct error *error)
{
    int64_t changed = 0;
    enum result result = store_run(tx, &intake_sql_batch_state,
                                   &(struct intake_sql_batch_state_params){.tenant = tenant,
                                                                           .batch = batch_id,
                                                                           .expected = from,
                                                                           .state = to,
                                                                           .job = job_id,
                                                                           .ended = ended},
                                   &changed, error);
    return result == RESULT_OK && changed == 0 ? wrong_step(error) : result;
}

static enum result start_job(struct services *services, struct tx *tx, const struct principal *who,
                             int64_t batch_id, const char *from, const char *to,
                             const struct job_kind *kind, const char *action, int64_t *job_id,
                             struct error *error)
{
    int64_t id = id_new(services->ids), tenant = who->scope.tenant;
    enum result result = intake_move(tx, tenant, batch_id, from, to, id, 0, error);
    if (result == RESULT_OK)
        result = audit_add(
            services, tx, who,
            &(struct audit_event){.action = action, .subject = "batch", .subject_id = batch_id},
            error);
    if (result == RESULT_OK)
        result = job_add(services->jobs, tx, id, tenant, who->account, kind->name, batch_id,
                         clock_now(&services->clock), error);
    if (result == RESULT_OK)
        *job_id = id;
    return result;
}

/* The step from which `to` can begin: the one before it, or itself if its job has ended in trouble and
 * left the batch there. */
static enum result step_before(struct tx *tx, int64_t tenant, const struct intake_batch *batch,
                               const char *before, const char *to, const char **from,
                               struct arena *arena, struct error *error)
{
    struct job_status status;
    *from = before;
    if (strcmp(batch->state, to) != 0)
        return RESULT_OK;
    enum result result = job_get(tx, tenant, batch->job_id, &status, arena, error);
    if (result == RESULT_OK && status.state != JOB_WAITING && status.state != JOB_RUNNING)
        *from = to;
    return result;
}

/* A list is for somebody who has all of the community: its people may live anywhere in it. */
static enum result needs_whole_tenant(const struct principal *who, struct error *error)
{
    return who->scope.all_grids
               ? RESULT_OK
               : error_set(error, RESULT_FORBIDDEN, NULL,
                           N_("Only who has the whole community may bring in lists."));
}

enum result intake_check(struct services *services, struct tx *tx, const struct principal *who,
                         int64_t batch_id, int64_t *job_id, struct error *error)
{
    struct arena *arena = arena_new();
    struct intake_batch batch;
    enum result result = needs_whole_tenant(who, error);
    if (result == RESULT_OK)
        result = intake_get(tx, &who->scope, batch_id, &batch, arena, error);
    const char *from = NULL;
    if (result == RESULT_OK)
        result = step_before(tx, who->scope.tenant, &batch,
                             strcmp(batch.state, "checked") == 0 ? "checked" : "new", "checking",
                             &from, arena, error);
    if (result == RESULT_OK)
        result = start_job(services, tx, who, batch_id, from, "checking", &intake_check_job,
                           "intake.check", job_id, error);
    arena_free(arena);
    return result;
}

enum result intake_apply(struct services *services, struct tx *tx, const struct principal *who,
                         int64_t batch_id, int64_t *job_id, struct error *error)
{
    struct arena *arena = arena_new();
    struct intake_batch batch;
    enum result result = needs_whole_tenant(who, error);
    if (result == RESULT_OK)
        result = intake_get(tx, &who->scope, batch_id, &batch, arena, error);
    if (result == RESULT_OK && strcmp(batch.purpose, "register") != 0)
        result =
            error_set(error, RESULT_CONFLICT, NULL,
                      N_("This list is for a campaign only; it does not change the register."));
    const char *from = NULL;
    if (result == RESULT_OK)
        result =
            step_before(tx, who->scope.tenant, &batch, "checked", "applying", &from, arena, error);
    if (result == RESULT_OK)
        result = start_job(services, tx, who, batch_id, from, "applying", &intake_apply_job,
                           "intake.apply", job_id, error);
    arena_free(arena);
    return result;
}

enum result intake_undo(struct services *services, struct tx *tx, const struct principal *who,
                        int64_t batch_id, int64_t *job_id, struct error *error)
{
    struct arena *arena = arena_new();
    struct intake_batch batch;
    const char *from = NULL;
    enum result result = needs_whole_tenant(who, error);
    if (result == RESULT_OK)
        result = intake_get(tx, &who->scope, batch_id, &batch, arena, error);
    if (result == RESULT_OK)
        result =
            step_before(tx, who->scope.tenant, &batch, "applied", "undoing", &from, arena, error);
    if (result == RESULT_OK)
        result = start_job(services, tx, who, batch_id, from, "undoing", &intake_undo_job,
                           "intake.undo", job_id, error);
    arena_free(arena);
    return result;
}

enum result intake_clear(struct tx *tx, int64_t tenant, int64_t batch_id, int64_t limit, bool *more,
                         struct error *error)
{
    int64_t pages = 0, rows = 0;
    enum result result =
        store_run(tx, &intake_sql_page_remove,
                  &(struct intake_sql_page_remove_params){tenant, batch_id, limit}, &pages, error);
    if (result == RESULT_OK)
        result = store_run(
            tx, &intake_sql_row_remove,
            &(struct intake_sql_row_remove_params){tenant, batch_id, limit * INTAKE_PAGE_ROWS},
            &rows, error);
    if (result == RESULT_OK && pages == 0 && rows == 0)
        result =
            store_run(tx, &intake_sql_candidate_remove,
                      &(struct intake_sql_candidate_remove_params){tenant, batch_id}, NULL, error);
    *more = pages > 0 || rows > 0;
    return result;
}

enum result intake_remove(struct services *services, struct tx *tx, const struct principal *who,
                          int64_t batch_id, struct error *error)
{
    struct arena *arena = arena_new();
    struct intake_batch batch;
    int64_t tenant = who->scope.tenant;
    bool more = true;
    enum result result = intake_get(tx, &who->scope, batch_id, &batch, arena, error);
    if (result == RESULT_OK && strcmp(batch.state, "new") != 0 &&
        strcmp(batch.state, "checked") != 0 && strcmp(batch.state, "undone") != 0)
        result = wrong_step(error);
    while (result == RESULT_OK && more)
        result = intake_clear(tx, tenant, batch_id, 1000, &more, error);
    if (result == RESULT_OK)
        result =
            store_run(tx, &intake_sql_before_remove,
                      &(struct intake_sql_before_remove_params){tenant, batch_id}, NULL, error);
    if (result == RESULT_OK)
        result = store_run(tx, &intake_sql_file_remove,
                           &(struct intake_sql_file_remove_params){tenant, batch_id}, NULL, error);
    if (result == RESULT_OK)
        result = store_run(tx, &intake_sql_batch_remove,
                           &(struct intake_sql_batch_remove_params){tenant, batch_id}, NULL, error);
    if (result == RESULT_OK)
        result = vault_destroy(services->vault, services, tx, tenant,
                               intake_collection(batch_id, arena), error);
    if (result == RESULT_OK)
        result =
            audit_add(services, tx, who,
                      &(struct audit_event){
                          .action = "intake.remove", .subject = "batch", .subject_id = batch_id},
                      error);
    arena_free(arena);
    return result;
}
