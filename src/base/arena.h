/* An arena: memory that is freed all at once.
 *
 * Every request and every job has one; results live in the caller's arena, so there is nothing to
 * free one by one. Memory is zeroed and aligned for any type. True out-of-memory aborts (the
 * service manager restarts us); sizes that users control are capped at the door (base/limits.h), so
 * it is never a matter of input. Arenas are poisoned under AddressSanitizer. Not for sharing
 * between threads. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

/* A new, empty arena. Free with arena_free(). */
struct arena *arena_new(void);

/* Frees the arena and everything in it. Takes NULL. */
void arena_free(struct arena *arena);

/* Forgets everything in it but keeps its first block for reuse. */
void arena_reset(struct arena *arena);

/* Bytes handed out since it was new or reset. */
size_t arena_used(const struct arena *arena);

/* `size` zeroed bytes. Never NULL. */
void *arena_alloc(struct arena *arena, size_t size) __attribute__((malloc));

/* `count` zeroed elements of `size` bytes; overflow aborts. */
void *arena_array(struct arena *arena, size_t count, size_t size) __attribute__((malloc));

/* Makes room for one more element in a growing array: returns `items`, or a larger copy in the
 * arena.
 * `*capacity` is the number of elements there is room for; start with NULL and 0. */
void *arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size);

/* Copies of text. arena_copy(NULL) is NULL. */
char *arena_copy(struct arena *arena, const char *text);
char *arena_copy_n(struct arena *arena, const void *bytes, size_t length); /* adds a NUL */
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

#endif
