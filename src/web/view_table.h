/* Inside views: a record as a table of cells, for CSV and XLSX. */
#ifndef WEB_VIEW_TABLE_H
#define WEB_VIEW_TABLE_H

#include "web/view_internal.h"

/* Takes one row; the first is the headings. The texts live until it returns. */
typedef enum result view_row_sink(void *self, const char *const *cells, size_t count,
                                  struct error *error);

/* Walks through the record's first list (or the record itself): headings in the reader's language,
 * values masked as everywhere. Columns are the fields that have a label and a text: not hidden ones,
 * not FIELD_NOT_EXPORTED, no ids, forms, markup or paths of pages. */
MUST_USE enum result view_walk_table(const struct view_context *context,
                                     const struct record_type *type, const void *record,
                                     view_row_sink *sink, void *self, struct error *error);

#endif
