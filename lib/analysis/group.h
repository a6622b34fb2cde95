/* SPDX-License-Identifier: MIT */
/* Sums by key and currency: an open-addressing index over dense records, filled in batches whose memory is fetched
   ahead. Memory grows with the groups, never with the rows. Sums are exact: 64 bits and a carry that exists only once a
   sum has left them. No result depends on the order of the index. */
#ifndef AR_ANALYSIS_GROUP_H
#define AR_ANALYSIS_GROUP_H

#include "base/currency.h"
#include "base/fetch.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/money.h"
#include "base/status.h"
#include "base/text.h"

#include <stdint.h>

#define AR_GROUP_BATCH 32 /* entries that ar_groups_add takes at once at most */
#define AR_GROUP_SHORT 13 /* a key of up to so many bytes lies in the record itself */
#define AR_GROUP_NEAR 5 /* sums that lie in the record itself, which makes it one cache line */

#define AR_GROUP_CHUNK 32768 /* records, 2 MiB */

struct ar_group_record;

struct ar_groups {
    unsigned sums; /* of each group */
    struct ar_group_record **chunks; /* of AR_GROUP_CHUNK records each, which never move */
    size_t chunk_count, chunk_capacity;
    size_t count, capacity; /* groups */
    uint32_t *index; /* 1 + group, and above the mask what the hash has there; 0 is free */
    uint32_t mask; /* size of the index - 1 */
    int64_t *far; /* capacity * (sums - AR_GROUP_NEAR): the other sums; NULL until one is used */
    int64_t *carries; /* capacity * sums, in units of 2^64; NULL until the first */
    struct ar_arena keys; /* the long ones */
    uint64_t seed[2];
};

/* What is added: `value` to sum number `sum` of the group of key and currency, and one to its items. */
struct ar_group_entry {
    uint64_t word[2]; /* see ar_group_entry_set; a long key must live until ar_groups_add returns */
    int64_t value;
    uint32_t hash;
    uint32_t likely; /* 1 + the group that it seemed to be of when it was asked for; 0: not known */
    uint32_t sum;
};

void ar_groups_init(struct ar_groups *groups, unsigned sums, uint64_t seed);
void ar_groups_free(struct ar_groups *groups);

/* Asks for the records of entries that will be added: the sooner before, the better. */
void ar_groups_prefetch(const struct ar_groups *groups, struct ar_group_entry *entries, size_t count);
/* Adds up to AR_GROUP_BATCH entries made by ar_group_entry_set. AR_FAILED when out of memory: the groups are then of no
   use any more. */
AR_MUST_USE enum ar_status ar_groups_add(struct ar_groups *groups, const struct ar_group_entry *entries, size_t count);

/* The group of a key and currency, made when it is new. */
AR_MUST_USE enum ar_status ar_groups_find(struct ar_groups *groups, struct ar_text key, struct ar_currency currency,
                                          size_t *group);
AR_MUST_USE enum ar_status ar_groups_increase(struct ar_groups *groups, size_t group, unsigned sum, ar_int128 value);
AR_MUST_USE enum ar_status ar_groups_merge(struct ar_groups *groups, const struct ar_groups *more);

void ar_groups_fetch(const struct ar_groups *groups, size_t group); /* asks for its memory */
/* A short key is put into `room`. */
struct ar_text ar_groups_key(const struct ar_groups *groups, size_t group, char room[static AR_GROUP_SHORT]);
struct ar_currency ar_groups_currency(const struct ar_groups *groups, size_t group);
uint64_t ar_groups_items(const struct ar_groups *groups, size_t group);
void ar_groups_count(struct ar_groups *groups, size_t group, uint64_t items); /* adds to its items */
ar_int128 ar_groups_sum(const struct ar_groups *groups, size_t group, unsigned sum);

extern const unsigned char ar_group_masks[32]; /* 16 bytes of all bits, then zeros */

/* The bytes of a key of 0..13 bytes as two words, zeros behind. `ahead`: 16 bytes from its start may be read, whatever
   its size, which keys of any mixture of sizes gain by. */
static inline __attribute__((always_inline)) void ar_group_words(uint64_t word[2], struct ar_text key, const bool ahead)
{
    const char *p = key.at;
    size_t n = key.size;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint64_t mask[2];
    word[0] = word[1] = 0;
    if (ahead) {
        memcpy(word, p, sizeof mask);
        memcpy(mask, ar_group_masks + sizeof mask - n, sizeof mask);
        word[0] &= mask[0];
        word[1] &= mask[1];
    } else if (AR_LIKELY(n > 8)) {
        memcpy(&word[0], p, 8);
        memcpy(&word[1], p + n - 8, 8);
        word[1] >>= 8 * (16 - n);
    } else if (n == 8) {
        memcpy(&word[0], p, 8);
    } else if (n >= 4) {
        uint32_t low, high;
        memcpy(&low, p, 4);
        memcpy(&high, p + n - 4, 4);
        word[0] = low | (uint64_t)high << (8 * (n - 4));
    } else {
        for (size_t i = 0; i < n; i++)
            word[0] |= (uint64_t)(unsigned char)p[i] << (8 * i);
    }
#else
    (void)ahead;
    word[0] = word[1] = 0;
    for (size_t i = 0; i < n; i++)
        word[i / 8] |= (uint64_t)(unsigned char)p[i] << (8 * (i % 8));
#endif
}

/* In word[1]: size << 16 | currency follow, and word[0] is where the key lies. */
#define AR_GROUP_LONG (UINT64_C(255) << 56)

/* Of a short key: both halves of one wide product, seeded, as XXH3 does for such lengths. */
static inline uint32_t ar_group_hash_short(const struct ar_groups *groups, const uint64_t word[2])
{
    __extension__ unsigned __int128 product =
        (unsigned __int128)(word[0] ^ groups->seed[0]) * (word[1] ^ groups->seed[1]);
    uint64_t hash = (uint64_t)product ^ (uint64_t)(product >> 64);
    return (uint32_t)(hash ^ hash >> 32);
}
uint32_t ar_group_hash_long(const struct ar_groups *groups, const uint64_t word[2]); /* XXH3 */

/* Fills *entry and asks for the memory of its place in the index. A short key with its size and currency is two
   words. `ahead` is that of ar_group_words. */
static inline __attribute__((always_inline)) void ar_group_entry_set(struct ar_group_entry *entry,
                                                                     const struct ar_groups *groups, struct ar_text key,
                                                                     struct ar_currency currency, unsigned sum,
                                                                     int64_t value, const bool ahead)
{
    entry->value = value;
    entry->sum = sum;
    entry->likely = 0;
    if (AR_LIKELY(key.size <= AR_GROUP_SHORT)) {
        uint64_t word[2];
        ar_group_words(word, key, ahead);
        word[1] |= (uint64_t)key.size << 56 | (uint64_t)currency.code << 40;
        entry->word[0] = word[0];
        entry->word[1] = word[1];
        entry->hash = ar_group_hash_short(groups, word);
    } else {
        entry->word[0] = (uint64_t)(uintptr_t)key.at;
        entry->word[1] = AR_GROUP_LONG | (uint64_t)key.size << 16 | currency.code;
        entry->hash = ar_group_hash_long(groups, entry->word);
    }
    if (AR_LIKELY(groups->index != NULL))
        ar_fetch(&groups->index[entry->hash & groups->mask]);
}

#endif
