/* What screening is made of: its routes, capabilities and commands. */
#include "modules/screening/command.h"
#include "modules/screening/internal.h"
#include "modules/screening/progress.h"
#include "web/icon.h"

const struct capability screening_read = {.name = "screening.read",
                                          .label = N_("See campaigns and their progress"),
                                          .default_roles = ROLES_READERS};
const struct capability screening_work = {.name = "screening.work",
                                          .label = N_("Call, visit, and record what happened"),
                                          .default_roles = ROLES_STAFF};
const struct capability screening_manage = {.name = "screening.manage",
                                            .label =
                                                N_("Start, divide, export and close campaigns"),
                                            .default_roles = 1U << ROLE_SECRETARY,
                                            .needs_all_grids = true};
static const struct capability *const capabilities[] = {&screening_read, &screening_work,
                                                        &screening_manage, NULL};

#define CAMPAIGN "/screening/{campaign}"

static const struct route routes[] = {
    {METHOD_GET, "/screening", N_("Screening"), &screening_read, 0, &campaigns_params_type,
     &campaigns_view_type, "screening/campaigns", screening_campaigns_get},
    {METHOD_GET, "/screening/new", N_("New campaign"), &screening_manage, 0, &new_query_type,
     &new_view_type, "screening/new", screening_new_get},
    {METHOD_POST, "/screening", N_("Start a campaign"), &screening_manage, 0, &new_params_type,
     NULL, NULL, screening_new_post, .form_page = screening_new_get},
    {METHOD_GET, CAMPAIGN, N_("A campaign with its figures and its list"), &screening_read, 0,
     &list_params_type, &campaign_view_type, "screening/campaign", screening_campaign_get_page},
    {METHOD_GET, CAMPAIGN "/progress", N_("The progress of a campaign"), &screening_read, 0,
     &campaign_params_type, &progress_view_type, "screening/progress", screening_progress_get},
    {METHOD_POST, CAMPAIGN "/people", N_("Add people from the register"), &screening_manage, 0,
     &people_params_type, NULL, NULL, screening_people_post},
    {METHOD_GET, CAMPAIGN "/workers", N_("Who works on a campaign"), &screening_manage, 0,
     &campaign_params_type, &crew_view_type, "screening/workers", screening_crew_get},
    {METHOD_POST, CAMPAIGN "/workers", N_("Set the workers and divide the list"), &screening_manage,
     0, &crew_params_type, NULL, NULL, screening_crew_post, .form_page = screening_crew_get},
    {METHOD_POST, CAMPAIGN "/assign", N_("Give people to a worker"), &screening_manage, 0,
     &assign_params_type, NULL, NULL, screening_assign_post},
    {METHOD_POST, CAMPAIGN "/close", N_("Close a campaign"), &screening_manage, 0,
     &campaign_params_type, NULL, NULL, screening_close_post},
    {METHOD_GET, CAMPAIGN "/mine", N_("My list"), &screening_work, 0, &campaign_params_type,
     &mine_view_type, "screening/mine", screening_mine_get},
    {METHOD_GET, CAMPAIGN "/next", N_("The next person of my list"), &screening_work, 0,
     &next_params_type, NULL, NULL, screening_next_get},
    {METHOD_GET, CAMPAIGN "/entries/{entry}", N_("The card of one person"), &screening_work,
     ROUTE_WRITE, &entry_params_type, &card_view_type, "screening/card", screening_card_get},
    {METHOD_POST, CAMPAIGN "/entries/{entry}", N_("Record what happened"), &screening_work, 0,
     &record_params_type, NULL, NULL, screening_record_post, .form_page = screening_card_get},
    {METHOD_POST, CAMPAIGN "/entries/{entry}/helped", N_("Note that help was arranged"),
     &screening_work, 0, &entry_params_type, NULL, NULL, screening_helped_post},
    {METHOD_GET, CAMPAIGN "/export", N_("Export the list"), &screening_manage, 0,
     &campaign_params_type, &export_view_type, "screening/export", screening_export_get},
    {METHOD_GET, CAMPAIGN "/sheet", N_("The evening's sheet"), &screening_manage, ROUTE_WRITE,
     &sheet_params_type, &sheet_view_type, "screening/sheet", screening_sheet_get},
};

static const struct nav_item nav[] = {{.group = N_("Work"),
                                       .label = N_("Screening"),
                                       .icon = ICON("clipboard-list"),
                                       .path = "/screening",
                                       .capability = &screening_read,
                                       .order = 30,
                                       .dock = 2}};

static const char *const needs[] = {"intake", "inbox", "people", "place", "access", NULL};

/* Who is on a list follows when two residents are merged. */
static const struct link resident_link = {.name = "screening.entry",
                                          .target = "resident",
                                          .list = &screening_sql_link_list,
                                          .move = &screening_sql_link_move};
static const struct link *const links[] = {&resident_link, NULL};

extern const struct view_source screening_views[];
extern const size_t screening_view_count;

static const struct choice actions[] = {
    {"screening.add", N_("Began a campaign"), NULL},
    {"screening.close", N_("Closed a campaign"), NULL},
    {"screening.workers", N_("Chose the workers of a campaign"), NULL},
    {"screening.split", N_("Split a list"), NULL},
    {"screening.assign", N_("Handed entries over"), NULL},
    {"screening.record", N_("Recorded an outcome"), NULL},
    {"screening.helped", N_("Gave the help asked for"), NULL},
    {"screening.show", N_("Saw sensitive answers"), NULL},
    {"screening.export", N_("Exported a campaign"), NULL},
    {0},
};

const struct module screening_module = {
    .name = "screening",
    .needs = needs,
    .migrations = screening_migrations,
    .migration_count = &screening_migration_count,
    .statements = screening_statements,
    .statement_count = &screening_statement_count,
    .routes = routes,
    .route_count = sizeof routes / sizeof routes[0],
    .capabilities = capabilities,
    .actions = actions,
    .views = screening_views,
    .view_count = &screening_view_count,
    .nav = nav,
    .nav_count = sizeof nav / sizeof nav[0],
    .commands = screening_commands,
    .command_count = SCREENING_COMMANDS,
    .today = &screening_today,
    .links = links,
};
