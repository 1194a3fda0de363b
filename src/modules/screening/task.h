/* What a campaign puts before people's eyes: tasks for "what needs me now" (inbox.h). */
#ifndef SCREENING_TASK_H
#define SCREENING_TASK_H

#include "modules/screening/screening.h"

/* An answer asks for help: a task for the person in charge of the campaign. */
MUST_USE enum result screening_task_help(struct services *services, struct tx *tx,
                                         const struct principal *who,
                                         const struct screening_campaign *campaign,
                                         const struct screening_entry *entry, struct error *error);

MUST_USE enum result screening_task_helped(struct services *services, struct tx *tx,
                                           const struct principal *who, int64_t entry,
                                           struct error *error);

/* Brings the task of a promised call back in line with the entry: raised, moved, or settled. */
MUST_USE enum result screening_task_call_back(struct services *services, struct tx *tx,
                                              const struct principal *who,
                                              const struct screening_campaign *campaign,
                                              const struct screening_entry *before,
                                              const struct screening_entry *after,
                                              struct error *error);

/* For the first page: who asks for help or was promised a call, and where they live. */
MUST_USE enum result screening_task_tell(struct request *request, struct today_task *task,
                                         struct error *error);

/* Brings the tasks of all workers in line with the list, and the one for whom nobody has yet. */
MUST_USE enum result screening_task_list(struct services *services, struct tx *tx,
                                         const struct principal *who,
                                         const struct screening_campaign *campaign,
                                         struct error *error);

/* After an outcome: settles the task of `account` (0: nobody's people) if that was the last one. */
MUST_USE enum result screening_task_last(struct services *services, struct tx *tx,
                                         const struct principal *who,
                                         const struct screening_campaign *campaign, int64_t account,
                                         struct error *error);

#endif
