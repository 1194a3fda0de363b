/* How often one address may do what is dear: signing in. A token bucket for each address, in a
 * table of fixed size. Several people sit behind one address (a community's office), so it is
 * generous; the access module counts failures per account. One thread only. */
#ifndef WEB_LIMITER_H
#define WEB_LIMITER_H

#include <stdbool.h>
#include <stdint.h>

struct limiter;

/* Up to `burst` at once, then one every `interval` milliseconds. */
struct limiter *limiter_new(int burst, int64_t interval, uint64_t secret);
void limiter_free(struct limiter *limiter); /* takes NULL */

/* True if the address may at `now` (milliseconds). */
bool limiter_take(struct limiter *limiter, const char *address, int64_t now);

#endif
