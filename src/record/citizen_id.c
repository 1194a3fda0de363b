/* GB 11643-1999, with the check of ISO 7064 MOD 11-2. */
#include "record/citizen_id.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

/* Province codes of GB/T 2260, residence permits (81 to 83) and the permanent residence of
 * foreigners (first digit 9). */
static bool is_region(const char *id)
{
    static const char provinces[] =
        "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 "
        "50 51 52 53 54 61 62 63 64 65 71 81 82 83";
    const char code[] = {id[0], id[1], '\0'};
    return id[0] == '9' || strstr(provinces, code) != NULL;
}

char citizen_id_check_character(const char *digits)
{
    static const int weights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (int i = 0; i < 17; i++)
        sum += (digits[i] - '0') * weights[i];
    return "10X98765432"[sum % 11];
}

void citizen_id_birth(const char *id, char out[CALENDAR_DAY_SIZE])
{
    memcpy(out, id + 6, 4);
    out[4] = '-';
    memcpy(out + 5, id + 10, 2);
    out[7] = '-';
    memcpy(out + 8, id + 12, 2);
    out[10] = '\0';
}

bool citizen_id_is_male(const char *id)
{
    return (id[16] - '0') % 2 == 1;
}

bool citizen_id_may_be_rounded(const char *id)
{
    size_t length = strlen(id);
    return length == 18 && strcmp(id + 15, "000") == 0;
}

/* Copies the number without widths, spaces and hyphens; false if it is too long. */
static bool squeeze(const char *text, char *out, size_t size)
{
    size_t length = 0;
    for (uint32_t c; (c = text_next(&text)) != 0;) {
        c = text_fold_width(c);
        if (text_is_blank(c) || c == '-' || c == '\'')
            continue;
        if (c > 0x7e || length + 1 >= size)
            return false;
        out[length++] = (char)toupper((int)c);
    }
    out[length] = '\0';
    return true;
}

static bool all_digits(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!isdigit((unsigned char)text[i]))
            return false;
    return true;
}

static bool looks_scientific(const char *text)
{
    const char *e = strchr(text, 'E');
    return e != NULL && e > text && isdigit((unsigned char)text[0]) &&
           (e[1] == '+' || isdigit((unsigned char)e[1]));
}

static enum result check_birth(const char *id, const char *today, struct error *error)
{
    char day[CALENDAR_DAY_SIZE];
    citizen_id_birth(id, day);
    int year, month, date;
    if (!calendar_parse_day(day, &year, &month, &date))
        return error_set(error, RESULT_INVALID, NULL,
                         N_("The birth date %1 inside this ID number does not exist."), day);
    if (today != NULL && strcmp(day, today) > 0)
        return error_set(error, RESULT_INVALID, NULL,
                         N_("The birth date %1 inside this ID number lies in the future."), day);
    return RESULT_OK;
}

enum result citizen_id_parse(const char *text, const char *today, char out[CITIZEN_ID_SIZE],
                             struct error *error)
{
    char id[32] = {0};
    if (!squeeze(text, id, sizeof id))
        return error_set(error, RESULT_INVALID, NULL,
                         N_("This is not an ID number: 18 digits, the last may be X."));
    if (looks_scientific(id))
        return error_set(
            error, RESULT_INVALID, NULL,
            N_("Excel has shortened this ID number to %1 and its end is lost. Format the "
               "column as text and type the number again."),
            id);
    size_t length = strlen(id);
    if (length == 15 && all_digits(id, 15)) {
        memmove(id + 8, id + 6, 10);
        memcpy(id + 6, "19", 2);
        id[17] = citizen_id_check_character(id);
        id[18] = '\0';
    } else if (length != 18 || !all_digits(id, 17) ||
               (!isdigit((unsigned char)id[17]) && id[17] != 'X')) {
        char digits[16];
        snprintf(digits, sizeof digits, "%zu", length);
        return error_set(
            error, RESULT_INVALID, NULL,
            N_("An ID number has 18 digits (the last may be X); this has %1 characters."), digits);
    }
    if (id[17] != citizen_id_check_character(id)) {
        if (citizen_id_may_be_rounded(id))
            return error_set(
                error, RESULT_INVALID, NULL,
                N_("Excel has turned the last digits of this ID number into 000. Format the "
                   "column as text and type the number again."));
        return error_set(
            error, RESULT_INVALID, NULL,
            N_("This ID number contains a typing error: its last character does not fit "
               "the others."));
    }
    if (!is_region(id))
        return error_set(error, RESULT_INVALID, NULL,
                         N_("No ID number begins with these two digits."));
    enum result result = check_birth(id, today, error);
    if (result == RESULT_OK)
        memcpy(out, id, CITIZEN_ID_SIZE);
    return result;
}
