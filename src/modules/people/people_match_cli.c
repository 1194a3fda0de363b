/* `kaifong match`: who is the same person, in one file or between two. */
#include "modules/people/people_match_cli.h"

#include <getopt.h>
#include <stdio.h>

#include "base/bug.h"
#include "base/text.h"
#include "modules/people/match_file.h"

static enum result read_options(int argc, char **argv, const char **id, const char *files[2],
                                bool *json, struct error *error)
{
    static const struct option options[] = {
        {"id", required_argument, NULL, 'i'}, {"json", no_argument, NULL, 'j'}, {0}};
    optind = 1;
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (option == 'i')
            *id = optarg;
        else if (option == 'j')
            *json = true;
        else
            return error_set(error, RESULT_INVALID, NULL, N_("See kaifong match --help."));
    }
    int count = argc - optind;
    if (count < 1 || count > 2)
        return error_set(error, RESULT_INVALID, NULL,
                         N_("Name one file (to find doubles in it) or two (to match them)."));
    for (int i = 0; i < count; i++)
        files[i] = argv[optind + i];
    return RESULT_OK;
}

static void print_pair(struct cli *cli, bool json, const char *a, const char *b, double probability)
{
    if (!json) {
        fprintf(cli->out, "%s\t%s\t%.4f\n", a, b, probability);
        return;
    }
    struct text_buffer line;
    text_buffer_init(&line);
    text_add(&line, "{\"a\":");
    text_add_json(&line, a);
    text_add(&line, ",\"b\":");
    text_add_json(&line, b);
    text_addf(&line, ",\"probability\":%.6f}\n", probability);
    fputs(text_buffer_get(&line), cli->out);
    text_buffer_fini(&line);
}

enum result people_match_run(struct cli *cli, int argc, char **argv, struct error *error)
{
    const char *id = "id", *names[2] = {NULL, NULL};
    bool json = cli->json;
    struct match_file files[2] = {{0}};
    enum result result = read_options(argc, argv, &id, names, &json, error);
    for (int i = 0; i < 2 && names[i] != NULL && result == RESULT_OK; i++)
        result = match_file_open(names[i], id, &files[i], cli->arena, error);
    if (result == RESULT_OK) {
        ALWAYS(files[0].ids != NULL);
        struct match_pair *pairs;
        size_t count;
        const struct match_file *other = names[1] != NULL ? &files[1] : &files[0];
        match_files(&files[0], names[1] != NULL ? &files[1] : NULL, &pairs, &count, cli->arena);
        for (size_t i = 0; i < count; i++)
            print_pair(cli, json, files[0].ids[pairs[i].a], other->ids[pairs[i].b],
                       pairs[i].probability);
        if (fflush(cli->out) != 0 || ferror(cli->out))
            result = error_set(error, RESULT_IO, NULL, N_("The result could not be written."));
    }
    match_file_close(&files[0]);
    match_file_close(&files[1]);
    return result;
}

const char people_match_help[] =
    N_("Reads one list (CSV or a spreadsheet) to find doubles in it, or two to find the\n"
       "people of B in A. Columns are recognised by their headings: name, or surname and\n"
       "given_name; former_name, sex, date_of_birth, citizen_id, phone, address; or\n"
       "street_number, address_1, address_2, suburb, postcode, state; or 姓名, 性别, 电话,\n"
       "出生日期, 身份证号, 地址. Others are ignored.\n\n"
       "For every pair of rows that is certainly one person, and for all pairs of a group\n"
       "of more, one line: both ids and the probability.\n\n"
       "  --id COLUMN   the column that names each row (default: id)\n"
       "  --json        one JSON object a line: {\"a\":ID,\"b\":ID,\"probability\":P}\n");
