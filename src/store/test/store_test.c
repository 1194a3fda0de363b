/* The store: opening, migrations, statements of every kind and type, copies, and what is refused. */
#include "store/store.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "store/schema.h"
#include "world.h"

/* ---- statements ------------------------------------------------------------------------------ */

static enum result write_and_read(void *self, struct tx *tx, struct error *error)
{
    struct arena *arena = self;
    struct sample_sql_add_thing_params thing = world_thing(7, "lamp");
    thing.note = NULL;
    thing.picture = (struct store_bytes){"\0\1\2", 3};
    thing.size = 12;
    int64_t changed = 0;
    CHECK_INT(store_run(tx, &sample_sql_add_thing, &thing, &changed, error), RESULT_OK);
    CHECK_INT(changed, 1);
    struct sample_sql_get_thing row;
    struct sample_sql_get_thing_params key = {1, 7};
    CHECK_INT(store_get(tx, &sample_sql_get_thing, &key, &row, arena, error), RESULT_OK);
    CHECK_INT(row.thing_id, 7);
    CHECK_INT(row.room_id, 1);
    CHECK_TEXT(row.name, "lamp");
    CHECK(row.note == NULL);
    CHECK_INT(row.picture.length, 3);
    CHECK(memcmp(row.picture.at, "\0\1\2", 3) == 0);
    CHECK_INT(row.is_new, 1);
    CHECK_INT(row.seen, RECORD_NONE);
    CHECK_INT(row.size, 12);
    key.thing = 8;
    CHECK_INT(store_get(tx, &sample_sql_get_thing, &key, &row, arena, error), RESULT_NOT_FOUND);
    bool found = true;
    CHECK_INT(store_find(tx, &sample_sql_get_thing, &key, &row, &found, arena, error), RESULT_OK);
    CHECK(!found);
    return RESULT_OK;
}

static void every_type_comes_back(void)
{
    struct store *store = world_open(NULL);
    struct arena *arena = arena_new();
    CHECK_INT(lane_call(store, LANE_WRITE, write_and_read, arena, NULL), RESULT_OK);
    CHECK_INT(world_count(store), 1);
    arena_free(arena);
    store_free(store);
}

static enum result claim_twice(void *self, struct tx *tx, struct error *error)
{
    (void)self;
    struct sample_sql_claim_name row = {0};
    bool found = false;
    struct sample_sql_claim_name_params claim = {1, 5, "desk"};
    CHECK_INT(store_find(tx, &sample_sql_claim_name, &claim, &row, &found, NULL, error), RESULT_OK);
    CHECK(found);
    CHECK_INT(row.thing_id, 5);
    claim.thing = 6;
    CHECK_INT(store_find(tx, &sample_sql_claim_name, &claim, &row, &found, NULL, error), RESULT_OK);
    CHECK(!found);
    struct sample_sql_rename_thing renamed;
    CHECK_INT(store_get(tx, &sample_sql_rename_thing,
                        &(struct sample_sql_rename_thing_params){1, 5, "table"}, &renamed, NULL,
                        error),
              RESULT_OK);
    CHECK_INT(renamed.size, 0);
    CHECK_INT(store_get(tx, &sample_sql_rename_thing,
                        &(struct sample_sql_rename_thing_params){1, 99, "x"}, &renamed, NULL,
                        error),
              RESULT_NOT_FOUND);
    int64_t changed = -1;
    CHECK_INT(store_run(tx, &sample_sql_drop_thing, &(struct sample_sql_drop_thing_params){1, 99},
                        &changed, error),
              RESULT_OK);
    CHECK_INT(changed, 0);
    return RESULT_OK;
}

static void changes_give_rows_back(void)
{
    struct store *store = world_open(NULL);
    CHECK_INT(lane_call(store, LANE_WRITE, claim_twice, NULL, NULL), RESULT_OK);
    CHECK_INT(world_count(store), 1);
    store_free(store);
}

static enum result fill(void *self, struct tx *tx, struct error *error)
{
    (void)self;
    static const char *const names[] = {"e", "d", "c", "b", "a"};
    for (int i = 0; i < 5; i++) {
        struct sample_sql_add_thing_params thing = world_thing(i + 1, names[i]);
        thing.size = i;
        thing.room = i < 3 ? 1 : RECORD_NONE;
        enum result result = store_run(tx, &sample_sql_add_thing, &thing, NULL, error);
        if (result != RESULT_OK)
            return result;
    }
    return RESULT_OK;
}

static const char *names_of(struct tx *tx, unsigned clauses, unsigned order,
                            struct sample_sql_list_things_params params, struct arena *arena)
{
    struct sample_sql_list_things *rows = NULL;
    size_t count = 0;
    params.tenant = 1;
    params.limit = 10;
    if (params.after_name == NULL)
        params.after_name = "";
    CHECK_INT(store_list(tx, store_variant(&sample_sql_list_things, clauses, order), &params, 10,
                         (void **)&rows, &count, arena, NULL),
              RESULT_OK);
    const char *names = "";
    for (size_t i = 0; i < count; i++)
        names = arena_printf(arena, "%s%s", names, rows[i].name);
    return names;
}

static enum result list_all_ways(void *self, struct tx *tx, struct error *error)
{
    (void)error;
    struct arena *arena = self;
    typedef struct sample_sql_list_things_params params;
    unsigned room = SAMPLE_LIST_THINGS_WITH_ROOM, least = SAMPLE_LIST_THINGS_WITH_LEAST;
    unsigned by_id = SAMPLE_LIST_THINGS_BY_ID, by_name = SAMPLE_LIST_THINGS_BY_NAME;
    CHECK_TEXT(names_of(tx, 0, by_id, (params){0}, arena), "edcba");
    CHECK_TEXT(names_of(tx, 0, by_name, (params){0}, arena), "abcde");
    CHECK_TEXT(names_of(tx, 0, by_name, (params){.after_name = "b", .after = 4}, arena), "cde");
    CHECK_TEXT(names_of(tx, room, by_id, (params){.room = 1}, arena), "edc");
    CHECK_TEXT(names_of(tx, least, by_id, (params){.least = 2}, arena), "cba");
    CHECK_TEXT(names_of(tx, room | least, by_name, (params){.room = 1, .least = 1}, arena), "cd");
    return RESULT_OK;
}

static void lists_filter_and_sort(void)
{
    struct store *store = world_open(NULL);
    struct arena *arena = arena_new();
    CHECK_INT(lane_call(store, LANE_WRITE, fill, NULL, NULL), RESULT_OK);
    CHECK_INT(lane_call(store, LANE_READ, list_all_ways, arena, NULL), RESULT_OK);
    arena_free(arena);
    store_free(store);
}

/* Two cursors over one statement at once, one of them left open. */
static enum result walk(void *self, struct tx *tx, struct error *error)
{
    (void)self;
    struct store_cursor *outer = NULL, *inner = NULL;
    struct sample_sql_everything row;
    int pairs = 0;
    bool more = true, more_inside = true;
    CHECK_INT(store_open(tx, &sample_sql_everything, NULL, &outer, error), RESULT_OK);
    while (store_next(outer, &row, &more, error) == RESULT_OK && more) {
        CHECK_INT(store_open(tx, &sample_sql_everything, NULL, &inner, error), RESULT_OK);
        while (store_next(inner, &row, &more_inside, error) == RESULT_OK && more_inside)
            pairs++;
        store_close(inner);
    }
    CHECK_INT(pairs, 25);
    store_close(NULL);
    return store_open(tx, &sample_sql_everything, NULL, &inner, error);
}

static void cursors_nest_and_end_with_the_transaction(void)
{
    struct store *store = world_open(NULL);
    CHECK_INT(lane_call(store, LANE_WRITE, fill, NULL, NULL), RESULT_OK);
    CHECK_INT(lane_call(store, LANE_READ, walk, NULL, NULL), RESULT_OK);
    CHECK_INT(lane_call(store, LANE_WRITE, walk, NULL, NULL), RESULT_OK);
    CHECK_INT(world_count(store), 5);
    store_free(store);
}

static enum result add_then_hide_a_conflict(void *self, struct tx *tx, struct error *error)
{
    struct sample_sql_add_thing_params thing = world_thing(20, "kept?");
    (void)self;
    enum result result = store_run(tx, &sample_sql_add_thing, &thing, NULL, error);
    CHECK_INT(result, RESULT_OK);
    thing.name = "the same key";
    result = store_run(tx, &sample_sql_add_thing, &thing, NULL, error);
    CHECK_INT(result, RESULT_CONFLICT);
    int64_t ignored;
    result = store_run(tx, &sample_sql_grow_all, &(struct sample_sql_grow_all_params){1}, &ignored,
                       error);
    CHECK_INT(result, RESULT_CONFLICT);
    return RESULT_OK;
}

static enum result add_without_room(void *self, struct tx *tx, struct error *error)
{
    (void)self;
    struct sample_sql_add_thing_params thing = world_thing(21, "lost");
    thing.room = 404;
    return store_run(tx, &sample_sql_add_thing, &thing, NULL, error);
}

static enum result add_negative(void *self, struct tx *tx, struct error *error)
{
    (void)self;
    struct sample_sql_add_thing_params thing = world_thing(22, "small");
    thing.size = -1;
    return store_run(tx, &sample_sql_add_thing, &thing, NULL, error);
}

static enum result add_doubtful(void *self, struct tx *tx, struct error *error)
{
    (void)self;
    struct sample_sql_add_thing_params thing = world_thing(23, "perhaps");
    thing.is_new = 2;
    return store_run(tx, &sample_sql_add_thing, &thing, NULL, error);
}

static void constraints_are_refused_at_once(void)
{
    struct store *store = world_open(NULL);
    struct error error = {0};
    CHECK_INT(lane_call(store, LANE_WRITE, add_then_hide_a_conflict, NULL, &error),
              RESULT_CONFLICT);
    CHECK_INT(lane_call(store, LANE_WRITE, add_without_room, NULL, &error), RESULT_CONFLICT);
    CHECK_INT(lane_call(store, LANE_WRITE, add_negative, NULL, &error), RESULT_CONFLICT);
    CHECK_INT(lane_call(store, LANE_WRITE, add_doubtful, NULL, &error), RESULT_CONFLICT);
    CHECK_TEXT(error.args[0], "sample.add_thing");
    CHECK_INT(world_count(store), 0);
    store_free(store);
}

/* Counts for ever. */
static enum result run_away(void *self, struct tx *tx, struct error *error)
{
    static const struct store_slot total[] = {{"total", STORE_INT, 0}};
    static const struct statement endless = {
        .name = "test.endless",
        .sql = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
               " SELECT count(*) AS total FROM n",
        .columns = total,
        .column_count = 1,
        .row_size = sizeof(int64_t),
        .scan_ok = true};
    int64_t *row = self;
    return store_get(tx, &endless, NULL, row, NULL, error);
}

static void what_runs_away_is_stopped(void)
{
    struct store *store = world_open(&(struct store_options){.statement_seconds = 1});
    struct error error = {0};
    int64_t row = 0;
    CHECK_INT(lane_call(store, LANE_READ, run_away, &row, &error), RESULT_TOO_LARGE);
    CHECK_INT(lane_call(store, LANE_WRITE, run_away, &row, &error), RESULT_TOO_LARGE);
    struct sample_sql_add_thing_params thing = world_thing(1, "lamp");
    CHECK_INT(lane_call(store, LANE_WRITE, world_add, &thing, &error), RESULT_OK);
    CHECK_INT(world_count(store), 1);
    store_free(store);
}

/* ---- statistics ------------------------------------------------------------------------------ */

static const struct store_slot thing_id[] = {{"thing_id", STORE_ID, 0}};
static const struct store_slot room_id[] = {{"room", STORE_ID, 0}};

static const struct statement by_room = {
    .name = "test.by_room",
    .sql = "SELECT thing_id FROM thing WHERE tenant_id = 1 AND room_id = 1 AND size = ?1",
    .params = room_id,
    .param_count = 1,
    .columns = thing_id,
    .column_count = 1,
    .row_size = sizeof(int64_t)};

static enum result fill_rooms(void *self, struct tx *tx, struct error *error)
{
    (void)self;
    enum result result = RESULT_OK;
    for (int64_t i = 1; i <= 6000 && result == RESULT_OK; i++) {
        char name[16];
        snprintf(name, sizeof name, "%d", (int)i);
        struct sample_sql_add_thing_params thing = world_thing(i, name);
        thing.size = i;
        result = store_run(tx, &sample_sql_add_thing, &thing, NULL, error);
    }
    return result;
}

struct search {
    int64_t size, found;
    bool is_there;
};

static enum result find_by_room(void *self, struct tx *tx, struct error *error)
{
    struct search *search = self;
    return store_find(tx, &by_room, &search->size, &search->found, &search->is_there, NULL, error);
}

static bool has_statistics(const char *path)
{
    char command[256], said[64] = "";
    snprintf(command, sizeof command, "sqlite3 %s 'SELECT count(*) > 0 FROM sqlite_stat1' 2>&1",
             path);
    FILE *pipe = popen(command, "r");
    CHECK(fgets(said, sizeof said, pipe) != NULL);
    pclose(pipe);
    return strcmp(said, "1\n") == 0;
}

static void many_changes_are_looked_at(void)
{
    char *folder = world_folder(), *path = world_path(folder, "k.db");
    struct store *store = world_open(&(struct store_options){.path = path});
    struct search search = {.size = 5000};
    CHECK_INT(lane_call(store, LANE_READ, find_by_room, &search, NULL), RESULT_OK);
    CHECK(!search.is_there && !has_statistics(path));
    CHECK_INT(lane_call(store, LANE_WRITE, fill_rooms, NULL, NULL), RESULT_OK);
    for (int64_t i = 0; i < 100 && !has_statistics(path); i++) { /* as soon as nobody waits */
        char name[16];
        snprintf(name, sizeof name, "later %d", (int)i);
        struct sample_sql_add_thing_params thing = world_thing(7000 + i, name);
        CHECK_INT(lane_call(store, LANE_WRITE, world_add, &thing, NULL), RESULT_OK);
    }
    CHECK(has_statistics(path));
    CHECK_INT(lane_call(store, LANE_READ, find_by_room, &search, NULL), RESULT_OK);
    CHECK(search.is_there);
    CHECK_INT(search.found, 5000);
    store_free(store);
    free(path);
    world_remove(folder);
}

/* ---- preparing ------------------------------------------------------------------------------- */

static const struct store_slot one_id[] = {{"thing_id", STORE_ID, 0}};
static const struct store_slot other_id[] = {{"room_id", STORE_ID, 0}};

static enum result prepare(struct store *store, const char *sql, const struct store_slot *columns,
                           size_t count, struct error *error)
{
    const struct statement statement = {
        .name = "test.x", .sql = sql, .columns = columns, .column_count = count, .row_size = 8};
    const struct statement *list[] = {&statement};
    return store_prepare_all(store, list, 1, error);
}

static void statements_are_checked(void)
{
    static const struct {
        const char *sql;
        const struct store_slot *columns;
        size_t count;
        enum result want;
    } cases[] = {
        {"SELECT thing_id FROM thing WHERE tenant_id = 1 AND thing_id = 2", one_id, 1, RESULT_OK},
        {"SELECT thing_id FROM thing WHERE tenant_id = 1", other_id, 1, RESULT_INVALID},
        {"SELECT thing_id, name FROM thing WHERE tenant_id = 1", one_id, 1, RESULT_INVALID},
        {"SELECT thing_id FROM nothing", one_id, 1, RESULT_INVALID},
        {"SELECT thing_id FROM thing", one_id, 1, RESULT_INVALID},
        {"SELECT thing_id FROM thing AS t WHERE t.size > 3", one_id, 1, RESULT_INVALID},
        {"SELECT count(*) AS thing_id FROM thing", one_id, 1, RESULT_INVALID},
        {"SELECT r.thing_id FROM (SELECT thing_id FROM thing WHERE tenant_id = 1 LIMIT 5) AS r "
         "CROSS JOIN thing AS t ON t.tenant_id = 1 AND t.thing_id = r.thing_id",
         one_id, 1, RESULT_OK},
        {"WITH RECURSIVE up(thing_id) AS (SELECT 1 UNION ALL SELECT thing_id + 1 FROM up "
         "WHERE thing_id < 9) SELECT thing_id FROM up",
         one_id, 1, RESULT_OK},
        {"WITH all_of AS MATERIALIZED (SELECT thing_id FROM thing) SELECT thing_id FROM all_of",
         one_id, 1, RESULT_INVALID},
        {"UPDATE thing SET size = 1 WHERE size = 2", NULL, 0, RESULT_INVALID},
        {"DELETE FROM thing WHERE tenant_id = 1 AND thing_id = 3", NULL, 0, RESULT_OK},
        {"INSERT INTO tag (tenant_id, word, thing_id) VALUES (1, 'a', 1), (1, 'b', 2)", NULL, 0,
         RESULT_OK},
    };
    struct store_options options = {.debug_scans = true};
    struct store *store = world_open(&options);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error error = {0};
        if (!CHECK_INT(prepare(store, cases[i].sql, cases[i].columns, cases[i].count, &error),
                       cases[i].want))
            printf("    %s\n    %s %s %s\n", cases[i].sql, error.msgid, error.args[0],
                   error.args[1]);
    }
    store_free(store);
}

/* ---- migrations ------------------------------------------------------------------------------ */

static void migrations_are_portable(void)
{
    static const struct {
        const char *neutral, *sqlite; /* NULL: refused */
    } cases[] = {
        {"CREATE TABLE a (b id NOT NULL, c flag NOT NULL, PRIMARY KEY (b));",
         "CREATE TABLE a (b INTEGER NOT NULL, c INTEGER CHECK (c IN (0, 1)) NOT NULL, "
         "PRIMARY KEY (b)) STRICT"},
        {"CREATE TABLE a (b text, c bytes, d time, e int CHECK (e IN (1, 2))) /*clustered*/;",
         "CREATE TABLE a (b TEXT, c BLOB, d INTEGER, e INTEGER CHECK (e IN (1, 2)))  STRICT, "
         "WITHOUT ROWID"},
        {"CREATE TABLE a (b text) /*append only*/;",
         "CREATE TABLE a (b TEXT)  STRICT; CREATE TRIGGER a_no_UPDATE BEFORE UPDATE ON a BEGIN "
         "SELECT RAISE(ABORT, 'a is append only'); END; CREATE TRIGGER a_no_DELETE BEFORE DELETE "
         "ON "
         "a BEGIN SELECT RAISE(ABORT, 'a is append only'); END"},
        {"-- hello\nINSERT INTO a VALUES ('x;y', 'it''s');",
         "INSERT INTO a VALUES ('x;y', 'it''s')"},
        {"ALTER TABLE a ADD COLUMN z flag NOT NULL DEFAULT 0;",
         "ALTER TABLE a ADD COLUMN z INTEGER CHECK (z IN (0, 1)) NOT NULL DEFAULT 0"},
        {"CREATE UNIQUE INDEX i ON a (b);", "CREATE UNIQUE INDEX i ON a (b)"},
        {"CREATE TABLE a (b INTEGER);", NULL},
        {"CREATE TABLE a (b varchar(3));", NULL},
        {"CREATE TABLE a (b id) STRICT;", NULL},
        {"CREATE TABLE a (b id", NULL},
        {"CREATE TABLE a (b text DEFAULT 'x);", NULL},
        {"CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END;", NULL},
        {"CREATE VIRTUAL TABLE t USING fts5(x);", NULL},
        {"PRAGMA foreign_keys = OFF;", NULL},
        {"ATTACH 'x' AS y;", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text_buffer out;
        text_buffer_init(&out);
        const char *at = cases[i].neutral;
        bool more = false;
        struct error error = {0};
        enum result result = schema_next_sqlite(&at, &out, &more, &error);
        if (!CHECK_INT(result, cases[i].sqlite != NULL ? RESULT_OK : RESULT_INVALID))
            printf("    %s\n", cases[i].neutral);
        if (cases[i].sqlite != NULL) {
            CHECK_TEXT(text_buffer_get(&out), cases[i].sqlite);
            CHECK_INT(schema_next_sqlite(&at, &out, &more, &error), RESULT_OK);
            CHECK(!more);
        }
        text_buffer_fini(&out);
    }
}

static enum result migrate_with(struct store *store, const struct migration *list, size_t count,
                                struct error *error)
{
    return store_migrate(store, &list, &count, 1, error);
}

static void migrations_are_remembered(void)
{
    char *folder = world_folder(), *path = world_path(folder, "k.db");
    struct store_options options = {.path = path};
    struct store *store = world_open(&options);
    struct sample_sql_add_thing_params thing = world_thing(1, "stays");
    CHECK_INT(lane_call(store, LANE_WRITE, world_add, &thing, NULL), RESULT_OK);
    store_free(store);
    store = world_open(&options); /* again: nothing to do */
    CHECK_INT(world_count(store), 1);

    struct error error = {0};
    struct migration edited[] = {sample_migrations[0], sample_migrations[1]};
    edited[1].sql = "ALTER TABLE thing ADD COLUMN color text;";
    CHECK_INT(migrate_with(store, edited, 2, &error), RESULT_CONFLICT);
    CHECK_TEXT(error.args[1], "colour");
    CHECK_INT(migrate_with(store, sample_migrations, 1, &error), RESULT_CONFLICT);

    struct migration broken[] = {
        sample_migrations[0],
        sample_migrations[1],
        {"sample", 3, "broken", "CREATE TABLE half (a id); DROP TABLE no;"}};
    CHECK_INT(migrate_with(store, broken, 3, &error), RESULT_INVALID);
    CHECK_TEXT(error.args[1], "broken");
    broken[2].sql = "CREATE TABLE half (a id);"; /* the first half of it did not stay */
    CHECK_INT(migrate_with(store, broken, 3, &error), RESULT_OK);
    store_free(store);
    free(path);
    world_remove(folder);
}

/* Whatever call of it fails, it says so, and the next attempt finishes. */
static void migrations_stand_every_fault(void)
{
    bool is_over = false;
    int64_t call = 1;
    for (; call < 500 && !is_over; call++) {
        struct fault_plan plan = {0};
        struct store_fault seam = fault_plan_seam(&plan);
        struct store *store = NULL;
        struct error error = {0};
        CHECK_INT(store_open_file(&(struct store_options){.path = ":memory:", .fault = &seam},
                                  &store, &error),
                  RESULT_OK);
        fault_plan_set(&plan, call, RESULT_IO);
        enum result result = migrate_with(store, sample_migrations, sample_migration_count, &error);
        is_over = plan.fired == 0;
        CHECK_INT(result, is_over ? RESULT_OK : RESULT_IO);
        fault_plan_set(&plan, 0, RESULT_OK);
        CHECK_INT(migrate_with(store, sample_migrations, sample_migration_count, &error),
                  RESULT_OK);
        CHECK_INT(store_prepare_all(store, sample_statements, sample_statement_count, &error),
                  RESULT_OK);
        store_free(store);
    }
    CHECK(is_over && call > 20);
}

static void tenants_tables_keep_the_rules(void)
{
    static const struct {
        const char *sql;
        enum result want;
    } cases[] = {
        {"CREATE TABLE a (tenant_id id NOT NULL, a_id id NOT NULL, PRIMARY KEY (tenant_id, a_id));",
         RESULT_OK},
        {"CREATE TABLE a (tenant_id id NOT NULL PRIMARY KEY, code text UNIQUE);", RESULT_OK},
        {"CREATE TABLE a (a_id id NOT NULL PRIMARY KEY, tenant_id id NOT NULL);", RESULT_OK},
        {"CREATE TABLE a (tenant_id id NOT NULL, a_id id NOT NULL PRIMARY KEY);", RESULT_INVALID},
        {"CREATE TABLE a (tenant_id id NOT NULL, a_id id NOT NULL, PRIMARY KEY (a_id, tenant_id));",
         RESULT_INVALID},
        {"CREATE TABLE a (tenant_id id NOT NULL, a_id id NOT NULL, code text UNIQUE,"
         " PRIMARY KEY (tenant_id, a_id));",
         RESULT_INVALID},
        {"CREATE TABLE a (tenant_id id NOT NULL, a_id id NOT NULL, PRIMARY KEY (tenant_id, a_id));"
         "CREATE UNIQUE INDEX a_by_id ON a (a_id);",
         RESULT_INVALID},
        {"CREATE TABLE a (tenant_id id NOT NULL, a_id id NOT NULL, PRIMARY KEY (tenant_id, a_id),"
         " FOREIGN KEY (tenant_id, a_id) REFERENCES room (tenant_id, room_id));",
         RESULT_OK},
        {"CREATE TABLE a (tenant_id id NOT NULL, a_id id NOT NULL, b_id id, PRIMARY KEY "
         "(tenant_id, a_id),"
         " FOREIGN KEY (b_id, a_id) REFERENCES room (tenant_id, room_id));",
         RESULT_INVALID},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct store *store = world_open(&(struct store_options){.debug_scans = true});
        struct migration more[] = {
            sample_migrations[0], sample_migrations[1], {"sample", 3, "more", cases[i].sql}};
        struct error error = {0};
        if (!CHECK_INT(migrate_with(store, more, 3, &error), cases[i].want))
            printf("    %s\n    %s %s\n", cases[i].sql, error.msgid, error.args[0]);
        store_free(store);
    }
}

/* ---- the file -------------------------------------------------------------------------------- */

static void the_file_is_ours_alone(void)
{
    char *folder = world_folder(), *path = world_path(folder, "k.db");
    struct store_options options = {.path = path};
    struct store *store = world_open(&options);
    struct stat status;
    CHECK_INT(stat(path, &status), 0);
    CHECK_INT(status.st_mode & 0777, 0600);
    char *log = world_path(folder, "k.db-wal");
    CHECK_INT(stat(log, &status), 0);
    CHECK_INT(status.st_mode & 0777, 0600);

    struct store *second = NULL;
    struct error error = {0};
    CHECK_INT(store_open_file(&options, &second, &error), RESULT_CONFLICT);
    CHECK_TEXT(error.args[0], path);
    CHECK_INT(world_count(store), 0);
    store_free(store);

    CHECK_INT(chmod(path, 0644), 0);
    store = world_open(&options);
    CHECK_INT(stat(path, &status), 0);
    CHECK_INT(status.st_mode & 0777, 0600);
    store_free(store);
    free(log);
    free(path);
    world_remove(folder);
}

static void write_file(const char *path, const void *bytes, size_t size)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    CHECK(file >= 0 && write(file, bytes, size) == (ssize_t)size);
    close(file);
}

static void other_files_are_left_alone(void)
{
    char *folder = world_folder(), *path = world_path(folder, "letter.txt");
    char letter[8192];
    memset(letter, 'x', sizeof letter);
    write_file(path, letter, sizeof letter);
    struct store *store = NULL;
    struct error error = {0};
    CHECK_INT(store_open_file(&(struct store_options){.path = path}, &store, &error), RESULT_IO);
    char *nowhere = world_path(folder, "no/such/k.db");
    CHECK_INT(store_open_file(&(struct store_options){.path = nowhere}, &store, &error), RESULT_IO);

    char command[256];
    snprintf(command, sizeof command, "sqlite3 %s/other.db 'CREATE TABLE x (y)' 2>/dev/null",
             folder);
    char *other = world_path(folder, "other.db");
    if (system(command) == 0)
        CHECK_INT(store_open_file(&(struct store_options){.path = other}, &store, &error),
                  RESULT_CONFLICT);
    free(other);
    free(nowhere);
    free(path);
    world_remove(folder);
}

static enum result add_pages(void *self, struct tx *tx, struct error *error)
{
    static char picture[3000];
    int64_t *next = self;
    char name[32];
    enum result result = RESULT_OK;
    for (int i = 0; i < 400 && result == RESULT_OK; i++) {
        snprintf(name, sizeof name, "thing %lld", (long long)*next);
        struct sample_sql_add_thing_params thing = world_thing((*next)++, name);
        thing.picture = (struct store_bytes){picture, sizeof picture};
        result = store_run(tx, &sample_sql_add_thing, &thing, NULL, error);
    }
    return result;
}

static void a_copy_is_whole(void)
{
    char *folder = world_folder(), *path = world_path(folder, "k.db");
    char *copy = world_path(folder, "copy.db"), *again = world_path(folder, "copy.db.part");
    struct store *store = world_open(&(struct store_options){.path = path});
    int64_t next = 1;
    CHECK_INT(lane_call(store, LANE_WRITE, add_pages, &next, NULL), RESULT_OK);
    struct error error = {0};
    CHECK_INT(store_backup(store, copy, &error), RESULT_OK);
    CHECK_INT(lane_call(store, LANE_WRITE, add_pages, &next, NULL), RESULT_OK);
    struct stat status;
    CHECK_INT(stat(copy, &status), 0);
    CHECK_INT(status.st_mode & 0777, 0600);
    CHECK(stat(again, &status) != 0);
    struct store *second = world_open(&(struct store_options){.path = copy});
    CHECK_INT(world_count(second), 400);
    CHECK_INT(world_count(store), 800);
    store_free(second);
    free(again);
    again = world_path(folder, "no/such/copy.db");
    CHECK_INT(store_backup(store, again, &error), RESULT_IO);
    store_free(store);
    free(again);
    free(copy);
    free(path);
    world_remove(folder);
}

static void damage_is_noticed(void)
{
    char *folder = world_folder(), *path = world_path(folder, "k.db");
    struct store *store = world_open(&(struct store_options){.path = path});
    int64_t next = 1;
    CHECK_INT(lane_call(store, LANE_WRITE, add_pages, &next, NULL), RESULT_OK);
    struct arena *arena = arena_new();
    struct store_health health;
    CHECK_INT(store_check(store, &health, arena, NULL), RESULT_OK);
    CHECK(health.is_sound);
    CHECK(health.size_bytes > 400 * 3000);
    CHECK(strncmp(health.engine, "SQLite 3.", 9) == 0);
    store_free(store);

    int file = open(path, O_WRONLY);
    char noise[40000];
    memset(noise, 0x5a, sizeof noise);
    CHECK_INT(pwrite(file, noise, sizeof noise, 600000), sizeof noise);
    close(file);
    if (store_open_file(&(struct store_options){.path = path}, &store, NULL) == RESULT_OK) {
        CHECK_INT(store_check(store, &health, arena, NULL), RESULT_OK);
        CHECK(!health.is_sound);
        CHECK(health.problem != NULL);
        store_free(store);
    }
    arena_free(arena);
    free(path);
    world_remove(folder);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        CHECK_TEST(every_type_comes_back),
        CHECK_TEST(changes_give_rows_back),
        CHECK_TEST(lists_filter_and_sort),
        CHECK_TEST(cursors_nest_and_end_with_the_transaction),
        CHECK_TEST(constraints_are_refused_at_once),
        CHECK_TEST(what_runs_away_is_stopped),
        CHECK_TEST(many_changes_are_looked_at),
        CHECK_TEST(statements_are_checked),
        CHECK_TEST(migrations_are_portable),
        CHECK_TEST(migrations_are_remembered),
        CHECK_TEST(migrations_stand_every_fault),
        CHECK_TEST(tenants_tables_keep_the_rules),
        CHECK_TEST(the_file_is_ours_alone),
        CHECK_TEST(other_files_are_left_alone),
        CHECK_TEST(a_copy_is_whole),
        CHECK_TEST(damage_is_noticed),
    };
    return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]);
}
