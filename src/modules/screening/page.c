/* The fields of what the pages show and take. */
#include "modules/screening/page.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "modules/access/access.h"
#include "modules/people/people.h"
#include "web/route.h"

#define OPEN_TEXT(struct_type, name)                                                               \
    {                                                                                              \
#name, NULL, FIELD_TEXT, FIELD_AT(struct struct_type, name)                                \
    }
#define OPEN_INT(struct_type, name)                                                                \
    {                                                                                              \
#name, NULL, FIELD_INT, FIELD_AT(struct struct_type, name)                                 \
    }
#define OPEN_FLAG(struct_type, name)                                                               \
    {                                                                                              \
#name, NULL, FIELD_FLAG, FIELD_AT(struct struct_type, name)                                \
    }
#define OPEN_ID(struct_type, name)                                                                 \
    {                                                                                              \
#name, NULL, FIELD_ID, FIELD_AT(struct struct_type, name)                                  \
    }
#define OPEN_URL(struct_type, name)                                                                \
    {                                                                                              \
#name, NULL, FIELD_URL, FIELD_AT(struct struct_type, name)                                 \
    }
#define OPEN_HTML(struct_type, name)                                                               \
    {                                                                                              \
#name, NULL, FIELD_HTML, FIELD_AT(struct struct_type, name)                                \
    }
#define LIST_OF(struct_type, name, list_type)                                                      \
    {                                                                                              \
#name, NULL, FIELD_LIST, FIELD_AT(struct struct_type, name), .type = &(list_type)          \
    }

/* ---- parameters ------------------------------------------------------------------------------ */

#define CAMPAIGN_PARAM(struct_type)                                                                \
    {                                                                                              \
        "campaign", N_("Campaign"), FIELD_ID, FIELD_AT(struct struct_type, campaign),              \
            .flags = FIELD_REQUIRED | FIELD_HIDDEN                                                 \
    }

static const struct field campaign_params_fields[] = {CAMPAIGN_PARAM(campaign_params)};
const struct record_type campaign_params_type =
    RECORD_TYPE("campaign_params", NULL, struct campaign_params, campaign_params_fields);

/* All statuses, and the two groups of them. */
static const struct choice list_statuses[] = {{"all", N_("All")},
                                              {"open", N_("Open")},
                                              {"closed", N_("Done")},
                                              {"tried", N_("Tried, not reached")},
                                              {"untouched", N_("Not started")},
                                              {"no_answer", N_("No answer")},
                                              {"call_back", N_("Call back")},
                                              {"needs_visit", N_("Needs a visit")},
                                              {"reached", N_("Reached")},
                                              {"refused", N_("Refused")},
                                              {"wrong_number", N_("Wrong number")},
                                              {"moved", N_("Moved away")},
                                              {"died", N_("Died")},
                                              {"duplicate", N_("Listed twice")},
                                              {"handed_over", N_("Handed over")},
                                              {"given_up", N_("Given up")},
                                              {0}};
#define STATUS_PARAM(struct_type)                                                                  \
    {                                                                                              \
        "status", N_("Standing"), FIELD_CHOICE, FIELD_AT(struct struct_type, status),              \
            .choices = list_statuses                                                               \
    }

static const struct field list_params_fields[] = {
    CAMPAIGN_PARAM(list_params),
    STATUS_PARAM(list_params),
    {"grid", N_("Grid"), FIELD_ID, FIELD_AT(struct list_params, grid)},
    {"building", N_("Building"), FIELD_ID, FIELD_AT(struct list_params, building)},
    {"account", N_("Assigned to"), FIELD_ID, FIELD_AT(struct list_params, account)},
    {"nobody", N_("Assigned to nobody"), FIELD_FLAG, FIELD_AT(struct list_params, nobody)},
    {"search", N_("Name, room, tail of the phone"), FIELD_TEXT,
     FIELD_AT(struct list_params, search), .maximum = 40},
    {"after", N_("After"), FIELD_ID, FIELD_AT(struct list_params, after)},
};
const struct record_type list_params_type =
    RECORD_TYPE("screening_list_params", NULL, struct list_params, list_params_fields);

static const struct field campaigns_params_fields[] = {
    {"after", N_("After"), FIELD_ID, FIELD_AT(struct campaigns_params, after)},
};
const struct record_type campaigns_params_type =
    RECORD_TYPE("campaigns_params", NULL, struct campaigns_params, campaigns_params_fields);

static const struct choice sources[] = {{"none", N_("Add the list later")},
                                        {"register", N_("From the register")},
                                        {"batch", N_("From an imported list")},
                                        {0}};
static const struct field new_params_fields[] = {
    {"title", N_("Title"), FIELD_TEXT, FIELD_AT(struct new_params, title), .flags = FIELD_REQUIRED,
     .maximum = 60},
    {"reference", N_("Reference"), FIELD_TEXT, FIELD_AT(struct new_params, reference),
     .hint = N_("The notice that asks for it, with its number.")},
    {"purpose", N_("Purpose"), FIELD_TEXT, FIELD_AT(struct new_params, purpose),
     .flags = FIELD_REQUIRED, .hint = N_("What the answers are for. It is kept with them.")},
    {"basis", N_("Legal basis"), FIELD_CHOICE, FIELD_AT(struct new_params, basis),
     .flags = FIELD_REQUIRED, .choices = screening_basis_choices},
    {"due_day", N_("Due on"), FIELD_DATE, FIELD_AT(struct new_params, due_day),
     .flags = FIELD_REQUIRED},
    {"due_hour", N_("Due at (hour)"), FIELD_INT, FIELD_AT(struct new_params, due_hour),
     .minimum = 1, .maximum = 24},
    {"tries", N_("Attempts before giving up"), FIELD_INT, FIELD_AT(struct new_params, tries),
     .minimum = 1, .maximum = 20},
    {"round", N_("Round"), FIELD_INT, FIELD_AT(struct new_params, round), .minimum = 1,
     .maximum = 99},
    {"source", N_("List"), FIELD_CHOICE, FIELD_AT(struct new_params, source), .choices = sources},
    {"batch", N_("Imported list"), FIELD_ID, FIELD_AT(struct new_params, batch)},
    {"grid", N_("Only this grid"), FIELD_ID, FIELD_AT(struct new_params, grid)},
    {"residence", N_("Only this residence"), FIELD_CHOICE, FIELD_AT(struct new_params, residence),
     .choices = resident_residences},
    {"care", N_("Only with this care need"), FIELD_CHOICE, FIELD_AT(struct new_params, care),
     .choices = resident_cares},
};
const struct record_type new_params_type =
    RECORD_TYPE("campaign_new", NULL, struct new_params, new_params_fields);

static const struct field new_query_fields[] = {
    {"batch", N_("Imported list"), FIELD_ID, FIELD_AT(struct new_query, batch)},
};
const struct record_type new_query_type =
    RECORD_TYPE("campaign_new_query", NULL, struct new_query, new_query_fields);

static const struct field people_params_fields[] = {
    CAMPAIGN_PARAM(people_params),
    {"batch", N_("Imported list"), FIELD_ID, FIELD_AT(struct people_params, batch)},
    {"grid", N_("Only this grid"), FIELD_ID, FIELD_AT(struct people_params, grid)},
    {"residence", N_("Only this residence"), FIELD_CHOICE,
     FIELD_AT(struct people_params, residence), .choices = resident_residences},
    {"care", N_("Only with this care need"), FIELD_CHOICE, FIELD_AT(struct people_params, care),
     .choices = resident_cares},
};
const struct record_type people_params_type =
    RECORD_TYPE("campaign_people", NULL, struct people_params, people_params_fields);

static const struct field account_choice_fields[] = {
    {"account", N_("Worker"), FIELD_ID, FIELD_AT(struct account_choice, account)},
};
static const struct record_type account_choice_type =
    RECORD_TYPE("account_choice", NULL, struct account_choice, account_choice_fields);
static const struct choice ways[] = {{"keep", N_("Leave the list as it is")},
                                     {"least", N_("Even out, moving as few as possible")},
                                     {"fresh", N_("Divide everything anew")},
                                     {0}};
static const struct field crew_params_fields[] = {
    CAMPAIGN_PARAM(crew_params),
    {"account", N_("Workers"), FIELD_LIST, FIELD_AT(struct crew_params, account),
     .flags = FIELD_REQUIRED | FIELD_MULTIPLE, .type = &account_choice_type},
    {"way", N_("The list"), FIELD_CHOICE, FIELD_AT(struct crew_params, way),
     .flags = FIELD_REQUIRED, .choices = ways},
};
const struct record_type crew_params_type =
    RECORD_TYPE("campaign_crew", NULL, struct crew_params, crew_params_fields);

static const struct field entry_choice_fields[] = {
    {"entry", N_("Person"), FIELD_ID, FIELD_AT(struct entry_choice, entry)},
};
static const struct record_type entry_choice_type =
    RECORD_TYPE("entry_choice", NULL, struct entry_choice, entry_choice_fields);
static const struct field assign_params_fields[] = {
    CAMPAIGN_PARAM(assign_params),
    {"entry", N_("People"), FIELD_LIST, FIELD_AT(struct assign_params, entry),
     .flags = FIELD_MULTIPLE, .type = &entry_choice_type},
    {"grid", N_("Grid"), FIELD_ID, FIELD_AT(struct assign_params, grid)},
    {"building", N_("Building"), FIELD_ID, FIELD_AT(struct assign_params, building)},
    {"from", N_("Assigned to"), FIELD_ID, FIELD_AT(struct assign_params, from)},
    STATUS_PARAM(assign_params),
    {"account", N_("New worker"), FIELD_ID, FIELD_AT(struct assign_params, account),
     .flags = FIELD_REQUIRED},
};
const struct record_type assign_params_type =
    RECORD_TYPE("campaign_assign", NULL, struct assign_params, assign_params_fields);

static const struct field next_params_fields[] = {
    CAMPAIGN_PARAM(next_params),
    {"after", N_("After"), FIELD_ID, FIELD_AT(struct next_params, after)},
};
const struct record_type next_params_type =
    RECORD_TYPE("campaign_next", NULL, struct next_params, next_params_fields);

#define ENTRY_PARAM(struct_type)                                                                   \
    {                                                                                              \
        "entry", N_("Person"), FIELD_ID, FIELD_AT(struct struct_type, entry),                      \
            .flags = FIELD_REQUIRED | FIELD_HIDDEN                                                 \
    }
static const struct field entry_params_fields[] = {CAMPAIGN_PARAM(entry_params),
                                                   ENTRY_PARAM(entry_params)};
const struct record_type entry_params_type =
    RECORD_TYPE("entry_params", NULL, struct entry_params, entry_params_fields);

#define ANSWER_PARAM(number)                                                                       \
    {                                                                                              \
        "answer_" #number, N_("Answer"), FIELD_TEXT,                                               \
            FIELD_AT(struct record_params, answer[number - 1]), .privacy = PRIVACY_SENSITIVE       \
    }
static const struct field record_params_fields[] = {
    CAMPAIGN_PARAM(record_params),
    ENTRY_PARAM(record_params),
    {"version", N_("Version"), FIELD_INT, FIELD_AT(struct record_params, version),
     .flags = FIELD_REQUIRED | FIELD_HIDDEN},
    {"channel", N_("How"), FIELD_CHOICE, FIELD_AT(struct record_params, channel),
     .choices = screening_channel_choices},
    {"result", N_("Result"), FIELD_CHOICE, FIELD_AT(struct record_params, result),
     .flags = FIELD_REQUIRED, .choices = screening_result_choices},
    {"call_back_day", N_("Call back on"), FIELD_DATE,
     FIELD_AT(struct record_params, call_back_day)},
    {"call_back_hour", N_("Call back at"), FIELD_TEXT,
     FIELD_AT(struct record_params, call_back_hour), .maximum = 5},
    {"note", N_("Note"), FIELD_LONG_TEXT, FIELD_AT(struct record_params, note),
     .privacy = PRIVACY_PERSONAL, .maximum = 500},
    {"duplicate_of", N_("Same person as number"), FIELD_INT,
     FIELD_AT(struct record_params, duplicate_of), .minimum = 0, .maximum = SCREENING_ENTRIES},
    {"handed_to", N_("Handed over to"), FIELD_TEXT, FIELD_AT(struct record_params, handed_to),
     .maximum = 60},
    {"phone", N_("Another number"), FIELD_PHONE, FIELD_AT(struct record_params, phone),
     .privacy = PRIVACY_PERSONAL},
    ANSWER_PARAM(1),
    ANSWER_PARAM(2),
    ANSWER_PARAM(3),
    ANSWER_PARAM(4),
    ANSWER_PARAM(5),
    ANSWER_PARAM(6),
    ANSWER_PARAM(7),
    ANSWER_PARAM(8),
    ANSWER_PARAM(9),
    ANSWER_PARAM(10),
    ANSWER_PARAM(11),
    ANSWER_PARAM(12),
    {"device", N_("Device"), FIELD_TEXT, FIELD_AT(struct record_params, device), .maximum = 64},
    {"item", N_("Item"), FIELD_TEXT, FIELD_AT(struct record_params, item), .maximum = 64},
    {"happened", N_("When"), FIELD_TIME, FIELD_AT(struct record_params, happened)},
    {"keep_both", N_("Keep both"), FIELD_FLAG, FIELD_AT(struct record_params, keep_both)},
    {"correct", N_("Correct"), FIELD_FLAG, FIELD_AT(struct record_params, correct)},
    {"stay", N_("Stay with this person"), FIELD_FLAG, FIELD_AT(struct record_params, stay)},
};
const struct record_type record_params_type =
    RECORD_TYPE("entry_record", NULL, struct record_params, record_params_fields);

static const struct choice sheet_targets[] = {{"xlsx", N_("Excel")},
                                              {"csv", N_("CSV")},
                                              {"gb18030", N_("CSV (GB18030)")},
                                              {"print", N_("Print")},
                                              {0}};
static const struct field sheet_params_fields[] = {
    CAMPAIGN_PARAM(sheet_params),
    {"recipient", N_("For whom"), FIELD_TEXT, FIELD_AT(struct sheet_params, recipient),
     .flags = FIELD_REQUIRED, .maximum = 60},
    {"purpose", N_("What for"), FIELD_TEXT, FIELD_AT(struct sheet_params, purpose),
     .flags = FIELD_REQUIRED, .maximum = 100},
    {"with_ids", N_("With citizen ids"), FIELD_FLAG, FIELD_AT(struct sheet_params, with_ids)},
    {"as", N_("As"), FIELD_CHOICE, FIELD_AT(struct sheet_params, as), .choices = sheet_targets},
    {"grid", N_("Only this grid"), FIELD_ID, FIELD_AT(struct sheet_params, grid)},
    STATUS_PARAM(sheet_params),
};
const struct record_type sheet_params_type =
    RECORD_TYPE("campaign_sheet_params", NULL, struct sheet_params, sheet_params_fields);

/* ---- views ----------------------------------------------------------------------------------- */

static const struct field figure_view_fields[] = {
    OPEN_TEXT(figure_view, label), OPEN_TEXT(figure_view, mark),       OPEN_INT(figure_view, count),
    OPEN_URL(figure_view, url),    OPEN_FLAG(figure_view, is_current),
};
const struct record_type figure_view_type =
    RECORD_TYPE("figure", NULL, struct figure_view, figure_view_fields);

static const struct field group_view_fields[] = {
    OPEN_ID(group_view, key),
    {"name", N_("Name"), FIELD_TEXT, FIELD_AT(struct group_view, name)},
    {"who", N_("In charge"), FIELD_TEXT, FIELD_AT(struct group_view, who)},
    OPEN_URL(group_view, url),
    OPEN_HTML(group_view, bar),
    OPEN_INT(group_view, percent),
    {"reached", N_("Reached"), FIELD_INT, FIELD_AT(struct group_view, reached)},
    {"closed", N_("Done"), FIELD_INT, FIELD_AT(struct group_view, closed)},
    {"total", N_("People"), FIELD_INT, FIELD_AT(struct group_view, total)},
    {"no_answer", N_("Tried, not reached"), FIELD_INT, FIELD_AT(struct group_view, no_answer)},
    {"needs_visit", N_("Needs a visit"), FIELD_INT, FIELD_AT(struct group_view, needs_visit)},
    {"untouched", N_("Not started"), FIELD_INT, FIELD_AT(struct group_view, untouched)},
    OPEN_URL(group_view, no_answer_url),
    OPEN_URL(group_view, needs_visit_url),
    OPEN_URL(group_view, untouched_url),
    OPEN_URL(group_view, reached_url),
};
const struct record_type group_view_type =
    RECORD_TYPE("screening_group", NULL, struct group_view, group_view_fields);

static const struct field choice_view_fields[] = {
    OPEN_ID(choice_view, value),  OPEN_TEXT(choice_view, code),      OPEN_TEXT(choice_view, label),
    OPEN_TEXT(choice_view, note), OPEN_FLAG(choice_view, is_chosen),
};
const struct record_type choice_view_type =
    RECORD_TYPE("choice", NULL, struct choice_view, choice_view_fields);

static const struct field line_view_fields[] = {
    OPEN_ID(line_view, entry_id),
    {"number", N_("No."), FIELD_INT, FIELD_AT(struct line_view, number)},
    {"name", N_("Name"), FIELD_TEXT, FIELD_AT(struct line_view, name), .privacy = PRIVACY_PERSONAL},
    {"address", N_("Address"), FIELD_ADDRESS, FIELD_AT(struct line_view, address),
     .privacy = PRIVACY_PERSONAL},
    {"phone", N_("Phone"), FIELD_PHONE, FIELD_AT(struct line_view, phone),
     .privacy = PRIVACY_PERSONAL, .flags = FIELD_MASK_ALWAYS},
    {"status", N_("Standing"), FIELD_CHOICE, FIELD_AT(struct line_view, status),
     .choices = screening_status_choices},
    {"attempts", N_("Attempts"), FIELD_INT, FIELD_AT(struct line_view, attempts)},
    {"worker", N_("Worker"), FIELD_TEXT, FIELD_AT(struct line_view, worker)},
    {"note", N_("Note"), FIELD_TEXT, FIELD_AT(struct line_view, note), .privacy = PRIVACY_PERSONAL},
};
const struct record_type line_view_type =
    RECORD_TYPE("screening_line", N_("People"), struct line_view, line_view_fields);

#define CAMPAIGN_RECORD(struct_type, member)                                                       \
    {"campaign_id", NULL, FIELD_ID, FIELD_AT(struct struct_type, member.campaign_id)},             \
        {"name", N_("Title"), FIELD_TEXT, FIELD_AT(struct struct_type, member.title)},             \
        {"reference", N_("Reference"), FIELD_TEXT,                                                 \
         FIELD_AT(struct struct_type, member.reference)},                                          \
        {"purpose", N_("Purpose"), FIELD_TEXT, FIELD_AT(struct struct_type, member.purpose)},      \
        {"state", N_("State"), FIELD_CHOICE, FIELD_AT(struct struct_type, member.state),           \
         .choices = screening_state_choices},                                                      \
        {"round", N_("Round"), FIELD_INT, FIELD_AT(struct struct_type, member.round)},             \
        {"starts", N_("Starts"), FIELD_TIME, FIELD_AT(struct struct_type, member.starts)},         \
        {"due", N_("Due"), FIELD_TIME, FIELD_AT(struct struct_type, member.due)},                  \
        {"keep_until", N_("Kept until"), FIELD_TIME,                                               \
         FIELD_AT(struct struct_type, member.keep_until)},                                         \
    {                                                                                              \
        "manager", N_("In charge"), FIELD_TEXT, FIELD_AT(struct struct_type, member.manager)       \
    }

static const struct field progress_view_fields[] = {
    CAMPAIGN_RECORD(progress_view, campaign),
    {"reached", N_("Reached"), FIELD_INT, FIELD_AT(struct progress_view, reached)},
    {"total", N_("People"), FIELD_INT, FIELD_AT(struct progress_view, total)},
    {"open", N_("Open"), FIELD_INT, FIELD_AT(struct progress_view, open)},
    {"closed", N_("Done"), FIELD_INT, FIELD_AT(struct progress_view, closed)},
    OPEN_HTML(progress_view, bar),
    LIST_OF(progress_view, legend, figure_view_type),
    OPEN_INT(progress_view, behind),
    OPEN_INT(progress_view, ahead),
    OPEN_TEXT(progress_view, left),
    OPEN_FLAG(progress_view, is_over),
    OPEN_FLAG(progress_view, is_running),
    OPEN_FLAG(progress_view, can_manage),
    OPEN_FLAG(progress_view, can_work),
    {"chart", NULL, FIELD_RECORD, FIELD_AT(struct progress_view, chart), .type = &chart_line_type},
    {"by_grid", NULL, FIELD_LIST, FIELD_AT(struct progress_view, grids), .type = &group_view_type},
    OPEN_URL(progress_view, refresh_url),
};
const struct record_type progress_view_type =
    RECORD_TYPE("campaign_progress", N_("Progress"), struct progress_view, progress_view_fields);

static const struct field campaign_view_fields[] = {
    OPEN_TEXT(campaign_view, title),
    LIST_OF(campaign_view, entries, line_view_type),
    {"progress", NULL, FIELD_RECORD, FIELD_AT(struct campaign_view, progress),
     .type = &progress_view_type},
    {"by_worker", NULL, FIELD_LIST, FIELD_AT(struct campaign_view, workers),
     .type = &group_view_type},
    {"by_building", NULL, FIELD_LIST, FIELD_AT(struct campaign_view, buildings),
     .type = &group_view_type},
    LIST_OF(campaign_view, segments, figure_view_type),
    LIST_OF(campaign_view, grids, choice_view_type),
    LIST_OF(campaign_view, accounts, choice_view_type),
    OPEN_TEXT(campaign_view, search),
    OPEN_TEXT(campaign_view, filter_status),
    OPEN_ID(campaign_view, filter_grid),
    OPEN_ID(campaign_view, filter_building),
    OPEN_ID(campaign_view, filter_account),
    OPEN_TEXT(campaign_view, filter_text),
    OPEN_URL(campaign_view, more_url),
    OPEN_FLAG(campaign_view, is_filtered),
    OPEN_INT(campaign_view, unassigned),
    OPEN_FLAG(campaign_view, can_manage),
    OPEN_FLAG(campaign_view, can_work),
    OPEN_FLAG(campaign_view, is_running),
    OPEN_FLAG(campaign_view, sees_personal),
    OPEN_ID(campaign_view, campaign_id),
};
const struct record_type campaign_view_type =
    RECORD_TYPE("campaign_page", N_("Campaign"), struct campaign_view, campaign_view_fields);

static const struct field campaign_line_view_fields[] = {
    OPEN_ID(campaign_line_view, campaign_id),
    {"title", N_("Title"), FIELD_TEXT, FIELD_AT(struct campaign_line_view, title)},
    {"state", N_("State"), FIELD_CHOICE, FIELD_AT(struct campaign_line_view, state),
     .choices = screening_state_choices},
    {"manager", N_("In charge"), FIELD_TEXT, FIELD_AT(struct campaign_line_view, manager)},
    {"reference", N_("Reference"), FIELD_TEXT, FIELD_AT(struct campaign_line_view, reference)},
    OPEN_HTML(campaign_line_view, bar),
    {"closed", N_("Done"), FIELD_INT, FIELD_AT(struct campaign_line_view, closed)},
    {"total", N_("People"), FIELD_INT, FIELD_AT(struct campaign_line_view, total)},
    {"open", N_("Open"), FIELD_INT, FIELD_AT(struct campaign_line_view, open)},
    {"due", N_("Due"), FIELD_TIME, FIELD_AT(struct campaign_line_view, due)},
    OPEN_INT(campaign_line_view, percent),
};
const struct record_type campaign_line_view_type = RECORD_TYPE(
    "campaign_line", N_("Campaigns"), struct campaign_line_view, campaign_line_view_fields);

static const struct field campaigns_view_fields[] = {
    LIST_OF(campaigns_view, campaigns, campaign_line_view_type),
    OPEN_URL(campaigns_view, more_url),
    OPEN_FLAG(campaigns_view, can_manage),
};
const struct record_type campaigns_view_type =
    RECORD_TYPE("campaign_list", N_("Campaigns"), struct campaigns_view, campaigns_view_fields);

static const struct field sources_view_fields[] = {
    LIST_OF(sources_view, batches, choice_view_type),
    LIST_OF(sources_view, grids, choice_view_type),
    LIST_OF(sources_view, residences, choice_view_type),
    LIST_OF(sources_view, cares, choice_view_type),
};
const struct record_type sources_view_type =
    RECORD_TYPE("campaign_sources", NULL, struct sources_view, sources_view_fields);

static const struct field new_view_fields[] = {
    {"form", NULL, FIELD_FORM, FIELD_AT(struct new_view, form), .type = &new_params_type},
    {"sources", NULL, FIELD_RECORD, FIELD_AT(struct new_view, sources), .type = &sources_view_type},
    {"source", NULL, FIELD_CHOICE, FIELD_AT(struct new_view, source), .choices = sources},
};
const struct record_type new_view_type =
    RECORD_TYPE("campaign_new_page", NULL, struct new_view, new_view_fields);

static const struct field crew_view_fields[] = {
    OPEN_TEXT(crew_view, title),
    OPEN_ID(crew_view, campaign_id),
    OPEN_INT(crew_view, open),
    OPEN_INT(crew_view, unassigned),
    LIST_OF(crew_view, accounts, choice_view_type),
    LIST_OF(crew_view, others, choice_view_type),
    LIST_OF(crew_view, workers, group_view_type),
    {"sources", NULL, FIELD_RECORD, FIELD_AT(struct crew_view, sources),
     .type = &sources_view_type},
    OPEN_TEXT(crew_view, mistake),
};
const struct record_type crew_view_type =
    RECORD_TYPE("campaign_crew_page", NULL, struct crew_view, crew_view_fields);

static const struct field mine_view_fields[] = {
    OPEN_TEXT(mine_view, title),
    OPEN_ID(mine_view, campaign_id),
    LIST_OF(mine_view, entries, line_view_type),
    {"open", N_("Open"), FIELD_INT, FIELD_AT(struct mine_view, open)},
    {"promised", N_("Call back now"), FIELD_INT, FIELD_AT(struct mine_view, promised)},
    {"resting", N_("Later"), FIELD_INT, FIELD_AT(struct mine_view, resting)},
    {"due", N_("Due"), FIELD_TIME, FIELD_AT(struct mine_view, due)},
    OPEN_ID(mine_view, first),
};
const struct record_type mine_view_type =
    RECORD_TYPE("campaign_mine", N_("My list"), struct mine_view, mine_view_fields);

static const struct field detail_view_fields[] = {
    OPEN_TEXT(detail_view, heading),
    {"text", N_("Text"), FIELD_TEXT, FIELD_AT(struct detail_view, text),
     .privacy = PRIVACY_SENSITIVE},
};
const struct record_type detail_view_type =
    RECORD_TYPE("entry_detail", NULL, struct detail_view, detail_view_fields);

static const struct field call_view_fields[] = {
    {"channel", N_("How"), FIELD_CHOICE, FIELD_AT(struct call_view, channel),
     .choices = screening_channel_choices},
    {"result", N_("Result"), FIELD_CHOICE, FIELD_AT(struct call_view, result),
     .choices = screening_result_choices},
    {"who", N_("By"), FIELD_TEXT, FIELD_AT(struct call_view, who)},
    {"note", N_("Note"), FIELD_LONG_TEXT, FIELD_AT(struct call_view, note),
     .privacy = PRIVACY_PERSONAL},
    {"happened", N_("When"), FIELD_TIME, FIELD_AT(struct call_view, happened)},
    {"call_back", N_("Call back"), FIELD_TIME, FIELD_AT(struct call_view, call_back)},
};
const struct record_type call_view_type =
    RECORD_TYPE("attempt", N_("Attempts"), struct call_view, call_view_fields);

static const struct choice question_kinds[] = {
    {"choice", N_("Choice")}, {"text", N_("Text")}, {"date", N_("Date")}, {0}};
static const struct field question_view_fields[] = {
    OPEN_INT(question_view, position),
    {"kind", NULL, FIELD_CHOICE, FIELD_AT(struct question_view, kind), .choices = question_kinds},
    OPEN_TEXT(question_view, question),
    OPEN_TEXT(question_view, hint),
    {"text", N_("Answer"), FIELD_TEXT, FIELD_AT(struct question_view, text),
     .privacy = PRIVACY_SENSITIVE},
    LIST_OF(question_view, options, choice_view_type),
};
const struct record_type question_view_type =
    RECORD_TYPE("script_question", NULL, struct question_view, question_view_fields);

static const struct field card_view_fields[] = {
    OPEN_TEXT(card_view, title),
    OPEN_ID(card_view, campaign_id),
    OPEN_ID(card_view, entry_id),
    {"number", N_("No."), FIELD_INT, FIELD_AT(struct card_view, number)},
    OPEN_INT(card_view, version),
    OPEN_ID(card_view, resident_id),
    OPEN_TEXT(card_view, campaign_title),
    {"name", N_("Name"), FIELD_TEXT, FIELD_AT(struct card_view, name), .privacy = PRIVACY_PERSONAL},
    {"address", N_("Address"), FIELD_ADDRESS, FIELD_AT(struct card_view, address),
     .privacy = PRIVACY_PERSONAL},
    {"phone", N_("Phone"), FIELD_PHONE, FIELD_AT(struct card_view, phone),
     .privacy = PRIVACY_PERSONAL, .flags = FIELD_MASK_ALWAYS},
    OPEN_URL(card_view, call_url),
    {"status", N_("Standing"), FIELD_CHOICE, FIELD_AT(struct card_view, status),
     .choices = screening_status_choices},
    OPEN_TEXT(card_view, about),
    LIST_OF(card_view, details, detail_view_type),
    LIST_OF(card_view, calls, call_view_type),
    OPEN_INT(card_view, call_count),
    OPEN_TEXT(card_view, history),
    OPEN_TEXT(card_view, held_by),
    OPEN_TEXT(card_view, handed_to),
    LIST_OF(card_view, questions, question_view_type),
    LIST_OF(card_view, results, choice_view_type),
    LIST_OF(card_view, other_results, choice_view_type),
    {"note", N_("Note"), FIELD_LONG_TEXT, FIELD_AT(struct card_view, note),
     .privacy = PRIVACY_PERSONAL},
    OPEN_TEXT(card_view, call_back_day),
    OPEN_TEXT(card_view, call_back_hour),
    OPEN_TEXT(card_view, today),
    OPEN_INT(card_view, duplicate_of),
    OPEN_TEXT(card_view, handed),
    OPEN_TEXT(card_view, new_phone),
    OPEN_INT(card_view, position),
    OPEN_INT(card_view, count),
    OPEN_FLAG(card_view, is_open),
    OPEN_FLAG(card_view, is_done),
    OPEN_FLAG(card_view, is_conflict),
    OPEN_FLAG(card_view, can_record),
    OPEN_TEXT(card_view, mistake),
    OPEN_TEXT(card_view, item),
    OPEN_FLAG(card_view, more_open),
    OPEN_FLAG(card_view, can_be_silent),
    OPEN_FLAG(card_view, needs_help),
    LIST_OF(card_view, upcoming, line_view_type),
};
const struct record_type card_view_type =
    RECORD_TYPE("entry_card", N_("Card"), struct card_view, card_view_fields);

static const struct field sheet_line_view_fields[] = {
    {"number", N_("No."), FIELD_INT, FIELD_AT(struct sheet_line_view, number)},
    {"building", N_("Building"), FIELD_TEXT, FIELD_AT(struct sheet_line_view, building),
     .privacy = PRIVACY_PERSONAL},
    {"room", N_("Room"), FIELD_TEXT, FIELD_AT(struct sheet_line_view, room),
     .privacy = PRIVACY_PERSONAL},
    {"name", N_("Name"), FIELD_TEXT, FIELD_AT(struct sheet_line_view, name),
     .privacy = PRIVACY_PERSONAL},
    {"citizen_id", N_("Citizen ID"), FIELD_CITIZEN_ID, FIELD_AT(struct sheet_line_view, citizen_id),
     .privacy = PRIVACY_SENSITIVE},
    {"phone", N_("Phone"), FIELD_PHONE, FIELD_AT(struct sheet_line_view, phone),
     .privacy = PRIVACY_PERSONAL},
    {"status", N_("Standing"), FIELD_CHOICE, FIELD_AT(struct sheet_line_view, status),
     .choices = screening_status_choices},
    {"worker", N_("Worker"), FIELD_TEXT, FIELD_AT(struct sheet_line_view, worker)},
    {"when", N_("When"), FIELD_TIME, FIELD_AT(struct sheet_line_view, when)},
    {"note", N_("Note"), FIELD_TEXT, FIELD_AT(struct sheet_line_view, note),
     .privacy = PRIVACY_PERSONAL},
};
const struct record_type sheet_line_view_type =
    RECORD_TYPE("screening_sheet_line", NULL, struct sheet_line_view, sheet_line_view_fields);

static const struct field sheet_view_fields[] = {
    OPEN_TEXT(sheet_view, title),
    LIST_OF(sheet_view, rows, sheet_line_view_type),
    {"unit", N_("Reported by"), FIELD_TEXT, FIELD_AT(struct sheet_view, unit)},
    {"day", N_("Reported on"), FIELD_DATE, FIELD_AT(struct sheet_view, day)},
    OPEN_ID(sheet_view, campaign_id),
    OPEN_FLAG(sheet_view, with_ids),
};
const struct record_type sheet_view_type =
    RECORD_TYPE("screening_sheet", N_("Screening sheet"), struct sheet_view, sheet_view_fields);

static const struct field export_view_fields[] = {
    OPEN_TEXT(export_view, title),
    OPEN_ID(export_view, campaign_id),
    LIST_OF(export_view, grids, choice_view_type),
    OPEN_FLAG(export_view, can_see_ids),
    OPEN_TEXT(export_view, recipient),
    OPEN_TEXT(export_view, purpose),
    OPEN_TEXT(export_view, mistake),
};
const struct record_type export_view_type =
    RECORD_TYPE("screening_export", NULL, struct export_view, export_view_fields);

/* ---- helpers --------------------------------------------------------------------------------- */

const char *screening_bar(const char *const *marks, const int64_t *counts, size_t count,
                          int64_t total, struct arena *arena)
{
    struct text_buffer buffer;
    int64_t before = 0;
    text_buffer_init(&buffer);
    for (size_t part = 0; part < count; part++) {
        if (counts[part] > 0 && total > 0) {
            int64_t x = before * 10000 / total, width = (before + counts[part]) * 10000 / total - x;
            text_addf(&buffer, "<rect class=\"%s\" x=\"%lld.%02lld\" width=\"%lld.%02lld\"/>",
                      marks[part], (long long)(x / 100), (long long)(x % 100),
                      (long long)(width / 100), (long long)(width % 100));
        }
        before += counts[part];
    }
    const char *markup = arena_copy(arena, text_buffer_get(&buffer));
    text_buffer_fini(&buffer);
    return markup;
}

const char *screening_typed(const struct request *request, const char *name, const char *fallback)
{
    for (size_t at = 0; at < request->typed_count; at++) {
        if (strcmp(request->typed[at].field, name) == 0) {
            return request->typed[at].text;
        }
    }
    return request->typed_count > 0 ? NULL : fallback;
}

const char *screening_mistake(const struct request *request)
{
    return request->mistake_count > 0 ? request->mistakes[0].sentence : NULL;
}

static void add_parameter(struct text_buffer *url, bool *has_any, const char *name,
                          const char *value)
{
    text_add(url, *has_any ? "&" : "?");
    text_addf(url, "%s=", name);
    text_add_url(url, value);
    *has_any = true;
}

static void add_id(struct text_buffer *url, bool *has_any, const char *name, int64_t id)
{
    if (id != 0) {
        char text[24];
        snprintf(text, sizeof text, "%lld", (long long)id);
        add_parameter(url, has_any, name, text);
    }
}

const char *screening_url(int64_t campaign, const struct list_params *filter, struct arena *arena)
{
    struct text_buffer url;
    bool has_any = false;
    text_buffer_init(&url);
    text_addf(&url, "/screening/%lld", (long long)campaign);
    if (filter->status) {
        add_parameter(&url, &has_any, "status", filter->status);
    }
    add_id(&url, &has_any, "grid", filter->grid);
    add_id(&url, &has_any, "building", filter->building);
    add_id(&url, &has_any, "account", filter->account);
    if (filter->nobody) {
        add_parameter(&url, &has_any, "nobody", "1");
    }
    if (!text_is_empty(filter->search)) {
        add_parameter(&url, &has_any, "search", filter->search);
    }
    add_id(&url, &has_any, "after", filter->after);
    text_add(&url, "#list");
    const char *copy = arena_copy(arena, text_buffer_get(&url));
    text_buffer_fini(&url);
    return copy;
}

enum result screening_name(struct screening_names *names, int64_t account, const char **name,
                           struct error *error)
{
    *name = NULL;
    if (account == 0) {
        return RESULT_OK;
    }
    for (size_t at = 0; at < names->count; at++) {
        if (names->accounts[at] == account) {
            *name = names->names[at];
            return RESULT_OK;
        }
    }
    struct account row = {0};
    struct error trouble = {0};
    enum result result = account_get(names->tx, account, &row, names->arena, &trouble);
    if (result != RESULT_OK && result != RESULT_NOT_FOUND) {
        *error = trouble;
        return result;
    }
    names->accounts = arena_grow(names->arena, names->accounts, names->count, &names->room,
                                 sizeof *names->accounts);
    names->names = arena_grow(names->arena, names->names, names->count, &names->name_room,
                              sizeof *names->names);
    names->accounts[names->count] = account;
    names->names[names->count++] = row.name;
    *name = row.name;
    return RESULT_OK;
}
