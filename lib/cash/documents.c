/* SPDX-License-Identifier: MIT */
/* An index over the compact forms of the documents. */
#include "base/fetch.h"
#include "cash/documents_form.h"

#include <stdlib.h>

/* What a byte is in a compact form: itself, as a capital, or 0. */
const unsigned char ar_compact_bytes[256] = {
#define SAME(c) [c] = (c)
#define SAME8(c) SAME(c), SAME(c + 1), SAME(c + 2), SAME(c + 3), SAME(c + 4), SAME(c + 5), SAME(c + 6), SAME(c + 7)
#define SAME64(c)                                                                                                      \
    SAME8(c), SAME8(c + 8), SAME8(c + 16), SAME8(c + 24), SAME8(c + 32), SAME8(c + 40), SAME8(c + 48), SAME8(c + 56)
#define CAPITAL(c) [c] = (c), [c + 32] = (c)
#define CAPITAL4(c) CAPITAL(c), CAPITAL(c + 1), CAPITAL(c + 2), CAPITAL(c + 3)
    SAME8('0'),    SAME('8'),     SAME('9'),    CAPITAL4('A'), CAPITAL4('E'), CAPITAL4('I'), CAPITAL4('M'),
    CAPITAL4('Q'), CAPITAL4('U'), CAPITAL('Y'), CAPITAL('Z'),  SAME64(0x80),  SAME64(0xc0)
#undef SAME
#undef SAME8
#undef SAME64
#undef CAPITAL
#undef CAPITAL4
};

size_t ar_compact(char out[static AR_COMPACT_SIZE], struct ar_text text)
{
    size_t size = 0, sure = text.size < AR_COMPACT_SIZE ? text.size : AR_COMPACT_SIZE;
    for (size_t i = 0; i < sure; i++) {
        unsigned char c = ar_compact_bytes[(unsigned char)text.at[i]];
        out[size] = (char)c;
        size += c != 0;
    }
    for (size_t i = sure; i < text.size; i++) {
        unsigned char c = ar_compact_bytes[(unsigned char)text.at[i]];
        if (c != 0 && size == AR_COMPACT_SIZE)
            return 0;
        if (c != 0)
            out[size++] = (char)c;
    }
    return size;
}

bool ar_documents_is_form(const struct ar_documents *documents, enum ar_document_field field, uint32_t item,
                          struct ar_text compact)
{
    char form[AR_COMPACT_SIZE];
    struct ar_text text = ar_book_text(documents->book->items[item], field);
    if (text.size == compact.size && memcmp(text.at, compact.at, text.size) == 0)
        return true; /* compact as it stands: the other one is */
    size_t size = ar_compact(form, text);
    return size == compact.size && memcmp(form, compact.at, size) == 0;
}

struct ar_text ar_documents_number(char form[static AR_COMPACT_SIZE], const struct ar_documents *documents,
                                   uint32_t item)
{
    struct ar_document_key key = documents->by[AR_BY_DOC].keys[item];
    if (AR_UNLIKELY(key.first == 0))
        return (struct ar_text){form, ar_compact(form, ar_book_doc(documents->book->items[item]))};
    memcpy(form, &key, sizeof key);
    return (struct ar_text){form, ar_key_size(key)};
}

/* ---- learning ------------------------------------------------------------------------------------------------------
 */

enum { AHEAD = 16, FAR_AHEAD = 64, LEARNED = 1 << 14 /* items in one go */ };

/* What one thread learns of the items that it looks at. */
struct learning {
    struct ar_documents *documents;
    struct ar_document_index by[AR_DOCUMENT_FIELDS]; /* of these: shapes, begins, sizes, count */
};

/* What can be a number is learned from those there are. */
static void learn(struct ar_document_index *index, struct ar_text compact)
{
    unsigned size = (unsigned)compact.size, shape = ar_shape_of(compact);
    index->shapes[shape / 64] |= (uint64_t)1 << shape % 64;
    for (unsigned second = 0; second < 256; second++) { /* that of one byte may go on with any */
        unsigned two = ar_two_of(compact.at[0], size > 1 ? compact.at[1] : (char)second);
        index->begins[two / 64] |= (uint64_t)1 << two % 64;
        if (size > 1)
            break;
    }
    index->sizes |= (uint64_t)1 << (size - 1);
    index->count++;
}

static void learn_item(struct learning *learning, size_t number)
{
    const struct ar_documents *documents = learning->documents;
    const struct ar_book_item *item = documents->book->items[number];
    for (unsigned field = 0; field < AR_DOCUMENT_FIELDS; field++) {
        char form[AR_COMPACT_SIZE];
        struct ar_text compact = {form, 0};
        if (item->sizes[field] > 0 || item->sizes[0] == AR_BOOK_LONG)
            compact.size = ar_compact(form, ar_book_text(item, (enum ar_document_field)field));
        if (field == AR_BY_DOC)
            documents->by[field].keys[number] = ar_key_of(compact);
        else if (compact.size > 0)
            documents->by[field].hashes[number] = ar_hash_of(documents, compact);
        if (compact.size > 0)
            learn(&learning->by[field], compact);
    }
}

/* To what the others have learned. */
static void add_learned(const struct learning *learning)
{
    for (unsigned field = 0; field < AR_DOCUMENT_FIELDS; field++) {
        const struct ar_document_index *from = &learning->by[field];
        struct ar_document_index *to = &learning->documents->by[field];
        if (from->count == 0)
            continue;
        for (size_t i = 0; i < sizeof from->shapes / sizeof *from->shapes; i++) {
            __atomic_fetch_or(&to->shapes[i], from->shapes[i], __ATOMIC_RELAXED);
            __atomic_fetch_or(&to->begins[i], from->begins[i], __ATOMIC_RELAXED);
        }
        __atomic_fetch_or(&to->sizes, from->sizes, __ATOMIC_RELAXED);
        __atomic_fetch_add(&to->count, from->count, __ATOMIC_RELAXED);
    }
}

enum ar_status ar_documents_begin(struct ar_documents *documents, const struct ar_book *book, uint64_t seed)
{
    size_t count = book->count > 0 ? book->count : 1;
    *documents = (struct ar_documents){.book = book, .seed = seed};
    documents->pieces = (struct ar_pieces){0, (book->count + LEARNED - 1) / LEARNED};
    for (documents->item_mask = 1; documents->item_mask < book->count + 1;)
        documents->item_mask = documents->item_mask << 1 | 1;
    for (unsigned field = AR_BY_REFERENCE; field < AR_DOCUMENT_FIELDS; field++)
        if ((documents->by[field].hashes = calloc(count, sizeof *documents->by[field].hashes)) == NULL)
            return AR_FAILED;
    documents->by[AR_BY_DOC].keys = ar_take_wide(count * sizeof *documents->by[AR_BY_DOC].keys, false);
    return documents->by[AR_BY_DOC].keys == NULL ? AR_FAILED : AR_OK;
}

void ar_documents_learn(struct ar_documents *documents)
{
    const struct ar_book *book = documents->book;
    struct learning learning = {.documents = documents};
    for (size_t piece; (piece = ar_pieces_take(&documents->pieces)) < documents->pieces.count;)
        for (size_t i = piece * LEARNED; i < (piece + 1) * LEARNED && i < book->count; i++) {
            if (i + FAR_AHEAD < book->count) {
                ar_fetch(book->items[i + FAR_AHEAD]);
                ar_fetch(book->items[i + FAR_AHEAD / 2]->texts);
            }
            learn_item(&learning, i);
        }
    add_learned(&learning);
}

/* ---- the index -----------------------------------------------------------------------------------------------------
 */

/* A number on its way into the index. */
struct entry {
    uint32_t hash, item;
};

/* Items go in by chunks, those of a chunk in the order of their slots, roughly: each in its own place would wait for
   memory, most of all. */
enum { CHUNK = 1 << 18, BUCKETS = 256 };
struct filling {
    const struct ar_documents *documents;
    struct ar_document_index *index;
    enum ar_document_field field;
    unsigned shift; /* slot to bucket */
    struct entry *read, *sorted;
    size_t count;
};

static bool is_asked(const struct ar_documents *documents, enum ar_document_field field, uint32_t hash)
{
    uint32_t bit = hash & documents->asked_mask;
    return field == AR_BY_DOC || documents->asked == NULL || (documents->asked[bit / 64] >> bit % 64 & 1);
}

/* Of an item's field; 0: it has none. */
static uint32_t hash_at(const struct filling *filling, uint32_t item)
{
    const struct ar_documents *documents = filling->documents;
    if (filling->field != AR_BY_DOC)
        return filling->index->hashes[item];
    struct ar_document_key key = filling->index->keys[item];
    if (AR_LIKELY(key.first != 0))
        return ar_hash_of_key(documents, key);
    char form[AR_COMPACT_SIZE];
    struct ar_text compact = ar_documents_number(form, documents, item);
    return compact.size > 0 ? ar_hash_of(documents, compact) : 0;
}

/* Those of a chunk that may be asked for, and what is before it. From the last to the first, so that a chain of one
   form begins with the first and goes up. */
static size_t read_chunk(struct filling *filling, size_t to)
{
    for (filling->count = 0; to > 0 && filling->count < CHUNK; to--) {
        uint32_t hash = hash_at(filling, (uint32_t)to - 1);
        if (hash != 0 && is_asked(filling->documents, filling->field, hash))
            filling->read[filling->count++] = (struct entry){hash, (uint32_t)to - 1};
    }
    return to;
}

static size_t bucket_of(const struct filling *filling, const struct entry *entry)
{
    return (entry->hash & (filling->index->size - 1)) >> filling->shift;
}

static void sort_chunk(struct filling *filling)
{
    size_t places[BUCKETS + 1] = {0};
    for (size_t i = 0; i < filling->count; i++)
        places[bucket_of(filling, &filling->read[i]) + 1]++;
    for (size_t i = 1; i < BUCKETS; i++)
        places[i] += places[i - 1];
    for (size_t i = 0; i < filling->count; i++)
        filling->sorted[places[bucket_of(filling, &filling->read[i])]++] = filling->read[i];
}

static void fill_in(struct filling *filling, const struct entry *entry)
{
    struct ar_document_index *index = filling->index;
    const struct ar_documents *documents = filling->documents;
    struct ar_book_item *const *items = documents->book->items;
    size_t slot = ar_documents_slot_near(documents, filling->field, entry->hash);
    if (index->slots[slot] != 0) { /* most likely the same number */
        char form[AR_COMPACT_SIZE];
        struct ar_text text = ar_book_text(items[entry->item], filling->field);
        struct ar_text compact = {form, ar_compact(form, text)};
        slot = ar_documents_slot(documents, filling->field, compact, entry->hash, slot);
    }
    uint32_t before = ar_documents_at(documents, filling->field, slot);
    if (before != AR_NO_ITEM) { /* most have none: their page is never touched */
        index->next[entry->item] = before + 1;
        if (filling->field == AR_BY_DOC)
            items[entry->item]->shared = items[before]->shared = true;
    }
    index->slots[slot] = (entry->hash & ~documents->item_mask) | (entry->item + 1);
}

static void fill(struct filling *filling)
{
    const struct ar_document_index *index = filling->index;
    for (size_t to = filling->documents->book->count; to > 0;) {
        to = read_chunk(filling, to);
        sort_chunk(filling);
        for (size_t i = 0; i < filling->count; i++) {
            if (i + AHEAD < filling->count)
                ar_fetch_to_write(&index->slots[filling->sorted[i + AHEAD].hash & (index->size - 1)]);
            fill_in(filling, &filling->sorted[i]);
        }
    }
}

static size_t count_asked(const struct ar_documents *documents, enum ar_document_field field)
{
    const struct ar_document_index *index = &documents->by[field];
    size_t count = 0;
    if (field == AR_BY_DOC || documents->asked == NULL)
        return index->count;
    for (size_t i = 0; i < documents->book->count; i++)
        count += index->hashes[i] != 0 && is_asked(documents, field, index->hashes[i]);
    return count;
}

/* An index of `count` numbers, at least one. */
static enum ar_status make_index(struct filling *filling, size_t count)
{
    struct ar_document_index *index = filling->index;
    size_t size = 64, chunk = count < CHUNK ? count : CHUNK;
    while (size < count + count / 2)
        size *= 2;
    while (size >> filling->shift > BUCKETS)
        filling->shift++;
    index->slots = ar_take_wide(size * sizeof *index->slots, true);
    index->next = calloc(filling->documents->book->count, sizeof *index->next);
    filling->read = malloc(chunk * sizeof *filling->read);
    filling->sorted = malloc(chunk * sizeof *filling->sorted);
    if (index->slots == NULL || index->next == NULL || filling->read == NULL || filling->sorted == NULL)
        return AR_FAILED;
    index->size = size;
    fill(filling);
    return AR_OK;
}

enum ar_status ar_documents_index(struct ar_documents *documents, enum ar_document_field field)
{
    struct ar_document_index *index = &documents->by[field];
    struct filling filling = {.documents = documents, .field = field, .index = index};
    size_t count = index->count == 0 ? 0 : count_asked(documents, field);
    enum ar_status status = count == 0 ? AR_OK : make_index(&filling, count);
    free(filling.read);
    free(filling.sorted);
    free(index->hashes);
    index->hashes = NULL;
    return status;
}

enum ar_status ar_documents_expect(struct ar_documents *documents, size_t texts)
{
    enum { FIRST = 1 << 16, EACH = 16 }; /* bits; few texts ask for anything */
    size_t size = FIRST;
    while (size / EACH < texts && size < (size_t)1 << 31)
        size *= 2;
    documents->asked_mask = (uint32_t)(size - 1);
    documents->asked = ar_take_wide(size / 64 * sizeof *documents->asked, true);
    return documents->asked == NULL ? AR_FAILED : AR_OK;
}

void ar_documents_ready(struct ar_documents *documents)
{
    uint64_t sizes = 0;
    for (unsigned field = 0; field < AR_DOCUMENT_FIELDS; field++) {
        const struct ar_document_index *index = &documents->by[field];
        sizes |= index->sizes;
        for (size_t i = 0; i < sizeof index->begins / sizeof *index->begins; i++) {
            documents->shapes[i] |= index->shapes[i];
            documents->begins[i] |= index->begins[i];
        }
    }
    documents->shortest = sizes == 0 ? AR_COMPACT_SIZE : (unsigned)__builtin_ctzll(sizes) + 1;
    documents->longest = sizes == 0 ? 0 : 64 - (unsigned)__builtin_clzll(sizes);
}

void ar_documents_free(struct ar_documents *documents)
{
    for (unsigned field = 0; field < AR_DOCUMENT_FIELDS; field++) {
        free(documents->by[field].slots);
        free(documents->by[field].next);
        free(documents->by[field].hashes);
        free(documents->by[field].keys);
    }
    free(documents->asked);
    *documents = (struct ar_documents){0};
}

uint32_t ar_documents_find(const struct ar_documents *documents, enum ar_document_field field, struct ar_text compact)
{
    const struct ar_document_index *index = &documents->by[field];
    if (index->size == 0 || compact.size == 0 || !ar_has_shape(index->shapes, ar_shape_of(compact)))
        return AR_NO_ITEM;
    uint32_t hash = ar_hash_of(documents, compact);
    size_t near = ar_documents_slot_near(documents, field, hash);
    return ar_documents_at(documents, field, ar_documents_slot(documents, field, compact, hash, near));
}

uint32_t ar_documents_next(const struct ar_documents *documents, enum ar_document_field field, uint32_t item)
{
    if (field == AR_BY_DOC && !documents->book->items[item]->shared)
        return AR_NO_ITEM; /* as nearly always */
    uint32_t next = documents->by[field].next[item];
    return next == 0 ? AR_NO_ITEM : next - 1;
}
