/* A list of 50,000 residents, from the spreadsheet into the register.
 *
 *     intake csv FILE    writes the rows as CSV, for sqlite3 to import
 *     intake FOLDER      makes an empty register in FOLDER, brings the rows in as XLSX, and prints
 *                        "stage SECONDS" (reading, checking, staging), "apply SECONDS" and "memory BYTES"
 *
 * The register is empty, so that matching, which has a benchmark of its own, takes no time. */
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "access_sql.h"
#include "inbox_sql.h"
#include "intake_sql.h"
#include "modules/access/access.h"
#include "modules/access/vault.h"
#include "modules/intake/internal.h"
#include "people_sql.h"
#include "place_sql.h"
#include "record/citizen_id.h"
#include "sheet/writer.h"

enum { ROWS = 50000, COLUMNS = 8 };
static const struct sheet_column columns[COLUMNS] = {
    {.heading = "姓名"},     {.heading = "性别"}, {.heading = "出生日期"}, {.heading = "身份证号"},
    {.heading = "联系电话"}, {.heading = "小区"}, {.heading = "住址"},     {.heading = "备注"}};

/* Row i, the same each time. */
static void make_row(size_t i, char texts[COLUMNS][96])
{
    static const char surnames[] = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹";
    static const char given[] = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英华玉红建国志";
    static const char *const compounds[] = {"灯湖花园", "桂城新苑", "聚龙里", "叠翠居", "南海明珠"};
    struct chance_seed seed = {i * 2654435761U + 7};
    size_t a = chance_below(&seed, 30), b = chance_below(&seed, 30), c = chance_below(&seed, 30);
    int year = 1935 + (int)chance_below(&seed, 80), month = 1 + (int)chance_below(&seed, 12),
        day = 1 + (int)chance_below(&seed, 28), serial = (int)chance_below(&seed, 1000);
    size_t home = i / 3;
    snprintf(texts[0], 96, "%.3s%.3s%.3s", surnames + 3 * a, given + 3 * b, given + 3 * c);
    snprintf(texts[1], 96, "%s", serial % 2 ? "男" : "女");
    snprintf(texts[2], 96, "%04d-%02d-%02d", year, month, day);
    snprintf(texts[3], 96, "440605%04d%02d%02d%03d", year, month, day, serial);
    texts[3][17] = citizen_id_check_character(texts[3]);
    texts[3][18] = '\0';
    snprintf(texts[4], 96, "13%09zu", i * 19937 % 1000000000);
    snprintf(texts[5], 96, "%s", compounds[home % 5]);
    snprintf(texts[6], 96, "%zu栋%zu单元%zu%02zu", home / 5 % 40 + 1, home / 200 % 3 + 1,
             home / 600 % 30 + 1, home / 18000 + 1);
    snprintf(texts[7], 96, "%s", i % 50 == 0 ? "独居" : "");
}

static int write_csv(const char *path)
{
    FILE *file = fopen(path, "w");
    char texts[COLUMNS][96];
    if (!file)
        return 1;
    for (size_t i = 0; i < ROWS; i++) {
        make_row(i, texts);
        for (size_t j = 0; j < COLUMNS; j++)
            fprintf(file, "%s%s", texts[j], j + 1 < COLUMNS ? "," : "\n");
    }
    return fclose(file);
}

static void make_workbook(const void **bytes, size_t *size, struct arena *arena)
{
    const struct sheet_layout layout = {.columns = columns, .column_count = COLUMNS};
    struct sheet_writer *writer;
    struct error error;
    char texts[COLUMNS][96];
    const char *cells[COLUMNS];
    if (sheet_writer_open(SHEET_TO_XLSX, &layout, &writer, &error) != RESULT_OK)
        abort();
    for (size_t i = 0; i < ROWS; i++) {
        make_row(i, texts);
        for (size_t j = 0; j < COLUMNS; j++)
            cells[j] = texts[j];
        if (sheet_writer_row(writer, cells, NULL, COLUMNS, &error) != RESULT_OK)
            abort();
    }
    if (sheet_writer_finish(writer, bytes, size, arena, &error) != RESULT_OK)
        abort();
    sheet_writer_close(writer);
}

struct bench {
    struct services services;
    struct id_source ids;
    struct principal who;
    struct arena *arena;
    struct intake_upload upload;
    int64_t tenant, batch_id, job_id;
};

static enum result add_people(void *self, struct tx *tx, struct error *error)
{
    struct bench *bench = self;
    const struct tenant tenant = {
        .kind = "community", .code = "440605011020", .name = "灯湖社区", .offset = 480};
    enum result result = tenant_add(&bench->services, tx, NULL, &tenant, &bench->tenant, error);
    return result != RESULT_OK
               ? result
               : principal_operator(tx, bench->tenant, bench->arena, &bench->who, error);
}

static enum result add_batch(void *self, struct tx *tx, struct error *error)
{
    struct bench *bench = self;
    enum result result =
        intake_add(&bench->services, tx, &bench->who, &bench->upload, &bench->batch_id, error);
    return result != RESULT_OK ? result
                               : intake_check(&bench->services, tx, &bench->who, bench->batch_id,
                                              &bench->job_id, error);
}

static enum result start_apply(void *self, struct tx *tx, struct error *error)
{
    struct bench *bench = self;
    return intake_apply(&bench->services, tx, &bench->who, bench->batch_id, &bench->job_id, error);
}

static void must(enum result result, const struct error *error)
{
    if (result == RESULT_OK)
        return;
    fprintf(stderr, "%s (%s)\n", error->msgid, error->args[0]);
    exit(1);
}

/* Seconds that all threads spent on a processor. */
static double busy(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void run_job(const char *name, struct bench *bench,
                    enum result (*start)(void *, struct tx *, struct error *))
{
    struct error error = {0};
    int64_t from = clock_monotonic();
    double busy_before = busy();
    must(lane_call(bench->services.store, LANE_WRITE, start, bench, &error), &error);
    must(job_run_now(bench->services.jobs, bench->tenant, bench->job_id, &error), &error);
    printf("%s %.3f %.3f\n", name, (double)(clock_monotonic() - from) / 1000, busy() - busy_before);
}

static void open_register(struct bench *bench, const char *folder)
{
    static const struct migration *const lists[] = {access_migrations, place_migrations,
                                                    people_migrations, inbox_migrations,
                                                    intake_migrations};
    const size_t counts[] = {access_migration_count, place_migration_count, people_migration_count,
                             inbox_migration_count, intake_migration_count};
    static const struct job_kind *const kinds[] = {&intake_check_job, &intake_apply_job};
    struct error error = {0};
    const struct store_options options = {.path =
                                              arena_printf(bench->arena, "%s/kaifong.db", folder)};
    bench->services = (struct services){.clock = clock_system(),
                                        .chance = chance_kernel(),
                                        .ids = &bench->ids,
                                        .offset = CALENDAR_CHINA_OFFSET};
    id_source_init(&bench->ids, bench->services.clock, bench->services.chance);
    must(store_open_file(&options, &bench->services.store, &error), &error);
    must(store_migrate(bench->services.store, lists, counts, 5, &error), &error);
    must(vault_open(arena_printf(bench->arena, "%s/kaifong.key", folder), true,
                    bench->services.chance, &bench->services.vault, &error),
         &error);
    must(
        jobs_open(bench->services.store, &bench->services, kinds, 2, &bench->services.jobs, &error),
        &error);
    must(lane_call(bench->services.store, LANE_WRITE, add_people, bench, &error), &error);
}

int main(int argc, char **argv)
{
    struct bench bench = {.arena = arena_new()};
    struct rusage usage;
    if (argc == 3 && strcmp(argv[1], "csv") == 0)
        return write_csv(argv[2]);
    if (argc != 2)
        return 2;
    bench.upload.file_name = "residents.xlsx";
    make_workbook(&bench.upload.bytes, &bench.upload.size, bench.arena);
    open_register(&bench, argv[1]);
    run_job("stage", &bench, add_batch);
    run_job("apply", &bench, start_apply);
    getrusage(RUSAGE_SELF, &usage);
    printf("memory %ld\n", usage.ru_maxrss * 1024);
    jobs_close(bench.services.jobs);
    store_free(bench.services.store);
    vault_close(bench.services.vault);
    arena_free(bench.arena);
    return 0;
}
