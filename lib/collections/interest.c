/* SPDX-License-Identifier: MIT */
/* Interest by balance period, in integers: a period's share is balance * rate * weight over 100 * 10^6 * year,
   and all periods of one law have that denominator in common. */
#include "collections/interest.h"

#include <stdio.h>
#include <stdlib.h>

#define BILLION INT64_C(1000000000)

struct run {
    const struct ar_laws *laws;
    const struct ar_law *law;
    ar_int128 sum; /* numerators; with daily rounding, minor units; with months, billionths of those */
    ar_int128 added; /* with months: of the sum, what earns interest itself */
    struct ar_date month_start, month_end; /* the month at hand */
    int months; /* since the due date, when it ends */
    bool whole; /* it ends before the debt's last day, or on it */
    size_t rate; /* of law->rates: in force on the last day asked for */
};

static enum ar_status refuse(const struct run *run, const struct ar_table *table, uint64_t line, const char *reason,
                             struct ar_error *error)
{
    char name[64];
    ar_printable(name, sizeof name, run->law->name);
    ar_error_set(error, AR_BAD_DATA, "law '%s': %s", name, reason);
    ar_error_place(error, table->path, line);
    if (error != NULL)
        error->fatal = true;
    return AR_BAD_DATA;
}

/* The rate of a day, not before the day of the last question. */
static enum ar_status find_rate(int64_t *rate, struct run *run, int32_t day, struct ar_error *error)
{
    const struct ar_law *law = run->law;
    while (run->rate + 1 < law->rate_count && law->rates[run->rate + 1].from.days <= day)
        run->rate++;
    *rate = law->rates[run->rate].rate;
    if (AR_LIKELY(*rate != AR_LAW_UNKNOWN))
        return AR_OK;
    char on[AR_DATE_SIZE], reference[64], reason[192];
    ar_date_format(on, (struct ar_date){day});
    ar_printable(reference, sizeof reference, law->reference);
    snprintf(reason, sizeof reason, "no reference rate '%s' for %.*s", reference, AR_DATE_SIZE, on);
    return refuse(run, run->laws->references, 0, reason, error);
}

/* Moves on to where the search for a day may begin: debts are mostly young, so from the end. */
static void seek(struct run *run, int32_t day)
{
    run->rate = run->law->rate_count - 1;
    while (run->rate > 0 && run->law->rates[run->rate].from.days > day)
        run->rate--;
}

/* Whole days' interest, each rounded by itself: gov.uk's way. */
static ar_int128 of_days(const struct run *run, ar_int128 yearly, int32_t days, int32_t year)
{
    return ar_divide(yearly, 100 * AR_LAW_PERCENT * year, run->law->rounding) * days;
}

static enum ar_status accrue(struct run *run, int64_t balance, int64_t rate, struct ar_date from, struct ar_date to,
                             struct ar_error *error)
{
    const struct ar_law *law = run->law;
    struct ar_days days = ar_daycount_days(law->daycount, from, to, AR_DATE_NONE);
    ar_int128 yearly = (ar_int128)balance * rate, part;
    bool over = false;
    if (!law->daily)
        over = __builtin_mul_overflow(yearly, ar_daycount_weight(law->daycount, days), &part);
    else if (law->daycount == AR_ACT_ACT)
        part = of_days(run, yearly, days.days - days.leap, 365) + of_days(run, yearly, days.leap, 366);
    else
        part = of_days(run, yearly, days.days, ar_daycount_year(law->daycount));
    if (over || __builtin_add_overflow(run->sum, part, &run->sum))
        return refuse(run, run->laws->table, run->laws->table->lines[law->row], "an amount of interest out of range",
                      error);
    return AR_OK;
}

/* A part of a month: by its days, if the whole month counts as a twelfth; else as the law counts days. */
static enum ar_status accrue_month(struct run *run, int64_t balance, int64_t rate, struct ar_date from,
                                   struct ar_date to, struct ar_error *error)
{
    const struct ar_law *law = run->law;
    ar_int128 weight = to.days - from.days, year = 12 * (run->month_end.days - run->month_start.days), part;
    if (!run->whole) {
        weight = ar_daycount_weight(law->daycount, ar_daycount_days(law->daycount, from, to, AR_DATE_NONE));
        year = ar_daycount_year(law->daycount);
    }
    if (ar_scale(&part, (ar_int128)balance * BILLION + run->added, rate * weight, 100 * AR_LAW_PERCENT * year,
                 AR_ROUND_HALF_EVEN) != AR_OK ||
        __builtin_add_overflow(run->sum, part, &run->sum))
        return refuse(run, run->laws->table, run->laws->table->lines[law->row], "an amount of interest out of range",
                      error);
    return AR_OK;
}

/* On the last day of a month, or the due date: what has accrued belongs to the debt, and the next month begins. */
static void begin_month(struct run *run, const struct ar_debt *debt)
{
    run->added = run->sum;
    run->month_start = run->months == 0 ? debt->due : run->month_end;
    run->whole = ar_date_add_months(&run->month_end, debt->due, ++run->months) == AR_OK &&
                 run->month_end.days <= debt->until.days;
    if (!run->whole)
        run->month_end = debt->until;
}

static int64_t cut(const struct ar_debt *debt, ar_int128 balance, bool *beyond)
{
    int64_t most = debt->amount == 0 ? INT64_MAX : debt->amount > debt->open ? debt->amount : debt->open;
    *beyond |= balance < 0 || balance > most;
    return balance < 0 ? 0 : balance > most ? most : (int64_t)balance;
}

/* The last day up to `until` that has the same rate as the day after `from`. */
static int32_t rate_end(const struct run *run, int32_t until)
{
    const struct ar_law *law = run->law;
    if (law->reset >= AR_RESET_START || run->rate + 1 == law->rate_count)
        return until;
    int32_t end = law->rates[run->rate + 1].from.days - 1;
    return end < until ? end : until;
}

/* The debt and its rate stay the same from the end of `day` to the end of *end. */
static enum ar_status add_period(struct run *run, const struct ar_debt *debt, int64_t owed, int32_t day, int32_t *end,
                                 struct ar_error *error)
{
    const bool fixed = run->law->reset >= AR_RESET_START, earns = owed > 0 || run->added > 0;
    const struct ar_date from = {day};
    enum ar_status status = AR_OK;
    int64_t rate = 0;
    if (earns)
        status = find_rate(&rate, run, fixed ? debt->due.days + 1 : day + 1, error);
    else if (!fixed)
        seek(run, day + 1);
    *end = rate_end(run, *end);
    if (status != AR_OK || !earns || rate == 0)
        return status;
    return (run->law->monthly ? accrue_month : accrue)(run, owed, rate, from, (struct ar_date){*end}, error);
}

static enum ar_status add_periods(struct ar_interest *out, struct run *run, const struct ar_debt *debt,
                                  ar_int128 balance, struct ar_error *error)
{
    enum ar_status status = AR_OK;
    int32_t day = debt->due.days;
    size_t step = 0;
    seek(run, day + 1);
    run->month_end = debt->due;
    while (status == AR_OK && day < debt->until.days) {
        int32_t end = step < debt->step_count ? debt->steps[step].date.days : debt->until.days;
        if (run->law->monthly && day == run->month_end.days)
            begin_month(run, debt);
        if (run->law->monthly && run->month_end.days < end)
            end = run->month_end.days;
        status = add_period(run, debt, cut(debt, balance, &out->beyond), day, &end, error);
        for (; step < debt->step_count && debt->steps[step].date.days <= end; step++)
            balance -= debt->steps[step].paid;
        day = end;
    }
    return status;
}

enum ar_status ar_interest_of(struct ar_interest *out, const struct ar_laws *laws, const struct ar_law *law,
                              const struct ar_debt *debt, struct ar_error *error)
{
    struct run run = {.laws = laws, .law = law};
    *out = (struct ar_interest){0};
    if (ar_date_is_none(debt->due) || debt->until.days <= debt->due.days || debt->open <= 0)
        return AR_OK;
    out->days = debt->until.days - debt->due.days;
    if (law->no_margin)
        return refuse(&run, laws->table, laws->table->lines[law->row], "its margin is not filled in", error);
    ar_int128 balance = debt->open;
    for (size_t i = 0; i < debt->step_count; i++)
        balance += debt->steps[i].paid;
    int64_t first = cut(debt, balance, &out->beyond);
    if (law->fee_table.size > 0 && first > 0)
        out->no_fee = !ar_fees_find(&out->fixed_sum, &laws->fees, law->fee_table, debt->currency, first);
    enum ar_status status = add_periods(out, &run, debt, balance, error);
    if (status != AR_OK)
        return status;
    if (law->monthly)
        run.sum = ar_divide(run.sum, BILLION, law->rounding);
    else if (!law->daily)
        run.sum = ar_divide(run.sum, 100 * AR_LAW_PERCENT * ar_daycount_year(law->daycount), law->rounding);
    if (ar_amount_from_sum(&out->interest, run.sum) != AR_OK)
        return refuse(&run, laws->table, laws->table->lines[law->row], "an amount of interest out of range", error);
    return AR_OK;
}

static int by_date(const void *left, const void *right)
{
    const struct ar_interest_step *a = left, *b = right;
    return (a->date.days > b->date.days) - (a->date.days < b->date.days);
}

enum ar_status ar_interest_steps_collect(struct ar_interest_steps *steps, const struct ar_events *events,
                                         const struct ar_text identity[static AR_KEY_PARTS], struct ar_date due,
                                         struct ar_date until, struct ar_error *error)
{
    bool sorted = true;
    steps->count = 0;
    if (ar_key_build(&steps->key, identity) != AR_OK)
        return ar_error_memory(error);
    uint32_t item = ar_keys_find(&events->items, ar_buffer_text(&steps->key));
    if (item == AR_NO_KEY)
        return AR_OK;
    for (uint32_t i = events->of_item[item].first; i != AR_NO_EVENT; i = events->at[i].next_of_item) {
        const struct ar_event *event = &events->at[i];
        if (event->held || event->date.days <= due.days || event->date.days > until.days)
            continue;
        if (ar_grow(&steps->at, &steps->capacity, steps->count + 1, sizeof *steps->at) != AR_OK)
            return ar_error_memory(error);
        sorted &= steps->count == 0 || steps->at[steps->count - 1].date.days <= event->date.days;
        steps->at[steps->count++] = (struct ar_interest_step){event->date, event->total};
    }
    if (!sorted) /* of one day, the order does not matter */
        qsort(steps->at, steps->count, sizeof *steps->at, by_date);
    return AR_OK;
}

void ar_interest_steps_free(struct ar_interest_steps *steps)
{
    free(steps->at);
    ar_buffer_free(&steps->key);
    *steps = (struct ar_interest_steps){0};
}
