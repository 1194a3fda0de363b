/* `kaifong serve`: guard, server and wire around an open data folder, until SIGTERM. */
#include <getopt.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "app/app.h"
#include "app/daily.h"
#include "app/wire.h"
#include "base/text.h"
#include "modules/access/access.h"
#include "store/lane.h"
#include "web/server.h"

enum { GRACE_MILLISECONDS = 10000, FIRST_SYSTEMD_FD = 3 };

struct serving {
    const char *address;
    int port;
    bool is_secure, is_behind_proxy;
};

static enum result read_options(struct serving *serving, int argc, char **argv, struct error *error)
{
    static const struct option options[] = {{"listen", required_argument, NULL, 'l'},
                                            {"port", required_argument, NULL, 'p'},
                                            {"secure", no_argument, NULL, 's'},
                                            {"behind-proxy", no_argument, NULL, 'b'},
                                            {0}};
    *serving = (struct serving){.address = "127.0.0.1", .port = 8080};
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        int64_t port = 0;
        switch (option) {
        case 'l':
            serving->address = optarg;
            break;
        case 'p':
            if (!text_to_int(optarg, &port) || port < 0 || port > 65535)
                return error_set(error, RESULT_INVALID, "port",
                                 N_("%1 is no port. Choose a number up to 65535."), optarg);
            serving->port = (int)port;
            break;
        case 's':
            serving->is_secure = true;
            break;
        case 'b':
            serving->is_behind_proxy = true;
            break;
        default:
            return error_set(error, RESULT_INVALID, NULL, N_("There is no option “%1”."),
                             argv[optind - 1]);
        }
    }
    return RESULT_OK;
}

/* The socket that systemd has opened for us, or 0. */
static int systemd_socket(void)
{
    const char *pid = getenv("LISTEN_PID"), *count = getenv("LISTEN_FDS");
    int64_t number = 0;
    if (pid == NULL || count == NULL || !text_to_int(pid, &number) || number != getpid() ||
        strcmp(count, "1") != 0)
        return 0;
    return FIRST_SYSTEMD_FD;
}

/* Tells systemd (Type=notify) what we are at; nothing without it. */
static void notify(const char *state)
{
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (path == NULL || strlen(path) >= sizeof address.sun_path)
        return;
    memcpy(address.sun_path, path, strlen(path) + 1);
    if (address.sun_path[0] == '@')
        address.sun_path[0] = '\0';
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return;
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path));
    sendto(fd, state, strlen(state), MSG_NOSIGNAL, (struct sockaddr *)&address, size);
    close(fd);
}

/* Signals arrive on a thread of their own, so that no handler has to reach a global. */
struct signals {
    struct server *server;
    sigset_t set;
};

static void *await_signal(void *self)
{
    struct signals *signals = self;
    int signal;
    sigwait(&signals->set, &signal);
    notify("STOPPING=1");
    server_stop(signals->server);
    return NULL;
}

/* As long as nobody has signed in, a one-time link is printed by which the first person does. */
struct first_start {
    struct services *services;
    char token[ACCESS_TOKEN_SIZE];
};

static enum result find_first(void *self, struct tx *tx, struct error *error)
{
    struct first_start *start = self;
    return access_first_start(start->services, tx, start->token, error);
}

static enum result run_server(struct server *server, struct signals *signals, FILE *err,
                              const struct serving *serving, const char *first, struct error *error)
{
    pthread_t thread;
    signals->server = server;
    if (pthread_create(&thread, NULL, await_signal, signals) != 0)
        return error_set(error, RESULT_IO, NULL, N_("No thread could be started."));
    fprintf(err, "kaifong: http://%s:%d\n", serving->address, server_port(server));
    if (first[0] != '\0')
        fprintf(err, "kaifong: http://%s:%d/sign-in/link?token=%s\n", serving->address,
                server_port(server), first);
    fflush(err);
    notify("READY=1");
    server_run(server, GRACE_MILLISECONDS);
    pthread_join(thread, NULL);
    return RESULT_OK;
}

enum result serve_command(struct cli *cli, int argc, char **argv, struct error *error)
{
    struct app *app = cli->program;
    struct serving serving;
    enum result result = read_options(&serving, argc, argv, error);
    if (result != RESULT_OK)
        return result;
    struct signals signals;
    sigemptyset(&signals.set);
    sigaddset(&signals.set, SIGTERM);
    sigaddset(&signals.set, SIGINT);
    struct guard_options options = {.services = cli->services,
                                    .modules = app_modules,
                                    .module_count = app_module_count(),
                                    .access = &access_guard,
                                    .is_secure = serving.is_secure,
                                    .is_behind_proxy = serving.is_behind_proxy};
    memcpy(options.key, app->web_key, sizeof options.key);
    struct guard *guard = NULL;
    struct server *server = NULL;
    struct wire *wire = NULL;
    struct daily *daily = NULL;
    result = guard_new(&options, &guard, error);
    if (result == RESULT_OK) {
        struct server_options listening = {.address = serving.address,
                                           .port = serving.port,
                                           .listen_fd = systemd_socket(),
                                           .handler = guard_handler(guard)};
        result = server_open(&listening, &server, error);
    }
    struct first_start start = {.services = cli->services};
    if (result == RESULT_OK)
        result = lane_call(cli->services->store, LANE_WRITE, find_first, &start, error);
    if (result == RESULT_OK)
        result = wire_open(app, &wire, error);
    if (result == RESULT_OK)
        result = daily_open(cli->services, &daily, error);
    if (result == RESULT_OK)
        result = run_server(server, &signals, cli->err, &serving, start.token, error);
    daily_close(daily);
    wire_close(wire);
    server_close(server);
    guard_free(guard);
    return result;
}
