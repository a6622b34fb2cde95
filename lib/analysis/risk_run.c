/* SPDX-License-Identifier: MIT */
/* Items read for the risk model. */
#include "analysis/risk_run.h"

#include <stdlib.h>

struct ar_risk_document ar_risk_document_of(const struct ar_bill *bill)
{
    struct ar_risk_document document = {bill->item.date, bill->item.due, bill->settled, bill->item.amount,
                                        bill->disputed};
    if (bill->written_off > bill->paid)
        document.settled = AR_DATE_NONE;
    return document;
}

enum ar_status ar_risk_run_init(struct ar_risk_run *run, const struct ar_risk_plan *plan, uint64_t seed,
                                struct ar_error *error)
{
    *run = (struct ar_risk_run){.plan = plan};
    ar_groups_init(&run->groups, 1, seed);
    bool disputes = plan->use_flags || plan->disputes != NULL;
    enum ar_status status = ar_risk_new(&run->risk, plan->as_of, plan->late_days, disputes, 1, error);
    if (status == AR_OK)
        status =
            ar_bills_init(&run->bills, plan->header, plan->events, plan->disputes, plan->use_flags, plan->as_of, error);
    if (status == AR_OK && !ar_date_is_none(plan->until)) {
        status = ar_bills_init(&run->later, plan->header, plan->events, NULL, plan->use_flags, plan->until, error);
        if (status == AR_OK)
            status = ar_evaluation_new(&run->evaluation, plan->as_of, plan->until, plan->late_days, error);
    }
    return status;
}

void ar_risk_run_free(struct ar_risk_run *run)
{
    ar_bills_free(&run->bills);
    if (run->evaluation != NULL)
        ar_bills_free(&run->later);
    ar_groups_free(&run->groups);
    ar_risk_delete(run->risk);
    ar_evaluation_delete(run->evaluation);
    ar_buffer_free(&run->lines);
    free(run->line);
    free(run->explained);
    ar_arena_free(&run->arena);
}

/* What happened to a document that was open, or had not been issued; one issued but not yet recorded is neither. */
static enum ar_status add_outcome(struct ar_risk_run *run, const struct ar_bill *then, size_t account,
                                  const struct ar_row *row, struct ar_error *error)
{
    struct ar_bill bill;
    enum ar_status status = ar_bills_read(&run->later, &bill, row, error);
    if (status != AR_OK || !bill.there || !bill.counts || (then->there && then->open <= 0))
        return status;
    if (!then->there && bill.item.date.days <= run->plan->as_of.days)
        return AR_OK;
    struct ar_risk_document document = ar_risk_document_of(then->there ? then : &bill);
    struct ar_date settled = ar_risk_document_of(&bill).settled;
    document.settled = AR_DATE_NONE;
    return ar_evaluation_ask(run->evaluation, run->risk, account, &document, settled, error);
}

enum ar_status ar_risk_run_row(struct ar_risk_run *run, const struct ar_row *row, struct ar_error *error)
{
    const struct ar_risk_plan *plan = run->plan;
    struct ar_bill bill;
    size_t account;
    enum ar_status status = ar_bills_read(&run->bills, &bill, row, error);
    if (status != AR_OK || (!bill.there && run->evaluation == NULL))
        return status;
    struct ar_text customer = bill.item.customer;
    if (plan->family != NULL)
        customer = ar_family_head(plan->family, customer);
    if (ar_groups_find(&run->groups, customer, bill.item.currency, &account) != AR_OK)
        return ar_error_memory(error);
    if (bill.there && bill.counts) {
        struct ar_risk_document document = ar_risk_document_of(&bill);
        status = ar_risk_add(run->risk, account, &document, error);
    }
    if (status == AR_OK && run->evaluation != NULL)
        status = add_outcome(run, &bill, account, row, error);
    if (status == AR_OK && plan->items && bill.there && bill.open != 0)
        status = ar_risk_line_add(run, row, &bill, account, error);
    if (status == AR_OK && plan->explain != NULL && bill.there && ar_text_is(customer, plan->explain))
        status = ar_risk_explained_add(run, &bill, account, error);
    return status;
}

enum ar_status ar_risk_run_write(struct ar_risk_run *run, struct ar_writer *writer, struct ar_error *error)
{
    enum ar_status status = ar_balance_check(&run->bills.balance, error);
    if (status == AR_OK)
        status = ar_risk_train(run->risk, 1, error);
    if (status != AR_OK)
        return status;
    if (run->plan->items)
        ar_risk_lines_write(run, writer);
    if (run->plan->explain != NULL)
        status = ar_risk_explained_write(run, writer, error);
    if (status == AR_OK && run->evaluation != NULL)
        status = ar_evaluation_write(run->evaluation, run->risk, run->plan->digits, writer, error);
    return status;
}
