/* An invented community and lists drawn from it, with the truth known: for tests and benches of
 * matching.
 *
 * It knows nothing of the matcher: its homophones and look-alikes are typed here from what people
 * confuse, not computed. The error model, in parts per thousand of the entries of a list:
 *
 *     not in the register 150: a third each unknown people, family (twins among them) of somebody in
 *         the register, and namesakes living in the same building as somebody in the register
 *     name: one character of the same sound 30, of similar look 20, swapped 5, one left out 8, in
 *         traditional characters 15, surname of the same sound 8, surname with Mr or Ms only 4
 *     phone: missing 120, changed since 80, a family member's 60, one digit wrong 20, swapped 5
 *     citizen id: missing 550, one digit wrong 20, two swapped 5, masked 20
 *     birth date: missing 450, only the year 100, day and month swapped 10, a year off 10, wrong 10
 *     address: missing 150, moved since 100, one digit of the room wrong 15, else in nine spellings
 *     sex: missing 200, wrong 4
 *     and 10 entries have nothing but a name */
#ifndef PEOPLE_TEST_INVENTED_H
#define PEOPLE_TEST_INVENTED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/chance.h"
#include "base/text.h"
#include "modules/people/match.h"
#include "record/citizen_id.h"

struct invented_person {
    char name[40], former[40];
    char id[24], birth[CALENDAR_DAY_SIZE], phone[24];
    char sex[2];
    int household;
    bool is_hidden; /* lives there, but is not in the register */
};

struct invented_home {
    int compound, building, unit, room;
    int first, count; /* its people */
};

struct invented {
    struct chance_seed seed;
    struct invented_person *people;
    size_t count, capacity;
    struct invented_home *homes;
    size_t home_count;
};

/* ---- chance ---------------------------------------------------------------------------------- */

static inline int invented_below(struct invented *all, int below)
{
    return (int)chance_below(&all->seed, (uint64_t)below);
}

static inline bool invented_happens(struct invented *all, int per_thousand)
{
    return invented_below(all, 1000) < per_thousand;
}

/* A character of a text, as UTF-8 in out. */
static inline void invented_pick(struct invented *all, const char *from, char out[8])
{
    size_t at = (size_t)invented_below(all, (int)text_length(from));
    uint32_t c = 0;
    for (size_t i = 0; i <= at; i++)
        c = text_next(&from);
    out[text_encode(c, out)] = '\0';
}

/* ---- names ----------------------------------------------------------------------------------- */

/* The commonest first; the place in the list decides how common. */
static const char invented_surnames[] =
    "陈李黄张梁林王刘何吴罗杨周叶苏谢曾区麦关冯邓郑朱谭钟邝潘霍劳简招卢蔡许彭廖赖伍胡徐郭孔孙高马"
    "赵欧杜庞江余袁游崔黎庄卓洪沈程姚江白康龙莫温范傅严方石戴熊唐邱薛丁任姜贾夏汪田董魏";
static const char invented_men[] =
    "伟强志明华文杰俊建国辉军平健斌浩宇轩鹏飞龙波勇刚涛超峰锋荣光海永兴家嘉子豪梓晨泽睿铭坚添庆德贤"
    "信义雄威振江源恒昌盛成良才毅凯旋";
static const char invented_women[] =
    "丽芳敏静娟婷慧玲燕红梅英秀兰珍霞嘉怡欣妍思雅晓雯颖琳洁莹淑惠美娜倩琪佩仪蓉桂香莲凤彩银好群爱"
    "诗雨涵梓萱可馨语桐清雪梦瑶紫";

static inline void invented_surname(struct invented *all, char out[8])
{
    int length = (int)text_length(invented_surnames);
    int place = invented_below(all, length), other = invented_below(all, length);
    int third = invented_below(all, length);
    place = place < other ? place : other;
    place = place < third ? place : third;
    const char *at = invented_surnames;
    uint32_t c = 0;
    for (int i = 0; i <= place; i++)
        c = text_next(&at);
    out[text_encode(c, out)] = '\0';
}

static inline void invented_given(struct invented *all, bool is_man, const char *shared,
                                  char out[24])
{
    const char *from = is_man ? invented_men : invented_women;
    char first[8] = "", second[8];
    invented_pick(all, from, second);
    if (shared != NULL)
        text_copy_to(first, sizeof first, shared);
    else if (!invented_happens(all, 150))
        invented_pick(all, from, first);
    snprintf(out, 24, "%s%s", first, second);
}

/* ---- people ---------------------------------------------------------------------------------- */

static inline void invented_id(struct invented *all, struct invented_person *person)
{
    static const char *const regions[] = {"440605", "440605", "440605", "440602", "440681",
                                          "450923", "430422", "511321", "421126", "522401"};
    char digits[40];
    int sequence = invented_below(all, 499) * 2 + (person->sex[0] == '1' ? 1 : 2);
    snprintf(digits, sizeof digits, "%s%.4s%.2s%.2s%03d", regions[invented_below(all, 10)],
             person->birth, person->birth + 5, person->birth + 8, sequence);
    snprintf(person->id, sizeof person->id, "%.17s%c", digits, citizen_id_check_character(digits));
}

static inline struct invented_person *invented_person(struct invented *all, const char *surname,
                                                      const char *shared, bool is_man, int born)
{
    if (all->count == all->capacity) {
        all->capacity = all->capacity * 2 + 1024;
        all->people = realloc(all->people, all->capacity * sizeof all->people[0]);
    }
    struct invented_person *person = &all->people[all->count++];
    memset(person, 0, sizeof *person);
    char given[24];
    invented_given(all, is_man, shared, given);
    snprintf(person->name, sizeof person->name, "%s%s", surname, given);
    int month = 1 + invented_below(all, 12), day = 1 + invented_below(all, 28);
    calendar_day_text(born, month, day, person->birth);
    person->sex[0] = is_man ? '1' : '2';
    snprintf(person->phone, sizeof person->phone, "1%c%d%08d", "3578"[invented_below(all, 4)],
             invented_below(all, 10), invented_below(all, 100000000));
    invented_id(all, person);
    person->household = (int)all->home_count;
    return person;
}

/* Brothers and sisters never have the same name. */
static inline void invented_distinguish(struct invented *all, struct invented_person *person)
{
    for (size_t i = 0; i + 1 < all->count; i++) {
        const struct invented_person *other = &all->people[all->count - 2 - i];
        if (other->household != person->household)
            return;
        while (strcmp(other->name, person->name) == 0) {
            char given[24], surname[8] = "";
            const char *at = person->name;
            text_encode(text_next(&at), surname);
            invented_given(all, person->sex[0] == '1', NULL, given);
            snprintf(person->name, sizeof person->name, "%s%s", surname, given);
            i = 0;
        }
    }
}

static inline void invented_children(struct invented *all, const char *surname, int born,
                                     const char *phone)
{
    int children = 1 + invented_below(all, 2);
    char shared[8];
    invented_pick(all, invented_men, shared);
    for (int i = 0; i < children; i++) {
        bool is_man = invented_below(all, 2) == 0, twins = invented_happens(all, 25);
        int year = born + 24 + invented_below(all, 12);
        struct invented_person *child =
            invented_person(all, surname, invented_happens(all, 400) ? shared : NULL, is_man,
                            year > 2023 ? 2023 : year);
        if (year > 2006)
            text_copy_to(child->phone, sizeof child->phone, phone);
        invented_distinguish(all, child);
        if (!twins)
            continue;
        char birth[CALENDAR_DAY_SIZE], twin_phone[24];
        text_copy_to(birth, sizeof birth, child->birth);
        text_copy_to(twin_phone, sizeof twin_phone, child->phone);
        struct invented_person *twin = invented_person(all, surname, shared, is_man, 2000);
        text_copy_to(twin->birth, sizeof twin->birth, birth);
        text_copy_to(twin->phone, sizeof twin->phone, twin_phone);
        invented_id(all, twin);
        invented_distinguish(all, twin);
        i = children;
    }
}

static inline void invented_household(struct invented *all)
{
    char his[8], hers[8], phone[24];
    size_t first = all->count;
    int born = 1945 + invented_below(all, 55);
    invented_surname(all, his);
    invented_surname(all, hers);
    struct invented_person *head = invented_person(all, his, NULL, true, born);
    text_copy_to(phone, sizeof phone, head->phone);
    if (!invented_happens(all, 250)) {
        struct invented_person *wife = invented_person(all, hers, NULL, false, born + 2);
        if (invented_happens(all, 150))
            text_copy_to(wife->phone, sizeof wife->phone, phone);
        invented_children(all, his, born, phone);
    }
    if (invented_happens(all, 150)) {
        struct invented_person *mother = invented_person(all, hers, NULL, false, born - 25);
        text_copy_to(mother->phone, sizeof mother->phone, phone);
    }
    all->homes[all->home_count].first = (int)first;
    all->homes[all->home_count].count = (int)(all->count - first);
    all->home_count++;
}

/* Namesakes in one building, some of them not in the register. */
static inline void invented_namesakes(struct invented *all)
{
    for (size_t i = 0; i + 40 < all->count; i += 150) {
        struct invented_person *one = &all->people[i], *other = &all->people[i + 30];
        if (one->household != other->household && one->sex[0] == other->sex[0])
            text_copy_to(other->name, sizeof other->name, one->name);
    }
}

static inline void invented_fill(struct invented *all, uint64_t seed, size_t people)
{
    memset(all, 0, sizeof *all);
    all->seed.state = seed;
    all->homes = calloc(people + 16, sizeof all->homes[0]);
    while (all->count < people) {
        int home = (int)all->home_count;
        all->homes[home] = (struct invented_home){
            .compound = home / 1800,
            .building = home / 120 % 15 + 1,
            .unit = home / 60 % 2 + 1,
            .room = (home / 4 % 15 + 2) * 100 + home % 4 + 1,
        };
        invented_household(all);
    }
    invented_namesakes(all);
    for (size_t i = 0; i < all->count; i++)
        all->people[i].is_hidden = invented_happens(all, 40);
}

static inline void invented_free(struct invented *all)
{
    free(all->people);
    free(all->homes);
}

static const char *const invented_compounds[] = {
    "灯湖花园", "桂园小区", "雅翠苑", "南海新村", "翠湖名居", "怡景轩", "金色家园", "海逸居",
    "丽雅苑",   "天安新城", "中恒苑", "华南居",   "东湖坊",   "保利里", "万科坊",   "德胜居"};

/* ---- what the register says ------------------------------------------------------------------ */

static inline void invented_register_add(const struct invented *all, size_t row,
                                         struct match_list *list)
{
    const struct invented_person *person = &all->people[row];
    const struct invented_home *home = &all->homes[person->household];
    char address[160];
    snprintf(address, sizeof address, "%s%d栋%d单元%d", invented_compounds[home->compound % 16],
             home->building, home->unit, home->room);
    match_list_add(list, &(struct match_input){.name = person->name,
                                               .sex = person->sex,
                                               .birth = person->birth,
                                               .citizen_id = person->id,
                                               .phones = {person->phone},
                                               .address = address});
}

/* ---- what a list says ------------------------------------------------------------------------ */

static const char *const invented_sounds[] = {
    "伟炜玮", "嘉佳家加", "怡仪宜", "志智治", "明铭鸣名", "杰洁捷", "俊军君钧骏", "婷亭庭",
    "慧惠卉", "健建剑",   "辉晖徽", "丽莉",   "芳方",     "玲铃灵", "欣新心馨",   "琪祺琦奇",
    "宇雨羽", "轩宣萱",   "浩皓昊", "文雯",   "英瑛",     "珍贞",   "兰岚",       "峰锋枫",
    "永勇",   "清青",     "静靖",   "思诗",   "燕艳",     "倩茜",   "颖影",       "华骅",
    "国果",   "平萍苹",   "荣蓉容", "晓小筱", "凤奉",     "洪红宏", "龙隆",       "海亥",
    "妍研",   "雅亚",     "淑舒",   "美镁",   "娜那",     "霞侠",   "桂贵",       "涛韬",
    "鹏朋",   "超钞",     "波博",   "光广",   "庆清",     "德得",   "涵含晗",     "梓紫子"};
static const char *const invented_looks[] = {
    "晴睛", "清请情", "玲铃", "纬伟", "宜宣", "苹萍", "洁沽", "佳住", "俊峻", "琪淇", "莹萤",
    "茵菌", "颖颍",   "琳淋", "锋峰", "华毕", "坚竖", "惠慧", "梅海", "辉晖", "荣莱", "波披",
    "昌冒", "诗持",   "杰木", "永水", "泽择", "铭铬", "梓粹", "妍妨", "思恩", "涛祷", "超起"};
static const char *const invented_surname_sounds[] = {"李黎", "吴伍武", "张章", "江姜", "余于俞",
                                                      "何贺", "罗骆",   "刘柳", "许徐", "黄王",
                                                      "陈程", "曾增",   "麦卖", "关官", "郑政"};
static const char *const invented_traditional[] = {
    "陈陳", "张張", "刘劉", "罗羅", "杨楊", "叶葉", "苏蘇", "谢謝", "区區", "麦麥", "关關", "冯馮",
    "邓鄧", "郑鄭", "谭譚", "钟鍾", "伟偉", "强強", "华華", "国國", "军軍", "龙龍", "刚剛", "丽麗",
    "静靜", "红紅", "兰蘭", "凤鳳", "银銀", "爱愛", "诗詩", "梦夢", "荣榮", "兴興", "庆慶", "贤賢"};

/* Replaces the character at `at` by another of its group; false if no group has it. */
static inline bool invented_replace(struct invented *all, char *name, size_t at,
                                    const char *const *groups, size_t count)
{
    const char *from = name;
    for (size_t i = 0; i < at; i++)
        text_next(&from);
    const char *next = from;
    uint32_t c = text_next(&next);
    for (size_t g = 0; g < count; g++) {
        bool has = false;
        for (const char *in = groups[g]; *in != '\0';)
            has |= text_next(&in) == c;
        if (!has)
            continue;
        char other[8], done[40];
        do
            invented_pick(all, groups[g], other);
        while (strncmp(other, from, (size_t)(next - from)) == 0);
        snprintf(done, sizeof done, "%.*s%s%s", (int)(from - name), name, other, next);
        text_copy_to(name, 40, done);
        return true;
    }
    return false;
}
#define INVENTED_COUNT(groups) (groups), sizeof(groups) / sizeof((groups)[0])

static inline void invented_spoil_name(struct invented *all, char *name, const char *sex)
{
    size_t length = text_length(name);
    size_t at = length > 1 ? 1 + (size_t)invented_below(all, (int)length - 1) : 0;
    char parts[3][8] = {"", "", ""}, done[40];
    const char *from = name;
    for (size_t i = 0; i < length && i < 3; i++)
        parts[i][text_encode(text_next(&from), parts[i])] = '\0';
    int what = invented_below(all, 1000);
    if (what < 30)
        invented_replace(all, name, at, INVENTED_COUNT(invented_sounds));
    else if (what < 50)
        invented_replace(all, name, at, INVENTED_COUNT(invented_looks));
    else if (what < 55 && length == 3)
        snprintf(done, sizeof done, "%s%s%s", parts[0], parts[2], parts[1]);
    else if (what < 63 && length == 3)
        snprintf(done, sizeof done, "%s%s", parts[0], parts[2]);
    else if (what < 71)
        invented_replace(all, name, 0, INVENTED_COUNT(invented_surname_sounds));
    else if (what < 75)
        snprintf(done, sizeof done, "%s%s", parts[0], sex[0] == '1' ? "先生" : "女士");
    else if (what < 90)
        for (size_t i = 0; i < length; i++)
            invented_replace(all, name, i, INVENTED_COUNT(invented_traditional));
    if ((what >= 50 && what < 63 && length == 3) || (what >= 71 && what < 75))
        text_copy_to(name, 40, done);
}

static inline void invented_spoil_digits(struct invented *all, char *digits, size_t length,
                                         bool swaps)
{
    size_t at = (size_t)invented_below(all, (int)length - 1);
    if (swaps) {
        char c = digits[at];
        digits[at] = digits[at + 1];
        digits[at + 1] = c;
    } else {
        digits[at] = (char)('0' + (digits[at] - '0' + 1 + invented_below(all, 9)) % 10);
    }
}

static inline void invented_address(struct invented *all, const struct invented_home *home,
                                    char out[160])
{
    static const char *const han[] = {"",   "一", "二", "三",   "四",   "五",   "六",   "七",
                                      "八", "九", "十", "十一", "十二", "十三", "十四", "十五"};
    const char *compound = invented_compounds[home->compound % 16];
    int building = home->building, unit = home->unit, room = home->room;
    switch (invented_below(all, 9)) {
    case 0:
        snprintf(out, 160, "%s%d栋%d单元%d房", compound, building, unit, room);
        break;
    case 1:
        snprintf(out, 160, "%d-%d-%d", building, unit, room);
        break;
    case 2:
        snprintf(out, 160, "%s%s座%d", compound, han[building], room);
        break;
    case 3:
        snprintf(out, 160, "广东省佛山市南海区桂城街道%s%d栋%d", compound, building, room);
        break;
    case 4:
        snprintf(out, 160, "%s %d号楼%d单元%d室", compound, building, unit, room);
        break;
    case 5:
        snprintf(out, 160, "%d#%d", building, room);
        break;
    case 6:
        snprintf(out, 160, "%s%d幢%d楼%02d", compound, building, room / 100, room % 100);
        break;
    case 7:
        snprintf(out, 160, "%s%d栋", compound, building);
        break;
    default:
        snprintf(out, 160, "%d栋%d单元%d", building, unit, room);
    }
}

struct invented_entry {
    char name[40], sex[2], birth[CALENDAR_DAY_SIZE], id[24], phone[24], address[160];
};

static inline void invented_spoil(struct invented *all, const struct invented_person *person,
                                  struct invented_entry *entry)
{
    const struct invented_home *home = &all->homes[person->household];
    struct invented_home moved = all->homes[invented_below(all, (int)all->home_count)];
    memset(entry, 0, sizeof *entry);
    text_copy_to(entry->name, sizeof entry->name, person->name);
    invented_spoil_name(all, entry->name, person->sex);
    if (invented_happens(all, 10))
        return;
    int what = invented_below(all, 1000);
    if (what >= 120)
        text_copy_to(entry->phone, sizeof entry->phone, person->phone);
    if (what >= 120 && what < 200)
        snprintf(entry->phone, sizeof entry->phone, "15%09d", invented_below(all, 1000000000));
    else if (what >= 200 && what < 260)
        text_copy_to(entry->phone, sizeof entry->phone,
                     all->people[home->first + invented_below(all, home->count)].phone);
    else if (what >= 260 && what < 285)
        invented_spoil_digits(all, entry->phone + 1, 10, what >= 280);
    what = invented_below(all, 1000);
    if (what >= 550)
        text_copy_to(entry->id, sizeof entry->id, person->id);
    if (what >= 550 && what < 575)
        invented_spoil_digits(all, entry->id, 17, what >= 570);
    else if (what >= 575 && what < 595)
        memset(entry->id + 6, '*', 8);
    what = invented_below(all, 1000);
    if (what >= 450)
        text_copy_to(entry->birth, sizeof entry->birth, person->birth);
    if (what >= 450 && what < 550) {
        entry->birth[4] = '\0';
    } else if (what >= 550 && what < 560) {
        memcpy(entry->birth + 5, person->birth + 8, 2);
        memcpy(entry->birth + 8, person->birth + 5, 2);
    } else if (what >= 560 && what < 570) {
        entry->birth[3] = (char)('0' + (entry->birth[3] - '0' + 1) % 10);
    } else if (what >= 570 && what < 580) {
        int year = 1940 + invented_below(all, 80), month = 1 + invented_below(all, 12);
        calendar_day_text(year, month, 1 + invented_below(all, 28), entry->birth);
    }
    what = invented_below(all, 1000);
    if (what >= 150 && what < 265) {
        if (what >= 250) {
            moved = *home;
            moved.room += 100;
        }
        invented_address(all, &moved, entry->address);
    } else if (what >= 265) {
        invented_address(all, home, entry->address);
    }
    what = invented_below(all, 1000);
    if (what >= 200)
        entry->sex[0] = what < 204 ? (char)('1' + '2' - person->sex[0]) : person->sex[0];
}

static inline void invented_list_add(const struct invented_entry *entry, struct match_list *list)
{
    match_list_add(
        list, &(struct match_input){.name = entry->name,
                                    .sex = entry->sex[0] != '\0' ? entry->sex : NULL,
                                    .birth = entry->birth[0] != '\0' ? entry->birth : NULL,
                                    .citizen_id = entry->id[0] != '\0' ? entry->id : NULL,
                                    .phones = {entry->phone[0] != '\0' ? entry->phone : NULL},
                                    .address = entry->address[0] != '\0' ? entry->address : NULL});
}

/* Whom an entry is about: a person of the register (is_hidden false), or somebody who is not in it:
 * hidden family, a namesake in the building of another, or nobody of the community. */
static inline size_t invented_draw(struct invented *all, struct invented_person *stranger)
{
    for (;;) {
        size_t row = (size_t)invented_below(all, (int)all->count);
        bool in_register = !invented_happens(all, 150);
        if (in_register && !all->people[row].is_hidden)
            return row;
        if (in_register)
            continue;
        int kind = invented_below(all, 3);
        if (kind == 0 && all->people[row].is_hidden)
            return row;
        if (kind == 0)
            while (!all->people[row].is_hidden)
                row = (size_t)invented_below(all, (int)all->count);
        if (kind == 0)
            return row;
        char surname[8];
        invented_surname(all, surname);
        size_t count = all->count;
        struct invented_person model = all->people[row];
        struct invented_person *made = invented_person(all, surname, NULL, model.sex[0] == '1',
                                                       1945 + invented_below(all, 75));
        *stranger = *made;
        all->count = count;
        stranger->household = invented_below(all, (int)all->home_count);
        if (kind == 2) { /* a namesake, a few doors away */
            text_copy_to(stranger->name, sizeof stranger->name, model.name);
            int near = model.household + 1 + invented_below(all, 8);
            stranger->household = near < (int)all->home_count ? near : 0;
        }
        stranger->is_hidden = true;
        return SIZE_MAX;
    }
}

#endif
