/* Search tokens of many residents: kept until all of them are there, then written in their own order, so
 * that each page of the tree is touched once. */
#include "modules/people/load_tokens.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "modules/people/rows.h"

enum { AT_ONCE = 16, BLOCK_SIZE = 256 * 1024 };

/* The parameters of token_add_many, after the tenant. */
_Static_assert(sizeof(struct people_sql_token_add_many_params) ==
                   sizeof(int64_t) + AT_ONCE * sizeof(struct search_token),
               "the parameters lie as an array of tokens");

/* Texts lie one after the other in blocks that are never moved. */
struct block {
    struct block *next;
    size_t used;
    char text[BLOCK_SIZE];
};

struct people_tokens {
    struct search_token *tokens;
    size_t count, capacity, kept;
    struct block *blocks;
    bool is_sorted;
};

struct people_tokens *people_tokens_new(void)
{
    struct people_tokens *tokens = calloc(1, sizeof *tokens);
    ALWAYS(tokens != NULL);
    return tokens;
}

void people_tokens_clear(struct people_tokens *tokens)
{
    for (struct block *block = tokens->blocks, *next; block != NULL; block = next) {
        next = block->next;
        free(block);
    }
    free(tokens->tokens);
    *tokens = (struct people_tokens){0};
}

void people_tokens_free(struct people_tokens *tokens)
{
    if (tokens == NULL)
        return;
    people_tokens_clear(tokens);
    free(tokens);
}

/* What a slice that was lost has left in the blocks stays there, unused. */
void people_tokens_begin(struct people_tokens *tokens)
{
    tokens->count = tokens->kept;
}

void people_tokens_keep(struct people_tokens *tokens)
{
    tokens->kept = tokens->count;
}

size_t people_tokens_count(const struct people_tokens *tokens)
{
    return tokens->count;
}

void people_tokens_add(struct people_tokens *tokens, const char *text, int64_t resident_id)
{
    size_t size = strlen(text) + 1;
    ALWAYS(size <= BLOCK_SIZE);
    if (tokens->blocks == NULL || BLOCK_SIZE - tokens->blocks->used < size) {
        struct block *block = malloc(sizeof *block);
        ALWAYS(block != NULL);
        block->next = tokens->blocks;
        block->used = 0;
        tokens->blocks = block;
    }
    if (tokens->count == tokens->capacity) {
        tokens->capacity = tokens->capacity == 0 ? 4096 : tokens->capacity * 2;
        tokens->tokens = realloc(tokens->tokens, tokens->capacity * sizeof *tokens->tokens);
        ALWAYS(tokens->tokens != NULL);
    }
    char *copy = tokens->blocks->text + tokens->blocks->used;
    memcpy(copy, text, size);
    tokens->blocks->used += size;
    tokens->tokens[tokens->count++] =
        (struct search_token){.text = copy, .resident_id = resident_id};
    tokens->is_sorted = false;
}

static int compare_tokens(const void *a, const void *b)
{
    const struct search_token *x = a, *y = b;
    int order = strcmp(x->text, y->text);
    return order != 0 ? order
                      : (x->resident_id > y->resident_id) - (x->resident_id < y->resident_id);
}

void search_tokens_sort(struct search_token *tokens, size_t count)
{
    if (count > 1)
        qsort(tokens, count, sizeof *tokens, compare_tokens);
}

enum result search_tokens_write(struct tx *tx, int64_t tenant, const struct search_token *tokens,
                                size_t count, struct error *error)
{
    struct people_sql_token_add_many_params many;
    enum result result = RESULT_OK;
    size_t i = 0;
    for (; i + AT_ONCE <= count && result == RESULT_OK; i += AT_ONCE) {
        many.tenant = tenant;
        memcpy((char *)&many + sizeof many.tenant, tokens + i, AT_ONCE * sizeof *tokens);
        result = store_run(tx, &people_sql_token_add_many, &many, NULL, error);
    }
    for (; i < count && result == RESULT_OK; i++)
        result = store_run(
            tx, &people_sql_token_add,
            &(struct people_sql_token_add_params){tenant, tokens[i].text, tokens[i].resident_id},
            NULL, error);
    return result;
}

enum result people_tokens_write(struct people_tokens *tokens, struct tx *tx, int64_t tenant,
                                size_t limit, size_t *from, bool *done, struct error *error)
{
    if (!tokens->is_sorted)
        search_tokens_sort(tokens->tokens, tokens->count);
    tokens->is_sorted = true;
    size_t left = tokens->count - *from, count = left < limit ? left : limit;
    enum result result = search_tokens_write(tx, tenant, tokens->tokens + *from, count, error);
    if (result == RESULT_OK) {
        *from += count;
        *done = *from == tokens->count;
    }
    return result;
}
