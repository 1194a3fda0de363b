/* Lanes: a queue with worker threads that read, and one with a thread that changes.
 *
 * The write thread takes tasks one after the other into an open transaction as long as there are
 * any, but no more than a batch and no longer than a few milliseconds, and commits once. Each task
 * stands behind a savepoint. When the batch is lost, each of its tasks is run again alone: also
 * those that were refused, for they may have been refused because of what another did that is now
 * undone. */
#include "store/lane.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/bug.h"
#include "base/calendar.h"
#include "base/limits.h"
#include "store/inside.h"
#include "store/thread.h"

enum { BATCH_MILLISECONDS = 10, READERS_MAX = 16 };

struct queue {
    pthread_mutex_t mutex;
    pthread_cond_t arrived;
    struct lane_task *first, **end;
    size_t count;
    bool is_closed; /* takes no more; workers end when it is empty */
};

/* A task that has been run in a batch and waits for the commit. */
struct change {
    struct lane_task *task;
    enum result result;
    struct error error;
    void (*after_commit)(void *self);
    void *after_self;
};

struct worker {
    struct lanes *lanes;
    struct connection *connection;
    pthread_t thread;
    bool is_started;
};

struct lanes {
    struct store *store;
    struct queue reads, writes;
    struct worker readers[READERS_MAX], writer;
    size_t reader_count;
    struct change *batch;
    size_t batch_size;
};

/* ---- queues ---------------------------------------------------------------------------------- */

static void queue_init(struct queue *queue)
{
    pthread_mutex_init(&queue->mutex, NULL);
    pthread_cond_init(&queue->arrived, NULL);
    queue->end = &queue->first;
}

static void queue_fini(struct queue *queue)
{
    pthread_mutex_destroy(&queue->mutex);
    pthread_cond_destroy(&queue->arrived);
}

static void queue_close(struct queue *queue)
{
    pthread_mutex_lock(&queue->mutex);
    queue->is_closed = true;
    pthread_cond_broadcast(&queue->arrived);
    pthread_mutex_unlock(&queue->mutex);
}

static bool queue_add(struct queue *queue, struct lane_task *task)
{
    pthread_mutex_lock(&queue->mutex);
    bool has_room = !queue->is_closed && queue->count < LIMIT_LANE_TASKS;
    if (has_room) {
        task->next = NULL;
        *queue->end = task;
        queue->end = &task->next;
        queue->count++;
        pthread_cond_signal(&queue->arrived);
    }
    pthread_mutex_unlock(&queue->mutex);
    return has_room;
}

/* The next task; NULL if there is none, after waiting only when the queue has been closed. */
static struct lane_task *queue_take(struct queue *queue, bool wait)
{
    pthread_mutex_lock(&queue->mutex);
    while (wait && queue->first == NULL && !queue->is_closed)
        pthread_cond_wait(&queue->arrived, &queue->mutex);
    struct lane_task *task = queue->first;
    if (task != NULL) {
        queue->first = task->next;
        if (queue->first == NULL)
            queue->end = &queue->first;
        queue->count--;
    }
    pthread_mutex_unlock(&queue->mutex);
    return task;
}

/* ---- running one task ------------------------------------------------------------------------ */

/* Runs the task in the open transaction. What the engine refused, the task cannot call a success.
 */
static void run_task(struct store *store, struct connection *connection, bool is_write,
                     struct change *change)
{
    struct tx tx = {.store = store, .connection = connection, .is_write = is_write};
    change->error = (struct error){0};
    change->result = change->task->run(change->task, &tx, &change->error);
    store_close_all(&tx);
    if (tx.failed != RESULT_OK && (change->result == RESULT_OK || error_is_trouble(tx.failed))) {
        change->result = tx.failed;
        change->error = tx.failure;
    }
    change->after_commit = tx.after_commit;
    change->after_self = tx.after_self;
}

static void finish(struct change *change)
{
    if (change->result == RESULT_OK && change->after_commit != NULL)
        change->after_commit(change->after_self);
    change->task->done(change->task, change->result,
                       change->result == RESULT_OK ? NULL : &change->error);
}

/* ---- reading --------------------------------------------------------------------------------- */

static void read_once(struct store *store, struct connection *connection, struct change *change)
{
    change->result = store_begin(store, connection, &change->error);
    if (change->result != RESULT_OK)
        return;
    run_task(store, connection, false, change);
    store->class->rollback(connection); /* a snapshot has nothing to commit */
}

static void *read_lane(void *self)
{
    struct worker *worker = self;
    struct store *store = worker->lanes->store;
    for (struct lane_task *task; (task = queue_take(&worker->lanes->reads, true)) != NULL;) {
        struct change change = {.task = task};
        read_once(store, worker->connection, &change);
        if (change.result == RESULT_BUSY)
            read_once(store, worker->connection, &change);
        finish(&change);
    }
    return NULL;
}

/* ---- changing -------------------------------------------------------------------------------- */

static void run_alone(struct worker *writer, struct change *change)
{
    struct store *store = writer->lanes->store;
    change->after_commit = NULL;
    change->result = store_begin(store, writer->connection, &change->error);
    if (change->result == RESULT_OK) {
        run_task(store, writer->connection, true, change);
        if (change->result == RESULT_OK)
            change->result = store_commit(store, writer->connection, &change->error);
        else
            store->class->rollback(writer->connection);
    }
    finish(change);
}

/* Runs a task behind a savepoint; false when the whole batch is lost. */
static bool run_marked(struct worker *writer, struct change *change)
{
    struct store *store = writer->lanes->store;
    struct error trouble;
    if (store_mark(store, writer->connection, &trouble) != RESULT_OK)
        return false;
    run_task(store, writer->connection, true, change);
    if (!store->class->is_in_transaction(writer->connection))
        return false;
    if (change->result == RESULT_OK)
        return store_release(store, writer->connection, &trouble) == RESULT_OK;
    return store->class->undo(writer->connection, &trouble) == RESULT_OK;
}

/* Runs `first` and what else waits, and commits; false when all of it was rolled back. */
static bool run_together(struct worker *writer, struct lane_task *first, size_t *count)
{
    struct lanes *lanes = writer->lanes;
    struct error trouble;
    int64_t end = clock_monotonic() + BATCH_MILLISECONDS;
    lanes->batch[(*count)++] = (struct change){.task = first};
    bool is_kept = store_begin(lanes->store, writer->connection, &trouble) == RESULT_OK;
    while (is_kept) {
        is_kept = run_marked(writer, &lanes->batch[*count - 1]);
        if (!is_kept || *count == lanes->batch_size || clock_monotonic() >= end)
            break;
        struct lane_task *task = queue_take(&lanes->writes, false);
        if (task == NULL)
            break;
        lanes->batch[*count].task = task;
        (*count)++;
    }
    if (is_kept)
        return store_commit(lanes->store, writer->connection, &trouble) == RESULT_OK;
    lanes->store->class->rollback(writer->connection);
    return false;
}

static void run_batch(struct worker *writer, struct lane_task *first)
{
    struct lanes *lanes = writer->lanes;
    size_t count = 0;
    bool is_kept = run_together(writer, first, &count);
    for (size_t i = 0; i < count; i++)
        if (is_kept && !error_is_trouble(lanes->batch[i].result))
            finish(&lanes->batch[i]);
    for (size_t i = 0; i < count; i++)
        if (!is_kept || error_is_trouble(lanes->batch[i].result))
            run_alone(writer, &lanes->batch[i]);
}

static bool is_anybody_waiting(struct queue *queue)
{
    pthread_mutex_lock(&queue->mutex);
    bool is_waiting = queue->first != NULL;
    pthread_mutex_unlock(&queue->mutex);
    return is_waiting;
}

static void *write_lane(void *self)
{
    struct worker *writer = self;
    struct lanes *lanes = writer->lanes;
    for (struct lane_task *task; (task = queue_take(&lanes->writes, true)) != NULL;) {
        if (lanes->batch_size > 1 && is_anybody_waiting(&lanes->writes)) {
            run_batch(writer, task);
        } else {
            lanes->batch[0] = (struct change){.task = task};
            run_alone(writer, &lanes->batch[0]);
        }
        lanes->store->class->tidy(writer->connection, !is_anybody_waiting(&lanes->writes));
    }
    return NULL;
}

/* ---- opening and closing --------------------------------------------------------------------- */

static enum result start_worker(struct lanes *lanes, struct worker *worker,
                                enum connection_kind kind, void *(*loop)(void *),
                                struct error *error)
{
    struct store *store = lanes->store;
    worker->lanes = lanes;
    enum result result = store->class->connect(store->engine, kind, &worker->connection, error);
    if (result != RESULT_OK)
        return result;
    result = thread_start(&worker->thread, kind == CONNECTION_WRITE ? "write lane" : "read lane",
                          loop, worker, error);
    worker->is_started = result == RESULT_OK;
    return result;
}

enum result lanes_open(struct store *store, int readers, int batch, struct error *error)
{
    struct lanes *lanes = calloc(1, sizeof *lanes);
    ALWAYS(lanes != NULL);
    store->lanes = lanes;
    lanes->store = store;
    lanes->batch_size = (size_t)batch;
    lanes->batch = calloc(lanes->batch_size, sizeof *lanes->batch);
    ALWAYS(lanes->batch != NULL);
    queue_init(&lanes->reads);
    queue_init(&lanes->writes);
    enum result result = start_worker(lanes, &lanes->writer, CONNECTION_WRITE, write_lane, error);
    while (result == RESULT_OK && lanes->reader_count < (size_t)readers &&
           lanes->reader_count < READERS_MAX)
        result = start_worker(lanes, &lanes->readers[lanes->reader_count++], CONNECTION_READ,
                              read_lane, error);
    return result;
}

static void stop_worker(struct lanes *lanes, struct worker *worker)
{
    if (worker->is_started)
        pthread_join(worker->thread, NULL);
    lanes->store->class->disconnect(worker->connection);
}

void lanes_close(struct lanes *lanes)
{
    if (lanes == NULL)
        return;
    queue_close(&lanes->reads);
    queue_close(&lanes->writes);
    for (size_t i = 0; i < lanes->reader_count; i++)
        stop_worker(lanes, &lanes->readers[i]);
    stop_worker(lanes, &lanes->writer);
    queue_fini(&lanes->reads);
    queue_fini(&lanes->writes);
    free(lanes->batch);
    free(lanes);
}

/* ---- submitting ------------------------------------------------------------------------------ */

enum result lane_submit(struct store *store, enum lane lane, struct lane_task *task,
                        struct error *error)
{
    struct queue *queue = lane == LANE_WRITE ? &store->lanes->writes : &store->lanes->reads;
    if (!queue_add(queue, task))
        return error_set(error, RESULT_BUSY, NULL,
                         N_("Too much is waiting already. Please try again in a moment."));
    return RESULT_OK;
}

struct call {
    struct lane_task task;
    enum result (*work)(void *self, struct tx *tx, struct error *error);
    void *self;
    pthread_mutex_t mutex;
    pthread_cond_t ended;
    bool is_done;
    enum result result;
    struct error *error;
};

static enum result run_call(struct lane_task *task, struct tx *tx, struct error *error)
{
    struct call *call = task->self;
    return call->work(call->self, tx, error);
}

static void end_call(struct lane_task *task, enum result result, const struct error *error)
{
    struct call *call = task->self;
    pthread_mutex_lock(&call->mutex);
    call->result = result;
    if (call->error != NULL && error != NULL)
        *call->error = *error;
    call->is_done = true;
    pthread_cond_signal(&call->ended);
    pthread_mutex_unlock(&call->mutex);
}

/* From a lane's own thread this would wait for itself for ever. */
static bool is_lane_thread(const struct lanes *lanes)
{
    pthread_t self = pthread_self();
    for (size_t i = 0; i < lanes->reader_count; i++)
        if (pthread_equal(lanes->readers[i].thread, self))
            return true;
    return pthread_equal(lanes->writer.thread, self);
}

enum result lane_call(struct store *store, enum lane lane,
                      enum result (*work)(void *self, struct tx *tx, struct error *error),
                      void *self, struct error *error)
{
    ALWAYS(!is_lane_thread(store->lanes));
    struct call call = {.task = {.run = run_call, .done = end_call},
                        .work = work,
                        .self = self,
                        .mutex = PTHREAD_MUTEX_INITIALIZER,
                        .ended = PTHREAD_COND_INITIALIZER,
                        .error = error};
    call.task.self = &call;
    enum result result = lane_submit(store, lane, &call.task, error);
    if (result != RESULT_OK)
        return result;
    pthread_mutex_lock(&call.mutex);
    while (!call.is_done)
        pthread_cond_wait(&call.ended, &call.mutex);
    pthread_mutex_unlock(&call.mutex);
    pthread_mutex_destroy(&call.mutex);
    pthread_cond_destroy(&call.ended);
    return call.result;
}
