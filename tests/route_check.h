/* Trying routes through the guard, without sockets.
 *
 *     struct route_check check;
 *     route_check_begin(&check, guard, &access_guard);
 *     route_check_get(&check, token, "/residents?q=wang");        // as whoever holds the token
 *     CHECK_INT(check.status, 200);
 *     CHECK(route_check_holds(&check, "王桂英"));
 *     route_check_post(&check, token, "/residents", "name=王桂英"); // brings the CSRF token by itself
 *     route_check_end(&check, people_module.routes, people_module.route_count);
 *
 * Every answer is noted with its route: an answer of 200 or 303 is a success; 401, 403 and 404, or a
 * redirection to the sign-in page, say no to somebody; 400, 413, 415 and 422 refuse bad input.
 * route_check_end() fails if one of the routes was not tried in all three ways. (A public route need
 * not say no to anybody.) For bad input any route will do with a parameter it does not declare. */
#ifndef TESTS_ROUTE_CHECK_H
#define TESTS_ROUTE_CHECK_H

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "check.h"
#include "web/guard.h"
#include "web/router.h"

enum { ROUTE_CHECK_ROUTES = 512 };
enum { ROUTE_CHECK_SUCCESS = 1, ROUTE_CHECK_DENIED = 2, ROUTE_CHECK_BAD_INPUT = 4 };

struct route_check {
    struct guard *guard;
    const struct guard_access *access;
    struct arena *arena;   /* of the latest answer */
    struct http_call call; /* the latest */
    int status;
    const char *body;    /* ends with NUL */
    const char *accept;  /* of the next requests: "text/html" if NULL */
    const char *type;    /* ... and their Content-Type: a form if NULL */
    const char *cookies; /* ... and further cookies: "language=en"; or NULL */
    const char *host;    /* ... the Host they name: kaifong.example if NULL */
    const char *address; /* ... and where they come from: 192.0.2.1 if NULL */
    bool forged;         /* the next POST comes without the CSRF token */
    unsigned char seen[ROUTE_CHECK_ROUTES];
};

static inline void route_check_begin(struct route_check *check, struct guard *guard,
                                     const struct guard_access *access)
{
    *check = (struct route_check){.guard = guard, .access = access, .arena = arena_new()};
}

/* The value of a header of the latest answer, or NULL. */
static inline const char *route_check_header(const struct route_check *check, const char *name)
{
    const struct http_response *response = &check->call.response;
    for (size_t i = 0; i < response->header_count; i++)
        if (strcmp(response->headers[i].name, name) == 0)
            return response->headers[i].value;
    return NULL;
}

static inline bool route_check_holds(const struct route_check *check, const char *text)
{
    bool holds = strstr(check->body, text) != NULL;
    if (!holds)
        printf("  not in the answer (%d): %s\n%.2000s\n", check->status, text, check->body);
    return holds;
}

/* True if the segments fit the route's path. */
static inline bool route_check_fits(const char *pattern, const char *path)
{
    while (*pattern != '\0' && *path != '\0' && *path != '?') {
        if (*pattern == '{') {
            pattern += strcspn(pattern, "/");
            path += strcspn(path, "/?");
        } else if (*pattern++ != *path++) {
            return false;
        }
    }
    return *pattern == '\0' && (*path == '\0' || *path == '?');
}

static inline void route_check_note(struct route_check *check, enum method method, const char *path)
{
    int status = check->status;
    const char *location = route_check_header(check, "Location");
    bool is_sent_away =
        method == METHOD_GET && location != NULL && strncmp(location, "/sign-in", 8) == 0;
    unsigned seen =
        status == 401 || status == 403 || status == 404 || is_sent_away ? ROUTE_CHECK_DENIED
        : status == 200 || status == 303                                ? ROUTE_CHECK_SUCCESS
        : status == 400 || status == 409 || status == 413 || status == 415 || status == 422
            ? ROUTE_CHECK_BAD_INPUT
            : 0;
    /* A fixed path goes before a {parameter}, as in the router. */
    size_t found = ROUTE_CHECK_ROUTES;
    for (size_t i = 0; i < guard_route_count(check->guard) && i < ROUTE_CHECK_ROUTES; i++) {
        const struct route *route = guard_route(check->guard, i);
        if (route->method == method && route_check_fits(route->path, path) &&
            (found == ROUTE_CHECK_ROUTES || strchr(route->path, '{') == NULL))
            found = i;
    }
    if (found < ROUTE_CHECK_ROUTES)
        check->seen[found] = (unsigned char)(check->seen[found] | seen);
}

static inline void route_check_send(struct route_check *check, enum method method,
                                    const char *token, const char *path, const void *body,
                                    size_t size)
{
    arena_reset(check->arena);
    struct arena *arena = check->arena;
    check->call = (struct http_call){.arena = arena};
    struct http_request *request = &check->call.request;
    const char *mark = strchr(path, '?');
    request->method = method == METHOD_GET ? "GET" : "POST";
    request->path = mark != NULL ? arena_copy_n(arena, path, (size_t)(mark - path)) : path;
    request->query = mark != NULL ? mark + 1 : "";
    request->address = check->address != NULL ? check->address : "192.0.2.1";
    request->body = body;
    request->body_size = size;
    const char *secret = token != NULL ? token : "a-guest";
    struct http_header *header = request->headers;
    *header++ = (struct http_header){"Host", check->host != NULL ? check->host : "kaifong.example"};
    *header++ = (struct http_header){"Accept", check->accept != NULL ? check->accept : "text/html"};
    *header++ = (struct http_header){
        "Cookie", arena_printf(arena, "%s=%s; %s", token != NULL ? "kaifong" : "guest", secret,
                               check->cookies != NULL ? check->cookies : "x=y")};
    if (method == METHOD_POST) {
        char csrf[GUARD_CSRF_SIZE];
        check->access->csrf(secret, csrf);
        struct seal seal = {.chance = chance_kernel()};
        *header++ = (struct http_header){"Content-Type", check->type != NULL
                                                             ? check->type
                                                             : "application/x-www-form-urlencoded"};
        *header++ = (struct http_header){"Content-Length", arena_printf(arena, "%zu", size)};
        if (!check->forged)
            *header++ = (struct http_header){GUARD_CSRF_HEADER, seal_mask(&seal, csrf, arena)};
    }
    request->header_count = (size_t)(header - request->headers);
    guard_call(check->guard, &check->call);
    check->status = check->call.response.status;
    check->body = check->call.response.body != NULL ? arena_copy_n(arena, check->call.response.body,
                                                                   check->call.response.body_size)
                                                    : "";
    route_check_note(check, method, path);
}

/* `token` NULL: nobody is signed in. */
static inline void route_check_get(struct route_check *check, const char *token, const char *path)
{
    route_check_send(check, METHOD_GET, token, path, NULL, 0);
}

/* `form`: "a=1&b=2", or what check->type says. */
static inline void route_check_post(struct route_check *check, const char *token, const char *path,
                                    const char *form)
{
    route_check_send(check, METHOD_POST, token, path, form, strlen(form));
}

/* Ends; fails for every one of these routes that was not tried in all three ways. */
static inline void route_check_end(struct route_check *check, const struct route *routes,
                                   size_t count)
{
    for (size_t i = 0; i < guard_route_count(check->guard) && i < ROUTE_CHECK_ROUTES; i++) {
        const struct route *route = guard_route(check->guard, i);
        if (route < routes || route >= routes + count)
            continue;
        unsigned seen = check->seen[i] | (route->flags & ROUTE_PUBLIC ? ROUTE_CHECK_DENIED : 0u);
        if (!CHECK_INT(seen, ROUTE_CHECK_SUCCESS | ROUTE_CHECK_DENIED | ROUTE_CHECK_BAD_INPUT))
            printf("  %s %s was not tried with%s%s%s\n",
                   route->method == METHOD_GET ? "GET" : "POST", route->path,
                   seen & ROUTE_CHECK_SUCCESS ? "" : " success",
                   seen & ROUTE_CHECK_DENIED ? "" : " denial",
                   seen & ROUTE_CHECK_BAD_INPUT ? "" : " bad input");
    }
    arena_free(check->arena);
}

#endif
