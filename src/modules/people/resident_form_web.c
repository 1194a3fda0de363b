/* The forms about a resident: new, edit, move house, close the record, care need, household, merge. The
 * version that a form was made from is in the address it posts to, so that after a conflict the form is
 * made anew from what is stored, with what was typed laid over it. */
#include <string.h>

#include "base/text.h"
#include "modules/people/people_web.h"

#define VERSION(struct_)                                                                           \
    {                                                                                              \
        .name = "version", .kind = FIELD_INT, .offset = FIELD_AT(struct struct_, version),         \
        .flags = FIELD_HIDDEN, .maximum = INT64_MAX                                                \
    }

static const char *versioned(const struct request *request, int64_t id, const char *rest,
                             int64_t version)
{
    return arena_printf(request->arena, "/residents/%lld%s?version=%lld", (long long)id, rest,
                        (long long)version);
}

static enum result get(struct request *request, int64_t id, struct resident *resident,
                       struct error *error)
{
    return resident_get(request->services, request->tx, request->scope, id, request->today,
                        resident, request->arena, error);
}

static enum result done(struct request *request, struct reply *reply, int64_t id,
                        const char *notice)
{
    reply->redirect = path_of(request, "residents", id, "");
    reply->notice = language_text(request->language, notice);
    return RESULT_OK;
}

/* ---- edit ------------------------------------------------------------------------------------ */

struct resident_form {
    int64_t resident, version;
    struct resident_facts facts;
};
static const struct field resident_form_fields[] = {
    PATH_ID(resident_form, resident),
    VERSION(resident_form),
    RESIDENT_FACT_FIELDS(struct resident_form, facts),
};
const struct record_type resident_form_params_type =
    RECORD_TYPE("resident_form", N_("Resident"), struct resident_form, resident_form_fields);

static const char *const fact_names[] = {"name",         "former_name", "sex",
                                         "birth_date",   "citizen_id",  "phone",
                                         "phone_2",      "residence",   "registered_address",
                                         "ethnic_group", "note",        NULL};

HANDLER(show_resident_edit)
{
    int64_t id = *(const int64_t *)params;
    struct resident resident;
    struct resident_form *values = arena_alloc(request->arena, sizeof *values);
    enum result result = get(request, id, &resident, error);
    if (result != RESULT_OK)
        return result;
    *values = (struct resident_form){
        .resident = id, .version = resident.version, .facts = resident.facts};
    return form_page(request, reply, resident.facts.name, NULL,
                     path_of(request, "residents", id, ""), resident.facts.name,
                     &(struct form){.type = &resident_form_params_type,
                                    .values = values,
                                    .action = versioned(request, id, "/edit", resident.version),
                                    .submit = N_("Save"),
                                    .only = fact_names});
}

HANDLER(do_resident_edit)
{
    const struct resident_form *typed = params;
    enum result result = resident_set(request->services, request->tx, request->who, typed->resident,
                                      typed->version, &typed->facts, request->today, error);
    return result == RESULT_OK ? done(request, reply, typed->resident, N_("Saved.")) : result;
}

/* ---- new ------------------------------------------------------------------------------------- */

struct resident_new {
    struct resident_facts facts;
    const char *address, *since;
};
static const struct field resident_new_fields[] = {
    RESIDENT_FACT_FIELDS(struct resident_new, facts),
    {.name = "address",
     .label = N_("Lives at"),
     .kind = FIELD_ADDRESS,
     .offset = FIELD_AT(struct resident_new, address),
     .privacy = PRIVACY_PERSONAL,
     .hint =
         N_("Like 灯湖花园3栋1204 or 3-2-1204; empty for who is registered but lives elsewhere.")},
    {.name = "since",
     .label = N_("Living here since"),
     .kind = FIELD_DATE,
     .offset = FIELD_AT(struct resident_new, since),
     .flags = FIELD_PAST},
};
const struct record_type resident_new_params_type =
    RECORD_TYPE("resident_new", N_("Resident"), struct resident_new, resident_new_fields);
static const char *const new_names[] = {
    "name",  "sex",       "birth_date",         "citizen_id",  "phone",        "phone_2", "address",
    "since", "residence", "registered_address", "former_name", "ethnic_group", "note",    NULL};

HANDLER(show_resident_new)
{
    (void)params;
    (void)error;
    return form_page(request, reply, language_text(request->language, N_("Add a resident")), NULL,
                     "/residents", language_text(request->language, N_("Residents")),
                     &(struct form){.type = &resident_new_params_type,
                                    .action = "/residents",
                                    .submit = N_("Add one"),
                                    .only = new_names});
}

HANDLER(do_resident_new)
{
    const struct resident_new *typed = params;
    int64_t place_id = 0, id;
    enum result result = RESULT_OK;
    if (!text_is_empty(typed->address))
        result = place_typed(request, typed->address, &place_id, error);
    if (result == RESULT_OK)
        result = resident_add(request->services, request->tx, request->who, &typed->facts, place_id,
                              typed->since, request->today, &id, error);
    return result == RESULT_OK ? done(request, reply, id, N_("Added.")) : result;
}

/* ---- moving house, registering elsewhere ----------------------------------------------------- */

struct resident_move {
    int64_t resident, version;
    const char *kind, *address, *since, *reason;
};
static const struct field resident_move_fields[] = {
    PATH_ID(resident_move, resident),
    VERSION(resident_move),
    {.name = "kind",
     .label = N_("What changes"),
     .kind = FIELD_CHOICE,
     .offset = FIELD_AT(struct resident_move, kind),
     .flags = FIELD_REQUIRED,
     .choices = stay_kinds},
    {.name = "address",
     .label = N_("New address"),
     .kind = FIELD_ADDRESS,
     .offset = FIELD_AT(struct resident_move, address),
     .flags = FIELD_REQUIRED,
     .privacy = PRIVACY_PERSONAL,
     .hint = N_("Like 灯湖花园3栋1204 or 3-2-1204.")},
    {.name = "since",
     .label = N_("Since"),
     .kind = FIELD_DATE,
     .offset = FIELD_AT(struct resident_move, since),
     .flags = FIELD_REQUIRED | FIELD_PAST},
    {.name = "reason",
     .label = N_("Reason"),
     .kind = FIELD_TEXT,
     .offset = FIELD_AT(struct resident_move, reason)},
};
const struct record_type resident_move_params_type =
    RECORD_TYPE("resident_move", N_("Move house"), struct resident_move, resident_move_fields);
static const char *const move_names[] = {"kind", "address", "since", "reason", NULL};

HANDLER(show_resident_move)
{
    int64_t id = *(const int64_t *)params;
    struct resident resident;
    struct resident_move *values = arena_alloc(request->arena, sizeof *values);
    enum result result = get(request, id, &resident, error);
    if (result != RESULT_OK)
        return result;
    *values = (struct resident_move){.kind = "living", .since = request->today};
    return form_page(request, reply, language_text(request->language, N_("Move house")),
                     N_("The stay of now ends the day before; it is kept in the time line."),
                     path_of(request, "residents", id, ""), resident.facts.name,
                     &(struct form){.type = &resident_move_params_type,
                                    .values = values,
                                    .action = versioned(request, id, "/move", resident.version),
                                    .submit = N_("Move"),
                                    .only = move_names});
}

HANDLER(do_resident_move)
{
    const struct resident_move *typed = params;
    int64_t place_id = 0, stay_id;
    bool is_living = strcmp(typed->kind, "living") == 0;
    enum result result = place_typed(request, typed->address, &place_id, error);
    /* One may be registered anywhere in the country, but live here only in a place that we know. */
    if (result == RESULT_INVALID && !is_living)
        result = RESULT_OK;
    const struct stay stay = {.kind = typed->kind,
                              .place_id = place_id,
                              .address = place_id == 0 ? typed->address : NULL,
                              .since = typed->since,
                              .reason = typed->reason};
    if (result == RESULT_OK)
        result = stay_begin(request->services, request->tx, request->who, typed->resident,
                            typed->version, &stay, request->today, &stay_id, error);
    return result == RESULT_OK ? done(request, reply, typed->resident, N_("The move is entered."))
                               : result;
}

/* ---- closing the record, and opening it again ------------------------------------------------ */

struct resident_leave_form {
    int64_t resident, version;
    const char *status, *day, *reason;
};
static const struct choice leave_choices[] = {
    {.code = "away", .label = N_("Moved away")},
    {.code = "dead", .label = N_("Died")},
    {0},
};
static const struct field resident_leave_fields[] = {
    PATH_ID(resident_leave_form, resident),
    VERSION(resident_leave_form),
    {.name = "status",
     .label = N_("Why"),
     .kind = FIELD_CHOICE,
     .offset = FIELD_AT(struct resident_leave_form, status),
     .flags = FIELD_REQUIRED,
     .choices = leave_choices},
    {.name = "day",
     .label = N_("Day"),
     .kind = FIELD_DATE,
     .offset = FIELD_AT(struct resident_leave_form, day),
     .flags = FIELD_REQUIRED | FIELD_PAST},
    {.name = "reason",
     .label = N_("Reason"),
     .kind = FIELD_TEXT,
     .offset = FIELD_AT(struct resident_leave_form, reason)},
};
const struct record_type resident_leave_params_type = RECORD_TYPE(
    "resident_leave", N_("Close the record"), struct resident_leave_form, resident_leave_fields);
static const char *const leave_names[] = {"status", "day", "reason", NULL};

HANDLER(show_resident_leave)
{
    int64_t id = *(const int64_t *)params;
    struct resident resident;
    struct resident_leave_form *values = arena_alloc(request->arena, sizeof *values);
    enum result result = get(request, id, &resident, error);
    if (result != RESULT_OK)
        return result;
    *values = (struct resident_leave_form){.day = request->today};
    return form_page(request, reply, language_text(request->language, N_("Close the record")),
                     N_("Nothing is deleted; the record can be opened again."),
                     path_of(request, "residents", id, ""), resident.facts.name,
                     &(struct form){.type = &resident_leave_params_type,
                                    .values = values,
                                    .action = versioned(request, id, "/leave", resident.version),
                                    .submit = N_("Close the record"),
                                    .only = leave_names});
}

HANDLER(do_resident_leave)
{
    const struct resident_leave_form *typed = params;
    enum result result = resident_leave(request->services, request->tx, request->who,
                                        typed->resident, typed->version, typed->status, typed->day,
                                        typed->reason, request->today, error);
    return result == RESULT_OK ? done(request, reply, typed->resident, N_("The record is closed."))
                               : result;
}

/* ---- care needs ------------------------------------------------------------------------------ */

struct care_form {
    int64_t resident;
    const char *care, *purpose, *basis, *until;
};
static const struct field care_form_fields[] = {
    PATH_ID(care_form, resident),
    {.name = "care",
     .label = N_("Care need"),
     .kind = FIELD_CHOICE,
     .offset = FIELD_AT(struct care_form, care),
     .flags = FIELD_REQUIRED,
     .choices = resident_cares},
    {.name = "purpose",
     .label = N_("What for"),
     .kind = FIELD_TEXT,
     .offset = FIELD_AT(struct care_form, purpose),
     .flags = FIELD_REQUIRED,
     .privacy = PRIVACY_PERSONAL,
     .hint = N_("Like: a visit every week.")},
    {.name = "basis",
     .label = N_("Basis"),
     .kind = FIELD_CHOICE,
     .offset = FIELD_AT(struct care_form, basis),
     .flags = FIELD_REQUIRED,
     .choices = resident_bases},
    {.name = "until",
     .label = N_("Until"),
     .kind = FIELD_DATE,
     .offset = FIELD_AT(struct care_form, until),
     .flags = FIELD_REQUIRED,
     .hint = N_("Then it goes away by itself, unless somebody looks at it anew.")},
};
const struct record_type care_params_type =
    RECORD_TYPE("care_form", N_("Care need"), struct care_form, care_form_fields);
static const char *const care_names[] = {"care", "purpose", "basis", "until", NULL};

HANDLER(show_resident_care)
{
    int64_t id = *(const int64_t *)params;
    struct resident resident;
    enum result result = get(request, id, &resident, error);
    if (result != RESULT_OK)
        return result;
    return form_page(request, reply, language_text(request->language, N_("Add a care need")), NULL,
                     path_of(request, "residents", id, ""), resident.facts.name,
                     &(struct form){.type = &care_params_type,
                                    .action = path_of(request, "residents", id, "/care"),
                                    .submit = N_("Save"),
                                    .only = care_names});
}

HANDLER(do_care_add)
{
    const struct care_form *typed = params;
    const struct care_need need = {.resident_id = typed->resident,
                                   .care = typed->care,
                                   .purpose = typed->purpose,
                                   .basis = typed->basis,
                                   .until = typed->until};
    int64_t id;
    enum result result =
        care_add(request->services, request->tx, request->who, &need, request->today, &id, error);
    return result == RESULT_OK ? done(request, reply, typed->resident, N_("Saved.")) : result;
}

struct care_end_params {
    int64_t care;
};
static const struct field care_end_fields[] = {PATH_ID(care_end_params, care)};
const struct record_type care_end_params_type =
    RECORD_TYPE("care_path", NULL, struct care_end_params, care_end_fields);

HANDLER(do_care_end)
{
    int64_t id = ((const struct care_end_params *)params)->care, resident_id = 0;
    enum result result = care_end(request->services, request->tx, request->who, id, request->today,
                                  request->today, &resident_id, error);
    return result == RESULT_OK ? done(request, reply, resident_id, N_("It ends today.")) : result;
}

/* ---- merging --------------------------------------------------------------------------------- */

struct merge_form {
    int64_t resident, other, version, other_version;
    const char *reason;
};
static const struct field merge_form_fields[] = {
    PATH_ID(merge_form, resident),
    {.name = "other",
     .label = N_("The other record"),
     .kind = FIELD_ID,
     .offset = FIELD_AT(struct merge_form, other),
     .flags = FIELD_HIDDEN | FIELD_REQUIRED},
    VERSION(merge_form),
    {.name = "other_version",
     .kind = FIELD_INT,
     .offset = FIELD_AT(struct merge_form, other_version),
     .flags = FIELD_HIDDEN,
     .maximum = INT64_MAX},
    {.name = "reason",
     .label = N_("Why are they the same person?"),
     .kind = FIELD_TEXT,
     .offset = FIELD_AT(struct merge_form, reason),
     .flags = FIELD_REQUIRED},
};
const struct record_type merge_params_type =
    RECORD_TYPE("merge_form", N_("Merge"), struct merge_form, merge_form_fields);
struct merge_asked {
    int64_t resident, other;
};
static const struct field move_fields[] = {
    PATH_ID(merge_asked, resident),
    PATH_ID(merge_asked, other),
};
const struct record_type move_params_type =
    RECORD_TYPE("merge_query", NULL, struct merge_asked, move_fields);

struct merge_page {
    struct resident *kept, *gone;
    const char *kept_path, *gone_path, *swap_path;
    struct form *form;
};
static const struct field merge_page_fields[] = {
    SHOW_RECORD(merge_page, kept, N_("Kept"), &resident_type),
    SHOW_RECORD(merge_page, gone, N_("Merged away"), &resident_type),
    SHOW(FIELD_URL, merge_page, kept_path, NULL),
    SHOW(FIELD_URL, merge_page, gone_path, NULL),
    SHOW(FIELD_URL, merge_page, swap_path, NULL),
    SHOW_FORM(merge_page, form, &merge_params_type),
};
const struct record_type merge_page_type =
    RECORD_TYPE("merge_page", N_("Merge two residents"), struct merge_page, merge_page_fields);

HANDLER(show_merge)
{
    const struct merge_asked *asked = params;
    static const char *const names[] = {"reason", NULL};
    struct merge_page *page = arena_alloc(request->arena, sizeof *page);
    page->kept = arena_alloc(request->arena, sizeof *page->kept);
    page->gone = arena_alloc(request->arena, sizeof *page->gone);
    page->form = arena_alloc(request->arena, sizeof *page->form);
    enum result result = get(request, asked->resident, page->kept, error);
    if (result == RESULT_OK)
        result = get(request, asked->other, page->gone, error);
    if (result != RESULT_OK)
        return result;
    page->kept_path = path_of(request, "residents", asked->resident, "");
    page->gone_path = path_of(request, "residents", asked->other, "");
    page->swap_path = arena_printf(request->arena, "/residents/%lld/merge?other=%lld",
                                   (long long)asked->other, (long long)asked->resident);
    *page->form = (struct form){
        .type = &merge_params_type,
        .action = arena_printf(request->arena,
                               "/residents/%lld/merge?other=%lld&version=%lld&other_version=%lld",
                               (long long)asked->resident, (long long)asked->other,
                               (long long)page->kept->version, (long long)page->gone->version),
        .submit = N_("Merge: keep the left one"),
        .only = names};
    reply->type = &merge_page_type;
    reply->record = page;
    return RESULT_OK;
}

HANDLER(do_merge)
{
    const struct merge_form *typed = params;
    int64_t merge_id;
    enum result result = resident_merge(
        request->services, request->tx, request->who, typed->resident, typed->version, typed->other,
        typed->other_version, typed->reason, request->today, &merge_id, error);
    return result == RESULT_OK ? done(request, reply, typed->resident,
                                      N_("Merged. It can be taken apart again on this page."))
                               : result;
}

struct unmerge_params {
    int64_t merge;
};
static const struct field unmerge_fields[] = {PATH_ID(unmerge_params, merge)};
const struct record_type unmerge_params_type =
    RECORD_TYPE("merge_path", NULL, struct unmerge_params, unmerge_fields);

HANDLER(do_unmerge)
{
    int64_t id = ((const struct unmerge_params *)params)->merge, left = 0, kept = 0;
    enum result result = resident_unmerge(request->services, request->tx, request->who, id,
                                          request->today, &left, error);
    if (result == RESULT_OK)
        result = merge_kept(request->tx, request->scope, id, &kept, request->arena, error);
    if (result != RESULT_OK)
        return result;
    return done(request, reply, kept,
                left == 0 ? N_("Taken apart; every link is back where it was.")
                          : N_("Taken apart; some links had been moved meanwhile and stay."));
}
