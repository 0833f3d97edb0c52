/* How many of some documents have each value of a facet. */

#include "arrays.h"

/* The values of a facet: those of all documents, one after another from where `begins` says; where that has none,
   one for each document, or `size` for none. */
typedef struct {
    Numbers begins, codes;
    int64_t size;
} Column;

/* How many of some documents have each value of some facets, facet by facet; behind each, a number without meaning. */
EXPORT void count(const int64_t *docs, int64_t many, const Column *columns, int64_t facets, int64_t *counts) {
    for (int64_t facet = 0; facet < facets; counts += columns[facet++].size + 1) {
        Numbers begins = columns[facet].begins, codes = columns[facet].codes;
        if (!begins.first && codes.width == 1)
            for (int64_t doc = 0; doc < many; doc++) counts[((const uint8_t *)codes.first)[docs[doc]]]++;
        else if (!begins.first)
            for (int64_t doc = 0; doc < many; doc++) counts[at(codes, docs[doc])]++;
        else
            for (int64_t doc = 0; doc < many; doc++)
                for (int64_t place = at(begins, docs[doc]), end = at(begins, docs[doc] + 1); place < end; place++)
                    counts[at(codes, place)]++;
    }
}
