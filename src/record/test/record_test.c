/* Fields: published vectors of the standards, the spellings of real spreadsheets, masks, and a list
 * of strings that break programs. */
#include "record/record.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "check.h"
#include "record/citizen_id.h"
#include "record/credit_code.h"
#include "record/day.h"
#include "record/person_name.h"
#include "record/phone.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const male_words[] = {"男", "M", "1", NULL};
static const struct choice sexes[] = {
    {"male", N_("Male"), male_words}, {"female", N_("Female")}, {0}};

struct sample {
    int64_t id, count, level, heat, agreed, at;
    const char *born, *note, *remark, *name, *phone, *citizen_id, *firm, *address, *sex, *password;
};
static const struct field sample_fields[] = {
    {"id", N_("Id"), FIELD_ID, FIELD_AT(struct sample, id)},
    {"count", N_("Count"), FIELD_INT, FIELD_AT(struct sample, count), .minimum = 0, .maximum = 99},
    {"level", N_("Level"), FIELD_INT, FIELD_AT(struct sample, level), .flags = FIELD_NONE_IS_MIN},
    {"heat", N_("Temperature"), FIELD_TENTH, FIELD_AT(struct sample, heat), .minimum = 340,
     .maximum = 430},
    {"agreed", N_("Agreed"), FIELD_FLAG, FIELD_AT(struct sample, agreed)},
    {"at", N_("Time"), FIELD_TIME, FIELD_AT(struct sample, at)},
    {"born", N_("Born"), FIELD_DATE, FIELD_AT(struct sample, born), .flags = FIELD_PAST},
    {"note", N_("Note"), FIELD_TEXT, FIELD_AT(struct sample, note), .maximum = 300},
    {"remark", N_("Remark"), FIELD_LONG_TEXT, FIELD_AT(struct sample, remark)},
    {"name", N_("Name"), FIELD_NAME, FIELD_AT(struct sample, name), PRIVACY_PERSONAL,
     FIELD_REQUIRED},
    {"phone", N_("Phone"), FIELD_PHONE, FIELD_AT(struct sample, phone), PRIVACY_PERSONAL},
    {"citizen_id", N_("ID number"), FIELD_CITIZEN_ID, FIELD_AT(struct sample, citizen_id),
     PRIVACY_SENSITIVE},
    {"firm", N_("Credit code"), FIELD_CREDIT_CODE, FIELD_AT(struct sample, firm)},
    {"address", N_("Address"), FIELD_ADDRESS, FIELD_AT(struct sample, address), PRIVACY_PERSONAL},
    {"sex", N_("Sex"), FIELD_CHOICE, FIELD_AT(struct sample, sex), .choices = sexes},
    {"password", N_("Password"), FIELD_SECRET, FIELD_AT(struct sample, password), .minimum = 8},
};
static const struct record_type sample_type =
    RECORD_TYPE("sample", N_("Sample"), struct sample, sample_fields);
static const char today[] = "2020-02-29";

/* What parsing `text` into the field gives as plain text, or NULL when it is refused. */
static const char *parsed(struct arena *arena, const char *name, const char *text)
{
    struct sample sample;
    struct error error = {0};
    record_init(&sample_type, &sample);
    const struct field *field = record_field(&sample_type, name);
    enum result result = record_parse(field, &sample, text, today, arena, &error);
    if (result == RESULT_OK)
        return record_plain(field, &sample, CALENDAR_CHINA_OFFSET, arena);
    CHECK_INT(result, RESULT_INVALID);
    CHECK_TEXT(error.field, name);
    CHECK(error.msgid != NULL && error.code == RESULT_INVALID);
    return NULL;
}

struct vector {
    const char *field, *typed, *want;
};

static void check_vectors(const struct vector *vectors, size_t count)
{
    struct arena *arena = arena_new();
    for (size_t i = 0; i < count; i++)
        if (!CHECK_TEXT(parsed(arena, vectors[i].field, vectors[i].typed), vectors[i].want))
            printf("    typed into %s: %s\n", vectors[i].field, vectors[i].typed);
    arena_free(arena);
}

static void citizen_ids_follow_the_standard(void)
{
    static const struct vector vectors[] = {
        {"citizen_id", "11010519491231002X", "11010519491231002X"}, /* GB 11643-1999, 4.1 */
        {"citizen_id", "440524188001010014", "440524188001010014"}, /* and its second example */
        {"citizen_id", "360426199101010071", "360426199101010071"}, /* python-stdnum */
        {"citizen_id", "44011320141005001X", "44011320141005001X"},
        {"citizen_id", " １１０１０５１９４９１２３１００２ｘ", "11010519491231002X"},
        {"citizen_id", "'110105 19491231 002x", "11010519491231002X"},
        {"citizen_id", "110105491231002", "11010519491231002X"}, /* 15 digits */
        {"citizen_id", "110105491232002", NULL},                 /* 32 December */
        {"citizen_id", "110105194912310021", NULL},
        {"citizen_id", "11010519491231002", NULL},
        {"citizen_id", "4.40605E+17", NULL},
        {"citizen_id", "4.40605199001011E+17", NULL},
        {"citizen_id", "440605199001011000", NULL},
        {"citizen_id", "440605********1234", NULL},
        {"citizen_id", "不详", NULL},
        {"citizen_id", "", ""},
    };
    check_vectors(vectors, COUNT(vectors));
}

static void citizen_ids_tell_birth_and_sex(void)
{
    char day[CALENDAR_DAY_SIZE];
    citizen_id_birth("11010519491231002X", day);
    CHECK_TEXT(day, "1949-12-31");
    CHECK(!citizen_id_is_male("11010519491231002X"));
    CHECK(citizen_id_is_male("440524188001010014"));
    CHECK(citizen_id_may_be_rounded("440605199001011000"));
    CHECK(!citizen_id_may_be_rounded("11010519491231002X"));
    struct error error;
    char id[CITIZEN_ID_SIZE], permit[CITIZEN_ID_SIZE] = "81000019900101001";
    permit[17] = citizen_id_check_character(permit);
    CHECK_INT(citizen_id_parse(permit, today, id, &error), RESULT_OK);
    permit[1] = '9'; /* 89 is nothing */
    permit[17] = citizen_id_check_character(permit);
    CHECK_INT(citizen_id_parse(permit, today, id, &error), RESULT_INVALID);
    char future[CITIZEN_ID_SIZE] = "44060520200301001";
    future[17] = citizen_id_check_character(future);
    CHECK_INT(citizen_id_parse(future, today, id, &error), RESULT_INVALID);
    CHECK_TEXT(error.args[0], "2020-03-01");
    CHECK_INT(citizen_id_parse(future, "2020-03-01", id, &error), RESULT_OK);
    CHECK_INT(citizen_id_parse("4.40605E+17", today, id, &error), RESULT_INVALID);
    CHECK(strstr(error.msgid, "Excel") != NULL);
    CHECK_INT(citizen_id_parse("440605199001011000", today, id, &error), RESULT_INVALID);
    CHECK(strstr(error.msgid, "Excel") != NULL);
}

static void credit_codes_pass_both_checks(void)
{
    static const struct vector vectors[] = {
        {"firm", "91110000600037341L", "91110000600037341L"},
        {"firm", "91350100M000100Y43", "91350100M000100Y43"}, /* GB 32100-2015, annex */
        {"firm", "91440300708461136T", "91440300708461136T"},
        {"firm", "9144 0300-708461136t", "91440300708461136T"},
        {"firm", "91440300708461137T", NULL},
        {"firm", "9144030070846113", NULL},
        {"firm", "914403007084611361T", NULL},
        {"firm", "9144030070846I136T", NULL},
    };
    check_vectors(vectors, COUNT(vectors));
    /* GB 11714: a code that passes the outer check and fails the inner one. */
    char code[CREDIT_CODE_SIZE] = "91440300708461130";
    code[17] = credit_code_check_character(code);
    code[18] = '\0';
    char out[CREDIT_CODE_SIZE];
    struct error error;
    CHECK(code[17] != '\0');
    CHECK_INT(credit_code_parse(code, out, &error), RESULT_INVALID);
    CHECK_INT(credit_code_organisation_check("70846113"), '6');
    CHECK_INT(credit_code_organisation_check("D2143569"), 'X'); /* GB 11714-1997, 5.2 */
}

static void phones_are_normalised(void)
{
    static const struct vector vectors[] = {
        {"phone", "13812345678", "13812345678"},
        {"phone", "138 1234 5678", "13812345678"},
        {"phone", "138-1234-5678", "13812345678"},
        {"phone", "+86 138 1234 5678", "13812345678"},
        {"phone", "8613812345678", "13812345678"},
        {"phone", "008613812345678", "13812345678"},
        {"phone", "013812345678", "13812345678"},
        {"phone", "１３８１２３４５６７８", "13812345678"},
        {"phone", "（０７５７）８３３３４４４４", "0757-83334444"},
        {"phone", "0757-83334444", "0757-83334444"},
        {"phone", "0757 8333 4444", "0757-83334444"},
        {"phone", "075783334444", "0757-83334444"},
        {"phone", "+86-757-83334444", "0757-83334444"},
        {"phone", "0757-83334444-801", "0757-83334444-801"},
        {"phone", "0757-83334444转801", "0757-83334444-801"},
        {"phone", "010-65551234", "010-65551234"},
        {"phone", "020-83334444", "020-83334444"},
        {"phone", "83334444", "83334444"},
        {"phone", "400-830-1234", "400-8301234"},
        {"phone", "+852 9123 4567", "+852-91234567"},
        {"phone", "+44 20 7946 0958", "+442079460958"},
        {"phone", "1381234567", NULL},
        {"phone", "138123456789", NULL},
        {"phone", "13812345678/13987654321", NULL},
        {"phone", "张三13812345678", NULL},
        {"phone", "1.38E+10", NULL},
        {"phone", "138****5678", NULL},
        {"phone", "12345", NULL},
        {"phone", "83334444/123", NULL},
        {"phone", "12 83334444", NULL},
    };
    check_vectors(vectors, COUNT(vectors));
}

static void a_cell_may_hold_several_phones(void)
{
    static const struct {
        const char *cell, *want;
    } cells[] = {
        {"13812345678/13987654321", "13812345678 13987654321"},
        {"13812345678 13987654321", "13812345678 13987654321"},
        {"13812345678、0757-83334444", "13812345678 0757-83334444"},
        {"0757-83334444 13812345678", "0757-83334444 13812345678"},
        {"83334444，13812345678", "83334444 13812345678"},
        {"张三 138-1234-5678（妈妈）139 8765 4321", "13812345678 13987654321"},
        {"0757-83334444 3栋", "0757-83334444"},
        {"没有", ""},
        {"3栋1204", ""},
        {"440605199001011234567890", ""},
    };
    for (size_t i = 0; i < COUNT(cells); i++) {
        char found[4][PHONE_SIZE], joined[160] = "";
        size_t count = phone_find_all(cells[i].cell, found, 4);
        for (size_t k = 0; k < count; k++) {
            strcat(joined, k > 0 ? " " : "");
            strcat(joined, found[k]);
        }
        CHECK_TEXT(joined, cells[i].want);
    }
    struct error error;
    char phone[PHONE_SIZE];
    CHECK_INT(phone_parse("13800", phone, &error), RESULT_INVALID);
    CHECK_TEXT(error.args[0], "6");
}

static void days_in_all_spellings(void)
{
    static const struct vector vectors[] = {
        {"born", "1990-01-05", "1990-01-05"},
        {"born", "1990-1-5", "1990-01-05"},
        {"born", "1990.1.5", "1990-01-05"},
        {"born", "1990/1/5", "1990-01-05"},
        {"born", "19900105", "1990-01-05"},
        {"born", "1990年1月5日", "1990-01-05"},
        {"born", "１９９０年０１月０５日", "1990-01-05"},
        {"born", "1990 01 05", "1990-01-05"},
        {"born", "1990。1。5", "1990-01-05"},
        {"born", "1990-01-05 00:00:00", "1990-01-05"},
        {"born", "1990年1月5日 星期五", NULL},
        {"born", "1990-02-30", NULL},
        {"born", "1990-13-01", NULL},
        {"born", "90.1.5", NULL},
        {"born", "1.5", NULL},
        {"born", "1990.1", NULL},
        {"born", "农历正月初五", NULL},
        {"born", "民国79年1月5日", NULL},
        {"born", "2020-02-29", "2020-02-29"},
        {"born", "2020-03-01", NULL}, /* lies in the future */
        {"born", "不详", NULL},
        {"born", "32878", NULL},
        {"at", "2020-02-10 14:30", "2020-02-10T14:30:00+08:00"},
        {"at", "2020-02-10T14:30", "2020-02-10T14:30:00+08:00"},
        {"at", "2020年2月10日 14时30分", "2020-02-10T14:30:00+08:00"},
        {"at", "2020-02-10T06:30:00Z", "2020-02-10T14:30:00+08:00"},
        {"at", "2020-02-10 25:00", NULL},
        {"at", "2020-02-10", NULL},
    };
    check_vectors(vectors, COUNT(vectors));
}

static void numbers_flags_and_choices(void)
{
    static const struct vector vectors[] = {
        {"count", "７", "7"},
        {"count", "100", NULL},
        {"count", "1.5", NULL},
        {"count", "", "0"},
        {"level", "", ""},
        {"level", "0", "0"},
        {"heat", "36.8", "36.8"},
        {"heat", "37", "37.0"},
        {"heat", "36.8℃", "36.8"},
        {"heat", "36。8", "36.8"},
        {"heat", "36度8", "36.8"},
        {"heat", "36.85", NULL},
        {"heat", "36.80", "36.8"},
        {"heat", "368", NULL},
        {"heat", "正常", NULL},
        {"heat", "", ""},
        {"agreed", "是", "1"},
        {"agreed", "√", "1"},
        {"agreed", "×", "0"},
        {"agreed", "否", "0"},
        {"agreed", "YES", "1"},
        {"agreed", "no", "0"},
        {"agreed", "0", "0"},
        {"agreed", "maybe", NULL},
        {"agreed", "", "0"},
        {"sex", "male", "male"},
        {"sex", "Female", "female"},
        {"sex", "男", "male"},
        {"sex", "m", "male"},
        {"sex", "1", "male"},
        {"sex", "other", NULL},
        {"id", "9007199254740993", "9007199254740993"},
        {"id", "-1", NULL},
        {"id", "x", NULL},
        {"id", "", ""},
        {"id", "99999999999999999999", NULL},
    };
    check_vectors(vectors, COUNT(vectors));
}

static void names_and_texts(void)
{
    static const struct vector vectors[] = {
        {"name", " 张 三 ", "张三"},
        {"name", "阿卜杜拉•买买提", "阿卜杜拉·买买提"},
        {"name", "阿卜杜拉・买买提", "阿卜杜拉·买买提"},
        {"name", "阿卜杜拉 · 买买提", "阿卜杜拉·买买提"},
        {"name", "阿卜杜拉.买买提", "阿卜杜拉·买买提"},
        {"name", "𬱖㛃", "𬱖㛃"},
        {"name", "王\xee\xa0\x96", "王\xf0\xa0\x82\x87"}, /* U+E816 is U+20087 */
        {"name", "王\xee\x80\x80", NULL},                 /* another private character */
        {"name", "John  Smith", "John Smith"},
        {"name", "Ｊｏｈｎ", "Ｊｏｈｎ"},
        {"name", "O'Brien-Ng", "O'Brien-Ng"},
        {"name", "김철수", "김철수"},
        {"name", "张三13812345678", NULL},
        {"name", "张**", NULL},
        {"name", "张*", NULL},
        {"name", "张\xe2\x80\x8b三", NULL}, /* zero-width space */
        {"name", "😀", NULL},
        {"name", "·", NULL},
        {"name", "", NULL},
        {"note", " 两边 ", " 两边 "},
        {"note", "a\nb", NULL},
        {"note", "\xe2\x80\x8b", NULL},
        {"note", "  ", ""},
        {"remark", "a\r\nb", "a\r\nb"},
        {"remark", "a\x1b[0m", NULL},
        {"address", "灯湖花园3栋****", NULL},
        {"address", "灯湖花园3栋1204", "灯湖花园3栋1204"},
        {"password", "short", NULL},
        {"password", " eight or more", ""}, /* never shown */
    };
    check_vectors(vectors, COUNT(vectors));
}

static void masks_keep_what_recognises(void)
{
    static const struct {
        enum field_kind kind;
        const char *text, *want;
    } masks[] = {
        {FIELD_PHONE, "13812345678", "138****5678"},
        {FIELD_PHONE, "0757-83334444", "0757****4444"},
        {FIELD_PHONE, "83334444", "****44"},
        {FIELD_PHONE, "0757-83334444-801", "0757****4444"},
        {FIELD_PHONE, "138****5678", "138****5678"},
        {FIELD_CITIZEN_ID, "44060519900101123X", "440605********123X"},
        {FIELD_NAME, "张三", "张*"},
        {FIELD_NAME, "张三丰", "张**"},
        {FIELD_NAME, "区", "**"},
        {FIELD_NAME, "阿卜杜拉·买买提", "阿**"},
        {FIELD_ADDRESS, "灯湖花园3栋1204", "灯湖花园3栋****"},
        {FIELD_ADDRESS, "南海大道北50号", "南海****"},
        {FIELD_DATE, "1990-01-05", "1990-**-**"},
        {FIELD_TEXT, "哮喘", "**"},
        {FIELD_INT, "3", "**"},
        {FIELD_NAME, "", ""},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(masks); i++) {
        const char *mask = record_mask(masks[i].kind, masks[i].text, arena);
        CHECK_TEXT(mask, masks[i].want);
        if (*masks[i].text != '\0')
            CHECK(record_is_masked(mask));
    }
    CHECK(record_mask(FIELD_NAME, NULL, arena) == NULL);
    CHECK(!record_is_masked("13812345678") && !record_is_masked("3*4") && !record_is_masked(NULL));
    arena_free(arena);
}

static void values_are_shown_in_both_languages(void)
{
    struct arena *arena = arena_new();
    struct sample sample;
    record_init(&sample_type, &sample);
    sample.at = INT64_C(1581316200000); /* 2020-02-10T06:30:00Z */
    sample.born = "2020-02-29";
    sample.sex = "male";
    sample.heat = -5;
    const struct field *at = record_field(&sample_type, "at"),
                       *born = record_field(&sample_type, "born"),
                       *sex = record_field(&sample_type, "sex"),
                       *heat = record_field(&sample_type, "heat");
    CHECK_TEXT(record_show(at, &sample, LANGUAGE_CHINESE, 480, arena), "2020-02-10 14:30");
    CHECK_TEXT(record_show_as(at, &sample, RECORD_STYLE_CLOCK, LANGUAGE_CHINESE, 480, arena),
               "14:30");
    CHECK_TEXT(record_show_as(born, &sample, RECORD_STYLE_LONG, LANGUAGE_CHINESE, 480, arena),
               "2020年2月29日 星期六");
    CHECK_TEXT(record_show_as(born, &sample, RECORD_STYLE_LONG, LANGUAGE_ENGLISH, 480, arena),
               "Saturday 29 Feb 2020");
    CHECK_TEXT(record_show_as(born, &sample, RECORD_STYLE_DAY, LANGUAGE_CHINESE, 480, arena),
               "2月29日");
    CHECK_TEXT(record_show(sex, &sample, LANGUAGE_ENGLISH, 480, arena), "Male");
    CHECK_TEXT(record_plain(sex, &sample, 480, arena), "male");
    CHECK_TEXT(record_show(heat, &sample, LANGUAGE_ENGLISH, 480, arena), "-0.5");
    CHECK(record_field(&sample_type, "nothing") == NULL);
    arena_free(arena);
}

/* Every naughty string in every kind of text is refused with a sentence or comes back byte-equal.
 */
static void naughty_strings_are_refused_or_kept(void)
{
    const char *folder = getenv("KAIFONG_CONFORMANCE_DATA");
    if (folder == NULL) {
        check_skip("KAIFONG_CONFORMANCE_DATA names no folder");
        return;
    }
    struct arena *arena = arena_new();
    json_t *list = json_load_file(arena_printf(arena, "%s/blns/blns.json", folder), 0, NULL);
    if (!CHECK(json_is_array(list)))
        return;
    static const char *const fields[] = {"note", "remark",  "name", "phone", "citizen_id",
                                         "firm", "address", "sex",  "born"};
    size_t kept = 0, refused = 0;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *text = json_string_value(json_array_get(list, i));
        for (size_t f = 0; f < COUNT(fields); f++) {
            const char *got = parsed(arena, fields[f], text);
            refused += got == NULL;
            if (got == NULL || text_is_empty(text))
                continue;
            kept++;
            if (f < 3 || f == 6)
                CHECK_TEXT(got, text);
        }
    }
    printf("    %zu strings: %zu values kept, %zu refused\n", json_array_size(list), kept, refused);
    CHECK_INT(json_array_size(list), 515);
    json_decref(list);
    arena_free(arena);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        CHECK_TEST(citizen_ids_follow_the_standard),
        CHECK_TEST(citizen_ids_tell_birth_and_sex),
        CHECK_TEST(credit_codes_pass_both_checks),
        CHECK_TEST(phones_are_normalised),
        CHECK_TEST(a_cell_may_hold_several_phones),
        CHECK_TEST(days_in_all_spellings),
        CHECK_TEST(numbers_flags_and_choices),
        CHECK_TEST(names_and_texts),
        CHECK_TEST(masks_keep_what_recognises),
        CHECK_TEST(values_are_shown_in_both_languages),
        CHECK_TEST(naughty_strings_are_refused_or_kept),
    };
    return check_main(argc, argv, tests, COUNT(tests));
}
