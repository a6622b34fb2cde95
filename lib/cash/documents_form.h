/* SPDX-License-Identifier: MIT */
/* What the index of documents and the scanner of texts both know of bytes and forms. */
#ifndef AR_CASH_DOCUMENTS_FORM_H
#define AR_CASH_DOCUMENTS_FORM_H

#include "base/hash.h"
#include "cash/documents.h"

/* What a byte is to a number; I joins parts of one number: - / . _ # : */
enum { AR_BREAK = 'B', AR_LETTER = 'L', AR_DIGIT = 'D', AR_INNER = 'I' };
static const char ar_classes[257] = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB" /* 0x00 */
                                    "BBBIBBBBBBBBBIIIDDDDDDDDDDIBBBBB" /* blank ! " # … */
                                    "BLLLLLLLLLLLLLLLLLLLLLLLLLLBBBBI" /* @ A … */
                                    "BLLLLLLLLLLLLLLLLLLLLLLLLLLBBBBB" /* ` a … */
                                    "LLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLL" /* beyond ASCII */
                                    "LLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLL"
                                    "LLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLL"
                                    "LLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLL";

static inline char ar_class_of(char c)
{
    return ar_classes[(unsigned char)c];
}

static inline bool ar_joins(char c)
{
    return ar_class_of(c) == AR_INNER || c == ',';
}

static inline bool ar_is_year(struct ar_text compact)
{
    return compact.size == 4 && (memcmp(compact.at, "19", 2) == 0 || memcmp(compact.at, "20", 2) == 0);
}

/* What a byte is in a compact form: itself, as a capital, or 0. */
extern const unsigned char ar_compact_bytes[256];

/* Which bytes of a compact form are digits, a bit each. */
static inline uint64_t ar_digits_of(struct ar_text compact)
{
    uint64_t digits = 0;
    for (size_t i = 0; i < compact.size; i++)
        digits |= (uint64_t)((unsigned char)(compact.at[i] - '0') < 10) << i;
    return digits;
}

/* Digits and letters in their order: enough to tell prose from numbers. */
static inline unsigned ar_shape(uint64_t digits, size_t size)
{
    return (unsigned)((digits * UINT64_C(0x9e3779b97f4a7c15) ^ size * UINT64_C(0xbf58476d1ce4e5b9)) >> 48);
}

static inline unsigned ar_shape_of(struct ar_text compact)
{
    return ar_shape(ar_digits_of(compact), compact.size);
}

static inline bool ar_has_shape(const uint64_t shapes[static 1024], unsigned shape)
{
    return shapes[shape / 64] >> shape % 64 & 1;
}

/* What a compact form begins with. */
static inline unsigned ar_two_of(char first, char second)
{
    return (unsigned)(unsigned char)first << 8 | (unsigned char)second;
}

/* The first eight bytes of a compact form and those behind them, zeros behind its end: no byte of it is 0. */
static inline struct ar_document_key ar_key_of(struct ar_text compact)
{
    struct ar_document_key key = {0, 0};
    if (AR_UNLIKELY(compact.size > sizeof key))
        return key;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    if (compact.size > 8) { /* the last eight, without those that are in the first */
        memcpy(&key.first, compact.at, 8);
        memcpy(&key.second, compact.at + compact.size - 8, 8);
        key.second >>= 8 * (16 - compact.size);
        return key;
    }
#endif
    memcpy(&key, compact.at, compact.size);
    return key;
}

/* The size of the form. */
static inline size_t ar_key_size(struct ar_document_key key)
{
    const char *end = memchr(&key, 0, sizeof key);
    return end == NULL ? sizeof key : (size_t)(end - (const char *)&key);
}

static inline bool ar_key_equal(struct ar_document_key a, struct ar_document_key b)
{
    return ((a.first ^ b.first) | (a.second ^ b.second)) == 0;
}

/* The first two letters or digits from here on. */
static inline unsigned ar_two_at(struct ar_text text, size_t start)
{
    unsigned char second = 0;
    for (size_t i = start + 1; i < text.size && second == 0; i++)
        second = ar_compact_bytes[(unsigned char)text.at[i]];
    return ar_two_of((char)ar_compact_bytes[(unsigned char)text.at[start]], (char)second);
}

/* Of a compact form, whose key may be known; never 0. */
static inline uint32_t ar_hash_of_key(const struct ar_documents *documents, struct ar_document_key key)
{
    uint32_t hash = (uint32_t)ar_hash((struct ar_text){(const char *)&key, sizeof key}, documents->seed);
    return hash | (hash == 0);
}

static inline uint32_t ar_hash_of(const struct ar_documents *documents, struct ar_text compact)
{
    if (AR_LIKELY(compact.size <= sizeof(struct ar_document_key)))
        return ar_hash_of_key(documents, ar_key_of(compact));
    uint32_t hash = (uint32_t)ar_hash(compact, documents->seed);
    return hash | (hash == 0);
}

enum { AR_WORDS_JOINED = 3 }; /* at most so many words are one number */

/* Is it a word that stands before a number and says that it is one? */
bool ar_documents_label(struct ar_text text);

/* Is it the compact form of that item's field? */
bool ar_documents_is_form(const struct ar_documents *documents, enum ar_document_field field, uint32_t item,
                          struct ar_text compact);

/* The item that a slot holds; AR_NO_ITEM when it is empty. */
static inline uint32_t ar_documents_at(const struct ar_documents *documents, enum ar_document_field field, size_t slot)
{
    return (documents->by[field].slots[slot] & documents->item_mask) - 1;
}

static inline bool ar_documents_may_be(const struct ar_documents *documents, uint32_t slot, uint32_t hash)
{
    return ((slot ^ hash) & ~documents->item_mask) == 0;
}

/* The slot of a form whose hash is known, or the empty one where it would be, from a slot on that may be its. The index
   must not be empty. */
static inline size_t ar_documents_slot(const struct ar_documents *documents, enum ar_document_field field,
                                       struct ar_text compact, uint32_t hash, size_t slot)
{
    const struct ar_document_index *index = &documents->by[field];
    const struct ar_document_key key = ar_key_of(compact);
    const struct ar_document_key *keys = key.first != 0 ? index->keys : NULL;
    for (; index->slots[slot] != 0; slot = (slot + 1) & (index->size - 1)) {
        uint32_t item = ar_documents_at(documents, field, slot);
        if (ar_documents_may_be(documents, index->slots[slot], hash) &&
            (keys != NULL ? ar_key_equal(keys[item], key) : ar_documents_is_form(documents, field, item, compact)))
            break;
    }
    return slot;
}

/* The first one that may be of that hash, from its own place on: the form need not be at hand. */
static inline size_t ar_documents_slot_near(const struct ar_documents *documents, enum ar_document_field field,
                                            uint32_t hash)
{
    const struct ar_document_index *index = &documents->by[field];
    size_t mask = index->size - 1, slot = hash & mask;
    while (index->slots[slot] != 0 && !ar_documents_may_be(documents, index->slots[slot], hash))
        slot = (slot + 1) & mask;
    return slot;
}

#endif
