/* SQLite: statements, prepared once per connection and found by their address, bound and read by
 * slots. When one is prepared, its columns are compared with their declaration, and in debug builds
 * its plan is read: who reads a whole table must say so. */
#include "store/sqlite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/calendar.h"
#include "base/text.h"

struct prepared {
    const struct statement *statement;
    struct connection *connection;
    sqlite3_stmt *stmt;
    int param_limit; /* highest parameter that this variant's text mentions */
    bool is_busy;    /* between start and finish */
    bool is_spare;   /* a second one, because the first was busy; freed at finish */
};

/* ---- the table of prepared statements -------------------------------------------------------- */

static size_t place(const struct connection *connection, const struct statement *statement)
{
    uint64_t hash = (uint64_t)(uintptr_t)statement * UINT64_C(0x9E3779B97F4A7C15);
    size_t mask = connection->table_size - 1, at = (size_t)(hash >> 32) & mask;
    while (connection->table[at] != NULL && connection->table[at]->statement != statement)
        at = (at + 1) & mask;
    return at;
}

static void remember(struct connection *connection, struct prepared *prepared)
{
    if (connection->table_size < (connection->prepared_count + 1) * 2) {
        struct prepared **old = connection->table;
        size_t old_size = connection->table_size;
        connection->table_size = old_size > 0 ? old_size * 2 : 64;
        connection->table = calloc(connection->table_size, sizeof(struct prepared *));
        ALWAYS(connection->table != NULL);
        for (size_t i = 0; i < old_size; i++)
            if (old[i] != NULL)
                connection->table[place(connection, old[i]->statement)] = old[i];
        free(old);
    }
    connection->table[place(connection, prepared->statement)] = prepared;
    connection->prepared_count++;
}

static struct prepared *recall(const struct connection *connection,
                               const struct statement *statement)
{
    return connection->table_size > 0 ? connection->table[place(connection, statement)] : NULL;
}

static void forget(struct prepared *prepared)
{
    sqlite3_finalize(prepared->stmt);
    free(prepared);
}

void sqlite_forget_all(struct connection *connection)
{
    for (size_t i = 0; i < connection->table_size; i++)
        if (connection->table[i] != NULL)
            forget(connection->table[i]);
    free(connection->table);
    connection->table = NULL;
    connection->table_size = connection->prepared_count = 0;
}

/* ---- checking what was prepared -------------------------------------------------------------- */

static enum result check_columns(const struct statement *statement, sqlite3_stmt *stmt,
                                 struct error *error)
{
    int count = sqlite3_column_count(stmt);
    if ((size_t)count != statement->column_count) {
        char number[16], declared[16];
        snprintf(number, sizeof number, "%d", count);
        snprintf(declared, sizeof declared, "%zu", statement->column_count);
        return error_set(error, RESULT_INVALID, NULL, N_("%1 gives %2 columns but declares %3."),
                         statement->name, number, declared);
    }
    for (int i = 0; i < count; i++)
        if (!text_equal(sqlite3_column_name(stmt, i), statement->columns[i].name))
            return error_set(error, RESULT_INVALID, NULL,
                             N_("%1 gives a column %2 where it declares %3: say AS %3."),
                             statement->name, sqlite3_column_name(stmt, i),
                             statement->columns[i].name);
    return RESULT_OK;
}

enum { PLAN_NAMES = 16, PLAN_NAME_SIZE = 64 };

/* Names of what the plan itself makes: subqueries and common table expressions. */
struct plan {
    char made[PLAN_NAMES][PLAN_NAME_SIZE];
    size_t count;
};

static void plan_word(const char *detail, char out[PLAN_NAME_SIZE])
{
    size_t length = strcspn(detail, " ");
    snprintf(out, PLAN_NAME_SIZE, "%.*s", (int)length, detail);
}

/* Whether a line of the plan reads a whole table or index, or a whole partition of one. */
static bool is_scan(struct plan *plan, const char *detail)
{
    static const char *const makers[] = {"MATERIALIZE ", "CO-ROUTINE "};
    for (size_t i = 0; i < sizeof makers / sizeof *makers; i++)
        if (text_starts(detail, makers[i]) && plan->count < PLAN_NAMES)
            plan_word(detail + strlen(makers[i]), plan->made[plan->count++]);
    if (!text_starts(detail, "SCAN ") || strstr(detail, "CONSTANT ROW") != NULL ||
        strstr(detail, "VIRTUAL TABLE") != NULL || detail[5] == '(')
        return false;
    char name[PLAN_NAME_SIZE];
    plan_word(detail + 5, name);
    for (size_t i = 0; i < plan->count; i++)
        if (strcmp(plan->made[i], name) == 0)
            return false;
    return true;
}

/* Once there are statistics SQLite reads a whole table where it is small, and that is right. The rule is
 * about what it would have to do, so it is checked on databases that have none. */
static bool has_statistics(struct connection *connection)
{
    sqlite3_stmt *stmt = NULL;
    sqlite3_prepare_v2(connection->db, "SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'",
                       -1, &stmt, NULL);
    bool is_there = sqlite3_step(stmt) == SQLITE_ROW;
    sqlite3_finalize(stmt);
    return is_there;
}

static enum result check_plan(struct connection *connection, const struct statement *statement,
                              struct error *error)
{
    struct text_buffer sql;
    text_buffer_init(&sql);
    text_addf(&sql, "EXPLAIN QUERY PLAN %s", statement->sql);
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v2(connection->db, text_buffer_get(&sql), -1, &stmt, NULL);
    text_buffer_fini(&sql);
    if (code != SQLITE_OK)
        return sqlite_trouble(connection, code, statement->name, error);
    struct plan plan = {0};
    enum result result = RESULT_OK;
    while (result == RESULT_OK && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
        const char *detail = (const char *)sqlite3_column_text(stmt, 3);
        if (is_scan(&plan, detail))
            result = error_set(error, RESULT_INVALID, NULL,
                               N_("%1 reads a whole table (%2): give it an index, or say "
                                  "-- scan ok: REASON."),
                               statement->name, detail);
    }
    if (result == RESULT_OK && code != SQLITE_DONE)
        result = sqlite_trouble(connection, code, statement->name, error);
    sqlite3_finalize(stmt);
    return result;
}

static enum result make(struct connection *connection, const struct statement *statement,
                        struct prepared **out, struct error *error)
{
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v3(connection->db, statement->sql, -1, SQLITE_PREPARE_PERSISTENT,
                                  &stmt, NULL);
    if (code == SQLITE_ERROR)
        return error_set(error, RESULT_INVALID, NULL, N_("%1 cannot be prepared: %2."),
                         statement->name, sqlite3_errmsg(connection->db));
    if (code != SQLITE_OK)
        return sqlite_trouble(connection, code, statement->name, error);
    enum result result = check_columns(statement, stmt, error);
    if (result == RESULT_OK && connection->engine->debug_scans && !statement->scan_ok &&
        !has_statistics(connection))
        result = check_plan(connection, statement, error);
    if (result != RESULT_OK) {
        sqlite3_finalize(stmt);
        return result;
    }
    struct prepared *prepared = calloc(1, sizeof *prepared);
    ALWAYS(prepared != NULL);
    *prepared = (struct prepared){.statement = statement,
                                  .connection = connection,
                                  .stmt = stmt,
                                  .param_limit = sqlite3_bind_parameter_count(stmt)};
    *out = prepared;
    return RESULT_OK;
}

enum result sqlite_prepare(struct connection *connection, const struct statement *statement,
                           struct error *error)
{
    if (recall(connection, statement) != NULL)
        return RESULT_OK;
    struct prepared *prepared = NULL;
    enum result result = make(connection, statement, &prepared, error);
    if (result == RESULT_OK)
        remember(connection, prepared);
    return result;
}

/* ---- running --------------------------------------------------------------------------------- */

static int bind_text(sqlite3_stmt *stmt, int index, const char *text, bool keep)
{
    return text == NULL
               ? sqlite3_bind_null(stmt, index)
               : sqlite3_bind_text(stmt, index, text, -1, keep ? SQLITE_TRANSIENT : SQLITE_STATIC);
}

static int bind_bytes(sqlite3_stmt *stmt, int index, struct store_bytes bytes, bool keep)
{
    return bytes.at == NULL ? sqlite3_bind_null(stmt, index)
                            : sqlite3_bind_blob64(stmt, index, bytes.at, bytes.length,
                                                  keep ? SQLITE_TRANSIENT : SQLITE_STATIC);
}

static int bind_int(sqlite3_stmt *stmt, int index, int64_t value)
{
    return value == RECORD_NONE ? sqlite3_bind_null(stmt, index)
                                : sqlite3_bind_int64(stmt, index, value);
}

static int bind_slot(sqlite3_stmt *stmt, int index, enum store_type type, const char *at, bool keep)
{
    switch (type) {
    case STORE_ID:
    case STORE_INT:
    case STORE_TIME:
    case STORE_FLAG:
        return bind_int(stmt, index, *(const int64_t *)(const void *)at);
    case STORE_TEXT:
        return bind_text(stmt, index, *(const char *const *)(const void *)at, keep);
    case STORE_BYTES:
        return bind_bytes(stmt, index, *(const struct store_bytes *)(const void *)at, keep);
    case STORE_TYPE__COUNT:
        break;
    }
    BUG("unknown type of a parameter");
}

static enum result bind(struct prepared *prepared, const void *params, bool keep,
                        struct error *error)
{
    const struct statement *statement = prepared->statement;
    ALWAYS(params != NULL || statement->param_count == 0);
    for (size_t i = 0; i < statement->param_count && (int)i < prepared->param_limit; i++) {
        const struct store_slot *slot = &statement->params[i];
        int code = bind_slot(prepared->stmt, (int)i + 1, slot->type,
                             (const char *)params + slot->offset, keep);
        if (code == SQLITE_TOOBIG)
            return error_set(error, RESULT_TOO_LARGE, slot->name, N_("This is too long."));
        if (code != SQLITE_OK)
            return sqlite_trouble(prepared->connection, code, statement->name, error);
    }
    return RESULT_OK;
}

enum result sqlite_start(struct connection *connection, const struct statement *statement,
                         const void *params, bool keep, struct prepared **out, struct error *error)
{
    struct prepared *prepared = recall(connection, statement);
    enum result result = RESULT_OK;
    if (prepared == NULL || prepared->is_busy) {
        bool is_spare = prepared != NULL;
        result = make(connection, statement, &prepared, error);
        if (result != RESULT_OK)
            return result;
        ALWAYS(prepared != NULL);
        prepared->is_spare = is_spare;
        if (!is_spare)
            remember(connection, prepared);
    }
    prepared->is_busy = true;
    connection->deadline =
        clock_monotonic() + connection->engine->statement_seconds * CALENDAR_SECOND;
    result = bind(prepared, params, keep, error);
    if (result != RESULT_OK)
        sqlite_finish(prepared);
    else
        *out = prepared;
    return result;
}

enum result sqlite_step(struct prepared *prepared, bool *has_row, struct error *error)
{
    int code = sqlite3_step(prepared->stmt);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        return sqlite_trouble(prepared->connection, code, prepared->statement->name, error);
    *has_row = code == SQLITE_ROW;
    return RESULT_OK;
}

static void read_bytes(sqlite3_stmt *stmt, int index, struct store_bytes *out, struct arena *arena)
{
    *out = (struct store_bytes){NULL, 0};
    if (sqlite3_column_type(stmt, index) == SQLITE_NULL)
        return;
    const void *at = sqlite3_column_blob(stmt, index); /* NULL for an empty one */
    out->length = (size_t)sqlite3_column_bytes(stmt, index);
    out->at = at == NULL ? "" : arena != NULL ? arena_copy_n(arena, at, out->length) : at;
}

void sqlite_row(struct prepared *prepared, void *row, struct arena *arena)
{
    const struct statement *statement = prepared->statement;
    sqlite3_stmt *stmt = prepared->stmt;
    for (size_t i = 0; i < statement->column_count; i++) {
        void *at = (char *)row + statement->columns[i].offset;
        int index = (int)i;
        enum store_type type = statement->columns[i].type;
        if (type == STORE_BYTES) {
            read_bytes(stmt, index, at, arena);
        } else if (type == STORE_TEXT) {
            const char *text = (const char *)sqlite3_column_text(stmt, index);
            *(const char **)at =
                text == NULL || arena == NULL
                    ? text
                    : arena_copy_n(arena, text, (size_t)sqlite3_column_bytes(stmt, index));
        } else {
            bool is_null = sqlite3_column_type(stmt, index) == SQLITE_NULL;
            *(int64_t *)at = is_null ? RECORD_NONE : sqlite3_column_int64(stmt, index);
        }
    }
}

int64_t sqlite_changed(struct prepared *prepared)
{
    return prepared->statement->is_write ? sqlite3_changes64(prepared->connection->db) : 0;
}

void sqlite_finish(struct prepared *prepared)
{
    if (prepared == NULL)
        return;
    sqlite3_reset(prepared->stmt);
    sqlite3_clear_bindings(prepared->stmt);
    prepared->is_busy = false;
    if (prepared->is_spare)
        forget(prepared);
}
