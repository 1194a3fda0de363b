/* Intake: a list that somebody has becomes people of the register, or the people of a campaign.
 *
 * A batch goes through five steps, and can be left at any of them:
 *
 *     new       the file is kept, sealed; a person sees what each column is taken for, and corrects it
 *     checking  a job reads every row into staging, and asks the matcher who each person is
 *     checked   what is wrong is shown with cell and reason; each row is certain, likely or new, and a
 *               person decides: add, use (the same person: take over what the list says), or leave out
 *     applying  a job writes the rows; the register shows none of them until the last one is in
 *     applied   in one switch. Can be undone; what others changed since stays, and is listed.
 *
 * Nothing is written to the register before somebody confirms. A batch for a campaign is not applied:
 * its rows, with the residents they were found to be, are read by intake_people_list().
 *
 * The file, the rows and what was there before are sealed in a vault collection of the batch's own;
 * removing the batch destroys its key. Rows keep no other personal data.
 *
 * Operations follow base/error.h; RESULT_CONFLICT when the batch is not in the step that the operation
 * needs (somebody else went on meanwhile). Results live in the caller's arena. */
#ifndef INTAKE_INTAKE_H
#define INTAKE_INTAKE_H

#include "modules/intake/row.h"
#include "web/module.h"

extern const struct module intake_module;

/* Bring in lists, decide about their rows, undo them. */
extern const struct capability intake_import;

extern const struct choice intake_states[], intake_row_states[], intake_decisions[],
    intake_purposes[], intake_formats[], intake_outcomes[];

enum { INTAKE_PAGE_ROWS = 50, INTAKE_CANDIDATES = 5 };

struct intake_batch {
    int64_t batch_id, version, account_id, created_at;
    const char *purpose;   /* register, campaign */
    const char *file_name; /* as uploaded; "" when pasted */
    const char *format;    /* xlsx, xls, csv, jielong */
    int64_t size;          /* of the file, bytes */
    const char *state;
    int64_t sheet;                   /* 0-based */
    int64_t header_row, header_rows; /* header_row -1: look for them */
    const char *columns;             /* "2=name 3=phone 4=-": what a person corrected; "" nothing */
    int64_t job_id;                  /* of the step in hand or the last one; 0 none */
    int64_t rows, wrong, doubles, certain, likely, fresh, noted;
    int64_t applied_through; /* number of the last row that was written */
    int64_t added, changed;  /* residents */
    int64_t ended_at;        /* when it was applied or undone */
};

struct intake_upload {
    const void *bytes;
    size_t size;
    const char *file_name; /* NULL: pasted */
    const char *purpose;   /* NULL: register */
};

/* Keeps the file and begins a batch. Refuses at once what cannot be read (the sentences of
 * sheet/reader.h, at the field "file"). */
MUST_USE enum result intake_add(struct services *services, struct tx *tx,
                                const struct principal *who, const struct intake_upload *upload,
                                int64_t *batch_id, struct error *error);

MUST_USE enum result intake_get(struct tx *tx, const struct scope *scope, int64_t batch_id,
                                struct intake_batch *batch, struct arena *arena,
                                struct error *error);
/* Newest first; `after` 0 starts. */
MUST_USE enum result intake_list(struct tx *tx, const struct scope *scope, int64_t after,
                                 size_t limit, struct intake_batch **batches, size_t *count,
                                 struct arena *arena, struct error *error);

/* What the file looks like, by what was said about it so far. */
struct intake_look {
    const struct sheet_info *sheets;
    size_t sheet_count;
    size_t sheet;
    struct table_layout layout;
};
MUST_USE enum result intake_look(struct services *services, struct tx *tx,
                                 const struct scope *scope, int64_t batch_id, const char *today,
                                 struct intake_look *look, struct arena *arena,
                                 struct error *error);

/* Says which sheet, where the headings are (-1: look; 0: none), and what the columns are ("" forgets). */
MUST_USE enum result intake_set_columns(struct tx *tx, const struct scope *scope, int64_t batch_id,
                                        int64_t sheet, int64_t header_row, int64_t header_rows,
                                        const char *columns, struct error *error);

/* Starts a job: reading and matching; writing; undoing. */
MUST_USE enum result intake_check(struct services *services, struct tx *tx,
                                  const struct principal *who, int64_t batch_id, int64_t *job_id,
                                  struct error *error);
MUST_USE enum result intake_apply(struct services *services, struct tx *tx,
                                  const struct principal *who, int64_t batch_id, int64_t *job_id,
                                  struct error *error);
MUST_USE enum result intake_undo(struct services *services, struct tx *tx,
                                 const struct principal *who, int64_t batch_id, int64_t *job_id,
                                 struct error *error);

/* Removes a batch that changed nothing (new, checked, undone), and destroys what it kept. */
MUST_USE enum result intake_remove(struct services *services, struct tx *tx,
                                   const struct principal *who, int64_t batch_id,
                                   struct error *error);

/* ---- rows ------------------------------------------------------------------------------------ */

struct intake_entry {
    int64_t row_number;
    const char *state, *decision;
    int64_t is_noted;
    int64_t twin_row;    /* of a double: the row that has the same person */
    int64_t resident_id; /* whom "use" means; 0 nobody */
    const char *outcome;
    int64_t outcome_id;
    struct intake_row row; /* opened */
};

struct intake_filter {
    const char *state;    /* NULL all */
    const char *decision; /* NULL all; "" those that wait for one */
    bool noted;           /* only with notes */
    int64_t after;        /* row number */
    size_t limit;
};
MUST_USE enum result intake_entries(struct services *services, struct tx *tx,
                                    const struct scope *scope, int64_t batch_id,
                                    const struct intake_filter *filter,
                                    struct intake_entry **entries, size_t *count,
                                    struct arena *arena, struct error *error);
MUST_USE enum result intake_entry_get(struct services *services, struct tx *tx,
                                      const struct scope *scope, int64_t batch_id, int64_t row,
                                      struct intake_entry *entry, struct arena *arena,
                                      struct error *error);

struct intake_candidate {
    int64_t position, resident_id, permille;
    const char *verdict;  /* certain, likely */
    const char *evidence; /* "surname:agree given:close ..." */
};
MUST_USE enum result intake_candidates(struct tx *tx, const struct scope *scope, int64_t batch_id,
                                       int64_t row, struct intake_candidate **candidates,
                                       size_t *count, struct arena *arena, struct error *error);

/* What is to be done with a row: add, use (with the resident), skip. Or with all rows of a state (use:
 * each with its best candidate). */
MUST_USE enum result intake_decide(struct services *services, struct tx *tx,
                                   const struct principal *who, int64_t batch_id, int64_t row,
                                   const char *decision, int64_t resident_id, struct error *error);
MUST_USE enum result intake_decide_all(struct services *services, struct tx *tx,
                                       const struct principal *who, int64_t batch_id,
                                       const char *state, const char *decision,
                                       struct error *error);
/* Rows (without the wrong ones) that wait for a decision, and those with one. */
struct intake_decided {
    int64_t open, add, use, skip;
};
MUST_USE enum result intake_decided(struct tx *tx, const struct scope *scope, int64_t batch_id,
                                    struct intake_decided *decided, struct error *error);

/* The wrong rows as a spreadsheet: headings and cells of the list, the reason in a last column, what is
 * wrong marked. *bytes in the arena. */
MUST_USE enum result intake_wrong_sheet(struct services *services, struct tx *tx,
                                        const struct scope *scope, int64_t batch_id,
                                        enum language language, const void **bytes, size_t *size,
                                        struct arena *arena, struct error *error);

/* ---- for campaigns --------------------------------------------------------------------------- */

/* The people of a checked or applied batch in the order of the list, also those who are not in the
 * register and will not be added; left out are wrong, skipped and double rows. `resident_id` is the
 * certain one, the decided one, or 0. After row `after`, at most `limit`. */
struct intake_listed {
    int64_t row_number, resident_id;
    const struct intake_person *person;
    const char *const *cells; /* of the list, cell_count of them: for a campaign's own columns */
    size_t cell_count;
};
MUST_USE enum result intake_people_list(struct services *services, struct tx *tx,
                                        const struct scope *scope, int64_t batch_id, int64_t after,
                                        size_t limit, struct intake_listed **people, size_t *count,
                                        struct arena *arena, struct error *error);
/* The headings of the list's columns; and which field each was taken for (NULL: none). */
MUST_USE enum result intake_headings(struct services *services, struct tx *tx,
                                     const struct scope *scope, int64_t batch_id, const char *today,
                                     struct table_column **columns, size_t *count,
                                     struct arena *arena, struct error *error);

/* The sentence of a remark in a language, with its cell ("C5: ..."). */
const char *intake_remark_say(const struct intake_remark *remark, int64_t row,
                              enum language language, struct arena *arena);

#endif
