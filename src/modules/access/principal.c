/* From grants to a principal: under one role at a time, whose grants add up to its scope; those of a street
 * with all grids hold in its communities as well. */
#include "access_sql.h"
#include "base/text.h"
#include "modules/access/access.h"
#include "modules/access/scope.h"

enum { GRANTS_MAX = 2000, SCOPE_ROWS_MAX = 20000 };

static bool holds(const int64_t *grids, size_t count, int64_t grid)
{
    for (size_t i = 0; i < count; i++) {
        if (grids[i] == grid) {
            return true;
        }
    }
    return false;
}

static bool sees_personal(enum role role)
{
    return role == ROLE_SECRETARY || role == ROLE_GRID_WORKER;
}

/* The rows of one role become the scope: every grid once; all of them if one grant says so. */
static bool scope_of_rows(const struct access_sql_principal_scope *rows, size_t count,
                          int64_t tenant, enum role role, struct scope *scope, struct arena *arena)
{
    int64_t *grids = arena_array(arena, count + 1, sizeof *grids);
    bool has_grant = false;
    *scope = (struct scope){.tenant = tenant, .grids = grids};
    for (size_t i = 0; i < count; i++) {
        if (role_from_code(rows[i].role) != role) {
            continue;
        }
        if (rows[i].all_grids) {
            scope->all_grids = has_grant = true;
        } else if (rows[i].tenant_id == tenant && rows[i].grid_id != RECORD_NONE) {
            has_grant = true;
            if (!holds(grids, scope->grid_count, rows[i].grid_id)) {
                grids[scope->grid_count++] = rows[i].grid_id;
            }
        }
    }
    if (scope->all_grids) {
        scope->grid_count = 0;
    }
    return has_grant;
}

enum result access_scope_of(struct tx *tx, int64_t account_id, int64_t tenant, int64_t street,
                            enum role role, int64_t now, struct principal *principal,
                            bool *has_role, struct arena *arena, struct error *error)
{
    struct access_sql_principal_scope *rows = NULL;
    size_t count = 0;
    enum result result = store_list(
        tx, &access_sql_principal_scope,
        &(struct access_sql_principal_scope_params){.account = account_id,
                                                    .tenant = tenant,
                                                    .street = street ? street : RECORD_NONE,
                                                    .now = now},
        SCOPE_ROWS_MAX, (void **)&rows, &count, arena, error);
    if (result != RESULT_OK) {
        return result;
    }
    *has_role = false;
    enum role first = role < ROLE__COUNT ? role : 0;
    enum role last = role < ROLE__COUNT ? role : ROLE__COUNT - 1;
    for (enum role at = first; at <= last && !*has_role; at++) {
        *has_role = scope_of_rows(rows, count, tenant, at, &principal->scope, arena);
        if (*has_role) {
            principal->roles = 1U << at;
            principal->role_label = role_label(at);
            principal->sees_personal = sees_personal(at);
        }
    }
    return RESULT_OK;
}

static void name_places(struct principal *principal, const struct tenant *tenant)
{
    principal->tenant_name = tenant->name;
    principal->street_name = tenant->parent_name ? tenant->parent_name : tenant->name;
}

enum result principal_as(struct tx *tx, int64_t account_id, int64_t tenant_id, enum role role,
                         int64_t now, struct arena *arena, struct principal *principal,
                         struct error *error)
{
    struct account account;
    struct tenant tenant;
    struct principal found = {.account = account_id};
    bool has_role = false;
    enum result result = account_get(tx, account_id, &account, arena, error);
    if (result == RESULT_OK) {
        result = tenant_get(tx, tenant_id, &tenant, arena, error);
    }
    if (result == RESULT_OK) {
        result = access_scope_of(tx, account_id, tenant_id, tenant.parent_id, role, now, &found,
                                 &has_role, arena, error);
    }
    if (result != RESULT_OK) {
        return result;
    }
    if (!has_role || text_equal(account.state, "suspended")) {
        return error_set(error, RESULT_FORBIDDEN, NULL, N_("%1 has no role in %2 at present."),
                         account.name, tenant.name);
    }
    found.name = account.name;
    name_places(&found, &tenant);
    *principal = found;
    return RESULT_OK;
}

enum result principal_of(struct tx *tx, int64_t account_id, int64_t tenant, int64_t now,
                         struct arena *arena, struct principal *principal, struct error *error)
{
    return principal_as(tx, account_id, tenant, ROLE__COUNT, now, arena, principal, error);
}

enum result principal_operator(struct tx *tx, int64_t tenant_id, struct arena *arena,
                               struct principal *principal, struct error *error)
{
    struct tenant tenant;
    enum result result = tenant_get(tx, tenant_id, &tenant, arena, error);
    if (result == RESULT_OK) {
        *principal = (struct principal){.name = N_("Operator"),
                                        .role_label = N_("Operator"),
                                        .roles = (1U << ROLE__COUNT) - 1,
                                        .scope = {.tenant = tenant_id, .all_grids = true},
                                        .sees_personal = true};
        name_places(principal, &tenant);
    }
    return result;
}

/* ---- where somebody may work ----------------------------------------------------------------- */

struct places {
    struct place_of_work *at;
    size_t count, capacity;
    struct arena *arena;
};

static void place_add(struct places *places, int64_t tenant_id, const char *name,
                      const char *street, const char *code, enum role role)
{
    for (size_t i = 0; i < places->count; i++) {
        if (places->at[i].tenant_id == tenant_id && places->at[i].role == role) {
            return;
        }
    }
    places->at =
        arena_grow(places->arena, places->at, places->count, &places->capacity, sizeof *places->at);
    places->at[places->count++] = (struct place_of_work){tenant_id, name, street, code, role};
}

/* The street's own row first, then its communities. */
static enum result places_of_grant(struct tx *tx, const struct access_sql_grant_of_account *grant,
                                   struct places *places, struct error *error)
{
    enum role role = role_from_code(grant->role);
    bool is_street = text_equal(grant->tenant_kind, "street");
    place_add(places, grant->tenant_id, grant->tenant_name,
              is_street ? grant->tenant_name : grant->parent_name, grant->tenant_code, role);
    if (!is_street || !grant->all_grids) {
        return RESULT_OK;
    }
    struct tenant *children = NULL;
    size_t count = 0;
    enum result result = tenant_list(tx, grant->tenant_id, &children, &count, places->arena, error);
    for (size_t i = 0; result == RESULT_OK && i < count; i++) {
        place_add(places, children[i].tenant_id, children[i].name, grant->tenant_name,
                  children[i].code, role);
    }
    return result;
}

enum result principal_places(struct tx *tx, int64_t account_id, int64_t now,
                             struct place_of_work **places, size_t *count, struct arena *arena,
                             struct error *error)
{
    struct access_sql_grant_of_account *grants = NULL;
    size_t grant_count = 0;
    struct places found = {.arena = arena};
    enum result result =
        store_list(tx, &access_sql_grant_of_account,
                   &(struct access_sql_grant_of_account_params){.account = account_id, .now = now},
                   GRANTS_MAX, (void **)&grants, &grant_count, arena, error);
    for (size_t i = 0; result == RESULT_OK && i < grant_count; i++) {
        result = places_of_grant(tx, &grants[i], &found, error);
    }
    if (result == RESULT_OK) {
        *places = found.at;
        *count = found.count;
    }
    return result;
}
