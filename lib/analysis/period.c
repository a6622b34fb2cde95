/* SPDX-License-Identifier: MIT */
/* Calendar periods. */
#include "analysis/period.h"

#include "base/memory.h"

#include <stdlib.h>

struct ar_period ar_month_period(int32_t month)
{
    struct ar_period period = {AR_DATE_NONE, AR_DATE_NONE};
    if (ar_date_from_civil(&period.from, month / 12, month % 12 + 1, 1) == AR_OK)
        period.to = ar_date_month_end(period.from);
    return period;
}

static bool is_first(struct ar_date date)
{
    return ar_month_period(ar_date_month(date)).from.days == date.days;
}

int ar_period_months(struct ar_period period)
{
    if (!is_first(period.from) || ar_date_month_end(period.to).days != period.to.days)
        return 0;
    return ar_date_month(period.to) - ar_date_month(period.from) + 1;
}

int32_t ar_period_days(struct ar_period period, bool thirty)
{
    int months = thirty ? ar_period_months(period) : 0;
    return months > 0 ? 30 * months : period.to.days - period.from.days + 1;
}

/* The calendar period that a day lies in; what leaves the calendar is cut to it. */
static struct ar_period around(struct ar_date day, enum ar_every every)
{
    int32_t month = ar_date_month(day);
    struct ar_period period = {day, day};
    if (every == AR_EVERY_MONTH)
        return ar_month_period(month);
    if (every == AR_EVERY_QUARTER) {
        period.from = ar_month_period(month - month % 3).from;
        period.to = ar_month_period(month - month % 3 + 2).to;
        return period;
    }
    int weekday = ar_date_weekday(day);
    if (ar_date_add_days(&period.from, day, 1 - weekday) != AR_OK)
        period.from = ar_month_period(month).from;
    if (ar_date_add_days(&period.to, day, 7 - weekday) != AR_OK)
        period.to = ar_month_period(month).to;
    return period;
}

/* The period before the first; false when it would begin before the calendar does. */
static bool period_before(struct ar_period *out, struct ar_period span, enum ar_every every)
{
    int months = ar_period_months(span);
    if (ar_date_add_days(&out->to, span.from, -1) != AR_OK)
        return false;
    if (every != AR_EVERY_WHOLE)
        out->from = around(out->to, every).from;
    else if (months > 0)
        return ar_date_add_months(&out->from, span.from, -months) == AR_OK;
    else
        return ar_date_add_days(&out->from, out->to, (int64_t)span.from.days - span.to.days) == AR_OK;
    return true;
}

static enum ar_status add(struct ar_periods *periods, size_t *capacity, struct ar_period period)
{
    if (ar_grow(&periods->at, capacity, periods->count + 1, sizeof *periods->at) != AR_OK)
        return AR_FAILED;
    periods->at[periods->count++] = period;
    return AR_OK;
}

static enum ar_status cut(struct ar_periods *periods, struct ar_period span, enum ar_every every, bool before,
                          struct ar_error *error)
{
    size_t capacity = 0;
    struct ar_period period;
    enum ar_status status = AR_OK;
    if (before) {
        if (!period_before(&period, span, every))
            return ar_error_set(error, AR_MISUSE, "no period before the first: the calendar begins at 0001-01-01");
        status = add(periods, &capacity, period);
    }
    if (every == AR_EVERY_WHOLE && status == AR_OK)
        status = add(periods, &capacity, span);
    for (struct ar_date day = span.from; every != AR_EVERY_WHOLE && status == AR_OK && day.days <= span.to.days;
         day.days = period.to.days + 1) {
        period = around(day, every);
        period.from = day;
        if (period.to.days > span.to.days)
            period.to = span.to;
        status = add(periods, &capacity, period);
    }
    return status == AR_OK ? AR_OK : ar_error_memory(error);
}

enum ar_status ar_periods_init(struct ar_periods *out, struct ar_period span, enum ar_every every, bool before,
                               struct ar_error *error)
{
    *out = (struct ar_periods){0};
    enum ar_status status = cut(out, span, every, before, error);
    if (status == AR_OK) {
        out->first_day = out->at[0].from.days - 1;
        out->days = span.to.days - out->first_day + 1;
        out->places = malloc((size_t)out->days * sizeof *out->places);
        if (out->places == NULL)
            status = ar_error_memory(error);
    }
    if (status != AR_OK) {
        ar_periods_free(out);
        return status;
    }
    uint32_t place = 0;
    for (int32_t i = 0; i < out->days; i++) {
        while (ar_periods_day(out, place).days < out->first_day + i)
            place++;
        out->places[i] = place;
    }
    return AR_OK;
}

void ar_periods_free(struct ar_periods *periods)
{
    free(periods->at);
    free(periods->places);
    *periods = (struct ar_periods){0};
}

struct ar_date ar_periods_day(const struct ar_periods *periods, size_t place)
{
    const struct ar_date first = {periods->first_day};
    return place == 0 ? first : periods->at[place - 1].to;
}
