/* Tokens of SQL, as far as we look into it: tools/sqlgen.c does at build time, to number parameters
 * and to put in clauses, and store/schema.c at start, to map the neutral types of a migration. It
 * knows quotes and comments, so that nothing inside them is mistaken for a word. Knows nobody. */
#ifndef STORE_TOKEN_H
#define STORE_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

enum token_kind {
    TOKEN_END,
    TOKEN_SPACE, /* white space or a comment */
    TOKEN_WORD,
    TOKEN_NUMBER,
    TOKEN_STRING,      /* '...' or "...", doubled quotes inside */
    TOKEN_PARAM,       /* :name */
    TOKEN_OPTIONAL,    /* the comment that is the place of the optional clauses */
    TOKEN_ORDER,       /* the comment that is the place of the order */
    TOKEN_CLUSTERED,   /* the comment that says: keep this table in the order of its key */
    TOKEN_APPEND_ONLY, /* the comment that says: rows of this table are never changed or removed */
    TOKEN_MARK,        /* any other character, or :: */
    TOKEN_UNENDED,     /* a quote or comment that does not end: the rest of the text */
};

struct token {
    enum token_kind kind;
    const char *at;
    size_t length;
};

/* The token at *from; moves *from past it. At the end it stays there. */
struct token token_next(const char **from);

/* The next one that is not white space or a comment. */
struct token token_next_solid(const char **from);

/* Whether it is this word, in any case, or this mark. */
bool token_is(struct token token, const char *word);

#endif
