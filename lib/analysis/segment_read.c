/* SPDX-License-Identifier: MIT */
/* Documents on their way into the facts of their accounts. */
#include "analysis/segment_read.h"
#include "analysis/risk_run.h"

enum ar_status ar_segment_facts_init(struct ar_segment_facts *facts, const struct ar_behaviour_rules *rules,
                                     unsigned late_days, bool disputes, uint64_t seed, struct ar_error *error)
{
    facts->risk = NULL;
    facts->promises = NULL;
    if (pthread_mutex_init(&facts->adding, NULL) != 0 || pthread_mutex_init(&facts->learning, NULL) != 0)
        return ar_error_memory(error);
    enum ar_status status = ar_behaviour_init(&facts->behaviour, rules, seed, error);
    return status == AR_OK ? ar_risk_new(&facts->risk, rules->as_of, late_days, disputes, 1, error) : status;
}

void ar_segment_facts_free(struct ar_segment_facts *facts)
{
    ar_behaviour_free(&facts->behaviour);
    ar_risk_delete(facts->risk);
    (void)pthread_mutex_destroy(&facts->adding);
    (void)pthread_mutex_destroy(&facts->learning);
}

enum ar_status ar_segment_reader_init(struct ar_segment_reader *reader, struct ar_segment_facts *facts,
                                      const struct ar_header *header, const struct ar_events *events,
                                      struct ar_bill_disputes *disputes, bool use_flags, struct ar_error *error)
{
    reader->facts = facts;
    reader->count = 0;
    reader->most = events != NULL || disputes != NULL ? 1 : AR_BEHAVIOUR_BATCH;
    return ar_bills_init(&reader->bills, header, events, disputes, use_flags, facts->behaviour.rules->as_of, error);
}

void ar_segment_reader_free(struct ar_segment_reader *reader)
{
    ar_bills_free(&reader->bills);
}

static enum ar_status add_one(struct ar_segment_reader *reader, const struct ar_bill *bill, size_t account,
                              struct ar_error *error)
{
    struct ar_segment_facts *facts = reader->facts;
    const struct ar_risk_document document = ar_risk_document_of(bill);
    enum ar_status status = bill->counts ? ar_risk_add(facts->risk, account, &document, error) : AR_OK;
    return status == AR_OK && facts->promises != NULL ? ar_promises_add(facts->promises, &reader->bills, bill, error)
                                                      : status;
}

enum ar_status ar_segment_reader_flush(struct ar_segment_reader *reader, struct ar_error *error)
{
    struct ar_segment_facts *facts = reader->facts;
    size_t accounts[AR_BEHAVIOUR_BATCH];
    (void)pthread_mutex_lock(&facts->adding);
    enum ar_status status = ar_behaviour_add(&facts->behaviour, reader->at, reader->count, accounts, error);
    (void)pthread_mutex_unlock(&facts->adding);
    (void)pthread_mutex_lock(&facts->learning);
    if (status == AR_OK)
        ar_risk_fetch(facts->risk, accounts, reader->count);
    for (unsigned i = 0; status == AR_OK && i < reader->count; i++)
        status = add_one(reader, &reader->at[i], accounts[i], error);
    (void)pthread_mutex_unlock(&facts->learning);
    reader->count = 0;
    return status;
}

enum ar_status ar_segment_reader_row(struct ar_segment_reader *reader, const struct ar_row *row, struct ar_error *error)
{
    struct ar_bill *bill = &reader->at[reader->count];
    enum ar_status status = ar_bills_read(&reader->bills, bill, row, error);
    reader->count += status == AR_OK && bill->there;
    return status == AR_OK && reader->count == reader->most ? ar_segment_reader_flush(reader, error) : status;
}

static enum ar_status add_held(struct ar_segment_facts *facts, const struct ar_balance *balance, struct ar_error *error)
{
    struct ar_held_list held;
    enum ar_status status = ar_balance_check(balance, error);
    if (status == AR_OK)
        status = ar_held_collect(&held, balance, error);
    if (status != AR_OK)
        return status;
    for (size_t i = 0; status == AR_OK && i < held.count; i++)
        status = ar_behaviour_add_held(&facts->behaviour, &held.at[i], error);
    ar_held_free(&held);
    return status;
}

enum ar_status ar_segment_facts_settle(struct ar_segment_facts *facts, const struct ar_bills *bills,
                                       struct ar_error *error)
{
    enum ar_status status = AR_OK;
    if (bills->balance.events != NULL)
        status = add_held(facts, &bills->balance, error);
    if (status == AR_OK && facts->promises != NULL)
        status = ar_promises_judge(facts->promises, bills, error);
    return status == AR_OK ? ar_risk_train(facts->risk, 1, error) : status;
}

enum ar_status ar_segment_late(void *context, size_t account, struct ar_ratio *out, struct ar_error *error)
{
    struct ar_segment_facts *facts = context;
    struct ar_risk_score score;
    (void)error;
    if (ar_behaviour_account(&facts->behaviour, account)->documents == 0)
        return AR_OK;
    ar_risk_score(ar_risk_own(facts->risk), &score, account, NULL);
    if (score.like[AR_RISK_EVERYONE] > 0)
        *out = (struct ar_ratio){score.probability, AR_RISK_ONE};
    return AR_OK;
}
