/* Many residents at once. Rows are collected and written table by table: residents, stays and phones in
 * the order of their ids (which is the order of their keys), search tokens sorted, so that every tree
 * of the database is walked along and not jumped about in. */
#include "modules/people/load.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "modules/people/load_tokens.h"
#include "modules/people/pinyin.h"
#include "modules/people/rows.h"
#include "modules/people/sum.h"

struct collected_resident {
    struct resident_seed seed;
    int64_t resident_id;
};

struct collected_household {
    int64_t household_id, place_id;
    const char *number;
};

struct collected_firm {
    int64_t firm_id, place_id, headcount;
    const char *name, *credit_code;
};

/* Neighbours that are to be counted: residents in one building, mostly. */
struct collected_sum {
    const char *area_key;
    int64_t grid_id, residents;
};

struct people_load {
    struct services *services;
    struct tx *tx;
    const struct principal *who;
    int64_t tenant, batch, now;
    const char *today;
    struct arena *arena; /* of what is collected; forgotten at each flush */
    struct collected_resident *residents;
    size_t resident_count, resident_capacity;
    struct collected_household *households;
    size_t household_count, household_capacity;
    struct collected_firm *firms;
    size_t firm_count, firm_capacity;
    struct collected_sum *sums;
    size_t sum_count, sum_capacity;
    struct search_token *tokens;
    size_t token_count, token_capacity;
    struct people_tokens *kept_tokens; /* where they go instead, or NULL */
};

enum result people_load_open(struct services *services, struct tx *tx, const struct principal *who,
                             int64_t tenant, int64_t batch, const char *today,
                             struct people_load **load, struct error *error)
{
    enum result result = check_day(today, "today", error);
    if (result != RESULT_OK)
        return result;
    struct arena *arena = arena_new();
    struct people_load *new = malloc(sizeof *new);
    if (new == NULL)
        abort();
    *new = (struct people_load){.services = services,
                                .tx = tx,
                                .who = who,
                                .tenant = tenant,
                                .batch = batch,
                                .now = clock_now(&services->clock),
                                .today = today,
                                .arena = arena};
    *load = new;
    return RESULT_OK;
}

void people_load_close(struct people_load *load)
{
    if (load == NULL)
        return;
    arena_free(load->arena);
    free(load);
}

void people_load_add(struct people_load *load, const struct resident_seed *seed,
                     int64_t *resident_id)
{
    load->residents = arena_grow(load->arena, load->residents, load->resident_count,
                                 &load->resident_capacity, sizeof *load->residents);
    *resident_id = id_new(load->services->ids);
    load->residents[load->resident_count++] =
        (struct collected_resident){.seed = *seed, .resident_id = *resident_id};
}

void people_load_keep_tokens(struct people_load *load, struct people_tokens *tokens)
{
    load->kept_tokens = tokens;
}

void people_load_household(struct people_load *load, int64_t place_id, const char *number,
                           int64_t *household_id)
{
    load->households = arena_grow(load->arena, load->households, load->household_count,
                                  &load->household_capacity, sizeof *load->households);
    *household_id = id_new(load->services->ids);
    load->households[load->household_count++] = (struct collected_household){
        .household_id = *household_id, .place_id = place_id, .number = number};
}

void people_load_firm(struct people_load *load, const char *name, const char *credit_code,
                      int64_t place_id, int64_t headcount, int64_t *firm_id)
{
    load->firms = arena_grow(load->arena, load->firms, load->firm_count, &load->firm_capacity,
                             sizeof *load->firms);
    *firm_id = id_new(load->services->ids);
    load->firms[load->firm_count++] = (struct collected_firm){.firm_id = *firm_id,
                                                              .place_id = place_id,
                                                              .headcount = headcount,
                                                              .name = name,
                                                              .credit_code = credit_code};
}

/* ---- writing --------------------------------------------------------------------------------- */

static enum result write_households(struct people_load *load, struct error *error)
{
    enum result result = RESULT_OK;
    for (size_t i = 0; i < load->household_count && result == RESULT_OK; i++) {
        const struct collected_household *household = &load->households[i];
        result = store_run(
            load->tx, &people_sql_household_add,
            &(struct people_sql_household_add_params){.tenant = load->tenant,
                                                      .household = household->household_id,
                                                      .batch = load->batch,
                                                      .number = household->number,
                                                      .place = id_or_null(household->place_id)},
            NULL, error);
    }
    return result;
}

static enum result write_firms(struct people_load *load, struct error *error)
{
    enum result result = RESULT_OK;
    for (size_t i = 0; i < load->firm_count && result == RESULT_OK; i++) {
        const struct collected_firm *firm = &load->firms[i];
        result = store_run(load->tx, &people_sql_firm_add,
                           &(struct people_sql_firm_add_params){
                               .tenant = load->tenant,
                               .firm = firm->firm_id,
                               .batch = load->batch,
                               .name = firm->name,
                               .name_key = pinyin_sort_key(firm->name, load->arena),
                               .credit_code = firm->credit_code,
                               .place = id_or_null(firm->place_id),
                               .headcount = firm->headcount},
                           NULL, error);
    }
    return result;
}

/* What a resident takes from the home: its grid and its place in walking order. Neighbours in a list
 * share a home, so the last one is remembered. */
struct home {
    int64_t place_id, grid_id;
    const char *address_key;
};

static enum result find_home(struct people_load *load, int64_t place_id, struct home *home,
                             struct error *error)
{
    if (home->address_key != NULL && home->place_id == place_id)
        return RESULT_OK;
    *home = (struct home){.place_id = place_id, .address_key = ""};
    if (place_id == 0)
        return RESULT_OK;
    const struct scope all = {.tenant = load->tenant, .all_grids = true};
    struct people_sql_home_get row;
    enum result result =
        store_get(load->tx, &people_sql_home_get,
                  &(struct people_sql_home_get_params){.tenant = all.tenant, .place = place_id},
                  &row, load->arena, error);
    if (result == RESULT_NOT_FOUND)
        return error_set(error, RESULT_INVALID, "place_id", N_("There is no such place."));
    home->grid_id = row.grid_id;
    home->address_key = row.address_key;
    return result;
}

static bool has_care_today(const struct people_load *load, const struct resident_seed *seed)
{
    return seed->care != NULL && seed->care_until != NULL &&
           strcmp(seed->care_until, load->today) >= 0;
}

static enum result write_resident(struct people_load *load, const struct collected_resident *one,
                                  const struct home *home, struct error *error)
{
    const struct resident_facts *facts = &one->seed.facts;
    struct sealed_id id;
    enum result result = seal_citizen_id(load->services, load->tx, load->tenant, facts->citizen_id,
                                         &id, load->arena, error);
    if (result != RESULT_OK)
        return result;
    return store_run(load->tx, &people_sql_resident_add,
                     &(struct people_sql_resident_add_params){
                         .tenant = load->tenant,
                         .resident = one->resident_id,
                         .batch = load->batch,
                         .status = "here",
                         .name = facts->name,
                         .former_name = facts->former_name,
                         .sex = facts->sex,
                         .birth_date = facts->birth_date,
                         .citizen_id = id.sealed,
                         .citizen_index = id.index,
                         .citizen_tail = id.tail,
                         .phone = facts->phone,
                         .residence = facts->residence,
                         .registered_address = facts->registered_address,
                         .ethnic_group = facts->ethnic_group,
                         .note = facts->note,
                         .household = id_or_null(one->seed.household_id),
                         .relation = one->seed.relation,
                         .place = one->seed.place_id,
                         .grid = home->grid_id,
                         .address_key = home->address_key,
                         .cares = has_care_today(load, &one->seed) ? one->seed.care : NULL,
                         .pinyin_key = pinyin_sort_key(facts->name, load->arena),
                         .stroke_key = pinyin_stroke_key(facts->name, load->arena),
                         .now = load->now},
                     NULL, error);
}

static enum result write_stay(struct people_load *load, const struct collected_resident *one,
                              const char *kind, int64_t place_id, const char *address,
                              const char *since, const char *until, struct error *error)
{
    return store_run(load->tx, &people_sql_stay_add,
                     &(struct people_sql_stay_add_params){.tenant = load->tenant,
                                                          .stay = id_new(load->services->ids),
                                                          .resident = one->resident_id,
                                                          .kind = kind,
                                                          .place = id_or_null(place_id),
                                                          .address = address,
                                                          .since = since,
                                                          .until = until},
                     NULL, error);
}

static enum result write_stays(struct people_load *load, const struct collected_resident *one,
                               struct error *error)
{
    const struct resident_seed *seed = &one->seed;
    enum result result = RESULT_OK;
    if (seed->place_id != 0)
        result =
            write_stay(load, one, "living", seed->place_id, NULL, seed->since, seed->until, error);
    if (result == RESULT_OK && seed->registered_place_id != 0)
        result =
            write_stay(load, one, "registered", seed->registered_place_id, NULL, NULL, NULL, error);
    else if (result == RESULT_OK && !text_is_empty(seed->facts.registered_address))
        result = write_stay(load, one, "registered", 0, seed->facts.registered_address, NULL, NULL,
                            error);
    return result;
}

static enum result write_phones(struct people_load *load, const struct collected_resident *one,
                                struct error *error)
{
    const char *phones[] = {one->seed.facts.phone, one->seed.facts.phone_2};
    enum result result = RESULT_OK;
    for (size_t i = 0; i < 2 && result == RESULT_OK; i++) {
        bool is_double = i > 0 && text_equal(phones[0], phones[i]);
        if (text_is_empty(phones[i]) || is_double)
            continue;
        result = store_run(load->tx, &people_sql_phone_add,
                           &(struct people_sql_phone_add_params){.tenant = load->tenant,
                                                                 .resident = one->resident_id,
                                                                 .phone = phones[i],
                                                                 .position = (int64_t)i + 1},
                           NULL, error);
    }
    return result;
}

static enum result write_care_and_job(struct people_load *load,
                                      const struct collected_resident *one, struct error *error)
{
    const struct resident_seed *seed = &one->seed;
    enum result result = RESULT_OK;
    if (seed->care != NULL)
        result = store_run(load->tx, &people_sql_care_add,
                           &(struct people_sql_care_add_params){.tenant = load->tenant,
                                                                .id = id_new(load->services->ids),
                                                                .resident = one->resident_id,
                                                                .care = seed->care,
                                                                .purpose = seed->care_purpose,
                                                                .basis = "public_interest",
                                                                .since = load->today,
                                                                .until = seed->care_until},
                           NULL, error);
    if (result == RESULT_OK && seed->firm_id != 0)
        result = store_run(
            load->tx, &people_sql_employment_add,
            &(struct people_sql_employment_add_params){.tenant = load->tenant,
                                                       .employment = id_new(load->services->ids),
                                                       .resident = one->resident_id,
                                                       .firm = seed->firm_id,
                                                       .since = seed->since,
                                                       .until = seed->job_until},
            NULL, error);
    return result;
}

static void collect_tokens(struct people_load *load, const struct collected_resident *one)
{
    const char *phones[] = {one->seed.facts.phone, one->seed.facts.phone_2};
    struct search_tokens tokens =
        search_tokens_of(one->seed.facts.name, one->seed.facts.former_name, phones, 2, load->arena);
    for (size_t i = 0; i < tokens.count; i++) {
        if (load->kept_tokens != NULL) {
            people_tokens_add(load->kept_tokens, tokens.tokens[i], one->resident_id);
            continue;
        }
        load->tokens = arena_grow(load->arena, load->tokens, load->token_count,
                                  &load->token_capacity, sizeof *load->tokens);
        load->tokens[load->token_count++] =
            (struct search_token){.text = tokens.tokens[i], .resident_id = one->resident_id};
    }
}

static void collect_sum(struct people_load *load, const struct home *home)
{
    size_t length = sum_area_length(home->address_key);
    struct collected_sum *last = load->sum_count == 0 ? NULL : &load->sums[load->sum_count - 1];
    if (last == NULL || last->grid_id != home->grid_id || strlen(last->area_key) != length ||
        strncmp(last->area_key, home->address_key, length) != 0) {
        load->sums = arena_grow(load->arena, load->sums, load->sum_count, &load->sum_capacity,
                                sizeof *load->sums);
        last = &load->sums[load->sum_count++];
        *last = (struct collected_sum){
            .area_key = arena_printf(load->arena, "%.*s", (int)length, home->address_key),
            .grid_id = home->grid_id};
    }
    last->residents++;
}

static enum result write_sums(struct people_load *load, struct error *error)
{
    enum result result = RESULT_OK;
    for (size_t i = 0; i < load->sum_count && result == RESULT_OK; i++)
        result = sum_add(load->tx, load->tenant,
                         &(struct sum_key){.status = "here",
                                           .address_key = load->sums[i].area_key,
                                           .grid_id = load->sums[i].grid_id,
                                           .batch_id = load->batch},
                         load->sums[i].residents, error);
    return result;
}

static enum result write_tokens(struct people_load *load, struct error *error)
{
    search_tokens_sort(load->tokens, load->token_count);
    return search_tokens_write(load->tx, load->tenant, load->tokens, load->token_count, error);
}

static void forget(struct people_load *load)
{
    load->residents = NULL;
    load->households = NULL;
    load->firms = NULL;
    load->sums = NULL;
    load->tokens = NULL;
    load->resident_count = load->resident_capacity = 0;
    load->household_count = load->household_capacity = 0;
    load->firm_count = load->firm_capacity = 0;
    load->sum_count = load->sum_capacity = 0;
    load->token_count = load->token_capacity = 0;
    arena_reset(load->arena);
}

enum result people_load_flush(struct people_load *load, struct error *error)
{
    struct home home = {0};
    enum result result = write_firms(load, error);
    if (result == RESULT_OK)
        result = write_households(load, error);
    for (size_t i = 0; i < load->resident_count && result == RESULT_OK; i++) {
        result = find_home(load, load->residents[i].seed.place_id, &home, error);
        if (result == RESULT_OK)
            result = write_resident(load, &load->residents[i], &home, error);
        collect_tokens(load, &load->residents[i]);
        if (result == RESULT_OK)
            collect_sum(load, &home);
    }
    if (result == RESULT_OK)
        result = write_sums(load, error);
    for (size_t i = 0; i < load->resident_count && result == RESULT_OK; i++)
        result = write_stays(load, &load->residents[i], error);
    for (size_t i = 0; i < load->resident_count && result == RESULT_OK; i++)
        result = write_phones(load, &load->residents[i], error);
    for (size_t i = 0; i < load->resident_count && result == RESULT_OK; i++)
        result = write_care_and_job(load, &load->residents[i], error);
    if (result == RESULT_OK)
        result = write_tokens(load, error);
    forget(load);
    return result;
}

enum result people_load_change(struct people_load *load, int64_t resident_id,
                               const struct resident_facts *facts, bool *changed,
                               struct error *error)
{
    return people_change_facts(load->services, load->tx, load->who, resident_id, facts, changed,
                               error);
}
