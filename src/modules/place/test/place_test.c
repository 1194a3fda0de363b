/* Places, grids and people in charge on a real store; keys and labels without one. */
#include <stdlib.h>

#include "base/text.h"
#include "modules/access/test/world.h"
#include "modules/place/grid.h"
#include "modules/place/key.h"
#include "place_sql.h"

#define TODAY "2020-02-29"
#define TRY(call)                                                                                  \
    do {                                                                                           \
        enum result try_result = (call);                                                           \
        if (try_result != RESULT_OK)                                                               \
            return try_result;                                                                     \
    } while (0)

/* ---- keys ------------------------------------------------------------------------------------ */

static void keys_walk(void)
{
    static const char *const in_order[] = {"1栋", "2栋", "三座", "10栋", "12幢", "C3", "C12"};
    struct arena *arena = arena_new();
    for (size_t i = 0; i + 1 < sizeof in_order / sizeof in_order[0]; i++)
        CHECK(strcmp(place_sort_key(in_order[i], arena), place_sort_key(in_order[i + 1], arena)) <
              0);
    static const struct {
        const char *a, *b;
    } same[] = {{"3栋", "三座"},    {"3栋", "3幢"},         {"３栋", "3号楼"},
                {"c3", "C3座"},     {"1204", "1204房"},     {"2单元", "二单元"},
                {"12号", "十二号"}, {"东平三巷", "东平3巷"}};
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        CHECK_TEXT(place_sort_key(same[i].a, arena), place_sort_key(same[i].b, arena));
    CHECK(strcmp(place_sort_key("三山花园", arena), place_sort_key("3山花园", arena)) != 0);
    static const struct {
        const char *name, *label;
    } labels[] = {{"3栋", "3"},         {"三座", "3"}, {"C3座", "C3"},
                  {"1204房", "1204"},   {"04", "04"},  {"灯湖花园", "灯湖花园"},
                  {"1303-1", "1303-1"}, {"", ""}};
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
        CHECK_TEXT(place_label(labels[i].name, arena), labels[i].label);
    arena_free(arena);
}

/* ---- a community of three kinds -------------------------------------------------------------- */

struct hamlet {
    struct world world;
    struct principal all;
    int64_t compound, building, unit, home, lane, door, park, bed, north, south, east;
    int64_t top, branch, first, second;
};

static enum result add(struct hamlet *hamlet, struct tx *tx, int64_t parent, const char *kind,
                       const char *name, int64_t *id, struct error *error)
{
    return place_add(
        &hamlet->world.services, tx, &hamlet->all.scope, 0,
        &(struct place){.parent_id = parent, .kind = kind, .name = name, .storey = RECORD_NONE}, id,
        error);
}

static enum result fill(void *self, struct tx *tx, struct error *error)
{
    struct hamlet *hamlet = self;
    struct services *services = &hamlet->world.services;
    const struct scope *scope = &hamlet->all.scope;
    int64_t village, firm, dormitory, room;
    TRY(principal_operator(tx, hamlet->world.fengming, hamlet->world.arena, &hamlet->all, error));
    TRY(add(hamlet, tx, 0, "compound", "凤鸣苑", &hamlet->compound, error));
    TRY(add(hamlet, tx, hamlet->compound, "building", "3栋", &hamlet->building, error));
    TRY(add(hamlet, tx, hamlet->building, "unit", "2单元", &hamlet->unit, error));
    TRY(add(hamlet, tx, hamlet->unit, "home", "601", &hamlet->home, error));
    TRY(add(hamlet, tx, 0, "village", "东平", &village, error));
    TRY(add(hamlet, tx, village, "lane", "三巷", &hamlet->lane, error));
    TRY(add(hamlet, tx, hamlet->lane, "door", "5号", &hamlet->door, error));
    TRY(add(hamlet, tx, 0, "park", "平洲园区", &hamlet->park, error));
    TRY(add(hamlet, tx, hamlet->park, "premises", "鞋厂", &firm, error));
    TRY(add(hamlet, tx, firm, "dormitory", "宿舍A", &dormitory, error));
    TRY(add(hamlet, tx, dormitory, "room", "301", &room, error));
    TRY(add(hamlet, tx, room, "bed", "2号床", &hamlet->bed, error));
    TRY(grid_add(services, tx, scope, &(struct grid){.name = "凤鸣"}, &hamlet->top, error));
    TRY(grid_add(services, tx, scope, &(struct grid){.name = "苑", .parent_id = hamlet->top},
                 &hamlet->branch, error));
    TRY(grid_add(services, tx, scope, &(struct grid){.name = "01格", .parent_id = hamlet->branch},
                 &hamlet->first, error));
    return grid_add(services, tx, scope,
                    &(struct grid){.name = "02格", .parent_id = hamlet->branch}, &hamlet->second,
                    error);
}

static void hamlet_init(struct hamlet *hamlet)
{
    static const struct migration *const more[] = {place_migrations};
    const size_t counts[] = {place_migration_count};
    memset(hamlet, 0, sizeof *hamlet);
    world_init(&hamlet->world, more, counts, 1);
    CHECK_INT(world_run(&hamlet->world, LANE_WRITE, fill, hamlet), RESULT_OK);
}

/* ---- the tree -------------------------------------------------------------------------------- */

static enum result tree(void *self, struct tx *tx, struct error *error)
{
    struct hamlet *hamlet = self;
    struct arena *arena = hamlet->world.arena;
    const struct scope *scope = &hamlet->all.scope;
    struct place *places, place;
    size_t count;
    int64_t id;
    TRY(place_get(tx, scope, hamlet->bed, &place, arena, error));
    CHECK_TEXT(place.address, "平洲园区鞋厂宿舍A-301-2号床");
    TRY(place_trail(tx, scope, hamlet->bed, &places, &count, arena, error));
    CHECK_INT(count, 5);
    CHECK_TEXT(places[0].name, "平洲园区");
    TRY(place_list(tx, scope, 0, NULL, 10, &places, &count, arena, error));
    CHECK_INT(count, 3);
    TRY(place_list_kind(tx, scope, 0, "home", NULL, 10, &places, &count, arena, error));
    CHECK_INT(count, 1);
    /* The same building by another spelling is noticed. */
    CHECK_INT(add(hamlet, tx, hamlet->compound, "building", "三座", &id, error), RESULT_CONFLICT);
    CHECK_INT(id, hamlet->building);
    CHECK_INT(add(hamlet, tx, hamlet->compound, "castle", "4栋", &id, error), RESULT_INVALID);
    CHECK_INT(add(hamlet, tx, hamlet->compound, "building", " ", &id, error), RESULT_INVALID);
    CHECK_INT(add(hamlet, tx, 12345, "building", "9栋", &id, error), RESULT_NOT_FOUND);
    /* A neighbour whose name goes on is not below. */
    TRY(add(hamlet, tx, hamlet->compound, "building", "3栋-1", &id, error));
    TRY(place_get(tx, scope, hamlet->building, &place, arena, error));
    TRY(place_list_below(tx, scope, place.path_key, 100, &places, &count, arena, error));
    CHECK_INT(count, 2);
    /* Renaming carries what lies below along. */
    place.name = "8栋";
    place.label = NULL;
    TRY(place_set(&hamlet->world.services, tx, scope, &place, error));
    CHECK_INT(place_set(&hamlet->world.services, tx, scope, &place, error), RESULT_CONFLICT);
    TRY(place_get(tx, scope, hamlet->home, &place, arena, error));
    CHECK_TEXT(place.address, "凤鸣苑8栋2单元601");
    TRY(place_find(tx, scope, NULL, "8-2-601", 5, &places, &count, arena, error));
    CHECK_INT(count, 1);
    TRY(place_find(tx, scope, NULL, "3-2-601", 5, &places, &count, arena, error));
    CHECK_INT(count, 0);
    return RESULT_OK;
}

static void places_are_a_tree(void)
{
    struct hamlet *hamlet = calloc(1, sizeof *hamlet);
    hamlet_init(hamlet);
    CHECK_INT(world_run(&hamlet->world, LANE_WRITE, tree, hamlet), RESULT_OK);
    world_fini(&hamlet->world);
    free(hamlet);
}

static enum result spellings(void *self, struct tx *tx, struct error *error)
{
    struct hamlet *hamlet = self;
    const struct {
        const char *compound, *text;
        int64_t id; /* 0: nothing */
    } cases[] = {
        {NULL, "3-2-601", hamlet->home},
        {NULL, "3栋601", hamlet->home},
        {NULL, "三座2单元601房", hamlet->home},
        {NULL, "３－２－６０１", hamlet->home},
        {NULL, "凤鸣苑3栋2单元601", hamlet->home},
        {"凤鸣苑", "3栋601", hamlet->home},
        {"别处花园", "3栋601", 0},
        {NULL, "3栋", hamlet->building},
        {NULL, "三座", hamlet->building},
        {NULL, "凤鸣苑", hamlet->compound},
        {NULL, "东平三巷5号", hamlet->door},
        {NULL, "东平3巷5号", hamlet->door},
        {NULL, "9-9-999", 0},
        {NULL, "", 0},
        {NULL, "广东省佛山市南海区桂城街道凤鸣社区凤鸣苑3栋2单元601", hamlet->home},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct place *places;
        size_t count;
        TRY(place_find(tx, &hamlet->all.scope, cases[i].compound, cases[i].text, 5, &places, &count,
                       hamlet->world.arena, error));
        if (!CHECK_INT(count == 1 ? places[0].place_id : 0, cases[i].id))
            printf("    %s: %zu\n", cases[i].text, count);
    }
    return RESULT_OK;
}

static void addresses_as_people_write_them(void)
{
    struct hamlet *hamlet = calloc(1, sizeof *hamlet);
    hamlet_init(hamlet);
    CHECK_INT(world_run(&hamlet->world, LANE_READ, spellings, hamlet), RESULT_OK);
    world_fini(&hamlet->world);
    free(hamlet);
}

/* ---- grids by day ---------------------------------------------------------------------------- */

static enum result by_day(void *self, struct tx *tx, struct error *error)
{
    struct hamlet *hamlet = self;
    struct services *services = &hamlet->world.services;
    struct arena *arena = hamlet->world.arena;
    const struct scope *scope = &hamlet->all.scope;
    struct grid *grids, grid;
    struct grid_member *members;
    struct charge *charges;
    struct place place;
    size_t count;
    int64_t id, changed;
    TRY(grid_member_set(tx, scope, hamlet->compound, hamlet->branch, "2019-01-01", TODAY, error));
    TRY(grid_member_set(tx, scope, hamlet->building, hamlet->first, "2019-01-01", TODAY, error));
    TRY(grid_member_set(tx, scope, hamlet->building, hamlet->second, "2020-02-10", TODAY, error));
    /* Before, on and after the day. */
    TRY(grid_of(tx, scope, hamlet->home, "2018-12-31", &id, error));
    CHECK_INT(id, 0);
    TRY(grid_of(tx, scope, hamlet->home, "2020-02-09", &id, error));
    CHECK_INT(id, hamlet->first);
    TRY(grid_of(tx, scope, hamlet->home, "2020-02-10", &id, error));
    CHECK_INT(id, hamlet->second);
    TRY(grid_of(tx, scope, hamlet->compound, "2020-02-10", &id, error));
    CHECK_INT(id, hamlet->branch);
    TRY(place_get(tx, scope, hamlet->home, &place, arena, error));
    CHECK_INT(place.grid_id, hamlet->second);
    CHECK_INT(
        grid_member_set(tx, scope, hamlet->building, hamlet->first, "2020-02-01", TODAY, error),
        RESULT_INVALID);
    /* One to come changes nothing today; when the day has come, grid_refresh does it. */
    TRY(grid_member_set(tx, scope, hamlet->building, hamlet->first, "2020-03-10", TODAY, error));
    TRY(place_get(tx, scope, hamlet->home, &place, arena, error));
    CHECK_INT(place.grid_id, hamlet->second);
    TRY(grid_refresh(tx, scope->tenant, TODAY, &changed, error));
    CHECK_INT(changed, 0);
    TRY(grid_refresh(tx, scope->tenant, "2020-03-10", &changed, error));
    CHECK_INT(changed, 3);
    TRY(grid_refresh(tx, scope->tenant, "2020-03-10", &changed, error));
    CHECK_INT(changed, 0);
    TRY(grid_member_list(tx, scope, hamlet->first, NULL, &members, &count, arena, error));
    CHECK_INT(count, 2);
    TRY(grid_member_list(tx, scope, hamlet->first, "2020-02-15", &members, &count, arena, error));
    CHECK_INT(count, 0);
    /* Who was in charge of this staircase on 5 February? */
    struct charge charge = {.grid_id = hamlet->first,
                            .role = "worker",
                            .name = "陈嘉怡",
                            .account_id = 7,
                            .valid_from = "2019-01-01"};
    TRY(charge_add(services, tx, scope, &charge, &id, error));
    TRY(charge_end(tx, scope, id, "2020-02-20", error));
    CHECK_INT(charge_end(tx, scope, id, "2020-02-25", error), RESULT_CONFLICT);
    charge = (struct charge){.place_id = hamlet->unit,
                             .role = "stair_lead",
                             .name = "李嘉明",
                             .valid_from = "2020-02-01",
                             .valid_to = "2020-02-05"};
    TRY(charge_add(services, tx, scope, &charge, &id, error));
    charge = (struct charge){
        .grid_id = hamlet->top, .role = "head", .name = "麦婉仪", .valid_from = "2013-01-01"};
    TRY(charge_add(services, tx, scope, &charge, &id, error));
    TRY(place_in_charge(tx, scope, hamlet->home, "2020-02-05", &charges, &count, arena, error));
    if (CHECK_INT(count, 3)) {
        CHECK_TEXT(charges[0].name, "李嘉明"); /* the nearest first */
        CHECK_TEXT(charges[1].name, "陈嘉怡");
        CHECK_TEXT(charges[2].name, "麦婉仪");
    }
    TRY(place_in_charge(tx, scope, hamlet->home, "2020-02-15", &charges, &count, arena, error));
    if (CHECK_INT(count, 1)) /* the building had gone to the other grid, which nobody had */
        CHECK_TEXT(charges[0].name, "麦婉仪");
    int64_t *held;
    TRY(charge_list_account(tx, scope->tenant, 7, "2020-02-05", &held, &count, arena, error));
    CHECK_INT(count, 1);
    TRY(charge_list_account(tx, scope->tenant, 7, "2020-02-21", &held, &count, arena, error));
    CHECK_INT(count, 0);
    charge.valid_from = NULL;
    CHECK_INT(charge_add(services, tx, scope, &charge, &id, error), RESULT_INVALID);
    /* Sums and flags: one home is not 300. */
    TRY(grid_list(tx, scope, TODAY, &grids, &count, arena, error));
    if (CHECK_INT(count, 4)) {
        CHECK_TEXT(grids[0].in_charge, "麦婉仪");
        CHECK_INT(grids[0].homes, 1);
        CHECK_INT(grids[0].is_outside, 0);
        CHECK_INT(grids[2].homes, 1);
        CHECK_INT(grids[2].is_outside, 1);
        CHECK_INT(grids[3].homes, 0);
    }
    /* Of another tenant there is nothing, and of another grid neither. */
    const struct scope elsewhere = {.tenant = hamlet->world.denghu, .all_grids = true};
    const int64_t other[] = {hamlet->second};
    const struct scope second = {.tenant = scope->tenant, .grids = other, .grid_count = 1};
    CHECK_INT(grid_get(tx, &elsewhere, hamlet->first, TODAY, &grid, arena, error),
              RESULT_NOT_FOUND);
    CHECK_INT(grid_get(tx, &second, hamlet->first, TODAY, &grid, arena, error), RESULT_NOT_FOUND);
    TRY(grid_get(tx, &second, hamlet->second, TODAY, &grid, arena, error));
    CHECK_INT(place_get(tx, &second, hamlet->home, &place, arena, error), RESULT_NOT_FOUND);
    CHECK_INT(grid_member_set(tx, &second, hamlet->lane, hamlet->second, TODAY, TODAY, error),
              RESULT_NOT_FOUND);
    return RESULT_OK;
}

static void grids_have_dates(void)
{
    struct hamlet *hamlet = calloc(1, sizeof *hamlet);
    hamlet_init(hamlet);
    CHECK_INT(world_run(&hamlet->world, LANE_WRITE, by_day, hamlet), RESULT_OK);
    world_fini(&hamlet->world);
    free(hamlet);
}

static enum result merger(void *self, struct tx *tx, struct error *error)
{
    struct hamlet *hamlet = self;
    struct services *services = &hamlet->world.services;
    const struct scope *scope = &hamlet->all.scope;
    struct community *list;
    size_t count;
    int64_t fengming, north, south;
    TRY(community_add(services, tx, scope,
                      &(struct community){.name = "凤鸣社区", .valid_from = "2013-06-01"},
                      &fengming, error));
    TRY(community_add(services, tx, scope, &(struct community){.name = "北区"}, &north, error));
    TRY(community_add(services, tx, scope, &(struct community){.name = "东平"}, &south, error));
    TRY(community_merge(services, tx, scope, north, fengming, "2013-06-01", "合并", error));
    TRY(community_merge(services, tx, scope, south, fengming, "2013-06-01", "合并", error));
    CHECK_INT(community_merge(services, tx, scope, south, fengming, "2014-06-01", NULL, error),
              RESULT_CONFLICT);
    CHECK_INT(community_merge(services, tx, scope, fengming, fengming, "2014-06-01", NULL, error),
              RESULT_INVALID);
    int64_t id;
    TRY(place_add(services, tx, scope, 0,
                  &(struct place){.kind = "village", .name = "北区村", .community_id = north}, &id,
                  error));
    TRY(community_list(tx, scope, &list, &count, hamlet->world.arena, error));
    if (CHECK_INT(count, 3)) {
        CHECK_TEXT(list[0].name, "凤鸣社区");
        CHECK_TEXT(list[1].valid_to, "2013-05-31");
        CHECK_INT(list[1].into_id, fengming);
        CHECK_INT(list[1].places + list[2].places, 1);
    }
    return RESULT_OK;
}

static void merged_communities_keep_their_history(void)
{
    struct hamlet *hamlet = calloc(1, sizeof *hamlet);
    hamlet_init(hamlet);
    CHECK_INT(world_run(&hamlet->world, LANE_WRITE, merger, hamlet), RESULT_OK);
    world_fini(&hamlet->world);
    free(hamlet);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        CHECK_TEST(keys_walk),
        CHECK_TEST(places_are_a_tree),
        CHECK_TEST(addresses_as_people_write_them),
        CHECK_TEST(grids_have_dates),
        CHECK_TEST(merged_communities_keep_their_history),
    };
    return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]);
}
