/* Jobs: one thread takes the oldest job that has not ended, and works on it to its end.
 *
 * A job is a row of the table `job` and is over when `ended` is set; so what a crash interrupted is
 * simply still open. Progress lives in memory and is written a few times a second at most, in the same
 * statement that asks whether somebody stopped the job. */
#include "store/job.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/log.h"
#include "base/text.h"
#include "store/inside.h"
#include "store/thread.h"
#include "store_sql.h"

enum {
    PUBLISH_MILLISECONDS = 250,
    ATTEMPTS = 6,
    WAIT_SECONDS_MAX = 32,
    TROUBLE_SECONDS = 2,
    MESSAGE_PARTS = ERROR_ARGS + 1
};
enum { PART_SEPARATOR = '\037' }; /* between msgid and arguments of a stored message */

struct jobs {
    struct store *store;
    struct services *services;
    const struct job_kind **kinds; /* a copy of the list */
    size_t count;
    pthread_t thread;
    pthread_mutex_t working; /* held by whoever works on a job: one at a time */
    pthread_mutex_t mutex;   /* of the four below */
    pthread_cond_t changed;
    struct clock clock;
    bool has_news, is_closing;
    atomic_bool is_ending;   /* the same as is_closing, for the work to look at */
    atomic_bool should_look; /* somebody was stopped: the next job_check asks the table */
};

struct job {
    struct jobs *jobs;
    struct job_status status;
    int64_t published; /* of clock_monotonic, 0: never */
    bool is_stopped;   /* somebody stopped it, and the work has been told */
};

/* ---- messages -------------------------------------------------------------------------------- */

static char *pack_message(struct arena *arena, const struct error *error)
{
    size_t last = ERROR_ARGS;
    while (last > 0 && error->args[last - 1][0] == '\0')
        last--;
    char *text = arena_copy(arena, error->msgid != NULL ? error->msgid : "");
    for (size_t i = 0; i < last; i++)
        text = arena_printf(arena, "%s%c%s", text, PART_SEPARATOR, error->args[i]);
    return text;
}

static void unpack_message(const char *text, struct arena *arena, enum result code,
                           struct error *error)
{
    const char *parts[MESSAGE_PARTS] = {"", "", "", "", ""};
    for (size_t i = 0; i < MESSAGE_PARTS && text != NULL; i++) {
        const char *end = strchr(text, PART_SEPARATOR);
        parts[i] = end != NULL ? arena_copy_n(arena, text, (size_t)(end - text)) : text;
        text = end != NULL ? end + 1 : NULL;
    }
    error_set(error, code, NULL, arena_copy(arena, parts[0]), parts[1], parts[2], parts[3],
              parts[4]);
}

const char *job_message(const struct job_status *status, enum language language,
                        struct arena *arena)
{
    if (status->failure == NULL)
        return NULL;
    struct error error;
    unpack_message(status->failure, arena, RESULT_INVALID, &error);
    return language_error(arena, language, &error);
}

/* ---- the table ------------------------------------------------------------------------------- */

static void wake(void *self)
{
    struct jobs *jobs = self;
    atomic_store(&jobs->should_look, true);
    pthread_mutex_lock(&jobs->mutex);
    jobs->has_news = true;
    pthread_cond_broadcast(&jobs->changed);
    pthread_mutex_unlock(&jobs->mutex);
}

enum result job_add(struct jobs *jobs, struct tx *tx, int64_t job_id, int64_t tenant,
                    int64_t account, const char *kind, int64_t subject, int64_t now,
                    struct error *error)
{
    enum result result =
        store_run(tx, &store_sql_add_job,
                  &(struct store_sql_add_job_params){tenant, job_id, account, kind, subject, now},
                  NULL, error);
    if (result == RESULT_OK) {
        tx->after_commit = wake;
        tx->after_self = jobs;
    }
    return result;
}

enum result job_get(struct tx *tx, int64_t tenant, int64_t job_id, struct job_status *status,
                    struct arena *arena, struct error *error)
{
    struct store_sql_get_job row;
    struct store_sql_get_job_params key = {tenant, job_id};
    enum result result = store_get(tx, &store_sql_get_job, &key, &row, arena, error);
    if (result != RESULT_OK)
        return result;
    *status = (struct job_status){.job_id = row.job_id,
                                  .tenant = row.tenant_id,
                                  .account = row.account_id,
                                  .kind = row.kind,
                                  .subject = row.subject,
                                  .state = row.state,
                                  .done = row.done,
                                  .total = row.total,
                                  .failure = row.message,
                                  .started = row.started,
                                  .ended = row.ended};
    status->message = job_message(status, LANGUAGE_CHINESE, arena);
    return RESULT_OK;
}

enum result job_find_last(struct tx *tx, int64_t tenant, const char *kind, bool is_done,
                          struct job_status *status, bool *is_found, struct arena *arena,
                          struct error *error)
{
    struct store_sql_last_job row;
    enum result result = store_find(
        tx, &store_sql_last_job,
        &(struct store_sql_last_job_params){tenant, kind, is_done ? JOB_DONE : JOB__COUNT}, &row,
        is_found, arena, error);
    return result == RESULT_OK && *is_found ? job_get(tx, tenant, row.job_id, status, arena, error)
                                            : result;
}

enum result job_cancel(struct jobs *jobs, struct tx *tx, int64_t tenant, int64_t job_id,
                       struct error *error)
{
    struct store_sql_cancel_job row;
    bool found = false;
    enum result result =
        store_find(tx, &store_sql_cancel_job, &(struct store_sql_cancel_job_params){tenant, job_id},
                   &row, &found, NULL, error);
    if (result == RESULT_OK && !found)
        return error_set(error, RESULT_CONFLICT, NULL, N_("This work has already ended."));
    if (result == RESULT_OK) {
        tx->after_commit = wake;
        tx->after_self = jobs;
    }
    return result;
}

/* ---- for the work ---------------------------------------------------------------------------- */

const struct job_status *job_self(const struct job *job)
{
    return &job->status;
}

static bool is_ending(struct jobs *jobs)
{
    return atomic_load(&jobs->is_ending);
}

static enum result check_ending(const struct job *job, struct error *error)
{
    if (is_ending(job->jobs))
        return error_set(error, RESULT_BUSY, NULL,
                         N_("The program is ending; this goes on when it starts again."));
    return RESULT_OK;
}

enum result job_slice(struct job *job, enum lane lane,
                      enum result (*slice)(void *self, struct tx *tx, struct error *error),
                      void *self, struct error *error)
{
    enum result result = check_ending(job, error);
    return result == RESULT_OK ? lane_call(job->jobs->store, lane, slice, self, error) : result;
}

static enum result publish(void *self, struct tx *tx, struct error *error)
{
    struct job *job = self;
    struct store_sql_progress_job row;
    bool found = false;
    struct store_sql_progress_job_params params = {job->status.tenant, job->status.job_id,
                                                   job->status.done, job->status.total};
    enum result result =
        store_find(tx, &store_sql_progress_job, &params, &row, &found, NULL, error);
    if (result == RESULT_OK && (!found || row.is_cancelled != 0))
        return error_set(error, RESULT_CANCELLED, NULL, N_("Stopped."));
    return result;
}

enum result job_check(struct job *job, int64_t done, int64_t total, struct error *error)
{
    job->status.done = done;
    job->status.total = total;
    enum result result = check_ending(job, error);
    if (result != RESULT_OK || job->is_stopped)
        return result;
    int64_t now = clock_monotonic();
    bool should_look = atomic_exchange(&job->jobs->should_look, false);
    if (!should_look && job->published != 0 && now - job->published < PUBLISH_MILLISECONDS)
        return RESULT_OK;
    job->published = now;
    result = lane_call(job->jobs->store, LANE_WRITE, publish, job, error);
    job->is_stopped = result == RESULT_CANCELLED;
    return result;
}

/* ---- working --------------------------------------------------------------------------------- */

static int64_t now(struct jobs *jobs)
{
    pthread_mutex_lock(&jobs->mutex);
    struct clock clock = jobs->clock;
    pthread_mutex_unlock(&jobs->mutex);
    return clock_now(&clock);
}

struct start {
    struct job *job;
    struct arena *arena;
    bool is_open, is_cancelled;
};

static enum result start_job(void *self, struct tx *tx, struct error *error)
{
    struct start *start = self;
    struct job *job = start->job;
    struct store_sql_start_job row = {0};
    struct store_sql_start_job_params params = {job->status.tenant, job->status.job_id,
                                                now(job->jobs)};
    enum result result =
        store_find(tx, &store_sql_start_job, &params, &row, &start->is_open, NULL, error);
    start->is_cancelled = row.is_cancelled != 0;
    if (result == RESULT_OK)
        result = job_get(tx, params.tenant, params.job, &job->status, start->arena, error);
    return result;
}

static enum result end_job(void *self, struct tx *tx, struct error *error)
{
    const struct job *job = self;
    const struct job_status *status = &job->status;
    struct store_sql_end_job_params params = {status->tenant, status->job_id, status->state,
                                              status->done,   status->total,  status->failure,
                                              now(job->jobs)};
    return store_run(tx, &store_sql_end_job, &params, NULL, error);
}

const struct job_kind *jobs_kind(const struct jobs *jobs, const char *name)
{
    for (size_t i = 0; i < jobs->count; i++)
        if (text_equal(jobs->kinds[i]->name, name))
            return jobs->kinds[i];
    return NULL;
}

static enum result work(struct job *job, bool is_cancelled, struct error *error)
{
    const struct job_kind *kind = jobs_kind(job->jobs, job->status.kind);
    if (kind == NULL)
        return error_set(error, RESULT_UNSUPPORTED, NULL, N_("Nobody knows how to do \"%1\"."),
                         job->status.kind);
    /* A job that was stopped before it began has nothing to undo; one that was interrupted may. */
    if (is_cancelled && job->status.done == 0 && job->status.total == 0)
        return error_set(error, RESULT_CANCELLED, NULL, N_("Stopped."));
    return kind->work(job, job->jobs->services, error);
}

/* Writes down how the work ended; *is_over tells whether that succeeded. */
static enum result end_work(struct job *job, enum result result, const struct error *failure,
                            struct arena *arena, bool *is_over, struct error *error)
{
    struct job_status *status = &job->status;
    status->state = result == RESULT_OK          ? JOB_DONE
                    : result == RESULT_CANCELLED ? JOB_CANCELLED
                                                 : JOB_FAILED;
    status->failure = status->state == JOB_FAILED ? pack_message(arena, failure) : NULL;
    enum result ended = lane_call(job->jobs->store, LANE_WRITE, end_job, job, error);
    *is_over = ended == RESULT_OK;
    if (result != RESULT_OK && error != NULL)
        *error = *failure;
    return result != RESULT_OK ? result : ended;
}

/* What became of a job that somebody else has worked on. */
static enum result tell_outcome(const struct job_status *status, struct arena *arena,
                                struct error *error)
{
    if (status->state == JOB_CANCELLED)
        return error_set(error, RESULT_CANCELLED, NULL, N_("Stopped."));
    if (status->state == JOB_FAILED)
        return error_set(error, RESULT_INVALID, NULL, N_("This work has failed: %1"),
                         job_message(status, LANGUAGE_ENGLISH, arena));
    return RESULT_OK;
}

/* Works on one job. *is_over is false when it stays open, to be tried again: after trouble, unless
 * this was the last attempt, and when the program is ending. */
static enum result run_job(struct jobs *jobs, int64_t tenant, int64_t job_id, bool is_last,
                           bool *is_over, struct error *error)
{
    struct arena *arena = arena_new();
    struct job job = {.jobs = jobs, .status = {.tenant = tenant, .job_id = job_id}};
    struct start start = {.job = &job, .arena = arena};
    *is_over = false;
    pthread_mutex_lock(&jobs->working);
    enum result result = lane_call(jobs->store, LANE_WRITE, start_job, &start, error);
    if (result == RESULT_OK && !start.is_open) {
        *is_over = true;
        result = tell_outcome(&job.status, arena, error);
    } else if (result == RESULT_OK) {
        struct error failure = {0};
        result = work(&job, start.is_cancelled, &failure);
        if (error_is_trouble(result) && (!is_last || is_ending(jobs)))
            *error = failure;
        else
            result = end_work(&job, result, &failure, arena, is_over, error);
    }
    pthread_mutex_unlock(&jobs->working);
    arena_free(arena);
    return result;
}

enum result job_run_now(struct jobs *jobs, int64_t tenant, int64_t job_id, struct error *error)
{
    bool is_over;
    struct error failure = {0};
    enum result result = run_job(jobs, tenant, job_id, true, &is_over, &failure);
    if (result != RESULT_OK && error != NULL)
        *error = failure;
    return result;
}

/* ---- the thread ------------------------------------------------------------------------------ */

static enum result find_next(void *self, struct tx *tx, struct error *error)
{
    struct store_sql_next_job *row = self;
    bool found = false;
    enum result result = store_find(tx, &store_sql_next_job, NULL, row, &found, NULL, error);
    if (result == RESULT_OK && !found)
        row->job_id = 0;
    return result;
}

/* Waits for news, for `seconds` at most (0: without end); false when the jobs are closing. */
static bool wait_for_news(struct jobs *jobs, int seconds)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += seconds;
    pthread_mutex_lock(&jobs->mutex);
    int timed = 0;
    while (!jobs->is_closing && timed == 0 && (seconds > 0 || !jobs->has_news))
        timed = seconds > 0 ? pthread_cond_timedwait(&jobs->changed, &jobs->mutex, &until)
                            : pthread_cond_wait(&jobs->changed, &jobs->mutex);
    jobs->has_news = false;
    bool goes_on = !jobs->is_closing;
    pthread_mutex_unlock(&jobs->mutex);
    return goes_on;
}

/* Works on one job until it is over or has been tried often enough. */
static void work_off(struct jobs *jobs, int64_t tenant, int64_t job_id)
{
    bool is_over = false;
    for (int attempt = 1, wait = 1; !is_over && !is_ending(jobs); attempt++) {
        struct error error = {0};
        enum result result = run_job(jobs, tenant, job_id, attempt >= ATTEMPTS, &is_over, &error);
        if (result == RESULT_OK || is_over || is_ending(jobs))
            break;
        log_event(LOG_WARNING, "job_trouble", "message", error.msgid);
        if (!wait_for_news(jobs, wait))
            break;
        wait = wait * 2 < WAIT_SECONDS_MAX ? wait * 2 : WAIT_SECONDS_MAX;
    }
}

static void *job_thread(void *self)
{
    struct jobs *jobs = self;
    enum result result;
    do {
        struct store_sql_next_job next = {0};
        struct error error;
        result = lane_call(jobs->store, LANE_READ, find_next, &next, &error);
        while (result == RESULT_OK && next.job_id != 0 && !is_ending(jobs)) {
            work_off(jobs, next.tenant_id, next.job_id);
            result = lane_call(jobs->store, LANE_READ, find_next, &next, &error);
        }
    } while (wait_for_news(jobs, result == RESULT_OK ? 0 : TROUBLE_SECONDS));
    return NULL;
}

enum result jobs_open(struct store *store, struct services *services,
                      const struct job_kind *const *kinds, size_t count, struct jobs **out,
                      struct error *error)
{
    struct jobs *jobs = calloc(1, sizeof *jobs);
    ALWAYS(jobs != NULL);
    *jobs = (struct jobs){.store = store,
                          .services = services,
                          .kinds = calloc(count + 1, sizeof(const struct job_kind *)),
                          .count = count,
                          .clock = clock_system(),
                          .working = PTHREAD_MUTEX_INITIALIZER,
                          .mutex = PTHREAD_MUTEX_INITIALIZER,
                          .changed = PTHREAD_COND_INITIALIZER};
    ALWAYS(jobs->kinds != NULL);
    for (size_t i = 0; i < count; i++)
        jobs->kinds[i] = kinds[i];
    *out = jobs; /* before the thread starts: the work may look for it in the services */
    enum result result = thread_start(&jobs->thread, "jobs", job_thread, jobs, error);
    if (result != RESULT_OK) {
        *out = NULL;
        free(jobs->kinds);
        free(jobs);
    }
    return result;
}

void jobs_close(struct jobs *jobs)
{
    if (jobs == NULL)
        return;
    atomic_store(&jobs->is_ending, true);
    pthread_mutex_lock(&jobs->mutex);
    jobs->is_closing = true;
    pthread_cond_broadcast(&jobs->changed);
    pthread_mutex_unlock(&jobs->mutex);
    pthread_join(jobs->thread, NULL);
    pthread_cond_destroy(&jobs->changed);
    pthread_mutex_destroy(&jobs->mutex);
    pthread_mutex_destroy(&jobs->working);
    free(jobs->kinds);
    free(jobs);
}

void jobs_set_clock(struct jobs *jobs, struct clock clock)
{
    pthread_mutex_lock(&jobs->mutex);
    jobs->clock = clock;
    pthread_mutex_unlock(&jobs->mutex);
}
