/* The server: HTTP/1.1 on a socket, around libmicrohttpd.
 *
 * One thread runs our own epoll loop around MHD_run(). (libmicrohttpd 0.9.75's internal epoll
 * thread stalls for good when 128, 256, 384 ... sockets become ready at once; its external loop
 * does not. See docs/performance.md; the burst test in test/server_test.c keeps watch.) While a
 * lane works on a request its connection is suspended; finished calls come back over an eventfd and
 * are resumed on the loop's own thread, because resuming from another thread lost wakeups.
 *
 * libmicrohttpd's timeout counts inactivity only. Beside it every connection has a deadline: the
 * headers of its next request, then the whole request, then the whole response; a client that drips
 * a byte a second is cut off. Memory until the headers are complete is bounded by
 * LIMIT_HEADER_BYTES; bodies have a limit per route and one for all together. */
#ifndef WEB_SERVER_H
#define WEB_SERVER_H

#include "base/error.h"
#include "web/http.h"

struct server;

struct server_options {
    const char *address;  /* to listen on: "127.0.0.1", "::1", "0.0.0.0" */
    int port;             /* 0: any free one */
    int listen_fd;        /* an open listening socket (systemd), or 0 for none */
    int idle_seconds;     /* until the headers of the next request; 0: LIMIT_REQUEST_SECONDS */
    int request_seconds;  /* for a request without an upload; 0: LIMIT_REQUEST_SECONDS */
    unsigned connections; /* at most; 0: LIMIT_CONNECTIONS */
    unsigned per_address; /* at most; 0: LIMIT_CONNECTIONS_PER_ADDRESS */
    size_t bodies_bytes;  /* of all bodies on their way; 0: LIMIT_BODIES_BYTES */
    struct http_handler handler;
};

/* Listens. RESULT_CONFLICT when somebody else has the port, RESULT_IO otherwise. */
MUST_USE enum result server_open(const struct server_options *options, struct server **server,
                                 struct error *error);

int server_port(const struct server *server);

/* Serves on the calling thread until server_stop(); then lets the requests in hand finish (up to
 * `grace` milliseconds for those who read slowly) and returns. */
void server_run(struct server *server, int grace);

/* Asks server_run() to return. May be called from a signal handler and from any thread. */
void server_stop(struct server *server);

/* Connections that are open now. For the test of slow clients. */
unsigned server_connections(const struct server *server);

void server_close(struct server *server); /* takes NULL */

#endif
