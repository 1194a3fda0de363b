/* The fault seam: lets a test make any call to the store fail.
 *
 * The store asks the seam before each call to its engine. The answer RESULT_OK lets the call
 * happen; RESULT_BUSY, RESULT_IO or RESULT_FULL fails it as the engine would have. A failed commit
 * rolls the transaction back, as SQLite and PostgreSQL do. The seam is asked from the lanes'
 * threads, several at once. store/torture.h runs an operation with every one of its calls failing
 * in turn. */
#ifndef STORE_FAULT_H
#define STORE_FAULT_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/error.h"

enum store_call {
    STORE_CALL_BEGIN,
    STORE_CALL_MARK,    /* a savepoint is set */
    STORE_CALL_RELEASE, /* a savepoint is let go, its changes stay */
    STORE_CALL_COMMIT,
    STORE_CALL_START,   /* a statement is started */
    STORE_CALL_STEP,    /* a row is asked for */
    STORE_CALL_EXECUTE, /* a migration is run */
    STORE_CALL__COUNT
};

struct store_fault {
    /* `statement` is its name, or NULL. */
    enum result (*ask)(void *self, enum store_call call, const char *statement);
    void *self;
};

/* Fails one call by its number. Calls are counted from 1 since fault_plan_set(). */
struct fault_plan {
    _Atomic int64_t calls;   /* asked so far */
    _Atomic int64_t fail_at; /* the call that fails; 0: none */
    _Atomic int with;        /* enum result */
    _Atomic int fired;       /* how often it failed a call */
};

/* A seam that follows the plan; the plan must live as long as the store. */
struct store_fault fault_plan_seam(struct fault_plan *plan);

/* Starts counting anew: the call `fail_at` from now fails `with`; 0 fails none. Between tasks only.
 */
void fault_plan_set(struct fault_plan *plan, int64_t fail_at, enum result with);

#endif
