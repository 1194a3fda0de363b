/* Fields declared once.
 *
 * A domain type is a plain C struct with a table of its fields beside it. From that one table come
 * the HTML form and its messages, the parsing of a form, of JSON and of a spreadsheet row, the
 * columns of a list and of an export, masking, the audit difference and the OpenAPI schema. It
 * describes; it is no ORM. (Models: PostgreSQL's settings table, curl's option table, kcgi's typed
 * parameters.)
 *
 *     struct resident { int64_t resident_id; const char *name; const char *phone; ... };
 *     static const struct field resident_fields[] = {
 *         {"resident_id", N_("Resident"), FIELD_ID, FIELD_AT(struct resident, resident_id)},
 *         {"name", N_("Name"), FIELD_NAME, FIELD_AT(struct resident, name), .privacy =
 * PRIVACY_PERSONAL, .flags = FIELD_REQUIRED},
 *     };
 *     const struct record_type resident_type = RECORD_TYPE("resident", N_("Resident"),
 *                                                          struct resident, resident_fields);
 *
 * How a kind is stored in the struct:
 *   int64_t      FIELD_ID, FIELD_INT, FIELD_FLAG (0 or 1), FIELD_TIME (ms since 1970; 0 is "none"),
 *                FIELD_TENTH (a decimal with one place, times ten: 36.8 is 368; RECORD_NONE is
 * "none") const char * every kind of text: NULL is "none"; dates are ISO days; a choice is its code
 *   struct record_list FIELD_LIST; struct x * FIELD_RECORD (NULL is "none");
 *   struct form * FIELD_FORM (web/form.h)
 * A FIELD_ID of 0 is "none". A FIELD_INT of 0 is the number 0, and is what an empty input gives;
 * where "none" and 0 differ, set .flags FIELD_NONE_IS_MIN and use RECORD_NONE. A new struct is
 * begun with record_init(), which sets every field to "none". */
#ifndef RECORD_RECORD_H
#define RECORD_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/language.h"

#define RECORD_NONE INT64_MIN

enum field_kind {
    FIELD_ID,          /* a 63-bit id; text in URLs and JSON */
    FIELD_INT,         /* a whole number, within minimum and maximum */
    FIELD_TENTH,       /* a number with one decimal place: a temperature */
    FIELD_FLAG,        /* yes or no */
    FIELD_TIME,        /* a moment; shown at the tenant's time zone */
    FIELD_DATE,        /* an ISO day */
    FIELD_TEXT,        /* one line, up to `maximum` characters (LIMIT_TEXT_CHARACTERS if 0) */
    FIELD_LONG_TEXT,   /* several lines */
    FIELD_NAME,        /* a person's name: Han, Latin, Hangul ...; · between parts; no digits */
    FIELD_PHONE,       /* normalised: 11 digits, or area code-number; parsed by record/phone.h */
    FIELD_CITIZEN_ID,  /* GB 11643, check digit verified; record/citizen_id.h */
    FIELD_CREDIT_CODE, /* GB 32100 unified social credit code */
    FIELD_ADDRESS,     /* as written: 灯湖花园3栋1204 */
    FIELD_CHOICE,      /* one code of `choices` */
    FIELD_SECRET,      /* a password: never shown, exported or logged; kept as typed */
    FIELD_URL,         /* a path of ours with query, already percent-encoded; output only */
    FIELD_HTML,        /* trusted markup that our own C made (chart paths, marks); output only */
    FIELD_FILE,        /* an uploaded file: a struct upload * (web/request.h); input only */
    FIELD_RECORD,      /* a nested record of type `type` */
    FIELD_LIST,        /* a struct record_list of records of type `type` */
    FIELD_FORM,        /* a form to fill in (web/form.h); output only */
    FIELD__COUNT
};

/* Who may see it whole, whether it is encrypted, audited, exported (docs/privacy.md). */
enum privacy {
    PRIVACY_OPEN,     /* anybody */
    PRIVACY_INTERNAL, /* whoever may use the page */
    PRIVACY_PERSONAL, /* name, phone, address: masked without the capability to see personal data */
    PRIVACY_SENSITIVE, /* citizen id, health, travel, children: encrypted at rest, masked; showing
                          it whole is a write (its audit row is durable before the reply leaves) */
    PRIVACY__COUNT
};

enum field_flag {
    FIELD_REQUIRED = 1 << 0,
    FIELD_NONE_IS_MIN = 1 << 1,  /* RECORD_NONE means "none", 0 is a value */
    FIELD_MASK_ALWAYS = 1 << 2,  /* shown masked whoever asks (phones in lists) */
    FIELD_READ_ONLY = 1 << 3,    /* output only: never taken from a form */
    FIELD_NOT_EXPORTED = 1 << 4, /* in no CSV or XLSX */
    FIELD_HIDDEN = 1 << 5,       /* <input type=hidden> in a form, no column in an export */
    FIELD_MULTIPLE = 1 << 6,     /* FIELD_LIST given as a repeated parameter */
    FIELD_PAST = 1 << 7,         /* a date or time that cannot lie after today: a birth date */
};

struct choice {
    const char *code;           /* stored and sent: "reached" */
    const char *label;          /* msgid: N_("Reached") */
    const char *const *aliases; /* other spellings that people use ("男", "M"), ends with NULL */
};

struct record_type;

struct field {
    const char *name;  /* in parameters, JSON and templates: lower_snake */
    const char *label; /* msgid of its label and column heading; NULL: never shown by itself */
    enum field_kind kind;
    size_t offset; /* in the struct; write FIELD_AT(struct x, member) */
    enum privacy privacy;
    unsigned flags;                 /* of enum field_flag */
    int64_t minimum, maximum;       /* of numbers; of characters for text; both 0: the kind's own */
    const struct choice *choices;   /* of FIELD_CHOICE, ends with {0} */
    const struct record_type *type; /* of FIELD_RECORD and FIELD_LIST */
    const char *hint;               /* msgid of a line of help under the field, or NULL */
    const char *const *aliases;     /* headings under which spreadsheets call it, ends with NULL */
};
#define FIELD_AT(struct_type, member) offsetof(struct_type, member)

struct record_type {
    const char *name;  /* "resident": the schema's name in OpenAPI */
    const char *label; /* msgid: N_("Resident") */
    const struct field *fields;
    size_t field_count;
    size_t size; /* of the struct */
};
#define RECORD_TYPE(name_, label_, struct_type, fields_)                                           \
    {                                                                                              \
        .name = (name_), .label = (label_), .fields = (fields_),                                   \
        .field_count = sizeof(fields_) / sizeof((fields_)[0]), .size = sizeof(struct_type)         \
    }

/* Rows of a list. Either `rows` holds `count` structs, or `next` gives one at a time (a cursor of
 * the store): it fills `row` and sets *more to false at the end; texts in the row live until the
 * next call. `total` is how many there are in all (-1 unknown); `total_is_more` says "1000+". */
struct record_list {
    const void *rows;
    size_t count;
    enum result (*next)(void *cursor, void *row, bool *more, struct error *error);
    void *cursor;
    int64_t total;
    int64_t total_is_more;
};

/* The field called `name`, or NULL. */
const struct field *record_field(const struct record_type *type, const char *name);

/* Sets every field of a record to "none". */
void record_init(const struct record_type *type, void *record);

/* Stored as an int64_t; stored as text. */
bool record_kind_is_number(enum field_kind kind);
bool record_kind_is_text(enum field_kind kind);

/* Where a field lives in a record. Asking for the wrong kind of value is a bug. */
int64_t *record_int(const struct field *field, void *record);
const char **record_text(const struct field *field, void *record);
int64_t record_get_int(const struct field *field, const void *record);
const char *record_get_text(const struct field *field, const void *record);

const struct record_list *record_get_list(const struct field *field, const void *record);
const void *record_get_pointer(const struct field *field, const void *record);

/* True if the field holds nothing (an empty list too). */
bool record_is_none(const struct field *field, const void *record);
void record_set_none(const struct field *field, void *record);

/* The msgid of a choice's label, or the code itself when unknown; "" for NULL. */
const char *record_choice_label(const struct field *field, const char *code);

/* Parses what a person typed (a form value, a cell, a JSON string) into the field of `record`, with
 * everything domain.md 4.3 asks for: full-width digits, dates in all their spellings, phones with
 * spaces and +86, yes and no in all their forms, a choice by code, by label in either language or
 * by an alias. Blank text is "none" (refused if required). A text field keeps the bytes that were
 * typed, or is refused with a sentence: nothing is changed in secret. Names, phones, ids and dates
 * are normalised. A masked text (138****5678) is refused: "unchanged" is decided above. Texts are
 * copied into the arena. A moment without an offset is read on China's clock. RESULT_INVALID names
 * the field. `today` is an ISO day. */
MUST_USE enum result record_parse(const struct field *field, void *record, const char *text,
                                  const char *today, struct arena *arena, struct error *error);

/* The value as text for people, in `language`: choices by label, a date as 2020-02-29, a moment as
 * 2020-02-29 14:30 at `offset` minutes east of UTC; "" for none. Not masked, not escaped. */
const char *record_show(const struct field *field, const void *record, enum language language,
                        int offset, struct arena *arena);

/* Other ways to show a date or a moment. */
enum record_style {
    RECORD_STYLE_DAY,   /* 2月29日; 29 Feb */
    RECORD_STYLE_LONG,  /* 2020年2月29日 星期六; Saturday 29 February 2020 */
    RECORD_STYLE_CLOCK, /* 14:30 */
    RECORD_STYLE__COUNT
};
const char *record_show_as(const struct field *field, const void *record, enum record_style style,
                           enum language language, int offset, struct arena *arena);

/* The value as text for machines and for form inputs: codes, ISO days, RFC 3339 moments, digits;
 * "" for none. */
const char *record_plain(const struct field *field, const void *record, int offset,
                         struct arena *arena);

/* The mask of a value of this kind: 138****5678, 440605********1234, 张**, 3栋****, 1950-**-**;
 * "**" for numbers, choices and flags. NULL stays NULL, "" stays "". */
const char *record_mask(enum field_kind kind, const char *text, struct arena *arena);

/* True if `text` looks like the output of record_mask. */
bool record_is_masked(const char *text);

#endif
