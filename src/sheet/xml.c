/* One XML part of a workbook; see the header. expat keeps an unfinished tag in memory, so a tag of
 * more than TAG_BYTES is refused; and an archive entry that unpacks to hundreds of times its size
 * is given up early. */
#include "sheet/xml.h"

#include <string.h>

#include "base/limits.h"
#include "sheet/source.h"

enum { PIECE_BYTES = 32 * 1024, TAG_BYTES = 256 * 1024, DEPTH_MAX = 64 };
/* Lists of residents pack 5 to 40 times; deflate's own limit is 1032. */
enum { BOMB_RATIO = 300, BOMB_FREE_BYTES = 16 * 1024 * 1024 };

const char *xml_local(const char *name)
{
    const char *colon = strchr(name, ':');
    return colon ? colon + 1 : name;
}

const char *xml_attribute(const char **attributes, const char *local)
{
    for (; attributes[0]; attributes += 2)
        if (strcmp(xml_local(attributes[0]), local) == 0)
            return attributes[1];
    return NULL;
}

enum result xml_read(zip_file_t *file, zip_uint64_t packed, uint64_t *unpacked, void *out,
                     size_t size, size_t *got, struct error *error)
{
    zip_int64_t count = zip_fread(file, out, size);
    if (count < 0)
        return error_set(error, RESULT_MALFORMED, NULL, sheet_damaged);
    *unpacked += (uint64_t)count;
    if (*unpacked > LIMIT_SHEET_PART_BYTES ||
        (*unpacked > BOMB_FREE_BYTES && *unpacked / BOMB_RATIO > packed))
        return error_set(error, RESULT_TOO_LARGE, NULL, sheet_bomb);
    *got = (size_t)count;
    return RESULT_OK;
}

static void XMLCALL on_start(void *data, const XML_Char *name, const XML_Char **attributes)
{
    struct xml_part *part = data;
    if (++part->depth > DEPTH_MAX) {
        part->is_too_deep = true;
        XML_StopParser(part->parser, XML_FALSE);
        return;
    }
    part->handler.start(part->handler.self, xml_local(name), attributes);
}

static void XMLCALL on_end(void *data, const XML_Char *name)
{
    struct xml_part *part = data;
    part->depth--;
    part->handler.end(part->handler.self, xml_local(name));
}

static void XMLCALL on_text(void *data, const XML_Char *text, int length)
{
    struct xml_part *part = data;
    part->handler.text(part->handler.self, text, (size_t)length);
}

static void XMLCALL on_doctype(void *data, const XML_Char *name, const XML_Char *system,
                               const XML_Char *public, int has_subset)
{
    struct xml_part *part = data;
    (void)name, (void)system, (void)public, (void)has_subset;
    part->has_doctype = true;
    XML_StopParser(part->parser, XML_FALSE);
}

enum result xml_part_open(struct xml_part *part, zip_t *zip, zip_uint64_t index,
                          const struct xml_handler *handler, struct error *error)
{
    *part = (struct xml_part){.zip = zip, .handler = *handler};
    zip_stat_t stat;
    if (zip_stat_index(zip, index, 0, &stat) != 0)
        return error_set(error, RESULT_MALFORMED, NULL, sheet_damaged);
    part->packed = stat.comp_size;
    if (stat.encryption_method != ZIP_EM_NONE)
        return error_set(error, RESULT_UNSUPPORTED, NULL, sheet_locked);
    part->file = zip_fopen_index(zip, index, 0);
    part->parser = XML_ParserCreate(NULL);
    if (!part->file || !part->parser)
        return error_set(error, RESULT_MALFORMED, NULL, sheet_damaged);
    XML_SetUserData(part->parser, part);
    XML_SetElementHandler(part->parser, on_start, on_end);
    if (handler->text)
        XML_SetCharacterDataHandler(part->parser, on_text);
    XML_SetStartDoctypeDeclHandler(part->parser, on_doctype);
    return RESULT_OK;
}

void xml_part_close(struct xml_part *part)
{
    if (part->parser)
        XML_ParserFree(part->parser);
    if (part->file)
        zip_fclose(part->file);
    part->parser = NULL;
    part->file = NULL;
}

void xml_part_pause(struct xml_part *part)
{
    part->is_suspended = true;
    XML_StopParser(part->parser, XML_TRUE);
}

static enum result refuse(const struct xml_part *part, struct error *error)
{
    if (part->has_doctype)
        return error_set(
            error, RESULT_UNSUPPORTED, NULL,
            N_("The file contains XML entities, which no spreadsheet program writes, so it "
               "was not read."));
    return error_set(error, RESULT_MALFORMED, NULL, sheet_damaged);
}

/* Feeds the next piece. */
static enum result feed(struct xml_part *part, enum XML_Status *status, struct error *error)
{
    void *piece = XML_GetBuffer(part->parser, PIECE_BYTES);
    size_t got = 0;
    if (!piece)
        return error_set(error, RESULT_MALFORMED, NULL, sheet_damaged);
    enum result result =
        xml_read(part->file, part->packed, &part->unpacked, piece, PIECE_BYTES, &got, error);
    if (result != RESULT_OK)
        return result;
    part->is_at_end = got == 0;
    *status = XML_ParseBuffer(part->parser, (int)got, part->is_at_end);
    XML_Index reached = XML_GetCurrentByteIndex(part->parser);
    if (*status == XML_STATUS_OK && !part->is_at_end && reached >= 0 &&
        part->unpacked - (uint64_t)reached > TAG_BYTES)
        return error_set(error, RESULT_TOO_LARGE, NULL, sheet_bomb);
    return RESULT_OK;
}

enum result xml_part_continue(struct xml_part *part, bool *more, struct error *error)
{
    enum XML_Status status = XML_STATUS_OK;
    if (part->is_suspended) {
        part->is_suspended = false;
        status = XML_ResumeParser(part->parser);
    } else if (part->is_at_end) {
        *more = false;
        return RESULT_OK;
    }
    while (status == XML_STATUS_OK && !part->is_at_end) {
        enum result result = feed(part, &status, error);
        if (result != RESULT_OK)
            return result;
    }
    if (status == XML_STATUS_ERROR)
        return refuse(part, error);
    *more = status == XML_STATUS_SUSPENDED;
    return RESULT_OK;
}

enum result xml_part_parse(zip_t *zip, zip_uint64_t index, const struct xml_handler *handler,
                           struct error *error)
{
    struct xml_part part = {0};
    bool more = true;
    enum result result = xml_part_open(&part, zip, index, handler, error);
    while (result == RESULT_OK && more)
        result = xml_part_continue(&part, &more, error);
    xml_part_close(&part);
    return result;
}
