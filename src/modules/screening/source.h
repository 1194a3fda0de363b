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
