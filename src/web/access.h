/* What the guard asks of the access module, without knowing it.
 *
 * src/app hands one of these to the guard. All of it runs in a lane's transaction and follows the
 * error convention of base/error.h. A token is the text of the session cookie, straight from outside:
 * any bytes up to the header limit. */
#ifndef WEB_ACCESS_H
#define WEB_ACCESS_H

#include "web/module.h"

enum { GUARD_CSRF_SIZE = 44 }; /* 43 characters of base64url and a NUL */

struct guard_access {
    /* Who is behind `token`: fills *who in the arena. An unknown, malformed or ended token is no
     * error: who->account is 0. `*touch` says that the last use is to be written down, by `touch` in
     * the write lane, some time after the reply; at most once in a few minutes per session. */
    enum result (*authenticate)(struct services *services, struct tx *tx, const char *token,
                                int64_t now, struct arena *arena, struct principal *who,
                                bool *touch, struct error *error);
    enum result (*touch)(struct services *services, struct tx *tx, const char *token, int64_t now,
                         struct error *error);

    /* The CSRF token of a session (a keyed hash of its token), for forms and for the comparison, which
     * the guard does in constant time. No store. */
    void (*csrf)(const char *token, char out[GUARD_CSRF_SIZE]);

    /* Whose session `token` was, also after it has ended: a form that was being filled in is then
     * carried through the sign-in page for that account. 0 for an unknown token. May be NULL: then
     * nothing is carried. */
    enum result (*ended)(struct services *services, struct tx *tx, const char *token,
                         int64_t *account, struct error *error);

    /* One audit row for a route that changed something: "POST /accounts/{account}", with the address
     * and the request id. `request->who` may be nobody (a public route). */
    enum result (*audit)(struct request *request, struct error *error);
};

#endif
