/* Passwords: argon2id at libsodium's interactive limits (64 MiB, two passes), and rules that follow
 * NIST SP 800-63B 5.1.1.2: length decides, any character may occur, and what everybody would try first
 * is refused. */
#include <sodium.h>
#include <string.h>

#include "base/text.h"
#include "modules/access/access.h"

/* What guessers try first, at lengths that our minimum lets through. */
static const char *const common[] = {
    "1234567890",   "12345678910", "0123456789", "0987654321",    "1111111111",   "0000000000",
    "8888888888",   "6666666666",  "1q2w3e4r5t", "qwertyuiop",    "1qaz2wsx3edc", "password123",
    "password1234", "abc1234567",  "a123456789", "1234567890a",   "aa12345678",   "woaini1314",
    "woaini520",    "5201314520",  "admin12345", "administrator", "kaifong123",   "shequ12345",
    "guicheng123",  NULL,
};

static bool is_one_character(const char *text)
{
    const char *at = text;
    uint32_t first = text_next(&at);
    for (uint32_t c = text_next(&at); c; c = text_next(&at)) {
        if (c != first) {
            return false;
        }
    }
    return true;
}

static bool is_common(const char *lower)
{
    for (size_t i = 0; common[i]; i++) {
        if (strcmp(lower, common[i]) == 0) {
            return true;
        }
    }
    return is_one_character(lower);
}

enum result password_check_rules(const char *password, const char *login, struct error *error)
{
    if (!password || text_length(password) < ACCESS_PASSWORD_MIN) {
        return error_set(error, RESULT_INVALID, "password",
                         N_("Please choose at least 10 characters; a short sentence is easy to "
                            "remember and hard to guess."));
    }
    if (strlen(password) > ACCESS_PASSWORD_MAX) {
        return error_set(error, RESULT_INVALID, "password",
                         N_("This password is too long; 40 characters are plenty."));
    }
    struct arena *arena = arena_new();
    const char *lower = text_lower(arena, password);
    bool has_login = login && strlen(login) >= 4 && strstr(lower, login);
    bool is_easy = is_common(lower);
    arena_free(arena);
    if (has_login) {
        return error_set(error, RESULT_INVALID, "password",
                         N_("Please choose a password that does not contain your sign-in name."));
    }
    if (is_easy) {
        return error_set(
            error, RESULT_INVALID, "password",
            N_("Many people use this password, so it is the first that a stranger would "
               "try. Please choose another one."));
    }
    return RESULT_OK;
}

enum result password_hash(const char *password, char out[PASSWORD_HASH_SIZE], struct error *error)
{
    if (crypto_pwhash_str_alg(out, password, strlen(password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                              crypto_pwhash_MEMLIMIT_INTERACTIVE,
                              crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return error_set(error, RESULT_BUSY, NULL,
                         N_("There is too little memory to check a password just now. Please try "
                            "again in a moment."));
    }
    return RESULT_OK;
}

bool password_matches(const char *hash, const char *password)
{
    /* A hash of 32 random bytes that nobody kept: same parameters, so the same work. */
    static const char nobody[] = "$argon2id$v=19$m=65536,t=2,p=1$r10kgsJHkvb0xS23+xAeKg$"
                                 "LBZClRcVRVmDN0Y12hrVgxFrUj6p6hRBX2+zjZ5ySLo";
    bool matches = crypto_pwhash_str_verify(hash ? hash : nobody, password, strlen(password)) == 0;
    return hash && matches;
}
