/* What the world does to a store: the power goes at any sync, the program is killed, the disk is full,
 * the disk fails. No acknowledged change may be lost, and nothing may be half there. */
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/chance.h"
#include "check.h"
#include "powercut.h"
#include "world.h"

enum { SUBMITTERS = 6, EACH = 25, CHANGES = SUBMITTERS * EACH, PAIR = 100000, IMAGES = 3 };

/* ---- a change: two rows that belong together ------------------------------------------------- */

struct change {
    struct lane_task task;
    int64_t number;
    size_t padding; /* bytes of a picture in the row */
    void (*acknowledged)(void *self, int64_t number, enum result result);
    void *self;
    sem_t done;
};

static enum result add_pair(struct lane_task *task, struct tx *tx, struct error *error)
{
    static const char padding[8192];
    struct change *change = task->self;
    char name[32];
    snprintf(name, sizeof name, "thing %lld", (long long)change->number);
    struct sample_sql_add_thing_params thing = world_thing(change->number, name);
    if (change->padding > 0)
        thing.picture = (struct store_bytes){padding, change->padding};
    enum result result = store_run(tx, &sample_sql_add_thing, &thing, NULL, error);
    if (result != RESULT_OK)
        return result;
    snprintf(name, sizeof name, "pair of %lld", (long long)change->number);
    thing.thing += PAIR;
    result = store_run(tx, &sample_sql_add_thing, &thing, NULL, error);
    if (result == RESULT_OK && change->number % 7 == 0)
        return error_set(error, RESULT_INVALID, NULL, N_("Refused."));
    return result;
}

static void pair_done(struct lane_task *task, enum result result, const struct error *error)
{
    (void)error;
    struct change *change = task->self;
    change->acknowledged(change->self, change->number, result);
    sem_post(&change->done);
}

/* Submits one and waits for it. */
static void make_change(struct store *store, struct change *change)
{
    change->task = (struct lane_task){.run = add_pair, .done = pair_done, .self = change};
    sem_init(&change->done, 0, 0);
    if (lane_submit(store, LANE_WRITE, &change->task, NULL) == RESULT_OK)
        sem_wait(&change->done);
}

/* ---- what is there afterwards ---------------------------------------------------------------- */

struct found {
    bool is_there[2 * PAIR];
};

static enum result find_all(void *self, struct tx *tx, struct error *error)
{
    struct found *found = self;
    struct store_cursor *cursor = NULL;
    struct sample_sql_everything row;
    enum result result = store_open(tx, &sample_sql_everything, NULL, &cursor, error);
    for (bool more = true; result == RESULT_OK && more;) {
        result = store_next(cursor, &row, &more, error);
        if (result == RESULT_OK && more)
            found->is_there[row.thing_id] = true;
    }
    store_close(cursor);
    return result;
}

/* True if the store is sound, has all that `is_acknowledged` says, and no half of a pair. */
static bool look(struct store *store, const atomic_bool *is_acknowledged, int64_t count)
{
    struct found *found = calloc(1, sizeof *found);
    struct arena *arena = arena_new();
    struct store_health health = {0};
    bool is_well = CHECK_INT(lane_call(store, LANE_READ, find_all, found, NULL), RESULT_OK) &&
                   CHECK_INT(store_check(store, &health, arena, NULL), RESULT_OK) &&
                   CHECK(health.is_sound);
    for (int64_t i = 1; i <= count; i++) {
        is_well = is_well && CHECK(!is_acknowledged[i] || found->is_there[i]) &&
                  CHECK(found->is_there[i] == found->is_there[i + PAIR]) &&
                  CHECK(!found->is_there[i] || i % 7 != 0);
    }
    arena_free(arena);
    free(found);
    return is_well;
}

/* ---- power cuts ------------------------------------------------------------------------------ */

struct cuts {
    char *folder; /* for images */
    atomic_bool is_acknowledged[CHANGES + 1];
    int64_t images;
    bool is_migrating, has_failed;
};

static void check_image(struct cuts *cuts, struct powercut *powercut, int64_t number, enum cut cut,
                        uint64_t seed)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%lld", cuts->folder, (long long)cuts->images++);
    CHECK_INT(mkdir(path, 0700), 0);
    powercut_image(powercut, path, cut, seed);
    char file[300];
    snprintf(file, sizeof file, "%s/k.db", path);
    struct store_options options = {.path = file, .readers = 1};
    struct store *store = NULL;
    struct error error = {0};
    if (cuts->is_migrating)
        store = world_open(&options); /* whatever there is, it can be finished */
    else
        CHECK_INT(store_open_file(&options, &store, &error), RESULT_OK);
    bool is_well = store != NULL && look(store, cuts->is_acknowledged, CHANGES);
    store_free(store);
    if (is_well) {
        world_remove(strdup(path));
    } else {
        printf("    at sync %lld, cut %d, seed %llu: %s\n", (long long)number, (int)cut,
               (unsigned long long)seed, path);
        cuts->has_failed = true;
    }
}

static void at_sync(void *self, struct powercut *powercut, int64_t number)
{
    struct cuts *cuts = self;
    for (int cut = 0; cut < CUT__COUNT && !cuts->has_failed; cut++) {
        bool is_chance = cut == CUT_TORN || cut == CUT_REORDERED;
        for (int i = 0; i < (is_chance ? IMAGES : 1) && !cuts->has_failed; i++)
            check_image(cuts, powercut, number, (enum cut)cut,
                        (uint64_t)number * 1000 + (uint64_t)(cut * 10 + i));
    }
}

static void note_acknowledged(void *self, int64_t number, enum result result)
{
    struct cuts *cuts = self;
    CHECK_INT(result, number % 7 == 0 ? RESULT_INVALID : RESULT_OK);
    cuts->is_acknowledged[number] = result == RESULT_OK;
}

struct submitter {
    struct store *store;
    struct cuts *cuts;
    int64_t first;
};

static void *submit(void *self)
{
    struct submitter *submitter = self;
    for (int64_t i = 0; i < EACH; i++) {
        struct change change = {.number = submitter->first + i,
                                .padding = (size_t)(i % 5) * 1500,
                                .acknowledged = note_acknowledged,
                                .self = submitter->cuts};
        make_change(submitter->store, &change);
    }
    return NULL;
}

static void submit_all(struct store *store, struct cuts *cuts)
{
    struct submitter submitters[SUBMITTERS];
    pthread_t threads[SUBMITTERS];
    for (int i = 0; i < SUBMITTERS; i++) {
        submitters[i] = (struct submitter){store, cuts, 1 + i * EACH};
        pthread_create(&threads[i], NULL, submit, &submitters[i]);
    }
    for (int i = 0; i < SUBMITTERS; i++)
        pthread_join(threads[i], NULL);
}

static void the_power_goes_at_every_sync(void)
{
    struct cuts *cuts = calloc(1, sizeof *cuts);
    cuts->folder = world_folder_in_memory();
    char *folder = world_folder(), *path = world_path(folder, "k.db");
    struct powercut *powercut = powercut_new("cut");
    struct store_options options = {.path = path, .vfs = "cut", .checkpoint = 15};
    cuts->is_migrating = true;
    powercut_watch(powercut, at_sync, cuts);
    struct store *store = world_open(&options);
    cuts->is_migrating = false;
    int64_t syncs = powercut_syncs(powercut);
    CHECK(syncs > 5);
    submit_all(store, cuts);
    CHECK(powercut_syncs(powercut) - syncs > 40); /* commits, and checkpoints in between */
    CHECK(look(store, cuts->is_acknowledged, CHANGES));
    store_free(store);
    powercut_free(powercut);
    world_remove(cuts->folder);
    world_remove(folder);
    free(cuts);
    free(path);
}

/* Counts as a failure what the other test would: something acknowledged that is not there. */
static void count_losses(void *self, struct powercut *powercut, int64_t number)
{
    struct cuts *cuts = self;
    (void)number;
    char path[256];
    snprintf(path, sizeof path, "%s/%lld", cuts->folder, (long long)cuts->images++);
    CHECK_INT(mkdir(path, 0700), 0);
    powercut_image(powercut, path, CUT_WHOLE, 1);
    char file[300];
    snprintf(file, sizeof file, "%s/k.db", path);
    struct store *store = NULL;
    struct found *found = calloc(1, sizeof *found);
    if (store_open_file(&(struct store_options){.path = file}, &store, NULL) == RESULT_OK &&
        lane_call(store, LANE_READ, find_all, found, NULL) == RESULT_OK)
        for (int64_t i = 1; i <= CHANGES; i++)
            cuts->has_failed |= cuts->is_acknowledged[i] && !found->is_there[i];
    store_free(store);
    free(found);
}

static void the_test_would_notice(void)
{
    struct cuts *cuts = calloc(1, sizeof *cuts);
    cuts->folder = world_folder_in_memory();
    char *folder = world_folder(), *path = world_path(folder, "k.db");
    struct powercut *powercut = powercut_new("cut");
    struct store *store = world_open(&(struct store_options){.path = path, .vfs = "cut"});
    struct change change = {.number = 1, .acknowledged = note_acknowledged, .self = cuts};
    make_change(store, &change);
    /* As if number 2 had been acknowledged before its sync. */
    cuts->is_acknowledged[2] = true;
    powercut_watch(powercut, count_losses, cuts);
    change.number = 2;
    make_change(store, &change);
    CHECK(cuts->has_failed);
    store_free(store);
    powercut_free(powercut);
    world_remove(cuts->folder);
    world_remove(folder);
    free(cuts);
    free(path);
}

/* ---- copies while changes go on -------------------------------------------------------------- */

struct endless {
    struct store *store;
    atomic_bool *is_acknowledged; /* PAIR of them */
    atomic_bool stop;
    _Atomic int64_t next;
};

static void note_endless(void *self, int64_t number, enum result result)
{
    struct endless *endless = self;
    endless->is_acknowledged[number] = result == RESULT_OK;
}

static void *submit_endlessly(void *self)
{
    struct endless *endless = self;
    while (!endless->stop) {
        struct change change = {.number = atomic_fetch_add(&endless->next, 1),
                                .acknowledged = note_endless,
                                .self = endless};
        if (change.number >= PAIR)
            break;
        make_change(endless->store, &change);
    }
    return NULL;
}

/* Each copy holds what had been acknowledged before it began, and no half of anything. */
static void copy_and_look(struct endless *endless, const char *path)
{
    atomic_bool *before = calloc(PAIR, sizeof *before);
    int64_t count = endless->next;
    for (int64_t n = 1; n < count && n < PAIR; n++)
        before[n] = endless->is_acknowledged[n];
    CHECK_INT(store_backup(endless->store, path, NULL), RESULT_OK);
    struct store *copy = NULL;
    CHECK_INT(store_open_file(&(struct store_options){.path = path}, &copy, NULL), RESULT_OK);
    CHECK(copy != NULL && look(copy, before, PAIR - 1));
    store_free(copy);
    free(before);
}

static void a_copy_under_load_is_one_moment(void)
{
    char *folder = world_folder_in_memory(), *path = world_path(folder, "k.db");
    char *copy = world_path(folder, "copy.db");
    struct endless endless = {.next = 1};
    pthread_t threads[4];
    endless.store = world_open(&(struct store_options){.path = path, .checkpoint = 20});
    endless.is_acknowledged = calloc(PAIR, sizeof *endless.is_acknowledged);
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, submit_endlessly, &endless);
    int64_t last = 0;
    for (int i = 0; i < 10; i++) {
        while (endless.next < last + 20) /* changes go on */
            sched_yield();
        last = endless.next;
        copy_and_look(&endless, copy);
    }
    endless.stop = true;
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    CHECK(look(endless.store, endless.is_acknowledged, PAIR - 1));
    store_free(endless.store);
    free(endless.is_acknowledged);
    free(copy);
    free(path);
    world_remove(folder);
}

/* ---- the disk is full, or fails -------------------------------------------------------------- */

static void note_result(void *self, int64_t number, enum result result)
{
    (void)number;
    *(enum result *)self = result;
}

static enum result try_change(struct store *store, int64_t number)
{
    enum result result = RESULT_BUSY;
    struct change change = {
        .number = number, .padding = 6000, .acknowledged = note_result, .self = &result};
    make_change(store, &change);
    return result;
}

/* The next that is not refused for its number. */
static int64_t next_number(int64_t number)
{
    return number % 7 == 6 ? number + 2 : number + 1;
}

static void a_full_disk_recovers_by_itself(void)
{
    char *folder = world_folder(), *path = world_path(folder, "k.db");
    struct powercut *powercut = powercut_new("cut");
    struct store *store = world_open(&(struct store_options){.path = path, .vfs = "cut"});
    CHECK_INT(try_change(store, 1), RESULT_OK);
    powercut_leave_room(powercut, 60000);
    int64_t number = 2;
    enum result result = RESULT_OK;
    while (number < 1000 && (result = try_change(store, number)) == RESULT_OK)
        number = next_number(number);
    CHECK_INT(result, RESULT_FULL);
    int64_t count = world_count(store); /* reading goes on */
    CHECK(count > 2 && count % 2 == 0);
    CHECK_INT(try_change(store, number), RESULT_FULL);
    CHECK_INT(world_count(store), count);
    powercut_leave_room(powercut, -1);
    CHECK_INT(try_change(store, number), RESULT_OK);
    CHECK_INT(world_count(store), count + 2);
    struct arena *arena = arena_new();
    struct store_health health;
    CHECK_INT(store_check(store, &health, arena, NULL), RESULT_OK);
    CHECK(health.is_sound);
    arena_free(arena);
    store_free(store);
    powercut_free(powercut);
    free(path);
    world_remove(folder);
}

static void a_failing_disk_is_said(void)
{
    char *folder = world_folder(), *path = world_path(folder, "k.db");
    struct powercut *powercut = powercut_new("cut");
    struct store *store = world_open(&(struct store_options){.path = path, .vfs = "cut"});
    CHECK_INT(try_change(store, 1), RESULT_OK);
    powercut_fail_syncs(powercut, 1);
    CHECK_INT(try_change(store, 2), RESULT_IO);
    CHECK_INT(world_count(store), 2);
    powercut_fail_writes(powercut, 1);
    CHECK_INT(try_change(store, 3), RESULT_IO);
    CHECK_INT(world_count(store), 2);
    CHECK_INT(try_change(store, 4), RESULT_OK);
    CHECK_INT(world_count(store), 4);
    store_free(store);
    powercut_free(powercut);
    store = world_open(&(struct store_options){.path = path});
    CHECK_INT(world_count(store), 4);
    store_free(store);
    free(path);
    world_remove(folder);
}

/* ---- kill -9 --------------------------------------------------------------------------------- */

static void tell(void *self, int64_t number, enum result result)
{
    const int *pipe_end = self;
    if (result == RESULT_OK && write(*pipe_end, &number, sizeof number) != sizeof number)
        _exit(3);
}

struct child_submitter {
    struct store *store;
    int *pipe_end;
    _Atomic int64_t *next;
};

static void *submit_for_ever(void *self)
{
    struct child_submitter *submitter = self;
    for (;;) {
        struct change change = {.number = atomic_fetch_add(submitter->next, 1),
                                .acknowledged = tell,
                                .self = submitter->pipe_end};
        if (change.number >= PAIR)
            return NULL;
        make_change(submitter->store, &change);
    }
}

static _Noreturn void be_child(const char *path, int pipe_end, int64_t first)
{
    struct store *store = NULL;
    _Atomic int64_t next = first;
    if (store_open_file(&(struct store_options){.path = path, .checkpoint = 40}, &store, NULL) !=
        RESULT_OK)
        _exit(2);
    struct child_submitter submitter = {store, &pipe_end, &next};
    pthread_t threads[8];
    for (int i = 0; i < 8; i++)
        pthread_create(&threads[i], NULL, submit_for_ever, &submitter);
    for (int i = 0; i < 8; i++)
        pthread_join(threads[i], NULL);
    _exit(0);
}

/* Lets a child work until it has acknowledged `enough`, kills it; returns the highest number heard. */
static int64_t kill_one(const char *path, int64_t first, int enough, atomic_bool *is_acknowledged)
{
    int ends[2], status = 0;
    CHECK_INT(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        be_child(path, ends[1], first);
    }
    close(ends[1]);
    int64_t number, highest = first;
    for (int heard = 0; read(ends[0], &number, sizeof number) == sizeof number; heard++) {
        is_acknowledged[number] = true;
        highest = number > highest ? number : highest;
        if (heard == enough)
            kill(child, SIGKILL);
    }
    close(ends[0]);
    CHECK_INT(waitpid(child, &status, 0), child);
    CHECK(WIFSIGNALED(status));
    return highest;
}

static void killing_it_loses_nothing(void)
{
    char *folder = world_folder(), *path = world_path(folder, "k.db");
    atomic_bool *is_acknowledged = calloc(PAIR, sizeof *is_acknowledged);
    struct chance_seed seed = {2020};
    store_free(world_open(&(struct store_options){.path = path}));
    int64_t next = 1;
    for (int round = 0; round < 12; round++) {
        int enough = (int)chance_below(&seed, 400);
        next = kill_one(path, next, enough, is_acknowledged) + 1000;
        struct store *store = NULL;
        if (!CHECK_INT(store_open_file(&(struct store_options){.path = path}, &store, NULL),
                       RESULT_OK))
            break;
        bool is_well = look(store, is_acknowledged, next < PAIR ? next : PAIR - 1);
        store_free(store);
        if (!is_well)
            break;
    }
    free(is_acknowledged);
    free(path);
    world_remove(folder);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        CHECK_TEST(the_power_goes_at_every_sync),   CHECK_TEST(the_test_would_notice),
        CHECK_TEST(a_full_disk_recovers_by_itself), CHECK_TEST(a_failing_disk_is_said),
        CHECK_TEST(killing_it_loses_nothing),       CHECK_TEST(a_copy_under_load_is_one_moment),
    };
    return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]);
}
