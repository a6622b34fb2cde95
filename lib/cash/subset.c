/* SPDX-License-Identifier: MIT */
/* Meet in the middle: every sum of the one half, sorted, is looked up for every sum of the other. Each half forms only
   sets of the size allowed, so many amounts and a small size stay cheap. */
#include "cash/subset.h"
#include "base/money.h"

#include <stdlib.h>

enum { WORK = 200000 };

struct sum {
    ar_int128 sum;
    uint64_t members;
};

struct half {
    struct sum *at;
    size_t count, capacity;
};

/* Sets of at most `most` of n: the number that there are, at most limit + 1. */
static uint64_t count_sets(unsigned n, unsigned most, uint64_t limit)
{
    uint64_t all = 1, these = 1;
    for (unsigned k = 1; k <= most && k <= n; k++) {
        these = these * (n - k + 1) / k;
        all += these;
        if (all > limit)
            return limit + 1;
    }
    return all;
}

/* Adds each set of at most `most` of amounts[from .. to) to the half, the empty one first. */
static void form(struct half *half, const int64_t *amounts, unsigned from, unsigned to, unsigned most)
{
    half->at[half->count++] = (struct sum){0, 0};
    for (unsigned i = from; i < to; i++) {
        size_t before = half->count;
        for (size_t j = 0; j < before; j++) {
            if ((unsigned)__builtin_popcountll(half->at[j].members) >= most)
                continue;
            half->at[half->count].sum = half->at[j].sum + amounts[i];
            half->at[half->count++].members = half->at[j].members | (uint64_t)1 << i;
        }
    }
}

static int by_sum(const void *left, const void *right)
{
    const struct sum *a = left, *b = right;
    if (a->sum != b->sum)
        return a->sum < b->sum ? -1 : 1;
    return (a->members > b->members) - (a->members < b->members);
}

static size_t lower(const struct half *half, ar_int128 sum)
{
    size_t low = 0, high = half->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (half->at[middle].sum < sum)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void meet(struct ar_subset *out, const struct half *left, const struct half *right, int64_t target,
                 unsigned most, uint64_t work)
{
    uint64_t steps = 0;
    for (size_t i = 0; i < left->count; i++) {
        ar_int128 rest = (ar_int128)target - left->at[i].sum;
        for (size_t j = lower(right, rest); j < right->count && right->at[j].sum == rest; j++) {
            uint64_t members = left->at[i].members | right->at[j].members;
            if (++steps > work) {
                out->answer = AR_SUBSET_GAVE_UP;
                return;
            }
            if (members == 0 || (unsigned)__builtin_popcountll(members) > most)
                continue;
            if (out->answer == AR_SUBSET_ONE) {
                out->other = members;
                out->answer = AR_SUBSET_SEVERAL;
                return;
            }
            out->members = members;
            out->answer = AR_SUBSET_ONE;
        }
    }
}

enum ar_status ar_subset_find(struct ar_subset *out, const int64_t *amounts, unsigned count, int64_t target,
                              unsigned most, uint64_t work)
{
    *out = (struct ar_subset){.answer = AR_SUBSET_NONE};
    unsigned middle = count / 2;
    work = work ? work : WORK;
    uint64_t low = count_sets(middle, most, work), high = count_sets(count - middle, most, work);
    if (count > AR_SUBSET_MOST || low + high > work) {
        out->answer = AR_SUBSET_GAVE_UP;
        return AR_OK;
    }
    struct half left = {malloc(low * sizeof(struct sum)), 0, low}, right = {malloc(high * sizeof(struct sum)), 0, high};
    enum ar_status status = left.at == NULL || right.at == NULL ? AR_FAILED : AR_OK;
    if (status == AR_OK) {
        form(&left, amounts, 0, middle, most);
        form(&right, amounts, middle, count, most);
        qsort(right.at, right.count, sizeof *right.at, by_sum);
        meet(out, &left, &right, target, most, work);
    }
    free(left.at);
    free(right.at);
    return status;
}
