/* The reader: every format, what real lists contain, and files made to hurt. */
#include <dirent.h>
#include <stdio.h>
#include <sys/resource.h>

#include "base/limits.h"
#include "check.h"
#include "workbook.h"

static struct arena *arena;

#define DATA(rows) "<sheetData>" rows "</sheetData>"

static void cells_have_their_kinds(void)
{
    CHECK_TEXT(
        read_sheet(
            "",
            DATA("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" "
                 "t=\"inlineStr\"><is><t>b</t>"
                 "<rPh><t>guide</t></rPh></is></c><c r=\"D1\" t=\"b\"><v>1</v></c>"
                 "<c r=\"E1\" t=\"e\"><v>#N/A</v></c><c r=\"F1\" t=\"str\"><f>1</f><v>f</v></c>"
                 "<c r=\"G1\"><v>0.10000000000000001</v></c><c r=\"H1\" "
                 "t=\"d\"><v>2020-02-29T00:00:00</v></c></row>"),
            "<si><r><t>王</t></r><r><t xml:space=\"preserve\"> "
            "桂英</t></r><rPh><t>wang</t></rPh></si>",
            arena),
        "王 桂英|b||TRUE|#N/A|f|0.1|2020-02-29\n");
}

static void numbers_look_as_in_excel(void)
{
    CHECK_TEXT(read_sheet("",
                          DATA("<row><c s=\"1\"><v>43890</v></c><c s=\"2\"><v>43890.5</v></c><c "
                               "s=\"3\"><v>43890</v></c>"
                               "<c s=\"4\"><v>1.5</v></c><c s=\"5\"><v>440605194903070480</v></c>"
                               "<c><v>440605194903070480</v></c><c "
                               "s=\"6\"><v>1234567.891</v></c><c s=\"7\"><v>12</v></c>"
                               "<c s=\"8\"><v>0.256</v></c><c "
                               "s=\"9\"><v>0.25</v></c><c><v>13800138000</v></c></row>"),
                          "", arena),
               "2020-02-29|2020-02-29T12:00:00|2020-02-29|36:00:00|440605194903070000|4.40605E+17|"
               "1,234,567.89|000012|25.60%|06:00:00|13800138000\n");
    CHECK_TEXT(read_sheet("<workbookPr date1904=\"1\"/>",
                          DATA("<row><c s=\"1\"><v>42428</v></c></row>"), "", arena),
               "2020-02-29\n");
    CHECK_TEXT(read_sheet("",
                          DATA("<row><c s=\"1\"><v>1</v></c><c s=\"1\"><v>59</v></c><c "
                               "s=\"1\"><v>61</v></c></row>"),
                          "", arena),
               "1900-01-01|1900-02-28|1900-03-01\n");
}

static void lost_digits_are_seen(void)
{
    static const struct {
        enum sheet_kind kind;
        const char *text, *raw;
        bool is_lost;
    } cases[] = {{SHEET_NUMBER, "4.40605E+17", "440605194903070480", true},
                 {SHEET_NUMBER, "440605194903070000", "4.4060519490307E+17", true},
                 {SHEET_NUMBER, "13800138000", "13800138000", false},
                 {SHEET_NUMBER, "0.1", "0.10000000000000001", false},
                 {SHEET_TEXT, "440605194903070480", "440605194903070480", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sheet_cell cell = {cases[i].kind, cases[i].text, cases[i].raw};
        CHECK_INT(sheet_cell_is_lost(&cell), cases[i].is_lost);
    }
}

static void prefixes_and_missing_addresses(void)
{
    CHECK_TEXT(read_sheet("",
                          "<x:sheetData xmlns:x=\"u\"><x:row><x:c><x:v>1</x:v></x:c><x:c "
                          "r=\"D1\"><x:v>4</x:v></x:c>"
                          "<x:c><x:v>5</x:v></x:c></x:row></x:sheetData>",
                          "", arena),
               "1|||4|5\n");
}

static void rows_are_numbered_and_hidden(void)
{
    char *bytes;
    size_t size, count;
    struct sheet_reader *reader;
    struct sheet_row row;
    struct sheet_merge *merges;
    bool more = false;
    make_workbook(
        "",
        DATA("<row r=\"3\" hidden=\"1\"><c r=\"B3\"><v>1</v></c></row><row r=\"1048576\"><c "
             "r=\"XFD1048576\"><v>2</v></c></row>") "<mergeCells><mergeCell "
                                                    "ref=\"B3:C4\"/><x:mergeCell xmlns:x=\"u\" "
                                                    "ref='A1:A2'/></mergeCells>",
        "", &bytes, &size);
    CHECK_INT(sheet_reader_open(bytes, size, &reader, NULL), RESULT_OK);
    CHECK_INT(sheet_reader_merges(reader, &merges, &count, arena, NULL), RESULT_OK);
    CHECK_INT(count, 2);
    CHECK_INT(merges[0].first_row, 1);
    CHECK_INT(merges[1].last_column, 3);
    CHECK_INT(sheet_reader_next(reader, &row, &more, NULL), RESULT_OK);
    CHECK(more && row.is_hidden);
    CHECK_INT(row.number, 3);
    CHECK_INT(sheet_reader_next(reader, &row, &more, NULL), RESULT_OK);
    CHECK_INT(row.number, 1048576);
    CHECK_INT(row.count, 16384);
    CHECK_INT(sheet_reader_next(reader, &row, &more, NULL), RESULT_OK);
    CHECK(!more);
    CHECK_INT(sheet_reader_select(reader, 1, NULL), RESULT_NOT_FOUND);
    sheet_reader_close(reader);
    free(bytes);
}

static void escapes_are_undone(void)
{
    CHECK_TEXT(read_sheet("",
                          DATA("<row><c "
                               "t=\"inlineStr\"><is><t>a_x000D_b_x005F_x0041__x0000__xD83D__xDE00_<"
                               "/t></is></c></row>"),
                          "", arena),
               "a\rb_x0041_\xEF\xBF\xBD😀\n");
}

static void workbooks_that_hurt_are_refused(void)
{
    char *bytes;
    size_t size;
    struct text_buffer deep;
    CHECK(strstr(read_sheet("", "<!DOCTYPE x [<!ENTITY a \"b\">]>", "", arena), "ERROR"));
    make_workbook("", DATA("<row><c><v>1</v></c></row>"), "", &bytes, &size);
    for (size_t cut = 0; cut < size; cut += 7) { /* any truncation is said, never a crash */
        const char *said = read_all(bytes, cut, arena);
        CHECK(strstr(said, "ERROR"));
    }
    for (size_t i = 0; i < size; i++) { /* nor any flipped byte */
        bytes[i] ^= 0x55;
        read_all(bytes, size, arena);
        bytes[i] ^= 0x55;
    }
    free(bytes);
    text_buffer_init(&deep);
    for (int i = 0; i < 100000; i++)
        text_add(&deep, "<a>");
    CHECK(strstr(read_sheet("", deep.at, "", arena), "ERROR: The file is damaged"));
    text_buffer_fini(&deep);
}

static void entities_are_refused(void)
{
    struct part parts[] = {
        {"_rels/.rels", package_relations},
        {"xl/workbook.xml",
         "<!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY l2 \"&lol;&lol;&lol;\">]>"
         "<workbook>&l2;</workbook>"},
    };
    char *bytes;
    size_t size;
    make_archive(parts, 2, &bytes, &size);
    CHECK(strstr(read_all(bytes, size, arena), "XML entities"));
    free(bytes);
}

/* A part of 400 MB of blanks in some 400 KB: given up before it is unpacked. */
static void bombs_are_given_up(void)
{
    size_t length = 400 * 1024 * 1024, size;
    char *blanks = malloc(length + 1), *bytes;
    if (!blanks) {
        check_skip("no memory for the bomb");
        return;
    }
    memset(blanks, ' ', length);
    memcpy(blanks, "<workbook>", 10);
    blanks[length] = '\0';
    struct part parts[] = {{"_rels/.rels", package_relations}, {"xl/workbook.xml", blanks}};
    make_archive(parts, 2, &bytes, &size);
    free(blanks);
    CHECK(strstr(read_all(bytes, size, arena), "unpacks to far more"));
    free(bytes);
}

static void other_files_are_named(void)
{
    static const struct {
        const char *bytes;
        size_t size;
        const char *sentence;
    } cases[] = {
        {"", 0, "empty"},
        {"<html><table>", 13, "web page"},
        {"%PDF-1.7", 8, "PDF"},
        {"\x89PNG\r\n\x1a\n\0\0\0\r", 12, "not a spreadsheet"},
        {"PK\3\4aaaaaaaaaaaaaaaaaaaaaaaa", 28, "damaged"},
        {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", 42,
         "password"},
        {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 aaaa", 13, "damaged"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (!CHECK(strstr(read_all(cases[i].bytes, cases[i].size, arena), cases[i].sentence)))
            printf("  case %zu: %s\n", i, read_all(cases[i].bytes, cases[i].size, arena));
    struct part word[] = {{"word/document.xml", "<d/>"}};
    char *bytes;
    size_t size;
    make_archive(word, 1, &bytes, &size);
    CHECK(strstr(read_all(bytes, size, arena), "not a spreadsheet"));
    free(bytes);
}

static const char *read_text(const char *text)
{
    return read_all(text, strlen(text), arena);
}

static void csv_in_all_its_forms(void)
{
    CHECK_TEXT(read_text("\xEF\xBB\xBF姓名,电话\r\n王,1\r\n"), "姓名|电话\n王|1\n");
    CHECK_TEXT(read_text("\xD0\xD5\xC3\xFB\t\xB5\xE7\xBB\xB0\r\xCD\xF5\t1"), "姓名|电话\n王|1\n");
    CHECK_TEXT(read_text("a;\"b\"\"c\nd\";e\n\n;;\n1;;3"), "a|b\"c\nd|e\n1||3\n");
    CHECK_TEXT(read_text("sep=|\na|b\n"), "a|b\n");
    CHECK_TEXT(read_text("a,b\n=\"0012\",'=1+2\n''@x,'x\n"), "a|b\n0012|=1+2\n'@x|'x\n");
    CHECK_TEXT(read_all("\xFF\xFE"
                        "a\0,\0\x8B\x73\n\0",
                        10, arena),
               "a|王\n");
    CHECK_TEXT(read_text("a,\xE7\x8E\x8B\xE7\x8E\x8B\xE7\x8E\x8B\xE7\x8E\x8B\xE7\x8E\x8B,\xFF\n"),
               "a|王王王王王|\xEF\xBF\xBD\n");
    /* a character of GB18030's four bytes, in two pieces of the converter */
    struct text_buffer long_text;
    text_buffer_init(&long_text);
    text_add(&long_text, "\xCD\xF5,");
    for (int i = 0; i < 40000; i++)
        text_add(&long_text, "\x98\x39\xF5\x36\n\xCD\xF5,"); /* U+2CD0B or near */
    const char *all = read_all(long_text.at, long_text.length, arena);
    CHECK(!strstr(all, "\xEF\xBF\xBD"));
    CHECK(strstr(all, "王|") != NULL);
    text_buffer_fini(&long_text);
}

static void an_open_quotation_is_said(void)
{
    struct text_buffer text;
    text_buffer_init(&text);
    text_add(&text, "a,b\n1,\"2\n");
    for (int i = 0; i < 600000; i++)
        text_add_char(&text, 'x');
    CHECK(strstr(read_all(text.at, text.length, arena), "quotation mark"));
    text_buffer_fini(&text);
}

static void chain_replies_are_taken_apart(void)
{
    CHECK_TEXT(read_text("#接龙\n灯湖花园登记\n例：姓名 房号 电话\n\n"
                         "1. 王桂英 3栋1204 13800138000\n"
                         "2、3栋1205李明 138-0013-8001\n"
                         "3. 麦婉仪3-2-601，电话：13900139000 家里有老人\n13800138002 后补\n"
                         "4．阿卜杜拉·买买提 C3座 0757-86331234\n"
                         "5. 王阿姨 灯湖花园 2栋 301 2人\n"
                         "6. 佴某某 1101 44060519490307048X\n"
                         "7. 欧阳震华 +86 138 0013 8009\n"),
               "序号|姓名|地址|电话|身份证号|备注\n"
               "1|王桂英|3栋1204|13800138000\n"
               "2|李明|3栋1205|13800138001\n"
               "3|麦婉仪|3-2-601|13900139000 / 13800138002||家里有老人 后补\n"
               "4|阿卜杜拉·买买提|C3座|0757-86331234\n"
               "5|王阿姨|灯湖花园2栋301|||2人\n"
               "6|佴某某|1101||44060519490307048X\n"
               "7|欧阳震华||13800138009\n");
}

/* A sheet of 200,001 rows is refused at the end, in memory that does not grow with it. */
static void long_sheets_take_little_memory(void)
{
    struct text_buffer sheet;
    struct rusage before, after;
    char *bytes;
    size_t size;
    text_buffer_init(&sheet);
    text_add(&sheet, "<dimension ref=\"A1:XFD1048576\"/><sheetData>");
    for (int i = 0; i < LIMIT_SHEET_ROWS + 1; i++)
        text_addf(&sheet, "<row><c><v>%d</v></c></row>", i * 7919 % 1000003);
    text_add(&sheet, "</sheetData>");
    make_workbook("", sheet.at, "", &bytes, &size);
    text_buffer_fini(&sheet);
    struct sheet_reader *reader;
    struct sheet_row row;
    struct error error;
    bool more = true;
    getrusage(RUSAGE_SELF, &before);
    CHECK_INT(sheet_reader_open(bytes, size, &reader, &error), RESULT_OK);
    enum result result = RESULT_OK;
    while (result == RESULT_OK && more)
        result = sheet_reader_next(reader, &row, &more, &error);
    CHECK_INT(result, RESULT_TOO_LARGE);
    getrusage(RUSAGE_SELF, &after);
    CHECK(after.ru_maxrss - before.ru_maxrss < 16 * 1024);
    sheet_reader_close(reader);
    free(bytes);
}

/* Every workbook of the conformance folder opens and gives what its makers put in. */
static void conformance(void)
{
    static const struct {
        const char *file, *content;
    } expected[] = {
        {"date_1904.xlsx", "2021-01-01|15\n2021-01-02|16\n255:10:10|17\n"},
        {"date_quoted_format.xlsx", "2021-01-01\n2021-01-01\n2021-01-01\n2021-01-01\n"},
        {"empty_shared_string.xlsx", "abc\n"},
        {"empty_sheet.xlsx", ""},
        {"errors.xlsx", "#DIV/0!\n#NAME?\n#VALUE!\n#NULL!\n#REF!\n#NUM!\n#N/A\n"},
        {"inlineStr_cdata.xlsx", "Hello CDATA|World\n12345|NormalText\n"},
        {"issue221.xlsm", "Cell_A1|Cell_B1\nCell_A2|Cell_B2\n"},
        {"issue438.xlsx", "x|y\n1|2\n2|6\n3|9\n4|11\n"},
        {"issue_419.xlsx", "Hello\n"},
        {"issues.xlsx", "1\n1.5\nab\nFALSE\ntest\n2016-10-20\n"},
        {"nonstandard-xml-ns-prefix.xlsx", "a|b\n1|3\n2|4\n"},
        {"string-ref.xlsx", "col1\n-8086931554011838357\n"},
        {"table_with_absolute_paths.xlsx", "Item|Name\n100|North\n200|South\n101|West\n290|East\n"},
        {"temperature-table.xlsx", "label|value\ncelsius|22.2222\nfahrenheit|72\n"},
        {"has_x000D_.xlsx", "ABC\r\nDEF\n"},
        {"header-row.xlsx", "||Note 1\nColumns|Column A|Column B|Column C\nput data here|1|2|3\n"},
    };
    const char *folder = getenv("KAIFONG_CONFORMANCE_DATA");
    if (!folder) {
        check_skip("KAIFONG_CONFORMANCE_DATA is not set");
        return;
    }
    char *path = arena_printf(arena, "%s/xlsx", folder);
    DIR *files = opendir(path);
    size_t count = 0, compared = 0;
    if (!CHECK(files != NULL))
        return;
    for (struct dirent *entry; (entry = readdir(files));) {
        if (entry->d_name[0] == '.')
            continue;
        FILE *file = fopen(arena_printf(arena, "%s/%s", path, entry->d_name), "rb");
        char *bytes = malloc(4 * 1024 * 1024);
        size_t size = fread(bytes, 1, 4 * 1024 * 1024, file);
        fclose(file);
        const char *all = read_all(bytes, size, arena);
        free(bytes);
        count++;
        if (!CHECK(strncmp(all, "ERROR", 5) != 0))
            printf("  %s: %s\n", entry->d_name, all);
        for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
            if (strcmp(expected[i].file, entry->d_name) == 0) {
                compared++;
                CHECK_TEXT(all, expected[i].content);
            }
    }
    closedir(files);
    CHECK_INT(compared, sizeof expected / sizeof *expected);
    printf("conformance: %zu workbooks read, %zu compared\n", count, compared);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        CHECK_TEST(cells_have_their_kinds),
        CHECK_TEST(numbers_look_as_in_excel),
        CHECK_TEST(lost_digits_are_seen),
        CHECK_TEST(prefixes_and_missing_addresses),
        CHECK_TEST(rows_are_numbered_and_hidden),
        CHECK_TEST(escapes_are_undone),
        CHECK_TEST(workbooks_that_hurt_are_refused),
        CHECK_TEST(entities_are_refused),
        CHECK_TEST(bombs_are_given_up),
        CHECK_TEST(other_files_are_named),
        CHECK_TEST(csv_in_all_its_forms),
        CHECK_TEST(an_open_quotation_is_said),
        CHECK_TEST(chain_replies_are_taken_apart),
        CHECK_TEST(long_sheets_take_little_memory),
        CHECK_TEST(conformance),
    };
    arena = arena_new();
    int status = check_main(argc, argv, tests, sizeof tests / sizeof *tests);
    arena_free(arena);
    return status;
}
