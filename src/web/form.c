/* Forms as HTML: label, input, hint and message of each field follow from its declaration. What was
 * typed is kept when something is wrong; a value that is masked for this reader is left empty, which
 * means "unchanged". */
#include "web/form.h"

#include <string.h>

#include "base/limits.h"
#include "web/icon.h"
#include "web/shell.h"
#include "web/view_internal.h"

struct input {
    const struct view_context *context;
    const struct form *form;
    const struct field *field;
    const char *value;   /* as it stands in the input */
    const char *problem; /* sentence, or NULL */
    bool kept;           /* masked: empty means unchanged */
    struct text_buffer *out;
};

enum { RADIO_CHOICES = 4 }; /* up to so many choices are laid out, more are a <select> */

static void add(struct input *input, const char *markup)
{
    text_add(input->out, markup);
}

static void add_attribute(struct input *input, const char *name, const char *value)
{
    text_addf(input->out, " %s=\"", name);
    text_add_html(input->out, value);
    text_add_char(input->out, '"');
}

static void add_number(struct input *input, const char *name, int64_t value)
{
    text_addf(input->out, " %s=\"%lld\"", name, (long long)value);
}

static const char *translated(const struct input *input, const char *msgid)
{
    return language_text(input->context->language, msgid);
}

/* "f-phone": the input; "f-phone-hint", "f-phone-error": what describes it. */
static const char *id_of(const struct input *input, const char *suffix)
{
    return arena_printf(input->context->arena, "f-%s%s", input->field->name, suffix);
}

static const char *typed_value(const struct form *form, const char *name)
{
    for (size_t i = 0; i < form->typed_count; i++)
        if (strcmp(form->typed[i].field, name) == 0)
            return form->typed[i].text;
    return NULL;
}

static const char *problem_of(const struct form *form, const char *name)
{
    for (size_t i = 0; i < form->error_count; i++)
        if (strcmp(form->errors[i].field, name) == 0)
            return form->errors[i].sentence;
    return NULL;
}

/* A moment for <input type="datetime-local">, which knows no offset. */
static const char *local_moment(const struct input *input)
{
    const void *values = input->form->values;
    if (record_is_none(input->field, values))
        return "";
    struct calendar_time at =
        calendar_at(record_get_int(input->field, values), input->context->offset);
    return arena_printf(input->context->arena, "%04d-%02d-%02dT%02d:%02d", at.year, at.month,
                        at.day, at.hour, at.minute);
}

static bool has_value(const struct field *field)
{
    return (record_kind_is_number(field->kind) || record_kind_is_text(field->kind)) &&
           field->kind != FIELD_SECRET;
}

static void init_input(struct input *input, const struct view_context *context,
                       const struct form *form, const struct field *field, struct text_buffer *out)
{
    *input = (struct input){.context = context,
                            .form = form,
                            .field = field,
                            .out = out,
                            .value = "",
                            .problem = problem_of(form, field->name)};
    if (!has_value(field))
        return;
    const char *typed = typed_value(form, field->name);
    if (form->values != NULL && !record_is_none(field, form->values)) {
        input->kept = view_is_hidden(context, field);
        if (!input->kept)
            input->value = field->kind == FIELD_TIME
                               ? local_moment(input)
                               : record_plain(field, form->values, context->offset, context->arena);
    }
    /* A box that is not ticked is not sent at all: what was typed says so by its absence. */
    if (typed != NULL)
        input->value = typed;
    else if (field->kind == FIELD_FLAG && form->typed_count > 0)
        input->value = "";
}

/* ---- attributes of inputs -------------------------------------------------------------------- */

static void add_described_by(struct input *input)
{
    bool hint = input->field->hint != NULL || input->kept;
    if (input->problem != NULL)
        add(input, " aria-invalid=\"true\"");
    if (input->problem == NULL && !hint)
        return;
    text_addf(input->out, " aria-describedby=\"%s%s%s\"", hint ? id_of(input, "-hint") : "",
              hint && input->problem != NULL ? " " : "",
              input->problem != NULL ? id_of(input, "-error") : "");
}

static void add_common(struct input *input)
{
    const struct field *field = input->field;
    add_attribute(input, "id", id_of(input, ""));
    add_attribute(input, "name", field->name);
    if (field->flags & FIELD_REQUIRED && !input->kept && field->kind != FIELD_FLAG)
        add(input, " required");
    add_described_by(input);
}

static const char *type_of(const struct field *field)
{
    switch (field->kind) {
    case FIELD_PHONE:
        return "tel";
    case FIELD_SECRET:
        return "password";
    case FIELD_FILE:
        return "file";
    case FIELD_DATE: /* nobody wants to turn a calendar back to 1950: a birth date is typed */
        return field->privacy >= PRIVACY_PERSONAL ? "text" : "date";
    case FIELD_TIME:
        return "datetime-local";
    default:
        return "text";
    }
}

/* How a phone's keyboard should look, and what the browser may fill in. */
static void add_keyboard(struct input *input)
{
    switch (input->field->kind) {
    case FIELD_INT:
        add(input, " inputmode=\"numeric\"");
        break;
    case FIELD_DATE:
        if (strcmp(type_of(input->field), "text") == 0)
            add(input, " autocomplete=\"off\" placeholder=\"1990-01-05\"");
        break;
    case FIELD_TENTH:
        add(input, " inputmode=\"decimal\"");
        break;
    case FIELD_PHONE:
        add(input, " inputmode=\"tel\" autocomplete=\"off\"");
        break;
    case FIELD_CITIZEN_ID:
    case FIELD_CREDIT_CODE:
        add(input, " autocapitalize=\"characters\" autocomplete=\"off\" spellcheck=\"false\"");
        break;
    case FIELD_TEXT:
        if (strcmp(input->field->name, "login") == 0) /* so that a browser can fill in both */
            add(input, " autocomplete=\"username\" autocapitalize=\"none\" spellcheck=\"false\"");
        break;
    case FIELD_NAME:
    case FIELD_ADDRESS:
        add(input, " autocomplete=\"off\" spellcheck=\"false\"");
        break;
    default:
        break;
    }
}

static bool is_free_text(enum field_kind kind)
{
    return kind == FIELD_TEXT || kind == FIELD_LONG_TEXT || kind == FIELD_NAME ||
           kind == FIELD_ADDRESS || kind == FIELD_SECRET;
}

/* The browser counts UTF-16 units: twice the characters, so that it never cuts what we accept. */
static void add_length(struct input *input)
{
    const struct field *field = input->field;
    if (!is_free_text(field->kind))
        return;
    int64_t most = field->maximum != 0              ? field->maximum
                   : field->kind == FIELD_LONG_TEXT ? LIMIT_LONG_TEXT_CHARACTERS
                                                    : LIMIT_TEXT_CHARACTERS;
    add_number(input, "maxlength", most * 2);
    if (field->kind == FIELD_SECRET && field->minimum > 0)
        add_number(input, "minlength", field->minimum);
}

/* ---- kinds of inputs ------------------------------------------------------------------------- */

static void add_line_input(struct input *input)
{
    const struct field *field = input->field;
    /* What was typed into a date and refused would be dropped by a date input: show it as text. */
    bool as_text =
        (field->kind == FIELD_DATE || field->kind == FIELD_TIME) && input->problem != NULL;
    add(input, "<input class=\"input\"");
    add_attribute(input, "type", as_text ? "text" : type_of(field));
    add_common(input);
    add_keyboard(input);
    add_length(input);
    if (field->kind == FIELD_SECRET)
        add_attribute(input, "autocomplete",
                      field->minimum > 0 ? "new-password" : "current-password");
    if (field->kind != FIELD_SECRET && field->kind != FIELD_FILE)
        add_attribute(input, "value", input->value);
    add(input, ">");
}

static void add_text_area(struct input *input)
{
    add(input, "<textarea class=\"input\" rows=\"4\"");
    add_common(input);
    add_length(input);
    add(input, ">\n"); /* HTML drops one line end here, so that a leading one of the value stays */
    text_add_html(input->out, input->value);
    add(input, "</textarea>");
}

/* What was typed may be a code, a label or an alias; compare as parsing would. */
static bool is_chosen(const struct input *input, const struct choice *choice)
{
    return strcmp(input->value, choice->code) == 0;
}

static size_t count_choices(const struct field *field)
{
    size_t count = 0;
    while (field->choices != NULL && field->choices[count].code != NULL)
        count++;
    return count;
}

static void add_select(struct input *input)
{
    add(input, "<select class=\"input\"");
    add_common(input);
    add(input, "><option value=\"\">");
    text_add_html(input->out,
                  translated(input, input->kept ? N_("(unchanged)") : N_("Please choose")));
    add(input, "</option>");
    for (const struct choice *choice = input->field->choices; choice->code != NULL; choice++) {
        add(input, "<option");
        add_attribute(input, "value", choice->code);
        add(input, is_chosen(input, choice) ? " selected>" : ">");
        text_add_html(input->out, translated(input, choice->label));
        add(input, "</option>");
    }
    add(input, "</select>");
}

static void add_radios(struct input *input)
{
    text_addf(input->out, "<div class=\"opts%s\">",
              count_choices(input->field) == 3 ? " three" : "");
    for (const struct choice *choice = input->field->choices; choice->code != NULL; choice++) {
        const char *id = id_of(input, arena_printf(input->context->arena, "-%s", choice->code));
        add(input, "<span><input type=\"radio\"");
        add_attribute(input, "name", input->field->name);
        add_attribute(input, "id", id);
        add_attribute(input, "value", choice->code);
        if (input->field->flags & FIELD_REQUIRED && !input->kept)
            add(input, " required");
        if (input->problem != NULL)
            add_attribute(input, "aria-describedby", id_of(input, "-error"));
        add(input, is_chosen(input, choice) ? " checked>" : ">");
        text_addf(input->out, "<label for=\"%s\">", id);
        text_add_html(input->out, translated(input, choice->label));
        add(input, "</label></span>");
    }
    add(input, "</div>");
}

static bool is_ticked(const char *value)
{
    return strcmp(value, "1") == 0 || strcmp(value, "on") == 0 || strcmp(value, "true") == 0 ||
           strcmp(value, "yes") == 0;
}

static void add_checkbox(struct input *input)
{
    add(input, "<label class=\"choice\"><input type=\"checkbox\"");
    add_common(input);
    add(input, " value=\"1\"");
    add(input, is_ticked(input->value) ? " checked>" : ">");
    text_add_html(input->out, translated(input, input->field->label));
    add(input, "</label>");
}

static void add_hidden(struct input *input)
{
    add(input, "<input type=\"hidden\"");
    add_attribute(input, "name", input->field->name);
    add_attribute(input, "value", input->value);
    add(input, ">");
}

/* ---- around the input ------------------------------------------------------------------------ */

static void add_problem(struct input *input)
{
    if (input->problem == NULL)
        return;
    text_addf(input->out, "<span class=\"err\" id=\"%s\">%s<span>", id_of(input, "-error"),
              icon_find(ICON("circle-alert")));
    text_add_html(input->out, input->problem);
    add(input, "</span></span>");
}

static void add_hint(struct input *input)
{
    const char *hint =
        input->kept ? N_("Not shown to you. Leave empty to keep it as it is.") : input->field->hint;
    if (hint == NULL)
        return;
    text_addf(input->out, "<span class=\"hint\" id=\"%s\">", id_of(input, "-hint"));
    text_add_html(input->out, translated(input, hint));
    add(input, "</span>");
}

static void add_label_text(struct input *input)
{
    text_add_html(input->out, translated(input, input->field->label != NULL ? input->field->label
                                                                            : input->field->name));
    if (input->field->flags & FIELD_REQUIRED)
        text_addf(input->out, "<span class=\"req\" title=\"%s\">*</span>",
                  translated(input, N_("must be filled in")));
}

static void add_labelled(struct input *input)
{
    bool radios = input->field->kind == FIELD_CHOICE && input->field->flags & FIELD_REQUIRED &&
                  !input->kept && count_choices(input->field) <= RADIO_CHOICES;
    if (radios) {
        add(input, "<fieldset class=\"field span\"><legend>");
        add_label_text(input);
        add(input, "</legend>");
        add_radios(input);
    } else {
        bool is_wide = input->field->kind == FIELD_LONG_TEXT;
        text_addf(input->out, "<div class=\"field%s\"><label for=\"%s\">", is_wide ? " span" : "",
                  id_of(input, ""));
        add_label_text(input);
        add(input, "</label>");
        if (input->field->kind == FIELD_CHOICE)
            add_select(input);
        else if (input->field->kind == FIELD_LONG_TEXT)
            add_text_area(input);
        else
            add_line_input(input);
    }
    add_hint(input);
    add_problem(input);
    add(input, radios ? "</fieldset>" : "</div>");
}

static bool is_output_only(const struct field *field)
{
    return field->flags & FIELD_READ_ONLY || field->kind == FIELD_HTML ||
           field->kind == FIELD_URL || field->kind == FIELD_RECORD || field->kind == FIELD_LIST ||
           field->kind == FIELD_FORM;
}

static void add_input(const struct view_context *context, const struct form *form,
                      const struct field *field, struct text_buffer *out)
{
    struct input input;
    init_input(&input, context, form, field, out);
    if (field->flags & FIELD_HIDDEN || field->kind == FIELD_ID) {
        add_hidden(&input);
    } else if (field->kind == FIELD_FLAG) {
        add(&input, "<div class=\"field\">");
        add_checkbox(&input);
        add_hint(&input);
        add_problem(&input);
        add(&input, "</div>");
    } else {
        add_labelled(&input);
    }
}

static bool has_file(const struct form *form)
{
    for (size_t i = 0; i < form->type->field_count; i++)
        if (form->type->fields[i].kind == FIELD_FILE)
            return true;
    return false;
}

/* True if the address has the parameter: "?version=3" or "&version=3". */
static bool has_parameter(const char *action, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = strpbrk(action, "?&"); at != NULL; at = strpbrk(at + 1, "?&"))
        if (strncmp(at + 1, name, length) == 0 && at[1 + length] == '=')
            return true;
    return false;
}

/* A hidden field that the address of the form tells already, in its path or behind it, is not sent a
 * second time; an id that is none says nothing. */
static bool is_in_action(const struct view_context *context, const struct form *form,
                         const struct field *field)
{
    const char *action = form->action != NULL ? form->action : "";
    if (has_parameter(action, field->name))
        return true;
    if (field->kind != FIELD_ID)
        return false;
    const char *value = typed_value(form, field->name);
    if (value == NULL && form->values != NULL && !record_is_none(field, form->values))
        value = record_plain(field, form->values, 0, context->arena);
    if (value == NULL || value[0] == '\0')
        return true;
    const char *segment = arena_printf(context->arena, "/%s", value);
    const char *at = strstr(action, segment);
    return at != NULL && strchr("/?", at[strlen(segment)]) != NULL;
}

static bool is_listed(const struct form *form, const char *name)
{
    if (form->only == NULL)
        return true;
    for (size_t i = 0; form->only[i] != NULL; i++)
        if (strcmp(form->only[i], name) == 0)
            return true;
    return false;
}

/* Errors that belong to no field which is shown. */
static void add_general_problems(const struct view_context *context, const struct form *form,
                                 struct text_buffer *out)
{
    for (size_t i = 0; i < form->error_count; i++) {
        const struct field *field = record_field(form->type, form->errors[i].field);
        bool shown = field != NULL && !(field->flags & FIELD_HIDDEN) && field->kind != FIELD_ID &&
                     !is_output_only(field) && is_listed(form, field->name);
        if (shown)
            continue;
        text_addf(out, "<p class=\"note bad\" role=\"alert\">%s<span>",
                  icon_find(ICON("circle-alert")));
        text_add_html(out, form->errors[i].sentence);
        text_add(out, "</span></p>");
    }
    (void)context;
}

void form_add_open(const struct view_context *context, const struct form *form,
                   struct text_buffer *out)
{
    text_add(out, "<form class=\"stack\" method=\"post\" action=\"");
    text_add_html(out, form->action != NULL ? form->action : "");
    text_addf(out, "\"%s novalidate data-guard>",
              has_file(form) ? " enctype=\"multipart/form-data\"" : "");
    if (context->shell != NULL && context->shell->csrf != NULL) {
        text_add(out, "<input type=\"hidden\" name=\"csrf\" value=\"");
        text_add_html(out, context->shell->csrf);
        text_add(out, "\">");
    }
    for (size_t i = 0; i < form->type->field_count; i++) {
        const struct field *field = &form->type->fields[i];
        bool hidden =
            field->flags & FIELD_HIDDEN || (field->kind == FIELD_ID && !form->has_own_ids);
        if (hidden && !is_output_only(field) && !is_in_action(context, form, field))
            add_input(context, form, field, out);
    }
    add_general_problems(context, form, out);
}

void form_add_field(const struct view_context *context, const struct form *form, const char *name,
                    struct text_buffer *out)
{
    const struct field *field = record_field(form->type, name);
    if (field != NULL && !is_output_only(field))
        add_input(context, form, field, out);
}

void form_add_submit(const struct view_context *context, const struct form *form,
                     struct text_buffer *out)
{
    text_addf(out, "<button class=\"btn go\" type=\"submit\">%s", icon_find(ICON("check")));
    text_add_html(
        out, language_text(context->language, form->submit != NULL ? form->submit : N_("Save")));
    text_add(out, "</button>");
}

void form_add_whole(const struct view_context *context, const struct form *form,
                    struct text_buffer *out)
{
    form_add_open(context, form, out);
    text_add(out, "<div class=\"fields\">");
    if (form->only != NULL)
        for (size_t i = 0; form->only[i] != NULL; i++)
            form_add_field(context, form, form->only[i], out);
    for (size_t i = 0; form->only == NULL && i < form->type->field_count; i++) {
        const struct field *field = &form->type->fields[i];
        bool hidden = field->flags & FIELD_HIDDEN || field->kind == FIELD_ID;
        if (!hidden && !is_output_only(field) && is_listed(form, field->name))
            add_input(context, form, field, out);
    }
    text_add(out, "</div><div class=\"row\">");
    form_add_submit(context, form, out);
    text_add(out, "</div></form>");
}
