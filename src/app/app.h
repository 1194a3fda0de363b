/* The program, put together: what main builds and hands out in parts. */
#ifndef APP_APP_H
#define APP_APP_H

#include "web/guard.h"
#include "web/module.h"

#define APP_VERSION "0.1.0"

/* src/app/modules.c: the list. Ends with NULL. */
extern const struct module *const app_modules[];
size_t app_module_count(void);

/* What stands on the command line before and after the command's name, and in the environment. */
struct config {
    const char *data;       /* --data DIR, KAIFONG_DATA: the data folder */
    const char *key;        /* --key FILE, KAIFONG_KEY: the master key; NULL: kaifong.key in it */
    const char *tenant;     /* --tenant CODE, KAIFONG_TENANT, or NULL: the only one */
    enum language language; /* --language zh|en, LC_ALL, LC_MESSAGES, LANG */
    bool json;              /* --json */
    bool quiet;             /* --quiet */
    bool help;              /* --help */
};

/* Takes the options of all commands out of argv (not behind a "--"), so that the command sees its own
 * ones only. `with_data`: also those of the data folder; a command without a store has other uses for
 * the names. RESULT_INVALID. */
MUST_USE enum result config_take(struct config *config, bool with_data, int *argc, char **argv,
                                 struct error *error);
void config_init(struct config *config);

/* An open data folder. */
struct app {
    struct arena *arena;
    const struct config *config;
    struct services services;
    struct id_source ids;
    unsigned char web_key[SEAL_KEY_SIZE];
};

/* Opens the data folder (making it if need be), brings the schema up to date, opens the vault, and
 * starts the job thread. RESULT_CONFLICT if another kaifong has it. */
MUST_USE enum result app_open(const struct config *config, struct app *app, struct error *error);
void app_close(struct app *app);

/* A path in the data folder, in the arena. */
const char *config_path(const struct config *config, const char *name, struct arena *arena);

/* All commands: the program's own, then those of the modules. NULL beyond. */
const struct command *command_at(size_t index);
const struct command *command_find(const char *name);

/* Runs a command in an open data folder, for the command line and the wire. `config` has what its own
 * command line said. */
MUST_USE enum result command_run(struct app *app, const struct config *config,
                                 const struct command *command, int argc, char **argv, FILE *in,
                                 FILE *out, FILE *err, const atomic_bool *stopped,
                                 struct error *error);

/* The program's own commands. */
extern const struct command app_commands[];
extern const size_t app_command_count;

/* serve.c, keep.c, help.c, useful.c: what they run. */
enum result serve_command(struct cli *cli, int argc, char **argv, struct error *error);
enum result doctor_command(struct cli *cli, int argc, char **argv, struct error *error);
enum result backup_command(struct cli *cli, int argc, char **argv, struct error *error);
enum result restore_command(struct cli *cli, int argc, char **argv, struct error *error);
enum result version_command(struct cli *cli, int argc, char **argv, struct error *error);
enum result help_command(struct cli *cli, int argc, char **argv, struct error *error);
enum result template_command(struct cli *cli, int argc, char **argv, struct error *error);
enum result sheet_command(struct cli *cli, int argc, char **argv, struct error *error);

/* "Usage: ..." and the help of one command. */
void help_print(FILE *out, enum language language, const struct command *command);
void help_overview(FILE *out, enum language language);

#endif
