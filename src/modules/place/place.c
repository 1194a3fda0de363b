/* Places: adding, changing and reading them. A place's path key is made of the sort keys from the
 * root, so every list in walking order and every "at or below" is a range of one index. */
#include "modules/place/place.h"

#include <string.h>

#include "base/bug.h"
#include "base/text.h"
#include "modules/access/audit.h"
#include "modules/place/key.h"
#include "modules/place/row.h"

enum { PLACE_DEPTH_MAX = 12, PLACE_BELOW_MAX = 100000 };

_Static_assert(sizeof(struct place_sql_place_get) == sizeof(struct place_sql_place_list) &&
                   sizeof(struct place_sql_place_get) == sizeof(struct place_sql_place_list_kind) &&
                   sizeof(struct place_sql_place_get) == sizeof(struct place_sql_place_find_token),
               "lists of places read the same columns");

const char *place_scope_grids(const struct scope *scope, struct arena *arena)
{
    if (scope->all_grids)
        return "";
    const char *text = "|";
    for (size_t i = 0; i < scope->grid_count; i++)
        text = arena_printf(arena, "%s%lld|", text, (long long)scope->grids[i]);
    return text;
}

/* The statement with the clause of the scope, unless that is the whole tenant. All of them have
 * this one clause, bit 0. */
static const struct statement *in_scope(const struct statement *statement,
                                        const struct scope *scope)
{
    return store_variant(statement, scope->all_grids ? 0 : PLACE_PLACE_GET_WITH_SCOPE, 0);
}

void place_from_row(const struct place_sql_place_get *row, struct place *place)
{
    *place = (struct place){
        .place_id = row->place_id,
        .parent_id = row->parent_id,
        .kind = row->kind,
        .name = row->name,
        .label = row->label,
        .address = row->address,
        .sort_key = row->sort_key,
        .path_key = row->path_key,
        .storey = row->storey,
        .position = row->position,
        .floors = row->floors,
        .doors = row->doors,
        .built_year = row->built_year,
        .community_id = row->community_id == RECORD_NONE ? 0 : row->community_id,
        .grid_id = row->grid_id,
        .grid_name = row->grid_name,
        .valid_from = row->valid_from,
        .valid_to = row->valid_to,
        .version = row->version,
    };
}

struct place *places_from_rows(const void *rows, size_t count, struct arena *arena)
{
    const struct place_sql_place_get *from = rows;
    struct place *places = arena_array(arena, count, sizeof *places);
    for (size_t i = 0; i < count; i++)
        place_from_row(&from[i], &places[i]);
    return places;
}

struct place_range place_range(const char *path_key, struct arena *arena)
{
    return (struct place_range){arena_printf(arena, "%s/", path_key),
                                arena_printf(arena, "%s0", path_key)};
}

enum result place_get(struct tx *tx, const struct scope *scope, int64_t place_id,
                      struct place *place, struct arena *arena, struct error *error)
{
    struct place_sql_place_get row = {0};
    enum result result = store_get(
        tx, in_scope(&place_sql_place_get, scope),
        &(struct place_sql_place_get_params){
            .tenant = scope->tenant, .grids = place_scope_grids(scope, arena), .place = place_id},
        &row, arena, error);
    if (result == RESULT_NOT_FOUND)
        return error_set(error, RESULT_NOT_FOUND, "place",
                         N_("There is no such place, or you may not see it."));
    if (result == RESULT_OK)
        place_from_row(&row, place);
    return result;
}

enum result place_list(struct tx *tx, const struct scope *scope, int64_t parent_id,
                       const char *after, size_t limit, struct place **places, size_t *count,
                       struct arena *arena, struct error *error)
{
    void *rows;
    enum result result =
        store_list(tx, in_scope(&place_sql_place_list, scope),
                   &(struct place_sql_place_list_params){.tenant = scope->tenant,
                                                         .grids = place_scope_grids(scope, arena),
                                                         .parent = parent_id,
                                                         .after = after == NULL ? "" : after,
                                                         .limit = (int64_t)limit},
                   limit, &rows, count, arena, error);
    if (result == RESULT_OK)
        *places = places_from_rows(rows, *count, arena);
    return result;
}

enum result place_list_kind(struct tx *tx, const struct scope *scope, int64_t within,
                            const char *kind, const char *after, size_t limit,
                            struct place **places, size_t *count, struct arena *arena,
                            struct error *error)
{
    struct place_range range = {"", "\xF4\x8F\xBF\xBF"};
    if (within != 0) {
        struct place root = {0};
        enum result result = place_get(tx, scope, within, &root, arena, error);
        if (result != RESULT_OK)
            return result;
        range = place_range(root.path_key, arena);
    }
    void *rows;
    enum result result = store_list(tx, in_scope(&place_sql_place_list_kind, scope),
                                    &(struct place_sql_place_list_kind_params){
                                        .tenant = scope->tenant,
                                        .grids = place_scope_grids(scope, arena),
                                        .kind = kind,
                                        .from = text_is_empty(after) ? range.from : after,
                                        .to = range.to,
                                        .limit = (int64_t)limit},
                                    limit, &rows, count, arena, error);
    if (result == RESULT_OK)
        *places = places_from_rows(rows, *count, arena);
    return result;
}

enum result place_list_below(struct tx *tx, const struct scope *scope, const char *path_key,
                             size_t limit, struct place **places, size_t *count,
                             struct arena *arena, struct error *error)
{
    struct place_range range = place_range(path_key, arena);
    void *rows;
    enum result result = store_list(
        tx, in_scope(&place_sql_place_list_below, scope),
        &(struct place_sql_place_list_below_params){.tenant = scope->tenant,
                                                    .grids = place_scope_grids(scope, arena),
                                                    .from = range.from,
                                                    .to = range.to,
                                                    .limit = (int64_t)limit},
        limit, &rows, count, arena, error);
    if (result == RESULT_OK)
        *places = places_from_rows(rows, *count, arena);
    return result;
}

enum result place_trail(struct tx *tx, const struct scope *scope, int64_t place_id,
                        struct place **places, size_t *count, struct arena *arena,
                        struct error *error)
{
    struct place *trail = arena_array(arena, PLACE_DEPTH_MAX, sizeof *trail);
    size_t depth = 0;
    for (int64_t id = place_id; id != 0 && depth < PLACE_DEPTH_MAX; depth++) {
        enum result result =
            place_get(tx, scope, id, &trail[PLACE_DEPTH_MAX - 1 - depth], arena, error);
        if (result != RESULT_OK)
            return result;
        id = trail[PLACE_DEPTH_MAX - 1 - depth].parent_id;
    }
    *places = trail + PLACE_DEPTH_MAX - depth;
    *count = depth;
    return RESULT_OK;
}

/* ---- keys ------------------------------------------------------------------------------------ */

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

void place_make_keys(struct place *place, const struct place *parent, struct arena *arena)
{
    place->sort_key = place_sort_key(place->name, arena);
    if (text_is_empty(place->label))
        place->label = place_label(place->name, arena);
    if (parent == NULL) {
        place->path_key = place->sort_key;
        place->address = place->name;
        return;
    }
    place->path_key = arena_printf(arena, "%s/%s", parent->path_key, place->sort_key);
    ALWAYS(parent->address != NULL);
    size_t length = strlen(parent->address);
    bool would_run_together =
        length > 0 && is_alnum(parent->address[length - 1]) && is_alnum(place->name[0]);
    place->address =
        arena_printf(arena, "%s%s%s", parent->address, would_run_together ? "-" : "", place->name);
}

static bool is_area(const char *kind)
{
    static const char *const areas[] = {"compound", "village", "lane",      "park",
                                        "premises", "tower",   "dormitory", "other"};
    for (size_t i = 0; i < sizeof areas / sizeof areas[0]; i++)
        if (strcmp(areas[i], kind) == 0)
            return true;
    return false;
}

size_t place_tokens(const struct place *place, const char *tokens[PLACE_TOKENS_MAX],
                    struct arena *arena)
{
    size_t count = 0;
    if (is_area(place->kind)) {
        /* The name from each of its characters on: 灯湖花园, 湖花园, 花园. */
        const char *at = text_clean(arena, place->name);
        while (*at != '\0' && count < PLACE_TOKENS_MAX - 2 && text_length(at) >= 2) {
            tokens[count++] = at;
            text_next(&at);
        }
    }
    struct address address;
    address_parse(arena, place->address, &address);
    const char *door = place_door(&address, arena);
    const char *without_unit = place_door_without_unit(&address, arena);
    if (door != NULL)
        tokens[count++] = door;
    if (without_unit != NULL)
        tokens[count++] = without_unit;
    return count;
}

static enum result add_tokens(struct tx *tx, int64_t tenant, const struct place *place,
                              struct arena *arena, struct error *error)
{
    const char *tokens[PLACE_TOKENS_MAX];
    size_t count = place_tokens(place, tokens, arena);
    for (size_t i = 0; i < count; i++) {
        enum result result =
            store_run(tx, &place_sql_place_token_add,
                      &(struct place_sql_place_token_add_params){
                          .tenant = tenant, .token = tokens[i], .place = place->place_id},
                      NULL, error);
        if (result != RESULT_OK)
            return result;
    }
    return RESULT_OK;
}

/* ---- changing -------------------------------------------------------------------------------- */

static bool is_known_kind(const char *kind)
{
    for (const struct choice *choice = place_kinds; kind != NULL && choice->code != NULL; choice++)
        if (strcmp(choice->code, kind) == 0)
            return true;
    return false;
}

static enum result check_place(const struct place *place, struct error *error)
{
    if (text_is_empty(place->name))
        return error_set(error, RESULT_INVALID, "name", N_("A place needs a name."));
    if (!is_known_kind(place->kind))
        return error_set(error, RESULT_INVALID, "kind",
                         N_("Please choose what kind of place it is."));
    if (place->valid_from != NULL && place->valid_to != NULL &&
        strcmp(place->valid_to, place->valid_from) < 0)
        return error_set(error, RESULT_INVALID, "valid_to",
                         N_("The end lies before the beginning."));
    return RESULT_OK;
}

enum result place_insert(struct tx *tx, int64_t tenant, int64_t batch, const struct place *place,
                         int64_t depth, struct arena *arena, struct error *error)
{
    enum result result =
        store_run(tx, &place_sql_place_add,
                  &(struct place_sql_place_add_params){
                      .tenant = tenant,
                      .place = place->place_id,
                      .parent = place->parent_id,
                      .batch = batch,
                      .kind = place->kind,
                      .name = place->name,
                      .label = place->label,
                      .address = place->address,
                      .sort_key = place->sort_key,
                      .path_key = place->path_key,
                      .depth = depth,
                      .is_dwelling = place_kind_is_dwelling(place->kind),
                      .storey = place->storey,
                      .position = place->position,
                      .floors = place->floors,
                      .doors = place->doors,
                      .built_year = place->built_year,
                      .community = place->community_id == 0 ? RECORD_NONE : place->community_id,
                      .grid = place->grid_id,
                      .valid_from = place->valid_from,
                      .valid_to = place->valid_to},
                  NULL, error);
    if (result == RESULT_OK)
        result = store_run(
            tx, &place_sql_sum_add,
            &(struct place_sql_sum_add_params){.tenant = tenant,
                                               .community = place->community_id,
                                               .grid = place->grid_id,
                                               .is_dwelling = place_kind_is_dwelling(place->kind),
                                               .batch = batch},
            NULL, error);
    return result == RESULT_OK ? add_tokens(tx, tenant, place, arena, error) : result;
}

enum result place_sum_renew(struct tx *tx, int64_t tenant, struct error *error)
{
    enum result result = store_run(tx, &place_sql_sum_clear,
                                   &(struct place_sql_sum_clear_params){tenant}, NULL, error);
    return result == RESULT_OK
               ? store_run(tx, &place_sql_sum_renew, &(struct place_sql_sum_renew_params){tenant},
                           NULL, error)
               : result;
}

/* RESULT_CONFLICT, with its id in *other, if another place has this path. */
static enum result check_path_is_free(struct tx *tx, int64_t tenant, const struct place *place,
                                      int64_t *other, struct arena *arena, struct error *error)
{
    struct place_sql_place_path_taken row;
    bool found;
    enum result result = store_find(
        tx, &place_sql_place_path_taken,
        &(struct place_sql_place_path_taken_params){.tenant = tenant, .path = place->path_key},
        &row, &found, arena, error);
    if (result != RESULT_OK || !found || row.place_id == place->place_id)
        return result;
    *other = row.place_id;
    return error_set(error, RESULT_CONFLICT, "name", N_("%1 is here already."), row.name);
}

static int64_t depth_of(const char *path_key)
{
    int64_t depth = 0;
    for (; *path_key != '\0'; path_key++)
        depth += *path_key == '/';
    return depth;
}

enum result place_add(struct services *services, struct tx *tx, const struct scope *scope,
                      int64_t batch, const struct place *new, int64_t *place_id,
                      struct error *error)
{
    enum result result = check_place(new, error);
    if (result != RESULT_OK)
        return result;
    struct arena *arena = arena_new();
    struct place place = *new, parent = {0};
    if (place.parent_id != 0)
        result = place_get(tx, scope, place.parent_id, &parent, arena, error);
    else if (!scope->all_grids)
        result = error_set(error, RESULT_FORBIDDEN, NULL,
                           N_("Only who looks after the whole community adds a place at the top."));
    if (result != RESULT_OK)
        goto out;
    place.name = text_clean(arena, new->name);
    place_make_keys(&place, place.parent_id == 0 ? NULL : &parent, arena);
    place.place_id = 0;
    place.grid_id = place.parent_id == 0 ? 0 : parent.grid_id;
    if (place.parent_id != 0 && place.community_id == 0)
        place.community_id = parent.community_id;
    result = check_path_is_free(tx, scope->tenant, &place, place_id, arena, error);
    if (result == RESULT_OK && depth_of(place.path_key) >= PLACE_DEPTH_MAX)
        result = error_set(error, RESULT_TOO_LARGE, "name",
                           N_("Places cannot lie in each other so deep."));
    if (result != RESULT_OK)
        goto out;
    place.place_id = id_new(services->ids);
    result = place_insert(tx, scope->tenant, batch, &place, depth_of(place.path_key), arena, error);
    if (result == RESULT_OK)
        *place_id = place.place_id;
out:
    arena_free(arena);
    return result;
}

enum result place_add_many(struct services *services, struct tx *tx, int64_t tenant, int64_t batch,
                           struct place_seed *seeds, size_t count, struct arena *arena,
                           struct error *error)
{
    const struct scope scope = {.tenant = tenant, .all_grids = true};
    enum result result = RESULT_OK;
    for (size_t i = 0; i < count && result == RESULT_OK; i++) {
        struct place *place = &seeds[i].place, stored = {0};
        const struct place *parent = NULL;
        result = check_place(place, error);
        if (seeds[i].parent >= 0) {
            ALWAYS((size_t)seeds[i].parent < i);
            parent = &seeds[seeds[i].parent].place;
            place->parent_id = parent->place_id;
        } else if (result == RESULT_OK && place->parent_id != 0) {
            result = place_get(tx, &scope, place->parent_id, &stored, arena, error);
            parent = &stored;
        }
        if (result != RESULT_OK)
            break;
        place_make_keys(place, parent, arena);
        place->place_id = id_new(services->ids);
        place->grid_id = parent == NULL ? 0 : parent->grid_id;
        if (parent != NULL && place->community_id == 0)
            place->community_id = parent->community_id;
        result = place_insert(tx, tenant, batch, place, depth_of(place->path_key), arena, error);
    }
    return result;
}

/* After a new name: the paths and addresses of everything below, and their tokens. */
static enum result follow_below(struct tx *tx, const struct scope *scope, const char *old_path,
                                const struct place *root, struct arena *arena, struct error *error)
{
    const struct scope all = {.tenant = scope->tenant, .all_grids = true};
    struct place *below;
    size_t count;
    enum result result =
        place_list_below(tx, &all, old_path, PLACE_BELOW_MAX, &below, &count, arena, error);
    for (size_t i = 0; i < count && result == RESULT_OK; i++) {
        const struct place *parent = root;
        /* In walking order a parent stands before its children, mostly just before. */
        for (size_t j = i; j-- > 0;)
            if (below[j].place_id == below[i].parent_id) {
                parent = &below[j];
                break;
            }
        place_make_keys(&below[i], parent, arena);
        result = store_run(tx, &place_sql_place_set_keys,
                           &(struct place_sql_place_set_keys_params){.tenant = scope->tenant,
                                                                     .place = below[i].place_id,
                                                                     .address = below[i].address,
                                                                     .path_key = below[i].path_key},
                           NULL, error);
        if (result == RESULT_OK)
            result = store_run(tx, &place_sql_place_token_clear,
                               &(struct place_sql_place_token_clear_params){
                                   .tenant = scope->tenant, .place = below[i].place_id},
                               NULL, error);
        if (result == RESULT_OK)
            result = add_tokens(tx, scope->tenant, &below[i], arena, error);
    }
    return result;
}

static enum result write_place(struct tx *tx, int64_t tenant, const struct place *place,
                               struct error *error)
{
    int64_t changed;
    enum result result =
        store_run(tx, &place_sql_place_set,
                  &(struct place_sql_place_set_params){
                      .tenant = tenant,
                      .place = place->place_id,
                      .version = place->version,
                      .kind = place->kind,
                      .name = place->name,
                      .label = place->label,
                      .address = place->address,
                      .sort_key = place->sort_key,
                      .path_key = place->path_key,
                      .is_dwelling = place_kind_is_dwelling(place->kind),
                      .storey = place->storey,
                      .position = place->position,
                      .floors = place->floors,
                      .doors = place->doors,
                      .built_year = place->built_year,
                      .community = place->community_id == 0 ? RECORD_NONE : place->community_id,
                      .valid_from = place->valid_from,
                      .valid_to = place->valid_to},
                  &changed, error);
    if (result == RESULT_OK && changed == 0)
        return error_set(error, RESULT_CONFLICT, NULL,
                         N_("Somebody else changed this place meanwhile. Please look again."));
    return result;
}

enum result place_set(struct services *services, struct tx *tx, const struct scope *scope,
                      const struct place *new, struct error *error)
{
    (void)services;
    enum result result = check_place(new, error);
    if (result != RESULT_OK)
        return result;
    struct arena *arena = arena_new();
    struct place place = *new, old = {0}, parent = {0};
    int64_t other;
    result = place_get(tx, scope, new->place_id, &old, arena, error);
    if (result == RESULT_OK && old.parent_id != 0)
        result = place_get(tx, scope, old.parent_id, &parent, arena, error);
    if (result != RESULT_OK)
        goto out;
    place.parent_id = old.parent_id;
    place.name = text_clean(arena, new->name);
    place_make_keys(&place, old.parent_id == 0 ? NULL : &parent, arena);
    result = check_path_is_free(tx, scope->tenant, &place, &other, arena, error);
    if (result == RESULT_OK)
        result = write_place(tx, scope->tenant, &place, error);
    if (result == RESULT_OK)
        result = store_run(tx, &place_sql_place_token_clear,
                           &(struct place_sql_place_token_clear_params){.tenant = scope->tenant,
                                                                        .place = place.place_id},
                           NULL, error);
    if (result == RESULT_OK)
        result = add_tokens(tx, scope->tenant, &place, arena, error);
    if (result == RESULT_OK && !text_equal(place.address, old.address))
        result = follow_below(tx, scope, old.path_key, &place, arena, error);
    if (result == RESULT_OK &&
        (place.community_id != old.community_id ||
         place_kind_is_dwelling(place.kind) != place_kind_is_dwelling(old.kind)))
        result = place_sum_renew(tx, scope->tenant, error);
out:
    arena_free(arena);
    return result;
}

/* ---- batches --------------------------------------------------------------------------------- */

enum result place_batch_hide(struct tx *tx, int64_t tenant, int64_t batch, struct error *error)
{
    return store_run(tx, &place_sql_batch_hide,
                     &(struct place_sql_batch_hide_params){.tenant = tenant, .batch = batch}, NULL,
                     error);
}

enum result place_batch_show(struct tx *tx, int64_t tenant, int64_t batch, struct error *error)
{
    return store_run(tx, &place_sql_batch_show,
                     &(struct place_sql_batch_show_params){.tenant = tenant, .batch = batch}, NULL,
                     error);
}
