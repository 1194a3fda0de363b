/* The rows of a workbook's sheet, streamed: the parser is paused at the end of each row that has
 * text, and goes on when the next one is asked for. Cells may come without their address and rows
 * without their number; then they follow the one before. */
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/limits.h"
#include "sheet/xlsx.h"

enum cell_type {
    CELL_NUMBER,
    CELL_SHARED,
    CELL_INLINE,
    CELL_FORMULA_TEXT,
    CELL_FLAG,
    CELL_ERROR,
    CELL_DATE
};

struct xlsx {
    struct xlsx_package package;
    struct xml_part part;
    struct row_buffer row;
    int64_t number; /* of the row in hand */
    bool is_hidden;
    size_t column; /* of the cell in hand, 0-based */
    size_t next_column;
    enum cell_type type;
    size_t style;
    struct text_buffer value;
    bool is_in_data, is_in_cell, is_in_inline, is_collecting, has_row;
    int phonetic;
};

/* ---- parsing a row --------------------------------------------------------------------------- */

/* The 0-based column of "AB12"; false without letters or beyond Excel's columns. */
static bool column_of(const char *address, size_t *column)
{
    size_t value = 0;
    for (; *address == '$'; address++)
        ;
    for (; (*address >= 'A' && *address <= 'Z') || (*address >= 'a' && *address <= 'z');
         address++) {
        value = value * 26 + (size_t)((*address & 0x1F));
        if (value > ROW_BUFFER_COLUMNS)
            return false;
    }
    if (value == 0)
        return false;
    *column = value - 1;
    return true;
}

static void start_row(struct xlsx *xlsx, const char **attributes)
{
    const char *number = xml_attribute(attributes, "r"),
               *hidden = xml_attribute(attributes, "hidden");
    int64_t given = 0;
    xlsx->number++;
    if (number && text_to_int(number, &given) && given > 0)
        xlsx->number = given;
    xlsx->is_hidden = hidden && (strcmp(hidden, "1") == 0 || strcmp(hidden, "true") == 0);
    xlsx->next_column = 0;
    row_buffer_clear(&xlsx->row);
}

static enum cell_type type_of(const char *name)
{
    static const struct {
        const char *name;
        enum cell_type type;
    } types[] = {{"s", CELL_SHARED}, {"inlineStr", CELL_INLINE}, {"str", CELL_FORMULA_TEXT},
                 {"b", CELL_FLAG},   {"e", CELL_ERROR},          {"d", CELL_DATE}};
    for (size_t i = 0; name && i < sizeof types / sizeof *types; i++)
        if (strcmp(name, types[i].name) == 0)
            return types[i].type;
    return CELL_NUMBER;
}

static void start_cell(struct xlsx *xlsx, const char **attributes)
{
    const char *address = NULL, *type = NULL, *style = NULL;
    for (const char **at = attributes; at[0]; at += 2) {
        if (at[0][1] != '\0')
            continue;
        if (at[0][0] == 'r')
            address = at[1];
        else if (at[0][0] == 't')
            type = at[1];
        else if (at[0][0] == 's')
            style = at[1];
    }
    xlsx->column = xlsx->next_column;
    if (address && !column_of(address, &xlsx->column))
        xlsx->column = ROW_BUFFER_COLUMNS; /* set nothing */
    xlsx->next_column = xlsx->column + 1;
    xlsx->type = type_of(type);
    xlsx->style = style ? (size_t)strtoul(style, NULL, 10) : 0;
    xlsx->is_in_cell = true;
    text_buffer_clear(&xlsx->value);
}

static void on_start(void *self, const char *name, const char **attributes)
{
    struct xlsx *xlsx = self;
    if (!xlsx->is_in_data) {
        xlsx->is_in_data = strcmp(name, "sheetData") == 0;
    } else if (strcmp(name, "c") == 0) {
        start_cell(xlsx, attributes);
    } else if (strcmp(name, "v") == 0) {
        xlsx->is_collecting = xlsx->is_in_cell;
    } else if (strcmp(name, "row") == 0) {
        start_row(xlsx, attributes);
    } else if (strcmp(name, "is") == 0) {
        xlsx->is_in_inline = xlsx->is_in_cell;
    } else if (strcmp(name, "rPh") == 0) {
        xlsx->phonetic++;
    } else if (strcmp(name, "t") == 0) {
        xlsx->is_collecting = xlsx->is_in_inline && xlsx->phonetic == 0;
    }
}

static void on_text(void *self, const char *text, size_t length)
{
    struct xlsx *xlsx = self;
    if (xlsx->is_collecting && xlsx->value.length < LIMIT_SHEET_CELL_BYTES)
        text_add_n(&xlsx->value, text, length);
}

/* ---- the value of a cell --------------------------------------------------------------------- */

static void set_number(struct xlsx *xlsx, const char *value)
{
    static const struct number_format general = {.look = LOOK_GENERAL};
    char text[NUMBER_TEXT_SIZE], *end = NULL;
    double number = strtod(value, &end);
    if (end == value || *end != '\0') {
        row_buffer_set(&xlsx->row, xlsx->column, SHEET_TEXT, value, NULL);
        return;
    }
    const struct number_format *format =
        xlsx->style < xlsx->package.format_count ? &xlsx->package.formats[xlsx->style] : &general;
    enum sheet_kind kind = number_format_show(format, number, xlsx->package.dates_1904, text);
    row_buffer_set(&xlsx->row, xlsx->column, kind, text, value);
}

/* An ISO date in a cell of type d: without a time of midnight. */
static void set_date(struct xlsx *xlsx, char *value)
{
    char *time = strchr(value, 'T');
    const char *raw = value;
    if (time && strncmp(time, "T00:00:00", 9) == 0 && strspn(time + 9, ".0Z") == strlen(time + 9))
        *time = '\0';
    row_buffer_set(&xlsx->row, xlsx->column, SHEET_DATE, value, raw);
}

static void finish_cell(struct xlsx *xlsx)
{
    char *value = xlsx->value.at;
    int64_t index = 0;
    xlsx->is_in_cell = xlsx->is_in_inline = xlsx->is_collecting = false;
    if (!value || !*value)
        return;
    sheet_text_repair(value);
    switch (xlsx->type) {
    case CELL_SHARED:
        if (text_to_int(value, &index) && index >= 0 && (size_t)index < xlsx->package.strings.count)
            row_buffer_set_fixed(&xlsx->row, xlsx->column, xlsx->package.strings.texts[index]);
        break;
    case CELL_INLINE:
    case CELL_FORMULA_TEXT:
        xlsx_unescape(value);
        row_buffer_set(&xlsx->row, xlsx->column, SHEET_TEXT, value, NULL);
        break;
    case CELL_FLAG:
        row_buffer_set(&xlsx->row, xlsx->column, SHEET_FLAG,
                       strcmp(value, "1") == 0 || strcmp(value, "true") == 0 ? "TRUE" : "FALSE",
                       NULL);
        break;
    case CELL_ERROR:
        row_buffer_set(&xlsx->row, xlsx->column, SHEET_ERROR, value, NULL);
        break;
    case CELL_DATE:
        set_date(xlsx, value);
        break;
    case CELL_NUMBER:
        set_number(xlsx, value);
        break;
    }
}

static void on_end(void *self, const char *name)
{
    struct xlsx *xlsx = self;
    if (!xlsx->is_in_data)
        return;
    if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0) {
        xlsx->is_collecting = false;
    } else if (strcmp(name, "c") == 0) {
        finish_cell(xlsx);
    } else if (strcmp(name, "row") == 0 && xlsx->row.count > 0) {
        xlsx->has_row = true;
        xml_part_pause(&xlsx->part);
    } else if (strcmp(name, "rPh") == 0) {
        xlsx->phonetic--;
    } else if (strcmp(name, "is") == 0) {
        xlsx->is_in_inline = false;
    } else if (strcmp(name, "sheetData") == 0) {
        xlsx->is_in_data = false;
    }
}

/* ---- the source ------------------------------------------------------------------------------ */

static enum result xlsx_select(void *self, size_t index, struct error *error)
{
    struct xlsx *xlsx = self;
    const struct xml_handler handler = {on_start, on_end, on_text, xlsx};
    xml_part_close(&xlsx->part);
    xlsx->number = 0;
    xlsx->phonetic = 0;
    xlsx->is_in_data = xlsx->is_in_cell = xlsx->is_in_inline = xlsx->is_collecting = false;
    return xml_part_open(&xlsx->part, xlsx->package.zip, xlsx->package.parts[index], &handler,
                         error);
}

static enum result xlsx_next(void *self, struct sheet_row *row, bool *more, struct error *error)
{
    struct xlsx *xlsx = self;
    bool is_open = true;
    xlsx->has_row = false;
    while (is_open && !xlsx->has_row) {
        enum result result = xml_part_continue(&xlsx->part, &is_open, error);
        if (result != RESULT_OK)
            return result;
    }
    *more = xlsx->has_row;
    if (xlsx->has_row) {
        row->number = xlsx->number;
        row->is_hidden = xlsx->is_hidden;
        row_buffer_finish(&xlsx->row, row);
    }
    return RESULT_OK;
}

static void xlsx_close(void *self)
{
    struct xlsx *xlsx = self;
    xml_part_close(&xlsx->part);
    xlsx_package_close(&xlsx->package);
    row_buffer_fini(&xlsx->row);
    text_buffer_fini(&xlsx->value);
    free(xlsx);
}

/* ---- merged cells ---------------------------------------------------------------------------- */

struct merge_list {
    struct sheet_merge *items;
    size_t count, capacity;
    struct arena *arena;
};

static bool parse_address(const char *text, int *column, int64_t *row)
{
    size_t index = 0;
    if (!column_of(text, &index))
        return false;
    *column = (int)index + 1;
    *row = strtoll(text + strcspn(text, "0123456789"), NULL, 10);
    return *row > 0;
}

/* "A1:C3" */
static void add_merge(struct merge_list *list, const char *reference)
{
    struct sheet_merge merge = {0};
    const char *colon = strchr(reference, ':');
    if (!colon || list->count >= LIMIT_SHEET_MERGES ||
        !parse_address(reference, &merge.first_column, &merge.first_row) ||
        !parse_address(colon + 1, &merge.last_column, &merge.last_row) ||
        merge.last_row < merge.first_row || merge.last_column < merge.first_column)
        return;
    list->items =
        arena_grow(list->arena, list->items, list->count, &list->capacity, sizeof *list->items);
    list->items[list->count++] = merge;
}

/* One tag, "<mergeCell ref="A1:C3"/>" or with a prefix, that starts at `tag` and ends before `end`.
 */
static void read_merge_tag(struct merge_list *list, const char *tag, const char *end)
{
    char reference[64];
    const char *at = memmem(tag, (size_t)(end - tag), "ref=", 4);
    if (!at || end - at < 7)
        return;
    const char *close = memchr(at + 5, at[4], (size_t)(end - at - 5));
    if (!close || (size_t)(close - at - 5) >= sizeof reference)
        return;
    memcpy(reference, at + 5, (size_t)(close - at - 5));
    reference[close - at - 5] = '\0';
    add_merge(list, reference);
}

/* Handles all whole tags in the piece; returns how many bytes are done with. */
static size_t scan_piece(struct merge_list *list, const char *piece, size_t size)
{
    static const char word[] = "mergeCell ";
    const char *at = piece, *end = piece + size;
    ALWAYS(at != NULL);
    for (;;) {
        const char *found = memmem(at, (size_t)(end - at), word, sizeof word - 1);
        if (!found)
            return size > 32 ? size - 32 : 0;
        const char *close = memchr(found, '>', (size_t)(end - found));
        if (!close)
            return (size_t)(found - piece) > 1 ? (size_t)(found - piece) - 1 : 0;
        if (found > piece && (found[-1] == '<' || found[-1] == ':'))
            read_merge_tag(list, found, close);
        at = close;
    }
}

static int by_first_row(const void *a, const void *b)
{
    const struct sheet_merge *x = a, *y = b;
    if (x->first_row != y->first_row)
        return x->first_row < y->first_row ? -1 : 1;
    return (x->first_column > y->first_column) - (x->first_column < y->first_column);
}

/* The merged cells stand behind the rows, and are needed before them; so the part is unpacked once
 * more and only looked through for their tags, without parsing: a tenth of the cost of reading it.
 */
static enum result xlsx_merges(void *self, size_t index, struct sheet_merge **merges, size_t *count,
                               struct arena *arena, struct error *error)
{
    enum { PIECE = 64 * 1024 };
    struct xlsx *xlsx = self;
    struct merge_list list = {.arena = arena};
    zip_stat_t stat = {0};
    zip_uint64_t part = xlsx->package.parts[index];
    zip_file_t *file = zip_fopen_index(xlsx->package.zip, part, 0);
    char *piece = malloc(PIECE);
    size_t kept = 0, got = 1;
    uint64_t unpacked = 0;
    enum result result = RESULT_OK;
    if (!file || !piece || zip_stat_index(xlsx->package.zip, part, 0, &stat) != 0)
        result = error_set(error, RESULT_MALFORMED, NULL, sheet_damaged);
    while (result == RESULT_OK && got > 0) {
        result = xml_read(file, stat.comp_size, &unpacked, piece + kept, PIECE - kept, &got, error);
        if (result != RESULT_OK)
            break;
        size_t done = scan_piece(&list, piece, kept + got);
        kept = kept + got - done;
        if (kept >= PIECE / 2) /* no tag is that long */
            kept = 0;
        memmove(piece, piece + done, kept);
    }
    if (file)
        zip_fclose(file);
    free(piece);
    if (result != RESULT_OK)
        return result;
    if (list.count > 0)
        qsort(list.items, list.count, sizeof *list.items, by_first_row);
    *merges = list.items;
    *count = list.count;
    return RESULT_OK;
}

enum result sheet_xlsx_open(const void *bytes, size_t size, struct sheet_source *source,
                            struct error *error)
{
    struct xlsx *xlsx = calloc(1, sizeof *xlsx);
    if (!xlsx)
        return error_set(error, RESULT_TOO_LARGE, NULL, sheet_bomb);
    row_buffer_init(&xlsx->row);
    text_buffer_init(&xlsx->value);
    enum result result = xlsx_package_open(&xlsx->package, bytes, size, error);
    if (result != RESULT_OK) {
        xlsx_close(xlsx);
        return result;
    }
    *source = (struct sheet_source){.self = xlsx,
                                    .format = SHEET_XLSX,
                                    .sheets = xlsx->package.sheets,
                                    .sheet_count = xlsx->package.sheet_count,
                                    .select = xlsx_select,
                                    .next = xlsx_next,
                                    .merges = xlsx_merges,
                                    .close = xlsx_close};
    return RESULT_OK;
}
