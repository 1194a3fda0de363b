/* For the fuzz targets of sheets: reads everything there is, and checks what must hold of it. */
#ifndef FUZZ_SHEET_ALL_H
#define FUZZ_SHEET_ALL_H

#include <string.h>

#include "base/bug.h"
#include "base/text.h"
#include "sheet/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void read_sheet(struct sheet_reader *reader)
{
    struct sheet_row row;
    struct sheet_merge *merges;
    size_t count;
    bool more = true;
    struct arena *arena = arena_new();
    if (sheet_reader_merges(reader, &merges, &count, arena, NULL) == RESULT_OK)
        for (size_t i = 0; i < count; i++)
            ALWAYS(merges[i].first_row <= merges[i].last_row && merges[i].first_column > 0);
    arena_free(arena);
    for (int rows = 0; rows < 2000; rows++) {
        if (sheet_reader_next(reader, &row, &more, NULL) != RESULT_OK || !more)
            break;
        for (size_t i = 0; i < row.count; i++) {
            ALWAYS(row.cells[i].kind < SHEET_KIND__COUNT);
            ALWAYS(text_check(row.cells[i].text, strlen(row.cells[i].text)));
            ALWAYS((row.cells[i].kind == SHEET_EMPTY) == (*row.cells[i].text == '\0'));
            (void)sheet_cell_is_lost(&row.cells[i]);
        }
    }
}

static inline void read_everything(const void *data, size_t size)
{
    struct sheet_reader *reader;
    const struct sheet_info *sheets;
    if (sheet_reader_open(data, size, &reader, NULL) != RESULT_OK)
        return;
    size_t count = sheet_reader_sheets(reader, &sheets);
    for (size_t i = 0; i < count; i++)
        if (sheet_reader_select(reader, i, NULL) == RESULT_OK)
            read_sheet(reader);
    sheet_reader_close(reader);
}

#endif
