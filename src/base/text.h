/* Text is UTF-8, NUL-terminated, and valid: bytes from outside are checked at the door (text_check)
 * and a NUL inside them is refused there. So everything behind the door may use plain `const char
 * *`.
 *
 * This header has what C lacks for it: a growing buffer, walking by character, folding of the
 * full-width forms that Chinese input methods leave behind, and a few comparisons. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/* ---- a growing buffer ------------------------------------------------------------------------ */

/* Bytes that grow. Always NUL-terminated once something was added. Owner: whoever calls init. */
struct text_buffer {
    char *at;      /* NULL until the first addition */
    size_t length; /* without the NUL */
    size_t capacity;
};

void text_buffer_init(struct text_buffer *buffer);
void text_buffer_fini(struct text_buffer *buffer);
void text_buffer_clear(struct text_buffer *buffer); /* keeps the memory */
void text_add(struct text_buffer *buffer, const char *text);
void text_add_n(struct text_buffer *buffer, const void *bytes, size_t length);
void text_add_char(struct text_buffer *buffer, char c);
void text_add_codepoint(struct text_buffer *buffer, uint32_t codepoint);
void text_addf(struct text_buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The buffer's content, "" when empty; valid until the next addition. */
const char *text_buffer_get(const struct text_buffer *buffer);

/* Adds `text` with & < > " ' escaped for HTML text and double-quoted attributes. */
void text_add_html(struct text_buffer *buffer, const char *text);
/* Adds `text` as a JSON string with its quotes. */
void text_add_json(struct text_buffer *buffer, const char *text);
/* Adds `text` percent-encoded for one component of a URL (RFC 3986 unreserved characters stay). */
void text_add_url(struct text_buffer *buffer, const char *text);

/* ---- characters ------------------------------------------------------------------------------ */

/* True if `bytes` is well-formed UTF-8 without NUL, without surrogates, and within U+10FFFF. */
bool text_check(const void *bytes, size_t length);

/* Decodes the character at *at and moves past it; 0 at the end. On a bad byte (which text_check
 * would have refused) it returns U+FFFD and moves one byte. */
uint32_t text_next(const char **at);

/* Writes a character as UTF-8 and returns its length, 1 to 4. */
size_t text_encode(uint32_t codepoint, char out[4]);

/* Number of characters. */
size_t text_length(const char *text);

/* True for a Han character (CJK unified ideographs with all extensions, compatibility, and 〇). */
bool text_is_han(uint32_t codepoint);

/* True for what looks like nothing: spaces of all widths, zero-width characters, BOM, controls. */
bool text_is_blank(uint32_t codepoint);

/* True if the text is NULL, empty or only blank characters. */
bool text_is_empty(const char *text);

/* ---- folding and comparing ------------------------------------------------------------------- */

/* The character without its width: full-width ASCII to ASCII, ideographic space to space. */
uint32_t text_fold_width(uint32_t codepoint);

/* A copy with widths folded, blank characters at both ends removed and runs of them inside made one
 * space. Letters keep their case. This is what "the same cell" means. */
char *text_clean(struct arena *arena, const char *text);

/* A copy with ASCII letters in lower case. */
char *text_lower(struct arena *arena, const char *text);

/* NULL-safe equality: NULL equals only NULL. */
bool text_equal(const char *a, const char *b);
bool text_starts(const char *text, const char *prefix);
bool text_ends(const char *text, const char *suffix);

/* Copies `text` into a fixed array, cut at a character boundary, always NUL-terminated. */
void text_copy_to(char *out, size_t size, const char *text);

/* Parses a whole decimal number; false if there is anything else or it does not fit. */
bool text_to_int(const char *text, int64_t *out);

/* The four edits of "%1 ... %4": a copy of `format` with the arguments put in. */
char *text_format(struct arena *arena, const char *format, const char *const *args, size_t count);

#endif
