/* SPDX-License-Identifier: MIT */
/* Money is a whole number of minor units. One amount is 64 bits; sums are 128 bits and cannot overflow in practice
   (2^63 amounts of the largest size); nothing here touches floating point. */
#ifndef AR_BASE_MONEY_H
#define AR_BASE_MONEY_H

#include "base/currency.h"
#include "base/status.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

__extension__ typedef __int128 ar_int128; /* the one typedef: C17 has no name for it */

#define AR_AMOUNT_SIZE 48 /* room for any sum with any digits, sign and point; no NUL counted */

/* How to drop digits; every place that rounds names one. Halves: */
enum ar_rounding {
    AR_ROUND_HALF_UP, /* away from zero, commercial rounding: 2.5 -> 3, -2.5 -> -3 (mirror images) */
    AR_ROUND_HALF_EVEN, /* to the even neighbour: 2.5 -> 2, 3.5 -> 4 */
    AR_ROUND_DOWN, /* toward zero */
    AR_ROUND_UP /* away from zero */
};
/* "half-up", "half-even", "down", "up"; AR_BAD_DATA otherwise. */
AR_MUST_USE enum ar_status ar_rounding_parse(enum ar_rounding *out, struct ar_text text);
const char *ar_rounding_name(enum ar_rounding rounding);

/* The stream's form: -?(0|[1-9][0-9]*) with exactly `digits` (0..9) after a point, no -0.00. On failure AR_BAD_DATA
   and, in *why (may be NULL), a static phrase: "not an amount", "more decimals than the currency has", "fewer decimals
   …", "amount out of range". */
AR_MUST_USE static inline enum ar_status ar_amount_parse(int64_t *out, struct ar_text text, unsigned digits,
                                                         const char **why);

/* Writes the stream's form and returns its size; out holds AR_AMOUNT_SIZE bytes; no NUL. */
size_t ar_amount_format(char *out, int64_t minor, unsigned digits);
size_t ar_sum_format(char *out, ar_int128 minor, unsigned digits);

/* *out = a + b, a - b, -a: AR_BAD_DATA on overflow. */
AR_MUST_USE enum ar_status ar_amount_add(int64_t *out, int64_t a, int64_t b);
AR_MUST_USE enum ar_status ar_amount_sub(int64_t *out, int64_t a, int64_t b);
/* A sum that must fit one amount again. */
AR_MUST_USE enum ar_status ar_amount_from_sum(int64_t *out, ar_int128 sum);

/* value / divisor (divisor > 0), rounded as named. */
ar_int128 ar_divide(ar_int128 value, ar_int128 divisor, enum ar_rounding rounding);
/* *out = value * numerator / denominator (> 0), rounded once; AR_BAD_DATA when it does not fit. */
AR_MUST_USE enum ar_status ar_scale(ar_int128 *out, ar_int128 value, ar_int128 numerator, ar_int128 denominator,
                                    enum ar_rounding rounding);

/* Splits `whole` in proportion to weights[count] (>= 0, not all 0) by largest remainder, earlier wins a tie, so that
   the parts add up to the whole. */
void ar_split(int64_t *parts, int64_t whole, const int64_t *weights, size_t count);

#include "base/amount_inline.h"

#endif
