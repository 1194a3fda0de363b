/* From the text of parameters to a typed record, telling every mistake at once. */
#include <jansson.h>
#include <string.h>

#include "base/text.h"
#include "web/parameters.h"

/* What is at hand while a record is being filled. */
struct filling {
    const char *today;
    enum language language;
    bool only_present;
    struct arena *arena;
    struct parameter_errors *errors;
};

static void *place_of(const struct field *field, void *record)
{
    return (char *)record + field->offset;
}

static void tell(struct filling *filling, const char *name, const struct error *error)
{
    struct parameter_errors *errors = filling->errors;
    if (errors->count == 0)
        errors->first = *error;
    errors->items = arena_grow(filling->arena, errors->items, errors->count, &errors->capacity,
                               sizeof *errors->items);
    errors->items[errors->count++] =
        (struct form_error){.field = arena_copy(filling->arena, name),
                            .sentence = language_error(filling->arena, filling->language, error)};
}

static void tell_set(struct filling *filling, const char *name, const char *msgid)
{
    struct error error;
    enum result result = error_set(&error, RESULT_INVALID, name, msgid, name);
    (void)result;
    tell(filling, name, &error);
}

static bool is_input(const struct field *field)
{
    return !(field->flags & FIELD_READ_ONLY) && field->kind != FIELD_URL &&
           field->kind != FIELD_HTML && field->kind != FIELD_FORM;
}

static void fill_scalar(struct filling *filling, const struct field *field, void *record,
                        const char *text)
{
    struct error error;
    if (record_parse(field, record, text, filling->today, filling->arena, &error) != RESULT_OK)
        tell(filling, field->name, &error);
}

static void fill_object(struct filling *filling, const struct record_type *type, void *record,
                        const json_t *object);

static const char *json_scalar(const json_t *value, struct arena *arena)
{
    if (json_is_string(value))
        return arena_copy(arena, json_string_value(value));
    if (json_is_integer(value))
        return arena_printf(arena, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    if (json_is_real(value))
        return arena_printf(arena, "%.15g", json_real_value(value));
    if (json_is_boolean(value))
        return json_is_true(value) ? "true" : "false";
    return json_is_null(value) ? "" : NULL;
}

/* Fills a field from JSON of any shape. */
static void fill_json(struct filling *filling, const struct field *field, void *record,
                      const json_t *value)
{
    const char *text = json_scalar(value, filling->arena);
    if (field->kind == FIELD_RECORD && json_is_object(value)) {
        void *inner = arena_alloc(filling->arena, field->type->size);
        fill_object(filling, field->type, inner, value);
        *(void **)place_of(field, record) = inner;
    } else if (field->kind == FIELD_LIST && json_is_array(value)) {
        size_t count = json_array_size(value), size = field->type->size;
        char *rows = arena_array(filling->arena, count > 0 ? count : 1, size);
        for (size_t i = 0; i < count; i++) {
            const json_t *row = json_array_get(value, i);
            if (json_is_object(row)) {
                fill_object(filling, field->type, rows + i * size, row);
                continue;
            }
            text = json_scalar(row, filling->arena);
            record_init(field->type, rows + i * size);
            if (text != NULL && field->type->field_count == 1)
                fill_scalar(filling, &field->type->fields[0], rows + i * size, text);
            else
                tell_set(filling, field->name,
                         N_("“%1” is not in the form that is expected here."));
        }
        *(struct record_list *)place_of(field, record) =
            (struct record_list){.rows = rows, .count = count, .total = (int64_t)count};
    } else if (text != NULL && field->kind != FIELD_RECORD && field->kind != FIELD_LIST) {
        fill_scalar(filling, field, record, text);
    } else if (!json_is_null(value)) {
        tell_set(filling, field->name, N_("“%1” is not in the form that is expected here."));
    }
}

static void fill_object(struct filling *filling, const struct record_type *type, void *record,
                        const json_t *object)
{
    record_init(type, record);
    const char *name;
    json_t *value;
    /* Jansson's iterator wants a pointer that is not const, and leaves the object alone. */
    union {
        const json_t *from;
        json_t *to;
    } same = {.from = object};
    json_object_foreach(same.to, name, value)
    {
        const struct field *field = record_field(type, name);
        if (field == NULL || !is_input(field))
            tell_set(filling, name, N_("There is no field “%1” here."));
        else
            fill_json(filling, field, record, value);
    }
    for (size_t i = 0; i < type->field_count; i++) {
        const struct field *field = &type->fields[i];
        bool is_scalar = field->kind != FIELD_RECORD && field->kind != FIELD_LIST;
        if (is_input(field) && is_scalar && (field->flags & FIELD_REQUIRED) &&
            json_object_get(object, field->name) == NULL)
            fill_scalar(filling, field, record, "");
    }
}

/* A repeated parameter: rows of a type with one field. */
static void fill_multiple(struct filling *filling, const struct parameters *parameters,
                          const struct field *field, void *record, size_t count)
{
    const struct record_type *type = field->type;
    char *rows = arena_array(filling->arena, count, type->size);
    size_t row = 0;
    for (size_t i = 0; i < parameters->count; i++) {
        const struct parameter *parameter = &parameters->items[i];
        if (strcmp(parameter->name, field->name) != 0 || parameter->value == NULL ||
            parameter->value[0] == '\0')
            continue;
        void *at = rows + row++ * type->size;
        record_init(type, at);
        struct error error;
        if (record_parse(&type->fields[0], at, parameter->value, filling->today, filling->arena,
                         &error) != RESULT_OK)
            tell(filling, field->name, &error);
    }
    *(struct record_list *)place_of(field, record) =
        (struct record_list){.rows = rows, .count = row, .total = (int64_t)row};
}

static void fill_file(struct filling *filling, const struct parameters *parameters,
                      const struct field *field, void *record)
{
    if (parameters->upload != NULL && text_equal(parameters->upload_name, field->name))
        *(struct upload **)place_of(field, record) = parameters->upload;
    else if ((field->flags & FIELD_REQUIRED) && !filling->only_present)
        tell_set(filling, field->name, N_("Please choose a file."));
}

static void fill_field(struct filling *filling, const struct parameters *parameters,
                       const struct field *field, void *record)
{
    if (field->kind == FIELD_FILE) {
        fill_file(filling, parameters, field, record);
        return;
    }
    const struct parameter *last = NULL;
    size_t count = 0;
    for (size_t i = 0; i < parameters->count; i++)
        if (strcmp(parameters->items[i].name, field->name) == 0)
            last = &parameters->items[i], count++;
    if (last != NULL && last->nested != NULL)
        fill_json(filling, field, record, last->nested);
    else if (field->kind == FIELD_LIST && count > 0)
        fill_multiple(filling, parameters, field, record, count);
    else if (count > 1)
        tell_set(filling, field->name, N_("This was given twice. Please give it once."));
    else if (field->kind == FIELD_LIST || field->kind == FIELD_RECORD) {
        if ((field->flags & FIELD_REQUIRED) && !filling->only_present)
            tell_set(filling, field->name, N_("Please choose at least one."));
    } else if (count == 1)
        fill_scalar(filling, field, record, last->value);
    else if ((field->flags & FIELD_REQUIRED) && !filling->only_present)
        fill_scalar(filling, field, record, "");
}

/* A name that nobody declared is a mistake of whoever wrote the link or the program, and better
 * said than silently ignored. */
static void refuse_unknown(struct filling *filling, const struct parameters *parameters,
                           const struct record_type *type)
{
    for (size_t i = 0; i < parameters->count; i++) {
        const char *name = parameters->items[i].name;
        const struct field *field = type != NULL ? record_field(type, name) : NULL;
        if (field == NULL || !is_input(field))
            tell_set(filling, name, N_("There is no field “%1” here."));
    }
    const struct field *file = type != NULL && parameters->upload != NULL
                                   ? record_field(type, parameters->upload_name)
                                   : NULL;
    if (parameters->upload != NULL && type != NULL && (file == NULL || file->kind != FIELD_FILE))
        tell_set(filling, parameters->upload_name, N_("There is no field “%1” here."));
}

enum result parameters_fill(const struct parameters *parameters, const struct record_type *type,
                            void *record, const char *today, enum language language,
                            bool only_present, struct parameter_errors *errors)
{
    struct filling filling = {.today = today,
                              .language = language,
                              .only_present = only_present,
                              .arena = parameters->arena,
                              .errors = errors};
    for (size_t i = 0; type != NULL && i < type->field_count; i++)
        if (is_input(&type->fields[i]))
            fill_field(&filling, parameters, &type->fields[i], record);
    refuse_unknown(&filling, parameters, type);
    return errors->count == 0 ? RESULT_OK : RESULT_INVALID;
}

struct form_typed *parameters_typed(const struct parameters *parameters,
                                    const struct record_type *type, size_t *count)
{
    struct form_typed *typed = arena_array(parameters->arena, parameters->count + 1, sizeof *typed);
    *count = 0;
    for (size_t i = 0; i < parameters->count; i++) {
        const struct parameter *parameter = &parameters->items[i];
        const struct field *field = type != NULL ? record_field(type, parameter->name) : NULL;
        if (parameter->value != NULL && field != NULL && field->kind != FIELD_SECRET)
            typed[(*count)++] =
                (struct form_typed){.field = parameter->name, .text = parameter->value};
    }
    return typed;
}
