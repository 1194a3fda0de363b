/* Lanes: where work meets the store.
 *
 * Reads run in the read lane: several workers, each with its own snapshot. Changes run in the write
 * lane inside a transaction that is already open. On SQLite the write lane takes all that waits (up
 * to a batch), runs each in its own savepoint and commits once (group commit with synchronous=FULL,
 * docs/performance.md); `done` is called only when the change is durable. If the commit fails, or
 * SQLite rolls the batch back, nobody was answered yet: each task is run again alone, once.
 *
 * A task that returns a refusal has its own savepoint rolled back; the others of the batch stay. */
#ifndef STORE_LANE_H
#define STORE_LANE_H

#include "store/store.h"

struct lane_task {
    /* Runs on a lane's thread. For a change it may run twice: start from the inputs each time. */
    enum result (*run)(struct lane_task *task, struct tx *tx, struct error *error);
    /* Called once on the lane's thread with the final result, after commit. */
    void (*done)(struct lane_task *task, enum result result, const struct error *error);
    void *self;             /* the caller's */
    struct lane_task *next; /* the lane's own */
};

enum lane { LANE_READ, LANE_WRITE };

/* Hands the task over; it must live until `done`. RESULT_BUSY when the lane's queue is full. */
MUST_USE enum result lane_submit(struct store *store, enum lane lane, struct lane_task *task,
                                 struct error *error);

/* Runs `work` in a lane and waits for it: for the command line, tests and start-up. */
MUST_USE enum result lane_call(struct store *store, enum lane lane,
                               enum result (*work)(void *self, struct tx *tx, struct error *error),
                               void *self, struct error *error);

#endif
