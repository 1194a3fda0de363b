/* Inside the room: numbers as Excel shows them. A cell stores a number and names a format code such
 * as "yyyy/m/d", "0.00" or "General"; this turns both into the text that its reader sees. */
#ifndef SHEET_NUMBER_FORMAT_H
#define SHEET_NUMBER_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

#include "sheet/reader.h"

enum number_look {
    LOOK_GENERAL,
    LOOK_FIXED,   /* a given number of places, leading zeros, perhaps thousands or a percent sign */
    LOOK_DAY,     /* 2020/2/29 */
    LOOK_MOMENT,  /* 2020/2/29 6:30 */
    LOOK_TIME,    /* 6:30 */
    LOOK_ELAPSED, /* [h]:mm */
};

struct number_format {
    enum number_look look;
    int digits;      /* of LOOK_FIXED: least digits before the point ("00000" is 5) */
    int places;      /* of LOOK_FIXED: digits behind the point */
    bool is_grouped; /* 1,234 */
    bool is_percent;
};

/* The format of a code (ECMA-376 part 1, 18.8.31), by its first section. */
struct number_format number_format_parse(const char *code);

/* The format of a built-in id (18.8.30, with those of Chinese Excel); General for the others. */
struct number_format number_format_builtin(long id);

/* Writes the number as shown, and says what kind of cell that makes: SHEET_NUMBER or SHEET_DATE. */
enum { NUMBER_TEXT_SIZE = 400 };
enum sheet_kind number_format_show(const struct number_format *format, double number,
                                   bool dates_1904, char out[NUMBER_TEXT_SIZE]);

#endif
