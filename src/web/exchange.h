/* One call inside the guard. Private to web/guard.c, reply.c and refusal.c. */
#ifndef WEB_EXCHANGE_H
#define WEB_EXCHANGE_H

#include "store/lane.h"
#include "web/guard.h"
#include "web/parameters.h"
#include "web/router.h"
#include "web/session.h"

struct views;   /* web/view.h */
struct limiter; /* web/limiter.h */
struct workers; /* web/workers.h */
struct packer;  /* web/packer.h */

/* What a client wants to have. */
enum shape { SHAPE_PAGE, SHAPE_JSON, SHAPE_CSV, SHAPE_XLSX, SHAPE__COUNT };

/* Where a call stands on its way. */
enum step {
    STEP_CHECK,   /* a slow route: everything before the handler, in the read lane */
    STEP_PREPARE, /* ... then `before`, on a hashing worker */
    STEP_ANSWER,  /* the handler */
    STEP_REFUSE,  /* the form or sign-in page of a refusal, in the read lane */
    STEP_DONE,
};

struct exchange {
    struct lane_task task;
    struct guard *guard;
    struct http_call *call;
    struct arena *arena;       /* the call's */
    const struct route *route; /* NULL until found */
    struct router_match match;
    struct visitor visitor;
    enum shape shape;
    bool is_htmx; /* asked for by our own script */
    bool is_write;
    bool is_new_guest;    /* the answer gives out a guest token */
    bool is_notice_shown; /* ... and takes the notice back */
    enum step step;
    struct parameters parameters;
    bool parameters_read;
    struct error unread; /* why they could not be; code RESULT_OK: they could */
    struct parameter_errors mistakes;
    void *params;
    struct principal who;
    bool touch; /* write down that the session was used */
    char today[CALENDAR_DAY_SIZE];
    struct request request;
    struct reply reply;
    struct error error;
    int attempts;        /* of a read that found the store busy */
    enum result outcome; /* of the handler; RESULT_OK or the refusal */
    const char *request_id;
    const char *carried;     /* sealed: what was typed, for the sign-in page */
    const char *new_session; /* of a sign-in whose carried form is being sent again */
    struct exchange *replay; /* of that form; its answer is the answer */
    struct exchange *replayed_for;
};

struct guard {
    struct services *services;
    struct guard_access access;
    struct seal seal;
    struct router *router;
    const struct route **routes;
    size_t route_count;
    const struct module *const *modules; /* with web's own first; ends with NULL */
    struct views *views;
    struct limiter *limiter;
    struct workers *workers;
    struct packer *packer;
    struct arena *arena; /* lives as long as the guard */
    bool is_secure, is_behind_proxy;
};

/* ---- reply.c: the answer of a handler that went well ----------------------------------------- */

/* What the client wants, by `format` and Accept. */
enum shape reply_shape(const struct exchange *exchange);
enum shape reply_shape_named(const char *name); /* SHAPE__COUNT if unknown */

/* Renders the reply of the handler into the response. In the lane, while the transaction is open. */
MUST_USE enum result reply_build(struct exchange *exchange, struct error *error);

/* Renders a page with a status of its own: of a form that was refused, of an error. */
MUST_USE enum result reply_page(struct exchange *exchange, int status, const char *template_name,
                                const struct record_type *type, const void *record,
                                struct error *error);

/* The list of a record as XLSX, in the arena. */
struct view_context;
MUST_USE enum result reply_sheet(const struct view_context *context, const struct record_type *type,
                                 const void *record, const void **bytes, size_t *size,
                                 struct error *error);

/* Headers and cookies that every answer of the guard has. The last thing before it leaves. */
void reply_headers(struct exchange *exchange);

/* ---- refusal.c: the answer of everything else ------------------------------------------------ */

/* What an error page shows. */
struct refusal {
    int64_t status;
    const char *title, *sentence, *request_id;
    int64_t is_trouble, is_signed_in;
};
extern const struct record_type refusal_type;

/* True if the refusal is shown by a page that reads the store: the form or the sign-in page. */
bool refusal_wants_store(const struct exchange *exchange);
MUST_USE enum result refusal_build_in_store(struct exchange *exchange, struct error *error);

/* The plain answer: a page of its own, or problem JSON. Needs no store and cannot fail. */
void refusal_build(struct exchange *exchange);

/* Opens the form that a sign-in brought along, if it belongs to who has signed in. */
bool refusal_open_carried(struct exchange *exchange, struct http_request *request);

#endif
