/* Migrations for SQLite: the neutral column types become INTEGER, TEXT and BLOB, a flag gets its
 * CHECK, and tables become STRICT. Only what both engines understand alike is let through. */
#include "store/schema.h"

#include <string.h>

static enum result refuse(struct error *error, const char *msgid, struct token token)
{
    char word[ERROR_ARG_SIZE] = "";
    size_t length = token.length < sizeof word - 1 ? token.length : sizeof word - 1;
    memcpy(word, token.at, length);
    return error_set(error, RESULT_INVALID, NULL, msgid, word);
}

static bool is_column_word(struct token token)
{
    static const char *const others[] = {"PRIMARY", "UNIQUE", "CHECK", "FOREIGN", "CONSTRAINT"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (token_is(token, others[i]))
            return false;
    return token.kind == TOKEN_WORD;
}

/* Adds "name TYPE" for the column whose name was just read. */
static enum result add_column(const char **sql, struct token name, struct text_buffer *out,
                              struct error *error)
{
    static const struct {
        const char *neutral, *sqlite;
    } types[] = {{"id", "INTEGER"}, {"int", "INTEGER"}, {"time", "INTEGER"},
                 {"text", "TEXT"},  {"bytes", "BLOB"},  {"flag", "INTEGER"}};
    struct token type = token_next_solid(sql);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (token_is(type, types[i].neutral)) {
            text_addf(out, "%.*s %s", (int)name.length, name.at, types[i].sqlite);
            if (token_is(type, "flag"))
                text_addf(out, " CHECK (%.*s IN (0, 1))", (int)name.length, name.at);
            return RESULT_OK;
        }
    return refuse(error, N_("%1 is no column type: id, int, text, bytes, time or flag."), type);
}

/* The engine itself refuses to change or remove a row then, whoever asks. */
static void add_append_only(struct token table, struct text_buffer *out)
{
    static const char *const verbs[] = {"UPDATE", "DELETE"};
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        text_addf(
            out,
            "; CREATE TRIGGER %.*s_no_%s BEFORE %s ON %.*s BEGIN SELECT RAISE(ABORT, '%.*s is "
            "append only'); END",
            (int)table.length, table.at, verbs[i], verbs[i], (int)table.length, table.at,
            (int)table.length, table.at);
}

/* Adds the name and body of CREATE TABLE up to the statement's end. */
static enum result add_table(const char **sql, struct text_buffer *out, struct error *error)
{
    int depth = 0;
    bool expects_column = false, is_clustered = false, is_append_only = false;
    struct token table = token_next_solid(sql);
    if (table.kind != TOKEN_WORD)
        return refuse(error, N_("%1 is no name of a table."), table);
    text_addf(out, " %.*s", (int)table.length, table.at);
    for (;;) {
        struct token token = token_next(sql);
        if (token.kind == TOKEN_UNENDED || token.kind == TOKEN_END)
            return refuse(error, N_("This statement does not end with a semicolon."), token);
        if (token.kind == TOKEN_SPACE) {
            text_add_char(out, ' ');
            continue;
        }
        if (token.kind == TOKEN_CLUSTERED) {
            is_clustered = true;
            continue;
        }
        if (token.kind == TOKEN_APPEND_ONLY) {
            is_append_only = true;
            continue;
        }
        if (depth == 0 && token_is(token, ";")) {
            text_add(out, is_clustered ? " STRICT, WITHOUT ROWID" : " STRICT");
            if (is_append_only)
                add_append_only(table, out);
            return RESULT_OK;
        }
        if (token_is(token, "DEFERRABLE") || token_is(token, "AUTOINCREMENT") ||
            token_is(token, "STRICT") || token_is(token, "WITHOUT") || token_is(token, "COLLATE"))
            return refuse(error, N_("%1 is not portable in a migration."), token);
        if (expects_column && is_column_word(token)) {
            enum result result = add_column(sql, token, out, error);
            if (result != RESULT_OK)
                return result;
        } else {
            text_add_n(out, token.at, token.length);
        }
        depth += token_is(token, "(") - token_is(token, ")");
        expects_column = depth == 1 && (token_is(token, "(") || token_is(token, ","));
    }
}

/* Adds a statement that is not CREATE TABLE; ADD COLUMN has a type to map. */
static enum result add_other(const char **sql, struct text_buffer *out, bool is_alter,
                             struct error *error)
{
    for (;;) {
        struct token token = token_next(sql);
        if (token.kind == TOKEN_UNENDED || token.kind == TOKEN_END)
            return refuse(error, N_("This statement does not end with a semicolon."), token);
        if (token_is(token, ";"))
            return RESULT_OK;
        if (token.kind == TOKEN_SPACE) {
            text_add_char(out, ' ');
            continue;
        }
        text_add_n(out, token.at, token.length);
        if (is_alter && token_is(token, "COLUMN") &&
            text_ends(text_buffer_get(out), "ADD COLUMN")) {
            text_add_char(out, ' ');
            enum result result = add_column(sql, token_next_solid(sql), out, error);
            if (result != RESULT_OK)
                return result;
        }
    }
}

enum result schema_next_sqlite(const char **sql, struct text_buffer *out, bool *more,
                               struct error *error)
{
    static const char *const others[] = {"ALTER", "DROP", "INSERT", "UPDATE", "DELETE", "WITH"};
    struct token first = token_next_solid(sql);
    *more = first.kind != TOKEN_END;
    if (!*more)
        return RESULT_OK;
    text_add_n(out, first.at, first.length);
    if (token_is(first, "CREATE")) {
        struct token what = token_next_solid(sql);
        text_addf(out, " %.*s", (int)what.length, what.at);
        if (token_is(what, "TABLE"))
            return add_table(sql, out, error);
        if (token_is(what, "INDEX") || token_is(what, "UNIQUE"))
            return add_other(sql, out, false, error);
        return refuse(error, N_("A migration does not create a %1."), what);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (token_is(first, others[i]))
            return add_other(sql, out, token_is(first, "ALTER"), error);
    return refuse(error, N_("A migration does not say %1."), first);
}
