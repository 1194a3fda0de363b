/* SQLite: the rules that the schema of a tenant's tables keeps, so that a distributed PostgreSQL can
 * spread them and no statement reaches into another tenant by mistake. Read from the schema itself
 * after the migrations, in debug builds.
 *
 * A tenant table is one whose first column is tenant_id and whose key has more columns than that. */
#include "store/sqlite.h"

/* Each gives a row for the first table that breaks it. */
static const struct {
    const char *sql, *msgid;
} rules[] = {
    {"SELECT t.name, '' FROM sqlite_schema AS t, pragma_table_info(t.name) AS c"
     " WHERE t.type = 'table' AND c.cid = 0 AND c.name = 'tenant_id' AND c.pk <> 1",
     N_("Table %1 has tenant_id first, but its primary key has not.")},
    {"SELECT t.name, i.name FROM sqlite_schema AS t, pragma_table_info(t.name) AS c,"
     " pragma_index_list(t.name) AS i, pragma_index_info(i.name) AS x"
     " WHERE t.type = 'table' AND c.cid = 0 AND c.name = 'tenant_id'"
     " AND (SELECT count(*) FROM pragma_table_info(t.name) AS k WHERE k.pk > 0) > 1"
     " AND i.\"unique\" = 1 AND x.seqno = 0 AND x.name IS NOT 'tenant_id'",
     N_("Table %1 has a unique constraint (%2) that does not begin with tenant_id.")},
    {"SELECT t.name, f.\"table\" FROM sqlite_schema AS t, pragma_table_info(t.name) AS c,"
     " pragma_foreign_key_list(t.name) AS f, pragma_table_info(f.\"table\") AS p"
     " WHERE t.type = 'table' AND c.cid = 0 AND c.name = 'tenant_id'"
     " AND p.cid = 0 AND p.name = 'tenant_id'"
     " AND (SELECT count(*) FROM pragma_table_info(f.\"table\") AS k WHERE k.pk > 0) > 1"
     " GROUP BY t.name, f.id"
     " HAVING sum(f.\"from\" = 'tenant_id' AND f.\"to\" = 'tenant_id') = 0",
     N_("Table %1 refers to a row of %2 without its tenant_id.")},
};

enum result sqlite_check_rules(struct engine *engine, struct error *error)
{
    if (!engine->debug_scans)
        return RESULT_OK;
    struct connection *connection = NULL;
    enum result result = sqlite_connect(engine, CONNECTION_READ, &connection, error);
    for (size_t i = 0; i < sizeof rules / sizeof *rules && result == RESULT_OK; i++) {
        sqlite3_stmt *stmt = NULL;
        int code = sqlite3_prepare_v2(connection->db, rules[i].sql, -1, &stmt, NULL);
        if (code == SQLITE_OK)
            code = sqlite3_step(stmt);
        if (code == SQLITE_ROW)
            result = error_set(error, RESULT_INVALID, NULL, rules[i].msgid,
                               (const char *)sqlite3_column_text(stmt, 0),
                               (const char *)sqlite3_column_text(stmt, 1));
        else if (code != SQLITE_DONE)
            result = sqlite_trouble(connection, code, "rules", error);
        sqlite3_finalize(stmt);
    }
    sqlite_disconnect(connection);
    return result;
}
