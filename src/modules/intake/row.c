/* Cells become the fields of a person. The parsers of record/ say what a text means; here is what
 * lists do beyond it: two phones in a cell, a phone in the name cell, masked values, ids that Excel has
 * destroyed, passports among the citizen ids, building and room in columns of their own. */
#include "modules/intake/row.h"

#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/text.h"
#include "record/address.h"
#include "record/citizen_id.h"
#include "record/phone.h"

struct reading {
    const char *today;
    struct arena *arena;
    struct intake_row *row;
    struct intake_person *person;
    int64_t birth_column, sex_column, id_column, name_column;
};

void intake_row_remark(struct intake_row *row, bool is_problem, int64_t column, const char *msgid,
                       const char *first, const char *second)
{
    if (row->remark_count >= INTAKE_REMARKS)
        return;
    row->remarks[row->remark_count++] = (struct intake_remark){
        .column = column, .is_problem = is_problem, .msgid = msgid, .args = {first, second}};
}

bool intake_row_is_wrong(const struct intake_row *row)
{
    for (size_t i = 0; i < row->remark_count; i++)
        if (row->remarks[i].is_problem)
            return true;
    return false;
}

static void problem(struct reading *reading, int64_t column, const struct error *error)
{
    const char *first = *error->args[0] ? arena_copy(reading->arena, error->args[0]) : NULL;
    const char *second = *error->args[1] ? arena_copy(reading->arena, error->args[1]) : NULL;
    intake_row_remark(reading->row, true, column, error->msgid, first, second);
}

static void note(struct reading *reading, int64_t column, const char *msgid, const char *first)
{
    intake_row_remark(reading->row, false, column, msgid, first, NULL);
}

/* Texts by which lists say that there is nothing. */
static bool says_nothing(const char *text)
{
    static const char *const words[] = {"无", "没有", "暂无", "不详", "未知", "未填",   "/",
                                        "-",  "--",   "—",    "——",   "\\",   "无电话", "无手机",
                                        "空", "none", "null", "n/a",  "N/A",  "NULL"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(text, words[i]) == 0)
            return true;
    return false;
}

static void append_note(struct reading *reading, const char *label, const char *text)
{
    const char *before = reading->person->row.facts.note;
    reading->person->row.facts.note =
        before ? arena_printf(reading->arena, "%s；%s%s", before, label, text)
               : arena_printf(reading->arena, "%s%s", label, text);
}

/* ---- fields that need more than their parser ------------------------------------------------- */

static void keep_phone(struct reading *reading, const char *phone)
{
    struct resident_facts *facts = &reading->person->row.facts;
    if (!facts->phone)
        facts->phone = arena_copy(reading->arena, phone);
    else if (!facts->phone_2 && strcmp(facts->phone, phone) != 0)
        facts->phone_2 = arena_copy(reading->arena, phone);
    else if (strcmp(facts->phone, phone) != 0 && !text_equal(facts->phone_2, phone))
        append_note(reading, "电话", phone);
}

static void read_phone(struct reading *reading, int64_t column, const char *text)
{
    char phones[4][PHONE_SIZE];
    struct error error;
    size_t count = phone_find_all(text, phones, 4);
    if (count == 0) {
        if (phone_parse(text, phones[0], &error) != RESULT_OK)
            problem(reading, column, &error);
        else
            keep_phone(reading, phones[0]);
        return;
    }
    for (size_t i = 0; i < count; i++)
        keep_phone(reading, phones[i]);
    if (count > 1)
        note(reading, column,
             N_("Several phones in one cell: the first is the phone, the others are kept."), NULL);
}

/* A passport or a permit of Hong Kong, Macao or Taiwan: letters, then 7 to 10 digits. */
static bool is_other_document(const char *text)
{
    size_t letters = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    size_t digits = strspn(text + letters, "0123456789");
    return letters >= 1 && letters <= 2 && digits >= 7 && digits <= 10 &&
           text[letters + digits] == '\0';
}

static void read_citizen_id(struct reading *reading, int64_t column, const struct sheet_cell *cell,
                            const char *text)
{
    char id[CITIZEN_ID_SIZE];
    struct error error;
    reading->id_column = column;
    while (*text == '\'' || *text == '`')
        text++;
    if (is_other_document(text)) {
        append_note(reading, "证件", text);
        note(reading, column, N_("“%1” is no citizen ID; it is kept in the note."), text);
        return;
    }
    if (sheet_cell_is_lost(cell)) {
        intake_row_remark(
            reading->row, true, column,
            N_("Excel has destroyed this number (%1): it keeps only 15 digits. Please type "
               "it again as text."),
            text, NULL);
        return;
    }
    if (citizen_id_parse(text, reading->today, id, &error) != RESULT_OK) {
        problem(reading, column, &error);
        return;
    }
    if (cell->kind == SHEET_NUMBER && citizen_id_may_be_rounded(id)) {
        intake_row_remark(
            reading->row, true, column,
            N_("Excel has destroyed this number (%1): it keeps only 15 digits. Please type "
               "it again as text."),
            text, NULL);
        return;
    }
    reading->person->row.facts.citizen_id = arena_copy(reading->arena, id);
}

/* What stands in brackets behind a name: 王桂英（户主）. */
static char *take_brackets(struct reading *reading, char *text)
{
    char *open = strchr(text, '('), *close = open ? strchr(open, ')') : NULL;
    if (!open || open == text || !close)
        return text;
    char *inside = arena_copy_n(reading->arena, open + 1, (size_t)(close - open - 1));
    if (!text_is_empty(inside))
        append_note(reading, "", inside);
    memmove(open, close + 1, strlen(close + 1) + 1);
    return text;
}

/* A name cell that has digits: the phones in it are taken out. */
static char *take_phones(struct reading *reading, int64_t column, char *text)
{
    char phones[3][PHONE_SIZE];
    size_t count = phone_find_all(text, phones, 3);
    if (count == 0)
        return text;
    for (size_t i = 0; i < count; i++)
        keep_phone(reading, phones[i]);
    note(reading, column, N_("A phone stood in the cell of the name and was moved to the phone."),
         NULL);
    size_t length = 0;
    for (const char *at = text; *at; at++)
        if (!strchr("0123456789+-/,;:", *at))
            text[length++] = *at;
    text[length] = '\0';
    return text_clean(reading->arena, text);
}

static void read_name(struct reading *reading, int64_t column, const struct field *field,
                      const char *text)
{
    struct error error;
    char *name =
        take_phones(reading, column, take_brackets(reading, text_clean(reading->arena, text)));
    reading->name_column = column;
    if (!*name)
        return;
    if (record_parse(field, reading->person, name, reading->today, reading->arena, &error) !=
        RESULT_OK)
        problem(reading, column, &error);
}

/* A number without a date format where a date should be: 32878 is 1990-01-05. */
static const char *serial_day(struct reading *reading, const struct sheet_cell *cell)
{
    int64_t serial;
    int year, month, day;
    char text[CALENDAR_DAY_SIZE];
    if (cell->kind != SHEET_NUMBER || !text_to_int(cell->text, &serial) || serial < 3000 ||
        serial > 60000)
        return NULL;
    calendar_from_days(calendar_days(1899, 12, 30) + serial, &year, &month, &day);
    calendar_day_text(year, month, day, text);
    return arena_copy(reading->arena, text);
}

static void read_date(struct reading *reading, int64_t column, const struct field *field,
                      const struct sheet_cell *cell, const char *text)
{
    struct error error;
    const char *serial = serial_day(reading, cell);
    bool is_birth = strcmp(field->name, "birth_date") == 0;
    if (is_birth)
        reading->birth_column = column;
    if (record_parse(field, reading->person, serial ? serial : text, reading->today, reading->arena,
                     &error) != RESULT_OK) {
        if (is_birth)
            problem(reading, column, &error);
        else
            note(reading, column, N_("“%1” is no date and was left out."), text);
        return;
    }
    const char *day = record_get_text(field, reading->person);
    if (is_birth && day && strcmp(day, reading->today) > 0) {
        intake_row_remark(reading->row, true, column,
                          N_("This date of birth lies in the future: %1."), day, NULL);
        *record_text(field, reading->person) = NULL;
    }
}

static void read_choice(struct reading *reading, int64_t column, const struct field *field,
                        const char *text)
{
    struct error error;
    if (strcmp(field->name, "sex") == 0)
        reading->sex_column = column;
    if (record_parse(field, reading->person, text, reading->today, reading->arena, &error) !=
        RESULT_OK)
        note(reading, column, N_("“%1” is not known here and was left out."), text);
}

static void read_cell(struct reading *reading, int64_t column, const struct field *field,
                      const struct sheet_cell *cell)
{
    struct error error;
    char *text = text_clean(reading->arena, cell->text);
    if (!*text || says_nothing(text))
        return;
    if (cell->kind == SHEET_ERROR) {
        intake_row_remark(reading->row, true, column, N_("The cell holds an error of Excel: %1."),
                          text, NULL);
        return;
    }
    if (field->kind != FIELD_LONG_TEXT && record_is_masked(text)) {
        note(reading, column, N_("“%1” is masked: what the register knows stays as it is."), text);
        return;
    }
    if (strcmp(field->name, "name") == 0)
        read_name(reading, column, field, text);
    else if (field->kind == FIELD_PHONE)
        read_phone(reading, column, text);
    else if (field->kind == FIELD_CITIZEN_ID)
        read_citizen_id(reading, column, cell, text);
    else if (field->kind == FIELD_DATE)
        read_date(reading, column, field, cell, text);
    else if (field->kind == FIELD_CHOICE)
        read_choice(reading, column, field, text);
    else if (strcmp(field->name, "note") == 0)
        append_note(reading, "", text);
    else if (record_parse(field, reading->person, text, reading->today, reading->arena, &error) !=
             RESULT_OK)
        problem(reading, column, &error);
}

/* ---- the person as a whole ------------------------------------------------------------------- */

/* "3" under the heading 栋 is 3栋. */
static const char *with_counter(struct arena *arena, const char *text, const char *counter)
{
    bool is_bare = text && *text &&
                   strspn(text, "0123456789ABCDEFGHabcdefgh一二三四五六七八九十-") == strlen(text);
    return !text ? "" : is_bare ? arena_printf(arena, "%s%s", text, counter) : text;
}

/* Joins group heading, building, unit, room and address to one address. */
static void join_address(struct reading *reading, const char *group)
{
    struct intake_person *person = reading->person;
    struct arena *arena = reading->arena;
    struct address address;
    const char *parts =
        arena_printf(arena, "%s%s%s", with_counter(arena, person->building, "栋"),
                     with_counter(arena, person->unit, "单元"), person->room ? person->room : "");
    const char *own = person->row.address ? person->row.address : "";
    if (*parts && !strstr(own, parts))
        own = arena_printf(arena, "%s%s%s", own, *own ? " " : "", parts);
    address_parse(arena, own, &address);
    const char *above = text_clean(arena, group);
    bool is_given = text_is_empty(person->row.compound) ? *address.place != '\0' : true;
    if (*above && !*address.building && !*address.number && (*own || strpbrk(above, "0123456789")))
        own = arena_printf(arena, "%s%s", above, own);
    else if (*own && !is_given && table_is_place_name(above)) /* 翠堤湾 above, 3栋301 here */
        own = arena_printf(arena, "%s%s", above, own);
    person->row.address = *own ? own : NULL;
}

/* The citizen id knows birth and sex; a list that says otherwise is wrong somewhere. */
static void compare_with_id(struct reading *reading)
{
    struct resident_facts *facts = &reading->person->row.facts;
    char birth[CALENDAR_DAY_SIZE];
    if (!facts->citizen_id)
        return;
    citizen_id_birth(facts->citizen_id, birth);
    if (facts->birth_date && strcmp(facts->birth_date, birth) != 0)
        intake_row_remark(reading->row, true, reading->birth_column,
                          N_("The date of birth (%1) is not that of the citizen ID (%2)."),
                          facts->birth_date, arena_copy(reading->arena, birth));
    else if (!facts->birth_date)
        facts->birth_date = arena_copy(reading->arena, birth);
    const char *sex = citizen_id_is_male(facts->citizen_id) ? "1" : "2";
    bool is_said = facts->sex && (strcmp(facts->sex, "1") == 0 || strcmp(facts->sex, "2") == 0);
    if (is_said && strcmp(facts->sex, sex) != 0)
        intake_row_remark(reading->row, true, reading->sex_column,
                          N_("The sex is not that of the citizen ID."), NULL, NULL);
    else if (!is_said)
        facts->sex = sex;
}

static void check_person(struct reading *reading, bool needs_name)
{
    struct resident_facts *facts = &reading->person->row.facts;
    if (reading->person->age && !facts->birth_date)
        append_note(reading, "登记年龄", reading->person->age);
    if (!facts->name && !intake_row_is_wrong(reading->row)) {
        if (needs_name)
            intake_row_remark(reading->row, true, reading->name_column, N_("The name is missing."),
                              NULL, NULL);
        else if (!facts->phone)
            intake_row_remark(reading->row, true, reading->name_column,
                              N_("Neither name nor phone is given."), NULL, NULL);
    }
}

void intake_row_read(const struct table_layout *layout, const struct table_row *source,
                     bool needs_name, const char *today, struct arena *arena,
                     struct intake_row *row)
{
    struct reading reading = {.today = today, .arena = arena, .row = row};
    *row = (struct intake_row){.number = source->number, .cell_count = layout->column_count};
    reading.person = &row->person;
    row->cells = arena_array(arena, layout->column_count + 1, sizeof *row->cells);
    for (size_t i = 0; i < layout->column_count; i++) {
        row->cells[i] = arena_copy(arena, source->cells[i].text);
        if (layout->columns[i].field)
            read_cell(&reading, (int64_t)i + 1, layout->columns[i].field, &source->cells[i]);
        if (layout->columns[i].field && layout->columns[i].field->kind == FIELD_NAME &&
            !reading.name_column)
            reading.name_column = (int64_t)i + 1;
    }
    join_address(&reading, source->group);
    compare_with_id(&reading);
    check_person(&reading, needs_name);
}
