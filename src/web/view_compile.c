/* The compiler of pages: from the parsed template to a list of operations whose names are resolved.
 * Partials are taken in where they stand and see what their caller sees; marked text is replaced by its
 * translation, which is a template itself. What is constant becomes part of the literals. */
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "web/html_place.h"
#include "web/icon.h"
#include "web/shell.h"
#include "web/template.h"
#include "web/view_internal.h"

struct compiler {
    const struct views *set;
    enum language language;
    const struct record_type *scopes[VIEW_SCOPES];
    size_t scope_count;
    int depth; /* of partials and translations */
    struct view_op *ops;
    size_t count, capacity;
    struct text_buffer literal; /* collected until the next operation */
    struct html_state html;     /* where in the page the literals so far have led */
    struct arena *arena;        /* of what is kept */
    struct arena *scratch;      /* of what only compiling needs */
    struct error *error;
};

/* Where in the source we are. */
struct place {
    const char *name;
    int first_line; /* of the source, where it is a slice of a file */
    int line;
};

static enum result refuse(struct compiler *compiler, const struct place *place, const char *msgid,
                          const char *what, const char *more)
{
    char line[16];
    snprintf(line, sizeof line, "%d", place->first_line + place->line - 1);
    error_set(compiler->error, RESULT_MALFORMED, NULL, msgid, place->name, line, what, more);
    if (compiler->error != NULL)
        compiler->error->row = place->first_line + place->line - 1;
    return RESULT_MALFORMED;
}

static struct view_op *add_op(struct compiler *compiler, enum view_op_kind kind)
{
    compiler->ops = arena_grow(compiler->scratch, compiler->ops, compiler->count,
                               &compiler->capacity, sizeof *compiler->ops);
    struct view_op *op = &compiler->ops[compiler->count++];
    *op = (struct view_op){.kind = kind};
    return op;
}

static void flush(struct compiler *compiler)
{
    size_t length = compiler->literal.length;
    if (length == 0)
        return;
    html_state_read(&compiler->html, compiler->literal.at, length);
    struct view_op *op = add_op(compiler, VIEW_OP_TEXT);
    op->text = arena_copy_n(compiler->arena, compiler->literal.at, length);
    op->length = length;
    text_buffer_clear(&compiler->literal);
}

/* ---- names ----------------------------------------------------------------------------------- */

static bool takes_style(enum field_kind kind, const char *part, enum view_part *out)
{
    static const struct {
        const char *name;
        enum view_part part;
        bool of_time;
    } parts[] = {{"code", VIEW_CODE, false},   {"initial", VIEW_INITIAL, false},
                 {"whole", VIEW_WHOLE, false}, {"day", VIEW_DAY, true},
                 {"long", VIEW_LONG, true},    {"clock", VIEW_CLOCK, true}};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (strcmp(part, parts[i].name) != 0)
            continue;
        if (parts[i].of_time && kind != FIELD_DATE && kind != FIELD_TIME)
            return false;
        *out = parts[i].part;
        return true;
    }
    return false;
}

/* What may follow the name of a form. */
static bool takes_form_part(const struct field *field, const char *part, enum view_part *out)
{
    static const struct {
        const char *name;
        enum view_part part;
    } parts[] = {
        {"open", VIEW_FORM_OPEN}, {"submit", VIEW_FORM_SUBMIT}, {"close", VIEW_FORM_CLOSE}};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (strcmp(part, parts[i].name) == 0) {
            *out = parts[i].part;
            return true;
        }
    }
    *out = VIEW_FORM_FIELD;
    return field->type == NULL || record_field(field->type, part) != NULL;
}

/* The field that begins the name, looked for from the innermost scope outwards. */
static const struct field *find_first(const struct compiler *compiler, const char *name,
                                      size_t *scope)
{
    for (size_t i = compiler->scope_count; i-- > 0;) {
        const struct field *field = record_field(compiler->scopes[i], name);
        if (field != NULL) {
            *scope = i;
            return field;
        }
    }
    return NULL;
}

/* One more part of a dotted name behind `field`; false if it makes no sense. `*next` is the field it
 * leads to, NULL if the part was the last word (a style, a total). */
static bool step(struct view_reference *reference, const struct field *field, const char *part,
                 const struct field **next, bool *label)
{
    *next = NULL;
    if (strcmp(part, "label") == 0 && field->label != NULL) {
        *label = true;
        return true;
    }
    if (field->kind == FIELD_RECORD)
        return (*next = record_field(field->type, part)) != NULL;
    if (field->kind == FIELD_LIST) {
        if (strcmp(part, "total") == 0 || strcmp(part, "any") == 0) {
            reference->part = part[0] == 't' ? VIEW_TOTAL : VIEW_ANY;
            return true;
        }
        return (*next = record_field(field->type, part)) != NULL; /* for .label only */
    }
    if (field->kind == FIELD_FORM) {
        if (!takes_form_part(field, part, &reference->part))
            return false;
        reference->argument = part;
        return true;
    }
    return takes_style(field->kind, part, &reference->part);
}

/* Resolves a name. `*label` is the msgid of a label if that is what the name means. */
static enum result resolve(struct compiler *compiler, const struct place *place, const char *name,
                           struct view_reference *out, const char **label)
{
    struct view_reference reference = {0};
    const struct field *path[VIEW_PATH];
    char *rest = arena_copy(compiler->scratch, name), *part = strsep(&rest, ".");
    const struct field *field = find_first(compiler, part, &reference.scope);
    if (field == NULL)
        return refuse(compiler, place, N_("%1, line %2: nothing here is called “%3”."), name, NULL);
    path[reference.length++] = field;
    bool is_label = false, through_list = false;
    while ((part = strsep(&rest, ".")) != NULL) {
        const struct field *next;
        if (!step(&reference, field, part, &next, &is_label) || (next == NULL && rest != NULL) ||
            reference.length == VIEW_PATH)
            return refuse(compiler, place, N_("%1, line %2: “%3” has no “%4”."), field->name, part);
        through_list = through_list || (field->kind == FIELD_LIST && next != NULL);
        if (next != NULL)
            path[reference.length++] = field = next;
    }
    if (through_list && !is_label)
        return refuse(compiler, place, N_("%1, line %2: “%3” is a list: open a section for it."),
                      name, NULL);
    if (label != NULL)
        *label = is_label ? field->label : NULL;
    if (is_label && label == NULL)
        return refuse(compiler, place, N_("%1, line %2: “%3” cannot open a section."), name, NULL);
    const struct field **kept =
        arena_array(compiler->arena, reference.length, sizeof(struct field *));
    memcpy(kept, path, reference.length * sizeof(struct field *));
    reference.path = kept;
    if (reference.argument != NULL)
        reference.argument = arena_copy(compiler->arena, reference.argument);
    *out = reference;
    return RESULT_OK;
}

static const struct view_reference *keep(struct compiler *compiler,
                                         const struct view_reference *reference)
{
    struct view_reference *kept = arena_alloc(compiler->arena, sizeof *kept);
    *kept = *reference;
    return kept;
}

static const struct field *last(const struct view_reference *reference)
{
    return reference->path[reference->length - 1];
}

/* ---- nodes ----------------------------------------------------------------------------------- */

static enum result compile_source(struct compiler *compiler, const struct place *place,
                                  const char *source);

static enum result compile_value(struct compiler *compiler, const struct place *place,
                                 const char *name)
{
    struct view_reference reference;
    const char *label;
    enum result result = resolve(compiler, place, name, &reference, &label);
    if (result != RESULT_OK)
        return result;
    if (label != NULL) {
        text_add_html(&compiler->literal, language_text(compiler->language, label));
        return RESULT_OK;
    }
    enum field_kind kind = last(&reference)->kind;
    if (kind == FIELD_FORM && reference.part == VIEW_SHOWN)
        reference.part = VIEW_FORM_WHOLE;
    bool has_no_text = reference.part == VIEW_WHOLE ||
                       (kind == FIELD_LIST && reference.part != VIEW_TOTAL) ||
                       kind == FIELD_RECORD || kind == FIELD_FILE || kind == FIELD_SECRET;
    if (has_no_text)
        return refuse(compiler, place, N_("%1, line %2: “%3” has no text to show."), name, NULL);
    flush(compiler);
    bool is_block = kind == FIELD_FORM && compiler->html.place != HTML_TEXT;
    if (is_block || !html_state_takes_value(&compiler->html))
        return refuse(
            compiler, place,
            N_("%1, line %2: “%3” may stand only in text or in an attribute with quotes."), name,
            NULL);
    add_op(compiler, VIEW_OP_VALUE)->reference = keep(compiler, &reference);
    return RESULT_OK;
}

/* {{#status=reached}}: the code must be one of the field's. */
static enum result compile_choice(struct compiler *compiler, const struct place *place,
                                  struct view_reference *reference, const char *code)
{
    const struct field *field = last(reference);
    if (field->kind != FIELD_CHOICE)
        return refuse(compiler, place, N_("%1, line %2: “%3” is no choice."), field->name, NULL);
    const struct choice *choice = field->choices;
    while (choice != NULL && choice->code != NULL && strcmp(choice->code, code) != 0)
        choice++;
    if (choice == NULL || choice->code == NULL)
        return refuse(compiler, place, N_("%1, line %2: “%3” has no choice “%4”."), field->name,
                      code);
    reference->argument = choice->code;
    return RESULT_OK;
}

static const struct template_node *inner(const struct template *template, size_t index)
{
    return &template->nodes[index];
}

static enum result compile_nodes(struct compiler *compiler, const struct place *place,
                                 const struct template *template, size_t from, size_t end);

static enum result compile_section(struct compiler *compiler, const struct place *place,
                                   const struct template *template, size_t index)
{
    const struct template_node *node = inner(template, index);
    struct view_reference reference;
    char *name = arena_copy(compiler->scratch, node->text), *code = strchr(name, '=');
    if (code != NULL)
        *code++ = '\0';
    enum result result = resolve(compiler, place, name, &reference, NULL);
    if (result == RESULT_OK && code != NULL)
        result = compile_choice(compiler, place, &reference, code);
    if (result != RESULT_OK)
        return result;
    enum field_kind kind = last(&reference)->kind;
    bool inverted = node->kind == TEMPLATE_INVERTED, pushes = false;
    enum view_op_kind op = inverted ? VIEW_OP_UNLESS : VIEW_OP_IF;
    if (!inverted && reference.part == VIEW_SHOWN && (kind == FIELD_LIST || kind == FIELD_RECORD)) {
        op = kind == FIELD_LIST ? VIEW_OP_EACH : VIEW_OP_WITH;
        pushes = true;
        if (compiler->scope_count == VIEW_SCOPES)
            return refuse(compiler, place, N_("%1, line %2: sections nest too deep."), NULL, NULL);
        compiler->scopes[compiler->scope_count++] = last(&reference)->type;
    }
    flush(compiler);
    struct html_state before = compiler->html;
    size_t at = compiler->count;
    add_op(compiler, op)->reference = keep(compiler, &reference);
    result = compile_nodes(compiler, place, template, index + 1, node->end);
    flush(compiler);
    compiler->ops[at].end = (unsigned)compiler->count;
    compiler->scope_count -= pushes;
    if (result == RESULT_OK && !html_state_equal(&before, &compiler->html))
        return refuse(compiler, place,
                      N_("%1, line %2: the section “%3” begins and ends in different places of the "
                         "HTML."),
                      name, NULL);
    return result;
}

/* The text between {{#_}} and {{/_}} as its msgid: runs of blanks are one space, none at the ends. */
static char *msgid_of(struct arena *arena, const char *text, size_t length)
{
    char *out = arena_alloc(arena, length + 1), *end = out;
    bool gap = false;
    for (size_t i = 0; i < length; i++) {
        if (strchr(" \t\r\n", text[i]) != NULL) {
            gap = end != out;
            continue;
        }
        if (gap)
            *end++ = ' ';
        gap = false;
        *end++ = text[i];
    }
    *end = '\0';
    return out;
}

static enum result compile_translated(struct compiler *compiler, const struct place *place,
                                      const struct template_node *node)
{
    char *msgid = msgid_of(compiler->scratch, node->inside, node->inside_length);
    if (*msgid == '\0')
        return refuse(compiler, place, N_("%1, line %2: there is no text to translate."), NULL,
                      NULL);
    const char *text = language_text(compiler->language, msgid);
    struct place inside = {place->name, place->first_line + node->line - 1, 1};
    bool space_before = strchr(" \t\n", node->inside[0]) != NULL;
    bool space_after = strchr(" \t\n", node->inside[node->inside_length - 1]) != NULL;
    text_add(&compiler->literal, space_before ? " " : "");
    enum result result = compile_source(compiler, &inside, text);
    text_add(&compiler->literal, space_after ? " " : "");
    return result;
}

static enum result compile_partial(struct compiler *compiler, const struct place *place,
                                   const char *name)
{
    if (text_starts(name, "i/")) {
        const char *markup = icon_find(name + 2);
        if (markup == NULL)
            return refuse(compiler, place, N_("%1, line %2: there is no icon “%3”."), name + 2,
                          NULL);
        text_add(&compiler->literal, markup);
        return RESULT_OK;
    }
    const char *source = views_source(compiler->set, name);
    if (source == NULL)
        return refuse(compiler, place, N_("%1, line %2: there is no partial “%3”."), name, NULL);
    struct place inside = {name, 1, 1};
    return compile_source(compiler, &inside, source);
}

static enum result compile_node(struct compiler *compiler, const struct place *place,
                                const struct template *template, size_t *index)
{
    const struct template_node *node = inner(template, *index);
    switch (node->kind) {
    case TEMPLATE_TEXT:
        text_add_n(&compiler->literal, node->text, node->length);
        return RESULT_OK;
    case TEMPLATE_VALUE:
        return compile_value(compiler, place, node->text);
    case TEMPLATE_PARTIAL:
        return compile_partial(compiler, place, node->text);
    case TEMPLATE_RAW:
        return refuse(
            compiler, place,
            N_("%1, line %2: “%3” cannot be shown unescaped: that is a matter of its kind."),
            node->text, NULL);
    default:
        break;
    }
    *index = node->end - 1;
    if (strcmp(node->text, "_") == 0)
        return compile_translated(compiler, place, node);
    return compile_section(compiler, place, template, (size_t)(node - template->nodes));
}

static enum result compile_nodes(struct compiler *compiler, const struct place *place,
                                 const struct template *template, size_t from, size_t end)
{
    enum result result = RESULT_OK;
    struct place here = *place;
    for (size_t i = from; i < end && result == RESULT_OK; i++) {
        here.line = inner(template, i)->line;
        result = compile_node(compiler, &here, template, &i);
    }
    return result;
}

static enum result compile_source(struct compiler *compiler, const struct place *place,
                                  const char *source)
{
    struct template template;
    if (compiler->depth == LIMIT_TEMPLATE_DEPTH)
        return refuse(compiler, place, N_("%1, line %2: partials nest too deep."), NULL, NULL);
    enum result result =
        template_parse(place->name, source, compiler->scratch, &template, compiler->error);
    if (result != RESULT_OK)
        return result;
    compiler->depth++;
    result = compile_nodes(compiler, place, &template, 0, template.count);
    compiler->depth--;
    return result;
}

enum result view_compile(const struct views *set, const char *page, const char *source,
                         enum language language, const struct record_type *type,
                         struct arena *arena, struct view_program *out, struct error *error)
{
    struct compiler compiler = {
        .set = set, .language = language, .arena = arena, .scratch = arena_new(), .error = error};
    compiler.scopes[compiler.scope_count++] = &view_root_type;
    compiler.scopes[compiler.scope_count++] = type;
    text_buffer_init(&compiler.literal);
    struct place place = {page, 1, 1};
    enum result result = compile_source(&compiler, &place, source);
    flush(&compiler);
    text_buffer_fini(&compiler.literal);
    if (result == RESULT_OK) {
        struct view_op *ops = arena_array(arena, compiler.count + 1, sizeof *ops);
        if (compiler.count > 0)
            memcpy(ops, compiler.ops, compiler.count * sizeof *ops);
        *out = (struct view_program){ops, compiler.count};
    }
    arena_free(compiler.scratch);
    return result;
}
