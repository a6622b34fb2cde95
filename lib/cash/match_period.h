/* SPDX-License-Identifier: MIT */
/* The months that a text names. */
#ifndef AR_CASH_MATCH_PERIOD_H
#define AR_CASH_MATCH_PERIOD_H

#include "base/date.h"
#include "base/text.h"

#define AR_PERIOD_MOST 12

/* Months, each 12 times its year and its number from 0; without a year the number alone. */
struct ar_period {
    int32_t months[AR_PERIOD_MOST];
    unsigned count; /* of these; none when there are more */
    int32_t now; /* the payment's month */
};

int32_t ar_month_of(struct ar_date date);
/* What a text of a payment of that day names; false: no month. Words of the payer's name are none. */
bool ar_period_read(struct ar_period *out, struct ar_text text, struct ar_text payer, struct ar_date day);
bool ar_period_has(const struct ar_period *period, struct ar_date day);
/* Is the day in the month behind one of its, and in none of them? */
bool ar_period_is_followed_by(const struct ar_period *period, struct ar_date day);
/* Are all of its months behind the payment's? */
bool ar_period_is_to_come(const struct ar_period *period);

#endif
