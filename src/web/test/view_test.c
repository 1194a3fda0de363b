/* Views: pages compiled against fields, JSON and CSV, masking, forms. */
#include "web/view.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "web/form.h"
#include "web/shell.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct choice statuses[] = {
    {"reached", N_("Reached")}, {"unanswered", N_("No answer")}, {0}};

struct entry {
    int64_t entry_id, tries, heat, pregnant, at;
    const char *name, *phone, *citizen_id, *note, *status, *mark, *path, *listed_phone;
};
static const struct field entry_fields[] = {
    {"entry_id", N_("Entry"), FIELD_ID, FIELD_AT(struct entry, entry_id)},
    {"name", N_("Name"), FIELD_NAME, FIELD_AT(struct entry, name), PRIVACY_PERSONAL,
     FIELD_REQUIRED},
    {"phone", N_("Phone"), FIELD_PHONE, FIELD_AT(struct entry, phone), PRIVACY_PERSONAL},
    {"listed_phone", N_("Phone"), FIELD_PHONE, FIELD_AT(struct entry, listed_phone),
     PRIVACY_PERSONAL, FIELD_MASK_ALWAYS | FIELD_READ_ONLY | FIELD_NOT_EXPORTED},
    {"citizen_id", N_("ID number"), FIELD_CITIZEN_ID, FIELD_AT(struct entry, citizen_id),
     PRIVACY_SENSITIVE},
    {"note", N_("Note"), FIELD_LONG_TEXT, FIELD_AT(struct entry, note),
     .hint = N_("Anything else")},
    {"status", N_("Result"), FIELD_CHOICE, FIELD_AT(struct entry, status), .choices = statuses,
     .flags = FIELD_REQUIRED},
    {"tries", N_("Tries"), FIELD_INT, FIELD_AT(struct entry, tries)},
    {"heat", N_("Temperature"), FIELD_TENTH, FIELD_AT(struct entry, heat)},
    {"pregnant", N_("Pregnant"), FIELD_FLAG, FIELD_AT(struct entry, pregnant), PRIVACY_SENSITIVE},
    {"at", N_("Time"), FIELD_TIME, FIELD_AT(struct entry, at)},
    {"mark", NULL, FIELD_HTML, FIELD_AT(struct entry, mark)},
    {"path", NULL, FIELD_URL, FIELD_AT(struct entry, path)},
};
static const struct record_type entry_type =
    RECORD_TYPE("entry", N_("Entry"), struct entry, entry_fields);

struct page {
    const char *title;
    struct record_list entries;
    const struct entry *chosen;
    const struct form *form;
};
static const struct field page_fields[] = {
    {"title", NULL, FIELD_TEXT, FIELD_AT(struct page, title)},
    {"entries", N_("Entries"), FIELD_LIST, FIELD_AT(struct page, entries), .type = &entry_type},
    {"chosen", NULL, FIELD_RECORD, FIELD_AT(struct page, chosen), .type = &entry_type},
    {"form", NULL, FIELD_FORM, FIELD_AT(struct page, form), .type = &entry_type},
};
static const struct record_type page_type =
    RECORD_TYPE("page", N_("Page"), struct page, page_fields);

static const struct entry people[] = {
    {.entry_id = 9007199254740993,
     .name = "张三丰",
     .phone = "13812345678",
     .listed_phone = "13812345678",
     .citizen_id = "11010519491231002X",
     .status = "reached",
     .tries = 2,
     .heat = 368,
     .pregnant = 1,
     .at = INT64_C(1581316200000),
     .note = "<b>\"5\" & 'x'</b>",
     .mark = "<i></i>",
     .path = "/a?b=1&c=2"},
    {.entry_id = 2, .name = "李四", .heat = RECORD_NONE, .status = "unanswered"},
};

/* A list that streams. */
struct stream {
    size_t at, count;
};
static enum result stream_next(void *cursor, void *row, bool *more, struct error *error)
{
    struct stream *stream = cursor;
    (void)error;
    *more = stream->at < stream->count;
    if (*more)
        memcpy(row, &people[stream->at++ % 2], sizeof people[0]);
    return RESULT_OK;
}

struct fixture {
    struct arena *arena;
    struct views *views;
    struct view_shell shell;
    struct view_context context;
    struct text_buffer out;
    struct page page;
    struct error error;
};

static void setup(struct fixture *fixture)
{
    memset(fixture, 0, sizeof *fixture);
    fixture->arena = arena_new();
    fixture->views = views_new();
    text_buffer_init(&fixture->out);
    fixture->shell = (struct view_shell){.language = "en", .csrf = "token", .here = "/"};
    fixture->context = (struct view_context){.language = LANGUAGE_ENGLISH,
                                             .offset = 480,
                                             .rights = {true, true},
                                             .shell = &fixture->shell,
                                             .arena = fixture->arena};
    fixture->page = (struct page){
        .title = "List", .entries = {.rows = people, .count = 2}, .chosen = &people[0]};
}

static void teardown(struct fixture *fixture)
{
    text_buffer_fini(&fixture->out);
    views_free(fixture->views);
    arena_free(fixture->arena);
}

static enum result render(struct fixture *fixture, const char *name, const char *source)
{
    struct view_source *added = arena_alloc(fixture->arena, sizeof *added);
    *added = (struct view_source){name, source};
    views_add(fixture->views, added, 1);
    text_buffer_clear(&fixture->out);
    enum result result = views_compile(fixture->views, name, &page_type, &fixture->error);
    if (result != RESULT_OK)
        return result;
    return view_html(fixture->views, name, &fixture->context, &page_type, &fixture->page,
                     &fixture->out, &fixture->error);
}

static void names_mean_fields(void)
{
    static const struct {
        const char *source, *want;
    } cases[] = {
        {"{{title}}", "List"},
        {"{{#entries}}{{name}},{{/entries}}", "张三丰,李四,"},
        {"{{#entries}}{{title}} {{/entries}}", "List List "},
        {"{{chosen.note}}", "&lt;b&gt;&quot;5&quot; &amp; &#39;x&#39;&lt;/b&gt;"},
        {"{{#chosen}}{{mark}}{{path}}{{/chosen}}", "<i></i>/a?b=1&amp;c=2"},
        {"{{chosen.status}} {{chosen.status.code}}", "Reached reached"},
        {"{{chosen.at}}|{{chosen.at.clock}}|{{chosen.at.day}}|{{chosen.at.code}}",
         "2020-02-10 14:30|14:30|10 Feb|2020-02-10T14:30:00+08:00"},
        {"{{chosen.heat}} {{chosen.tries}}", "36.8 2"},
        {"{{chosen.name.initial}} {{chosen.name.label}} {{entries.phone.label}}", "张 Name Phone"},
        {"{{chosen.listed_phone}} tel:{{chosen.listed_phone.code}}", "138****5678 tel:13812345678"},
        {"{{entries.total}}", "2"},
        {"{{#entries.any}}yes{{/entries.any}}{{^entries}}no{{/entries}}", "yes"},
        {"{{#entries}}{{#status=reached}}R{{/status=reached}}{{^status=reached}}-{{/"
         "status=reached}}"
         "{{/entries}}",
         "R-"},
        {"{{#entries}}[{{heat}}{{^heat}}none{{/heat}}]{{/entries}}", "[36.8][none]"},
        {"{{#chosen}}{{#pregnant}}P{{/pregnant}}{{/chosen}}{{chosen.pregnant}}", "PYes"},
        {"{{#_}}{{title}} of {{chosen.name}}{{/_}}", "List of 张三丰"},
        {"{{>part}}", "[List]"},
        {"<a {{#title}}href='/?q={{title}}&amp;b=2'{{/title}} class=x>{{title}}</a>",
         "<a href='/?q=List&amp;b=2' class=x>List</a>"},
        {"<!doctype html><style></style>{{title}}", "<!doctype html><style></style>List"},
        {"{{shell.csrf}}{{>shell/csrf}}",
         "token<input type=\"hidden\" name=\"csrf\" value=\"token\">"},
    };
    struct fixture fixture;
    setup(&fixture);
    static const struct view_source part = {"part", "[{{title}}]"};
    views_add(fixture.views, &part, 1);
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *name = arena_printf(fixture.arena, "case%zu", i);
        if (CHECK_INT(render(&fixture, name, cases[i].source), RESULT_OK))
            CHECK_TEXT(text_buffer_get(&fixture.out), cases[i].want);
        else
            printf("    %s: %s %s %s\n", cases[i].source, fixture.error.msgid,
                   fixture.error.args[2], fixture.error.args[3]);
    }
    teardown(&fixture);
}

static void wrong_names_are_errors_with_a_place(void)
{
    static const struct {
        const char *source;
        int line;
    } cases[] = {
        {"{{nothing}}", 1},
        {"a\nb\n{{#entries}}\n{{nam}}\n{{/entries}}", 4},
        {"{{title.clock}}", 1},
        {"{{#status=reached}}{{/status=reached}}", 1},
        {"{{#chosen}}\n{{#status=other}}{{/status=other}}{{/chosen}}", 2},
        {"{{{title}}}", 1},
        {"{{title.whole}}", 1},
        {"{{&title}}", 1},
        {"{{entries}}", 1},
        {"{{entries.name}}", 1},
        {"{{chosen}}", 1},
        {"{{>nothing}}", 1},
        {"{{>i/no-such-icon}}", 1},
        {"\n{{form.nothing}}", 2},
        {"{{#_}} {{/_}}", 1},
        {"{{#_}}a\n{{wrong}}{{/_}}", 1},
        {"{{>itself}}", 1},
        {"{{#title.label}}{{/title.label}}", 1},
        {"{{#chosen}}", 1},
        {"<a href={{title}}>", 1},
        {"<a\n{{title}}>", 2},
        {"<script>{{title}}</script>", 1},
        {"<!-- {{title}} -->", 1},
        {"<a {{#title}}href=\"{{/title}}x\">", 1},
        {"<p title=\"{{form}}\">", 1},
    };
    struct fixture fixture;
    setup(&fixture);
    static const struct view_source itself = {"itself", "{{>itself}}"};
    views_add(fixture.views, &itself, 1);
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *name = arena_printf(fixture.arena, "wrong%zu", i);
        memset(&fixture.error, 0, sizeof fixture.error);
        if (CHECK_INT(render(&fixture, name, cases[i].source), RESULT_MALFORMED))
            CHECK_INT(fixture.error.row, cases[i].line);
        else
            printf("    %s\n", cases[i].source);
    }
    CHECK_INT(views_compile(fixture.views, "absent", &page_type, &fixture.error), RESULT_NOT_FOUND);
    teardown(&fixture);
}

static const char all_of_one[] =
    "{{#chosen}}{{name}}|{{phone}}|{{citizen_id}}|{{phone.code}}|{{pregnant}}|"
    "{{#pregnant}}yes{{/pregnant}}{{^pregnant}}no{{/pregnant}}"
    "{{#phone.whole}}call{{/phone.whole}}{{/chosen}}";

static void what_is_not_for_the_reader_is_masked_in_every_form(void)
{
    struct fixture fixture;
    setup(&fixture);
    fixture.context.rights = (struct view_rights){false, false};
    CHECK_INT(render(&fixture, "masked", all_of_one), RESULT_OK);
    CHECK_TEXT(text_buffer_get(&fixture.out),
               "张**|138****5678|110105********002X|138****5678|**|");
    text_buffer_clear(&fixture.out);
    CHECK_INT(view_json(&fixture.context, &entry_type, &people[0], &fixture.out, &fixture.error),
              RESULT_OK);
    json_t *json = json_loads(text_buffer_get(&fixture.out), 0, NULL);
    CHECK_TEXT(json_string_value(json_object_get(json, "name")), "张**");
    CHECK(json_is_null(json_object_get(json, "pregnant")));
    CHECK_INT(json_array_size(json_object_get(json, "masked")), 5);
    json_decref(json);
    text_buffer_clear(&fixture.out);
    CHECK_INT(view_csv(&fixture.context, VIEW_UTF8, &page_type, &fixture.page, &fixture.out,
                       &fixture.error),
              RESULT_OK);
    CHECK(strstr(text_buffer_get(&fixture.out), "13812345678") == NULL);
    CHECK(strstr(text_buffer_get(&fixture.out), "11010519491231002X") == NULL);
    CHECK(strstr(text_buffer_get(&fixture.out), "张三丰") == NULL);
    fixture.context.rights.personal = true;
    CHECK_INT(render(&fixture, "masked", all_of_one), RESULT_OK);
    CHECK_TEXT(text_buffer_get(&fixture.out),
               "张三丰|13812345678|110105********002X|13812345678|**|call");
    teardown(&fixture);
}

static void json_has_every_kind(void)
{
    struct fixture fixture;
    setup(&fixture);
    CHECK_INT(view_json(&fixture.context, &page_type, &fixture.page, &fixture.out, &fixture.error),
              RESULT_OK);
    json_t *json = json_loads(text_buffer_get(&fixture.out), 0, NULL);
    json_t *entries = json_object_get(json, "entries");
    json_t *first = json_array_get(json_object_get(entries, "items"), 0);
    json_t *second = json_array_get(json_object_get(entries, "items"), 1);
    CHECK_INT(json_integer_value(json_object_get(entries, "total")), 2);
    CHECK_TEXT(json_string_value(json_object_get(first, "entry_id")), "9007199254740993");
    CHECK_TEXT(json_string_value(json_object_get(first, "at")), "2020-02-10T14:30:00+08:00");
    CHECK_TEXT(json_string_value(json_object_get(first, "status")), "reached");
    CHECK_TEXT(json_string_value(json_object_get(first, "status_label")), "Reached");
    CHECK(json_is_true(json_object_get(first, "pregnant")));
    CHECK(json_real_value(json_object_get(first, "heat")) > 36.79);
    CHECK_TEXT(json_string_value(json_object_get(first, "note")), people[0].note);
    CHECK(json_is_null(json_object_get(second, "heat")));
    CHECK(json_is_null(json_object_get(second, "phone")));
    CHECK(json_object_get(first, "mark") == NULL);
    json_decref(json);
    teardown(&fixture);
}

static void csv_is_safe_in_a_spreadsheet(void)
{
    struct fixture fixture;
    setup(&fixture);
    struct entry rows[] = {{.name = "=1+1",
                            .phone = "+852-91234567",
                            .status = "reached",
                            .note = "a\"b\n-c",
                            .tries = -3,
                            .heat = -5},
                           {.name = "@x", .note = "＝x", .heat = RECORD_NONE}};
    fixture.page.entries = (struct record_list){.rows = rows, .count = 2};
    CHECK_INT(view_csv(&fixture.context, VIEW_UTF8, &page_type, &fixture.page, &fixture.out,
                       &fixture.error),
              RESULT_OK);
    CHECK_TEXT(text_buffer_get(&fixture.out),
               "\xef\xbb\xbf\"Name\",\"Phone\",\"ID "
               "number\",\"Note\",\"Result\",\"Tries\",\"Temperature\","
               "\"Pregnant\",\"Time\"\r\n"
               "\"'=1+1\",\"'+852-91234567\",\"\",\"a\"\"b\n-c\",\"Reached\",\"-3\",\"-0.5\","
               "\"No\",\"\"\r\n"
               "\"'@x\",\"\",\"\",\"'＝x\",\"\",\"0\",\"\",\"No\",\"\"\r\n");
    text_buffer_clear(&fixture.out);
    rows[0].name = "灯€𠮷";
    CHECK_INT(view_csv(&fixture.context, VIEW_GB18030, &page_type, &fixture.page, &fixture.out,
                       &fixture.error),
              RESULT_OK);
    CHECK(strstr(text_buffer_get(&fixture.out), "\265\306\242\343\225\064\262\065") != NULL);
    teardown(&fixture);
}

static void lists_stream(void)
{
    struct fixture fixture;
    setup(&fixture);
    struct stream stream = {0, 3};
    fixture.page.entries = (struct record_list){
        .next = stream_next, .cursor = &stream, .total = 1000, .total_is_more = 1};
    CHECK_INT(render(&fixture, "stream",
                     "{{entries.total}} {{#entries.any}}<ul>{{#entries}}{{name}},{{/entries}}</ul>"
                     "{{/entries.any}}{{^entries}}none{{/entries}}"),
              RESULT_OK);
    CHECK_TEXT(text_buffer_get(&fixture.out), "1000+ <ul>张三丰,李四,张三丰,</ul>");
    stream = (struct stream){0, 0};
    CHECK_INT(render(&fixture, "stream", ""), RESULT_OK);
    CHECK_TEXT(text_buffer_get(&fixture.out), "1000+ none");
    stream = (struct stream){0, 3};
    text_buffer_clear(&fixture.out);
    CHECK_INT(view_json(&fixture.context, &page_type, &fixture.page, &fixture.out, &fixture.error),
              RESULT_OK);
    json_t *json = json_loads(text_buffer_get(&fixture.out), 0, NULL);
    CHECK_INT(json_array_size(json_object_get(json_object_get(json, "entries"), "items")), 3);
    CHECK(json_is_true(json_object_get(json_object_get(json, "entries"), "total_is_more")));
    json_decref(json);
    teardown(&fixture);
}

static bool has(struct fixture *fixture, const char *part)
{
    bool found = strstr(text_buffer_get(&fixture->out), part) != NULL;
    if (!found)
        printf("    not found: %s\n", part);
    return found;
}

static void forms_come_from_fields(void)
{
    struct fixture fixture;
    setup(&fixture);
    struct form form = {.type = &entry_type, .values = &people[0], .action = "/entries/1?a&b"};
    fixture.page.form = &form;
    CHECK_INT(render(&fixture, "form", "{{form}}"), RESULT_OK);
    CHECK(has(&fixture, "action=\"/entries/1?a&amp;b\""));
    CHECK(has(&fixture, "name=\"csrf\" value=\"token\""));
    CHECK(has(&fixture, "<label for=\"f-name\">Name"));
    CHECK(has(&fixture, "value=\"张三丰\""));
    CHECK(has(&fixture, "inputmode=\"tel\""));
    CHECK(has(&fixture, "id=\"f-note-hint\">Anything else"));
    CHECK(has(&fixture, "&lt;b&gt;&quot;5&quot; &amp; &#39;x&#39;&lt;/b&gt;</textarea>"));
    CHECK(
        has(&fixture, "type=\"radio\" name=\"status\" id=\"f-status-reached\" value=\"reached\""));
    CHECK(has(&fixture, "value=\"2020-02-10T14:30\""));
    CHECK(has(&fixture, "type=\"checkbox\""));
    CHECK(strstr(text_buffer_get(&fixture.out), "listed_phone") == NULL);
    teardown(&fixture);
}

static void a_wrong_form_keeps_what_was_typed(void)
{
    struct fixture fixture;
    setup(&fixture);
    static const struct form_typed typed[] = {{"name", "\"<x>"}, {"phone", "13800"}};
    static const struct form_error errors[] = {{"phone", "6 more"}, {"", "Try <again>"}};
    struct form form = {.type = &entry_type,
                        .values = &people[0],
                        .action = "/x",
                        .typed = typed,
                        .typed_count = 2,
                        .errors = errors,
                        .error_count = 2};
    fixture.page.form = &form;
    CHECK_INT(render(&fixture, "form",
                     "{{form.open}}{{form.name}}{{form.phone}}{{form.pregnant}}"
                     "{{form.submit}}{{form.close}}"),
              RESULT_OK);
    CHECK(has(&fixture, "value=\"&quot;&lt;x&gt;\""));
    CHECK(has(&fixture, "value=\"13800\""));
    CHECK(has(&fixture, "aria-invalid=\"true\" aria-describedby=\"f-phone-error\""));
    CHECK(has(&fixture, "<span>6 more</span>"));
    CHECK(has(&fixture, "Try &lt;again&gt;"));
    CHECK(strstr(text_buffer_get(&fixture.out), "checked") == NULL); /* it was not ticked */
    teardown(&fixture);
}

static void a_masked_value_is_an_empty_input(void)
{
    struct fixture fixture;
    setup(&fixture);
    struct form form = {.type = &entry_type, .values = &people[0], .action = "/x"};
    fixture.page.form = &form;
    fixture.context.rights = (struct view_rights){false, false};
    CHECK_INT(render(&fixture, "form", "{{form}}"), RESULT_OK);
    CHECK(strstr(text_buffer_get(&fixture.out), "张") == NULL);
    CHECK(strstr(text_buffer_get(&fixture.out), "1381") == NULL);
    CHECK(strstr(text_buffer_get(&fixture.out), "11010519") == NULL);
    CHECK(has(&fixture, "Not shown to you"));
    CHECK(strstr(text_buffer_get(&fixture.out), "name=\"name\" required") == NULL);
    teardown(&fixture);
}

static void every_text_is_escaped(void)
{
    const char *folder = getenv("KAIFONG_CONFORMANCE_DATA");
    if (folder == NULL) {
        check_skip("KAIFONG_CONFORMANCE_DATA names no folder");
        return;
    }
    struct fixture fixture;
    setup(&fixture);
    json_t *list =
        json_load_file(arena_printf(fixture.arena, "%s/blns/blns.json", folder), 0, NULL);
    CHECK_INT(json_array_size(list), 515);
    struct entry entry = {.entry_id = 1, .heat = RECORD_NONE};
    fixture.page.entries = (struct record_list){.rows = &entry, .count = 1};
    fixture.page.chosen = &entry;
    struct form form = {.type = &entry_type, .values = &entry, .action = "/x"};
    fixture.page.form = &form;
    CHECK_INT(render(&fixture, "naughty", "{{chosen.note}}"), RESULT_OK);
    CHECK_INT(render(&fixture, "naughty_form", "{{form.note}}{{form.name}}"), RESULT_OK);
    for (size_t i = 0; i < json_array_size(list); i++) {
        entry.note = entry.name = json_string_value(json_array_get(list, i));
        CHECK_INT(render(&fixture, "naughty", ""), RESULT_OK);
        CHECK(strpbrk(text_buffer_get(&fixture.out), "<>\"'") == NULL);
        text_buffer_clear(&fixture.out);
        CHECK_INT(view_json(&fixture.context, &entry_type, &entry, &fixture.out, &fixture.error),
                  RESULT_OK);
        json_t *json = json_loads(text_buffer_get(&fixture.out), 0, NULL);
        if (*entry.note != '\0')
            CHECK_TEXT(json_string_value(json_object_get(json, "note")), entry.note);
        json_decref(json);
        text_buffer_clear(&fixture.out);
        CHECK_INT(view_csv(&fixture.context, VIEW_UTF8, &page_type, &fixture.page, &fixture.out,
                           &fixture.error),
                  RESULT_OK);
        const char *cell = strchr(text_buffer_get(&fixture.out), '\n') + 2;
        CHECK(*cell == '\0' || strchr("=+@", *cell) == NULL);
    }
    json_decref(list);
    teardown(&fixture);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        CHECK_TEST(names_mean_fields),
        CHECK_TEST(wrong_names_are_errors_with_a_place),
        CHECK_TEST(what_is_not_for_the_reader_is_masked_in_every_form),
        CHECK_TEST(json_has_every_kind),
        CHECK_TEST(csv_is_safe_in_a_spreadsheet),
        CHECK_TEST(lists_stream),
        CHECK_TEST(forms_come_from_fields),
        CHECK_TEST(a_wrong_form_keeps_what_was_typed),
        CHECK_TEST(a_masked_value_is_an_empty_input),
        CHECK_TEST(every_text_is_escaped),
    };
    return check_main(argc, argv, tests, COUNT(tests));
}
