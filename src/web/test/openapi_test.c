/* The description of the API is valid OpenAPI 3.1: checked here for what can be checked in C, and with
 * a validator (npm) where node is at hand. */
#include "web/openapi.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"

static const struct choice sexes[] = {{"male", N_("Male")}, {"female", N_("Female")}, {0}};

struct item {
    int64_t item_id, heat;
    const char *born, *sex;
};
static const struct field item_fields[] = {
    {"item_id", N_("Item"), FIELD_ID, FIELD_AT(struct item, item_id)},
    {"heat", N_("Temperature"), FIELD_TENTH, FIELD_AT(struct item, heat), .minimum = 340,
     .maximum = 430},
    {"born", N_("Born"), FIELD_DATE, FIELD_AT(struct item, born), PRIVACY_PERSONAL, FIELD_REQUIRED},
    {"sex", N_("Sex"), FIELD_CHOICE, FIELD_AT(struct item, sex), .choices = sexes},
};
static const struct record_type item_type =
    RECORD_TYPE("item", N_("Item"), struct item, item_fields);
static const struct record_type other_type =
    RECORD_TYPE("item", N_("Another item"), struct item, item_fields);

struct page {
    struct record_list items;
    const struct item *other;
    const char *markup;
};
static const struct field page_fields[] = {
    {"items", N_("Items"), FIELD_LIST, FIELD_AT(struct page, items), .type = &item_type},
    {"other", N_("Other"), FIELD_RECORD, FIELD_AT(struct page, other), .type = &other_type},
    {"markup", NULL, FIELD_HTML, FIELD_AT(struct page, markup)},
};
static const struct record_type page_type =
    RECORD_TYPE("page", N_("Page"), struct page, page_fields);

static const struct capability may = {"item.read", N_("See items"), 1};
static const struct route routes[] = {
    {METHOD_GET, "/items", N_("Items"), &may, 0, NULL, &page_type, "item/list", NULL},
    {METHOD_GET, "/items/{item_id}", N_("An item"), &may, 0, &item_type, &item_type, "item/one",
     NULL},
    {METHOD_POST, "/items/{item_id}", N_("Change an item"), &may, 0, &item_type, &item_type, NULL,
     NULL},
    {METHOD_POST, "/sign-in", N_("Sign in"), NULL, ROUTE_PUBLIC, NULL, NULL, NULL, NULL},
};

static const char *document(struct text_buffer *out)
{
    static const struct route *const list[] = {&routes[0], &routes[1], &routes[2], &routes[3]};
    struct openapi_facts facts = {list, 4, "0.1.0", LANGUAGE_ENGLISH};
    text_buffer_init(out);
    openapi_write(&facts, out);
    return text_buffer_get(out);
}

static json_t *at(json_t *value, const char *const *path)
{
    for (; *path != NULL; path++)
        value = json_object_get(value, *path);
    return value;
}
#define AT(value, ...) at((value), (const char *const[]){__VA_ARGS__, NULL})

static void everything_declared_is_described(void)
{
    struct text_buffer out;
    json_error_t mistake;
    json_t *api = json_loads(document(&out), JSON_REJECT_DUPLICATES, &mistake);
    if (!CHECK(api != NULL)) {
        printf("    %s at %d\n", mistake.text, mistake.position);
        return;
    }
    CHECK_TEXT(json_string_value(AT(api, "openapi")), "3.1.0");
    CHECK_INT(json_object_size(AT(api, "paths")), 3);
    CHECK(AT(api, "paths", "/items/{item_id}", "get", "responses", "200") != NULL);
    CHECK(AT(api, "paths", "/items/{item_id}", "post", "requestBody", "content", "application/json",
             "schema", "properties", "born") != NULL);
    CHECK(AT(api, "paths", "/items/{item_id}", "post", "requestBody", "content", "application/json",
             "schema", "properties", "item_id") == NULL);
    CHECK(AT(api, "components", "schemas", "item_2") != NULL);
    CHECK_TEXT(json_string_value(
                   AT(api, "components", "schemas", "item", "properties", "born", "x-privacy")),
               "personal");
    CHECK(AT(api, "components", "schemas", "page", "properties", "markup") == NULL);
    json_decref(api);
    text_buffer_fini(&out);
}

static void a_validator_accepts_it(void)
{
    static const char module[] = "node_modules/@seriousme/openapi-schema-validator";
    if (access(module, R_OK) != 0 || system("command -v node >/dev/null 2>&1") != 0) {
        check_skip("the OpenAPI validator is not installed (npm ci)");
        return;
    }
    char path[] = "/tmp/openapi-XXXXXX";
    int file = mkstemp(path);
    struct text_buffer out;
    const char *text = document(&out);
    CHECK(write(file, text, out.length) == (ssize_t)out.length);
    close(file);
    char command[512];
    snprintf(command, sizeof command, "node tests/openapi.mjs %s", path);
    CHECK_INT(system(command), 0);
    unlink(path);
    text_buffer_fini(&out);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {CHECK_TEST(everything_declared_is_described),
                                              CHECK_TEST(a_validator_accepts_it)};
    return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]);
}
