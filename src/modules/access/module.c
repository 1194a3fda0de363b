/* The module access, as it describes itself. */
#include "access_sql.h"
#include "modules/access/access.h"

const struct capability access_accounts_capability = {
    "access.accounts",
    N_("Look after the accounts of one's community"),
    1U << ROLE_SECRETARY | 1U << ROLE_ADMINISTRATOR,
};

const struct capability access_audit_capability = {
    "access.audit",
    N_("Read the audit trail"),
    1U << ROLE_SECRETARY | 1U << ROLE_ADMINISTRATOR,
};

const struct capability access_self_capability = {
    "access.self",
    N_("Look after one's own account"),
    (1U << ROLE__COUNT) - 1,
};
