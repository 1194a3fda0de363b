/* What the pages of screening show, and what their routes take: plain structs with their fields
 * declared in page.c, filled by the *_web.c files. */
#ifndef SCREENING_PAGE_H
#define SCREENING_PAGE_H

#include "modules/screening/screening.h"
#include "web/chart.h"
#include "web/form.h"

/* ---- parameters ------------------------------------------------------------------------------ */

struct campaign_params { /* of most routes */
    int64_t campaign;
};
extern const struct record_type campaign_params_type;

struct list_params { /* of the campaign page: its filters stand in the URL */
    int64_t campaign;
    const char *status;
    int64_t grid, building, account, nobody, after;
    const char *search;
};
extern const struct record_type list_params_type;

struct campaigns_params {
    int64_t after;
};
extern const struct record_type campaigns_params_type;

struct new_params { /* a new campaign and where its list comes from */
    const char *title, *reference, *purpose, *basis;
    const char *due_day;
    int64_t due_hour;
    int64_t round, follows_id, tries;
    const char *source; /* none, register, batch */
    int64_t batch, grid;
    const char *residence, *care;
};
extern const struct record_type new_params_type;

struct new_query { /* the page of it; a checked list may be chosen already */
    int64_t batch;
};
extern const struct record_type new_query_type;

struct people_params { /* more people for the list, from the register or an imported list */
    int64_t campaign;
    int64_t batch, grid;
    const char *residence, *care;
};
extern const struct record_type people_params_type;

struct account_choice {
    int64_t account;
};
struct crew_params {
    int64_t campaign;
    struct record_list account; /* struct account_choice: who works on it */
    const char *way;            /* keep, least, fresh: what to do with the list */
};
extern const struct record_type crew_params_type;

struct entry_choice {
    int64_t entry;
};
struct assign_params {
    int64_t campaign;
    struct record_list entry;     /* struct entry_choice: those ticked; or */
    int64_t grid, building, from; /* all open ones under a filter */
    const char *status;
    int64_t account; /* SCREENING_NOBODY: nobody */
};
extern const struct record_type assign_params_type;

struct next_params {
    int64_t campaign, after;
};
extern const struct record_type next_params_type;

struct entry_params {
    int64_t campaign, entry;
};
extern const struct record_type entry_params_type;

struct record_params {
    int64_t campaign, entry, version;
    const char *channel, *result;
    const char *call_back_day;
    const char *call_back_hour; /* "19:30" */
    const char *note;
    int64_t duplicate_of;
    const char *handed_to, *phone;
    const char *answer[SCREENING_QUESTIONS];
    const char *device, *item;
    int64_t happened;
    int64_t keep_both, correct, stay;
};
extern const struct record_type record_params_type;

struct sheet_params {
    int64_t campaign;
    const char *recipient, *purpose;
    int64_t with_ids;
    const char *as; /* xlsx, csv, gb18030, print */
    int64_t grid;
    const char *status;
};
extern const struct record_type sheet_params_type;

/* ---- views ----------------------------------------------------------------------------------- */

struct figure_view {   /* a number that opens the list behind it */
    const char *label; /* in the reader's language */
    const char *mark;  /* class of its colour: f1, f2 ... */
    int64_t count;
    const char *url;
    int64_t is_current;
};
extern const struct record_type figure_view_type;

struct group_view { /* one row of the tables by grid, building, worker */
    int64_t key;
    const char *name, *who, *url;
    const char *bar; /* markup */
    int64_t percent, reached, closed, total, no_answer, needs_visit, untouched;
    const char *no_answer_url, *needs_visit_url, *untouched_url, *reached_url;
};
extern const struct record_type group_view_type;

struct choice_view { /* an option of a select, a radio, a check box */
    int64_t value;
    const char *code, *label, *note;
    int64_t is_chosen;
};
extern const struct record_type choice_view_type;

struct line_view { /* one row of the list */
    int64_t entry_id, number;
    const char *name, *address, *phone, *status;
    int64_t attempts;
    const char *worker;
    const char *note;
};
extern const struct record_type line_view_type;

struct progress_view { /* the part of the page that keeps itself fresh */
    struct screening_campaign campaign;
    struct screening_counts counts;
    int64_t reached, total, open, closed;
    const char *bar;
    struct record_list legend; /* figure_view */
    int64_t behind, ahead;     /* people, against an even plan */
    const char *left;          /* "1 天 7 小时", or NULL when over */
    int64_t is_over, is_running, can_manage, can_work;
    const struct chart_line *chart; /* NULL for fewer than two days */
    struct record_list grids;       /* group_view */
    const char *refresh_url;
};
extern const struct record_type progress_view_type;

struct campaign_view {
    const char *title;
    struct progress_view *progress;
    struct record_list workers, buildings; /* group_view */
    struct record_list entries;            /* line_view */
    struct record_list segments;           /* figure_view */
    struct record_list grids, accounts;    /* choice_view: of the filter */
    const char *search, *filter_status;
    int64_t filter_grid, filter_building, filter_account;
    const char *filter_text; /* what the list shows, in words */
    const char *more_url;    /* the next page, or NULL */
    int64_t is_filtered, unassigned, can_manage, can_work, is_running, sees_personal;
    int64_t campaign_id;
};
extern const struct record_type campaign_view_type;

struct campaigns_view {
    struct record_list campaigns; /* campaign_line_view */
    const char *more_url;
    int64_t can_manage;
};
extern const struct record_type campaigns_view_type;

struct campaign_line_view {
    int64_t campaign_id;
    const char *title, *state, *manager, *reference, *bar;
    int64_t closed, total, open, due, percent;
};
extern const struct record_type campaign_line_view_type;

struct sources_view {                     /* where people for a list may come from */
    struct record_list batches, grids;    /* choice_view */
    struct record_list residences, cares; /* choice_view */
};
extern const struct record_type sources_view_type;

struct new_view {
    struct form *form;
    struct sources_view *sources;
    const char *source;
};
extern const struct record_type new_view_type;

struct crew_view {
    const char *title;
    int64_t campaign_id, open, unassigned;
    struct record_list accounts; /* choice_view */
    struct record_list others;   /* choice_view: not on it so far */
    struct record_list workers;  /* group_view */
    struct sources_view *sources;
    const char *mistake; /* a sentence, or NULL */
};
extern const struct record_type crew_view_type;

struct mine_view {
    const char *title;
    int64_t campaign_id, open, promised, resting, due;
    struct record_list entries; /* line_view */
    int64_t first;              /* entry to start with; 0: none */
};
extern const struct record_type mine_view_type;

struct detail_view {
    const char *heading, *text;
};
extern const struct record_type detail_view_type;

struct call_view {
    const char *channel, *result, *who, *note;
    int64_t happened, call_back;
};
extern const struct record_type call_view_type;

struct question_view {
    int64_t position;
    const char *kind, *question, *hint, *text;
    struct record_list options; /* choice_view */
};
extern const struct record_type question_view_type;

struct card_view {
    const char *title;
    int64_t campaign_id, entry_id, number, version, resident_id;
    const char *campaign_title, *name, *address, *phone, *call_url, *status, *about;
    struct record_list details; /* detail_view */
    struct record_list calls;   /* call_view */
    int64_t call_count;
    const char *history; /* "已拨 2 次：昨日 19:20、今日 10:12 均无人接。" or NULL */
    const char *held_by; /* somebody else has the card open */
    const char *handed_to;
    struct record_list questions;              /* question_view */
    struct record_list results, other_results; /* choice_view */
    const char *note, *call_back_day, *call_back_hour, *today;
    int64_t duplicate_of;
    const char *handed, *new_phone;
    int64_t position, count; /* the 12th of 43; 0: not of my list */
    int64_t is_open, is_done, is_conflict, can_record;
    const char *mistake;         /* a sentence, or NULL */
    const char *item;            /* a number for this showing: a form sent twice counts once */
    int64_t more_open;           /* the rarer results are unfolded */
    int64_t can_be_silent;       /* nobody answered: one tap is enough */
    int64_t needs_help;          /* asked for help, and nobody has seen to it */
    struct record_list upcoming; /* line_view: the next ones of my list */
};
extern const struct record_type card_view_type;

struct sheet_line_view {
    int64_t number;
    const char *building, *room, *name, *citizen_id, *phone, *status, *worker;
    int64_t when;
    const char *note;
};
extern const struct record_type sheet_line_view_type;

struct sheet_view {
    const char *title, *unit, *day;
    struct record_list rows; /* sheet_line_view */
    int64_t campaign_id;
    int64_t with_ids;
};
extern const struct record_type sheet_view_type;

struct export_view {
    const char *title;
    int64_t campaign_id;
    struct record_list grids; /* choice_view */
    int64_t can_see_ids;
    const char *recipient, *purpose, *mistake;
};
extern const struct record_type export_view_type;

/* ---- helpers shared by the *_web.c files ------------------------------------------------------- */

/* A bar of parts, 100 wide: `marks` are classes, `counts` their people. */
const char *screening_bar(const char *const *marks, const int64_t *counts, size_t count,
                          int64_t total, struct arena *arena);

/* What was typed into a field of a form that came back, or `fallback`. */
struct request;
const char *screening_typed(const struct request *request, const char *name, const char *fallback);
/* The first sentence of what is wrong, or NULL. */
const char *screening_mistake(const struct request *request);

/* "/screening/ID?..." with the filters that are not empty; `after` 0 leaves it away. */
const char *screening_url(int64_t campaign, const struct list_params *filter, struct arena *arena);

/* The names of accounts, looked up once each. */
struct screening_names {
    struct tx *tx;
    struct arena *arena;
    int64_t *accounts;
    const char **names;
    size_t count, room, name_room;
};
MUST_USE enum result screening_name(struct screening_names *names, int64_t account,
                                    const char **name, struct error *error);

#endif
