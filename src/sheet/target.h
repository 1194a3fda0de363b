/* Inside the room: the XLSX target of the writer (xlsx_writer.c), the only one that knows
 * libxlsxwriter. */
#ifndef SHEET_TARGET_H
#define SHEET_TARGET_H

#include "sheet/writer.h"

struct xlsx_writer;

MUST_USE enum result xlsx_writer_open(const struct sheet_layout *layout,
                                      struct xlsx_writer **writer, struct error *error);
MUST_USE enum result xlsx_writer_row(struct xlsx_writer *writer, const char *const *texts,
                                     const unsigned char *marks, size_t count, struct error *error);
MUST_USE enum result xlsx_writer_finish(struct xlsx_writer *writer, const void **bytes,
                                        size_t *size, struct arena *arena, struct error *error);
void xlsx_writer_close(struct xlsx_writer *writer);

#endif
