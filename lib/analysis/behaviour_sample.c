/* SPDX-License-Identifier: MIT */
/* Which documents are kept depends on a total order of them only, so that the order of the records does not matter. */
#include "analysis/behaviour_sample.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

struct ar_told ar_told_make(struct ar_date issued, struct ar_date due, struct ar_date settled, int64_t amount,
                            bool disputed)
{
    return (struct ar_told){.rank = ar_date_is_none(settled) ? -due.days : settled.days,
                            .due = due.days,
                            .issued = issued.days,
                            .high = (uint32_t)((uint64_t)amount >> 32) | (uint32_t)disputed << 31,
                            .low = (uint32_t)(uint64_t)amount};
}

static int compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* Two that are equal here are the same to every figure. */
static inline int compare_told(const struct ar_told *a, const struct ar_told *b)
{
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    int order = compare(a->due, b->due);
    if (order == 0)
        order = compare(a->issued, b->issued);
    if (order == 0)
        order = compare(a->high, b->high);
    return order ? order : compare(a->low, b->low);
}

static void sift_down(struct ar_sample *sample, uint32_t i)
{
    struct ar_told moving = sample->at[i];
    for (;;) {
        uint32_t child = 2 * i + 1;
        if (child >= sample->count)
            break;
        if (child + 1 < sample->count && compare_told(&sample->at[child + 1], &sample->at[child]) < 0)
            child++;
        if (compare_told(&moving, &sample->at[child]) <= 0)
            break;
        sample->at[i] = sample->at[child];
        i = child;
    }
    sample->at[i] = moving;
}

/* Memory. */

enum { SLAB = 2 << 20, FIRST_SLAB = 16 << 10, FIRST = 2 /* documents */ };

struct ar_sample_slab {
    struct ar_sample_slab *next;
    struct ar_told at[];
};

void ar_sample_pool_free(struct ar_sample_pool *pool)
{
    while (pool->slab != NULL) {
        struct ar_sample_slab *next = pool->slab->next;
        free(pool->slab);
        pool->slab = next;
    }
    *pool = (struct ar_sample_pool){.slab = NULL};
}

/* The list of what has so much room; sizes that are no power of two are never outgrown. */
static inline unsigned list_of(uint32_t capacity)
{
    return (unsigned)__builtin_ctz(capacity) - 1;
}

static struct ar_told *take(struct ar_sample_pool *pool, uint32_t capacity)
{
    bool listed = capacity >= FIRST && (capacity & (capacity - 1)) == 0;
    if (listed && pool->free[list_of(capacity)] != NULL) {
        struct ar_told *at = pool->free[list_of(capacity)];
        void *next;
        memcpy(&next, at, sizeof next);
        pool->free[list_of(capacity)] = next;
        return at;
    }
    if (pool->size - pool->used < capacity) {
        size_t bytes = pool->slab == NULL ? FIRST_SLAB : SLAB;
        struct ar_sample_slab *slab = ar_take_wide(bytes, false);
        if (slab == NULL)
            return NULL;
        slab->next = pool->slab;
        pool->slab = slab;
        pool->used = 0;
        pool->size = (bytes - sizeof *slab) / sizeof *slab->at;
    }
    pool->used += capacity;
    return pool->slab->at + pool->used - capacity;
}

static enum ar_status widen(struct ar_sample *sample, uint32_t most, struct ar_sample_pool *pool)
{
    uint32_t capacity = sample->capacity ? 2 * sample->capacity : FIRST;
    if (capacity > most)
        capacity = most;
    struct ar_told *more = take(pool, capacity);
    if (more == NULL)
        return AR_FAILED;
    if (sample->count > 0) {
        memcpy(more, sample->at, sample->count * sizeof *more);
        void *next = pool->free[list_of(sample->capacity)];
        memcpy(sample->at, &next, sizeof next);
        pool->free[list_of(sample->capacity)] = sample->at;
    }
    sample->at = more;
    sample->capacity = capacity;
    return AR_OK;
}

enum ar_status ar_sample_add(struct ar_sample *sample, struct ar_told told, uint32_t most, struct ar_sample_pool *pool)
{
    if (sample->count == most) {
        if (compare_told(&told, &sample->at[0]) <= 0)
            return AR_OK;
        sample->at[0] = told;
        sift_down(sample, 0);
        return AR_OK;
    }
    if (sample->count == sample->capacity && widen(sample, most, pool) != AR_OK)
        return AR_FAILED;
    sample->at[sample->count++] = told;
    if (sample->count == most)
        for (uint32_t i = most / 2; i-- > 0;)
            sift_down(sample, i);
    return AR_OK;
}

/* Figures. */

enum ar_status ar_lateness_room_init(struct ar_lateness_room *room, uint32_t n)
{
    room->at = malloc(n * sizeof *room->at);
    room->late = malloc(n * sizeof *room->late);
    room->days = malloc(n * sizeof *room->days);
    return room->at != NULL && room->late != NULL && room->days != NULL ? AR_OK : AR_FAILED;
}

void ar_lateness_room_free(struct ar_lateness_room *room)
{
    free(room->at);
    free(room->late);
    free(room->days);
}

/* Few are sorted faster one by one. */
enum { FEW = 64 };

static int by_number(const void *left, const void *right)
{
    const uint64_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static void sort(uint64_t *at, uint32_t n)
{
    if (n > FEW) {
        qsort(at, n, sizeof *at, by_number);
        return;
    }
    for (uint32_t i = 1; i < n; i++) {
        uint64_t moving = at[i];
        uint32_t k = i;
        for (; k > 0 && at[k - 1] > moving; k--)
            at[k] = at[k - 1];
        at[k] = moving;
    }
}

/* As numbers without a sign they have the same order. */
static inline uint32_t unsign(int32_t days)
{
    return (uint32_t)days ^ UINT32_C(0x80000000);
}
static inline int32_t resign(uint64_t days)
{
    return (int32_t)((uint32_t)days ^ UINT32_C(0x80000000));
}

static struct ar_ratio mean_of(const struct ar_lateness_entry *at, uint32_t count)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < count; i++)
        sum += at[i].late;
    return (struct ar_ratio){sum, count};
}

static struct ar_ratio mean_of_days(const uint64_t *days, uint32_t count)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < count; i++)
        sum += resign(days[i]);
    return (struct ar_ratio){sum, count};
}

/* Of documents due of late, the early payers are settled and the late ones are not yet; of those due long ago, only the
   late ones were still settled among the last. Either would look like a trend where there is none, so only documents
   due from `first` to `last` count. That of the middle, of an odd number, is of the older half. */
static void find_trend(struct ar_lateness *out, const struct ar_lateness_room *room, int64_t first, int64_t last)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < out->n; i++) {
        const struct ar_lateness_entry *entry = &room->at[i];
        if (entry->due >= first && entry->due <= last)
            room->days[n++] = (uint64_t)unsign(entry->due) << 32 | unsign(entry->late);
    }
    uint32_t older = (n + 1) / 2, newer = n - older;
    if (n < 4)
        return;
    sort(room->days, n);
    out->older = mean_of_days(room->days, older);
    out->newer = mean_of_days(room->days + older, newer);
    out->trend.numerator = out->newer.numerator * older - out->older.numerator * newer;
    out->trend.denominator = (ar_int128)older * newer;
}

static ar_int128 nearest_rank(const uint64_t *late, uint32_t n, uint32_t percent)
{
    return resign(late[((uint64_t)n * percent + 99) / 100 - 1]);
}

/* The first `sorted` of room->late are there already, in order. */
static void find_ranks(struct ar_lateness *out, const struct ar_lateness_room *room, uint32_t sorted)
{
    uint32_t n = out->n;
    uint64_t *late = room->late;
    for (uint32_t i = sorted; i < n; i++)
        late[i] = unsign(room->at[i].late);
    sort(late, n);
    out->median = (struct ar_ratio){(ar_int128)resign(late[(n - 1) / 2]) + resign(late[n / 2]), 2};
    out->p90 = (struct ar_ratio){nearest_rank(late, n, 90), 1};
    out->spread = (struct ar_ratio){nearest_rank(late, n, 75) - nearest_rank(late, n, 25), 1};
}

static uint32_t gather(struct ar_lateness_entry *at, const struct ar_sample *sample, bool settled, struct ar_date as_of)
{
    for (uint32_t i = 0; i < sample->count; i++) {
        const struct ar_told *told = &sample->at[i];
        int32_t end = settled ? told->rank : as_of.days;
        at[i] = (struct ar_lateness_entry){told->due, end - told->due, ar_told_amount(told), ar_told_disputed(told)};
    }
    return sample->count;
}

/* The first settlement of a full sample: of what was due before, not all is in it. */
static int64_t first_settled(const struct ar_sample *settled, uint32_t most)
{
    int64_t first = INT64_MIN;
    for (uint32_t i = 0; settled->count == most && i < settled->count; i++)
        if (i == 0 || settled->at[i].rank < first)
            first = settled->at[i].rank;
    return first;
}

static void sum_late(struct ar_lateness *out, const struct ar_lateness_entry *at)
{
    for (uint32_t i = 0; i < out->n; i++) {
        out->weighted.numerator += (ar_int128)at[i].amount * at[i].late;
        out->weighted.denominator += at[i].amount;
        out->late += at[i].late > 0;
        out->late_disputed += at[i].late > 0 && at[i].disputed;
    }
    out->mean = mean_of(at, out->n);
}

void ar_lateness_of(struct ar_lateness *out, const struct ar_sample *settled, struct ar_date as_of,
                    struct ar_lateness_room *room)
{
    *out = (struct ar_lateness){.n = gather(room->at, settled, true, as_of)};
    out->terms.denominator = out->taken.denominator = settled->count;
    int64_t terms = 0, taken = 0;
    for (uint32_t i = 0; i < settled->count; i++) {
        terms += settled->at[i].due - settled->at[i].issued;
        taken += settled->at[i].rank - settled->at[i].issued;
    }
    out->terms.numerator = terms;
    out->taken.numerator = taken;
    if (out->n == 0)
        return;
    sum_late(out, room->at);
    find_ranks(out, room, 0);
}

void ar_lateness_with_open(struct ar_lateness *out, const struct ar_lateness *paid, const struct ar_sample *settled,
                           const struct ar_sample *open, uint32_t most, struct ar_date as_of,
                           struct ar_lateness_room *room)
{
    *out = (struct ar_lateness){.n = paid->n + gather(room->at + paid->n, open, false, as_of)};
    if (out->n == 0)
        return;
    ar_int128 usual = paid->p90.numerator > 0 ? paid->p90.numerator : 0;
    sum_late(out, room->at);
    find_trend(out, room, first_settled(settled, most), as_of.days - (int64_t)usual);
    find_ranks(out, room, paid->n);
}
