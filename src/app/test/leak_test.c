/* A planted resident, whom most people must not see: every page of the program is asked for by every
 * role, inside and outside of their scope, in every form that an answer takes, and by searching; the
 * planted name, phone and citizen id must not occur in what they get, in the log, or in a backup. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/app.h"
#include "base/text.h"
#include "modules/access/access.h"
#include "modules/people/people.h"
#include "route_check.h"
#include "store/lane.h"

#define PLANTED_NAME "欧阳密雪"
#define PLANTED_PHONE "15498761234"
#define PLANTED_ID "11010519491231002X"
#define PLANTED_NOTE "planted-note-4711"
#define TODAY "2026-03-02"

/* Who asks. Outside: they may know nothing of the resident at all. */
enum {
    ASK_SECRETARY,
    ASK_WORKER,
    ASK_VIEWER,
    ASK_ADMINISTRATOR,
    ASK_NEIGHBOUR,
    ASK_NOBODY,
    ASKERS
};

static const struct {
    const char *login;
    enum role role;
    bool is_neighbour; /* of the other community */
    bool sees_name, sees_phone;
} askers[ASKERS] = {
    [ASK_SECRETARY] = {"secretary", ROLE_SECRETARY, false, true, true},
    [ASK_WORKER] = {"worker", ROLE_GRID_WORKER, false, false, false}, /* of another grid */
    [ASK_VIEWER] = {"viewer", ROLE_VIEWER, false, false, false},      /* sees all, masked */
    [ASK_ADMINISTRATOR] = {"administrator", ROLE_ADMINISTRATOR, false, false, false},
    [ASK_NEIGHBOUR] = {"neighbour", ROLE_SECRETARY, true, false, false},
    [ASK_NOBODY] = {NULL, ROLE__COUNT, false, false, false},
};

struct site {
    char folder[64];
    struct config config;
    struct app app;
    int64_t denghu, fengming, resident;
    char tokens[ASKERS][ACCESS_TOKEN_SIZE];
    struct guard *guard;
    int log; /* what was written to stderr */
};

static enum result make_asker(struct site *site, struct tx *tx, int asker, struct error *error)
{
    static const int64_t grid = 424242;
    struct services *services = &site->app.services;
    int64_t home = askers[asker].is_neighbour ? site->fengming : site->denghu, account = 0, id = 0;
    enum result result = account_add(services, tx, NULL, home, askers[asker].login,
                                     askers[asker].login, &account, error);
    if (result == RESULT_OK)
        result = grant_add(services, tx, NULL,
                           &(struct grant){.tenant_id = home,
                                           .account_id = account,
                                           .role = askers[asker].role,
                                           .all_grids = askers[asker].role != ROLE_GRID_WORKER,
                                           .grids = &grid,
                                           .grid_count = 1},
                           &id, error);
    if (result == RESULT_OK)
        result = account_set_password(services, tx, NULL, account, "set", NULL, error);
    return result == RESULT_OK ? session_open(services, tx, account, "192.0.2.1", NULL, NULL,
                                              site->tokens[asker], error)
                               : result;
}

static enum result fill(void *self, struct tx *tx, struct error *error)
{
    struct site *site = self;
    struct services *services = &site->app.services;
    struct principal operator;
    struct arena *arena = arena_new();
    int64_t street = 0;
    enum result result = tenant_add(
        services, tx, NULL,
        &(struct tenant){.kind = "street", .code = "440605011", .name = "桂城街道", .offset = 480},
        &street, error);
    struct tenant community = {.kind = "community", .parent_id = street, .offset = 480};
    community.code = "440605011020", community.name = "灯湖社区";
    if (result == RESULT_OK)
        result = tenant_add(services, tx, NULL, &community, &site->denghu, error);
    community.code = "440605011044", community.name = "凤鸣社区";
    if (result == RESULT_OK)
        result = tenant_add(services, tx, NULL, &community, &site->fengming, error);
    if (result == RESULT_OK)
        result = principal_operator(tx, site->denghu, arena, &operator, error);
    struct resident_facts facts = {.name = PLANTED_NAME,
                                   .citizen_id = PLANTED_ID,
                                   .phone = PLANTED_PHONE,
                                   .sex = "2",
                                   .birth_date = "1949-12-31",
                                   .residence = "floating",
                                   .note = PLANTED_NOTE};
    if (result == RESULT_OK)
        result =
            resident_add(services, tx, &operator, & facts, 0, NULL, TODAY, &site->resident, error);
    for (int asker = 0; asker < ASK_NOBODY && result == RESULT_OK; asker++)
        result = make_asker(site, tx, asker, error);
    arena_free(arena);
    return result;
}

static void site_init(struct site *site)
{
    struct error error = {0};
    memset(site, 0, sizeof *site);
    snprintf(site->folder, sizeof site->folder, "/tmp/kaifong-leak-XXXXXX");
    CHECK(mkdtemp(site->folder) != NULL);
    config_init(&site->config);
    site->config.data = site->folder;
    site->config.key = NULL;
    CHECK_INT(app_open(&site->config, &site->app, &error), RESULT_OK);
    CHECK_INT(lane_call(site->app.services.store, LANE_WRITE, fill, site, &error), RESULT_OK);
    struct guard_options options = {.services = &site->app.services,
                                    .modules = app_modules,
                                    .module_count = app_module_count(),
                                    .access = &access_guard};
    CHECK_INT(guard_new(&options, &site->guard, &error), RESULT_OK);
    CHECK_TEXT(error.msgid ? language_error(site->app.arena, LANGUAGE_ENGLISH, &error) : NULL,
               NULL);
}

/* Takes the folder away: files only, one level. */
static void site_fini(struct site *site)
{
    static const char *const files[] = {
        "kaifong.db",      "kaifong.db-wal", "kaifong.db-shm",
        "kaifong.db.lock", "kaifong.key",    "kaifong.key.collections",
        "web.key",         "backup.db",      "log"};
    struct arena *arena = arena_new();
    guard_free(site->guard);
    app_close(&site->app);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        unlink(arena_printf(arena, "%s/%s", site->folder, files[i]));
    rmdir(site->folder);
    arena_free(arena);
}

/* ---- looking for what was planted ------------------------------------------------------------ */

static bool holds(const char *body, size_t size, const char *planted)
{
    return memmem(body, size, planted, strlen(planted)) != NULL;
}

static void check_answer(const struct route_check *check, int asker, const struct route *route,
                         const char *path)
{
    static const char *const names[ASKERS] = {"secretary",     "worker",    "viewer",
                                              "administrator", "neighbour", "nobody"};
    const char *body = check->call.response.body;
    size_t size = check->call.response.body_size;
    if (body == NULL)
        return;
    bool shows_id = asker == ASK_SECRETARY && (route->flags & ROUTE_WRITE);
    const struct {
        const char *planted;
        bool allowed;
    } rules[] = {{PLANTED_ID, shows_id},
                 {PLANTED_PHONE, askers[asker].sees_phone},
                 {"154 9876 1234", askers[asker].sees_phone},
                 {PLANTED_NAME, askers[asker].sees_name},
                 {PLANTED_NOTE, askers[asker].sees_name}};
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        if (!rules[i].allowed && !CHECK(!holds(body, size, rules[i].planted)))
            printf("    %s got \"%s\" from %s (%d)\n", names[asker], rules[i].planted, path,
                   check->status);
}

/* The path of a route with the planted resident's number at every parameter. */
static const char *path_of(const struct site *site, const struct route *route, struct arena *arena)
{
    struct text_buffer path;
    text_buffer_init(&path);
    for (const char *at = route->path; *at;) {
        if (*at == '{') {
            text_addf(&path, "%lld", (long long)site->resident);
            at += strcspn(at, "}") + 1;
        } else {
            text_add_char(&path, *at++);
        }
    }
    const char *copy = arena_copy(arena, text_buffer_get(&path));
    text_buffer_fini(&path);
    return copy;
}

static void ask(struct site *site, struct route_check *check, int asker, const struct route *route,
                const char *path)
{
    static const char *const accepts[] = {
        "text/html", "application/json", "text/csv",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"};
    const char *token = asker == ASK_NOBODY ? NULL : site->tokens[asker];
    for (size_t i = 0; i < sizeof accepts / sizeof accepts[0]; i++) {
        check->accept = accepts[i];
        route_check_get(check, token, path);
        CHECK(check->status < 500);
        check_answer(check, asker, route, path);
    }
}

static void search(struct site *site, struct route_check *check, int asker)
{
    /* By what somebody may guess; never the planted text itself, which a page repeats. */
    static const char *const queries[] = {
        "/search?q=ouyang",      "/search?q=oymx",       "/search?q=%E6%AC%A7%E9%98%B3",
        "/search?q=1234",        "/search?q=002X",       "/search?q=1949",
        "/residents?q=ouyang",   "/residents?sort=name", "/residents?residence=floating",
        "/residents?format=csv", "/search?q=%25",        "/search?q=_"};
    for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++)
        ask(site, check, asker, guard_route(site->guard, 0), queries[i]);
}

static void walk(struct site *site)
{
    struct route_check check;
    route_check_begin(&check, site->guard, &access_guard);
    struct arena *arena = arena_new();
    for (int asker = 0; asker < ASKERS; asker++) {
        for (size_t i = 0; i < guard_route_count(site->guard); i++) {
            const struct route *route = guard_route(site->guard, i);
            if (route->method == METHOD_GET)
                ask(site, &check, asker, route, path_of(site, route, arena));
        }
        search(site, &check, asker);
    }
    /* The test is worth something: the secretary does see the resident. */
    check.accept = "application/json";
    route_check_get(&check, site->tokens[ASK_SECRETARY], "/residents");
    CHECK_INT(check.status, 200);
    CHECK(strstr(check.body, PLANTED_NAME) != NULL);
    route_check_get(&check, site->tokens[ASK_VIEWER], "/residents");
    CHECK_INT(check.status, 200);
    CHECK(strstr(check.body, "\"resident_id\"") != NULL);
    arena_free(arena);
    arena_free(check.arena);
}

static bool file_holds(const char *path, const char *planted)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    struct stat status;
    if (!CHECK(file >= 0 && fstat(file, &status) == 0))
        return true;
    char *bytes = malloc((size_t)status.st_size + 1);
    ssize_t size = bytes != NULL ? read(file, bytes, (size_t)status.st_size) : -1;
    bool does = size < 0 || holds(bytes, (size_t)size, planted);
    free(bytes);
    close(file);
    return does;
}

static void a_planted_secret_is_nowhere(void)
{
    struct site site;
    struct error error = {0};
    site_init(&site);
    char log[96], backup[96];
    snprintf(log, sizeof log, "%s/log", site.folder);
    snprintf(backup, sizeof backup, "%s/backup.db", site.folder);
    int old = dup(2), file = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    CHECK(old >= 0 && file >= 0 && dup2(file, 2) == 2);
    walk(&site);
    CHECK(dup2(old, 2) == 2);
    close(old);
    close(file);
    static const char *const planted[] = {PLANTED_NAME, PLANTED_PHONE, PLANTED_ID, PLANTED_NOTE};
    for (size_t i = 0; i < sizeof planted / sizeof planted[0]; i++)
        CHECK(!file_holds(log, planted[i]));
    for (int asker = 0; asker < ASK_NOBODY; asker++)
        CHECK(!file_holds(log, site.tokens[asker]));
    CHECK_INT(store_backup(site.app.services.store, backup, &error), RESULT_OK);
    CHECK(!file_holds(backup, PLANTED_ID)); /* encrypted; so are neither tokens */
    for (int asker = 0; asker < ASK_NOBODY; asker++)
        CHECK(!file_holds(backup, site.tokens[asker]));
    site_fini(&site);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {CHECK_TEST(a_planted_secret_is_nowhere)};
    return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]);
}
