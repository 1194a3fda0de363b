/* What place is made of. Its pages show who lives there, so they are among those of people. */
#include "modules/place/row.h"

const struct capability place_read = {.name = "place.read",
                                      .label = N_("See places and grids"),
                                      .default_roles = ROLES_READERS | 1U << ROLE_ADMINISTRATOR};
const struct capability place_write = {.name = "place.write",
                                       .label = N_("Add and change places"),
                                       .default_roles = 1U << ROLE_SECRETARY};
const struct capability place_grids = {.name = "place.grids",
                                       .label = N_("Change grids and who is in charge of them"),
                                       .default_roles = 1U << ROLE_SECRETARY};

static const struct capability *const capabilities[] = {&place_read, &place_write, &place_grids,
                                                        NULL};
static const char *const needs[] = {"access", NULL};

const struct module place_module = {
    .name = "place",
    .needs = needs,
    .migrations = place_migrations,
    .migration_count = &place_migration_count,
    .statements = place_statements,
    .statement_count = &place_statement_count,
    .capabilities = capabilities,
};
