/* Giving, moving and ending roles. A grant holds in its tenant for a period; what held before stays. */
#include "access_sql.h"
#include "base/bug.h"
#include "base/text.h"
#include "modules/access/access.h"
#include "modules/access/audit.h"
#include "modules/access/look_after.h"

enum { GRANTS_MAX = 2000, GRIDS_MAX = 5000 };

/* ---- giving and ending ----------------------------------------------------------------------- */

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

/* ---- reading --------------------------------------------------------------------------------- */

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
