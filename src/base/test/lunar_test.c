/* The lunar calendar against known festivals, and there and back for every day of the table. */
#include "base/lunar.h"

#include "base/calendar.h"
#include "check.h"

static void knows_festivals(void)
{
    static const struct {
        int year, month, day;
        struct lunar_day lunar;
    } days[] = {
        {1900, 1, 31, {1900, 1, 1, false}},  {1950, 2, 17, {1950, 1, 1, false}},
        {1976, 1, 31, {1976, 1, 1, false}},  {1985, 2, 20, {1985, 1, 1, false}},
        {2000, 2, 5, {2000, 1, 1, false}},   {2023, 1, 22, {2023, 1, 1, false}},
        {2024, 2, 9, {2023, 12, 30, false}}, {2024, 2, 10, {2024, 1, 1, false}},
        {2024, 9, 17, {2024, 8, 15, false}}, {2023, 3, 22, {2023, 2, 1, true}},
        {2020, 5, 23, {2020, 4, 1, true}},   {2025, 7, 25, {2025, 6, 1, true}},
        {2033, 12, 22, {2033, 11, 1, true}}, {2101, 1, 28, {2100, 12, 29, false}},
    };
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        struct lunar_day lunar = {0};
        int year = 0, month = 0, day = 0;
        CHECK(lunar_from_day(days[i].year, days[i].month, days[i].day, &lunar));
        CHECK_INT(lunar.year, days[i].lunar.year);
        CHECK_INT(lunar.month, days[i].lunar.month);
        CHECK_INT(lunar.day, days[i].lunar.day);
        CHECK(lunar.is_leap == days[i].lunar.is_leap);
        CHECK(lunar_to_day(&days[i].lunar, &year, &month, &day));
        CHECK_INT(calendar_days(year, month, day),
                  calendar_days(days[i].year, days[i].month, days[i].day));
    }
}

static void goes_there_and_back(void)
{
    int64_t first = calendar_days(1900, 1, 31), last = calendar_days(2101, 1, 28);
    for (int64_t at = first; at <= last; at++) {
        struct lunar_day lunar;
        int year, month, day;
        calendar_from_days(at, &year, &month, &day);
        if (!CHECK(lunar_from_day(year, month, day, &lunar)) ||
            !CHECK(lunar_to_day(&lunar, &year, &month, &day)) ||
            !CHECK_INT(calendar_days(year, month, day), at))
            return;
    }
}

static void refuses_what_does_not_exist(void)
{
    static const struct lunar_day none[] = {{1899, 1, 1, false},  {2101, 1, 1, false},
                                            {2024, 1, 1, true},   {2024, 13, 1, false},
                                            {2024, 1, 31, false}, {2023, 2, 30, true}};
    int year, month, day;
    struct lunar_day lunar;
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        CHECK(!lunar_to_day(&none[i], &year, &month, &day));
    CHECK(!lunar_from_day(1900, 1, 30, &lunar));
    CHECK(!lunar_from_day(2101, 1, 29, &lunar));
    CHECK(!lunar_from_day(2023, 2, 30, &lunar));
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {CHECK_TEST(knows_festivals),
                                              CHECK_TEST(goes_there_and_back),
                                              CHECK_TEST(refuses_what_does_not_exist)};
    return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]);
}
