/* The server on real sockets, before a handler that answers at once or from another thread. */
#include "web/server.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/calendar.h"
#include "base/limits.h"
#include "check.h"

/* ---- a handler ------------------------------------------------------------------------------- */

/* /now answers at once; /later from the worker's thread; /echo gives the body back; /early refuses
 * before the body. */
struct stand_in {
    struct server *server;
    pthread_t loop, worker;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct http_call *queue[4096];
    size_t queued;
    bool ending;
    int ended;
};

static bool stand_in_begin(void *self, struct http_call *call, struct http_allowance *allowance)
{
    (void)self;
    allowance->body_bytes = 100000;
    if (strcmp(call->request.path, "/file") == 0) {
        http_answer(&call->response, 200, "text/plain", "file", 4);
        return true;
    }
    if (strcmp(call->request.path, "/early") != 0)
        return false;
    http_answer(&call->response, 413, "text/plain", "no", 2);
    return true;
}

static bool stand_in_submit(void *self, struct http_call *call)
{
    struct stand_in *stand = self;
    if (strcmp(call->request.path, "/later") == 0 || strcmp(call->request.path, "/slow") == 0) {
        pthread_mutex_lock(&stand->lock);
        stand->queue[stand->queued++] = call;
        pthread_cond_signal(&stand->changed);
        pthread_mutex_unlock(&stand->lock);
        return false;
    }
    if (call->body_refused)
        http_answer(&call->response, call->no_memory ? 503 : 413, "text/plain", "no", 2);
    else if (strcmp(call->request.path, "/echo") == 0)
        http_answer(&call->response, 200, "text/plain", call->request.body,
                    call->request.body_size);
    else
        http_answer(&call->response, 200, "text/plain", "now", 3);
    return true;
}

static void stand_in_end(void *self, struct http_call *call)
{
    (void)call;
    ((struct stand_in *)self)->ended++;
}

static void *work(void *self)
{
    struct stand_in *stand = self;
    pthread_mutex_lock(&stand->lock);
    while (!stand->ending) {
        if (stand->queued == 0) {
            pthread_cond_wait(&stand->changed, &stand->lock);
            continue;
        }
        struct http_call *call = stand->queue[--stand->queued];
        pthread_mutex_unlock(&stand->lock);
        if (strcmp(call->request.path, "/slow") == 0)
            usleep(200000);
        http_answer(&call->response, 200, "text/plain", "later", 5);
        call->finished(call);
        pthread_mutex_lock(&stand->lock);
    }
    pthread_mutex_unlock(&stand->lock);
    return NULL;
}

static void *serve(void *self)
{
    server_run(((struct stand_in *)self)->server, 2000);
    return NULL;
}

static bool stand_in_start(struct stand_in *stand, struct server_options options)
{
    *stand =
        (struct stand_in){.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    options.address = "127.0.0.1";
    options.handler = (struct http_handler){stand, stand_in_begin, stand_in_submit, stand_in_end};
    struct error error;
    if (!CHECK_INT(server_open(&options, &stand->server, &error), RESULT_OK))
        return false;
    pthread_create(&stand->worker, NULL, work, stand);
    pthread_create(&stand->loop, NULL, serve, stand);
    return true;
}

static void stand_in_stop(struct stand_in *stand)
{
    server_stop(stand->server);
    pthread_join(stand->loop, NULL);
    pthread_mutex_lock(&stand->lock);
    stand->ending = true;
    pthread_cond_signal(&stand->changed);
    pthread_mutex_unlock(&stand->lock);
    pthread_join(stand->worker, NULL);
    server_close(stand->server);
}

/* ---- a client -------------------------------------------------------------------------------- */

static int connect_port(int port)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (connect(fd, (struct sockaddr *)&at, sizeof at) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static int connect_to(const struct stand_in *stand)
{
    return connect_port(server_port(stand->server));
}

static bool say(int fd, const char *text)
{
    return send(fd, text, strlen(text), MSG_NOSIGNAL) == (ssize_t)strlen(text);
}

/* Reads until `wanted` has come, the peer closes, or ten seconds pass; true if it came. */
static bool hear(int fd, const char *wanted, char *out, size_t size)
{
    size_t length = 0;
    out[0] = '\0';
    int64_t until = clock_monotonic() + 10000;
    while (length + 1 < size && clock_monotonic() < until) {
        struct pollfd waiting = {.fd = fd, .events = POLLIN};
        if (poll(&waiting, 1, 1000) <= 0)
            continue;
        ssize_t got = recv(fd, out + length, size - 1 - length, 0);
        if (got <= 0)
            break;
        length += (size_t)got;
        out[length] = '\0';
        if (wanted != NULL && strstr(out, wanted) != NULL)
            return true;
    }
    return wanted == NULL;
}

static int occurrences(const char *text, const char *of)
{
    int count = 0;
    for (const char *at = text; (at = strstr(at, of)) != NULL; at++)
        count++;
    return count;
}

/* ---- tests ----------------------------------------------------------------------------------- */

/* libmicrohttpd's own epoll thread stalls at multiples of 128; ours must not. All connect, all send
 * in one go, all must be answered; several rounds on the same connections. */
static void burst(const struct stand_in *stand, size_t clients, const char *path)
{
    int *fds = calloc(clients, sizeof *fds);
    char request[128], answer[2048];
    snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: kaifong\r\n\r\n", path);
    size_t answered = 0;
    for (size_t i = 0; i < clients; i++)
        CHECK((fds[i] = connect_to(stand)) >= 0);
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < clients; i++)
            CHECK(say(fds[i], request));
        for (size_t i = 0; i < clients; i++)
            answered += hear(fds[i], path[1] == 'n' ? "now" : "later", answer, sizeof answer);
    }
    CHECK_INT(answered, clients * 3);
    for (size_t i = 0; i < clients; i++)
        close(fds[i]);
    free(fds);
}

static void answers_bursts_of_every_size(void)
{
    static const size_t sizes[] = {127, 128, 129, 255, 256, 257};
    struct stand_in stand;
    if (!stand_in_start(&stand, (struct server_options){0}))
        return;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        burst(&stand, sizes[i], "/now");
        burst(&stand, sizes[i], "/later");
    }
    stand_in_stop(&stand);
    CHECK_INT(stand.ended, 2 * 3 * (127 + 128 + 129 + 255 + 256 + 257));
}

static void answers_pipelined_requests_in_order(void)
{
    struct stand_in stand;
    if (!stand_in_start(&stand, (struct server_options){0}))
        return;
    int fd = connect_to(&stand);
    char answer[8192];
    CHECK(say(fd, "GET /now HTTP/1.1\r\nHost: k\r\n\r\nGET /later HTTP/1.1\r\nHost: k\r\n\r\n"
                  "GET /now HTTP/1.1\r\nHost: k\r\nConnection: close\r\n\r\n"));
    CHECK(hear(fd, NULL, answer, sizeof answer));
    CHECK_INT(occurrences(answer, "HTTP/1.1 200"), 3);
    const char *first = strstr(answer, "\r\n\r\nnow"), *second = strstr(answer, "\r\n\r\nlater");
    CHECK(first != NULL && second != NULL && first < second);
    close(fd);
    stand_in_stop(&stand);
}

/* What needs no body is answered before it, and the connection lives on. */
static void keeps_connections_alive(void)
{
    struct stand_in stand;
    if (!stand_in_start(&stand, (struct server_options){0}))
        return;
    int fd = connect_to(&stand);
    char answer[2048];
    for (int i = 0; i < 3; i++) {
        CHECK(say(fd, "GET /file HTTP/1.1\r\nHost: k\r\n\r\n"));
        CHECK(hear(fd, "\r\n\r\nfile", answer, sizeof answer));
        CHECK(strstr(answer, "Connection: close") == NULL);
    }
    close(fd);
    stand_in_stop(&stand);
}

/* However large its headers are, a request gets an answer; only in the last 300 bytes before the
 * limit there is no room left even for the one that refuses, and the connection is closed. */
static void answers_headers_of_every_size(void)
{
    struct stand_in stand;
    if (!stand_in_start(&stand, (struct server_options){0}))
        return;
    for (size_t size = 100; size < 9000; size += 100) {
        char request[10000], answer[2048];
        int begin = snprintf(request, sizeof request, "GET /now HTTP/1.1\r\nHost: k\r\nX-Long: ");
        memset(request + begin, 'x', size);
        snprintf(request + begin + size, sizeof request - (size_t)begin - size, "\r\n\r\n");
        int fd = connect_to(&stand);
        CHECK(say(fd, request));
        hear(fd, "\r\n\r\n", answer, sizeof answer);
        bool is_taken = strstr(answer, "HTTP/1.1 200") != NULL;
        bool is_refused =
            strstr(answer, "HTTP/1.1 431") != NULL || strstr(answer, "HTTP/1.1 414") != NULL;
        bool has_no_room = size > 7800 && size < 8100 && answer[0] == '\0';
        if (!CHECK(size <= 6000 ? is_taken : is_taken || is_refused || has_no_room))
            printf("  %zu bytes: %.60s\n", size, answer);
        close(fd);
    }
    stand_in_stop(&stand);
}

static void head_has_no_body(void)
{
    struct stand_in stand;
    if (!stand_in_start(&stand, (struct server_options){0}))
        return;
    int fd = connect_to(&stand);
    char answer[4096];
    CHECK(say(fd, "HEAD /now HTTP/1.1\r\nHost: k\r\nConnection: close\r\n\r\n"));
    CHECK(hear(fd, NULL, answer, sizeof answer));
    CHECK(strstr(answer, "Content-Length: 3") != NULL);
    CHECK(strstr(answer, "\r\n\r\nnow") == NULL);
    close(fd);
    stand_in_stop(&stand);
}

static void takes_chunked_bodies_up_to_the_allowance(void)
{
    struct stand_in stand;
    if (!stand_in_start(&stand, (struct server_options){0}))
        return;
    char answer[4096];
    int fd = connect_to(&stand);
    CHECK(say(fd, "POST /echo HTTP/1.1\r\nHost: k\r\nTransfer-Encoding: chunked\r\nConnection: "
                  "close\r\n\r\n5\r\nhello\r\n7\r\n, world\r\n0\r\n\r\n"));
    CHECK(hear(fd, NULL, answer, sizeof answer));
    CHECK(strstr(answer, "\r\n\r\nhello, world") != NULL);
    close(fd);

    fd = connect_to(&stand);
    CHECK(say(fd, "POST /echo HTTP/1.1\r\nHost: k\r\nTransfer-Encoding: chunked\r\nConnection: "
                  "close\r\n\r\n"));
    char *piece = malloc(10001);
    memset(piece, 'x', 10000);
    piece[10000] = '\0';
    for (int i = 0; i < 20; i++) {
        CHECK(say(fd, "2710\r\n"));
        CHECK(say(fd, piece));
        CHECK(say(fd, "\r\n"));
    }
    CHECK(say(fd, "0\r\n\r\n"));
    CHECK(hear(fd, NULL, answer, sizeof answer));
    CHECK(strstr(answer, "HTTP/1.1 413") != NULL);
    free(piece);
    close(fd);
    stand_in_stop(&stand);
}

static void refuses_bodies_when_memory_for_them_is_used_up(void)
{
    struct stand_in stand;
    if (!stand_in_start(&stand, (struct server_options){.bodies_bytes = 20000}))
        return;
    int first = connect_to(&stand), second = connect_to(&stand);
    char answer[4096], *piece = malloc(16001);
    memset(piece, 'x', 16000);
    piece[16000] = '\0';
    CHECK(say(first, "POST /echo HTTP/1.1\r\nHost: k\r\nContent-Length: 16001\r\n\r\n"));
    CHECK(say(first, piece));
    usleep(200000); /* so that the first one's bytes are counted */
    CHECK(say(second, "POST /echo HTTP/1.1\r\nHost: k\r\nContent-Length: 16000\r\n\r\n"));
    CHECK(say(second, piece));
    CHECK(hear(second, "\r\n\r\n", answer, sizeof answer));
    CHECK(strstr(answer, "HTTP/1.1 503") != NULL);
    CHECK(say(first, "y"));
    CHECK(hear(first, "xxxy", answer, sizeof answer) || strstr(answer, "HTTP/1.1 200") != NULL);
    free(piece);
    close(first);
    close(second);
    stand_in_stop(&stand);
}

static size_t discard(char *bytes, size_t size, size_t count, void *self)
{
    (void)bytes;
    (void)self;
    return size * count;
}

static size_t endless(char *out, size_t size, size_t count, void *self)
{
    size_t *left = self, give = size * count < *left ? size * count : *left;
    memset(out, 'x', give);
    *left -= give;
    return give;
}

/* 500 MB are refused as soon as the length is known, and memory stays small. */
static void refuses_half_a_gigabyte(void)
{
    struct stand_in stand;
    if (!stand_in_start(&stand, (struct server_options){0}))
        return;
    CURL *curl = curl_easy_init();
    char url[64];
    snprintf(url, sizeof url, "http://127.0.0.1:%d/early", server_port(stand.server));
    size_t left = 500000000;
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)left);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, endless);
    curl_easy_setopt(curl, CURLOPT_READDATA, &left);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, discard);
    curl_easy_perform(curl);
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    CHECK_INT(status, 413);
    CHECK(left > 400000000);
    curl_easy_cleanup(curl);
    stand_in_stop(&stand);
}

/* A byte now and then keeps a connection active, but its time is over all the same. */
static void cuts_off_who_drips(void)
{
    struct stand_in stand;
    if (!stand_in_start(&stand, (struct server_options){.idle_seconds = 1}))
        return;
    int fd = connect_to(&stand);
    CHECK(say(fd, "GET /now HTTP/1.1\r\nHost: k\r\n"));
    bool cut = false;
    for (int i = 0; i < 100 && !cut; i++) {
        usleep(100000);
        char byte;
        cut = !say(fd, i % 20 == 0 ? "X" : "x") || recv(fd, &byte, 1, MSG_DONTWAIT) == 0;
    }
    CHECK(cut);
    close(fd);
    stand_in_stop(&stand);
}

/* The same for a body. */
static void cuts_off_who_drips_a_body(void)
{
    struct stand_in stand;
    if (!stand_in_start(&stand, (struct server_options){.request_seconds = 1}))
        return;
    int fd = connect_to(&stand);
    CHECK(say(fd, "POST /echo HTTP/1.1\r\nHost: k\r\nContent-Length: 1000\r\n\r\n"));
    bool cut = false;
    for (int i = 0; i < 100 && !cut; i++) {
        usleep(100000);
        char byte;
        cut = !say(fd, "x") || recv(fd, &byte, 1, MSG_DONTWAIT) == 0;
    }
    CHECK(cut);
    close(fd);
    stand_in_stop(&stand);
}

/* A client that goes away while its request is worked on harms nobody. */
static void survives_clients_that_leave(void)
{
    struct stand_in stand;
    if (!stand_in_start(&stand, (struct server_options){0}))
        return;
    char answer[2048];
    for (int i = 0; i < 200; i++) {
        int fd = connect_to(&stand);
        CHECK(say(fd, "GET /later HTTP/1.1\r\nHost: k\r\n\r\n"));
        close(fd);
    }
    int fd = connect_to(&stand);
    CHECK(say(fd, "GET /later HTTP/1.1\r\nHost: k\r\n\r\n"));
    CHECK(hear(fd, "later", answer, sizeof answer));
    close(fd);
    stand_in_stop(&stand);
    CHECK_INT(stand.ended, 201);
}

/* A server that is asked to stop answers what it has in hand. */
static void finishes_what_is_in_hand(void)
{
    struct stand_in stand;
    if (!stand_in_start(&stand, (struct server_options){0}))
        return;
    char answer[2048];
    int fd = connect_to(&stand), idle = connect_to(&stand);
    CHECK(say(fd, "GET /slow HTTP/1.1\r\nHost: k\r\n\r\n"));
    usleep(100000);
    stand_in_stop(&stand);
    CHECK(hear(fd, "later", answer, sizeof answer));
    CHECK(strstr(answer, "Connection: close") != NULL);
    close(fd);
    close(idle);
}

static long resident_kilobytes(void)
{
    long size = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file != NULL) {
        if (fscanf(file, "%ld %ld", &size, &resident) != 2)
            resident = 0;
        fclose(file);
    }
    return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { IS_SANITIZED = 1 };
#else
enum { IS_SANITIZED = 0 };
#endif

/* The clients' side, in a process of its own because descriptors are counted per process: connects
 * to the port that it reads, leaves every request unfinished, says so, and waits for its end. */
static void hold_slow_connections(int commands, int reports, int count)
{
    int port = 0, connected = 0;
    if (read(commands, &port, sizeof port) != sizeof port)
        _exit(1);
    for (int i = 0; i < count; i++) {
        int fd = connect_port(port);
        connected += fd >= 0 && say(fd, "GET /now HTTP/1.1\r\nHost: kaifong\r\nX-Slow: ");
    }
    ssize_t moved = write(reports, &connected, sizeof connected);
    moved += read(commands, &port, sizeof port); /* ends when the parent closes its side */
    _exit(moved > 0 ? 0 : 1);
}

/* Ten thousand clients that never finish their headers cost at most 8 KB each, and a client that
 * behaves is still answered. */
static void bears_ten_thousand_slow_connections(void)
{
    enum { SLOW = 10000 };
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_max < SLOW + 100) {
        check_skip("the system allows a process fewer than 10,100 descriptors");
        return;
    }
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    int commands[2], reports[2];
    if (!CHECK_INT(pipe(commands), 0) || !CHECK_INT(pipe(reports), 0))
        return;
    pid_t child = fork();
    if (child == 0) {
        close(commands[1]);
        hold_slow_connections(commands[0], reports[1], SLOW);
    }
    close(commands[0]);
    struct stand_in stand;
    if (!stand_in_start(&stand, (struct server_options){0}))
        return;
    char answer[2048];
    int fd = connect_to(&stand), port = server_port(stand.server), connected = 0;
    CHECK(say(fd, "GET /now HTTP/1.1\r\nHost: k\r\n\r\n"));
    CHECK(hear(fd, "now", answer, sizeof answer));
    long before = resident_kilobytes();
    CHECK_INT(write(commands[1], &port, sizeof port), sizeof port);
    CHECK_INT(read(reports[0], &connected, sizeof connected), sizeof connected);
    CHECK_INT(connected, SLOW);
    for (int i = 0; i < 200 && server_connections(stand.server) < SLOW; i++)
        usleep(50000);
    CHECK(server_connections(stand.server) >= SLOW);
    CHECK(say(fd, "GET /later HTTP/1.1\r\nHost: k\r\n\r\n"));
    CHECK(hear(fd, "later", answer, sizeof answer));
    long each = (resident_kilobytes() - before) * 1024 / SLOW;
    printf("  %ld bytes for each slow connection\n", each);
    CHECK(IS_SANITIZED || each <= 8192);
    close(commands[1]);
    close(reports[0]);
    close(reports[1]);
    waitpid(child, NULL, 0);
    close(fd);
    stand_in_stop(&stand);
}

static void limits_connections_of_one_address(void)
{
    struct stand_in stand;
    if (!stand_in_start(&stand, (struct server_options){.per_address = 2}))
        return;
    int fds[3];
    char answer[2048];
    for (int i = 0; i < 3; i++) {
        fds[i] = connect_to(&stand);
        say(fds[i], "GET /now HTTP/1.1\r\nHost: k\r\n\r\n");
        CHECK(hear(fds[i], "now", answer, sizeof answer) == (i < 2));
    }
    for (int i = 0; i < 3; i++)
        close(fds[i]);
    stand_in_stop(&stand);
}

static void refuses_a_taken_port(void)
{
    struct stand_in stand;
    if (!stand_in_start(&stand, (struct server_options){0}))
        return;
    struct server *second = NULL;
    struct error error;
    struct server_options options = {.address = "127.0.0.1", .port = server_port(stand.server)};
    CHECK_INT(server_open(&options, &second, &error), RESULT_CONFLICT);
    CHECK(second == NULL);
    options.address = "example";
    CHECK_INT(server_open(&options, &second, &error), RESULT_INVALID);
    stand_in_stop(&stand);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        CHECK_TEST(answers_bursts_of_every_size),
        CHECK_TEST(answers_pipelined_requests_in_order),
        CHECK_TEST(keeps_connections_alive),
        CHECK_TEST(answers_headers_of_every_size),
        CHECK_TEST(head_has_no_body),
        CHECK_TEST(takes_chunked_bodies_up_to_the_allowance),
        CHECK_TEST(refuses_bodies_when_memory_for_them_is_used_up),
        CHECK_TEST(refuses_half_a_gigabyte),
        CHECK_TEST(cuts_off_who_drips),
        CHECK_TEST(cuts_off_who_drips_a_body),
        CHECK_TEST(survives_clients_that_leave),
        CHECK_TEST(finishes_what_is_in_hand),
        CHECK_TEST(bears_ten_thousand_slow_connections),
        CHECK_TEST(limits_connections_of_one_address),
        CHECK_TEST(refuses_a_taken_port),
    };
    return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]);
}
