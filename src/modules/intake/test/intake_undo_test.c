/* Lists that are stopped, killed, confirmed twice and taken out again, and the addresses below group
 * headings: on a real store, with real jobs and, for the killing, a real process. */
#include <signal.h>
#include <sys/wait.h>

#include "world.h"

static struct world world;

enum { LONG_ROWS = 2600, MIDDLE = 2200 /* within the second slice */ };

static char *long_list(void)
{
    struct text_buffer text;
    text_buffer_init(&text);
    text_add(&text, "姓名,电话,住址\n");
    for (int i = 0; i < LONG_ROWS; i++)
        text_addf(&text, "王%s%s,1380013%04d,灯湖花园%d栋%d\n", i % 2 ? "桂" : "志",
                  i % 3 ? "英" : "强", i, i % 7 + 1, 101 + i);
    return text.at;
}

static int64_t people;

static enum result count_people(void *self, struct tx *tx, struct error *error)
{
    struct world *in = self;
    bool is_more = false;
    return resident_count(tx, &in->who.scope, &(struct resident_filter){0}, &people, &is_more,
                          in->arena, error);
}

static int64_t people_now(void)
{
    people = -1;
    CHECK_INT(lane_call(world.store, LANE_READ, count_people, &world, NULL), RESULT_OK);
    return people;
}

/* ---- in the middle of writing ---------------------------------------------------------------- */

static _Atomic int stays, is_in_the_middle;

static enum result watch(void *self, enum store_call call, const char *statement)
{
    bool kills = *(bool *)self;
    if (call == STORE_CALL_START && statement && strcmp(statement, "people.stay_add") == 0 &&
        atomic_fetch_add(&stays, 1) == (kills ? MIDDLE : 100)) {
        if (kills)
            raise(SIGKILL);
        atomic_store(&is_in_the_middle, 1);
    }
    return RESULT_OK;
}

struct left_over {
    char folder[64];
    int64_t tenant, batch_id;
};

/* The process that dies: it tells where it works and then writes until it is killed. */
static void write_and_die(int out, const char *list)
{
    static bool kills = true;
    if (!world_make(&world) || !world_bring(&world, list))
        _exit(1);
    struct left_over left = {.tenant = world.tenant, .batch_id = world.batch_id};
    memcpy(left.folder, world.folder, sizeof left.folder);
    if (write(out, &left, sizeof left) != (ssize_t)sizeof left)
        _exit(1);
    world.seam = (struct store_fault){.ask = watch, .self = &kills};
    (void)!world_do(&world, do_apply);
    (void)!world_job(&world);
    _exit(2);
}

static enum result become_operator(void *self, struct tx *tx, struct error *error)
{
    struct world *in = self;
    return principal_operator(tx, in->tenant, in->arena, &in->who, error);
}

static void killed_in_the_middle(void)
{
    char *list = long_list();
    struct left_over left = {0};
    struct error error = {0};
    int ends[2], status = 0;
    if (!CHECK_INT(pipe(ends), 0))
        return;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0)
        write_and_die(ends[1], list);
    close(ends[1]);
    CHECK_INT(read(ends[0], &left, sizeof left), (ssize_t)sizeof left);
    close(ends[0]);
    CHECK_INT(waitpid(child, &status, 0), child);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    world_begin(&world);
    world.seed.state = 99; /* other ids than those that were given */
    memcpy(world.folder, left.folder, sizeof world.folder);
    world.tenant = left.tenant;
    world.batch_id = left.batch_id;
    if (CHECK_INT(world_open(&world, &error), RESULT_OK) &&
        CHECK_INT(lane_call(world.store, LANE_READ, become_operator, &world, &error), RESULT_OK)) {
        /* The job goes on by itself; until it is through nobody is seen, then everybody. */
        for (int i = 0; i < 50; i++) {
            int64_t seen = people_now();
            CHECK(seen == 0 || seen == LONG_ROWS);
            usleep(10000);
        }
        CHECK_INT(world_do(&world, do_read), RESULT_OK);
        world.job_id = world.batch.job_id;
        CHECK_INT(world_job(&world), RESULT_OK);
        CHECK_INT(world_do(&world, do_read), RESULT_OK);
        CHECK_TEXT(world.batch.state, "applied");
        CHECK_INT(world.batch.added, LONG_ROWS);
        CHECK_INT(people_now(), LONG_ROWS);
    }
    free(list);
    world_end(&world);
}

static enum result do_cancel(void *self, struct tx *tx, struct error *error)
{
    struct world *in = self;
    return job_cancel(in->services.jobs, tx, in->tenant, in->job_id, error);
}

static void stopped_in_the_middle(void)
{
    static bool kills = false;
    char *list = long_list();
    if (!world_make(&world))
        return;
    if (world_bring(&world, list)) {
        usleep(200000); /* the job thread looks once more for work when a job is done */
        atomic_store(&stays, 0);
        world.seam = (struct store_fault){.ask = watch, .self = &kills};
        CHECK_INT(world_do(&world, do_apply), RESULT_OK);
        while (!atomic_load(&is_in_the_middle))
            usleep(1000);
        CHECK_INT(world_do(&world, do_cancel), RESULT_OK);
        CHECK(world_job(&world) != RESULT_OK);
        CHECK_INT(world_do(&world, do_read), RESULT_OK);
        CHECK_TEXT(world.batch.state, "checked");
        CHECK_INT(world.batch.added, 0);
        CHECK_INT(people_now(), 0);
        if (world_write(&world)) /* confirmed again */
            CHECK_INT(people_now(), LONG_ROWS);
    }
    free(list);
    world_end(&world);
}

/* ---- confirming and undoing ------------------------------------------------------------------ */

static const char two_people[] = "姓名,电话,住址\n王桂英,13800138000,灯湖花园3栋1204\n"
                                 "李明,13800138001,灯湖花园3栋1205\n";

static void confirmed_twice(void)
{
    if (!world_make(&world))
        return;
    if (world_bring(&world, two_people)) {
        CHECK_INT(world_do(&world, do_apply), RESULT_OK);
        int64_t job = world.job_id;
        CHECK_INT(world_do(&world, do_apply),
                  RESULT_CONFLICT); /* while it waits, runs or is done */
        world.job_id = job;
        CHECK_INT(world_job(&world), RESULT_OK);
        CHECK_INT(world_do(&world, do_apply), RESULT_CONFLICT);
        CHECK_INT(world_do(&world, do_read), RESULT_OK);
        CHECK_INT(world.batch.added, 2);
        CHECK_INT(people_now(), 2);
    }
    world_end(&world);
}

/* Somebody gives the first of the list another phone. */
static enum result change_first(void *self, struct tx *tx, struct error *error)
{
    struct world *in = self;
    struct resident resident;
    enum result result = resident_get(&in->services, tx, &in->who.scope, in->lines[0].resident_id,
                                      "2024-02-10", &resident, in->arena, error);
    if (result != RESULT_OK)
        return result;
    resident.facts.phone = "13900139000";
    return resident_set(&in->services, tx, &in->who, resident.resident_id, resident.version,
                        &resident.facts, "2024-02-10", error);
}

static struct resident_line *changed;
static size_t changed_count;

static enum result read_changed(void *self, struct tx *tx, struct error *error)
{
    struct world *in = self;
    return people_batch_changed(tx, &in->who.scope, in->batch_id, &changed, &changed_count,
                                in->arena, error);
}

static void undoing_spares_what_others_changed(void)
{
    if (!world_make(&world))
        return;
    if (world_bring(&world, two_people) && world_write(&world)) {
        const char *name = world.lines[0].name;
        CHECK_INT(world_do(&world, change_first), RESULT_OK);
        CHECK_INT(world_do(&world, read_changed), RESULT_OK); /* said before one undoes */
        CHECK_INT(changed_count, 1);
        CHECK_INT(world_do(&world, do_undo), RESULT_OK);
        CHECK_INT(world_job(&world), RESULT_OK);
        CHECK_INT(world_do(&world, do_read), RESULT_OK);
        CHECK_TEXT(world.batch.state, "undone");
        if (CHECK_INT(world.line_count, 1))
            CHECK_TEXT(world.lines[0].name, name);
        CHECK_INT(world_do(&world, read_changed), RESULT_OK); /* and after */
        if (CHECK_INT(changed_count, 1))
            CHECK_TEXT(changed[0].name, name);
    }
    world_end(&world);
}

static const char *id_of_first;

static enum result read_first_id(void *self, struct tx *tx, struct error *error)
{
    struct world *in = self;
    struct resident resident = {0};
    enum result result = resident_get(&in->services, tx, &in->who.scope, in->lines[0].resident_id,
                                      "2024-02-10", &resident, in->arena, error);
    id_of_first = resident.facts.citizen_id;
    return result;
}

/* A list that knows the citizen id of somebody: taken over, and out again; another id is not taken. */
static void citizen_ids_go_with_the_list(void)
{
    if (!world_make(&world))
        return;
    if (world_bring(&world, "姓名,出生日期,电话\n王桂英,1949-12-31,13800138000\n") &&
        world_write(&world) &&
        world_bring(&world, "姓名,身份证号,电话\n王桂英,11010519491231002X,13800138000\n")) {
        CHECK_INT(world.batch.certain + world.batch.likely, 1);
        world.row = 2;
        world.decision = "use";
        world.resident = 0;
        CHECK_INT(world_do(&world, do_decide), RESULT_OK);
        if (world_write(&world)) {
            CHECK_INT(world.batch.changed, 1);
            CHECK_INT(world_do(&world, read_first_id), RESULT_OK);
            CHECK(id_of_first != NULL);
            CHECK_INT(world_do(&world, do_undo), RESULT_OK);
            CHECK_INT(world_job(&world), RESULT_OK);
            CHECK_INT(world_do(&world, read_first_id), RESULT_OK);
            CHECK(id_of_first == NULL);
        }
    }
    world_end(&world);
}

/* ---- addresses below headings ---------------------------------------------------------------- */

static void headings_complete_addresses(void)
{
    static const char list[] = "序号,姓名,电话,住址\n翠堤湾\n1,王桂英,13800138000,3栋1204\n"
                               "2,李明,13800138001,聚龙里3栋1205\n灯湖花园5栋\n"
                               "3,陈伟,13800138002,301\n党员\n4,区志强,13800138003,5栋302\n";
    static const char *const wanted[] = {"翠堤湾3栋1204", "聚龙里3栋1205", "灯湖花园5栋301",
                                         "5栋302"};
    if (!world_make(&world))
        return;
    if (world_bring(&world, list) && CHECK_INT(world.entry_count, 4))
        for (size_t i = 0; i < 4; i++)
            CHECK_TEXT(world.entries[i].row.person.row.address, wanted[i]);
    world_end(&world);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        CHECK_TEST(killed_in_the_middle),
        CHECK_TEST(stopped_in_the_middle),
        CHECK_TEST(confirmed_twice),
        CHECK_TEST(undoing_spares_what_others_changed),
        CHECK_TEST(citizen_ids_go_with_the_list),
        CHECK_TEST(headings_complete_addresses),
    };
    return check_main(argc, argv, tests, sizeof tests / sizeof *tests);
}
