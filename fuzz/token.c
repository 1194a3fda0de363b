/* Fuzzes what a session cookie or a one-time link may hold: no bytes are taken for a token but 43
 * characters of base64url, and each token has one way to be written. Also the page to go to after
 * signing in, which is never anything but a path of ours. */
#include <stdint.h>
#include <string.h>

#include "base/bug.h"
#include "base/text.h"
#include "modules/access/sign_in.h"
#include "modules/access/token.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena *arena = arena_new();
    char *text = arena_copy_n(arena, bytes, size);
    unsigned char hash[TOKEN_HASH_SIZE];
    char csrf[GUARD_CSRF_SIZE];
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    if (access_token_hash(text, hash))
        ALWAYS(strlen(text) == ACCESS_TOKEN_SIZE - 1 && strspn(text, letters) == strlen(text));
    access_token_csrf(text, csrf);
    ALWAYS(strlen(csrf) == GUARD_CSRF_SIZE - 1);
    const char *next = sign_in_next(text);
    ALWAYS(next[0] == '/' && next[1] != '/' && next[1] != '\\' &&
           strpbrk(next, "\r\n\t \\") == NULL);
    arena_free(arena);
    return 0;
}
