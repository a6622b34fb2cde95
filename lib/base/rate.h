/* SPDX-License-Identifier: MIT */
/* An exact decimal factor: an exchange rate, a percentage. */
#ifndef AR_BASE_RATE_H
#define AR_BASE_RATE_H

#include "base/money.h"

struct ar_rate {
    int64_t value; /* the digits */
    uint8_t scale; /* how many of them follow the point: 1.0825 is 10825, 4; 0..12 */
};
#define AR_RATE_SIZE 24

/* -?digits[.digits], at most 12 decimals and 18 digits in all; AR_BAD_DATA otherwise. */
AR_MUST_USE enum ar_status ar_rate_parse(struct ar_rate *out, struct ar_text text);
size_t ar_rate_format(char *out, struct ar_rate rate); /* as it was written; at most AR_RATE_SIZE bytes, no NUL */

/* minor units of a currency with `from` digits times a rate (units of `to` for one unit of `from`), in minor units of
   a currency with `to` digits, rounded once; AR_BAD_DATA when it does not fit. */
AR_MUST_USE enum ar_status ar_rate_convert(int64_t *out, int64_t minor, unsigned from, struct ar_rate rate, unsigned to,
                                           enum ar_rounding rounding);

#endif
