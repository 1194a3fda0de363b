/* Signing in: by password, by a one-time link, and by a button in a demo on loopback. Only files of
 * this module use this.
 *
 * A refused attempt changes things (it is counted and audited), so it is no failure of the operation:
 * it returns RESULT_OK with `refusal` filled, whose code is not RESULT_OK then. */
#ifndef ACCESS_SIGN_IN_H
#define ACCESS_SIGN_IN_H

#include "modules/access/access.h"

enum {
    SIGN_IN_FAILURES_LOGIN = 5, /* wrong passwords for one sign-in name ... */
    SIGN_IN_FAILURES_ADDRESS =
        100, /* ... and from one address, behind which a whole office may be */
};
#define SIGN_IN_WINDOW (15 * CALENDAR_MINUTE) /* within this time */
#define SIGN_IN_LOCKED (15 * CALENDAR_MINUTE) /* so long nobody gets in then */

/* From where and with what browser. */
struct sign_in_from {
    const char *address, *device, *replaces; /* see session_open() */
    const char *request_id;
};

/* What was found about name and password, outside of any transaction. */
struct sign_in_proof {
    int64_t account_id; /* 0: no such name */
    bool matches;
    char hash[PASSWORD_HASH_SIZE]; /* against which it was compared */
};

/* On a hashing worker: compares. An unknown name takes the same work. A name or address that is locked
 * out takes none. */
MUST_USE enum result sign_in_compare(struct services *services, const char *login,
                                     const char *password, const char *address,
                                     struct sign_in_proof *proof, struct error *error);

/* In the write lane: the lockout decides first, then the proof, which must still hold. */
MUST_USE enum result sign_in_finish(struct services *services, struct tx *tx, const char *login,
                                    const struct sign_in_proof *proof,
                                    const struct sign_in_from *from, char token[ACCESS_TOKEN_SIZE],
                                    struct error *refusal, struct error *error);

/* Opens a session for whoever has proved who they are, and writes `how` they came in into the trail of
 * where they are now. RESULT_FORBIDDEN for a suspended account and one without a role. */
MUST_USE enum result sign_in_open(struct services *services, struct tx *tx, int64_t account_id,
                                  const struct sign_in_from *from, const char *how,
                                  char token[ACCESS_TOKEN_SIZE], struct error *error);

/* The same rules for confirming one's present password. */
MUST_USE enum result sign_in_confirm(struct services *services, struct tx *tx,
                                     const struct principal *who, const char *login,
                                     const char *address, const struct sign_in_proof *proof,
                                     struct error *refusal, struct error *error);

/* What a link is for. RESULT_NOT_FOUND if it is unknown, used or too old: always the same sentence. */
struct sign_in_link {
    int64_t account_id;
    const char *kind; /* "invitation", "password", "first" or "demo" */
    const char *name, *login;
    int64_t home_id;
};
MUST_USE enum result sign_in_link_get(struct services *services, struct tx *tx, const char *token,
                                      struct sign_in_link *link, struct arena *arena,
                                      struct error *error);

/* Uses it up, sets the password if there is a hash, and opens a session. */
MUST_USE enum result sign_in_by_link(struct services *services, struct tx *tx, const char *token,
                                     const char *hash, const struct sign_in_from *from,
                                     char session[ACCESS_TOKEN_SIZE], struct error *error);

/* The roles of a demo: for its sign-in page, empty unless the setting says demo and `address` is of
 * the loopback; and signing in as one of them. */
struct demo_role {
    int64_t account_id;
    const char *name, *role_label, *tenant_name;
};
MUST_USE enum result sign_in_demo_list(struct services *services, struct tx *tx,
                                       const char *address, struct demo_role **roles, size_t *count,
                                       struct arena *arena, struct error *error);
MUST_USE enum result sign_in_demo(struct services *services, struct tx *tx, int64_t account_id,
                                  const struct sign_in_from *from, char token[ACCESS_TOKEN_SIZE],
                                  struct error *error);

/* The names of a first start: of the instance's street and community, and of its first person. Each must
 * be given; RESULT_INVALID at the field. */
struct first_names {
    const char *street, *community, *code, *name, *login;
};
MUST_USE enum result access_first_names(struct services *services, struct tx *tx,
                                        int64_t account_id, const struct first_names *names,
                                        struct error *error);

/* A path of ours to go to after signing in, or "/": nothing that a browser takes for another host. */
const char *sign_in_next(const char *next);

#endif
