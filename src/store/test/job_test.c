/* Jobs: to their end, stopped, failing, in trouble, interrupted by the end of the program. */
#include "store/job.h"

#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "store/torture.h"
#include "world.h"

/* What the work of these tests may know. */
struct services {
    struct store *store;
    int64_t units;
    atomic_int runs;
    sem_t started, may_go_on;
    int report_end;           /* of a pipe, in a child process */
    enum result first_result; /* of the first run, instead of working */
};

struct unit {
    int64_t number;
};

static enum result add_unit(void *self, struct tx *tx, struct error *error)
{
    struct unit *unit = self;
    char name[32];
    snprintf(name, sizeof name, "unit %lld", (long long)unit->number);
    struct sample_sql_claim_name row;
    bool found = false;
    return store_find(tx, &sample_sql_claim_name,
                      &(struct sample_sql_claim_name_params){1, unit->number, name}, &row, &found,
                      NULL, error);
}

/* Adds things 1 ... units, one slice each; what is there already is not added again. */
static enum result add_units(struct job *job, struct services *services, struct error *error)
{
    int run = atomic_fetch_add(&services->runs, 1);
    if (run == 0 && services->first_result != RESULT_OK)
        return error_set(error, services->first_result, NULL, N_("%1 is missing."),
                         "the third page");
    for (int64_t number = 1; number <= services->units; number++) {
        struct unit unit = {number};
        enum result result = job_slice(job, LANE_WRITE, add_unit, &unit, error);
        if (result == RESULT_OK)
            result = job_check(job, number, services->units, error);
        if (result != RESULT_OK)
            return result;
    }
    return RESULT_OK;
}

/* Stops in the middle until the test lets it go on. */
static enum result add_and_wait(struct job *job, struct services *services, struct error *error)
{
    int run = atomic_fetch_add(&services->runs, 1);
    enum result result = RESULT_OK;
    for (int64_t number = 1; number <= services->units && result == RESULT_OK; number++) {
        struct unit unit = {number};
        result = job_slice(job, LANE_WRITE, add_unit, &unit, error);
        if (result == RESULT_OK && number == 2 && run == 0) {
            sem_post(&services->started);
            sem_wait(&services->may_go_on);
        }
        if (result == RESULT_OK)
            result = job_check(job, number, services->units, error);
    }
    return result;
}

/* Undoes what it did when it is stopped. */
static enum result drop_unit(void *self, struct tx *tx, struct error *error)
{
    struct unit *unit = self;
    return store_run(tx, &sample_sql_drop_thing,
                     &(struct sample_sql_drop_thing_params){1, unit->number}, NULL, error);
}

static enum result add_or_vanish(struct job *job, struct services *services, struct error *error)
{
    enum result result = add_and_wait(job, services, error);
    if (result != RESULT_CANCELLED)
        return result;
    for (int64_t number = 1; number <= services->units; number++) {
        struct unit unit = {number};
        enum result undone = job_slice(job, LANE_WRITE, drop_unit, &unit, error);
        if (undone != RESULT_OK)
            return undone;
        undone = job_check(job, services->units - number, services->units, error);
        if (undone != RESULT_OK)
            return undone;
    }
    return error_set(error, RESULT_CANCELLED, NULL, N_("Stopped."));
}

static const struct job_kind simple = {.name = "test.add", .label = "Add", .work = add_units};
static const struct job_kind waiting = {.name = "test.wait", .label = "Wait", .work = add_and_wait};
static const struct job_kind vanishing = {
    .name = "test.vanish", .label = "Vanish", .work = add_or_vanish};
static const struct job_kind *const kinds[] = {&simple, &waiting, &vanishing};

/* ---- asking and telling ---------------------------------------------------------------------- */

struct ask {
    struct jobs *jobs;
    const char *kind;
    int64_t job;
    struct arena *arena;
    struct job_status status;
};

static enum result add(void *self, struct tx *tx, struct error *error)
{
    struct ask *ask = self;
    return job_add(ask->jobs, tx, ask->job, 1, 9, ask->kind, 77, 1000, error);
}

static enum result add_and_refuse(void *self, struct tx *tx, struct error *error)
{
    enum result result = add(self, tx, error);
    return result == RESULT_OK ? error_set(error, RESULT_INVALID, NULL, N_("No.")) : result;
}

static enum result get(void *self, struct tx *tx, struct error *error)
{
    struct ask *ask = self;
    return job_get(tx, 1, ask->job, &ask->status, ask->arena, error);
}

static enum result cancel(void *self, struct tx *tx, struct error *error)
{
    struct ask *ask = self;
    return job_cancel(ask->jobs, tx, 1, ask->job, error);
}

static void services_init(struct services *services, struct store *store, int64_t units)
{
    *services = (struct services){.store = store, .units = units};
    sem_init(&services->started, 0, 0);
    sem_init(&services->may_go_on, 0, 0);
}

static int64_t state_of(struct store *store, struct ask *ask)
{
    CHECK_INT(lane_call(store, LANE_READ, get, ask, NULL), RESULT_OK);
    return ask->status.state;
}

/* ---- tests ----------------------------------------------------------------------------------- */

static void a_job_runs_to_its_end(void)
{
    struct store *store = world_open(NULL);
    struct services services;
    services_init(&services, store, 100);
    struct ask ask = {.kind = "test.add", .job = 5, .arena = arena_new()};
    CHECK_INT(jobs_open(store, &services, kinds, 3, &ask.jobs, NULL), RESULT_OK);
    CHECK_INT(lane_call(store, LANE_WRITE, add, &ask, NULL), RESULT_OK);
    CHECK_INT(job_run_now(ask.jobs, 1, 5, NULL), RESULT_OK); /* waits if the thread has it */
    CHECK_INT(state_of(store, &ask), JOB_DONE);
    CHECK_INT(ask.status.done, 100);
    CHECK_INT(ask.status.total, 100);
    CHECK_INT(ask.status.subject, 77);
    CHECK_INT(ask.status.account, 9);
    CHECK(ask.status.ended >= ask.status.started && ask.status.started > 0);
    CHECK(ask.status.message == NULL);
    CHECK_INT(services.runs, 1);
    CHECK_INT(world_count(store), 100);
    CHECK_INT(lane_call(store, LANE_WRITE, cancel, &ask, NULL), RESULT_CONFLICT);
    jobs_close(ask.jobs);
    store_free(store);
    arena_free(ask.arena);
}

static void the_thread_takes_what_was_added(void)
{
    struct store *store = world_open(NULL);
    struct services services;
    services_init(&services, store, 3);
    struct ask ask = {.kind = "test.wait", .job = 6, .arena = arena_new()};
    CHECK_INT(jobs_open(store, &services, kinds, 3, &ask.jobs, NULL), RESULT_OK);
    CHECK_INT(lane_call(store, LANE_WRITE, add_and_refuse, &ask, NULL), RESULT_INVALID);
    CHECK_INT(lane_call(store, LANE_WRITE, add, &ask, NULL), RESULT_OK);
    sem_wait(&services.started);
    CHECK_INT(state_of(store, &ask), JOB_RUNNING);
    sem_post(&services.may_go_on);
    CHECK_INT(job_run_now(ask.jobs, 1, 6, NULL), RESULT_OK);
    CHECK_INT(state_of(store, &ask), JOB_DONE);
    CHECK_INT(services.runs, 1);
    jobs_close(ask.jobs);
    store_free(store);
    arena_free(ask.arena);
}

static void a_stopped_job_vanishes(void)
{
    struct store *store = world_open(NULL);
    struct services services;
    services_init(&services, store, 40);
    struct ask ask = {.kind = "test.vanish", .job = 7, .arena = arena_new()};
    CHECK_INT(jobs_open(store, &services, kinds, 3, &ask.jobs, NULL), RESULT_OK);
    CHECK_INT(lane_call(store, LANE_WRITE, add, &ask, NULL), RESULT_OK);
    sem_wait(&services.started);
    CHECK_INT(world_count(store), 2);
    CHECK_INT(lane_call(store, LANE_WRITE, cancel, &ask, NULL), RESULT_OK);
    sem_post(&services.may_go_on);
    CHECK_INT(job_run_now(ask.jobs, 1, 7, NULL), RESULT_CANCELLED);
    CHECK_INT(state_of(store, &ask), JOB_CANCELLED);
    CHECK_INT(world_count(store), 0);

    /* One that is stopped before it begins never begins: the thread is busy with another. */
    struct ask first = {ask.jobs, "test.wait", 8, ask.arena, {0}};
    struct ask second = {ask.jobs, "test.add", 9, ask.arena, {0}};
    atomic_store(&services.runs, 0);
    CHECK_INT(lane_call(store, LANE_WRITE, add, &first, NULL), RESULT_OK);
    sem_wait(&services.started);
    CHECK_INT(lane_call(store, LANE_WRITE, add, &second, NULL), RESULT_OK);
    CHECK_INT(lane_call(store, LANE_WRITE, cancel, &second, NULL), RESULT_OK);
    sem_post(&services.may_go_on);
    CHECK_INT(job_run_now(ask.jobs, 1, 9, NULL), RESULT_CANCELLED);
    CHECK_INT(state_of(store, &second), JOB_CANCELLED);
    CHECK_INT(state_of(store, &first), JOB_DONE);
    CHECK_INT(services.runs, 1);
    jobs_close(ask.jobs);
    store_free(store);
    arena_free(ask.arena);
}

static void a_failed_job_says_why(void)
{
    struct store *store = world_open(NULL);
    struct services services;
    services_init(&services, store, 3);
    services.first_result = RESULT_INVALID;
    struct ask ask = {.kind = "test.add", .job = 10, .arena = arena_new()};
    struct error error = {0};
    CHECK_INT(jobs_open(store, &services, kinds, 3, &ask.jobs, NULL), RESULT_OK);
    CHECK_INT(lane_call(store, LANE_WRITE, add, &ask, NULL), RESULT_OK);
    CHECK_INT(job_run_now(ask.jobs, 1, 10, &error), RESULT_INVALID);
    CHECK_INT(state_of(store, &ask), JOB_FAILED);
    CHECK_TEXT(job_message(&ask.status, LANGUAGE_ENGLISH, ask.arena), "the third page is missing.");
    ask.kind = "test.unknown";
    ask.job = 11;
    CHECK_INT(lane_call(store, LANE_WRITE, add, &ask, NULL), RESULT_OK);
    CHECK(job_run_now(ask.jobs, 1, 11, &error) != RESULT_OK);
    CHECK_INT(state_of(store, &ask), JOB_FAILED);
    jobs_close(ask.jobs);
    store_free(store);
    arena_free(ask.arena);
}

static void trouble_is_tried_again(void)
{
    struct store *store = world_open(NULL);
    struct services services;
    services_init(&services, store, 3);
    services.first_result = RESULT_FULL;
    struct ask ask = {.kind = "test.add", .job = 12, .arena = arena_new()};
    CHECK_INT(jobs_open(store, &services, kinds, 3, &ask.jobs, NULL), RESULT_OK);
    CHECK_INT(lane_call(store, LANE_WRITE, add, &ask, NULL), RESULT_OK);
    while (state_of(store, &ask) < JOB_DONE)
        ;
    CHECK_INT(ask.status.state, JOB_DONE);
    CHECK_INT(services.runs, 2);
    CHECK_INT(world_count(store), 3);
    jobs_close(ask.jobs);
    store_free(store);
    arena_free(ask.arena);
}

static void an_interrupted_job_goes_on(void)
{
    char *folder = world_folder(), *path = world_path(folder, "k.db");
    struct store_options options = {.path = path};
    struct store *store = world_open(&options);
    struct services services;
    services_init(&services, store, 30);
    struct ask ask = {.kind = "test.wait", .job = 13, .arena = arena_new()};
    CHECK_INT(jobs_open(store, &services, kinds, 3, &ask.jobs, NULL), RESULT_OK);
    CHECK_INT(lane_call(store, LANE_WRITE, add, &ask, NULL), RESULT_OK);
    sem_wait(&services.started);
    sem_post(&services.may_go_on);
    jobs_close(ask.jobs); /* in the middle, most likely; at its end at the latest */
    store_free(store);

    store = world_open(&options);
    services.store = store;
    CHECK_INT(jobs_open(store, &services, kinds, 3, &ask.jobs, NULL), RESULT_OK);
    CHECK_INT(job_run_now(ask.jobs, 1, 13, NULL), RESULT_OK);
    CHECK_INT(state_of(store, &ask), JOB_DONE);
    CHECK_INT(world_count(store), 30);
    jobs_close(ask.jobs);
    store_free(store);
    arena_free(ask.arena);
    free(path);
    world_remove(folder);
}

/* Killed in the middle of its work: a child process that reports each unit through a pipe. */
static enum result add_and_report(struct job *job, struct services *services, struct error *error)
{
    enum result result = RESULT_OK;
    for (int64_t number = 1; number <= services->units && result == RESULT_OK; number++) {
        struct unit unit = {number};
        result = job_slice(job, LANE_WRITE, add_unit, &unit, error);
        if (result == RESULT_OK)
            result = job_check(job, number, services->units, error);
        if (write(services->report_end, "", 1) != 1)
            _exit(3);
    }
    return result;
}

static _Noreturn void be_child(const char *path, int end)
{
    static const struct job_kind reporting = {
        .name = "test.add", .label = "Add", .work = add_and_report};
    static const struct job_kind *const list[] = {&reporting};
    struct store *store = NULL;
    struct services services = {.units = 100000, .report_end = end};
    struct ask ask = {.kind = "test.add", .job = 14};
    if (store_open_file(&(struct store_options){.path = path}, &store, NULL) != RESULT_OK ||
        jobs_open(store, &services, list, 1, &ask.jobs, NULL) != RESULT_OK ||
        lane_call(store, LANE_WRITE, add, &ask, NULL) != RESULT_OK)
        _exit(2);
    for (;;)
        pause();
}

static void a_killed_job_goes_on(void)
{
    char *folder = world_folder(), *path = world_path(folder, "k.db"), one;
    store_free(world_open(&(struct store_options){.path = path}));
    int ends[2], status = 0, heard = 0;
    CHECK_INT(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0)
        be_child(path, ends[1]);
    close(ends[1]);
    for (; read(ends[0], &one, 1) == 1; heard++)
        if (heard == 50)
            kill(child, SIGKILL);
    close(ends[0]);
    CHECK_INT(waitpid(child, &status, 0), child);
    CHECK(WIFSIGNALED(status) && heard > 50);

    struct store *store = world_open(&(struct store_options){.path = path});
    struct ask ask = {.kind = "test.add", .job = 14, .arena = arena_new()};
    CHECK_INT(state_of(store, &ask), JOB_RUNNING);
    CHECK(world_count(store) >= heard);
    struct services services;
    services_init(&services, store, world_count(store) + 20);
    CHECK_INT(jobs_open(store, &services, kinds, 3, &ask.jobs, NULL), RESULT_OK);
    CHECK_INT(job_run_now(ask.jobs, 1, 14, NULL), RESULT_OK);
    CHECK_INT(state_of(store, &ask), JOB_DONE);
    CHECK_INT(services.runs, 1);
    CHECK_INT(world_count(store), services.units);
    jobs_close(ask.jobs);
    store_free(store);
    arena_free(ask.arena);
    free(path);
    world_remove(folder);
}

static void adding_and_stopping_stand_every_fault(void)
{
    struct fault_plan plan = {0};
    struct store_fault seam = fault_plan_seam(&plan);
    struct store *store = world_open(&(struct store_options){.fault = &seam});
    struct services services;
    services_init(&services, store, 1);
    struct torture_report report;
    struct ask ask = {.kind = "test.add", .job = 15};
    CHECK_INT(jobs_open(store, &services, kinds, 3, &ask.jobs, NULL), RESULT_OK);
    struct ask holder = {ask.jobs, "test.wait", 1, NULL, {0}};
    services.units = 2;
    CHECK_INT(lane_call(store, LANE_WRITE, add, &holder, NULL), RESULT_OK);
    sem_wait(&services.started); /* the job thread stands still: nothing else uses the store */
    struct torture torture = {.work = add, .self = &ask, .lane = LANE_WRITE};
    CHECK(torture_run(store, &plan, &torture, &report));
    CHECK_TEXT(report.problem, "");
    torture.work = cancel;
    CHECK(torture_run(store, &plan, &torture, &report));
    CHECK_TEXT(report.problem, "");
    CHECK(report.calls > 2);
    sem_post(&services.may_go_on);
    CHECK_INT(job_run_now(ask.jobs, 1, 15, NULL), RESULT_CANCELLED);
    jobs_close(ask.jobs);
    store_free(store);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        CHECK_TEST(a_job_runs_to_its_end),  CHECK_TEST(the_thread_takes_what_was_added),
        CHECK_TEST(a_stopped_job_vanishes), CHECK_TEST(a_failed_job_says_why),
        CHECK_TEST(trouble_is_tried_again), CHECK_TEST(an_interrupted_job_goes_on),
        CHECK_TEST(a_killed_job_goes_on),   CHECK_TEST(adding_and_stopping_stand_every_fault),
    };
    return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]);
}
