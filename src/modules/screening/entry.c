/* The list: putting people on it, paging through it, and opening the card of one person. What the
 * list says beyond name, phone and address is sealed as one text, its cells separated by U+001F. */
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "modules/access/audit.h"
#include "modules/people/people.h"
#include "modules/screening/internal.h"
#include "modules/screening/task.h"

#define CELL_END '\x1f'

const char *screening_search_text(const char *name, const char *address, const char *building,
                                  const char *room, const char *phone, struct arena *arena)
{
    size_t length = phone ? strlen(phone) : 0;
    const char *tail = length >= 4 ? phone + length - 4 : "";
    const char *text =
        arena_printf(arena, "%s %s %s-%s %s", name ? name : "", address ? address : "",
                     building ? building : "", room ? room : "", tail);
    return text_lower(arena, text);
}

/* ---- adding ---------------------------------------------------------------------------------- */

static const char *join_cells(const char *const *cells, size_t count, struct arena *arena)
{
    struct text_buffer buffer;
    bool has_any = false;
    text_buffer_init(&buffer);
    for (size_t cell = 0; cell < count; cell++) {
        if (cell > 0) {
            text_add_char(&buffer, CELL_END);
        }
        for (const char *at = cells[cell] ? cells[cell] : ""; *at; at++) {
            text_add_char(&buffer, *at == CELL_END ? ' ' : *at);
            has_any = true;
        }
    }
    const char *joined = has_any ? arena_copy(arena, text_buffer_get(&buffer)) : NULL;
    text_buffer_fini(&buffer);
    return joined;
}

static const char **split_cells(const char *joined, size_t count, struct arena *arena)
{
    const char **cells = arena_array(arena, count ? count : 1, sizeof *cells);
    for (size_t cell = 0; joined && cell < count; cell++) {
        const char *end = strchr(joined, CELL_END);
        size_t length = end ? (size_t)(end - joined) : strlen(joined);
        cells[cell] = length > 0 ? arena_copy_n(arena, joined, length) : NULL;
        joined = end ? end + 1 : NULL;
    }
    return cells;
}

struct adding {
    struct services *services;
    struct tx *tx;
    const struct principal *who;
    int64_t tenant, campaign, number;
    const char *collection;
    size_t column_count;
    struct screening_sum sum;
    struct arena *arena;
};

static enum result is_listed(struct adding *adding, int64_t resident, bool *listed,
                             struct error *error)
{
    struct screening_sql_entry_of_resident row;
    *listed = false;
    if (resident == 0) {
        return RESULT_OK;
    }
    return store_find(adding->tx, &screening_sql_entry_of_resident,
                      &(struct screening_sql_entry_of_resident_params){.tenant = adding->tenant,
                                                                       .campaign = adding->campaign,
                                                                       .resident = resident},
                      &row, listed, adding->arena, error);
}

static enum result add_person(struct adding *adding, const struct screening_person *person,
                              struct error *error)
{
    struct arena *arena = adding->arena;
    struct store_bytes citizen_id = {0}, details = {0};
    enum result result =
        vault_seal(adding->services->vault, adding->tx, adding->tenant, adding->collection,
                   person->citizen_id, &citizen_id, arena, error);
    if (result == RESULT_OK && person->details) {
        result = vault_seal(adding->services->vault, adding->tx, adding->tenant, adding->collection,
                            join_cells(person->details, adding->column_count, arena), &details,
                            arena, error);
    }
    if (result != RESULT_OK) {
        return result;
    }
    /* What has no place is walked last: U+10FFFD sorts after all. */
    const char *walk_key = person->walk_key ? person->walk_key : "\xF4\x8F\xBF\xBD";
    const struct screening_entry entry = {.status = "untouched",
                                          .grid_id = person->grid_id,
                                          .building_id = person->building_id,
                                          .building = person->building ? person->building : ""};
    screening_sum_add(&adding->sum, &entry, 1);
    return store_run(
        adding->tx, &screening_sql_entry_add,
        &(struct screening_sql_entry_add_params){
            .tenant = adding->tenant,
            .campaign_id = adding->campaign,
            .entry_id = id_new(adding->services->ids),
            .number = ++adding->number,
            .resident_id = person->resident_id,
            .name = person->name,
            .phone = person->phone,
            .address = person->address,
            .citizen_id_sealed = citizen_id,
            .details_sealed = details,
            .batch_id = person->batch_id,
            .batch_row = person->batch_row,
            .place_id = person->place_id,
            .building_id = person->building_id,
            .grid_id = person->grid_id,
            .walk_key = walk_key,
            .building = entry.building,
            .room = person->room ? person->room : "",
            .search = screening_search_text(person->name, person->address, person->building,
                                            person->room, person->phone, arena),
            .status_day = ""},
        NULL, error);
}

static enum result add_people(struct adding *adding, const struct screening_person *people,
                              size_t count, size_t *skipped, struct error *error)
{
    *skipped = 0;
    for (size_t person = 0; person < count; person++) {
        bool listed;
        enum result result = is_listed(adding, people[person].resident_id, &listed, error);
        if (result == RESULT_OK && listed) {
            (*skipped)++;
            continue;
        }
        if (result == RESULT_OK && text_is_empty(people[person].name) &&
            text_is_empty(people[person].phone)) {
            result = error_set(error, RESULT_INVALID, "name",
                               N_("A person on the list needs a name or a phone."));
            error->row = (int64_t)person + 1;
        }
        if (result == RESULT_OK) {
            result = add_person(adding, &people[person], error);
        }
        if (result != RESULT_OK) {
            return result;
        }
    }
    return RESULT_OK;
}

enum result screening_people_add(struct services *services, struct tx *tx,
                                 const struct principal *who, int64_t campaign,
                                 const struct screening_person *people, size_t count, size_t *added,
                                 size_t *skipped, struct error *error)
{
    struct arena *arena = arena_new();
    struct adding adding = {.services = services,
                            .tx = tx,
                            .who = who,
                            .tenant = who->scope.tenant,
                            .campaign = campaign,
                            .arena = arena,
                            .collection = screening_collection(campaign, arena)};
    struct screening_campaign row;
    struct screening_column *columns;
    size_t left_out = 0;
    screening_sum_init(&adding.sum, adding.tenant, campaign, arena);
    enum result result = screening_get(tx, &who->scope, campaign, &row, arena, error);
    if (result == RESULT_OK) {
        result = screening_check_running(&row, error);
    }
    if (result == RESULT_OK) {
        result = screening_columns(tx, &who->scope, campaign, &columns, &adding.column_count, arena,
                                   error);
    }
    if (result == RESULT_OK && row.entries + (int64_t)count > SCREENING_ENTRIES) {
        result = error_set(error, RESULT_TOO_LARGE, NULL,
                           N_("A list has at most 100,000 people. Please make another campaign."));
    }
    if (result == RESULT_OK) {
        adding.number = row.entries;
        result = add_people(&adding, people, count, &left_out, error);
    }
    if (result == RESULT_OK) {
        result = screening_sum_write(&adding.sum, tx, error);
    }
    if (result == RESULT_OK) {
        struct screening_sql_campaign_grow grown;
        result = store_get(
            tx, &screening_sql_campaign_grow,
            &(struct screening_sql_campaign_grow_params){
                .tenant = adding.tenant, .campaign = campaign, .more = adding.number - row.entries},
            &grown, arena, error);
    }
    if (result == RESULT_OK) {
        *added = count - left_out;
        *skipped = left_out;
    }
    arena_free(arena);
    return result;
}

/* ---- reading --------------------------------------------------------------------------------- */

static enum result no_such_entry(struct error *error)
{
    return error_set(error, RESULT_NOT_FOUND, NULL,
                     N_("There is no such person on this list, or not in your grids."));
}

enum result screening_entry_get(struct tx *tx, const struct principal *who, int64_t campaign,
                                int64_t entry, struct screening_entry *out, struct arena *arena,
                                struct error *error)
{
    struct screening_sql_entry_get row;
    bool found;
    enum result result =
        store_find(tx, &screening_sql_entry_get,
                   &(struct screening_sql_entry_get_params){
                       .tenant = who->scope.tenant, .campaign = campaign, .entry = entry},
                   &row, &found, arena, error);
    if (result != RESULT_OK) {
        return result;
    }
    if (!found || !screening_may_touch(who, row.grid_id, row.account_id)) {
        return no_such_entry(error);
    }
    *out = SCREENING_ENTRY_OF(row);
    return RESULT_OK;
}

enum result screening_number(struct tx *tx, const struct principal *who, int64_t campaign,
                             int64_t number, int64_t *entry, struct error *error)
{
    struct arena *arena = arena_new();
    struct screening_sql_entry_of_number row;
    struct screening_entry found_entry;
    bool found;
    enum result result =
        store_find(tx, &screening_sql_entry_of_number,
                   &(struct screening_sql_entry_of_number_params){
                       .tenant = who->scope.tenant, .campaign = campaign, .number = number},
                   &row, &found, arena, error);
    if (result == RESULT_OK && !found) {
        result = no_such_entry(error);
    }
    if (result == RESULT_OK) {
        result = screening_entry_get(tx, who, campaign, row.entry_id, &found_entry, arena, error);
    }
    if (result == RESULT_OK) {
        *entry = row.entry_id;
    }
    arena_free(arena);
    return result;
}

const char *screening_search_pattern(const char *typed, struct arena *arena)
{
    if (text_is_empty(typed)) {
        return "";
    }
    const char *text = text_lower(arena, text_clean(arena, typed));
    struct text_buffer buffer;
    text_buffer_init(&buffer);
    text_add_char(&buffer, '%');
    for (; *text; text++) {
        if (*text == '%' || *text == '_' || *text == '!') {
            text_add_char(&buffer, '!');
        }
        text_add_char(&buffer, *text);
    }
    text_add_char(&buffer, '%');
    const char *pattern = arena_copy(arena, text_buffer_get(&buffer));
    text_buffer_fini(&buffer);
    return pattern;
}

struct screening_sql_entry_list_params screening_list_params(const struct principal *who,
                                                             int64_t campaign,
                                                             const struct screening_filter *filter,
                                                             unsigned *clauses, struct arena *arena)
{
    bool is_tried = text_equal(filter->status, "tried");
    bool is_half = text_equal(filter->status, "open") || text_equal(filter->status, "closed");
    *clauses = (filter->grid ? SCREENING_ENTRY_LIST_WITH_GRID : 0u) |
               (filter->building ? SCREENING_ENTRY_LIST_WITH_BUILDING : 0u) |
               (filter->account ? SCREENING_ENTRY_LIST_WITH_ACCOUNT : 0u) |
               (filter->status && !is_half && !is_tried ? SCREENING_ENTRY_LIST_WITH_STATUS : 0u);
    return (struct screening_sql_entry_list_params){
        .tenant = who->scope.tenant,
        .campaign = campaign,
        .all_grids = who->scope.all_grids,
        .me = who->account,
        .grids = place_scope_grids(&who->scope, arena),
        .grid = filter->grid,
        .building = filter->building,
        .account = filter->account == SCREENING_NOBODY ? 0 : filter->account,
        .status = filter->status ? filter->status : "",
        .is_open = !is_half ? -1 : text_equal(filter->status, "open"),
        .tried = is_tried,
        .search = screening_search_pattern(filter->search, arena),
        .after_walk = filter->after_walk ? filter->after_walk : "",
        .after_entry = filter->after_entry,
    };
}

static enum result check_search(const struct principal *who, const struct screening_filter *filter,
                                struct error *error)
{
    if (!who->sees_personal && !text_is_empty(filter->search)) {
        return error_set(error, RESULT_FORBIDDEN, "search",
                         N_("Searching by name needs the right to see names."));
    }
    return RESULT_OK;
}

enum result screening_entries(struct tx *tx, const struct principal *who, int64_t campaign,
                              const struct screening_filter *filter, size_t limit,
                              struct screening_entry **entries, size_t *count, struct arena *arena,
                              struct error *error)
{
    unsigned clauses;
    struct screening_sql_entry_list_params params =
        screening_list_params(who, campaign, filter, &clauses, arena);
    params.limit = (int64_t)limit;
    struct screening_sql_entry_list *rows;
    size_t row_count;
    enum result result = check_search(who, filter, error);
    if (result == RESULT_OK) {
        result = store_list(tx, store_variant(&screening_sql_entry_list, clauses, 0), &params,
                            limit, (void **)&rows, &row_count, arena, error);
    }
    if (result != RESULT_OK) {
        return result;
    }
    struct screening_entry *out = arena_array(arena, row_count, sizeof *out);
    for (size_t row = 0; row < row_count; row++) {
        out[row] = SCREENING_ENTRY_OF(rows[row]);
    }
    *entries = out;
    *count = row_count;
    return RESULT_OK;
}

enum result screening_total(struct tx *tx, const struct principal *who, int64_t campaign,
                            const struct screening_filter *filter, int64_t *total, bool *is_more,
                            struct arena *arena, struct error *error)
{
    unsigned clauses;
    const struct screening_sql_entry_list_params list =
        screening_list_params(who, campaign, filter, &clauses, arena);
    const struct screening_sql_entry_total_params params = {.tenant = list.tenant,
                                                            .campaign = campaign,
                                                            .all_grids = list.all_grids,
                                                            .me = list.me,
                                                            .grids = list.grids,
                                                            .grid = list.grid,
                                                            .building = list.building,
                                                            .account = list.account,
                                                            .status = list.status,
                                                            .is_open = list.is_open,
                                                            .tried = list.tried,
                                                            .search = list.search,
                                                            .limit = LIMIT_COUNT_EXACT + 1};
    struct screening_sql_entry_total row;
    enum result result = check_search(who, filter, error);
    if (result == RESULT_OK) {
        result = store_get(tx, store_variant(&screening_sql_entry_total, clauses, 0), &params, &row,
                           arena, error);
    }
    if (result == RESULT_OK) {
        *is_more = row.total > LIMIT_COUNT_EXACT;
        *total = *is_more ? LIMIT_COUNT_EXACT : row.total;
    }
    return result;
}

/* ---- the card -------------------------------------------------------------------------------- */

/* So long nobody else is offered the person whose card is open. */
#define HOLD (10 * CALENDAR_MINUTE)

static enum result read_calls(struct tx *tx, int64_t tenant, struct screening_card *card,
                              struct arena *arena, struct error *error)
{
    struct screening_sql_attempt_list *rows;
    enum result result =
        store_list(tx, &screening_sql_attempt_list,
                   &(struct screening_sql_attempt_list_params){.tenant = tenant,
                                                               .campaign = card->entry.campaign_id,
                                                               .entry = card->entry.entry_id,
                                                               .limit = SCREENING_CALLS},
                   SCREENING_CALLS, (void **)&rows, &card->call_count, arena, error);
    if (result != RESULT_OK) {
        return result;
    }
    card->calls = arena_array(arena, card->call_count, sizeof *card->calls);
    for (size_t row = 0; row < card->call_count; row++) {
        card->calls[row] = (struct screening_call){.attempt_id = rows[row].attempt_id,
                                                   .channel = rows[row].channel,
                                                   .result = rows[row].result,
                                                   .account_id = rows[row].account_id,
                                                   .happened = rows[row].happened,
                                                   .call_back = rows[row].call_back,
                                                   .note = rows[row].note};
    }
    return RESULT_OK;
}

static enum result read_answers(struct services *services, struct tx *tx, int64_t tenant,
                                struct screening_card *card, struct arena *arena,
                                struct error *error)
{
    struct screening_sql_answer_list *rows;
    enum result result = store_list(
        tx, &screening_sql_answer_list,
        &(struct screening_sql_answer_list_params){
            .tenant = tenant, .campaign = card->entry.campaign_id, .entry = card->entry.entry_id},
        SCREENING_QUESTIONS, (void **)&rows, &card->answer_count, arena, error);
    if (result != RESULT_OK) {
        return result;
    }
    const char *collection = screening_collection(card->entry.campaign_id, arena);
    card->answers = arena_array(arena, card->answer_count, sizeof *card->answers);
    for (size_t row = 0; result == RESULT_OK && row < card->answer_count; row++) {
        card->answers[row] = (struct screening_answer){.question = rows[row].question,
                                                       .account_id = rows[row].account_id,
                                                       .answered = rows[row].answered};
        result = vault_unseal(services->vault, tx, tenant, collection, rows[row].sealed,
                              &card->answers[row].text, arena, error);
    }
    return result;
}

static enum result read_details(struct services *services, struct tx *tx,
                                const struct principal *who, struct screening_card *card,
                                struct arena *arena, struct error *error)
{
    struct screening_column *columns;
    struct screening_sql_entry_sealed sealed;
    const char *joined = NULL;
    int64_t tenant = who->scope.tenant, campaign = card->entry.campaign_id;
    enum result result =
        screening_columns(tx, &who->scope, campaign, &columns, &card->detail_count, arena, error);
    if (result == RESULT_OK) {
        result =
            store_get(tx, &screening_sql_entry_sealed,
                      &(struct screening_sql_entry_sealed_params){
                          .tenant = tenant, .campaign = campaign, .entry = card->entry.entry_id},
                      &sealed, arena, error);
    }
    if (result == RESULT_OK && sealed.details_sealed.at) {
        result = vault_unseal(services->vault, tx, tenant, screening_collection(campaign, arena),
                              sealed.details_sealed, &joined, arena, error);
    }
    if (result == RESULT_OK) {
        card->details = split_cells(joined, card->detail_count, arena);
    }
    return result;
}

enum result screening_card_read(struct tx *tx, const struct principal *who, int64_t campaign,
                                int64_t entry, struct screening_card *card, struct arena *arena,
                                struct error *error)
{
    struct screening_card out = {0};
    enum result result = screening_entry_get(tx, who, campaign, entry, &out.entry, arena, error);
    if (result == RESULT_OK) {
        result = read_calls(tx, who->scope.tenant, &out, arena, error);
    }
    if (result == RESULT_OK) {
        *card = out;
    }
    return result;
}

enum result screening_card_open(struct services *services, struct tx *tx,
                                const struct principal *who, int64_t campaign, int64_t entry,
                                struct screening_card *card, struct arena *arena,
                                struct error *error)
{
    struct screening_card out = {0};
    int64_t now = clock_now(&services->clock);
    enum result result = screening_entry_get(tx, who, campaign, entry, &out.entry, arena, error);
    if (result == RESULT_OK) {
        result = read_details(services, tx, who, &out, arena, error);
    }
    if (result == RESULT_OK) {
        result = read_calls(tx, who->scope.tenant, &out, arena, error);
    }
    if (result == RESULT_OK) {
        result = read_answers(services, tx, who->scope.tenant, &out, arena, error);
    }
    if (result == RESULT_OK && screening_is_open(screening_status_of(out.entry.status))) {
        result = store_run(tx, &screening_sql_entry_hold,
                           &(struct screening_sql_entry_hold_params){.tenant = who->scope.tenant,
                                                                     .campaign = campaign,
                                                                     .entry = entry,
                                                                     .account = who->account,
                                                                     .until = now + HOLD,
                                                                     .now = now},
                           NULL, error);
    }
    if (result == RESULT_OK) {
        result = audit_add(services, tx, who,
                           &(struct audit_event){.action = "screening.show",
                                                 .subject = "entry",
                                                 .subject_id = entry,
                                                 .fields = "phone details answers"},
                           error);
    }
    if (result == RESULT_OK) {
        *card = out;
    }
    return result;
}
