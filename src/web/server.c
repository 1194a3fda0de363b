/* The epoll loop around libmicrohttpd, and nothing else: connections, deadlines, bodies, suspending
 * and resuming. The only file that includes microhttpd.h. */
#include "web/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <netdb.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/calendar.h"
#include "base/limits.h"
#include "base/log.h"
#include "web/deadline.h"
#include "web/linger.h"

/* A connection. It is in no queue of deadlines while a lane works: then nobody but us is slow. */
struct line {
    struct deadline deadline;
    struct MHD_Connection *connection;
    char *uri; /* of the request that is being read, ours */
};

enum { DEADLINE_IDLE, DEADLINE_REQUEST, DEADLINE_UPLOAD, DEADLINE__COUNT };

/* A call as the server sees it. Lives in its own arena. */
struct receiving {
    struct http_call call; /* first: a call's owner is its receiving */
    struct server *server;
    struct line *line;
    struct receiving *next; /* in the queue of finished ones */
    struct http_allowance allowance;
    char *body; /* malloc'd */
    size_t capacity;
    bool early;    /* answered before the body */
    int linger_fd; /* the socket once more, when a body was still to come; or -1 */
    bool submitted, suspended, answered;
};

struct server {
    struct http_handler handler;
    struct MHD_Daemon *daemon;
    int listen_fd, epoll_fd, wake_fd;
    int port;
    struct deadline_queue deadlines[DEADLINE__COUNT];
    struct linger_list lingering;
    size_t bodies, bodies_limit;          /* bytes */
    unsigned calls;                       /* received or being worked on, not yet sent */
    unsigned working;                     /* in a lane */
    _Atomic(struct receiving *) finished; /* a stack that any thread may push on */
    atomic_bool stopping;
    int64_t quiet_until; /* for the messages of the library */
};

/* ---- connections ----------------------------------------------------------------------------- */

static void connection_changed(void *self, struct MHD_Connection *connection, void **context,
                               enum MHD_ConnectionNotificationCode code)
{
    struct server *server = self;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        struct line *line = calloc(1, sizeof *line);
        ALWAYS(line != NULL);
        line->connection = connection;
        line->deadline.fd =
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
        *context = line;
        deadline_enter(&line->deadline, &server->deadlines[DEADLINE_IDLE]);
    } else if (*context != NULL) {
        struct line *line = *context;
        deadline_leave(&line->deadline);
        free(line->uri);
        free(line);
        *context = NULL;
    }
}

static struct line *line_of(struct MHD_Connection *connection)
{
    return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

/* The request line has come: keeps the raw target (libmicrohttpd is about to take it apart), and
 * lets a connection that was idle have the whole time again for its headers. */
static void *uri_seen(void *self, const char *uri, struct MHD_Connection *connection)
{
    struct server *server = self;
    struct line *line = line_of(connection);
    free(line->uri);
    line->uri = strdup(uri);
    ALWAYS(line->uri != NULL);
    deadline_enter(&line->deadline, &server->deadlines[DEADLINE_IDLE]);
    return NULL;
}

/* Targets stay percent-encoded: the guard decodes them once, strictly. */
static size_t keep_encoded(void *self, struct MHD_Connection *connection, char *text)
{
    (void)self;
    (void)connection;
    return strlen(text);
}

/* ---- a call ---------------------------------------------------------------------------------- */

static enum MHD_Result take_header(void *self, enum MHD_ValueKind kind, const char *name,
                                   size_t name_size, const char *value, size_t value_size)
{
    (void)kind;
    struct http_request *request = self;
    if (value == NULL)
        value = "", value_size = 0;
    bool is_text = strlen(name) == name_size && strlen(value) == value_size;
    if (!is_text || request->header_count == HTTP_REQUEST_HEADERS)
        return MHD_NO;
    request->headers[request->header_count++] = (struct http_header){name, value};
    return MHD_YES;
}

static const char *address_of(struct MHD_Connection *connection, struct arena *arena)
{
    char text[INET6_ADDRSTRLEN] = "";
    const struct sockaddr *address =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr;
    if (address->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)address)->sin_addr, text,
                  sizeof text);
    else if (address->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr, text,
                  sizeof text);
    return arena_copy(arena, text);
}

/* Called when a lane is done with a call, on any thread. */
static void call_finished(struct http_call *call)
{
    struct receiving *receiving = (struct receiving *)call;
    struct server *server = receiving->server;
    struct receiving *top = atomic_load(&server->finished);
    do
        receiving->next = top;
    while (!atomic_compare_exchange_weak(&server->finished, &top, receiving));
    if (top == NULL) { /* else somebody woke the loop already and it has not looked yet */
        uint64_t one = 1;
        ssize_t written = write(server->wake_fd, &one, sizeof one);
        (void)written; /* can only fail when the counter is full: then it is awake */
    }
}

static struct receiving *receiving_new(struct server *server, struct MHD_Connection *connection,
                                       const char *method)
{
    struct arena *arena = arena_new();
    struct receiving *receiving = arena_alloc(arena, sizeof *receiving);
    struct http_request *request = &receiving->call.request;
    receiving->server = server;
    receiving->linger_fd = -1;
    receiving->line = line_of(connection);
    receiving->call.arena = arena;
    receiving->call.finished = call_finished;
    receiving->call.started = clock_monotonic();
    char *uri = arena_copy(arena, receiving->line->uri);
    free(receiving->line->uri);
    receiving->line->uri = NULL;
    char *query = strchr(uri, '?');
    if (query != NULL)
        *query++ = '\0';
    request->method = arena_copy(arena, method);
    request->path = uri;
    request->query = query != NULL ? query : "";
    request->address = address_of(connection, arena);
    server->calls++;
    return receiving;
}

static void receiving_free(struct receiving *receiving)
{
    struct server *server = receiving->server;
    server->bodies -= receiving->capacity;
    server->calls--;
    if (server->handler.end != NULL)
        server->handler.end(server->handler.self, &receiving->call);
    free(receiving->body);
    arena_free(receiving->call.arena);
}

/* Makes room for `size` more bytes; false if that is refused (then the body is thrown away). */
static bool body_reserve(struct receiving *receiving, size_t size)
{
    struct server *server = receiving->server;
    struct http_call *call = &receiving->call;
    size_t needed = call->request.body_size + size;
    if (needed > receiving->allowance.body_bytes) {
        call->body_refused = true;
    } else if (needed > receiving->capacity) {
        size_t capacity = receiving->capacity != 0 ? receiving->capacity * 2 : 4096;
        while (capacity < needed)
            capacity *= 2;
        if (server->bodies + capacity - receiving->capacity > server->bodies_limit) {
            call->body_refused = call->no_memory = true;
        } else {
            receiving->body = realloc(receiving->body, capacity);
            ALWAYS(receiving->body != NULL);
            server->bodies += capacity - receiving->capacity;
            receiving->capacity = capacity;
        }
    }
    if (!call->body_refused)
        return true;
    free(receiving->body);
    receiving->body = NULL;
    server->bodies -= receiving->capacity;
    receiving->capacity = 0;
    call->request.body_size = 0;
    return false;
}

static void body_take(struct receiving *receiving, const char *bytes, size_t size)
{
    struct http_request *request = &receiving->call.request;
    if (receiving->call.body_refused || !body_reserve(receiving, size))
        return;
    memcpy(receiving->body + request->body_size, bytes, size);
    request->body_size += size;
    request->body = receiving->body;
}

static enum MHD_Result call_send(struct receiving *receiving, struct MHD_Connection *connection)
{
    const struct http_response *answer = &receiving->call.response;
    struct server *server = receiving->server;
    receiving->answered = true;
    deadline_enter(&receiving->line->deadline, &server->deadlines[DEADLINE_UPLOAD]);
    /* The body lives in the call's arena, which is freed after the last byte was sent. */
    union {
        const void *from;
        void *to;
    } body = {.from = answer->body != NULL ? answer->body : ""};
    struct MHD_Response *response =
        MHD_create_response_from_buffer(answer->body_size, body.to, MHD_RESPMEM_PERSISTENT);
    ALWAYS(response != NULL);
    for (size_t i = 0; i < answer->header_count; i++)
        MHD_add_response_header(response, answer->headers[i].name, answer->headers[i].value);
    if (atomic_load(&server->stopping))
        MHD_add_response_header(response, "Connection", "close");
    enum MHD_Result queued = MHD_queue_response(connection, (unsigned)answer->status, response);
    MHD_destroy_response(response);
    return queued;
}

static bool has_body(const struct http_request *request)
{
    const char *length = http_header(request, "Content-Length");
    return http_header(request, "Transfer-Encoding") != NULL ||
           (length != NULL && strcmp(length, "0") != 0);
}

/* libmicrohttpd keeps request and response headers in the same memory: what the request takes of it,
 * the response has not. */
enum { HEADERS_FOR_US = 1536, HEADER_ENTRY = 64 };

static bool leaves_room(struct MHD_Connection *connection, int headers)
{
    size_t size =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE)->header_size;
    return headers >= 0 &&
           size + (size_t)headers * HEADER_ENTRY + HEADERS_FOR_US <= LIMIT_HEADER_BYTES;
}

static enum MHD_Result call_begin(struct server *server, struct MHD_Connection *connection,
                                  const char *method, void **context)
{
    struct receiving *receiving = receiving_new(server, connection, method);
    struct http_call *call = &receiving->call;
    *context = receiving;
    int count = MHD_get_connection_values_n(connection, MHD_HEADER_KIND, NULL, NULL);
    MHD_get_connection_values_n(connection, MHD_HEADER_KIND, take_header, &call->request);
    if (!leaves_room(connection, count)) {
        static const char sentence[] = "The header fields of the request are too large.\n";
        http_answer(&call->response, 431, "text/plain; charset=utf-8", sentence,
                    sizeof sentence - 1);
        return call_send(receiving, connection);
    }
    if (count < 0 || (size_t)count != call->request.header_count) {
        static const char sentence[] = "Too many header fields, or one that is no text.\n";
        http_answer(&call->response, 400, "text/plain; charset=utf-8", sentence,
                    sizeof sentence - 1);
        return call_send(receiving, connection);
    }
    receiving->allowance =
        (struct http_allowance){.body_bytes = LIMIT_BODY_BYTES, .seconds = LIMIT_REQUEST_SECONDS};
    if (server->handler.begin(server->handler.self, call, &receiving->allowance)) {
        /* libmicrohttpd closes a connection that is answered now, because it takes no body any more.
         * Where none is to come, the answer waits for the next callback and the connection lives. */
        receiving->early = !has_body(&call->request);
        if (receiving->early)
            return MHD_YES;
        receiving->linger_fd = fcntl(receiving->line->deadline.fd, F_DUPFD_CLOEXEC, 0);
        return call_send(receiving, connection);
    }
    bool is_upload = receiving->allowance.seconds > LIMIT_REQUEST_SECONDS;
    deadline_enter(&receiving->line->deadline,
                   &server->deadlines[is_upload ? DEADLINE_UPLOAD : DEADLINE_REQUEST]);
    return MHD_YES;
}

/* libmicrohttpd's callback: at the end of the headers, for every piece of the body, at its end, and
 * again after a connection was resumed. */
static enum MHD_Result take_request(void *self, struct MHD_Connection *connection, const char *url,
                                    const char *method, const char *version, const char *bytes,
                                    size_t *size, void **context)
{
    (void)url;
    (void)version;
    struct server *server = self;
    struct receiving *receiving = *context;
    if (receiving == NULL)
        return call_begin(server, connection, method, context);
    if (*size > 0) {
        body_take(receiving, bytes, *size);
        *size = 0;
        return MHD_YES;
    }
    if (receiving->answered)
        return MHD_YES;
    if (receiving->submitted || receiving->early)
        return call_send(receiving, connection);
    receiving->submitted = true;
    deadline_leave(&receiving->line->deadline);
    if (server->handler.submit(server->handler.self, &receiving->call))
        return call_send(receiving, connection);
    receiving->suspended = true;
    server->working++;
    MHD_suspend_connection(connection);
    return MHD_YES;
}

static void request_completed(void *self, struct MHD_Connection *connection, void **context,
                              enum MHD_RequestTerminationCode code)
{
    (void)code;
    struct server *server = self;
    struct receiving *receiving = *context;
    if (receiving == NULL)
        return;
    *context = NULL;
    ALWAYS(!receiving->suspended);
    struct line *line = line_of(connection);
    if (receiving->linger_fd >= 0)
        linger_add(&server->lingering, receiving->linger_fd);
    receiving_free(receiving);
    if (line != NULL)
        deadline_enter(&line->deadline, &server->deadlines[DEADLINE_IDLE]);
}

/* ---- the loop -------------------------------------------------------------------------------- */

static void resume_finished(struct server *server)
{
    struct receiving *receiving = atomic_exchange(&server->finished, NULL);
    while (receiving != NULL) {
        struct receiving *next = receiving->next;
        receiving->suspended = false;
        server->working--;
        MHD_resume_connection(receiving->line->connection);
        receiving = next;
    }
}

static int wait_milliseconds(struct server *server, int64_t now, int64_t most)
{
    int64_t wait = most;
    MHD_UNSIGNED_LONG_LONG timeout;
    if (MHD_get_timeout(server->daemon, &timeout) == MHD_YES &&
        (wait < 0 || (int64_t)timeout < wait))
        wait = (int64_t)timeout;
    int64_t next[DEADLINE__COUNT + 1];
    for (size_t i = 0; i < DEADLINE__COUNT; i++)
        next[i] = deadline_next(&server->deadlines[i], now);
    next[DEADLINE__COUNT] = linger_enforce(&server->lingering, now);
    for (size_t i = 0; i <= DEADLINE__COUNT; i++)
        if (next[i] >= 0 && (wait < 0 || next[i] < wait))
            wait = next[i];
    return wait > 60000 ? 60000 : (int)wait;
}

static void turn(struct server *server, int64_t most)
{
    struct epoll_event events[4];
    int count =
        epoll_wait(server->epoll_fd, events, 4, wait_milliseconds(server, clock_monotonic(), most));
    for (int i = 0; i < count; i++) {
        uint64_t wakes;
        if (events[i].data.ptr == &server->wake_fd) {
            ssize_t got = read(server->wake_fd, &wakes, sizeof wakes);
            (void)got;
        } else if (events[i].data.ptr != server->daemon) {
            linger_drain(&server->lingering, events[i].data.ptr);
        }
    }
    resume_finished(server);
    for (size_t i = 0; i < DEADLINE__COUNT; i++)
        deadline_enforce(&server->deadlines[i], clock_monotonic());
    MHD_run(server->daemon);
}

void server_run(struct server *server, int grace)
{
    while (!atomic_load(&server->stopping))
        turn(server, -1);
    int listening = MHD_quiesce_daemon(server->daemon);
    if (listening >= 0)
        close(listening);
    server->listen_fd = -1;
    int64_t until = clock_monotonic() + grace;
    /* What a lane has in hand is always waited for: it ends by itself, and it may be a change. */
    while (server->working > 0 || (server->calls > 0 && clock_monotonic() < until))
        turn(server, 20);
}

void server_stop(struct server *server)
{
    atomic_store(&server->stopping, true);
    uint64_t one = 1;
    ssize_t written = write(server->wake_fd, &one, sizeof one);
    (void)written;
}

unsigned server_connections(const struct server *server)
{
    return MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS)
        ->num_connections;
}

int server_port(const struct server *server)
{
    return server->port;
}

/* ---- opening --------------------------------------------------------------------------------- */

static enum result listen_on(const char *address, int port, int *fd, struct error *error)
{
    char service[16];
    snprintf(service, sizeof service, "%d", port);
    struct addrinfo hints = {
        .ai_family = AF_UNSPEC,
        .ai_socktype = SOCK_STREAM,
        .ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV,
    };
    struct addrinfo *found = NULL;
    if (getaddrinfo(address, service, &hints, &found) != 0)
        return error_set(error, RESULT_INVALID, "listen",
                         N_("%1 is not an address to listen on. Write 127.0.0.1 for this machine "
                            "only, 0.0.0.0 for all networks."),
                         address);
    int made = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int yes = 1;
    bool ok = made >= 0 && setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 &&
              bind(made, found->ai_addr, found->ai_addrlen) == 0 && listen(made, 4096) == 0;
    int failure = errno;
    freeaddrinfo(found);
    if (ok) {
        *fd = made;
        return RESULT_OK;
    }
    if (made >= 0)
        close(made);
    if (failure == EADDRINUSE)
        return error_set(error, RESULT_CONFLICT, "port",
                         N_("Port %1 is taken by another program. Choose another with --port."),
                         service);
    return error_set(error, RESULT_IO, "port", N_("Cannot listen on %1 port %2: %3."), address,
                     service, strerror(failure));
}

static int port_of(int fd)
{
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } at = {0};
    socklen_t size = sizeof at;
    if (getsockname(fd, &at.any, &size) != 0)
        return 0;
    return ntohs(at.any.sa_family == AF_INET6 ? at.v6.sin6_port : at.v4.sin_port);
}

/* Ten thousand connections need as many descriptors: takes what the system allows. */
static void raise_descriptor_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static void log_library(void *self, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));
static void log_library(void *self, const char *format, va_list args)
{
    struct server *server = self;
    int64_t now = clock_monotonic();
    if (now < server->quiet_until)
        return; /* clients that come and go by the thousand shall not fill the log */
    server->quiet_until = now + CALENDAR_SECOND;
    char line[256];
    vsnprintf(line, sizeof line, format, args);
    line[strcspn(line, "\n")] = '\0';
    log_event(LOG_INFO, "http_library", "says", line);
}

static struct MHD_Daemon *daemon_start(struct server *server, const struct server_options *options)
{
    unsigned connections =
        options->connections != 0 ? options->connections : (unsigned)LIMIT_CONNECTIONS;
    unsigned per_address =
        options->per_address != 0 ? options->per_address : (unsigned)LIMIT_CONNECTIONS_PER_ADDRESS;
    return MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, NULL, NULL, take_request,
        server, MHD_OPTION_EXTERNAL_LOGGER, log_library, server, MHD_OPTION_LISTEN_SOCKET,
        server->listen_fd, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)LIMIT_HEADER_BYTES,
        MHD_OPTION_CONNECTION_LIMIT, connections, MHD_OPTION_PER_IP_CONNECTION_LIMIT, per_address,
        MHD_OPTION_NOTIFY_COMPLETED, request_completed, server, MHD_OPTION_NOTIFY_CONNECTION,
        connection_changed, server, MHD_OPTION_URI_LOG_CALLBACK, uri_seen, server,
        MHD_OPTION_UNESCAPE_CALLBACK, keep_encoded, server, MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_END);
}

enum result server_open(const struct server_options *options, struct server **out,
                        struct error *error)
{
    int listen_fd = options->listen_fd;
    if (listen_fd == 0) {
        enum result result = listen_on(options->address, options->port, &listen_fd, error);
        if (result != RESULT_OK)
            return result;
    }
    raise_descriptor_limit();
    struct server *server = calloc(1, sizeof *server);
    ALWAYS(server != NULL);
    int idle = options->idle_seconds != 0 ? options->idle_seconds : LIMIT_REQUEST_SECONDS;
    int request = options->request_seconds != 0 ? options->request_seconds : LIMIT_REQUEST_SECONDS;
    const int seconds[DEADLINE__COUNT] = {idle, request, LIMIT_UPLOAD_SECONDS};
    for (size_t i = 0; i < DEADLINE__COUNT; i++)
        deadline_queue_init(&server->deadlines[i], seconds[i] * CALENDAR_SECOND);
    server->handler = options->handler;
    server->bodies_limit =
        options->bodies_bytes != 0 ? options->bodies_bytes : (size_t)LIMIT_BODIES_BYTES;
    server->listen_fd = listen_fd;
    server->port = port_of(listen_fd);
    server->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    server->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    server->daemon = daemon_start(server, options);
    if (server->daemon == NULL) {
        server_close(server);
        return error_set(error, RESULT_IO, NULL, N_("The web server could not be started."));
    }
    server->lingering.epoll_fd = server->epoll_fd;
    const int library_fd = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
    struct epoll_event wake = {.events = EPOLLIN, .data.ptr = &server->wake_fd};
    struct epoll_event library = {.events = EPOLLIN, .data.ptr = server->daemon};
    ALWAYS(epoll_ctl(server->epoll_fd, EPOLL_CTL_ADD, server->wake_fd, &wake) == 0);
    ALWAYS(epoll_ctl(server->epoll_fd, EPOLL_CTL_ADD, library_fd, &library) == 0);
    *out = server;
    return RESULT_OK;
}

void server_close(struct server *server)
{
    if (server == NULL)
        return;
    if (server->daemon != NULL)
        MHD_stop_daemon(server->daemon); /* closes the listening socket */
    else if (server->listen_fd >= 0)
        close(server->listen_fd);
    linger_close_all(&server->lingering);
    close(server->epoll_fd);
    close(server->wake_fd);
    free(server);
}
