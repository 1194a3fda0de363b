/* A cursor over the parts of a body. Nothing is copied but names. */
#include "web/multipart.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"

enum { BOUNDARY_MAX = 70 }; /* RFC 2046, 5.1.1 */

static enum result broken(struct error *error)
{
    return error_set(error, RESULT_MALFORMED, NULL,
                     N_("The form came in damaged. Please send it once more."));
}

static bool is_boundary_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c != '\0' && strchr("'()+_,-./:=?", c) != NULL);
}

/* The boundary parameter of a Content-Type, in the arena, or NULL. */
static char *boundary_of(const char *content_type, struct arena *arena)
{
    const char *at = strcasestr(content_type, "boundary=");
    if (at == NULL)
        return NULL;
    at += strlen("boundary=");
    bool is_quoted = *at == '"';
    at += is_quoted;
    size_t length = 0;
    while (is_boundary_char(at[length]) || (is_quoted && at[length] == ' '))
        length++;
    if (length == 0 || length > BOUNDARY_MAX || (is_quoted && at[length] != '"'))
        return NULL;
    return arena_copy_n(arena, at, length);
}

enum result multipart_begin(struct multipart *multipart, const char *content_type, const char *body,
                            size_t size, struct arena *arena, struct error *error)
{
    const char *boundary = boundary_of(content_type, arena);
    if (boundary == NULL || body == NULL)
        return broken(error);
    const char *delimiter = arena_printf(arena, "\r\n--%s", boundary);
    *multipart = (struct multipart){.at = body,
                                    .end = body + size,
                                    .delimiter = delimiter,
                                    .delimiter_length = strlen(delimiter),
                                    .arena = arena};
    /* The first delimiter may stand at the very beginning, without its line end. */
    size_t first = multipart->delimiter_length - 2;
    if (size >= first && memcmp(body, delimiter + 2, first) == 0) {
        multipart->at = body + first;
        return RESULT_OK;
    }
    const char *found = memmem(body, size, delimiter, multipart->delimiter_length);
    if (found == NULL)
        return broken(error);
    multipart->at = found + multipart->delimiter_length;
    return RESULT_OK;
}

/* The value of a parameter (`name="..."`) of a Content-Disposition, in the arena, or NULL. Browsers
 * write a quotation mark inside as %22; old ones put a backslash before it. */
static char *disposition_value(const char *line, size_t length, const char *name,
                               struct arena *arena)
{
    size_t name_length = strlen(name);
    const char *end = line + length;
    for (const char *at = line; at + name_length + 2 < end; at++) {
        bool begins = *at == ';' || *at == ' ' || *at == '\t';
        if (!begins || strncasecmp(at + 1, name, name_length) != 0 || at[1 + name_length] != '=' ||
            at[2 + name_length] != '"')
            continue;
        char *out = arena_alloc(arena, length + 1), *to = out;
        for (at += name_length + 3; at < end && *at != '"'; at++) {
            if (*at == '\\' && at + 1 < end && (at[1] == '"' || at[1] == '\\'))
                at++;
            if (*at == '%' && end - at > 2 && at[1] == '2' && at[2] == '2')
                *to++ = '"', at += 2;
            else
                *to++ = *at;
        }
        return at < end && text_check(out, (size_t)(to - out)) ? out : NULL;
    }
    return NULL;
}

static const char *without_folders(const char *file_name)
{
    const char *slash = strrchr(file_name, '/'), *backslash = strrchr(file_name, '\\');
    const char *last = backslash > slash ? backslash : slash;
    return last != NULL ? last + 1 : file_name;
}

static enum result read_headers(struct multipart *multipart, struct multipart_part *part,
                                struct error *error)
{
    *part = (struct multipart_part){0};
    for (;;) {
        const char *at = multipart->at;
        const char *line_end = memmem(at, (size_t)(multipart->end - at), "\r\n", 2);
        if (line_end == NULL)
            return broken(error);
        size_t length = (size_t)(line_end - at);
        multipart->at = line_end + 2;
        if (length == 0)
            return part->name != NULL ? RESULT_OK : broken(error);
        static const char header[] = "Content-Disposition:";
        if (length < sizeof header || strncasecmp(at, header, sizeof header - 1) != 0)
            continue;
        bool is_file = memmem(at, length, "filename", 8) != NULL;
        part->name = disposition_value(at, length, "name", multipart->arena);
        char *file_name = disposition_value(at, length, "filename", multipart->arena);
        if (is_file)
            part->file_name = file_name != NULL ? without_folders(file_name) : "upload";
    }
}

enum result multipart_next(struct multipart *multipart, struct multipart_part *part, bool *more,
                           struct error *error)
{
    size_t left = (size_t)(multipart->end - multipart->at);
    if (left >= 2 && memcmp(multipart->at, "--", 2) == 0) {
        *more = false;
        return RESULT_OK;
    }
    while (left > 2 && (*multipart->at == ' ' || *multipart->at == '\t'))
        multipart->at++, left--;
    if (left < 2 || memcmp(multipart->at, "\r\n", 2) != 0)
        return broken(error);
    multipart->at += 2;
    struct multipart_part read;
    enum result result = read_headers(multipart, &read, error);
    if (result != RESULT_OK)
        return result;
    /* An empty part's delimiter begins with the line end that closed its headers. */
    const char *body = multipart->at;
    const char *search = body - 2;
    const char *found = memmem(search, (size_t)(multipart->end - search), multipart->delimiter,
                               multipart->delimiter_length);
    if (found == NULL)
        return broken(error);
    read.bytes = body;
    read.size = found > body ? (size_t)(found - body) : 0;
    multipart->at = found + multipart->delimiter_length;
    *part = read;
    *more = true;
    return RESULT_OK;
}
