/* The test harness. Its state is the one exception to "no mutable globals": it is the program. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failed_checks;
static const char *skip_reason;

bool check_true(bool held, const char *what, const char *file, int line)
{
    if (!held) {
        failed_checks++;
        printf("    %s:%d: not true: %s\n", file, line, what);
    }
    return held;
}

bool check_int(int64_t got, int64_t want, const char *what, const char *file, int line)
{
    if (got != want) {
        failed_checks++;
        printf("    %s:%d: %s is %lld, should be %lld\n", file, line, what, (long long)got,
               (long long)want);
    }
    return got == want;
}

bool check_text(const char *got, const char *want, const char *what, const char *file, int line)
{
    bool same = got == NULL || want == NULL ? got == want : strcmp(got, want) == 0;
    if (!same) {
        failed_checks++;
        printf("    %s:%d: %s is \"%s\", should be \"%s\"\n", file, line, what,
               got != NULL ? got : "(null)", want != NULL ? want : "(null)");
    }
    return same;
}

void check_skip(const char *reason)
{
    const char *ci = getenv("CI");
    if (ci != NULL && strcmp(ci, "true") == 0)
        check_true(false, reason, "skipping is not allowed in continuous integration", 0);
    skip_reason = reason;
}

int check_main(int argc, char **argv, const struct check_test *tests, size_t count)
{
    int passed = 0, failed = 0, skipped = 0;
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (size_t i = 0; i < count; i++) {
        if (argc > 1 && strstr(tests[i].name, argv[1]) == NULL)
            continue;
        failed_checks = 0;
        skip_reason = NULL;
        tests[i].run();
        if (failed_checks > 0) {
            failed++;
            printf("  failed  %s\n", tests[i].name);
        } else if (skip_reason != NULL) {
            skipped++;
            printf("  skipped %s: %s\n", tests[i].name, skip_reason);
        } else {
            passed++;
        }
    }
    printf("%d passed, %d failed, %d skipped\n", passed, failed, skipped);
    return failed > 0 ? 1 : 0;
}
