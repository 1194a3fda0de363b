/* Saying no: as a page, as the form with its mistakes, as the sign-in page that carries what was
 * typed, or as problem JSON (RFC 9457). */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/bug.h"
#include "base/log.h"
#include "base/text.h"
#include "web/exchange.h"
#include "web/view.h"

#define SIGN_IN_PATH "/sign-in"
/* What may be carried through a sign-in page. Files may not: they are chosen again. */
enum { CARRIED_MOST = 256 * 1024 };
#define CARRIED_LIFE (12 * CALENDAR_HOUR)

static const struct field refusal_fields[] = {
    {"status", N_("Status"), FIELD_INT, FIELD_AT(struct refusal, status)},
    {"title", N_("Title"), FIELD_TEXT, FIELD_AT(struct refusal, title)},
    {"sentence", N_("Message"), FIELD_TEXT, FIELD_AT(struct refusal, sentence)},
    {"request_id", N_("Request"), FIELD_TEXT, FIELD_AT(struct refusal, request_id)},
    {"is_trouble", NULL, FIELD_FLAG, FIELD_AT(struct refusal, is_trouble)},
    {"is_signed_in", NULL, FIELD_FLAG, FIELD_AT(struct refusal, is_signed_in)},
};
const struct record_type refusal_type =
    RECORD_TYPE("refusal", N_("Message"), struct refusal, refusal_fields);

static int status_of(const struct exchange *exchange)
{
    if (exchange->request.status_hint != 0)
        return exchange->request.status_hint;
    return error_http_status(exchange->outcome);
}

static const char *title_of(int status)
{
    switch (status) {
    case 400:
        return N_("This request cannot be read");
    case 401:
        return N_("Please sign in");
    case 403:
        return N_("This is not yours to do");
    case 404:
        return N_("There is nothing here");
    case 405:
        return N_("This does not work here");
    case 414:
        return N_("This address is too long.");
    case 409:
        return N_("Somebody else was faster");
    case 413:
        return N_("This is too large");
    case 415:
        return N_("This kind of file cannot be read");
    case 422:
        return N_("Something has to be put right");
    case 429:
        return N_("A little slower, please");
    case 507:
        return N_("The disk is full");
    default:
        return N_("This did not work just now");
    }
}

/* ---- problem JSON ---------------------------------------------------------------------------- */

static void add_member(struct text_buffer *json, const char *name, const char *value)
{
    text_add_char(json, ',');
    text_add_json(json, name);
    text_add_char(json, ':');
    text_add_json(json, value);
}

static void build_problem(struct exchange *exchange, int status)
{
    enum language language = exchange->visitor.language;
    const struct parameter_errors *mistakes = &exchange->mistakes;
    const struct error *error = &exchange->error;
    const char *detail = language_error(exchange->arena, language, error);
    struct text_buffer json;
    text_buffer_init(&json);
    text_addf(&json, "{\"type\":\"about:blank\",\"status\":%d", status);
    add_member(&json, "title", language_text(language, title_of(status)));
    add_member(&json, "detail", detail);
    add_member(&json, "request", exchange->request_id);
    struct form_error single = {.field = error->field, .sentence = detail};
    const struct form_error *items = mistakes->count > 0 ? mistakes->items : &single;
    size_t count = mistakes->count > 0 ? mistakes->count : error->field[0] != '\0' ? 1 : 0;
    if (count > 0)
        text_add(&json, ",\"errors\":[");
    for (size_t i = 0; i < count; i++) {
        text_add(&json, i > 0 ? ",{\"field\":" : "{\"field\":");
        text_add_json(&json, items[i].field);
        add_member(&json, "detail", items[i].sentence);
        text_add_char(&json, '}');
    }
    text_add(&json, count > 0 ? "]}\n" : "}\n");
    http_answer(&exchange->call->response, status, "application/problem+json",
                arena_copy_n(exchange->arena, json.at, json.length), json.length);
    text_buffer_fini(&json);
}

/* ---- what was typed, through the sign-in page ------------------------------------------------ */

static const char *text_or_empty(const char *text)
{
    return text != NULL ? text : "";
}

/* Seals a form whose session has ended, bound to the account that typed it, if it is one of our own
 * forms and not too large. NULL if it cannot be carried. */
static const char *carry(struct exchange *exchange, struct tx *tx)
{
    const struct http_request *request = &exchange->call->request;
    const struct guard *guard = exchange->guard;
    const char *given = exchange->parameters.csrf;
    int64_t account = 0;
    struct error error;
    if (exchange->visitor.session_token == NULL || guard->access.ended == NULL ||
        request->body_size > CARRIED_MOST || exchange->parameters.upload != NULL ||
        !session_is_ours(request, &exchange->visitor, &guard->access, given, exchange->arena) ||
        guard->access.ended(guard->services, tx, exchange->visitor.session_token, &account,
                            &error) != RESULT_OK ||
        account == 0)
        return NULL;
    char owner[32];
    snprintf(owner, sizeof owner, "%lld", (long long)account);
    json_t *form =
        json_pack("{s:s, s:I, s:s, s:s, s:s, s:s%}", "account", owner, "at",
                  (json_int_t)exchange->request.now, "path", request->path, "query", request->query,
                  "type", text_or_empty(http_header(request, "Content-Type")), "body",
                  text_or_empty(request->body), request->body_size);
    char *text = form != NULL ? json_dumps(form, JSON_COMPACT) : NULL;
    json_decref(form);
    if (text == NULL) /* a body that is no UTF-8 */
        return NULL;
    const char *sealed = seal_close(&guard->seal, "carried", text, strlen(text), exchange->arena);
    free(text);
    return sealed;
}

static const char *member(const json_t *object, const char *name, struct arena *arena)
{
    return arena_copy(arena, text_or_empty(json_string_value(json_object_get(object, name))));
}

bool refusal_open_carried(struct exchange *exchange, struct http_request *request)
{
    char *text;
    size_t size;
    struct arena *arena = exchange->arena;
    if (!seal_open(&exchange->guard->seal, "carried", exchange->parameters.carried, &text, &size,
                   arena))
        return false;
    json_t *form = json_loadb(text, size, 0, NULL);
    int64_t account = 0;
    bool is_same =
        form != NULL && text_to_int(member(form, "account", arena), &account) &&
        account == exchange->who.account &&
        json_integer_value(json_object_get(form, "at")) + CARRIED_LIFE > exchange->request.now;
    if (is_same) {
        const struct http_request *outer = &exchange->call->request;
        const char *body = member(form, "body", arena);
        *request = (struct http_request){.method = "POST",
                                         .path = member(form, "path", arena),
                                         .query = member(form, "query", arena),
                                         .address = outer->address,
                                         .body = body,
                                         .body_size = strlen(body)};
        /* All that the browser says of itself, but for the form that signed in. */
        for (size_t i = 0; i < outer->header_count; i++)
            if (strcasecmp(outer->headers[i].name, "Content-Type") != 0 &&
                strcasecmp(outer->headers[i].name, "Content-Length") != 0)
                request->headers[request->header_count++] = outer->headers[i];
        if (request->header_count < HTTP_REQUEST_HEADERS)
            request->headers[request->header_count++] =
                (struct http_header){"Content-Type", member(form, "type", arena)};
    }
    json_decref(form);
    return is_same;
}

/* A script that replaces a part of a page gets a whole one now. What it polls stays as it was; what
 * it sent is answered over the whole content. */
static void place_page(struct exchange *exchange)
{
    struct http_response *response = &exchange->call->response;
    if (!exchange->is_htmx)
        return;
    if (exchange->route == NULL || exchange->route->method == METHOD_GET) {
        http_add(response, "HX-Reswap", "none");
        return;
    }
    http_add(response, "HX-Retarget", "#main");
    http_add(response, "HX-Reselect", "#main");
    http_add(response, "HX-Reswap", "outerHTML");
}

/* ---- pages that read the store --------------------------------------------------------------- */

static const struct route *route_at(const struct exchange *exchange, const char *path)
{
    struct router_match match;
    router_find(exchange->guard->router, path, exchange->arena, &match);
    return match.routes[METHOD_GET];
}

/* The GET route that shows a form, for the types of its parameters. */
static const struct route *form_route(const struct exchange *exchange)
{
    const struct guard *guard = exchange->guard;
    for (size_t i = 0; i < guard->route_count; i++)
        if (guard->routes[i]->method == METHOD_GET &&
            guard->routes[i]->handler == exchange->route->form_page)
            return guard->routes[i];
    return NULL;
}

static bool is_form_refusal(const struct exchange *exchange)
{
    enum result outcome = exchange->outcome;
    return exchange->route != NULL && exchange->route->form_page != NULL &&
           exchange->parameters_read &&
           (outcome == RESULT_INVALID || outcome == RESULT_CONFLICT ||
            outcome == RESULT_UNSUPPORTED || outcome == RESULT_TOO_MANY ||
            (outcome == RESULT_UNAUTHENTICATED && (exchange->route->flags & ROUTE_PUBLIC)) ||
            (outcome == RESULT_FORBIDDEN && (exchange->route->flags & ROUTE_PUBLIC)));
}

static bool is_sign_in_refusal(const struct exchange *exchange)
{
    return exchange->outcome == RESULT_UNAUTHENTICATED && exchange->route != NULL &&
           exchange->route->method == METHOD_POST && !(exchange->route->flags & ROUTE_PUBLIC);
}

bool refusal_wants_store(const struct exchange *exchange)
{
    return exchange->shape == SHAPE_PAGE &&
           (is_form_refusal(exchange) || is_sign_in_refusal(exchange));
}

/* Lays what was typed and what is wrong with it over the forms of a page: over the one that was sent,
 * or over all if none is of its type. */
static void overlay_forms(const struct exchange *exchange, const struct record_type *type,
                          const void *record, bool only_same)
{
    const struct request *request = &exchange->request;
    for (size_t i = 0; i < type->field_count; i++) {
        const struct field *field = &type->fields[i];
        if (field->kind != FIELD_FORM && field->kind != FIELD_RECORD)
            continue;
        void *inner = *(void *const *)((const char *)record + field->offset);
        if (inner == NULL)
            continue;
        if (field->kind == FIELD_RECORD) {
            overlay_forms(exchange, field->type, inner, only_same);
            continue;
        }
        struct form *form = inner;
        if (only_same && form->type != exchange->route->params)
            continue;
        form->typed = request->typed;
        form->typed_count = request->typed_count;
        form->errors = request->mistakes;
        form->error_count = request->mistake_count;
    }
}

static bool has_form(const struct record_type *type, const void *record,
                     const struct record_type *wanted)
{
    bool has = false;
    for (size_t i = 0; i < type->field_count && !has; i++) {
        const struct field *field = &type->fields[i];
        if (field->kind != FIELD_FORM && field->kind != FIELD_RECORD)
            continue;
        const void *inner = *(void *const *)((const char *)record + field->offset);
        if (field->kind == FIELD_FORM && inner != NULL)
            has = ((const struct form *)inner)->type == wanted;
        else if (field->kind == FIELD_RECORD && inner != NULL)
            has = has_form(field->type, inner, wanted);
    }
    return has;
}

/* Runs the handler that shows a page, with parameters of its own type taken from what came, and
 * renders what it says. */
static enum result show(struct exchange *exchange, const struct route *page,
                        const struct record_type *type, const char *view, int status,
                        enum result (*handler)(struct request *, const void *, struct reply *,
                                               struct error *),
                        struct error *error)
{
    void *params = NULL;
    if (type != NULL) {
        struct parameter_errors ignored = {0};
        params = arena_alloc(exchange->arena, type->size);
        record_init(type, params);
        enum result filled = parameters_fill(&exchange->parameters, type, params, exchange->today,
                                             exchange->visitor.language, true, &ignored);
        (void)filled; /* what is wrong with them is being said already */
    }
    struct reply reply = {0};
    const struct route *asked = exchange->request.route;
    exchange->request.route = page;
    enum result result = handler(&exchange->request, params, &reply, error);
    exchange->request.route = asked;
    if (result != RESULT_OK)
        return result;
    const char *template_name = reply.template_name != NULL ? reply.template_name : view;
    if (template_name == NULL || reply.record == NULL)
        return error_set(error, RESULT_NOT_FOUND, NULL, N_("There is no page at this address."));
    if (exchange->request.mistake_count > 0)
        overlay_forms(exchange, reply.type, reply.record,
                      has_form(reply.type, reply.record, exchange->route->params));
    return reply_page(exchange, status, template_name, reply.type, reply.record, error);
}

/* Puts what was typed and what is wrong with it where forms find it. */
static void note_mistakes(struct exchange *exchange)
{
    struct request *request = &exchange->request;
    struct parameter_errors *mistakes = &exchange->mistakes;
    if (mistakes->count == 0) {
        mistakes->items = arena_alloc(exchange->arena, sizeof *mistakes->items);
        mistakes->items[mistakes->count++] =
            (struct form_error){.field = arena_copy(exchange->arena, exchange->error.field),
                                .sentence = language_error(
                                    exchange->arena, exchange->visitor.language, &exchange->error)};
    }
    request->typed =
        parameters_typed(&exchange->parameters, exchange->route->params, &request->typed_count);
    request->mistakes = mistakes->items;
    request->mistake_count = mistakes->count;
}

enum result refusal_build_in_store(struct exchange *exchange, struct error *error)
{
    int status = status_of(exchange);
    if (is_sign_in_refusal(exchange)) {
        const struct route *sign_in = route_at(exchange, SIGN_IN_PATH);
        exchange->carried = carry(exchange, exchange->request.tx);
        place_page(exchange);
        if (sign_in == NULL)
            return error_set(error, RESULT_NOT_FOUND, NULL, N_("There is no sign-in page."));
        return show(exchange, sign_in, sign_in->params, sign_in->view, status, sign_in->handler,
                    error);
    }
    if (!is_form_refusal(exchange)) {
        refusal_build(exchange);
        return RESULT_OK;
    }
    const struct route *form = form_route(exchange);
    note_mistakes(exchange);
    exchange->carried = exchange->parameters.carried;
    return show(exchange, form != NULL ? form : exchange->route,
                form != NULL ? form->params : exchange->route->params,
                form != NULL ? form->view : exchange->route->view, status,
                exchange->route->form_page, error);
}

/* ---- pages that need nothing ----------------------------------------------------------------- */

/* Someone who opened a page without being signed in is sent to sign in, and back. */
static void send_to_sign_in(struct exchange *exchange)
{
    const struct http_request *request = &exchange->call->request;
    struct http_response *response = &exchange->call->response;
    struct text_buffer path;
    text_buffer_init(&path);
    text_add(&path, SIGN_IN_PATH);
    if (strcmp(request->path, "/") != 0 || request->query[0] != '\0') {
        struct text_buffer here;
        text_buffer_init(&here);
        text_add(&here, request->path);
        if (request->query[0] != '\0')
            text_addf(&here, "?%s", request->query);
        text_add(&path, "?next=");
        text_add_url(&path, text_buffer_get(&here));
        text_buffer_fini(&here);
    }
    const char *location = arena_copy(exchange->arena, text_buffer_get(&path));
    text_buffer_fini(&path);
    /* A script that replaces a part of a page must not put the sign-in page into it. */
    http_answer(response, exchange->is_htmx ? 401 : 303, NULL, NULL, 0);
    http_add(response, exchange->is_htmx ? "HX-Redirect" : "Location", location);
}

static bool build_page(struct exchange *exchange, int status)
{
    enum language language = exchange->visitor.language;
    struct refusal refusal = {
        .status = status,
        .title = language_text(language, title_of(status)),
        .sentence = language_error(exchange->arena, language, &exchange->error),
        .request_id = exchange->request_id,
        .is_trouble = error_is_trouble(exchange->outcome),
        .is_signed_in = exchange->who.account != 0,
    };
    struct error error;
    struct http_response kept = exchange->call->response;
    place_page(exchange);
    if (reply_page(exchange, status, "shell/refusal", &refusal_type, &refusal, &error) == RESULT_OK)
        return true;
    exchange->call->response = kept;
    return false;
}

void refusal_build(struct exchange *exchange)
{
    struct http_response *response = &exchange->call->response;
    int status = status_of(exchange);
    if (error_is_trouble(exchange->outcome)) {
        log_event(LOG_ERROR, "trouble", "id", exchange->request_id, "what", exchange->error.msgid,
                  "detail", exchange->error.args[0]);
        http_add(response, "Retry-After", "3");
    }
    if (exchange->outcome == RESULT_TOO_MANY)
        http_add(response, "Retry-After", "60");
    if (exchange->shape == SHAPE_PAGE && status == 401 && exchange->route->method == METHOD_GET) {
        send_to_sign_in(exchange);
        return;
    }
    if (exchange->shape != SHAPE_PAGE || !build_page(exchange, status))
        build_problem(exchange, status);
}
