/* The audit trail as a page: who did or saw what in this tenant, the newest first. */
#include <string.h>

#include "access_sql.h"
#include "base/limits.h"
#include "modules/access/access_web.h"

struct audit_query {
    int64_t account, before;
};

static const struct field query_fields[] = {
    {"account", N_("Account"), FIELD_ID, FIELD_AT(struct audit_query, account)},
    {"before", NULL, FIELD_ID, FIELD_AT(struct audit_query, before), .flags = FIELD_HIDDEN},
};
const struct record_type access_audit_query_type =
    RECORD_TYPE("audit_query", NULL, struct audit_query, query_fields);

struct audit_row {
    int64_t event_id, happened_at, account_id, subject_id;
    const char *account_name, *role, *action, *action_label, *subject, *fields, *reason, *address;
};

/* What kinds of things entries are about. */
static const struct choice subjects[] = {
    {"account", N_("Account"), NULL},
    {"batch", N_("List"), NULL},
    {"campaign", N_("Campaign"), NULL},
    {"collection", N_("Collection"), NULL},
    {"entry", N_("Person of a list"), NULL},
    {"firm", N_("Firm"), NULL},
    {"resident", N_("Resident"), NULL},
    {"session", N_("Session"), NULL},
    {"setting", N_("Setting"), NULL},
    {"tenant", N_("Community"), NULL},
    {"place", N_("Place"), NULL},
    {"grid", N_("Grid"), NULL},
    {0},
};

static const struct field row_fields[] = {
    {"event_id", N_("Entry"), FIELD_ID, FIELD_AT(struct audit_row, event_id)},
    {"happened_at", N_("When"), FIELD_TIME, FIELD_AT(struct audit_row, happened_at)},
    {"account_id", N_("Account"), FIELD_ID, FIELD_AT(struct audit_row, account_id)},
    {"account_name", N_("Who"), FIELD_TEXT, FIELD_AT(struct audit_row, account_name)},
    {"role", N_("Role"), FIELD_TEXT, FIELD_AT(struct audit_row, role)},
    {"action", N_("Action"), FIELD_TEXT, FIELD_AT(struct audit_row, action)},
    {"action_label", N_("What"), FIELD_TEXT, FIELD_AT(struct audit_row, action_label)},
    {"subject", N_("About"), FIELD_CHOICE, FIELD_AT(struct audit_row, subject),
     .choices = subjects},
    {"subject_id", N_("Its number"), FIELD_ID, FIELD_AT(struct audit_row, subject_id)},
    {"fields", N_("Fields"), FIELD_TEXT, FIELD_AT(struct audit_row, fields)},
    {"reason", N_("Reason"), FIELD_TEXT, FIELD_AT(struct audit_row, reason)},
    {"address", N_("Network address"), FIELD_TEXT, FIELD_AT(struct audit_row, address)},
};
static const struct record_type row_type =
    RECORD_TYPE("audit_event", N_("Entry of the audit trail"), struct audit_row, row_fields);

struct audit_page {
    struct record_list events;
    const char *more_path;
};

static const struct field page_fields[] = {
    {"events", N_("Audit trail"), FIELD_LIST, FIELD_AT(struct audit_page, events),
     .type = &row_type},
    {"more_path", NULL, FIELD_URL, FIELD_AT(struct audit_page, more_path)},
};
const struct record_type access_audit_page_type =
    RECORD_TYPE("audit_trail", N_("Audit trail"), struct audit_page, page_fields);

static int64_t zero_if_none(int64_t value)
{
    return value == RECORD_NONE ? 0 : value;
}

/* What a route is for, by "POST /accounts/{account}"; NULL for other actions. */
static const char *route_summary(const struct request *request, const char *action)
{
    const struct module *const *modules = request->services->modules;
    size_t method = strcspn(action, " ");
    bool is_post = strncmp(action, "POST", method) == 0;
    for (size_t i = 0; action[method] && modules && modules[i]; i++) {
        for (size_t k = 0; k < modules[i]->route_count; k++) {
            const struct route *route = &modules[i]->routes[k];
            if ((route->method == METHOD_POST) == is_post &&
                strcmp(route->path, action + method + 1) == 0) {
                return route->summary;
            }
        }
    }
    return NULL;
}

static const char *label_in(const struct choice *choices, const char *code)
{
    for (; choices && choices->code; choices++) {
        if (strcmp(choices->code, code) == 0) {
            return choices->label;
        }
    }
    return NULL;
}

static const char *action_label(const struct request *request, const char *action)
{
    const struct module *const *modules = request->services->modules;
    const char *label = route_summary(request, action);
    for (size_t i = 0; !label && modules && modules[i]; i++) {
        label = label_in(modules[i]->actions, action);
    }
    return label ? language_text(request->language, label) : action;
}

static const char *role_name(const struct request *request, const char *code)
{
    enum role role = role_from_code(code);
    return role < ROLE__COUNT ? language_text(request->language, role_label(role)) : NULL;
}

enum result access_show_audit(struct request *request, const void *params, struct reply *reply,
                              struct error *error)
{
    const struct audit_query *query = params;
    struct audit_page *page = arena_alloc(request->arena, sizeof *page);
    struct access_sql_audit_list *events = NULL;
    size_t count = 0;
    unsigned clauses = query->account ? ACCESS_AUDIT_LIST_WITH_ACCOUNT : 0;
    enum result result = store_list(
        request->tx, store_variant(&access_sql_audit_list, clauses, 0),
        &(struct access_sql_audit_list_params){.tenant = request->scope->tenant,
                                               .before = query->before ? query->before : INT64_MAX,
                                               .account = query->account,
                                               .limit = LIMIT_PAGE_ROWS + 1},
        LIMIT_PAGE_ROWS + 1, (void **)&events, &count, request->arena, error);
    size_t shown = count > LIMIT_PAGE_ROWS ? LIMIT_PAGE_ROWS : count;
    struct audit_row *rows = arena_array(request->arena, shown + 1, sizeof *rows);
    for (size_t i = 0; result == RESULT_OK && i < shown; i++) {
        const struct access_sql_audit_list *event = &events[i];
        rows[i] = (struct audit_row){event->event_id,
                                     event->happened_at,
                                     zero_if_none(event->account_id),
                                     zero_if_none(event->subject_id),
                                     event->account_name,
                                     role_name(request, event->role),
                                     event->action,
                                     action_label(request, event->action),
                                     event->subject,
                                     event->fields,
                                     event->reason,
                                     event->address};
    }
    if (result == RESULT_OK && count > shown) {
        page->more_path = arena_printf(
            request->arena, "/audit?before=%lld%s", (long long)rows[shown - 1].event_id,
            query->account
                ? arena_printf(request->arena, "&account=%lld", (long long)query->account)
                : "");
    }
    page->events = (struct record_list){.rows = rows, .count = shown, .total = -1};
    reply->type = &access_audit_page_type;
    reply->record = page;
    reply->file_name = "audit";
    return result;
}
