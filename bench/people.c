/* The pages of the register against a constant page with the same guard, session and reply size, over
 * 50,000 and 500,000 residents, at one request after the other; and how long loading takes.
 *
 *     people FOLDER COUNT     prints "PAGE COUNT ratio to the constant page, microseconds"
 *
 * The store lies in FOLDER on a real disk; FOLDER is left as it is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "access_sql.h"
#include "base/bug.h"
#include "base/text.h"
#include "modules/access/access.h"
#include "modules/access/vault.h"
#include "modules/people/load.h"
#include "modules/place/grid.h"
#include "people_sql.h"
#include "place_sql.h"
#include "store/lane.h"
#include "web/guard.h"
#include "web/http.h"

enum { ROUNDS = 40, SLICE = 5000, HOMES_PER_BUILDING = 64, PER_HOME = 3, STEADY_MAX = 1 << 20 };

/* ---- the constant page ----------------------------------------------------------------------- */

struct steady_params {
    int64_t size;
};
static const struct field steady_fields[] = {
    {.name = "size",
     .kind = FIELD_INT,
     .offset = FIELD_AT(struct steady_params, size),
     .maximum = STEADY_MAX},
};
static const struct record_type steady_type =
    RECORD_TYPE("steady", NULL, struct steady_params, steady_fields);

static enum result show_steady(struct request *request, const void *params, struct reply *reply,
                               struct error *error)
{
    (void)error;
    size_t size = (size_t)((const struct steady_params *)params)->size;
    char *body = arena_alloc(request->arena, size + 1);
    memset(body, 'x', size);
    reply->body = body;
    reply->body_size = size;
    reply->content_type = "text/html; charset=utf-8";
    return RESULT_OK;
}

static const struct route steady_routes[] = {
    {.method = METHOD_GET,
     .path = "/steady",
     .summary = "Steady",
     .capability = &people_read,
     .params = &steady_type,
     .handler = show_steady},
};
static const struct module steady_module = {
    .name = "steady", .routes = steady_routes, .route_count = 1};

/* ---- the community --------------------------------------------------------------------------- */

struct bench {
    struct services services;
    struct id_source ids;
    struct chance_seed seed;
    struct arena *arena;
    struct principal who;
    int64_t tenant, account, first;
    int64_t grid[512];
    size_t grid_count;
    int64_t *homes;
    size_t home_count, count, loaded;
    char token[ACCESS_TOKEN_SIZE];
    struct guard *guard;
};

static void must(enum result result, const struct error *error)
{
    if (result == RESULT_OK)
        return;
    fprintf(stderr, "bench: %s [%s] [%s]\n", error->msgid, error->args[0], error->args[1]);
    abort();
}

static enum result make_tenant(void *self, struct tx *tx, struct error *error)
{
    struct bench *bench = self;
    const struct tenant tenant = {
        .kind = "community", .code = "440605011020", .name = "灯湖社区", .offset = 480};
    int64_t grant_id;
    enum result result = tenant_add(&bench->services, tx, NULL, &tenant, &bench->tenant, error);
    if (result == RESULT_OK)
        result = account_add(&bench->services, tx, NULL, bench->tenant, "mai", "麦婉仪",
                             &bench->account, error);
    if (result == RESULT_OK)
        result = grant_add(&bench->services, tx, NULL,
                           &(struct grant){.tenant_id = bench->tenant,
                                           .account_id = bench->account,
                                           .role = ROLE_SECRETARY,
                                           .all_grids = true},
                           &grant_id, error);
    if (result == RESULT_OK)
        result =
            account_set_password(&bench->services, tx, NULL, bench->account, "set", NULL, error);
    if (result == RESULT_OK)
        result = session_open(&bench->services, tx, bench->account, "192.0.2.1", "bench", NULL,
                              bench->token, error);
    return result == RESULT_OK
               ? principal_operator(tx, bench->tenant, bench->arena, &bench->who, error)
               : result;
}

/* Compounds of ten buildings of 64 homes; a grid for every six buildings. */
static enum result make_places(void *self, struct tx *tx, struct error *error)
{
    struct bench *bench = self;
    size_t buildings = bench->count / PER_HOME / HOMES_PER_BUILDING + 1;
    size_t compounds = buildings / 10 + 1;
    struct place_seed *seeds =
        arena_array(bench->arena, compounds + buildings * (HOMES_PER_BUILDING + 1), sizeof *seeds);
    size_t used = 0;
    for (size_t i = 0; i < compounds; i++)
        seeds[used++] = (struct place_seed){
            {.kind = "compound", .name = arena_printf(bench->arena, "湖景%zu号花园", i)}, -1};
    for (size_t b = 0; b < buildings; b++) {
        long building = (long)used;
        seeds[used++] = (struct place_seed){
            {.kind = "building", .name = arena_printf(bench->arena, "%zu栋", b % 10 + 1)},
            (int64_t)(b / 10)};
        for (size_t h = 0; h < HOMES_PER_BUILDING; h++)
            seeds[used++] = (struct place_seed){
                {.kind = "home",
                 .name = arena_printf(bench->arena, "%zu%02zu", h / 4 + 1, h % 4 + 1),
                 .storey = (int64_t)(h / 4 + 1),
                 .position = (int64_t)(h % 4 + 1)},
                building};
    }
    enum result result =
        place_add_many(&bench->services, tx, bench->tenant, 0, seeds, used, bench->arena, error);
    bench->homes = arena_array(bench->arena, used, sizeof *bench->homes);
    for (size_t i = 0; i < used; i++)
        if (strcmp(seeds[i].place.kind, "home") == 0)
            bench->homes[bench->home_count++] = seeds[i].place.place_id;
    return result;
}

static const char *invent_name(struct bench *bench)
{
    static const char *const surnames[] = {"陈", "李", "黄", "梁", "何", "张", "林", "吴", "区",
                                           "单", "麦", "关", "邓", "冯", "谭", "叶", "王", "刘"};
    static const char *const given[] = {"伟", "明", "婉", "仪", "嘉", "怡", "志", "强", "桂", "英",
                                        "国", "华", "丽", "芳", "俊", "杰", "少", "珍", "慧", "玲",
                                        "健", "敏", "文", "辉", "雪", "梅", "永", "康", "乐", "重"};
    return arena_printf(bench->arena, "%s%s%s", surnames[chance_below(&bench->seed, 18)],
                        given[chance_below(&bench->seed, 30)],
                        given[chance_below(&bench->seed, 30)]);
}

static enum result load_slice(void *self, struct tx *tx, struct error *error)
{
    struct bench *bench = self;
    struct people_load *load;
    enum result result = people_load_open(&bench->services, tx, &bench->who, bench->tenant, 0,
                                          "2026-11-23", &load, error);
    if (result != RESULT_OK)
        return result;
    for (size_t i = 0; i < SLICE && bench->loaded + i < bench->count; i++) {
        size_t number = bench->loaded + i;
        int64_t id;
        struct resident_seed seed = {
            .facts = {.name = invent_name(bench),
                      .sex = number % 2 ? "1" : "2",
                      .birth_date =
                          arena_printf(bench->arena, "%04zu-%02zu-%02zu", 1930 + number % 90,
                                       number % 12 + 1, number % 28 + 1),
                      .citizen_id = arena_printf(bench->arena, "4406051%011zu", number),
                      .phone = arena_printf(bench->arena, "164%08zu", number * 7919 % 100000000),
                      .residence = number % 4 ? "floating" : "registered"},
            .place_id = bench->homes[number / PER_HOME % bench->home_count]};
        people_load_add(load, &seed, &id);
        if (number == 0)
            bench->first = id;
    }
    result = people_load_flush(load, error);
    people_load_close(load);
    if (result == RESULT_OK)
        bench->loaded += SLICE;
    return result;
}

/* ---- asking ---------------------------------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Median seconds of a page; *size gets the bytes of its body. */
static double ask(struct bench *bench, const char *path, const char *query, size_t *size)
{
    double times[ROUNDS];
    struct arena *arena = arena_new();
    for (size_t i = 0; i < ROUNDS; i++) {
        arena_reset(arena);
        struct http_call call = {.arena = arena};
        call.request.method = "GET";
        call.request.path = path;
        call.request.query = query;
        call.request.address = "192.0.2.1";
        call.request.headers[0] = (struct http_header){"Host", "kaifong.example"};
        call.request.headers[1] = (struct http_header){"Accept", "text/html"};
        call.request.headers[2] =
            (struct http_header){"Cookie", arena_printf(arena, "kaifong=%s", bench->token)};
        call.request.header_count = 3;
        double start = seconds();
        guard_call(bench->guard, &call);
        times[i] = seconds() - start;
        if (call.response.status != 200) {
            fprintf(stderr, "bench: %s?%s gives %d\n", path, query, call.response.status);
            abort();
        }
        *size = call.response.body_size;
    }
    arena_free(arena);
    qsort(times, ROUNDS, sizeof *times, compare);
    return times[ROUNDS / 2];
}

static void compare_page(struct bench *bench, const char *name, const char *path, const char *query)
{
    size_t size, same;
    char steady[64];
    double page = ask(bench, path, query, &size);
    snprintf(steady, sizeof steady, "size=%zu", size);
    double constant = ask(bench, "/steady", steady, &same);
    printf("%s %zu %.2f %.0f\n", name, bench->count, page / constant, page * 1e6);
}

static void ask_all(struct bench *bench)
{
    char path[64];
    snprintf(path, sizeof path, "/residents/%lld", (long long)bench->first);
    compare_page(bench, "list", "/residents", "");
    compare_page(bench, "list_by_address", "/residents", "order=address");
    compare_page(bench, "person", path, "");
    compare_page(bench, "search_name", "/search", "q=%E9%99%88%E4%BC%9F");
    compare_page(bench, "search_pinyin", "/search", "q=chenwei");
    compare_page(bench, "search_initials", "/search", "q=cwm");
    compare_page(bench, "search_tail", "/search", "q=5678");
    compare_page(bench, "search_room", "/search", "q=3-1204");
}

int main(int argc, char **argv)
{
    struct bench *bench = calloc(1, sizeof *bench);
    struct error error = {0};
    if (argc != 3 || bench == NULL) {
        fprintf(stderr, "usage: people FOLDER COUNT\n");
        return 64;
    }
    bench->count = (size_t)strtoull(argv[2], NULL, 10);
    bench->arena = arena_new();
    bench->seed.state = 42;
    id_source_init(&bench->ids, clock_system(), chance_kernel());
    bench->services = (struct services){.clock = clock_system(),
                                        .chance = chance_kernel(),
                                        .ids = &bench->ids,
                                        .offset = CALENDAR_CHINA_OFFSET};
    const struct store_options options = {
        .path = arena_printf(bench->arena, "%s/people-%zu.db", argv[1], bench->count)};
    must(store_open_file(&options, &bench->services.store, &error), &error);
    must(vault_open(arena_printf(bench->arena, "%s/people-%zu.key", argv[1], bench->count), true,
                    bench->services.chance, &bench->services.vault, &error),
         &error);
    static const struct migration *const lists[] = {access_migrations, place_migrations,
                                                    people_migrations};
    const size_t counts[] = {access_migration_count, place_migration_count, people_migration_count};
    struct store *store = bench->services.store;
    must(store_migrate(store, lists, counts, 3, &error), &error);
    must(lane_call(store, LANE_WRITE, make_tenant, bench, &error), &error);
    must(lane_call(store, LANE_WRITE, make_places, bench, &error), &error);
    double start = seconds();
    while (bench->loaded < bench->count)
        must(lane_call(store, LANE_WRITE, load_slice, bench, &error), &error);
    printf("load %zu %.2f s\n", bench->count, seconds() - start);
    static const struct module *const modules[] = {&access_module, &place_module, &people_module,
                                                   &steady_module, NULL};
    bench->services.modules = modules;
    struct guard_options guard = {.services = &bench->services,
                                  .modules = modules,
                                  .module_count = 4,
                                  .access = &access_guard,
                                  .hashing_workers = 1};
    must(guard_new(&guard, &bench->guard, &error), &error);
    ask_all(bench);
    guard_free(bench->guard);
    vault_close(bench->services.vault);
    store_free(store);
    arena_free(bench->arena);
    free(bench);
    return 0;
}
