/* The rules of outcomes as a table, and the two ways to divide a list on made-up communities: the
 * properties that make a division fair and a re-division gentle. */
#include <stdio.h>
#include <string.h>

#include "base/chance.h"
#include "check.h"
#include "modules/screening/screening.h"
#include "modules/screening/split.h"

#define NOW INT64_C(1700000000000)

struct rule_case {
    enum screening_status from;
    const char *result;
    int64_t attempts, call_back;
    bool has_duplicate, has_handed_to, correct;
    enum result want;
    const char *field; /* of a refusal */
    enum screening_status to;
    int64_t next_try;
    bool same_caller, is_reopening;
};

static const struct rule_case rule_cases[] = {
    {SCREENING_UNTOUCHED, "reached", .to = SCREENING_REACHED},
    {SCREENING_UNTOUCHED, "no_answer", .to = SCREENING_NO_ANSWER,
     .next_try = NOW + 2 * CALENDAR_HOUR},
    {SCREENING_NEEDS_VISIT, "no_answer", .to = SCREENING_NEEDS_VISIT,
     .next_try = NOW + 2 * CALENDAR_HOUR},
    {SCREENING_CALL_BACK, "no_answer", .to = SCREENING_NO_ANSWER,
     .next_try = NOW + 2 * CALENDAR_HOUR},
    {SCREENING_UNTOUCHED, "call_back", .want = RESULT_INVALID, .field = "call_back"},
    {SCREENING_UNTOUCHED, "call_back", .call_back = NOW - 1, .want = RESULT_INVALID,
     .field = "call_back"},
    {SCREENING_UNTOUCHED, "call_back", .call_back = NOW + 5000, .to = SCREENING_CALL_BACK,
     .next_try = NOW + 5000, .same_caller = true},
    {SCREENING_CALL_BACK, "message", .to = SCREENING_CALL_BACK, .next_try = NOW + 77,
     .same_caller = true},
    {SCREENING_UNTOUCHED, "message", .to = SCREENING_UNTOUCHED,
     .next_try = NOW + 2 * CALENDAR_HOUR},
    {SCREENING_UNTOUCHED, "needs_visit", .to = SCREENING_NEEDS_VISIT},
    {SCREENING_UNTOUCHED, "wrong_number", .to = SCREENING_WRONG_NUMBER},
    {SCREENING_UNTOUCHED, "refused", .to = SCREENING_REFUSED},
    {SCREENING_UNTOUCHED, "moved", .to = SCREENING_MOVED},
    {SCREENING_UNTOUCHED, "died", .to = SCREENING_DIED},
    {SCREENING_UNTOUCHED, "duplicate", .want = RESULT_INVALID, .field = "duplicate_of"},
    {SCREENING_UNTOUCHED, "duplicate", .has_duplicate = true, .to = SCREENING_DUPLICATE},
    {SCREENING_UNTOUCHED, "handed_over", .want = RESULT_INVALID, .field = "handed_to"},
    {SCREENING_UNTOUCHED, "handed_over", .has_handed_to = true, .to = SCREENING_HANDED_OVER},
    {SCREENING_NO_ANSWER, "given_up", .attempts = 2, .want = RESULT_INVALID, .field = "result"},
    {SCREENING_NO_ANSWER, "given_up", .attempts = 3, .to = SCREENING_GIVEN_UP},
    {SCREENING_UNTOUCHED, "untouched", .want = RESULT_INVALID, .field = "result"},
    {SCREENING_UNTOUCHED, "danced", .want = RESULT_INVALID, .field = "result"},
    {SCREENING_UNTOUCHED, "", .want = RESULT_INVALID, .field = "result"},
    /* What is done is done, unless somebody corrects it. */
    {SCREENING_REACHED, "no_answer", .to = SCREENING_REACHED},
    {SCREENING_REACHED, "refused", .to = SCREENING_REACHED},
    {SCREENING_REACHED, "refused", .correct = true, .to = SCREENING_REFUSED},
    {SCREENING_REACHED, "no_answer", .correct = true, .to = SCREENING_NO_ANSWER,
     .next_try = NOW + 2 * CALENDAR_HOUR, .is_reopening = true},
    {SCREENING_DIED, "untouched", .correct = true, .to = SCREENING_UNTOUCHED, .is_reopening = true},
    {SCREENING_REACHED, "message", .to = SCREENING_REACHED},
};

static void rules_hold(void)
{
    for (size_t at = 0; at < sizeof rule_cases / sizeof rule_cases[0]; at++) {
        const struct rule_case *c = &rule_cases[at];
        const struct screening_attempt_facts facts = {.from = c->from,
                                                      .result = c->result,
                                                      .attempts = c->attempts,
                                                      .tries = 3,
                                                      .next_try = NOW + 77,
                                                      .call_back = c->call_back,
                                                      .now = NOW,
                                                      .has_duplicate = c->has_duplicate,
                                                      .has_handed_to = c->has_handed_to,
                                                      .correct = c->correct};
        struct screening_move move = {.to = SCREENING_STATUS__COUNT};
        struct error error = {0};
        enum result result = screening_rule(&facts, &move, &error);
        if (!CHECK_INT(result, c->want)) {
            printf("  case %zu: %s\n", at, c->result);
        }
        if (c->want != RESULT_OK) {
            CHECK_TEXT(error.field, c->field);
            CHECK_INT(move.to, SCREENING_STATUS__COUNT);
            continue;
        }
        bool fine = CHECK_INT(move.to, c->to);
        fine = CHECK_INT(move.next_try, c->next_try) && fine;
        fine = CHECK_INT(move.same_caller, c->same_caller) && fine;
        fine = CHECK_INT(move.is_reopening, c->is_reopening) && fine;
        if (!fine) {
            printf("  case %zu: %s\n", at, c->result);
        }
    }
}

static void codes_and_statuses_agree(void)
{
    for (int at = 0; at < SCREENING_STATUS__COUNT; at++) {
        CHECK_INT(screening_status_of(screening_status_code((enum screening_status)at)), at);
    }
    CHECK(screening_status_choices[SCREENING_STATUS__COUNT].code == NULL);
    CHECK(screening_is_open(SCREENING_NEEDS_VISIT));
    CHECK(!screening_is_open(SCREENING_REACHED));
}

/* A walk through `grids` grids with buildings of 5 to 40 people in homes of 1 to 5. */
static size_t make_walk(struct chance_seed *seed, struct split_person *people, size_t count,
                        int64_t grids)
{
    int64_t building = 1, home = 1;
    size_t at = 0;
    for (int64_t grid = 1; grid <= grids && at < count; grid++) {
        size_t end = grid == grids ? count : at + count / (size_t)grids;
        while (at < end) {
            size_t residents = 5 + (size_t)chance_below(seed, 36);
            building++;
            while (residents > 0 && at < end) {
                size_t size = 1 + (size_t)chance_below(seed, 5);
                home++;
                for (; size > 0 && residents > 0 && at < end; size--, residents--) {
                    people[at++] = (struct split_person){grid, building, home};
                }
            }
        }
    }
    return at;
}

static void count_loads(const int *worker_of, size_t count, int64_t *loads, size_t workers)
{
    memset(loads, 0, workers * sizeof *loads);
    for (size_t person = 0; person < count; person++) {
        loads[worker_of[person]]++;
    }
}

static void a_fresh_split_is_fair_and_contiguous(void)
{
    struct chance_seed seed = {.state = 7};
    for (int round = 0; round < 40; round++) {
        struct arena *arena = arena_new();
        size_t count = 400 + (size_t)chance_below(&seed, 1400);
        size_t workers = 2 + (size_t)chance_below(&seed, 9);
        struct split_person *people = arena_array(arena, count, sizeof *people);
        int *worker_of = arena_array(arena, count, sizeof *worker_of);
        int64_t *loads = arena_array(arena, workers, sizeof *loads);
        struct split_worker *crew = arena_array(arena, workers, sizeof *crew);
        int64_t shares = 0;
        for (size_t worker = 0; worker < workers; worker++) {
            crew[worker].share = worker % 3 == 2 ? 50 : 100;
            shares += crew[worker].share;
        }
        count = make_walk(&seed, people, count, 6);
        split_fresh(people, count, crew, workers, worker_of, arena);
        size_t stretches = 1, torn_homes = 0;
        for (size_t person = 1; person < count; person++) {
            stretches += worker_of[person] != worker_of[person - 1];
            torn_homes += worker_of[person] != worker_of[person - 1] &&
                          people[person].home == people[person - 1].home;
        }
        CHECK(stretches <= workers);
        CHECK_INT(torn_homes, 0);
        count_loads(worker_of, count, loads, workers);
        for (size_t worker = 0; worker < workers; worker++) {
            double fair = (double)count * (double)crew[worker].share / (double)shares;
            CHECK((double)loads[worker] <= fair * 1.1 + 5);
        }
        arena_free(arena);
    }
}

/* The bisection against trying every cut. */
static void a_fresh_split_is_the_best_one(void)
{
    struct chance_seed seed = {.state = 11};
    for (int round = 0; round < 60; round++) {
        struct arena *arena = arena_new();
        struct split_person people[200];
        int worker_of[200];
        size_t sizes[9], count = 0;
        for (size_t building = 0; building < 9; building++) {
            sizes[building] = 1 + (size_t)chance_below(&seed, 20);
            for (size_t person = 0; person < sizes[building]; person++) {
                people[count++] =
                    (struct split_person){1, (int64_t)building + 1, (int64_t)building + 1};
            }
        }
        const struct split_worker crew[3] = {{100, 0}, {100, 0}, {100, 0}};
        split_fresh(people, count, crew, 3, worker_of, arena);
        int64_t loads[3];
        count_loads(worker_of, count, loads, 3);
        int64_t heaviest = loads[0] > loads[1] ? loads[0] : loads[1];
        heaviest = heaviest > loads[2] ? heaviest : loads[2];
        int64_t best = INT64_MAX;
        for (size_t first = 0; first <= 9; first++) {
            for (size_t second = first; second <= 9; second++) {
                int64_t parts[3] = {0};
                for (size_t building = 0; building < 9; building++) {
                    parts[building < first    ? 0
                          : building < second ? 1
                                              : 2] += (int64_t)sizes[building];
                }
                int64_t worst = parts[0] > parts[1] ? parts[0] : parts[1];
                worst = worst > parts[2] ? worst : parts[2];
                best = worst < best ? worst : best;
            }
        }
        CHECK_INT(heaviest, best);
        arena_free(arena);
    }
}

static void workers_get_their_own_grids(void)
{
    struct arena *arena = arena_new();
    struct split_person people[300];
    int worker_of[300];
    for (int person = 0; person < 300; person++) {
        people[person] = (struct split_person){person / 100 + 1, person / 10 + 1, person + 1};
    }
    const struct split_worker crew[3] = {{100, 3}, {100, 1}, {100, 2}};
    split_fresh(people, 300, crew, 3, worker_of, arena);
    CHECK_INT(worker_of[0], 1);
    CHECK_INT(worker_of[150], 2);
    CHECK_INT(worker_of[299], 0);
    arena_free(arena);
}

static void a_new_split_moves_as_few_as_can_be(void)
{
    struct chance_seed seed = {.state = 5};
    for (int round = 0; round < 40; round++) {
        struct arena *arena = arena_new();
        size_t count = 300 + (size_t)chance_below(&seed, 900);
        struct split_person *people = arena_array(arena, count, sizeof *people);
        int *worker_of = arena_array(arena, count, sizeof *worker_of);
        struct split_worker crew[6];
        int64_t loads[6], targets[6];
        for (size_t worker = 0; worker < 6; worker++) {
            crew[worker] = (struct split_worker){.share = 100};
        }
        for (size_t person = 0; person < count; person++) { /* everybody lives alone */
            people[person] =
                (struct split_person){1, (int64_t)person / 30 + 1, (int64_t)person + 1};
        }
        split_fresh(people, count, crew, 6, worker_of, arena);
        for (size_t person = 0; person < count; person++) { /* the last one fell ill */
            worker_of[person] = worker_of[person] == 5 ? SPLIT_NOBODY : worker_of[person];
        }
        memset(loads, 0, sizeof loads);
        size_t least = 0;
        for (size_t person = 0; person < count; person++) {
            least += worker_of[person] == SPLIT_NOBODY;
            if (worker_of[person] != SPLIT_NOBODY) {
                loads[worker_of[person]]++;
            }
        }
        split_targets((int64_t)count, crew, 5, targets, arena);
        for (size_t worker = 0; worker < 5; worker++) {
            least +=
                loads[worker] > targets[worker] ? (size_t)(loads[worker] - targets[worker]) : 0;
        }
        CHECK_INT(split_least(people, count, crew, 5, worker_of, arena), least);
        count_loads(worker_of, count, loads, 5);
        for (size_t worker = 0; worker < 5; worker++) {
            CHECK_INT(loads[worker], targets[worker]);
        }
        CHECK_INT(split_least(people, count, crew, 5, worker_of, arena), 0);
        arena_free(arena);
    }
}

static void targets_add_up(void)
{
    struct arena *arena = arena_new();
    const struct split_worker crew[3] = {{100, 0}, {100, 0}, {50, 0}};
    int64_t targets[3];
    split_targets(1403, crew, 3, targets, arena);
    CHECK_INT(targets[0] + targets[1] + targets[2], 1403);
    CHECK_INT(targets[0], 561);
    CHECK_INT(targets[2], 281);
    arena_free(arena);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        CHECK_TEST(rules_hold),
        CHECK_TEST(codes_and_statuses_agree),
        CHECK_TEST(a_fresh_split_is_fair_and_contiguous),
        CHECK_TEST(a_fresh_split_is_the_best_one),
        CHECK_TEST(workers_get_their_own_grids),
        CHECK_TEST(a_new_split_moves_as_few_as_can_be),
        CHECK_TEST(targets_add_up),
    };
    return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]);
}
