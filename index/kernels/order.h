/* What comes first. */

#ifndef ORDER_H
#define ORDER_H

#include "arrays.h"

/* What tells results apart that are equal else, by document. */
typedef struct {
    const int32_t *when;
    const int64_t *edition;
    const int32_t *issue, *place;
} Position;

/* What results are ordered by, the weightiest first; each may be NULL. */
typedef struct {
    const int64_t *docs;
    const int64_t *lacking; /* fewest first */
    const double *scores;   /* highest first; those that differ by the last bits are the same */
    const Position *position;
    int64_t newest; /* 1: newest issues first, -1: oldest */
} Ranking;

/* The places of the first of so many results, in order; tells how many these are. */
int64_t best(const Ranking *by, int64_t count, int64_t most, int64_t *found);

#endif
