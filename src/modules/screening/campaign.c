/* A campaign itself: making it with its script, its columns and its vault collection; reading it;
 * ending it. */
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "modules/access/access.h"
#include "modules/access/audit.h"
#include "modules/screening/internal.h"
#include "modules/screening/task.h"

static const struct field campaign_fields[] = {
    {"campaign_id", NULL, FIELD_ID, FIELD_AT(struct screening_campaign, campaign_id)},
    {"title", N_("Title"), FIELD_TEXT, FIELD_AT(struct screening_campaign, title),
     .flags = FIELD_REQUIRED, .maximum = 60},
    {"reference", N_("Reference"), FIELD_TEXT, FIELD_AT(struct screening_campaign, reference),
     .hint = N_("The notice that asks for it, with its number.")},
    {"purpose", N_("Purpose"), FIELD_TEXT, FIELD_AT(struct screening_campaign, purpose),
     .flags = FIELD_REQUIRED, .hint = N_("What the answers are for. It is kept with them.")},
    {"basis", N_("Legal basis"), FIELD_CHOICE, FIELD_AT(struct screening_campaign, basis),
     .flags = FIELD_REQUIRED, .choices = screening_basis_choices},
    {"state", N_("State"), FIELD_CHOICE, FIELD_AT(struct screening_campaign, state),
     .flags = FIELD_READ_ONLY, .choices = screening_state_choices},
    {"round", N_("Round"), FIELD_INT, FIELD_AT(struct screening_campaign, round), .minimum = 1,
     .maximum = 99},
    {"follows_id", NULL, FIELD_ID, FIELD_AT(struct screening_campaign, follows_id)},
    {"starts", N_("Starts"), FIELD_TIME, FIELD_AT(struct screening_campaign, starts)},
    {"due", N_("Due"), FIELD_TIME, FIELD_AT(struct screening_campaign, due),
     .flags = FIELD_REQUIRED},
    {"keep_until", N_("Kept until"), FIELD_TIME, FIELD_AT(struct screening_campaign, keep_until),
     .hint = N_("Then answers and travel details are destroyed.")},
    {"manager_id", NULL, FIELD_ID, FIELD_AT(struct screening_campaign, manager_id)},
    {"manager", N_("In charge"), FIELD_TEXT, FIELD_AT(struct screening_campaign, manager),
     .flags = FIELD_READ_ONLY},
    {"tries", N_("Attempts before giving up"), FIELD_INT,
     FIELD_AT(struct screening_campaign, tries), .minimum = 1, .maximum = 20},
    {"entries", N_("People"), FIELD_INT, FIELD_AT(struct screening_campaign, entries),
     .flags = FIELD_READ_ONLY},
    {"version", NULL, FIELD_INT, FIELD_AT(struct screening_campaign, version)},
    {"created", N_("Created"), FIELD_TIME, FIELD_AT(struct screening_campaign, created),
     .flags = FIELD_READ_ONLY},
    {"closed", N_("Closed"), FIELD_TIME, FIELD_AT(struct screening_campaign, closed),
     .flags = FIELD_READ_ONLY},
};
const struct record_type screening_campaign_type =
    RECORD_TYPE("campaign", N_("Campaign"), struct screening_campaign, campaign_fields);

/* A row of campaign, by whichever statement. */
#define CAMPAIGN_OF(row)                                                                           \
    ((struct screening_campaign){.campaign_id = (row).campaign_id,                                 \
                                 .title = (row).title,                                             \
                                 .reference = (row).reference,                                     \
                                 .purpose = (row).purpose,                                         \
                                 .basis = (row).basis,                                             \
                                 .state = (row).state,                                             \
                                 .round = (row).round,                                             \
                                 .follows_id = (row).follows_id,                                   \
                                 .starts = (row).starts,                                           \
                                 .due = (row).due,                                                 \
                                 .keep_until = (row).keep_until,                                   \
                                 .manager_id = (row).manager_id,                                   \
                                 .tries = (row).tries,                                             \
                                 .entries = (row).entries,                                         \
                                 .version = (row).version,                                         \
                                 .created = (row).created,                                         \
                                 .closed = (row).closed})

const char *screening_collection(int64_t campaign, struct arena *arena)
{
    return arena_printf(arena, "campaign:%lld", (long long)campaign);
}

bool screening_may_touch(const struct principal *who, int64_t grid, int64_t account)
{
    return scope_has_grid(&who->scope, grid) || (account != 0 && account == who->account);
}

enum result screening_check_running(const struct screening_campaign *campaign, struct error *error)
{
    if (!text_equal(campaign->state, "running")) {
        return error_set(error, RESULT_CONFLICT, NULL,
                         N_("%1 has been closed; nothing more can be recorded."), campaign->title);
    }
    return RESULT_OK;
}

/* ---- making one ------------------------------------------------------------------------------ */

static const struct screening_option usual_fever[] = {{1, 1, "没有", 0}, {1, 2, "有", 1}};
static const struct screening_option usual_travel[] = {
    {2, 1, "没有外出", 0}, {2, 2, "省内", 0}, {2, 3, "省外", 0}, {2, 4, "境外", 0}};
static const struct screening_option usual_help[] = {
    {3, 1, "不需要", 0}, {3, 2, "买菜送药", 1}, {3, 3, "就医", 1}, {3, 4, "其他", 1}};
static const struct screening_question usual_script[] = {
    {1, "choice", "health", "近 7 天有没有发热、咳嗽？", "粤语：呢七日有冇发烧、咳？", usual_fever,
     2},
    {2, "choice", "travel", "近 14 天去过哪里？", NULL, usual_travel, 4},
    {3, "choice", "needs", "有什么要帮忙的吗？", NULL, usual_help, 4},
};

static enum result check_draft(const struct screening_campaign *campaign, struct error *error)
{
    if (text_is_empty(campaign->title)) {
        return error_set(error, RESULT_INVALID, "title", N_("Please give the campaign a title."));
    }
    if (text_is_empty(campaign->purpose)) {
        return error_set(error, RESULT_INVALID, "purpose",
                         N_("Please say what the answers are for."));
    }
    bool is_known = false;
    for (const struct choice *basis = screening_basis_choices; basis->code; basis++) {
        is_known = is_known || text_equal(basis->code, campaign->basis);
    }
    if (!is_known) {
        return error_set(error, RESULT_INVALID, "basis", N_("Please choose the legal basis."));
    }
    if (campaign->due <= campaign->starts) {
        return error_set(error, RESULT_INVALID, "due",
                         N_("It must be due after it starts. Please choose a later day."));
    }
    return RESULT_OK;
}

static enum result add_question(struct tx *tx, int64_t tenant, int64_t campaign,
                                const struct screening_question *question, struct error *error)
{
    enum result result =
        store_run(tx, &screening_sql_question_add,
                  &(struct screening_sql_question_add_params){.tenant = tenant,
                                                              .campaign_id = campaign,
                                                              .position = question->position,
                                                              .kind = question->kind,
                                                              .subject = question->subject,
                                                              .question = question->question,
                                                              .hint = question->hint},
                  NULL, error);
    for (size_t option = 0; option < question->option_count && result == RESULT_OK; option++) {
        const struct screening_option *row = &question->options[option];
        result = store_run(tx, &screening_sql_option_add,
                           &(struct screening_sql_option_add_params){.tenant = tenant,
                                                                     .campaign_id = campaign,
                                                                     .question = question->position,
                                                                     .position = row->position,
                                                                     .label = row->label,
                                                                     .asks_help = row->asks_help},
                           NULL, error);
    }
    return result;
}

static enum result add_script(struct tx *tx, int64_t tenant, int64_t campaign,
                              const struct screening_draft *draft, struct error *error)
{
    const struct screening_question *questions = draft->questions ? draft->questions : usual_script;
    size_t count =
        draft->questions ? draft->question_count : sizeof usual_script / sizeof usual_script[0];
    enum result result = RESULT_OK;
    for (size_t question = 0; question < count && result == RESULT_OK; question++) {
        result = add_question(tx, tenant, campaign, &questions[question], error);
    }
    for (size_t column = 0; column < draft->column_count && result == RESULT_OK; column++) {
        result = store_run(tx, &screening_sql_column_add,
                           &(struct screening_sql_column_add_params){
                               .tenant = tenant,
                               .campaign_id = campaign,
                               .position = draft->columns[column].position,
                               .heading = draft->columns[column].heading,
                               .is_sensitive = draft->columns[column].is_sensitive},
                           NULL, error);
    }
    return result;
}

static enum result add_row(struct tx *tx, int64_t tenant, const struct screening_campaign *row,
                           struct error *error)
{
    return store_run(tx, &screening_sql_campaign_add,
                     &(struct screening_sql_campaign_add_params){.tenant = tenant,
                                                                 .campaign_id = row->campaign_id,
                                                                 .title = row->title,
                                                                 .reference = row->reference,
                                                                 .purpose = row->purpose,
                                                                 .basis = row->basis,
                                                                 .state = "running",
                                                                 .round = row->round,
                                                                 .follows_id = row->follows_id,
                                                                 .starts = row->starts,
                                                                 .due = row->due,
                                                                 .keep_until = row->keep_until,
                                                                 .manager_id = row->manager_id,
                                                                 .tries = row->tries,
                                                                 .entries = 0,
                                                                 .version = 1,
                                                                 .created = row->created,
                                                                 .closed = 0},
                     NULL, error);
}

/* An emergency's answers are kept for so long after its due day, unless the draft says otherwise.
 */
#define KEPT_AFTER_DUE (30 * CALENDAR_DAY)
enum { USUAL_TRIES = 3 };

enum result screening_add(struct services *services, struct tx *tx, const struct principal *who,
                          const struct screening_draft *draft, int64_t *campaign,
                          struct error *error)
{
    struct screening_campaign row = draft->campaign;
    row.created = clock_now(&services->clock);
    row.starts = row.starts ? row.starts : row.created;
    row.round = row.round > 0 ? row.round : 1;
    row.tries = row.tries > 0 ? row.tries : USUAL_TRIES;
    row.manager_id = row.manager_id ? row.manager_id : who->account;
    row.keep_until = row.keep_until ? row.keep_until : row.due + KEPT_AFTER_DUE;
    row.campaign_id = id_new(services->ids);
    enum result result = check_draft(&row, error);
    if (result != RESULT_OK) {
        return result;
    }
    if (draft->question_count > SCREENING_QUESTIONS || draft->column_count > SCREENING_COLUMNS) {
        return error_set(error, RESULT_TOO_LARGE, NULL,
                         N_("A campaign has at most 12 questions and 12 columns of its own."));
    }
    struct arena *arena = arena_new();
    const struct vault_collection collection = {.name =
                                                    screening_collection(row.campaign_id, arena),
                                                .purpose = row.purpose,
                                                .basis = row.basis,
                                                .keep_until = row.keep_until};
    result = add_row(tx, who->scope.tenant, &row, error);
    if (result == RESULT_OK) {
        result = vault_begin(services->vault, services, tx, who->scope.tenant, &collection, error);
    }
    if (result == RESULT_OK) {
        result = add_script(tx, who->scope.tenant, row.campaign_id, draft, error);
    }
    if (result == RESULT_OK) {
        result = audit_add(services, tx, who,
                           &(struct audit_event){.action = "screening.add",
                                                 .subject = "campaign",
                                                 .subject_id = row.campaign_id,
                                                 .reason = row.purpose},
                           error);
    }
    arena_free(arena);
    if (result == RESULT_OK) {
        *campaign = row.campaign_id;
    }
    return result;
}

/* ---- reading --------------------------------------------------------------------------------- */

/* The name of an account; "" for the program itself or one that is gone. */
static enum result name_of(struct tx *tx, int64_t account, const char **name, struct arena *arena,
                           struct error *error)
{
    *name = "";
    if (account == 0) {
        return RESULT_OK;
    }
    struct account row;
    struct error ignored = {0};
    enum result result = account_get(tx, account, &row, arena, &ignored);
    if (result == RESULT_OK) {
        *name = row.name;
    } else if (result != RESULT_NOT_FOUND) {
        *error = ignored;
        return result;
    }
    return RESULT_OK;
}

enum result screening_get(struct tx *tx, const struct scope *scope, int64_t campaign,
                          struct screening_campaign *out, struct arena *arena, struct error *error)
{
    struct screening_sql_campaign_get row;
    enum result result = store_get(
        tx, &screening_sql_campaign_get,
        &(struct screening_sql_campaign_get_params){.tenant = scope->tenant, .campaign = campaign},
        &row, arena, error);
    if (result == RESULT_NOT_FOUND) {
        return error_set(error, RESULT_NOT_FOUND, NULL, N_("There is no such campaign here."));
    }
    if (result != RESULT_OK) {
        return result;
    }
    *out = CAMPAIGN_OF(row);
    return name_of(tx, out->manager_id, &out->manager, arena, error);
}

enum result screening_list(struct tx *tx, const struct scope *scope, int64_t after, size_t limit,
                           struct screening_campaign **campaigns, size_t *count,
                           struct arena *arena, struct error *error)
{
    struct screening_sql_campaign_list *rows;
    size_t row_count;
    enum result result = store_list(
        tx, &screening_sql_campaign_list,
        &(struct screening_sql_campaign_list_params){
            .tenant = scope->tenant, .after = after ? after : INT64_MAX, .limit = (int64_t)limit},
        limit, (void **)&rows, &row_count, arena, error);
    struct screening_campaign *out = NULL;
    if (result == RESULT_OK) {
        out = arena_array(arena, row_count, sizeof *out);
    }
    for (size_t row = 0; result == RESULT_OK && row < row_count; row++) {
        out[row] = CAMPAIGN_OF(rows[row]);
        result = name_of(tx, out[row].manager_id, &out[row].manager, arena, error);
    }
    if (result == RESULT_OK) {
        *campaigns = out;
        *count = row_count;
    }
    return result;
}

enum result screening_running(struct tx *tx, const struct scope *scope, size_t limit,
                              struct screening_campaign **campaigns, size_t *count,
                              struct arena *arena, struct error *error)
{
    struct screening_sql_campaign_running *rows;
    size_t row_count;
    enum result result = store_list(tx, &screening_sql_campaign_running,
                                    &(struct screening_sql_campaign_running_params){
                                        .tenant = scope->tenant, .limit = (int64_t)limit},
                                    limit, (void **)&rows, &row_count, arena, error);
    if (result != RESULT_OK) {
        return result;
    }
    struct screening_campaign *out = arena_array(arena, row_count + 1, sizeof *out);
    for (size_t row = 0; row < row_count; row++) {
        out[row] = CAMPAIGN_OF(rows[row]);
    }
    *campaigns = out;
    *count = row_count;
    return RESULT_OK;
}

enum result screening_script(struct tx *tx, const struct scope *scope, int64_t campaign,
                             struct screening_question **questions, size_t *count,
                             struct arena *arena, struct error *error)
{
    struct screening_sql_question_list *rows;
    struct screening_sql_option_list *options;
    size_t row_count, option_count;
    enum result result = store_list(
        tx, &screening_sql_question_list,
        &(struct screening_sql_question_list_params){.tenant = scope->tenant, .campaign = campaign},
        SCREENING_QUESTIONS, (void **)&rows, &row_count, arena, error);
    if (result == RESULT_OK) {
        result = store_list(tx, &screening_sql_option_list,
                            &(struct screening_sql_option_list_params){.tenant = scope->tenant,
                                                                       .campaign = campaign},
                            SCREENING_QUESTIONS * SCREENING_OPTIONS, (void **)&options,
                            &option_count, arena, error);
    }
    if (result != RESULT_OK) {
        return result;
    }
    struct screening_question *out = arena_array(arena, row_count, sizeof *out);
    size_t option = 0;
    for (size_t row = 0; row < row_count; row++) {
        struct screening_option *own = arena_array(arena, option_count, sizeof *own);
        out[row] = (struct screening_question){.position = rows[row].position,
                                               .kind = rows[row].kind,
                                               .subject = rows[row].subject,
                                               .question = rows[row].question,
                                               .hint = rows[row].hint,
                                               .options = own};
        for (; option < option_count && options[option].question == rows[row].position; option++) {
            own[out[row].option_count++] =
                (struct screening_option){.question = options[option].question,
                                          .position = options[option].position,
                                          .label = options[option].label,
                                          .asks_help = options[option].asks_help};
        }
    }
    *questions = out;
    *count = row_count;
    return RESULT_OK;
}

enum result screening_columns(struct tx *tx, const struct scope *scope, int64_t campaign,
                              struct screening_column **columns, size_t *count, struct arena *arena,
                              struct error *error)
{
    struct screening_sql_column_list *rows;
    size_t row_count;
    enum result result = store_list(
        tx, &screening_sql_column_list,
        &(struct screening_sql_column_list_params){.tenant = scope->tenant, .campaign = campaign},
        SCREENING_COLUMNS, (void **)&rows, &row_count, arena, error);
    if (result != RESULT_OK) {
        return result;
    }
    struct screening_column *out = arena_array(arena, row_count, sizeof *out);
    for (size_t row = 0; row < row_count; row++) {
        out[row] = (struct screening_column){.position = rows[row].position,
                                             .heading = rows[row].heading,
                                             .is_sensitive = rows[row].is_sensitive};
    }
    *columns = out;
    *count = row_count;
    return RESULT_OK;
}

/* ---- ending ---------------------------------------------------------------------------------- */

enum result screening_close(struct services *services, struct tx *tx, const struct principal *who,
                            int64_t campaign, struct error *error)
{
    struct arena *arena = arena_new();
    struct screening_campaign row = {0};
    struct screening_counts counts;
    int64_t changed = 0;
    enum result result = screening_get(tx, &who->scope, campaign, &row, arena, error);
    if (result == RESULT_OK) {
        result = screening_check_running(&row, error);
    }
    if (result == RESULT_OK) {
        result = screening_counts(tx, who, campaign, &counts, arena, error);
    }
    if (result == RESULT_OK && counts.open > 0) {
        char open[24];
        snprintf(open, sizeof open, "%lld", (long long)counts.open);
        result = error_set(
            error, RESULT_CONFLICT, NULL,
            N_("%1 people are still open. Please give each of them an outcome first."), open);
    }
    if (result == RESULT_OK) {
        result = store_run(
            tx, &screening_sql_campaign_close,
            &(struct screening_sql_campaign_close_params){.tenant = who->scope.tenant,
                                                          .campaign = campaign,
                                                          .now = clock_now(&services->clock)},
            &changed, error);
    }
    if (result == RESULT_OK) {
        result = screening_task_list(services, tx, who, &row, error);
    }
    if (result == RESULT_OK) {
        result = audit_add(services, tx, who,
                           &(struct audit_event){.action = "screening.close",
                                                 .subject = "campaign",
                                                 .subject_id = campaign},
                           error);
    }
    arena_free(arena);
    return result;
}
