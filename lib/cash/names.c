/* SPDX-License-Identifier: MIT */
/* An index over names: exact forms, initials, and pieces of three letters by which similar names are found. */
#include "cash/names.h"
#include "base/fetch.h"
#include "base/fold.h"
#include "cash/legal_form.h"

#include <stdlib.h>

enum {
    PIECE = 3,
    PIECE_BITS = 15, /* of those met lately */
    PIECES_MOST = 8,
    POSTINGS_MOST = 20000,
    SIMILAR_MOST = 94,
    CLOSE_MOST = 64,
    NAMES_LATELY = 16, /* of a customer, that are known again */
    SWEEP = 32, /* counters swept in the time of one by itself */
    INITIALS_LEAST = 2,
    INITIALS_MOST = 6,
    BEGINNING_LEAST = 6
};

const char *const ar_name_kinds[5] = {"unknown", "similar name", "initials", "name without legal form", "exact name"};

struct ar_name_posting {
    uint32_t key, entry;
};

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

/* One letter that is a word of its own: nothing or no letter beside it. */
static bool is_lone(struct ar_text text, size_t i)
{
    return i < text.size && is_word(text.at[i]) && (i == 0 || !is_word(text.at[i - 1])) &&
           (i + 1 == text.size || !is_word(text.at[i + 1]));
}

/* Points and apostrophes vanish ("S.A." is "sa"), all else that is no letter or digit parts words. */
static enum ar_status add_words(struct ar_buffer *out, struct ar_text folded)
{
    size_t start = out->size;
    for (size_t i = 0; i < folded.size; i++) {
        char c = folded.at[i];
        bool slash = c == '/' && is_lone(folded, i - 1) && is_lone(folded, i + 1); /* A/S */
        bool blank = !is_word(c) && c != '.' && c != '\'' && !slash;
        if (blank && out->size > start && out->at[out->size - 1] == ' ')
            continue;
        if (!blank && !is_word(c))
            continue;
        if (blank && out->size == start)
            continue;
        if (ar_buffer_add_char(out, blank ? ' ' : c) != AR_OK)
            return AR_FAILED;
    }
    if (out->size > start && out->at[out->size - 1] == ' ')
        out->size--;
    return AR_OK;
}

/* Words that one writes and another leaves out. */
static bool is_filler(struct ar_text word)
{
    static const struct ar_text fillers[] = {AR_TEXT("and"), AR_TEXT("the"), AR_TEXT("und"), AR_TEXT("et"),
                                             AR_TEXT("u"),   AR_TEXT("y"),   AR_TEXT("e"),   AR_TEXT("of"),
                                             AR_TEXT("de"),  AR_TEXT("di"),  AR_TEXT("der"), AR_TEXT("die")};
    for (unsigned i = 0; word.size <= 3 && i < sizeof fillers / sizeof *fillers; i++)
        if (ar_text_equal(word, fillers[i]))
            return true;
    return false;
}

/* Letters that are no others with a mark, as one writes them without: ø and æ as o and a, as oe and ae are, too. */
static size_t plain_letter(char out[static 2], const char *at, size_t size)
{
    static const struct {
        char letter[3], plain[3];
    } letters[] = {{"\xc3\xb8", "o"}, {"\xc3\xa6", "a"}, {"\xc5\x93", "o"}, {"\xc5\x82", "l"},
                   {"\xc4\x91", "d"}, {"\xc3\xb0", "d"}, {"\xc4\xb1", "i"}, {"\xc3\xbe", "th"}};
    for (unsigned i = 0; size > 1 && i < sizeof letters / sizeof *letters; i++)
        if (memcmp(letters[i].letter, at, 2) == 0) {
            size_t plain = strlen(letters[i].plain);
            memcpy(out, letters[i].plain, plain);
            return plain;
        }
    return 0;
}

/* A word without what umlauts are written with: Mueller, Müller. */
static void add_plain(struct ar_buffer *out, struct ar_text word)
{
    for (size_t i = 0; i < word.size; i++) {
        bool umlaut = word.at[i] == 'e' && i > 0 && strchr("aou", word.at[i - 1]) != NULL;
        size_t plain =
            (unsigned char)word.at[i] < 128 ? 0 : plain_letter(out->at + out->size, word.at + i, word.size - i);
        out->size += plain;
        i += plain > 0;
        if (!umlaut && plain == 0)
            out->at[out->size++] = word.at[i];
    }
}

enum ar_status ar_names_fold(struct ar_name_room *room, struct ar_text *full, struct ar_text *bare, struct ar_text name)
{
    struct ar_buffer *out = &room->work;
    *full = *bare = AR_TEXT("");
    out->size = 0;
    enum ar_status status = ar_fold(&room->folded, name);
    if (status != AR_OK)
        return status == AR_BAD_DATA ? AR_OK : status;
    if (ar_buffer_reserve(out, 2 * room->folded.size + 2) != AR_OK ||
        add_words(out, ar_buffer_text(&room->folded)) != AR_OK)
        return AR_FAILED;
    size_t size = out->size; /* room for both is there: what is added does not move it */
    struct ar_text rest = {out->at, size};
    while (rest.at != NULL) {
        struct ar_text word = ar_text_cut(&rest, ' ');
        if (word.size == 0 || ar_legal_form_is(word) || is_filler(word))
            continue;
        if (out->size > size)
            out->at[out->size++] = ' ';
        add_plain(out, word);
    }
    *full = (struct ar_text){out->at, size};
    *bare = (struct ar_text){out->at + size, out->size - size};
    if (bare->size == 0)
        *bare = *full;
    return AR_OK;
}

/* ---- the index -----------------------------------------------------------------------------------------------------
 */

/* Adds a posting of an entry under the number of a key, of the newest one once. */
static enum ar_status post_number(struct ar_names *names, uint32_t number, uint32_t entry)
{
    for (size_t i = names->posting_count; i > 0 && names->postings[i - 1].entry == entry; i--)
        if (names->postings[i - 1].key == number)
            return AR_OK;
    if (ar_grow(&names->postings, &names->posting_capacity, names->posting_count + 1, sizeof *names->postings) != AR_OK)
        return AR_FAILED;
    names->postings[names->posting_count++] = (struct ar_name_posting){number, entry};
    return AR_OK;
}

/* Under a key of a sort: '=' full, '~' bare, '!' initials, '3' a piece. */
static enum ar_status post(struct ar_names *names, char sort, struct ar_text text, uint32_t entry)
{
    char key[256];
    uint32_t number;
    if (text.size == 0 || text.size >= sizeof key)
        return AR_OK;
    key[0] = sort;
    memcpy(key + 1, text.at, text.size);
    if (ar_keys_add(&names->exact, &number, (struct ar_text){key, text.size + 1}) != AR_OK)
        return AR_FAILED;
    return post_number(names, number, entry);
}

/* Pieces come over and over: where the number of one is that was met lately. */
static struct ar_name_piece *piece_of(const struct ar_names *names, struct ar_text text, uint32_t *bytes)
{
    *bytes = (uint32_t)(unsigned char)text.at[0] << 16 | (uint32_t)(unsigned char)text.at[1] << 8 |
             (unsigned char)text.at[2];
    return &names->pieces[*bytes * 2654435769u >> (32 - PIECE_BITS)];
}

static enum ar_status post_piece(struct ar_names *names, struct ar_text text, uint32_t entry)
{
    uint32_t bytes;
    struct ar_name_piece *piece = piece_of(names, text, &bytes);
    if (piece->bytes == bytes + 1)
        return post_number(names, piece->key, entry);
    char key[1 + PIECE] = {'3', text.at[0], text.at[1], text.at[2]};
    if (ar_keys_add(&names->exact, &piece->key, (struct ar_text){key, sizeof key}) != AR_OK)
        return AR_FAILED;
    piece->bytes = bytes + 1;
    return post_number(names, piece->key, entry);
}

/* First letters of the words; digits stay whole words and have none. */
static size_t initials_of(char *out, size_t most, struct ar_text name)
{
    size_t size = 0;
    while (name.at != NULL && size < most) {
        struct ar_text word = ar_text_cut(&name, ' ');
        if (word.size > 0 && (unsigned char)word.at[0] < 0x80)
            out[size++] = word.at[0];
    }
    return name.at == NULL ? size : 0;
}

static enum ar_status post_initials(struct ar_names *names, struct ar_text name, uint32_t entry)
{
    char initials[INITIALS_MOST];
    size_t size = initials_of(initials, INITIALS_MOST, name);
    return size < INITIALS_LEAST ? AR_OK : post(names, '!', (struct ar_text){initials, size}, entry);
}

static enum ar_status post_full(struct ar_names *names, struct ar_text full, uint32_t entry)
{
    enum ar_status status = post(names, '=', full, entry);
    return status == AR_OK ? post_initials(names, full, entry) : status;
}

static enum ar_status post_bare(struct ar_names *names, struct ar_text bare, uint32_t entry)
{
    enum ar_status status = post(names, '~', bare, entry);
    if (status == AR_OK)
        status = post_initials(names, bare, entry);
    for (size_t i = 0; status == AR_OK && i + PIECE <= bare.size; i++)
        status = post_piece(names, (struct ar_text){bare.at + i, PIECE}, entry);
    return status;
}

/* By key; within a key the postings stay in their order, which is that of the entries. */
static enum ar_status index_postings(struct ar_names *names)
{
    uint32_t *sorted = names->entries = malloc((names->posting_count + 1) * sizeof *sorted);
    uint32_t *starts = names->starts = calloc(names->exact.count + 2, sizeof *names->starts);
    if (sorted == NULL || starts == NULL)
        return AR_FAILED;
    for (size_t i = 0; i < names->posting_count; i++)
        starts[names->postings[i].key + 2]++;
    for (size_t i = 2; i < names->exact.count + 2; i++)
        starts[i] += starts[i - 1];
    for (size_t i = 0; i < names->posting_count; i++)
        sorted[starts[names->postings[i].key + 1]++] = names->postings[i].entry;
    free(names->postings);
    names->postings = NULL;
    names->posting_count = names->posting_capacity = 0;
    return AR_OK;
}

static int by_text(const void *left, const void *right)
{
    return ar_text_compare(((const struct ar_book_name *)left)->text, ((const struct ar_book_name *)right)->text);
}

/* By the customers' order, then by their texts. */
static enum ar_status sort_names(struct ar_book *book)
{
    size_t customers = book->customers.count;
    uint32_t *starts = calloc(customers + 2, sizeof *starts);
    struct ar_book_name *sorted = malloc((book->name_count + 1) * sizeof *sorted);
    if (starts == NULL || sorted == NULL) {
        free(starts);
        free(sorted);
        return AR_FAILED;
    }
    for (size_t i = 0; i < book->name_count; i++)
        starts[book->by_customer[book->names[i].customer] + 2]++;
    for (size_t i = 2; i < customers + 2; i++)
        starts[i] += starts[i - 1];
    for (size_t i = 0; i < book->name_count; i++)
        sorted[starts[book->by_customer[book->names[i].customer] + 1]++] = book->names[i];
    for (size_t c = 0; c < customers; c++)
        if (starts[c + 1] - starts[c] > 1)
            qsort(sorted + starts[c], starts[c + 1] - starts[c], sizeof *sorted, by_text);
    free(starts);
    free(book->names);
    book->names = sorted;
    book->name_capacity = book->name_count + 1;
    return AR_OK;
}

static enum ar_status add_entry(struct ar_names *names, struct ar_book *owner, uint32_t customer, struct ar_text bare)
{
    struct ar_name_entry *entry;
    if (ar_grow(&names->at, &names->capacity, names->count + 1, sizeof *names->at) != AR_OK ||
        ar_grow(&names->there, &names->there_capacity, names->count + 1, sizeof *names->there) != AR_OK ||
        ar_grow(&names->needed, &names->needed_capacity, names->count + 1, sizeof *names->needed) != AR_OK)
        return AR_FAILED;
    entry = &names->at[names->count];
    entry->customer = customer;
    if (ar_book_copy(owner, &entry->bare, bare) != AR_OK)
        return AR_FAILED;
    ar_name_digits(&names->there[names->count], &names->needed[names->count], entry->bare);
    return post_bare(names, entry->bare, (uint32_t)names->count++);
}

/* A customer's name with another legal form, or written another way, is no entry of its own. */
static enum ar_status add_name(struct ar_names *names, struct ar_name_room *room, struct ar_book *owner,
                               const struct ar_book_name *name)
{
    struct ar_text full, bare;
    size_t at = names->count, least = at < NAMES_LATELY ? 0 : at - NAMES_LATELY;
    if (ar_names_fold(room, &full, &bare, name->text) != AR_OK)
        return AR_FAILED;
    while (at > least && names->at[at - 1].customer == name->customer && !ar_text_equal(names->at[at - 1].bare, bare))
        at--;
    bool known = at > least && names->at[at - 1].customer == name->customer;
    if (!known && add_entry(names, owner, name->customer, bare) != AR_OK)
        return AR_FAILED;
    return post_full(names, full, (uint32_t)(known ? at : names->count) - 1);
}

enum ar_status ar_names_init(struct ar_names *names, const struct ar_book *book, struct ar_error *error)
{
    struct ar_name_room room = {.several_count = 0};
    struct ar_book *owner = (struct ar_book *)(uintptr_t)book;
    *names = (struct ar_names){.book = book, .pieces = calloc((size_t)1 << PIECE_BITS, sizeof *names->pieces)};
    enum ar_status status = names->pieces != NULL ? sort_names(owner) : AR_FAILED;
    for (size_t i = 0; status == AR_OK && i < book->name_count; i++) {
        const struct ar_book_name *name = &book->names[i];
        if (i == 0 || name->customer != name[-1].customer || !ar_text_equal(name->text, name[-1].text))
            status = add_name(names, &room, owner, name);
    }
    ar_name_room_free(&room);
    if (status == AR_OK)
        status = index_postings(names);
    return status == AR_OK ? AR_OK : ar_error_memory(error);
}

void ar_names_free(struct ar_names *names)
{
    free(names->at);
    free(names->there);
    free(names->needed);
    free(names->postings);
    free(names->entries);
    free(names->starts);
    free(names->pieces);
    ar_keys_free(&names->exact);
    *names = (struct ar_names){0};
}

void ar_name_room_free(struct ar_name_room *room)
{
    ar_buffer_free(&room->folded);
    ar_buffer_free(&room->work);
    free(room->hits);
    free(room->several);
    *room = (struct ar_name_room){0};
}

/* ---- finding -------------------------------------------------------------------------------------------------------
 */

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

static uint32_t key_of(const struct ar_names *names, char sort, struct ar_text text)
{
    char key[256];
    if (text.size == 0 || text.size >= sizeof key)
        return AR_NO_KEY;
    key[0] = sort;
    memcpy(key + 1, text.at, text.size);
    return ar_keys_find(&names->exact, (struct ar_text){key, text.size + 1});
}

static void offer_all(const struct ar_names *names, struct ar_name_matches *out, uint32_t key, uint8_t kind,
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
    const struct ar_name_piece *piece = piece_of(names, text, &bytes);
    return piece->bytes == bytes + 1 ? piece->key : key_of(names, '3', text);
}

/* The rarest pieces of the name, how many there are. *known: none is a piece of no name at all. */
static unsigned rarest(uint32_t keys[static PIECES_MOST], bool *known, const struct ar_names *names,
                       struct ar_text bare)
{
    unsigned count = 0;
    *known = true;
    for (size_t i = 0; i + PIECE <= bare.size; i++) {
        uint32_t key = key_of_piece(names, (struct ar_text){bare.at + i, PIECE});
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
    offer_all(names, out, key_of(names, '~', bare), AR_NAME_FOLDED, 96);
    offer_all(names, out, key_of(names, '=', full), AR_NAME_EXACT, 98);
    if (out->count > 0 || least > 100)
        return AR_OK;
    if (bare.size <= INITIALS_MOST && memchr(bare.at, ' ', bare.size) == NULL) {
        offer_all(names, out, key_of(names, '!', bare), AR_NAME_INITIALS, 85);
        offer_all(names, out, key_of(names, '!', full), AR_NAME_INITIALS, 85);
    }
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
        if (!surely && cut == 1 && least <= 100)
            continue; /* Wire Rope Ltd is not Rope Ltd; a text, though, is no name but for such words */
        status = ar_names_find(names, room, &exact, payer, 101);
        if (status == AR_OK && exact.count > 0)
            *out = exact;
    }
    return status;
}
