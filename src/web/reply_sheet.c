/* The list of a reply as a spreadsheet: every list exports to Excel. */
#include "base/limits.h"
#include "sheet/writer.h"
#include "web/exchange.h"
#include "web/view.h"

static bool is_column(const struct field *field)
{
    return field->label != NULL && !(field->flags & (FIELD_NOT_EXPORTED | FIELD_HIDDEN)) &&
           field->kind != FIELD_ID && field->kind != FIELD_SECRET && field->kind != FIELD_URL &&
           field->kind != FIELD_HTML && field->kind != FIELD_FILE && field->kind != FIELD_RECORD &&
           field->kind != FIELD_LIST && field->kind != FIELD_FORM;
}

static enum sheet_look look_of(const struct field *field)
{
    if (field->kind == FIELD_INT || field->kind == FIELD_TENTH)
        return SHEET_LOOK_NUMBER;
    return field->kind == FIELD_DATE ? SHEET_LOOK_DAY : SHEET_LOOK_TEXT;
}

static enum result write_rows(const struct view_context *context, const struct record_type *type,
                              const struct record_list *list, const struct field *const *columns,
                              size_t count, struct sheet_writer *writer, struct error *error)
{
    struct view_cursor cursor = {.list = list, .type = type};
    const char *texts[LIMIT_SHEET_COLUMNS];
    struct arena *row_arena = arena_new();
    struct view_context row_context = *context;
    row_context.arena = row_arena;
    const void *row = NULL;
    enum result result = RESULT_OK;
    while (result == RESULT_OK) {
        result = view_next(&cursor, context->arena, &row, error);
        if (result != RESULT_OK || row == NULL)
            break;
        for (size_t i = 0; i < count; i++)
            texts[i] = view_show(&row_context, columns[i], row);
        result = sheet_writer_row(writer, texts, NULL, count, error);
        arena_reset(row_arena);
    }
    arena_free(row_arena);
    return result;
}

enum result reply_sheet(const struct view_context *context, const struct record_type *type,
                        const void *record, const void **bytes, size_t *size, struct error *error)
{
    const struct field *table = view_table(type);
    struct record_list single = {.rows = record, .count = 1, .total = 1};
    const struct record_list *list = table != NULL ? record_get_list(table, record) : &single;
    const struct record_type *row_type = table != NULL ? table->type : type;
    const struct field *fields[LIMIT_SHEET_COLUMNS];
    struct sheet_column columns[LIMIT_SHEET_COLUMNS];
    size_t count = 0;
    for (size_t i = 0; i < row_type->field_count && count < LIMIT_SHEET_COLUMNS; i++) {
        const struct field *field = &row_type->fields[i];
        if (!is_column(field))
            continue;
        fields[count] = field;
        columns[count++] = (struct sheet_column){
            .heading = language_text(context->language, field->label), .look = look_of(field)};
    }
    const char *label = row_type->label != NULL ? row_type->label : N_("List");
    struct sheet_layout layout = {.name = language_text(context->language, label),
                                  .columns = columns,
                                  .column_count = count,
                                  .language = context->language};
    struct sheet_writer *writer = NULL;
    enum result result = sheet_writer_open(SHEET_TO_XLSX, &layout, &writer, error);
    if (result != RESULT_OK)
        return result;
    result = write_rows(context, row_type, list, fields, count, writer, error);
    if (result == RESULT_OK)
        result = sheet_writer_finish(writer, bytes, size, context->arena, error);
    sheet_writer_close(writer);
    return result;
}
