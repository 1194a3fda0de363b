/* The test harness: a test is a function, a program is a list of them.
 *
 *     static void adds_up(void) { CHECK_INT(1 + 1, 2); }
 *     int main(int argc, char **argv) { static const struct check_test tests[] =
 * {CHECK_TEST(adds_up)}; return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]); }
 *
 * A failed check is printed with its place and the test goes on; a test with a failed check has
 * failed. check_skip() gives the reason why a test cannot run here; with CI=true that is a failure.
 * The program ends with the line "N passed, N failed, N skipped", which the runner adds up. */
#ifndef TESTS_CHECK_H
#define TESTS_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct check_test {
    const char *name;
    void (*run)(void);
};
#define CHECK_TEST(function)                                                                       \
    {                                                                                              \
#function, function                                                                        \
    }

/* Runs the tests whose names contain argv[1] (all without it); the exit status is 0 if none failed.
 */
int check_main(int argc, char **argv, const struct check_test *tests, size_t count);

void check_skip(const char *reason);

/* Each returns whether the check held, so that a test can stop early. */
bool check_true(bool held, const char *what, const char *file, int line);
bool check_int(int64_t got, int64_t want, const char *what, const char *file, int line);
bool check_text(const char *got, const char *want, const char *what, const char *file, int line);

#define CHECK(condition) check_true((condition), #condition, __FILE__, __LINE__)
#define CHECK_INT(got, want) check_int((int64_t)(got), (int64_t)(want), #got, __FILE__, __LINE__)
#define CHECK_TEXT(got, want) check_text((got), (want), #got, __FILE__, __LINE__)

#endif
