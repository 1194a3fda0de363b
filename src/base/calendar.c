/* Calendar arithmetic after Howard Hinnant, "chrono-compatible low-level date algorithms". */
#include "base/calendar.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/bug.h"

int64_t calendar_days(int year, int month, int day)
{
    int64_t y = month <= 2 ? (int64_t)year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

void calendar_from_days(int64_t days, int *year, int *month, int *day)
{
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    *day = (int)(doy - (153 * mp + 2) / 5 + 1);
    *month = (int)(mp < 10 ? mp + 3 : mp - 9);
    *year = (int)(yoe + era * 400 + (*month <= 2 ? 1 : 0));
}

bool calendar_is_day(int year, int month, int day)
{
    static const int lengths[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > lengths[month - 1])
        return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month != 2 || day < 29 || leap;
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0 ? 1 : 0);
}

struct calendar_time calendar_at(int64_t moment, int offset)
{
    int64_t local = moment + offset * CALENDAR_MINUTE;
    int64_t days = floor_div(local, CALENDAR_DAY);
    int64_t rest = local - days * CALENDAR_DAY;
    struct calendar_time out;
    calendar_from_days(days, &out.year, &out.month, &out.day);
    out.hour = (int)(rest / CALENDAR_HOUR);
    out.minute = (int)(rest / CALENDAR_MINUTE % 60);
    out.second = (int)(rest / CALENDAR_SECOND % 60);
    out.millisecond = (int)(rest % CALENDAR_SECOND);
    int64_t thursday_based = days + 3; /* 1970-01-01 was a Thursday */
    out.weekday = (int)(thursday_based - floor_div(thursday_based, 7) * 7) + 1;
    return out;
}

int64_t calendar_moment(const struct calendar_time *t, int offset)
{
    return calendar_days(t->year, t->month, t->day) * CALENDAR_DAY + t->hour * CALENDAR_HOUR +
           t->minute * CALENDAR_MINUTE + t->second * CALENDAR_SECOND + t->millisecond -
           offset * CALENDAR_MINUTE;
}

void calendar_day_text(int year, int month, int day, char out[CALENDAR_DAY_SIZE])
{
    if (!calendar_is_day(year, month, day))
        BUG("not a day");
    snprintf(out, CALENDAR_DAY_SIZE, "%04u-%02u-%02u", (unsigned)year % 10000u,
             (unsigned)month % 100u, (unsigned)day % 100u);
}

void calendar_day_of(int64_t moment, int offset, char out[CALENDAR_DAY_SIZE])
{
    struct calendar_time t = calendar_at(moment, offset);
    calendar_day_text(t.year, t.month, t.day, out);
}

/* Reads exactly `digits` decimal digits; -1 if there are fewer. */
static int number(const char *text, int digits)
{
    int value = 0;
    for (int i = 0; i < digits; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

static bool parse_day_prefix(const char *text, int *year, int *month, int *day)
{
    if (strnlen(text, 10) < 10 || text[4] != '-' || text[7] != '-')
        return false;
    *year = number(text, 4);
    *month = number(text + 5, 2);
    *day = number(text + 8, 2);
    return calendar_is_day(*year, *month, *day);
}

bool calendar_parse_day(const char *text, int *year, int *month, int *day)
{
    return parse_day_prefix(text, year, month, day) && text[10] == '\0';
}

int64_t calendar_day_number(const char *day)
{
    int y, m, d;
    if (!calendar_parse_day(day, &y, &m, &d))
        BUG("not a day");
    return calendar_days(y, m, d);
}

void calendar_stamp(int64_t moment, int offset, char out[CALENDAR_STAMP_SIZE])
{
    struct calendar_time t = calendar_at(moment, offset);
    int minutes = offset < 0 ? -offset : offset;
    snprintf(out, CALENDAR_STAMP_SIZE, "%04u-%02u-%02uT%02u:%02u:%02u%c%02u:%02u",
             (unsigned)t.year % 10000u, (unsigned)t.month % 100u, (unsigned)t.day % 100u,
             (unsigned)t.hour % 100u, (unsigned)t.minute % 100u, (unsigned)t.second % 100u,
             offset < 0 ? '-' : '+', (unsigned)minutes / 60u % 100u, (unsigned)minutes % 60u);
}

bool calendar_parse_stamp(const char *text, int64_t *moment)
{
    struct calendar_time t = {0};
    if (!parse_day_prefix(text, &t.year, &t.month, &t.day))
        return false;
    text += 10;
    if ((*text != 'T' && *text != ' ') || strnlen(text, 9) < 9 || text[3] != ':' || text[6] != ':')
        return false;
    t.hour = number(text + 1, 2);
    t.minute = number(text + 4, 2);
    t.second = number(text + 7, 2);
    if (t.hour < 0 || t.hour > 23 || t.minute < 0 || t.minute > 59 || t.second < 0 || t.second > 59)
        return false;
    text += 9;
    if (*text == '.') {
        int unit = 100;
        for (text++; *text >= '0' && *text <= '9'; text++, unit /= 10)
            t.millisecond += unit * (*text - '0');
    }
    int offset = 0;
    if (*text == '+' || *text == '-') {
        if (strnlen(text, 6) < 6 || text[3] != ':')
            return false;
        int hours = number(text + 1, 2), minutes = number(text + 4, 2);
        if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
            return false;
        offset = (hours * 60 + minutes) * (*text == '-' ? -1 : 1);
        text += 6;
    } else if (*text == 'Z') {
        text++;
    } else {
        return false;
    }
    if (*text != '\0')
        return false;
    *moment = calendar_moment(&t, offset);
    return true;
}

int calendar_age(const char *birth, const char *today)
{
    int by, bm, bd, ty, tm, td;
    if (!calendar_parse_day(birth, &by, &bm, &bd) || !calendar_parse_day(today, &ty, &tm, &td))
        BUG("not a day");
    int age = ty - by - (tm < bm || (tm == bm && td < bd) ? 1 : 0);
    return age < 0 ? -1 : age;
}

static int64_t read_clock(clockid_t which)
{
    struct timespec now;
    if (clock_gettime(which, &now) != 0)
        BUG("no clock");
    return (int64_t)now.tv_sec * CALENDAR_SECOND + now.tv_nsec / 1000000;
}

static int64_t system_now(void *self)
{
    (void)self;
    return read_clock(CLOCK_REALTIME);
}

struct clock clock_system(void)
{
    return (struct clock){.now = system_now};
}

static int64_t fixed_now(void *self)
{
    return *(const int64_t *)self;
}

struct clock clock_fixed(int64_t *at)
{
    return (struct clock){.now = fixed_now, .self = at};
}

int64_t clock_now(const struct clock *clock)
{
    return clock->now(clock->self);
}

int64_t clock_monotonic(void)
{
    return read_clock(CLOCK_MONOTONIC);
}
