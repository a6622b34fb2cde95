/* SPDX-License-Identifier: MIT */
/* What the generators draw: numbers that depend on the state alone, which a generator sets from a seed and a place.
   This is splitmix64. */
#ifndef AR_BENCH_DRAW_H
#define AR_BENCH_DRAW_H

#include <stdint.h>

struct draws {
    uint64_t state;
};

static inline uint64_t draw_any(struct draws *draws)
{
    uint64_t z = draws->state += 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

static inline uint32_t draw_below(struct draws *draws, uint32_t limit)
{
    return (uint32_t)(((draw_any(draws) >> 32) * limit) >> 32);
}

#endif
