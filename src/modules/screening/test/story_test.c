/* Story A4, as the community lived it: 1,400 people who came back, six workers, four days. Nobody opens
 * most doors, some ask to be called in the evening, some numbers are wrong, a worker falls ill. In the
 * end everybody has exactly one outcome, the sheet has 1,400 rows, and the campaign can be closed. */
#include "modules/screening/sheet.h"
#include "world.h"

enum { PEOPLE = 1400, DAYS = 4, ILL = 5, ILL_DAY = 2, CALLS_A_DAY = 150 };
#define CALL (3 * CALENDAR_MINUTE)

struct story {
    struct world *world;
    int worker, day;
    int64_t calls, twice, early, late; /* of the same person too soon; promises not kept in time */
    bool is_idle;
    size_t moved;
};

static enum result import_list(void *self, struct tx *tx, struct error *error)
{
    struct story *story = self;
    return world_list(story->world, tx, PEOPLE, 0, error);
}

static enum result divide(void *self, struct tx *tx, struct error *error)
{
    struct story *story = self;
    struct world *world = story->world;
    return screening_split(&world->services, tx, &world->secretary, world->campaign, false,
                           &story->moved, error);
}

/* What comes of a call: most doors stay shut the first time. */
static const char *draw(struct story *story, const struct screening_entry *entry,
                        struct screening_record *record)
{
    struct world *world = story->world;
    uint64_t chance = chance_below(&world->seed, 100);
    bool is_visit = strcmp(entry->status, "needs_visit") == 0;
    record->channel = is_visit ? "visit" : "call";
    if (chance < (entry->attempts == 0 ? 45u : 70u) || (is_visit && chance < 80)) {
        record->answers[0] = chance_below(&world->seed, 40) == 0 ? "有" : "没有";
        record->answers[1] = "省外";
        return "reached";
    }
    if (chance < 80) {
        return entry->attempts >= 3 ? "given_up" : "no_answer";
    }
    if (chance < 86) {
        record->call_back =
            world->now + (int64_t)(2 + chance_below(&world->seed, 6)) * CALENDAR_HOUR;
        return "call_back";
    }
    if (chance < 90) {
        return is_visit ? "no_answer" : "needs_visit";
    }
    static const char *const ends[] = {"refused", "wrong_number", "moved", "died", "handed_over"};
    record->handed_to = "凤鸣社区";
    return ends[chance_below(&world->seed, 5)];
}

/* One worker takes the next person and records what came of it. */
static enum result next_call(void *self, struct tx *tx, struct error *error)
{
    struct story *story = self;
    struct world *world = story->world;
    const struct principal *who = &world->workers[story->worker];
    struct screening_entry *mine;
    struct screening_card card;
    struct screening_recorded recorded;
    size_t count;
    enum result result = screening_mine(&world->services, tx, who, world->campaign, &mine, &count,
                                        world->arena, error);
    story->is_idle = result == RESULT_OK && (count == 0 || mine[0].next_try > world->now);
    if (result != RESULT_OK || story->is_idle) {
        return result;
    }
    result = screening_card_open(&world->services, tx, who, world->campaign, mine[0].entry_id,
                                 &card, world->arena, error);
    if (result != RESULT_OK) {
        return result;
    }
    struct screening_record record = {.version = card.entry.version};
    record.result = draw(story, &card.entry, &record);
    story->calls++;
    story->twice += card.entry.last_attempt != 0 && !card.entry.same_caller &&
                    strcmp(card.entry.status, "needs_visit") != 0 &&
                    world->now - card.entry.last_attempt < 2 * CALENDAR_HOUR;
    story->early += card.entry.same_caller && card.entry.next_try > world->now;
    story->late += card.entry.same_caller && world->now - card.entry.next_try > CALENDAR_DAY;
    return screening_record(&world->services, tx, who, world->campaign, card.entry.entry_id,
                            &record, &recorded, world->arena, error);
}

static enum result fall_ill(void *self, struct tx *tx, struct error *error)
{
    struct story *story = self;
    struct world *world = story->world;
    struct screening_worker crew[WORLD_WORKERS];
    for (int at = 0; at < ILL; at++) {
        crew[at] = (struct screening_worker){.account_id = world->accounts[at], .share = 100};
    }
    enum result result = screening_workers_set(&world->services, tx, &world->secretary,
                                               world->campaign, crew, ILL, error);
    return result == RESULT_OK ? screening_split(&world->services, tx, &world->secretary,
                                                 world->campaign, true, &story->moved, error)
                               : result;
}

static enum result evening(void *self, struct tx *tx, struct error *error)
{
    struct story *story = self;
    struct world *world = story->world;
    struct screening_counts counts;
    struct screening_campaign campaign;
    struct screening_day *days;
    struct screening_group *groups;
    size_t count;
    int64_t reached = 0, by_building = 0;
    enum result result =
        screening_verify(tx, &world->secretary.scope, world->campaign, world->arena, error);
    if (result == RESULT_OK) {
        result = screening_get(tx, &world->secretary.scope, world->campaign, &campaign,
                               world->arena, error);
    }
    if (result == RESULT_OK) {
        result =
            screening_counts(tx, &world->secretary, world->campaign, &counts, world->arena, error);
    }
    if (result == RESULT_OK) {
        result = screening_days(&world->services, tx, &world->secretary, &campaign, &days, &count,
                                world->arena, error);
    }
    if (result != RESULT_OK) {
        return result;
    }
    CHECK_INT(counts.total, PEOPLE);
    CHECK_INT(counts.open + counts.closed, PEOPLE);
    for (size_t day = 0; day < count; day++) {
        reached += days[day].reached;
    }
    CHECK_INT(reached, counts.by_status[SCREENING_REACHED]);
    result = screening_groups(tx, &world->secretary, world->campaign, SCREENING_BY_BUILDING,
                              &groups, &count, world->arena, error);
    for (size_t group = 0; result == RESULT_OK && group < count; group++) {
        by_building += groups[group].counts.total;
    }
    CHECK_INT(by_building, PEOPLE);
    return result;
}

/* The doors that nobody opened to the last: given up, each for itself, by the secretary. */
static enum result give_up(void *self, struct tx *tx, struct error *error)
{
    struct story *story = self;
    struct world *world = story->world;
    const struct screening_filter open = {.status = "open"};
    struct screening_entry *entries;
    struct screening_recorded recorded;
    size_t count;
    enum result result = screening_entries(tx, &world->secretary, world->campaign, &open, PEOPLE,
                                           &entries, &count, world->arena, error);
    for (size_t at = 0; result == RESULT_OK && at < count; at++) {
        struct screening_record record = {.version = entries[at].version, .channel = "visit"};
        for (int64_t tries = entries[at].attempts; result == RESULT_OK && tries < 3; tries++) {
            record.result = "no_answer";
            result =
                screening_record(&world->services, tx, &world->secretary, world->campaign,
                                 entries[at].entry_id, &record, &recorded, world->arena, error);
            record.version = recorded.version;
        }
        record.result = "given_up";
        if (result == RESULT_OK) {
            result =
                screening_record(&world->services, tx, &world->secretary, world->campaign,
                                 entries[at].entry_id, &record, &recorded, world->arena, error);
        }
    }
    return result;
}

static enum result report_and_close(void *self, struct tx *tx, struct error *error)
{
    struct story *story = self;
    struct world *world = story->world;
    struct sheet_line_view *rows;
    size_t count;
    const struct screening_sheet_wish wish = {
        .recipient = "桂城街道", .purpose = "每晚上报", .limit = PEOPLE};
    enum result result =
        screening_sheet_rows(&world->services, tx, &world->secretary, world->campaign, &wish, &rows,
                             &count, world->arena, error);
    if (result != RESULT_OK) {
        return result;
    }
    CHECK_INT(count, PEOPLE);
    for (size_t row = 0; row < count; row++) {
        CHECK_INT(rows[row].number, row + 1); /* in walking order, as the list came */
        CHECK(!screening_is_open(screening_status_of(rows[row].status)));
        CHECK(rows[row].worker != NULL && rows[row].citizen_id == NULL);
    }
    return screening_close(&world->services, tx, &world->secretary, world->campaign, error);
}

static void step(struct story *story, enum result (*work)(void *, struct tx *, struct error *))
{
    struct error error = {0};
    check_ok(lane_call(story->world->store, LANE_WRITE, work, story, &error), &error);
}

static void work_a_day(struct story *story, int64_t morning)
{
    struct world *world = story->world;
    for (int call = 0; call < CALLS_A_DAY; call++) {
        world->now = morning + call * CALL;
        int crew = story->day >= ILL_DAY ? ILL : WORLD_WORKERS;
        for (story->worker = 0; story->worker < crew; story->worker++) {
            step(story, next_call);
        }
    }
}

static void everybody_of_1400_is_accounted_for(void)
{
    struct story story = {.world = world_new()};
    struct world *world = story.world;
    int64_t morning = world->now + CALENDAR_HOUR;
    step(&story, import_list);
    step(&story, divide);
    CHECK_INT(story.moved, PEOPLE);
    for (story.day = 0; story.day < DAYS; story.day++) {
        if (story.day == ILL_DAY) {
            world->now = morning + story.day * CALENDAR_DAY - CALENDAR_HOUR;
            step(&story, fall_ill);
        }
        work_a_day(&story, morning + story.day * CALENDAR_DAY);
        step(&story, evening);
    }
    CHECK(story.calls > PEOPLE);
    CHECK_INT(story.twice, 0);
    CHECK_INT(story.early, 0);
    CHECK_INT(story.late, 0);
    step(&story, give_up);
    step(&story, evening);
    step(&story, report_and_close);
    world_free(world);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {CHECK_TEST(everybody_of_1400_is_accounted_for)};
    return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]);
}
