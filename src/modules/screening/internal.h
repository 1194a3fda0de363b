/* What the files of screening share: scope as parameters of statements, rows as entries, and the
 * counters, which every change of an entry must go through. */
#ifndef SCREENING_INTERNAL_H
#define SCREENING_INTERNAL_H

#include "modules/access/vault.h"
#include "modules/place/place.h"
#include "modules/screening/screening.h"
#include "screening_sql.h"

/* An entry from a row of any statement that selects all of its columns. */
#define SCREENING_ENTRY_OF(row)                                                                    \
    ((struct screening_entry){.entry_id = (row).entry_id,                                          \
                              .campaign_id = (row).campaign_id,                                    \
                              .number = (row).number,                                              \
                              .resident_id = (row).resident_id,                                    \
                              .name = (row).name,                                                  \
                              .phone = (row).phone,                                                \
                              .address = (row).address,                                            \
                              .place_id = (row).place_id,                                          \
                              .building_id = (row).building_id,                                    \
                              .grid_id = (row).grid_id,                                            \
                              .walk_key = (row).walk_key,                                          \
                              .building = (row).building,                                          \
                              .room = (row).room,                                                  \
                              .account_id = (row).account_id,                                      \
                              .status = (row).status,                                              \
                              .status_day = (row).status_day,                                      \
                              .attempts = (row).attempts,                                          \
                              .last_attempt = (row).last_attempt,                                  \
                              .last_account_id = (row).last_account_id,                            \
                              .next_try = (row).next_try,                                          \
                              .same_caller = (row).same_caller,                                    \
                              .duplicate_of = (row).duplicate_of,                                  \
                              .handed_to = (row).handed_to,                                        \
                              .note = (row).note,                                                  \
                              .help_asked = (row).help_asked,                                      \
                              .help_given = (row).help_given,                                      \
                              .held_by = (row).held_by,                                            \
                              .held_until = (row).held_until,                                      \
                              .version = (row).version})

/* The name of a campaign's vault collection, "campaign:ID". */
const char *screening_collection(int64_t campaign, struct arena *arena);

/* True if the entry is within the principal's scope or assigned to them. */
bool screening_may_touch(const struct principal *who, int64_t grid, int64_t account);

/* RESULT_CONFLICT unless the campaign is running. */
MUST_USE enum result screening_check_running(const struct screening_campaign *campaign,
                                             struct error *error);

/* What the search box of the list looks in: name, place, room, and the tail of the phone that its
 * mask shows. */
const char *screening_search_text(const char *name, const char *address, const char *building,
                                  const char *room, const char *phone, struct arena *arena);

/* What is typed into that box as a pattern for LIKE ... ESCAPE '!', "" for nothing. */
const char *screening_search_pattern(const char *typed, struct arena *arena);

/* A filter as the parameters of entry_list (limit still 0) and its clauses. */
struct screening_sql_entry_list_params screening_list_params(const struct principal *who,
                                                             int64_t campaign,
                                                             const struct screening_filter *filter,
                                                             unsigned *clauses,
                                                             struct arena *arena);

/* ---- counters -------------------------------------------------------------------------------- */

/* Changes of counters, gathered and then written at once by screening_sum_write. */
struct screening_delta {
    int64_t grid, account, building;
    const char *status, *building_name, *day;
    int64_t entries;
};
struct screening_sum {
    struct arena *arena;
    int64_t tenant, campaign;
    struct screening_delta *cells, *buildings, *days;
    size_t cell_count, building_count, day_count;
    size_t cell_room, building_room, day_room;
};
void screening_sum_init(struct screening_sum *sum, int64_t tenant, int64_t campaign,
                        struct arena *arena);
/* One entry comes (+1) into or goes (-1) out of where `entry` stands. */
void screening_sum_add(struct screening_sum *sum, const struct screening_entry *entry,
                       int64_t entries);
MUST_USE enum result screening_sum_write(struct screening_sum *sum, struct tx *tx,
                                         struct error *error);

#endif
