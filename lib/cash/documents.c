/* SPDX-License-Identifier: MIT */
/* An index over the compact forms of the documents. */
#include "base/hash.h"
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

static bool is_form(const struct ar_documents *documents, enum ar_document_field field, uint32_t item,
                    struct ar_text compact)
{
    char form[AR_COMPACT_SIZE];
    struct ar_text text = ar_book_text(&documents->book->items[item], field);
    if (text.size == compact.size && memcmp(text.at, compact.at, text.size) == 0)
        return true; /* compact as it stands: the other one is */
    size_t size = ar_compact(form, text);
    return size == compact.size && memcmp(form, compact.at, size) == 0;
}

static size_t slot_of(const struct ar_documents *documents, enum ar_document_field field, struct ar_text compact,
                      uint64_t hash)
{
    const struct ar_document_index *index = &documents->by[field];
    size_t mask = index->size - 1, slot = hash & mask;
    for (; index->slots[slot] != 0; slot = (slot + 1) & mask)
        if (index->slots[slot] >> 32 == hash >> 32 &&
            is_form(documents, field, (uint32_t)index->slots[slot] - 1, compact))
            break;
    return slot;
}

static enum ar_status reserve(struct ar_document_index *index, const struct ar_book *book, enum ar_document_field field)
{
    size_t count = 0;
    for (size_t i = 0; i < book->count; i++)
        count += ar_book_text(&book->items[i], field).size > 0;
    if (count == 0)
        return AR_OK;
    size_t size = 64;
    while (size < count + count / 2)
        size *= 2;
    index->slots = ar_take_wide(size * sizeof *index->slots, true);
    index->next = ar_take_wide(book->count * sizeof *index->next, true);
    if (index->slots == NULL || index->next == NULL)
        return AR_FAILED;
    index->size = size;
    return AR_OK;
}

/* A number on its way into the index. */
struct entry {
    uint64_t hash;
    uint32_t item;
};

/* Items go in by chunks, those of a chunk in the order of their slots, roughly: each in its own place would wait for
   memory, most of all. */
enum { CHUNK = 1 << 18, BUCKETS = 256, AHEAD = 16 };
struct filling {
    struct ar_documents *documents;
    enum ar_document_field field;
    unsigned shift; /* slot to bucket */
    struct entry *read, *sorted;
    size_t count;
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
    index->shortest = size < index->shortest ? size : index->shortest;
    index->longest = size > index->longest ? size : index->longest;
}

/* From the last to the first, so that a chain begins with the first and goes up. */
static void read_chunk(struct filling *filling, size_t from, size_t to)
{
    const struct ar_documents *documents = filling->documents;
    filling->count = 0;
    for (size_t item = to; item-- > from;) {
        char form[AR_COMPACT_SIZE];
        struct ar_text text = ar_book_text(&documents->book->items[item], filling->field);
        struct ar_text compact = {form, ar_compact(form, text)};
        if (compact.size == 0)
            continue;
        learn(&filling->documents->by[filling->field], compact);
        filling->read[filling->count++] = (struct entry){ar_hash(compact, documents->seed), (uint32_t)item};
    }
}

static size_t bucket_of(const struct filling *filling, const struct entry *entry)
{
    return (entry->hash & (filling->documents->by[filling->field].size - 1)) >> filling->shift;
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
    struct ar_document_index *index = &filling->documents->by[filling->field];
    size_t mask = index->size - 1, slot = entry->hash & mask;
    while (index->slots[slot] != 0 && index->slots[slot] >> 32 != entry->hash >> 32)
        slot = (slot + 1) & mask;
    if (index->slots[slot] != 0) { /* most likely the same number */
        char form[AR_COMPACT_SIZE];
        struct ar_text text = ar_book_text(&filling->documents->book->items[entry->item], filling->field);
        struct ar_text compact = {form, ar_compact(form, text)};
        slot = slot_of(filling->documents, filling->field, compact, entry->hash);
    }
    index->next[entry->item] = (uint32_t)index->slots[slot];
    index->slots[slot] = (entry->hash >> 32 << 32) | (entry->item + 1);
}

static void fill(struct filling *filling)
{
    const struct ar_document_index *index = &filling->documents->by[filling->field];
    while (index->size >> filling->shift > BUCKETS)
        filling->shift++;
    for (size_t to = filling->documents->book->count, from; to > 0; to = from) {
        from = to > CHUNK ? to - CHUNK : 0;
        read_chunk(filling, from, to);
        sort_chunk(filling);
        for (size_t i = 0; i < filling->count; i++) {
            if (i + AHEAD < filling->count)
                __builtin_prefetch(&index->slots[filling->sorted[i + AHEAD].hash & (index->size - 1)], 1);
            fill_in(filling, &filling->sorted[i]);
        }
    }
}

void ar_documents_begin(struct ar_documents *documents, const struct ar_book *book, uint64_t seed)
{
    *documents = (struct ar_documents){.book = book, .seed = seed};
    for (unsigned field = 0; field < AR_DOCUMENT_FIELDS; field++)
        documents->by[field].shortest = AR_COMPACT_SIZE;
}

enum ar_status ar_documents_index(struct ar_documents *documents, enum ar_document_field field)
{
    struct filling filling = {.documents = documents, .field = field};
    if (reserve(&documents->by[field], documents->book, field) != AR_OK)
        return AR_FAILED;
    if (documents->by[field].size == 0)
        return AR_OK;
    size_t chunk = documents->book->count < CHUNK ? documents->book->count : CHUNK;
    filling.read = malloc(chunk * sizeof *filling.read);
    filling.sorted = malloc(chunk * sizeof *filling.sorted);
    bool failed = filling.read == NULL || filling.sorted == NULL;
    if (!failed)
        fill(&filling);
    free(filling.read);
    free(filling.sorted);
    return failed ? AR_FAILED : AR_OK;
}

void ar_documents_ready(struct ar_documents *documents)
{
    documents->shortest = AR_COMPACT_SIZE;
    documents->longest = 0;
    for (unsigned field = 0; field < AR_DOCUMENT_FIELDS; field++) {
        const struct ar_document_index *index = &documents->by[field];
        documents->shortest = index->shortest < documents->shortest ? index->shortest : documents->shortest;
        documents->longest = index->longest > documents->longest ? index->longest : documents->longest;
        for (size_t i = 0; i < sizeof index->begins / sizeof *index->begins; i++)
            documents->begins[i] |= index->begins[i];
    }
}

void ar_documents_free(struct ar_documents *documents)
{
    for (unsigned field = 0; field < AR_DOCUMENT_FIELDS; field++) {
        free(documents->by[field].slots);
        free(documents->by[field].next);
    }
    *documents = (struct ar_documents){0};
}

uint32_t ar_documents_find_hashed(const struct ar_documents *documents, enum ar_document_field field,
                                  struct ar_text compact, uint64_t hash)
{
    const struct ar_document_index *index = &documents->by[field];
    return (uint32_t)index->slots[slot_of(documents, field, compact, hash)] - 1; /* an empty slot gives AR_NO_ITEM */
}

uint32_t ar_documents_find(const struct ar_documents *documents, enum ar_document_field field, struct ar_text compact)
{
    if (documents->by[field].size == 0 || compact.size == 0)
        return AR_NO_ITEM;
    return ar_documents_find_hashed(documents, field, compact, ar_hash(compact, documents->seed));
}

uint32_t ar_documents_next(const struct ar_documents *documents, enum ar_document_field field, uint32_t item)
{
    uint32_t next = documents->by[field].next[item];
    return next == 0 ? AR_NO_ITEM : next - 1;
}
