/* How many wrong passwords are too many. Only files of this module use this. */
#ifndef ACCESS_LOCKOUT_H
#define ACCESS_LOCKOUT_H

#include "modules/access/access.h"

enum lockout_kind { LIMIT_LOGIN, LIMIT_ADDRESS, LIMIT_KINDS };

struct lockout_row {
    int kind;
    struct store_bytes subject; /* a keyed hash of name or address */
    int64_t failures, started, locked_until;
};

struct lockout {
    struct lockout_row rows[LIMIT_KINDS];
};

/* A name as it is compared: widths folded, no blanks around it, in lower case. */
const char *sign_in_clean_login(const char *login, struct arena *arena);

/* What is known about a name and an address (NULL: none); subjects are in the arena. */
MUST_USE enum result lockout_read(struct services *services, struct tx *tx, const char *login,
                                  const char *address, struct lockout *lockout, struct arena *arena,
                                  struct error *error);

bool lockout_is_closed(const struct lockout *lockout, int64_t now);

/* Counts one wrong password for both, and forgets what is long past. */
MUST_USE enum result lockout_count(struct tx *tx, struct lockout *lockout, int64_t now,
                                   struct error *error);

/* Whoever knows the password has not been guessing: the name starts afresh. */
MUST_USE enum result lockout_lift(struct tx *tx, const struct lockout *lockout,
                                  struct error *error);

#endif
