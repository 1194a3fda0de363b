/* The parameters: what experience says, and how the data correct it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "modules/people/match_private.h"

const char *const match_field_names[MATCH_FIELD__COUNT] = {
    "surname",       "given_name", "sex",       "birth_date", "citizen_id", "phone", "home",
    "street_number", "address_1",  "address_2", "suburb",     "postcode",   "state"};
const char *const match_level_names[MATCH_LEVEL__COUNT] = {"missing", "agree",   "close", "near",
                                                           "part",    "crossed", "differ"};
const char *const match_verdict_names[MATCH_VERDICT__COUNT] = {"new", "likely", "certain"};

/* ---- experience ------------------------------------------------------------------------------ */

/* In the order agree, close, near, part, crossed, differ; parts per ten thousand. */
struct experience {
    double same[6], household[6], strangers[6];
};
static const struct experience experiences[MATCH_FIELD__COUNT] = {
    [MATCH_SURNAME] = {{9650, 150, 50, 10, 20, 120},
                       {5200, 30, 20, 10, 2, 4738},
                       {350, 60, 60, 5, 5, 9520}},
    [MATCH_GIVEN] = {{9000, 500, 120, 60, 60, 260},
                     {6, 120, 130, 1100, 10, 8634},
                     {15, 35, 90, 500, 2, 9358}},
    [MATCH_SEX] = {{9900, 0, 0, 0, 0, 100}, {4700, 0, 0, 0, 0, 5300}, {5000, 0, 0, 0, 0, 5000}},
    [MATCH_BIRTH] = {{9000, 450, 120, 150, 0, 280},
                     {110, 60, 30, 400, 0, 9400},
                     {0.4, 6, 27, 180, 0, 9786}},
    [MATCH_CITIZEN_ID] = {{9500, 350, 50, 0, 0, 100},
                          {0.01, 0.1, 3, 0, 0, 9997},
                          {0.001, 0.01, 2, 0, 0, 9998}},
    [MATCH_PHONE] = {{7500, 200, 0, 0, 0, 2300},
                     {3500, 30, 0, 0, 0, 6470},
                     {0.5, 0.5, 0, 0, 0, 9999}},
    [MATCH_HOME] = {{6500, 250, 1000, 150, 300, 1800},
                    {9000, 60, 700, 60, 80, 100},
                    {1, 20, 40, 150, 700, 9089}},
    [MATCH_STREET_NUMBER] = {{8500, 500, 300, 50, 0, 650},
                             {9500, 100, 50, 10, 0, 340},
                             {150, 50, 600, 700, 0, 8500}},
    [MATCH_ADDRESS_1] = {{7500, 1300, 300, 10, 390, 500},
                         {9300, 200, 50, 10, 100, 340},
                         {10, 20, 300, 5, 5, 9660}},
    [MATCH_ADDRESS_2] = {{7500, 1300, 300, 10, 390, 500},
                         {9300, 200, 50, 10, 100, 340},
                         {10, 20, 300, 5, 5, 9660}},
    [MATCH_SUBURB] = {{8000, 1200, 200, 10, 90, 500},
                      {9600, 100, 50, 10, 10, 230},
                      {15, 10, 300, 5, 5, 9665}},
    [MATCH_POSTCODE] = {{8500, 700, 300, 0, 0, 500},
                        {9700, 60, 40, 0, 0, 200},
                        {30, 200, 900, 0, 0, 8870}},
    [MATCH_STATE] = {{9500, 100, 50, 20, 30, 300},
                     {9900, 20, 10, 5, 5, 60},
                     {2000, 100, 200, 200, 50, 7450}},
};

static void spread(const double from[6], double to[MATCH_LEVEL__COUNT])
{
    double sum = 0;
    for (int i = 0; i < 6; i++)
        sum += from[i] + 1e-4; /* nothing is impossible */
    to[MATCH_MISSING] = 1;
    for (int i = 0; i < 6; i++)
        to[i + 1] = (from[i] + 1e-4) / sum;
}

void match_model_default(struct match_model *model)
{
    for (int field = 0; field < MATCH_FIELD__COUNT; field++) {
        spread(experiences[field].same, model->same[field]);
        spread(experiences[field].household, model->household[field]);
        spread(experiences[field].strangers, model->strangers[field]);
    }
    model->coverage = 0.7;
    model->family = 1.5;
    model->rounds = 0;
}

/* ---- patterns: how often each combination of levels occurs ----------------------------------- */

struct pattern {
    uint64_t levels; /* four bits a field */
    double count;
};

struct patterns {
    struct pattern *at;
    size_t slots, used;
};

static uint64_t pack(const enum match_level levels[MATCH_FIELD__COUNT])
{
    uint64_t packed = UINT64_C(1) << 60; /* so that no pattern is 0 */
    for (int field = 0; field < MATCH_FIELD__COUNT; field++)
        packed |= (uint64_t)levels[field] << (4 * field);
    return packed;
}

static enum match_level unpack(uint64_t packed, int field)
{
    return (enum match_level)(packed >> (4 * field) & 15);
}

static void patterns_grow(struct patterns *patterns);

static void patterns_add(struct patterns *patterns, uint64_t levels, double count)
{
    if (patterns->used * 2 >= patterns->slots)
        patterns_grow(patterns);
    uint64_t hash = levels * UINT64_C(0x9e3779b97f4a7c15);
    size_t i = (size_t)(hash >> 20) & (patterns->slots - 1);
    while (patterns->at[i].levels != 0 && patterns->at[i].levels != levels)
        i = (i + 1) & (patterns->slots - 1);
    patterns->used += patterns->at[i].levels == 0;
    patterns->at[i].levels = levels;
    patterns->at[i].count += count;
}

static void patterns_grow(struct patterns *patterns)
{
    struct patterns larger = {NULL, patterns->slots == 0 ? 1024 : patterns->slots * 2, 0};
    larger.at = calloc(larger.slots, sizeof larger.at[0]);
    if (larger.at == NULL)
        BUG("out of memory");
    for (size_t i = 0; i < patterns->slots; i++) {
        if (patterns->at[i].levels != 0)
            patterns_add(&larger, patterns->at[i].levels, patterns->at[i].count);
    }
    free(patterns->at);
    *patterns = larger;
}

static int by_levels(const void *a, const void *b)
{
    const struct pattern *p = a, *q = b;
    return (p->levels > q->levels) - (p->levels < q->levels);
}

/* Packs the used ones to the front in a fixed order, so that sums do not depend on the rows' order. */
static void patterns_sort(struct patterns *patterns)
{
    size_t used = 0;
    for (size_t i = 0; i < patterns->slots; i++) {
        if (patterns->at[i].levels != 0)
            patterns->at[used++] = patterns->at[i];
    }
    if (used > 0)
        qsort(patterns->at, used, sizeof patterns->at[0], by_levels);
    patterns->used = used;
}

/* ---- a sample of rows that does not depend on their order ------------------------------------ */

struct ranked {
    uint64_t hash;
    uint32_t row;
};

static int by_hash(const void *a, const void *b)
{
    const struct ranked *p = a, *q = b;
    return p->hash != q->hash ? (p->hash > q->hash) - (p->hash < q->hash)
                              : (p->row > q->row) - (p->row < q->row);
}

static struct ranked *rank_rows(const struct match_list *list)
{
    struct ranked *ranked = malloc((list->count + 1) * sizeof ranked[0]);
    if (ranked == NULL)
        BUG("out of memory");
    for (size_t i = 0; i < list->count; i++)
        ranked[i] = (struct ranked){match_row_hash(list, i), (uint32_t)i};
    qsort(ranked, list->count, sizeof ranked[0], by_hash);
    return ranked;
}

/* ---- u: pairs drawn at random ---------------------------------------------------------------- */

enum { RANDOM_PAIRS = 60000, TRAINING_ROWS = 4000 };

/* Experience weighs as much as so many rows or pairs: in a list of four people, two who share a name do
 * not make it a name that every second person bears. */
enum { EXPERIENCE = 500 };

/* The chance that two rows drawn at random say the same, from how often each value occurs and from
 * what experience expects. */
static double chance_of_agreement(const struct match_list *a, const struct match_list *b,
                                  enum match_value value, double expected)
{
    double a_said = 0, b_said = 0, same = 0;
    uint32_t *theirs = calloc(b->text_count, sizeof theirs[0]);
    if (theirs == NULL)
        BUG("out of memory");
    for (size_t i = 0; i < b->count; i++) {
        theirs[b->records[i].value[value]]++;
        b_said += b->records[i].value[value] != 0;
    }
    for (size_t i = 0; i < a->count; i++) {
        uint32_t text = a->records[i].value[value];
        if (text == 0)
            continue;
        a_said++;
        uint32_t found = a == b ? text : match_intern_find(b, a, text);
        if (found != 0 && found < b->text_count)
            same += (double)theirs[found] - (a == b ? 1 : 0);
    }
    free(theirs);
    return (same + EXPERIENCE * expected) / (a_said * b_said + EXPERIENCE);
}

static void learn_strangers(struct match_model *model, const struct match_list *list,
                            const struct ranked *list_rows, const struct match_list *other,
                            const struct ranked *other_rows)
{
    double counts[MATCH_FIELD__COUNT][MATCH_LEVEL__COUNT] = {{0}};
    uint64_t state = 88172645463325252u;
    size_t pairs = list->count * other->count; /* no pair is drawn much more often than once */
    size_t draws = other->count > 1 ? (pairs < RANDOM_PAIRS ? pairs : RANDOM_PAIRS) : 0;
    for (size_t i = 0; i < draws; i++) {
        enum match_level levels[MATCH_FIELD__COUNT];
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        uint32_t a = list_rows[(state >> 33) % list->count].row;
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        uint32_t b = other_rows[(state >> 33) % other->count].row;
        if (list == other && a == b)
            continue;
        match_compare(list, a, other, b, levels);
        for (int field = 0; field < MATCH_FIELD__COUNT; field++)
            counts[field][levels[field]] += 1;
    }
    for (int field = 0; field < MATCH_FIELD__COUNT; field++) {
        double said = 0;
        for (int level = 1; level < MATCH_LEVEL__COUNT; level++)
            said += counts[field][level];
        for (int level = 1; level < MATCH_LEVEL__COUNT; level++)
            model->strangers[field][level] =
                (counts[field][level] + EXPERIENCE * model->strangers[field][level]) /
                (said + EXPERIENCE);
    }
    static const struct {
        enum match_field field;
        enum match_value value;
    } exact[] = {{MATCH_SURNAME, VALUE_SURNAME},
                 {MATCH_GIVEN, VALUE_GIVEN},
                 {MATCH_ADDRESS_1, VALUE_ADDRESS_1},
                 {MATCH_ADDRESS_2, VALUE_ADDRESS_2},
                 {MATCH_SUBURB, VALUE_SUBURB}};
    for (size_t i = 0; i < sizeof exact / sizeof exact[0]; i++) {
        double *agree = &model->strangers[exact[i].field][MATCH_AGREE];
        *agree = chance_of_agreement(list, other, exact[i].value, *agree);
    }
}

/* ---- m and the shares: expectation maximisation ---------------------------------------------- */

/* P(levels | kind of pair) under independence given the kind. */
static double likelihood(double table[MATCH_FIELD__COUNT][MATCH_LEVEL__COUNT], uint64_t levels)
{
    double product = 1;
    for (int field = 0; field < MATCH_FIELD__COUNT; field++)
        product *= table[field][unpack(levels, field)];
    return product;
}

struct shares {
    double pairs;           /* of the whole cross product */
    double same, household; /* shares of it */
};

/* One round; returns the change of the expected number of matches. */
static double maximise(struct match_model *model, const struct match_model *prior,
                       const struct patterns *patterns, struct shares *shares, double rows)
{
    double counts[MATCH_FIELD__COUNT][MATCH_LEVEL__COUNT] = {{0}}, same = 0, household = 0;
    for (size_t i = 0; i < patterns->used; i++) {
        const struct pattern *pattern = &patterns->at[i];
        double s = shares->same * likelihood(model->same, pattern->levels);
        double h = shares->household * likelihood(model->household, pattern->levels);
        double u =
            (1 - shares->same - shares->household) * likelihood(model->strangers, pattern->levels);
        double sum = s + h + u;
        double expected = sum > 0 ? pattern->count * s / sum : 0;
        same += expected;
        household += sum > 0 ? pattern->count * h / sum : 0;
        for (int field = 0; field < MATCH_FIELD__COUNT; field++)
            counts[field][unpack(pattern->levels, field)] += expected;
    }
    enum { HELD = 40 }; /* the prior weighs as much as so many matches */
    for (int field = 0; field < MATCH_FIELD__COUNT; field++) {
        double said = HELD;
        for (int level = 1; level < MATCH_LEVEL__COUNT; level++)
            said += counts[field][level];
        for (int level = 1; level < MATCH_LEVEL__COUNT; level++)
            model->same[field][level] =
                (counts[field][level] + HELD * prior->same[field][level]) / said;
    }
    double before = model->coverage;
    model->coverage = (same + 5 * prior->coverage) / (rows + 5);
    model->family = (household + 5 * prior->family) / (rows + 5);
    shares->same = model->coverage * rows / shares->pairs;
    shares->household = model->family * rows / shares->pairs;
    return fabs(model->coverage - before);
}

static void count_patterns(const struct match_index *index, const struct match_list *list,
                           const struct ranked *rows, size_t count, struct patterns *patterns)
{
    const struct match_list *other = match_index_list(index);
    struct match_scratch *scratch = match_scratch_new(index);
    for (size_t i = 0; i < count; i++) {
        const uint32_t *found;
        size_t number = match_candidates(index, list, rows[i].row, scratch, &found);
        for (size_t j = 0; j < number; j++) {
            enum match_level levels[MATCH_FIELD__COUNT];
            if (list == other && found[j] == rows[i].row)
                continue;
            match_compare(list, rows[i].row, other, found[j], levels);
            patterns_add(patterns, pack(levels), 1);
        }
    }
    match_scratch_free(scratch);
    patterns_sort(patterns);
}

void match_train(struct match_model *model, const struct match_index *index,
                 const struct match_list *list)
{
    const struct match_list *other = match_index_list(index);
    bool is_self = list == NULL || list == other;
    list = is_self ? other : list;
    match_model_default(model);
    if (list->count == 0 || other->count < 2)
        return;
    if (is_self)
        model->coverage = 0.02;
    struct match_model prior = *model;
    struct ranked *list_rows = rank_rows(list),
                  *other_rows = is_self ? list_rows : rank_rows(other);
    learn_strangers(model, list, list_rows, other, other_rows);
    size_t rows = list->count < TRAINING_ROWS ? list->count : TRAINING_ROWS;
    struct patterns patterns = {0};
    count_patterns(index, list, list_rows, rows, &patterns);
    struct shares shares = {.pairs = (double)rows * (double)other->count};
    shares.same = model->coverage * (double)rows / shares.pairs;
    shares.household = model->family * (double)rows / shares.pairs;
    for (model->rounds = 1; model->rounds < 60; model->rounds++) {
        if (maximise(model, &prior, &patterns, &shares, (double)rows) < 1e-7)
            break;
    }
    free(patterns.at);
    free(list_rows);
    if (!is_self)
        free(other_rows);
}

/* ---- score ----------------------------------------------------------------------------------- */

/* How likely strangers agree on just this value, where they agree on average in `expected` of all
 * cases; 0: no better than on average. */
static double chance_of_value(const struct match_index *index, const struct match_list *list,
                              size_t row, size_t index_row, int field, double expected)
{
    const struct match_list *other = match_index_list(index);
    const struct match_record *record = &other->records[index_row];
    static const struct {
        bool has;
        enum match_value value;
    } values[MATCH_FIELD__COUNT] = {
        [MATCH_SURNAME] = {true, VALUE_SURNAME},     [MATCH_GIVEN] = {true, VALUE_GIVEN},
        [MATCH_ADDRESS_1] = {true, VALUE_ADDRESS_1}, [MATCH_ADDRESS_2] = {true, VALUE_ADDRESS_2},
        [MATCH_SUBURB] = {true, VALUE_SUBURB},       [MATCH_POSTCODE] = {true, VALUE_POSTCODE},
        [MATCH_STATE] = {true, VALUE_STATE},
    };
    double rows = (double)other->count + 1 + EXPERIENCE, before = 0.5 + EXPERIENCE * expected;
    if (values[field].has)
        return record->value[values[field].value] == 0
                   ? 0
                   : ((double)other->texts[record->value[values[field].value]].uses + before) /
                         rows;
    if (field == MATCH_HOME)
        return ((double)match_index_home_uses(index, other, index_row) + before) / rows;
    if (field != MATCH_PHONE)
        return 0;
    uint32_t most = 0;
    for (size_t i = 0; i < MATCH_PHONES; i++) {
        for (size_t j = 0; j < MATCH_PHONES; j++) {
            uint64_t phone = record->phone[j];
            if (phone != 0 && phone == list->records[row].phone[i]) {
                uint32_t uses = match_index_phone_uses(index, phone);
                most = uses > most ? uses : most;
            }
        }
    }
    return ((double)most + before) / rows;
}

double match_score(const struct match_index *index, const struct match_model *model,
                   const struct match_list *list, size_t row, size_t index_row,
                   struct match_evidence evidence[MATCH_FIELD__COUNT])
{
    const struct match_list *other = match_index_list(index);
    enum match_level levels[MATCH_FIELD__COUNT];
    match_compare(list, row, other, index_row, levels);
    double same = 1, household = 1, strangers = 1;
    for (int field = 0; field < MATCH_FIELD__COUNT; field++) {
        enum match_level level = levels[field];
        double u = model->strangers[field][level];
        if (level == MATCH_AGREE) {
            double chance = chance_of_value(index, list, row, index_row, field, u);
            u = chance > 0 ? chance : u;
        }
        same *= model->same[field][level];
        household *= model->household[field][level];
        strangers *= u;
        if (evidence != NULL) {
            evidence[field].level = level;
            evidence[field].weight =
                level == MATCH_MISSING ? 0 : log2(model->same[field][level] / u);
        }
    }
    double pairs = (double)other->count + 1;
    double s = model->coverage / pairs, h = model->family / pairs;
    return s * same / (h * household + (1 - s - h) * strangers);
}
