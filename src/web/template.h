/* Mustache templates.
 *
 * One parser serves two uses. In data mode (`kaifong template FILE --data JSON`) a template is
 * rendered over any JSON value after the Mustache specification 1.4 (its core: interpolation,
 * sections, inverted sections, comments, partials, set delimiters; not the optional lambdas,
 * inheritance and dynamic names). In view mode (web/view.h) the same syntax is compiled against
 * tables of declared fields, so that an unknown name is an error at start and escaping is a matter
 * of the field's kind.
 *
 * A syntax error is RESULT_MALFORMED: error.row is the line, the first argument the template's
 * name. */
#ifndef WEB_TEMPLATE_H
#define WEB_TEMPLATE_H

#include <jansson.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

enum template_kind {
    TEMPLATE_TEXT,     /* literal */
    TEMPLATE_VALUE,    /* {{name}} */
    TEMPLATE_RAW,      /* {{{name}}} and {{&name}}: unescaped; refused in view mode */
    TEMPLATE_SECTION,  /* {{#name}} ... {{/name}} */
    TEMPLATE_INVERTED, /* {{^name}} ... {{/name}} */
    TEMPLATE_PARTIAL,  /* {{>name}} */
};

struct template_node {
    enum template_kind kind;
    const char *text;   /* the literal (a slice of the source) or the name (NUL-terminated) */
    size_t length;      /* of text */
    size_t end;         /* of a section: index of the node behind its last */
    const char *inside; /* of a section: its source, a slice ... */
    size_t inside_length;
    const char
        *indent; /* of a partial that stands alone on its line: what to put before each line */
    int line;    /* 1-based */
};

/* Nodes in the order of the source; a section is followed by what is inside it. */
struct template
{
    const char *name;
    struct template_node *nodes;
    size_t count;
};

/* Parses `source`, which must live as long as the template. */
MUST_USE enum result template_parse(const char *name, const char *source, struct arena *arena,
                                    struct template *out, struct error *error);

/* Where data mode finds partials: the source of `name`, or NULL (rendered as nothing). */
struct template_partials {
    const char *(*find)(void *self, const char *name);
    void *self;
};

/* Renders `source` over `data` and adds the result to `out`. `partials` may be NULL. False are
 * null, false, the empty list and the empty text. RESULT_TOO_LARGE if partials nest deeper than
 * LIMIT_TEMPLATE_DEPTH; what was added to `out` until then stays. */
MUST_USE enum result template_render(const char *name, const char *source, json_t *data,
                                     const struct template_partials *partials, struct arena *arena,
                                     struct text_buffer *out, struct error *error);

#endif
