/* SPDX-License-Identifier: MIT */
/* ABC: accounts by their share of the turnover in their currency. */
#ifndef AR_ANALYSIS_VALUE_CLASS_H
#define AR_ANALYSIS_VALUE_CLASS_H

#include "base/currency.h"
#include "base/money.h"
#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

struct ar_value {
    ar_int128 turnover; /* at or below zero: class C, and no part of the total */
    uint32_t account; /* the caller's */
    struct ar_currency currency;
    char value_class; /* set: 'A', 'B' or 'C' */
    ar_int128 total; /* set: of all turnovers above zero in this currency */
};

/* Sorts values[] by currency, then by falling turnover, and sets classes and totals. The largest come first; an account
   is A while those before it have less than 80 % of the total, B while they have less than 95 %, else C: who crosses a
   line belongs above it. Equal turnovers have the class of the first of them. */
void ar_value_classes(struct ar_value *values, size_t count);

#endif
