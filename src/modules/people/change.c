/* Changing residents: adding one, changing the facts, leaving, coming back, moving house. Each change
 * says from which version it was made; each writes a row of history and one of audit with the names of
 * the fields, never their values. */
#include <string.h>

#include "base/text.h"
#include "modules/access/audit.h"
#include "modules/access/vault.h"
#include "modules/people/load.h"
#include "modules/people/pinyin.h"
#include "modules/people/rows.h"

static enum result conflict(struct error *error)
{
    return error_set(error, RESULT_CONFLICT, NULL,
                     N_("Somebody else changed this resident meanwhile. Please look again."));
}

/* The row for a change: in scope, not merged away, and of the version that the change was made from. */
static enum result row_to_change(struct tx *tx, const struct principal *who, int64_t resident_id,
                                 int64_t version, struct people_sql_resident_get *row,
                                 struct arena *arena, struct error *error)
{
    enum result result = resident_row_get(tx, &who->scope, resident_id, row, arena, error);
    if (result != RESULT_OK)
        return result;
    if (row->merged_into != 0)
        return error_set(error, RESULT_CONFLICT, NULL,
                         N_("This resident has been merged into another one."));
    return row->version == version ? RESULT_OK : conflict(error);
}

static enum result check_facts(const struct resident_facts *facts, const char *today,
                               struct error *error)
{
    if (text_is_empty(facts->name))
        return error_set(error, RESULT_INVALID, "name", N_("A resident needs a name."));
    if (facts->birth_date != NULL && strcmp(facts->birth_date, today) > 0)
        return error_set(error, RESULT_INVALID, "birth_date",
                         N_("A date of birth cannot lie in the future."));
    return RESULT_OK;
}

/* Somebody else of the register with that citizen id: RESULT_CONFLICT. */
static enum result check_id_is_free(struct services *services, struct tx *tx, int64_t tenant,
                                    const char *citizen_id, int64_t own, int64_t *other,
                                    struct arena *arena, struct error *error)
{
    if (text_is_empty(citizen_id))
        return RESULT_OK;
    void *rows;
    size_t count;
    enum result result = store_list(
        tx, &people_sql_citizen_find,
        &(struct people_sql_citizen_find_params){
            .tenant = tenant, .index = people_citizen_index(services, tenant, citizen_id, arena)},
        2, &rows, &count, arena, error);
    const struct people_sql_citizen_find *found = rows;
    for (size_t i = 0; result == RESULT_OK && i < count; i++)
        if (found[i].resident_id != own) {
            *other = found[i].resident_id;
            return error_set(error, RESULT_CONFLICT, "citizen_id",
                             N_("Somebody with this citizen ID is in the register already."));
        }
    return result;
}

/* ---- adding ---------------------------------------------------------------------------------- */

enum result resident_add(struct services *services, struct tx *tx, const struct principal *who,
                         const struct resident_facts *facts, int64_t place_id, const char *since,
                         const char *today, int64_t *resident_id, struct error *error)
{
    enum result result = check_facts(facts, today, error);
    if (result != RESULT_OK)
        return result;
    struct arena *arena = arena_new();
    struct people_load *load = NULL;
    struct place place;
    int64_t id;
    if (place_id != 0)
        result = place_get(tx, &who->scope, place_id, &place, arena, error);
    else if (!who->scope.all_grids)
        result = error_set(error, RESULT_INVALID, "address",
                           N_("Please say where in your grids this person lives."));
    if (result == RESULT_OK)
        result = check_id_is_free(services, tx, who->scope.tenant, facts->citizen_id, 0,
                                  resident_id, arena, error);
    if (result == RESULT_OK)
        result = people_load_open(services, tx, who, who->scope.tenant, 0, today, &load, error);
    if (result != RESULT_OK)
        goto out;
    people_load_add(load,
                    &(struct resident_seed){.facts = *facts,
                                            .place_id = place_id,
                                            .since = since == NULL ? today : since},
                    &id);
    result = people_load_flush(load, error);
    if (result == RESULT_OK)
        result = note_change(services, tx, who, id, "added", NULL, NULL, error);
    if (result == RESULT_OK)
        *resident_id = id;
out:
    people_load_close(load);
    arena_free(arena);
    return result;
}

/* ---- changing the facts ---------------------------------------------------------------------- */

static enum result write_phones(struct tx *tx, int64_t tenant,
                                const struct people_sql_resident_get *row,
                                const struct resident_facts *facts, struct error *error)
{
    const char *before[] = {row->phone, row->phone_2};
    const char *after[] = {facts->phone, facts->phone_2};
    enum result result = RESULT_OK;
    for (size_t i = 0; i < 2 && result == RESULT_OK; i++)
        if (before[i] != NULL && !text_equal(before[i], after[0]) &&
            !text_equal(before[i], after[1]))
            result =
                store_run(tx, &people_sql_phone_remove,
                          &(struct people_sql_phone_remove_params){
                              .tenant = tenant, .resident = row->resident_id, .phone = before[i]},
                          NULL, error);
    for (size_t i = 0; i < 2 && result == RESULT_OK; i++)
        if (!text_is_empty(after[i]) && (i == 0 || !text_equal(after[0], after[1])))
            result = store_run(tx, &people_sql_phone_add,
                               &(struct people_sql_phone_add_params){.tenant = tenant,
                                                                     .resident = row->resident_id,
                                                                     .phone = after[i],
                                                                     .position = (int64_t)i + 1},
                               NULL, error);
    return result;
}

static enum result write_facts(struct services *services, struct tx *tx, int64_t tenant,
                               const struct people_sql_resident_get *row,
                               const struct resident_facts *facts, const struct sealed_id *id,
                               struct arena *arena, struct error *error)
{
    int64_t changed;
    enum result result = store_run(tx, &people_sql_resident_set,
                                   &(struct people_sql_resident_set_params){
                                       .tenant = tenant,
                                       .resident = row->resident_id,
                                       .version = row->version,
                                       .name = facts->name,
                                       .former_name = facts->former_name,
                                       .sex = facts->sex,
                                       .birth_date = facts->birth_date,
                                       .citizen_id = id->sealed,
                                       .citizen_index = id->index,
                                       .citizen_tail = id->tail,
                                       .phone = facts->phone,
                                       .residence = facts->residence,
                                       .registered_address = facts->registered_address,
                                       .ethnic_group = facts->ethnic_group,
                                       .note = facts->note,
                                       .pinyin_key = pinyin_sort_key(facts->name, arena),
                                       .stroke_key = pinyin_stroke_key(facts->name, arena),
                                       .now = clock_now(&services->clock)},
                                   &changed, error);
    if (result == RESULT_OK && changed == 0)
        return conflict(error);
    return result;
}

/* Takes old tokens away, writes facts and phones, adds the new tokens. */
static enum result rewrite(struct services *services, struct tx *tx, int64_t tenant,
                           const struct people_sql_resident_get *row,
                           const struct resident_facts *facts, const struct sealed_id *id,
                           struct arena *arena, struct error *error)
{
    struct search_tokens before, after;
    struct people_sql_resident_get new_row = *row;
    new_row.name = facts->name;
    new_row.former_name = facts->former_name;
    enum result result = resident_tokens(tx, tenant, row, &before, arena, error);
    if (result == RESULT_OK)
        result = tokens_write(tx, tenant, row->resident_id, &before, false, error);
    if (result == RESULT_OK)
        result = write_facts(services, tx, tenant, row, facts, id, arena, error);
    if (result == RESULT_OK)
        result = write_phones(tx, tenant, row, facts, error);
    if (result == RESULT_OK)
        result = resident_tokens(tx, tenant, &new_row, &after, arena, error);
    if (result == RESULT_OK)
        result = tokens_write(tx, tenant, row->resident_id, &after, true, error);
    return result;
}

struct embedded {
    struct resident_facts facts;
};
static const struct field embedded_fields[] = {RESIDENT_FACT_FIELDS(struct embedded, facts)};
static const struct record_type embedded_type =
    RECORD_TYPE("facts", N_("Resident"), struct embedded, embedded_fields);

/* Names of the facts that differ; the citizen id differs if a new one was given. */
static const char *changed_fields(const struct people_sql_resident_get *row,
                                  const struct resident_facts *facts, bool has_new_id,
                                  struct arena *arena)
{
    struct embedded before = {.facts = {.name = row->name,
                                        .former_name = row->former_name,
                                        .sex = row->sex,
                                        .birth_date = row->birth_date,
                                        .phone = row->phone,
                                        .phone_2 = row->phone_2,
                                        .residence = row->residence,
                                        .registered_address = row->registered_address,
                                        .ethnic_group = row->ethnic_group,
                                        .note = row->note}};
    struct embedded after = {.facts = *facts};
    after.facts.citizen_id = has_new_id ? "new" : NULL;
    return audit_changes(&embedded_type, &before, &after, arena);
}

/* The id to store: the old one unless a new one that is whole was given. */
static enum result choose_id(struct services *services, struct tx *tx, int64_t tenant,
                             const struct people_sql_resident_get *row, const char *citizen_id,
                             struct sealed_id *id, bool *is_new, struct arena *arena,
                             struct error *error)
{
    *id = (struct sealed_id){row->citizen_id, row->citizen_index, row->citizen_tail};
    *is_new = false;
    if (text_is_empty(citizen_id) || record_is_masked(citizen_id))
        return RESULT_OK;
    struct store_bytes index = people_citizen_index(services, tenant, citizen_id, arena);
    if (row->citizen_index.at != NULL && row->citizen_index.length == index.length &&
        memcmp(row->citizen_index.at, index.at, index.length) == 0)
        return RESULT_OK;
    int64_t other;
    *is_new = true;
    enum result result =
        check_id_is_free(services, tx, tenant, citizen_id, row->resident_id, &other, arena, error);
    return result == RESULT_OK ? seal_citizen_id(services, tx, tenant, citizen_id, id, arena, error)
                               : result;
}

static enum result set_facts(struct services *services, struct tx *tx, const struct principal *who,
                             int64_t resident_id, int64_t version,
                             const struct resident_facts *facts, bool drops_id, const char *today,
                             struct error *error)
{
    enum result result = check_facts(facts, today, error);
    if (result != RESULT_OK)
        return result;
    struct arena *arena = arena_new();
    struct people_sql_resident_get row;
    struct sealed_id id;
    bool is_new_id = false;
    const char *fields = NULL;
    int64_t tenant = who->scope.tenant;
    result = row_to_change(tx, who, resident_id, version, &row, arena, error);
    if (result == RESULT_OK)
        result =
            choose_id(services, tx, tenant, &row, facts->citizen_id, &id, &is_new_id, arena, error);
    if (result == RESULT_OK && drops_id && text_is_empty(facts->citizen_id)) {
        is_new_id = row.citizen_id.at != NULL;
        id = (struct sealed_id){0};
    }
    if (result != RESULT_OK)
        goto out;
    fields = changed_fields(&row, facts, is_new_id, arena);
    if (text_is_empty(fields))
        goto out; /* nothing differs: nothing to note */
    result = rewrite(services, tx, tenant, &row, facts, &id, arena, error);
    if (result == RESULT_OK)
        result = note_change(services, tx, who, resident_id, "changed", fields, NULL, error);
out:
    arena_free(arena);
    return result;
}

enum result resident_set(struct services *services, struct tx *tx, const struct principal *who,
                         int64_t resident_id, int64_t version, const struct resident_facts *facts,
                         const char *today, struct error *error)
{
    return set_facts(services, tx, who, resident_id, version, facts, false, today, error);
}

/* ---- as an import changes -------------------------------------------------------------------- */

static const char *taken(const char *new_text, const char *old_text)
{
    return text_is_empty(new_text) || record_is_masked(new_text) ? old_text : new_text;
}

enum result people_change_facts(struct services *services, struct tx *tx,
                                const struct principal *who, int64_t resident_id,
                                const struct resident_facts *given, bool *changed,
                                struct error *error)
{
    struct arena *arena = arena_new();
    struct people_sql_resident_get row;
    struct sealed_id id;
    bool is_new_id = false;
    int64_t tenant = who->scope.tenant;
    *changed = false;
    enum result result = resident_row_get(tx, &who->scope, resident_id, &row, arena, error);
    if (result == RESULT_OK)
        result =
            choose_id(services, tx, tenant, &row, given->citizen_id, &id, &is_new_id, arena, error);
    if (result != RESULT_OK)
        goto out;
    struct resident_facts facts = {.name = taken(given->name, row.name),
                                   .former_name = taken(given->former_name, row.former_name),
                                   .sex = taken(given->sex, row.sex),
                                   .birth_date = taken(given->birth_date, row.birth_date),
                                   .phone = taken(given->phone, row.phone),
                                   .phone_2 = taken(given->phone_2, row.phone_2),
                                   .residence = taken(given->residence, row.residence),
                                   .registered_address =
                                       taken(given->registered_address, row.registered_address),
                                   .ethnic_group = taken(given->ethnic_group, row.ethnic_group),
                                   .note = taken(given->note, row.note)};
    const char *fields = changed_fields(&row, &facts, is_new_id, arena);
    if (text_is_empty(fields))
        goto out;
    result = rewrite(services, tx, tenant, &row, &facts, &id, arena, error);
    if (result == RESULT_OK)
        result = note_change(services, tx, who, resident_id, "imported", fields, NULL, error);
    *changed = result == RESULT_OK;
out:
    arena_free(arena);
    return result;
}

enum result people_give_back(struct services *services, struct tx *tx, const struct principal *who,
                             int64_t resident_id, int64_t version,
                             const struct resident_facts *facts, const char *today,
                             struct error *error)
{
    return set_facts(services, tx, who, resident_id, version, facts, true, today, error);
}

/* ---- showing the citizen id ------------------------------------------------------------------ */

enum result resident_show_citizen_id(struct services *services, struct tx *tx,
                                     const struct principal *who, int64_t resident_id,
                                     const char *reason, const char **citizen_id,
                                     struct arena *arena, struct error *error)
{
    struct people_sql_resident_get row;
    if (!principal_can(who, &people_identity))
        return error_set(error, RESULT_FORBIDDEN, NULL, N_("You may not see citizen IDs whole."));
    if (text_is_empty(reason))
        return error_set(error, RESULT_INVALID, "reason",
                         N_("What do you need it for? The reason is kept."));
    const char *whole = NULL;
    enum result result = resident_row_get(tx, &who->scope, resident_id, &row, arena, error);
    if (result == RESULT_OK && row.citizen_id.at != NULL)
        result = vault_unseal(services->vault, tx, who->scope.tenant, VAULT_REGISTER,
                              row.citizen_id, &whole, arena, error);
    if (result == RESULT_OK)
        result = note_change(services, tx, who, resident_id, "shown", "citizen_id", reason, error);
    if (result == RESULT_OK)
        *citizen_id = whole;
    return result;
}
