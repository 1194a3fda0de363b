/* Tests of arena, text, calendar, chance, errors and language. */
#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/chance.h"
#include "base/language.h"
#include "base/text.h"
#include "check.h"

static void arena_gives_zeroed_memory(void)
{
    struct arena *arena = arena_new();
    unsigned char *large = arena_alloc(arena, 3000000);
    CHECK_INT(large[0], 0);
    CHECK_INT(large[2999999], 0);
    CHECK_TEXT(arena_printf(arena, "%d-%s", 7, "x"), "7-x");
    arena_reset(arena);
    CHECK_INT(arena_used(arena), 0);
    memset(arena_alloc(arena, 64), 1, 64);
    arena_reset(arena);
    CHECK_INT(((unsigned char *)arena_alloc(arena, 64))[63], 0);
    arena_free(arena);
}

static void text_refuses_bad_utf8(void)
{
    CHECK(text_check("灯湖𬱖", strlen("灯湖𬱖")));
    CHECK(!text_check("a\0b", 3));
    CHECK(!text_check("\xc0\xaf", 2));
    CHECK(!text_check("\xed\xa0\x80", 3));
    CHECK(!text_check("\xf4\x90\x80\x80", 4));
    CHECK(!text_check("\xe7\x81", 2));
}

static void text_walks_and_folds(void)
{
    struct arena *arena = arena_new();
    CHECK_INT(text_length("王桂英𬱖"), 4);
    CHECK_TEXT(text_clean(arena, "　１３８ 　００１３\t"), "138 0013");
    CHECK_TEXT(text_clean(arena, "\xe2\x80\x8b"), "");
    char cut[8];
    text_copy_to(cut, sizeof cut, "灯湖社区");
    CHECK_TEXT(cut, "灯湖");
    struct text_buffer buffer;
    text_buffer_init(&buffer);
    text_add_html(&buffer, "<a href=\"'&\">");
    text_add_json(&buffer, "\"\\\n\x01");
    text_add_url(&buffer, "灯 a~");
    CHECK_TEXT(text_buffer_get(&buffer),
               "&lt;a href=&quot;&#39;&amp;&quot;&gt;\"\\\"\\\\\\n\\u0001\"%E7%81%AF%20a~");
    text_buffer_fini(&buffer);
    const char *args[] = {"甲", "乙"};
    CHECK_TEXT(text_format(arena, "%2 before %1, 100%", args, 2), "乙 before 甲, 100%");
    arena_free(arena);
}

static void calendar_knows_leap_days(void)
{
    CHECK(calendar_is_day(2020, 2, 29));
    CHECK(!calendar_is_day(2021, 2, 29));
    CHECK(!calendar_is_day(1900, 2, 29));
    CHECK_INT(calendar_days(1970, 1, 1), 0);
    CHECK_INT(calendar_day_number("2020-03-24") - calendar_day_number("2020-02-09"), 44);
    for (int64_t day = -100000; day < 100000; day += 37) {
        int y, m, d;
        calendar_from_days(day, &y, &m, &d);
        CHECK_INT(calendar_days(y, m, d), day);
    }
    struct calendar_time t = calendar_at(calendar_days(2020, 2, 9) * CALENDAR_DAY, 0);
    CHECK_INT(t.weekday, 7);
}

static void calendar_reads_and_writes_stamps(void)
{
    int64_t moment;
    CHECK(calendar_parse_stamp("2020-02-09T06:30:00+08:00", &moment));
    char stamp[CALENDAR_STAMP_SIZE];
    calendar_stamp(moment, 0, stamp);
    CHECK_TEXT(stamp, "2020-02-08T22:30:00+00:00");
    calendar_stamp(moment, CALENDAR_CHINA_OFFSET, stamp);
    CHECK_TEXT(stamp, "2020-02-09T06:30:00+08:00");
    CHECK(!calendar_parse_stamp("2020-02-30T06:30:00Z", &moment));
    CHECK(!calendar_parse_stamp("2020-02-09T06:30:00", &moment));
}

static void ages_count_birthdays(void)
{
    CHECK_INT(calendar_age("1960-02-29", "2023-02-28"), 62);
    CHECK_INT(calendar_age("1960-02-29", "2023-03-01"), 63);
    CHECK_INT(calendar_age("2026-11-24", "2026-11-23"), -1);
    CHECK_INT(calendar_age("2026-11-23", "2026-11-23"), 0);
}

static void ids_rise(void)
{
    struct id_source source;
    int64_t now = INT64_C(1763899200000);
    id_source_init(&source, clock_fixed(&now), chance_kernel());
    int64_t last = 0;
    for (int i = 0; i < 100000; i++) {
        int64_t id = id_new(&source);
        CHECK(id > last);
        last = id;
    }
    now += 1;
    CHECK_INT(id_moment(id_new(&source)), now);
}

static void errors_speak(void)
{
    struct arena *arena = arena_new();
    struct error error;
    CHECK_INT(error_set(&error, RESULT_INVALID, "phone", "%1 is not %2.", "abc", "a phone"),
              RESULT_INVALID);
    CHECK_TEXT(language_error(arena, LANGUAGE_ENGLISH, &error), "abc is not a phone.");
    CHECK_TEXT(error.field, "phone");
    CHECK_INT(error_http_status(RESULT_INVALID), 422);
    CHECK_INT(language_accept("en-GB,en;q=0.9,zh;q=0.8"), LANGUAGE_ENGLISH);
    CHECK_INT(language_accept("zh-CN,zh;q=0.9,en;q=0.8"), LANGUAGE_CHINESE);
    CHECK_INT(language_accept("fr"), LANGUAGE_CHINESE);
    CHECK_INT(language_accept("zh;q=0.2,en;q=9e99"), LANGUAGE_CHINESE);
    CHECK_INT(language_accept("zh;q=0.25,en;q=0.251"), LANGUAGE_ENGLISH);
    arena_free(arena);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        CHECK_TEST(arena_gives_zeroed_memory),
        CHECK_TEST(text_refuses_bad_utf8),
        CHECK_TEST(text_walks_and_folds),
        CHECK_TEST(calendar_knows_leap_days),
        CHECK_TEST(calendar_reads_and_writes_stamps),
        CHECK_TEST(ages_count_birthdays),
        CHECK_TEST(ids_rise),
        CHECK_TEST(errors_speak),
    };
    return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]);
}
