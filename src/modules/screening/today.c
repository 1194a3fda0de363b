/* What screening adds to the first page: how far the newest running campaign is, and what waits for
 * the person who asks. Figures come from the counters. */
#include "base/text.h"
#include "modules/screening/internal.h"
#include "modules/screening/progress.h"
#include "web/icon.h"

static const char *number(struct request *request, int64_t value)
{
    return arena_printf(request->arena, "%lld", (long long)value);
}

static enum result add_progress(struct request *request, const struct screening_campaign *campaign,
                                struct today_tile *tile, struct error *error)
{
    struct progress_view view;
    enum result result = screening_progress(request, campaign->campaign_id, &view, error);
    if (result != RESULT_OK) {
        return result;
    }
    *tile = (struct today_tile){
        .icon = ICON("clipboard-list"),
        .label = campaign->title,
        .value = number(request, view.closed),
        .unit = arena_printf(request->arena, "/ %lld", (long long)view.total),
        .detail = view.behind > 0 ? language_format(request->arena, request->language,
                                                    N_("%1 people behind the plan"),
                                                    number(request, view.behind))
                                  : view.left,
        .path = arena_printf(request->arena, "/screening/%lld", (long long)campaign->campaign_id),
        .is_bad = view.behind > 0};
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
    if (room > 0) {
        result = add_progress(request, &campaigns[0], &tiles[(*count)++], error);
    }
    if (result == RESULT_OK && *count < room) {
        result = add_mine(request, &campaigns[0], tiles, count, error);
    }
    return result;
}

const struct today_part screening_today = {.capability = &screening_read, .tiles = make_tiles};
