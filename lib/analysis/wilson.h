/* SPDX-License-Identifier: MIT */
/* The Wilson score interval of a proportion at 95 % (z = 1.959964; Newcombe, Statistics in Medicine 17, 1998), in
   integers, so that every machine gives the same digits. */
#ifndef AR_ANALYSIS_WILSON_H
#define AR_ANALYSIS_WILSON_H

#include "base/money.h"

#define AR_WILSON_DIGITS 9 /* at most */

/* Of `hits` among n > 0 (n < 2^32): both ends in units of 10^-digits, rounded half up. */
void ar_wilson(int64_t *low, int64_t *high, uint64_t hits, uint64_t n, unsigned digits);

#endif
