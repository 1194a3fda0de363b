/* Both ends of the wire. A message is a header, then words that each end with NUL. */
#include "app/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "app/failure.h"
#include "base/bug.h"
#include "base/log.h"
#include "base/text.h"

enum { WIRE_WORDS = 256, WIRE_BYTES = 128 * 1024, WIRE_FDS = 4, WIRE_VERSION = 1 };

struct header {
    uint32_t version, size; /* of the words */
    uint32_t language, json, quiet;
};

struct wire {
    struct app *app;
    int socket, ending[2]; /* a pipe that ends the thread */
    pthread_t thread;
    char *path;
};

static bool address_of(const struct config *config, struct sockaddr_un *address)
{
    struct arena *arena = arena_new();
    const char *path = config_path(config, "kaifong.sock", arena);
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    bool fits = strlen(path) < sizeof address->sun_path;
    if (fits)
        memcpy(address->sun_path, path, strlen(path) + 1);
    arena_free(arena);
    return fits;
}

static bool read_all(int fd, void *out, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t got = read(fd, (char *)out + done, size - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        done += (size_t)got;
    }
    return true;
}

static bool write_all(int fd, const void *bytes, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t put = send(fd, (const char *)bytes + done, size - done, MSG_NOSIGNAL);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        done += (size_t)put;
    }
    return true;
}

/* ---- the client's end ------------------------------------------------------------------------ */

static bool send_header(int fd, const struct header *header, const int fds[WIRE_FDS])
{
    union {
        char bytes[CMSG_SPACE(sizeof(int) * WIRE_FDS)];
        struct cmsghdr align;
    } control = {0};
    union {
        const struct header *from;
        void *to;
    } same = {.from = header};
    struct iovec vector = {same.to, sizeof *header};
    struct msghdr message = {.msg_iov = &vector,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof control.bytes};
    struct cmsghdr *part = CMSG_FIRSTHDR(&message);
    part->cmsg_level = SOL_SOCKET;
    part->cmsg_type = SCM_RIGHTS;
    part->cmsg_len = CMSG_LEN(sizeof(int) * WIRE_FDS);
    memcpy(CMSG_DATA(part), fds, sizeof(int) * WIRE_FDS);
    return sendmsg(fd, &message, MSG_NOSIGNAL) == (ssize_t)sizeof *header;
}

static void gather_words(const struct config *config, int argc, char **argv,
                         struct text_buffer *words)
{
    const char *tenant = config->tenant != NULL ? config->tenant : "";
    text_add_n(words, tenant, strlen(tenant) + 1);
    for (int i = 0; i < argc; i++)
        text_add_n(words, argv[i], strlen(argv[i]) + 1);
}

static enum result wire_broken(struct error *error)
{
    return error_set(error, RESULT_IO, NULL,
                     N_("The running server did not finish the command. See its log."));
}

enum result wire_call(const struct config *config, int argc, char **argv, int *status,
                      struct error *error)
{
    struct sockaddr_un address;
    if (!address_of(config, &address))
        return error_set(error, RESULT_INVALID, "data",
                         N_("The path of the data folder is too long for a socket: %1."),
                         config->data);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        if (fd >= 0)
            close(fd);
        return error_set(error, RESULT_NOT_FOUND, "data", N_("No server answers in the folder %1."),
                         config->data);
    }
    struct text_buffer words;
    text_buffer_init(&words);
    gather_words(config, argc, argv, &words);
    struct header header = {WIRE_VERSION, (uint32_t)words.length, config->language, config->json,
                            config->quiet};
    int folder = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    const int fds[WIRE_FDS] = {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO, folder};
    int32_t answer = 0;
    bool ok = folder >= 0 && words.length <= WIRE_BYTES && send_header(fd, &header, fds) &&
              write_all(fd, words.at, words.length) && read_all(fd, &answer, sizeof answer);
    if (folder >= 0)
        close(folder);
    close(fd);
    text_buffer_fini(&words);
    if (!ok)
        return wire_broken(error);
    *status = answer;
    return RESULT_OK;
}

/* ---- the server's end ------------------------------------------------------------------------ */

/* A command that came in. */
struct incoming {
    struct wire *wire;
    int socket;
    int fds[WIRE_FDS];
    struct header header;
    char *words;
    char *argv[WIRE_WORDS + 1];
    int argc;
    const char *tenant;
    atomic_bool stopped;
    int32_t status;
    atomic_bool ended;
};

static bool receive_header(struct incoming *incoming)
{
    union {
        char bytes[CMSG_SPACE(sizeof(int) * WIRE_FDS)];
        struct cmsghdr align;
    } control = {0};
    struct iovec vector = {&incoming->header, sizeof incoming->header};
    struct msghdr message = {.msg_iov = &vector,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof control.bytes};
    ssize_t got = recvmsg(incoming->socket, &message, MSG_CMSG_CLOEXEC);
    struct cmsghdr *part = CMSG_FIRSTHDR(&message);
    if (part != NULL && part->cmsg_type == SCM_RIGHTS &&
        part->cmsg_len == CMSG_LEN(sizeof incoming->fds))
        memcpy(incoming->fds, CMSG_DATA(part), sizeof incoming->fds);
    return got == (ssize_t)sizeof incoming->header && incoming->fds[0] >= 0 &&
           incoming->header.version == WIRE_VERSION && incoming->header.size > 0 &&
           incoming->header.size <= WIRE_BYTES && incoming->header.language < LANGUAGE__COUNT;
}

static bool receive_words(struct incoming *incoming)
{
    size_t size = incoming->header.size;
    incoming->words = calloc(1, size + 1);
    ALWAYS(incoming->words != NULL);
    if (!read_all(incoming->socket, incoming->words, size) || incoming->words[size - 1] != '\0')
        return false;
    char *at = incoming->words;
    incoming->tenant = at[0] != '\0' ? at : NULL;
    for (at += strlen(at) + 1; at < incoming->words + size; at += strlen(at) + 1) {
        if (incoming->argc == WIRE_WORDS)
            return false;
        incoming->argv[incoming->argc++] = at;
    }
    return incoming->argc > 0;
}

static FILE *stream_of(int *fd, const char *mode)
{
    FILE *stream = fdopen(*fd, mode);
    if (stream != NULL)
        *fd = -1;
    return stream;
}

static int32_t execute(struct incoming *incoming)
{
    struct app *app = incoming->wire->app;
    const struct command *command = command_find(incoming->argv[0]);
    FILE *in = stream_of(&incoming->fds[0], "r");
    FILE *out = stream_of(&incoming->fds[1], "w"), *err = stream_of(&incoming->fds[2], "w");
    struct config config = *app->config;
    config.tenant = incoming->tenant;
    config.language = (enum language)incoming->header.language;
    config.json = incoming->header.json != 0;
    config.quiet = incoming->header.quiet != 0;
    int32_t status = 64;
    bool is_ours = command != NULL && (command->flags & COMMAND_NEEDS_STORE) &&
                   strcmp(command->name, "serve") != 0;
    if (in != NULL && out != NULL && err != NULL && is_ours) {
        struct error error;
        enum result result = command_run(app, &config, command, incoming->argc, incoming->argv, in,
                                         out, err, &incoming->stopped, &error);
        if (result != RESULT_OK)
            failure_print(err, &config, &error);
        status = result == RESULT_OK ? 0 : error_exit_status(result);
        if (fflush(out) != 0 && status == 0)
            status = error_exit_status(RESULT_IO);
    }
    if (in != NULL)
        fclose(in);
    if (out != NULL)
        fclose(out);
    if (err != NULL)
        fclose(err);
    return status;
}

/* The command's own thread: its working directory is the client's, the server's stays. */
static void *run_incoming(void *self)
{
    struct incoming *incoming = self;
    bool is_there = unshare(CLONE_FS) == 0 && fchdir(incoming->fds[3]) == 0;
    incoming->status = is_there ? execute(incoming) : error_exit_status(RESULT_IO);
    atomic_store(&incoming->ended, true);
    shutdown(incoming->socket, SHUT_RD); /* wakes who waits for the client to give up */
    return NULL;
}

/* Only who may read the data folder anyway: the same user, or root. */
static bool is_allowed(int socket)
{
    struct ucred peer;
    socklen_t size = sizeof peer;
    return getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
           (peer.uid == 0 || peer.uid == getuid());
}

static void serve_one(struct wire *wire, int socket)
{
    struct incoming incoming = {.wire = wire, .socket = socket, .fds = {-1, -1, -1, -1}};
    struct timeval patience = {.tv_sec = 5};
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    pthread_t thread;
    if (is_allowed(socket) && receive_header(&incoming) && receive_words(&incoming) &&
        pthread_create(&thread, NULL, run_incoming, &incoming) == 0) {
        while (!atomic_load(&incoming.ended)) {
            struct pollfd gone = {.fd = socket, .events = POLLIN | POLLRDHUP};
            if (poll(&gone, 1, 1000) > 0 && !atomic_load(&incoming.ended)) {
                atomic_store(&incoming.stopped, true); /* the client has gone: Ctrl-C */
                break;
            }
        }
        pthread_join(thread, NULL);
        write_all(socket, &incoming.status, sizeof incoming.status);
        log_event(LOG_INFO, "command", "name", incoming.argv[0]);
    }
    for (size_t i = 0; i < WIRE_FDS; i++)
        if (incoming.fds[i] >= 0)
            close(incoming.fds[i]);
    free(incoming.words);
    close(socket);
}

static void *wire_loop(void *self)
{
    struct wire *wire = self;
    for (;;) {
        struct pollfd waiting[] = {{.fd = wire->socket, .events = POLLIN},
                                   {.fd = wire->ending[0], .events = POLLIN}};
        if (poll(waiting, 2, -1) < 0 && errno != EINTR)
            return NULL;
        if (waiting[1].revents != 0)
            return NULL;
        if (waiting[0].revents == 0)
            continue;
        int socket = accept4(wire->socket, NULL, NULL, SOCK_CLOEXEC);
        if (socket >= 0)
            serve_one(wire, socket);
    }
}

enum result wire_open(struct app *app, struct wire **out, struct error *error)
{
    struct sockaddr_un address;
    if (!address_of(app->config, &address))
        return error_set(error, RESULT_INVALID, "data",
                         N_("The path of the data folder is too long for a socket: %1."),
                         app->config->data);
    struct wire *wire = calloc(1, sizeof *wire);
    ALWAYS(wire != NULL);
    wire->app = app;
    wire->path = strdup(address.sun_path);
    ALWAYS(wire->path != NULL);
    unlink(address.sun_path); /* we hold the folder's lock: it is an old one */
    wire->socket = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    mode_t mask = umask(0077);
    bool ok =
        wire->socket >= 0 && bind(wire->socket, (struct sockaddr *)&address, sizeof address) == 0;
    umask(mask);
    ok = ok && listen(wire->socket, 16) == 0 && pipe2(wire->ending, O_CLOEXEC) == 0 &&
         pthread_create(&wire->thread, NULL, wire_loop, wire) == 0;
    if (!ok) {
        enum result result =
            error_set(error, RESULT_IO, "data", N_("The socket %1 cannot be made: %2."), wire->path,
                      strerror(errno));
        if (wire->socket >= 0)
            close(wire->socket);
        free(wire->path);
        free(wire);
        return result;
    }
    *out = wire;
    return RESULT_OK;
}

void wire_close(struct wire *wire)
{
    if (wire == NULL)
        return;
    ALWAYS(write(wire->ending[1], "", 1) == 1);
    pthread_join(wire->thread, NULL);
    unlink(wire->path);
    close(wire->socket);
    close(wire->ending[0]);
    close(wire->ending[1]);
    free(wire->path);
    free(wire);
}
