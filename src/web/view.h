/* Views: one record, many forms.
 *
 * A handler fills a record and names its type; what the client asked for decides whether it becomes a
 * page, JSON, CSV or a spreadsheet. A page is a Mustache template that was compiled, once at start and
 * for each language, against the record's type: a name that no field has is an error with file and
 * line, and how a value is escaped follows from the kind of its field (docs/templates.md).
 *
 * Masking happens here and only here, for every form alike: a field is shown whole if its privacy class
 * allows it to this reader, else as record_mask() leaves it. */
#ifndef WEB_VIEW_H
#define WEB_VIEW_H

#include "base/text.h"
#include "record/record.h"
#include "web/module.h"

/* Which classes the reader sees whole. Zero shows the least. */
struct view_rights {
    bool personal;
    bool sensitive;
};

struct view_context {
    enum language language;
    int offset; /* minutes east of UTC at which times are shown */
    struct view_rights rights;
    const struct view_shell *shell; /* what surrounds a page (web/shell.h); NULL for other forms */
    struct arena *arena;
};

/* ---- pages ----------------------------------------------------------------------------------- */

/* All page templates. Made at start; then only read, by any number of threads. */
struct views;

struct views *views_new(void);
void views_free(struct views *set); /* takes NULL */

/* Adds templates and partials ("people/resident", "shell/open"); the texts must outlive the set. The
 * ones of web itself are there from the beginning. */
void views_add(struct views *set, const struct view_source *sources, size_t count);

/* Compiles `page` for records of `type`, in all languages. RESULT_MALFORMED: the arguments of the error
 * are the template's name, the line, and what is wrong there; RESULT_NOT_FOUND: no such template. Doing
 * it twice is harmless. */
MUST_USE enum result views_compile(struct views *set, const char *page,
                                   const struct record_type *type, struct error *error);

bool views_has(const struct views *set, const char *page, const struct record_type *type);

/* Renders a page and adds it to `out`. A page that was not compiled for `type` is a bug. Errors are
 * those of the lists' cursors; `out` then holds a part of the page. */
MUST_USE enum result view_html(const struct views *set, const char *page,
                               const struct view_context *context, const struct record_type *type,
                               const void *record, struct text_buffer *out, struct error *error);

/* ---- data ------------------------------------------------------------------------------------ */

/* JSON: ids are text, times RFC 3339, dates ISO, tenths numbers, flags true and false, none is null; a
 * choice is its code, with NAME_label beside it. Lists are {"items": [...], "total": 12,
 * "total_is_more": false}; total is null when unknown. Where values are masked, "masked" names the
 * fields; a masked number, flag or choice is null. Markup, forms and secrets are left out. */
MUST_USE enum result view_json(const struct view_context *context, const struct record_type *type,
                               const void *record, struct text_buffer *out, struct error *error);

enum view_charset { VIEW_UTF8, VIEW_GB18030 };

/* The list that a table (CSV, XLSX) of such a record shows: its first FIELD_LIST; NULL if it has none. */
const struct field *view_table(const struct record_type *type);

/* CSV of that list (of the one record itself where there is no list): headings in the reader's
 * language, UTF-8 with a byte order mark or GB18030, CRLF, and an apostrophe before what a spreadsheet
 * would take for a formula. */
MUST_USE enum result view_csv(const struct view_context *context, enum view_charset charset,
                              const struct record_type *type, const void *record,
                              struct text_buffer *out, struct error *error);

/* ---- shared by the forms --------------------------------------------------------------------- */

/* True if the reader may not see this field whole. */
bool view_is_masked(const struct view_context *context, const struct field *field);

/* The value as people see it, masked where need be; "" for none. */
const char *view_show(const struct view_context *context, const struct field *field,
                      const void *record);

/* Walks through a list, stored or streamed. `*row` is valid until the next call; NULL at the end. */
struct view_cursor {
    const struct record_list *list;
    const struct record_type *type;
    size_t index;
    void *row; /* of a streamed list; made by the first call */
    bool ended;
};
MUST_USE enum result view_next(struct view_cursor *cursor, struct arena *arena, const void **row,
                               struct error *error);

#endif
