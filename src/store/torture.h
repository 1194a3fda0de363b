/* The torture loop: an operation, with every one of its calls to the store failing in turn.
 *
 *     struct fault_plan plan = {0};
 *     struct store_fault seam = fault_plan_seam(&plan);
 *     ... open a store with .fault = &seam, migrate it, put in what the operation needs ...
 *     struct torture_report report;
 *     CHECK(torture_run(store, &plan, &(struct torture){.work = add_resident, .self = &input,
 *                                                        .lane = LANE_WRITE}, &report));
 *     CHECK_TEXT(report.problem, "");
 *
 * For n = 1, 2, 3 ... and each of busy, I/O and full the n-th call fails, and it is checked that the
 * operation gives that very error with a sentence, and that not one row differs from before. The loop
 * ends when the operation makes fewer than n calls: that last run, undisturbed, must succeed, which
 * shows that the store is still usable after all that. So the operation must be one that succeeds
 * once; it runs from the same inputs each time. Nothing else may use the store meanwhile. */
#ifndef STORE_TORTURE_H
#define STORE_TORTURE_H

#include "store/fault.h"
#include "store/lane.h"

struct torture {
    /* The operation, as lane_call() takes it. */
    enum result (*work)(void *self, struct tx *tx, struct error *error);
    void *self;
    enum lane lane;   /* of the operation; what only reads may retry busy by itself */
    enum result want; /* of the undisturbed run; RESULT_OK, or the refusal that is tortured */
};

struct torture_report {
    int64_t calls;     /* that the operation makes */
    int64_t runs;      /* how often it was run */
    char problem[256]; /* the first thing that was wrong, or "" */
};

/* True if all went as it should. `plan` is that of the seam with which the store was opened. */
MUST_USE bool torture_run(struct store *store, struct fault_plan *plan,
                          const struct torture *torture, struct torture_report *report);

#endif
