/* The module access, as it describes itself. */
#include "access_sql.h"
#include "modules/access/access.h"
#include "modules/access/access_cli.h"
#include "modules/access/access_web.h"
#include "web/icon.h"

extern const struct view_source access_views[];
extern const size_t access_view_count;

const struct capability access_accounts_capability = {
    "access.accounts",
    N_("Look after the accounts of one's community"),
    1U << ROLE_SECRETARY | 1U << ROLE_ADMINISTRATOR,
    .needs_all_grids = true,
};

const struct capability access_audit_capability = {
    "access.audit",
    N_("Read the audit trail"),
    1U << ROLE_SECRETARY | 1U << ROLE_ADMINISTRATOR,
    .needs_all_grids = true,
};

const struct capability access_self_capability = {
    "access.self",
    N_("Look after one's own account"),
    (1U << ROLE__COUNT) - 1,
};

static const struct capability *const capabilities[] = {
    &access_accounts_capability,
    &access_audit_capability,
    &access_self_capability,
    NULL,
};

/* clang-format off */
static const struct route routes[] = {
    {METHOD_GET, "/sign-in", N_("Sign in"), NULL, ROUTE_PUBLIC,
     &access_sign_in_query_type, &access_sign_in_page_type, "access/sign_in", access_show_sign_in},
    {METHOD_POST, "/sign-in", N_("Sign in with a password"), NULL, ROUTE_PUBLIC | ROUTE_SLOW,
     &access_sign_in_params_type, NULL, NULL, access_do_sign_in,
     .before = access_before_sign_in, .form_page = access_show_sign_in},
    {METHOD_POST, "/sign-in/demo", N_("Enter a demo on this computer"), NULL, ROUTE_PUBLIC,
     &access_demo_params_type, NULL, NULL, access_do_demo},
    {METHOD_GET, "/sign-in/link", N_("Open a one-time link"), NULL, ROUTE_PUBLIC,
     &access_link_query_type, &access_link_page_type, "access/link", access_show_link},
    {METHOD_POST, "/sign-in/link", N_("Use a one-time link"), NULL, ROUTE_PUBLIC | ROUTE_SLOW,
     &access_link_params_type, NULL, NULL, access_do_link,
     .before = access_before_link, .form_page = access_show_link},
    {METHOD_POST, "/sign-out", N_("Sign out"), NULL, ROUTE_PUBLIC,
     NULL, NULL, NULL, access_do_sign_out},

    {METHOD_GET, "/account", N_("My account"), &access_self_capability, 0,
     NULL, &access_own_page_type, "access/own", access_show_own},
    {METHOD_POST, "/account/password", N_("Change one's password"), &access_self_capability,
     ROUTE_SLOW, &access_password_params_type, NULL, NULL, access_do_password,
     .before = access_before_password, .form_page = access_show_own},
    {METHOD_POST, "/account/sessions/{session}/end", N_("Sign out a device"),
     &access_self_capability, 0, &access_session_params_type, NULL, NULL, access_do_session_end},
    {METHOD_GET, "/switch", N_("Places of work"), &access_self_capability, 0,
     NULL, &access_switch_page_type, "access/switch", access_show_switch},
    {METHOD_POST, "/switch", N_("Go to another place of work"), &access_self_capability, 0,
     &access_switch_params_type, NULL, NULL, access_do_switch},

    {METHOD_GET, "/accounts", N_("Accounts"), &access_accounts_capability, 0,
     &access_accounts_query_type, &access_accounts_page_type, "access/accounts",
     access_show_accounts},
    {METHOD_GET, "/accounts/new", N_("Invite somebody"), &access_accounts_capability, 0,
     NULL, &access_account_new_page_type, "access/account_new", access_show_account_new},
    {METHOD_POST, "/accounts", N_("Make an account and its invitation"),
     &access_accounts_capability, 0, &access_account_new_params_type, &access_invitation_page_type,
     "access/invitation", access_do_account_new, .form_page = access_show_account_new},
    {METHOD_GET, "/accounts/{account}", N_("Account"), &access_accounts_capability, 0,
     &access_account_params_type, &access_account_page_type, "access/account",
     access_show_account},
    {METHOD_POST, "/accounts/{account}/link", N_("Make a new link for an account"),
     &access_accounts_capability, 0, &access_account_params_type, &access_invitation_page_type,
     "access/invitation", access_do_invite},
    {METHOD_POST, "/accounts/{account}/suspend", N_("Suspend an account"),
     &access_accounts_capability, 0, &access_suspend_params_type, NULL, NULL, access_do_suspend,
     .form_page = access_show_account},
    {METHOD_POST, "/accounts/{account}/resume", N_("Let an account in again"),
     &access_accounts_capability, 0, &access_account_params_type, NULL, NULL, access_do_resume},
    {METHOD_POST, "/accounts/{account}/grants", N_("Give a role"), &access_accounts_capability, 0,
     &access_grant_params_type, NULL, NULL, access_do_grant, .form_page = access_show_account},
    {METHOD_POST, "/accounts/{account}/grants/{grant}/end", N_("End a role"),
     &access_accounts_capability, 0, &access_grant_end_params_type, NULL, NULL,
     access_do_grant_end},
    {METHOD_GET, "/audit", N_("Audit trail"), &access_audit_capability, 0,
     &access_audit_query_type, &access_audit_page_type, "access/audit", access_show_audit},
};
/* clang-format on */

static const struct nav_item nav[] = {
    {N_("Settings"), N_("Accounts"), ICON("users-round"), "/accounts", &access_accounts_capability,
     .order = 80},
    {N_("Settings"), N_("Audit trail"), ICON("scroll-text"), "/audit", &access_audit_capability,
     .order = 90},
};

static const struct choice actions[] = {
    {"access.sign_in", N_("Signed in"), NULL},
    {"access.sign_in_refused", N_("Could not sign in"), NULL},
    {"access.sign_out", N_("Signed out"), NULL},
    {"access.session_end", N_("Signed out a device"), NULL},
    {"access.switch", N_("Came here from another place"), NULL},
    {"access.password_set", N_("Set a password"), NULL},
    {"access.account_add", N_("Made an account"), NULL},
    {"access.account_rename", N_("Renamed an account"), NULL},
    {"access.account_suspend", N_("Suspended an account"), NULL},
    {"access.account_resume", N_("Let an account in again"), NULL},
    {"access.link_add", N_("Made a one-time link"), NULL},
    {"access.grant_add", N_("Gave a role"), NULL},
    {"access.grant_end", N_("Ended a role"), NULL},
    {"access.grant_grids", N_("Changed the grids of a role"), NULL},
    {"access.tenant_add", N_("Made a community"), NULL},
    {"access.setting", N_("Changed a setting"), NULL},
    {"access.collection_begin", N_("Began a collection of sensitive values"), NULL},
    {"access.collection_destroy", N_("Destroyed a collection of sensitive values"), NULL},
    {0},
};

static const char *const needs[] = {NULL};

const struct module access_module = {
    .name = "access",
    .needs = needs,
    .migrations = access_migrations,
    .migration_count = &access_migration_count,
    .statements = access_statements,
    .statement_count = &access_statement_count,
    .routes = routes,
    .route_count = sizeof routes / sizeof routes[0],
    .capabilities = capabilities,
    .actions = actions,
    .views = access_views,
    .view_count = &access_view_count,
    .nav = nav,
    .nav_count = sizeof nav / sizeof nav[0],
    .commands = access_commands,
    .command_count = ACCESS_COMMAND_COUNT,
};
