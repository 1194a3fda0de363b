/* The guard without sockets. */
#include "sample.h"

#include <jansson.h>

#include "base/limits.h"
#include "route_check.h"
#include "web/own.h"

struct bench {
    struct sample sample;
    struct route_check check;
};

static bool bench_open(struct bench *bench)
{
    if (!sample_open(&bench->sample))
        return false;
    route_check_begin(&bench->check, bench->sample.guard, &sessions);
    return true;
}

static void bench_close(struct bench *bench)
{
    arena_free(bench->check.arena);
    sample_close(&bench->sample);
}

/* ---- tests ----------------------------------------------------------------------------------- */

static void serves_one_view_in_many_shapes(void)
{
    struct bench bench;
    if (!bench_open(&bench))
        return;
    struct route_check *check = &bench.check;
    check->cookies = "language=en";
    route_check_get(check, "viewer", "/things");
    CHECK_INT(check->status, 200);
    CHECK(route_check_holds(check, "<!doctype html>"));
    CHECK(route_check_holds(check, "&lt;b&gt;榕树&lt;/b&gt; Green"));
    CHECK_TEXT(route_check_header(check, "Content-Type"), "text/html; charset=utf-8");
    CHECK_TEXT(route_check_header(check, "Cache-Control"), "no-store");
    CHECK(strstr(route_check_header(check, "Content-Security-Policy"), "default-src 'none'") !=
          NULL);

    route_check_get(check, "viewer", "/things?format=json");
    CHECK_TEXT(route_check_header(check, "Content-Type"), "application/json");
    json_t *json = json_loads(check->body, 0, NULL);
    const json_t *items = json_object_get(json_object_get(json, "list"), "items");
    CHECK_INT(json_array_size(items), 2);
    CHECK_TEXT(json_string_value(json_object_get(json_array_get(items, 1), "name")), "<b>榕树</b>");
    json_decref(json);

    check->accept = "application/json";
    route_check_get(check, "viewer", "/things");
    CHECK_TEXT(route_check_header(check, "Content-Type"), "application/json");
    CHECK(route_check_header(check, GUARD_CSRF_HEADER) != NULL);

    route_check_get(check, "viewer", "/things?format=csv");
    CHECK(route_check_holds(check, "'=cmd()"));
    CHECK(strstr(route_check_header(check, "Content-Disposition"), ".csv") != NULL);
    route_check_get(check, "viewer", "/things?format=xlsx");
    CHECK(memcmp(check->body, "PK", 2) == 0);
    bench_close(&bench);
}

static void checks_in_order(void)
{
    struct bench bench;
    if (!bench_open(&bench))
        return;
    struct route_check *check = &bench.check;
    route_check_get(check, NULL, "/nothing?%zz");
    CHECK_INT(check->status, 404);
    route_check_get(check, NULL, "/things");
    CHECK_INT(check->status, 303);
    CHECK_TEXT(route_check_header(check, "Location"), "/sign-in?next=%2Fthings");
    check->accept = "application/json";
    route_check_get(check, NULL, "/things");
    CHECK_INT(check->status, 401);
    CHECK_TEXT(route_check_header(check, "Content-Type"), "application/problem+json");
    route_check_get(check, "unknown", "/things");
    CHECK_INT(check->status, 401);
    /* The capability goes before the parameters. */
    route_check_post(check, "viewer", "/things", "name=a&unknown=1");
    CHECK_INT(check->status, 403);
    route_check_post(check, "worker", "/things", "name=a&unknown=1");
    CHECK_INT(check->status, 422);
    CHECK(route_check_holds(check, "unknown"));
    route_check_post(check, "worker", "/nothing", "");
    CHECK_INT(check->status, 404);
    route_check_post(check, "worker", "/things/new", "");
    CHECK_INT(check->status, 405); /* a fixed path goes before a {parameter} */
    route_check_post(check, "worker", "/things/12x", "name=a");
    CHECK_INT(check->status, 422);
    route_check_post(check, "worker", "/things/12", "name=a");
    CHECK_INT(check->status, 200);
    CHECK_INT(added.thing, 12);
    route_check_post(check, "worker", "/sign-in/", "");
    CHECK_INT(check->status, 404);
    CHECK_INT(audited, 1);
    bench_close(&bench);
}

/* Every answer has each header of its kind once, whichever way it took. */
static void says_every_header_once(void)
{
    static const struct {
        const char *token, *path;
        int status;
    } cases[] = {{NULL, "/nothing", 404},        {"worker", "/nothing", 404},
                 {NULL, "/things", 303},         {"worker", "/things", 200},
                 {"worker", "/things?x=1", 422}, {"viewer", "/things/new", 403},
                 {NULL, "/health", 200}};
    struct bench bench;
    if (!bench_open(&bench))
        return;
    struct route_check *check = &bench.check;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        route_check_get(check, cases[i].token, cases[i].path);
        CHECK_INT(check->status, cases[i].status);
        const struct http_response *response = &check->call.response;
        for (size_t j = 0; j < response->header_count; j++)
            for (size_t k = 0; k < j; k++)
                if (strcmp(response->headers[j].name, "Set-Cookie") != 0)
                    CHECK(strcmp(response->headers[j].name, response->headers[k].name) != 0);
        CHECK(route_check_header(check, "X-Request-Id") != NULL);
    }
    /* Who is signed in keeps the navigation around a page that says no. */
    route_check_get(check, "worker", "/nothing");
    CHECK(route_check_holds(check, "麦婉仪"));
    route_check_post(check, "worker", "/things", "name=");
    CHECK_INT(check->status, 422);
    CHECK(route_check_holds(check, "麦婉仪"));
    bench_close(&bench);
}

static void names_the_methods_that_work(void)
{
    struct bench bench;
    if (!bench_open(&bench))
        return;
    struct route_check *check = &bench.check;
    check->accept = "application/json";
    route_check_post(check, "worker", "/health", "");
    CHECK_INT(check->status, 405);
    CHECK_TEXT(route_check_header(check, "Allow"), "GET, HEAD");
    route_check_get(check, "worker", "/many");
    CHECK_INT(check->status, 405);
    CHECK_TEXT(route_check_header(check, "Allow"), "POST");
    bench_close(&bench);
}

static void keeps_forged_requests_out(void)
{
    struct bench bench;
    if (!bench_open(&bench))
        return;
    struct route_check *check = &bench.check;
    check->forged = true;
    route_check_post(check, "worker", "/things", "name=a");
    CHECK_INT(check->status, 403);
    route_check_post(check, "worker", "/things", "name=a&csrf=token-of-worker");
    CHECK_INT(check->status, 403);
    /* JSON with the session's cookie needs the header just the same. */
    check->type = "application/json";
    route_check_post(check, "worker", "/things", "{\"name\":\"a\"}");
    CHECK_INT(check->status, 403);
    check->forged = false;
    route_check_post(check, "worker", "/things", "{\"name\":\"a\"}");
    CHECK_INT(check->status, 303);
    CHECK_INT(audited, 1);
    bench_close(&bench);
}

static void another_origin_is_refused(void)
{
    struct bench bench;
    if (!bench_open(&bench))
        return;
    struct arena *arena = arena_new();
    static const struct {
        struct http_header header;
        int status;
    } cases[] = {
        {{"Sec-Fetch-Site", "same-origin"}, 303},   {{"Sec-Fetch-Site", "cross-site"}, 403},
        {{"Sec-Fetch-Site", "same-site"}, 403},     {{"Origin", "https://kaifong.example"}, 303},
        {{"Origin", "https://other.example"}, 403}, {{"Origin", "null"}, 403},
    };
    struct seal seal = {.chance = chance_kernel()};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct http_call call = {
            .arena = arena,
            .request = {.method = "POST",
                        .path = "/things",
                        .query = "",
                        .address = "192.0.2.1",
                        .body = "name=a",
                        .body_size = 6,
                        .headers = {{"Host", "kaifong.example"},
                                    {"Accept", "text/html"},
                                    {"Cookie", "kaifong=worker"},
                                    {"Content-Type", "application/x-www-form-urlencoded"},
                                    {GUARD_CSRF_HEADER, seal_mask(&seal, "token-of-worker", arena)},
                                    cases[i].header},
                        .header_count = 6}};
        guard_call(bench.sample.guard, &call);
        CHECK_INT(call.response.status, cases[i].status);
    }
    arena_free(arena);
    bench_close(&bench);
}

static void a_form_with_mistakes_comes_back_as_typed(void)
{
    struct bench bench;
    if (!bench_open(&bench))
        return;
    struct route_check *check = &bench.check;
    check->cookies = "language=en";
    route_check_post(check, "worker", "/things", "name=taken&colour=red&count=5");
    CHECK_INT(check->status, 422);
    CHECK(route_check_holds(check, "value=\"taken\""));
    CHECK(route_check_holds(check, "“taken” is there already."));
    CHECK(route_check_holds(check, "aria-invalid"));
    /* Every mistake at once. */
    route_check_post(check, "worker", "/things", "name=&colour=blue&count=999");
    CHECK_INT(check->status, 422);
    CHECK(route_check_holds(check, "999"));
    check->accept = "application/json";
    route_check_post(check, "worker", "/things", "name=&colour=blue&count=999");
    json_t *json = json_loads(check->body, 0, NULL);
    CHECK_INT(json_array_size(json_object_get(json, "errors")), 3);
    json_decref(json);
    CHECK_INT(audited, 0);
    bench_close(&bench);
}

static void a_notice_is_shown_once(void)
{
    struct bench bench;
    if (!bench_open(&bench))
        return;
    struct route_check *check = &bench.check;
    check->cookies = "language=en";
    route_check_post(check, "worker", "/things", "name=%E6%A6%95%E6%A0%91&colour=red&count=5");
    CHECK_INT(check->status, 303);
    CHECK_TEXT(route_check_header(check, "Location"), "/things");
    CHECK_TEXT(added.name, "榕树");
    CHECK_INT(added.count, 5);
    const char *set = route_check_header(check, "Set-Cookie");
    CHECK(set != NULL && text_starts(set, "notice="));
    char cookie[1000];
    snprintf(cookie, sizeof cookie, "%.*s; language=en", (int)strcspn(set, ";"), set);
    check->cookies = cookie;
    route_check_get(check, "worker", "/things");
    CHECK(route_check_holds(check, "Saved."));
    CHECK(strstr(route_check_header(check, "Set-Cookie"), "notice=; ") != NULL);
    check->cookies = "notice=AAAA";
    route_check_get(check, "worker", "/things");
    CHECK_INT(check->status, 200);
    bench_close(&bench);
}

static void reads_every_kind_of_body(void)
{
    struct bench bench;
    if (!bench_open(&bench))
        return;
    struct route_check *check = &bench.check;
    route_check_post(check, "worker", "/many", "ids=1&ids=20&ids=300");
    CHECK_INT(check->status, 303);
    CHECK_INT(id_sum, 321);
    check->type = "application/json; charset=utf-8";
    route_check_post(
        check, "worker", "/many",
        "{\"ids\":[\"4\",50],\"things\":[{\"name\":\"a\"},{\"name\":\"b\",\"count\":2}]}");
    CHECK_INT(check->status, 303);
    CHECK_INT(id_sum, 54);
    CHECK_INT(nested_things, 2);
    route_check_post(check, "worker", "/many", "{\"things\":[{\"name\":\"a\",\"size\":1}]}");
    CHECK_INT(check->status, 422);
    check->type = "multipart/form-data; boundary=\"=-x y\"";
    route_check_post(check, "worker", "/many",
                     "--=-x y\r\nContent-Disposition: form-data; name=\"ids\"\r\n\r\n7\r\n"
                     "--=-x y\r\nContent-Disposition: form-data; name=\"file\"; "
                     "filename=\"C:\\\\list.xlsx\"\r\nContent-Type: x/y\r\n\r\n12\r\n--=-x 3\r\n"
                     "--=-x y--\r\n");
    CHECK_INT(check->status, 303);
    CHECK_INT(id_sum, 7);
    CHECK_INT(file_size, strlen("12\r\n--=-x 3"));
    bench_close(&bench);
}

static void refuses_what_cannot_be_read(void)
{
    static const struct {
        const char *type, *body;
        int status;
    } cases[] = {
        {"text/plain", "name=a", 415},
        {"application/json", "{\"name\":", 400},
        {"application/json", "[]", 400},
        {"application/json", "{\"name\":\"a\",\"name\":\"b\"}", 400},
        {"application/json", "{\"name\":\"a\\u0000b\"}", 400},
        {"application/json", "{\"name\":{\"x\":1}}", 422},
        {"application/x-www-form-urlencoded", "name=%FF", 422},
        {"application/x-www-form-urlencoded", "name=a%00b", 422},
        {"application/x-www-form-urlencoded", "name=%E6%A6", 422},
        {"application/x-www-form-urlencoded", "name=%4", 422},
        {"application/x-www-form-urlencoded", "%FF=a", 400},
        {"application/x-www-form-urlencoded", "name=a&name=b", 422},
        {"multipart/form-data", "--x\r\n", 400},
        {"multipart/form-data; boundary=x",
         "--x\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\na", 400},
        {"multipart/form-data; boundary=x", "--x\r\n\r\na\r\n--x--", 400},
        {"multipart/form-data; boundary=x",
         "--x\r\nContent-Disposition: form-data; name=\"name\"; filename=\"a\"\r\n\r\na\r\n--x--",
         422},
    };
    struct bench bench;
    if (!bench_open(&bench))
        return;
    struct route_check *check = &bench.check;
    check->accept = "application/json";
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check->type = cases[i].type;
        route_check_post(check, "worker", "/things", cases[i].body);
        if (!CHECK_INT(check->status, cases[i].status))
            printf("  %s: %s\n", cases[i].type, cases[i].body);
    }
    /* Deep, many, and large. */
    check->type = "application/json";
    char *deep = calloc(1, 20001);
    memset(deep, '[', 20000);
    route_check_post(check, "worker", "/things", deep);
    CHECK_INT(check->status, 400);
    check->type = "application/x-www-form-urlencoded";
    for (size_t i = 0; i < 20000; i += 4)
        memcpy(deep + i, "a=1&", 4);
    route_check_post(check, "worker", "/things", deep);
    CHECK_INT(check->status, 413);
    free(deep);
    char *large = calloc(1, LIMIT_BODY_BYTES + 2);
    memset(large, 'x', LIMIT_BODY_BYTES + 1);
    route_check_post(check, "worker", "/things", large);
    CHECK_INT(check->status, 413);
    free(large);
    CHECK_INT(audited, 0);
    bench_close(&bench);
}

static void trouble_says_when_to_try_again(void)
{
    struct bench bench;
    if (!bench_open(&bench))
        return;
    struct route_check *check = &bench.check;
    route_check_post(check, "worker", "/things", "name=busy");
    CHECK_INT(check->status, 503);
    CHECK_TEXT(route_check_header(check, "Retry-After"), "3");
    CHECK(route_check_holds(check, "<!doctype html>"));
    bench_close(&bench);
}

static const char *hidden_value(const struct route_check *check, const char *name,
                                struct arena *arena)
{
    const char *start = arena_printf(arena, "name=\"%s\" value=\"", name);
    const char *at = strstr(check->body, start);
    if (at == NULL)
        return "";
    at += strlen(start);
    return arena_copy_n(arena, at, strcspn(at, "\""));
}

/* A session ends while somebody types; after signing in the form arrives as it was typed. */
static void nothing_typed_is_lost(void)
{
    struct bench bench;
    if (!bench_open(&bench))
        return;
    struct route_check *check = &bench.check;
    struct arena *arena = arena_new();
    char masked[200];
    struct seal seal = {.chance = chance_kernel()};
    snprintf(masked, sizeof masked, "name=%%E6%%A6%%95%%E6%%A0%%91&count=9&csrf=%s",
             seal_mask(&seal, "token-of-worker-before", arena));
    check->forged = true; /* as a browser does, with the token in the form */
    added = (struct thing){0};
    route_check_post(check, "worker-before", "/things", masked);
    CHECK_INT(check->status, 401);
    const char *carried = hidden_value(check, "carried", arena);
    CHECK(strlen(carried) > 40);
    CHECK(strstr(check->body, "榕树") == NULL);

    /* Somebody else gets nothing of it. */
    check->forged = false;
    const char *form = arena_printf(arena, "name=viewer&carried=%s", carried);
    route_check_post(check, "worker-before", "/sign-in", form);
    CHECK_INT(check->status, 303);
    CHECK_TEXT(route_check_header(check, "Location"), "/");
    CHECK(added.name == NULL);

    /* A wrong password keeps it. */
    form = arena_printf(arena, "name=nobody&carried=%s", carried);
    route_check_post(check, "worker-before", "/sign-in", form);
    CHECK_INT(check->status, 401);
    CHECK_TEXT(hidden_value(check, "carried", arena), carried);

    /* The same person goes on where they were. */
    form = arena_printf(arena, "name=worker&carried=%s", carried);
    route_check_post(check, "worker-before", "/sign-in", form);
    CHECK_INT(check->status, 303);
    CHECK_TEXT(route_check_header(check, "Location"), "/things");
    CHECK_TEXT(added.name, "榕树");
    CHECK_INT(added.count, 9);
    bool has_session = false;
    for (size_t i = 0; i < check->call.response.header_count; i++)
        has_session |= text_starts(check->call.response.headers[i].value, "kaifong=worker;");
    CHECK(has_session);

    /* A form that was not ours is not carried. */
    check->forged = true;
    route_check_post(check, "worker-before", "/things", "name=a");
    CHECK_INT(check->status, 401);
    CHECK_TEXT(hidden_value(check, "carried", arena), "");
    arena_free(arena);
    bench_close(&bench);
}

static void slow_routes_prepare_first_and_are_limited(void)
{
    struct bench bench;
    if (!bench_open(&bench))
        return;
    struct route_check *check = &bench.check;
    route_check_post(check, NULL, "/sign-in", "name=worker");
    CHECK_INT(check->status, 303);
    CHECK_INT(prepared, 1);
    int refused = 0;
    for (int i = 0; i < 40; i++) {
        route_check_post(check, NULL, "/sign-in", "name=worker");
        refused += check->status == 429;
    }
    CHECK(refused >= 5 && refused < 40);
    bench_close(&bench);
}

static void remembers_how_pages_look(void)
{
    struct bench bench;
    if (!bench_open(&bench))
        return;
    struct route_check *check = &bench.check;
    route_check_post(check, NULL, "/settings/display", "mode=elder&theme=dark&back=/things?a=1");
    CHECK_INT(check->status, 303);
    CHECK_TEXT(route_check_header(check, "Location"), "/things?a=1");
    CHECK(text_starts(route_check_header(check, "Set-Cookie"), "display=dark.elder.usual;"));
    check->cookies = "display=dark.elder.usual; language=zh";
    route_check_get(check, "viewer", "/things");
    CHECK(route_check_holds(check, "data-theme=\"dark\""));
    CHECK(route_check_holds(check, "data-mode=\"elder\""));
    CHECK(route_check_holds(check, "lang=\"zh-Hans\""));
    route_check_post(check, NULL, "/settings/display", "mode=elder&back=//other.example");
    CHECK_TEXT(route_check_header(check, "Location"), "/");
    bench_close(&bench);
}

static void redirects_stay_on_our_site(void)
{
    struct bench bench;
    if (!bench_open(&bench))
        return;
    struct route_check *check = &bench.check;
    route_check_post(check, NULL, "/sign-in", "name=worker&colour=red");
    CHECK_TEXT(route_check_header(check, "Location"), "/");
    route_check_post(check, NULL, "/sign-in", "name=worker&count=7");
    CHECK_TEXT(route_check_header(check, "Location"),
               "/%E6%A6%95%20%E6%A0%91%0D%0ASet-Cookie:%20a=b");
    bench_close(&bench);
}

static void writes_down_that_a_session_was_used(void)
{
    struct bench bench;
    if (!bench_open(&bench))
        return;
    route_check_get(&bench.check, "worker-again", "/things");
    CHECK_INT(bench.check.status, 200);
    bench_close(&bench); /* lets the lane finish */
    CHECK_INT(touched, 1);
}

static void a_forgotten_capability_fails_at_start(void)
{
    struct bench bench;
    if (!bench_open(&bench))
        return;
    static const struct {
        struct route route;
    } wrong[] = {
        {{METHOD_GET, "/a", N_("A"), NULL, 0, NULL, &things_type, NULL, list_things}},
        {{METHOD_GET, "/a/{b}", N_("A"), &read_things, 0, NULL, NULL, NULL, list_things}},
        {{METHOD_GET, "/a", N_("A"), &read_things, ROUTE_NO_STORE, NULL, NULL, NULL, list_things}},
        {{METHOD_GET, "/health", N_("A"), &read_things, 0, NULL, NULL, NULL, list_things}},
        {{METHOD_GET, "/a", N_("A"), &read_things, 0, NULL, &things_type, "sample/no",
          list_things}},
        {{METHOD_GET, "/a", N_("A"), &read_things, 0, NULL, &things_type, NULL, NULL}},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct module module = {.name = "wrong", .routes = &wrong[i].route, .route_count = 1};
        const struct module *const modules[] = {&module};
        struct guard_options options = {.services = &bench.sample.services,
                                        .modules = modules,
                                        .module_count = 1,
                                        .access = &sessions};
        struct guard *guard = NULL;
        struct error error;
        CHECK(guard_new(&options, &guard, &error) != RESULT_OK);
        CHECK(guard == NULL);
    }
    bench_close(&bench);
}

static void notices_routes_that_were_never_tried(void)
{
    struct bench bench;
    if (!bench_open(&bench))
        return;
    struct route_check *check = &bench.check;
    route_check_get(check, "viewer", "/things");
    route_check_get(check, NULL, "/things");
    route_check_get(check, "viewer", "/things?x=1");
    route_check_end(check, &sample_routes[0], 1);
    check->arena = arena_new();
    bench_close(&bench);
}

/* Web's own routes, each in three ways; and a job from its beginning until it is stopped. */
static void follows_and_stops_jobs(void)
{
    struct bench bench;
    if (!bench_open(&bench))
        return;
    struct route_check *check = &bench.check;
    check->cookies = "language=en";
    route_check_post(check, "worker", "/wait", "");
    CHECK_INT(check->status, 303);
    char path[100], stop[120];
    snprintf(path, sizeof path, "%s", route_check_header(check, "Location"));
    snprintf(stop, sizeof stop, "%s/stop", path);
    bool runs = false;
    for (int i = 0; i < 1000 && !runs; i++, usleep(5000)) {
        route_check_get(check, "worker", path);
        runs = strstr(check->body, "30 of 100 done") != NULL;
    }
    CHECK(runs);
    CHECK(route_check_holds(check, "<progress"));
    CHECK(route_check_holds(check, "http-equiv=\"refresh\""));
    route_check_get(check, NULL, path);
    CHECK_INT(check->status, 303);
    route_check_get(check, "worker", "/jobs/12");
    CHECK_INT(check->status, 404);
    route_check_get(check, "worker", "/jobs/12?x=1");
    CHECK_INT(check->status, 422);
    route_check_post(check, NULL, stop, "");
    CHECK_INT(check->status, 401);
    route_check_post(check, "worker", stop, "x=1");
    CHECK_INT(check->status, 422);
    route_check_post(check, "worker", stop, "");
    CHECK_INT(check->status, 303);
    bool has_ended = false;
    for (int i = 0; i < 1000 && !has_ended; i++, usleep(5000)) {
        route_check_get(check, "worker", path);
        has_ended = strstr(check->body, "Stopped") != NULL;
    }
    CHECK(has_ended);
    CHECK(route_check_holds(check, "href=\"/things/55\""));
    CHECK(strstr(check->body, "http-equiv=\"refresh\"") == NULL);
    route_check_get(check, NULL, "/health");
    route_check_get(check, NULL, "/health?x=1");
    route_check_get(check, NULL, "/openapi.json");
    route_check_get(check, NULL, "/openapi.json?x=1");
    route_check_post(check, NULL, "/settings/display", "theme=dark");
    route_check_post(check, NULL, "/settings/display", "theme=pink");
    route_check_end(check, web_module.routes, web_module.route_count);
    check->arena = arena_new();
    bench_close(&bench);
}

static void knows_its_formats(void)
{
    struct bench bench;
    if (!bench_open(&bench))
        return;
    struct route_check *check = &bench.check;
    route_check_get(check, "viewer", "/things?format=pdf");
    CHECK_INT(check->status, 422);
    char *path = calloc(1, LIMIT_PATH_BYTES + 100);
    memset(path, 'a', LIMIT_PATH_BYTES + 50);
    path[0] = '/';
    route_check_get(check, "viewer", path);
    CHECK_INT(check->status, 414);
    free(path);
    bench_close(&bench);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        CHECK_TEST(serves_one_view_in_many_shapes),
        CHECK_TEST(checks_in_order),
        CHECK_TEST(says_every_header_once),
        CHECK_TEST(names_the_methods_that_work),
        CHECK_TEST(keeps_forged_requests_out),
        CHECK_TEST(another_origin_is_refused),
        CHECK_TEST(a_form_with_mistakes_comes_back_as_typed),
        CHECK_TEST(a_notice_is_shown_once),
        CHECK_TEST(reads_every_kind_of_body),
        CHECK_TEST(refuses_what_cannot_be_read),
        CHECK_TEST(trouble_says_when_to_try_again),
        CHECK_TEST(nothing_typed_is_lost),
        CHECK_TEST(slow_routes_prepare_first_and_are_limited),
        CHECK_TEST(remembers_how_pages_look),
        CHECK_TEST(redirects_stay_on_our_site),
        CHECK_TEST(writes_down_that_a_session_was_used),
        CHECK_TEST(a_forgotten_capability_fails_at_start),
        CHECK_TEST(notices_routes_that_were_never_tried),
        CHECK_TEST(follows_and_stops_jobs),
        CHECK_TEST(knows_its_formats),
    };
    return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]);
}
