/* Putting a resident into a household: found by the door, then what the person is to its head. Taking out
 * of one again, and finding the other record of a person to merge with. */
#include <string.h>

#include "base/text.h"
#include "modules/people/people_web.h"

enum { NEIGHBOURS_MAX = 500, FOUND_MAX = 20 };

/* ---- choosing a household -------------------------------------------------------------------- */

struct household_choice {
    const char *head_name, *address, *path;
    int64_t people;
};
static const struct field household_choice_fields[] = {
    {.name = "head_name",
     .label = N_("Head"),
     .kind = FIELD_NAME,
     .offset = FIELD_AT(struct household_choice, head_name),
     .privacy = PRIVACY_PERSONAL},
    {.name = "address",
     .label = N_("Address"),
     .kind = FIELD_ADDRESS,
     .offset = FIELD_AT(struct household_choice, address),
     .privacy = PRIVACY_PERSONAL},
    SHOW(FIELD_INT, household_choice, people, N_("People")),
    SHOW(FIELD_URL, household_choice, path, NULL),
};
static const struct record_type household_choice_type = RECORD_TYPE(
    "household_choice", N_("Household"), struct household_choice, household_choice_fields);

struct resident_household_form {
    int64_t resident, version, household;
    const char *relation;
};
static const struct field resident_household_fields[] = {
    PATH_ID(resident_household_form, resident),
    {.name = "version",
     .kind = FIELD_INT,
     .offset = FIELD_AT(struct resident_household_form, version),
     .flags = FIELD_HIDDEN,
     .maximum = INT64_MAX},
    QUERY(FIELD_ID, resident_household_form, household, NULL),
    {.name = "relation",
     .label = N_("Relation to the head"),
     .kind = FIELD_CHOICE,
     .offset = FIELD_AT(struct resident_household_form, relation),
     .choices = resident_relations},
};
const struct record_type resident_household_params_type =
    RECORD_TYPE("resident_household", N_("Household"), struct resident_household_form,
                resident_household_fields);

struct household_join_page {
    const char *title, *path, *back_path, *address, *problem, *head_name;
    struct record_list households;
    int64_t is_asked;
    struct form *form;
};
static const struct field household_join_fields[] = {
    {.name = "title",
     .kind = FIELD_NAME,
     .offset = FIELD_AT(struct household_join_page, title),
     .privacy = PRIVACY_PERSONAL},
    SHOW(FIELD_URL, household_join_page, path, NULL),
    SHOW(FIELD_URL, household_join_page, back_path, NULL),
    SHOW(FIELD_TEXT, household_join_page, address, NULL),
    SHOW(FIELD_TEXT, household_join_page, problem, NULL),
    {.name = "head_name",
     .label = N_("Head"),
     .kind = FIELD_NAME,
     .offset = FIELD_AT(struct household_join_page, head_name),
     .privacy = PRIVACY_PERSONAL},
    SHOW_LIST(household_join_page, households, N_("Households"), &household_choice_type),
    SHOW(FIELD_FLAG, household_join_page, is_asked, NULL),
    SHOW_FORM(household_join_page, form, &resident_household_params_type),
};
const struct record_type household_join_page_type =
    RECORD_TYPE("household_join", N_("Put into a household"), struct household_join_page,
                household_join_fields);

struct household_asked {
    int64_t resident, household;
    const char *address;
};
static const struct field household_asked_fields[] = {
    PATH_ID(household_asked, resident),
    QUERY(FIELD_ID, household_asked, household, NULL),
    {.name = "address",
     .label = N_("Door"),
     .kind = FIELD_ADDRESS,
     .offset = FIELD_AT(struct household_asked, address),
     .privacy = PRIVACY_PERSONAL},
};
const struct record_type household_asked_type =
    RECORD_TYPE("household_query", NULL, struct household_asked, household_asked_fields);

/* The households of those who live at a place or below it. */
static enum result households_at(struct request *request, int64_t place_id, const char *path,
                                 struct record_list *list, struct error *error)
{
    const struct resident_filter filter = {
        .place_id = place_id, .order = RESIDENT_BY_ADDRESS, .limit = NEIGHBOURS_MAX};
    struct resident_line *lines;
    size_t count, used = 0;
    enum result result = resident_list(request->tx, request->scope, &filter, request->today, &lines,
                                       &count, request->arena, error);
    if (result != RESULT_OK)
        return result;
    struct household_choice *rows = arena_array(request->arena, count + 1, sizeof *rows);
    int64_t *ids = arena_array(request->arena, count + 1, sizeof *ids);
    for (size_t i = 0; i < count; i++) {
        size_t at = 0;
        if (lines[i].household_id == 0)
            continue;
        while (at < used && ids[at] != lines[i].household_id)
            at++;
        if (at == used) {
            ids[used++] = lines[i].household_id;
            rows[at] = (struct household_choice){
                .address = lines[i].address,
                .path = arena_printf(request->arena, "%s?household=%lld", path,
                                     (long long)lines[i].household_id)};
        }
        rows[at].people++;
        if (text_equal(lines[i].relation, "02"))
            rows[at].head_name = lines[i].name;
    }
    *list = list_of(rows, used);
    return RESULT_OK;
}

static enum result search_door(struct request *request, const char *address,
                               struct household_join_page *page, struct error *error)
{
    struct error missing;
    int64_t place_id = 0;
    page->address = address;
    page->is_asked = 1;
    enum result result = place_typed(request, address, &place_id, &missing);
    if (result == RESULT_INVALID) {
        page->problem = language_error(request->arena, request->language, &missing);
        return RESULT_OK;
    }
    if (result != RESULT_OK) {
        *error = missing;
        return result;
    }
    return households_at(request, place_id, page->path, &page->households, error);
}

static enum result show_chosen(struct request *request, const struct resident *resident,
                               int64_t household_id, struct household_join_page *page,
                               struct error *error)
{
    static const char *const names[] = {"relation", NULL};
    struct household household;
    enum result result =
        household_get(request->tx, request->scope, household_id, &household, request->arena, error);
    if (result != RESULT_OK)
        return result;
    struct resident_household_form *values = arena_alloc(request->arena, sizeof *values);
    if (resident->household_id == household_id)
        values->relation = resident->relation;
    page->address = household.address;
    page->head_name = household.head_name;
    page->form = arena_alloc(request->arena, sizeof *page->form);
    *page->form = (struct form){
        .type = &resident_household_params_type,
        .values = values,
        .action = arena_printf(request->arena, "%s?version=%lld&household=%lld", page->path,
                               (long long)resident->version, (long long)household_id),
        .submit =
            resident->household_id == household_id ? N_("Save") : N_("Put into this household"),
        .only = names};
    return RESULT_OK;
}

static enum result show_join(struct request *request, int64_t id, int64_t household_id,
                             const char *address, struct reply *reply, struct error *error)
{
    struct household_join_page *page = arena_alloc(request->arena, sizeof *page);
    struct resident resident;
    enum result result = resident_get(request->services, request->tx, request->scope, id,
                                      request->today, &resident, request->arena, error);
    if (result != RESULT_OK)
        return result;
    page->title = resident.facts.name;
    page->path = path_of(request, "residents", id, "/household");
    page->back_path = path_of(request, "residents", id, "");
    if (household_id != 0)
        result = show_chosen(request, &resident, household_id, page, error);
    else if (!text_is_empty(address))
        result = search_door(request, address, page, error);
    else if (resident.place_id != 0) {
        page->address = resident.address;
        result = households_at(request, resident.place_id, page->path, &page->households, error);
    }
    reply->type = &household_join_page_type;
    reply->record = page;
    return result;
}

HANDLER(show_household_join)
{
    const struct household_asked *asked = params;
    return show_join(request, asked->resident, asked->household, asked->address, reply, error);
}

HANDLER(show_household_join_again)
{
    const struct resident_household_form *typed = params;
    return show_join(request, typed->resident, typed->household, NULL, reply, error);
}

/* Without a household and a relation: a new household with this resident as its head. */
HANDLER(do_resident_household)
{
    const struct resident_household_form *typed = params;
    int64_t household_id;
    enum result result =
        typed->household == 0 && text_is_empty(typed->relation)
            ? household_add(request->services, request->tx, request->who, typed->resident, NULL,
                            &household_id, error)
        : typed->household == 0
            ? error_set(error, RESULT_INVALID, "relation",
                        N_("Of which household? Please choose one."))
            : household_join(request->services, request->tx, request->who, typed->resident,
                             typed->version, typed->household, typed->relation, error);
    if (result != RESULT_OK)
        return result;
    reply->redirect = path_of(request, "residents", typed->resident, "");
    reply->notice = language_text(request->language, N_("Saved."));
    return RESULT_OK;
}

struct household_leave_params {
    int64_t resident, version;
};
static const struct field household_leave_fields[] = {
    PATH_ID(household_leave_params, resident),
    {.name = "version",
     .kind = FIELD_INT,
     .offset = FIELD_AT(struct household_leave_params, version),
     .flags = FIELD_HIDDEN,
     .maximum = INT64_MAX},
};
const struct record_type household_leave_type =
    RECORD_TYPE("household_leave", NULL, struct household_leave_params, household_leave_fields);

HANDLER(do_household_leave)
{
    const struct household_leave_params *typed = params;
    enum result result = household_join(request->services, request->tx, request->who,
                                        typed->resident, typed->version, 0, NULL, error);
    if (result != RESULT_OK)
        return result;
    reply->redirect = path_of(request, "residents", typed->resident, "");
    reply->notice = language_text(request->language, N_("Taken out of the household."));
    return RESULT_OK;
}

/* ---- the other record of a person ------------------------------------------------------------ */

struct merge_found {
    const char *name, *sex, *detail, *path;
    int64_t age;
};
static const struct field merge_found_fields[] = {
    {.name = "name",
     .label = N_("Name"),
     .kind = FIELD_NAME,
     .offset = FIELD_AT(struct merge_found, name),
     .privacy = PRIVACY_PERSONAL},
    {.name = "sex",
     .label = N_("Sex"),
     .kind = FIELD_CHOICE,
     .offset = FIELD_AT(struct merge_found, sex),
     .choices = resident_sexes},
    {.name = "age",
     .label = N_("Age"),
     .kind = FIELD_INT,
     .offset = FIELD_AT(struct merge_found, age),
     .flags = FIELD_NONE_IS_MIN},
    {.name = "detail",
     .label = N_("Address"),
     .kind = FIELD_ADDRESS,
     .offset = FIELD_AT(struct merge_found, detail),
     .privacy = PRIVACY_PERSONAL},
    SHOW(FIELD_URL, merge_found, path, NULL),
};
static const struct record_type merge_found_type =
    RECORD_TYPE("merge_found", N_("Resident"), struct merge_found, merge_found_fields);

struct merge_find_page {
    const char *title, *path, *back_path, *q;
    struct record_list people;
    int64_t is_asked;
};
static const struct field merge_find_fields[] = {
    {.name = "title",
     .kind = FIELD_NAME,
     .offset = FIELD_AT(struct merge_find_page, title),
     .privacy = PRIVACY_PERSONAL},
    SHOW(FIELD_URL, merge_find_page, path, NULL),
    SHOW(FIELD_URL, merge_find_page, back_path, NULL),
    SHOW(FIELD_TEXT, merge_find_page, q, NULL),
    SHOW_LIST(merge_find_page, people, N_("Residents"), &merge_found_type),
    SHOW(FIELD_FLAG, merge_find_page, is_asked, NULL),
};
const struct record_type merge_find_page_type =
    RECORD_TYPE("merge_find", N_("Merge with somebody"), struct merge_find_page, merge_find_fields);

struct merge_find_params {
    int64_t resident;
    const char *q;
};
static const struct field merge_find_params_fields[] = {
    PATH_ID(merge_find_params, resident),
    QUERY(FIELD_TEXT, merge_find_params, q, N_("Search")),
};
const struct record_type merge_find_params_type =
    RECORD_TYPE("merge_find_query", NULL, struct merge_find_params, merge_find_params_fields);

HANDLER(show_merge_find)
{
    const struct merge_find_params *asked = params;
    struct merge_find_page *page = arena_alloc(request->arena, sizeof *page);
    struct resident resident;
    struct search_hit *hits = NULL;
    size_t count = 0, used = 0;
    enum result result =
        resident_get(request->services, request->tx, request->scope, asked->resident,
                     request->today, &resident, request->arena, error);
    page->is_asked = !text_is_empty(asked->q);
    if (result == RESULT_OK && page->is_asked)
        result = search_find(request->services, request->tx, request->who, asked->q, request->today,
                             FOUND_MAX, &hits, &count, request->arena, error);
    if (result != RESULT_OK)
        return result;
    struct merge_found *rows = arena_array(request->arena, count + 1, sizeof *rows);
    for (size_t i = 0; i < count; i++)
        if (strcmp(hits[i].kind, "resident") == 0 && hits[i].id != asked->resident)
            rows[used++] = (struct merge_found){
                .name = hits[i].name,
                .sex = hits[i].sex,
                .age = hits[i].age,
                .detail = hits[i].detail,
                .path = arena_printf(request->arena, "/residents/%lld/merge?other=%lld",
                                     (long long)asked->resident, (long long)hits[i].id)};
    page->title = resident.facts.name;
    page->path = path_of(request, "residents", asked->resident, "/merge/find");
    page->back_path = path_of(request, "residents", asked->resident, "");
    page->q = asked->q;
    page->people = list_of(rows, used);
    reply->type = &merge_find_page_type;
    reply->record = page;
    return RESULT_OK;
}
