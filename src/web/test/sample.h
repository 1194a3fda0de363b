/* A small module for the tests of the guard: things, a form, a sign-in; sessions by fixed tokens; a
 * real store. Included by one test program at a time. */
#ifndef WEB_TEST_SAMPLE_H
#define WEB_TEST_SAMPLE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "check.h"
#include "store/job.h"
#include "store/lane.h"
#include "web/form.h"
#include "web/guard.h"

/* ---- sessions -------------------------------------------------------------------------------- */

static int audited, touched;

static enum result authenticate(struct services *services, struct tx *tx, const char *token,
                                int64_t now, struct arena *arena, struct principal *who,
                                bool *touch, struct error *error)
{
    (void)services, (void)tx, (void)now, (void)arena, (void)error;
    *who = (struct principal){.name = "麦婉仪", .scope = {.tenant = 1, .all_grids = true}};
    *touch = false;
    if (strcmp(token, "worker") == 0 || strcmp(token, "worker-again") == 0) {
        who->account = 7;
        who->roles = 1 << ROLE_GRID_WORKER;
        *touch = strcmp(token, "worker-again") == 0;
    } else if (strcmp(token, "viewer") == 0) {
        who->account = 8;
        who->roles = 1 << ROLE_VIEWER;
    }
    return RESULT_OK;
}

static enum result touch(struct services *services, struct tx *tx, const char *token, int64_t now,
                         struct error *error)
{
    (void)services, (void)tx, (void)now, (void)error;
    touched += strcmp(token, "worker-again") == 0;
    return RESULT_OK;
}

static void csrf(const char *token, char out[GUARD_CSRF_SIZE])
{
    snprintf(out, GUARD_CSRF_SIZE, "token-of-%s", token);
}

static enum result ended(struct services *services, struct tx *tx, const char *token,
                         int64_t *account, struct error *error)
{
    (void)services, (void)tx, (void)error;
    *account = strcmp(token, "worker-before") == 0 ? 7 : 0;
    return RESULT_OK;
}

static enum result audit(struct request *request, struct error *error)
{
    (void)request, (void)error;
    audited++;
    return RESULT_OK;
}

static const struct guard_access sessions = {authenticate, touch, csrf, ended, audit};

/* ---- a module -------------------------------------------------------------------------------- */

static const struct capability read_things = {"sample.read", N_("See"), ROLES_READERS};
static const struct capability write_things = {"sample.write", N_("Change"), ROLES_STAFF};

struct thing {
    int64_t thing;
    const char *name;
    const char *colour;
    int64_t count;
};

static const struct choice colours[] = {
    {"red", N_("Red"), NULL}, {"green", N_("Green"), NULL}, {0}};
static const struct field thing_fields[] = {
    {"thing", NULL, FIELD_ID, FIELD_AT(struct thing, thing), .flags = FIELD_HIDDEN},
    {"name", N_("Name"), FIELD_TEXT, FIELD_AT(struct thing, name), .flags = FIELD_REQUIRED},
    {"colour", N_("Colour"), FIELD_CHOICE, FIELD_AT(struct thing, colour), .choices = colours},
    {"count", N_("Count"), FIELD_INT, FIELD_AT(struct thing, count), .minimum = 1, .maximum = 10},
};
static const struct record_type thing_type =
    RECORD_TYPE("thing", N_("Thing"), struct thing, thing_fields);

struct things {
    struct record_list list;
};
static const struct field things_fields[] = {
    {"list", NULL, FIELD_LIST, FIELD_AT(struct things, list), .type = &thing_type},
};
static const struct record_type things_type =
    RECORD_TYPE("things", N_("Things"), struct things, things_fields);

struct form_page {
    struct form *form;
};
static const struct field form_page_fields[] = {
    {"form", NULL, FIELD_FORM, FIELD_AT(struct form_page, form)},
};
static const struct record_type form_page_type =
    RECORD_TYPE("form_page", N_("Form"), struct form_page, form_page_fields);

struct id_row {
    int64_t id;
};
static const struct field id_fields[] = {
    {"id", NULL, FIELD_ID, FIELD_AT(struct id_row, id)},
};
static const struct record_type id_type = RECORD_TYPE("id", NULL, struct id_row, id_fields);

struct many {
    struct record_list ids, things;
    struct upload *file;
};
static const struct field many_fields[] = {
    {"ids", N_("Ids"), FIELD_LIST, FIELD_AT(struct many, ids), .type = &id_type,
     .flags = FIELD_MULTIPLE},
    {"things", N_("Things"), FIELD_LIST, FIELD_AT(struct many, things), .type = &thing_type},
    {"file", N_("File"), FIELD_FILE, FIELD_AT(struct many, file)},
};
static const struct record_type many_type =
    RECORD_TYPE("many", N_("Many"), struct many, many_fields);

static enum result list_things(struct request *request, const void *params, struct reply *reply,
                               struct error *error)
{
    (void)params, (void)error;
    static const struct thing rows[] = {{1, "=cmd()", "red", 3}, {2, "<b>榕树</b>", "green", 10}};
    struct things *things = arena_alloc(request->arena, sizeof *things);
    things->list = (struct record_list){.rows = rows, .count = 2, .total = 2};
    reply->type = &things_type;
    reply->record = things;
    return RESULT_OK;
}

static enum result new_thing(struct request *request, const void *params, struct reply *reply,
                             struct error *error)
{
    (void)params, (void)error;
    struct form_page *page = arena_alloc(request->arena, sizeof *page);
    page->form = arena_alloc(request->arena, sizeof *page->form);
    *page->form = (struct form){.type = &thing_type, .action = "/things", .submit = N_("Save")};
    reply->type = &form_page_type;
    reply->record = page;
    return RESULT_OK;
}

static struct thing added;

static enum result add_thing(struct request *request, const void *params, struct reply *reply,
                             struct error *error)
{
    const struct thing *thing = params;
    if (strcmp(thing->name, "taken") == 0)
        return error_set(error, RESULT_INVALID, "name", N_("“%1” is there already."), thing->name);
    if (strcmp(thing->name, "busy") == 0)
        return error_set(error, RESULT_BUSY, NULL, N_("The store is busy."));
    static char kept[1000];
    text_copy_to(kept, sizeof kept, thing->name);
    added = *thing;
    added.name = kept;
    reply->type = &thing_type;
    reply->record = thing;
    reply->redirect = "/things";
    reply->notice = language_text(request->language, N_("Saved."));
    return RESULT_OK;
}

static int64_t id_sum;
static size_t nested_things, file_size;

static enum result take_many(struct request *request, const void *params, struct reply *reply,
                             struct error *error)
{
    (void)request, (void)error;
    const struct many *many = params;
    const struct id_row *ids = many->ids.rows;
    id_sum = 0;
    for (size_t i = 0; i < many->ids.count; i++)
        id_sum += ids[i].id;
    nested_things = many->things.count;
    file_size = many->file != NULL ? many->file->size : 0;
    reply->redirect = "/things";
    return RESULT_OK;
}

static enum result show_sign_in(struct request *request, const void *params, struct reply *reply,
                                struct error *error)
{
    (void)params, (void)error;
    struct form_page *page = arena_alloc(request->arena, sizeof *page);
    reply->type = &form_page_type;
    reply->record = page;
    return RESULT_OK;
}

static int prepared;

static enum result prepare_sign_in(struct request *request, const void *params, struct error *error)
{
    (void)params, (void)error;
    CHECK(request->tx == NULL);
    prepared++;
    request->prepared = arena_copy(request->arena, "hashed");
    return RESULT_OK;
}

static enum result sign_in(struct request *request, const void *params, struct reply *reply,
                           struct error *error)
{
    (void)error;
    const struct thing *thing = params;
    CHECK_TEXT(request->prepared, "hashed");
    if (strcmp(thing->name, "nobody") == 0) {
        static struct error refusal;
        enum result result =
            error_set(&refusal, RESULT_UNAUTHENTICATED, "name", N_("Name or password is wrong."));
        (void)result;
        reply->refusal = &refusal;
        return RESULT_OK;
    }
    reply->set_session = thing->name;
    reply->redirect = thing->colour != NULL ? "//other.example" : "/";
    if (thing->count == 7)
        reply->redirect = "/榕 树\r\nSet-Cookie: a=b";
    return RESULT_OK;
}

/* A job that waits to be stopped. */
static enum result wait_for_stop(struct job *job, struct services *services, struct error *error)
{
    (void)services;
    enum result result = RESULT_OK;
    for (int i = 0; i < 2000 && result == RESULT_OK; i++) {
        result = job_check(job, 30, 100, error);
        usleep(5000);
    }
    return result;
}
static const struct job_kind waiting_kind = {
    .name = "sample.wait", .label = N_("Wait"), .path = "/things", .work = wait_for_stop};
static const struct job_kind *const job_kinds[] = {&waiting_kind};

static enum result begin_job(struct request *request, const void *params, struct reply *reply,
                             struct error *error)
{
    (void)params;
    int64_t id = id_new(request->services->ids);
    reply->redirect = arena_printf(request->arena, "/jobs/%lld", (long long)id);
    return job_add(request->services->jobs, request->tx, id, request->scope->tenant,
                   request->who->account, "sample.wait", 55, request->now, error);
}

static const struct view_source views[] = {
    {"sample/things", "{{>shell/open}}<ul>{{#list}}<li>{{name}} {{colour}}</li>{{/list}}</ul>"
                      "{{>shell/close}}"},
    {"sample/form", "{{>shell/open}}<form method=\"post\">{{>shell/csrf}}{{form}}</form>"
                    "{{>shell/close}}"},
};
static const size_t view_count = 2;

static const struct route sample_routes[] = {
    {METHOD_GET, "/things", N_("Things"), &read_things, 0, NULL, &things_type, "sample/things",
     list_things},
    {METHOD_GET, "/things/new", N_("New thing"), &write_things, 0, NULL, &form_page_type,
     "sample/form", new_thing},
    {METHOD_POST, "/things", N_("Add"), &write_things, 0, &thing_type, &thing_type, NULL, add_thing,
     NULL, new_thing},
    {METHOD_POST, "/things/{thing}", N_("Change"), &write_things, 0, &thing_type, &thing_type, NULL,
     add_thing, NULL, new_thing},
    {METHOD_POST, "/many", N_("Many"), &write_things, ROUTE_UPLOAD, &many_type, NULL, NULL,
     take_many},
    {METHOD_POST, "/wait", N_("Wait"), &write_things, 0, NULL, NULL, NULL, begin_job},
    {METHOD_GET, "/sign-in", N_("Sign in"), NULL, ROUTE_PUBLIC, NULL, &form_page_type,
     "sample/form", show_sign_in},
    {METHOD_POST, "/sign-in", N_("Sign in"), NULL, ROUTE_PUBLIC | ROUTE_SLOW, &thing_type, NULL,
     NULL, sign_in, prepare_sign_in, show_sign_in},
};
enum { ROUTES = sizeof sample_routes / sizeof sample_routes[0] };

static const struct module sample_module = {.name = "sample",
                                            .routes = sample_routes,
                                            .route_count = ROUTES,
                                            .views = views,
                                            .view_count = &view_count};
static const struct module *const sample_modules[] = {&sample_module, NULL};

/* ---- set-up ---------------------------------------------------------------------------------- */

struct sample {
    char path[64];
    struct services services;
    struct id_source ids;
    struct guard *guard;
};

static bool sample_open(struct sample *sample)
{
    *sample = (struct sample){0};
    snprintf(sample->path, sizeof sample->path, "/tmp/kaifong-guard-test-%d.db", (int)getpid());
    unlink(sample->path);
    sample->services.clock = clock_system();
    sample->services.chance = chance_kernel();
    sample->services.ids = &sample->ids;
    sample->services.offset = CALENDAR_CHINA_OFFSET;
    id_source_init(&sample->ids, sample->services.clock, sample->services.chance);
    struct error error = {0};
    struct store_options options = {.path = sample->path};
    if (!CHECK_INT(store_open_file(&options, &sample->services.store, &error), RESULT_OK))
        return false;
    if (!CHECK_INT(store_migrate(sample->services.store, NULL, NULL, 0, &error), RESULT_OK) ||
        !CHECK_INT(jobs_open(sample->services.store, &sample->services, job_kinds, 1,
                             &sample->services.jobs, &error),
                   RESULT_OK))
        return false;
    struct guard_options guarding = {.services = &sample->services,
                                     .modules = sample_modules,
                                     .module_count = 1,
                                     .access = &sessions};
    if (!CHECK_INT(guard_new(&guarding, &sample->guard, &error), RESULT_OK)) {
        printf("  %s %s %s %s\n", error.msgid, error.args[0], error.args[1], error.args[2]);
        return false;
    }
    audited = touched = prepared = 0;
    return true;
}

static void sample_close(struct sample *sample)
{
    jobs_close(sample->services.jobs);
    store_free(sample->services.store);
    guard_free(sample->guard);
    unlink(sample->path);
}

#endif
