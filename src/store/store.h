/* The store: SQL on SQLite or PostgreSQL, behind one door.
 *
 * Nothing but a migration accepts SQL text. Each module has one NAME.sql file of named statements
 * (format: docs/sql.md); tools/sqlgen.c turns it into `build/gen/NAME_sql.h` with, for each
 * statement, a struct of its parameters, a struct of its columns, and a `struct statement`:
 *
 *     -- statement resident_get one
 *     -- param tenant id
 *     -- param resident id
 *     -- column resident_id id
 *     -- column name text
 *     SELECT resident_id, name FROM resident WHERE tenant_id = :tenant AND resident_id = :resident;
 *
 *     struct people_sql_resident_get row;
 *     result = store_get(tx, &people_sql_resident_get, &(struct people_sql_resident_get_params){
 *                  .tenant = scope->tenant, .resident = id}, &row, arena, error);
 *
 * A transaction (`struct tx`) is handed out by a lane (store/lane.h): handlers never open, commit
 * or lock anything. What runs in the write lane may be run again (when a batch had to be rolled
 * back), so it has no effect outside the store.
 *
 * Types: id, int, time, flag are int64_t (SQL NULL is RECORD_NONE); text is const char * (NULL is
 * SQL NULL); bytes is struct store_bytes (.at NULL is SQL NULL).
 *
 * Errors: RESULT_NOT_FOUND from store_get; RESULT_CONFLICT when a uniqueness or foreign-key
 * constraint refuses (a bug in most places: use ON CONFLICT ... RETURNING and look); RESULT_BUSY,
 * RESULT_IO, RESULT_FULL are trouble and are handled by the lane. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "record/record.h"

struct store; /* an open database with its lanes */
struct tx;    /* a transaction: a snapshot in the read lane, a change in the write lane */

struct store_bytes {
    const void *at;
    size_t length;
};

enum store_type {
    STORE_ID,
    STORE_INT,
    STORE_TIME,
    STORE_FLAG,
    STORE_TEXT,
    STORE_BYTES,
    STORE_TYPE__COUNT
};

struct store_slot { /* one parameter or column */
    const char *name;
    enum store_type type;
    size_t offset; /* in the generated struct */
};

enum { STORE_CLAUSES_MAX = 4, STORE_ORDERS_MAX = 3 };
enum { STORE_VARIANTS_MAX = (1 << STORE_CLAUSES_MAX) * STORE_ORDERS_MAX };

/* One named statement. A list that filters and sorts declares its optional clauses and its orders
 * beside it; the generator expands the variants, all with the same parameters and columns (what a
 * variant does not use is ignored), and store_variant() picks one. */
struct statement {
    const char *name;           /* "people.resident_get" */
    const char *sql;            /* portable, or SQLite's */
    const char *sql_postgresql; /* NULL: the same with $1 ... */
    const struct store_slot *params;
    size_t param_count;
    const struct store_slot *columns;
    size_t column_count;
    size_t row_size;
    size_t clause_count, order_count;
    const struct statement *variants; /* [(order << clause_count) | clauses], or NULL */
    bool is_write;                    /* INSERT, UPDATE, DELETE */
    bool scan_ok;                     /* "-- scan ok: reason": may read a whole table */
};

/* The variant with the clauses of the bit mask and the order of that index. */
const struct statement *store_variant(const struct statement *statement, unsigned clauses,
                                      unsigned order);

/* Runs a change. `changed` (may be NULL) gets the number of rows. */
MUST_USE enum result store_run(struct tx *tx, const struct statement *statement, const void *params,
                               int64_t *changed, struct error *error);

/* Exactly one row; RESULT_NOT_FOUND without. Texts and bytes are copied into the arena. */
MUST_USE enum result store_get(struct tx *tx, const struct statement *statement, const void *params,
                               void *row, struct arena *arena, struct error *error);

/* At most one row: *found tells. Also for INSERT ... ON CONFLICT ... RETURNING. */
MUST_USE enum result store_find(struct tx *tx, const struct statement *statement,
                                const void *params, void *row, bool *found, struct arena *arena,
                                struct error *error);

/* All rows, at most `limit` (a bug to ask without): *rows is an array in the arena. */
MUST_USE enum result store_list(struct tx *tx, const struct statement *statement,
                                const void *params, size_t limit, void **rows, size_t *count,
                                struct arena *arena, struct error *error);

/* Rows one at a time. The cursor belongs to the transaction; close it before the transaction ends.
 * Texts in a row live until the next call. store_next sets *more to false after the last row and
 * leaves the row alone. */
struct store_cursor;
MUST_USE enum result store_open(struct tx *tx, const struct statement *statement,
                                const void *params, struct store_cursor **cursor,
                                struct error *error);
MUST_USE enum result store_next(struct store_cursor *cursor, void *row, bool *more,
                                struct error *error);
void store_close(struct store_cursor *cursor); /* takes NULL */

/* ---- opening --------------------------------------------------------------------------------- */

/* One migration: forward only, each in one transaction, never edited once released. The SQL uses
 * the neutral types id, int, text, bytes, time, flag, which become INTEGER, TEXT, BLOB in SQLite
 * (tables are STRICT) and bigint, text COLLATE "C", bytea in PostgreSQL. */
struct migration {
    const char *module;
    int number; /* 1, 2, 3 ... within the module */
    const char *name;
    const char *sql; /* statements separated by ; at a line's end */
};

struct store_options {
    const char *path;                /* of the SQLite file, or ":memory:" for a private one */
    int readers;                     /* read connections; 0 means 2 */
    int batch;                       /* most changes per commit; 0 means 256; 1 for measuring */
    bool debug_scans;                /* fail a statement that scans a whole table without scan_ok */
    const struct store_fault *fault; /* store/fault.h, or NULL */
    const char *vfs;       /* SQLite's file layer by name, for tests; NULL for the system's */
    int checkpoint;        /* pages of log after which it is copied into the file; 0: 1000 */
    int statement_seconds; /* after which a statement is stopped; 0: LIMIT_STATEMENT_SECONDS */
};

/* Opens (creating it if need be) and takes the program's lock on it: RESULT_CONFLICT if another
 * kaifong has it. The file is readable by its owner only. */
MUST_USE enum result store_open_file(const struct store_options *options, struct store **store,
                                     struct error *error);
void store_free(struct store *store); /* ends the lanes after what they have in hand; takes NULL */

/* Brings the schema up to date: migrations of the modules in the order given. */
MUST_USE enum result store_migrate(struct store *store, const struct migration *const *lists,
                                   const size_t *counts, size_t modules, struct error *error);

/* Prepares every statement (all variants); the first that fails is named in the error. */
MUST_USE enum result store_prepare_all(struct store *store,
                                       const struct statement *const *statements, size_t count,
                                       struct error *error);

/* A consistent copy into `path` while the program runs (SQLite's backup interface). */
MUST_USE enum result store_backup(struct store *store, const char *path, struct error *error);

/* Integrity, foreign keys, version: for `kaifong doctor`. The report is in the arena. */
struct store_health {
    const char *engine; /* "SQLite 3.40.1" */
    int64_t size_bytes;
    bool is_sound;
    const char *problem; /* what the engine said, or NULL */
};
MUST_USE enum result store_check(struct store *store, struct store_health *health,
                                 struct arena *arena, struct error *error);

#endif
