/* Arenas: a chain of blocks, each twice as large as the last up to a megabyte. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISON 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISON 1
#endif
#endif
#ifdef ARENA_POISON
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#endif

enum { FIRST_BLOCK = 4096, LARGEST_BLOCK = 1024 * 1024 };

struct block {
    struct block *previous;
    size_t size; /* of data */
    size_t used;
    alignas(max_align_t) unsigned char data[];
};

struct arena {
    struct block *last;
    size_t used;
};

static struct block *block_new(struct block *previous, size_t size)
{
    if (size > SIZE_MAX / 2)
        BUG("an arena block of an impossible size");
    struct block *block = malloc(sizeof *block + size);
    if (block == NULL)
        BUG("out of memory");
    block->previous = previous;
    block->size = size;
    block->used = 0;
    ASAN_POISON_MEMORY_REGION(block->data, size);
    return block;
}

static void block_free(struct block *block)
{
    ASAN_UNPOISON_MEMORY_REGION(block->data, block->size);
    free(block);
}

struct arena *arena_new(void)
{
    struct arena *arena = malloc(sizeof *arena);
    if (arena == NULL)
        BUG("out of memory");
    arena->last = block_new(NULL, FIRST_BLOCK);
    arena->used = 0;
    return arena;
}

void arena_free(struct arena *arena)
{
    if (arena == NULL)
        return;
    for (struct block *block = arena->last; block != NULL;) {
        struct block *previous = block->previous;
        block_free(block);
        block = previous;
    }
    free(arena);
}

void arena_reset(struct arena *arena)
{
    while (arena->last->previous != NULL) {
        struct block *previous = arena->last->previous;
        block_free(arena->last);
        arena->last = previous;
    }
    ASAN_POISON_MEMORY_REGION(arena->last->data, arena->last->size);
    arena->last->used = 0;
    arena->used = 0;
}

size_t arena_used(const struct arena *arena)
{
    return arena->used;
}

/* Not cleared: for what is written over at once. */
static void *take(struct arena *arena, size_t size)
{
    const size_t alignment = alignof(max_align_t);
    if (size > SIZE_MAX / 4)
        BUG("an arena allocation of an impossible size");
    size_t rounded = (size + alignment - 1) / alignment * alignment;
    if (rounded == 0)
        rounded = alignment;
    struct block *block = arena->last;
    if (block->size - block->used < rounded) {
        size_t next = block->size < LARGEST_BLOCK ? block->size * 2 : LARGEST_BLOCK;
        if (next < rounded)
            next = rounded;
        block = arena->last = block_new(block, next);
    }
    unsigned char *at = block->data + block->used;
    block->used += rounded;
    arena->used += rounded;
    ASAN_UNPOISON_MEMORY_REGION(at, size);
    return at;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    return memset(take(arena, size), 0, size);
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size)
        BUG("an arena array of an impossible size");
    return arena_alloc(arena, count * size);
}

void *arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return items;
    size_t larger = *capacity == 0 ? 8 : *capacity * 2;
    void *copy = arena_array(arena, larger, size);
    if (count > 0)
        memcpy(copy, items, count * size);
    *capacity = larger;
    return copy;
}

char *arena_copy_n(struct arena *arena, const void *bytes, size_t length)
{
    char *copy = take(arena, length + 1);
    if (length > 0)
        memcpy(copy, bytes, length);
    copy[length] = '\0';
    return copy;
}

char *arena_copy(struct arena *arena, const char *text)
{
    return text == NULL ? NULL : arena_copy_n(arena, text, strlen(text));
}

char *arena_vprintf(struct arena *arena, const char *format, va_list args)
{
    /* Most texts are short and need to be printed only once. */
    char brief[256];
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(brief, sizeof brief, format, again);
    va_end(again);
    if (length < 0)
        BUG("a format that cannot be printed");
    if ((size_t)length < sizeof brief)
        return arena_copy_n(arena, brief, (size_t)length);
    char *text = take(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, args);
    return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = arena_vprintf(arena, format, args);
    va_end(args);
    return text;
}
