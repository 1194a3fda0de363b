/* What people is made of. */
#include "modules/people/firm.h"
#include "modules/people/people_match_cli.h"
#include "modules/people/rows.h"

const struct capability people_read = {.name = "people.read",
                                       .label = N_("See the residents of one's scope"),
                                       .default_roles = ROLES_READERS};
const struct capability people_write = {
    .name = "people.write", .label = N_("Add and change residents"), .default_roles = ROLES_STAFF};
const struct capability people_identity = {.name = "people.identity",
                                           .label =
                                               N_("See citizen IDs whole, each time with a reason"),
                                           .default_roles = ROLES_STAFF};
const struct capability people_merge = {.name = "people.merge",
                                        .label = N_("Merge two residents, and take it apart again"),
                                        .default_roles = 1U << ROLE_SECRETARY};

static const struct capability *const capabilities[] = {&people_read, &people_write,
                                                        &people_identity, &people_merge, NULL};
static const char *const needs[] = {"place", "access", NULL};

const struct module people_module = {
    .name = "people",
    .needs = needs,
    .migrations = people_migrations,
    .migration_count = &people_migration_count,
    .statements = people_statements,
    .statement_count = &people_statement_count,
    .capabilities = capabilities,
    .commands = &people_match_command,
    .command_count = 1,
};
