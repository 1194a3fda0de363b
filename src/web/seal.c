/* Sealing with libsodium. */
#include "web/seal.h"

#include <sodium.h>
#include <string.h>

#include "base/bug.h"

enum {
    NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    BASE64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING
};

static char *to_base64(const unsigned char *bytes, size_t size, struct arena *arena)
{
    size_t length = sodium_base64_encoded_len(size, BASE64);
    char *text = arena_alloc(arena, length);
    return sodium_bin2base64(text, length, bytes, size, BASE64);
}

static unsigned char *from_base64(const char *text, size_t *size, struct arena *arena)
{
    size_t length = strlen(text);
    unsigned char *bytes = arena_alloc(arena, length / 4 * 3 + 4);
    if (sodium_base642bin(bytes, length / 4 * 3 + 3, text, length, NULL, size, NULL, BASE64) != 0)
        return NULL;
    return bytes;
}

char *seal_close(const struct seal *seal, const char *purpose, const void *bytes, size_t size,
                 struct arena *arena)
{
    unsigned char *sealed = arena_alloc(arena, NONCE + size + TAG);
    chance_fill(&seal->chance, sealed, NONCE);
    unsigned long long length = 0;
    ALWAYS(crypto_aead_xchacha20poly1305_ietf_encrypt(
               sealed + NONCE, &length, bytes, size, (const unsigned char *)purpose,
               strlen(purpose), NULL, sealed, seal->key) == 0);
    return to_base64(sealed, NONCE + (size_t)length, arena);
}

bool seal_open(const struct seal *seal, const char *purpose, const char *text, char **bytes,
               size_t *size, struct arena *arena)
{
    size_t sealed_size = 0;
    const unsigned char *sealed = from_base64(text, &sealed_size, arena);
    if (sealed == NULL || sealed_size < NONCE + TAG)
        return false;
    unsigned char *opened = arena_alloc(arena, sealed_size - NONCE - TAG + 1);
    unsigned long long length = 0;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            opened, &length, NULL, sealed + NONCE, sealed_size - NONCE,
            (const unsigned char *)purpose, strlen(purpose), sealed, seal->key) != 0)
        return false;
    *bytes = (char *)opened;
    *size = (size_t)length;
    return true;
}

char *seal_token(const struct seal *seal, struct arena *arena)
{
    unsigned char bytes[16];
    chance_fill(&seal->chance, bytes, sizeof bytes);
    return to_base64(bytes, sizeof bytes, arena);
}

char *seal_mask(const struct seal *seal, const char *token, struct arena *arena)
{
    size_t size = strlen(token);
    unsigned char *bytes = arena_alloc(arena, size * 2 + 1);
    chance_fill(&seal->chance, bytes, size);
    for (size_t i = 0; i < size; i++)
        bytes[size + i] = (unsigned char)(bytes[i] ^ (unsigned char)token[i]);
    return to_base64(bytes, size * 2, arena);
}

char *seal_unmask(const char *masked, struct arena *arena)
{
    size_t size = 0;
    const unsigned char *bytes = from_base64(masked, &size, arena);
    if (bytes == NULL || size == 0 || size % 2 != 0)
        return NULL;
    char *token = arena_alloc(arena, size / 2 + 1);
    for (size_t i = 0; i < size / 2; i++)
        token[i] = (char)(bytes[i] ^ bytes[size / 2 + i]);
    return token;
}

bool seal_equal(const char *a, const char *b)
{
    return a != NULL && b != NULL && strlen(a) == strlen(b) && sodium_memcmp(a, b, strlen(a)) == 0;
}
