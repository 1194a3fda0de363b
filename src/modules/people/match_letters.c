/* Jaro-Winkler with the set of taken positions as a 64-bit mask. */
#include "modules/people/match_letters.h"

#include <string.h>

static double jaro(const uint32_t *a, size_t a_length, const uint32_t *b, size_t b_length)
{
    size_t longer = a_length > b_length ? a_length : b_length;
    size_t reach = longer / 2 > 0 ? longer / 2 - 1 : 0, common = 0, turned = 0, next = 0;
    uint64_t a_taken = 0, b_taken = 0;
    for (size_t i = 0; i < a_length; i++) {
        size_t from = i > reach ? i - reach : 0,
               to = i + reach + 1 < b_length ? i + reach + 1 : b_length;
        for (size_t j = from; j < to; j++) {
            if ((b_taken >> j & 1) == 0 && a[i] == b[j]) {
                a_taken |= UINT64_C(1) << i;
                b_taken |= UINT64_C(1) << j;
                common++;
                break;
            }
        }
    }
    if (common == 0)
        return 0;
    for (size_t i = 0; i < a_length; i++) {
        if ((a_taken >> i & 1) == 0)
            continue;
        while ((b_taken >> next & 1) == 0)
            next++;
        turned += a[i] != b[next++];
    }
    double c = (double)common;
    size_t transpositions = turned / 2;
    return (c / (double)a_length + c / (double)b_length + (c - (double)transpositions) / c) / 3;
}

double letters_likeness(const uint32_t *a, size_t a_length, const uint32_t *b, size_t b_length)
{
    a_length = a_length < 64 ? a_length : 64;
    b_length = b_length < 64 ? b_length : 64;
    if (a_length == 0 || b_length == 0)
        return a_length == b_length ? 1 : 0;
    if (a_length > b_length || (a_length == b_length && memcmp(a, b, a_length * sizeof a[0]) > 0)) {
        const uint32_t *word = a; /* Jaro takes greedily: a fixed order makes it symmetric */
        size_t length = a_length;
        a = b;
        a_length = b_length;
        b = word;
        b_length = length;
    }
    double likeness = jaro(a, a_length, b, b_length);
    size_t prefix = 0;
    while (prefix < 4 && prefix < a_length && prefix < b_length && a[prefix] == b[prefix])
        prefix++;
    return likeness > 0.7 ? likeness + (double)prefix * 0.1 * (1 - likeness) : likeness;
}
