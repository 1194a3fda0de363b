/* Random bytes and time-ordered ids. */
#include "base/chance.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/random.h>

#include "base/bug.h"

/* 2020-01-01T00:00:00Z: ids count from here, so that 42 bits last until the year 2159. */
#define ID_EPOCH INT64_C(1577836800000)
enum { ID_COUNT_BITS = 21 };

void chance_fill(const struct chance *chance, void *out, size_t size)
{
    chance->fill(chance->self, out, size);
}

static void kernel_fill(void *self, void *out, size_t size)
{
    (void)self;
    unsigned char *at = out;
    while (size > 0) {
        ssize_t got = getrandom(at, size, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            BUG("the kernel gives no random bytes");
        at += got;
        size -= (size_t)got;
    }
}

struct chance chance_kernel(void)
{
    return (struct chance){.fill = kernel_fill};
}

uint64_t chance_next(struct chance_seed *seed)
{
    /* SplitMix64 (Steele, Lea, Flood 2014). */
    uint64_t z = seed->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

uint64_t chance_below(struct chance_seed *seed, uint64_t below)
{
    if (below == 0)
        BUG("chance below zero");
    uint64_t limit = UINT64_MAX - UINT64_MAX % below;
    uint64_t value;
    do
        value = chance_next(seed);
    while (value >= limit);
    return value % below;
}

static void seeded_fill(void *self, void *out, size_t size)
{
    unsigned char *at = out;
    while (size > 0) {
        uint64_t value = chance_next(self);
        size_t part = size < sizeof value ? size : sizeof value;
        memcpy(at, &value, part);
        at += part;
        size -= part;
    }
}

struct chance chance_seeded(struct chance_seed *seed)
{
    return (struct chance){.fill = seeded_fill, .self = seed};
}

void id_source_init(struct id_source *source, struct clock clock, struct chance chance)
{
    source->clock = clock;
    source->chance = chance;
    atomic_init(&source->last, 0);
}

int64_t id_new(struct id_source *source)
{
    int64_t since = clock_now(&source->clock) - ID_EPOCH;
    if (since < 0)
        since = 0;
    uint32_t start;
    chance_fill(&source->chance, &start, sizeof start);
    /* A quarter of the counter at most, so that a millisecond has room to count up. */
    int64_t fresh = since << ID_COUNT_BITS | (start & ((1u << (ID_COUNT_BITS - 2)) - 1));
    int64_t last = atomic_load(&source->last);
    int64_t next;
    do
        next = fresh > last ? fresh : last + 1;
    while (!atomic_compare_exchange_weak(&source->last, &last, next));
    return next;
}

int64_t id_moment(int64_t id)
{
    return (id >> ID_COUNT_BITS) + ID_EPOCH;
}
