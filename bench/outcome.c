/* The real "record outcome" route under load: session, CSRF, audit row, counters, sealed answer, next
 * person; 64 workers on 64 connections, each with a list of 43. Group commit against a batch of one.
 *
 *     outcome FOLDER BATCH MILLISECONDS   prints the records per second
 *
 * The store lies in FOLDER on a real disk; FOLDER is left as it is. */
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "access_sql.h"
#include "base/bug.h"
#include "base/text.h"
#include "inbox_sql.h"
#include "intake_sql.h"
#include "modules/access/access.h"
#include "modules/access/vault.h"
#include "modules/inbox/inbox.h"
#include "modules/people/people.h"
#include "modules/screening/screening.h"
#include "people_sql.h"
#include "place_sql.h"
#include "screening_sql.h"
#include "store/lane.h"
#include "web/guard.h"
#include "web/seal.h"
#include "web/server.h"

enum { WORKERS = 64, PEOPLE = 43 };

struct worker {
    int64_t account;
    struct principal who;
    char token[ACCESS_TOKEN_SIZE];
    const char *csrf;
    int64_t entries[PEOPLE], versions[PEOPLE];
};

struct bench {
    struct services services;
    struct id_source ids;
    struct arena *arena;
    struct principal secretary;
    int64_t tenant, campaign;
    struct worker workers[WORKERS];
    int port;
    atomic_bool is_over;
    atomic_llong records, refused;
};

static void must(enum result result, const struct error *error, const char *what)
{
    if (result != RESULT_OK) {
        struct arena *arena = arena_new();
        fprintf(stderr, "%s: %s\n", what, language_error(arena, LANGUAGE_ENGLISH, error));
        exit(1);
    }
}

/* ---- a community with a list ----------------------------------------------------------------- */

static enum result make_account(struct bench *bench, struct tx *tx, const char *login,
                                enum role role, int64_t *account, struct principal *who,
                                struct error *error)
{
    int64_t grant_id;
    enum result result =
        account_add(&bench->services, tx, NULL, bench->tenant, login, login, account, error);
    if (result == RESULT_OK) {
        result = account_set_password(&bench->services, tx, NULL, *account, "$none$", NULL, error);
    }
    const struct grant grant = {
        .tenant_id = bench->tenant, .account_id = *account, .role = role, .all_grids = true};
    if (result == RESULT_OK) {
        result = grant_add(&bench->services, tx, NULL, &grant, &grant_id, error);
    }
    return result == RESULT_OK
               ? principal_of(tx, *account, bench->tenant, clock_now(&bench->services.clock),
                              bench->arena, who, error)
               : result;
}

static enum result make_people(void *self, struct tx *tx, struct error *error)
{
    struct bench *bench = self;
    const struct tenant tenant = {
        .kind = "community", .code = "440605011020", .name = "灯湖社区", .offset = 480};
    int64_t secretary;
    enum result result = tenant_add(&bench->services, tx, NULL, &tenant, &bench->tenant, error);
    if (result == RESULT_OK) {
        result = make_account(bench, tx, "secretary", ROLE_SECRETARY, &secretary, &bench->secretary,
                              error);
    }
    for (int at = 0; at < WORKERS && result == RESULT_OK; at++) {
        struct worker *worker = &bench->workers[at];
        result = make_account(bench, tx, arena_printf(bench->arena, "worker%d", at),
                              ROLE_GRID_WORKER, &worker->account, &worker->who, error);
        if (result == RESULT_OK) {
            result = session_open(&bench->services, tx, worker->account, "127.0.0.1", "bench", NULL,
                                  worker->token, error);
        }
    }
    return result;
}

static enum result make_list(void *self, struct tx *tx, struct error *error)
{
    struct bench *bench = self;
    enum { COUNT = WORKERS * PEOPLE };
    struct screening_person *people = arena_array(bench->arena, COUNT, sizeof *people);
    for (int at = 0; at < COUNT; at++) {
        people[at] = (struct screening_person){
            .name = arena_printf(bench->arena, "陈%d", at),
            .phone = arena_printf(bench->arena, "138%08d", at),
            .address = arena_printf(bench->arena, "灯湖花园%d栋%d", at / 40, at % 40),
            .place_id = at + 1,
            .building_id = at / 40 + 1,
            .grid_id = at / 400 + 1,
            .walk_key = arena_printf(bench->arena, "%06d", at),
            .building = arena_printf(bench->arena, "灯湖花园%d栋", at / 40),
            .room = arena_printf(bench->arena, "%d", at % 40)};
    }
    const struct screening_draft draft = {
        .campaign = {.title = "返桂人员排查",
                     .purpose = "核实健康状况",
                     .basis = "emergency",
                     .due = clock_now(&bench->services.clock) + 4 * CALENDAR_DAY}};
    size_t added, skipped, moved;
    struct screening_worker crew[WORKERS];
    for (int at = 0; at < WORKERS; at++) {
        crew[at] =
            (struct screening_worker){.account_id = bench->workers[at].account, .share = 100};
    }
    enum result result =
        screening_add(&bench->services, tx, &bench->secretary, &draft, &bench->campaign, error);
    if (result == RESULT_OK) {
        result = screening_people_add(&bench->services, tx, &bench->secretary, bench->campaign,
                                      people, COUNT, &added, &skipped, error);
    }
    if (result == RESULT_OK) {
        result = screening_workers_set(&bench->services, tx, &bench->secretary, bench->campaign,
                                       crew, WORKERS, error);
    }
    if (result == RESULT_OK) {
        result = screening_split(&bench->services, tx, &bench->secretary, bench->campaign, false,
                                 &moved, error);
    }
    return result;
}

static enum result read_lists(void *self, struct tx *tx, struct error *error)
{
    struct bench *bench = self;
    enum result result = RESULT_OK;
    for (int at = 0; at < WORKERS && result == RESULT_OK; at++) {
        struct worker *worker = &bench->workers[at];
        struct screening_entry *entries;
        size_t count;
        result = screening_mine(&bench->services, tx, &worker->who, bench->campaign, &entries,
                                &count, bench->arena, error);
        for (size_t entry = 0; result == RESULT_OK && entry < PEOPLE; entry++) {
            ALWAYS(count > 0);
            worker->entries[entry] = entries[entry % count].entry_id;
            worker->versions[entry] = 1;
        }
    }
    return result;
}

/* ---- the clients ----------------------------------------------------------------------------- */

struct client {
    struct bench *bench;
    struct worker *worker;
};

static int dial(int port)
{
    const struct sockaddr_in address = {.sin_family = AF_INET,
                                        .sin_port = htons((uint16_t)port),
                                        .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ALWAYS(fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof address) == 0);
    return fd;
}

/* Reads one whole answer and returns its status. */
static int read_answer(int fd)
{
    char answer[65536];
    size_t got = 0;
    const char *end = NULL;
    while (!end) {
        ssize_t more = read(fd, answer + got, sizeof answer - 1 - got);
        ALWAYS(more > 0);
        got += (size_t)more;
        answer[got] = '\0';
        end = strstr(answer, "\r\n\r\n");
    }
    const char *length = strcasestr(answer, "\r\nContent-Length:");
    size_t wanted = (size_t)(end + 4 - answer) + (length ? strtoul(length + 17, NULL, 10) : 0);
    while (got < wanted) {
        ssize_t more = read(fd, answer, sizeof answer);
        ALWAYS(more > 0);
        got += (size_t)more;
    }
    return (int)strtol(answer + 9, NULL, 10);
}

static int post_record(const struct client *client, int fd, size_t at)
{
    const struct worker *worker = client->worker;
    char body[200], head[1200];
    int size =
        snprintf(body, sizeof body,
                 "version=%lld&result=no_answer&channel=call&answer_1=%%E6%%B2%%A1%%E6%%9C%%89",
                 (long long)worker->versions[at]);
    int length =
        snprintf(head, sizeof head,
                 "POST /screening/%lld/entries/%lld HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                 "Cookie: %s=%s\r\n%s: %s\r\nAccept: text/html\r\n"
                 "Content-Type: application/x-www-form-urlencoded\r\n"
                 "Content-Length: %d\r\n\r\n%s",
                 (long long)client->bench->campaign, (long long)worker->entries[at],
                 GUARD_SESSION_COOKIE, worker->token, GUARD_CSRF_HEADER, worker->csrf, size, body);
    ALWAYS(write(fd, head, (size_t)length) == length);
    return read_answer(fd);
}

static void *work(void *self)
{
    struct client *client = self;
    struct bench *bench = client->bench;
    int fd = dial(bench->port);
    for (size_t at = 0; !atomic_load(&bench->is_over); at = (at + 1) % PEOPLE) {
        int status = post_record(client, fd, at);
        if (status == 303) {
            client->worker->versions[at]++;
            atomic_fetch_add(&bench->records, 1);
        } else {
            atomic_fetch_add(&bench->refused, 1);
        }
    }
    close(fd);
    return NULL;
}

static void *serve(void *server)
{
    server_run(server, 1000);
    return NULL;
}

static double measure(struct bench *bench, int64_t milliseconds)
{
    pthread_t threads[WORKERS];
    struct client clients[WORKERS];
    int64_t began = clock_monotonic();
    for (int at = 0; at < WORKERS; at++) {
        clients[at] = (struct client){bench, &bench->workers[at]};
        ALWAYS(pthread_create(&threads[at], NULL, work, &clients[at]) == 0);
    }
    usleep((useconds_t)(milliseconds * 1000));
    atomic_store(&bench->is_over, true);
    for (int at = 0; at < WORKERS; at++) {
        pthread_join(threads[at], NULL);
    }
    return (double)atomic_load(&bench->records) * 1000 / (double)(clock_monotonic() - began);
}

/* ---- putting it together --------------------------------------------------------------------- */

static void open_store(struct bench *bench, const char *folder, int64_t batch)
{
    static const struct migration *const lists[] = {access_migrations, place_migrations,
                                                    people_migrations, inbox_migrations,
                                                    intake_migrations, screening_migrations};
    const size_t counts[] = {access_migration_count, place_migration_count,
                             people_migration_count, inbox_migration_count,
                             intake_migration_count, screening_migration_count};
    struct error error = {0};
    const struct store_options options = {
        .path = arena_printf(bench->arena, "%s/kaifong.db", folder), .batch = (int)batch};
    must(store_open_file(&options, &bench->services.store, &error), &error, "open");
    must(store_migrate(bench->services.store, lists, counts, 6, &error), &error, "migrate");
    bench->services.clock = clock_system();
    bench->services.chance = chance_kernel();
    bench->services.offset = CALENDAR_CHINA_OFFSET;
    id_source_init(&bench->ids, bench->services.clock, bench->services.chance);
    bench->services.ids = &bench->ids;
    must(vault_open(arena_printf(bench->arena, "%s/kaifong.key", folder), true,
                    bench->services.chance, &bench->services.vault, &error),
         &error, "vault");
    must(lane_call(bench->services.store, LANE_WRITE, make_people, bench, &error), &error,
         "people");
    must(lane_call(bench->services.store, LANE_WRITE, make_list, bench, &error), &error, "list");
    must(lane_call(bench->services.store, LANE_READ, read_lists, bench, &error), &error, "lists");
}

int main(int argc, char **argv)
{
    int64_t batch, milliseconds;
    if (argc != 4 || !text_to_int(argv[2], &batch) || !text_to_int(argv[3], &milliseconds)) {
        fprintf(stderr, "outcome FOLDER BATCH MILLISECONDS\n");
        return 64;
    }
    struct bench *bench = calloc(1, sizeof *bench);
    struct error error = {0};
    bench->arena = arena_new();
    open_store(bench, argv[1], batch);
    for (int at = 0; at < WORKERS; at++) {
        char csrf[GUARD_CSRF_SIZE];
        const struct seal seal = {.chance = chance_kernel()};
        access_guard.csrf(bench->workers[at].token, csrf);
        bench->workers[at].csrf = seal_mask(&seal, csrf, bench->arena);
    }
    static const struct module *const modules[] = {&access_module, &screening_module};
    const struct guard_options options = {.services = &bench->services,
                                          .modules = modules,
                                          .module_count = 2,
                                          .access = &access_guard};
    struct guard *guard;
    struct server *server;
    must(guard_new(&options, &guard, &error), &error, "guard");
    const struct server_options listening = {.address = "127.0.0.1",
                                             .handler = guard_handler(guard)};
    must(server_open(&listening, &server, &error), &error, "server");
    bench->port = server_port(server);
    pthread_t thread;
    ALWAYS(pthread_create(&thread, NULL, serve, server) == 0);
    double rate = measure(bench, milliseconds);
    printf("%.0f\n", rate);
    bool is_clean = atomic_load(&bench->refused) == 0;
    server_stop(server);
    pthread_join(thread, NULL);
    server_close(server);
    guard_free(guard);
    store_free(bench->services.store);
    vault_close(bench->services.vault);
    arena_free(bench->arena);
    free(bench);
    return is_clean ? 0 : 1;
}
