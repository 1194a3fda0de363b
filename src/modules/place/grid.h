/* Grids: the three levels of responsibility over places, with dates.
 *
 * Level 1 is the community, level 2 a compound's grid branch, level 3 a group of buildings of about
 * 300 to 500 households (GB/T 34300-2017; outside of that it is flagged, not refused). Places
 * become members of a grid from a day on; moving a building to another grid ends the old membership
 * the day before and keeps it. People are in charge of a grid, or of a single place (a building's
 * lead, a staircase's lead), from a day to a day. So "who was in charge of this staircase on 5
 * February" has an answer: place_in_charge().
 *
 * A person in charge is an account (grid workers), a resident (building leads), or only a name and
 * a phone (a property company's guard). */
#ifndef PLACE_GRID_H
#define PLACE_GRID_H

#include "modules/place/place.h"

enum { GRID_LEVELS = 3, GRID_HOUSEHOLDS_LOW = 300, GRID_HOUSEHOLDS_HIGH = 500 };

struct grid {
    int64_t grid_id;
    int64_t parent_id; /* 0: the community's own */
    int64_t level;     /* 1, 2 or 3 */
    const char *name;  /* 03格 */
    const char *code;  /* 12 digits of the community and 3 of the grid, or NULL */
    const char *about; /* what it covers in words, or NULL */
    const char *kind;  /* "ordinary" or "special" (专属网格: market, school, office building) */
    const char *valid_from; /* or NULL */
    const char *valid_to;   /* or NULL */
    int64_t version;
    /* Filled by grid_get and grid_list: */
    int64_t homes;         /* dwellings of its places, with those of the grids below */
    int64_t people;        /* living there today; filled by people_count_grids (people.h) */
    int64_t is_outside;    /* a grid of level 3, ordinary, with dwellings outside 300-500 */
    const char *in_charge; /* names of today, separated by 、; or NULL */
};
extern const struct record_type grid_type;
extern const struct choice grid_kinds[];

MUST_USE enum result grid_add(struct services *services, struct tx *tx, const struct scope *scope,
                              const struct grid *grid, int64_t *grid_id, struct error *error);
/* Changes name, code, about, kind, dates; RESULT_CONFLICT if version is not the stored one. */
MUST_USE enum result grid_set(struct services *services, struct tx *tx, const struct scope *scope,
                              const struct grid *grid, struct error *error);
MUST_USE enum result grid_get(struct tx *tx, const struct scope *scope, int64_t grid_id,
                              const char *today, struct grid *grid, struct arena *arena,
                              struct error *error);
/* All grids of the scope, each parent before its children. `today` is an ISO day. */
MUST_USE enum result grid_list(struct tx *tx, const struct scope *scope, const char *today,
                               struct grid **grids, size_t *count, struct arena *arena,
                               struct error *error);

/* The same with id, level and name only: for choosing one. */
MUST_USE enum result grid_names(struct tx *tx, const struct scope *scope, struct grid **grids,
                                size_t *count, struct arena *arena, struct error *error);

/* Adds sums by grid (in the order of the ids) to the member at this offset (an int64_t) of their grids and of those above. */
struct grid_sum {
    int64_t grid_id, sum;
};
MUST_USE enum result grid_sum_up(struct tx *tx, int64_t tenant, struct grid *grids, size_t count,
                                 const struct grid_sum *sums, size_t sum_count, size_t member,
                                 struct arena *arena, struct error *error);

/* ---- which place belongs to which grid ------------------------------------------------------- */

struct grid_member {
    int64_t place_id;
    const char *address;
    const char *kind;
    int64_t grid_id;
    const char *grid_name;
    const char *valid_from; /* ISO day */
    const char *valid_to;   /* the last day, or NULL */
    int64_t homes;          /* dwellings at or below it */
};
/* Puts a place (with all below) into a grid from the day `from`; ends a membership that runs then.
 * RESULT_INVALID if a membership of that place begins on or after `from`. `today` decides whether
 * grid_id of the places changes now; grid_refresh() does it when a later day has come. Call
 * people_follow_place (people.h) after either, so that residents follow. */
MUST_USE enum result grid_member_set(struct tx *tx, const struct scope *scope, int64_t place_id,
                                     int64_t grid_id, const char *from, const char *today,
                                     struct error *error);
/* Members of a grid: those of `day`, or all that ever were with NULL. */
MUST_USE enum result grid_member_list(struct tx *tx, const struct scope *scope, int64_t grid_id,
                                      const char *day, struct grid_member **members, size_t *count,
                                      struct arena *arena, struct error *error);
/* The grid that a place belongs to on a day; *grid_id 0 if none. */
MUST_USE enum result grid_of(struct tx *tx, const struct scope *scope, int64_t place_id,
                             const char *day, int64_t *grid_id, struct error *error);
/* Writes today's grid into every place of the tenant; cheap when nothing changed. */
MUST_USE enum result grid_refresh(struct tx *tx, int64_t tenant, const char *today,
                                  int64_t *changed, struct error *error);

/* ---- who is in charge ------------------------------------------------------------------------ */

/* Roles: head 网格长, worker 网格员, building_lead 楼长, stair_lead 单元长, property 物业, other.
 */
extern const struct choice charge_roles[];

struct charge {
    int64_t charge_id;
    int64_t grid_id; /* exactly one of grid_id and place_id */
    int64_t place_id;
    const char *role;
    int64_t account_id;  /* 0 none */
    int64_t resident_id; /* 0 none */
    const char *name;
    const char *phone; /* or NULL */
    const char *valid_from;
    const char *valid_to; /* the last day, or NULL */
    const char *where;    /* filled: name of the grid or address of the place */
};
extern const struct record_type charge_type;

MUST_USE enum result charge_add(struct services *services, struct tx *tx, const struct scope *scope,
                                const struct charge *charge, int64_t *charge_id,
                                struct error *error);
MUST_USE enum result charge_get(struct tx *tx, const struct scope *scope, int64_t charge_id,
                                struct charge *charge, struct arena *arena, struct error *error);
/* Ends it with the day `last`. */
MUST_USE enum result charge_end(struct tx *tx, const struct scope *scope, int64_t charge_id,
                                const char *last, struct error *error);
/* Of one grid or one place (the other 0), newest first; of `day` only, or all that ever were
 * (NULL). */
MUST_USE enum result charge_list(struct tx *tx, const struct scope *scope, int64_t grid_id,
                                 int64_t place_id, const char *day, struct charge **charges,
                                 size_t *count, struct arena *arena, struct error *error);
/* Everybody in charge of a place on a day, nearest first: of the place, of the places above it, of
 * the grid it belonged to on that day, and of the grids above that. */
MUST_USE enum result place_in_charge(struct tx *tx, const struct scope *scope, int64_t place_id,
                                     const char *day, struct charge **charges, size_t *count,
                                     struct arena *arena, struct error *error);
/* The grids that an account is in charge of on a day: what a grid worker's scope is made from. */
MUST_USE enum result charge_list_account(struct tx *tx, int64_t tenant, int64_t account_id,
                                         const char *day, int64_t **grids, size_t *count,
                                         struct arena *arena, struct error *error);

#endif
