/* The tokens under which a resident is found. For 陈伟明:
 *
 *     陈伟明 伟明 明           what one types in characters, from any character on
 *     1chen wm, 1wei m         the first syllable spelled, the rest as initials; for name and given name
 *     2cwm, 2wm                initials only
 *     5chenweiming, 5weiming   all of it spelled, because that is what most people type
 *     383100083831             the phone from its last digit on
 *
 * A syllable with several readings gives a token for each; names in Latin letters give "4smith". What
 * was typed is first looked up by these and then compared with the whole name (search.c), so that few
 * tokens serve every mixture of spelling and initials. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "modules/people/search.h"
#include "modules/people/syllables.h"

enum { FULL_MAX = 12, INITIALS_MAX = 32, SPELLED_REST_MAX = 6, SUFFIXES_MAX = 8 };

struct collector {
    struct search_tokens *tokens;
    size_t capacity;
    struct arena *arena;
};

static void collect(struct collector *to, const char *token)
{
    to->tokens->tokens = arena_grow(to->arena, to->tokens->tokens, to->tokens->count, &to->capacity,
                                    sizeof *to->tokens->tokens);
    to->tokens->tokens[to->tokens->count++] = token;
}

static void add_reading(struct syllable *syllable, const char *reading)
{
    for (size_t i = 0; i < syllable->count; i++)
        if (strcmp(syllable->readings[i], reading) == 0)
            return;
    if (syllable->count < SYLLABLE_READINGS_MAX)
        syllable->readings[syllable->count++] = reading;
}

/* lv and lu, nv and nu: people type either. */
static void add_both_spellings(struct syllable *syllable, const char *reading, struct arena *arena)
{
    add_reading(syllable, reading);
    if (strchr(reading, 'v') == NULL)
        return;
    char *spelled = arena_copy(arena, reading);
    *strchr(spelled, 'v') = 'u';
    add_reading(syllable, spelled);
}

/* The readings that the characters have as a surname. */
static void add_surname(const char *name, struct syllable *syllables, size_t count,
                        struct arena *arena)
{
    const char *reading = pinyin_surname(name, arena);
    size_t length = pinyin_surname_length(name);
    if (reading == NULL || length > count)
        return;
    if (length < count)
        syllables[length].begins_part = true;
    const char *blank = strchr(reading, ' ');
    if (length == 1) {
        add_both_spellings(&syllables[0], reading, arena);
    } else if (blank != NULL) {
        add_both_spellings(&syllables[0], arena_copy_n(arena, reading, (size_t)(blank - reading)),
                           arena);
        add_both_spellings(&syllables[1], blank + 1, arena);
    }
}

size_t syllables_of(const char *name, struct syllable syllables[SYLLABLES_MAX], struct arena *arena)
{
    size_t count = 0;
    bool begins_part = true;
    for (const char *at = name; at != NULL && *at != '\0' && count < SYLLABLES_MAX;) {
        uint32_t c = text_next(&at);
        size_t reading_count;
        if (!text_is_han(c)) {
            begins_part = true;
            continue;
        }
        struct syllable *syllable = &syllables[count++];
        *syllable =
            (struct syllable){.character = pinyin_simplified(c), .begins_part = begins_part};
        begins_part = false;
        const char *const *readings = pinyin_readings(c, &reading_count);
        for (size_t i = 0; i < reading_count; i++)
            add_both_spellings(syllable, readings[i], arena);
    }
    if (count > 0)
        add_surname(name, syllables, count, arena);
    return count;
}

static void add_characters(struct collector *to, const struct syllable *syllables, size_t count)
{
    for (size_t i = 0; i < count && i < SUFFIXES_MAX; i++) {
        char *token = arena_alloc(to->arena, (count - i) * 4 + 1);
        size_t length = 0;
        for (size_t j = i; j < count; j++)
            length += text_encode(syllables[j].character, token + length);
        collect(to, token);
    }
}

/* All ways to write the initials of the syllables, at most INITIALS_MAX. */
static size_t initials_of(const struct syllable *syllables, size_t count,
                          char out[INITIALS_MAX][SPELLED_REST_MAX + 2])
{
    size_t ways = 1;
    out[0][0] = '\0';
    for (size_t i = 0; i < count; i++) {
        char letters[SYLLABLE_READINGS_MAX + 1] = "";
        for (size_t j = 0, known = 0; j < syllables[i].count; j++)
            if (strchr(letters, syllables[i].readings[j][0]) == NULL)
                letters[known++] = syllables[i].readings[j][0];
        if (letters[0] == '\0')
            return ways; /* nobody knows how to read this one */
        size_t before = ways;
        for (size_t k = 1; letters[k] != '\0'; k++)
            for (size_t w = 0; w < before && ways < INITIALS_MAX; w++, ways++) {
                memcpy(out[ways], out[w], sizeof out[w]);
                out[ways][i] = letters[k];
                out[ways][i + 1] = '\0';
            }
        for (size_t w = 0; w < before; w++) {
            out[w][i] = letters[0];
            out[w][i + 1] = '\0';
        }
    }
    return ways;
}

static void add_spelled(struct collector *to, const struct syllable *syllables, size_t count)
{
    char ways[INITIALS_MAX][SPELLED_REST_MAX + 2];
    size_t rest = count - 1 < SPELLED_REST_MAX ? count - 1 : SPELLED_REST_MAX;
    size_t way_count = initials_of(syllables + 1, rest, ways);
    for (size_t i = 0; i < syllables[0].count; i++)
        for (size_t w = 0; w < way_count; w++) {
            const char *reading = syllables[0].readings[i];
            collect(to, arena_printf(to->arena, "%c%s %s", TOKEN_SPELLED, reading, ways[w]));
            collect(to, arena_printf(to->arena, "%c%c%s", TOKEN_INITIALS, reading[0], ways[w]));
        }
}

/* The syllables spelled one after the other, with every reading; at most FULL_MAX ways. */
static void add_full(struct collector *to, const struct syllable *syllables, size_t count)
{
    const char *ways[FULL_MAX];
    size_t way_count = 1;
    ways[0] = arena_printf(to->arena, "%c", TOKEN_FULL);
    for (size_t i = 0; i < count && i < SPELLED_REST_MAX; i++) {
        size_t before = way_count;
        if (syllables[i].count == 0)
            break; /* nobody knows how to read this one */
        for (size_t j = 1; j < syllables[i].count; j++)
            for (size_t w = 0; w < before && way_count < FULL_MAX; w++)
                ways[way_count++] =
                    arena_printf(to->arena, "%s%s", ways[w], syllables[i].readings[j]);
        for (size_t w = 0; w < before; w++)
            ways[w] = arena_printf(to->arena, "%s%s", ways[w], syllables[i].readings[0]);
    }
    for (size_t w = 0; w < way_count; w++)
        collect(to, ways[w]);
}

/* Words in Latin letters: each with what follows it. */
static void add_latin(struct collector *to, const char *name)
{
    const char *lower = text_lower(to->arena, name);
    bool was_letter = false;
    for (const char *at = lower; *at != '\0';) {
        const char *start = at;
        uint32_t c = text_next(&at);
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 0xC0 && c < 0x250);
        if (is_letter && !was_letter)
            collect(to, arena_printf(to->arena, "%c%s", TOKEN_LATIN, start));
        was_letter = is_letter;
    }
}

static void add_name(struct collector *to, const char *name)
{
    struct syllable syllables[SYLLABLES_MAX];
    size_t count = syllables_of(name, syllables, to->arena);
    add_characters(to, syllables, count);
    for (size_t i = 0; i < count; i++)
        if (syllables[i].begins_part) {
            add_spelled(to, syllables + i, count - i);
            add_full(to, syllables + i, count - i);
        }
    add_latin(to, name);
}

const char *token_of_phone(const char *phone, struct arena *arena)
{
    size_t length = strlen(phone);
    char *token = arena_alloc(arena, length + 2);
    size_t used = 0;
    token[used++] = TOKEN_PHONE;
    for (size_t i = length; i > 0; i--)
        if (phone[i - 1] >= '0' && phone[i - 1] <= '9')
            token[used++] = phone[i - 1];
    token[used] = '\0';
    return token;
}

static int compare_tokens(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct search_tokens search_tokens_of(const char *name, const char *former_name,
                                      const char *const *phones, size_t phone_count,
                                      struct arena *arena)
{
    struct search_tokens tokens = {0};
    struct collector to = {.tokens = &tokens, .arena = arena};
    if (!text_is_empty(name))
        add_name(&to, name);
    if (!text_is_empty(former_name))
        add_name(&to, former_name);
    for (size_t i = 0; i < phone_count; i++)
        if (!text_is_empty(phones[i]))
            collect(&to, token_of_phone(phones[i], arena));
    if (tokens.count == 0)
        return tokens;
    qsort(tokens.tokens, tokens.count, sizeof *tokens.tokens, compare_tokens);
    size_t kept = 1;
    for (size_t i = 1; i < tokens.count; i++)
        if (strcmp(tokens.tokens[i], tokens.tokens[kept - 1]) != 0)
            tokens.tokens[kept++] = tokens.tokens[i];
    tokens.count = kept;
    return tokens;
}
