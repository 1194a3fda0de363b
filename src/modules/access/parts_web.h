/* What the pages of accounts share. Only files of this module use this. */
#ifndef ACCESS_PARTS_WEB_H
#define ACCESS_PARTS_WEB_H

#include "modules/access/access_web.h"

extern const struct choice access_role_choices[], access_state_choices[];
extern const struct record_type access_part_type, access_grid_id_type;

/* "/accounts/ID" and the rest, in the request's arena. */
const char *access_account_path(const struct request *request, int64_t account_id,
                                const char *rest);

/* The grids of the tenant by name; none where no module knows any. */
MUST_USE enum result access_parts_of(struct request *request, struct scope_part **parts,
                                     size_t *count, struct error *error);

/* The same as rows of access_part_type, ticked as they were typed. */
MUST_USE enum result access_part_rows(struct request *request, struct record_list *list,
                                      struct error *error);

/* Gives a role in the tenant for all grids or those of `grids` (rows of access_grid_id_type), each of
 * which must be one of the tenant: RESULT_INVALID otherwise. */
MUST_USE enum result access_give_role(struct request *request, int64_t account_id, const char *role,
                                      int64_t all_grids, const struct record_list *grids,
                                      struct error *error);

/* Makes a one-time link and shows it, this once: the database holds only its hash. */
MUST_USE enum result access_show_invitation(struct request *request, int64_t account_id,
                                            const char *name, enum sign_in_link_kind kind,
                                            struct reply *reply, struct error *error);

#endif
