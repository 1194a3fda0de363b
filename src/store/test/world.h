/* The small world that the store's tests share: sample.sql, opened and filled. */
#ifndef STORE_TEST_WORLD_H
#define STORE_TEST_WORLD_H

#include "sample_sql.h"
#include "store/fault.h"
#include "store/lane.h"

/* Opens and migrates; the path is ":memory:" where NULL. Failures are failed checks; NULL then. */
struct store *world_open(const struct store_options *options);

/* A new temporary folder, on disk or in memory, and its removal with all in it. */
char *world_folder(void);
char *world_folder_in_memory(void);
void world_remove(char *folder);
char *world_path(const char *folder, const char *name); /* malloc'd */

/* One row of `thing` in tenant 1. */
struct sample_sql_add_thing_params world_thing(int64_t thing, const char *name);

/* As tasks for lane_call; `self` is the params. */
enum result world_add(void *self, struct tx *tx, struct error *error);

/* Number of things of tenant 1; -1 and a failed check on trouble. */
int64_t world_count(struct store *store);

#endif
