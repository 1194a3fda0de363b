/* SQLite: copying the log into the file, beside the writer instead of in its way.
 *
 * SQLite would do this within the commit that makes the log long enough, and everybody who waits for that
 * commit would wait for it too. So a thread with a connection of its own does it (PASSIVE: it blocks
 * nobody). While changes come without a pause the log never quite ends where the copy has got to, and
 * so could grow for ever; at LONG_LOG times the length the writer copies the rest itself, which is
 * little then, and the log begins anew. */
#include "store/sqlite.h"

#include <stdlib.h>
#include <time.h>

#include "base/bug.h"
#include "base/log.h"
#include "store/thread.h"

enum { LONG_LOG = 8, TROUBLE_SECONDS = 1 };

struct checkpointer {
    struct connection *connection;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    bool is_wanted, is_closing;
    int length;  /* of the log in pages, from which on it is copied */
    int next_at; /* length at which the thread is asked again; the writer's own */
};

/* Called by SQLite on the writer's thread after each commit. */
static int committed(void *self, sqlite3 *db, const char *name, int pages)
{
    struct checkpointer *checkpointer = self;
    int length = checkpointer->length;
    if (pages < length)
        checkpointer->next_at = length; /* the log has begun anew */
    if (pages >= length * LONG_LOG)
        sqlite3_wal_checkpoint_v2(db, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    if (pages < checkpointer->next_at)
        return SQLITE_OK;
    checkpointer->next_at = pages + length;
    pthread_mutex_lock(&checkpointer->mutex);
    checkpointer->is_wanted = true;
    pthread_cond_signal(&checkpointer->changed);
    pthread_mutex_unlock(&checkpointer->mutex);
    return SQLITE_OK;
}

/* False when it is time to end. After trouble (a full disk) it waits a little before going on. */
static bool wait_for_work(struct checkpointer *checkpointer, bool had_trouble)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += TROUBLE_SECONDS;
    pthread_mutex_lock(&checkpointer->mutex);
    int timed = 0;
    while (had_trouble && timed == 0 && !checkpointer->is_closing)
        timed = pthread_cond_timedwait(&checkpointer->changed, &checkpointer->mutex, &until);
    while (!checkpointer->is_wanted && !checkpointer->is_closing)
        pthread_cond_wait(&checkpointer->changed, &checkpointer->mutex);
    checkpointer->is_wanted = false;
    bool goes_on = !checkpointer->is_closing;
    pthread_mutex_unlock(&checkpointer->mutex);
    return goes_on;
}

static void *copy_log(void *self)
{
    struct checkpointer *checkpointer = self;
    bool had_trouble = false;
    while (wait_for_work(checkpointer, had_trouble)) {
        sqlite3 *db = checkpointer->connection->db;
        int code = sqlite3_wal_checkpoint_v2(db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
        had_trouble = code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY;
        if (had_trouble)
            log_event(LOG_ERROR, "checkpoint_trouble", "engine", sqlite3_errstr(code));
    }
    return NULL;
}

enum result sqlite_checkpointer_start(struct connection *writer, struct error *error)
{
    struct checkpointer *checkpointer = calloc(1, sizeof *checkpointer);
    ALWAYS(checkpointer != NULL);
    checkpointer->length = checkpointer->next_at = writer->engine->checkpoint;
    pthread_mutex_init(&checkpointer->mutex, NULL);
    pthread_cond_init(&checkpointer->changed, NULL);
    enum result result =
        sqlite_connect(writer->engine, CONNECTION_READ, &checkpointer->connection, error);
    if (result == RESULT_OK)
        result = thread_start(&checkpointer->thread, "log copy", copy_log, checkpointer, error);
    if (result != RESULT_OK) {
        sqlite_disconnect(checkpointer->connection);
        free(checkpointer);
        return result;
    }
    writer->checkpointer = checkpointer;
    sqlite3_wal_hook(writer->db, committed, checkpointer);
    return RESULT_OK;
}

void sqlite_checkpointer_stop(struct checkpointer *checkpointer)
{
    if (checkpointer == NULL)
        return;
    pthread_mutex_lock(&checkpointer->mutex);
    checkpointer->is_closing = true;
    pthread_cond_signal(&checkpointer->changed);
    pthread_mutex_unlock(&checkpointer->mutex);
    pthread_join(checkpointer->thread, NULL);
    pthread_mutex_destroy(&checkpointer->mutex);
    pthread_cond_destroy(&checkpointer->changed);
    sqlite_disconnect(checkpointer->connection);
    free(checkpointer);
}
