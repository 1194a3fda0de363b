/* One request and its answer, without sockets.
 *
 * The server (web/server.h) fills the request half from the wire and sends the response half; the
 * guard (web/guard.h) stands behind it. A test makes a call by hand and needs no server. Everything
 * that a call points to lives in its arena or, for what the server received, as long as the call.
 */
#ifndef WEB_HTTP_H
#define WEB_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct http_header {
    const char *name;
    const char *value;
};

enum { HTTP_REQUEST_HEADERS = 64, HTTP_RESPONSE_HEADERS = 24 };

struct http_request {
    const char *method; /* "GET" */
    const char *path;   /* as it came, percent-encoded, without the query */
    const char *query;  /* after the '?', "" without */
    struct http_header headers[HTTP_REQUEST_HEADERS];
    size_t header_count;
    const char *address; /* of the client: "192.0.2.7" */
    const char *body;    /* complete; NULL without */
    size_t body_size;
};

struct http_response {
    int status;
    struct http_header headers[HTTP_RESPONSE_HEADERS];
    size_t header_count;
    const void *body;
    size_t body_size;
};

/* How much of a body may come, and within how many seconds; said when the headers are complete. */
struct http_allowance {
    size_t body_bytes;
    int seconds;
};

struct http_call {
    struct arena *arena; /* the call's */
    struct http_request request;
    struct http_response response;
    bool body_refused; /* the body was over the allowance and has been thrown away */
    bool no_memory;    /* ... or too many large bodies were on their way at once */
    int64_t started;   /* clock_monotonic() when the headers were complete */
    /* Called exactly once, on any thread, when the handler did not answer at once. Set by the owner
     * of the call. */
    void (*finished)(struct http_call *call);
    void *owner;    /* the owner's */
    void *handling; /* the handler's */
};

/* What stands behind a server. Both run on the server's thread and must not wait for anything. */
struct http_handler {
    void *self;
    /* The headers are complete. True: the response is ready and no body is read. */
    bool (*begin)(void *self, struct http_call *call, struct http_allowance *allowance);
    /* The body is complete. True: the response is ready; false: `finished` will be called. */
    bool (*submit)(void *self, struct http_call *call);
    /* The response was sent, or the client is gone: the last time that the call is seen. */
    void (*end)(void *self, struct http_call *call);
};

/* The value of a request's header by its name in any case, or NULL. */
const char *http_header(const struct http_request *request, const char *name);

/* Adds a header to the response. Line breaks in `value` are a bug: they are refused by abort. */
void http_add(struct http_response *response, const char *name, const char *value);

/* Sets status and body, and its media type. */
void http_answer(struct http_response *response, int status, const char *type, const void *body,
                 size_t size);

#endif
