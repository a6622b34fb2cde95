/* SPDX-License-Identifier: MIT */
/* Sums by key and currency. */
#include "analysis/group.h"
#include "base/fetch.h"

#include <stdlib.h>
#include <string.h>

struct ar_group_record { /* one cache line */
    uint64_t word[2]; /* as in an entry; word[0] of a long key is its address */
    uint64_t items;
    int64_t near[AR_GROUP_NEAR]; /* modulo 2^64, see carries */
};

const unsigned char ar_group_masks[32] = {255, 255, 255, 255, 255, 255, 255, 255,
                                          255, 255, 255, 255, 255, 255, 255, 255};

#define FIRST_INDEX 1024u
#define MOST_GROUPS (UINT32_MAX / 2)

void ar_groups_init(struct ar_groups *groups, unsigned sums, uint64_t seed)
{
    *groups = (struct ar_groups){.sums = sums};
    for (size_t i = 0; i < 2; i++) { /* splitmix64: two words from one */
        seed += UINT64_C(0x9e3779b97f4a7c15);
        uint64_t z = (seed ^ seed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
        z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
        groups->seed[i] = z ^ z >> 31;
    }
}

void ar_groups_free(struct ar_groups *groups)
{
    for (size_t i = 0; i < groups->chunk_count; i++)
        free(groups->chunks[i]);
    free(groups->chunks);
    free(groups->index);
    free(groups->far);
    free(groups->carries);
    ar_arena_free(&groups->keys);
    *groups = (struct ar_groups){0};
}

/* Makes *array, of `count` rows of `width` sums, one of `capacity` rows. */
static enum ar_status widen(int64_t **array, size_t count, size_t capacity, size_t width)
{
    int64_t *wider = calloc(capacity + !capacity, width * sizeof **array);
    if (wider == NULL)
        return AR_FAILED;
    if (*array != NULL)
        memcpy(wider, *array, count * width * sizeof **array);
    free(*array);
    *array = wider;
    return AR_OK;
}

static inline struct ar_group_record *record_at(const struct ar_groups *groups, size_t group)
{
    return &groups->chunks[group / AR_GROUP_CHUNK][group % AR_GROUP_CHUNK];
}

/* The first chunk is mostly not filled: it gets its pages one by one. */
static enum ar_status add_chunk(struct ar_groups *groups)
{
    size_t size = AR_GROUP_CHUNK * sizeof(struct ar_group_record), capacity = groups->capacity + AR_GROUP_CHUNK;
    if (groups->far != NULL && widen(&groups->far, groups->count, capacity, groups->sums - AR_GROUP_NEAR) != AR_OK)
        return AR_FAILED;
    if (groups->carries != NULL && widen(&groups->carries, groups->count, capacity, groups->sums) != AR_OK)
        return AR_FAILED;
    if (ar_grow(&groups->chunks, &groups->chunk_capacity, groups->chunk_count + 1, sizeof *groups->chunks) != AR_OK)
        return AR_FAILED;
    struct ar_group_record *chunk = groups->chunk_count > 0 ? ar_take_wide(size, false) : aligned_alloc(64, size);
    if (chunk == NULL)
        return AR_FAILED;
    groups->chunks[groups->chunk_count++] = chunk;
    groups->capacity = capacity;
    return AR_OK;
}

static inline bool is_long(uint64_t word)
{
    return word >= AR_GROUP_LONG;
}

static inline size_t long_size(uint64_t word)
{
    return (size_t)(uint32_t)(word >> 16);
}

uint32_t ar_group_hash_long(const struct ar_groups *groups, const uint64_t word[2])
{
    struct ar_text key = {(const char *)(uintptr_t)word[0], long_size(word[1])};
    uint64_t hash = ar_hash(key, groups->seed[0] + (uint16_t)word[1]);
    return (uint32_t)(hash ^ hash >> 32);
}

/* In the order of the groups, so that their records are read one behind the other. */
static enum ar_status index_double(struct ar_groups *groups)
{
    size_t size = groups->index ? 2 * ((size_t)groups->mask + 1) : FIRST_INDEX;
    uint32_t *index = ar_take_wide(size * sizeof *index, true), mask = (uint32_t)(size - 1);
    if (index == NULL)
        return AR_FAILED;
    for (uint32_t group = 0; group < groups->count; group++) {
        const uint64_t *word = record_at(groups, group)->word;
        uint32_t hash = is_long(word[1]) ? ar_group_hash_long(groups, word) : ar_group_hash_short(groups, word);
        uint32_t at = hash & mask;
        while (index[at] != 0)
            at = (at + 1) & mask;
        index[at] = (hash & ~mask) | (group + 1);
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
    return count <= groups->capacity ? AR_OK : add_chunk(groups);
}

static inline bool is_same(const struct ar_group_record *record, const struct ar_group_entry *entry)
{
    if (record->word[1] != entry->word[1])
        return false;
    if (AR_LIKELY(record->word[0] == entry->word[0]))
        return true;
    return is_long(entry->word[1]) && memcmp((const char *)(uintptr_t)record->word[0],
                                             (const char *)(uintptr_t)entry->word[0], long_size(entry->word[1])) == 0;
}

static enum ar_status insert(struct ar_groups *groups, const struct ar_group_entry *entry, uint32_t at,
                             struct ar_group_record *record)
{
    *record = (struct ar_group_record){.word = {entry->word[0], entry->word[1]}};
    if (is_long(entry->word[1])) {
        struct ar_text copy = {(const char *)(uintptr_t)entry->word[0], long_size(entry->word[1])};
        if (ar_arena_copy(&groups->keys, &copy, copy) != AR_OK)
            return AR_FAILED;
        record->word[0] = (uint64_t)(uintptr_t)copy.at;
    }
    groups->count++;
    groups->index[at] = (entry->hash & ~groups->mask) | (uint32_t)groups->count;
    return AR_OK;
}

/* The next group from *at on whose hash may be this one, plus 1; 0 at a free place. */
static inline uint32_t candidate(const uint32_t *index, uint32_t mask, uint32_t hash, uint32_t *at)
{
    uint32_t slot;
    while ((slot = index[*at]) != 0 && AR_UNLIKELY((slot ^ hash) > mask))
        *at = (*at + 1) & mask;
    return slot & mask;
}

/* After reserve(). */
static inline enum ar_status find(struct ar_groups *groups, const struct ar_group_entry *entry, size_t *group,
                                  struct ar_group_record **record)
{
    uint32_t mask = groups->mask, at = entry->hash & mask;
    for (uint32_t next; (next = candidate(groups->index, mask, entry->hash, &at)) != 0; at = (at + 1) & mask) {
        *group = next - 1;
        *record = record_at(groups, *group);
        if (AR_LIKELY(is_same(*record, entry)))
            return AR_OK;
    }
    *group = groups->count;
    *record = record_at(groups, *group);
    return insert(groups, entry, at, *record);
}

static enum ar_status carry(struct ar_groups *groups, size_t group, unsigned sum, int64_t by)
{
    if (groups->carries == NULL && widen(&groups->carries, 0, groups->capacity, groups->sums) != AR_OK)
        return AR_FAILED;
    groups->carries[group * groups->sums + sum] += by;
    return AR_OK;
}

/* The low word of a sum; NULL when out of memory. */
static inline int64_t *low_word(struct ar_groups *groups, size_t group, struct ar_group_record *record, unsigned sum)
{
    if (AR_LIKELY(sum < AR_GROUP_NEAR))
        return &record->near[sum];
    unsigned width = groups->sums - AR_GROUP_NEAR;
    if (groups->far == NULL && widen(&groups->far, 0, groups->capacity, width) != AR_OK)
        return NULL;
    return &groups->far[group * width + (sum - AR_GROUP_NEAR)];
}

void ar_groups_prefetch(const struct ar_groups *groups, struct ar_group_entry *entries, size_t count)
{
    const uint32_t *index = groups->index, mask = groups->mask;
    if (groups->count == 0)
        return;
    for (size_t i = 0; i < count; i++) {
        uint32_t at = entries[i].hash & mask, group = candidate(index, mask, entries[i].hash, &at);
        entries[i].likely = group;
        ar_fetch_to_write(record_at(groups, group - (group != 0)));
    }
}

enum ar_status ar_groups_add(struct ar_groups *groups, const struct ar_group_entry *entries, size_t count)
{
    if (reserve(groups, count) != AR_OK)
        return AR_FAILED;
    for (size_t i = 0; i < count; i++) {
        const struct ar_group_entry *entry = &entries[i];
        size_t group = entry->likely - (entry->likely != 0);
        struct ar_group_record *record = record_at(groups, group);
        if (AR_UNLIKELY(entry->likely == 0 || !is_same(record, entry)) &&
            AR_UNLIKELY(find(groups, entry, &group, &record) != AR_OK))
            return AR_FAILED;
        record->items++;
        int64_t *low = low_word(groups, group, record, entry->sum);
        if (AR_UNLIKELY(low == NULL))
            return AR_FAILED;
        if (AR_UNLIKELY(__builtin_add_overflow(*low, entry->value, low)) &&
            carry(groups, group, entry->sum, entry->value < 0 ? -1 : 1) != AR_OK)
            return AR_FAILED;
    }
    return AR_OK;
}

enum ar_status ar_groups_find(struct ar_groups *groups, struct ar_text key, struct ar_currency currency, size_t *group)
{
    struct ar_group_entry entry;
    struct ar_group_record *record;
    ar_group_entry_set(&entry, groups, key, currency, 0, 0, false);
    if (reserve(groups, 1) != AR_OK)
        return AR_FAILED;
    return find(groups, &entry, group, &record);
}

enum ar_status ar_groups_increase(struct ar_groups *groups, size_t group, unsigned sum, ar_int128 value)
{
    if (value == 0)
        return AR_OK;
    int64_t *low = low_word(groups, group, record_at(groups, group), sum);
    if (low == NULL)
        return AR_FAILED;
    ar_int128 now = (ar_int128)*low + value; /* what does not fit in the low word is carried */
    *low = (int64_t)(uint64_t)(unsigned __int128)now;
    int64_t by = (int64_t)((now - *low) >> 64);
    return by == 0 ? AR_OK : carry(groups, group, sum, by);
}

/* A few groups at a time, so that their places are on their way while the others are looked up. */
static enum ar_status merge_some(struct ar_groups *groups, const struct ar_groups *more, size_t from, size_t count)
{
    struct ar_group_entry entries[AR_GROUP_BATCH];
    char rooms[AR_GROUP_BATCH][AR_GROUP_SHORT];
    if (reserve(groups, count) != AR_OK)
        return AR_FAILED;
    for (size_t i = 0; i < count; i++)
        ar_group_entry_set(&entries[i], groups, ar_groups_key(more, from + i, rooms[i]),
                           ar_groups_currency(more, from + i), 0, 0, false);
    ar_groups_prefetch(groups, entries, count);
    for (size_t i = 0; i < count; i++) {
        struct ar_group_record *record;
        size_t group;
        if (find(groups, &entries[i], &group, &record) != AR_OK)
            return AR_FAILED;
        record->items += ar_groups_items(more, from + i);
        for (unsigned s = 0; s < more->sums; s++)
            if (ar_groups_increase(groups, group, s, ar_groups_sum(more, from + i, s)) != AR_OK)
                return AR_FAILED;
    }
    return AR_OK;
}

enum ar_status ar_groups_merge(struct ar_groups *groups, const struct ar_groups *more)
{
    for (size_t i = 0; i < more->count; i += AR_GROUP_BATCH) {
        size_t left = more->count - i;
        if (merge_some(groups, more, i, left < AR_GROUP_BATCH ? left : AR_GROUP_BATCH) != AR_OK)
            return AR_FAILED;
    }
    return AR_OK;
}

void ar_groups_fetch(const struct ar_groups *groups, size_t group)
{
    ar_fetch(record_at(groups, group));
    if (groups->far != NULL)
        ar_fetch(&groups->far[group * (groups->sums - AR_GROUP_NEAR)]);
}

struct ar_text ar_groups_key(const struct ar_groups *groups, size_t group, char room[static AR_GROUP_SHORT])
{
    const uint64_t *word = record_at(groups, group)->word;
    if (is_long(word[1]))
        return (struct ar_text){(const char *)(uintptr_t)word[0], long_size(word[1])};
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    memcpy(room, word, AR_GROUP_SHORT);
#else
    for (size_t i = 0; i < AR_GROUP_SHORT; i++)
        room[i] = (char)(unsigned char)(word[i / 8] >> (8 * (i % 8)));
#endif
    return (struct ar_text){room, (size_t)(word[1] >> 56)};
}

struct ar_currency ar_groups_currency(const struct ar_groups *groups, size_t group)
{
    uint64_t word = record_at(groups, group)->word[1];
    return (struct ar_currency){(uint16_t)(is_long(word) ? word : word >> 40)};
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
    ar_int128 high = groups->carries ? groups->carries[group * groups->sums + sum] : 0, low = 0;
    if (sum < AR_GROUP_NEAR)
        low = record_at(groups, group)->near[sum];
    else if (groups->far != NULL)
        low = groups->far[group * (groups->sums - AR_GROUP_NEAR) + (sum - AR_GROUP_NEAR)];
    return high * ((ar_int128)1 << 64) + low;
}
