/* Residents, households, stays and firms: the register.
 *
 * A resident is a row of facts (struct resident_facts, declared once: form, JSON, spreadsheet and
 * export come from the table). Where one lives is not a fact but a dated stay; registered here but
 * living there (人户分离) is two stays. The register never forgets by deleting: who moves away or
 * dies gets a day and a reason, and the record is closed.
 *
 * There is no column for religion, and none for lists of people to control; there are only needs
 * for care, each with a purpose, a basis and an end (domain.md 1.1).
 *
 * Citizen ids are sealed (access/vault.h, collection VAULT_REGISTER) and found by blind index of
 * the whole and of the last four. In struct resident the id is masked (440605********1234) unless
 * it was asked for by resident_show_citizen_id, which is a write because it is audited.
 *
 * Every row has a version. A change says which version it was made from; RESULT_CONFLICT means that
 * somebody else changed it meanwhile, and nothing was changed.
 *
 * Every operation is bound to the tenant and the grids of the scope in SQL; what is outside is
 * RESULT_NOT_FOUND. Residents who live nowhere in the tenant (registered here, living elsewhere)
 * have grid 0 and are within a whole tenant's scope only. Results live in the caller's arena.
 *
 * Beside this header: load.h (many at once), search.h, merge.h, firm.h, pinyin.h, match.h. */
#ifndef PEOPLE_PEOPLE_H
#define PEOPLE_PEOPLE_H

#include "modules/place/grid.h"

extern const struct module people_module;

/* See residents; change them; see citizen ids whole (with a reason, audited); merge two residents.
 */
extern const struct capability people_read, people_write, people_identity, people_merge;

/* ---- the facts ------------------------------------------------------------------------------- */

extern const struct choice resident_sexes[]; /* GB/T 2261.1: 1 男 2 女 9 未说明 0 未知 */
extern const struct choice resident_residences[]; /* registered 户籍, floating 流动人口 */
extern const struct choice resident_ethnics[];    /* GB/T 3304: 01 汉族 ... 56 */
extern const struct choice resident_relations[]; /* GB/T 4761, two digits: 02 户主 10 配偶 ... */
extern const struct choice resident_statuses[];  /* here, away (moved out), dead */
extern const struct choice resident_cares[]; /* alone 独居, aged 高龄, frail 行动不便 ... */
extern const struct choice
    resident_bases[]; /* consent, statutory_duty, emergency, public_interest */

struct resident_facts {
    const char *name;
    const char *former_name; /* 曾用名 */
    const char *sex;
    const char *birth_date;
    const char *citizen_id;
    const char *phone; /* the first; others are in resident_phone */
    const char *phone_2;
    const char *residence;          /* registered or floating */
    const char *registered_address; /* 户籍地址, as written */
    const char *ethnic_group;
    const char *note;
};

/* The declared fields of the facts, wherever a struct embeds them: RESIDENT_FACT_FIELDS(struct x,
 * facts). Aliases are the headings that spreadsheets use. */
extern const char *const resident_name_aliases[];
extern const char *const resident_former_aliases[];
extern const char *const resident_sex_aliases[];
extern const char *const resident_birth_aliases[];
extern const char *const resident_id_aliases[];
extern const char *const resident_phone_aliases[];
extern const char *const resident_phone_2_aliases[];
extern const char *const resident_residence_aliases[];
extern const char *const resident_registered_aliases[];
extern const char *const resident_ethnic_aliases[];
extern const char *const resident_note_aliases[];
#define RESIDENT_FACT_FIELDS(struct_type, facts)                                                   \
    {.name = "name",                                                                               \
     .label = N_("Name"),                                                                          \
     .kind = FIELD_NAME,                                                                           \
     .offset = FIELD_AT(struct_type, facts.name),                                                  \
     .privacy = PRIVACY_PERSONAL,                                                                  \
     .flags = FIELD_REQUIRED,                                                                      \
     .aliases = resident_name_aliases},                                                            \
        {.name = "former_name",                                                                    \
         .label = N_("Former name"),                                                               \
         .kind = FIELD_NAME,                                                                       \
         .offset = FIELD_AT(struct_type, facts.former_name),                                       \
         .privacy = PRIVACY_PERSONAL,                                                              \
         .aliases = resident_former_aliases},                                                      \
        {.name = "sex",                                                                            \
         .label = N_("Sex"),                                                                       \
         .kind = FIELD_CHOICE,                                                                     \
         .offset = FIELD_AT(struct_type, facts.sex),                                               \
         .privacy = PRIVACY_INTERNAL,                                                              \
         .choices = resident_sexes,                                                                \
         .aliases = resident_sex_aliases},                                                         \
        {.name = "birth_date",                                                                     \
         .label = N_("Date of birth"),                                                             \
         .kind = FIELD_DATE,                                                                       \
         .offset = FIELD_AT(struct_type, facts.birth_date),                                        \
         .privacy = PRIVACY_PERSONAL,                                                              \
         .aliases = resident_birth_aliases},                                                       \
        {.name = "citizen_id",                                                                     \
         .label = N_("Citizen ID"),                                                                \
         .kind = FIELD_CITIZEN_ID,                                                                 \
         .offset = FIELD_AT(struct_type, facts.citizen_id),                                        \
         .privacy = PRIVACY_SENSITIVE,                                                             \
         .aliases = resident_id_aliases},                                                          \
        {.name = "phone",                                                                          \
         .label = N_("Phone"),                                                                     \
         .kind = FIELD_PHONE,                                                                      \
         .offset = FIELD_AT(struct_type, facts.phone),                                             \
         .privacy = PRIVACY_PERSONAL,                                                              \
         .aliases = resident_phone_aliases},                                                       \
        {.name = "phone_2",                                                                        \
         .label = N_("Second phone"),                                                              \
         .kind = FIELD_PHONE,                                                                      \
         .offset = FIELD_AT(struct_type, facts.phone_2),                                           \
         .privacy = PRIVACY_PERSONAL,                                                              \
         .aliases = resident_phone_2_aliases},                                                     \
        {.name = "residence",                                                                      \
         .label = N_("Residence"),                                                                 \
         .kind = FIELD_CHOICE,                                                                     \
         .offset = FIELD_AT(struct_type, facts.residence),                                         \
         .privacy = PRIVACY_INTERNAL,                                                              \
         .choices = resident_residences,                                                           \
         .aliases = resident_residence_aliases},                                                   \
        {.name = "registered_address",                                                             \
         .label = N_("Registered address"),                                                        \
         .kind = FIELD_ADDRESS,                                                                    \
         .offset = FIELD_AT(struct_type, facts.registered_address),                                \
         .privacy = PRIVACY_PERSONAL,                                                              \
         .aliases = resident_registered_aliases},                                                  \
        {.name = "ethnic_group",                                                                   \
         .label = N_("Ethnic group"),                                                              \
         .kind = FIELD_CHOICE,                                                                     \
         .offset = FIELD_AT(struct_type, facts.ethnic_group),                                      \
         .privacy = PRIVACY_INTERNAL,                                                              \
         .choices = resident_ethnics,                                                              \
         .aliases = resident_ethnic_aliases},                                                      \
    {                                                                                              \
        .name = "note", .label = N_("Note"), .kind = FIELD_LONG_TEXT,                              \
        .offset = FIELD_AT(struct_type, facts.note), .privacy = PRIVACY_PERSONAL,                  \
        .aliases = resident_note_aliases                                                           \
    }

/* All that a row of a list may tell about one person: what an import maps its columns to. */
struct resident_row {
    struct resident_facts facts;
    const char *compound;         /* 小区 in a column of its own */
    const char *address;          /* where one lives, as written: 3栋1204 */
    const char *household_number; /* 户号: rows with the same one are a household */
    const char *relation;         /* to the head: code of resident_relations */
    const char *firm;             /* employer */
    const char *since;            /* living here since */
    const char *until;            /* ... until (floating population, contracts) */
};
extern const struct record_type resident_row_type;

/* ---- one resident ---------------------------------------------------------------------------- */

struct resident {
    int64_t resident_id;
    int64_t version;
    int64_t batch_id;            /* the import that made it; 0 none */
    struct resident_facts facts; /* citizen_id masked; phones whole (masking is the view's) */
    const char *status;          /* here, away, dead */
    const char *left_day;        /* when status is not here */
    const char *left_reason;
    int64_t household_id;  /* 0 none */
    const char *relation;  /* to the head of it; code */
    int64_t place_id;      /* where one lives today; 0: nowhere in this tenant */
    int64_t grid_id;       /* its grid today; 0 none */
    const char *address;   /* of place_id, or NULL */
    const char *grid_name; /* or NULL */
    int64_t age;           /* completed years today; RECORD_NONE without a birth date */
    const char *cares;     /* codes of care needs of today, separated by blanks; or NULL */
    int64_t created_at, changed_at;
    int64_t merged_into; /* resident_id; 0: not merged */
};
extern const struct record_type resident_type;

/* RESULT_NOT_FOUND outside the scope or in a hidden batch. A resident who was merged away is found
 * by its old id: `merged_into` says where to go. `today` is an ISO day. */
MUST_USE enum result resident_get(struct services *services, struct tx *tx,
                                  const struct scope *scope, int64_t resident_id, const char *today,
                                  struct resident *resident, struct arena *arena,
                                  struct error *error);

/* The citizen id whole, for whoever may (people_identity), with an audit row in the same
 * transaction. *citizen_id is NULL when there is none. The reason must not be empty. */
MUST_USE enum result resident_show_citizen_id(struct services *services, struct tx *tx,
                                              const struct principal *who, int64_t resident_id,
                                              const char *reason, const char **citizen_id,
                                              struct arena *arena, struct error *error);

/* Adds a resident living in `place_id` (0: nowhere here) since `since` (NULL: today).
 * RESULT_CONFLICT if somebody with that citizen id is in the register; *resident_id is theirs then.
 */
MUST_USE enum result resident_add(struct services *services, struct tx *tx,
                                  const struct principal *who, const struct resident_facts *facts,
                                  int64_t place_id, const char *since, const char *today,
                                  int64_t *resident_id, struct error *error);

/* Changes the facts, made from `version`. A citizen_id that is NULL or masked stays as it is.
 * Writes names of changed fields to the history and the audit. */
MUST_USE enum result resident_set(struct services *services, struct tx *tx,
                                  const struct principal *who, int64_t resident_id, int64_t version,
                                  const struct resident_facts *facts, const char *today,
                                  struct error *error);

/* Closes the record: `status` away or dead, with day and reason; ends stays and care needs. And
 * opens it again (moved back, or it was a mistake). */
MUST_USE enum result resident_leave(struct services *services, struct tx *tx,
                                    const struct principal *who, int64_t resident_id,
                                    int64_t version, const char *status, const char *day,
                                    const char *reason, const char *today, struct error *error);
MUST_USE enum result resident_return(struct services *services, struct tx *tx,
                                     const struct principal *who, int64_t resident_id,
                                     int64_t version, int64_t place_id, const char *day,
                                     const char *today, struct error *error);

/* ---- lists ----------------------------------------------------------------------------------- */

enum resident_order { RESIDENT_BY_PINYIN, RESIDENT_BY_STROKES, RESIDENT_BY_ADDRESS };
struct resident_filter {
    int64_t grid_id;                 /* with the grids below it; 0 all */
    int64_t place_id;                /* living at it or below; 0 all */
    const char *residence;           /* NULL all */
    const char *care;                /* NULL all */
    const char *sex;                 /* NULL all */
    const char *born_from, *born_to; /* ISO days, both included; NULL all */
    const char *status;              /* NULL: here */
    enum resident_order order;
    const char *after_key; /* key of the last row of the page before; NULL: from the start */
    int64_t after_id;
    size_t limit; /* 0: LIMIT_PAGE_ROWS */
};
/* One row of the list: light, for 50 on a page or 50,000 in an export. */
struct resident_line {
    int64_t resident_id;
    int64_t version;
    const char *name, *sex, *birth_date, *phone, *residence;
    int64_t age;
    int64_t household_id;
    const char *relation;
    int64_t place_id;
    const char *address;
    int64_t grid_id;
    const char *grid_name;
    const char *cares;
    const char *key; /* of the order: for `after` */
};
extern const struct record_type resident_line_type;
MUST_USE enum result resident_list(struct tx *tx, const struct scope *scope,
                                   const struct resident_filter *filter, const char *today,
                                   struct resident_line **lines, size_t *count, struct arena *arena,
                                   struct error *error);
/* The same as a cursor for `struct record_list` (`next` and its `cursor`; rows are struct
 * resident_line); ends by itself after the last row. */
MUST_USE enum result resident_stream(struct tx *tx, const struct scope *scope,
                                     const struct resident_filter *filter, const char *today,
                                     struct record_list *list, struct arena *arena,
                                     struct error *error);
/* How many; exact to LIMIT_COUNT_EXACT under a filter (*is_more says there are more). */
MUST_USE enum result resident_count(struct tx *tx, const struct scope *scope,
                                    const struct resident_filter *filter, int64_t *count,
                                    bool *is_more, struct arena *arena, struct error *error);

/* ---- phones, stays, care needs, history ------------------------------------------------------ */

struct resident_phone {
    int64_t resident_id;
    const char *phone;
    int64_t position;  /* 1 is the first */
    const char *whose; /* "own", or in words: 女儿; or NULL */
};
extern const struct record_type resident_phone_type;
MUST_USE enum result resident_phones(struct tx *tx, const struct scope *scope, int64_t resident_id,
                                     struct resident_phone **phones, size_t *count,
                                     struct arena *arena, struct error *error);

extern const struct choice stay_kinds[]; /* living, registered */
struct stay {
    int64_t stay_id, resident_id;
    int64_t place_id; /* 0: elsewhere, see address */
    const char *kind;
    const char *address; /* of the place, or as written */
    const char *since;   /* ISO day, or NULL: unknown */
    const char *until;   /* the last day, or NULL: still */
    const char *reason;  /* why it ended, or NULL */
};
extern const struct record_type stay_type;
/* Newest first. */
MUST_USE enum result stay_list(struct tx *tx, const struct scope *scope, int64_t resident_id,
                               struct stay **stays, size_t *count, struct arena *arena,
                               struct error *error);
/* Begins a stay on `since`: a living one ends the living one before it the day before, and makes
 * the place the resident's. RESULT_INVALID if it begins before the present one. */
MUST_USE enum result stay_begin(struct services *services, struct tx *tx,
                                const struct principal *who, int64_t resident_id, int64_t version,
                                const struct stay *stay, const char *today, int64_t *stay_id,
                                struct error *error);
/* Who stayed there on a day: "who slept in this stairwell last night". */
MUST_USE enum result stay_list_place(struct tx *tx, const struct scope *scope, int64_t place_id,
                                     const char *day, size_t limit, struct resident_line **lines,
                                     size_t *count, struct arena *arena, struct error *error);

struct care_need {
    int64_t care_id, resident_id;
    const char *care;          /* code of resident_cares */
    const char *purpose;       /* what it is for, in words */
    const char *basis;         /* code of resident_bases */
    const char *since, *until; /* ISO days; until is required */
};
extern const struct record_type care_need_type;
MUST_USE enum result care_list(struct tx *tx, const struct scope *scope, int64_t resident_id,
                               struct care_need **needs, size_t *count, struct arena *arena,
                               struct error *error);
MUST_USE enum result care_add(struct services *services, struct tx *tx, const struct principal *who,
                              const struct care_need *need, const char *today, int64_t *care_id,
                              struct error *error);
/* Ends it with the day; *resident_id is whose it was. */
MUST_USE enum result care_end(struct services *services, struct tx *tx, const struct principal *who,
                              int64_t care_id, const char *day, const char *today,
                              int64_t *resident_id, struct error *error);

/* Takes care needs that ended since the day `since` out of the residents' codes: once a day. */
MUST_USE enum result care_refresh(struct tx *tx, int64_t tenant, const char *since,
                                  const char *today, struct error *error);

/* After places or grids have changed (place_set, grid_member_set, grid_refresh): residents follow to
 * the new keys and grids of their homes. */
MUST_USE enum result people_follow_place(struct tx *tx, int64_t tenant, int64_t *changed,
                                         struct error *error);
/* Fills `people` of places and of grids: who lives there today. */
MUST_USE enum result people_count_places(struct tx *tx, const struct scope *scope,
                                         struct place *places, size_t count, struct arena *arena,
                                         struct error *error);
MUST_USE enum result people_count_grids(struct tx *tx, const struct scope *scope,
                                        struct grid *grids, size_t count, struct arena *arena,
                                        struct error *error);

struct resident_change {
    int64_t change_id;
    int64_t at;
    int64_t account_id; /* 0: the program */
    const char *account_name;
    const char *action; /* added, changed, moved, left, returned, merged, unmerged, imported ... */
    const char *fields; /* names of fields, separated by blanks, or NULL */
};
extern const struct record_type resident_change_type;
MUST_USE enum result resident_history(struct tx *tx, const struct scope *scope, int64_t resident_id,
                                      struct resident_change **changes, size_t *count,
                                      struct arena *arena, struct error *error);

/* ---- households ------------------------------------------------------------------------------ */

struct household {
    int64_t household_id;
    int64_t version;
    const char *number;  /* 户号, or NULL */
    int64_t place_id;    /* where it lives; 0 none */
    const char *address; /* or NULL */
    int64_t head_id;     /* resident; 0: none named */
    const char *head_name;
    int64_t people;
};
extern const struct record_type household_type;
MUST_USE enum result household_get(struct tx *tx, const struct scope *scope, int64_t household_id,
                                   struct household *household, struct arena *arena,
                                   struct error *error);
/* The head first, then by relation. */
MUST_USE enum result household_people(struct tx *tx, const struct scope *scope,
                                      int64_t household_id, const char *today,
                                      struct resident_line **lines, size_t *count,
                                      struct arena *arena, struct error *error);
/* Makes a household with this resident as its head. */
MUST_USE enum result household_add(struct services *services, struct tx *tx,
                                   const struct principal *who, int64_t head_id, const char *number,
                                   int64_t *household_id, struct error *error);
/* Puts a resident into a household (0: takes out of one) with a relation to its head. Making
 * somebody the head (02) makes the old head "97 other relative" unless it is given a relation too.
 */
MUST_USE enum result household_join(struct services *services, struct tx *tx,
                                    const struct principal *who, int64_t resident_id,
                                    int64_t version, int64_t household_id, const char *relation,
                                    struct error *error);

/* What does not fit together (domain.md 1.3): no head or several, a relation against the sex, a
 * child not younger than its parent. Warnings, never refusals. Pure. */
struct household_warning {
    int64_t resident_id; /* 0: about the household */
    const char *msgid;   /* a sentence with %1 and %2 */
    const char *name;    /* %1 */
    const char *other;   /* %2 or NULL */
};
size_t household_check(const struct resident_line *people, size_t count,
                       struct household_warning *warnings, size_t capacity);

#endif
