/* The pages about oneself: account, password, sessions, and where one is at work. */
#include <string.h>

#include "base/text.h"
#include "modules/access/access_web.h"
#include "modules/access/parts_web.h"
#include "modules/access/sign_in.h"
#include "store/lane.h"
#include "web/form.h"

/* ---- one's own account ----------------------------------------------------------------------- */

struct password_params {
    const char *present, *password;
};

static const struct field password_fields[] = {
    {"present", N_("Present password"), FIELD_SECRET, FIELD_AT(struct password_params, present),
     .flags = FIELD_REQUIRED, .maximum = ACCESS_PASSWORD_MAX},
    {"password", N_("New password"), FIELD_SECRET, FIELD_AT(struct password_params, password),
     .flags = FIELD_REQUIRED, .minimum = ACCESS_PASSWORD_MIN, .maximum = ACCESS_PASSWORD_MAX,
     .hint = N_("At least 10 characters; a short sentence is easy to remember")},
};
const struct record_type access_password_params_type =
    RECORD_TYPE("password_change", N_("Change password"), struct password_params, password_fields);

struct own_session {
    int64_t session_id, created_at, seen_at, is_this;
    const char *device, *address, *end_path;
};

static const struct field own_session_fields[] = {
    {"session_id", N_("Session"), FIELD_ID, FIELD_AT(struct own_session, session_id)},
    {"device", N_("Device"), FIELD_TEXT, FIELD_AT(struct own_session, device)},
    {"address", N_("Network address"), FIELD_TEXT, FIELD_AT(struct own_session, address)},
    {"created_at", N_("Since"), FIELD_TIME, FIELD_AT(struct own_session, created_at)},
    {"seen_at", N_("Last used"), FIELD_TIME, FIELD_AT(struct own_session, seen_at)},
    {"is_this", N_("This one"), FIELD_FLAG, FIELD_AT(struct own_session, is_this)},
    {"end_path", NULL, FIELD_URL, FIELD_AT(struct own_session, end_path)},
};
static const struct record_type own_session_type =
    RECORD_TYPE("session", N_("Session"), struct own_session, own_session_fields);

struct own_page {
    const char *name, *login, *role, *community, *street;
    int64_t place_count;
    struct record_list sessions;
    struct form *form;
};

static const struct field own_fields[] = {
    {"name", N_("Name"), FIELD_TEXT, FIELD_AT(struct own_page, name)},
    {"login", N_("Sign-in name"), FIELD_TEXT, FIELD_AT(struct own_page, login)},
    {"role", N_("Role"), FIELD_TEXT, FIELD_AT(struct own_page, role)},
    {"community", N_("Community"), FIELD_TEXT, FIELD_AT(struct own_page, community)},
    {"street", N_("Street"), FIELD_TEXT, FIELD_AT(struct own_page, street)},
    {"place_count", N_("Places of work"), FIELD_INT, FIELD_AT(struct own_page, place_count)},
    {"sessions", N_("Sessions"), FIELD_LIST, FIELD_AT(struct own_page, sessions),
     .type = &own_session_type},
    {"form", NULL, FIELD_FORM, FIELD_AT(struct own_page, form),
     .type = &access_password_params_type},
};
const struct record_type access_own_page_type =
    RECORD_TYPE("own_account", N_("My account"), struct own_page, own_fields);

/* What people recognise of a User-Agent: "Chrome · Windows". */
static const char *device_name(const struct request *request, const char *agent)
{
    static const struct {
        const char *sign, *name;
    } browsers[] = {{"MicroMessenger", "微信"}, {"HuaweiBrowser", "Huawei"}, {"Edg/", "Edge"},
                    {"Firefox/", "Firefox"},    {"Chrome/", "Chrome"},       {"Safari/", "Safari"},
                    {"curl/", "curl"}},
      systems[] = {{"HarmonyOS", "HarmonyOS"}, {"OpenHarmony", "HarmonyOS"},
                   {"Android", "Android"},     {"iPhone", "iPhone"},
                   {"iPad", "iPad"},           {"Windows", "Windows"},
                   {"Mac OS", "Mac"},          {"Linux", "Linux"}};
    const char *browser = NULL, *machine = NULL;
    for (size_t i = 0; agent && !browser && i < sizeof browsers / sizeof browsers[0]; i++) {
        browser = strstr(agent, browsers[i].sign) ? browsers[i].name : NULL;
    }
    for (size_t i = 0; agent && !machine && i < sizeof systems / sizeof systems[0]; i++) {
        machine = strstr(agent, systems[i].sign) ? systems[i].name : NULL;
    }
    if (browser && machine) {
        return arena_printf(request->arena, "%s·%s", browser, machine);
    }
    return browser   ? browser
           : machine ? machine
                     : language_text(request->language, N_("Unknown device"));
}

static enum result own_sessions(struct request *request, struct record_list *list,
                                struct error *error)
{
    struct session_row *rows = NULL;
    size_t count = 0;
    enum result result = session_list(request->tx, request->who->account, request->now,
                                      request->session_token, &rows, &count, request->arena, error);
    struct own_session *shown = arena_array(request->arena, count + 1, sizeof *shown);
    for (size_t i = 0; result == RESULT_OK && i < count; i++) {
        shown[i] = (struct own_session){.session_id = rows[i].session_id,
                                        .created_at = rows[i].created_at,
                                        .seen_at = rows[i].seen_at,
                                        .is_this = rows[i].is_this,
                                        .device = device_name(request, rows[i].device),
                                        .address = rows[i].address,
                                        .end_path = arena_printf(request->arena,
                                                                 "/account/sessions/%lld/end",
                                                                 (long long)rows[i].session_id)};
    }
    *list = (struct record_list){.rows = shown, .count = count, .total = (int64_t)count};
    return result;
}

enum result access_show_own(struct request *request, const void *params, struct reply *reply,
                            struct error *error)
{
    (void)params;
    const struct principal *who = request->who;
    struct own_page *page = arena_alloc(request->arena, sizeof *page);
    struct place_of_work *places = NULL;
    struct account account;
    size_t place_count = 0;
    enum result result = account_get(request->tx, who->account, &account, request->arena, error);
    if (result == RESULT_OK) {
        result = principal_places(request->tx, who->account, request->now, &places, &place_count,
                                  request->arena, error);
    }
    if (result == RESULT_OK) {
        result = own_sessions(request, &page->sessions, error);
    }
    if (result != RESULT_OK) {
        return result;
    }
    page->name = account.name;
    page->login = account.login;
    page->role = language_text(request->language, who->role_label);
    page->community = who->tenant_name;
    page->street = who->street_name;
    page->place_count = (int64_t)place_count;
    page->form = arena_alloc(request->arena, sizeof *page->form);
    *page->form = (struct form){.type = &access_password_params_type,
                                .action = "/account/password",
                                .submit = N_("Change password")};
    reply->type = &access_own_page_type;
    reply->record = page;
    return RESULT_OK;
}

/* ---- changing one's password ----------------------------------------------------------------- */

struct prepared_password {
    struct sign_in_proof proof;
    char hash[PASSWORD_HASH_SIZE];
};

struct own_login {
    struct request *request;
    struct account account;
};

static enum result find_login(void *self, struct tx *tx, struct error *error)
{
    struct own_login *own = self;
    return account_get(tx, own->request->who->account, &own->account, own->request->arena, error);
}

enum result access_before_password(struct request *request, const void *params, struct error *error)
{
    const struct password_params *typed = params;
    struct own_login own = {.request = request};
    struct prepared_password *prepared = arena_alloc(request->arena, sizeof *prepared);
    enum result result = lane_call(request->services->store, LANE_READ, find_login, &own, error);
    if (result == RESULT_OK) {
        result = password_check_rules(typed->password, own.account.login, error);
    }
    if (result == RESULT_OK) {
        result = sign_in_compare(request->services, own.account.login, typed->present,
                                 request->address, &prepared->proof, error);
    }
    if (result == RESULT_OK && prepared->proof.matches) {
        result = password_hash(typed->password, prepared->hash, error);
    }
    request->prepared = prepared;
    return result;
}

enum result access_do_password(struct request *request, const void *params, struct reply *reply,
                               struct error *error)
{
    (void)params;
    const struct prepared_password *prepared = request->prepared;
    struct own_login own = {.request = request};
    struct error *refusal = arena_alloc(request->arena, sizeof *refusal);
    enum result result = find_login(&own, request->tx, error);
    if (result == RESULT_OK) {
        result = sign_in_confirm(request->services, request->tx, request->who, own.account.login,
                                 request->address, &prepared->proof, refusal, error);
    }
    if (result == RESULT_OK && refusal->code != RESULT_OK) {
        reply->refusal = refusal;
        return RESULT_OK;
    }
    if (result == RESULT_OK) {
        result = account_set_password(request->services, request->tx, request->who,
                                      request->who->account, prepared->hash, request->session_token,
                                      error);
    }
    if (result == RESULT_OK) {
        reply->redirect = "/account";
        reply->notice = language_text(
            request->language, N_("Your password is changed; other devices are signed out."));
    }
    return result;
}

/* ---- ending a session ------------------------------------------------------------------------ */

struct session_params {
    int64_t session;
};

static const struct field session_fields[] = {
    {"session", N_("Session"), FIELD_ID, FIELD_AT(struct session_params, session),
     .flags = FIELD_REQUIRED},
};
const struct record_type access_session_params_type =
    RECORD_TYPE("session_params", NULL, struct session_params, session_fields);

enum result access_do_session_end(struct request *request, const void *params, struct reply *reply,
                                  struct error *error)
{
    const struct session_params *chosen = params;
    enum result result =
        session_end_own(request->services, request->tx, request->who, chosen->session, error);
    if (result == RESULT_OK) {
        reply->redirect = "/account";
        reply->notice = language_text(request->language, N_("That device is signed out."));
    }
    return result;
}

/* ---- where one is at work -------------------------------------------------------------------- */

struct switch_params {
    int64_t tenant;
    const char *role;
};

static const struct field switch_fields[] = {
    {"tenant", N_("Community"), FIELD_ID, FIELD_AT(struct switch_params, tenant),
     .flags = FIELD_REQUIRED},
    {"role", N_("Role"), FIELD_CHOICE, FIELD_AT(struct switch_params, role),
     .flags = FIELD_REQUIRED, .choices = access_role_choices},
};
const struct record_type access_switch_params_type =
    RECORD_TYPE("switch_params", NULL, struct switch_params, switch_fields);

struct switch_row {
    int64_t tenant_id, is_here;
    const char *name, *street, *code, *role;
};

static const struct field switch_row_fields[] = {
    {"tenant_id", N_("Community"), FIELD_ID, FIELD_AT(struct switch_row, tenant_id)},
    {"name", N_("Name"), FIELD_TEXT, FIELD_AT(struct switch_row, name)},
    {"street", N_("Street"), FIELD_TEXT, FIELD_AT(struct switch_row, street)},
    {"code", N_("Code"), FIELD_TEXT, FIELD_AT(struct switch_row, code)},
    {"role", N_("Role"), FIELD_CHOICE, FIELD_AT(struct switch_row, role),
     .choices = access_role_choices},
    {"is_here", N_("You are here"), FIELD_FLAG, FIELD_AT(struct switch_row, is_here)},
};
static const struct record_type switch_row_type =
    RECORD_TYPE("place_of_work", N_("Place of work"), struct switch_row, switch_row_fields);

struct switch_page {
    struct record_list places;
};

static const struct field switch_page_fields[] = {
    {"places", N_("Places of work"), FIELD_LIST, FIELD_AT(struct switch_page, places),
     .type = &switch_row_type},
};
const struct record_type access_switch_page_type =
    RECORD_TYPE("places_of_work", N_("Places of work"), struct switch_page, switch_page_fields);

enum result access_show_switch(struct request *request, const void *params, struct reply *reply,
                               struct error *error)
{
    (void)params;
    struct switch_page *page = arena_alloc(request->arena, sizeof *page);
    struct place_of_work *places = NULL;
    size_t count = 0;
    enum result result = principal_places(request->tx, request->who->account, request->now, &places,
                                          &count, request->arena, error);
    struct switch_row *rows = arena_array(request->arena, count + 1, sizeof *rows);
    for (size_t i = 0; result == RESULT_OK && i < count; i++) {
        rows[i] = (struct switch_row){.tenant_id = places[i].tenant_id,
                                      .name = places[i].tenant_name,
                                      .street = places[i].street_name,
                                      .code = places[i].code,
                                      .role = role_code(places[i].role),
                                      .is_here = places[i].tenant_id == request->scope->tenant &&
                                                 request->who->roles == 1U << places[i].role};
    }
    page->places = (struct record_list){.rows = rows, .count = count, .total = (int64_t)count};
    reply->type = &access_switch_page_type;
    reply->record = page;
    return result;
}

enum result access_do_switch(struct request *request, const void *params, struct reply *reply,
                             struct error *error)
{
    const struct switch_params *chosen = params;
    char token[ACCESS_TOKEN_SIZE];
    enum result result = session_switch(
        request->services, request->tx, request->who, request->session_token, chosen->tenant,
        role_from_code(chosen->role), request->address, request->user_agent, token, error);
    if (result == RESULT_OK) {
        reply->set_session = arena_copy(request->arena, token);
        reply->redirect = "/";
    }
    return result;
}
