/* Tokens: 32 random bytes from the kernel as 43 characters of base64url, for sessions and sign-in
 * links. The database holds their BLAKE2b hash only; a token has enough chance in it to need no salt.
 * Only files of this module use this. */
#ifndef ACCESS_TOKEN_H
#define ACCESS_TOKEN_H

#include "modules/access/access.h"

enum { TOKEN_HASH_SIZE = 32 };

void access_token_make(char out[ACCESS_TOKEN_SIZE]);

/* The hash of what came from outside: false for anything that is not written like a token. */
bool access_token_hash(const char *token, unsigned char out[TOKEN_HASH_SIZE]);

/* The CSRF token of a session or guest: a hash of its token, which cannot be turned back into it. */
void access_token_csrf(const char *token, char out[GUARD_CSRF_SIZE]);

#endif
