/* SPDX-License-Identifier: MIT */
/* Day counts: how long from one day to another is in years, as an exact fraction. "30/360" alone is four conventions
   that differ at the ends of months, so each has its own name. Sources: ISDA 2006 Definitions 4.16 (30/360, 30E/360,
   30E/360 ISDA, Actual/Actual); SIA Standard Securities Calculation Methods (30/360 US). */
#ifndef AR_COLLECTIONS_DAYCOUNT_H
#define AR_COLLECTIONS_DAYCOUNT_H

#include "base/date.h"

enum ar_daycount {
    AR_ACT_365, /* act/365: calendar days, a year is 365 */
    AR_ACT_360, /* act/360 */
    AR_ACT_ACT, /* act/act, ISDA: days in leap years are 366ths, others 365ths */
    AR_30_360_BOND, /* 30/360-bond, ISDA 4.16(f): the 31st is the 30th; at the end only after a 30th or 31st */
    AR_30_360_EUROBOND, /* 30/360-eurobond, 30E/360, ISDA 4.16(g): the 31st is the 30th at either end */
    AR_30_360_ISDA, /* 30/360-isda, 30E/360 ISDA, ISDA 4.16(h): the last day of February is the 30th, too, except where
                       the whole agreement ends on it */
    AR_30_360_US /* 30/360-us, SIA: the last day of February at the start is the 30th; at the end only after such */
};
/* Those names, in either case. AR_BAD_DATA otherwise, with a static phrase in *why (may be NULL). */
AR_MUST_USE enum ar_status ar_daycount_parse(enum ar_daycount *out, struct ar_text text, const char **why);
const char *ar_daycount_name(enum ar_daycount daycount);

/* A period counted. */
struct ar_days {
    int32_t days;
    int32_t leap; /* act/act: how many of them lie in leap years; else 0 */
};
/* From start to end (not before start): the first day counts, the last does not. `termination`: the day on which the
   agreement ends, which only 30/360-isda asks for; none when there is no such day. */
struct ar_days ar_daycount_days(enum ar_daycount daycount, struct ar_date start, struct ar_date end,
                                struct ar_date termination);

/* The period is weight / year years. */
int32_t ar_daycount_year(enum ar_daycount daycount); /* 365, 360 or 365 * 366 */
static inline int64_t ar_daycount_weight(enum ar_daycount daycount, struct ar_days days)
{
    return daycount == AR_ACT_ACT ? (int64_t)(days.days - days.leap) * 366 + (int64_t)days.leap * 365 : days.days;
}

#endif
