/* Screening on a real store: the list always adds up, nobody overwrites anybody, nobody sees what is
 * not theirs, and a failing store leaves nothing half-written. */
#include "base/bug.h"
#include "world.h"

/* ---- any interleaving ------------------------------------------------------------------------ */

static enum result random_record(struct world *world, struct tx *tx, struct error *error)
{
    static const char *const results[] = {
        "reached",      "no_answer", "call_back", "needs_visit", "refused",     "moved",    "died",
        "wrong_number", "duplicate", "message",   "given_up",    "handed_over", "untouched"};
    struct screening_campaign campaign;
    struct screening_entry entry;
    struct screening_recorded recorded;
    enum result result =
        screening_get(tx, &world->secretary.scope, world->campaign, &campaign, world->arena, error);
    ALWAYS(result == RESULT_OK && campaign.entries > 0);
    int64_t people = campaign.entries;
    result = world_pick(world, tx, 1 + (int64_t)chance_below(&world->seed, (uint64_t)people),
                        &entry, error);
    ALWAYS(result == RESULT_OK);
    const struct screening_record record = {
        .version = entry.version - (int64_t)chance_below(&world->seed, 2),
        .channel = chance_below(&world->seed, 3) ? "call" : "visit",
        .result = results[chance_below(&world->seed, sizeof results / sizeof results[0])],
        .call_back = world->now + (int64_t)chance_below(&world->seed, 3) * CALENDAR_HOUR,
        .duplicate_of = (int64_t)chance_below(&world->seed, (uint64_t)people + 3),
        .handed_to = chance_below(&world->seed, 2) ? "凤鸣社区" : NULL,
        .note = chance_below(&world->seed, 2) ? "孩子在灯湖小学" : NULL,
        .answers = {chance_below(&world->seed, 2) ? "有" : NULL},
        .keep_both = chance_below(&world->seed, 4) == 0,
        .correct = chance_below(&world->seed, 3) == 0};
    const struct principal *who = &world->workers[chance_below(&world->seed, WORLD_WORKERS)];
    return screening_record(&world->services, tx, who, world->campaign, entry.entry_id, &record,
                            &recorded, world->arena, error);
}

static enum result random_step(void *self, struct tx *tx, struct error *error)
{
    struct world *world = self;
    size_t moved;
    switch (chance_below(&world->seed, 20)) {
    case 0:
        return screening_split(&world->services, tx, &world->secretary, world->campaign,
                               chance_below(&world->seed, 2), &moved, error);
    case 1: {
        const struct screening_filter filter = {.building =
                                                    100 + (int64_t)chance_below(&world->seed, 5)};
        return screening_assign(&world->services, tx, &world->secretary, world->campaign, &filter,
                                NULL, 0, world->accounts[chance_below(&world->seed, 6)], &moved,
                                error);
    }
    case 2:
        return world_list(world, tx, 3, 5000 + (size_t)chance_below(&world->seed, 1000), error);
    default:
        return random_record(world, tx, error);
    }
}

static enum result verify(void *self, struct tx *tx, struct error *error)
{
    struct world *world = self;
    struct screening_counts counts;
    struct screening_campaign campaign;
    enum result result =
        screening_verify(tx, &world->secretary.scope, world->campaign, world->arena, error);
    if (result == RESULT_OK) {
        result =
            screening_counts(tx, &world->secretary, world->campaign, &counts, world->arena, error);
    }
    if (result == RESULT_OK) {
        result = screening_get(tx, &world->secretary.scope, world->campaign, &campaign,
                               world->arena, error);
    }
    if (result == RESULT_OK) {
        CHECK_INT(counts.total, campaign.entries);
        CHECK_INT(counts.open + counts.closed, campaign.entries);
    }
    return result;
}

static enum result list_100(void *self, struct tx *tx, struct error *error)
{
    return world_list(self, tx, 100, 0, error);
}

static void outcomes_always_add_up_to_the_list(void)
{
    struct world *world = world_new();
    struct error error = {0};
    check_ok(world_do(world, list_100, &error), &error);
    int done = 0, refused = 0;
    for (int step = 0; step < 1500; step++) {
        world->now += 1 + (int64_t)chance_below(&world->seed, 600000);
        enum result result = world_do(world, random_step, &error);
        CHECK(!error_is_trouble(result));
        *(result == RESULT_OK ? &done : &refused) += 1;
        if (step % 50 == 0) {
            check_ok(world_do(world, verify, &error), &error);
        }
    }
    check_ok(world_do(world, verify, &error), &error);
    CHECK(done > 300);
    CHECK(refused > 100);
    world_free(world);
}

/* ---- two people on one entry ----------------------------------------------------------------- */

static enum result conflict_steps(void *self, struct tx *tx, struct error *error)
{
    struct world *world = self;
    struct screening_entry entry;
    struct screening_recorded recorded;
    CHECK_INT(world_pick(world, tx, 1, &entry, error), RESULT_OK);
    const struct principal *first = &world->workers[0], *second = &world->secretary;
    struct screening_record record = {
        .version = entry.version, .channel = "call", .result = "reached"};
    CHECK_INT(screening_record(&world->services, tx, first, world->campaign, entry.entry_id,
                               &record, &recorded, world->arena, error),
              RESULT_OK);
    CHECK_INT(recorded.status, SCREENING_REACHED);
    record.result = "refused";
    CHECK_INT(screening_record(&world->services, tx, second, world->campaign, entry.entry_id,
                               &record, &recorded, world->arena, error),
              RESULT_CONFLICT);
    CHECK_TEXT(error->args[0], "梁志伟");
    record.keep_both = true;
    CHECK_INT(screening_record(&world->services, tx, second, world->campaign, entry.entry_id,
                               &record, &recorded, world->arena, error),
              RESULT_OK);
    CHECK_INT(recorded.status, SCREENING_REACHED);
    record.keep_both = false;
    record.correct = true;
    record.version = recorded.version;
    CHECK_INT(screening_record(&world->services, tx, second, world->campaign, entry.entry_id,
                               &record, &recorded, world->arena, error),
              RESULT_OK);
    CHECK_INT(recorded.status, SCREENING_REFUSED);
    struct screening_card card;
    CHECK_INT(screening_card_open(&world->services, tx, first, world->campaign, entry.entry_id,
                                  &card, world->arena, error),
              RESULT_OK);
    CHECK_INT(card.call_count, 3);
    CHECK_TEXT(card.details[0], "四川成都");
    CHECK_TEXT(card.details[1], "11-20");
    return verify(world, tx, error);
}

static void nobody_overwrites_anybody(void)
{
    struct world *world = world_new();
    struct error error = {0};
    check_ok(world_do(world, list_100, &error), &error);
    check_ok(world_do(world, conflict_steps, &error), &error);
    world_free(world);
}

static enum result resend_steps(void *self, struct tx *tx, struct error *error)
{
    struct world *world = self;
    struct screening_entry entry, other;
    struct screening_recorded recorded;
    CHECK_INT(world_pick(world, tx, 1, &entry, error), RESULT_OK);
    CHECK_INT(world_pick(world, tx, 2, &other, error), RESULT_OK);
    const struct screening_record record = {.version = entry.version,
                                            .channel = "visit",
                                            .result = "no_answer",
                                            .device = "phone-1",
                                            .item = "0001"};
    for (int sent = 0; sent < 3; sent++) {
        CHECK_INT(screening_record(&world->services, tx, &world->workers[0], world->campaign,
                                   entry.entry_id, &record, &recorded, world->arena, error),
                  RESULT_OK);
        CHECK_INT(recorded.was_known, sent > 0);
        CHECK_INT(recorded.version, entry.version + 1);
    }
    CHECK_INT(screening_record(&world->services, tx, &world->workers[0], world->campaign,
                               other.entry_id, &record, &recorded, world->arena, error),
              RESULT_INVALID);
    CHECK_INT(world_pick(world, tx, 1, &entry, error), RESULT_OK);
    CHECK_INT(entry.attempts, 1);
    return verify(world, tx, error);
}

static void an_item_sent_twice_counts_once(void)
{
    struct world *world = world_new();
    struct error error = {0};
    check_ok(world_do(world, list_100, &error), &error);
    check_ok(world_do(world, resend_steps, &error), &error);
    world_free(world);
}

/* ---- scope ----------------------------------------------------------------------------------- */

static enum result scope_steps(void *self, struct tx *tx, struct error *error)
{
    struct world *world = self;
    struct screening_entry entry, *entries;
    struct screening_recorded recorded;
    size_t count, moved;
    struct screening_counts counts;
    const struct screening_filter all = {0};
    CHECK_INT(world_pick(world, tx, 90, &entry, error), RESULT_OK); /* of the sixth grid */
    const struct screening_record record = {.version = entry.version, .result = "reached"};
    CHECK_INT(screening_record(&world->services, tx, &world->workers[0], world->campaign,
                               entry.entry_id, &record, &recorded, world->arena, error),
              RESULT_NOT_FOUND);
    struct screening_card card;
    CHECK_INT(screening_card_open(&world->services, tx, &world->workers[0], world->campaign,
                                  entry.entry_id, &card, world->arena, error),
              RESULT_NOT_FOUND);
    CHECK_INT(screening_entries(tx, &world->workers[0], world->campaign, &all, 500, &entries,
                                &count, world->arena, error),
              RESULT_OK);
    CHECK_INT(count, 17); /* of 100 people in six grids */
    CHECK_INT(
        screening_counts(tx, &world->workers[0], world->campaign, &counts, world->arena, error),
        RESULT_OK);
    CHECK_INT(counts.total, 17);
    /* What is assigned to somebody is within reach, wherever it lies. */
    CHECK_INT(screening_assign(&world->services, tx, &world->secretary, world->campaign, NULL,
                               &entry.entry_id, 1, world->accounts[0], &moved, error),
              RESULT_OK);
    CHECK_INT(moved, 1);
    CHECK_INT(screening_record(&world->services, tx, &world->workers[0], world->campaign,
                               entry.entry_id, &record, &recorded, world->arena, error),
              RESULT_OK);
    CHECK_INT(
        screening_counts(tx, &world->workers[0], world->campaign, &counts, world->arena, error),
        RESULT_OK);
    CHECK_INT(counts.total, 18);
    return verify(world, tx, error);
}

static void a_worker_sees_own_grid_and_own_people(void)
{
    struct world *world = world_new();
    struct error error = {0};
    check_ok(world_do(world, list_100, &error), &error);
    check_ok(world_do(world, scope_steps, &error), &error);
    world_free(world);
}

/* ---- lists ----------------------------------------------------------------------------------- */

static enum result list_steps(void *self, struct tx *tx, struct error *error)
{
    struct world *world = self;
    struct screening_entry *entries;
    size_t count, seen = 0;
    int64_t total;
    bool is_more;
    struct screening_filter filter = {0};
    const char *before = "";
    do {
        CHECK_INT(screening_entries(tx, &world->secretary, world->campaign, &filter, 7, &entries,
                                    &count, world->arena, error),
                  RESULT_OK);
        for (size_t at = 0; at < count; at++) {
            CHECK(strcmp(before, entries[at].walk_key) < 0);
            before = entries[at].walk_key;
        }
        seen += count;
        if (count > 0) {
            filter.after_walk = entries[count - 1].walk_key;
            filter.after_entry = entries[count - 1].entry_id;
        }
    } while (count == 7);
    CHECK_INT(seen, 100);
    static const struct {
        struct screening_filter filter;
        int64_t found;
    } cases[] = {{{.search = "陈42"}, 1},
                 {{.search = "0042"}, 1},
                 {{.search = "灯湖花园3栋"}, 20},
                 {{.search = "%"}, 0},
                 {{.status = "untouched"}, 100},
                 {{.status = "open", .grid = 2}, 17},
                 {{.status = "closed"}, 0},
                 {{.building = 101}, 20},
                 {{.account = SCREENING_NOBODY}, 100}};
    for (size_t at = 0; at < sizeof cases / sizeof cases[0]; at++) {
        CHECK_INT(screening_total(tx, &world->secretary, world->campaign, &cases[at].filter, &total,
                                  &is_more, world->arena, error),
                  RESULT_OK);
        if (!CHECK_INT(total, cases[at].found)) {
            printf("  case %zu\n", at);
        }
    }
    return RESULT_OK;
}

static void lists_filter_and_page(void)
{
    struct world *world = world_new();
    struct error error = {0};
    check_ok(world_do(world, list_100, &error), &error);
    check_ok(world_do(world, list_steps, &error), &error);
    world_free(world);
}

/* ---- the order of work ----------------------------------------------------------------------- */

static void promises_come_first(void)
{
    struct screening_entry entries[] = {
        {.number = 1, .next_try = 900},                   /* rests */
        {.number = 2},                                    /* free */
        {.number = 3, .next_try = 50, .same_caller = 1},  /* promised, due */
        {.number = 4, .next_try = 40, .same_caller = 1},  /* promised earlier */
        {.number = 5, .next_try = 500, .same_caller = 1}, /* promised for later */
        {.number = 6, .next_try = 99},                    /* rested */
    };
    screening_order(entries, 6, 100);
    static const int64_t wanted[] = {4, 3, 2, 6, 5, 1};
    for (size_t at = 0; at < 6; at++) {
        CHECK_INT(entries[at].number, wanted[at]);
    }
}

/* ---- a failing store ------------------------------------------------------------------------- */

static enum result one_record(void *self, struct tx *tx, struct error *error)
{
    struct world *world = self;
    struct screening_entry entry;
    struct screening_recorded recorded;
    enum result result = world_pick(world, tx, 3, &entry, error);
    const struct screening_record record = {.version = entry.version,
                                            .channel = "call",
                                            .result = "reached",
                                            .answers = {"有", "省外", "就医"}};
    return result != RESULT_OK
               ? result
               : screening_record(&world->services, tx, &world->workers[0], world->campaign,
                                  entry.entry_id, &record, &recorded, world->arena, error);
}

static enum result one_split(void *self, struct tx *tx, struct error *error)
{
    struct world *world = self;
    size_t moved;
    return screening_split(&world->services, tx, &world->secretary, world->campaign, false, &moved,
                           error);
}

static enum result one_addition(void *self, struct tx *tx, struct error *error)
{
    return world_list(self, tx, 2, 7000, error);
}

static enum result total_of(void *self, struct tx *tx, struct error *error)
{
    struct world *world = self;
    struct screening_counts counts;
    enum result result =
        screening_counts(tx, &world->secretary, world->campaign, &counts, world->arena, error);
    CHECK_INT(counts.closed, 0);
    CHECK_INT(counts.total, 20);
    return result == RESULT_OK ? verify(world, tx, error) : result;
}

static enum result list_20(void *self, struct tx *tx, struct error *error)
{
    return world_list(self, tx, 20, 0, error);
}

static void torture(world_work *work)
{
    struct world *world = world_new();
    struct error error = {0};
    check_ok(world_do(world, list_20, &error), &error);
    int64_t fail_at = 0;
    enum result result;
    do {
        fault_plan_set(&world->plan, ++fail_at, RESULT_FULL);
        result = world_do(world, work, &error);
        bool fired = world->plan.fired > 0;
        fault_plan_set(&world->plan, 0, RESULT_OK);
        if (result != RESULT_OK) {
            CHECK_INT(result, RESULT_FULL);
            check_ok(world_do(world, total_of, &error), &error);
        } else if (!fired) {
            break;
        }
    } while (fail_at < 2000);
    CHECK(fail_at > 10 && fail_at < 2000);
    check_ok(world_do(world, verify, &error), &error);
    world_free(world);
}

static void a_failing_store_leaves_nothing_half_written(void)
{
    torture(one_record);
    torture(one_split);
    torture(one_addition);
}

static enum result prepare(void *self, struct tx *tx, struct error *error)
{
    (void)self, (void)tx, (void)error;
    return RESULT_OK;
}

static void every_statement_prepares(void)
{
    struct world *world = world_new();
    struct error error = {0};
    check_ok(
        store_prepare_all(world->store, screening_statements, screening_statement_count, &error),
        &error);
    check_ok(world_do(world, prepare, &error), &error);
    world_free(world);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        CHECK_TEST(every_statement_prepares),
        CHECK_TEST(outcomes_always_add_up_to_the_list),
        CHECK_TEST(nobody_overwrites_anybody),
        CHECK_TEST(an_item_sent_twice_counts_once),
        CHECK_TEST(a_worker_sees_own_grid_and_own_people),
        CHECK_TEST(lists_filter_and_page),
        CHECK_TEST(promises_come_first),
        CHECK_TEST(a_failing_store_leaves_nothing_half_written),
    };
    return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]);
}
