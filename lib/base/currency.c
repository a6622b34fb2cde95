/* SPDX-License-Identifier: MIT */
/* The letters of a currency. What it knows about itself is a table that the build makes. */
#include "base/currency.h"

void ar_currency_format(char out[static AR_CURRENCY_SIZE], struct ar_currency currency)
{
    unsigned n = currency.code ? currency.code - 1u : 0;
    out[0] = (char)('A' + n / (26 * 26));
    out[1] = (char)('A' + n / 26 % 26);
    out[2] = (char)('A' + n % 26);
}
