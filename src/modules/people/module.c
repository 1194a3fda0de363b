/* What people is made of: rights, pages, the side bar. The pages of places and grids are here too,
 * because they show who lives there. */
#include "modules/people/daily.h"
#include "modules/people/people_cli.h"
#include "modules/people/people_match_cli.h"
#include "modules/people/people_web.h"
#include "modules/people/rows.h"
#include "web/icon.h"

extern const struct view_source people_views[];
extern const size_t people_view_count;

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

/* clang-format off */
static const struct route routes[] = {
    {METHOD_GET, "/search", N_("Search"), &people_read, 0,
     &search_params_type, &search_page_type, "people/search", show_search},
    {METHOD_GET, "/residents", N_("Residents"), &people_read, 0,
     &residents_params_type, &residents_page_type, "people/residents", show_residents},
    {METHOD_GET, "/residents/new", N_("Add a resident"), &people_write, 0,
     NULL, &form_page_type, "people/form", show_resident_new},
    {METHOD_POST, "/residents", N_("Add a resident"), &people_write, 0,
     &resident_new_params_type, NULL, NULL, do_resident_new, .form_page = show_resident_new},
    {METHOD_GET, "/residents/{resident}", N_("Resident"), &people_read, 0,
     &resident_params_type, &resident_page_type, "people/resident", show_resident},
    {METHOD_GET, "/residents/{resident}/citizen-id", N_("Show a citizen ID whole"), &people_identity,
     ROUTE_WRITE, &resident_id_params_type, &resident_id_page_type, "people/resident_id",
     show_resident_id},
    {METHOD_GET, "/residents/{resident}/edit", N_("Edit a resident"), &people_write, 0,
     &resident_params_type, &form_page_type, "people/form", show_resident_edit},
    {METHOD_POST, "/residents/{resident}/edit", N_("Change a resident"), &people_write, 0,
     &resident_form_params_type, NULL, NULL, do_resident_edit, .form_page = show_resident_edit},
    {METHOD_GET, "/residents/{resident}/move", N_("Move house"), &people_write, 0,
     &resident_params_type, &form_page_type, "people/form", show_resident_move},
    {METHOD_POST, "/residents/{resident}/move", N_("Begin a stay"), &people_write, 0,
     &resident_move_params_type, NULL, NULL, do_resident_move, .form_page = show_resident_move},
    {METHOD_GET, "/residents/{resident}/leave", N_("Close the record"), &people_write, 0,
     &resident_params_type, &form_page_type, "people/form", show_resident_leave},
    {METHOD_POST, "/residents/{resident}/leave", N_("Close a record"), &people_write, 0,
     &resident_leave_params_type, NULL, NULL, do_resident_leave, .form_page = show_resident_leave},
    {METHOD_GET, "/residents/{resident}/care", N_("Add a care need"), &people_write, 0,
     &resident_params_type, &form_page_type, "people/form", show_resident_care},
    {METHOD_POST, "/residents/{resident}/care", N_("Enter a care need"), &people_write, 0,
     &care_params_type, NULL, NULL, do_care_add, .form_page = show_resident_care},
    {METHOD_POST, "/care/{care}/end", N_("End a care need"), &people_write, 0,
     &care_end_params_type, NULL, NULL, do_care_end},
    {METHOD_POST, "/residents/{resident}/household", N_("Put into a household"), &people_write, 0,
     &resident_household_params_type, NULL, NULL, do_resident_household,
     .form_page = show_household_join_again},
    {METHOD_GET, "/residents/{resident}/household", N_("Put into a household"), &people_write, 0,
     &household_asked_type, &household_join_page_type, "people/household_join",
     show_household_join},
    {METHOD_POST, "/residents/{resident}/household/leave", N_("Take out of the household"),
     &people_write, 0, &household_leave_type, NULL, NULL, do_household_leave},
    {METHOD_GET, "/residents/{resident}/job", N_("Where somebody works"), &people_write, 0,
     &resident_params_type, &form_page_type, "people/form", show_resident_job},
    {METHOD_POST, "/residents/{resident}/job", N_("Enter where somebody works"), &people_write, 0,
     &job_form_params_type, NULL, NULL, do_resident_job, .form_page = show_resident_job},
    {METHOD_GET, "/residents/{resident}/merge/find", N_("Merge with somebody"), &people_merge, 0,
     &merge_find_params_type, &merge_find_page_type, "people/merge_find", show_merge_find},
    {METHOD_GET, "/residents/{resident}/merge", N_("Merge two residents"), &people_merge, 0,
     &move_params_type, &merge_page_type, "people/merge", show_merge},
    {METHOD_POST, "/residents/{resident}/merge", N_("Merge"), &people_merge, 0,
     &merge_params_type, NULL, NULL, do_merge, .form_page = show_merge},
    {METHOD_POST, "/merges/{merge}/undo", N_("Take a merge apart"), &people_merge, 0,
     &unmerge_params_type, NULL, NULL, do_unmerge},
    {METHOD_GET, "/households/{household}", N_("Household"), &people_read, 0,
     &household_params_type, &household_page_type, "people/household", show_household},
    {METHOD_GET, "/firms", N_("Firms"), &people_read, 0,
     &firms_params_type, &firms_page_type, "people/firms", show_firms},
    {METHOD_GET, "/firms/new", N_("Add a firm"), &people_write, 0,
     NULL, &form_page_type, "people/form", show_firm_new},
    {METHOD_POST, "/firms", N_("Add a firm"), &people_write, 0,
     &firm_new_params_type, NULL, NULL, do_firm_new, .form_page = show_firm_new},
    {METHOD_GET, "/firms/{firm}/edit", N_("Edit a firm"), &people_write, 0,
     &firm_params_type, &form_page_type, "people/form", show_firm_edit},
    {METHOD_POST, "/firms/{firm}/edit", N_("Change a firm"), &people_write, 0,
     &firm_form_params_type, NULL, NULL, do_firm_edit, .form_page = show_firm_edit},
    {METHOD_GET, "/firms/{firm}", N_("Firm"), &people_read, 0,
     &firm_params_type, &firm_page_type, "people/firm", show_firm},
    {METHOD_GET, "/places", N_("Places"), &place_read, 0,
     NULL, &places_page_type, "people/places", show_places},
    {METHOD_POST, "/places", N_("Add a place"), &place_write, 0,
     &place_new_params_type, NULL, NULL, do_place_new, .form_page = show_places},
    {METHOD_GET, "/places/{place}", N_("Place"), &people_read, 0,
     &place_params_type, &place_page_type, "people/place", show_place},
    {METHOD_GET, "/places/{place}/edit", N_("Edit a place"), &place_write, 0,
     &place_params_type, &form_page_type, "people/form", show_place_edit},
    {METHOD_POST, "/places/{place}/edit", N_("Change a place"), &place_write, 0,
     &place_form_params_type, NULL, NULL, do_place_edit, .form_page = show_place_edit},
    {METHOD_GET, "/grids", N_("Grids"), &place_read, 0,
     NULL, &grids_page_type, "people/grids", show_grids},
    {METHOD_GET, "/grids/new", N_("Add a grid"), &place_grids, 0,
     &grid_new_asked_type, &form_page_type, "people/form", show_grid_new},
    {METHOD_POST, "/grids", N_("Add a grid"), &place_grids, 0,
     &grid_new_params_type, NULL, NULL, do_grid_new, .form_page = show_grid_new_again},
    {METHOD_GET, "/grids/{grid}/edit", N_("Edit a grid"), &place_grids, 0,
     &grid_params_type, &form_page_type, "people/form", show_grid_edit},
    {METHOD_POST, "/grids/{grid}/edit", N_("Change a grid"), &place_grids, 0,
     &grid_form_params_type, NULL, NULL, do_grid_edit, .form_page = show_grid_edit},
    {METHOD_GET, "/grids/{grid}", N_("Grid"), &place_read, 0,
     &grid_params_type, &grid_page_type, "people/grid", show_grid},
    {METHOD_POST, "/grids/{grid}/charges", N_("Put somebody in charge"), &place_grids, 0,
     &charge_form_params_type, &grid_page_type, "people/grid", do_charge_add,
     .form_page = show_grid_again},
    {METHOD_POST, "/places/{place}/charges", N_("Put somebody in charge"), &place_grids, 0,
     &place_charge_params_type, &place_page_type, "people/place", do_place_charge_add,
     .form_page = show_place_again},
    {METHOD_POST, "/charges/{charge}/end", N_("End being in charge"), &place_grids, 0,
     &charge_end_params_type, NULL, NULL, do_charge_end},
    {METHOD_POST, "/grids/{grid}/places", N_("Move a place into a grid"), &place_grids, 0,
     &grid_member_params_type, &grid_page_type, "people/grid", do_grid_member,
     .form_page = show_grid_again},
};
/* clang-format on */

static const struct nav_item nav[] = {
    {N_("Neighbours"), N_("Residents"), ICON("users"), "/residents", &people_read, .order = 10,
     .dock = 4},
    {N_("Neighbours"), N_("Places"), ICON("building-2"), "/places", &place_read, .order = 20,
     .dock = 5},
    {N_("Neighbours"), N_("Grids"), ICON("grid-3x3"), "/grids", &place_read, .order = 30},
    {N_("Neighbours"), N_("Firms"), ICON("factory"), "/firms", &people_read, .order = 40},
};

static const struct command commands[] = {
    {.name = "match",
     .summary = N_("Find the same person twice in a list, or in two lists"),
     .usage = "match A [B] --id COLUMN [--json]",
     .help = people_match_help,
     .run = people_match_run},
    {.name = "export",
     .summary = N_("Write a list of the register as CSV, XLSX or JSON"),
     .usage = "export residents [--format csv|gb18030|xlsx|json]",
     .help = people_export_help,
     .flags = COMMAND_NEEDS_STORE,
     .run = people_export_run},
    {.name = "person",
     .summary = N_("Find residents like the search box does"),
     .usage = "person WORDS [--json]",
     .help = people_person_help,
     .flags = COMMAND_NEEDS_STORE,
     .run = people_person_run},
};

static const char *const needs[] = {"place", "access", NULL};

static const struct choice actions[] = {
    {"people.added", N_("Added a resident"), NULL},
    {"people.imported", N_("Imported a resident"), NULL},
    {"people.changed", N_("Changed a resident"), NULL},
    {"people.shown", N_("Saw a citizen ID whole"), NULL},
    {"people.care", N_("Changed care needs"), NULL},
    {"people.household", N_("Changed a household"), NULL},
    {"people.relation", N_("Changed a relation"), NULL},
    {"people.job", N_("Changed a job"), NULL},
    {"people.moved", N_("Moved a resident"), NULL},
    {"people.left", N_("Closed a record"), NULL},
    {"people.returned", N_("Opened a record again"), NULL},
    {"people.merged", N_("Merged two residents"), NULL},
    {"people.unmerged", N_("Took a merge apart"), NULL},
    {"people.firm_add", N_("Added a firm"), NULL},
    {"people.firm_set", N_("Changed a firm"), NULL},
    {0},
};

static const struct job_kind *const jobs[] = {&people_daily_job, NULL};

const struct module people_module = {
    .name = "people",
    .needs = needs,
    .migrations = people_migrations,
    .migration_count = &people_migration_count,
    .statements = people_statements,
    .statement_count = &people_statement_count,
    .routes = routes,
    .route_count = sizeof routes / sizeof routes[0],
    .capabilities = capabilities,
    .actions = actions,
    .views = people_views,
    .view_count = &people_view_count,
    .nav = nav,
    .nav_count = sizeof nav / sizeof nav[0],
    .commands = commands,
    .command_count = sizeof commands / sizeof commands[0],
    .jobs = jobs,
};
