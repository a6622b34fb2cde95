/* SPDX-License-Identifier: MIT */
/* How many and how much, a currency. */
#ifndef AR_LEDGER_TALLY_H
#define AR_LEDGER_TALLY_H

#include "base/money.h"

#include <stdio.h>
#include <stdlib.h>

struct ar_tally {
    ar_int128 sum; /* minor units */
    uint64_t count;
};

/* One for each currency, all zero: index by code; free() it. NULL when out of memory. Pages that no currency of the
   data touches cost nothing. */
static inline struct ar_tally *ar_tallies_new(void)
{
    return calloc(AR_CURRENCIES, sizeof(struct ar_tally));
}

static inline void ar_tally_add(struct ar_tally *tallies, struct ar_currency currency, int64_t amount)
{
    tallies[currency.code].sum += amount;
    tallies[currency.code].count++;
}

static inline void ar_tallies_merge(struct ar_tally *tallies, const struct ar_tally *more)
{
    for (unsigned i = 0; i < AR_CURRENCIES; i++) {
        if (more[i].count == 0)
            continue;
        tallies[i].sum += more[i].sum;
        tallies[i].count += more[i].count;
    }
}

/* "3 items TEXT: 120.00 EUR", without newline. */
static inline void ar_tally_describe(const struct ar_tally *tally, struct ar_currency currency, const char *text,
                                     char *out, size_t size)
{
    char amount[AR_AMOUNT_SIZE], code[AR_CURRENCY_SIZE];
    size_t digits = ar_sum_format(amount, tally->sum, ar_currency_digits(currency));
    ar_currency_format(code, currency);
    snprintf(out, size, "%llu %s %s: %.*s %.3s", (unsigned long long)tally->count, tally->count == 1 ? "item" : "items",
             text, (int)digits, amount, code);
}

#endif
