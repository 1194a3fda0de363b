/* A tokenizer for SQL that knows quotes and comments and little else. */
#include "store/token.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* Length with both quotes; 0 if it does not end. */
static size_t quoted_length(const char *at)
{
    char quote = *at;
    for (size_t i = 1; at[i] != '\0'; i++)
        if (at[i] == quote && at[++i] != quote)
            return i;
    return 0;
}

static struct token comment_token(const char *at)
{
    static const struct {
        const char *text;
        enum token_kind kind;
    } places[] = {
        {"/*optional*/", TOKEN_OPTIONAL},
        {"/*order*/", TOKEN_ORDER},
        {"/*clustered*/", TOKEN_CLUSTERED},
        {"/*append only*/", TOKEN_APPEND_ONLY},
    };
    struct token token = {TOKEN_SPACE, at, strlen(at)};
    if (at[0] == '-') {
        token.length = strcspn(at, "\n");
        return token;
    }
    const char *end = strstr(at + 2, "*/");
    if (end == NULL) {
        token.kind = TOKEN_UNENDED;
        return token;
    }
    token.length = (size_t)(end - at) + 2;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (strncmp(at, places[i].text, strlen(places[i].text)) == 0)
            token.kind = places[i].kind;
    return token;
}

static struct token word_token(const char *at)
{
    struct token token = {TOKEN_WORD, at, 1};
    if (*at == ':')
        token.kind = TOKEN_PARAM;
    else if (isdigit((unsigned char)*at))
        token.kind = TOKEN_NUMBER;
    while (is_word(at[token.length]))
        token.length++;
    return token;
}

struct token token_next(const char **from)
{
    const char *at = *from;
    struct token token = {TOKEN_MARK, at, 1};
    if (*at == '\0') {
        token.kind = TOKEN_END;
        token.length = 0;
    } else if (isspace((unsigned char)*at)) {
        token.kind = TOKEN_SPACE;
        token.length = strspn(at, " \t\r\n");
    } else if (strncmp(at, "--", 2) == 0 || strncmp(at, "/*", 2) == 0) {
        token = comment_token(at);
    } else if (*at == '\'' || *at == '"') {
        token.length = quoted_length(at);
        token.kind = token.length > 0 ? TOKEN_STRING : TOKEN_UNENDED;
        if (token.kind == TOKEN_UNENDED)
            token.length = strlen(at);
    } else if (strncmp(at, "::", 2) == 0) {
        token.length = 2;
    } else if (is_word(*at) || (*at == ':' && is_word(at[1]))) {
        token = word_token(at);
    }
    *from = at + token.length;
    return token;
}

struct token token_next_solid(const char **from)
{
    struct token token;
    do
        token = token_next(from);
    while (token.kind == TOKEN_SPACE);
    return token;
}

bool token_is(struct token token, const char *word)
{
    return strlen(word) == token.length && strncasecmp(token.at, word, token.length) == 0;
}
