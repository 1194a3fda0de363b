/* Cookies and the tokens against forged requests. */
#include "web/session.h"

#include <string.h>
#include <strings.h>

#include "base/bug.h"
#include "base/text.h"
#include "web/guard.h"

const char *session_cookie(const struct http_request *request, const char *name,
                           struct arena *arena)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < request->header_count; i++) {
        if (strcasecmp(request->headers[i].name, "Cookie") != 0)
            continue;
        const char *at = request->headers[i].value;
        while (*at != '\0') {
            at += strspn(at, "; \t");
            size_t whole = strcspn(at, ";");
            if (whole > length && at[length] == '=' && strncmp(at, name, length) == 0) {
                const char *value = at + length + 1;
                size_t size = whole - length - 1;
                while (size > 0 && (value[size - 1] == ' ' || value[size - 1] == '\t'))
                    size--;
                if (size >= 2 && value[0] == '"' && value[size - 1] == '"')
                    value++, size -= 2;
                return text_check(value, size) ? arena_copy_n(arena, value, size) : NULL;
            }
            at += whole;
        }
    }
    return NULL;
}

struct display session_display(const char *text)
{
    if (text == NULL)
        text = "";
    return (struct display){.is_dark = strstr(text, "dark") != NULL,
                            .is_elder = strstr(text, "elder") != NULL,
                            .is_contrast = strstr(text, "more") != NULL};
}

const char *session_display_text(const struct display *display, struct arena *arena)
{
    return arena_printf(arena, "%s.%s.%s", display->is_dark ? "dark" : "light",
                        display->is_elder ? "elder" : "usual",
                        display->is_contrast ? "more" : "usual");
}

void session_visitor(const struct http_request *request, struct arena *arena,
                     struct visitor *visitor)
{
    static const char bearer[] = "Bearer ";
    const char *authorization = http_header(request, "Authorization");
    bool is_bearer =
        authorization != NULL && strncasecmp(authorization, bearer, sizeof bearer - 1) == 0;
    const char *session = is_bearer ? authorization + sizeof bearer - 1
                                    : session_cookie(request, GUARD_SESSION_COOKIE, arena);
    const char *guest = session_cookie(request, GUARD_GUEST_COOKIE, arena);
    const char *notice = session_cookie(request, GUARD_NOTICE_COOKIE, arena);
    const char *language = session_cookie(request, GUARD_LANGUAGE_COOKIE, arena);
    bool is_chosen =
        language != NULL && (strcmp(language, "zh") == 0 || strcmp(language, "en") == 0);
    *visitor = (struct visitor){
        .session_token = session != NULL && session[0] != '\0' ? session : NULL,
        .is_bearer = is_bearer,
        .guest_token = guest != NULL && guest[0] != '\0' ? guest : NULL,
        .notice = notice != NULL && notice[0] != '\0' ? notice : NULL,
        .language = !is_chosen           ? language_accept(http_header(request, "Accept-Language"))
                    : language[0] == 'e' ? LANGUAGE_ENGLISH
                                         : LANGUAGE_CHINESE,
        .display = session_display(session_cookie(request, GUARD_DISPLAY_COOKIE, arena)),
    };
}

void session_set_cookie(struct http_response *response, const char *name, const char *value,
                        int seconds, bool is_secure, struct arena *arena)
{
    ALWAYS(strpbrk(value, "; \t\r\n\",") == NULL);
    const char *age = value[0] == '\0' ? "; Max-Age=0"
                      : seconds > 0    ? arena_printf(arena, "; Max-Age=%d", seconds)
                                       : "";
    http_add(response, "Set-Cookie",
             arena_printf(arena, "%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s", name, value,
                          is_secure ? "; Secure" : "", age));
}

/* Browsers say where a request comes from; programs say nothing. */
static bool is_same_origin(const struct http_request *request)
{
    const char *site = http_header(request, "Sec-Fetch-Site");
    if (site != NULL)
        return strcmp(site, "same-origin") == 0 || strcmp(site, "none") == 0;
    const char *origin = http_header(request, "Origin");
    if (origin == NULL)
        return true;
    const char *host = http_header(request, "Host"), *after = strstr(origin, "://");
    return host != NULL && after != NULL && strcasecmp(after + 3, host) == 0;
}

static const char *secret_of(const struct visitor *visitor)
{
    return visitor->session_token != NULL ? visitor->session_token : visitor->guest_token;
}

bool session_is_ours(const struct http_request *request, const struct visitor *visitor,
                     const struct guard_access *access, const char *given, struct arena *arena)
{
    if (!is_same_origin(request))
        return false;
    if (visitor->is_bearer)
        return true;
    const char *secret = secret_of(visitor);
    const char *type = http_header(request, "Content-Type");
    /* Nobody's browser can be made to send JSON to another site without being asked first, and
     * there is no session to misuse yet: a program that signs in. */
    if (visitor->session_token == NULL && type != NULL &&
        strncasecmp(type, "application/json", 16) == 0)
        return true;
    if (secret == NULL || given == NULL)
        return false;
    char expected[GUARD_CSRF_SIZE];
    access->csrf(secret, expected);
    return seal_equal(seal_unmask(given, arena), expected);
}

const char *session_csrf(const struct visitor *visitor, const struct guard_access *access,
                         const struct seal *seal, struct arena *arena)
{
    const char *secret = secret_of(visitor);
    if (secret == NULL)
        return "";
    char token[GUARD_CSRF_SIZE];
    access->csrf(secret, token);
    return seal_mask(seal, token, arena);
}
