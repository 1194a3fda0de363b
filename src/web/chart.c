/* The arithmetic of charts. Coordinates have two decimals at most and are made from integers, so that
 * the same numbers give the same bytes everywhere. */
#include "web/chart.h"

#include "base/text.h"

enum { GRID_LINES = 4, LABELS_ON_PHONES = 8 };

/* ---- records --------------------------------------------------------------------------------- */

struct line_series {
    const char *name;
    const char *path, *area; /* d= of the line, and of the area or NULL */
    const char *look;        /* classes */
    const char *mark;        /* class of the legend's square */
};
static const struct field series_fields[] = {
    {"name", N_("Series"), FIELD_TEXT, FIELD_AT(struct line_series, name)},
    {"path", NULL, FIELD_HTML, FIELD_AT(struct line_series, path)},
    {"area", NULL, FIELD_HTML, FIELD_AT(struct line_series, area)},
    {"look", NULL, FIELD_HTML, FIELD_AT(struct line_series, look)},
    {"mark", NULL, FIELD_HTML, FIELD_AT(struct line_series, mark)},
};
static const struct record_type series_type =
    RECORD_TYPE("chart_series", N_("Series"), struct line_series, series_fields);

struct tick {
    const char *text;
    int64_t is_sparse; /* left out where there is little room */
};
static const struct field tick_fields[] = {
    {"text", N_("Label"), FIELD_TEXT, FIELD_AT(struct tick, text)},
    {"is_sparse", NULL, FIELD_FLAG, FIELD_AT(struct tick, is_sparse)},
};
static const struct record_type tick_type =
    RECORD_TYPE("chart_tick", N_("Label"), struct tick, tick_fields);

struct cell {
    const char *text;
};
static const struct field cell_fields[] = {
    {"text", N_("Value"), FIELD_TEXT, FIELD_AT(struct cell, text)},
};
static const struct record_type cell_type =
    RECORD_TYPE("chart_cell", N_("Value"), struct cell, cell_fields);

struct number_row {
    const char *label;
    struct record_list cells;
};
static const struct field row_fields[] = {
    {"label", N_("Label"), FIELD_TEXT, FIELD_AT(struct number_row, label)},
    {"cells", N_("Values"), FIELD_LIST, FIELD_AT(struct number_row, cells), .type = &cell_type},
};
static const struct record_type row_type =
    RECORD_TYPE("chart_row", N_("Numbers"), struct number_row, row_fields);

struct chart_line {
    const char *finding, *heading;
    int64_t is_low, has_legend;
    struct record_list series, y, x, numbers;
    const char *grid; /* markup of the lines across */
};
static const struct field line_fields[] = {
    {"finding", N_("Finding"), FIELD_TEXT, FIELD_AT(struct chart_line, finding)},
    {"heading", NULL, FIELD_TEXT, FIELD_AT(struct chart_line, heading)},
    {"is_low", NULL, FIELD_FLAG, FIELD_AT(struct chart_line, is_low)},
    {"has_legend", NULL, FIELD_FLAG, FIELD_AT(struct chart_line, has_legend)},
    {"grid", NULL, FIELD_HTML, FIELD_AT(struct chart_line, grid)},
    {"series", N_("Series"), FIELD_LIST, FIELD_AT(struct chart_line, series), .type = &series_type},
    {"y", NULL, FIELD_LIST, FIELD_AT(struct chart_line, y), .type = &tick_type},
    {"x", NULL, FIELD_LIST, FIELD_AT(struct chart_line, x), .type = &tick_type},
    {"numbers", N_("Numbers"), FIELD_LIST, FIELD_AT(struct chart_line, numbers), .type = &row_type},
};
const struct record_type chart_line_type =
    RECORD_TYPE("chart_line", N_("Chart"), struct chart_line, line_fields);

struct bar_part {
    const char *name, *look, *x, *width;
    int64_t value;
};
static const struct field part_fields[] = {
    {"name", N_("Part"), FIELD_TEXT, FIELD_AT(struct bar_part, name)},
    {"value", N_("Value"), FIELD_INT, FIELD_AT(struct bar_part, value)},
    {"look", NULL, FIELD_HTML, FIELD_AT(struct bar_part, look)},
    {"x", NULL, FIELD_HTML, FIELD_AT(struct bar_part, x)},
    {"width", NULL, FIELD_HTML, FIELD_AT(struct bar_part, width)},
};
static const struct record_type part_type =
    RECORD_TYPE("chart_part", N_("Part"), struct bar_part, part_fields);

struct chart_bar {
    struct record_list parts;
};
static const struct field bar_fields[] = {
    {"parts", N_("Parts"), FIELD_LIST, FIELD_AT(struct chart_bar, parts), .type = &part_type},
};
const struct record_type chart_bar_type =
    RECORD_TYPE("chart_bar", N_("Bar"), struct chart_bar, bar_fields);

/* ---- arithmetic ------------------------------------------------------------------------------ */

int64_t chart_ceiling(int64_t value)
{
    static const int64_t steps[] = {1, 2, 5, 10, 15, 20, 25, 30, 40, 50, 60, 75, 80};
    enum { STEPS = sizeof steps / sizeof steps[0] };
    for (int64_t power = 1;; power *= 10) {
        for (int i = 0; i < STEPS; i++) {
            int64_t ceiling = steps[i] * power * GRID_LINES;
            if (ceiling >= value)
                return ceiling;
        }
        if (power > INT64_MAX / 10000)
            return value;
    }
}

/* part * 100 / whole with two decimals, without a tail of zeros. */
static void add_hundredths(struct text_buffer *out, int64_t part, int64_t whole)
{
    for (; part > INT64_MAX / 10000; part /= 2)
        whole /= 2;
    int64_t scaled = whole > 0 ? part * 10000 / whole : 0;
    text_addf(out, "%lld", (long long)(scaled / 100));
    if (scaled % 100 != 0)
        text_addf(out, scaled % 10 == 0 ? ".%01lld" : ".%02lld",
                  (long long)(scaled % 10 == 0 ? scaled % 100 / 10 : scaled % 100));
}

static const char *hundredths(int64_t part, int64_t whole, struct arena *arena)
{
    struct text_buffer out;
    text_buffer_init(&out);
    add_hundredths(&out, part, whole);
    const char *text = arena_copy(arena, text_buffer_get(&out));
    text_buffer_fini(&out);
    return text;
}

static int64_t largest(const struct chart_line_facts *facts)
{
    int64_t most = 0;
    for (size_t i = 0; i < facts->series_count; i++)
        for (size_t k = 0; k < facts->series[i].count; k++)
            if (facts->series[i].values[k] > most)
                most = facts->series[i].values[k];
    return most;
}

/* ---- the line chart -------------------------------------------------------------------------- */

static const char *const line_looks[CHART__COUNT] = {
    [CHART_MAIN] = "ln s1",           [CHART_SECOND] = "ln s2", [CHART_THIRD] = "ln s3",
    [CHART_REFERENCE] = "ln s5 dash", [CHART_BAD] = "ln sb",
};
static const char *const fills[CHART__COUNT] = {
    [CHART_MAIN] = "f1",      [CHART_SECOND] = "f2", [CHART_THIRD] = "f3",
    [CHART_REFERENCE] = "f5", [CHART_BAD] = "fb",
};

static void add_point(struct text_buffer *out, size_t index, size_t steps, int64_t value,
                      int64_t ceiling)
{
    add_hundredths(out, (int64_t)index, steps > 0 ? (int64_t)steps : 1);
    text_add_char(out, ' ');
    add_hundredths(out, value < 0 ? ceiling : ceiling - value, ceiling);
}

/* The line; where a value is missing it is broken. With `is_area` each piece is closed down to 0. */
static const char *path_of(const struct chart_series *series, size_t steps, int64_t ceiling,
                           bool is_area, struct arena *arena)
{
    struct text_buffer out;
    text_buffer_init(&out);
    size_t start = 0, length = 0;
    for (size_t i = 0; i <= series->count && i <= steps + 1; i++) {
        bool is_there = i < series->count && i <= steps && series->values[i] != RECORD_NONE;
        if (is_there) {
            if (length++ == 0) {
                start = i;
                text_add_char(&out, 'M');
                if (is_area) {
                    add_point(&out, i, steps, 0, ceiling);
                    text_add_char(&out, 'L');
                }
            } else {
                text_add_char(&out, 'L');
            }
            add_point(&out, i, steps, series->values[i], ceiling);
            continue;
        }
        if (length == 1 && !is_area) { /* a single point is a dot: a line to itself */
            text_add_char(&out, 'L');
            add_point(&out, start, steps, series->values[start], ceiling);
        }
        if (length > 0 && is_area) {
            text_add_char(&out, 'L');
            add_point(&out, i - 1, steps, 0, ceiling);
            text_add_char(&out, 'Z');
        }
        length = 0;
    }
    const char *path = arena_copy(arena, text_buffer_get(&out));
    text_buffer_fini(&out);
    return path;
}

static struct record_list draw_series(const struct chart_line_facts *facts, int64_t ceiling,
                                      struct arena *arena)
{
    struct line_series *drawn = arena_array(arena, facts->series_count + 1, sizeof *drawn);
    size_t steps = facts->label_count > 0 ? facts->label_count - 1 : 0;
    for (size_t i = 0; i < facts->series_count; i++) {
        const struct chart_series *series = &facts->series[i];
        drawn[i] = (struct line_series){
            .name = series->name,
            .path = path_of(series, steps, ceiling, false, arena),
            .area = series->is_filled ? path_of(series, steps, ceiling, true, arena) : NULL,
            .look = line_looks[series->look],
            .mark = fills[series->look],
        };
    }
    return (struct record_list){.rows = drawn, .count = facts->series_count};
}

static struct record_list draw_y(int64_t ceiling, struct arena *arena)
{
    struct tick *ticks = arena_array(arena, GRID_LINES + 1, sizeof *ticks);
    for (int i = 0; i <= GRID_LINES; i++) {
        long long value = ceiling / GRID_LINES * (GRID_LINES - i);
        ticks[i].text = arena_printf(arena, "%lld", value);
    }
    return (struct record_list){.rows = ticks, .count = GRID_LINES + 1};
}

/* On phones at most eight labels are left. */
static struct record_list draw_x(const struct chart_line_facts *facts, struct arena *arena)
{
    struct tick *ticks = arena_array(arena, facts->label_count + 1, sizeof *ticks);
    size_t every = (facts->label_count + LABELS_ON_PHONES - 1) / LABELS_ON_PHONES;
    for (size_t i = 0; i < facts->label_count; i++)
        ticks[i] = (struct tick){facts->labels[i], every > 1 && i % every != 0};
    return (struct record_list){.rows = ticks, .count = facts->label_count};
}

static const char *value_text(const struct chart_series *series, size_t index, struct arena *arena)
{
    if (index >= series->count || series->values[index] == RECORD_NONE)
        return "—";
    return arena_printf(arena, "%lld", (long long)series->values[index]);
}

static struct record_list list_numbers(const struct chart_line_facts *facts, struct arena *arena)
{
    struct number_row *rows = arena_array(arena, facts->label_count + 1, sizeof *rows);
    for (size_t i = 0; i < facts->label_count; i++) {
        struct cell *cells = arena_array(arena, facts->series_count + 1, sizeof *cells);
        for (size_t k = 0; k < facts->series_count; k++)
            cells[k].text = value_text(&facts->series[k], i, arena);
        rows[i] =
            (struct number_row){facts->labels[i], {.rows = cells, .count = facts->series_count}};
    }
    return (struct record_list){.rows = rows, .count = facts->label_count};
}

static const char *grid_markup(struct arena *arena)
{
    struct text_buffer out;
    text_buffer_init(&out);
    for (int i = 0; i <= GRID_LINES; i++)
        text_addf(&out, "<line class=\"gl\" x1=\"0\" x2=\"100\" y1=\"%d\" y2=\"%d\"/>",
                  i * 100 / GRID_LINES, i * 100 / GRID_LINES);
    const char *markup = arena_copy(arena, text_buffer_get(&out));
    text_buffer_fini(&out);
    return markup;
}

const struct chart_line *chart_line_draw(const struct chart_line_facts *facts, struct arena *arena)
{
    struct chart_line *chart = arena_alloc(arena, sizeof *chart);
    int64_t ceiling = chart_ceiling(largest(facts));
    *chart = (struct chart_line){
        .finding = facts->finding,
        .heading = facts->heading,
        .is_low = facts->is_low,
        .has_legend = facts->series_count > 1,
        .series = draw_series(facts, ceiling, arena),
        .y = draw_y(ceiling, arena),
        .x = draw_x(facts, arena),
        .numbers = list_numbers(facts, arena),
        .grid = grid_markup(arena),
    };
    return chart;
}

/* ---- the bar --------------------------------------------------------------------------------- */

const struct chart_bar *chart_bar_draw(const struct chart_part *parts, size_t count, int64_t whole,
                                       struct arena *arena)
{
    struct chart_bar *bar = arena_alloc(arena, sizeof *bar);
    struct bar_part *drawn = arena_array(arena, count + 1, sizeof *drawn);
    int64_t sum = 0, at = 0;
    for (size_t i = 0; i < count; i++)
        sum += parts[i].value > 0 ? parts[i].value : 0;
    if (whole < sum)
        whole = sum;
    for (size_t i = 0; i < count; i++) {
        int64_t value = parts[i].value > 0 ? parts[i].value : 0;
        drawn[i] = (struct bar_part){.name = parts[i].name,
                                     .look = fills[parts[i].look],
                                     .x = hundredths(at, whole, arena),
                                     .width = hundredths(value, whole, arena),
                                     .value = value};
        at += value;
    }
    bar->parts = (struct record_list){.rows = drawn, .count = count};
    return bar;
}
