/* Inside views: the compiled form of a page. Only view_*.c include this. */
#ifndef WEB_VIEW_INTERNAL_H
#define WEB_VIEW_INTERNAL_H

#include "web/form.h"
#include "web/view.h"

enum { VIEW_SCOPES = 16, VIEW_PATH = 8 };

/* What of a field is wanted: {{at}}, {{at.clock}}, {{list.total}} ... */
enum view_part {
    VIEW_SHOWN, /* as people see it */
    VIEW_CODE,  /* as machines see it */
    VIEW_DAY,
    VIEW_LONG,
    VIEW_CLOCK,   /* of dates and moments */
    VIEW_INITIAL, /* the first character, for a face */
    VIEW_TOTAL,   /* of a list: how many in all, "1000+" */
    VIEW_ANY,     /* of a list: is there one? */
    VIEW_WHOLE,   /* of a section: is there a value, and may this reader see it whole? */
    VIEW_FORM_WHOLE,
    VIEW_FORM_OPEN,
    VIEW_FORM_FIELD,
    VIEW_FORM_SUBMIT,
    VIEW_FORM_CLOSE,
};

/* A name of a template, resolved: through `path` (all but the last are records) from the record of
 * scope number `scope`. */
struct view_reference {
    size_t scope;
    const struct field *const *path;
    size_t length;
    enum view_part part;
    const char *argument; /* the choice compared with, or the form's field */
};

enum view_op_kind {
    VIEW_OP_TEXT,
    VIEW_OP_VALUE,
    VIEW_OP_IF, /* runs to `end` if true */
    VIEW_OP_UNLESS,
    VIEW_OP_WITH, /* a record becomes the innermost scope */
    VIEW_OP_EACH, /* so does each row of a list */
};

struct view_op {
    enum view_op_kind kind;
    unsigned end;     /* index behind the last operation inside */
    const char *text; /* of VIEW_OP_TEXT */
    size_t length;
    const struct view_reference *reference; /* of all others */
};

struct view_program {
    const struct view_op *ops;
    size_t count;
};

/* What a page's names are resolved in, outermost first: the surroundings, then the page's record. */
struct view_root {
    const struct view_shell *shell;
};
extern const struct record_type view_root_type;

/* One page in one language. `find` gives the source of a template or partial, or NULL. */
MUST_USE enum result view_compile(const struct views *set, const char *page, const char *source,
                                  enum language language, const struct record_type *type,
                                  struct arena *arena, struct view_program *out,
                                  struct error *error);
const char *views_source(const struct views *set, const char *name);
const struct view_program *views_program(const struct views *set, const char *page,
                                         const struct record_type *type, enum language language);

/* True if the field's class is not for this reader. A field that is masked for everybody
 * (FIELD_MASK_ALWAYS) but not hidden may be used whole where no eye sees it: href="tel:...". */
bool view_is_hidden(const struct view_context *context, const struct field *field);

/* The parts of a form (web/form.c). `name` is a field of the form. */
void form_add_whole(const struct view_context *context, const struct form *form,
                    struct text_buffer *out);
void form_add_open(const struct view_context *context, const struct form *form,
                   struct text_buffer *out);
void form_add_field(const struct view_context *context, const struct form *form, const char *name,
                    struct text_buffer *out);
void form_add_submit(const struct view_context *context, const struct form *form,
                     struct text_buffer *out);

#endif
