/* The evening's sheet: its rows from the list and the register, and the file that leaves the house. */
#include "modules/screening/sheet.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "modules/access/audit.h"
#include "modules/people/people.h"
#include "modules/screening/internal.h"

/* The whole citizen id: from the register (audited there, one by one), else as the list gave it. */
static enum result find_id(struct services *services, struct tx *tx, const struct principal *who,
                           const struct screening_sheet_wish *wish,
                           const struct screening_sql_entry_export *row, const char **citizen_id,
                           struct arena *arena, struct error *error)
{
    *citizen_id = NULL;
    if (!wish->with_ids) {
        return RESULT_OK;
    }
    if (row->resident_id != 0) {
        struct error fault = {0};
        enum result result = resident_show_citizen_id(services, tx, who, row->resident_id,
                                                      wish->purpose, citizen_id, arena, &fault);
        /* Somebody who has left the register since keeps what the list gave. */
        if (result != RESULT_OK && result != RESULT_NOT_FOUND) {
            *error = fault;
            return result;
        }
    }
    if (!*citizen_id && row->citizen_id_sealed.at) {
        return vault_unseal(services->vault, tx, who->scope.tenant,
                            screening_collection(row->campaign_id, arena), row->citizen_id_sealed,
                            citizen_id, arena, error);
    }
    return RESULT_OK;
}

/* What the last column says: the note, and with whom or where the person is now. */
static const char *make_note(const struct screening_sql_entry_export *row, struct arena *arena)
{
    const char *note = row->note ? row->note : "";
    if (row->duplicate_of != 0) {
        return arena_printf(arena, "同第 %lld 号%s%s", (long long)row->duplicate_of,
                            *note ? "；" : "", note);
    }
    if (row->handed_to) {
        return arena_printf(arena, "移交%s%s%s", row->handed_to, *note ? "；" : "", note);
    }
    return *note ? note : NULL;
}

static enum result fill_row(struct services *services, struct tx *tx, const struct principal *who,
                            const struct screening_sheet_wish *wish,
                            const struct screening_sql_entry_export *row,
                            struct screening_names *names, struct sheet_line_view *line,
                            struct error *error)
{
    *line = (struct sheet_line_view){.number = row->number,
                                     .building = row->building,
                                     .room = row->room,
                                     .name = row->name,
                                     .phone = row->phone,
                                     .status = row->status,
                                     .when = row->last_attempt,
                                     .note = make_note(row, names->arena)};
    if (text_is_empty(line->building) && text_is_empty(line->room)) {
        line->building = row->address;
    }
    enum result result = screening_name(
        names, row->last_account_id ? row->last_account_id : row->account_id, &line->worker, error);
    if (result == RESULT_OK) {
        result = find_id(services, tx, who, wish, row, &line->citizen_id, names->arena, error);
    }
    return result;
}

/* In the order of the list as it was given: that is how the office that asked compares it. */
static int by_number(const void *a, const void *b)
{
    const struct sheet_line_view *left = a, *right = b;
    return left->number < right->number ? -1 : left->number > right->number;
}

static enum result check_wish(const struct principal *who, const struct screening_sheet_wish *wish,
                              struct error *error)
{
    if (text_is_empty(wish->recipient)) {
        return error_set(error, RESULT_INVALID, "recipient", N_("For whom is this sheet?"));
    }
    if (text_is_empty(wish->purpose)) {
        return error_set(error, RESULT_INVALID, "purpose", N_("What is this sheet needed for?"));
    }
    if (wish->with_ids && !principal_can(who, &people_identity)) {
        return error_set(error, RESULT_FORBIDDEN, "with_ids",
                         N_("Citizen ids may be exported only by whoever may see them."));
    }
    return RESULT_OK;
}

enum result screening_sheet_rows(struct services *services, struct tx *tx,
                                 const struct principal *who, int64_t campaign,
                                 const struct screening_sheet_wish *wish,
                                 struct sheet_line_view **rows, size_t *count, struct arena *arena,
                                 struct error *error)
{
    struct screening_sql_entry_export *entries = NULL;
    struct screening_names names = {.tx = tx, .arena = arena};
    size_t entry_count = 0;
    unsigned clauses;
    struct screening_sql_entry_list_params list =
        screening_list_params(who, campaign, &wish->filter, &clauses, arena);
    struct screening_sql_entry_export_params params;
    /* Both statements are generated from the same declarations. */
    _Static_assert(sizeof params == sizeof list, "entry_export and entry_list differ");
    list.limit = (int64_t)wish->limit + 1;
    memcpy(&params, &list, sizeof params);
    enum result result = check_wish(who, wish, error);
    if (result == RESULT_OK) {
        result = store_list(tx, store_variant(&screening_sql_entry_export, clauses, 0), &params,
                            wish->limit + 1, (void **)&entries, &entry_count, arena, error);
    }
    if (result == RESULT_OK && entry_count > wish->limit) {
        result = error_set(error, RESULT_TOO_LARGE, NULL,
                           N_("These are more than %1 people. Please export grid by grid."),
                           arena_printf(arena, "%zu", wish->limit));
    }
    struct sheet_line_view *lines = arena_array(arena, entry_count + 1, sizeof *lines);
    for (size_t at = 0; result == RESULT_OK && at < entry_count; at++) {
        result = fill_row(services, tx, who, wish, &entries[at], &names, &lines[at], error);
    }
    if (result == RESULT_OK) {
        result =
            audit_add(services, tx, who,
                      &(struct audit_event){
                          .action = "screening.export",
                          .subject = "campaign",
                          .subject_id = campaign,
                          .fields = wish->with_ids ? "name phone citizen_id" : "name phone",
                          .reason = arena_printf(arena, "%s: %s", wish->recipient, wish->purpose)},
                      error);
    }
    if (result == RESULT_OK) {
        qsort(lines, entry_count, sizeof *lines, by_number);
        *rows = lines;
        *count = entry_count;
    }
    return result;
}

/* ---- the file -------------------------------------------------------------------------------- */

enum { COLUMNS = 10 };
static const struct {
    const char *field;
    double width;
} sheet_columns[COLUMNS] = {{"number", 6},      {"building", 20}, {"room", 10},   {"name", 10},
                            {"citizen_id", 21}, {"phone", 14},    {"status", 10}, {"worker", 10},
                            {"when", 17},       {"note", 30}};

static enum result write_row(struct sheet_writer *writer, enum language language, int offset,
                             const struct sheet_line_view *row, struct arena *arena,
                             struct error *error)
{
    const char *texts[COLUMNS];
    for (size_t column = 0; column < COLUMNS; column++) {
        const struct field *field =
            record_field(&sheet_line_view_type, sheet_columns[column].field);
        texts[column] = record_show(field, row, language, offset, arena);
    }
    return sheet_writer_row(writer, texts, NULL, COLUMNS, error);
}

static enum result write_rows(enum sheet_target target, const struct sheet_layout *layout,
                              int offset, const struct sheet_line_view *rows, size_t count,
                              const void **bytes, size_t *size, struct arena *arena,
                              struct error *error)
{
    struct sheet_writer *writer;
    struct arena *row_arena = arena_new();
    enum result result = sheet_writer_open(target, layout, &writer, error);
    if (result != RESULT_OK) {
        arena_free(row_arena);
        return result;
    }
    for (size_t row = 0; result == RESULT_OK && row < count; row++) {
        arena_reset(row_arena);
        result = write_row(writer, layout->language, offset, &rows[row], row_arena, error);
    }
    if (result == RESULT_OK) {
        result = sheet_writer_finish(writer, bytes, size, arena, error);
    }
    sheet_writer_close(writer);
    arena_free(row_arena);
    return result;
}

enum result screening_sheet_file(enum sheet_target target, enum language language, int offset,
                                 const struct principal *who,
                                 const struct screening_campaign *campaign, const char *today,
                                 const struct sheet_line_view *rows, size_t count,
                                 const void **bytes, size_t *size, struct arena *arena,
                                 struct error *error)
{
    struct sheet_column columns[COLUMNS];
    for (size_t column = 0; column < COLUMNS; column++) {
        const struct field *field =
            record_field(&sheet_line_view_type, sheet_columns[column].field);
        columns[column] =
            (struct sheet_column){.heading = language_text(language, field->label),
                                  .look = column == 0 ? SHEET_LOOK_NUMBER : SHEET_LOOK_TEXT,
                                  .width = sheet_columns[column].width};
    }
    const char *total = arena_printf(arena, "%zu", count);
    const struct sheet_layout layout = {
        .name = language_text(language, N_("Screening sheet")),
        .title = language_format(arena, language, N_("%1: screening sheet"), campaign->title),
        .unit = language_format(arena, language, N_("Reported by: %1    People: %2"),
                                who->tenant_name ? who->tenant_name : "", total),
        .date = language_format(arena, language, N_("Reported on: %1"), today),
        .closing = language_text(language, N_("Filled in by:                Checked by:"
                                              "                Phone:                (stamp)")),
        .columns = columns,
        .column_count = COLUMNS,
        .language = language};
    return write_rows(target, &layout, offset, rows, count, bytes, size, arena, error);
}

const char *screening_sheet_name(enum language language, const struct principal *who,
                                 const char *today, struct arena *arena)
{
    const char *day = arena_printf(arena, "%.4s%.2s%.2s", today, today + 5, today + 8);
    return sheet_file_name(
        arena, arena_printf(arena, "%s_%s_%s", who->tenant_name ? who->tenant_name : "kaifong",
                            language_text(language, N_("Screening sheet")), day));
}
