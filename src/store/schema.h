/* The neutral types of a migration, mapped to an engine's; internal to this room. */
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

#include "base/error.h"
#include "base/text.h"
#include "store/token.h"

/* Adds the next statement of `*sql` (neutral types, docs/sql.md) to `out` in SQLite's words and
 * moves past it; *more is false after the last. RESULT_INVALID says what a migration may not say.
 */
MUST_USE enum result schema_next_sqlite(const char **sql, struct text_buffer *out, bool *more,
                                        struct error *error);

#endif
