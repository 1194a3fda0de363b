/* JSON: the record as it was declared, field by field. */
#include <inttypes.h>
#include <string.h>

#include "base/bug.h"
#include "web/view_internal.h"

struct writer {
    const struct view_context *context;
    struct text_buffer *out;
    struct error *error;
    int depth;
};

static enum result write_record(struct writer *writer, const struct record_type *type,
                                const void *record);

/* Kinds that are for pages only, or for nobody. */
static bool is_left_out(const struct field *field)
{
    return field->kind == FIELD_HTML || field->kind == FIELD_FORM || field->kind == FIELD_FILE ||
           field->kind == FIELD_SECRET;
}

static void write_key(struct writer *writer, const char *name, bool *first)
{
    text_add_char(writer->out, *first ? '{' : ',');
    *first = false;
    text_add_json(writer->out, name);
    text_add_char(writer->out, ':');
}

static void write_number(struct writer *writer, const struct field *field, const void *record)
{
    int64_t value = record_get_int(field, record);
    if (field->kind == FIELD_FLAG)
        text_add(writer->out, value != 0 ? "true" : "false");
    else if (field->kind == FIELD_ID || field->kind == FIELD_TIME)
        text_add_json(writer->out,
                      record_plain(field, record, writer->context->offset, writer->context->arena));
    else
        text_add(writer->out, record_plain(field, record, 0, writer->context->arena));
}

/* A masked text is shown masked; a masked number, flag or choice is null. */
static void write_scalar(struct writer *writer, const struct field *field, const void *record)
{
    bool masked = view_is_masked(writer->context, field);
    bool opaque = masked && (record_kind_is_number(field->kind) || field->kind == FIELD_CHOICE);
    if (opaque || record_is_none(field, record))
        text_add(writer->out, "null");
    else if (record_kind_is_number(field->kind))
        write_number(writer, field, record);
    else if (masked)
        text_add_json(writer->out, view_show(writer->context, field, record));
    else
        text_add_json(writer->out, record_plain(field, record, 0, writer->context->arena));
}

static void write_label(struct writer *writer, const struct field *field, const void *record,
                        bool *first)
{
    const char *label = view_show(writer->context, field, record);
    bool none = record_is_none(field, record) || view_is_masked(writer->context, field);
    write_key(writer, arena_printf(writer->context->arena, "%s_label", field->name), first);
    if (none)
        text_add(writer->out, "null");
    else
        text_add_json(writer->out, label);
}

static enum result write_list(struct writer *writer, const struct field *field,
                              const struct record_list *list)
{
    struct view_cursor cursor = {.list = list, .type = field->type};
    const void *row;
    text_add(writer->out, "{\"items\":[");
    enum result result;
    for (size_t i = 0;; i++) {
        result = view_next(&cursor, writer->context->arena, &row, writer->error);
        if (result != RESULT_OK || row == NULL)
            break;
        if (i > 0)
            text_add_char(writer->out, ',');
        result = write_record(writer, field->type, row);
        if (result != RESULT_OK)
            break;
    }
    /* A list that was not counted has total 0: then it is what it holds, or unknown when streamed. */
    if (list->total > 0 || (list->total == 0 && list->next == NULL))
        text_addf(writer->out, "],\"total\":%" PRId64,
                  list->total > 0 ? list->total : (int64_t)list->count);
    else
        text_add(writer->out, "],\"total\":null");
    text_addf(writer->out, ",\"total_is_more\":%s}", list->total_is_more ? "true" : "false");
    return result;
}

static enum result write_field(struct writer *writer, const struct field *field, const void *record,
                               bool *first)
{
    write_key(writer, field->name, first);
    if (field->kind == FIELD_LIST)
        return write_list(writer, field, record_get_list(field, record));
    if (field->kind == FIELD_RECORD) {
        const void *inner = record_get_pointer(field, record);
        if (inner != NULL)
            return write_record(writer, field->type, inner);
        text_add(writer->out, "null");
        return RESULT_OK;
    }
    write_scalar(writer, field, record);
    if (field->kind == FIELD_CHOICE)
        write_label(writer, field, record, first);
    return RESULT_OK;
}

static void write_masked(struct writer *writer, const struct record_type *type, const void *record,
                         bool *first)
{
    size_t count = 0;
    for (size_t i = 0; i < type->field_count; i++) {
        const struct field *field = &type->fields[i];
        bool scalar = record_kind_is_number(field->kind) || record_kind_is_text(field->kind);
        if (!scalar || is_left_out(field) || !view_is_masked(writer->context, field) ||
            (record_kind_is_text(field->kind) && record_is_none(field, record)))
            continue;
        if (count == 0) {
            write_key(writer, "masked", first);
            text_add_char(writer->out, '[');
        }
        if (count++ > 0)
            text_add_char(writer->out, ',');
        text_add_json(writer->out, field->name);
    }
    if (count > 0)
        text_add_char(writer->out, ']');
}

static enum result write_record(struct writer *writer, const struct record_type *type,
                                const void *record)
{
    ALWAYS(writer->depth++ < VIEW_SCOPES);
    bool first = true;
    enum result result = RESULT_OK;
    for (size_t i = 0; i < type->field_count && result == RESULT_OK; i++)
        if (!is_left_out(&type->fields[i]))
            result = write_field(writer, &type->fields[i], record, &first);
    if (result == RESULT_OK)
        write_masked(writer, type, record, &first);
    text_add(writer->out, first ? "{}" : "}");
    writer->depth--;
    return result;
}

enum result view_json(const struct view_context *context, const struct record_type *type,
                      const void *record, struct text_buffer *out, struct error *error)
{
    struct writer writer = {context, out, error, 0};
    return write_record(&writer, type, record);
}
