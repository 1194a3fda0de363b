/* Tasks and notices: the operations, and the first page through the guard. */
#include "modules/inbox/inbox.h"

#include "inbox_sql.h"
#include "modules/access/test/world.h"
#include "modules/inbox/lunar_text.h"
#include "route_check.h"
#include "store/torture.h"
#include "web/icon.h"

static void inbox_world(struct world *world, const struct store_fault *fault)
{
    const struct migration *lists[] = {inbox_migrations};
    size_t counts[] = {inbox_migration_count};
    world_init_with(world, fault, lists, counts, 1);
}

struct step {
    struct world *world;
    int64_t account, tenant;
    enum role role;
    bool is_all;
    struct task task;
    const char *kind;
    int64_t subject;
    struct task_row *rows;
    size_t count;
};

static const struct task sample = {.kind = "test.call_back",
                                   .subject = 7,
                                   .icon = ICON("phone"),
                                   .title = {"Call back: %1", {"返桂排查"}},
                                   .path = "/screening/1"};

static enum result add(void *self, struct tx *tx, struct error *error)
{
    struct step *step = self;
    return task_add(&step->world->services, tx, step->world->denghu, &step->task, error);
}

static enum result settle(void *self, struct tx *tx, struct error *error)
{
    struct step *step = self;
    return task_done(&step->world->services, tx, step->world->denghu, step->kind, step->subject,
                     NULL, error);
}

static enum result list(void *self, struct tx *tx, struct error *error)
{
    struct step *step = self;
    struct principal who;
    enum result result =
        principal_of(tx, step->account, step->tenant ? step->tenant : step->world->denghu,
                     step->world->now, step->world->arena, &who, error);
    return result == RESULT_OK ? task_list_for(tx, &who, step->is_all, 50, &step->rows,
                                               &step->count, step->world->arena, error)
                               : result;
}

static void raise_task(struct world *world, struct task task)
{
    struct step step = {.world = world, .task = task};
    CHECK_INT(world_run(world, LANE_WRITE, add, &step), RESULT_OK);
}

static struct step tasks_of(struct world *world, int64_t account, bool is_all)
{
    struct step step = {.world = world, .account = account, .is_all = is_all};
    CHECK_INT(world_run(world, LANE_READ, list, &step), RESULT_OK);
    return step;
}

static void raising_twice_is_raising_once(void)
{
    struct world world;
    inbox_world(&world, NULL);
    struct task task = sample;
    task.account = world.worker;
    raise_task(&world, task);
    int64_t first = tasks_of(&world, world.worker, false).rows[0].task_id;
    task.due_at = world.now + CALENDAR_HOUR;
    task.title.args[0] = "A\"<b>";
    raise_task(&world, task);
    struct step step = tasks_of(&world, world.worker, false);
    CHECK_INT(step.count, 1);
    CHECK(step.rows[0].task_id == first);
    CHECK(step.rows[0].due_at == task.due_at);
    CHECK_TEXT(inbox_text_say(&step.rows[0].title, LANGUAGE_ENGLISH, world.arena),
               "Call back: A\"<b>");
    step.kind = task.kind;
    step.subject = task.subject;
    CHECK_INT(world_run(&world, LANE_WRITE, settle, &step), RESULT_OK);
    CHECK_INT(world_run(&world, LANE_WRITE, settle, &step), RESULT_OK); /* settled is settled */
    CHECK_INT(tasks_of(&world, world.worker, false).count, 0);
    world.now += CALENDAR_HOUR;
    raise_task(&world, task); /* it comes up again, as something new */
    step = tasks_of(&world, world.worker, false);
    CHECK_INT(step.count, 1);
    CHECK(step.rows[0].created_at == world.now);
    world_fini(&world);
}

static void a_task_waits_for_the_right_people(void)
{
    struct world world;
    inbox_world(&world, NULL);
    static const struct {
        int64_t grid;
        enum role role;
        bool worker, secretary, secretary_all, viewer;
    } cases[] = {
        {11, ROLE_GRID_WORKER, true, false, true, false},  /* in the worker's grids */
        {13, ROLE_GRID_WORKER, false, false, true, false}, /* in another one */
        {0, ROLE_GRID_WORKER, true, false, true, false},   /* for any grid worker */
        {0, ROLE_SECRETARY, false, true, true, false},
        {11, ROLE_VIEWER, false, false, true, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct task task = sample;
        task.grid = cases[i].grid;
        task.role = cases[i].role;
        raise_task(&world, task);
        CHECK_INT(tasks_of(&world, world.worker, false).count, cases[i].worker);
        CHECK_INT(tasks_of(&world, world.secretary, false).count, cases[i].secretary);
        CHECK_INT(tasks_of(&world, world.secretary, true).count, cases[i].secretary_all);
        CHECK_INT(tasks_of(&world, world.viewer, false).count, cases[i].viewer);
    }
    struct task task = sample;
    task.account =
        world.secretary; /* somebody's own: a grid worker does not see it, asking for all */
    raise_task(&world, task);
    CHECK_INT(tasks_of(&world, world.worker, true).count, 0);
    CHECK_INT(tasks_of(&world, world.secretary, false).count, 1);
    struct step elsewhere = {
        .world = &world, .account = world.officer, .tenant = world.fengming, .is_all = true};
    CHECK_INT(world_run(&world, LANE_READ, list, &elsewhere), RESULT_OK);
    CHECK_INT(elsewhere.count, 0); /* another community's inbox */
    world_fini(&world);
}

static void due_tasks_come_first(void)
{
    struct world world;
    inbox_world(&world, NULL);
    static const int64_t due[] = {0, 3, 1, 0, 2}; /* hours; 0: none */
    for (int i = 0; i < 5; i++) {
        struct task task = sample;
        task.subject = i;
        task.account = world.worker;
        task.due_at = due[i] ? world.now + due[i] * CALENDAR_HOUR : 0;
        raise_task(&world, task);
    }
    struct step step = tasks_of(&world, world.worker, false);
    static const int64_t want[] = {2, 4, 1, 0, 3};
    CHECK_INT(step.count, 5);
    for (size_t i = 0; i < step.count; i++) {
        CHECK_INT(step.rows[i].subject, want[i]);
    }
    world_fini(&world);
}

static enum result hand_over(void *self, struct tx *tx, struct error *error)
{
    struct step *step = self;
    int64_t moved = 0;
    enum result result = task_hand_over(&step->world->services, tx, step->world->denghu,
                                        step->world->worker, step->world->viewer, &moved, error);
    step->count = (size_t)moved;
    return result;
}

static void tasks_are_handed_over(void)
{
    struct world world;
    inbox_world(&world, NULL);
    struct task task = sample;
    task.account = world.worker;
    raise_task(&world, task);
    struct step step = {.world = &world};
    CHECK_INT(world_run(&world, LANE_WRITE, hand_over, &step), RESULT_OK);
    CHECK_INT(step.count, 1);
    CHECK_INT(tasks_of(&world, world.worker, false).count, 0);
    CHECK_INT(tasks_of(&world, world.viewer, false).count, 1);
    world_fini(&world);
}

static void lunar_days_are_said_as_people_say_them(void)
{
    static const struct {
        int year, month, day;
        const char *want;
    } cases[] = {
        {2026, 11, 23, "农历十月十五"},
        {2024, 2, 10, "农历正月初一"},
        {2024, 2, 19, "农历正月初十"},
        {2024, 2, 29, "农历正月二十"},
        {2024, 3, 1, "农历正月廿一"},
        {2024, 3, 9, "农历正月廿九"},
        {2024, 2, 9, "农历腊月三十"},
        {2023, 3, 22, "农历闰二月初一"},
        {1800, 1, 1, NULL},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CHECK_TEXT(lunar_text(cases[i].year, cases[i].month, cases[i].day, arena), cases[i].want);
    }
    arena_free(arena);
}

/* ---- the first page -------------------------------------------------------------------------- */

static enum result notify(void *self, struct tx *tx, struct error *error)
{
    struct step *step = self;
    struct inbox_text text = {"Import %1 is ready.", {"名单.xlsx"}};
    return notice_add(&step->world->services, tx, step->world->denghu, step->account, &text,
                      "/imports/5", error);
}

static enum result tiles(struct request *request, struct today_tile *tile, size_t room,
                         size_t *count, struct error *error)
{
    (void)request, (void)error;
    if (room > 0) {
        tile[(*count)++] = (struct today_tile){.icon = ICON("phone"),
                                               .label = "Campaign",
                                               .value = "71",
                                               .unit = "%",
                                               .detail = "994 of 1,400",
                                               .path = "/screening/1"};
    }
    return RESULT_OK;
}

static void the_first_page_says_what_is_true(void)
{
    static const struct capability capability = {"test.read", NULL, 1U << ROLE_SECRETARY};
    static const struct today_part part = {.capability = &capability, .tiles = tiles};
    static const struct module other = {.name = "other", .today = &part};
    static const struct module *const modules[] = {&access_module, &inbox_module, &other, NULL};
    struct world world;
    struct error error = {0};
    struct guard *guard = NULL;
    struct route_check check;
    inbox_world(&world, NULL);
    world.services.modules = modules;
    struct guard_options options = {.services = &world.services,
                                    .modules = modules,
                                    .module_count = 3,
                                    .access = &access_guard};
    CHECK_INT(guard_new(&options, &guard, &error), RESULT_OK);
    CHECK_TEXT(error.msgid ? language_error(world.arena, LANGUAGE_ENGLISH, &error) : NULL, NULL);
    route_check_begin(&check, guard, &access_guard);
    check.cookies = "language=en";
    const char *secretary = world_sign_in(&world, world.secretary);
    const char *worker = world_sign_in(&world, world.worker);
    route_check_get(&check, worker, "/");
    CHECK_INT(check.status, 200);
    CHECK(route_check_holds(&check, "Good evening, 嘉怡"));
    CHECK(route_check_holds(&check, "2/29 Saturday"));
    CHECK(route_check_holds(&check, "Nothing waits for you"));
    CHECK(strstr(check.body, "994 of 1,400") == NULL); /* not for a grid worker */
    struct task task = sample;
    task.account = world.worker;
    task.due_at = world.now - 2 * CALENDAR_DAY;
    task.title.args[0] = "<script>alert(1)</script>";
    raise_task(&world, task);
    struct step step = {.world = &world, .account = world.worker};
    CHECK_INT(world_run(&world, LANE_WRITE, notify, &step), RESULT_OK);
    route_check_get(&check, worker, "/");
    CHECK(route_check_holds(&check, "2 days overdue"));
    CHECK(route_check_holds(&check, "1 overdue"));
    CHECK(route_check_holds(&check, "Call back: &lt;script&gt;"));
    CHECK(strstr(check.body, "<script>alert") == NULL);
    CHECK(route_check_holds(&check, "Import 名单.xlsx is ready."));
    route_check_get(&check, secretary, "/");
    CHECK(route_check_holds(&check, "994 of 1,400"));
    CHECK(route_check_holds(&check, "Nothing waits for you"));
    route_check_get(&check, secretary, "/?tasks=all");
    CHECK(route_check_holds(&check, "2 days overdue"));
    CHECK(route_check_holds(&check, "陈嘉怡"));
    CHECK(strstr(check.body, "is ready.") == NULL); /* a notice is one's own */
    /* Tasks name people: those of others only for who may see names. */
    const char *viewer = world_sign_in(&world, world.viewer);
    route_check_get(&check, viewer, "/?tasks=all");
    CHECK_INT(check.status, 200);
    CHECK(strstr(check.body, "2 days overdue") == NULL);
    CHECK(strstr(check.body, "alert(1)") == NULL);
    for (int64_t subject = 100; subject < 110; subject++) {
        struct task many = sample;
        many.subject = subject;
        many.account = world.secretary;
        raise_task(&world, many);
    }
    route_check_get(&check, secretary, "/");
    CHECK(route_check_holds(&check, "See all 10"));
    route_check_get(&check, secretary, "/?more=1");
    CHECK(strstr(check.body, "See all 10") == NULL);
    route_check_get(&check, secretary, "/?tasks=none");
    CHECK_INT(check.status, 422);
    route_check_get(&check, NULL, "/");
    CHECK_INT(check.status, 303);
    route_check_post(&check, worker, "/notices/read", "up_to=x");
    CHECK_INT(check.status, 422);
    route_check_post(&check, NULL, "/notices/read", "up_to=1");
    CHECK_INT(check.status, 401);
    route_check_post(&check, secretary, "/notices/read", "up_to=9000000000000000000");
    CHECK_INT(check.status, 303); /* one's own only */
    route_check_get(&check, worker, "/");
    CHECK(route_check_holds(&check, "is ready."));
    route_check_post(&check, worker, "/notices/read", "up_to=9000000000000000000");
    route_check_get(&check, worker, "/");
    CHECK(strstr(check.body, "is ready.") == NULL);
    route_check_end(&check, inbox_module.routes, inbox_module.route_count);
    guard_free(guard);
    world_fini(&world);
}

static void writes_are_whole_or_not_at_all(void)
{
    static world_work *const works[] = {add, settle, hand_over, notify};
    for (size_t i = 0; i < sizeof works / sizeof works[0]; i++) {
        struct fault_plan plan = {0};
        struct store_fault seam = fault_plan_seam(&plan);
        struct world world;
        struct torture_report report = {0};
        inbox_world(&world, &seam);
        struct step step = {.world = &world,
                            .account = world.worker,
                            .task = sample,
                            .kind = sample.kind,
                            .subject = sample.subject};
        step.task.account = world.worker;
        raise_task(&world, step.task);
        struct torture torture = {.work = works[i], .self = &step, .lane = LANE_WRITE};
        CHECK(torture_run(world.store, &plan, &torture, &report));
        CHECK_TEXT(report.problem, "");
        fault_plan_set(&plan, 0, RESULT_OK);
        world_fini(&world);
    }
}

static void every_statement_can_be_prepared(void)
{
    struct world world;
    struct error error = {0};
    inbox_world(&world, NULL);
    CHECK_INT(store_prepare_all(world.store, inbox_statements, inbox_statement_count, &error),
              RESULT_OK);
    CHECK_TEXT(error.msgid ? language_error(world.arena, LANGUAGE_ENGLISH, &error) : NULL, NULL);
    world_fini(&world);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        CHECK_TEST(raising_twice_is_raising_once),
        CHECK_TEST(a_task_waits_for_the_right_people),
        CHECK_TEST(due_tasks_come_first),
        CHECK_TEST(tasks_are_handed_over),
        CHECK_TEST(lunar_days_are_said_as_people_say_them),
        CHECK_TEST(the_first_page_says_what_is_true),
        CHECK_TEST(writes_are_whole_or_not_at_all),
        CHECK_TEST(every_statement_can_be_prepared),
    };
    return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]);
}
