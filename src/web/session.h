/* What the browser brings along: cookies, language, how the page is to look, and proof that a
 * change comes from one of our own pages. */
#ifndef WEB_SESSION_H
#define WEB_SESSION_H

#include "base/language.h"
#include "web/access.h"
#include "web/http.h"
#include "web/seal.h"

/* How somebody likes the pages; written on <html> (ui tokens). */
struct display {
    bool is_dark;     /* data-theme=dark */
    bool is_elder;    /* data-mode=elder: 大字版 */
    bool is_contrast; /* data-contrast=more */
};

struct visitor {
    const char *session_token; /* from the cookie or from "Authorization: Bearer"; NULL without */
    bool is_bearer;            /* ... the latter: no browser sent it by itself */
    const char *guest_token;   /* keys the CSRF token of somebody not signed in; NULL without */
    const char *notice;        /* sealed */
    enum language language;
    struct display display;
};

/* The value of a cookie, in the arena, or NULL. A name that comes twice gives the first. */
const char *session_cookie(const struct http_request *request, const char *name,
                           struct arena *arena);

void session_visitor(const struct http_request *request, struct arena *arena,
                     struct visitor *visitor);

/* Adds a Set-Cookie. `value` "" removes it; `seconds` 0: until the browser is closed. */
void session_set_cookie(struct http_response *response, const char *name, const char *value,
                        int seconds, bool is_secure, struct arena *arena);

/* The text of the display cookie, and back. */
const char *session_display_text(const struct display *display, struct arena *arena);
struct display session_display(const char *text);

/* True if a change may be accepted: it comes from our own origin, and brings the token of its
 * session. `given` is the masked token of the form or header, or NULL. */
bool session_is_ours(const struct http_request *request, const struct visitor *visitor,
                     const struct guard_access *access, const char *given, struct arena *arena);

/* The masked CSRF token for a page; "" when there is neither session nor guest. */
const char *session_csrf(const struct visitor *visitor, const struct guard_access *access,
                         const struct seal *seal, struct arena *arena);

#endif
