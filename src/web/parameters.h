/* Parameters: what a request says, from its path, query and body, as text; then as a typed record.
 *
 * A body may be a form (application/x-www-form-urlencoded, multipart/form-data) or a JSON object;
 * the same record takes them all. Everything is checked at this door: UTF-8 without NUL, counts and
 * sizes within base/limits.h. A name that the route does not declare is refused with a sentence,
 * and so is one that is given twice where a single value is meant. */
#ifndef WEB_PARAMETERS_H
#define WEB_PARAMETERS_H

#include "web/form.h"
#include "web/http.h"
#include "web/route.h"

struct json_t;

struct parameter {
    const char *name;
    const char *value;           /* NULL when it is nested */
    const struct json_t *nested; /* a JSON object or an array of them */
};

struct parameters {
    struct parameter *items;
    size_t count, capacity;
    struct upload *upload;   /* the file of the form, or NULL */
    const char *upload_name; /* of its parameter */
    struct json_t *json;     /* the body, if it was JSON */
    struct arena *arena;
    /* Names that belong to the guard, taken out of the items; NULL where absent. */
    const char *csrf;    /* the hidden field `csrf` */
    const char *carried; /* `carried`: a form from an ended session */
    const char *format;  /* `format` of the query */
    const char *charset; /* `charset` of a CSV: gb18030, for old versions of Excel and WPS */
};

/* Adds the query's parameters. */
MUST_USE enum result parameters_add_query(struct parameters *parameters, const char *query,
                                          struct error *error);

/* Adds the body's. RESULT_UNSUPPORTED for a media type that we do not read, RESULT_MALFORMED for a
 * body that cannot be read, RESULT_TOO_LARGE over a limit. `takes_file`: a file may come. */
MUST_USE enum result parameters_add_body(struct parameters *parameters,
                                         const struct http_request *request, bool takes_file,
                                         struct error *error);

MUST_USE enum result parameters_add(struct parameters *parameters, const char *name,
                                    const char *value, struct error *error);

/* Frees the JSON; everything else is the arena's. */
void parameters_fini(struct parameters *parameters);

/* Mistakes in several fields at once, for the form. */
struct parameter_errors {
    struct form_error *items; /* in the arena */
    size_t count, capacity;
    struct error first;
};

/* Fills a record that record_init() prepared. Every field is tried, so that all mistakes are told
 * together. `only_present`: fields that did not come are left alone, required or not (to show a
 * form again). Returns RESULT_OK or RESULT_INVALID. */
MUST_USE enum result parameters_fill(const struct parameters *parameters,
                                     const struct record_type *type, void *record,
                                     const char *today, enum language language, bool only_present,
                                     struct parameter_errors *errors);

/* The first value of a name, or NULL. */
const char *parameters_find(const struct parameters *parameters, const char *name);

/* Everything that was typed, but for secrets, to be shown in the form again. */
struct form_typed *parameters_typed(const struct parameters *parameters,
                                    const struct record_type *type, size_t *count);

#endif
