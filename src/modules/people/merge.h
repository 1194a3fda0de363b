/* Merging two residents who are one person, and taking it apart again.
 *
 * A merge is a person's act: audited, with a reason. One of the two is kept, the other is closed
 * and points to it. Everything that hung on the other follows: stays, phones, care needs, jobs,
 * household, and what other modules hung on it, by the links they declare (struct link in
 * web/module.h, target "resident"). Facts that the kept one lacks are taken over. All that moved or
 * was taken over is kept as rows of the merge, so that resident_unmerge puts every link back where
 * it was, also those of other modules, unless somebody moved one meanwhile (that one stays, and is
 * counted). */
#ifndef PEOPLE_MERGE_H
#define PEOPLE_MERGE_H

#include "modules/people/people.h"

struct merge {
    int64_t merge_id;
    int64_t kept_id, gone_id;
    const char *kept_name, *gone_name;
    int64_t at;
    const char *by; /* name of the account */
    const char *reason;
    int64_t links;     /* how many rows moved */
    int64_t undone_at; /* 0: stands */
};
extern const struct record_type merge_type;

/* RESULT_CONFLICT if either version is not the stored one; RESULT_INVALID if they are the same or
 * one is merged away already. */
MUST_USE enum result resident_merge(struct services *services, struct tx *tx,
                                    const struct principal *who, int64_t kept_id,
                                    int64_t kept_version, int64_t gone_id, int64_t gone_version,
                                    const char *reason, const char *today, int64_t *merge_id,
                                    struct error *error);
/* Takes it apart. *left is how many links stayed because they had been moved elsewhere meanwhile.
 * Only the latest standing merge of the kept resident can be taken apart (RESULT_CONFLICT
 * otherwise). */
MUST_USE enum result resident_unmerge(struct services *services, struct tx *tx,
                                      const struct principal *who, int64_t merge_id,
                                      const char *today, int64_t *left, struct error *error);
/* Merges in which the resident was kept or went, newest first. */
MUST_USE enum result merge_list(struct tx *tx, const struct scope *scope, int64_t resident_id,
                                struct merge **merges, size_t *count, struct arena *arena,
                                struct error *error);
/* The resident that a merge kept. */
MUST_USE enum result merge_kept(struct tx *tx, const struct scope *scope, int64_t merge_id,
                                int64_t *kept_id, struct arena *arena, struct error *error);
/* Others who may be the same person: the same citizen id tail, phone, or name and birth date. Asked
 * by the person page; the matcher's own judgement is in match.h. */
struct merge_proposal {
    int64_t resident_id;
    int64_t version;
    const char *name, *birth_date, *phone, *address;
    const char *why; /* code: id, birth, phone */
};
extern const struct record_type merge_proposal_type;
MUST_USE enum result merge_proposals(struct tx *tx, const struct scope *scope, int64_t resident_id,
                                     struct merge_proposal **proposals, size_t *count,
                                     struct arena *arena, struct error *error);

#endif
