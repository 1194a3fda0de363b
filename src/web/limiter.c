/* Token buckets, kept as the moment at which a bucket is full again (GCRA). An address that shares
 * a slot with another by chance replaces it: the table cannot be filled up. */
#include "web/limiter.h"

#include <stdlib.h>

#include "base/bug.h"

enum { LIMITER_SLOTS = 4096 };

struct slot {
    uint64_t address; /* its hash */
    int64_t full_at;
};

struct limiter {
    int64_t interval, tolerance;
    uint64_t secret;
    struct slot slots[LIMITER_SLOTS];
};

struct limiter *limiter_new(int burst, int64_t interval, uint64_t secret)
{
    struct limiter *limiter = calloc(1, sizeof *limiter);
    ALWAYS(limiter != NULL);
    limiter->interval = interval;
    limiter->tolerance = interval * (burst - 1);
    limiter->secret = secret;
    return limiter;
}

void limiter_free(struct limiter *limiter)
{
    free(limiter);
}

/* FNV-1a from a secret start. */
static uint64_t hash(uint64_t secret, const char *text)
{
    uint64_t value = UINT64_C(14695981039346656037) ^ secret;
    for (; *text != '\0'; text++)
        value = (value ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return value;
}

bool limiter_take(struct limiter *limiter, const char *address, int64_t now)
{
    uint64_t key = hash(limiter->secret, address);
    struct slot *slot = &limiter->slots[(key >> 32) % LIMITER_SLOTS];
    if (slot->address != key)
        *slot = (struct slot){.address = key, .full_at = now};
    int64_t full_at = slot->full_at > now ? slot->full_at : now;
    if (full_at - now > limiter->tolerance)
        return false;
    slot->full_at = full_at + limiter->interval;
    return true;
}
