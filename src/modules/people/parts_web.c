/* What several pages of people show: a person in a list, the options of filters, forms as pages. */
#include <string.h>

#include "base/text.h"
#include "modules/access/audit.h"
#include "modules/people/people_web.h"
#include "modules/people/rows.h"

static const struct field person_fields[] = {
    {.name = "resident_id",
     .label = N_("Resident"),
     .kind = FIELD_ID,
     .offset = FIELD_AT(struct person, line.resident_id),
     .flags = FIELD_HIDDEN},
    {.name = "name",
     .label = N_("Name"),
     .kind = FIELD_NAME,
     .offset = FIELD_AT(struct person, line.name),
     .privacy = PRIVACY_PERSONAL},
    {.name = "sex",
     .label = N_("Sex"),
     .kind = FIELD_CHOICE,
     .offset = FIELD_AT(struct person, line.sex),
     .choices = resident_sexes},
    {.name = "age",
     .label = N_("Age"),
     .kind = FIELD_INT,
     .offset = FIELD_AT(struct person, line.age),
     .flags = FIELD_NONE_IS_MIN},
    {.name = "birth_date",
     .label = N_("Date of birth"),
     .kind = FIELD_DATE,
     .offset = FIELD_AT(struct person, line.birth_date),
     .privacy = PRIVACY_PERSONAL},
    {.name = "phone",
     .label = N_("Phone"),
     .kind = FIELD_PHONE,
     .offset = FIELD_AT(struct person, line.phone),
     .privacy = PRIVACY_PERSONAL,
     .flags = FIELD_MASK_ALWAYS | FIELD_NOT_EXPORTED},
    /* A list on a page masks phones; the ledger that is taken along has them. */
    {.name = "phone_number",
     .label = N_("Phone"),
     .kind = FIELD_PHONE,
     .offset = FIELD_AT(struct person, line.phone),
     .privacy = PRIVACY_PERSONAL},
    {.name = "residence",
     .label = N_("Residence"),
     .kind = FIELD_CHOICE,
     .offset = FIELD_AT(struct person, line.residence),
     .choices = resident_residences},
    {.name = "relation",
     .label = N_("Relation to the head"),
     .kind = FIELD_CHOICE,
     .offset = FIELD_AT(struct person, line.relation),
     .choices = resident_relations},
    {.name = "address",
     .label = N_("Address"),
     .kind = FIELD_ADDRESS,
     .offset = FIELD_AT(struct person, line.address),
     .privacy = PRIVACY_PERSONAL},
    {.name = "grid_name",
     .label = N_("Grid"),
     .kind = FIELD_TEXT,
     .offset = FIELD_AT(struct person, line.grid_name)},
    {.name = "care",
     .label = N_("Care needs"),
     .kind = FIELD_TEXT,
     .offset = FIELD_AT(struct person, care),
     .privacy = PRIVACY_PERSONAL},
    {.name = "path",
     .kind = FIELD_URL,
     .offset = FIELD_AT(struct person, path),
     .flags = FIELD_NOT_EXPORTED},
    {.name = "place_path",
     .kind = FIELD_URL,
     .offset = FIELD_AT(struct person, place_path),
     .flags = FIELD_NOT_EXPORTED},
};
const struct record_type person_type =
    RECORD_TYPE("person", N_("Resident"), struct person, person_fields);

static const struct field option_fields[] = {
    SHOW(FIELD_TEXT, filter_option, code, NULL),
    SHOW(FIELD_TEXT, filter_option, label, NULL),
    SHOW(FIELD_FLAG, filter_option, is_chosen, NULL),
};
const struct record_type option_type =
    RECORD_TYPE("option", NULL, struct filter_option, option_fields);

const char *path_of(const struct request *request, const char *folder, int64_t id, const char *rest)
{
    return arena_printf(request->arena, "/%s/%lld%s", folder, (long long)id, rest);
}

struct record_list list_of(const void *rows, size_t count)
{
    return (struct record_list){.rows = rows, .count = count, .total = (int64_t)count};
}

const char *choice_word(const struct request *request, const struct choice *choices,
                        const char *code)
{
    for (; code != NULL && choices->code != NULL; choices++)
        if (strcmp(choices->code, code) == 0)
            return language_text(request->language, choices->label);
    return code;
}

const char *cares_in_words(const struct request *request, const char *codes)
{
    const char *words = NULL;
    for (const char *at = codes; at != NULL && *at != '\0';) {
        size_t length = strcspn(at, " ");
        const char *word =
            choice_word(request, resident_cares, arena_copy_n(request->arena, at, length));
        const char *comma = request->language == LANGUAGE_CHINESE ? "、" : ", ";
        words = words == NULL ? word : arena_printf(request->arena, "%s%s%s", words, comma, word);
        at += length + strspn(at + length, " ");
    }
    return words;
}

const char *home_path(const struct request *request, int64_t place_id)
{
    bool is_told = place_id != 0 && request->who->sees_personal;
    return is_told ? path_of(request, "places", place_id, "") : NULL;
}

bool may_list_place(const struct request *request, const struct place *place)
{
    bool is_within = place_kind_is_dwelling(place->kind) || strcmp(place->kind, "unit") == 0;
    return request->who->sees_personal || !is_within;
}

void person_from_line(const struct request *request, const struct resident_line *line,
                      struct person *person)
{
    *person = (struct person){.line = *line,
                              .path = path_of(request, "residents", line->resident_id, ""),
                              .care = cares_in_words(request, line->cares)};
    person->place_path = home_path(request, line->place_id);
}

struct record_list people_list(const struct request *request, const struct resident_line *lines,
                               size_t count)
{
    struct person *people = arena_array(request->arena, count, sizeof *people);
    for (size_t i = 0; i < count; i++)
        person_from_line(request, &lines[i], &people[i]);
    return list_of(people, count);
}

struct record_list options_of(const struct request *request, const struct choice *choices,
                              const char *all, const char *chosen)
{
    size_t count = 0;
    while (choices[count].code != NULL)
        count++;
    struct filter_option *options = arena_array(request->arena, count + 1, sizeof *options);
    options[0] = (struct filter_option){"", language_text(request->language, all), chosen == NULL};
    for (size_t i = 0; i < count; i++)
        options[i + 1] = (struct filter_option){choices[i].code,
                                                language_text(request->language, choices[i].label),
                                                text_equal(choices[i].code, chosen)};
    return list_of(options, count + 1);
}

enum result grid_options(struct request *request, int64_t chosen, const char *all,
                         struct record_list *list, struct error *error)
{
    struct grid *grids;
    size_t count;
    struct arena *arena = request->arena;
    enum result result = grid_names(request->tx, request->scope, &grids, &count, arena, error);
    if (result != RESULT_OK)
        return result;
    struct filter_option *options = arena_array(arena, count + 1, sizeof *options);
    options[0] = (struct filter_option){"", language_text(request->language, all), chosen == 0};
    for (size_t i = 0; i < count; i++) {
        const char *indent = grids[i].level == 3 ? "　　" : grids[i].level == 2 ? "　" : "";
        options[i + 1] = (struct filter_option){
            arena_printf(arena, "%lld", (long long)grids[i].grid_id),
            arena_printf(arena, "%s%s", indent, grids[i].name), grids[i].grid_id == chosen};
    }
    *list = list_of(options, count + 1);
    return RESULT_OK;
}

enum result place_typed(struct request *request, const char *address, int64_t *place_id,
                        struct error *error)
{
    struct place *places;
    size_t count;
    enum result result = place_find(request->tx, request->scope, NULL, address, 3, &places, &count,
                                    request->arena, error);
    if (result != RESULT_OK)
        return result;
    if (count == 0)
        return error_set(error, RESULT_INVALID, "address",
                         N_("There is no place %1 in your scope. Write it like 灯湖花园3栋1204."),
                         address);
    if (count > 1)
        return error_set(error, RESULT_INVALID, "address",
                         N_("%1 could be several places: %2 or %3. Please write more of it."),
                         address, places[0].address, places[1].address);
    *place_id = places[0].place_id;
    return RESULT_OK;
}

enum result note_place(struct request *request, const char *action, const char *subject, int64_t id,
                       const char *fields, struct error *error)
{
    const struct audit_event event = {.action = action,
                                      .subject = subject,
                                      .subject_id = id,
                                      .fields = fields,
                                      .address = request->address,
                                      .request_id = request->request_id};
    return audit_add(request->services, request->tx, request->who, &event, error);
}

/* ---- forms as pages -------------------------------------------------------------------------- */

static const struct field difference_fields[] = {
    SHOW(FIELD_TEXT, difference, what, N_("Field")),
    SHOW(FIELD_TEXT, difference, stored, N_("Stored now")),
    SHOW(FIELD_TEXT, difference, typed, N_("You typed")),
};
static const struct record_type difference_type =
    RECORD_TYPE("difference", N_("Difference"), struct difference, difference_fields);

static const struct field form_page_fields[] = {
    SHOW(FIELD_TEXT, form_page, title, NULL),
    SHOW(FIELD_TEXT, form_page, about, NULL),
    SHOW(FIELD_URL, form_page, back_path, NULL),
    SHOW(FIELD_TEXT, form_page, back_name, NULL),
    SHOW_LIST(form_page, differences, N_("Differences"), &difference_type),
    {.name = "form", .kind = FIELD_FORM, .offset = FIELD_AT(struct form_page, form)},
};
const struct record_type form_page_type =
    RECORD_TYPE("form_page", NULL, struct form_page, form_page_fields);

static const char *typed_text(const struct request *request, const char *name)
{
    for (size_t i = 0; i < request->typed_count; i++)
        if (strcmp(request->typed[i].field, name) == 0)
            return request->typed[i].text;
    return NULL;
}

/* After a conflict: the fields in which what was typed is not what is stored now. */
static struct record_list differences_of(const struct request *request, const struct form *form)
{
    const struct record_type *type = form->type;
    struct difference *list = arena_array(request->arena, type->field_count, sizeof *list);
    size_t count = 0;
    for (size_t i = 0; i < type->field_count && form->values != NULL; i++) {
        const struct field *field = &type->fields[i];
        const char *typed = typed_text(request, field->name);
        bool is_compared = typed != NULL && field->label != NULL &&
                           !(field->flags & FIELD_HIDDEN) && field->privacy != PRIVACY_SENSITIVE;
        if (!is_compared ||
            strcmp(typed, record_plain(field, form->values, request->services->offset,
                                       request->arena)) == 0)
            continue;
        const char *shown =
            field->kind == FIELD_CHOICE ? choice_word(request, field->choices, typed) : typed;
        list[count++] = (struct difference){language_text(request->language, field->label),
                                            record_show(field, form->values, request->language,
                                                        request->services->offset, request->arena),
                                            shown};
    }
    return list_of(list, count);
}

enum result form_page(struct request *request, struct reply *reply, const char *title,
                      const char *about, const char *back_path, const char *back_name,
                      const struct form *form)
{
    struct form_page *page = arena_alloc(request->arena, sizeof *page);
    page->form = arena_alloc(request->arena, sizeof *page->form);
    *page->form = *form;
    page->title = title;
    page->about = about == NULL ? NULL : language_text(request->language, about);
    page->back_path = back_path;
    page->back_name = back_name;
    /* A mistake of no field is a conflict: forms say everything else at the field. */
    for (size_t i = 0; i < request->mistake_count; i++)
        if (request->mistakes[i].field[0] == '\0')
            page->differences = differences_of(request, form);
    reply->type = &form_page_type;
    reply->record = page;
    return RESULT_OK;
}
