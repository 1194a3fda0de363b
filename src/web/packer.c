/* A stack of zlib's compressors. Level 1: a page of 20 KB shrinks to a fifth; higher levels gain a
 * tenth more for three times the work. */
#define ZLIB_CONST
#include "web/packer.h"

#include <pthread.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/bug.h"

enum { PACKER_KEPT = 8, PACKER_LEVEL = 1, PACKER_WINDOW = 15 + 16 /* gzip */, PACKER_MEMORY = 8 };

struct packer {
    pthread_mutex_t lock;
    z_stream *kept[PACKER_KEPT];
    int count;
};

struct packer *packer_new(void)
{
    struct packer *packer = calloc(1, sizeof *packer);
    ALWAYS(packer != NULL);
    pthread_mutex_init(&packer->lock, NULL);
    return packer;
}

static void stream_free(z_stream *stream)
{
    deflateEnd(stream);
    free(stream);
}

void packer_free(struct packer *packer)
{
    if (packer == NULL)
        return;
    for (int i = 0; i < packer->count; i++)
        stream_free(packer->kept[i]);
    pthread_mutex_destroy(&packer->lock);
    free(packer);
}

static z_stream *stream_take(struct packer *packer)
{
    pthread_mutex_lock(&packer->lock);
    z_stream *stream = packer->count > 0 ? packer->kept[--packer->count] : NULL;
    pthread_mutex_unlock(&packer->lock);
    if (stream != NULL) {
        ALWAYS(deflateReset(stream) == Z_OK);
        return stream;
    }
    stream = calloc(1, sizeof *stream);
    ALWAYS(stream != NULL && deflateInit2(stream, PACKER_LEVEL, Z_DEFLATED, PACKER_WINDOW,
                                          PACKER_MEMORY, Z_DEFAULT_STRATEGY) == Z_OK);
    return stream;
}

static void stream_give(struct packer *packer, z_stream *stream)
{
    pthread_mutex_lock(&packer->lock);
    if (packer->count < PACKER_KEPT) {
        packer->kept[packer->count++] = stream;
        stream = NULL;
    }
    pthread_mutex_unlock(&packer->lock);
    if (stream != NULL)
        stream_free(stream);
}

const void *packer_gzip(struct packer *packer, const void *bytes, size_t size, size_t *packed_size,
                        struct arena *arena)
{
    z_stream *stream = stream_take(packer);
    uLong bound = deflateBound(stream, size);
    unsigned char *packed = arena_alloc(arena, bound);
    stream->next_in = bytes;
    stream->avail_in = (uInt)size;
    stream->next_out = packed;
    stream->avail_out = (uInt)bound;
    ALWAYS(deflate(stream, Z_FINISH) == Z_STREAM_END);
    *packed_size = stream->total_out;
    stream_give(packer, stream);
    return packed;
}
