/* From a list to the register and back: on a real store, with the real matcher and vault. */
#include "store/torture.h"
#include "world.h"

static struct world world;

/* The rows as lines: "2 new add 王桂英 1 13800138000 ... | A2: sentence". */
static const char *describe(void)
{
    struct text_buffer out;
    text_buffer_init(&out);
    for (size_t i = 0; i < world.entry_count; i++) {
        const struct intake_entry *entry = &world.entries[i];
        const struct resident_facts *facts = &entry->row.person.row.facts;
        const char *const texts[] = {facts->name,
                                     facts->sex,
                                     facts->birth_date,
                                     facts->citizen_id,
                                     facts->phone,
                                     facts->phone_2,
                                     entry->row.person.row.address,
                                     facts->note};
        text_addf(&out, "%d %s %s", (int)entry->row_number, entry->state, entry->decision);
        for (size_t j = 0; j < sizeof texts / sizeof *texts; j++)
            text_addf(&out, " %s", texts[j] ? texts[j] : "-");
        for (size_t j = 0; j < entry->row.remark_count; j++)
            text_addf(&out, " | %s",
                      intake_remark_say(&entry->row.remarks[j], entry->row_number, LANGUAGE_ENGLISH,
                                        world.arena));
        text_add(&out, "\n");
    }
    const char *all = arena_copy(world.arena, text_buffer_get(&out));
    text_buffer_fini(&out);
    return all;
}

/* Everything that domain.md 4.3 says of real lists and that a row can hold. */
static void rows_as_they_come(void)
{
    if (!world_make(&world))
        return;
    static const char list[] =
        "姓名,性别,出生日期,身份证号,联系电话,住址\n"
        "王桂英,女,1949.3.7,,１３８００１３８０００,3栋1204\n"     /* full width */
        "李明 13800138001,男,1990年1月5日,,,3栋1205\n"             /* phone in the name */
        "陈伟（户主）,,19900105,,138-0013-8002/86331234,三座301\n" /* two phones, brackets */
        "阿卜杜拉•买买提,1,1990/1/5,,无,C3栋101\n"                 /* the other dot */
        "区志强,男,1991-02-30,,13800138004,\n"                     /* no such day */
        "麦婉仪,女,2031-01-01,,13800138005,\n"                     /* in the future */
        "单雄信,男,,4.40605E+17,13800138006,\n"                    /* destroyed by Excel */
        "仇英,女,,11010519491231002X,13800138007,\n"               /* a good id */
        "解缙,男,,11010519491231002X,13800138008,\n"               /* sex is not that of the id */
        "曾巩,男,1990-01-05,440524188001010014,13800138009,\n"     /* birth is not that of the id */
        "查慎行,男,,110105194912310021,13800138010,\n"             /* check digit */
        "乐毅,男,,E12345678,138****5678,\n"                        /* passport, masked phone */
        "王桂英,女,,,13800138000,\n"                               /* the same person again */
        ",男,,,13800138012,3栋1204\n"                              /* no name */
        "张三,男,,,电话,\n"                                        /* no phone */
        "𬱖某,男,,,13800138013,\n"                             /* beyond the BMP */
        "李四,男,民国38年1月5日,,13800138014,\n";                  /* the Republic's calendar */
    if (world_bring(&world, list)) {
        CHECK_INT(world.batch.rows, 17);
        CHECK_INT(world.batch.doubles, 1);
        const char *all = describe();
        static const char *const wanted[] = {
            "2 new add 王桂英 2 1949-03-07 - 13800138000 - 3栋1204 -\n",
            "3 new add 李明 1 1990-01-05 - 13800138001 - 3栋1205 - | A3: A phone stood",
            "4 new add 陈伟 - 1990-01-05 - 13800138002 86331234 三座301 户主 | E4: Several phones",
            "5 new add 阿卜杜拉·买买提 1 1990-01-05 - - - C3栋101 -\n",
            "6 wrong  区志强 1 -",
            "7 wrong  麦婉仪 2 - - 13800138005 - - - | C7: This date of birth lies in the future",
            "8 wrong  单雄信 1 - - 13800138006 - - - | D8: Excel has destroyed this number",
            "9 new add 仇英 2 1949-12-31 11010519491231002X 13800138007",
            "10 wrong  解缙 1 1949-12-31 11010519491231002X 13800138008 - - - | B10: The sex",
            "11 wrong  曾巩",
            "C11: The date of birth (1990-01-05) is not that of the citizen ID (1880-01-01).",
            "12 wrong  查慎行",
            "13 new add 乐毅 1 - - - - - 证件E12345678 | D13:",
            "E13: “138****5678” is masked",
            "14 double skip 王桂英",
            "15 wrong  - 1",
            "A15: The name is missing.",
            "16 wrong  张三",
            "E16:",
            "17 new add 𬱖某",
            "18 wrong  李四"};
        for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
            if (!CHECK(strstr(all, wanted[i])))
                printf("    missing: %s\n", wanted[i]);
        CHECK_INT(world.entries[12].twin_row, 2);
        if (getenv("VERBOSE"))
            puts(all);
    }
    world_end(&world);
}

static const char register_list[] =
    "姓名,性别,出生日期,身份证号,电话,小区,栋,单元,房号,户号,与户主关系\n"
    "王桂英,女,1949-12-31,11010519491231002X,13800138000,灯湖花园,3,1,1204,1,户主\n"
    "李明,男,1990-01-05,,13800138001,灯湖花园,3,1,1204,1,子\n"
    "陈伟,男,1985-06-01,,13800138002,灯湖花园,5,,301,2,户主\n";

static void a_list_becomes_residents_and_goes_again(void)
{
    if (!world_make(&world))
        return;
    if (world_bring(&world, register_list)) {
        CHECK_INT(world.batch.fresh, 3);
        CHECK_INT(world.line_count, 0); /* nothing before it is confirmed */
        if (world_write(&world)) {
            CHECK_TEXT(world.batch.state, "applied");
            CHECK_INT(world.batch.added, 3);
            CHECK_INT(world.line_count, 3);
            for (size_t i = 0; i < world.line_count; i++)
                if (strcmp(world.lines[i].name, "王桂英") == 0)
                    CHECK(world.lines[i].address && strstr(world.lines[i].address, "1204"));
            /* the same list once more: everybody is known */
            if (world_bring(&world, register_list)) {
                CHECK_INT(world.batch.certain + world.batch.likely, 3);
                CHECK(world.batch.certain >= 1); /* the one with an id */
                world.state = "likely";
                world.decision = "use";
                CHECK_INT(world_do(&world, do_decide_all), RESULT_OK);
                if (!CHECK_INT(world.batch.fresh, 0))
                    puts(describe());
                int64_t first = world.batch_id;
                if (world_write(&world)) {
                    CHECK_INT(world.batch.added, 0);
                    CHECK_INT(world.line_count, 3);
                    world.batch_id = first;
                }
            }
        }
    }
    world_end(&world);
}

static void undoing_takes_all_out(void)
{
    if (!world_make(&world))
        return;
    if (world_bring(&world, register_list) && world_write(&world)) {
        CHECK_INT(world_do(&world, do_undo), RESULT_OK);
        CHECK_INT(world_job(&world), RESULT_OK);
        CHECK_INT(world_do(&world, do_read), RESULT_OK);
        CHECK_TEXT(world.batch.state, "undone");
        CHECK_INT(world.line_count, 0);
        CHECK_INT(world_do(&world, do_undo), RESULT_CONFLICT);
        CHECK_INT(world_do(&world, do_remove), RESULT_OK);
        CHECK_INT(world_do(&world, do_read), RESULT_NOT_FOUND);
    }
    world_end(&world);
}

static void taking_over_changes_and_undo_gives_back(void)
{
    if (!world_make(&world))
        return;
    if (world_bring(&world, register_list) && world_write(&world)) {
        static const char newer[] =
            "姓名,身份证号,电话,备注\n王桂英,11010519491231002X,13900139000,独居\n";
        if (world_bring(&world, newer)) {
            if (!CHECK_INT(world.batch.certain, 1))
                puts(describe());
            if (world_write(&world)) {
                CHECK_INT(world.batch.changed, 1);
                for (size_t i = 0; i < world.line_count; i++)
                    if (strcmp(world.lines[i].name, "王桂英") == 0)
                        CHECK_TEXT(world.lines[i].phone, "13900139000");
                CHECK_INT(world_do(&world, do_undo), RESULT_OK);
                CHECK_INT(world_job(&world), RESULT_OK);
                CHECK_INT(world_do(&world, do_read), RESULT_OK);
                CHECK_INT(world.line_count, 3);
                for (size_t i = 0; i < world.line_count; i++)
                    if (strcmp(world.lines[i].name, "王桂英") == 0)
                        CHECK_TEXT(world.lines[i].phone, "13800138000");
            }
        }
    }
    world_end(&world);
}

static void a_person_decides(void)
{
    if (!world_make(&world))
        return;
    if (world_bring(&world, "姓名,电话\n王桂英,13800138000\n李明,x\n陈伟,13800138002\n")) {
        world.row = 3;
        world.decision = "add";
        CHECK_INT(world_do(&world, do_decide), RESULT_CONFLICT); /* a wrong row */
        world.row = 2;
        world.decision = "use";
        CHECK_INT(world_do(&world, do_decide), RESULT_INVALID); /* who? */
        world.resident = 12345;
        CHECK_INT(world_do(&world, do_decide), RESULT_NOT_FOUND);
        world.resident = 0;
        world.decision = "skip";
        CHECK_INT(world_do(&world, do_decide), RESULT_OK);
        world.state = "wrong";
        CHECK_INT(world_do(&world, do_decide_all), RESULT_INVALID);
        world.state = "new";
        world.decision = "use";
        CHECK_INT(world_do(&world, do_decide_all), RESULT_INVALID);
        if (world_write(&world)) {
            CHECK_INT(world.batch.added, 1);
            CHECK_INT(world.line_count, 1);
            CHECK_INT(world_do(&world, do_decide), RESULT_CONFLICT); /* too late */
        }
    }
    world_end(&world);
}

static void columns_are_corrected(void)
{
    if (!world_make(&world))
        return;
    if (world_bring(&world, "甲,乙\n王桂英,13800138000\n李明,13800138001\n")) {
        world.columns = "1=note 2=phone";
        CHECK_INT(world_do(&world, do_columns), RESULT_OK);
        CHECK_INT(world_do(&world, do_check), RESULT_OK);
        CHECK_INT(world_job(&world), RESULT_INVALID); /* no names: said, and back to the columns */
        CHECK_INT(world_do(&world, do_read), RESULT_OK);
        CHECK_TEXT(world.batch.state, "new");
        world.columns = "1=name 2=-";
        CHECK_INT(world_do(&world, do_columns), RESULT_OK);
        CHECK_INT(world_do(&world, do_check), RESULT_OK);
        CHECK_INT(world_job(&world), RESULT_OK);
        CHECK_INT(world_do(&world, do_read), RESULT_OK);
        CHECK_TEXT(describe(), "2 new add 王桂英 - - - - - - -\n3 new add 李明 - - - - - - -\n");
    }
    world_end(&world);
}

static enum result read_wrong_sheet(void *self, struct tx *tx, struct error *error)
{
    struct world *in = self;
    return intake_wrong_sheet(&in->services, tx, &in->who.scope, in->batch_id, LANGUAGE_ENGLISH,
                              &in->upload.bytes, &in->upload.size, in->arena, error);
}

static void wrong_rows_come_back_and_are_taken_again(void)
{
    struct sheet_reader *reader;
    struct sheet_row row;
    bool more = true;
    if (!world_make(&world))
        return;
    if (world_bring(&world, "序号,姓名,身份证号\n1,王桂英,\n2,李明,440524188001010015\n") &&
        CHECK_INT(world_do(&world, read_wrong_sheet), RESULT_OK) &&
        CHECK_INT(sheet_reader_open(world.upload.bytes, world.upload.size, &reader, NULL),
                  RESULT_OK)) {
        CHECK_INT(sheet_reader_next(reader, &row, &more, NULL), RESULT_OK);
        CHECK_INT(row.count, 4);
        CHECK_TEXT(row.cells[1].text, "姓名");
        CHECK_INT(sheet_reader_next(reader, &row, &more, NULL), RESULT_OK);
        CHECK_TEXT(row.cells[1].text, "李明");
        CHECK_TEXT(row.cells[2].text, "440524188001010015");
        CHECK(strstr(row.cells[3].text, "C3: ") == row.cells[3].text);
        CHECK_INT(sheet_reader_next(reader, &row, &more, NULL), RESULT_OK);
        CHECK(!more);
        sheet_reader_close(reader);
    }
    world_end(&world);
}

static enum result read_people(void *self, struct tx *tx, struct error *error)
{
    struct world *in = self;
    struct intake_listed *people;
    size_t count;
    enum result result = intake_people_list(&in->services, tx, &in->who.scope, in->batch_id, 0, 10,
                                            &people, &count, in->arena, error);
    if (result == RESULT_OK) {
        CHECK_INT(count, 2);
        CHECK_TEXT(people[1].person->row.facts.phone, "13800138001");
        CHECK_TEXT(people[1].cells[2], "武汉");
        CHECK_INT(people[0].resident_id, 0);
    }
    return result;
}

static void lists_for_a_campaign(void)
{
    static const char list[] =
        "姓名,电话,从哪里回\n王桂英,13800138000,广州\n,13800138001,武汉\n李明,,\n李明,,\n";
    if (!world_make(&world))
        return;
    world.upload =
        (struct intake_upload){.bytes = list, .size = sizeof list - 1, .purpose = "campaign"};
    CHECK_INT(world_do(&world, do_add), RESULT_OK);
    CHECK_INT(world_do(&world, do_check), RESULT_OK);
    CHECK_INT(world_job(&world), RESULT_OK);
    world.row = 4;
    world.decision = "skip";
    CHECK_INT(world_do(&world, do_decide), RESULT_OK);
    world.row = 5;
    CHECK_INT(world_do(&world, do_decide), RESULT_OK);
    CHECK_INT(world_do(&world, read_people), RESULT_OK);
    CHECK_INT(world_do(&world, do_apply), RESULT_CONFLICT);
    world_end(&world);
}

static void files_that_cannot_be_read_are_refused(void)
{
    if (!world_make(&world))
        return;
    world.upload = (struct intake_upload){.bytes = "%PDF-1.4", .size = 8, .file_name = "名单.xlsx"};
    CHECK_INT(world_do(&world, do_add), RESULT_INVALID);
    world.upload.size = 0;
    CHECK_INT(world_do(&world, do_add), RESULT_INVALID);
    world_end(&world);
}

/* The write operations with every one of their store calls failing in turn: the right error, nothing
 * half done, and it works afterwards. (Those that start a job wake the job thread, whose own calls the
 * loop would count; the jobs have a test of their own below.) */
static void torture(const char *name,
                    enum result (*work)(void *self, struct tx *tx, struct error *error))
{
    struct torture_report report;
    const struct torture torture = {.work = work, .self = &world, .lane = LANE_WRITE};
    usleep(200000); /* the job thread looks once more for work when a job is done */
    if (!CHECK(torture_run(world.store, &world.plan, &torture, &report)))
        printf("    %s: %s\n", name, report.problem);
    fault_plan_set(&world.plan, 0, RESULT_OK);
}

static void operations_survive_faults(void)
{
    static const char list[] = "姓名,电话\n王桂英,13800138000\n李明,13800138001\n";
    if (!world_make(&world))
        return;
    world.upload = (struct intake_upload){.bytes = list, .size = sizeof list - 1};
    torture("add", do_add);
    world.columns = "1=name 2=phone";
    torture("columns", do_columns);
    CHECK_INT(world_do(&world, do_check), RESULT_OK);
    CHECK_INT(world_job(&world), RESULT_OK);
    world.row = 2;
    world.decision = "skip";
    torture("decide", do_decide);
    world.state = "new";
    world.decision = "add";
    torture("decide all", do_decide_all);
    CHECK_INT(world_do(&world, do_apply), RESULT_OK);
    CHECK_INT(world_job(&world), RESULT_OK);
    CHECK_INT(world_do(&world, do_read), RESULT_OK);
    CHECK_INT(world.line_count, 2);
    CHECK_INT(world_do(&world, do_undo), RESULT_OK);
    CHECK_INT(world_job(&world), RESULT_OK);
    torture("remove", do_remove);
    CHECK_INT(world_do(&world, do_read), RESULT_NOT_FOUND);
    world_end(&world);
}

/* A list of 2,600 rows, so that writing takes several slices. */
static char *long_list(void)
{
    struct text_buffer text;
    text_buffer_init(&text);
    text_add(&text, "姓名,电话,住址\n");
    for (int i = 0; i < 2600; i++)
        text_addf(&text, "王%s%s,1380013%04d,灯湖花园%d栋%d\n", i % 2 ? "桂" : "志",
                  i % 3 ? "英" : "强", i, i % 7 + 1, 101 + i);
    return text.at;
}

/* The disk fails in the middle of writing: the job begins again and leaves everybody in once. */
static void writing_goes_on_after_trouble(void)
{
    char *list = long_list();
    if (!world_make(&world))
        return;
    if (world_bring(&world, list)) {
        CHECK_INT(world.batch.rows, 2600);
        CHECK_INT(world_do(&world, do_apply), RESULT_OK);
        fault_plan_set(&world.plan, 45000, RESULT_IO);
        /* The job thread tries again by itself; if it was this one that failed, it is told so. */
        enum result result = world_job(&world);
        CHECK(result == RESULT_OK || result == RESULT_IO);
        CHECK(atomic_load(&world.plan.fired) > 0);
        fault_plan_set(&world.plan, 0, RESULT_OK);
        if (result != RESULT_OK) { /* it was the last attempt: a person begins anew */
            CHECK_INT(world_do(&world, do_apply), RESULT_OK);
            CHECK_INT(world_job(&world), RESULT_OK);
        }
        CHECK_INT(world_do(&world, do_read), RESULT_OK);
        CHECK_TEXT(world.batch.state, "applied");
        CHECK_INT(world.batch.added, 2600);
        world.state = NULL;
        CHECK_INT(world_do(&world, do_undo), RESULT_OK);
        CHECK_INT(world_job(&world), RESULT_OK);
        CHECK_INT(world_do(&world, do_read), RESULT_OK);
        CHECK_INT(world.line_count, 0); /* so nobody was in twice */
    }
    free(list);
    world_end(&world);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        CHECK_TEST(rows_as_they_come),
        CHECK_TEST(a_list_becomes_residents_and_goes_again),
        CHECK_TEST(undoing_takes_all_out),
        CHECK_TEST(taking_over_changes_and_undo_gives_back),
        CHECK_TEST(a_person_decides),
        CHECK_TEST(columns_are_corrected),
        CHECK_TEST(wrong_rows_come_back_and_are_taken_again),
        CHECK_TEST(lists_for_a_campaign),
        CHECK_TEST(files_that_cannot_be_read_are_refused),
        CHECK_TEST(operations_survive_faults),
        CHECK_TEST(writing_goes_on_after_trouble),
    };
    return check_main(argc, argv, tests, sizeof tests / sizeof *tests);
}
