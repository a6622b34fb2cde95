/* SPDX-License-Identifier: MIT */
/* With z2 = z * z, the ends are (hits + z2/2 -+ sqrt(z2 * hits * (n - hits) / n + z2 * z2 / 4)) / (n + z2). */
#include "analysis/wilson.h"

__extension__ typedef unsigned __int128 ar_uint128;

#define Z2 (1959964 * UINT64_C(1959964)) /* z * z, in units of 10^-12 */
#define LARGE 1000000 /* from here on the root is taken of fewer digits, which n makes up for */

void ar_wilson(int64_t *low, int64_t *high, uint64_t hits, uint64_t n, unsigned digits)
{
    const uint64_t unit = UINT64_C(1000000000000);
    ar_uint128 product = (ar_uint128)hits * (n - hits), square = (ar_uint128)Z2 * Z2;
    ar_int128 middle = (ar_int128)hits * unit + Z2 / 2, whole = (ar_int128)n * unit + Z2, root;
    if (n <= LARGE)
        root = (ar_int128)ar_square_root((ar_int128)((4 * Z2 * product * unit + square * n) / (4 * n)));
    else
        root = (ar_int128)ar_square_root((ar_int128)(Z2 * product / n + square / unit / 4)) * 1000000;
    ar_int128 scale = ar_power_of_ten(digits), least = middle - root > 0 ? middle - root : 0,
              most = middle + root < whole ? middle + root : whole;
    *low = (int64_t)ar_divide(least * scale, whole, AR_ROUND_HALF_UP);
    *high = (int64_t)ar_divide(most * scale, whole, AR_ROUND_HALF_UP);
}
