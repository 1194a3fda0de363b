/* Workbooks. An input that begins with PK is a whole archive; else it is the inside of a worksheet, and
 * what follows a NUL is that of the shared strings and the styles: so that mutations reach the parser
 * and not only the checksums of the archive. */
#include <stdlib.h>
#include <zip.h>

#include "sheet_all.h"

#define R "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

static void add(zip_t *zip, const char *path, const void *bytes, size_t size)
{
    zip_int64_t index = zip_file_add(zip, path, zip_source_buffer(zip, bytes, size, 0), 0);
    if (index >= 0)
        zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_STORE, 0);
}

static void read_parts(const char *const parts[3], const size_t sizes[3])
{
    static const char top[] = "<Relationships><Relationship Id=\"a\" Type=\"" R
                              "/officeDocument\" Target=\"xl/w.xml\"/></Relationships>";
    static const char book[] =
        "<workbook xmlns:r=\"" R "\"><sheets><sheet name=\"s\" r:id=\"a\"/></sheets></workbook>";
    static const char relations[] =
        "<Relationships><Relationship Id=\"a\" Type=\"" R "/worksheet\" Target=\"s.xml\"/>"
        "<Relationship Id=\"b\" Type=\"" R "/sharedStrings\" Target=\"t.xml\"/>"
        "<Relationship Id=\"c\" Type=\"" R "/styles\" Target=\"y.xml\"/></Relationships>";
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_stat_t stat;
    zip_source_keep(source);
    zip_t *zip = zip_open_from_source(source, ZIP_CREATE | ZIP_TRUNCATE, NULL);
    add(zip, "_rels/.rels", top, sizeof top - 1);
    add(zip, "xl/w.xml", book, sizeof book - 1);
    add(zip, "xl/_rels/w.xml.rels", relations, sizeof relations - 1);
    add(zip, "xl/s.xml", parts[0], sizes[0]);
    add(zip, "xl/t.xml", parts[1], sizes[1]);
    add(zip, "xl/y.xml", parts[2], sizes[2]);
    if (zip_close(zip) == 0 && zip_source_open(source) == 0) {
        zip_source_stat(source, &stat);
        char *bytes = malloc((size_t)stat.size);
        ALWAYS(bytes && zip_source_read(source, bytes, stat.size) == (zip_int64_t)stat.size);
        read_everything(bytes, (size_t)stat.size);
        free(bytes);
        zip_source_close(source);
    }
    zip_source_free(source);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *at = (const char *)data, *parts[3] = {at, "<a/>", "<a/>"};
    size_t sizes[3] = {size, 4, 4};
    if (size > 2 && memcmp(data, "PK", 2) == 0) {
        read_everything(data, size);
        return 0;
    }
    for (size_t i = 0; i < 2; i++) {
        const char *nul = memchr(parts[i], 0, sizes[i]);
        if (!nul)
            break;
        parts[i + 1] = nul + 1;
        sizes[i + 1] = sizes[i] - (size_t)(nul - parts[i]) - 1;
        sizes[i] = (size_t)(nul - parts[i]);
    }
    read_parts(parts, sizes);
    return 0;
}
