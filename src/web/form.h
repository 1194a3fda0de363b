/* A form to fill in, made from a record type: labels, inputs, hints, limits and messages all come
 * from the fields. In a template `{{form}}` shows all of it and `{{form.phone}}` one field, so that a
 * page may lay them out. What was typed is kept when something is wrong. */
#ifndef WEB_FORM_H
#define WEB_FORM_H

#include "record/record.h"

struct form_error {
    const char *field;    /* "" for the whole form */
    const char *sentence; /* in the reader's language */
};

struct form_typed { /* what was typed, as it came */
    const char *field;
    const char *text;
};

struct form {
    const struct record_type *type; /* of the target route's params */
    const void *values;             /* to start from, or NULL */
    const char *action;             /* path to post to */
    const char *submit;             /* msgid of the button */
    const char *const *only;        /* names of the fields to show in order, or NULL for all */
    bool has_own_ids;               /* the template has inputs of its own for ids that are chosen */
    /* Filled by the guard after a refusal: */
    const struct form_typed *typed;
    size_t typed_count;
    const struct form_error *errors;
    size_t error_count;
};

#endif
