/* Telephone numbers as Chinese communities write them.
 *
 * Normal forms: 11 digits of a mobile (13812345678); area code, hyphen, number and perhaps an
 * extension (0757-83334444-801); 7 or 8 digits of a local number whose area code nobody wrote;
 * 400-8301234; +852-91234567 abroad. Read: spaces, hyphens, dots, brackets, full-width digits, +86,
 * 0086, 86 and a 0 before a mobile number. */
#ifndef RECORD_PHONE_H
#define RECORD_PHONE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum { PHONE_SIZE = 32 };

/* One number. RESULT_INVALID if it is none, if it is two, or if Excel has rounded it (1.38E+10). */
MUST_USE enum result phone_parse(const char *text, char out[PHONE_SIZE], struct error *error);

/* All numbers of a cell in order, up to `capacity`: "13812345678/83334444", "张三 138-1234-5678".
 * What is no number is passed over. Returns how many were found. */
size_t phone_find_all(const char *text, char (*out)[PHONE_SIZE], size_t capacity);

bool phone_is_mobile(const char *phone); /* of a normalised number */

#endif
