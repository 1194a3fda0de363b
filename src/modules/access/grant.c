/* Roles and their scope. A grant holds in its tenant for a period; one in a street with all grids holds
 * in the street's communities as well. A principal acts under one role at a time. */
#include "access_sql.h"
#include "base/bug.h"
#include "base/text.h"
#include "modules/access/access.h"
#include "modules/access/audit.h"
#include "modules/access/look_after.h"
#include "modules/access/scope.h"

enum { GRANTS_MAX = 2000, GRIDS_MAX = 5000, SCOPE_ROWS_MAX = 20000 };

/* ---- giving and ending ------------------------------------------------------------------------ */

static int64_t none_if_zero(int64_t value)
{
    return value ? value : RECORD_NONE;
}

static int64_t actor(const struct principal *who)
{
    return who ? none_if_zero(who->account) : RECORD_NONE;
}

static enum result put_grids(struct tx *tx, int64_t tenant, int64_t grant_id, const int64_t *grids,
                             size_t grid_count, int64_t from, int64_t to, struct error *error)
{
    enum result result = RESULT_OK;
    for (size_t i = 0; result == RESULT_OK && i < grid_count; i++) {
        result = store_run(tx, &access_sql_grant_grid_insert,
                           &(struct access_sql_grant_grid_insert_params){.tenant = tenant,
                                                                         .grant_id = grant_id,
                                                                         .grid = grids[i],
                                                                         .valid_from = from,
                                                                         .valid_to = to},
                           NULL, error);
    }
    return result;
}

static enum result check_new(struct services *services, struct tx *tx, const struct principal *who,
                             const struct grant *grant, int64_t from, struct arena *arena,
                             struct error *error)
{
    struct access_sql_grant_same *same = NULL;
    struct account account;
    size_t count = 0;
    enum result result = access_check_below(tx, who, grant->tenant_id, error);
    if (result == RESULT_OK) {
        result = who && who->account ? access_check_look_after(services, tx, who, grant->account_id,
                                                               &account, arena, error)
                                     : account_get(tx, grant->account_id, &account, arena, error);
    }
    if (result != RESULT_OK) {
        return result;
    }
    if (!grant->all_grids && grant->grid_count == 0) {
        return error_set(error, RESULT_INVALID, "grids",
                         N_("Please say for which grids, or for all of them."));
    }
    if (grant->grid_count > GRIDS_MAX) {
        return error_set(error, RESULT_TOO_LARGE, "grids", N_("These are too many grids."));
    }
    if (grant->valid_to && grant->valid_to <= from) {
        return error_set(error, RESULT_INVALID, "valid_to",
                         N_("The period of a role ends after it begins."));
    }
    result = store_list(
        tx, &access_sql_grant_same,
        &(struct access_sql_grant_same_params){.tenant = grant->tenant_id,
                                               .account = grant->account_id,
                                               .role = role_code(grant->role),
                                               .valid_from = from,
                                               .valid_to = none_if_zero(grant->valid_to)},
        GRANTS_MAX, (void **)&same, &count, arena, error);
    if (result == RESULT_OK && count > 0) {
        result =
            error_set(error, RESULT_CONFLICT, "role",
                      N_("%1 has this role here already. Change its grids instead."), account.name);
    }
    return result;
}

enum result grant_add(struct services *services, struct tx *tx, const struct principal *who,
                      const struct grant *grant, int64_t *grant_id, struct error *error)
{
    ALWAYS(grant->role < ROLE__COUNT);
    int64_t now = clock_now(&services->clock), id = id_new(services->ids);
    int64_t from = grant->valid_from ? grant->valid_from : now;
    struct arena *arena = arena_new();
    enum result result = check_new(services, tx, who, grant, from, arena, error);
    arena_free(arena);
    if (result == RESULT_OK) {
        result = store_run(
            tx, &access_sql_grant_insert,
            &(struct access_sql_grant_insert_params){.tenant = grant->tenant_id,
                                                     .grant_id = id,
                                                     .account = grant->account_id,
                                                     .role = role_code(grant->role),
                                                     .all_grids = grant->all_grids,
                                                     .valid_from = from,
                                                     .valid_to = none_if_zero(grant->valid_to),
                                                     .who = actor(who)},
            NULL, error);
    }
    if (result == RESULT_OK && !grant->all_grids) {
        result = put_grids(tx, grant->tenant_id, id, grant->grids, grant->grid_count, from,
                           none_if_zero(grant->valid_to), error);
    }
    if (result == RESULT_OK) {
        result = audit_add(services, tx, who,
                           &(struct audit_event){.action = "access.grant_add",
                                                 .subject = "account",
                                                 .subject_id = grant->account_id,
                                                 .fields = role_code(grant->role)},
                           error);
    }
    if (result == RESULT_OK) {
        *grant_id = id;
    }
    return result;
}

/* The grant, if `who` may change it. */
static enum result grant_to_change(struct services *services, struct tx *tx,
                                   const struct principal *who, int64_t tenant, int64_t grant_id,
                                   struct access_sql_grant_get *row, struct arena *arena,
                                   struct error *error)
{
    bool found = false;
    enum result result = access_check_below(tx, who, tenant, error);
    if (result == RESULT_OK) {
        result = store_find(
            tx, &access_sql_grant_get,
            &(struct access_sql_grant_get_params){.tenant = tenant, .grant_id = grant_id}, row,
            &found, arena, error);
    }
    if (result == RESULT_OK && (!found || (row->valid_to != RECORD_NONE &&
                                           row->valid_to <= clock_now(&services->clock)))) {
        result = error_set(error, RESULT_NOT_FOUND, NULL, N_("This role has ended already."));
    }
    if (result == RESULT_OK && who && who->account && who->account == row->account_id) {
        result =
            error_set(error, RESULT_FORBIDDEN, NULL,
                      N_("Somebody else has to do this for you: nobody changes their own rights."));
    }
    return result;
}

enum result grant_end(struct services *services, struct tx *tx, const struct principal *who,
                      int64_t tenant, int64_t grant_id, struct error *error)
{
    struct arena *arena = arena_new();
    struct access_sql_grant_get row;
    int64_t now = clock_now(&services->clock);
    enum result result = grant_to_change(services, tx, who, tenant, grant_id, &row, arena, error);
    if (result == RESULT_OK) {
        result =
            store_run(tx, &access_sql_grant_end,
                      &(struct access_sql_grant_end_params){
                          .tenant = tenant, .grant_id = grant_id, .now = now, .who = actor(who)},
                      NULL, error);
    }
    if (result == RESULT_OK) {
        result = store_run(tx, &access_sql_grant_grids_end,
                           &(struct access_sql_grant_grids_end_params){
                               .tenant = tenant, .grant_id = grant_id, .now = now},
                           NULL, error);
    }
    if (result == RESULT_OK) {
        result = store_run(tx, &access_sql_session_remove_role,
                           &(struct access_sql_session_remove_role_params){
                               .account = row.account_id, .role = row.role, .tenant = tenant},
                           NULL, error);
    }
    if (result == RESULT_OK) {
        result = audit_add(services, tx, who,
                           &(struct audit_event){.action = "access.grant_end",
                                                 .subject = "account",
                                                 .subject_id = row.account_id,
                                                 .fields = row.role},
                           error);
    }
    arena_free(arena);
    return result;
}

static bool holds(const int64_t *grids, size_t count, int64_t grid)
{
    for (size_t i = 0; i < count; i++) {
        if (grids[i] == grid) {
            return true;
        }
    }
    return false;
}

/* Ends what is no longer held and begins what is new; what stays keeps its beginning. */
static enum result move_grids(struct tx *tx, int64_t tenant, int64_t grant_id, const int64_t *grids,
                              size_t grid_count, int64_t now, struct arena *arena,
                              struct error *error)
{
    struct access_sql_grant_grids *held = NULL;
    size_t held_count = 0, fresh_count = 0;
    enum result result = store_list(
        tx, &access_sql_grant_grids,
        &(struct access_sql_grant_grids_params){.tenant = tenant, .grant_id = grant_id, .now = now},
        GRIDS_MAX, (void **)&held, &held_count, arena, error);
    int64_t *old = arena_array(arena, held_count + 1, sizeof *old);
    for (size_t i = 0; result == RESULT_OK && i < held_count; i++) {
        old[i] = held[i].grid_id;
        if (!holds(grids, grid_count, old[i])) {
            result =
                store_run(tx, &access_sql_grant_grid_end,
                          &(struct access_sql_grant_grid_end_params){
                              .tenant = tenant, .grant_id = grant_id, .grid = old[i], .now = now},
                          NULL, error);
        }
    }
    int64_t *fresh = arena_array(arena, grid_count + 1, sizeof *fresh);
    for (size_t i = 0; i < grid_count; i++) {
        if (!holds(old, held_count, grids[i])) {
            fresh[fresh_count++] = grids[i];
        }
    }
    return result == RESULT_OK
               ? put_grids(tx, tenant, grant_id, fresh, fresh_count, now, RECORD_NONE, error)
               : result;
}

enum result grant_set_grids(struct services *services, struct tx *tx, const struct principal *who,
                            int64_t tenant, int64_t grant_id, const int64_t *grids,
                            size_t grid_count, struct error *error)
{
    struct arena *arena = arena_new();
    struct access_sql_grant_get row;
    int64_t now = clock_now(&services->clock);
    enum result result = grant_to_change(services, tx, who, tenant, grant_id, &row, arena, error);
    if (result == RESULT_OK && (grid_count == 0 || grid_count > GRIDS_MAX)) {
        result = error_set(error, RESULT_INVALID, "grids",
                           N_("Please say for which grids, or for all of them."));
    }
    if (result == RESULT_OK) {
        result = move_grids(tx, tenant, grant_id, grids, grid_count, now, arena, error);
    }
    if (result == RESULT_OK && row.all_grids) {
        result = store_run(tx, &access_sql_grant_set_scope,
                           &(struct access_sql_grant_set_scope_params){
                               .tenant = tenant, .grant_id = grant_id, .all_grids = 0},
                           NULL, error);
    }
    if (result == RESULT_OK) {
        result = audit_add(services, tx, who,
                           &(struct audit_event){.action = "access.grant_grids",
                                                 .subject = "account",
                                                 .subject_id = row.account_id,
                                                 .fields = row.role},
                           error);
    }
    arena_free(arena);
    return result;
}

/* ---- reading ------------------------------------------------------------------------------------ */

enum result grant_list(struct tx *tx, int64_t account_id, int64_t now, struct grant **grants,
                       size_t *count, struct arena *arena, struct error *error)
{
    struct access_sql_grant_of_account *rows = NULL;
    size_t rows_count = 0;
    enum result result =
        store_list(tx, &access_sql_grant_of_account,
                   &(struct access_sql_grant_of_account_params){.account = account_id, .now = now},
                   GRANTS_MAX, (void **)&rows, &rows_count, arena, error);
    struct grant *list = arena_array(arena, rows_count + 1, sizeof *list);
    for (size_t i = 0; result == RESULT_OK && i < rows_count; i++) {
        struct access_sql_grant_grids *held = NULL;
        list[i] =
            (struct grant){.grant_id = rows[i].grant_id,
                           .tenant_id = rows[i].tenant_id,
                           .tenant_name = rows[i].tenant_name,
                           .account_id = account_id,
                           .role = role_from_code(rows[i].role),
                           .all_grids = rows[i].all_grids != 0,
                           .valid_from = rows[i].valid_from,
                           .valid_to = rows[i].valid_to == RECORD_NONE ? 0 : rows[i].valid_to};
        result =
            store_list(tx, &access_sql_grant_grids,
                       &(struct access_sql_grant_grids_params){
                           .tenant = rows[i].tenant_id, .grant_id = rows[i].grant_id, .now = now},
                       GRIDS_MAX, (void **)&held, &list[i].grid_count, arena, error);
        int64_t *grids = arena_array(arena, list[i].grid_count + 1, sizeof *grids);
        for (size_t k = 0; result == RESULT_OK && k < list[i].grid_count; k++) {
            grids[k] = held[k].grid_id;
        }
        list[i].grids = grids;
    }
    if (result == RESULT_OK) {
        *grants = list;
        *count = rows_count;
    }
    return result;
}

/* ---- principals ----------------------------------------------------------------------------------- */

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

/* ---- where somebody may work --------------------------------------------------------------------- */

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
