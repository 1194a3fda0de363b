/* What can go wrong, and how it is said.
 *
 * Every function that can fail returns `enum result` and takes a `struct error *` last. On
 * RESULT_OK the error is untouched; on anything else it has been filled, once, at the place where
 * the fact was known. Outputs are published only on success.
 *
 * There are three kinds of failure. A refusal (invalid input, not found, forbidden, conflict ...)
 * is said to the person. Trouble (busy, I/O, full) is logged with a request id and retried a
 * counted number of times. A bug aborts the program (see base/bug.h).
 *
 * A message is an English msgid with %1 ... %4 in it and up to four arguments, so that it can be
 * said in the reader's language wherever it comes out: at a form field, as RFC 9457 problem JSON,
 * on stderr, or in the last column of an error sheet. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Marks an English text for translation; the text itself is returned. The catalogue is po/. */
#define N_(msgid) msgid

enum result {
    RESULT_OK,
    /* Refusals: the person can do something about it. */
    RESULT_INVALID,         /* a value is wrong; `where` says which      (HTTP 422, exit 65) */
    RESULT_MALFORMED,       /* the request or file cannot be read at all (HTTP 400, exit 65) */
    RESULT_UNAUTHENTICATED, /* no session, or it has ended               (HTTP 401, exit 77) */
    RESULT_FORBIDDEN,       /* no capability, or out of scope            (HTTP 403, exit 77) */
    RESULT_NOT_FOUND,       /* no such thing, or none that you may see   (HTTP 404, exit 69) */
    RESULT_CONFLICT,        /* somebody else changed it meanwhile        (HTTP 409, exit 75) */
    RESULT_TOO_LARGE,       /* over a limit of base/limits.h             (HTTP 413, exit 65) */
    RESULT_UNSUPPORTED,     /* a media type or file format we do not read (HTTP 415, exit 65) */
    RESULT_TOO_MANY,        /* rate limit                                (HTTP 429, exit 75) */
    RESULT_CANCELLED,       /* the person stopped it                     (HTTP 409, exit 130) */
    /* Trouble: nobody's fault; retried, then said as "try again". */
    RESULT_BUSY, /* a lock or a serialization failure         (HTTP 503, exit 75) */
    RESULT_IO,   /* the disk or the network failed            (HTTP 503, exit 74) */
    RESULT_FULL, /* no space left                             (HTTP 507, exit 74) */
    RESULT__COUNT
};

enum { ERROR_ARGS = 4, ERROR_ARG_SIZE = 128, ERROR_FIELD_SIZE = 64 };

struct error {
    enum result code;
    const char *msgid;                     /* static English text with %1 ... %4 */
    char args[ERROR_ARGS][ERROR_ARG_SIZE]; /* UTF-8, cut at a character if too long */
    char field[ERROR_FIELD_SIZE];          /* name of the field concerned, or "" */
    int64_t row;                           /* 1-based row of the sheet or list, 0 if none */
    int64_t column;                        /* 1-based column of the sheet, 0 if none */
};

/* Fills `error` (which may be NULL) and returns `code`, so that callers can write
 *     return error_set(error, RESULT_INVALID, "phone", N_("%1 is not a phone number."), text);
 * `field` may be NULL. Pass exactly the arguments the msgid names, as `const char *`; use the
 * macro, which ends the list. */
#define error_set(error, code, field, ...)                                                         \
    error_set_((error), (code), (field), __VA_ARGS__, (char *)0)
enum result error_set_(struct error *error, enum result code, const char *field, const char *msgid,
                       ...) __attribute__((sentinel));

/* True for the results that are retried and answered with 503 or 507. */
bool error_is_trouble(enum result code);

/* The HTTP status and the exit status (sysexits.h) of a result. */
int error_http_status(enum result code);
int error_exit_status(enum result code);

/* Marks a result that must be looked at. */
#define MUST_USE __attribute__((warn_unused_result))

#endif
