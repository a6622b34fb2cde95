/* SPDX-License-Identifier: MIT */
/* What ar-dso keeps and looks at: from the indicators that are asked for and the columns that there are. */
#include "analysis/dso.h"

static void miss(struct ar_dso_plan *plan, const unsigned char *facts, unsigned count, const char *why)
{
    for (unsigned i = 0; i < count; i++)
        if (plan->missing[facts[i]] == NULL)
            plan->missing[facts[i]] = why;
}
#define MISS(why, ...)                                                                                                 \
    miss(plan, (const unsigned char[]){__VA_ARGS__}, sizeof((const unsigned char[]){__VA_ARGS__}), why)

static void find_missing(struct ar_dso_plan *plan)
{
    unsigned present = plan->columns.present;
    if (!(present & AR_ITEM_CLEARED) && plan->events == NULL)
        MISS("neither 'cleared' nor --allocations", AR_FACT_CLOSED, AR_FACT_CLOSED_AMOUNT, AR_FACT_PAY_DAYS,
             AR_FACT_PAY_WEIGHTED, AR_FACT_DUE_CLOSED, AR_FACT_DUE_CLOSED_AMOUNT, AR_FACT_LATE_DAYS,
             AR_FACT_LATE_WEIGHTED, AR_FACT_TERMS_WEIGHTED);
    if (!(present & AR_ITEM_DUE))
        MISS("no column 'due'", AR_FACT_OVERDUE, AR_FACT_OVERDUE_DUE, AR_FACT_OVERDUE_DAYS, AR_FACT_CURRENT,
             AR_FACT_DUE_CLOSED, AR_FACT_DUE_CLOSED_AMOUNT, AR_FACT_LATE_DAYS, AR_FACT_LATE_WEIGHTED,
             AR_FACT_TERMS_WEIGHTED);
    if (!(present & AR_ITEM_DISPUTE))
        MISS("no column 'dispute'", AR_FACT_DISPUTED, AR_FACT_ISSUED_DISPUTED);
    if (plan->events == NULL)
        MISS("no --allocations", AR_FACT_WRITEOFF, AR_FACT_DISCOUNT, AR_FACT_OFFERED, AR_FACT_MISSED);
    if (!(present & AR_ITEM_TERMS))
        MISS("no column 'terms'", AR_FACT_OFFERED, AR_FACT_MISSED);
}

static enum ar_status bind(struct ar_dso_plan *plan, struct ar_error *error)
{
    unsigned need = AR_ITEM_TYPE | AR_ITEM_DATE | AR_ITEM_CURRENCY | AR_ITEM_AMOUNT, like = AR_ITEM_CLEARED;
    const uint32_t due = 1u << AR_FACT_OVERDUE | 1u << AR_FACT_DUE_CLOSED | 1u << AR_FACT_DUE_CLOSED_AMOUNT;
    const uint32_t disputed = 1u << AR_FACT_DISPUTED | 1u << AR_FACT_ISSUED_DISPUTED;
    const uint32_t offered = 1u << AR_FACT_OFFERED;
    if ((plan->facts & due) || plan->rolls)
        like |= AR_ITEM_DUE;
    if (plan->facts & disputed)
        like |= AR_ITEM_DISPUTE;
    if (plan->facts & offered)
        like |= AR_ITEM_TERMS;
    if (plan->net)
        need |= AR_ITEM_TAX;
    return ar_item_bind(&plan->columns, plan->header, need, like, error);
}

enum ar_status ar_dso_plan_ready(struct ar_dso_plan *plan, struct ar_error *error)
{
    const struct ar_dso_view *view = plan->view;
    /* these two always: which groups the report has must not depend on what is asked of them */
    plan->facts = ar_dso_view_facts(view) | 1u << AR_FACT_RECEIVABLE | 1u << AR_FACT_SALES;
    plan->rolls = ar_dso_view_has(view, AR_HOW_ROLL);
    plan->open_by_month = ar_dso_view_has(view, AR_HOW_WEIGHTED);
    plan->months = plan->open_by_month || ar_dso_view_has(view, AR_HOW_COUNTBACK);
    plan->rows = (unsigned)plan->periods->count + 1;
    plan->customer = -1;
    enum ar_status status = bind(plan, error);
    if (status != AR_OK)
        return status;
    plan->open = plan->events == NULL ? ar_header_find(plan->header, AR_TEXT("open")) : -1;
    if (plan->open >= 0 && !(plan->columns.present & AR_ITEM_CLEARED))
        return ar_error_set(error, AR_BAD_DATA,
                            "a snapshot: it has 'open', but neither 'cleared' nor --allocations to tell when");
    if (ar_header_find(plan->header, AR_TEXT("as_of")) >= 0) /* sales would be too low */
        return ar_error_set(
            error, AR_BAD_DATA,
            "what was open on one day: it has 'as_of', and what was settled by then is not in it; give the "
            "items with their history");
    find_missing(plan);
    for (unsigned i = 0; i < AR_FACTS_STORED; i++) {
        bool keep = (plan->facts & 1u << i) && plan->missing[i] == NULL;
        plan->place[i] = keep ? (int)plan->kept_count : -1;
        if (keep)
            plan->kept[plan->kept_count++] = (unsigned char)i;
    }
    plan->width = plan->kept_count;
    if (plan->rolls) {
        unsigned buckets = plan->buckets.count + 1; /* of the last one nothing is asked */
        plan->bucket_place = plan->width;
        plan->roll_place = plan->width + buckets;
        plan->width += 2 * buckets;
    }
    return AR_OK;
}
