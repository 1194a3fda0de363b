/* Where a row's person lives: the place that its address means, made if the register does not have it
 * yet; and the household and firm it belongs to. What was found is remembered for the rows to come. */
#ifndef INTAKE_HOME_H
#define INTAKE_HOME_H

#include "modules/intake/row.h"
#include "modules/people/load.h"

struct intake_homes;
struct intake_homes *intake_homes_new(void);
void intake_homes_free(struct intake_homes *homes); /* takes NULL */

/* A slice may run twice: what was remembered since intake_homes_begin() is forgotten by the next one,
 * unless intake_homes_keep() was called. */
void intake_homes_begin(struct intake_homes *homes);
void intake_homes_keep(struct intake_homes *homes);

/* The place of the address; *place_id 0 if none is given or it cannot be told which is meant. Missing
 * compounds, buildings, units and homes are added to the register. */
MUST_USE enum result intake_home_find(struct intake_homes *homes, struct services *services,
                                      struct tx *tx, const struct scope *scope,
                                      const struct resident_row *row, int64_t *place_id,
                                      struct error *error);

/* The household: rows of one household number, or, where the list tells relations, of one home. */
int64_t intake_household_find(struct intake_homes *homes, struct people_load *load,
                              const struct resident_row *row, int64_t place_id);

MUST_USE enum result intake_firm_find(struct intake_homes *homes, struct tx *tx,
                                      const struct scope *scope, struct people_load *load,
                                      const char *name, int64_t *firm_id, struct error *error);

#endif
