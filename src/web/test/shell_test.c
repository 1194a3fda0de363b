/* The surroundings of a page: who sees which entries, which one is current, and how the title is
 * found. */
#include "web/shell.h"

#include <string.h>

#include "check.h"
#include "web/icon.h"

static const struct capability anybody = {"a.read", NULL, ROLES_READERS};
static const struct capability secretary = {"a.manage", NULL, 1 << ROLE_SECRETARY};
static const struct nav_item nav[] = {
    {N_("Settings"), N_("Account"), ICON("circle-user"), "/accounts", &secretary, .order = 1},
    {N_("Work"), N_("Search"), ICON("search"), "/residents", &anybody, .order = 2, .dock = 2},
    {N_("Work"), N_("Display"), ICON("menu"), "/", &anybody, .order = 1, .dock = 1},
    {N_("Work"), N_("Save"), ICON("check"), "/residents/mine", &anybody, .order = 3},
};
static const struct module one = {.name = "one", .nav = nav, .nav_count = 4};
static const struct module *const modules[] = {&one, NULL};

struct page {
    const char *title;
};
static const struct field page_fields[] = {
    {"title", NULL, FIELD_TEXT, FIELD_AT(struct page, title)},
};
static const struct record_type page_type = RECORD_TYPE("page", NULL, struct page, page_fields);

static const struct view_shell *make(struct arena *arena, enum role role, const char *path,
                                     const char *title)
{
    struct principal *who = arena_alloc(arena, sizeof *who);
    *who = (struct principal){.account = 1, .name = "麦婉仪", .roles = 1U << role};
    struct page *page = arena_alloc(arena, sizeof *page);
    page->title = title;
    struct shell_facts facts = {.modules = modules,
                                .who = who,
                                .language = LANGUAGE_ENGLISH,
                                .path = path,
                                .here = path,
                                .title = "Summary"};
    return shell_make(&facts, &page_type, page, arena);
}

/* "Work: Display Search*" with a star behind what is current. */
static const char *told(const struct view_shell *shell, struct arena *arena)
{
    const char *text = "";
    const struct shell_group *groups = shell->groups.rows;
    for (size_t i = 0; i < shell->groups.count; i++) {
        text = arena_printf(arena, "%s%s%s:", text, i > 0 ? "; " : "", groups[i].label);
        const struct shell_link *links = groups[i].links.rows;
        for (size_t k = 0; k < groups[i].links.count; k++)
            text =
                arena_printf(arena, "%s %s%s", text, links[k].label, links[k].current ? "*" : "");
    }
    return text;
}

static void the_side_bar_follows_rights_and_place(void)
{
    struct arena *arena = arena_new();
    CHECK_TEXT(told(make(arena, ROLE_SECRETARY, "/", NULL), arena),
               "Work: Display* Search Save; Settings: Account");
    CHECK_TEXT(told(make(arena, ROLE_VIEWER, "/residents/7", NULL), arena),
               "Work: Display Search* Save");
    CHECK_TEXT(told(make(arena, ROLE_VIEWER, "/residents/mine", NULL), arena),
               "Work: Display Search Save*");
    CHECK_TEXT(told(make(arena, ROLE_VIEWER, "/residentsx", NULL), arena),
               "Work: Display Search Save");
    const struct view_shell *shell = make(arena, ROLE_VIEWER, "/", NULL);
    CHECK_INT(shell->dock.count, 2);
    CHECK_TEXT(((const struct shell_link *)shell->dock.rows)[1].path, "/residents");
    CHECK_TEXT(shell->user_face, "麦");
    arena_free(arena);
}

static void the_title_is_the_records_or_the_routes(void)
{
    struct arena *arena = arena_new();
    CHECK_TEXT(make(arena, ROLE_VIEWER, "/", "陈伟明")->title, "陈伟明");
    CHECK_TEXT(make(arena, ROLE_VIEWER, "/", NULL)->title, "Summary");
    struct shell_facts facts = {.modules = modules, .path = "/", .here = "/"};
    const struct view_shell *nobody = shell_make(&facts, NULL, NULL, arena);
    CHECK(!nobody->signed_in && nobody->groups.count == 0 && nobody->user_name == NULL);
    CHECK(strncmp(nobody->style, "/static/", 8) == 0);
    arena_free(arena);
}

static void an_entry_without_its_icon_is_found_at_start(void)
{
    static const struct nav_item wrong[] = {
        {N_("Work"), N_("Save"), "no-such-icon", "/", &anybody}};
    static const struct module two = {.name = "two", .nav = wrong, .nav_count = 1};
    static const struct module *const bad[] = {&one, &two, NULL};
    struct error error;
    CHECK_INT(shell_check(modules, &error), RESULT_OK);
    CHECK_INT(shell_check(bad, &error), RESULT_INVALID);
    CHECK_TEXT(error.args[1], "no-such-icon");
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        CHECK_TEST(the_side_bar_follows_rights_and_place),
        CHECK_TEST(the_title_is_the_records_or_the_routes),
        CHECK_TEST(an_entry_without_its_icon_is_found_at_start)};
    return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]);
}
