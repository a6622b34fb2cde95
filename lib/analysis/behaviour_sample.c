/* SPDX-License-Identifier: MIT */
/* Which documents are kept depends on a total order of them only, so that the order of the records does not matter. */
#include "analysis/behaviour_sample.h"

#include <stdlib.h>

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
static int compare_told(const struct ar_told *a, const struct ar_told *b)
{
    int order = compare(a->rank, b->rank);
    if (order == 0)
        order = compare(a->due, b->due);
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

enum ar_status ar_sample_add(struct ar_sample *sample, struct ar_told told, uint32_t most)
{
    if (sample->count == most) {
        if (compare_told(&told, &sample->at[0]) <= 0)
            return AR_OK;
        sample->at[0] = told;
        sift_down(sample, 0);
        return AR_OK;
    }
    if (sample->count == sample->capacity) {
        uint32_t capacity = sample->capacity ? 2 * sample->capacity : 2;
        if (capacity > most)
            capacity = most;
        struct ar_told *more = realloc(sample->at, capacity * sizeof *more);
        if (more == NULL)
            return AR_FAILED;
        sample->at = more;
        sample->capacity = capacity;
    }
    sample->at[sample->count++] = told;
    if (sample->count == most)
        for (uint32_t i = most / 2; i-- > 0;)
            sift_down(sample, i);
    return AR_OK;
}

void ar_sample_free(struct ar_sample *sample)
{
    free(sample->at);
    *sample = (struct ar_sample){.at = NULL};
}

/* Figures. */

static int by_due(const void *left, const void *right)
{
    const struct ar_lateness_entry *a = left, *b = right;
    int order = compare(a->due, b->due);
    return order ? order : compare(a->late, b->late);
}

static int by_late(const void *left, const void *right)
{
    const struct ar_lateness_entry *a = left, *b = right;
    return compare(a->late, b->late);
}

static struct ar_ratio mean_of(const struct ar_lateness_entry *at, uint32_t count)
{
    struct ar_ratio mean = {0, count};
    for (uint32_t i = 0; i < count; i++)
        mean.numerator += at[i].late;
    return mean;
}

/* Of documents due of late, the early payers are settled and the late ones are not yet; of those due long ago, only the
   late ones were still settled among the last. Either would look like a trend where there is none, so only documents
   due from `first` to `last` count. That of the middle, of an odd number, is of the older half. */
static void find_trend(struct ar_lateness *out, struct ar_lateness_entry *at, int64_t first, int64_t last)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < out->n; i++)
        if (at[i].due >= first && at[i].due <= last) {
            struct ar_lateness_entry entry = at[i];
            at[i] = at[n];
            at[n++] = entry;
        }
    uint32_t older = (n + 1) / 2, newer = n - older;
    if (n < 4)
        return;
    qsort(at, n, sizeof *at, by_due);
    out->older = mean_of(at, older);
    out->newer = mean_of(at + older, newer);
    out->trend.numerator = out->newer.numerator * older - out->older.numerator * newer;
    out->trend.denominator = (ar_int128)older * newer;
}

static ar_int128 nearest_rank(const struct ar_lateness_entry *at, uint32_t n, uint32_t percent)
{
    return at[((uint64_t)n * percent + 99) / 100 - 1].late;
}

static void find_ranks(struct ar_lateness *out, struct ar_lateness_entry *at)
{
    uint32_t n = out->n;
    qsort(at, n, sizeof *at, by_late);
    out->median = (struct ar_ratio){(ar_int128)at[(n - 1) / 2].late + at[n / 2].late, 2};
    out->p90 = (struct ar_ratio){nearest_rank(at, n, 90), 1};
    out->spread = (struct ar_ratio){nearest_rank(at, n, 75) - nearest_rank(at, n, 25), 1};
}

static uint32_t gather(struct ar_lateness_entry *room, const struct ar_sample *sample, bool settled,
                       struct ar_date as_of)
{
    for (uint32_t i = 0; i < sample->count; i++) {
        const struct ar_told *told = &sample->at[i];
        int32_t end = settled ? told->rank : as_of.days;
        room[i] = (struct ar_lateness_entry){told->due, end - told->due, ar_told_amount(told), ar_told_disputed(told)};
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
                    struct ar_lateness_entry *room)
{
    *out = (struct ar_lateness){.n = gather(room, settled, true, as_of)};
    out->terms.denominator = out->taken.denominator = settled->count;
    for (uint32_t i = 0; i < settled->count; i++) {
        out->terms.numerator += settled->at[i].due - settled->at[i].issued;
        out->taken.numerator += settled->at[i].rank - settled->at[i].issued;
    }
    if (out->n == 0)
        return;
    sum_late(out, room);
    find_ranks(out, room);
}

void ar_lateness_with_open(struct ar_lateness *out, const struct ar_lateness *paid, const struct ar_sample *settled,
                           const struct ar_sample *open, uint32_t most, struct ar_date as_of,
                           struct ar_lateness_entry *room)
{
    *out = (struct ar_lateness){.n = gather(room, settled, true, as_of)};
    out->n += gather(room + out->n, open, false, as_of);
    if (out->n == 0)
        return;
    ar_int128 usual = paid->p90.numerator > 0 ? paid->p90.numerator : 0;
    sum_late(out, room);
    find_trend(out, room, first_settled(settled, most), as_of.days - (int64_t)usual);
    find_ranks(out, room);
}
