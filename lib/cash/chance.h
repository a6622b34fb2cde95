/* SPDX-License-Identifier: MIT */
/* How likely is it that an amount fits by accident? Among round amounts, or many items, something nearly always does.
 */
#ifndef AR_CASH_CHANCE_H
#define AR_CASH_CHANCE_H

#include "base/money.h"

#include <stdbool.h>

/* How round an amount is: the last of 1, 5, 10, 50, 100, … that divides it, counted from 0. */
unsigned ar_roundness(int64_t amount);
#define AR_ROUNDNESS_MOST 40
/* The step in which amounts go, given how many of them are as round as that: three of four are multiples of it. */
int64_t ar_grain(const uint64_t as_round[static AR_ROUNDNESS_MOST], uint64_t count);

/* Sets of up to `most` of n items, at most UINT64_MAX / 1000. */
uint64_t ar_sets_of(unsigned n, unsigned most);

/* Are `ways` in which an amount could fit so few among the amounts that there could be, up to `range` in steps of
   `unit`, that one of them fits by accident in less than one of `times` cases? */
bool ar_is_rare(uint64_t ways, ar_int128 range, int64_t unit, unsigned times);

#endif
