/* The generator of statements: what it makes is used by the other tests; here is what it refuses, and
 * that it says where and why. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "world.h"

static void write_text(const char *folder, const char *name, const char *text)
{
    char *path = world_path(folder, name);
    FILE *file = fopen(path, "w");
    CHECK(file != NULL && fputs(text, file) >= 0 && fclose(file) == 0);
    free(path);
}

/* Runs the generator over a module of this text and one migration; its complaints without the folder. */
static int generate(const char *sql, const char *migration, char out[4096])
{
    char *folder = world_folder(), command[1024];
    snprintf(command, sizeof command, "%s/migrations", folder);
    CHECK_INT(mkdir(command, 0700), 0);
    write_text(folder, "m.sql", sql);
    write_text(folder, migration, "CREATE TABLE t (a id);\n");
    snprintf(command, sizeof command, "cd %s && %s m m.sql migrations . 2>&1", folder, SQLGEN);
    if (SQLGEN[0] != '/') {
        char here[512];
        snprintf(command, sizeof command, "here=%s; cd %s && $here/%s m m.sql migrations . 2>&1",
                 getcwd(here, sizeof here), folder, SQLGEN);
    }
    FILE *pipe = popen(command, "r");
    size_t length = fread(out, 1, 4095, pipe);
    out[length] = '\0';
    int status = pclose(pipe);
    char *made = world_path(folder, "m_sql.c");
    CHECK_INT(access(made, R_OK) == 0, status == 0); /* nothing is left of a refused file */
    free(made);
    world_remove(folder);
    return status;
}

static void good_text_is_taken(void)
{
    static const char like[] =
        "-- statement a many\n-- param x text\n-- column a id\nSELECT a FROM t WHERE b LIKE :x;\n"
        "-- postgresql\nSELECT a FROM t WHERE b ILIKE :x;\n";
    static const char *const good[] = {
        "",
        "-- # only a comment\n",
        "-- statement a one\n-- column b text\nSELECT 'it''s :no param; -- nor this' AS b;\n",
        "-- statement a one\n-- param x text\n-- column b text\nSELECT replace(:x, '*', '%') AS b;",
        "-- statement a run\n-- param x id\nWITH w AS (SELECT 1) DELETE FROM t WHERE a = :x;\n",
        like,
    };
    char said[4096];
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!CHECK_INT(generate(good[i], "migrations/0001_x.sql", said), 0))
            printf("    %s\n    %s\n", good[i], said);
}

static void bad_text_is_refused(void)
{
    static const struct {
        const char *sql, *complaint;
    } bad[] = {
        {"SELECT 1;\n", "m.sql:1: error: text before the first -- statement"},
        {"-- param x id\n", "m.sql:1: error: before the first -- statement"},
        {"-- statement a\n", "m.sql:1: error: say what it reads"},
        {"-- statement a some\nSELECT 1;\n", "m.sql:1: error: \"some\" is none of one, many"},
        {"-- statement A one\n-- column b id\nSELECT 1 AS b;\n",
         "m.sql:1: error: \"A\" is no name"},
        {"-- statement a one\n-- column b id\nSELECT 1 AS b;\n-- statement a one\n-- column b id\n"
         "SELECT 1 AS b;\n",
         "m.sql:4: error: statement a was declared before, at line 1"},
        {"-- statement a one\n-- column int id\nSELECT 1;\n",
         "m.sql:2: error: \"int\" cannot be the name of a struct member"},
        {"-- statement a one\n-- column b number\nSELECT 1 AS b;\n",
         "m.sql:2: error: \"number\" is no type"},
        {"-- statement a one\n-- column b id\nSELECT a AS b FROM t\n WHERE a = :x;\n",
         "m.sql:4: error: :x is not declared"},
        {"-- statement a one\n-- param x id\n-- column b id\nSELECT 1 AS b;\n",
         "m.sql:2: error: param x is not used"},
        {"-- statement a one\n-- column b id\nSELECT 1 AS b\n",
         "m.sql:3: error: this text does not end"},
        {"-- statement a one\n-- column b id\nSELECT 'b;\n",
         "m.sql:3: error: a quote or comment that does not end"},
        {"-- statement a many\n-- column b id\nSELECT b FROM t LIMIT 1 OFFSET 5;\n",
         "m.sql:3: error: OFFSET is refused"},
        {"-- statement a many\n-- column b id\nSELECT b FROM t WHERE c like 'x';\n",
         "m.sql:3: error: LIKE is refused"},
        {"-- statement a run\nINSERT OR REPLACE INTO t VALUES (1);\n",
         "m.sql:2: error: REPLACE is refused"},
        {"-- statement a many\n-- column b id\nSELECT * FROM t;\n",
         "m.sql:3: error: name the columns instead of *"},
        {"-- statement a many\n-- column b id\nSELECT b FROM t WHERE b = ?;\n",
         "m.sql:3: error: a parameter is written :name"},
        {"-- statement a many\n-- column b id\nDELETE FROM t RETURNING b;\n",
         "m.sql:3: error: a statement of kind \"many\" does not begin with DELETE"},
        {"-- statement a run\nSELECT b FROM t;\n",
         "m.sql:2: error: a statement of kind \"run\" does not begin with SELECT"},
        {"-- statement a run one\nDELETE FROM t;\n", "m.sql:1: error: statement a gives rows but"},
        {"-- statement a run\n-- column b id\nDELETE FROM t RETURNING b;\n",
         "m.sql:1: error: statement a gives no rows"},
        {"-- statement a many\n-- column b id\n-- optional c: AND b = 1\nSELECT b FROM t;\n",
         "m.sql:4: error: /*optional*/ in the text and -- optional lines go together"},
        {"-- statement a many\n-- column b id\nSELECT b FROM t /*order*/;\n",
         "m.sql:3: error: /*order*/ in the text and -- order lines go together"},
        {"-- statement a many\n-- column b id\n-- order c: b = :y\nSELECT b FROM t /*order*/;\n",
         "m.sql:3: error: :y is not declared"},
        {"-- statement a many\n-- column b id\n-- order a: b\n-- order b: b\n-- order c: b\n"
         "-- order d: b\nSELECT b FROM t ORDER BY /*order*/;\n",
         "m.sql:6: error: at most 3"},
        {"-- statement a run\n-- scna ok: typing\nDELETE FROM t;\n",
         "m.sql:2: error: not understood"},
        {"-- statement a run\nDELETE FROM t; DELETE FROM u;\n",
         "m.sql:2: error: after ; there is a new"},
    };
    char said[4096];
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        CHECK(generate(bad[i].sql, "migrations/0001_x.sql", said) != 0);
        if (!CHECK(strstr(said, bad[i].complaint) != NULL))
            printf("    wanted %s\n    got %s", bad[i].complaint, said);
    }
}

static void everything_wrong_is_said_at_once(void)
{
    char said[4096];
    CHECK(generate(
              "-- statement a one\n-- param p id\n-- column b nothing\nSELECT b FROM t OFFSET 1;\n",
              "migrations/0001_x.sql", said) != 0);
    CHECK(strstr(said, ":2: error") != NULL && strstr(said, ":3: error") != NULL &&
          strstr(said, ":4: error") != NULL);
}

static void migrations_are_numbered(void)
{
    char said[4096];
    CHECK_INT(generate("", "migrations/readme.txt", said), 0);
    CHECK(generate("", "migrations/0002_x.sql", said) != 0);
    CHECK(strstr(said, "migrations/0002_x.sql: error: migrations are numbered") != NULL);
    CHECK(generate("", "migrations/start.sql", said) != 0);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        CHECK_TEST(good_text_is_taken),
        CHECK_TEST(bad_text_is_refused),
        CHECK_TEST(everything_wrong_is_said_at_once),
        CHECK_TEST(migrations_are_numbered),
    };
    return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]);
}
