/* Adding and changing a firm, and entering where somebody works. */
#include "base/text.h"
#include "modules/people/people_web.h"

/* ---- a firm ---------------------------------------------------------------------------------- */

struct firm_form {
    int64_t firm, version;
    const char *name, *credit_code, *address, *contact, *phone, *valid_to;
    int64_t headcount;
};
#define FIRM_FORM_FIELDS                                                                           \
    {.name = "name",                                                                               \
     .label = N_("Firm name"),                                                                     \
     .kind = FIELD_TEXT,                                                                           \
     .offset = FIELD_AT(struct firm_form, name),                                                   \
     .flags = FIELD_REQUIRED,                                                                      \
     .maximum = 100},                                                                              \
        QUERY(FIELD_CREDIT_CODE, firm_form, credit_code, N_("Credit code")),                       \
        {.name = "address",                                                                        \
         .label = N_("Where it is"),                                                               \
         .kind = FIELD_ADDRESS,                                                                    \
         .offset = FIELD_AT(struct firm_form, address),                                            \
         .hint = N_("A place of the community, like 平胜工业园2号厂房.")},                         \
        {.name = "headcount",                                                                      \
         .label = N_("Headcount"),                                                                 \
         .kind = FIELD_INT,                                                                        \
         .offset = FIELD_AT(struct firm_form, headcount),                                          \
         .flags = FIELD_NONE_IS_MIN,                                                               \
         .maximum = 1000000},                                                                      \
        QUERY(FIELD_NAME, firm_form, contact, N_("Contact")),                                      \
        QUERY(FIELD_PHONE, firm_form, phone, N_("Phone")),                                         \
    {                                                                                              \
        .name = "valid_to", .label = N_("Until"), .kind = FIELD_DATE,                              \
        .offset = FIELD_AT(struct firm_form, valid_to),                                            \
        .hint = N_("The last day, when the firm has closed or moved away.")                        \
    }
static const struct field firm_form_fields[] = {
    PATH_ID(firm_form, firm),
    {.name = "version",
     .kind = FIELD_INT,
     .offset = FIELD_AT(struct firm_form, version),
     .flags = FIELD_HIDDEN,
     .maximum = INT64_MAX},
    FIRM_FORM_FIELDS,
};
const struct record_type firm_form_params_type =
    RECORD_TYPE("firm_form", N_("Firm"), struct firm_form, firm_form_fields);
static const struct field firm_new_fields[] = {FIRM_FORM_FIELDS};
const struct record_type firm_new_params_type =
    RECORD_TYPE("firm_new", N_("Firm"), struct firm_form, firm_new_fields);

static const char *const names[] = {"name",    "credit_code", "address",  "headcount",
                                    "contact", "phone",       "valid_to", NULL};

HANDLER(show_firm_new)
{
    (void)params;
    (void)error;
    struct firm_form *values = arena_alloc(request->arena, sizeof *values);
    record_init(&firm_new_params_type, values);
    return form_page(request, reply, language_text(request->language, N_("Add a firm")), NULL,
                     "/firms", language_text(request->language, N_("Firms")),
                     &(struct form){.type = &firm_new_params_type,
                                    .values = values,
                                    .action = "/firms",
                                    .submit = N_("Add one"),
                                    .only = names});
}

static enum result firm_typed(struct request *request, const struct firm_form *typed,
                              struct firm *firm, struct error *error)
{
    *firm = (struct firm){.firm_id = typed->firm,
                          .version = typed->version,
                          .name = typed->name,
                          .credit_code = typed->credit_code,
                          .headcount = typed->headcount,
                          .contact = typed->contact,
                          .phone = typed->phone,
                          .valid_to = typed->valid_to};
    return text_is_empty(typed->address)
               ? RESULT_OK
               : place_typed(request, typed->address, &firm->place_id, error);
}

HANDLER(do_firm_new)
{
    struct firm firm;
    int64_t id;
    enum result result = firm_typed(request, params, &firm, error);
    if (result == RESULT_OK)
        result = firm_add(request->services, request->tx, request->who, &firm, &id, error);
    if (result != RESULT_OK)
        return result;
    reply->redirect = path_of(request, "firms", id, "");
    reply->notice = language_text(request->language, N_("Added."));
    return RESULT_OK;
}

HANDLER(show_firm_edit)
{
    int64_t id = *(const int64_t *)params;
    struct firm firm;
    struct firm_form *values = arena_alloc(request->arena, sizeof *values);
    enum result result =
        firm_get(request->tx, request->scope, id, request->today, &firm, request->arena, error);
    if (result != RESULT_OK)
        return result;
    *values = (struct firm_form){.name = firm.name,
                                 .credit_code = firm.credit_code,
                                 .address = firm.address,
                                 .headcount = firm.headcount,
                                 .contact = firm.contact,
                                 .phone = firm.phone,
                                 .valid_to = firm.valid_to};
    return form_page(
        request, reply, firm.name, NULL, path_of(request, "firms", id, ""), firm.name,
        &(struct form){.type = &firm_form_params_type,
                       .values = values,
                       .action = arena_printf(request->arena, "/firms/%lld/edit?version=%lld",
                                              (long long)id, (long long)firm.version),
                       .submit = N_("Save"),
                       .only = names});
}

HANDLER(do_firm_edit)
{
    struct firm firm;
    enum result result = firm_typed(request, params, &firm, error);
    if (result == RESULT_OK)
        result = firm_set(request->services, request->tx, request->who, &firm, error);
    if (result != RESULT_OK)
        return result;
    reply->redirect = path_of(request, "firms", firm.firm_id, "");
    reply->notice = language_text(request->language, N_("Saved."));
    return RESULT_OK;
}

/* ---- where somebody works -------------------------------------------------------------------- */

struct job_form {
    int64_t resident;
    const char *firm, *since, *until;
};
static const struct field job_form_fields[] = {
    PATH_ID(job_form, resident),
    {.name = "firm",
     .label = N_("Firm"),
     .kind = FIELD_TEXT,
     .offset = FIELD_AT(struct job_form, firm),
     .maximum = 100,
     .hint = N_("Its name as on the list of firms; empty if the work of now has ended.")},
    {.name = "since",
     .label = N_("Since"),
     .kind = FIELD_DATE,
     .offset = FIELD_AT(struct job_form, since),
     .flags = FIELD_REQUIRED},
    {.name = "until",
     .label = N_("Until"),
     .kind = FIELD_DATE,
     .offset = FIELD_AT(struct job_form, until),
     .hint = N_("The end of the contract, if there is one.")},
};
const struct record_type job_form_params_type =
    RECORD_TYPE("job_form", N_("Work"), struct job_form, job_form_fields);

HANDLER(show_resident_job)
{
    static const char *const job_names[] = {"firm", "since", "until", NULL};
    int64_t id = *(const int64_t *)params;
    struct resident resident;
    struct job_form *values = arena_alloc(request->arena, sizeof *values);
    enum result result = resident_get(request->services, request->tx, request->scope, id,
                                      request->today, &resident, request->arena, error);
    if (result != RESULT_OK)
        return result;
    values->since = request->today;
    return form_page(request, reply, language_text(request->language, N_("Enter work")),
                     N_("The work of now ends the day before; it is kept in the list."),
                     path_of(request, "residents", id, ""), resident.facts.name,
                     &(struct form){.type = &job_form_params_type,
                                    .values = values,
                                    .action = path_of(request, "residents", id, "/job"),
                                    .submit = N_("Save"),
                                    .only = job_names});
}

HANDLER(do_resident_job)
{
    const struct job_form *typed = params;
    int64_t firm_id = 0;
    enum result result = RESULT_OK;
    if (!text_is_empty(typed->firm))
        result =
            firm_find(request->tx, request->scope, typed->firm, &firm_id, request->arena, error);
    if (result == RESULT_OK && firm_id == 0 && !text_is_empty(typed->firm))
        result = error_set(error, RESULT_INVALID, "firm",
                           N_("There is no firm %1 on the list. Please add it under Firms first."),
                           typed->firm);
    if (result == RESULT_OK)
        result = employment_set(request->services, request->tx, request->who, typed->resident,
                                firm_id, typed->since, typed->until, error);
    if (result != RESULT_OK)
        return result;
    reply->redirect = path_of(request, "residents", typed->resident, "");
    reply->notice = language_text(request->language, N_("Saved."));
    return RESULT_OK;
}
