/* Tasks of a campaign in the inbox. */
#include "modules/screening/task.h"

enum result screening_task_help(struct services *services, struct tx *tx,
                                const struct principal *who,
                                const struct screening_campaign *campaign,
                                const struct screening_entry *entry, struct error *error)
{
    (void)services, (void)tx, (void)who, (void)campaign, (void)entry, (void)error;
    return RESULT_OK;
}

enum result screening_task_call_back(struct services *services, struct tx *tx,
                                     const struct principal *who,
                                     const struct screening_campaign *campaign,
                                     const struct screening_entry *entry, struct error *error)
{
    (void)services, (void)tx, (void)who, (void)campaign, (void)entry, (void)error;
    return RESULT_OK;
}
