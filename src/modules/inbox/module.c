/* The module inbox, as it describes itself. */
#include "inbox_sql.h"
#include "modules/inbox/inbox.h"
#include "modules/inbox/inbox_web.h"
#include "web/icon.h"

extern const struct view_source inbox_views[];
extern const size_t inbox_view_count;

const struct capability inbox_see_capability = {
    "inbox.see",
    N_("See what needs oneself"),
    (1U << ROLE__COUNT) - 1,
};

static const struct capability *const capabilities[] = {&inbox_see_capability, NULL};

static const struct route routes[] = {
    {METHOD_GET, "/", N_("Today"), &inbox_see_capability, 0, &inbox_today_query_type,
     &inbox_today_page_type, "inbox/today", inbox_show_today},
    {METHOD_POST, "/notices/read", N_("Mark notices as read"), &inbox_see_capability, 0,
     &inbox_read_params_type, NULL, NULL, inbox_do_read},
};

static const struct nav_item nav[] = {
    {N_("Work"), N_("Today"), ICON("layout-dashboard"), "/", &inbox_see_capability, .order = 10,
     .dock = 1},
};

static const char *const needs[] = {"access", NULL};

const struct module inbox_module = {
    .name = "inbox",
    .needs = needs,
    .migrations = inbox_migrations,
    .migration_count = &inbox_migration_count,
    .statements = inbox_statements,
    .statement_count = &inbox_statement_count,
    .routes = routes,
    .route_count = sizeof routes / sizeof routes[0],
    .capabilities = capabilities,
    .views = inbox_views,
    .view_count = &inbox_view_count,
    .nav = nav,
    .nav_count = sizeof nav / sizeof nav[0],
};
