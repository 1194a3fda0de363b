/* How easily two Han characters are taken for each other.
 *
 * People confuse characters that sound alike (typed by pinyin, heard on the telephone) and characters
 * that look alike (read from handwriting). Sound: any reading in common (pinyin.h). Nearly the same
 * sound: the usual confusions of southern speakers, zh/z ch/c sh/s, n/l, f/h before u, -ng/-n. Look: the
 * Cangjie code, which spells a character by its parts, differs in one letter, and the four-corner
 * code, which tells its corners, in at most two digits; both from Unihan. Traditional and simplified
 * forms are one character. */
#ifndef PEOPLE_MATCH_HAN_H
#define PEOPLE_MATCH_HAN_H

#include <stddef.h>
#include <stdint.h>

enum han_likeness { HAN_DIFFERENT, HAN_LOOKS_ALIKE, HAN_SOUNDS_NEARLY, HAN_SOUNDS_ALIKE, HAN_SAME };
/* Of two characters in their simplified form. */
enum han_likeness han_compare(uint32_t a, uint32_t b);

/* The simplified form (or the character itself). */
uint32_t han_simplified(uint32_t character);

/* A number for the usual reading with the usual confusions folded away: characters that sound alike
 * have the same one. 0: no reading. */
uint32_t han_sound(uint32_t character);

/* The table that tools/shape.c makes, sorted. */
struct han_shape {
    uint32_t character;
    uint32_t cangjie; /* up to five letters, five bits each */
    uint16_t corners; /* the first four digits and 1; 0 unknown */
};
extern const struct han_shape han_shapes[];
extern const size_t han_shape_count;

#endif
