/* The first page: a greeting, the figures that modules supply, what needs me now, and what to know. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "modules/access/access.h"
#include "modules/inbox/inbox.h"
#include "modules/inbox/inbox_web.h"
#include "modules/inbox/lunar_text.h"
#include "web/icon.h"

enum { TASKS_SHOWN = 8, ALIKE_SHOWN = 3, TILES_MAX = 5, NOTICES_SHOWN = 10, WEEKDAYS = 7 };

/* ---- records --------------------------------------------------------------------------------- */

struct today_query {
    const char *all, *kind;
    int64_t more;
};

static const struct choice range_choices[] = {
    {"mine", N_("Mine"), NULL}, {"all", N_("Whole community"), NULL}, {0}};

static const struct field query_fields[] = {
    {"tasks", N_("Tasks"), FIELD_CHOICE, FIELD_AT(struct today_query, all),
     .choices = range_choices},
    {"more", N_("All tasks"), FIELD_FLAG, FIELD_AT(struct today_query, more)},
    {"kind", N_("Only tasks of this kind"), FIELD_TEXT, FIELD_AT(struct today_query, kind),
     .maximum = 60},
};
const struct record_type inbox_today_query_type =
    RECORD_TYPE("today_query", NULL, struct today_query, query_fields);

struct tile_row {
    const char *icon, *label, *value, *unit, *detail, *path;
    int64_t is_bad;
};

static const struct field tile_fields[] = {
    {"icon", NULL, FIELD_HTML, FIELD_AT(struct tile_row, icon)},
    {"label", N_("Figure"), FIELD_TEXT, FIELD_AT(struct tile_row, label)},
    {"value", N_("Value"), FIELD_TEXT, FIELD_AT(struct tile_row, value)},
    {"unit", N_("Unit"), FIELD_TEXT, FIELD_AT(struct tile_row, unit)},
    {"detail", N_("Meaning"), FIELD_TEXT, FIELD_AT(struct tile_row, detail)},
    {"path", NULL, FIELD_URL, FIELD_AT(struct tile_row, path)},
    {"is_bad", N_("Asks for action"), FIELD_FLAG, FIELD_AT(struct tile_row, is_bad)},
};
static const struct record_type tile_type =
    RECORD_TYPE("tile", N_("Figure"), struct tile_row, tile_fields);

struct task_item {
    int64_t task_id, due_at;
    const char *icon, *title, *detail, *path, *due, *urgency, *person;
};

static const struct choice urgencies[] = {{"late", N_("Overdue"), NULL},
                                          {"today", N_("Today"), NULL},
                                          {"later", N_("Later"), NULL},
                                          {"open", N_("No deadline"), NULL},
                                          {0}};

static const struct field task_fields[] = {
    {"task_id", N_("Task"), FIELD_ID, FIELD_AT(struct task_item, task_id)},
    {"icon", NULL, FIELD_HTML, FIELD_AT(struct task_item, icon)},
    /* They name people and their homes. */
    {"title", N_("Task"), FIELD_TEXT, FIELD_AT(struct task_item, title),
     .privacy = PRIVACY_PERSONAL},
    {"detail", N_("Why"), FIELD_TEXT, FIELD_AT(struct task_item, detail),
     .privacy = PRIVACY_PERSONAL},
    {"path", NULL, FIELD_URL, FIELD_AT(struct task_item, path)},
    {"due_at", N_("Due"), FIELD_TIME, FIELD_AT(struct task_item, due_at)},
    {"due", NULL, FIELD_TEXT, FIELD_AT(struct task_item, due)},
    {"urgency", N_("Urgency"), FIELD_CHOICE, FIELD_AT(struct task_item, urgency),
     .choices = urgencies},
    {"person", N_("Who"), FIELD_TEXT, FIELD_AT(struct task_item, person)},
};
static const struct record_type task_type =
    RECORD_TYPE("task", N_("Task"), struct task_item, task_fields);

struct notice_item {
    int64_t notice_id, created_at;
    const char *text, *path;
};

static const struct field notice_fields[] = {
    {"notice_id", N_("Notice"), FIELD_ID, FIELD_AT(struct notice_item, notice_id)},
    {"text", N_("Notice"), FIELD_TEXT, FIELD_AT(struct notice_item, text)},
    {"path", NULL, FIELD_URL, FIELD_AT(struct notice_item, path)},
    {"created_at", N_("When"), FIELD_TIME, FIELD_AT(struct notice_item, created_at)},
};
static const struct record_type notice_type =
    RECORD_TYPE("notice", N_("Notice"), struct notice_item, notice_fields);

struct today_page {
    const char *greeting, *date, *more_path;
    struct record_list tasks, tiles, notices;
    int64_t late_count, is_all, may_see_all, newest_notice;
};

static const struct field page_fields[] = {
    {"greeting", NULL, FIELD_TEXT, FIELD_AT(struct today_page, greeting)},
    {"date", NULL, FIELD_TEXT, FIELD_AT(struct today_page, date)},
    {"more_path", NULL, FIELD_URL, FIELD_AT(struct today_page, more_path)},
    {"tasks", N_("Tasks"), FIELD_LIST, FIELD_AT(struct today_page, tasks), .type = &task_type},
    {"tiles", N_("Figures"), FIELD_LIST, FIELD_AT(struct today_page, tiles), .type = &tile_type},
    {"notices", N_("Notices"), FIELD_LIST, FIELD_AT(struct today_page, notices),
     .type = &notice_type},
    {"late_count", N_("Overdue"), FIELD_INT, FIELD_AT(struct today_page, late_count)},
    {"is_all", NULL, FIELD_FLAG, FIELD_AT(struct today_page, is_all)},
    {"may_see_all", NULL, FIELD_FLAG, FIELD_AT(struct today_page, may_see_all)},
    {"newest_notice", NULL, FIELD_ID, FIELD_AT(struct today_page, newest_notice)},
};
const struct record_type inbox_today_page_type =
    RECORD_TYPE("today", N_("Today"), struct today_page, page_fields);

/* ---- greeting and date ----------------------------------------------------------------------- */

/* A Chinese name of three or four characters is called without its surname: 麦婉仪, 婉仪. */
static const char *call_name(const struct request *request)
{
    const char *name = request->who->name, *at = name;
    size_t length = text_length(name);
    if ((length == 3 || length == 4) && text_is_han(text_next(&at))) {
        const char *rest = at;
        if (length == 4) {
            (void)text_next(&rest); /* 欧阳 and the like have two */
        }
        return rest;
    }
    return name;
}

static const char *greeting(const struct request *request)
{
    int hour = calendar_at(request->now, request->services->offset).hour;
    const char *text = hour < 5    ? N_("It is late, %1")
                       : hour < 11 ? N_("Good morning, %1")
                       : hour < 13 ? N_("Good day, %1")
                       : hour < 18 ? N_("Good afternoon, %1")
                                   : N_("Good evening, %1");
    return language_format(request->arena, request->language, text, call_name(request));
}

static const char *weekday_name(int weekday)
{
    static const char *const names[WEEKDAYS] = {N_("Monday"),   N_("Tuesday"), N_("Wednesday"),
                                                N_("Thursday"), N_("Friday"),  N_("Saturday"),
                                                N_("Sunday")};
    return names[(weekday + WEEKDAYS - 1) % WEEKDAYS];
}

static const char *month_day(const struct request *request, int64_t moment)
{
    struct calendar_time at = calendar_at(moment, request->services->offset);
    return language_format(request->arena, request->language, N_("%1/%2"),
                           arena_printf(request->arena, "%d", at.month),
                           arena_printf(request->arena, "%d", at.day));
}

static const char *date_line(const struct request *request)
{
    struct calendar_time at = calendar_at(request->now, request->services->offset);
    const char *line = arena_printf(request->arena, "%s %s", month_day(request, request->now),
                                    language_text(request->language, weekday_name(at.weekday)));
    const char *lunar = request->language == LANGUAGE_CHINESE
                            ? lunar_text(at.year, at.month, at.day, request->arena)
                            : NULL;
    return lunar ? arena_printf(request->arena, "%s·%s", line, lunar) : line;
}

/* ---- when something is due ------------------------------------------------------------------- */

static int64_t day_number(const struct request *request, int64_t moment)
{
    char day[CALENDAR_DAY_SIZE];
    calendar_day_of(moment, request->services->offset, day);
    return calendar_day_number(day);
}

static const char *clock_text(const struct request *request, int64_t moment)
{
    struct calendar_time at = calendar_at(moment, request->services->offset);
    return arena_printf(request->arena, "%d:%02d", at.hour, at.minute);
}

static const char *count_text(const struct request *request, int64_t count)
{
    return arena_printf(request->arena, "%lld", (long long)count);
}

static const char *late_text(const struct request *request, int64_t due)
{
    int64_t late = request->now - due;
    if (late < CALENDAR_HOUR) {
        return language_format(request->arena, request->language, N_("%1 min overdue"),
                               count_text(request, late / CALENDAR_MINUTE));
    }
    if (late < CALENDAR_DAY) {
        return language_format(request->arena, request->language, N_("%1 h overdue"),
                               count_text(request, late / CALENDAR_HOUR));
    }
    return language_format(request->arena, request->language, N_("%1 days overdue"),
                           count_text(request, late / CALENDAR_DAY));
}

static void say_due(const struct request *request, struct task_item *item)
{
    int64_t days =
        item->due_at ? day_number(request, item->due_at) - day_number(request, request->now) : 0;
    if (!item->due_at) {
        item->urgency = "open";
    } else if (item->due_at <= request->now) {
        item->urgency = "late";
        item->due = late_text(request, item->due_at);
    } else if (days == 0) {
        item->urgency = "today";
        item->due = language_format(request->arena, request->language, N_("today %1"),
                                    clock_text(request, item->due_at));
    } else {
        item->urgency = "later";
        item->due = days == 1
                        ? language_format(request->arena, request->language, N_("tomorrow %1"),
                                          clock_text(request, item->due_at))
                        : month_day(request, item->due_at);
    }
}

/* ---- the parts of the page ------------------------------------------------------------------- */

static const char *icon_of(const char *name)
{
    const char *markup = name ? icon_find(name) : NULL;
    return markup ? markup : icon_find(ICON("circle"));
}

/* The words of the module whose task it is: with the person and the door, if it knows them. */
static enum result tell(struct request *request, struct today_task *task, struct error *error)
{
    const struct module *const *modules = request->services->modules;
    for (size_t i = 0; modules && modules[i]; i++) {
        const struct today_part *part = modules[i]->today;
        if (part && part->tell && principal_can(request->who, part->capability)) {
            enum result result = part->tell(request, task, error);
            if (result != RESULT_OK) {
                return result;
            }
        }
    }
    return RESULT_OK;
}

static enum result fill_item(struct request *request, const struct task_row *row,
                             struct task_item *item, struct error *error)
{
    struct today_task task = {
        .kind = row->kind,
        .path = row->path,
        .subject = row->subject,
        .title = inbox_text_say(&row->title, request->language, request->arena),
        .detail = inbox_text_say(&row->detail, request->language, request->arena)};
    enum result result = tell(request, &task, error);
    *item = (struct task_item){.task_id = row->task_id,
                               .due_at = row->due_at,
                               .icon = icon_of(row->icon),
                               .title = task.title,
                               .detail = task.detail,
                               .path = row->path,
                               .person = row->account != request->who->account ? row->account_name
                                                                               : NULL};
    say_due(request, item);
    return result;
}

/* In place of the rest of a kind of which there are many: one line that opens them all. A kind is
 * written in characters that a URL takes. */
static struct task_item rest_item(const struct request *request, const struct today_page *page,
                                  const struct task_row *row, int64_t rest)
{
    struct task_item item = {
        .task_id = row->task_id,
        .icon = icon_of(ICON("list")),
        .title = language_format(request->arena, request->language, N_("%1 more of this kind"),
                                 count_text(request, rest)),
        .detail = inbox_text_say(&row->title, request->language, request->arena),
        .path = arena_printf(request->arena, "/?%smore=1&kind=%s", page->is_all ? "tasks=all&" : "",
                             row->kind)};
    item.urgency = "open";
    return item;
}

static int64_t count_kind(const struct task_row *rows, size_t count, const char *kind)
{
    int64_t found = 0;
    for (size_t i = 0; i < count; i++) {
        found += text_equal(rows[i].kind, kind);
    }
    return found;
}

static enum result fill_tasks(struct request *request, struct today_page *page,
                              const struct today_query *query, struct error *error)
{
    struct task_row *rows = NULL;
    size_t count = 0, shown = 0;
    enum result result = task_list_for(request->tx, request->who, page->is_all != 0, INBOX_LIST_MAX,
                                       &rows, &count, request->arena, error);
    struct task_item *items = arena_array(request->arena, count + 1, sizeof *items);
    bool is_short = !query->more && text_is_empty(query->kind);
    for (size_t i = 0; result == RESULT_OK && i < count; i++) {
        page->late_count += rows[i].due_at && rows[i].due_at <= request->now;
        if ((!text_is_empty(query->kind) && !text_equal(query->kind, rows[i].kind)) ||
            (is_short && shown == TASKS_SHOWN)) {
            continue;
        }
        int64_t before = is_short ? count_kind(rows, i, rows[i].kind) : 0;
        int64_t rest = is_short ? count_kind(rows, count, rows[i].kind) - ALIKE_SHOWN : 0;
        if (rest > 1 && before == ALIKE_SHOWN) {
            items[shown++] = rest_item(request, page, &rows[i], rest);
        } else if (rest <= 1 || before < ALIKE_SHOWN) {
            result = fill_item(request, &rows[i], &items[shown++], error);
        }
    }
    page->tasks = (struct record_list){.rows = items,
                                       .count = shown,
                                       .total = (int64_t)count,
                                       .total_is_more = count == INBOX_LIST_MAX};
    if (shown < count) {
        page->more_path = page->is_all ? "/?tasks=all&more=1" : "/?more=1";
    }
    return result;
}

static struct today_tile own_tile(const struct request *request, const struct today_page *page)
{
    const char *detail = N_("nothing is overdue");
    if (page->late_count > 0) {
        detail = language_format(request->arena, request->language, N_("%1 overdue"),
                                 count_text(request, page->late_count));
    } else {
        detail = language_text(request->language, detail);
    }
    return (struct today_tile){.icon = ICON("inbox"),
                               .label = language_text(request->language, N_("For me to do")),
                               .value = arena_printf(request->arena, "%lld%s",
                                                     (long long)page->tasks.total,
                                                     page->tasks.total_is_more ? "+" : ""),
                               .detail = detail,
                               .is_bad = page->late_count > 0};
}

static enum result fill_tiles(struct request *request, struct today_page *page, struct error *error)
{
    struct today_tile tiles[TILES_MAX] = {own_tile(request, page)};
    size_t used = 1;
    enum result result = RESULT_OK;
    const struct module *const *modules = request->services->modules;
    for (size_t i = 0; result == RESULT_OK && modules && modules[i] && used < TILES_MAX; i++) {
        const struct today_part *part = modules[i]->today;
        if (part && principal_can(request->who, part->capability)) {
            size_t count = 0;
            result = part->tiles(request, tiles + used, TILES_MAX - used, &count, error);
            used += result == RESULT_OK ? count : 0;
        }
    }
    struct tile_row *rows = arena_array(request->arena, used, sizeof *rows);
    for (size_t i = 0; i < used; i++) {
        rows[i] =
            (struct tile_row){icon_of(tiles[i].icon), tiles[i].label, tiles[i].value, tiles[i].unit,
                              tiles[i].detail,        tiles[i].path,  tiles[i].is_bad};
    }
    page->tiles = (struct record_list){.rows = rows, .count = used, .total = (int64_t)used};
    return result;
}

static enum result fill_notices(struct request *request, struct today_page *page,
                                struct error *error)
{
    struct notice_row *rows = NULL;
    size_t count = 0;
    enum result result =
        notice_list(request->tx, request->who, NOTICES_SHOWN, &rows, &count, request->arena, error);
    struct notice_item *items = arena_array(request->arena, count + 1, sizeof *items);
    for (size_t i = 0; result == RESULT_OK && i < count; i++) {
        items[i] = (struct notice_item){
            rows[i].notice_id, rows[i].created_at,
            inbox_text_say(&rows[i].text, request->language, request->arena), rows[i].path};
        if (items[i].notice_id > page->newest_notice) {
            page->newest_notice = items[i].notice_id;
        }
    }
    page->notices = (struct record_list){.rows = items, .count = count, .total = (int64_t)count};
    return result;
}

enum result inbox_show_today(struct request *request, const void *params, struct reply *reply,
                             struct error *error)
{
    const struct today_query *query = params;
    struct today_page *page = arena_alloc(request->arena, sizeof *page);
    page->greeting = greeting(request);
    page->date = date_line(request);
    page->may_see_all = request->scope->all_grids && request->who->sees_personal;
    page->is_all = page->may_see_all && text_equal(query->all, "all");
    enum result result = fill_tasks(request, page, query, error);
    if (result == RESULT_OK) {
        result = fill_tiles(request, page, error);
    }
    if (result == RESULT_OK) {
        result = fill_notices(request, page, error);
    }
    reply->type = &inbox_today_page_type;
    reply->record = page;
    return result;
}

/* ---- notices that were read ------------------------------------------------------------------ */

struct read_params {
    int64_t up_to;
};

static const struct field read_fields[] = {
    {"up_to", NULL, FIELD_ID, FIELD_AT(struct read_params, up_to),
     .flags = FIELD_REQUIRED | FIELD_HIDDEN},
};
const struct record_type inbox_read_params_type =
    RECORD_TYPE("notices_read", N_("Notices read"), struct read_params, read_fields);

enum result inbox_do_read(struct request *request, const void *params, struct reply *reply,
                          struct error *error)
{
    const struct read_params *read = params;
    enum result result =
        notice_read(request->services, request->tx, request->who, read->up_to, error);
    reply->redirect = "/";
    return result;
}
