/* Sealed text: what the browser keeps for us without being able to read or change it (a notice
 * after a redirect, a form whose session ended). XChaCha20-Poly1305; the purpose is associated
 * data, so that what was sealed for one use cannot be passed off as another. */
#ifndef WEB_SEAL_H
#define WEB_SEAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/chance.h"

enum { SEAL_KEY_SIZE = 32 };

struct seal {
    unsigned char key[SEAL_KEY_SIZE];
    struct chance chance;
};

/* The bytes sealed, as base64url text in the arena. */
char *seal_close(const struct seal *seal, const char *purpose, const void *bytes, size_t size,
                 struct arena *arena);

/* Opens what seal_close() made; false for anything else. The bytes have a NUL behind them. */
bool seal_open(const struct seal *seal, const char *purpose, const char *text, char **bytes,
               size_t *size, struct arena *arena);

/* Random text of 22 characters for a cookie or a request id. */
char *seal_token(const struct seal *seal, struct arena *arena);

/* The CSRF token masked anew for every page, so that compression tells nothing about it (BREACH):
 * base64url of mask and (mask xor token). seal_unmask() gives the token back, or NULL. */
char *seal_mask(const struct seal *seal, const char *token, struct arena *arena);
char *seal_unmask(const char *masked, struct arena *arena);

/* Equality in constant time; false for NULL. */
bool seal_equal(const char *a, const char *b);

#endif
