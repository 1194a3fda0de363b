/* Bugs abort. */
#include "base/bug.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn void bug_at(const char *file, int line, const char *what)
{
    fprintf(stderr, "kaifong: bug at %s:%d: %s\n", file, line, what);
    abort();
}
