/* A disk that can lose its power: a file layer under SQLite, for tests.
 *
 * It passes everything on to the system's layer, and remembers beside it which bytes have been made
 * durable by a sync and which writes have not. At each sync, before it takes effect, the test is asked;
 * it may then have images made of what the disk could hold if the power went at that very moment:
 * nothing of what was not yet synced, some first part of it with the last write torn, or any part of it
 * in any order, since disks and kernels write as they like. The disk can also be full or fail. */
#ifndef STORE_TEST_POWERCUT_H
#define STORE_TEST_POWERCUT_H

#include <stdbool.h>
#include <stdint.h>

struct powercut;

enum cut {
    CUT_WHOLE,     /* all that was not synced is forgotten */
    CUT_TORN,      /* the first writes are there, the next is torn within, the rest forgotten */
    CUT_REORDERED, /* any of the writes are there, some of them torn */
    CUT_NONE,      /* all was written, only the sync was not said */
    CUT__COUNT
};

/* Registers the layer under `name` (struct store_options.vfs). Free after the store. */
struct powercut *powercut_new(const char *name);
void powercut_free(struct powercut *powercut);

/* Called at each sync, on its thread, with the sync's number from 1. */
void powercut_watch(struct powercut *powercut,
                    void (*at_sync)(void *self, struct powercut *powercut, int64_t number),
                    void *self);

/* Only within at_sync: writes the files as they might be into the folder. The same seed makes the same
 * image. */
void powercut_image(struct powercut *powercut, const char *folder, enum cut cut, uint64_t seed);

/* Syncs so far. */
int64_t powercut_syncs(struct powercut *powercut);

/* The disk holds that many bytes of our files more than now; -1: it is never full. */
void powercut_leave_room(struct powercut *powercut, int64_t bytes);

/* The next syncs or writes fail with an I/O error. */
void powercut_fail_syncs(struct powercut *powercut, int count);
void powercut_fail_writes(struct powercut *powercut, int count);

#endif
