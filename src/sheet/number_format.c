/* Numbers as Excel shows them; see the header. Excel keeps 15 significant digits, so no more are
 * ever written: 0.1 is stored as 0.10000000000000001 and shown as 0.1. */
#include "sheet/number_format.h"

#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"

/* ---- reading a format code ------------------------------------------------------------------- */

struct code_facts {
    bool has_day, has_time, is_elapsed, is_scientific, is_text;
    bool is_grouped, is_percent, is_literal_only;
    int digits, places;
    bool after_point;
};

/* Skips "quoted", [bracketed], \x, _x and *x; notes elapsed time [h]. Returns the next position. */
static const char *skip_literal(const char *at, struct code_facts *facts)
{
    if (*at == '"') {
        at = strchr(at + 1, '"');
        return at ? at + 1 : NULL;
    }
    if (*at == '[') {
        const char *end = strchr(at, ']');
        if (end && strchr("hHmMsS", at[1]) && at[1])
            facts->is_elapsed = true;
        return end ? end + 1 : NULL;
    }
    return at[1] ? at + 2 : NULL;
}

static void note(char c, struct code_facts *facts)
{
    switch (c) {
    case 'y':
    case 'd':
    case 'e':
    case 'b':
        facts->has_day = true;
        break;
    case 'h':
    case 's':
        facts->has_time = true;
        break;
    case '0':
        if (facts->after_point)
            facts->places++;
        else
            facts->digits++;
        break;
    case '#':
    case '?':
        facts->places += facts->after_point && c == '?';
        break;
    case '.':
        facts->after_point = true;
        break;
    case ',':
        facts->is_grouped = facts->is_grouped || !facts->after_point;
        break;
    case '%':
        facts->is_percent = true;
        break;
    case '@':
        facts->is_text = true;
        break;
    default:
        break;
    }
}

static struct number_format conclude(const struct code_facts *facts, bool has_month,
                                     bool has_digits)
{
    struct number_format format = {.look = LOOK_GENERAL};
    if (facts->is_elapsed)
        format.look = LOOK_ELAPSED;
    else if (facts->has_day && facts->has_time)
        format.look = LOOK_MOMENT;
    else if (facts->has_time)
        format.look = LOOK_TIME;
    else if (facts->has_day || (has_month && !has_digits))
        format.look = LOOK_DAY;
    else if (facts->is_text || facts->is_scientific || !has_digits)
        format.look = LOOK_GENERAL;
    else
        format = (struct number_format){.look = LOOK_FIXED,
                                        .digits = facts->digits,
                                        .places = facts->places,
                                        .is_grouped = facts->is_grouped,
                                        .is_percent = facts->is_percent};
    return format;
}

struct number_format number_format_parse(const char *code)
{
    struct code_facts facts = {0};
    bool has_month = false, has_digits = false;
    if (strncasecmp(code, "general", 7) == 0 || strncasecmp(code, "G/", 2) == 0)
        return (struct number_format){.look = LOOK_GENERAL};
    for (const char *at = code; at && *at && *at != ';';) {
        if (strchr("\"[\\_*", *at)) {
            at = skip_literal(at, &facts);
            continue;
        }
        char c = (char)tolower((unsigned char)*at);
        if (strncasecmp(at, "am/pm", 5) == 0 || strncasecmp(at, "a/p", 3) == 0) {
            at += c == 'a' && at[1] == '/' ? 3 : 5;
            continue;
        }
        if (c == 'e' && (at[1] == '+' || at[1] == '-')) {
            facts.is_scientific = true;
            at += 2;
            continue;
        }
        if (c == '?' || c == '/') /* fractions: shown as General */
            facts.is_scientific = facts.is_scientific || (c == '?' && strchr(at, '/'));
        has_month = has_month || c == 'm';
        has_digits = has_digits || c == '0' || c == '#' || c == '?';
        note(c, &facts);
        at++;
    }
    return conclude(&facts, has_month, has_digits);
}

struct number_format number_format_builtin(long id)
{
    static const struct {
        long id;
        const char *code;
    } codes[] = {
        {1, "0"},          {2, "0.00"},     {3, "#,##0"},     {4, "#,##0.00"},  {9, "0%"},
        {10, "0.00%"},     {14, "y/m/d"},   {15, "d-mmm-yy"}, {16, "d-mmm"},    {17, "mmm-yy"},
        {18, "h:mm"},      {19, "h:mm:ss"}, {20, "h:mm"},     {21, "h:mm:ss"},  {22, "y/m/d h:mm"},
        {27, "yyyy-m"},    {28, "m-d"},     {29, "m-d"},      {30, "m-d-yy"},   {31, "yyyy-m-d"},
        {32, "h-mm"},      {33, "h-mm-ss"}, {34, "h-mm"},     {35, "h-mm-ss"},  {36, "yyyy-m"},
        {37, "#,##0"},     {38, "#,##0"},   {39, "#,##0.00"}, {40, "#,##0.00"}, {45, "mm:ss"},
        {46, "[h]:mm:ss"}, {47, "mm:ss"},   {50, "yyyy-m"},   {51, "m-d"},      {52, "yyyy-m"},
        {53, "m-d"},       {54, "m-d"},     {55, "h-mm"},     {56, "h-mm-ss"},  {57, "yyyy-m"},
        {58, "m-d"},
    };
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (codes[i].id == id)
            return number_format_parse(codes[i].code);
    return (struct number_format){.look = LOOK_GENERAL};
}

/* ---- showing --------------------------------------------------------------------------------- */

/* Excel's General: whole numbers of up to 15 digits written out, larger ones as 4.40605E+17. */
static void show_general(double number, char *out)
{
    double size = fabs(number);
    if (size >= 1e15) {
        char mantissa[32];
        snprintf(mantissa, sizeof mantissa, "%.5E", number);
        char *e = strchr(mantissa, 'E');
        int power = e ? (int)strtol(e + 1, NULL, 10) : 0;
        if (e)
            *e = '\0';
        size_t length = strlen(mantissa);
        while (length > 1 && mantissa[length - 1] == '0')
            mantissa[--length] = '\0';
        if (length > 1 && mantissa[length - 1] == '.')
            mantissa[length - 1] = '\0';
        snprintf(out, NUMBER_TEXT_SIZE, "%sE+%02d", mantissa, power);
        return;
    }
    snprintf(out, NUMBER_TEXT_SIZE, "%.15g", number);
    char *e = strchr(out, 'e');
    if (e)
        *e = 'E';
    if (strcmp(out, "-0") == 0)
        snprintf(out, NUMBER_TEXT_SIZE, "0");
}

/* The digits that Excel knows: 15 significant ones, then zeros. */
static void fixed_digits(double number, int places, char *out, size_t size)
{
    char exact[64];
    snprintf(exact, sizeof exact, "%.14e", number);
    double known = strtod(exact, NULL);
    snprintf(out, size, "%.*f", places, known);
    if (fabs(known) < 1e15)
        return;
    size_t kept = 0;
    for (char *at = out; *at && *at != '.'; at++)
        if (isdigit((unsigned char)*at) && ++kept > 15)
            *at = '0';
}

static void show_fixed(const struct number_format *format, double number, char *out)
{
    char digits[NUMBER_TEXT_SIZE - 20];
    double value = format->is_percent ? number * 100 : number;
    int places = format->places > 15 ? 15 : format->places;
    fixed_digits(fabs(value), places, digits, sizeof digits);
    size_t whole = strcspn(digits, ".");
    size_t zeros =
        format->digits > (int)whole && format->digits < 64 ? (size_t)format->digits - whole : 0;
    bool is_zero = strspn(digits, "0.") == strlen(digits);
    size_t at = 0;
    if (value < 0 && !is_zero)
        out[at++] = '-';
    for (size_t i = 0; i < zeros + whole && at < NUMBER_TEXT_SIZE - 40; i++) {
        if (format->is_grouped && i > 0 && (zeros + whole - i) % 3 == 0)
            out[at++] = ',';
        out[at++] = i < zeros ? '0' : digits[i - zeros];
    }
    snprintf(out + at, NUMBER_TEXT_SIZE - at, "%s%s", digits + whole,
             format->is_percent ? "%" : "");
}

/* Days since 1970 of a serial day. In the 1900 system day 60 is 29 February 1900, which never was;
 * Excel keeps it for Lotus 1-2-3, so that the days before it are one too high. */
static int64_t serial_to_days(int64_t serial, bool dates_1904)
{
    if (dates_1904)
        return calendar_days(1904, 1, 1) + serial;
    return calendar_days(1899, 12, 30) + serial + (serial < 60 ? 1 : 0);
}

enum sheet_kind number_format_show(const struct number_format *format, double number,
                                   bool dates_1904, char out[NUMBER_TEXT_SIZE])
{
    bool is_date = format->look >= LOOK_DAY && number >= 0 && number < 2958466;
    if (!is_date) {
        if (format->look == LOOK_FIXED && isfinite(number) && fabs(number) < 1e300)
            show_fixed(format, number, out);
        else
            show_general(number, out);
        return SHEET_NUMBER;
    }
    int64_t milliseconds = llround(number * 86400000.0);
    int64_t seconds = (milliseconds + 500) / 1000;
    int64_t serial = seconds / 86400, rest = seconds % 86400;
    int hour = (int)(rest / 3600), minute = (int)(rest / 60 % 60), second = (int)(rest % 60);
    if (format->look == LOOK_ELAPSED) {
        snprintf(out, NUMBER_TEXT_SIZE, "%02lld:%02d:%02d", (long long)(seconds / 3600), minute,
                 second);
        return SHEET_DATE;
    }
    if (format->look == LOOK_TIME && (serial == 0 || rest != 0)) {
        snprintf(out, NUMBER_TEXT_SIZE, "%02d:%02d:%02d", hour, minute, second);
        return SHEET_DATE;
    }
    if (serial == 0 && !dates_1904) { /* Excel shows the day 1900-01-00 */
        snprintf(out, NUMBER_TEXT_SIZE, "%02d:%02d:%02d", hour, minute, second);
        return SHEET_DATE;
    }
    int year, month, day;
    calendar_from_days(serial_to_days(serial, dates_1904), &year, &month, &day);
    int length = snprintf(out, NUMBER_TEXT_SIZE, "%04d-%02d-%02d", year, month, day);
    if (format->look == LOOK_MOMENT || rest != 0)
        snprintf(out + length, (size_t)(NUMBER_TEXT_SIZE - length), "T%02d:%02d:%02d", hour, minute,
                 second);
    return SHEET_DATE;
}
