/* What a new day changes in the register without anybody touching it: memberships of grids that begin or
 * end today are written into the places, residents follow to the grids of their homes, and care needs
 * that have ended leave the lists. Each step can be done again, so a run that was cut short is simply run
 * anew; care needs are looked through from the last day that was done. */
#include "modules/people/daily.h"
#include "modules/people/people.h"

struct day {
    int64_t tenant;
    char today[CALENDAR_DAY_SIZE], since[CALENDAR_DAY_SIZE];
};

static void day_text(int64_t number, char out[CALENDAR_DAY_SIZE])
{
    int year, month, day;
    calendar_from_days(number, &year, &month, &day);
    calendar_day_text(year, month, day, out);
}

/* Places and residents in one transaction: nobody sees a home in one grid and its people in another. */
static enum result follow_grids(void *self, struct tx *tx, struct error *error)
{
    const struct day *day = self;
    enum result result = grid_refresh(tx, day->tenant, day->today, NULL, error);
    return result == RESULT_OK ? people_follow_place(tx, day->tenant, NULL, error) : result;
}

static enum result find_since(void *self, struct tx *tx, struct error *error)
{
    struct day *day = self;
    struct job_status last;
    struct arena *arena = arena_new();
    bool is_found = false;
    enum result result =
        job_find_last(tx, day->tenant, people_daily_job.name, true, &last, &is_found, arena, error);
    if (result == RESULT_OK)
        day_text(is_found ? last.subject : 0, day->since);
    arena_free(arena);
    return result;
}

static enum result end_cares(void *self, struct tx *tx, struct error *error)
{
    const struct day *day = self;
    return care_refresh(tx, day->tenant, day->since, day->today, error);
}

static enum result work(struct job *job, struct services *services, struct error *error)
{
    (void)services;
    const struct job_status *status = job_self(job);
    struct day day = {.tenant = status->tenant};
    day_text(status->subject, day.today);
    enum result result = job_slice(job, LANE_READ, find_since, &day, error);
    if (result == RESULT_OK)
        result = job_slice(job, LANE_WRITE, follow_grids, &day, error);
    if (result == RESULT_OK)
        result = job_check(job, 1, 2, error);
    if (result == RESULT_OK)
        result = job_slice(job, LANE_WRITE, end_cares, &day, error);
    return result == RESULT_OK ? job_check(job, 2, 2, error) : result;
}

const struct job_kind people_daily_job = {
    .name = "people.daily", .label = N_("What a new day changes"), .work = work, .is_daily = true};
