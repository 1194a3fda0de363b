/* Grids: the list with its flags, one grid with its places and people in charge, and the changes of
 * both by day. Households and firms have their pages here too. */
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "modules/access/audit.h"
#include "modules/people/people_web.h"

/* ---- the list -------------------------------------------------------------------------------- */

struct grid_row {
    struct grid grid;
    const char *path;
    int64_t is_branch, is_group, is_over;
};
static const struct field grid_row_fields[] = {
    {.name = "name",
     .label = N_("Grid"),
     .kind = FIELD_TEXT,
     .offset = FIELD_AT(struct grid_row, grid.name)},
    {.name = "code",
     .label = N_("Grid code"),
     .kind = FIELD_TEXT,
     .offset = FIELD_AT(struct grid_row, grid.code)},
    {.name = "level",
     .label = N_("Level"),
     .kind = FIELD_INT,
     .offset = FIELD_AT(struct grid_row, grid.level)},
    {.name = "homes",
     .label = N_("Homes"),
     .kind = FIELD_INT,
     .offset = FIELD_AT(struct grid_row, grid.homes)},
    {.name = "people",
     .label = N_("People"),
     .kind = FIELD_INT,
     .offset = FIELD_AT(struct grid_row, grid.people)},
    {.name = "is_outside",
     .label = N_("Not 300 to 500 homes"),
     .kind = FIELD_FLAG,
     .offset = FIELD_AT(struct grid_row, grid.is_outside)},
    {.name = "in_charge",
     .label = N_("In charge"),
     .kind = FIELD_TEXT,
     .offset = FIELD_AT(struct grid_row, grid.in_charge)},
    SHOW(FIELD_FLAG, grid_row, is_branch, NULL),
    SHOW(FIELD_FLAG, grid_row, is_group, NULL),
    SHOW(FIELD_FLAG, grid_row, is_over, NULL),
    {.name = "valid_to",
     .label = N_("Until"),
     .kind = FIELD_DATE,
     .offset = FIELD_AT(struct grid_row, grid.valid_to)},
    SHOW(FIELD_URL, grid_row, path, NULL),
};
static const struct record_type grid_row_type =
    RECORD_TYPE("grid_row", N_("Grid"), struct grid_row, grid_row_fields);

struct grids_page {
    struct record_list grids;
    int64_t may_change;
};
static const struct field grids_page_fields[] = {
    SHOW_LIST(grids_page, grids, N_("Grids"), &grid_row_type),
    SHOW(FIELD_FLAG, grids_page, may_change, NULL),
};
const struct record_type grids_page_type =
    RECORD_TYPE("grids", N_("Grids"), struct grids_page, grids_page_fields);

static bool is_over(const struct grid *grid, const char *day)
{
    return grid->valid_to != NULL && strcmp(grid->valid_to, day) < 0;
}

HANDLER(show_grids)
{
    (void)params;
    struct grids_page *page = arena_alloc(request->arena, sizeof *page);
    struct grid *grids;
    size_t count;
    enum result result = grid_list(request->tx, request->scope, request->today, &grids, &count,
                                   request->arena, error);
    if (result == RESULT_OK)
        result =
            people_count_grids(request->tx, request->scope, grids, count, request->arena, error);
    if (result != RESULT_OK)
        return result;
    struct grid_row *rows = arena_array(request->arena, count, sizeof *rows);
    for (size_t i = 0; i < count; i++)
        rows[i] = (struct grid_row){.grid = grids[i],
                                    .path = path_of(request, "grids", grids[i].grid_id, ""),
                                    .is_branch = grids[i].level == 2,
                                    .is_group = grids[i].level == 3,
                                    .is_over = is_over(&grids[i], request->today)};
    page->grids = list_of(rows, count);
    page->may_change = principal_can(request->who, &place_grids) && request->scope->all_grids;
    reply->type = &grids_page_type;
    reply->record = page;
    reply->file_name = language_text(request->language, N_("Grids"));
    return RESULT_OK;
}

/* ---- one grid -------------------------------------------------------------------------------- */

struct grid_params {
    int64_t grid;
    const char *day;
};
static const struct field grid_params_fields[] = {
    PATH_ID(grid_params, grid),
    QUERY(FIELD_DATE, grid_params, day, N_("On the day")),
};
const struct record_type grid_params_type =
    RECORD_TYPE("grid_path", NULL, struct grid_params, grid_params_fields);

struct member_row {
    struct grid_member member;
    const char *path;
};
static const struct field member_row_fields[] = {
    {.name = "address",
     .label = N_("Place"),
     .kind = FIELD_TEXT,
     .offset = FIELD_AT(struct member_row, member.address)},
    {.name = "grid_name",
     .label = N_("Grid"),
     .kind = FIELD_TEXT,
     .offset = FIELD_AT(struct member_row, member.grid_name)},
    {.name = "homes",
     .label = N_("Homes"),
     .kind = FIELD_INT,
     .offset = FIELD_AT(struct member_row, member.homes)},
    {.name = "valid_from",
     .label = N_("Since"),
     .kind = FIELD_DATE,
     .offset = FIELD_AT(struct member_row, member.valid_from)},
    {.name = "valid_to",
     .label = N_("Until"),
     .kind = FIELD_DATE,
     .offset = FIELD_AT(struct member_row, member.valid_to)},
    SHOW(FIELD_URL, member_row, path, NULL),
};
static const struct record_type member_row_type =
    RECORD_TYPE("grid_member", N_("Place"), struct member_row, member_row_fields);

struct charge_row {
    struct charge charge;
    const char *end_path;
    int64_t is_now;
};
static const struct field charge_row_fields[] = {
    {.name = "name",
     .label = N_("Name"),
     .kind = FIELD_TEXT,
     .offset = FIELD_AT(struct charge_row, charge.name)},
    {.name = "role",
     .label = N_("Role"),
     .kind = FIELD_CHOICE,
     .offset = FIELD_AT(struct charge_row, charge.role),
     .choices = charge_roles},
    {.name = "phone",
     .label = N_("Phone"),
     .kind = FIELD_PHONE,
     .offset = FIELD_AT(struct charge_row, charge.phone)},
    {.name = "valid_from",
     .label = N_("Since"),
     .kind = FIELD_DATE,
     .offset = FIELD_AT(struct charge_row, charge.valid_from)},
    {.name = "valid_to",
     .label = N_("Until"),
     .kind = FIELD_DATE,
     .offset = FIELD_AT(struct charge_row, charge.valid_to)},
    SHOW(FIELD_FLAG, charge_row, is_now, NULL),
    SHOW(FIELD_URL, charge_row, end_path, NULL),
};
static const struct record_type charge_row_type =
    RECORD_TYPE("charge_row", N_("In charge"), struct charge_row, charge_row_fields);

struct grid_page {
    struct grid *grid;
    const char *title, *path, *list_path, *day, *today, *add_path;
    struct record_list members, charges;
    int64_t may_change, is_over;
    struct form *charge_form, *member_form;
};
static const struct field grid_page_fields[] = {
    SHOW_RECORD(grid_page, grid, N_("Grid"), &grid_type),
    SHOW(FIELD_TEXT, grid_page, title, NULL),
    SHOW(FIELD_URL, grid_page, path, NULL),
    SHOW(FIELD_URL, grid_page, list_path, NULL),
    SHOW(FIELD_DATE, grid_page, day, NULL),
    SHOW(FIELD_DATE, grid_page, today, NULL),
    SHOW_LIST(grid_page, members, N_("Places"), &member_row_type),
    SHOW_LIST(grid_page, charges, N_("In charge"), &charge_row_type),
    SHOW(FIELD_FLAG, grid_page, may_change, NULL),
    SHOW(FIELD_FLAG, grid_page, is_over, NULL),
    SHOW(FIELD_URL, grid_page, add_path, NULL),
    SHOW_FORM(grid_page, charge_form, &charge_form_params_type),
    SHOW_FORM(grid_page, member_form, &grid_member_params_type),
};
const struct record_type grid_page_type =
    RECORD_TYPE("grid_page", N_("Grid"), struct grid_page, grid_page_fields);

struct grid_member_form {
    int64_t grid;
    const char *address, *from;
};
static const struct field grid_member_form_fields[] = {
    PATH_ID(grid_member_form, grid),
    {.name = "address",
     .label = N_("Place"),
     .kind = FIELD_ADDRESS,
     .offset = FIELD_AT(struct grid_member_form, address),
     .flags = FIELD_REQUIRED,
     .hint = N_("A building or a lane, like 灯湖花园3栋; everything in it comes along.")},
    {.name = "from",
     .label = N_("Since"),
     .kind = FIELD_DATE,
     .offset = FIELD_AT(struct grid_member_form, from),
     .flags = FIELD_REQUIRED},
};
const struct record_type grid_member_params_type =
    RECORD_TYPE("grid_member_form", N_("Place"), struct grid_member_form, grid_member_form_fields);

static void fill_forms(struct request *request, int64_t id, struct grid_page *page)
{
    static const char *const member_names[] = {"address", "from", NULL};
    struct grid_member_form *member = arena_alloc(request->arena, sizeof *member);
    member->from = request->today;
    page->charge_form = charge_form_of(request, &charge_form_params_type,
                                       path_of(request, "grids", id, "/charges"));
    page->member_form = arena_alloc(request->arena, sizeof *page->member_form);
    *page->member_form = (struct form){.type = &grid_member_params_type,
                                       .values = member,
                                       .action = path_of(request, "grids", id, "/places"),
                                       .submit = N_("Move here"),
                                       .only = member_names};
}

static enum result fill_grid(struct request *request, int64_t id, const char *day,
                             struct grid_page *page, struct error *error)
{
    struct grid_member *members;
    struct charge *charges;
    size_t count, charge_count;
    enum result result = grid_member_list(request->tx, request->scope, id, day, &members, &count,
                                          request->arena, error);
    if (result == RESULT_OK)
        result = charge_list(request->tx, request->scope, id, 0, NULL, &charges, &charge_count,
                             request->arena, error);
    if (result != RESULT_OK)
        return result;
    struct member_row *rows = arena_array(request->arena, count, sizeof *rows);
    for (size_t i = 0; i < count; i++)
        rows[i] =
            (struct member_row){members[i], path_of(request, "places", members[i].place_id, "")};
    struct charge_row *held = arena_array(request->arena, charge_count, sizeof *held);
    for (size_t i = 0; i < charge_count; i++)
        held[i] = (struct charge_row){
            charges[i], path_of(request, "charges", charges[i].charge_id, "/end"),
            strcmp(charges[i].valid_from, day) <= 0 &&
                (charges[i].valid_to == NULL || strcmp(charges[i].valid_to, day) >= 0)};
    page->members = list_of(rows, count);
    page->charges = list_of(held, charge_count);
    return RESULT_OK;
}

static enum result show_one_grid(struct request *request, int64_t id, const char *day,
                                 struct reply *reply, struct error *error)
{
    struct grid_page *page = arena_alloc(request->arena, sizeof *page);
    page->grid = arena_alloc(request->arena, sizeof *page->grid);
    enum result result =
        grid_get(request->tx, request->scope, id, day, page->grid, request->arena, error);
    if (result == RESULT_OK)
        result =
            people_count_grids(request->tx, request->scope, page->grid, 1, request->arena, error);
    if (result != RESULT_OK)
        return result;
    page->title = page->grid->name;
    page->path = path_of(request, "grids", id, "");
    page->list_path = arena_printf(request->arena, "/residents?grid=%lld", (long long)id);
    page->day = day;
    page->today = request->today;
    page->may_change = principal_can(request->who, &place_grids);
    page->is_over = is_over(page->grid, request->today);
    if (page->grid->level < GRID_LEVELS)
        page->add_path = arena_printf(request->arena, "/grids/new?parent=%lld", (long long)id);
    fill_forms(request, id, page);
    reply->type = &grid_page_type;
    reply->record = page;
    return fill_grid(request, id, day, page, error);
}

HANDLER(show_grid)
{
    const struct grid_params *asked = params;
    return show_one_grid(request, asked->grid, asked->day == NULL ? request->today : asked->day,
                         reply, error);
}

/* The same page after a refusal, whose parameters are those of the form. */
HANDLER(show_grid_again)
{
    return show_one_grid(request, *(const int64_t *)params, request->today, reply, error);
}

HANDLER(do_grid_member)
{
    const struct grid_member_form *typed = params;
    int64_t place_id;
    enum result result = place_typed(request, typed->address, &place_id, error);
    if (result == RESULT_OK)
        result = grid_member_set(request->tx, request->scope, place_id, typed->grid, typed->from,
                                 request->today, error);
    if (result == RESULT_OK)
        result = people_follow_place(request->tx, request->scope->tenant, NULL, error);
    if (result == RESULT_OK)
        result = note_place(request, "place.grid_member", "place", place_id, "grid_id valid_from",
                            error);
    if (result != RESULT_OK)
        return result;
    reply->redirect = path_of(request, "grids", typed->grid, "");
    reply->notice = language_text(request->language, N_("Saved."));
    return RESULT_OK;
}

/* ---- households ------------------------------------------------------------------------------ */

struct household_params {
    int64_t household;
};
static const struct field household_params_fields[] = {PATH_ID(household_params, household)};
const struct record_type household_params_type =
    RECORD_TYPE("household_path", NULL, struct household_params, household_params_fields);

struct warning_row {
    const char *sentence;
};
static const struct field warning_fields[] = {SHOW(FIELD_TEXT, warning_row, sentence, NULL)};
static const struct record_type warning_type =
    RECORD_TYPE("warning", NULL, struct warning_row, warning_fields);

struct household_page {
    struct household *household;
    const char *place_path;
    struct record_list people, warnings;
};
static const struct field household_page_fields[] = {
    SHOW_RECORD(household_page, household, N_("Household"), &household_type),
    SHOW(FIELD_URL, household_page, place_path, NULL),
    SHOW_LIST(household_page, people, N_("Residents"), &person_type),
    SHOW_LIST(household_page, warnings, N_("What does not fit together"), &warning_type),
};
const struct record_type household_page_type =
    RECORD_TYPE("household_page", N_("Household"), struct household_page, household_page_fields);

/* A sentence is shown whole, so the names in it are masked before. */
static const char *name_in_sentence(const struct request *request, const char *name)
{
    if (name == NULL)
        return "";
    return request->who->sees_personal ? name : record_mask(FIELD_NAME, name, request->arena);
}

HANDLER(show_household)
{
    enum { WARNINGS_MAX = 20 };
    int64_t id = ((const struct household_params *)params)->household;
    struct household_page *page = arena_alloc(request->arena, sizeof *page);
    struct resident_line *lines;
    size_t count;
    page->household = arena_alloc(request->arena, sizeof *page->household);
    enum result result =
        household_get(request->tx, request->scope, id, page->household, request->arena, error);
    if (result == RESULT_OK)
        result = household_people(request->tx, request->scope, id, request->today, &lines, &count,
                                  request->arena, error);
    if (result != RESULT_OK)
        return result;
    struct household_warning found[WARNINGS_MAX];
    size_t warnings = household_check(lines, count, found, WARNINGS_MAX);
    struct warning_row *rows = arena_array(request->arena, warnings, sizeof *rows);
    for (size_t i = 0; i < warnings; i++)
        rows[i].sentence = language_format(request->arena, request->language, found[i].msgid,
                                           name_in_sentence(request, found[i].name),
                                           name_in_sentence(request, found[i].other));
    page->people = people_list(request, lines, count);
    page->warnings = list_of(rows, warnings);
    page->place_path = home_path(request, page->household->place_id);
    reply->type = &household_page_type;
    reply->record = page;
    return RESULT_OK;
}

/* ---- firms ----------------------------------------------------------------------------------- */

struct firms_params {
    const char *after_key;
    int64_t after;
};
static const struct field firms_params_fields[] = {
    QUERY(FIELD_TEXT, firms_params, after_key, NULL),
    QUERY(FIELD_ID, firms_params, after, NULL),
};
const struct record_type firms_params_type =
    RECORD_TYPE("firms_query", NULL, struct firms_params, firms_params_fields);

struct firm_row {
    struct firm firm;
    const char *path;
};
static const struct field firm_row_fields[] = {
    {.name = "name",
     .label = N_("Firm name"),
     .kind = FIELD_TEXT,
     .offset = FIELD_AT(struct firm_row, firm.name)},
    {.name = "credit_code",
     .label = N_("Credit code"),
     .kind = FIELD_CREDIT_CODE,
     .offset = FIELD_AT(struct firm_row, firm.credit_code)},
    {.name = "address",
     .label = N_("Address"),
     .kind = FIELD_TEXT,
     .offset = FIELD_AT(struct firm_row, firm.address)},
    {.name = "headcount",
     .label = N_("Headcount"),
     .kind = FIELD_INT,
     .offset = FIELD_AT(struct firm_row, firm.headcount),
     .flags = FIELD_NONE_IS_MIN},
    {.name = "on_register",
     .label = N_("On the register"),
     .kind = FIELD_INT,
     .offset = FIELD_AT(struct firm_row, firm.on_register)},
    SHOW(FIELD_URL, firm_row, path, NULL),
};
static const struct record_type firm_row_type =
    RECORD_TYPE("firm_row", N_("Firm"), struct firm_row, firm_row_fields);

struct firms_page {
    struct record_list firms;
    const char *more_path;
    int64_t may_write;
};
static const struct field firms_page_fields[] = {
    SHOW_LIST(firms_page, firms, N_("Firms"), &firm_row_type),
    SHOW(FIELD_URL, firms_page, more_path, NULL),
    SHOW(FIELD_FLAG, firms_page, may_write, NULL),
};
const struct record_type firms_page_type =
    RECORD_TYPE("firms", N_("Firms"), struct firms_page, firms_page_fields);

HANDLER(show_firms)
{
    const struct firms_params *query = params;
    struct firms_page *page = arena_alloc(request->arena, sizeof *page);
    struct firm *firms;
    size_t count;
    enum result result =
        firm_list(request->tx, request->scope, request->today, query->after_key, query->after,
                  LIMIT_PAGE_ROWS + 1, &firms, &count, request->arena, error);
    if (result != RESULT_OK)
        return result;
    size_t shown = count > LIMIT_PAGE_ROWS ? LIMIT_PAGE_ROWS : count;
    struct firm_row *rows = arena_array(request->arena, shown, sizeof *rows);
    for (size_t i = 0; i < shown; i++)
        rows[i] = (struct firm_row){firms[i], path_of(request, "firms", firms[i].firm_id, "")};
    if (count > shown) {
        struct text_buffer more;
        text_buffer_init(&more);
        text_add(&more, "/firms?after_key=");
        text_add_url(&more, firms[shown - 1].key);
        text_addf(&more, "&after=%lld", (long long)firms[shown - 1].firm_id);
        page->more_path = arena_copy(request->arena, text_buffer_get(&more));
        text_buffer_fini(&more);
    }
    page->firms = list_of(rows, shown);
    page->may_write = principal_can(request->who, &people_write);
    reply->type = &firms_page_type;
    reply->record = page;
    reply->file_name = language_text(request->language, N_("Firms"));
    return RESULT_OK;
}

struct firm_params {
    int64_t firm;
};
static const struct field firm_params_fields[] = {PATH_ID(firm_params, firm)};
const struct record_type firm_params_type =
    RECORD_TYPE("firm_path", NULL, struct firm_params, firm_params_fields);

struct firm_page {
    struct firm *firm;
    const char *title, *path, *place_path;
    struct record_list people;
    int64_t may_write;
};
static const struct field firm_page_fields[] = {
    SHOW_RECORD(firm_page, firm, N_("Firm"), &firm_type),
    SHOW(FIELD_TEXT, firm_page, title, NULL),
    SHOW(FIELD_URL, firm_page, path, NULL),
    SHOW(FIELD_URL, firm_page, place_path, NULL),
    SHOW(FIELD_FLAG, firm_page, may_write, NULL),
    SHOW_LIST(firm_page, people, N_("Residents"), &person_type),
};
const struct record_type firm_page_type =
    RECORD_TYPE("firm_page", N_("Firm"), struct firm_page, firm_page_fields);

HANDLER(show_firm)
{
    int64_t id = ((const struct firm_params *)params)->firm;
    struct firm_page *page = arena_alloc(request->arena, sizeof *page);
    struct resident_line *lines;
    size_t count;
    page->firm = arena_alloc(request->arena, sizeof *page->firm);
    enum result result = firm_get(request->tx, request->scope, id, request->today, page->firm,
                                  request->arena, error);
    if (result == RESULT_OK)
        result = firm_people(request->tx, request->scope, id, request->today, LIMIT_EXPORT_ROWS,
                             &lines, &count, request->arena, error);
    if (result != RESULT_OK)
        return result;
    page->title = page->firm->name;
    page->path = path_of(request, "firms", id, "");
    page->may_write = principal_can(request->who, &people_write);
    if (page->firm->place_id != 0)
        page->place_path = path_of(request, "places", page->firm->place_id, "");
    page->people = people_list(request, lines, count);
    reply->type = &firm_page_type;
    reply->record = page;
    return RESULT_OK;
}
