/* multipart/form-data: the first line is the Content-Type, the rest the body. */
#include <stdint.h>
#include <string.h>

#include "web/multipart.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const uint8_t *line_end = memchr(bytes, '\n', size);
    if (line_end == NULL)
        return 0;
    struct arena *arena = arena_new();
    const char *type = arena_copy_n(arena, bytes, (size_t)(line_end - bytes));
    const char *body = (const char *)line_end + 1;
    size_t body_size = size - (size_t)(line_end + 1 - bytes);
    struct multipart multipart;
    struct error error;
    enum result result = multipart_begin(&multipart, type, body, body_size, arena, &error);
    bool more = true;
    while (result == RESULT_OK && more) {
        struct multipart_part part;
        result = multipart_next(&multipart, &part, &more, &error);
        bool is_inside = result != RESULT_OK || !more ||
                         (part.bytes >= body && part.size <= body_size &&
                          part.bytes + part.size <= body + body_size && part.name != NULL);
        if (!is_inside)
            __builtin_trap();
    }
    arena_free(arena);
    return 0;
}
