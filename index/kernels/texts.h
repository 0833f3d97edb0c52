/* Words, and where they stand in the texts of an index. */

#ifndef TEXTS_H
#define TEXTS_H

#include "arrays.h"

/* The dictionary of a field. */
typedef struct {
    const uint8_t *terms;
    Numbers ends, hashed, buckets;
    int64_t mask; /* of the bits of a term's hash that tell its bucket */
} Terms;

/* All texts of a segment. */
typedef struct {
    Terms terms;
    Numbers begins, holders, counts, starts, positions, sizes, frequencies;
    int64_t base, size; /* the number of its first document in the index; how many it has */
} Part;

typedef struct {
    const Part *parts;
    int64_t count;
    const uint8_t *live; /* whether each document is still there; NULL where all are */
    int64_t size;        /* how many documents there are, deleted ones counted */
    double norms[FIELDS]; /* what each word that a text is long puts in the way of counts */
} Index;

/* A word in any of some ways, each terms that stand one behind the other. */
typedef struct {
    int64_t ways, terms;
    int64_t *begins;  /* the place of the first term of each way; one more, as everywhere */
    int64_t *numbers; /* of each term in each part, -1 where it is not in it, part by part */
    double *worth;    /* of each term in each field, term by term */
    double fields[FIELDS]; /* what each weighs; 0 for one that does not count */
} Word;

/* Where terms begin that stand one behind the other in one text, given the postings of each there. `places` has
   room for the positions of the first; NULL to be told only whether there is one. `cursors`: room for a number
   for each term. */
int64_t in_a_row(const Part *part, const int64_t *postings, int64_t terms, int64_t *cursors, int64_t *places);

/* Add a word's scores of some documents to `sums`. Returns 0, or -1. */
int64_t add_word(const Index *index, const Word *word, const int64_t *docs, int64_t count, double *sums);

/* Set a bit for those of some documents that hold a word. Returns 0, or -1. */
int64_t tell_word(const Index *index, const Word *word, const int64_t *docs, int64_t count, uint64_t bit,
                  uint64_t *present);

#endif
