/* Records: finding fields, getting at their values, and showing them to people and machines. */
#include "record/record.h"

#include <stdio.h>
#include <string.h>

#include "base/bug.h"
#include "base/calendar.h"
#include "base/text.h"

const struct field *record_field(const struct record_type *type, const char *name)
{
    for (size_t i = 0; i < type->field_count; i++)
        if (strcmp(type->fields[i].name, name) == 0)
            return &type->fields[i];
    return NULL;
}

bool record_kind_is_number(enum field_kind kind)
{
    return kind == FIELD_ID || kind == FIELD_INT || kind == FIELD_TENTH || kind == FIELD_FLAG ||
           kind == FIELD_TIME;
}

bool record_kind_is_text(enum field_kind kind)
{
    return (kind >= FIELD_DATE && kind <= FIELD_HTML) && !record_kind_is_number(kind);
}

int64_t *record_int(const struct field *field, void *record)
{
    ALWAYS(record_kind_is_number(field->kind));
    return (int64_t *)(void *)((char *)record + field->offset);
}

const char **record_text(const struct field *field, void *record)
{
    ALWAYS(record_kind_is_text(field->kind));
    return (const char **)(void *)((char *)record + field->offset);
}

int64_t record_get_int(const struct field *field, const void *record)
{
    ALWAYS(record_kind_is_number(field->kind));
    return *(const int64_t *)(const void *)((const char *)record + field->offset);
}

const char *record_get_text(const struct field *field, const void *record)
{
    ALWAYS(record_kind_is_text(field->kind));
    return *(const char *const *)(const void *)((const char *)record + field->offset);
}

const struct record_list *record_get_list(const struct field *field, const void *record)
{
    ALWAYS(field->kind == FIELD_LIST);
    return (const struct record_list *)(const void *)((const char *)record + field->offset);
}

const void *record_get_pointer(const struct field *field, const void *record)
{
    ALWAYS(field->kind == FIELD_RECORD || field->kind == FIELD_FORM || field->kind == FIELD_FILE);
    return *(const void *const *)(const void *)((const char *)record + field->offset);
}

static bool number_is_none(const struct field *field, int64_t value)
{
    switch (field->kind) {
    case FIELD_ID:
    case FIELD_TIME:
        return field->flags & FIELD_NONE_IS_MIN ? value == RECORD_NONE : value == 0;
    case FIELD_INT:
    case FIELD_TENTH:
        return value == RECORD_NONE;
    default:
        return false;
    }
}

bool record_is_none(const struct field *field, const void *record)
{
    if (record_kind_is_number(field->kind))
        return number_is_none(field, record_get_int(field, record));
    if (record_kind_is_text(field->kind)) {
        const char *text = record_get_text(field, record);
        return text == NULL || *text == '\0';
    }
    if (field->kind == FIELD_LIST) {
        const struct record_list *list = record_get_list(field, record);
        return list->count == 0 && list->next == NULL;
    }
    return record_get_pointer(field, record) == NULL;
}

void record_set_none(const struct field *field, void *record)
{
    if (record_kind_is_text(field->kind))
        *record_text(field, record) = NULL;
    else if (record_kind_is_number(field->kind) &&
             (field->kind == FIELD_TENTH || field->flags & FIELD_NONE_IS_MIN))
        *record_int(field, record) = RECORD_NONE;
    else if (record_kind_is_number(field->kind))
        *record_int(field, record) = 0;
}

void record_init(const struct record_type *type, void *record)
{
    memset(record, 0, type->size);
    for (size_t i = 0; i < type->field_count; i++)
        record_set_none(&type->fields[i], record);
}

const char *record_choice_label(const struct field *field, const char *code)
{
    if (code == NULL)
        return "";
    for (const struct choice *choice = field->choices; choice != NULL && choice->code != NULL;
         choice++)
        if (strcmp(choice->code, code) == 0)
            return choice->label;
    return code;
}

static const char *tenth(int64_t value, struct arena *arena)
{
    uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    return arena_printf(arena, "%s%llu.%llu", value < 0 ? "-" : "", (unsigned long long)size / 10,
                        (unsigned long long)size % 10);
}

static const char *show_number(const struct field *field, int64_t value, enum language language,
                               int offset, struct arena *arena)
{
    switch (field->kind) {
    case FIELD_FLAG:
        return language_text(language, value != 0 ? N_("Yes") : N_("No"));
    case FIELD_TENTH:
        return tenth(value, arena);
    case FIELD_TIME: {
        struct calendar_time at = calendar_at(value, offset);
        return arena_printf(arena, "%04d-%02d-%02d %02d:%02d", at.year, at.month, at.day, at.hour,
                            at.minute);
    }
    default:
        return arena_printf(arena, "%lld", (long long)value);
    }
}

const char *record_show(const struct field *field, const void *record, enum language language,
                        int offset, struct arena *arena)
{
    if (record_is_none(field, record) || field->kind == FIELD_SECRET)
        return "";
    if (record_kind_is_number(field->kind))
        return show_number(field, record_get_int(field, record), language, offset, arena);
    if (!record_kind_is_text(field->kind))
        return "";
    const char *text = record_get_text(field, record);
    return field->kind == FIELD_CHOICE ? language_text(language, record_choice_label(field, text))
                                       : text;
}

/* The day on the wall of a date or a moment. */
static struct calendar_time wall(const struct field *field, const void *record, int offset)
{
    if (field->kind == FIELD_TIME)
        return calendar_at(record_get_int(field, record), offset);
    const char *day = record_get_text(field, record);
    int year, month, date;
    if (!calendar_parse_day(day, &year, &month, &date))
        return (struct calendar_time){0};
    return calendar_at(calendar_day_number(day) * CALENDAR_DAY, 0);
}

const char *record_show_as(const struct field *field, const void *record, enum record_style style,
                           enum language language, int offset, struct arena *arena)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    static const char *const weekdays[] = {N_("Monday"),   N_("Tuesday"), N_("Wednesday"),
                                           N_("Thursday"), N_("Friday"),  N_("Saturday"),
                                           N_("Sunday")};
    ALWAYS(field->kind == FIELD_DATE || field->kind == FIELD_TIME);
    if (record_is_none(field, record))
        return "";
    struct calendar_time at = wall(field, record, offset);
    if (at.year == 0)
        return record_show(field, record, language, offset, arena);
    const char *month = months[at.month - 1];
    const char *weekday = language_text(language, weekdays[at.weekday - 1]);
    bool chinese = language == LANGUAGE_CHINESE;
    switch (style) {
    case RECORD_STYLE_CLOCK:
        return arena_printf(arena, "%02d:%02d", at.hour, at.minute);
    case RECORD_STYLE_DAY:
        return chinese ? arena_printf(arena, "%d月%d日", at.month, at.day)
                       : arena_printf(arena, "%d %s", at.day, month);
    default:
        return chinese ? arena_printf(arena, "%d年%d月%d日 %s", at.year, at.month, at.day, weekday)
                       : arena_printf(arena, "%s %d %s %d", weekday, at.day, month, at.year);
    }
}

const char *record_plain(const struct field *field, const void *record, int offset,
                         struct arena *arena)
{
    if (record_is_none(field, record) || field->kind == FIELD_SECRET)
        return "";
    if (record_kind_is_text(field->kind))
        return record_get_text(field, record);
    if (!record_kind_is_number(field->kind))
        return "";
    int64_t value = record_get_int(field, record);
    if (field->kind == FIELD_TENTH)
        return tenth(value, arena);
    if (field->kind == FIELD_TIME) {
        char stamp[CALENDAR_STAMP_SIZE];
        calendar_stamp(value, offset, stamp);
        return arena_copy(arena, stamp);
    }
    return arena_printf(arena, "%lld", (long long)value);
}
