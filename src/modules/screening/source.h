/* Where the people of a list come from: the register under a filter, or the rows of an import. */
#ifndef SCREENING_SOURCE_H
#define SCREENING_SOURCE_H

#include "modules/people/people.h"
#include "modules/screening/screening.h"

/* Puts the residents of `filter` (its order and page are ignored) on the list in walking order, until
 * `limit` were looked at; *more says whether some are left, and calling again goes on, since who is
 * on the list already is left out (*skipped). */
MUST_USE enum result screening_add_register(struct services *services, struct tx *tx,
                                            const struct principal *who, int64_t campaign,
                                            const struct resident_filter *filter, size_t limit,
                                            size_t *added, size_t *skipped, bool *more,
                                            struct error *error);

/* The columns of an imported list that a campaign made of it keeps as its own: at most
 * SCREENING_COLUMNS; for screening_draft. */
MUST_USE enum result screening_batch_columns(struct services *services, struct tx *tx,
                                             const struct scope *scope, int64_t batch,
                                             struct screening_column *columns, size_t *count,
                                             struct arena *arena, struct error *error);

/* Puts the people of a checked or applied batch on the list of a campaign whose columns are those of
 * screening_batch_columns(). RESULT_CONFLICT while the batch is not checked. */
struct screening_addition {
    size_t added, skipped; /* skipped: on the list already */
    bool more;
};
MUST_USE enum result screening_add_batch(struct services *services, struct tx *tx,
                                         const struct principal *who, int64_t campaign,
                                         int64_t batch, struct screening_addition *addition,
                                         struct error *error);

/* Remembers the home and the building it was at last; zero but for the arena, in which all texts
 * live. */
struct screening_walker {
    struct arena *arena;
    struct place home, building;
};

/* Fills where a person lives: place, building, grid, walking order, the texts of building and room,
 * and the address unless one is given. Place 0 leaves everything as it is. */
MUST_USE enum result screening_walk_to(struct screening_walker *walker, struct tx *tx,
                                       const struct scope *scope, int64_t place_id,
                                       struct screening_person *person, struct error *error);

#endif
