/* Sounds from pinyin.h, looks from the Cangjie and four-corner codes of Unihan. */
#include "modules/people/match_han.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "modules/people/pinyin.h"
#include "modules/people/unihan.h"

static int by_character(const void *key, const void *item)
{
    uint32_t a = *(const uint32_t *)key, b = *(const uint32_t *)item;
    return (a > b) - (a < b);
}

uint32_t han_simplified(uint32_t character)
{
    const struct unihan_character *found =
        bsearch(&character, unihan_characters, unihan_character_count, sizeof unihan_characters[0],
                by_character);
    return found != NULL && found->simplified != 0 ? found->simplified : character;
}

/* ---- sound ----------------------------------------------------------------------------------- */

/* Folds the usual confusions of a syllable: zhang, zang -> zan; lan, nan -> lan; huang, fang -> fan. */
static uint32_t fold_sound(const char *reading)
{
    char folded[PINYIN_SYLLABLE_SIZE] = "";
    size_t length = 0;
    const char *at = reading;
    if (at[0] == 'n') {
        folded[length++] = 'l';
        at++;
    } else if (at[0] == 'h' && at[1] == 'u' && at[2] != '\0') {
        folded[length++] = 'f';
        at += 2;
    } else {
        folded[length++] = *at++;
        if (*at == 'h')
            at++;
    }
    while (*at != '\0' && length < sizeof folded - 1)
        folded[length++] = *at++;
    if (length > 2 && folded[length - 1] == 'g' && folded[length - 2] == 'n')
        length--;
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)folded[i]) * 16777619u;
    return hash | 1;
}

uint32_t han_sound(uint32_t character)
{
    size_t count = 0;
    const char *const *readings = pinyin_readings(character, &count);
    return readings == NULL || count == 0 ? 0 : fold_sound(readings[0]);
}

static enum han_likeness compare_sounds(uint32_t a, uint32_t b)
{
    size_t a_count = 0, b_count = 0;
    const char *const *as = pinyin_readings(a, &a_count), *const *bs = pinyin_readings(b, &b_count);
    enum han_likeness best = HAN_DIFFERENT;
    if (as == NULL || bs == NULL)
        return best;
    for (size_t i = 0; i < a_count; i++) {
        for (size_t j = 0; j < b_count; j++) {
            if (strcmp(as[i], bs[j]) == 0)
                return HAN_SOUNDS_ALIKE;
            if (i == 0 && j == 0 && fold_sound(as[i]) == fold_sound(bs[j]))
                best = HAN_SOUNDS_NEARLY;
        }
    }
    return best;
}

/* ---- look ------------------------------------------------------------------------------------ */

static const struct han_shape *shape_of(uint32_t character)
{
    return bsearch(&character, han_shapes, han_shape_count, sizeof han_shapes[0], by_character);
}

static size_t unpack(uint32_t packed, unsigned char letters[8])
{
    size_t length = 0;
    for (int shift = 20; shift >= 0; shift -= 5) {
        unsigned char letter = (unsigned char)(packed >> shift & 31);
        if (letter != 0)
            letters[length++] = letter;
    }
    return length;
}

/* Levenshtein distance of two codes of at most five letters. */
static size_t code_distance(uint32_t a, uint32_t b, size_t *longest)
{
    unsigned char as[8], bs[8];
    size_t a_length = unpack(a, as), b_length = unpack(b, bs), row[8];
    for (size_t j = 0; j <= b_length; j++)
        row[j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t best = corner + (as[i - 1] != bs[j - 1]);
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            corner = row[j];
            row[j] = best;
        }
    }
    *longest = a_length > b_length ? a_length : b_length;
    return row[b_length];
}

static bool looks_alike(uint32_t a, uint32_t b)
{
    const struct han_shape *first = shape_of(a), *second = shape_of(b);
    if (first == NULL || second == NULL)
        return false;
    unsigned corners = 0;
    bool has_corners = first->corners != 0 && second->corners != 0;
    unsigned p = first->corners > 0 ? first->corners - 1u : 0;
    unsigned q = second->corners > 0 ? second->corners - 1u : 0;
    for (int i = 0; i < 4; i++, p /= 10, q /= 10)
        corners += p % 10 != q % 10;
    size_t longest, distance = code_distance(first->cangjie, second->cangjie, &longest);
    if (distance == 0)
        return true;
    return (distance == 1 && longest >= 3 && (!has_corners || corners <= 2)) ||
           (distance == 1 && has_corners && corners <= 1) ||
           (distance == 2 && longest >= 3 && has_corners && corners == 0);
}

enum han_likeness han_compare(uint32_t a, uint32_t b)
{
    if (a == b)
        return HAN_SAME;
    enum han_likeness sound = compare_sounds(a, b);
    if (sound == HAN_SOUNDS_ALIKE)
        return sound;
    return looks_alike(a, b) ? HAN_LOOKS_ALIKE : sound;
}
