/* Finding the table and walking its rows. */
#include "sheet/table.h"
#include "modules/people/people.h"
#include "sheet_all.h"

static void walk(struct sheet_reader *reader, const struct table_layout *layout)
{
    struct table *table;
    struct table_row row;
    bool more = true;
    if (table_open(reader, layout, &table, NULL) != RESULT_OK)
        return;
    for (int rows = 0; rows < 2000; rows++) {
        if (table_next(table, &row, &more, NULL) != RESULT_OK || !more)
            break;
        for (size_t i = 0; i < layout->column_count; i++)
            ALWAYS(text_check(row.cells[i].text, strlen(row.cells[i].text)));
        ALWAYS(text_check(row.group, strlen(row.group)));
    }
    table_close(table);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sheet_reader *reader;
    struct table_layout layout;
    struct arena *arena = arena_new();
    if (size < 200000 && sheet_reader_open(data, size, &reader, NULL) == RESULT_OK) {
        if (table_find(reader, &resident_row_type, "2024-02-10", NULL, &layout, arena, NULL) ==
            RESULT_OK)
            walk(reader, &layout);
        sheet_reader_close(reader);
    }
    arena_free(arena);
    return 0;
}
