/* SPDX-License-Identifier: MIT */
/* Finding names: exact ones, initials, and those that share the rarest pieces, compared word by word. */
#include "base/fetch.h"
#include "cash/legal_form.h"
#include "cash/names_index.h"

#include <stdlib.h>

enum {
    PIECES_MOST = 8,
    POSTINGS_MOST = 20000,
    SIMILAR_MOST = 94,
    CLOSE_MOST = 64,
    SWEEP = 32, /* counters swept in the time of one by itself */
    BEGINNING_LEAST = 6
};

const char *const ar_name_kinds[5] = {"unknown", "similar name", "initials", "name without legal form", "exact name"};

/* Keeps the list sorted: score down, then the customers' order; one a customer. */
static void offer(const struct ar_names *names, struct ar_name_matches *out, struct ar_name_match match)
{
    const uint32_t *place = names->book->by_customer;
    unsigned i;
    for (i = 0; i < out->count; i++)
        if (out->at[i].customer == match.customer) {
            if (out->at[i].score >= match.score) {
                out->at[i].extends |= out->at[i].score == match.score && match.extends;
                return;
            }
            memmove(&out->at[i], &out->at[i + 1], (--out->count - i) * sizeof *out->at);
            break;
        }
    for (i = out->count; i > 0; i--) {
        const struct ar_name_match *before = &out->at[i - 1];
        if (before->score > match.score ||
            (before->score == match.score && place[before->customer] < place[match.customer]))
            break;
    }
    if (i == AR_NAME_MOST) {
        out->more |= out->at[i - 1].score == match.score;
        return;
    }
    if (out->count == AR_NAME_MOST) {
        unsigned last = i == AR_NAME_MOST - 1 ? match.score : out->at[AR_NAME_MOST - 2].score;
        out->more = last == out->at[AR_NAME_MOST - 1].score;
        out->count--;
    }
    memmove(&out->at[i + 1], &out->at[i], (out->count++ - i) * sizeof *out->at);
    out->at[i] = match;
}

uint32_t ar_names_key(const struct ar_names *names, char sort, struct ar_text text)
{
    char key[256];
    if (text.size == 0 || text.size >= sizeof key)
        return AR_NO_KEY;
    key[0] = sort;
    memcpy(key + 1, text.at, text.size);
    return ar_keys_find(&names->exact, (struct ar_text){key, text.size + 1});
}

void ar_names_offer(const struct ar_names *names, struct ar_name_matches *out, uint32_t key, uint8_t kind,
                    uint8_t score)
{
    if (key == AR_NO_KEY)
        return;
    uint32_t end = names->starts[key + 1];
    if (end - names->starts[key] > POSTINGS_MOST)
        end = names->starts[key] + POSTINGS_MOST;
    for (uint32_t i = names->starts[key]; i < end; i++)
        offer(names, out, (struct ar_name_match){names->at[names->entries[i]].customer, kind, score, false});
}

static uint32_t key_of_piece(const struct ar_names *names, struct ar_text text)
{
    uint32_t bytes;
    const struct ar_name_piece *piece = ar_names_piece(names, text, &bytes);
    return piece->bytes == bytes + 1 ? piece->key : ar_names_key(names, '3', text);
}

/* The rarest pieces of the name, how many there are. *known: none is a piece of no name at all. */
static unsigned rarest(uint32_t keys[static PIECES_MOST], bool *known, const struct ar_names *names,
                       struct ar_text bare)
{
    unsigned count = 0;
    *known = true;
    for (size_t i = 0; i + AR_PIECE <= bare.size; i++) {
        uint32_t key = key_of_piece(names, (struct ar_text){bare.at + i, AR_PIECE});
        *known &= key != AR_NO_KEY;
        if (key == AR_NO_KEY || names->starts[key + 1] - names->starts[key] > POSTINGS_MOST)
            continue;
        unsigned at = count;
        for (; at > 0; at--) {
            uint32_t other = keys[at - 1];
            if (other == key ||
                names->starts[other + 1] - names->starts[other] <= names->starts[key + 1] - names->starts[key])
                break;
        }
        if (at == PIECES_MOST || (at > 0 && keys[at - 1] == key))
            continue;
        count += count < PIECES_MOST;
        memmove(&keys[at + 1], &keys[at], (count - 1 - at) * sizeof *keys);
        keys[at] = key;
    }
    return count;
}

/* They lead to names worth a closer look: counts the pieces that each name shares, and lists those that share several.
 */
static void touch(const struct ar_names *names, struct ar_name_room *room, const uint32_t *keys, unsigned count)
{
    uint8_t *hits = room->hits;
    uint32_t *several = room->several;
    size_t several_count = 0;
    for (unsigned k = 0; k < count; k++)
        ar_fetch(&names->entries[names->starts[keys[k]]]);
    for (unsigned k = 0; k < count; k++) {
        const uint32_t *entry = names->entries + names->starts[keys[k]];
        const uint32_t *end = names->entries + names->starts[keys[k] + 1];
        for (; entry < end; entry++) {
            uint32_t number = *entry;
            several[several_count] = number;
            several_count += ++hits[number] == 2;
        }
    }
    room->several_count = several_count;
}

/* All counters are 0 again: one after the other where few were counted, else in one sweep. */
static void forget(const struct ar_names *names, struct ar_name_room *room, const uint32_t *keys, unsigned count)
{
    size_t counted = 0;
    for (unsigned k = 0; k < count; k++)
        counted += names->starts[keys[k] + 1] - names->starts[keys[k]];
    if (counted > names->count / SWEEP) {
        memset(room->hits, 0, names->count);
        return;
    }
    for (unsigned k = 0; k < count; k++)
        for (uint32_t i = names->starts[keys[k]]; i < names->starts[keys[k] + 1]; i++)
            room->hits[names->entries[i]] = 0;
}

static void expect(const struct ar_names *names, uint32_t entry)
{
    ar_fetch(&names->there[entry]);
    ar_fetch(&names->needed[entry]);
}

/* How many share so many, of those that share several: counted in a byte each, which is faster than in memory. */
static void count_hits(unsigned by_hits[static PIECES_MOST + 1], const struct ar_name_room *room)
{
    for (size_t i = 0; i < room->several_count;) {
        uint64_t bytes = 0;
        size_t end = room->several_count - i > UINT8_MAX ? i + UINT8_MAX : room->several_count;
        for (; i < end; i++)
            bytes += (uint64_t)1 << 8 * (room->hits[room->several[i]] - 2);
        for (unsigned hits = 2; hits <= PIECES_MOST; hits++, bytes >>= 8)
            by_hits[hits] += bytes & UINT8_MAX;
    }
}

/* Of those that share several, the ones that share so many. */
static void keep_closest(const struct ar_names *names, struct ar_name_room *room, unsigned floor)
{
    size_t count = 0;
    for (size_t i = 0; i < room->several_count; i++) {
        uint32_t entry = room->several[i];
        if (room->hits[entry] < floor)
            continue;
        expect(names, entry);
        room->several[count++] = entry;
    }
    room->several_count = count;
}

/* The name goes on where the payer's ends, which may be within a word: banks cut names. */
static bool begins(struct ar_text longer, struct ar_text shorter)
{
    return longer.size > shorter.size && shorter.size >= BEGINNING_LEAST && ar_text_starts(longer, shorter);
}

/* A name that is looked for among those that share pieces with it. */
struct similar {
    const struct ar_names *names;
    struct ar_name_matches *out;
    struct ar_text bare;
    unsigned least, count; /* count: of its pieces */
    bool known; /* a name that begins with this one has all of its pieces */
    struct ar_name_digits there, needed;
};

/* Word by word. */
static void compare(const struct similar *similar, uint32_t number, unsigned hits)
{
    const struct ar_names *names = similar->names;
    unsigned least = similar->least;
    /* A number that one has and the other has not, and no score that counts is left. */
    bool differ = least > SIMILAR_MOST || ar_name_lacks(&names->there[number], &similar->needed) ||
                  (least > AR_NAME_WEAK && ar_name_lacks(&similar->there, &names->needed[number]));
    bool whole = similar->known && hits >= similar->count;
    if (differ && !whole && least > 0)
        return;
    const struct ar_name_entry *entry = &names->at[number];
    unsigned score = differ ? 0 : ar_names_likeness(similar->bare, entry->bare, least);
    bool extends = whole && begins(entry->bare, similar->bare);
    if (score < least && !extends)
        return;
    score = score > SIMILAR_MOST ? SIMILAR_MOST : score;
    offer(names, similar->out,
          (struct ar_name_match){entry->customer, AR_NAME_FUZZY, (uint8_t)(score < least ? least : score), extends});
}

/* Those that share but one. */
static void compare_others(const struct similar *similar, struct ar_name_room *room, const uint32_t *keys)
{
    const struct ar_names *names = similar->names;
    size_t count = 0;
    for (unsigned k = 0; k < similar->count; k++)
        for (uint32_t i = names->starts[keys[k]]; i < names->starts[keys[k] + 1]; i++)
            if (room->hits[names->entries[i]] == 1)
                expect(names, room->several[count++] = names->entries[i]);
    for (size_t i = 0; i < count; i++)
        compare(similar, room->several[i], 1);
}

/* The names that share most of the pieces, at most CLOSE_MOST or so, are compared with it. Most share but one: they are
   never looked at again, unless there are too few others. */
static void find_similar(const struct ar_names *names, struct ar_name_room *room, struct ar_name_matches *out,
                         struct ar_text bare, unsigned least)
{
    struct similar similar = {.names = names, .out = out, .bare = bare, .least = least};
    unsigned by_hits[PIECES_MOST + 1] = {0}, floor = PIECES_MOST, close = 0;
    uint32_t keys[PIECES_MOST];
    similar.count = rarest(keys, &similar.known, names, bare);
    if (least > SIMILAR_MOST && !similar.known)
        return;
    ar_name_digits(&similar.there, &similar.needed, bare);
    touch(names, room, keys, similar.count);
    count_hits(by_hits, room);
    for (; floor > 1 && close + by_hits[floor] <= CLOSE_MOST; floor--)
        close += by_hits[floor];
    keep_closest(names, room, floor);
    for (size_t i = 0; i < room->several_count; i++)
        compare(&similar, room->several[i], room->hits[room->several[i]]);
    if (floor == 1)
        compare_others(&similar, room, keys);
    forget(names, room, keys, similar.count);
}

/* Initials and the rest of a branch's name: SEL Division 32 for Sapphire Electronics Ltd Division 32. */
static void offer_branches(const struct ar_names *names, struct ar_name_matches *out, struct ar_text bare)
{
    const char *blank = memchr(bare.at, ' ', bare.size);
    size_t size = blank == NULL ? 0 : (size_t)(blank - bare.at);
    uint32_t key = size > AR_INITIALS_MOST ? AR_NO_KEY : ar_names_key(names, '!', (struct ar_text){bare.at, size});
    if (key == AR_NO_KEY || names->starts[key + 1] - names->starts[key] > POSTINGS_MOST)
        return;
    struct ar_text rest = {bare.at + size, bare.size - size};
    for (uint32_t i = names->starts[key]; i < names->starts[key + 1]; i++) {
        struct ar_text base = names->at[names->entries[i]].bare;
        size_t end, from = ar_names_longer_of(names, base, &end);
        for (; from < end; from++) {
            const struct ar_name_entry *entry = &names->at[names->longer[from].entry];
            if (entry->bare.size == base.size + rest.size &&
                memcmp(entry->bare.at + base.size, rest.at, rest.size) == 0)
                offer(names, out,
                      (struct ar_name_match){entry->customer, AR_NAME_INITIALS, AR_NAME_SCORE_INITIALS, false});
        }
    }
}

/* A name that is one slip within its legal form, or the end of it, from a customer's: Nordlicht Gmhb, Nordlicht Gm. */
static void offer_slips(const struct ar_names *names, struct ar_name_matches *out, struct ar_text full)
{
    char name[256];
    for (size_t at = 0, end; at < full.size; at = end + 1) {
        for (end = at; end < full.size && full.at[end] != ' ';)
            end++;
        struct ar_text word = {full.at + at, end - at}, form;
        if (at == 0 || ar_legal_form_is(word))
            continue;
        for (size_t from = 0; ar_legal_form_nearly(&form, word, end == full.size, &from);) {
            size_t size = full.size - word.size + form.size;
            if (size > sizeof name)
                continue;
            memcpy(name, full.at, at);
            memcpy(name + at, form.at, form.size);
            memcpy(name + at + form.size, full.at + end, full.size - end);
            ar_names_offer(names, out, ar_names_key(names, '=', (struct ar_text){name, size}), AR_NAME_FUZZY,
                           SIMILAR_MOST);
        }
    }
}

static enum ar_status find_folded(const struct ar_names *names, struct ar_name_room *room, struct ar_name_matches *out,
                                  struct ar_text full, struct ar_text bare, unsigned least)
{
    *out = (struct ar_name_matches){.count = 0};
    if (names->count == 0 || full.size == 0)
        return AR_OK;
    if (room->hits == NULL) {
        room->hits = calloc(names->count, sizeof *room->hits);
        room->several = malloc((names->count + 1) * sizeof *room->several);
        if (room->hits == NULL || room->several == NULL)
            return AR_FAILED;
    }
    ar_names_offer(names, out, ar_names_key(names, '~', bare), AR_NAME_FOLDED, AR_NAME_SCORE_FOLDED);
    ar_names_offer(names, out, ar_names_key(names, '=', full), AR_NAME_EXACT, AR_NAME_SCORE_EXACT);
    if (out->count > 0 || least >= AR_NAME_EXACT_ONLY)
        return AR_OK;
    if (bare.size <= AR_INITIALS_MOST && memchr(bare.at, ' ', bare.size) == NULL) {
        ar_names_offer(names, out, ar_names_key(names, '!', bare), AR_NAME_INITIALS, AR_NAME_SCORE_INITIALS);
        ar_names_offer(names, out, ar_names_key(names, '!', full), AR_NAME_INITIALS, AR_NAME_SCORE_INITIALS);
    }
    offer_branches(names, out, bare);
    if (least <= SIMILAR_MOST)
        offer_slips(names, out, full);
    find_similar(names, room, out, bare, least);
    return AR_OK;
}

enum ar_status ar_names_find(const struct ar_names *names, struct ar_name_room *room, struct ar_name_matches *out,
                             struct ar_text payer, unsigned least)
{
    struct ar_text full, bare;
    enum ar_status status = ar_names_fold(room, &full, &bare, payer);
    return status == AR_OK ? find_folded(names, room, out, full, bare, least) : status;
}

/* Words that banks put before a name; `surely` those that no name begins with. */
static bool cut_bank_word(struct ar_text *text, bool *surely)
{
    static const char *const words[] = {"ach",      "eft",    "sepa",     "from",     "wire",    "credit",
                                        "incoming", "direct", "transfer", "received", "payment", "deposit"};
    struct ar_text rest = *text;
    while (rest.size > 0 && (*rest.at == ' ' || *rest.at == ':' || *rest.at == '-'))
        rest = (struct ar_text){rest.at + 1, rest.size - 1};
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
        size_t size = strlen(words[i]), same = 0;
        while (same < size && same < rest.size && (rest.at[same] | 32) == words[i][same])
            same++;
        if (same < size || rest.size <= size || strchr(" :-", rest.at[size]) == NULL)
            continue;
        *text = (struct ar_text){rest.at + size + 1, rest.size - size - 1};
        *surely = i < 4;
        return true;
    }
    return false;
}

enum ar_status ar_names_find_payer(const struct ar_names *names, struct ar_name_room *room, struct ar_name_matches *out,
                                   const struct ar_payer_name *name, unsigned least)
{
    bool surely;
    struct ar_text payer = name->payer;
    enum ar_status status = find_folded(names, room, out, name->full, name->bare, least);
    for (unsigned cut = 1;
         status == AR_OK && (out->count == 0 || out->at[0].kind < AR_NAME_FOLDED) && cut_bank_word(&payer, &surely);
         cut++) {
        struct ar_name_matches exact;
        if (!surely && cut == 1 && !name->text)
            continue; /* Wire Rope Ltd is not Rope Ltd; a text, though, is no name but for such words */
        status = ar_names_find(names, room, &exact, payer, AR_NAME_EXACT_ONLY);
        if (status == AR_OK && exact.count > 0)
            *out = exact;
    }
    if (status == AR_OK && least <= SIMILAR_MOST && (out->count == 0 || out->at[0].kind < AR_NAME_FOLDED))
        status = ar_names_find_beginning(names, room, out, name->payer);
    return status;
}
