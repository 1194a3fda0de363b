/* Progress as pages show it, and the handlers of screening's routes. */
#ifndef SCREENING_PROGRESS_H
#define SCREENING_PROGRESS_H

#include "modules/screening/page.h"
#include "web/route.h"

/* The bar of a group of people. */
const char *screening_bar_of(const struct screening_counts *counts, struct arena *arena);

/* A row of figures; each opens the list under `base` and its own status. */
struct group_view screening_group_view(struct request *request, int64_t campaign,
                                       const struct screening_group *group,
                                       const struct list_params *base);

MUST_USE enum result screening_progress(struct request *request, int64_t campaign,
                                        struct progress_view *view, struct error *error);

/* Where people for a list may come from; `batch` is chosen already (0: none). */
MUST_USE enum result screening_sources(struct request *request, int64_t batch,
                                       struct sources_view **view, struct error *error);

extern const struct today_part screening_today;

/* ---- handlers -------------------------------------------------------------------------------- */

typedef enum result screening_handler(struct request *request, const void *params,
                                      struct reply *reply, struct error *error);
screening_handler screening_progress_get, screening_campaigns_get, screening_new_get,
    screening_new_post, screening_campaign_get_page, screening_people_post, screening_crew_get,
    screening_crew_post, screening_assign_post, screening_close_post, screening_mine_get,
    screening_next_get, screening_card_get, screening_record_post, screening_helped_post,
    screening_export_get, screening_sheet_get;

#endif
