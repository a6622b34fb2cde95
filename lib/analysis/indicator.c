/* SPDX-License-Identifier: MIT */
/* Working an indicator out from facts. */
#include "analysis/indicator.h"

#include <stdio.h>

void ar_facts_set_period(struct ar_facts *facts, struct ar_period period, bool thirty)
{
    facts->period = period;
    facts->days = ar_period_days(period, thirty);
    facts->months = ar_period_months(period);
    ar_date_format(facts->dates, period.from);
    facts->dates[AR_DATE_SIZE] = '\t';
    ar_date_format(facts->dates + AR_DATE_SIZE + 1, period.to);
    facts->dates[2 * AR_DATE_SIZE + 1] = '\t';
}

static ar_int128 power(unsigned digits)
{
    ar_int128 value = 1;
    while (digits-- > 0)
        value *= 10;
    return value;
}

/* The sum of a side; false when one of its facts is not known. `times`: for balances, where sales are a multiple. */
static bool sum_side(ar_int128 *sum, const struct ar_side *side, const struct ar_facts *facts, ar_int128 times,
                     const char **why)
{
    *sum = 0;
    for (unsigned i = 0; i < 3 && side->term[i].sign != 0; i++) {
        unsigned fact = side->term[i].fact;
        if (facts->missing[fact] != NULL) {
            *why = facts->missing[fact];
            return false;
        }
        *sum += side->term[i].sign * facts->sum[fact] * (fact == AR_FACT_SALES ? 1 : times);
    }
    return true;
}

static enum ar_status out_of_range(struct ar_error *error)
{
    return ar_error_set(error, AR_BAD_DATA, "an indicator is out of range");
}

/* As ar_scale half up; what fits in 64 bits, which is nearly all, without its wide divisions. */
static enum ar_status quotient_of(ar_int128 *out, ar_int128 value, ar_int128 factor, ar_int128 denominator)
{
    int64_t narrow = (int64_t)value, product;
    if (narrow != value || factor > INT64_MAX || denominator > INT64_MAX ||
        __builtin_mul_overflow(narrow, (int64_t)factor, &product))
        return ar_scale(out, value, factor, denominator, AR_ROUND_HALF_UP);
    int64_t by = (int64_t)denominator, quotient = product / by, rest = product % by;
    uint64_t size = (uint64_t)(rest < 0 ? -rest : rest);
    if (2 * size >= (uint64_t)by)
        quotient += product < 0 ? -1 : 1;
    *out = quotient;
    return AR_OK;
}

static enum ar_status refuse(struct ar_figure *out, const char *why)
{
    out->known = false;
    out->why = why;
    return AR_OK;
}

/* value = numerator * factor / denominator of the sides, means undoubled. */
static enum ar_status divide(struct ar_figure *out, const char *undefined, ar_int128 factor, unsigned digits,
                             struct ar_error *error)
{
    ar_int128 denominator = out->denominator;
    out->sides = true;
    if (denominator <= 0)
        return refuse(out, undefined);
    factor *= power(digits);
    if (out->numerator_shown == AR_SHOWN_MEAN)
        denominator *= 2;
    if (out->denominator_shown == AR_SHOWN_MEAN)
        factor *= 2;
    out->known = true;
    return quotient_of(&out->value, out->numerator, factor, denominator) == AR_OK ? AR_OK : out_of_range(error);
}

static enum ar_status ratio(struct ar_figure *out, const struct ar_indicator *indicator, const struct ar_facts *facts,
                            unsigned digits, struct ar_error *error)
{
    bool monthly = indicator->how == AR_HOW_MONTHLY;
    ar_int128 times = monthly ? facts->months : 1;
    if (times == 0)
        return refuse(out, "the period is not whole months");
    const char *why = NULL;
    if (!sum_side(&out->numerator, &indicator->numerator, facts, times, &why) ||
        !sum_side(&out->denominator, &indicator->denominator, facts, times, &why))
        return refuse(out, why);
    if (monthly && times > 1 && out->numerator % times == 0 && out->denominator % times == 0) {
        out->numerator /= times;
        out->denominator /= times;
    } else if (monthly && times > 1) {
        snprintf(out->note, sizeof out->note, "numerator and denominator are shown times %d", (int)times);
    }
    if (indicator->per_day)
        out->days = facts->days;
    ar_int128 factor = indicator->per_day ? facts->days : indicator->unit == AR_UNIT_PERCENT ? 100 : 1;
    if (indicator->per_day && out->numerator < 0)
        snprintf(out->note, sizeof out->note, "below zero: credits outweigh what is owed");
    return divide(out, indicator->undefined, factor, digits, error);
}

static bool has_sales(const struct ar_facts *facts)
{
    for (size_t i = 0; i < facts->history_count; i++)
        if (facts->history[i].sales > 0)
            return true;
    return false;
}

/* Months from the last one back are taken whole while they are no more than what is left of the receivable; of the one
   that is more, as many days as its share. A month without sales above zero only adds its days. */
static enum ar_status countback(struct ar_figure *out, const struct ar_indicator *indicator,
                                const struct ar_facts *facts, unsigned digits, struct ar_error *error)
{
    if (facts->missing[AR_FACT_RECEIVABLE] != NULL || facts->missing[AR_FACT_SALES] != NULL)
        return refuse(out, facts->missing[AR_FACT_RECEIVABLE] ? facts->missing[AR_FACT_RECEIVABLE]
                                                              : facts->missing[AR_FACT_SALES]);
    ar_int128 left = out->numerator = facts->sum[AR_FACT_RECEIVABLE], sales = 0, whole = 0;
    out->sides = true;
    if (left < 0)
        return refuse(out, "receivable is below zero");
    out->known = true;
    for (size_t i = facts->history_count; left > 0 && i-- > 0;) {
        const struct ar_history *month = &facts->history[i];
        out->days += month->days;
        if (month->sales <= 0) {
            whole += month->days;
            continue;
        }
        sales += month->sales;
        if (left >= month->sales) {
            left -= month->sales;
            whole += month->days;
            continue;
        }
        char texts[2][AR_AMOUNT_SIZE];
        unsigned minor = ar_currency_digits(facts->currency);
        int a = (int)ar_sum_format(texts[0], left, minor), b = (int)ar_sum_format(texts[1], month->sales, minor);
        snprintf(out->note, sizeof out->note, "%d + %.*s / %.*s * %d", (int)whole, a, texts[0], b, texts[1],
                 (int)month->days);
        out->denominator = sales;
        if (whole * month->sales > ((ar_int128)1 << 120) / month->days)
            return out_of_range(error);
        return ar_scale(&out->value, whole * month->sales + left * month->days, power(digits), month->sales,
                        AR_ROUND_HALF_UP) == AR_OK
                   ? AR_OK
                   : out_of_range(error);
    }
    out->denominator = sales;
    out->value = whole * power(digits);
    if (left == 0 && (sales > 0 || has_sales(facts)))
        return AR_OK;
    if (sales == 0)
        return refuse(out, indicator->undefined);
    out->lower = true;
    snprintf(out->note, sizeof out->note, "lower bound: history exhausted");
    return AR_OK;
}

#define GUARD 12 /* digits behind those wanted */

/* The sum of each month's open amount over its sales, times its days. Each quotient is cut GUARD digits behind those
   wanted; a sum that lies as near to a half as those cuts allow is one. */
static enum ar_status weighted(struct ar_figure *out, const struct ar_indicator *indicator,
                               const struct ar_facts *facts, unsigned digits, struct ar_error *error)
{
    if (facts->open_missing != NULL || facts->missing[AR_FACT_SALES] != NULL)
        return refuse(out, facts->open_missing ? facts->open_missing : facts->missing[AR_FACT_SALES]);
    ar_int128 sum = 0, terms = 0, guard = power(GUARD);
    const char *undefined = NULL;
    for (size_t i = 0; i < facts->history_count; i++) {
        const struct ar_history *month = &facts->history[i];
        if (month->open == 0)
            continue;
        out->numerator += month->open;
        out->denominator += month->sales;
        out->days += month->days;
        ar_int128 term = 0;
        if (month->sales <= 0)
            undefined = "something is open of a month whose sales are not above zero";
        else if (ar_scale(&term, month->open, month->days * power(digits) * guard, month->sales, AR_ROUND_DOWN) !=
                 AR_OK)
            return out_of_range(error);
        sum += term;
        terms++;
    }
    out->sides = true;
    if (terms == 0 && undefined == NULL && !has_sales(facts))
        undefined = indicator->undefined;
    if (undefined != NULL)
        return refuse(out, undefined);
    ar_int128 rest = sum % guard;
    out->known = true;
    out->value = sum / guard;
    if ((rest < 0 ? -rest : rest) + terms >= guard / 2 + (terms > 0 ? 0 : 1))
        out->value += sum < 0 ? -1 : 1;
    return AR_OK;
}

static enum ar_status roll(struct ar_figure *out, const struct ar_indicator *indicator, const struct ar_facts *facts,
                           unsigned bucket, unsigned digits, struct ar_error *error)
{
    if (facts->bucket_missing != NULL)
        return refuse(out, facts->bucket_missing);
    out->numerator = facts->rolled[bucket];
    out->denominator = facts->bucket[bucket];
    return divide(out, indicator->undefined, 100, digits, error);
}

enum ar_status ar_indicator_compute(struct ar_figure *out, const struct ar_indicator *indicator,
                                    const struct ar_facts *facts, unsigned bucket, unsigned digits,
                                    struct ar_error *error)
{
    *out = (struct ar_figure){.numerator_shown = indicator->numerator.shown,
                              .denominator_shown = indicator->denominator.shown};
    switch (indicator->how) {
    case AR_HOW_COUNTBACK:
        return countback(out, indicator, facts, digits, error);
    case AR_HOW_WEIGHTED:
        return weighted(out, indicator, facts, digits, error);
    case AR_HOW_ROLL:
        return roll(out, indicator, facts, bucket, digits, error);
    case AR_HOW_RATIO:
    case AR_HOW_MONTHLY:
        break;
    }
    return ratio(out, indicator, facts, digits, error);
}
