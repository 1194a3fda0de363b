/* XLSX through libxlsxwriter in constant memory: each row leaves memory when the next one begins.
 * The finished file is written to an anonymous file in memory, so that no list of residents is left
 * behind in a folder for temporary files. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/bug.h"
#include "base/calendar.h"
#include "sheet/target.h"

enum { CELL_CHARACTERS = 32767, NAME_CHARACTERS = 31, WIDTH_MAX = 60 };

struct xlsx_writer {
    int file;
    lxw_workbook *workbook;
    lxw_worksheet *sheet;
    lxw_format *heading, *plain, *day, *wrong;
    enum sheet_look *looks;
    size_t column_count;
    lxw_row_t row;
    char *closing;
    struct text_buffer escaped;
};

/* ---- texts ----------------------------------------------------------------------------------- */

static bool is_escape(const char *at)
{
    return at[0] == '_' && at[1] == 'x' && strspn(at + 2, "0123456789abcdefABCDEF") >= 4 &&
           at[6] == '_';
}

/* The text with _xHHHH_ for what XML cannot hold, cut to what a cell of Excel takes. */
static const char *escape(struct xlsx_writer *writer, const char *text)
{
    struct text_buffer *out = &writer->escaped;
    size_t characters = 0;
    text_buffer_clear(out);
    for (const char *at = text; *at;) {
        const char *before = at;
        uint32_t c = text_next(&at);
        size_t needed = 1;
        bool is_control = (c < 32 && c != '\t' && c != '\n') || c == 0xFFFE || c == 0xFFFF;
        if (is_control || is_escape(before))
            needed = 8;
        if (c > 0xFFFF)
            needed = 2; /* Excel counts UTF-16 */
        if (characters + needed > CELL_CHARACTERS)
            break;
        characters += needed;
        if (is_control)
            text_addf(out, "_x%04X_", c);
        else if (is_escape(before))
            text_add(out, "_x005F_");
        else
            text_add_n(out, before, (size_t)(at - before));
    }
    return text_buffer_get(out);
}

/* A sheet's name as Excel allows it. */
static void clean_name(const char *name, char out[4 * NAME_CHARACTERS + 1])
{
    size_t length = 0, characters = 0;
    for (const char *at = name ? name : ""; *at && characters < NAME_CHARACTERS;) {
        uint32_t c = text_next(&at);
        if (c < 32 || c > 0xFFFF || (c < 128 && strchr("[]:*?/\\", (int)c)) ||
            (c == '\'' && (characters == 0 || !*at)))
            continue;
        length += text_encode(c, out + length);
        characters++;
    }
    while (length > 0 && (out[length - 1] == '\'' || out[length - 1] == ' '))
        length--;
    out[length] = '\0';
    if (length == 0 || strcasecmp(out, "history") == 0)
        snprintf(out, 4 * NAME_CHARACTERS + 1, "Sheet1");
}

/* ---- cells ----------------------------------------------------------------------------------- */

/* Only a text that comes back the same: 007 and 1.00 stay texts. */
static bool to_number(const char *text, double *number)
{
    char canonical[32];
    size_t length = strlen(text);
    if (length == 0 || length > 16 || strspn(text, "-0123456789.") != length)
        return false;
    *number = strtod(text, NULL);
    snprintf(canonical, sizeof canonical, "%.15g", *number);
    return strcmp(canonical, text) == 0 && strcmp(text, "-0") != 0;
}

static bool to_day(const char *text, lxw_datetime *out)
{
    int year, month, day;
    if (strlen(text) != 10 || !calendar_parse_day(text, &year, &month, &day) || year < 1901)
        return false;
    *out = (lxw_datetime){.year = year, .month = month, .day = day};
    return true;
}

static lxw_error write_cell(struct xlsx_writer *writer, lxw_col_t column, const char *text,
                            bool is_wrong)
{
    enum sheet_look look = column < writer->column_count ? writer->looks[column] : SHEET_LOOK_TEXT;
    lxw_format *format = is_wrong ? writer->wrong : writer->plain;
    double number;
    lxw_datetime day;
    if (!text || !*text)
        return worksheet_write_blank(writer->sheet, writer->row, column, format);
    if (look == SHEET_LOOK_NUMBER && !is_wrong && to_number(text, &number))
        return worksheet_write_number(writer->sheet, writer->row, column, number, format);
    if (look == SHEET_LOOK_DAY && !is_wrong && to_day(text, &day))
        return worksheet_write_datetime(writer->sheet, writer->row, column, &day, writer->day);
    return worksheet_write_string(writer->sheet, writer->row, column, escape(writer, text), format);
}

static enum result trouble(struct error *error)
{
    return error_set(error, RESULT_IO, NULL,
                     N_("The spreadsheet could not be written. Please try again."));
}

enum result xlsx_writer_row(struct xlsx_writer *writer, const char *const *texts,
                            const unsigned char *marks, size_t count, struct error *error)
{
    if (writer->row >= 1048575)
        return error_set(error, RESULT_TOO_LARGE, NULL,
                         N_("The list has more rows than a sheet of Excel can hold."));
    for (size_t i = 0; i < count && i < 16384; i++) {
        lxw_error problem = write_cell(writer, (lxw_col_t)i, texts[i], marks && marks[i]);
        if (problem != LXW_NO_ERROR)
            return trouble(error);
    }
    writer->row++;
    return RESULT_OK;
}

/* ---- the sheet ------------------------------------------------------------------------------- */

static lxw_format *new_format(struct xlsx_writer *writer, bool has_border)
{
    lxw_format *format = workbook_add_format(writer->workbook);
    format_set_font_name(format, "宋体");
    format_set_font_size(format, 11);
    format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    if (has_border)
        format_set_border(format, LXW_BORDER_THIN);
    return format;
}

static void make_formats(struct xlsx_writer *writer)
{
    writer->plain = new_format(writer, true);
    format_set_num_format_index(writer->plain, 0);
    format_set_text_wrap(writer->plain);
    writer->day = new_format(writer, true);
    format_set_num_format(writer->day, "yyyy-mm-dd");
    writer->wrong = new_format(writer, true);
    format_set_text_wrap(writer->wrong);
    format_set_bg_color(writer->wrong, 0xFBE3E0);
    writer->heading = new_format(writer, true);
    format_set_bold(writer->heading);
    format_set_text_wrap(writer->heading);
    format_set_align(writer->heading, LXW_ALIGN_CENTER);
    format_set_bg_color(writer->heading, 0xE0EFEC);
}

/* Latin widths of a text: a Han character takes two. */
static double text_width(const char *text)
{
    double width = 0;
    for (const char *at = text ? text : ""; *at;)
        width += text_next(&at) > 0x2E7F ? 2 : 1;
    return width;
}

/* A row of one text over all columns. */
static void write_band(struct xlsx_writer *writer, const char *text, int size, bool is_bold)
{
    lxw_format *format = new_format(writer, false);
    format_set_font_size(format, size);
    if (is_bold) {
        format_set_bold(format);
        format_set_align(format, LXW_ALIGN_CENTER);
    }
    lxw_col_t last = (lxw_col_t)(writer->column_count > 1 ? writer->column_count - 1 : 0);
    worksheet_set_row(writer->sheet, writer->row, size * 2, NULL);
    if (last > 0)
        worksheet_merge_range(writer->sheet, writer->row, 0, writer->row, last,
                              escape(writer, text), format);
    else
        worksheet_write_string(writer->sheet, writer->row, 0, escape(writer, text), format);
    writer->row++;
}

/* Unit on the left, date on the right, each over half of the columns. */
static void write_unit_line(struct xlsx_writer *writer, const char *unit, const char *date)
{
    lxw_format *left = new_format(writer, false), *right = new_format(writer, false);
    format_set_align(right, LXW_ALIGN_RIGHT);
    size_t half = writer->column_count / 2;
    lxw_col_t last = (lxw_col_t)(writer->column_count > 0 ? writer->column_count - 1 : 0);
    if (unit && half >= 2)
        worksheet_merge_range(writer->sheet, writer->row, 0, writer->row, (lxw_col_t)(half - 1),
                              escape(writer, unit), left);
    else if (unit)
        worksheet_write_string(writer->sheet, writer->row, 0, escape(writer, unit), left);
    if (date && last > half)
        worksheet_merge_range(writer->sheet, writer->row, (lxw_col_t)half, writer->row, last,
                              escape(writer, date), right);
    else if (date)
        worksheet_write_string(writer->sheet, writer->row, last, escape(writer, date), right);
    writer->row++;
}

static void write_headings(struct xlsx_writer *writer, const struct sheet_layout *layout)
{
    for (size_t i = 0; i < layout->column_count; i++)
        worksheet_write_string(
            writer->sheet, writer->row, (lxw_col_t)i,
            escape(writer, layout->columns[i].heading ? layout->columns[i].heading : ""),
            writer->heading);
    writer->row++;
}

static void set_page(struct xlsx_writer *writer, const struct sheet_layout *layout)
{
    lxw_row_t top = writer->row + (lxw_row_t)layout->frozen_rows;
    worksheet_set_landscape(writer->sheet);
    worksheet_set_paper(writer->sheet, 9); /* A4 */
    worksheet_set_margins(writer->sheet, 0.5, 0.5, 0.6, 0.7);
    worksheet_fit_to_pages(writer->sheet, 1, 0);
    worksheet_set_footer(writer->sheet, language_text(layout->language, N_("&CPage &P of &N")));
    if (top > 0) {
        worksheet_repeat_rows(writer->sheet, 0, top - 1);
        worksheet_freeze_panes(writer->sheet, top, 0);
    }
}

static void set_columns(struct xlsx_writer *writer, const struct sheet_layout *layout)
{
    writer->looks = calloc(layout->column_count + 1, sizeof *writer->looks);
    ALWAYS(writer->looks);
    writer->column_count = layout->column_count;
    for (size_t i = 0; i < layout->column_count; i++) {
        double width = layout->columns[i].width;
        if (width <= 0)
            width = text_width(layout->columns[i].heading) + 4;
        writer->looks[i] = layout->columns[i].look;
        worksheet_set_column(writer->sheet, (lxw_col_t)i, (lxw_col_t)i,
                             width > WIDTH_MAX ? WIDTH_MAX : width, NULL);
    }
}

enum result xlsx_writer_open(const struct sheet_layout *layout, struct xlsx_writer **writer,
                             struct error *error)
{
    char path[64], name[4 * NAME_CHARACTERS + 1];
    struct xlsx_writer *opened = calloc(1, sizeof *opened);
    ALWAYS(opened);
    text_buffer_init(&opened->escaped);
    opened->file = memfd_create("sheet", MFD_CLOEXEC);
    snprintf(path, sizeof path, "/proc/self/fd/%d", opened->file);
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    opened->workbook = opened->file >= 0 ? workbook_new_opt(path, &options) : NULL;
    clean_name(layout->name, name);
    opened->sheet = opened->workbook ? workbook_add_worksheet(opened->workbook, name) : NULL;
    if (!opened->sheet) {
        xlsx_writer_close(opened);
        return trouble(error);
    }
    make_formats(opened);
    set_columns(opened, layout);
    if (layout->title)
        write_band(opened, layout->title, 16, true);
    if (layout->unit || layout->date)
        write_unit_line(opened, layout->unit, layout->date);
    if (!layout->has_no_headings)
        write_headings(opened, layout);
    set_page(opened, layout);
    opened->closing = layout->closing ? strdup(layout->closing) : NULL;
    *writer = opened;
    return RESULT_OK;
}

static enum result read_back(int file, const void **bytes, size_t *size, struct arena *arena,
                             struct error *error)
{
    struct stat stat;
    size_t got = 0;
    if (fstat(file, &stat) != 0 || stat.st_size <= 0)
        return trouble(error);
    char *all = arena_alloc(arena, (size_t)stat.st_size);
    while (got < (size_t)stat.st_size) {
        ssize_t count = pread(file, all + got, (size_t)stat.st_size - got, (off_t)got);
        if (count <= 0)
            return trouble(error);
        got += (size_t)count;
    }
    *bytes = all;
    *size = got;
    return RESULT_OK;
}

enum result xlsx_writer_finish(struct xlsx_writer *writer, const void **bytes, size_t *size,
                               struct arena *arena, struct error *error)
{
    if (writer->closing)
        write_band(writer, writer->closing, 11, false);
    lxw_workbook *workbook = writer->workbook;
    writer->workbook = NULL; /* workbook_close frees it whatever happens */
    if (workbook_close(workbook) != LXW_NO_ERROR)
        return trouble(error);
    return read_back(writer->file, bytes, size, arena, error);
}

void xlsx_writer_close(struct xlsx_writer *writer)
{
    if (writer->workbook)
        lxw_workbook_free(writer->workbook);
    if (writer->file >= 0)
        close(writer->file);
    text_buffer_fini(&writer->escaped);
    free(writer->looks);
    free(writer->closing);
    free(writer);
}
