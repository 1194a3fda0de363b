/* The campaign 返桂人员排查 in its fourth day: 1,400 people, six workers, attempts as they go. What happened
 * is decided first, then recorded in the order of time with the clock standing at each moment, through
 * the operation that the workers' phones use. */
#include <stdlib.h>
#include <string.h>

#include "app/demo.h"
#include "modules/screening/screening.h"
#include "modules/screening/source.h"
#include "store/lane.h"

enum { PEOPLE = 1400, WORKERS = 6, GRIDS = 12, DAYS = 4, SLICE = 350, RECORDS = 200 };

struct event {
    int64_t at;
    size_t entry; /* index in the list */
    const char *result, *channel;
};

struct campaign {
    struct demo_writer *writer;
    struct demo_community *community;
    struct arena *arena;
    struct chance_seed seed;
    int64_t campaign, first_day, now; /* the midnight of the first day; the real present */
    long *chosen;                     /* people, in walking order */
    size_t count;
    struct screening_entry *entries; /* by number - 1 */
    struct event *events;
    size_t event_count, event_capacity;
    size_t from, to;   /* of the slice in hand */
    int64_t *versions; /* of the entries when it began: it may run again */
};

static int below(struct campaign *campaign, int limit)
{
    return (int)chance_below(&campaign->seed, (uint64_t)limit);
}

static enum result open_principal(struct campaign *campaign, struct tx *tx, size_t staff,
                                  struct principal *who, struct error *error)
{
    return principal_of(tx, campaign->community->accounts[staff], campaign->community->tenant,
                        campaign->writer->now, campaign->arena, who, error);
}

/* ---- the list -------------------------------------------------------------------------------- */

/* Grown-ups of the first grids, spread evenly, one or two of a household. */
static void choose(struct campaign *campaign)
{
    const struct demo_world *world = &campaign->community->world;
    campaign->chosen = arena_array(campaign->arena, PEOPLE, sizeof campaign->chosen[0]);
    size_t able = 0;
    for (int pass = 0; pass < 2; pass++) {
        size_t left = able, need = PEOPLE;
        for (size_t i = 0; i < world->person_count && (pass == 0 || need > 0); i++) {
            const struct demo_person *person = &world->people[i];
            long place = person->place;
            while (place >= 0 && world->place_grids[place] < 0)
                place = world->places[place].parent;
            long worker = place < 0 ? DEMO_NONE : world->grids[world->place_grids[place]].worker;
            if (worker < 1 || worker > WORKERS || person->seed.facts.phone == NULL ||
                world->year - demo_number(person->seed.facts.birth_date) < 17)
                continue;
            if (pass == 0) {
                able++;
            } else if ((size_t)below(campaign, (int)left--) < need) {
                campaign->chosen[campaign->count++] = (long)i;
                need--;
            }
        }
    }
}

static enum result start(void *self, struct tx *tx, struct error *error)
{
    static const struct screening_column columns[] = {{1, "从哪里回", 1}, {2, "返桂日期", 1}};
    struct campaign *campaign = self;
    struct demo_writer *writer = campaign->writer;
    struct principal who;
    enum result result = open_principal(campaign, tx, 0, &who, error);
    if (result != RESULT_OK)
        return result;
    struct screening_draft draft = {
        .campaign = {.title = "返桂人员排查",
                     .reference = "桂街防〔2026〕17 号",
                     .purpose = "了解返桂人员的健康和需要，提供帮助",
                     .basis = "emergency",
                     .round = 1,
                     .starts = campaign->first_day + 8 * CALENDAR_HOUR,
                     .due = campaign->first_day + (DAYS + 1) * CALENDAR_DAY + 18 * CALENDAR_HOUR,
                     .keep_until = campaign->first_day + 60 * CALENDAR_DAY,
                     .manager_id = campaign->community->accounts[0],
                     .tries = 3},
        .columns = columns,
        .column_count = 2,
    };
    return screening_add(&writer->services, tx, &who, &draft, &campaign->campaign, error);
}

static const char *origin_of(struct campaign *campaign)
{
    static const char *const cities[] = {"湖北武汉", "湖南长沙", "广西玉林", "广西梧州",
                                         "四川成都", "河南信阳", "江西赣州", "广东湛江",
                                         "广东茂名", "浙江温州", "湖北黄冈", "贵州毕节",
                                         "重庆",     "香港",     "广东肇庆"};
    return cities[below(campaign, (int)(sizeof cities / sizeof cities[0]))];
}

static enum result add_people(void *self, struct tx *tx, struct error *error)
{
    struct campaign *campaign = self;
    const struct demo_community *community = campaign->community;
    struct principal who;
    struct screening_walker walker = {.arena = arena_new()};
    struct screening_person *people = arena_array(walker.arena, SLICE, sizeof *people);
    size_t count = 0, added, skipped;
    struct chance_seed before = campaign->seed;
    enum result result = open_principal(campaign, tx, 0, &who, error);
    for (size_t i = campaign->from; i < campaign->to && result == RESULT_OK; i++) {
        const struct demo_person *person = &community->world.people[campaign->chosen[i]];
        char day[CALENDAR_DAY_SIZE];
        const char **details = arena_array(walker.arena, 2, sizeof details[0]);
        calendar_day_of(campaign->first_day - (int64_t)below(campaign, 12) * CALENDAR_DAY,
                        CALENDAR_CHINA_OFFSET, day);
        details[0] = origin_of(campaign);
        details[1] = arena_copy(walker.arena, day);
        people[count] =
            (struct screening_person){.resident_id = community->residents[campaign->chosen[i]],
                                      .name = person->seed.facts.name,
                                      .phone = person->seed.facts.phone,
                                      .citizen_id = person->seed.facts.citizen_id,
                                      .details = details};
        result = screening_walk_to(&walker, tx, &who.scope,
                                   community->world.places[person->place].place.place_id,
                                   &people[count++], error);
    }
    if (result == RESULT_OK)
        result = screening_people_add(&campaign->writer->services, tx, &who, campaign->campaign,
                                      people, count, &added, &skipped, error);
    campaign->seed = before; /* this may run again */
    arena_free(walker.arena);
    return result;
}

static enum result divide(void *self, struct tx *tx, struct error *error)
{
    struct campaign *campaign = self;
    struct principal who;
    struct screening_worker workers[WORKERS];
    size_t moved;
    for (size_t i = 0; i < WORKERS; i++)
        workers[i] = (struct screening_worker){.account_id = campaign->community->accounts[i + 1],
                                               .share = 100};
    enum result result = open_principal(campaign, tx, 0, &who, error);
    if (result == RESULT_OK)
        result = screening_workers_set(&campaign->writer->services, tx, &who, campaign->campaign,
                                       workers, WORKERS, error);
    if (result == RESULT_OK)
        result = screening_split(&campaign->writer->services, tx, &who, campaign->campaign, false,
                                 &moved, error);
    return result;
}

static enum result read_entries(void *self, struct tx *tx, struct error *error)
{
    struct campaign *campaign = self;
    struct principal who;
    struct screening_filter filter = {.after_walk = ""};
    campaign->entries = arena_array(campaign->arena, PEOPLE + 1, sizeof campaign->entries[0]);
    enum result result = open_principal(campaign, tx, 0, &who, error);
    for (size_t read = 0, count = 1; result == RESULT_OK && count > 0 && read < campaign->count;) {
        struct screening_entry *entries;
        result = screening_entries(tx, &who, campaign->campaign, &filter, 200, &entries, &count,
                                   campaign->arena, error);
        for (size_t i = 0; result == RESULT_OK && i < count && read < PEOPLE; i++)
            campaign->entries[read++] = entries[i];
        if (result == RESULT_OK && count > 0) {
            filter.after_walk = entries[count - 1].walk_key;
            filter.after_entry = entries[count - 1].entry_id;
        }
    }
    return result;
}

/* ---- what happened --------------------------------------------------------------------------- */

static void add_event(struct campaign *campaign, int64_t at, size_t entry, const char *result,
                      const char *channel)
{
    campaign->events = arena_grow(campaign->arena, campaign->events, campaign->event_count,
                                  &campaign->event_capacity, sizeof campaign->events[0]);
    campaign->events[campaign->event_count++] = (struct event){at, entry, result, channel};
}

/* A moment of working hours on a day of the campaign, never in the future. */
static int64_t moment(struct campaign *campaign, int day)
{
    int64_t from = campaign->first_day + day * CALENDAR_DAY + 8 * CALENDAR_HOUR;
    int64_t minutes = below(campaign, 240) + (below(campaign, 2) == 0 ? 30 : 360);
    int64_t at = from + minutes * CALENDAR_MINUTE;
    int64_t last = campaign->now - 10 * CALENDAR_MINUTE;
    if (at > last) /* today is not over: within what has passed of it */
        at = from + (last - from) * below(campaign, 1000) / 1000;
    return at < last ? at : last;
}

/* How each person stands in the end, per thousand. The sum of all is the list. */
static const struct {
    const char *result;
    int share, least, most; /* attempts without an answer before */
} fates[] = {
    {"reached", 710, 0, 2},    {"no_answer", 78, 0, 2},    {"call_back", 38, 0, 1},
    {"needs_visit", 34, 1, 2}, {"wrong_number", 30, 0, 1}, {"moved", 20, 0, 1},
    {"refused", 12, 0, 1},     {"given_up", 12, 3, 3},     {"handed_over", 8, 0, 1},
    {"died", 2, 0, 0},         {"untouched", 56, 0, 0},
};

static void invent(struct campaign *campaign, size_t entry)
{
    int at = below(campaign, 1000);
    size_t fate = 0;
    while (at >= fates[fate].share)
        at -= fates[fate++].share;
    if (strcmp(fates[fate].result, "untouched") == 0)
        return;
    int tries = fates[fate].least;
    while (tries < fates[fate].most && below(campaign, 100) < 35)
        tries++;
    int last = tries + below(campaign, DAYS - tries > 0 ? DAYS - tries : 1);
    last = last < DAYS ? last : DAYS - 1;
    for (int i = 0; i < tries; i++) {
        int day = last - tries + i;
        add_event(campaign, moment(campaign, day < 0 ? 0 : day), entry, "no_answer",
                  below(campaign, 5) == 0 ? "visit" : "call");
    }
    add_event(campaign, moment(campaign, last), entry, fates[fate].result,
              below(campaign, 7) == 0 ? "visit" : "call");
}

static int by_time(const void *a, const void *b)
{
    const struct event *p = a, *q = b;
    if (p->at != q->at)
        return p->at < q->at ? -1 : 1;
    return (p->entry > q->entry) - (p->entry < q->entry);
}

/* ---- recording it ---------------------------------------------------------------------------- */

static struct screening_record record_of(struct campaign *campaign, const struct event *event)
{
    static const char *const travels[] = {"省内", "省外", "没有外出", "省内", "省外", "境外"};
    static const char *const helps[] = {"买菜送药", "就医", "其他"};
    static const char *const notes[] = {"说晚上再打", "下班后方便", "在开车，迟点打"};
    struct screening_record record = {.version = campaign->entries[event->entry].version,
                                      .channel = event->channel,
                                      .result = event->result,
                                      .happened = event->at};
    struct chance_seed dice = {campaign->seed.state + event->entry * 7919};
    if (strcmp(event->result, "reached") == 0) {
        record.answers[0] = chance_below(&dice, 1000) < 12 ? "有" : "没有";
        record.answers[1] = travels[chance_below(&dice, 6)];
        record.answers[2] =
            chance_below(&dice, 1000) < 20 ? helps[chance_below(&dice, 3)] : "不需要";
    } else if (strcmp(event->result, "call_back") == 0) {
        record.call_back =
            campaign->now + (int64_t)chance_below(&dice, 20) * CALENDAR_HOUR + 20 * CALENDAR_MINUTE;
        /* Nobody asks to be called at night. */
        int hour = calendar_at(record.call_back, CALENDAR_CHINA_OFFSET).hour;
        if (hour < 9 || hour > 19)
            record.call_back += 12 * CALENDAR_HOUR;
        record.note = notes[chance_below(&dice, 3)];
    } else if (strcmp(event->result, "handed_over") == 0) {
        record.handed_to = chance_below(&dice, 2) == 0 ? "桂园社区" : "海逸社区";
    }
    return record;
}

/* A slice of the events, each by whom the entry is assigned to, the clock at its moment. */
static enum result record_slice(void *self, struct tx *tx, struct error *error)
{
    struct campaign *campaign = self;
    struct principal workers[WORKERS + 1];
    struct arena *arena = arena_new();
    enum result result = RESULT_OK;
    for (size_t i = 0; i <= WORKERS && result == RESULT_OK; i++)
        result = open_principal(campaign, tx, i, &workers[i], error);
    for (size_t i = 0; i < campaign->count; i++)
        campaign->entries[i].version = campaign->versions[i];
    for (size_t i = campaign->from; i < campaign->to && result == RESULT_OK; i++) {
        const struct event *event = &campaign->events[i];
        struct screening_entry *entry = &campaign->entries[event->entry];
        struct screening_record record = record_of(campaign, event);
        struct screening_recorded recorded;
        size_t worker = 0;
        while (worker < WORKERS && workers[worker].account != entry->account_id)
            worker++;
        if (workers[worker].account != entry->account_id)
            worker = 0;
        campaign->writer->now = event->at;
        result =
            screening_record(&campaign->writer->services, tx, &workers[worker], campaign->campaign,
                             entry->entry_id, &record, &recorded, arena, error);
        if (result == RESULT_OK)
            entry->version = recorded.version;
        /* Help is mostly given the same day; a few still wait for it. */
        if (result == RESULT_OK && recorded.help_count > 0 && i % 8 != 0)
            result = screening_help_given(&campaign->writer->services, tx, &workers[0],
                                          campaign->campaign, entry->entry_id, error);
    }
    arena_free(arena);
    return result;
}

static enum result in_slices(struct campaign *campaign, size_t count, size_t size,
                             enum result (*work)(void *, struct tx *, struct error *),
                             struct error *error)
{
    enum result result = RESULT_OK;
    for (size_t from = 0; from < count && result == RESULT_OK; from += size) {
        campaign->from = from;
        campaign->to = from + size < count ? from + size : count;
        for (size_t i = 0; campaign->entries != NULL && i < campaign->count; i++)
            campaign->versions[i] = campaign->entries[i].version;
        result = lane_call(campaign->writer->services.store, LANE_WRITE, work, campaign, error);
        cli_progress(campaign->writer->cli, "返桂人员排查", (int64_t)campaign->writer->steps_done,
                     (int64_t)campaign->writer->steps);
    }
    return result;
}

enum result demo_write_campaign(struct demo_writer *writer, struct demo_community *community,
                                struct error *error)
{
    struct campaign campaign = {.writer = writer,
                                .community = community,
                                .arena = arena_new(),
                                .seed = {community->world.seed.state},
                                .now = clock_now(&writer->cli->services->clock)};
    struct calendar_time time = calendar_at(campaign.now, CALENDAR_CHINA_OFFSET);
    int64_t today =
        calendar_day_number(writer->today) * CALENDAR_DAY - CALENDAR_CHINA_OFFSET * CALENDAR_MINUTE;
    campaign.first_day = today - (time.hour < 10 ? DAYS : DAYS - 1) * CALENDAR_DAY;
    writer->now = campaign.first_day;
    campaign.versions = arena_array(campaign.arena, PEOPLE, sizeof campaign.versions[0]);
    choose(&campaign);
    struct store *store = writer->services.store;
    enum result result = lane_call(store, LANE_WRITE, start, &campaign, error);
    if (result == RESULT_OK)
        result = in_slices(&campaign, campaign.count, SLICE, add_people, error);
    if (result == RESULT_OK)
        result = lane_call(store, LANE_WRITE, divide, &campaign, error);
    if (result == RESULT_OK)
        result = lane_call(store, LANE_READ, read_entries, &campaign, error);
    for (size_t i = 0; i < campaign.count; i++)
        invent(&campaign, i);
    if (campaign.event_count > 0)
        qsort(campaign.events, campaign.event_count, sizeof campaign.events[0], by_time);
    if (result == RESULT_OK)
        result = in_slices(&campaign, campaign.event_count, RECORDS, record_slice, error);
    arena_free(campaign.arena);
    return result;
}
