/* Words that stand near one another. */

#include "order.h"
#include "texts.h"

/* Positions, which grow as they must. */
typedef struct {
    int64_t *positions, count, room;
} Places;

static int roomy(Places *places, int64_t more) {
    if (places->count + more <= places->room) return 1;
    int64_t room = 2 * (places->count + more);
    int64_t *grown = realloc(places->positions, sizeof(int64_t) * (size_t)room);
    if (!grown) return 0;
    places->positions = grown;
    places->room = room;
    return 1;
}

static int ascending(const void *one, const void *other) {
    int64_t a = *(const int64_t *)one, b = *(const int64_t *)other;
    return (a > b) - (a < b);
}

/* Put a few numbers, or many, in order. */
static void order(int64_t *numbers, int64_t count) {
    if (count > 32) {
        qsort(numbers, (size_t)count, sizeof(int64_t), ascending);
        return;
    }
    for (int64_t next = 1; next < count; next++) {
        int64_t number = numbers[next], place = next;
        for (; place && numbers[place - 1] > number; place--) numbers[place] = numbers[place - 1];
        numbers[place] = number;
    }
}

/* A word that is looked for in one text of a segment after another. */
typedef struct {
    const Word *word;
    const int64_t *numbers; /* of its terms in the segment */
    int64_t *cursors;       /* by term: the posting where it was found last */
    int64_t *room;          /* for two numbers for each term */
    Places places;          /* where it begins in the text, ascending */
} Sought;

/* Begin with the first text of a segment. */
static void begin(Sought *sought, const Index *index, const Part *part) {
    sought->numbers = sought->word->numbers + (part - index->parts) * sought->word->terms;
    for (int64_t term = 0; term < sought->word->terms; term++)
        sought->cursors[term] = sought->numbers[term] < 0 ? 0 : at(part->begins, sought->numbers[term]);
}

/* Find the postings of some terms, one behind the other among the word's, in a text; tell whether all are there. */
static int all_there(Sought *sought, const Part *part, int64_t first, int64_t terms, int64_t text) {
    for (int64_t term = first; term < first + terms; term++) {
        if (sought->numbers[term] < 0) return 0;
        int64_t end = at(part->begins, sought->numbers[term] + 1);
        int64_t posting = sought->cursors[term] = leap(part->holders, sought->cursors[term], end, text);
        if (posting == end || at(part->holders, posting) != text) return 0;
        sought->room[term - first] = posting;
    }
    return terms > 0;
}

/* Find where a word begins in a text, in any of its ways. Returns 0 where there is no memory. */
static int found(Sought *sought, const Part *part, int64_t text) {
    const Word *word = sought->word;
    Places *places = &sought->places;
    places->count = 0;
    for (int64_t way = 0; way < word->ways; way++) {
        int64_t first = word->begins[way], terms = word->begins[way + 1] - first;
        if (!all_there(sought, part, first, terms, text)) continue;
        int64_t start = at(part->starts, sought->room[0]), count = at(part->starts, sought->room[0] + 1) - start;
        if (!roomy(places, count)) return 0;
        int64_t *free_places = places->positions + places->count;
        if (terms > 1) places->count += in_a_row(part, sought->room, terms, sought->room + terms, free_places);
        else
            for (places->count += count; count--;) free_places[count] = at(part->positions, start + count);
    }
    if (word->ways > 1) order(places->positions, places->count);
    return 1;
}

/* The least distance of two words' places in one text. */
static int64_t gap(const Places *one, const Places *other) {
    int64_t least = INT64_MAX, place = 0;
    for (int64_t each = 0; each < one->count; each++) {
        int64_t position = one->positions[each];
        while (place + 1 < other->count && other->positions[place + 1] <= position) place++;
        for (int64_t near = place; near < other->count && near <= place + 1; near++) {
            int64_t distance = llabs(other->positions[near] - position);
            if (distance < least) least = distance;
        }
    }
    return least;
}

/* How nearness counts. */
typedef struct {
    int64_t most;           /* results that are looked at, the best ones */
    int64_t window;         /* positions: words further apart are not near */
    double worth;           /* of two neighbours, beside what the lesser of them tells; less by their distance */
    uint8_t fields[FIELDS]; /* whether each counts */
} Nearness;

/* What a text gains by words that were found in it. */
static double gained(const Nearness *how, const Sought *words, const double *telling, int64_t count) {
    double whole = 0;
    for (int64_t one = 0; one < count; one++)
        for (int64_t other = one + 1; words[one].places.count && other < count; other++) {
            int64_t distance = gap(&words[one].places, &words[other].places);
            double told = telling[one] < telling[other] ? telling[one] : telling[other];
            if (distance <= how->window) whole += how->worth * told / (double)(distance ? distance : 1);
        }
    return whole;
}

/* Which words a result holds, a bit for each; all where nothing is said. */
static inline uint64_t held_by(const uint64_t *present, int64_t doc) { return present ? present[doc] : UINT64_MAX; }

/* Add to the scores of the results at some places, which ascend, what they gain. Returns 0, or -1. */
static int64_t add_near(const Index *index, const Nearness *how, Sought *words, const double *telling, int64_t count,
                        const int64_t *docs, const uint64_t *present, const int64_t *places, int64_t many,
                        double *scores) {
    int64_t next = 0;
    for (const Part *part = index->parts; part < index->parts + index->count; part++) {
        for (int64_t word = 0; word < count; word++) begin(&words[word], index, part);
        for (; next < many && docs[places[next]] < part->base + part->size; next++)
            for (int field = 0; field < FIELDS; field++) {
                if (!how->fields[field]) continue;
                int64_t doc = places[next], text = (docs[doc] - part->base) * FIELDS + field;
                for (int64_t word = 0; word < count; word++) {
                    words[word].places.count = 0;
                    if (held_by(present, doc) >> word & 1 && !found(&words[word], part, text)) return -1;
                }
                scores[doc] += gained(how, words, telling, count);
            }
    }
    return 0;
}

/* Add to the scores of the best of some results what they gain by words that are near one another. */
EXPORT int64_t near(const Index *index, const Nearness *how, const Word *const *words, const double *telling,
                    int64_t count, const int64_t *docs, int64_t many, const int64_t *lacking, const uint64_t *present,
                    double *scores) {
    int64_t terms = 0, kept = 0, size = many < how->most ? many : how->most;
    for (int64_t word = 0; word < count; word++) terms += words[word]->terms;
    int64_t *room = malloc(sizeof(int64_t) * (size_t)(size + 3 * terms + 1)), *places = room + 3 * terms, *free_room = room;
    Sought *sought = calloc((size_t)count + 1, sizeof(Sought));
    int64_t failed = room && sought ? 0 : -1;
    for (int64_t word = 0; !failed && word < count; word++) {
        sought[word] = (Sought){.word = words[word], .cursors = free_room, .room = free_room + words[word]->terms};
        free_room += 3 * words[word]->terms;
    }
    if (!failed && many > how->most) {
        if (best(&(Ranking){.docs = docs, .lacking = lacking, .scores = scores}, many, size, places) < 0) failed = -1;
        else order(places, size);
    } else
        for (int64_t place = 0; !failed && place < size; place++) places[place] = place;
    for (int64_t place = 0; !failed && place < size; place++)
        if (held_by(present, places[place]) & (held_by(present, places[place]) - 1)) /* two words or more */
            places[kept++] = places[place];
    if (!failed) failed = add_near(index, how, sought, telling, count, docs, present, places, kept, scores);
    for (int64_t word = 0; sought && word < count; word++) free(sought[word].places.positions);
    free(sought);
    free(room);
    return failed;
}
