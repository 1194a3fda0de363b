/* Text with separators: CSV, TSV, and cells from the clipboard. The encoding is UTF-8 if the bytes
 * are (almost) that, UTF-16 if they are marked so, else GB18030, which is what Chinese Excel
 * writes. The separator is the one that occurs in most of the first lines. Quoting follows RFC
 * 4180; what common programs do beyond it is undone: ="0012" and '=1+2 are the texts 0012 and =1+2.
 */
#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "sheet/row_buffer.h"
#include "sheet/source.h"
#include "sheet/writer.h"

enum { PIECE_BYTES = 64 * 1024, GUESS_LINES = 30 };

struct csv {
    const char *bytes; /* after the mark */
    size_t size;
    const char *encoding; /* for iconv; NULL: valid UTF-8, taken as it is */
    size_t unit;          /* bytes of a broken character to skip */
    iconv_t converter;
    const char *input; /* what is not converted yet */
    size_t input_left;
    char *piece;          /* converted text */
    const char *at, *end; /* text to parse next */
    bool is_at_end;
    char separator;
    bool had_return; /* the last character was CR */
    int64_t number;
    struct row_buffer row;
    struct text_buffer field;
    size_t column;
    bool is_quoted, was_quoted, is_closing, had_hint;
};

static const struct sheet_info the_sheet[] = {{"", false}};

/* ---- encoding -------------------------------------------------------------------------------- */

/* Length of the well-formed character at `at`, or 0. */
static size_t utf8_length(const unsigned char *at, size_t left)
{
    size_t length = at[0] < 0x80   ? 1
                    : at[0] < 0xC2 ? 0
                    : at[0] < 0xE0 ? 2
                    : at[0] < 0xF0 ? 3
                    : at[0] < 0xF5 ? 4
                                   : 0;
    if (length == 0 || length > left)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((at[i] & 0xC0) != 0x80)
            return 0;
    if ((at[0] == 0xE0 && at[1] < 0xA0) || (at[0] == 0xED && at[1] > 0x9F) ||
        (at[0] == 0xF0 && at[1] < 0x90) || (at[0] == 0xF4 && at[1] > 0x8F))
        return 0;
    return length;
}

static void guess_encoding(struct csv *csv)
{
    const unsigned char *bytes = (const unsigned char *)csv->bytes;
    size_t wide = 0, broken = 0, nuls = 0;
    csv->unit = 1;
    if (csv->size >= 2 &&
        (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0)) {
        csv->encoding = bytes[0] == 0xFF ? "UTF-16LE" : "UTF-16BE";
        csv->unit = 2;
        csv->bytes += 2;
        csv->size -= 2;
        return;
    }
    if (csv->size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        csv->bytes += 3;
        csv->size -= 3;
        bytes += 3;
    }
    for (size_t i = 0; i < csv->size;) {
        size_t length = utf8_length(bytes + i, csv->size - i);
        nuls += bytes[i] == 0;
        wide += length > 1;
        broken += length == 0;
        i += length ? length : 1;
    }
    if (broken == 0 && nuls == 0)
        csv->encoding = NULL;
    else
        csv->encoding = wide > 4 * broken || broken == 0 ? "UTF-8" : "GB18030";
}

/* Converts the next piece. Broken bytes become U+FFFD, NULs vanish. */
static void convert_piece(struct csv *csv)
{
    char *out = csv->piece;
    size_t room = PIECE_BYTES - 8;
    while (csv->input_left > 0 && room > 8) {
        char *input = (char *)(uintptr_t)csv->input;
        size_t done = iconv(csv->converter, &input, &csv->input_left, &out, &room);
        csv->input = input;
        if (done != (size_t)-1 || errno == E2BIG)
            break;
        size_t skip = csv->unit < csv->input_left ? csv->unit : csv->input_left;
        csv->input += skip;
        csv->input_left -= skip;
        size_t length = text_encode(0xFFFD, out);
        out += length;
        room -= length;
    }
    csv->at = csv->piece;
    csv->end = out;
}

/* Makes more text ready at csv->at; false at the end. */
static bool more_text(struct csv *csv)
{
    if (csv->is_at_end)
        return false;
    if (!csv->encoding) {
        csv->at = csv->bytes;
        csv->end = csv->bytes + csv->size;
        csv->is_at_end = true;
        return csv->size > 0;
    }
    convert_piece(csv);
    csv->is_at_end = csv->input_left == 0 || csv->at == csv->end;
    return csv->at != csv->end;
}

static void rewind_text(struct csv *csv)
{
    csv->input = csv->bytes;
    csv->input_left = csv->size;
    csv->at = csv->end = NULL;
    csv->is_at_end = false;
    if (csv->encoding)
        iconv(csv->converter, NULL, NULL, NULL, NULL);
}

/* ---- separator ------------------------------------------------------------------------------- */

/* The separator that stands in most of the first lines; among equals the one that occurs most. */
static void guess_separator(struct csv *csv)
{
    static const char candidates[] = {'\t', ',', ';', '|'};
    size_t lines[4] = {0}, totals[4] = {0}, counts[4] = {0}, line = 0;
    bool is_quoted = false;
    csv->separator = ',';
    if (!more_text(csv))
        return;
    if (csv->end - csv->at > 5 && strncasecmp(csv->at, "sep=", 4) == 0 &&
        strchr(",;|:\t #", csv->at[4]) && strchr("\r\n", csv->at[5]) && csv->at[4] && csv->at[5]) {
        csv->separator = csv->at[4];
        csv->had_hint = true;
        return;
    }
    for (const char *at = csv->at; at <= csv->end && line < GUESS_LINES; at++) {
        char c = at < csv->end ? *at : '\n';
        if (c == '"')
            is_quoted = !is_quoted;
        for (size_t i = 0; i < 4; i++)
            counts[i] += !is_quoted && c == candidates[i];
        if (c != '\n' && c != '\r')
            continue;
        for (size_t i = 0; i < 4; i++) {
            lines[i] += counts[i] > 0;
            totals[i] += counts[i];
            counts[i] = 0;
        }
        is_quoted = false;
        line++;
    }
    size_t best = 1;
    for (size_t i = 0; i < 4; i++)
        if (lines[i] > lines[best] || (lines[i] == lines[best] && totals[i] > totals[best]))
            best = i;
    csv->separator = candidates[best];
}

/* ---- fields and rows ------------------------------------------------------------------------- */

/* True for 4.40605E+17: what Excel leaves of a long number when it writes CSV. */
static bool is_scientific(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    const char *at = text + digits;
    if (digits != 1)
        return false;
    if (*at == '.')
        at += 1 + strspn(at + 1, "0123456789");
    return (at[0] == 'E' || at[0] == 'e') && at[1] == '+' && at[2] &&
           strspn(at + 2, "0123456789") == strlen(at + 2);
}

/* Takes off the wrappings that keep Excel from calculating: '=1+2 and ="0012". */
static const char *unwrap(char *text)
{
    if (*text == '\'')
        return sheet_csv_is_formula(text) ? text + 1 : text;
    size_t length = strlen(text);
    if (length >= 4 && text[0] == '=' && text[1] == '"' && text[length - 1] == '"' &&
        !memchr(text + 2, '"', length - 3)) {
        text[length - 1] = '\0';
        return text + 2;
    }
    return text;
}

static void end_field(struct csv *csv)
{
    if (csv->field.length > 0) {
        if (csv->encoding) /* glibc lets characters beyond U+10FFFF through */
            sheet_text_repair(csv->field.at);
        const char *text = unwrap(csv->field.at);
        enum sheet_kind kind = !csv->was_quoted && is_scientific(text) ? SHEET_NUMBER : SHEET_TEXT;
        row_buffer_set(&csv->row, csv->column, kind, text, NULL);
    }
    csv->column++;
    csv->is_quoted = csv->was_quoted = csv->is_closing = false;
    text_buffer_clear(&csv->field);
}

/* Takes characters up to the next one that means something. */
static void take_plain(struct csv *csv)
{
    const char *at = csv->at;
    if (csv->is_quoted)
        while (at < csv->end && *at != '"' && *at != '\0')
            at++;
    else
        while (at < csv->end && *at != csv->separator && *at != '\n' && *at != '\r' && *at != '\0')
            at++;
    text_add_n(&csv->field, csv->at, (size_t)(at - csv->at));
    csv->at = at;
}

/* One character that means something; true when it ended a row. */
static bool take_mark(struct csv *csv)
{
    char c = *csv->at++;
    if (csv->is_quoted) {
        if (c == '"') { /* the end, unless another follows */
            csv->is_quoted = false;
            csv->is_closing = true;
        }
        return false;
    }
    if (c == csv->separator) {
        end_field(csv);
    } else if (c == '\n' || c == '\r') {
        csv->had_return = c == '\r';
        end_field(csv);
        return true;
    }
    return false;
}

/* Starts a quoted field, or takes the second of two quotes. */
static bool take_quote(struct csv *csv)
{
    if (csv->at == csv->end || *csv->at != '"' || csv->is_quoted)
        return false;
    if (csv->is_closing)
        text_add_char(&csv->field, '"');
    else if (csv->field.length > 0 || csv->was_quoted)
        return false;
    csv->at++;
    csv->is_quoted = csv->was_quoted = true;
    csv->is_closing = false;
    return true;
}

/* Reads one row into csv->row; false at the end of the text. */
static enum result read_row(struct csv *csv, bool *found, struct error *error)
{
    bool has_any = false;
    row_buffer_clear(&csv->row);
    csv->column = 0;
    *found = true;
    for (;;) {
        if (csv->at == csv->end && !more_text(csv))
            break;
        if (csv->had_return) {
            csv->had_return = false;
            if (*csv->at == '\n') {
                csv->at++;
                continue;
            }
        }
        has_any = true;
        if (take_quote(csv))
            continue;
        csv->is_closing = false;
        take_plain(csv);
        if (csv->field.length > 4 * LIMIT_SHEET_CELL_BYTES) {
            char row[24];
            snprintf(row, sizeof row, "%lld", (long long)csv->number + 1);
            return error_set(error, RESULT_MALFORMED, NULL,
                             N_("A quotation mark in row %1 is never closed."), row);
        }
        if (csv->at < csv->end && take_mark(csv)) {
            csv->number++;
            return RESULT_OK;
        }
    }
    if (has_any)
        end_field(csv);
    csv->number += has_any;
    *found = has_any;
    return RESULT_OK;
}

/* ---- the source ------------------------------------------------------------------------------ */

static enum result csv_select(void *self, size_t index, struct error *error)
{
    struct csv *csv = self;
    bool found;
    (void)index;
    rewind_text(csv);
    text_buffer_clear(&csv->field);
    csv->number = 0;
    csv->had_return = csv->is_quoted = csv->was_quoted = csv->is_closing = false;
    return csv->had_hint ? read_row(csv, &found, error) : RESULT_OK;
}

static enum result csv_next(void *self, struct sheet_row *row, bool *more, struct error *error)
{
    struct csv *csv = self;
    do {
        enum result result = read_row(csv, more, error);
        if (result != RESULT_OK || !*more)
            return result;
    } while (csv->row.count == 0);
    row->number = csv->number;
    row->is_hidden = false;
    row_buffer_finish(&csv->row, row);
    return RESULT_OK;
}

static void csv_close(void *self)
{
    struct csv *csv = self;
    if (csv->encoding && csv->converter != (iconv_t)-1)
        iconv_close(csv->converter);
    row_buffer_fini(&csv->row);
    text_buffer_fini(&csv->field);
    free(csv->piece);
    free(csv);
}

enum result sheet_csv_open(const void *bytes, size_t size, struct sheet_source *source,
                           struct error *error)
{
    struct csv *csv = calloc(1, sizeof *csv);
    if (!csv)
        return error_set(error, RESULT_TOO_LARGE, NULL, sheet_bomb);
    csv->bytes = bytes;
    csv->size = size;
    row_buffer_init(&csv->row);
    text_buffer_init(&csv->field);
    guess_encoding(csv);
    if (csv->encoding) {
        csv->converter = iconv_open("UTF-8", csv->encoding);
        csv->piece = malloc(PIECE_BYTES);
        if (csv->converter == (iconv_t)-1 || !csv->piece) {
            csv_close(csv);
            return error_set(error, RESULT_UNSUPPORTED, NULL, sheet_unknown);
        }
    }
    rewind_text(csv);
    guess_separator(csv);
    *source = (struct sheet_source){.self = csv,
                                    .format = SHEET_CSV,
                                    .sheets = the_sheet,
                                    .sheet_count = 1,
                                    .select = csv_select,
                                    .next = csv_next,
                                    .close = csv_close};
    return RESULT_OK;
}
