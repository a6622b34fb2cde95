/* SPDX-License-Identifier: MIT */
/* Two open-addressing tables with linear probing, at most three quarters full. The seed is an address: it differs from
   run to run, so that nobody can prepare colliding keys, and no output depends on it. */
#include "ledger/keys.h"
#include "base/fetch.h"
#include "base/hash.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_SIZE = 64 };

enum ar_status ar_key_build(struct ar_buffer *out, const struct ar_text parts[static AR_KEY_PARTS])
{
    uint32_t sizes[AR_KEY_PARTS]; /* a record is at most 16 MiB */
    size_t size = sizeof sizes;
    for (unsigned i = 0; i < AR_KEY_PARTS; i++)
        size += sizes[i] = (uint32_t)parts[i].size;
    out->size = 0;
    if (ar_buffer_reserve(out, size) != AR_OK)
        return AR_FAILED;
    memcpy(out->at, sizes, sizeof sizes);
    char *to = out->at + sizeof sizes;
    for (unsigned i = 0; i < AR_KEY_PARTS; i++) {
        if (sizes[i] > 0)
            memcpy(to, parts[i].at, sizes[i]);
        to += sizes[i];
    }
    out->size = size;
    return AR_OK;
}

void ar_key_split(struct ar_text parts[static AR_KEY_PARTS], struct ar_text key)
{
    uint32_t sizes[AR_KEY_PARTS];
    memcpy(sizes, key.at, sizeof sizes);
    const char *at = key.at + sizeof sizes;
    for (unsigned i = 0; i < AR_KEY_PARTS; i++) {
        parts[i] = (struct ar_text){at, sizes[i]};
        at += sizes[i];
    }
}

/* Where `key` is, or where it would go. */
static size_t slot_of(const struct ar_keys *keys, struct ar_text key, uint64_t hash)
{
    size_t mask = keys->size - 1, slot = hash & mask;
    for (; keys->slots[slot] != 0; slot = (slot + 1) & mask)
        if (keys->slots[slot] >> 32 == hash >> 32 && ar_text_equal(keys->at[(uint32_t)keys->slots[slot] - 1], key))
            break;
    return slot;
}

static enum ar_status rehash(struct ar_keys *keys)
{
    size_t size = keys->size ? keys->size * 2 : FIRST_SIZE;
    uint64_t *slots = ar_take_wide(size * sizeof *slots, true);
    if (slots == NULL)
        return AR_FAILED;
    keys->seed = (uintptr_t)slots;
    for (uint32_t i = 0; i < keys->count; i++) {
        uint64_t hash = ar_hash(keys->at[i], keys->seed);
        size_t slot = hash & (size - 1);
        while (slots[slot] != 0)
            slot = (slot + 1) & (size - 1);
        slots[slot] = (hash >> 32) << 32 | (i + 1);
    }
    free(keys->slots);
    keys->slots = slots;
    keys->size = size;
    return AR_OK;
}

static bool is_full(const struct ar_keys *keys)
{
    return keys->count >= keys->size / 4 * 3;
}

static enum ar_status add(struct ar_keys *keys, uint32_t *number, struct ar_text key, uint64_t hash)
{
    size_t slot = slot_of(keys, key, hash);
    if (keys->slots[slot] != 0) {
        *number = (uint32_t)keys->slots[slot] - 1;
        return AR_OK;
    }
    if (keys->count >= AR_NO_KEY - 1 ||
        ar_grow(&keys->at, &keys->capacity, keys->count + 1, sizeof *keys->at) != AR_OK ||
        ar_arena_copy(&keys->arena, &keys->at[keys->count], key) != AR_OK)
        return AR_FAILED;
    *number = (uint32_t)keys->count++;
    keys->slots[slot] = (hash >> 32) << 32 | (*number + 1);
    return AR_OK;
}

enum ar_status ar_keys_add(struct ar_keys *keys, uint32_t *number, struct ar_text key)
{
    if (is_full(keys) && rehash(keys) != AR_OK)
        return AR_FAILED;
    return add(keys, number, key, ar_hash(key, keys->seed));
}

struct ar_key_ahead ar_keys_ahead(const struct ar_keys *keys, struct ar_text key)
{
    struct ar_key_ahead ahead = {ar_hash(key, keys->seed), keys->seed};
    if (keys->size > 0)
        ar_fetch(&keys->slots[ahead.hash & (keys->size - 1)]);
    return ahead;
}

uint32_t ar_keys_likely(const struct ar_keys *keys, struct ar_key_ahead ahead)
{
    if (keys->size == 0)
        return AR_NO_KEY;
    uint64_t slot = keys->slots[ahead.hash & (keys->size - 1)];
    if (slot >> 32 != ahead.hash >> 32 || slot == 0)
        return AR_NO_KEY;
    ar_fetch(&keys->at[(uint32_t)slot - 1]);
    return (uint32_t)slot - 1;
}

enum ar_status ar_keys_add_ahead(struct ar_keys *keys, uint32_t *number, struct ar_text key, struct ar_key_ahead ahead)
{
    if (is_full(keys) || ahead.seed != keys->seed) /* the table has grown since */
        return ar_keys_add(keys, number, key);
    return add(keys, number, key, ahead.hash);
}

uint32_t ar_keys_find(const struct ar_keys *keys, struct ar_text key)
{
    if (keys->count == 0)
        return AR_NO_KEY;
    size_t slot = slot_of(keys, key, ar_hash(key, keys->seed));
    return (uint32_t)keys->slots[slot] - 1; /* an empty slot gives AR_NO_KEY */
}

void ar_keys_free(struct ar_keys *keys)
{
    free(keys->at);
    free(keys->slots);
    ar_arena_free(&keys->arena);
    *keys = (struct ar_keys){0};
}

static size_t print_slot(const struct ar_key_print *slots, size_t size, struct ar_key_print print)
{
    size_t slot = print.a & (size - 1);
    while ((slots[slot].a | slots[slot].b) != 0 && (slots[slot].a != print.a || slots[slot].b != print.b))
        slot = (slot + 1) & (size - 1);
    return slot;
}

static enum ar_status set_grow(struct ar_key_set *set, size_t size)
{
    struct ar_key_print *slots = ar_take_wide(size * sizeof *slots, true);
    if (slots == NULL)
        return AR_FAILED;
    if (set->size == 0)
        set->seed = (uintptr_t)slots; /* kept: the keys are not */
    for (size_t i = 0; i < set->size; i++)
        if ((set->slots[i].a | set->slots[i].b) != 0)
            slots[print_slot(slots, size, set->slots[i])] = set->slots[i];
    free(set->slots);
    set->slots = slots;
    set->size = size;
    return AR_OK;
}

enum ar_status ar_key_set_reserve(struct ar_key_set *set, size_t count)
{
    size_t size = set->size ? set->size : FIRST_SIZE;
    while (size / 4 * 3 <= set->count + count)
        size *= 2;
    return size == set->size ? AR_OK : set_grow(set, size);
}

struct ar_key_print ar_key_set_ahead(const struct ar_key_set *set, struct ar_text key)
{
    struct ar_key_print print = {ar_hash(key, set->seed), ar_hash(key, ~set->seed)};
    print.b |= (print.a | print.b) == 0; /* both 0 is an empty slot */
    ar_fetch_to_write(&set->slots[print.a & (set->size - 1)]);
    return print;
}

enum ar_status ar_key_set_add(struct ar_key_set *set, bool *repeated, struct ar_text key)
{
    if (ar_key_set_reserve(set, 1) != AR_OK)
        return AR_FAILED;
    return ar_key_set_add_ahead(set, repeated, ar_key_set_ahead(set, key));
}

enum ar_status ar_key_set_add_ahead(struct ar_key_set *set, bool *repeated, struct ar_key_print print)
{
    if (ar_key_set_reserve(set, 1) != AR_OK)
        return AR_FAILED;
    size_t slot = print_slot(set->slots, set->size, print);
    *repeated = (set->slots[slot].a | set->slots[slot].b) != 0;
    if (!*repeated) {
        set->slots[slot] = print;
        set->count++;
    }
    return AR_OK;
}

void ar_key_set_free(struct ar_key_set *set)
{
    free(set->slots);
    *set = (struct ar_key_set){0};
}
