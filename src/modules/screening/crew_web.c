/* Who works on a campaign and who has whom: the page of the division, and changes by hand. */
#include <string.h>

#include "base/text.h"
#include "modules/access/access.h"
#include "modules/screening/progress.h"

/* Everybody who may be given work here: grid workers, then secretaries. */
static enum result list_accounts(struct request *request, int64_t campaign, struct crew_view *view,
                                 struct error *error)
{
    static const enum role roles[] = {ROLE_GRID_WORKER, ROLE_SECRETARY};
    struct screening_worker *workers;
    size_t worker_count, count = 0, room = 0, other_count = 0, other_room = 0;
    struct choice_view *chosen = NULL, *others = NULL;
    enum result result = screening_workers(request->tx, request->scope, campaign, &workers,
                                           &worker_count, request->arena, error);
    for (size_t role = 0; result == RESULT_OK && role < 2; role++) {
        struct account *accounts;
        size_t account_count;
        result = account_list_role(request->tx, request->scope->tenant, roles[role], request->now,
                                   &accounts, &account_count, request->arena, error);
        for (size_t at = 0; result == RESULT_OK && at < account_count; at++) {
            struct choice_view choice = {
                .value = accounts[at].account_id,
                .label = accounts[at].name,
                .note = language_text(request->language, role_label(roles[role]))};
            for (size_t worker = 0; worker < worker_count; worker++) {
                choice.is_chosen =
                    choice.is_chosen || workers[worker].account_id == accounts[at].account_id;
            }
            if (choice.is_chosen) {
                chosen = arena_grow(request->arena, chosen, count, &room, sizeof *chosen);
                chosen[count++] = choice;
            } else {
                others =
                    arena_grow(request->arena, others, other_count, &other_room, sizeof *others);
                others[other_count++] = choice;
            }
        }
    }
    view->accounts = (struct record_list){.rows = chosen, .count = count, .total = (int64_t)count};
    view->others =
        (struct record_list){.rows = others, .count = other_count, .total = (int64_t)other_count};
    return result;
}

static enum result list_loads(struct request *request, int64_t campaign, struct crew_view *view,
                              struct error *error)
{
    struct screening_names names = {.tx = request->tx, .arena = request->arena};
    struct screening_group *groups;
    size_t count;
    enum result result = screening_groups(request->tx, request->who, campaign, SCREENING_BY_WORKER,
                                          &groups, &count, request->arena, error);
    if (result != RESULT_OK) {
        return result;
    }
    struct group_view *views = arena_array(request->arena, count ? count : 1, sizeof *views);
    for (size_t at = 0; result == RESULT_OK && at < count; at++) {
        const struct list_params filter = {.account = groups[at].key,
                                           .nobody = groups[at].key == 0};
        views[at] = screening_group_view(request, campaign, &groups[at], &filter);
        view->open += groups[at].counts.open;
        if (groups[at].key == 0) {
            views[at].name = language_text(request->language, N_("Nobody yet"));
            view->unassigned = groups[at].counts.open;
        } else {
            result = screening_name(&names, groups[at].key, &views[at].name, error);
        }
    }
    view->workers = (struct record_list){.rows = views, .count = count, .total = (int64_t)count};
    return result;
}

enum result screening_crew_get(struct request *request, const void *params, struct reply *reply,
                               struct error *error)
{
    const struct campaign_params *in = params;
    struct screening_campaign campaign;
    struct crew_view *view = arena_alloc(request->arena, sizeof *view);
    enum result result =
        screening_get(request->tx, request->scope, in->campaign, &campaign, request->arena, error);
    if (result == RESULT_OK) {
        result = list_accounts(request, in->campaign, view, error);
    }
    if (result == RESULT_OK) {
        result = list_loads(request, in->campaign, view, error);
    }
    if (result == RESULT_OK) {
        result = screening_sources(request, 0, &view->sources, error);
    }
    if (result != RESULT_OK) {
        return result;
    }
    view->title = campaign.title;
    view->campaign_id = in->campaign;
    view->mistake = screening_mistake(request);
    reply->type = &crew_view_type;
    reply->record = view;
    return RESULT_OK;
}

/* Who is already on it keeps the share; who is new has a full one. */
static enum result set_workers(struct request *request, const struct crew_params *in,
                               struct error *error)
{
    const struct account_choice *chosen = in->account.rows;
    struct screening_worker *old, *workers;
    size_t old_count;
    enum result result = screening_workers(request->tx, request->scope, in->campaign, &old,
                                           &old_count, request->arena, error);
    if (result != RESULT_OK) {
        return result;
    }
    workers = arena_array(request->arena, in->account.count + 1, sizeof *workers);
    for (size_t at = 0; at < in->account.count; at++) {
        workers[at] = (struct screening_worker){.account_id = chosen[at].account, .share = 100};
        for (size_t was = 0; was < old_count; was++) {
            if (old[was].account_id == chosen[at].account) {
                workers[at].share = old[was].share;
            }
        }
    }
    return screening_workers_set(request->services, request->tx, request->who, in->campaign,
                                 workers, in->account.count, error);
}

enum result screening_crew_post(struct request *request, const void *params, struct reply *reply,
                                struct error *error)
{
    const struct crew_params *in = params;
    size_t moved = 0;
    if (in->account.count == 0) {
        return error_set(error, RESULT_INVALID, "account", N_("Please choose who works on it."));
    }
    enum result result = set_workers(request, in, error);
    if (result == RESULT_OK && !text_equal(in->way, "keep")) {
        result = screening_split(request->services, request->tx, request->who, in->campaign,
                                 text_equal(in->way, "least"), &moved, error);
    }
    if (result == RESULT_OK) {
        reply->redirect =
            arena_printf(request->arena, "/screening/%lld/workers", (long long)in->campaign);
        reply->notice = language_format(request->arena, request->language,
                                        N_("Saved; %1 people changed hands."),
                                        arena_printf(request->arena, "%zu", moved));
    }
    return result;
}

enum result screening_assign_post(struct request *request, const void *params, struct reply *reply,
                                  struct error *error)
{
    const struct assign_params *in = params;
    const struct entry_choice *chosen = in->entry.rows;
    const struct screening_filter filter = {.status = in->status ? in->status : "open",
                                            .grid = in->grid > 0 ? in->grid : 0,
                                            .building = in->building > 0 ? in->building : 0,
                                            .account = in->from > 0 ? in->from : 0};
    bool by_filter = filter.grid || filter.building || filter.account;
    size_t moved;
    if (!by_filter && in->entry.count == 0) {
        return error_set(error, RESULT_INVALID, "entry",
                         N_("Please tick the people who shall change hands."));
    }
    int64_t *entries = arena_array(request->arena, in->entry.count + 1, sizeof *entries);
    for (size_t at = 0; at < in->entry.count; at++) {
        entries[at] = chosen[at].entry;
    }
    /* Who was ticked counts; the filter is for "all of this building". */
    enum result result =
        screening_assign(request->services, request->tx, request->who, in->campaign,
                         in->entry.count > 0 ? NULL : &filter, entries, in->entry.count,
                         in->account > 0 ? in->account : 0, &moved, error);
    if (result == RESULT_OK) {
        const struct list_params back = {.grid = filter.grid,
                                         .building = filter.building,
                                         .account = filter.account,
                                         .status = in->status};
        reply->redirect = screening_url(in->campaign, &back, request->arena);
        reply->notice =
            language_format(request->arena, request->language, N_("%1 people changed hands."),
                            arena_printf(request->arena, "%zu", moved));
    }
    return result;
}
