/* Tokens of sessions and links. They come from the kernel's randomness whatever the services hold, so
 * that a seeded source (the demo's, a test's) can never make a secret that others can guess. */
#include "modules/access/token.h"

#include <sodium.h>
#include <string.h>

enum { TOKEN_BYTES = 32 };

void access_token_make(char out[ACCESS_TOKEN_SIZE])
{
    unsigned char bytes[TOKEN_BYTES];
    struct chance kernel = chance_kernel();
    chance_fill(&kernel, bytes, sizeof bytes);
    sodium_bin2base64(out, ACCESS_TOKEN_SIZE, bytes, sizeof bytes,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(bytes, sizeof bytes);
}

static bool token_bytes(const char *token, unsigned char out[TOKEN_BYTES])
{
    /* libsodium 1.0.18 takes some bytes above 127 for letters (a char is signed): one token, one text. */
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    size_t length = token ? strnlen(token, ACCESS_TOKEN_SIZE) : 0, size = 0;
    return length == ACCESS_TOKEN_SIZE - 1 && strspn(token, letters) == length &&
           sodium_base642bin(out, TOKEN_BYTES, token, length, NULL, &size, NULL,
                             sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
           size == TOKEN_BYTES;
}

bool access_token_hash(const char *token, unsigned char out[TOKEN_HASH_SIZE])
{
    unsigned char bytes[TOKEN_BYTES];
    bool good = token_bytes(token, bytes);
    if (good) {
        crypto_generichash(out, TOKEN_HASH_SIZE, bytes, sizeof bytes, NULL, 0);
    }
    sodium_memzero(bytes, sizeof bytes);
    return good;
}

void access_token_csrf(const char *token, char out[GUARD_CSRF_SIZE])
{
    /* Of whatever the cookie holds: guests have tokens of another length, made by web. */
    static const unsigned char what[] = "kaifong csrf";
    unsigned char hash[TOKEN_BYTES];
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    crypto_generichash_update(&state, what, sizeof what);
    crypto_generichash_update(&state, (const unsigned char *)token, strlen(token));
    crypto_generichash_final(&state, hash, sizeof hash);
    sodium_bin2base64(out, GUARD_CSRF_SIZE, hash, sizeof hash,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(&state, sizeof state);
}
