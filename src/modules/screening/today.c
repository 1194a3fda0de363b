/* What screening adds to the first page: how far the newest running campaign is, and what waits for
 * the person who asks. Figures come from the counters. */
#include "base/text.h"
#include "modules/screening/internal.h"
#include "modules/screening/progress.h"
#include "modules/screening/task.h"
#include "web/icon.h"

static const char *number(struct request *request, int64_t value)
{
    return arena_printf(request->arena, "%lld", (long long)value);
}

static const char *list_of(struct request *request, int64_t campaign, const char *status)
{
    const struct list_params filter = {.status = status};
    return screening_url(campaign, &filter, request->arena);
}

static struct today_tile sum_tile(struct request *request, const struct progress_view *view)
{
    return (struct today_tile){
        .icon = ICON("clipboard-list"),
        .label = view->campaign.title,
        .value = number(request, view->total ? view->closed * 100 / view->total : 0),
        .unit = "%",
        .detail =
            view->behind > 0
                ? language_format(request->arena, request->language,
                                  N_("%1 of %2 done, %3 behind the plan"),
                                  number(request, view->closed), number(request, view->total),
                                  number(request, view->behind))
                : language_format(request->arena, request->language, N_("%1 of %2 done"),
                                  number(request, view->closed), number(request, view->total)),
        .path =
            arena_printf(request->arena, "/screening/%lld", (long long)view->campaign.campaign_id),
        .is_bad = view->behind > 0};
}

/* The figures of one campaign: how far it is, and what is left of which kind. */
static enum result add_progress(struct request *request, const struct screening_campaign *campaign,
                                struct today_tile *tiles, size_t room, size_t *count,
                                struct error *error)
{
    struct progress_view view;
    enum result result = screening_progress(request, campaign->campaign_id, &view, error);
    if (result != RESULT_OK) {
        return result;
    }
    const int64_t *by = view.counts.by_status;
    const char *people = language_text(request->language, N_("people"));
    const struct today_tile all[] = {
        sum_tile(request, &view),
        {.icon = ICON("phone-missed"),
         .label = language_text(request->language, N_("To try again")),
         .value = number(request, by[SCREENING_NO_ANSWER] + by[SCREENING_CALL_BACK]),
         .unit = people,
         .detail = language_format(request->arena, request->language,
                                   N_("%1 of them asked to be called back"),
                                   number(request, by[SCREENING_CALL_BACK])),
         .path = list_of(request, campaign->campaign_id, "tried")},
        {.icon = ICON("footprints"),
         .label = language_text(request->language, N_("To visit")),
         .value = number(request, by[SCREENING_NEEDS_VISIT]),
         .unit = people,
         .detail = language_text(request->language, N_("by phone it did not work")),
         .path = list_of(request, campaign->campaign_id, "needs_visit")},
        {.icon = ICON("circle"),
         .label = language_text(request->language, N_("Not called yet")),
         .value = number(request, by[SCREENING_UNTOUCHED]),
         .unit = people,
         .detail = view.left,
         .path = list_of(request, campaign->campaign_id, "untouched")}};
    for (size_t at = 0; at < sizeof all / sizeof all[0] && *count < room; at++) {
        tiles[(*count)++] = all[at];
    }
    return RESULT_OK;
}

static enum result add_mine(struct request *request, const struct screening_campaign *campaign,
                            struct today_tile *tiles, size_t *count, struct error *error)
{
    struct screening_entry *entries;
    size_t open;
    int64_t promised = 0;
    enum result result =
        screening_mine(request->services, request->tx, request->who, campaign->campaign_id,
                       &entries, &open, request->arena, error);
    if (result != RESULT_OK || open == 0) {
        return result;
    }
    for (size_t at = 0; at < open; at++) {
        promised += entries[at].same_caller && entries[at].next_try <= request->now;
    }
    tiles[(*count)++] = (struct today_tile){
        .icon = ICON("phone"),
        .label = language_text(request->language, N_("My list")),
        .value = number(request, (int64_t)open),
        .unit = language_text(request->language, N_("people")),
        .detail = promised > 0
                      ? language_format(request->arena, request->language,
                                        N_("%1 to call back now"), number(request, promised))
                      : language_text(request->language, N_("The next one comes by itself")),
        .path =
            arena_printf(request->arena, "/screening/%lld/mine", (long long)campaign->campaign_id),
        .is_bad = promised > 0};
    return RESULT_OK;
}

static enum result make_tiles(struct request *request, struct today_tile *tiles, size_t room,
                              size_t *count, struct error *error)
{
    struct screening_campaign *campaigns;
    size_t campaign_count;
    enum result result = screening_running(request->tx, request->scope, 1, &campaigns,
                                           &campaign_count, request->arena, error);
    if (result != RESULT_OK || campaign_count == 0) {
        return result;
    }
    /* Whoever calls sees the own list first. */
    if (room > 0) {
        result = add_mine(request, &campaigns[0], tiles, count, error);
    }
    if (result == RESULT_OK) {
        result = add_progress(request, &campaigns[0], tiles, room, count, error);
    }
    return result;
}

const struct today_part screening_today = {
    .capability = &screening_read, .tiles = make_tiles, .tell = screening_task_tell};
