/* SPDX-License-Identifier: MIT */
/* The day counts. The 30/360 rules change the day of the month at either end and count months of 30 days. */
#include "collections/daycount.h"

static const char *const names[] = {"act/365",         "act/360",     "act/act",  "30/360-bond",
                                    "30/360-eurobond", "30/360-isda", "30/360-us"};
enum { NAMES = sizeof names / sizeof *names };

static bool is_name(struct ar_text text, const char *name)
{
    size_t i = 0;
    for (; i < text.size && name[i] != '\0'; i++)
        if (ar_lower(text.at[i]) != name[i])
            return false;
    return i == text.size && name[i] == '\0';
}

enum ar_status ar_daycount_parse(enum ar_daycount *out, struct ar_text text, const char **why)
{
    for (int i = 0; i < NAMES; i++)
        if (is_name(text, names[i])) {
            *out = (enum ar_daycount)i;
            return AR_OK;
        }
    if (why != NULL)
        *why = is_name(text, "30/360")
                   ? "four day counts have this name: say 30/360-bond, 30/360-eurobond, 30/360-isda "
                     "or 30/360-us"
                   : "not one of act/365, act/360, act/act, 30/360-bond, 30/360-eurobond, "
                     "30/360-isda, 30/360-us";
    return AR_BAD_DATA;
}

const char *ar_daycount_name(enum ar_daycount daycount)
{
    return names[daycount];
}

int32_t ar_daycount_year(enum ar_daycount daycount)
{
    switch (daycount) {
    case AR_ACT_365:
        return 365;
    case AR_ACT_ACT:
        return 365 * 366;
    default:
        return 360;
    }
}

static bool is_leap(int year)
{
    return ar_date_month_days(year, 2) == 29;
}

static int32_t january(int year) /* its first */
{
    return ar_date_days_((uint32_t)year, 1, 1);
}

/* How many days of start .. end lie in leap years. */
static int32_t leap_days(struct ar_date start, struct ar_date end)
{
    int year, last, month, day;
    int32_t days = 0;
    ar_date_to_civil(start, &year, &month, &day);
    ar_date_to_civil(end, &last, &month, &day);
    for (; year <= last; year++) {
        if (!is_leap(year))
            continue;
        int32_t from = january(year), to = from + 366;
        days += (to < end.days ? to : end.days) - (from > start.days ? from : start.days);
    }
    return days;
}

struct civil {
    int year, month, day;
    bool february_end;
};

static struct civil civil(struct ar_date date)
{
    struct civil out;
    ar_date_to_civil(date, &out.year, &out.month, &out.day);
    out.february_end = out.month == 2 && out.day == ar_date_month_days(out.year, 2);
    return out;
}

static int32_t thirties(enum ar_daycount daycount, struct ar_date start, struct ar_date end, struct ar_date termination)
{
    struct civil a = civil(start), b = civil(end);
    if (daycount == AR_30_360_US) {
        if (a.february_end && b.february_end)
            b.day = 30;
        if (a.february_end)
            a.day = 30;
    }
    if (daycount == AR_30_360_ISDA) {
        if (a.february_end)
            a.day = 30;
        if (b.february_end && end.days != termination.days)
            b.day = 30;
    }
    bool always = daycount == AR_30_360_EUROBOND || daycount == AR_30_360_ISDA;
    if (b.day == 31 && (always || a.day >= 30))
        b.day = 30;
    if (a.day == 31)
        a.day = 30;
    return 360 * (b.year - a.year) + 30 * (b.month - a.month) + b.day - a.day;
}

struct ar_days ar_daycount_days(enum ar_daycount daycount, struct ar_date start, struct ar_date end,
                                struct ar_date termination)
{
    switch (daycount) {
    case AR_ACT_365:
    case AR_ACT_360:
        return (struct ar_days){end.days - start.days, 0};
    case AR_ACT_ACT:
        return (struct ar_days){end.days - start.days, leap_days(start, end)};
    default:
        return (struct ar_days){thirties(daycount, start, end, termination), 0};
    }
}
