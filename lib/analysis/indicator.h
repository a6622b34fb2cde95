/* SPDX-License-Identifier: MIT */
/* The indicators: one table of metrics and methods, each a fraction of named facts about a group, a currency and a
   period. Everything is a whole number until the quotient is rounded, once, half away from zero. */
#ifndef AR_ANALYSIS_INDICATOR_H
#define AR_ANALYSIS_INDICATOR_H

#include "analysis/period.h"
#include "base/money.h"

/* Sums that indicators are made of. Amounts are minor units, those weighted with days minor units times days. */
enum ar_fact {
    /* on the last day of the period */
    AR_FACT_RECEIVABLE,
    AR_FACT_OVERDUE, /* of it, due before that day */
    AR_FACT_OVERDUE_DUE, /* overdue amounts times their due dates, in days since 1970 */
    AR_FACT_UNAPPLIED, /* cash that no item has taken, positive */
    AR_FACT_GROSS, /* receivable without unapplied cash */
    AR_FACT_DISPUTED, /* of the receivable, in dispute */
    /* during the period */
    AR_FACT_SALES,
    AR_FACT_ISSUED, /* invoices and debits, count */
    AR_FACT_ISSUED_DISPUTED,
    AR_FACT_CLOSED, /* invoices and debits closed in full, count */
    AR_FACT_CLOSED_AMOUNT, /* their original amounts */
    AR_FACT_PAY_DAYS, /* from document date to the day closed */
    AR_FACT_PAY_WEIGHTED,
    AR_FACT_DUE_CLOSED, /* the same of those with a due date */
    AR_FACT_DUE_CLOSED_AMOUNT,
    AR_FACT_LATE_DAYS, /* from due date to the day closed */
    AR_FACT_LATE_WEIGHTED,
    AR_FACT_TERMS_WEIGHTED, /* from document date to due date */
    AR_FACT_WRITEOFF,
    AR_FACT_DISCOUNT, /* taken */
    AR_FACT_OFFERED, /* discount that the terms of closed documents offered */
    AR_FACT_MISSED, /* of it, not taken */
    AR_FACTS_STORED,
    /* worked out from them */
    AR_FACT_BEGIN = AR_FACTS_STORED, /* receivable on the day before the period */
    AR_FACT_CURRENT, /* receivable less overdue */
    AR_FACT_OVERDUE_DAYS, /* overdue amounts times days late */
    AR_FACTS
};
#define AR_FACTS_STOCK AR_FACT_SALES /* those before it are balances */

#define AR_ROLLS_MAX 34 /* buckets */

/* A month of sales, for the methods that look back. */
struct ar_history {
    struct ar_period period;
    int32_t days;
    ar_int128 sales;
    ar_int128 open; /* of documents dated in it, on the last day of the period */
};

struct ar_facts {
    struct ar_period period;
    char dates[2 * AR_DATE_SIZE + 2]; /* its days, a TAB behind each: written many times, made once */
    int32_t days; /* as counted by the options */
    int32_t months; /* whole months; 0: it is none */
    struct ar_currency currency;
    ar_int128 sum[AR_FACTS];
    const char *missing[AR_FACTS]; /* why a fact is not known; NULL: it is */
    ar_int128 bucket[AR_ROLLS_MAX]; /* open in each bucket on the day before the period */
    ar_int128 rolled[AR_ROLLS_MAX]; /* of that, what was in the next bucket on the last day */
    const char *bucket_missing;
    const struct ar_history *history; /* oldest first, up to the last day, adjoining */
    size_t history_count;
    const char *open_missing; /* why history[].open is not known */
};

/* Period, dates, days and months. */
void ar_facts_set_period(struct ar_facts *facts, struct ar_period period, bool thirty);

enum ar_unit { AR_UNIT_DAYS, AR_UNIT_PERCENT, AR_UNIT_TIMES };
extern const char *const ar_unit_names[];

enum ar_shown { AR_SHOWN_AMOUNT, AR_SHOWN_MEAN, AR_SHOWN_COUNT }; /* MEAN: the mean of the two amounts summed */
enum ar_how { AR_HOW_RATIO, AR_HOW_MONTHLY, AR_HOW_COUNTBACK, AR_HOW_WEIGHTED, AR_HOW_ROLL };

struct ar_side { /* numerator or denominator: facts, added or taken off */
    struct {
        signed char sign; /* 0 ends them */
        unsigned char fact;
    } term[3];
    enum ar_shown shown;
};

struct ar_indicator {
    const char *metric, *method; /* of a metric's rows the first is its default */
    enum ar_unit unit; /* DAYS: times the days of the period where `per_day` */
    bool per_day;
    bool usual; /* among those that print when none is chosen */
    bool totals; /* among those that totals (--periods) can tell */
    enum ar_how how;
    struct ar_side numerator, denominator;
    const char *undefined; /* why there is none when the denominator is not above zero */
};
extern const struct ar_indicator ar_indicators[];
extern const unsigned ar_indicator_count;

/* Which stored facts an indicator is made of: bits by enum ar_fact. */
uint32_t ar_indicator_facts(const struct ar_indicator *indicator);

struct ar_figure {
    bool known; /* else `why` */
    bool lower; /* the true value is not below this one */
    bool sides; /* numerator and denominator are there */
    const char *why;
    ar_int128 value; /* in units of 10^-digits */
    ar_int128 numerator, denominator; /* minor units, doubled where they are a MEAN; or counts */
    enum ar_shown numerator_shown, denominator_shown;
    int32_t days; /* that the figure was worked out with; 0: none */
    char note[160]; /* or empty */
};

#define AR_DIGITS_MAX 9
/* `bucket` is for AR_HOW_ROLL. AR_BAD_DATA: out of range. */
AR_MUST_USE enum ar_status ar_indicator_compute(struct ar_figure *out, const struct ar_indicator *indicator,
                                                const struct ar_facts *facts, unsigned bucket, unsigned digits,
                                                struct ar_error *error);

#endif
