/* Dividing a list among workers: pure, no store.
 *
 * The people come in walking order (grid after grid, building after building, floor after floor),
 * and everybody's part shall be one stretch of that walk, of equal load. That is the linear
 * partition problem (S. Skiena, The Algorithm Design Manual, 2nd edition, 8.5): cut a row of blocks
 * into k stretches so that the heaviest is as light as possible. A block is a building. Loads are
 * measured against the share of each worker, so that somebody with half a share gets half. For a
 * given bound the greedy filling is optimal, hence the best bound is found by bisection (parametric
 * search).
 *
 * Only when whole buildings would leave somebody more than a tenth over the fair load, blocks
 * become homes: a building is then cut between two homes. A home is never cut.
 *
 * The workers take their stretches in the order in which their own grids come along the walk, so
 * that people work where they are known.
 *
 * Re-splitting (somebody fell ill, a list was added) moves as few people as can be: the targets are
 * the shares of the whole by largest remainders (Hamilton's method, domain of apportionment); only
 * what is above a worker's target, or belongs to nobody, is given away, each home to a worker below
 * target, preferring whoever works next door. Without homes of several people the number moved is
 * the least possible: the sum of what is above the targets. */
#ifndef SCREENING_SPLIT_H
#define SCREENING_SPLIT_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct split_person {
    int64_t grid, building;
    int64_t home; /* 0: unknown, then a home of its own */
};

struct split_worker {
    int64_t share; /* 100 is a full one; at least 1 */
    int64_t grid;  /* that the worker is in charge of; 0: none */
};

enum { SPLIT_NOBODY = -1 };

/* Fills `worker_of[person]` with the index of a worker. `count` people in walking order; at least
 * one worker. */
void split_fresh(const struct split_person *people, size_t count,
                 const struct split_worker *workers, size_t worker_count, int *worker_of,
                 struct arena *arena);

/* `worker_of` holds who has whom now (SPLIT_NOBODY: nobody) and gets the new division. Returns how
 * many people changed hands. */
size_t split_least(const struct split_person *people, size_t count,
                   const struct split_worker *workers, size_t worker_count, int *worker_of,
                   struct arena *arena);

/* Whole people per worker by largest remainders; the targets add up to `total`. */
void split_targets(int64_t total, const struct split_worker *workers, size_t worker_count,
                   int64_t *targets, struct arena *arena);

#endif
