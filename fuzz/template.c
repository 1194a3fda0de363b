/* Fuzzes templates in data mode: the template, a zero byte, and the JSON it is rendered over (a fixed
 * value when there is none). The template is its own partial. */
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/bug.h"
#include "base/text.h"
#include "web/template.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const char *find_itself(void *self, const char *name)
{
    return strcmp(name, "p") == 0 ? self : NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char plain[] =
        "{\"a\":[1,{\"b\":\"<x>\"},[]],\"b\":{\"a\":2.5},\"c\":false,\"d\":\"&\"}";
    struct arena *arena = arena_new();
    char *source = arena_copy_n(arena, bytes, size);
    size_t length = strlen(source);
    json_t *data = length < size ? json_loadb(source + length + 1, size - length - 1, 0, NULL)
                                 : json_loads(plain, 0, NULL);
    struct template_partials partials = {find_itself, source};
    struct text_buffer out;
    struct error error = {0};
    text_buffer_init(&out);
    enum result result = template_render("fuzz", source, data, &partials, arena, &out, &error);
    ALWAYS(result == RESULT_OK || error.msgid != NULL);
    text_buffer_fini(&out);
    json_decref(data);
    arena_free(arena);
    return 0;
}
