/* Pages: runs a compiled template over a record. Names were resolved when it was compiled, so this is a
 * walk over pointers. A list that streams is read once; asking whether it has rows ({{#list.any}},
 * {{^list}}) reads its first row ahead. */
#include <string.h>

#include "base/bug.h"
#include "web/view_internal.h"

/* A streamed list of this page. */
struct stream {
    const struct record_list *list;
    struct view_cursor cursor;
    const void *first; /* read ahead, not yet shown */
    bool begun;
    bool had_rows;
    struct stream *next;
};

struct render {
    const struct view_context *context;
    const struct view_program *program;
    const void *records[VIEW_SCOPES];
    size_t scope_count;
    struct stream *streams;
    struct text_buffer *out;
    struct error *error;
};

/* The record that holds the reference's last field; NULL if a record on the way is none. */
static const void *holder(const struct render *render, const struct view_reference *reference)
{
    const void *record = render->records[reference->scope];
    for (size_t i = 0; i + 1 < reference->length && record != NULL; i++)
        record = record_get_pointer(reference->path[i], record);
    return record;
}

static const struct field *field_of(const struct view_reference *reference)
{
    return reference->path[reference->length - 1];
}

static struct stream *stream_of(struct render *render, const struct record_list *list,
                                const struct record_type *type)
{
    for (struct stream *stream = render->streams; stream != NULL; stream = stream->next)
        if (stream->list == list)
            return stream;
    struct stream *stream = arena_alloc(render->context->arena, sizeof *stream);
    *stream = (struct stream){
        .list = list, .cursor = {.list = list, .type = type}, .next = render->streams};
    return render->streams = stream;
}

/* Reads the first row ahead. */
static enum result begin(struct render *render, struct stream *stream)
{
    if (stream->begun)
        return RESULT_OK;
    stream->begun = true;
    enum result result =
        view_next(&stream->cursor, render->context->arena, &stream->first, render->error);
    stream->had_rows = stream->first != NULL;
    return result;
}

static enum result has_rows(struct render *render, const struct field *field,
                            const struct record_list *list, bool *out)
{
    *out = list->count > 0;
    if (list->next == NULL)
        return RESULT_OK;
    struct stream *stream = stream_of(render, list, field->type);
    enum result result = begin(render, stream);
    *out = stream->had_rows;
    return result;
}

/* ---- values ---------------------------------------------------------------------------------- */

static const char *code_of(const struct view_context *context, const struct field *field,
                           const void *record)
{
    const char *text = record_plain(field, record, context->offset, context->arena);
    return view_is_hidden(context, field) ? record_mask(field->kind, text, context->arena) : text;
}

static const char *styled(const struct view_context *context, const struct field *field,
                          const void *record, enum record_style style)
{
    if (view_is_masked(context, field))
        return view_show(context, field, record);
    return record_show_as(field, record, style, context->language, context->offset, context->arena);
}

static const char *initial(const struct view_context *context, const char *text)
{
    const char *end = text;
    text_next(&end);
    return arena_copy_n(context->arena, text, (size_t)(end - text));
}

static const char *total(const struct view_context *context, const struct record_list *list)
{
    int64_t count = list->total < 0 || (list->total == 0 && list->next == NULL)
                        ? (int64_t)list->count
                        : list->total;
    return arena_printf(context->arena, "%lld%s", (long long)count, list->total_is_more ? "+" : "");
}

static const char *value_text(const struct render *render, const struct view_reference *reference,
                              const void *record)
{
    const struct view_context *context = render->context;
    const struct field *field = field_of(reference);
    switch (reference->part) {
    case VIEW_CODE:
        return code_of(context, field, record);
    case VIEW_DAY:
        return styled(context, field, record, RECORD_STYLE_DAY);
    case VIEW_LONG:
        return styled(context, field, record, RECORD_STYLE_LONG);
    case VIEW_CLOCK:
        return styled(context, field, record, RECORD_STYLE_CLOCK);
    case VIEW_INITIAL:
        return initial(context, view_show(context, field, record));
    case VIEW_TOTAL:
        return total(context, record_get_list(field, record));
    default:
        return view_show(context, field, record);
    }
}

static void add_form(struct render *render, const struct view_reference *reference,
                     const struct form *form)
{
    switch (reference->part) {
    case VIEW_FORM_WHOLE:
        form_add_whole(render->context, form, render->out);
        break;
    case VIEW_FORM_OPEN:
        form_add_open(render->context, form, render->out);
        break;
    case VIEW_FORM_SUBMIT:
        form_add_submit(render->context, form, render->out);
        break;
    case VIEW_FORM_CLOSE:
        text_add(render->out, "</form>");
        break;
    default:
        form_add_field(render->context, form, reference->argument, render->out);
        break;
    }
}

static void add_value(struct render *render, const struct view_reference *reference)
{
    const struct field *field = field_of(reference);
    const void *record = holder(render, reference);
    if (record == NULL)
        return;
    if (field->kind == FIELD_FORM) {
        const struct form *form = record_get_pointer(field, record);
        if (form != NULL)
            add_form(render, reference, form);
    } else if (field->kind == FIELD_HTML) {
        const char *markup = record_get_text(field, record);
        text_add(render->out, markup != NULL ? markup : "");
    } else {
        text_add_html(render->out, value_text(render, reference, record));
    }
}

/* ---- conditions ------------------------------------------------------------------------------ */

/* A masked yes, number or choice is neither true nor false: both would tell. */
static bool is_secret(const struct render *render, const struct view_reference *reference)
{
    const struct field *field = field_of(reference);
    bool tells = reference->part != VIEW_WHOLE &&
                 (field->kind == FIELD_CHOICE ||
                  (record_kind_is_number(field->kind) && field->kind != FIELD_ID));
    return tells && view_is_hidden(render->context, field);
}

static enum result is_true(struct render *render, const struct view_reference *reference, bool *out)
{
    const struct field *field = field_of(reference);
    const void *record = holder(render, reference);
    *out = false;
    if (record == NULL)
        return RESULT_OK;
    if (field->kind == FIELD_LIST && reference->part == VIEW_TOTAL)
        *out = strcmp(total(render->context, record_get_list(field, record)), "0") != 0;
    else if (field->kind == FIELD_LIST)
        return has_rows(render, field, record_get_list(field, record), out);
    else if (reference->part == VIEW_WHOLE)
        *out = !record_is_none(field, record) && !view_is_hidden(render->context, field);
    else if (reference->argument != NULL && field->kind == FIELD_CHOICE)
        *out = text_equal(record_get_text(field, record), reference->argument);
    else if (record_kind_is_number(field->kind))
        *out = !record_is_none(field, record) && record_get_int(field, record) != 0;
    else
        *out = !record_is_none(field, record);
    return RESULT_OK;
}

/* ---- running --------------------------------------------------------------------------------- */

static enum result run(struct render *render, size_t from, size_t end);

static enum result run_inside(struct render *render, size_t from, size_t end, const void *record)
{
    ALWAYS(render->scope_count < VIEW_SCOPES);
    render->records[render->scope_count++] = record;
    enum result result = run(render, from, end);
    render->scope_count--;
    return result;
}

static enum result run_each(struct render *render, size_t index)
{
    const struct view_op *op = &render->program->ops[index];
    const struct field *field = field_of(op->reference);
    const void *record = holder(render, op->reference), *row = NULL;
    if (record == NULL)
        return RESULT_OK;
    const struct record_list *list = record_get_list(field, record);
    struct view_cursor stored = {.list = list, .type = field->type}, *cursor = &stored;
    enum result result = RESULT_OK;
    if (list->next != NULL) {
        struct stream *stream = stream_of(render, list, field->type);
        result = begin(render, stream);
        cursor = &stream->cursor;
        row = stream->first;
        stream->first = NULL;
    }
    if (row == NULL && result == RESULT_OK)
        result = view_next(cursor, render->context->arena, &row, render->error);
    while (row != NULL && result == RESULT_OK) {
        result = run_inside(render, index + 1, op->end, row);
        if (result == RESULT_OK)
            result = view_next(cursor, render->context->arena, &row, render->error);
    }
    return result;
}

static enum result run_section(struct render *render, size_t index)
{
    const struct view_op *op = &render->program->ops[index];
    if (op->kind == VIEW_OP_EACH)
        return run_each(render, index);
    if (op->kind == VIEW_OP_WITH) {
        const void *record = holder(render, op->reference);
        record = record != NULL ? record_get_pointer(field_of(op->reference), record) : NULL;
        return record != NULL ? run_inside(render, index + 1, op->end, record) : RESULT_OK;
    }
    if (is_secret(render, op->reference))
        return RESULT_OK;
    bool holds;
    enum result result = is_true(render, op->reference, &holds);
    if (result != RESULT_OK || holds != (op->kind == VIEW_OP_IF))
        return result;
    return run(render, index + 1, op->end);
}

static enum result run(struct render *render, size_t from, size_t end)
{
    enum result result = RESULT_OK;
    for (size_t i = from; i < end && result == RESULT_OK; i++) {
        const struct view_op *op = &render->program->ops[i];
        switch (op->kind) {
        case VIEW_OP_TEXT:
            text_add_n(render->out, op->text, op->length);
            break;
        case VIEW_OP_VALUE:
            add_value(render, op->reference);
            break;
        default:
            result = run_section(render, i);
            i = op->end - 1;
            break;
        }
    }
    return result;
}

enum result view_html(const struct views *set, const char *page, const struct view_context *context,
                      const struct record_type *type, const void *record, struct text_buffer *out,
                      struct error *error)
{
    struct view_root root = {context->shell};
    struct render render = {.context = context,
                            .out = out,
                            .error = error,
                            .program = views_program(set, page, type, context->language)};
    render.records[render.scope_count++] = &root;
    render.records[render.scope_count++] = record;
    return run(&render, 0, render.program->count);
}
