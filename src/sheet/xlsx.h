/* Inside the room: a workbook in the format of ECMA-376, as its package tells it: which sheets
 * there are, the shared strings, how each style shows numbers. xlsx_package.c reads these; xlsx.c
 * streams the rows of a sheet. */
#ifndef SHEET_XLSX_H
#define SHEET_XLSX_H

#include <zip.h>

#include "sheet/number_format.h"
#include "sheet/row_buffer.h"
#include "sheet/source.h"
#include "sheet/xml.h"

/* Shared strings: texts in blocks that never move, so that cells can point at them. */
struct xlsx_strings {
    struct arena *arena;
    const char **texts;
    size_t count, capacity;
    size_t bytes; /* of texts and pointers, against LIMIT_SHEET_STRINGS_BYTES */
};

struct xlsx_package {
    struct arena *arena;
    zip_t *zip;
    const char *folder; /* of the workbook part: "xl/" */
    struct sheet_info *sheets;
    zip_uint64_t *parts; /* archive index of each sheet */
    size_t sheet_count;
    struct xlsx_strings strings;
    struct number_format *formats; /* by style */
    size_t format_count;
    bool dates_1904;
};

MUST_USE enum result xlsx_package_open(struct xlsx_package *package, const void *bytes, size_t size,
                                       struct error *error);
void xlsx_package_close(struct xlsx_package *package);

/* Reads the shared strings: xlsx_strings.c. */
MUST_USE enum result xlsx_strings_read(struct xlsx_strings *strings, zip_t *zip, zip_uint64_t index,
                                       struct error *error);

/* Replaces _xHHHH_ by its character, in place (ECMA-376 part 1, 22.9.2.19). A NUL and half of a
 * surrogate pair become U+FFFD. */
void xlsx_unescape(char *text);

#endif
