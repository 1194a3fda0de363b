/* A module is a folder that describes itself in one constant; src/app/modules.c is the only list. */
#ifndef WEB_MODULE_H
#define WEB_MODULE_H

#include <stdatomic.h>
#include <stdio.h>

#include "base/calendar.h"
#include "base/chance.h"
#include "store/store.h"
#include "web/principal.h"
#include "web/route.h"

struct vault; /* access/vault.h: encryption and keyed hashes of sensitive fields */
struct jobs;  /* store/job.h: long work */

/* A column by which a row of this module hangs on something of another one ("resident"). When two of
 * those are merged, the links follow, and go back when the merge is taken apart. `list` has the
 * parameters (tenant, subject) and the column row: the rows that hang on the subject. `move` has the
 * parameters (tenant, row, from, to): moves one row, if it still hangs on `from` and nothing of the same
 * kind hangs on `to`; it may change no row. All of them ids, in this order. */
struct link {
    const char *name;   /* "screening.entry": unique, kept in the database */
    const char *target; /* "resident" */
    const struct statement *list, *move;
};

/* What the program hands to operations: the parts they declared, never the whole. */
struct services {
    struct clock clock;
    struct chance chance;
    struct id_source *ids;
    struct store *store;
    struct vault *vault;
    struct jobs *jobs;
    const char *version; /* of the program */
    int offset;          /* minutes east of UTC at which times are shown */
    const struct module *const
        *modules; /* all of the program, ends with NULL: for the first page */
};

/* A page template of the module, embedded by tools/embed.c: name "people/resident" is the file
 * src/modules/people/views/resident.html. */
struct view_source {
    const char *name;
    const char *text;
};

/* One entry of the side bar. */
struct nav_item {
    const char *group; /* msgid: N_("Work"), N_("Neighbours"), N_("Ledgers") */
    const char *label; /* msgid */
    const char *icon;  /* a Lucide name */
    const char *path;
    const struct capability *capability;
    int order; /* within the group; the dock of phones takes those with dock > 0 */
    int dock;  /* place in the phone's dock, 1 to 5; 0: not there */
};

/* The command line's context. */
struct cli {
    struct services *services;
    const struct principal *principal; /* the operator: all of the tenant given by --tenant */
    struct arena *arena;
    enum language language;
    bool json; /* --json */
    bool quiet;
    const char *data;           /* the data folder */
    FILE *in;                   /* the person's stdin */
    FILE *out;                  /* results only */
    FILE *err;                  /* messages and progress */
    const atomic_bool *stopped; /* the person gave up: end soon with RESULT_CANCELLED */
    void *program;              /* for the program's own commands */
};

/* Draws how far long work is: a bar that is drawn over, if `err` is a terminal; nothing otherwise,
 * or with --quiet. `total` 0: not known yet. Call it as often as you like; when done == total the
 * line is ended. */
void cli_progress(struct cli *cli, const char *what, int64_t done, int64_t total);

enum { COMMAND_NEEDS_STORE = 1 << 0, COMMAND_NEEDS_WRITE = 1 << 1 };

/* `kaifong NAME ...`. argv[0] is the name; options follow in getopt_long's manner. */
struct command {
    const char *name;    /* "import" */
    const char *summary; /* msgid, one line */
    const char *usage;   /* "import FILE [--sheet N] [--dry-run]" */
    const char *help;    /* msgid, the whole --help below the usage */
    unsigned flags;
    enum result (*run)(struct cli *cli, int argc, char **argv, struct error *error);
};

struct job_kind; /* store/job.h */

/* One figure of the first page: "Campaign 71 %: 994 of 1,400 people, 263 since yesterday". Never a
 * number without what it means. Texts are in the reader's language, in the request's arena. */
struct today_tile {
    const char *icon; /* a Lucide name, marked ICON() */
    const char *label;
    const char *value;  /* "994", or a word */
    const char *unit;   /* "/ 1,400", "%", or NULL */
    const char *detail; /* one line of meaning, or NULL */
    const char *path;   /* the list behind it, or NULL */
    bool is_bad;        /* the detail asks for action */
};

/* A task as the first page says it; its module may put better words in. */
struct today_task {
    const char *kind, *path;
    int64_t subject;
    const char *title, *detail; /* in the reader's language, in the request's arena */
};

/* What a module adds to the first page. */
struct today_part {
    const struct capability *capability; /* only for those who hold it */
    /* Adds up to `room` tiles, those that concern the person who asks; *count starts at 0. In the read
     * lane; it must be quick: figures come from indexes and rollups. */
    enum result (*tiles)(struct request *request, struct today_tile *tiles, size_t room,
                         size_t *count, struct error *error);
    /* Says one of its tasks with the person and the door that it is about, as far as whoever asks may
     * see them: tasks are kept without names. Leaves what it does not know as it is. May be NULL. */
    enum result (*tell)(struct request *request, struct today_task *task, struct error *error);
};

/* The parts of a tenant to which a role may be limited: its grids. The module that knows them says so;
 * access only keeps their ids. */
struct scope_part {
    int64_t id;
    const char *name; /* "03 格", by which it is known there */
};
struct scope_source {
    enum result (*list)(struct tx *tx, int64_t tenant, const char *today, struct scope_part **parts,
                        size_t *count, struct arena *arena, struct error *error);
};

struct module {
    const char *name;
    const char *const *needs; /* names of modules, ends with NULL */
    const struct migration *migrations;
    const size_t *migration_count;
    const struct statement *const *statements;
    const size_t *statement_count;
    const struct route *routes;
    size_t route_count;
    const struct capability *const *capabilities; /* ends with NULL */
    const struct view_source *views;
    const size_t *view_count;
    const struct nav_item *nav;
    size_t nav_count;
    const struct command *commands;
    size_t command_count;
    const struct job_kind *const *jobs; /* ends with NULL */
    const struct link *const *links;    /* ends with NULL */
    const struct today_part *today;     /* or NULL */
    const struct choice *actions;       /* its audit actions in words; ends with {0}; or NULL */
    const struct scope_source *scopes;  /* or NULL: of one module only */
};

#endif
