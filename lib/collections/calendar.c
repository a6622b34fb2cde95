/* SPDX-License-Identifier: MIT */
/* Holidays, sorted and searched. */
#include "collections/calendar.h"

#include <stdlib.h>

static int by_day(const void *left, const void *right)
{
    const struct ar_holiday *a = left, *b = right;
    int order = ar_text_compare(a->calendar, b->calendar);
    return order ? order : (a->date.days > b->date.days) - (a->date.days < b->date.days);
}

enum ar_status ar_calendar_init(struct ar_calendar *out, const struct ar_table *table, struct ar_error *error)
{
    int name, date;
    *out = (struct ar_calendar){.table = table};
    enum ar_status status = ar_table_need(table, "calendar", &name, error);
    if (status == AR_OK)
        status = ar_table_need(table, "date", &date, error);
    if (status != AR_OK)
        return status;
    out->at = malloc((table->rows + 1) * sizeof *out->at);
    if (out->at == NULL)
        return ar_error_memory(error);
    for (size_t row = 0; row < table->rows; row++) {
        struct ar_holiday *holiday = &out->at[out->count++];
        holiday->calendar = ar_table_get(table, row, name);
        if (ar_date_parse(&holiday->date, ar_table_get(table, row, date)) != AR_OK) {
            ar_calendar_free(out);
            return ar_table_error(table, row, date, "not a date", error);
        }
    }
    if (out->count > 1)
        qsort(out->at, out->count, sizeof *out->at, by_day);
    return AR_OK;
}

void ar_calendar_free(struct ar_calendar *calendar)
{
    free(calendar->at);
    *calendar = (struct ar_calendar){.table = NULL};
}

/* The first day at or behind this one. */
static size_t find(const struct ar_calendar *calendar, const struct ar_holiday *wanted)
{
    size_t low = 0, high = calendar->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (by_day(&calendar->at[middle], wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool ar_calendar_has(const struct ar_calendar *calendar, struct ar_text name)
{
    struct ar_holiday wanted = {name, {INT32_MIN}};
    size_t at = find(calendar, &wanted);
    return at < calendar->count && ar_text_equal(calendar->at[at].calendar, name);
}

static bool is_holiday(const struct ar_calendar *calendar, struct ar_text name, struct ar_date date)
{
    struct ar_holiday wanted = {name, date};
    size_t at = find(calendar, &wanted);
    return at < calendar->count && by_day(&calendar->at[at], &wanted) == 0;
}

bool ar_calendar_works(const struct ar_calendar *calendar, struct ar_text name, unsigned workdays, struct ar_date date)
{
    if ((workdays >> (ar_date_weekday(date) - 1) & 1) == 0)
        return false;
    return calendar->count == 0 || !(is_holiday(calendar, AR_TEXT(""), date) || is_holiday(calendar, name, date));
}

int32_t ar_calendar_gap(const struct ar_calendar *calendar, struct ar_text name, unsigned workdays, struct ar_date date)
{
    int32_t gap = 1;
    while (gap < AR_CALENDAR_GAP_MOST &&
           !ar_calendar_works(calendar, name, workdays, (struct ar_date){date.days + gap}))
        gap++;
    return gap;
}
