/* Writes the invented communities through the operations of the modules, in slices of the write lane,
 * so that a running server answers in between. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/demo.h"
#include "base/bug.h"
#include "store/lane.h"

enum { SLICE = 2500 }; /* people */

struct slice {
    struct demo_writer *writer;
    struct demo_community *community;
    size_t from, to; /* households */
};

static struct scope whole(int64_t tenant)
{
    return (struct scope){.tenant = tenant, .all_grids = true};
}

static void step(struct demo_writer *writer, const char *what)
{
    cli_progress(writer->cli, what, (int64_t)++writer->steps_done, (int64_t)writer->steps);
}

/* ---- the street ------------------------------------------------------------------------------ */

/* The last thing that a demo writes is the setting that says so: what has the street without it was
 * interrupted, or is somebody's own. */
static const char *what_is_there(bool is_whole)
{
    return is_whole ? N_("The demo is there already. Give another folder with --data.")
                    : N_("This folder has a demo that was interrupted, or data of its own. Give "
                         "another folder with --data.");
}

static enum result write_street(void *self, struct tx *tx, struct error *error)
{
    struct demo_writer *writer = self;
    struct tenant street = {.kind = "street",
                            .code = DEMO_STREET_CODE,
                            .name = DEMO_STREET_NAME,
                            .offset = CALENDAR_CHINA_OFFSET};
    struct arena *arena = arena_new();
    const char *setting = NULL;
    enum result result = setting_get(tx, 0, ACCESS_SETTING_DEMO, "0", &setting, arena, error);
    bool is_whole = result == RESULT_OK && strcmp(setting, "1") == 0;
    arena_free(arena);
    if (result == RESULT_OK)
        result = tenant_add(&writer->services, tx, NULL, &street, &writer->street, error);
    if (result == RESULT_CONFLICT)
        return error_set(error, RESULT_CONFLICT, NULL, what_is_there(is_whole));
    for (const struct demo_division *division = demo_divisions;
         division->code != NULL && result == RESULT_OK; division++) {
        struct tenant community = {.kind = "community",
                                   .code = division->code,
                                   .name = division->name,
                                   .parent_id = writer->street,
                                   .offset = CALENDAR_CHINA_OFFSET};
        int64_t id;
        result = tenant_add(&writer->services, tx, NULL, &community, &id, error);
    }
    return result;
}

enum result demo_write_street(struct demo_writer *writer, struct error *error)
{
    return lane_call(writer->services.store, LANE_WRITE, write_street, writer, error);
}

/* ---- places and grids ------------------------------------------------------------------------ */

/* Before the oldest record: grids are in force from here on. */
static const char *const long_ago = "2013-07-01";

static enum result add_communities(struct slice *slice, struct tx *tx, int64_t *part_ids,
                                   struct error *error)
{
    struct demo_world *world = &slice->community->world;
    struct services *services = &slice->writer->services;
    struct scope scope = whole(slice->community->tenant);
    struct community own = {.name = world->name, .code = world->code, .valid_from = long_ago};
    int64_t id;
    enum result result = community_add(services, tx, &scope, &own, &id, error);
    for (size_t i = 0; world->parts != NULL && world->parts[i] != NULL && result == RESULT_OK;
         i++) {
        struct community part = {.name = world->parts[i]};
        result = community_add(services, tx, &scope, &part, &part_ids[i], error);
        if (result == RESULT_OK)
            result = community_merge(services, tx, &scope, part_ids[i], id, long_ago,
                                     "2013 年社区合并：北区、东平合为凤鸣", error);
    }
    return result;
}

static enum result add_grids(struct slice *slice, struct tx *tx, struct error *error)
{
    struct demo_world *world = &slice->community->world;
    struct scope scope = whole(slice->community->tenant);
    enum result result = RESULT_OK;
    for (size_t i = 0; i < world->grid_count && result == RESULT_OK; i++) {
        const struct demo_grid *from = &world->grids[i];
        struct grid grid = {
            .parent_id = from->parent < 0 ? 0 : slice->community->grid_ids[from->parent],
            .level = from->level,
            .name = from->name,
            .code = arena_printf(world->arena, "%s%03zu", world->code, i + 1),
            .about = from->about,
            .kind = from->kind,
            .valid_from = long_ago,
        };
        result = grid_add(&slice->writer->services, tx, &scope, &grid,
                          &slice->community->grid_ids[i], error);
    }
    /* With a day before the first one nothing is brought up to date yet: that is done once, below. */
    for (size_t i = 0; i < world->place_count && result == RESULT_OK; i++) {
        if (world->place_grids[i] >= 0)
            result = grid_member_set(tx, &scope, world->places[i].place.place_id,
                                     slice->community->grid_ids[world->place_grids[i]], long_ago,
                                     "2013-01-01", error);
    }
    int64_t changed;
    if (result == RESULT_OK)
        result = grid_refresh(tx, scope.tenant, world->today, &changed, error);
    return result;
}

static enum result write_places(void *self, struct tx *tx, struct error *error)
{
    struct slice *slice = self;
    struct demo_world *world = &slice->community->world;
    int64_t part_ids[4] = {0};
    struct tenant tenant;
    enum result result = tenant_get_by_code(tx, world->code, &tenant, world->arena, error);
    if (result != RESULT_OK)
        return result;
    slice->community->tenant = tenant.tenant_id;
    result = add_communities(slice, tx, part_ids, error);
    for (size_t i = 0; i < world->place_count; i++)
        world->places[i].place.community_id =
            world->place_parts[i] >= 0 ? part_ids[world->place_parts[i]] : 0;
    if (result == RESULT_OK)
        result = place_add_many(&slice->writer->services, tx, tenant.tenant_id, 0, world->places,
                                world->place_count, world->arena, error);
    if (result == RESULT_OK)
        result = add_grids(slice, tx, error);
    return result;
}

/* ---- people ---------------------------------------------------------------------------------- */

static int64_t place_id_of(const struct demo_world *world, long place)
{
    return place < 0 ? 0 : world->places[place].place.place_id;
}

static void load_household(struct slice *slice, struct people_load *load, size_t which,
                           const int64_t *firm_ids)
{
    struct demo_world *world = &slice->community->world;
    const struct demo_household *household = &world->households[which];
    int64_t household_id;
    people_load_household(load, place_id_of(world, household->place), household->number,
                          &household_id);
    for (long i = household->first; i < household->first + household->count; i++) {
        struct demo_person *person = &world->people[i];
        person->seed.place_id = place_id_of(world, person->place);
        person->seed.registered_place_id = person->is_registered ? person->seed.place_id : 0;
        person->seed.household_id = household_id;
        person->seed.firm_id = person->firm < 0 ? 0 : firm_ids[person->firm];
        people_load_add(load, &person->seed, &slice->community->residents[i]);
    }
}

/* The firms come with the first slice; later ones find them by name. */
static enum result load_firms(struct slice *slice, struct tx *tx, struct people_load *load,
                              int64_t *ids, struct error *error)
{
    struct demo_world *world = &slice->community->world;
    struct scope scope = whole(slice->community->tenant);
    enum result result = RESULT_OK;
    for (size_t i = 0; i < world->firm_count && result == RESULT_OK; i++) {
        const struct demo_firm *firm = &world->firms[i];
        if (slice->from == 0)
            people_load_firm(load, firm->name, firm->credit_code, place_id_of(world, firm->place),
                             firm->headcount, &ids[i]);
        else
            result = firm_find(tx, &scope, firm->name, &ids[i], world->arena, error);
    }
    return result;
}

static enum result write_people(void *self, struct tx *tx, struct error *error)
{
    struct slice *slice = self;
    struct demo_world *world = &slice->community->world;
    struct people_load *load = NULL;
    struct principal who;
    int64_t firm_ids[64] = {0};
    ALWAYS(world->firm_count <= 64);
    enum result result =
        principal_operator(tx, slice->community->tenant, world->arena, &who, error);
    if (result == RESULT_OK)
        result = people_load_open(&slice->writer->services, tx, &who, slice->community->tenant, 0,
                                  world->today, &load, error);
    if (result == RESULT_OK)
        result = load_firms(slice, tx, load, firm_ids, error);
    if (result == RESULT_OK) {
        for (size_t i = slice->from; i < slice->to; i++)
            load_household(slice, load, i, firm_ids);
        result = people_load_flush(load, error);
    }
    people_load_close(load);
    return result;
}

/* ---- who works there ------------------------------------------------------------------------- */

static enum result add_charges(struct slice *slice, struct tx *tx, struct error *error)
{
    struct demo_community *community = slice->community;
    const struct demo_world *world = &community->world;
    struct scope scope = whole(community->tenant);
    enum result result = RESULT_OK;
    for (size_t i = 0; i < world->grid_count && result == RESULT_OK; i++) {
        long worker = world->grids[i].level == 1 ? 0 : world->grids[i].worker;
        if (worker < 0)
            continue;
        struct charge charge = {.grid_id = community->grid_ids[i],
                                .role = world->grids[i].level == 1 ? "head" : "worker",
                                .account_id = community->accounts[worker],
                                .name = world->staff[worker].name,
                                .phone = world->staff[worker].phone,
                                .valid_from = "2024-01-01"};
        int64_t id;
        result = charge_add(&slice->writer->services, tx, &scope, &charge, &id, error);
    }
    return result;
}

/* A resident of each building looks after it: the first grown-up of its first household who has a
 * phone. */
static enum result add_leads(struct slice *slice, struct tx *tx, struct error *error)
{
    struct demo_community *community = slice->community;
    const struct demo_world *world = &community->world;
    struct scope scope = whole(community->tenant);
    enum result result = RESULT_OK;
    long last = DEMO_NONE;
    for (size_t i = 0; i < world->household_count && result == RESULT_OK; i++) {
        const struct demo_household *household = &world->households[i];
        const struct demo_person *head = &world->people[household->first];
        long building = household->place;
        while (building >= 0 && strcmp(world->places[building].place.kind, "building") != 0 &&
               strcmp(world->places[building].place.kind, "lane") != 0)
            building = world->places[building].parent;
        if (building < 0 || building == last || head->seed.facts.phone == NULL)
            continue;
        last = building;
        struct charge charge = {.place_id = world->places[building].place.place_id,
                                .role = "building_lead",
                                .resident_id = community->residents[household->first],
                                .name = head->seed.facts.name,
                                .phone = head->seed.facts.phone,
                                .valid_from = "2024-03-01"};
        int64_t id;
        result = charge_add(&slice->writer->services, tx, &scope, &charge, &id, error);
    }
    return result;
}

/* The grids of one worker. */
static size_t grids_of(const struct demo_community *community, long worker, int64_t grids[16])
{
    size_t count = 0;
    for (size_t i = 0; i < community->world.grid_count && count < 16; i++) {
        if (community->world.grids[i].worker == worker)
            grids[count++] = community->grid_ids[i];
    }
    return count;
}

static enum result write_staff(void *self, struct tx *tx, struct error *error)
{
    struct slice *slice = self;
    struct demo_community *community = slice->community;
    const struct demo_world *world = &community->world;
    enum result result = RESULT_OK;
    for (size_t i = 0; i < world->staff_count && result == RESULT_OK; i++) {
        const struct demo_staff *staff = &world->staff[i];
        int64_t grids[16], id;
        struct grant grant = {.tenant_id = community->tenant, .role = staff->role};
        result = account_add(&slice->writer->services, tx, NULL, community->tenant, staff->login,
                             staff->name, &grant.account_id, error);
        community->accounts[i] = grant.account_id;
        grant.all_grids = staff->role != ROLE_GRID_WORKER;
        grant.grids = grids;
        grant.grid_count = grant.all_grids ? 0 : grids_of(community, (long)i, grids);
        if (result == RESULT_OK)
            result = grant_add(&slice->writer->services, tx, NULL, &grant, &id, error);
    }
    if (result == RESULT_OK)
        result = add_charges(slice, tx, error);
    if (result == RESULT_OK)
        result = add_leads(slice, tx, error);
    return result;
}

enum result demo_write_community(struct demo_writer *writer, struct demo_community *community,
                                 struct error *error)
{
    struct demo_world *world = &community->world;
    struct store *store = writer->services.store;
    struct slice slice = {.writer = writer, .community = community};
    community->grid_ids = arena_array(world->arena, world->grid_count + 1, sizeof(int64_t));
    community->accounts = arena_array(world->arena, world->staff_count + 1, sizeof(int64_t));
    community->residents = arena_array(world->arena, world->person_count + 1, sizeof(int64_t));
    enum result result = lane_call(store, LANE_WRITE, write_places, &slice, error);
    step(writer, world->name);
    while (result == RESULT_OK && slice.to < world->household_count) {
        size_t people = 0;
        slice.from = slice.to;
        while (slice.to < world->household_count && people < SLICE)
            people += (size_t)world->households[slice.to++].count;
        result = lane_call(store, LANE_WRITE, write_people, &slice, error);
        step(writer, world->name);
        if (result == RESULT_OK && writer->cli->stopped != NULL && *writer->cli->stopped)
            result = error_set(error, RESULT_CANCELLED, NULL, N_("Stopped."));
    }
    if (result == RESULT_OK)
        result = lane_call(store, LANE_WRITE, write_staff, &slice, error);
    step(writer, world->name);
    return result;
}
