/* Arithmetic on the arrays of an index: what a search does for every posting, document or value.

   index/kernels.py calls what is declared `extern` here and says what it is given; index/codec/segment.py says
   what the arrays of a segment hold, and uses the same words. Lists of documents or texts ascend and hold none
   twice. What counts something returns it, or -1 where there is no memory. */

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifndef FIELDS
#error "FIELDS: how many texts a document has"
#endif

static const double B = 0.75, K1 = 1.2; /* BM25F as Whoosh has it unless told otherwise */

enum { BLOCK = 512 }; /* documents that are looked at together: what is known of them stays in the nearest memory */
enum { FAR = 16 };    /* a list so many times as long as another is leapt through rather than walked */

/* Unsigned numbers of 1, 2, 4 or 8 bytes each. */
typedef struct {
    const void *first;
    int64_t width;
} Numbers;

static inline int64_t at(Numbers numbers, int64_t place) {
    switch (numbers.width) {
    case 1: return ((const uint8_t *)numbers.first)[place];
    case 2: return ((const uint16_t *)numbers.first)[place];
    case 4: return ((const uint32_t *)numbers.first)[place];
    default: return ((const int64_t *)numbers.first)[place];
    }
}

/* The dictionary of a field. */
typedef struct {
    const uint8_t *terms;
    Numbers ends, hashed, buckets;
    int64_t mask; /* of the bits of a term's hash that tell its bucket */
} Terms;

/* All texts of a segment. */
typedef struct {
    Terms terms;
    Numbers begins, holders, counts, starts, positions, lengths, frequencies;
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
    const uint8_t *texts;   /* the terms, one after another */
    const int64_t *ends;    /* where each ends there */
    const int64_t *begins;  /* the place of the first term of each way; one more, as everywhere */
    const double *weights;  /* of each way */
    const double *fields;   /* what each field weighs; 0 for one that does not count */
    int64_t *numbers;       /* of each term in each part, -1 where it is not in it, part by part */
    double *worth;          /* of each term in each field, term by term */
} Word;

/* Dictionaries */

static uint32_t crc_table[256];

static uint32_t crc32_of(const uint8_t *bytes, int64_t length) {
    if (!crc_table[1]) {
        for (uint32_t byte = 0; byte < 256; byte++) {
            uint32_t value = byte;
            for (int bit = 0; bit < 8; bit++) value = value & 1 ? 0xEDB88320u ^ (value >> 1) : value >> 1;
            crc_table[byte] = value;
        }
    }
    uint32_t crc = 0xFFFFFFFFu;
    for (int64_t i = 0; i < length; i++) crc = crc_table[(crc ^ bytes[i]) & 0xFF] ^ (crc >> 8);
    return crc ^ 0xFFFFFFFFu;
}

static int64_t numbered(const Terms *terms, const uint8_t *term, int64_t length, uint32_t hash) {
    int64_t bucket = hash & terms->mask;
    int64_t end = at(terms->buckets, bucket + 1);
    for (int64_t place = at(terms->buckets, bucket); place < end; place++) {
        int64_t number = at(terms->hashed, place);
        int64_t begin = number ? at(terms->ends, number - 1) : 0;
        if (at(terms->ends, number) - begin == length && !memcmp(terms->terms + begin, term, (size_t)length))
            return number;
    }
    return -1;
}

/* The number of a term, -1 for an unknown one. */
extern int64_t find(const Terms *terms, const uint8_t *term, int64_t length) {
    return numbered(terms, term, length, crc32_of(term, length));
}

/* Whether any text holds a term. */
extern int64_t known(const Index *index, const uint8_t *term, int64_t length) {
    uint32_t hash = crc32_of(term, length);
    for (int64_t part = 0; part < index->count; part++)
        if (numbered(&index->parts[part].terms, term, length, hash) >= 0) return 1;
    return 0;
}

/* Words */

/* Fill in a word's numbers and worth: BM25's idf, which counts deleted texts as long as their segment is not
   merged, times weights. Returns how many texts hold the word at most. */
extern int64_t prepare(const Index *index, Word *word) {
    int64_t most = 0;
    for (int64_t way = 0; way < word->ways; way++) {
        int64_t fewest = INT64_MAX;
        for (int64_t term = word->begins[way]; term < word->begins[way + 1]; term++) {
            const uint8_t *text = word->texts + (term ? word->ends[term - 1] : 0);
            int64_t length = word->texts + word->ends[term] - text;
            uint32_t hash = crc32_of(text, length);
            int64_t frequencies[FIELDS] = {0}, whole = 0;
            for (int64_t part = 0; part < index->count; part++) {
                int64_t number = numbered(&index->parts[part].terms, text, length, hash);
                word->numbers[part * word->terms + term] = number;
                for (int field = 0; number >= 0 && field < FIELDS; field++)
                    frequencies[field] += at(index->parts[part].frequencies, number * FIELDS + field);
            }
            for (int field = 0; field < FIELDS; field++) {
                double idf = log((double)index->size / (double)(frequencies[field] + 1)) + 1.0;
                word->worth[term * FIELDS + field] = idf * (K1 + 1) * word->fields[field] * word->weights[way];
                whole += frequencies[field];
            }
            if (whole < fewest) fewest = whole;
        }
        most += fewest == INT64_MAX ? 0 : fewest;
    }
    return most;
}

static inline double weighed(const Index *index, const Part *part, int64_t posting, int64_t text, int field,
                             const double *worth) {
    double count = (double)at(part->counts, posting);
    int64_t length = at(part->lengths, text);
    return worth[field] * count / (count + K1 * (1 - B) + index->norms[field] * (double)(length ? length : 1));
}

/* The first of some postings whose text is this one or comes behind it; `end` where none does. */
static int64_t leap(Numbers holders, int64_t begin, int64_t end, int64_t text) {
    int64_t step = 1;
    while (begin + step < end && at(holders, begin + step) < text) {
        begin += step;
        step *= 2;
    }
    int64_t high = begin + step < end ? begin + step : end;
    while (begin < high) {
        int64_t middle = begin + (high - begin) / 2;
        if (at(holders, middle) < text) begin = middle + 1;
        else high = middle;
    }
    return begin;
}

static int64_t leap_among(const int64_t *docs, int64_t begin, int64_t end, int64_t doc) {
    return leap((Numbers){docs, 8}, begin, end, doc);
}

/* Where terms begin that stand one behind the other in one text, given the postings of each there. `places` has
   room for the positions of the first; NULL to be told only whether there is one. `cursors`: room for a number
   for each term. */
static int64_t in_a_row(const Part *part, const int64_t *postings, int64_t terms, int64_t *cursors, int64_t *places) {
    int64_t found = 0;
    for (int64_t term = 0; term < terms; term++) cursors[term] = at(part->starts, postings[term]);
    int64_t last = at(part->starts, postings[0] + 1);
    for (int64_t first = cursors[0]; first < last; first++) {
        int64_t position = at(part->positions, first), term = 1;
        for (; term < terms; term++) {
            int64_t end = at(part->starts, postings[term] + 1);
            while (cursors[term] < end && at(part->positions, cursors[term]) < position + term) cursors[term]++;
            if (cursors[term] == end) return found;
            if (at(part->positions, cursors[term]) != position + term) break;
        }
        if (term < terms) continue;
        if (!places) return 1;
        places[found++] = position;
    }
    return found;
}

/* What is found of one way in a segment: postings, or texts with their scores. */
typedef struct {
    int64_t place, end;
    const double *worth; /* of a lone term, by field */
    int64_t *texts;      /* of terms in a row; NULL for a lone one */
    double *scores;
} List;

static inline int64_t text_of(const Part *part, const List *list, int64_t place) {
    return list->texts ? list->texts[place] : at(part->holders, place);
}

static inline double score_of(const Index *index, const Part *part, const List *list, int64_t place, int64_t text,
                              int field) {
    return list->texts ? list->scores[place] : weighed(index, part, place, text, field, list->worth);
}

/* The texts where terms stand in a row, among the documents `docs` of the segment (all where that is NULL), by
   the index's numbers. Returns 0 where there is no memory. */
static int row(const Index *index, const Part *part, const int64_t *numbers, const double *worth, int64_t terms,
               const int64_t *docs, int64_t count, List *list) {
    int64_t rarest = 0, fewest = INT64_MAX;
    int64_t *room = malloc(sizeof(int64_t) * (size_t)terms * 3);
    if (!room) return 0;
    int64_t *postings = room, *ends = room + terms, *cursors = room + 2 * terms;
    for (int64_t term = 0; term < terms; term++) {
        postings[term] = at(part->begins, numbers[term]);
        ends[term] = at(part->begins, numbers[term] + 1);
        if (ends[term] - postings[term] < fewest) fewest = ends[term] - postings[term], rarest = term;
    }
    list->texts = malloc(sizeof(int64_t) * (size_t)(fewest + 1));
    list->scores = malloc(sizeof(double) * (size_t)(fewest + 1));
    int64_t doc = 0, found = 0, term = 0;
    for (; list->texts && list->scores && postings[rarest] < ends[rarest]; postings[rarest]++) {
        int64_t text = at(part->holders, postings[rarest]);
        if (docs) {
            doc = leap_among(docs, doc, count, text / FIELDS + part->base);
            if (doc == count) break;
            if (docs[doc] != text / FIELDS + part->base) continue;
        }
        for (term = 0; term < terms; term++) {
            if (term == rarest) continue;
            postings[term] = leap(part->holders, postings[term], ends[term], text);
            if (postings[term] == ends[term] || at(part->holders, postings[term]) != text) break;
        }
        if (term == terms && in_a_row(part, postings, terms, cursors, NULL)) {
            double score = 0;
            for (term = 0; term < terms; term++)
                score += weighed(index, part, postings[term], text, (int)(text % FIELDS), worth + term * FIELDS);
            list->texts[found] = text;
            list->scores[found++] = score;
        } else if (term < terms && postings[term] == ends[term])
            break;
    }
    list->place = 0;
    list->end = found;
    free(room);
    return list->texts && list->scores;
}

static void dropped(List *lists, int64_t count) {
    for (int64_t each = 0; each < count; each++) {
        free(lists[each].texts);
        free(lists[each].scores);
    }
    free(lists);
}

/* What is found of each way in a segment; NULL where there is no memory. */
static List *listed(const Index *index, const Part *part, const Word *word, const int64_t *docs, int64_t count,
                    int64_t *lists) {
    const int64_t *numbers = word->numbers + (part - index->parts) * word->terms;
    List *found = calloc((size_t)word->ways + 1, sizeof(List));
    *lists = 0;
    for (int64_t way = 0; found && way < word->ways; way++) {
        int64_t first = word->begins[way], last = word->begins[way + 1], there = first < last;
        for (int64_t term = first; term < last; term++) there = there && numbers[term] >= 0;
        if (!there) continue;
        List *list = &found[(*lists)++];
        if (last - first == 1) {
            list->place = at(part->begins, numbers[first]);
            list->end = at(part->begins, numbers[first] + 1);
            list->worth = word->worth + first * FIELDS;
        } else if (!row(index, part, numbers + first, word->worth + first * FIELDS, last - first, docs, count, list)) {
            dropped(found, *lists);
            return NULL;
        }
    }
    return found;
}

/* The documents of a segment that hold a word, and their scores, unless `scores` is NULL: in each field that of
   the best of its ways, and their sum. Documents are taken some after others. */
static int64_t held(const Index *index, const Part *part, const Word *word, List *lists, int64_t count,
                    int64_t *docs, double *scores) {
    double best[BLOCK * FIELDS] = {0};
    uint8_t there[BLOCK] = {0};
    int64_t found = 0;
    for (;;) {
        int64_t low = INT64_MAX;
        for (int64_t each = 0; each < count; each++)
            if (lists[each].place < lists[each].end) {
                int64_t text = text_of(part, &lists[each], lists[each].place);
                if (text < low) low = text;
            }
        if (low == INT64_MAX) return found;
        low = low / FIELDS; /* blocks begin with a document that there is: rare words have short ones */
        int64_t first = low * FIELDS, high = first + BLOCK * FIELDS;
        int most = 0;
        for (int64_t each = 0; each < count; each++) {
            List *list = &lists[each];
            for (int64_t text; list->place < list->end && (text = text_of(part, list, list->place)) < high; list->place++) {
                int slot = (int)(text - first), field = slot % FIELDS, doc = slot / FIELDS;
                if (!word->fields[field]) continue;
                there[doc] = 1;
                if (doc > most) most = doc;
                if (!scores) continue;
                double score = score_of(index, part, list, list->place, text, field);
                if (score > best[slot]) best[slot] = score;
            }
        }
        for (int doc = 0; doc <= most; doc++) {
            if (!there[doc]) continue;
            there[doc] = 0;
            double sum = 0;
            for (int field = 0; scores && field < FIELDS; field++) {
                sum += best[doc * FIELDS + field];
                best[doc * FIELDS + field] = 0;
            }
            int64_t number = part->base + low + doc;
            if (index->live && !index->live[number]) continue;
            docs[found] = number;
            if (scores) scores[found] = sum;
            found++;
        }
    }
}

/* The documents that hold a word, ascending, and their scores, unless `scores` is NULL. */
extern int64_t holders(const Index *index, const Word *word, int64_t *docs, double *scores) {
    int64_t found = 0;
    for (const Part *part = index->parts; part < index->parts + index->count; part++) {
        int64_t count;
        List *lists = listed(index, part, word, NULL, 0, &count);
        if (!lists) return -1;
        found += held(index, part, word, lists, count, docs + found, scores ? scores + found : NULL);
        dropped(lists, count);
    }
    return found;
}

/* Add a word's scores of some documents to `sums`, and tell which hold it. */
extern int64_t add_word(const Index *index, const Word *word, const int64_t *docs, int64_t count, double *sums,
                        uint8_t *present) {
    int64_t doc = 0;
    for (const Part *part = index->parts; part < index->parts + index->count; part++) {
        int64_t first = doc, lists;
        while (doc < count && docs[doc] < part->base + part->size) doc++;
        List *list = listed(index, part, word, docs + first, doc - first, &lists);
        if (!list) return -1;
        for (int64_t place = first; place < doc; place++) {
            double best[FIELDS] = {0}, sum = 0;
            int64_t text = (docs[place] - part->base) * FIELDS;
            for (List *each = list; each < list + lists; each++) {
                each->place = leap(each->texts ? (Numbers){each->texts, 8} : part->holders, each->place, each->end, text);
                for (int64_t own; each->place < each->end && (own = text_of(part, each, each->place)) < text + FIELDS;
                     each->place++) {
                    int field = (int)(own - text);
                    double score = score_of(index, part, each, each->place, own, field);
                    if (word->fields[field] && score > best[field]) best[field] = score;
                }
            }
            for (int field = 0; field < FIELDS; field++) sum += best[field];
            sums[place] += sum;
            present[place] = sum > 0;
        }
        dropped(list, lists);
    }
    return 0;
}

/* Lists of documents */

/* The documents that are in at least so many of the lists, and that `allowed` (NULL: all) says yes to; with the
   sum of the values that they have there, or the highest. `values` and `found_values` may be NULL. */
extern int64_t combine(const int64_t *const *lists, const double *const *values, const int64_t *lengths, int64_t count,
                       int64_t least, int64_t highest, const uint8_t *allowed, int64_t *docs, double *found_values) {
    double combined[BLOCK] = {0};
    uint16_t times[BLOCK] = {0};
    int64_t found = 0, *places = calloc((size_t)count + 1, sizeof(int64_t));
    if (!places) return -1;
    for (;;) {
        int64_t low = INT64_MAX;
        for (int64_t each = 0; each < count; each++)
            if (places[each] < lengths[each] && lists[each][places[each]] < low) low = lists[each][places[each]];
        if (low == INT64_MAX) break;
        int64_t most = 0;
        for (int64_t each = 0; each < count; each++)
            for (; places[each] < lengths[each] && lists[each][places[each]] < low + BLOCK; places[each]++) {
                int64_t doc = lists[each][places[each]] - low;
                if (doc > most) most = doc;
                times[doc]++;
                if (!values) continue;
                double value = values[each][places[each]];
                if (!highest) combined[doc] += value;
                else if (value > combined[doc]) combined[doc] = value;
            }
        for (int64_t doc = 0; doc <= most; doc++) {
            if (times[doc] >= least && times[doc] && (!allowed || allowed[low + doc])) {
                if (values) found_values[found] = combined[doc];
                docs[found++] = low + doc;
            }
            times[doc] = 0;
            combined[doc] = 0;
        }
    }
    free(places);
    return found;
}

/* Add the values that a list has for some documents to `sums`, unless `values` is NULL, and tell which are in it. */
extern void add_list(const int64_t *list, const double *values, int64_t length, const int64_t *docs, int64_t count,
                     double *sums, uint8_t *present) {
    int64_t place = 0;
    for (int64_t doc = 0; doc < count; doc++) {
        if (length / FAR > count) place = leap_among(list, place, length, docs[doc]);
        else
            while (place < length && list[place] < docs[doc]) place++;
        present[doc] = place < length && list[place] == docs[doc];
        if (values && present[doc]) sums[doc] += values[place];
    }
}

/* Nearness */

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

/* Where a word begins in a text, in any of its ways, ascending. `cursors` remember where each of its terms was
   found last, since texts are asked for in their order; `room` has room for two numbers for each. */
static int places_in(const Part *part, const Word *word, const int64_t *numbers, int64_t text, int64_t *cursors,
                     int64_t *room, Places *places) {
    places->count = 0;
    for (int64_t way = 0; way < word->ways; way++) {
        int64_t first = word->begins[way], terms = word->begins[way + 1] - first, term = 0;
        for (; term < terms && numbers[first + term] >= 0; term++) {
            int64_t end = at(part->begins, numbers[first + term] + 1);
            int64_t posting = leap(part->holders, cursors[first + term], end, text);
            cursors[first + term] = posting;
            if (posting == end || at(part->holders, posting) != text) break;
            room[term] = posting;
        }
        if (!terms || term < terms) continue;
        int64_t start = at(part->starts, room[0]), count = at(part->starts, room[0] + 1) - start;
        if (!roomy(places, count)) return 0;
        int64_t *free_places = places->positions + places->count;
        if (terms > 1) places->count += in_a_row(part, room, terms, room + terms, free_places);
        else
            for (places->count += count; count--;) free_places[count] = at(part->positions, start + count);
    }
    if (word->ways > 1) qsort(places->positions, (size_t)places->count, sizeof(int64_t), ascending);
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

/* Add to `gains` what documents gain by words that are near one another in a text of the fields that `counting`
   says yes to: for each two words `worth` times what the lesser of them tells, by their distance, at most `window`. */
extern int64_t near(const Index *index, const Word *const *words, const double *telling, int64_t count,
                    const int64_t *docs, int64_t many, const uint8_t *counting, int64_t window, double worth,
                    double *gains) {
    int64_t terms = 0, most = 0, doc = 0, whole = 1;
    for (int64_t word = 0; word < count; word++) {
        terms += words[word]->terms;
        if (words[word]->terms > most) most = words[word]->terms;
    }
    Places *places = calloc((size_t)count, sizeof(Places));
    int64_t *cursors = malloc(sizeof(int64_t) * (size_t)(terms + 2 * most + 1)), *room = cursors + terms;
    for (int64_t each = 0; places && cursors && whole && each < index->count; each++) {
        const Part *part = index->parts + each;
        for (int64_t word = 0, place = 0; word < count; place += words[word++]->terms)
            for (int64_t term = 0; term < words[word]->terms; term++) {
                int64_t number = words[word]->numbers[each * words[word]->terms + term];
                cursors[place + term] = number < 0 ? 0 : at(part->begins, number);
            }
        for (; whole && doc < many && docs[doc] < part->base + part->size; doc++)
            for (int field = 0; whole && field < FIELDS; field++) {
                if (!counting[field]) continue;
                int64_t text = (docs[doc] - part->base) * FIELDS + field;
                for (int64_t word = 0, place = 0; whole && word < count; place += words[word++]->terms)
                    whole = places_in(part, words[word], words[word]->numbers + each * words[word]->terms, text,
                                      cursors + place, room, &places[word]);
                for (int64_t one = 0; whole && one < count; one++)
                    for (int64_t other = one + 1; places[one].count && other < count; other++) {
                        int64_t distance = gap(&places[one], &places[other]);
                        double told = telling[one] < telling[other] ? telling[one] : telling[other];
                        if (distance <= window) gains[doc] += worth * told / (double)(distance ? distance : 1);
                    }
            }
    }
    whole = whole && places && cursors;
    for (int64_t word = 0; places && word < count; word++) free(places[word].positions);
    free(places);
    free(cursors);
    return whole ? 0 : -1;
}

/* Order */

/* What results are ordered by, the weightiest first; each may be NULL. */
typedef struct {
    const int64_t *docs;
    const int64_t *lacking; /* by result, fewest first */
    const double *scores;   /* by result, highest first; those that differ by the last bits are the same */
    const int32_t *when;    /* these by document */
    const int64_t *edition;
    const int32_t *issue, *place;
    int64_t newest; /* 1: newest issues first, -1: oldest */
} Ranking;

static inline double rounded(double score) { return rint(score * 1e9); }

/* Whether a result comes before another one. */
static int before(const Ranking *by, int64_t one, int64_t other) {
    if (by->lacking && by->lacking[one] != by->lacking[other]) return by->lacking[one] < by->lacking[other];
    if (by->scores) {
        double a = rounded(by->scores[one]), b = rounded(by->scores[other]);
        if (a != b) return a > b;
    }
    if (by->when) {
        int64_t a = by->docs[one], b = by->docs[other];
        if (by->when[a] != by->when[b]) return (by->when[a] > by->when[b]) == (by->newest > 0);
        int64_t edition = by->edition[a], its = by->edition[b];
        if (edition >> 1 != its >> 1) return (edition >> 1 < its >> 1) == (by->newest > 0);
        if (edition != its) return edition < its;
        if (by->issue[a] != by->issue[b]) return by->issue[a] < by->issue[b];
        if (by->place[a] != by->place[b]) return by->place[a] < by->place[b];
    }
    return one < other;
}

/* Bring the last of those below `end` that stand below `root` of a heap up, until it has its place. */
static void sift(const Ranking *by, int64_t *heap, int64_t root, int64_t end) {
    for (int64_t child; (child = 2 * root + 1) < end; root = child) {
        if (child + 1 < end && before(by, heap[child], heap[child + 1])) child++;
        if (!before(by, heap[root], heap[child])) return;
        int64_t lower = heap[root];
        heap[root] = heap[child];
        heap[child] = lower;
    }
}

/* The places of the first of so many results, in order. */
extern int64_t first(const Ranking *by, int64_t count, int64_t most, int64_t *found) {
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
    return size;
}

/* How many of some documents have each value: `codes` holds those of all documents, one after another, from where
   `begins` says. */
extern void count(const int64_t *docs, int64_t many, const Numbers *begins, const Numbers *codes, int64_t *counts) {
    for (int64_t doc = 0; doc < many; doc++)
        for (int64_t place = at(*begins, docs[doc]), end = at(*begins, docs[doc] + 1); place < end; place++)
            counts[at(*codes, place)]++;
}
