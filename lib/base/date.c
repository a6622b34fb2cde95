/* SPDX-License-Identifier: MIT */
/* Civil arithmetic. Days and years are turned into each other by the closed formulas of Howard Hinnant's "chrono-
   Compatible Low-Level Date Algorithms", in which the year begins in March, so that the leap day is its last. */
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

void ar_date_to_civil(struct ar_date date, int *year, int *month, int *day)
{
    uint32_t n = (uint32_t)(date.days + 719468); /* days since 0000-03-01: positive for every date */
    uint32_t era = n / 146097, in_era = n % 146097;
    uint32_t year_of_era = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    uint32_t in_year = in_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    uint32_t from_march = (5 * in_year + 2) / 153;
    *day = (int)(in_year - (153 * from_march + 2) / 5 + 1);
    *month = (int)(from_march < 10 ? from_march + 3 : from_march - 9);
    *year = (int)(year_of_era + era * 400 + (*month <= 2));
}

static void put_pair(char *out, int value)
{
    out[0] = (char)('0' + value / 10);
    out[1] = (char)('0' + value % 10);
}

void ar_date_format(char out[static AR_DATE_SIZE], struct ar_date date)
{
    int year, month, day;
    ar_date_to_civil(date, &year, &month, &day);
    put_pair(out, year / 100);
    put_pair(out + 2, year % 100);
    out[4] = '-';
    put_pair(out + 5, month);
    out[7] = '-';
    put_pair(out + 8, day);
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
