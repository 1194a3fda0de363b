/* Firms of the community and who works for them: the floating population of a park. */
#ifndef PEOPLE_FIRM_H
#define PEOPLE_FIRM_H

#include "modules/people/people.h"

struct firm {
    int64_t firm_id;
    int64_t version;
    const char *name;
    const char *credit_code; /* GB 32100, or NULL */
    int64_t place_id;        /* premises; 0 none */
    const char *address;     /* filled */
    int64_t headcount;       /* as the firm says; RECORD_NONE unknown */
    int64_t on_register;     /* filled: how many of them are in the register */
    const char *contact;     /* name of who answers, or NULL */
    const char *phone;       /* or NULL */
    const char *valid_to;    /* the last day, or NULL */
    const char *key;         /* filled: of the order, for `after_key` */
};
extern const struct record_type firm_type;

MUST_USE enum result firm_add(struct services *services, struct tx *tx, const struct principal *who,
                              const struct firm *firm, int64_t *firm_id, struct error *error);
MUST_USE enum result firm_set(struct services *services, struct tx *tx, const struct principal *who,
                              const struct firm *firm, struct error *error);
/* `on_register` is who works there on the day `today`. */
MUST_USE enum result firm_get(struct tx *tx, const struct scope *scope, int64_t firm_id,
                              const char *today, struct firm *firm, struct arena *arena,
                              struct error *error);
/* By name. */
MUST_USE enum result firm_list(struct tx *tx, const struct scope *scope, const char *today,
                               const char *after_key, int64_t after_id, size_t limit,
                               struct firm **firms, size_t *count, struct arena *arena,
                               struct error *error);
/* The firm of that name (cleaned), or *firm_id 0. */
MUST_USE enum result firm_find(struct tx *tx, const struct scope *scope, const char *name,
                               int64_t *firm_id, struct arena *arena, struct error *error);

struct job_of {
    int64_t employment_id, resident_id, firm_id;
    const char *firm_name, *resident_name;
    const char *since, *until; /* until: the end of the contract, or NULL */
};
extern const struct record_type job_of_type;
MUST_USE enum result employment_set(struct services *services, struct tx *tx,
                                    const struct principal *who, int64_t resident_id,
                                    int64_t firm_id, const char *since, const char *until,
                                    struct error *error);
MUST_USE enum result employment_list(struct tx *tx, const struct scope *scope, int64_t resident_id,
                                     struct job_of **jobs, size_t *count, struct arena *arena,
                                     struct error *error);

/* Who of the register works there today, by name. */
MUST_USE enum result firm_people(struct tx *tx, const struct scope *scope, int64_t firm_id,
                                 const char *today, size_t limit, struct resident_line **lines,
                                 size_t *count, struct arena *arena, struct error *error);

#endif
