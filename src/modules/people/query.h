/* What somebody typed into the search box, understood. Pure: knows no store. */
#ifndef PEOPLE_QUERY_H
#define PEOPLE_QUERY_H

#include <stdbool.h>
#include <stddef.h>

#include "modules/people/syllables.h"

/* A run of letters cut into syllables and initials: "chenwm" is chen w m, or che n w m ... */
enum { PIECES_MAX = 8, SEGMENTATIONS_MAX = 48 };
struct segmentation {
    const char *pieces[PIECES_MAX];
    size_t count;
    const char *from, *to; /* the range of tokens to read */
};

/* The ways to cut letters (lower case, v for ü) that could be names, the likeliest (fewest pieces)
 * first; each with its range of tokens. */
size_t query_segment(const char *letters, struct segmentation out[SEGMENTATIONS_MAX],
                     struct arena *arena);

/* True if the pieces are, one after the other, prefixes of readings of syllables that follow each other
 * from the beginning of a part of the name. */
bool query_fits(const struct segmentation *segmentation, const struct syllable *syllables,
                size_t count);

/* True if a piece is a whole syllable of Mandarin ("zhuang", "lv"), or begins one. */
bool query_is_syllable(const char *piece, size_t length);
bool query_begins_syllable(const char *piece, size_t length);

#endif
