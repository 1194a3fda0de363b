/* Tenants, settings, and the names of the roles. */
#include "modules/access/access.h"

#include <string.h>

#include "access_sql.h"
#include "base/text.h"
#include "modules/access/audit.h"
#include "modules/access/vault.h"

static const struct {
    const char *code, *label;
} roles[ROLE__COUNT] = {
    [ROLE_SECRETARY] = {"secretary", N_("Secretary")},
    [ROLE_GRID_WORKER] = {"grid_worker", N_("Grid worker")},
    [ROLE_VIEWER] = {"viewer", N_("Viewer")},
    [ROLE_ADMINISTRATOR] = {"administrator", N_("Administrator")},
};

const char *role_code(enum role role)
{
    return roles[role].code;
}

const char *role_label(enum role role)
{
    return roles[role].label;
}

enum role role_from_code(const char *code)
{
    enum role role = 0;
    while (role < ROLE__COUNT && !text_equal(roles[role].code, code)) {
        role++;
    }
    return role;
}

/* ---- tenants --------------------------------------------------------------------------------- */

enum { TENANTS_MAX = 5000, TENANT_CODE_MAX = 30, TENANT_NAME_MAX = 60 };

static enum result tenant_check(const struct tenant *tenant, struct error *error)
{
    if (text_is_empty(tenant->code) || strlen(tenant->code) > TENANT_CODE_MAX ||
        strspn(tenant->code, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-") !=
            strlen(tenant->code)) {
        return error_set(error, RESULT_INVALID, "code",
                         N_("Please give the code of the division: digits, at most 30 of them."));
    }
    if (text_is_empty(tenant->name) || text_length(tenant->name) > TENANT_NAME_MAX) {
        return error_set(error, RESULT_INVALID, "name",
                         N_("Please give a name of at most 60 characters."));
    }
    return RESULT_OK;
}

enum result tenant_add(struct services *services, struct tx *tx, const struct principal *who,
                       const struct tenant *tenant, int64_t *tenant_id, struct error *error)
{
    enum result result = tenant_check(tenant, error);
    if (result != RESULT_OK) {
        return result;
    }
    struct arena *arena = arena_new();
    struct access_sql_tenant_insert row;
    bool added = false;
    result = store_find(tx, &access_sql_tenant_insert,
                        &(struct access_sql_tenant_insert_params){
                            .tenant = id_new(services->ids),
                            .kind = tenant->kind,
                            .code = tenant->code,
                            .name = tenant->name,
                            .parent = tenant->parent_id ? tenant->parent_id : RECORD_NONE,
                            .offset = tenant->offset,
                            .now = clock_now(&services->clock)},
                        &row, &added, arena, error);
    arena_free(arena);
    if (result == RESULT_OK && !added) {
        result =
            error_set(error, RESULT_CONFLICT, "code",
                      N_("There is a community or street with the code %1 already."), tenant->code);
    }
    if (result == RESULT_OK) {
        result = vault_begin(services->vault, services, tx, row.tenant_id,
                             &(struct vault_collection){.name = VAULT_REGISTER,
                                                        .purpose = "register of residents",
                                                        .basis = "statutory_duty"},
                             error);
    }
    if (result == RESULT_OK) {
        result = audit_add(services, tx, who,
                           &(struct audit_event){.action = "access.tenant_add",
                                                 .subject = "tenant",
                                                 .subject_id = row.tenant_id},
                           error);
    }
    if (result == RESULT_OK) {
        *tenant_id = row.tenant_id;
    }
    return result;
}

enum result tenant_get(struct tx *tx, int64_t tenant_id, struct tenant *tenant, struct arena *arena,
                       struct error *error)
{
    struct access_sql_tenant_get row;
    bool found = false;
    enum result result = store_find(tx, &access_sql_tenant_get,
                                    &(struct access_sql_tenant_get_params){.tenant = tenant_id},
                                    &row, &found, arena, error);
    if (result == RESULT_OK && !found) {
        result = error_set(error, RESULT_NOT_FOUND, NULL, N_("There is no such community."));
    }
    if (result == RESULT_OK) {
        *tenant = (struct tenant){row.tenant_id,
                                  row.kind,
                                  row.code,
                                  row.name,
                                  row.parent_id == RECORD_NONE ? 0 : row.parent_id,
                                  row.parent_name,
                                  row.offset_minutes};
    }
    return result;
}

enum result tenant_list(struct tx *tx, int64_t parent_id, struct tenant **tenants, size_t *count,
                        struct arena *arena, struct error *error)
{
    /* The two statements have the same columns. */
    struct access_sql_tenant_children *rows = NULL;
    size_t rows_count = 0;
    enum result result =
        parent_id ? store_list(tx, &access_sql_tenant_children,
                               &(struct access_sql_tenant_children_params){.parent = parent_id,
                                                                           .limit = TENANTS_MAX},
                               TENANTS_MAX, (void **)&rows, &rows_count, arena, error)
                  : store_list(tx, &access_sql_tenant_all,
                               &(struct access_sql_tenant_all_params){.limit = TENANTS_MAX},
                               TENANTS_MAX, (void **)&rows, &rows_count, arena, error);
    if (result != RESULT_OK) {
        return result;
    }
    struct tenant *list = arena_array(arena, rows_count ? rows_count : 1, sizeof *list);
    for (size_t i = 0; i < rows_count; i++) {
        list[i] = (struct tenant){rows[i].tenant_id,
                                  rows[i].kind,
                                  rows[i].code,
                                  rows[i].name,
                                  rows[i].parent_id == RECORD_NONE ? 0 : rows[i].parent_id,
                                  rows[i].parent_name,
                                  rows[i].offset_minutes};
    }
    *tenants = list;
    *count = rows_count;
    return RESULT_OK;
}

enum result tenant_get_by_code(struct tx *tx, const char *code, struct tenant *tenant,
                               struct arena *arena, struct error *error)
{
    struct access_sql_tenant_by_code row;
    bool found = false;
    enum result result = store_find(tx, &access_sql_tenant_by_code,
                                    &(struct access_sql_tenant_by_code_params){.code = code}, &row,
                                    &found, arena, error);
    if (result == RESULT_OK && found) {
        return tenant_get(tx, row.tenant_id, tenant, arena, error);
    }
    struct tenant *all = NULL;
    size_t count = 0, matches = 0, match = 0;
    if (result == RESULT_OK) {
        result = tenant_list(tx, 0, &all, &count, arena, error);
    }
    for (size_t i = 0; result == RESULT_OK && i < count; i++) {
        if (!text_is_empty(code) &&
            (text_ends(all[i].code, code) || text_equal(all[i].name, code))) {
            match = i;
            matches++;
        }
    }
    if (result != RESULT_OK) {
        return result;
    }
    if (matches != 1) {
        return error_set(error, RESULT_NOT_FOUND, "tenant",
                         matches == 0
                             ? N_("No community has the code or name %1.")
                             : N_("Several communities have a code that ends in %1. Please "
                                  "give more digits."),
                         code);
    }
    *tenant = all[match];
    return RESULT_OK;
}

/* ---- settings -------------------------------------------------------------------------------- */

enum result setting_get(struct tx *tx, int64_t tenant, const char *name, const char *fallback,
                        const char **value, struct arena *arena, struct error *error)
{
    struct access_sql_setting_get row;
    bool found = false;
    enum result result =
        store_find(tx, &access_sql_setting_get,
                   &(struct access_sql_setting_get_params){.tenant = tenant, .name = name}, &row,
                   &found, arena, error);
    if (result == RESULT_OK) {
        *value = found ? row.value : fallback;
    }
    return result;
}

enum result setting_set(struct services *services, struct tx *tx, const struct principal *who,
                        int64_t tenant, const char *name, const char *value, struct error *error)
{
    enum result result = store_run(
        tx, &access_sql_setting_set,
        &(struct access_sql_setting_set_params){.tenant = tenant, .name = name, .value = value},
        NULL, error);
    if (result != RESULT_OK) {
        return result;
    }
    return audit_add(
        services, tx, who,
        &(struct audit_event){.action = "access.setting", .subject = "setting", .fields = name},
        error);
}
