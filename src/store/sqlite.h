/* SQLite as an engine; internal to this room.
 *
 * WAL, synchronous=FULL, secure_delete=ON, foreign keys, one write connection and several read
 * connections. sqlite.c has connections and transactions, sqlite_statement.c statements,
 * sqlite_checkpoint.c copies the log into the file, sqlite_file.c has the file itself: opening, the
 * program's lock, backups, checking. sqlite_rules.c and sqlite_digest.c are for debug builds and tests. */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H

#include <sqlite3.h>

#include "store/engine.h"

extern const struct engine_class sqlite_engine;

struct engine {
    char *path;
    char *folder; /* of a private database, to be removed; or NULL */
    const char *vfs;
    int lock;       /* descriptor of the locked file, or -1 */
    int checkpoint; /* pages */
    int statement_seconds;
    bool debug_scans;
};

enum { SQLITE_TRANSACTION_PARTS = 7 };

struct connection {
    struct engine *engine;
    sqlite3 *db;
    sqlite3_stmt *parts[SQLITE_TRANSACTION_PARTS]; /* BEGIN, COMMIT ... */
    struct prepared **table;                       /* open addressing by the statement's address */
    size_t table_size, prepared_count;
    struct checkpointer *checkpointer; /* the writer's, or NULL */
    int64_t deadline;                  /* of the statement, on clock_monotonic; 0: none */
    int64_t analyze_at;                /* changes after which the writer looks at the data again */
    bool is_writer;
};

/* What SQLite's result code means to us. `what` is the statement's name for the log. */
enum result sqlite_trouble(struct connection *connection, int code, const char *what,
                           struct error *error);

/* sqlite_file.c */
enum result sqlite_file_open(const struct store_options *options, struct engine **engine,
                             struct error *error);
void sqlite_file_close(struct engine *engine);
enum result sqlite_file_backup(struct engine *engine, const char *path, struct error *error);
enum result sqlite_file_check(struct engine *engine, struct store_health *health,
                              struct arena *arena, struct error *error);

/* sqlite_checkpoint.c */
enum result sqlite_checkpointer_start(struct connection *writer, struct error *error);
void sqlite_checkpointer_stop(struct checkpointer *checkpointer); /* takes NULL */

/* sqlite_rules.c */
enum result sqlite_check_rules(struct engine *engine, struct error *error);

/* sqlite_digest.c */
enum result sqlite_digest(struct engine *engine, uint64_t *digest, struct error *error);

/* sqlite.c */
enum result sqlite_connect(struct engine *engine, enum connection_kind kind,
                           struct connection **connection, struct error *error);
void sqlite_disconnect(struct connection *connection);

/* sqlite_statement.c */
enum result sqlite_prepare(struct connection *connection, const struct statement *statement,
                           struct error *error);
enum result sqlite_start(struct connection *connection, const struct statement *statement,
                         const void *params, bool keep, struct prepared **prepared,
                         struct error *error);
enum result sqlite_step(struct prepared *prepared, bool *has_row, struct error *error);
void sqlite_row(struct prepared *prepared, void *row, struct arena *arena);
int64_t sqlite_changed(struct prepared *prepared);
void sqlite_finish(struct prepared *prepared);
void sqlite_forget_all(struct connection *connection); /* finalizes what was prepared */

#endif
