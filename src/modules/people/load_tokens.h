/* Inside the module: search tokens on their way into the store, one by one or a sorted array of them. */
#ifndef PEOPLE_LOAD_TOKENS_H
#define PEOPLE_LOAD_TOKENS_H

#include "modules/people/load.h"

struct search_token {
    const char *text;
    int64_t resident_id;
};

/* By text, then by resident: the order of the table. */
void search_tokens_sort(struct search_token *tokens, size_t count);
MUST_USE enum result search_tokens_write(struct tx *tx, int64_t tenant,
                                         const struct search_token *tokens, size_t count,
                                         struct error *error);

/* Copies the text. */
void people_tokens_add(struct people_tokens *tokens, const char *text, int64_t resident_id);

#endif
