/* The guard: what stands between the wire and the handlers.
 *
 * It enforces what a route says it needs, in a fixed order: route, method, size, session, CSRF,
 * capability, scope, parameters, handler, audit, reply. Handlers run in a lane: GET in the read
 * lane, POST (and ROUTE_WRITE) in the write lane, where the reply leaves only once the change is
 * durable. A route that forgot its capability fails at start.
 *
 * What is refused is said kindly in the reader's language and in the form that the client asked
 * for: a page, or RFC 9457 problem JSON. A form with mistakes comes back as it was typed. When a
 * session ended while somebody was typing, the form is carried, sealed, through the sign-in page
 * and is sent again as soon as the same person has signed in.
 *
 * The guard has no socket: web/server.h drives it through guard_handler(), a test through
 * guard_call(). */
#ifndef WEB_GUARD_H
#define WEB_GUARD_H

#include "web/access.h"
#include "web/http.h"
#include "web/seal.h"

struct guard;

struct guard_options {
    struct services *services; /* with an open store */
    const struct module *const *modules;
    size_t module_count;
    const struct guard_access *access; /* of the access module */
    unsigned char key[SEAL_KEY_SIZE];  /* secret, kept in the data folder: seals and guests */
    bool is_secure;                    /* behind TLS: Secure cookies, HSTS */
    bool is_behind_proxy;              /* the client's address stands in X-Forwarded-For */
    int hashing_workers;               /* threads for ROUTE_SLOW; 0: 2 */
};

/* Checks every route and template of the modules. RESULT_INVALID names the first that is wrong. */
MUST_USE enum result guard_new(const struct guard_options *options, struct guard **guard,
                               struct error *error);

/* After its server has stopped. Takes NULL. */
void guard_free(struct guard *guard);

/* For a server. */
struct http_handler guard_handler(struct guard *guard);

/* For tests: has a call with its request half filled answered, waits for it, and ends it. The
 * response lives in call->arena. Not for use beside a server. */
void guard_call(struct guard *guard, struct http_call *call);

/* Every route of the modules and of web itself, in the order of the modules. */
size_t guard_route_count(const struct guard *guard);
const struct route *guard_route(const struct guard *guard, size_t index);

/* The names of our cookies. */
#define GUARD_SESSION_COOKIE "kaifong"
#define GUARD_GUEST_COOKIE "guest"
#define GUARD_NOTICE_COOKIE "notice"
#define GUARD_LANGUAGE_COOKIE "language"
#define GUARD_DISPLAY_COOKIE "display"
/* The header in which a program gives the CSRF token that it got in the same header. */
#define GUARD_CSRF_HEADER "X-CSRF-Token"

#endif
