/* The surroundings of a page: navigation by what the reader may do, and the reader's taste. */
#include "web/shell.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "web/icon.h"
#include "web/static.h"

static const struct field link_fields[] = {
    {"label", NULL, FIELD_TEXT, FIELD_AT(struct shell_link, label)},
    {"icon", NULL, FIELD_HTML, FIELD_AT(struct shell_link, icon)},
    {"path", NULL, FIELD_URL, FIELD_AT(struct shell_link, path)},
    {"current", NULL, FIELD_FLAG, FIELD_AT(struct shell_link, current)},
    {"raised", NULL, FIELD_FLAG, FIELD_AT(struct shell_link, raised)},
};
static const struct record_type link_type =
    RECORD_TYPE("shell_link", NULL, struct shell_link, link_fields);

static const struct field group_fields[] = {
    {"id", NULL, FIELD_TEXT, FIELD_AT(struct shell_group, id)},
    {"label", NULL, FIELD_TEXT, FIELD_AT(struct shell_group, label)},
    {"links", NULL, FIELD_LIST, FIELD_AT(struct shell_group, links), .type = &link_type},
};
static const struct record_type group_type =
    RECORD_TYPE("shell_group", NULL, struct shell_group, group_fields);

static const struct field shell_fields[] = {
    {"language", NULL, FIELD_TEXT, FIELD_AT(struct view_shell, language)},
    {"chinese", NULL, FIELD_FLAG, FIELD_AT(struct view_shell, chinese)},
    {"title", NULL, FIELD_TEXT, FIELD_AT(struct view_shell, title)},
    {"mode", NULL, FIELD_TEXT, FIELD_AT(struct view_shell, mode)},
    {"theme", NULL, FIELD_TEXT, FIELD_AT(struct view_shell, theme)},
    {"contrast", NULL, FIELD_TEXT, FIELD_AT(struct view_shell, contrast)},
    {"signed_in", NULL, FIELD_FLAG, FIELD_AT(struct view_shell, signed_in)},
    {"user_name", NULL, FIELD_TEXT, FIELD_AT(struct view_shell, user_name)},
    {"user_face", NULL, FIELD_TEXT, FIELD_AT(struct view_shell, user_face)},
    {"role", NULL, FIELD_TEXT, FIELD_AT(struct view_shell, role)},
    {"community", NULL, FIELD_TEXT, FIELD_AT(struct view_shell, community)},
    {"street", NULL, FIELD_TEXT, FIELD_AT(struct view_shell, street)},
    {"csrf", NULL, FIELD_TEXT, FIELD_AT(struct view_shell, csrf)},
    {"carried", NULL, FIELD_TEXT, FIELD_AT(struct view_shell, carried)},
    {"notice", NULL, FIELD_TEXT, FIELD_AT(struct view_shell, notice)},
    {"search", NULL, FIELD_TEXT, FIELD_AT(struct view_shell, search)},
    {"here", NULL, FIELD_URL, FIELD_AT(struct view_shell, here)},
    {"groups", NULL, FIELD_LIST, FIELD_AT(struct view_shell, groups), .type = &group_type},
    {"dock", NULL, FIELD_LIST, FIELD_AT(struct view_shell, dock), .type = &link_type},
    {"style", NULL, FIELD_URL, FIELD_AT(struct view_shell, style)},
    {"script", NULL, FIELD_URL, FIELD_AT(struct view_shell, script)},
    {"htmx", NULL, FIELD_URL, FIELD_AT(struct view_shell, htmx)},
    {"favicon", NULL, FIELD_URL, FIELD_AT(struct view_shell, favicon)},
};
const struct record_type view_shell_type =
    RECORD_TYPE("shell", NULL, struct view_shell, shell_fields);

/* The groups of the side bar in their order; others follow as they come. */
static const char *const group_order[] = {N_("Work"), N_("Neighbours"), N_("Ledgers"),
                                          N_("Settings")};
enum { GROUP_ORDERS = sizeof group_order / sizeof group_order[0] };

static bool is_allowed(const struct nav_item *item, const struct principal *who)
{
    return item->capability == NULL || principal_can(who, item->capability);
}

static int rank(const struct nav_item *item)
{
    for (int i = 0; i < GROUP_ORDERS; i++)
        if (text_equal(group_order[i], item->group))
            return i;
    return GROUP_ORDERS;
}

static int compare_side(const void *a, const void *b)
{
    const struct nav_item *x = *(const struct nav_item *const *)a;
    const struct nav_item *y = *(const struct nav_item *const *)b;
    int order = rank(x) - rank(y);
    if (order == 0 && !text_equal(x->group, y->group))
        order = strcmp(x->group, y->group);
    return order != 0 ? order : x->order - y->order;
}

static int compare_dock(const void *a, const void *b)
{
    const struct nav_item *x = *(const struct nav_item *const *)a;
    const struct nav_item *y = *(const struct nav_item *const *)b;
    return x->dock - y->dock;
}

/* How well an item fits the path: the length of its path if the page is it or lies below it. */
static size_t fit(const struct nav_item *item, const char *path)
{
    size_t length = strcspn(item->path, "?");
    if (strncmp(path, item->path, length) != 0)
        return 0;
    bool is_below = path[length] == '\0' || (length > 1 && path[length] == '/');
    return is_below ? length : 0;
}

struct items {
    const struct nav_item **at;
    size_t count;
    const struct nav_item *current;
};

static struct items collect(const struct shell_facts *facts, struct arena *arena)
{
    struct items items = {0};
    size_t capacity = 0, best = 0;
    for (const struct module *const *module = facts->modules; *module != NULL; module++) {
        for (size_t i = 0; i < (*module)->nav_count; i++) {
            const struct nav_item *item = &(*module)->nav[i];
            if (!is_allowed(item, facts->who))
                continue;
            items.at =
                arena_grow(arena, items.at, items.count, &capacity, sizeof(struct nav_item *));
            items.at[items.count++] = item;
            if (fit(item, facts->path) > best) {
                best = fit(item, facts->path);
                items.current = item;
            }
        }
    }
    return items;
}

static struct shell_link link_of(const struct nav_item *item, const struct shell_facts *facts,
                                 bool is_current)
{
    const char *icon = icon_find(item->icon);
    return (struct shell_link){.label = language_text(facts->language, item->label),
                               .icon = icon != NULL ? icon : "",
                               .path = item->path,
                               .current = is_current};
}

static void fill_side(struct view_shell *shell, const struct items *items,
                      const struct shell_facts *facts, struct arena *arena)
{
    struct shell_group *groups = arena_array(arena, items->count + 1, sizeof *groups);
    struct shell_link *links = arena_array(arena, items->count + 1, sizeof *links);
    size_t count = 0;
    for (size_t i = 0; i < items->count; i++) {
        const struct nav_item *item = items->at[i];
        if (i == 0 || !text_equal(items->at[i - 1]->group, item->group)) {
            groups[count] = (struct shell_group){
                .id = arena_printf(arena, "nav-%zu", count + 1),
                .label = language_text(facts->language, item->group),
                .links = {.rows = &links[i]},
            };
            count++;
        }
        links[i] = link_of(item, facts, item == items->current);
        groups[count - 1].links.count++;
    }
    shell->groups = (struct record_list){.rows = groups, .count = count};
}

static void fill_dock(struct view_shell *shell, const struct items *items,
                      const struct shell_facts *facts, struct arena *arena)
{
    enum { PLACES = 5 };
    struct shell_link *links = arena_array(arena, PLACES, sizeof *links);
    size_t count = 0;
    for (size_t i = 0; i < items->count && count < PLACES; i++)
        if (items->at[i]->dock > 0)
            links[count++] = link_of(items->at[i], facts, items->at[i] == items->current);
    shell->dock = (struct record_list){.rows = links, .count = count};
}

static const char *first_character(const char *text, struct arena *arena)
{
    const char *end = text;
    text_next(&end);
    return arena_copy_n(arena, text, (size_t)(end - text));
}

/* A text field `title` of the record names the page; else the route's summary does. */
static const char *title_of(const struct shell_facts *facts, const struct record_type *type,
                            const void *record)
{
    const struct field *field = type != NULL ? record_field(type, "title") : NULL;
    bool is_open = field != NULL && record_kind_is_text(field->kind) &&
                   field->privacy <= PRIVACY_INTERNAL && record != NULL;
    if (is_open && !record_is_none(field, record))
        return record_get_text(field, record);
    return facts->title != NULL ? language_text(facts->language, facts->title) : NULL;
}

const struct view_shell *shell_make(const struct shell_facts *facts, const struct record_type *type,
                                    const void *record, struct arena *arena)
{
    struct view_shell *shell = arena_alloc(arena, sizeof *shell);
    *shell = (struct view_shell){
        .language = language_tag(facts->language),
        .chinese = facts->language == LANGUAGE_CHINESE,
        .title = title_of(facts, type, record),
        .mode = facts->taste.elder ? "elder" : NULL,
        .theme = facts->taste.dark ? "dark" : NULL,
        .contrast = facts->taste.contrast ? "more" : NULL,
        .csrf = facts->csrf,
        .carried = facts->carried,
        .notice = facts->notice,
        .search = facts->search,
        .here = facts->here,
        .style = static_path("kaifong.css", arena),
        .script = static_path("kaifong.js", arena),
        .htmx = static_path("htmx.js", arena),
        .favicon = static_path("favicon.svg", arena),
    };
    const struct principal *who = facts->who;
    if (who == NULL || who->account == 0)
        return shell;
    shell->signed_in = 1;
    shell->user_name = who->name;
    shell->user_face = who->name != NULL ? first_character(who->name, arena) : NULL;
    shell->role = who->role_label != NULL ? language_text(facts->language, who->role_label) : NULL;
    shell->community = who->tenant_name;
    shell->street = who->street_name;
    struct items items = collect(facts, arena);
    if (items.count == 0)
        return shell;
    qsort(items.at, items.count, sizeof(struct nav_item *), compare_side);
    fill_side(shell, &items, facts, arena);
    qsort(items.at, items.count, sizeof(struct nav_item *), compare_dock);
    fill_dock(shell, &items, facts, arena);
    return shell;
}

enum result shell_check(const struct module *const *modules, struct error *error)
{
    for (; *modules != NULL; modules++)
        for (size_t i = 0; i < (*modules)->nav_count; i++)
            if (icon_find((*modules)->nav[i].icon) == NULL)
                return error_set(
                    error, RESULT_INVALID, NULL,
                    N_("The entry “%1” of the side bar names the icon “%2”, which is not "
                       "built in. Write it as ICON(\"%2\")."),
                    (*modules)->nav[i].label, (*modules)->nav[i].icon);
    return RESULT_OK;
}
