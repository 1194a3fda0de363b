/* Who may look after which account. Only files of this module use this. */
#ifndef ACCESS_LOOK_AFTER_H
#define ACCESS_LOOK_AFTER_H

#include "modules/access/access.h"

/* RESULT_FORBIDDEN unless `who` (NULL: the program) holds access.accounts in `tenant` or its street. */
MUST_USE enum result access_check_below(struct tx *tx, const struct principal *who, int64_t tenant,
                                        struct error *error);

/* Gives the account if `who` may change it: RESULT_NOT_FOUND if it has nothing to do with the tenant,
 * RESULT_FORBIDDEN for one's own and for one that has a role, now or later, outside of it. */
MUST_USE enum result access_check_look_after(struct services *services, struct tx *tx,
                                             const struct principal *who, int64_t account_id,
                                             struct account *account, struct arena *arena,
                                             struct error *error);

/* Gives an account another sign-in name and name; the same refusals as account_add(). */
MUST_USE enum result access_rename(struct services *services, struct tx *tx, int64_t account_id,
                                   const char *login, const char *name, struct error *error);

#endif
