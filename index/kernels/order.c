/* What comes first: a heap of as many results as are wanted, the last of them on top. */

#include "order.h"

#include <math.h>

/* A result as it is compared: the place of one, and what tells it apart before all else, the higher the earlier. */
typedef struct {
    int64_t key, place;
} Entry;

/* Fewest lacking come first, then highest scores, of which nine digits behind the point count. Nobody lacks 64. */
static inline int64_t key_of(const Ranking *by, int64_t place) {
    static const double most = (double)((int64_t)1 << 55);
    double score = by->scores ? by->scores[place] * 1e9 : 0;
    int64_t lacking = by->lacking ? by->lacking[place] : 0;
    return (64 - lacking) * ((int64_t)1 << 56) + llrint(score < most ? score : most - 1);
}

/* Whether a result comes before another one. */
static int before(const Ranking *by, Entry one, Entry other) {
    if (one.key != other.key) return one.key > other.key;
    const Position *position = by->position;
    if (position) {
        int64_t a = by->docs[one.place], b = by->docs[other.place];
        if (position->when[a] != position->when[b]) return (position->when[a] > position->when[b]) == (by->newest > 0);
        int64_t edition = position->edition[a], its = position->edition[b];
        if (edition >> 1 != its >> 1) return (edition >> 1 < its >> 1) == (by->newest > 0);
        if (edition != its) return edition < its;
        if (position->issue[a] != position->issue[b]) return position->issue[a] < position->issue[b];
        if (position->place[a] != position->place[b]) return position->place[a] < position->place[b];
    }
    return one.place < other.place;
}

/* Let what is at the root of a part of a heap, which ends there, sink to its place. */
static void sift(const Ranking *by, Entry *heap, int64_t root, int64_t end) {
    Entry sinking = heap[root];
    for (int64_t child; (child = 2 * root + 1) < end; root = child) {
        if (child + 1 < end && before(by, heap[child], heap[child + 1])) child++;
        if (!before(by, sinking, heap[child])) break;
        heap[root] = heap[child];
    }
    heap[root] = sinking;
}

int64_t best(const Ranking *by, int64_t count, int64_t most, int64_t *found) {
    int64_t size = count < most ? count : most;
    Entry *heap = malloc(sizeof(Entry) * (size_t)(size + 1));
    if (!heap) return -1;
    for (int64_t place = 0; place < size; place++) heap[place] = (Entry){key_of(by, place), place};
    for (int64_t root = size / 2; root-- > 0;) sift(by, heap, root, size);
    for (int64_t place = size; size && place < count; place++) {
        Entry next = {key_of(by, place), place};
        if (next.key < heap[0].key || !before(by, next, heap[0])) continue;
        heap[0] = next;
        sift(by, heap, 0, size);
    }
    for (int64_t end = size; end--;) {
        found[end] = heap[0].place;
        heap[0] = heap[end];
        sift(by, heap, 0, end);
    }
    free(heap);
    return size;
}

EXPORT int64_t first(const Position *position, const int64_t *docs, const int64_t *lacking, const double *scores,
                     int64_t newest, int64_t count, int64_t most, int64_t *found) {
    return best(&(Ranking){docs, lacking, scores, position, newest}, count, most, found);
}
