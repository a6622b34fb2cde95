/* SPDX-License-Identifier: MIT */
/* Counting what could fit, and what there could be. */
#include "cash/chance.h"

static int64_t step_after(int64_t unit, unsigned step)
{
    return unit * (step % 2 == 0 ? 5 : 2);
}

unsigned ar_roundness(int64_t amount)
{
    int64_t unit = 1;
    unsigned step = 0;
    while (amount != 0 && step + 1 < AR_ROUNDNESS_MOST && unit <= INT64_MAX / 5 && amount % step_after(unit, step) == 0)
        unit = step_after(unit, step++);
    return step;
}

int64_t ar_grain(const uint64_t as_round[static AR_ROUNDNESS_MOST], uint64_t count)
{
    int64_t unit = 1;
    uint64_t less = 0; /* round than the step to come */
    for (unsigned step = 0; step + 1 < AR_ROUNDNESS_MOST && unit <= INT64_MAX / 5; step++) {
        less += as_round[step];
        if (less > count / 4)
            break;
        unit = step_after(unit, step);
    }
    return unit;
}

uint64_t ar_sets_of(unsigned n, unsigned most)
{
    uint64_t all = 0, these = 1;
    for (unsigned k = 1; k <= most && k <= n; k++) {
        if (these > UINT64_MAX / 1000 / n)
            return UINT64_MAX / 1000;
        these = these * (n - k + 1) / k;
        all += these;
    }
    return all;
}

bool ar_is_rare(uint64_t ways, ar_int128 range, int64_t unit, unsigned times)
{
    return (ar_int128)ways * times <= (range < 0 ? -range : range) / unit;
}
