/* The daily work in a real data folder, with a clock that is moved: what begins tomorrow is shown tomorrow,
 * once, also after a restart and after days on which nothing ran. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/app.h"
#include "app/daily.h"
#include "check.h"
#include "modules/access/access.h"
#include "modules/people/people.h"
#include "store/job.h"

#define MONDAY INT64_C(1581868800000) /* 2020-02-17 00:00 in China is 16:00 UTC the day before */
#define TODAY "2020-02-17"

struct site {
    char folder[64];
    struct config config;
    struct app app;
    struct arena *arena;
    struct principal operator;
    int64_t now, tenant, building, home, first, second, resident, added;
};

#define TRY(call)                                                                                  \
    do {                                                                                           \
        enum result try_result = (call);                                                           \
        if (try_result != RESULT_OK)                                                               \
            return try_result;                                                                     \
    } while (0)

static enum result fill(void *self, struct tx *tx, struct error *error)
{
    struct site *site = self;
    struct services *services = &site->app.services;
    const struct tenant tenant = {
        .kind = "community", .code = "440605011020", .name = "灯湖社区", .offset = 480};
    TRY(tenant_add(services, tx, NULL, &tenant, &site->tenant, error));
    TRY(principal_operator(tx, site->tenant, site->arena, &site->operator, error));
    const struct scope *scope = &site->operator.scope;
    struct place place = {.kind = "building", .name = "3栋", .storey = RECORD_NONE};
    TRY(place_add(services, tx, scope, 0, &place, &site->building, error));
    place = (struct place){
        .kind = "home", .name = "1204", .parent_id = site->building, .storey = RECORD_NONE};
    TRY(place_add(services, tx, scope, 0, &place, &site->home, error));
    struct grid grid = {.name = "01格"};
    TRY(grid_add(services, tx, scope, &grid, &site->first, error));
    grid.name = "02格";
    TRY(grid_add(services, tx, scope, &grid, &site->second, error));
    TRY(grid_member_set(tx, scope, site->building, site->first, "2020-01-01", TODAY, error));
    const struct resident_facts facts = {.name = "王桂英", .sex = "2"};
    TRY(resident_add(services, tx, &site->operator, & facts, site->home, "2020-01-01", TODAY,
                     &site->resident, error));
    const struct care_need need = {.resident_id = site->resident,
                                   .care = "alone",
                                   .purpose = "每周上门",
                                   .basis = "consent",
                                   .since = "2020-01-01",
                                   .until = TODAY};
    int64_t id;
    TRY(care_add(services, tx, &site->operator, & need, TODAY, &id, error));
    /* Tomorrow the building goes to the other grid, and somebody else is in charge of it. */
    TRY(grid_member_set(tx, scope, site->building, site->second, "2020-02-18", TODAY, error));
    const struct charge charge = {.place_id = site->building,
                                  .role = "building_lead",
                                  .name = "何惠芳",
                                  .valid_from = "2020-02-18"};
    return charge_add(services, tx, scope, &charge, &id, error);
}

static void site_open(struct site *site)
{
    struct error error = {0};
    config_init(&site->config);
    site->config.data = site->folder;
    site->config.key = NULL;
    if (!CHECK_INT(app_open(&site->config, &site->app, &error), RESULT_OK))
        exit(1);
    site->app.services.clock = clock_fixed(&site->now);
}

static void site_init(struct site *site)
{
    struct error error = {0};
    memset(site, 0, sizeof *site);
    site->arena = arena_new();
    site->now = MONDAY + 9 * CALENDAR_HOUR;
    snprintf(site->folder, sizeof site->folder, "/tmp/kaifong-daily-XXXXXX");
    CHECK(mkdtemp(site->folder) != NULL);
    site_open(site);
    CHECK_INT(lane_call(site->app.services.store, LANE_WRITE, fill, site, &error), RESULT_OK);
    CHECK_TEXT(error.msgid, NULL);
}

static void site_fini(struct site *site)
{
    static const char *const files[] = {
        "kaifong.db",  "kaifong.db-wal",          "kaifong.db-shm", "kaifong.db.lock",
        "kaifong.key", "kaifong.key.collections", "web.key",        "log"};
    app_close(&site->app);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        unlink(arena_printf(site->arena, "%s/%s", site->folder, files[i]));
    rmdir(site->folder);
    arena_free(site->arena);
}

static enum result add(void *self, struct tx *tx, struct error *error)
{
    struct site *site = self;
    return daily_add(&site->app.services, tx, &site->added, error);
}

struct outcome {
    struct site *site;
    struct job_status status;
    bool is_found;
};

static enum result find_last(void *self, struct tx *tx, struct error *error)
{
    struct outcome *outcome = self;
    return job_find_last(tx, outcome->site->tenant, "people.daily", false, &outcome->status,
                         &outcome->is_found, outcome->site->arena, error);
}

/* Waits until the latest daily job is over, and gives its day. */
static int64_t wait_for_last(struct site *site)
{
    struct error error = {0};
    struct outcome outcome = {.site = site};
    CHECK_INT(lane_call(site->app.services.store, LANE_READ, find_last, &outcome, &error),
              RESULT_OK);
    if (!CHECK(outcome.is_found))
        return 0;
    CHECK_INT(job_run_now(site->app.services.jobs, site->tenant, outcome.status.job_id, &error),
              RESULT_OK);
    return outcome.status.subject;
}

/* Adds what is due, and waits for it; how many jobs there were. */
static int64_t run_daily(struct site *site)
{
    struct error error = {0};
    CHECK_INT(lane_call(site->app.services.store, LANE_WRITE, add, site, &error), RESULT_OK);
    wait_for_last(site);
    return site->added;
}

struct seen {
    struct site *site;
    const char *today;
    struct resident resident;
    int64_t place_grid;
    size_t charges;
};

static enum result see(void *self, struct tx *tx, struct error *error)
{
    struct seen *seen = self;
    struct site *site = seen->site;
    const struct scope *scope = &site->operator.scope;
    struct place place;
    struct charge *charges;
    TRY(resident_get(&site->app.services, tx, scope, site->resident, seen->today, &seen->resident,
                     site->arena, error));
    TRY(place_get(tx, scope, site->home, &place, site->arena, error));
    seen->place_grid = place.grid_id;
    return place_in_charge(tx, scope, site->home, seen->today, &charges, &seen->charges,
                           site->arena, error);
}

static struct seen look(struct site *site, const char *today)
{
    struct error error = {0};
    struct seen seen = {.site = site, .today = today};
    CHECK_INT(lane_call(site->app.services.store, LANE_READ, see, &seen, &error), RESULT_OK);
    return seen;
}

static void what_begins_tomorrow_is_shown_tomorrow(void)
{
    struct site *site = calloc(1, sizeof *site);
    site_init(site);
    CHECK_INT(run_daily(site), 1);
    CHECK_INT(run_daily(site), 0); /* once a day */
    struct seen seen = look(site, TODAY);
    CHECK_INT(seen.resident.grid_id, site->first);
    CHECK_TEXT(seen.resident.cares, "alone");
    CHECK_INT(seen.charges, 0);
    /* A minute before midnight nothing is due. */
    site->now = MONDAY + CALENDAR_DAY - CALENDAR_MINUTE;
    CHECK_INT(run_daily(site), 0);
    site->now = MONDAY + CALENDAR_DAY;
    CHECK_INT(run_daily(site), 1);
    seen = look(site, "2020-02-18");
    CHECK_INT(seen.place_grid, site->second);
    CHECK_INT(seen.resident.grid_id, site->second);
    CHECK_TEXT(seen.resident.cares, NULL);
    CHECK_INT(seen.charges, 1);
    site_fini(site);
    free(site);
}

static void a_restart_catches_up(void)
{
    struct site *site = calloc(1, sizeof *site);
    site_init(site);
    CHECK_INT(run_daily(site), 1);
    app_close(&site->app);
    site_open(site);
    CHECK_INT(run_daily(site), 0); /* the same day: done already */
    app_close(&site->app);
    /* Days later somebody switches it on; the server's own timer does it. */
    site->now = MONDAY + 30 * CALENDAR_DAY;
    site_open(site);
    struct error error = {0};
    struct daily *daily = NULL;
    CHECK_INT(daily_open(&site->app.services, &daily, &error), RESULT_OK);
    for (int i = 0; i < 1000 && wait_for_last(site) < calendar_day_number("2020-03-18"); i++)
        usleep(10000);
    daily_close(daily);
    struct seen seen = look(site, "2020-03-18");
    CHECK_INT(seen.resident.grid_id, site->second);
    CHECK_TEXT(seen.resident.cares, NULL);
    CHECK_INT(run_daily(site), 0);
    site_fini(site);
    free(site);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        CHECK_TEST(what_begins_tomorrow_is_shown_tomorrow),
        CHECK_TEST(a_restart_catches_up),
    };
    return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]);
}
