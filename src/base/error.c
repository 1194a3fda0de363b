/* Errors: filled once, where the fact is known. */
#include "base/error.h"

#include <stdarg.h>
#include <string.h>

#include "base/text.h"

static const struct {
    int http_status;
    int exit_status; /* sysexits.h */
} outcomes[RESULT__COUNT] = {
    [RESULT_OK] = {200, 0},           [RESULT_INVALID] = {422, 65},
    [RESULT_MALFORMED] = {400, 65},   [RESULT_UNAUTHENTICATED] = {401, 77},
    [RESULT_FORBIDDEN] = {403, 77},   [RESULT_NOT_FOUND] = {404, 69},
    [RESULT_CONFLICT] = {409, 75},    [RESULT_TOO_LARGE] = {413, 65},
    [RESULT_UNSUPPORTED] = {415, 65}, [RESULT_TOO_MANY] = {429, 75},
    [RESULT_CANCELLED] = {409, 130},  [RESULT_BUSY] = {503, 75},
    [RESULT_IO] = {503, 74},          [RESULT_FULL] = {507, 74},
};

enum result error_set_(struct error *error, enum result code, const char *field, const char *msgid,
                       ...)
{
    if (error == NULL)
        return code;
    memset(error, 0, sizeof *error);
    error->code = code;
    error->msgid = msgid;
    text_copy_to(error->field, sizeof error->field, field != NULL ? field : "");
    va_list args;
    va_start(args, msgid);
    for (size_t i = 0; i < ERROR_ARGS; i++) {
        const char *arg = va_arg(args, const char *);
        if (arg == NULL)
            break;
        text_copy_to(error->args[i], sizeof error->args[i], arg);
    }
    va_end(args);
    return code;
}

bool error_is_trouble(enum result code)
{
    return code == RESULT_BUSY || code == RESULT_IO || code == RESULT_FULL;
}

int error_http_status(enum result code)
{
    return outcomes[code].http_status;
}

int error_exit_status(enum result code)
{
    return outcomes[code].exit_status;
}
