/* Unified social credit codes of organisations after GB 32100-2015: 18 characters of an alphabet
 * without I, O, S, V and Z, the last a check character (weights 3^i mod 31). Characters 9 to 17 are
 * an organisation code after GB 11714-1997 with a check character of its own, which is verified
 * too: a code may pass one and fail the other. */
#ifndef RECORD_CREDIT_CODE_H
#define RECORD_CREDIT_CODE_H

#include <stdbool.h>

#include "base/error.h"

enum { CREDIT_CODE_SIZE = 19 }; /* 18 characters and the NUL */

/* Normalises what was typed (width, spaces, hyphens, lower case). RESULT_INVALID says what is
 * wrong. */
MUST_USE enum result credit_code_parse(const char *text, char out[CREDIT_CODE_SIZE],
                                       struct error *error);

/* The check character of the first 17 characters; '\0' if one is not of the alphabet. */
char credit_code_check_character(const char *code);

/* The check character of the 8 characters of an organisation code (GB 11714); '\0' likewise. */
char credit_code_organisation_check(const char *code);

#endif
