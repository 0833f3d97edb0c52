/* What comes first: a heap of as many results as are wanted, the last of them on top. */

#include "order.h"

#include <math.h>

static inline double rounded(double score) { return rint(score * 1e9); }

/* Whether a result comes before another one. */
static int before(const Ranking *by, int64_t one, int64_t other) {
    if (by->lacking && by->lacking[one] != by->lacking[other]) return by->lacking[one] < by->lacking[other];
    if (by->scores) {
        double a = rounded(by->scores[one]), b = rounded(by->scores[other]);
        if (a != b) return a > b;
    }
    const Position *position = by->position;
    if (position) {
        int64_t a = by->docs[one], b = by->docs[other];
        if (position->when[a] != position->when[b]) return (position->when[a] > position->when[b]) == (by->newest > 0);
        int64_t edition = position->edition[a], its = position->edition[b];
        if (edition >> 1 != its >> 1) return (edition >> 1 < its >> 1) == (by->newest > 0);
        if (edition != its) return edition < its;
        if (position->issue[a] != position->issue[b]) return position->issue[a] < position->issue[b];
        if (position->place[a] != position->place[b]) return position->place[a] < position->place[b];
    }
    return one < other;
}

/* Let what is at the root of a part of a heap, which ends there, sink to its place. */
static void sift(const Ranking *by, int64_t *heap, int64_t root, int64_t end) {
    for (int64_t child; (child = 2 * root + 1) < end; root = child) {
        if (child + 1 < end && before(by, heap[child], heap[child + 1])) child++;
        if (!before(by, heap[root], heap[child])) return;
        int64_t lower = heap[root];
        heap[root] = heap[child];
        heap[child] = lower;
    }
}

void best(const Ranking *by, int64_t count, int64_t most, int64_t *found) {
    int64_t size = count < most ? count : most;
    for (int64_t place = 0; place < size; place++) found[place] = place;
    for (int64_t root = size / 2; root-- > 0;) sift(by, found, root, size);
    for (int64_t place = size; size && place < count; place++)
        if (before(by, place, found[0])) {
            found[0] = place;
            sift(by, found, 0, size);
        }
    for (int64_t end = size; end-- > 1;) {
        int64_t last = found[0];
        found[0] = found[end];
        found[end] = last;
        sift(by, found, 0, end);
    }
}

EXPORT void first(const Position *position, const int64_t *docs, const int64_t *lacking, const double *scores,
                  int64_t newest, int64_t count, int64_t most, int64_t *found) {
    best(&(Ranking){docs, lacking, scores, position, newest}, count, most, found);
}
