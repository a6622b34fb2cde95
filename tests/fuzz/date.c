/* SPDX-License-Identifier: MIT */
/* Any bytes as a date: accepted exactly when a calendar rule written down plainly accepts them, and written back as
   they were; the foreign reader agrees. */
#include "base/date.h"
#include "import/day.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static int number(const char *at, size_t size)
{
    int value = 0;
    for (size_t i = 0; i < size; i++) {
        if (at[i] < '0' || at[i] > '9')
            return -1;
        value = value * 10 + at[i] - '0';
    }
    return value;
}

/* Days since 0001-01-01, or -1; counts year by year and month by month. */
static int plainly(const char *at, size_t size)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (size != 10 || at[4] != '-' || at[7] != '-')
        return -1;
    int year = number(at, 4), month = number(at + 5, 2), day = number(at + 8, 2), days = 0;
    if (year < 1 || month < 1 || month > 12 || day < 1)
        return -1;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (day > lengths[month - 1] + (month == 2 && leap))
        return -1;
    for (int y = 1; y < year; y++)
        days += 365 + ((y % 4 == 0 && y % 100 != 0) || y % 400 == 0);
    for (int m = 1; m < month; m++)
        days += lengths[m - 1] + (m == 2 && leap);
    return days + day - 1;
}

static void check(const char *at, size_t size)
{
    struct ar_date date = {7}, foreign = {7};
    const struct ar_day_format undeclared = {0};
    char written[AR_DATE_SIZE];
    int days = plainly(at, size), year, month, day;
    struct ar_text text = {at, size};
    must((ar_date_parse(&date, text) == AR_OK) == (days >= 0));
    if (days < 0) {
        must(date.days == 7);
        return;
    }
    must(date.days == days - 719162 && ar_date_weekday(date) == days % 7 + 1);
    ar_date_format(written, date);
    must(memcmp(written, at, AR_DATE_SIZE) == 0);
    must(ar_day_parse(&foreign, text, &undeclared, NULL) == AR_OK && foreign.days == date.days);
    ar_date_to_civil(date, &year, &month, &day);
    must(ar_date_month_end(date).days == date.days + ar_date_month_days(year, month) - day);
    must(ar_date_add_months(&foreign, date, 12) == AR_OK || year == 9999);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *copy = malloc(size ? size : 1); /* exactly as long, so that a read too far is seen */
    must(copy != NULL);
    if (size)
        memcpy(copy, data, size);
    check(copy, size);
    free(copy);
    return 0;
}
