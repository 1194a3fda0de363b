/* Work that is due once a day (struct job_kind.is_daily): added as a job for every tenant when the server
 * starts and when a day begins. Safe to be stopped at any moment: what is due follows from the jobs that
 * are written down, so a restart adds what is missing and nothing twice. */
#ifndef APP_DAILY_H
#define APP_DAILY_H

#include "web/module.h"

struct daily;

/* Adds the jobs of today that are missing, in the write transaction `tx`; *added is how many. A job that
 * failed is added again. */
MUST_USE enum result daily_add(struct services *services, struct tx *tx, int64_t *added,
                               struct error *error);

/* Starts the timer: it calls daily_add() now, and then when a day begins. `services` must outlive it. */
MUST_USE enum result daily_open(struct services *services, struct daily **daily,
                                struct error *error);
void daily_close(struct daily *daily); /* takes NULL */

#endif
