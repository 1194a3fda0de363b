/* Between the files of people: rows of its statements as structs, and the small writes that several of
 * them need. */
#ifndef PEOPLE_ROWS_H
#define PEOPLE_ROWS_H

#include "modules/people/firm.h"
#include "modules/people/search.h"
#include "people_sql.h"

enum { PEOPLE_LIST_MAX = 5000, BATCH_SLICE_MAX = 500 };

/* The optional clause "scope" is bit 0 of every statement that has it. */
const struct statement *people_in_scope(const struct statement *statement,
                                        const struct scope *scope, unsigned clauses,
                                        unsigned order);

/* All lists of residents read the same columns. `today` may be NULL: no ages. */
void line_from_row(const struct people_sql_resident_list *row, enum resident_order order,
                   const char *today, struct resident_line *line);
struct resident_line *lines_from_rows(const void *rows, size_t count, enum resident_order order,
                                      const char *today, struct arena *arena);

/* Ids in SQL: none is NULL there and 0 here. */
int64_t id_or_null(int64_t id);
int64_t id_or_zero(int64_t id);

/* A sealed id with its indexes; all none for NULL. */
struct sealed_id {
    struct store_bytes sealed, index, tail;
};
MUST_USE enum result seal_citizen_id(struct services *services, struct tx *tx, int64_t tenant,
                                     const char *citizen_id, struct sealed_id *sealed,
                                     struct arena *arena, struct error *error);

MUST_USE enum result tokens_write(struct tx *tx, int64_t tenant, int64_t resident_id,
                                  const struct search_tokens *tokens, bool add,
                                  struct error *error);

/* One row of the history, and one of the audit. `fields` may be NULL. */
MUST_USE enum result note_change(struct services *services, struct tx *tx,
                                 const struct principal *who, int64_t resident_id,
                                 const char *action, const char *fields, const char *reason,
                                 struct error *error);

/* The row of a resident with everything sealed; RESULT_NOT_FOUND outside of the scope. */
MUST_USE enum result resident_row_get(struct tx *tx, const struct scope *scope, int64_t resident_id,
                                      struct people_sql_resident_get *row, struct arena *arena,
                                      struct error *error);

/* Its tokens: of the names and all the phones that it has now. */
MUST_USE enum result resident_tokens(struct tx *tx, int64_t tenant,
                                     const struct people_sql_resident_get *row,
                                     struct search_tokens *tokens, struct arena *arena,
                                     struct error *error);

/* Codes of the care needs of today, separated by blanks; NULL none. Written to the resident. */
MUST_USE enum result cares_write(struct tx *tx, int64_t tenant, int64_t resident_id,
                                 const char *today, struct arena *arena, struct error *error);

/* Takes what an import gives; see people_load_change. */
MUST_USE enum result people_change_facts(struct services *services, struct tx *tx,
                                         const struct principal *who, int64_t resident_id,
                                         const struct resident_facts *given, bool *changed,
                                         struct error *error);

/* The day before, and whether a text is a day. */
void day_before(const char *day, char out[CALENDAR_DAY_SIZE]);
MUST_USE enum result check_day(const char *day, const char *field, struct error *error);

#endif
