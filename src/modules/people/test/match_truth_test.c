/* The matcher against invented people whose truth is known (invented.h states the error model). */
#include "invented.h"

#include "check.h"

enum { REGISTER = 50000, LIST = 1400, SEEDS = 5 };

struct tally {
    size_t certain, right; /* candidates judged certain; of them the person */
    size_t known, found;   /* entries whose person is in the register; shown, certain or likely */
    size_t sure;           /* of the known, certain */
};

static void run_seed(uint64_t seed, struct tally *tally)
{
    struct invented all;
    invented_fill(&all, seed, REGISTER);
    struct match_list *people = match_list_new(NULL), *list = match_list_new(NULL);
    size_t *rows = calloc(all.count + 1, sizeof rows[0]), next = 0;
    for (size_t i = 0; i < all.count; i++) {
        rows[i] = SIZE_MAX;
        if (!all.people[i].is_hidden) {
            invented_register_add(&all, i, people);
            rows[i] = next++;
        }
    }
    size_t truth[LIST];
    for (size_t i = 0; i < LIST; i++) {
        struct invented_person stranger;
        struct invented_entry entry;
        size_t who = invented_draw(&all, &stranger);
        invented_spoil(&all, who == SIZE_MAX ? &stranger : &all.people[who], &entry);
        truth[i] = who == SIZE_MAX ? SIZE_MAX : rows[who];
        invented_list_add(&entry, list);
    }
    struct match_index *index = match_index_new(people);
    struct match_model model;
    match_train(&model, index, list);
    struct arena *arena = arena_new();
    for (size_t i = 0; i < LIST; i++) {
        struct match_answer answer;
        bool found = false, sure = false;
        match_find(index, &model, list, i, &answer, arena);
        for (size_t c = 0; c < answer.count; c++) {
            bool is_right = answer.candidates[c].row == truth[i];
            bool is_certain = answer.candidates[c].verdict == MATCH_CERTAIN;
            found |= is_right;
            sure |= is_right && is_certain;
            tally->certain += is_certain;
            tally->right += is_certain && is_right;
        }
        tally->known += truth[i] != SIZE_MAX;
        tally->found += truth[i] != SIZE_MAX && found;
        tally->sure += truth[i] != SIZE_MAX && sure;
        arena_reset(arena);
    }
    arena_free(arena);
    match_index_free(index);
    match_list_free(people);
    match_list_free(list);
    free(rows);
    invented_free(&all);
}

static void finds_people_and_is_never_sure_of_the_wrong_one(void)
{
    struct tally tally = {0};
    for (uint64_t seed = 1; seed <= SEEDS; seed++)
        run_seed(seed, &tally);
    double precision = (double)tally.right / (double)tally.certain;
    double recall = (double)tally.found / (double)tally.known;
    printf(
        "    %d lists of %d against %d: certain %zu, precision %.5f; of %zu known people %.4f are "
        "certain or likely, %.4f certain\n",
        SEEDS, LIST, REGISTER, tally.certain, precision, tally.known, recall,
        (double)tally.sure / (double)tally.known);
    CHECK(precision >= 0.999);
    CHECK(recall >= 0.97);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        CHECK_TEST(finds_people_and_is_never_sure_of_the_wrong_one)};
    return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]);
}
