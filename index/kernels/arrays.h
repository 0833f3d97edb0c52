/* Arrays of an index, and what is done with any of them.

   The Python modules beside these files call what is marked EXPORT and say what it is given; index/codec/segment.py
   says what the arrays of a segment hold, and uses the same words. Lists of documents or texts ascend and hold none
   twice. What counts something returns it, or -1 where there is no memory. */

#ifndef ARRAYS_H
#define ARRAYS_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define EXPORT extern __attribute__((visibility("default")))

#ifndef FIELDS
#error "FIELDS: how many texts a document has"
#endif

enum { BLOCK = 512 }; /* documents that are looked at together: what is known of them stays in the nearest memory */

/* Unsigned numbers of 1, 2, 4 or 8 bytes each. */
typedef struct {
    const void *first;
    int64_t width;
} Numbers;

/* A loop that is told a width which the compiler knows does not ask for it again and again. */
#define ALWAYS static inline __attribute__((always_inline))

ALWAYS int64_t of_width(int64_t width, const void *numbers, int64_t place) {
    switch (width) {
    case 1: return ((const uint8_t *)numbers)[place];
    case 2: return ((const uint16_t *)numbers)[place];
    case 4: return ((const uint32_t *)numbers)[place];
    default: return ((const int64_t *)numbers)[place];
    }
}

static inline int64_t at(Numbers numbers, int64_t place) { return of_width(numbers.width, numbers.first, place); }

ALWAYS int64_t larger(int64_t one, int64_t other) { return one > other ? one : other; }

/* The first of some ascending numbers from `begin` on that is this one or comes behind it; `end` where none does. */
ALWAYS int64_t leap_by(int64_t width, const void *numbers, int64_t begin, int64_t end, int64_t wanted) {
    if (begin >= end || of_width(width, numbers, begin) >= wanted) return begin;
    int64_t step = 1;
    while (begin + step < end && of_width(width, numbers, begin + step) < wanted) {
        begin += step;
        step *= 2;
    }
    int64_t high = begin + step < end ? begin + step : end;
    while (begin < high) {
        int64_t middle = begin + (high - begin) / 2;
        if (of_width(width, numbers, middle) < wanted) begin = middle + 1;
        else high = middle;
    }
    return begin;
}

ALWAYS int64_t leap(Numbers numbers, int64_t begin, int64_t end, int64_t wanted) {
    return numbers.width == 4 ? leap_by(4, numbers.first, begin, end, wanted)
                              : leap_by(numbers.width, numbers.first, begin, end, wanted);
}

ALWAYS int64_t leap_to(const int64_t *docs, int64_t begin, int64_t end, int64_t doc) {
    return leap_by(8, docs, begin, end, doc);
}

/* Which documents of a block there are: a byte for each that is 1 or 0, looked through eight at a time. */
typedef union {
    uint8_t each[BLOCK];
    uint64_t eight[BLOCK / 8];
} Marks;

/* How far a block was looked through. */
typedef struct {
    uint64_t left; /* of the eight that are being looked at */
    int64_t after, last; /* the last document that may be marked */
} Looked;

/* The next document that is marked; BLOCK where there is none, and all marks are gone. */
ALWAYS int64_t next(Marks *marks, Looked *looked) {
    while (!looked->left) {
        if (looked->after * 8 > looked->last) return BLOCK;
        looked->left = marks->eight[looked->after];
        marks->eight[looked->after++] = 0;
    }
    int64_t doc = looked->after * 8 - 8 + __builtin_ctzll(looked->left) / 8;
    looked->left &= looked->left - 1;
    return doc;
}

#endif
