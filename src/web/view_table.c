/* Tables: which fields become columns, and the rows one by one. */
#include "web/view_table.h"

static bool is_column(const struct field *field)
{
    bool has_text = record_kind_is_number(field->kind) || record_kind_is_text(field->kind);
    bool is_left_out = field->kind == FIELD_ID || field->kind == FIELD_URL ||
                       field->kind == FIELD_HTML || field->kind == FIELD_SECRET;
    return has_text && !is_left_out && field->label != NULL &&
           (field->flags & (FIELD_HIDDEN | FIELD_NOT_EXPORTED)) == 0;
}

static enum result give_row(const struct view_context *context, const struct record_type *type,
                            const void *row, const char **cells, view_row_sink *sink, void *self,
                            struct error *error)
{
    size_t count = 0;
    for (size_t i = 0; i < type->field_count; i++)
        if (is_column(&type->fields[i])) {
            const char *text = view_show(context, &type->fields[i], row);
            cells[count++] = text != NULL ? text : "";
        }
    return sink(self, cells, count, error);
}

enum result view_walk_table(const struct view_context *context, const struct record_type *type,
                            const void *record, view_row_sink *sink, void *self,
                            struct error *error)
{
    const struct field *table = view_table(type);
    struct record_list alone = {.rows = record, .count = 1};
    const struct record_type *row_type = table != NULL ? table->type : type;
    struct view_cursor cursor = {.list = table != NULL ? record_get_list(table, record) : &alone,
                                 .type = row_type};
    const char **cells = arena_array(context->arena, row_type->field_count + 1, sizeof *cells);
    size_t count = 0;
    for (size_t i = 0; i < row_type->field_count; i++)
        if (is_column(&row_type->fields[i]))
            cells[count++] = language_text(context->language, row_type->fields[i].label);
    enum result result = sink(self, cells, count, error);
    /* What showing one row takes is given back after it, so that a long list stays small. */
    struct arena *rows = arena_new();
    struct view_context row_context = *context;
    row_context.arena = rows;
    for (const void *row = NULL; result == RESULT_OK;) {
        result = view_next(&cursor, context->arena, &row, error);
        if (result != RESULT_OK || row == NULL)
            break;
        result = give_row(&row_context, row_type, row, cells, sink, self, error);
        arena_reset(rows);
    }
    arena_free(rows);
    return result;
}
