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

/* The document of the middle, of an odd number of them, is of the older half. */
static void find_trend(struct ar_lateness *out, struct ar_lateness_entry *at)
{
    uint32_t older = (out->n + 1) / 2, newer = out->n - older;
    if (out->n < 4)
        return;
    qsort(at, out->n, sizeof *at, by_due);
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

void ar_lateness_of(struct ar_lateness *out, const struct ar_sample *settled, const struct ar_sample *open,
                    struct ar_date as_of, struct ar_lateness_entry *room)
{
    *out = (struct ar_lateness){.n = gather(room, settled, true, as_of)};
    out->terms.denominator = out->taken.denominator = settled->count;
    for (uint32_t i = 0; i < settled->count; i++) {
        out->terms.numerator += settled->at[i].due - settled->at[i].issued;
        out->taken.numerator += settled->at[i].rank - settled->at[i].issued;
    }
    if (open != NULL)
        out->n += gather(room + out->n, open, false, as_of);
    if (out->n == 0)
        return;
    for (uint32_t i = 0; i < out->n; i++) {
        out->weighted.numerator += (ar_int128)room[i].amount * room[i].late;
        out->weighted.denominator += room[i].amount;
        out->late += room[i].late > 0;
        out->late_disputed += room[i].late > 0 && room[i].disputed;
    }
    out->mean = mean_of(room, out->n);
    find_trend(out, room);
    find_ranks(out, room);
}
