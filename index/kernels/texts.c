/* Where words stand, and what that is worth: BM25F as Whoosh reckons it. */

#include "texts.h"

#include <math.h>

static const double B = 0.75, K1 = 1.2; /* as Whoosh has them unless told otherwise */

/* Tell what each word that a text is long puts in the way of counts, of the fields' mean lengths. */
EXPORT void reckon_norms(Index *index, const double *means) {
    for (int field = 0; field < FIELDS; field++) index->norms[field] = K1 * B / means[field];
}

/* Numbers of eight bytes that a word takes before its arrays. */
EXPORT const int64_t head;
const int64_t head = sizeof(Word) / 8;

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
EXPORT int64_t find(const Terms *terms, const uint8_t *term, int64_t length) {
    return numbered(terms, term, length, crc32_of(term, length));
}

/* The number of the first term that is this one or comes behind it, byte by byte. */
EXPORT int64_t first_term(const Terms *terms, int64_t count, const uint8_t *term, int64_t length) {
    int64_t low = 0, high = count;
    while (low < high) {
        int64_t middle = low + (high - low) / 2, begin = middle ? at(terms->ends, middle - 1) : 0;
        int64_t its = at(terms->ends, middle) - begin;
        int differs = memcmp(terms->terms + begin, term, (size_t)(its < length ? its : length));
        if (differs < 0 || (!differs && its < length)) low = middle + 1;
        else high = middle;
    }
    return low;
}

/* Whether any text holds a term. */
EXPORT int64_t known(const Index *index, const uint8_t *term, int64_t length) {
    uint32_t hash = crc32_of(term, length);
    for (int64_t part = 0; part < index->count; part++)
        if (numbered(&index->parts[part].terms, term, length, hash) >= 0) return 1;
    return 0;
}

/* The places of a term's postings, or of its positions, in a segment. */
typedef struct {
    int64_t begin, end;
} Stretch;

static Stretch stretch(Numbers begins, Stretch of) { return (Stretch){at(begins, of.begin), at(begins, of.end)}; }

static Stretch postings_of(const Part *part, int64_t number) {
    return stretch(part->begins, (Stretch){number, number + 1});
}

/* Whether two stretches of some numbers are the same. */
static int alike(Numbers numbers, Stretch one, Stretch other) {
    const uint8_t *first = numbers.first;
    if (one.end - one.begin != other.end - other.begin) return 0;
    return !memcmp(first + one.begin * numbers.width, first + other.begin * numbers.width,
                   (size_t)((one.end - one.begin) * numbers.width));
}

/* Whether two terms stand in the same places of the texts of a segment. */
static int same_places(const Part *part, int64_t one, int64_t other) {
    Stretch its = postings_of(part, one), others = postings_of(part, other);
    return its.end - its.begin == others.end - others.begin &&
           alike(part->positions, stretch(part->starts, its), stretch(part->starts, others)) &&
           alike(part->holders, its, others) && alike(part->counts, its, others);
}

/* Whether a lone term of a word adds nothing to the first of its ways, in a segment: a stem that no other word has. */
static int idle(const Part *part, const Word *word, const int64_t *numbers, int64_t way) {
    int64_t term = word->begins[way];
    if (!way || word->begins[1] != 1 || word->begins[way + 1] != term + 1) return 0;
    if (numbers[0] < 0 || numbers[term] < 0) return 0;
    for (int field = 0; field < FIELDS; field++)
        if (word->worth[term * FIELDS + field] > word->worth[field]) return 0;
    return same_places(part, numbers[0], numbers[term]);
}

/* How many documents hold a word at most; on the way, terms that add nothing in a segment are left out there. */
static int64_t most_of(const Index *index, Word *word) {
    int64_t most = 0;
    for (int64_t part = 0; part < index->count; part++) {
        int64_t *numbers = word->numbers + part * word->terms;
        for (int64_t way = 0; way < word->ways; way++) {
            if (idle(&index->parts[part], word, numbers, way)) numbers[word->begins[way]] = -1;
            int64_t fewest = INT64_MAX;
            for (int64_t term = word->begins[way]; term < word->begins[way + 1]; term++) {
                Stretch its = numbers[term] < 0 ? (Stretch){0, 0} : postings_of(&index->parts[part], numbers[term]);
                if (its.end - its.begin < fewest) fewest = its.end - its.begin;
            }
            if (fewest < INT64_MAX) most += fewest;
        }
    }
    return most < index->size ? most : index->size;
}

/* Lay a word out in some room: that of `head`, and of its arrays. `text` has the terms, each with a byte behind it that
   tells whether its way ends (1) or goes on (0). A term's worth is BM25's idf, which counts deleted texts as long as
   their segment is not merged, times weights. Returns how many documents hold the word at most. */
EXPORT int64_t prepare(const Index *index, Word *word, int64_t ways, int64_t terms, const uint8_t *text,
                       const double *weights, const double *fields) {
    word->ways = ways;
    word->terms = terms;
    word->begins = (int64_t *)(word + 1);
    word->numbers = word->begins + ways + 1;
    word->worth = (double *)(word->numbers + index->count * terms);
    memcpy(word->fields, fields, sizeof(word->fields));
    int64_t way = 0;
    word->begins[0] = 0;
    for (int64_t term = 0; term < terms; term++) {
        const uint8_t *end = text;
        while (*end > 1) end++;
        uint32_t hash = crc32_of(text, end - text);
        int64_t frequencies[FIELDS] = {0};
        for (int64_t part = 0; part < index->count; part++) {
            int64_t number = numbered(&index->parts[part].terms, text, end - text, hash);
            word->numbers[part * terms + term] = number;
            for (int field = 0; number >= 0 && field < FIELDS; field++)
                frequencies[field] += at(index->parts[part].frequencies, number * FIELDS + field);
        }
        for (int field = 0; field < FIELDS; field++) {
            double idf = log((double)index->size / (double)(frequencies[field] + 1)) + 1.0;
            word->worth[term * FIELDS + field] = idf * (K1 + 1) * fields[field] * weights[way];
        }
        if (*end == 1) word->begins[++way] = term + 1;
        text = end + 1;
    }
    return most_of(index, word);
}

ALWAYS double worth_of(double worth, double norm, int64_t count, int64_t length) {
    double many = (double)count;
    return worth * many / (many + K1 * (1 - B) + norm * (double)(length ? length : 1));
}

static double weighed(const Index *index, const Part *part, int64_t posting, int field,
                      const double *worth) {
    return worth_of(worth[field], index->norms[field], at(part->counts, posting), at(part->sizes, posting));
}

int64_t in_a_row(const Part *part, const int64_t *postings, int64_t terms, int64_t *cursors, int64_t *places) {
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
        if (ends[term] - postings[term] < fewest) {
            fewest = ends[term] - postings[term];
            rarest = term;
        }
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
                score += weighed(index, part, postings[term], (int)(text % FIELDS), worth + term * FIELDS);
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

/* Documents that are taken together, and the scores of their texts. */
typedef struct {
    Marks there;
    double best[BLOCK * FIELDS];
} Block;

/* Take what is found of a term in a block that begins with the text `first`, up to the posting `end`. */
ALWAYS void take(const Index *index, const Part *part, const Word *word, const List *list, int64_t end, int64_t first,
                 int scored, int64_t texts, int64_t counts, int64_t sizes, Block *block) {
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
                                of_width(sizes, part->sizes.first, place));
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

/* The documents of a segment that hold a lone term, and their scores, unless `scores` is NULL: the sum of those of
   its texts, which lie side by side. */
ALWAYS int64_t alone_by(const Index *index, const Part *part, const Word *word, const List *list, int64_t texts,
                     int64_t counts, int64_t sizes, int64_t *docs, double *scores) {
    int64_t found = 0, last = -1;
    for (int64_t place = list->place; place < list->end; place++) {
        int64_t text = of_width(texts, part->holders.first, place), doc = text / FIELDS, field = text % FIELDS;
        if (word->fields[field] == 0 || (index->live && !index->live[part->base + doc])) continue;
        if (doc != last) {
            last = doc;
            docs[found] = part->base + doc;
            if (scores) scores[found] = 0;
            found++;
        }
        if (scores)
            scores[found - 1] += worth_of(list->worth[field], index->norms[field],
                                          of_width(counts, part->counts.first, place),
                                          of_width(sizes, part->sizes.first, place));
    }
    return found;
}

static int64_t alone(const Index *index, const Part *part, const Word *word, const List *list, int64_t *docs,
                     double *scores) {
    int64_t texts = part->holders.width, counts = part->counts.width, sizes = part->sizes.width;
    return texts == 4 && counts == 1 && sizes == 2
               ? alone_by(index, part, word, list, 4, 1, 2, docs, scores)
               : alone_by(index, part, word, list, texts, counts, sizes, docs, scores);
}

/* The documents of a segment that hold a word, and their scores, unless `scores` is NULL: in each field that of
   the best of its ways, and their sum. Documents are taken some after others. */
static int64_t held(const Index *index, const Part *part, const Word *word, List *lists, int64_t count,
                    int64_t *docs, double *scores) {
    Block block = {0};
    int usual = part->holders.width == 4 && part->sizes.width == 2;
    int64_t found = 0;
    for (;;) {
        int64_t low = INT64_MAX;
        for (List *list = lists; list < lists + count;)
            if (list->place < list->end) {
                int64_t text = text_of(part, list, list->place);
                if (text < low) low = text;
                list++;
            } else {
                List ended = *list; /* behind those of which there is more */
                *list = lists[--count];
                lists[count] = ended;
            }
        if (!count) return found;
        low = low / FIELDS; /* blocks begin with a document that there is: rare words have short ones */
        int64_t first = low * FIELDS, high = first + BLOCK * FIELDS, last = 0;
        for (List *list = lists; list < lists + count; list++) {
            int64_t end = list->texts ? leap_to(list->texts, list->place, list->end, high)
                                      : leap(part->holders, list->place, list->end, high);
            if (list->texts) take_row(word, list, end, first, &block);
            else if (!scores && usual) take(index, part, word, list, end, first, 0, 4, 1, 2, &block);
            else if (usual && part->counts.width == 1) take(index, part, word, list, end, first, 1, 4, 1, 2, &block);
            else if (usual && part->counts.width == 2) take(index, part, word, list, end, first, 1, 4, 2, 2, &block);
            else
                take(index, part, word, list, end, first, scores != NULL, part->holders.width, part->counts.width,
                     part->sizes.width, &block);
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
EXPORT int64_t holders(const Index *index, const Word *word, int64_t *docs, double *scores) {
    int64_t found = 0;
    for (const Part *part = index->parts; part < index->parts + index->count; part++) {
        int64_t count;
        List *lists = listed(index, part, word, NULL, 0, &count);
        if (!lists) return -1;
        double *its = scores ? scores + found : NULL;
        found += count == 1 && !lists->texts ? alone(index, part, word, lists, docs + found, its)
                                             : held(index, part, word, lists, count, docs + found, its);
        dropped(lists, count);
    }
    return found;
}

/* Take what is found of one way in some documents of a segment, which there is room for in `best`. */
ALWAYS void take_some(const Index *index, const Part *part, const Word *word, List *list, const int64_t *docs,
                      int64_t many, int64_t texts, int64_t counts, int64_t sizes, double *best) {
    const void *holders = list->texts ? (const void *)list->texts : part->holders.first;
    for (int64_t doc = 0; doc < many; doc++) {
        int64_t first = (docs[doc] - part->base) * FIELDS, text;
        list->place = leap_by(texts, holders, list->place, list->end, first);
        for (; list->place < list->end; list->place++) {
            text = of_width(texts, holders, list->place);
            if (text >= first + FIELDS) break;
            int field = (int)(text - first);
            double score = list->texts ? list->scores[list->place]
                                       : worth_of(list->worth[field], index->norms[field],
                                                  of_width(counts, part->counts.first, list->place),
                                                  of_width(sizes, part->sizes.first, list->place));
            if (word->fields[field] != 0 && score > best[doc * FIELDS + field]) best[doc * FIELDS + field] = score;
        }
    }
}

/* Add a word's scores of some documents of a segment to `sums`, given what is found of its ways. */
static void add_some(const Index *index, const Part *part, const Word *word, List *lists, int64_t count,
                     const int64_t *docs, int64_t many, double *sums) {
    double found[BLOCK * FIELDS];
    int usual = part->holders.width == 4 && part->sizes.width == 2;
    memset(found, 0, sizeof(double) * FIELDS * (size_t)many);
    for (List *list = lists; list < lists + count; list++)
        if (list->texts) take_some(index, part, word, list, docs, many, 8, 0, 0, found);
        else if (usual) take_some(index, part, word, list, docs, many, 4, part->counts.width, 2, found);
        else
            take_some(index, part, word, list, docs, many, part->holders.width, part->counts.width,
                      part->sizes.width, found);
    for (int64_t place = 0; place < many; place++) {
        double sum = 0;
        for (int field = 0; field < FIELDS; field++) sum += found[place * FIELDS + field];
        sums[place] += sum;
    }
}

/* Set a bit for those of some documents of a segment that hold a word, given what is found of its ways. */
static void tell_some(const Part *part, const Word *word, List *lists, int64_t count, const int64_t *docs, int64_t many,
                      uint64_t bit, uint64_t *present) {
    for (List *list = lists; list < lists + count; list++) {
        Numbers texts = list->texts ? (Numbers){list->texts, 8} : part->holders;
        for (int64_t doc = 0; doc < many && list->place < list->end; doc++) {
            int64_t first = (docs[doc] - part->base) * FIELDS, text;
            list->place = leap(texts, list->place, list->end, first);
            for (; list->place < list->end && (text = at(texts, list->place)) < first + FIELDS; list->place++)
                if (word->fields[text - first] != 0) present[doc] |= bit;
        }
    }
}

/* Look a word up in some documents, segment by segment: add its scores to `sums`, or set a bit of `present` where
   there are none. */
static int64_t looked_up(const Index *index, const Word *word, const int64_t *docs, int64_t count, double *sums,
                         uint64_t bit, uint64_t *present) {
    int64_t doc = 0;
    for (const Part *part = index->parts; part < index->parts + index->count; part++) {
        int64_t first = doc, many;
        doc = leap_to(docs, doc, count, part->base + part->size);
        List *lists = listed(index, part, word, docs + first, doc - first, &many);
        if (!lists) return -1;
        if (!sums) tell_some(part, word, lists, many, docs + first, doc - first, bit, present + first);
        for (; sums && first < doc; first += BLOCK)
            add_some(index, part, word, lists, many, docs + first, doc - first < BLOCK ? doc - first : BLOCK,
                     sums + first);
        dropped(lists, many);
    }
    return 0;
}

int64_t add_word(const Index *index, const Word *word, const int64_t *docs, int64_t count, double *sums) {
    return looked_up(index, word, docs, count, sums, 0, NULL);
}

int64_t tell_word(const Index *index, const Word *word, const int64_t *docs, int64_t count, uint64_t bit,
                  uint64_t *present) {
    return looked_up(index, word, docs, count, NULL, bit, present);
}

/* Those of some documents that hold a word, too, with its scores added to those that are given. */
EXPORT int64_t also(const Index *index, const Word *word, const int64_t *docs, const double *scores, int64_t count,
                    int64_t *found_docs, double *found_scores) {
    int64_t found = 0;
    memset(found_scores, 0, sizeof(double) * (size_t)count);
    if (add_word(index, word, docs, count, found_scores)) return -1;
    for (int64_t doc = 0; doc < count; doc++)
        if (found_scores[doc] > 0) {
            found_docs[found] = docs[doc];
            found_scores[found++] = found_scores[doc] + scores[doc];
        }
    return found;
}
