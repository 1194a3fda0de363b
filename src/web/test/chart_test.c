/* Charts: the numbers behind the lines. */
#include "web/chart.h"

#include <string.h>

#include "check.h"
#include "web/shell.h"
#include "web/view.h"

struct page {
    const struct chart_line *line;
    const struct chart_bar *bar;
};
static const struct field page_fields[] = {
    {"line", NULL, FIELD_RECORD, FIELD_AT(struct page, line), .type = &chart_line_type},
    {"bar", NULL, FIELD_RECORD, FIELD_AT(struct page, bar), .type = &chart_bar_type},
};
static const struct record_type page_type = RECORD_TYPE("page", NULL, struct page, page_fields);

static void axes_end_at_round_numbers(void)
{
    static const int64_t pairs[][2] = {{0, 4},      {1, 4},        {4, 4},     {5, 8},
                                       {9, 20},     {94, 100},     {226, 240}, {1400, 1600},
                                       {994, 1000}, {50000, 60000}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        CHECK_INT(chart_ceiling(pairs[i][0]), pairs[i][1]);
    CHECK(chart_ceiling(INT64_MAX) > 0);
}

static const char *render(const char *source, const struct page *page, struct text_buffer *out,
                          struct arena *arena)
{
    struct views *views = views_new();
    struct view_source view = {"page", source};
    struct view_shell shell = {0};
    struct error error = {0};
    struct view_context context = {.language = LANGUAGE_ENGLISH, .shell = &shell, .arena = arena};
    views_add(views, &view, 1);
    CHECK_INT(views_compile(views, "page", &page_type, &error), RESULT_OK);
    CHECK_INT(view_html(views, "page", &context, &page_type, page, out, &error), RESULT_OK);
    views_free(views);
    return text_buffer_get(out);
}

static void lines_break_where_a_value_is_missing(void)
{
    struct arena *arena = arena_new();
    struct text_buffer out;
    text_buffer_init(&out);
    static const char *const days[] = {"1", "2", "3", "4", "5"};
    static const int64_t done[] = {0, 50, RECORD_NONE, 100}, plan[] = {0, 25, 50, 75, 100};
    const struct chart_series series[] = {{"Done", done, 4, CHART_MAIN, true},
                                          {"<Plan>", plan, 5, CHART_REFERENCE, false}};
    struct chart_line_facts facts = {.finding = "On <time>",
                                     .heading = "Day",
                                     .labels = days,
                                     .label_count = 5,
                                     .series = series,
                                     .series_count = 2};
    struct page page = {.line = chart_line_draw(&facts, arena)};
    const char *html = render("{{#line}}{{>chart/line}}{{/line}}", &page, &out, arena);
    CHECK(strstr(html, "d=\"M0 100L25 50M75 0L75 0\"") != NULL);
    CHECK(strstr(html, "class=\"area\" d=\"M0 100L0 100L25 50L25 100ZM75 100L75 0L75 100Z\"") !=
          NULL);
    CHECK(strstr(html, "class=\"ln s5 dash\" d=\"M0 100L25 75L50 50L75 25L100 0\"") != NULL);
    CHECK(strstr(html, "&lt;Plan&gt;") != NULL && strstr(html, "On &lt;time&gt;") != NULL);
    CHECK(strstr(html, "<td class=\"num\">—</td>") != NULL);
    text_buffer_fini(&out);
    arena_free(arena);
}

static void bars_add_up(void)
{
    struct arena *arena = arena_new();
    struct text_buffer out;
    text_buffer_init(&out);
    const struct chart_part parts[] = {
        {"Done", 1, CHART_MAIN}, {"Open", 0, CHART_REFERENCE}, {"Late", 1, CHART_BAD}};
    struct page page = {.bar = chart_bar_draw(parts, 3, 3, arena)};
    const char *html = render("{{#bar}}{{>chart/bar}}{{/bar}}", &page, &out, arena);
    CHECK(strstr(html, "<rect class=\"f1\" x=\"0\" width=\"33.33\"/>"
                       "<rect class=\"fb\" x=\"33.33\" width=\"33.33\"/>") != NULL);
    CHECK(strstr(html, "Done 1 Open 0 Late 1") != NULL);
    text_buffer_fini(&out);
    arena_free(arena);
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {CHECK_TEST(axes_end_at_round_numbers),
                                              CHECK_TEST(lines_break_where_a_value_is_missing),
                                              CHECK_TEST(bars_add_up)};
    return check_main(argc, argv, tests, sizeof tests / sizeof tests[0]);
}
