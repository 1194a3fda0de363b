/* From grants to a principal's roles and scope. Only files of this module use this. */
#ifndef ACCESS_SCOPE_H
#define ACCESS_SCOPE_H

#include "modules/access/access.h"

/* Fills roles, role_label, scope and sees_personal of `principal` for `role` (ROLE__COUNT: the first
 * that the account has) in the tenant, whose street is `street` (0: none). *has_role is false and the
 * principal untouched except for its scope if the account has no such role there. */
MUST_USE enum result access_scope_of(struct tx *tx, int64_t account_id, int64_t tenant,
                                     int64_t street, enum role role, int64_t now,
                                     struct principal *principal, bool *has_role,
                                     struct arena *arena, struct error *error);

#endif
