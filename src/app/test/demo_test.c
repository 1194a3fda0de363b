/* The demo: what it counts, that its numbers are valid, and that a seed makes the same world. */
#include "app/demo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/app.h"
#include "check.h"
#include "modules/people/people_match.h"
#include "modules/screening/screening.h"
#include "record/citizen_id.h"
#include "record/phone.h"
#include "sheet/table.h"
#include "store/lane.h"

static const char *const today = "2026-03-02";

/* ---- the world ------------------------------------------------------------------------------- */

static bool is_dwelling(const struct demo_world *world, size_t place)
{
    return place_kind_is_dwelling(world->places[place].place.kind);
}

static void check_grids(const struct demo_world *world)
{
    int *homes = arena_array(world->arena, world->grid_count + 1, sizeof homes[0]);
    size_t dwellings = 0, covered = 0;
    for (size_t i = 0; i < world->place_count; i++) {
        long place = (long)i;
        if (!is_dwelling(world, i))
            continue;
        dwellings++;
        while (place >= 0 && world->place_grids[place] < 0)
            place = world->places[place].parent;
        if (place >= 0) {
            homes[world->place_grids[place]]++;
            covered++;
        }
    }
    CHECK_INT(covered, dwellings);
    for (size_t i = 0; i < world->grid_count; i++) {
        if (world->grids[i].level != 3 || strcmp(world->grids[i].kind, "ordinary") != 0)
            continue;
        if (!CHECK(homes[i] >= GRID_HOUSEHOLDS_LOW && homes[i] <= GRID_HOUSEHOLDS_HIGH))
            printf("    %s %s has %d\n", world->grids[i].name, world->grids[i].about, homes[i]);
        CHECK(world->grids[i].worker > 0);
    }
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void check_people(const struct demo_world *world)
{
    const char **ids = arena_array(world->arena, world->person_count + 1, sizeof ids[0]);
    for (size_t i = 0; i < world->person_count; i++) {
        const struct resident_facts *facts = &world->people[i].seed.facts;
        char id[CITIZEN_ID_SIZE], birth[CALENDAR_DAY_SIZE], phone[PHONE_SIZE];
        struct error error = {0};
        ids[i] = facts->citizen_id;
        if (!CHECK_INT(citizen_id_parse(facts->citizen_id, today, id, &error), RESULT_OK))
            break;
        citizen_id_birth(id, birth);
        CHECK_TEXT(birth, facts->birth_date);
        CHECK(citizen_id_is_male(id) == (facts->sex[0] == '1'));
        CHECK(strcmp(world->people[i].seed.since, today) <= 0);
        CHECK(strcmp(world->people[i].seed.since, facts->birth_date) >= 0);
        if (facts->phone == NULL)
            continue;
        CHECK_INT(phone_parse(facts->phone, phone, &error), RESULT_OK);
        CHECK_TEXT(phone, facts->phone);
        char range[4] = {facts->phone[0], facts->phone[1], facts->phone[2], '\0'};
        CHECK(strstr("154 160 161 164 168 169", range) != NULL); /* given to nobody */
    }
    qsort(ids, world->person_count, sizeof ids[0], by_text);
    size_t twice = 0;
    for (size_t i = 1; i < world->person_count; i++)
        twice += strcmp(ids[i - 1], ids[i]) == 0;
    CHECK_INT(twice, 0);
}

/* One head; husbands are men and wives women; children younger than the head, parents older. */
static void check_households(const struct demo_world *world)
{
    size_t total = 0;
    for (size_t i = 0; i < world->household_count; i++) {
        const struct demo_household *household = &world->households[i];
        const struct demo_person *people = &world->people[household->first];
        int heads = 0;
        for (long j = 0; j < household->count; j++) {
            const struct demo_person *person = &people[j];
            int relation = atoi(person->seed.relation);
            bool is_man = person->seed.facts.sex[0] == '1';
            const char *birth = person->seed.facts.birth_date,
                       *heads_birth = people[0].seed.facts.birth_date;
            heads += relation == 2;
            CHECK_INT(person->household, i);
            CHECK((relation != 11 && relation != 51) || is_man);
            CHECK((relation != 12 && relation != 52) || !is_man);
            CHECK((relation / 10 != 2) || is_man);
            CHECK((relation / 10 != 3) || !is_man);
            CHECK((relation / 10 != 2 && relation / 10 != 3) || strcmp(birth, heads_birth) > 0);
            CHECK(relation / 10 != 5 || strcmp(birth, heads_birth) < 0);
        }
        CHECK_INT(heads, 1);
        total += (size_t)household->count;
    }
    CHECK_INT(total, world->person_count);
}

static void fills_the_lake_community(void)
{
    struct arena *arena = arena_new();
    struct demo_world world;
    size_t registered = 0;
    demo_lake(&world, arena, 1, today, 50000, 12000);
    for (size_t i = 0; i < world.person_count; i++) {
        registered += world.people[i].is_registered;
        CHECK(world.people[i].is_registered ==
              (strcmp(world.people[i].seed.facts.residence, "registered") == 0));
    }
    CHECK_INT(world.person_count, 50000);
    CHECK_INT(registered, 12000);
    check_grids(&world);
    check_people(&world);
    check_households(&world);
    arena_free(arena);
}

static void fills_the_phoenix_community(void)
{
    struct arena *arena = arena_new();
    struct demo_world world;
    size_t shoes = 0;
    demo_phoenix(&world, arena, 1, today);
    check_grids(&world);
    check_people(&world);
    check_households(&world);
    for (size_t i = 0; i < world.person_count; i++) {
        const struct demo_person *person = &world.people[i];
        shoes += person->firm == 0;
        CHECK(person->firm < 0 || person->seed.job_until != NULL);
    }
    CHECK_INT(shoes, 1000);
    for (size_t i = 0; i < world.place_count; i++)
        CHECK(world.place_parts[i] >= 0);
    arena_free(arena);
}

static uint64_t sum_of(uint64_t seed)
{
    struct arena *arena = arena_new();
    struct demo_world world;
    demo_lake(&world, arena, seed, today, 5000, 1200);
    uint64_t sum = demo_checksum(&world);
    arena_free(arena);
    return sum;
}

static void makes_the_same_from_a_seed(void)
{
    CHECK(sum_of(7) == sum_of(7));
    CHECK(sum_of(7) != sum_of(8));
}

static void names_the_communities(void)
{
    size_t count = 0;
    for (; demo_divisions[count].code != NULL; count++) {
        CHECK_INT(strlen(demo_divisions[count].code), 12);
        CHECK(strncmp(demo_divisions[count].code, DEMO_STREET_CODE, 9) == 0);
    }
    CHECK_INT(count, 45);
}

/* ---- the list -------------------------------------------------------------------------------- */

static void writes_a_messy_list(void)
{
    char path[] = "/tmp/kaifong-list-XXXXXX";
    int fd = mkstemp(path);
    struct arena *arena = arena_new();
    struct demo_world world;
    struct error error = {0};
    static char bytes[1 << 20];
    demo_lake(&world, arena, 1, today, 50000, 12000);
    CHECK_INT(demo_write_list(&world, path, 1400, &error), RESULT_OK);
    FILE *file = fopen(path, "rb");
    size_t size = file == NULL ? 0 : fread(bytes, 1, sizeof bytes, file);
    if (file != NULL)
        fclose(file);
    close(fd);
    unlink(path);
    struct sheet_reader *reader = NULL;
    const struct sheet_info *sheets;
    struct table_layout layout;
    struct table *table = NULL;
    size_t people = 0, totals = 0, groups = 0;
    bool ok = CHECK_INT(sheet_reader_open(bytes, size, &reader, &error), RESULT_OK) &&
              CHECK_INT(sheet_reader_sheets(reader, &sheets), 2) &&
              CHECK_INT(table_find(reader, &resident_row_type, today, &(struct table_hint){0},
                                   &layout, arena, &error),
                        RESULT_OK) &&
              CHECK_INT(layout.header_row, 3) && CHECK_INT(layout.header_rows, 2) &&
              CHECK_INT(table_open(reader, &layout, &table, &error), RESULT_OK);
    for (bool more = ok; more;) {
        struct table_row row;
        if (!CHECK_INT(table_next(table, &row, &more, &error), RESULT_OK))
            break;
        people += more && row.kind == TABLE_PERSON && row.cells[1].text[0] != '\0';
        totals += more && row.kind == TABLE_TOTAL;
        groups += more && row.kind == TABLE_GROUP;
    }
    CHECK_INT(people, 1340); /* and 60 on the second sheet */
    CHECK(totals > 10);
    CHECK(groups > 0);
    table_close(table);
    sheet_reader_close(reader);
    arena_free(arena);
}

/* ---- in a store ------------------------------------------------------------------------------ */

struct counted {
    struct arena *arena;
    struct services *services;
    int64_t open, total, reached;
    size_t people, accounts, tenants;
};

static enum result count(void *self, struct tx *tx, struct error *error)
{
    struct counted *counted = self;
    struct tenant tenant, *tenants;
    struct principal who;
    struct screening_campaign *campaigns;
    struct screening_counts counts;
    struct account *accounts;
    size_t number;
    struct people_matcher *matcher;
    enum result result = tenant_get_by_code(tx, DEMO_LAKE_CODE, &tenant, counted->arena, error);
    if (result == RESULT_OK)
        result = tenant_list(tx, 0, &tenants, &counted->tenants, counted->arena, error);
    if (result == RESULT_OK)
        result = principal_operator(tx, tenant.tenant_id, counted->arena, &who, error);
    if (result == RESULT_OK)
        result = people_matcher_open(counted->services, tx, &who.scope, &matcher, error);
    if (result == RESULT_OK) {
        counted->people = people_matcher_count(matcher);
        people_matcher_close(matcher);
    }
    if (result == RESULT_OK)
        result = screening_list(tx, &who.scope, 0, 5, &campaigns, &number, counted->arena, error);
    if (result == RESULT_OK && CHECK_INT(number, 1))
        result =
            screening_counts(tx, &who, campaigns[0].campaign_id, &counts, counted->arena, error);
    if (result == RESULT_OK)
        result = screening_verify(tx, &who.scope, campaigns[0].campaign_id, counted->arena, error);
    if (result == RESULT_OK)
        result = account_list_role(tx, tenant.tenant_id, ROLE_GRID_WORKER, campaigns[0].created,
                                   &accounts, &counted->accounts, counted->arena, error);
    counted->open = counts.open;
    counted->total = counts.total;
    counted->reached = counts.by_status[SCREENING_REACHED];
    return result;
}

static void is_written_through_the_operations(void)
{
    char folder[] = "/tmp/kaifong-demo-XXXXXX";
    struct config config;
    struct app app;
    struct error error = {0};
    if (!CHECK(mkdtemp(folder) != NULL))
        return;
    config_init(&config);
    config.data = folder;
    config.quiet = true;
    if (CHECK_INT(app_open(&config, &app, &error), RESULT_OK)) {
        char name[] = "demo", option[] = "--people", number[] = "12000";
        char *argv[] = {name, option, number, NULL};
        FILE *out = tmpfile();
        struct counted counted = {.arena = arena_new(), .services = &app.services};
        enum result result = command_run(&app, &config, command_find("demo"), 3, argv, stdin, out,
                                         stderr, NULL, &error);
        if (CHECK_INT(result, RESULT_OK) &&
            CHECK_INT(lane_call(app.services.store, LANE_READ, count, &counted, &error),
                      RESULT_OK)) {
            CHECK_INT(counted.people, 12000);
            CHECK_INT(counted.tenants, 46);
            CHECK_INT(counted.accounts, 25);
            CHECK_INT(counted.total, 1400);
            CHECK(counted.reached > 920 && counted.reached < 1070);
            CHECK(counted.open > 200);
        } else {
            printf("    %s\n", language_error(counted.arena, LANGUAGE_ENGLISH, &error));
        }
        CHECK(ftell(out) > 200); /* the links */
        fclose(out);
        arena_free(counted.arena);
        app_close(&app);
    }
    char remove[64];
    snprintf(remove, sizeof remove, "rm -rf %s", folder);
    CHECK_INT(system(remove), 0);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        CHECK_TEST(fills_the_lake_community),   CHECK_TEST(fills_the_phoenix_community),
        CHECK_TEST(makes_the_same_from_a_seed), CHECK_TEST(names_the_communities),
        CHECK_TEST(writes_a_messy_list),        CHECK_TEST(is_written_through_the_operations),
    };
    return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]);
}
