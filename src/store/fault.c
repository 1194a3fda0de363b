/* The plan that fails the n-th call. */
#include "store/fault.h"

static enum result ask(void *self, enum store_call call, const char *statement)
{
    (void)call;
    (void)statement;
    struct fault_plan *plan = self;
    int64_t number = atomic_fetch_add(&plan->calls, 1) + 1;
    if (number != atomic_load(&plan->fail_at))
        return RESULT_OK;
    atomic_fetch_add(&plan->fired, 1);
    return (enum result)atomic_load(&plan->with);
}

struct store_fault fault_plan_seam(struct fault_plan *plan)
{
    return (struct store_fault){ask, plan};
}

void fault_plan_set(struct fault_plan *plan, int64_t fail_at, enum result with)
{
    atomic_store(&plan->fail_at, fail_at);
    atomic_store(&plan->with, (int)with);
    atomic_store(&plan->fired, 0);
    atomic_store(&plan->calls, 0);
}
