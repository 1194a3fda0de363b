/* Names, phones and ids of people who do not exist.
 *
 * Surnames follow how common they are around Foshan (陈 李 黄 梁 何 麦 区 ...) and in the country;
 * given names the fashion of the year: 国强 and 丽芳, then 嘉俊 and 嘉怡, then 梓轩 and 梓涵. */
#include "app/demo.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "record/citizen_id.h"

int demo_number(const char *text)
{
    int number = 0;
    for (; *text >= '0' && *text <= '9' && number < 100000; text++)
        number = number * 10 + (*text - '0');
    return number;
}

int demo_below(struct demo_world *world, int below)
{
    return (int)chance_below(&world->seed, (uint64_t)below);
}

bool demo_happens(struct demo_world *world, int per_thousand)
{
    return demo_below(world, 1000) < per_thousand;
}

/* ---- names ----------------------------------------------------------------------------------- */

struct weighted {
    const char *text;
    int weight;
};

static const struct weighted local_surnames[] = {
    {"陈", 960}, {"李", 700}, {"黄", 640}, {"梁", 620}, {"何", 420}, {"罗", 260},  {"吴", 240},
    {"张", 240}, {"麦", 210}, {"林", 200}, {"谭", 190}, {"冯", 190}, {"郭", 180},  {"周", 170},
    {"区", 165}, {"刘", 160}, {"潘", 150}, {"关", 150}, {"叶", 145}, {"杨", 140},  {"邓", 140},
    {"霍", 130}, {"邝", 90},  {"苏", 125}, {"谢", 120}, {"卢", 115}, {"曾", 110},  {"徐", 60},
    {"郑", 80},  {"蔡", 70},  {"朱", 70},  {"劳", 65},  {"简", 60},  {"孔", 60},   {"招", 55},
    {"黎", 110}, {"伍", 60},  {"钟", 90},  {"杜", 55},  {"彭", 50},  {"严", 40},   {"崔", 40},
    {"庞", 45},  {"陆", 50},  {"老", 15},  {"冼", 40},  {"岑", 25},  {"欧阳", 30}, {"温", 30},
    {"单", 6},   {"仇", 6},   {"解", 5},   {"查", 4},   {"乐", 3},   {"缪", 4},    {"翟", 6},
};
static const struct weighted other_surnames[] = {
    {"王", 720}, {"李", 720}, {"张", 680}, {"刘", 540}, {"陈", 450}, {"杨", 310}, {"黄", 300},
    {"赵", 210}, {"吴", 200}, {"周", 190}, {"徐", 140}, {"孙", 140}, {"胡", 130}, {"朱", 120},
    {"高", 105}, {"林", 110}, {"何", 110}, {"郭", 100}, {"马", 95},  {"罗", 100}, {"梁", 95},
    {"宋", 70},  {"郑", 70},  {"谢", 75},  {"韩", 60},  {"唐", 75},  {"冯", 50},  {"于", 45},
    {"董", 45},  {"萧", 10},  {"肖", 45},  {"程", 50},  {"曹", 45},  {"袁", 50},  {"邓", 65},
    {"许", 50},  {"傅", 20},  {"沈", 35},  {"曾", 60},  {"彭", 60},  {"吕", 40},  {"苏", 45},
    {"卢", 50},  {"蒋", 50},  {"蔡", 40},  {"贾", 25},  {"丁", 35},  {"魏", 45},  {"薛", 20},
    {"叶", 40},  {"阎", 5},   {"余", 45},  {"潘", 50},  {"杜", 35},  {"戴", 30},  {"夏", 30},
    {"钟", 50},  {"汪", 30},  {"田", 40},  {"任", 35},  {"姜", 25},  {"范", 30},  {"方", 35},
    {"石", 35},  {"姚", 35},  {"谭", 55},  {"廖", 55},  {"邹", 45},  {"熊", 35},  {"金", 20},
    {"陆", 30},  {"郝", 15},  {"孔", 15},  {"白", 20},  {"崔", 15},  {"康", 15},  {"毛", 20},
    {"邱", 35},  {"秦", 25},  {"江", 30},  {"史", 15},  {"顾", 15},  {"侯", 15},  {"邵", 20},
    {"孟", 15},  {"龙", 35},  {"万", 25},  {"段", 20},  {"覃", 60},  {"韦", 70},  {"莫", 50},
    {"农", 15},  {"蒙", 12},  {"尉迟", 2}, {"令狐", 2}, {"上官", 2}, {"司徒", 3}, {"佴", 1},
};

static const char *pick_weighted(struct demo_world *world, const struct weighted *from,
                                 size_t count)
{
    int sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += from[i].weight;
    int at = demo_below(world, sum);
    size_t i = 0;
    while (at >= from[i].weight)
        at -= from[i++].weight;
    return from[i].text;
}

const char *demo_surname(struct demo_world *world, bool is_local)
{
    return is_local ? pick_weighted(world, local_surnames,
                                    sizeof local_surnames / sizeof local_surnames[0])
                    : pick_weighted(world, other_surnames,
                                    sizeof other_surnames / sizeof other_surnames[0]);
}

/* First and last characters of the given names of a time. */
struct fashion {
    int until; /* year of birth */
    const char *men_first, *men_last, *women_first, *women_last;
    int single; /* per thousand have one character only */
};
static const struct fashion fashions[] = {
    {1949, "锡炳耀金荣泉根添兆允润汉国树德", "泉根添荣枝源坤明才强辉华雄林生",
     "月秀桂玉惠少银瑞凤金转顺爱润妹", "娥英兰芳珍琼好群仙莲娣妹芬卿玲", 30},
    {1969, "建国志永伟炳耀锦文广德卫新少汉", "国强明华文辉雄荣平军光生林标权",
     "丽秀玉少惠美凤群燕瑞爱银淑雪桂", "芳珍英兰莲霞琼萍芬娟群好玲贞娥", 90},
    {1989, "志伟俊健国文永建家嘉海小晓振展", "伟强明华杰辉峰锋文斌勇军波鹏飞",
     "丽晓淑敏惠燕美秋海少雪慧婉艳小", "芳玲霞娟敏燕婷仪华珍萍红英梅静", 180},
    {2005, "嘉俊家子梓浩志伟健永泽文宇卓展", "俊杰豪浩明锋鹏轩宇聪然铭霖谦乐",
     "嘉晓思佩颖雅诗敏婉慧欣静家梦文", "怡欣仪婷慧琪敏瑶雯莹琳妍彤颖晴", 120},
    {9999, "梓子浩宇俊泽承铭睿奕柏家嘉熙昊", "轩涵睿霖宇辰洋皓熙然乐谦朗航桐",
     "梓子诗雨欣思语雅芷若可一嘉熙悦", "涵萱妍晴彤桐琪怡瑶语欣馨然乐柠", 60},
};

static void pick_character(struct demo_world *world, const char *from, char out[8])
{
    int at = demo_below(world, (int)text_length(from));
    uint32_t c = 0;
    for (int i = 0; i <= at; i++)
        c = text_next(&from);
    out[text_encode(c, out)] = '\0';
}

const char *demo_given(struct demo_world *world, bool is_man, int born, const char *shared)
{
    const struct fashion *fashion = fashions;
    while (born > fashion->until)
        fashion++;
    char first[8] = "", last[8];
    pick_character(world, is_man ? fashion->men_last : fashion->women_last, last);
    if (shared != NULL)
        text_copy_to(first, sizeof first, shared);
    else if (!demo_happens(world, fashion->single))
        pick_character(world, is_man ? fashion->men_first : fashion->women_first, first);
    if (strcmp(first, last) == 0 && born < 1990)
        first[0] = '\0';
    return arena_printf(world->arena, "%s%s", first, last);
}

/* ---- numbers --------------------------------------------------------------------------------- */

/* True the first time a number is asked about. */
static bool is_new(struct demo_world *world, const char *digits)
{
    enum { SLOTS = 1 << 19 };
    uint64_t number = 0;
    for (int i = 0; i < 17 && digits[i] != '\0'; i++)
        number = number * 10 + (uint64_t)(digits[i] - '0');
    if (world->used == NULL)
        world->used = arena_array(world->arena, SLOTS, sizeof world->used[0]);
    size_t at = (size_t)(number * UINT64_C(0x9e3779b97f4a7c15) >> 45);
    while (world->used[at] != 0 && world->used[at] != number)
        at = (at + 1) % SLOTS;
    bool was_there = world->used[at] == number;
    world->used[at] = number;
    return !was_there;
}

const char *demo_phone(struct demo_world *world)
{
    static const char *const ranges[] = {"154", "160", "161", "164", "168", "169"};
    char phone[16];
    do
        snprintf(phone, sizeof phone, "%s%08d", ranges[demo_below(world, 6)],
                 demo_below(world, 100000000));
    while (!is_new(world, phone));
    return arena_copy(world->arena, phone);
}

const char *demo_birth(struct demo_world *world, int year)
{
    char day[CALENDAR_DAY_SIZE];
    int64_t first = calendar_days(year, 1, 1);
    int length = (int)(calendar_days(year + 1, 1, 1) - first), y, month, date;
    if (year >= world->year) /* not in the future */
        length = (int)(calendar_day_number(world->today) - first) + 1;
    calendar_from_days(first + demo_below(world, length), &y, &month, &date);
    calendar_day_text(y, month, date, day);
    return arena_copy(world->arena, day);
}

/* 南海 was a county (440622) until 1992, a city (440682) until 2002, and is a district (440605). */
static const char *local_region(struct demo_world *world, int born)
{
    if (demo_happens(world, 120))
        return demo_happens(world, 500) ? "440602" : "440106";
    int noted = born < 1984 ? 1984 + demo_below(world, 8) : born;
    return noted < 1992 ? "440622" : noted < 2003 ? "440682" : "440605";
}

const char *demo_citizen_id(struct demo_world *world, bool is_man, const char *birth,
                            const char *region)
{
    char id[32];
    int year =
        (birth[0] - '0') * 1000 + (birth[1] - '0') * 100 + (birth[2] - '0') * 10 + birth[3] - '0';
    if (region == NULL)
        region = local_region(world, year);
    do
        snprintf(id, sizeof id, "%s%.4s%.2s%.2s%03d", region, birth, birth + 5, birth + 8,
                 demo_below(world, 499) * 2 + (is_man ? 1 : 2));
    while (!is_new(world, id));
    return arena_printf(world->arena, "%.17s%c", id, citizen_id_check_character(id));
}

/* GB 32100-2015: registration office 91 (market regulation, enterprise), division, GB 11714 code. */
const char *demo_credit_code(struct demo_world *world)
{
    static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    static const int organisation[] = {3, 7, 9, 10, 5, 8, 4, 2};
    char code[19] = "91440605MA";
    for (int i = 10; i < 16; i++)
        code[i] = alphabet[demo_below(world, 31)];
    int sum = 0;
    for (int i = 0; i < 8; i++) {
        char c = code[8 + i];
        sum += (c <= '9' ? c - '0' : c - 'A' + 10) * organisation[i];
    }
    int check = 11 - sum % 11;
    code[16] = check == 10 ? 'X' : check == 11 ? '0' : (char)('0' + check);
    int total = 0, weight = 1;
    for (int i = 0; i < 17; i++, weight = weight * 3 % 31)
        total += (int)(strchr(alphabet, code[i]) - alphabet) * weight;
    code[17] = alphabet[(31 - total % 31) % 31];
    code[18] = '\0';
    return arena_copy(world->arena, code);
}

/* ---- origins --------------------------------------------------------------------------------- */

static const struct {
    const char *region, *address;
    int weight;
} origins[] = {
    {"450923", "广西壮族自治区玉林市博白县", 90},
    {"450921", "广西壮族自治区玉林市容县", 60},
    {"450421", "广西壮族自治区梧州市苍梧县", 70},
    {"450803", "广西壮族自治区贵港市港南区", 55},
    {"450881", "广西壮族自治区贵港市桂平市", 80},
    {"451022", "广西壮族自治区百色市田东县", 40},
    {"430422", "湖南省衡阳市衡南县", 70},
    {"430523", "湖南省邵阳市邵阳县", 60},
    {"431124", "湖南省永州市道县", 50},
    {"431021", "湖南省郴州市桂阳县", 45},
    {"421126", "湖北省黄冈市蕲春县", 45},
    {"421022", "湖北省荆州市公安县", 40},
    {"360730", "江西省赣州市宁都县", 45},
    {"360732", "江西省赣州市兴国县", 40},
    {"511321", "四川省南充市南部县", 45},
    {"511622", "四川省广安市武胜县", 40},
    {"500235", "重庆市云阳县", 40},
    {"522325", "贵州省黔西南州贞丰县", 30},
    {"411528", "河南省信阳市息县", 45},
    {"411722", "河南省驻马店市上蔡县", 35},
    {"341225", "安徽省阜阳市阜南县", 25},
    {"441225", "广东省肇庆市封开县", 70},
    {"441226", "广东省肇庆市德庆县", 60},
    {"440981", "广东省茂名市高州市", 80},
    {"440983", "广东省茂名市信宜市", 70},
    {"440882", "广东省湛江市雷州市", 60},
    {"445381", "广东省云浮市罗定市", 80},
    {"441422", "广东省梅州市大埔县", 40},
    {"441823", "广东省清远市阳山县", 45},
    {"445281", "广东省揭阳市普宁市", 40},
    {"440705", "广东省江门市新会区", 35},
};

struct demo_origin demo_origin(struct demo_world *world)
{
    static const char *const towns[] = {"城关镇", "新圩镇", "东安镇", "龙潭镇", "石桥镇", "大塘镇",
                                        "永兴镇", "白沙镇", "双河镇", "长岭镇", "太平镇", "三里镇"};
    static const char *const villages[] = {"新村",   "大坪村", "石头村", "桥头村", "上寨村",
                                           "黄泥村", "松山村", "莲塘村", "新屋村", "龙湾村"};
    size_t count = sizeof origins / sizeof origins[0], i = 0;
    int sum = 0;
    for (size_t j = 0; j < count; j++)
        sum += origins[j].weight;
    int at = demo_below(world, sum);
    while (at >= origins[i].weight)
        at -= origins[i++].weight;
    const char *town = towns[demo_below(world, 12)], *village = villages[demo_below(world, 10)];
    return (struct demo_origin){
        origins[i].region, arena_printf(world->arena, "%s%s%s", origins[i].address, town, village)};
}
