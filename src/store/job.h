/* Jobs: long work with progress that can be stopped.
 *
 * A job is a row; it is worked on by one job thread in slices of a few milliseconds of the write
 * lane, so that requests get through in between. `work` runs on the job thread and may think as
 * long as it likes (parse, match) between its slices; what it has done so far it keeps in its own
 * tables, so that a killed job resumes from there or vanishes. It calls job_check() often: that
 * publishes progress and says whether somebody stopped it.
 *
 * job_check() returns RESULT_CANCELLED, once, when a person stopped the job: undo in slices what
 * should not stay, and return it. job_check() and job_slice() return RESULT_BUSY when the program is
 * ending: return that at once and leave everything as it is; the work starts again when the program
 * does. Work that ends in trouble (busy, I/O, full) is tried again a few times, later and later,
 * before the job counts as failed. */
#ifndef STORE_JOB_H
#define STORE_JOB_H

#include "base/calendar.h"
#include "store/lane.h"

struct jobs;
struct job; /* one that is running */
struct services;

struct job_kind {
    const char *name;  /* "people.import" */
    const char *label; /* msgid: N_("Import") */
    const char *path;  /* where its subject's page is: "/imports" for /imports/{subject}; or NULL */
    /* The whole work. RESULT_CANCELLED when job_check said so. Runs again from the start after a
     * crash (it finds in its own tables what is done). */
    enum result (*work)(struct job *job, struct services *services, struct error *error);
    /* Runs for every tenant at the program's start and when a day begins, once a day; its subject is
     * the day (calendar_day_number), and nobody asked for it. */
    bool is_daily;
};

enum job_state { JOB_WAITING, JOB_RUNNING, JOB_DONE, JOB_FAILED, JOB_CANCELLED, JOB__COUNT };

struct job_status {
    int64_t job_id, tenant, account;
    const char *kind;
    int64_t subject;     /* what it works on: a batch, a campaign */
    int64_t state;       /* enum job_state */
    int64_t done, total; /* units of work; total 0: not known yet */
    const char *message; /* a sentence when failed, in Chinese, or NULL; see job_message() */
    const char *failure; /* the same as it is stored */
    int64_t started, ended;
};

/* For the program: starts the job thread; takes up what a crash left. */
MUST_USE enum result jobs_open(struct store *store, struct services *services,
                               const struct job_kind *const *kinds, size_t count,
                               struct jobs **jobs, struct error *error);
void jobs_close(struct jobs *jobs); /* stops after the slice in hand; takes NULL */

/* The clock for when a job started and ended; the machine's unless told otherwise, before any work. */
void jobs_set_clock(struct jobs *jobs, struct clock clock);

/* The kind called `name`, or NULL. */
const struct job_kind *jobs_kind(const struct jobs *jobs, const char *name);

/* Adds a job in the write transaction `tx`; it starts after the commit. */
MUST_USE enum result job_add(struct jobs *jobs, struct tx *tx, int64_t job_id, int64_t tenant,
                             int64_t account, const char *kind, int64_t subject, int64_t now,
                             struct error *error);
MUST_USE enum result job_get(struct tx *tx, int64_t tenant, int64_t job_id,
                             struct job_status *status, struct arena *arena, struct error *error);
/* The latest job of a kind, or *is_found false; `is_done`: the latest that succeeded. */
MUST_USE enum result job_find_last(struct tx *tx, int64_t tenant, const char *kind, bool is_done,
                                   struct job_status *status, bool *is_found, struct arena *arena,
                                   struct error *error);
MUST_USE enum result job_cancel(struct jobs *jobs, struct tx *tx, int64_t tenant, int64_t job_id,
                                struct error *error);

/* Why it failed, in `language`; NULL if it did not. */
const char *job_message(const struct job_status *status, enum language language,
                        struct arena *arena);

/* For the work. A slice runs in the write lane (or read lane), committed when it returns. */
const struct job_status *job_self(const struct job *job);
MUST_USE enum result job_slice(struct job *job, enum lane lane,
                               enum result (*slice)(void *self, struct tx *tx, struct error *error),
                               void *self, struct error *error);
MUST_USE enum result job_check(struct job *job, int64_t done, int64_t total, struct error *error);

/* Runs one job to its end on the calling thread, or waits for the job thread if that has it: for the
 * command line and tests. RESULT_OK when it is done; else why it is not. */
MUST_USE enum result job_run_now(struct jobs *jobs, int64_t tenant, int64_t job_id,
                                 struct error *error);

#endif
