/* Every page of screening compiles against the record that its route answers with, in both languages,
 * and shows what it is given. */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "modules/screening/page.h"
#include "web/shell.h"
#include "web/view.h"

static struct views *compile_all(void)
{
    struct views *set = views_new();
    views_add(set, screening_module.views, *screening_module.view_count);
    for (size_t at = 0; at < screening_module.route_count; at++) {
        const struct route *route = &screening_module.routes[at];
        struct error error = {0};
        if (!route->view || !route->reply) {
            continue;
        }
        if (!CHECK_INT(views_compile(set, route->view, route->reply, &error), RESULT_OK)) {
            printf("  %s: %s | %s | %s | %s | %s\n", route->view, error.msgid, error.args[0],
                   error.args[1], error.args[2], error.args[3]);
        }
    }
    return set;
}

static void every_page_compiles(void)
{
    views_free(compile_all());
}

static const char *render(const struct views *set, const char *page, const struct record_type *type,
                          const void *record, enum language language, bool personal,
                          struct arena *arena)
{
    struct view_shell shell = {.language = "zh-Hans", .csrf = "token"};
    const struct view_context context = {.language = language,
                                         .offset = CALENDAR_CHINA_OFFSET,
                                         .rights = {.personal = personal},
                                         .shell = &shell,
                                         .arena = arena};
    struct text_buffer out;
    struct error error = {0};
    text_buffer_init(&out);
    CHECK_INT(view_html(set, page, &context, type, record, &out, &error), RESULT_OK);
    const char *text = arena_copy(arena, text_buffer_get(&out));
    text_buffer_fini(&out);
    return text;
}

static void the_card_shows_who_to_call(void)
{
    struct arena *arena = arena_new();
    struct views *set = compile_all();
    struct card_view card;
    record_init(&card_view_type, &card);
    card.campaign_id = 5;
    card.entry_id = 7;
    card.name = "陈伟<明>";
    card.phone = "13800002207";
    card.status = "no_answer";
    card.can_record = 1;
    card.is_open = 1;
    const char *page =
        render(set, "screening/card", &card_view_type, &card, LANGUAGE_ENGLISH, true, arena);
    CHECK(strstr(page, "tel:13800002207") != NULL);
    CHECK(strstr(page, "138****2207") != NULL);
    CHECK(strstr(page, "陈伟&lt;明&gt;") != NULL);
    CHECK(strstr(page, "Save, next one") != NULL);
    page = render(set, "screening/card", &card_view_type, &card, LANGUAGE_CHINESE, false, arena);
    CHECK(strstr(page, "13800002207") == NULL);
    CHECK(strstr(page, "伟") == NULL);
    views_free(set);
    arena_free(arena);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        CHECK_TEST(every_page_compiles),
        CHECK_TEST(the_card_shows_who_to_call),
    };
    return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]);
}
