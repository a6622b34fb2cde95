/* SPDX-License-Identifier: MIT */
/* How alike two names are, word by word: the same, shortened (N, Sol, Mfg), or mistyped. A number in one that the other
   does not have makes them two: "Division 40" is not "Division 44". */
#include "cash/names.h"

#include <stdint.h>

enum { WORDS = 16, WORD_MOST = 64, WEAK = AR_NAME_WEAK };

struct words {
    struct ar_text at[WORDS];
    unsigned count, letters;
};

static void split(struct words *out, struct ar_text name)
{
    out->count = out->letters = 0;
    for (size_t i = 0, start = 0; i <= name.size && out->count < WORDS; i++) {
        if (i < name.size && name.at[i] != ' ')
            continue;
        if (i > start) {
            out->at[out->count++] = (struct ar_text){name.at + start, i - start};
            out->letters += (unsigned)(i - start);
        }
        start = i + 1;
    }
}

static bool is_number(struct ar_text word)
{
    for (size_t i = 0; i < word.size; i++)
        if (word.at[i] < '0' || word.at[i] > '9')
            return false;
    return true;
}

/* Do the letters of the shorter come in the longer in their order, the first first? Consonants of it: Mfg. */
static bool is_contracted(struct ar_text shorter, struct ar_text longer)
{
    size_t j = 0;
    if (shorter.size < 2 || shorter.at[0] != longer.at[0] || shorter.size * 5 < longer.size)
        return false;
    for (size_t i = 0; i < longer.size && j < shorter.size; i++)
        j += longer.at[i] == shorter.at[j];
    return j == shorter.size;
}

/* Does one have more letters that are not in the other than so many slips can change? Then there are more slips. */
static bool too_far(struct ar_text a, struct ar_text b, unsigned slips)
{
    uint32_t in_a = 0, in_b = 0;
    for (size_t i = 0; i < a.size; i++)
        in_a |= (uint32_t)1 << (a.at[i] & 31);
    for (size_t i = 0; i < b.size; i++)
        in_b |= (uint32_t)1 << (b.at[i] & 31);
    return __builtin_popcount(in_a & ~in_b) > (int)slips || __builtin_popcount(in_b & ~in_a) > (int)slips;
}

static unsigned word_likeness(struct ar_text a, struct ar_text b)
{
    if (ar_text_equal(a, b))
        return 100;
    if (is_number(a) || is_number(b))
        return 0;
    struct ar_text shorter = a.size < b.size ? a : b, longer = a.size < b.size ? b : a;
    if (ar_text_starts(longer, shorter))
        return shorter.size >= 3 ? 92 : 80;
    if (longer.size <= WORD_MOST && longer.size >= 4) {
        unsigned slips = longer.size >= 8 ? 2 : 1;
        unsigned distance = too_far(a, b, slips) ? slips + 1 : ar_text_distance(a, b, slips);
        if (distance <= slips)
            return distance == 1 ? 88 : 76;
    }
    /* "Foods" for "Food Distributors", "Mine" for "Mining": a common beginning */
    size_t same = 0;
    while (same < shorter.size && shorter.at[same] == longer.at[same])
        same++;
    if (same >= 3 && shorter.size - same <= 1)
        return 82;
    return is_contracted(shorter, longer) ? 74 : 0;
}

/* Each word of `a` takes the best word of `b` that is left. */
struct overlap {
    unsigned sum; /* letters times likeness */
    unsigned letters; /* of the pairs, the longer of each */
    unsigned lost; /* letters of the payer's words that found none */
    unsigned left; /* letters of the name's words that no word took */
    bool number, numbered; /* a number was lost; a number was left */
};

static struct overlap match_words(const struct words *a, const struct words *b)
{
    struct overlap o = {.left = b->letters};
    bool used[WORDS] = {false};
    for (unsigned i = 0; i < a->count; i++) {
        unsigned best = 0, at = 0;
        for (unsigned j = 0; j < b->count; j++) {
            unsigned likeness = used[j] ? 0 : word_likeness(a->at[i], b->at[j]);
            if (likeness > best) {
                best = likeness;
                at = j;
            }
        }
        if (best == 0) {
            o.number |= is_number(a->at[i]);
            o.lost += (unsigned)a->at[i].size;
            continue;
        }
        used[at] = true;
        unsigned letters = (unsigned)(a->at[i].size > b->at[at].size ? a->at[i].size : b->at[at].size);
        o.left -= (unsigned)b->at[at].size;
        o.letters += letters;
        o.sum += best * letters;
    }
    for (unsigned j = 0; j < b->count; j++)
        o.numbered |= !used[j] && is_number(b->at[j]);
    return o;
}

static size_t joined(char out[static 2 * WORD_MOST], const struct words *words)
{
    size_t size = 0;
    for (unsigned i = 0; i < words->count; i++) {
        if (size + words->at[i].size > 2 * WORD_MOST)
            return 0;
        memcpy(out + size, words->at[i].at, words->at[i].size);
        size += words->at[i].size;
    }
    return size;
}

/* Blanks in other places, and slips across them: "Stone Harbour" and "Stoneharbour". */
static unsigned joined_likeness(const struct words *a, const struct words *b)
{
    char left[2 * WORD_MOST], right[2 * WORD_MOST];
    struct ar_text x = {left, joined(left, a)}, y = {right, joined(right, b)};
    unsigned longer = (unsigned)(x.size > y.size ? x.size : y.size);
    if (x.size == 0 || y.size == 0 || longer < 6)
        return 0;
    unsigned limit = longer / 8 + 1, distance = too_far(x, y, limit) ? limit + 1 : ar_text_distance(x, y, limit);
    if (distance > limit)
        return 0;
    return distance == 0 ? 95 : 94 - distance * 60 / longer;
}

/* A run of words of one that the other writes as one word counts as that word. */
static bool join_neighbours(struct words *words, const struct words *other, char *room, size_t size)
{
    for (unsigned i = 0; i + 1 < words->count; i++) {
        size_t both = words->at[i].size + words->at[i + 1].size;
        if (both > size)
            continue;
        memcpy(room, words->at[i].at, words->at[i].size);
        memcpy(room + words->at[i].size, words->at[i + 1].at, words->at[i + 1].size);
        for (unsigned j = 0; j < other->count; j++) {
            if (!ar_text_equal(other->at[j], (struct ar_text){room, both}))
                continue;
            words->at[i] = (struct ar_text){room, both};
            memmove(&words->at[i + 1], &words->at[i + 2], (words->count - i - 2) * sizeof *words->at);
            words->count--;
            return true;
        }
    }
    return false;
}

/* Words that many names have. */
static bool is_common(struct ar_text word)
{
    static const char *const common[] = {"group",    "gruppe",        "groupe",   "sons",    "holding",  "holdings",
                                         "services", "international", "partners", "trading", "brothers", "associates"};
    for (unsigned i = 0; i < sizeof common / sizeof *common; i++)
        if (ar_text_is(word, common[i]))
            return true;
    return false;
}

/* Does the name rest on one word alone, and the payer does not have that very word? Hill is not Hills. */
static bool rests_on_one(const struct words *payer, const struct words *name)
{
    const struct ar_text *one = NULL;
    for (unsigned i = 0; i < name->count; i++) {
        if (is_common(name->at[i]) || is_number(name->at[i]))
            continue;
        if (one != NULL)
            return false;
        one = &name->at[i];
    }
    for (unsigned i = 0; one != NULL && i < payer->count; i++)
        if (ar_text_equal(payer->at[i], *one))
            return false;
    return true;
}

/* Is a number of `words` nowhere in the other's letters? Then none of its words is that number, nor are two of them
   together, nor is the number one half of any. */
static bool lacks_number(const struct words *words, const struct words *other)
{
    char letters[2 * WORD_MOST];
    size_t size = SIZE_MAX;
    for (unsigned i = 0; i < words->count; i++) {
        struct ar_text number = words->at[i];
        if (!is_number(number))
            continue;
        if (size == SIZE_MAX)
            size = joined(letters, other);
        bool found = size == 0; /* too long to tell */
        for (size_t at = 0; !found && at + number.size <= size; at++)
            found = memcmp(letters + at, number.at, number.size) == 0;
        if (!found)
            return true;
    }
    return false;
}

unsigned ar_names_likeness(struct ar_text payer, struct ar_text name, unsigned least)
{
    struct words a, b;
    char room[2][WORD_MOST];
    split(&a, payer);
    split(&b, name);
    if (a.count == 0 || b.count == 0 || lacks_number(&a, &b) || (least > WEAK && lacks_number(&b, &a)))
        return 0;
    if (!join_neighbours(&a, &b, room[0], WORD_MOST))
        join_neighbours(&b, &a, room[1], WORD_MOST);
    struct overlap o = match_words(&a, &b);
    if (o.number)
        return 0;
    /* What the payer leaves out weighs less than what it has and the name has not. */
    unsigned whole = o.letters + o.left / 3 + 2 * o.lost;
    unsigned score = whole > 0 ? o.sum / whole : 0;
    if (o.numbered && score > WEAK)
        score = WEAK;
    unsigned close = o.numbered ? 0 : joined_likeness(&a, &b);
    score = score > close ? score : close;
    return score > WEAK && rests_on_one(&a, &b) ? WEAK : score;
}

static void add_pair(struct ar_name_digits *digits, unsigned pair)
{
    digits->pairs[pair / 64] |= (uint64_t)1 << pair % 64;
}

/* 10 a + b for ab, 100 + a for a alone. */
void ar_name_digits(struct ar_name_digits *there, struct ar_name_digits *needed, struct ar_text bare)
{
    struct words words;
    char last = 0; /* what stands before, blanks left out */
    *there = *needed = (struct ar_name_digits){{0, 0}};
    split(&words, bare);
    bool all = words.count < WORDS && bare.size <= 2 * WORD_MOST;
    for (unsigned i = 0; i < words.count; i++) {
        bool number = all && is_number(words.at[i]);
        for (size_t j = 0; j < words.at[i].size; j++) {
            char c = words.at[i].at[j];
            if (c >= '0' && c <= '9') {
                add_pair(there, 100 + (unsigned)(c - '0'));
                if (number)
                    add_pair(needed, 100 + (unsigned)(c - '0'));
                if (last >= '0' && last <= '9') {
                    unsigned pair = (unsigned)(last - '0') * 10 + (unsigned)(c - '0');
                    add_pair(there, pair);
                    if (number && j > 0)
                        add_pair(needed, pair);
                }
            }
            last = c;
        }
    }
    if (!all) /* then nothing is sure */
        *there = (struct ar_name_digits){{UINT64_MAX, UINT64_MAX}};
}
