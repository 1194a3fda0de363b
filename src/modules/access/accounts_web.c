/* The pages of whoever looks after the accounts of a community: the list, a new one, and one account
 * with its roles. Everybody gets in by an invitation link; nobody ever knows another one's password. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "modules/access/access_web.h"
#include "modules/access/look_after.h"
#include "web/form.h"

static const struct choice role_choices[] = {
    {"secretary", N_("Secretary"), NULL},
    {"grid_worker", N_("Grid worker"), NULL},
    {"viewer", N_("Viewer"), NULL},
    {"administrator", N_("Administrator"), NULL},
    {0},
};

static const struct choice state_choices[] = {
    {"invited", N_("Invited"), NULL},
    {"active", N_("Active"), NULL},
    {"suspended", N_("Suspended"), NULL},
    {0},
};

static const char *account_path(const struct request *request, int64_t account_id, const char *rest)
{
    return arena_printf(request->arena, "/accounts/%lld%s", (long long)account_id, rest);
}

/* ---- the parts of the tenant to which a role may be limited --------------------------------------- */

struct part_row {
    int64_t id, is_held;
    const char *name;
};

static const struct field part_fields[] = {
    {"id", N_("Grid"), FIELD_ID, FIELD_AT(struct part_row, id)},
    {"name", N_("Name"), FIELD_TEXT, FIELD_AT(struct part_row, name)},
    {"is_held", N_("Chosen"), FIELD_FLAG, FIELD_AT(struct part_row, is_held)},
};
static const struct record_type part_type =
    RECORD_TYPE("scope_part", N_("Grid"), struct part_row, part_fields);

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct scope_part *)a)->name, ((const struct scope_part *)b)->name);
}

static enum result parts_of(struct request *request, struct scope_part **parts, size_t *count,
                            struct error *error)
{
    *parts = NULL;
    *count = 0;
    const struct module *const *modules = request->services->modules;
    for (size_t i = 0; modules && modules[i]; i++) {
        if (modules[i]->scopes) {
            enum result result =
                modules[i]->scopes->list(request->tx, request->scope->tenant, request->today, parts,
                                         count, request->arena, error);
            if (result == RESULT_OK && *count > 1) {
                qsort(*parts, *count, sizeof **parts, by_name);
            }
            return result;
        }
    }
    return RESULT_OK;
}

static bool was_ticked(const struct request *request, int64_t id)
{
    for (size_t i = 0; i < request->typed_count; i++) {
        int64_t typed = 0;
        if (text_equal(request->typed[i].field, "grids") &&
            text_to_int(request->typed[i].text, &typed) && typed == id) {
            return true;
        }
    }
    return false;
}

static enum result part_rows(struct request *request, struct record_list *list, struct error *error)
{
    struct scope_part *parts = NULL;
    size_t count = 0;
    enum result result = parts_of(request, &parts, &count, error);
    struct part_row *rows = arena_array(request->arena, count + 1, sizeof *rows);
    for (size_t i = 0; result == RESULT_OK && i < count; i++) {
        rows[i] = (struct part_row){parts[i].id, was_ticked(request, parts[i].id), parts[i].name};
    }
    *list = (struct record_list){.rows = rows, .count = count, .total = (int64_t)count};
    return result;
}

struct grid_id {
    int64_t id;
};

static const struct field grid_id_fields[] = {
    {"id", N_("Grid"), FIELD_ID, FIELD_AT(struct grid_id, id)},
};
static const struct record_type grid_id_type =
    RECORD_TYPE("grid_id", N_("Grid"), struct grid_id, grid_id_fields);

/* The chosen grids, each of them one of the tenant: an id of another tenant is refused here. */
static enum result chosen_grids(struct request *request, const struct record_list *list,
                                struct grant *grant, struct error *error)
{
    struct scope_part *parts = NULL;
    size_t count = 0;
    const struct grid_id *rows = list->rows;
    enum result result = parts_of(request, &parts, &count, error);
    int64_t *grids = arena_array(request->arena, list->count + 1, sizeof *grids);
    for (size_t i = 0; result == RESULT_OK && i < list->count; i++) {
        bool is_ours = false;
        for (size_t k = 0; k < count; k++) {
            is_ours = is_ours || parts[k].id == rows[i].id;
        }
        grids[i] = rows[i].id;
        if (!is_ours) {
            result = error_set(error, RESULT_INVALID, "grids",
                               N_("One of these grids is not of this community."));
        }
    }
    grant->grids = grids;
    grant->grid_count = list->count;
    return result;
}

/* ---- the list -------------------------------------------------------------------------------------- */

struct accounts_query {
    const char *after_name;
    int64_t after;
};

static const struct field query_fields[] = {
    {"after_name", NULL, FIELD_TEXT, FIELD_AT(struct accounts_query, after_name),
     .flags = FIELD_HIDDEN},
    {"after", NULL, FIELD_ID, FIELD_AT(struct accounts_query, after), .flags = FIELD_HIDDEN},
};
const struct record_type access_accounts_query_type =
    RECORD_TYPE("accounts_query", NULL, struct accounts_query, query_fields);

struct accounts_row {
    int64_t account_id, signed_in_at;
    const char *name, *login, *state, *roles, *path;
};

static const struct field accounts_row_fields[] = {
    {"account_id", N_("Account"), FIELD_ID, FIELD_AT(struct accounts_row, account_id)},
    {"name", N_("Name"), FIELD_TEXT, FIELD_AT(struct accounts_row, name)},
    {"login", N_("Sign-in name"), FIELD_TEXT, FIELD_AT(struct accounts_row, login)},
    {"roles", N_("Roles"), FIELD_TEXT, FIELD_AT(struct accounts_row, roles)},
    {"state", N_("State"), FIELD_CHOICE, FIELD_AT(struct accounts_row, state),
     .choices = state_choices},
    {"signed_in_at", N_("Last signed in"), FIELD_TIME, FIELD_AT(struct accounts_row, signed_in_at)},
    {"path", NULL, FIELD_URL, FIELD_AT(struct accounts_row, path)},
};
static const struct record_type accounts_row_type =
    RECORD_TYPE("account_row", N_("Account"), struct accounts_row, accounts_row_fields);

struct accounts_page {
    struct record_list accounts;
    const char *more_path;
};

static const struct field accounts_fields[] = {
    {"accounts", N_("Accounts"), FIELD_LIST, FIELD_AT(struct accounts_page, accounts),
     .type = &accounts_row_type},
    {"more_path", NULL, FIELD_URL, FIELD_AT(struct accounts_page, more_path)},
};
const struct record_type access_accounts_page_type =
    RECORD_TYPE("accounts", N_("Accounts"), struct accounts_page, accounts_fields);

/* "Grid worker (2 grids), Viewer": the roles in this tenant. */
static enum result roles_here(struct request *request, int64_t account_id, const char **text,
                              struct error *error)
{
    struct grant *grants = NULL;
    size_t count = 0;
    enum result result =
        grant_list(request->tx, account_id, request->now, &grants, &count, request->arena, error);
    const char *roles = NULL;
    for (size_t i = 0; result == RESULT_OK && i < count; i++) {
        if (grants[i].tenant_id != request->scope->tenant) {
            continue;
        }
        const char *role = language_text(request->language, role_label(grants[i].role));
        if (!grants[i].all_grids) {
            role = language_format(request->arena, request->language, N_("%1 (%2 grids)"), role,
                                   arena_printf(request->arena, "%zu", grants[i].grid_count));
        }
        roles = roles
                    ? language_format(request->arena, request->language, N_("%1, %2"), roles, role)
                    : role;
    }
    *text = roles;
    return result;
}

enum result access_show_accounts(struct request *request, const void *params, struct reply *reply,
                                 struct error *error)
{
    const struct accounts_query *query = params;
    struct accounts_page *page = arena_alloc(request->arena, sizeof *page);
    struct account *accounts = NULL;
    size_t count = 0;
    enum result result =
        account_list(request->tx, request->scope, request->now, query->after_name, query->after,
                     LIMIT_PAGE_ROWS + 1, &accounts, &count, request->arena, error);
    size_t shown = count > LIMIT_PAGE_ROWS ? LIMIT_PAGE_ROWS : count;
    struct accounts_row *rows = arena_array(request->arena, shown + 1, sizeof *rows);
    for (size_t i = 0; result == RESULT_OK && i < shown; i++) {
        rows[i] = (struct accounts_row){accounts[i].account_id,
                                        accounts[i].signed_in_at,
                                        accounts[i].name,
                                        accounts[i].login,
                                        accounts[i].state,
                                        NULL,
                                        account_path(request, accounts[i].account_id, "")};
        result = roles_here(request, accounts[i].account_id, &rows[i].roles, error);
    }
    if (count > shown) {
        struct text_buffer more;
        text_buffer_init(&more);
        text_add(&more, "/accounts?after_name=");
        text_add_url(&more, rows[shown - 1].name);
        text_addf(&more, "&after=%lld", (long long)rows[shown - 1].account_id);
        page->more_path = arena_copy(request->arena, text_buffer_get(&more));
        text_buffer_fini(&more);
    }
    page->accounts = (struct record_list){
        .rows = rows, .count = shown, .total = count > shown || query->after ? -1 : (int64_t)shown};
    reply->type = &access_accounts_page_type;
    reply->record = page;
    reply->file_name = "accounts";
    return result;
}

/* ---- a new account ------------------------------------------------------------------------------------ */

struct account_new_params {
    const char *name, *login, *role;
    int64_t all_grids;
    struct record_list grids;
};

static const struct field new_fields[] = {
    {"name", N_("Name"), FIELD_TEXT, FIELD_AT(struct account_new_params, name),
     .flags = FIELD_REQUIRED, .maximum = 40},
    {"login", N_("Sign-in name"), FIELD_TEXT, FIELD_AT(struct account_new_params, login),
     .flags = FIELD_REQUIRED, .maximum = ACCESS_LOGIN_MAX,
     .hint = N_("Letters, digits or the name in Chinese; it is typed to sign in")},
    {"role", N_("Role"), FIELD_CHOICE, FIELD_AT(struct account_new_params, role),
     .flags = FIELD_REQUIRED, .choices = role_choices},
    {"all_grids", N_("For all grids of the community"), FIELD_FLAG,
     FIELD_AT(struct account_new_params, all_grids)},
    {"grids", N_("Or for these grids"), FIELD_LIST, FIELD_AT(struct account_new_params, grids),
     .flags = FIELD_MULTIPLE, .type = &grid_id_type},
};
const struct record_type access_account_new_params_type =
    RECORD_TYPE("account_new", N_("New account"), struct account_new_params, new_fields);

struct account_new_page {
    struct form *form;
    struct record_list parts;
};

static const struct field new_page_fields[] = {
    {"form", NULL, FIELD_FORM, FIELD_AT(struct account_new_page, form),
     .type = &access_account_new_params_type},
    {"parts", N_("Grids"), FIELD_LIST, FIELD_AT(struct account_new_page, parts),
     .type = &part_type},
};
const struct record_type access_account_new_page_type =
    RECORD_TYPE("account_new_page", N_("New account"), struct account_new_page, new_page_fields);

enum result access_show_account_new(struct request *request, const void *params,
                                    struct reply *reply, struct error *error)
{
    (void)params;
    struct account_new_page *page = arena_alloc(request->arena, sizeof *page);
    page->form = arena_alloc(request->arena, sizeof *page->form);
    *page->form = (struct form){
        .type = &access_account_new_params_type, .action = "/accounts", .submit = N_("Invite")};
    reply->type = &access_account_new_page_type;
    reply->record = page;
    return part_rows(request, &page->parts, error);
}

struct invitation_page {
    const char *name, *link, *account_path;
    int64_t ends_at;
};

static const struct field invitation_fields[] = {
    {"name", N_("Name"), FIELD_TEXT, FIELD_AT(struct invitation_page, name)},
    {"link", N_("Invitation link"), FIELD_TEXT, FIELD_AT(struct invitation_page, link)},
    {"ends_at", N_("Valid until"), FIELD_TIME, FIELD_AT(struct invitation_page, ends_at)},
    {"account_path", NULL, FIELD_URL, FIELD_AT(struct invitation_page, account_path)},
};
const struct record_type access_invitation_page_type =
    RECORD_TYPE("invitation", N_("Invitation"), struct invitation_page, invitation_fields);

/* The link is shown this once: the database holds only its hash. */
static enum result show_invitation(struct request *request, int64_t account_id, const char *name,
                                   enum sign_in_link_kind kind, struct reply *reply,
                                   struct error *error)
{
    char token[ACCESS_TOKEN_SIZE];
    struct invitation_page *page = arena_alloc(request->arena, sizeof *page);
    enum result result = sign_in_link_add(request->services, request->tx, request->who, account_id,
                                          kind, ACCESS_INVITATION_LENGTH, token, error);
    if (result != RESULT_OK) {
        return result;
    }
    page->name = name;
    page->link = arena_printf(request->arena, "%s/sign-in/link?token=%s", request->origin, token);
    page->ends_at = request->now + ACCESS_INVITATION_LENGTH;
    page->account_path = account_path(request, account_id, "");
    reply->template_name = "access/invitation";
    reply->type = &access_invitation_page_type;
    reply->record = page;
    return RESULT_OK;
}

static enum result give_role(struct request *request, int64_t account_id, const char *role,
                             int64_t all_grids, const struct record_list *grids,
                             struct error *error)
{
    struct grant grant = {.tenant_id = request->scope->tenant,
                          .account_id = account_id,
                          .role = role_from_code(role),
                          .all_grids = all_grids != 0};
    int64_t grant_id = 0;
    enum result result = chosen_grids(request, grids, &grant, error);
    if (result != RESULT_OK) {
        return result;
    }
    return grant_add(request->services, request->tx, request->who, &grant, &grant_id, error);
}

enum result access_do_account_new(struct request *request, const void *params, struct reply *reply,
                                  struct error *error)
{
    const struct account_new_params *typed = params;
    int64_t account_id = 0;
    enum result result =
        account_add(request->services, request->tx, request->who, request->scope->tenant,
                    typed->login, typed->name, &account_id, error);
    if (result == RESULT_OK) {
        result =
            give_role(request, account_id, typed->role, typed->all_grids, &typed->grids, error);
    }
    return result == RESULT_OK
               ? show_invitation(request, account_id, typed->name, LINK_INVITATION, reply, error)
               : result;
}

/* ---- one account ---------------------------------------------------------------------------------------- */

struct account_params {
    int64_t account;
};

static const struct field account_param_fields[] = {
    {"account", N_("Account"), FIELD_ID, FIELD_AT(struct account_params, account),
     .flags = FIELD_REQUIRED},
};
const struct record_type access_account_params_type =
    RECORD_TYPE("account_params", NULL, struct account_params, account_param_fields);

struct suspend_params {
    int64_t account;
    const char *reason;
};

static const struct field suspend_fields[] = {
    {"account", NULL, FIELD_ID, FIELD_AT(struct suspend_params, account), .flags = FIELD_REQUIRED},
    {"reason", N_("Reason"), FIELD_TEXT, FIELD_AT(struct suspend_params, reason),
     .flags = FIELD_REQUIRED, .maximum = 200, .hint = N_("It is kept in the audit trail")},
};
const struct record_type access_suspend_params_type =
    RECORD_TYPE("suspend", N_("Suspend"), struct suspend_params, suspend_fields);

struct grant_params {
    int64_t account;
    const char *role;
    int64_t all_grids;
    struct record_list grids;
};

static const struct field grant_param_fields[] = {
    {"account", NULL, FIELD_ID, FIELD_AT(struct grant_params, account), .flags = FIELD_REQUIRED},
    {"role", N_("Role"), FIELD_CHOICE, FIELD_AT(struct grant_params, role), .flags = FIELD_REQUIRED,
     .choices = role_choices},
    {"all_grids", N_("For all grids of the community"), FIELD_FLAG,
     FIELD_AT(struct grant_params, all_grids)},
    {"grids", N_("Or for these grids"), FIELD_LIST, FIELD_AT(struct grant_params, grids),
     .flags = FIELD_MULTIPLE, .type = &grid_id_type},
};
const struct record_type access_grant_params_type =
    RECORD_TYPE("grant", N_("Give a role"), struct grant_params, grant_param_fields);

struct grant_end_params {
    int64_t account, grant;
};

static const struct field grant_end_fields[] = {
    {"account", NULL, FIELD_ID, FIELD_AT(struct grant_end_params, account),
     .flags = FIELD_REQUIRED},
    {"grant", NULL, FIELD_ID, FIELD_AT(struct grant_end_params, grant), .flags = FIELD_REQUIRED},
};
const struct record_type access_grant_end_params_type =
    RECORD_TYPE("grant_end", NULL, struct grant_end_params, grant_end_fields);

struct grant_row {
    int64_t grant_id, valid_from, all_grids;
    const char *role, *place, *grids, *end_path;
};

static const struct field grant_row_fields[] = {
    {"grant_id", N_("Role given"), FIELD_ID, FIELD_AT(struct grant_row, grant_id)},
    {"role", N_("Role"), FIELD_CHOICE, FIELD_AT(struct grant_row, role), .choices = role_choices},
    {"place", N_("Community"), FIELD_TEXT, FIELD_AT(struct grant_row, place)},
    {"all_grids", N_("All grids"), FIELD_FLAG, FIELD_AT(struct grant_row, all_grids)},
    {"grids", N_("Grids"), FIELD_TEXT, FIELD_AT(struct grant_row, grids)},
    {"valid_from", N_("Since"), FIELD_TIME, FIELD_AT(struct grant_row, valid_from)},
    {"end_path", NULL, FIELD_URL, FIELD_AT(struct grant_row, end_path)},
};
static const struct record_type grant_row_type =
    RECORD_TYPE("grant_row", N_("Role"), struct grant_row, grant_row_fields);

struct account_page {
    int64_t account_id, created_at, signed_in_at, is_own;
    const char *name, *login, *state, *path;
    struct record_list grants, parts;
    struct form *grant_form, *suspend_form;
};

static const struct field account_fields[] = {
    {"account_id", N_("Account"), FIELD_ID, FIELD_AT(struct account_page, account_id)},
    {"name", N_("Name"), FIELD_TEXT, FIELD_AT(struct account_page, name)},
    {"login", N_("Sign-in name"), FIELD_TEXT, FIELD_AT(struct account_page, login)},
    {"state", N_("State"), FIELD_CHOICE, FIELD_AT(struct account_page, state),
     .choices = state_choices},
    {"created_at", N_("Made"), FIELD_TIME, FIELD_AT(struct account_page, created_at)},
    {"signed_in_at", N_("Last signed in"), FIELD_TIME, FIELD_AT(struct account_page, signed_in_at)},
    {"is_own", NULL, FIELD_FLAG, FIELD_AT(struct account_page, is_own)},
    {"path", NULL, FIELD_URL, FIELD_AT(struct account_page, path)},
    {"grants", N_("Roles"), FIELD_LIST, FIELD_AT(struct account_page, grants),
     .type = &grant_row_type},
    {"parts", NULL, FIELD_LIST, FIELD_AT(struct account_page, parts), .type = &part_type},
    {"grant_form", NULL, FIELD_FORM, FIELD_AT(struct account_page, grant_form),
     .type = &access_grant_params_type},
    {"suspend_form", NULL, FIELD_FORM, FIELD_AT(struct account_page, suspend_form),
     .type = &access_suspend_params_type},
};
const struct record_type access_account_page_type =
    RECORD_TYPE("account", N_("Account"), struct account_page, account_fields);

static const char *part_name(const struct scope_part *parts, size_t count, int64_t id)
{
    for (size_t i = 0; i < count; i++) {
        if (parts[i].id == id) {
            return parts[i].name;
        }
    }
    return "?";
}

static enum result grant_rows(struct request *request, int64_t account_id, struct record_list *list,
                              struct error *error)
{
    struct grant *grants = NULL;
    struct scope_part *parts = NULL;
    size_t count = 0, part_count = 0;
    enum result result =
        grant_list(request->tx, account_id, request->now, &grants, &count, request->arena, error);
    if (result == RESULT_OK) {
        result = parts_of(request, &parts, &part_count, error);
    }
    struct grant_row *rows = arena_array(request->arena, count + 1, sizeof *rows);
    for (size_t i = 0; result == RESULT_OK && i < count; i++) {
        bool is_here = grants[i].tenant_id == request->scope->tenant;
        rows[i] = (struct grant_row){.grant_id = grants[i].grant_id,
                                     .valid_from = grants[i].valid_from,
                                     .all_grids = grants[i].all_grids,
                                     .role = role_code(grants[i].role),
                                     .place = grants[i].tenant_name};
        for (size_t k = 0; is_here && k < grants[i].grid_count; k++) {
            const char *name = part_name(parts, part_count, grants[i].grids[k]);
            rows[i].grids = rows[i].grids ? language_format(request->arena, request->language,
                                                            N_("%1, %2"), rows[i].grids, name)
                                          : name;
        }
        if (is_here) {
            rows[i].end_path = arena_printf(request->arena, "/accounts/%lld/grants/%lld/end",
                                            (long long)account_id, (long long)grants[i].grant_id);
        }
    }
    *list = (struct record_list){.rows = rows, .count = count, .total = (int64_t)count};
    return result;
}

/* Those of the tenant may be looked at, also where the street looks after them; others do not exist. */
static enum result visible_account(struct request *request, int64_t account_id,
                                   struct account *account, struct error *error)
{
    enum result result = access_check_look_after(request->services, request->tx, request->who,
                                                 account_id, account, request->arena, error);
    return result == RESULT_FORBIDDEN ? RESULT_OK : result;
}

enum result access_show_account(struct request *request, const void *params, struct reply *reply,
                                struct error *error)
{
    const struct account_params *asked = params;
    struct account_page *page = arena_alloc(request->arena, sizeof *page);
    struct account account;
    enum result result = visible_account(request, asked->account, &account, error);
    if (result == RESULT_OK) {
        result = grant_rows(request, asked->account, &page->grants, error);
    }
    if (result == RESULT_OK) {
        result = part_rows(request, &page->parts, error);
    }
    if (result != RESULT_OK) {
        return result;
    }
    page->account_id = account.account_id;
    page->created_at = account.created_at;
    page->signed_in_at = account.signed_in_at;
    page->is_own = account.account_id == request->who->account;
    page->name = account.name;
    page->login = account.login;
    page->state = account.state;
    page->path = account_path(request, account.account_id, "");
    page->grant_form = arena_alloc(request->arena, sizeof *page->grant_form);
    *page->grant_form =
        (struct form){.type = &access_grant_params_type,
                      .action = account_path(request, account.account_id, "/grants"),
                      .submit = N_("Give this role")};
    page->suspend_form = arena_alloc(request->arena, sizeof *page->suspend_form);
    *page->suspend_form =
        (struct form){.type = &access_suspend_params_type,
                      .action = account_path(request, account.account_id, "/suspend"),
                      .submit = N_("Suspend")};
    reply->type = &access_account_page_type;
    reply->record = page;
    return RESULT_OK;
}

enum result access_do_invite(struct request *request, const void *params, struct reply *reply,
                             struct error *error)
{
    const struct account_params *asked = params;
    struct account account;
    enum result result = access_check_look_after(request->services, request->tx, request->who,
                                                 asked->account, &account, request->arena, error);
    if (result != RESULT_OK) {
        return result;
    }
    bool is_new = text_equal(account.state, "invited");
    return show_invitation(request, asked->account, account.name,
                           is_new ? LINK_INVITATION : LINK_PASSWORD, reply, error);
}

/* Back to the page of the account, with a word about what happened. */
static enum result back(struct request *request, int64_t account_id, const char *notice,
                        struct reply *reply)
{
    reply->redirect = account_path(request, account_id, "");
    reply->notice = language_text(request->language, notice);
    return RESULT_OK;
}

enum result access_do_suspend(struct request *request, const void *params, struct reply *reply,
                              struct error *error)
{
    const struct suspend_params *asked = params;
    enum result result = account_suspend(request->services, request->tx, request->who,
                                         asked->account, asked->reason, error);
    return result == RESULT_OK
               ? back(request, asked->account,
                      N_("The account is suspended and signed out everywhere."), reply)
               : result;
}

enum result access_do_resume(struct request *request, const void *params, struct reply *reply,
                             struct error *error)
{
    const struct account_params *asked = params;
    enum result result =
        account_resume(request->services, request->tx, request->who, asked->account, error);
    return result == RESULT_OK
               ? back(request, asked->account, N_("The account may sign in again."), reply)
               : result;
}

enum result access_do_grant(struct request *request, const void *params, struct reply *reply,
                            struct error *error)
{
    const struct grant_params *asked = params;
    enum result result =
        give_role(request, asked->account, asked->role, asked->all_grids, &asked->grids, error);
    return result == RESULT_OK ? back(request, asked->account, N_("The role is given."), reply)
                               : result;
}

enum result access_do_grant_end(struct request *request, const void *params, struct reply *reply,
                                struct error *error)
{
    const struct grant_end_params *asked = params;
    enum result result = grant_end(request->services, request->tx, request->who,
                                   request->scope->tenant, asked->grant, error);
    return result == RESULT_OK ? back(request, asked->account, N_("The role has ended."), reply)
                               : result;
}
