/* The search box on a real store, and its parts: readings, surnames, cutting letters, tokens. */
#include "base/text.h"
#include "modules/people/query.h"
#include "modules/people/test/town.h"

/* ---- readings -------------------------------------------------------------------------------- */

static void surnames_are_read_as_surnames(void)
{
    static const struct {
        const char *name, *reading;
    } cases[] = {
        {"单雄信", "shan xiong xin"}, {"仇英", "qiu ying"},        {"解缙", "xie jin"},
        {"曾国藩", "zeng guo fan"},   {"区慧玲", "ou hui ling"},   {"查良镛", "zha liang yong"},
        {"乐毅", "yue yi"},           {"尉迟恭", "yu chi gong"},   {"万俟卨", "mo qi xie"},
        {"任正非", "ren zheng fei"},  {"盖叫天", "ge jiao tian"},  {"朴树", "piao shu"},
        {"缪荃孙", "miao quan sun"},  {"翟志刚", "zhai zhi gang"}, {"宓子贱", "mi zi jian"},
        {"冼星海", "xian xing hai"},  {"华罗庚", "hua luo geng"},  {"长孙无忌", "zhang sun wu ji"},
        {"令狐冲", "ling hu chong"},  {"佴明", "nai ming"},        {"吕布", "lv bu"},
        {"陳偉明", "chen wei ming"},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        CHECK_TEXT(pinyin_name(cases[i].name, arena), cases[i].reading);
    CHECK_INT(pinyin_surname_length("欧阳修"), 2);
    CHECK_INT(pinyin_surname_length("陈伟"), 1);
    CHECK_INT(pinyin_surname_length("Smith"), 0);
    CHECK_INT(pinyin_strokes(0x738B), 4); /* 王 */
    CHECK_INT(pinyin_simplified(0x9673), 0x9648);
    arena_free(arena);
}

static void keys_sort_as_people_do(void)
{
    struct arena *arena = arena_new();
    CHECK(strcmp(pinyin_sort_key("陈伟", arena), pinyin_sort_key("陈伟明", arena)) < 0);
    CHECK(strcmp(pinyin_sort_key("陈伟明", arena), pinyin_sort_key("单雄信", arena)) < 0);
    CHECK(strcmp(pinyin_stroke_key("丁一", arena), pinyin_stroke_key("王一", arena)) < 0);
    CHECK(strcmp(pinyin_stroke_key("王一", arena), pinyin_stroke_key("陈一", arena)) < 0);
    CHECK_TEXT(pinyin_name("", arena), "");
    arena_free(arena);
}

static void syllables_of_mandarin(void)
{
    static const char *const whole[] = {"a",  "chen",  "zhuang", "lv",    "nve", "yuan", "er",
                                        "xi", "jiong", "shui",   "qiong", "wo",  "ng"};
    static const char *const none[] = {"zsf", "gx", "rx", "chenw", "v", "i", "bx", "zhv"};
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++)
        CHECK(query_is_syllable(whole[i], strlen(whole[i])));
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        CHECK(!query_is_syllable(none[i], strlen(none[i])));
    CHECK(query_begins_syllable("zhu", 3));
    CHECK(query_begins_syllable("z", 1));
    CHECK(!query_begins_syllable("zw", 2));
    CHECK(!query_begins_syllable("i", 1));
    /* Every reading that Unihan gives is a syllable to us. */
    size_t unknown = 0;
    for (uint32_t c = 0x4E00; c < 0x9FA6; c++) {
        size_t count;
        const char *const *readings = pinyin_readings(c, &count);
        for (size_t i = 0; i < count; i++)
            if (!query_is_syllable(readings[i], strlen(readings[i]))) {
                if (unknown++ < 10)
                    printf("    %s\n", readings[i]);
            }
    }
    CHECK_INT(unknown, 0);
}

/* ---- finding --------------------------------------------------------------------------------- */

struct asked {
    const char *query;
    const char *name; /* of the first resident among the hits; NULL: nobody */
};

static const char *first_resident(struct town *town, struct tx *tx, const struct principal *who,
                                  const char *query, struct error *error)
{
    struct search_hit *hits;
    size_t count;
    if (search_find(&town->world.services, tx, who, query, TODAY, 20, &hits, &count,
                    town->world.arena, error) != RESULT_OK)
        return "error";
    for (size_t i = 0; i < count; i++)
        if (strcmp(hits[i].kind, "resident") == 0)
            return hits[i].name;
    return NULL;
}

static enum result find_everybody(void *self, struct tx *tx, struct error *error)
{
    struct town *town = self;
    static const struct asked asked[] = {
        {"王桂英", "王桂英"},
        {"王桂", "王桂英"},
        {"桂英", "王桂英"},
        {"wangguiying", "王桂英"},
        {"wang gui ying", "王桂英"},
        {"WangGuiYing", "王桂英"},
        {"wgy", "王桂英"},
        {"wanggy", "王桂英"},
        {"wguiying", "王桂英"},
        {"wangguiy", "王桂英"},
        {"guiying", "王桂英"},
        {"gy", "王桂英"},
        {"wang'gui'ying", "王桂英"},
        {"陈小重", "陳小重"},
        {"陳小重", "陳小重"},
        {"chenxiaozhong", "陳小重"},
        {"chenxiaochong", "陳小重"},
        {"cxc", "陳小重"},
        {"cxz", "陳小重"},
        {"chxz", "陳小重"},
        {"shan", "单雄信"},
        {"dan", "单雄信"},
        {"chan", "单雄信"},
        {"shanxx", "单雄信"},
        {"sxx", "单雄信"},
        {"dxx", "单雄信"},
        {"lv", "吕布"},
        {"lu", "吕布"},
        {"lü", "吕布"},
        {"lvbu", "吕布"},
        {"lubu", "吕布"},
        {"lb", "吕布"},
        {"奉先", "吕布"},
        {"lvfengxian", "吕布"},
        {"yuchigong", "尉迟恭"},
        {"weichigong", "尉迟恭"},
        {"ycg", "尉迟恭"},
        {"恭", "尉迟恭"},
        {"1234", "王桂英"},
        {"13800001234", "王桂英"},
        {"83334444", "王桂英"},
        {"4444", "王桂英"},
        {"002x", "王桂英"},
        {"002X", "王桂英"},
        {"1002x", "王桂英"},
        {"01002X", "王桂英"},
        {"44052419380301002X", "王桂英"},
        {"1015", "陈伟明"},
        {"3-2-1204", "王桂英"},
        {"3-1204", "王桂英"},
        {"3栋1204", "王桂英"},
        {"3栋2单元1204", "王桂英"},
        {"三栋1204", "王桂英"},
        {"3座1204", "王桂英"},
        {"灯湖花园3栋1204", "王桂英"},
        {"灯湖花园 3栋 1204", "王桂英"},
        {"３栋１２０４", "王桂英"},
        {"3-2-1303", "陳小重"},
        {"C3-101", "单雄信"},
        {"c3座101", "单雄信"},
        {"陈 3-2-1303", "陳小重"},
        {"陈 C3座", NULL},
        {"lv C3", "吕布"},
        {"zzz", NULL},
        {"", NULL},
        {"   ", NULL},
        {"9999", NULL},
        {"%", NULL},
        {"' OR 1=1 --", NULL},
        {"张三", NULL},
    };
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++)
        if (!CHECK_TEXT(first_resident(town, tx, &town->all, asked[i].query, error), asked[i].name))
            printf("    asked for %s\n", asked[i].query);
    /* Only within one's scope, and more of the id than the mask shows only with the right. */
    CHECK_TEXT(first_resident(town, tx, &town->east, "单雄信", error), NULL);
    CHECK_TEXT(first_resident(town, tx, &town->east, "王桂英", error), "王桂英");
    CHECK_TEXT(first_resident(town, tx, &town->east, "C3-101", error), NULL);
    struct principal viewer = town->all;
    viewer.account = town->world.viewer;
    viewer.roles = 1U << ROLE_VIEWER;
    CHECK_TEXT(first_resident(town, tx, &viewer, "002X", error), "王桂英");
    CHECK_TEXT(first_resident(town, tx, &viewer, "01002X", error), NULL);
    CHECK_TEXT(first_resident(town, tx, &viewer, "44052419380301002X", error), NULL);
    /* A phone too is found by as much as its mask shows: otherwise the rest could be guessed. */
    viewer.sees_personal = false;
    CHECK_TEXT(first_resident(town, tx, &viewer, "1234", error), "王桂英");
    CHECK_TEXT(first_resident(town, tx, &viewer, "01234", error), NULL);
    CHECK_TEXT(first_resident(town, tx, &viewer, "13800001234", error), NULL);
    CHECK_TEXT(first_resident(town, tx, &town->all, "13800001234", error), "王桂英");
    return RESULT_OK;
}

static void the_box_finds_what_people_type(void)
{
    struct town town;
    town_init(&town);
    CHECK_INT(world_run(&town.world, LANE_READ, find_everybody, &town), RESULT_OK);
    town_fini(&town);
}

/* Every reading of every common polyphone, as one's given name. */
static enum result find_readings(void *self, struct tx *tx, struct error *error)
{
    struct town *town = self;
    struct arena *arena = town->world.arena;
    static const char characters[] = "重长乐行朝曾单解折传盛朴夏宁华鲜都降宿石少参区仇任盖查";
    struct people_load *load;
    size_t asked = 0;
    TRY(people_load_open(&town->world.services, tx, &town->all, town->world.denghu, 0, TODAY, &load,
                         error));
    for (const char *at = characters; *at != '\0';) {
        const char *start = at;
        int64_t id;
        text_next(&at);
        struct resident_seed seed = {
            .facts = {.name = arena_printf(arena, "方%.*s", (int)(at - start), start)}};
        people_load_add(load, &seed, &id);
    }
    TRY(people_load_flush(load, error));
    people_load_close(load);
    for (const char *at = characters; *at != '\0';) {
        const char *start = at;
        size_t count;
        const char *const *readings = pinyin_readings(text_next(&at), &count);
        const char *name = arena_printf(arena, "方%.*s", (int)(at - start), start);
        for (size_t i = 0; i < count; i++, asked++) {
            struct search_hit *hits;
            size_t hit_count, found = 0;
            TRY(search_find(&town->world.services, tx, &town->all,
                            arena_printf(arena, "fang%s", readings[i]), TODAY, 50, &hits,
                            &hit_count, arena, error));
            for (size_t j = 0; j < hit_count; j++)
                found += strcmp(hits[j].name, name) == 0;
            if (!CHECK_INT(found, 1))
                printf("    %s by fang%s\n", name, readings[i]);
        }
    }
    CHECK(asked > 50);
    return RESULT_OK;
}

static void every_reading_of_a_polyphone_matches(void)
{
    struct town town;
    town_init(&town);
    CHECK_INT(world_run(&town.world, LANE_WRITE, find_readings, &town), RESULT_OK);
    town_fini(&town);
}

static enum result find_places(void *self, struct tx *tx, struct error *error)
{
    struct town *town = self;
    static const struct {
        const char *query, *place;
    } cases[] = {
        {"三栋", "灯湖花园3栋"},
        {"3栋", "灯湖花园3栋"},
        {"C3", "灯湖花园C3座"},
        {"c3座", "灯湖花园C3座"},
        {"灯湖", "灯湖花园"},
        {"花园", "灯湖花园"},
        {"3-2-1204", "灯湖花园3栋2单元1204"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct search_hit *hits;
        size_t count;
        TRY(search_find(&town->world.services, tx, &town->all, cases[i].query, TODAY, 20, &hits,
                        &count, town->world.arena, error));
        if (CHECK(count > 0)) {
            CHECK_TEXT(hits[0].kind, "place");
            CHECK_TEXT(hits[0].name, cases[i].place);
        } else {
            printf("    asked for %s\n", cases[i].query);
        }
    }
    return RESULT_OK;
}

static void places_are_found_too(void)
{
    struct town town;
    town_init(&town);
    CHECK_INT(world_run(&town.world, LANE_READ, find_places, &town), RESULT_OK);
    town_fini(&town);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        CHECK_TEST(surnames_are_read_as_surnames),
        CHECK_TEST(keys_sort_as_people_do),
        CHECK_TEST(syllables_of_mandarin),
        CHECK_TEST(the_box_finds_what_people_type),
        CHECK_TEST(every_reading_of_a_polyphone_matches),
        CHECK_TEST(places_are_found_too),
    };
    return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]);
}
