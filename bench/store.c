/* What group commit is worth: the same durable changes (WAL, synchronous=FULL) from the same number of
 * submitters, each waiting for its answer, with batches of 256 and of 1; in turns, medians of the rounds.
 * Then what snapshot reads cost while changes go on.
 *
 *     store [FOLDER]        the database is made in FOLDER (a real disk; default: the current one) */
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/calendar.h"
#include "store/lane.h"

enum { ROUNDS = 3, ROUND_MILLISECONDS = 1000, SUBMITTERS_MAX = 64 };

struct add_params {
    int64_t tenant, id, place;
    const char *note;
};
struct get_params {
    int64_t tenant, id;
};
struct entry {
    int64_t id;
    const char *note;
};

static const struct migration schema[] = {
    {"bench", 1, "start",
     "CREATE TABLE entry (tenant_id id NOT NULL, entry_id id NOT NULL, place_id id NOT NULL,"
     " note text NOT NULL, PRIMARY KEY (tenant_id, entry_id));"
     "CREATE INDEX entry_place ON entry (tenant_id, place_id, entry_id);"},
};
static const struct store_slot add_slots[] = {
    {"tenant", STORE_ID, offsetof(struct add_params, tenant)},
    {"id", STORE_ID, offsetof(struct add_params, id)},
    {"place", STORE_ID, offsetof(struct add_params, place)},
    {"note", STORE_TEXT, offsetof(struct add_params, note)},
};
static const struct store_slot get_slots[] = {
    {"tenant", STORE_ID, offsetof(struct get_params, tenant)},
    {"id", STORE_ID, offsetof(struct get_params, id)},
};
static const struct store_slot entry_slots[] = {
    {"entry_id", STORE_ID, offsetof(struct entry, id)},
    {"note", STORE_TEXT, offsetof(struct entry, note)},
};
static const struct statement add_entry = {
    .name = "bench.add",
    .sql = "INSERT INTO entry (tenant_id, entry_id, place_id, note) VALUES (?1, ?2, ?3, ?4)",
    .params = add_slots,
    .param_count = 4,
    .is_write = true};
static const struct statement get_entry = {
    .name = "bench.get",
    .sql = "SELECT entry_id, note FROM entry WHERE tenant_id = ?1 AND entry_id = ?2",
    .params = get_slots,
    .param_count = 2,
    .columns = entry_slots,
    .column_count = 2,
    .row_size = sizeof(struct entry)};

/* ---- submitters ------------------------------------------------------------------------------ */

struct load {
    struct store *store;
    _Atomic int64_t *next_id, *done;
    atomic_bool *stop;
    enum lane lane;
};

struct one {
    struct lane_task task;
    int64_t id;
    struct arena *arena;
    sem_t answered;
};

static enum result add(struct lane_task *task, struct tx *tx, struct error *error)
{
    struct one *one = task->self;
    struct add_params params = {1, one->id, one->id % 997, "reached; everyone at home is well"};
    return store_run(tx, &add_entry, &params, NULL, error);
}

static enum result get(struct lane_task *task, struct tx *tx, struct error *error)
{
    struct one *one = task->self;
    struct entry entry;
    bool found;
    arena_reset(one->arena);
    return store_find(tx, &get_entry, &(struct get_params){1, one->id}, &entry, &found, one->arena,
                      error);
}

static void answered(struct lane_task *task, enum result result, const struct error *error)
{
    if (result != RESULT_OK)
        fprintf(stderr, "%s\n", error->msgid);
    sem_post(&((struct one *)task->self)->answered);
}

static void *submit(void *self)
{
    struct load *load = self;
    struct one one = {.task = {.run = load->lane == LANE_WRITE ? add : get, .done = answered}};
    one.task.self = &one;
    one.arena = arena_new();
    sem_init(&one.answered, 0, 0);
    while (!atomic_load(load->stop)) {
        one.id = load->lane == LANE_WRITE ? atomic_fetch_add(load->next_id, 1)
                                          : atomic_load(load->next_id) / 2;
        if (lane_submit(load->store, load->lane, &one.task, NULL) != RESULT_OK)
            continue;
        sem_wait(&one.answered);
        atomic_fetch_add(load->done, 1);
    }
    sem_destroy(&one.answered);
    arena_free(one.arena);
    return NULL;
}

/* Answers per second of so many writers and readers. */
static void measure(struct store *store, int writers, int readers, _Atomic int64_t *next_id,
                    double *writes, double *reads)
{
    pthread_t threads[SUBMITTERS_MAX];
    _Atomic int64_t written = 0, read = 0;
    atomic_bool stop = false;
    struct load write_load = {store, next_id, &written, &stop, LANE_WRITE};
    struct load read_load = {store, next_id, &read, &stop, LANE_READ};
    int64_t start = clock_monotonic();
    for (int i = 0; i < writers + readers; i++)
        pthread_create(&threads[i], NULL, submit, i < writers ? &write_load : &read_load);
    usleep(ROUND_MILLISECONDS * 1000);
    atomic_store(&stop, true);
    for (int i = 0; i < writers + readers; i++)
        pthread_join(threads[i], NULL);
    double seconds = (double)(clock_monotonic() - start) / 1000;
    *writes = (double)written / seconds;
    *reads = (double)read / seconds;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double values[ROUNDS])
{
    qsort(values, ROUNDS, sizeof *values, compare);
    return values[ROUNDS / 2];
}

static struct store *open_store(const char *folder, int batch)
{
    char path[4096];
    const char *endings[] = {"", "-wal", "-shm", ".lock"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        snprintf(path, sizeof path, "%s/bench-%d.db%s", folder, batch, endings[i]);
        unlink(path);
    }
    snprintf(path, sizeof path, "%s/bench-%d.db", folder, batch);
    struct store *store = NULL;
    struct error error = {0};
    const struct migration *lists[] = {schema};
    size_t count = 1;
    if (store_open_file(&(struct store_options){.path = path, .batch = batch}, &store, &error) !=
            RESULT_OK ||
        store_migrate(store, lists, &count, 1, &error) != RESULT_OK) {
        fprintf(stderr, "%s %s\n", error.msgid, error.args[0]);
        exit(1);
    }
    return store;
}

int main(int argc, char **argv)
{
    static const int submitters[] = {1, 8, 64};
    const char *folder = argc > 1 ? argv[1] : ".";
    struct store *together = open_store(folder, 256), *single = open_store(folder, 1);
    _Atomic int64_t next_id = 1;
    double unused, at_64 = 0;
    for (size_t s = 0; s < sizeof submitters / sizeof *submitters; s++) {
        double grouped[ROUNDS], alone[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            measure(together, submitters[s], 0, &next_id, &grouped[i], &unused);
            measure(single, submitters[s], 0, &next_id, &alone[i], &unused);
        }
        double many = median(grouped), one = median(alone);
        printf("durable changes, %2d submitters: %7.0f/s in batches of 256, %6.0f/s one by one: "
               "%.1f times\n",
               submitters[s], many, one, many / one);
        at_64 = many / one;
    }
    double quiet[ROUNDS], busy[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        measure(together, 0, 8, &next_id, &unused, &quiet[i]);
        measure(together, 32, 8, &next_id, &unused, &busy[i]);
    }
    double reads = median(quiet), reads_busy = median(busy);
    printf("reads, 8 readers: %.0f/s; beside 32 writers %.0f/s: %.2f of it\n", reads, reads_busy,
           reads_busy / reads);
    store_free(together);
    store_free(single);
    return at_64 >= 5 ? 0 : 1;
}
