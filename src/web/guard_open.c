/* Making a guard: every route and template of the modules is looked at before the first request. */
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/text.h"
#include "web/exchange.h"
#include "web/limiter.h"
#include "web/own.h"
#include "web/packer.h"
#include "web/shell.h"
#include "web/view.h"
#include "web/workers.h"

/* Several people sit behind one address: thirty attempts at once, then one every two seconds. */
enum { SIGN_IN_BURST = 30, SIGN_IN_INTERVAL = 2000 };
enum { HASHING_WAITING = 64 };

static enum result bad_route(const struct route *route, const char *what, struct error *error)
{
    return error_set(error, RESULT_INVALID, NULL, N_("The route %1 is wrong: %2."),
                     route->path != NULL ? route->path : "?", what);
}

static enum result check_route(const struct route *route, struct arena *arena, struct error *error)
{
    if (route->path == NULL || route->path[0] != '/' || route->handler == NULL)
        return bad_route(route, "it has no path or no handler", error);
    if (route->summary == NULL)
        return bad_route(route, "it has no summary", error);
    if ((route->capability == NULL) != ((route->flags & ROUTE_PUBLIC) != 0))
        return bad_route(route, "it names no capability and is not public, or both", error);
    if ((route->flags & ROUTE_NO_STORE) && !(route->flags & ROUTE_PUBLIC))
        return bad_route(route, "a session cannot be checked without the store", error);
    if (route->before != NULL && !(route->flags & ROUTE_SLOW))
        return bad_route(route, "it has `before` and is not ROUTE_SLOW", error);
    /* A POST's view is the one of its form page, which is compiled for its GET route. */
    if (route->view != NULL && route->reply == NULL && route->method == METHOD_GET)
        return bad_route(route, "it has a page and no reply type", error);
    const char *name;
    for (size_t i = 0; (name = router_parameter(route, i, arena)) != NULL; i++)
        if (route->params == NULL || record_field(route->params, name) == NULL ||
            i >= ROUTER_PARAMETERS)
            return bad_route(route, "a {parameter} of its path is no field of its params", error);
    return RESULT_OK;
}

static enum result add_route(struct guard *guard, const struct route *route, struct error *error)
{
    enum result result = check_route(route, guard->arena, error);
    if (result == RESULT_OK)
        result = router_add(guard->router, route, error);
    if (result == RESULT_OK && route->view != NULL && route->reply != NULL)
        result = views_compile(guard->views, route->view, route->reply, error);
    if (result == RESULT_OK)
        guard->routes[guard->route_count++] = route;
    return result;
}

static enum result add_modules(struct guard *guard, struct error *error)
{
    size_t count = 0;
    for (size_t i = 0; guard->modules[i] != NULL; i++) {
        const struct module *module = guard->modules[i];
        count += module->route_count;
        if (module->views != NULL)
            views_add(guard->views, module->views, *module->view_count);
    }
    guard->routes = arena_array(guard->arena, count + 1, sizeof(struct route *));
    enum result result = views_compile(guard->views, "shell/refusal", &refusal_type, error);
    for (size_t i = 0; guard->modules[i] != NULL && result == RESULT_OK; i++)
        for (size_t j = 0; j < guard->modules[i]->route_count && result == RESULT_OK; j++)
            result = add_route(guard, &guard->modules[i]->routes[j], error);
    return result;
}

enum result guard_new(const struct guard_options *options, struct guard **out, struct error *error)
{
    struct arena *arena = arena_new();
    struct guard *guard = arena_alloc(arena, sizeof *guard);
    guard->arena = arena;
    guard->services = options->services;
    guard->access = *options->access;
    guard->is_secure = options->is_secure;
    guard->is_behind_proxy = options->is_behind_proxy;
    memcpy(guard->seal.key, options->key, sizeof guard->seal.key);
    guard->seal.chance = options->services->chance;
    const struct module **modules =
        arena_array(arena, options->module_count + 2, sizeof(struct module *));
    modules[0] = &web_module;
    for (size_t i = 0; i < options->module_count; i++)
        modules[i + 1] = options->modules[i];
    guard->modules = modules;
    guard->router = router_new();
    guard->views = views_new();
    uint64_t secret = 0;
    chance_fill(&guard->seal.chance, &secret, sizeof secret);
    guard->limiter = limiter_new(SIGN_IN_BURST, SIGN_IN_INTERVAL, secret);
    int threads = options->hashing_workers > 0 ? options->hashing_workers : 2;
    guard->workers = workers_new(threads, HASHING_WAITING);
    guard->packer = packer_new();
    enum result result = add_modules(guard, error);
    if (result == RESULT_OK)
        result = shell_check(guard->modules, error);
    if (result != RESULT_OK)
        guard_free(guard);
    else
        *out = guard;
    return result;
}

void guard_free(struct guard *guard)
{
    if (guard == NULL)
        return;
    workers_free(guard->workers);
    limiter_free(guard->limiter);
    packer_free(guard->packer);
    views_free(guard->views);
    router_free(guard->router);
    arena_free(guard->arena);
}

size_t guard_route_count(const struct guard *guard)
{
    return guard->route_count;
}

const struct route *guard_route(const struct guard *guard, size_t index)
{
    ALWAYS(index < guard->route_count);
    return guard->routes[index];
}
