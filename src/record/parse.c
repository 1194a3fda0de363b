/* From what a person typed to a value of the field's kind. Each kind has its function; the messages
 * speak to the person at the form field, or stand in the last column of an error sheet. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/bug.h"
#include "base/calendar.h"
#include "base/limits.h"
#include "base/text.h"
#include "record/citizen_id.h"
#include "record/credit_code.h"
#include "record/day.h"
#include "record/person_name.h"
#include "record/phone.h"
#include "record/record.h"

struct parse {
    const struct field *field;
    const char *text;  /* as typed */
    const char *clean; /* widths folded, blanks at the ends gone */
    const char *today;
    struct arena *arena;
    struct error *error;
};

static enum result refuse(const struct parse *parse, const char *msgid)
{
    return error_set(parse->error, RESULT_INVALID, NULL, msgid);
}

static bool has_limits(const struct field *field)
{
    return field->minimum != 0 || field->maximum != 0;
}

static enum result check_limits(const struct parse *parse, int64_t value, bool tenths)
{
    const struct field *field = parse->field;
    if (!has_limits(field) || (value >= field->minimum && value <= field->maximum))
        return RESULT_OK;
    char least[32], most[32];
    if (tenths) {
        snprintf(least, sizeof least, "%.1f", (double)field->minimum / 10);
        snprintf(most, sizeof most, "%.1f", (double)field->maximum / 10);
    } else {
        snprintf(least, sizeof least, "%lld", (long long)field->minimum);
        snprintf(most, sizeof most, "%lld", (long long)field->maximum);
    }
    return error_set(parse->error, RESULT_INVALID, NULL,
                     N_("Please enter a number between %1 and %2."), least, most);
}

static enum result parse_id(const struct parse *parse, int64_t *out)
{
    if (!text_to_int(parse->clean, out) || *out <= 0)
        return refuse(parse, N_("This is not the number of anything here."));
    return RESULT_OK;
}

static enum result parse_int(const struct parse *parse, int64_t *out)
{
    int64_t value;
    const char *text = parse->clean[0] == '+' ? parse->clean + 1 : parse->clean;
    if (!text_to_int(text, &value) || value == RECORD_NONE)
        return refuse(parse, N_("Please enter a whole number."));
    enum result result = check_limits(parse, value, false);
    if (result == RESULT_OK)
        *out = value;
    return result;
}

/* 36.8, 36, -0.5, 36.8℃, 36.8 °C, 36。8, 36度8. */
static enum result parse_tenth(const struct parse *parse, int64_t *out)
{
    const char *at = parse->clean;
    bool negative = *at == '-';
    at += negative;
    int64_t whole = 0, part = 0;
    int digits = 0;
    for (; isdigit((unsigned char)*at) && digits < 15; at++, digits++)
        whole = whole * 10 + (*at - '0');
    if (digits == 0)
        return refuse(parse, N_("Please enter a number, like 36.8."));
    static const char *const points[] = {".", ",", "。", "度"};
    for (size_t i = 0; i < sizeof points / sizeof points[0]; i++) {
        size_t length = strlen(points[i]);
        if (strncmp(at, points[i], length) != 0 || !isdigit((unsigned char)at[length]))
            continue;
        part = at[length] - '0';
        at += length + 1;
        while (*at == '0')
            at++;
        if (isdigit((unsigned char)*at))
            return refuse(parse, N_("Please enter one digit behind the point, like 36.8."));
        break;
    }
    while (*at == ' ')
        at++;
    if (*at != '\0' && strcmp(at, "℃") != 0 && strcmp(at, "°C") != 0 && strcmp(at, "度") != 0)
        return refuse(parse, N_("Please enter a number, like 36.8."));
    int64_t value = whole * 10 + part;
    value = negative ? -value : value;
    enum result result = check_limits(parse, value, true);
    if (result == RESULT_OK)
        *out = value;
    return result;
}

static bool is_one_of(const char *text, const char *const *words)
{
    for (; *words != NULL; words++)
        if (strcasecmp(text, *words) == 0)
            return true;
    return false;
}

static enum result parse_flag(const struct parse *parse, int64_t *out)
{
    static const char *const yes[] = {"1", "yes", "y", "true", "on", "t", "是", "有", "对",
                                      "√", "✓",   "✔", "☑",    "✅",  "v", "已", NULL};
    static const char *const no[] = {"0",  "no",   "n",    "false", "off", "f", "否",
                                     "无", "不是", "没有", "×",     "✗",   "✘", "☐",
                                     "□",  "❌",    "x",    "未",    NULL};
    if (is_one_of(parse->clean, yes))
        *out = 1;
    else if (is_one_of(parse->clean, no))
        *out = 0;
    else
        return refuse(parse, N_("Please answer yes or no (是 or 否)."));
    return RESULT_OK;
}

static enum result check_past(const struct parse *parse, const char *day)
{
    if (parse->field->flags & FIELD_PAST && parse->today != NULL && strcmp(day, parse->today) > 0)
        return refuse(parse, N_("This day lies in the future."));
    return RESULT_OK;
}

static enum result parse_time(const struct parse *parse, int64_t *out)
{
    int64_t moment;
    enum result result =
        day_parse_moment(parse->clean, CALENDAR_CHINA_OFFSET, &moment, parse->error);
    if (result != RESULT_OK)
        return result;
    char day[CALENDAR_DAY_SIZE];
    calendar_day_of(moment, CALENDAR_CHINA_OFFSET, day);
    result = check_past(parse, day);
    if (result == RESULT_OK)
        *out = moment;
    return result;
}

static enum result parse_date(const struct parse *parse, const char **out)
{
    char day[CALENDAR_DAY_SIZE];
    enum result result = day_parse(parse->clean, day, parse->error);
    if (result == RESULT_OK)
        result = check_past(parse, day);
    if (result == RESULT_OK)
        *out = arena_copy(parse->arena, day);
    return result;
}

/* Controls would be invisible or break the line that shows the text; C1 and the line separators
 * too. */
static bool is_control(uint32_t c, bool lines)
{
    if (lines && (c == '\n' || c == '\r' || c == '\t'))
        return false;
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || (!lines && (c == 0x2028 || c == 0x2029));
}

static bool is_invisible(const char *text)
{
    return text_is_empty(text);
}

static enum result check_length(const struct parse *parse, const char *text)
{
    const struct field *field = parse->field;
    int64_t most = field->maximum != 0              ? field->maximum
                   : field->kind == FIELD_LONG_TEXT ? LIMIT_LONG_TEXT_CHARACTERS
                                                    : LIMIT_TEXT_CHARACTERS;
    int64_t length = (int64_t)text_length(text);
    char limit[32], over[32];
    if (length > most) {
        snprintf(limit, sizeof limit, "%lld", (long long)most);
        snprintf(over, sizeof over, "%lld", (long long)(length - most));
        return error_set(parse->error, RESULT_INVALID, NULL,
                         N_("There is room for %1 characters; this is %2 too long."), limit, over);
    }
    if (length < field->minimum) {
        snprintf(limit, sizeof limit, "%lld", (long long)field->minimum);
        return error_set(parse->error, RESULT_INVALID, NULL,
                         N_("Please enter at least %1 characters."), limit);
    }
    return RESULT_OK;
}

static enum result parse_text(const struct parse *parse, const char **out)
{
    bool lines = parse->field->kind == FIELD_LONG_TEXT;
    const char *at = parse->text;
    for (uint32_t c; (c = text_next(&at)) != 0;)
        if (is_control(c, lines) && parse->field->kind != FIELD_SECRET)
            return refuse(parse,
                          c == '\n' || c == '\r'
                              ? N_("This must be one line.")
                              : N_("This contains a control character. Please type it again."));
    if (parse->field->privacy >= PRIVACY_PERSONAL && record_is_masked(parse->text))
        return refuse(parse, N_("This value is masked. Please enter the whole value."));
    enum result result = check_length(parse, parse->text);
    if (result == RESULT_OK)
        *out = arena_copy(parse->arena, parse->text);
    return result;
}

static enum result parse_choice(const struct parse *parse, const char **out)
{
    const struct choice *choice = parse->field->choices;
    for (; choice != NULL && choice->code != NULL; choice++) {
        bool chosen =
            strcmp(parse->clean, choice->code) == 0 ||
            (choice->label != NULL &&
             (strcasecmp(parse->clean, choice->label) == 0 ||
              strcmp(parse->clean, language_text(LANGUAGE_CHINESE, choice->label)) == 0)) ||
            (choice->aliases != NULL && is_one_of(parse->clean, choice->aliases));
        if (chosen) {
            *out = choice->code;
            return RESULT_OK;
        }
    }
    return error_set(parse->error, RESULT_INVALID, NULL, N_("“%1” is not one of the choices."),
                     parse->clean);
}

static enum result parse_name(const struct parse *parse, const char **out)
{
    const char *name;
    enum result result = person_name_parse(parse->text, parse->arena, &name, parse->error);
    if (result == RESULT_OK)
        result = check_length(parse, name);
    if (result == RESULT_OK)
        *out = name;
    return result;
}

static enum result parse_normalised(const struct parse *parse, const char **out)
{
    char value[PHONE_SIZE]; /* the longest of them */
    enum result result;
    switch (parse->field->kind) {
    case FIELD_PHONE:
        result = phone_parse(parse->clean, value, parse->error);
        break;
    case FIELD_CITIZEN_ID:
        result = citizen_id_parse(parse->clean, parse->today, value, parse->error);
        break;
    default:
        result = credit_code_parse(parse->clean, value, parse->error);
        break;
    }
    if (result == RESULT_OK)
        *out = arena_copy(parse->arena, value);
    return result;
}

static enum result parse_number_kind(const struct parse *parse, int64_t *out)
{
    switch (parse->field->kind) {
    case FIELD_ID:
        return parse_id(parse, out);
    case FIELD_INT:
        return parse_int(parse, out);
    case FIELD_TENTH:
        return parse_tenth(parse, out);
    case FIELD_FLAG:
        return parse_flag(parse, out);
    default:
        return parse_time(parse, out);
    }
}

static enum result parse_text_kind(const struct parse *parse, const char **out)
{
    switch (parse->field->kind) {
    case FIELD_DATE:
        return parse_date(parse, out);
    case FIELD_CHOICE:
        return parse_choice(parse, out);
    case FIELD_NAME:
        return parse_name(parse, out);
    case FIELD_PHONE:
    case FIELD_CITIZEN_ID:
    case FIELD_CREDIT_CODE:
        return parse_normalised(parse, out);
    case FIELD_TEXT:
    case FIELD_LONG_TEXT:
    case FIELD_ADDRESS:
    case FIELD_SECRET:
        return parse_text(parse, out);
    default:
        BUG("a field that is output only was parsed");
    }
}

/* Kinds whose normal form has no star in it: a star there is a mask that came back. */
static bool refuses_stars(enum field_kind kind)
{
    return kind == FIELD_NAME || kind == FIELD_PHONE || kind == FIELD_CITIZEN_ID ||
           kind == FIELD_CREDIT_CODE || kind == FIELD_DATE;
}

/* Only what a slip of the space bar leaves; other invisible characters are refused, not dropped. */
static bool is_left_empty(const struct field *field, const char *text)
{
    if (field->kind == FIELD_SECRET)
        return *text == '\0';
    if (field->kind == FIELD_TEXT || field->kind == FIELD_LONG_TEXT || field->kind == FIELD_ADDRESS)
        return text[strspn(text, " \r\n\t")] == '\0';
    return text_is_empty(text);
}

enum result record_parse(const struct field *field, void *record, const char *text,
                         const char *today, struct arena *arena, struct error *error)
{
    struct parse parse = {field, text, "", today, arena, error};
    enum result result;
    if (text == NULL || is_left_empty(field, text)) {
        if (field->flags & FIELD_REQUIRED) {
            result = refuse(&parse, N_("Please fill this in."));
            goto out;
        }
        record_set_none(field, record);
        return RESULT_OK;
    }
    if (field->kind != FIELD_SECRET && is_invisible(text)) {
        result = refuse(&parse, N_("This contains only invisible characters."));
        goto out;
    }
    parse.clean = text_clean(arena, text);
    if (refuses_stars(field->kind) && record_is_masked(parse.clean))
        result = refuse(&parse, N_("This value is masked. Please enter the whole value."));
    else if (record_kind_is_number(field->kind))
        result = parse_number_kind(&parse, record_int(field, record));
    else
        result = parse_text_kind(&parse, record_text(field, record));
out:
    if (result != RESULT_OK && error != NULL)
        text_copy_to(error->field, sizeof error->field, field->name);
    return result;
}
