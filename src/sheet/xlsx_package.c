/* The package of a workbook: archive, relationships, workbook part, styles. Parts are found through
 * the relationships, as the standard says, because programs name them as they like; targets may be
 * absolute, relative, or written with backslashes. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "sheet/xlsx.h"

enum { ENTRIES_MAX = 10000, STYLES_MAX = 65536, FORMATS_MAX = 4096, RELATIONS_MAX = 4096 };

struct relation {
    const char *id, *type, *target;
};

struct sheet_entry {
    const char *name, *relation;
    bool is_hidden;
};

struct code {
    long id;
    struct number_format format;
};

struct package_state {
    struct xlsx_package *package;
    struct relation *relations;
    size_t relation_count, relation_capacity;
    struct sheet_entry *entries;
    size_t entry_count, entry_capacity;
    struct code *codes;
    size_t code_count, code_capacity, format_capacity;
    bool is_in_cell_styles;
};

/* ---- the archive ----------------------------------------------------------------------------- */

/* The number of entries that the end of the archive claims: libzip makes room for all of them when
 * it opens the archive, so an absurd number is refused before. -1: no end was found. */
static long claimed_entries(const unsigned char *bytes, size_t size)
{
    size_t lowest = size > 65557 ? size - 65557 : 0;
    if (size < 22)
        return -1;
    for (size_t at = size - 22;; at--) {
        if (memcmp(bytes + at, "PK\5\6", 4) == 0)
            return bytes[at + 10] | bytes[at + 11] << 8;
        if (at == lowest)
            return -1;
    }
}

static enum result open_archive(struct xlsx_package *package, const void *bytes, size_t size,
                                struct error *error)
{
    long entries = claimed_entries(bytes, size);
    if (entries < 0)
        return error_set(error, RESULT_MALFORMED, NULL, sheet_damaged);
    if (entries > ENTRIES_MAX)
        return error_set(error, RESULT_TOO_LARGE, NULL, sheet_bomb);
    zip_source_t *source = zip_source_buffer_create(bytes, size, 0, NULL);
    if (!source)
        return error_set(error, RESULT_MALFORMED, NULL, sheet_damaged);
    package->zip = zip_open_from_source(source, ZIP_RDONLY, NULL);
    if (!package->zip) {
        zip_source_free(source);
        return error_set(error, RESULT_MALFORMED, NULL, sheet_damaged);
    }
    return RESULT_OK;
}

/* The archive's entry for a path without leading slash, or -1. */
static zip_int64_t locate(const struct xlsx_package *package, const char *path)
{
    return zip_name_locate(package->zip, path, ZIP_FL_NOCASE);
}

/* Resolves a target against a folder: "../a\\b" in "xl/" is "a/b". */
static const char *resolve(struct arena *arena, const char *folder, const char *target)
{
    char *path = *target == '/' || *target == '\\' ? arena_copy(arena, target + 1)
                                                   : arena_printf(arena, "%s%s", folder, target);
    for (char *at = path; *at; at++)
        if (*at == '\\')
            *at = '/';
    for (char *up = strstr(path, "../"); up; up = strstr(path, "../")) {
        char *from = up;
        if (from > path)
            from--;
        while (from > path && from[-1] != '/')
            from--;
        memmove(from, up + 3, strlen(up + 3) + 1);
    }
    while (strncmp(path, "./", 2) == 0)
        path += 2;
    return path;
}

/* ---- relationships --------------------------------------------------------------------------- */

static void relations_start(void *self, const char *name, const char **attributes)
{
    struct package_state *state = self;
    struct arena *arena = state->package->arena;
    const char *id = xml_attribute(attributes, "Id"), *type = xml_attribute(attributes, "Type"),
               *target = xml_attribute(attributes, "Target");
    if (strcmp(name, "Relationship") != 0 || !id || !type || !target ||
        state->relation_count >= RELATIONS_MAX)
        return;
    state->relations = arena_grow(arena, state->relations, state->relation_count,
                                  &state->relation_capacity, sizeof *state->relations);
    state->relations[state->relation_count++] = (struct relation){
        arena_copy(arena, id), arena_copy(arena, type), arena_copy(arena, target)};
}

static void nothing(void *self, const char *name)
{
    (void)self, (void)name;
}

static enum result read_relations(struct package_state *state, const char *path,
                                  struct error *error)
{
    const struct xml_handler handler = {relations_start, nothing, NULL, state};
    zip_int64_t index = locate(state->package, path);
    state->relation_count = 0;
    return index < 0 ? RESULT_OK
                     : xml_part_parse(state->package->zip, (zip_uint64_t)index, &handler, error);
}

/* The target of the first relationship whose type ends so (the strict and the transitional standard
 * differ in what stands before). */
static const char *target_of_type(const struct package_state *state, const char *ending)
{
    for (size_t i = 0; i < state->relation_count; i++)
        if (text_ends(state->relations[i].type, ending))
            return state->relations[i].target;
    return NULL;
}

/* ---- workbook and styles --------------------------------------------------------------------- */

static bool is_true(const char *value)
{
    return value &&
           (strcmp(value, "1") == 0 || strcmp(value, "true") == 0 || strcmp(value, "on") == 0);
}

static void workbook_start(void *self, const char *name, const char **attributes)
{
    struct package_state *state = self;
    struct arena *arena = state->package->arena;
    if (strcmp(name, "workbookPr") == 0) {
        state->package->dates_1904 = is_true(xml_attribute(attributes, "date1904"));
        return;
    }
    if (strcmp(name, "sheet") != 0 || state->entry_count >= LIMIT_SHEET_SHEETS)
        return;
    const char *title = NULL, *relation = NULL, *visible = xml_attribute(attributes, "state");
    for (const char **at = attributes; at[0]; at += 2) {
        if (strcmp(at[0], "name") == 0)
            title = at[1];
        else if (strchr(at[0], ':') && strcmp(xml_local(at[0]), "id") == 0)
            relation = at[1];
    }
    if (!relation)
        return;
    state->entries = arena_grow(arena, state->entries, state->entry_count, &state->entry_capacity,
                                sizeof *state->entries);
    state->entries[state->entry_count++] =
        (struct sheet_entry){arena_copy(arena, title ? title : ""), arena_copy(arena, relation),
                             visible && strcmp(visible, "visible") != 0};
}

static struct number_format format_of(const struct package_state *state, long id)
{
    for (size_t i = 0; i < state->code_count; i++)
        if (state->codes[i].id == id)
            return state->codes[i].format;
    return number_format_builtin(id);
}

static void styles_start(void *self, const char *name, const char **attributes)
{
    struct package_state *state = self;
    struct xlsx_package *package = state->package;
    const char *id = xml_attribute(attributes, "numFmtId");
    if (strcmp(name, "cellXfs") == 0)
        state->is_in_cell_styles = true;
    if (strcmp(name, "numFmt") == 0) {
        const char *code = xml_attribute(attributes, "formatCode");
        if (!id || !code || state->code_count >= FORMATS_MAX)
            return;
        state->codes = arena_grow(package->arena, state->codes, state->code_count,
                                  &state->code_capacity, sizeof *state->codes);
        state->codes[state->code_count++] =
            (struct code){strtol(id, NULL, 10), number_format_parse(code)};
    }
    if (strcmp(name, "xf") == 0 && state->is_in_cell_styles && package->format_count < STYLES_MAX) {
        package->formats = arena_grow(package->arena, package->formats, package->format_count,
                                      &state->format_capacity, sizeof *package->formats);
        package->formats[package->format_count++] = format_of(state, id ? strtol(id, NULL, 10) : 0);
    }
}

static void styles_end(void *self, const char *name)
{
    struct package_state *state = self;
    if (strcmp(name, "cellXfs") == 0)
        state->is_in_cell_styles = false;
}

/* ---- putting it together --------------------------------------------------------------------- */

/* The sheets that are worksheets (not charts), with their archive entries. */
static void match_sheets(struct package_state *state)
{
    struct xlsx_package *package = state->package;
    package->sheets = arena_array(package->arena, state->entry_count + 1, sizeof *package->sheets);
    package->parts = arena_array(package->arena, state->entry_count + 1, sizeof *package->parts);
    for (size_t i = 0; i < state->entry_count; i++) {
        for (size_t j = 0; j < state->relation_count; j++) {
            const struct relation *relation = &state->relations[j];
            if (strcmp(relation->id, state->entries[i].relation) != 0 ||
                !text_ends(relation->type, "/worksheet"))
                continue;
            zip_int64_t index =
                locate(package, resolve(package->arena, package->folder, relation->target));
            if (index < 0)
                break;
            package->sheets[package->sheet_count] =
                (struct sheet_info){state->entries[i].name, state->entries[i].is_hidden};
            package->parts[package->sheet_count++] = (zip_uint64_t)index;
            break;
        }
    }
}

/* A zip archive without a workbook: says what it is. */
static enum result not_a_workbook(const struct xlsx_package *package, struct error *error)
{
    if (locate(package, "content.xml") >= 0)
        return error_set(error, RESULT_UNSUPPORTED, NULL,
                         N_("This is an OpenDocument file. Please save it as .xlsx."));
    if (locate(package, "xl/workbook.bin") >= 0)
        return error_set(error, RESULT_UNSUPPORTED, NULL,
                         N_("This is a binary workbook (.xlsb). Please save it as .xlsx."));
    return error_set(error, RESULT_UNSUPPORTED, NULL, sheet_unknown);
}

/* The path of the workbook part from the package's own relationships. */
static enum result find_workbook(struct package_state *state, const char **path,
                                 struct error *error)
{
    struct xlsx_package *package = state->package;
    enum result result = read_relations(state, "_rels/.rels", error);
    if (result != RESULT_OK)
        return result;
    const char *target = target_of_type(state, "/officeDocument");
    *path = target ? resolve(package->arena, "", target) : "xl/workbook.xml";
    if (locate(package, *path) < 0 || text_ends(*path, ".bin") || text_starts(*path, "word/") ||
        text_starts(*path, "ppt/"))
        return not_a_workbook(package, error);
    return RESULT_OK;
}

static enum result read_workbook(struct package_state *state, const char *path, struct error *error)
{
    struct xlsx_package *package = state->package;
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
    char *folder = arena_copy_n(package->arena, path, (size_t)(base - path));
    package->folder = folder;
    const struct xml_handler handler = {workbook_start, nothing, NULL, state};
    enum result result =
        xml_part_parse(package->zip, (zip_uint64_t)locate(package, path), &handler, error);
    if (result == RESULT_OK)
        result = read_relations(
            state, arena_printf(package->arena, "%s_rels/%s.rels", folder, base), error);
    return result;
}

static enum result read_parts(struct package_state *state, struct error *error)
{
    struct xlsx_package *package = state->package;
    const struct xml_handler styles = {styles_start, styles_end, NULL, state};
    const char *style_target = target_of_type(state, "/styles"),
               *string_target = target_of_type(state, "/sharedStrings");
    enum result result = RESULT_OK;
    zip_int64_t index =
        style_target ? locate(package, resolve(package->arena, package->folder, style_target)) : -1;
    if (index >= 0)
        result = xml_part_parse(package->zip, (zip_uint64_t)index, &styles, error);
    index = string_target ? locate(package, resolve(package->arena, package->folder, string_target))
                          : -1;
    if (result == RESULT_OK && index >= 0)
        result = xlsx_strings_read(&package->strings, package->zip, (zip_uint64_t)index, error);
    return result;
}

enum result xlsx_package_open(struct xlsx_package *package, const void *bytes, size_t size,
                              struct error *error)
{
    struct package_state state = {.package = package};
    const char *path = NULL;
    *package = (struct xlsx_package){.arena = arena_new()};
    package->strings.arena = package->arena;
    enum result result = open_archive(package, bytes, size, error);
    if (result == RESULT_OK)
        result = find_workbook(&state, &path, error);
    if (result == RESULT_OK)
        result = read_workbook(&state, path, error);
    if (result != RESULT_OK)
        return result;
    match_sheets(&state);
    if (package->sheet_count == 0)
        return error_set(error, RESULT_MALFORMED, NULL,
                         N_("The workbook has no sheet with cells."));
    return read_parts(&state, error);
}

void xlsx_package_close(struct xlsx_package *package)
{
    if (package->zip)
        zip_discard(package->zip);
    free(package->strings.texts);
    arena_free(package->arena);
    *package = (struct xlsx_package){0};
}
