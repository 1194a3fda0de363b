/* Merging and taking apart. Every row that moves is written down before it moves; facts that were taken
 * over are written down by name. Modules above register their own links (struct link), which are moved
 * one row at a time by their own statements, so that people writes no table that is not its own. */
#include "modules/people/merge.h"

#include <string.h>

#include "base/bug.h"
#include "base/text.h"
#include "modules/people/pinyin.h"
#include "modules/people/rows.h"
#include "modules/people/sum.h"

enum { LINKS_MAX = 20000 };

static const struct link stay_link = {.name = "people.stay",
                                      .target = "resident",
                                      .list = &people_sql_link_stay_list,
                                      .move = &people_sql_link_stay_move};
static const struct link care_link = {.name = "people.care",
                                      .target = "resident",
                                      .list = &people_sql_link_care_list,
                                      .move = &people_sql_link_care_move};
static const struct link employment_link = {.name = "people.employment",
                                            .target = "resident",
                                            .list = &people_sql_link_employment_list,
                                            .move = &people_sql_link_employment_move};
static const struct link *const own_links[] = {&stay_link, &care_link, &employment_link, NULL};

/* The parameters and the row that every link's statements have (web/module.h). */
struct link_list_params {
    int64_t tenant, subject;
};
struct link_move_params {
    int64_t tenant, row, from, to;
};
struct link_row {
    int64_t row;
};

struct merging {
    struct services *services;
    struct tx *tx;
    int64_t tenant, merge_id, kept_id, gone_id;
    struct arena *arena;
};

static enum result write_down(const struct merging *merging, const char *kind, const char *link,
                              int64_t row, struct error *error)
{
    return store_run(merging->tx, &people_sql_merge_link_add,
                     &(struct people_sql_merge_link_add_params){.tenant = merging->tenant,
                                                                .merge = merging->merge_id,
                                                                .kind = kind,
                                                                .link = link,
                                                                .row = row},
                     NULL, error);
}

static enum result move_row(const struct merging *merging, const struct link *link, int64_t row,
                            int64_t from, int64_t to, bool *moved, struct error *error)
{
    int64_t changed;
    enum result result = store_run(
        merging->tx, link->move,
        &(struct link_move_params){.tenant = merging->tenant, .row = row, .from = from, .to = to},
        &changed, error);
    *moved = result == RESULT_OK && changed > 0;
    return result;
}

static enum result move_link(const struct merging *merging, const struct link *link,
                             struct error *error)
{
    void *rows;
    size_t count;
    ALWAYS(link->list->param_count == 2 && link->move->param_count == 4);
    enum result result = store_list(
        merging->tx, link->list,
        &(struct link_list_params){.tenant = merging->tenant, .subject = merging->gone_id},
        LINKS_MAX, &rows, &count, merging->arena, error);
    const struct link_row *from = rows;
    for (size_t i = 0; result == RESULT_OK && i < count; i++) {
        bool moved;
        result =
            move_row(merging, link, from[i].row, merging->gone_id, merging->kept_id, &moved, error);
        if (moved)
            result = write_down(merging, "row", link->name, from[i].row, error);
    }
    return result;
}

static enum result move_links(const struct merging *merging, const struct link *const *links,
                              struct error *error)
{
    enum result result = RESULT_OK;
    for (size_t i = 0; links != NULL && links[i] != NULL && result == RESULT_OK; i++)
        if (strcmp(links[i]->target, "resident") == 0)
            result = move_link(merging, links[i], error);
    return result;
}

/* ---- facts and phones ------------------------------------------------------------------------ */

/* The facts that can be taken over, by name, in both rows. */
struct fact {
    const char *name;
    size_t offset;
};
#define FACT(member)                                                                               \
    {                                                                                              \
#member, offsetof(struct people_sql_resident_get, member)                                  \
    }
static const struct fact facts[] = {FACT(former_name),  FACT(sex),       FACT(birth_date),
                                    FACT(phone),        FACT(residence), FACT(registered_address),
                                    FACT(ethnic_group), FACT(note)};
enum { FACTS = sizeof facts / sizeof facts[0] };

static const char **fact_in(const struct fact *fact, struct people_sql_resident_get *row)
{
    return (const char **)(void *)((char *)row + fact->offset);
}

static enum result write_row(const struct merging *merging,
                             const struct people_sql_resident_get *row, struct error *error)
{
    return store_run(merging->tx, &people_sql_resident_set,
                     &(struct people_sql_resident_set_params){
                         .tenant = merging->tenant,
                         .resident = row->resident_id,
                         .version = row->version,
                         .name = row->name,
                         .former_name = row->former_name,
                         .sex = row->sex,
                         .birth_date = row->birth_date,
                         .citizen_id = row->citizen_id,
                         .citizen_index = row->citizen_index,
                         .citizen_tail = row->citizen_tail,
                         .phone = row->phone,
                         .residence = row->residence,
                         .registered_address = row->registered_address,
                         .ethnic_group = row->ethnic_group,
                         .note = row->note,
                         .pinyin_key = pinyin_sort_key(row->name, merging->arena),
                         .stroke_key = pinyin_stroke_key(row->name, merging->arena),
                         .now = clock_now(&merging->services->clock)},
                     NULL, error);
}

static enum result take_facts(const struct merging *merging, struct people_sql_resident_get *kept,
                              struct people_sql_resident_get *gone, struct error *error)
{
    enum result result = RESULT_OK;
    for (size_t i = 0; i < FACTS && result == RESULT_OK; i++) {
        const char **to = fact_in(&facts[i], kept), **from = fact_in(&facts[i], gone);
        if (!text_is_empty(*to) || text_is_empty(*from))
            continue;
        *to = *from;
        result = write_down(merging, "fact", facts[i].name, 0, error);
    }
    if (result == RESULT_OK && kept->citizen_id.at == NULL && gone->citizen_id.at != NULL) {
        kept->citizen_id = gone->citizen_id;
        kept->citizen_index = gone->citizen_index;
        kept->citizen_tail = gone->citizen_tail;
        result = write_down(merging, "fact", "citizen_id", 0, error);
    }
    return result == RESULT_OK ? write_row(merging, kept, error) : result;
}

static enum result copy_phones(const struct merging *merging, struct error *error)
{
    const struct scope all = {.tenant = merging->tenant, .all_grids = true};
    struct resident_phone *phones;
    size_t count, kept_count;
    struct resident_phone *kept;
    enum result result = resident_phones(merging->tx, &all, merging->gone_id, &phones, &count,
                                         merging->arena, error);
    if (result == RESULT_OK)
        result = resident_phones(merging->tx, &all, merging->kept_id, &kept, &kept_count,
                                 merging->arena, error);
    for (size_t i = 0; result == RESULT_OK && i < count; i++) {
        int64_t changed;
        result = store_run(
            merging->tx, &people_sql_phone_add_new,
            &(struct people_sql_phone_add_new_params){.tenant = merging->tenant,
                                                      .resident = merging->kept_id,
                                                      .phone = phones[i].phone,
                                                      .position = (int64_t)(kept_count + i) + 1,
                                                      .whose = phones[i].whose},
            &changed, error);
        if (result == RESULT_OK && changed > 0)
            result = write_down(merging, "phone", phones[i].phone, 0, error);
    }
    return result;
}

/* The home and the household of who goes, if who is kept has none. */
static enum result take_home(const struct merging *merging,
                             const struct people_sql_resident_get *kept,
                             const struct people_sql_resident_get *gone, struct error *error)
{
    struct people_sql_home_get home;
    enum result result = RESULT_OK;
    int64_t now = clock_now(&merging->services->clock);
    if (kept->place_id == 0 && gone->place_id != 0) {
        result = store_get(merging->tx, &people_sql_home_get,
                           &(struct people_sql_home_get_params){.tenant = merging->tenant,
                                                                .place = gone->place_id},
                           &home, merging->arena, error);
        if (result == RESULT_OK)
            result = sum_set_home(
                merging->tx,
                &(struct people_sql_resident_set_home_params){.tenant = merging->tenant,
                                                              .resident = kept->resident_id,
                                                              .place = gone->place_id,
                                                              .grid = home.grid_id,
                                                              .address_key = home.address_key,
                                                              .status = kept->status,
                                                              .left_day = kept->left_day,
                                                              .left_reason = kept->left_reason,
                                                              .now = now},
                error);
        if (result == RESULT_OK)
            result = write_down(merging, "fact", "place_id", gone->place_id, error);
    }
    if (result == RESULT_OK && kept->household_id == RECORD_NONE &&
        gone->household_id != RECORD_NONE) {
        result = store_run(
            merging->tx, &people_sql_resident_set_household,
            &(struct people_sql_resident_set_household_params){.tenant = merging->tenant,
                                                               .resident = kept->resident_id,
                                                               .household = gone->household_id,
                                                               .relation = gone->relation,
                                                               .now = now},
            NULL, error);
        if (result == RESULT_OK)
            result = write_down(merging, "fact", "household_id", gone->household_id, error);
    }
    return result;
}

/* ---- merging --------------------------------------------------------------------------------- */

static enum result tokens_of_now(const struct merging *merging, int64_t resident_id, bool add,
                                 struct error *error)
{
    const struct scope all = {.tenant = merging->tenant, .all_grids = true};
    struct people_sql_resident_get row;
    struct search_tokens tokens;
    enum result result =
        resident_row_get(merging->tx, &all, resident_id, &row, merging->arena, error);
    if (result == RESULT_OK)
        result =
            resident_tokens(merging->tx, merging->tenant, &row, &tokens, merging->arena, error);
    if (result == RESULT_OK)
        result = tokens_write(merging->tx, merging->tenant, resident_id, &tokens, add, error);
    return result;
}

static enum result set_merged(const struct merging *merging, int64_t into, struct error *error)
{
    return sum_set_merged(merging->tx,
                          &(struct people_sql_resident_set_merged_params){
                              .tenant = merging->tenant,
                              .resident = merging->gone_id,
                              .into = into,
                              .now = clock_now(&merging->services->clock)},
                          error);
}

static enum result rows_to_merge(const struct merging *merging, const struct scope *scope,
                                 int64_t kept_version, int64_t gone_version,
                                 struct people_sql_resident_get *kept,
                                 struct people_sql_resident_get *gone, struct error *error)
{
    if (merging->kept_id == merging->gone_id)
        return error_set(error, RESULT_INVALID, "other",
                         N_("These are the same; please choose another one."));
    enum result result =
        resident_row_get(merging->tx, scope, merging->kept_id, kept, merging->arena, error);
    if (result == RESULT_OK)
        result =
            resident_row_get(merging->tx, scope, merging->gone_id, gone, merging->arena, error);
    if (result != RESULT_OK)
        return result;
    if (kept->merged_into != 0 || gone->merged_into != 0)
        return error_set(error, RESULT_INVALID, "other",
                         N_("One of the two has been merged into another one already."));
    if (kept->version != kept_version || gone->version != gone_version)
        return error_set(error, RESULT_CONFLICT, NULL,
                         N_("Somebody else changed one of the two meanwhile. Please look again."));
    return RESULT_OK;
}

static enum result begin_merge(const struct merging *merging, const struct principal *who,
                               const char *reason, struct error *error)
{
    return store_run(
        merging->tx, &people_sql_merge_add,
        &(struct people_sql_merge_add_params){.tenant = merging->tenant,
                                              .merge = merging->merge_id,
                                              .kept = merging->kept_id,
                                              .gone = merging->gone_id,
                                              .at = clock_now(&merging->services->clock),
                                              .account = who->account,
                                              .account_name = who->name,
                                              .reason = reason},
        NULL, error);
}

static enum result merge_all(const struct merging *merging, struct people_sql_resident_get *kept,
                             struct people_sql_resident_get *gone, const char *today,
                             struct error *error)
{
    enum result result = tokens_of_now(merging, merging->kept_id, false, error);
    if (result == RESULT_OK)
        result = tokens_of_now(merging, merging->gone_id, false, error);
    if (result == RESULT_OK)
        result = take_facts(merging, kept, gone, error);
    if (result == RESULT_OK)
        result = take_home(merging, kept, gone, error);
    if (result == RESULT_OK)
        result = copy_phones(merging, error);
    if (result == RESULT_OK)
        result = move_links(merging, own_links, error);
    const struct module *const *modules = merging->services->modules;
    for (size_t i = 0; result == RESULT_OK && modules != NULL && modules[i] != NULL; i++)
        result = move_links(merging, modules[i]->links, error);
    if (result == RESULT_OK)
        result = set_merged(merging, merging->kept_id, error);
    if (result == RESULT_OK)
        result = tokens_of_now(merging, merging->kept_id, true, error);
    if (result == RESULT_OK)
        result = cares_write(merging->tx, merging->tenant, merging->kept_id, today, merging->arena,
                             error);
    return result;
}

enum result resident_merge(struct services *services, struct tx *tx, const struct principal *who,
                           int64_t kept_id, int64_t kept_version, int64_t gone_id,
                           int64_t gone_version, const char *reason, const char *today,
                           int64_t *merge_id, struct error *error)
{
    if (text_is_empty(reason))
        return error_set(
            error, RESULT_INVALID, "reason",
            N_("Why are they the same person? Please say so for who looks at it later."));
    struct merging merging = {.services = services,
                              .tx = tx,
                              .tenant = who->scope.tenant,
                              .merge_id = id_new(services->ids),
                              .kept_id = kept_id,
                              .gone_id = gone_id,
                              .arena = arena_new()};
    struct people_sql_resident_get kept, gone;
    enum result result =
        rows_to_merge(&merging, &who->scope, kept_version, gone_version, &kept, &gone, error);
    if (result == RESULT_OK)
        result = begin_merge(&merging, who, reason, error);
    if (result == RESULT_OK)
        result = merge_all(&merging, &kept, &gone, today, error);
    if (result == RESULT_OK)
        result = note_change(services, tx, who, kept_id, "merged", NULL, reason, error);
    if (result == RESULT_OK)
        result = note_change(services, tx, who, gone_id, "merged", NULL, reason, error);
    if (result == RESULT_OK)
        *merge_id = merging.merge_id;
    arena_free(merging.arena);
    return result;
}

/* ---- taking apart ---------------------------------------------------------------------------- */

static const struct link *find_link(const struct link *const *links, const char *name)
{
    for (size_t i = 0; links != NULL && links[i] != NULL; i++)
        if (strcmp(links[i]->name, name) == 0)
            return links[i];
    return NULL;
}

static enum result give_back_row(const struct merging *merging, const char *name, int64_t row,
                                 int64_t *left, struct error *error)
{
    const struct link *link = find_link(own_links, name);
    const struct module *const *modules = merging->services->modules;
    for (size_t i = 0; link == NULL && modules != NULL && modules[i] != NULL; i++)
        link = find_link(modules[i]->links, name);
    if (link == NULL) {
        ++*left; /* of a module that is not there any more */
        return RESULT_OK;
    }
    bool moved;
    enum result result =
        move_row(merging, link, row, merging->kept_id, merging->gone_id, &moved, error);
    if (result == RESULT_OK && !moved)
        ++*left;
    return result;
}

static bool bytes_equal(struct store_bytes a, struct store_bytes b)
{
    return a.at != NULL && b.at != NULL && a.length == b.length &&
           memcmp(a.at, b.at, a.length) == 0;
}

/* Takes a fact out of the kept one, if it is still the one that came from the other. */
static void give_back_fact(const char *name, struct people_sql_resident_get *kept,
                           struct people_sql_resident_get *gone)
{
    for (size_t i = 0; i < FACTS; i++)
        if (strcmp(facts[i].name, name) == 0 &&
            text_equal(*fact_in(&facts[i], kept), *fact_in(&facts[i], gone)))
            *fact_in(&facts[i], kept) = NULL;
    if (strcmp(name, "citizen_id") == 0 && bytes_equal(kept->citizen_index, gone->citizen_index))
        kept->citizen_id = kept->citizen_index = kept->citizen_tail = (struct store_bytes){0};
}

static enum result give_back_home(const struct merging *merging, const char *name, int64_t id,
                                  const struct people_sql_resident_get *kept, struct error *error)
{
    int64_t now = clock_now(&merging->services->clock);
    if (strcmp(name, "place_id") == 0 && kept->place_id == id)
        return sum_set_home(
            merging->tx,
            &(struct people_sql_resident_set_home_params){.tenant = merging->tenant,
                                                          .resident = kept->resident_id,
                                                          .place = 0,
                                                          .grid = 0,
                                                          .address_key = "",
                                                          .status = kept->status,
                                                          .left_day = kept->left_day,
                                                          .left_reason = kept->left_reason,
                                                          .now = now},
            error);
    if (strcmp(name, "household_id") == 0 && kept->household_id == id)
        return store_run(
            merging->tx, &people_sql_resident_set_household,
            &(struct people_sql_resident_set_household_params){.tenant = merging->tenant,
                                                               .resident = kept->resident_id,
                                                               .household = RECORD_NONE,
                                                               .relation = NULL,
                                                               .now = now},
            NULL, error);
    return RESULT_OK;
}

static enum result give_back(const struct merging *merging, struct people_sql_resident_get *kept,
                             struct people_sql_resident_get *gone, int64_t *left,
                             struct error *error)
{
    void *rows;
    size_t count;
    enum result result = store_list(merging->tx, &people_sql_merge_links,
                                    &(struct people_sql_merge_links_params){
                                        .tenant = merging->tenant, .merge = merging->merge_id},
                                    LINKS_MAX, &rows, &count, merging->arena, error);
    const struct people_sql_merge_links *links = rows;
    for (size_t i = 0; result == RESULT_OK && i < count; i++) {
        if (strcmp(links[i].kind, "row") == 0)
            result = give_back_row(merging, links[i].link, links[i].row_id, left, error);
        else if (strcmp(links[i].kind, "phone") == 0)
            result =
                store_run(merging->tx, &people_sql_phone_remove,
                          &(struct people_sql_phone_remove_params){.tenant = merging->tenant,
                                                                   .resident = merging->kept_id,
                                                                   .phone = links[i].link},
                          NULL, error);
        else
            give_back_fact(links[i].link, kept, gone);
    }
    /* The facts in one write, then what has a write of its own: those raise the version. */
    if (result == RESULT_OK)
        result = write_row(merging, kept, error);
    for (size_t i = 0; result == RESULT_OK && i < count; i++)
        if (strcmp(links[i].kind, "fact") == 0)
            result = give_back_home(merging, links[i].link, links[i].row_id, kept, error);
    return result;
}

static enum result merge_to_undo(const struct merging *merging, const struct scope *scope,
                                 struct people_sql_merge_get *merge, struct error *error)
{
    struct people_sql_merge_later later;
    enum result result = store_get(
        merging->tx, people_in_scope(&people_sql_merge_get, scope, 0, 0),
        &(struct people_sql_merge_get_params){.tenant = merging->tenant,
                                              .grids = place_scope_grids(scope, merging->arena),
                                              .merge = merging->merge_id},
        merge, merging->arena, error);
    if (result == RESULT_NOT_FOUND)
        return error_set(error, RESULT_NOT_FOUND, "merge", N_("There is no such merge."));
    if (result == RESULT_OK && merge->undone_at != RECORD_NONE)
        return error_set(error, RESULT_CONFLICT, NULL, N_("It has been taken apart already."));
    if (result == RESULT_OK)
        result = store_get(merging->tx, &people_sql_merge_later,
                           &(struct people_sql_merge_later_params){.tenant = merging->tenant,
                                                                   .kept = merge->kept_id,
                                                                   .merge = merging->merge_id},
                           &later, merging->arena, error);
    if (result == RESULT_OK && later.later > 0)
        return error_set(error, RESULT_CONFLICT, NULL,
                         N_("A later merge comes first: please take that one apart before."));
    return result;
}

static enum result unmerge_all(const struct merging *merging, const char *today, int64_t *left,
                               struct error *error)
{
    const struct scope all = {.tenant = merging->tenant, .all_grids = true};
    struct people_sql_resident_get kept, gone;
    enum result result =
        resident_row_get(merging->tx, &all, merging->kept_id, &kept, merging->arena, error);
    if (result == RESULT_OK)
        result =
            resident_row_get(merging->tx, &all, merging->gone_id, &gone, merging->arena, error);
    if (result == RESULT_OK)
        result = tokens_of_now(merging, merging->kept_id, false, error);
    if (result == RESULT_OK)
        result = give_back(merging, &kept, &gone, left, error);
    if (result == RESULT_OK)
        result = set_merged(merging, 0, error);
    if (result == RESULT_OK)
        result = tokens_of_now(merging, merging->kept_id, true, error);
    if (result == RESULT_OK)
        result = tokens_of_now(merging, merging->gone_id, true, error);
    if (result == RESULT_OK)
        result = cares_write(merging->tx, merging->tenant, merging->kept_id, today, merging->arena,
                             error);
    if (result == RESULT_OK)
        result = cares_write(merging->tx, merging->tenant, merging->gone_id, today, merging->arena,
                             error);
    return result;
}

enum result resident_unmerge(struct services *services, struct tx *tx, const struct principal *who,
                             int64_t merge_id, const char *today, int64_t *left,
                             struct error *error)
{
    struct merging merging = {.services = services,
                              .tx = tx,
                              .tenant = who->scope.tenant,
                              .merge_id = merge_id,
                              .arena = arena_new()};
    struct people_sql_merge_get merge;
    int64_t remaining = 0;
    enum result result = merge_to_undo(&merging, &who->scope, &merge, error);
    if (result != RESULT_OK)
        goto out;
    merging.kept_id = merge.kept_id;
    merging.gone_id = merge.gone_id;
    result = unmerge_all(&merging, today, &remaining, error);
    if (result == RESULT_OK)
        result = store_run(
            tx, &people_sql_merge_undo,
            &(struct people_sql_merge_undo_params){
                .tenant = merging.tenant, .merge = merge_id, .at = clock_now(&services->clock)},
            NULL, error);
    if (result == RESULT_OK)
        result = note_change(services, tx, who, merging.kept_id, "unmerged", NULL, NULL, error);
    if (result == RESULT_OK)
        result = note_change(services, tx, who, merging.gone_id, "unmerged", NULL, NULL, error);
    if (result == RESULT_OK)
        *left = remaining;
out:
    arena_free(merging.arena);
    return result;
}

/* ---- reading --------------------------------------------------------------------------------- */

enum result merge_list(struct tx *tx, const struct scope *scope, int64_t resident_id,
                       struct merge **merges, size_t *count, struct arena *arena,
                       struct error *error)
{
    void *rows;
    enum result result =
        store_list(tx, people_in_scope(&people_sql_merge_list, scope, 0, 0),
                   &(struct people_sql_merge_list_params){.tenant = scope->tenant,
                                                          .grids = place_scope_grids(scope, arena),
                                                          .resident = resident_id},
                   PEOPLE_LIST_MAX, &rows, count, arena, error);
    if (result != RESULT_OK)
        return result;
    const struct people_sql_merge_list *from = rows;
    struct merge *list = arena_array(arena, *count, sizeof *list);
    for (size_t i = 0; i < *count; i++)
        list[i] = (struct merge){.merge_id = from[i].merge_id,
                                 .kept_id = from[i].kept_id,
                                 .gone_id = from[i].gone_id,
                                 .kept_name = from[i].kept_name,
                                 .gone_name = from[i].gone_name,
                                 .at = from[i].at,
                                 .by = from[i].by,
                                 .reason = from[i].reason,
                                 .links = from[i].links,
                                 .undone_at = id_or_zero(from[i].undone_at)};
    *merges = list;
    return RESULT_OK;
}

enum result merge_kept(struct tx *tx, const struct scope *scope, int64_t merge_id, int64_t *kept_id,
                       struct arena *arena, struct error *error)
{
    struct people_sql_merge_get row;
    enum result result = store_get(
        tx, people_in_scope(&people_sql_merge_get, scope, 0, 0),
        &(struct people_sql_merge_get_params){
            .tenant = scope->tenant, .grids = place_scope_grids(scope, arena), .merge = merge_id},
        &row, arena, error);
    if (result == RESULT_OK)
        *kept_id = row.kept_id;
    return result;
}

enum result merge_proposals(struct tx *tx, const struct scope *scope, int64_t resident_id,
                            struct merge_proposal **proposals, size_t *count, struct arena *arena,
                            struct error *error)
{
    void *rows;
    enum result result =
        store_list(tx, people_in_scope(&people_sql_proposals, scope, 0, 0),
                   &(struct people_sql_proposals_params){.tenant = scope->tenant,
                                                         .grids = place_scope_grids(scope, arena),
                                                         .resident = resident_id},
                   PEOPLE_LIST_MAX, &rows, count, arena, error);
    if (result != RESULT_OK)
        return result;
    const struct people_sql_proposals *from = rows;
    struct merge_proposal *list = arena_array(arena, *count, sizeof *list);
    for (size_t i = 0; i < *count; i++)
        list[i] = (struct merge_proposal){.resident_id = from[i].resident_id,
                                          .version = from[i].version,
                                          .name = from[i].name,
                                          .birth_date = from[i].birth_date,
                                          .phone = from[i].phone,
                                          .address = from[i].address,
                                          .why = from[i].why};
    *proposals = list;
    return RESULT_OK;
}
