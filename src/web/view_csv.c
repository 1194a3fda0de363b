/* CSV after RFC 4180 for people who open it in Excel or WPS: a byte order mark, CRLF, every cell in
 * quotes, and a guard against cells that would be run as formulas. */
#include <iconv.h>
#include <string.h>

#include "base/bug.h"
#include "sheet/writer.h"
#include "web/view_table.h"

struct writer {
    const struct view_context *context;
    struct text_buffer *out; /* UTF-8 */
};

static void write_cell(struct writer *writer, const char *text, bool first)
{
    text_add(writer->out, first ? "\"" : ",\"");
    if (sheet_csv_is_formula(text))
        text_add_char(writer->out, '\'');
    for (const char *quote; (quote = strchr(text, '"')) != NULL; text = quote + 1) {
        text_add_n(writer->out, text, (size_t)(quote - text) + 1);
        text_add_char(writer->out, '"');
    }
    text_add(writer->out, text);
    text_add_char(writer->out, '"');
}

static enum result write_row(void *self, const char *const *cells, size_t count,
                             struct error *error)
{
    struct writer *writer = self;
    (void)error;
    for (size_t i = 0; i < count; i++)
        write_cell(writer, cells[i], i == 0);
    text_add(writer->out, "\r\n");
    return RESULT_OK;
}

/* A character that GB18030 has not does not exist: it covers Unicode. Characters without a place of
 * their own become four bytes. */
static void to_gb18030(const struct text_buffer *from, struct text_buffer *out)
{
    iconv_t converter = iconv_open("GB18030", "UTF-8");
    ALWAYS(converter != (iconv_t)-1);
    char *in = from->at, bytes[4096];
    size_t left = from->length;
    while (left > 0) {
        char *to = bytes;
        size_t room = sizeof bytes;
        size_t status = iconv(converter, &in, &left, &to, &room);
        text_add_n(out, bytes, sizeof bytes - room);
        if (status == (size_t)-1 && to == bytes) { /* bytes that are no character: pass over one */
            text_add_char(out, '?');
            in++;
            left--;
        }
    }
    iconv_close(converter);
}

enum result view_csv(const struct view_context *context, enum view_charset charset,
                     const struct record_type *type, const void *record, struct text_buffer *out,
                     struct error *error)
{
    if (charset == VIEW_UTF8) {
        text_add(out, "\xef\xbb\xbf");
        struct writer writer = {context, out};
        return view_walk_table(context, type, record, write_row, &writer, error);
    }
    struct text_buffer utf8;
    text_buffer_init(&utf8);
    struct writer writer = {context, &utf8};
    enum result result = view_walk_table(context, type, record, write_row, &writer, error);
    to_gb18030(&utf8, out);
    text_buffer_fini(&utf8);
    return result;
}
