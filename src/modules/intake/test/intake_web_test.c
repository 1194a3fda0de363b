/* The routes of intake through the guard: what works, what is denied, what is refused. */
#include "route_check.h"
#include "world.h"

static struct world world;
static struct guard *guard;
static struct route_check check;
static char secretary[ACCESS_TOKEN_SIZE], worker[ACCESS_TOKEN_SIZE];
static char limited[ACCESS_TOKEN_SIZE]; /* a secretary of one grid only */
static char path[200];

static enum result make_account(const char *login, enum role role, int64_t grid, struct tx *tx,
                                char *token, struct error *error)
{
    int64_t account, grant_id;
    enum result result =
        account_add(&world.services, tx, NULL, world.tenant, login, "麦婉仪", &account, error);
    if (result == RESULT_OK)
        result = account_set_password(&world.services, tx, NULL, account, "$none$", NULL, error);
    const struct grant grant = {.tenant_id = world.tenant,
                                .account_id = account,
                                .role = role,
                                .all_grids = grid == 0,
                                .grids = &grid,
                                .grid_count = 1};
    if (result == RESULT_OK)
        result = grant_add(&world.services, tx, NULL, &grant, &grant_id, error);
    if (result == RESULT_OK)
        result =
            session_open(&world.services, tx, account, "192.0.2.1", "test", NULL, token, error);
    return result;
}

static enum result make_accounts(void *self, struct tx *tx, struct error *error)
{
    (void)self;
    enum result result = make_account("mai", ROLE_SECRETARY, 0, tx, secretary, error);
    if (result == RESULT_OK)
        result = make_account("liang", ROLE_GRID_WORKER, 0, tx, worker, error);
    if (result == RESULT_OK)
        result = make_account("he", ROLE_SECRETARY, 11, tx, limited, error);
    return result;
}

static bool site_open(void)
{
    static const struct module *const modules[] = {&access_module, &place_module, &people_module,
                                                   &intake_module};
    struct error error = {0};
    if (!world_make(&world) || !CHECK_INT(world_do(&world, make_accounts), RESULT_OK))
        return false;
    const struct guard_options options = {.services = &world.services,
                                          .modules = modules,
                                          .module_count = 4,
                                          .access = &access_guard};
    enum result result = guard_new(&options, &guard, &error);
    if (result != RESULT_OK)
        printf("    %s %s %s\n", error.args[0], error.args[1], error.args[2]);
    if (!CHECK_INT(result, RESULT_OK))
        return false;
    route_check_begin(&check, guard, &access_guard);
    return true;
}

static const char *at(const char *rest)
{
    snprintf(path, sizeof path, "/imports/%lld%s", (long long)world.batch_id, rest);
    return path;
}

/* Waits for the job of the batch in hand. */
static void wait_for_job(void)
{
    world.arena = world.arena ? world.arena : arena_new();
    CHECK_INT(world_do(&world, do_read), RESULT_OK);
    world.job_id = world.batch.job_id;
    CHECK_INT(world_job(&world), RESULT_OK);
}

/* A success, a denial and a bad input of one route. */
static void try_get(const char *rest)
{
    char wrong[120];
    route_check_get(&check, secretary, at(rest));
    if (!CHECK_INT(check.status, 200))
        printf("    %s\n%.800s\n", rest, check.body);
    route_check_get(&check, worker, at(rest));
    CHECK_INT(check.status, 403);
    route_check_get(&check, limited, at(rest)); /* a list holds people of every grid */
    CHECK_INT(check.status, 403);
    snprintf(wrong, sizeof wrong, "%s%cfish=1", rest, strchr(rest, '?') ? '&' : '?');
    route_check_get(&check, secretary, at(wrong));
    CHECK(check.status == 400 || check.status == 422);
}

static void try_post(const char *rest, const char *form, const char *wrong)
{
    route_check_post(&check, worker, at(rest), form);
    CHECK_INT(check.status, 403);
    route_check_post(&check, secretary, at(rest), wrong);
    if (!CHECK(check.status == 400 || check.status == 422))
        printf("    %s: %d\n", rest, check.status);
    route_check_post(&check, secretary, at(rest), form);
    if (!CHECK_INT(check.status, 303))
        printf("    %s: %.800s\n", rest, check.body);
}

static void take_batch_id(void)
{
    const char *location = route_check_header(&check, "Location");
    if (CHECK(location && strncmp(location, "/imports/", 9) == 0))
        world.batch_id = strtoll(location + 9, NULL, 10);
}

static void every_route_says_yes_no_and_why(void)
{
    if (!site_open())
        return;
    route_check_get(&check, secretary, "/imports");
    CHECK_INT(check.status, 200);
    CHECK(route_check_holds(&check, "还没有名单"));
    route_check_get(&check, worker, "/imports");
    route_check_get(&check, secretary, "/imports?fish=1");
    route_check_post(&check, worker, "/imports", "pasted=x");
    CHECK_INT(check.status, 403);
    route_check_post(&check, secretary, "/imports", "pasted=");
    CHECK_INT(check.status, 422);
    CHECK(route_check_holds(&check, "请选一个文件"));
    route_check_post(
        &check, secretary, "/imports",
        "pasted=%E5%A7%93%E5%90%8D%09%E7%94%B5%E8%AF%9D%0A%E7%8E%8B%E6%A1%82%E8%8B%B1%09"
        "13800138000%0A%E6%9D%8E%E6%98%8E%09x%0A");
    CHECK_INT(check.status, 303);
    take_batch_id();
    try_get("");
    CHECK_INT(world_do(&world, do_read), RESULT_OK);
    route_check_get(&check, secretary, at(""));
    CHECK(route_check_holds(&check, "王桂英"));
    try_post("/columns", "header_row=1&column=1%3Dname&column=2%3Dphone&then=check",
             "header_row=1&column=1%3Dname&column=2%3Dname&then=check");
    wait_for_job();
    try_get("?show=wrong");
    try_get("/rows/2");
    try_get("/wrong");
    try_post("/decide", "row=2&decision=skip", "row=2&decision=dance");
    try_post("/decide-all", "state=new&decision=add", "state=wrong&decision=add");
    try_post("/apply", "", "fish=1");
    wait_for_job();
    route_check_get(&check, secretary, at(""));
    CHECK(route_check_holds(&check, "新增 1 人"));
    try_post("/undo", "", "fish=1");
    wait_for_job();
    try_post("/remove", "", "fish=1");
    route_check_get(&check, secretary, at(""));
    CHECK_INT(check.status, 404);
    route_check_end(&check, intake_module.routes, intake_module.route_count);
    guard_free(guard);
    world_end(&world);
}

/* Pages answer JSON, and names stay escaped in HTML. */
static void pages_are_safe_and_have_an_api(void)
{
    if (!site_open())
        return;
    route_check_post(
        &check, secretary, "/imports",
        "pasted=%E5%A7%93%E5%90%8D%2C%E5%A4%87%E6%B3%A8%0A%3Cscript%3Ealert(1)%3C%2Fscript%3E%2C1");
    CHECK_INT(check.status, 303);
    take_batch_id();
    route_check_get(&check, secretary, at(""));
    CHECK(strstr(check.body, "<script>alert") == NULL);
    CHECK(route_check_holds(&check, "&lt;script&gt;alert"));
    route_check_get(&check, secretary, at("?format=json"));
    CHECK_INT(check.status, 200);
    CHECK(route_check_holds(&check, "\"state\":\"new\""));
    check.cookies = "language=en";
    route_check_get(&check, secretary, at(""));
    CHECK(route_check_holds(&check, "What each column is"));
    arena_free(check.arena);
    guard_free(guard);
    world_end(&world);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {CHECK_TEST(every_route_says_yes_no_and_why),
                                              CHECK_TEST(pages_are_safe_and_have_an_api)};
    return check_main(argc, argv, tests, sizeof tests / sizeof *tests);
}
