/* Inside the room: what a format gives to the reader. Each has a constructor that takes the bytes
 * and fills a `struct sheet_source`; `self` belongs to the source until close(). */
#ifndef SHEET_SOURCE_H
#define SHEET_SOURCE_H

#include "sheet/reader.h"

struct sheet_source {
    void *self;
    enum sheet_format format;
    const struct sheet_info *sheets;
    size_t sheet_count;
    enum result (*select)(void *self, size_t index, struct error *error);
    enum result (*next)(void *self, struct sheet_row *row, bool *more, struct error *error);
    /* NULL: no merged cells in this format. */
    enum result (*merges)(void *self, size_t index, struct sheet_merge **merges, size_t *count,
                          struct arena *arena, struct error *error);
    void (*close)(void *self);
};

MUST_USE enum result sheet_xlsx_open(const void *bytes, size_t size, struct sheet_source *source,
                                     struct error *error);
MUST_USE enum result sheet_xls_open(const void *bytes, size_t size, struct sheet_source *source,
                                    struct error *error);
MUST_USE enum result sheet_csv_open(const void *bytes, size_t size, struct sheet_source *source,
                                    struct error *error);
MUST_USE enum result sheet_jielong_open(const void *bytes, size_t size, struct sheet_source *source,
                                        struct error *error);

/* True if the text looks like a chain reply: "#接龙", or most lines numbered and none with tabs. */
bool sheet_jielong_is(const char *text, size_t size);

/* Sentences that several formats say (reader.c). */
extern const char sheet_damaged[], sheet_unknown[], sheet_locked[], sheet_bomb[];

#endif
