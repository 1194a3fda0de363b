/* `kaifong demo`: makes the demo, or a messy spreadsheet for it. */
#include "app/demo.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "store/lane.h"

enum { PEOPLE = 50000, REGISTERED = 12000, LIST = 1400, SEED = 440605 };

struct options {
    const char *list;
    int64_t seed, people;
};

static enum result read_number(const char *text, const char *option, int64_t least, int64_t *out,
                               struct error *error)
{
    if (!text_to_int(text, out) || *out < least)
        return error_set(error, RESULT_INVALID, NULL, N_("%1 needs a number, not %2."), option,
                         text);
    return RESULT_OK;
}

static enum result read_options(int argc, char **argv, struct options *options, struct error *error)
{
    static const struct option known[] = {{"list", required_argument, NULL, 'l'},
                                          {"seed", required_argument, NULL, 's'},
                                          {"people", required_argument, NULL, 'p'},
                                          {0}};
    enum result result = RESULT_OK;
    optind = 1;
    for (int option;
         result == RESULT_OK && (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        if (option == 'l')
            options->list = optarg;
        else if (option == 's')
            result = read_number(optarg, "--seed", 0, &options->seed, error);
        else if (option == 'p')
            result = read_number(optarg, "--people", 2000, &options->people, error);
        else
            result = error_set(error, RESULT_INVALID, NULL, N_("See kaifong demo --help."));
    }
    if (result == RESULT_OK && options->people > PEOPLE)
        return error_set(error, RESULT_INVALID, NULL, N_("The demo has homes for 50000 people."));
    return result;
}

/* ---- links to sign in ------------------------------------------------------------------------ */

struct links {
    struct demo_writer *writer;
    struct demo_community *communities[2];
    size_t count;
    struct {
        const char *name, *role, *community;
        char token[ACCESS_TOKEN_SIZE];
    } made[16];
};

/* Whoever stands for a role: the secretary, two grid workers and the viewer of each. */
static bool is_shown(const struct demo_world *world, size_t which)
{
    return which < 3 || world->staff[which].role == ROLE_VIEWER;
}

static enum result add_links(void *self, struct tx *tx, struct error *error)
{
    struct links *links = self;
    enum result result =
        setting_set(links->writer->cli->services, tx, NULL, 0, ACCESS_SETTING_DEMO, "1", error);
    links->count = 0;
    for (size_t c = 0; c < 2; c++) {
        const struct demo_community *community = links->communities[c];
        for (size_t i = 0; i < community->world.staff_count && result == RESULT_OK; i++) {
            if (!is_shown(&community->world, i) || links->count == 16)
                continue;
            /* The program's own chance and clock: this is a secret, however invented its owner. */
            result = sign_in_link_add(links->writer->cli->services, tx, NULL,
                                      community->accounts[i], LINK_DEMO, 30 * CALENDAR_DAY,
                                      links->made[links->count].token, error);
            links->made[links->count].name = community->world.staff[i].name;
            links->made[links->count].role = role_label(community->world.staff[i].role);
            links->made[links->count++].community = community->world.name;
        }
    }
    return result;
}

static void print_links(struct cli *cli, const struct links *links)
{
    for (size_t i = 0; i < links->count; i++) {
        const char *role = language_text(cli->language, links->made[i].role);
        if (cli->json)
            fprintf(cli->out,
                    "{\"community\":\"%s\",\"role\":\"%s\",\"name\":\"%s\",\"path\":"
                    "\"/sign-in/link?token=%s\"}\n",
                    links->made[i].community, role, links->made[i].name, links->made[i].token);
        else
            fprintf(cli->out, "%s\t%s\t%s\t/sign-in/link?token=%s\n", links->made[i].community,
                    role, links->made[i].name, links->made[i].token);
    }
}

/* ---- the whole ------------------------------------------------------------------------------- */

/* Ids of the demo come from a month ago on, so that what is entered from now on sorts after it. */
static int64_t demo_clock(void *self)
{
    return *(const int64_t *)self;
}

static void open_writer(struct demo_writer *writer, struct cli *cli, int64_t seed,
                        const char *today)
{
    *writer = (struct demo_writer){
        .cli = cli, .services = *cli->services, .seed = {(uint64_t)seed}, .today = today};
    writer->now = (calendar_day_number(today) - 30) * CALENDAR_DAY;
    writer->services.clock = (struct clock){.now = demo_clock, .self = &writer->now};
    id_source_init(&writer->ids, writer->services.clock, chance_seeded(&writer->seed));
    writer->services.ids = &writer->ids;
    writer->steps = 40;
}

static enum result write_all(struct cli *cli, const struct options *options, const char *today,
                             struct error *error)
{
    struct demo_writer writer;
    struct demo_community lake, phoenix;
    struct links links = {.writer = &writer, .communities = {&lake, &phoenix}};
    struct arena *arena = arena_new();
    memset(&lake, 0, sizeof lake);
    memset(&phoenix, 0, sizeof phoenix);
    open_writer(&writer, cli, options->seed, today);
    demo_lake(&lake.world, arena, (uint64_t)options->seed, today, (size_t)options->people,
              (size_t)options->people * REGISTERED / PEOPLE);
    demo_phoenix(&phoenix.world, arena, (uint64_t)options->seed, today);
    enum result result = demo_write_street(&writer, error);
    if (result == RESULT_OK)
        result = demo_write_community(&writer, &lake, error);
    if (result == RESULT_OK)
        result = demo_write_community(&writer, &phoenix, error);
    if (result == RESULT_OK)
        result = demo_write_campaign(&writer, &lake, error);
    if (result == RESULT_OK)
        result = lane_call(cli->services->store, LANE_WRITE, add_links, &links, error);
    cli_progress(cli, lake.world.name, (int64_t)writer.steps, (int64_t)writer.steps);
    if (result == RESULT_OK)
        print_links(cli, &links);
    arena_free(arena);
    return result;
}

enum result demo_command(struct cli *cli, int argc, char **argv, struct error *error)
{
    struct options options = {.seed = SEED, .people = PEOPLE};
    enum result result = read_options(argc, argv, &options, error);
    if (result != RESULT_OK)
        return result;
    char today[CALENDAR_DAY_SIZE];
    calendar_day_of(clock_now(&cli->services->clock), CALENDAR_CHINA_OFFSET, today);
    if (options.list == NULL)
        return write_all(cli, &options, today, error);
    struct arena *arena = arena_new();
    struct demo_world world;
    demo_lake(&world, arena, (uint64_t)options.seed, today, (size_t)options.people,
              (size_t)options.people * REGISTERED / PEOPLE);
    result = demo_write_list(&world, options.list, LIST, error);
    arena_free(arena);
    return result;
}
