/* How many residents there are, kept up to date beside the rows: by grid, and by grid for every area and
 * every building in it (the first two steps of an address key). Whoever writes what is counted (a
 * resident's batch, status, grid, address key, and whether it was merged away) does so through here, so
 * that sum and rows change in one transaction. Batches are counted apart; a hidden one is left out when
 * the sums are read, so showing it stays one row. */
#ifndef PEOPLE_SUM_H
#define PEOPLE_SUM_H

#include "people_sql.h"
#include "store/store.h"

/* What a resident is counted under. */
struct sum_key {
    const char *status, *address_key;
    int64_t grid_id, batch_id;
};
MUST_USE enum result sum_add(struct tx *tx, int64_t tenant, const struct sum_key *key,
                             int64_t residents, struct error *error);

/* The statements of the same name, with the sums before and after. */
MUST_USE enum result sum_set_home(struct tx *tx,
                                  const struct people_sql_resident_set_home_params *home,
                                  struct error *error);
MUST_USE enum result sum_set_merged(struct tx *tx,
                                    const struct people_sql_resident_set_merged_params *merged,
                                    struct error *error);
MUST_USE enum result sum_remove(struct tx *tx, int64_t tenant, int64_t resident_id,
                                struct error *error);
/* All sums of a tenant from its rows, after a change of many. */
MUST_USE enum result sum_renew(struct tx *tx, int64_t tenant, struct error *error);

/* Whether an area of this address key ("丽湖豪庭/000003/") has sums of its own; "" is everything. */
bool sum_knows(const char *address_key);
/* The address key of the building, or the area, that an address lies in: the longest with sums. */
size_t sum_area_length(const char *address_key);

#endif
