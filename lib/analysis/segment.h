/* SPDX-License-Identifier: MIT */
/* Segments: the features of every account as they print, and the row of a decision table that they lead to. Each
   customer and currency has exactly one segment, and the currencies of a customer agree on it: of the rows that they
   lead to, the one that stands first. */
#ifndef AR_ANALYSIS_SEGMENT_H
#define AR_ANALYSIS_SEGMENT_H

#include "analysis/behaviour_class.h"
#include "base/parallel.h"
#include "ledger/lend.h"
#include "record/decision.h"
#include "record/writer.h"

struct ar_promises;

/* The columns of a record, in their order. Up to AR_SEGMENT_RISK they are features, which rules can ask about. */
enum ar_segment_column {
    AR_SEGMENT_CUSTOMER,
    AR_SEGMENT_NAME,
    AR_SEGMENT_CURRENCY,
    AR_SEGMENT_AS_OF,
    AR_SEGMENT_OPEN,
    AR_SEGMENT_OVERDUE,
    AR_SEGMENT_OLDEST_DAYS,
    AR_SEGMENT_CREDIT,
    AR_SEGMENT_IN_DISPUTE,
    AR_SEGMENT_WRITTEN_OFF,
    AR_SEGMENT_DOCUMENTS,
    AR_SEGMENT_VALUE,
    AR_SEGMENT_TURNOVER,
    AR_SEGMENT_SHARE,
    AR_SEGMENT_VALUE_CLASS,
    AR_SEGMENT_PAID_N,
    AR_SEGMENT_PAID_MEAN,
    AR_SEGMENT_PAID_WEIGHTED,
    AR_SEGMENT_PAID_MEDIAN,
    AR_SEGMENT_PAID_P90,
    AR_SEGMENT_PAID_SPREAD,
    AR_SEGMENT_LATE_N,
    AR_SEGMENT_LATE_MEAN,
    AR_SEGMENT_LATE_WEIGHTED,
    AR_SEGMENT_LATE_MEDIAN,
    AR_SEGMENT_LATE_P90,
    AR_SEGMENT_LATE_SPREAD,
    AR_SEGMENT_TREND,
    AR_SEGMENT_ON_TIME,
    AR_SEGMENT_ON_TIME_LOW,
    AR_SEGMENT_ON_TIME_HIGH,
    AR_SEGMENT_ON_TIME_N,
    AR_SEGMENT_PARTIAL,
    AR_SEGMENT_PARTIAL_N,
    AR_SEGMENT_DISPUTED,
    AR_SEGMENT_DISPUTED_N,
    AR_SEGMENT_BROKEN,
    AR_SEGMENT_BROKEN_N,
    AR_SEGMENT_LAST_PAID_DAYS,
    AR_SEGMENT_LAST_DOCUMENT_DAYS,
    AR_SEGMENT_FREQUENCY,
    AR_SEGMENT_TERMS_GIVEN,
    AR_SEGMENT_DAYS_TAKEN,
    AR_SEGMENT_LIMIT,
    AR_SEGMENT_LIMIT_USE,
    AR_SEGMENT_BEHAVIOUR,
    AR_SEGMENT_REASON,
    AR_SEGMENT_LATE_PROBABILITY,
    AR_SEGMENT_RISK,
    AR_SEGMENT_SEGMENT, /* from here on results */
    AR_SEGMENT_PROCEDURE,
    AR_SEGMENT_QUEUE,
    AR_SEGMENT_TONE,
    AR_SEGMENT_RULE, /* the number of the row, from 1 */
    AR_SEGMENT_WHY, /* what its conditions were held against */
    AR_SEGMENT_SINCE,
    AR_SEGMENT_PREVIOUS, /* the segment that it moved from, in this run */
    AR_SEGMENT_NEXT, /* the segment that it will move to if nothing changes */
    AR_SEGMENT_NEXT_SINCE,
    AR_SEGMENT_COLUMNS
};
#define AR_SEGMENT_FEATURES ((unsigned)AR_SEGMENT_RISK + 1)
extern const char *const ar_segment_names[AR_SEGMENT_COLUMNS];

/* The built-in rules, for ar_segment_rules_init and to be printed. */
AR_MUST_USE enum ar_status ar_segment_default(struct ar_table *table, struct ar_error *error);

/* Rules: a decision table with the results segment (required), procedure, queue, tone, at_once (yes: no waiting, or no
   or empty) and note. AR_BAD_DATA: ar_decision_init's reasons; no row without conditions, so that somebody would have
   no segment; rows of one segment that differ in what follows from it. Conditions are the features above and the
   columns of the customers' table (or NULL). */
struct ar_segment_rules {
    const struct ar_table *table;
    struct ar_feature *features; /* those above, then the customers' columns */
    int *lent; /* of each feature behind those above: its column of the customers */
    unsigned lent_count;
    struct ar_decision decision;
    int segment, procedure, queue, tone, at_once; /* columns of the table; -1 none */
};
AR_MUST_USE enum ar_status ar_segment_rules_init(struct ar_segment_rules *rules, const struct ar_table *table,
                                                 const struct ar_table *customers, struct ar_error *error);
void ar_segment_rules_free(struct ar_segment_rules *rules);

/* Where a customer was before: the output of an earlier run. */
struct ar_segment_previous {
    struct ar_table table;
    struct ar_table_index customers;
    int segment, as_of, since, next, next_since; /* columns */
};
AR_MUST_USE enum ar_status ar_segment_previous_load(struct ar_segment_previous *previous, const char *path,
                                                    struct ar_date as_of, struct ar_error *error);
void ar_segment_previous_free(struct ar_segment_previous *previous);

struct ar_segment_plan {
    const struct ar_behaviour *behaviour;
    struct ar_behaviour_limits limits;
    const struct ar_lend *lend; /* customers, or NULL */
    struct ar_promises *promises; /* judged; or NULL */
    struct ar_segment_rules *rules;
    const struct ar_segment_previous *previous; /* or NULL */
    unsigned hold; /* days that a new segment is waited for */
    unsigned digits; /* of days; shares have two more */
    /* The probability that an account pays late, from the model; denominator 0: it cannot tell. NULL: no model. */
    enum ar_status (*late)(void *context, size_t account, struct ar_ratio *out, struct ar_error *error);
    void *const *late_contexts; /* each thread's */
    void (*late_fetch)(void *context, size_t account); /* asks for what that will look at; or NULL */
    struct ar_ratio medium, high; /* from where on the risk is */
};

/* One account as it prints. */
struct ar_segment_record {
    size_t account;
    struct ar_text text[AR_SEGMENT_COLUMNS];
    bool first; /* of the customer's currencies */
    size_t row; /* of the rules: what its own features lead to */
    char room[AR_SEGMENT_COLUMNS][AR_AMOUNT_SIZE];
    char key[AR_GROUP_SHORT];
    char why[512];
};

/* As a record of AR_SEGMENT_COLUMNS columns. */
void ar_segment_record_write(struct ar_writer *writer, const struct ar_segment_record *record);

/* What becomes of the records. */
struct ar_segment_each {
    enum ar_status (*record)(void *context, const struct ar_segment_record *record, struct ar_error *error);
    /* After some records, for one thread at a time and in their order: where what came of them is put in its place. */
    enum ar_status (*in_turn)(void *context, struct ar_error *error);
};
/* Every account, by customer and currency, on so many threads (1 .. AR_THREADS_MOST), each with one of the contexts; a
   customer's accounts are one thread's. AR_FAILED when the open amounts do not add up to those read. */
AR_MUST_USE enum ar_status ar_segment_run(const struct ar_segment_plan *plan, const struct ar_segment_each *each,
                                          void *const *contexts, unsigned threads, struct ar_error *error);

#endif
