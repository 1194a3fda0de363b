/* A constant route for comparison: the same guard, session, lane and size of reply as a real page,
 * but nothing to read and one text to write.
 *
 *     http DATA SIZE   serves DATA like `kaifong serve` on a free port, which it prints, together with
 *                      a secretary's session token, and with GET /bench/constant of SIZE bytes added;
 *                      until its stdin is closed */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../src/app/app.h"
#include "base/text.h"
#include "modules/access/access.h"
#include "store/lane.h"
#include "web/server.h"

static const struct capability see = {"bench.read", N_("See"), ROLES_READERS};

struct constant {
    const char *text;
};
static const struct field constant_fields[] = {
    {"text", NULL, FIELD_TEXT, FIELD_AT(struct constant, text)},
};
static const struct record_type constant_type =
    RECORD_TYPE("constant", NULL, struct constant, constant_fields);

static struct constant constant;

static enum result show_constant(struct request *request, const void *params, struct reply *reply,
                                 struct error *error)
{
    (void)request, (void)params, (void)error;
    reply->type = &constant_type;
    reply->record = &constant;
    return RESULT_OK;
}

static const struct view_source views[] = {
    {"bench/constant", "{{>shell/open}}<p>{{text}}</p>{{>shell/close}}"}};
static const size_t view_count = 1;
static const struct route routes[] = {
    {METHOD_GET, "/bench/constant", N_("Constant"), &see, 0, NULL, &constant_type, "bench/constant",
     show_constant},
};
static const struct module bench_module = {
    .name = "bench", .routes = routes, .route_count = 1, .views = views, .view_count = &view_count};

struct opening {
    struct app *app;
    char token[ACCESS_TOKEN_SIZE];
};

/* A session for the first secretary there is. */
static enum result open_session(void *self, struct tx *tx, struct error *error)
{
    struct opening *opening = self;
    struct services *services = &opening->app->services;
    struct arena *arena = opening->app->arena;
    struct tenant *tenants;
    size_t count;
    int64_t now = clock_now(&services->clock);
    enum result result = tenant_list(tx, 0, &tenants, &count, arena, error);
    for (size_t i = 0; i < count && result == RESULT_OK; i++) {
        struct account *accounts;
        size_t secretaries;
        result = account_list_role(tx, tenants[i].tenant_id, ROLE_SECRETARY, now, &accounts,
                                   &secretaries, arena, error);
        if (result != RESULT_OK || secretaries == 0)
            continue;
        /* The demo's people are invited and have no password yet; nobody signs in with this one. */
        result = account_set_password(services, tx, NULL, accounts[0].account_id, "!", NULL, error);
        if (result == RESULT_OK)
            return session_open(services, tx, accounts[0].account_id, "192.0.2.1", "bench", NULL,
                                opening->token, error);
    }
    return result != RESULT_OK
               ? result
               : error_set(error, RESULT_NOT_FOUND, NULL, N_("There is no secretary."));
}

static void *serve(void *server)
{
    server_run(server, 1000);
    return NULL;
}

static int fail(const struct error *error)
{
    struct arena *arena = arena_new();
    fprintf(stderr, "%s\n", language_error(arena, LANGUAGE_ENGLISH, error));
    arena_free(arena);
    return 1;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 64;
    int64_t size = 0;
    text_to_int(argv[2], &size);
    char *text = calloc(1, (size_t)size + 1);
    memset(text, 'x', (size_t)size);
    constant.text = text;
    struct config config;
    struct app app;
    struct error error;
    config_init(&config);
    config.data = argv[1];
    if (app_open(&config, &app, &error) != RESULT_OK)
        return fail(&error);
    struct opening opening = {.app = &app};
    if (lane_call(app.services.store, LANE_WRITE, open_session, &opening, &error) != RESULT_OK)
        return fail(&error);
    const struct module *modules[32] = {&bench_module};
    for (size_t i = 0; i < app_module_count(); i++)
        modules[i + 1] = app_modules[i];
    struct guard_options options = {.services = &app.services,
                                    .modules = modules,
                                    .module_count = app_module_count() + 1,
                                    .access = &access_guard};
    struct guard *guard;
    if (guard_new(&options, &guard, &error) != RESULT_OK)
        return fail(&error);
    struct server_options listening = {.address = "127.0.0.1", .handler = guard_handler(guard)};
    struct server *server;
    if (server_open(&listening, &server, &error) != RESULT_OK)
        return fail(&error);
    pthread_t thread;
    pthread_create(&thread, NULL, serve, server);
    printf("%d %s\n", server_port(server), opening.token);
    fflush(stdout);
    char byte;
    while (read(STDIN_FILENO, &byte, 1) > 0)
        continue;
    server_stop(server);
    pthread_join(thread, NULL);
    server_close(server);
    guard_free(guard);
    app_close(&app);
    free(text);
    return 0;
}
