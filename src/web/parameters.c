/* Reading the text of parameters: query, form, multipart and JSON. */
#include "web/parameters.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/limits.h"
#include "base/text.h"
#include "web/multipart.h"
#include "web/router.h"

static enum result too_many(struct error *error)
{
    return error_set(error, RESULT_TOO_LARGE, NULL,
                     N_("The form has too many fields. Please send it in parts."));
}

static enum result not_text(const char *name, struct error *error)
{
    return error_set(error, RESULT_INVALID, name,
                     N_("This contains characters that cannot be read. Please type it again."));
}

/* The fields of the guard are kept apart, so that no handler sees them. */
static const char **reserved(struct parameters *parameters, const char *name)
{
    if (strcmp(name, "csrf") == 0)
        return &parameters->csrf;
    if (strcmp(name, "carried") == 0)
        return &parameters->carried;
    if (strcmp(name, "format") == 0)
        return &parameters->format;
    if (strcmp(name, "charset") == 0)
        return &parameters->charset;
    return NULL;
}

static enum result add(struct parameters *parameters, struct parameter parameter,
                       struct error *error)
{
    if (parameters->count >= LIMIT_PARAMETERS)
        return too_many(error);
    const char **slot = parameter.value != NULL ? reserved(parameters, parameter.name) : NULL;
    if (slot != NULL) {
        *slot = parameter.value;
        return RESULT_OK;
    }
    parameters->items = arena_grow(parameters->arena, parameters->items, parameters->count,
                                   &parameters->capacity, sizeof *parameters->items);
    parameters->items[parameters->count++] = parameter;
    return RESULT_OK;
}

enum result parameters_add(struct parameters *parameters, const char *name, const char *value,
                           struct error *error)
{
    bool is_carried = strcmp(name, "carried") == 0; /* has a whole form within */
    if (!is_carried && strlen(value) > LIMIT_PARAMETER_BYTES)
        return error_set(error, RESULT_TOO_LARGE, name,
                         N_("This text is too long. Please send it as a file."));
    return add(parameters, (struct parameter){.name = name, .value = value}, error);
}

/* a=1&b=2 */
static enum result add_pairs(struct parameters *parameters, const char *text, size_t size,
                             struct error *error)
{
    const char *end = text + size;
    while (text < end) {
        const char *stop = memchr(text, '&', (size_t)(end - text));
        if (stop == NULL)
            stop = end;
        if (stop > text) {
            const char *equals = memchr(text, '=', (size_t)(stop - text));
            const char *name_end = equals != NULL ? equals : stop;
            char *name = arena_copy_n(parameters->arena, text, (size_t)(name_end - text));
            char *value = equals != NULL ? arena_copy_n(parameters->arena, equals + 1,
                                                        (size_t)(stop - equals - 1))
                                         : arena_copy(parameters->arena, "");
            bool has_nul = memchr(text, '\0', (size_t)(stop - text)) != NULL;
            if (has_nul || !router_decode(name, true))
                return error_set(error, RESULT_MALFORMED, NULL,
                                 N_("The address or the form has a part that cannot be read."));
            if (!router_decode(value, true))
                return not_text(name, error);
            enum result result = parameters_add(parameters, name, value, error);
            if (result != RESULT_OK)
                return result;
        }
        text = stop + 1;
    }
    return RESULT_OK;
}

enum result parameters_add_query(struct parameters *parameters, const char *query,
                                 struct error *error)
{
    return add_pairs(parameters, query, strlen(query), error);
}

static enum result add_file(struct parameters *parameters, const struct multipart_part *part,
                            bool takes_file, struct error *error)
{
    if (part->size == 0 && part->file_name[0] == '\0')
        return RESULT_OK; /* an empty file input */
    if (!takes_file || parameters->upload != NULL)
        return error_set(error, RESULT_INVALID, part->name,
                         takes_file ? N_("Please choose one file at a time.")
                                    : N_("A file cannot be sent here."));
    parameters->upload = arena_alloc(parameters->arena, sizeof *parameters->upload);
    *parameters->upload =
        (struct upload){.file_name = part->file_name, .bytes = part->bytes, .size = part->size};
    parameters->upload_name = part->name;
    return RESULT_OK;
}

static enum result add_multipart(struct parameters *parameters, const struct http_request *request,
                                 const char *type, bool takes_file, struct error *error)
{
    struct multipart multipart;
    enum result result = multipart_begin(&multipart, type, request->body, request->body_size,
                                         parameters->arena, error);
    for (;;) {
        struct multipart_part part;
        bool more = false;
        if (result == RESULT_OK)
            result = multipart_next(&multipart, &part, &more, error);
        if (result != RESULT_OK || !more)
            return result;
        if (part.file_name != NULL)
            result = add_file(parameters, &part, takes_file, error);
        else if (part.size > LIMIT_PARAMETER_BYTES && strcmp(part.name, "carried") != 0)
            result = parameters_add(parameters, part.name,
                                    arena_copy_n(parameters->arena, part.bytes, part.size), error);
        else if (!text_check(part.bytes, part.size))
            result = not_text(part.name, error);
        else
            result = parameters_add(parameters, part.name,
                                    arena_copy_n(parameters->arena, part.bytes, part.size), error);
    }
}

/* ---- JSON ------------------------------------------------------------------------------------ */

/* How deep brackets go, before the parser is let at it. */
static bool is_too_deep(const char *text, size_t size)
{
    int depth = 0;
    bool in_text = false;
    for (size_t i = 0; i < size; i++) {
        if (in_text && text[i] == '\\')
            i++;
        else if (text[i] == '"')
            in_text = !in_text;
        else if (!in_text && (text[i] == '[' || text[i] == '{') && ++depth > LIMIT_JSON_DEPTH)
            return true;
        else if (!in_text && (text[i] == ']' || text[i] == '}'))
            depth--;
    }
    return false;
}

/* A scalar as the text that somebody would have typed; NULL for anything else. */
static const char *scalar_text(const json_t *value, struct arena *arena)
{
    switch (json_typeof(value)) {
    case JSON_STRING:
        return arena_copy(arena, json_string_value(value));
    case JSON_INTEGER:
        return arena_printf(arena, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    case JSON_REAL:
        return arena_printf(arena, "%.15g", json_real_value(value));
    case JSON_TRUE:
        return "true";
    case JSON_FALSE:
        return "false";
    case JSON_NULL:
        return "";
    default:
        return NULL;
    }
}

static enum result add_json_value(struct parameters *parameters, const char *name,
                                  const json_t *value, struct error *error)
{
    const char *text = scalar_text(value, parameters->arena);
    if (text != NULL)
        return parameters_add(parameters, name, text, error);
    const json_t *first = json_is_array(value) ? json_array_get(value, 0) : NULL;
    if (!json_is_array(value) || json_is_object(first))
        return add(parameters, (struct parameter){.name = name, .nested = value}, error);
    for (size_t i = 0; i < json_array_size(value); i++) {
        text = scalar_text(json_array_get(value, i), parameters->arena);
        if (text == NULL)
            return error_set(error, RESULT_INVALID, name,
                             N_("This list may hold only texts and numbers."));
        enum result result = parameters_add(parameters, name, text, error);
        if (result != RESULT_OK)
            return result;
    }
    return RESULT_OK;
}

static enum result add_json(struct parameters *parameters, const struct http_request *request,
                            struct error *error)
{
    const char *body = request->body != NULL ? request->body : "";
    if (is_too_deep(body, request->body_size))
        return error_set(error, RESULT_MALFORMED, NULL, N_("The JSON is nested too deep."));
    /* Jansson stops reading at a NUL; what stands behind it must not be ignored. */
    if (memchr(body, '\0', request->body_size) != NULL)
        return error_set(error, RESULT_MALFORMED, NULL, N_("The JSON contains a NUL character."));
    json_error_t where;
    parameters->json = json_loadb(body, request->body_size, JSON_REJECT_DUPLICATES, &where);
    if (parameters->json == NULL) {
        char line[32];
        snprintf(line, sizeof line, "%d", where.line);
        return error_set(error, RESULT_MALFORMED, NULL,
                         N_("The JSON cannot be read (line %1): %2."), line, where.text);
    }
    if (!json_is_object(parameters->json))
        return error_set(error, RESULT_MALFORMED, NULL, N_("The JSON has to be an object."));
    const char *name;
    json_t *value;
    json_object_foreach(parameters->json, name, value)
    {
        enum result result =
            add_json_value(parameters, arena_copy(parameters->arena, name), value, error);
        if (result != RESULT_OK)
            return result;
    }
    return RESULT_OK;
}

/* ---- the body -------------------------------------------------------------------------------- */

static bool is_type(const char *content_type, const char *type)
{
    size_t length = strlen(type);
    return strncasecmp(content_type, type, length) == 0 &&
           (content_type[length] == '\0' || content_type[length] == ';' ||
            content_type[length] == ' ');
}

enum result parameters_add_body(struct parameters *parameters, const struct http_request *request,
                                bool takes_file, struct error *error)
{
    if (request->body_size == 0)
        return RESULT_OK;
    const char *encoding = http_header(request, "Content-Encoding");
    if (encoding != NULL && strcasecmp(encoding, "identity") != 0)
        return error_set(error, RESULT_UNSUPPORTED, NULL,
                         N_("Please send the content without compression."));
    const char *type = http_header(request, "Content-Type");
    if (type == NULL)
        type = "";
    if (is_type(type, "application/x-www-form-urlencoded"))
        return add_pairs(parameters, request->body, request->body_size, error);
    if (is_type(type, "multipart/form-data"))
        return add_multipart(parameters, request, type, takes_file, error);
    if (is_type(type, "application/json"))
        return add_json(parameters, request, error);
    return error_set(error, RESULT_UNSUPPORTED, NULL,
                     N_("Content of the type “%1” cannot be read here. Send a form or JSON."),
                     type);
}

void parameters_fini(struct parameters *parameters)
{
    json_decref(parameters->json);
    parameters->json = NULL;
}

const char *parameters_find(const struct parameters *parameters, const char *name)
{
    for (size_t i = 0; i < parameters->count; i++)
        if (strcmp(parameters->items[i].name, name) == 0)
            return parameters->items[i].value;
    return NULL;
}
