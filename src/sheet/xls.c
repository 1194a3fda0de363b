/* XLS through FreeXL. That library reads a whole sheet into memory by the size that the file
 * claims, and was not written for hostile files; so it runs in a child process with a limit on
 * memory and time, which writes the rows into a pipe. Whatever happens there, here it is a
 * sentence. The file is given to the child as an anonymous file in memory. */
#include <fcntl.h>
#include <freexl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/text.h"
#include "sheet/number_format.h"
#include "sheet/row_buffer.h"
#include "sheet/source.h"

enum { CHILD_BYTES = 96 * 1024 * 1024, CHILD_SECONDS = 30, NAME_BYTES = 512 };

/* What the child says, one after the other, each followed by its data. */
enum tag {
    TAG_SHEET = 'S',
    TAG_CELL = 'C',
    TAG_ROW = 'R',
    TAG_END = 'E',
    TAG_LOCKED = 'L',
    TAG_LARGE = 'M'
};

struct cell_head {
    uint32_t column;
    uint32_t length, raw_length;
    uint32_t kind;
};

struct xls {
    int file;    /* the workbook, in memory */
    pid_t child; /* 0: none */
    FILE *pipe;
    struct sheet_info *sheets;
    size_t sheet_count;
    struct arena *arena;
    struct row_buffer row;
    struct text_buffer text, raw;
};

/* ---- in the child ---------------------------------------------------------------------------- */

static void say_cell(FILE *out, uint32_t column, enum sheet_kind kind, const char *text,
                     const char *raw)
{
    struct cell_head head = {column, (uint32_t)strlen(text), (uint32_t)strlen(raw), kind};
    if (head.length == 0 || head.length > LIMIT_SHEET_CELL_BYTES)
        return;
    fputc(TAG_CELL, out);
    fwrite(&head, sizeof head, 1, out);
    fwrite(text, 1, head.length, out);
    fwrite(raw, 1, head.raw_length, out);
}

static void say_number(FILE *out, uint32_t column, double number)
{
    static const struct number_format general = {.look = LOOK_GENERAL};
    char text[NUMBER_TEXT_SIZE], raw[64];
    number_format_show(&general, number, false, text);
    snprintf(raw, sizeof raw, "%.17g", number);
    say_cell(out, column, SHEET_NUMBER, text, raw);
}

/* FreeXL writes "2020-02-29 06:30:00"; a midnight says nothing. */
static void say_date(FILE *out, uint32_t column, const char *value)
{
    char text[64];
    snprintf(text, sizeof text, "%s", value);
    if (strlen(text) > 10 && text[10] == ' ')
        text[10] = 'T';
    if (text_ends(text, "T00:00:00"))
        text[10] = '\0';
    say_cell(out, column, SHEET_DATE, text, value);
}

static void say_value(FILE *out, uint32_t column, const FreeXL_CellValue *value)
{
    switch (value->type) {
    case FREEXL_CELL_INT:
        say_number(out, column, value->value.int_value);
        break;
    case FREEXL_CELL_DOUBLE:
        say_number(out, column, value->value.double_value);
        break;
    case FREEXL_CELL_TEXT:
    case FREEXL_CELL_SST_TEXT:
        if (value->value.text_value)
            say_cell(out, column, SHEET_TEXT, value->value.text_value, "");
        break;
    case FREEXL_CELL_DATE:
    case FREEXL_CELL_DATETIME:
    case FREEXL_CELL_TIME:
        say_date(out, column, value->value.text_value);
        break;
    default:
        break;
    }
}

static void say_rows(FILE *out, const void *workbook)
{
    unsigned int rows = 0;
    unsigned short columns = 0;
    freexl_worksheet_dimensions(workbook, &rows, &columns);
    for (unsigned int row = 0; row < rows; row++) {
        for (unsigned short column = 0; column < columns; column++) {
            FreeXL_CellValue value;
            if (freexl_get_cell_value(workbook, row, column, &value) == FREEXL_OK)
                say_value(out, column, &value);
        }
        int64_t number = (int64_t)row + 1;
        fputc(TAG_ROW, out);
        fwrite(&number, sizeof number, 1, out);
    }
    fputc(TAG_END, out);
}

static void say_sheets(FILE *out, const void *workbook)
{
    unsigned int count = 0;
    freexl_get_info(workbook, FREEXL_BIFF_SHEET_COUNT, &count);
    for (unsigned int i = 0; i < count && i < LIMIT_SHEET_SHEETS; i++) {
        const char *name = NULL;
        char fixed[NAME_BYTES] = {0};
        freexl_get_worksheet_name(workbook, (unsigned short)i, &name);
        snprintf(fixed, sizeof fixed, "%s", name ? name : "");
        fputc(TAG_SHEET, out);
        fwrite(fixed, sizeof fixed, 1, out);
    }
    fputc(TAG_END, out);
}

static void set_limit(__rlimit_resource_t what, rlim_t value)
{
    struct rlimit limit = {value, value};
    setrlimit(what, &limit);
}

/* Address space for what we have now and CHILD_BYTES more. Not under AddressSanitizer, which
 * reserves terabytes. */
static void limit_memory(void)
{
#if !defined(__SANITIZE_ADDRESS__)
    unsigned long pages = 0;
    FILE *statm = fopen("/proc/self/statm", "r");
    if (statm && fscanf(statm, "%lu", &pages) == 1)
        set_limit(RLIMIT_AS, pages * (rlim_t)sysconf(_SC_PAGESIZE) + CHILD_BYTES);
    if (statm)
        fclose(statm);
#endif
}

_Noreturn static void child_main(int file, int output, long index)
{
    char path[64];
    const void *workbook = NULL;
    unsigned int secret = 0;
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (nowhere >= 0)
        dup2(nowhere, STDERR_FILENO);
    signal(SIGPIPE, SIG_DFL);
    set_limit(RLIMIT_CPU, CHILD_SECONDS);
    set_limit(RLIMIT_CORE, 0);
    limit_memory();
    FILE *out = fdopen(output, "w");
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    int status = index < 0 ? freexl_open_info(path, &workbook) : freexl_open(path, &workbook);
    if (!out)
        _exit(1);
    if (workbook && freexl_get_info(workbook, FREEXL_BIFF_PASSWORD, &secret) == FREEXL_OK &&
        secret == FREEXL_BIFF_OBFUSCATED)
        fputc(TAG_LOCKED, out);
    else if (status == FREEXL_INSUFFICIENT_MEMORY)
        fputc(TAG_LARGE, out);
    else if (status == FREEXL_OK && index < 0)
        say_sheets(out, workbook);
    else if (status == FREEXL_OK) {
        status = freexl_select_active_worksheet(workbook, (unsigned short)index);
        if (status == FREEXL_OK)
            say_rows(out, workbook);
        else if (status == FREEXL_INSUFFICIENT_MEMORY || status == FREEXL_CRAFTED_FILE)
            fputc(TAG_LARGE, out);
    }
    fflush(out);
    _exit(0);
}

/* ---- in the program -------------------------------------------------------------------------- */

static void end_child(struct xls *xls)
{
    if (xls->pipe)
        fclose(xls->pipe);
    xls->pipe = NULL;
    if (xls->child > 0) {
        kill(xls->child, SIGKILL);
        waitpid(xls->child, NULL, 0);
    }
    xls->child = 0;
}

static enum result start_child(struct xls *xls, long index, struct error *error)
{
    int ends[2];
    end_child(xls);
    if (pipe2(ends, O_CLOEXEC) != 0)
        return error_set(error, RESULT_IO, NULL,
                         N_("The system has no room for one more file right now."));
    xls->child = fork();
    if (xls->child == 0) {
        close(ends[0]);
        child_main(xls->file, ends[1], index);
    }
    close(ends[1]);
    xls->pipe = xls->child > 0 ? fdopen(ends[0], "r") : NULL;
    if (!xls->pipe) {
        close(ends[0]);
        xls->child = xls->child > 0 ? xls->child : 0;
        end_child(xls);
        return error_set(error, RESULT_IO, NULL,
                         N_("The system has no room for one more file right now."));
    }
    return RESULT_OK;
}

static enum result refuse(int tag, struct error *error)
{
    if (tag == TAG_LOCKED)
        return error_set(error, RESULT_UNSUPPORTED, NULL, sheet_locked);
    if (tag == TAG_LARGE)
        return error_set(error, RESULT_TOO_LARGE, NULL, sheet_bomb);
    return error_set(error, RESULT_MALFORMED, NULL, sheet_damaged);
}

static bool read_text(FILE *in, struct text_buffer *out, size_t length)
{
    char piece[4096];
    text_buffer_clear(out);
    while (length > 0) {
        size_t want = length < sizeof piece ? length : sizeof piece;
        if (fread(piece, 1, want, in) != want)
            return false;
        text_add_n(out, piece, want);
        length -= want;
    }
    return true;
}

static bool read_cell(struct xls *xls)
{
    struct cell_head head;
    if (fread(&head, sizeof head, 1, xls->pipe) != 1 || head.length > LIMIT_SHEET_CELL_BYTES ||
        head.raw_length > LIMIT_SHEET_CELL_BYTES || head.kind >= SHEET_KIND__COUNT ||
        !read_text(xls->pipe, &xls->text, head.length) ||
        !read_text(xls->pipe, &xls->raw, head.raw_length))
        return false;
    const char *raw = head.raw_length > 0 ? text_buffer_get(&xls->raw) : NULL;
    if (text_check(text_buffer_get(&xls->text), xls->text.length))
        row_buffer_set(&xls->row, head.column, (enum sheet_kind)head.kind,
                       text_buffer_get(&xls->text), raw);
    return true;
}

static enum result xls_next(void *self, struct sheet_row *row, bool *more, struct error *error)
{
    struct xls *xls = self;
    row_buffer_clear(&xls->row);
    for (;;) {
        int tag = xls->pipe ? fgetc(xls->pipe) : EOF;
        int64_t number;
        if (tag == TAG_CELL && read_cell(xls))
            continue;
        if (tag == TAG_ROW && fread(&number, sizeof number, 1, xls->pipe) == 1) {
            if (xls->row.count == 0)
                continue;
            row->number = number;
            row->is_hidden = false;
            row_buffer_finish(&xls->row, row);
            *more = true;
            return RESULT_OK;
        }
        if (tag == TAG_END) {
            end_child(xls);
            *more = false;
            return RESULT_OK;
        }
        end_child(xls);
        return refuse(tag, error);
    }
}

static enum result xls_select(void *self, size_t index, struct error *error)
{
    return start_child(self, (long)index, error);
}

static void xls_close(void *self)
{
    struct xls *xls = self;
    end_child(xls);
    if (xls->file >= 0)
        close(xls->file);
    row_buffer_fini(&xls->row);
    text_buffer_fini(&xls->text);
    text_buffer_fini(&xls->raw);
    arena_free(xls->arena);
    free(xls);
}

static enum result list_sheets(struct xls *xls, struct error *error)
{
    enum result result = start_child(xls, -1, error);
    if (result != RESULT_OK)
        return result;
    xls->sheets = arena_array(xls->arena, LIMIT_SHEET_SHEETS, sizeof *xls->sheets);
    int tag = 0;
    while ((tag = fgetc(xls->pipe)) == TAG_SHEET && xls->sheet_count < LIMIT_SHEET_SHEETS) {
        char name[NAME_BYTES];
        if (fread(name, sizeof name, 1, xls->pipe) != 1)
            break;
        name[sizeof name - 1] = '\0';
        if (!text_check(name, strlen(name)))
            name[0] = '\0';
        xls->sheets[xls->sheet_count++].name = arena_copy(xls->arena, name);
    }
    end_child(xls);
    return tag == TAG_END && xls->sheet_count > 0 ? RESULT_OK : refuse(tag, error);
}

/* Puts the bytes into an anonymous file. */
static bool keep_bytes(struct xls *xls, const char *bytes, size_t size)
{
    xls->file = memfd_create("workbook", MFD_CLOEXEC);
    while (xls->file >= 0 && size > 0) {
        ssize_t written = write(xls->file, bytes, size);
        if (written <= 0)
            return false;
        bytes += written;
        size -= (size_t)written;
    }
    return xls->file >= 0;
}

/* A workbook of today that is locked with a password lies in the same kind of container. */
static bool is_encrypted(const void *bytes, size_t size)
{
    static const char word[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
    return memmem(bytes, size, word, sizeof word - 1) != NULL;
}

enum result sheet_xls_open(const void *bytes, size_t size, struct sheet_source *source,
                           struct error *error)
{
    if (is_encrypted(bytes, size))
        return error_set(error, RESULT_UNSUPPORTED, NULL, sheet_locked);
    struct xls *xls = calloc(1, sizeof *xls);
    if (!xls)
        return error_set(error, RESULT_TOO_LARGE, NULL, sheet_bomb);
    xls->arena = arena_new();
    row_buffer_init(&xls->row);
    text_buffer_init(&xls->text);
    text_buffer_init(&xls->raw);
    enum result result =
        keep_bytes(xls, bytes, size)
            ? list_sheets(xls, error)
            : error_set(error, RESULT_FULL, NULL, N_("There is no memory left for this file."));
    if (result != RESULT_OK) {
        xls_close(xls);
        return result;
    }
    *source = (struct sheet_source){.self = xls,
                                    .format = SHEET_XLS,
                                    .sheets = xls->sheets,
                                    .sheet_count = xls->sheet_count,
                                    .select = xls_select,
                                    .next = xls_next,
                                    .close = xls_close};
    return RESULT_OK;
}
