/* The matcher (match.h) over the register: for an import, for the proposals of doubles, and for one
 * person at entry.
 *
 * Citizen ids are compared by their blind indexes; nothing is unsealed. A matcher is a picture of the
 * register as of its making: about 13 MB and 0.2 s for 50,000 residents. */
#ifndef PEOPLE_PEOPLE_MATCH_H
#define PEOPLE_PEOPLE_MATCH_H

#include "modules/people/load.h"
#include "modules/people/match.h"

struct people_matcher;

/* Reads the residents of the scope. Owner: the caller, who closes it. */
MUST_USE enum result people_matcher_open(struct services *services, struct tx *tx,
                                         const struct scope *scope, struct people_matcher **matcher,
                                         struct error *error);
void people_matcher_close(struct people_matcher *matcher); /* takes NULL */

/* How many residents it knows. */
size_t people_matcher_count(const struct people_matcher *matcher);

/* A new list whose ids become keys as the register's do; free with match_list_free(). */
struct match_list *people_matcher_list(const struct people_matcher *matcher);

/* What a row of a list says, for match_list_add. */
struct match_input people_match_input(const struct resident_row *row);

/* Learns from the list; without it the model is our experience. */
void people_matcher_train(struct people_matcher *matcher, const struct match_list *list);

/* The candidates for a row of the list, best first; `row` of each is turned into the resident by
 * people_matcher_resident(). */
void people_matcher_find(const struct people_matcher *matcher, const struct match_list *list,
                         size_t row, struct match_answer *answer, struct arena *arena);
int64_t people_matcher_resident(const struct people_matcher *matcher, size_t row);

/* Residents who may be in the register twice: pairs of residents, a < b. */
struct people_double {
    int64_t a, b;
    double probability;
    enum match_verdict verdict;
};
void people_matcher_doubles(const struct people_matcher *matcher, struct people_double **doubles,
                            size_t *count, struct arena *arena);

#endif
