/* The progress bar of the command line. */
#include <inttypes.h>
#include <unistd.h>

#include "web/module.h"

enum { BAR_WIDTH = 30 };

void cli_progress(struct cli *cli, const char *what, int64_t done, int64_t total)
{
    if (cli->quiet || !isatty(fileno(cli->err)))
        return;
    if (total <= 0) {
        fprintf(cli->err, "\r\033[K%s %" PRId64, what, done);
    } else {
        char bar[BAR_WIDTH + 1];
        int64_t filled = done * BAR_WIDTH / total;
        for (int i = 0; i < BAR_WIDTH; i++)
            bar[i] = i < filled ? '#' : '.';
        bar[BAR_WIDTH] = '\0';
        fprintf(cli->err, "\r\033[K%s [%s] %" PRId64 "%%%s", what, bar, done * 100 / total,
                done >= total ? "\n" : "");
    }
    fflush(cli->err);
}
