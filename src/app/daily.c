/* The timer of the daily work. It wakes at midnight by the tenants' clock and every hour besides, because
 * a machine may sleep, its clock may be set, and work that failed is due again. */
#include "app/daily.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "base/bug.h"
#include "base/log.h"
#include "modules/access/access.h"
#include "store/job.h"

enum { TICK_SECONDS = 3600 };

struct daily {
    struct services *services;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    bool is_closing;
};

/* ---- what is due ----------------------------------------------------------------------------- */

static int64_t today_of(const struct services *services, int offset)
{
    char today[CALENDAR_DAY_SIZE];
    calendar_day_of(clock_now(&services->clock), offset, today);
    return calendar_day_number(today);
}

static enum result add_if_due(struct services *services, struct tx *tx, int64_t tenant,
                              const struct job_kind *kind, int64_t day, struct arena *arena,
                              int64_t *added, struct error *error)
{
    struct job_status last;
    bool is_found = false;
    enum result result =
        job_find_last(tx, tenant, kind->name, false, &last, &is_found, arena, error);
    bool is_there = is_found && last.subject >= day && last.state != JOB_FAILED;
    if (result != RESULT_OK || is_there)
        return result;
    result = job_add(services->jobs, tx, id_new(services->ids), tenant, 0, kind->name, day,
                     clock_now(&services->clock), error);
    *added += result == RESULT_OK;
    return result;
}

static enum result add_for_tenant(struct services *services, struct tx *tx,
                                  const struct tenant *tenant, struct arena *arena, int64_t *added,
                                  struct error *error)
{
    int64_t day = today_of(services, services->offset);
    for (size_t i = 0; services->modules[i] != NULL; i++) {
        const struct job_kind *const *kinds = services->modules[i]->jobs;
        for (size_t j = 0; kinds != NULL && kinds[j] != NULL; j++) {
            if (!kinds[j]->is_daily)
                continue;
            enum result result =
                add_if_due(services, tx, tenant->tenant_id, kinds[j], day, arena, added, error);
            if (result != RESULT_OK)
                return result;
        }
    }
    return RESULT_OK;
}

enum result daily_add(struct services *services, struct tx *tx, int64_t *added, struct error *error)
{
    struct arena *arena = arena_new();
    struct tenant *tenants = NULL;
    size_t count = 0;
    *added = 0;
    enum result result = tenant_list(tx, 0, &tenants, &count, arena, error);
    for (size_t i = 0; i < count && result == RESULT_OK; i++)
        result = add_for_tenant(services, tx, &tenants[i], arena, added, error);
    arena_free(arena);
    return result;
}

/* ---- the timer ------------------------------------------------------------------------------- */

static enum result add_now(void *self, struct tx *tx, struct error *error)
{
    struct daily *daily = self;
    int64_t added;
    return daily_add(daily->services, tx, &added, error);
}

/* Seconds until the day ends, at most an hour. */
static time_t seconds_to_wait(const struct services *services)
{
    int64_t now = clock_now(&services->clock) + (int64_t)services->offset * CALENDAR_MINUTE;
    int64_t left = (CALENDAR_DAY - now % CALENDAR_DAY) / 1000 + 1;
    return left < TICK_SECONDS ? (time_t)left : TICK_SECONDS;
}

/* False when it is to end. */
static bool wait_for_tick(struct daily *daily)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += seconds_to_wait(daily->services);
    pthread_mutex_lock(&daily->mutex);
    int timed = 0;
    while (!daily->is_closing && timed == 0)
        timed = pthread_cond_timedwait(&daily->changed, &daily->mutex, &until);
    bool goes_on = !daily->is_closing;
    pthread_mutex_unlock(&daily->mutex);
    return goes_on;
}

static void *run(void *self)
{
    struct daily *daily = self;
    do {
        struct error error;
        if (lane_call(daily->services->store, LANE_WRITE, add_now, daily, &error) != RESULT_OK)
            log_event(LOG_WARNING, "daily_trouble", "message", error.msgid);
    } while (wait_for_tick(daily));
    return NULL;
}

enum result daily_open(struct services *services, struct daily **out, struct error *error)
{
    struct daily *daily = calloc(1, sizeof *daily);
    ALWAYS(daily != NULL);
    *daily = (struct daily){.services = services,
                            .mutex = PTHREAD_MUTEX_INITIALIZER,
                            .changed = PTHREAD_COND_INITIALIZER};
    if (pthread_create(&daily->thread, NULL, run, daily) != 0) {
        free(daily);
        return error_set(error, RESULT_IO, NULL, N_("No thread could be started."));
    }
    *out = daily;
    return RESULT_OK;
}

void daily_close(struct daily *daily)
{
    if (daily == NULL)
        return;
    pthread_mutex_lock(&daily->mutex);
    daily->is_closing = true;
    pthread_cond_broadcast(&daily->changed);
    pthread_mutex_unlock(&daily->mutex);
    pthread_join(daily->thread, NULL);
    pthread_cond_destroy(&daily->changed);
    pthread_mutex_destroy(&daily->mutex);
    free(daily);
}
