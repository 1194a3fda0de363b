/* The audit trail: who did or saw what, when; written in the transaction of its cause.
 *
 * Rows hold ids and field names, never values, so that they survive an erasure. The guard writes one
 * row for every route that changes something; operations add what only they know (which resident's
 * sensitive field was shown, which batch was undone). */
#ifndef ACCESS_AUDIT_H
#define ACCESS_AUDIT_H

#include "store/store.h"
#include "web/module.h"

struct audit_event {
    const char *action;  /* "people.merge" */
    const char *subject; /* "resident", "batch", "campaign", "account" ... */
    int64_t subject_id;  /* 0: none */
    const char *fields;  /* names of the fields changed or shown, separated by blanks, or NULL */
    const char *reason;  /* as typed, or NULL; never about a resident's health or family */
    const char *address; /* of the client, where it is known, or NULL */
    const char *request_id;
};

/* Adds a row in `tx`, in the trail of the tenant of `who`. `who` NULL is nobody in particular and
 * nowhere: a failed sign-in, a setting of the instance. A principal whose account is 0 is the program
 * or its operator at work in a tenant. */
MUST_USE enum result audit_add(struct services *services, struct tx *tx,
                               const struct principal *who, const struct audit_event *event,
                               struct error *error);

/* Names of the fields of `type` that differ between two records, separated by blanks, in the arena:
 * for audit_event.fields. */
const char *audit_changes(const struct record_type *type, const void *before, const void *after,
                          struct arena *arena);

#endif
