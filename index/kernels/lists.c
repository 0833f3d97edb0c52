/* Lists of documents: several as one, and what a query matches. */

#include "texts.h"

#include <math.h>

/* Documents, and the score of each; where `scores` is NULL those of `word` are reckoned when they are asked for, and
   where `docs` is, too, its documents are looked for among those that are asked for. */
typedef struct {
    const int64_t *docs;
    const double *scores;
    int64_t count;
    const Word *word;
} Listed;

/* The documents that are in at least so many of some lists, with the sum of the scores that they have there, or the
   highest. `found_scores` may be NULL. */
EXPORT int64_t combine(const Listed *lists, int64_t count, int64_t highest, int64_t least, int64_t *docs,
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
            int64_t end = leap_to(list->docs, places[each], list->count, low + BLOCK);
            for (; places[each] < end; places[each]++) {
                int64_t doc = list->docs[places[each]] - low;
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

/* Set the bit of a word for those of some documents that hold it. Returns 0, or -1. */
static int64_t tell(const Index *index, const Listed *words, int64_t word, const int64_t *docs, int64_t many,
                    uint64_t *present) {
    const Listed *held = &words[word];
    uint64_t bit = (uint64_t)1 << word;
    if (!held->docs) return tell_word(index, held->word, docs, many, bit, present);
    for (int64_t doc = 0, place = 0; doc < many && place < held->count; doc++) {
        place = leap_to(held->docs, place, held->count, docs[doc]);
        if (place < held->count && held->docs[place] == docs[doc]) present[doc] |= bit;
    }
    return 0;
}

/* Tell which of some words each of some documents holds, a bit for each word. Returns 0, or -1. */
EXPORT int64_t holding(const Index *index, const Listed *words, int64_t count, const int64_t *docs, int64_t many,
                       uint64_t *present) {
    int64_t failed = 0;
    for (int64_t doc = 0; doc < many; doc++) present[doc] = 0;
    for (int64_t word = 0; word < count; word++) failed |= tell(index, words, word, docs, many, present);
    return failed;
}

/* The places of those of some documents that hold none of some words, and of those that are sure. */
EXPORT int64_t without(const Index *index, const Listed *words, int64_t count, const int64_t *docs, int64_t many,
                       const int64_t *sure, int64_t sure_count, int64_t *places) {
    int64_t found = 0;
    uint64_t *present = malloc(sizeof(uint64_t) * (size_t)(many + 1));
    if (!present || holding(index, words, count, docs, many, present)) found = -1;
    for (int64_t doc = 0, place = 0; found >= 0 && doc < many; doc++) {
        place = leap_to(sure, place, sure_count, docs[doc]);
        if (!present[doc] || (place < sure_count && sure[place] == docs[doc])) places[found++] = doc;
    }
    free(present);
    return found;
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
    uint64_t telling;       /* the words that decide, a bit for each */
    int64_t least;          /* how many of these a result must hold */
    const Listed *among;    /* documents that may be results; NULL where words tell them */
    const uint8_t *allowed; /* whether each document may be a result; NULL where all may */
    Listed sure;            /* documents that are results in any case */
    Listed gained;          /* what scores gain beside those of words */
    const double *rarity;   /* what each word tells */
    double power;           /* a score is worth this power of the share of what all words tell that a result holds */
    int64_t most;           /* results that are scored at least: those that lack the fewest words */
} Wanted;

/* Results by document: scores, how many words that decide each lacks, and which words it holds, a bit for each. */
typedef struct {
    int64_t *docs;
    double *scores;
    int64_t *lacking;
    uint64_t *present;
    int64_t count;
} Results;

/* What is known of the documents of a block. */
typedef struct {
    Marks there;
    uint8_t sure[BLOCK], times[BLOCK];
    uint64_t present[BLOCK];
    double scores[BLOCK];
} Matching;

static inline int decides(const Wanted *wanted, int64_t word) { return wanted->telling >> word & 1; }

/* Mark those of some documents that are in the block from `low` on, and tell the last one. */
static int64_t marked(const Listed *list, int64_t *place, int64_t low, uint8_t *there, uint8_t *sure) {
    int64_t last = 0;
    for (int64_t doc; *place < list->count && (doc = list->docs[*place] - low) < BLOCK; ++*place) {
        there[doc] = 1;
        if (sure) sure[doc] = 1;
        last = doc;
    }
    return last;
}

/* Take what a word has in the block from `low` on: where documents are looked for among some, up to the `last`. Tells
   the last one. */
static int64_t taken(const Wanted *wanted, int64_t word, int64_t *place, int64_t low, int64_t last, Matching *block) {
    const Listed *held = &wanted->words[word];
    if (wanted->among) *place = leap_to(held->docs, *place, held->count, low);
    int64_t end = leap_to(held->docs, *place, held->count, wanted->among ? low + last + 1 : low + BLOCK);
    for (; *place < end; ++*place) {
        int64_t doc = held->docs[*place] - low;
        if (wanted->among && !block->there.each[doc]) continue;
        block->there.each[doc] = 1;
        block->times[doc]++;
        block->present[doc] |= (uint64_t)1 << word;
        if (held->scores) block->scores[doc] += held->scores[*place];
        last = larger(last, doc);
    }
    return last;
}

/* The documents that hold enough of the words that decide, with the scores of those words that have them at hand.
   `places`: room for a number for each word, and two more. */
static void decided(const Wanted *wanted, int64_t *places, Results *results) {
    const Listed *among = wanted->among;
    int64_t *sure = places + wanted->count, *chosen = sure + 1, telling = 0;
    Matching block = {0};
    for (int64_t word = 0; word < wanted->count; word++) telling += decides(wanted, word);
    for (;;) {
        int64_t low = *sure < wanted->sure.count ? wanted->sure.docs[*sure] : INT64_MAX;
        if (among && *chosen < among->count && among->docs[*chosen] < low) low = among->docs[*chosen];
        for (int64_t word = 0; !among && word < wanted->count; word++) {
            const Listed *held = &wanted->words[word];
            if (decides(wanted, word) && places[word] < held->count && held->docs[places[word]] < low)
                low = held->docs[places[word]];
        }
        if (low == INT64_MAX) return;
        int64_t last = marked(&wanted->sure, sure, low, block.there.each, block.sure);
        if (among) last = larger(last, marked(among, chosen, low, block.there.each, NULL));
        for (int64_t word = 0; word < wanted->count; word++)
            if (decides(wanted, word)) last = taken(wanted, word, &places[word], low, last, &block);
        Looked looked = {0, 0, last};
        for (int64_t doc; (doc = next(&block.there, &looked)) < BLOCK;) {
            int may = !wanted->allowed || wanted->allowed[low + doc];
            if (block.sure[doc] || (may && block.times[doc] >= wanted->least)) {
                results->docs[results->count] = low + doc;
                results->scores[results->count] = block.scores[doc];
                results->lacking[results->count] = telling - block.times[doc];
                results->present[results->count++] = block.present[doc];
            }
            block.scores[doc] = 0;
            block.present[doc] = 0;
            block.times[doc] = 0;
            block.sure[doc] = 0;
        }
    }
}

/* Add the scores of the other words, and tell which results hold them. Returns 0, or -1. */
static int64_t add_others(const Index *index, const Wanted *wanted, Results *results) {
    int64_t failed = gained(index, &wanted->gained, results->docs, results->count, results->scores);
    for (int64_t word = 0; word < wanted->count; word++) {
        const Listed *held = &wanted->words[word];
        if (!decides(wanted, word))
            failed |= tell(index, wanted->words, word, results->docs, results->count, results->present);
        if (!decides(wanted, word) || !held->scores)
            failed |= gained(index, held, results->docs, results->count, results->scores);
    }
    return failed;
}

/* Have results be worth the less the more they lack. */
static void weigh(const Wanted *wanted, Results *results) {
    uint64_t known = 0;
    double whole = 0, share = 1;
    for (int64_t word = 0; word < wanted->count; word++) {
        whole += wanted->rarity[word];
        known |= (uint64_t)1 << word;
    }
    for (int64_t doc = 0; doc < results->count; doc++) {
        if (results->present[doc] != known) {
            double told = 0;
            known = results->present[doc];
            for (int64_t word = 0; word < wanted->count; word++) told += known >> word & 1 ? wanted->rarity[word] : 0;
            share = pow(told / whole, wanted->power);
        }
        results->scores[doc] *= share;
    }
}

/* Score results. Returns 0, or -1. */
static int64_t score(const Index *index, const Wanted *wanted, Results *results) {
    if (add_others(index, wanted, results)) return -1;
    weigh(wanted, results);
    return 0;
}

/* How many words results may lack of which as many are to be scored as are asked for. */
static int64_t most_lacking(const Wanted *wanted, const Results *results) {
    int64_t many[65] = {0}, lacking = 0;
    for (int64_t doc = 0; doc < results->count; doc++) many[results->lacking[doc]]++;
    for (int64_t whole = many[0]; lacking < 64 && whole < wanted->most; whole += many[lacking]) lacking++;
    return lacking;
}

/* Score those results that lack no more words than that, and those that are sure; the others have none then. Returns
   0, or -1. */
static int64_t score_some(const Index *index, const Wanted *wanted, Results *results, int64_t lacking) {
    size_t room = (size_t)results->count + 1;
    int64_t *places = malloc(sizeof(int64_t) * room * 2);
    Results some = {places ? places + room : NULL, malloc(sizeof(double) * room), NULL,
                    malloc(sizeof(uint64_t) * room), 0};
    int64_t failed = places && some.scores && some.present ? 0 : -1;
    for (int64_t doc = 0, sure = 0; !failed && doc < results->count; doc++) {
        sure = leap_to(wanted->sure.docs, sure, wanted->sure.count, results->docs[doc]);
        int is_sure = sure < wanted->sure.count && wanted->sure.docs[sure] == results->docs[doc];
        if (results->lacking[doc] > lacking && !is_sure) {
            results->scores[doc] = 0;
            continue;
        }
        some.docs[some.count] = results->docs[doc];
        some.scores[some.count] = results->scores[doc];
        some.present[some.count] = results->present[doc];
        places[some.count++] = doc;
    }
    if (!failed) failed = score(index, wanted, &some);
    for (int64_t each = 0; !failed && each < some.count; each++) {
        results->scores[places[each]] = some.scores[each];
        results->present[places[each]] = some.present[each];
    }
    free(places);
    free(some.scores);
    free(some.present);
    return failed;
}

EXPORT int64_t match(const Index *index, const Wanted *wanted, int64_t *docs, double *scores, int64_t *lacking,
                     uint64_t *present) {
    Results results = {docs, scores, lacking, present, 0};
    int64_t *places = calloc((size_t)wanted->count + 2, sizeof(int64_t));
    if (!places) return -1;
    decided(wanted, places, &results);
    free(places);
    int64_t fewest = most_lacking(wanted, &results), left = 0;
    for (int64_t doc = 0; doc < results.count; doc++) left += lacking[doc] > fewest;
    if (left ? score_some(index, wanted, &results, fewest) : score(index, wanted, &results)) return -1;
    return results.count;
}
