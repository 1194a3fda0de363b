/* Matching 1,400 people against a register of 50,000, and the 50,000 against themselves.
 *
 *     match csv FILE   writes the register as CSV, for sqlite3 to import
 *     match            prints "list SECONDS", "self SECONDS" (the best of three) and "memory BYTES" */
#include "../src/modules/people/test/invented.h"

#include "base/calendar.h"

enum { PEOPLE = 50000, LIST = 1400 };

static int write_csv(const struct invented *all, const char *path)
{
    FILE *file = fopen(path, "w");
    if (file == NULL)
        return 1;
    for (size_t i = 0; i < all->count; i++) {
        const struct invented_person *person = &all->people[i];
        const struct invented_home *home = &all->homes[person->household];
        fprintf(file, "%zu,%s,%s,%s,%s,%s,%s%d栋%d单元%d\n", i, person->name, person->sex,
                person->birth, person->id, person->phone, invented_compounds[home->compound % 16],
                home->building, home->unit, home->room);
    }
    return fclose(file) == 0 ? 0 : 1;
}

static double since(int64_t start)
{
    return (double)(clock_monotonic() - start) / 1000;
}

struct times {
    double list, self;
};

static void measure(struct invented *all, struct times *best)
{
    struct arena *arena = arena_new();
    struct match_list *list = match_list_new(NULL);
    struct match_model model;
    struct match_pair *pairs;
    size_t count, certain = 0;
    for (size_t i = 0; i < LIST; i++) {
        struct invented_person stranger;
        struct invented_entry entry;
        size_t who = invented_draw(all, &stranger);
        invented_spoil(all, who == SIZE_MAX ? &stranger : &all->people[who], &entry);
        invented_list_add(&entry, list);
    }
    int64_t start = clock_monotonic();
    struct match_list *people = match_list_new(NULL);
    for (size_t i = 0; i < all->count; i++)
        invented_register_add(all, i, people);
    struct match_index *index = match_index_new(people);
    double reading = since(start);
    match_train(&model, index, list);
    for (size_t i = 0; i < LIST; i++) {
        struct match_answer answer;
        match_find(index, &model, list, i, &answer, arena);
        certain += answer.verdict == MATCH_CERTAIN;
    }
    double took = since(start);
    best->list = took < best->list ? took : best->list;
    start = clock_monotonic();
    match_train(&model, index, NULL);
    match_pairs(index, &model, &pairs, &count, arena, NULL, NULL);
    took = reading + since(start);
    best->self = took < best->self ? took : best->self;
    printf("memory %zu\n", match_list_memory(people) + match_index_memory(index));
    fprintf(stderr, "%zu of %d certain; %zu pairs within the register\n", certain, LIST, count);
    match_index_free(index);
    match_list_free(people);
    match_list_free(list);
    arena_free(arena);
}

int main(int argc, char **argv)
{
    struct invented all;
    int status = 0;
    invented_fill(&all, 1, PEOPLE);
    if (argc == 3 && strcmp(argv[1], "csv") == 0) {
        status = write_csv(&all, argv[2]);
    } else {
        struct times best = {1e9, 1e9};
        for (int round = 0; round < 3; round++)
            measure(&all, &best);
        printf("list %.3f\nself %.3f\n", best.list, best.self);
    }
    invented_free(&all);
    return status;
}
