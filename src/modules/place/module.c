/* What place is made of. Its pages show who lives there, so they are among those of people. */
#include "modules/place/grid.h"
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
/* A role may be limited to grids of the last level: those that people are in charge of. */
static enum result list_scopes(struct tx *tx, int64_t tenant, const char *today,
                               struct scope_part **parts, size_t *count, struct arena *arena,
                               struct error *error)
{
    struct scope scope = {.tenant = tenant, .all_grids = true};
    struct grid *grids = NULL;
    size_t grid_count = 0, used = 0;
    enum result result = grid_list(tx, &scope, today, &grids, &grid_count, arena, error);
    if (result != RESULT_OK) {
        return result;
    }
    struct scope_part *list = arena_array(arena, grid_count + 1, sizeof *list);
    for (size_t i = 0; i < grid_count; i++) {
        if (grids[i].level == GRID_LEVELS) {
            list[used++] = (struct scope_part){grids[i].grid_id, grids[i].name};
        }
    }
    *parts = list;
    *count = used;
    return RESULT_OK;
}

static const struct scope_source scopes = {.list = list_scopes};

/* Who is in charge may be a resident, and follows when two records of one are merged. */
static const struct link charge_link = {.name = "place.charge",
                                        .target = "resident",
                                        .list = &place_sql_link_charge_list,
                                        .move = &place_sql_link_charge_move};
static const struct link *const links[] = {&charge_link, NULL};

static const char *const needs[] = {"access", NULL};

static const struct choice actions[] = {
    {"place.place_add", N_("Added a place"), NULL},
    {"place.place_set", N_("Changed a place"), NULL},
    {"place.grid_add", N_("Added a grid"), NULL},
    {"place.grid_set", N_("Changed a grid"), NULL},
    {"place.grid_member", N_("Moved a place into a grid"), NULL},
    {"place.charge_add", N_("Put somebody in charge"), NULL},
    {"place.charge_end", N_("Ended being in charge"), NULL},
    {0},
};

const struct module place_module = {
    .name = "place",
    .needs = needs,
    .migrations = place_migrations,
    .migration_count = &place_migration_count,
    .statements = place_statements,
    .statement_count = &place_statement_count,
    .capabilities = capabilities,
    .links = links,
    .actions = actions,
    .scopes = &scopes,
};
