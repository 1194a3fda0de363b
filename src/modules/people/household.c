/* Households: who lives as one, who is the head, and what does not fit together (domain.md 1.3). */
#include <string.h>

#include "base/text.h"
#include "modules/people/rows.h"

#define RELATION_HEAD "02"
#define RELATION_OTHER "97"

enum result household_get(struct tx *tx, const struct scope *scope, int64_t household_id,
                          struct household *household, struct arena *arena, struct error *error)
{
    struct people_sql_household_get row;
    enum result result = store_get(
        tx, people_in_scope(&people_sql_household_get, scope, 0, 0),
        &(struct people_sql_household_get_params){.tenant = scope->tenant,
                                                  .grids = place_scope_grids(scope, arena),
                                                  .household = household_id},
        &row, arena, error);
    if (result == RESULT_NOT_FOUND)
        return error_set(error, RESULT_NOT_FOUND, "household",
                         N_("There is no such household, or you may not see it."));
    if (result == RESULT_OK)
        *household = (struct household){.household_id = row.household_id,
                                        .version = row.version,
                                        .number = row.number,
                                        .place_id = id_or_zero(row.place_id),
                                        .address = row.address,
                                        .head_id = id_or_zero(row.head_id),
                                        .head_name = row.head_name,
                                        .people = row.people};
    return result;
}

enum result household_people(struct tx *tx, const struct scope *scope, int64_t household_id,
                             const char *today, struct resident_line **lines, size_t *count,
                             struct arena *arena, struct error *error)
{
    void *rows;
    enum result result = store_list(
        tx, people_in_scope(&people_sql_household_people, scope, 0, 0),
        &(struct people_sql_household_people_params){.tenant = scope->tenant,
                                                     .grids = place_scope_grids(scope, arena),
                                                     .household = household_id},
        PEOPLE_LIST_MAX, &rows, count, arena, error);
    if (result == RESULT_OK)
        *lines = lines_from_rows(rows, *count, RESIDENT_BY_PINYIN, today, arena);
    return result;
}

static enum result write_relation(struct services *services, struct tx *tx,
                                  const struct principal *who, int64_t resident_id,
                                  int64_t household_id, const char *relation, struct error *error)
{
    enum result result = store_run(
        tx, &people_sql_resident_set_household,
        &(struct people_sql_resident_set_household_params){.tenant = who->scope.tenant,
                                                           .resident = resident_id,
                                                           .household = id_or_null(household_id),
                                                           .relation = relation,
                                                           .now = clock_now(&services->clock)},
        NULL, error);
    if (result == RESULT_OK)
        result = note_change(services, tx, who, resident_id, "household", "relation", NULL, error);
    return result;
}

enum result household_add(struct services *services, struct tx *tx, const struct principal *who,
                          int64_t head_id, const char *number, int64_t *household_id,
                          struct error *error)
{
    struct arena *arena = arena_new();
    struct people_sql_resident_get head;
    int64_t id = id_new(services->ids);
    enum result result = resident_row_get(tx, &who->scope, head_id, &head, arena, error);
    if (result == RESULT_OK)
        result = store_run(tx, &people_sql_household_add,
                           &(struct people_sql_household_add_params){
                               .tenant = who->scope.tenant,
                               .household = id,
                               .batch = 0,
                               .number = text_is_empty(number) ? NULL : number,
                               .place = id_or_null(head.place_id)},
                           NULL, error);
    if (result == RESULT_OK)
        result = write_relation(services, tx, who, head_id, id, RELATION_HEAD, error);
    if (result == RESULT_OK)
        *household_id = id;
    arena_free(arena);
    return result;
}

/* Who is the head now becomes another relative. */
static enum result demote_heads(struct services *services, struct tx *tx,
                                const struct principal *who, int64_t household_id, int64_t except,
                                struct arena *arena, struct error *error)
{
    void *rows;
    size_t count;
    enum result result = store_list(tx, &people_sql_household_heads,
                                    &(struct people_sql_household_heads_params){
                                        .tenant = who->scope.tenant, .household = household_id},
                                    PEOPLE_LIST_MAX, &rows, &count, arena, error);
    const struct people_sql_household_heads *heads = rows;
    for (size_t i = 0; result == RESULT_OK && i < count; i++)
        if (heads[i].resident_id != except)
            result = write_relation(services, tx, who, heads[i].resident_id, household_id,
                                    RELATION_OTHER, error);
    return result;
}

enum result household_join(struct services *services, struct tx *tx, const struct principal *who,
                           int64_t resident_id, int64_t version, int64_t household_id,
                           const char *relation, struct error *error)
{
    struct arena *arena = arena_new();
    struct people_sql_resident_get row;
    struct household household;
    enum result result = resident_row_get(tx, &who->scope, resident_id, &row, arena, error);
    if (result == RESULT_OK && row.version != version)
        result = error_set(error, RESULT_CONFLICT, NULL,
                           N_("Somebody else changed this resident meanwhile. Please look again."));
    if (result == RESULT_OK && household_id != 0)
        result = household_get(tx, &who->scope, household_id, &household, arena, error);
    if (result == RESULT_OK && household_id != 0 && text_is_empty(relation))
        result = error_set(error, RESULT_INVALID, "relation",
                           N_("What is this person to the head of the household?"));
    if (result == RESULT_OK && household_id != 0 && strcmp(relation, RELATION_HEAD) == 0)
        result = demote_heads(services, tx, who, household_id, resident_id, arena, error);
    if (result == RESULT_OK)
        result = write_relation(services, tx, who, resident_id, household_id,
                                household_id == 0 ? NULL : relation, error);
    arena_free(arena);
    return result;
}

/* ---- what does not fit together -------------------------------------------------------------- */

struct warnings {
    struct household_warning *items;
    size_t count, capacity;
};

static void warn(struct warnings *warnings, int64_t resident_id, const char *msgid,
                 const char *name, const char *other)
{
    if (warnings->count < warnings->capacity)
        warnings->items[warnings->count] =
            (struct household_warning){resident_id, msgid, name, other};
    warnings->count++;
}

/* The sex that a relation says, or NULL: by the code of GB/T 4761. */
static const char *sex_of_relation(const char *relation)
{
    static const char *const male[] = {"11", "20", "21", "22", "23", "28", "29", "41",
                                       "43", "51", "53", "55", "61", "63", "71", "72"};
    static const char *const female[] = {"12", "30", "31", "32", "33", "38", "39", "42",
                                         "44", "52", "54", "56", "62", "64", "73", "74"};
    for (size_t i = 0; i < sizeof male / sizeof male[0]; i++)
        if (strcmp(male[i], relation) == 0)
            return "1";
    for (size_t i = 0; i < sizeof female / sizeof female[0]; i++)
        if (strcmp(female[i], relation) == 0)
            return "2";
    return NULL;
}

static void check_sex(struct warnings *warnings, const struct resident_line *person)
{
    const char *said = person->relation == NULL ? NULL : sex_of_relation(person->relation);
    bool is_known = text_equal(person->sex, "1") || text_equal(person->sex, "2");
    if (said != NULL && is_known && strcmp(said, person->sex) != 0)
        warn(warnings, person->resident_id,
             strcmp(said, "1") == 0 ? N_("%1 is entered with a relation of a man, but as a woman.")
                                    : N_("%1 is entered with a relation of a woman, but as a man."),
             person->name, NULL);
}

/* Generations: a child (2., 3.) is younger than the head, a parent (5.) older. */
static void check_age(struct warnings *warnings, const struct resident_line *head,
                      const struct resident_line *person)
{
    if (head->birth_date == NULL || person->birth_date == NULL || person->relation == NULL)
        return;
    char generation = person->relation[0];
    bool is_in_law = strcmp(person->relation, "28") == 0 || strcmp(person->relation, "38") == 0;
    int order = strcmp(person->birth_date, head->birth_date);
    if ((generation == '2' || generation == '3') && !is_in_law && order <= 0)
        warn(warnings, person->resident_id, N_("%1 is the child of %2 but not younger."),
             person->name, head->name);
    if (generation == '5' && order >= 0)
        warn(warnings, person->resident_id,
             N_("%1 is a parent of %2 or of the spouse, but not older."), person->name, head->name);
}

size_t household_check(const struct resident_line *people, size_t count,
                       struct household_warning *items, size_t capacity)
{
    struct warnings warnings = {.items = items, .capacity = capacity};
    const struct resident_line *head = NULL;
    size_t heads = 0;
    for (size_t i = 0; i < count; i++)
        if (text_equal(people[i].relation, RELATION_HEAD) && heads++ == 0)
            head = &people[i];
    if (count > 0 && heads == 0)
        warn(&warnings, 0, N_("This household has no head."), NULL, NULL);
    if (heads > 1)
        warn(&warnings, 0, N_("This household has more than one head."), NULL, NULL);
    for (size_t i = 0; i < count; i++) {
        check_sex(&warnings, &people[i]);
        if (head != NULL && &people[i] != head)
            check_age(&warnings, head, &people[i]);
    }
    return warnings.count < capacity ? warnings.count : capacity;
}
