/* Time and the calendar.
 *
 * A moment is an int64_t of milliseconds since 1970-01-01T00:00Z. A day is text in ISO 8601,
 * "2020-02-29"; it sorts as it reads. Wall clock times are shown at the tenant's offset from UTC,
 * which in China is +480 minutes all year (summer time was used 1986 to 1991 and matters to
 * nobody's duty roster). The proleptic Gregorian calendar is used throughout; algorithms after
 * Howard Hinnant, "chrono-compatible low-level date algorithms". */
#ifndef BASE_CALENDAR_H
#define BASE_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

enum { CALENDAR_CHINA_OFFSET = 480 }; /* minutes east of UTC */
enum { CALENDAR_DAY_SIZE = 11, CALENDAR_STAMP_SIZE = 32 };
#define CALENDAR_SECOND INT64_C(1000)
#define CALENDAR_MINUTE INT64_C(60000)
#define CALENDAR_HOUR INT64_C(3600000)
#define CALENDAR_DAY INT64_C(86400000)

struct calendar_time {
    int year;  /* 1 to 9999 */
    int month; /* 1 to 12 */
    int day;   /* 1 to 31 */
    int hour, minute, second, millisecond;
    int weekday; /* 1 Monday to 7 Sunday (ISO 8601) */
};

/* Days since 1970-01-01, and back. */
int64_t calendar_days(int year, int month, int day);
void calendar_from_days(int64_t days, int *year, int *month, int *day);
bool calendar_is_day(int year, int month, int day); /* a real date? */

/* A moment on the wall clock at `offset` minutes east of UTC, and back (weekday is ignored). */
struct calendar_time calendar_at(int64_t moment, int offset);
int64_t calendar_moment(const struct calendar_time *time, int offset);

/* "2020-02-29" of a moment or a date; parsing is strict and refuses what is not a real day. */
void calendar_day_text(int year, int month, int day, char out[CALENDAR_DAY_SIZE]);
void calendar_day_of(int64_t moment, int offset, char out[CALENDAR_DAY_SIZE]);
bool calendar_parse_day(const char *text, int *year, int *month, int *day);
/* Days since 1970 of an ISO day; the text must be valid. */
int64_t calendar_day_number(const char *day);

/* "2020-02-29T06:30:00+08:00" and back (RFC 3339; Z, offsets and fractions are read). */
void calendar_stamp(int64_t moment, int offset, char out[CALENDAR_STAMP_SIZE]);
bool calendar_parse_stamp(const char *text, int64_t *moment);

/* Completed years (周岁) of someone born on `birth` on the day `today`; both ISO days. Born on
 * 29 February, one is a year older on 1 March of a common year. -1 if born later. */
int calendar_age(const char *birth, const char *today);

/* Where the present comes from, so that a test can hold it still. */
struct clock {
    int64_t (*now)(void *self); /* milliseconds since 1970, UTC */
    void *self;
};
int64_t clock_now(const struct clock *clock);
/* The machine's clock. */
struct clock clock_system(void);

/* A clock that stands still until it is moved; `at` is the moment. Keep the variable alive. */
struct clock clock_fixed(int64_t *at);

/* Milliseconds of a clock that never jumps, for measuring durations only. */
int64_t clock_monotonic(void);

#endif
