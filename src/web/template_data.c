/* Data mode: a template over a JSON value. The contexts form a linked list on the C stack,
 * innermost first; its length is bounded by the nesting of sections and the depth of partials. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "web/template.h"

struct scope {
    json_t *value;
    const struct scope *outer;
};

/* A partial that was parsed already, with the indentation it was parsed with. */
struct parsed {
    const char *name, *indent;
    struct template template;
    struct parsed *next;
};

struct render {
    const struct template_partials *partials;
    struct parsed *parsed;
    struct arena *arena;
    struct text_buffer *out;
    int depth; /* of partials */
    int steps; /* tags rendered */
    struct error *error;
};

static bool is_true(const json_t *value)
{
    switch (value != NULL ? json_typeof(value) : JSON_NULL) {
    case JSON_NULL:
    case JSON_FALSE:
        return false;
    case JSON_ARRAY:
        return json_array_size(value) > 0;
    case JSON_STRING:
        return json_string_length(value) > 0;
    default:
        return true;
    }
}

/* "a.b.c": the first part anywhere up the contexts, the rest strictly inside it. */
static json_t *find(const struct scope *scope, const char *name)
{
    if (strcmp(name, ".") == 0)
        return scope->value;
    size_t length = strcspn(name, ".");
    json_t *value = NULL;
    for (; scope != NULL && value == NULL; scope = scope->outer)
        value = json_object_getn(scope->value, name, length);
    while (value != NULL && name[length] == '.') {
        name += length + 1;
        length = strcspn(name, ".");
        value = json_object_getn(value, name, length);
    }
    return value;
}

/* The shortest decimal that reads back as the same number. */
static void add_real(struct text_buffer *out, double value)
{
    char text[40];
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    text_add(out, text);
}

static void add_value(struct render *render, const json_t *value, bool escaped)
{
    switch (value != NULL ? json_typeof(value) : JSON_NULL) {
    case JSON_STRING:
        if (escaped)
            text_add_html(render->out, json_string_value(value));
        else
            text_add(render->out, json_string_value(value));
        break;
    case JSON_INTEGER:
        text_addf(render->out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        break;
    case JSON_REAL:
        add_real(render->out, json_real_value(value));
        break;
    case JSON_TRUE:
        text_add(render->out, "true");
        break;
    case JSON_FALSE:
        text_add(render->out, "false");
        break;
    default:
        break;
    }
}

/* A copy with `indent` at the start of every line. */
static const char *indented(struct arena *arena, const char *source, const char *indent)
{
    if (*indent == '\0')
        return source;
    struct text_buffer text;
    text_buffer_init(&text);
    while (*source != '\0') {
        size_t length = strcspn(source, "\n");
        length += source[length] == '\n';
        text_add(&text, indent);
        text_add_n(&text, source, length);
        source += length;
    }
    const char *copy = arena_copy(arena, text_buffer_get(&text));
    text_buffer_fini(&text);
    return copy;
}

static enum result find_partial(struct render *render, const struct template_node *node,
                                const struct template **out)
{
    *out = NULL;
    for (const struct parsed *parsed = render->parsed; parsed != NULL; parsed = parsed->next) {
        if (text_equal(parsed->name, node->text) && text_equal(parsed->indent, node->indent)) {
            *out = &parsed->template;
            return RESULT_OK;
        }
    }
    const char *source = render->partials != NULL
                             ? render->partials->find(render->partials->self, node->text)
                             : NULL;
    if (source == NULL)
        return RESULT_OK;
    struct parsed *parsed = arena_alloc(render->arena, sizeof *parsed);
    *parsed = (struct parsed){.name = node->text, .indent = node->indent, .next = render->parsed};
    enum result result = template_parse(node->text, indented(render->arena, source, node->indent),
                                        render->arena, &parsed->template, render->error);
    if (result == RESULT_OK) {
        render->parsed = parsed;
        *out = &parsed->template;
    }
    return result;
}

static enum result render_nodes(struct render *render, const struct template *template, size_t from,
                                size_t end, const struct scope *scope);

static enum result render_partial(struct render *render, const struct template_node *node,
                                  const struct scope *scope)
{
    const struct template *partial;
    if (render->depth == LIMIT_TEMPLATE_DEPTH)
        return error_set(render->error, RESULT_TOO_LARGE, NULL,
                         N_("Partials nest too deep at “%1”."), node->text);
    enum result result = find_partial(render, node, &partial);
    if (result != RESULT_OK || partial == NULL)
        return result;
    render->depth++;
    result = render_nodes(render, partial, 0, partial->count, scope);
    render->depth--;
    return result;
}

static enum result render_section(struct render *render, const struct template *template,
                                  size_t index, const struct scope *scope)
{
    const struct template_node *node = &template->nodes[index];
    json_t *value = find(scope, node->text);
    if (is_true(value) == (node->kind == TEMPLATE_INVERTED))
        return RESULT_OK;
    if (node->kind == TEMPLATE_INVERTED)
        return render_nodes(render, template, index + 1, node->end, scope);
    size_t count = json_is_array(value) ? json_array_size(value) : 1;
    enum result result = RESULT_OK;
    for (size_t i = 0; i < count && result == RESULT_OK; i++) {
        struct scope inner = {json_is_array(value) ? json_array_get(value, i) : value, scope};
        result = render_nodes(render, template, index + 1, node->end, &inner);
    }
    return result;
}

static enum result render_nodes(struct render *render, const struct template *template, size_t from,
                                size_t end, const struct scope *scope)
{
    enum result result = RESULT_OK;
    for (size_t i = from; i < end && result == RESULT_OK; i++) {
        const struct template_node *node = &template->nodes[i];
        if (++render->steps > LIMIT_TEMPLATE_STEPS || render->out->length > LIMIT_TEMPLATE_BYTES)
            return error_set(render->error, RESULT_TOO_LARGE, NULL,
                             N_("This template goes on without end at “%1”."), template->name);
        switch (node->kind) {
        case TEMPLATE_TEXT:
            text_add_n(render->out, node->text, node->length);
            break;
        case TEMPLATE_VALUE:
        case TEMPLATE_RAW:
            add_value(render, find(scope, node->text), node->kind == TEMPLATE_VALUE);
            break;
        case TEMPLATE_SECTION:
        case TEMPLATE_INVERTED:
            result = render_section(render, template, i, scope);
            i = node->end - 1;
            break;
        case TEMPLATE_PARTIAL:
            result = render_partial(render, node, scope);
            break;
        }
    }
    return result;
}

enum result template_render(const char *name, const char *source, json_t *data,
                            const struct template_partials *partials, struct arena *arena,
                            struct text_buffer *out, struct error *error)
{
    struct template template;
    enum result result = template_parse(name, source, arena, &template, error);
    if (result != RESULT_OK)
        return result;
    struct render render = {.partials = partials, .arena = arena, .out = out, .error = error};
    struct scope scope = {data, NULL};
    return render_nodes(&render, &template, 0, template.count, &scope);
}
