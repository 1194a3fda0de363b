/* The inbox: what needs me now.
 *
 * A task is something that one person, or whoever is in charge, has to do: a module raises it when the
 * reason arises and settles it when the reason is gone. It is found again by (kind, subject), so that
 * raising twice is raising once and settling what is settled does no harm: a module can bring its tasks
 * in line without asking what was there before. A notice is something to know; it needs no doing and
 * goes away when it was read.
 *
 * Title and detail are msgids with up to four arguments, said in the language of whoever reads them.
 * They are kept as text: an argument is the name of a campaign, grid or building, a number or a day,
 * never the name or any other field of a resident (those are shown by the page that the task leads to,
 * within its rights, and can be erased there).
 *
 * Error convention of base/error.h. These rows need no audit rows of their own: the operation that
 * raises or settles a task writes what it did. */
#ifndef INBOX_INBOX_H
#define INBOX_INBOX_H

#include "store/store.h"
#include "web/module.h"

extern const struct module inbox_module;

/* Everybody who is signed in has a first page. */
extern const struct capability inbox_see_capability;

enum { INBOX_ARGS = 4, INBOX_LIST_MAX = 100 };

/* Arguments of a msgid: texts, or NULL at the end. */
struct inbox_text {
    const char *msgid; /* static English text, N_("..."); NULL: none */
    const char *args[INBOX_ARGS];
};

struct task {
    const char *kind; /* "screening.call_back": module and reason; also what settles it */
    int64_t subject;  /* the entry, batch, campaign ... that it is about */
    const char *icon; /* a Lucide name, marked ICON() */
    struct inbox_text title, detail;
    const char *path; /* where it is done: "/screening/5/entries/7" */
    int64_t due_at;   /* 0: no deadline */
    /* Who has to: an account; or else whoever acts under `role` in the grid (0: all of the tenant). */
    int64_t account;
    enum role role; /* looked at only if account is 0 */
    int64_t grid;
};

/* Raises a task, or brings one that is there (open or settled) in line with this. `tenant` is the
 * community. */
MUST_USE enum result task_add(struct services *services, struct tx *tx, int64_t tenant,
                              const struct task *task, struct error *error);

/* Settles it: `who` did what was to be done, or NULL if the reason is gone by itself. No such open task
 * is no error. */
MUST_USE enum result task_done(struct services *services, struct tx *tx, int64_t tenant,
                               const char *kind, int64_t subject, const struct principal *who,
                               struct error *error);

/* A task as it is read. */
struct task_row {
    int64_t task_id;
    const char *kind, *icon;
    int64_t subject;
    struct inbox_text title, detail;
    const char *path;
    int64_t due_at, created_at;
    int64_t account; /* 0: whoever is in charge */
    const char *account_name;
    int64_t grid;
};

/* Open tasks that wait for this principal (`is_all`: every one within its scope, whoever has it), those
 * due first, then those without a deadline in the order they arose; at most `limit`. */
MUST_USE enum result task_list_for(struct tx *tx, const struct principal *who, bool is_all,
                                   size_t limit, struct task_row **rows, size_t *count,
                                   struct arena *arena, struct error *error);

/* Moves open tasks from one account to another: a handover. `moved` may be NULL. */
MUST_USE enum result task_hand_over(struct services *services, struct tx *tx, int64_t tenant,
                                    int64_t from, int64_t to, int64_t *moved, struct error *error);

/* ---- notices --------------------------------------------------------------------------------- */

/* Tells an account something. */
MUST_USE enum result notice_add(struct services *services, struct tx *tx, int64_t tenant,
                                int64_t account, const struct inbox_text *text, const char *path,
                                struct error *error);

struct notice_row {
    int64_t notice_id;
    struct inbox_text text;
    const char *path;
    int64_t created_at;
};
/* Unread ones of the principal, the newest first. */
MUST_USE enum result notice_list(struct tx *tx, const struct principal *who, size_t limit,
                                 struct notice_row **rows, size_t *count, struct arena *arena,
                                 struct error *error);
/* Marks what was listed up to and including this id as read. */
MUST_USE enum result notice_read(struct services *services, struct tx *tx,
                                 const struct principal *who, int64_t up_to, struct error *error);

/* The text in a language, in the arena; "" for none. */
const char *inbox_text_say(const struct inbox_text *text, enum language language,
                           struct arena *arena);

#endif
