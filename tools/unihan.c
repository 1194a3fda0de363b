/* Makes the table of pinyin readings, stroke counts and simplified forms from the Unihan database
 * (Debian's unicode-data):
 *
 *     bzcat Unihan_Readings.txt.bz2 Unihan_IRGSources.txt.bz2 Unihan_Variants.txt.bz2 | unihan >
 * TABLE.c
 *
 * A character's readings are those of kMandarin, kTGHZ2013, kXHC1983 and kHanyuPinlu, in this
 * order, without tones, ü as v; kHanyuPinyin, which gives archaic readings too, only counts for
 * characters that no modern dictionary has. Characters share sequences of readings: there are
 * 40,000 characters but few thousand sequences. */
#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { READINGS_MAX = 8, SYLLABLE_SIZE = 8, CODEPOINTS = 0x34000, SEQUENCES_MAX = 16384 };

enum source { MANDARIN, TGHZ, XHC, PINLU, HANYU, SOURCES };
static const char *const source_names[SOURCES] = {"kMandarin", "kTGHZ2013", "kXHC1983",
                                                  "kHanyuPinlu", "kHanyuPinyin"};

struct readings {
    char syllables[READINGS_MAX][SYLLABLE_SIZE];
    size_t count;
};

struct character {
    struct readings *by_source[SOURCES];
    uint32_t simplified;
    uint8_t strokes;
};

static _Noreturn void fail(const char *what)
{
    fprintf(stderr, "unihan: %s\n", what);
    exit(1);
}

static void *take(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (memory == NULL)
        fail("out of memory");
    return memory;
}

static void readings_add(struct readings *readings, const char *syllable)
{
    for (size_t i = 0; i < readings->count; i++)
        if (strcmp(readings->syllables[i], syllable) == 0)
            return;
    if (readings->count < READINGS_MAX)
        snprintf(readings->syllables[readings->count++], SYLLABLE_SIZE, "%s", syllable);
}

static uint32_t next_codepoint(const char **at)
{
    const unsigned char *p = (const unsigned char *)*at;
    unsigned length = *p < 0x80 ? 1 : *p < 0xE0 ? 2 : *p < 0xF0 ? 3 : 4;
    uint32_t codepoint = length == 1 ? *p : *p & (0x7FU >> length);
    for (unsigned i = 1; i < length; i++)
        codepoint = codepoint << 6 | (p[i] & 0x3F);
    *at += length;
    return codepoint;
}

/* The letter without its tone; 0 for a combining tone mark. */
static char plain_letter(uint32_t codepoint)
{
    static const struct {
        const char *toned;
        char plain;
    } table[] = {{"āáǎà", 'a'}, {"ēéěèêếề", 'e'}, {"īíǐì", 'i'}, {"ōóǒò", 'o'},
                 {"ūúǔù", 'u'}, {"ǖǘǚǜü", 'v'},   {"ḿ", 'm'},    {"ńňǹ", 'n'}};
    if (codepoint < 0x80)
        return (char)codepoint;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        for (const char *at = table[i].toned; *at != '\0';)
            if (next_codepoint(&at) == codepoint)
                return table[i].plain;
    return 0;
}

/* Reads one syllable, which ends at a separator, and moves past it. */
static bool read_syllable(const char **at, char out[SYLLABLE_SIZE])
{
    size_t length = 0;
    while (**at != '\0' && strchr(" ,(\n", **at) == NULL) {
        char letter = plain_letter(next_codepoint(at));
        if (letter == 0)
            continue;
        if (!islower((unsigned char)letter) || length + 1 >= SYLLABLE_SIZE)
            return false;
        out[length++] = letter;
    }
    out[length] = '\0';
    return length > 0 && strcmp(out, "r") != 0; /* 儿 at a word's end is no syllable */
}

/* "0117.100,0118.010*:chán,chàn 0207.100:dān" and "dān(603) zhòng(5)" and "dān". */
static void read_readings(struct readings *readings, const char *value)
{
    char syllable[SYLLABLE_SIZE];
    while (*value != '\0') {
        const char *blank = strpbrk(value, " \n");
        const char *colon = strchr(value, ':');
        if (colon != NULL && (blank == NULL || colon < blank))
            value = colon + 1;
        while (*value != '\0' && *value != ' ' && *value != '\n') {
            if (read_syllable(&value, syllable))
                readings_add(readings, syllable);
            if (*value == '(')
                value += strcspn(value, " \n");
            if (*value == ',')
                value++;
            else if (*value != '\0' && *value != ' ' && *value != '\n')
                value += strcspn(value, " \n");
        }
        value += strspn(value, " \n");
    }
}

static void read_line(struct character *characters, const char *line)
{
    char key[32];
    unsigned codepoint;
    int used = 0;
    if (sscanf(line, "U+%x\t%31s\t%n", &codepoint, key, &used) != 2 || used == 0 ||
        codepoint >= CODEPOINTS)
        return;
    struct character *character = &characters[codepoint];
    const char *value = line + used;
    if (strcmp(key, "kTotalStrokes") == 0)
        character->strokes = (uint8_t)atoi(value);
    if (strcmp(key, "kSimplifiedVariant") == 0) {
        unsigned simplified;
        /* Only where there is one simplified form, and another one. */
        if (sscanf(value, "U+%x", &simplified) == 1 && strchr(value, ' ') == NULL &&
            simplified != codepoint)
            character->simplified = simplified;
    }
    for (size_t i = 0; i < SOURCES; i++) {
        if (strcmp(key, source_names[i]) != 0)
            continue;
        if (character->by_source[i] == NULL)
            character->by_source[i] = take(1, sizeof(struct readings));
        read_readings(character->by_source[i], value);
    }
}

static struct readings all_readings(const struct character *character)
{
    struct readings all = {.count = 0};
    bool is_modern = character->by_source[TGHZ] != NULL || character->by_source[XHC] != NULL ||
                     character->by_source[PINLU] != NULL;
    for (size_t i = 0; i < SOURCES; i++) {
        const struct readings *source = character->by_source[i];
        if (source == NULL || (i == HANYU && is_modern))
            continue;
        for (size_t j = 0; j < source->count; j++)
            readings_add(&all, source->syllables[j]);
    }
    return all;
}

struct sequences {
    struct readings *items;
    size_t count;
};

static size_t sequence_of(struct sequences *sequences, const struct readings *readings)
{
    for (size_t i = 0; i < sequences->count; i++)
        if (sequences->items[i].count == readings->count &&
            memcmp(sequences->items[i].syllables, readings->syllables,
                   sizeof readings->syllables) == 0)
            return i;
    if (sequences->count == SEQUENCES_MAX)
        fail("too many sequences of readings");
    sequences->items[sequences->count] = *readings;
    return sequences->count++;
}

static void write_sequences(const struct sequences *sequences)
{
    printf("const char *const unihan_readings[][PINYIN_READINGS_MAX + 1] = {\n");
    for (size_t i = 0; i < sequences->count; i++) {
        printf("    {");
        for (size_t j = 0; j < sequences->items[i].count; j++)
            printf("\"%s\", ", sequences->items[i].syllables[j]);
        printf("NULL},\n");
    }
    printf("};\n\n");
}

static void write_characters(const struct character *characters, struct sequences *sequences)
{
    size_t count = 0;
    size_t *sequence = take(CODEPOINTS, sizeof *sequence);
    for (size_t i = 0; i < CODEPOINTS; i++) {
        struct readings readings = all_readings(&characters[i]);
        sequence[i] = sequence_of(sequences, &readings);
    }
    write_sequences(sequences);
    printf("const struct unihan_character unihan_characters[] = {\n");
    for (size_t i = 0; i < CODEPOINTS; i++) {
        const struct character *character = &characters[i];
        if (sequence[i] == 0 && character->strokes == 0 && character->simplified == 0)
            continue;
        printf("    {0x%zX, 0x%X, %zu, %u},\n", i, (unsigned)character->simplified, sequence[i],
               (unsigned)character->strokes);
        count++;
    }
    printf("};\nconst size_t unihan_character_count = %zu;\n", count);
    if (count < 40000)
        fail("the Unihan files are not what they should be");
    free(sequence);
}

int main(void)
{
    struct character *characters = take(CODEPOINTS, sizeof *characters);
    struct sequences sequences = {take(SEQUENCES_MAX, sizeof(struct readings)), 0};
    char line[4096];
    while (fgets(line, sizeof line, stdin) != NULL)
        read_line(characters, line);
    /* The first sequence is that of characters without a reading. */
    (void)sequence_of(&sequences, &(struct readings){.count = 0});
    printf("/* Made by tools/unihan.c from the Unihan database. */\n"
           "#include \"modules/people/unihan.h\"\n\n");
    write_characters(characters, &sequences);
    for (size_t i = 0; i < CODEPOINTS; i++)
        for (size_t j = 0; j < SOURCES; j++)
            free(characters[i].by_source[j]);
    free(characters);
    free(sequences.items);
    return 0;
}
