/* The way of a call: from its headers through the lanes to its answer. What is checked, and in which
 * order, stands in check(); where a call goes next, in step_done(). */
#include "web/guard.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/bug.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/text.h"
#include "web/exchange.h"
#include "web/limiter.h"
#include "web/static.h"
#include "web/workers.h"

enum { ATTEMPTS = 3 };                /* of a read that found the store busy */
enum { UPLOAD_OVERHEAD = 64 * 1024 }; /* the other fields of a form with a file */

static bool step_submit(struct exchange *exchange);
static void finish(struct exchange *exchange);

/* ---- the headers are complete ---------------------------------------------------------------- */

static const char *client_address(const struct exchange *exchange)
{
    const struct http_request *request = &exchange->call->request;
    const char *forwarded =
        exchange->guard->is_behind_proxy ? http_header(request, "X-Forwarded-For") : NULL;
    if (forwarded == NULL)
        return request->address;
    const char *last = strrchr(forwarded, ','); /* what our own proxy added */
    last = last != NULL ? last + 1 : forwarded;
    while (*last == ' ')
        last++;
    return last;
}

/* "http://localhost:8080", of a Host that has the letters of one; or "". */
static const char *origin_of(const struct exchange *exchange)
{
    const char *host = http_header(&exchange->call->request, "Host");
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]";
    if (host == NULL || host[0] == '\0' || strspn(host, letters) != strlen(host))
        return "";
    return arena_printf(exchange->arena, "%s://%s", exchange->guard->is_secure ? "https" : "http",
                        host);
}

static struct exchange *exchange_new(struct guard *guard, struct http_call *call)
{
    struct exchange *exchange = arena_alloc(call->arena, sizeof *exchange);
    call->handling = exchange;
    exchange->guard = guard;
    exchange->call = call;
    exchange->arena = call->arena;
    exchange->task.self = exchange;
    exchange->parameters.arena = call->arena;
    exchange->request_id = seal_token(&guard->seal, call->arena);
    exchange->is_htmx = http_header(&call->request, "HX-Request") != NULL;
    session_visitor(&call->request, call->arena, &exchange->visitor);
    int64_t now = clock_now(&guard->services->clock);
    calendar_day_of(now, guard->services->offset, exchange->today);
    exchange->request = (struct request){
        .services = guard->services,
        .arena = call->arena,
        .who = &exchange->who,
        .scope = &exchange->who.scope,
        .language = exchange->visitor.language,
        .today = exchange->today,
        .now = now,
        .address = client_address(exchange),
        .request_id = exchange->request_id,
        .origin = origin_of(exchange),
        .user_agent = http_header(&call->request, "User-Agent"),
        .session_token = exchange->visitor.session_token,
        .routes = guard->routes,
        .route_count = guard->route_count,
    };
    return exchange;
}

static bool refuse_now(struct exchange *exchange, enum result result)
{
    exchange->outcome = result;
    refusal_build(exchange);
    reply_headers(exchange);
    return true;
}

/* Route and method. */
static enum result find_route(struct exchange *exchange, struct error *error)
{
    const struct http_request *request = &exchange->call->request;
    if (strlen(request->path) + strlen(request->query) > LIMIT_PATH_BYTES) {
        exchange->request.status_hint = 414;
        return error_set(error, RESULT_TOO_LARGE, NULL, N_("This address is too long."));
    }
    router_find(exchange->guard->router, request->path, exchange->arena, &exchange->match);
    const struct route *get = exchange->match.routes[METHOD_GET];
    const struct route *post = exchange->match.routes[METHOD_POST];
    if (get == NULL && post == NULL)
        return error_set(error, RESULT_NOT_FOUND, NULL, N_("There is no page at this address."));
    bool is_read = strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0;
    exchange->route = is_read ? get : strcmp(request->method, "POST") == 0 ? post : NULL;
    if (exchange->route == NULL) {
        exchange->request.status_hint = 405;
        http_add(&exchange->call->response, "Allow",
                 get == NULL    ? "POST"
                 : post == NULL ? "GET, HEAD"
                                : "GET, HEAD, POST");
        return error_set(error, RESULT_NOT_FOUND, NULL,
                         N_("This address does not take requests of this kind."));
    }
    exchange->request.route = exchange->route;
    exchange->is_write =
        exchange->route->method == METHOD_POST || (exchange->route->flags & ROUTE_WRITE);
    return RESULT_OK;
}

/* Size, as far as the headers tell. A body a little over the limit is read and thrown away, because
 * browsers show no answer to an upload that was cut off; one far over is cut off. */
static enum result check_length(const struct exchange *exchange, struct http_allowance *allowance,
                                struct error *error)
{
    /* A large body is taken from somebody who at least claims to have a session. */
    bool is_upload =
        (exchange->route->flags & ROUTE_UPLOAD) != 0 && exchange->visitor.session_token != NULL;
    allowance->body_bytes = exchange->route->method == METHOD_GET ? 0
                            : is_upload ? (size_t)LIMIT_UPLOAD_BYTES + UPLOAD_OVERHEAD
                                        : (size_t)LIMIT_BODY_BYTES;
    allowance->seconds = is_upload ? LIMIT_UPLOAD_SECONDS : LIMIT_REQUEST_SECONDS;
    const char *text = http_header(&exchange->call->request, "Content-Length");
    int64_t length = 0;
    if (text != NULL && (!text_to_int(text, &length) || length < 0))
        return error_set(error, RESULT_MALFORMED, NULL,
                         N_("The length of the request is no number."));
    if ((uint64_t)length <= (uint64_t)allowance->body_bytes * 4)
        return RESULT_OK;
    char limit[32];
    snprintf(limit, sizeof limit, "%zu", allowance->body_bytes / (1024 * 1024));
    return error_set(error, RESULT_TOO_LARGE, NULL,
                     N_("This is too large: at most %1 MB can be sent here."), limit);
}

static enum result check_format(const struct exchange *exchange, struct error *error)
{
    const char *format = exchange->parameters.format;
    if (format == NULL || reply_shape_named(format) != SHAPE__COUNT)
        return RESULT_OK;
    return error_set(error, RESULT_INVALID, "format",
                     N_("The format is html, json, csv or xlsx, not “%1”."), format);
}

static bool guard_begin(void *self, struct http_call *call, struct http_allowance *allowance)
{
    struct guard *guard = self;
    if (static_answer(call)) {
        call->handling = NULL;
        return true;
    }
    struct exchange *exchange = exchange_new(guard, call);
    enum result result = find_route(exchange, &exchange->error);
    if (result == RESULT_OK)
        result = check_length(exchange, allowance, &exchange->error);
    struct error *error = &exchange->error;
    if (result == RESULT_OK)
        result = parameters_add_query(&exchange->parameters, call->request.query, error);
    exchange->shape = reply_shape(exchange);
    if (result == RESULT_OK)
        result = check_format(exchange, error);
    if (result == RESULT_OK)
        return false;
    exchange->outcome = result;
    /* A page that says no has the navigation of who is signed in around it; that takes the store. */
    bool is_read = strcmp(call->request.method, "GET") == 0;
    if (is_read && exchange->shape == SHAPE_PAGE && exchange->visitor.session_token != NULL) {
        allowance->body_bytes = 0;
        return false;
    }
    return refuse_now(exchange, result);
}

/* ---- in the lane: the checks in their order -------------------------------------------------- */

static enum result authenticate(struct exchange *exchange, struct tx *tx, struct error *error)
{
    struct guard *guard = exchange->guard;
    exchange->who = (struct principal){0};
    exchange->touch = false;
    if (exchange->visitor.session_token == NULL || tx == NULL)
        return RESULT_OK;
    return guard->access.authenticate(guard->services, tx, exchange->visitor.session_token,
                                      exchange->request.now, exchange->arena, &exchange->who,
                                      &exchange->touch, error);
}

/* The text of path and body, once; what is wrong with it is told after session and rights. */
static enum result read_parameters(struct exchange *exchange, struct error *error)
{
    if (exchange->parameters_read)
        return exchange->unread.code == RESULT_OK ? RESULT_OK : (*error = exchange->unread).code;
    exchange->parameters_read = true;
    struct parameters *parameters = &exchange->parameters;
    enum result result = RESULT_OK;
    for (size_t i = 0; i < exchange->match.value_count && result == RESULT_OK; i++)
        result = parameters_add(parameters, router_parameter(exchange->route, i, exchange->arena),
                                exchange->match.values[i], error);
    bool takes_file = (exchange->route->flags & ROUTE_UPLOAD) != 0;
    if (result == RESULT_OK)
        result = parameters_add_body(parameters, &exchange->call->request, takes_file, error);
    exchange->request.upload = parameters->upload;
    if (result != RESULT_OK)
        exchange->unread = *error;
    return result;
}

static enum result check_csrf(struct exchange *exchange, struct error *error)
{
    const struct http_request *request = &exchange->call->request;
    const char *given = http_header(request, GUARD_CSRF_HEADER);
    if (given == NULL)
        given = exchange->parameters.csrf;
    if (exchange->route->method == METHOD_GET || exchange->replayed_for != NULL ||
        session_is_ours(request, &exchange->visitor, &exchange->guard->access, given,
                        exchange->arena))
        return RESULT_OK;
    return error_set(error, RESULT_FORBIDDEN, NULL,
                     N_("This form was opened under another sign-in, or on another site. Open the "
                        "page again and send it from there."));
}

static enum result fill_parameters(struct exchange *exchange, struct error *error)
{
    const struct record_type *type = exchange->route->params;
    exchange->params = NULL;
    exchange->mistakes = (struct parameter_errors){0};
    if (type != NULL) {
        exchange->params = arena_alloc(exchange->arena, type->size);
        record_init(type, exchange->params);
    }
    enum result result =
        parameters_fill(&exchange->parameters, type, exchange->params, exchange->today,
                        exchange->visitor.language, false, &exchange->mistakes);
    if (result != RESULT_OK)
        *error = exchange->mistakes.first;
    return result;
}

static enum result check(struct exchange *exchange, struct tx *tx, struct error *error)
{
    const struct route *route = exchange->route;
    exchange->request.tx = tx;
    enum result result = authenticate(exchange, tx, error);
    if (result != RESULT_OK)
        return result;
    struct error unread;
    enum result readable = read_parameters(exchange, &unread);
    bool is_public = (route->flags & ROUTE_PUBLIC) != 0;
    if (!is_public && exchange->who.account == 0)
        return error_set(error, RESULT_UNAUTHENTICATED, NULL, N_("Please sign in first."));
    result = check_csrf(exchange, error);
    if (result != RESULT_OK)
        return result;
    if (!is_public && !principal_can(&exchange->who, route->capability))
        return error_set(error, RESULT_FORBIDDEN, NULL,
                         N_("Your role does not include this. Ask the secretary if you need it."));
    if (readable != RESULT_OK) {
        *error = unread;
        return readable;
    }
    return fill_parameters(exchange, error);
}

/* A sign-in may bring a form whose session had ended: whose it is has to be known now. */
static enum result note_sign_in(struct exchange *exchange, struct tx *tx, struct error *error)
{
    const char *token = exchange->reply.set_session;
    if (token == NULL || token[0] == '\0' || exchange->parameters.carried == NULL)
        return RESULT_OK;
    struct guard *guard = exchange->guard;
    bool touch;
    exchange->new_session = token;
    return guard->access.authenticate(guard->services, tx, token, exchange->request.now,
                                      exchange->arena, &exchange->who, &touch, error);
}

static enum result answer(struct exchange *exchange, struct tx *tx, struct error *error)
{
    const struct route *route = exchange->route;
    struct guard *guard = exchange->guard;
    exchange->reply = (struct reply){0};
    enum result result =
        route->handler(&exchange->request, exchange->params, &exchange->reply, error);
    if (result != RESULT_OK)
        return result;
    /* Also what only shows sensitive values whole: its row is durable before they leave. */
    if (exchange->is_write && tx != NULL && guard->access.audit != NULL) {
        result = guard->access.audit(&exchange->request, error);
        if (result != RESULT_OK)
            return result;
    }
    if (exchange->reply.refusal != NULL)
        return RESULT_OK; /* its changes stay; step_done() says no */
    result = note_sign_in(exchange, tx, error);
    return result == RESULT_OK ? reply_build(exchange, error) : result;
}

/* What a lane runs. May run twice, so the response starts afresh. */
static enum result step_run(struct lane_task *task, struct tx *tx, struct error *error)
{
    struct exchange *exchange = task->self;
    exchange->call->response = (struct http_response){0};
    exchange->request.tx = tx;
    if (exchange->step == STEP_REFUSE) {
        enum result known =
            exchange->who.account == 0 ? authenticate(exchange, tx, error) : RESULT_OK;
        return known == RESULT_OK ? refusal_build_in_store(exchange, error) : known;
    }
    enum result result = check(exchange, tx, error);
    if (result == RESULT_OK && exchange->step == STEP_ANSWER)
        result = answer(exchange, tx, error);
    return result;
}

/* ---- from step to step ----------------------------------------------------------------------- */

static void refuse(struct exchange *exchange)
{
    exchange->call->response = (struct http_response){0};
    if (exchange->step != STEP_REFUSE && refusal_wants_store(exchange)) {
        exchange->step = STEP_REFUSE;
        if (step_submit(exchange))
            return;
    }
    refusal_build(exchange);
    finish(exchange);
}

static void prepare(void *self)
{
    struct exchange *exchange = self;
    struct error error;
    exchange->request.tx = NULL;
    enum result result = RESULT_OK;
    if (exchange->route->before != NULL)
        result = exchange->route->before(&exchange->request, exchange->params, &error);
    if (result == RESULT_OK) {
        exchange->step = STEP_ANSWER;
        if (step_submit(exchange))
            return;
    } else {
        exchange->outcome = result;
        exchange->error = error;
    }
    refuse(exchange);
}

/* ---- a form that is sent again after signing in ---------------------------------------------- */

static void replay_finished(struct http_call *call)
{
    struct exchange *inner = call->handling, *outer = inner->replayed_for;
    outer->call->response = call->response;
    session_set_cookie(&outer->call->response, GUARD_SESSION_COOKIE, outer->new_session, 0,
                       outer->guard->is_secure, outer->arena);
    outer->call->finished(outer->call);
}

/* True if the sign-in carried a form of the same person: it is on its way then, and its answer will
 * be the answer. */
static bool replay(struct exchange *outer)
{
    struct http_request request;
    if (outer->new_session == NULL || outer->replayed_for != NULL ||
        !refusal_open_carried(outer, &request))
        return false;
    struct http_call *call = arena_alloc(outer->arena, sizeof *call);
    *call = (struct http_call){.arena = outer->arena,
                               .request = request,
                               .started = outer->call->started,
                               .finished = replay_finished};
    struct exchange *inner = exchange_new(outer->guard, call);
    inner->visitor.session_token = inner->request.session_token = outer->new_session;
    inner->replayed_for = outer;
    outer->replay = inner;
    struct http_allowance allowance;
    struct error *error = &inner->error;
    enum result result = find_route(inner, error);
    if (result == RESULT_OK)
        result = check_length(inner, &allowance, error);
    if (result == RESULT_OK)
        result = parameters_add_query(&inner->parameters, request.query, error);
    inner->shape = outer->shape;
    inner->step = STEP_ANSWER;
    if (result != RESULT_OK || (inner->route->flags & ROUTE_SLOW))
        return false;
    return step_submit(inner);
}

/* ---- done ------------------------------------------------------------------------------------ */

static void step_done(struct lane_task *task, enum result result, const struct error *error)
{
    struct exchange *exchange = task->self;
    if (result == RESULT_BUSY && !exchange->is_write && ++exchange->attempts < ATTEMPTS &&
        step_submit(exchange))
        return;
    if (exchange->step == STEP_REFUSE) { /* even the page that says no could not be made */
        if (result != RESULT_OK)
            refusal_build(exchange);
        finish(exchange);
        return;
    }
    if (result == RESULT_OK && exchange->step == STEP_CHECK) {
        exchange->step = STEP_PREPARE;
        if (workers_submit(exchange->guard->workers, prepare, exchange))
            return;
        result = error_set(&exchange->error, RESULT_BUSY, NULL,
                           N_("Many people are signing in right now. Please try again shortly."));
    } else if (result == RESULT_OK && exchange->reply.refusal != NULL) {
        exchange->error = *exchange->reply.refusal;
        result = exchange->error.code;
    } else if (result != RESULT_OK) {
        exchange->error = *error;
    }
    exchange->outcome = result;
    if (result != RESULT_OK)
        refuse(exchange);
    else if (!replay(exchange))
        finish(exchange);
}

/* Sends the exchange into the lane of its step; false (with the error filled) if that is full. */
static bool step_submit(struct exchange *exchange)
{
    enum lane lane = exchange->step == STEP_ANSWER && exchange->is_write ? LANE_WRITE : LANE_READ;
    exchange->task = (struct lane_task){.run = step_run, .done = step_done, .self = exchange};
    struct error error;
    enum result result =
        lane_submit(exchange->guard->services->store, lane, &exchange->task, &error);
    if (result == RESULT_OK)
        return true;
    if (exchange->step != STEP_REFUSE) {
        exchange->outcome = result;
        exchange->error = error;
    }
    return false;
}

/* Writing down that a session was used: after the reply, on its own. It may still wait in the lane
 * when the guard is gone, so it has all that it needs. */
struct touching {
    struct lane_task task;
    struct services *services;
    enum result (*touch)(struct services *services, struct tx *tx, const char *token, int64_t now,
                         struct error *error);
    int64_t now;
    char token[];
};

static enum result touch_run(struct lane_task *task, struct tx *tx, struct error *error)
{
    struct touching *touching = task->self;
    return touching->touch(touching->services, tx, touching->token, touching->now, error);
}

static void touch_done(struct lane_task *task, enum result result, const struct error *error)
{
    (void)error;
    if (result != RESULT_OK)
        log_event(LOG_WARNING, "session_touch_failed");
    free(task->self);
}

static void touch_session(const struct exchange *exchange)
{
    const struct guard *guard = exchange->guard;
    if (!exchange->touch || guard->access.touch == NULL)
        return;
    size_t size = strlen(exchange->visitor.session_token) + 1;
    struct touching *touching = calloc(1, sizeof *touching + size);
    ALWAYS(touching != NULL);
    touching->task = (struct lane_task){.run = touch_run, .done = touch_done, .self = touching};
    touching->services = guard->services;
    touching->touch = guard->access.touch;
    touching->now = exchange->request.now;
    memcpy(touching->token, exchange->visitor.session_token, size);
    struct error error;
    if (lane_submit(guard->services->store, LANE_WRITE, &touching->task, &error) != RESULT_OK)
        free(touching); /* the next request will do it */
}

/* The last thing that is done with an exchange: its owner may free it at once. */
static void finish(struct exchange *exchange)
{
    exchange->step = STEP_DONE;
    touch_session(exchange);
    reply_headers(exchange);
    exchange->call->finished(exchange->call);
}

/* ---- the body is complete -------------------------------------------------------------------- */

static enum result check_body(const struct exchange *exchange, struct error *error)
{
    const struct http_call *call = exchange->call;
    if (!call->body_refused)
        return RESULT_OK;
    if (call->no_memory)
        return error_set(error, RESULT_BUSY, NULL,
                         N_("Many files are arriving at once. Please try again shortly."));
    bool is_upload = (exchange->route->flags & ROUTE_UPLOAD) != 0;
    return error_set(error, RESULT_TOO_LARGE, NULL,
                     N_("This is too large: at most %1 MB can be sent here."),
                     is_upload ? "64" : "1");
}

static bool guard_submit(void *self, struct http_call *call)
{
    struct guard *guard = self;
    struct exchange *exchange = call->handling;
    if (exchange->outcome != RESULT_OK) {
        exchange->step = STEP_REFUSE;
        return step_submit(exchange) ? false : refuse_now(exchange, exchange->outcome);
    }
    const unsigned flags = exchange->route->flags;
    enum result result = check_body(exchange, &exchange->error);
    if (result == RESULT_OK && (flags & ROUTE_SLOW) && exchange->route->method == METHOD_POST &&
        !limiter_take(guard->limiter, exchange->request.address, clock_monotonic()))
        result = error_set(&exchange->error, RESULT_TOO_MANY, NULL,
                           N_("Too many attempts from this network. Please wait a minute."));
    if (result != RESULT_OK)
        return refuse_now(exchange, result);
    if ((flags & ROUTE_NO_STORE) && (flags & ROUTE_PUBLIC)) {
        result = check(exchange, NULL, &exchange->error);
        if (result == RESULT_OK)
            result = answer(exchange, NULL, &exchange->error);
        if (result != RESULT_OK)
            return refuse_now(exchange, result);
        reply_headers(exchange);
        return true;
    }
    exchange->step = (flags & ROUTE_SLOW) ? STEP_CHECK : STEP_ANSWER;
    return step_submit(exchange) ? false : refuse_now(exchange, exchange->outcome);
}

static void guard_end(void *self, struct http_call *call)
{
    (void)self;
    struct exchange *exchange = call->handling;
    if (exchange == NULL)
        return;
    char status[16], duration[32], account[32];
    snprintf(status, sizeof status, "%d", call->response.status);
    snprintf(duration, sizeof duration, "%lld", (long long)(clock_monotonic() - call->started));
    snprintf(account, sizeof account, "%lld", (long long)exchange->who.account);
    log_event(call->response.status >= 500 ? LOG_WARNING : LOG_INFO, "request", "id",
              exchange->request_id, "method", exchange->route != NULL ? call->request.method : "?",
              "route", exchange->route != NULL ? exchange->route->path : "?", "status", status,
              "milliseconds", duration, "account", account);
    parameters_fini(&exchange->parameters);
    if (exchange->replay != NULL)
        parameters_fini(&exchange->replay->parameters);
}

struct http_handler guard_handler(struct guard *guard)
{
    return (struct http_handler){
        .self = guard, .begin = guard_begin, .submit = guard_submit, .end = guard_end};
}

/* ---- a call without a server ----------------------------------------------------------------- */

struct waiting {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool is_finished;
};

static void waiting_finished(struct http_call *call)
{
    struct waiting *waiting = call->owner;
    pthread_mutex_lock(&waiting->lock);
    waiting->is_finished = true;
    pthread_cond_signal(&waiting->changed);
    pthread_mutex_unlock(&waiting->lock);
}

void guard_call(struct guard *guard, struct http_call *call)
{
    struct waiting waiting = {.lock = PTHREAD_MUTEX_INITIALIZER,
                              .changed = PTHREAD_COND_INITIALIZER};
    call->owner = &waiting;
    call->finished = waiting_finished;
    call->started = clock_monotonic();
    struct http_allowance allowance;
    bool is_answered = guard_begin(guard, call, &allowance);
    if (!is_answered && call->request.body_size > allowance.body_bytes)
        call->body_refused = true;
    if (!is_answered && !guard_submit(guard, call)) {
        pthread_mutex_lock(&waiting.lock);
        while (!waiting.is_finished)
            pthread_cond_wait(&waiting.changed, &waiting.lock);
        pthread_mutex_unlock(&waiting.lock);
    }
    guard_end(guard, call);
}
