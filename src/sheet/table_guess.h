/* Inside the room: what a column is, by its heading and by what stands in it. */
#ifndef SHEET_TABLE_GUESS_H
#define SHEET_TABLE_GUESS_H

#include "sheet/table.h"

/* How well a heading names a field: 100 exactly, 70 to 90 in part, 0 not at all. `key` comes from
 * table_heading_key(). */
int table_heading_score(const char *key, const struct field *field);

/* The best heading score of all fields of the type, or 50 for a heading that every list has (序号). */
int table_heading_best(const char *key, const struct record_type *type);

/* The key of a heading over the numbers of the rows. */
bool table_is_row_number(const char *key);

/* True for a text that stands in a list and not in its headings: phones, ids, dates, numbers. */
bool table_text_is_data(const struct sheet_cell *cell);

/* Fills field and confidence of each column. `samples[i]` are the texts of column i. */
struct table_samples {
    const char **texts;
    bool *is_number;
    size_t count;
};
void table_guess(struct table_layout *layout, const struct table_samples *samples,
                 const struct record_type *type, const char *today);

#endif
