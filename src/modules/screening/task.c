/* Tasks of a campaign in the inbox: who has people open and until when, who promised to call back,
 * who is left without a worker, and which answers ask for help. Raising twice is raising once, so each
 * change of the list simply brings its tasks in line. */
#include "modules/screening/task.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "modules/inbox/inbox.h"
#include "modules/screening/internal.h"
#include "web/icon.h"

/* The task of one entry says the person and the door; nobody else learns them. */
enum result screening_task_tell(struct request *request, struct today_task *task,
                                struct error *error)
{
    long long campaign, entry;
    if (!text_starts(task->kind, "screening.") ||
        sscanf(task->path, "/screening/%lld/entries/%lld", &campaign, &entry) != 2) {
        return RESULT_OK;
    }
    struct screening_entry of;
    enum result result =
        screening_entry_get(request->tx, request->who, campaign, entry, &of, request->arena, error);
    if (result == RESULT_NOT_FOUND || result == RESULT_FORBIDDEN) {
        if (error) {
            *error = (struct error){0};
        }
        return RESULT_OK; /* the words without a name will do */
    }
    if (result == RESULT_OK) {
        task->title = language_format(request->arena, request->language,
                                      strcmp(task->kind, "screening.help") == 0
                                          ? N_("%1 asks for help")
                                          : N_("Call %1 back as promised"),
                                      of.name);
        task->detail = text_is_empty(of.address)
                           ? task->detail
                           : arena_printf(request->arena, "%s·%s", of.address, task->detail);
    }
    return result;
}

/* A promise may be kept a little late before it counts as forgotten. */
#define GRACE (10 * CALENDAR_MINUTE)

static const char *number_text(int64_t number, struct arena *arena)
{
    return arena_printf(arena, "%lld", (long long)number);
}

enum result screening_task_help(struct services *services, struct tx *tx,
                                const struct principal *who,
                                const struct screening_campaign *campaign,
                                const struct screening_entry *entry, struct error *error)
{
    struct arena *arena = arena_new();
    const struct task task = {
        .kind = "screening.help",
        .subject = entry->entry_id,
        .icon = ICON("hand-helping"),
        .title = {N_("Somebody on the list asks for help"), {NULL}},
        .detail = {N_("%1, number %2"), {campaign->title, number_text(entry->number, arena)}},
        .path = arena_printf(arena, "/screening/%lld/entries/%lld",
                             (long long)campaign->campaign_id, (long long)entry->entry_id),
        .due_at = clock_now(&services->clock) + 4 * CALENDAR_HOUR,
        .account = campaign->manager_id,
        .role = ROLE_SECRETARY};
    enum result result = task_add(services, tx, who->scope.tenant, &task, error);
    arena_free(arena);
    return result;
}

enum result screening_task_helped(struct services *services, struct tx *tx,
                                  const struct principal *who, int64_t entry, struct error *error)
{
    return task_done(services, tx, who->scope.tenant, "screening.help", entry, who, error);
}

enum result screening_task_call_back(struct services *services, struct tx *tx,
                                     const struct principal *who,
                                     const struct screening_campaign *campaign,
                                     const struct screening_entry *before,
                                     const struct screening_entry *after, struct error *error)
{
    bool is_promised = strcmp(after->status, "call_back") == 0;
    if (!is_promised) {
        return strcmp(before->status, "call_back") == 0
                   ? task_done(services, tx, who->scope.tenant, "screening.call_back",
                               after->entry_id, who, error)
                   : RESULT_OK;
    }
    struct arena *arena = arena_new();
    const struct task task = {
        .kind = "screening.call_back",
        .subject = after->entry_id,
        .icon = ICON("phone"),
        .title = {N_("Call back as promised"), {NULL}},
        .detail = {N_("%1, number %2"), {campaign->title, number_text(after->number, arena)}},
        .path = arena_printf(arena, "/screening/%lld/entries/%lld",
                             (long long)campaign->campaign_id, (long long)after->entry_id),
        .due_at = after->next_try + GRACE,
        .account = after->account_id ? after->account_id : who->account,
        .role = ROLE_GRID_WORKER,
        .grid = after->grid_id};
    enum result result = task_add(services, tx, who->scope.tenant, &task, error);
    arena_free(arena);
    return result;
}

/* ---- the list as a whole --------------------------------------------------------------------- */

/* One task per campaign and worker: the campaign is in the kind, the worker is the subject. */
static const char *work_kind(int64_t campaign, struct arena *arena)
{
    return arena_printf(arena, "screening.work:%lld", (long long)campaign);
}

static enum result task_of_worker(struct services *services, struct tx *tx,
                                  const struct principal *who,
                                  const struct screening_campaign *campaign, int64_t account,
                                  int64_t open, struct arena *arena, struct error *error)
{
    const char *kind = work_kind(campaign->campaign_id, arena);
    if (open == 0) {
        return task_done(services, tx, who->scope.tenant, kind, account, who, error);
    }
    const struct task task = {
        .kind = kind,
        .subject = account,
        .icon = ICON("clipboard-list"),
        .title = {N_("%1: reach your part of the list"), {campaign->title}},
        .detail = {N_("The page shows who comes next."), {NULL}},
        .path = arena_printf(arena, "/screening/%lld/mine", (long long)campaign->campaign_id),
        .due_at = campaign->due,
        .account = account};
    return task_add(services, tx, who->scope.tenant, &task, error);
}

static enum result task_of_nobody(struct services *services, struct tx *tx,
                                  const struct principal *who,
                                  const struct screening_campaign *campaign, int64_t open,
                                  struct arena *arena, struct error *error)
{
    if (open == 0) {
        return task_done(services, tx, who->scope.tenant, "screening.unassigned",
                         campaign->campaign_id, who, error);
    }
    const struct task task = {
        .kind = "screening.unassigned",
        .subject = campaign->campaign_id,
        .icon = ICON("shuffle"),
        .title = {N_("%1: some people have no worker yet"), {campaign->title}},
        .detail = {N_("%1 people wait to be divided."), {number_text(open, arena)}},
        .path = arena_printf(arena, "/screening/%lld/workers", (long long)campaign->campaign_id),
        .due_at = campaign->due,
        .account = campaign->manager_id,
        .role = ROLE_SECRETARY};
    return task_add(services, tx, who->scope.tenant, &task, error);
}

enum result screening_task_list(struct services *services, struct tx *tx,
                                const struct principal *who,
                                const struct screening_campaign *campaign, struct error *error)
{
    struct arena *arena = arena_new();
    struct principal all = *who;
    struct screening_group *groups;
    size_t count;
    int64_t of_nobody = 0;
    all.scope.all_grids = true;
    enum result result = screening_groups(tx, &all, campaign->campaign_id, SCREENING_BY_WORKER,
                                          &groups, &count, arena, error);
    for (size_t group = 0; result == RESULT_OK && group < count; group++) {
        int64_t open = groups[group].counts.open;
        if (groups[group].key == 0) {
            of_nobody = open;
        } else {
            result =
                task_of_worker(services, tx, who, campaign, groups[group].key, open, arena, error);
        }
    }
    if (result == RESULT_OK) {
        result = task_of_nobody(services, tx, who, campaign, of_nobody, arena, error);
    }
    arena_free(arena);
    return result;
}

enum result screening_task_last(struct services *services, struct tx *tx,
                                const struct principal *who,
                                const struct screening_campaign *campaign, int64_t account,
                                struct error *error)
{
    struct arena *arena = arena_new();
    struct screening_sql_open_of_worker row;
    enum result result = store_get(
        tx, &screening_sql_open_of_worker,
        &(struct screening_sql_open_of_worker_params){
            .tenant = who->scope.tenant, .campaign = campaign->campaign_id, .account = account},
        &row, arena, error);
    if (result == RESULT_OK && row.open == 0) {
        result = account == 0
                     ? task_of_nobody(services, tx, who, campaign, 0, arena, error)
                     : task_of_worker(services, tx, who, campaign, account, 0, arena, error);
    }
    arena_free(arena);
    return result;
}
