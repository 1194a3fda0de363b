/* Makes the table by which match_han.c tells look-alike characters: Cangjie and four-corner codes.
 *
 *     bzcat Unihan_DictionaryLikeData.txt.bz2 | shape > shape_table.c */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LAST = 0x33fff };

static uint32_t cangjie[LAST + 1];
static uint16_t corners[LAST + 1];

/* Up to five letters, five bits each, the first one highest. */
static uint32_t pack(const char *code)
{
    uint32_t packed = 0;
    for (int i = 0; i < 5 && *code >= 'A' && *code <= 'Z'; i++)
        packed = packed << 5 | (uint32_t)(*code++ - 'A' + 1);
    return packed;
}

int main(void)
{
    char line[4096];
    while (fgets(line, sizeof line, stdin) != NULL) {
        char field[64], value[256];
        unsigned codepoint;
        if (sscanf(line, "U+%X\t%63s\t%255s", &codepoint, field, value) != 3 || codepoint > LAST)
            continue;
        if (strcmp(field, "kCangjie") == 0)
            cangjie[codepoint] = pack(value);
        else if (strcmp(field, "kFourCornerCode") == 0)
            corners[codepoint] = (uint16_t)(strtoul(value, NULL, 10) + 1);
    }
    printf("/* Made by tools/shape.c from Unihan. */\n#include \"modules/people/match_han.h\"\n\n"
           "const struct han_shape han_shapes[] = {\n");
    size_t count = 0;
    for (unsigned c = 0; c <= LAST; c++) {
        if (cangjie[c] != 0) {
            printf("    {0x%x, 0x%x, %u},\n", c, cangjie[c], corners[c]);
            count++;
        }
    }
    printf("};\nconst size_t han_shape_count = %zu;\n", count);
    return 0;
}
