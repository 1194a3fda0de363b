/* What the files of the matcher share; nobody else includes it. */
#ifndef PEOPLE_MATCH_PRIVATE_H
#define PEOPLE_MATCH_PRIVATE_H

#include "modules/people/match.h"

/* Texts are interned per list: the same value has the same number, 0 is "not said". */
enum match_value {
    VALUE_SURNAME,
    VALUE_GIVEN,
    VALUE_FORMER_SURNAME,
    VALUE_FORMER_GIVEN,
    VALUE_PLACE,
    VALUE_NUMBER,
    VALUE_BUILDING,
    VALUE_UNIT,
    VALUE_ROOM,
    VALUE_STREET_NUMBER,
    VALUE_ADDRESS_1,
    VALUE_ADDRESS_2,
    VALUE_SUBURB,
    VALUE_POSTCODE,
    VALUE_STATE,
    VALUE__COUNT
};

struct match_record {
    uint64_t citizen;             /* key of a valid id; 0 not said */
    uint64_t citizen_tail;        /* key of the last four */
    uint64_t phone[MATCH_PHONES]; /* digits as a number; 0 not said */
    uint32_t value[VALUE__COUNT];
    uint32_t birth;       /* year * 10000 + month * 100 + day as written; month 0: year only */
    uint32_t lunar;       /* the same day by the lunar calendar, written alike; 0 unknown */
    uint32_t corrections; /* of an id with a slip: first of its keys in list->corrections */
    uint8_t correction_count;
    uint8_t sex;    /* 0 unknown, 1 male, 2 female */
    uint8_t is_han; /* the given name is in Han characters */
    uint8_t birth_from_id;
};

struct match_text {
    uint32_t at;   /* first character in list->characters */
    uint32_t uses; /* rows that have it, in any field */
    uint32_t hash;
    uint16_t length; /* in characters */
};

struct match_list {
    struct match_hasher hasher;
    struct arena *arena; /* for reading one person */
    struct match_record *records;
    size_t count, capacity;
    struct match_text *texts; /* [0] is "not said" */
    size_t text_count, text_capacity;
    uint32_t *characters;
    size_t character_count, character_capacity;
    uint32_t *slots; /* hash table over texts */
    size_t slot_count;
    uint64_t *corrections;
    size_t correction_count, correction_capacity;
};

/* match_list.c */
uint32_t match_intern(struct match_list *list, enum match_value value, const uint32_t *characters,
                      size_t length);
/* The number of a text of another list in this one, 0 if it has none. */
uint32_t match_intern_find(const struct match_list *list, const struct match_list *other,
                           uint32_t text);

/* match_name.c */
void match_read_name(struct match_list *list, const struct match_input *input,
                     struct match_record *record);

/* match_compare.c */
uint32_t match_uses(const struct match_list *list, uint32_t text);

/* match_index.c: the register's rows that share a key with a row, each once. */
struct match_scratch;
struct match_scratch *match_scratch_new(const struct match_index *index);
void match_scratch_free(struct match_scratch *scratch);
size_t match_candidates(const struct match_index *index, const struct match_list *list, size_t row,
                        struct match_scratch *scratch, const uint32_t **rows);
const struct match_list *match_index_list(const struct match_index *index);
/* How many rows of the register have this phone, or live in this home. */
uint32_t match_index_phone_uses(const struct match_index *index, uint64_t phone);
uint32_t match_index_home_uses(const struct match_index *index, const struct match_list *list,
                               size_t row);
uint64_t match_row_hash(const struct match_list *list, size_t row);

/* match_model.c: the odds that two rows are one person, before candidates compete. */
double match_score(const struct match_index *index, const struct match_model *model,
                   const struct match_list *list, size_t row, size_t index_row,
                   struct match_evidence evidence[MATCH_FIELD__COUNT]);

#endif
