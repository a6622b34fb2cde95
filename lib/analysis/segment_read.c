/* SPDX-License-Identifier: MIT */
/* Documents on their way into the facts of their accounts. */
#include "analysis/segment_read.h"
#include "analysis/risk_run.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

/* Cache lines of its own. */
struct ar_segment_part {
    alignas(128) pthread_mutex_t lock;
};

/* More parts than threads, so that two seldom want the same one. */
static unsigned parts_for(unsigned threads)
{
    unsigned parts = 1;
    while (threads > 1 && parts < 4 * threads)
        parts *= 2;
    return parts;
}

enum ar_status ar_segment_facts_init(struct ar_segment_facts *facts, const struct ar_behaviour_rules *rules,
                                     unsigned late_days, bool disputes, unsigned threads, uint64_t seed,
                                     struct ar_error *error)
{
    unsigned parts = parts_for(threads);
    *facts = (struct ar_segment_facts){.threads = threads};
    facts->parts = ar_take_wide(parts * sizeof *facts->parts, false);
    if (facts->parts == NULL || pthread_mutex_init(&facts->promising, NULL) != 0)
        return ar_error_memory(error);
    for (unsigned i = 0; i < parts; i++)
        if (pthread_mutex_init(&facts->parts[i].lock, NULL) != 0)
            return ar_error_memory(error);
    enum ar_status status = ar_behaviour_init(&facts->behaviour, rules, parts, seed, error);
    return status == AR_OK ? ar_risk_new(&facts->risk, rules->as_of, late_days, disputes, parts, error) : status;
}

void ar_segment_facts_free(struct ar_segment_facts *facts)
{
    for (unsigned i = 1; i < facts->threads; i++)
        ar_risk_look_delete(facts->askers[i].look);
    for (unsigned i = 0; i < facts->behaviour.parts; i++)
        (void)pthread_mutex_destroy(&facts->parts[i].lock);
    (void)pthread_mutex_destroy(&facts->promising);
    free(facts->parts);
    ar_behaviour_free(&facts->behaviour);
    ar_risk_delete(facts->risk);
}

enum ar_status ar_segment_reader_init(struct ar_segment_reader *reader, struct ar_segment_facts *facts,
                                      const struct ar_header *header, const struct ar_events *events,
                                      struct ar_bill_disputes *disputes, bool use_flags, struct ar_error *error)
{
    reader->facts = facts;
    reader->count = 0;
    reader->most = events != NULL || disputes != NULL ? 1 : AR_SEGMENT_BATCH;
    return ar_bills_init(&reader->bills, header, events, disputes, use_flags, facts->behaviour.rules->as_of, error);
}

void ar_segment_reader_free(struct ar_segment_reader *reader)
{
    ar_bills_free(&reader->bills);
}

/* What was read, part by part: those of part p are at[first[p]] .. at[first[p + 1]]. */
enum { PARTS_MOST = 4 * AR_THREADS_MOST };
struct sorted {
    struct ar_behaviour_entry at[AR_SEGMENT_BATCH];
    unsigned first[PARTS_MOST + 1];
    bool done[PARTS_MOST];
};

static void sort(struct sorted *sorted, const struct ar_segment_reader *reader)
{
    const struct ar_behaviour *behaviour = &reader->facts->behaviour;
    struct ar_behaviour_entry entry;
    uint8_t parts[AR_SEGMENT_BATCH] = {0};
    unsigned next[PARTS_MOST + 1] = {0};
    for (unsigned i = 0; i < reader->count; i++) {
        ar_behaviour_entry_set(&entry, behaviour, &reader->at[i]);
        parts[i] = (uint8_t)ar_behaviour_part(behaviour, entry.customer);
        next[parts[i] + 1]++;
    }
    for (unsigned p = 0; p < behaviour->parts; p++)
        next[p + 1] += next[p];
    memcpy(sorted->first, next, sizeof next);
    for (unsigned i = 0; i < reader->count; i++) {
        ar_behaviour_entry_set(&entry, behaviour, &reader->at[i]);
        sorted->at[next[parts[i]]++] = entry;
    }
}

static enum ar_status add_some(struct ar_segment_facts *facts, unsigned part, const struct ar_behaviour_entry *entries,
                               unsigned count, struct ar_error *error)
{
    size_t accounts[AR_BEHAVIOUR_BATCH];
    enum ar_status status = ar_behaviour_add(&facts->behaviour, part, entries, count, accounts, error);
    if (status == AR_OK)
        ar_risk_fetch(facts->risk, accounts, count);
    for (unsigned i = 0; status == AR_OK && i < count; i++) {
        const struct ar_risk_document document = ar_risk_document_of(entries[i].bill);
        if (entries[i].bill->counts)
            status = ar_risk_add(facts->risk, accounts[i], &document, error);
    }
    return status;
}

/* With the lock of the part. */
static enum ar_status add_part(struct ar_segment_facts *facts, struct sorted *sorted, unsigned part,
                               struct ar_error *error)
{
    enum ar_status status = AR_OK;
    unsigned end = sorted->first[part + 1];
    for (unsigned i = sorted->first[part]; status == AR_OK && i < end; i += AR_BEHAVIOUR_BATCH)
        status =
            add_some(facts, part, sorted->at + i, end - i < AR_BEHAVIOUR_BATCH ? end - i : AR_BEHAVIOUR_BATCH, error);
    sorted->done[part] = true;
    return status;
}

/* A part that another thread is in comes last. */
static enum ar_status add_parts(struct ar_segment_facts *facts, struct sorted *sorted, struct ar_error *error)
{
    enum ar_status status = AR_OK;
    for (unsigned p = 0; p < facts->behaviour.parts; p++)
        sorted->done[p] = sorted->first[p] == sorted->first[p + 1];
    for (int wait = 0; wait < 2; wait++)
        for (unsigned p = 0; status == AR_OK && p < facts->behaviour.parts; p++) {
            pthread_mutex_t *lock = &facts->parts[p].lock;
            if (sorted->done[p] || (wait ? pthread_mutex_lock(lock) : pthread_mutex_trylock(lock)) != 0)
                continue;
            status = add_part(facts, sorted, p, error);
            (void)pthread_mutex_unlock(lock);
        }
    return status;
}

enum ar_status ar_segment_reader_flush(struct ar_segment_reader *reader, struct ar_error *error)
{
    struct ar_segment_facts *facts = reader->facts;
    struct sorted sorted;
    sort(&sorted, reader);
    enum ar_status status = add_parts(facts, &sorted, error);
    if (facts->promises != NULL) {
        (void)pthread_mutex_lock(&facts->promising);
        for (unsigned i = 0; status == AR_OK && i < reader->count; i++)
            status = ar_promises_add(facts->promises, &reader->bills, &reader->at[i], error);
        (void)pthread_mutex_unlock(&facts->promising);
    }
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
    if (status == AR_OK)
        status = ar_risk_train(facts->risk, facts->threads, error);
    for (unsigned i = 0; status == AR_OK && i < facts->threads; i++) {
        facts->askers[i] = (struct ar_segment_asker){facts, ar_risk_own(facts->risk)};
        facts->late_contexts[i] = &facts->askers[i];
        if (i > 0)
            status = ar_risk_look_new(&facts->askers[i].look, facts->risk, error);
    }
    return status;
}

enum ar_status ar_segment_late(void *context, size_t account, struct ar_ratio *out, struct ar_error *error)
{
    const struct ar_segment_asker *asker = context;
    struct ar_risk_score score;
    (void)error;
    if (ar_behaviour_account(&asker->facts->behaviour, account)->documents == 0 || ar_risk_is_blank(asker->facts->risk))
        return AR_OK;
    ar_risk_score(asker->look, &score, account, NULL);
    *out = (struct ar_ratio){score.probability, AR_RISK_ONE};
    return AR_OK;
}

void ar_segment_late_fetch(void *context, size_t account)
{
    const struct ar_segment_asker *asker = context;
    ar_risk_fetch(asker->facts->risk, &account, 1);
}
