/* The pages of the register through the guard: every route with success, denial and bad input, and what
 * people do there: look, edit, collide, move, merge, show an id. */
#include "base/text.h"
#include "modules/people/test/town.h"
#include "route_check.h"

struct site {
    struct town town;
    struct guard *guard;
    struct route_check check;
    const struct module *modules[4];
    const char *secretary, *worker, *viewer,
        *stranger; /* tokens; the stranger is of another community */
};

/* A grid worker of the grid of building 3, and a secretary of the other community. */
static enum result make_people(void *self, struct tx *tx, struct error *error)
{
    struct site *site = self;
    struct town *town = &site->town;
    struct services *services = &town->world.services;
    int64_t grant_id, other;
    struct grant grant = {.tenant_id = town->world.denghu,
                          .role = ROLE_GRID_WORKER,
                          .grids = town->east_grids,
                          .grid_count = 1};
    TRY(account_add(services, tx, NULL, town->world.denghu, "he", "何敏", &grant.account_id,
                    error));
    TRY(grant_add(services, tx, NULL, &grant, &grant_id, error));
    TRY(account_set_password(services, tx, NULL, grant.account_id, "set", NULL, error));
    TRY(account_add(services, tx, NULL, town->world.fengming, "ou", "区慧玲", &other, error));
    town->world.worker = grant.account_id;
    grant = (struct grant){.tenant_id = town->world.fengming,
                           .account_id = other,
                           .role = ROLE_SECRETARY,
                           .all_grids = true};
    TRY(grant_add(services, tx, NULL, &grant, &grant_id, error));
    TRY(account_set_password(services, tx, NULL, other, "set", NULL, error));
    town->world.officer = other;
    return RESULT_OK;
}

static void site_init(struct site *site)
{
    struct error error = {0};
    memset(site, 0, sizeof *site);
    town_init(&site->town);
    site->modules[0] = &access_module;
    site->modules[1] = &place_module;
    site->modules[2] = &people_module;
    site->town.world.services.modules = site->modules;
    struct guard_options options = {.services = &site->town.world.services,
                                    .modules = site->modules,
                                    .module_count = 3,
                                    .access = &access_guard,
                                    .hashing_workers = 1};
    memset(options.key, 7, sizeof options.key);
    CHECK_INT(guard_new(&options, &site->guard, &error), RESULT_OK);
    if (!CHECK_TEXT(error.msgid ? language_error(site->town.world.arena, LANGUAGE_ENGLISH, &error)
                                : NULL,
                    NULL))
        exit(1);
    CHECK_INT(world_run(&site->town.world, LANE_WRITE, make_people, site), RESULT_OK);
    route_check_begin(&site->check, site->guard, &access_guard);
    site->check.cookies = "language=en";
    site->secretary = world_sign_in(&site->town.world, site->town.world.secretary);
    site->worker = world_sign_in(&site->town.world, site->town.world.worker);
    site->viewer = world_sign_in(&site->town.world, site->town.world.viewer);
    site->stranger = world_sign_in(&site->town.world, site->town.world.officer);
}

static void site_fini(struct site *site)
{
    guard_free(site->guard);
    town_fini(&site->town);
}

/* "/residents/%d/edit" with an id in it. */
static const char *with(struct site *site, const char *format, int64_t id)
{
    const char *at = strstr(format, "%d");
    return arena_printf(site->town.world.arena, "%.*s%lld%s", (int)(at - format), format,
                        (long long)id, at + 2);
}

static int get(struct site *site, const char *token, const char *path)
{
    route_check_get(&site->check, token, path);
    return site->check.status;
}

static int post(struct site *site, const char *token, const char *path, const char *form)
{
    route_check_post(&site->check, token, path, form);
    return site->check.status;
}

/* ---- looking --------------------------------------------------------------------------------- */

/* The list goes on from page to page in every order, and the way on tells nothing that is masked. */
static void go_through(struct site *site)
{
    static const char *const orders[] = {"pinyin", "strokes", "address"};
    struct route_check *check = &site->check;
    struct arena *arena = site->town.world.arena;
    check->accept = "application/json";
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
        const char *path = arena_printf(arena, "/residents?limit=1&order=%s", orders[i]);
        size_t pages = 0, wangs = 0;
        for (; path != NULL && pages < 10; pages++) {
            CHECK_INT(get(site, site->viewer, path), 200);
            CHECK(strstr(check->body, "ui%20ying") == NULL);
            CHECK(strstr(check->body, "王桂英") == NULL);
            CHECK(strstr(check->body, "2单元1204") == NULL);
            wangs += strstr(check->body, "王**") != NULL;
            const char *more = strstr(check->body, "&after=");
            path = more == NULL ? NULL
                                : arena_printf(arena, "/residents?limit=1&order=%s&after=%lld",
                                               orders[i], strtoll(more + 7, NULL, 10));
        }
        CHECK_INT(pages, 6);
        CHECK_INT(wangs, 1);
    }
    check->accept = NULL;
    CHECK_INT(get(site, site->viewer, "/residents?care=alone"), 403);
    CHECK_INT(get(site, site->viewer, with(site, "/residents/%d", site->town.wang)), 200);
    CHECK(strstr(check->body, "Elder living alone") == NULL);
    CHECK_INT(get(site, site->secretary, with(site, "/residents/%d", site->town.wang)), 200);
    CHECK(route_check_holds(check, "Elder living alone"));
    /* Nor do the ways to a home: the address stays masked by every road. */
    CHECK_INT(get(site, site->viewer, with(site, "/residents/%d", site->town.wang)), 200);
    CHECK(strstr(check->body, "/places/") == NULL);
    CHECK_INT(get(site, site->viewer, with(site, "/households/%d", site->town.household)), 200);
    CHECK(strstr(check->body, "/places/") == NULL);
    CHECK_INT(get(site, site->viewer, with(site, "/residents?place=%d", site->town.unit)), 403);
    CHECK_INT(get(site, site->viewer, with(site, "/residents?place=%d", site->town.home[0])), 403);
    CHECK_INT(get(site, site->viewer, with(site, "/places/%d", site->town.home[0])), 200);
    CHECK(strstr(check->body, "王**") == NULL);
    CHECK_INT(get(site, site->viewer, "/search?q=3-2-1204"), 200);
    CHECK(strstr(check->body, "王**") == NULL);
    check->accept = "application/json";
    CHECK_INT(get(site, site->viewer, with(site, "/residents/%d", site->town.wang)), 200);
    CHECK(route_check_holds(check, "\"place_id\":null"));
    check->accept = NULL;
    CHECK_INT(get(site, site->stranger, with(site, "/residents?after=%d", site->town.wang)), 404);
    CHECK_INT(get(site, site->worker, "/residents?after=1"), 404);
}

static void look(struct site *site)
{
    struct town *town = &site->town;
    struct route_check *check = &site->check;
    CHECK_INT(get(site, site->secretary, "/residents"), 200);
    CHECK(route_check_holds(check, "王桂英"));
    CHECK(route_check_holds(check, "138****1234"));
    CHECK(route_check_holds(check, "tel:13800001234"));
    CHECK_INT(get(site, site->worker, "/residents"), 200);
    CHECK(strstr(check->body, "单雄信") == NULL);
    CHECK_INT(
        get(site, site->secretary, "/residents?order=strokes&care=alone&residence=registered"),
        200);
    CHECK(strstr(check->body, "陈伟明") == NULL);
    CHECK_INT(
        get(site, site->secretary, with(site, "/residents?place=%d&order=address", town->unit)),
        200);
    CHECK(route_check_holds(check, "陳小重"));
    CHECK_INT(get(site, site->secretary, "/residents?limit=2"), 200);
    go_through(site);
    CHECK_INT(get(site, site->secretary, "/residents?order=zodiac"), 422);
    CHECK_INT(get(site, NULL, "/residents"), 303);
    check->accept = "text/csv";
    CHECK_INT(get(site, site->secretary, "/residents?limit=200000"), 200);
    CHECK(route_check_holds(check, "王桂英"));
    CHECK(route_check_holds(check, "灯湖花园3栋2单元1204"));
    check->accept = "application/json";
    CHECK_INT(get(site, site->secretary, "/residents"), 200);
    CHECK(route_check_holds(check, "\"total\":6"));
    check->accept = NULL;
    CHECK_INT(get(site, site->secretary, "/search?q=wgy"), 200);
    CHECK(route_check_holds(check, "王桂英"));
    CHECK_INT(get(site, site->secretary, "/search"), 200);
    CHECK_INT(get(site, site->secretary, "/search?q=nobody"), 200);
    CHECK_INT(get(site, site->secretary, "/search?q=a&x=1"), 422);
    CHECK_INT(get(site, NULL, "/search?q=wgy"), 303);
    CHECK_INT(get(site, site->secretary, with(site, "/residents/%d", town->wang)), 200);
    CHECK(route_check_holds(check, "440524********002X"));
    CHECK(strstr(check->body, "44052419380301002X") == NULL);
    CHECK_INT(get(site, site->worker, with(site, "/residents/%d", town->shan)), 404);
    CHECK_INT(get(site, site->stranger, with(site, "/residents/%d", town->wang)), 404);
    CHECK_INT(get(site, site->secretary, "/residents/abc"), 422);
    CHECK_INT(get(site, site->secretary, with(site, "/residents/%d?x=1", town->wang)), 422);
}

static void show_ids(struct site *site)
{
    const char *path = with(site, "/residents/%d/citizen-id", site->town.wang);
    CHECK_INT(get(site, site->secretary, path), 422);
    CHECK_INT(
        get(site, site->worker, arena_printf(site->town.world.arena, "%s?reason=check", path)),
        200);
    CHECK(route_check_holds(&site->check, "44052419380301002X"));
    CHECK_INT(
        get(site, site->viewer, arena_printf(site->town.world.arena, "%s?reason=check", path)),
        403);
    CHECK_INT(get(site, site->secretary, with(site, "/residents/%d", site->town.wang)), 200);
    CHECK(route_check_holds(&site->check, "Citizen ID was shown"));
}

static void look_at_the_rest(struct site *site)
{
    struct town *town = &site->town;
    struct route_check *check = &site->check;
    const struct {
        const char *path, *holds;
    } pages[] = {
        {with(site, "/households/%d", town->household), "王桂英"},
        {"/firms", "No firms yet"},
        {"/places", "灯湖花园"},
        {with(site, "/places/%d", town->compound), "3栋"},
        {with(site, "/places/%d", town->building[0]), "1204"},
        {with(site, "/places/%d", town->home[0]), "王桂英"},
        {with(site, "/places/%d?day=2019-06-01", town->unit), "1303"},
        {with(site, "/places/%d/edit", town->unit), "2单元"},
        {"/grids", "01格"},
        {with(site, "/grids/%d", town->grid[0]), "灯湖花园3栋"},
        {with(site, "/grids/%d?day=2018-01-01", town->grid[0]), "No places belonged"},
        {"/residents/new", "Add a resident"},
        {with(site, "/residents/%d/edit", town->wang), "王桂英"},
        {with(site, "/residents/%d/move", town->wang), "New address"},
        {with(site, "/residents/%d/leave", town->wang), "Close the record"},
        {with(site, "/residents/%d/care", town->wang), "What for"},
        {arena_printf(town->world.arena, "/residents/%lld/merge?other=%lld", (long long)town->wang,
                      (long long)town->shan),
         "单雄信"},
    };
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        if (!CHECK_INT(get(site, site->secretary, pages[i].path), 200) ||
            !CHECK(route_check_holds(check, pages[i].holds)))
            printf("    %s\n", pages[i].path);
        const char *mark = strchr(pages[i].path, '?') == NULL ? "?" : "&";
        CHECK_INT(get(site, site->secretary,
                      arena_printf(town->world.arena, "%s%sx=1", pages[i].path, mark)),
                  422);
        CHECK_INT(get(site, NULL, pages[i].path), 303);
    }
    CHECK_INT(get(site, site->secretary, "/firms/123"), 404);
    CHECK_INT(get(site, site->stranger, with(site, "/places/%d", town->compound)), 404);
    CHECK_INT(get(site, site->stranger, with(site, "/grids/%d", town->grid[0])), 404);
    CHECK_INT(get(site, site->stranger, with(site, "/households/%d", town->household)), 404);
    CHECK_INT(get(site, site->viewer, with(site, "/residents/%d/edit", town->wang)), 403);
}

#include "modules/people/test/register_pages.h"

/* ---- changing -------------------------------------------------------------------------------- */

static void edit_and_collide(struct site *site)
{
    const char *path = with(site, "/residents/%d/edit?version=1", site->town.chen);
    const char *form =
        "name=陈伟民&sex=1&birth_date=1965-07-09&phone=13912345678&residence=registered"
        "&former_name=&citizen_id=&phone_2=&registered_address=&ethnic_group=&note=";
    CHECK_INT(post(site, site->worker, path, form), 303);
    /* Somebody else typed from the old page: what is stored and what was typed stand side by side. */
    const char *other =
        "name=陈伟明&sex=1&birth_date=1965-07-09&phone=13912345678&residence=registered"
        "&former_name=&citizen_id=&phone_2=&registered_address=&ethnic_group="
        "&note=住校";
    CHECK_INT(post(site, site->secretary, path, other), 409);
    CHECK(route_check_holds(&site->check, "Somebody else saved meanwhile"));
    CHECK(route_check_holds(&site->check, "陈伟民"));
    CHECK(route_check_holds(&site->check, "住校"));
    CHECK(route_check_holds(&site->check, "version=2"));
    CHECK_INT(post(site, site->secretary,
                   with(site, "/residents/%d/edit?version=2", site->town.chen), other),
              303);
    CHECK_INT(post(site, site->secretary, path, "name=&sex=1"), 422);
    CHECK_INT(post(site, site->secretary, path, "name=a&birth_date=2030-01-01"), 422);
    CHECK_INT(post(site, site->viewer, path, form), 403);
    CHECK_INT(post(site, site->stranger, path, form), 404);
    site->check.forged = true;
    CHECK_INT(post(site, site->secretary, path, form), 403);
    site->check.forged = false;
}

static void add_move_leave(struct site *site)
{
    struct town *town = &site->town;
    CHECK_INT(post(site, site->worker, "/residents",
                   "name=黄永康&sex=1&phone=13600001111&address=3-2-1303&since=2020-02-01"),
              303);
    const char *location =
        arena_copy(town->world.arena, route_check_header(&site->check, "Location"));
    CHECK_INT(get(site, site->worker, location), 200);
    CHECK(route_check_holds(&site->check, "灯湖花园3栋2单元1303"));
    CHECK_INT(post(site, site->worker, "/residents", "name=黄永康&address=C3-101"), 422);
    CHECK_INT(post(site, site->worker, "/residents", "name=黄永康&address=9栋9999"), 422);
    CHECK(route_check_holds(&site->check, "9栋9999"));
    CHECK_INT(post(site, site->viewer, "/residents", "name=黄永康"), 403);
    const char *move = arena_printf(town->world.arena, "%s/move?version=1", location);
    CHECK_INT(post(site, site->worker, move, "kind=living&address=3-2-1204&since=2020-02-10"), 303);
    CHECK_INT(post(site, site->worker, move, "kind=living&address=3-2-1204&since=2020-02-11"), 409);
    CHECK_INT(post(site, site->worker, move, "kind=living&address=&since=2020-02-11"), 422);
    CHECK_INT(post(site, site->viewer, move, "kind=living&address=3-2-1204&since=2020-02-10"), 403);
    const char *leave = arena_printf(town->world.arena, "%s/leave?version=2", location);
    CHECK_INT(post(site, site->worker, leave, "status=away&day=2020-12-31"), 422);
    CHECK_INT(post(site, site->worker, leave, "status=away&day=2020-02-20&reason=回乡"), 303);
    CHECK_INT(post(site, site->viewer, leave, "status=away&day=2020-02-20"), 403);
    CHECK_INT(get(site, site->worker, location), 200);
    CHECK(route_check_holds(&site->check, "Moved away"));
}

static void care_and_household(struct site *site)
{
    struct town *town = &site->town;
    const char *care = with(site, "/residents/%d/care", town->chen);
    CHECK_INT(post(site, site->worker, care,
                   "care=medicine&purpose=每周送药&basis=consent&until=2020-06-30"),
              303);
    CHECK_INT(
        post(site, site->worker, care, "care=medicine&purpose=&basis=consent&until=2020-06-30"),
        422);
    CHECK_INT(post(site, site->viewer, care, "care=medicine"), 403);
    CHECK_INT(get(site, site->worker, with(site, "/residents/%d", town->chen)), 200);
    const char *at = strstr(site->check.body, "/care/");
    if (CHECK(at != NULL)) {
        const char *end = arena_copy_n(town->world.arena, at, strcspn(at, "\""));
        CHECK_INT(post(site, site->viewer, end, ""), 403);
        CHECK_INT(post(site, site->worker, end, "x=1"), 422);
        CHECK_INT(post(site, site->worker, end, ""), 303);
    }
    const char *household = with(site, "/residents/%d/household", town->child);
    CHECK_INT(post(site, site->viewer, household, ""), 403);
    CHECK_INT(post(site, site->worker, household, "relation=zz"), 422);
    /* What does not fit together names people: whole only to who may see names. */
    CHECK_INT(post(site, site->worker, household,
                   arena_printf(town->world.arena, "household=%lld&relation=51&version=1",
                                (long long)town->household)),
              303);
    CHECK_INT(get(site, site->worker, with(site, "/households/%d", town->household)), 200);
    CHECK(route_check_holds(&site->check, "陳小重 is a parent of 王桂英"));
    CHECK_INT(get(site, site->viewer, with(site, "/households/%d", town->household)), 200);
    CHECK(route_check_holds(&site->check, "陳** is a parent of 王**"));
    CHECK(strstr(site->check.body, "王桂英") == NULL);
    CHECK_INT(post(site, site->worker, household, "version=1"), 303);
}

static void merge_and_undo(struct site *site)
{
    struct town *town = &site->town;
    const char *path = arena_printf(town->world.arena,
                                    "/residents/%lld/merge?other=%lld&version=1&other_version=1",
                                    (long long)town->shan, (long long)town->yuchi);
    CHECK_INT(post(site, site->worker, path, "reason=same"), 403);
    CHECK_INT(post(site, site->secretary, path, "reason="), 422);
    CHECK_INT(post(site, site->secretary, path, "reason=same"), 303);
    CHECK_INT(get(site, site->secretary, with(site, "/residents/%d", town->shan)), 200);
    const char *at = strstr(site->check.body, "/merges/");
    if (!CHECK(at != NULL))
        return;
    const char *undo = arena_copy_n(town->world.arena, at, strcspn(at, "\""));
    CHECK_INT(get(site, site->secretary, with(site, "/residents/%d", town->yuchi)), 200);
    CHECK(route_check_holds(&site->check, "merged into another one"));
    CHECK_INT(post(site, site->worker, undo, ""), 403);
    CHECK_INT(post(site, site->secretary, undo, "x=1"), 422);
    CHECK_INT(post(site, site->secretary, undo, ""), 303);
    CHECK_INT(post(site, site->secretary, undo, ""), 409);
}

static void places_and_grids(struct site *site)
{
    struct town *town = &site->town;
    struct arena *arena = town->world.arena;
    const char *parent =
        arena_printf(arena, "parent=%lld&kind=home&name=1404&storey=14", (long long)town->unit);
    CHECK_INT(post(site, site->worker, "/places", parent), 403);
    CHECK_INT(post(site, site->secretary, "/places", parent), 303);
    CHECK_INT(post(site, site->secretary, "/places", parent), 409);
    CHECK_INT(post(site, site->secretary, "/places", "kind=home&name="), 422);
    const char *edit = with(site, "/places/%d/edit?version=1", town->building[1]);
    const char *form =
        "kind=building&name=C4座&label=&storey=&position=0&floors=8&doors=2&built_year=0"
        "&valid_from=&valid_to=";
    CHECK_INT(post(site, site->worker, edit, form), 403);
    CHECK_INT(post(site, site->secretary, edit, "kind=castle&name=C4"), 422);
    CHECK_INT(post(site, site->secretary, edit, form), 303);
    CHECK_INT(get(site, site->secretary, with(site, "/residents/%d", town->shan)), 200);
    CHECK(route_check_holds(&site->check, "灯湖花园C4座101"));
    CHECK_INT(get(site, site->secretary, "/search?q=C4-101"), 200);
    CHECK(route_check_holds(&site->check, "单雄信"));
    /* In charge, by day. */
    const char *charges = with(site, "/grids/%d/charges", town->grid[0]);
    const char *he =
        "role=worker&name=何惠芳&phone=13700002222&valid_from=2020-01-01&valid_to=2020-02-10";
    CHECK_INT(post(site, site->worker, charges, he), 403);
    CHECK_INT(post(site, site->secretary, charges, "role=worker&name=&valid_from=2020-01-01"), 422);
    CHECK_INT(post(site, site->secretary, charges, he), 303);
    CHECK_INT(post(site, site->secretary, charges, "role=worker&name=梁志伟&valid_from=2020-02-11"),
              303);
    CHECK_INT(get(site, site->secretary, with(site, "/places/%d?day=2020-02-05", town->unit)), 200);
    CHECK(route_check_holds(&site->check, "何惠芳"));
    CHECK(strstr(site->check.body, "梁志伟") == NULL);
    CHECK_INT(get(site, site->secretary, with(site, "/grids/%d", town->grid[0])), 200);
    const char *at = strstr(site->check.body, "/charges/");
    if (CHECK(at != NULL)) {
        const char *end = arena_copy_n(arena, at, strcspn(at, "\""));
        CHECK_INT(post(site, site->worker, end, ""), 403);
        CHECK_INT(post(site, site->secretary, end, "x=1"), 422);
        CHECK_INT(post(site, site->secretary, end, ""), 303);
    }
    /* A building moves to another grid today; its people go with it. */
    const char *move = with(site, "/grids/%d/places", town->grid[0]);
    CHECK_INT(post(site, site->worker, move, "address=C4座&from=2020-02-29"), 403);
    CHECK_INT(post(site, site->secretary, move, "address=X9座&from=2020-02-29"), 422);
    CHECK_INT(post(site, site->secretary, move, "address=C4座&from=2020-02-29"), 303);
    CHECK_INT(get(site, site->worker, with(site, "/residents/%d", town->shan)), 200);
}

static enum result add_firm(void *self, struct tx *tx, struct error *error)
{
    struct site *site = self;
    int64_t id;
    const struct firm firm = {
        .name = "平洲鞋厂", .headcount = 1100, .place_id = site->town.building[1]};
    TRY(firm_add(&site->town.world.services, tx, &site->town.all, &firm, &id, error));
    TRY(employment_set(&site->town.world.services, tx, &site->town.all, site->town.lv, id,
                       "2020-01-01", "2020-12-31", error));
    site->town.community_grid = id; /* kept for the page */
    return RESULT_OK;
}

static void firms_have_pages(struct site *site)
{
    CHECK_INT(world_run(&site->town.world, LANE_WRITE, add_firm, site), RESULT_OK);
    const char *path = with(site, "/firms/%d", site->town.community_grid);
    CHECK_INT(get(site, site->secretary, path), 200);
    CHECK(route_check_holds(&site->check, "吕布"));
    CHECK_INT(get(site, site->secretary, arena_printf(site->town.world.arena, "%s?x=1", path)),
              422);
    CHECK_INT(get(site, site->secretary, "/firms"), 200);
    CHECK(route_check_holds(&site->check, "1100"));
    CHECK_INT(get(site, site->secretary, "/search?q=平洲"), 200);
    CHECK(route_check_holds(&site->check, "平洲鞋厂"));
}

static void every_page_works(void)
{
    struct site *site = calloc(1, sizeof *site);
    site_init(site);
    look(site);
    show_ids(site);
    look_at_the_rest(site);
    edit_and_collide(site);
    add_move_leave(site);
    care_and_household(site);
    merge_and_undo(site);
    firms_have_pages(site);
    places_and_grids(site);
    register_pages(site);
    route_check_end(&site->check, people_module.routes, people_module.route_count);
    site_fini(site);
    free(site);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {CHECK_TEST(every_page_works)};
    return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]);
}
