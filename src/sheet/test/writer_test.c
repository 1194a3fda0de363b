/* The writer: what is written comes back byte by byte, and looks as an office wants it. */
#include <jansson.h>
#include <stdio.h>

#include "check.h"
#include "sheet/writer.h"
#include "workbook.h"

static struct arena *arena;

static const struct sheet_column columns[] = {
    {"姓名", SHEET_LOOK_TEXT, 0}, {"数", SHEET_LOOK_NUMBER, 0}, {"日期", SHEET_LOOK_DAY, 12}};
static const struct sheet_layout plain = {.columns = columns, .column_count = 3};

static const char *round_trip(enum sheet_target target, const struct sheet_layout *layout,
                              const char *const *texts, size_t count)
{
    struct sheet_writer *writer;
    const void *bytes;
    size_t size;
    CHECK_INT(sheet_writer_open(target, layout, &writer, NULL), RESULT_OK);
    CHECK_INT(sheet_writer_row(writer, texts, NULL, count, NULL), RESULT_OK);
    CHECK_INT(sheet_writer_finish(writer, &bytes, &size, arena, NULL), RESULT_OK);
    sheet_writer_close(writer);
    return read_all(bytes, size, arena);
}

static void all_targets_come_back(void)
{
    static const char *const row[] = {"王桂英", "12", "2020-02-29"};
    for (enum sheet_target target = 0; target < SHEET_TARGET__COUNT; target++)
        CHECK_TEXT(round_trip(target, &plain, row, 3), "姓名|数|日期\n王桂英|12|2020-02-29\n");
}

static void ids_are_text(void)
{
    static const char *const row[] = {"440605194903070480", "440605194903070480", "1890-01-01"};
    CHECK_TEXT(round_trip(SHEET_TO_XLSX, &plain, row, 3),
               "姓名|数|日期\n440605194903070480|440605194903070480|1890-01-01\n");
    static const char *const zeros[] = {"0012", "0012", "x"};
    CHECK_TEXT(round_trip(SHEET_TO_XLSX, &plain, zeros, 3), "姓名|数|日期\n0012|0012|x\n");
}

static void the_office_layout(void)
{
    struct sheet_layout layout = {.name = "排查[表]/2024:a*?"
                                          "很长的名字很长的名字很长的名字很长的名字很长的名字",
                                  .title = "灯湖社区排查表",
                                  .unit = "填报单位：灯湖社区",
                                  .date = "填报日期：2024-02-10",
                                  .closing = "填表人：        审核人：",
                                  .columns = columns,
                                  .column_count = 3};
    static const char *const row[] = {"=1+2", "", NULL};
    CHECK_TEXT(round_trip(SHEET_TO_XLSX, &layout, row, 3),
               "灯湖社区排查表\n填报单位：灯湖社区|填报日期：2024-02-10\n姓名|数|日期\n=1+"
               "2\n填表人：        "
               "审核人：\n");
}

static void csv_is_guarded(void)
{
    static const struct {
        const char *text, *cell;
    } cases[] = {{"=1+2", "\"'=1+2\""},
                 {"-5", "-5"},
                 {"+8613800138000", "\"'+8613800138000\""},
                 {"'=x", "\"''=x\""},
                 {"a,b\"c", "\"a,b\"\"c\""},
                 {"@x", "\"'@x\""},
                 {"-1+2", "\"'-1+2\""},
                 {"＝1+2", "\"'＝1+2\""},
                 {"＋8613800138000", "\"'＋8613800138000\""},
                 {"－1", "\"'－1\""},
                 {"＠x", "\"'＠x\""},
                 {"\n=1+2", "\"'\n=1+2\""},
                 {"王", "王"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text_buffer out;
        text_buffer_init(&out);
        sheet_csv_cell(&out, cases[i].text);
        CHECK_TEXT(text_buffer_get(&out), cases[i].cell);
        text_buffer_fini(&out);
    }
}

static void names_of_files(void)
{
    CHECK_TEXT(sheet_disposition(arena, "桂一/社区\"", ".xlsx"),
               "attachment; filename=\"sheet.xlsx\"; "
               "filename*=UTF-8''%E6%A1%82%E4%B8%80%E7%A4%BE%E5%8C%BA.xlsx");
    CHECK_TEXT(sheet_file_name(arena, "../../etc"), "etc");
    CHECK_TEXT(sheet_file_name(arena, "a\u202excod\u2066.exe"), "axcod.exe");
    CHECK_TEXT(sheet_file_name(arena, "\r\n"), "sheet");
}

/* One text, through the sheet and back; the reader's own form for controls. */
static bool comes_back(enum sheet_target target, const char *text)
{
    struct sheet_writer *writer;
    struct sheet_reader *reader;
    struct sheet_row row = {0};
    const void *bytes;
    size_t size;
    bool more = false, is_same = false;
    const char *const texts[] = {"x", text, "y"};
    CHECK_INT(sheet_writer_open(target, &plain, &writer, NULL), RESULT_OK);
    CHECK_INT(sheet_writer_row(writer, texts, NULL, 3, NULL), RESULT_OK);
    CHECK_INT(sheet_writer_finish(writer, &bytes, &size, arena, NULL), RESULT_OK);
    sheet_writer_close(writer);
    if (sheet_reader_open(bytes, size, &reader, NULL) != RESULT_OK)
        return false;
    for (int i = 0; i < 2; i++)
        if (sheet_reader_next(reader, &row, &more, NULL) != RESULT_OK || !more)
            break;
    is_same = more && row.count == 3 && strcmp(row.cells[1].text, text) == 0;
    sheet_reader_close(reader);
    return is_same;
}

static void hard_texts_come_back(void)
{
    static const char *const texts[] = {"\x01\x02\x1f",
                                        "_x0041_",
                                        "_x005F_x0041_",
                                        "a\r\nb\rc\n",
                                        " x ",
                                        "\n",
                                        "<&>\"'",
                                        "\xEF\xBF\xBE\xEF\xBF\xBF",
                                        "_x",
                                        "__x000D_",
                                        "𬱖㛃",
                                        "\tx\t",
                                        "'",
                                        "''=",
                                        "=\"12\"",
                                        "-",
                                        "+",
                                        "1;2",
                                        "\xEF\xBB\xBFx",
                                        "]]>",
                                        "a'",
                                        "\x7f",
                                        "\xC2\x85",
                                        "\xE2\x80\xA8"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (enum sheet_target target = 0; target < SHEET_TARGET__COUNT; target++)
            if (!CHECK(comes_back(target, texts[i])))
                printf("  text %zu, target %d\n", i, (int)target);
}

static void naughty_strings(void)
{
    const char *folder = getenv("KAIFONG_CONFORMANCE_DATA");
    size_t index, count = 0;
    json_t *value;
    if (!folder) {
        check_skip("KAIFONG_CONFORMANCE_DATA is not set");
        return;
    }
    json_t *list = json_load_file(arena_printf(arena, "%s/blns/blns.json", folder), 0, NULL);
    if (!CHECK(json_is_array(list)))
        return;
    json_array_foreach(list, index, value)
    {
        const char *text = json_string_value(value);
        if (!*text)
            continue;
        count++;
        for (enum sheet_target target = 0; target < SHEET_TARGET__COUNT; target++)
            if (!CHECK(comes_back(target, text)))
                printf("  %zu %s, target %d\n", index, text, (int)target);
    }
    json_decref(list);
    printf("naughty strings: %zu written and read back in 3 forms\n", count);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        CHECK_TEST(all_targets_come_back), CHECK_TEST(ids_are_text),
        CHECK_TEST(the_office_layout),     CHECK_TEST(csv_is_guarded),
        CHECK_TEST(names_of_files),        CHECK_TEST(hard_texts_come_back),
        CHECK_TEST(naughty_strings),
    };
    arena = arena_new();
    int status = check_main(argc, argv, tests, sizeof tests / sizeof *tests);
    arena_free(arena);
    return status;
}
