/* The program: finds the command, opens what it needs, or hands it to the server that has the data. */
#include <getopt.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/failure.h"
#include "app/wire.h"
#include "base/text.h"

enum { EXIT_USAGE = 64 };

/* A command that needs no store. */
static enum result run_alone(const struct config *config, const struct command *command, int argc,
                             char **argv, const atomic_bool *stopped, struct error *error)
{
    struct arena *arena = arena_new();
    struct services services = {
        .clock = clock_system(), .chance = chance_kernel(), .offset = CALENDAR_CHINA_OFFSET};
    struct cli cli = {.services = &services,
                      .arena = arena,
                      .language = config->language,
                      .json = config->json,
                      .quiet = config->quiet,
                      .data = config->data,
                      .in = stdin,
                      .out = stdout,
                      .err = stderr,
                      .stopped = stopped};
    optind = 0;
    enum result result = command->run(&cli, argc, argv, error);
    arena_free(arena);
    return result;
}

/* A command with a store: of our own if nobody has it, else of the server that has. */
static enum result run_with_store(const struct config *config, const struct command *command,
                                  int argc, char **argv, const atomic_bool *stopped, int *status,
                                  struct error *error)
{
    struct app app;
    struct error taken;
    enum result result = app_open(config, &app, &taken);
    if (result == RESULT_CONFLICT && strcmp(command->name, "serve") != 0) {
        result = wire_call(config, argc, argv, status, error);
        if (result == RESULT_NOT_FOUND)
            *error = taken, result = RESULT_CONFLICT;
        return result;
    }
    if (result != RESULT_OK) {
        *error = taken;
        return result;
    }
    result = command_run(&app, config, command, argc, argv, stdin, stdout, stderr, stopped, error);
    app_close(&app);
    return result;
}

static const struct command *choose(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--version") == 0)
            return command_find("version");
        if (argv[i][0] != '-')
            return command_find(argv[i]);
        /* the value of a shared option before the command is no command */
        bool has_value = strcmp(argv[i], "--data") == 0 || strcmp(argv[i], "--tenant") == 0 ||
                         strcmp(argv[i], "--key") == 0 || strcmp(argv[i], "--language") == 0;
        i += has_value;
    }
    return NULL;
}

/* Ends a blocked command kindly: it looks at `stopped` now and then. */
struct interruption {
    sigset_t set;
    atomic_bool *stopped;
};

static void *await_interruption(void *self)
{
    struct interruption *interruption = self;
    int signal;
    for (;;) {
        sigwait(&interruption->set, &signal);
        if (atomic_exchange(interruption->stopped, true))
            _Exit(130); /* asked twice */
    }
    return NULL;
}

static void watch_for_interruption(struct interruption *interruption, bool is_server)
{
    /* Every thread inherits the mask: signals are taken where they are waited for. */
    sigemptyset(&interruption->set);
    sigaddset(&interruption->set, SIGINT);
    sigaddset(&interruption->set, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &interruption->set, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is a full disk, and said as an error */
    pthread_t thread;
    if (!is_server && pthread_create(&thread, NULL, await_interruption, interruption) == 0)
        pthread_detach(thread);
}

static int usage(const struct config *config, int argc, char **argv)
{
    if (argc > 1 && !config->help) {
        struct error error;
        enum result result =
            error_set(&error, RESULT_INVALID, NULL,
                      N_("There is no command “%1”. kaifong help lists them."), argv[1]);
        (void)result;
        failure_print(stderr, config, &error);
        return EXIT_USAGE;
    }
    help_overview(config->help ? stdout : stderr, config->language);
    return config->help ? 0 : EXIT_USAGE;
}

int main(int argc, char **argv)
{
    struct config config;
    config_init(&config);
    struct error error = {0};
    const struct command *command = choose(argc, argv);
    bool with_data = command == NULL || strcmp(command->name, "template") != 0;
    enum result result = config_take(&config, with_data, &argc, argv, &error);
    if (result != RESULT_OK) {
        failure_print(stderr, &config, &error);
        return EXIT_USAGE;
    }
    if (command == NULL)
        return usage(&config, argc, argv);
    if (config.help) {
        help_print(stdout, config.language, command);
        return 0;
    }
    atomic_bool stopped = false;
    struct interruption interruption = {.stopped = &stopped};
    watch_for_interruption(&interruption, strcmp(command->name, "serve") == 0);
    int status = 0;
    if (command->flags & COMMAND_NEEDS_STORE)
        result = run_with_store(&config, command, argc - 1, argv + 1, &stopped, &status, &error);
    else
        result = run_alone(&config, command, argc - 1, argv + 1, &stopped, &error);
    if (result != RESULT_OK)
        failure_print(stderr, &config, &error);
    if (fflush(stdout) != 0 && result == RESULT_OK)
        status = error_exit_status(RESULT_IO);
    return result != RESULT_OK ? error_exit_status(result) : status;
}
