/* Writing spreadsheets: XLSX as an office prints it, and CSV.
 *
 * An XLSX sheet has a title over the whole table, a line with the unit and the date under it,
 * headings that are repeated on every printed page and stay in view on the screen, A4 landscape one
 * page wide, and "page x of y" in the footer. Ids, phones and rooms are text cells, because Excel
 * keeps only 15 digits of a number. What is written comes back byte by byte: characters that XML
 * cannot hold, and texts that look like their escapes, become _xHHHH_.
 *
 * A text that begins like a formula (= + - @) never becomes one: in XLSX it is a text cell; in CSV
 * it gets an apostrophe in front, which sheet/reader.h takes off again.
 *
 * The result is in memory; rows pass through in constant memory on the way. Errors: RESULT_IO and
 * RESULT_FULL when temporary files cannot be written. */
#ifndef SHEET_WRITER_H
#define SHEET_WRITER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/language.h"
#include "base/text.h"

enum sheet_target {
    SHEET_TO_XLSX,
    SHEET_TO_CSV,         /* UTF-8 with BOM, so that Excel sees what it is */
    SHEET_TO_CSV_GB18030, /* for programs that know no UTF-8 */
    SHEET_TARGET__COUNT
};

enum sheet_look {
    SHEET_LOOK_TEXT,   /* a text cell, whatever stands in it */
    SHEET_LOOK_NUMBER, /* a number cell if the text is a number of at most 15 digits, else text */
    SHEET_LOOK_DAY,    /* a date cell if the text is an ISO day from 1900 on, else text */
};

struct sheet_column {
    const char *heading;
    enum sheet_look look;
    double width; /* in characters of Latin width; 0: from the heading */
};

struct sheet_layout {
    const char *name;    /* of the sheet; cut and cleaned to what Excel allows; NULL: "Sheet1" */
    const char *title;   /* centred over the table; NULL: none (a list to be read by programs) */
    const char *unit;    /* under it on the left: 填报单位：灯湖社区; NULL */
    const char *date;    /* ... and on the right: 填报日期：2024-02-10; NULL */
    const char *closing; /* a line below the table: 填表人 … (盖章); NULL */
    const struct sheet_column *columns;
    size_t column_count;
    bool has_no_headings;   /* the first rows that are given stand for them (a returned list) */
    size_t frozen_rows;     /* with has_no_headings: how many rows stay in view and are repeated */
    enum language language; /* of the footer */
};

struct sheet_writer;

MUST_USE enum result sheet_writer_open(enum sheet_target target, const struct sheet_layout *layout,
                                       struct sheet_writer **writer, struct error *error);

/* One row of texts, UTF-8; NULL is an empty cell. `marks` may be NULL: a cell whose byte is not 0
 * is shown as wrong (XLSX only). */
MUST_USE enum result sheet_writer_row(struct sheet_writer *writer, const char *const *texts,
                                      const unsigned char *marks, size_t count,
                                      struct error *error);

/* Ends the file; *bytes is in the arena. Nothing can be written after it. */
MUST_USE enum result sheet_writer_finish(struct sheet_writer *writer, const void **bytes,
                                         size_t *size, struct arena *arena, struct error *error);
void sheet_writer_close(struct sheet_writer *writer); /* takes NULL */

/* The media type and the ending (".xlsx") of a target. */
const char *sheet_target_type(enum sheet_target target);
const char *sheet_target_ending(enum sheet_target target);

/* A file name that every system takes: without / \ : * ? " < > | and controls, at most 120
 * characters; "sheet" if nothing is left. */
char *sheet_file_name(struct arena *arena, const char *name);

/* The Content-Disposition of a download (RFC 6266 with the UTF-8 name of RFC 5987): `name` is
 * without its ending. */
char *sheet_disposition(struct arena *arena, const char *name, const char *ending);

/* True if a program that opens CSV would take this text for a formula, perhaps behind apostrophes: it
 * begins with = + - @, also full-width, as Excel reads it in China, or with a blank that is passed
 * over. A plain negative number is none. */
bool sheet_csv_is_formula(const char *text);

/* One cell of CSV with quotes and guard as needed, for those who write CSV themselves. */
void sheet_csv_cell(struct text_buffer *out, const char *text);

#endif
