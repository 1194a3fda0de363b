/* Addresses of real spelling, and that what means the same comes out the same. */
#include "record/address.h"

#include "check.h"

static void reads_what_people_write(void)
{
    static const struct {
        const char *written, *common;
    } cases[] = {
        {"灯湖花园3栋2单元1204房", "灯湖花园 3栋2单元1204"},
        {"广东省佛山市南海区桂城街道灯湖社区灯湖花园3栋2单元1204房", "灯湖花园 3栋2单元1204"},
        {"灯湖花园二期C3栋1204", "灯湖花园2期 C3栋1204"},
        {"3栋1204", "3栋1204"},
        {"三座", "3栋"},
        {"三座1204", "3栋1204"},
        {"十二栋一二〇四室", "12栋1204"},
        {"C3", "C3栋"},
        {"C3-1204", "C3栋1204"},
        {"3-2-601", "3栋2单元601"},
        {"3-1204", "3栋1204"},
        {"３＃１２０４", "3栋1204"},
        {"03栋0304", "3栋304"},
        {"3栋2单元601", "3栋2单元601"},
        {"3栋2-601", "3栋2单元601"},
        {"3栋12楼04", "3栋1204"},
        {"3栋12楼1204室", "3栋1204"},
        {"3号楼601", "3栋601"},
        {"A座1303", "A栋1303"},
        {"A1303", "A栋1303"},
        {"3栋1303-1", "3栋1303-1"},
        {"3栋负一层01", "3栋B101"},
        {"东座803", "东栋803"},
        {"东平三巷5号", "东平3巷5号"},
        {"东平村三巷５号", "东平村3巷5号"},
        {"南海大道北28号灯湖花园3栋1204", "灯湖花园 3栋1204"},
        {"鸿发鞋厂宿舍A栋305房2号床", "鸿发鞋厂宿舍 A栋305-2"},
        {"灯湖花园 3栋 1204", "灯湖花园 3栋1204"},
        {"3栋 1204", "3栋1204"},
        {"1204", "1204"},
        {"", ""},
        {"不详", ""},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct address address;
        address_parse(arena, cases[i].written, &address);
        CHECK_TEXT(address_text(arena, &address), cases[i].common);
    }
    arena_free(arena);
}

/* Reading the common form gives the same address again. */
static void reads_its_own_form(void)
{
    static const char *const written[] = {"灯湖花园二期C3栋2单元1204房", "3-2-601", "东平三巷5号",
                                          "东座803", "A座1303"};
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof written / sizeof written[0]; i++) {
        struct address once, twice;
        address_parse(arena, written[i], &once);
        char *text = address_text(arena, &once);
        address_parse(arena, text, &twice);
        CHECK_TEXT(address_text(arena, &twice), text);
    }
    arena_free(arena);
}

static void compares(void)
{
    static const struct {
        const char *a, *b;
        enum address_likeness likeness;
    } cases[] = {
        {"灯湖花园3栋2单元1204房", "3-2-1204", ADDRESS_SAME},
        {"3栋1204", "3-1-1204", ADDRESS_SAME},
        {"三座1204", "灯湖花园3栋1204", ADDRESS_SAME},
        {"3栋1204", "3栋1304", ADDRESS_SLIP},
        {"3栋1204", "3栋1240", ADDRESS_SLIP},
        {"13栋1204", "31栋1204", ADDRESS_SLIP},
        {"3-1-1204", "3-2-1204", ADDRESS_SLIP},
        {"C3", "C3-1204", ADDRESS_WITHIN},
        {"灯湖花园", "灯湖花园3栋1204", ADDRESS_WITHIN},
        {"3栋1204", "3栋803", ADDRESS_BUILDING},
        {"灯湖花园3栋1204", "灯湖花园5栋803", ADDRESS_PLACE},
        {"灯湖花园3栋1204", "桂园小区3栋1204", ADDRESS_ELSEWHERE},
        {"3栋1204", "5栋803", ADDRESS_ELSEWHERE},
        {"东平三巷5号", "东平3巷5号", ADDRESS_SAME},
        {"东平三巷5号", "东平3巷9号", ADDRESS_BUILDING},
        {"", "3栋1204", ADDRESS_UNKNOWN},
        {"不详", "3栋1204", ADDRESS_UNKNOWN},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct address a, b;
        address_parse(arena, cases[i].a, &a);
        address_parse(arena, cases[i].b, &b);
        if (!CHECK_INT(address_compare(&a, &b), cases[i].likeness) ||
            !CHECK_INT(address_compare(&b, &a), cases[i].likeness))
            CHECK_TEXT(cases[i].a, cases[i].b);
    }
    arena_free(arena);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {CHECK_TEST(reads_what_people_write),
                                              CHECK_TEST(reads_its_own_form), CHECK_TEST(compares)};
    return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]);
}
