/* The demo: a street with 45 communities, two of them filled with invented people.
 *
 * The communities of 桂城街道 and their codes are facts (the national list of divisions, 2023). All else is
 * invented: compounds, firms, names, phones (of number ranges that are given to nobody: 154, 160, 161,
 * 164, 168, 169), citizen ids (valid by check character, of invented people). 灯湖社区 has 50,000 residents,
 * 12,000 of them registered there; 凤鸣社区 is town, village and park at once and was made in 2013 from
 * 北区 and 东平.
 *
 * A world is made in memory from a seed: the same seed and day give the same world, byte for byte
 * (demo_checksum). Then it is written through the modules' own operations. */
#ifndef APP_DEMO_H
#define APP_DEMO_H

#include "base/chance.h"
#include "modules/access/access.h"
#include "modules/people/firm.h"
#include "modules/people/load.h"
#include "modules/place/grid.h"

/* ---- the world ------------------------------------------------------------------------------- */

enum { DEMO_NONE = -1 };

struct demo_person {
    struct resident_seed seed; /* place, household and firm are given below */
    long place;                /* index in places; DEMO_NONE nowhere */
    long household;            /* index in households; DEMO_NONE none */
    long firm;                 /* index in firms; DEMO_NONE none */
    bool is_registered;        /* registered at the place */
};

struct demo_household {
    long place;
    const char *number;
    long first, count; /* its people */
};

struct demo_grid {
    const char *name, *about, *kind;
    long parent; /* index in grids; DEMO_NONE: below the community */
    int level;
    long worker; /* index in the community's staff; DEMO_NONE none */
};

struct demo_firm {
    const char *name, *credit_code;
    long place;
    int headcount;
};

struct demo_staff {
    const char *login, *name, *phone;
    enum role role;
};

/* A community in memory. */
struct demo_world {
    struct arena *arena;
    struct chance_seed seed;
    const char *code, *name, *today;
    int year; /* of today */
    struct place_seed *places;
    long
        *place_grids; /* of each place that is a member of a grid: index in grids, else DEMO_NONE */
    long *place_parts; /* former community: index in parts, else DEMO_NONE */
    size_t place_count, place_capacity, grids_capacity, parts_capacity;
    struct demo_grid *grids;
    size_t grid_count, grid_capacity;
    struct demo_household *households;
    size_t household_count, household_capacity;
    struct demo_person *people;
    size_t person_count, person_capacity;
    struct demo_firm *firms;
    size_t firm_count, firm_capacity;
    const struct demo_staff *staff;
    size_t staff_count;
    uint64_t *used;           /* phones and ids that were given, so that none is given twice */
    const char *const *parts; /* names of the communities it was made from, ends with NULL */
};

/* demo_lake.c: 灯湖; demo_phoenix.c: 凤鸣. `people` 50,000 and `registered` 12,000 for the real thing. */
void demo_lake(struct demo_world *world, struct arena *arena, uint64_t seed, const char *today,
               size_t people, size_t registered);
void demo_phoenix(struct demo_world *world, struct arena *arena, uint64_t seed, const char *today);

/* A checksum of all that was invented. */
uint64_t demo_checksum(const struct demo_world *world);

/* demo_world.c: adding to it; each returns the index. */
long demo_place(struct demo_world *world, long parent, const char *kind, const char *name);
long demo_grid(struct demo_world *world, long parent, int level, const char *name,
               const char *about, const char *kind);
long demo_household(struct demo_world *world, long place);
struct demo_person *demo_add_person(struct demo_world *world);

/* Splits dwellings in buildings (places `first` ... with `homes` each) into grids of 300 to 500. */
void demo_split_grids(struct demo_world *world, long parent, const char *prefix,
                      const long *buildings, const int *homes, size_t count);

/* ---- chance and invention (demo_names.c) ----------------------------------------------------- */

/* The number that a text begins with: the year of a day, 12 of 12栋; 0 without. */
int demo_number(const char *text);

int demo_below(struct demo_world *world, int below);
bool demo_happens(struct demo_world *world, int per_thousand);

/* A surname as common as it is here, or among those who came. */
const char *demo_surname(struct demo_world *world, bool is_local);
/* A given name of the fashion of the year of birth; `shared` (may be NULL) is its first character. */
const char *demo_given(struct demo_world *world, bool is_man, int born, const char *shared);
const char *demo_phone(struct demo_world *world);
const char *demo_birth(struct demo_world *world, int year);
/* A valid citizen id: of a local division of that time, or of `region` ("450923"). */
const char *demo_citizen_id(struct demo_world *world, bool is_man, const char *birth,
                            const char *region);
const char *demo_credit_code(struct demo_world *world);
/* Where somebody comes from: six digits, and the address as written. */
struct demo_origin {
    const char *region, *address;
};
struct demo_origin demo_origin(struct demo_world *world);

/* ---- households (demo_people.c) -------------------------------------------------------------- */

/* Puts a household into a home: at most `most` people; returns how many. */
size_t demo_family(struct demo_world *world, long place, bool is_registered, size_t most);
/* One who came to work: lives in `place`, works for `firm` until a day. */
void demo_worker(struct demo_world *world, long place, long firm);

/* ---- writing (demo_write.c), the list (demo_list.c), the campaign (demo_campaign.c) ---------- */

struct demo_writer {
    struct cli *cli;
    struct services services; /* the program's, with the demo's clock and ids */
    struct id_source ids;
    struct chance_seed seed;
    int64_t now; /* where the demo's clock stands */
    const char *today;
    int64_t street;
    size_t steps_done, steps;
};

struct demo_community {
    struct demo_world world;
    int64_t tenant;
    int64_t *accounts; /* of the staff */
    int64_t *grid_ids;
    int64_t *residents; /* ids, by person */
};

/* Opens the street: tenants, settings. */
MUST_USE enum result demo_write_street(struct demo_writer *writer, struct error *error);
MUST_USE enum result demo_write_community(struct demo_writer *writer,
                                          struct demo_community *community, struct error *error);
/* The campaign 返桂人员排查: 1,400 people, six workers, four days of attempts. */
MUST_USE enum result demo_write_campaign(struct demo_writer *writer,
                                         struct demo_community *community, struct error *error);
/* A messy spreadsheet of returned people of that world. */
MUST_USE enum result demo_write_list(struct demo_world *world, const char *path, size_t rows,
                                     struct error *error);

/* `kaifong demo [--list FILE.xlsx] [--seed N] [--people N]` */
enum result demo_command(struct cli *cli, int argc, char **argv, struct error *error);

/* The communities of the street: code and name, ends with {0}. */
struct demo_division {
    const char *code, *name;
};
extern const struct demo_division demo_divisions[];
#define DEMO_STREET_CODE "440605011"
#define DEMO_STREET_NAME "桂城街道"
#define DEMO_LAKE_CODE "440605011020"
#define DEMO_PHOENIX_CODE "440605011044"

#endif
