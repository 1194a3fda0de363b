/* The page of one account: its roles, and what may be done with it. */
#include <string.h>

#include "base/text.h"
#include "modules/access/access_web.h"
#include "modules/access/look_after.h"
#include "modules/access/parts_web.h"
#include "web/form.h"

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
     .choices = access_role_choices},
    {"all_grids", N_("For all grids of the community"), FIELD_FLAG,
     FIELD_AT(struct grant_params, all_grids)},
    {"grids", N_("Or for these grids"), FIELD_LIST, FIELD_AT(struct grant_params, grids),
     .flags = FIELD_MULTIPLE, .type = &access_grid_id_type},
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
    {"role", N_("Role"), FIELD_CHOICE, FIELD_AT(struct grant_row, role),
     .choices = access_role_choices},
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
     .choices = access_state_choices},
    {"created_at", N_("Made"), FIELD_TIME, FIELD_AT(struct account_page, created_at)},
    {"signed_in_at", N_("Last signed in"), FIELD_TIME, FIELD_AT(struct account_page, signed_in_at)},
    {"is_own", NULL, FIELD_FLAG, FIELD_AT(struct account_page, is_own)},
    {"path", NULL, FIELD_URL, FIELD_AT(struct account_page, path)},
    {"grants", N_("Roles"), FIELD_LIST, FIELD_AT(struct account_page, grants),
     .type = &grant_row_type},
    {"parts", NULL, FIELD_LIST, FIELD_AT(struct account_page, parts), .type = &access_part_type},
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
        result = access_parts_of(request, &parts, &part_count, error);
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
        result = access_part_rows(request, &page->parts, error);
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
    page->path = access_account_path(request, account.account_id, "");
    page->grant_form = arena_alloc(request->arena, sizeof *page->grant_form);
    *page->grant_form =
        (struct form){.type = &access_grant_params_type,
                      .action = access_account_path(request, account.account_id, "/grants"),
                      .submit = N_("Give this role")};
    page->suspend_form = arena_alloc(request->arena, sizeof *page->suspend_form);
    *page->suspend_form =
        (struct form){.type = &access_suspend_params_type,
                      .action = access_account_path(request, account.account_id, "/suspend"),
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
    return access_show_invitation(request, asked->account, account.name,
                                  is_new ? LINK_INVITATION : LINK_PASSWORD, reply, error);
}

/* Back to the page of the account, with a word about what happened. */
static enum result back(struct request *request, int64_t account_id, const char *notice,
                        struct reply *reply)
{
    reply->redirect = access_account_path(request, account_id, "");
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
    enum result result = access_give_role(request, asked->account, asked->role, asked->all_grids,
                                          &asked->grids, error);
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
