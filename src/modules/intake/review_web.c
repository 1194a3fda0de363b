/* The pages of a checked list: its rows by kind, what is to be decided, and one row beside the people
 * of the register it may be. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "modules/intake/internal.h"
#include "modules/intake/pages.h"
#include "modules/people/load.h"
#include "modules/people/match.h"

/* ---- rows ------------------------------------------------------------------------------------ */

static void fill_row(struct request *request, int64_t batch_id, const struct intake_entry *entry,
                     bool can_decide, struct row_view *view)
{
    const struct resident_row *person = &entry->row.person.row;
    struct remark_view *remarks =
        arena_array(request->arena, entry->row.remark_count + 1, sizeof *remarks);
    for (size_t i = 0; i < entry->row.remark_count; i++)
        remarks[i] =
            (struct remark_view){intake_remark_say(&entry->row.remarks[i], entry->row_number,
                                                   request->language, request->arena),
                                 entry->row.remarks[i].is_problem};
    bool is_wrong = strcmp(entry->state, "wrong") == 0;
    *view =
        (struct row_view){.batch_id = batch_id,
                          .row_number = entry->row_number,
                          .state = entry->state,
                          .decision = *entry->decision ? entry->decision : NULL,
                          .outcome = *entry->outcome ? entry->outcome : NULL,
                          .name = person->facts.name,
                          .sex = person->facts.sex,
                          .birth_date = person->facts.birth_date,
                          .phone = person->facts.phone,
                          .address = person->address,
                          .citizen_id = person->facts.citizen_id,
                          .note = person->facts.note,
                          .resident_id = entry->outcome_id ? entry->outcome_id : entry->resident_id,
                          .twin_row = entry->twin_row,
                          .is_open = !is_wrong && !*entry->decision,
                          .can_decide = can_decide && !is_wrong,
                          .remarks = {.rows = remarks,
                                      .count = entry->row.remark_count,
                                      .total = (int64_t)entry->row.remark_count}};
}

static struct intake_filter filter_of(const struct batch_params *asked)
{
    struct intake_filter filter = {.after = asked->after, .limit = LIMIT_PAGE_ROWS};
    if (!asked->show)
        return filter;
    if (strcmp(asked->show, "noted") == 0)
        filter.noted = true;
    else if (strcmp(asked->show, "open") == 0)
        filter.state = "likely", filter.decision = "";
    else
        filter.state = asked->show;
    return filter;
}

static void fill_segments(struct request *request, struct batch_view *view)
{
    const struct {
        const char *code;
        int64_t count;
    } segments[] = {{NULL, view->rows},        {"wrong", view->wrong}, {"open", view->open},
                    {"likely", view->likely},  {"new", view->fresh},   {"certain", view->certain},
                    {"double", view->doubles}, {"noted", view->noted}};
    size_t count = 0;
    struct segment_view *list =
        arena_array(request->arena, sizeof segments / sizeof *segments, sizeof *list);
    for (size_t i = 0; i < sizeof segments / sizeof *segments; i++) {
        const char *code = segments[i].code, *label = N_("All rows");
        bool is_current = code ? text_equal(view->show, code) : !view->show;
        if (segments[i].count == 0 && !is_current)
            continue;
        for (const struct choice *choice = intake_shows; code && choice->code; choice++)
            if (strcmp(choice->code, code) == 0)
                label = choice->label;
        list[count++] = (struct segment_view){
            .url = code ? arena_printf(request->arena, "/imports/%lld?show=%s#rows",
                                       (long long)view->batch_id, code)
                        : arena_printf(request->arena, "/imports/%lld#rows",
                                       (long long)view->batch_id),
            .label = language_text(request->language, label),
            .count = segments[i].count,
            .is_current = is_current};
    }
    view->segments = (struct record_list){.rows = list, .count = count, .total = (int64_t)count};
}

static enum result fill_rows(struct request *request, const struct batch_params *asked,
                             bool can_decide, struct batch_view *view, struct error *error)
{
    struct intake_filter filter = filter_of(asked);
    struct intake_entry *entries;
    size_t count = 0;
    filter.limit++;
    enum result result =
        intake_entries(request->services, request->tx, request->scope, view->batch_id, &filter,
                       &entries, &count, request->arena, error);
    if (result != RESULT_OK)
        return result;
    size_t shown = count > LIMIT_PAGE_ROWS ? LIMIT_PAGE_ROWS : count;
    struct row_view *rows = arena_array(request->arena, shown + 1, sizeof *rows);
    for (size_t i = 0; i < shown; i++)
        fill_row(request, view->batch_id, &entries[i], can_decide, &rows[i]);
    view->entries = (struct record_list){.rows = rows, .count = shown, .total = -1};
    if (count > shown)
        view->more_url = arena_printf(request->arena, "/imports/%lld?show=%s&after=%lld#rows",
                                      (long long)view->batch_id, asked->show ? asked->show : "",
                                      (long long)entries[shown - 1].row_number);
    return RESULT_OK;
}

/* Residents of the batch whom somebody changed since: undoing leaves them. */
static enum result fill_stayed(struct request *request, struct batch_view *view,
                               struct error *error)
{
    struct resident_line *lines;
    size_t count = 0;
    enum result result = people_batch_changed(request->tx, request->scope, view->batch_id, &lines,
                                              &count, request->arena, error);
    if (result != RESULT_OK)
        return result;
    struct stayed_view *stayed = arena_array(request->arena, count + 1, sizeof *stayed);
    for (size_t i = 0; i < count; i++)
        stayed[i] = (struct stayed_view){lines[i].resident_id, lines[i].name, lines[i].address};
    view->stayed = (struct record_list){.rows = stayed, .count = count, .total = (int64_t)count};
    return RESULT_OK;
}

enum result intake_review(struct request *request, const struct batch_params *params,
                          const struct intake_batch *batch, struct batch_view *view,
                          struct error *error)
{
    struct intake_decided decided;
    struct batch_params asked = *params;
    bool is_checked = strcmp(batch->state, "checked") == 0;
    if (asked.show && !*asked.show)
        asked.show = NULL;
    enum result result =
        intake_decided(request->tx, request->scope, batch->batch_id, &decided, error);
    if (result != RESULT_OK)
        return result;
    view->open = decided.open;
    view->add = decided.add;
    view->use = decided.use;
    view->skip = decided.skip;
    view->to_write = decided.add + decided.use;
    view->show = asked.show;
    view->after = asked.after;
    if (is_checked) {
        view->shows_likely = text_equal(asked.show, "likely") || text_equal(asked.show, "open");
        view->shows_new = text_equal(asked.show, "new");
        view->shows_double = text_equal(asked.show, "double");
        view->shows_certain = text_equal(asked.show, "certain");
    }
    fill_segments(request, view);
    result = fill_rows(request, &asked, is_checked, view, error);
    if (result == RESULT_OK && !is_checked)
        result = fill_stayed(request, view, error);
    return result;
}

/* ---- one row beside the register ------------------------------------------------------------- */

static const char *const field_labels[MATCH_FIELD__COUNT] = {
    [MATCH_SURNAME] = N_("Name"),        [MATCH_SEX] = N_("Sex"),
    [MATCH_BIRTH] = N_("Date of birth"), [MATCH_CITIZEN_ID] = N_("Citizen ID"),
    [MATCH_PHONE] = N_("Phone"),         [MATCH_HOME] = N_("Address")};

/* The level that the matcher gave a field, out of "surname:agree given:close ...". */
static const char *level_of(const char *evidence, const char *field, struct arena *arena)
{
    size_t length = strlen(field);
    for (const char *at = evidence; *at;) {
        size_t part = strcspn(at, " ");
        if (part > length && strncmp(at, field, length) == 0 && at[length] == ':')
            return arena_copy_n(arena, at + length + 1, part - length - 1);
        at += part + (at[part] == ' ');
    }
    return NULL;
}

static const char *level_label(const char *level)
{
    static const struct choice labels[] = {{"agree", N_("The same")},
                                           {"close", N_("Nearly the same")},
                                           {"near", N_("Similar")},
                                           {"part", N_("In part the same")},
                                           {"crossed", N_("Swapped")},
                                           {"differ", N_("Different")},
                                           {0}};
    for (const struct choice *choice = labels; level && choice->code; choice++)
        if (strcmp(choice->code, level) == 0)
            return choice->label;
    return N_("Not said");
}

static void fill_evidence(struct request *request, const struct intake_entry *entry,
                          const struct resident *resident, const char *evidence,
                          struct candidate_view *view)
{
    const struct resident_row *ours = &entry->row.person.row;
    const struct {
        const char *ours, *theirs;
    } texts[MATCH_FIELD__COUNT] = {
        [MATCH_SURNAME] = {ours->facts.name, resident->facts.name},
        [MATCH_SEX] = {ours->facts.sex, resident->facts.sex},
        [MATCH_BIRTH] = {ours->facts.birth_date, resident->facts.birth_date},
        [MATCH_CITIZEN_ID] = {record_mask(FIELD_CITIZEN_ID, ours->facts.citizen_id, request->arena),
                              resident->facts.citizen_id},
        [MATCH_PHONE] = {record_mask(FIELD_PHONE, ours->facts.phone, request->arena),
                         record_mask(FIELD_PHONE, resident->facts.phone, request->arena)},
        [MATCH_HOME] = {ours->address, resident->address}};
    const struct field *sex = record_field(&intake_person_type, "sex");
    struct evidence_view *rows = arena_array(request->arena, MATCH_FIELD__COUNT, sizeof *rows);
    size_t count = 0;
    for (size_t i = 0; i < MATCH_FIELD__COUNT; i++) {
        if (!field_labels[i] || (!texts[i].ours && !texts[i].theirs))
            continue;
        const char *level = level_of(
            evidence, match_field_names[i == MATCH_SURNAME ? MATCH_GIVEN : i], request->arena);
        bool is_sex = i == MATCH_SEX;
        rows[count++] = (struct evidence_view){
            .field = language_text(request->language, field_labels[i]),
            .ours = is_sex
                        ? language_text(request->language, record_choice_label(sex, texts[i].ours))
                        : texts[i].ours,
            .theirs =
                is_sex ? language_text(request->language, record_choice_label(sex, texts[i].theirs))
                       : texts[i].theirs,
            .level = language_text(request->language, level_label(level)),
            .is_same = text_equal(level, "agree"),
            .is_close = level && !text_equal(level, "agree") && !text_equal(level, "differ")};
    }
    view->evidence = (struct record_list){.rows = rows, .count = count, .total = (int64_t)count};
}

static enum result fill_candidates(struct request *request, int64_t batch_id,
                                   const struct intake_entry *entry, struct entry_view *view,
                                   struct error *error)
{
    struct intake_candidate *candidates;
    size_t count = 0, shown = 0;
    enum result result = intake_candidates(request->tx, request->scope, batch_id, entry->row_number,
                                           &candidates, &count, request->arena, error);
    struct candidate_view *views = arena_array(request->arena, count + 1, sizeof *views);
    for (size_t i = 0; i < count && result == RESULT_OK; i++) {
        struct resident resident;
        result =
            resident_get(request->services, request->tx, request->scope, candidates[i].resident_id,
                         request->today, &resident, request->arena, error);
        if (result == RESULT_NOT_FOUND) { /* removed since the list was checked */
            result = RESULT_OK;
            continue;
        }
        if (result != RESULT_OK)
            break;
        views[shown] =
            (struct candidate_view){.batch_id = batch_id,
                                    .row_number = entry->row_number,
                                    .resident_id = candidates[i].resident_id,
                                    .percent = candidates[i].permille / 10,
                                    .verdict = candidates[i].verdict,
                                    .name = resident.facts.name,
                                    .is_chosen = entry->resident_id == candidates[i].resident_id &&
                                                 strcmp(entry->decision, "use") == 0};
        fill_evidence(request, entry, &resident, candidates[i].evidence, &views[shown]);
        shown++;
    }
    view->candidates = (struct record_list){.rows = views, .count = shown, .total = (int64_t)shown};
    return result;
}

/* The next row that waits for a decision: so that one goes from one to the next. */
static enum result find_next(struct request *request, int64_t batch_id, int64_t row,
                             struct entry_view *view, struct error *error)
{
    const struct intake_filter filter = {
        .state = "likely", .decision = "", .after = row, .limit = 1};
    struct intake_entry *entries;
    size_t count = 0;
    enum result result = intake_entries(request->services, request->tx, request->scope, batch_id,
                                        &filter, &entries, &count, request->arena, error);
    if (result == RESULT_OK && count > 0)
        view->next_url = arena_printf(request->arena, "/imports/%lld/rows/%lld",
                                      (long long)batch_id, (long long)entries[0].row_number);
    return result;
}

enum result intake_show_row(struct request *request, const void *params, struct reply *reply,
                            struct error *error)
{
    const struct row_params *asked = params;
    struct entry_view *view = arena_alloc(request->arena, sizeof *view);
    struct intake_batch batch;
    struct intake_entry entry;
    enum result result =
        intake_get(request->tx, request->scope, asked->batch, &batch, request->arena, error);
    if (result == RESULT_OK)
        result = intake_entry_get(request->services, request->tx, request->scope, asked->batch,
                                  asked->row, &entry, request->arena, error);
    if (result != RESULT_OK)
        return result;
    view->batch_id = asked->batch;
    view->can_decide = strcmp(batch.state, "checked") == 0 && strcmp(entry.state, "wrong") != 0;
    view->row = arena_alloc(request->arena, sizeof *view->row);
    fill_row(request, asked->batch, &entry, view->can_decide, view->row);
    view->title = language_format(request->arena, request->language, N_("Row %1"),
                                  arena_printf(request->arena, "%lld", (long long)asked->row));
    result = fill_candidates(request, asked->batch, &entry, view, error);
    if (result == RESULT_OK)
        result = find_next(request, asked->batch, asked->row, view, error);
    reply->type = &entry_view_type;
    reply->record = view;
    return result;
}
