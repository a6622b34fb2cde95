/* SPDX-License-Identifier: MIT */
/* Interest on a debt that is paid late, and the fixed sum that goes with it: exact fractions of minor units, rounded
   once where the law says so. Simple interest by balance period: each time the balance or the rate changes a period
   ends, and what is added up is balance * rate / 100 * weight / year (collections/daycount.h).

   A law may add the interest of each whole month since the due date to the debt: then a month is a twelfth of a year,
   of a month in which balance or rate change each part by its days, and what follows the last whole month is counted as
   above: P * (1 + r/12)^n * (1 + r/360 * d) - P. Only there a period's interest is rounded before the end, to a
   billionth of the minor unit.

   Days: interest runs from the day after the due day through the day of payment, or the last day asked for, so that a
   debt due on 1 April and paid on the 11th has run 10 days (5 CFR 1315.4(d); Directive 2011/7/EU art. 3(1)). A payment
   counts at the end of its day, a new rate from the start of its day. */
#ifndef AR_COLLECTIONS_INTEREST_H
#define AR_COLLECTIONS_INTEREST_H

#include "collections/law.h"
#include "ledger/events.h"

struct ar_interest_step {
    struct ar_date date;
    int64_t paid; /* minor units that the debt went down by on that day; negative: up, a reversal */
};

struct ar_debt {
    struct ar_currency currency;
    struct ar_date due, until; /* interest runs from the day after due through until */
    int64_t open; /* minor units owed at the end of `until`; of them what interest is asked for: less the disputed */
    int64_t amount; /* of the document: the balance is never taken to have been more; 0: unknown */
    const struct ar_interest_step *steps; /* after due, up to until, by date: how it came to `open`. None: it was open
                                             all the time */
    size_t step_count;
};

struct ar_interest {
    int64_t interest; /* minor units, >= 0 */
    int64_t fixed_sum; /* by the balance when interest began to run; due once in the life of the document */
    int32_t days; /* late: until - due; 0 when it is not, and then the amounts are 0, too */
    bool beyond; /* the steps tell of a balance outside of 0 .. amount, which was cut to that: they and `open` do not
                    belong together */
    bool no_fee; /* the law's table of fixed sums says nothing of this currency */
    bool no_kind; /* the law is for some kinds of customers only, and this one's is not known */
};

/* A debt of 0 or less earns nothing. AR_BAD_DATA, fatal: a reference rate is not known for a day that needs it, the
   law's margin was not filled in, or an amount is out of range. */
AR_MUST_USE enum ar_status ar_interest_of(struct ar_interest *out, const struct ar_laws *laws, const struct ar_law *law,
                                          const struct ar_debt *debt, struct ar_error *error);

/* A document's steps, from allocations. {0} is empty; used again from document to document. */
struct ar_interest_steps {
    struct ar_interest_step *at;
    size_t count, capacity;
    struct ar_buffer key;
};
/* Of the item with this identity (entity, customer, doc, line): its allocations dated after due, up to until, by
   date. */
AR_MUST_USE enum ar_status ar_interest_steps_collect(struct ar_interest_steps *steps, const struct ar_events *events,
                                                     const struct ar_text identity[static AR_KEY_PARTS],
                                                     struct ar_date due, struct ar_date until, struct ar_error *error);
void ar_interest_steps_free(struct ar_interest_steps *steps);

#endif
