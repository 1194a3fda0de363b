/* The torture loop. What a failed run left behind is found by a digest of all rows of all tables. */
#include "store/torture.h"

#include <inttypes.h>
#include <stdio.h>

#include "store/inside.h"

enum { RUNS_MAX = 100000 };

struct loop {
    struct store *store;
    struct fault_plan *plan;
    const struct torture *torture;
    struct torture_report *report;
};

static bool complain(struct loop *loop, const char *what, int64_t call, enum result with,
                     enum result got)
{
    snprintf(loop->report->problem, sizeof loop->report->problem,
             "%s: call %" PRId64 " failed with %d, the operation gave %d", what, call, (int)with,
             (int)got);
    return false;
}

static enum result digest(const struct loop *loop, uint64_t *out)
{
    struct error error;
    fault_plan_set(loop->plan, 0, RESULT_OK);
    return loop->store->class->digest(loop->store->engine, out, &error);
}

/* Runs with one call failing; *is_over when the operation does not make that many. */
static bool run_once(struct loop *loop, int64_t call, enum result with, uint64_t before,
                     bool *is_over)
{
    const struct torture *torture = loop->torture;
    struct error error = {0};
    uint64_t after = 0;
    fault_plan_set(loop->plan, call, with);
    enum result got = lane_call(loop->store, torture->lane, torture->work, torture->self, &error);
    loop->report->runs++;
    *is_over = loop->plan->fired == 0;
    if (*is_over) {
        loop->report->calls = loop->plan->calls;
        fault_plan_set(loop->plan, 0, RESULT_OK);
        return got == torture->want || complain(loop, "not usable afterwards", 0, with, got);
    }
    bool is_retried = torture->lane == LANE_READ && with == RESULT_BUSY && got == torture->want;
    if (got != with && !is_retried)
        return complain(loop, "the wrong result", call, with, got);
    if (got != RESULT_OK && (error.code != got || error.msgid == NULL))
        return complain(loop, "no sentence, or another one's", call, with, got);
    if (digest(loop, &after) != RESULT_OK)
        return complain(loop, "cannot be read afterwards", call, with, got);
    return after == before || complain(loop, "half-written", call, with, got);
}

bool torture_run(struct store *store, struct fault_plan *plan, const struct torture *torture,
                 struct torture_report *report)
{
    static const enum result kinds[] = {RESULT_BUSY, RESULT_IO, RESULT_FULL};
    struct loop loop = {store, plan, torture, report};
    uint64_t before = 0;
    *report = (struct torture_report){0};
    if (digest(&loop, &before) != RESULT_OK)
        return complain(&loop, "cannot be read at the start", 0, RESULT_OK, RESULT_OK);
    for (int64_t call = 1; report->runs < RUNS_MAX; call++)
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
            bool is_over = false;
            if (!run_once(&loop, call, kinds[i], before, &is_over))
                return false;
            if (is_over)
                return true;
        }
    return complain(&loop, "does not end", RUNS_MAX, RESULT_OK, RESULT_OK);
}
