/* SPDX-License-Identifier: MIT */
/* What the law, or a contract, grants for late payment: a row of the table of laws with its reference rates and its
   fixed sums. Rates are percent a year, in millionths of a percent. */
#ifndef AR_COLLECTIONS_LAW_H
#define AR_COLLECTIONS_LAW_H

#include "base/money.h"
#include "collections/daycount.h"
#include "collections/fee.h"

#define AR_LAW_PERCENT INT64_C(1000000) /* one percent */

/* Which day's reference rate governs. */
enum ar_law_reset {
    AR_RESET_DAY, /* day: that of each day; also where the field is empty */
    AR_RESET_HALF_YEAR, /* half-year: of 1 January and 1 July, for the half-year (Directive 2011/7/EU art. 3(2)) */
    AR_RESET_HALF_YEAR_EVE, /* half-year-eve: of 31 December and 30 June, for the half-year that follows */
    AR_RESET_START, /* start: that of the day when interest starts to run, for the life of the debt */
    AR_RESET_START_HALF_YEAR, /* start-half-year: of 1 January or 1 July before or on that day, for the life */
    AR_RESET_START_HALF_YEAR_EVE /* start-half-year-eve: of 31 December or 30 June before it (UK SI 2002/1675 art. 4) */
};

/* The rate that governs from a day on, until the next. */
struct ar_law_rate {
    struct ar_date from;
    int64_t rate; /* reference and margin together, rounded to the step, never below 0; AR_LAW_UNKNOWN */
};
#define AR_LAW_UNKNOWN INT64_MIN /* the table of reference rates does not say */

struct ar_law {
    struct ar_text name, kind, reference, fee_table; /* lent by the table; kind "" is any */
    int64_t margin, step; /* step 0: none */
    enum ar_law_reset reset;
    enum ar_daycount daycount;
    enum ar_rounding rounding;
    bool daily; /* the interest of one day is rounded, then multiplied by the days; else the whole, once */
    bool monthly; /* after each whole month its interest is added to the debt, 5 CFR 1315.17(b); else simple interest */
    bool no_margin; /* left for the user to fill in: the row is there, but must not be used */
    size_t row; /* of the table */
    struct ar_law_rate *rates; /* by from; the first one is of the first day that there is */
    size_t rate_count, rate_capacity;
};

struct ar_laws {
    const struct ar_table *table, *references; /* the caller's; must outlive this */
    struct ar_law *at; /* in the order of the table */
    size_t count;
    struct ar_fees fees;
};

/* From the tables of laws (law kind reference margin step reset daycount rounding fee_table
   compound), of reference
   rates (name from rate until) and of fees. AR_BAD_DATA, with file, line, column and value: a bad row, a second row of
   the same law and kind, a reference or fee table that its table does not have. */
AR_MUST_USE enum ar_status ar_laws_init(struct ar_laws *out, const struct ar_table *laws,
                                        const struct ar_table *references, const struct ar_table *fees,
                                        struct ar_error *error);
void ar_laws_free(struct ar_laws *laws);

/* The law of that name for customers of that kind (customers.kind: "business", "consumer", "public" …): the row of the
   kind, else the row for any kind. An unknown kind ("") only finds a row for any kind. */
enum ar_law_found {
    AR_LAW_FOUND,
    AR_LAW_OTHER_KIND, /* there is such a law, but not for this kind of customer: neither interest nor a fixed sum */
    AR_LAW_NO_SUCH /* a mistake in the caller's data */
};
/* Is it a word for a kind of customers: one of the usual ones, or one that a law has? Not, if it was mistyped. */
bool ar_laws_know(const struct ar_laws *laws, struct ar_text kind);
AR_MUST_USE enum ar_law_found ar_laws_find(const struct ar_law **out, const struct ar_laws *laws, struct ar_text name,
                                           struct ar_text kind);

#endif
