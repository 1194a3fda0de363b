/* JSON bodies against JSONTestSuite: what must be accepted is, what must be refused is, and nothing
 * crashes. Known differences: Jansson refuses \u0000 inside a text (2 cases), which is right for us,
 * because no text of ours holds a NUL; and the door refuses a member that comes twice (2 cases), because
 * two readers of it could believe two different things. */
#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "check.h"
#include "web/parameters.h"

static bool has_escaped_nul(const char *name)
{
    return strcmp(name, "y_object_escaped_null_in_key.json") == 0 ||
           strcmp(name, "y_string_null_escape.json") == 0;
}

static bool has_member_twice(const char *name)
{
    return text_starts(name, "y_object_duplicated_key");
}

/* Jansson by itself, as `kaifong template --data` uses it. */
static bool jansson_accepts(const char *bytes, size_t size)
{
    json_t *value = json_loadb(bytes, size, JSON_DECODE_ANY, NULL);
    json_decref(value);
    return value != NULL;
}

static enum result read_body(const char *body, size_t size)
{
    struct arena *arena = arena_new();
    struct http_request request = {
        .method = "POST", .path = "/", .query = "", .body = body, .body_size = size};
    request.headers[request.header_count++] =
        (struct http_header){"Content-Type", "application/json"};
    struct parameters parameters = {.arena = arena};
    struct error error = {0};
    enum result result = parameters_add_body(&parameters, &request, false, &error);
    CHECK(result == RESULT_OK || error.msgid != NULL);
    parameters_fini(&parameters);
    arena_free(arena);
    return result;
}

/* The suite's values are of every kind and ours must be objects: each is tried as it is and as the
 * value of a member. */
static enum result read_value(const char *value, size_t size)
{
    struct text_buffer body;
    text_buffer_init(&body);
    text_add(&body, "{\"x\":");
    text_add_n(&body, value, size);
    text_add(&body, "}");
    enum result result = read_body(body.at, body.length);
    text_buffer_fini(&body);
    return result;
}

static bool read_file(const char *path, char *out, size_t capacity, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return false;
    *size = fread(out, 1, capacity, file);
    fclose(file);
    return true;
}

static void the_suite(void)
{
    const char *folder = getenv("KAIFONG_CONFORMANCE_DATA");
    if (folder == NULL) {
        check_skip("KAIFONG_CONFORMANCE_DATA names no folder");
        return;
    }
    enum { CAPACITY = 1 << 20 };
    char *bytes = malloc(CAPACITY), path[4096];
    struct dirent **entries;
    snprintf(path, sizeof path, "%s/json/test_parsing", folder);
    int count = scandir(path, &entries, NULL, alphasort), accepted = 0, refused = 0, either = 0;
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        size_t size;
        snprintf(path, sizeof path, "%s/json/test_parsing/%s", folder, name);
        if (name[0] != '.' && CHECK(read_file(path, bytes, CAPACITY, &size))) {
            enum result bare = read_body(bytes, size), wrapped = read_value(bytes, size);
            bool right = true;
            if (name[0] == 'y') {
                right = jansson_accepts(bytes, size) != has_escaped_nul(name) &&
                        (wrapped != RESULT_MALFORMED) !=
                            (has_escaped_nul(name) || has_member_twice(name));
                accepted++;
            } else if (name[0] == 'n') {
                right = (size == 0 || bare != RESULT_OK) && wrapped == RESULT_MALFORMED;
                refused++;
            } else {
                either++;
            }
            if (!CHECK(right))
                printf("    %s: %d %d\n", name, bare, wrapped);
        }
        free(entries[i]);
    }
    free(entries);
    free(bytes);
    printf("    JSONTestSuite: %d accepted (4 known differences), %d refused, %d free\n", accepted,
           refused, either);
    CHECK_INT(accepted, 95);
    CHECK_INT(refused, 188);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {CHECK_TEST(the_suite)};
    return check_main(argc, argv, tests, 1);
}
