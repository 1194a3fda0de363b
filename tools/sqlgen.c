/* Makes C tables from a module's named statements and migrations (the format: docs/sql.md):
 *
 *     sqlgen NAME FILE.sql MIGRATIONS_FOLDER OUT_FOLDER     writes OUT_FOLDER/NAME_sql.h and
 * NAME_sql.c
 *
 * It reads a statement's declarations line by line, its text token by token, and writes for each a
 * struct of parameters, a struct of columns and a `struct statement`, with all variants of optional
 * clauses and orders spelled out. What can be known without a database is refused here, with file
 * and line: a parameter that is not declared or not used, OFFSET, and words that mean different
 * things on SQLite and PostgreSQL. Everything wrong in the file is reported in one run. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/token.h"

enum { SLOTS_MAX = 96, CLAUSES_MAX = 4, ORDERS_MAX = 3, MIGRATIONS_MAX = 999 };

struct slot {
    char *name;
    const char *type; /* one of type_names */
    int line;
    bool is_used;
};

struct clause {
    char *name, *sql;
    int line;
};

enum dialect { PORTABLE, POSTGRESQL, DIALECTS };

struct statement {
    char *name, *kind;
    int line;
    struct slot params[SLOTS_MAX], columns[SLOTS_MAX];
    struct clause clauses[CLAUSES_MAX], orders[ORDERS_MAX];
    size_t param_count, column_count, clause_count, order_count;
    bool scan_ok;
    char *text[DIALECTS];
    int text_line[DIALECTS];
};

static const struct {
    const char *name, *constant, *c, *postgresql;
} types[] = {
    {"id", "STORE_ID", "int64_t ", "bigint"},
    {"int", "STORE_INT", "int64_t ", "bigint"},
    {"time", "STORE_TIME", "int64_t ", "bigint"},
    {"flag", "STORE_FLAG", "int64_t ", "bigint"},
    {"text", "STORE_TEXT", "const char *", "text"},
    {"bytes", "STORE_BYTES", "struct store_bytes ", "bytea"},
};

static const char *file_name;
static int errors;
static struct statement *statements;
static size_t statement_count;

/* ---- complaints and memory ------------------------------------------------------------------- */

static void complain(int line, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void complain(int line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(stderr, "%s:%d: error: ", file_name, line);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    errors++;
}

static _Noreturn void die(const char *path)
{
    fprintf(stderr, "%s: %s\n", path, strerror(errno));
    exit(1);
}

static char *copy(const char *text, size_t length)
{
    char *out = malloc(length + 1);
    if (out == NULL)
        die("memory");
    memcpy(out, text, length);
    out[length] = '\0';
    return out;
}

static char *append(char *text, const char *more, size_t length)
{
    size_t old = text != NULL ? strlen(text) : 0;
    char *out = realloc(text, old + length + 1);
    if (out == NULL)
        die("memory");
    memcpy(out + old, more, length);
    out[old + length] = '\0';
    return out;
}

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        die(path);
    char *text = copy("", 0), part[8192];
    for (size_t got; (got = fread(part, 1, sizeof part, file)) > 0;) {
        if (memchr(part, '\0', got) != NULL) {
            fprintf(stderr, "%s: contains a NUL byte\n", path);
            exit(1);
        }
        text = append(text, part, got);
    }
    if (ferror(file))
        die(path);
    fclose(file);
    return text;
}

/* ---- reading declarations -------------------------------------------------------------------- */

static int line_of(int first, const char *text, const char *at)
{
    for (; text < at; text++)
        first += *text == '\n';
    return first;
}

/* ---- reading declarations -------------------------------------------------------------------- */

static bool is_name(const char *name)
{
    static const char *const keywords[] = {
        "auto",   "break",  "case",   "char",     "const",  "continue", "default", "do",
        "double", "else",   "enum",   "extern",   "float",  "for",      "goto",    "if",
        "inline", "int",    "long",   "register", "return", "short",    "signed",  "sizeof",
        "static", "struct", "switch", "typedef",  "union",  "unsigned", "void",    "volatile",
        "while",  "bool",   "true",   "false",
    };
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        if (strcmp(name, keywords[i]) == 0)
            return false;
    return islower((unsigned char)*name) &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(name);
}

static void start_statement(char *rest, int line)
{
    statements = realloc(statements, (statement_count + 1) * sizeof *statements);
    if (statements == NULL)
        die("memory");
    struct statement *statement = &statements[statement_count++];
    *statement = (struct statement){.line = line};
    char *space = strchr(rest, ' ');
    if (space == NULL) {
        complain(line, "say what it reads: -- statement NAME one|many|run|run one|run many");
        statement->name = copy(rest, strlen(rest));
        statement->kind = copy("one", 3);
        return;
    }
    statement->name = copy(rest, (size_t)(space - rest));
    statement->kind = copy(space + strspn(space, " "), strlen(space + strspn(space, " ")));
    if (!is_name(statement->name))
        complain(line, "\"%s\" is no name: lower-case letters, digits and _", statement->name);
    static const char *const kinds[] = {"one", "many", "run", "run one", "run many"};
    bool is_known = false;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        is_known |= strcmp(statement->kind, kinds[i]) == 0;
    if (!is_known)
        complain(line, "\"%s\" is none of one, many, run, run one, run many", statement->kind);
    for (size_t i = 0; i + 1 < statement_count; i++)
        if (strcmp(statements[i].name, statement->name) == 0)
            complain(line, "statement %s was declared before, at line %d", statement->name,
                     statements[i].line);
}

static void add_slot(struct slot *slots, size_t *count, char *rest, int line, const char *what)
{
    char name[64], type[16], tail[2];
    if (sscanf(rest, "%63s %15s %1s", name, type, tail) != 2) {
        complain(line, "say -- %s NAME TYPE", what);
        return;
    }
    if (!is_name(name))
        complain(line, "\"%s\" cannot be the name of a struct member", name);
    for (size_t i = 0; i < *count; i++)
        if (strcmp(slots[i].name, name) == 0)
            complain(line, "%s %s was declared before, at line %d", what, name, slots[i].line);
    if (*count == SLOTS_MAX) {
        complain(line, "more than %d of them", SLOTS_MAX);
        return;
    }
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(types[i].name, type) == 0) {
            slots[(*count)++] = (struct slot){copy(name, strlen(name)), types[i].name, line, false};
            return;
        }
    complain(line, "\"%s\" is no type: id, int, time, flag, text or bytes", type);
}

static void add_clause(struct clause *clauses, size_t *count, size_t most, char *rest, int line,
                       const char *what)
{
    char *colon = strchr(rest, ':');
    if (colon == NULL || colon[1] == '\0') {
        complain(line, "say -- %s NAME: SQL", what);
        return;
    }
    *colon = '\0';
    if (!is_name(rest))
        complain(line, "\"%s\" is no name: lower-case letters, digits and _", rest);
    for (size_t i = 0; i < *count; i++)
        if (strcmp(clauses[i].name, rest) == 0)
            complain(line, "%s %s was declared before, at line %d", what, rest, clauses[i].line);
    if (*count == most) {
        complain(line, "at most %zu lines \"-- %s\": more variants than anybody can test", most,
                 what);
        return;
    }
    const char *sql = colon + 1 + strspn(colon + 1, " ");
    clauses[(*count)++] = (struct clause){copy(rest, strlen(rest)), copy(sql, strlen(sql)), line};
}

/* If `line` begins with `word`, the rest after it; else NULL. */
static char *after(char *line, const char *word)
{
    size_t length = strlen(word);
    if (strncmp(line, word, length) != 0 ||
        (isalnum((unsigned char)line[length]) || line[length] == '_'))
        return NULL;
    return line + length + strspn(line + length, " \t");
}

/* A line that starts with "--" and stands outside a statement's text. */
static void read_declaration(char *line, int number, enum dialect *dialect)
{
    line += 2 + strspn(line + 2, " \t");
    char *rest;
    if (*line == '#' || *line == '\0')
        return;
    if ((rest = after(line, "statement")) != NULL) {
        *dialect = PORTABLE;
        start_statement(rest, number);
        return;
    }
    if (statement_count == 0) {
        complain(number, "before the first -- statement (a comment is written -- # ...)");
        return;
    }
    struct statement *statement = &statements[statement_count - 1];
    if (after(line, "postgresql") != NULL)
        *dialect = POSTGRESQL;
    else if (statement->text[PORTABLE] != NULL)
        complain(number, "declarations stand before the text (a comment is written -- # ...)");
    else if ((rest = after(line, "param")) != NULL)
        add_slot(statement->params, &statement->param_count, rest, number, "param");
    else if ((rest = after(line, "column")) != NULL)
        add_slot(statement->columns, &statement->column_count, rest, number, "column");
    else if ((rest = after(line, "optional")) != NULL)
        add_clause(statement->clauses, &statement->clause_count, CLAUSES_MAX, rest, number,
                   "optional");
    else if ((rest = after(line, "order")) != NULL)
        add_clause(statement->orders, &statement->order_count, ORDERS_MAX, rest, number, "order");
    else if (strncmp(line, "scan ok:", 8) == 0 && strlen(line) > 12)
        statement->scan_ok = true;
    else
        complain(number,
                 "not understood: statement, param, column, optional, order, scan ok: REASON, "
                 "postgresql, or # for a comment");
}

/* Where the statement's text ends: at its semicolon. */
static const char *text_end(const char *text, int line)
{
    for (const char *at = text;;) {
        struct token token = token_next(&at);
        if (token.kind == TOKEN_UNENDED)
            complain(line_of(line, text, token.at), "a quote or comment that does not end");
        if (token.kind == TOKEN_END || token.kind == TOKEN_UNENDED) {
            complain(line, "this text does not end with ;");
            return at;
        }
        if (token.kind == TOKEN_MARK && *token.at == ';')
            return token.at;
    }
}

static void read_text(const char **at, int line, enum dialect dialect)
{
    const char *end = text_end(*at, line);
    if (statement_count == 0) {
        complain(line, "text before the first -- statement");
    } else {
        struct statement *statement = &statements[statement_count - 1];
        if (statement->text[dialect] != NULL)
            complain(line, "statement %s has two texts", statement->name);
        statement->text[dialect] = copy(*at, (size_t)(end - *at));
        statement->text_line[dialect] = line;
    }
    *at = *end == ';' ? end + 1 : end;
    *at += strspn(*at, " \t\r");
    if (**at != '\n' && **at != '\0')
        complain(line, "after ; there is a new line");
}

static void read_statements(const char *source)
{
    int line = 1;
    enum dialect dialect = PORTABLE;
    for (const char *at = source; *at != '\0';) {
        const char *start = at;
        at += strspn(at, " \t\r");
        if (*at == '\n') {
            at++;
        } else if (strncmp(at, "--", 2) == 0) {
            size_t length = strcspn(at, "\r\n");
            char *text = copy(at, length);
            read_declaration(text, line, &dialect);
            free(text);
            at += length;
        } else if (*at != '\0') {
            read_text(&at, line, dialect);
        }
        line = line_of(line, start, at);
    }
}

/* ---- checking -------------------------------------------------------------------------------- */

/* Words that one of the engines lacks or reads differently. */
static const struct {
    const char *word, *instead;
} refused[] = {
    {"OFFSET", "page by key: (sort_key, id) > (:after_key, :after_id)"},
    {"LIKE", "its case rules differ: use a range, or both texts with -- postgresql"},
    {"GLOB", "use a range: >= :from AND < :below"},
    {"IFNULL", "say coalesce()"},
    {"ROWID", "name the key's columns"},
    {"REPLACE", "say ON CONFLICT (...) DO UPDATE"},
    {"IGNORE", "say ON CONFLICT DO NOTHING"},
    {"RANDOM", "chance comes in as a parameter"},
    {"DATETIME", "time comes in as a parameter"},
    {"STRFTIME", "time comes in as a parameter"},
    {"CURRENT_TIMESTAMP", "time comes in as a parameter"},
    {"PRAGMA", "only the store may say that"},
    {"ATTACH", "only the store may say that"},
    {"BEGIN", "transactions belong to the lanes"},
    {"COMMIT", "transactions belong to the lanes"},
    {"ROLLBACK", "transactions belong to the lanes"},
};

static void check_word(const struct statement *statement, struct token token, int line)
{
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (token_is(token, refused[i].word)) {
            bool has_both = strcmp(refused[i].word, "LIKE") == 0 && statement->text[POSTGRESQL];
            /* replace(text, from, to) is a function of both engines. */
            bool is_function =
                strcmp(refused[i].word, "REPLACE") == 0 && token.at[token.length] == '(';
            if (!has_both && !is_function)
                complain(line, "%s is refused: %s", refused[i].word, refused[i].instead);
        }
}

static struct slot *find_param(struct statement *statement, struct token token)
{
    for (size_t i = 0; i < statement->param_count; i++) {
        const char *name = statement->params[i].name;
        if (strlen(name) == token.length - 1 && memcmp(name, token.at + 1, token.length - 1) == 0)
            return &statement->params[i];
    }
    return NULL;
}

/* Checks one text and counts its places for clauses and orders. */
static void check_text(struct statement *statement, const char *text, int first_line, int *optional,
                       int *order)
{
    struct token last = {0};
    for (const char *at = text;;) {
        struct token token = token_next(&at);
        int line = line_of(first_line, text, token.at);
        if (token.kind == TOKEN_END)
            return;
        if (token.kind == TOKEN_UNENDED)
            complain(line, "a quote or comment that does not end");
        if (token.kind == TOKEN_WORD)
            check_word(statement, token, line);
        if (token.kind == TOKEN_MARK && (*token.at == '?' || *token.at == '$' || *token.at == '@'))
            complain(line, "a parameter is written :name");
        if (token.kind == TOKEN_MARK && *token.at == '*' && last.kind == TOKEN_WORD &&
            token_is(last, "SELECT"))
            complain(line, "name the columns instead of *");
        if (token.kind == TOKEN_PARAM) {
            struct slot *slot = find_param(statement, token);
            if (slot == NULL)
                complain(line, "%.*s is not declared", (int)token.length, token.at);
            else
                slot->is_used = true;
        }
        *optional += token.kind == TOKEN_OPTIONAL;
        *order += token.kind == TOKEN_ORDER;
        if (token.kind != TOKEN_SPACE)
            last = token;
    }
}

static void check_kind(const struct statement *statement)
{
    const char *at = statement->text[PORTABLE];
    struct token first = token_next_solid(&at);
    bool is_run = strncmp(statement->kind, "run", 3) == 0;
    bool is_read_word = token_is(first, "SELECT") || token_is(first, "VALUES");
    bool is_write_word =
        token_is(first, "INSERT") || token_is(first, "UPDATE") || token_is(first, "DELETE");
    if (!token_is(first, "WITH") && !(is_run ? is_write_word : is_read_word))
        complain(statement->text_line[PORTABLE],
                 "a statement of kind \"%s\" does not begin with %.*s", statement->kind,
                 (int)first.length, first.at);
    bool has_rows = strcmp(statement->kind, "run") != 0;
    if (has_rows && statement->column_count == 0)
        complain(statement->line, "statement %s gives rows but declares no column",
                 statement->name);
    if (!has_rows && statement->column_count > 0)
        complain(statement->line,
                 "statement %s gives no rows: its kind is \"run one\" or \"run many\"",
                 statement->name);
}

static void check_statement(struct statement *statement)
{
    if (statement->text[PORTABLE] == NULL) {
        complain(statement->line, "statement %s has no text", statement->name);
        return;
    }
    check_kind(statement);
    int nothing = 0;
    for (size_t i = 0; i < statement->clause_count; i++)
        check_text(statement, statement->clauses[i].sql, statement->clauses[i].line, &nothing,
                   &nothing);
    for (size_t i = 0; i < statement->order_count; i++)
        check_text(statement, statement->orders[i].sql, statement->orders[i].line, &nothing,
                   &nothing);
    for (int d = 0; d < DIALECTS; d++) {
        if (statement->text[d] == NULL)
            continue;
        int optional = 0, order = 0, line = statement->text_line[d];
        check_text(statement, statement->text[d], line, &optional, &order);
        if ((optional > 0) != (statement->clause_count > 0))
            complain(line, "/*optional*/ in the text and -- optional lines go together");
        if ((order > 0) != (statement->order_count > 0))
            complain(line, "/*order*/ in the text and -- order lines go together");
    }
    for (size_t i = 0; i < statement->param_count; i++)
        if (!statement->params[i].is_used)
            complain(statement->params[i].line, "param %s is not used", statement->params[i].name);
}

/* ---- writing --------------------------------------------------------------------------------- */

static const char *type_field(const char *name, int which)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (types[i].name == name)
            return which == 0 ? types[i].constant : which == 1 ? types[i].c : types[i].postgresql;
    return "";
}

static void upper(FILE *out, const char *text)
{
    for (; *text != '\0'; text++)
        fputc(toupper((unsigned char)*text), out);
}

/* The text with white space and comments made one space, parameters numbered, clauses put in. */
static char *render(char *out, const struct statement *statement, const char *text,
                    unsigned clauses, size_t order, enum dialect dialect)
{
    for (const char *at = text;;) {
        struct token token = token_next(&at);
        if (token.kind == TOKEN_END)
            return out;
        if (token.kind == TOKEN_SPACE) {
            if (out != NULL && out[0] != '\0' && out[strlen(out) - 1] != ' ')
                out = append(out, " ", 1);
        } else if (token.kind == TOKEN_PARAM) {
            const struct slot *slot = find_param((struct statement *)(size_t)statement, token);
            char number[64];
            long index = slot - statement->params + 1;
            int length = dialect == POSTGRESQL ? snprintf(number, sizeof number, "$%ld::%s", index,
                                                          type_field(slot->type, 2))
                                               : snprintf(number, sizeof number, "?%ld", index);
            out = append(out, number, (size_t)length);
        } else if (token.kind == TOKEN_OPTIONAL) {
            for (size_t i = 0; i < statement->clause_count; i++)
                if ((clauses & 1u << i) != 0) {
                    out = render(out, statement, statement->clauses[i].sql, 0, 0, dialect);
                    out = append(out, " ", 1);
                }
        } else if (token.kind == TOKEN_ORDER) {
            out = render(out, statement, statement->orders[order].sql, 0, 0, dialect);
        } else {
            out = append(out, token.at, token.length);
        }
    }
}

static void write_literal(FILE *out, const char *text, const char *indent)
{
    fputc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '\n')
            fprintf(out, "\\n%s%s%s", text[1] != '\0' ? "\"\n" : "", text[1] != '\0' ? indent : "",
                    text[1] != '\0' ? "\"" : "");
        else if (*text == '"' || *text == '\\')
            fprintf(out, "\\%c", *text);
        else if (*text == '?')
            fputs("\\?", out); /* no trigraphs */
        else if (*text != '\r')
            fputc(*text, out);
    }
    fputc('"', out);
}

static void write_struct(FILE *out, const char *module, const char *name, const char *suffix,
                         const struct slot *slots, size_t count)
{
    if (count == 0)
        return;
    fprintf(out, "struct %s_sql_%s%s {\n", module, name, suffix);
    for (size_t i = 0; i < count; i++)
        fprintf(out, "    %s%s;\n", type_field(slots[i].type, 1), slots[i].name);
    fprintf(out, "};\n");
}

static void write_constants(FILE *out, const char *module, const struct statement *statement,
                            const struct clause *clauses, size_t count, const char *word, bool bits)
{
    if (count == 0)
        return;
    fprintf(out, "enum {\n");
    for (size_t i = 0; i < count; i++) {
        fprintf(out, "    ");
        upper(out, module);
        fputc('_', out);
        upper(out, statement->name);
        fprintf(out, "_%s_", word);
        upper(out, clauses[i].name);
        fprintf(out, bits ? " = 1 << %zu,\n" : " = %zu,\n", i);
    }
    fprintf(out, "};\n");
}

static void write_header(FILE *out, const char *module)
{
    fprintf(out, "/* Made by tools/sqlgen.c from %s. */\n#ifndef ", file_name);
    upper(out, module);
    fprintf(out, "_SQL_H\n#define ");
    upper(out, module);
    fprintf(out, "_SQL_H\n\n#include \"store/store.h\"\n\n");
    for (size_t i = 0; i < statement_count; i++) {
        const struct statement *s = &statements[i];
        write_struct(out, module, s->name, "_params", s->params, s->param_count);
        write_struct(out, module, s->name, "", s->columns, s->column_count);
        write_constants(out, module, s, s->clauses, s->clause_count, "WITH", true);
        write_constants(out, module, s, s->orders, s->order_count, "BY", false);
        fprintf(out, "extern const struct statement %s_sql_%s;\n\n", module, s->name);
    }
    fprintf(out,
            "extern const struct statement *const %s_statements[];\n"
            "extern const size_t %s_statement_count;\n"
            "extern const struct migration %s_migrations[];\n"
            "extern const size_t %s_migration_count;\n\n#endif\n",
            module, module, module, module);
}

static void write_slots(FILE *out, const char *module, const char *name, const char *suffix,
                        const struct slot *slots, size_t count)
{
    if (count == 0)
        return;
    fprintf(out, "static const struct store_slot %s%s_slots[] = {\n", name, suffix);
    for (size_t i = 0; i < count; i++)
        fprintf(out, "    {\"%s\", %s, offsetof(struct %s_sql_%s%s, %s)},\n", slots[i].name,
                type_field(slots[i].type, 0), module, name, suffix, slots[i].name);
    fprintf(out, "};\n");
}

/* The members of a struct statement, for one variant. */
static void write_members(FILE *out, const char *module, const struct statement *s,
                          unsigned clauses, size_t order, const char *label)
{
    char *portable = render(NULL, s, s->text[PORTABLE], clauses, order, PORTABLE);
    fprintf(out, "    .name = \"%s.%s%s\",\n    .sql = ", module, s->name, label);
    write_literal(out, portable, "           ");
    fprintf(out, ",\n");
    free(portable);
    if (s->text[POSTGRESQL] != NULL) {
        char *dialect = render(NULL, s, s->text[POSTGRESQL], clauses, order, POSTGRESQL);
        fprintf(out, "    .sql_postgresql = ");
        write_literal(out, dialect, "           ");
        fprintf(out, ",\n");
        free(dialect);
    }
    if (s->param_count > 0)
        fprintf(out, "    .params = %s_params_slots,\n    .param_count = %zu,\n", s->name,
                s->param_count);
    if (s->column_count > 0)
        fprintf(out,
                "    .columns = %s_slots,\n    .column_count = %zu,\n"
                "    .row_size = sizeof(struct %s_sql_%s),\n",
                s->name, s->column_count, module, s->name);
    fprintf(out, "    .is_write = %s,\n    .scan_ok = %s,\n",
            strncmp(s->kind, "run", 3) == 0 ? "true" : "false", s->scan_ok ? "true" : "false");
}

static void write_variants(FILE *out, const char *module, const struct statement *s)
{
    size_t orders = s->order_count > 0 ? s->order_count : 1;
    fprintf(out, "static const struct statement %s_variants[] = {\n", s->name);
    for (size_t order = 0; order < orders; order++)
        for (unsigned clauses = 0; clauses < 1u << s->clause_count; clauses++) {
            char *label = copy("", 0);
            for (size_t i = 0; i < s->clause_count; i++)
                if ((clauses & 1u << i) != 0) {
                    label = append(label, "+", 1);
                    label = append(label, s->clauses[i].name, strlen(s->clauses[i].name));
                }
            if (s->order_count > 0) {
                label = append(label, "/", 1);
                label = append(label, s->orders[order].name, strlen(s->orders[order].name));
            }
            fprintf(out, "    {\n");
            write_members(out, module, s, clauses, order, label);
            fprintf(out, "    },\n");
            free(label);
        }
    fprintf(out, "};\n");
}

static void write_statement(FILE *out, const char *module, const struct statement *s)
{
    write_slots(out, module, s->name, "_params", s->params, s->param_count);
    write_slots(out, module, s->name, "", s->columns, s->column_count);
    bool has_variants = s->clause_count > 0 || s->order_count > 0;
    if (has_variants)
        write_variants(out, module, s);
    fprintf(out, "const struct statement %s_sql_%s = {\n", module, s->name);
    write_members(out, module, s, 0, 0, "");
    fprintf(out, "    .clause_count = %zu,\n    .order_count = %zu,\n", s->clause_count,
            s->order_count);
    if (has_variants)
        fprintf(out, "    .variants = %s_variants,\n", s->name);
    fprintf(out, "};\n\n");
}

/* ---- migrations ------------------------------------------------------------------------------ */

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static char **list_migrations(const char *folder, size_t *count)
{
    static char *names[MIGRATIONS_MAX + 1];
    *count = 0;
    DIR *directory = opendir(folder);
    if (directory == NULL && errno == ENOENT)
        return names;
    if (directory == NULL)
        die(folder);
    for (const struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        size_t length = strlen(entry->d_name);
        if (length < 5 || strcmp(entry->d_name + length - 4, ".sql") != 0 || *entry->d_name == '.')
            continue;
        if (*count < MIGRATIONS_MAX)
            names[(*count)++] = copy(entry->d_name, length);
    }
    closedir(directory);
    qsort(names, *count, sizeof *names, compare_names);
    return names;
}

static void write_migrations(FILE *out, const char *module, const char *folder)
{
    size_t count;
    char **names = list_migrations(folder, &count);
    fprintf(out, "const struct migration %s_migrations[] = {\n", module);
    for (size_t i = 0; i < count; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        size_t length = strlen(names[i]) - 4;
        if (length < 6 || strspn(names[i], "0123456789") != 4 || names[i][4] != '_' ||
            (size_t)atoi(names[i]) != i + 1) {
            fprintf(stderr, "%s: error: migrations are numbered 0001_name.sql, 0002_name.sql ...\n",
                    path);
            errors++;
        }
        char *text = read_file(path);
        fprintf(out, "    {\"%s\", %zu, \"%.*s\",\n     ", module, i + 1, (int)length - 5,
                names[i] + (length > 5 ? 5 : 0));
        write_literal(out, text, "     ");
        fprintf(out, "},\n");
        free(text);
    }
    fprintf(out, "    {0},\n};\nconst size_t %s_migration_count = %zu;\n", module, count);
}

static void write_source(FILE *out, const char *module, const char *folder)
{
    fprintf(
        out,
        "/* Made by tools/sqlgen.c from %s. */\n#include \"%s_sql.h\"\n\n#include <stddef.h>\n\n"
        "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n\n",
        file_name, module);
    for (size_t i = 0; i < statement_count; i++)
        write_statement(out, module, &statements[i]);
    fprintf(out, "const struct statement *const %s_statements[] = {\n", module);
    for (size_t i = 0; i < statement_count; i++)
        fprintf(out, "    &%s_sql_%s,\n", module, statements[i].name);
    fprintf(out, "    NULL,\n};\nconst size_t %s_statement_count = %zu;\n\n", module,
            statement_count);
    write_migrations(out, module, folder);
}

/* Writes beside the target and renames, so that an interrupted build leaves nothing half-made. */
static void write_file(const char *out_folder, const char *module, const char *ending,
                       const char *migrations)
{
    char path[4096], made[4100];
    snprintf(path, sizeof path, "%s/%s_sql.%s", out_folder, module, ending);
    snprintf(made, sizeof made, "%s.new", path);
    FILE *out = fopen(made, "w");
    if (out == NULL)
        die(made);
    if (*ending == 'h')
        write_header(out, module);
    else
        write_source(out, module, migrations);
    if (fclose(out) != 0)
        die(made);
    if (errors > 0)
        remove(made);
    else if (rename(made, path) != 0)
        die(path);
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        fprintf(stderr, "usage: sqlgen NAME FILE.sql MIGRATIONS_FOLDER OUT_FOLDER\n");
        return 2;
    }
    file_name = argv[2];
    char *source = read_file(file_name);
    read_statements(source);
    free(source);
    for (size_t i = 0; i < statement_count; i++)
        check_statement(&statements[i]);
    if (errors > 0)
        return 1;
    write_file(argv[4], argv[1], "c", argv[3]);
    write_file(argv[4], argv[1], "h", argv[3]);
    return errors > 0;
}
