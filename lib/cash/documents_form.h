/* SPDX-License-Identifier: MIT */
/* What documents.c (the index) and documents_scan.c (numbers in texts) both know of bytes and forms. */
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

/* What a byte is in a compact form: itself, as a capital, or 0. */
extern const unsigned char ar_compact_bytes[256];

/* Digits and letters in their order: enough to tell prose from numbers. */
static inline unsigned ar_shape_of(struct ar_text compact)
{
    uint64_t digits = 0;
    for (size_t i = 0; i < compact.size; i++)
        digits |= (uint64_t)((unsigned char)(compact.at[i] - '0') < 10) << i;
    return (unsigned)((digits * UINT64_C(0x9e3779b97f4a7c15) ^ compact.size * UINT64_C(0xbf58476d1ce4e5b9)) >> 48);
}

static inline bool ar_has_shape(const struct ar_document_index *index, unsigned shape)
{
    return index->shapes[shape / 64] >> shape % 64 & 1;
}

/* What a compact form begins with. */
static inline unsigned ar_two_of(char first, char second)
{
    return (unsigned)(unsigned char)first << 8 | (unsigned char)second;
}

/* Of a compact form; never 0. */
static inline uint32_t ar_hash_of(const struct ar_documents *documents, struct ar_text compact)
{
    uint32_t hash = (uint32_t)ar_hash(compact, documents->seed);
    return hash | (hash == 0);
}

/* The first item of a form whose hash is known. The index must not be empty. */
uint32_t ar_documents_find_hashed(const struct ar_documents *documents, enum ar_document_field field,
                                  struct ar_text compact, uint32_t hash);

#endif
