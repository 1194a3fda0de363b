/* Likeness of two words of letters, by Jaro and Winkler.
 *
 * M. A. Jaro, "Advances in record-linkage methodology", JASA 84 (1989); W. E. Winkler, "String
 * comparator metrics and enhanced decision rules in the Fellegi-Sunter model of record linkage",
 * Proc. Survey Research Methods, ASA (1990), with the prefix scale 0.1 over at most four characters
 * given whenever Jaro's value exceeds 0.7. Published values: MARTHA and MARHTA 0.9611, DIXON and DICKSONX
 * 0.8133, DWAYNE and DUANE 0.84. */
#ifndef PEOPLE_MATCH_LETTERS_H
#define PEOPLE_MATCH_LETTERS_H

#include <stddef.h>
#include <stdint.h>

/* 0 (nothing in common) to 1 (the same); at most the first 64 characters are looked at. */
double letters_likeness(const uint32_t *a, size_t a_length, const uint32_t *b, size_t b_length);

#endif
