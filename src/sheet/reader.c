/* The reader: sees from the first bytes what a file is, and counts the rows that it gives. */
#include "sheet/reader.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/limits.h"
#include "base/text.h"
#include "sheet/source.h"

struct sheet_reader {
    struct sheet_source source;
    size_t selected;
    int64_t rows;
};

const char sheet_damaged[] =
    N_("The file is damaged or incomplete. Please send it once more, or open it "
       "in Excel or WPS and save it again.");
const char sheet_unknown[] =
    N_("This is not a spreadsheet. Kaifong reads .xlsx, .xls and .csv files.");
const char sheet_locked[] =
    N_("The file is locked with a password. Please open it, remove the password and "
       "save it again.");
const char sheet_bomb[] =
    N_("The file unpacks to far more than a list of residents can be, so it was not read.");

/* ---- what a file is -------------------------------------------------------------------------- */

static bool starts(const unsigned char *bytes, size_t size, const char *magic, size_t length)
{
    return size >= length && memcmp(bytes, magic, length) == 0;
}

/* True if the text, after blanks and a BOM, begins with a tag of HTML or of an old XML spreadsheet.
 */
static bool is_markup(const unsigned char *bytes, size_t size)
{
    static const char *const tags[] = {"<!doctype", "<html", "<table",       "<?xml",
                                       "<meta",     "<head", "mime-version:"};
    size_t at = starts(bytes, size, "\xEF\xBB\xBF", 3) ? 3 : 0;
    while (at < size && isspace(bytes[at]))
        at++;
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        size_t length = strlen(tags[i]);
        if (size - at >= length && strncasecmp((const char *)bytes + at, tags[i], length) == 0)
            return true;
    }
    return false;
}

/* True if the beginning cannot be text: it holds NULs without being marked as UTF-16, or is a picture or
 * an archive. */
static bool is_binary(const unsigned char *bytes, size_t size)
{
    static const char *const magics[] = {"\xFF\xD8\xFF", "\x89PNG",    "GIF8",
                                         "Rar!",         "7z\xBC\xAF", "\x1F\x8B"};
    if (starts(bytes, size, "\xFF\xFE", 2) || starts(bytes, size, "\xFE\xFF", 2))
        return false;
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
        if (starts(bytes, size, magics[i], strlen(magics[i])))
            return true;
    return memchr(bytes, 0, size < 8192 ? size : 8192) != NULL;
}

static enum result open_any(const unsigned char *bytes, size_t size, struct sheet_source *source,
                            struct error *error)
{
    if (size == 0)
        return error_set(error, RESULT_MALFORMED, NULL, N_("The file is empty."));
    if (size > LIMIT_UPLOAD_BYTES)
        return error_set(error, RESULT_TOO_LARGE, NULL,
                         N_("The file is larger than 64 MB. Please split it."));
    if (starts(bytes, size, "PK\3\4", 4) || starts(bytes, size, "PK\5\6", 4))
        return sheet_xlsx_open(bytes, size, source, error);
    if (starts(bytes, size, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8))
        return sheet_xls_open(bytes, size, source, error);
    if (is_markup(bytes, size))
        return error_set(
            error, RESULT_UNSUPPORTED, NULL,
            N_("This is a web page under the name of a spreadsheet. Please open it in Excel "
               "or WPS and save it as .xlsx."));
    if (starts(bytes, size, "%PDF", 4))
        return error_set(
            error, RESULT_UNSUPPORTED, NULL,
            N_("This is a PDF. Please ask for the spreadsheet that it was printed from."));
    if (is_binary(bytes, size))
        return error_set(error, RESULT_UNSUPPORTED, NULL, sheet_unknown);
    if (sheet_jielong_is((const char *)bytes, size))
        return sheet_jielong_open(bytes, size, source, error);
    return sheet_csv_open(bytes, size, source, error);
}

/* ---- the interface --------------------------------------------------------------------------- */

enum result sheet_reader_open(const void *bytes, size_t size, struct sheet_reader **reader,
                              struct error *error)
{
    struct sheet_source source = {0};
    enum result result = open_any(bytes, size, &source, error);
    if (result != RESULT_OK)
        return result;
    ALWAYS(source.close && source.sheets && source.sheet_count > 0);
    struct sheet_reader *opened = calloc(1, sizeof *opened);
    if (!opened) {
        source.close(source.self);
        return error_set(error, RESULT_TOO_LARGE, NULL, sheet_bomb);
    }
    opened->source = source;
    size_t first = 0;
    while (first + 1 < source.sheet_count && source.sheets[first].is_hidden)
        first++;
    if (source.sheets[first].is_hidden)
        first = 0;
    result = sheet_reader_select(opened, first, error);
    if (result != RESULT_OK) {
        sheet_reader_close(opened);
        return result;
    }
    *reader = opened;
    return RESULT_OK;
}

enum result sheet_reader_open_pasted(const void *bytes, size_t size, struct sheet_reader **reader,
                                     struct error *error)
{
    return sheet_reader_open(bytes, size, reader, error);
}

void sheet_reader_close(struct sheet_reader *reader)
{
    if (!reader)
        return;
    reader->source.close(reader->source.self);
    free(reader);
}

enum sheet_format sheet_reader_format(const struct sheet_reader *reader)
{
    return reader->source.format;
}

size_t sheet_reader_sheets(const struct sheet_reader *reader, const struct sheet_info **sheets)
{
    *sheets = reader->source.sheets;
    return reader->source.sheet_count;
}

size_t sheet_reader_selected(const struct sheet_reader *reader)
{
    return reader->selected;
}

enum result sheet_reader_select(struct sheet_reader *reader, size_t index, struct error *error)
{
    if (index >= reader->source.sheet_count)
        return error_set(error, RESULT_NOT_FOUND, "sheet", N_("The file has no such sheet."));
    reader->selected = index;
    reader->rows = 0;
    return reader->source.select(reader->source.self, index, error);
}

enum result sheet_reader_next(struct sheet_reader *reader, struct sheet_row *row, bool *more,
                              struct error *error)
{
    bool found = false;
    enum result result = reader->source.next(reader->source.self, row, &found, error);
    if (result == RESULT_OK && found && ++reader->rows > LIMIT_SHEET_ROWS)
        return error_set(error, RESULT_TOO_LARGE, NULL,
                         N_("The sheet has more than 200,000 rows. Please split it."));
    if (result == RESULT_OK)
        *more = found;
    return result;
}

enum result sheet_reader_merges(struct sheet_reader *reader, struct sheet_merge **merges,
                                size_t *count, struct arena *arena, struct error *error)
{
    *merges = NULL;
    *count = 0;
    if (!reader->source.merges)
        return RESULT_OK;
    return reader->source.merges(reader->source.self, reader->selected, merges, count, arena,
                                 error);
}

/* Digits in front of the point of "440605194903070000" or of "4.40605E+17". */
static long whole_digits(const char *text)
{
    text += *text == '-' || *text == '+';
    size_t digits = strspn(text, "0123456789,");
    const char *at = text + digits;
    if (digits == 0)
        return 0;
    if (*at == '.')
        at += 1 + strspn(at + 1, "0123456789");
    if (*at == 'E' || *at == 'e')
        return strlen(at + 1) > 4 ? 999 : strtol(at + 1, NULL, 10) + (long)digits;
    return *at == '\0' ? (long)digits : 0;
}

bool sheet_cell_is_lost(const struct sheet_cell *cell)
{
    return cell->kind == SHEET_NUMBER &&
           (whole_digits(cell->text) > 15 || whole_digits(cell->raw) > 15);
}

void sheet_column_name(int64_t column, char out[SHEET_COLUMN_NAME_SIZE])
{
    char reversed[SHEET_COLUMN_NAME_SIZE];
    size_t length = 0;
    for (; column > 0 && length < SHEET_COLUMN_NAME_SIZE - 1; column = (column - 1) / 26)
        reversed[length++] = (char)('A' + (column - 1) % 26);
    for (size_t i = 0; i < length; i++)
        out[i] = reversed[length - 1 - i];
    out[length] = '\0';
}
