/* The pages of whoever looks after the accounts of a community: the list, and a new one. Everybody gets
 * in by an invitation link; nobody ever knows another one's password. */
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "modules/access/access_web.h"
#include "modules/access/parts_web.h"
#include "web/form.h"

/* ---- the list -------------------------------------------------------------------------------- */

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
     .choices = access_state_choices},
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
                                        access_account_path(request, accounts[i].account_id, "")};
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

/* ---- a new account --------------------------------------------------------------------------- */

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
     .flags = FIELD_REQUIRED, .choices = access_role_choices},
    {"all_grids", N_("For all grids of the community"), FIELD_FLAG,
     FIELD_AT(struct account_new_params, all_grids)},
    {"grids", N_("Or for these grids"), FIELD_LIST, FIELD_AT(struct account_new_params, grids),
     .flags = FIELD_MULTIPLE, .type = &access_grid_id_type},
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
     .type = &access_part_type},
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
    return access_part_rows(request, &page->parts, error);
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
enum result access_show_invitation(struct request *request, int64_t account_id, const char *name,
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
    page->account_path = access_account_path(request, account_id, "");
    reply->template_name = "access/invitation";
    reply->type = &access_invitation_page_type;
    reply->record = page;
    return RESULT_OK;
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
        result = access_give_role(request, account_id, typed->role, typed->all_grids, &typed->grids,
                                  error);
    }
    return result == RESULT_OK ? access_show_invitation(request, account_id, typed->name,
                                                        LINK_INVITATION, reply, error)
                               : result;
}
