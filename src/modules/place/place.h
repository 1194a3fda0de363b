/* Places, grids, and who is in charge of them.
 *
 * A place is a node of a tree of any depth, because one community can be town, village and park at
 * once: compound - building - unit - home; village group - lane - door; park - premises - dormitory
 * - room - bed; business building - floor - office. Each node has a name as people say it (3栋), a
 * key that puts siblings into walking order, and, made from its parents, a path key: `path_key` of
 * a place is the path key of its parent, "/", and its own sort key. So a subtree is a range of path
 * keys (place_range), and an ordering by path key is the order in which one walks.
 *
 * Grids (grid.h) are a second tree over places. A place belongs to the grid of its nearest ancestor
 * or itself that is a member on that day; `grid_id` of a place is that of today.
 *
 * Places are dated: a demolished building keeps its row with a `valid_to`. A community that was
 * made by a merger keeps its parts as rows of `community`, and each place says from which it came.
 *
 * Rows written by an import carry its batch; while the batch is hidden (place_batch_hide), no
 * statement of place, people or the modules above shows them.
 *
 * Every operation is bound to the tenant and the grids of the scope in SQL. A place outside of it
 * is RESULT_NOT_FOUND, as if it did not exist. On any failure nothing has been changed (the
 * caller's transaction is rolled back by the lane). Results live in the caller's arena. */
#ifndef PLACE_PLACE_H
#define PLACE_PLACE_H

#include "base/arena.h"
#include "record/record.h"
#include "store/store.h"
#include "web/module.h"

extern const struct module place_module;

/* See places and grids; change places; change grids and who is in charge. */
extern const struct capability place_read, place_write, place_grids;

/* ---- kinds ----------------------------------------------------------------------------------- */

/* Codes: compound building unit home · village lane door · park premises dormitory room bed ·
 * tower floor office · other. Labels 小区 栋 单元 户 ... */
extern const struct choice place_kinds[];

/* True for the kinds in which people sleep: home, door, room, bed, dormitory. */
bool place_kind_is_dwelling(const char *kind);

/* ---- places ---------------------------------------------------------------------------------- */

struct place {
    int64_t place_id;
    int64_t parent_id;    /* 0: a root of the tenant's tree */
    const char *kind;     /* code of place_kinds */
    const char *name;     /* 灯湖花园, 3栋, 2单元, 1204 */
    const char *label;    /* short, for tables and maps: "3", "1204"; NULL: made from the name */
    const char *address;  /* made: 灯湖花园3栋2单元1204 */
    const char *sort_key; /* made from the name: numbers padded, so that 3栋 comes before 12栋 */
    const char *path_key; /* made */
    int64_t storey; /* the floor it lies on; RECORD_NONE where that says nothing; -1 is 负一层 */
    int64_t position;      /* column in the floor × door table, 1 ...; 0 none */
    int64_t floors;        /* of a building: how many; 0 unknown */
    int64_t doors;         /* of a building or unit: doors per floor; of a lane: doors; 0 unknown */
    int64_t built_year;    /* 0 unknown */
    int64_t community_id;  /* the part of a merged community it came from; 0: none */
    int64_t grid_id;       /* today's; 0 none */
    const char *grid_name; /* today's, or NULL */
    const char *valid_from; /* ISO day, or NULL: always was */
    const char *valid_to;   /* the last day, or NULL: still is */
    int64_t version;        /* grows with each change: for "somebody else changed it" */
    int64_t people; /* living in it or below today; filled by place_get and lists of places */
};
extern const struct record_type place_type;

/* Adds a place. `place->kind`, `name` and `parent_id` are taken, with what else is set; keys, label
 * and address are made. RESULT_INVALID for a missing name or unknown kind, RESULT_CONFLICT if the
 * parent has a child of that name already (its id is in *place_id then). `batch` 0: none. */
MUST_USE enum result place_add(struct services *services, struct tx *tx, const struct scope *scope,
                               int64_t batch, const struct place *place, int64_t *place_id,
                               struct error *error);

/* Adds many at once, for imports and demo data: parents must come before their children (`parent`
 * is the index in `places` of the parent, or -1 to use place.parent_id, which then exists already).
 * Fills place_id, keys, label, address and grid_id of each, in the arena. Names of siblings must differ: not
 * checked here beyond the table's own constraint. */
struct place_seed {
    struct place place;
    int64_t parent;
};
MUST_USE enum result place_add_many(struct services *services, struct tx *tx, int64_t tenant,
                                    int64_t batch, struct place_seed *places, size_t count,
                                    struct arena *arena, struct error *error);

/* Changes name, label, kind, storey, position, floors, doors, built year and dates. RESULT_CONFLICT
 * if `place->version` is not the stored one. Keys and addresses of places below it follow; call
 * people_follow_place (people.h) after it, so that those who live there do too. */
MUST_USE enum result place_set(struct services *services, struct tx *tx, const struct scope *scope,
                               const struct place *place, struct error *error);

MUST_USE enum result place_get(struct tx *tx, const struct scope *scope, int64_t place_id,
                               struct place *place, struct arena *arena, struct error *error);

/* Children in walking order; `parent_id` 0 for the roots. At most `limit`, after the place whose
 * path key is `after` ("" from the start). */
MUST_USE enum result place_list(struct tx *tx, const struct scope *scope, int64_t parent_id,
                                const char *after, size_t limit, struct place **places,
                                size_t *count, struct arena *arena, struct error *error);

/* All places of a kind below `within` (0: the whole tenant) in walking order. */
MUST_USE enum result place_list_kind(struct tx *tx, const struct scope *scope, int64_t within,
                                     const char *kind, const char *after, size_t limit,
                                     struct place **places, size_t *count, struct arena *arena,
                                     struct error *error);

/* Everything below a path key (not itself) in walking order. */
MUST_USE enum result place_list_below(struct tx *tx, const struct scope *scope,
                                      const char *path_key, size_t limit, struct place **places,
                                      size_t *count, struct arena *arena, struct error *error);

/* From the root down to the place itself: for a line of links above a page. */
MUST_USE enum result place_trail(struct tx *tx, const struct scope *scope, int64_t place_id,
                                 struct place **places, size_t *count, struct arena *arena,
                                 struct error *error);

/* The range of path keys of a place and all below: from <= key || '/' < to. */
struct place_range {
    const char *from;
    const char *to;
};
struct place_range place_range(const char *path_key, struct arena *arena);

/* ---- finding a place from what people write -------------------------------------------------- */

/* The candidates for an address as written (3栋1204, 三座, C3, 3-2-601, 灯湖花园 3 栋 12 楼 04),
 * best first; `compound` may name a compound when the list gives it in a column of its own (NULL:
 * none). record/address.h tells how it is read. *count is 0 if nothing fits; more than 1: it is
 * ambiguous. Each found place lies in the scope. */
MUST_USE enum result place_find(struct tx *tx, const struct scope *scope, const char *compound,
                                const char *address, size_t limit, struct place **places,
                                size_t *count, struct arena *arena, struct error *error);

/* Areas (compounds, lanes, parks ...) with `text` in their name. */
MUST_USE enum result place_find_named(struct tx *tx, const struct scope *scope, const char *text,
                                      size_t limit, struct place **places, size_t *count,
                                      struct arena *arena, struct error *error);

/* ---- communities that were merged ------------------------------------------------------------ */

/* The tenant's own community and those it was made from (凤鸣 since 2013 from 北区 and 东平). */
struct community {
    int64_t community_id;
    const char *name;
    const char *code;       /* 12 digits of the division code, or NULL; editable data */
    const char *valid_from; /* or NULL */
    const char *valid_to;   /* or NULL */
    int64_t into_id;        /* the community it was merged into; 0 none */
    const char *note;       /* why, by what decision; or NULL */
    int64_t places;         /* how many places came from it; filled by community_list */
};
extern const struct record_type community_type;
MUST_USE enum result community_add(struct services *services, struct tx *tx,
                                   const struct scope *scope, const struct community *community,
                                   int64_t *community_id, struct error *error);
/* Ends `from` on the day before `day` and notes that it went into `into`. Its places stay as they
 * are and keep its id, so that both histories can be told. */
MUST_USE enum result community_merge(struct services *services, struct tx *tx,
                                     const struct scope *scope, int64_t from, int64_t into,
                                     const char *day, const char *note, struct error *error);
MUST_USE enum result community_list(struct tx *tx, const struct scope *scope,
                                    struct community **communities, size_t *count,
                                    struct arena *arena, struct error *error);

/* ---- batches that are not finished ----------------------------------------------------------- */

/* Hides what carries `batch`, before the first row is written; shows it all in one switch. */
MUST_USE enum result place_batch_hide(struct tx *tx, int64_t tenant, int64_t batch,
                                      struct error *error);
MUST_USE enum result place_batch_show(struct tx *tx, int64_t tenant, int64_t batch,
                                      struct error *error);

/* ---- for statements of other modules --------------------------------------------------------- */

/* The grids of a scope as a text parameter "|12|15|", for the clause
 *     grid_id IN (SELECT grid_id FROM grid_above WHERE tenant_id = :tenant
 *                 AND replace(:grids, '|' || above_id || '|', '') <> :grids)
 * which takes a grid with all below it. With all_grids, leave the clause away; the text is then "".
 */
const char *place_scope_grids(const struct scope *scope, struct arena *arena);

#endif
