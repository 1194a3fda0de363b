/* Commands that are useful alone, without a data folder: sheet and template. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <jansson.h>
#include <string.h>
#include <unistd.h>

#include "app/app.h"
#include "base/limits.h"
#include "base/text.h"
#include "sheet/reader.h"
#include "web/template.h"

/* The whole of a file, "-" being stdin; at most LIMIT_UPLOAD_BYTES. */
static enum result read_file(const char *path, struct text_buffer *out, struct error *error)
{
    text_buffer_init(out);
    int fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return error_set(error, RESULT_NOT_FOUND, NULL, N_("%1 cannot be read: %2."), path,
                         strerror(errno));
    char piece[65536];
    ssize_t got;
    while ((got = read(fd, piece, sizeof piece)) > 0 && out->length <= LIMIT_UPLOAD_BYTES)
        text_add_n(out, piece, (size_t)got);
    int failure = errno;
    if (fd != STDIN_FILENO)
        close(fd);
    if (got >= 0 && out->length <= LIMIT_UPLOAD_BYTES)
        return RESULT_OK;
    text_buffer_fini(out);
    if (got < 0)
        return error_set(error, RESULT_IO, NULL, N_("%1 cannot be read: %2."), path,
                         strerror(failure));
    return error_set(error, RESULT_TOO_LARGE, NULL, N_("%1 is larger than 64 MB."), path);
}

/* ---- sheet ----------------------------------------------------------------------------------- */

static enum result select_sheet(struct sheet_reader *reader, const char *wanted,
                                struct error *error)
{
    const struct sheet_info *sheets;
    size_t count = sheet_reader_sheets(reader, &sheets);
    int64_t number = 0;
    if (wanted == NULL)
        return RESULT_OK;
    for (size_t i = 0; i < count; i++)
        if (text_equal(sheets[i].name, wanted))
            return sheet_reader_select(reader, i, error);
    if (!text_to_int(wanted, &number) || number < 1 || (uint64_t)number > count)
        return error_set(error, RESULT_NOT_FOUND, "sheet",
                         N_("There is no sheet “%1” in the file."), wanted);
    return sheet_reader_select(reader, (size_t)number - 1, error);
}

static void print_row_json(const struct sheet_row *row, int64_t *next, struct text_buffer *line,
                           FILE *out)
{
    /* Rows without a text are empty ones, so that an index is the row's number. */
    for (; *next < row->number; (*next)++)
        fputs(*next == 1 ? "\n[]" : ",\n[]", out);
    text_buffer_clear(line);
    text_add(line, (*next)++ == 1 ? "\n[" : ",\n[");
    for (size_t i = 0; i < row->count; i++) {
        if (i > 0)
            text_add_char(line, ',');
        text_add_json(line, row->cells[i].text);
    }
    text_add_char(line, ']');
    fwrite(line->at, 1, line->length, out);
}

static void print_row_text(const struct sheet_row *row, struct text_buffer *line, FILE *out)
{
    text_buffer_clear(line);
    for (size_t i = 0; i < row->count; i++) {
        if (i > 0)
            text_add_char(line, '\t');
        for (const char *at = row->cells[i].text; *at != '\0'; at++)
            text_add_char(line, *at == '\t' || *at == '\n' || *at == '\r' ? ' ' : *at);
    }
    text_add_char(line, '\n');
    fwrite(line->at, 1, line->length, out);
}

static enum result print_rows(struct cli *cli, struct sheet_reader *reader, struct error *error)
{
    struct text_buffer line;
    text_buffer_init(&line);
    enum result result = RESULT_OK;
    bool more = true;
    int64_t next = 1;
    if (cli->json)
        fputc('[', cli->out);
    while (result == RESULT_OK) {
        struct sheet_row row;
        result = sheet_reader_next(reader, &row, &more, error);
        if (result != RESULT_OK || !more)
            break;
        if (cli->json)
            print_row_json(&row, &next, &line, cli->out);
        else
            print_row_text(&row, &line, cli->out);
        if (atomic_load(cli->stopped))
            result = error_set(error, RESULT_CANCELLED, NULL, N_("Stopped."));
    }
    if (cli->json)
        fputs(next > 1 ? "\n]\n" : "]\n", cli->out);
    text_buffer_fini(&line);
    return result;
}

enum result sheet_command(struct cli *cli, int argc, char **argv, struct error *error)
{
    static const struct option options[] = {{"sheet", required_argument, NULL, 's'}, {0}};
    const char *wanted = NULL;
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (option != 's')
            return error_set(error, RESULT_INVALID, NULL, N_("There is no option “%1”."),
                             argv[optind - 1]);
        wanted = optarg;
    }
    if (argc - optind != 1)
        return error_set(error, RESULT_INVALID, NULL, N_("Name one file."));
    struct text_buffer file;
    enum result result = read_file(argv[optind], &file, error);
    if (result != RESULT_OK)
        return result;
    struct sheet_reader *reader = NULL;
    result = sheet_reader_open(text_buffer_get(&file), file.length, &reader, error);
    if (result == RESULT_OK)
        result = select_sheet(reader, wanted, error);
    if (result == RESULT_OK)
        result = print_rows(cli, reader, error);
    sheet_reader_close(reader);
    text_buffer_fini(&file);
    return result;
}

/* ---- template -------------------------------------------------------------------------------- */

/* Partials stand beside the template: NAME, or NAME with the template's own ending. */
struct beside {
    const char *folder, *ending;
    struct arena *arena;
};

static const char *find_partial(void *self, const char *name)
{
    const struct beside *beside = self;
    const char *const endings[] = {beside->ending, ".mustache", ""};
    if (strstr(name, "..") != NULL || name[0] == '/')
        return NULL;
    for (size_t i = 0; i < 3; i++) {
        struct text_buffer file;
        struct error ignored;
        const char *path = arena_printf(beside->arena, "%s/%s%s", beside->folder, name, endings[i]);
        if (access(path, R_OK) != 0 || read_file(path, &file, &ignored) != RESULT_OK)
            continue;
        const char *text = arena_copy_n(beside->arena, text_buffer_get(&file), file.length);
        text_buffer_fini(&file);
        return text;
    }
    return NULL;
}

/* A file, stdin, or JSON as it stands. */
static enum result read_data(const char *given, json_t **data, struct error *error)
{
    struct text_buffer file;
    json_error_t where;
    enum result result = read_file(given, &file, error);
    if (result == RESULT_OK) {
        *data = json_loadb(text_buffer_get(&file), file.length, JSON_DECODE_ANY, &where);
        text_buffer_fini(&file);
    } else if (strchr("{[\"", given[0]) != NULL && given[0] != '\0') {
        *data = json_loads(given, JSON_DECODE_ANY, &where);
    } else {
        return result;
    }
    if (*data == NULL)
        return error_set(error, RESULT_MALFORMED, "data", N_("The JSON cannot be read: %1."),
                         where.text);
    return RESULT_OK;
}

static enum result render(struct cli *cli, const char *path, json_t *data, struct error *error)
{
    struct text_buffer source;
    enum result result = read_file(path, &source, error);
    if (result != RESULT_OK)
        return result;
    const char *slash = strrchr(path, '/'), *dot = strrchr(path, '.');
    struct beside beside = {
        .folder = slash != NULL ? arena_copy_n(cli->arena, path, (size_t)(slash - path)) : ".",
        .ending = dot != NULL && (slash == NULL || dot > slash) ? dot : "",
        .arena = cli->arena};
    struct template_partials partials = {find_partial, &beside};
    struct text_buffer out;
    text_buffer_init(&out);
    result =
        template_render(path, text_buffer_get(&source), data, &partials, cli->arena, &out, error);
    if (result == RESULT_OK)
        fwrite(text_buffer_get(&out), 1, out.length, cli->out);
    text_buffer_fini(&out);
    text_buffer_fini(&source);
    return result;
}

enum result template_command(struct cli *cli, int argc, char **argv, struct error *error)
{
    static const struct option options[] = {{"data", required_argument, NULL, 'd'}, {0}};
    const char *given = NULL;
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (option != 'd')
            return error_set(error, RESULT_INVALID, NULL, N_("There is no option “%1”."),
                             argv[optind - 1]);
        given = optarg;
    }
    if (argc - optind != 1)
        return error_set(error, RESULT_INVALID, NULL, N_("Name one file."));
    json_t *data = NULL;
    enum result result = given != NULL ? read_data(given, &data, error) : RESULT_OK;
    if (result == RESULT_OK && data == NULL)
        data = json_object();
    if (result == RESULT_OK)
        result = render(cli, argv[optind], data, error);
    json_decref(data);
    return result;
}
