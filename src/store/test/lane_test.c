/* Lanes: group commit, refusals within a batch, lost batches, snapshots, full queues, closing. */
#include "store/lane.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "check.h"
#include "store/inside.h"
#include "world.h"

/* ---- a gate that holds a lane, so that what comes after waits together ----------------------- */

struct gate {
    struct lane_task task;
    sem_t reached, open, done;
};

static enum result stand_at_gate(struct lane_task *task, struct tx *tx, struct error *error)
{
    (void)tx;
    (void)error;
    struct gate *gate = task->self;
    sem_post(&gate->reached);
    sem_wait(&gate->open);
    return RESULT_OK;
}

static void leave_gate(struct lane_task *task, enum result result, const struct error *error)
{
    (void)error;
    CHECK_INT(result, RESULT_OK);
    sem_post(&((struct gate *)task->self)->done);
}

static void gate_close(struct gate *gate, struct store *store, enum lane lane)
{
    *gate = (struct gate){.task = {.run = stand_at_gate, .done = leave_gate, .self = gate}};
    sem_init(&gate->reached, 0, 0);
    sem_init(&gate->open, 0, 0);
    sem_init(&gate->done, 0, 0);
    CHECK_INT(lane_submit(store, lane, &gate->task, NULL), RESULT_OK);
    sem_wait(&gate->reached);
}

static void gate_open(struct gate *gate)
{
    sem_post(&gate->open);
    sem_wait(&gate->done);
}

/* ---- tasks that add a thing ------------------------------------------------------------------ */

enum manner { WELL, REFUSE, REFUSE_IF_THERE, HIDE_TROUBLE };

struct adder {
    struct lane_task task;
    int64_t thing;
    enum manner manner;
    int runs;
    enum result result;
    sem_t done;
};

static enum result add(struct lane_task *task, struct tx *tx, struct error *error)
{
    struct adder *adder = task->self;
    char name[32];
    adder->runs++;
    snprintf(name, sizeof name, "thing %lld", (long long)adder->thing);
    if (adder->manner == REFUSE_IF_THERE) {
        struct sample_sql_claim_name row;
        bool found = false;
        enum result result =
            store_find(tx, &sample_sql_claim_name,
                       &(struct sample_sql_claim_name_params){1, adder->thing + 1000, name}, &row,
                       &found, NULL, error);
        if (result == RESULT_OK && !found)
            return error_set(error, RESULT_CONFLICT, NULL, N_("It is there."));
        return result;
    }
    struct sample_sql_add_thing_params thing = world_thing(adder->thing, name);
    enum result result = store_run(tx, &sample_sql_add_thing, &thing, NULL, error);
    if (adder->manner == REFUSE)
        return error_set(error, RESULT_INVALID, "name", N_("No."));
    return adder->manner == HIDE_TROUBLE ? RESULT_OK : result;
}

static void added(struct lane_task *task, enum result result, const struct error *error)
{
    struct adder *adder = task->self;
    adder->result = result;
    CHECK((result == RESULT_OK) == (error == NULL));
    if (error != NULL)
        CHECK_INT(error->code, result);
    sem_post(&adder->done);
}

static void adder_submit(struct adder *adder, struct store *store, int64_t thing,
                         enum manner manner)
{
    *adder = (struct adder){
        .task = {.run = add, .done = added, .self = adder}, .thing = thing, .manner = manner};
    sem_init(&adder->done, 0, 0);
    CHECK_INT(lane_submit(store, LANE_WRITE, &adder->task, NULL), RESULT_OK);
}

/* ---- tests ----------------------------------------------------------------------------------- */

static void a_refusal_takes_back_only_its_own(void)
{
    struct store *store = world_open(NULL);
    struct gate gate;
    struct adder adders[10];
    gate_close(&gate, store, LANE_WRITE);
    for (int i = 0; i < 10; i++)
        adder_submit(&adders[i], store, i + 1, i % 3 == 1 ? REFUSE : WELL);
    gate_open(&gate);
    for (int i = 0; i < 10; i++) {
        sem_wait(&adders[i].done);
        CHECK_INT(adders[i].result, i % 3 == 1 ? RESULT_INVALID : RESULT_OK);
        CHECK_INT(adders[i].runs, 1);
    }
    CHECK_INT(world_count(store), 7);
    store_free(store);
}

/* A seam that fails a kind of call a number of times. */
struct breaker {
    _Atomic int call; /* enum store_call */
    _Atomic int times;
    _Atomic int with;
    _Atomic int spared; /* calls let through before */
};

static enum result break_call(void *self, enum store_call call, const char *statement)
{
    (void)statement;
    struct breaker *breaker = self;
    if ((int)call != breaker->call || breaker->times == 0)
        return RESULT_OK;
    if (breaker->spared > 0) {
        breaker->spared--;
        return RESULT_OK;
    }
    breaker->times--;
    return (enum result)breaker->with;
}

static void breaker_set(struct breaker *breaker, enum store_call call, int times, enum result with)
{
    breaker->call = (int)call;
    breaker->with = (int)with;
    breaker->times = times;
}

/* The third is refused because the first is there; when the batch is lost, all run again alone. */
static void lost_batch(enum store_call call, enum result with)
{
    struct breaker breaker = {0};
    struct store_fault fault = {break_call, &breaker};
    struct store *store = world_open(&(struct store_options){.fault = &fault});
    struct gate gate;
    struct adder adders[4];
    gate_close(&gate, store, LANE_WRITE);
    for (int i = 0; i < 4; i++)
        adder_submit(&adders[i], store, i == 2 ? 11 : 11 + i, i == 2 ? REFUSE_IF_THERE : WELL);
    breaker.spared = call == STORE_CALL_COMMIT; /* the gate's own */
    breaker_set(&breaker, call, 1, with);
    sem_post(&gate.open);
    sem_wait(&gate.done);
    for (int i = 0; i < 4; i++) {
        sem_wait(&adders[i].done);
        CHECK_INT(adders[i].result, i == 2 ? RESULT_CONFLICT : RESULT_OK);
    }
    CHECK_INT(breaker.times, 0);
    CHECK_INT(adders[0].runs, call == STORE_CALL_MARK ? 1 : 2); /* a mark fails before it runs */
    CHECK_INT(adders[3].runs, call == STORE_CALL_COMMIT ? 2 : 1);
    CHECK_INT(world_count(store), 3);
    store_free(store);
}

static void a_lost_batch_is_run_again_alone(void)
{
    lost_batch(STORE_CALL_RELEASE, RESULT_IO);
    lost_batch(STORE_CALL_MARK, RESULT_FULL);
    lost_batch(STORE_CALL_COMMIT, RESULT_BUSY);
}

/* Trouble of one task alone: the others are committed, and it is run again by itself. */
static void trouble_of_one_is_its_own(void)
{
    struct breaker breaker = {0};
    struct store_fault fault = {break_call, &breaker};
    struct store *store = world_open(&(struct store_options){.fault = &fault});
    struct gate gate;
    struct adder adders[3];
    gate_close(&gate, store, LANE_WRITE);
    for (int i = 0; i < 3; i++)
        adder_submit(&adders[i], store, i + 1, WELL);
    breaker_set(&breaker, STORE_CALL_STEP, 1, RESULT_BUSY);
    gate_open(&gate);
    for (int i = 0; i < 3; i++) {
        sem_wait(&adders[i].done);
        CHECK_INT(adders[i].result, RESULT_OK);
        CHECK_INT(adders[i].runs, i == 0 ? 2 : 1);
    }
    CHECK_INT(world_count(store), 3);
    store_free(store);
}

static void every_commit_fails(void)
{
    struct breaker breaker = {0};
    struct store_fault fault = {break_call, &breaker};
    struct store *store = world_open(&(struct store_options){.fault = &fault});
    struct gate gate;
    struct adder adders[3];
    gate_close(&gate, store, LANE_READ); /* only so that its thread is elsewhere */
    breaker_set(&breaker, STORE_CALL_COMMIT, 1000, RESULT_FULL);
    for (int i = 0; i < 3; i++)
        adder_submit(&adders[i], store, i + 1, WELL);
    for (int i = 0; i < 3; i++) {
        sem_wait(&adders[i].done);
        CHECK_INT(adders[i].result, RESULT_FULL);
        CHECK(adders[i].runs == 1 || adders[i].runs == 2);
    }
    breaker.times = 0;
    gate_open(&gate);
    CHECK_INT(world_count(store), 0);
    adder_submit(&adders[0], store, 1, WELL); /* and still usable */
    sem_wait(&adders[0].done);
    CHECK_INT(adders[0].result, RESULT_OK);
    CHECK_INT(world_count(store), 1);
    store_free(store);
}

static void hidden_trouble_is_no_success(void)
{
    struct breaker breaker = {0};
    struct store_fault fault = {break_call, &breaker};
    struct store *store = world_open(&(struct store_options){.fault = &fault});
    struct adder adder;
    breaker_set(&breaker, STORE_CALL_STEP, 1, RESULT_IO);
    adder_submit(&adder, store, 1, HIDE_TROUBLE);
    sem_wait(&adder.done);
    CHECK_INT(adder.result, RESULT_IO);
    CHECK_INT(world_count(store), 0);
    store_free(store);
}

/* ---- snapshots ------------------------------------------------------------------------------- */

struct reader {
    int64_t first, second;
    sem_t *reached, *go_on;
};

static enum result count(struct tx *tx, int64_t *out, struct error *error)
{
    struct sample_sql_count_things row;
    enum result result = store_get(tx, &sample_sql_count_things,
                                   &(struct sample_sql_count_things_params){1}, &row, NULL, error);
    if (result == RESULT_OK)
        *out = row.total;
    return result;
}

static enum result read_twice(void *self, struct tx *tx, struct error *error)
{
    struct reader *reader = self;
    enum result result = count(tx, &reader->first, error);
    sem_post(reader->reached);
    sem_wait(reader->go_on);
    return result == RESULT_OK ? count(tx, &reader->second, error) : result;
}

struct reading {
    struct store *store;
    struct reader reader;
};

static void *read_in_thread(void *self)
{
    struct reading *reading = self;
    CHECK_INT(lane_call(reading->store, LANE_READ, read_twice, &reading->reader, NULL), RESULT_OK);
    return NULL;
}

static void a_reader_sees_one_moment(void)
{
    struct store *store = world_open(NULL);
    sem_t reached, go_on;
    sem_init(&reached, 0, 0);
    sem_init(&go_on, 0, 0);
    struct reading readings[2];
    pthread_t threads[2];
    for (int i = 0; i < 2; i++) { /* both at once: two workers */
        readings[i] = (struct reading){store, {-1, -1, &reached, &go_on}};
        pthread_create(&threads[i], NULL, read_in_thread, &readings[i]);
    }
    sem_wait(&reached);
    sem_wait(&reached);
    struct sample_sql_add_thing_params thing = world_thing(1, "new");
    CHECK_INT(lane_call(store, LANE_WRITE, world_add, &thing, NULL), RESULT_OK);
    sem_post(&go_on);
    sem_post(&go_on);
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
        CHECK_INT(readings[i].reader.first, 0);
        CHECK_INT(readings[i].reader.second, 0);
    }
    CHECK_INT(world_count(store), 1);
    store_free(store);
}

/* ---- load ------------------------------------------------------------------------------------ */

enum { THREADS = 16, EACH = 100 };

struct load {
    struct store *store;
    int thread;
};

static void *submit_many(void *self)
{
    struct load *load = self;
    for (int i = 0; i < EACH; i++) {
        struct adder adder;
        adder_submit(&adder, load->store, load->thread * EACH + i + 1, i % 10 == 9 ? REFUSE : WELL);
        sem_wait(&adder.done);
        CHECK_INT(adder.result, i % 10 == 9 ? RESULT_INVALID : RESULT_OK);
        if (i % 10 == 0)
            CHECK(world_count(load->store) > 0);
    }
    return NULL;
}

static void many_at_once(void)
{
    char *folder = world_folder(), *path = world_path(folder, "k.db");
    struct store *store = world_open(&(struct store_options){.path = path, .checkpoint = 50});
    struct load loads[THREADS];
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        loads[i] = (struct load){store, i};
        pthread_create(&threads[i], NULL, submit_many, &loads[i]);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    CHECK_INT(world_count(store), THREADS * EACH / 10 * 9);
    store_free(store);
    store = world_open(&(struct store_options){.path = path});
    CHECK_INT(world_count(store), THREADS * EACH / 10 * 9);
    store_free(store);
    free(path);
    world_remove(folder);
}

static void a_full_queue_says_so_and_closing_finishes_it(void)
{
    char *folder = world_folder(), *path = world_path(folder, "k.db");
    struct store *store = world_open(&(struct store_options){.path = path});
    struct gate gate;
    struct adder *adders = calloc(LIMIT_LANE_TASKS + 1, sizeof *adders);
    gate_close(&gate, store, LANE_WRITE);
    for (int i = 0; i < LIMIT_LANE_TASKS; i++)
        adder_submit(&adders[i], store, i + 1, WELL);
    struct adder late = {.task = {.run = add, .done = added, .self = &late}};
    struct error error = {0};
    CHECK_INT(lane_submit(store, LANE_WRITE, &late.task, &error), RESULT_BUSY);
    CHECK_INT(late.runs, 0);
    sem_post(&gate.open);
    store_free(store);
    int good = 0;
    for (int i = 0; i < LIMIT_LANE_TASKS; i++)
        good += sem_trywait(&adders[i].done) == 0 && adders[i].result == RESULT_OK;
    CHECK_INT(good, LIMIT_LANE_TASKS);
    store = world_open(&(struct store_options){.path = path});
    CHECK_INT(world_count(store), LIMIT_LANE_TASKS);
    store_free(store);
    free(adders);
    free(path);
    world_remove(folder);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        CHECK_TEST(a_refusal_takes_back_only_its_own),
        CHECK_TEST(a_lost_batch_is_run_again_alone),
        CHECK_TEST(trouble_of_one_is_its_own),
        CHECK_TEST(every_commit_fails),
        CHECK_TEST(hidden_trouble_is_no_success),
        CHECK_TEST(a_reader_sees_one_moment),
        CHECK_TEST(many_at_once),
        CHECK_TEST(a_full_queue_says_so_and_closing_finishes_it),
    };
    return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]);
}
