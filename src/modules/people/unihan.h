/* The table that tools/unihan.c makes; pinyin.h is how to ask it. */
#ifndef PEOPLE_UNIHAN_H
#define PEOPLE_UNIHAN_H

#include "modules/people/pinyin.h"

struct unihan_character {
    uint32_t codepoint;
    uint32_t simplified; /* its simplified form; 0: it is one, or there are several */
    uint16_t readings;   /* index of its sequence; 0: none */
    uint8_t strokes;
};
extern const char *const unihan_readings[][PINYIN_READINGS_MAX + 1]; /* each ends with NULL */
extern const struct unihan_character unihan_characters[];            /* sorted */
extern const size_t unihan_character_count;

#endif
