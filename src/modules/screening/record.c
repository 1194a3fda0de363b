/* Recording what happened with one person, and the order in which one person works.
 *
 * A record is one attempt. It is written with all that follows from it: where the entry stands now,
 * the counters, the answers (sealed), the tasks that an answer asks for. A stale version writes
 * nothing; the same item of the same device writes nothing twice. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "modules/access/access.h"
#include "modules/access/audit.h"
#include "modules/screening/internal.h"
#include "modules/screening/task.h"

struct recording {
    struct services *services;
    struct tx *tx;
    const struct principal *who;
    const struct screening_record *record;
    struct arena *arena;
    struct screening_campaign campaign;
    struct screening_entry before, after;
    struct screening_question *questions;
    size_t question_count;
    int64_t now, attempt;
    bool keeps_status; /* only the attempt is added */
};

static enum result was_sent_before(struct recording *recording, bool *was_known,
                                   struct error *error)
{
    struct screening_sql_attempt_of_item row;
    const struct screening_record *record = recording->record;
    *was_known = false;
    if (!record->device || !record->item) {
        return RESULT_OK;
    }
    enum result result = store_find(
        recording->tx, &screening_sql_attempt_of_item,
        &(struct screening_sql_attempt_of_item_params){
            .tenant = recording->who->scope.tenant, .device = record->device, .item = record->item},
        &row, was_known, recording->arena, error);
    if (result == RESULT_OK && *was_known && row.entry_id != recording->before.entry_id) {
        return error_set(error, RESULT_INVALID, "item",
                         N_("This device has used that item number for somebody else."));
    }
    if (result == RESULT_OK && *was_known && strcmp(row.result, record->result) != 0) {
        return error_set(error, RESULT_CONFLICT, "version",
                         N_("You have saved this already, with another result. Nothing was "
                            "overwritten."));
    }
    return result;
}

static enum result check_version(struct recording *recording, struct error *error)
{
    if (recording->record->version == recording->before.version || recording->record->keep_both) {
        return RESULT_OK;
    }
    struct account account = {.name = ""};
    struct error ignored = {0};
    if (recording->before.last_account_id != 0 &&
        account_get(recording->tx, recording->before.last_account_id, &account, recording->arena,
                    &ignored) != RESULT_OK) {
        account.name = "";
    }
    return error_set(error, RESULT_CONFLICT, "version",
                     N_("%1 has recorded something for this person meanwhile. Nothing was "
                        "overwritten."),
                     account.name);
}

static enum result check_duplicate(struct recording *recording, struct error *error)
{
    const struct screening_record *record = recording->record;
    if (strcmp(record->result, "duplicate") != 0 || record->duplicate_of == 0) {
        return RESULT_OK;
    }
    struct screening_sql_entry_of_number other;
    bool found;
    enum result result = store_find(
        recording->tx, &screening_sql_entry_of_number,
        &(struct screening_sql_entry_of_number_params){.tenant = recording->who->scope.tenant,
                                                       .campaign = recording->campaign.campaign_id,
                                                       .number = record->duplicate_of},
        &other, &found, recording->arena, error);
    if (result != RESULT_OK) {
        return result;
    }
    if (!found) {
        return error_set(error, RESULT_INVALID, "duplicate_of",
                         N_("There is no such number on this list."));
    }
    if (other.entry_id == recording->before.entry_id) {
        return error_set(error, RESULT_INVALID, "duplicate_of",
                         N_("That is this person's own number. Please name the other one."));
    }
    if (strcmp(other.status, "duplicate") == 0) {
        return error_set(error, RESULT_INVALID, "duplicate_of",
                         N_("That one is listed twice itself. Please name the one that stays."));
    }
    return RESULT_OK;
}

/* Where the entry stands after this attempt. */
static enum result move(struct recording *recording, struct error *error)
{
    const struct screening_record *record = recording->record;
    struct screening_entry *after = &recording->after;
    const struct screening_attempt_facts facts = {
        .from = screening_status_of(recording->before.status),
        .result = recording->keeps_status ? "message" : record->result,
        .attempts = recording->before.attempts,
        .tries = recording->campaign.tries,
        .next_try = recording->before.next_try,
        .call_back = record->call_back,
        .now = recording->now,
        .has_duplicate = record->duplicate_of != 0,
        .has_handed_to = !text_is_empty(record->handed_to),
        .correct = record->correct};
    struct screening_move moved;
    enum result result = screening_rule(&facts, &moved, error);
    if (result == RESULT_OK && !recording->keeps_status) {
        result = check_duplicate(recording, error);
    }
    if (result != RESULT_OK) {
        return result;
    }
    bool changes = moved.to != facts.from;
    *after = recording->before;
    after->status = screening_status_code(moved.to);
    after->attempts += record->correct && strcmp(record->result, "untouched") == 0 ? 0 : 1;
    bool is_past = record->happened > 0 && record->happened < recording->now;
    after->last_attempt = is_past ? record->happened : recording->now;
    after->last_account_id = recording->who->account;
    after->next_try = recording->keeps_status ? recording->before.next_try : moved.next_try;
    after->same_caller =
        recording->keeps_status ? recording->before.same_caller : moved.same_caller;
    if (screening_is_open(moved.to)) {
        after->status_day = "";
    } else if (changes) {
        char day[CALENDAR_DAY_SIZE];
        calendar_day_of(recording->now, recording->services->offset, day);
        after->status_day = arena_copy(recording->arena, day);
    }
    if (changes) {
        after->duplicate_of = moved.to == SCREENING_DUPLICATE ? record->duplicate_of : 0;
        after->handed_to = moved.to == SCREENING_HANDED_OVER ? record->handed_to : NULL;
    }
    if (!text_is_empty(record->note)) {
        after->note = record->note;
    }
    if (!text_is_empty(record->phone)) {
        after->phone = record->phone;
    }
    return RESULT_OK;
}

static enum result write_attempt(struct recording *recording, struct error *error)
{
    const struct screening_record *record = recording->record;
    bool has_item = record->device && record->item;
    recording->attempt = id_new(recording->services->ids);
    return store_run(recording->tx, &screening_sql_attempt_add,
                     &(struct screening_sql_attempt_add_params){
                         .tenant = recording->who->scope.tenant,
                         .campaign_id = recording->campaign.campaign_id,
                         .entry_id = recording->before.entry_id,
                         .attempt_id = recording->attempt,
                         .channel = record->channel ? record->channel : "call",
                         .result = record->result,
                         .account_id = recording->who->account,
                         .happened = recording->after.last_attempt,
                         .recorded = recording->now,
                         .call_back = record->call_back,
                         .note = text_is_empty(record->note) ? NULL : record->note,
                         .counted = !recording->keeps_status,
                         .device = has_item ? record->device : NULL,
                         .item = has_item ? record->item : NULL},
                     NULL, error);
}

static enum result write_entry(struct recording *recording, struct error *error)
{
    const struct screening_entry *after = &recording->after;
    int64_t changed = 0;
    enum result result =
        store_run(recording->tx, &screening_sql_entry_move,
                  &(struct screening_sql_entry_move_params){
                      .tenant = recording->who->scope.tenant,
                      .campaign = recording->campaign.campaign_id,
                      .entry = after->entry_id,
                      .status = after->status,
                      .is_open = screening_is_open(screening_status_of(after->status)),
                      .status_day = after->status_day,
                      .attempts = after->attempts,
                      .last_attempt = after->last_attempt,
                      .last_account = after->last_account_id,
                      .next_try = after->next_try,
                      .same_caller = after->same_caller,
                      .duplicate_of = after->duplicate_of,
                      .handed_to = after->handed_to,
                      .note = after->note,
                      .phone = after->phone,
                      .search = screening_search_text(after->name, after->address, after->building,
                                                      after->room, after->phone, recording->arena),
                      .version = recording->before.version},
                  &changed, error);
    if (result == RESULT_OK && changed != 1) {
        return error_set(error, RESULT_CONFLICT, "version",
                         N_("%1 has recorded something for this person meanwhile. Nothing was "
                            "overwritten."),
                         "");
    }
    return result;
}

static enum result write_sums(struct recording *recording, struct error *error)
{
    struct screening_sum sum;
    screening_sum_init(&sum, recording->who->scope.tenant, recording->campaign.campaign_id,
                       recording->arena);
    screening_sum_add(&sum, &recording->before, -1);
    screening_sum_add(&sum, &recording->after, 1);
    return screening_sum_write(&sum, recording->tx, error);
}

/* The option that was chosen, or NULL: a free answer. */
static const struct screening_option *chosen(const struct screening_question *question,
                                             const char *answer)
{
    for (size_t option = 0; option < question->option_count; option++) {
        if (text_equal(question->options[option].label, answer)) {
            return &question->options[option];
        }
    }
    return NULL;
}

static enum result write_answer(struct recording *recording,
                                const struct screening_question *question, const char *answer,
                                struct screening_recorded *recorded, struct error *error)
{
    int64_t tenant = recording->who->scope.tenant, campaign = recording->campaign.campaign_id;
    const struct screening_option *option = chosen(question, answer);
    if (strcmp(question->kind, "choice") == 0 && !option) {
        return error_set(
            error, RESULT_INVALID,
            arena_printf(recording->arena, "answer_%lld", (long long)question->position),
            N_("Please choose one of the answers."));
    }
    struct store_bytes sealed;
    enum result result = vault_seal(recording->services->vault, recording->tx, tenant,
                                    screening_collection(campaign, recording->arena), answer,
                                    &sealed, recording->arena, error);
    if (result == RESULT_OK) {
        result = store_run(
            recording->tx, &screening_sql_answer_set,
            &(struct screening_sql_answer_set_params){.tenant = tenant,
                                                      .campaign_id = campaign,
                                                      .entry_id = recording->before.entry_id,
                                                      .question = question->position,
                                                      .sealed = sealed,
                                                      .attempt_id = recording->attempt,
                                                      .account_id = recording->who->account,
                                                      .answered = recording->now},
            NULL, error);
    }
    if (result == RESULT_OK && option && option->asks_help) {
        recorded->help_count++;
    }
    return result;
}

static enum result write_answers(struct recording *recording, struct screening_recorded *recorded,
                                 const char **fields, struct error *error)
{
    enum result result = RESULT_OK;
    *fields = "status";
    for (size_t at = 0; at < recording->question_count && result == RESULT_OK; at++) {
        const struct screening_question *question = &recording->questions[at];
        const char *answer = recording->record->answers[question->position - 1];
        if (!text_is_empty(answer)) {
            *fields = arena_printf(recording->arena, "%s answer_%lld", *fields,
                                   (long long)question->position);
            result = write_answer(recording, question, answer, recorded, error);
        }
    }
    return result;
}

static enum result write_help(struct tx *tx, const struct principal *who,
                              const struct screening_entry *entry, int64_t asked, int64_t given,
                              struct error *error)
{
    return store_run(tx, &screening_sql_entry_help,
                     &(struct screening_sql_entry_help_params){.tenant = who->scope.tenant,
                                                               .campaign = entry->campaign_id,
                                                               .entry = entry->entry_id,
                                                               .asked = asked,
                                                               .given = given},
                     NULL, error);
}

enum result screening_help_given(struct services *services, struct tx *tx,
                                 const struct principal *who, int64_t campaign, int64_t entry,
                                 struct error *error)
{
    struct arena *arena = arena_new();
    struct screening_entry row;
    enum result result = screening_entry_get(tx, who, campaign, entry, &row, arena, error);
    if (result == RESULT_OK && row.help_asked != 0 && row.help_given == 0) {
        result = write_help(tx, who, &row, row.help_asked, clock_now(&services->clock), error);
    }
    if (result == RESULT_OK) {
        result = screening_task_helped(services, tx, who, entry, error);
    }
    if (result == RESULT_OK) {
        result =
            audit_add(services, tx, who,
                      &(struct audit_event){
                          .action = "screening.helped", .subject = "entry", .subject_id = entry},
                      error);
    }
    arena_free(arena);
    return result;
}

/* The worker's own task: done with the last outcome, back when one is taken back. */
static enum result settle_work(struct recording *recording, struct error *error)
{
    bool was_open = screening_is_open(screening_status_of(recording->before.status));
    bool is_open = screening_is_open(screening_status_of(recording->after.status));
    if (was_open && !is_open) {
        return screening_task_last(recording->services, recording->tx, recording->who,
                                   &recording->campaign, recording->after.account_id, error);
    }
    return !was_open && is_open ? screening_task_list(recording->services, recording->tx,
                                                      recording->who, &recording->campaign, error)
                                : RESULT_OK;
}

static enum result write_all(struct recording *recording, struct screening_recorded *recorded,
                             struct error *error)
{
    const char *fields;
    enum result result = write_attempt(recording, error);
    if (result == RESULT_OK) {
        result = write_entry(recording, error);
    }
    if (result == RESULT_OK) {
        result = write_sums(recording, error);
    }
    if (result == RESULT_OK) {
        result = write_answers(recording, recorded, &fields, error);
    }
    if (result == RESULT_OK && recorded->help_count > 0) {
        result =
            write_help(recording->tx, recording->who, &recording->after, recording->now, 0, error);
    }
    if (result == RESULT_OK && recorded->help_count > 0) {
        result = screening_task_help(recording->services, recording->tx, recording->who,
                                     &recording->campaign, &recording->after, error);
    }
    if (result == RESULT_OK) {
        result = screening_task_call_back(recording->services, recording->tx, recording->who,
                                          &recording->campaign, &recording->before,
                                          &recording->after, error);
    }
    if (result == RESULT_OK) {
        result = settle_work(recording, error);
    }
    if (result == RESULT_OK) {
        result = audit_add(recording->services, recording->tx, recording->who,
                           &(struct audit_event){.action = "screening.record",
                                                 .subject = "entry",
                                                 .subject_id = recording->before.entry_id,
                                                 .fields = fields},
                           error);
    }
    return result;
}

enum result screening_record(struct services *services, struct tx *tx, const struct principal *who,
                             int64_t campaign, int64_t entry, const struct screening_record *record,
                             struct screening_recorded *recorded, struct arena *arena,
                             struct error *error)
{
    struct recording recording = {.services = services,
                                  .tx = tx,
                                  .who = who,
                                  .record = record,
                                  .arena = arena,
                                  .now = clock_now(&services->clock)};
    struct screening_recorded out = {0};
    enum result result =
        screening_entry_get(tx, who, campaign, entry, &recording.before, arena, error);
    if (result == RESULT_OK) {
        result = screening_get(tx, &who->scope, campaign, &recording.campaign, arena, error);
    }
    if (result == RESULT_OK) {
        result = was_sent_before(&recording, &out.was_known, error);
    }
    if (result == RESULT_OK && !out.was_known) {
        result = screening_check_running(&recording.campaign, error);
    }
    if (result == RESULT_OK && !out.was_known) {
        result = check_version(&recording, error);
    }
    if (result == RESULT_OK && !out.was_known) {
        recording.keeps_status = record->keep_both && record->version != recording.before.version;
        result = move(&recording, error);
    }
    if (result == RESULT_OK && !out.was_known) {
        result = screening_script(tx, &who->scope, campaign, &recording.questions,
                                  &recording.question_count, arena, error);
    }
    if (result == RESULT_OK && !out.was_known) {
        result = write_all(&recording, &out, error);
    }
    if (result == RESULT_OK) {
        const struct screening_entry *now = out.was_known ? &recording.before : &recording.after;
        out.status = screening_status_of(now->status);
        out.version = now->version + (out.was_known ? 0 : 1);
        *recorded = out;
    }
    return result;
}

/* ---- the order of work ----------------------------------------------------------------------- */

enum turn { TURN_PROMISED, TURN_FREE, TURN_RESTING };

static enum turn turn_of(const struct screening_entry *entry, int64_t now)
{
    if (entry->next_try > now) {
        return TURN_RESTING;
    }
    return entry->same_caller ? TURN_PROMISED : TURN_FREE;
}

struct ordered {
    enum turn turn;
    size_t at; /* in walking order */
    int64_t next_try;
    struct screening_entry entry;
};

static int by_turn(const void *a, const void *b)
{
    const struct ordered *left = a, *right = b;
    if (left->turn != right->turn) {
        return left->turn < right->turn ? -1 : 1;
    }
    if (left->turn != TURN_FREE && left->next_try != right->next_try) {
        return left->next_try < right->next_try ? -1 : 1;
    }
    return left->at < right->at ? -1 : left->at > right->at;
}

void screening_order(struct screening_entry *entries, size_t count, int64_t now)
{
    struct arena *arena = arena_new();
    struct ordered *ordered = arena_array(arena, count ? count : 1, sizeof *ordered);
    for (size_t at = 0; at < count; at++) {
        ordered[at] =
            (struct ordered){turn_of(&entries[at], now), at, entries[at].next_try, entries[at]};
    }
    qsort(ordered, count, sizeof *ordered, by_turn);
    for (size_t at = 0; at < count; at++) {
        entries[at] = ordered[at].entry;
    }
    arena_free(arena);
}

/* Nobody carries more open people than this on one phone. */
enum { MINE_MAX = 2000 };

enum result screening_mine(struct services *services, struct tx *tx, const struct principal *who,
                           int64_t campaign, struct screening_entry **entries, size_t *count,
                           struct arena *arena, struct error *error)
{
    struct screening_sql_entry_mine *rows;
    size_t row_count;
    enum result result =
        store_list(tx, &screening_sql_entry_mine,
                   &(struct screening_sql_entry_mine_params){.tenant = who->scope.tenant,
                                                             .campaign = campaign,
                                                             .me = who->account,
                                                             .limit = MINE_MAX},
                   MINE_MAX, (void **)&rows, &row_count, arena, error);
    if (result != RESULT_OK) {
        return result;
    }
    struct screening_entry *out = arena_array(arena, row_count, sizeof *out);
    for (size_t row = 0; row < row_count; row++) {
        out[row] = SCREENING_ENTRY_OF(rows[row]);
    }
    screening_order(out, row_count, clock_now(&services->clock));
    *entries = out;
    *count = row_count;
    return RESULT_OK;
}
