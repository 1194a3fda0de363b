/* Levels of likeness, and the properties: symmetry, determinism, independence of the order of rows. */
#include "modules/people/match.h"

#include <math.h>

#include "check.h"
#include "invented.h"
#include "modules/people/match_han.h"
#include "modules/people/match_letters.h"

/* ---- words ----------------------------------------------------------------------------------- */

static double likeness(const char *a, const char *b)
{
    uint32_t p[32], q[32];
    size_t p_length = 0, q_length = 0;
    while (*a != '\0')
        p[p_length++] = text_next(&a);
    while (*b != '\0')
        q[q_length++] = text_next(&b);
    return letters_likeness(p, p_length, q, q_length);
}

static void gives_the_published_values(void)
{
    CHECK(fabs(likeness("MARTHA", "MARHTA") - 0.9611) < 0.00005);
    CHECK(fabs(likeness("DIXON", "DICKSONX") - 0.8133) < 0.00005);
    CHECK(fabs(likeness("DWAYNE", "DUANE") - 0.84) < 0.00005);
    CHECK(likeness("", "") == 1);
    CHECK(likeness("A", "") == 0);
    CHECK(likeness("ABC", "XYZ") == 0);
}

static void compares_characters(void)
{
    static const struct {
        const char *a, *b;
        enum han_likeness likeness;
    } cases[] = {
        {"陈", "陈", HAN_SAME},          {"陳", "陈", HAN_SAME},
        {"伟", "炜", HAN_SOUNDS_ALIKE},  {"嘉", "佳", HAN_SOUNDS_ALIKE},
        {"晴", "睛", HAN_LOOKS_ALIKE},   {"己", "已", HAN_LOOKS_ALIKE},
        {"茵", "菌", HAN_LOOKS_ALIKE},   {"兰", "南", HAN_SOUNDS_NEARLY},
        {"陈", "程", HAN_SOUNDS_NEARLY}, {"强", "丽", HAN_DIFFERENT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *a = cases[i].a, *b = cases[i].b;
        uint32_t p = han_simplified(text_next(&a)), q = han_simplified(text_next(&b));
        if (!CHECK_INT(han_compare(p, q), cases[i].likeness))
            CHECK_TEXT(cases[i].a, cases[i].b);
        CHECK_INT(han_compare(q, p), cases[i].likeness);
    }
}

/* ---- people ---------------------------------------------------------------------------------- */

static enum match_level level_of(enum match_field field, const struct match_input *a,
                                 const struct match_input *b)
{
    struct match_list *list = match_list_new(NULL);
    enum match_level levels[MATCH_FIELD__COUNT], turned[MATCH_FIELD__COUNT];
    match_list_add(list, a);
    match_list_add(list, b);
    match_compare(list, 0, list, 1, levels);
    match_compare(list, 1, list, 0, turned);
    CHECK_INT(levels[field], turned[field]);
    match_list_free(list);
    return levels[field];
}

static void compares_names(void)
{
    static const struct {
        const char *a, *b;
        enum match_level surname, given;
    } cases[] = {
        {"陈志强", "陈志强", MATCH_AGREE, MATCH_AGREE},
        {"陳誌強", "陈志强", MATCH_AGREE, MATCH_CLOSE},
        {"陈志强", "陈智强", MATCH_AGREE, MATCH_CLOSE},
        {"陈志强", "陈强志", MATCH_AGREE, MATCH_CROSSED},
        {"陈志强", "陈强", MATCH_AGREE, MATCH_NEAR},
        {"陈嘉怡", "陈嘉欣", MATCH_AGREE, MATCH_PART},
        {"陈先生", "陈志强", MATCH_AGREE, MATCH_MISSING},
        {"欧阳志强", "欧阳志强", MATCH_AGREE, MATCH_AGREE},
        {"李小明", "黎小明", MATCH_CLOSE, MATCH_AGREE},
        {"李小明", "王大山", MATCH_DIFFER, MATCH_DIFFER},
        {"阿卜杜拉·买买提", "阿卜杜拉•买买提", MATCH_AGREE, MATCH_AGREE},
        {"Anna Lee", "LEE, ANNA", MATCH_AGREE, MATCH_AGREE},
        {"Anna Lee", "Lee Anna", MATCH_CROSSED, MATCH_CROSSED},
        {"Anna Lee", "Ana Lee", MATCH_AGREE, MATCH_CLOSE},
        {" 陈　志强 ", "陈志强", MATCH_AGREE, MATCH_AGREE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct match_input a = {.name = cases[i].a}, b = {.name = cases[i].b};
        if (!CHECK_INT(level_of(MATCH_SURNAME, &a, &b), cases[i].surname) ||
            !CHECK_INT(level_of(MATCH_GIVEN, &a, &b), cases[i].given))
            CHECK_TEXT(cases[i].a, cases[i].b);
    }
    struct match_input a = {.name = "陈小红", .former_name = "陈招娣"}, b = {.name = "陈招娣"};
    CHECK_INT(level_of(MATCH_GIVEN, &a, &b), MATCH_AGREE);
}

static void compares_numbers(void)
{
    static const struct {
        enum match_field field;
        const char *a, *b;
        enum match_level level;
    } cases[] = {
        {MATCH_BIRTH, "1990-01-05", "19900105", MATCH_AGREE},
        {MATCH_BIRTH, "1990-01-05", "1990.1.5", MATCH_AGREE},
        {MATCH_BIRTH, "1990-01-05", "1990年1月5日", MATCH_AGREE},
        {MATCH_BIRTH, "1990-01-05", "1990-05-01", MATCH_CLOSE},
        {MATCH_BIRTH, "1990-01-05", "1990-01-06", MATCH_CLOSE},
        {MATCH_BIRTH, "1990-01-05", "1988-01-05", MATCH_NEAR},
        {MATCH_BIRTH, "1990-01-05", "1978-01-05", MATCH_NEAR},
        {MATCH_BIRTH, "1950-01-20", "1949-12-03", MATCH_CLOSE}, /* 己丑年十二月初三 */
        {MATCH_BIRTH, "1990-01-05", "1990", MATCH_PART},
        {MATCH_BIRTH, "1990-01-05", "1991", MATCH_PART},
        {MATCH_BIRTH, "1990-01-05", "1975-12-24", MATCH_DIFFER},
        {MATCH_BIRTH, "1990-01-05", "bad", MATCH_MISSING},
        {MATCH_PHONE, "13800138000", "+86 138 0013 8000", MATCH_AGREE},
        {MATCH_PHONE, "13800138000", "13800138001", MATCH_CLOSE},
        {MATCH_PHONE, "13800138000", "13800130800", MATCH_CLOSE},
        {MATCH_PHONE, "0757-83334444", "83334444", MATCH_AGREE},
        {MATCH_PHONE, "13800138000/13900139000", "13900139000", MATCH_AGREE},
        {MATCH_PHONE, "13800138000", "13512345678", MATCH_DIFFER},
        {MATCH_CITIZEN_ID, "11010519491231002X", "１１０１０５１９４９１２３１００２ｘ",
         MATCH_AGREE},
        {MATCH_CITIZEN_ID, "11010519491231002X", "110105491231002", MATCH_AGREE},
        {MATCH_CITIZEN_ID, "11010519491231002X", "11010519491231003X", MATCH_CLOSE},
        {MATCH_CITIZEN_ID, "11010519491231002X", "11010591491231002X", MATCH_CLOSE},
        {MATCH_CITIZEN_ID, "11010519491231002X", "110105********002X", MATCH_NEAR},
        {MATCH_CITIZEN_ID, "11010519491231002X", "440524188001010014", MATCH_DIFFER},
        {MATCH_CITIZEN_ID, "11010519491231002X", "4.40605E+17", MATCH_MISSING},
        {MATCH_HOME, "灯湖花园3栋1204", "三座1204", MATCH_AGREE},
        {MATCH_HOME, "灯湖花园3栋1204", "3-2-1304", MATCH_CLOSE},
        {MATCH_HOME, "灯湖花园3栋1204", "3栋", MATCH_NEAR},
        {MATCH_HOME, "灯湖花园3栋1204", "3栋803", MATCH_PART},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct match_input inputs[2] = {{0}};
        const char *texts[2] = {cases[i].a, cases[i].b};
        for (int j = 0; j < 2; j++) {
            switch (cases[i].field) {
            case MATCH_BIRTH:
                inputs[j].birth = texts[j];
                break;
            case MATCH_PHONE:
                inputs[j].phones[0] = texts[j];
                break;
            case MATCH_CITIZEN_ID:
                inputs[j].citizen_id = texts[j];
                break;
            default:
                inputs[j].address = texts[j];
            }
        }
        if (!CHECK_INT(level_of(cases[i].field, &inputs[0], &inputs[1]), cases[i].level))
            CHECK_TEXT(cases[i].a, cases[i].b);
    }
}

/* ---- judging --------------------------------------------------------------------------------- */

/* The verdict about one person against a register of some invented people and these. */
static enum match_verdict verdict_of(const struct match_input *people, size_t count,
                                     const struct match_input *asked, double *probability)
{
    struct invented all;
    struct match_list *list = match_list_new(NULL), *question = match_list_new(NULL);
    invented_fill(&all, 7, 3000);
    for (size_t i = 0; i < all.count; i++)
        invented_register_add(&all, i, list);
    size_t first = match_list_count(list);
    for (size_t i = 0; i < count; i++)
        match_list_add(list, &people[i]);
    match_list_add(question, asked);
    struct match_index *index = match_index_new(list);
    struct match_model model;
    struct match_answer answer;
    struct arena *arena = arena_new();
    match_train(&model, index, question);
    match_find(index, &model, question, 0, &answer, arena);
    enum match_verdict verdict = MATCH_NEW;
    for (size_t i = 0; i < answer.count; i++) {
        if (answer.candidates[i].row == first) {
            verdict = answer.candidates[i].verdict;
            *probability = answer.candidates[i].probability;
        }
    }
    arena_free(arena);
    match_index_free(index);
    match_list_free(question);
    match_list_free(list);
    invented_free(&all);
    return verdict;
}

#define PERSON(name_, sex_, birth_, id_, phone_, address_)                                         \
    {                                                                                              \
        .name = (name_), .sex = (sex_), .birth = (birth_), .citizen_id = (id_),                    \
        .phones = {(phone_)}, .address = (address_)                                                \
    }

static void tells_twins_family_and_namesakes_apart(void)
{
    double p = 0;
    const struct match_input jiayi =
        PERSON("麦嘉怡", "2", "2001-04-07", NULL, "13300001111", "灯湖花园3栋1204");
    const struct match_input twin =
        PERSON("麦嘉欣", "2", "2001-04-07", NULL, "13300001111", "3-1204");
    const struct match_input again = PERSON("麦嘉怡", NULL, NULL, NULL, "13300001111", "3栋");
    const struct match_input written = PERSON("麦佳怡", "2", "2001-04-07", NULL, NULL, "3栋1204");
    const struct match_input mother =
        PERSON("麦少芬", "2", NULL, NULL, "13300001111", "灯湖花园3栋1204");
    const struct match_input namesake = PERSON("麦嘉怡", "2", NULL, NULL, NULL, "3栋803");
    CHECK_INT(verdict_of(&jiayi, 1, &jiayi, &p), MATCH_CERTAIN);
    CHECK_INT(verdict_of(&jiayi, 1, &again, &p), MATCH_CERTAIN);
    CHECK_INT(verdict_of(&jiayi, 1, &written, &p), MATCH_CERTAIN);
    CHECK(verdict_of(&jiayi, 1, &twin, &p) != MATCH_CERTAIN);
    CHECK_INT(verdict_of(&jiayi, 1, &mother, &p), MATCH_NEW);
    CHECK(verdict_of(&jiayi, 1, &namesake, &p) != MATCH_CERTAIN);
    const struct match_input both[2] = {jiayi, twin};
    CHECK_INT(verdict_of(both, 2, &jiayi, &p), MATCH_CERTAIN);
    const struct match_input doors[2] = {PERSON("陈伟", "1", NULL, NULL, NULL, "灯湖花园3栋1204"),
                                         PERSON("陈伟", "1", NULL, NULL, NULL, "灯湖花园3栋803")};
    const struct match_input which = PERSON("陈伟", NULL, NULL, NULL, NULL, "灯湖花园3栋");
    CHECK_INT(verdict_of(doors, 2, &which, &p), MATCH_LIKELY);
    CHECK(p <= 0.5);
}

static void finds_an_id_with_a_wrong_digit(void)
{
    double p = 0;
    const struct match_input person =
        PERSON("区慧玲", "2", "1949-12-31", "11010519491231002X", "13300002222", "桂园小区5栋301");
    const struct match_input wrong = PERSON("区慧玲", NULL, NULL, "11010519481231002X", NULL, NULL);
    const struct match_input other = PERSON("区慧玲", NULL, NULL, "440524188001010014", NULL, NULL);
    CHECK_INT(verdict_of(&person, 1, &wrong, &p), MATCH_CERTAIN);
    CHECK(verdict_of(&person, 1, &other, &p) != MATCH_CERTAIN);
}

/* ---- properties ------------------------------------------------------------------------------ */

struct world {
    struct invented all;
    struct match_list *list;
    struct match_index *index;
    struct match_model model;
    size_t *order; /* row -> person or double */
    size_t count;
};

/* 2,000 people and 300 of them a second time, in an order that `turn` decides. */
static void open_world(struct world *world, size_t turn)
{
    enum { PEOPLE = 2000, DOUBLES = 300 };
    struct invented_entry entries[DOUBLES];
    invented_fill(&world->all, 11, PEOPLE);
    for (size_t i = 0; i < DOUBLES; i++)
        invented_spoil(&world->all, &world->all.people[i * 5], &entries[i]);
    world->count = PEOPLE + DOUBLES;
    world->list = match_list_new(NULL);
    world->order = calloc(world->count, sizeof world->order[0]);
    for (size_t i = 0; i < world->count; i++) {
        size_t who = turn == 0 ? i : (i * 7919 + turn) % world->count;
        world->order[i] = who;
        if (who < PEOPLE)
            invented_register_add(&world->all, who, world->list);
        else
            invented_list_add(&entries[who - PEOPLE], world->list);
    }
    world->index = match_index_new(world->list);
    match_train(&world->model, world->index, NULL);
}

static void close_world(struct world *world)
{
    match_index_free(world->index);
    match_list_free(world->list);
    free(world->order);
    invented_free(&world->all);
}

/* The sum over the pairs of a number made from both people, so that it does not depend on rows. */
static uint64_t sum_of(const struct world *world, size_t *certain)
{
    struct arena *arena = arena_new();
    struct match_pair *pairs;
    size_t count;
    uint64_t sum = 0;
    CHECK(match_pairs(world->index, &world->model, &pairs, &count, arena, NULL, NULL));
    *certain = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t a = world->order[pairs[i].a], b = world->order[pairs[i].b];
        uint64_t low = a < b ? a : b, high = a < b ? b : a;
        CHECK(pairs[i].a < pairs[i].b);
        *certain += pairs[i].verdict == MATCH_CERTAIN;
        sum += (low * 1000003 + high) * 2654435761u * ((uint64_t)pairs[i].verdict + 1) +
               (uint64_t)(pairs[i].probability * 1e6 + 0.5);
    }
    arena_free(arena);
    return sum;
}

static void does_not_depend_on_the_order_of_rows(void)
{
    uint64_t first = 0;
    for (size_t turn = 0; turn < 3; turn++) {
        struct world world;
        size_t certain;
        open_world(&world, turn * 31);
        uint64_t sum = sum_of(&world, &certain), again = sum_of(&world, &certain);
        CHECK(sum == again);
        CHECK(certain > 200);
        if (turn == 0)
            first = sum;
        CHECK(sum == first);
        close_world(&world);
    }
}

static void compares_symmetrically(void)
{
    struct world world;
    open_world(&world, 0);
    struct chance_seed seed = {5};
    for (int i = 0; i < 20000; i++) {
        enum match_level levels[MATCH_FIELD__COUNT], turned[MATCH_FIELD__COUNT];
        size_t a = (size_t)chance_below(&seed, world.count);
        size_t b = i % 2 == 0 ? (size_t)chance_below(&seed, world.count) : (a + 3) % world.count;
        match_compare(world.list, a, world.list, b, levels);
        match_compare(world.list, b, world.list, a, turned);
        if (!CHECK(memcmp(levels, turned, sizeof levels) == 0))
            break;
    }
    close_world(&world);
}

static void keeps_two_ids_out_of_one_cluster(void)
{
    struct match_list *list = match_list_new(NULL);
    const char *const ids[] = {"11010519491231002X", NULL, "440524188001010014"};
    for (size_t i = 0; i < 3; i++)
        match_list_add(list, &(struct match_input){.name = "陈伟", .citizen_id = ids[i]});
    const struct match_pair pairs[] = {{0, 1, 0.999, MATCH_CERTAIN}, {1, 2, 0.99, MATCH_CERTAIN}};
    size_t cluster[3];
    match_clusters(list, pairs, 2, cluster);
    CHECK_INT(cluster[1], 0);
    CHECK_INT(cluster[2], 2);
    match_list_free(list);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        CHECK_TEST(gives_the_published_values),
        CHECK_TEST(compares_characters),
        CHECK_TEST(compares_names),
        CHECK_TEST(compares_numbers),
        CHECK_TEST(tells_twins_family_and_namesakes_apart),
        CHECK_TEST(finds_an_id_with_a_wrong_digit),
        CHECK_TEST(does_not_depend_on_the_order_of_rows),
        CHECK_TEST(compares_symmetrically),
        CHECK_TEST(keeps_two_ids_out_of_one_cluster),
    };
    return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]);
}
