/* GB 32100-2015 and GB 11714-1997. */
#include "record/credit_code.h"

#include <ctype.h>
#include <string.h>

#include "base/text.h"

char credit_code_check_character(const char *code)
{
    static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    int sum = 0, weight = 1; /* 3^i mod 31 */
    for (int i = 0; i < 17; i++) {
        const char *at = code[i] != '\0' ? strchr(alphabet, code[i]) : NULL;
        if (at == NULL)
            return '\0';
        sum += (int)(at - alphabet) * weight;
        weight = weight * 3 % 31;
    }
    return alphabet[(31 - sum % 31) % 31];
}

char credit_code_organisation_check(const char *code)
{
    static const int weights[8] = {3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (int i = 0; i < 8; i++) {
        if (isdigit((unsigned char)code[i]))
            sum += (code[i] - '0') * weights[i];
        else if (code[i] >= 'A' && code[i] <= 'Z')
            sum += (code[i] - 'A' + 10) * weights[i];
        else
            return '\0';
    }
    return "0123456789X0"[11 - sum % 11];
}

enum result credit_code_parse(const char *text, char out[CREDIT_CODE_SIZE], struct error *error)
{
    char code[CREDIT_CODE_SIZE];
    size_t length = 0;
    for (uint32_t c; (c = text_next(&text)) != 0;) {
        c = text_fold_width(c);
        if (text_is_blank(c) || c == '-')
            continue;
        if (c > 0x7e || !isalnum((int)c) || length == 18)
            return error_set(error, RESULT_INVALID, NULL,
                             N_("A credit code has exactly 18 letters and digits."));
        code[length++] = (char)toupper((int)c);
    }
    code[length] = '\0';
    if (length != 18)
        return error_set(error, RESULT_INVALID, NULL,
                         N_("A credit code has exactly 18 letters and digits."));
    if (code[17] != credit_code_check_character(code) ||
        code[16] != credit_code_organisation_check(code + 8))
        return error_set(
            error, RESULT_INVALID, NULL,
            N_("This credit code contains a typing error: a check character does not fit "
               "the others."));
    memcpy(out, code, sizeof code);
    return RESULT_OK;
}
