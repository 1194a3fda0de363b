/* The table of commands: the program's own, then the modules'. */
#include <getopt.h>
#include <string.h>

#include "app/app.h"
#include "app/demo.h"
#include "modules/access/access.h"
#include "store/lane.h"

const struct command app_commands[] = {
    {"serve", N_("Serve the pages and the API"),
     "serve [--listen ADDRESS] [--port PORT] [--secure] [--behind-proxy]",
     N_("Serves http://127.0.0.1:8080 unless told otherwise, until it gets SIGTERM; requests in "
        "hand "
        "are finished. --secure: it stands behind TLS (cookies for TLS only, HSTS). "
        "--behind-proxy: "
        "clients' addresses stand in X-Forwarded-For."),
     COMMAND_NEEDS_STORE | COMMAND_NEEDS_WRITE, serve_command},
    {"demo", N_("Make a demo of invented people"),
     "demo [--seed N] [--people N] [--list FILE.xlsx]",
     N_("Fills an empty data folder: 桂城街道 with its 45 communities, 灯湖社区 with 50,000 "
        "invented "
        "residents, 凤鸣社区 with town, village and industrial park, staff, grids, and a campaign "
        "in its "
        "fourth day. Writes one link to sign in for each role. The same seed makes the same "
        "people.\n\n"
        "  --list FILE   writes a messy spreadsheet of 1,400 returned people instead, to import"),
     COMMAND_NEEDS_STORE | COMMAND_NEEDS_WRITE, demo_command},
    {"doctor", N_("Check that the data is sound"), "doctor",
     N_("Checks the data's integrity and says what it is made of. The exit status is 0 if all is "
        "well."),
     COMMAND_NEEDS_STORE, doctor_command},
    {"backup", N_("Copy the data, also while it is in use"), "backup FILE",
     N_("Writes a consistent copy of the database into FILE, which must not exist. Keep "
        "kaifong.key "
        "and kaifong.key.collections apart from it: without them nobody reads the sensitive "
        "values, "
        "and what was destroyed stays unreadable in old copies."),
     COMMAND_NEEDS_STORE, backup_command},
    {"restore", N_("Put a copy back"), "restore FILE",
     N_("Checks FILE and makes it the database of the data folder. What was there is kept beside "
        "it "
        "as kaifong.db.before-restore. The server has to be stopped first."),
     0, restore_command},
    {"sheet", N_("Show what stands in a spreadsheet"), "sheet FILE [--sheet N]",
     N_("Reads XLSX, XLS and CSV and writes its rows, with --json as an array of arrays of texts."),
     0, sheet_command},
    {"template", N_("Fill in a Mustache template"), "template FILE --data JSON",
     N_("Renders FILE over the JSON file; partials are looked for beside FILE. - is stdin."), 0,
     template_command},
    {"version", N_("Say the version"), "version", N_("Writes the version."), 0, version_command},
    {"help", N_("Explain a command"), "help [COMMAND] [--man] [--completion]",
     N_("Explains a command. --man writes the man page, --completion the completion for bash."), 0,
     help_command},
};
const size_t app_command_count = sizeof app_commands / sizeof app_commands[0];

const struct command *command_at(size_t index)
{
    if (index < app_command_count)
        return &app_commands[index];
    index -= app_command_count;
    for (size_t i = 0; app_modules[i] != NULL; i++) {
        if (index < app_modules[i]->command_count)
            return &app_modules[i]->commands[index];
        index -= app_modules[i]->command_count;
    }
    return NULL;
}

const struct command *command_find(const char *name)
{
    const struct command *command;
    for (size_t i = 0; (command = command_at(i)) != NULL; i++)
        if (strcmp(command->name, name) == 0)
            return command;
    return NULL;
}

/* ---- running one in a data folder ------------------------------------------------------------ */

struct finding {
    const char *code;
    struct arena *arena;
    struct principal principal;
    bool found;
};

/* The tenant that --tenant names, or the only community there is. */
static enum result find_tenant(void *self, struct tx *tx, struct error *error)
{
    struct finding *finding = self;
    int64_t id = 0;
    if (finding->code != NULL) {
        struct tenant tenant;
        enum result result = tenant_get_by_code(tx, finding->code, &tenant, finding->arena, error);
        if (result != RESULT_OK)
            return result;
        id = tenant.tenant_id;
    } else {
        struct tenant *tenants;
        size_t count;
        enum result result = tenant_list(tx, 0, &tenants, &count, finding->arena, error);
        if (result != RESULT_OK || count == 0)
            return result;
        id = tenants[0].tenant_id;
        for (size_t i = 0, communities = 0; i < count; i++)
            if (strcmp(tenants[i].kind, "community") == 0)
                id = communities++ == 0 ? tenants[i].tenant_id : id;
    }
    finding->found = true;
    return principal_operator(tx, id, finding->arena, &finding->principal, error);
}

enum result command_run(struct app *app, const struct config *config, const struct command *command,
                        int argc, char **argv, FILE *in, FILE *out, FILE *err,
                        const atomic_bool *stopped, struct error *error)
{
    struct arena *arena = arena_new();
    struct finding finding = {.code = config->tenant, .arena = arena};
    enum result result = lane_call(app->services.store, LANE_READ, find_tenant, &finding, error);
    if (result == RESULT_OK) {
        struct cli cli = {.services = &app->services,
                          .principal = finding.found ? &finding.principal : NULL,
                          .arena = arena,
                          .language = config->language,
                          .json = config->json,
                          .quiet = config->quiet,
                          .data = config->data,
                          .in = in,
                          .out = out,
                          .err = err,
                          .stopped = stopped,
                          .program = app};
        optind = 0; /* getopt starts over; one command runs at a time */
        result = command->run(&cli, argc, argv, error);
    }
    arena_free(arena);
    return result;
}
