/* Cutting letters into syllables and initials. Every cut is tried, since "xian" may be 西安 and "fangan"
 * two cuts of its own; but only the last piece may be an unfinished syllable, because people type from
 * left to right, and initials may stand anywhere. */
#include "modules/people/query.h"

#include <string.h>

#include "base/text.h"

/* Finals that each initial takes, so that the syllables need not be listed one by one: the table of
 * Hanyu Pinyin. Initial "" has the syllables that begin with a vowel or y, w. */
static const struct {
    const char *initial, *finals;
} syllable_table[] = {
    {"b", "a ai an ang ao ei en eng i ian iao ie in ing o u"},
    {"p", "a ai an ang ao ei en eng i ian iao ie in ing o ou u"},
    {"m", "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u"},
    {"f", "a an ang ei en eng o ou u iao"},
    {"d", "a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo"},
    {"t", "a ai an ang ao e ei eng i ian iao ie ing ong ou u uan ui un uo"},
    {"n", "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan un uo v ve ue a"},
    {"l", "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu o ong ou u uan un uo v ve ue"},
    {"g", "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo"},
    {"k", "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo"},
    {"h", "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo m ng"},
    {"j", "i ia ian iang iao ie in ing iong iu u uan ue un"},
    {"q", "i ia ian iang iao ie in ing iong iu u uan ue un"},
    {"x", "i ia ian iang iao ie in ing iong iu u uan ue un"},
    {"zh", "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo"},
    {"ch", "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo"},
    {"sh", "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo"},
    {"r", "an ang ao e en eng i ong ou u ua uan ui un uo"},
    {"z", "a ai an ang ao e ei en eng i ong ou u uan ui un uo"},
    {"c", "a ai an ang ao e en eng i ong ou u uan ui un uo"},
    {"s", "a ai an ang ao e en eng i ong ou u uan ui un uo"},
    {"y", "a an ang ao e i in ing o ong ou u uan ue un"},
    {"w", "a ai an ang ei en eng o u"},
    {"", "a ai an ang ao e ei en eng er o ou m n ng"},
};

/* Whether initial + one of the finals is the piece (whole), or begins with it. */
static bool matches(size_t row, const char *piece, size_t length, bool whole)
{
    const char *initial = syllable_table[row].initial;
    size_t initial_length = strlen(initial);
    if (length < initial_length)
        return !whole && strncmp(initial, piece, length) == 0;
    if (strncmp(initial, piece, initial_length) != 0)
        return false;
    const char *rest = piece + initial_length;
    size_t rest_length = length - initial_length;
    if (rest_length == 0)
        return !whole;
    for (const char *final = syllable_table[row].finals; *final != '\0';) {
        size_t final_length = strcspn(final, " ");
        if (final_length >= rest_length && strncmp(final, rest, rest_length) == 0 &&
            (!whole || final_length == rest_length))
            return true;
        final += final_length;
        final += strspn(final, " ");
    }
    return false;
}

bool query_is_syllable(const char *piece, size_t length)
{
    for (size_t i = 0; length > 0 && i < sizeof syllable_table / sizeof syllable_table[0]; i++)
        if (matches(i, piece, length, true))
            return true;
    return false;
}

bool query_begins_syllable(const char *piece, size_t length)
{
    for (size_t i = 0; length > 0 && i < sizeof syllable_table / sizeof syllable_table[0]; i++)
        if (matches(i, piece, length, false))
            return true;
    return false;
}

static bool is_initial(const char *piece, size_t length)
{
    if (length == 2)
        return piece[1] == 'h' && strchr("zcs", piece[0]) != NULL;
    return length == 1 && strchr("iuv", piece[0]) == NULL;
}

struct cutting {
    struct segmentation *out;
    size_t count;
    const char *pieces[PIECES_MAX];
    size_t wanted; /* pieces of the cuts that are looked for now */
    struct arena *arena;
};

/* The range of tokens that holds every name which this cut could fit. */
static void make_range(struct segmentation *cut, struct arena *arena)
{
    size_t first = strlen(cut->pieces[0]);
    bool is_spelled = query_is_syllable(cut->pieces[0], first) && first > 1;
    char initials[PIECES_MAX + 1];
    for (size_t i = 0; i < cut->count; i++)
        initials[i] = cut->pieces[i][0];
    initials[cut->count] = '\0';
    if (cut->count == 1)
        cut->from = arena_printf(arena, "%c%s", TOKEN_SPELLED, cut->pieces[0]);
    else if (is_spelled)
        cut->from = arena_printf(arena, "%c%s %s", TOKEN_SPELLED, cut->pieces[0], initials + 1);
    else
        cut->from = arena_printf(arena, "%c%s", TOKEN_INITIALS, initials);
    /* Tokens are ASCII: everything with this prefix lies below prefix + DEL. */
    cut->to = arena_printf(arena, "%s\x7f", cut->from);
}

static void cut_rest(struct cutting *cutting, const char *rest, size_t depth)
{
    size_t left = strlen(rest);
    if (cutting->count == SEGMENTATIONS_MAX)
        return;
    for (size_t length = left < 6 ? left : 6; length > 0; length--) {
        bool is_last = length == left;
        bool may_stand = is_last ? query_begins_syllable(rest, length)
                                 : query_is_syllable(rest, length) || is_initial(rest, length);
        if (!may_stand || (is_last ? depth + 1 != cutting->wanted : depth + 1 >= cutting->wanted))
            continue;
        cutting->pieces[depth] = arena_copy_n(cutting->arena, rest, length);
        if (!is_last) {
            cut_rest(cutting, rest + length, depth + 1);
            continue;
        }
        if (cutting->count == SEGMENTATIONS_MAX)
            return;
        struct segmentation *cut = &cutting->out[cutting->count++];
        *cut = (struct segmentation){.count = depth + 1};
        memcpy(cut->pieces, cutting->pieces, sizeof cut->pieces);
        make_range(cut, cutting->arena);
    }
}

size_t query_segment(const char *letters, struct segmentation out[SEGMENTATIONS_MAX],
                     struct arena *arena)
{
    struct cutting cutting = {.out = out, .arena = arena};
    for (cutting.wanted = 1; cutting.wanted <= PIECES_MAX; cutting.wanted++)
        cut_rest(&cutting, letters, 0);
    return cutting.count;
}

static bool begins_reading(const struct syllable *syllable, const char *piece)
{
    for (size_t i = 0; i < syllable->count; i++)
        if (text_starts(syllable->readings[i], piece))
            return true;
    return false;
}

bool query_fits(const struct segmentation *segmentation, const struct syllable *syllables,
                size_t count)
{
    for (size_t start = 0; start + segmentation->count <= count; start++) {
        size_t i = 0;
        if (!syllables[start].begins_part)
            continue;
        while (i < segmentation->count &&
               begins_reading(&syllables[start + i], segmentation->pieces[i]))
            i++;
        if (i == segmentation->count)
            return true;
    }
    return false;
}
