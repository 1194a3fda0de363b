/* The torture loop, over operations that are right and over some that are wrong on purpose. */
#include "store/torture.h"

#include <stdio.h>

#include "check.h"
#include "world.h"

/* Several changes that only make sense together. */
static enum result move_in(void *self, struct tx *tx, struct error *error)
{
    (void)self;
    enum result result = RESULT_OK;
    for (int64_t i = 1; i <= 3 && result == RESULT_OK; i++) {
        char name[16];
        snprintf(name, sizeof name, "chair %d", (int)i);
        struct sample_sql_add_thing_params thing = world_thing(i, name);
        result = store_run(tx, &sample_sql_add_thing, &thing, NULL, error);
    }
    if (result == RESULT_OK)
        result = store_run(tx, &sample_sql_grow_all, &(struct sample_sql_grow_all_params){1}, NULL,
                           error);
    struct store_cursor *cursor = NULL;
    if (result == RESULT_OK)
        result = store_open(tx, &sample_sql_everything, NULL, &cursor, error);
    struct sample_sql_everything row;
    for (bool more = true; result == RESULT_OK && more;)
        result = store_next(cursor, &row, &more, error);
    store_close(cursor);
    return result;
}

/* Takes no notice of what goes wrong. */
static enum result careless(void *self, struct tx *tx, struct error *error)
{
    enum result ignored = move_in(self, tx, error);
    (void)ignored;
    return RESULT_OK;
}

/* Says something else than what happened. */
static enum result misleading(void *self, struct tx *tx, struct error *error)
{
    if (move_in(self, tx, error) != RESULT_OK)
        return error_set(error, RESULT_INVALID, NULL, N_("No."));
    return RESULT_OK;
}

static enum result refusing(void *self, struct tx *tx, struct error *error)
{
    enum result result = move_in(self, tx, error);
    return result == RESULT_OK ? error_set(error, RESULT_FORBIDDEN, NULL, N_("No.")) : result;
}

static enum result reading(void *self, struct tx *tx, struct error *error)
{
    (void)self;
    struct sample_sql_count_things row;
    struct sample_sql_count_things_params key = {1};
    return store_get(tx, &sample_sql_count_things, &key, &row, NULL, error);
}

static void torture(enum result (*work)(void *, struct tx *, struct error *), enum lane lane,
                    enum result want, int64_t things)
{
    struct fault_plan plan = {0};
    struct store_fault seam = fault_plan_seam(&plan);
    struct store *store = world_open(&(struct store_options){.fault = &seam});
    struct torture_report report;
    bool well = torture_run(store, &plan,
                            &(struct torture){.work = work, .lane = lane, .want = want}, &report);
    CHECK(well);
    CHECK_TEXT(report.problem, "");
    CHECK(report.calls > 2);
    CHECK_INT(report.runs, report.calls * 3 + 1);
    CHECK_INT(world_count(store), things);
    store_free(store);
}

static void operations_stand_it(void)
{
    torture(move_in, LANE_WRITE, RESULT_OK, 3);
    torture(refusing, LANE_WRITE, RESULT_FORBIDDEN, 0);
    torture(reading, LANE_READ, RESULT_OK, 0);
}

/* The lane sees to these: trouble counts, whatever the task makes of it. */
static void careless_operations_stand_it_too(void)
{
    torture(careless, LANE_WRITE, RESULT_OK, 3);
    torture(misleading, LANE_WRITE, RESULT_OK, 3);
}

/* An operation with an effect of its own, that the store cannot undo, is found out. */
static enum result twice(void *self, struct tx *tx, struct error *error)
{
    int *runs = self;
    return ++*runs > 1 ? error_set(error, RESULT_CONFLICT, NULL, N_("Again?"))
                       : move_in(self, tx, error);
}

static void wrong_operations_are_found(void)
{
    struct fault_plan plan = {0};
    struct store_fault seam = fault_plan_seam(&plan);
    struct store *store = world_open(&(struct store_options){.fault = &seam});
    struct torture_report report;
    int runs = 0;
    CHECK(!torture_run(store, &plan,
                       &(struct torture){.work = twice, .self = &runs, .lane = LANE_WRITE},
                       &report));
    CHECK(report.problem[0] != '\0');
    store_free(store);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        CHECK_TEST(operations_stand_it),
        CHECK_TEST(careless_operations_stand_it_too),
        CHECK_TEST(wrong_operations_are_found),
    };
    return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]);
}
