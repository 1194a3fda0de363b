/* Inside the module: what its pages show and take (pages.c), its routes (intake_web.c, review_web.c) and
 * commands (intake_cli.c). */
#ifndef INTAKE_PAGES_H
#define INTAKE_PAGES_H

#include "modules/intake/intake.h"

enum { INTAKE_ROUTES = 11, INTAKE_COMMANDS = 1 };
extern const struct route intake_routes[INTAKE_ROUTES];
extern const struct command intake_commands[INTAKE_COMMANDS];

/* ---- parameters ------------------------------------------------------------------------------ */

struct imports_params {
    int64_t after;
    int64_t campaign; /* the list is for this campaign */
};
extern const struct record_type imports_params_type;

struct upload_params {
    struct upload *file;
    const char *pasted;
    const char *purpose;
};
extern const struct record_type upload_params_type;

struct batch_params {
    int64_t batch;
    const char *show; /* a state of rows, "noted", "open", or NULL */
    int64_t after;
};
extern const struct record_type batch_params_type;

struct text_choice {
    const char *text;
};
struct columns_params {
    int64_t batch;
    int64_t sheet, header_row;
    struct record_list column; /* struct text_choice: "2=name" */
    const char *then;          /* look or check */
};
extern const struct record_type columns_params_type;

struct decide_params {
    int64_t batch, row, resident;
    const char *decision;
    const char *show;
    int64_t after;
};
extern const struct record_type decide_params_type;

struct decide_all_params {
    int64_t batch;
    const char *state, *decision;
};
extern const struct record_type decide_all_params_type;

struct row_params {
    int64_t batch, row;
};
extern const struct record_type row_params_type;

/* ---- pages ----------------------------------------------------------------------------------- */

struct batch_line {
    int64_t batch_id;
    const char *title; /* the file's name, or "pasted" */
    const char *state, *purpose, *format;
    int64_t created_at, rows, wrong, added, changed;
};
struct imports_view {
    struct record_list batches;
    const char *more_url;
    const char *purpose;
    const char *pasted; /* what was typed, after a refusal */
    const char *mistake;
};
extern const struct record_type imports_view_type;

struct option_view {
    const char *value, *label;
    int64_t is_chosen;
};
struct column_view {
    int64_t number;
    const char *letter, *heading, *sample;
    int64_t is_sure, is_guess; /* neither: not taken */
    struct record_list options;
};
struct cell_view {
    const char *text;
    int64_t is_wrong;
};
struct preview_view {
    int64_t number, is_header;
    struct record_list cells;
};
struct remark_view {
    const char *sentence;
    int64_t is_problem;
};
struct row_view {
    int64_t batch_id, row_number;
    const char *state, *decision, *outcome;
    const char *name, *sex, *birth_date, *phone, *address, *citizen_id, *note;
    int64_t resident_id, twin_row;
    int64_t is_open, can_decide;
    struct record_list remarks;
};
struct segment_view {
    const char *url, *label;
    int64_t count, is_current;
};
struct stayed_view {
    int64_t resident_id;
    const char *name, *address;
};

struct batch_view {
    int64_t batch_id;
    const char *title, *state, *purpose, *format, *list_title;
    int64_t created_at, ended_at;
    int64_t rows, wrong, doubles, certain, likely, fresh, noted, added, changed;
    int64_t open, add, use, skip, to_write;
    int64_t is_working, is_stuck, done, total, job_id;
    int64_t is_campaign;
    const char *problem; /* why the last step failed */
    /* columns */
    int64_t has_sheets, header_row, has_names, is_empty;
    struct record_list sheets; /* option_view */
    struct record_list header_rows;
    struct record_list columns;
    struct record_list previews;
    /* rows */
    const char *show;
    struct record_list segments;
    struct record_list entries;
    const char *more_url;
    int64_t shows_likely, shows_new, shows_double, shows_certain, after;
    struct record_list stayed; /* residents whom others changed since */
};
extern const struct record_type batch_view_type;

struct evidence_view {
    const char *field, *ours, *theirs, *level;
    int64_t is_same, is_close;
};
struct candidate_view {
    int64_t batch_id, row_number, resident_id, percent;
    const char *verdict, *name;
    int64_t is_chosen;
    struct record_list evidence;
};
struct entry_view {
    int64_t batch_id, can_decide;
    const char *title;
    struct row_view *row;
    struct record_list candidates;
    struct record_list cells; /* preview_view with the heading and the text */
    const char *next_url;
};
extern const struct record_type entry_view_type;

extern const struct choice intake_shows[];

/* ---- handlers that another file defines ------------------------------------------------------ */

struct request;
struct reply;
MUST_USE enum result intake_review(struct request *request, const struct batch_params *params,
                                   const struct intake_batch *batch, struct batch_view *view,
                                   struct error *error);
MUST_USE enum result intake_show_row(struct request *request, const void *params,
                                     struct reply *reply, struct error *error);

#endif
