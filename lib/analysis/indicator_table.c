/* SPDX-License-Identifier: MIT */
/* The table of indicators. Formulas and their sources are written out in ar-dso(1). */
#include "analysis/indicator.h"

const char *const ar_unit_names[] = {"days", "percent", "times"};

#define PLUS(name)                                                                                                     \
    {                                                                                                                  \
        1, AR_FACT_##name                                                                                              \
    }
#define LESS(name)                                                                                                     \
    {                                                                                                                  \
        -1, AR_FACT_##name                                                                                             \
    }
#define AMOUNT(...)                                                                                                    \
    {                                                                                                                  \
        {__VA_ARGS__}, AR_SHOWN_AMOUNT                                                                                 \
    }
#define COUNT(...)                                                                                                     \
    {                                                                                                                  \
        {__VA_ARGS__}, AR_SHOWN_COUNT                                                                                  \
    }
#define MEAN_RECEIVABLE                                                                                                \
    {                                                                                                                  \
        {PLUS(BEGIN), PLUS(RECEIVABLE)}, AR_SHOWN_MEAN                                                                 \
    }

static const char no_sales[] = "sales are not above zero";
static const char no_receivable[] = "receivable is not above zero";
static const char no_closed[] = "nothing was closed in the period";
static const char no_closed_due[] = "nothing with a due date was closed in the period";
static const char no_offer[] = "no discount was offered on what was closed in the period";

const struct ar_indicator ar_indicators[] = {
    {"dso", "simple", AR_UNIT_DAYS, true, true, true, AR_HOW_RATIO, AMOUNT(PLUS(RECEIVABLE)), AMOUNT(PLUS(SALES)),
     no_sales},
    {"dso", "average", AR_UNIT_DAYS, true, false, true, AR_HOW_RATIO, MEAN_RECEIVABLE, AMOUNT(PLUS(SALES)), no_sales},
    {"dso", "countback", AR_UNIT_DAYS, false, false, true, AR_HOW_COUNTBACK, AMOUNT(PLUS(RECEIVABLE)),
     AMOUNT(PLUS(SALES)), no_sales},
    {"dso", "weighted", AR_UNIT_DAYS, false, false, false, AR_HOW_WEIGHTED, AMOUNT(PLUS(SALES)), AMOUNT(PLUS(SALES)),
     no_sales},
    {"dso", "true", AR_UNIT_DAYS, false, false, false, AR_HOW_RATIO, AMOUNT(PLUS(PAY_WEIGHTED)),
     AMOUNT(PLUS(CLOSED_AMOUNT)), no_closed},
    {"best_possible_dso", "simple", AR_UNIT_DAYS, true, true, true, AR_HOW_RATIO, AMOUNT(PLUS(CURRENT)),
     AMOUNT(PLUS(SALES)), no_sales},
    {"add", "difference", AR_UNIT_DAYS, true, true, true, AR_HOW_RATIO, AMOUNT(PLUS(RECEIVABLE), LESS(CURRENT)),
     AMOUNT(PLUS(SALES)), no_sales},
    {"add", "weighted", AR_UNIT_DAYS, false, false, false, AR_HOW_RATIO, AMOUNT(PLUS(OVERDUE_DAYS)),
     AMOUNT(PLUS(OVERDUE)), "what is overdue is not above zero"},
    {"cei", "period", AR_UNIT_PERCENT, false, true, true, AR_HOW_RATIO,
     AMOUNT(PLUS(BEGIN), PLUS(SALES), LESS(RECEIVABLE)), AMOUNT(PLUS(BEGIN), PLUS(SALES), LESS(CURRENT)),
     "nothing fell due"},
    {"cei", "monthly", AR_UNIT_PERCENT, false, false, true, AR_HOW_MONTHLY,
     AMOUNT(PLUS(BEGIN), PLUS(SALES), LESS(RECEIVABLE)), AMOUNT(PLUS(BEGIN), PLUS(SALES), LESS(CURRENT)),
     "nothing fell due"},
    {"turnover", "average", AR_UNIT_TIMES, false, true, true, AR_HOW_RATIO, AMOUNT(PLUS(SALES)), MEAN_RECEIVABLE,
     "mean receivable is not above zero"},
    {"collection_period", "average", AR_UNIT_DAYS, true, true, true, AR_HOW_RATIO, MEAN_RECEIVABLE, AMOUNT(PLUS(SALES)),
     no_sales},
    {"days_to_pay", "simple", AR_UNIT_DAYS, false, true, false, AR_HOW_RATIO, COUNT(PLUS(PAY_DAYS)),
     COUNT(PLUS(CLOSED)), no_closed},
    {"days_to_pay", "weighted", AR_UNIT_DAYS, false, false, false, AR_HOW_RATIO, AMOUNT(PLUS(PAY_WEIGHTED)),
     AMOUNT(PLUS(CLOSED_AMOUNT)), no_closed},
    {"days_late", "simple", AR_UNIT_DAYS, false, true, false, AR_HOW_RATIO, COUNT(PLUS(LATE_DAYS)),
     COUNT(PLUS(DUE_CLOSED)), no_closed_due},
    {"days_late", "weighted", AR_UNIT_DAYS, false, false, false, AR_HOW_RATIO, AMOUNT(PLUS(LATE_WEIGHTED)),
     AMOUNT(PLUS(DUE_CLOSED_AMOUNT)), no_closed_due},
    {"current_share", "value", AR_UNIT_PERCENT, false, true, true, AR_HOW_RATIO, AMOUNT(PLUS(CURRENT)),
     AMOUNT(PLUS(RECEIVABLE)), no_receivable},
    {"past_due_share", "value", AR_UNIT_PERCENT, false, true, true, AR_HOW_RATIO,
     AMOUNT(PLUS(RECEIVABLE), LESS(CURRENT)), AMOUNT(PLUS(RECEIVABLE)), no_receivable},
    {"roll_rate", "value", AR_UNIT_PERCENT, false, false, true, AR_HOW_ROLL, AMOUNT(PLUS(RECEIVABLE)),
     AMOUNT(PLUS(RECEIVABLE)), "nothing was open in the bucket before"},
    {"dispute_rate", "count", AR_UNIT_PERCENT, false, true, false, AR_HOW_RATIO, COUNT(PLUS(ISSUED_DISPUTED)),
     COUNT(PLUS(ISSUED)), "nothing was issued in the period"},
    {"dispute_rate", "value", AR_UNIT_PERCENT, false, false, false, AR_HOW_RATIO, AMOUNT(PLUS(DISPUTED)),
     AMOUNT(PLUS(RECEIVABLE)), no_receivable},
    {"unapplied_share", "value", AR_UNIT_PERCENT, false, true, false, AR_HOW_RATIO, AMOUNT(PLUS(UNAPPLIED)),
     AMOUNT(PLUS(GROSS)), "receivable without unapplied cash is not above zero"},
    {"bad_debt_ratio", "value", AR_UNIT_PERCENT, false, true, false, AR_HOW_RATIO, AMOUNT(PLUS(WRITEOFF)),
     AMOUNT(PLUS(SALES)), no_sales},
    {"average_terms", "weighted", AR_UNIT_DAYS, false, true, false, AR_HOW_RATIO, AMOUNT(PLUS(TERMS_WEIGHTED)),
     AMOUNT(PLUS(DUE_CLOSED_AMOUNT)), no_closed_due},
    {"discount_taken", "value", AR_UNIT_PERCENT, false, true, false, AR_HOW_RATIO, AMOUNT(PLUS(DISCOUNT)),
     AMOUNT(PLUS(OFFERED)), no_offer},
    {"discount_missed", "value", AR_UNIT_PERCENT, false, true, false, AR_HOW_RATIO, AMOUNT(PLUS(MISSED)),
     AMOUNT(PLUS(OFFERED)), no_offer},
};
const unsigned ar_indicator_count = sizeof ar_indicators / sizeof *ar_indicators;

static uint32_t facts_of(const struct ar_side *side)
{
    uint32_t facts = 0;
    for (unsigned i = 0; i < 3 && side->term[i].sign != 0; i++) {
        unsigned fact = side->term[i].fact;
        if (fact == AR_FACT_BEGIN)
            facts |= 1u << AR_FACT_RECEIVABLE;
        else if (fact == AR_FACT_CURRENT)
            facts |= 1u << AR_FACT_RECEIVABLE | 1u << AR_FACT_OVERDUE;
        else if (fact == AR_FACT_OVERDUE_DAYS)
            facts |= 1u << AR_FACT_OVERDUE | 1u << AR_FACT_OVERDUE_DUE;
        else
            facts |= 1u << fact;
    }
    return facts;
}

uint32_t ar_indicator_facts(const struct ar_indicator *indicator)
{
    return facts_of(&indicator->numerator) | facts_of(&indicator->denominator);
}
