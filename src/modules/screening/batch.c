/* The people of an imported list as the people of a campaign: whom the matcher or a person found in the
 * register is linked, the others stand as listed. The list's columns that nobody took for a field of
 * the register become the campaign's own; what they say about travel, health or ids is sensitive. */
#include <string.h>

#include "base/text.h"
#include "modules/intake/intake.h"
#include "modules/screening/internal.h"
#include "modules/screening/source.h"

/* Words in a heading that make a column sensitive (PIPL art. 28: whereabouts, health, identity). */
static bool is_sensitive(const char *heading)
{
    static const char *const words[] = {"来",   "回", "去",   "到",   "途",   "行程", "航班",
                                        "车次", "返", "抵",   "症",   "体温", "病",   "健康",
                                        "疫",   "证", "核酸", "隔离", "接触", "低保", "残"};
    for (size_t word = 0; word < sizeof words / sizeof words[0]; word++) {
        if (strstr(heading, words[word])) {
            return true;
        }
    }
    return false;
}

/* Which columns of the list are kept: those that are no field and have a heading. */
struct kept {
    size_t columns[SCREENING_COLUMNS]; /* 0-based, of the list */
    size_t count;
};

static enum result find_kept(struct services *services, struct tx *tx, const struct scope *scope,
                             int64_t batch, struct kept *kept, struct screening_column *columns,
                             struct arena *arena, struct error *error)
{
    struct table_column *headings;
    size_t heading_count;
    char today[CALENDAR_DAY_SIZE];
    calendar_day_of(clock_now(&services->clock), services->offset, today);
    enum result result =
        intake_headings(services, tx, scope, batch, today, &headings, &heading_count, arena, error);
    kept->count = 0;
    for (size_t at = 0; result == RESULT_OK && at < heading_count; at++) {
        bool is_number = text_equal(headings[at].heading, "序号");
        if (!headings[at].field && !text_is_empty(headings[at].heading) && !is_number &&
            kept->count < SCREENING_COLUMNS) {
            columns[kept->count] =
                (struct screening_column){.position = (int64_t)kept->count + 1,
                                          .heading = headings[at].heading,
                                          .is_sensitive = is_sensitive(headings[at].heading)};
            kept->columns[kept->count++] = at;
        }
    }
    return result;
}

enum result screening_batch_columns(struct services *services, struct tx *tx,
                                    const struct scope *scope, int64_t batch,
                                    struct screening_column *columns, size_t *count,
                                    struct arena *arena, struct error *error)
{
    struct kept kept;
    enum result result = find_kept(services, tx, scope, batch, &kept, columns, arena, error);
    if (result == RESULT_OK) {
        *count = kept.count;
    }
    return result;
}

/* Where somebody lives: as the register knows, else as the list says if that names one place. */
static enum result find_home(struct services *services, struct tx *tx, const struct scope *scope,
                             const struct intake_listed *listed, const char *today,
                             struct screening_walker *walker, struct screening_person *person,
                             struct error *error)
{
    struct arena *arena = walker->arena;
    const struct resident_row *row = &listed->person->row;
    int64_t place = 0;
    enum result result = RESULT_OK;
    if (listed->resident_id != 0) {
        struct resident resident;
        struct error fault = {0};
        result =
            resident_get(services, tx, scope, listed->resident_id, today, &resident, arena, &fault);
        if (result == RESULT_OK) {
            place = resident.place_id;
            person->name = person->name ? person->name : resident.facts.name;
            person->phone = person->phone ? person->phone : resident.facts.phone;
        } else if (result != RESULT_NOT_FOUND) {
            *error = fault;
            return result;
        }
        result = RESULT_OK;
    }
    if (place == 0 && !text_is_empty(row->address)) {
        struct place *found;
        size_t count;
        result =
            place_find(tx, scope, row->compound, row->address, 2, &found, &count, arena, error);
        place = result == RESULT_OK && count == 1 ? found[0].place_id : 0;
    }
    return result == RESULT_OK ? screening_walk_to(walker, tx, scope, place, person, error)
                               : result;
}

static enum result make_person(struct services *services, struct tx *tx, const struct scope *scope,
                               int64_t batch, const struct intake_listed *listed,
                               const struct kept *kept, const char *today,
                               struct screening_walker *walker, struct screening_person *person,
                               struct error *error)
{
    const struct resident_row *row = &listed->person->row;
    const char **details = arena_array(walker->arena, SCREENING_COLUMNS, sizeof *details);
    for (size_t at = 0; at < kept->count; at++) {
        if (kept->columns[at] < listed->cell_count &&
            !text_is_empty(listed->cells[kept->columns[at]])) {
            details[at] = listed->cells[kept->columns[at]];
        }
    }
    *person = (struct screening_person){.resident_id = listed->resident_id,
                                        .name = row->facts.name,
                                        .phone = row->facts.phone,
                                        .address = row->address,
                                        .citizen_id = row->facts.citizen_id,
                                        .details = details,
                                        .batch_id = batch,
                                        .batch_row = listed->row_number};
    return find_home(services, tx, scope, listed, today, walker, person, error);
}

enum { SLICE = 500 };

static enum result add_slice(struct services *services, struct tx *tx, const struct principal *who,
                             int64_t campaign, int64_t batch, const struct kept *kept,
                             int64_t *after, struct screening_addition *addition,
                             struct error *error)
{
    struct screening_walker walker = {.arena = arena_new()};
    struct intake_listed *listed;
    size_t count, added, skipped;
    char today[CALENDAR_DAY_SIZE];
    calendar_day_of(clock_now(&services->clock), services->offset, today);
    enum result result = intake_people_list(services, tx, &who->scope, batch, *after, SLICE,
                                            &listed, &count, walker.arena, error);
    struct screening_person *people =
        result == RESULT_OK ? arena_array(walker.arena, count + 1, sizeof *people) : NULL;
    for (size_t at = 0; result == RESULT_OK && at < count; at++) {
        result = make_person(services, tx, &who->scope, batch, &listed[at], kept, today, &walker,
                             &people[at], error);
        *after = listed[at].row_number;
    }
    if (result == RESULT_OK) {
        result = screening_people_add(services, tx, who, campaign, people, count, &added, &skipped,
                                      error);
    }
    if (result == RESULT_OK) {
        addition->added += added;
        addition->skipped += skipped;
        addition->more = count == SLICE;
    }
    arena_free(walker.arena);
    return result;
}

enum result screening_add_batch(struct services *services, struct tx *tx,
                                const struct principal *who, int64_t campaign, int64_t batch,
                                struct screening_addition *addition, struct error *error)
{
    struct arena *arena = arena_new();
    struct screening_column columns[SCREENING_COLUMNS];
    struct kept kept;
    int64_t after = 0;
    *addition = (struct screening_addition){.more = true};
    enum result result = find_kept(services, tx, &who->scope, batch, &kept, columns, arena, error);
    while (result == RESULT_OK && addition->more) {
        result = add_slice(services, tx, who, campaign, batch, &kept, &after, addition, error);
    }
    arena_free(arena);
    return result;
}
