/* One search box over residents, households and places.
 *
 * What one may type: characters (陈伟, 伟明), pinyin of every reading of a polyphone (shan or dan
 * for 单), initials (cwm), mixed (chenwm, cweim), ü as v or u, with or without blanks; the tail of
 * a phone (4 digits or more) or the whole; the last four of a citizen id (five, six or all of it
 * for who may see it whole); a room (3-2-1303, 3栋1303, 3栋2单元1303, C3, 三座, 灯湖花园3栋).
 * Several words narrow: 陈 3栋.
 *
 * Tokens of residents stand in search_token (tenant, token, resident); a query is a range of
 * tokens, read in the order of the index and stopped after `limit`. */
#ifndef PEOPLE_SEARCH_H
#define PEOPLE_SEARCH_H

#include "modules/people/people.h"

struct search_hit {
    const char *kind; /* "resident", "place", "firm" */
    int64_t id;
    const char *path;   /* /residents/ID */
    const char *name;   /* of the person or place */
    const char *detail; /* address, grid */
    const char *why;    /* code of search_reasons: name, pinyin, phone, citizen_id, room, place */
    const char *phone;  /* of a resident, or NULL */
    int64_t age;        /* RECORD_NONE */
    const char *sex;
    int64_t household_id;
};
extern const struct choice search_reasons[];
extern const struct record_type search_hit_type;

/* At most `limit` hits of what is within the scope. An empty or too long query finds nothing. */
MUST_USE enum result search_find(struct services *services, struct tx *tx,
                                 const struct principal *who, const char *query, const char *today,
                                 size_t limit, struct search_hit **hits, size_t *count,
                                 struct arena *arena, struct error *error);

/* The tokens under which a resident is found: names (each with every reading) and phones. Sorted,
 * without doubles. For the register itself and its tests. */
struct search_tokens {
    const char **tokens;
    size_t count;
};
struct search_tokens search_tokens_of(const char *name, const char *former_name,
                                      const char *const *phones, size_t phone_count,
                                      struct arena *arena);

#endif
