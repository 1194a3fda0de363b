/* The page of one resident: facts, household, stays as a time line, phones, care needs, work, history,
 * and who may be the same person. */
#include <string.h>

#include "base/text.h"
#include "modules/people/people_web.h"

struct resident_params {
    int64_t resident;
};
static const struct field resident_params_fields[] = {PATH_ID(resident_params, resident)};
const struct record_type resident_params_type =
    RECORD_TYPE("resident_path", NULL, struct resident_params, resident_params_fields);

struct need_row {
    struct care_need need;
    const char *end_path;
    int64_t is_over;
};
static const struct field need_fields[] = {
    {.name = "care",
     .label = N_("Care need"),
     .kind = FIELD_CHOICE,
     .offset = FIELD_AT(struct need_row, need.care),
     .privacy = PRIVACY_PERSONAL,
     .choices = resident_cares},
    {.name = "purpose",
     .label = N_("What for"),
     .kind = FIELD_TEXT,
     .offset = FIELD_AT(struct need_row, need.purpose),
     .privacy = PRIVACY_PERSONAL},
    {.name = "basis",
     .label = N_("Basis"),
     .kind = FIELD_CHOICE,
     .offset = FIELD_AT(struct need_row, need.basis),
     .privacy = PRIVACY_PERSONAL,
     .choices = resident_bases},
    {.name = "until",
     .label = N_("Until"),
     .kind = FIELD_DATE,
     .offset = FIELD_AT(struct need_row, need.until)},
    SHOW(FIELD_URL, need_row, end_path, NULL),
    SHOW(FIELD_FLAG, need_row, is_over, NULL),
};
static const struct record_type need_type =
    RECORD_TYPE("need", N_("Care need"), struct need_row, need_fields);

struct merge_row {
    struct merge merge;
    const char *other_path, *undo_path;
};
static const struct field merge_row_fields[] = {
    {.name = "kept_name",
     .label = N_("Kept"),
     .kind = FIELD_NAME,
     .offset = FIELD_AT(struct merge_row, merge.kept_name),
     .privacy = PRIVACY_PERSONAL},
    {.name = "gone_name",
     .label = N_("Merged away"),
     .kind = FIELD_NAME,
     .offset = FIELD_AT(struct merge_row, merge.gone_name),
     .privacy = PRIVACY_PERSONAL},
    {.name = "at",
     .label = N_("When"),
     .kind = FIELD_TIME,
     .offset = FIELD_AT(struct merge_row, merge.at)},
    {.name = "by",
     .label = N_("Who"),
     .kind = FIELD_TEXT,
     .offset = FIELD_AT(struct merge_row, merge.by)},
    {.name = "reason",
     .label = N_("Reason"),
     .kind = FIELD_TEXT,
     .offset = FIELD_AT(struct merge_row, merge.reason),
     .privacy = PRIVACY_PERSONAL},
    {.name = "links",
     .label = N_("Links moved"),
     .kind = FIELD_INT,
     .offset = FIELD_AT(struct merge_row, merge.links)},
    {.name = "undone_at",
     .label = N_("Taken apart"),
     .kind = FIELD_TIME,
     .offset = FIELD_AT(struct merge_row, merge.undone_at)},
    SHOW(FIELD_URL, merge_row, undo_path, NULL),
};
static const struct record_type merge_row_type =
    RECORD_TYPE("merge_row", N_("Merge"), struct merge_row, merge_row_fields);

struct proposal_row {
    struct merge_proposal proposal;
    const char *path, *merge_path, *why;
};
static const struct field proposal_fields[] = {
    {.name = "name",
     .label = N_("Name"),
     .kind = FIELD_NAME,
     .offset = FIELD_AT(struct proposal_row, proposal.name),
     .privacy = PRIVACY_PERSONAL},
    {.name = "birth_date",
     .label = N_("Date of birth"),
     .kind = FIELD_DATE,
     .offset = FIELD_AT(struct proposal_row, proposal.birth_date),
     .privacy = PRIVACY_PERSONAL},
    {.name = "address",
     .label = N_("Address"),
     .kind = FIELD_ADDRESS,
     .offset = FIELD_AT(struct proposal_row, proposal.address),
     .privacy = PRIVACY_PERSONAL},
    SHOW(FIELD_TEXT, proposal_row, why, N_("Why")),
    SHOW(FIELD_URL, proposal_row, path, NULL),
    SHOW(FIELD_URL, proposal_row, merge_path, NULL),
};
static const struct record_type proposal_type =
    RECORD_TYPE("proposal", N_("Perhaps the same person"), struct proposal_row, proposal_fields);

/* The job list shows the firm's link. */
struct job_row {
    struct job_of job;
    const char *path;
};
static const struct field job_fields[] = {
    {.name = "firm_name",
     .label = N_("Firm"),
     .kind = FIELD_TEXT,
     .offset = FIELD_AT(struct job_row, job.firm_name)},
    {.name = "since",
     .label = N_("Since"),
     .kind = FIELD_DATE,
     .offset = FIELD_AT(struct job_row, job.since)},
    {.name = "until",
     .label = N_("Until"),
     .kind = FIELD_DATE,
     .offset = FIELD_AT(struct job_row, job.until)},
    SHOW(FIELD_URL, job_row, path, NULL),
};
static const struct record_type job_row_type =
    RECORD_TYPE("job", N_("Work"), struct job_row, job_fields);

struct resident_page {
    struct resident *resident;
    const char *title, *path, *place_path, *household_path, *merged_path, *care;
    struct record_list phones, stays, needs, jobs, family, changes, proposals, merges;
    int64_t version, may_write, may_merge, may_see_id, is_here, lives_apart, is_head;
};
static const struct field resident_page_fields[] = {
    SHOW_RECORD(resident_page, resident, N_("Resident"), &resident_type),
    {.name = "title",
     .kind = FIELD_NAME,
     .offset = FIELD_AT(struct resident_page, title),
     .privacy = PRIVACY_PERSONAL},
    SHOW(FIELD_URL, resident_page, path, NULL),
    SHOW(FIELD_URL, resident_page, place_path, NULL),
    SHOW(FIELD_URL, resident_page, household_path, NULL),
    SHOW(FIELD_URL, resident_page, merged_path, NULL),
    {.name = "care",
     .label = N_("Care needs"),
     .kind = FIELD_TEXT,
     .offset = FIELD_AT(struct resident_page, care),
     .privacy = PRIVACY_PERSONAL},
    SHOW_LIST(resident_page, phones, N_("Phones"), &resident_phone_type),
    SHOW_LIST(resident_page, stays, N_("Stays"), &stay_type),
    SHOW_LIST(resident_page, needs, N_("Care needs"), &need_type),
    SHOW_LIST(resident_page, jobs, N_("Work"), &job_row_type),
    SHOW_LIST(resident_page, family, N_("Household"), &person_type),
    SHOW_LIST(resident_page, changes, N_("History"), &resident_change_type),
    SHOW_LIST(resident_page, proposals, N_("Perhaps the same person"), &proposal_type),
    SHOW_LIST(resident_page, merges, N_("Merges"), &merge_row_type),
    SHOW(FIELD_INT, resident_page, version, NULL),
    SHOW(FIELD_FLAG, resident_page, may_write, NULL),
    SHOW(FIELD_FLAG, resident_page, may_merge, NULL),
    SHOW(FIELD_FLAG, resident_page, may_see_id, NULL),
    SHOW(FIELD_FLAG, resident_page, is_here, NULL),
    SHOW(FIELD_FLAG, resident_page, is_head, NULL),
    SHOW(FIELD_FLAG, resident_page, lives_apart, N_("Registered and living in different places")),
};
const struct record_type resident_page_type =
    RECORD_TYPE("resident_page", N_("Resident"), struct resident_page, resident_page_fields);

/* ---- the parts ------------------------------------------------------------------------------- */

static enum result fill_stays(struct request *request, int64_t id, struct resident_page *page,
                              struct error *error)
{
    struct stay *stays;
    size_t count;
    const char *living = NULL, *registered = NULL;
    enum result result =
        stay_list(request->tx, request->scope, id, &stays, &count, request->arena, error);
    for (size_t i = 0; result == RESULT_OK && i < count; i++) {
        if (stays[i].until != NULL)
            continue;
        if (strcmp(stays[i].kind, "living") == 0)
            living = stays[i].address;
        else
            registered = stays[i].address;
    }
    if (result == RESULT_OK)
        page->stays = list_of(stays, count);
    page->lives_apart = living != NULL && registered != NULL && strcmp(living, registered) != 0;
    return result;
}

static enum result fill_needs(struct request *request, int64_t id, struct resident_page *page,
                              struct error *error)
{
    struct care_need *needs;
    size_t count;
    enum result result =
        care_list(request->tx, request->scope, id, &needs, &count, request->arena, error);
    struct need_row *rows = arena_array(request->arena, count + 1, sizeof *rows);
    for (size_t i = 0; result == RESULT_OK && i < count; i++) {
        rows[i].need = needs[i];
        rows[i].is_over = strcmp(needs[i].until, request->today) < 0;
        rows[i].end_path = path_of(request, "care", needs[i].care_id, "/end");
    }
    if (result == RESULT_OK)
        page->needs = list_of(rows, count);
    return result;
}

static enum result fill_jobs(struct request *request, int64_t id, struct resident_page *page,
                             struct error *error)
{
    struct job_of *jobs;
    size_t count;
    enum result result =
        employment_list(request->tx, request->scope, id, &jobs, &count, request->arena, error);
    struct job_row *rows = arena_array(request->arena, count + 1, sizeof *rows);
    for (size_t i = 0; result == RESULT_OK && i < count; i++)
        rows[i] = (struct job_row){jobs[i], path_of(request, "firms", jobs[i].firm_id, "")};
    if (result == RESULT_OK)
        page->jobs = list_of(rows, count);
    return result;
}

static enum result fill_family(struct request *request, struct resident_page *page,
                               struct error *error)
{
    struct resident_line *lines;
    size_t count;
    if (page->resident->household_id == 0)
        return RESULT_OK;
    page->household_path = path_of(request, "households", page->resident->household_id, "");
    enum result result = household_people(request->tx, request->scope, page->resident->household_id,
                                          request->today, &lines, &count, request->arena, error);
    if (result == RESULT_OK)
        page->family = people_list(request, lines, count);
    return result;
}

static enum result fill_merges(struct request *request, int64_t id, struct resident_page *page,
                               struct error *error)
{
    static const struct choice reasons[] = {
        {.code = "id", .label = N_("The same citizen ID")},
        {.code = "birth", .label = N_("The same name and date of birth")},
        {.code = "phone", .label = N_("Sounds the same, and has the same phone")},
        {0},
    };
    struct merge_proposal *proposals;
    struct merge *merges;
    size_t count, merge_count;
    enum result result =
        merge_proposals(request->tx, request->scope, id, &proposals, &count, request->arena, error);
    if (result == RESULT_OK)
        result = merge_list(request->tx, request->scope, id, &merges, &merge_count, request->arena,
                            error);
    if (result != RESULT_OK)
        return result;
    struct proposal_row *rows = arena_array(request->arena, count + 1, sizeof *rows);
    for (size_t i = 0; i < count; i++)
        rows[i] = (struct proposal_row){
            .proposal = proposals[i],
            .path = path_of(request, "residents", proposals[i].resident_id, ""),
            .merge_path = arena_printf(request->arena, "/residents/%lld/merge?other=%lld",
                                       (long long)id, (long long)proposals[i].resident_id),
            .why = choice_word(request, reasons, proposals[i].why)};
    struct merge_row *made = arena_array(request->arena, merge_count + 1, sizeof *made);
    for (size_t i = 0; i < merge_count; i++)
        made[i] = (struct merge_row){.merge = merges[i],
                                     .undo_path =
                                         path_of(request, "merges", merges[i].merge_id, "/undo")};
    page->proposals = list_of(rows, count);
    page->merges = list_of(made, merge_count);
    return RESULT_OK;
}

static enum result fill_phones(struct request *request, int64_t id, struct resident_page *page,
                               struct error *error)
{
    struct resident_phone *phones;
    size_t count;
    enum result result =
        resident_phones(request->tx, request->scope, id, &phones, &count, request->arena, error);
    if (result == RESULT_OK)
        page->phones = list_of(phones, count);
    return result;
}

static enum result fill_history(struct request *request, int64_t id, struct resident_page *page,
                                struct error *error)
{
    struct resident_change *changes;
    size_t count;
    enum result result =
        resident_history(request->tx, request->scope, id, &changes, &count, request->arena, error);
    if (result == RESULT_OK)
        page->changes = list_of(changes, count);
    return result;
}

HANDLER(show_resident)
{
    int64_t id = ((const struct resident_params *)params)->resident;
    struct resident_page *page = arena_alloc(request->arena, sizeof *page);
    page->resident = arena_alloc(request->arena, sizeof *page->resident);
    enum result result = resident_get(request->services, request->tx, request->scope, id,
                                      request->today, page->resident, request->arena, error);
    if (result != RESULT_OK)
        return result;
    const struct resident *resident = page->resident;
    page->title = resident->facts.name;
    page->path = path_of(request, "residents", id, "");
    page->version = resident->version;
    page->care = cares_in_words(request, resident->cares);
    page->may_write = principal_can(request->who, &people_write) && resident->merged_into == 0;
    page->may_merge = principal_can(request->who, &people_merge);
    page->may_see_id =
        principal_can(request->who, &people_identity) && resident->facts.citizen_id != NULL;
    page->is_here = strcmp(resident->status, "here") == 0;
    page->is_head = text_equal(resident->relation, "02");
    page->place_path = home_path(request, resident->place_id);
    if (resident->merged_into != 0)
        page->merged_path = path_of(request, "residents", resident->merged_into, "");
    result = fill_phones(request, id, page, error);
    if (result == RESULT_OK)
        result = fill_stays(request, id, page, error);
    if (result == RESULT_OK)
        result = fill_needs(request, id, page, error);
    if (result == RESULT_OK)
        result = fill_jobs(request, id, page, error);
    if (result == RESULT_OK)
        result = fill_family(request, page, error);
    if (result == RESULT_OK)
        result = fill_merges(request, id, page, error);
    if (result == RESULT_OK)
        result = fill_history(request, id, page, error);
    reply->type = &resident_page_type;
    reply->record = page;
    return result;
}

/* ---- the citizen id whole: a write, because it is audited ------------------------------------ */

struct resident_id_params {
    int64_t resident;
    const char *reason;
};
static const struct field resident_id_params_fields[] = {
    PATH_ID(resident_id_params, resident),
    {.name = "reason",
     .label = N_("Reason"),
     .kind = FIELD_TEXT,
     .offset = FIELD_AT(struct resident_id_params, reason),
     .flags = FIELD_REQUIRED,
     .hint = N_("It is kept in the audit trail together with your name.")},
};
const struct record_type resident_id_params_type =
    RECORD_TYPE("citizen_id_request", NULL, struct resident_id_params, resident_id_params_fields);

struct resident_id_page {
    const char *title, *citizen_id, *path;
};
/* Internal: who gets this page has the right and has left a trail; the field itself stays sensitive. */
static const struct field resident_id_page_fields[] = {
    {.name = "title",
     .kind = FIELD_NAME,
     .offset = FIELD_AT(struct resident_id_page, title),
     .privacy = PRIVACY_PERSONAL},
    {.name = "citizen_id",
     .label = N_("Citizen ID"),
     .kind = FIELD_CITIZEN_ID,
     .offset = FIELD_AT(struct resident_id_page, citizen_id),
     .privacy = PRIVACY_INTERNAL,
     .flags = FIELD_NOT_EXPORTED},
    SHOW(FIELD_URL, resident_id_page, path, NULL),
};
const struct record_type resident_id_page_type =
    RECORD_TYPE("citizen_id", N_("Citizen ID"), struct resident_id_page, resident_id_page_fields);

HANDLER(show_resident_id)
{
    const struct resident_id_params *asked = params;
    struct resident_id_page *page = arena_alloc(request->arena, sizeof *page);
    struct resident resident;
    enum result result =
        resident_show_citizen_id(request->services, request->tx, request->who, asked->resident,
                                 asked->reason, &page->citizen_id, request->arena, error);
    if (result == RESULT_OK)
        result = resident_get(request->services, request->tx, request->scope, asked->resident,
                              request->today, &resident, request->arena, error);
    if (result != RESULT_OK)
        return result;
    page->title = resident.facts.name;
    page->path = path_of(request, "residents", asked->resident, "");
    reply->type = &resident_id_page_type;
    reply->record = page;
    return RESULT_OK;
}
