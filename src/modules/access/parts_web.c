/* What the pages of accounts share: the choices of roles and states, and the parts of the tenant (its
 * grids) to which a role may be limited. */
#include "modules/access/parts_web.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "web/form.h"

const struct choice access_role_choices[] = {
    {"secretary", N_("Secretary"), NULL},
    {"grid_worker", N_("Grid worker"), NULL},
    {"viewer", N_("Viewer"), NULL},
    {"administrator", N_("Administrator"), NULL},
    {0},
};

const struct choice access_state_choices[] = {
    {"invited", N_("Invited"), NULL},
    {"active", N_("Active"), NULL},
    {"suspended", N_("Suspended"), NULL},
    {0},
};

const char *access_account_path(const struct request *request, int64_t account_id, const char *rest)
{
    return arena_printf(request->arena, "/accounts/%lld%s", (long long)account_id, rest);
}

struct part_row {
    int64_t id, is_held;
    const char *name;
};

static const struct field part_fields[] = {
    {"id", N_("Grid"), FIELD_ID, FIELD_AT(struct part_row, id)},
    {"name", N_("Name"), FIELD_TEXT, FIELD_AT(struct part_row, name)},
    {"is_held", N_("Chosen"), FIELD_FLAG, FIELD_AT(struct part_row, is_held)},
};
const struct record_type access_part_type =
    RECORD_TYPE("scope_part", N_("Grid"), struct part_row, part_fields);

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct scope_part *)a)->name, ((const struct scope_part *)b)->name);
}

enum result access_parts_of(struct request *request, struct scope_part **parts, size_t *count,
                            struct error *error)
{
    *parts = NULL;
    *count = 0;
    const struct module *const *modules = request->services->modules;
    for (size_t i = 0; modules && modules[i]; i++) {
        if (modules[i]->scopes) {
            enum result result =
                modules[i]->scopes->list(request->tx, request->scope->tenant, request->today, parts,
                                         count, request->arena, error);
            if (result == RESULT_OK && *count > 1) {
                qsort(*parts, *count, sizeof **parts, by_name);
            }
            return result;
        }
    }
    return RESULT_OK;
}

static bool was_ticked(const struct request *request, int64_t id)
{
    for (size_t i = 0; i < request->typed_count; i++) {
        int64_t typed = 0;
        if (text_equal(request->typed[i].field, "grids") &&
            text_to_int(request->typed[i].text, &typed) && typed == id) {
            return true;
        }
    }
    return false;
}

enum result access_part_rows(struct request *request, struct record_list *list, struct error *error)
{
    struct scope_part *parts = NULL;
    size_t count = 0;
    enum result result = access_parts_of(request, &parts, &count, error);
    struct part_row *rows = arena_array(request->arena, count + 1, sizeof *rows);
    for (size_t i = 0; result == RESULT_OK && i < count; i++) {
        rows[i] = (struct part_row){parts[i].id, was_ticked(request, parts[i].id), parts[i].name};
    }
    *list = (struct record_list){.rows = rows, .count = count, .total = (int64_t)count};
    return result;
}

struct grid_id {
    int64_t id;
};

static const struct field grid_id_fields[] = {
    {"id", N_("Grid"), FIELD_ID, FIELD_AT(struct grid_id, id)},
};
const struct record_type access_grid_id_type =
    RECORD_TYPE("grid_id", N_("Grid"), struct grid_id, grid_id_fields);

/* The chosen grids, each of them one of the tenant: an id of another tenant is refused here. */
static enum result access_chosen_grids(struct request *request, const struct record_list *list,
                                       struct grant *grant, struct error *error)
{
    struct scope_part *parts = NULL;
    size_t count = 0;
    const struct grid_id *rows = list->rows;
    enum result result = access_parts_of(request, &parts, &count, error);
    int64_t *grids = arena_array(request->arena, list->count + 1, sizeof *grids);
    for (size_t i = 0; result == RESULT_OK && i < list->count; i++) {
        bool is_ours = false;
        for (size_t k = 0; k < count; k++) {
            is_ours = is_ours || parts[k].id == rows[i].id;
        }
        grids[i] = rows[i].id;
        if (!is_ours) {
            result = error_set(error, RESULT_INVALID, "grids",
                               N_("One of these grids is not of this community."));
        }
    }
    grant->grids = grids;
    grant->grid_count = list->count;
    return result;
}

enum result access_give_role(struct request *request, int64_t account_id, const char *role,
                             int64_t all_grids, const struct record_list *grids,
                             struct error *error)
{
    struct grant grant = {.tenant_id = request->scope->tenant,
                          .account_id = account_id,
                          .role = role_from_code(role),
                          .all_grids = all_grids != 0};
    int64_t grant_id = 0;
    enum result result = access_chosen_grids(request, grids, &grant, error);
    if (result != RESULT_OK) {
        return result;
    }
    return grant_add(request->services, request->tx, request->who, &grant, &grant_id, error);
}
