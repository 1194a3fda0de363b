/* Which route answers a path.
 *
 * Routes are kept in a tree by segment: a fixed segment goes before a {parameter}. What stands at a
 * parameter's place in the path becomes a parameter of that name. */
#ifndef WEB_ROUTER_H
#define WEB_ROUTER_H

#include "base/error.h"
#include "web/route.h"

struct router;

struct router *router_new(void);
void router_free(struct router *router); /* takes NULL */

/* Adds a route, which must outlive the router. RESULT_CONFLICT if another has its method and path.
 */
MUST_USE enum result router_add(struct router *router, const struct route *route,
                                struct error *error);

enum { ROUTER_PARAMETERS = 8, ROUTER_DEPTH = 12 };

struct router_match {
    /* By method; NULL where the path has no such route. Both NULL: no such path. */
    const struct route *routes[METHOD__COUNT];
    /* The values in the path, decoded, in the arena; names are those of the matched route. */
    const char *values[ROUTER_PARAMETERS];
    size_t value_count;
};

/* Finds a path as it came, percent-encoded. A path that cannot be decoded matches nothing. */
void router_find(const struct router *router, const char *path, struct arena *arena,
                 struct router_match *match);

/* The name of the index-th {parameter} in the path of a route, in the arena; NULL beyond. */
const char *router_parameter(const struct route *route, size_t index, struct arena *arena);

/* Decodes %XX of a text in place (and + as a blank, in queries and forms); false if it is broken or
 * not UTF-8 without NUL. */
bool router_decode(char *text, bool plus_is_blank);

#endif
