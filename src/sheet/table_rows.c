/* The rows below the headings: which are people, which are group headings, sums and remarks; and what
 * merged cells and 同上 mean. */
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/limits.h"
#include "base/text.h"
#include "sheet/table.h"
#include "sheet/table_guess.h"

struct table {
    struct sheet_reader *reader;
    const struct table_layout *layout;
    struct arena *arena;          /* of the whole table: merges */
    struct arena *now;            /* texts of this row */
    struct arena *before, *spare; /* of the last person's row and the one before */
    struct sheet_cell *cells, *last;
    bool *is_filled;
    char **headings; /* keys, to know them again */
    struct sheet_merge *merges;
    size_t merge_count;
    const char **merged; /* text of each merge that goes downwards */
    size_t next_merge;   /* the first that has not begun */
    size_t *active, active_count;
    char *group;
    size_t name_column; /* column_count: none */
    bool has_numbers;   /* a column of 序号, filled in the last person's row */
    size_t number_column;
};

/* ---- what a row is --------------------------------------------------------------------------- */

static bool begins_with_any(const char *key, const char *const *words)
{
    for (; *words; words++)
        if (text_starts(key, *words))
            return true;
    return false;
}

static bool equals_any(const char *key, const char *const *words)
{
    for (; *words; words++)
        if (strcmp(key, *words) == 0)
            return true;
    return false;
}

static bool is_total(const char *key)
{
    static const char *const whole[] = {"合计", "小计",  "总计",     "共计", "总数", "合共",
                                        "累计", "total", "subtotal", "sum",  NULL};
    static const char *const begins[] = {"合计", "小计", "总计", "共计", "总人数", "总户数", NULL};
    return equals_any(key, whole) || (begins_with_any(key, begins) && strlen(key) < 60);
}

static bool is_remark(const char *key)
{
    static const char *const begins[] = {"填表人", "填报人", "审核人", "审核", "制表",
                                         "联系人", "备注",   "注",     "说明", "填报",
                                         "经办人", "负责人", "盖章",   "第",   NULL};
    return begins_with_any(key, begins);
}

/* Words that a heading of a group of homes has. */
static bool is_group_text(const char *text)
{
    static const char *const words[] = {"栋", "座", "幢", "楼", "单元", "网格", "小区", "组", "村",
                                        "巷", "园", "苑", "格", "路",   "街",   "区",   "坊", NULL};
    for (const char *const *word = words; *word; word++)
        if (strstr(text, *word))
            return strlen(text) < 90;
    return false;
}

bool table_is_place_name(const char *text)
{
    static const char *const ends[] = {"湾", "里", "庄", "府", "苑", "邨", "村", "巷",
                                       "街", "路", "区", "坊", "园", "寓", "邸", NULL};
    size_t length = strlen(text);
    if (length < 9 || length >= 90) /* two characters may be a person */
        return false;
    for (const char *const *end = ends; *end; end++)
        if (strcmp(text + length - strlen(*end), *end) == 0)
            return true;
    return false;
}

/* How many columns the merge covers that begins in this cell of the row in hand; 1 without. fill_merged()
 * has just passed those of the row. */
static size_t width_of(const struct table *table, int64_t number, size_t column)
{
    for (size_t i = table->next_merge; i > 0 && table->merges[i - 1].first_row >= number; i--) {
        const struct sheet_merge *merge = &table->merges[i - 1];
        if (merge->first_row == number && (size_t)merge->first_column == column + 1)
            return (size_t)merge->last_column - (size_t)merge->first_column + 1;
    }
    return 1;
}

/* True for a text that stretches over the name and at least half of the row: no cell of a person. */
static bool is_stretched(const struct table *table, int64_t number, size_t column)
{
    size_t width = width_of(table, number, column), columns = table->layout->column_count;
    return width >= 2 && width * 2 >= columns && column <= table->name_column &&
           (table->name_column >= columns || table->name_column < column + width);
}

/* Whether a row with a single text, in this column, is a heading of a group and not a person of whom
 * nothing else is known. In a list with numbers a person has one; a name alone in a list without is a
 * person, unless it ends as only places do. */
static bool is_group_alone(const struct table *table, int64_t number, size_t column)
{
    const struct table_column *at = &table->layout->columns[column];
    const struct sheet_cell *cell = &table->cells[column];
    if (width_of(table, number, column) >= 2)
        return true;
    if (cell->kind != SHEET_TEXT || table_text_is_data(cell))
        return column != table->name_column && is_group_text(cell->text);
    if (column != table->name_column)
        return !at->field || at->field->kind == FIELD_ADDRESS || is_group_text(cell->text);
    return table->has_numbers || table_is_place_name(text_clean(table->now, cell->text)) ||
           (column < 2 && is_group_text(cell->text) && strpbrk(cell->text, "0123456789"));
}

static bool is_header_again(const struct table *table)
{
    size_t same = 0, texts = 0;
    for (size_t i = 0; i < table->layout->column_count; i++) {
        if (!*table->cells[i].text || table->is_filled[i])
            continue;
        same +=
            strcmp(table_heading_key(table->now, table->cells[i].text), table->headings[i]) == 0;
        if (++texts == 1 && same == 0)
            return false; /* nearly all rows end here */
    }
    return texts >= 2 && same * 10 >= texts * 8;
}

static enum table_row_kind kind_of(const struct table *table, int64_t number)
{
    size_t texts = 0, first = 0;
    for (size_t i = table->layout->column_count; i > 0; i--)
        if (*table->cells[i - 1].text && !table->is_filled[i - 1]) {
            texts++;
            first = i - 1;
        }
    if (texts == 0)
        return TABLE_REMARK;
    const char *key = table_heading_key(table->now, table->cells[first].text);
    if (is_total(key))
        return TABLE_TOTAL;
    if (texts >= 2 && is_header_again(table))
        return TABLE_HEADER;
    bool is_alone = texts == 1 && table->layout->column_count >= 3;
    bool is_wide = is_stretched(table, number, first);
    if ((is_alone || is_wide) && is_remark(key))
        return TABLE_REMARK;
    if (is_wide || (is_alone && is_group_alone(table, number, first)))
        return TABLE_GROUP;
    bool has_name =
        table->name_column < table->layout->column_count && *table->cells[table->name_column].text;
    if (!has_name && is_remark(key) && texts <= 4)
        return TABLE_REMARK;
    return TABLE_PERSON;
}

/* ---- filling --------------------------------------------------------------------------------- */

static bool is_ditto(const char *text)
{
    static const char *const words[] = {"同上", "〃",    "″", "”",    "\"", "''", "同",
                                        "上同", "同 上", "‖", "〃〃", "……", "…",  NULL};
    return equals_any(text, words);
}

/* Merges that go downwards give their text to every row they cover. `active` holds those that cover
 * the row in hand. */
static void fill_merged(struct table *table, int64_t number)
{
    while (table->next_merge < table->merge_count &&
           table->merges[table->next_merge].first_row <= number) {
        const struct sheet_merge *merge = &table->merges[table->next_merge];
        if (merge->last_row > merge->first_row && merge->last_row >= number &&
            (size_t)merge->first_column <= table->layout->column_count)
            table->active[table->active_count++] = table->next_merge;
        table->next_merge++;
    }
    size_t kept = 0;
    for (size_t i = 0; i < table->active_count; i++) {
        size_t index = table->active[i];
        const struct sheet_merge *merge = &table->merges[index];
        struct sheet_cell *cell = &table->cells[merge->first_column - 1];
        if (merge->last_row < number)
            continue;
        table->active[kept++] = index;
        if (merge->first_row == number) {
            table->merged[index] = arena_copy(table->arena, cell->text);
        } else if (!*cell->text && table->merged[index] && *table->merged[index]) {
            *cell = (struct sheet_cell){SHEET_TEXT, table->merged[index], table->merged[index]};
            table->is_filled[merge->first_column - 1] = true;
        }
    }
    table->active_count = kept;
}

/* The words for 同上 are short. */
enum { DITTO_BYTES = 16 };

static void fill_ditto(struct table *table)
{
    for (size_t i = 0; i < table->layout->column_count; i++) {
        if (table->cells[i].kind != SHEET_TEXT ||
            !is_ditto(text_clean(table->now, table->cells[i].text)) || !table->last[i].text ||
            !*table->last[i].text)
            continue;
        table->cells[i] = table->last[i];
        table->is_filled[i] = true;
    }
}

/* Keeps a person's row for the next one's 同上. What is copied may itself come from the row before, so
 * the two take turns. */
static void remember(struct table *table)
{
    struct arena *arena = table->spare;
    arena_reset(arena);
    for (size_t i = 0; i < table->layout->column_count; i++) {
        table->last[i].kind = table->cells[i].kind;
        table->last[i].text = arena_copy(arena, table->cells[i].text);
        table->last[i].raw = arena_copy(arena, table->cells[i].raw);
    }
    table->has_numbers = table->number_column < table->layout->column_count &&
                         *table->cells[table->number_column].text;
    table->spare = table->before;
    table->before = arena;
}

static void set_group(struct table *table)
{
    for (size_t i = 0; i < table->layout->column_count; i++)
        if (*table->cells[i].text && !table->is_filled[i]) {
            free(table->group);
            table->group = strdup(table->cells[i].text);
            ALWAYS(table->group);
            return;
        }
}

/* ---- the interface --------------------------------------------------------------------------- */

enum result table_open(struct sheet_reader *reader, const struct table_layout *layout,
                       struct table **table, struct error *error)
{
    struct table *opened = calloc(1, sizeof *opened);
    ALWAYS(opened);
    opened->reader = reader;
    opened->layout = layout;
    opened->arena = arena_new();
    opened->now = arena_new();
    opened->before = arena_new();
    opened->spare = arena_new();
    enum result result = sheet_reader_select(reader, sheet_reader_selected(reader), error);
    if (result == RESULT_OK)
        result = sheet_reader_merges(reader, &opened->merges, &opened->merge_count, opened->arena,
                                     error);
    if (result != RESULT_OK) {
        table_close(opened);
        return result;
    }
    size_t count = layout->column_count;
    opened->cells = arena_array(opened->arena, count + 1, sizeof *opened->cells);
    opened->last = arena_array(opened->arena, count + 1, sizeof *opened->last);
    opened->is_filled = arena_array(opened->arena, count + 1, sizeof *opened->is_filled);
    opened->active = arena_array(opened->arena, opened->merge_count + 1, sizeof *opened->active);
    opened->merged = arena_array(opened->arena, opened->merge_count + 1, sizeof *opened->merged);
    opened->headings = arena_array(opened->arena, count + 1, sizeof *opened->headings);
    opened->name_column = opened->number_column = count;
    for (size_t i = count; i > 0; i--) {
        opened->headings[i - 1] = table_heading_key(opened->arena, layout->columns[i - 1].heading);
        if (layout->columns[i - 1].field && layout->columns[i - 1].field->kind == FIELD_NAME)
            opened->name_column = i - 1;
        if (table_is_row_number(opened->headings[i - 1]))
            opened->number_column = i - 1;
    }
    /* Before the first person: the list says that it numbers them. */
    opened->has_numbers = opened->number_column < count;
    *table = opened;
    return RESULT_OK;
}

enum result table_next(struct table *table, struct table_row *row, bool *more, struct error *error)
{
    const struct table_layout *layout = table->layout;
    struct sheet_row source;
    do {
        enum result result = sheet_reader_next(table->reader, &source, more, error);
        if (result != RESULT_OK || !*more)
            return result;
    } while (layout->header_rows > 0 && source.number < layout->header_row + layout->header_rows);
    arena_reset(table->now);
    for (size_t i = 0; i < layout->column_count; i++) {
        table->cells[i] =
            i < source.count ? source.cells[i] : (struct sheet_cell){SHEET_EMPTY, "", ""};
        table->is_filled[i] = false;
    }
    fill_merged(table, source.number);
    fill_ditto(table);
    row->kind = kind_of(table, source.number);
    if (row->kind == TABLE_GROUP)
        set_group(table);
    if (row->kind == TABLE_PERSON)
        remember(table);
    row->number = source.number;
    row->is_hidden = source.is_hidden;
    row->cells = table->cells;
    row->is_filled = table->is_filled;
    row->group = table->group ? table->group : "";
    return RESULT_OK;
}

void table_close(struct table *table)
{
    if (!table)
        return;
    arena_free(table->arena);
    arena_free(table->now);
    arena_free(table->before);
    arena_free(table->spare);
    free(table->group);
    free(table);
}
