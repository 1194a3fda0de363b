/* What both targets share: the door, the names of files, and CSV. */
#include "sheet/writer.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "sheet/target.h"

struct sheet_writer {
    enum sheet_target target;
    struct xlsx_writer *xlsx;
    struct text_buffer csv;
};

/* ---- CSV ------------------------------------------------------------------------------------- */

/* True for -5, +1.5 and the like, which no program takes for more than a number. A + before many
 * digits is a phone. */
static bool is_plain_number(const char *text)
{
    size_t digits = strspn(text + 1, "0123456789.");
    return *text == '-' && digits > 0 && digits <= 15 && text[1 + digits] == '\0';
}

bool sheet_csv_is_formula(const char *text)
{
    static const char *const wide[] = {"＝", "＋", "－", "＠"};
    const char *first = text + strspn(text, "'");
    bool is_formula = *first && strchr("=+-@\t\r\n", *first);
    for (size_t i = 0; i < sizeof wide / sizeof wide[0] && !is_formula; i++)
        is_formula = text_starts(first, wide[i]);
    return is_formula && !(first == text && is_plain_number(text));
}

void sheet_csv_cell(struct text_buffer *out, const char *text)
{
    if (!text || !*text)
        return;
    bool is_guarded = sheet_csv_is_formula(text);
    bool is_quoted = strpbrk(text, ",\"\n\r;\t|'") || *text == ' ' ||
                     text[strlen(text) - 1] == ' ' || text_starts(text, "\xEF\xBB\xBF");
    if (is_quoted || is_guarded)
        text_add_char(out, '"');
    if (is_guarded)
        text_add_char(out, '\'');
    for (const char *at = text; *at; at++) {
        if (*at == '"')
            text_add_char(out, '"');
        text_add_char(out, *at);
    }
    if (is_quoted || is_guarded)
        text_add_char(out, '"');
}

static void csv_row(struct text_buffer *out, const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            text_add_char(out, ',');
        sheet_csv_cell(out, texts[i]);
    }
    text_add(out, "\r\n");
}

/* Every character of Unicode has a place in GB18030. */
static enum result to_gb18030(const struct text_buffer *from, const void **bytes, size_t *size,
                              struct arena *arena, struct error *error)
{
    iconv_t converter = iconv_open("GB18030", "UTF-8");
    size_t room = from->length * 2 + 16, left = from->length, whole = room;
    char *out = arena_alloc(arena, room), *at = out;
    char *in = from->at;
    size_t done = (size_t)-1;
    if (converter != (iconv_t)-1) {
        done = iconv(converter, &in, &left, &at, &room);
        iconv_close(converter);
    }
    if (done == (size_t)-1)
        return error_set(
            error, RESULT_INVALID, NULL,
            N_("A text in this list cannot be written in GB18030. Please take UTF-8."));
    *bytes = out;
    *size = whole - room;
    return RESULT_OK;
}

/* ---- the door -------------------------------------------------------------------------------- */

enum result sheet_writer_open(enum sheet_target target, const struct sheet_layout *layout,
                              struct sheet_writer **writer, struct error *error)
{
    struct sheet_writer *opened = calloc(1, sizeof *opened);
    ALWAYS(opened);
    opened->target = target;
    text_buffer_init(&opened->csv);
    if (target == SHEET_TO_XLSX) {
        enum result result = xlsx_writer_open(layout, &opened->xlsx, error);
        if (result != RESULT_OK) {
            free(opened);
            return result;
        }
    } else {
        if (target == SHEET_TO_CSV)
            text_add(&opened->csv, "\xEF\xBB\xBF");
        for (size_t i = 0; i < layout->column_count && !layout->has_no_headings; i++) {
            if (i > 0)
                text_add_char(&opened->csv, ',');
            sheet_csv_cell(&opened->csv, layout->columns[i].heading);
        }
        if (!layout->has_no_headings)
            text_add(&opened->csv, "\r\n");
    }
    *writer = opened;
    return RESULT_OK;
}

enum result sheet_writer_row(struct sheet_writer *writer, const char *const *texts,
                             const unsigned char *marks, size_t count, struct error *error)
{
    if (writer->xlsx)
        return xlsx_writer_row(writer->xlsx, texts, marks, count, error);
    csv_row(&writer->csv, texts, count);
    return RESULT_OK;
}

enum result sheet_writer_finish(struct sheet_writer *writer, const void **bytes, size_t *size,
                                struct arena *arena, struct error *error)
{
    if (writer->xlsx)
        return xlsx_writer_finish(writer->xlsx, bytes, size, arena, error);
    if (writer->target == SHEET_TO_CSV_GB18030)
        return to_gb18030(&writer->csv, bytes, size, arena, error);
    *size = writer->csv.length;
    *bytes = arena_copy_n(arena, text_buffer_get(&writer->csv), writer->csv.length);
    return RESULT_OK;
}

void sheet_writer_close(struct sheet_writer *writer)
{
    if (!writer)
        return;
    if (writer->xlsx)
        xlsx_writer_close(writer->xlsx);
    text_buffer_fini(&writer->csv);
    free(writer);
}

/* ---- names ----------------------------------------------------------------------------------- */

const char *sheet_target_type(enum sheet_target target)
{
    static const char *const types[SHEET_TARGET__COUNT] = {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "text/csv; charset=utf-8", "text/csv; charset=gb18030"};
    return types[target];
}

const char *sheet_target_ending(enum sheet_target target)
{
    return target == SHEET_TO_XLSX ? ".xlsx" : ".csv";
}

char *sheet_file_name(struct arena *arena, const char *name)
{
    struct text_buffer out;
    size_t count = 0;
    text_buffer_init(&out);
    for (const char *at = name ? name : ""; *at && count < 120;) {
        uint32_t c = text_next(&at);
        if (c < 32 || c == 127 || (c < 128 && strchr("/\\:*?\"<>|", (int)c)) ||
            (c >= 0x200B && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF)
            continue;
        if (out.length == 0 && (c == '.' || c == ' '))
            continue;
        text_add_codepoint(&out, c);
        count++;
    }
    char *clean = arena_copy(arena, out.length > 0 ? text_buffer_get(&out) : "sheet");
    text_buffer_fini(&out);
    return clean;
}

char *sheet_disposition(struct arena *arena, const char *name, const char *ending)
{
    struct text_buffer encoded;
    text_buffer_init(&encoded);
    text_add_url(&encoded, sheet_file_name(arena, name));
    char *header = arena_printf(arena, "attachment; filename=\"sheet%s\"; filename*=UTF-8''%s%s",
                                ending, text_buffer_get(&encoded), ending);
    text_buffer_fini(&encoded);
    return header;
}
