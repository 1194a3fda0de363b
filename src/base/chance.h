/* Chance and identity.
 *
 * Random bytes come from the kernel; there is no fallback. A test or the demo passes a seeded
 * source instead, so that the same seed gives the same bytes. An id is a positive 63-bit number: 42
 * bits of milliseconds since 2020-01-01, then 21 bits that count up within a millisecond from a
 * random start; so ids sort by time and rows that belong together lie together on disk. In URLs and
 * JSON an id is text. */
#ifndef BASE_CHANCE_H
#define BASE_CHANCE_H

#include <stddef.h>
#include <stdint.h>

#include "base/calendar.h"

struct chance {
    void (*fill)(void *self, void *out, size_t size);
    void *self;
};
void chance_fill(const struct chance *chance, void *out, size_t size);
/* The kernel's randomness (getrandom); aborts if the kernel refuses. */
struct chance chance_kernel(void);

/* A deterministic source (SplitMix64): for demo data and tests, never for secrets. */
struct chance_seed {
    uint64_t state;
};
struct chance chance_seeded(struct chance_seed *seed);
uint64_t chance_next(struct chance_seed *seed);
/* A number in 0 ... below-1, without bias; below > 0. */
uint64_t chance_below(struct chance_seed *seed, uint64_t below);

/* Makes ids. Safe to share between threads. */
struct id_source {
    struct clock clock;
    struct chance chance;
    _Atomic int64_t last;
};
void id_source_init(struct id_source *source, struct clock clock, struct chance chance);
/* A new id, greater than every id this source gave before. */
int64_t id_new(struct id_source *source);
/* The moment in an id, milliseconds since 1970. */
int64_t id_moment(int64_t id);

#endif
