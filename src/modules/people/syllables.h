/* Between tokens.c and search.c: a name as syllables that can be compared with what is typed. */
#ifndef PEOPLE_SYLLABLES_H
#define PEOPLE_SYLLABLES_H

#include <stdbool.h>

#include "modules/people/pinyin.h"

enum { SYLLABLES_MAX = 16, SYLLABLE_READINGS_MAX = PINYIN_READINGS_MAX * 2 + 2 };

struct syllable {
    uint32_t character;                          /* simplified */
    const char *readings[SYLLABLE_READINGS_MAX]; /* also with u for v, and the surname's */
    size_t count;
    bool begins_part; /* the first of the name, of the given name, or after a · */
};

/* The Han characters of a name, at most SYLLABLES_MAX. */
size_t syllables_of(const char *name, struct syllable syllables[SYLLABLES_MAX],
                    struct arena *arena);

/* Kinds of tokens, by their first byte; a Han character stands for itself. */
enum {
    TOKEN_SPELLED = '1',
    TOKEN_INITIALS = '2',
    TOKEN_PHONE = '3',
    TOKEN_LATIN = '4',
    TOKEN_FULL = '5'
};

/* "3" and the digits of a phone from the last to the first, so that a tail is a prefix. */
const char *token_of_phone(const char *phone, struct arena *arena);

#endif
