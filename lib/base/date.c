/* SPDX-License-Identifier: MIT */
/* Civil arithmetic by closed formulas, in which the year begins in March, so that the leap day is its last (Howard
   Hinnant, "chrono-Compatible Low-Level Date Algorithms"). */
#include "base/date.h"

const struct ar_date_tables ar_date_tables = {
    .month_days = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31},
    .days_before = {0, 306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275},
};

#define FIRST_DAY (-719162) /* 0001-01-01 */
#define LAST_DAY 2932896 /* 9999-12-31 */

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int ar_date_month_days(int year, int month)
{
    return ar_date_tables.month_days[month] + (month == 2 && is_leap(year));
}

enum ar_status ar_date_from_civil(struct ar_date *out, int year, int month, int day)
{
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > ar_date_month_days(year, month))
        return AR_BAD_DATA;
    out->days = ar_date_days_((unsigned)year, (unsigned)month, (unsigned)day);
    return AR_OK;
}

/* In a year that begins in March. */
struct march_year {
    uint32_t century, in_century, month, day; /* month 3..14, day from 1 */
};

/* By Neri and Schneider, "Euclidean affine functions and their application to calendar algorithms", 2022: the divisions
   become multiplications whose low half holds the remainder. */
static inline struct march_year split(struct ar_date date)
{
    uint32_t days = 4 * (uint32_t)(date.days + 719468) + 3; /* quarters of days since 0000-03-01 */
    uint32_t century = days / 146097, in_century = days % 146097 / 4;
    uint64_t years = UINT64_C(2939745) * (4 * in_century + 3);
    uint32_t in_year = (uint32_t)years / 2939745 / 4, months = 2141 * in_year + 197913;
    return (struct march_year){century, (uint32_t)(years >> 32), months >> 16, (months & 0xffff) / 2141 + 1};
}

void ar_date_to_civil(struct ar_date date, int *year, int *month, int *day)
{
    struct march_year parts = split(date);
    bool next = parts.month > 12;
    *year = (int)(parts.century * 100 + parts.in_century + next);
    *month = (int)(next ? parts.month - 12 : parts.month);
    *day = (int)parts.day;
}

bool ar_date_is_valid_slow(struct ar_text text)
{
    struct ar_date date;
    return ar_date_parse(&date, text) == AR_OK;
}

void ar_date_format(char out[static AR_DATE_SIZE], struct ar_date date)
{
    static const char pairs[] =
        "0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243"
        "4445464748495051525354555657585960616263646566676869707172737475767778798081828384858687"
        "888990919293949596979899";
    struct march_year parts = split(date);
    bool next = parts.month > 12;
    uint32_t in_century = parts.in_century + next, carry = in_century == 100;
    memcpy(out, pairs + 2 * (parts.century + carry), 2);
    memcpy(out + 2, pairs + 2 * (carry ? 0 : in_century), 2);
    out[4] = '-';
    memcpy(out + 5, pairs + 2 * (next ? parts.month - 12 : parts.month), 2);
    out[7] = '-';
    memcpy(out + 8, pairs + 2 * parts.day, 2);
}

int32_t ar_date_month(struct ar_date date)
{
    int year, month, day;
    ar_date_to_civil(date, &year, &month, &day);
    return 12 * year + month - 1;
}

struct ar_date ar_date_month_end(struct ar_date date)
{
    int year, month, day;
    ar_date_to_civil(date, &year, &month, &day);
    return (struct ar_date){date.days + ar_date_month_days(year, month) - day};
}

int ar_date_weekday(struct ar_date date)
{
    return (int)(((int64_t)date.days + 719162) % 7) + 1; /* 0001-01-01 was a Monday */
}

enum ar_status ar_date_add_days(struct ar_date *out, struct ar_date date, int64_t days)
{
    if (days < (int64_t)FIRST_DAY - date.days || days > (int64_t)LAST_DAY - date.days)
        return AR_BAD_DATA;
    out->days = (int32_t)(date.days + days);
    return AR_OK;
}

enum ar_status ar_date_add_months(struct ar_date *out, struct ar_date date, int64_t months)
{
    int year, month, day;
    if (months < -12 * 9999 || months > 12 * 9999)
        return AR_BAD_DATA;
    ar_date_to_civil(date, &year, &month, &day);
    int total = year * 12 + month - 1 + (int)months;
    if (total < 12)
        return AR_BAD_DATA;
    year = total / 12;
    month = total % 12 + 1;
    int last = ar_date_month_days(year, month);
    return ar_date_from_civil(out, year, month, day < last ? day : last);
}
