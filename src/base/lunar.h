/* The lunar calendar (农历) of 1900 to 2100: birthdays of the old, and lists that give them.
 *
 * A lunar year has twelve months of 29 or 30 days and in some years a thirteenth, a leap month, which
 * has the number of the month before it. Which is which is a matter of astronomy, hence a table
 * (Purple Mountain Observatory's calendar; compared with the package lunar-javascript, all 201 years). */
#ifndef BASE_LUNAR_H
#define BASE_LUNAR_H

#include <stdbool.h>

struct lunar_day {
    int year;  /* the lunar year: 2023 until the Spring Festival of 2024 */
    int month; /* 1 to 12 */
    int day;   /* 1 to 30 */
    bool is_leap;
};

/* The lunar day of a day of the common calendar, and back; false outside of the table or if there is no
 * such day. */
bool lunar_from_day(int year, int month, int day, struct lunar_day *lunar);
bool lunar_to_day(const struct lunar_day *lunar, int *year, int *month, int *day);

#endif
