/* SPDX-License-Identifier: MIT */
/* Keys of several texts (an item's identity, a payment), numbered in the order in which they came; and a set that only
   tells whether a key was there before. */
#ifndef AR_LEDGER_KEYS_H
#define AR_LEDGER_KEYS_H

#include "base/memory.h"
#include "base/status.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

#define AR_KEY_PARTS 4 /* an item: entity, customer, doc, line; others leave some empty */
#define AR_NO_KEY UINT32_MAX

/* Replaces the content of *out by one text that stands for the parts: each with its size, so that no two lists of
   parts are alike. */
AR_MUST_USE enum ar_status ar_key_build(struct ar_buffer *out, const struct ar_text parts[static AR_KEY_PARTS]);
/* The parts of such a text, as slices of it. */
void ar_key_split(struct ar_text parts[static AR_KEY_PARTS], struct ar_text key);

struct ar_keys {
    struct ar_text *at; /* the keys, by number */
    size_t count, capacity;
    uint64_t *slots; /* hash in the high half, 1 + number in the low one; 0 empty */
    size_t size; /* a power of two */
    uint64_t seed;
    struct ar_arena arena;
}; /* {0} is empty */

/* The number of `key`, which is copied when it is new. */
AR_MUST_USE enum ar_status ar_keys_add(struct ar_keys *keys, uint32_t *number, struct ar_text key);
uint32_t ar_keys_find(const struct ar_keys *keys, struct ar_text key); /* AR_NO_KEY: never added */

/* For many keys in a row, each of which would wait for memory: what one will ask for is fetched while others are looked
   at. First the hash, then the number that the key most likely has (AR_NO_KEY: none), then the same as ar_keys_add. */
struct ar_key_ahead {
    uint64_t hash, seed;
};
struct ar_key_ahead ar_keys_ahead(const struct ar_keys *keys, struct ar_text key);
uint32_t ar_keys_likely(const struct ar_keys *keys, struct ar_key_ahead ahead);
AR_MUST_USE enum ar_status ar_keys_add_ahead(struct ar_keys *keys, uint32_t *number, struct ar_text key,
                                             struct ar_key_ahead ahead);
void ar_keys_free(struct ar_keys *keys);

/* Keeps 128 bits of each key, not the key: among 10^9 keys, two differing ones are taken for the same with a
   probability below 10^-20. */
struct ar_key_set {
    struct ar_key_print {
        uint64_t a, b; /* both 0: empty */
    } * slots;
    size_t size, count;
    uint64_t seed;
}; /* {0} is empty */
AR_MUST_USE enum ar_status ar_key_set_add(struct ar_key_set *set, bool *repeated, struct ar_text key);
/* For many keys in a row: room for so many more at once; then what stands for a key, asked for some keys before it is
   added, so that its place is fetched meanwhile. */
AR_MUST_USE enum ar_status ar_key_set_reserve(struct ar_key_set *set, size_t count);
struct ar_key_print ar_key_set_ahead(const struct ar_key_set *set, struct ar_text key); /* after a reserve */
AR_MUST_USE enum ar_status ar_key_set_add_ahead(struct ar_key_set *set, bool *repeated, struct ar_key_print print);
void ar_key_set_free(struct ar_key_set *set);

#endif
