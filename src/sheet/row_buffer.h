/* Inside the room: the cells of one row while it is being read. Texts are kept in one growing
 * buffer by offset, or point at text that lives elsewhere; row_buffer_finish() makes them cells. */
#ifndef SHEET_ROW_BUFFER_H
#define SHEET_ROW_BUFFER_H

#include "base/text.h"
#include "sheet/reader.h"

enum { ROW_BUFFER_COLUMNS = 16384 }; /* Excel's own limit */

struct row_buffer_cell {
    enum sheet_kind kind;
    const char *fixed; /* text that lives elsewhere, or NULL: at `text` in the buffer */
    size_t text, raw;  /* offsets */
};

struct row_buffer {
    struct text_buffer texts;
    struct row_buffer_cell *pending;
    struct sheet_cell *cells;
    size_t capacity; /* of both arrays */
    size_t count;    /* up to the last cell that was set */
};

void row_buffer_init(struct row_buffer *buffer);
void row_buffer_fini(struct row_buffer *buffer);
void row_buffer_clear(struct row_buffer *buffer);

/* Sets the cell of a 0-based column; empty text sets nothing. `raw` NULL: the same. Text beyond
 * LIMIT_SHEET_CELL_BYTES is cut at a character. Columns that Excel cannot have are left out. */
void row_buffer_set(struct row_buffer *buffer, size_t column, enum sheet_kind kind,
                    const char *text, const char *raw);
/* The same for text that outlives the row. */
void row_buffer_set_fixed(struct row_buffer *buffer, size_t column, const char *text);

/* Replaces what is no UTF-8 by U+FFFD or nothing, in place. */
void sheet_text_repair(char *text);

/* The cells; they live until the next clear. */
void row_buffer_finish(struct row_buffer *buffer, struct sheet_row *row);

#endif
