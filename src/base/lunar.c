/* A year is a word: bits 15 to 4 say which of the months 1 to 12 have 30 days, bits 3 to 0 which month
 * is followed by a leap month, bit 16 whether that one has 30 days. */
#include "base/lunar.h"

#include "base/calendar.h"

enum { FIRST_YEAR = 1900, YEARS = 201 };

static const unsigned years[YEARS] = {
    0x04bd8, 0x04ae0, 0x0a570, 0x054d5, 0x0d260,
    0x0d950, 0x16554, 0x056a0, 0x09ad0, 0x055d2, /* 1900 */
    0x04ae0, 0x0a5b6, 0x0a4d0, 0x0d250, 0x1d255,
    0x0b540, 0x0d6a0, 0x0ada2, 0x095b0, 0x14977, /* 1910 */
    0x04970, 0x0a4b0, 0x0b4b5, 0x06a50, 0x06d40,
    0x1ab54, 0x02b60, 0x09570, 0x052f2, 0x04970, /* 1920 */
    0x06566, 0x0d4a0, 0x0ea50, 0x16a95, 0x05ad0,
    0x02b60, 0x186e3, 0x092e0, 0x1c8d7, 0x0c950, /* 1930 */
    0x0d4a0, 0x1d8a6, 0x0b550, 0x056a0, 0x1a5b4,
    0x025d0, 0x092d0, 0x0d2b2, 0x0a950, 0x0b557, /* 1940 */
    0x06ca0, 0x0b550, 0x15355, 0x04da0, 0x0a5b0,
    0x14573, 0x052b0, 0x0a9a8, 0x0e950, 0x06aa0, /* 1950 */
    0x0aea6, 0x0ab50, 0x04b60, 0x0aae4, 0x0a570,
    0x05260, 0x0f263, 0x0d950, 0x05b57, 0x056a0, /* 1960 */
    0x096d0, 0x04dd5, 0x04ad0, 0x0a4d0, 0x0d4d4,
    0x0d250, 0x0d558, 0x0b540, 0x0b6a0, 0x195a6, /* 1970 */
    0x095b0, 0x049b0, 0x0a974, 0x0a4b0, 0x0b27a,
    0x06a50, 0x06d40, 0x0af46, 0x0ab60, 0x09570, /* 1980 */
    0x04af5, 0x04970, 0x064b0, 0x074a3, 0x0ea50,
    0x06b58, 0x05ac0, 0x0ab60, 0x096d5, 0x092e0, /* 1990 */
    0x0c960, 0x0d954, 0x0d4a0, 0x0da50, 0x07552,
    0x056a0, 0x0abb7, 0x025d0, 0x092d0, 0x0cab5, /* 2000 */
    0x0a950, 0x0b4a0, 0x0baa4, 0x0ad50, 0x055d9,
    0x04ba0, 0x0a5b0, 0x15176, 0x052b0, 0x0a930, /* 2010 */
    0x07954, 0x06aa0, 0x0ad50, 0x05b52, 0x04b60,
    0x0a6e6, 0x0a4e0, 0x0d260, 0x0ea65, 0x0d530, /* 2020 */
    0x05aa0, 0x076a3, 0x096d0, 0x04afb, 0x04ad0,
    0x0a4d0, 0x1d0b6, 0x0d250, 0x0d520, 0x0dd45, /* 2030 */
    0x0b5a0, 0x056d0, 0x055b2, 0x049b0, 0x0a577,
    0x0a4b0, 0x0aa50, 0x1b255, 0x06d20, 0x0ada0, /* 2040 */
    0x14b63, 0x09370, 0x049f8, 0x04970, 0x064b0,
    0x168a6, 0x0ea50, 0x06b20, 0x1a6c4, 0x0aae0, /* 2050 */
    0x092e0, 0x0d2e3, 0x0c960, 0x0d557, 0x0d4a0,
    0x0da50, 0x05d55, 0x056a0, 0x0a6d0, 0x055d4, /* 2060 */
    0x052d0, 0x0a9b8, 0x0a950, 0x0b4a0, 0x0b6a6,
    0x0ad50, 0x055a0, 0x0aba4, 0x0a5b0, 0x052b0, /* 2070 */
    0x0b273, 0x06930, 0x07337, 0x06aa0, 0x0ad50,
    0x14b55, 0x04b60, 0x0a570, 0x054e4, 0x0d160, /* 2080 */
    0x0e968, 0x0d520, 0x0daa0, 0x16aa6, 0x056d0,
    0x04ae0, 0x0a9d4, 0x0a2d0, 0x0d150, 0x0f252, /* 2090 */
    0x0d520,                                     /* 2100 */
};

static int leap_month(int year)
{
    return (int)(years[year - FIRST_YEAR] & 15);
}

static int month_length(int year, int month, bool is_leap)
{
    unsigned word = years[year - FIRST_YEAR];
    unsigned bit = is_leap ? word >> 16 & 1 : word >> (16 - month) & 1;
    return bit != 0 ? 30 : 29;
}

static int year_length(int year)
{
    unsigned word = years[year - FIRST_YEAR];
    int long_months = __builtin_popcount(word >> 4 & 0xfff);
    return 12 * 29 + long_months + ((word & 15) != 0 ? 29 + (int)(word >> 16 & 1) : 0);
}

/* Days from the first one of the table to the first one of a year. */
static int64_t new_year(int year)
{
    int64_t days = calendar_days(1900, 1, 31);
    for (int y = FIRST_YEAR; y < year; y++)
        days += year_length(y);
    return days;
}

bool lunar_from_day(int year, int month, int day, struct lunar_day *lunar)
{
    if (year < FIRST_YEAR || year > FIRST_YEAR + YEARS || !calendar_is_day(year, month, day))
        return false;
    int64_t days = calendar_days(year, month, day);
    int y = year < FIRST_YEAR + YEARS ? year : year - 1;
    int64_t start = new_year(y);
    if (days < start && --y >= FIRST_YEAR)
        start -= year_length(y);
    int64_t left = days - start;
    if (y < FIRST_YEAR || left >= year_length(y))
        return false;
    for (int m = 1; m <= 12; m++) {
        for (int leap = 0; leap <= (m == leap_month(y)); leap++) {
            int length = month_length(y, m, leap == 1);
            if (left < length) {
                *lunar = (struct lunar_day){y, m, (int)left + 1, leap == 1};
                return true;
            }
            left -= length;
        }
    }
    return false;
}

bool lunar_to_day(const struct lunar_day *lunar, int *year, int *month, int *day)
{
    if (lunar->year < FIRST_YEAR || lunar->year >= FIRST_YEAR + YEARS || lunar->month < 1 ||
        lunar->month > 12 || lunar->day < 1 ||
        (lunar->is_leap && leap_month(lunar->year) != lunar->month) ||
        lunar->day > month_length(lunar->year, lunar->month, lunar->is_leap))
        return false;
    int64_t days = new_year(lunar->year) + lunar->day - 1;
    for (int m = 1; m < lunar->month; m++)
        days += month_length(lunar->year, m, false) +
                (m == leap_month(lunar->year) ? month_length(lunar->year, m, true) : 0);
    if (lunar->is_leap)
        days += month_length(lunar->year, lunar->month, false);
    calendar_from_days(days, year, month, day);
    return true;
}
