/* What surrounds a page: the side bar, the top bar, the dock of phones, and how the reader wants to see
 * it all. Templates reach it as `shell.` (docs/templates.md); every page begins with {{>shell/open}} and
 * ends with {{>shell/close}}. */
#ifndef WEB_SHELL_H
#define WEB_SHELL_H

#include "record/record.h"
#include "web/module.h"
#include "web/principal.h"

/* How the reader wants it: kept in cookies, so that it works before signing in. */
struct shell_taste {
    bool dark;     /* data-theme="dark" */
    bool elder;    /* 大字版: data-mode="elder" */
    bool contrast; /* data-contrast="more" */
};

struct shell_link {
    const char *label; /* in the reader's language */
    const char *icon;  /* markup */
    const char *path;
    int64_t current; /* this page is it, or lies below it */
    int64_t raised;  /* the middle one of the dock */
};

struct shell_group {
    const char *id; /* "nav-1" */
    const char *label;
    struct record_list links;
};

struct view_shell {
    const char *language; /* "zh-Hans" */
    const char *title;    /* of the page */
    int64_t chinese;
    const char *mode;     /* "elder" or NULL */
    const char *theme;    /* "dark" or NULL */
    const char *contrast; /* "more" or NULL */
    int64_t signed_in;
    const char *user_name;
    const char *user_face; /* the first character of the name */
    const char *role;
    const char *community;
    const char *street;
    const char *csrf;    /* token, or NULL */
    const char *carried; /* sealed: a form that waits for signing in, or NULL */
    const char *notice;  /* a sentence for the toast, or NULL */
    const char *search;  /* what stands in the search box */
    const char *here;    /* path and query of this page, to come back to */
    struct record_list groups;
    struct record_list dock;
    const char *style, *script, *htmx, *favicon; /* paths of assets */
};

extern const struct record_type view_shell_type;

/* What the guard knows about the request. */
struct shell_facts {
    const struct module *const *modules; /* ends with NULL */
    const struct principal *who;         /* NULL or account 0: nobody */
    enum language language;
    struct shell_taste taste;
    const char *path;  /* "/residents" */
    const char *here;  /* "/residents?q=x" */
    const char *title; /* msgid: the route's summary; a text field `title` of the
                                            page's record overrides it */
    const char *csrf, *notice, *search, *carried; /* may be NULL */
};

/* Checks at start that every entry of the side bar has its icon (write ICON("users"), web/icon.h). */
MUST_USE enum result shell_check(const struct module *const *modules, struct error *error);

/* The surroundings for a page with `record`, in the arena. */
const struct view_shell *shell_make(const struct shell_facts *facts, const struct record_type *type,
                                    const void *record, struct arena *arena);

#endif
