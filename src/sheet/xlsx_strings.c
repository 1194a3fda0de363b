/* The shared strings of a workbook: texts that cells name by number. Rich text is joined, and the
 * pronunciation guides of East Asian text (rPh) are left out. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "sheet/xlsx.h"

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* The value of "_xHHHH_" at this place, or -1. */
static int32_t escape_at(const char *at)
{
    int32_t value = 0;
    if (at[0] != '_' || at[1] != 'x')
        return -1;
    for (int i = 2; i < 6; i++) {
        int digit = hex_digit(at[i]);
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return at[6] == '_' ? value : -1;
}

void xlsx_unescape(char *text)
{
    char *out = strstr(text, "_x");
    if (!out)
        return;
    for (const char *at = out; *at;) {
        int32_t value = escape_at(at);
        if (value < 0) {
            *out++ = *at++;
            continue;
        }
        at += 7;
        if (value >= 0xD800 && value < 0xDC00) {
            int32_t low = escape_at(at);
            if (low >= 0xDC00 && low < 0xE000) {
                value = 0x10000 + ((value - 0xD800) << 10) + (low - 0xDC00);
                at += 7;
            }
        }
        if (value == 0 || (value >= 0xD800 && value < 0xE000))
            value = 0xFFFD;
        out += text_encode((uint32_t)value, out);
    }
    *out = '\0';
}

struct strings_state {
    struct xlsx_strings *strings;
    struct xml_part *part;
    struct text_buffer text;
    bool is_in_item, is_in_text, is_too_large;
    int phonetic;
};

static void on_start(void *self, const char *name, const char **attributes)
{
    struct strings_state *state = self;
    (void)attributes;
    if (strcmp(name, "si") == 0) {
        state->is_in_item = true;
        text_buffer_clear(&state->text);
    } else if (strcmp(name, "rPh") == 0) {
        state->phonetic++;
    } else if (strcmp(name, "t") == 0) {
        state->is_in_text = state->is_in_item && state->phonetic == 0;
    }
}

static void on_text(void *self, const char *text, size_t length)
{
    struct strings_state *state = self;
    if (state->is_in_text && state->text.length < LIMIT_SHEET_CELL_BYTES)
        text_add_n(&state->text, text, length);
}

static void add(struct strings_state *state)
{
    struct xlsx_strings *strings = state->strings;
    size_t cost = state->text.length + 1 + 2 * sizeof(char *);
    if (state->is_too_large || strings->bytes + cost > LIMIT_SHEET_STRINGS_BYTES) {
        state->is_too_large = true;
        return;
    }
    if (strings->count == strings->capacity) {
        size_t capacity = strings->capacity ? strings->capacity * 2 : 256;
        const char **texts = realloc(strings->texts, capacity * sizeof *texts);
        if (!texts) {
            state->is_too_large = true;
            return;
        }
        strings->texts = texts;
        strings->capacity = capacity;
    }
    char *text = arena_copy(strings->arena, text_buffer_get(&state->text));
    xlsx_unescape(text);
    sheet_text_repair(text); /* from UTF-16, expat lets halves of pairs through */
    strings->texts[strings->count++] = text;
    strings->bytes += cost;
}

static void on_end(void *self, const char *name)
{
    struct strings_state *state = self;
    if (strcmp(name, "si") == 0) {
        add(state);
        state->is_in_item = false;
        if (state->is_too_large)
            xml_part_pause(state->part);
    } else if (strcmp(name, "rPh") == 0) {
        state->phonetic--;
    } else if (strcmp(name, "t") == 0) {
        state->is_in_text = false;
    }
}

enum result xlsx_strings_read(struct xlsx_strings *strings, zip_t *zip, zip_uint64_t index,
                              struct error *error)
{
    struct xml_part part = {0};
    struct strings_state state = {.strings = strings, .part = &part};
    const struct xml_handler handler = {on_start, on_end, on_text, &state};
    bool more = true;
    text_buffer_init(&state.text);
    enum result result = xml_part_open(&part, zip, index, &handler, error);
    while (result == RESULT_OK && more && !state.is_too_large)
        result = xml_part_continue(&part, &more, error);
    if (result == RESULT_OK && state.is_too_large)
        result = error_set(
            error, RESULT_TOO_LARGE, NULL,
            N_("The workbook holds more text than Kaifong reads at once. Please split it, "
               "or save the sheet as CSV."));
    xml_part_close(&part);
    text_buffer_fini(&state.text);
    return result;
}
