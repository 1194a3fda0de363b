/* Inside the module: what batch.c, check.c, apply.c and undo.c share. */
#ifndef INTAKE_INTERNAL_H
#define INTAKE_INTERNAL_H

#include "modules/intake/intake.h"
#include "store/job.h"

extern const struct job_kind intake_check_job, intake_apply_job, intake_undo_job;

/* The vault collection of a batch, "import:ID". */
const char *intake_collection(int64_t batch_id, struct arena *arena);

/* The whole file, opened, in the arena. */
MUST_USE enum result intake_file_read(struct services *services, struct tx *tx, int64_t tenant,
                                      const struct intake_batch *batch, const void **bytes,
                                      struct arena *arena, struct error *error);

/* Opens the file's sheet and lays out its columns as the batch says. Close the reader. */
MUST_USE enum result intake_layout(const struct intake_batch *batch, const void *bytes,
                                   const char *today, struct sheet_reader **reader,
                                   struct table_layout *layout, struct arena *arena,
                                   struct error *error);

/* One page of rows, opened. */
struct intake_page {
    struct intake_row *rows;
    size_t count;
};
MUST_USE enum result intake_page_read(struct services *services, struct tx *tx, int64_t tenant,
                                      int64_t batch_id, int64_t page, struct intake_page *rows,
                                      struct arena *arena, struct error *error);

/* The row of that number in the page, or NULL. */
const struct intake_row *intake_page_find(const struct intake_page *page, int64_t number);

/* Moves the batch from one state to another; RESULT_CONFLICT if it is not in that. */
MUST_USE enum result intake_move(struct tx *tx, int64_t tenant, int64_t batch_id, const char *from,
                                 const char *to, int64_t job_id, int64_t ended,
                                 struct error *error);

/* Removes staged rows, pages and candidates, at most `limit` pages; *more says whether some are left. */
MUST_USE enum result intake_clear(struct tx *tx, int64_t tenant, int64_t batch_id, int64_t limit,
                                  bool *more, struct error *error);

/* Matches the staged rows of the batch against the register; part of the checking job. */
MUST_USE enum result intake_match(struct job *job, struct services *services, int64_t tenant,
                                  int64_t batch_id, const struct scope *scope, int64_t rows,
                                  struct error *error);

#endif
