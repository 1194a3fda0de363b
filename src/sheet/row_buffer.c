/* The cells of one row while it is being read; see the header. The arrays grow to the widest row
 * and are kept from row to row, so that reading a long sheet allocates nothing. */
#include "sheet/row_buffer.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/limits.h"

void row_buffer_init(struct row_buffer *buffer)
{
    memset(buffer, 0, sizeof *buffer);
    text_buffer_init(&buffer->texts);
}

void row_buffer_fini(struct row_buffer *buffer)
{
    text_buffer_fini(&buffer->texts);
    free(buffer->pending);
    free(buffer->cells);
    memset(buffer, 0, sizeof *buffer);
}

void row_buffer_clear(struct row_buffer *buffer)
{
    text_buffer_clear(&buffer->texts);
    buffer->count = 0;
}

static struct row_buffer_cell *reserve(struct row_buffer *buffer, size_t column)
{
    if (column >= buffer->capacity) {
        size_t capacity = buffer->capacity ? buffer->capacity : 32;
        while (capacity <= column)
            capacity *= 2;
        buffer->pending = realloc(buffer->pending, capacity * sizeof *buffer->pending);
        buffer->cells = realloc(buffer->cells, capacity * sizeof *buffer->cells);
        ALWAYS(buffer->pending && buffer->cells);
        buffer->capacity = capacity;
    }
    while (buffer->count <= column)
        buffer->pending[buffer->count++] =
            (struct row_buffer_cell){.kind = SHEET_EMPTY, .fixed = ""};
    return &buffer->pending[column];
}

/* Bytes of text that a cell may have: whole characters within the limit. */
static size_t cut_length(const char *text)
{
    size_t length = strlen(text);
    if (length <= LIMIT_SHEET_CELL_BYTES)
        return length;
    length = LIMIT_SHEET_CELL_BYTES;
    while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80)
        length--;
    return length;
}

static size_t keep(struct row_buffer *buffer, const char *text)
{
    size_t at = buffer->texts.length;
    text_add_n(&buffer->texts, text, cut_length(text));
    text_add_char(&buffer->texts, '\0');
    return at;
}

void row_buffer_set(struct row_buffer *buffer, size_t column, enum sheet_kind kind,
                    const char *text, const char *raw)
{
    if (column >= ROW_BUFFER_COLUMNS || !*text)
        return;
    struct row_buffer_cell *cell = reserve(buffer, column);
    cell->kind = kind;
    cell->fixed = NULL;
    cell->text = keep(buffer, text);
    cell->raw = raw && strcmp(raw, text) != 0 ? keep(buffer, raw) : cell->text;
}

void row_buffer_set_fixed(struct row_buffer *buffer, size_t column, const char *text)
{
    if (column >= ROW_BUFFER_COLUMNS || !*text)
        return;
    struct row_buffer_cell *cell = reserve(buffer, column);
    cell->kind = SHEET_TEXT;
    cell->fixed = text;
}

void sheet_text_repair(char *text)
{
    if (text_check(text, strlen(text)))
        return;
    char *out = text;
    for (const char *at = text; *at;) {
        const char *before = at;
        text_next(&at);
        while (at > before && !text_check(before, (size_t)(at - before))) {
            while (*at && ((unsigned char)*at & 0xC0) == 0x80) /* the rest of the broken one */
                at++;
            if (at - before >= 3) {
                memcpy(out, "\xEF\xBF\xBD", 3);
                out += 3;
            }
            before = at;
        }
        memmove(out, before, (size_t)(at - before));
        out += at - before;
    }
    *out = '\0';
}

void row_buffer_finish(struct row_buffer *buffer, struct sheet_row *row)
{
    for (size_t i = 0; i < buffer->count; i++) {
        const struct row_buffer_cell *from = &buffer->pending[i];
        const char *text = from->fixed ? from->fixed : buffer->texts.at + from->text;
        buffer->cells[i] =
            (struct sheet_cell){.kind = from->kind,
                                .text = text,
                                .raw = from->fixed ? text : buffer->texts.at + from->raw};
    }
    row->cells = buffer->cells;
    row->count = buffer->count;
}
