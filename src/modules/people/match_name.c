/* Parts a name into surname and given name.
 *
 * Han names: the surname is one character or a known pair (欧阳), forms of address are dropped (陈先生,
 * 张阿姨: then the given name is not said, but the sex may be). Names with a dot in the middle
 * (阿卜杜拉·买买提) begin with the given name. Names in letters: the last word is the surname, unless
 * a comma follows the first. Blanks, hyphens and marks inside a part are dropped, letters are lower
 * case, Han characters simplified. */
#include <string.h>

#include "base/text.h"
#include "modules/people/match_han.h"
#include "modules/people/match_private.h"
#include "modules/people/pinyin.h"

enum { NAME_MAX = 64 };

struct letters {
    uint32_t at[NAME_MAX];
    size_t count;
};

static bool is_middle_dot(uint32_t c)
{
    return c == 0xb7 || c == 0x2022 || c == 0x30fb || c == 0x2027 || c == 0x22c5 || c == 0xff0e ||
           c == 0x2e31;
}

static bool is_name_letter(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || c >= 0xc0;
}

static uint32_t fold(uint32_t c)
{
    c = text_fold_width(c);
    if (c >= 'A' && c <= 'Z')
        return c - 'A' + 'a';
    return text_is_han(c) ? han_simplified(c) : c;
}

static void add(struct letters *letters, uint32_t c)
{
    if (letters->count < NAME_MAX)
        letters->at[letters->count++] = c;
}

static void read_part(const char *text, struct letters *out)
{
    while (text != NULL && *text != '\0') {
        uint32_t c = fold(text_next(&text));
        if (is_name_letter(c) && !text_is_blank(c) && !is_middle_dot(c))
            add(out, c);
    }
}

/* ---- forms of address ------------------------------------------------------------------------ */

static bool drop_suffix(struct letters *name, const char *suffix)
{
    uint32_t characters[8];
    size_t count = 0;
    while (*suffix != '\0')
        characters[count++] = text_next(&suffix);
    if (name->count <= count ||
        memcmp(name->at + name->count - count, characters, count * sizeof characters[0]) != 0)
        return false;
    name->count -= count;
    return true;
}

/* Returns the sex that a form of address tells, 0 if none; drops it. */
static uint8_t drop_title(struct letters *name)
{
    static const struct {
        const char *title;
        uint8_t sex;
    } titles[] = {
        {"先生", 1}, {"女士", 2}, {"小姐", 2}, {"太太", 2}, {"阿姨", 2}, {"阿婆", 2}, {"婆婆", 2},
        {"奶奶", 2}, {"大姐", 2}, {"大妈", 2}, {"阿伯", 1}, {"伯伯", 1}, {"爷爷", 1}, {"大叔", 1},
        {"大哥", 1}, {"师傅", 0}, {"老师", 0}, {"同志", 0}, {"户主", 0}, {"家属", 0}, {"生", 1},
    };
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++) {
        /* 陈生 is Mr Chan in Cantonese; 陈春生 is a name. */
        if (titles[i].title == titles[sizeof titles / sizeof titles[0] - 1].title &&
            name->count != 2)
            continue;
        if (drop_suffix(name, titles[i].title))
            return titles[i].sex;
    }
    return 0;
}

/* ---- parting --------------------------------------------------------------------------------- */

/* 欧阳志强 -> 欧阳, 志强. */
static void part_han(const struct letters *name, struct letters *surname, struct letters *given)
{
    char text[NAME_MAX * 4 + 1];
    size_t length = 0;
    for (size_t i = 0; i < name->count && i < NAME_MAX; i++)
        length += text_encode(name->at[i], text + length);
    text[length] = '\0';
    size_t first = pinyin_surname_length(text);
    if (first == 0 || (first > 1 && name->count <= first))
        first = 1;
    for (size_t i = 0; i < name->count; i++)
        add(i < first ? surname : given, name->at[i]);
}

/* Words of letters, or parts between middle dots. */
static void part_words(const char *text, struct letters *surname, struct letters *given)
{
    struct letters words[6] = {{.count = 0}};
    size_t count = 0;
    bool is_dotted = false, is_comma = false;
    while (*text != '\0') {
        uint32_t c = fold(text_next(&text));
        bool ends = text_is_blank(c) || is_middle_dot(c) || c == '.' || c == ',';
        is_dotted |= is_middle_dot(c);
        is_comma |= c == ',' && count == 0;
        if (ends) {
            count += words[count].count > 0 && count < 5;
        } else if (is_name_letter(c)) {
            add(&words[count], c);
        }
    }
    count += words[count].count > 0;
    for (size_t i = 0; i < count; i++) {
        bool is_surname = is_dotted ? i > 0 : is_comma ? i == 0 : i + 1 == count;
        for (size_t j = 0; j < words[i].count; j++)
            add(is_surname ? surname : given, words[i].at[j]);
    }
}

static bool is_han_name(const char *text)
{
    size_t han = 0, other = 0;
    while (*text != '\0') {
        uint32_t c = fold(text_next(&text));
        if (is_middle_dot(c))
            return false;
        han += text_is_han(c);
        other += c >= 'a' && c <= 'z';
    }
    return han > 0 && han >= other;
}

static uint8_t part_name(const char *text, struct letters *surname, struct letters *given)
{
    if (!is_han_name(text)) {
        part_words(text, surname, given);
        return 0;
    }
    struct letters name = {.count = 0};
    for (const char *at = text; *at != '\0';) {
        uint32_t c = fold(text_next(&at));
        if (c == '(' || c == 0x3010)
            break; /* 陈志强(父亲) */
        if (text_is_han(c))
            add(&name, c);
    }
    uint8_t sex = drop_title(&name);
    part_han(&name, surname, given);
    return sex;
}

void match_read_name(struct match_list *list, const struct match_input *input,
                     struct match_record *record)
{
    struct letters surname = {.count = 0}, given = {.count = 0};
    if (input->surname != NULL || input->given_name != NULL) {
        read_part(input->surname, &surname);
        read_part(input->given_name, &given);
    } else if (input->name != NULL) {
        uint8_t sex = part_name(input->name, &surname, &given);
        record->sex = record->sex != 0 ? record->sex : sex;
    }
    record->is_han = (given.count > 0 && text_is_han(given.at[0])) ||
                     (given.count == 0 && surname.count > 0 && text_is_han(surname.at[0]));
    record->value[VALUE_SURNAME] = match_intern(list, VALUE_SURNAME, surname.at, surname.count);
    record->value[VALUE_GIVEN] = match_intern(list, VALUE_GIVEN, given.at, given.count);
    if (input->former_name != NULL) {
        struct letters former = {.count = 0}, former_given = {.count = 0};
        part_name(input->former_name, &former, &former_given);
        record->value[VALUE_FORMER_SURNAME] =
            match_intern(list, VALUE_SURNAME, former.at, former.count);
        record->value[VALUE_FORMER_GIVEN] =
            match_intern(list, VALUE_GIVEN, former_given.at, former_given.count);
    }
}
