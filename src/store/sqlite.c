/* SQLite: connections, transactions, and what its result codes mean. */
#include "store/sqlite.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/calendar.h"
#include "base/log.h"
#include "store/schema.h"

enum {
    PART_BEGIN_READ,
    PART_BEGIN_WRITE,
    PART_COMMIT,
    PART_ROLLBACK,
    PART_MARK,
    PART_RELEASE,
    PART_UNDO
};
enum { ANALYZE_FIRST = 5000, ANALYZE_MOST = 200000 }; /* rows changed */
enum { BUSY_MILLISECONDS = 5000, STEPS_BETWEEN_LOOKS = 100000 };

static const char *const parts[SQLITE_TRANSACTION_PARTS] = {
    [PART_BEGIN_READ] = "BEGIN",      [PART_BEGIN_WRITE] = "BEGIN IMMEDIATE",
    [PART_COMMIT] = "COMMIT",         [PART_ROLLBACK] = "ROLLBACK",
    [PART_MARK] = "SAVEPOINT task",   [PART_RELEASE] = "RELEASE task",
    [PART_UNDO] = "ROLLBACK TO task",
};

enum result sqlite_trouble(struct connection *connection, int code, const char *what,
                           struct error *error)
{
    const char *message =
        connection != NULL ? sqlite3_errmsg(connection->db) : sqlite3_errstr(code);
    int primary = code & 0xff;
    if (primary == SQLITE_NOMEM)
        BUG("out of memory");
    log_event(primary == SQLITE_BUSY ? LOG_WARNING : LOG_ERROR, "store_trouble", "statement", what,
              "engine", sqlite3_errstr(code), "message", message);
    switch (primary) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return error_set(error, RESULT_BUSY, NULL,
                         N_("The database is busy. Please try again in a moment."));
    case SQLITE_FULL:
        return error_set(
            error, RESULT_FULL, NULL,
            N_("The disk is full: nothing was saved. What was there is safe and can be "
               "read."));
    case SQLITE_INTERRUPT:
        return error_set(error, RESULT_TOO_LARGE, NULL,
                         N_("This took too long and was stopped. Please ask for less at a time."));
    case SQLITE_CONSTRAINT:
        return error_set(error, RESULT_CONFLICT, NULL,
                         N_("This does not fit what is stored already (%1)."), what);
    default:
        return error_set(error, RESULT_IO, NULL, N_("The database could not do this: %1."),
                         message);
    }
}

static enum result run_part(struct connection *connection, int part, struct error *error)
{
    sqlite3_stmt *stmt = connection->parts[part];
    connection->deadline = 0;
    int code = sqlite3_step(stmt);
    enum result result = RESULT_OK;
    if (code != SQLITE_DONE)
        result = sqlite_trouble(connection, code, parts[part], error);
    sqlite3_reset(stmt);
    return result;
}

static enum result begin(struct connection *connection, struct error *error)
{
    return run_part(connection, connection->is_writer ? PART_BEGIN_WRITE : PART_BEGIN_READ, error);
}

static bool is_in_transaction(const struct connection *connection)
{
    return sqlite3_get_autocommit(connection->db) == 0;
}

/* A rollback cannot fail in a way that leaves anything of the transaction: what was not committed in
 * the log does not count. */
static void rollback(struct connection *connection)
{
    if (!is_in_transaction(connection))
        return;
    sqlite3_step(connection->parts[PART_ROLLBACK]);
    sqlite3_reset(connection->parts[PART_ROLLBACK]);
}

static enum result commit(struct connection *connection, struct error *error)
{
    enum result result = run_part(connection, PART_COMMIT, error);
    if (result != RESULT_OK)
        rollback(connection);
    return result;
}

/* Without statistics SQLite believes that every index is equally good, and reads half a community through
 * "merged into nobody" instead of three people through their household. So after many changes it looks at
 * the data again: at 10,000 rows of each index at most, some 50 ms. Dropping the table first makes the
 * other connections notice. What fails here is tried again later. */
static void tidy(struct connection *connection, bool is_quiet)
{
    int64_t changes = sqlite3_total_changes64(connection->db);
    if (changes < connection->analyze_at * (is_quiet ? 1 : 4))
        return;
    connection->deadline = 0;
    sqlite3_exec(connection->db,
                 "PRAGMA analysis_limit = 10000; BEGIN IMMEDIATE;"
                 "DROP TABLE IF EXISTS sqlite_stat1; ANALYZE; COMMIT",
                 NULL, NULL, NULL);
    rollback(connection);
    connection->analyze_at = changes + (changes < ANALYZE_MOST ? changes : ANALYZE_MOST);
}

static enum result mark(struct connection *connection, struct error *error)
{
    return run_part(connection, PART_MARK, error);
}

static enum result release(struct connection *connection, struct error *error)
{
    return run_part(connection, PART_RELEASE, error);
}

static enum result undo(struct connection *connection, struct error *error)
{
    enum result result = run_part(connection, PART_UNDO, error);
    return result == RESULT_OK ? run_part(connection, PART_RELEASE, error) : result;
}

/* Ends a statement that would go on for ever, and with it the wait of everybody behind it. */
static int is_too_late(void *self)
{
    const struct connection *connection = self;
    return connection->deadline != 0 && clock_monotonic() > connection->deadline;
}

static enum result set_up(struct connection *connection, struct error *error)
{
    static const char *const writer =
        "PRAGMA journal_mode = WAL; PRAGMA secure_delete = ON;"
        "PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16000;";
    static const char *const reader = "PRAGMA query_only = ON; PRAGMA cache_size = -2000;";
    static const char *const both =
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;"
        "PRAGMA temp_store = MEMORY;";
    sqlite3_busy_timeout(connection->db, BUSY_MILLISECONDS);
    sqlite3_extended_result_codes(connection->db, 1);
    sqlite3_progress_handler(connection->db, STEPS_BETWEEN_LOOKS, is_too_late, connection);
    sqlite3_db_config(connection->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    int code = sqlite3_exec(connection->db, both, NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code =
            sqlite3_exec(connection->db, connection->is_writer ? writer : reader, NULL, NULL, NULL);
    for (int i = 0; i < SQLITE_TRANSACTION_PARTS && code == SQLITE_OK; i++)
        code = sqlite3_prepare_v3(connection->db, parts[i], -1, SQLITE_PREPARE_PERSISTENT,
                                  &connection->parts[i], NULL);
    return code == SQLITE_OK ? RESULT_OK : sqlite_trouble(connection, code, "open", error);
}

enum result sqlite_connect(struct engine *engine, enum connection_kind kind,
                           struct connection **out, struct error *error)
{
    struct connection *connection = calloc(1, sizeof *connection);
    ALWAYS(connection != NULL);
    connection->engine = engine;
    connection->is_writer = kind == CONNECTION_WRITE;
    connection->analyze_at = ANALYZE_FIRST;
    int code = sqlite3_open_v2(engine->path, &connection->db,
                               SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, engine->vfs);
    enum result result = code == SQLITE_OK ? set_up(connection, error)
                                           : sqlite_trouble(connection, code, "open", error);
    if (result == RESULT_OK && connection->is_writer)
        result = sqlite_checkpointer_start(connection, error);
    if (result != RESULT_OK) {
        sqlite_disconnect(connection);
        return result;
    }
    *out = connection;
    return RESULT_OK;
}

void sqlite_disconnect(struct connection *connection)
{
    if (connection == NULL)
        return;
    sqlite_checkpointer_stop(connection->checkpointer);
    for (int i = 0; i < SQLITE_TRANSACTION_PARTS; i++)
        sqlite3_finalize(connection->parts[i]);
    sqlite_forget_all(connection);
    int code = sqlite3_close(connection->db);
    ALWAYS(code == SQLITE_OK);
    free(connection);
}

static enum result execute(struct connection *connection, const char *sql, struct error *error)
{
    struct text_buffer statement;
    text_buffer_init(&statement);
    connection->deadline = 0; /* a migration takes as long as it takes */
    enum result result = RESULT_OK;
    for (bool more = true; more && result == RESULT_OK;) {
        text_buffer_clear(&statement);
        result = schema_next_sqlite(&sql, &statement, &more, error);
        if (result != RESULT_OK || !more)
            break;
        int code = sqlite3_exec(connection->db, text_buffer_get(&statement), NULL, NULL, NULL);
        if (code == SQLITE_ERROR)
            result = error_set(error, RESULT_INVALID, NULL, N_("The database refuses \"%1\": %2."),
                               text_buffer_get(&statement), sqlite3_errmsg(connection->db));
        else if (code != SQLITE_OK)
            result = sqlite_trouble(connection, code, "migration", error);
    }
    text_buffer_fini(&statement);
    return result;
}

const struct engine_class sqlite_engine = {
    .name = "SQLite " SQLITE_VERSION,
    .open = sqlite_file_open,
    .close = sqlite_file_close,
    .connect = sqlite_connect,
    .disconnect = sqlite_disconnect,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .is_in_transaction = is_in_transaction,
    .tidy = tidy,
    .mark = mark,
    .release = release,
    .undo = undo,
    .prepare = sqlite_prepare,
    .start = sqlite_start,
    .step = sqlite_step,
    .row = sqlite_row,
    .changed = sqlite_changed,
    .finish = sqlite_finish,
    .execute = execute,
    .backup = sqlite_file_backup,
    .check = sqlite_file_check,
    .check_rules = sqlite_check_rules,
    .digest = sqlite_digest,
};
