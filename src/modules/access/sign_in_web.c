/* The pages before one is signed in: the sign-in page, one-time links, the roles of a demo. */
#include <string.h>

#include "base/text.h"
#include "modules/access/access_web.h"
#include "modules/access/sign_in.h"
#include "store/lane.h"
#include "web/form.h"

enum { NEXT_MAX = 2000 };

static struct sign_in_from from_of(const struct request *request)
{
    return (struct sign_in_from){.address = request->address,
                                 .device = request->user_agent,
                                 .replaces = request->session_token,
                                 .request_id = request->request_id};
}

/* The address for the roles of a demo: "" unless this browser calls us by a name of the loopback too, so
 * that a page of another site cannot reach them by a name of its own that leads here. */
static const char *demo_address(const struct request *request)
{
    static const char *const names[] = {"http://localhost", "http://127.0.0.1", "http://[::1]"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *rest = request->origin + strlen(names[i]);
        if (text_starts(request->origin, names[i]) && (*rest == '\0' || *rest == ':')) {
            return request->address;
        }
    }
    return "";
}

static const char *keep(struct request *request, const char token[ACCESS_TOKEN_SIZE])
{
    return arena_copy(request->arena, token);
}

/* ---- the sign-in page ------------------------------------------------------------------------ */

struct sign_in_query {
    const char *next;
};

static const struct field query_fields[] = {
    {"next", NULL, FIELD_TEXT, FIELD_AT(struct sign_in_query, next), .flags = FIELD_HIDDEN,
     .maximum = NEXT_MAX},
};
const struct record_type access_sign_in_query_type =
    RECORD_TYPE("sign_in_query", NULL, struct sign_in_query, query_fields);

struct sign_in_params {
    const char *login, *password, *next;
};

static const struct field sign_in_fields[] = {
    {"login", N_("Sign-in name"), FIELD_TEXT, FIELD_AT(struct sign_in_params, login),
     .flags = FIELD_REQUIRED, .maximum = ACCESS_LOGIN_MAX},
    {"password", N_("Password"), FIELD_SECRET, FIELD_AT(struct sign_in_params, password),
     .flags = FIELD_REQUIRED, .maximum = ACCESS_PASSWORD_MAX},
    {"next", NULL, FIELD_TEXT, FIELD_AT(struct sign_in_params, next), .flags = FIELD_HIDDEN,
     .maximum = NEXT_MAX},
};
const struct record_type access_sign_in_params_type =
    RECORD_TYPE("sign_in", N_("Sign in"), struct sign_in_params, sign_in_fields);

struct demo_params {
    int64_t account;
    const char *next;
};

static const struct field demo_param_fields[] = {
    {"account", NULL, FIELD_ID, FIELD_AT(struct demo_params, account),
     .flags = FIELD_REQUIRED | FIELD_HIDDEN},
    {"next", NULL, FIELD_TEXT, FIELD_AT(struct demo_params, next), .flags = FIELD_HIDDEN,
     .maximum = NEXT_MAX},
};
const struct record_type access_demo_params_type =
    RECORD_TYPE("demo_sign_in", N_("Sign in to the demo"), struct demo_params, demo_param_fields);

struct demo_row {
    int64_t account_id;
    const char *name, *role, *place;
};

static const struct field demo_row_fields[] = {
    {"account_id", NULL, FIELD_ID, FIELD_AT(struct demo_row, account_id)},
    {"name", N_("Name"), FIELD_TEXT, FIELD_AT(struct demo_row, name)},
    {"role", N_("Role"), FIELD_TEXT, FIELD_AT(struct demo_row, role)},
    {"place", N_("Community"), FIELD_TEXT, FIELD_AT(struct demo_row, place)},
};
static const struct record_type demo_row_type =
    RECORD_TYPE("demo_role", N_("Role"), struct demo_row, demo_row_fields);

struct sign_in_page {
    struct form *form;
    struct record_list demo;
    const char *next;
};

static const struct field page_fields[] = {
    {"form", NULL, FIELD_FORM, FIELD_AT(struct sign_in_page, form),
     .type = &access_sign_in_params_type},
    {"demo", N_("Roles of the demo"), FIELD_LIST, FIELD_AT(struct sign_in_page, demo),
     .type = &demo_row_type},
    {"next", NULL, FIELD_TEXT, FIELD_AT(struct sign_in_page, next)},
};
const struct record_type access_sign_in_page_type =
    RECORD_TYPE("sign_in_page", N_("Sign in"), struct sign_in_page, page_fields);

static enum result demo_rows(struct request *request, struct record_list *list, struct error *error)
{
    struct demo_role *roles = NULL;
    size_t count = 0;
    enum result result = sign_in_demo_list(request->services, request->tx, demo_address(request),
                                           &roles, &count, request->arena, error);
    if (result != RESULT_OK) {
        return result;
    }
    struct demo_row *rows = arena_array(request->arena, count + 1, sizeof *rows);
    for (size_t i = 0; i < count; i++) {
        rows[i] = (struct demo_row){roles[i].account_id, roles[i].name,
                                    language_text(request->language, roles[i].role_label),
                                    roles[i].tenant_name};
    }
    *list = (struct record_list){.rows = rows, .count = count, .total = (int64_t)count};
    return RESULT_OK;
}

enum result access_show_sign_in(struct request *request, const void *params, struct reply *reply,
                                struct error *error)
{
    const struct sign_in_query *query = params;
    struct sign_in_page *page = arena_alloc(request->arena, sizeof *page);
    struct sign_in_params *values = arena_alloc(request->arena, sizeof *values);
    values->next = page->next = sign_in_next(query ? query->next : NULL);
    page->form = arena_alloc(request->arena, sizeof *page->form);
    *page->form = (struct form){.type = &access_sign_in_params_type,
                                .values = values,
                                .action = "/sign-in",
                                .submit = N_("Sign in")};
    enum result result = demo_rows(request, &page->demo, error);
    if (result == RESULT_OK) {
        reply->type = &access_sign_in_page_type;
        reply->record = page;
    }
    return result;
}

enum result access_before_sign_in(struct request *request, const void *params, struct error *error)
{
    const struct sign_in_params *typed = params;
    struct sign_in_proof *proof = arena_alloc(request->arena, sizeof *proof);
    request->prepared = proof;
    return sign_in_compare(request->services, typed->login, typed->password, request->address,
                           proof, error);
}

enum result access_do_sign_in(struct request *request, const void *params, struct reply *reply,
                              struct error *error)
{
    const struct sign_in_params *typed = params;
    struct sign_in_from from = from_of(request);
    struct error *refusal = arena_alloc(request->arena, sizeof *refusal);
    char token[ACCESS_TOKEN_SIZE];
    enum result result = sign_in_finish(request->services, request->tx, typed->login,
                                        request->prepared, &from, token, refusal, error);
    if (result != RESULT_OK) {
        return result;
    }
    if (refusal->code != RESULT_OK) {
        reply->refusal = refusal;
        return RESULT_OK;
    }
    reply->set_session = keep(request, token);
    reply->redirect = sign_in_next(typed->next);
    return RESULT_OK;
}

enum result access_do_demo(struct request *request, const void *params, struct reply *reply,
                           struct error *error)
{
    const struct demo_params *chosen = params;
    struct sign_in_from from = from_of(request);
    char token[ACCESS_TOKEN_SIZE];
    from.address = demo_address(request);
    enum result result =
        sign_in_demo(request->services, request->tx, chosen->account, &from, token, error);
    if (result == RESULT_OK) {
        reply->set_session = keep(request, token);
        reply->redirect = sign_in_next(chosen->next);
    }
    return result;
}

enum result access_do_sign_out(struct request *request, const void *params, struct reply *reply,
                               struct error *error)
{
    (void)params;
    enum result result =
        session_end(request->services, request->tx, request->who, request->session_token, error);
    if (result == RESULT_OK) {
        reply->set_session = "";
        reply->redirect = "/sign-in";
        reply->notice = language_text(request->language, N_("You have signed out."));
    }
    return result;
}

/* ---- one-time links -------------------------------------------------------------------------- */

struct link_query {
    const char *token;
};

static const struct field link_query_fields[] = {
    {"token", NULL, FIELD_TEXT, FIELD_AT(struct link_query, token),
     .flags = FIELD_HIDDEN | FIELD_REQUIRED, .maximum = ACCESS_TOKEN_SIZE - 1},
};
const struct record_type access_link_query_type =
    RECORD_TYPE("link_query", NULL, struct link_query, link_query_fields);

/* The first start asks for names too. */
struct link_params {
    const char *token, *street, *community, *code, *name, *login, *password;
};

static const struct field link_fields[] = {
    {"token", NULL, FIELD_TEXT, FIELD_AT(struct link_params, token),
     .flags = FIELD_HIDDEN | FIELD_REQUIRED, .maximum = ACCESS_TOKEN_SIZE - 1},
    {"community", N_("Name of your community"), FIELD_TEXT, FIELD_AT(struct link_params, community),
     .maximum = 60, .hint = N_("For example 灯湖社区")},
    {"code", N_("Its division code"), FIELD_TEXT, FIELD_AT(struct link_params, code), .maximum = 30,
     .hint = N_("12 digits, as in the statistics bureau's list: 440605011020")},
    {"street", N_("Its street"), FIELD_TEXT, FIELD_AT(struct link_params, street), .maximum = 60,
     .hint = N_("For example 桂城街道")},
    {"name", N_("Your name"), FIELD_TEXT, FIELD_AT(struct link_params, name), .maximum = 40},
    {"login", N_("Sign-in name"), FIELD_TEXT, FIELD_AT(struct link_params, login),
     .maximum = ACCESS_LOGIN_MAX,
     .hint = N_("Letters, digits or your name in Chinese; you type it to sign in")},
    {"password", N_("New password"), FIELD_SECRET, FIELD_AT(struct link_params, password),
     .minimum = ACCESS_PASSWORD_MIN, .maximum = ACCESS_PASSWORD_MAX,
     .hint = N_("At least 10 characters; a short sentence is easy to remember")},
};
const struct record_type access_link_params_type =
    RECORD_TYPE("link", N_("One-time link"), struct link_params, link_fields);

struct link_page {
    const char *kind, *name, *login, *token;
    struct form *form;
};

static const struct choice link_kinds[] = {
    {"invitation", N_("Invitation"), NULL},
    {"password", N_("New password"), NULL},
    {"first", N_("First start"), NULL},
    {"demo", N_("Demo"), NULL},
    {0},
};

static const struct field link_page_fields[] = {
    {"kind", N_("Kind"), FIELD_CHOICE, FIELD_AT(struct link_page, kind), .choices = link_kinds},
    {"name", N_("Name"), FIELD_TEXT, FIELD_AT(struct link_page, name)},
    {"login", N_("Sign-in name"), FIELD_TEXT, FIELD_AT(struct link_page, login)},
    {"token", NULL, FIELD_TEXT, FIELD_AT(struct link_page, token), .flags = FIELD_NOT_EXPORTED},
    {"form", NULL, FIELD_FORM, FIELD_AT(struct link_page, form), .type = &access_link_params_type},
};
const struct record_type access_link_page_type =
    RECORD_TYPE("link_page", N_("One-time link"), struct link_page, link_page_fields);

enum result access_show_link(struct request *request, const void *params, struct reply *reply,
                             struct error *error)
{
    /* The token is hidden and always there. */
    static const char *const for_first[] = {"community", "code",     "street", "name",
                                            "login",     "password", NULL};
    static const char *const for_password[] = {"password", NULL};
    const struct link_query *query = params;
    struct sign_in_link link;
    enum result result = sign_in_link_get(request->services, request->tx, query->token, &link,
                                          request->arena, error);
    if (result != RESULT_OK) {
        return result;
    }
    bool is_first = text_equal(link.kind, "first");
    struct link_page *page = arena_alloc(request->arena, sizeof *page);
    struct link_params *values = arena_alloc(request->arena, sizeof *values);
    *page = (struct link_page){link.kind, link.name, link.login, query->token,
                               arena_alloc(request->arena, sizeof *page->form)};
    values->token = query->token;
    *page->form = (struct form){.type = &access_link_params_type,
                                .values = values,
                                .action = "/sign-in/link",
                                .submit = is_first ? N_("Begin") : N_("Save and sign in"),
                                .only = is_first ? for_first : for_password};
    if (text_equal(link.kind, "demo")) {
        page->form = NULL;
    }
    reply->type = &access_link_page_type;
    reply->record = page;
    return RESULT_OK;
}

struct link_lookup {
    struct request *request;
    const char *token;
    struct sign_in_link link;
};

static enum result look_link_up(void *self, struct tx *tx, struct error *error)
{
    struct link_lookup *lookup = self;
    return sign_in_link_get(lookup->request->services, tx, lookup->token, &lookup->link,
                            lookup->request->arena, error);
}

/* No hash is made for a link that is worth nothing. */
enum result access_before_link(struct request *request, const void *params, struct error *error)
{
    const struct link_params *typed = params;
    struct link_lookup lookup = {.request = request, .token = typed->token};
    enum result result =
        lane_call(request->services->store, LANE_READ, look_link_up, &lookup, error);
    if (result != RESULT_OK || text_equal(lookup.link.kind, "demo")) {
        return result;
    }
    bool is_first = text_equal(lookup.link.kind, "first");
    result =
        password_check_rules(typed->password, is_first ? typed->login : lookup.link.login, error);
    if (result == RESULT_OK) {
        char *hash = arena_alloc(request->arena, PASSWORD_HASH_SIZE);
        result = password_hash(typed->password, hash, error);
        request->prepared = hash;
    }
    return result;
}

enum result access_do_link(struct request *request, const void *params, struct reply *reply,
                           struct error *error)
{
    const struct link_params *typed = params;
    struct sign_in_from from = from_of(request);
    struct sign_in_link link;
    char token[ACCESS_TOKEN_SIZE];
    enum result result = sign_in_link_get(request->services, request->tx, typed->token, &link,
                                          request->arena, error);
    if (result == RESULT_OK && text_equal(link.kind, "first")) {
        struct first_names names = {typed->street, typed->community, typed->code, typed->name,
                                    typed->login};
        result = access_first_names(request->services, request->tx, link.account_id, &names, error);
    }
    if (result == RESULT_OK) {
        result = sign_in_by_link(request->services, request->tx, typed->token, request->prepared,
                                 &from, token, error);
    }
    if (result == RESULT_OK) {
        reply->set_session = keep(request, token);
        reply->redirect = "/";
        reply->notice = language_text(request->language, N_("Welcome. You are signed in."));
    }
    return result;
}
