/* Routes: what a request needs, and the handler that answers it.
 *
 * A route is a row. The guard (web/guard.h) enforces it in a fixed order: route, method, size,
 * session, CSRF, capability, scope, parameters, handler, audit, reply. A handler is about 15 lines: it
 * gets typed parameters, calls an operation, and points at the records to show; the same records
 * become the page (template), JSON, CSV or XLSX, by what the client asks for. */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H

#include "base/arena.h"
#include "base/language.h"
#include "record/record.h"
#include "store/store.h"
#include "web/principal.h"

struct services;
struct form;
struct form_typed;
struct form_error;

enum method { METHOD_GET, METHOD_POST, METHOD__COUNT };

enum route_flag {
    ROUTE_PUBLIC = 1 << 0,   /* without a session: sign-in, assets, health */
    ROUTE_UPLOAD = 1 << 1,   /* multipart/form-data with one file, up to LIMIT_UPLOAD_BYTES */
    ROUTE_WRITE = 1 << 2,    /* a GET that runs in the write lane: it shows sensitive values whole
                                 and audits that before the reply leaves. Every POST is a write. */
    ROUTE_SLOW = 1 << 3,     /* hashes a password: runs `before` on the hashing workers first */
    ROUTE_NO_STORE = 1 << 4, /* needs no transaction */
};

/* An uploaded file, in memory. */
struct upload {
    const char *file_name;
    const void *bytes;
    size_t size;
};

struct request {
    const struct route *route;
    struct services *services;
    struct arena *arena; /* lives until the reply has been rendered */
    struct tx *tx;       /* of the lane */
    const struct principal *who;
    const struct scope *scope; /* = &who->scope */
    enum language language;
    const char *today;   /* ISO day at the tenant's offset */
    int64_t now;         /* milliseconds since 1970 */
    const char *address; /* of the client, for rate limits and the audit */
    const char *request_id;
    const char *user_agent; /* as the browser calls itself, NULL without: for the own sessions */
    const char *origin;     /* how the client reached us, "https://kaifong.example:8443": for links
                                         that are shown to this very client; "" if it did not say */
    const struct upload *upload;       /* NULL without */
    const char *session_token;         /* NULL without */
    void *prepared;                    /* what the route's `before` made, or NULL */
    int status_hint;                   /* the guard's */
    const struct route *const *routes; /* all there are, to describe them */
    size_t route_count;
    /* After a refusal: what was typed and what is wrong with it; a form_page need not look, every
     * form of the page shows them by itself. */
    const struct form_typed *typed;
    size_t typed_count;
    const struct form_error *mistakes;
    size_t mistake_count;
};

/* What a handler answers with. Set exactly one of page or redirect. */
struct reply {
    const char *template_name;      /* "people/resident": page template; NULL takes the route's */
    const struct record_type *type; /* of `record` */
    const void *record;             /* in the request's arena */
    const char *redirect;    /* after a change: 303 to this path (JSON gets 200 and the record) */
    const char *notice;      /* a sentence for the toast after a redirect, in the reader's
                                         language, or NULL */
    const char *file_name;   /* of a CSV or XLSX export without its ending, or NULL */
    const char *set_session; /* a new session token: "" ends the session; NULL leaves it */
    /* A refusal whose changes are kept: a failed sign-in must be counted although the person is
     * refused. The handler returns RESULT_OK; after the commit the guard answers as if it had returned
     * this error. NULL in all other cases. */
    const struct error *refusal;
    /* How the browser is to see pages from now on; each NULL leaves it. "zh" or "en"; "light" or
     * "dark"; "usual" or "elder"; "usual" or "more". */
    const char *set_language, *set_theme, *set_mode, *set_contrast;
    /* An answer that is already bytes (a spreadsheet, a picture): overrides record. */
    const void *body;
    size_t body_size;
    const char *content_type;
};

struct route {
    enum method method;
    const char *path;                    /* "/screening/{campaign}/entries/{entry}" */
    const char *summary;                 /* msgid, for OpenAPI */
    const struct capability *capability; /* NULL only with ROUTE_PUBLIC */
    unsigned flags;                      /* of enum route_flag */
    const struct record_type
        *params; /* of path, query and form; NULL: none. The guard parses them. */
    const struct record_type *reply; /* what JSON answers, for OpenAPI */
    const char *view;                /* page template, or NULL for JSON only */
    /* `params` is the parsed struct. A refusal for a form (RESULT_INVALID with a field) shows the
     * page named by `form_page` again with what was typed. */
    enum result (*handler)(struct request *request, const void *params, struct reply *reply,
                           struct error *error);
    /* Only with ROUTE_SLOW: runs before the handler on a hashing worker, without a transaction (tx is
     * NULL; it may read through lane_call), and leaves what it made in request->prepared. When the
     * handler runs again, this does not. A refusal here is answered like one of the handler. */
    enum result (*before)(struct request *request, const void *params, struct error *error);
    /* For POST routes that come from a form page: the GET handler that shows it, called after a
     * refusal with the same parameters; what was typed and the errors are laid over its form. */
    enum result (*form_page)(struct request *request, const void *params, struct reply *reply,
                             struct error *error);
};

#endif
