/* The comparison of two records, field by field. Symmetric: the order of the two never matters. */
#include <string.h>

#include "base/bug.h"
#include "base/text.h"
#include "modules/people/match_han.h"
#include "modules/people/match_letters.h"
#include "modules/people/match_private.h"
#include "record/address.h"

struct side {
    const struct match_list *list;
    const struct match_record *record;
};

struct word {
    const uint32_t *at;
    size_t length;
    uint32_t hash;
};

static struct word word_of(const struct side *side, enum match_value value)
{
    const struct match_text *text = &side->list->texts[side->record->value[value]];
    return (struct word){side->list->characters + text->at, text->length, text->hash};
}

static bool is_same_word(struct word a, struct word b)
{
    return a.length == b.length && memcmp(a.at, b.at, a.length * sizeof a.at[0]) == 0;
}

/* ---- words of letters ------------------------------------------------------------------------ */

static enum match_level compare_letters(struct word a, struct word b)
{
    if (a.length == 0 || b.length == 0)
        return MATCH_MISSING;
    if (is_same_word(a, b))
        return MATCH_AGREE;
    double likeness = letters_likeness(a.at, a.length, b.at, b.length);
    if (likeness >= 0.92)
        return MATCH_CLOSE;
    if (likeness >= 0.82)
        return MATCH_NEAR;
    size_t shorter = a.length < b.length ? a.length : b.length;
    return shorter == 1 && a.at[0] == b.at[0] ? MATCH_PART : MATCH_DIFFER; /* J and John */
}

static bool is_alike(struct word a, struct word b)
{
    return a.length > 1 && b.length > 1 &&
           (is_same_word(a, b) || letters_likeness(a.at, a.length, b.at, b.length) >= 0.9);
}

/* Each found in the other's neighbouring column: Anna Lee and Lee Anna, or one half of that. */
static bool is_crossed(struct word a_first, struct word a_second, struct word b_first,
                       struct word b_second)
{
    bool one = is_alike(a_first, b_second), other = is_alike(a_second, b_first);
    return (one && other) || (one && (a_second.length == 0 || b_first.length == 0)) ||
           (other && (a_first.length == 0 || b_second.length == 0));
}

/* ---- Han names ------------------------------------------------------------------------------- */

static enum match_level compare_han_surnames(struct word a, struct word b)
{
    if (a.length == 0 || b.length == 0)
        return MATCH_MISSING;
    if (is_same_word(a, b))
        return MATCH_AGREE;
    if (a.length != b.length)
        return MATCH_DIFFER;
    enum match_level level = MATCH_CLOSE;
    for (size_t i = 0; i < a.length; i++) {
        enum han_likeness likeness = han_compare(a.at[i], b.at[i]);
        if (likeness == HAN_DIFFERENT)
            return MATCH_DIFFER;
        if (likeness == HAN_SOUNDS_NEARLY)
            level = MATCH_NEAR;
    }
    return level;
}

/* Given names of the same length, character by character. */
static enum match_level compare_han_given_even(struct word a, struct word b)
{
    size_t same = 0, alike = 0, nearly = 0;
    for (size_t i = 0; i < a.length; i++) {
        enum han_likeness likeness = han_compare(a.at[i], b.at[i]);
        same += likeness == HAN_SAME;
        alike += likeness == HAN_SOUNDS_ALIKE || likeness == HAN_LOOKS_ALIKE;
        nearly += likeness == HAN_SOUNDS_NEARLY;
    }
    if (same == a.length)
        return MATCH_AGREE;
    if (same + alike == a.length)
        return same > 0 || a.length == 1 ? MATCH_CLOSE : MATCH_NEAR;
    if (a.length == 2 && a.at[0] == b.at[1] && a.at[1] == b.at[0])
        return MATCH_CROSSED;
    if (same + alike + nearly == a.length)
        return MATCH_NEAR;
    return same > 0 ? MATCH_PART : MATCH_DIFFER;
}

static enum match_level compare_han_given(struct word a, struct word b)
{
    if (a.length == 0 || b.length == 0)
        return MATCH_MISSING;
    if (is_same_word(a, b))
        return MATCH_AGREE;
    if (a.length == b.length)
        return compare_han_given_even(a, b);
    struct word shorter = a.length < b.length ? a : b, longer = a.length < b.length ? b : a;
    size_t found = 0;
    for (size_t i = 0; i < longer.length && found < shorter.length; i++)
        found += longer.at[i] == shorter.at[found];
    if (found == shorter.length)
        return MATCH_NEAR; /* 强 and 志强 */
    return found > 0 ? MATCH_PART : MATCH_DIFFER;
}

static void compare_name(const struct side *a, const struct side *b, enum match_value a_surname,
                         enum match_value b_surname, enum match_level levels[2])
{
    struct word as = word_of(a, a_surname), bs = word_of(b, b_surname);
    struct word ag = word_of(a, a_surname + 1), bg = word_of(b, b_surname + 1);
    if (a->record->is_han && b->record->is_han) {
        levels[0] = compare_han_surnames(as, bs);
        levels[1] = compare_han_given(ag, bg);
        return;
    }
    levels[0] = compare_letters(as, bs);
    levels[1] = compare_letters(ag, bg);
    bool is_good = (levels[0] == MATCH_AGREE || levels[0] == MATCH_CLOSE) &&
                   (levels[1] == MATCH_AGREE || levels[1] == MATCH_CLOSE);
    if (!is_good && is_crossed(as, ag, bs, bg)) {
        levels[0] = as.length > 0 && bg.length > 0 ? MATCH_CROSSED : MATCH_MISSING;
        levels[1] = ag.length > 0 && bs.length > 0 ? MATCH_CROSSED : MATCH_MISSING;
    }
}

static int rank(const enum match_level levels[2])
{
    static const int ranks[MATCH_LEVEL__COUNT] = {
        [MATCH_MISSING] = 2, [MATCH_AGREE] = 6,   [MATCH_CLOSE] = 5,
        [MATCH_NEAR] = 4,    [MATCH_CROSSED] = 4, [MATCH_PART] = 3};
    return ranks[levels[0]] + 2 * ranks[levels[1]];
}

/* The best of the names of both, present and former. */
static void compare_names(const struct side *a, const struct side *b, enum match_level levels[2])
{
    static const enum match_value names[2] = {VALUE_SURNAME, VALUE_FORMER_SURNAME};
    compare_name(a, b, VALUE_SURNAME, VALUE_SURNAME, levels);
    for (int i = 1; i < 4; i++) {
        enum match_value ours = names[i & 1], theirs = names[i >> 1];
        enum match_level tried[2];
        if (a->record->value[ours] == 0 || b->record->value[theirs] == 0)
            continue;
        compare_name(a, b, ours, theirs, tried);
        if (rank(tried) > rank(levels))
            memcpy(levels, tried, sizeof tried);
    }
}

/* ---- numbers --------------------------------------------------------------------------------- */

/* Decimal digits of two numbers of the same length: true if one is changed or two neighbours are
 * swapped. */
static bool is_slip(uint64_t a, uint64_t b)
{
    unsigned different = 0, first = 0, last = 0, position = 0;
    unsigned a_digits[20] = {0}, b_digits[20] = {0};
    for (; a != 0 && b != 0; a /= 10, b /= 10, position++) {
        a_digits[position] = (unsigned)(a % 10);
        b_digits[position] = (unsigned)(b % 10);
        if (a_digits[position] != b_digits[position]) {
            first = different == 0 ? position : first;
            last = position;
            different++;
        }
    }
    if (a != b)
        return false;
    return different == 1 ||
           (different == 2 && last == first + 1 && a_digits[first] == b_digits[last] &&
            a_digits[last] == b_digits[first]);
}

static enum match_level compare_phones(const struct match_record *a, const struct match_record *b)
{
    if (a->phone[0] == 0 || b->phone[0] == 0)
        return MATCH_MISSING;
    enum match_level best = MATCH_DIFFER;
    for (size_t i = 0; i < MATCH_PHONES && a->phone[i] != 0; i++) {
        for (size_t j = 0; j < MATCH_PHONES && b->phone[j] != 0; j++) {
            uint64_t p = a->phone[i], q = b->phone[j], less = p < q ? p : q, more = p < q ? q : p;
            if (p == q || (less >= 2000000 && less < 100000000 &&
                           more % (less < 10000000 ? 10000000 : 100000000) == less))
                return MATCH_AGREE; /* the area code may be missing */
            if (less >= 2000000 && is_slip(p, q))
                best = MATCH_CLOSE;
        }
    }
    return best;
}

static enum match_level compare_births(const struct match_record *a, const struct match_record *b)
{
    if (a->birth == 0 || b->birth == 0)
        return MATCH_MISSING;
    if (a->birth == b->birth)
        return a->birth % 10000 == 0 ? MATCH_PART : MATCH_AGREE;
    uint32_t a_year = a->birth / 10000, b_year = b->birth / 10000;
    uint32_t a_day = a->birth % 10000, b_day = b->birth % 10000;
    if (a_day == 0 || b_day == 0) /* a year, or an age: one year off is usual */
        return a_year + 1 >= b_year && b_year + 1 >= a_year ? MATCH_PART : MATCH_DIFFER;
    if ((a_year == b_year && a_day / 100 == b_day % 100 && a_day % 100 == b_day / 100) ||
        is_slip(a->birth, b->birth))
        return MATCH_CLOSE;
    if ((a->lunar != 0 && a->lunar == b->birth) || (b->lunar != 0 && b->lunar == a->birth))
        return MATCH_CLOSE; /* one of them gives it by the lunar calendar */
    if (a_day == b_day)
        return MATCH_NEAR;
    return a_year == b_year ? MATCH_PART : MATCH_DIFFER;
}

static bool is_correction(const struct match_list *list, const struct match_record *record,
                          uint64_t citizen)
{
    for (size_t i = 0; i < record->correction_count; i++) {
        if (list->corrections[record->corrections + i] == citizen)
            return true;
    }
    return false;
}

static bool shares_correction(const struct side *a, const struct side *b)
{
    for (size_t i = 0; i < a->record->correction_count; i++) {
        if (is_correction(b->list, b->record, a->list->corrections[a->record->corrections + i]))
            return true;
    }
    return false;
}

static enum match_level compare_citizens(const struct side *a, const struct side *b)
{
    const struct match_record *p = a->record, *q = b->record;
    bool p_says = p->citizen != 0 || p->citizen_tail != 0;
    bool q_says = q->citizen != 0 || q->citizen_tail != 0;
    if (!p_says || !q_says)
        return MATCH_MISSING;
    if (p->citizen != 0 && p->citizen == q->citizen)
        return MATCH_AGREE;
    if ((q->citizen != 0 && is_correction(a->list, p, q->citizen)) ||
        (p->citizen != 0 && is_correction(b->list, q, p->citizen)) || shares_correction(a, b))
        return MATCH_CLOSE;
    if (p->citizen != 0 && q->citizen != 0)
        return MATCH_DIFFER;
    return p->citizen_tail != 0 && p->citizen_tail == q->citizen_tail ? MATCH_NEAR : MATCH_DIFFER;
}

/* ---- homes ----------------------------------------------------------------------------------- */

static const char *utf8(struct word word, char *out, size_t size)
{
    size_t length = 0;
    for (size_t i = 0; i < word.length && length + 5 < size; i++)
        length += text_encode(word.at[i], out + length);
    out[length] = '\0';
    return out;
}

static enum match_level compare_homes(const struct side *a, const struct side *b)
{
    static const enum match_level levels[ADDRESS_LIKENESS__COUNT] = {
        [ADDRESS_UNKNOWN] = MATCH_MISSING,  [ADDRESS_SAME] = MATCH_AGREE,
        [ADDRESS_SLIP] = MATCH_CLOSE,       [ADDRESS_WITHIN] = MATCH_NEAR,
        [ADDRESS_BUILDING] = MATCH_PART,    [ADDRESS_PLACE] = MATCH_CROSSED,
        [ADDRESS_ELSEWHERE] = MATCH_DIFFER,
    };
    char places[2][520], parts[2][4][96];
    struct address addresses[2];
    const struct side *sides[2] = {a, b};
    for (int i = 0; i < 2; i++) {
        const struct side *side = sides[i];
        bool says = false;
        for (int value = VALUE_PLACE; value <= VALUE_ROOM; value++)
            says |= side->record->value[value] != 0;
        if (!says)
            return MATCH_MISSING;
        addresses[i] = (struct address){
            .place = utf8(word_of(side, VALUE_PLACE), places[i], sizeof places[i]),
            .number = utf8(word_of(side, VALUE_NUMBER), parts[i][0], sizeof parts[i][0]),
            .building = utf8(word_of(side, VALUE_BUILDING), parts[i][1], sizeof parts[i][1]),
            .unit = utf8(word_of(side, VALUE_UNIT), parts[i][2], sizeof parts[i][2]),
            .room = utf8(word_of(side, VALUE_ROOM), parts[i][3], sizeof parts[i][3]),
            .bed = "",
        };
    }
    return levels[address_compare(&addresses[0], &addresses[1])];
}

/* ---- all ------------------------------------------------------------------------------------- */

static void compare_columns(const struct side *a, const struct side *b, enum match_level *levels)
{
    static const struct {
        enum match_field field;
        enum match_value value;
    } columns[] = {
        {MATCH_STREET_NUMBER, VALUE_STREET_NUMBER}, {MATCH_ADDRESS_1, VALUE_ADDRESS_1},
        {MATCH_ADDRESS_2, VALUE_ADDRESS_2},         {MATCH_SUBURB, VALUE_SUBURB},
        {MATCH_POSTCODE, VALUE_POSTCODE},           {MATCH_STATE, VALUE_STATE},
    };
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        levels[columns[i].field] =
            compare_letters(word_of(a, columns[i].value), word_of(b, columns[i].value));
    enum match_level first = levels[MATCH_ADDRESS_1], second = levels[MATCH_ADDRESS_2];
    if (first != MATCH_AGREE && first != MATCH_CLOSE && second != MATCH_AGREE &&
        second != MATCH_CLOSE) {
        struct word a1 = word_of(a, VALUE_ADDRESS_1), a2 = word_of(a, VALUE_ADDRESS_2);
        struct word b1 = word_of(b, VALUE_ADDRESS_1), b2 = word_of(b, VALUE_ADDRESS_2);
        if (is_crossed(a1, a2, b1, b2)) {
            levels[MATCH_ADDRESS_1] =
                a1.length > 0 && b2.length > 0 ? MATCH_CROSSED : MATCH_MISSING;
            levels[MATCH_ADDRESS_2] =
                a2.length > 0 && b1.length > 0 ? MATCH_CROSSED : MATCH_MISSING;
        }
    }
}

void match_compare(const struct match_list *a, size_t a_row, const struct match_list *b,
                   size_t b_row, enum match_level levels[MATCH_FIELD__COUNT])
{
    ALWAYS(a_row < a->count && b_row < b->count);
    struct side ours = {a, &a->records[a_row]}, theirs = {b, &b->records[b_row]};
    memset(levels, 0, MATCH_FIELD__COUNT * sizeof levels[0]);
    compare_names(&ours, &theirs, &levels[MATCH_SURNAME]);
    if (ours.record->sex != 0 && theirs.record->sex != 0)
        levels[MATCH_SEX] = ours.record->sex == theirs.record->sex ? MATCH_AGREE : MATCH_DIFFER;
    levels[MATCH_BIRTH] = compare_births(ours.record, theirs.record);
    levels[MATCH_CITIZEN_ID] = compare_citizens(&ours, &theirs);
    levels[MATCH_PHONE] = compare_phones(ours.record, theirs.record);
    levels[MATCH_HOME] = compare_homes(&ours, &theirs);
    compare_columns(&ours, &theirs, levels);
    bool same_id =
        levels[MATCH_CITIZEN_ID] == MATCH_AGREE || levels[MATCH_CITIZEN_ID] == MATCH_CLOSE;
    if (same_id && levels[MATCH_BIRTH] == MATCH_AGREE)
        levels[MATCH_BIRTH] = MATCH_MISSING; /* the id says it already */
    if (same_id && levels[MATCH_SEX] == MATCH_AGREE)
        levels[MATCH_SEX] = MATCH_MISSING;
}
