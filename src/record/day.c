/* Reading days: the text is cut into at most seven numbers and the signs between them. */
#include "record/day.h"

#include <ctype.h>
#include <string.h>

#include "base/text.h"

enum { PARTS = 7 };

struct parts {
    int values[PARTS];
    int digits[PARTS];     /* how many digits it was written with */
    uint32_t signs[PARTS]; /* what follows: '-' '/' '.' 年 月 日 ':' ' ' or 0 at the end */
    int count;
};

static bool is_sign(uint32_t c)
{
    return strchr("-/.: T,", (int)c) != NULL || c == 0x5e74 || c == 0x6708 || c == 0x65e5 ||
           c == 0x53f7 || c == 0x65f6 || c == 0x70b9 || c == 0x5206 ||
           c == 0x79d2; /* 年月日号时点分秒 */
}

static bool cut(const char *text, struct parts *parts)
{
    *parts = (struct parts){0};
    bool in_number = false;
    for (uint32_t c; (c = text_fold_width(text_next(&text))) != 0;) {
        if (c == 0x3002 || c == 0x2024) /* 。 */
            c = '.';
        if (c == 0x2013 || c == 0x2014 || c == 0x2212)
            c = '-';
        if (text_is_blank(c))
            c = ' ';
        if (c < 0x80 && isdigit((int)c)) {
            if (!in_number && parts->count++ == PARTS)
                return false;
            int i = parts->count - 1;
            if (++parts->digits[i] > 8)
                return false;
            parts->values[i] = parts->values[i] * 10 + (int)(c - '0');
            in_number = true;
            continue;
        }
        if (!is_sign(c) || (parts->count == 0 && c != ' '))
            return false;
        in_number = false;
        if (parts->count > 0 &&
            (parts->signs[parts->count - 1] == 0 || parts->signs[parts->count - 1] == ' '))
            parts->signs[parts->count - 1] = c;
    }
    return parts->count > 0;
}

/* The numbers of the day at the front; returns how many were used, 0 if it is no day. */
static int take_day(const struct parts *parts, int *year, int *month, int *day)
{
    if (parts->digits[0] == 8) {
        *year = parts->values[0] / 10000;
        *month = parts->values[0] / 100 % 100;
        *day = parts->values[0] % 100;
        return 1;
    }
    if (parts->count < 3 || parts->digits[0] != 4 || parts->digits[1] > 2 || parts->digits[2] > 2)
        return 0;
    *year = parts->values[0];
    *month = parts->values[1];
    *day = parts->values[2];
    return 3;
}

static enum result refuse(const char *text, const struct parts *parts, struct error *error)
{
    if (strstr(text, "农历") != NULL || strstr(text, "阴历") != NULL ||
        strstr(text, "農曆") != NULL)
        return error_set(error, RESULT_INVALID, NULL,
                         N_("This is a lunar date. Please enter the date of the common calendar."));
    if (strstr(text, "民国") != NULL || strstr(text, "民國") != NULL)
        return error_set(
            error, RESULT_INVALID, NULL,
            N_("This year counts from 1912. Please enter the year of the common calendar."));
    if (parts->count == 3 && parts->digits[0] <= 2)
        return error_set(error, RESULT_INVALID, NULL,
                         N_("Please write the year with four digits, like 1990-01-05."));
    if (parts->count == 2 && parts->digits[0] <= 2)
        return error_set(error, RESULT_INVALID, NULL,
                         N_("Please write the year too, like 1990-01-05."));
    if (parts->count == 2 && parts->digits[0] == 4)
        return error_set(error, RESULT_INVALID, NULL,
                         N_("Please write the day too, like 1990-01-05."));
    return error_set(error, RESULT_INVALID, NULL,
                     N_("This is not a date. Please write it like 1990-01-05."));
}

enum result day_parse(const char *text, char out[CALENDAR_DAY_SIZE], struct error *error)
{
    struct parts parts;
    int year, month, day;
    int used = cut(text, &parts) ? take_day(&parts, &year, &month, &day) : 0;
    bool clock_follows = used > 0 && parts.count >= used + 2 && parts.count <= used + 3;
    if (used == 0 || (parts.count != used && !clock_follows))
        return refuse(text, &parts, error);
    if (!calendar_is_day(year, month, day))
        return error_set(error, RESULT_INVALID, NULL, N_("There is no such day in the calendar."));
    calendar_day_text(year, month, day, out);
    return RESULT_OK;
}

enum result day_parse_moment(const char *text, int offset, int64_t *moment, struct error *error)
{
    if (calendar_parse_stamp(text, moment))
        return RESULT_OK;
    struct parts parts;
    struct calendar_time time = {0};
    int used = cut(text, &parts) ? take_day(&parts, &time.year, &time.month, &time.day) : 0;
    if (used == 0 || parts.count < used + 2 || parts.count > used + 3)
        return error_set(error, RESULT_INVALID, NULL,
                         N_("Please write date and time like 2020-02-10 14:30."));
    time.hour = parts.values[used];
    time.minute = parts.values[used + 1];
    time.second = parts.count == used + 3 ? parts.values[used + 2] : 0;
    if (!calendar_is_day(time.year, time.month, time.day))
        return error_set(error, RESULT_INVALID, NULL, N_("There is no such day in the calendar."));
    if (time.hour > 23 || time.minute > 59 || time.second > 59)
        return error_set(error, RESULT_INVALID, NULL, N_("There is no such time of day."));
    *moment = calendar_moment(&time, offset);
    return RESULT_OK;
}
