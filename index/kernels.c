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
    int64_t *begins;  /* the place of the first term of each way; one more, as everywhere */
    int64_t *numbers; /* of each term in each part, -1 where it is not in it, part by part */
    double *worth;    /* of each term in each field, term by term */
    double fields[FIELDS]; /* what each weighs; 0 for one that does not count */
} Word;

/* Numbers of eight bytes that a word takes before its arrays. */
extern const int64_t head;
const int64_t head = sizeof(Word) / 8;

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

/* Lay a word out in some room: that of `head`, and of its arrays. `text` has the terms, each with a byte behind it that tells whether the way ends (1) or goes on (0). A term's worth is BM25's
   idf, which counts deleted texts as long as their segment is not merged, times weights. Returns how many texts
   hold the word at most. */
extern int64_t prepare(const Index *index, Word *word, int64_t ways, int64_t terms, const uint8_t *text,
                       const double *weights, const double *fields) {
    word->ways = ways;
    word->terms = terms;
    word->begins = (int64_t *)(word + 1);
    word->numbers = word->begins + ways + 1;
    word->worth = (double *)(word->numbers + index->count * terms);
    memcpy(word->fields, fields, sizeof(word->fields));
    int64_t most = 0, fewest = INT64_MAX, way = 0;
    word->begins[0] = 0;
    for (int64_t term = 0; term < terms; term++) {
        const uint8_t *end = text;
        while (*end > 1) end++;
        uint32_t hash = crc32_of(text, end - text);
        int64_t frequencies[FIELDS] = {0}, whole = 0;
        for (int64_t part = 0; part < index->count; part++) {
            int64_t number = numbered(&index->parts[part].terms, text, end - text, hash);
            word->numbers[part * terms + term] = number;
            for (int field = 0; number >= 0 && field < FIELDS; field++)
                frequencies[field] += at(index->parts[part].frequencies, number * FIELDS + field);
        }
        for (int field = 0; field < FIELDS; field++) {
            double idf = log((double)index->size / (double)(frequencies[field] + 1)) + 1.0;
            word->worth[term * FIELDS + field] = idf * (K1 + 1) * fields[field] * weights[way];
            whole += frequencies[field];
        }
        if (whole < fewest) fewest = whole;
        if (*end == 1) {
            word->begins[++way] = term + 1;
            most += fewest;
            fewest = INT64_MAX;
        }
        text = end + 1;
    }
    return most;
}

ALWAYS double worth_of(double worth, double norm, int64_t count, int64_t length) {
    double many = (double)count;
    return worth * many / (many + K1 * (1 - B) + norm * (double)(length ? length : 1));
}

static double weighed(const Index *index, const Part *part, int64_t posting, int64_t text, int field,
                      const double *worth) {
    return worth_of(worth[field], index->norms[field], at(part->counts, posting), at(part->lengths, text));
}

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

/* The first of some postings whose text is this one or comes behind it; `end` where none does. */
static int64_t leap(Numbers holders, int64_t begin, int64_t end, int64_t text) {
    return holders.width == 4 ? leap_by(4, holders.first, begin, end, text)
                              : leap_by(holders.width, holders.first, begin, end, text);
}

/* The first of some documents from `begin` on that is this one or comes behind it. */
static inline int64_t leap_to(const int64_t *docs, int64_t begin, int64_t end, int64_t doc) {
    return leap_by(8, docs, begin, end, doc);
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
            doc = leap_to(docs, doc, count, text / FIELDS + part->base);
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

ALWAYS int64_t larger(int64_t one, int64_t other) { return one > other ? one : other; }

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

/* Documents that are taken together, and the scores of their texts. */
typedef struct {
    Marks there;
    double best[BLOCK * FIELDS];
} Block;

/* Take what is found of a term in a block that begins with the text `first`, up to the posting `end`. */
ALWAYS void take(const Index *index, const Part *part, const Word *word, const List *list, int64_t end, int64_t first,
                 int scored, int64_t texts, int64_t counts, int64_t lengths, Block *block) {
    double worth[FIELDS], norms[FIELDS];
    int every = 1; /* every field counts */
    for (int field = 0; field < FIELDS; field++) {
        worth[field] = list->worth[field];
        norms[field] = index->norms[field];
        every = every && word->fields[field] != 0;
    }
    for (int64_t place = list->place; place < end; place++) {
        int64_t text = of_width(texts, part->holders.first, place);
        uint32_t slot = (uint32_t)(text - first), field = slot % FIELDS;
        if (!every && word->fields[field] == 0) continue;
        block->there.each[slot / FIELDS] = 1;
        if (!scored) continue;
        double score = worth_of(worth[field], norms[field], of_width(counts, part->counts.first, place),
                                of_width(lengths, part->lengths.first, text));
        block->best[slot] = score > block->best[slot] ? score : block->best[slot];
    }
}

/* The same of terms in a row. */
static void take_row(const Word *word, const List *list, int64_t end, int64_t first, Block *block) {
    for (int64_t place = list->place; place < end; place++) {
        uint32_t slot = (uint32_t)(list->texts[place] - first);
        if (word->fields[slot % FIELDS] == 0) continue;
        block->there.each[slot / FIELDS] = 1;
        if (list->scores[place] > block->best[slot]) block->best[slot] = list->scores[place];
    }
}

/* The documents of a segment that hold a word, and their scores, unless `scores` is NULL: in each field that of
   the best of its ways, and their sum. Documents are taken some after others. */
static int64_t held(const Index *index, const Part *part, const Word *word, List *lists, int64_t count,
                    int64_t *docs, double *scores) {
    Block block = {0};
    int usual = part->holders.width == 4 && part->counts.width == 1 && part->lengths.width == 2;
    int64_t found = 0;
    for (;;) {
        int64_t low = INT64_MAX;
        for (List *list = lists; list < lists + count; list++)
            if (list->place < list->end) {
                int64_t text = text_of(part, list, list->place);
                if (text < low) low = text;
            }
        if (low == INT64_MAX) return found;
        low = low / FIELDS; /* blocks begin with a document that there is: rare words have short ones */
        int64_t first = low * FIELDS, high = first + BLOCK * FIELDS, last = 0;
        for (List *list = lists; list < lists + count; list++) {
            int64_t end = list->texts ? leap_to(list->texts, list->place, list->end, high)
                                      : leap(part->holders, list->place, list->end, high);
            if (list->texts) take_row(word, list, end, first, &block);
            else if (!scores) take(index, part, word, list, end, first, 0, part->holders.width, 0, 0, &block);
            else if (usual) take(index, part, word, list, end, first, 1, 4, 1, 2, &block);
            else
                take(index, part, word, list, end, first, 1, part->holders.width, part->counts.width,
                     part->lengths.width, &block);
            if (end > list->place) last = larger(last, (text_of(part, list, end - 1) - first) / FIELDS);
            list->place = end;
        }
        Looked looked = {0, 0, last};
        for (int64_t doc; (doc = next(&block.there, &looked)) < BLOCK;) {
            int64_t number = part->base + low + doc;
            double sum = 0, *best = block.best + doc * FIELDS;
            for (int field = 0; scores && field < FIELDS; field++) {
                sum += best[field];
                best[field] = 0;
            }
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

/* Take what is found of one way in some documents of a segment, which there is room for in `best`. */
ALWAYS void take_some(const Index *index, const Part *part, const Word *word, List *list, const int64_t *docs,
                      int64_t many, int64_t texts, int64_t counts, int64_t lengths, double *best) {
    const void *holders = list->texts ? (const void *)list->texts : part->holders.first;
    for (int64_t doc = 0; doc < many; doc++) {
        int64_t first = (docs[doc] - part->base) * FIELDS, text;
        list->place = leap_by(texts, holders, list->place, list->end, first);
        for (; list->place < list->end && (text = of_width(texts, holders, list->place)) < first + FIELDS; list->place++) {
            int field = (int)(text - first);
            double score = list->texts ? list->scores[list->place]
                                       : worth_of(list->worth[field], index->norms[field],
                                                  of_width(counts, part->counts.first, list->place),
                                                  of_width(lengths, part->lengths.first, text));
            if (word->fields[field] != 0 && score > best[doc * FIELDS + field]) best[doc * FIELDS + field] = score;
        }
    }
}

/* Add a word's scores of some documents to `sums`. */
static int64_t add_word(const Index *index, const Word *word, const int64_t *docs, int64_t count, double *sums) {
    int64_t doc = 0;
    for (const Part *part = index->parts; part < index->parts + index->count; part++) {
        int usual = part->holders.width == 4 && part->counts.width == 1 && part->lengths.width == 2;
        int64_t first = doc, many;
        doc = leap_to(docs, doc, count, part->base + part->size);
        List *lists = listed(index, part, word, docs + first, doc - first, &many);
        if (!lists) return -1;
        for (; first < doc; first += BLOCK) {
            double found[BLOCK * FIELDS];
            int64_t some = doc - first < BLOCK ? doc - first : BLOCK;
            memset(found, 0, sizeof(double) * FIELDS * (size_t)some);
            for (List *list = lists; list < lists + many; list++)
                if (list->texts) take_some(index, part, word, list, docs + first, some, 8, 0, 0, found);
                else if (usual) take_some(index, part, word, list, docs + first, some, 4, 1, 2, found);
                else
                    take_some(index, part, word, list, docs + first, some, part->holders.width, part->counts.width,
                              part->lengths.width, found);
            for (int64_t place = 0; place < some; place++) {
                double sum = 0;
                for (int field = 0; field < FIELDS; field++) sum += found[place * FIELDS + field];
                sums[first + place] += sum;
            }
        }
        dropped(lists, many);
    }
    return 0;
}

/* Lists of documents */

/* Documents, and the score of each; where `scores` is NULL those of `word` are reckoned when they are asked for. */
typedef struct {
    const int64_t *docs;
    const double *scores;
    int64_t count;
    const Word *word;
} Listed;

/* The documents that are in at least so many of some lists, with the sum of the scores that they have there, or the
   highest. `found_scores` may be NULL. */
extern int64_t combine(const Listed *lists, int64_t count, int64_t highest, int64_t least, int64_t *docs,
                       double *found_scores) {
    double combined[BLOCK] = {0};
    uint16_t times[BLOCK] = {0};
    Marks there = {{0}};
    int64_t found = 0, *places = calloc((size_t)count + 1, sizeof(int64_t));
    if (!places) return -1;
    for (;;) {
        int64_t low = INT64_MAX;
        for (int64_t each = 0; each < count; each++)
            if (places[each] < lists[each].count && lists[each].docs[places[each]] < low)
                low = lists[each].docs[places[each]];
        if (low == INT64_MAX) break;
        int64_t last = 0;
        for (int64_t each = 0; each < count; each++) {
            const Listed *list = &lists[each];
            for (int64_t doc; places[each] < list->count && (doc = list->docs[places[each]] - low) < BLOCK; places[each]++) {
                there.each[doc] = 1;
                times[doc]++;
                last = larger(last, doc);
                double score = list->scores ? list->scores[places[each]] : 0;
                if (!highest) combined[doc] += score;
                else if (score > combined[doc]) combined[doc] = score;
            }
        }
        Looked looked = {0, 0, last};
        for (int64_t doc; (doc = next(&there, &looked)) < BLOCK;) {
            if (times[doc] >= least) {
                if (found_scores) found_scores[found] = combined[doc];
                docs[found++] = low + doc;
            }
            combined[doc] = 0;
            times[doc] = 0;
        }
    }
    free(places);
    return found;
}

/* Tell which of some words each of some documents holds, a bit for each word. */
extern void holding(const Listed *words, int64_t count, const int64_t *docs, int64_t many, uint64_t *present) {
    for (int64_t doc = 0; doc < many; doc++) present[doc] = 0;
    for (int64_t word = 0; word < count; word++)
        for (int64_t doc = 0, place = 0; doc < many; doc++) {
            place = leap_to(words[word].docs, place, words[word].count, docs[doc]);
            if (place < words[word].count && words[word].docs[place] == docs[doc]) present[doc] |= (uint64_t)1 << word;
        }
}

/* Add what a list has for some documents to their scores. */
static int64_t gained(const Index *index, const Listed *list, const int64_t *docs, int64_t count, double *scores) {
    if (!list->scores) return add_word(index, list->word, docs, count, scores);
    for (int64_t doc = 0, place = 0; doc < count; doc++) {
        place = leap_to(list->docs, place, list->count, docs[doc]);
        if (place == list->count) break;
        if (list->docs[place] == docs[doc]) scores[doc] += list->scores[place];
    }
    return 0;
}

/* What is to be matched: some words, of which up to 64 count. */
typedef struct {
    const Listed *words;
    int64_t count;
    uint64_t telling;     /* the words that decide, a bit for each */
    int64_t least;        /* how many of these a result must hold */
    const Listed *among;    /* documents that may be results; NULL where words tell them */
    const uint8_t *allowed; /* whether each document may be a result; NULL where all may */
    Listed sure;            /* documents that are results in any case */
    Listed gained;          /* what scores gain beside those of words */
    const double *rarity; /* what each word tells */
    double power;         /* a result is worth its score times this power of the share that it holds of what all tell */
} Wanted;

/* The results, their scores, how many words that decide each lacks, and which words it holds, a bit for each. */
extern int64_t match(const Index *index, const Wanted *wanted, int64_t *docs, double *scores, int64_t *lacking,
                     uint64_t *present) {
    double sums[BLOCK] = {0};
    uint64_t bits[BLOCK] = {0};
    uint8_t times[BLOCK] = {0}, certain[BLOCK] = {0};
    Marks there = {{0}};
    const Listed *among = wanted->among;
    int64_t found = 0, taken = 0, chosen = 0, telling = 0, *places = calloc((size_t)wanted->count + 1, sizeof(int64_t));
    if (!places) return -1;
    for (int64_t word = 0; word < wanted->count; word++) telling += wanted->telling >> word & 1;
    for (;;) {
        int64_t low = taken < wanted->sure.count ? wanted->sure.docs[taken] : INT64_MAX;
        if (among && chosen < among->count && among->docs[chosen] < low) low = among->docs[chosen];
        for (int64_t word = 0; !among && word < wanted->count; word++) {
            const Listed *held = &wanted->words[word];
            if (wanted->telling >> word & 1 && places[word] < held->count && held->docs[places[word]] < low)
                low = held->docs[places[word]];
        }
        if (low == INT64_MAX) break;
        int64_t last = 0;
        for (int64_t doc; taken < wanted->sure.count && (doc = wanted->sure.docs[taken] - low) < BLOCK; taken++) {
            there.each[doc] = 1;
            certain[doc] = 1;
            last = larger(last, doc);
        }
        for (int64_t doc; among && chosen < among->count && (doc = among->docs[chosen] - low) < BLOCK; chosen++) {
            there.each[doc] = 1;
            last = larger(last, doc);
        }
        for (int64_t word = 0; word < wanted->count; word++) {
            const Listed *held = &wanted->words[word];
            if (!(wanted->telling >> word & 1)) continue;
            if (among) places[word] = leap_to(held->docs, places[word], held->count, low);
            int64_t end = leap_to(held->docs, places[word], held->count, among ? low + last + 1 : low + BLOCK);
            for (int64_t place = places[word]; place < end; place++) {
                int64_t doc = held->docs[place] - low;
                if (among && !there.each[doc]) continue;
                there.each[doc] = 1;
                times[doc]++;
                bits[doc] |= (uint64_t)1 << word;
                if (held->scores) sums[doc] += held->scores[place];
            }
            if (end > places[word]) last = larger(last, held->docs[end - 1] - low);
            places[word] = end;
        }
        Looked looked = {0, 0, last};
        for (int64_t doc; (doc = next(&there, &looked)) < BLOCK;) {
            int enough = times[doc] >= wanted->least;
            if (certain[doc] || (enough && (!wanted->allowed || wanted->allowed[low + doc]))) {
                docs[found] = low + doc;
                scores[found] = sums[doc];
                lacking[found] = telling - times[doc];
                present[found++] = bits[doc];
            }
            sums[doc] = 0;
            bits[doc] = 0;
            times[doc] = 0;
            certain[doc] = 0;
        }
    }
    free(places);
    int64_t failed = 0;
    failed |= gained(index, &wanted->gained, docs, found, scores);
    double whole = 0;
    for (int64_t word = 0; word < wanted->count; word++) {
        const Listed *held = &wanted->words[word];
        whole += wanted->rarity[word];
        if (wanted->telling >> word & 1) {
            if (!held->scores) failed |= gained(index, held, docs, found, scores);
            continue;
        }
        for (int64_t doc = 0, place = 0; doc < found && place < held->count; doc++) {
            place = leap_to(held->docs, place, held->count, docs[doc]);
            if (place < held->count && held->docs[place] == docs[doc]) present[doc] |= (uint64_t)1 << word;
        }
        failed |= gained(index, held, docs, found, scores);
    }
    uint64_t known = ~(uint64_t)0;
    double share = 1;
    for (int64_t doc = 0; doc < found; doc++) {
        if (present[doc] != known) {
            double told = 0;
            known = present[doc];
            for (int64_t word = 0; word < wanted->count; word++) told += known >> word & 1 ? wanted->rarity[word] : 0;
            share = wanted->count ? pow(told / whole, wanted->power) : 1;
        }
        scores[doc] *= share;
    }
    return failed ? -1 : found;
}

/* Order */

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
static void best(const Ranking *by, int64_t count, int64_t most, int64_t *found) {
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

extern void first(const Position *position, const int64_t *docs, const int64_t *lacking, const double *scores,
                  int64_t newest, int64_t count, int64_t most, int64_t *found) {
    best(&(Ranking){docs, lacking, scores, position, newest}, count, most, found);
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
    int64_t most;    /* results that are looked at, the best ones */
    int64_t window;  /* positions: words further apart are not near */
    double worth;    /* of two neighbours, beside what the lesser of them tells; less by their distance */
    uint8_t fields[FIELDS]; /* whether each counts */
} Nearness;

/* Add to the scores of some results, at `places` among all, what they gain by words that are near one another. */
static int64_t add_near(const Index *index, const Nearness *how, const Word *const *words, const double *telling,
                        int64_t count, const int64_t *docs, const int64_t *at_places, int64_t many,
                        const uint64_t *present, double *scores) {
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
        for (; whole && doc < many && docs[at_places[doc]] < part->base + part->size; doc++)
            for (int field = 0; whole && field < FIELDS; field++) {
                if (!how->fields[field]) continue;
                int64_t text = (docs[at_places[doc]] - part->base) * FIELDS + field;
                for (int64_t word = 0, place = 0; whole && word < count; place += words[word++]->terms)
                    if (present[at_places[doc]] >> word & 1)
                        whole = places_in(part, words[word], words[word]->numbers + each * words[word]->terms, text,
                                          cursors + place, room, &places[word]);
                    else places[word].count = 0;
                for (int64_t one = 0; whole && one < count; one++)
                    for (int64_t other = one + 1; places[one].count && other < count; other++) {
                        int64_t distance = gap(&places[one], &places[other]);
                        double told = telling[one] < telling[other] ? telling[one] : telling[other];
                        if (distance <= how->window)
                            scores[at_places[doc]] += how->worth * told / (double)(distance ? distance : 1);
                    }
            }
    }
    whole = whole && places && cursors;
    for (int64_t word = 0; places && word < count; word++) free(places[word].positions);
    free(places);
    free(cursors);
    return whole ? 0 : -1;
}

/* Add to the scores of the best of some results what they gain by words that are near one another. */
extern int64_t near(const Index *index, const Nearness *how, const Word *const *words, const double *telling,
                    int64_t count, const int64_t *docs, int64_t many, const int64_t *lacking, const uint64_t *present,
                    double *scores) {
    int64_t kept = 0, size = many < how->most ? many : how->most, *places = malloc(sizeof(int64_t) * (size_t)(size + 1));
    if (!places) return -1;
    if (many > how->most) {
        best(&(Ranking){.docs = docs, .lacking = lacking, .scores = scores}, many, size, places);
        qsort(places, (size_t)size, sizeof(int64_t), ascending);
    } else
        for (int64_t place = 0; place < size; place++) places[place] = place;
    for (int64_t place = 0; place < size; place++)
        if (present[places[place]] & (present[places[place]] - 1)) places[kept++] = places[place];
    int64_t failed = kept ? add_near(index, how, words, telling, count, docs, places, kept, present, scores) : 0;
    free(places);
    return failed;
}

/* Facets */

/* The values of a facet: those of all documents, one after another from where `begins` says; where that has none,
   one for each document, or `size` for none. */
typedef struct {
    Numbers begins, codes;
    int64_t size;
} Column;

/* How many of some documents have each value of some facets, facet by facet; behind each, a number without meaning. */
extern void count(const int64_t *docs, int64_t many, const Column *columns, int64_t facets, int64_t *counts) {
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
