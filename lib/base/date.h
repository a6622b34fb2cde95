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

/* By month 1..12, 0 for any other number of two digits; a year that begins in March, for days_before. */
extern const struct ar_date_tables {
    uint8_t month_days[100];
    uint16_t days_before[13];
} ar_date_tables;

/* Of a day that exists. */
static inline int32_t ar_date_days_(uint32_t year, uint32_t month, uint32_t day)
{
    uint32_t y = year - (month <= 2);
    return (int32_t)(365 * y + y / 4 - y / 100 + y / 400 + ar_date_tables.days_before[month] + day) - 719469;
}

/* YYYY-MM-DD and nothing else: AR_BAD_DATA otherwise, also for the empty text; *out then unchanged. Here because it is
   met once or twice in every record: the ten bytes are checked and added up side by side. */
AR_MUST_USE static inline enum ar_status ar_date_parse(struct ar_date *out, struct ar_text text)
{
    uint64_t head, tail = 0;
    if (AR_UNLIKELY(text.size != AR_DATE_SIZE))
        return AR_BAD_DATA;
    memcpy(&head, text.at, 8);
    memcpy(&tail, text.at + 8, 2);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    head = __builtin_bswap64(head);
    tail = __builtin_bswap64(tail);
#endif
    head ^= UINT64_C(0x2d30302d30303030); /* now digits are 0..9 and each '-' in its place is 0 */
    tail ^= 0x3030;
    uint64_t wrong = (head + UINT64_C(0x7f76767f76767676)) | head;
    wrong |= (tail + 0x7676) | tail;
    head = head * 10 + (head >> 8); /* bytes 0, 2, 5: the pairs' values */
    uint32_t century = head & 0xff, in_century = head >> 16 & 0xff, month = head >> 40 & 0xff;
    uint32_t day = (uint32_t)(tail * 10 + (tail >> 8)) & 0xff;
    if (AR_UNLIKELY(wrong & UINT64_C(0x8080808080808080)))
        return AR_BAD_DATA;
    uint32_t year = century * 100 + in_century;
    bool leap = ((in_century ? in_century : century) & 3) == 0;
    uint32_t last = ar_date_tables.month_days[month] + (uint32_t)(month == 2 && leap);
    if (AR_UNLIKELY(day - 1 >= last || year == 0))
        return AR_BAD_DATA;
    out->days = ar_date_days_(year, month, day);
    return AR_OK;
}
bool ar_date_is_valid_slow(struct ar_text text);

/* Would ar_date_parse take it? Quicker than asking it, for most days. */
static inline bool ar_date_is_valid(struct ar_text text)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint64_t tail; /* YY-MM-DD */
    uint16_t century;
    if (AR_UNLIKELY(text.size != AR_DATE_SIZE))
        return false;
    memcpy(&century, text.at, 2);
    memcpy(&tail, text.at + 2, 8);
    century ^= 0x3030;
    tail ^= UINT64_C(0x30302d30302d3030); /* as in ar_date_parse: digits 0..9, each '-' 0 */
    uint64_t wrong = (tail + UINT64_C(0x76767f76767f7676)) | tail | (century + 0x7676u) | century;
    tail = tail * 10 + (tail >> 8); /* bytes 0, 3, 6: the pairs' values */
    if (AR_LIKELY((wrong & UINT64_C(0x8080808080808080)) == 0 && (tail & 0xff) != 0 &&
                  (tail >> 48 & 0xff) - 1 < ar_date_tables.month_days[tail >> 24 & 0xff]))
        return true; /* whatever year it is: not one that ends in 00, and not 29 February */
#endif
    return ar_date_is_valid_slow(text);
}

/* Writes the ten bytes, no NUL. The date must not be none. */
void ar_date_format(char out[static AR_DATE_SIZE], struct ar_date date);

/* year 1..9999, month 1..12, day 1..31; AR_BAD_DATA when there is no such day (2026-02-30). */
AR_MUST_USE enum ar_status ar_date_from_civil(struct ar_date *out, int year, int month, int day);
void ar_date_to_civil(struct ar_date date, int *year, int *month, int *day);

int32_t ar_date_month(struct ar_date date); /* months from January of year 0 on */
int ar_date_month_days(int year, int month); /* 28..31 */
struct ar_date ar_date_month_end(struct ar_date date); /* the last day of its month */
int ar_date_weekday(struct ar_date date); /* 1 Monday .. 7 Sunday, as ISO 8601 */
/* Leaving the range is AR_BAD_DATA. Months clamp to the month's last day: 31 January + 1 month = 28 or 29 February. */
AR_MUST_USE enum ar_status ar_date_add_days(struct ar_date *out, struct ar_date date, int64_t days);
AR_MUST_USE enum ar_status ar_date_add_months(struct ar_date *out, struct ar_date date, int64_t months);

#endif
