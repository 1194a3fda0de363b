/* One row of a list becomes one person, with what is wrong with it and what was noticed. Pure: knows
 * the sheet and the fields, no store.
 *
 * A problem keeps the row out until somebody has mended it in the list; a note tells what was done with
 * a cell that is not as it should be, and the row goes on. Both name the cell. */
#ifndef INTAKE_ROW_H
#define INTAKE_ROW_H

#include "base/text.h"
#include "modules/people/people.h"
#include "sheet/table.h"

/* What the columns of a list may be: all of resident_row, and what lists have in columns of their own. */
struct intake_person {
    struct resident_row row;
    const char *building; /* 栋, joined with the others to row.address */
    const char *unit;
    const char *room;
    const char *age; /* instead of a date of birth: kept in the note */
};
extern const struct record_type intake_person_type;

enum { INTAKE_REMARKS = 12, INTAKE_REMARK_ARGS = 2 };

struct intake_remark {
    int64_t column;  /* 1-based; 0: the row as a whole */
    bool is_problem; /* else a note */
    const char *msgid;
    const char *args[INTAKE_REMARK_ARGS];
};

struct intake_row {
    int64_t number; /* in the sheet */
    struct intake_person person;
    struct intake_remark remarks[INTAKE_REMARKS];
    size_t remark_count;
    const char **cells; /* as they were shown, cell_count of them */
    size_t cell_count;
};

/* Reads a row of the table. Without a person's name or phone there is a problem; `needs_name` says
 * that the name must be there (the register; a list for a campaign may do with a phone). Everything in
 * the arena. */
void intake_row_read(const struct table_layout *layout, const struct table_row *source,
                     bool needs_name, const char *today, struct arena *arena,
                     struct intake_row *row);

bool intake_row_is_wrong(const struct intake_row *row);
void intake_row_remark(struct intake_row *row, bool is_problem, int64_t column, const char *msgid,
                       const char *first, const char *second);

/* ---- as text, to be sealed ------------------------------------------------------------------- */

/* Adds the row to `out`; and reads one at *at, moving past it. False at what is not such a row. */
void intake_row_write(const struct intake_row *row, struct text_buffer *out);
bool intake_row_parse(const char **at, const char *end, struct intake_row *row,
                      struct arena *arena);

/* ---- the same person twice in one list ------------------------------------------------------- */

struct intake_doubles;
struct intake_doubles *intake_doubles_new(void);
void intake_doubles_free(struct intake_doubles *doubles);
/* The number of an earlier row that is the same person (the same citizen id; or the same name with the
 * same phone, or with the same birth date and home, without different ids), or 0; and remembers this
 * one. */
int64_t intake_doubles_find(struct intake_doubles *doubles, const struct intake_row *row);

#endif
