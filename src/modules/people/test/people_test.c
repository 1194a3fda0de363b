/* The register on a real store: reading and its scope, changing and its conflicts, stays, households,
 * care, merging and taking apart. */
#include "base/text.h"
#include "modules/people/test/town.h"

/* Runs a block of a test in a lane: the block is a function of (town, tx, error). */
#define IN(lane, town, function)                                                                   \
    CHECK_INT(world_run(&(town)->world, lane, function, town), RESULT_OK)

static enum result every_statement(void *self, struct tx *tx, struct error *error)
{
    (void)self;
    (void)tx;
    (void)error;
    return RESULT_OK;
}

static void statements_prepare(void)
{
    struct town town;
    struct error error = {0};
    town_init(&town);
    IN(LANE_READ, &town, every_statement);
    CHECK_INT(store_prepare_all(town.world.store, place_statements, place_statement_count, &error),
              RESULT_OK);
    CHECK_TEXT(
        error.msgid == NULL ? "" : language_error(town.world.arena, LANGUAGE_ENGLISH, &error), "");
    CHECK_INT(
        store_prepare_all(town.world.store, people_statements, people_statement_count, &error),
        RESULT_OK);
    CHECK_TEXT(
        error.msgid == NULL ? "" : language_error(town.world.arena, LANGUAGE_ENGLISH, &error), "");
    town_fini(&town);
}

/* ---- reading --------------------------------------------------------------------------------- */

static enum result read_all(void *self, struct tx *tx, struct error *error)
{
    struct town *town = self;
    struct arena *arena = town->world.arena;
    struct resident_line *lines;
    size_t count;
    int64_t total;
    bool is_more;
    struct resident_filter filter = {.limit = 4};
    TRY(resident_list(tx, &town->all.scope, &filter, TODAY, &lines, &count, arena, error));
    if (CHECK_INT(count, 4)) {
        CHECK_TEXT(lines[0].name, "陈伟明");
        CHECK_TEXT(lines[1].name, "陳小重");
        CHECK_TEXT(lines[2].name, "吕布");
        CHECK_TEXT(lines[3].name, "单雄信"); /* Shan, not Dan */
        CHECK_INT(lines[0].age, 54);
        CHECK_TEXT(lines[0].address, "灯湖花园3栋2单元1204");
        CHECK_TEXT(lines[0].grid_name, "01格");
    }
    filter.after_key = lines[3].key;
    filter.after_id = lines[3].resident_id;
    TRY(resident_list(tx, &town->all.scope, &filter, TODAY, &lines, &count, arena, error));
    if (CHECK_INT(count, 2)) {
        CHECK_TEXT(lines[0].name, "王桂英");
        CHECK_TEXT(lines[0].cares, "alone");
        CHECK_TEXT(lines[1].name, "尉迟恭");
    }
    filter = (struct resident_filter){.order = RESIDENT_BY_ADDRESS};
    TRY(resident_list(tx, &town->all.scope, &filter, TODAY, &lines, &count, arena, error));
    if (CHECK_INT(count, 6)) {
        CHECK_TEXT(lines[0].address, "灯湖花园3栋2单元1204");
        CHECK_TEXT(lines[5].address, "灯湖花园C3座102");
    }
    filter = (struct resident_filter){.order = RESIDENT_BY_STROKES};
    TRY(resident_list(tx, &town->all.scope, &filter, TODAY, &lines, &count, arena, error));
    CHECK_TEXT(lines[0].name, "王桂英"); /* 王 has four strokes */
    TRY(resident_count(tx, &town->all.scope, &filter, &total, &is_more, arena, error));
    CHECK_INT(total, 6);
    CHECK(!is_more);
    return RESULT_OK;
}

static void lists_in_three_orders(void)
{
    struct town town;
    town_init(&town);
    IN(LANE_READ, &town, read_all);
    town_fini(&town);
}

static size_t how_many(struct town *town, struct tx *tx, const struct principal *who,
                       const struct resident_filter *filter, struct error *error)
{
    struct resident_line *lines;
    size_t count = 999;
    CHECK_INT(
        resident_list(tx, &who->scope, filter, TODAY, &lines, &count, town->world.arena, error),
        RESULT_OK);
    return count;
}

static enum result filter_all(void *self, struct tx *tx, struct error *error)
{
    struct town *town = self;
    const struct {
        struct resident_filter filter;
        size_t all, east;
    } cases[] = {
        {{.status = NULL}, 6, 3},
        {{.grid_id = town->branch}, 6, 3},
        {{.grid_id = town->grid[1]}, 3, 0},
        {{.place_id = town->unit}, 3, 3},
        {{.place_id = town->compound}, 6, 3},
        {{.residence = "floating"}, 2, 1},
        {{.care = "alone"}, 1, 1},
        {{.care = "alon"}, 0, 0},
        {{.sex = "2"}, 1, 1},
        {{.born_to = "1960-12-31"}, 1, 1},
        {{.born_from = "2000-01-01", .born_to = "2010-01-01"}, 1, 1},
        {{.status = "away"}, 0, 0},
        {{.grid_id = town->branch, .place_id = town->building[0], .care = "alone", .sex = "2"},
         1,
         1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CHECK_INT(how_many(town, tx, &town->all, &cases[i].filter, error), cases[i].all);
        CHECK_INT(how_many(town, tx, &town->east, &cases[i].filter, error), cases[i].east);
    }
    return RESULT_OK;
}

static void filters_and_scope(void)
{
    struct town town;
    town_init(&town);
    IN(LANE_READ, &town, filter_all);
    town_fini(&town);
}

static enum result out_of_scope(void *self, struct tx *tx, struct error *error)
{
    struct town *town = self;
    struct arena *arena = town->world.arena;
    struct services *services = &town->world.services;
    struct resident resident;
    struct stay *stays;
    struct place place;
    struct household household;
    size_t count;
    const struct scope *east = &town->east.scope;
    const struct scope elsewhere = {.tenant = town->world.fengming, .all_grids = true};
    TRY(resident_get(services, tx, east, town->wang, TODAY, &resident, arena, error));
    CHECK_TEXT(resident.facts.citizen_id, "440524********002X");
    CHECK_TEXT(resident.facts.phone_2, "0757-83334444");
    CHECK_INT(resident_get(services, tx, east, town->shan, TODAY, &resident, arena, error),
              RESULT_NOT_FOUND);
    CHECK_INT(resident_get(services, tx, &elsewhere, town->wang, TODAY, &resident, arena, error),
              RESULT_NOT_FOUND);
    TRY(stay_list(tx, east, town->shan, &stays, &count, arena, error));
    CHECK_INT(count, 0);
    TRY(stay_list(tx, east, town->wang, &stays, &count, arena, error));
    CHECK_INT(count, 2); /* living in one place, registered at another */
    TRY(place_get(tx, east, town->home[1], &place, arena, error));
    TRY(place_get(tx, east, town->compound, &place, arena, error)); /* above one's own buildings */
    CHECK_INT(place_get(tx, east, town->home[2], &place, arena, error), RESULT_NOT_FOUND);
    CHECK_INT(place_get(tx, &elsewhere, town->compound, &place, arena, error), RESULT_NOT_FOUND);
    TRY(household_get(tx, east, town->household, &household, arena, error));
    CHECK_TEXT(household.head_name, "王桂英");
    CHECK_INT(household.people, 2);
    CHECK_INT(household_get(tx, &elsewhere, town->household, &household, arena, error),
              RESULT_NOT_FOUND);
    return RESULT_OK;
}

static void outside_of_the_scope_is_nothing(void)
{
    struct town town;
    town_init(&town);
    IN(LANE_READ, &town, out_of_scope);
    town_fini(&town);
}

/* ---- changing -------------------------------------------------------------------------------- */

static enum result change_facts(void *self, struct tx *tx, struct error *error)
{
    struct town *town = self;
    struct services *services = &town->world.services;
    struct arena *arena = town->world.arena;
    struct resident before, after;
    struct search_hit *hits;
    size_t count;
    TRY(resident_get(services, tx, &town->all.scope, town->chen, TODAY, &before, arena, error));
    struct resident_facts facts = before.facts;
    facts.name = "陈伟民";
    facts.phone = "13700001111";
    TRY(resident_set(services, tx, &town->east, town->chen, before.version, &facts, TODAY, error));
    TRY(resident_get(services, tx, &town->all.scope, town->chen, TODAY, &after, arena, error));
    CHECK_TEXT(after.facts.name, "陈伟民");
    CHECK_TEXT(after.facts.phone, "13700001111");
    CHECK_TEXT(after.facts.citizen_id, before.facts.citizen_id); /* masked means unchanged */
    CHECK_INT(after.version, before.version + 1);
    /* Somebody else saved meanwhile. */
    CHECK_INT(
        resident_set(services, tx, &town->east, town->chen, before.version, &facts, TODAY, error),
        RESULT_CONFLICT);
    /* The search follows. */
    TRY(search_find(services, tx, &town->all, "5678", TODAY, 10, &hits, &count, arena, error));
    CHECK_INT(count, 0);
    TRY(search_find(services, tx, &town->all, "陈伟民", TODAY, 10, &hits, &count, arena, error));
    CHECK_INT(count, 1);
    TRY(search_find(services, tx, &town->all, "1111", TODAY, 10, &hits, &count, arena, error));
    CHECK_INT(count, 1);
    /* A citizen id that somebody else has. */
    facts.citizen_id = "44052419380301002X";
    CHECK_INT(
        resident_set(services, tx, &town->east, town->chen, after.version, &facts, TODAY, error),
        RESULT_CONFLICT);
    CHECK_TEXT(error->field, "citizen_id");
    struct resident_change *changes;
    TRY(resident_history(tx, &town->all.scope, town->chen, &changes, &count, arena, error));
    if (CHECK_INT(count, 1)) {
        CHECK_TEXT(changes[0].action, "changed");
        CHECK_TEXT(changes[0].fields, "name phone");
    }
    /* Out of scope. */
    facts.citizen_id = NULL;
    CHECK_INT(resident_set(services, tx, &town->east, town->shan, 1, &facts, TODAY, error),
              RESULT_NOT_FOUND);
    facts.birth_date = "2020-03-01";
    CHECK_INT(
        resident_set(services, tx, &town->east, town->chen, after.version, &facts, TODAY, error),
        RESULT_INVALID);
    return RESULT_OK;
}

static void changes_are_made_from_a_version(void)
{
    struct town town;
    town_init(&town);
    IN(LANE_WRITE, &town, change_facts);
    town_fini(&town);
}

static enum result add_and_move(void *self, struct tx *tx, struct error *error)
{
    struct town *town = self;
    struct services *services = &town->world.services;
    struct arena *arena = town->world.arena;
    struct resident resident;
    struct stay *stays;
    struct resident_line *lines;
    int64_t id, stay_id, other = 0;
    size_t count;
    struct resident_facts facts = {.name = "黄永康", .sex = "1", .phone = "13600001111"};
    TRY(resident_add(services, tx, &town->east, &facts, town->home[1], "2020-01-10", TODAY, &id,
                     error));
    TRY(resident_get(services, tx, &town->east.scope, id, TODAY, &resident, arena, error));
    CHECK_INT(resident.grid_id, town->grid[0]);
    CHECK_INT(
        resident_add(services, tx, &town->east, &facts, town->home[2], NULL, TODAY, &other, error),
        RESULT_NOT_FOUND); /* not one's grid */
    facts.citizen_id = "44052419380301002X";
    CHECK_INT(resident_add(services, tx, &town->all, &facts, 0, NULL, TODAY, &other, error),
              RESULT_CONFLICT);
    CHECK_INT(other, town->wang);
    /* Moves to C3 on 1 February. */
    struct stay stay = {.kind = "living", .place_id = town->home[2], .since = "2020-02-01"};
    TRY(stay_begin(services, tx, &town->all, id, resident.version, &stay, TODAY, &stay_id, error));
    TRY(resident_get(services, tx, &town->all.scope, id, TODAY, &resident, arena, error));
    CHECK_TEXT(resident.address, "灯湖花园C3座101");
    CHECK_INT(resident.grid_id, town->grid[1]);
    CHECK_INT(resident_get(services, tx, &town->east.scope, id, TODAY, &resident, arena, error),
              RESULT_NOT_FOUND);
    TRY(stay_list(tx, &town->all.scope, id, &stays, &count, arena, error));
    if (CHECK_INT(count, 2)) {
        CHECK_TEXT(stays[0].since, "2020-02-01");
        CHECK_TEXT(stays[1].until, "2020-01-31");
    }
    /* Who slept in 3栋 on 31 January, and on 1 February? */
    TRY(stay_list_place(tx, &town->all.scope, town->building[0], "2020-01-31", 100, &lines, &count,
                        arena, error));
    CHECK_INT(count, 4);
    TRY(stay_list_place(tx, &town->all.scope, town->building[0], "2020-02-01", 100, &lines, &count,
                        arena, error));
    CHECK_INT(count, 3);
    /* A stay before the present one, and one to come. */
    TRY(resident_get(services, tx, &town->all.scope, id, TODAY, &resident, arena, error));
    stay.since = "2020-01-15";
    CHECK_INT(
        stay_begin(services, tx, &town->all, id, resident.version, &stay, TODAY, &stay_id, error),
        RESULT_INVALID);
    stay.since = "2020-03-15";
    CHECK_INT(
        stay_begin(services, tx, &town->all, id, resident.version, &stay, TODAY, &stay_id, error),
        RESULT_INVALID);
    /* Leaves, and comes back. */
    TRY(resident_leave(services, tx, &town->all, id, resident.version, "away", "2020-02-20", "回乡",
                       TODAY, error));
    CHECK_INT(how_many(town, tx, &town->all, &(struct resident_filter){.status = "away"}, error),
              1);
    CHECK_INT(how_many(town, tx, &town->all, &(struct resident_filter){0}, error), 6);
    TRY(resident_get(services, tx, &town->all.scope, id, TODAY, &resident, arena, error));
    CHECK_TEXT(resident.left_day, "2020-02-20");
    TRY(resident_return(services, tx, &town->all, id, resident.version, town->home[3], "2020-02-25",
                        TODAY, error));
    CHECK_INT(how_many(town, tx, &town->all, &(struct resident_filter){0}, error), 7);
    return RESULT_OK;
}

static void stays_have_dates(void)
{
    struct town town;
    town_init(&town);
    IN(LANE_WRITE, &town, add_and_move);
    town_fini(&town);
}

static enum result show_id(void *self, struct tx *tx, struct error *error)
{
    struct town *town = self;
    struct services *services = &town->world.services;
    struct arena *arena = town->world.arena;
    const char *id;
    CHECK_INT(
        resident_show_citizen_id(services, tx, &town->east, town->wang, "", &id, arena, error),
        RESULT_INVALID);
    TRY(resident_show_citizen_id(services, tx, &town->east, town->wang, "核对证件", &id, arena,
                                 error));
    CHECK_TEXT(id, "44052419380301002X");
    struct principal viewer = town->all;
    viewer.roles = 1U << ROLE_VIEWER;
    viewer.account = town->world.viewer;
    CHECK_INT(resident_show_citizen_id(services, tx, &viewer, town->wang, "x", &id, arena, error),
              RESULT_FORBIDDEN);
    struct resident_change *changes;
    size_t count;
    TRY(resident_history(tx, &town->all.scope, town->wang, &changes, &count, arena, error));
    if (CHECK_INT(count, 1))
        CHECK_TEXT(changes[0].action, "shown");
    return RESULT_OK;
}

static void a_citizen_id_is_shown_with_a_reason(void)
{
    struct town town;
    town_init(&town);
    IN(LANE_WRITE, &town, show_id);
    town_fini(&town);
}

/* ---- households ------------------------------------------------------------------------------ */

static void warnings_of_households(void)
{
    const struct {
        struct resident_line people[3];
        size_t count, warnings;
    } cases[] = {
        {{{.relation = "02", .sex = "1", .birth_date = "1960-01-01", .name = "a"},
          {.relation = "20", .sex = "1", .birth_date = "1990-01-01", .name = "b"}},
         2,
         0},
        {{{.relation = "20", .sex = "1", .name = "a"}}, 1, 1},                      /* no head */
        {{{.relation = "02", .name = "a"}, {.relation = "02", .name = "b"}}, 2, 1}, /* two heads */
        {{{.relation = "02", .sex = "2", .name = "a"}, {.relation = "11", .sex = "2", .name = "b"}},
         2,
         1},
        {{{.relation = "02", .sex = "2", .name = "a"}, {.relation = "30", .sex = "1", .name = "b"}},
         2,
         1},
        {{{.relation = "02", .birth_date = "1990-01-01", .name = "a"},
          {.relation = "20", .birth_date = "1989-12-31", .name = "b"}},
         2,
         1},
        {{{.relation = "02", .birth_date = "1960-01-01", .name = "a"},
          {.relation = "51", .birth_date = "1961-01-01", .name = "b"}},
         2,
         1},
        {{{.relation = "02", .birth_date = "1960-01-01", .name = "a"},
          {.relation = "38", .birth_date = "1959-01-01", .sex = "2", .name = "b"}},
         2,
         0},
        {{{.relation = "02", .sex = "9", .name = "a"}, {.relation = "12", .sex = "0", .name = "b"}},
         2,
         0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct household_warning warnings[8];
        CHECK_INT(household_check(cases[i].people, cases[i].count, warnings, 8), cases[i].warnings);
    }
}

static enum result households(void *self, struct tx *tx, struct error *error)
{
    struct town *town = self;
    struct services *services = &town->world.services;
    struct arena *arena = town->world.arena;
    struct resident_line *people;
    struct resident resident;
    size_t count;
    int64_t id;
    TRY(household_people(tx, &town->all.scope, town->household, TODAY, &people, &count, arena,
                         error));
    if (CHECK_INT(count, 2))
        CHECK_TEXT(people[0].name, "王桂英"); /* the head first */
    TRY(resident_get(services, tx, &town->all.scope, town->chen, TODAY, &resident, arena, error));
    TRY(household_join(services, tx, &town->east, town->chen, resident.version, town->household,
                       "02", error));
    TRY(household_people(tx, &town->all.scope, town->household, TODAY, &people, &count, arena,
                         error));
    CHECK_TEXT(people[0].name, "陈伟明");
    CHECK_TEXT(people[1].relation, "97"); /* the old head */
    TRY(household_add(services, tx, &town->east, town->child, NULL, &id, error));
    TRY(household_people(tx, &town->all.scope, id, TODAY, &people, &count, arena, error));
    CHECK_INT(count, 1);
    CHECK_INT(household_join(services, tx, &town->east, town->chen, 1, id, "99", error),
              RESULT_CONFLICT);
    return RESULT_OK;
}

static void households_have_one_head(void)
{
    struct town town;
    town_init(&town);
    IN(LANE_WRITE, &town, households);
    town_fini(&town);
}

static enum result care(void *self, struct tx *tx, struct error *error)
{
    struct town *town = self;
    struct services *services = &town->world.services;
    struct arena *arena = town->world.arena;
    struct care_need need = {.resident_id = town->chen,
                             .care = "medicine",
                             .purpose = "每周送药",
                             .basis = "consent",
                             .until = "2020-06-30"};
    struct resident resident;
    int64_t id, owner;
    TRY(care_add(services, tx, &town->east, &need, TODAY, &id, error));
    TRY(resident_get(services, tx, &town->all.scope, town->chen, TODAY, &resident, arena, error));
    CHECK_TEXT(resident.cares, "medicine");
    need.until = "2029-01-01";
    CHECK_INT(care_add(services, tx, &town->east, &need, TODAY, &id, error), RESULT_INVALID);
    need.until = "2020-06-30";
    need.purpose = " ";
    CHECK_INT(care_add(services, tx, &town->east, &need, TODAY, &id, error), RESULT_INVALID);
    TRY(care_end(services, tx, &town->east, id, "2020-02-28", TODAY, &owner, error));
    TRY(resident_get(services, tx, &town->all.scope, town->chen, TODAY, &resident, arena, error));
    CHECK_TEXT(resident.cares, NULL);
    /* A year later the need of 王桂英 has ended by itself. */
    TRY(care_refresh(tx, town->world.denghu, "2020-12-01", "2021-01-01", error));
    TRY(resident_get(services, tx, &town->all.scope, town->wang, TODAY, &resident, arena, error));
    CHECK_TEXT(resident.cares, NULL);
    return RESULT_OK;
}

static void care_needs_have_purpose_and_end(void)
{
    struct town town;
    town_init(&town);
    IN(LANE_WRITE, &town, care);
    town_fini(&town);
}

/* ---- merging --------------------------------------------------------------------------------- */

/* Everything that hangs on the residents, as text, to compare before and after. */
static const char *picture(struct town *town, struct tx *tx, int64_t id, struct error *error)
{
    struct arena *arena = town->world.arena;
    struct resident resident;
    struct stay *stays;
    struct resident_phone *phones;
    struct care_need *needs;
    struct search_hit *hits;
    size_t count;
    if (resident_get(&town->world.services, tx, &town->all.scope, id, TODAY, &resident, arena,
                     error) != RESULT_OK)
        return "none";
    const struct resident_facts *f = &resident.facts;
    const char *text =
        arena_printf(arena, "%s %s %s %s %s %s cares %s home %lld household %lld %s into %lld",
                     f->name, f->citizen_id, f->birth_date, f->phone, f->residence, f->note,
                     resident.cares, (long long)resident.place_id, (long long)resident.household_id,
                     resident.relation, (long long)resident.merged_into);
    CHECK_INT(stay_list(tx, &town->all.scope, id, &stays, &count, arena, error), RESULT_OK);
    for (size_t i = 0; i < count; i++)
        text = arena_printf(arena, "%s stay %lld", text, (long long)stays[i].stay_id);
    CHECK_INT(resident_phones(tx, &town->all.scope, id, &phones, &count, arena, error), RESULT_OK);
    for (size_t i = 0; i < count; i++)
        text = arena_printf(arena, "%s phone %s", text, phones[i].phone);
    CHECK_INT(care_list(tx, &town->all.scope, id, &needs, &count, arena, error), RESULT_OK);
    for (size_t i = 0; i < count; i++)
        text = arena_printf(arena, "%s care %lld", text, (long long)needs[i].care_id);
    CHECK_INT(search_find(&town->world.services, tx, &town->all, f->name, TODAY, 10, &hits, &count,
                          arena, error),
              RESULT_OK);
    return arena_printf(arena, "%s found %zu", text, count);
}

static enum result merge_both(void *self, struct tx *tx, struct error *error)
{
    struct town *town = self;
    struct services *services = &town->world.services;
    struct arena *arena = town->world.arena;
    const struct module *const modules[] = {&place_module, NULL};
    struct charge *charges;
    size_t charge_count;
    int64_t charge_id;
    services->modules = modules;
    TRY(charge_add(services, tx, &town->all.scope,
                   &(struct charge){.place_id = town->unit,
                                    .role = "stair_lead",
                                    .name = "王桂英",
                                    .resident_id = town->wang,
                                    .valid_from = "2020-01-01"},
                   &charge_id, error));
    const char *shan = picture(town, tx, town->shan, error);
    const char *wang = picture(town, tx, town->wang, error);
    int64_t merge_id, left = -1;
    struct resident gone;
    CHECK_INT(resident_merge(services, tx, &town->all, town->shan, 1, town->wang, 1, "", TODAY,
                             &merge_id, error),
              RESULT_INVALID);
    CHECK_INT(resident_merge(services, tx, &town->all, town->shan, 7, town->wang, 1, "同一人",
                             TODAY, &merge_id, error),
              RESULT_CONFLICT);
    CHECK_INT(resident_merge(services, tx, &town->all, town->shan, 1, town->shan, 1, "同一人",
                             TODAY, &merge_id, error),
              RESULT_INVALID);
    TRY(resident_merge(services, tx, &town->all, town->shan, 1, town->wang, 1, "同一人", TODAY,
                       &merge_id, error));
    TRY(resident_get(services, tx, &town->all.scope, town->wang, TODAY, &gone, arena, error));
    CHECK_INT(gone.merged_into, town->shan);
    CHECK_INT(how_many(town, tx, &town->all, &(struct resident_filter){0}, error), 5);
    /* The kept one has everything: facts it lacked, phones, stays, care. */
    TRY(resident_get(services, tx, &town->all.scope, town->shan, TODAY, &gone, arena, error));
    CHECK_TEXT(gone.facts.name, "单雄信");
    CHECK_TEXT(gone.facts.birth_date, "1938-03-01");
    CHECK_TEXT(gone.facts.citizen_id, "440524********002X");
    CHECK_TEXT(gone.cares, "alone");
    CHECK_TEXT(gone.facts.residence, "floating"); /* its own */
    CHECK_INT(gone.household_id, town->household);
    struct search_hit *hits;
    size_t count;
    TRY(search_find(services, tx, &town->all, "1234", TODAY, 10, &hits, &count, arena, error));
    if (CHECK_INT(count, 1))
        CHECK_INT(hits[0].id, town->shan);
    TRY(search_find(services, tx, &town->all, "王桂英", TODAY, 10, &hits, &count, arena, error));
    CHECK_INT(count, 0);
    struct merge *merges;
    TRY(merge_list(tx, &town->all.scope, town->wang, &merges, &count, arena, error));
    if (CHECK_INT(count, 1))
        CHECK_INT(merges[0].links, 2 + 1 + 2 + 1); /* stays, care, phones, the staircase */
    TRY(charge_list(tx, &town->all.scope, 0, town->unit, NULL, &charges, &charge_count, arena,
                    error));
    CHECK_INT(charges[0].resident_id, town->shan);
    /* And apart again. */
    TRY(resident_unmerge(services, tx, &town->all, merge_id, TODAY, &left, error));
    CHECK_INT(left, 0);
    TRY(charge_list(tx, &town->all.scope, 0, town->unit, NULL, &charges, &charge_count, arena,
                    error));
    CHECK_INT(charges[0].resident_id, town->wang);
    CHECK_TEXT(picture(town, tx, town->shan, error), shan);
    CHECK_TEXT(picture(town, tx, town->wang, error), wang);
    CHECK_INT(resident_unmerge(services, tx, &town->all, merge_id, TODAY, &left, error),
              RESULT_CONFLICT);
    return RESULT_OK;
}

static void merging_can_be_taken_apart(void)
{
    struct town town;
    town_init(&town);
    IN(LANE_WRITE, &town, merge_both);
    town_fini(&town);
}

/* ---- batches --------------------------------------------------------------------------------- */

static enum result load_batch(void *self, struct tx *tx, struct error *error)
{
    struct town *town = self;
    struct arena *arena = town->world.arena;
    struct services *services = &town->world.services;
    struct people_load *load;
    struct resident resident;
    struct resident_line *lines;
    struct search_hit *hits;
    int64_t id[3], removed;
    size_t count;
    const int64_t batch = 77;
    TRY(place_batch_hide(tx, town->world.denghu, batch, error));
    TRY(people_load_open(services, tx, &town->all, town->world.denghu, batch, TODAY, &load, error));
    for (int i = 0; i < 3; i++) {
        struct resident_seed seed = {.facts = {.name = arena_printf(arena, "何敏%c", 'A' + i)},
                                     .place_id = town->home[1]};
        people_load_add(load, &seed, &id[i]);
    }
    TRY(people_load_flush(load, error));
    people_load_close(load);
    CHECK_INT(how_many(town, tx, &town->all, &(struct resident_filter){0}, error), 6);
    CHECK_INT(resident_get(services, tx, &town->all.scope, id[0], TODAY, &resident, arena, error),
              RESULT_NOT_FOUND);
    TRY(search_find(services, tx, &town->all, "何敏", TODAY, 10, &hits, &count, arena, error));
    CHECK_INT(count, 0);
    TRY(place_batch_show(tx, town->world.denghu, batch, error));
    CHECK_INT(how_many(town, tx, &town->all, &(struct resident_filter){0}, error), 9);
    /* Somebody changes one; undoing leaves it and lists it. */
    TRY(resident_get(services, tx, &town->all.scope, id[0], TODAY, &resident, arena, error));
    resident.facts.note = "常回来";
    TRY(resident_set(services, tx, &town->all, id[0], 1, &resident.facts, TODAY, error));
    TRY(people_batch_changed(tx, &town->all.scope, batch, &lines, &count, arena, error));
    if (CHECK_INT(count, 1))
        CHECK_INT(lines[0].resident_id, id[0]);
    TRY(people_batch_remove(tx, town->world.denghu, batch, 100, &removed, error));
    CHECK_INT(removed, 2);
    TRY(people_batch_remove(tx, town->world.denghu, batch, 100, &removed, error));
    CHECK_INT(removed, 0);
    TRY(search_find(services, tx, &town->all, "何敏", TODAY, 10, &hits, &count, arena, error));
    CHECK_INT(count, 1);
    /* As an import changes: only what is given. */
    bool changed;
    TRY(people_load_open(services, tx, &town->all, town->world.denghu, 78, TODAY, &load, error));
    TRY(people_load_change(load, town->chen, &(struct resident_facts){.name = "陈伟明"}, &changed,
                           error));
    CHECK(!changed);
    TRY(people_load_change(load, town->chen, &(struct resident_facts){.note = "新"}, &changed,
                           error));
    CHECK(changed);
    people_load_close(load);
    TRY(resident_get(services, tx, &town->all.scope, town->chen, TODAY, &resident, arena, error));
    CHECK_TEXT(resident.facts.phone, "13912345678");
    CHECK_TEXT(resident.facts.note, "新");
    return RESULT_OK;
}

static void batches_show_in_one_switch(void)
{
    struct town town;
    town_init(&town);
    IN(LANE_WRITE, &town, load_batch);
    town_fini(&town);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        CHECK_TEST(statements_prepare),
        CHECK_TEST(lists_in_three_orders),
        CHECK_TEST(filters_and_scope),
        CHECK_TEST(outside_of_the_scope_is_nothing),
        CHECK_TEST(changes_are_made_from_a_version),
        CHECK_TEST(stays_have_dates),
        CHECK_TEST(a_citizen_id_is_shown_with_a_reason),
        CHECK_TEST(warnings_of_households),
        CHECK_TEST(households_have_one_head),
        CHECK_TEST(care_needs_have_purpose_and_end),
        CHECK_TEST(merging_can_be_taken_apart),
        CHECK_TEST(batches_show_in_one_switch),
    };
    return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]);
}
