/* Inside the room: one XML part of a workbook, unpacked and parsed a piece at a time. Elements are
 * given by their local name, because some programs write <x:row> for <row>. A part with a document
 * type is refused: no spreadsheet has one, and entities are how an XML bomb is built. */
#ifndef SHEET_XML_H
#define SHEET_XML_H

#include <expat.h>
#include <stdbool.h>
#include <zip.h>

#include "base/error.h"

struct xml_handler {
    /* `attributes` as in expat: name, value, ..., NULL. */
    void (*start)(void *self, const char *name, const char **attributes);
    void (*end)(void *self, const char *name);
    void (*text)(void *self, const char *text, size_t length); /* may be NULL */
    void *self;
};

struct xml_part {
    zip_t *zip;
    zip_file_t *file;
    XML_Parser parser;
    struct xml_handler handler;
    zip_uint64_t packed; /* bytes in the archive */
    uint64_t unpacked;   /* bytes so far */
    int depth;
    bool is_suspended, is_at_end, has_doctype, is_too_deep;
};

/* Opens entry `index` of the archive. */
MUST_USE enum result xml_part_open(struct xml_part *part, zip_t *zip, zip_uint64_t index,
                                   const struct xml_handler *handler, struct error *error);
void xml_part_close(struct xml_part *part); /* also after a failed or no opening, if zeroed */

/* Parses on until the handler calls xml_part_pause() or the end; *more false at the end. */
MUST_USE enum result xml_part_continue(struct xml_part *part, bool *more, struct error *error);
void xml_part_pause(struct xml_part *part);

/* Parses a whole part. */
MUST_USE enum result xml_part_parse(zip_t *zip, zip_uint64_t index,
                                    const struct xml_handler *handler, struct error *error);

/* "x:row" is "row". */
const char *xml_local(const char *name);
/* The value of an attribute by its local name, or NULL. */
const char *xml_attribute(const char **attributes, const char *local);

/* Reads on of an archive entry, with the limits against bombs. *got 0 at the end. */
MUST_USE enum result xml_read(zip_file_t *file, zip_uint64_t packed, uint64_t *unpacked, void *out,
                              size_t size, size_t *got, struct error *error);

#endif
