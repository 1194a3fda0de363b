/* The list of residents with its filters and orders, and the search box. The list in a page is a page
 * of fifty; as CSV, XLSX or JSON it streams from the store. */
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "modules/people/people_web.h"
#include "modules/people/pinyin.h"

/* ---- the list -------------------------------------------------------------------------------- */

static const struct choice orders[] = {
    {.code = "pinyin", .label = N_("By pinyin")},
    {.code = "strokes", .label = N_("By strokes")},
    {.code = "address", .label = N_("By address")},
    {0},
};

struct residents_params {
    int64_t grid, place, after, limit;
    const char *residence, *care, *sex, *status, *order;
};
static const struct field residents_params_fields[] = {
    QUERY(FIELD_ID, residents_params, grid, N_("Grid")),
    QUERY(FIELD_ID, residents_params, place, N_("Place")),
    {.name = "residence",
     .label = N_("Residence"),
     .kind = FIELD_CHOICE,
     .offset = FIELD_AT(struct residents_params, residence),
     .choices = resident_residences},
    {.name = "care",
     .label = N_("Care need"),
     .kind = FIELD_CHOICE,
     .offset = FIELD_AT(struct residents_params, care),
     .choices = resident_cares},
    {.name = "sex",
     .label = N_("Sex"),
     .kind = FIELD_CHOICE,
     .offset = FIELD_AT(struct residents_params, sex),
     .choices = resident_sexes},
    {.name = "status",
     .label = N_("State"),
     .kind = FIELD_CHOICE,
     .offset = FIELD_AT(struct residents_params, status),
     .choices = resident_statuses},
    {.name = "order",
     .label = N_("Order"),
     .kind = FIELD_CHOICE,
     .offset = FIELD_AT(struct residents_params, order),
     .choices = orders},
    QUERY(FIELD_ID, residents_params, after, NULL),
    {.name = "limit",
     .label = N_("Rows"),
     .kind = FIELD_INT,
     .offset = FIELD_AT(struct residents_params, limit),
     .maximum = LIMIT_SHEET_ROWS},
};
const struct record_type residents_params_type =
    RECORD_TYPE("residents_query", NULL, struct residents_params, residents_params_fields);

struct residents_page {
    struct record_list people;
    struct record_list grids, residences, cares, statuses, order_options;
    const char *place_name, *place_path, *more_path, *export_path, *place_id;
    int64_t may_ask_care;
};
static const struct field residents_page_fields[] = {
    SHOW_LIST(residents_page, people, N_("Residents"), &person_type),
    SHOW_LIST(residents_page, grids, NULL, &option_type),
    SHOW_LIST(residents_page, residences, NULL, &option_type),
    SHOW_LIST(residents_page, cares, NULL, &option_type),
    SHOW(FIELD_FLAG, residents_page, may_ask_care, NULL),
    SHOW_LIST(residents_page, statuses, NULL, &option_type),
    SHOW_LIST(residents_page, order_options, NULL, &option_type),
    SHOW(FIELD_TEXT, residents_page, place_name, NULL),
    SHOW(FIELD_URL, residents_page, place_path, NULL),
    SHOW(FIELD_TEXT, residents_page, place_id, NULL),
    SHOW(FIELD_URL, residents_page, more_path, NULL),
    SHOW(FIELD_URL, residents_page, export_path, NULL),
};
const struct record_type residents_page_type =
    RECORD_TYPE("residents", N_("Residents"), struct residents_page, residents_page_fields);

static struct resident_filter filter_of(const struct residents_params *query)
{
    return (struct resident_filter){.grid_id = query->grid,
                                    .place_id = query->place,
                                    .residence = query->residence,
                                    .care = query->care,
                                    .sex = query->sex,
                                    .status = query->status,
                                    .order =
                                        text_equal(query->order, "strokes")   ? RESIDENT_BY_STROKES
                                        : text_equal(query->order, "address") ? RESIDENT_BY_ADDRESS
                                                                              : RESIDENT_BY_PINYIN};
}

static void add_id(struct text_buffer *path, const char *name, int64_t id)
{
    if (id != 0)
        text_addf(path, "&%s=%lld", name, (long long)id);
}

static void add_text(struct text_buffer *path, const char *name, const char *text)
{
    if (text_is_empty(text))
        return;
    text_addf(path, "&%s=", name);
    text_add_url(path, text);
}

/* The same list with another end of its address. */
static const char *path_with(const struct request *request, const struct residents_params *query,
                             int64_t after, const char *rest)
{
    struct text_buffer path;
    text_buffer_init(&path);
    text_add(&path, "/residents?");
    add_id(&path, "grid", query->grid);
    add_id(&path, "place", query->place);
    add_text(&path, "residence", query->residence);
    add_text(&path, "care", query->care);
    add_text(&path, "sex", query->sex);
    add_text(&path, "status", query->status);
    add_text(&path, "order", query->order);
    add_id(&path, "after", after);
    text_add(&path, rest);
    const char *text = arena_copy(request->arena, text_buffer_get(&path));
    text_buffer_fini(&path);
    return text;
}

struct people_stream {
    const struct request *request;
    struct record_list lines;
};

static enum result next_person(void *self, void *row, bool *more, struct error *error)
{
    struct people_stream *stream = self;
    struct resident_line line;
    enum result result = stream->lines.next(stream->lines.cursor, &line, more, error);
    if (result == RESULT_OK && *more)
        person_from_line(stream->request, &line, row);
    return result;
}

enum result people_stream(struct request *request, const struct resident_filter *filter,
                          struct record_list *list, struct error *error)
{
    struct people_stream *stream = arena_alloc(request->arena, sizeof *stream);
    stream->request = request;
    enum result result = resident_stream(request->tx, request->scope, filter, request->today,
                                         &stream->lines, request->arena, error);
    *list = (struct record_list){.next = next_person, .cursor = stream, .total = -1};
    return result;
}

/* The list goes on behind a person, who is named by number alone: the key of the order is made of
 * names and addresses, and in the address of a page it would tell them to whoever sees them masked. */
static enum result go_on_after(struct request *request, int64_t after,
                               struct resident_filter *filter, struct error *error)
{
    struct arena *arena = request->arena;
    struct resident last;
    struct place place;
    const char *address_key = "";
    if (after == 0)
        return RESULT_OK;
    enum result result = resident_get(request->services, request->tx, request->scope, after,
                                      request->today, &last, arena, error);
    if (result == RESULT_OK && filter->order == RESIDENT_BY_ADDRESS && last.place_id != 0) {
        result = place_get(request->tx, request->scope, last.place_id, &place, arena, error);
        address_key = result == RESULT_OK ? place_range(place.path_key, arena).from : "";
    }
    if (result != RESULT_OK)
        return result;
    filter->after_id = after;
    filter->after_key = filter->order == RESIDENT_BY_ADDRESS ? address_key
                        : filter->order == RESIDENT_BY_STROKES
                            ? pinyin_stroke_key(last.facts.name, arena)
                            : pinyin_sort_key(last.facts.name, arena);
    return RESULT_OK;
}

static enum result page_of_people(struct request *request, const struct residents_params *query,
                                  struct residents_page *page, struct error *error)
{
    struct resident_filter filter = filter_of(query);
    size_t limit = query->limit == 0 ? LIMIT_PAGE_ROWS : (size_t)query->limit;
    enum result result = go_on_after(request, query->after, &filter, error);
    if (result != RESULT_OK)
        return result;
    if (limit > LIMIT_PAGE_ROWS_MAX) {
        filter.limit = limit;
        return people_stream(request, &filter, &page->people, error);
    }
    struct resident_line *lines;
    size_t count;
    int64_t total;
    bool is_more;
    filter.limit = limit + 1;
    result = resident_list(request->tx, request->scope, &filter, request->today, &lines, &count,
                           request->arena, error);
    if (result == RESULT_OK)
        result = resident_count(request->tx, request->scope, &filter, &total, &is_more,
                                request->arena, error);
    if (result != RESULT_OK)
        return result;
    size_t shown = count > limit ? limit : count;
    page->people = people_list(request, lines, shown);
    page->people.total = total;
    page->people.total_is_more = is_more;
    if (count > shown)
        page->more_path = path_with(request, query, lines[shown - 1].resident_id, "");
    return RESULT_OK;
}

/* What the mask keeps back is not told by a filter either: a list of one home would say where each of
 * them lives, a list of one care need who has it. */
static enum result check_filters(struct request *request, const struct residents_params *query,
                                 struct error *error)
{
    struct place place;
    if (request->who->sees_personal)
        return RESULT_OK;
    if (query->care != NULL)
        return error_set(error, RESULT_FORBIDDEN, NULL,
                         N_("Who has a care need is for those who may see personal data."));
    if (query->place == 0)
        return RESULT_OK;
    enum result result =
        place_get(request->tx, request->scope, query->place, &place, request->arena, error);
    if (result != RESULT_OK || may_list_place(request, &place))
        return result;
    return error_set(error, RESULT_FORBIDDEN, NULL,
                     N_("Who lives in which home is for those who may see addresses."));
}

HANDLER(show_residents)
{
    const struct residents_params *query = params;
    struct residents_page *page = arena_alloc(request->arena, sizeof *page);
    enum result result = check_filters(request, query, error);
    if (result == RESULT_OK)
        result = page_of_people(request, query, page, error);
    if (result == RESULT_OK)
        result = grid_options(request, query->grid, N_("All grids"), &page->grids, error);
    if (result == RESULT_OK && query->place != 0) {
        struct place place;
        result =
            place_get(request->tx, request->scope, query->place, &place, request->arena, error);
        page->place_name = place.address;
        page->place_path = path_of(request, "places", query->place, "");
        page->place_id = arena_printf(request->arena, "%lld", (long long)query->place);
    }
    if (result != RESULT_OK)
        return result;
    page->residences =
        options_of(request, resident_residences, N_("Registered or floating"), query->residence);
    page->may_ask_care = request->who->sees_personal;
    page->cares = options_of(request, resident_cares, N_("All care needs"), query->care);
    page->statuses =
        options_of(request, resident_statuses + 1, N_("On the register"), query->status);
    page->order_options = options_of(request, orders + 1, N_("By pinyin"), query->order);
    page->export_path = path_with(request, query, 0, "&limit=200000");
    reply->type = &residents_page_type;
    reply->record = page;
    reply->file_name = language_text(request->language, N_("Residents"));
    return RESULT_OK;
}

/* ---- the search box -------------------------------------------------------------------------- */

struct search_params {
    const char *q;
};
static const struct field search_params_fields[] = {
    {.name = "q",
     .label = N_("Search"),
     .kind = FIELD_TEXT,
     .offset = FIELD_AT(struct search_params, q),
     .maximum = LIMIT_SEARCH_BYTES},
};
const struct record_type search_params_type =
    RECORD_TYPE("search_query", NULL, struct search_params, search_params_fields);

struct search_page {
    const char *q;
    struct record_list people, places, firms;
    int64_t is_asked, is_nothing;
};
static const struct field search_person_fields[] = {
    {.name = "id",
     .label = N_("Number"),
     .kind = FIELD_ID,
     .offset = FIELD_AT(struct search_hit, id)},
    {.name = "name",
     .label = N_("Name"),
     .kind = FIELD_NAME,
     .offset = FIELD_AT(struct search_hit, name),
     .privacy = PRIVACY_PERSONAL},
    {.name = "sex",
     .label = N_("Sex"),
     .kind = FIELD_CHOICE,
     .offset = FIELD_AT(struct search_hit, sex),
     .choices = resident_sexes},
    {.name = "age",
     .label = N_("Age"),
     .kind = FIELD_INT,
     .offset = FIELD_AT(struct search_hit, age),
     .flags = FIELD_NONE_IS_MIN},
    {.name = "detail",
     .label = N_("Address"),
     .kind = FIELD_ADDRESS,
     .offset = FIELD_AT(struct search_hit, detail),
     .privacy = PRIVACY_PERSONAL},
    {.name = "phone",
     .label = N_("Phone"),
     .kind = FIELD_PHONE,
     .offset = FIELD_AT(struct search_hit, phone),
     .privacy = PRIVACY_PERSONAL,
     .flags = FIELD_MASK_ALWAYS},
    {.name = "why",
     .label = N_("Found by"),
     .kind = FIELD_CHOICE,
     .offset = FIELD_AT(struct search_hit, why),
     .choices = search_reasons},
    {.name = "path", .kind = FIELD_URL, .offset = FIELD_AT(struct search_hit, path)},
};
static const struct record_type search_person_type =
    RECORD_TYPE("search_person", N_("Resident"), struct search_hit, search_person_fields);
static const struct field search_place_fields[] = {
    {.name = "id",
     .label = N_("Number"),
     .kind = FIELD_ID,
     .offset = FIELD_AT(struct search_hit, id)},
    {.name = "name",
     .label = N_("Name"),
     .kind = FIELD_TEXT,
     .offset = FIELD_AT(struct search_hit, name)},
    {.name = "detail",
     .label = N_("Where"),
     .kind = FIELD_TEXT,
     .offset = FIELD_AT(struct search_hit, detail)},
    {.name = "path", .kind = FIELD_URL, .offset = FIELD_AT(struct search_hit, path)},
};
static const struct record_type search_place_type =
    RECORD_TYPE("search_place", N_("Place"), struct search_hit, search_place_fields);
static const struct field search_page_fields[] = {
    SHOW(FIELD_TEXT, search_page, q, NULL),
    SHOW_LIST(search_page, people, N_("Residents"), &search_person_type),
    SHOW_LIST(search_page, places, N_("Places"), &search_place_type),
    SHOW_LIST(search_page, firms, N_("Firms"), &search_place_type),
    SHOW(FIELD_FLAG, search_page, is_asked, NULL),
    SHOW(FIELD_FLAG, search_page, is_nothing, NULL),
};
const struct record_type search_page_type =
    RECORD_TYPE("search", N_("Search"), struct search_page, search_page_fields);

static struct record_list of_kind(const struct request *request, const struct search_hit *hits,
                                  size_t count, const char *kind)
{
    struct search_hit *chosen = arena_array(request->arena, count, sizeof *chosen);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (strcmp(hits[i].kind, kind) == 0)
            chosen[kept++] = hits[i];
    return list_of(chosen, kept);
}

HANDLER(show_search)
{
    const struct search_params *query = params;
    struct search_page *page = arena_alloc(request->arena, sizeof *page);
    struct search_hit *hits;
    size_t count;
    enum result result =
        search_find(request->services, request->tx, request->who, query->q, request->today,
                    LIMIT_PAGE_ROWS, &hits, &count, request->arena, error);
    if (result != RESULT_OK)
        return result;
    page->q = query->q;
    page->is_asked = !text_is_empty(query->q);
    page->is_nothing = page->is_asked && count == 0;
    page->people = of_kind(request, hits, count, "resident");
    page->places = of_kind(request, hits, count, "place");
    page->firms = of_kind(request, hits, count, "firm");
    reply->type = &search_page_type;
    reply->record = page;
    return RESULT_OK;
}
