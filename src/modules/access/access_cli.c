/* `kaifong user`, `kaifong tenant` and `kaifong audit`: the operator's view of accounts. Passwords are
 * never typed here: a one-time link lets the person choose one. */
#include "modules/access/access_cli.h"

#include <getopt.h>
#include <string.h>

#include "access_sql.h"
#include "base/text.h"
#include "modules/access/access.h"
#include "store/lane.h"

enum { GRIDS_MAX = 64, LISTED_MAX = 5000, AUDIT_DEFAULT = 50 };

/* What stood on the command line, and what the work of a command needs. */
struct call {
    struct cli *cli;
    const char *verb, *first, *second;
    const char *role, *reason, *kind, *parent;
    const char *grids[GRIDS_MAX];
    size_t grid_count;
    int64_t limit;
    char token[ACCESS_TOKEN_SIZE];
};

static enum result usage(const char *command, struct error *error)
{
    return error_set(error, RESULT_INVALID, NULL, N_("See kaifong %1 --help."), command);
}

static enum result read_options(struct call *call, int argc, char **argv, struct error *error)
{
    static const struct option options[] = {{"role", required_argument, NULL, 'r'},
                                            {"grid", required_argument, NULL, 'g'},
                                            {"reason", required_argument, NULL, 'w'},
                                            {"kind", required_argument, NULL, 'k'},
                                            {"parent", required_argument, NULL, 'p'},
                                            {"limit", required_argument, NULL, 'n'},
                                            {0}};
    optind = 1;
    opterr = 0;
    call->limit = AUDIT_DEFAULT;
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (option == 'r') {
            call->role = optarg;
        } else if (option == 'g' && call->grid_count < GRIDS_MAX) {
            call->grids[call->grid_count++] = optarg;
        } else if (option == 'w') {
            call->reason = optarg;
        } else if (option == 'k') {
            call->kind = optarg;
        } else if (option == 'p') {
            call->parent = optarg;
        } else if (option != 'n' || !text_to_int(optarg, &call->limit) || call->limit < 1 ||
                   call->limit > LISTED_MAX) {
            return usage(argv[0], error);
        }
    }
    call->verb = optind < argc ? argv[optind] : "list";
    call->first = optind + 1 < argc ? argv[optind + 1] : NULL;
    call->second = optind + 2 < argc ? argv[optind + 2] : NULL;
    return optind + 3 < argc ? usage(argv[0], error) : RESULT_OK;
}

/* ---- printing -------------------------------------------------------------------------------- */

struct member {
    const char *name, *text; /* NULL is null */
};

/* One line: a JSON object, or the values with tabs between them. */
static void print_line(struct cli *cli, const struct member *members, size_t count)
{
    struct text_buffer line;
    text_buffer_init(&line);
    for (size_t i = 0; i < count; i++) {
        if (!cli->json) {
            text_add(&line, i > 0 ? "\t" : "");
            text_add(&line, members[i].text ? members[i].text : "-");
            continue;
        }
        text_add(&line, i > 0 ? "," : "{");
        text_add_json(&line, members[i].name);
        text_add_char(&line, ':');
        if (members[i].text) {
            text_add_json(&line, members[i].text);
        } else {
            text_add(&line, "null");
        }
    }
    text_add(&line, cli->json ? "}\n" : "\n");
    fputs(text_buffer_get(&line), cli->out);
    text_buffer_fini(&line);
}

static const char *id_text(struct cli *cli, int64_t id)
{
    return id > 0 ? arena_printf(cli->arena, "%lld", (long long)id) : NULL;
}

static const char *stamp(struct cli *cli, int64_t moment)
{
    char text[CALENDAR_STAMP_SIZE];
    if (moment <= 0) {
        return NULL;
    }
    calendar_stamp(moment, cli->services->offset, text);
    return arena_copy(cli->arena, text);
}

static void print_link(struct call *call)
{
    const char *path = arena_printf(call->cli->arena, "/sign-in/link?token=%s", call->token);
    print_line(call->cli, &(struct member){"link", path}, 1);
}

/* ---- user ------------------------------------------------------------------------------------ */

static enum result find_account(struct call *call, struct tx *tx, struct account *account,
                                struct error *error)
{
    bool found = false;
    if (!call->first) {
        return usage("user", error);
    }
    enum result result = account_find(tx, call->first, account, &found, call->cli->arena, error);
    if (result == RESULT_OK && !found) {
        result = error_set(error, RESULT_NOT_FOUND, "login", N_("Nobody has the sign-in name %1."),
                           call->first);
    }
    return result;
}

static enum result grid_by_name(struct call *call, struct tx *tx, const char *name, int64_t *grid,
                                struct error *error)
{
    struct services *services = call->cli->services;
    char today[CALENDAR_DAY_SIZE];
    calendar_day_of(clock_now(&services->clock), services->offset, today);
    for (size_t i = 0; services->modules && services->modules[i]; i++) {
        const struct scope_source *source = services->modules[i]->scopes;
        struct scope_part *parts = NULL;
        size_t count = 0;
        enum result result = source ? source->list(tx, call->cli->principal->scope.tenant, today,
                                                   &parts, &count, call->cli->arena, error)
                                    : RESULT_OK;
        for (size_t k = 0; result == RESULT_OK && k < count; k++) {
            if (text_equal(parts[k].name, name)) {
                *grid = parts[k].id;
                return RESULT_OK;
            }
        }
        if (result != RESULT_OK) {
            return result;
        }
    }
    return error_set(error, RESULT_NOT_FOUND, "grid", N_("There is no grid called %1 here."), name);
}

static enum result give_role(struct call *call, struct tx *tx, int64_t account, const char *role,
                             struct error *error)
{
    int64_t grids[GRIDS_MAX], grant_id = 0;
    struct grant grant = {.tenant_id = call->cli->principal->scope.tenant,
                          .account_id = account,
                          .role = role_from_code(role),
                          .all_grids = call->grid_count == 0,
                          .grids = grids,
                          .grid_count = call->grid_count};
    if (grant.role == ROLE__COUNT) {
        return error_set(
            error, RESULT_INVALID, "role",
            N_("%1 is no role. Choose secretary, grid_worker, viewer or administrator."),
            role ? role : "");
    }
    enum result result = RESULT_OK;
    for (size_t i = 0; result == RESULT_OK && i < call->grid_count; i++) {
        result = grid_by_name(call, tx, call->grids[i], &grids[i], error);
    }
    return result == RESULT_OK
               ? grant_add(call->cli->services, tx, call->cli->principal, &grant, &grant_id, error)
               : result;
}

static enum result user_add(void *self, struct tx *tx, struct error *error)
{
    struct call *call = self;
    struct cli *cli = call->cli;
    int64_t account_id = 0;
    if (!call->first || !call->second) {
        return usage("user", error);
    }
    enum result result =
        account_add(cli->services, tx, cli->principal, cli->principal->scope.tenant, call->first,
                    call->second, &account_id, error);
    if (result == RESULT_OK && call->role) {
        result = give_role(call, tx, account_id, call->role, error);
    }
    return result == RESULT_OK
               ? sign_in_link_add(cli->services, tx, cli->principal, account_id, LINK_INVITATION,
                                  ACCESS_INVITATION_LENGTH, call->token, error)
               : result;
}

static enum result user_grant(void *self, struct tx *tx, struct error *error)
{
    struct call *call = self;
    struct account account = {0};
    enum result result = find_account(call, tx, &account, error);
    return result == RESULT_OK ? give_role(call, tx, account.account_id, call->second, error)
                               : result;
}

static enum result user_revoke(void *self, struct tx *tx, struct error *error)
{
    struct call *call = self;
    struct cli *cli = call->cli;
    struct account account = {0};
    struct grant *grants = NULL;
    size_t count = 0;
    bool found = false;
    enum result result = find_account(call, tx, &account, error);
    if (result == RESULT_OK) {
        result = grant_list(tx, account.account_id, clock_now(&cli->services->clock), &grants,
                            &count, cli->arena, error);
    }
    for (size_t i = 0; result == RESULT_OK && i < count; i++) {
        if (grants[i].tenant_id == cli->principal->scope.tenant &&
            text_equal(role_code(grants[i].role), call->second)) {
            found = true;
            result = grant_end(cli->services, tx, cli->principal, grants[i].tenant_id,
                               grants[i].grant_id, error);
        }
    }
    if (result == RESULT_OK && !found) {
        result = error_set(error, RESULT_NOT_FOUND, "role", N_("%1 does not have this role here."),
                           account.name);
    }
    return result;
}

static enum result user_suspend(void *self, struct tx *tx, struct error *error)
{
    struct call *call = self;
    struct account account = {0};
    enum result result = find_account(call, tx, &account, error);
    return result == RESULT_OK ? account_suspend(call->cli->services, tx, call->cli->principal,
                                                 account.account_id, call->reason, error)
                               : result;
}

static enum result user_resume(void *self, struct tx *tx, struct error *error)
{
    struct call *call = self;
    struct account account = {0};
    enum result result = find_account(call, tx, &account, error);
    return result == RESULT_OK ? account_resume(call->cli->services, tx, call->cli->principal,
                                                account.account_id, error)
                               : result;
}

static enum result user_password(void *self, struct tx *tx, struct error *error)
{
    struct call *call = self;
    struct account account = {0};
    enum result result = find_account(call, tx, &account, error);
    return result == RESULT_OK
               ? sign_in_link_add(call->cli->services, tx, call->cli->principal, account.account_id,
                                  LINK_PASSWORD, ACCESS_INVITATION_LENGTH, call->token, error)
               : result;
}

static enum result print_user(struct call *call, struct tx *tx, const struct account *account,
                              int64_t now, struct error *error)
{
    struct cli *cli = call->cli;
    struct grant *grants = NULL;
    size_t count = 0;
    const char *roles = NULL;
    enum result result =
        grant_list(tx, account->account_id, now, &grants, &count, cli->arena, error);
    for (size_t i = 0; result == RESULT_OK && i < count; i++) {
        if (grants[i].tenant_id == cli->principal->scope.tenant) {
            const char *code = role_code(grants[i].role);
            roles = roles ? arena_printf(cli->arena, "%s,%s", roles, code) : code;
        }
    }
    const struct member members[] = {{"account_id", id_text(cli, account->account_id)},
                                     {"login", account->login},
                                     {"name", account->name},
                                     {"state", account->state},
                                     {"roles", roles},
                                     {"signed_in_at", stamp(cli, account->signed_in_at)}};
    if (result == RESULT_OK) {
        print_line(cli, members, sizeof members / sizeof members[0]);
    }
    return result;
}

static enum result user_list(void *self, struct tx *tx, struct error *error)
{
    struct call *call = self;
    struct cli *cli = call->cli;
    struct account *accounts = NULL;
    size_t count = 0;
    int64_t now = clock_now(&cli->services->clock);
    enum result result = account_list(tx, &cli->principal->scope, now, NULL, 0, LISTED_MAX,
                                      &accounts, &count, cli->arena, error);
    for (size_t i = 0; result == RESULT_OK && i < count; i++) {
        result = print_user(call, tx, &accounts[i], now, error);
    }
    return result;
}

/* ---- tenant ---------------------------------------------------------------------------------- */

static enum result tenants_list(void *self, struct tx *tx, struct error *error)
{
    struct call *call = self;
    struct cli *cli = call->cli;
    struct tenant *tenants = NULL;
    size_t count = 0;
    enum result result = tenant_list(tx, 0, &tenants, &count, cli->arena, error);
    for (size_t i = 0; result == RESULT_OK && i < count; i++) {
        const struct member members[] = {{"tenant_id", id_text(cli, tenants[i].tenant_id)},
                                         {"code", tenants[i].code},
                                         {"kind", tenants[i].kind},
                                         {"name", tenants[i].name},
                                         {"parent", tenants[i].parent_name}};
        print_line(cli, members, sizeof members / sizeof members[0]);
    }
    return result;
}

static enum result tenants_add(void *self, struct tx *tx, struct error *error)
{
    struct call *call = self;
    struct cli *cli = call->cli;
    struct tenant parent = {0};
    int64_t tenant_id = 0;
    enum result result = call->first && call->second ? RESULT_OK : usage("tenant", error);
    const char *kind = call->kind ? call->kind : "community";
    if (result == RESULT_OK && !text_equal(kind, "community") && !text_equal(kind, "street")) {
        result = error_set(error, RESULT_INVALID, "kind", N_("The kind is community or street."));
    }
    if (result == RESULT_OK && call->parent) {
        result = tenant_get_by_code(tx, call->parent, &parent, cli->arena, error);
    }
    if (result == RESULT_OK) {
        result = tenant_add(cli->services, tx, NULL,
                            &(struct tenant){.kind = kind,
                                             .code = call->first,
                                             .name = call->second,
                                             .parent_id = parent.tenant_id,
                                             .offset = cli->services->offset},
                            &tenant_id, error);
    }
    return result;
}

/* ---- audit ----------------------------------------------------------------------------------- */

static enum result audit_list(void *self, struct tx *tx, struct error *error)
{
    struct call *call = self;
    struct cli *cli = call->cli;
    struct access_sql_audit_list *rows = NULL;
    struct account account = {0};
    size_t count = 0;
    enum result result = call->first ? find_account(call, tx, &account, error) : RESULT_OK;
    if (result == RESULT_OK) {
        unsigned clauses = call->first ? ACCESS_AUDIT_LIST_WITH_ACCOUNT : 0;
        result = store_list(
            tx, store_variant(&access_sql_audit_list, clauses, 0),
            &(struct access_sql_audit_list_params){.tenant = cli->principal->scope.tenant,
                                                   .before = INT64_MAX,
                                                   .account = account.account_id,
                                                   .limit = call->limit},
            (size_t)call->limit, (void **)&rows, &count, cli->arena, error);
    }
    for (size_t i = 0; result == RESULT_OK && i < count; i++) {
        const struct member members[] = {{"event_id", id_text(cli, rows[i].event_id)},
                                         {"happened_at", stamp(cli, rows[i].happened_at)},
                                         {"account_id", id_text(cli, rows[i].account_id)},
                                         {"account_name", rows[i].account_name},
                                         {"role", rows[i].role},
                                         {"action", rows[i].action},
                                         {"subject", rows[i].subject},
                                         {"subject_id", id_text(cli, rows[i].subject_id)},
                                         {"fields", rows[i].fields},
                                         {"reason", rows[i].reason},
                                         {"address", rows[i].address},
                                         {"request_id", rows[i].request_id}};
        print_line(cli, members, sizeof members / sizeof members[0]);
    }
    return result;
}

/* ---- the commands ---------------------------------------------------------------------------- */

struct verb {
    const char *name;
    enum lane lane;
    enum result (*work)(void *self, struct tx *tx, struct error *error);
};

static enum result run_verb(struct cli *cli, int argc, char **argv, const struct verb *verbs,
                            size_t count, struct error *error)
{
    struct call call = {.cli = cli};
    enum result result = read_options(&call, argc, argv, error);
    if (result == RESULT_OK && !cli->principal && strcmp(argv[0], "tenant") != 0) {
        result =
            error_set(error, RESULT_NOT_FOUND, "tenant",
                      N_("There is no community yet. Add one with kaifong tenant add, or open the "
                         "link that kaifong serve prints."));
    }
    for (size_t i = 0; result == RESULT_OK && i < count; i++) {
        if (text_equal(verbs[i].name, call.verb)) {
            result = lane_call(cli->services->store, verbs[i].lane, verbs[i].work, &call, error);
            if (result == RESULT_OK && call.token[0]) {
                print_link(&call);
            }
            return result;
        }
    }
    return result == RESULT_OK ? usage(argv[0], error) : result;
}

static enum result run_user(struct cli *cli, int argc, char **argv, struct error *error)
{
    static const struct verb verbs[] = {
        {"list", LANE_READ, user_list},         {"add", LANE_WRITE, user_add},
        {"grant", LANE_WRITE, user_grant},      {"revoke", LANE_WRITE, user_revoke},
        {"suspend", LANE_WRITE, user_suspend},  {"resume", LANE_WRITE, user_resume},
        {"password", LANE_WRITE, user_password}};
    return run_verb(cli, argc, argv, verbs, sizeof verbs / sizeof verbs[0], error);
}

static enum result run_tenant(struct cli *cli, int argc, char **argv, struct error *error)
{
    static const struct verb verbs[] = {{"list", LANE_READ, tenants_list},
                                        {"add", LANE_WRITE, tenants_add}};
    return run_verb(cli, argc, argv, verbs, sizeof verbs / sizeof verbs[0], error);
}

static enum result run_audit(struct cli *cli, int argc, char **argv, struct error *error)
{
    static const struct verb verbs[] = {{"list", LANE_READ, audit_list}};
    return run_verb(cli, argc, argv, verbs, sizeof verbs / sizeof verbs[0], error);
}

const struct command access_commands[ACCESS_COMMAND_COUNT] = {
    {.name = "user",
     .summary = N_("Accounts: who may sign in, and with which roles"),
     .usage = "user list | add LOGIN NAME | grant LOGIN ROLE | revoke LOGIN ROLE | suspend LOGIN | "
              "resume LOGIN | password LOGIN",
     .help = N_(
         "Works in the community given by --tenant.\n"
         "  add       makes an account and prints the path of its invitation link (works once,\n"
         "            7 days); --role ROLE gives a role at once\n"
         "  grant     gives a role: secretary, grid_worker, viewer or administrator; for the "
         "whole\n"
         "            community, or with --grid NAME (as often as need be) for these grids\n"
         "  revoke    ends a role\n"
         "  suspend   signs out everywhere and lets nobody in; --reason TEXT for the audit trail\n"
         "  password  prints the path of a link by which the person chooses a new password"),
     .flags = COMMAND_NEEDS_STORE | COMMAND_NEEDS_WRITE,
     .run = run_user},
    {.name = "tenant",
     .summary = N_("Streets and communities of this instance"),
     .usage = "tenant list | add CODE NAME [--kind community|street] [--parent CODE]",
     .help = N_(
         "  add       makes a community, or with --kind street a street; --parent is the street\n"
         "            to which it belongs"),
     .flags = COMMAND_NEEDS_STORE | COMMAND_NEEDS_WRITE,
     .run = run_tenant},
    {.name = "audit",
     .summary = N_("The audit trail of a community"),
     .usage = "audit list [LOGIN] [--limit N]",
     .help = N_("Prints who did or saw what, the newest first: 50 entries, or as many as --limit\n"
                "says; with a sign-in name, those of that person."),
     .flags = COMMAND_NEEDS_STORE,
     .run = run_audit},
};
