/* The words of a text that may hold a term, found without taking the others apart. */

#include "arrays.h"

/* What the words have of which any may be meant, one behind the other with a byte 0 between them. */
typedef struct {
    const uint8_t *first;
    int64_t length;
    uint8_t begin[256]; /* whether one begins with that byte; whether there is an empty one, with 0 */
} Pieces;

static Pieces told(const uint8_t *pieces, int64_t length) {
    Pieces made = {pieces, length, {0}};
    for (int64_t at = 0; at <= length; at++)
        if (!at || !pieces[at - 1]) made.begin[at < length ? pieces[at] : 0] = 1;
    return made;
}

/* Whether one of the pieces stands in a word, at one of its first places. */
static int holds(const Pieces *pieces, const uint8_t *word, int64_t length, int64_t places) {
    if (pieces->begin[0]) return 1;
    for (int64_t at = 0; at < places; at++) {
        if (!pieces->begin[word[at]]) continue;
        const uint8_t *piece = pieces->first, *last = pieces->first + pieces->length;
        while (piece < last) {
            const uint8_t *end = memchr(piece, 0, (size_t)(last - piece));
            if (!end) end = last;
            if (end - piece <= length - at && !memcmp(piece, word + at, (size_t)(end - piece))) return 1;
            piece = end + 1;
        }
    }
    return 0;
}

static inline int is_letter(int byte) { return (byte | 32) >= 'a' && (byte | 32) <= 'z'; }
static inline int is_letter_or_digit(int byte) { return is_letter(byte) || (byte >= '0' && byte <= '9'); }
static inline int is_joint(int byte) {
    return byte == '-' || byte == '_' || byte == '.' || byte == '\'' || byte == '&';
}
static inline int is_between(int byte) {
    return byte < 128 && !is_letter_or_digit(byte) && !is_joint(byte) && byte != '+' && byte != '#';
}

/* A text and the part of it that is looked at, between blanks and the like. */
typedef struct {
    const uint8_t *text;
    int64_t begin, end;
} Piece;

static inline int byte_at(Piece of, int64_t at) { return at >= of.begin && at < of.end ? of.text[at] : 0; }

/* Where the stretch ends that begins with a letter or a digit, or a dot before one; index/analysis.py says what one
   is. */
static int64_t stretch_end(Piece of, int64_t at) {
    for (at++; is_letter_or_digit(byte_at(of, at)); at++) {}
    while (is_joint(byte_at(of, at)) && is_letter_or_digit(byte_at(of, at + 1)))
        for (at++; is_letter_or_digit(byte_at(of, at)); at++) {}
    int behind = byte_at(of, at + 2);
    if (byte_at(of, at) == '+' && byte_at(of, at + 1) == '+' && !is_letter_or_digit(behind) && behind != '+')
        return at + 2;
    if (byte_at(of, at) == '#' && is_letter(byte_at(of, at - 1)) && !is_letter_or_digit(byte_at(of, at - 2)) &&
        !is_letter_or_digit(byte_at(of, at + 1)))
        return at + 1;
    return at;
}

/* Whether a stretch is of one part, letters that do not change their case behind the first one or digits: terms begin
   where it does. */
static int is_one_part(const uint8_t *text, int64_t begin, int64_t end) {
    int small = 1, large = 1, digits = 1; /* all behind the first */
    for (int64_t at = begin + 1; at < end; at++) {
        small = small && text[at] >= 'a' && text[at] <= 'z';
        large = large && text[at] >= 'A' && text[at] <= 'Z';
        digits = digits && text[at] >= '0' && text[at] <= '9';
    }
    if (!is_letter(text[begin])) return digits && text[begin] >= '0' && text[begin] <= '9';
    return small || (large && text[begin] <= 'Z');
}

static int begins_stretch(Piece of, int64_t at) {
    int before = byte_at(of, at - 1);
    if (byte_at(of, at) == '.') return is_letter(byte_at(of, at + 1)) && !is_letter_or_digit(before) && before != '.';
    return is_letter_or_digit(byte_at(of, at));
}

/* Stretches that were found: begin and end of each, in characters. */
typedef struct {
    int32_t *ends;
    int64_t count;
} Found;

static void add(Found *found, int64_t begin, int64_t end) {
    found->ends[2 * found->count] = (int32_t)begin;
    found->ends[2 * found->count++ + 1] = (int32_t)end;
}

/* Find stretches in what is plain ASCII, before which there are so many characters. `room`: for as many bytes. */
static void find_plain(Piece of, int64_t characters, const Pieces *wanted, uint8_t *room, Found *found) {
    for (int64_t at = of.begin, end; at < of.end; at = end) {
        end = at + 1;
        if (!begins_stretch(of, at)) continue;
        end = stretch_end(of, at);
        int64_t size = 0;
        for (int64_t byte = at; byte < end; byte++)
            if (!is_joint(of.text[byte])) room[size++] = is_letter(of.text[byte]) ? of.text[byte] | 32 : of.text[byte];
        if (holds(wanted, room, size, is_one_part(of.text, at, end) ? 1 : size))
            add(found, characters + at - of.begin, characters + end - of.begin);
    }
}

/* Find the stretches of a text in UTF-8 that may hold one of some pieces, which are in small letters and have no
   joints, or begin with one where they are of one part. Of what is between blanks and the like, all is told where any
   of it is no ASCII, several in one. */
EXPORT int64_t stretches(const uint8_t *text, int64_t length, const uint8_t *pieces, int64_t pieces_length,
                         int32_t *ends) {
    Pieces wanted = told(pieces, pieces_length);
    Found found = {ends, 0};
    int64_t characters = 0;
    int foreign = 0; /* whether the last that was looked at is no ASCII */
    uint8_t *room = malloc((size_t)length + 1);
    if (!room) return -1;
    for (Piece of = {text, 0, 0}; of.begin < length; of.begin = of.end) {
        int64_t many = 0;
        for (of.end = of.begin; of.end < length && !is_between(text[of.end]); of.end++)
            many += (text[of.end] & 0xC0) != 0x80;
        if (of.end == of.begin) {
            of.end++;
            characters++;
            continue;
        }
        int plain = many == of.end - of.begin;
        if (plain) find_plain(of, characters, &wanted, room, &found);
        else if (foreign) ends[2 * found.count - 1] = (int32_t)(characters + many);
        else add(&found, characters, characters + many);
        foreign = !plain;
        characters += many;
    }
    free(room);
    return found.count;
}
