/* SPDX-License-Identifier: MIT */
/* Rules with whole numbers; the thresholds stand here and on the page. */
#include "analysis/behaviour_class.h"

enum {
    LONG_OVERDUE = 90, /* days: a sign that somebody cannot pay */
    NOTHING_PAID = 90,
    TREND = 10, /* days between the newer half and the older one */
    ERRATIC = 20, /* days between the quartiles */
    EARLY = 5 /* days before the due date */
};

const char *const ar_behaviour_classes[] = {
    "cannot_pay", "dispute_driven", "promise_breaker", "dormant",         "new", "worsening", "improving", "erratic",
    "early",      "on_time",        "within_grace",    "habitually_late", NULL};

enum { LIQUIDITY, DISPUTE, PROMISE, INACTIVE, UNKNOWN, HABIT, NONE };
const char *const ar_behaviour_reasons[] = {"liquidity", "dispute", "promise", "inactive",
                                            "unknown",   "habit",   "none",    NULL};

const char *ar_behaviour_reason(enum ar_behaviour_class class)
{
    static const unsigned char reasons[] = {
        [AR_CANNOT_PAY] = LIQUIDITY,
        [AR_DISPUTE_DRIVEN] = DISPUTE,
        [AR_PROMISE_BREAKER] = PROMISE,
        [AR_DORMANT] = INACTIVE,
        [AR_NEW] = UNKNOWN,
        [AR_WORSENING] = HABIT,
        [AR_IMPROVING] = HABIT,
        [AR_ERRATIC] = HABIT,
        [AR_EARLY] = NONE,
        [AR_ON_TIME] = NONE,
        [AR_WITHIN_GRACE] = NONE,
        [AR_HABITUALLY_LATE] = HABIT,
    };
    return ar_behaviour_reasons[reasons[class]];
}

/* Denominators are not below zero; 0 is unknown, of which none of these holds. */
static bool over(struct ar_ratio ratio, int64_t days)
{
    return ratio.numerator > ratio.denominator * days;
}
static bool at_least(struct ar_ratio ratio, int64_t days)
{
    return ratio.denominator > 0 && ratio.numerator >= ratio.denominator * days;
}
static bool at_most(struct ar_ratio ratio, int64_t days)
{
    return ratio.denominator > 0 && ratio.numerator <= ratio.denominator * days;
}

/* A trend of three quarters of the spread at least: of two dozen documents that is no chance. */
static bool stands_out(const struct ar_lateness *late)
{
    ar_int128 trend = late->trend.numerator < 0 ? -late->trend.numerator : late->trend.numerator;
    return 4 * trend >= 3 * late->spread.numerator * late->trend.denominator;
}

/* Two of: something overdue for more than 90 days; something overdue, and nothing paid for 90 days; a document
   given up; more open than the limit. */
static bool cannot_pay(const struct ar_behaviour_view *view)
{
    const struct ar_account *account = view->account;
    bool overdue = !ar_date_is_none(account->oldest_clear);
    unsigned signs = overdue && view->as_of.days - account->oldest_clear.days > LONG_OVERDUE;
    signs +=
        overdue && (ar_date_is_none(account->last_paid) || view->as_of.days - account->last_paid.days > NOTHING_PAID);
    signs += account->given_up > 0; /* small differences written off say nothing */
    signs += view->over_limit;
    return signs >= 2;
}

enum ar_behaviour_class ar_behaviour_classify(const struct ar_behaviour_view *view,
                                              const struct ar_behaviour_limits *limits)
{
    const struct ar_account *account = view->account;
    const struct ar_lateness *late = view->late;
    if (cannot_pay(view))
        return AR_CANNOT_PAY;
    if (late->late_disputed >= 2 && 2 * late->late_disputed >= late->late)
        return AR_DISPUTE_DRIVEN;
    if (view->broken >= 2 && 2 * view->broken >= view->promises)
        return AR_PROMISE_BREAKER;
    if (account->documents > 0 && account->open_documents == 0 && account->open <= 0 &&
        (int64_t)view->as_of.days - account->last_issued.days > limits->dormant)
        return AR_DORMANT;
    if (late->n < limits->few || late->n == 0)
        return AR_NEW;
    if (at_least(late->trend, TREND) && stands_out(late) && over(late->newer, 0))
        return AR_WORSENING;
    if (at_most(late->trend, -TREND) && stands_out(late) && over(late->older, limits->grace))
        return AR_IMPROVING;
    if (over(late->spread, ERRATIC))
        return AR_ERRATIC;
    if (at_most(late->median, -EARLY) && at_most(late->p90, 0))
        return AR_EARLY;
    if (at_most(late->median, 0) && at_most(late->p90, limits->grace))
        return AR_ON_TIME;
    return at_most(late->median, limits->grace) ? AR_WITHIN_GRACE : AR_HABITUALLY_LATE;
}
