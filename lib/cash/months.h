/* SPDX-License-Identifier: MIT */
/* The months that a text names. */
#ifndef AR_CASH_MONTHS_H
#define AR_CASH_MONTHS_H

#include "base/date.h"
#include "base/text.h"

#define AR_MONTHS_MOST 12

/* Months, each 12 times its year and its number from 0; without a year the number alone. */
struct ar_months {
    int32_t at[AR_MONTHS_MOST];
    unsigned count; /* of these; none when there are more */
    int32_t now; /* the payment's month */
};

/* The number of the month that has this name, from 1 on, in the languages of payers; 0: none has. */
int ar_month_named(struct ar_text word);
/* What a text of a payment of that day names; false: no month. Words of the payer's name are none. */
bool ar_months_read(struct ar_months *out, struct ar_text text, struct ar_text payer, struct ar_date day);
bool ar_months_have(const struct ar_months *months, struct ar_date day);
/* Is the day in the month behind one of its, and in none of them? */
bool ar_months_are_followed_by(const struct ar_months *months, struct ar_date day);
/* Are all of its months behind the payment's? */
bool ar_months_are_to_come(const struct ar_months *months);

#endif
