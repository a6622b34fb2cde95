/* SPDX-License-Identifier: MIT */
/* What segments are told from, read by one or several threads: the behaviour of accounts, what the risk model learns
   from, and the money that keeps promises. */
#ifndef AR_ANALYSIS_SEGMENT_READ_H
#define AR_ANALYSIS_SEGMENT_READ_H

#include "analysis/behaviour.h"
#include "analysis/promises.h"
#include "analysis/risk.h"
#include "base/parallel.h"

#include <pthread.h>

/* What one thread asks the model with. */
struct ar_segment_asker {
    const struct ar_segment_facts *facts;
    struct ar_risk_look *look;
};

struct ar_segment_facts {
    struct ar_behaviour behaviour;
    struct ar_risk *risk;
    struct ar_promises *promises; /* the caller's, or NULL */
    unsigned threads;
    struct ar_segment_part *parts; /* of accounts: one thread at a time in each */
    pthread_mutex_t promising;
    struct ar_segment_asker askers[AR_THREADS_MOST];
    void *late_contexts[AR_THREADS_MOST]; /* for a struct ar_segment_plan */
};
/* threads: 1 .. AR_THREADS_MOST, that read, learn and ask. */
AR_MUST_USE enum ar_status ar_segment_facts_init(struct ar_segment_facts *facts, const struct ar_behaviour_rules *rules,
                                                 unsigned late_days, bool disputes, unsigned threads, uint64_t seed,
                                                 struct ar_error *error);
void ar_segment_facts_free(struct ar_segment_facts *facts);

/* The documents that one thread has read: they are added some at once, part by part, so that the memory of their
   accounts is on its way before it is needed and threads seldom wait. */
#define AR_SEGMENT_BATCH 256
struct ar_segment_reader {
    struct ar_segment_facts *facts;
    struct ar_bills bills;
    struct ar_bill at[AR_SEGMENT_BATCH];
    unsigned count, most; /* most: 1 where what is added needs what was read last */
};
/* With events or disputes, which are shared, there can be one reader only. */
AR_MUST_USE enum ar_status ar_segment_reader_init(struct ar_segment_reader *reader, struct ar_segment_facts *facts,
                                                  const struct ar_header *header, const struct ar_events *events,
                                                  struct ar_bill_disputes *disputes, bool use_flags,
                                                  struct ar_error *error);
void ar_segment_reader_free(struct ar_segment_reader *reader);
AR_MUST_USE enum ar_status ar_segment_reader_row(struct ar_segment_reader *reader, const struct ar_row *row,
                                                 struct ar_error *error);
/* Before the rows go away. */
AR_MUST_USE enum ar_status ar_segment_reader_flush(struct ar_segment_reader *reader, struct ar_error *error);

/* After the last row, with one of the readers: cash that no item has taken, promises, and the model learns. */
AR_MUST_USE enum ar_status ar_segment_facts_settle(struct ar_segment_facts *facts, const struct ar_bills *bills,
                                                   struct ar_error *error);
/* How likely the account's next document is to be late; unknown without documents, and where none could have been late
   yet. For a struct ar_segment_plan, with facts->late_contexts. */
enum ar_status ar_segment_late(void *context, size_t account, struct ar_ratio *out, struct ar_error *error);
void ar_segment_late_fetch(void *context, size_t account);

#endif
