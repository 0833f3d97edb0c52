/* How many of some documents have each value of a facet. */

#include "arrays.h"

/* The values of a facet: those of all documents, one after another from where `begins` says; where that has none,
   one for each document, or `size` for none. */
typedef struct {
    Numbers begins, codes;
    int64_t size;
} Column;

/* Count one more in the place of numbers that are as wide. */
ALWAYS void count_one(int64_t width, void *counts, int64_t place) {
    switch (width) {
    case 1: ((uint8_t *)counts)[place]++; break;
    case 2: ((uint16_t *)counts)[place]++; break;
    case 4: ((uint32_t *)counts)[place]++; break;
    default: ((int64_t *)counts)[place]++;
    }
}

ALWAYS void count_by(int64_t width, const int64_t *docs, int64_t many, const Column *column, void *counts) {
    Numbers begins = column->begins, codes = column->codes;
    if (!begins.first && codes.width == 1)
        for (int64_t doc = 0; doc < many; doc++) count_one(width, counts, of_width(1, codes.first, docs[doc]));
    else if (!begins.first)
        for (int64_t doc = 0; doc < many; doc++) count_one(width, counts, at(codes, docs[doc]));
    else
        for (int64_t doc = 0; doc < many; doc++)
            for (int64_t place = at(begins, docs[doc]), end = at(begins, docs[doc] + 1); place < end; place++)
                count_one(width, counts, at(codes, place));
}

/* Let what is at the root of a heap of some keys, the lowest on top, sink to its place. */
static void sink(int64_t *heap, int64_t count) {
    int64_t sinking = heap[0], root = 0;
    for (int64_t child; (child = 2 * root + 1) < count; root = child) {
        if (child + 1 < count && heap[child + 1] < heap[child]) child++;
        if (heap[child] >= sinking) break;
        heap[root] = heap[child];
    }
    heap[root] = sinking;
}

/* The most frequent of some values, given how often each counts, and its place among all where these are in order: the
   places and counts, what counts the same in that order. What counts nothing is left out. */
EXPORT int64_t frequent(const void *counts, int64_t width, const int64_t *order, int64_t values, int64_t most,
                        int64_t *places, int64_t *found) {
    Numbers its = {counts, width};
    int64_t *keys = places, size = 0;
    for (int64_t value = 0; value < values; value++) {
        int64_t key = at(its, value) * values - order[value] - 1;
        if (key < 0) continue;
        if (size < most) {
            int64_t child = size++;
            for (; child && keys[(child - 1) / 2] > key; child = (child - 1) / 2) keys[child] = keys[(child - 1) / 2];
            keys[child] = key;
        } else if (size && key > keys[0]) {
            keys[0] = key;
            sink(keys, size);
        }
    }
    for (int64_t end = size; end-- > 1;) { /* the lowest goes to the end */
        int64_t lowest = keys[0];
        keys[0] = keys[end];
        sink(keys, end);
        keys[end] = lowest;
    }
    for (int64_t place = 0; place < size; place++) {
        found[place] = keys[place] / values + 1;
        places[place] = values - 1 - keys[place] % values;
    }
    return size;
}

/* How many of some documents have each value of some facets, facet by facet, in numbers so wide; behind each facet, a
   number without meaning. */
EXPORT void count(const int64_t *docs, int64_t many, const Column *columns, int64_t facets, int64_t width,
                  uint8_t *counts) {
    for (const Column *column = columns; column < columns + facets; counts += width * (column++->size + 1)) {
        if (width == 1) count_by(1, docs, many, column, counts);
        else if (width == 2) count_by(2, docs, many, column, counts);
        else count_by(width, docs, many, column, counts);
    }
}
