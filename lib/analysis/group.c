/* SPDX-License-Identifier: MIT */
/* Sums by key and currency. */
#include "analysis/group.h"

#include <stdlib.h>
#include <string.h>

struct record {
    uint64_t identity; /* size of the key << 16 | currency */
    uint64_t word[2]; /* a short key's bytes; of a long one, its address */
    uint64_t items;
    int64_t sums[]; /* modulo 2^64, see carries */
};

#define FIRST_INDEX 1024u
#define MOST_GROUPS (UINT32_MAX / 2)

void ar_groups_init(struct ar_groups *groups, unsigned sums, uint64_t seed)
{
    *groups = (struct ar_groups){.sums = sums, .stride = sizeof(struct record) + sums * sizeof(int64_t)};
    for (size_t i = 0; i < 3; i++) /* splitmix64: three words from one */
    {
        seed += 0x9e3779b97f4a7c15u;
        uint64_t z = (seed ^ seed >> 30) * 0xbf58476d1ce4e5b9u;
        z = (z ^ z >> 27) * 0x94d049bb133111ebu;
        groups->seed[i] = (z ^ z >> 31) | 1;
    }
}

void ar_groups_free(struct ar_groups *groups)
{
    free(groups->records);
    free(groups->index);
    free(groups->carries);
    ar_arena_free(&groups->keys);
    *groups = (struct ar_groups){0};
}

static struct record *record_at(const struct ar_groups *groups, size_t group)
{
    return (struct record *)(void *)(groups->records + group * groups->stride);
}

static enum ar_status index_double(struct ar_groups *groups)
{
    size_t size = groups->index ? 2 * ((size_t)groups->mask + 1) : FIRST_INDEX;
    uint64_t *index = calloc(size, sizeof *index);
    if (index == NULL)
        return AR_FAILED;
    uint32_t mask = (uint32_t)(size - 1);
    for (size_t i = 0; groups->index != NULL && i <= groups->mask; i++) {
        uint64_t slot = groups->index[i];
        if (slot == 0)
            continue;
        uint32_t at = (uint32_t)(slot >> 32) & mask;
        while (index[at] != 0)
            at = (at + 1) & mask;
        index[at] = slot;
    }
    free(groups->index);
    groups->index = index;
    groups->mask = mask;
    return AR_OK;
}

/* Room for `more` new groups, so that nothing moves while a batch is added. */
static enum ar_status reserve(struct ar_groups *groups, size_t more)
{
    size_t count = groups->count + more;
    if (count > MOST_GROUPS)
        return AR_FAILED;
    while (groups->index == NULL || 2 * count > (size_t)groups->mask + 1)
        if (index_double(groups) != AR_OK)
            return AR_FAILED;
    if (count <= groups->capacity)
        return AR_OK;
    size_t before = groups->capacity;
    if (ar_grow(&groups->records, &groups->capacity, count, groups->stride) != AR_OK)
        return AR_FAILED;
    if (groups->carries != NULL) {
        size_t row = groups->sums * sizeof(int64_t);
        int64_t *carries = calloc(groups->capacity, row);
        if (carries == NULL)
            return AR_FAILED;
        memcpy(carries, groups->carries, before * row);
        free(groups->carries);
        groups->carries = carries;
    }
    return AR_OK;
}

static uint64_t identity_of(const struct ar_group_entry *entry)
{
    return (uint64_t)entry->key.size << 16 | entry->currency;
}

static inline bool is_same(const struct record *record, const struct ar_group_entry *entry)
{
    if (record->identity != identity_of(entry))
        return false;
    if (AR_LIKELY(entry->key.size <= AR_GROUP_SHORT))
        return record->word[0] == entry->word[0] && record->word[1] == entry->word[1];
    return memcmp((const char *)(uintptr_t)record->word[0], entry->key.at, entry->key.size) == 0;
}

static enum ar_status insert(struct ar_groups *groups, const struct ar_group_entry *entry, uint32_t at)
{
    struct record *record = record_at(groups, groups->count);
    memset(record, 0, groups->stride);
    record->identity = identity_of(entry);
    if (entry->key.size <= AR_GROUP_SHORT) {
        memcpy(record->word, entry->word, sizeof record->word);
    } else {
        struct ar_text copy;
        if (ar_arena_copy(&groups->keys, &copy, entry->key) != AR_OK)
            return AR_FAILED;
        record->word[0] = (uint64_t)(uintptr_t)copy.at;
    }
    groups->count++;
    groups->index[at] = (uint64_t)entry->hash << 32 | groups->count;
    return AR_OK;
}

/* After reserve(). */
static inline enum ar_status find(struct ar_groups *groups, const struct ar_group_entry *entry, size_t *group)
{
    uint32_t at = entry->hash & groups->mask;
    for (uint64_t slot; (slot = groups->index[at]) != 0; at = (at + 1) & groups->mask) {
        size_t candidate = (uint32_t)slot - 1u;
        if (slot >> 32 == entry->hash && AR_LIKELY(is_same(record_at(groups, candidate), entry))) {
            *group = candidate;
            return AR_OK;
        }
    }
    *group = groups->count;
    return insert(groups, entry, at);
}

static enum ar_status carry(struct ar_groups *groups, size_t group, unsigned sum, int64_t by)
{
    if (groups->carries == NULL)
        groups->carries = calloc(groups->capacity, groups->sums * sizeof(int64_t));
    if (groups->carries == NULL)
        return AR_FAILED;
    groups->carries[group * groups->sums + sum] += by;
    return AR_OK;
}

/* A batch in two passes: the records are on their way to the cache while the others are looked up. */
enum ar_status ar_groups_add(struct ar_groups *groups, struct ar_group_entry *entries, size_t count)
{
    if (reserve(groups, count) != AR_OK)
        return AR_FAILED;
    for (size_t i = 0; i < count; i++) {
        uint64_t slot = groups->index[entries[i].hash & groups->mask];
        const char *record = groups->records + ((uint32_t)slot - (slot != 0)) * groups->stride;
        __builtin_prefetch(record, 1);
        __builtin_prefetch(record + groups->stride - 1, 1);
    }
    for (size_t i = 0; i < count; i++) {
        const struct ar_group_entry *entry = &entries[i];
        size_t group;
        if (AR_UNLIKELY(find(groups, entry, &group) != AR_OK))
            return AR_FAILED;
        struct record *record = record_at(groups, group);
        record->items++;
        if (AR_UNLIKELY(__builtin_add_overflow(record->sums[entry->sum], entry->value, &record->sums[entry->sum])) &&
            carry(groups, group, entry->sum, entry->value < 0 ? -1 : 1) != AR_OK)
            return AR_FAILED;
    }
    return AR_OK;
}

enum ar_status ar_groups_find(struct ar_groups *groups, struct ar_text key, struct ar_currency currency, size_t *group)
{
    struct ar_group_entry entry;
    ar_group_entry_set(&entry, groups, key, currency, 0, 0);
    if (reserve(groups, 1) != AR_OK)
        return AR_FAILED;
    return find(groups, &entry, group);
}

enum ar_status ar_groups_increase(struct ar_groups *groups, size_t group, unsigned sum, ar_int128 value)
{
    int64_t *low = &record_at(groups, group)->sums[sum];
    ar_int128 now = (ar_int128)*low + value; /* what does not fit in the low word is carried */
    int64_t left = (int64_t)(uint64_t)(unsigned __int128)now;
    int64_t by = (int64_t)((now - left) >> 64);
    *low = left;
    return by == 0 ? AR_OK : carry(groups, group, sum, by);
}

enum ar_status ar_groups_merge(struct ar_groups *groups, const struct ar_groups *more)
{
    for (size_t i = 0; i < more->count; i++) {
        size_t group;
        if (ar_groups_find(groups, ar_groups_key(more, i), ar_groups_currency(more, i), &group) != AR_OK)
            return AR_FAILED;
        ar_groups_count(groups, group, ar_groups_items(more, i));
        for (unsigned s = 0; s < more->sums; s++)
            if (ar_groups_increase(groups, group, s, ar_groups_sum(more, i, s)) != AR_OK)
                return AR_FAILED;
    }
    return AR_OK;
}

struct ar_text ar_groups_key(const struct ar_groups *groups, size_t group)
{
    const struct record *record = record_at(groups, group);
    size_t size = (size_t)(record->identity >> 16);
    const char *at = size <= AR_GROUP_SHORT ? (const char *)record->word : (const char *)(uintptr_t)record->word[0];
    return (struct ar_text){at, size};
}

struct ar_currency ar_groups_currency(const struct ar_groups *groups, size_t group)
{
    return (struct ar_currency){(uint16_t)record_at(groups, group)->identity};
}

uint64_t ar_groups_items(const struct ar_groups *groups, size_t group)
{
    return record_at(groups, group)->items;
}

void ar_groups_count(struct ar_groups *groups, size_t group, uint64_t items)
{
    record_at(groups, group)->items += items;
}

ar_int128 ar_groups_sum(const struct ar_groups *groups, size_t group, unsigned sum)
{
    ar_int128 high = groups->carries ? groups->carries[group * groups->sums + sum] : 0;
    return high * ((ar_int128)1 << 64) + record_at(groups, group)->sums[sum];
}
