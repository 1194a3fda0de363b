/* Fuzzes the compiler of pages: the input is a page for a record of every kind. What compiles must run,
 * and what runs must not show the texts unescaped. */
#include <stdint.h>
#include <string.h>

#include "base/bug.h"
#include "web/form.h"
#include "web/shell.h"
#include "web/view.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const struct choice states[] = {{"a", "A"}, {"b", "B"}, {0}};
struct item {
    int64_t id, n, at;
    const char *text, *state, *day;
};
static const struct field item_fields[] = {
    {"id", "Id", FIELD_ID, FIELD_AT(struct item, id)},
    {"n", "N", FIELD_INT, FIELD_AT(struct item, n)},
    {"at", "At", FIELD_TIME, FIELD_AT(struct item, at)},
    {"text", "Text", FIELD_TEXT, FIELD_AT(struct item, text)},
    {"state", "State", FIELD_CHOICE, FIELD_AT(struct item, state), .choices = states},
    {"day", "Day", FIELD_DATE, FIELD_AT(struct item, day), PRIVACY_SENSITIVE},
};
static const struct record_type item_type = RECORD_TYPE("item", "Item", struct item, item_fields);

struct page {
    struct record_list list;
    const struct item *one;
    const struct form *form;
};
static const struct field page_fields[] = {
    {"list", "List", FIELD_LIST, FIELD_AT(struct page, list), .type = &item_type},
    {"one", "One", FIELD_RECORD, FIELD_AT(struct page, one), .type = &item_type},
    {"form", NULL, FIELD_FORM, FIELD_AT(struct page, form), .type = &item_type},
};
static const struct record_type page_type = RECORD_TYPE("page", "Page", struct page, page_fields);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const struct item items[] = {{1, 2, 3, "<danger>", "a", "2020-02-29"}, {.id = 4}};
    static const struct form form = {.type = &item_type, .values = items, .action = "/x"};
    if (memmem(bytes, size, "<danger>", 8) != NULL || memmem(bytes, size, "2020-02-29", 10) != NULL)
        return 0;
    struct page page = {{.rows = items, .count = 2}, items, &form};
    struct arena *arena = arena_new();
    struct views *views = views_new();
    struct view_source source = {"fuzz", arena_copy_n(arena, bytes, size)};
    struct view_shell shell = {.csrf = "x"};
    struct view_context context = {.shell = &shell, .arena = arena, .offset = 480};
    struct text_buffer out;
    struct error error = {0};
    text_buffer_init(&out);
    views_add(views, &source, 1);
    if (views_compile(views, "fuzz", &page_type, &error) == RESULT_OK) {
        ALWAYS(view_html(views, "fuzz", &context, &page_type, &page, &out, &error) == RESULT_OK);
        ALWAYS(strstr(text_buffer_get(&out), "<danger>") == NULL);
        ALWAYS(strstr(text_buffer_get(&out), "2020-02-29") == NULL);
    } else {
        ALWAYS(error.msgid != NULL);
    }
    text_buffer_fini(&out);
    views_free(views);
    arena_free(arena);
    return 0;
}
