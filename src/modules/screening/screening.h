/* Screening: reach everybody on a list, ask the same few things, and account for each of them.
 *
 * A campaign has a list. Every person of the list is one entry, and every entry stands in exactly
 * one status: four are open (nobody tried yet, nobody answered, call back, a visit is needed),
 * eight are outcomes (reached, refused, wrong number, moved, died, duplicate, handed over, given
 * up). So the statuses always add up to the list, and that sum is what the page shows first.
 * Attempts are kept apart from outcomes: a call that nobody answers is an attempt and leaves the
 * entry open.
 *
 * Who may touch an entry: whoever has its grid in scope, or is assigned to it. Operations take the
 * principal for that and answer RESULT_NOT_FOUND for an entry out of scope, as if it did not exist.
 * Two people on one entry never overwrite each other: a record names the version that it saw, and a
 * stale one is answered with RESULT_CONFLICT and nothing written; the person then chooses to keep
 * both (`keep_both`) or to correct (`correct`, with the new version). Sending the same item of the
 * same device twice changes nothing.
 *
 * What people answered, and the list's own columns (where they come back from ...), are sealed
 * under the campaign's key (vault collection "campaign:ID"); destroying the key destroys them. The
 * counters behind the pages are kept in the transaction of every change (screening_sum.h); no page
 * counts the list. Nothing here ranks people.
 *
 * All results live in the caller's arena. Writes need a write transaction and have no effect
 * outside it, so that they may be run again. */
#ifndef SCREENING_SCREENING_H
#define SCREENING_SCREENING_H

#include "web/module.h"

extern const struct module screening_module;
extern const struct capability screening_work;   /* call, visit, record */
extern const struct capability screening_manage; /* make, split, close, export ids */
extern const struct capability screening_read;   /* see progress and lists */

enum {
    SCREENING_QUESTIONS = 12, /* of one script; more do not get answered on the phone */
    SCREENING_OPTIONS = 12,   /* of one question */
    SCREENING_COLUMNS = 12,   /* of the list's own columns */
    SCREENING_ENTRIES = 100000,
    SCREENING_WORKERS = 200,
    SCREENING_GRIDS = 16, /* of one worker's scope */
    SCREENING_CALLS = 64, /* attempts shown of one entry */
};

/* ---- statuses and rules (pure; screening_rule.c) --------------------------------------------- */

enum screening_status {
    SCREENING_UNTOUCHED,
    SCREENING_NO_ANSWER,
    SCREENING_CALL_BACK,
    SCREENING_NEEDS_VISIT,
    SCREENING_REACHED, /* the first of the outcomes */
    SCREENING_REFUSED,
    SCREENING_WRONG_NUMBER,
    SCREENING_MOVED,
    SCREENING_DIED,
    SCREENING_DUPLICATE,
    SCREENING_HANDED_OVER,
    SCREENING_GIVEN_UP,
    SCREENING_STATUS__COUNT
};
extern const struct choice screening_status_choices[]; /* in the order of the enum, ends with {0} */
extern const struct choice screening_channel_choices[];
extern const struct choice screening_result_choices[];
extern const struct choice screening_state_choices[];
extern const struct choice screening_basis_choices[];

const char *screening_status_code(enum screening_status status);
enum screening_status screening_status_of(const char *code); /* a code of the store; else a bug */
bool screening_is_open(enum screening_status status);

/* What one attempt means for an entry. Every result but "message" is also a status (the status of
 * the same code): "message" is a note through the door or a text message, which leaves it as it
 * was. */
struct screening_move {
    enum screening_status to;
    bool is_reopening; /* an outcome was corrected to an open status */
    int64_t next_try;  /* when the pool shows it again, ms; 0: now */
    bool same_caller;  /* only who promised the call back, until two hours after it */
};
/* The rule. `call_back` is the promised moment (0: none). Refuses with RESULT_INVALID at the field
 * concerned: a call back without a time or in the past, giving up before `tries` attempts, a
 * duplicate without its number, a handing over without a place. An open result never reopens an
 * outcome unless `correct`. */
struct screening_attempt_facts {
    enum screening_status from;
    const char *result;
    int64_t attempts; /* made before this one */
    int64_t tries;    /* attempts that the campaign asks for before giving up */
    int64_t next_try; /* as it stands */
    int64_t call_back, now;
    bool has_duplicate, has_handed_to, correct;
};
MUST_USE enum result screening_rule(const struct screening_attempt_facts *facts,
                                    struct screening_move *move, struct error *error);

/* ---- the campaign ---------------------------------------------------------------------------- */

struct screening_campaign {
    int64_t campaign_id;
    const char *title;     /* 返桂人员排查·第 2 轮 */
    const char *reference; /* 依据: 桂街防〔2026〕17 号, or NULL */
    const char *purpose;
    const char *basis; /* as of the vault: emergency, statutory_duty, consent ... */
    const char *state; /* running, closed */
    int64_t round, follows_id;
    int64_t starts, due; /* ms */
    int64_t keep_until;  /* ms: then what was collected is destroyed */
    int64_t manager_id;
    const char *manager; /* filled by get and list */
    int64_t tries;       /* attempts before giving up is offered; 3 by default */
    int64_t entries, version, created, closed;
};
extern const struct record_type screening_campaign_type;

struct screening_option {
    int64_t question;  /* 1 ... SCREENING_QUESTIONS */
    int64_t position;  /* 1 ... SCREENING_OPTIONS */
    const char *label; /* 有 */
    int64_t asks_help; /* an answer that becomes a task */
};
struct screening_question {
    int64_t position;
    const char *kind;     /* choice, text, date */
    const char *subject;  /* health, travel, needs, other */
    const char *question; /* 近 7 天有没有发热、咳嗽？ */
    const char *hint;     /* said in another way: 粤语 ...; or NULL */
    const struct screening_option *options;
    size_t option_count;
};
struct screening_column {
    int64_t position;
    const char *heading;  /* 从哪里回 */
    int64_t is_sensitive; /* travel, health, ids: shown only on the card of the person */
};

/* A new campaign, running, with its vault collection. `questions` NULL takes the usual script
 * (fever or cough; where one was in the last 14 days; needs help with anything). */
struct screening_draft {
    struct screening_campaign campaign;
    const struct screening_question *questions;
    size_t question_count;
    const struct screening_column *columns;
    size_t column_count;
};
MUST_USE enum result screening_add(struct services *services, struct tx *tx,
                                   const struct principal *who, const struct screening_draft *draft,
                                   int64_t *campaign, struct error *error);

MUST_USE enum result screening_get(struct tx *tx, const struct scope *scope, int64_t campaign,
                                   struct screening_campaign *out, struct arena *arena,
                                   struct error *error);
/* Newest first; `after` 0 starts. */
MUST_USE enum result screening_list(struct tx *tx, const struct scope *scope, int64_t after,
                                    size_t limit, struct screening_campaign **campaigns,
                                    size_t *count, struct arena *arena, struct error *error);
/* The running ones, newest first. */
MUST_USE enum result screening_running(struct tx *tx, const struct scope *scope, size_t limit,
                                       struct screening_campaign **campaigns, size_t *count,
                                       struct arena *arena, struct error *error);
MUST_USE enum result screening_script(struct tx *tx, const struct scope *scope, int64_t campaign,
                                      struct screening_question **questions, size_t *count,
                                      struct arena *arena, struct error *error);
MUST_USE enum result screening_columns(struct tx *tx, const struct scope *scope, int64_t campaign,
                                       struct screening_column **columns, size_t *count,
                                       struct arena *arena, struct error *error);

/* Ends a campaign: nothing can be recorded any more. RESULT_CONFLICT while entries are open: every
 * one of the list gets its outcome first. */
MUST_USE enum result screening_close(struct services *services, struct tx *tx,
                                     const struct principal *who, int64_t campaign,
                                     struct error *error);

/* ---- the list -------------------------------------------------------------------------------- */

/* One person to put on the list. With a resident the rest is taken from the register where it is
 * not given; without one, name or phone must be there. */
struct screening_person {
    int64_t resident_id; /* 0: only as listed */
    const char *name, *phone, *address, *citizen_id;
    const char *const *details; /* one text (or NULL) per column of the campaign; NULL: none */
    int64_t place_id, building_id, grid_id; /* 0: not known */
    const char *walk_key;                   /* place.h's walking order; NULL: last */
    const char *building, *room;            /* as shown in the sheet; NULL: none */
    int64_t batch_id, batch_row;
};
/* Puts people on the list, in slices of any size; a resident already on it is left out and counted
 * in
 * `*skipped` (the same person is never called twice for one campaign). */
MUST_USE enum result screening_people_add(struct services *services, struct tx *tx,
                                          const struct principal *who, int64_t campaign,
                                          const struct screening_person *people, size_t count,
                                          size_t *added, size_t *skipped, struct error *error);

struct screening_entry {
    int64_t entry_id, campaign_id, number, resident_id;
    const char *name, *phone, *address;
    int64_t place_id, building_id, grid_id;
    const char *walk_key, *building, *room;
    int64_t account_id; /* assigned to; 0: nobody */
    const char *status;
    const char *status_day; /* of the outcome, ISO; "" while open */
    int64_t attempts, last_attempt, last_account_id, next_try, same_caller;
    int64_t duplicate_of; /* the number on the list */
    const char *handed_to, *note;
    int64_t help_asked; /* ms; an answer asked for help; 0: never */
    int64_t help_given; /* ms; somebody has seen to it; 0: not yet */
    int64_t held_by, held_until;
    int64_t version;
};
struct screening_call { /* an attempt */
    int64_t attempt_id;
    const char *channel, *result;
    int64_t account_id, happened, call_back;
    const char *note;
};
struct screening_answer {
    int64_t question;
    const char *text; /* opened */
    int64_t account_id, answered;
};
/* The entry with a number on the list. */
MUST_USE enum result screening_number(struct tx *tx, const struct principal *who, int64_t campaign,
                                      int64_t number, int64_t *entry, struct error *error);
/* All that the card shows. */
struct screening_card {
    struct screening_entry entry;
    const char *citizen_id; /* NULL unless asked for */
    const char **details;   /* one per column, NULL where empty */
    size_t detail_count;
    struct screening_call *calls; /* newest first */
    size_t call_count;
    struct screening_answer *answers;
    size_t answer_count;
};
/* One entry without and with what is sealed. The second writes an audit row (it shows sensitive
 * values whole) and holds the entry for `who` for ten minutes, so that nobody else calls at the
 * same time. */
MUST_USE enum result screening_entry_get(struct tx *tx, const struct principal *who,
                                         int64_t campaign, int64_t entry,
                                         struct screening_entry *out, struct arena *arena,
                                         struct error *error);
MUST_USE enum result screening_card_open(struct services *services, struct tx *tx,
                                         const struct principal *who, int64_t campaign,
                                         int64_t entry, struct screening_card *card,
                                         struct arena *arena, struct error *error);

/* The card without what is sealed (details, answers): only reads. */
MUST_USE enum result screening_card_read(struct tx *tx, const struct principal *who,
                                         int64_t campaign, int64_t entry,
                                         struct screening_card *card, struct arena *arena,
                                         struct error *error);

/* What the list page asks. Pages go by (walk_key, entry). */
struct screening_filter {
    const char *status; /* a code, "open", "closed", "tried" (no answer, call back), or NULL */
    int64_t grid;       /* 0: all of the scope */
    int64_t building, account; /* 0: any; account SCREENING_NOBODY: not assigned */
    const char *search;        /* part of name, building, room, or tail of the phone; or NULL */
    const char *after_walk;
    int64_t after_entry;
};
#define SCREENING_NOBODY INT64_C(-1)
MUST_USE enum result screening_entries(struct tx *tx, const struct principal *who, int64_t campaign,
                                       const struct screening_filter *filter, size_t limit,
                                       struct screening_entry **entries, size_t *count,
                                       struct arena *arena, struct error *error);

/* How many the filter finds: exact to LIMIT_COUNT_EXACT, then *is_more. */
MUST_USE enum result screening_total(struct tx *tx, const struct principal *who, int64_t campaign,
                                     const struct screening_filter *filter, int64_t *total,
                                     bool *is_more, struct arena *arena, struct error *error);

/* ---- work ------------------------------------------------------------------------------------ */

struct screening_record {
    int64_t version;     /* that the person saw */
    const char *channel; /* call, visit, message */
    const char *result;  /* a code of screening_result_choices */
    int64_t happened;    /* ms; 0: now */
    int64_t call_back;   /* ms; 0: none */
    const char *note;
    int64_t duplicate_of; /* number on the list */
    const char *handed_to;
    const char *phone;                        /* another number learned, or NULL */
    const char *answers[SCREENING_QUESTIONS]; /* by position - 1; NULL: not answered */
    const char *device, *item;                /* both or none */
    bool keep_both; /* after a conflict: add the attempt, leave the status */
    bool correct;   /* this replaces the outcome that stands there */
};
struct screening_recorded {
    enum screening_status status; /* now */
    int64_t version;
    bool was_known;    /* the item had been sent before: nothing changed */
    size_t help_count; /* answers that became tasks */
};
MUST_USE enum result screening_record(struct services *services, struct tx *tx,
                                      const struct principal *who, int64_t campaign, int64_t entry,
                                      const struct screening_record *record,
                                      struct screening_recorded *recorded, struct arena *arena,
                                      struct error *error);

/* Somebody has seen to the help that an answer asked for: settles its task. */
MUST_USE enum result screening_help_given(struct services *services, struct tx *tx,
                                          const struct principal *who, int64_t campaign,
                                          int64_t entry, struct error *error);

/* The order in which one person works: promised call backs that are due, then what may be tried now
 * in walking order, then what rests, by when it may be tried again. `mine` is that order; the next
 * entry after `after` (0: the first), wrapping once; *position counts from 1. */
MUST_USE enum result screening_mine(struct services *services, struct tx *tx,
                                    const struct principal *who, int64_t campaign,
                                    struct screening_entry **entries, size_t *count,
                                    struct arena *arena, struct error *error);
/* Pure: puts entries into that order. */
void screening_order(struct screening_entry *entries, size_t count, int64_t now);

/* ---- splitting (the plan itself is pure: split.h) -------------------------------------------- */

struct screening_worker {
    int64_t account_id;
    const char *name;
    int64_t share; /* 100 is a full one */
};
MUST_USE enum result screening_workers(struct tx *tx, const struct scope *scope, int64_t campaign,
                                       struct screening_worker **workers, size_t *count,
                                       struct arena *arena, struct error *error);
/* Says who works on it now (dated: who leaves keeps what was done). */
MUST_USE enum result screening_workers_set(struct services *services, struct tx *tx,
                                           const struct principal *who, int64_t campaign,
                                           const struct screening_worker *workers, size_t count,
                                           struct error *error);
/* Divides what is open among the workers. `least_change` moves only what balance needs. */
MUST_USE enum result screening_split(struct services *services, struct tx *tx,
                                     const struct principal *who, int64_t campaign,
                                     bool least_change, size_t *moved, struct error *error);
/* By hand: the open entries of `filter` (building, grid, account, status), or those named. */
MUST_USE enum result screening_assign(struct services *services, struct tx *tx,
                                      const struct principal *who, int64_t campaign,
                                      const struct screening_filter *filter, const int64_t *entries,
                                      size_t entry_count, int64_t account, size_t *moved,
                                      struct error *error);

/* ---- figures (from the counters) ------------------------------------------------------------- */

struct screening_counts {
    int64_t by_status[SCREENING_STATUS__COUNT];
    int64_t total, open, closed;
};
struct screening_group {
    int64_t key;      /* grid, building or account; 0: none */
    const char *name; /* of the building; the caller names grids and accounts */
    struct screening_counts counts;
};
enum screening_by { SCREENING_BY_GRID, SCREENING_BY_WORKER, SCREENING_BY_BUILDING };
MUST_USE enum result screening_counts(struct tx *tx, const struct principal *who, int64_t campaign,
                                      struct screening_counts *counts, struct arena *arena,
                                      struct error *error);
MUST_USE enum result screening_groups(struct tx *tx, const struct principal *who, int64_t campaign,
                                      enum screening_by by, struct screening_group **groups,
                                      size_t *count, struct arena *arena, struct error *error);

/* Several groups together. */
struct screening_counts screening_groups_sum(const struct screening_group *groups, size_t count);

/* Who has most of each grid: the name beside it. */
struct screening_grid_worker {
    int64_t grid_id, account_id;
};
MUST_USE enum result screening_grid_workers(struct tx *tx, const struct scope *scope,
                                            int64_t campaign,
                                            struct screening_grid_worker **workers, size_t *count,
                                            struct arena *arena, struct error *error);

/* Outcomes of each day from start to due among those whom `who` has in scope or on the own list, for
 * the line; the plan is a straight line to the due day. */
struct screening_day {
    const char *day;         /* ISO */
    int64_t reached, closed; /* that day */
    int64_t total_closed;    /* up to its end; RECORD_NONE for days to come */
};
MUST_USE enum result screening_days(struct services *services, struct tx *tx,
                                    const struct principal *who,
                                    const struct screening_campaign *campaign,
                                    struct screening_day **days, size_t *count, struct arena *arena,
                                    struct error *error);

/* Counts the list itself and compares: for `kaifong doctor` and tests. RESULT_CONFLICT names the
 * first counter that differs. */
MUST_USE enum result screening_verify(struct tx *tx, const struct scope *scope, int64_t campaign,
                                      struct arena *arena, struct error *error);

#endif
