/* How Han characters are read and written: pinyin readings and stroke counts.
 *
 * Made at build time by tools/unihan.c from Debian's unicode-data (Unihan 15): the readings that
 * modern dictionaries give (kMandarin, kTGHZ2013, kXHC1983, kHanyuPinlu; kHanyuPinyin for
 * characters that no modern dictionary has), without tones, ü as v; stroke counts from
 * kTotalStrokes. A small table here adds the readings that surnames have (单 shan, 仇 qiu, 万俟
 * moqi ...; domain.md 4.4). Static memory; safe from every thread. */
#ifndef PEOPLE_PINYIN_H
#define PEOPLE_PINYIN_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum { PINYIN_READINGS_MAX = 8, PINYIN_SYLLABLE_SIZE = 8 };

/* Readings of a character, the usual one first, lower case without tone, "v" for ü ("lv"); NULL if
 * it is not a Han character we know. *count is how many. */
const char *const *pinyin_readings(uint32_t codepoint, size_t *count);

/* Strokes of a character; 0 unknown. */
int pinyin_strokes(uint32_t codepoint);

/* The simplified form of a traditional character (陳 -> 陈), or the character itself; a character
 * with several simplified forms is left alone. */
uint32_t pinyin_simplified(uint32_t codepoint);

/* How many characters of `name` are its surname (2 for 欧阳, 1 otherwise; 0 for a name that does
 * not begin with a Han character). */
size_t pinyin_surname_length(const char *name);

/* The reading of a surname (one or two characters): "shan", "mo qi"; the usual reading of each
 * character where surnames have no special one. NULL if unknown. In the arena. */
const char *pinyin_surname(const char *surname, struct arena *arena);

/* A name in pinyin for sorting and for people: syllables separated by blanks, the surname by its
 * surname reading: 单雄信 -> "shan xiong xin". Characters without reading stay as they are. */
const char *pinyin_name(const char *name, struct arena *arena);

/* Keys of the two orders of names: by pinyin (then by character), and by strokes of each character
 * (姓氏笔画排序: strokes, then the character). */
const char *pinyin_sort_key(const char *name, struct arena *arena);
const char *pinyin_stroke_key(const char *name, struct arena *arena);

#endif
