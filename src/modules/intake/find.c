/* Who the people of a list are: the register and the list are read into the matcher, the model learns
 * from both, and each row gets its verdict and its candidates. Rows that are new need no writing: they
 * were staged as new. */
#include <stdlib.h>
#include <string.h>

#include "intake_sql.h"
#include "modules/intake/internal.h"
#include "modules/people/load.h"
#include "modules/people/match.h"

enum { FOUND_SLICE = 100, REPORT_EVERY = 500, READ_ROWS = 500 };

struct found {
    int64_t row, resident;
    enum match_verdict verdict;
    struct match_answer answer;
};

struct finding {
    struct job *job;
    struct services *services;
    int64_t tenant, batch_id;
    const struct scope *scope;
    struct match_list *people, *list; /* of the register, of the rows */
    int64_t *residents, *rows;        /* ids and row numbers beside them */
    size_t resident_capacity, row_capacity;
    int64_t after; /* row that was read last */
    bool is_read;
    struct arena *arena; /* of the answers in hand */
    struct found found[FOUND_SLICE];
    size_t found_count;
};

/* ---- ids as keys ----------------------------------------------------------------------------- */

static void copy_index(struct store_bytes index, unsigned char out[MATCH_INDEX_SIZE])
{
    memset(out, 0, MATCH_INDEX_SIZE);
    if (index.at)
        memcpy(out, index.at, index.length < MATCH_INDEX_SIZE ? index.length : MATCH_INDEX_SIZE);
}

static void hash_whole(void *self, const char *citizen_id, unsigned char out[MATCH_INDEX_SIZE])
{
    const struct finding *finding = self;
    struct arena *arena = arena_new();
    copy_index(people_citizen_index(finding->services, finding->tenant, citizen_id, arena), out);
    arena_free(arena);
}

static void hash_tail(void *self, const char *citizen_id, unsigned char out[MATCH_INDEX_SIZE])
{
    const struct finding *finding = self;
    struct arena *arena = arena_new();
    copy_index(people_citizen_tail(finding->services, finding->tenant, citizen_id, arena), out);
    arena_free(arena);
}

/* ---- reading both lists ---------------------------------------------------------------------- */

static void remember(int64_t **ids, size_t *capacity, size_t count, int64_t id)
{
    if (count >= *capacity) {
        *capacity = *capacity ? *capacity * 2 : 1024;
        *ids = realloc(*ids, *capacity * sizeof **ids);
        if (!*ids)
            abort();
    }
    (*ids)[count] = id;
}

static enum result read_register(void *self, struct tx *tx, struct error *error)
{
    struct finding *finding = self;
    struct resident_match_cursor *cursor = NULL;
    struct resident_match_row row;
    struct arena *arena = arena_new();
    bool more = true;
    enum result result = resident_match_open(tx, finding->scope, &cursor, arena, error);
    while (result == RESULT_OK) {
        result = resident_match_next(cursor, &row, &more, error);
        if (result != RESULT_OK || !more)
            break;
        const struct match_input input = {.name = row.name,
                                          .former_name = row.former_name,
                                          .sex = row.sex,
                                          .birth = row.birth_date,
                                          .citizen_index = row.citizen_index.at,
                                          .citizen_tail = row.citizen_tail.at,
                                          .phones = {row.phone, row.phone_2},
                                          .address = row.address};
        remember(&finding->residents, &finding->resident_capacity,
                 match_list_count(finding->people), row.resident_id);
        match_list_add(finding->people, &input);
    }
    resident_match_close(cursor);
    arena_free(arena);
    return result;
}

static void add_row(struct finding *finding, const struct intake_entry *entry)
{
    const struct resident_row *row = &entry->row.person.row;
    const char *address = row->address;
    const struct match_input input = {.name = row->facts.name,
                                      .former_name = row->facts.former_name,
                                      .sex = row->facts.sex,
                                      .birth = row->facts.birth_date,
                                      .citizen_id = row->facts.citizen_id,
                                      .phones = {row->facts.phone, row->facts.phone_2},
                                      .address = address};
    remember(&finding->rows, &finding->row_capacity, match_list_count(finding->list),
             entry->row_number);
    match_list_add(finding->list, &input);
}

static enum result read_rows(void *self, struct tx *tx, struct error *error)
{
    struct finding *finding = self;
    const struct intake_filter filter = {
        .state = "new", .after = finding->after, .limit = READ_ROWS};
    struct arena *arena = arena_new();
    struct intake_entry *entries;
    size_t count = 0;
    enum result result = intake_entries(finding->services, tx, finding->scope, finding->batch_id,
                                        &filter, &entries, &count, arena, error);
    for (size_t i = 0; i < count && result == RESULT_OK; i++) {
        add_row(finding, &entries[i]);
        finding->after = entries[i].row_number;
    }
    finding->is_read = count < READ_ROWS;
    arena_free(arena);
    return result;
}

/* ---- writing what was found ------------------------------------------------------------------ */

static const char *evidence_text(const struct match_candidate *candidate, struct arena *arena)
{
    const char *text = "";
    for (size_t i = 0; i < MATCH_FIELD__COUNT; i++)
        if (candidate->evidence[i].level != MATCH_MISSING)
            text = arena_printf(arena, "%s%s%s:%s", text, *text ? " " : "", match_field_names[i],
                                match_level_names[candidate->evidence[i].level]);
    return text;
}

static enum result write_candidates(struct finding *finding, struct tx *tx,
                                    const struct found *found, struct arena *arena,
                                    struct error *error)
{
    enum result result = RESULT_OK;
    for (size_t i = 0; i < found->answer.count && i < INTAKE_CANDIDATES && result == RESULT_OK;
         i++) {
        const struct match_candidate *candidate = &found->answer.candidates[i];
        if (candidate->verdict == MATCH_NEW)
            break;
        result = store_run(tx, &intake_sql_candidate_add,
                           &(struct intake_sql_candidate_add_params){
                               .tenant = finding->tenant,
                               .batch = finding->batch_id,
                               .row = found->row,
                               .position = (int64_t)i + 1,
                               .resident = finding->residents[candidate->row],
                               .permille = (int64_t)(candidate->probability * 1000),
                               .verdict = match_verdict_names[candidate->verdict],
                               .evidence = evidence_text(candidate, arena)},
                           NULL, error);
    }
    return result;
}

static enum result write_found(void *self, struct tx *tx, struct error *error)
{
    struct finding *finding = self;
    struct arena *arena = arena_new();
    enum result result = RESULT_OK;
    for (size_t i = 0; i < finding->found_count && result == RESULT_OK; i++) {
        const struct found *found = &finding->found[i];
        bool is_certain = found->verdict == MATCH_CERTAIN;
        result = store_run(
            tx, &intake_sql_row_match,
            &(struct intake_sql_row_match_params){.tenant = finding->tenant,
                                                  .batch = finding->batch_id,
                                                  .row = found->row,
                                                  .state = is_certain ? "certain" : "likely",
                                                  .decision = is_certain ? "use" : "",
                                                  .resident = found->resident},
            NULL, error);
        if (result == RESULT_OK)
            result = write_candidates(finding, tx, found, arena, error);
    }
    arena_free(arena);
    return result;
}

static enum result flush(struct finding *finding, struct error *error)
{
    enum result result = finding->found_count == 0
                             ? RESULT_OK
                             : job_slice(finding->job, LANE_WRITE, write_found, finding, error);
    finding->found_count = 0;
    arena_reset(finding->arena);
    return result;
}

/* The matcher weighs; but the same citizen ID under the same name needs no weighing, however few people
 * a register has to learn from. */
static enum match_verdict verdict_of(const struct match_answer *answer)
{
    const struct match_evidence *evidence = answer->candidates[0].evidence;
    bool is_proven = evidence[MATCH_CITIZEN_ID].level == MATCH_AGREE &&
                     evidence[MATCH_GIVEN].level == MATCH_AGREE &&
                     evidence[MATCH_SURNAME].level == MATCH_AGREE;
    return is_proven ? MATCH_CERTAIN : answer->verdict;
}

static enum result match_rows(struct finding *finding, struct error *error)
{
    struct match_index *index = match_index_new(finding->people);
    struct match_model model;
    size_t count = match_list_count(finding->list);
    enum result result = RESULT_OK;
    match_model_default(&model);
    match_train(&model, index, finding->list);
    for (size_t i = 0; i < count && result == RESULT_OK; i++) {
        struct found *found = &finding->found[finding->found_count];
        match_find(index, &model, finding->list, i, &found->answer, finding->arena);
        if (found->answer.verdict != MATCH_NEW && found->answer.count > 0) {
            found->row = finding->rows[i];
            found->verdict = verdict_of(&found->answer);
            found->answer.candidates[0].verdict = found->verdict;
            found->resident = finding->residents[found->answer.candidates[0].row];
            finding->found_count++;
        }
        if (finding->found_count == FOUND_SLICE)
            result = flush(finding, error);
        if (result == RESULT_OK && i % REPORT_EVERY == 0)
            result = job_check(finding->job, (int64_t)i, (int64_t)count, error);
    }
    if (result == RESULT_OK)
        result = flush(finding, error);
    match_index_free(index);
    return result;
}

enum result intake_match(struct job *job, struct services *services, int64_t tenant,
                         int64_t batch_id, const struct scope *scope, int64_t rows,
                         struct error *error)
{
    struct finding *finding = calloc(1, sizeof *finding);
    if (!finding)
        return error_set(error, RESULT_FULL, NULL, N_("There is no memory left for this list."));
    *finding = (struct finding){.job = job,
                                .services = services,
                                .tenant = tenant,
                                .batch_id = batch_id,
                                .scope = scope,
                                .arena = arena_new()};
    const struct match_hasher hasher = {hash_whole, hash_tail, finding};
    finding->people = match_list_new(&hasher);
    finding->list = match_list_new(&hasher);
    enum result result = job_slice(job, LANE_READ, read_register, finding, error);
    bool is_needed = result == RESULT_OK && match_list_count(finding->people) > 0 && rows > 0;
    while (result == RESULT_OK && is_needed && !finding->is_read)
        result = job_slice(job, LANE_READ, read_rows, finding, error);
    if (result == RESULT_OK && is_needed)
        result = match_rows(finding, error);
    match_list_free(finding->people);
    match_list_free(finding->list);
    free(finding->residents);
    free(finding->rows);
    arena_free(finding->arena);
    free(finding);
    return result;
}
