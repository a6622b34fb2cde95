/* SPDX-License-Identifier: MIT */
/* Reference rates, and the schedule of a law's rate that follows from them. */
#include "collections/law_rates.h"

#include "base/memory.h"
#include "base/rate.h"

#include <stdlib.h>

enum { DECIMALS = 6 };

enum ar_status ar_percent_parse(int64_t *out, struct ar_text text, const char **why)
{
    struct ar_rate rate;
    *why = "not a percentage";
    if (ar_rate_parse(&rate, text) != AR_OK)
        return AR_BAD_DATA;
    *why = "more than six decimals";
    for (; rate.scale > DECIMALS; rate.scale--, rate.value /= 10)
        if (rate.value % 10 != 0)
            return AR_BAD_DATA;
    *why = "a percentage out of range";
    for (; rate.scale < DECIMALS; rate.scale++)
        if (__builtin_mul_overflow(rate.value, 10, &rate.value))
            return AR_BAD_DATA;
    if (rate.value >= 100000 * AR_LAW_PERCENT || rate.value <= -100000 * AR_LAW_PERCENT)
        return AR_BAD_DATA;
    *out = rate.value;
    return AR_OK;
}

static int compare(const void *left, const void *right)
{
    const struct ar_reference_rate *a = left, *b = right;
    int order = ar_text_compare(a->name, b->name);
    if (order == 0)
        order = (a->from.days > b->from.days) - (a->from.days < b->from.days);
    if (order == 0)
        order = (a->row > b->row) - (a->row < b->row);
    return order;
}

struct places {
    int name, from, rate, until;
};

static enum ar_status decode(struct ar_reference_rate *out, const struct ar_table *table, const struct places *at,
                             size_t row, struct ar_error *error)
{
    const char *why;
    struct ar_text until = ar_table_get(table, row, at->until);
    *out = (struct ar_reference_rate){.name = ar_table_get(table, row, at->name), .until = AR_DATE_NONE, .row = row};
    if (out->name.size == 0)
        return ar_table_error(table, row, at->name, "missing", error);
    if (ar_date_parse(&out->from, ar_table_get(table, row, at->from)) != AR_OK)
        return ar_table_error(table, row, at->from, "not a date", error);
    if (ar_percent_parse(&out->rate, ar_table_get(table, row, at->rate), &why) != AR_OK)
        return ar_table_error(table, row, at->rate, why, error);
    if (until.size > 0 && ar_date_parse(&out->until, until) != AR_OK)
        return ar_table_error(table, row, at->until, "not a date", error);
    if (until.size > 0 && out->until.days < out->from.days)
        return ar_table_error(table, row, at->until, "before it begins", error);
    return AR_OK;
}

enum ar_status ar_references_init(struct ar_references *out, const struct ar_table *table, struct ar_error *error)
{
    struct places at = {.until = ar_table_find(table, "until")};
    *out = (struct ar_references){0};
    enum ar_status status = ar_table_need(table, "name", &at.name, error);
    if (status == AR_OK)
        status = ar_table_need(table, "from", &at.from, error);
    if (status == AR_OK)
        status = ar_table_need(table, "rate", &at.rate, error);
    if (status != AR_OK)
        return status;
    out->at = calloc(table->rows + 1, sizeof *out->at);
    if (out->at == NULL)
        return ar_error_memory(error);
    for (; status == AR_OK && out->count < table->rows; out->count++)
        status = decode(&out->at[out->count], table, &at, out->count, error);
    if (status == AR_OK)
        qsort(out->at, out->count, sizeof *out->at, compare);
    for (size_t i = 1; status == AR_OK && i < out->count; i++)
        if (out->at[i - 1].from.days == out->at[i].from.days && ar_text_equal(out->at[i - 1].name, out->at[i].name))
            status = ar_table_error(table, out->at[i].row, at.from, "a second rate of the same name and day", error);
    if (status != AR_OK)
        ar_references_free(out);
    return status;
}

void ar_references_free(struct ar_references *references)
{
    free(references->at);
    *references = (struct ar_references){0};
}

size_t ar_references_find(const struct ar_reference_rate **out, const struct ar_references *references,
                          struct ar_text name)
{
    size_t first = 0, count = 0;
    while (first < references->count && !ar_text_equal(references->at[first].name, name))
        first++;
    while (first + count < references->count && ar_text_equal(references->at[first + count].name, name))
        count++;
    *out = references->at + first;
    return count;
}

/* Reference and margin together, up to the next step (Belgium: half a point), never below 0. */
static int64_t rate_of(const struct ar_law *law, int64_t reference)
{
    int64_t rate = law->margin + reference;
    if (rate <= 0)
        return 0;
    int64_t over = law->step > 0 ? rate % law->step : 0;
    return over > 0 ? rate - over + law->step : rate;
}

/* In force on a day; *at is where the last, earlier question was answered. */
static int64_t rate_on(const struct ar_law *law, const struct ar_reference_rate *references, size_t count, int32_t day,
                       size_t *at)
{
    while (*at + 1 < count && references[*at + 1].from.days <= day)
        ++*at;
    const struct ar_reference_rate *found = &references[*at];
    bool ended = !ar_date_is_none(found->until) && found->until.days < day;
    return found->from.days > day || ended ? AR_LAW_UNKNOWN : rate_of(law, found->rate);
}

static enum ar_status add(struct ar_law *law, int32_t from, int64_t rate)
{
    if (law->rate_count > 0 && law->rates[law->rate_count - 1].rate == rate)
        return AR_OK;
    if (ar_grow(&law->rates, &law->rate_capacity, law->rate_count + 1, sizeof *law->rates) != AR_OK)
        return AR_FAILED;
    law->rates[law->rate_count++] = (struct ar_law_rate){{from}, rate};
    return AR_OK;
}

/* The rate of each day: changes where a reference begins, and where the last thing known ends. */
static enum ar_status add_days(struct ar_law *law, const struct ar_reference_rate *references, size_t count)
{
    enum ar_status status = AR_OK;
    for (size_t i = 0; status == AR_OK && i < count; i++) {
        const struct ar_reference_rate *reference = &references[i];
        status = add(law, reference->from.days, rate_of(law, reference->rate));
        bool last = i + 1 == count || reference[1].from.days > reference->until.days + 1;
        if (status == AR_OK && !ar_date_is_none(reference->until) && last)
            status = add(law, reference->until.days + 1, AR_LAW_UNKNOWN);
    }
    return status;
}

/* The first day of the half-year that follows the one with `date` in it. */
static struct ar_date next_half(struct ar_date date)
{
    int year, month, day;
    ar_date_to_civil(date, &year, &month, &day);
    return (struct ar_date){month <= 6 ? ar_date_days_((uint32_t)year, 7, 1) : ar_date_days_((uint32_t)year + 1, 1, 1)};
}

/* The rate of the first day of each half-year, or of the eve of it. */
static enum ar_status add_half_years(struct ar_law *law, const struct ar_reference_rate *references, size_t count,
                                     int32_t eve)
{
    const struct ar_reference_rate *last = &references[count - 1];
    int32_t end = ar_date_is_none(last->until) ? last->from.days : last->until.days + 1;
    struct ar_date half = next_half((struct ar_date){references[0].from.days - 1 + eve});
    enum ar_status status = AR_OK;
    size_t at = 0;
    for (;; half = next_half(half)) {
        status = add(law, half.days, rate_on(law, references, count, half.days - eve, &at));
        if (status != AR_OK || half.days - eve >= end || half.days > ar_date_days_(9999, 12, 31))
            return status;
    }
}

enum ar_status ar_law_schedule(struct ar_law *law, const struct ar_reference_rate *references, size_t count,
                               struct ar_error *error)
{
    const int32_t beginning = ar_date_days_(1, 1, 1);
    enum ar_status status = add(law, beginning, law->reference.size == 0 ? rate_of(law, 0) : AR_LAW_UNKNOWN);
    if (status == AR_OK && count > 0) {
        bool eve = law->reset == AR_RESET_HALF_YEAR_EVE || law->reset == AR_RESET_START_HALF_YEAR_EVE;
        bool day = law->reset == AR_RESET_DAY || law->reset == AR_RESET_START;
        status = day ? add_days(law, references, count) : add_half_years(law, references, count, eve);
    }
    return status == AR_OK ? AR_OK : ar_error_memory(error);
}
