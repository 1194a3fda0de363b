/* `kaifong import`. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "modules/intake/internal.h"
#include "modules/intake/pages.h"

/* ---- files ----------------------------------------------------------------------------------- */

struct file {
    void *bytes; /* mapped; NULL: nothing */
    size_t size;
};

/* Maps a file of the command line; pipes are not read. */
static enum result file_open(const char *name, struct file *file, struct error *error)
{
    struct stat stat;
    *file = (struct file){0};
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &stat) != 0) {
        int reason = errno;
        if (fd >= 0)
            close(fd);
        return error_set(error, reason == ENOENT ? RESULT_NOT_FOUND : RESULT_IO, "file",
                         N_("%1 cannot be opened: %2."), name, strerror(reason));
    }
    if (!S_ISREG(stat.st_mode) || stat.st_size > LIMIT_UPLOAD_BYTES) {
        close(fd);
        return S_ISREG(stat.st_mode)
                   ? error_set(error, RESULT_TOO_LARGE, "file",
                               N_("The file is larger than 64 MB. Please split it."))
                   : error_set(error, RESULT_INVALID, "file", N_("%1 is not a file."), name);
    }
    file->size = (size_t)stat.st_size;
    if (file->size > 0) {
        file->bytes = mmap(NULL, file->size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (file->bytes == MAP_FAILED)
            file->bytes = NULL;
    }
    close(fd);
    if (file->size > 0 && !file->bytes)
        return error_set(error, RESULT_IO, "file", N_("%1 cannot be opened: %2."), name,
                         strerror(errno));
    return RESULT_OK;
}

static void file_close(struct file *file)
{
    if (file->bytes)
        munmap(file->bytes, file->size);
}

/* "--sheet 2", counted from 1, or "--sheet 名单": 0-based. */
static enum result find_sheet(const struct sheet_reader *reader, const char *wanted, size_t *index,
                              struct error *error)
{
    const struct sheet_info *sheets;
    size_t count = sheet_reader_sheets(reader, &sheets);
    int64_t number;
    if (text_to_int(wanted, &number) && number >= 1 && (uint64_t)number <= count) {
        *index = (size_t)number - 1;
        return RESULT_OK;
    }
    for (size_t i = 0; i < count; i++)
        if (strcmp(sheets[i].name, wanted) == 0) {
            *index = i;
            return RESULT_OK;
        }
    return error_set(error, RESULT_NOT_FOUND, "sheet", N_("The file has no sheet “%1”."), wanted);
}

/* ---- kaifong import -------------------------------------------------------------------------- */

struct importing {
    struct cli *cli;
    struct file file;
    const char *name;
    const char *wanted;
    bool dry_run, yes, json;
    int64_t sheet; /* 0-based; -1: the first visible */
    int64_t batch_id, job_id;
    struct intake_batch batch;
    struct intake_decided decided;
    struct intake_entry *wrong;
    size_t wrong_count;
};

enum { WRONG_SHOWN = 1000 };

static enum result add_batch(void *self, struct tx *tx, struct error *error)
{
    struct importing *importing = self;
    const struct cli *cli = importing->cli;
    const struct intake_upload upload = {
        .bytes = importing->file.bytes, .size = importing->file.size, .file_name = importing->name};
    enum result result =
        intake_add(cli->services, tx, cli->principal, &upload, &importing->batch_id, error);
    if (result == RESULT_OK && importing->sheet >= 0)
        result = intake_set_columns(tx, &cli->principal->scope, importing->batch_id,
                                    importing->sheet, -1, 0, "", error);
    if (result == RESULT_OK)
        result = intake_check(cli->services, tx, cli->principal, importing->batch_id,
                              &importing->job_id, error);
    return result;
}

static enum result read_batch(void *self, struct tx *tx, struct error *error)
{
    struct importing *importing = self;
    const struct cli *cli = importing->cli;
    const struct scope *scope = &cli->principal->scope;
    const struct intake_filter filter = {.state = "wrong", .limit = WRONG_SHOWN};
    enum result result =
        intake_get(tx, scope, importing->batch_id, &importing->batch, cli->arena, error);
    if (result == RESULT_OK)
        result = intake_decided(tx, scope, importing->batch_id, &importing->decided, error);
    if (result == RESULT_OK)
        result = intake_entries(cli->services, tx, scope, importing->batch_id, &filter,
                                &importing->wrong, &importing->wrong_count, cli->arena, error);
    return result;
}

static enum result start_writing(void *self, struct tx *tx, struct error *error)
{
    struct importing *importing = self;
    const struct cli *cli = importing->cli;
    return intake_apply(cli->services, tx, cli->principal, importing->batch_id, &importing->job_id,
                        error);
}

static enum result remove_batch(void *self, struct tx *tx, struct error *error)
{
    struct importing *importing = self;
    const struct cli *cli = importing->cli;
    return intake_remove(cli->services, tx, cli->principal, importing->batch_id, error);
}

static void print_json(const struct importing *importing)
{
    const struct intake_batch *batch = &importing->batch;
    struct text_buffer out;
    text_buffer_init(&out);
    text_addf(
        &out,
        "{\"batch\":\"%lld\",\"state\":\"%s\",\"rows\":%lld,\"wrong\":%lld,\"twice\":%lld,"
        "\"certain\":"
        "%lld,\"likely\":%lld,\"new\":%lld,\"undecided\":%lld,\"added\":%lld,\"changed\":%lld,"
        "\"problems\":[",
        (long long)batch->batch_id, batch->state, (long long)batch->rows, (long long)batch->wrong,
        (long long)batch->doubles, (long long)batch->certain, (long long)batch->likely,
        (long long)batch->fresh, (long long)importing->decided.open, (long long)batch->added,
        (long long)batch->changed);
    bool is_first = true;
    for (size_t i = 0; i < importing->wrong_count; i++) {
        const struct intake_row *row = &importing->wrong[i].row;
        for (size_t j = 0; j < row->remark_count; j++) {
            if (!row->remarks[j].is_problem)
                continue;
            text_addf(&out, "%s{\"row\":%lld,\"column\":%lld,\"sentence\":", is_first ? "" : ",",
                      (long long)row->number, (long long)row->remarks[j].column);
            text_add_json(&out, intake_remark_say(&row->remarks[j], row->number,
                                                  importing->cli->language, importing->cli->arena));
            text_add_char(&out, '}');
            is_first = false;
        }
    }
    text_add(&out, "]}\n");
    fputs(text_buffer_get(&out), importing->cli->out);
    text_buffer_fini(&out);
}

static void say(const struct importing *importing, const char *msgid, int64_t a, int64_t b)
{
    struct cli *cli = importing->cli;
    const char *sentence = language_format(cli->arena, cli->language, msgid,
                                           arena_printf(cli->arena, "%lld", (long long)a),
                                           arena_printf(cli->arena, "%lld", (long long)b));
    fprintf(cli->out, "%s\n", sentence);
}

static void print_summary(const struct importing *importing)
{
    const struct intake_batch *batch = &importing->batch;
    struct cli *cli = importing->cli;
    say(importing, N_("%1 rows were read; %2 of them are wrong."), batch->rows, batch->wrong);
    say(importing, N_("New: %1. Certainly in the register: %2."), batch->fresh, batch->certain);
    say(importing, N_("Probably in the register: %1. Twice in the list: %2."), batch->likely,
        batch->doubles);
    for (size_t i = 0; i < importing->wrong_count; i++)
        for (size_t j = 0; j < importing->wrong[i].row.remark_count; j++)
            if (importing->wrong[i].row.remarks[j].is_problem)
                fprintf(stderr, "  %s\n",
                        intake_remark_say(&importing->wrong[i].row.remarks[j],
                                          importing->wrong[i].row_number, cli->language,
                                          cli->arena));
    if (strcmp(batch->state, "applied") == 0) {
        say(importing, N_("Added: %1. Changed: %2."), batch->added, batch->changed);
        if (importing->decided.open > 0)
            say(importing,
                N_("%1 rows were left out, because a person must say who they are: /imports/%2"),
                importing->decided.open, batch->batch_id);
    } else if (importing->dry_run) {
        fprintf(cli->out, "%s\n", language_text(cli->language, N_("Nothing was written.")));
    } else {
        say(importing,
            N_("Nothing was written yet. Confirm it at /imports/%2, or run the command with "
               "--yes."),
            0, batch->batch_id);
    }
}

/* Which sheet is wanted, while the file can still be looked at. */
static enum result choose_sheet(struct importing *importing, struct error *error)
{
    struct sheet_reader *reader;
    size_t index = 0;
    importing->sheet = -1;
    if (!importing->wanted)
        return RESULT_OK;
    enum result result =
        sheet_reader_open(importing->file.bytes, importing->file.size, &reader, error);
    if (result != RESULT_OK)
        return result;
    result = find_sheet(reader, importing->wanted, &index, error);
    sheet_reader_close(reader);
    importing->sheet = (int64_t)index;
    return result;
}

static enum result import_file(struct importing *importing, struct error *error)
{
    struct cli *cli = importing->cli;
    struct store *store = cli->services->store;
    int64_t tenant = cli->principal->scope.tenant;
    enum result result = choose_sheet(importing, error);
    if (result == RESULT_OK)
        result = lane_call(store, LANE_WRITE, add_batch, importing, error);
    if (result == RESULT_OK)
        result = job_run_now(cli->services->jobs, tenant, importing->job_id, error);
    if (result == RESULT_OK && importing->yes && !importing->dry_run) {
        result = lane_call(store, LANE_WRITE, start_writing, importing, error);
        if (result == RESULT_OK)
            result = job_run_now(cli->services->jobs, tenant, importing->job_id, error);
    }
    if (result == RESULT_OK)
        result = lane_call(store, LANE_READ, read_batch, importing, error);
    if (result == RESULT_OK && importing->dry_run)
        result = lane_call(store, LANE_WRITE, remove_batch, importing, error);
    if (result != RESULT_OK)
        return result;
    if (importing->json)
        print_json(importing);
    else
        print_summary(importing);
    return RESULT_OK;
}

static enum result run_import(struct cli *cli, int argc, char **argv, struct error *error)
{
    static const struct option options[] = {{"sheet", required_argument, NULL, 's'},
                                            {"dry-run", no_argument, NULL, 'd'},
                                            {"yes", no_argument, NULL, 'y'},
                                            {"json", no_argument, NULL, 'j'},
                                            {0}};
    struct importing importing = {.cli = cli, .json = cli->json};
    optind = 1;
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (option == 's')
            importing.wanted = optarg;
        else if (option == 'd')
            importing.dry_run = true;
        else if (option == 'y')
            importing.yes = true;
        else if (option == 'j')
            importing.json = true;
        else
            return error_set(error, RESULT_INVALID, NULL, N_("See kaifong import --help."));
    }
    if (argc - optind != 1)
        return error_set(error, RESULT_INVALID, NULL,
                         N_("Name one file. See kaifong import --help."));
    const char *slash = strrchr(argv[optind], '/');
    importing.name = slash ? slash + 1 : argv[optind];
    enum result result = file_open(argv[optind], &importing.file, error);
    if (result == RESULT_OK)
        result = import_file(&importing, error);
    file_close(&importing.file);
    return result;
}

const struct command intake_commands[INTAKE_COMMANDS] = {
    {.name = "import",
     .summary = N_("Bring a list of residents into the register"),
     .usage = "import FILE [--sheet N] [--dry-run] [--yes] [--json]",
     .help = N_("Reads the list, says what is wrong with which cell, and finds out who is in the "
                "register\n"
                "already. Nothing is written without --yes; then rows are added or taken over, and "
                "those that a\n"
                "person must decide about are left out. --dry-run forgets the list afterwards."),
     .flags = COMMAND_NEEDS_STORE | COMMAND_NEEDS_WRITE,
     .run = run_import},
};
