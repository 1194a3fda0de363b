/* Where the headings are: the first rows of a sheet are kept, each is judged by how many of its cells
 * name a field, and the best one (with the row above or below, if the headings stand in two) is taken.
 * The rows themselves are walked by table_rows.c. */
#include "sheet/table.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "sheet/table_guess.h"

/* Headings stand within these rows, or there are none. */
enum { HEADER_SEARCH_ROWS = 30, SAMPLE_CHARACTERS = 120 };

struct kept_row {
    int64_t number;
    struct sheet_cell *cells;
    size_t count;
};

struct finder {
    const struct record_type *type;
    struct arena *arena;
    struct kept_row *rows;
    size_t count;
    size_t width;
    struct sheet_merge *merges;
    size_t merge_count;
};

/* ---- keeping the first rows ------------------------------------------------------------------ */

static const char *keep_text(struct arena *arena, const char *text)
{
    char *clean = text_clean(arena, text);
    char *cut = arena_alloc(arena, SAMPLE_CHARACTERS * 4 + 1);
    text_copy_to(cut, SAMPLE_CHARACTERS * 4 + 1, clean);
    return cut;
}

static enum result keep_rows(struct finder *finder, struct sheet_reader *reader,
                             struct error *error)
{
    struct sheet_row row;
    bool more = true;
    finder->rows = arena_array(finder->arena, TABLE_SAMPLE_ROWS, sizeof *finder->rows);
    while (finder->count < TABLE_SAMPLE_ROWS) {
        enum result result = sheet_reader_next(reader, &row, &more, error);
        if (result != RESULT_OK)
            return result;
        if (!more)
            break;
        struct kept_row *kept = &finder->rows[finder->count++];
        kept->number = row.number;
        kept->count = row.count < LIMIT_SHEET_COLUMNS ? row.count : LIMIT_SHEET_COLUMNS;
        kept->cells = arena_array(finder->arena, kept->count + 1, sizeof *kept->cells);
        for (size_t i = 0; i < kept->count; i++) {
            const char *text =
                *row.cells[i].text ? keep_text(finder->arena, row.cells[i].text) : "";
            kept->cells[i] = (struct sheet_cell){row.cells[i].kind, text, text};
            if (*text && i + 1 > finder->width)
                finder->width = i + 1;
        }
    }
    if (finder->count == 0 || finder->width == 0)
        return error_set(error, RESULT_MALFORMED, NULL, N_("This sheet is empty."));
    return RESULT_OK;
}

static const char *text_at(const struct kept_row *row, size_t column)
{
    return row && column < row->count ? row->cells[column].text : "";
}

/* ---- judging rows ---------------------------------------------------------------------------- */

struct judgement {
    size_t texts, known, data;
    int score;
};

static struct judgement judge(const struct finder *finder, const struct kept_row *row)
{
    struct judgement judgement = {0};
    for (size_t i = 0; i < row->count; i++) {
        if (!*row->cells[i].text)
            continue;
        judgement.texts++;
        if (table_text_is_data(&row->cells[i])) {
            judgement.data++;
            judgement.score -= 60;
            continue;
        }
        int best =
            table_heading_best(table_heading_key(finder->arena, row->cells[i].text), finder->type);
        judgement.known += best >= 50;
        judgement.score += best;
    }
    return judgement;
}

/* The index of the row that looks most like headings, or -1. */
static int64_t best_row(const struct finder *finder)
{
    int64_t best = -1;
    int best_score = 0;
    for (size_t i = 0; i < finder->count && i < HEADER_SEARCH_ROWS; i++) {
        struct judgement judgement = judge(finder, &finder->rows[i]);
        bool is_enough = judgement.known >= 2 ||
                         (judgement.known == 1 && judgement.texts == 1 && finder->width == 1);
        if (is_enough && judgement.score > best_score) {
            best = (int64_t)i;
            best_score = judgement.score;
        }
    }
    return best;
}

/* Without known headings: the first row of several texts and no data, above a row with data. */
static int64_t plausible_row(const struct finder *finder)
{
    for (size_t i = 0; i + 1 < finder->count && i < HEADER_SEARCH_ROWS; i++) {
        struct judgement here = judge(finder, &finder->rows[i]),
                         below = judge(finder, &finder->rows[i + 1]);
        if (here.texts >= 2 && here.data == 0 && here.texts * 2 >= finder->width && below.data > 0)
            return (int64_t)i;
    }
    return -1;
}

/* The merge that covers a cell, or NULL. */
static const struct sheet_merge *merge_at(const struct finder *finder, int64_t row, size_t column)
{
    int at = (int)column + 1;
    for (size_t i = 0; i < finder->merge_count && finder->merges[i].first_row <= row; i++)
        if (row <= finder->merges[i].last_row && at >= finder->merges[i].first_column &&
            at <= finder->merges[i].last_column)
            return &finder->merges[i];
    return NULL;
}

/* True if the upper row can be the first of two rows of headings: it has a group over several columns,
 * merged or followed by empty cells, that the lower row divides. */
static bool is_divided(const struct finder *finder, const struct kept_row *upper,
                       const struct kept_row *lower)
{
    struct judgement above = judge(finder, upper), below = judge(finder, lower);
    size_t divided = 0;
    if (lower->number != upper->number + 1 || above.data > 0 || below.data > 0 || above.texts < 2 ||
        below.texts < 2)
        return false;
    for (size_t i = 0; i + 1 < finder->width; i++) {
        const struct sheet_merge *merge = merge_at(finder, upper->number, i);
        bool is_wide =
            merge && merge->last_column > merge->first_column && merge->last_row == upper->number;
        if (*text_at(upper, i) && *text_at(lower, i) && *text_at(lower, i + 1) &&
            (is_wide || !*text_at(upper, i + 1)))
            divided++;
    }
    return divided > 0;
}

/* ---- headings -------------------------------------------------------------------------------- */

/* The text of the upper row that belongs to a column: its own, that of the merge over it, or, without
 * merges, the last one to the left if the lower row divides it. */
static const char *upper_text(const struct finder *finder, const struct kept_row *upper,
                              const struct kept_row *lower, size_t column)
{
    const struct sheet_merge *merge = merge_at(finder, upper->number, column);
    if (merge && merge->first_row <= upper->number)
        return text_at(upper, (size_t)merge->first_column - 1);
    if (*text_at(upper, column) || finder->merge_count > 0)
        return text_at(upper, column);
    for (size_t i = column; i > 0 && *text_at(lower, i); i--)
        if (*text_at(upper, i - 1) && *text_at(lower, i - 1))
            return text_at(upper, i - 1);
    return "";
}

/* Of "基本情况" over "姓名" the heading is "姓名"; of "联系人" over "电话" it is "联系人 电话", unless
 * the lower one alone names a field and the upper one does not. */
static const char *join(const struct finder *finder, const char *upper, const char *lower)
{
    if (!*upper || strcmp(upper, lower) == 0)
        return lower;
    if (!*lower)
        return upper;
    const char *both = arena_printf(finder->arena, "%s %s", upper, lower);
    int joined = table_heading_best(table_heading_key(finder->arena, both), finder->type);
    int alone = table_heading_best(table_heading_key(finder->arena, lower), finder->type);
    return alone >= joined && alone > 0 ? lower : both;
}

static void set_headings(const struct finder *finder, struct table_layout *layout, int64_t first,
                         int64_t rows)
{
    layout->header_row = rows > 0 ? finder->rows[first].number : 0;
    layout->header_rows = rows;
    for (size_t i = 0; i < layout->column_count; i++) {
        const char *heading = "";
        if (rows == 1)
            heading = text_at(&finder->rows[first], i);
        else if (rows == 2)
            heading =
                join(finder, upper_text(finder, &finder->rows[first], &finder->rows[first + 1], i),
                     text_at(&finder->rows[first + 1], i));
        layout->columns[i].heading = heading;
    }
}

static void find_headings(const struct finder *finder, struct table_layout *layout)
{
    int64_t at = best_row(finder);
    if (at < 0)
        at = plausible_row(finder);
    if (at < 0) {
        set_headings(finder, layout, 0, 0);
        return;
    }
    if (at > 0 && is_divided(finder, &finder->rows[at - 1], &finder->rows[at]))
        set_headings(finder, layout, at - 1, 2);
    else if ((size_t)at + 1 < finder->count &&
             is_divided(finder, &finder->rows[at], &finder->rows[at + 1]))
        set_headings(finder, layout, at, 2);
    else
        set_headings(finder, layout, at, 1);
}

static void take_hint(const struct finder *finder, struct table_layout *layout,
                      const struct table_hint *hint)
{
    for (size_t i = 0; hint->header_row > 0 && i < finder->count; i++) {
        if (finder->rows[i].number != hint->header_row)
            continue;
        bool has_next = i + 1 < finder->count;
        bool is_two =
            hint->header_rows == 2 || (hint->header_rows == 0 && has_next &&
                                       is_divided(finder, &finder->rows[i], &finder->rows[i + 1]));
        set_headings(finder, layout, (int64_t)i, is_two && has_next ? 2 : 1);
        return;
    }
    set_headings(finder, layout, 0, 0);
}

/* ---- samples, title, preview ----------------------------------------------------------------- */

/* The first row below the headings. */
static size_t first_below(const struct finder *finder, const struct table_layout *layout)
{
    size_t i = 0;
    while (i < finder->count && layout->header_rows > 0 &&
           finder->rows[i].number < layout->header_row + layout->header_rows)
        i++;
    return i;
}

static struct table_samples *take_samples(const struct finder *finder, struct table_layout *layout)
{
    struct table_samples *samples =
        arena_array(finder->arena, layout->column_count + 1, sizeof *samples);
    for (size_t i = 0; i < layout->column_count; i++) {
        samples[i].texts = arena_array(finder->arena, finder->count + 1, sizeof *samples[i].texts);
        samples[i].is_number = arena_array(finder->arena, finder->count + 1, sizeof(bool));
        layout->columns[i].sample = "";
        for (size_t j = first_below(finder, layout); j < finder->count; j++) {
            const char *text = text_at(&finder->rows[j], i);
            if (!*text || strcmp(text, "同上") == 0 || strcmp(text, "〃") == 0)
                continue;
            samples[i].is_number[samples[i].count] = finder->rows[j].cells[i].kind == SHEET_NUMBER;
            samples[i].texts[samples[i].count++] = text;
        }
        if (samples[i].count > 0)
            layout->columns[i].sample = samples[i].texts[0];
    }
    return samples;
}

static void set_title(const struct finder *finder, struct table_layout *layout)
{
    layout->title = "";
    for (size_t i = 0; i < finder->count && finder->rows[i].number < layout->header_row; i++)
        for (size_t j = 0; j < finder->rows[i].count; j++) {
            const char *text = finder->rows[i].cells[j].text;
            if (!*text)
                continue;
            layout->title =
                *layout->title ? arena_printf(finder->arena, "%s %s", layout->title, text) : text;
        }
}

static void set_previews(const struct finder *finder, struct table_layout *layout)
{
    size_t count = finder->count < TABLE_PREVIEW_ROWS ? finder->count : TABLE_PREVIEW_ROWS;
    layout->previews = arena_array(finder->arena, count + 1, sizeof *layout->previews);
    layout->preview_count = count;
    for (size_t i = 0; i < count; i++) {
        struct table_preview *preview = &layout->previews[i];
        preview->number = finder->rows[i].number;
        preview->is_header = layout->header_rows > 0 && preview->number >= layout->header_row &&
                             preview->number < layout->header_row + layout->header_rows;
        preview->texts =
            arena_array(finder->arena, layout->column_count + 1, sizeof *preview->texts);
        for (size_t j = 0; j < layout->column_count; j++)
            preview->texts[j] = text_at(&finder->rows[i], j);
    }
}

enum result table_find(struct sheet_reader *reader, const struct record_type *type,
                       const char *today, const struct table_hint *hint,
                       struct table_layout *layout, struct arena *arena, struct error *error)
{
    struct finder finder = {.type = type, .arena = arena};
    enum result result = sheet_reader_select(reader, sheet_reader_selected(reader), error);
    if (result == RESULT_OK)
        result = sheet_reader_merges(reader, &finder.merges, &finder.merge_count, arena, error);
    if (result == RESULT_OK)
        result = keep_rows(&finder, reader, error);
    if (result != RESULT_OK)
        return result;
    *layout = (struct table_layout){.column_count = finder.width};
    layout->columns = arena_array(arena, finder.width, sizeof *layout->columns);
    if (hint && hint->is_given)
        take_hint(&finder, layout, hint);
    else
        find_headings(&finder, layout);
    set_title(&finder, layout);
    table_guess(layout, take_samples(&finder, layout), type, today);
    set_previews(&finder, layout);
    return RESULT_OK;
}
