/* The register on the command line: `kaifong export` writes a list, `kaifong person` finds people as the
 * search box does. Both work for the operator: personal fields whole, citizen ids never. */
#include "modules/people/people_cli.h"

#include <getopt.h>
#include <string.h>

#include "base/text.h"
#include "modules/people/people_web.h"
#include "modules/people/search.h"
#include "sheet/writer.h"
#include "store/lane.h"
#include "web/view.h"

enum { SEARCH_MAX = 50, COLUMNS_MAX = 32 };

enum target_form { FORM_CSV, FORM_GB18030, FORM_XLSX, FORM_JSON, FORM__COUNT };
static const char *const form_names[FORM__COUNT] = {"csv", "gb18030", "xlsx", "json"};

struct export_list {
    struct record_list people;
};
static const struct field export_fields[] = {
    SHOW_LIST(export_list, people, N_("Residents"), &person_type),
};
static const struct record_type export_type =
    RECORD_TYPE("residents", N_("Residents"), struct export_list, export_fields);

struct export_work {
    struct cli *cli;
    enum target_form form;
    const char *query;
    char today[CALENDAR_DAY_SIZE];
};

/* ---- as a workbook --------------------------------------------------------------------------- */

static bool is_column(const struct field *field)
{
    return field->label != NULL && !(field->flags & (FIELD_HIDDEN | FIELD_NOT_EXPORTED));
}

static enum result add_row(struct cli *cli, struct sheet_writer *writer,
                           const struct person *person, struct error *error)
{
    const char *texts[COLUMNS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < person_type.field_count; i++)
        if (is_column(&person_type.fields[i]))
            texts[count++] = record_show(&person_type.fields[i], person, cli->language,
                                         cli->services->offset, cli->arena);
    return sheet_writer_row(writer, texts, NULL, count, error);
}

static enum result write_xlsx(struct cli *cli, struct record_list *people, struct error *error)
{
    struct sheet_column columns[COLUMNS_MAX];
    struct sheet_layout layout = {.name = language_text(cli->language, N_("Residents")),
                                  .columns = columns,
                                  .language = cli->language};
    struct sheet_writer *writer = NULL;
    const void *bytes;
    size_t size;
    for (size_t i = 0; i < person_type.field_count; i++)
        if (is_column(&person_type.fields[i]))
            columns[layout.column_count++] = (struct sheet_column){
                .heading = language_text(cli->language, person_type.fields[i].label)};
    enum result result = sheet_writer_open(SHEET_TO_XLSX, &layout, &writer, error);
    for (bool more = true; result == RESULT_OK && more;) {
        struct person person;
        result = people->next(people->cursor, &person, &more, error);
        if (result == RESULT_OK && more)
            result = add_row(cli, writer, &person, error);
    }
    if (result == RESULT_OK)
        result = sheet_writer_finish(writer, &bytes, &size, cli->arena, error);
    if (result == RESULT_OK && fwrite(bytes, 1, size, cli->out) != size)
        result = error_set(error, RESULT_IO, NULL, N_("The result could not be written."));
    sheet_writer_close(writer);
    return result;
}

/* ---- export ---------------------------------------------------------------------------------- */

static enum result write_list(void *self, struct tx *tx, struct error *error)
{
    struct export_work *work = self;
    struct cli *cli = work->cli;
    /* What the rows need of a request: the language and the arena. */
    struct request request = {.services = cli->services,
                              .arena = cli->arena,
                              .tx = tx,
                              .who = cli->principal,
                              .scope = &cli->principal->scope,
                              .language = cli->language,
                              .today = work->today};
    const struct resident_filter filter = {.order = RESIDENT_BY_ADDRESS};
    const struct view_context context = {.language = cli->language,
                                         .offset = cli->services->offset,
                                         .rights = {.personal = true},
                                         .arena = cli->arena};
    struct export_list list;
    struct text_buffer text;
    text_buffer_init(&text);
    enum result result = people_stream(&request, &filter, &list.people, error);
    if (result == RESULT_OK && work->form == FORM_XLSX)
        result = write_xlsx(cli, &list.people, error);
    else if (result == RESULT_OK && work->form == FORM_JSON)
        result = view_json(&context, &export_type, &list, &text, error);
    else if (result == RESULT_OK)
        result = view_csv(&context, work->form == FORM_GB18030 ? VIEW_GB18030 : VIEW_UTF8,
                          &export_type, &list, &text, error);
    if (result == RESULT_OK && text.length > 0 &&
        fwrite(text.at, 1, text.length, cli->out) != text.length)
        result = error_set(error, RESULT_IO, NULL, N_("The result could not be written."));
    text_buffer_fini(&text);
    return result;
}

static enum result read_form(int argc, char **argv, enum target_form *form, struct error *error)
{
    static const struct option options[] = {
        {"format", required_argument, NULL, 'f'}, {"json", no_argument, NULL, 'j'}, {0}};
    optind = 1;
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        size_t found = FORM__COUNT;
        const char *name = option == 'j' ? "json" : option == 'f' ? optarg : "";
        for (size_t i = 0; i < FORM__COUNT; i++)
            if (strcmp(form_names[i], name) == 0)
                found = i;
        if (found == FORM__COUNT)
            return error_set(error, RESULT_INVALID, NULL, N_("See kaifong export --help."));
        *form = (enum target_form)found;
    }
    if (argc - optind != 1 || strcmp(argv[optind], "residents") != 0)
        return error_set(error, RESULT_INVALID, NULL,
                         N_("Say what to export: kaifong export residents."));
    return RESULT_OK;
}

const char people_export_help[] =
    N_("Writes the residents of a community in walking order to standard output: CSV for\n"
       "spreadsheets (UTF-8, or GB18030 for older programs), an XLSX workbook, or JSON.\n"
       "Citizen ids are not in it.\n");

enum result people_export_run(struct cli *cli, int argc, char **argv, struct error *error)
{
    struct export_work work = {.cli = cli, .form = cli->json ? FORM_JSON : FORM_CSV};
    enum result result = read_form(argc, argv, &work.form, error);
    if (result != RESULT_OK)
        return result;
    calendar_day_of(clock_now(&cli->services->clock), cli->services->offset, work.today);
    return lane_call(cli->services->store, LANE_READ, write_list, &work, error);
}

/* ---- person ---------------------------------------------------------------------------------- */

static void print_hit(struct cli *cli, const struct search_hit *hit)
{
    if (!cli->json) {
        fprintf(cli->out, "%s\t%s\t%s\t%s\n", hit->path, hit->name,
                hit->detail == NULL ? "" : hit->detail, hit->phone == NULL ? "" : hit->phone);
        return;
    }
    struct text_buffer line;
    text_buffer_init(&line);
    text_addf(&line, "{\"kind\":\"%s\",\"id\":\"%lld\",\"name\":", hit->kind, (long long)hit->id);
    text_add_json(&line, hit->name);
    text_add(&line, ",\"address\":");
    text_add_json(&line, hit->detail == NULL ? "" : hit->detail);
    text_addf(&line, ",\"why\":\"%s\"}\n", hit->why);
    fputs(text_buffer_get(&line), cli->out);
    text_buffer_fini(&line);
}

static enum result find(void *self, struct tx *tx, struct error *error)
{
    struct export_work *work = self;
    struct cli *cli = work->cli;
    struct search_hit *hits;
    size_t count;
    enum result result = search_find(cli->services, tx, cli->principal, work->query, work->today,
                                     SEARCH_MAX, &hits, &count, cli->arena, error);
    for (size_t i = 0; result == RESULT_OK && i < count; i++)
        print_hit(cli, &hits[i]);
    if (result == RESULT_OK && count == 0)
        return error_set(error, RESULT_NOT_FOUND, NULL, N_("Nothing found"));
    return result;
}

const char people_person_help[] =
    N_("Finds residents, places and firms like the search box: characters, pinyin, initials,\n"
       "the last digits of a phone or citizen id, a door such as 3-2-1204.\n");

enum result people_person_run(struct cli *cli, int argc, char **argv, struct error *error)
{
    struct export_work work = {.cli = cli};
    if (argc < 2)
        return error_set(error, RESULT_INVALID, NULL,
                         N_("Say whom to find: kaifong person 王桂英."));
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--json") != 0)
            work.query = work.query == NULL
                             ? argv[i]
                             : arena_printf(cli->arena, "%s %s", work.query, argv[i]);
        else
            cli->json = true;
    calendar_day_of(clock_now(&cli->services->clock), cli->services->offset, work.today);
    return lane_call(cli->services->store, LANE_READ, find, &work, error);
}
