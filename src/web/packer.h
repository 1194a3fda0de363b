/* Packing replies with gzip. A compressor's memory (a quarter of a megabyte) is dear to make anew for
 * every page, so a few are kept and shared by the threads that render. */
#ifndef WEB_PACKER_H
#define WEB_PACKER_H

#include <stddef.h>

#include "base/arena.h"

struct packer;

struct packer *packer_new(void);
void packer_free(struct packer *packer); /* takes NULL */

/* The bytes packed, in the arena. Any number of threads at once. */
const void *packer_gzip(struct packer *packer, const void *bytes, size_t size, size_t *packed_size,
                        struct arena *arena);

#endif
