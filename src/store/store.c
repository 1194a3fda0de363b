/* Statements, rows and cursors, above any engine. */
#include "store/store.h"

#include <stdlib.h>

#include "base/bug.h"
#include "store/inside.h"
#include "store/sqlite.h"

struct store_cursor {
    struct tx *tx;
    const struct statement *statement;
    struct prepared *prepared;
    struct store_cursor *next;
};

/* ---- opening --------------------------------------------------------------------------------- */

enum result store_open_file(const struct store_options *options, struct store **out,
                            struct error *error)
{
    struct store *store = calloc(1, sizeof *store);
    ALWAYS(store != NULL);
    store->class = &sqlite_engine;
    store->fault = options->fault;
    enum result result = store->class->open(options, &store->engine, error);
    if (result == RESULT_OK)
        result = lanes_open(store, options->readers > 0 ? options->readers : 2,
                            options->batch > 0 ? options->batch : 256, error);
    if (result != RESULT_OK) {
        store_free(store);
        return result;
    }
    *out = store;
    return RESULT_OK;
}

void store_free(struct store *store)
{
    if (store == NULL)
        return;
    lanes_close(store->lanes);
    if (store->engine != NULL)
        store->class->close(store->engine);
    free(store);
}

static enum result prepare_variants(const struct engine_class *class, struct connection *connection,
                                    const struct statement *statement, struct error *error)
{
    enum result result = class->prepare(connection, statement, error);
    size_t orders = statement->order_count > 0 ? statement->order_count : 1;
    size_t count = statement->variants != NULL ? orders << statement->clause_count : 0;
    for (size_t i = 0; i < count && result == RESULT_OK; i++)
        result = class->prepare(connection, &statement->variants[i], error);
    return result;
}

/* On a connection of its own, so that what is seldom used takes no memory afterwards. */
enum result store_prepare_all(struct store *store, const struct statement *const *statements,
                              size_t count, struct error *error)
{
    struct connection *connection = NULL;
    enum result result = store->class->connect(store->engine, CONNECTION_READ, &connection, error);
    for (size_t i = 0; i < count && result == RESULT_OK; i++)
        result = prepare_variants(store->class, connection, statements[i], error);
    store->class->disconnect(connection);
    return result;
}

enum result store_backup(struct store *store, const char *path, struct error *error)
{
    return store->class->backup(store->engine, path, error);
}

enum result store_check(struct store *store, struct store_health *health, struct arena *arena,
                        struct error *error)
{
    return store->class->check(store->engine, health, arena, error);
}

/* ---- the fault seam -------------------------------------------------------------------------- */

enum result store_ask_fault(const struct store *store, enum store_call call, const char *statement,
                            struct error *error)
{
    if (store->fault == NULL)
        return RESULT_OK;
    enum result result = store->fault->ask(store->fault->self, call, statement);
    if (result == RESULT_BUSY)
        return error_set(error, result, NULL,
                         N_("The database is busy. Please try again in a moment."));
    if (result == RESULT_FULL)
        return error_set(
            error, result, NULL,
            N_("The disk is full: nothing was saved. What was there is safe and can be "
               "read."));
    if (result != RESULT_OK)
        return error_set(error, result, NULL, N_("The database could not do this: %1."), "fault");
    return RESULT_OK;
}

enum result store_begin(struct store *store, struct connection *connection, struct error *error)
{
    enum result result = store_ask_fault(store, STORE_CALL_BEGIN, NULL, error);
    return result == RESULT_OK ? store->class->begin(connection, error) : result;
}

enum result store_mark(struct store *store, struct connection *connection, struct error *error)
{
    enum result result = store_ask_fault(store, STORE_CALL_MARK, NULL, error);
    return result == RESULT_OK ? store->class->mark(connection, error) : result;
}

enum result store_release(struct store *store, struct connection *connection, struct error *error)
{
    enum result result = store_ask_fault(store, STORE_CALL_RELEASE, NULL, error);
    return result == RESULT_OK ? store->class->release(connection, error) : result;
}

enum result store_commit(struct store *store, struct connection *connection, struct error *error)
{
    enum result result = store_ask_fault(store, STORE_CALL_COMMIT, NULL, error);
    if (result == RESULT_OK)
        return store->class->commit(connection, error);
    store->class->rollback(connection);
    return result;
}

/* ---- calls in a transaction ------------------------------------------------------------------ */

/* Remembers the first failure of the engine; see struct tx. */
static enum result fail(struct tx *tx, enum result result, const struct error *failure,
                        struct error *error)
{
    if (tx->failed == RESULT_OK) {
        tx->failed = result;
        tx->failure = *failure;
    }
    if (error != NULL)
        *error = tx->failure;
    return tx->failed;
}

static enum result start(struct tx *tx, const struct statement *statement, const void *params,
                         bool keep, struct prepared **prepared, struct error *error)
{
    ALWAYS(tx->is_write || !statement->is_write);
    if (tx->failed != RESULT_OK)
        return fail(tx, tx->failed, &tx->failure, error);
    struct error failure = {0};
    enum result result = store_ask_fault(tx->store, STORE_CALL_START, statement->name, &failure);
    if (result == RESULT_OK)
        result =
            tx->store->class->start(tx->connection, statement, params, keep, prepared, &failure);
    return result == RESULT_OK ? RESULT_OK : fail(tx, result, &failure, error);
}

static enum result step(struct tx *tx, const struct statement *statement, struct prepared *prepared,
                        bool *has_row, struct error *error)
{
    if (tx->failed != RESULT_OK)
        return fail(tx, tx->failed, &tx->failure, error);
    struct error failure = {0};
    enum result result = store_ask_fault(tx->store, STORE_CALL_STEP, statement->name, &failure);
    if (result == RESULT_OK)
        result = tx->store->class->step(prepared, has_row, &failure);
    return result == RESULT_OK ? RESULT_OK : fail(tx, result, &failure, error);
}

enum result store_execute(struct tx *tx, const char *sql, struct error *error)
{
    ALWAYS(tx->is_write);
    struct error failure = {0};
    enum result result = store_ask_fault(tx->store, STORE_CALL_EXECUTE, NULL, &failure);
    if (result == RESULT_OK)
        result = tx->store->class->execute(tx->connection, sql, &failure);
    return result == RESULT_OK ? RESULT_OK : fail(tx, result, &failure, error);
}

const struct statement *store_variant(const struct statement *statement, unsigned clauses,
                                      unsigned order)
{
    ALWAYS(clauses < 1u << statement->clause_count);
    ALWAYS(order < statement->order_count || order == 0);
    if (statement->variants == NULL)
        return statement;
    return &statement->variants[(size_t)order << statement->clause_count | clauses];
}

enum result store_run(struct tx *tx, const struct statement *statement, const void *params,
                      int64_t *changed, struct error *error)
{
    ALWAYS(statement->is_write);
    struct prepared *prepared = NULL;
    enum result result = start(tx, statement, params, false, &prepared, error);
    for (bool more = true; more && result == RESULT_OK;)
        result = step(tx, statement, prepared, &more, error);
    if (result == RESULT_OK && changed != NULL)
        *changed = tx->store->class->changed(prepared);
    tx->store->class->finish(prepared);
    return result;
}

/* Texts of a row that is kept must lie somewhere. */
static bool needs_arena(const struct statement *statement)
{
    for (size_t i = 0; i < statement->column_count; i++)
        if (statement->columns[i].type == STORE_TEXT || statement->columns[i].type == STORE_BYTES)
            return true;
    return false;
}

enum result store_find(struct tx *tx, const struct statement *statement, const void *params,
                       void *row, bool *found, struct arena *arena, struct error *error)
{
    ALWAYS(arena != NULL || !needs_arena(statement));
    struct prepared *prepared = NULL;
    bool has_row = false;
    enum result result = start(tx, statement, params, false, &prepared, error);
    if (result == RESULT_OK)
        result = step(tx, statement, prepared, &has_row, error);
    if (result == RESULT_OK && has_row)
        tx->store->class->row(prepared, row, arena);
    if (result == RESULT_OK)
        *found = has_row;
#ifdef KAIFONG_DEBUG
    bool has_more = false;
    if (result == RESULT_OK && has_row &&
        tx->store->class->step(prepared, &has_more, NULL) == RESULT_OK)
        ALWAYS(!has_more); /* a statement that reads one row */
#endif
    tx->store->class->finish(prepared);
    return result;
}

enum result store_get(struct tx *tx, const struct statement *statement, const void *params,
                      void *row, struct arena *arena, struct error *error)
{
    bool found = false;
    enum result result = store_find(tx, statement, params, row, &found, arena, error);
    if (result == RESULT_OK && !found)
        return error_set(error, RESULT_NOT_FOUND, NULL, N_("There is nothing here."));
    return result;
}

enum result store_list(struct tx *tx, const struct statement *statement, const void *params,
                       size_t limit, void **rows, size_t *count, struct arena *arena,
                       struct error *error)
{
    ALWAYS(limit > 0);
    const struct engine_class *class = tx->store->class;
    struct prepared *prepared = NULL;
    char *list = NULL;
    size_t size = statement->row_size, capacity = 0, length = 0;
    enum result result = start(tx, statement, params, false, &prepared, error);
    for (bool more = true; result == RESULT_OK && length < limit;) {
        result = step(tx, statement, prepared, &more, error);
        if (result != RESULT_OK || !more)
            break;
        list = arena_grow(arena, list, length, &capacity, size);
        class->row(prepared, list + length * size, arena);
        length++;
    }
    class->finish(prepared);
    if (result == RESULT_OK) {
        *rows = list;
        *count = length;
    }
    return result;
}

/* ---- cursors --------------------------------------------------------------------------------- */

enum result store_open(struct tx *tx, const struct statement *statement, const void *params,
                       struct store_cursor **out, struct error *error)
{
    struct prepared *prepared = NULL;
    enum result result = start(tx, statement, params, true, &prepared, error);
    if (result != RESULT_OK)
        return result;
    struct store_cursor *cursor = calloc(1, sizeof *cursor);
    ALWAYS(cursor != NULL);
    *cursor = (struct store_cursor){tx, statement, prepared, tx->cursors};
    tx->cursors = cursor;
    *out = cursor;
    return RESULT_OK;
}

enum result store_next(struct store_cursor *cursor, void *row, bool *more, struct error *error)
{
    bool has_row = false;
    enum result result = step(cursor->tx, cursor->statement, cursor->prepared, &has_row, error);
    if (result != RESULT_OK)
        return result;
    if (has_row)
        cursor->tx->store->class->row(cursor->prepared, row, NULL);
    *more = has_row;
    return RESULT_OK;
}

void store_close(struct store_cursor *cursor)
{
    if (cursor == NULL)
        return;
    struct store_cursor **link = &cursor->tx->cursors;
    while (*link != cursor)
        link = &(*link)->next;
    *link = cursor->next;
    cursor->tx->store->class->finish(cursor->prepared);
    free(cursor);
}

void store_close_all(struct tx *tx)
{
    struct store_cursor *cursor = tx->cursors;
    tx->cursors = NULL;
    while (cursor != NULL) {
        struct store_cursor *next = cursor->next;
        tx->store->class->finish(cursor->prepared);
        free(cursor);
        cursor = next;
    }
}
