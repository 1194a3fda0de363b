/* Finding the table in sheets as communities really keep them. */
#include <stdio.h>

#include "check.h"
#include "sheet/table.h"
#include "workbook.h"

static struct arena *arena;

struct person {
    const char *name, *sex, *birth, *id, *phone, *phone_2, *address;
};
static const struct choice sexes[] = {{"1", "男"}, {"2", "女"}, {0}};
static const char *const name_aliases[] = {"姓名", NULL}, *const sex_aliases[] = {"性别", NULL},
                         *const birth_aliases[] = {"出生日期", "出生年月", NULL},
                         *const id_aliases[] = {"身份证号", "身份证号码", NULL},
                         *const phone_aliases[] = {"电话", "联系电话", "手机", NULL},
                         *const address_aliases[] = {"地址", "住址", "房号", NULL},
                         *const none[] = {NULL};
#define F(name_, kind_, aliases_)                                                                  \
    {                                                                                              \
        .name = #name_, .label = #name_, .kind = kind_, .offset = FIELD_AT(struct person, name_),  \
        .aliases = aliases_                                                                        \
    }
static const struct field fields[] = {
    F(name, FIELD_NAME, name_aliases),
    {.name = "sex",
     .label = "sex",
     .kind = FIELD_CHOICE,
     .offset = FIELD_AT(struct person, sex),
     .aliases = sex_aliases,
     .choices = sexes},
    F(birth, FIELD_DATE, birth_aliases),
    F(id, FIELD_CITIZEN_ID, id_aliases),
    F(phone, FIELD_PHONE, phone_aliases),
    F(phone_2, FIELD_PHONE, none),
    F(address, FIELD_ADDRESS, address_aliases),
};
static const struct record_type type = RECORD_TYPE("person", "Person", struct person, fields);

/* "header ROW+ROWS: field field - ...\n" and then each row with its kind: "P王|…". */
static const char *describe(const char *bytes, size_t size)
{
    struct sheet_reader *reader;
    struct table_layout layout;
    struct table *table;
    struct table_row row;
    struct error error = {0};
    struct text_buffer out;
    bool more = true;
    text_buffer_init(&out);
    if (!CHECK_INT(sheet_reader_open(bytes, size, &reader, &error), RESULT_OK))
        return "";
    if (!CHECK_INT(table_find(reader, &type, "2024-02-10", NULL, &layout, arena, &error),
                   RESULT_OK))
        return "";
    text_addf(&out, "%d+%d:", (int)layout.header_row, (int)layout.header_rows);
    for (size_t i = 0; i < layout.column_count; i++)
        text_addf(&out, " %s", layout.columns[i].field ? layout.columns[i].field->name : "-");
    text_add(&out, "\n");
    CHECK_INT(table_open(reader, &layout, &table, &error), RESULT_OK);
    for (;;) {
        if (!CHECK_INT(table_next(table, &row, &more, &error), RESULT_OK) || !more)
            break;
        text_add_char(&out, "PGTRH"[row.kind]);
        if (row.kind == TABLE_PERSON && *row.group)
            text_addf(&out, "(%s)", row.group);
        for (size_t i = 0; i < layout.column_count; i++)
            text_addf(&out, "%s%s%s", i > 0 ? "|" : "", row.cells[i].text,
                      row.is_filled[i] ? "^" : "");
        text_add(&out, "\n");
    }
    table_close(table);
    sheet_reader_close(reader);
    const char *all = arena_copy(arena, text_buffer_get(&out));
    text_buffer_fini(&out);
    return all;
}

static const char *describe_text(const char *text)
{
    return describe(text, strlen(text));
}

static void a_plain_list(void)
{
    CHECK_TEXT(
        describe_text(
            "序号,姓名,联系电话,住址\n1,王桂英,13800138000,3栋1204\n2,李明,13800138001,3栋1205\n"),
        "1+1: - name phone address\nP1|王桂英|13800138000|3栋1204\nP2|李明|13800138001|3栋1205\n");
}

static void title_sums_groups_and_signatures(void)
{
    CHECK_TEXT(
        describe_text(
            "灯湖社区居民名册\n填报单位：灯湖社区,,,日期：2024-02-10\n序号,姓 "
            "名,联系电话（手机）,地址\n"
            "3栋\n1,王桂英,13800138000,1204\n2,李明,同上,〃\n小计,,2\n4栋\n3,陈伟,13800138002,301\n"
            "序号,姓名,联系电话（手机）,地址\n4,区志强,13800138003,302\n合 "
            "计,4\n填表人：麦婉仪,,审核人：\n"),
        "3+1: - name phone address\nG3栋|||\nP(3栋)1|王桂英|13800138000|1204\n"
        "P(3栋)2|李明|13800138000^|1204^\nT小计||2|\nG4栋|||\nP(4栋)3|陈伟|13800138002|301\n"
        "H序号|姓名|联系电话（手机）|地址\nP(4栋)4|区志强|13800138003|302\nT合 "
        "计|4||\nR填表人：麦婉仪||审核人：|\n");
}

#define CELL(at, text) "<c r=\"" at "\" t=\"inlineStr\"><is><t>" text "</t></is></c>"
static void two_rows_of_headings_and_merged_cells(void)
{
    char *bytes;
    size_t size;
    make_workbook(
        "",
        "<sheetData><row r=\"1\">" CELL(
            "A1",
            "登记表") "</row>"
                      "<row r=\"2\">" CELL("A2", "楼栋") CELL("B2", "基本情况") CELL(
                          "D2",
                          "联系方式") "</row>"
                                      "<row r=\"3\">" CELL("B3", "姓名") CELL("C3", "性别")
                                          CELL("D3", "电话") CELL(
                                              "E3",
                                              "住址") "</row>"
                                                      "<row r=\"4\">" CELL("A4", "3栋") CELL(
                                                          "B4", "王桂英") CELL("C4", "女")
                                                          CELL("D4", "13800138000") CELL(
                                                              "E4",
                                                              "1204") "</row>"
                                                                      "<row r=\"5\">" CELL("B5",
                                                                                           "李明")
                                                                          CELL("C5", "男") CELL(
                                                                              "E5",
                                                                              "1205") "</row></"
                                                                                      "sheetData>"
                                                                                      "<mergeCells>"
                                                                                      "<mergeCell "
                                                                                      "ref=\"A1:"
                                                                                      "E1\"/"
                                                                                      "><mergeCell "
                                                                                      "ref=\"A2:"
                                                                                      "A3\"/"
                                                                                      "><mergeCell "
                                                                                      "ref=\"B2:"
                                                                                      "C2\"/>"
                                                                                      "<mergeCell "
                                                                                      "ref=\"D2:"
                                                                                      "E2\"/"
                                                                                      "><mergeCell "
                                                                                      "ref=\"A4:"
                                                                                      "A5\"/"
                                                                                      "><mergeCell "
                                                                                      "ref=\"D4:"
                                                                                      "D5\"/></"
                                                                                      "mergeCells>",
        "", &bytes, &size);
    CHECK_TEXT(describe(bytes, size),
               "2+2: - name sex phone address\nP3栋|王桂英|女|13800138000|1204\n"
               "P3栋^|李明|男|13800138000^|1205\n");
    free(bytes);
}

static void columns_are_known_by_what_stands_in_them(void)
{
    CHECK_TEXT(describe_text("甲,乙,丙,丁\n王桂英,13800138000,3栋1204,11010519491231002X\n"
                             "李明,13800138001,3栋1205,440524188001010014\n陈伟,13800138002,"
                             "3栋1206,360426199101010071\n"),
               "1+1: name phone address id\nP王桂英|13800138000|3栋1204|11010519491231002X\n"
               "P李明|13800138001|3栋1205|440524188001010014\nP陈伟|13800138002|3栋1206|"
               "360426199101010071\n");
    CHECK_TEXT(describe_text("王桂英,13800138000\n李明,13800138001\n"),
               "0+0: name phone\nP王桂英|13800138000\nP李明|13800138001\n");
}

static void second_phone_and_wrong_heading(void)
{
    CHECK_TEXT(describe_text("姓名,电话1,电话2,身份证号\n王桂英,13800138000,13900139000,\n李明,"
                             "13800138001,,\n陈伟,,13900139002,\n"),
               "1+1: name phone phone_2 "
               "id\nP王桂英|13800138000|13900139000|\nP李明|13800138001||\nP陈伟||13900139002|\n");
}

/* Names of places, without any word for one, stand over the rows: merged over the table, or alone. */
static void groups_without_a_word_for_it(void)
{
    char *bytes;
    size_t size;
    make_workbook(
        "",
        "<sheetData><row r=\"1\">" CELL("A1", "姓名") CELL("B1", "电话") CELL("C1", "住址") CELL(
            "D1",
            "来源地") "</row><row r=\"2\">" CELL("A2",
                                                 "南海明珠") "</row><row r=\"3\">" CELL("A3",
                                                                                        "王桂英")
            CELL("B3", "13800138000") CELL("C3", "1204") CELL(
                "D3",
                "湖北武汉") "</row>"
                            "<row r=\"4\">" CELL("A4", "东方") CELL(
                                "D4",
                                "共2户") "</row>"
                                         "<row r=\"5\">" CELL(
                                             "A5",
                                             "李明") "</row>"
                                                     "<row r=\"6\">" CELL("A6", "陈伟")
                                                         CELL("B6", "13800138002") CELL(
                                                             "D6",
                                                             "广西玉林") "</row></"
                                                                         "sheetData><mergeCells><"
                                                                         "mergeCell ref=\"A2:D2\"/>"
                                                                         "<mergeCell "
                                                                         "ref=\"A4:C4\"/></"
                                                                         "mergeCells>",
        "", &bytes, &size);
    CHECK_TEXT(
        describe(bytes, size),
        "1+1: name phone address -\nG南海明珠|||\nP(南海明珠)王桂英|13800138000|1204|湖北武汉\n"
        "G东方|||共2户\nP(东方)李明|||\nP(东方)陈伟|13800138002||广西玉林\n");
    free(bytes);
    CHECK_TEXT(describe_text("姓名,电话,住址\n翠堤湾,,\n王桂英,13800138000,1204\n李明,,\n,,保泰里\n"
                             "陈伟,13800138002,301\n"),
               "1+1: name phone address\nG翠堤湾||\nP(翠堤湾)王桂英|13800138000|1204\n"
               "P(翠堤湾)李明||\nG||保泰里\nP(保泰里)陈伟|13800138002|301\n");
    CHECK_TEXT(describe_text("序号,姓名,电话\n,南海明珠,\n1,王桂英,13800138000\n2,李明,\n3,,\n"),
               "1+1: - name phone\nG|南海明珠|\nP(南海明珠)1|王桂英|13800138000\n"
               "P(南海明珠)2|李明|\nP(南海明珠)3||\n");
}

static void a_person_can_correct_the_headings(void)
{
    static const char text[] = "姓名,电话\n王桂英,13800138000\n";
    struct sheet_reader *reader;
    struct table_layout layout;
    struct table_hint hint = {.is_given = true, .header_row = 0};
    CHECK_INT(sheet_reader_open(text, sizeof text - 1, &reader, NULL), RESULT_OK);
    CHECK_INT(table_find(reader, &type, "2024-02-10", &hint, &layout, arena, NULL), RESULT_OK);
    CHECK_INT(layout.header_rows, 0);
    CHECK_INT(layout.preview_count, 2);
    hint.header_row = 1;
    CHECK_INT(table_find(reader, &type, "2024-02-10", &hint, &layout, arena, NULL), RESULT_OK);
    CHECK_INT(layout.header_rows, 1);
    CHECK_TEXT(layout.columns[1].heading, "电话");
    CHECK(layout.columns[1].confidence == 100);
    CHECK(layout.previews[0].is_header);
    sheet_reader_close(reader);
}

static void chain_replies_are_tables(void)
{
    CHECK_TEXT(describe_text("#接龙\n1. 王桂英 3栋1204 13800138000\n2. 李明 3栋1205 13800138001\n"),
               "0+1: - name address phone id "
               "-\nP1|王桂英|3栋1204|13800138000||\nP2|李明|3栋1205|13800138001||\n");
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        CHECK_TEST(a_plain_list),
        CHECK_TEST(title_sums_groups_and_signatures),
        CHECK_TEST(two_rows_of_headings_and_merged_cells),
        CHECK_TEST(columns_are_known_by_what_stands_in_them),
        CHECK_TEST(second_phone_and_wrong_heading),
        CHECK_TEST(groups_without_a_word_for_it),
        CHECK_TEST(a_person_can_correct_the_headings),
        CHECK_TEST(chain_replies_are_tables),
    };
    arena = arena_new();
    int status = check_main(argc, argv, tests, sizeof tests / sizeof *tests);
    arena_free(arena);
    return status;
}
