/* Between the files of place: rows of its statements as structs. */
#ifndef PLACE_ROW_H
#define PLACE_ROW_H

#include "modules/place/grid.h"
#include "place_sql.h"

/* All lists of places read the same columns. */
void place_from_row(const struct place_sql_place_get *row, struct place *place);
struct place *places_from_rows(const void *rows, size_t count, struct arena *arena);

/* Inserts a place with all its keys made and its tokens. */
MUST_USE enum result place_insert(struct tx *tx, int64_t tenant, int64_t batch,
                                  const struct place *place, int64_t depth, struct arena *arena,
                                  struct error *error);
/* Counts the places of a tenant anew (place_sum), after a change of many. */
MUST_USE enum result place_sum_renew(struct tx *tx, int64_t tenant, struct error *error);
/* The door forms and area names under which a place is found. At most PLACE_TOKENS_MAX. */
enum { PLACE_TOKENS_MAX = 12 };
size_t place_tokens(const struct place *place, const char *tokens[PLACE_TOKENS_MAX],
                    struct arena *arena);
/* A grid within the scope, without counting. */
MUST_USE enum result grid_row_get(struct tx *tx, const struct scope *scope, int64_t grid_id,
                                  struct place_sql_grid_get *row, struct arena *arena,
                                  struct error *error);
/* Fills sort_key, path_key, label (if none) and address from the name and the parent (NULL: root).
 */
void place_make_keys(struct place *place, const struct place *parent, struct arena *arena);

#endif
