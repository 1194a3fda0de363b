/* What a column is. Its heading is compared with the aliases of each field; what stands in it is tried
 * with the field's own parser. The two are joined to one figure for each pair of column and field, and
 * the best pairs are taken one after the other, so that each field is given once. */
#include "sheet/table_guess.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "record/address.h"
#include "record/citizen_id.h"
#include "record/phone.h"

/* Below this a guess is not made. */
enum { CONFIDENCE_LEAST = 40, SAMPLES_LOOKED = 60 };

/* ---- headings -------------------------------------------------------------------------------- */

char *table_heading_key(struct arena *arena, const char *heading)
{
    struct text_buffer out;
    int depth = 0;
    text_buffer_init(&out);
    for (const char *at = heading; *at;) {
        uint32_t c = text_fold_width(text_next(&at));
        if (c == '(' || c == '[' || c == 0x3010)
            depth++;
        else if ((c == ')' || c == ']' || c == 0x3011) && depth > 0)
            depth--;
        else if (depth == 0 && !text_is_blank(c) && !(c < 128 && strchr("*:#.,_-'\"", (int)c)))
            text_add_codepoint(&out, c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    char *key = arena_copy(arena, text_buffer_get(&out));
    text_buffer_fini(&out);
    return key;
}

/* 100 for the same, 70 to 89 if the heading has the alias in it (more, the more of it), else 0. */
static int alias_score(const char *key, const char *alias, struct arena *arena)
{
    const char *other = table_heading_key(arena, alias);
    size_t length = strlen(key), part = strlen(other);
    if (part == 0 || length == 0)
        return 0;
    if (strcmp(key, other) == 0)
        return 100;
    if (part >= 4 && strstr(key, other))
        return 70 + (int)(19 * part / length);
    return 0;
}

int table_heading_score(const char *key, const struct field *field)
{
    struct arena *arena = arena_new();
    int best = alias_score(key, field->name, arena);
    if (field->label) {
        const char *labels[] = {field->label, language_text(LANGUAGE_CHINESE, field->label)};
        for (size_t i = 0; i < 2; i++) {
            int score = alias_score(key, labels[i], arena);
            best = score > best ? score : best;
        }
    }
    for (const char *const *alias = field->aliases; alias && *alias; alias++) {
        int score = alias_score(key, *alias, arena);
        best = score > best ? score : best;
    }
    arena_free(arena);
    return best;
}

int table_heading_best(const char *key, const struct record_type *type)
{
    static const char *const common[] = {"序号", "编号", "备注", "no",     "#",
                                         "签名", "签字", "状态", "排查人", "时间",
                                         "日期", "年龄", "户主", "单位",   "职业"};
    int best = 0;
    for (size_t i = 0; i < type->field_count; i++) {
        int score = table_heading_score(key, &type->fields[i]);
        best = score > best ? score : best;
    }
    for (size_t i = 0; best < 50 && i < sizeof common / sizeof *common; i++)
        if (strcmp(key, common[i]) == 0)
            best = 50;
    return best;
}

bool table_is_row_number(const char *key)
{
    return strcmp(key, "序号") == 0 || strcmp(key, "编号") == 0 || strcmp(key, "no") == 0;
}

bool table_text_is_data(const struct sheet_cell *cell)
{
    if (cell->kind == SHEET_NUMBER || cell->kind == SHEET_DATE || cell->kind == SHEET_FLAG)
        return true;
    size_t digits = 0, others = 0;
    for (const char *at = cell->text; *at;) {
        uint32_t c = text_fold_width(text_next(&at));
        digits += c >= '0' && c <= '9';
        others += !(c >= '0' && c <= '9') && !text_is_blank(c);
    }
    return digits >= 6 || (digits > 0 && others == 0);
}

/* ---- contents -------------------------------------------------------------------------------- */

/* Two to four Han characters, or with dots between: what a column of names is full of. */
static bool looks_like_name(const char *text)
{
    size_t han = 0, dots = 0;
    for (const char *at = text; *at;) {
        uint32_t c = text_next(&at);
        if (text_is_han(c))
            han++;
        else if (c == 0xB7 || c == 0x2022 || c == 0x30FB)
            dots++;
        else if (!text_is_blank(c))
            return false;
    }
    return dots > 0 ? han >= 4 && han <= 20 : han >= 2 && han <= 4;
}

static bool looks_like_address(struct arena *arena, const char *text)
{
    struct address address;
    address_parse(arena, text, &address);
    return *address.building || *address.number ||
           (*address.room && (*address.unit || strlen(address.room) <= 5));
}

static bool looks_like_id(const char *text)
{
    size_t digits = 0;
    for (const char *at = text; *at;) {
        uint32_t c = text_fold_width(text_next(&at));
        digits += (c >= '0' && c <= '9') || c == 'x' || c == 'X' || c == '*';
    }
    return digits == 18 || digits == 15 || strstr(text, "E+17");
}

static bool fits(const struct field *field, const char *text, const char *today, void *record,
                 struct arena *arena)
{
    char phone[1][PHONE_SIZE];
    if (record_is_masked(text))
        return (field->kind == FIELD_PHONE && strlen(text) == 11) ||
               (field->kind == FIELD_CITIZEN_ID && strlen(text) >= 15);
    switch (field->kind) {
    case FIELD_PHONE:
        return phone_find_all(text, phone, 1) == 1 && strlen(phone[0]) >= 7 && !looks_like_id(text);
    case FIELD_CITIZEN_ID:
        return looks_like_id(text);
    case FIELD_NAME:
        return looks_like_name(text);
    case FIELD_ADDRESS:
        return looks_like_address(arena, text);
    case FIELD_TEXT:
    case FIELD_LONG_TEXT:
        return true;
    default:
        return record_parse(field, record, text, today, arena, NULL) == RESULT_OK;
    }
}

/* How many of a hundred texts fit; -1 if there are none. */
static int content_score(const struct table_samples *samples, const struct record_type *type,
                         const struct field *field, const char *today)
{
    struct arena *arena = arena_new();
    void *record = arena_alloc(arena, type->size);
    size_t looked = samples->count < SAMPLES_LOOKED ? samples->count : SAMPLES_LOOKED, fitting = 0;
    for (size_t i = 0; i < looked; i++)
        fitting += fits(field, samples->texts[i], today, record, arena);
    arena_free(arena);
    return looked == 0 ? -1 : (int)(100 * fitting / looked);
}

/* True for kinds that are known by their look alone. */
static bool has_look(const struct field *field)
{
    return field->kind == FIELD_PHONE || field->kind == FIELD_CITIZEN_ID ||
           field->kind == FIELD_NAME || field->kind == FIELD_ADDRESS || field->kind == FIELD_DATE ||
           field->kind == FIELD_CHOICE;
}

/* By its look alone a column of names is the name, never the former name; so with dates. */
static bool is_second_of_kind(const struct record_type *type, const struct field *field)
{
    if (field->kind != FIELD_NAME && field->kind != FIELD_DATE)
        return false;
    for (const struct field *at = type->fields; at < field; at++)
        if (at->kind == field->kind)
            return true;
    return false;
}

/* Whether contents alone may speak for the field, in a column that is called otherwise or nothing. Two or
 * three characters are a name, but so are 武汉 and 工人: only the first name of the type is guessed, and
 * no date of a column that has a heading (返回日期 is nobody's birth). */
static bool may_guess(const struct record_type *type, const struct field *field,
                      const char *heading)
{
    if (field->kind == FIELD_DATE && *heading)
        return false;
    for (size_t i = 0; field->kind == FIELD_NAME && &type->fields[i] != field; i++)
        if (type->fields[i].kind == FIELD_NAME && type->fields[i].label)
            return false;
    return has_look(field);
}

/* Heading and content together. A heading that nothing in the column bears out counts half; a column
 * without a known heading needs four fifths of its texts to fit, and at least three of them. */
static int pair_score(int heading, int content, const struct table_samples *samples,
                      const struct field *field, bool may_be_guessed)
{
    if (heading > 0) {
        if (content < 0 || !has_look(field) || content >= 50)
            return heading;
        return heading * (30 + content) / 80;
    }
    if (!may_be_guessed || content < 80 || samples->count < 2)
        return 0;
    int certainty = field->kind == FIELD_PHONE || field->kind == FIELD_CITIZEN_ID ? 65 : 50;
    if (field->kind == FIELD_CHOICE && samples->is_number[0])
        return 0; /* a column of 1 and 2 can be anything */
    return certainty * content / 100 + (samples->count >= 10 ? 5 : 0);
}

/* ---- assigning ------------------------------------------------------------------------------- */

struct pair {
    int score;
    size_t column;
    const struct field *field;
};

static int by_score(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    if (x->score != y->score)
        return y->score - x->score;
    if (x->column != y->column)
        return x->column < y->column ? -1 : 1;
    return x->field < y->field ? -1 : 1;
}

/* Columns past these have their headings compared but not what stands in them. */
enum { CONTENT_COLUMNS = 64 };

void table_guess(struct table_layout *layout, const struct table_samples *samples,
                 const struct record_type *type, const char *today)
{
    struct arena *arena = arena_new();
    struct pair *pairs =
        arena_array(arena, layout->column_count * type->field_count + 1, sizeof *pairs);
    size_t count = 0;
    for (size_t i = 0; i < layout->column_count; i++) {
        const char *key = table_heading_key(arena, layout->columns[i].heading);
        bool is_row_number = table_is_row_number(key);
        for (size_t j = 0; j < type->field_count && !is_row_number; j++) {
            const struct field *field = &type->fields[j];
            if (!field->label || (field->flags & FIELD_READ_ONLY))
                continue;
            int heading = table_heading_score(key, field);
            /* A known heading of another field says that this column is not ours. */
            int content = i < CONTENT_COLUMNS ? content_score(&samples[i], type, field, today) : -1;
            if (heading == 0 && is_second_of_kind(type, field))
                continue;
            int score =
                pair_score(heading, content, &samples[i], field, may_guess(type, field, key));
            if (score >= CONFIDENCE_LEAST)
                pairs[count++] = (struct pair){score, i, field};
        }
    }
    qsort(pairs, count, sizeof *pairs, by_score);
    bool *is_taken = arena_array(arena, type->field_count + 1, sizeof *is_taken);
    for (size_t i = 0; i < count; i++) {
        struct table_column *column = &layout->columns[pairs[i].column];
        size_t index = (size_t)(pairs[i].field - type->fields);
        if (column->field || is_taken[index])
            continue;
        column->field = pairs[i].field;
        column->confidence = pairs[i].score;
        is_taken[index] = true;
    }
    arena_free(arena);
}
