/* Fuzzes what the matcher reads: two people, one field a line, compared both ways; and an address. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/text.h"
#include "modules/people/match.h"
#include "record/address.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

enum { LINES = 14 };

static struct match_input person_of(char **lines)
{
    return (struct match_input){.name = lines[0],
                                .sex = lines[1],
                                .birth = lines[2],
                                .citizen_id = lines[3],
                                .phones = {lines[4]},
                                .address = lines[5],
                                .former_name = lines[6]};
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (!text_check(bytes, size))
        return 0;
    struct arena *arena = arena_new();
    char *text = arena_copy_n(arena, bytes, size), *lines[LINES] = {NULL};
    for (size_t i = 0; i < LINES && text != NULL; i++) {
        lines[i] = text;
        text = strchr(text, '\n');
        if (text != NULL)
            *text++ = '\0';
    }
    struct match_list *list = match_list_new(NULL);
    struct match_input first = person_of(lines), second = person_of(lines + 7);
    enum match_level levels[MATCH_FIELD__COUNT], turned[MATCH_FIELD__COUNT];
    match_list_add(list, &first);
    match_list_add(list, &second);
    match_compare(list, 0, list, 1, levels);
    match_compare(list, 1, list, 0, turned);
    ALWAYS(memcmp(levels, turned, sizeof levels) == 0);
    struct match_index *index = match_index_new(list);
    struct match_model model;
    struct match_answer answer;
    match_train(&model, index, NULL);
    match_find(index, &model, list, 0, &answer, arena);
    for (size_t i = 0; i < answer.count; i++)
        ALWAYS(answer.candidates[i].probability >= 0 && answer.candidates[i].probability <= 1);
    match_index_free(index);
    match_list_free(list);
    struct address once;
    address_parse(arena, lines[5], &once);
    (void)address_text(arena, &once);
    arena_free(arena);
    return 0;
}
