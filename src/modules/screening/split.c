/* The two ways to divide a list: a fresh partition of the walk into stretches, and a re-division
 * that moves as few people as balance needs. The methods and their sources are named in split.h. */
#include "modules/screening/split.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/bug.h"

struct block {
    size_t first, size; /* people */
};

struct blocks {
    struct block *at;
    size_t count;
};

static bool is_same_home(const struct split_person *a, const struct split_person *b)
{
    return a->home != 0 && a->home == b->home;
}

static struct blocks cut_blocks(const struct split_person *people, size_t count, bool by_home,
                                struct arena *arena)
{
    struct blocks blocks = {.at = arena_array(arena, count, sizeof(struct block))};
    for (size_t person = 0; person < count; person++) {
        const struct split_person *now = &people[person];
        const struct split_person *before = person > 0 ? &people[person - 1] : NULL;
        bool same = before && (is_same_home(before, now) ||
                               (!by_home && now->building != 0 &&
                                before->building == now->building && before->grid == now->grid));
        if (!same) {
            blocks.at[blocks.count++] = (struct block){.first = person};
        }
        blocks.at[blocks.count - 1].size++;
    }
    return blocks;
}

static int64_t share_sum(const struct split_worker *workers, size_t count)
{
    int64_t sum = 0;
    for (size_t worker = 0; worker < count; worker++) {
        ALWAYS(workers[worker].share > 0);
        sum += workers[worker].share;
    }
    return sum;
}

/* The workers in the order in which their grids come along the walk; those without a grid of their
 * own follow. */
static size_t *walk_of_workers(const struct split_person *people, size_t count,
                               const struct split_worker *workers, size_t worker_count,
                               struct arena *arena)
{
    size_t *walk = arena_array(arena, worker_count, sizeof *walk);
    bool *is_placed = arena_array(arena, worker_count, sizeof *is_placed);
    size_t placed = 0;
    for (size_t person = 0; person < count && placed < worker_count; person++) {
        if (person > 0 && people[person].grid == people[person - 1].grid) {
            continue;
        }
        for (size_t worker = 0; worker < worker_count; worker++) {
            if (!is_placed[worker] && workers[worker].grid != 0 &&
                workers[worker].grid == people[person].grid) {
                is_placed[worker] = true;
                walk[placed++] = worker;
            }
        }
    }
    for (size_t worker = 0; worker < worker_count; worker++) {
        if (!is_placed[worker]) {
            walk[placed++] = worker;
        }
    }
    return walk;
}

/* Fills worker after worker up to `bound` people per 100 shares. True if all blocks found a place;
 * `owner` (may be NULL) gets the place in the walk of each block. */
static bool fill_greedily(const struct blocks *blocks, const struct split_worker *workers,
                          const size_t *walk, size_t worker_count, double bound, size_t *owner)
{
    size_t at = 0;
    double load = 0;
    for (size_t block = 0; block < blocks->count; block++) {
        double size = (double)blocks->at[block].size;
        while (load + size > bound * (double)workers[walk[at]].share / 100.0 + 1e-9) {
            if (++at == worker_count) {
                return false;
            }
            load = 0;
        }
        load += size;
        if (owner) {
            owner[block] = at;
        }
    }
    return true;
}

/* The least bound for which the filling succeeds, to far less than one person. */
static double least_bound(const struct blocks *blocks, const struct split_worker *workers,
                          const size_t *walk, size_t worker_count, double fair, double total)
{
    double low = fair, high = fair + 1;
    while (!fill_greedily(blocks, workers, walk, worker_count, high, NULL)) {
        ALWAYS(high < 200 * (total + 1) * 100);
        high *= 2;
    }
    while (high - low > 0.01) {
        double middle = (low + high) / 2;
        if (fill_greedily(blocks, workers, walk, worker_count, middle, NULL)) {
            high = middle;
        } else {
            low = middle;
        }
    }
    return high;
}

void split_fresh(const struct split_person *people, size_t count,
                 const struct split_worker *workers, size_t worker_count, int *worker_of,
                 struct arena *arena)
{
    ALWAYS(worker_count > 0);
    if (count == 0) {
        return;
    }
    double fair = (double)count * 100.0 / (double)share_sum(workers, worker_count);
    size_t *walk = walk_of_workers(people, count, workers, worker_count, arena);
    struct blocks blocks = cut_blocks(people, count, false, arena);
    double bound = least_bound(&blocks, workers, walk, worker_count, fair, (double)count);
    if (bound > fair * 1.1) {
        blocks = cut_blocks(people, count, true, arena);
        bound = least_bound(&blocks, workers, walk, worker_count, fair, (double)count);
    }
    size_t *owner = arena_array(arena, blocks.count, sizeof *owner);
    ALWAYS(fill_greedily(&blocks, workers, walk, worker_count, bound, owner));
    for (size_t block = 0; block < blocks.count; block++) {
        for (size_t person = 0; person < blocks.at[block].size; person++) {
            worker_of[blocks.at[block].first + person] = (int)walk[owner[block]];
        }
    }
}

struct remainder {
    int64_t rest;
    size_t worker;
};

static int by_rest(const void *a, const void *b)
{
    const struct remainder *left = a, *right = b;
    if (left->rest != right->rest) {
        return left->rest > right->rest ? -1 : 1;
    }
    return left->worker < right->worker ? -1 : left->worker > right->worker;
}

void split_targets(int64_t total, const struct split_worker *workers, size_t worker_count,
                   int64_t *targets, struct arena *arena)
{
    int64_t sum = share_sum(workers, worker_count), given = 0;
    struct remainder *rests = arena_array(arena, worker_count, sizeof *rests);
    for (size_t worker = 0; worker < worker_count; worker++) {
        targets[worker] = total * workers[worker].share / sum;
        rests[worker] = (struct remainder){total * workers[worker].share % sum, worker};
        given += targets[worker];
    }
    qsort(rests, worker_count, sizeof *rests, by_rest);
    for (size_t rest = 0; given < total; rest++, given++) {
        targets[rests[rest].worker]++;
    }
}

/* Takes from the end of each worker's part what is above the target, home by home. */
static void free_surplus(const struct blocks *homes, const int64_t *targets, int64_t *loads,
                         int *worker_of)
{
    for (size_t home = homes->count; home-- > 0;) {
        const struct block *block = &homes->at[home];
        int owner = worker_of[block->first];
        if (owner != SPLIT_NOBODY && loads[owner] - (int64_t)block->size >= targets[owner]) {
            loads[owner] -= (int64_t)block->size;
            for (size_t person = 0; person < block->size; person++) {
                worker_of[block->first + person] = SPLIT_NOBODY;
            }
        }
    }
}

static int neighbour(const struct blocks *homes, size_t home, const int *worker_of, int step)
{
    for (size_t at = home; step < 0 ? at-- > 0 : ++at < homes->count;) {
        int owner = worker_of[homes->at[at].first];
        if (owner != SPLIT_NOBODY) {
            return owner;
        }
    }
    return SPLIT_NOBODY;
}

static int who_takes(const struct blocks *homes, size_t home, const int64_t *targets,
                     const int64_t *loads, size_t worker_count, const int *worker_of)
{
    int64_t size = (int64_t)homes->at[home].size;
    const int beside[2] = {neighbour(homes, home, worker_of, -1),
                           neighbour(homes, home, worker_of, 1)};
    for (int side = 0; side < 2; side++) {
        if (beside[side] != SPLIT_NOBODY && loads[beside[side]] + size <= targets[beside[side]]) {
            return beside[side];
        }
    }
    int best = 0;
    for (int worker = 1; worker < (int)worker_count; worker++) {
        if (targets[worker] - loads[worker] > targets[best] - loads[best]) {
            best = worker;
        }
    }
    return best;
}

size_t split_least(const struct split_person *people, size_t count,
                   const struct split_worker *workers, size_t worker_count, int *worker_of,
                   struct arena *arena)
{
    ALWAYS(worker_count > 0);
    if (count == 0) {
        return 0;
    }
    int *before = arena_array(arena, count, sizeof *before);
    int64_t *targets = arena_array(arena, worker_count, sizeof *targets);
    int64_t *loads = arena_array(arena, worker_count, sizeof *loads);
    split_targets((int64_t)count, workers, worker_count, targets, arena);
    struct blocks homes = cut_blocks(people, count, true, arena);
    for (size_t home = 0; home < homes.count; home++) {
        for (size_t person = 0; person < homes.at[home].size; person++) {
            size_t at = homes.at[home].first + person;
            before[at] = worker_of[at];
            /* A home that had two owners goes to the first of them. */
            worker_of[at] = worker_of[homes.at[home].first];
            if (worker_of[at] != SPLIT_NOBODY) {
                loads[worker_of[at]]++;
            }
        }
    }
    free_surplus(&homes, targets, loads, worker_of);
    for (size_t home = 0; home < homes.count; home++) {
        const struct block *block = &homes.at[home];
        if (worker_of[block->first] != SPLIT_NOBODY) {
            continue;
        }
        int taker = who_takes(&homes, home, targets, loads, worker_count, worker_of);
        loads[taker] += (int64_t)block->size;
        for (size_t person = 0; person < block->size; person++) {
            worker_of[block->first + person] = taker;
        }
    }
    size_t moved = 0;
    for (size_t person = 0; person < count; person++) {
        moved += worker_of[person] != before[person];
    }
    return moved;
}
