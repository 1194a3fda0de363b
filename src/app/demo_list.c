/* A spreadsheet of returned people as communities really get them (domain.md 4.3): a title merged over
 * the table, two rows of headings, group headings between the rows, 小计 and 合计, ids as numbers that Excel has
 * rounded, full-width digits, two phones in a cell, a phone in the name cell, dates in six spellings,
 * 同上, sex in six spellings, the same person twice, people who are not in the register, a second sheet. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

#include "app/demo.h"
#include "base/text.h"

enum { COLUMNS = 9, SECOND_SHEET = 60 };

struct messy {
    struct demo_world *world;
    lxw_worksheet *sheet;
    lxw_format *plain, *heading, *title, *date;
    lxw_row_t row;
    int number, in_group;
    const char *last_address;
};

/* One in so many thousand; the proportions are those of lists that we have seen. */
static bool happens(struct messy *messy, int per_thousand)
{
    return demo_happens(messy->world, per_thousand);
}

static void put(struct messy *messy, int column, const char *text)
{
    if (text != NULL && text[0] != '\0')
        worksheet_write_string(messy->sheet, messy->row, (lxw_col_t)column, text, messy->plain);
}

/* ---- spellings ------------------------------------------------------------------------------- */

static const char *full_width(struct messy *messy, const char *text)
{
    struct text_buffer buffer;
    text_buffer_init(&buffer);
    for (; *text != '\0'; text++) {
        if (*text >= '0' && *text <= '9')
            text_add_codepoint(&buffer, 0xff10u + (uint32_t)(*text - '0'));
        else
            text_add_char(&buffer, *text);
    }
    const char *copy = arena_copy(messy->world->arena, text_buffer_get(&buffer));
    text_buffer_fini(&buffer);
    return copy;
}

static const char *spell_phone(struct messy *messy, const char *phone)
{
    struct arena *arena = messy->world->arena;
    if (phone == NULL || happens(messy, 25))
        return happens(messy, 200) ? "无" : NULL;
    switch (demo_below(messy->world, 40)) {
    case 0:
        return full_width(messy, phone);
    case 1:
        return arena_printf(arena, "%.3s %.4s %s", phone, phone + 3, phone + 7);
    case 2:
        return arena_printf(arena, "%.3s-%.4s-%s", phone, phone + 3, phone + 7);
    case 3:
        return arena_printf(arena, "+86 %s", phone);
    case 4:
        return arena_printf(arena, "%s/%s", phone, demo_phone(messy->world));
    case 5:
        return arena_printf(arena, "%s（女儿）", phone);
    case 6:
        return demo_phone(messy->world); /* another number by now */
    case 7:
        return arena_printf(arena, "%.10s", phone); /* a digit is missing */
    default:
        return phone;
    }
}

static void put_id(struct messy *messy, int column, const char *id)
{
    if (happens(messy, 300))
        return;
    char changed[32];
    text_copy_to(changed, sizeof changed, id);
    switch (demo_below(messy->world, 50)) {
    case 0:
    case 1: /* typed into a number cell */
        if (id[17] != 'X') {
            worksheet_write_number(messy->sheet, messy->row, (lxw_col_t)column, strtod(id, NULL),
                                   NULL);
            return;
        }
        break;
    case 2:
        changed[13] = changed[13] == '9' ? '0' : (char)(changed[13] + 1);
        break;
    case 3:
        put(messy, column, full_width(messy, id));
        return;
    case 4:
        put(messy, column, arena_printf(messy->world->arena, "%.6s %.8s %s", id, id + 6, id + 14));
        return;
    case 5:
        if (changed[17] == 'X')
            changed[17] = 'x';
        break;
    default:
        break;
    }
    put(messy, column, changed);
}

static void put_birth(struct messy *messy, int column, const char *day)
{
    struct arena *arena = messy->world->arena;
    int year = demo_number(day), month = demo_number(day + 5), date = demo_number(day + 8);
    switch (demo_below(messy->world, 12)) {
    case 0:
    case 1:
        put(messy, column, arena_printf(arena, "%d.%d.%d", year, month, date));
        break;
    case 2:
        put(messy, column, arena_printf(arena, "%d/%d/%d", year, month, date));
        break;
    case 3:
        put(messy, column, arena_printf(arena, "%d%02d%02d", year, month, date));
        break;
    case 4:
        put(messy, column, arena_printf(arena, "%d年%d月%d日", year, month, date));
        break;
    case 5:
    case 6:
        worksheet_write_datetime(messy->sheet, messy->row, (lxw_col_t)column,
                                 &(lxw_datetime){.year = year, .month = month, .day = date},
                                 messy->date);
        break;
    case 7:
        if (happens(messy, 100))
            put(messy, column, "农历八月十五");
        break;
    case 8:
        break;
    default:
        put(messy, column, day);
    }
}

/* The address of a home: its parts from the compound down. */
static const char *spell_address(struct messy *messy, long place)
{
    static const char *const han[] = {"",     "一",   "二",   "三",   "四",   "五",   "六",
                                      "七",   "八",   "九",   "十",   "十一", "十二", "十三",
                                      "十四", "十五", "十六", "十七", "十八", "十九", "二十"};
    struct arena *arena = messy->world->arena;
    const struct place_seed *places = messy->world->places;
    const char *parts[3] = {"", "", ""}; /* compound, building, unit */
    const char *room = places[place].place.name;
    for (long at = places[place].parent; at >= 0; at = places[at].parent)
        parts[strcmp(places[at].place.kind, "compound") == 0   ? 0
              : strcmp(places[at].place.kind, "building") == 0 ? 1
                                                               : 2] = places[at].place.name;
    int building = demo_number(parts[1]), unit = demo_number(parts[2]);
    switch (demo_below(messy->world, 9)) {
    case 0:
        return arena_printf(arena, "%s%s%s%s房", parts[0], parts[1], parts[2], room);
    case 1:
        return arena_printf(arena, "桂城街道灯湖社区%s%s%s%s", parts[0], parts[1], parts[2], room);
    case 2:
        return unit > 0 ? arena_printf(arena, "%s%d-%d-%s", parts[0], building, unit, room)
                        : arena_printf(arena, "%s%d-%s", parts[0], building, room);
    case 3:
        return arena_printf(arena, "%s%s座%s", parts[0], han[building], room);
    case 4:
        return arena_printf(arena, "%s %d号楼%s%s室", parts[0], building, parts[2], room);
    case 5:
        return arena_printf(arena, "%s%s幢%s", parts[0],
                            full_width(messy, arena_printf(arena, "%d", building)),
                            full_width(messy, room));
    case 6:
        return arena_printf(arena, "%s%d#%s", parts[0], building, room);
    case 7:
        return happens(messy, 150) ? parts[0]
                                   : arena_printf(arena, "%s%s%s", parts[0], parts[1], room);
    default:
        return arena_printf(arena, "%s%s%s%s", parts[0], parts[1], parts[2], room);
    }
}

static const char *spell_name(struct messy *messy, const struct resident_facts *facts)
{
    static const char *const pairs[][2] = {{"伟", "玮"}, {"嘉", "佳"}, {"志", "智"}, {"怡", "仪"},
                                           {"俊", "军"}, {"婷", "亭"}, {"辉", "晖"}, {"琪", "淇"},
                                           {"陈", "陳"}, {"张", "張"}, {"国", "國"}, {"丽", "麗"}};
    struct arena *arena = messy->world->arena;
    if (happens(messy, 8) && facts->phone != NULL)
        return arena_printf(arena, "%s%s", facts->name, facts->phone); /* phone in the name cell */
    if (happens(messy, 6))
        return arena_printf(arena, " %s", facts->name);
    if (happens(messy, 60)) {
        for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
            const char *at = strstr(facts->name, pairs[i][0]);
            if (at != NULL)
                return arena_printf(arena, "%.*s%s%s", (int)(at - facts->name), facts->name,
                                    pairs[i][1], at + strlen(pairs[i][0]));
        }
    }
    return facts->name;
}

/* ---- rows ------------------------------------------------------------------------------------ */

static void put_headings(struct messy *messy)
{
    static const char *const upper[COLUMNS] = {"序号",     "姓名",   "性别",     "身份信息", "",
                                               "联系电话", "现住址", "返桂情况", ""};
    static const char *const lower[COLUMNS] = {"", "", "",         "身份证号", "出生日期",
                                               "", "", "从哪里回", "返桂日期"};
    lxw_worksheet *sheet = messy->sheet;
    worksheet_merge_range(sheet, 0, 0, 0, COLUMNS - 1, "灯湖社区返桂人员名单", messy->title);
    worksheet_write_string(sheet, 1, 0, "填报单位：灯湖社区居委会", NULL);
    for (int column = 0; column < COLUMNS; column++) {
        lxw_col_t i = (lxw_col_t)column;
        if (lower[i][0] == '\0')
            worksheet_merge_range(sheet, 2, i, 3, i, upper[i], messy->heading);
        else
            worksheet_write_string(sheet, 3, i, lower[i], messy->heading);
    }
    worksheet_merge_range(sheet, 2, 3, 2, 4, upper[3], messy->heading);
    worksheet_merge_range(sheet, 2, 7, 2, 8, upper[7], messy->heading);
    worksheet_set_column(sheet, 1, 1, 11, NULL);
    worksheet_set_column(sheet, 3, 3, 21, NULL);
    worksheet_set_column(sheet, 4, 5, 14, NULL);
    worksheet_set_column(sheet, 6, 6, 30, NULL);
    messy->row = 4;
}

static void put_person(struct messy *messy, const struct demo_person *person)
{
    static const char *const men[] = {"男", "男", "男", "1", "M", "男性"};
    static const char *const women[] = {"女", "女", "女", "2", "F", "女性"};
    static const char *const cities[] = {"湖北武汉", "湖南长沙", "广西玉林", "四川成都", "河南信阳",
                                         "江西赣州", "广东湛江", "浙江温州", "湖北黄冈", "香港"};
    const struct resident_facts *facts = &person->seed.facts;
    int spelling = demo_below(messy->world, 6);
    const char *address = spell_address(messy, person->place);
    bool is_same = messy->last_address != NULL && happens(messy, 500);
    worksheet_write_number(messy->sheet, messy->row, 0, ++messy->number, NULL);
    put(messy, 1, spell_name(messy, facts));
    if (!happens(messy, 60))
        put(messy, 2, facts->sex[0] == '1' ? men[spelling] : women[spelling]);
    put_id(messy, 3, facts->citizen_id);
    put_birth(messy, 4, facts->birth_date);
    put(messy, 5, spell_phone(messy, facts->phone));
    put(messy, 6,
        is_same              ? (happens(messy, 500) ? "同上" : "〃")
        : happens(messy, 30) ? ""
                             : address);
    put(messy, 7, cities[demo_below(messy->world, 10)]);
    put(messy, 8,
        arena_printf(messy->world->arena, "%d月%d日", 1 + demo_below(messy->world, 2),
                     1 + demo_below(messy->world, 28)));
    messy->last_address = NULL;
    messy->row++;
    messy->in_group++;
}

static void put_total(struct messy *messy, const char *label, int count)
{
    put(messy, 0, label);
    worksheet_write_number(messy->sheet, messy->row, 1, count, NULL);
    messy->row++;
    messy->in_group = 0;
    messy->last_address = NULL;
}

/* Somebody who is not in the register: a name of the same fashion at a home that is there. */
static struct demo_person stranger(struct messy *messy, const struct demo_person *model)
{
    struct demo_world *world = messy->world;
    struct demo_person person = *model;
    struct resident_facts *facts = &person.seed.facts;
    int born = world->year - 18 - demo_below(world, 60);
    bool is_man = demo_happens(world, 500);
    facts->name = arena_printf(world->arena, "%s%s", demo_surname(world, false),
                               demo_given(world, is_man, born, NULL));
    if (happens(messy, 20))
        facts->name = happens(messy, 500) ? "阿卜杜拉·买买提" : "古丽娜尔•艾合买提";
    facts->sex = is_man ? "1" : "2";
    facts->birth_date = demo_birth(world, born);
    facts->citizen_id =
        demo_citizen_id(world, is_man, facts->birth_date, demo_origin(world).region);
    facts->phone = demo_phone(world);
    return person;
}

static void put_rows(struct messy *messy, size_t rows)
{
    struct demo_world *world = messy->world;
    size_t step = world->person_count / rows, done = 0;
    const char *compound = NULL;
    for (size_t i = (size_t)demo_below(world, (int)step); done < rows; i += step) {
        const struct demo_person *person = &world->people[i % world->person_count];
        long root = person->place;
        while (world->places[root].parent >= 0)
            root = world->places[root].parent;
        if (compound == NULL || strcmp(compound, world->places[root].place.name) != 0) {
            if (compound != NULL && messy->in_group > 0)
                put_total(messy, "小计", messy->in_group);
            compound = world->places[root].place.name;
            worksheet_merge_range(messy->sheet, messy->row, 0, messy->row, COLUMNS - 1, compound,
                                  messy->heading);
            messy->row++;
        }
        struct demo_person other = stranger(messy, person);
        bool is_new = happens(messy, 160);
        put_person(messy, is_new ? &other : person);
        done++;
        const struct demo_person *next = person + 1;
        bool is_family = i + 1 < world->person_count && next->household == person->household;
        if (is_family && done < rows && happens(messy, 120)) {
            messy->last_address = "";
            put_person(messy, next);
            done++;
        }
        if (done < rows && happens(messy, 12)) { /* the same person twice */
            put_person(messy, is_new ? &other : person);
            done++;
        }
    }
    put_total(messy, "合计", messy->number);
    put(messy, 0, "填表人：");
    put(messy, 4, "审核人：");
    messy->row++;
}

enum result demo_write_list(struct demo_world *world, const char *path, size_t rows,
                            struct error *error)
{
    lxw_workbook *book = workbook_new(path);
    if (book == NULL)
        return error_set(error, RESULT_IO, NULL, N_("The file %1 cannot be written."), path);
    struct messy messy = {.world = world,
                          .plain = workbook_add_format(book),
                          .heading = workbook_add_format(book),
                          .title = workbook_add_format(book),
                          .date = workbook_add_format(book)};
    format_set_num_format(messy.plain, "@");
    format_set_bold(messy.heading);
    format_set_align(messy.heading, LXW_ALIGN_CENTER);
    format_set_bold(messy.title);
    format_set_font_size(messy.title, 16);
    format_set_align(messy.title, LXW_ALIGN_CENTER);
    format_set_num_format(messy.date, "yyyy-mm-dd");
    messy.sheet = workbook_add_worksheet(book, "返桂人员");
    put_headings(&messy);
    put_rows(&messy, rows > SECOND_SHEET ? rows - SECOND_SHEET : rows);
    if (rows > SECOND_SHEET) {
        messy.sheet = workbook_add_worksheet(book, "补充");
        messy.number = messy.in_group = 0;
        put_headings(&messy);
        put_rows(&messy, SECOND_SHEET);
    }
    if (workbook_close(book) != LXW_NO_ERROR)
        return error_set(error, RESULT_IO, NULL, N_("The file %1 cannot be written."), path);
    return RESULT_OK;
}
