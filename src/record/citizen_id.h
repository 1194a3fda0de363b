/* Citizen identity numbers after GB 11643-1999: six digits of a division, eight of the birth date,
 * three of a sequence (odd is male), and a check character by ISO 7064 MOD 11-2.
 *
 * Also read: the 15-digit numbers of before 1999 (they get 19 and the check character), lower-case
 * x, full-width digits and spaces, and the residence permits of residents of Hong Kong, Macao and
 * Taiwan (81, 82, 83) and of foreigners (9), which follow the same scheme. Whether the six digits
 * still name a division is not asked: divisions are abolished, people keep their numbers. */
#ifndef RECORD_CITIZEN_ID_H
#define RECORD_CITIZEN_ID_H

#include <stdbool.h>

#include "base/calendar.h"
#include "base/error.h"

enum { CITIZEN_ID_SIZE = 19 }; /* 18 characters and the NUL */

/* Normalises what was typed. RESULT_INVALID says what is wrong: the length, the check character, a
 * birth date that does not exist or lies after `today` (an ISO day), or a number that Excel has
 * destroyed (4.40605E+17, or the last three digits turned into 000). */
MUST_USE enum result citizen_id_parse(const char *text, const char *today,
                                      char out[CITIZEN_ID_SIZE], struct error *error);

/* The check character of the first 17 digits. */
char citizen_id_check_character(const char *digits);

/* Of a normalised number. */
void citizen_id_birth(const char *id, char out[CALENDAR_DAY_SIZE]);
bool citizen_id_is_male(const char *id);

/* True if a number that came out of a numeric cell may have lost its last three digits: Excel keeps
 * fifteen. A reader of sheets refuses these even where the check character happens to fit. */
bool citizen_id_may_be_rounded(const char *id);

#endif
