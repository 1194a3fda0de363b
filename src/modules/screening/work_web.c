/* Work on the phone: my list, the card of one person, and recording what happened, after which the
 * next one comes. Everything is a form and a redirect, so that it works without scripts. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "modules/access/access.h"
#include "modules/screening/progress.h"

/* ---- my list --------------------------------------------------------------------------------- */

enum { MINE_SHOWN = 100 };

static struct line_view line_of(const struct screening_entry *entry)
{
    return (struct line_view){.entry_id = entry->entry_id,
                              .number = entry->number,
                              .name = entry->name,
                              .address = entry->address,
                              .phone = entry->phone,
                              .status = entry->status,
                              .attempts = entry->attempts,
                              .note = entry->note};
}

enum result screening_mine_get(struct request *request, const void *params, struct reply *reply,
                               struct error *error)
{
    const struct campaign_params *in = params;
    struct screening_campaign campaign;
    struct screening_entry *entries;
    size_t count;
    enum result result =
        screening_get(request->tx, request->scope, in->campaign, &campaign, request->arena, error);
    if (result == RESULT_OK) {
        result = screening_mine(request->services, request->tx, request->who, in->campaign,
                                &entries, &count, request->arena, error);
    }
    if (result != RESULT_OK) {
        return result;
    }
    struct mine_view *view = arena_alloc(request->arena, sizeof *view);
    size_t shown = count < MINE_SHOWN ? count : MINE_SHOWN;
    struct line_view *lines = arena_array(request->arena, shown ? shown : 1, sizeof *lines);
    for (size_t at = 0; at < count; at++) {
        const struct screening_entry *entry = &entries[at];
        view->promised += entry->same_caller && entry->next_try <= request->now;
        view->resting += entry->next_try > request->now;
        if (at < shown) {
            lines[at] = line_of(entry);
        }
    }
    view->title = campaign.title;
    view->campaign_id = in->campaign;
    view->open = (int64_t)count;
    view->due = campaign.due;
    view->first = count > 0 ? entries[0].entry_id : 0;
    view->entries = (struct record_list){.rows = lines, .count = shown, .total = (int64_t)count};
    reply->type = &mine_view_type;
    reply->record = view;
    return RESULT_OK;
}

/* The path of the next person of my list after `after`, wrapping once; of the list itself when nobody
 * is left. */
static enum result next_path(struct request *request, int64_t campaign, int64_t after,
                             const char **path, struct error *error)
{
    struct screening_entry *entries;
    size_t count, at = 0;
    enum result result = screening_mine(request->services, request->tx, request->who, campaign,
                                        &entries, &count, request->arena, error);
    if (result != RESULT_OK) {
        return result;
    }
    while (at < count && entries[at].entry_id != after) {
        at++;
    }
    /* Whoever was just recorded is no longer in this place of the order: then the first comes. */
    size_t next = at < count ? at + 1 : 0;
    for (size_t turn = 0; turn < count; turn++, next++) {
        const struct screening_entry *entry = &entries[next % count];
        bool is_held = entry->held_by != 0 && entry->held_by != request->who->account &&
                       entry->held_until > request->now;
        if (entry->entry_id != after && !is_held) {
            *path = arena_printf(request->arena, "/screening/%lld/entries/%lld",
                                 (long long)campaign, (long long)entry->entry_id);
            return RESULT_OK;
        }
    }
    *path = arena_printf(request->arena, "/screening/%lld/mine", (long long)campaign);
    return RESULT_OK;
}

enum result screening_next_get(struct request *request, const void *params, struct reply *reply,
                               struct error *error)
{
    const struct next_params *in = params;
    return next_path(request, in->campaign, in->after > 0 ? in->after : 0, &reply->redirect, error);
}

/* ---- the card -------------------------------------------------------------------------------- */

/* Results that come up on every call, and those that are rarer. */
static const char *const usual_results[] = {"reached", "no_answer", "wrong_number", "needs_visit"};
static const char *const rare_results[] = {"call_back", "refused",     "moved",    "died",
                                           "duplicate", "handed_over", "given_up", "message"};

static struct record_list result_choices(struct request *request, const char *const *codes,
                                         size_t count, const char *chosen)
{
    struct choice_view *choices = arena_array(request->arena, count, sizeof *choices);
    for (size_t at = 0; at < count; at++) {
        const struct choice *choice = screening_result_choices;
        while (strcmp(choice->code, codes[at]) != 0) {
            choice++;
        }
        choices[at] = (struct choice_view){.value = (int64_t)at + 1,
                                           .code = choice->code,
                                           .label = language_text(request->language, choice->label),
                                           .is_chosen = text_equal(choice->code, chosen)};
    }
    return (struct record_list){.rows = choices, .count = count, .total = (int64_t)count};
}

static bool is_among(const char *code, const char *const *codes, size_t count)
{
    for (size_t at = 0; at < count; at++) {
        if (text_equal(code, codes[at])) {
            return true;
        }
    }
    return false;
}

static void fill_questions(struct request *request, const struct screening_question *questions,
                           size_t count, const struct screening_card *card, struct card_view *view)
{
    struct question_view *out = arena_array(request->arena, count ? count : 1, sizeof *out);
    for (size_t at = 0; at < count; at++) {
        const struct screening_question *question = &questions[at];
        const char *answer = NULL;
        for (size_t row = 0; row < card->answer_count; row++) {
            if (card->answers[row].question == question->position) {
                answer = card->answers[row].text;
            }
        }
        answer = screening_typed(
            request, arena_printf(request->arena, "answer_%lld", (long long)question->position),
            answer);
        struct choice_view *options =
            arena_array(request->arena, question->option_count + 1, sizeof *options);
        for (size_t option = 0; option < question->option_count; option++) {
            const char *label = question->options[option].label;
            options[option] = (struct choice_view){.value = question->options[option].position,
                                                   .label = label,
                                                   .is_chosen = text_equal(label, answer)};
        }
        out[at] = (struct question_view){.position = question->position,
                                         .kind = question->kind,
                                         .question = question->question,
                                         .hint = question->hint,
                                         .text = answer,
                                         .options = {.rows = options,
                                                     .count = question->option_count,
                                                     .total = (int64_t)question->option_count}};
    }
    view->questions = (struct record_list){.rows = out, .count = count, .total = (int64_t)count};
}

/* "已联系 2 次，最近 11-22 19:20：没人接" */
static const char *history_of(struct request *request, const struct screening_call *last,
                              size_t count)
{
    const struct calendar_time at = calendar_at(last->happened, request->services->offset);
    const struct choice *result = screening_result_choices;
    while (result->code && !text_equal(result->code, last->result)) {
        result++;
    }
    return language_format(
        request->arena, request->language, N_("Tried %1 times, last on %2: %3"),
        arena_printf(request->arena, "%zu", count),
        arena_printf(request->arena, "%02d-%02d %02d:%02d", at.month, at.day, at.hour, at.minute),
        language_text(request->language, result->label ? result->label : ""));
}

static enum result fill_calls(struct request *request, const struct screening_card *card,
                              struct screening_names *names, struct card_view *view,
                              struct error *error)
{
    struct call_view *calls = arena_array(request->arena, card->call_count + 1, sizeof *calls);
    enum result result = RESULT_OK;
    for (size_t at = 0; result == RESULT_OK && at < card->call_count; at++) {
        const struct screening_call *call = &card->calls[at];
        calls[at] = (struct call_view){.channel = call->channel,
                                       .result = call->result,
                                       .note = call->note,
                                       .happened = call->happened,
                                       .call_back = call->call_back};
        result = screening_name(names, call->account_id, &calls[at].who, error);
    }
    view->calls = (struct record_list){
        .rows = calls, .count = card->call_count, .total = (int64_t)card->call_count};
    view->call_count = (int64_t)card->call_count;
    if (card->call_count > 0) {
        view->history = history_of(request, &card->calls[0], card->call_count);
    }
    return result;
}

static void fill_details(struct request *request, const struct screening_column *columns,
                         const struct screening_card *card, struct card_view *view)
{
    struct detail_view *details =
        arena_array(request->arena, card->detail_count + 1, sizeof *details);
    size_t count = 0;
    for (size_t at = 0; card->details && at < card->detail_count; at++) {
        if (card->details[at]) {
            details[count++] =
                (struct detail_view){.heading = columns[at].heading, .text = card->details[at]};
        }
    }
    view->details = (struct record_list){.rows = details, .count = count, .total = (int64_t)count};
}

/* What stands in the fields: what was typed when the form came back, else what is known. */
static void fill_inputs(struct request *request, const struct screening_entry *entry,
                        struct card_view *view)
{
    const char *chosen = screening_typed(request, "result", NULL);
    enum {
        USUAL = sizeof usual_results / sizeof usual_results[0],
        RARE = sizeof rare_results / sizeof rare_results[0]
    };
    view->results = result_choices(request, usual_results, USUAL, chosen);
    view->other_results = result_choices(request, rare_results, RARE, chosen);
    view->more_open = is_among(chosen, rare_results, RARE);
    view->note = screening_typed(request, "note", NULL);
    view->call_back_day = screening_typed(request, "call_back_day", request->today);
    view->call_back_hour = screening_typed(request, "call_back_hour", "19:30");
    const char *number = screening_typed(request, "duplicate_of", NULL);
    if (!number || !text_to_int(number, &view->duplicate_of)) {
        view->duplicate_of = 0;
    }
    view->handed = screening_typed(request, "handed_to", NULL);
    view->new_phone = screening_typed(request, "phone", NULL);
    view->today = request->today;
    view->version = entry->version;
    view->mistake = screening_mistake(request);
    view->is_conflict = false;
    for (size_t at = 0; at < request->mistake_count; at++) {
        view->is_conflict = view->is_conflict || text_equal(request->mistakes[at].field, "version");
    }
    /* One number per showing: the same form sent twice counts once. */
    view->item = arena_printf(request->arena, "%lld-%lld-%lld", (long long)entry->entry_id,
                              (long long)entry->version, (long long)request->who->account);
}

enum { UPCOMING = 8 };

static enum result fill_place_in_list(struct request *request, int64_t campaign, int64_t entry,
                                      struct card_view *view, struct error *error)
{
    struct screening_entry *entries;
    size_t count;
    enum result result = screening_mine(request->services, request->tx, request->who, campaign,
                                        &entries, &count, request->arena, error);
    for (size_t at = 0; result == RESULT_OK && at < count; at++) {
        if (entries[at].entry_id == entry) {
            view->position = (int64_t)at + 1;
            view->count = (int64_t)count;
        }
    }
    if (result != RESULT_OK) {
        return result;
    }
    struct line_view *lines = arena_array(request->arena, UPCOMING, sizeof *lines);
    size_t shown = 0;
    for (size_t turn = 0; turn + 1 < count && shown < UPCOMING; turn++) {
        const struct screening_entry *next = &entries[((size_t)view->position + turn) % count];
        lines[shown++] = line_of(next);
    }
    view->upcoming = (struct record_list){.rows = lines, .count = shown, .total = (int64_t)shown};
    return RESULT_OK;
}

/* After a refusal the card is shown again in the read lane: with the history, which is what a conflict
 * is about, but without what is sealed, since nobody may see that unwritten. */
static enum result open_card(struct request *request, int64_t campaign, int64_t entry,
                             struct screening_card *card, struct error *error)
{
    return request->mistake_count > 0
               ? screening_card_read(request->tx, request->who, campaign, entry, card,
                                     request->arena, error)
               : screening_card_open(request->services, request->tx, request->who, campaign, entry,
                                     card, request->arena, error);
}

static enum result fill_card(struct request *request, const struct screening_campaign *campaign,
                             const struct screening_card *card, struct card_view *view,
                             struct error *error)
{
    const struct screening_entry *entry = &card->entry;
    struct screening_names names = {.tx = request->tx, .arena = request->arena};
    struct screening_question *questions;
    struct screening_column *columns;
    size_t question_count, column_count;
    enum result result = screening_script(request->tx, request->scope, campaign->campaign_id,
                                          &questions, &question_count, request->arena, error);
    if (result == RESULT_OK) {
        result = screening_columns(request->tx, request->scope, campaign->campaign_id, &columns,
                                   &column_count, request->arena, error);
    }
    if (result == RESULT_OK) {
        result = fill_calls(request, card, &names, view, error);
    }
    if (result == RESULT_OK && entry->held_by != request->who->account &&
        entry->held_until > request->now) {
        result = screening_name(&names, entry->held_by, &view->held_by, error);
    }
    if (result == RESULT_OK) {
        result = fill_place_in_list(request, campaign->campaign_id, entry->entry_id, view, error);
    }
    if (result != RESULT_OK) {
        return result;
    }
    fill_details(request, columns, card, view);
    fill_questions(request, questions, question_count, card, view);
    fill_inputs(request, entry, view);
    view->campaign_id = campaign->campaign_id;
    view->campaign_title = campaign->title;
    view->entry_id = entry->entry_id;
    view->number = entry->number;
    view->resident_id = entry->resident_id;
    view->name = entry->name;
    view->address = entry->address;
    view->phone = entry->phone;
    view->status = entry->status;
    view->handed_to = entry->handed_to;
    view->needs_help = entry->help_asked != 0 && entry->help_given == 0;
    view->is_open = screening_is_open(screening_status_of(entry->status));
    view->is_done = !view->is_open;
    view->can_be_silent = view->is_open && request->mistake_count == 0;
    view->can_record =
        strcmp(campaign->state, "running") == 0 && principal_can(request->who, &screening_work);
    if (entry->phone && request->who->sees_personal) {
        view->call_url = arena_printf(request->arena, "tel:%s", entry->phone);
    }
    return RESULT_OK;
}

enum result screening_card_get(struct request *request, const void *params, struct reply *reply,
                               struct error *error)
{
    const struct entry_params *in = params;
    struct screening_campaign campaign;
    struct screening_card card;
    struct card_view *view = arena_alloc(request->arena, sizeof *view);
    enum result result =
        screening_get(request->tx, request->scope, in->campaign, &campaign, request->arena, error);
    if (result == RESULT_OK) {
        result = open_card(request, in->campaign, in->entry, &card, error);
    }
    if (result == RESULT_OK) {
        result = fill_card(request, &campaign, &card, view, error);
    }
    reply->type = &card_view_type;
    reply->record = view;
    return result;
}

/* ---- recording ------------------------------------------------------------------------------- */

/* "19:30", "19：30", "1930" or "19" on a day, as a moment; 0 for neither. */
static enum result call_back_of(struct request *request, const struct record_params *in,
                                int64_t *moment, struct error *error)
{
    *moment = 0;
    if (!text_equal(in->result, "call_back")) {
        return RESULT_OK;
    }
    int hour = -1, minute = 0, used = 0;
    const char *typed = text_clean(request->arena, in->call_back_hour ? in->call_back_hour : "");
    bool is_read = (sscanf(typed, "%2d:%2d%n", &hour, &minute, &used) == 2 && !typed[used]) ||
                   (minute = 0, sscanf(typed, "%2d%n", &hour, &used) == 1 && !typed[used]);
    if (!is_read || hour < 0 || hour > 23 || minute < 0 || minute > 59) {
        return error_set(error, RESULT_INVALID, "call_back_hour",
                         N_("Please give the time as 19:30."));
    }
    const char *day = in->call_back_day ? in->call_back_day : request->today;
    *moment = calendar_day_number(day) * CALENDAR_DAY + hour * CALENDAR_HOUR +
              minute * CALENDAR_MINUTE - request->services->offset * CALENDAR_MINUTE;
    return RESULT_OK;
}

static const char *done_notice(struct request *request, const struct screening_recorded *recorded)
{
    if (recorded->was_known) {
        return language_text(request->language, N_("This was saved already; nothing changed."));
    }
    if (recorded->help_count > 0) {
        return language_text(request->language,
                             N_("Saved. The secretary has been told that help is needed."));
    }
    return language_format(
        request->arena, request->language, N_("Saved: %1."),
        language_text(request->language, screening_status_choices[recorded->status].label));
}

enum result screening_record_post(struct request *request, const void *params, struct reply *reply,
                                  struct error *error)
{
    const struct record_params *in = params;
    struct screening_record record = {.version = in->version,
                                      .channel = in->channel,
                                      .result = in->result,
                                      .happened = in->happened,
                                      .note = in->note,
                                      .duplicate_of = in->duplicate_of > 0 ? in->duplicate_of : 0,
                                      .handed_to = in->handed_to,
                                      .phone = in->phone,
                                      .device = in->device,
                                      .item = in->item,
                                      .keep_both = in->keep_both > 0,
                                      .correct = in->correct > 0};
    struct screening_recorded recorded;
    memcpy(record.answers, in->answer, sizeof record.answers);
    if (!record.device && record.item) {
        record.device = "page";
    }
    enum result result = call_back_of(request, in, &record.call_back, error);
    if (result == RESULT_OK) {
        result = screening_record(request->services, request->tx, request->who, in->campaign,
                                  in->entry, &record, &recorded, request->arena, error);
    }
    if (result != RESULT_OK) {
        return result;
    }
    reply->notice = done_notice(request, &recorded);
    if (in->stay > 0) {
        reply->redirect = arena_printf(request->arena, "/screening/%lld/entries/%lld",
                                       (long long)in->campaign, (long long)in->entry);
        return RESULT_OK;
    }
    /* Who comes next is a matter of reading; the write lane is for what changes. */
    reply->redirect = arena_printf(request->arena, "/screening/%lld/next?after=%lld",
                                   (long long)in->campaign, (long long)in->entry);
    return RESULT_OK;
}

enum result screening_helped_post(struct request *request, const void *params, struct reply *reply,
                                  struct error *error)
{
    const struct entry_params *in = params;
    enum result result = screening_help_given(request->services, request->tx, request->who,
                                              in->campaign, in->entry, error);
    if (result == RESULT_OK) {
        reply->redirect = arena_printf(request->arena, "/screening/%lld/entries/%lld",
                                       (long long)in->campaign, (long long)in->entry);
        reply->notice = language_text(request->language, N_("Noted: the help has been arranged."));
    }
    return result;
}
