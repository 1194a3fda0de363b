/* The staged rows: opening them, deciding about them, giving them to a campaign or back as a sheet. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "intake_sql.h"
#include "modules/access/audit.h"
#include "modules/access/vault.h"
#include "modules/intake/internal.h"
#include "sheet/writer.h"

/* ---- opening --------------------------------------------------------------------------------- */

enum result intake_page_read(struct services *services, struct tx *tx, int64_t tenant,
                             int64_t batch_id, int64_t page, struct intake_page *rows,
                             struct arena *arena, struct error *error)
{
    struct intake_sql_page_get row;
    struct store_bytes plain = {0};
    size_t capacity = 0;
    enum result result =
        store_get(tx, &intake_sql_page_get,
                  &(struct intake_sql_page_get_params){tenant, batch_id, page}, &row, arena, error);
    if (result == RESULT_OK)
        result = vault_unseal_bytes(services->vault, tx, tenant, intake_collection(batch_id, arena),
                                    row.sealed, &plain, arena, error);
    if (result != RESULT_OK)
        return result;
    *rows = (struct intake_page){0};
    for (const char *at = plain.at, *end = at + plain.length; at < end;) {
        rows->rows = arena_grow(arena, rows->rows, rows->count, &capacity, sizeof *rows->rows);
        if (!intake_row_parse(&at, end, &rows->rows[rows->count++], arena))
            return error_set(error, RESULT_IO, NULL, N_("The rows of this list are damaged."));
    }
    return RESULT_OK;
}

const struct intake_row *intake_page_find(const struct intake_page *page, int64_t number)
{
    for (size_t i = 0; i < page->count; i++)
        if (page->rows[i].number == number)
            return &page->rows[i];
    return NULL;
}

/* Opens the pages of the rows, each once: rows come in order, so a page is read when it changes. */
static enum result open_rows(struct services *services, struct tx *tx, int64_t tenant,
                             int64_t batch_id, const struct intake_sql_row_list *rows, size_t count,
                             struct intake_entry *entries, struct arena *arena, struct error *error)
{
    struct intake_page page = {0};
    int64_t in_hand = -1;
    for (size_t i = 0; i < count; i++) {
        if (rows[i].page != in_hand) {
            enum result result =
                intake_page_read(services, tx, tenant, batch_id, rows[i].page, &page, arena, error);
            if (result != RESULT_OK)
                return result;
            in_hand = rows[i].page;
        }
        const struct intake_row *row = intake_page_find(&page, rows[i].row_number);
        if (!row)
            return error_set(error, RESULT_IO, NULL, N_("The rows of this list are damaged."));
        entries[i] = (struct intake_entry){.row_number = rows[i].row_number,
                                           .state = rows[i].state,
                                           .decision = rows[i].decision,
                                           .is_noted = rows[i].is_noted,
                                           .twin_row = rows[i].twin_row,
                                           .resident_id = rows[i].resident_id,
                                           .outcome = rows[i].outcome,
                                           .outcome_id = rows[i].outcome_id,
                                           .row = *row};
    }
    return RESULT_OK;
}

enum result intake_entries(struct services *services, struct tx *tx, const struct scope *scope,
                           int64_t batch_id, const struct intake_filter *filter,
                           struct intake_entry **entries, size_t *count, struct arena *arena,
                           struct error *error)
{
    void *rows = NULL;
    size_t found = 0, limit = filter->limit ? filter->limit : LIMIT_PAGE_ROWS;
    unsigned clauses = (filter->state ? INTAKE_ROW_LIST_WITH_STATE : 0U) |
                       (filter->decision ? INTAKE_ROW_LIST_WITH_DECISION : 0U) |
                       (filter->noted ? INTAKE_ROW_LIST_WITH_NOTED : 0U);
    enum result result = store_list(
        tx, store_variant(&intake_sql_row_list, clauses, 0),
        &(struct intake_sql_row_list_params){.tenant = scope->tenant,
                                             .batch = batch_id,
                                             .state = filter->state ? filter->state : "",
                                             .decision = filter->decision ? filter->decision : "",
                                             .after = filter->after,
                                             .limit = (int64_t)limit},
        limit, &rows, &found, arena, error);
    if (result != RESULT_OK)
        return result;
    *entries = arena_array(arena, found + 1, sizeof **entries);
    *count = found;
    return open_rows(services, tx, scope->tenant, batch_id, rows, found, *entries, arena, error);
}

enum result intake_entry_get(struct services *services, struct tx *tx, const struct scope *scope,
                             int64_t batch_id, int64_t row, struct intake_entry *entry,
                             struct arena *arena, struct error *error)
{
    const struct intake_filter filter = {.after = row - 1, .limit = 1};
    struct intake_entry *entries;
    size_t count;
    enum result result =
        intake_entries(services, tx, scope, batch_id, &filter, &entries, &count, arena, error);
    if (result == RESULT_OK && (count == 0 || entries[0].row_number != row))
        return error_set(error, RESULT_NOT_FOUND, NULL, N_("This list has no such row."));
    if (result == RESULT_OK)
        *entry = entries[0];
    return result;
}

enum result intake_candidates(struct tx *tx, const struct scope *scope, int64_t batch_id,
                              int64_t row, struct intake_candidate **candidates, size_t *count,
                              struct arena *arena, struct error *error)
{
    void *rows = NULL;
    enum result result =
        store_list(tx, &intake_sql_candidate_list,
                   &(struct intake_sql_candidate_list_params){scope->tenant, batch_id, row},
                   INTAKE_CANDIDATES, &rows, count, arena, error);
    if (result != RESULT_OK)
        return result;
    const struct intake_sql_candidate_list *from = rows;
    *candidates = arena_array(arena, *count + 1, sizeof **candidates);
    for (size_t i = 0; i < *count; i++)
        (*candidates)[i] =
            (struct intake_candidate){from[i].position, from[i].resident_id, from[i].permille,
                                      from[i].verdict, from[i].evidence};
    return RESULT_OK;
}

/* ---- deciding -------------------------------------------------------------------------------- */

static enum result check_state(struct tx *tx, const struct scope *scope, int64_t batch_id,
                               const char *state, struct arena *arena, struct error *error)
{
    struct intake_batch batch;
    enum result result = intake_get(tx, scope, batch_id, &batch, arena, error);
    if (result == RESULT_OK && strcmp(batch.state, state) != 0)
        return error_set(
            error, RESULT_CONFLICT, NULL,
            N_("This list has gone on to another step meanwhile. Please look at it again."));
    return result;
}

/* The resident must be one that the person may see. */
static enum result check_resident(struct services *services, struct tx *tx,
                                  const struct principal *who, int64_t resident_id,
                                  struct arena *arena, struct error *error)
{
    struct resident resident;
    char today[CALENDAR_DAY_SIZE];
    calendar_day_of(clock_now(&services->clock), services->offset, today);
    return resident_get(services, tx, &who->scope, resident_id, today, &resident, arena, error);
}

enum result intake_decide(struct services *services, struct tx *tx, const struct principal *who,
                          int64_t batch_id, int64_t row, const char *decision, int64_t resident_id,
                          struct error *error)
{
    struct arena *arena = arena_new();
    int64_t changed = 0;
    bool is_use = strcmp(decision, "use") == 0;
    struct intake_sql_row_get old;
    enum result result = check_state(tx, &who->scope, batch_id, "checked", arena, error);
    if (result == RESULT_OK)
        result = store_get(tx, &intake_sql_row_get,
                           &(struct intake_sql_row_get_params){who->scope.tenant, batch_id, row},
                           &old, arena, error);
    if (result == RESULT_OK && resident_id == 0)
        resident_id = old.resident_id;
    if (result == RESULT_OK && is_use && resident_id == 0)
        result = error_set(error, RESULT_INVALID, "resident", N_("Please say which person it is."));
    if (result == RESULT_OK && is_use)
        result = check_resident(services, tx, who, resident_id, arena, error);
    if (result == RESULT_OK)
        result = store_run(tx, &intake_sql_row_decide,
                           &(struct intake_sql_row_decide_params){who->scope.tenant, batch_id, row,
                                                                  decision, resident_id},
                           &changed, error);
    if (result == RESULT_OK && changed == 0)
        result =
            error_set(error, RESULT_CONFLICT, NULL,
                      N_("A wrong row cannot be taken. Please mend it in the list and bring it in "
                         "again."));
    arena_free(arena);
    return result;
}

enum result intake_decide_all(struct services *services, struct tx *tx, const struct principal *who,
                              int64_t batch_id, const char *state, const char *decision,
                              struct error *error)
{
    struct arena *arena = arena_new();
    bool has_candidate = strcmp(state, "certain") == 0 || strcmp(state, "likely") == 0;
    (void)services;
    enum result result = check_state(tx, &who->scope, batch_id, "checked", arena, error);
    if (result == RESULT_OK &&
        (strcmp(state, "wrong") == 0 || (strcmp(decision, "use") == 0 && !has_candidate)))
        result = error_set(error, RESULT_INVALID, "decision",
                           N_("That cannot be done with these rows."));
    if (result == RESULT_OK)
        result = store_run(tx, &intake_sql_row_decide_all,
                           &(struct intake_sql_row_decide_all_params){who->scope.tenant, batch_id,
                                                                      state, decision},
                           NULL, error);
    arena_free(arena);
    return result;
}

enum result intake_decided(struct tx *tx, const struct scope *scope, int64_t batch_id,
                           struct intake_decided *decided, struct error *error)
{
    static const char *const codes[] = {"add", "use", "skip"};
    int64_t *const counts[] = {&decided->add, &decided->use, &decided->skip};
    struct arena *arena = arena_new();
    struct intake_sql_undecided open;
    enum result result = store_get(tx, &intake_sql_undecided,
                                   &(struct intake_sql_undecided_params){scope->tenant, batch_id},
                                   &open, arena, error);
    if (result == RESULT_OK)
        decided->open = open.count;
    for (size_t i = 0; i < 3 && result == RESULT_OK; i++) {
        struct intake_sql_decided row;
        result = store_get(tx, &intake_sql_decided,
                           &(struct intake_sql_decided_params){scope->tenant, batch_id, codes[i]},
                           &row, arena, error);
        if (result == RESULT_OK)
            *counts[i] = row.count;
    }
    arena_free(arena);
    return result;
}

/* ---- remarks --------------------------------------------------------------------------------- */

const char *intake_remark_say(const struct intake_remark *remark, int64_t row,
                              enum language language, struct arena *arena)
{
    char column[SHEET_COLUMN_NAME_SIZE];
    const char *args[] = {remark->args[0] ? remark->args[0] : "",
                          remark->args[1] ? remark->args[1] : ""};
    const char *sentence = text_format(arena, language_text(language, remark->msgid), args, 2);
    if (remark->column == 0)
        return sentence;
    sheet_column_name(remark->column, column);
    return arena_printf(arena, "%s%lld: %s", column, (long long)row, sentence);
}

/* ---- the wrong rows as a sheet --------------------------------------------------------------- */

static enum result write_headings(struct sheet_writer *writer, const struct table_layout *layout,
                                  enum language language, struct arena *arena, struct error *error)
{
    const char **texts = arena_array(arena, layout->column_count + 1, sizeof *texts);
    for (size_t i = 0; i < layout->column_count; i++)
        texts[i] = layout->columns[i].heading;
    texts[layout->column_count] = language_text(language, N_("What is wrong"));
    return sheet_writer_row(writer, texts, NULL, layout->column_count + 1, error);
}

static enum result write_wrong_row(struct sheet_writer *writer, const struct table_layout *layout,
                                   const struct intake_row *row, enum language language,
                                   struct arena *arena, struct error *error)
{
    size_t columns = layout->column_count;
    const char **texts = arena_array(arena, columns + 1, sizeof *texts);
    unsigned char *marks = arena_array(arena, columns + 1, 1);
    const char *reasons = "";
    for (size_t i = 0; i < columns && i < row->cell_count; i++)
        texts[i] = row->cells[i];
    for (size_t i = 0; i < row->remark_count; i++) {
        const struct intake_remark *remark = &row->remarks[i];
        if (!remark->is_problem)
            continue;
        reasons = arena_printf(arena, "%s%s%s", reasons, *reasons ? "\n" : "",
                               intake_remark_say(remark, row->number, language, arena));
        if (remark->column > 0 && (size_t)remark->column <= columns)
            marks[remark->column - 1] = 1;
    }
    texts[columns] = reasons;
    marks[columns] = 1;
    return sheet_writer_row(writer, texts, marks, columns + 1, error);
}

static enum result write_wrong_rows(struct services *services, struct tx *tx,
                                    const struct scope *scope, int64_t batch_id,
                                    const struct table_layout *layout, enum language language,
                                    struct sheet_writer *writer, struct error *error)
{
    struct intake_filter filter = {.state = "wrong", .limit = 200};
    struct arena *arena = arena_new();
    enum result result = RESULT_OK;
    for (;;) {
        struct intake_entry *entries;
        size_t count = 0;
        arena_reset(arena);
        result =
            intake_entries(services, tx, scope, batch_id, &filter, &entries, &count, arena, error);
        for (size_t i = 0; i < count && result == RESULT_OK; i++) {
            result = write_wrong_row(writer, layout, &entries[i].row, language, arena, error);
            filter.after = entries[i].row_number;
        }
        if (result != RESULT_OK || count < filter.limit)
            break;
    }
    arena_free(arena);
    return result;
}

enum result intake_wrong_sheet(struct services *services, struct tx *tx, const struct scope *scope,
                               int64_t batch_id, enum language language, const void **bytes,
                               size_t *size, struct arena *arena, struct error *error)
{
    struct intake_look look;
    struct sheet_writer *writer;
    char today[CALENDAR_DAY_SIZE];
    calendar_day_of(clock_now(&services->clock), services->offset, today);
    enum result result = intake_look(services, tx, scope, batch_id, today, &look, arena, error);
    if (result != RESULT_OK)
        return result;
    size_t count = look.layout.column_count;
    struct sheet_column *columns = arena_array(arena, count + 1, sizeof *columns);
    for (size_t i = 0; i < count; i++)
        columns[i] = (struct sheet_column){.heading = look.layout.columns[i].heading};
    columns[count] = (struct sheet_column){.heading = "", .width = 50};
    const struct sheet_layout layout = {.columns = columns,
                                        .column_count = count + 1,
                                        .title = *look.layout.title ? look.layout.title : NULL,
                                        .has_no_headings = true,
                                        .frozen_rows = 1,
                                        .language = language};
    result = sheet_writer_open(SHEET_TO_XLSX, &layout, &writer, error);
    if (result != RESULT_OK)
        return result;
    result = write_headings(writer, &look.layout, language, arena, error);
    if (result == RESULT_OK)
        result =
            write_wrong_rows(services, tx, scope, batch_id, &look.layout, language, writer, error);
    if (result == RESULT_OK)
        result = sheet_writer_finish(writer, bytes, size, arena, error);
    sheet_writer_close(writer);
    return result;
}

/* ---- for campaigns --------------------------------------------------------------------------- */

enum result intake_people_list(struct services *services, struct tx *tx, const struct scope *scope,
                               int64_t batch_id, int64_t after, size_t limit,
                               struct intake_listed **people, size_t *count, struct arena *arena,
                               struct error *error)
{
    struct intake_filter filter = {.after = after, .limit = limit};
    size_t kept = 0;
    *people = arena_array(arena, limit + 1, sizeof **people);
    while (kept < limit) {
        struct intake_entry *entries;
        size_t found = 0;
        enum result result =
            intake_entries(services, tx, scope, batch_id, &filter, &entries, &found, arena, error);
        if (result != RESULT_OK)
            return result;
        for (size_t i = 0; i < found && kept < limit; i++) {
            const struct intake_entry *entry = &entries[i];
            bool is_used = strcmp(entry->decision, "use") == 0;
            filter.after = entry->row_number;
            if (strcmp(entry->state, "wrong") == 0 || strcmp(entry->decision, "skip") == 0)
                continue;
            (*people)[kept++] =
                (struct intake_listed){.row_number = entry->row_number,
                                       .resident_id = entry->outcome_id ? entry->outcome_id
                                                      : is_used         ? entry->resident_id
                                                                        : 0,
                                       .person = &entry->row.person,
                                       .cells = entry->row.cells,
                                       .cell_count = entry->row.cell_count};
        }
        if (found < filter.limit)
            break;
    }
    *count = kept;
    return RESULT_OK;
}
