/* SPDX-License-Identifier: MIT */
/* Cash discount for early payment, as terms of payment state it: "2/10 net 30", "3/15 n60", "2/10 1/20 net 30". Day 1
   is the day after the document's date. Days count to the end of the month first where the terms say "eom". */
#ifndef AR_LEDGER_TERMS_H
#define AR_LEDGER_TERMS_H

#include "base/date.h"
#include "base/money.h"
#include "base/rate.h"

#define AR_TERMS_TIERS 3

struct ar_terms {
    struct ar_terms_tier {
        struct ar_rate percent; /* of the document */
        int32_t days;
    } tier[AR_TERMS_TIERS];
    unsigned tiers;
    bool end_of_month; /* days count from the end of the document's month */
};

/* What of a text is discount; false when it names none. */
bool ar_terms_parse(struct ar_terms *out, struct ar_text text);

/* The discount on an amount (either sign), paid in full on a day: of the first tier whose last day is not past, 0 when
   there is none. Rounded half-up. */
int64_t ar_terms_discount(const struct ar_terms *terms, int64_t amount, struct ar_date issued, struct ar_date paid);

/* percent % of amount, rounded half-up. */
int64_t ar_percent_of(int64_t amount, struct ar_rate percent);

#endif
