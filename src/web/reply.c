/* From what a handler filled to what leaves: page, JSON, CSV or spreadsheet, and the headers. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/bug.h"
#include "base/text.h"
#include "sheet/writer.h"
#include "web/exchange.h"
#include "web/packer.h"
#include "web/shell.h"
#include "web/view.h"

enum { PACK_FROM = 1024 }; /* bytes; below, packing costs more than it gains */
enum { NOTICE_MOST = 600 };
enum { DISPLAY_SECONDS = 365 * 24 * 3600 };

static const char security_policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'";

/* ---- what the client wants ------------------------------------------------------------------- */

static bool accepts(const struct http_request *request, const char *type)
{
    const char *accept = http_header(request, "Accept");
    return accept != NULL && strcasestr(accept, type) != NULL;
}

enum shape reply_shape_named(const char *name)
{
    static const char *const names[SHAPE__COUNT] = {"html", "json", "csv", "xlsx"};
    for (int i = 0; i < SHAPE__COUNT; i++)
        if (strcmp(name, names[i]) == 0)
            return (enum shape)i;
    return SHAPE__COUNT;
}

enum shape reply_shape(const struct exchange *exchange)
{
    const struct http_request *request = &exchange->call->request;
    const char *format = exchange->parameters.format;
    enum shape named = format != NULL ? reply_shape_named(format) : SHAPE__COUNT;
    if (named != SHAPE__COUNT)
        return named;
    if (accepts(request, "text/html"))
        return SHAPE_PAGE;
    if (accepts(request, "application/json") || accepts(request, "application/problem+json"))
        return SHAPE_JSON;
    if (accepts(request, "text/csv"))
        return SHAPE_CSV;
    if (accepts(request, "spreadsheetml"))
        return SHAPE_XLSX;
    const char *type = http_header(request, "Content-Type");
    if (type != NULL && strncasecmp(type, "application/json", 16) == 0)
        return SHAPE_JSON;
    const struct route *route = exchange->route;
    bool has_page = route != NULL && (route->view != NULL || route->method == METHOD_POST);
    return has_page ? SHAPE_PAGE : SHAPE_JSON;
}

/* ---- pages ----------------------------------------------------------------------------------- */

static struct view_context view_context_of(const struct exchange *exchange)
{
    const struct route *route = exchange->route;
    bool sees = exchange->who.sees_personal;
    /* Sensitive values are shown whole only by a route that writes down who saw them. */
    bool is_audited = route != NULL && (route->flags & ROUTE_WRITE);
    return (struct view_context){
        .language = exchange->visitor.language,
        .offset = exchange->guard->services->offset,
        .rights = {.personal = sees, .sensitive = sees && is_audited},
        .arena = exchange->arena,
    };
}

/* Somebody without a session gets a token of their own, so that even the sign-in form is proof
 * against forgery. */
static void welcome_guest(struct exchange *exchange)
{
    struct visitor *visitor = &exchange->visitor;
    if (visitor->session_token == NULL && visitor->guest_token == NULL) {
        visitor->guest_token = seal_token(&exchange->guard->seal, exchange->arena);
        exchange->is_new_guest = true;
    }
}

/* The sentence that a redirect left for the next page; it is shown once. */
static const char *take_notice(struct exchange *exchange)
{
    char *text;
    size_t size;
    const struct visitor *visitor = &exchange->visitor;
    if (visitor->notice == NULL)
        return NULL;
    exchange->is_notice_shown = true;
    return seal_open(&exchange->guard->seal, "notice", visitor->notice, &text, &size,
                     exchange->arena)
               ? text
               : NULL;
}

static const struct view_shell *make_shell(struct exchange *exchange,
                                           const struct record_type *type, const void *record)
{
    const struct http_request *request = &exchange->call->request;
    const struct visitor *visitor = &exchange->visitor;
    const struct guard *guard = exchange->guard;
    welcome_guest(exchange);
    struct shell_facts facts = {
        .modules = guard->modules,
        .who = &exchange->who,
        .language = visitor->language,
        .taste = {visitor->display.is_dark, visitor->display.is_elder,
                  visitor->display.is_contrast},
        .path = request->path,
        .here = request->query[0] != '\0'
                    ? arena_printf(exchange->arena, "%s?%s", request->path, request->query)
                    : request->path,
        .title = exchange->route != NULL ? exchange->route->summary : NULL,
        .csrf = session_csrf(visitor, &guard->access, &guard->seal, exchange->arena),
        .notice = take_notice(exchange),
        .search = parameters_find(&exchange->parameters, "q"),
        .carried = exchange->carried,
    };
    return shell_make(&facts, type, record, exchange->arena);
}

static bool takes_gzip(const struct http_request *request)
{
    const char *encodings = http_header(request, "Accept-Encoding");
    return encodings != NULL && strstr(encodings, "gzip") != NULL &&
           strstr(encodings, "gzip;q=0") == NULL;
}

/* Packs a text answer if the client can unpack it and it is worth it. */
static void pack(struct exchange *exchange, const void *text, size_t size)
{
    struct http_response *response = &exchange->call->response;
    if (size < PACK_FROM || !takes_gzip(&exchange->call->request))
        return;
    response->body =
        packer_gzip(exchange->guard->packer, text, size, &response->body_size, exchange->arena);
    http_add(response, "Content-Encoding", "gzip");
}

/* Makes the text the answer: packed, or copied into the arena. Frees the buffer. */
static void answer_text(struct exchange *exchange, int status, const char *type,
                        struct text_buffer *text)
{
    struct http_response *response = &exchange->call->response;
    http_answer(response, status, type, NULL, 0);
    pack(exchange, text->at, text->length);
    if (response->body == NULL) {
        response->body = arena_copy_n(exchange->arena, text_buffer_get(text), text->length);
        response->body_size = text->length;
    }
    http_add(response, "Vary", "Accept, Accept-Encoding, Accept-Language, Cookie");
    text_buffer_fini(text);
}

enum result reply_page(struct exchange *exchange, int status, const char *template_name,
                       const struct record_type *type, const void *record, struct error *error)
{
    struct view_context context = view_context_of(exchange);
    context.shell = make_shell(exchange, type, record);
    struct text_buffer page;
    text_buffer_init(&page);
    enum result result =
        view_html(exchange->guard->views, template_name, &context, type, record, &page, error);
    if (result != RESULT_OK) {
        text_buffer_fini(&page);
        return result;
    }
    answer_text(exchange, status, "text/html; charset=utf-8", &page);
    return RESULT_OK;
}

/* ---- other shapes ---------------------------------------------------------------------------- */

static enum result reply_json(struct exchange *exchange, struct error *error)
{
    const struct reply *reply = &exchange->reply;
    struct view_context context = view_context_of(exchange);
    struct text_buffer json;
    text_buffer_init(&json);
    enum result result = RESULT_OK;
    if (reply->type != NULL && reply->record != NULL)
        result = view_json(&context, reply->type, reply->record, &json, error);
    else
        text_add(&json, "{}");
    if (result != RESULT_OK) {
        text_buffer_fini(&json);
        return result;
    }
    text_add_char(&json, '\n');
    answer_text(exchange, 200, "application/json", &json);
    return RESULT_OK;
}

static const char *file_name_of(const struct exchange *exchange)
{
    const struct reply *reply = &exchange->reply;
    const char *label = reply->type->label != NULL ? reply->type->label : exchange->route->summary;
    return reply->file_name != NULL ? reply->file_name
                                    : language_text(exchange->visitor.language, label);
}

static enum result reply_csv(struct exchange *exchange, struct error *error)
{
    const struct reply *reply = &exchange->reply;
    struct view_context context = view_context_of(exchange);
    struct text_buffer csv;
    text_buffer_init(&csv);
    const char *asked = exchange->parameters.charset;
    bool is_gb = asked != NULL && strcasecmp(asked, "gb18030") == 0;
    enum result result = view_csv(&context, is_gb ? VIEW_GB18030 : VIEW_UTF8, reply->type,
                                  reply->record, &csv, error);
    if (result != RESULT_OK) {
        text_buffer_fini(&csv);
        return result;
    }
    answer_text(exchange, 200, is_gb ? "text/csv; charset=gb18030" : "text/csv; charset=utf-8",
                &csv);
    http_add(&exchange->call->response, "Content-Disposition",
             sheet_disposition(exchange->arena, file_name_of(exchange), ".csv"));
    return RESULT_OK;
}

static enum result reply_xlsx(struct exchange *exchange, struct error *error)
{
    const struct reply *reply = &exchange->reply;
    struct http_response *response = &exchange->call->response;
    struct view_context context = view_context_of(exchange);
    const void *bytes;
    size_t size;
    enum result result = reply_sheet(&context, reply->type, reply->record, &bytes, &size, error);
    if (result != RESULT_OK)
        return result;
    http_answer(response, 200, sheet_target_type(SHEET_TO_XLSX), bytes, size);
    http_add(response, "Content-Disposition",
             sheet_disposition(exchange->arena, file_name_of(exchange), ".xlsx"));
    return RESULT_OK;
}

/* ---- the reply of a handler ------------------------------------------------------------------ */

/* A path of our own as it may stand in a header: what is no plain ASCII is percent-encoded. Anything
 * that would lead off our site leads to its first page. */
static const char *safe_location(const char *path, struct arena *arena)
{
    if (path[0] != '/' || path[1] == '/' || path[1] == '\\')
        return "/";
    char *out = arena_alloc(arena, strlen(path) * 3 + 1), *to = out;
    for (const char *at = path; *at != '\0'; at++) {
        unsigned char byte = (unsigned char)*at;
        if (byte > 0x20 && byte < 0x7f && strchr("\"<>\\^`{|}", byte) == NULL)
            *to++ = *at;
        else
            to += snprintf(to, 4, "%%%02X", byte);
    }
    return out;
}

static void redirect(struct exchange *exchange)
{
    struct http_response *response = &exchange->call->response;
    const struct reply *reply = &exchange->reply;
    http_answer(response, 303, NULL, NULL, 0);
    http_add(response, "Location", safe_location(reply->redirect, exchange->arena));
    if (reply->notice != NULL) {
        char notice[NOTICE_MOST]; /* it travels in a header */
        text_copy_to(notice, sizeof notice, reply->notice);
        const char *sealed =
            seal_close(&exchange->guard->seal, "notice", notice, strlen(notice), exchange->arena);
        session_set_cookie(response, GUARD_NOTICE_COOKIE, sealed, 60, exchange->guard->is_secure,
                           exchange->arena);
    }
}

static void reply_bytes(struct exchange *exchange)
{
    const struct reply *reply = &exchange->reply;
    struct http_response *response = &exchange->call->response;
    http_answer(response, 200, reply->content_type, reply->body, reply->body_size);
    if (text_starts(reply->content_type, "text/") ||
        text_starts(reply->content_type, "application/json"))
        pack(exchange, reply->body, reply->body_size);
    if (reply->file_name != NULL)
        http_add(&exchange->call->response, "Content-Disposition",
                 sheet_disposition(exchange->arena, reply->file_name, ""));
}

static enum result build_shape(struct exchange *exchange, struct error *error)
{
    const struct reply *reply = &exchange->reply;
    const char *view = reply->template_name != NULL ? reply->template_name : exchange->route->view;
    enum shape shape = exchange->shape;
    if (reply->body != NULL) {
        reply_bytes(exchange);
        return RESULT_OK;
    }
    if (reply->redirect != NULL && shape != SHAPE_JSON) {
        redirect(exchange);
        return RESULT_OK;
    }
    if (shape == SHAPE_JSON || (shape == SHAPE_PAGE && view == NULL))
        return reply_json(exchange, error);
    if (shape == SHAPE_PAGE)
        return reply_page(exchange, 200, view, reply->type, reply->record, error);
    if (reply->record == NULL)
        return error_set(error, RESULT_INVALID, "format",
                         N_("This cannot be had as a spreadsheet."));
    return shape == SHAPE_CSV ? reply_csv(exchange, error) : reply_xlsx(exchange, error);
}

/* Cookies of the language and of how pages look. */
static void set_display(struct exchange *exchange)
{
    const struct reply *reply = &exchange->reply;
    struct http_response *response = &exchange->call->response;
    struct display display = exchange->visitor.display;
    if (reply->set_language != NULL)
        session_set_cookie(response, GUARD_LANGUAGE_COOKIE, reply->set_language, DISPLAY_SECONDS,
                           exchange->guard->is_secure, exchange->arena);
    if (reply->set_theme != NULL)
        display.is_dark = strcmp(reply->set_theme, "dark") == 0;
    if (reply->set_mode != NULL)
        display.is_elder = strcmp(reply->set_mode, "elder") == 0;
    if (reply->set_contrast != NULL)
        display.is_contrast = strcmp(reply->set_contrast, "more") == 0;
    if (reply->set_theme != NULL || reply->set_mode != NULL || reply->set_contrast != NULL)
        session_set_cookie(response, GUARD_DISPLAY_COOKIE,
                           session_display_text(&display, exchange->arena), DISPLAY_SECONDS,
                           exchange->guard->is_secure, exchange->arena);
}

enum result reply_build(struct exchange *exchange, struct error *error)
{
    const struct reply *reply = &exchange->reply;
    struct http_response *response = &exchange->call->response;
    enum result result = build_shape(exchange, error);
    if (result != RESULT_OK)
        return result;
    set_display(exchange);
    if (reply->set_session != NULL)
        session_set_cookie(response, GUARD_SESSION_COOKIE, reply->set_session, 0,
                           exchange->guard->is_secure, exchange->arena);
    return result;
}

/* ---- headers --------------------------------------------------------------------------------- */

void reply_headers(struct exchange *exchange)
{
    struct http_response *response = &exchange->call->response;
    const struct guard *guard = exchange->guard;
    struct visitor *visitor = &exchange->visitor;
    http_add(response, "X-Request-Id", exchange->request_id);
    http_add(response, "Content-Security-Policy", security_policy);
    http_add(response, "X-Content-Type-Options", "nosniff");
    http_add(response, "Referrer-Policy", "same-origin");
    http_add(response, "Cross-Origin-Opener-Policy", "same-origin");
    http_add(response, "Cross-Origin-Resource-Policy", "same-origin");
    http_add(response, "Cache-Control", "no-store");
    if (response->body_size > 0)
        http_add(response, "Content-Language", language_tag(visitor->language));
    if (guard->is_secure)
        http_add(response, "Strict-Transport-Security", "max-age=31536000");
    if (exchange->is_new_guest)
        session_set_cookie(response, GUARD_GUEST_COOKIE, visitor->guest_token, 0, guard->is_secure,
                           exchange->arena);
    if (exchange->is_notice_shown)
        session_set_cookie(response, GUARD_NOTICE_COOKIE, "", 0, guard->is_secure, exchange->arena);
    if (exchange->shape == SHAPE_JSON && exchange->who.account != 0 && !visitor->is_bearer)
        http_add(response, GUARD_CSRF_HEADER,
                 session_csrf(visitor, &guard->access, &guard->seal, exchange->arena));
}
