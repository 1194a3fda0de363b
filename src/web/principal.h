/* Who is asking, what they may do, and where.
 *
 * The guard makes a principal from the session (a function that the access module gives it). Scope
 * is an argument of every operation: which tenant, and which grids of it. */
#ifndef WEB_PRINCIPAL_H
#define WEB_PRINCIPAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One thing that somebody may do. A route names one; a forgotten one (NULL) fails at start. */
struct capability {
    const char *name;       /* "people.read" */
    const char *label;      /* msgid: N_("See the residents of one's scope") */
    unsigned default_roles; /* bits 1 << enum role */
    /* Only with all grids: it reaches what is the community's as a whole (accounts, lists that are
     * brought in), where a limit to grids would be none. */
    bool needs_all_grids;
};

/* The roles that come with the program; access keeps who has which, where and until when. */
enum role { ROLE_SECRETARY, ROLE_GRID_WORKER, ROLE_VIEWER, ROLE_ADMINISTRATOR, ROLE__COUNT };
enum {
    ROLES_STAFF = 1 << ROLE_SECRETARY | 1 << ROLE_GRID_WORKER,
    ROLES_READERS = ROLES_STAFF | 1 << ROLE_VIEWER,
};

/* What an operation may touch. */
struct scope {
    int64_t tenant;       /* the community (or street) */
    const int64_t *grids; /* only these grids of it ... */
    size_t grid_count;    /* ... 0 with all_grids means all */
    bool all_grids;
};

struct principal {
    int64_t account;        /* 0: nobody is signed in */
    const char *name;       /* 麦婉仪 */
    const char *role_label; /* msgid */
    unsigned roles;         /* bits 1 << enum role, in this tenant */
    struct scope scope;
    const char *tenant_name; /* 灯湖社区 */
    const char *street_name; /* 桂城街道 */
    bool sees_personal;      /* personal fields whole (within scope) */
};

/* True if one of the principal's roles holds the capability, in a scope that is enough for it. */
bool principal_can(const struct principal *principal, const struct capability *capability);

/* True if `grid` is within the scope. A resident without a grid (0) is within a whole tenant's only. */
bool scope_has_grid(const struct scope *scope, int64_t grid);

#endif
