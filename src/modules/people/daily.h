/* The register's work of every day; the program starts it (app/daily.c). */
#ifndef PEOPLE_DAILY_H
#define PEOPLE_DAILY_H

#include "store/job.h"

extern const struct job_kind people_daily_job;

#endif
