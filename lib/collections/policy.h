/* SPDX-License-Identifier: MIT */
/* The dunning policy: a decision table whose rows are levels. Conditions (procedure, segment, currency, kind, country,
   arm) say for whom a row is, and of the rows for one level the first that holds is taken. So each sort of customer has
   a ladder of steps, worked out once. */
#ifndef AR_COLLECTIONS_POLICY_H
#define AR_COLLECTIONS_POLICY_H

#include "base/date.h"
#include "base/money.h"
#include "ledger/keys.h"
#include "record/decision.h"
#include "record/writer.h"

enum ar_policy_result {
    AR_POLICY_DAYS,
    AR_POLICY_CHANNEL,
    AR_POLICY_TEMPLATE,
    AR_POLICY_TONE,
    AR_POLICY_NEXT,
    AR_POLICY_MINIMUM,
    AR_POLICY_MINIMUM_ITEM,
    AR_POLICY_MINIMUM_ARREARS,
    AR_POLICY_GRACE,
    AR_POLICY_INTERVAL,
    AR_POLICY_FEE,
    AR_POLICY_INTEREST,
    AR_POLICY_ENTRY,
    AR_POLICY_REPEAT,
    AR_POLICY_SHIFT,
    AR_POLICY_WORKDAYS,
    AR_POLICY_CALENDAR,
    AR_POLICY_LIST,
    AR_POLICY_RESULTS
};

/* What happens on a day that is no working day. */
enum ar_shift {
    AR_SHIFT_LATER, /* wait for the next working day */
    AR_SHIFT_EARLIER, /* the working day before does what falls due until the next one */
    AR_SHIFT_NONE /* all days are alike */
};

#define AR_WORKDAYS_ALL 0x7fu /* bit 0 is Monday */
#define AR_REPEAT_FOREVER INT32_MAX

struct ar_step {
    int level;
    int32_t days; /* past due; negative: before */
    struct ar_text channel; /* alternatives with | between them, the first that reaches the customer is taken */
    struct ar_text template, tone, next;
    int64_t minimum, minimum_item; /* minor units: of an action's documents together, of a document */
    int32_t minimum_arrears, grace, interval; /* days */
    struct ar_text fee_law; /* "law": the fixed sum that the law grants; else empty, and fee counts */
    int64_t fee; /* minor units */
    struct ar_text interest; /* a law's name, "law" for the customer's own, or empty: none */
    int32_t repeat_times, repeat_days; /* 0 times: the level is sent once */
    enum ar_shift shift;
    unsigned workdays;
    struct ar_text calendar; /* of customers who have none */
    bool entry;
    bool list; /* name what else is overdue, too */
};

struct ar_ladder {
    struct ar_text procedure;
    struct ar_step *steps; /* by level; days never fall */
    unsigned count;
    unsigned entry; /* where a document starts that is first seen so late */
};

/* For whom: what the conditions are held against. An empty text is unknown. */
struct ar_policy_who {
    struct ar_text procedure; /* empty: that of the first row that holds */
    struct ar_text segment, kind, country, arm;
    struct ar_currency currency;
};

struct ar_policy {
    const struct ar_table *table; /* the caller's, must outlive this */
    struct ar_decision decision;
    int procedure, level, at[AR_POLICY_RESULTS]; /* columns; -1 none */
    struct ar_text *procedures; /* in the order of their first rows */
    size_t procedure_count, procedure_capacity;
    int *levels; /* ascending, each once */
    size_t level_count, level_capacity;
    int32_t earliest; /* before so many days past due nothing happens to a document */
    struct ar_keys known; /* who was asked for, as one key each */
    struct ar_ladder **ladders; /* by number; each in the arena */
    size_t ladder_capacity;
    struct ar_buffer key;
    struct ar_arena arena;
};

/* Checks every row: AR_BAD_DATA with file, line, column and value. */
AR_MUST_USE enum ar_status ar_policy_init(struct ar_policy *out, const struct ar_table *table, struct ar_error *error);
void ar_policy_free(struct ar_policy *policy);
/* The built-in table, for ar_policy_init and to be printed. */
AR_MUST_USE enum ar_status ar_policy_default(struct ar_table *table, struct ar_error *error);

/* The ladder; its count is 0 where no row holds, and *out is NULL when the policy has no such procedure. Lives as long
   as the policy. Not for two threads at once. */
AR_MUST_USE enum ar_status ar_policy_ladder(const struct ar_ladder **out, struct ar_policy *policy,
                                            const struct ar_policy_who *who, struct ar_error *error);

#endif
