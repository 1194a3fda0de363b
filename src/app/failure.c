/* Errors on the command line. */
#include "app/failure.h"

#include "base/text.h"

void failure_print(FILE *err, const struct config *config, const struct error *error)
{
    struct arena *arena = arena_new();
    const char *sentence = language_error(arena, config->language, error);
    if (config->json) {
        struct text_buffer json;
        text_buffer_init(&json);
        text_add(&json, "{\"error\":");
        text_add_json(&json, sentence);
        text_add(&json, ",\"field\":");
        text_add_json(&json, error->field);
        text_addf(&json, ",\"row\":%lld,\"column\":%lld}\n", (long long)error->row,
                  (long long)error->column);
        fputs(json.at, err);
        text_buffer_fini(&json);
    } else {
        fprintf(err, "kaifong: %s\n", sentence);
    }
    arena_free(arena);
}
