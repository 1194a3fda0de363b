/* Reading telephone numbers: the cell is cut into runs of digits and the signs that people put
 * between them; each run is then tried against the closed list of forms. */
#include "record/phone.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

bool phone_is_mobile(const char *phone)
{
    return strlen(phone) == 11 && phone[0] == '1' && phone[1] >= '3';
}

/* Area codes: 010, 02x (three digits), 03xx to 09xx (four). Returns the length, 0 if it is none. */
static size_t area_length(const char *digits)
{
    if (digits[0] != '0' || digits[1] == '0' || digits[1] == '\0')
        return 0;
    if (digits[1] == '1')
        return digits[2] == '0' ? 3 : 0;
    return digits[1] == '2' ? 3 : 4;
}

/* Numbers abroad: +852, +853, +886 and whatever begins with + and is no Chinese number. */
static bool abroad(const char *digits, char out[PHONE_SIZE])
{
    static const char *const near[] = {"852", "853", "886"};
    size_t length = strlen(digits);
    if (length < 7 || length > 15 || digits[0] == '0' || text_starts(digits, "86"))
        return false;
    for (size_t i = 0; i < sizeof near / sizeof near[0]; i++) {
        if (text_starts(digits, near[i])) {
            snprintf(out, PHONE_SIZE, "+%s-%s", near[i], digits + 3);
            return true;
        }
    }
    snprintf(out, PHONE_SIZE, "+%s", digits);
    return true;
}

static bool landline(const char *digits, char out[PHONE_SIZE])
{
    size_t area = area_length(digits), length = strlen(digits);
    if (area == 0 || length < area + 7 || length > area + 8 || digits[area] < '2')
        return false;
    snprintf(out, PHONE_SIZE, "%.*s-%s", (int)area, digits, digits + area);
    return true;
}

/* Normalises digits without signs; `plus` if a + stood before them. */
static bool normalise(const char *digits, bool plus, char out[PHONE_SIZE])
{
    bool from_china = text_starts(digits, "0086");
    if (from_china) {
        digits += 4;
        plus = false;
    } else if (text_starts(digits, "86") && (plus || strlen(digits) == 13)) {
        digits += 2;
        plus = false;
        if (digits[0] != '1' && digits[0] != '0') { /* +86 757 8333 4444 */
            char national[PHONE_SIZE];
            snprintf(national, sizeof national, "0%.20s", digits);
            return landline(national, out);
        }
    }
    if (plus)
        return abroad(digits, out);
    if (text_starts(digits, "00"))
        return !from_china && strlen(digits) > 9 && abroad(digits + 2, out);
    if (digits[0] == '0' && phone_is_mobile(digits + 1))
        digits++;
    size_t length = strlen(digits);
    if (phone_is_mobile(digits) || (length >= 7 && length <= 8 && digits[0] >= '2')) {
        snprintf(out, PHONE_SIZE, "%s", digits);
        return true;
    }
    if (length == 10 && (text_starts(digits, "400") || text_starts(digits, "800"))) {
        snprintf(out, PHONE_SIZE, "%.3s-%s", digits, digits + 3);
        return true;
    }
    return landline(digits, out);
}

/* One run of a cell: digits with the signs that may stand inside a number. */
struct run {
    char digits[24];
    size_t length;
    bool plus;
    char extension[8];
};

static bool run_number(const struct run *run, char out[PHONE_SIZE])
{
    if (run->length == 0 || !normalise(run->digits, run->plus, out))
        return false;
    if (run->extension[0] != '\0') {
        size_t length = strlen(out);
        snprintf(out + length, PHONE_SIZE - length, "-%s", run->extension);
    }
    return true;
}

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

/* Signs that people put inside a number. */
static bool is_joiner(uint32_t c)
{
    return text_is_blank(c) || c == '-' || c == '.' || c == '(' || c == ')' || c == 0x2010 ||
           c == 0x2011 || c == 0x2013 || c == 0x2014 || c == 0x2212 || c == '_';
}

/* True if the digits so far are a number by themselves, and the sign `joiner` and what follows it
 * start something new: another number, an extension, or the next word. */
static bool complete(const struct run *run, uint32_t joiner, const char *rest)
{
    char number[PHONE_SIZE];
    if (run->length < 7 || !normalise(run->digits, run->plus, number))
        return false;
    size_t following = 0;
    for (uint32_t c; (c = text_fold_width(text_next(&rest))) != 0 && (is_digit(c) || is_joiner(c));)
        following += is_digit(c);
    bool abroad_still_open = number[0] == '+';
    return following >= 7 || phone_is_mobile(number) ||
           (!abroad_still_open && (text_is_blank(joiner) || (joiner == '-' && following >= 2)));
}

/* An extension after "转" or "-" behind a whole landline. */
static const char *take_extension(struct run *run, const char *at)
{
    char number[PHONE_SIZE];
    if (!normalise(run->digits, run->plus, number) || phone_is_mobile(number))
        return at;
    const char *next = at;
    uint32_t c = text_fold_width(text_next(&next));
    while (text_is_blank(c) && c != 0)
        c = text_fold_width(text_next(&next));
    if (c != '-' && c != 0x8f6c && c != 0x8f49) /* 转 轉 */
        return at;
    size_t length = 0;
    const char *end = next;
    for (const char *look = next; is_digit(c = text_fold_width(text_next(&look))); end = look) {
        if (length == 6)
            return at;
        run->extension[length++] = (char)c;
        run->extension[length] = '\0';
    }
    if (length < 2) {
        run->extension[0] = '\0';
        return at;
    }
    return end;
}

/* Reads one run from `*at`, which stands at a digit or a +. */
static void read_run(const char **at, struct run *run)
{
    *run = (struct run){0};
    const char *here = *at;
    for (;;) {
        const char *next = here;
        uint32_t c = text_fold_width(text_next(&next));
        if (is_digit(c)) {
            if (run->length + 1 == sizeof run->digits)
                break;
            run->digits[run->length++] = (char)c;
            run->digits[run->length] = '\0';
        } else if (c == '+' && run->length == 0) {
            run->plus = true;
        } else if (c != 0 && is_joiner(c) && !complete(run, c, next)) {
            /* part of the number */
        } else {
            break;
        }
        here = next;
    }
    *at = take_extension(run, here);
}

size_t phone_find_all(const char *text, char (*out)[PHONE_SIZE], size_t capacity)
{
    size_t count = 0;
    while (*text != '\0' && count < capacity) {
        const char *next = text;
        uint32_t c = text_fold_width(text_next(&next));
        if (!is_digit(c) && c != '+') {
            text = next;
            continue;
        }
        struct run run;
        read_run(&text, &run);
        if (run_number(&run, out[count]))
            count++;
        if (text < next)
            text = next;
        if (run.length + 1 == sizeof run.digits) /* far too long to be a number: pass it over */
            while (*text != '\0' && isdigit((unsigned char)*text))
                text++;
    }
    return count;
}

/* True if there is nothing but digits and the signs of numbers. */
static bool only_number(const char *text)
{
    for (uint32_t c; (c = text_fold_width(text_next(&text))) != 0;)
        if (!is_digit(c) && !is_joiner(c) && c != '+' && c != 0x8f6c && c != 0x8f49)
            return false;
    return true;
}

/* True if the whole text is one number: nothing before it, nothing behind it. */
static bool one_number(const char *text, char out[PHONE_SIZE])
{
    const char *at = text;
    for (uint32_t c = text_fold_width(text_next(&at)); is_joiner(c) && c != 0;) {
        text = at;
        c = text_fold_width(text_next(&at));
    }
    struct run run;
    read_run(&text, &run);
    if (!run_number(&run, out))
        return false;
    for (uint32_t c; (c = text_fold_width(text_next(&text))) != 0;)
        if (!is_joiner(c))
            return false;
    return true;
}

/* What is wrong with it. */
static enum result refuse(const char *text, struct error *error)
{
    size_t digits = 0;
    bool scientific = false;
    for (const char *at = text; *at != '\0'; at++) {
        digits += (size_t)(isdigit((unsigned char)*at) != 0);
        scientific = scientific || (digits > 0 && (at[0] == 'E' || at[0] == 'e') && at[1] == '+');
    }
    if (scientific)
        return error_set(
            error, RESULT_INVALID, NULL,
            N_("Excel has shortened this phone number to %1. Format the column as text "
               "and type the number again."),
            text);
    if (only_number(text) && text_starts(text, "1") && digits < 11) {
        char missing[8];
        snprintf(missing, sizeof missing, "%u", (unsigned)(11 - digits) & 15);
        return error_set(error, RESULT_INVALID, NULL,
                         N_("%1 more digits are needed: a mobile number has 11."), missing);
    }
    return error_set(error, RESULT_INVALID, NULL,
                     N_("This is not a phone number. Please enter 11 digits, or the area code and "
                        "the number."));
}

enum result phone_parse(const char *text, char out[PHONE_SIZE], struct error *error)
{
    char found[2][PHONE_SIZE], number[PHONE_SIZE];
    if (phone_find_all(text, found, 2) == 2)
        return error_set(error, RESULT_INVALID, NULL,
                         N_("There are two phone numbers here. Please enter one."));
    if (!one_number(text, number))
        return refuse(text, error);
    memcpy(out, number, PHONE_SIZE);
    return RESULT_OK;
}
