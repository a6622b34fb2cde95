/* SPDX-License-Identifier: MIT */
/* Periods of a series: calendar months, quarters or weeks of a span of days, or the whole of it; each adjoins the next.
   A period at the edge of the span is cut to it. */
#ifndef AR_ANALYSIS_PERIOD_H
#define AR_ANALYSIS_PERIOD_H

#include "base/date.h"
#include "base/error.h"

#include <stddef.h>

enum ar_every { AR_EVERY_WHOLE, AR_EVERY_MONTH, AR_EVERY_QUARTER, AR_EVERY_WEEK }; /* weeks as in ISO 8601 */

struct ar_period {
    struct ar_date from, to; /* both inclusive */
};

struct ar_periods {
    struct ar_period *at;
    size_t count;
    uint32_t *places; /* of each day from at[0].from - 1 on, see ar_periods_place */
    int32_t first_day, days;
};

/* The periods of from .. to. `before`: one more in front, the period before the first one: the calendar period up to
   the day before; of a whole span of whole months as many months, of another one as many days. */
AR_MUST_USE enum ar_status ar_periods_init(struct ar_periods *out, struct ar_period span, enum ar_every every,
                                           bool before, struct ar_error *error);
void ar_periods_free(struct ar_periods *periods);

/* Balances are taken on the day before the first period, place 0, and on the last day of period n, place n + 1. The
   first of these days that is not before `days`: where something of that day is first seen, and for 1 .. count the
   period of that day and 1. count + 1: after the last. */
static inline uint32_t ar_periods_place(const struct ar_periods *periods, int64_t days)
{
    int64_t at = days - periods->first_day;
    return at <= 0 ? 0 : at >= periods->days ? (uint32_t)periods->count + 1 : periods->places[at];
}
struct ar_date ar_periods_day(const struct ar_periods *periods, size_t place);

/* How many whole calendar months these are: 0 when they are not. */
int ar_period_months(struct ar_period period);
/* Days in it, both ends counted; with `thirty` 30 for each month where it is whole months. */
int32_t ar_period_days(struct ar_period period, bool thirty);

/* A month as ar_date_month counts it. */
struct ar_period ar_month_period(int32_t month);

#endif
