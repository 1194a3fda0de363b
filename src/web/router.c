/* The tree of routes. */
#include "web/router.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/text.h"

struct node {
    char *segment; /* NULL for a {parameter} */
    struct node *children, *next;
    const struct route *routes[METHOD__COUNT];
};

struct router {
    struct node root;
};

struct router *router_new(void)
{
    struct router *router = calloc(1, sizeof *router);
    ALWAYS(router != NULL);
    return router;
}

static void nodes_free(struct node *node)
{
    while (node != NULL) {
        struct node *next = node->next;
        nodes_free(node->children);
        free(node->segment);
        free(node);
        node = next;
    }
}

void router_free(struct router *router)
{
    if (router == NULL)
        return;
    nodes_free(router->root.children);
    free(router);
}

/* The child for a segment of a route's path, made if it is missing. Fixed ones stand first. */
static struct node *child_for(struct node *parent, const char *segment, size_t length)
{
    bool is_parameter = segment[0] == '{';
    struct node **at = &parent->children;
    for (; *at != NULL; at = &(*at)->next) {
        if ((*at)->segment == NULL) {
            if (is_parameter)
                return *at;
            break; /* the parameter stays last */
        }
        if (!is_parameter && strlen((*at)->segment) == length &&
            memcmp((*at)->segment, segment, length) == 0)
            return *at;
    }
    struct node *made = calloc(1, sizeof *made);
    ALWAYS(made != NULL);
    if (!is_parameter) {
        made->segment = strndup(segment, length);
        ALWAYS(made->segment != NULL);
    }
    made->next = *at;
    *at = made;
    return made;
}

enum result router_add(struct router *router, const struct route *route, struct error *error)
{
    struct node *node = &router->root;
    const char *at = route->path;
    while (*at == '/' && at[1] != '\0') {
        at++;
        size_t length = strcspn(at, "/");
        node = child_for(node, at, length);
        at += length;
    }
    if (node->routes[route->method] != NULL)
        return error_set(error, RESULT_CONFLICT, NULL, N_("Two routes answer %1."), route->path);
    node->routes[route->method] = route;
    return RESULT_OK;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool router_decode(char *text, bool plus_is_blank)
{
    char *out = text;
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '+' && plus_is_blank) {
            *out++ = ' ';
        } else if (*at == '%') {
            int high = hex_digit(at[1]), low = high >= 0 ? hex_digit(at[2]) : -1;
            if (low < 0 || high * 16 + low == 0)
                return false;
            *out++ = (char)(high * 16 + low);
            at += 2;
        } else {
            *out++ = *at;
        }
    }
    *out = '\0';
    return text_check(text, (size_t)(out - text));
}

/* Goes down as far as the path does; comes back to try a parameter where a fixed segment led
 * nowhere. The depth is bounded by the routes', not by the path. */
static const struct node *find(const struct node *node, char *const *segments, size_t count,
                               size_t depth, struct router_match *match)
{
    if (depth == count)
        return node->routes[METHOD_GET] != NULL || node->routes[METHOD_POST] != NULL ? node : NULL;
    for (const struct node *child = node->children; child != NULL; child = child->next) {
        size_t kept = match->value_count;
        if (child->segment == NULL) {
            if (match->value_count == ROUTER_PARAMETERS)
                continue;
            match->values[match->value_count++] = segments[depth];
        } else if (strcmp(child->segment, segments[depth]) != 0) {
            continue;
        }
        const struct node *found = find(child, segments, count, depth + 1, match);
        if (found != NULL)
            return found;
        match->value_count = kept;
    }
    return NULL;
}

void router_find(const struct router *router, const char *path, struct arena *arena,
                 struct router_match *match)
{
    *match = (struct router_match){0};
    char *segments[ROUTER_DEPTH];
    size_t count = 0;
    if (path[0] != '/')
        return;
    const char *at = path;
    while (*at == '/' && (at[1] != '\0' || count > 0)) {
        size_t length = strcspn(at + 1, "/");
        if (count == ROUTER_DEPTH || length == 0)
            return; /* too deep, a // or a / at the end */
        segments[count] = arena_copy_n(arena, at + 1, length);
        if (!router_decode(segments[count++], false))
            return;
        at += 1 + length;
    }
    const struct node *node = find(&router->root, segments, count, 0, match);
    if (node != NULL)
        memcpy(match->routes, node->routes, sizeof match->routes);
}

const char *router_parameter(const struct route *route, size_t index, struct arena *arena)
{
    const char *at = route->path;
    for (size_t i = 0; (at = strchr(at, '{')) != NULL; i++) {
        at++;
        if (i == index)
            return arena_copy_n(arena, at, strcspn(at, "}"));
    }
    return NULL;
}
