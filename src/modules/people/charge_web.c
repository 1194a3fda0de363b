/* Who is in charge of a grid or of a single place: putting somebody in charge from a day to a day, and
 * ending it with a day. The same few fields serve both; what they hang on is in the path. */
#include "base/text.h"
#include "modules/people/people_web.h"

struct charge_form {
    int64_t subject; /* the grid, or the place */
    const char *role, *name, *phone, *valid_from, *valid_to;
};
#define CHARGE_FORM_FIELDS(subject_)                                                               \
    {.name = (subject_),                                                                           \
     .kind = FIELD_ID,                                                                             \
     .offset = FIELD_AT(struct charge_form, subject),                                              \
     .flags = FIELD_HIDDEN | FIELD_REQUIRED},                                                      \
        {.name = "role",                                                                           \
         .label = N_("Role"),                                                                      \
         .kind = FIELD_CHOICE,                                                                     \
         .offset = FIELD_AT(struct charge_form, role),                                             \
         .flags = FIELD_REQUIRED,                                                                  \
         .choices = charge_roles},                                                                 \
        {.name = "name",                                                                           \
         .label = N_("Name"),                                                                      \
         .kind = FIELD_NAME,                                                                       \
         .offset = FIELD_AT(struct charge_form, name),                                             \
         .flags = FIELD_REQUIRED},                                                                 \
        QUERY(FIELD_PHONE, charge_form, phone, N_("Phone")),                                       \
        {.name = "valid_from",                                                                     \
         .label = N_("Since"),                                                                     \
         .kind = FIELD_DATE,                                                                       \
         .offset = FIELD_AT(struct charge_form, valid_from),                                       \
         .flags = FIELD_REQUIRED},                                                                 \
        QUERY(FIELD_DATE, charge_form, valid_to, N_("Until"))
static const struct field grid_charge_fields[] = {CHARGE_FORM_FIELDS("grid")};
const struct record_type charge_form_params_type =
    RECORD_TYPE("charge_form", N_("In charge"), struct charge_form, grid_charge_fields);
static const struct field place_charge_fields[] = {CHARGE_FORM_FIELDS("place")};
const struct record_type place_charge_params_type =
    RECORD_TYPE("place_charge_form", N_("In charge"), struct charge_form, place_charge_fields);

struct form *charge_form_of(struct request *request, const struct record_type *type,
                            const char *action)
{
    static const char *const names[] = {"role", "name", "phone", "valid_from", "valid_to", NULL};
    struct charge_form *values = arena_alloc(request->arena, sizeof *values);
    struct form *form = arena_alloc(request->arena, sizeof *form);
    values->valid_from = request->today;
    *form = (struct form){.type = type,
                          .values = values,
                          .action = action,
                          .submit = N_("Put in charge"),
                          .only = names};
    return form;
}

static enum result add(struct request *request, const struct charge_form *typed, int64_t grid_id,
                       int64_t place_id, const char *page, struct reply *reply, struct error *error)
{
    const struct charge charge = {.grid_id = grid_id,
                                  .place_id = place_id,
                                  .role = typed->role,
                                  .name = typed->name,
                                  .phone = typed->phone,
                                  .valid_from = typed->valid_from,
                                  .valid_to = typed->valid_to};
    int64_t id;
    enum result result =
        charge_add(request->services, request->tx, request->scope, &charge, &id, error);
    if (result == RESULT_OK)
        result = note_place(request, "place.charge_add", grid_id != 0 ? "grid" : "place",
                            typed->subject, "role name phone valid_from valid_to", error);
    if (result != RESULT_OK)
        return result;
    reply->redirect = page;
    reply->notice = language_text(request->language, N_("Saved."));
    return RESULT_OK;
}

HANDLER(do_charge_add)
{
    const struct charge_form *typed = params;
    return add(request, typed, typed->subject, 0, path_of(request, "grids", typed->subject, ""),
               reply, error);
}

HANDLER(do_place_charge_add)
{
    const struct charge_form *typed = params;
    return add(request, typed, 0, typed->subject, path_of(request, "places", typed->subject, ""),
               reply, error);
}

struct charge_end_params {
    int64_t charge;
    const char *last;
};
static const struct field charge_end_fields[] = {
    PATH_ID(charge_end_params, charge),
    QUERY(FIELD_DATE, charge_end_params, last, N_("The last day")),
};
const struct record_type charge_end_params_type =
    RECORD_TYPE("charge_path", NULL, struct charge_end_params, charge_end_fields);

HANDLER(do_charge_end)
{
    const struct charge_end_params *asked = params;
    const char *last = asked->last == NULL ? request->today : asked->last;
    struct charge charge;
    enum result result =
        charge_get(request->tx, request->scope, asked->charge, &charge, request->arena, error);
    if (result == RESULT_OK)
        result = charge_end(request->tx, request->scope, asked->charge, last, error);
    bool is_grid = result == RESULT_OK && charge.grid_id != 0;
    int64_t subject = result != RESULT_OK ? 0 : is_grid ? charge.grid_id : charge.place_id;
    if (result == RESULT_OK)
        result = note_place(request, "place.charge_end", is_grid ? "grid" : "place", subject,
                            "valid_to", error);
    if (result != RESULT_OK)
        return result;
    reply->redirect = path_of(request, is_grid ? "grids" : "places", subject, "");
    reply->notice =
        text_equal(last, request->today)
            ? language_text(request->language, N_("It ends today."))
            : language_format(request->arena, request->language, N_("It ends on %1."), last);
    return RESULT_OK;
}
