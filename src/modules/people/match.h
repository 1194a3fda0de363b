/* Who is the same person: probabilistic record linkage.
 *
 * Pure: knows neither store nor web. A caller reads people into a list (match_list_add), makes an
 * index over the register's list (match_index_new), trains the model on the two lists (match_train),
 * and asks about one person at a time (match_find), or for the pairs within one list (match_pairs) and
 * their clusters (match_clusters).
 *
 * The method
 *   - Fellegi and Sunter, "A theory for record linkage", JASA 64 (1969): each field is compared to a
 *     level of likeness (same, close ... differs); a level weighs by m, how often it is seen when two
 *     records are one person, over u, how often when they are not. The probability follows from the
 *     product of the weights and from how common matches are.
 *   - Three kinds of pairs, not two: one person, two people of one household, two strangers; people of
 *     a household share surname, home and phone, so those must not add up to "the same person"
 *     (Winkler 1992, "Comparative analysis of record linkage decision rules"; Larsen and Rubin 2001,
 *     "Iterative automated record linkage using mixture models", JASA 96).
 *   - m and the shares of the three kinds by expectation maximisation (Dempster, Laird and Rubin
 *     1977; Winkler 1988) over the candidate pairs, held to our experience by a Dirichlet prior, so
 *     that a list of three people is matched sensibly too; u by comparing pairs drawn at random.
 *   - Rare values weigh more (Newcombe 1959; Winkler 1989): to agree on 麦 says more than on 陈, on a
 *     phone of one person more than on one that the family of four shares.
 *   - Candidates are found by several keys (blocking), so that no single slip hides a pair.
 *   - For one person of a list, the register's people compete: two equally good candidates are at
 *     most even (unless those two are duplicates of each other).
 *   - Names: Jaro-Winkler (Winkler 1990) for letters; for Han names characters one by one: same, of
 *     the same sound, of a similar look (match_han.h), in swapped order, one left out.
 *
 * What the model cannot know is put on top as rules for "certain" (match_verdict_of): in Han names
 * siblings and twins differ in the given name only, so without it, or against two different valid
 * citizen ids, nothing is certain.
 *
 * Everything is deterministic, and does not depend on the order of the rows. */
#ifndef PEOPLE_MATCH_H
#define PEOPLE_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

/* What is compared. The fields from street_number on are for lists that have an address in columns. */
enum match_field {
    MATCH_SURNAME,
    MATCH_GIVEN,
    MATCH_SEX,
    MATCH_BIRTH,
    MATCH_CITIZEN_ID,
    MATCH_PHONE,
    MATCH_HOME,
    MATCH_STREET_NUMBER,
    MATCH_ADDRESS_1,
    MATCH_ADDRESS_2,
    MATCH_SUBURB,
    MATCH_POSTCODE,
    MATCH_STATE,
    MATCH_FIELD__COUNT
};

/* How like the two are.
 *            surname, given     birth             citizen id      phone       home
 *   AGREE    same               same day          same            one same    same home
 *   CLOSE    sounds, looks so   one slip, lunar   one slip        one slip    one slip
 *   NEAR     less so            another year      same last four  -           one says less
 *   PART     shares something   year only         -               -           same building
 *   CROSSED  order swapped      -                 -               -           same compound
 *   DIFFER   otherwise */
enum match_level {
    MATCH_MISSING, /* one of the two does not say */
    MATCH_AGREE,
    MATCH_CLOSE,
    MATCH_NEAR,
    MATCH_PART,
    MATCH_CROSSED,
    MATCH_DIFFER,
    MATCH_LEVEL__COUNT
};

enum match_verdict { MATCH_NEW, MATCH_LIKELY, MATCH_CERTAIN, MATCH_VERDICT__COUNT };

/* "surname", "given" ..., "agree", "close" ..., "new", "likely", "certain": for JSON and choices. */
extern const char *const match_field_names[MATCH_FIELD__COUNT];
extern const char *const match_level_names[MATCH_LEVEL__COUNT];
extern const char *const match_verdict_names[MATCH_VERDICT__COUNT];

/* ---- lists ----------------------------------------------------------------------------------- */

enum { MATCH_PHONES = 3, MATCH_INDEX_SIZE = 16 };

/* One person as somebody wrote them; NULL is "does not say". Values that make no sense are taken as
 * not said. Nothing is kept: texts are copied. */
struct match_input {
    const char *name;                 /* whole: 欧阳志强, 阿卜杜拉·买买提, Anna Lee */
    const char *surname, *given_name; /* or in parts */
    const char *former_name;          /* 曾用名: may match in place of the name */
    const char *sex;                  /* 1 2, 男 女, M F, male female */
    const char *birth;                /* a day (ISO or eight digits), or a year */
    const char *citizen_id;           /* as written; also one with a wrong digit, or masked */
    const void *citizen_index;        /* or keyed hashes of MATCH_INDEX_SIZE bytes: whole ... */
    const void *citizen_tail;         /* ... and the last four */
    const char *phones[MATCH_PHONES];
    const char *address; /* as written (record/address.h) */
    const char *street_number, *address_1, *address_2, *suburb, *postcode, *state;
};

/* How citizen ids become keys. The register knows them as keyed hashes only; a list that is to be
 * compared with it gives the same function. */
struct match_hasher {
    void (*whole)(void *self, const char *citizen_id, unsigned char out[MATCH_INDEX_SIZE]);
    void (*tail)(void *self, const char *citizen_id, unsigned char out[MATCH_INDEX_SIZE]);
    void *self;
};

struct match_list;
/* `hasher` may be NULL (then ids are compared as they are); it is copied. */
struct match_list *match_list_new(const struct match_hasher *hasher);
void match_list_free(struct match_list *list); /* takes NULL */
/* Appends; rows are numbered from 0. */
void match_list_add(struct match_list *list, const struct match_input *input);
size_t match_list_count(const struct match_list *list);
/* Bytes it holds. */
size_t match_list_memory(const struct match_list *list);

/* How like two people are, field by field. */
void match_compare(const struct match_list *a, size_t a_row, const struct match_list *b,
                   size_t b_row, enum match_level levels[MATCH_FIELD__COUNT]);

/* ---- index and model ------------------------------------------------------------------------- */

struct match_index;
/* Borrows the list, which must not change any more. */
struct match_index *match_index_new(const struct match_list *list);
void match_index_free(struct match_index *index); /* takes NULL; not the list */
size_t match_index_memory(const struct match_index *index);

struct match_model {
    /* P(level | one person), P(level | household), P(level | strangers), given that both say it. */
    double same[MATCH_FIELD__COUNT][MATCH_LEVEL__COUNT];
    double household[MATCH_FIELD__COUNT][MATCH_LEVEL__COUNT];
    double strangers[MATCH_FIELD__COUNT][MATCH_LEVEL__COUNT];
    double coverage; /* of the list's people, how many are in the register (or have a double) */
    double family;   /* of the list's people, how many pairs with a household member each has */
    int rounds;      /* of expectation maximisation that it took */
};

/* Our experience, before any data. */
void match_model_default(struct match_model *model);

/* Learns from the register and a list (NULL: the register against itself). */
void match_train(struct match_model *model, const struct match_index *index,
                 const struct match_list *list);

/* ---- asking ---------------------------------------------------------------------------------- */

struct match_evidence {
    enum match_level level;
    double weight; /* log2 of how much likelier it is for one person than for strangers */
};

struct match_candidate {
    size_t row;         /* in the register */
    double probability; /* that this is the person */
    enum match_verdict verdict;
    struct match_evidence evidence[MATCH_FIELD__COUNT];
};

struct match_answer {
    enum match_verdict verdict;         /* of the best */
    struct match_candidate *candidates; /* best first, at most MATCH_CANDIDATES; in the arena */
    size_t count;
    double probability_new; /* that none of the register is the person */
};
enum { MATCH_CANDIDATES = 8 };

/* The candidates for row `row` of `list`. Thread-safe: changes neither index nor list. */
void match_find(const struct match_index *index, const struct match_model *model,
                const struct match_list *list, size_t row, struct match_answer *answer,
                struct arena *arena);

struct match_pair {
    size_t a, b; /* rows; within one list a < b */
    double probability;
    enum match_verdict verdict;
};

/* Pairs within the index's own list that are at least likely, sorted by (a, b). `progress` (may be
 * NULL) is called now and then with the rows done and returns false to stop; then the result is false
 * and *count 0. */
bool match_pairs(const struct match_index *index, const struct match_model *model,
                 struct match_pair **pairs, size_t *count, struct arena *arena,
                 bool (*progress)(void *self, size_t done, size_t total), void *self);

/* The evidence of one pair, side by side. */
void match_explain(const struct match_index *index, const struct match_model *model,
                   const struct match_list *list, size_t list_row, size_t index_row,
                   struct match_candidate *candidate);

/* Clusters of certain pairs: cluster[i] is the smallest row of i's cluster. Pairs are joined in the
 * order of their probability; a pair that would bring two different valid citizen ids into one
 * cluster is left out. */
void match_clusters(const struct match_list *list, const struct match_pair *pairs, size_t count,
                    size_t *cluster);

#endif
