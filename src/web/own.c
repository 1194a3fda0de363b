/* Web's own routes. */
#include "web/own.h"

#include <string.h>

#include "base/text.h"
#include "store/job.h"
#include "web/exchange.h"
#include "web/openapi.h"
#include "web/view.h"

const struct capability web_use_capability = {"web.use", N_("Follow long work that one began"),
                                              ROLES_READERS | 1 << ROLE_ADMINISTRATOR};

/* ---- health ---------------------------------------------------------------------------------- */

struct health {
    const char *status;
};

static const struct field health_fields[] = {
    {"status", N_("Status"), FIELD_TEXT, FIELD_AT(struct health, status)},
};
static const struct record_type health_type =
    RECORD_TYPE("health", N_("Health"), struct health, health_fields);

static enum result show_health(struct request *request, const void *params, struct reply *reply,
                               struct error *error)
{
    (void)params;
    (void)error;
    struct health *health = arena_alloc(request->arena, sizeof *health);
    health->status = "ok";
    reply->type = &health_type;
    reply->record = health;
    return RESULT_OK;
}

/* ---- the description of the API -------------------------------------------------------------- */

static enum result show_openapi(struct request *request, const void *params, struct reply *reply,
                                struct error *error)
{
    (void)params;
    (void)error;
    const char *version = request->services->version;
    struct openapi_facts facts = {.routes = request->routes,
                                  .route_count = request->route_count,
                                  .version = version != NULL ? version : "0",
                                  .language = request->language};
    struct text_buffer text;
    text_buffer_init(&text);
    openapi_write(&facts, &text);
    reply->body = arena_copy_n(request->arena, text_buffer_get(&text), text.length);
    reply->body_size = text.length;
    reply->content_type = "application/json";
    text_buffer_fini(&text);
    return RESULT_OK;
}

/* ---- how pages look -------------------------------------------------------------------------- */

struct display_choice {
    const char *language, *theme, *mode, *contrast, *back;
};

static const struct choice languages[] = {
    {"zh", N_("Chinese"), NULL}, {"en", N_("English"), NULL}, {0}};
static const struct choice themes[] = {
    {"light", N_("Light"), NULL}, {"dark", N_("Dark"), NULL}, {0}};
static const struct choice modes[] = {
    {"usual", N_("Usual size"), NULL}, {"elder", N_("Large print"), NULL}, {0}};
static const struct choice contrasts[] = {
    {"usual", N_("Usual contrast"), NULL}, {"more", N_("More contrast"), NULL}, {0}};

static const struct field display_fields[] = {
    {"language", N_("Language"), FIELD_CHOICE, FIELD_AT(struct display_choice, language),
     .choices = languages},
    {"theme", N_("Colours"), FIELD_CHOICE, FIELD_AT(struct display_choice, theme),
     .choices = themes},
    {"mode", N_("Size"), FIELD_CHOICE, FIELD_AT(struct display_choice, mode), .choices = modes},
    {"contrast", N_("Contrast"), FIELD_CHOICE, FIELD_AT(struct display_choice, contrast),
     .choices = contrasts},
    {"back", NULL, FIELD_TEXT, FIELD_AT(struct display_choice, back), .flags = FIELD_HIDDEN,
     .maximum = 2000},
};
static const struct record_type display_type =
    RECORD_TYPE("display", N_("How pages look"), struct display_choice, display_fields);

/* Only a path of our own: no scheme, no host. */
static bool is_own_path(const char *path)
{
    bool is_ours = path != NULL && path[0] == '/' && path[1] != '/';
    for (const char *at = path; is_ours && *at != '\0';
         at++) /* browsers skip tabs: "/<tab>/host" */
        is_ours = (unsigned char)*at > ' ' && *at != '\\' && *at != 0x7f;
    return is_ours;
}

static enum result set_display(struct request *request, const void *params, struct reply *reply,
                               struct error *error)
{
    (void)error;
    const struct display_choice *choice = params;
    reply->set_language = choice->language;
    reply->set_theme = choice->theme;
    reply->set_mode = choice->mode;
    reply->set_contrast = choice->contrast;
    reply->redirect = is_own_path(choice->back) ? choice->back : "/";
    (void)request;
    return RESULT_OK;
}

/* ---- jobs ------------------------------------------------------------------------------------ */

struct job_params {
    int64_t job;
};

static const struct field job_param_fields[] = {
    {"job", N_("Work"), FIELD_ID, FIELD_AT(struct job_params, job), .flags = FIELD_REQUIRED},
};
static const struct record_type job_params_type =
    RECORD_TYPE("job_params", N_("Work"), struct job_params, job_param_fields);

struct job_page {
    int64_t job_id;
    const char *title, *state, *message, *stop_path, *back;
    int64_t done, total, percent;
    int64_t is_open, has_total, started, ended;
};

static const struct choice job_states[] = {
    {"waiting", N_("Waiting"), NULL},   {"running", N_("Under way"), NULL},
    {"done", N_("Done"), NULL},         {"failed", N_("Failed"), NULL},
    {"cancelled", N_("Stopped"), NULL}, {0}};
static const struct field job_fields[] = {
    {"job_id", N_("Work"), FIELD_ID, FIELD_AT(struct job_page, job_id)},
    {"title", N_("Title"), FIELD_TEXT, FIELD_AT(struct job_page, title)},
    {"state", N_("State"), FIELD_CHOICE, FIELD_AT(struct job_page, state), .choices = job_states},
    {"message", N_("Message"), FIELD_TEXT, FIELD_AT(struct job_page, message)},
    {"done", N_("Done so far"), FIELD_INT, FIELD_AT(struct job_page, done)},
    {"total", N_("In all"), FIELD_INT, FIELD_AT(struct job_page, total)},
    {"percent", N_("Percent"), FIELD_INT, FIELD_AT(struct job_page, percent)},
    {"is_open", N_("Under way"), FIELD_FLAG, FIELD_AT(struct job_page, is_open)},
    {"has_total", NULL, FIELD_FLAG, FIELD_AT(struct job_page, has_total)},
    {"stop_path", NULL, FIELD_URL, FIELD_AT(struct job_page, stop_path)},
    {"back", NULL, FIELD_URL, FIELD_AT(struct job_page, back)},
    {"started", N_("Begun"), FIELD_TIME, FIELD_AT(struct job_page, started)},
    {"ended", N_("Ended"), FIELD_TIME, FIELD_AT(struct job_page, ended)},
};
static const struct record_type job_type =
    RECORD_TYPE("job", N_("Work"), struct job_page, job_fields);

/* Whoever began it may follow it; so may those who see all of the tenant. */
static enum result get_job(struct request *request, int64_t job_id, struct job_status *status,
                           struct error *error)
{
    enum result result =
        job_get(request->tx, request->scope->tenant, job_id, status, request->arena, error);
    if (result == RESULT_OK && status->account != request->who->account &&
        !request->scope->all_grids)
        return error_set(error, RESULT_NOT_FOUND, NULL, N_("There is no such work."));
    return result;
}

static const struct job_kind *kind_of(const struct request *request, const char *name)
{
    return jobs_kind(request->services->jobs, name);
}

static enum result show_job(struct request *request, const void *params, struct reply *reply,
                            struct error *error)
{
    static const char *const states[JOB__COUNT] = {"waiting", "running", "done", "failed",
                                                   "cancelled"};
    const struct job_params *asked = params;
    struct job_status status;
    enum result result = get_job(request, asked->job, &status, error);
    if (result != RESULT_OK)
        return result;
    const struct job_kind *kind = kind_of(request, status.kind);
    bool is_open = status.state == JOB_WAITING || status.state == JOB_RUNNING;
    struct job_page *page = arena_alloc(request->arena, sizeof *page);
    *page = (struct job_page){
        .job_id = status.job_id,
        .title = language_text(request->language, kind != NULL ? kind->label : N_("Work")),
        .state = states[status.state],
        .message = status.message,
        .done = status.done,
        .total = status.total,
        .percent = status.total > 0 ? status.done * 100 / status.total : 0,
        .is_open = is_open,
        .has_total = status.total > 0,
        .stop_path = arena_printf(request->arena, "/jobs/%lld/stop", (long long)status.job_id),
        .started = status.started,
        .ended = status.ended,
    };
    if (!is_open && kind != NULL && kind->path != NULL)
        page->back = arena_printf(request->arena, "%s/%lld", kind->path, (long long)status.subject);
    reply->type = &job_type;
    reply->record = page;
    return RESULT_OK;
}

static enum result stop_job(struct request *request, const void *params, struct reply *reply,
                            struct error *error)
{
    const struct job_params *asked = params;
    struct job_status status;
    enum result result = get_job(request, asked->job, &status, error);
    bool may_stop = result == RESULT_OK && (status.account == request->who->account ||
                                            request->who->roles & 1U << ROLE_SECRETARY);
    if (result == RESULT_OK && !may_stop)
        result = error_set(error, RESULT_FORBIDDEN, NULL,
                           N_("Whoever began this work stops it, or the secretary."));
    if (result == RESULT_OK)
        result = job_cancel(request->services->jobs, request->tx, request->scope->tenant,
                            asked->job, error);
    if (result != RESULT_OK)
        return result;
    reply->redirect = arena_printf(request->arena, "/jobs/%lld", (long long)asked->job);
    reply->notice = language_text(request->language, N_("The work is being stopped."));
    return RESULT_OK;
}

/* ---- the module ------------------------------------------------------------------------------ */

static const struct route routes[] = {
    {METHOD_GET, "/health", N_("Whether the program is well"), NULL, ROUTE_PUBLIC | ROUTE_NO_STORE,
     NULL, &health_type, NULL, show_health},
    {METHOD_GET, "/openapi.json", N_("This description"), NULL, ROUTE_PUBLIC | ROUTE_NO_STORE, NULL,
     NULL, NULL, show_openapi},
    {METHOD_POST, "/settings/display", N_("How pages look"), NULL, ROUTE_PUBLIC | ROUTE_NO_STORE,
     &display_type, NULL, NULL, set_display},
    {METHOD_GET, "/jobs/{job}", N_("Progress of long work"), &web_use_capability, 0,
     &job_params_type, &job_type, "shell/job", show_job},
    {METHOD_POST, "/jobs/{job}/stop", N_("Stop long work"), &web_use_capability, 0,
     &job_params_type, NULL, NULL, stop_job},
};

static const char *const needs[] = {NULL};
static const struct capability *const capabilities[] = {&web_use_capability, NULL};

const struct module web_module = {
    .name = "web",
    .needs = needs,
    .routes = routes,
    .route_count = sizeof routes / sizeof routes[0],
    .capabilities = capabilities,
};
