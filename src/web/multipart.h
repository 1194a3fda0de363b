/* multipart/form-data (RFC 7578) of a complete body, in place. */
#ifndef WEB_MULTIPART_H
#define WEB_MULTIPART_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"

struct multipart_part {
    const char *name;      /* in the arena; valid UTF-8 */
    const char *file_name; /* without folders, or NULL if it is no file */
    const char *bytes;     /* in the body */
    size_t size;
};

struct multipart {
    const char *at, *end;  /* what is left of the body */
    const char *delimiter; /* "\r\n--BOUNDARY" */
    size_t delimiter_length;
    struct arena *arena;
};

/* Begins on a body with its Content-Type. RESULT_MALFORMED without a sound boundary. */
MUST_USE enum result multipart_begin(struct multipart *multipart, const char *content_type,
                                     const char *body, size_t size, struct arena *arena,
                                     struct error *error);

/* The next part; *more is false after the last. RESULT_MALFORMED for what cannot be read. */
MUST_USE enum result multipart_next(struct multipart *multipart, struct multipart_part *part,
                                    bool *more, struct error *error);

#endif
