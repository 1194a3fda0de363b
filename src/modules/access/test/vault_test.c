/* The vault: what is sealed comes back only here, with both key files, until it is destroyed. */
#include "modules/access/vault.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "modules/access/audit.h"
#include "world.h"

struct step {
    struct world *world;
    int64_t tenant;
    const char *collection, *text;
    struct store_bytes sealed;
    const char *out;
};

static enum result seal(void *self, struct tx *tx, struct error *error)
{
    struct step *step = self;
    return vault_seal(step->world->vault, tx, step->tenant, step->collection, step->text,
                      &step->sealed, step->world->arena, error);
}

static enum result unseal(void *self, struct tx *tx, struct error *error)
{
    struct step *step = self;
    return vault_unseal(step->world->vault, tx, step->tenant, step->collection, step->sealed,
                        &step->out, step->world->arena, error);
}

static enum result begin(void *self, struct tx *tx, struct error *error)
{
    struct step *step = self;
    return vault_begin(step->world->vault, &step->world->services, tx, step->tenant,
                       &(struct vault_collection){.name = step->collection,
                                                  .purpose = "return screening",
                                                  .basis = "emergency"},
                       error);
}

static enum result destroy(void *self, struct tx *tx, struct error *error)
{
    struct step *step = self;
    return vault_destroy(step->world->vault, &step->world->services, tx, step->tenant,
                         step->collection, error);
}

/* The work is done, then something fails: everything is rolled back. */
static enum result destroy_in_vain(void *self, struct tx *tx, struct error *error)
{
    enum result result = destroy(self, tx, error);
    return result == RESULT_OK ? error_set(error, RESULT_CONFLICT, NULL, "in vain") : result;
}

static struct step register_of(struct world *world, const char *text)
{
    return (struct step){
        .world = world, .tenant = world->denghu, .collection = VAULT_REGISTER, .text = text};
}

static void what_is_sealed_comes_back(void)
{
    struct world world;
    world_init(&world, NULL, NULL, 0);
    static const char *const texts[] = {"11010519491231002X", "", "发热38.6℃，从武汉返桂",
                                        "a\nb\tc"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct step step = register_of(&world, texts[i]);
        CHECK_INT(world_run(&world, LANE_READ, seal, &step), RESULT_OK);
        CHECK(step.sealed.length > strlen(texts[i]) + 16);
        CHECK(!texts[i][0] ||
              !memmem(step.sealed.at, step.sealed.length, texts[i], strlen(texts[i])));
        CHECK_INT(world_run(&world, LANE_READ, unseal, &step), RESULT_OK);
        CHECK_TEXT(step.out, texts[i]);
        struct store_bytes first = step.sealed;
        CHECK_INT(world_run(&world, LANE_READ, seal, &step), RESULT_OK); /* never twice the same */
        CHECK(memcmp(first.at, step.sealed.at, first.length) != 0);
    }
    struct step none = register_of(&world, NULL);
    CHECK_INT(world_run(&world, LANE_READ, seal, &none), RESULT_OK);
    CHECK(none.sealed.at == NULL);
    CHECK_INT(world_run(&world, LANE_READ, unseal, &none), RESULT_OK);
    CHECK_TEXT(none.out, NULL);
    world_fini(&world);
}

static void a_value_cannot_be_moved_or_altered(void)
{
    struct world world;
    world_init(&world, NULL, NULL, 0);
    struct step step = register_of(&world, "440605199001011234");
    CHECK_INT(world_run(&world, LANE_READ, seal, &step), RESULT_OK);
    step.tenant = world.fengming; /* to another community */
    CHECK_INT(world_run(&world, LANE_READ, unseal, &step), RESULT_IO);
    step.tenant = world.denghu; /* to another collection */
    step.collection = "campaign:1";
    CHECK_INT(world_run(&world, LANE_WRITE, begin, &step), RESULT_OK);
    CHECK_INT(world_run(&world, LANE_READ, unseal, &step), RESULT_IO);
    step.collection = VAULT_REGISTER;
    unsigned char *bytes = arena_alloc(world.arena, step.sealed.length);
    memcpy(bytes, step.sealed.at, step.sealed.length);
    const struct store_bytes whole = step.sealed;
    for (size_t i = 0; i < whole.length; i++) { /* any bit */
        bytes[i] ^= 1;
        step.sealed = (struct store_bytes){bytes, whole.length};
        enum result result = world_run(&world, LANE_READ, unseal, &step);
        CHECK(result == RESULT_IO || result == RESULT_NOT_FOUND);
        bytes[i] ^= 1;
    }
    for (size_t length = 0; length < whole.length; length++) { /* cut short */
        step.sealed = (struct store_bytes){bytes, length};
        CHECK_INT(world_run(&world, LANE_READ, unseal, &step), RESULT_IO);
    }
    step.sealed = whole;
    CHECK_INT(world_run(&world, LANE_READ, unseal, &step), RESULT_OK);
    world_fini(&world);
}

static void an_index_tells_equal_values_within_a_tenant_and_field(void)
{
    struct world world;
    world_init(&world, NULL, NULL, 0);
    const struct vault *vault = world.vault;
    struct store_bytes a = vault_index(vault, 1, "citizen_id", "1234", world.arena);
    struct store_bytes same = vault_index(vault, 1, "citizen_id", "1234", world.arena);
    struct store_bytes others[] = {vault_index(vault, 2, "citizen_id", "1234", world.arena),
                                   vault_index(vault, 1, "citizen_id_tail", "1234", world.arena),
                                   vault_index(vault, 1, "citizen_id", "1235", world.arena)};
    CHECK_INT(a.length, VAULT_INDEX_SIZE);
    CHECK(memcmp(a.at, same.at, VAULT_INDEX_SIZE) == 0);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        CHECK(memcmp(a.at, others[i].at, VAULT_INDEX_SIZE) != 0);
    }
    CHECK(vault_index(vault, 1, "citizen_id", NULL, world.arena).at == NULL);
    unsigned char before[VAULT_INDEX_SIZE];
    memcpy(before, a.at, sizeof before);
    world_reopen(&world);
    a = vault_index(world.vault, 1, "citizen_id", "1234", world.arena);
    CHECK(memcmp(a.at, before, sizeof before) == 0);
    world_fini(&world);
}

/* ---- lost and wrong keys --------------------------------------------------------------------- */

static enum result open_again(struct world *world, bool create, struct error *error)
{
    vault_close(world->vault);
    world->vault = NULL;
    enum result result =
        vault_open(world_file(world, "master.key"), create, chance_kernel(), &world->vault, error);
    world->services.vault = world->vault;
    return result;
}

static bool says(struct world *world, const struct error *error, const char *part)
{
    const char *text = error->msgid ? language_error(world->arena, LANGUAGE_ENGLISH, error) : "";
    bool does = strstr(text, part) != NULL;
    if (!does) {
        printf("  said: %s\n", text);
    }
    return does;
}

static void a_lost_or_wrong_key_is_said_clearly(void)
{
    struct world world;
    struct error error = {0};
    world_init(&world, NULL, NULL, 0);
    struct step step = register_of(&world, "440605199001011234");
    CHECK_INT(world_run(&world, LANE_READ, seal, &step), RESULT_OK);
    const char *key = world_file(&world, "master.key"), *away = world_file(&world, "away");
    CHECK_INT(rename(key, away), 0);
    CHECK_INT(open_again(&world, false, &error), RESULT_IO);
    CHECK(says(&world, &error, "is missing"));
    error = (struct error){0};
    CHECK_INT(open_again(&world, true, &error), RESULT_OK); /* a new key opens nothing */
    CHECK_INT(lane_call(world.store, LANE_READ, unseal, &step, &error), RESULT_IO);
    CHECK(says(&world, &error, "Put back the key file that belongs to this database"));
    CHECK_INT(rename(away, key), 0);
    const char *shares = world_file(&world, "master.key.collections");
    CHECK_INT(rename(shares, away), 0);
    error = (struct error){0};
    CHECK_INT(open_again(&world, false, &error), RESULT_OK);
    CHECK_INT(lane_call(world.store, LANE_READ, unseal, &step, &error), RESULT_IO);
    CHECK(says(&world, &error, "key share of the collection register"));
    CHECK_INT(rename(away, shares), 0);
    CHECK_INT(open_again(&world, false, &error), RESULT_OK);
    CHECK_INT(world_run(&world, LANE_READ, unseal, &step), RESULT_OK);
    CHECK_TEXT(step.out, "440605199001011234");
    world_fini(&world);
}

static void write_file(const char *path, const char *text, mode_t mode)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, mode);
    CHECK(file >= 0 && write(file, text, strlen(text)) == (ssize_t)strlen(text));
    CHECK_INT(fchmod(file, mode), 0);
    close(file);
}

static void key_files_are_private_and_checked(void)
{
    struct world world;
    struct error error = {0};
    struct stat status;
    world_init(&world, NULL, NULL, 0);
    const char *key = world_file(&world, "master.key");
    const char *shares = world_file(&world, "master.key.collections");
    CHECK_INT(stat(key, &status), 0);
    CHECK_INT(status.st_mode & 0777, 0600);
    CHECK_INT(stat(shares, &status), 0);
    CHECK_INT(status.st_mode & 0777, 0600);
    CHECK_INT(chmod(key, 0640), 0);
    CHECK_INT(open_again(&world, false, &error), RESULT_IO);
    CHECK(says(&world, &error, "can be read by others"));
    static const char *const damaged[] = {
        "",
        "key\n",
        "nonsense\n",
        "key 0123456789abcdef AAAA\nindex AAAA\n",
        /* a key whose name is not its own */
        ("key 0123456789abcdef AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
         "index AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"),
    };
    for (size_t i = 0; i < sizeof damaged / sizeof damaged[0]; i++) {
        error = (struct error){0};
        write_file(key, damaged[i], 0600);
        CHECK_INT(open_again(&world, true, &error), RESULT_IO);
        CHECK(says(&world, &error, "is damaged in line"));
    }
    world_fini(&world);
}

/* ---- destruction ----------------------------------------------------------------------------- */

static void what_was_destroyed_is_gone_from_backups_too(void)
{
    struct world world;
    struct error error = {0};
    world_init(&world, NULL, NULL, 0);
    struct step step = {.world = &world,
                        .tenant = world.denghu,
                        .collection = "campaign:7",
                        .text = "travelled from Wuhan"};
    CHECK_INT(world_run(&world, LANE_WRITE, begin, &step), RESULT_OK);
    CHECK_INT(world_run(&world, LANE_WRITE, begin, &step), RESULT_OK); /* again: nothing changes */
    CHECK_INT(world_run(&world, LANE_READ, seal, &step), RESULT_OK);
    CHECK_INT(store_backup(world.store, world_file(&world, "backup.db"), &error), RESULT_OK);
    /* A destruction that is rolled back has destroyed nothing. */
    int64_t swept = -1;
    CHECK_INT(world_run(&world, LANE_WRITE, destroy_in_vain, &step), RESULT_CONFLICT);
    CHECK_INT(vault_sweep(world.vault, &world.services, &swept, &error), RESULT_OK);
    CHECK_INT(swept, 0);
    CHECK_INT(world_run(&world, LANE_READ, unseal, &step), RESULT_OK);
    CHECK_INT(world_run(&world, LANE_WRITE, destroy, &step), RESULT_OK);
    CHECK_INT(world_run(&world, LANE_READ, unseal, &step), RESULT_NOT_FOUND);
    CHECK_INT(world_run(&world, LANE_READ, seal, &step), RESULT_NOT_FOUND);
    CHECK_INT(world_run(&world, LANE_WRITE, destroy, &step), RESULT_NOT_FOUND);
    CHECK_INT(vault_sweep(world.vault, &world.services, &swept, &error), RESULT_OK);
    CHECK_INT(swept, 1);
    CHECK_INT(vault_sweep(world.vault, &world.services, &swept, &error), RESULT_OK);
    CHECK_INT(swept, 0);
    /* Others are as they were. */
    struct step other = register_of(&world, "x");
    CHECK_INT(world_run(&world, LANE_READ, seal, &other), RESULT_OK);
    CHECK_INT(world_run(&world, LANE_READ, unseal, &other), RESULT_OK);
    /* The copy from before, with the key files of now: the row is there, the share is not. */
    store_free(world.store);
    world.store = NULL;
    CHECK_INT(rename(world_file(&world, "backup.db"), world_file(&world, "kaifong.db")), 0);
    (void)unlink(world_file(&world, "kaifong.db-wal"));
    world_reopen(&world);
    CHECK_INT(lane_call(world.store, LANE_READ, unseal, &step, &error), RESULT_IO);
    CHECK(says(&world, &error, "key share of the collection campaign:7"));
    CHECK_INT(world_run(&world, LANE_READ, unseal, &other), RESULT_OK);
    world_fini(&world);
}

static void a_collection_begins_anew_with_another_key(void)
{
    struct world world;
    world_init(&world, NULL, NULL, 0);
    struct step step = {
        .world = &world, .tenant = world.denghu, .collection = "campaign:7", .text = "first"};
    CHECK_INT(world_run(&world, LANE_WRITE, begin, &step), RESULT_OK);
    CHECK_INT(world_run(&world, LANE_READ, seal, &step), RESULT_OK);
    struct step old = step;
    CHECK_INT(world_run(&world, LANE_WRITE, destroy, &step), RESULT_OK);
    CHECK_INT(world_run(&world, LANE_WRITE, begin, &step), RESULT_OK);
    CHECK_INT(world_run(&world, LANE_READ, unseal, &old), RESULT_NOT_FOUND);
    step.text = "second";
    CHECK_INT(world_run(&world, LANE_READ, seal, &step), RESULT_OK);
    CHECK_INT(world_run(&world, LANE_READ, unseal, &step), RESULT_OK);
    CHECK_TEXT(step.out, "second");
    world_fini(&world);
}

/* ---- the trail is never changed -------------------------------------------------------------- */

static void nothing_in_the_program_changes_the_trail(void)
{
    for (size_t i = 0; i < access_statement_count; i++) {
        const char *sql = access_statements[i]->sql;
        CHECK(!strstr(sql, "UPDATE audit_event") && !strstr(sql, "DELETE FROM audit_event") &&
              !strstr(sql, "REPLACE INTO audit_event") && !strstr(sql, "OR REPLACE"));
    }
    /* And were there such a statement, the engine would refuse it. */
    static const struct migration attempts[] = {
        {.module = "attempt",
         .number = 1,
         .name = "change",
         .sql = "UPDATE audit_event SET action = 'nothing';"},
        {.module = "attempt", .number = 1, .name = "remove", .sql = "DELETE FROM audit_event;"},
    };
    for (size_t i = 0; i < sizeof attempts / sizeof attempts[0]; i++) {
        struct world world;
        struct error error = {0};
        world_init(&world, NULL, NULL, 0);
        const struct migration *lists[] = {&attempts[i]};
        size_t counts[] = {1};
        CHECK(store_migrate(world.store, lists, counts, 1, &error) != RESULT_OK);
        world_fini(&world);
    }
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        CHECK_TEST(what_is_sealed_comes_back),
        CHECK_TEST(a_value_cannot_be_moved_or_altered),
        CHECK_TEST(an_index_tells_equal_values_within_a_tenant_and_field),
        CHECK_TEST(a_lost_or_wrong_key_is_said_clearly),
        CHECK_TEST(key_files_are_private_and_checked),
        CHECK_TEST(what_was_destroyed_is_gone_from_backups_too),
        CHECK_TEST(a_collection_begins_anew_with_another_key),
        CHECK_TEST(nothing_in_the_program_changes_the_trail),
    };
    return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]);
}
