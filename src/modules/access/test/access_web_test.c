/* The pages of access through the guard: signing in and out, the lockout, links, one's own account,
 * other people's accounts, and what must not be possible. */
#include "base/text.h"
#include "modules/access/sign_in.h"
#include "route_check.h"
#include "world.h"

/* ---- a guard around a world ------------------------------------------------------------------ */

static enum result list_parts(struct tx *tx, int64_t tenant, const char *today,
                              struct scope_part **parts, size_t *count, struct arena *arena,
                              struct error *error)
{
    (void)tx, (void)today, (void)error;
    struct scope_part *list = arena_array(arena, 3, sizeof *list);
    for (int i = 0; i < 3; i++) {
        list[i] = (struct scope_part){11 + i, arena_printf(arena, "%02d格", i + 1)};
    }
    *parts = list;
    *count = tenant == 0 ? 0 : 3;
    return RESULT_OK;
}

static const struct scope_source parts_source = {.list = list_parts};
static const struct module parts_module = {.name = "parts", .scopes = &parts_source};

struct site {
    struct world world;
    struct guard *guard;
    struct route_check check;
    const struct module *modules[4];
    const char *secretary, *worker, *viewer, *officer; /* tokens */
    int64_t limited;                                   /* account of a secretary of one grid */
};

static void site_guard(struct site *site)
{
    struct error error = {0};
    struct guard_options options = {.services = &site->world.services,
                                    .modules = site->modules,
                                    .module_count = 2,
                                    .access = &access_guard,
                                    .hashing_workers = 1};
    memset(options.key, 7, sizeof options.key);
    CHECK_INT(guard_new(&options, &site->guard, &error), RESULT_OK);
    CHECK_TEXT(error.msgid ? language_error(site->world.arena, LANGUAGE_ENGLISH, &error) : NULL,
               NULL);
}

static void site_init(struct site *site)
{
    memset(site, 0, sizeof *site);
    world_init(&site->world, NULL, NULL, 0);
    site->modules[0] = &parts_module;
    site->modules[1] = &access_module;
    site->world.services.modules = site->modules;
    site_guard(site);
    route_check_begin(&site->check, site->guard, &access_guard);
    site->check.cookies = "language=en";
    site->secretary = world_sign_in(&site->world, site->world.secretary);
    site->worker = world_sign_in(&site->world, site->world.worker);
    site->viewer = world_sign_in(&site->world, site->world.viewer);
    site->officer = world_sign_in(&site->world, site->world.officer);
}

static void site_fini(struct site *site)
{
    arena_free(site->check.arena);
    guard_free(site->guard);
    world_fini(&site->world);
}

/* The session that the latest answer sets, or NULL; "" if it ends one. */
static const char *new_session(struct site *site)
{
    const struct http_response *response = &site->check.call.response;
    for (size_t i = 0; i < response->header_count; i++) {
        const char *value = response->headers[i].value;
        if (strcmp(response->headers[i].name, "Set-Cookie") == 0 &&
            text_starts(value, "kaifong=")) {
            const char *token = value + strlen("kaifong=");
            return arena_copy_n(site->world.arena, token, strcspn(token, ";"));
        }
    }
    return NULL;
}

static const char *path_of(struct site *site, const char *format, int64_t id)
{
    const char *at = strstr(format, "%d");
    return arena_printf(site->world.arena, "%.*s%lld%s", (int)(at - format), format, (long long)id,
                        at + 2);
}

/* Posts as `token` and tells the status. */
static int post(struct site *site, const char *token, const char *path, const char *form)
{
    route_check_post(&site->check, token, path, form);
    return site->check.status;
}

static int get(struct site *site, const char *token, const char *path)
{
    route_check_get(&site->check, token, path);
    return site->check.status;
}

/* ---- signing in ------------------------------------------------------------------------------ */

static void a_password_opens_a_session(void)
{
    struct site site;
    site_init(&site);
    world_set_password(&site.world, site.world.secretary);
    CHECK_INT(get(&site, NULL, "/sign-in?next=/audit"), 200);
    CHECK(route_check_holds(&site.check, "name=\"password\""));
    CHECK(route_check_holds(&site.check, "value=\"/audit\""));
    CHECK_INT(
        post(&site, NULL, "/sign-in", "login=%20MAI&password=lanterns+by+the+lake&next=/audit"),
        303);
    CHECK_TEXT(route_check_header(&site.check, "Location"), "/audit");
    const char *token = new_session(&site);
    if (CHECK(token != NULL)) {
        CHECK_INT(strlen(token), ACCESS_TOKEN_SIZE - 1);
        CHECK_INT(get(&site, token, "/account"), 200);
        CHECK(route_check_holds(&site.check, "麦婉仪"));
        CHECK_INT(post(&site, token, "/sign-out", ""), 303);
        CHECK_TEXT(new_session(&site), "");
        CHECK_INT(get(&site, token, "/account"), 303); /* to the sign-in page */
    }
    site_fini(&site);
}

/* The token that a browser had before (planted by somebody, or of another person) is not the one it
 * has after signing in, and is worth nothing any more. */
static void a_token_from_before_is_worth_nothing_after(void)
{
    struct site site;
    site_init(&site);
    world_set_password(&site.world, site.world.secretary);
    static const char planted[] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    CHECK_INT(post(&site, planted, "/sign-in", "login=mai&password=lanterns+by+the+lake"), 303);
    const char *token = new_session(&site);
    CHECK(token && strcmp(token, planted) != 0);
    CHECK_INT(get(&site, planted, "/account"), 303);
    /* Somebody was signed in in this browser: that session ends. */
    CHECK_INT(post(&site, site.worker, "/sign-in", "login=mai&password=lanterns+by+the+lake"), 303);
    CHECK_INT(get(&site, site.worker, "/account"), 303);
    CHECK_INT(get(&site, new_session(&site) ? new_session(&site) : "", "/account"), 303);
    site_fini(&site);
}

static void unknown_and_wrong_look_the_same(void)
{
    struct site site;
    site_init(&site);
    world_set_password(&site.world, site.world.secretary);
    char answers[3][4096];
    static const char *const forms[] = {"login=mai&password=wrong-password", /* exists */
                                        "login=nob&password=wrong-password", /* does not */
                                        "login=new&password=wrong-password"};
    for (int i = 0; i < 3; i++) {
        CHECK_INT(post(&site, NULL, "/sign-in", forms[i]), 422);
        CHECK(route_check_holds(&site.check, "The sign-in name or the password is wrong."));
        CHECK(strstr(site.check.body, "wrong-password") == NULL); /* never sent back */
        CHECK(new_session(&site) == NULL);
        site.check.accept = "application/json";
        CHECK_INT(post(&site, NULL, "/sign-in", forms[i]), 422);
        site.check.accept = NULL;
        snprintf(answers[i], sizeof answers[i], "%.*s",
                 (int)(strstr(site.check.body, "\"request\"") - site.check.body), site.check.body);
    }
    CHECK_TEXT(answers[1], answers[0]);
    CHECK_TEXT(answers[2], answers[0]);
    site_fini(&site);
}

static void many_wrong_passwords_lock_also_over_a_restart(void)
{
    struct site site;
    site_init(&site);
    world_set_password(&site.world, site.world.secretary);
    for (int i = 0; i < SIGN_IN_FAILURES_LOGIN; i++) {
        CHECK_INT(post(&site, NULL, "/sign-in", "login=mai&password=no-no-no-no"), 422);
        CHECK_INT(post(&site, NULL, "/sign-in", "login=nobody&password=no-no-no-no"), 422);
    }
    CHECK_INT(post(&site, NULL, "/sign-in", "login=mai&password=lanterns+by+the+lake"), 429);
    CHECK_INT(post(&site, NULL, "/sign-in", "login=nobody&password=lanterns+by+the+lake"), 429);
    guard_free(site.guard);
    world_reopen(&site.world);
    site_guard(&site);
    site.check.guard = site.guard;
    CHECK_INT(post(&site, NULL, "/sign-in", "login=mai&password=lanterns+by+the+lake"), 429);
    CHECK(new_session(&site) == NULL);
    site.world.now += SIGN_IN_LOCKED - 1;
    CHECK_INT(post(&site, NULL, "/sign-in", "login=mai&password=lanterns+by+the+lake"), 429);
    site.world.now += 1;
    CHECK_INT(post(&site, NULL, "/sign-in", "login=mai&password=lanterns+by+the+lake"), 303);
    site_fini(&site);
}

static void wrong_passwords_are_forgotten_in_time(void)
{
    struct site site;
    site_init(&site);
    world_set_password(&site.world, site.world.secretary);
    for (int i = 0; i < 3 * SIGN_IN_FAILURES_LOGIN; i++) {
        CHECK_INT(post(&site, NULL, "/sign-in", "login=mai&password=no-no-no-no"), 422);
        if (i % (SIGN_IN_FAILURES_LOGIN - 1) == SIGN_IN_FAILURES_LOGIN - 2) {
            site.world.now += SIGN_IN_WINDOW;
        }
    }
    CHECK_INT(post(&site, NULL, "/sign-in", "login=mai&password=lanterns+by+the+lake"), 303);
    site_fini(&site);
}

static void the_next_page_is_always_ours(void)
{
    static const struct {
        const char *next, *want;
    } cases[] = {{NULL, "/"},
                 {"", "/"},
                 {"/residents?q=王&x=1", "/residents?q=王&x=1"},
                 {"//evil.example", "/"},
                 {"/\\evil.example", "/"},
                 {"\\/evil.example", "/"},
                 {"/a\\b", "/"},
                 {"/\t/evil.example", "/"},
                 {"/\r\nSet-Cookie: a=b", "/"},
                 {"https://evil.example/", "/"},
                 {"javascript:alert(1)", "/"},
                 {" /x", "/"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CHECK_TEXT(sign_in_next(cases[i].next), cases[i].want);
    }
    struct site site;
    site_init(&site);
    world_set_password(&site.world, site.world.secretary);
    CHECK_INT(post(&site, NULL, "/sign-in",
                   "login=mai&password=lanterns+by+the+lake&next=%2F%2Fevil.example"),
              303);
    CHECK_TEXT(route_check_header(&site.check, "Location"), "/");
    CHECK_INT(post(&site, NULL, "/sign-in",
                   "login=mai&password=lanterns+by+the+lake&next=/x%0d%0aSet-Cookie:%20a%3Db"),
              422);
    CHECK(new_session(&site) == NULL);
    site_fini(&site);
}

/* ---- how sessions end ------------------------------------------------------------------------ */

static enum result nothing(void *self, struct tx *tx, struct error *error)
{
    (void)self, (void)tx, (void)error;
    return RESULT_OK;
}

/* Until the write lane has done what was handed to it before. */
static void settle(struct site *site)
{
    CHECK_INT(world_run(&site->world, LANE_WRITE, nothing, NULL), RESULT_OK);
}

static void sessions_end_unused_and_anyway(void)
{
    struct site site;
    site_init(&site);
    site.world.now += ACCESS_SESSION_IDLE - 1;
    CHECK_INT(get(&site, site.worker, "/account"), 200); /* written down after the reply */
    settle(&site);
    site.world.now += ACCESS_SESSION_IDLE - 1;
    CHECK_INT(get(&site, site.worker, "/account"), 200);
    CHECK_INT(get(&site, site.viewer, "/account"), 303); /* not used all day */
    for (int i = 0; i < 30; i++) {
        site.world.now += ACCESS_SESSION_IDLE / 2;
        (void)get(&site, site.worker, "/account");
        settle(&site);
    }
    CHECK_INT(site.check.status, 303); /* a week is over */
    site_fini(&site);
}

static void malformed_tokens_are_nobody(void)
{
    struct site site;
    site_init(&site);
    char longer[ACCESS_TOKEN_SIZE + 1];
    snprintf(longer, sizeof longer, "%sA", site.worker);
    char shorter[ACCESS_TOKEN_SIZE];
    snprintf(shorter, sizeof shorter, "%.*s", ACCESS_TOKEN_SIZE - 2, site.worker);
    const char *const tokens[] = {longer, shorter, "x", "../../etc/passwd", "%00", "=", "****"};
    for (size_t i = 0; i < sizeof tokens / sizeof tokens[0]; i++) {
        CHECK_INT(get(&site, tokens[i], "/account"), 303);
        site.check.accept = "application/json";
        CHECK_INT(get(&site, tokens[i], "/account"), 401);
        site.check.accept = NULL;
    }
    CHECK_INT(get(&site, site.worker, "/account"), 200);
    site_fini(&site);
}

static void one_sees_and_ends_only_own_sessions(void)
{
    struct site site;
    site_init(&site);
    const char *second = world_sign_in(&site.world, site.world.worker);
    site.check.accept = "application/json";
    CHECK_INT(get(&site, site.worker, "/account"), 200);
    const char *id = strstr(site.check.body, "\"session_id\":\"");
    /* The list has the last used first: both were opened now; ids tell them apart. */
    int64_t first_id = 0;
    if (CHECK(id != NULL)) {
        first_id = strtoll(id + strlen("\"session_id\":\""), NULL, 10);
    }
    CHECK(strstr(site.check.body, site.worker) == NULL); /* the token itself is nowhere */
    site.check.accept = NULL;
    const char *path = path_of(&site, "/account/sessions/%d/end", first_id);
    CHECK_INT(post(&site, site.viewer, path, ""), 404); /* somebody else's */
    CHECK_INT(post(&site, site.worker, path, ""), 303);
    CHECK_INT(get(&site, second, "/account"), 303);
    CHECK_INT(get(&site, site.worker, "/account"), 200);
    CHECK_INT(post(&site, site.worker, path, ""), 404);
    CHECK_INT(post(&site, site.worker, "/account/sessions/x/end", ""), 422);
    site_fini(&site);
}

static void a_new_password_ends_the_other_sessions(void)
{
    struct site site;
    site_init(&site);
    world_set_password(&site.world, site.world.worker);
    const char *here = world_sign_in(&site.world, site.world.worker);
    const char *there = world_sign_in(&site.world, site.world.worker);
    static const char right[] = "present=lanterns+by+the+lake&password=a+walk+in+the+park";
    CHECK_INT(
        post(&site, here, "/account/password", "present=wrong-wrong&password=a+walk+in+the+park"),
        422);
    CHECK_INT(get(&site, there, "/account"), 200);
    CHECK_INT(post(&site, here, "/account/password", "present=lanterns+by+the+lake&password=short"),
              422);
    CHECK_INT(
        post(&site, here, "/account/password", "present=lanterns+by+the+lake&password=1234567890"),
        422);
    CHECK_INT(post(&site, here, "/account/password", right), 303);
    CHECK_INT(get(&site, here, "/account"), 200);
    CHECK_INT(get(&site, there, "/account"), 303);
    CHECK_INT(post(&site, NULL, "/sign-in", "login=chen&password=lanterns+by+the+lake"), 422);
    CHECK_INT(post(&site, NULL, "/sign-in", "login=chen&password=a+walk+in+the+park"), 303);
    site_fini(&site);
}

/* The sealed form that the sign-in page of the latest answer carries, for a form, or "". */
static const char *carried(struct site *site)
{
    static const char sign[] = "name=\"carried\" value=\"";
    const char *at = strstr(site->check.body, sign);
    return at ? arena_copy_n(site->world.arena, at + strlen(sign), strcspn(at + strlen(sign), "\""))
              : "";
}

/* The hidden field of a form, as a browser sends it. */
static const char *csrf_field(struct site *site, const char *token)
{
    struct seal seal = {.chance = chance_kernel()};
    char csrf[GUARD_CSRF_SIZE];
    access_guard.csrf(token, csrf);
    return seal_mask(&seal, csrf, site->world.arena);
}

static bool is_suspended(struct site *site, int64_t account)
{
    site->check.accept = "application/json";
    const char *token = world_sign_in(&site->world, site->world.officer);
    (void)get(site, token, path_of(site, "/accounts/%d", account));
    site->check.accept = NULL;
    return strstr(site->check.body, "\"state\":\"suspended\"") != NULL;
}

/* What was typed while the session ended is sent after signing in: by the same person, to the place where
 * it was typed, or not at all. */
static void a_form_outlives_its_session(void)
{
    for (int try = 0; try < 4; try++) {
        struct site site;
        site_init(&site);
        world_set_password(&site.world, site.world.secretary);
        world_set_password(&site.world, site.world.officer);
        /* The officer works in Denghu, as at the desk next to the secretary's. */
        site.officer = world_sign_in(&site.world, site.world.officer);
        CHECK_INT(post(&site, site.officer, "/switch",
                       path_of(&site, "tenant=%d&role=secretary", site.world.denghu)),
                  303);
        const char *token = new_session(&site);
        site.world.now += ACCESS_SESSION_IDLE;
        if (try == 3) { /* the role is gone meanwhile: nothing is carried */
            struct world_end end = {.world = &site.world, .account = site.world.officer};
            CHECK_INT(world_run(&site.world, LANE_WRITE, world_end_roles, &end), RESULT_OK);
        }
        CHECK_INT(
            post(&site, token, path_of(&site, "/accounts/%d/suspend", site.world.worker),
                 arena_printf(site.world.arena, "reason=left&csrf=%s", csrf_field(&site, token))),
            401);
        const char *form = carried(&site);
        CHECK_INT(strlen(form) > 0, try != 3);
        const char *login = try == 1 ? "mai" : "liang"; /* 1: somebody else signs in */
        const char *password = try == 2 ? "wrong-wrong" : "lanterns+by+the+lake";
        int status = post(&site, token, "/sign-in",
                          arena_printf(site.world.arena, "login=%s&password=%s&carried=%s", login,
                                       password, form));
        CHECK_INT(status, try == 2 ? 422 : try == 3 ? 403 : 303);
        if (try != 3) {
            CHECK_INT(is_suspended(&site, site.world.worker), try == 0);
        }
        site_fini(&site);
    }
}

/* ---- other places, other people -------------------------------------------------------------- */

static void going_elsewhere_takes_a_new_token(void)
{
    struct site site;
    site_init(&site);
    CHECK_INT(get(&site, site.officer, "/switch"), 200);
    CHECK(route_check_holds(&site.check, "灯湖社区"));
    CHECK(route_check_holds(&site.check, "凤鸣社区"));
    const char *form = path_of(&site, "tenant=%d&role=secretary", site.world.fengming);
    CHECK_INT(post(&site, site.secretary, "/switch", form), 403);
    CHECK_INT(post(&site, site.officer, "/switch", "tenant=1&role=secretary"), 404);
    CHECK_INT(post(&site, site.officer, "/switch", "tenant=1&role=king"), 422);
    CHECK_INT(post(&site, site.officer, "/switch", form), 303);
    const char *token = new_session(&site);
    if (CHECK(token != NULL)) {
        CHECK_INT(get(&site, token, "/account"), 200);
        CHECK(route_check_holds(&site.check, "凤鸣社区"));
        /* A form of the former place comes with the former token: refused. */
        CHECK_INT(get(&site, site.officer, "/account"), 303);
    }
    site_fini(&site);
}

/* The path of the one-time link that the latest answer shows. */
static const char *link_token(struct site *site)
{
    const char *at = strstr(site->check.body, "/sign-in/link?token=");
    return at ? arena_copy_n(site->world.arena, at + strlen("/sign-in/link?token="),
                             ACCESS_TOKEN_SIZE - 1)
              : "";
}

static void an_invitation_brings_somebody_in_once(void)
{
    struct site site;
    site_init(&site);
    CHECK_INT(get(&site, site.secretary, "/accounts/new"), 200);
    CHECK(route_check_holds(&site.check, "02格"));
    static const char form[] = "name=霍敏&login=huo&role=grid_worker&grids=11&grids=13";
    CHECK_INT(post(&site, site.worker, "/accounts", form), 403);
    CHECK_INT(post(&site, site.secretary, "/accounts", form), 200);
    CHECK(route_check_holds(&site.check, "http://kaifong.example/sign-in/link?token="));
    const char *token = link_token(&site);
    CHECK_INT(post(&site, site.secretary, "/accounts", form), 409); /* the name is taken */
    CHECK_INT(post(&site, site.secretary, "/accounts", "name=a&login=b2&role=viewer"), 422);
    CHECK_INT(post(&site, site.secretary, "/accounts", "name=a&login=b2&role=viewer&grids=99"),
              422);
    CHECK_INT(post(&site, site.secretary, "/accounts", "name=a&login=b2&role=viewer&grids=x"), 422);
    const char *query = arena_printf(site.world.arena, "/sign-in/link?token=%s", token);
    CHECK_INT(get(&site, NULL, query), 200);
    CHECK_INT(get(&site, NULL, query), 200); /* looking does not use it up */
    CHECK_INT(get(&site, NULL, "/sign-in/link?token=AAAA"), 404);
    CHECK_INT(get(&site, NULL, "/sign-in/link"), 422);
    const char *weak = arena_printf(site.world.arena, "token=%s&password=huo", token);
    CHECK_INT(post(&site, NULL, "/sign-in/link", weak), 422);
    const char *use = arena_printf(site.world.arena, "token=%s&password=moon+over+the+lake", token);
    CHECK_INT(post(&site, NULL, "/sign-in/link", use), 303);
    const char *session = new_session(&site);
    CHECK_INT(post(&site, NULL, "/sign-in/link", use), 404);
    CHECK_INT(get(&site, NULL, query), 404);
    if (CHECK(session != NULL)) {
        CHECK_INT(get(&site, session, "/account"), 200);
        CHECK(route_check_holds(&site.check, "霍敏"));
        CHECK_INT(get(&site, session, "/accounts"), 403);
    }
    CHECK_INT(get(&site, site.secretary, "/accounts"), 200);
    CHECK(route_check_holds(&site.check, "Grid worker (2 grids)"));
    site_fini(&site);
}

static void a_link_ends_in_time(void)
{
    struct site site;
    site_init(&site);
    CHECK_INT(
        post(&site, site.secretary, path_of(&site, "/accounts/%d/link", site.world.worker), ""),
        200);
    const char *old = link_token(&site);
    CHECK_INT(
        post(&site, site.secretary, path_of(&site, "/accounts/%d/link", site.world.worker), ""),
        200);
    const char *fresh = link_token(&site);
    /* The newer one has ended the older one. */
    CHECK_INT(get(&site, NULL, arena_printf(site.world.arena, "/sign-in/link?token=%s", old)), 404);
    CHECK_INT(get(&site, NULL, arena_printf(site.world.arena, "/sign-in/link?token=%s", fresh)),
              200);
    site.world.now += ACCESS_INVITATION_LENGTH;
    CHECK_INT(get(&site, NULL, arena_printf(site.world.arena, "/sign-in/link?token=%s", fresh)),
              404);
    site_fini(&site);
}

/* A secretary of one grid only. */
static enum result make_limited(void *self, struct tx *tx, struct error *error)
{
    struct site *site = self;
    static const int64_t grids[] = {11};
    struct grant grant = {
        .tenant_id = site->world.denghu, .role = ROLE_SECRETARY, .grids = grids, .grid_count = 1};
    enum result result = account_add(&site->world.services, tx, NULL, site->world.denghu, "ou",
                                     "欧阳军", &grant.account_id, error);
    if (result == RESULT_OK)
        result = account_set_password(&site->world.services, tx, NULL, grant.account_id, "set",
                                      NULL, error);
    if (result == RESULT_OK)
        result = grant_add(&site->world.services, tx, NULL, &grant, &grant.grant_id, error);
    site->limited = grant.account_id;
    return result;
}

/* Otherwise one could give oneself, by a second account, all that the limit keeps away. */
static void a_limit_to_grids_is_no_way_around(void)
{
    struct site site;
    site_init(&site);
    CHECK_INT(world_run(&site.world, LANE_WRITE, make_limited, &site), RESULT_OK);
    const char *limited = world_sign_in(&site.world, site.limited);
    const char *worker = path_of(&site, "/accounts/%d/grants", site.world.worker);
    CHECK_INT(get(&site, limited, "/account"), 200);
    CHECK_INT(get(&site, limited, "/accounts"), 403);
    CHECK_INT(get(&site, limited, "/audit"), 403);
    CHECK_INT(
        post(&site, limited, "/accounts", "name=黄小明&login=second&role=secretary&all_grids=1"),
        403);
    CHECK_INT(post(&site, limited, worker, "role=viewer&all_grids=1"), 403);
    CHECK_INT(post(&site, limited, path_of(&site, "/accounts/%d/link", site.world.worker), ""),
              403);
    CHECK_INT(post(&site, site.secretary, worker, "role=viewer&all_grids=1"), 303);
    site_fini(&site);
}

static void other_communities_do_not_exist_here(void)
{
    struct site site;
    site_init(&site);
    static const char *const paths[] = {"/accounts/%d", "/accounts/%d/link", "/accounts/%d/suspend",
                                        "/accounts/%d/resume", "/accounts/%d/grants"};
    static const char *const forms[] = {NULL, "", "reason=x", "", "role=viewer&all_grids=1"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        const char *path = path_of(&site, paths[i], site.world.officer);
        int status = forms[i] ? post(&site, site.secretary, path, forms[i])
                              : get(&site, site.secretary, path);
        CHECK_INT(status, 404);
        CHECK(strstr(site.check.body, "梁志伟") == NULL);
        path = path_of(&site, paths[i], 12345); /* and nobody at all answers the same */
        status = forms[i] ? post(&site, site.secretary, path, forms[i])
                          : get(&site, site.secretary, path);
        CHECK_INT(status, 404);
        path = path_of(&site, paths[i], site.world.worker); /* without the capability */
        status =
            forms[i] ? post(&site, site.viewer, path, forms[i]) : get(&site, site.viewer, path);
        CHECK_INT(status, 403);
    }
    site_fini(&site);
}

static void changes_need_the_token_of_the_session(void)
{
    struct site site;
    site_init(&site);
    const char *path = path_of(&site, "/accounts/%d/suspend", site.world.worker);
    site.check.forged = true;
    CHECK_INT(post(&site, site.secretary, path, "reason=x"), 403);
    CHECK_INT(post(&site, site.secretary, "/sign-out", ""), 403);
    CHECK_INT(post(&site, NULL, "/sign-in", "login=mai&password=lanterns+by+the+lake"), 403);
    site.check.type = "text/plain";
    CHECK_INT(post(&site, site.secretary, path, "reason=x"), 403);
    site.check.type = "application/json";
    CHECK_INT(post(&site, site.secretary, path, "{\"reason\":\"x\"}"), 403);
    site.check.forged = false;
    site.check.type = NULL;
    CHECK_INT(get(&site, site.worker, "/account"), 200); /* nothing has happened */
    CHECK_INT(post(&site, site.secretary, path, "reason=left"), 303);
    CHECK_INT(get(&site, site.worker, "/account"), 303);
    CHECK_INT(
        post(&site, site.secretary, path_of(&site, "/accounts/%d/resume", site.world.worker), ""),
        303);
    site_fini(&site);
}

/* ---- the demo -------------------------------------------------------------------------------- */

static enum result make_demo(void *self, struct tx *tx, struct error *error)
{
    struct world *world = self;
    char token[ACCESS_TOKEN_SIZE];
    enum result result = sign_in_link_add(&world->services, tx, NULL, world->worker, LINK_DEMO,
                                          CALENDAR_DAY, token, error);
    return result == RESULT_OK
               ? setting_set(&world->services, tx, NULL, 0, ACCESS_SETTING_DEMO, "1", error)
               : result;
}

struct demo_try {
    struct world *world;
    const char *address;
    int64_t account;
    size_t count;
};

static enum result try_demo(void *self, struct tx *tx, struct error *error)
{
    struct demo_try *attempt = self;
    struct demo_role *roles = NULL;
    struct sign_in_from from = {.address = attempt->address};
    char token[ACCESS_TOKEN_SIZE];
    enum result result = sign_in_demo_list(&attempt->world->services, tx, attempt->address, &roles,
                                           &attempt->count, attempt->world->arena, error);
    return result == RESULT_OK
               ? sign_in_demo(&attempt->world->services, tx, attempt->account, &from, token, error)
               : result;
}

static void a_demo_opens_its_roles_on_this_machine_only(void)
{
    struct world world;
    world_init(&world, NULL, NULL, 0);
    struct demo_try attempt = {.world = &world, .address = "127.0.0.1", .account = world.worker};
    CHECK_INT(world_run(&world, LANE_WRITE, try_demo, &attempt), RESULT_NOT_FOUND); /* no demo */
    CHECK_INT(attempt.count, 0);
    CHECK_INT(world_run(&world, LANE_WRITE, make_demo, &world), RESULT_OK);
    CHECK_INT(world_run(&world, LANE_WRITE, try_demo, &attempt), RESULT_OK);
    CHECK_INT(attempt.count, 1);
    attempt.account = world.secretary; /* not one of the demo's roles */
    CHECK_INT(world_run(&world, LANE_WRITE, try_demo, &attempt), RESULT_NOT_FOUND);
    attempt.account = world.worker;
    static const char *const far[] = {"192.0.2.1", "", "10.127.0.1", "::2", "localhost"};
    for (size_t i = 0; i < sizeof far / sizeof far[0]; i++) {
        attempt.address = far[i];
        CHECK_INT(world_run(&world, LANE_WRITE, try_demo, &attempt), RESULT_NOT_FOUND);
        CHECK_INT(attempt.count, 0);
    }
    world_fini(&world);
}

/* ---- every route ----------------------------------------------------------------------------- */

/* What belongs to a role of a demo. */
static void the_demo_opens(struct site *site)
{
    CHECK_INT(world_run(&site->world, LANE_WRITE, make_demo, &site->world), RESULT_OK);
    CHECK_INT(get(site, NULL, "/sign-in"), 200);
    CHECK(strstr(site->check.body, "/sign-in/demo") == NULL); /* not from afar */
    site->check.address = "127.0.0.1";
    CHECK_INT(get(site, NULL, "/sign-in"), 200);
    CHECK(strstr(site->check.body, "/sign-in/demo") == NULL); /* by a name that leads here */
    CHECK_INT(post(site, NULL, "/sign-in/demo", path_of(site, "account=%d", site->world.worker)),
              404);
    site->check.host = "localhost:8080";
    CHECK_INT(get(site, NULL, "/sign-in"), 200);
    CHECK(route_check_holds(&site->check, "/sign-in/demo"));
    CHECK_INT(post(site, NULL, "/sign-in/demo", path_of(site, "account=%d", site->world.worker)),
              303);
    CHECK(new_session(site) != NULL);
    site->check.host = site->check.address = NULL;
}

/* Every route refuses a parameter that nobody declared, and those without a session. */
static void refusals(struct site *site)
{
    for (size_t i = 0; i < guard_route_count(site->guard); i++) {
        const struct route *route = guard_route(site->guard, i);
        if (route < access_module.routes ||
            route >= access_module.routes + access_module.route_count) {
            continue;
        }
        char path[200];
        const char *at = route->path;
        size_t length = 0;
        while (*at && length < sizeof path - 1) { /* {account} becomes 1 */
            path[length++] = *at == '{' ? '1' : *at;
            at += *at == '{' ? strcspn(at, "}") + 1 : 1;
        }
        path[length] = '\0';
        bool is_get = route->method == METHOD_GET;
        const char *query = arena_printf(site->world.arena, "%s?nothing=1", path);
        int status = is_get ? get(site, site->secretary, query)
                            : post(site, site->secretary, path, "nothing=1");
        CHECK(status == 422 || status == 400);
        if (!(route->flags & ROUTE_PUBLIC)) {
            CHECK_INT(is_get ? get(site, NULL, path) : post(site, NULL, path, ""),
                      is_get ? 303 : 401);
        }
    }
}

static void every_route_is_tried(void)
{
    struct site site;
    site_init(&site);
    world_set_password(&site.world, site.world.secretary); /* which ends the sessions */
    site.secretary = world_sign_in(&site.world, site.world.secretary);
    static const char *const pages[] = {"/account", "/switch", "/accounts", "/accounts/new",
                                        "/audit"};
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        CHECK_INT(get(&site, site.secretary, pages[i]), 200);
        CHECK_INT(get(&site, NULL, pages[i]), 303);
        (void)get(&site, site.secretary, arena_printf(site.world.arena, "%s?nothing=1", pages[i]));
        site.check.accept = "application/json";
        CHECK_INT(get(&site, site.secretary, pages[i]), 200);
        site.check.accept = NULL;
    }
    CHECK_INT(get(&site, site.viewer, "/audit"), 403);
    CHECK_INT(get(&site, site.viewer, "/accounts"), 403);
    CHECK_INT(get(&site, NULL, "/sign-in"), 200);
    CHECK_INT(get(&site, NULL, "/sign-in?x=1"), 422);
    (void)get(&site, NULL, "/sign-in/link");
    CHECK_INT(post(&site, NULL, "/sign-in", "login=mai"), 422);
    CHECK_INT(post(&site, NULL, "/sign-in", "login=mai&password=lanterns+by+the+lake"), 303);
    CHECK_INT(post(&site, NULL, "/sign-in/demo", "account=x"), 422);
    CHECK_INT(post(&site, NULL, "/sign-in/demo", path_of(&site, "account=%d", site.world.worker)),
              404);
    CHECK_INT(get(&site, site.secretary, path_of(&site, "/accounts/%d", site.world.worker)), 200);
    CHECK(route_check_holds(&site.check, "01格"));
    CHECK_INT(get(&site, site.secretary, path_of(&site, "/accounts/%d", site.world.secretary)),
              200);
    CHECK_INT(get(&site, site.secretary, "/accounts/x"), 422);
    const char *worker = path_of(&site, "/accounts/%d", site.world.worker);
    struct arena *arena = site.world.arena;
    CHECK_INT(post(&site, site.secretary, arena_printf(arena, "%s/link", worker), ""), 200);
    const char *use =
        arena_printf(arena, "token=%s&password=moon+over+the+lake", link_token(&site));
    CHECK_INT(get(&site, NULL, arena_printf(arena, "/sign-in/link?token=%s", link_token(&site))),
              200);
    CHECK_INT(post(&site, NULL, "/sign-in/link", use), 303);
    CHECK_INT(post(&site, site.secretary, arena_printf(arena, "%s/suspend", worker), "reason=x"),
              303);
    CHECK_INT(post(&site, site.secretary, arena_printf(arena, "%s/resume", worker), ""), 303);
    CHECK_INT(post(&site, site.secretary, arena_printf(arena, "%s/grants", worker),
                   "role=viewer&grids=12"),
              303);
    CHECK_INT(post(&site, site.secretary, arena_printf(arena, "%s/grants", worker),
                   "role=viewer&grids=12"),
              409);
    site.check.accept = "application/json";
    CHECK_INT(get(&site, site.secretary, worker), 200);
    const char *grant = strstr(site.check.body, "\"grant_id\":\"");
    int64_t grant_id = grant ? strtoll(grant + strlen("\"grant_id\":\""), NULL, 10) : 0;
    site.check.accept = NULL;
    CHECK_INT(post(&site, site.secretary,
                   arena_printf(arena, "%s/grants/%lld/end", worker, (long long)grant_id), ""),
              303);
    CHECK_INT(post(&site, site.secretary, "/accounts", "name=a&login=new&role=viewer&all_grids=1"),
              200);
    const char *elsewhere = world_sign_in(&site.world, site.world.secretary);
    site.check.accept = "application/json";
    CHECK_INT(get(&site, elsewhere, "/account"), 200);
    const char *session = strstr(site.check.body, "\"session_id\":\"");
    int64_t session_id = session ? strtoll(session + strlen("\"session_id\":\""), NULL, 10) : 0;
    site.check.accept = NULL;
    CHECK_INT(
        post(&site, site.secretary, path_of(&site, "/account/sessions/%d/end", session_id), ""),
        303);
    CHECK_INT(post(&site, site.secretary, "/account/password",
                   "present=lanterns+by+the+lake&password=a+walk+in+the+park"),
              303);
    the_demo_opens(&site);
    refusals(&site);
    CHECK_INT(post(&site, site.officer, "/switch",
                   path_of(&site, "tenant=%d&role=secretary", site.world.denghu)),
              303);
    const char *there = new_session(&site);
    CHECK_INT(post(&site, there ? there : "", "/sign-out", ""), 303);
    route_check_end(&site.check, access_module.routes, access_module.route_count);
    guard_free(site.guard);
    site.guard = NULL;
    world_fini(&site.world);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        CHECK_TEST(a_password_opens_a_session),
        CHECK_TEST(a_token_from_before_is_worth_nothing_after),
        CHECK_TEST(unknown_and_wrong_look_the_same),
        CHECK_TEST(many_wrong_passwords_lock_also_over_a_restart),
        CHECK_TEST(wrong_passwords_are_forgotten_in_time),
        CHECK_TEST(the_next_page_is_always_ours),
        CHECK_TEST(sessions_end_unused_and_anyway),
        CHECK_TEST(malformed_tokens_are_nobody),
        CHECK_TEST(one_sees_and_ends_only_own_sessions),
        CHECK_TEST(a_new_password_ends_the_other_sessions),
        CHECK_TEST(a_form_outlives_its_session),
        CHECK_TEST(going_elsewhere_takes_a_new_token),
        CHECK_TEST(an_invitation_brings_somebody_in_once),
        CHECK_TEST(a_link_ends_in_time),
        CHECK_TEST(a_limit_to_grids_is_no_way_around),
        CHECK_TEST(other_communities_do_not_exist_here),
        CHECK_TEST(changes_need_the_token_of_the_session),
        CHECK_TEST(a_demo_opens_its_roles_on_this_machine_only),
        CHECK_TEST(every_route_is_tried),
    };
    return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]);
}
