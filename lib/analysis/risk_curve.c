/* SPDX-License-Identifier: MIT */
/* When documents are paid, as curves of what is left day by day. Documents still open count up to the day to which they
   are known (Kaplan and Meier); few documents are blended with what was expected of them (Susarla and Van Ryzin). */
#include "analysis/risk_parts.h"

void ar_curve_count(struct ar_curve_counts *counts, const struct ar_risk_view *view, const struct ar_fact *fact)
{
    int64_t moved = ar_view_drift(view, fact->due - fact->terms);
    if (!ar_view_open(view, fact)) {
        counts->paid[ar_curve_at(fact->late - moved)]++;
    } else {
        int64_t age = (int64_t)view->as_of - fact->due - moved;
        if (age < AR_CURVE_FIRST)
            return; /* too young to tell anything */
        counts->open[ar_curve_at(age)]++;
    }
    counts->n++;
}

/* What was expected, moved by some days: nothing leaves before the first day. */
static inline uint64_t expected_left(const struct ar_curve *expected, int i, int32_t shift)
{
    int64_t at = i == 0 ? 0 : (int64_t)i - shift;
    return expected->left[at < 0 || i == 0 ? 0 : at > AR_CURVE_DAYS || i == AR_CURVE_DAYS ? AR_CURVE_DAYS : at];
}

void ar_curve_make(struct ar_curve *out, const struct ar_curve *expected, int32_t shift, int64_t strength,
                   const struct ar_curve_counts *counts)
{
    uint64_t left = AR_CURVE_ONE, at_risk = counts->n, weight = expected != NULL ? (uint64_t)strength : 0;
    uint64_t before = expected != NULL ? expected_left(expected, 0, shift) : 0;
    for (int i = 0; i < AR_CURVE_DAYS; i++) {
        out->left[i] = (uint32_t)left;
        uint64_t after = expected != NULL ? expected_left(expected, i + 1, shift) : 0;
        uint64_t paid = ((uint64_t)counts->paid[i] << 34) + weight * (before - after);
        uint64_t all = (at_risk << 34) + weight * before;
        before = after;
        at_risk -= counts->paid[i] + counts->open[i];
        if (paid == 0)
            continue;
        int shift_down = 31 - __builtin_clzll(all); /* keeps the product below 2^63 */
        if (shift_down > 0) {
            paid >>= shift_down;
            all >>= shift_down;
        }
        left -= left * paid / all;
    }
    out->left[AR_CURVE_DAYS] = (uint32_t)left;
}

bool ar_curve_median(const struct ar_curve *curve, int32_t *late, int32_t after)
{
    int64_t first = (int64_t)after + 1 - AR_CURVE_FIRST;
    if (first >= AR_CURVE_DAYS)
        return false;
    int i = first < 0 ? 0 : (int)first;
    uint64_t start = curve->left[i];
    if (start == 0)
        return false;
    while (i < AR_CURVE_DAYS && 2 * (uint64_t)curve->left[i + 1] > start)
        i++;
    if (i >= AR_CURVE_DAYS - 1)
        return false; /* the last day stands for all later ones */
    *late = i + AR_CURVE_FIRST;
    return true;
}
