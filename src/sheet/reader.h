/* Reading spreadsheets: one stream of rows, whatever the file is.
 *
 *     XLSX, XLSM   through libzip and expat, a row at a time
 *     XLS          through FreeXL, in a process of its own that may not take more than its share of
 * memory CSV, TSV     UTF-8 with or without BOM, UTF-16 with BOM, GB18030; the separator is guessed
 *     pasted cells what Excel and WPS put on the clipboard (TSV)
 *     接龙          a pasted WeChat chain reply, "1. 王桂英 3栋1204 13800138000"
 *
 * Memory does not grow with what a file claims: a row is read at a time, and only the shared
 * strings of a workbook are kept (LIMIT_SHEET_STRINGS_BYTES). Rows without any text are not given
 * at all, so a sheet formatted down to row 1,048,576 costs nothing.
 *
 * A cell's text is what its reader sees in Excel, with these differences: a date is an ISO day
 * ("2020-02-29"), a moment "2020-02-29T06:30:00", a time "06:30:00"; whole numbers up to 15 digits
 * are written out, where Excel would put 1.23457E+11 into a narrow column. From 16 digits on Excel
 * no longer knows the number: the text then is what it shows (4.40605E+17, or 440605194903070000),
 * and sheet_cell_is_lost() is true, so that nobody takes it for a citizen id.
 *
 * Errors, one sentence each: RESULT_UNSUPPORTED (not a spreadsheet, password, web page in
 * disguise), RESULT_MALFORMED (truncated or damaged), RESULT_TOO_LARGE (a limit of base/limits.h, a
 * zip bomb). After an error in sheet_reader_next the reader can only be closed or another sheet
 * selected. */
#ifndef SHEET_READER_H
#define SHEET_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

enum sheet_kind {
    SHEET_EMPTY, /* text is "" */
    SHEET_TEXT,
    SHEET_NUMBER,
    SHEET_DATE,  /* day, moment or time */
    SHEET_FLAG,  /* TRUE or FALSE */
    SHEET_ERROR, /* #N/A, #DIV/0! ... */
    SHEET_KIND__COUNT
};

struct sheet_cell {
    enum sheet_kind kind;
    const char *text; /* as shown; never NULL; lives until the next row */
    const char
        *raw; /* of a number or date: as stored ("4.4060519490307E+17"); else the same as text */
};

struct sheet_row {
    int64_t number; /* as in the file: 1 is the first */
    bool is_hidden;
    struct sheet_cell *cells;
    size_t count; /* up to the last cell with a text */
};

/* Cells joined into one: `first_row` ... `last_row`, 1-based like the columns. The text stands in
 * the first cell. */
struct sheet_merge {
    int64_t first_row, last_row;
    int first_column, last_column;
};

enum sheet_format {
    SHEET_XLSX,
    SHEET_XLS,
    SHEET_CSV, /* or TSV, or pasted cells */
    SHEET_JIELONG,
    SHEET_FORMAT__COUNT
};

struct sheet_info {
    const char *name; /* "Sheet1"; of a text file "" */
    bool is_hidden;
};

struct sheet_reader;

/* Opens a file that is in memory; `bytes` must live as long as the reader. The format is seen from
 * the bytes, never from the file's name. Selects the first visible sheet. */
MUST_USE enum result sheet_reader_open(const void *bytes, size_t size, struct sheet_reader **reader,
                                       struct error *error);

/* The same for text from the clipboard: a 接龙 when it looks like one, else cells. */
MUST_USE enum result sheet_reader_open_pasted(const void *bytes, size_t size,
                                              struct sheet_reader **reader, struct error *error);

void sheet_reader_close(struct sheet_reader *reader); /* takes NULL */

enum sheet_format sheet_reader_format(const struct sheet_reader *reader);

/* The sheets of the file in its order; the array lives as long as the reader. Sheets that hold only
 * a chart are left out. */
size_t sheet_reader_sheets(const struct sheet_reader *reader, const struct sheet_info **sheets);

/* Which sheet is selected, 0-based; and selects one, from its first row (also to read it again). */
size_t sheet_reader_selected(const struct sheet_reader *reader);
MUST_USE enum result sheet_reader_select(struct sheet_reader *reader, size_t index,
                                         struct error *error);

/* The next row with a text, in the order of the file. *more is false at the end, and `row` is then
 * left alone. The row lives until the next call. RESULT_TOO_LARGE after LIMIT_SHEET_ROWS rows. */
MUST_USE enum result sheet_reader_next(struct sheet_reader *reader, struct sheet_row *row,
                                       bool *more, struct error *error);

/* The merged cells of the selected sheet, by first row, at most LIMIT_SHEET_MERGES; in the arena.
 * Independent of how far rows were read. */
MUST_USE enum result sheet_reader_merges(struct sheet_reader *reader, struct sheet_merge **merges,
                                         size_t *count, struct arena *arena, struct error *error);

/* True if the number in this cell has lost digits: 16 or more in front of the point, so that Excel
 * has replaced the last ones by zeros. `text` is a cell's text of any file: CSV exports carry the
 * same wound ("4.40605E+17", "440605194903070000" with kind SHEET_NUMBER). */
bool sheet_cell_is_lost(const struct sheet_cell *cell);

/* "A", "Z", "AA" ... of a 1-based column. */
enum { SHEET_COLUMN_NAME_SIZE = 8 };
void sheet_column_name(int64_t column, char out[SHEET_COLUMN_NAME_SIZE]);

#endif
