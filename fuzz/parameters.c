/* Parameters of a request: the first byte chooses the media type, the rest is the body; what can be
 * read is filled into a record with every kind of field. */
#include <string.h>

#include "base/text.h"
#include "web/parameters.h"

struct inner {
    int64_t id;
    const char *text;
};
static const struct field inner_fields[] = {
    {"id", NULL, FIELD_ID, FIELD_AT(struct inner, id)},
    {"text", NULL, FIELD_TEXT, FIELD_AT(struct inner, text), .flags = FIELD_REQUIRED},
};
static const struct record_type inner_type = RECORD_TYPE("inner", NULL, struct inner, inner_fields);

struct outer {
    int64_t i, t, f, m;
    const char *x, *l, *n, *p, *c, *d, *a, *s;
    struct record_list list;
    struct inner *record;
};
static const struct choice choices[] = {{"a", "A", NULL}, {"b", "B", NULL}, {0}};
static const struct field outer_fields[] = {
    {"i", NULL, FIELD_INT, FIELD_AT(struct outer, i), .minimum = -5, .maximum = 1000},
    {"t", NULL, FIELD_TENTH, FIELD_AT(struct outer, t)},
    {"f", NULL, FIELD_FLAG, FIELD_AT(struct outer, f)},
    {"m", NULL, FIELD_TIME, FIELD_AT(struct outer, m)},
    {"x", NULL, FIELD_TEXT, FIELD_AT(struct outer, x)},
    {"l", NULL, FIELD_LONG_TEXT, FIELD_AT(struct outer, l)},
    {"n", NULL, FIELD_NAME, FIELD_AT(struct outer, n)},
    {"p", NULL, FIELD_PHONE, FIELD_AT(struct outer, p)},
    {"c", NULL, FIELD_CITIZEN_ID, FIELD_AT(struct outer, c)},
    {"d", NULL, FIELD_DATE, FIELD_AT(struct outer, d)},
    {"a", NULL, FIELD_ADDRESS, FIELD_AT(struct outer, a)},
    {"s", NULL, FIELD_CHOICE, FIELD_AT(struct outer, s), .choices = choices},
    {"list", NULL, FIELD_LIST, FIELD_AT(struct outer, list), .type = &inner_type},
    {"record", NULL, FIELD_RECORD, FIELD_AT(struct outer, record), .type = &inner_type},
};
static const struct record_type outer_type = RECORD_TYPE("outer", NULL, struct outer, outer_fields);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char *const types[] = {"application/x-www-form-urlencoded", "application/json",
                                        "multipart/form-data; boundary=x"};
    if (size == 0)
        return 0;
    struct arena *arena = arena_new();
    struct http_request request = {.headers = {{"Content-Type", types[bytes[0] % 3]}},
                                   .header_count = 1,
                                   .body = arena_copy_n(arena, bytes + 1, size - 1),
                                   .body_size = size - 1};
    struct parameters parameters = {.arena = arena};
    struct error error;
    if (parameters_add_body(&parameters, &request, true, &error) == RESULT_OK) {
        struct outer outer;
        struct parameter_errors mistakes = {0};
        record_init(&outer_type, &outer);
        enum result result = parameters_fill(&parameters, &outer_type, &outer, "2024-02-10",
                                             LANGUAGE_CHINESE, false, &mistakes);
        if ((result == RESULT_OK) != (mistakes.count == 0))
            __builtin_trap();
        for (size_t i = 0; i < parameters.count; i++)
            if (parameters.items[i].value != NULL &&
                !text_check(parameters.items[i].value, strlen(parameters.items[i].value)))
                __builtin_trap(); /* nothing but UTF-8 comes in */
    }
    parameters_fini(&parameters);
    arena_free(arena);
    return 0;
}
