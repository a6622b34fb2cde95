/* SPDX-License-Identifier: MIT */
/* A quotient that stays one until it is printed. */
#ifndef AR_ANALYSIS_RATIO_H
#define AR_ANALYSIS_RATIO_H

#include "base/money.h"

struct ar_ratio {
    ar_int128 numerator, denominator; /* denominator 0: unknown */
};

#define AR_RATIO_SIZE AR_AMOUNT_SIZE

/* The text with so many digits after the point, rounded half away from zero, and its size: 0 for an unknown one and for
   one out of range. */
static inline size_t ar_ratio_format(char *out, struct ar_ratio ratio, unsigned digits)
{
    ar_int128 value;
    if (ratio.denominator == 0)
        return 0;
    if (ratio.denominator < 0)
        ratio = (struct ar_ratio){-ratio.numerator, -ratio.denominator};
    if (ar_scale(&value, ratio.numerator, ar_power_of_ten(digits), ratio.denominator, AR_ROUND_HALF_UP) != AR_OK)
        return 0;
    return ar_sum_format(out, value, digits);
}

#endif
