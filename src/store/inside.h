/* What the store's own files share; internal to this room. */
#ifndef STORE_INSIDE_H
#define STORE_INSIDE_H

#include "store/engine.h"
#include "store/fault.h"
#include "store/lane.h"

struct lanes;

struct store {
    const struct engine_class *class;
    struct engine *engine;
    const struct store_fault *fault;
    struct lanes *lanes;
};

/* A transaction, or a task's part of one. Once the engine has failed a call, the rest of the task
 * cannot be trusted: every further call gives the same error, and what the task did is undone,
 * whatever it returns. (PostgreSQL would insist; so both engines behave alike.) */
struct tx {
    struct store *store;
    struct connection *connection;
    bool is_write;
    enum result failed;
    struct error failure;
    struct store_cursor *cursors;     /* open ones */
    void (*after_commit)(void *self); /* called once on the lane's thread, or NULL */
    void *after_self;
};

/* Whether the call may happen: RESULT_OK, or what the fault seam makes of it. */
enum result store_ask_fault(const struct store *store, enum store_call call, const char *statement,
                            struct error *error);

/* Calls of the engine with the fault seam before them. */
enum result store_begin(struct store *store, struct connection *connection, struct error *error);
enum result store_mark(struct store *store, struct connection *connection, struct error *error);
enum result store_release(struct store *store, struct connection *connection, struct error *error);
enum result store_commit(struct store *store, struct connection *connection, struct error *error);

/* Runs migration text in the write transaction. */
enum result store_execute(struct tx *tx, const char *sql, struct error *error);

/* Closes the cursors that a task left open. */
void store_close_all(struct tx *tx);

/* lane.c */
enum result lanes_open(struct store *store, int readers, int batch, struct error *error);
void lanes_close(struct lanes *lanes); /* finishes what was submitted; takes NULL */

#endif
