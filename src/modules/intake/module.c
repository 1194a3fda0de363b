/* The module intake, as it describes itself. */
#include "intake_sql.h"
#include "modules/intake/internal.h"
#include "modules/intake/pages.h"
#include "web/icon.h"

const struct capability intake_import = {.name = "intake.import",
                                         .label = N_("Bring in lists of residents"),
                                         .default_roles = 1U << ROLE_SECRETARY,
                                         .needs_all_grids = true};

extern const struct view_source intake_views[];
extern const size_t intake_view_count;

static const char *const needs[] = {"access", "place", "people", "inbox", NULL};
static const struct capability *const capabilities[] = {&intake_import, NULL};
static const struct job_kind *const jobs[] = {&intake_check_job, &intake_apply_job,
                                              &intake_undo_job, NULL};
static const struct nav_item nav[] = {{.group = N_("Neighbours"),
                                       .label = N_("Import a list"),
                                       .icon = ICON("upload"),
                                       .path = "/imports",
                                       .capability = &intake_import,
                                       .order = 40}};

static const struct choice actions[] = {
    {"intake.upload", N_("Brought in a list"), NULL},
    {"intake.applied", N_("Applied a list"), NULL},
    {"intake.undone", N_("Undid a list"), NULL},
    {"intake.remove", N_("Threw a list away"), NULL},
    {"intake.export_wrong", N_("Exported the wrong rows of a list"), NULL},
    {0},
};

const struct module intake_module = {
    .name = "intake",
    .needs = needs,
    .migrations = intake_migrations,
    .migration_count = &intake_migration_count,
    .statements = intake_statements,
    .statement_count = &intake_statement_count,
    .routes = intake_routes,
    .route_count = INTAKE_ROUTES,
    .capabilities = capabilities,
    .actions = actions,
    .views = intake_views,
    .view_count = &intake_view_count,
    .nav = nav,
    .nav_count = sizeof nav / sizeof *nav,
    .commands = intake_commands,
    .command_count = INTAKE_COMMANDS,
    .jobs = jobs,
};
