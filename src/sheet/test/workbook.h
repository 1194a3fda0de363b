/* For the tests: workbooks made by hand, so that they can be as wrong as wanted. */
#ifndef SHEET_TEST_WORKBOOK_H
#define SHEET_TEST_WORKBOOK_H

#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "base/text.h"
#include "sheet/reader.h"

struct part {
    const char *path, *text;
};

/* A zip archive of the parts; the caller frees *bytes. */
static inline void make_archive(const struct part *parts, size_t count, char **bytes, size_t *size)
{
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_source_keep(source);
    zip_t *zip = zip_open_from_source(source, ZIP_CREATE | ZIP_TRUNCATE, NULL);
    for (size_t i = 0; i < count; i++)
        zip_file_add(zip, parts[i].path,
                     zip_source_buffer(zip, parts[i].text, strlen(parts[i].text), 0),
                     ZIP_FL_ENC_UTF_8);
    zip_close(zip);
    zip_stat_t stat;
    zip_source_open(source);
    zip_source_stat(source, &stat);
    *size = (size_t)stat.size;
    *bytes = malloc(*size);
    zip_source_read(source, *bytes, *size);
    zip_source_close(source);
    zip_source_free(source);
}

#define RELATIONS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
static const char package_relations[] =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"r1\" Type=\"" RELATIONS "/officeDocument\" Target=\"xl/workbook.xml\"/>"
    "</Relationships>";
static const char workbook_relations[] =
    "<Relationships><Relationship Id=\"r1\" Type=\"" RELATIONS "/worksheet\" "
    "Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"" RELATIONS "/styles\" "
    "Target=\"styles.xml\"/><Relationship Id=\"r3\" Type=\"" RELATIONS "/sharedStrings\" "
    "Target=\"sharedStrings.xml\"/></Relationships>";
static const char workbook_start[] = "<workbook xmlns:r=\"" RELATIONS "\">";
static const char plain_styles[] =
    "<styleSheet><numFmts count=\"4\"><numFmt numFmtId=\"164\" "
    "formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;\"/>"
    "<numFmt numFmtId=\"165\" formatCode=\"[h]:mm\"/><numFmt numFmtId=\"166\" "
    "formatCode=\"000000\"/>"
    "<numFmt numFmtId=\"167\" formatCode=\"[$-804]aaaa;@\"/></numFmts><cellXfs>"
    "<xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"22\"/><xf numFmtId=\"164\"/>"
    "<xf numFmtId=\"165\"/><xf numFmtId=\"1\"/><xf numFmtId=\"4\"/><xf numFmtId=\"166\"/>"
    "<xf numFmtId=\"10\"/><xf numFmtId=\"20\"/></cellXfs></styleSheet>";

/* A workbook of one sheet with the given inside of <worksheet> and of <sst>. */
static inline void make_workbook(const char *properties, const char *sheet, const char *strings,
                                 char **bytes, size_t *size)
{
    struct text_buffer book, one, sst;
    text_buffer_init(&book);
    text_buffer_init(&one);
    text_buffer_init(&sst);
    text_addf(&book,
              "%s%s<sheets><sheet name=\"名单\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>",
              workbook_start, properties);
    text_addf(&one, "<worksheet>%s</worksheet>", sheet);
    text_addf(&sst, "<sst>%s</sst>", strings);
    struct part parts[] = {{"_rels/.rels", package_relations},
                           {"xl/workbook.xml", book.at},
                           {"xl/_rels/workbook.xml.rels", workbook_relations},
                           {"xl/styles.xml", plain_styles},
                           {"xl/sharedStrings.xml", sst.at},
                           {"xl/worksheets/sheet1.xml", one.at}};
    make_archive(parts, sizeof parts / sizeof *parts, bytes, size);
    text_buffer_fini(&book);
    text_buffer_fini(&one);
    text_buffer_fini(&sst);
}

/* All rows as one text: cells separated by |, rows by newline, with the number of rows that were left
 * out as "~". "ERROR: sentence" when it is refused. In the arena. */
static inline const char *read_all(const char *bytes, size_t size, struct arena *arena)
{
    struct sheet_reader *reader = NULL;
    struct error error;
    struct text_buffer out;
    struct sheet_row row;
    bool more = true;
    text_buffer_init(&out);
    enum result result = sheet_reader_open(bytes, size, &reader, &error);
    while (result == RESULT_OK) {
        result = sheet_reader_next(reader, &row, &more, &error);
        if (result != RESULT_OK || !more)
            break;
        for (size_t i = 0; i < row.count; i++)
            text_addf(&out, "%s%s", i > 0 ? "|" : "", row.cells[i].text);
        text_add(&out, "\n");
    }
    if (result != RESULT_OK)
        text_addf(&out, "ERROR: %s", error.msgid);
    sheet_reader_close(reader);
    const char *all = arena_copy(arena, text_buffer_get(&out));
    text_buffer_fini(&out);
    return all;
}

static inline const char *read_sheet(const char *properties, const char *sheet, const char *strings,
                                     struct arena *arena)
{
    char *bytes;
    size_t size;
    make_workbook(properties, sheet, strings, &bytes, &size);
    const char *all = read_all(bytes, size, arena);
    free(bytes);
    return all;
}

#endif
