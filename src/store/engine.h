/* What an engine does for the store; internal to this room.
 *
 * Above this line nobody knows which engine it is. The store hands an engine named statements and
 * structs of parameters; the engine prepares each statement once per connection and remembers it. A
 * connection is used by one thread at a time. SQLite's is store/sqlite.h. */
#ifndef STORE_ENGINE_H
#define STORE_ENGINE_H

#include "store/store.h"

struct engine;     /* an open database */
struct connection; /* one connection to it */
struct prepared;   /* a statement that is being run on a connection */

enum connection_kind { CONNECTION_READ, CONNECTION_WRITE };

struct engine_class {
    const char *name;

    enum result (*open)(const struct store_options *options, struct engine **engine,
                        struct error *error);
    void (*close)(struct engine *engine); /* after its connections */

    enum result (*connect)(struct engine *engine, enum connection_kind kind,
                           struct connection **connection, struct error *error);
    void (*disconnect)(struct connection *connection); /* takes NULL */

    /* A transaction: on a read connection a snapshot, on a write connection a change. When commit
     * fails the transaction is over and nothing of it remains. */
    enum result (*begin)(struct connection *connection, struct error *error);
    enum result (*commit)(struct connection *connection, struct error *error);
    void (*rollback)(struct connection *connection);
    /* False when the engine itself has ended the transaction after an error. */
    bool (*is_in_transaction)(const struct connection *connection);

    /* Called between changes: the time for what keeps the engine quick, best when nobody waits. */
    void (*tidy)(struct connection *connection, bool is_quiet);

    /* One savepoint within the transaction; `undo` goes back to it and lets it go. */
    enum result (*mark)(struct connection *connection, struct error *error);
    enum result (*release)(struct connection *connection, struct error *error);
    enum result (*undo)(struct connection *connection, struct error *error);

    /* Prepares and remembers; RESULT_INVALID names the statement and what is wrong with it. */
    enum result (*prepare)(struct connection *connection, const struct statement *statement,
                           struct error *error);

    /* Starts a statement. Texts of `params` are borrowed until finish; `keep` copies them. */
    enum result (*start)(struct connection *connection, const struct statement *statement,
                         const void *params, bool keep, struct prepared **prepared,
                         struct error *error);
    enum result (*step)(struct prepared *prepared, bool *has_row, struct error *error);
    /* Copies the row into the struct; texts go into the arena, or live until the next step
     * without one. */
    void (*row)(struct prepared *prepared, void *row, struct arena *arena);
    int64_t (*changed)(struct prepared *prepared);
    void (*finish)(struct prepared *prepared); /* takes NULL */

    /* Runs the statements of a migration, neutral types and all, inside a transaction. */
    enum result (*execute)(struct connection *connection, const char *sql, struct error *error);

    enum result (*backup)(struct engine *engine, const char *path, struct error *error);
    enum result (*check)(struct engine *engine, struct store_health *health, struct arena *arena,
                         struct error *error);
    /* In debug builds: whether the schema keeps the rules for tenants' tables (docs/sql.md). */
    enum result (*check_rules)(struct engine *engine, struct error *error);
    /* A number that changes with any row stored; for tests. */
    enum result (*digest)(struct engine *engine, uint64_t *digest, struct error *error);
};

#endif
