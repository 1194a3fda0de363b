/* Writing a batch into the register, and taking it out again.
 *
 * People are written in slices while the batch is hidden, and shown by one statement at the end. A job
 * that was stopped or killed takes out what it had written and then, if it was killed, begins anew: so
 * a batch is either wholly there or not at all. Buildings and homes that the list named and the
 * register did not know are added for good; they are nobody's.
 *
 * Undoing takes out whom the batch added and gives those whom it changed their former facts back;
 * whoever somebody else has changed since stays as that person left them. */
#include <stdlib.h>
#include <string.h>

#include "intake_sql.h"
#include "modules/access/audit.h"
#include "modules/access/vault.h"
#include "modules/intake/home.h"
#include "modules/intake/internal.h"
#include "modules/people/load.h"

/* A resident stands in some fifteen trees, and a slice rewrites every page of them that it touches: so
 * few large slices write many times less than many small ones. They grow as long as they take less than
 * SLICE_MILLISECONDS; requests of others wait that long at most, while a list is being written. Search
 * tokens, a dozen for each resident, are kept back and written in their own order at the end, or when
 * there are TOKENS_HELD of them (some 25 MB). */
enum {
    APPLY_ROWS_MIN = 1000,
    APPLY_ROWS_FIRST = 2000,
    APPLY_ROWS_MAX = 4000,
    SLICE_MILLISECONDS = 100,
    TOKENS_HELD = 800000,
    TOKENS_AT_ONCE = 40000,
    REVERT_ROWS = 100
};

struct applying {
    struct job *job;
    struct services *services;
    struct principal who;
    int64_t tenant, batch_id;
    char today[CALENDAR_DAY_SIZE];
    struct arena *arena; /* of the batch row */
    struct intake_batch batch;
    struct intake_homes *homes;
    struct people_tokens *tokens; /* of who was added, not yet written */
    size_t token_from, token_to;
    int64_t through, total, done, limit;
    int64_t took;         /* milliseconds that the last slice worked, without its commit */
    int64_t before_after; /* undoing: the last row given back */
    bool is_done;
};

/* ---- one row --------------------------------------------------------------------------------- */

struct applied {
    struct tx *tx;
    struct people_load *load;
    struct arena *arena; /* texts live until the flush */
    int64_t added, changed;
};

static enum result set_outcome(struct applying *applying, struct tx *tx, int64_t row,
                               const char *outcome, int64_t resident, int64_t version,
                               struct error *error)
{
    return store_run(tx, &intake_sql_row_outcome,
                     &(struct intake_sql_row_outcome_params){applying->tenant, applying->batch_id,
                                                             row, outcome, resident, version},
                     NULL, error);
}

static enum result add_person(struct applying *applying, struct applied *applied,
                              const struct intake_entry *entry, struct error *error)
{
    const struct resident_row *row = &entry->row.person.row;
    struct resident_seed seed = {
        .facts = row->facts, .since = row->since, .until = row->until, .relation = row->relation};
    int64_t resident = 0;
    enum result result = intake_home_find(applying->homes, applying->services, applied->tx,
                                          &applying->who.scope, row, &seed.place_id, error);
    if (result == RESULT_OK && row->firm)
        result = intake_firm_find(applying->homes, applied->tx, &applying->who.scope, applied->load,
                                  row->firm, &seed.firm_id, error);
    if (result != RESULT_OK)
        return result;
    if (seed.place_id == 0 && row->address) /* not lost: it goes into the note */
        seed.facts.note =
            arena_printf(applied->arena, "%s%s地址：%s", row->facts.note ? row->facts.note : "",
                         row->facts.note ? "；" : "", row->address);
    if (text_equal(row->facts.residence, "registered"))
        seed.registered_place_id = seed.place_id;
    seed.household_id = intake_household_find(applying->homes, applied->load, row, seed.place_id);
    people_load_add(applied->load, &seed, &resident);
    applied->added++;
    return set_outcome(applying, applied->tx, entry->row_number, "added", resident, 1, error);
}

/* The facts as text, in the order of their fields, to be sealed. */
static enum result keep_before(struct applying *applying, struct applied *applied,
                               int64_t row_number, const struct resident *before,
                               int64_t version_after, struct error *error)
{
    struct intake_row row = {.number = before->resident_id};
    struct text_buffer text;
    struct store_bytes sealed;
    row.person.row.facts = before->facts;
    text_buffer_init(&text);
    intake_row_write(&row, &text);
    enum result result = vault_seal_bytes(applying->services->vault, applied->tx, applying->tenant,
                                          intake_collection(applying->batch_id, applied->arena),
                                          (struct store_bytes){text_buffer_get(&text), text.length},
                                          &sealed, applied->arena, error);
    if (result == RESULT_OK)
        result = store_run(
            applied->tx, &intake_sql_before_add,
            &(struct intake_sql_before_add_params){applying->tenant, applying->batch_id, row_number,
                                                   before->resident_id, version_after, sealed},
            NULL, error);
    text_buffer_fini(&text);
    return result;
}

/* The register's note with what the list adds; NULL if that is nothing. */
static const char *join_notes(const char *known, const char *listed, struct arena *arena)
{
    if (!listed || (known && strstr(known, listed)))
        return NULL;
    return known ? arena_printf(arena, "%s；%s", known, listed) : listed;
}

static enum result change_person(struct applying *applying, struct applied *applied,
                                 const struct intake_entry *entry, struct error *error)
{
    struct resident before, after;
    struct resident_facts facts = entry->row.person.row.facts;
    bool changed = false;
    const struct scope *scope = &applying->who.scope;
    enum result result = resident_get(applying->services, applied->tx, scope, entry->resident_id,
                                      applying->today, &before, applied->arena, error);
    if (result == RESULT_NOT_FOUND) /* merged or removed since the list was checked */
        return set_outcome(applying, applied->tx, entry->row_number, "conflict", 0, 0, error);
    if (result == RESULT_OK) {
        facts.name = NULL; /* a person changes a name, never a list; nor who somebody is */
        if (before.facts.citizen_id)
            facts.citizen_id = NULL;
        facts.note = join_notes(before.facts.note, facts.note, applied->arena);
        result = people_load_change(applied->load, entry->resident_id, &facts, &changed, error);
    }
    if (result == RESULT_CONFLICT)
        return set_outcome(applying, applied->tx, entry->row_number, "conflict", entry->resident_id,
                           0, error);
    if (result == RESULT_OK && changed)
        result = resident_get(applying->services, applied->tx, scope, entry->resident_id,
                              applying->today, &after, applied->arena, error);
    if (result == RESULT_OK && changed)
        result = keep_before(applying, applied, entry->row_number, &before, after.version, error);
    applied->changed += changed;
    return result != RESULT_OK
               ? result
               : set_outcome(applying, applied->tx, entry->row_number, changed ? "changed" : "same",
                             entry->resident_id, changed ? after.version : before.version, error);
}

/* ---- slices ---------------------------------------------------------------------------------- */

static enum result load_batch(void *self, struct tx *tx, struct error *error)
{
    struct applying *applying = self;
    struct intake_decided decided;
    arena_reset(applying->arena);
    enum result result = intake_get(tx, &applying->who.scope, applying->batch_id, &applying->batch,
                                    applying->arena, error);
    if (result == RESULT_OK)
        result = intake_decided(tx, &applying->who.scope, applying->batch_id, &decided, error);
    if (result == RESULT_OK)
        applying->total = decided.add + decided.use;
    return result;
}

static enum result hide(void *self, struct tx *tx, struct error *error)
{
    struct applying *applying = self;
    return place_batch_hide(tx, applying->tenant, applying->batch_id, error);
}

static enum result apply_entries(struct applying *applying, struct applied *applied,
                                 const struct intake_entry *entries, size_t count,
                                 struct error *error)
{
    enum result result = RESULT_OK;
    for (size_t i = 0; i < count && result == RESULT_OK; i++) {
        if (strcmp(entries[i].decision, "add") == 0)
            result = add_person(applying, applied, &entries[i], error);
        else if (strcmp(entries[i].decision, "use") == 0)
            result = change_person(applying, applied, &entries[i], error);
    }
    if (result == RESULT_OK)
        result = people_load_flush(applied->load, error);
    return result;
}

static enum result apply_some(void *self, struct tx *tx, struct error *error)
{
    struct applying *applying = self;
    const struct intake_filter filter = {.after = applying->through,
                                         .limit = (size_t)applying->limit};
    struct applied applied = {.tx = tx, .arena = arena_new()};
    struct intake_entry *entries;
    size_t count = 0;
    int64_t began = clock_monotonic();
    intake_homes_begin(applying->homes);
    people_tokens_begin(applying->tokens);
    enum result result =
        intake_entries(applying->services, tx, &applying->who.scope, applying->batch_id, &filter,
                       &entries, &count, applied.arena, error);
    if (result == RESULT_OK)
        result = people_load_open(applying->services, tx, &applying->who, applying->tenant,
                                  applying->batch_id, applying->today, &applied.load, error);
    if (result == RESULT_OK) {
        people_load_keep_tokens(applied.load, applying->tokens);
        result = apply_entries(applying, &applied, entries, count, error);
    }
    int64_t through = count > 0 ? entries[count - 1].row_number : applying->through;
    if (result == RESULT_OK)
        result = store_run(
            tx, &intake_sql_batch_progress,
            &(struct intake_sql_batch_progress_params){applying->tenant, applying->batch_id,
                                                       through, applied.added, applied.changed},
            NULL, error);
    people_load_close(applied.load);
    arena_free(applied.arena);
    if (result == RESULT_OK) { /* taken over by the caller once it is committed */
        applying->is_done = count < filter.limit;
        applying->done += applied.added + applied.changed;
        applying->batch.applied_through = through;
        applying->took = clock_monotonic() - began;
    }
    return result;
}

/* A slice of them may run twice, so where it began is moved on by the caller. */
static enum result write_tokens(void *self, struct tx *tx, struct error *error)
{
    struct applying *applying = self;
    size_t from = applying->token_from;
    enum result result = people_tokens_write(applying->tokens, tx, applying->tenant, TOKENS_AT_ONCE,
                                             &from, &applying->is_done, error);
    applying->token_to = from;
    return result;
}

static enum result show(void *self, struct tx *tx, struct error *error)
{
    struct applying *applying = self;
    enum result result = place_batch_show(tx, applying->tenant, applying->batch_id, error);
    if (result == RESULT_OK)
        result = intake_move(tx, applying->tenant, applying->batch_id, "applying", "applied",
                             job_self(applying->job)->job_id, clock_now(&applying->services->clock),
                             error);
    if (result == RESULT_OK)
        result = audit_add(applying->services, tx, &applying->who,
                           &(struct audit_event){.action = "intake.applied",
                                                 .subject = "batch",
                                                 .subject_id = applying->batch_id},
                           error);
    return result;
}

/* ---- taking it out again --------------------------------------------------------------------- */

static enum result give_back_facts(struct applying *applying, struct tx *tx,
                                   const struct intake_sql_before_list *row, struct arena *arena,
                                   struct error *error)
{
    struct resident now;
    struct store_bytes plain = {0};
    struct intake_row before;
    enum result result = resident_get(applying->services, tx, &applying->who.scope,
                                      row->resident_id, applying->today, &now, arena, error);
    if (result == RESULT_NOT_FOUND || (result == RESULT_OK && now.version != row->version_after))
        return RESULT_OK; /* somebody changed it since: it stays */
    if (result == RESULT_OK)
        result = vault_unseal_bytes(applying->services->vault, tx, applying->tenant,
                                    intake_collection(applying->batch_id, arena), row->sealed,
                                    &plain, arena, error);
    if (result != RESULT_OK)
        return result;
    const char *at = plain.at;
    if (!intake_row_parse(&at, at + plain.length, &before, arena))
        return error_set(error, RESULT_IO, NULL, N_("The rows of this list are damaged."));
    return people_give_back(applying->services, tx, &applying->who, row->resident_id, now.version,
                            &before.person.row.facts, applying->today, error);
}

static enum result revert_changes(void *self, struct tx *tx, struct error *error)
{
    struct applying *applying = self;
    struct arena *arena = arena_new();
    void *rows = NULL;
    size_t count = 0;
    enum result result =
        store_list(tx, &intake_sql_before_list,
                   &(struct intake_sql_before_list_params){applying->tenant, applying->batch_id,
                                                           applying->before_after, REVERT_ROWS},
                   REVERT_ROWS, &rows, &count, arena, error);
    const struct intake_sql_before_list *before = rows;
    for (size_t i = 0; i < count && result == RESULT_OK; i++)
        result = give_back_facts(applying, tx, &before[i], arena, error);
    if (result == RESULT_OK) {
        applying->is_done = count < REVERT_ROWS;
        applying->through = count > 0 ? before[count - 1].row_number : applying->before_after;
    }
    arena_free(arena);
    return result;
}

static enum result remove_people(void *self, struct tx *tx, struct error *error)
{
    struct applying *applying = self;
    int64_t removed = 0;
    enum result result =
        people_batch_remove(tx, applying->tenant, applying->batch_id, REVERT_ROWS, &removed, error);
    applying->is_done = removed == 0;
    return result;
}

static enum result forget_progress(void *self, struct tx *tx, struct error *error)
{
    struct applying *applying = self;
    enum result result =
        store_run(tx, &intake_sql_before_remove,
                  &(struct intake_sql_before_remove_params){applying->tenant, applying->batch_id},
                  NULL, error);
    if (result == RESULT_OK)
        result = store_run(
            tx, &intake_sql_batch_forget,
            &(struct intake_sql_batch_forget_params){applying->tenant, applying->batch_id}, NULL,
            error);
    return result;
}

/* Takes out everything the batch has written so far. */
static enum result revert(struct applying *applying, struct error *error)
{
    enum result result = RESULT_OK;
    applying->before_after = 0;
    for (applying->is_done = false; result == RESULT_OK && !applying->is_done;) {
        result = job_slice(applying->job, LANE_WRITE, revert_changes, applying, error);
        applying->before_after = applying->through;
    }
    for (applying->is_done = false; result == RESULT_OK && !applying->is_done;)
        result = job_slice(applying->job, LANE_WRITE, remove_people, applying, error);
    return result;
}

/* ---- the jobs -------------------------------------------------------------------------------- */

static void begin(struct applying *applying, struct job *job, struct services *services)
{
    const struct job_status *status = job_self(job);
    *applying = (struct applying){
        .job = job,
        .services = services,
        .who = {.account = status->account, .scope = {.tenant = status->tenant, .all_grids = true}},
        .tenant = status->tenant,
        .batch_id = status->subject,
        .arena = arena_new(),
        .homes = intake_homes_new(),
        .tokens = people_tokens_new()};
    calendar_day_of(clock_now(&services->clock), services->offset, applying->today);
}

static void end(struct applying *applying)
{
    intake_homes_free(applying->homes);
    people_tokens_free(applying->tokens);
    arena_free(applying->arena);
}

static enum result write_all_tokens(struct applying *applying, struct error *error)
{
    enum result result = RESULT_OK;
    applying->token_from = 0;
    for (applying->is_done = false; result == RESULT_OK && !applying->is_done;) {
        result = job_slice(applying->job, LANE_WRITE, write_tokens, applying, error);
        applying->token_from = applying->token_to;
        if (result == RESULT_OK)
            result = job_check(applying->job, applying->done, applying->total, error);
    }
    people_tokens_clear(applying->tokens);
    return result;
}

/* By the work alone: a disk that is slow to commit is no reason to commit more often. */
static void set_pace(struct applying *applying)
{
    if (applying->took < SLICE_MILLISECONDS / 2 && applying->limit < APPLY_ROWS_MAX)
        applying->limit *= 2;
    else if (applying->took > 2 * SLICE_MILLISECONDS && applying->limit > APPLY_ROWS_MIN)
        applying->limit /= 2;
}

static enum result write_all(struct applying *applying, struct error *error)
{
    enum result result = RESULT_OK;
    bool is_through = false;
    applying->through = 0;
    applying->limit = APPLY_ROWS_FIRST;
    while (result == RESULT_OK && !is_through) {
        result = job_slice(applying->job, LANE_WRITE, apply_some, applying, error);
        if (result != RESULT_OK)
            break;
        set_pace(applying);
        intake_homes_keep(applying->homes);
        people_tokens_keep(applying->tokens);
        applying->through = applying->batch.applied_through;
        is_through = applying->is_done;
        result = job_check(applying->job, applying->done, applying->total, error);
        if (result == RESULT_OK &&
            (is_through || people_tokens_count(applying->tokens) > TOKENS_HELD))
            result = write_all_tokens(applying, error);
    }
    return result;
}

/* Stopped by a person: takes out what was written; the batch can be confirmed again. */
static enum result back_to_checked(void *self, struct tx *tx, struct error *error)
{
    struct applying *applying = self;
    enum result result = forget_progress(applying, tx, error);
    if (result == RESULT_OK)
        result = place_batch_show(tx, applying->tenant, applying->batch_id, error);
    return result != RESULT_OK ? result
                               : intake_move(tx, applying->tenant, applying->batch_id, "applying",
                                             "checked", job_self(applying->job)->job_id, 0, error);
}

static enum result apply_work(struct job *job, struct services *services, struct error *error)
{
    struct applying applying;
    begin(&applying, job, services);
    enum result result = job_slice(job, LANE_READ, load_batch, &applying, error);
    if (result == RESULT_OK && applying.batch.applied_through > 0) { /* killed in the middle */
        result = revert(&applying, error);
        if (result == RESULT_OK)
            result = job_slice(job, LANE_WRITE, forget_progress, &applying, error);
    }
    if (result == RESULT_OK)
        result = job_slice(job, LANE_WRITE, hide, &applying, error);
    if (result == RESULT_OK)
        result = write_all(&applying, error);
    if (result == RESULT_OK)
        result = job_slice(job, LANE_WRITE, show, &applying, error);
    else if (!error_is_trouble(result)) {
        struct error ignored;
        if (revert(&applying, &ignored) == RESULT_OK)
            (void)!job_slice(job, LANE_WRITE, back_to_checked, &applying, &ignored);
    }
    end(&applying);
    return result;
}

static enum result undone(void *self, struct tx *tx, struct error *error)
{
    struct applying *applying = self;
    enum result result =
        intake_move(tx, applying->tenant, applying->batch_id, "undoing", "undone",
                    job_self(applying->job)->job_id, clock_now(&applying->services->clock), error);
    if (result == RESULT_OK)
        result = audit_add(applying->services, tx, &applying->who,
                           &(struct audit_event){.action = "intake.undone",
                                                 .subject = "batch",
                                                 .subject_id = applying->batch_id},
                           error);
    return result;
}

static enum result undo_work(struct job *job, struct services *services, struct error *error)
{
    struct applying applying;
    begin(&applying, job, services);
    enum result result = revert(&applying, error);
    if (result == RESULT_OK)
        result = job_slice(job, LANE_WRITE, undone, &applying, error);
    end(&applying);
    return result;
}

const struct job_kind intake_apply_job = {.name = "intake.apply",
                                          .label = N_("Writing a list into the register"),
                                          .path = "/imports",
                                          .work = apply_work};
const struct job_kind intake_undo_job = {
    .name = "intake.undo", .label = N_("Undoing a list"), .path = "/imports", .work = undo_work};
