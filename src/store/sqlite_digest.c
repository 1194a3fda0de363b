/* SQLite: one number for all that is stored. Rows are hashed (FNV-1a) and the hashes added up, so that
 * their order does not matter; the store's own tables count too. For tests. */
#include "store/sqlite.h"

#include <string.h>

static uint64_t mix(uint64_t hash, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ at[i]) * UINT64_C(0x100000001b3);
    return hash;
}

static uint64_t hash_row(sqlite3_stmt *stmt, const char *table)
{
    uint64_t hash = mix(UINT64_C(0xcbf29ce484222325), table, strlen(table));
    for (int i = 0; i < sqlite3_column_count(stmt); i++) {
        int type = sqlite3_column_type(stmt, i);
        hash = mix(hash, &type, sizeof type);
        const void *at = sqlite3_column_blob(stmt, i);
        hash = mix(hash, at, (size_t)sqlite3_column_bytes(stmt, i));
    }
    return hash ^ hash >> 29;
}

static int add_table(sqlite3 *db, const char *table, uint64_t *digest)
{
    sqlite3_stmt *stmt = NULL;
    char *sql = sqlite3_mprintf("SELECT * FROM \"%w\"", table);
    int code = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);
    sqlite3_free(sql);
    while (code == SQLITE_OK || code == SQLITE_ROW) {
        code = sqlite3_step(stmt);
        if (code == SQLITE_ROW)
            *digest += hash_row(stmt, table);
    }
    sqlite3_finalize(stmt);
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

enum result sqlite_digest(struct engine *engine, uint64_t *out, struct error *error)
{
    struct connection *connection = NULL;
    enum result result = sqlite_connect(engine, CONNECTION_READ, &connection, error);
    if (result != RESULT_OK)
        return result;
    sqlite3_stmt *tables = NULL;
    uint64_t digest = 0;
    int code = sqlite3_prepare_v2(connection->db,
                                  "SELECT name, sql FROM sqlite_schema WHERE type = 'table' "
                                  "AND name NOT LIKE 'sqlite@_%' ESCAPE '@'",
                                  -1, &tables, NULL);
    while (code == SQLITE_OK && (code = sqlite3_step(tables)) == SQLITE_ROW) {
        digest += hash_row(tables, "");
        code = add_table(connection->db, (const char *)sqlite3_column_text(tables, 0), &digest);
    }
    if (code != SQLITE_DONE)
        result = sqlite_trouble(connection, code, "digest", error);
    else
        *out = digest;
    sqlite3_finalize(tables);
    sqlite_disconnect(connection);
    return result;
}
