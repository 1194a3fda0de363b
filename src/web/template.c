/* The parser: one pass over the source. A tag that may stand alone (all but values) and does so
 * takes its whole line with it, as the specification says; a partial that stands alone remembers
 * its indentation. */
#include "web/template.h"

#include <stdio.h>
#include <string.h>

enum { MAX_NESTING = 100, MAX_DELIMITER = 8 };

struct parser {
    const char *name;
    const char *source;
    const char *at;      /* where the next literal begins */
    const char *counted; /* up to where lines were counted */
    int line;
    char open[MAX_DELIMITER + 1], close[MAX_DELIMITER + 1];
    struct arena *arena;
    struct template_node *nodes;
    size_t count, capacity;
    size_t nesting[MAX_NESTING]; /* indices of the open sections */
    size_t depth;
    struct error *error;
};

/* One tag as found in the source. */
struct tag {
    char sign;           /* # ^ / > ! = & { or 0 for a value */
    const char *start;   /* of the opening delimiter */
    const char *end;     /* behind the closing delimiter */
    const char *content; /* without sign and blanks */
    size_t length;
};

static int line_of(struct parser *parser, const char *at)
{
    for (; parser->counted < at; parser->counted++)
        parser->line += *parser->counted == '\n';
    return parser->line;
}

static enum result refuse(struct parser *parser, const char *at, const char *msgid,
                          const char *what)
{
    char line[16];
    int number = line_of(parser, at);
    snprintf(line, sizeof line, "%d", number);
    error_set(parser->error, RESULT_MALFORMED, NULL, msgid, parser->name, line, what);
    if (parser->error != NULL)
        parser->error->row = number;
    return RESULT_MALFORMED;
}

static struct template_node *add_node(struct parser *parser, enum template_kind kind,
                                      const char *at)
{
    parser->nodes = arena_grow(parser->arena, parser->nodes, parser->count, &parser->capacity,
                               sizeof *parser->nodes);
    struct template_node *node = &parser->nodes[parser->count++];
    *node = (struct template_node){.kind = kind, .line = line_of(parser, at)};
    return node;
}

static void add_literal(struct parser *parser, const char *end)
{
    if (end <= parser->at)
        return;
    const char *start = parser->at;
    struct template_node *node = add_node(parser, TEMPLATE_TEXT, start);
    node->text = start;
    node->length = (size_t)(end - start);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void trim(struct tag *tag)
{
    while (tag->length > 0 && is_blank(*tag->content)) {
        tag->content++;
        tag->length--;
    }
    while (tag->length > 0 && is_blank(tag->content[tag->length - 1]))
        tag->length--;
}

/* Reads the tag at `start`. */
static enum result read_tag(struct parser *parser, const char *start, struct tag *tag)
{
    const char *content = start + strlen(parser->open);
    *tag = (struct tag){.start = start};
    const char *signs = "#^/>!=&{<$";
    while (*content == ' ' || *content == '\t')
        content++;
    if (*content != '\0' && strchr(signs, *content) != NULL)
        tag->sign = *content++;
    char close[MAX_DELIMITER + 2];
    snprintf(close, sizeof close, "%s%s",
             tag->sign == '{'   ? "}"
             : tag->sign == '=' ? "="
                                : "",
             parser->close);
    const char *end = strstr(content, close);
    if (end == NULL)
        return refuse(parser, start, N_("%1, line %2: a tag is not closed."), NULL);
    tag->content = content;
    tag->length = (size_t)(end - content);
    tag->end = end + strlen(close);
    trim(tag);
    if (tag->length == 0 && tag->sign != '!')
        return refuse(parser, start, N_("%1, line %2: a tag is empty."), NULL);
    if (tag->sign == '<' || tag->sign == '$')
        return refuse(parser, start, N_("%1, line %2: inheritance is not supported."), NULL);
    return RESULT_OK;
}

static enum result set_delimiters(struct parser *parser, const struct tag *tag)
{
    size_t first = 0, second;
    while (first < tag->length && !is_blank(tag->content[first]))
        first++;
    for (second = first; second < tag->length && is_blank(tag->content[second]);)
        second++;
    size_t rest = tag->length - second;
    bool one = memchr(tag->content + second, ' ', rest) == NULL &&
               memchr(tag->content, '=', tag->length) == NULL;
    if (first == 0 || rest == 0 || first > MAX_DELIMITER || rest > MAX_DELIMITER || !one)
        return refuse(parser, tag->start, N_("%1, line %2: these are not two delimiters."), NULL);
    snprintf(parser->open, sizeof parser->open, "%.*s", (int)first, tag->content);
    snprintf(parser->close, sizeof parser->close, "%.*s", (int)rest, tag->content + second);
    return RESULT_OK;
}

/* If nothing but blanks shares the tag's line: where the line begins, and *after behind its end. */
static const char *alone(const struct parser *parser, const struct tag *tag, const char **after)
{
    if (tag->sign == 0 || tag->sign == '&' || tag->sign == '{')
        return NULL;
    const char *start = tag->start;
    while (start > parser->source && (start[-1] == ' ' || start[-1] == '\t'))
        start--;
    if (start > parser->source && start[-1] != '\n')
        return NULL;
    const char *end = tag->end;
    while (*end == ' ' || *end == '\t')
        end++;
    if (end[0] == '\r' && end[1] == '\n')
        end += 2;
    else if (*end == '\n')
        end++;
    else if (*end != '\0')
        return NULL;
    *after = end;
    return start;
}

static enum result open_section(struct parser *parser, const struct tag *tag, const char *inside)
{
    if (parser->depth == MAX_NESTING)
        return refuse(parser, tag->start, N_("%1, line %2: sections nest too deep."), NULL);
    struct template_node *node =
        add_node(parser, tag->sign == '#' ? TEMPLATE_SECTION : TEMPLATE_INVERTED, tag->start);
    node->text = arena_copy_n(parser->arena, tag->content, tag->length);
    node->length = tag->length;
    node->inside = inside;
    parser->nesting[parser->depth++] = parser->count - 1;
    return RESULT_OK;
}

static enum result close_section(struct parser *parser, const struct tag *tag,
                                 const char *inside_end)
{
    char *name = arena_copy_n(parser->arena, tag->content, tag->length);
    if (parser->depth == 0)
        return refuse(parser, tag->start, N_("%1, line %2: “%3” is closed but was not opened."),
                      name);
    struct template_node *node = &parser->nodes[parser->nesting[--parser->depth]];
    if (!text_equal(node->text, name))
        return refuse(parser, tag->start, N_("%1, line %2: “%3” is open and must be closed first."),
                      node->text);
    node->end = parser->count;
    node->inside_length = inside_end > node->inside ? (size_t)(inside_end - node->inside) : 0;
    return RESULT_OK;
}

static enum result add_tag(struct parser *parser, const struct tag *tag)
{
    const char *after = tag->end;
    const char *line_start = alone(parser, tag, &after);
    const char *literal_end =
        line_start != NULL && line_start >= parser->at ? line_start : tag->start;
    if (literal_end == tag->start)
        after = line_start != NULL && line_start == tag->start ? after : tag->end;
    add_literal(parser, literal_end);
    parser->at = after;
    struct template_node *node;
    switch (tag->sign) {
    case '!':
        return RESULT_OK;
    case '=':
        return set_delimiters(parser, tag);
    case '#':
    case '^':
        return open_section(parser, tag, after);
    case '/':
        return close_section(parser, tag, literal_end);
    case '>':
        node = add_node(parser, TEMPLATE_PARTIAL, tag->start);
        node->indent = literal_end < tag->start ? arena_copy_n(parser->arena, literal_end,
                                                               (size_t)(tag->start - literal_end))
                                                : "";
        break;
    default:
        node = add_node(parser, tag->sign == 0 ? TEMPLATE_VALUE : TEMPLATE_RAW, tag->start);
        break;
    }
    node->text = arena_copy_n(parser->arena, tag->content, tag->length);
    node->length = tag->length;
    return RESULT_OK;
}

enum result template_parse(const char *name, const char *source, struct arena *arena,
                           struct template *out, struct error *error)
{
    struct parser parser = {.name = name,
                            .source = source,
                            .at = source,
                            .counted = source,
                            .line = 1,
                            .open = "{{",
                            .close = "}}",
                            .arena = arena,
                            .error = error};
    for (const char *start; (start = strstr(parser.at, parser.open)) != NULL;) {
        struct tag tag;
        enum result result = read_tag(&parser, start, &tag);
        if (result == RESULT_OK)
            result = add_tag(&parser, &tag);
        if (result != RESULT_OK)
            return result;
    }
    add_literal(&parser, parser.at + strlen(parser.at));
    if (parser.depth > 0) {
        const struct template_node *node = &parser.nodes[parser.nesting[parser.depth - 1]];
        char line[16];
        snprintf(line, sizeof line, "%d", node->line);
        error_set(error, RESULT_MALFORMED, NULL, N_("%1, line %2: “%3” is never closed."), name,
                  line, node->text);
        if (error != NULL)
            error->row = node->line;
        return RESULT_MALFORMED;
    }
    *out = (struct template){name, parser.nodes, parser.count};
    return RESULT_OK;
}
