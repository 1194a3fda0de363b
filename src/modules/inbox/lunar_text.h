/* The lunar day as people say it. Only files of this module use this. */
#ifndef INBOX_LUNAR_TEXT_H
#define INBOX_LUNAR_TEXT_H

#include "base/arena.h"

/* "农历十月十五" of a day of the common calendar, in the arena; NULL outside of the table. There is no
 * English for it that anybody says. */
const char *lunar_text(int year, int month, int day, struct arena *arena);

#endif
