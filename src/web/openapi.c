/* OpenAPI 3.1 from routes and record types. First all types that any reply reaches are collected and
 * given names of their own; then paths and schemas are written. */
#include "web/openapi.h"

#include <inttypes.h>
#include <string.h>

#include "base/limits.h"

struct named {
    const struct record_type *type;
    const char *name;
};

struct writer {
    const struct openapi_facts *facts;
    struct text_buffer *out;
    struct arena *arena;
    struct named *types;
    size_t type_count, type_capacity;
};

/* ---- small pieces ---------------------------------------------------------------------------- */

static void add(struct writer *writer, const char *text)
{
    text_add(writer->out, text);
}

static void add_string(struct writer *writer, const char *text)
{
    text_add_json(writer->out, text);
}

/* The comma before every member but the first of the object or array that is open. */
static void separate(struct writer *writer)
{
    char last = writer->out->at[writer->out->length - 1];
    if (last != '{' && last != '[')
        text_add_char(writer->out, ',');
}

static void add_key(struct writer *writer, const char *key)
{
    separate(writer);
    add_string(writer, key);
    text_add_char(writer->out, ':');
}

static void add_member(struct writer *writer, const char *key, const char *value)
{
    add_key(writer, key);
    add_string(writer, value);
}

static void add_raw(struct writer *writer, const char *key, const char *json)
{
    add_key(writer, key);
    add(writer, json);
}

static void add_number(struct writer *writer, const char *key, int64_t value)
{
    add_key(writer, key);
    text_addf(writer->out, "%" PRId64, value);
}

static const char *said(const struct writer *writer, const char *msgid)
{
    return language_text(writer->facts->language, msgid);
}

/* ---- the types of replies -------------------------------------------------------------------- */

static const char *name_of(const struct writer *writer, const struct record_type *type)
{
    for (size_t i = 0; i < writer->type_count; i++)
        if (writer->types[i].type == type)
            return writer->types[i].name;
    return NULL;
}

static bool is_taken(const struct writer *writer, const char *name)
{
    for (size_t i = 0; i < writer->type_count; i++)
        if (strcmp(writer->types[i].name, name) == 0)
            return true;
    return false;
}

/* Two modules may call a type of theirs by the same name: the second becomes page_2. */
static void collect(struct writer *writer, const struct record_type *type)
{
    if (type == NULL || name_of(writer, type) != NULL)
        return;
    const char *name = type->name;
    for (int i = 2; is_taken(writer, name); i++)
        name = arena_printf(writer->arena, "%s_%d", type->name, i);
    writer->types = arena_grow(writer->arena, writer->types, writer->type_count,
                               &writer->type_capacity, sizeof *writer->types);
    writer->types[writer->type_count++] = (struct named){type, name};
    for (size_t i = 0; i < type->field_count; i++)
        if (type->fields[i].kind == FIELD_RECORD || type->fields[i].kind == FIELD_LIST)
            collect(writer, type->fields[i].type);
}

/* ---- schemas of fields ----------------------------------------------------------------------- */

static void add_choices(struct writer *writer, const struct field *field, bool is_output)
{
    add_key(writer, "enum");
    add(writer, "[");
    for (const struct choice *choice = field->choices; choice != NULL && choice->code != NULL;
         choice++) {
        separate(writer);
        add_string(writer, choice->code);
    }
    if (is_output) {
        separate(writer);
        add(writer, "null");
    }
    add(writer, "]");
}

static const char *json_type(enum field_kind kind)
{
    switch (kind) {
    case FIELD_INT:
        return "integer";
    case FIELD_TENTH:
        return "number";
    case FIELD_FLAG:
        return "boolean";
    default:
        return "string";
    }
}

static void add_input_limits(struct writer *writer, const struct field *field)
{
    bool limited = field->minimum != 0 || field->maximum != 0;
    if (field->kind == FIELD_INT && limited) {
        add_number(writer, "minimum", field->minimum);
        add_number(writer, "maximum", field->maximum);
    } else if (field->kind == FIELD_TENTH && limited) {
        add_raw(writer, "minimum",
                arena_printf(writer->arena, "%.1f", (double)field->minimum / 10));
        add_raw(writer, "maximum",
                arena_printf(writer->arena, "%.1f", (double)field->maximum / 10));
    } else if (record_kind_is_text(field->kind) && field->kind != FIELD_CHOICE &&
               field->kind != FIELD_DATE) {
        int64_t most = field->maximum != 0              ? field->maximum
                       : field->kind == FIELD_LONG_TEXT ? LIMIT_LONG_TEXT_CHARACTERS
                                                        : LIMIT_TEXT_CHARACTERS;
        add_number(writer, "maxLength", most);
        if (field->minimum > 0)
            add_number(writer, "minLength", field->minimum);
    }
}

/* What comes out masked is no date any more, so its format is not promised. */
static void add_format(struct writer *writer, const struct field *field, bool is_output)
{
    bool may_be_masked = is_output && field->privacy >= PRIVACY_PERSONAL;
    if (field->kind == FIELD_TIME)
        add_member(writer, "format", "date-time");
    else if (field->kind == FIELD_DATE && is_output && !may_be_masked)
        add_member(writer, "format", "date");
    else if (field->kind == FIELD_SECRET)
        add_member(writer, "format", "password");
    else if (field->kind == FIELD_ID)
        add_member(writer, "pattern", "^[0-9]+$");
    else if (field->kind == FIELD_URL)
        add_member(writer, "format", "uri-reference");
}

static void add_words(struct writer *writer, const struct field *field)
{
    static const char *const classes[PRIVACY__COUNT] = {"open", "internal", "personal",
                                                        "sensitive"};
    if (field->label != NULL)
        add_member(writer, "title", said(writer, field->label));
    if (field->hint != NULL)
        add_member(writer, "description", said(writer, field->hint));
    if (field->privacy != PRIVACY_OPEN)
        add_member(writer, "x-privacy", classes[field->privacy]);
}

static void add_reference(struct writer *writer, const struct record_type *type)
{
    text_addf(writer->out, "{\"$ref\":\"#/components/schemas/%s\"}", name_of(writer, type));
}

static void add_list_schema(struct writer *writer, const struct field *field)
{
    add_raw(writer, "type", "\"object\"");
    add_raw(writer, "required", "[\"items\",\"total\",\"total_is_more\"]");
    add_key(writer, "properties");
    add(writer, "{\"items\":{\"type\":\"array\",\"items\":");
    add_reference(writer, field->type);
    add(writer, "},\"total\":{\"type\":[\"integer\",\"null\"]},"
                "\"total_is_more\":{\"type\":\"boolean\"}}");
}

static void add_schema(struct writer *writer, const struct field *field, bool is_output)
{
    add(writer, "{");
    if (field->kind == FIELD_LIST && !is_output) {
        add_raw(writer, "type", "\"array\"");
        add_raw(writer, "items", "{\"type\":\"string\"}");
    } else if (field->kind == FIELD_LIST) {
        add_list_schema(writer, field);
    } else if (field->kind == FIELD_RECORD) {
        add_key(writer, "anyOf");
        add(writer, "[");
        add_reference(writer, field->type);
        add(writer, ",{\"type\":\"null\"}]");
    } else {
        const char *type = json_type(field->kind);
        add_key(writer, "type");
        text_addf(writer->out, is_output ? "[\"%s\",\"null\"]" : "\"%s\"", type);
        if (field->kind == FIELD_CHOICE)
            add_choices(writer, field, is_output);
        if (!is_output)
            add_input_limits(writer, field);
        add_format(writer, field, is_output);
    }
    add_words(writer, field);
    add(writer, "}");
}

static bool is_output(const struct field *field)
{
    return field->kind != FIELD_HTML && field->kind != FIELD_FORM && field->kind != FIELD_FILE &&
           field->kind != FIELD_SECRET;
}

static void add_type(struct writer *writer, const struct named *named)
{
    const struct record_type *type = named->type;
    add_key(writer, named->name);
    add(writer, "{\"type\":\"object\"");
    if (type->label != NULL)
        add_member(writer, "title", said(writer, type->label));
    add_key(writer, "properties");
    add(writer, "{");
    for (size_t i = 0; i < type->field_count; i++) {
        const struct field *field = &type->fields[i];
        if (!is_output(field))
            continue;
        add_key(writer, field->name);
        add_schema(writer, field, true);
        if (field->kind == FIELD_CHOICE) {
            add_key(writer, arena_printf(writer->arena, "%s_label", field->name));
            add(writer, "{\"type\":[\"string\",\"null\"]}");
        }
    }
    add_raw(writer, "masked", "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}");
    add(writer, "}}");
}

/* ---- operations ------------------------------------------------------------------------------ */

static bool is_in_path(const struct route *route, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = route->path; (at = strchr(at, '{')) != NULL; at++)
        if (strncmp(at + 1, name, length) == 0 && at[1 + length] == '}')
            return true;
    return false;
}

static bool is_input(const struct field *field)
{
    bool scalar = record_kind_is_number(field->kind) || record_kind_is_text(field->kind);
    return !(field->flags & FIELD_READ_ONLY) && field->kind != FIELD_HTML &&
           field->kind != FIELD_URL &&
           (scalar || field->kind == FIELD_FILE ||
            (field->kind == FIELD_LIST && field->flags & FIELD_MULTIPLE));
}

static void add_parameter(struct writer *writer, const struct field *field, bool in_path)
{
    separate(writer);
    add(writer, "{");
    add_member(writer, "name", field->name);
    add_member(writer, "in", in_path ? "path" : "query");
    bool is_required = in_path || (field->flags & FIELD_REQUIRED) != 0;
    add_raw(writer, "required", is_required ? "true" : "false");
    add_key(writer, "schema");
    add_schema(writer, field, false);
    add(writer, "}");
}

static void add_parameters(struct writer *writer, const struct route *route)
{
    add_key(writer, "parameters");
    add(writer, "[");
    for (size_t i = 0; route->params != NULL && i < route->params->field_count; i++) {
        const struct field *field = &route->params->fields[i];
        bool in_path = is_in_path(route, field->name);
        if (is_input(field) && (in_path || route->method == METHOD_GET))
            add_parameter(writer, field, in_path);
    }
    if (route->method == METHOD_GET) {
        separate(writer);
        add(writer, "{\"$ref\":\"#/components/parameters/format\"}");
    }
    add(writer, "]");
}

static void add_body_schema(struct writer *writer, const struct route *route)
{
    add(writer, "{\"schema\":{\"type\":\"object\"");
    add_key(writer, "properties");
    add(writer, "{");
    for (size_t i = 0; i < route->params->field_count; i++) {
        const struct field *field = &route->params->fields[i];
        if (!is_input(field) || is_in_path(route, field->name))
            continue;
        add_key(writer, field->name);
        if (field->kind == FIELD_FILE)
            add(writer, "{\"type\":\"string\",\"contentMediaType\":\"application/octet-stream\"}");
        else
            add_schema(writer, field, false);
    }
    add(writer, "}");
    add_key(writer, "required");
    add(writer, "[");
    for (size_t i = 0; i < route->params->field_count; i++) {
        const struct field *field = &route->params->fields[i];
        if (is_input(field) && !is_in_path(route, field->name) && field->flags & FIELD_REQUIRED) {
            separate(writer);
            add_string(writer, field->name);
        }
    }
    add(writer, "]}}");
}

static void add_body(struct writer *writer, const struct route *route)
{
    if (route->method != METHOD_POST || route->params == NULL)
        return;
    add_key(writer, "requestBody");
    add(writer, "{\"content\":{");
    if (route->flags & ROUTE_UPLOAD) {
        add_key(writer, "multipart/form-data");
        add_body_schema(writer, route);
    } else {
        add_key(writer, "application/x-www-form-urlencoded");
        add_body_schema(writer, route);
        add_key(writer, "application/json");
        add_body_schema(writer, route);
    }
    add(writer, "}}");
}

static bool has_table(const struct record_type *type)
{
    for (size_t i = 0; i < type->field_count; i++)
        if (type->fields[i].kind == FIELD_LIST)
            return true;
    return false;
}

static void add_responses(struct writer *writer, const struct route *route)
{
    add_key(writer, "responses");
    add(writer, "{\"200\":{");
    add_member(writer, "description", said(writer, N_("What was asked for")));
    add_key(writer, "content");
    add(writer, "{\"application/json\":{\"schema\":");
    if (route->reply != NULL)
        add_reference(writer, route->reply);
    else
        add(writer, "{\"type\":\"object\"}");
    add(writer, "}");
    if (route->view != NULL)
        add(writer, ",\"text/html\":{}");
    if (route->method == METHOD_GET && route->reply != NULL && has_table(route->reply))
        add(writer, ",\"text/csv\":{},"
                    "\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet\":{}");
    add(writer, "}}");
    if (route->method == METHOD_POST) {
        add(writer, ",\"303\":{");
        add_member(writer, "description",
                   said(writer, N_("Done; for a browser, the page to go to")));
        add(writer, "}");
    }
    add(writer, ",\"default\":{\"$ref\":\"#/components/responses/problem\"}}");
}

/* "get_residents_resident" */
static const char *operation_id(const struct writer *writer, const struct route *route)
{
    char *id = arena_printf(writer->arena, "%s%s", route->method == METHOD_GET ? "get" : "post",
                            strcmp(route->path, "/") == 0 ? "_start" : route->path);
    char *end = id;
    for (const char *at = id; *at != '\0'; at++)
        if (*at != '{' && *at != '}')
            *end++ = strchr("/.-", *at) != NULL ? '_' : *at;
    *end = '\0';
    return id;
}

static void add_operation(struct writer *writer, const struct route *route)
{
    add_key(writer, route->method == METHOD_GET ? "get" : "post");
    add(writer, "{");
    add_member(writer, "operationId", operation_id(writer, route));
    if (route->summary != NULL)
        add_member(writer, "summary", said(writer, route->summary));
    if (route->capability != NULL)
        add_member(writer, "x-capability", route->capability->name);
    if (route->flags & ROUTE_PUBLIC)
        add_raw(writer, "security", "[]");
    add_parameters(writer, route);
    add_body(writer, route);
    add_responses(writer, route);
    add(writer, "}");
}

static bool is_first_of_path(const struct writer *writer, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (strcmp(writer->facts->routes[i]->path, writer->facts->routes[index]->path) == 0)
            return false;
    return true;
}

static void add_paths(struct writer *writer)
{
    add_key(writer, "paths");
    add(writer, "{");
    for (size_t i = 0; i < writer->facts->route_count; i++) {
        const char *path = writer->facts->routes[i]->path;
        if (!is_first_of_path(writer, i))
            continue;
        add_key(writer, path);
        add(writer, "{");
        for (size_t k = i; k < writer->facts->route_count; k++)
            if (strcmp(writer->facts->routes[k]->path, path) == 0)
                add_operation(writer, writer->facts->routes[k]);
        add(writer, "}");
    }
    add(writer, "}");
}

/* ---- the document ---------------------------------------------------------------------------- */

static void add_components(struct writer *writer)
{
    add_key(writer, "components");
    add(writer, "{\"schemas\":{");
    for (size_t i = 0; i < writer->type_count; i++)
        add_type(writer, &writer->types[i]);
    add_raw(writer, "problem_details",
            "{\"type\":\"object\",\"description\":\"RFC 9457\",\"properties\":{"
            "\"type\":{\"type\":\"string\"},\"title\":{\"type\":\"string\"},"
            "\"status\":{\"type\":\"integer\"},\"detail\":{\"type\":\"string\"}}}");
    add(writer, "},\"parameters\":{\"format\":{\"name\":\"format\",\"in\":\"query\","
                "\"required\":false,\"schema\":{\"type\":\"string\","
                "\"enum\":[\"html\",\"json\",\"csv\",\"xlsx\"]}");
    add_member(writer, "description",
               said(writer, N_("The form of the answer; without it the Accept header decides")));
    add(writer, "}},\"responses\":{\"problem\":{");
    add_member(writer, "description", said(writer, N_("It was refused, with the reason")));
    add_raw(writer, "content",
            "{\"application/problem+json\":{\"schema\":{\"$ref\":"
            "\"#/components/schemas/problem_details\"}}}");
    add(writer, "}},\"securitySchemes\":{"
                "\"session\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"kaifong\"},"
                "\"token\":{\"type\":\"http\",\"scheme\":\"bearer\"}}}");
}

void openapi_write(const struct openapi_facts *facts, struct text_buffer *out)
{
    struct writer writer = {.facts = facts, .out = out, .arena = arena_new()};
    for (size_t i = 0; i < facts->route_count; i++)
        collect(&writer, facts->routes[i]->reply);
    add(&writer, "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"Kaifong\"");
    add_member(&writer, "version", facts->version);
    add_member(
        &writer, "description",
        said(&writer, N_("Every page of Kaifong answers JSON as well. Ids are text, times are "
                         "RFC 3339, choices are codes with a label beside them; what the "
                         "reader may not see is masked.")));
    add_raw(&writer, "license", "{\"name\":\"Apache License 2.0\",\"identifier\":\"Apache-2.0\"}");
    add(&writer, "}");
    add_raw(&writer, "servers", "[{\"url\":\"/\"}]");
    add_raw(&writer, "security", "[{\"session\":[]},{\"token\":[]}]");
    add_paths(&writer);
    add_components(&writer);
    add(&writer, "}\n");
    arena_free(writer.arena);
}
