/* `kaifong screening`: campaigns on the command line, over the same operations as the pages. Results go
 * to stdout (as JSON with --json), messages to stderr. */
#include "modules/screening/command.h"

#include <getopt.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "modules/access/access.h"
#include "modules/screening/screening.h"
#include "modules/screening/sheet.h"
#include "modules/screening/source.h"
#include "store/lane.h"
#include "web/view.h"

/* Everything that the options can say. */
struct wish {
    const char *title, *purpose, *basis, *reference, *due, *residence, *care, *workers, *to, *by;
    const char *note, *channel, *format, *out, *recipient, *status, *call_back, *handed_to;
    int64_t grid, building, duplicate_of, batch;
    bool from_register, fresh, with_ids, correct;
};

struct action;
struct running {
    struct cli *cli;
    struct wish wish;
    const char *const *words; /* behind the action */
    size_t word_count;
    int64_t campaign;
    const struct action *action;
    /* What an action leaves for the printing, which happens after the commit. */
    struct text_buffer out;
    const void *bytes;
    size_t size;
};

enum option_name {
    OPTION_TITLE = 1000,
    OPTION_PURPOSE,
    OPTION_BASIS,
    OPTION_REFERENCE,
    OPTION_DUE,
    OPTION_REGISTER,
    OPTION_GRID,
    OPTION_BUILDING,
    OPTION_RESIDENCE,
    OPTION_CARE,
    OPTION_WORKERS,
    OPTION_FRESH,
    OPTION_TO,
    OPTION_BY,
    OPTION_NOTE,
    OPTION_CHANNEL,
    OPTION_FORMAT,
    OPTION_OUT,
    OPTION_FOR,
    OPTION_IDS,
    OPTION_STATUS,
    OPTION_CORRECT,
    OPTION_CALL_BACK,
    OPTION_SAME_AS,
    OPTION_HANDED_TO,
    OPTION_BATCH,
};

static const struct option options[] = {{"title", required_argument, NULL, OPTION_TITLE},
                                        {"purpose", required_argument, NULL, OPTION_PURPOSE},
                                        {"basis", required_argument, NULL, OPTION_BASIS},
                                        {"reference", required_argument, NULL, OPTION_REFERENCE},
                                        {"due", required_argument, NULL, OPTION_DUE},
                                        {"register", no_argument, NULL, OPTION_REGISTER},
                                        {"grid", required_argument, NULL, OPTION_GRID},
                                        {"building", required_argument, NULL, OPTION_BUILDING},
                                        {"residence", required_argument, NULL, OPTION_RESIDENCE},
                                        {"care", required_argument, NULL, OPTION_CARE},
                                        {"workers", required_argument, NULL, OPTION_WORKERS},
                                        {"fresh", no_argument, NULL, OPTION_FRESH},
                                        {"to", required_argument, NULL, OPTION_TO},
                                        {"by", required_argument, NULL, OPTION_BY},
                                        {"note", required_argument, NULL, OPTION_NOTE},
                                        {"channel", required_argument, NULL, OPTION_CHANNEL},
                                        {"format", required_argument, NULL, OPTION_FORMAT},
                                        {"out", required_argument, NULL, OPTION_OUT},
                                        {"for", required_argument, NULL, OPTION_FOR},
                                        {"ids", no_argument, NULL, OPTION_IDS},
                                        {"status", required_argument, NULL, OPTION_STATUS},
                                        {"correct", no_argument, NULL, OPTION_CORRECT},
                                        {"call-back", required_argument, NULL, OPTION_CALL_BACK},
                                        {"same-as", required_argument, NULL, OPTION_SAME_AS},
                                        {"handed-to", required_argument, NULL, OPTION_HANDED_TO},
                                        {"batch", required_argument, NULL, OPTION_BATCH},
                                        {0}};

static enum result see_help(struct error *error)
{
    return error_set(error, RESULT_INVALID, NULL,
                     N_("That is not a use of this command; see kaifong screening --help."));
}

static bool take_text(struct wish *wish, int option, const char *text)
{
    const char **const places[] = {
        [OPTION_TITLE - 1000] = &wish->title,
        [OPTION_PURPOSE - 1000] = &wish->purpose,
        [OPTION_BASIS - 1000] = &wish->basis,
        [OPTION_REFERENCE - 1000] = &wish->reference,
        [OPTION_DUE - 1000] = &wish->due,
        [OPTION_RESIDENCE - 1000] = &wish->residence,
        [OPTION_CARE - 1000] = &wish->care,
        [OPTION_WORKERS - 1000] = &wish->workers,
        [OPTION_TO - 1000] = &wish->to,
        [OPTION_BY - 1000] = &wish->by,
        [OPTION_NOTE - 1000] = &wish->note,
        [OPTION_CHANNEL - 1000] = &wish->channel,
        [OPTION_FORMAT - 1000] = &wish->format,
        [OPTION_OUT - 1000] = &wish->out,
        [OPTION_FOR - 1000] = &wish->recipient,
        [OPTION_STATUS - 1000] = &wish->status,
        [OPTION_CALL_BACK - 1000] = &wish->call_back,
        [OPTION_HANDED_TO - 1000] = &wish->handed_to,
    };
    size_t at = (size_t)(option - 1000);
    if (option < 1000 || at >= sizeof places / sizeof places[0] || !places[at]) {
        return false;
    }
    *places[at] = text;
    return true;
}

static enum result read_wish(struct running *running, int argc, char **argv, struct error *error)
{
    struct wish *wish = &running->wish;
    optind = 1;
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        bool is_read = true;
        switch (option) {
        case OPTION_REGISTER:
            wish->from_register = true;
            break;
        case OPTION_FRESH:
            wish->fresh = true;
            break;
        case OPTION_IDS:
            wish->with_ids = true;
            break;
        case OPTION_CORRECT:
            wish->correct = true;
            break;
        case OPTION_GRID:
            is_read = text_to_int(optarg, &wish->grid);
            break;
        case OPTION_BUILDING:
            is_read = text_to_int(optarg, &wish->building);
            break;
        case OPTION_BATCH:
            is_read = text_to_int(optarg, &wish->batch);
            break;
        case OPTION_SAME_AS:
            is_read = text_to_int(optarg, &wish->duplicate_of);
            break;
        default:
            is_read = take_text(wish, option, optarg);
        }
        if (!is_read) {
            return see_help(error);
        }
    }
    return RESULT_OK;
}

/* "2026-11-24 18:00" or "2026-11-24" (then the end of the day), on the clock of the wall. */
static enum result read_moment(const struct running *running, const char *text, const char *field,
                               int64_t *moment, struct error *error)
{
    int year, month, day, hour = 24, minute = 0;
    char date[CALENDAR_DAY_SIZE];
    text_copy_to(date, sizeof date, text ? text : "");
    bool is_read = calendar_parse_day(date, &year, &month, &day);
    if (is_read && text && strlen(text) > 10) {
        is_read = sscanf(text + 10, " %2d:%2d", &hour, &minute) == 2 && hour >= 0 && hour < 24 &&
                  minute >= 0 && minute < 60;
    }
    if (!is_read) {
        return error_set(error, RESULT_INVALID, field,
                         N_("Please give the time as 2026-11-24 18:00."));
    }
    *moment = calendar_day_number(date) * CALENDAR_DAY + hour * CALENDAR_HOUR +
              minute * CALENDAR_MINUTE - running->cli->services->offset * CALENDAR_MINUTE;
    return RESULT_OK;
}

static enum result account_of(struct tx *tx, const char *login, int64_t *account,
                              struct arena *arena, struct error *error)
{
    struct account row;
    bool found;
    enum result result = account_find(tx, login, &row, &found, arena, error);
    if (result == RESULT_OK && !found) {
        return error_set(error, RESULT_NOT_FOUND, NULL, N_("Nobody signs in as %1."), login);
    }
    if (result == RESULT_OK) {
        *account = row.account_id;
    }
    return result;
}

/* ---- printing -------------------------------------------------------------------------------- */

static void print_counts(struct running *running, const struct screening_counts *counts)
{
    enum language language = running->cli->language;
    for (int at = 0; at < SCREENING_STATUS__COUNT; at++) {
        const struct choice *status = &screening_status_choices[at];
        if (running->cli->json) {
            text_addf(&running->out, ",\"%s\":%lld", status->code,
                      (long long)counts->by_status[at]);
        } else if (counts->by_status[at] != 0) {
            text_addf(&running->out, "  %-8lld %s\n", (long long)counts->by_status[at],
                      language_text(language, status->label));
        }
    }
}

static void print_campaign(struct running *running, const struct screening_campaign *campaign,
                           const struct screening_counts *counts)
{
    struct text_buffer *out = &running->out;
    char due[CALENDAR_STAMP_SIZE];
    calendar_stamp(campaign->due, running->cli->services->offset, due);
    if (running->cli->json) {
        text_addf(out, "{\"campaign\":\"%lld\",\"title\":", (long long)campaign->campaign_id);
        text_add_json(out, campaign->title);
        text_addf(out, ",\"state\":\"%s\",\"due\":\"%s\",\"total\":%lld,\"open\":%lld",
                  campaign->state, due, (long long)counts->total, (long long)counts->open);
        print_counts(running, counts);
        text_add(out, "}");
        return;
    }
    text_addf(out, "%lld  %s  %s  %.16s  %lld/%lld\n", (long long)campaign->campaign_id,
              campaign->title, campaign->state, due,
              (long long)counts->by_status[SCREENING_REACHED], (long long)counts->total);
}

/* ---- the actions, each in one transaction ---------------------------------------------------- */

typedef enum result action_run(void *running, struct tx *tx, struct error *error);

enum { LISTED = 200 };

static enum result run_list(void *self, struct tx *tx, struct error *error)
{
    struct running *running = self;
    struct cli *cli = running->cli;
    struct screening_campaign *campaigns;
    size_t count;
    enum result result = screening_list(tx, &cli->principal->scope, 0, LISTED, &campaigns, &count,
                                        cli->arena, error);
    if (cli->json) {
        text_add(&running->out, "[");
    }
    for (size_t at = 0; result == RESULT_OK && at < count; at++) {
        struct screening_counts counts;
        result = screening_counts(tx, cli->principal, campaigns[at].campaign_id, &counts,
                                  cli->arena, error);
        if (result == RESULT_OK) {
            text_add(&running->out, cli->json && at > 0 ? ",\n" : "");
            print_campaign(running, &campaigns[at], &counts);
        }
    }
    text_add(&running->out, cli->json ? "]\n" : "");
    return result;
}

static enum result run_show(void *self, struct tx *tx, struct error *error)
{
    struct running *running = self;
    struct cli *cli = running->cli;
    struct screening_campaign campaign;
    struct screening_counts counts;
    enum result result =
        screening_get(tx, &cli->principal->scope, running->campaign, &campaign, cli->arena, error);
    if (result == RESULT_OK) {
        result =
            screening_counts(tx, cli->principal, running->campaign, &counts, cli->arena, error);
    }
    if (result == RESULT_OK) {
        print_campaign(running, &campaign, &counts);
        if (cli->json) {
            text_add(&running->out, "\n");
        } else {
            print_counts(running, &counts);
        }
    }
    return result;
}

static enum result run_check(void *self, struct tx *tx, struct error *error)
{
    struct running *running = self;
    struct cli *cli = running->cli;
    enum result result =
        screening_verify(tx, &cli->principal->scope, running->campaign, cli->arena, error);
    return result == RESULT_OK ? run_show(self, tx, error) : result;
}

enum { AT_ONCE = 1000000 };

static enum result add_people(struct running *running, struct tx *tx, struct error *error)
{
    const struct wish *wish = &running->wish;
    struct cli *cli = running->cli;
    const struct resident_filter filter = {
        .grid_id = wish->grid, .residence = wish->residence, .care = wish->care};
    struct screening_addition addition = {0};
    return wish->batch != 0
               ? screening_add_batch(cli->services, tx, cli->principal, running->campaign,
                                     wish->batch, &addition, error)
               : screening_add_register(cli->services, tx, cli->principal, running->campaign,
                                        &filter, AT_ONCE, &addition.added, &addition.skipped,
                                        &addition.more, error);
}

static enum result run_new(void *self, struct tx *tx, struct error *error)
{
    struct running *running = self;
    struct cli *cli = running->cli;
    const struct wish *wish = &running->wish;
    struct screening_draft draft = {
        .campaign = {.title = wish->title,
                     .purpose = wish->purpose,
                     .basis = wish->basis ? wish->basis : "statutory_duty",
                     .reference = wish->reference}};
    struct screening_column columns[SCREENING_COLUMNS];
    draft.columns = columns;
    enum result result = read_moment(running, wish->due, "due", &draft.campaign.due, error);
    if (result == RESULT_OK && wish->batch != 0) {
        result = screening_batch_columns(cli->services, tx, &cli->principal->scope, wish->batch,
                                         columns, &draft.column_count, cli->arena, error);
    }
    if (result == RESULT_OK) {
        result =
            screening_add(cli->services, tx, cli->principal, &draft, &running->campaign, error);
    }
    if (result == RESULT_OK && (wish->from_register || wish->batch != 0)) {
        result = add_people(running, tx, error);
    }
    return result == RESULT_OK ? run_show(self, tx, error) : result;
}

static enum result run_add(void *self, struct tx *tx, struct error *error)
{
    enum result result = add_people(self, tx, error);
    return result == RESULT_OK ? run_show(self, tx, error) : result;
}

static enum result read_workers(struct running *running, struct tx *tx,
                                struct screening_worker *workers, size_t *count,
                                struct error *error)
{
    char *rest = arena_copy(running->cli->arena, running->wish.workers), *login;
    enum result result = RESULT_OK;
    *count = 0;
    while (result == RESULT_OK && (login = strsep(&rest, ",")) != NULL) {
        if (*count == SCREENING_WORKERS) {
            return see_help(error);
        }
        workers[*count].share = 100;
        result = account_of(tx, login, &workers[(*count)++].account_id, running->cli->arena, error);
    }
    return result;
}

static enum result run_split(void *self, struct tx *tx, struct error *error)
{
    struct running *running = self;
    struct cli *cli = running->cli;
    struct screening_worker *workers =
        arena_array(cli->arena, SCREENING_WORKERS + 1, sizeof *workers);
    size_t count, moved;
    enum result result = RESULT_OK;
    if (running->wish.workers) {
        result = read_workers(running, tx, workers, &count, error);
        if (result == RESULT_OK) {
            result = screening_workers_set(cli->services, tx, cli->principal, running->campaign,
                                           workers, count, error);
        }
    }
    if (result == RESULT_OK) {
        result = screening_split(cli->services, tx, cli->principal, running->campaign,
                                 !running->wish.fresh, &moved, error);
    }
    if (result == RESULT_OK) {
        text_addf(&running->out, cli->json ? "{\"moved\":%zu}\n" : "%zu\n", moved);
    }
    return result;
}

/* The entries whose numbers stand on the command line. */
static enum result entries_of_words(struct running *running, struct tx *tx, int64_t *entries,
                                    size_t *count, struct error *error)
{
    enum result result = RESULT_OK;
    *count = 0;
    for (size_t word = 0; result == RESULT_OK && word < running->word_count; word++) {
        int64_t number;
        if (!text_to_int(running->words[word], &number)) {
            return see_help(error);
        }
        result = screening_number(tx, running->cli->principal, running->campaign, number,
                                  &entries[*count], error);
        *count += result == RESULT_OK;
    }
    return result;
}

static enum result run_assign(void *self, struct tx *tx, struct error *error)
{
    struct running *running = self;
    struct cli *cli = running->cli;
    const struct screening_filter filter = {.grid = running->wish.grid,
                                            .building = running->wish.building,
                                            .status = running->wish.status ? running->wish.status
                                                                           : "open"};
    int64_t account = 0,
            *entries = arena_array(cli->arena, running->word_count + 1, sizeof *entries);
    size_t count, moved;
    if (!running->wish.to || (running->word_count == 0 && !filter.grid && !filter.building)) {
        return see_help(error);
    }
    enum result result = text_equal(running->wish.to, "nobody")
                             ? RESULT_OK
                             : account_of(tx, running->wish.to, &account, cli->arena, error);
    if (result == RESULT_OK) {
        result = entries_of_words(running, tx, entries, &count, error);
    }
    if (result == RESULT_OK) {
        result =
            screening_assign(cli->services, tx, cli->principal, running->campaign,
                             count > 0 ? NULL : &filter, entries, count, account, &moved, error);
    }
    if (result == RESULT_OK) {
        text_addf(&running->out, cli->json ? "{\"moved\":%zu}\n" : "%zu\n", moved);
    }
    return result;
}

/* Whoever made the call may be somebody else than the operator who types it in. */
static enum result caller_of(struct running *running, struct tx *tx, struct principal *caller,
                             struct error *error)
{
    struct cli *cli = running->cli;
    int64_t account = 0;
    *caller = *cli->principal;
    if (!running->wish.by) {
        return RESULT_OK;
    }
    enum result result = account_of(tx, running->wish.by, &account, cli->arena, error);
    if (result == RESULT_OK) {
        caller->account = account;
    }
    return result;
}

static enum result run_record(void *self, struct tx *tx, struct error *error)
{
    struct running *running = self;
    struct cli *cli = running->cli;
    const struct wish *wish = &running->wish;
    struct screening_record record = {.channel = wish->channel ? wish->channel : "call",
                                      .note = wish->note,
                                      .duplicate_of = wish->duplicate_of,
                                      .handed_to = wish->handed_to,
                                      .correct = wish->correct};
    struct screening_recorded recorded;
    struct screening_entry entry;
    struct principal caller;
    int64_t number, id;
    if (running->word_count != 2 || !text_to_int(running->words[0], &number)) {
        return see_help(error);
    }
    record.result = running->words[1];
    enum result result = caller_of(running, tx, &caller, error);
    if (result == RESULT_OK && wish->call_back) {
        result = read_moment(running, wish->call_back, "call_back", &record.call_back, error);
    }
    if (result == RESULT_OK) {
        result = screening_number(tx, cli->principal, running->campaign, number, &id, error);
    }
    if (result == RESULT_OK) {
        result = screening_entry_get(tx, cli->principal, running->campaign, id, &entry, cli->arena,
                                     error);
    }
    if (result == RESULT_OK) {
        record.version = entry.version;
        result = screening_record(cli->services, tx, &caller, running->campaign, id, &record,
                                  &recorded, cli->arena, error);
    }
    if (result == RESULT_OK) {
        const struct choice *status = &screening_status_choices[recorded.status];
        text_addf(&running->out, cli->json ? "{\"status\":\"%s\"}\n" : "%s\n",
                  cli->json ? status->code : language_text(cli->language, status->label));
    }
    return result;
}

static enum result run_close(void *self, struct tx *tx, struct error *error)
{
    struct running *running = self;
    struct cli *cli = running->cli;
    enum result result =
        screening_close(cli->services, tx, cli->principal, running->campaign, error);
    return result == RESULT_OK ? run_show(self, tx, error) : result;
}

static enum result report_json(struct running *running, const struct screening_campaign *campaign,
                               const char *today, struct sheet_line_view *rows, size_t count,
                               struct error *error)
{
    struct cli *cli = running->cli;
    const struct sheet_view view = {.title = campaign->title,
                                    .unit = cli->principal->tenant_name,
                                    .day = today,
                                    .rows = {.rows = rows, .count = count, .total = (int64_t)count},
                                    .campaign_id = campaign->campaign_id,
                                    .with_ids = running->wish.with_ids};
    const struct view_context context = {.language = cli->language,
                                         .offset = cli->services->offset,
                                         .rights = {.personal = true, .sensitive = true},
                                         .arena = cli->arena};
    return view_json(&context, &sheet_view_type, &view, &running->out, error);
}

static enum result run_report(void *self, struct tx *tx, struct error *error)
{
    struct running *running = self;
    struct cli *cli = running->cli;
    const struct wish *wish = &running->wish;
    const char *format = wish->format ? wish->format : cli->json ? "json" : "xlsx";
    enum sheet_target target = strcmp(format, "csv") == 0       ? SHEET_TO_CSV
                               : strcmp(format, "gb18030") == 0 ? SHEET_TO_CSV_GB18030
                                                                : SHEET_TO_XLSX;
    const struct screening_sheet_wish sheet = {
        .filter = {.grid = wish->grid, .status = wish->status},
        .with_ids = wish->with_ids,
        .recipient = wish->recipient ? wish->recipient : "-",
        .purpose = wish->purpose ? wish->purpose : "kaifong screening report",
        .limit = SCREENING_ENTRIES};
    struct screening_campaign campaign;
    struct sheet_line_view *rows;
    size_t count;
    char today[CALENDAR_DAY_SIZE];
    calendar_day_of(clock_now(&cli->services->clock), cli->services->offset, today);
    enum result result =
        screening_get(tx, &cli->principal->scope, running->campaign, &campaign, cli->arena, error);
    if (result == RESULT_OK) {
        result = screening_sheet_rows(cli->services, tx, cli->principal, running->campaign, &sheet,
                                      &rows, &count, cli->arena, error);
    }
    if (result == RESULT_OK && strcmp(format, "json") == 0) {
        return report_json(running, &campaign, today, rows, count, error);
    }
    return result == RESULT_OK
               ? screening_sheet_file(target, cli->language, cli->services->offset, cli->principal,
                                      &campaign, today, rows, count, &running->bytes,
                                      &running->size, cli->arena, error)
               : result;
}

/* ---- dispatch -------------------------------------------------------------------------------- */

static const struct action {
    const char *name;
    action_run *run;
    bool names_campaign, writes;
} actions[] = {
    {"list", run_list, false, false},   {"show", run_show, true, false},
    {"check", run_check, true, false},  {"new", run_new, false, true},
    {"add", run_add, true, true},       {"split", run_split, true, true},
    {"assign", run_assign, true, true}, {"record", run_record, true, true},
    {"report", run_report, true, true}, {"close", run_close, true, true},
};

/* The lane may run a change again: what was printed the first time does not count. */
static enum result run_action(void *self, struct tx *tx, struct error *error)
{
    struct running *running = self;
    text_buffer_clear(&running->out);
    running->bytes = NULL;
    return running->action->run(self, tx, error);
}

static enum result write_result(const struct running *running, struct error *error)
{
    const void *bytes = running->bytes ? running->bytes : text_buffer_get(&running->out);
    size_t size = running->bytes ? running->size : running->out.length;
    FILE *out = running->cli->out;
    bool is_file = running->wish.out && strcmp(running->wish.out, "-") != 0;
    if (running->bytes && !running->wish.out && isatty(fileno(out))) {
        return error_set(error, RESULT_INVALID, "out",
                         N_("A spreadsheet is not for the screen; say --out FILE."));
    }
    if (is_file && !(out = fopen(running->wish.out, "wbx"))) {
        return error_set(error, RESULT_IO, "out", N_("%1 cannot be written; it may exist already."),
                         running->wish.out);
    }
    bool is_written = fwrite(bytes, 1, size, out) == size && fflush(out) == 0;
    if (is_file) {
        is_written = fclose(out) == 0 && is_written;
    }
    return is_written ? RESULT_OK
                      : error_set(error, RESULT_IO, "out", N_("The result cannot be written."));
}

static enum result run(struct cli *cli, int argc, char **argv, struct error *error)
{
    struct running running = {.cli = cli};
    const struct action *action = NULL;
    enum result result = read_wish(&running, argc, argv, error);
    for (size_t at = 0;
         result == RESULT_OK && optind < argc && at < sizeof actions / sizeof actions[0]; at++) {
        if (strcmp(actions[at].name, argv[optind]) == 0) {
            action = &actions[at];
        }
    }
    if (result == RESULT_OK && !action) {
        return see_help(error);
    }
    if (result != RESULT_OK) {
        return result;
    }
    optind++;
    if (action->names_campaign &&
        (optind >= argc || !text_to_int(argv[optind++], &running.campaign))) {
        return see_help(error);
    }
    running.words = (const char *const *)argv + optind;
    running.word_count = (size_t)(argc - optind);
    running.action = action;
    text_buffer_init(&running.out);
    result = lane_call(cli->services->store, action->writes ? LANE_WRITE : LANE_READ, run_action,
                       &running, error);
    if (result == RESULT_OK) {
        result = write_result(&running, error);
    }
    text_buffer_fini(&running.out);
    return result;
}

const struct command screening_commands[SCREENING_COMMANDS] = {{
    "screening",
    N_("Reach everybody on a list and report"),
    "screening list | show | check | new | add | split | assign | record | report | close ...",
    N_("list                     all campaigns\n"
       "show CAMPAIGN            its figures\n"
       "check CAMPAIGN           count the list itself and compare\n"
       "new --title T --purpose P --due \"2026-11-24 18:00\" [--basis B] [--reference R]\n"
       "    [--batch ID | --register [--grid ID] [--residence registered|floating] [--care CODE]]\n"
       "add CAMPAIGN [--batch ID | --grid ID --residence R --care CODE]\n"
       "                         people of an imported list, or of the register\n"
       "split CAMPAIGN [--workers LOGIN,LOGIN...] [--fresh]\n"
       "assign CAMPAIGN --to LOGIN|nobody [--grid ID] [--building ID] [NUMBER...]\n"
       "record CAMPAIGN NUMBER RESULT [--by LOGIN] [--channel call|visit|message] [--note N]\n"
       "    [--call-back \"2026-11-23 19:30\"] [--same-as NUMBER] [--handed-to WHO] [--correct]\n"
       "report CAMPAIGN [--format xlsx|csv|gb18030|json] [--out FILE] [--for RECIPIENT]\n"
       "    [--purpose P] [--ids] [--grid ID] [--status S]\n"
       "                         the evening's sheet\n"
       "close CAMPAIGN"),
    COMMAND_NEEDS_STORE | COMMAND_NEEDS_WRITE,
    run,
}};
