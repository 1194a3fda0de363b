/* A few threads for what is slow by intention: hashing passwords. Argon2id takes tens of megabytes
 * each time, so few run at once and few may wait. */
#ifndef WEB_WORKERS_H
#define WEB_WORKERS_H

#include <stdbool.h>

struct workers;

struct workers *workers_new(int threads, int waiting);

/* Hands `work(self)` to a thread; false when too many wait already. */
bool workers_submit(struct workers *workers, void (*work)(void *self), void *self);

/* Does what is waiting, then ends the threads. Takes NULL. */
void workers_free(struct workers *workers);

#endif
