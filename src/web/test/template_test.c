/* Templates in data mode: the core of the Mustache specification, and errors with their place. */
#include "web/template.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

static const char *find_partial(void *self, const char *name)
{
    return json_string_value(json_object_get(self, name));
}

/* One case of the specification's files. */
static bool passes(const char *file, json_t *test)
{
    struct arena *arena = arena_new();
    struct text_buffer out;
    struct error error = {0};
    text_buffer_init(&out);
    struct template_partials partials = {find_partial, json_object_get(test, "partials")};
    enum result result =
        template_render(file, json_string_value(json_object_get(test, "template")),
                        json_object_get(test, "data"), &partials, arena, &out, &error);
    const char *want = json_string_value(json_object_get(test, "expected"));
    bool passed = result == RESULT_OK && strcmp(text_buffer_get(&out), want) == 0;
    if (!passed)
        printf("    %s: %s\n      want %s\n      got  %s (%s)\n", file,
               json_string_value(json_object_get(test, "name")), want, text_buffer_get(&out),
               error.msgid != NULL ? error.msgid : "");
    text_buffer_fini(&out);
    arena_free(arena);
    return passed;
}

static void the_core_of_the_specification(void)
{
    const char *folder = getenv("KAIFONG_CONFORMANCE_DATA");
    if (folder == NULL) {
        check_skip("KAIFONG_CONFORMANCE_DATA names no folder");
        return;
    }
    static const char *const files[] = {"comments", "delimiters", "interpolation",
                                        "inverted", "partials",   "sections"};
    int count = 0, passed = 0;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/mustache/specs/%s.json", folder, files[i]);
        json_t *suite = json_load_file(path, 0, NULL);
        json_t *tests = json_object_get(suite, "tests");
        for (size_t k = 0; k < json_array_size(tests); k++, count++)
            passed += passes(files[i], json_array_get(tests, k));
        json_decref(suite);
    }
    printf("    Mustache specification: %d of %d core cases\n", passed, count);
    CHECK_INT(passed, 136);
    CHECK_INT(count, 136);
}

static enum result try(const char *source, const char *data, struct text_buffer *out,
                       struct error *error)
{
    struct arena *arena = arena_new();
    json_t *value = json_loads(data, JSON_DECODE_ANY, NULL);
    struct template_partials partials = {find_partial, json_object_get(value, "partials")};
    text_buffer_clear(out);
    enum result result = template_render("page", source, value, &partials, arena, out, error);
    json_decref(value);
    arena_free(arena);
    return result;
}

static void errors_name_the_line(void)
{
    static const struct {
        const char *source;
        int line;
    } wrong[] = {
        {"a\n{{#b}}\nc", 2}, {"a\n{{#b}}\n{{/c}}", 3},
        {"{{/b}}", 1},       {"\n\n{{a", 3},
        {"{{}}", 1},         {"{{=a=}}", 1},
        {"{{=a b c=}}", 1},  {"{{<parent}}", 1},
        {"{{{a}}", 1},       {"{{#a}}{{#b}}{{/a}}", 1},
    };
    struct text_buffer out;
    text_buffer_init(&out);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct error error = {0};
        CHECK_INT(try(wrong[i].source, "{}", &out, &error), RESULT_MALFORMED);
        CHECK_INT(error.row, wrong[i].line);
        CHECK_TEXT(error.args[0], "page");
    }
    text_buffer_fini(&out);
}

static void endless_partials_are_refused(void)
{
    struct text_buffer out;
    struct error error = {0};
    text_buffer_init(&out);
    CHECK_INT(try("{{>a}}", "{\"partials\":{\"a\":\"x{{>a}}\"}}", &out, &error), RESULT_TOO_LARGE);
    CHECK_INT(
        try("{{n}} {{f}} {{b}} {{z}}", "{\"n\":12,\"f\":36.8,\"b\":true,\"z\":null}", &out, &error),
        RESULT_OK);
    CHECK_TEXT(text_buffer_get(&out), "12 36.8 true ");
    text_buffer_fini(&out);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {CHECK_TEST(the_core_of_the_specification),
                                              CHECK_TEST(errors_name_the_line),
                                              CHECK_TEST(endless_partials_are_refused)};
    return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]);
}
