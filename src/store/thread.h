/* Threads of the store; internal to this room. They take no signals: those are the program's. */
#ifndef STORE_THREAD_H
#define STORE_THREAD_H

#include <pthread.h>

#include "base/error.h"

/* Starts `run(self)`. `name`, at most 15 bytes, is what `top -H` shows. RESULT_BUSY when the system
 * has no thread left. */
MUST_USE enum result thread_start(pthread_t *thread, const char *name, void *(*run)(void *self),
                                  void *self, struct error *error);

#endif
