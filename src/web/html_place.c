/* A small reader of tags, character by character. */
#include "web/html_place.h"

#include <ctype.h>
#include <string.h>

static bool is_raw(const struct html_state *state)
{
    return !state->is_closing &&
           (strcmp(state->name, "script") == 0 || strcmp(state->name, "style") == 0);
}

static void open_tag(struct html_state *state)
{
    *state = (struct html_state){.place = HTML_TAG, .in_name = true};
}

static void close_tag(struct html_state *state)
{
    state->place = is_raw(state) ? HTML_SCRIPT : HTML_TEXT;
    state->in_name = false;
}

static void read_tag(struct html_state *state, char c)
{
    if (c == '>') {
        close_tag(state);
    } else if (c == '=') {
        state->place = HTML_VALUE;
    } else if (state->in_name && state->length == 0 && c == '/') {
        state->is_closing = true;
    } else if (state->in_name && state->length == 0 && c == '!') {
        state->place = HTML_COMMENT;
    } else if (state->in_name && isalnum((unsigned char)c)) {
        if (state->length + 1 < sizeof state->name)
            state->name[state->length++] = (char)tolower((unsigned char)c);
    } else {
        state->in_name = false;
    }
}

static void read_character(struct html_state *state, const char *at, const char *start)
{
    char c = *at;
    switch (state->place) {
    case HTML_TEXT:
        if (c == '<')
            open_tag(state);
        break;
    case HTML_TAG:
        read_tag(state, c);
        break;
    case HTML_VALUE:
        if (c == '"' || c == '\'') {
            state->place = HTML_QUOTED;
            state->quote = c;
        } else if (c == '>') {
            close_tag(state);
        } else if (!isspace((unsigned char)c)) {
            state->place = HTML_TAG; /* a constant without quotes: type=hidden */
        }
        break;
    case HTML_QUOTED:
        if (c == state->quote)
            state->place = HTML_TAG;
        break;
    case HTML_COMMENT: {
        /* "<!doctype html>" ends with the first >, "<!-- ... -->" too unless it has tags inside, which
         * is what comments are for: then the text after is read as text, which is the safe side. */
        if (c == '>')
            state->place = HTML_TEXT;
        break;
    }
    case HTML_SCRIPT:
        if (c == '/' && at > start && at[-1] == '<') {
            open_tag(state);
            state->is_closing = true;
        }
        break;
    }
}

void html_state_read(struct html_state *state, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        read_character(state, text + i, text);
}

bool html_state_takes_value(const struct html_state *state)
{
    return state->place == HTML_TEXT || state->place == HTML_QUOTED;
}

bool html_state_equal(const struct html_state *a, const struct html_state *b)
{
    return a->place == b->place && (a->place != HTML_QUOTED || a->quote == b->quote);
}
