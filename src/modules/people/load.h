/* Many residents at once: for imports and the demo.
 *
 * A load collects what it is given and writes it in the order of the tables' keys, with stays,
 * phones, search tokens, sealed citizen ids and blind indexes. It belongs to one transaction; make
 * one per slice. Nothing is checked here beyond what the tables refuse: the facts have been parsed,
 * and duplicates were the importer's question to a person.
 *
 *     struct people_load *load;
 *     result = people_load_open(services, tx, who, batch, today, &load, error);
 *     for (...) people_load_add(load, &seed, &id);          -- collects
 *     result = people_load_flush(load, error);              -- writes
 *     people_load_close(load);
 *
 * With a batch that is hidden (place_batch_hide) nothing of it shows until place_batch_show. */
#ifndef PEOPLE_LOAD_H
#define PEOPLE_LOAD_H

#include "modules/people/people.h"

struct people_load;

struct resident_seed {
    struct resident_facts facts;
    int64_t place_id;            /* where one lives; 0 nowhere here */
    const char *since, *until;   /* of that stay; NULL unknown, NULL still */
    int64_t registered_place_id; /* registered in another place of this tenant; 0 no. The same
                                    place: one stay of each kind */
    int64_t household_id;        /* 0 none: see people_load_household */
    const char *relation;        /* code, or NULL */
    int64_t firm_id;             /* employer; 0 none */
    const char *job_until;       /* end of the contract, or NULL */
    const char *care;            /* one care need, or NULL; purpose and end must be given with it */
    const char *care_purpose, *care_until;
};

MUST_USE enum result people_load_open(struct services *services, struct tx *tx,
                                      const struct principal *who, int64_t tenant, int64_t batch,
                                      const char *today, struct people_load **load,
                                      struct error *error);
/* Copies nothing: texts must live until the flush. Gives the id the resident will have. */
void people_load_add(struct people_load *load, const struct resident_seed *seed,
                     int64_t *resident_id);
/* A household to put residents into: gives its id. `number` and place may be none. */
void people_load_household(struct people_load *load, int64_t place_id, const char *number,
                           int64_t *household_id);
/* A firm: gives its id. */
void people_load_firm(struct people_load *load, const char *name, const char *credit_code,
                      int64_t place_id, int64_t headcount, int64_t *firm_id);
/* Keeps the search tokens of what is loaded from here on in `tokens`, for people_tokens_write(), instead
 * of writing them at each flush: the tree of tokens is the largest of all and its order has nothing to do
 * with that of the rows, so that writing them slice by slice would write most of it anew each time. */
struct people_tokens;
void people_load_keep_tokens(struct people_load *load, struct people_tokens *tokens);
/* Writes what was collected. The load can go on being used. */
MUST_USE enum result people_load_flush(struct people_load *load, struct error *error);
void people_load_close(struct people_load *load); /* takes NULL */

/* The tokens of many slices, in memory (about 30 bytes each, a dozen for a resident). A slice may run twice:
 * what came since people_tokens_begin() is forgotten by the next one, unless people_tokens_keep() was
 * called. Write them before a hidden batch is shown. */
struct people_tokens *people_tokens_new(void);
void people_tokens_free(struct people_tokens *tokens); /* takes NULL */
void people_tokens_begin(struct people_tokens *tokens);
void people_tokens_keep(struct people_tokens *tokens);
size_t people_tokens_count(const struct people_tokens *tokens);
/* Writes at most `limit` of them, in order, from the one at *from on, which it moves on; with the last of
 * them *done is set. Nothing is forgotten: people_tokens_clear() does that once all of it is committed. */
MUST_USE enum result people_tokens_write(struct people_tokens *tokens, struct tx *tx,
                                         int64_t tenant, size_t limit, size_t *from, bool *done,
                                         struct error *error);
void people_tokens_clear(struct people_tokens *tokens);

/* Changes the facts of a resident who is already in the register, as an import does: only fields
 * that are not NULL in `facts` are taken, the version grows, the history names the batch. *changed
 * tells whether anything differed. */
MUST_USE enum result people_load_change(struct people_load *load, int64_t resident_id,
                                        const struct resident_facts *facts, bool *changed,
                                        struct error *error);

/* ---- undo ------------------------------------------------------------------------------------ */

/* Gives a resident whom the batch changed the former facts back: as resident_set, but without a citizen id
 * in `facts` the one that the batch brought is taken out. A masked one means: it stays. */
MUST_USE enum result people_give_back(struct services *services, struct tx *tx,
                                      const struct principal *who, int64_t resident_id,
                                      int64_t version, const struct resident_facts *facts,
                                      const char *today, struct error *error);
/* Residents of the batch that somebody changed since (their version is not 1): not undone by
 * people_batch_remove, but listed. */
MUST_USE enum result people_batch_changed(struct tx *tx, const struct scope *scope, int64_t batch,
                                          struct resident_line **lines, size_t *count,
                                          struct arena *arena, struct error *error);
/* Removes what the batch added and nobody changed since, at most `limit` residents per call;
 * *removed 0: done. In slices of the write lane. */
MUST_USE enum result people_batch_remove(struct tx *tx, int64_t tenant, int64_t batch,
                                         int64_t limit, int64_t *removed, struct error *error);

/* ---- what the matcher reads ------------------------------------------------------------------ */

/* All residents of the scope that are not merged away, with what matching compares, in the order of
 * their ids. Texts live until the next call of store_next; ids are compared by blind index. */
struct resident_match_row {
    int64_t resident_id;
    const char *name, *former_name, *sex, *birth_date, *phone, *phone_2, *address;
    int64_t place_id, household_id;
    struct store_bytes citizen_index; /* of the whole id; .at NULL none */
    struct store_bytes citizen_tail;  /* of the last four */
    const char *registered_address;
};
struct resident_match_cursor;
MUST_USE enum result resident_match_open(struct tx *tx, const struct scope *scope,
                                         struct resident_match_cursor **cursor, struct arena *arena,
                                         struct error *error);
MUST_USE enum result resident_match_next(struct resident_match_cursor *cursor,
                                         struct resident_match_row *row, bool *more,
                                         struct error *error);
void resident_match_close(struct resident_match_cursor *cursor); /* takes NULL */

/* The blind indexes of a citizen id (normalised, 18 characters), as stored with residents. */
struct store_bytes people_citizen_index(const struct services *services, int64_t tenant,
                                        const char *citizen_id, struct arena *arena);
struct store_bytes people_citizen_tail(const struct services *services, int64_t tenant,
                                       const char *citizen_id, struct arena *arena);

#endif
