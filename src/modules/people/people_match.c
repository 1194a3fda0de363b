/* Feeds the register to the matcher. */
#include "modules/people/people_match.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

struct people_matcher {
    const struct services *services;
    int64_t tenant;
    struct match_list *list;
    struct match_index *index;
    struct match_model model;
    int64_t *residents; /* of each row */
    size_t count, capacity;
};

/* ---- keys of citizen ids --------------------------------------------------------------------- */

static void put_key(struct store_bytes key, unsigned char out[MATCH_INDEX_SIZE])
{
    memset(out, 0, MATCH_INDEX_SIZE);
    if (key.at != NULL)
        memcpy(out, key.at, key.length < MATCH_INDEX_SIZE ? key.length : MATCH_INDEX_SIZE);
}

static void whole_key(void *self, const char *citizen_id, unsigned char out[MATCH_INDEX_SIZE])
{
    const struct people_matcher *matcher = self;
    struct arena *arena = arena_new();
    put_key(people_citizen_index(matcher->services, matcher->tenant, citizen_id, arena), out);
    arena_free(arena);
}

static void tail_key(void *self, const char *citizen_id, unsigned char out[MATCH_INDEX_SIZE])
{
    const struct people_matcher *matcher = self;
    struct arena *arena = arena_new();
    put_key(people_citizen_tail(matcher->services, matcher->tenant, citizen_id, arena), out);
    arena_free(arena);
}

/* ---- the register ---------------------------------------------------------------------------- */

static void add_resident(struct people_matcher *matcher, const struct resident_match_row *row)
{
    if (matcher->count == matcher->capacity) {
        matcher->capacity = matcher->capacity * 2 + 1024;
        matcher->residents =
            realloc(matcher->residents, matcher->capacity * sizeof matcher->residents[0]);
        if (matcher->residents == NULL)
            BUG("out of memory");
    }
    matcher->residents[matcher->count++] = row->resident_id;
    match_list_add(matcher->list, &(struct match_input){
                                      .name = row->name,
                                      .former_name = row->former_name,
                                      .sex = row->sex,
                                      .birth = row->birth_date,
                                      .citizen_index = row->citizen_index.at,
                                      .citizen_tail = row->citizen_tail.at,
                                      .phones = {row->phone, row->phone_2},
                                      .address = row->address,
                                  });
}

enum result people_matcher_open(struct services *services, struct tx *tx, const struct scope *scope,
                                struct people_matcher **matcher, struct error *error)
{
    struct people_matcher *made = calloc(1, sizeof *made);
    struct resident_match_cursor *cursor = NULL;
    struct arena *arena = arena_new();
    if (made == NULL)
        BUG("out of memory");
    made->services = services;
    made->tenant = scope->tenant;
    made->list = match_list_new(NULL);
    match_model_default(&made->model);
    enum result result = resident_match_open(tx, scope, &cursor, arena, error);
    for (bool more = true; more && result == RESULT_OK;) {
        struct resident_match_row row;
        result = resident_match_next(cursor, &row, &more, error);
        if (more && result == RESULT_OK)
            add_resident(made, &row);
    }
    resident_match_close(cursor);
    arena_free(arena);
    if (result != RESULT_OK) {
        people_matcher_close(made);
        return result;
    }
    made->index = match_index_new(made->list);
    *matcher = made;
    return RESULT_OK;
}

void people_matcher_close(struct people_matcher *matcher)
{
    if (matcher == NULL)
        return;
    match_index_free(matcher->index);
    match_list_free(matcher->list);
    free(matcher->residents);
    free(matcher);
}

/* ---- asking ---------------------------------------------------------------------------------- */

size_t people_matcher_count(const struct people_matcher *matcher)
{
    return matcher->count;
}

struct match_list *people_matcher_list(const struct people_matcher *matcher)
{
    return match_list_new(&(struct match_hasher){
        .whole = whole_key, .tail = tail_key, .self = (void *)(uintptr_t)matcher});
}

struct match_input people_match_input(const struct resident_row *row)
{
    return (struct match_input){
        .name = row->facts.name,
        .former_name = row->facts.former_name,
        .sex = row->facts.sex,
        .birth = row->facts.birth_date,
        .citizen_id = row->facts.citizen_id,
        .phones = {row->facts.phone, row->facts.phone_2},
        .address = row->address,
    };
}

void people_matcher_train(struct people_matcher *matcher, const struct match_list *list)
{
    match_train(&matcher->model, matcher->index, list);
}

void people_matcher_find(const struct people_matcher *matcher, const struct match_list *list,
                         size_t row, struct match_answer *answer, struct arena *arena)
{
    match_find(matcher->index, &matcher->model, list, row, answer, arena);
}

int64_t people_matcher_resident(const struct people_matcher *matcher, size_t row)
{
    ALWAYS(row < matcher->count);
    return matcher->residents[row];
}

void people_matcher_doubles(const struct people_matcher *matcher, struct people_double **doubles,
                            size_t *count, struct arena *arena)
{
    struct match_model model;
    struct match_pair *pairs = NULL;
    match_train(&model, matcher->index, NULL);
    match_pairs(matcher->index, &model, &pairs, count, arena, NULL, NULL);
    *doubles = arena_array(arena, *count + 1, sizeof **doubles);
    for (size_t i = 0; i < *count; i++)
        (*doubles)[i] = (struct people_double){
            .a = matcher->residents[pairs[i].a],
            .b = matcher->residents[pairs[i].b],
            .probability = pairs[i].probability,
            .verdict = pairs[i].verdict,
        };
}
