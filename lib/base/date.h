/* SPDX-License-Identifier: MIT */
/* Dates of the proleptic Gregorian calendar, 0001-01-01 to 9999-12-31; civil arithmetic, no time zone, no clock. */
#ifndef AR_BASE_DATE_H
#define AR_BASE_DATE_H

#include "base/status.h"
#include "base/text.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

struct ar_date {
    int32_t days; /* since 1970-01-01, negative before */
};

#define AR_DATE_SIZE 10 /* bytes of YYYY-MM-DD */
/* "unknown or not applicable": an empty field. Compare with ar_date_is_none; arithmetic on it is a programming error.
 */
#define AR_DATE_NONE ((struct ar_date){INT32_MIN})

static inline bool ar_date_is_none(struct ar_date date)
{
    return date.days == INT32_MIN;
}

/* YYYY-MM-DD and nothing else: AR_BAD_DATA otherwise, also for the empty text; *out then unchanged. */
AR_MUST_USE enum ar_status ar_date_parse(struct ar_date *out, struct ar_text text);
/* Writes the ten bytes, no NUL. The date must not be none. */
void ar_date_format(char out[static AR_DATE_SIZE], struct ar_date date);

/* year 1..9999, month 1..12, day 1..31; AR_BAD_DATA when there is no such day (2026-02-30). */
AR_MUST_USE enum ar_status ar_date_from_civil(struct ar_date *out, int year, int month, int day);
void ar_date_to_civil(struct ar_date date, int *year, int *month, int *day);

int ar_date_month_days(int year, int month); /* 28..31 */
struct ar_date ar_date_month_end(struct ar_date date); /* the last day of its month */
int ar_date_weekday(struct ar_date date); /* 1 Monday .. 7 Sunday, as ISO 8601 */
/* Leaving the range is AR_BAD_DATA. Months clamp to the month's last day: 31 January + 1 month = 28 or 29 February. */
AR_MUST_USE enum ar_status ar_date_add_days(struct ar_date *out, struct ar_date date, int64_t days);
AR_MUST_USE enum ar_status ar_date_add_months(struct ar_date *out, struct ar_date date, int64_t months);

#endif
