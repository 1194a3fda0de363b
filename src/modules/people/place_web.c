/* The pages of places: the tree from the top, and one place with the floor x door table of its homes,
 * who lives there, and who is in charge. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "modules/access/audit.h"
#include "modules/people/people_web.h"

enum { CHILDREN_MAX = 500, HOMES_MAX = 5000, PEOPLE_MAX = 5000, FLOORS_MAX = 250 };

/* One place as a row: under a heading, or in the tree. */
struct place_row {
    struct place place;
    const char *path;
};
static const struct field place_row_fields[] = {
    {.name = "place_id",
     .label = N_("Place"),
     .kind = FIELD_ID,
     .offset = FIELD_AT(struct place_row, place.place_id),
     .flags = FIELD_HIDDEN},
    {.name = "name",
     .label = N_("Place name"),
     .kind = FIELD_TEXT,
     .offset = FIELD_AT(struct place_row, place.name)},
    {.name = "address",
     .label = N_("Address"),
     .kind = FIELD_TEXT,
     .offset = FIELD_AT(struct place_row, place.address)},
    {.name = "kind",
     .label = N_("Kind"),
     .kind = FIELD_CHOICE,
     .offset = FIELD_AT(struct place_row, place.kind),
     .choices = place_kinds},
    {.name = "floors",
     .label = N_("Floors"),
     .kind = FIELD_INT,
     .offset = FIELD_AT(struct place_row, place.floors)},
    {.name = "people",
     .label = N_("People"),
     .kind = FIELD_INT,
     .offset = FIELD_AT(struct place_row, place.people)},
    {.name = "grid_name",
     .label = N_("Grid"),
     .kind = FIELD_TEXT,
     .offset = FIELD_AT(struct place_row, place.grid_name)},
    SHOW(FIELD_URL, place_row, path, NULL),
};
static const struct record_type place_row_type =
    RECORD_TYPE("place_row", N_("Place"), struct place_row, place_row_fields);

static struct record_list place_rows(const struct request *request, const struct place *places,
                                     size_t count)
{
    struct place_row *rows = arena_array(request->arena, count, sizeof *rows);
    for (size_t i = 0; i < count; i++)
        rows[i] = (struct place_row){places[i], path_of(request, "places", places[i].place_id, "")};
    return list_of(rows, count);
}

static enum result children_of(struct request *request, int64_t place_id, struct record_list *list,
                               struct error *error)
{
    struct place *places;
    size_t count;
    enum result result = place_list(request->tx, request->scope, place_id, NULL, CHILDREN_MAX,
                                    &places, &count, request->arena, error);
    if (result == RESULT_OK)
        result =
            people_count_places(request->tx, request->scope, places, count, request->arena, error);
    if (result == RESULT_OK)
        *list = place_rows(request, places, count);
    return result;
}

/* ---- the tree from the top ------------------------------------------------------------------- */

struct places_page {
    struct record_list places, communities;
    int64_t may_write;
    struct form *form;
};
static const struct field places_page_fields[] = {
    SHOW_LIST(places_page, places, N_("Places"), &place_row_type),
    SHOW_LIST(places_page, communities, N_("Communities it was made from"), &community_type),
    SHOW(FIELD_FLAG, places_page, may_write, NULL),
    SHOW_FORM(places_page, form, &place_new_params_type),
};
const struct record_type places_page_type =
    RECORD_TYPE("places", N_("Places"), struct places_page, places_page_fields);

struct place_new_form {
    int64_t parent;
    const char *kind, *name;
    int64_t storey;
};
static const struct field place_new_fields[] = {
    {.name = "parent",
     .kind = FIELD_ID,
     .offset = FIELD_AT(struct place_new_form, parent),
     .flags = FIELD_HIDDEN},
    {.name = "kind",
     .label = N_("Kind"),
     .kind = FIELD_CHOICE,
     .offset = FIELD_AT(struct place_new_form, kind),
     .flags = FIELD_REQUIRED,
     .choices = place_kinds},
    {.name = "name",
     .label = N_("Place name"),
     .kind = FIELD_TEXT,
     .offset = FIELD_AT(struct place_new_form, name),
     .flags = FIELD_REQUIRED,
     .maximum = 60,
     .hint = N_("Like 灯湖花园, 3栋, 2单元 or 1204.")},
    {.name = "storey",
     .label = N_("Storey"),
     .kind = FIELD_INT,
     .offset = FIELD_AT(struct place_new_form, storey),
     .flags = FIELD_NONE_IS_MIN,
     .minimum = -9,
     .maximum = 200},
};
const struct record_type place_new_params_type =
    RECORD_TYPE("place_new", N_("Place"), struct place_new_form, place_new_fields);

static struct form *new_place_form(struct request *request, int64_t parent)
{
    struct form *form = arena_alloc(request->arena, sizeof *form);
    struct place_new_form *values = arena_alloc(request->arena, sizeof *values);
    record_init(&place_new_params_type, values);
    values->parent = parent;
    *form = (struct form){.type = &place_new_params_type,
                          .values = values,
                          .action = "/places",
                          .submit = N_("Save")};
    return form;
}

HANDLER(show_places)
{
    (void)params;
    struct places_page *page = arena_alloc(request->arena, sizeof *page);
    struct community *communities;
    size_t count;
    enum result result = children_of(request, 0, &page->places, error);
    if (result == RESULT_OK)
        result = community_list(request->tx, request->scope, &communities, &count, request->arena,
                                error);
    if (result != RESULT_OK)
        return result;
    page->communities = list_of(communities, count);
    page->may_write = principal_can(request->who, &place_write);
    page->form = new_place_form(request, 0);
    reply->type = &places_page_type;
    reply->record = page;
    return RESULT_OK;
}

HANDLER(do_place_new)
{
    const struct place_new_form *typed = params;
    const struct place place = {.parent_id = typed->parent,
                                .kind = typed->kind,
                                .name = typed->name,
                                .storey = typed->storey};
    int64_t id;
    enum result result =
        place_add(request->services, request->tx, request->scope, 0, &place, &id, error);
    if (result == RESULT_OK)
        result = note_place(request, "place.place_add", "place", id, NULL, error);
    if (result != RESULT_OK)
        return result;
    reply->redirect = path_of(request, "places", id, "");
    reply->notice = language_text(request->language, N_("Added."));
    return RESULT_OK;
}

/* ---- one place ------------------------------------------------------------------------------- */

struct place_params {
    int64_t place;
    const char *day;
};
static const struct field place_params_fields[] = {
    PATH_ID(place_params, place),
    QUERY(FIELD_DATE, place_params, day, N_("On the day")),
};
const struct record_type place_params_type =
    RECORD_TYPE("place_path", NULL, struct place_params, place_params_fields);

struct cell {
    const char *label, *path, *head;
    int64_t people, has_care, is_there; /* no home at this position: an empty cell */
};
static const struct field cell_fields[] = {
    SHOW(FIELD_TEXT, cell, label, N_("Home")),   SHOW(FIELD_URL, cell, path, NULL),
    SHOW(FIELD_INT, cell, people, N_("People")), SHOW(FIELD_FLAG, cell, has_care, N_("Care need")),
    SHOW(FIELD_FLAG, cell, is_there, NULL),
};
static const struct record_type cell_type =
    RECORD_TYPE("cell", N_("Home"), struct cell, cell_fields);

struct floor_row {
    int64_t storey;
    struct record_list cells;
};
static const struct field floor_fields[] = {
    SHOW(FIELD_INT, floor_row, storey, N_("Storey")),
    SHOW_LIST(floor_row, cells, NULL, &cell_type),
};
static const struct record_type floor_type =
    RECORD_TYPE("floor", N_("Storey"), struct floor_row, floor_fields);

/* One stairwell: a unit's homes, or those of a building without units. */
struct stair {
    const char *name;
    struct record_list floors;
};
static const struct field stair_fields[] = {
    SHOW(FIELD_TEXT, stair, name, N_("Unit")),
    SHOW_LIST(stair, floors, NULL, &floor_type),
};
static const struct record_type stair_type =
    RECORD_TYPE("stair", N_("Unit"), struct stair, stair_fields);

/* Somebody in charge of the place, of one above it, or of its grids; here only one's own can be ended. */
struct place_charge {
    struct charge charge;
    const char *end_path;
};
static const struct field place_charge_fields[] = {
    {.name = "name",
     .label = N_("Name"),
     .kind = FIELD_NAME,
     .offset = FIELD_AT(struct place_charge, charge.name)},
    {.name = "role",
     .label = N_("Role"),
     .kind = FIELD_CHOICE,
     .offset = FIELD_AT(struct place_charge, charge.role),
     .choices = charge_roles},
    {.name = "phone",
     .label = N_("Phone"),
     .kind = FIELD_PHONE,
     .offset = FIELD_AT(struct place_charge, charge.phone)},
    {.name = "valid_from",
     .label = N_("Since"),
     .kind = FIELD_DATE,
     .offset = FIELD_AT(struct place_charge, charge.valid_from)},
    {.name = "valid_to",
     .label = N_("Until"),
     .kind = FIELD_DATE,
     .offset = FIELD_AT(struct place_charge, charge.valid_to)},
    {.name = "where",
     .label = N_("Where"),
     .kind = FIELD_TEXT,
     .offset = FIELD_AT(struct place_charge, charge.where)},
    SHOW(FIELD_URL, place_charge, end_path, NULL),
};
static const struct record_type place_charge_type =
    RECORD_TYPE("place_charge", N_("In charge"), struct place_charge, place_charge_fields);

struct place_page {
    const struct place *place;
    const char *title, *path, *list_path, *day, *today;
    struct record_list trail, children, stairs, people, charges;
    int64_t homes, elders, may_write, may_grid;
    struct form *form, *charge_form;
};
static const struct field place_page_fields[] = {
    SHOW_RECORD(place_page, place, N_("Place"), &place_type),
    SHOW(FIELD_TEXT, place_page, title, NULL),
    SHOW(FIELD_URL, place_page, path, NULL),
    SHOW(FIELD_URL, place_page, list_path, NULL),
    SHOW(FIELD_DATE, place_page, day, NULL),
    SHOW(FIELD_DATE, place_page, today, NULL),
    SHOW_LIST(place_page, trail, NULL, &place_row_type),
    SHOW_LIST(place_page, people, N_("Residents"), &person_type),
    SHOW_LIST(place_page, children, N_("Places in it"), &place_row_type),
    SHOW_LIST(place_page, stairs, NULL, &stair_type),
    SHOW_LIST(place_page, charges, N_("In charge"), &place_charge_type),
    SHOW(FIELD_INT, place_page, homes, N_("Homes")),
    SHOW(FIELD_INT, place_page, elders, N_("65 and older")),
    SHOW(FIELD_FLAG, place_page, may_write, NULL),
    SHOW(FIELD_FLAG, place_page, may_grid, NULL),
    SHOW_FORM(place_page, form, &place_new_params_type),
    SHOW_FORM(place_page, charge_form, &place_charge_params_type),
};
const struct record_type place_page_type =
    RECORD_TYPE("place_page", N_("Place"), struct place_page, place_page_fields);

/* Homes with who lives in them; both in walking order, so they are gone through side by side. */
static void fill_cell(const struct request *request, const struct place *home,
                      const struct resident_line *lines, size_t count, struct cell *cell)
{
    *cell = (struct cell){.label = home->label,
                          .path = path_of(request, "places", home->place_id, ""),
                          .is_there = 1};
    for (size_t i = 0; i < count; i++)
        if (lines[i].place_id == home->place_id) {
            cell->people++;
            cell->has_care |= request->who->sees_personal && !text_is_empty(lines[i].cares);
        }
}

static int compare_homes(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    if (x->storey != y->storey)
        return x->storey < y->storey ? 1 : -1; /* the top floor first */
    if (x->position != y->position)
        return x->position < y->position ? -1 : 1;
    return strcmp(x->path_key, y->path_key);
}

/* The floors of one stairwell, each with as many cells as the widest: a home stands in its column. */
static struct record_list floors_of(const struct request *request, struct place *homes,
                                    size_t count, const struct resident_line *lines,
                                    size_t line_count)
{
    int64_t width = 0;
    size_t floors = 0;
    qsort(homes, count, sizeof *homes, compare_homes);
    for (size_t i = 0, on_floor = 0; i < count; i++) {
        bool is_new = i == 0 || homes[i].storey != homes[i - 1].storey;
        floors += is_new;
        on_floor = is_new ? 1 : on_floor + 1;
        if (homes[i].position == 0)
            homes[i].position = (int64_t)on_floor;
        width = homes[i].position > width ? homes[i].position : width;
    }
    struct floor_row *rows = arena_array(request->arena, floors, sizeof *rows);
    size_t row = 0;
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && homes[i].storey != homes[i - 1].storey)
            row++;
        if (rows[row].cells.rows == NULL)
            rows[row] = (struct floor_row){
                homes[i].storey == RECORD_NONE ? 0 : homes[i].storey,
                list_of(arena_array(request->arena, (size_t)width, sizeof(struct cell)),
                        (size_t)width)};
        struct cell *cells = (struct cell *)(uintptr_t)rows[row].cells.rows;
        fill_cell(request, &homes[i], lines, line_count, &cells[homes[i].position - 1]);
    }
    return list_of(rows, floors);
}

static enum result lines_below(struct request *request, int64_t place_id,
                               struct resident_line **lines, size_t *count, struct error *error)
{
    const struct resident_filter filter = {
        .place_id = place_id, .order = RESIDENT_BY_ADDRESS, .limit = PEOPLE_MAX};
    return resident_list(request->tx, request->scope, &filter, request->today, lines, count,
                         request->arena, error);
}

/* The tables of a building: one for each unit, or one for all of it. */
static enum result fill_building(struct request *request, struct place_page *page,
                                 struct error *error)
{
    struct place *below;
    struct resident_line *lines;
    size_t count, line_count;
    enum result result = place_list_below(request->tx, request->scope, page->place->path_key,
                                          HOMES_MAX, &below, &count, request->arena, error);
    if (result == RESULT_OK)
        result = lines_below(request, page->place->place_id, &lines, &line_count, error);
    if (result != RESULT_OK)
        return result;
    struct stair *stairs = arena_array(request->arena, count + 1, sizeof *stairs);
    struct place *homes = arena_array(request->arena, count + 1, sizeof *homes);
    size_t stair_count = 0, used = 0;
    for (size_t i = 0; i < count;) {
        /* Homes of one parent lie together in walking order. */
        size_t from = used;
        int64_t parent = below[i].parent_id;
        const char *name = NULL;
        if (!place_kind_is_dwelling(below[i].kind)) {
            i++;
            continue;
        }
        for (; i < count && below[i].parent_id == parent && place_kind_is_dwelling(below[i].kind);
             i++)
            homes[used++] = below[i];
        for (size_t j = 0; j < count; j++)
            if (below[j].place_id == parent)
                name = below[j].name;
        stairs[stair_count++] =
            (struct stair){name, floors_of(request, homes + from, used - from, lines, line_count)};
    }
    page->stairs = list_of(stairs, stair_count);
    page->homes = (int64_t)used;
    for (size_t i = 0; i < line_count; i++)
        page->elders += lines[i].age >= 65;
    return RESULT_OK;
}

static enum result fill_place(struct request *request, struct place_page *page, struct error *error)
{
    struct resident_line *lines;
    size_t count;
    const char *kind = page->place->kind;
    bool is_table = strcmp(kind, "building") == 0 || strcmp(kind, "unit") == 0 ||
                    strcmp(kind, "dormitory") == 0;
    if (is_table)
        return fill_building(request, page, error);
    enum result result = children_of(request, page->place->place_id, &page->children, error);
    if (result == RESULT_OK && place_kind_is_dwelling(kind) &&
        may_list_place(request, page->place)) {
        result = lines_below(request, page->place->place_id, &lines, &count, error);
        if (result == RESULT_OK)
            page->people = people_list(request, lines, count);
    }
    return result;
}

static struct record_list charge_rows(const struct request *request, int64_t place_id,
                                      const struct charge *charges, size_t count)
{
    struct place_charge *rows = arena_array(request->arena, count, sizeof *rows);
    bool may_end = principal_can(request->who, &place_grids);
    for (size_t i = 0; i < count; i++) {
        bool is_open =
            charges[i].valid_to == NULL || strcmp(charges[i].valid_to, request->today) > 0;
        rows[i].charge = charges[i];
        if (may_end && is_open && charges[i].place_id == place_id)
            rows[i].end_path = path_of(request, "charges", charges[i].charge_id, "/end");
    }
    return list_of(rows, count);
}

static enum result show_one_place(struct request *request, int64_t id, const char *day,
                                  struct reply *reply, struct error *error)
{
    struct place_page *page = arena_alloc(request->arena, sizeof *page);
    struct place *trail;
    struct charge *charges;
    size_t depth, count;
    enum result result =
        place_trail(request->tx, request->scope, id, &trail, &depth, request->arena, error);
    if (result == RESULT_OK)
        result = people_count_places(request->tx, request->scope, &trail[depth - 1], 1,
                                     request->arena, error);
    if (result == RESULT_OK)
        result = place_in_charge(request->tx, request->scope, id, day, &charges, &count,
                                 request->arena, error);
    if (result != RESULT_OK)
        return result;
    page->place = &trail[depth - 1];
    page->title = page->place->address;
    page->path = path_of(request, "places", id, "");
    page->list_path =
        arena_printf(request->arena, "/residents?place=%lld&order=address", (long long)id);
    page->day = day;
    page->today = request->today;
    page->trail = place_rows(request, trail, depth - 1);
    page->charges = charge_rows(request, id, charges, count);
    page->may_write = principal_can(request->who, &place_write);
    page->may_grid = principal_can(request->who, &place_grids);
    page->form = new_place_form(request, id);
    page->charge_form = charge_form_of(request, &place_charge_params_type,
                                       path_of(request, "places", id, "/charges"));
    reply->type = &place_page_type;
    reply->record = page;
    return fill_place(request, page, error);
}

HANDLER(show_place)
{
    const struct place_params *asked = params;
    return show_one_place(request, asked->place, asked->day == NULL ? request->today : asked->day,
                          reply, error);
}

/* The same page after a refusal, whose parameters are those of the form. */
HANDLER(show_place_again)
{
    return show_one_place(request, *(const int64_t *)params, request->today, reply, error);
}

/* ---- editing a place ------------------------------------------------------------------------- */

struct place_form {
    int64_t place, version;
    const char *kind, *name, *label;
    int64_t storey, position, floors, doors, built_year;
    const char *valid_from, *valid_to;
};
#define NUMBER(member, label_, top)                                                                \
    {                                                                                              \
        .name = #member, .label = (label_), .kind = FIELD_INT,                                     \
        .offset = FIELD_AT(struct place_form, member), .maximum = (top)                            \
    }
static const struct field place_form_fields[] = {
    PATH_ID(place_form, place),
    {.name = "version",
     .kind = FIELD_INT,
     .offset = FIELD_AT(struct place_form, version),
     .flags = FIELD_HIDDEN,
     .maximum = INT64_MAX},
    {.name = "kind",
     .label = N_("Kind"),
     .kind = FIELD_CHOICE,
     .offset = FIELD_AT(struct place_form, kind),
     .flags = FIELD_REQUIRED,
     .choices = place_kinds},
    {.name = "name",
     .label = N_("Place name"),
     .kind = FIELD_TEXT,
     .offset = FIELD_AT(struct place_form, name),
     .flags = FIELD_REQUIRED,
     .maximum = 60},
    {.name = "label",
     .label = N_("Short name"),
     .kind = FIELD_TEXT,
     .offset = FIELD_AT(struct place_form, label),
     .maximum = 20,
     .hint = N_("For tables and maps; made from the name if you leave it empty.")},
    {.name = "storey",
     .label = N_("Storey"),
     .kind = FIELD_INT,
     .offset = FIELD_AT(struct place_form, storey),
     .flags = FIELD_NONE_IS_MIN,
     .minimum = -9,
     .maximum = 200},
    NUMBER(position, N_("Column"), 99),
    NUMBER(floors, N_("Floors"), 200),
    NUMBER(doors, N_("Doors per floor"), 999),
    NUMBER(built_year, N_("Built in"), 2200),
    QUERY(FIELD_DATE, place_form, valid_from, N_("Since")),
    QUERY(FIELD_DATE, place_form, valid_to, N_("Until")),
};
const struct record_type place_form_params_type =
    RECORD_TYPE("place_form", N_("Place"), struct place_form, place_form_fields);

HANDLER(show_place_edit)
{
    static const char *const names[] = {"kind",       "name",     "label", "storey",
                                        "position",   "floors",   "doors", "built_year",
                                        "valid_from", "valid_to", NULL};
    int64_t id = *(const int64_t *)params;
    struct place place;
    struct place_form *values = arena_alloc(request->arena, sizeof *values);
    enum result result = place_get(request->tx, request->scope, id, &place, request->arena, error);
    if (result != RESULT_OK)
        return result;
    *values = (struct place_form){.kind = place.kind,
                                  .name = place.name,
                                  .label = place.label,
                                  .storey = place.storey,
                                  .position = place.position,
                                  .floors = place.floors,
                                  .doors = place.doors,
                                  .built_year = place.built_year,
                                  .valid_from = place.valid_from,
                                  .valid_to = place.valid_to};
    return form_page(
        request, reply, place.address, NULL, path_of(request, "places", id, ""), place.address,
        &(struct form){.type = &place_form_params_type,
                       .values = values,
                       .action = arena_printf(request->arena, "/places/%lld/edit?version=%lld",
                                              (long long)id, (long long)place.version),
                       .submit = N_("Save"),
                       .only = names});
}

HANDLER(do_place_edit)
{
    const struct place_form *typed = params;
    struct place place, before;
    enum result result =
        place_get(request->tx, request->scope, typed->place, &place, request->arena, error);
    if (result != RESULT_OK)
        return result;
    before = place;
    place.version = typed->version;
    place.kind = typed->kind;
    place.name = typed->name;
    place.label = typed->label;
    place.storey = typed->storey;
    place.position = typed->position;
    place.floors = typed->floors;
    place.doors = typed->doors;
    place.built_year = typed->built_year;
    place.valid_from = typed->valid_from;
    place.valid_to = typed->valid_to;
    result = place_set(request->services, request->tx, request->scope, &place, error);
    if (result == RESULT_OK)
        result = people_follow_place(request->tx, request->scope->tenant, NULL, error);
    before.version = typed->version;
    if (result == RESULT_OK)
        result = note_place(request, "place.place_set", "place", typed->place,
                            audit_changes(&place_type, &before, &place, request->arena), error);
    if (result != RESULT_OK)
        return result;
    reply->redirect = path_of(request, "places", typed->place, "");
    reply->notice = language_text(request->language, N_("Saved."));
    return RESULT_OK;
}
