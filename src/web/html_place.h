/* Where in an HTML page we stand: how the compiler of pages knows that a value stands where escaping
 * protects it. Text and quoted attributes do; an attribute without quotes, the inside of a tag, scripts,
 * styles and comments do not, so a value there is an error of the template. Knows as much of HTML as
 * templates that follow docs/templates.md need. */
#ifndef WEB_HTML_PLACE_H
#define WEB_HTML_PLACE_H

#include <stdbool.h>
#include <stddef.h>

enum html_place {
    HTML_TEXT,    /* between tags */
    HTML_TAG,     /* inside a tag, where names of attributes stand */
    HTML_VALUE,   /* behind the = of an attribute: a quote must come */
    HTML_QUOTED,  /* inside an attribute's quotes */
    HTML_COMMENT, /* <!-- ... -->, <!doctype> */
    HTML_SCRIPT,  /* inside <script> or <style> */
};

struct html_state {
    enum html_place place;
    char quote;      /* of HTML_QUOTED: " or ' */
    char name[8];    /* of the tag, lower case, cut off */
    size_t length;   /* of name */
    bool in_name;    /* the tag's name is still being read */
    bool is_closing; /* </name */
};

/* Reads on. Begin with {0}. */
void html_state_read(struct html_state *state, const char *text, size_t length);

/* True if a value may stand here. */
bool html_state_takes_value(const struct html_state *state);

/* True if both stand in the same kind of place. */
bool html_state_equal(const struct html_state *a, const struct html_state *b);

#endif
