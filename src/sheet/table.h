/* Finding the table in a messy sheet.
 *
 * Lists of residents come with titles above, one or two rows of headings (merged over several columns),
 * group headings between the rows (3栋), 小计 and 合计, 同上 and 〃, cells merged downwards, headings
 * repeated on every printed page, and signatures below. table_find() says where the headings are and
 * what each column is, judged by its heading (the aliases of the fields, struct field) and by what
 * stands in it; a person can correct all of it. table_open() then gives the rows of people only, with
 * what was merged or meant by 同上 filled in.
 *
 * Nothing here knows a domain: `type` says which fields a list may have. */
#ifndef SHEET_TABLE_H
#define SHEET_TABLE_H

#include "record/record.h"
#include "sheet/reader.h"

enum { TABLE_HEADER_ROWS_MAX = 2, TABLE_SAMPLE_ROWS = 200, TABLE_PREVIEW_ROWS = 20 };

struct table_column {
    const char *heading;       /* both rows joined with a blank; "" without */
    const struct field *field; /* what it is, or NULL: not taken */
    int confidence;            /* 0 to 100: of the guess */
    const char *sample;        /* the first text in it, or "" */
};

struct table_preview {
    int64_t number; /* of the row in the sheet */
    bool is_header;
    const char **texts; /* column_count of them */
};

struct table_layout {
    int64_t header_row;  /* number of the first row of headings; 0: there are none */
    int64_t header_rows; /* 0, 1 or 2 */
    struct table_column *columns;
    size_t column_count; /* at most LIMIT_SHEET_COLUMNS */
    const char *title;   /* what stood above, or "" */
    struct table_preview *previews;
    size_t preview_count;
};

/* What a person has said about the headings; zeroed: look for them. */
struct table_hint {
    bool is_given;
    int64_t header_row;  /* 0: no headings */
    int64_t header_rows; /* 0: see whether one or two */
};

/* Looks at the first rows of the selected sheet, from its beginning; leaves the reader somewhere in
 * the sheet. RESULT_MALFORMED for a sheet without any text. `today` is an ISO day. */
MUST_USE enum result table_find(struct sheet_reader *reader, const struct record_type *type,
                                const char *today, const struct table_hint *hint,
                                struct table_layout *layout, struct arena *arena,
                                struct error *error);

enum table_row_kind {
    TABLE_PERSON, /* a row of the list */
    TABLE_GROUP,  /* a group heading: "3栋" */
    TABLE_TOTAL,  /* 合计, 小计, 总计 */
    TABLE_REMARK, /* a note or a signature */
    TABLE_HEADER, /* the headings once more */
    TABLE_ROW_KIND__COUNT
};

struct table_row {
    enum table_row_kind kind;
    int64_t number;
    bool is_hidden;
    struct sheet_cell *cells; /* column_count of them; live until the next row */
    bool *is_filled;          /* which of them came from above (同上, merged) */
    const char *group;        /* the last group heading, or "" */
};

struct table;

/* Rows below the headings of the layout, from the beginning. The table borrows reader and layout. */
MUST_USE enum result table_open(struct sheet_reader *reader, const struct table_layout *layout,
                                struct table **table, struct error *error);
MUST_USE enum result table_next(struct table *table, struct table_row *row, bool *more,
                                struct error *error);
void table_close(struct table *table); /* takes NULL */

/* True for a text of three characters or more that ends as names of places do and names of people hardly
 * ever: 翠堤湾, 保泰里. */
bool table_is_place_name(const char *text);

/* "*联系 电话（必填）" is "联系电话": a heading as aliases are compared. In the arena. */
char *table_heading_key(struct arena *arena, const char *heading);

#endif
