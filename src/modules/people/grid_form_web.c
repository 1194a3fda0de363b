/* Adding a grid, renaming it, and ending it with a day. */
#include <string.h>

#include "base/text.h"
#include "modules/access/audit.h"
#include "modules/people/people_web.h"

struct grid_form {
    int64_t grid, version, parent;
    const char *name, *code, *about, *kind, *valid_from, *valid_to;
};
#define GRID_FORM_FIELDS                                                                           \
    {.name = "name",                                                                               \
     .label = N_("Grid name"),                                                                     \
     .kind = FIELD_TEXT,                                                                           \
     .offset = FIELD_AT(struct grid_form, name),                                                   \
     .flags = FIELD_REQUIRED,                                                                      \
     .maximum = 60,                                                                                \
     .hint = N_("As people call it, like 03格.")},                                                 \
        {.name = "code",                                                                           \
         .label = N_("Grid code"),                                                                 \
         .kind = FIELD_TEXT,                                                                       \
         .offset = FIELD_AT(struct grid_form, code),                                               \
         .maximum = 15,                                                                            \
         .hint = N_("12 digits of the community and 3 of the grid, if it has one.")},              \
        {.name = "about",                                                                          \
         .label = N_("Covers"),                                                                    \
         .kind = FIELD_TEXT,                                                                       \
         .offset = FIELD_AT(struct grid_form, about),                                              \
         .maximum = 200,                                                                           \
         .hint = N_("In words, like 灯湖花园1栋至6栋.")},                                          \
        {.name = "kind",                                                                           \
         .label = N_("Kind"),                                                                      \
         .kind = FIELD_CHOICE,                                                                     \
         .offset = FIELD_AT(struct grid_form, kind),                                               \
         .flags = FIELD_REQUIRED,                                                                  \
         .choices = grid_kinds},                                                                   \
        QUERY(FIELD_DATE, grid_form, valid_from, N_("Since")),                                     \
    {                                                                                              \
        .name = "valid_to", .label = N_("Until"), .kind = FIELD_DATE,                              \
        .offset = FIELD_AT(struct grid_form, valid_to),                                            \
        .hint = N_("The last day of a grid that ends. Its history is kept.")                       \
    }
static const struct field grid_form_fields[] = {
    PATH_ID(grid_form, grid),
    {.name = "version",
     .kind = FIELD_INT,
     .offset = FIELD_AT(struct grid_form, version),
     .flags = FIELD_HIDDEN,
     .maximum = INT64_MAX},
    GRID_FORM_FIELDS,
};
const struct record_type grid_form_params_type =
    RECORD_TYPE("grid_form", N_("Grid"), struct grid_form, grid_form_fields);
static const struct field grid_new_fields[] = {
    {.name = "parent",
     .kind = FIELD_ID,
     .offset = FIELD_AT(struct grid_form, parent),
     .flags = FIELD_HIDDEN},
    GRID_FORM_FIELDS,
};
const struct record_type grid_new_params_type =
    RECORD_TYPE("grid_new", N_("Grid"), struct grid_form, grid_new_fields);

struct grid_new_asked {
    int64_t parent;
};
static const struct field grid_new_asked_fields[] = {
    QUERY(FIELD_ID, grid_new_asked, parent, NULL),
};
const struct record_type grid_new_asked_type =
    RECORD_TYPE("grid_new_query", NULL, struct grid_new_asked, grid_new_asked_fields);

static const char *const names[] = {"name",       "code",     "about", "kind",
                                    "valid_from", "valid_to", NULL};

static enum result show_new(struct request *request, int64_t parent, struct reply *reply,
                            struct error *error)
{
    struct grid grid = {.name = language_text(request->language, N_("Grids"))};
    struct grid_form *values = arena_alloc(request->arena, sizeof *values);
    const char *action = "/grids", *back = "/grids";
    if (parent != 0) {
        enum result result = grid_get(request->tx, request->scope, parent, request->today, &grid,
                                      request->arena, error);
        if (result != RESULT_OK)
            return result;
        action = arena_printf(request->arena, "/grids?parent=%lld", (long long)parent);
        back = path_of(request, "grids", parent, "");
    }
    *values = (struct grid_form){.kind = "ordinary", .valid_from = request->today};
    return form_page(request, reply, language_text(request->language, N_("Add a grid")),
                     N_("Community, compound branch, group of buildings: up to three levels."),
                     back, grid.name,
                     &(struct form){.type = &grid_new_params_type,
                                    .values = values,
                                    .action = action,
                                    .submit = N_("Add one"),
                                    .only = names});
}

HANDLER(show_grid_new)
{
    return show_new(request, ((const struct grid_new_asked *)params)->parent, reply, error);
}

HANDLER(show_grid_new_again)
{
    return show_new(request, ((const struct grid_form *)params)->parent, reply, error);
}

static enum result check_days(const struct grid_form *typed, struct error *error)
{
    if (typed->valid_from != NULL && typed->valid_to != NULL &&
        strcmp(typed->valid_to, typed->valid_from) < 0)
        return error_set(error, RESULT_INVALID, "valid_to",
                         N_("The end lies before the beginning."));
    return RESULT_OK;
}

static struct grid grid_typed(const struct grid_form *typed)
{
    return (struct grid){.grid_id = typed->grid,
                         .version = typed->version,
                         .parent_id = typed->parent,
                         .name = typed->name,
                         .code = typed->code,
                         .about = typed->about,
                         .kind = typed->kind,
                         .valid_from = typed->valid_from,
                         .valid_to = typed->valid_to};
}

HANDLER(do_grid_new)
{
    const struct grid_form *typed = params;
    const struct grid grid = grid_typed(typed);
    int64_t id;
    enum result result = check_days(typed, error);
    if (result == RESULT_OK)
        result = grid_add(request->services, request->tx, request->scope, &grid, &id, error);
    if (result == RESULT_OK)
        result = note_place(request, "place.grid_add", "grid", id, NULL, error);
    if (result != RESULT_OK)
        return result;
    reply->redirect = path_of(request, "grids", id, "");
    reply->notice = language_text(request->language, N_("Added."));
    return RESULT_OK;
}

HANDLER(show_grid_edit)
{
    int64_t id = *(const int64_t *)params;
    struct grid grid;
    struct grid_form *values = arena_alloc(request->arena, sizeof *values);
    enum result result =
        grid_get(request->tx, request->scope, id, request->today, &grid, request->arena, error);
    if (result != RESULT_OK)
        return result;
    *values = (struct grid_form){.name = grid.name,
                                 .code = grid.code,
                                 .about = grid.about,
                                 .kind = grid.kind,
                                 .valid_from = grid.valid_from,
                                 .valid_to = grid.valid_to};
    return form_page(
        request, reply, grid.name, N_("Before a grid ends, its places go to other grids."),
        path_of(request, "grids", id, ""), grid.name,
        &(struct form){.type = &grid_form_params_type,
                       .values = values,
                       .action = arena_printf(request->arena, "/grids/%lld/edit?version=%lld",
                                              (long long)id, (long long)grid.version),
                       .submit = N_("Save"),
                       .only = names});
}

/* A grid with places in it does not end: they would be nobody's. */
static enum result check_is_empty_after(struct request *request, const struct grid_form *typed,
                                        struct error *error)
{
    if (typed->valid_to == NULL)
        return RESULT_OK;
    struct grid_member *members;
    size_t count;
    char after[CALENDAR_DAY_SIZE];
    int year, month, day;
    calendar_from_days(calendar_day_number(typed->valid_to) + 1, &year, &month, &day);
    calendar_day_text(year, month, day, after);
    enum result result = grid_member_list(request->tx, request->scope, typed->grid, after, &members,
                                          &count, request->arena, error);
    if (result == RESULT_OK && count > 0)
        return error_set(
            error, RESULT_INVALID, "valid_to",
            N_("After that day %1 still belongs to it. Please move it to another grid first."),
            members[0].address);
    return result;
}

static enum result note_edit(struct request *request, const struct grid *before,
                             const struct grid *typed, struct error *error)
{
    struct grid after = *before;
    after.name = typed->name;
    after.code = typed->code;
    after.about = typed->about;
    after.kind = typed->kind;
    after.valid_from = typed->valid_from;
    after.valid_to = typed->valid_to;
    return note_place(request, "place.grid_set", "grid", typed->grid_id,
                      audit_changes(&grid_type, before, &after, request->arena), error);
}

HANDLER(do_grid_edit)
{
    const struct grid_form *typed = params;
    const struct grid grid = grid_typed(typed);
    struct grid before;
    enum result result = check_days(typed, error);
    if (result == RESULT_OK)
        result = grid_get(request->tx, request->scope, typed->grid, request->today, &before,
                          request->arena, error);
    if (result == RESULT_OK)
        result = check_is_empty_after(request, typed, error);
    if (result == RESULT_OK)
        result = grid_set(request->services, request->tx, request->scope, &grid, error);
    if (result == RESULT_OK)
        result = note_edit(request, &before, &grid, error);
    if (result != RESULT_OK)
        return result;
    reply->redirect = path_of(request, "grids", typed->grid, "");
    reply->notice = language_text(request->language, N_("Saved."));
    return RESULT_OK;
}
