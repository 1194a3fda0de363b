/* Asking: candidates compete for a row; pairs and clusters within one list. */
#include "modules/people/match.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "modules/people/match_private.h"

/* From where on a candidate is worth a person's look, and from where on nobody needs to look. */
static const double likely_from = 0.1, certain_from = 0.98;

/* ---- verdicts -------------------------------------------------------------------------------- */

static bool is_named(enum match_level level)
{
    return level == MATCH_AGREE || level == MATCH_CLOSE || level == MATCH_CROSSED;
}

static bool is_close(enum match_level level)
{
    return level == MATCH_AGREE || level == MATCH_CLOSE;
}

/* In Han names, is there enough that belongs to one person only? Brothers and sisters, twins above
 * all, share surname, home, phone and even the birth date: the given name alone tells them apart, and
 * they often have one character of it in common. And one building of a thousand people has several
 * 陈伟: beside the name it takes the birth date, the phone, or the very door. A name that only sounds
 * or looks alike may be the twin's: then it takes the birth date. */
static bool is_personal(const struct match_evidence evidence[MATCH_FIELD__COUNT])
{
    if (!is_named(evidence[MATCH_GIVEN].level) || evidence[MATCH_SURNAME].level == MATCH_DIFFER ||
        evidence[MATCH_SEX].level == MATCH_DIFFER)
        return false;
    if (evidence[MATCH_BIRTH].level == MATCH_AGREE)
        return true;
    return evidence[MATCH_GIVEN].level == MATCH_AGREE &&
           (evidence[MATCH_PHONE].level == MATCH_AGREE ||
            evidence[MATCH_HOME].level == MATCH_AGREE);
}

/* What independence of the fields cannot know is put on top of the probability. */
static enum match_verdict verdict_of(const struct match_record *a, const struct match_record *b,
                                     double probability,
                                     const struct match_evidence evidence[MATCH_FIELD__COUNT])
{
    if (probability < likely_from)
        return MATCH_NEW;
    enum match_level id = evidence[MATCH_CITIZEN_ID].level;
    enum match_level given = evidence[MATCH_GIVEN].level;
    bool has_id = is_close(id);
    if (probability < certain_from)
        return MATCH_LIKELY;
    if (id == MATCH_DIFFER && a->citizen != 0 && b->citizen != 0)
        return MATCH_LIKELY;
    if (a->is_han && b->is_han && !has_id && !is_personal(evidence))
        return MATCH_LIKELY;
    if (has_id && given == MATCH_DIFFER && evidence[MATCH_SURNAME].level == MATCH_DIFFER)
        return MATCH_LIKELY; /* somebody else's id in the cell */
    return MATCH_CERTAIN;
}

/* ---- one row of a list ----------------------------------------------------------------------- */

static int by_odds(const void *a, const void *b)
{
    const struct match_candidate *p = a, *q = b;
    if (p->probability != q->probability)
        return p->probability < q->probability ? 1 : -1;
    return (p->row > q->row) - (p->row < q->row);
}

/* Two candidates that are duplicates of each other do not compete. */
static bool is_duplicate(const struct match_index *index, const struct match_model *model, size_t a,
                         size_t b)
{
    const double doubles = 0.02; /* of a register, about so many are in it twice */
    const struct match_list *list = match_index_list(index);
    struct match_evidence evidence[MATCH_FIELD__COUNT];
    double odds = match_score(index, model, list, a, b, evidence) * doubles / model->coverage;
    return verdict_of(&list->records[a], &list->records[b], odds / (1 + odds), evidence) ==
           MATCH_CERTAIN;
}

static size_t keep_best(struct match_candidate *candidates, size_t count)
{
    qsort(candidates, count, sizeof candidates[0], by_odds);
    return count < MATCH_CANDIDATES ? count : MATCH_CANDIDATES;
}

/* Turns odds against "not in the register" into probabilities among the candidates. */
static void compete(const struct match_index *index, const struct match_model *model,
                    struct match_candidate *candidates, size_t count, double all_odds)
{
    double odds[MATCH_CANDIDATES];
    for (size_t i = 0; i < count; i++)
        odds[i] = candidates[i].probability;
    for (size_t i = 0; i < count; i++) {
        double others = all_odds - odds[i];
        for (size_t j = 0; j < count && odds[i] > 0.01; j++) {
            if (j != i && odds[j] > 0.001 * odds[i] &&
                is_duplicate(index, model, candidates[i].row, candidates[j].row))
                others -= odds[j];
        }
        candidates[i].probability = odds[i] / (1 + odds[i] + (others > 0 ? others : 0));
    }
}

static void find(const struct match_index *index, const struct match_model *model,
                 const struct match_list *list, size_t row, struct match_scratch *scratch,
                 struct match_answer *answer, struct arena *arena)
{
    const struct match_list *other = match_index_list(index);
    const uint32_t *rows;
    size_t number = match_candidates(index, list, row, scratch, &rows), kept = 0;
    struct match_candidate best[MATCH_CANDIDATES * 4];
    double all_odds = 0;
    memset(answer, 0, sizeof *answer);
    for (size_t i = 0; i < number; i++) {
        struct match_candidate candidate = {.row = rows[i]};
        candidate.probability = match_score(index, model, list, row, rows[i], candidate.evidence);
        if (candidate.probability < 1e-4)
            continue;
        all_odds += candidate.probability;
        if (kept == sizeof best / sizeof best[0])
            kept = keep_best(best, kept);
        best[kept++] = candidate;
    }
    kept = keep_best(best, kept);
    answer->probability_new = 1 / (1 + all_odds);
    compete(index, model, best, kept, all_odds);
    for (size_t i = 0; i < kept; i++)
        best[i].verdict = verdict_of(&list->records[row], &other->records[best[i].row],
                                     best[i].probability, best[i].evidence);
    while (kept > 0 && best[kept - 1].verdict == MATCH_NEW)
        kept--;
    answer->count = kept;
    answer->candidates = arena_array(arena, kept + 1, sizeof best[0]);
    memcpy(answer->candidates, best, kept * sizeof best[0]);
    answer->verdict = kept > 0 ? best[0].verdict : MATCH_NEW;
}

void match_find(const struct match_index *index, const struct match_model *model,
                const struct match_list *list, size_t row, struct match_answer *answer,
                struct arena *arena)
{
    struct match_scratch *scratch = match_scratch_new(index);
    find(index, model, list, row, scratch, answer, arena);
    match_scratch_free(scratch);
}

void match_explain(const struct match_index *index, const struct match_model *model,
                   const struct match_list *list, size_t list_row, size_t index_row,
                   struct match_candidate *candidate)
{
    double odds = match_score(index, model, list, list_row, index_row, candidate->evidence);
    candidate->row = index_row;
    candidate->probability = odds / (1 + odds);
    candidate->verdict =
        verdict_of(&list->records[list_row], &match_index_list(index)->records[index_row],
                   candidate->probability, candidate->evidence);
}

/* ---- within one list ------------------------------------------------------------------------- */

static int by_rows(const void *a, const void *b)
{
    const struct match_pair *p = a, *q = b;
    if (p->a != q->a)
        return (p->a > q->a) - (p->a < q->a);
    return (p->b > q->b) - (p->b < q->b);
}

bool match_pairs(const struct match_index *index, const struct match_model *model,
                 struct match_pair **pairs, size_t *count, struct arena *arena,
                 bool (*progress)(void *self, size_t done, size_t total), void *self)
{
    const struct match_list *list = match_index_list(index);
    struct match_scratch *scratch = match_scratch_new(index);
    struct match_pair *found = NULL;
    size_t number = 0, capacity = 0;
    bool goes_on = true;
    for (size_t row = 0; row < list->count && goes_on; row++) {
        const uint32_t *rows;
        size_t candidates = match_candidates(index, list, row, scratch, &rows);
        for (size_t i = 0; i < candidates; i++) {
            struct match_evidence evidence[MATCH_FIELD__COUNT];
            if (rows[i] <= row)
                continue;
            double odds = match_score(index, model, list, row, rows[i], evidence);
            double probability = odds / (1 + odds);
            enum match_verdict verdict =
                verdict_of(&list->records[row], &list->records[rows[i]], probability, evidence);
            if (verdict == MATCH_NEW)
                continue;
            found = arena_grow(arena, found, number, &capacity, sizeof found[0]);
            found[number++] = (struct match_pair){row, rows[i], probability, verdict};
        }
        if (progress != NULL && row % 256 == 0)
            goes_on = progress(self, row, list->count);
    }
    match_scratch_free(scratch);
    if (number > 0)
        qsort(found, number, sizeof found[0], by_rows);
    *pairs = goes_on ? found : NULL;
    *count = goes_on ? number : 0;
    return goes_on;
}

/* ---- clusters -------------------------------------------------------------------------------- */

static int by_probability(const void *a, const void *b)
{
    const struct match_pair *p = a, *q = b;
    if (p->probability != q->probability)
        return p->probability < q->probability ? 1 : -1;
    return by_rows(a, b);
}

static size_t root_of(size_t *cluster, size_t row)
{
    while (cluster[row] != row) {
        cluster[row] = cluster[cluster[row]];
        row = cluster[row];
    }
    return row;
}

void match_clusters(const struct match_list *list, const struct match_pair *pairs, size_t count,
                    size_t *cluster)
{
    struct match_pair *sorted = malloc((count + 1) * sizeof sorted[0]);
    uint64_t *citizens = malloc((list->count + 1) * sizeof citizens[0]);
    size_t certain = 0;
    if (sorted == NULL || citizens == NULL)
        BUG("out of memory");
    for (size_t i = 0; i < list->count; i++) {
        cluster[i] = i;
        citizens[i] = list->records[i].citizen;
    }
    for (size_t i = 0; i < count; i++) {
        if (pairs[i].verdict == MATCH_CERTAIN)
            sorted[certain++] = pairs[i];
    }
    qsort(sorted, certain, sizeof sorted[0], by_probability);
    for (size_t i = 0; i < certain; i++) {
        size_t a = root_of(cluster, sorted[i].a), b = root_of(cluster, sorted[i].b);
        if (a == b || (citizens[a] != 0 && citizens[b] != 0 && citizens[a] != citizens[b]))
            continue;
        size_t low = a < b ? a : b, high = a < b ? b : a;
        cluster[high] = low;
        citizens[low] = citizens[low] != 0 ? citizens[low] : citizens[high];
    }
    for (size_t i = 0; i < list->count; i++)
        cluster[i] = root_of(cluster, i);
    free(sorted);
    free(citizens);
}
