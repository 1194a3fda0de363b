/* Days as people write them: 1990-01-05, 1990-1-5, 1990.1.5, 1990/1/5, 19900105, 1990年1月5日,
 * 1990 01 05, and a moment of which only the day is wanted (2020-02-10 14:30). Numbers of Excel
 * (32878) are the sheet reader's: only it knows whether the workbook counts from 1900 or 1904. */
#ifndef RECORD_DAY_H
#define RECORD_DAY_H

#include "base/calendar.h"
#include "base/error.h"

/* The ISO day. RESULT_INVALID says what is wrong: no such day, a year of two digits, no year, a
 * lunar date (农历) or one of the Republic's calendar (民国). */
MUST_USE enum result day_parse(const char *text, char out[CALENDAR_DAY_SIZE], struct error *error);

/* A moment: RFC 3339, or a day as above with 14:30 or 14:30:05 behind it, at `offset` minutes east
 * of UTC. */
MUST_USE enum result day_parse_moment(const char *text, int offset, int64_t *moment,
                                      struct error *error);

#endif
