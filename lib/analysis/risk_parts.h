/* SPDX-License-Identifier: MIT */
/* Inside the risk model: what is kept of a document, what is counted of an account, the arithmetic. For risk*.c only.
 */
#ifndef AR_ANALYSIS_RISK_PARTS_H
#define AR_ANALYSIS_RISK_PARTS_H

#include "analysis/risk.h"
#include "base/money.h"
#include "base/parallel.h"

#include <stdint.h>

/* Arithmetic. Probabilities are 20-bit fractions, log-odds 1/10000 nat. */
#define AR_P_ONE (INT64_C(1) << 20)
int32_t ar_risk_log_odds(uint64_t yes, uint64_t no); /* ln(yes / no); both at least 1 */
int64_t ar_risk_chance(int32_t score); /* 1 / (1 + e^-score), held within 1/1000 and 999/1000 */

/* What is kept of a document. */
#define AR_FACT_OPEN INT16_MAX
struct ar_fact {
    int32_t due;
    int16_t late; /* days from due to settlement; AR_FACT_OPEN: open on the day */
    int16_t terms; /* days from document to due */
    uint8_t size; /* bits of the amount */
    uint8_t weekday, month_part; /* of the due date: 0 Monday; 0 .. 3 */
    uint8_t disputed;
};
void ar_fact_make(struct ar_fact *fact, const struct ar_risk_document *document);

/* The facts of all accounts, in parts: those of two parts can be added by two threads at once. */
struct ar_fact_block;
struct ar_fact_store;
struct ar_risk_facts {
    unsigned parts;
    struct ar_fact_store *stores; /* a part */
};
AR_MUST_USE enum ar_status ar_facts_init(struct ar_risk_facts *facts, unsigned parts);
AR_MUST_USE enum ar_status ar_facts_add(struct ar_risk_facts *facts, size_t account, const struct ar_fact *fact);
void ar_facts_fetch(const struct ar_risk_facts *facts, const size_t *accounts, size_t count); /* of one part */
/* The facts of one account, the newest AR_RISK_KEPT; room is for twice as many. */
size_t ar_facts_get(const struct ar_risk_facts *facts, struct ar_fact *room, size_t account);
size_t ar_facts_count(const struct ar_risk_facts *facts, size_t account); /* how many those are */
size_t ar_facts_end(const struct ar_risk_facts *facts); /* accounts from this number on have none */
void ar_facts_free(struct ar_risk_facts *facts);

/* A day from which the ledger is looked at: the as-of day, or an earlier one to try the model on what came after. What
   was settled later was open then. */
struct ar_risk_view {
    int32_t as_of;
    int32_t late_days;
    int64_t drift; /* millionths of a day per day */
};
static inline bool ar_view_has(const struct ar_risk_view *view, const struct ar_fact *fact)
{
    return fact->due - fact->terms <= view->as_of;
}
static inline bool ar_view_open(const struct ar_risk_view *view, const struct ar_fact *fact)
{
    return fact->late == AR_FACT_OPEN || fact->due + fact->late > view->as_of;
}
/* Has it been decided by then whether it is late? Only those count, paid or not: else who pays early weighs more. */
static inline bool ar_view_ripe(const struct ar_risk_view *view, const struct ar_fact *fact)
{
    return fact->due + view->late_days <= view->as_of;
}
/* Days by which a document of that date is later than one of the as-of day, by everyone's drift. */
int32_t ar_view_drift(const struct ar_risk_view *view, int32_t date);
/* Days late of a document that is not open, brought to the as-of day. */
static inline int32_t ar_view_late(const struct ar_risk_view *view, const struct ar_fact *fact)
{
    return fact->late - ar_view_drift(view, fact->due - fact->terms);
}

/* How a count is blended with what was expected: strength in 1/16 documents. */
#define AR_STRENGTH(documents) ((documents)*16)
struct ar_count {
    uint32_t n, late;
};
/* Log-odds, at most those of 999 to 1. */
int32_t ar_risk_blend(struct ar_count count, int64_t strength, int64_t expected);

/* How late documents were, as a curve: left[i] of 2^30 are later than day i - 1 + AR_CURVE_FIRST. */
#define AR_CURVE_FIRST (-128)
#define AR_CURVE_DAYS 512
#define AR_CURVE_ONE (UINT32_C(1) << 30)
struct ar_curve {
    uint32_t left[AR_CURVE_DAYS + 1];
};
struct ar_curve_counts { /* of AR_CURVE_DAYS days each, the first and the last for all before and after */
    uint32_t n;
    uint32_t paid[AR_CURVE_DAYS], open[AR_CURVE_DAYS];
};
static inline unsigned ar_curve_at(int64_t late)
{
    return late <= AR_CURVE_FIRST                   ? 0
           : late >= AR_CURVE_FIRST + AR_CURVE_DAYS ? AR_CURVE_DAYS - 1
                                                    : (unsigned)(late - AR_CURVE_FIRST);
}
void ar_curve_count(struct ar_curve_counts *counts, const struct ar_risk_view *view, const struct ar_fact *fact);
/* What the counts say, blended with what was expected, moved by `shift` days; expected NULL: the counts alone. */
void ar_curve_make(struct ar_curve *out, const struct ar_curve *expected, int32_t shift, int64_t strength,
                   const struct ar_curve_counts *counts);
/* The day by which half of what is left after day `after` is paid; false when that never happens. */
bool ar_curve_median(const struct ar_curve *curve, int32_t *late, int32_t after);

/* What is counted of one account. */
#define AR_TERMS_MOST 255 /* longer terms count as this */
#define AR_SIZES 64
struct ar_cells {
    struct ar_count all, lately, weekday[7], size[AR_SIZES], month[4], disputed[2];
    struct ar_count terms[AR_TERMS_MOST + 1], both[AR_TERMS_MOST + 1][7];
};
enum { AR_LATELY_DAYS = 120 };
static inline unsigned ar_terms_cell(const struct ar_fact *fact)
{
    return fact->terms < 0 ? 0 : fact->terms > AR_TERMS_MOST ? AR_TERMS_MOST : (unsigned)fact->terms;
}

/* What was learnt of everyone. */
struct ar_risk_learnt {
    struct ar_risk_view view;
    struct ar_count all;
    /* Ripe documents: how many, then how many are later than each day; of all, of 7 weekdays, of 2 disputes. */
    uint32_t above[10][AR_CURVE_DAYS + 1];
    int64_t strength[AR_RISK_PARTS]; /* 1/16 documents; of AR_RISK_CUSTOMER .. AR_RISK_DISPUTE */
    int64_t strength_of_weekday, strength_of_dispute; /* everyone's */
    int64_t trust; /* 20-bit fraction: how much of what history says held when it was tried */
    int32_t dispute_days[2]; /* everyone's days more late than the customer's usual */
    struct ar_curve curve;
};

/* The account that is being looked at. */
struct ar_risk_account {
    size_t account; /* SIZE_MAX: none */
    size_t count; /* facts in the look's room */
    int32_t since, seen_from; /* what was due up to then is forgotten, as seen from that day */
    int32_t shift; /* of what cells were counted */
    bool counted, curves;
    struct ar_cells cells;
    struct ar_curve curve[2]; /* undisputed, disputed */
    uint32_t curve_count[2]; /* documents in them */
    struct ar_curve terms_curve, both_curve; /* of the terms and weekday below */
    uint32_t terms_count;
    int curve_dispute, curve_terms, curve_weekday; /* -1: none */
};

struct ar_risk_asked {
    struct ar_fact fact;
    uint32_t next; /* of the same account, 1 + its number */
    int32_t score, expected;
};

struct ar_risk {
    struct ar_risk_facts facts;
    struct ar_risk_learnt learnt;
    struct ar_risk_look *own; /* for those who have no other */
    uint32_t *sample; /* accounts from which levels are learnt: all, where they are not too many */
    size_t sample_count;
    bool disputes;
    struct ar_risk_asked *asked;
    size_t asked_count, asked_capacity;
    uint32_t *first; /* of each account, 1 + its number */
    size_t first_count, first_capacity;
};

/* One thread's. */
struct ar_risk_look {
    const struct ar_risk *risk;
    struct ar_fact *room; /* 2 * AR_RISK_KEPT: the facts of the account */
    struct ar_risk_account now;
    struct ar_curve_counts counts; /* room */
};

/* Threads that learn from accounts, each with a look of its own. */
struct ar_risk_crew {
    struct ar_risk *risk;
    struct ar_risk_look *looks[AR_THREADS_MOST];
    unsigned count;
};
AR_MUST_USE enum ar_status ar_risk_crew_init(struct ar_risk_crew *crew, struct ar_risk *risk, unsigned threads,
                                             struct ar_error *error);
void ar_risk_crew_free(struct ar_risk_crew *crew);
/* Does account(looks[i], sums[i]) with each account once, of all that have facts or of the sample. */
void ar_risk_crew_each(const struct ar_risk_crew *crew, bool all,
                       void (*account)(struct ar_risk_look *look, void *sums), void *const *sums);

/* Learns from what was known on a day; trust is whole. `all`: everyone's figures from all accounts, not the sample. */
AR_MUST_USE enum ar_status ar_risk_learn(const struct ar_risk_crew *crew, struct ar_risk_learnt *learnt, int32_t as_of,
                                         int32_t late_days, bool all);
/* Its first step: drift, how often documents are late, and the curve. */
AR_MUST_USE enum ar_status ar_risk_learn_everyone(const struct ar_risk_crew *crew, struct ar_risk_learnt *learnt,
                                                  bool all);
AR_MUST_USE enum ar_status ar_risk_choose_sample(const struct ar_risk_crew *crew);
/* Tries the model on the later half of history, trained on the earlier one; sets learnt->trust. */
AR_MUST_USE enum ar_status ar_risk_learn_trust(const struct ar_risk_crew *crew);

/* The day up to which an account's documents are forgotten, because it pays otherwise since; INT32_MIN: none are. */
int32_t ar_account_since(struct ar_risk_look *look, const struct ar_risk_view *view);
/* Brings an account's facts in; counts its cells for documents that drift moves by `shift` days. */
void ar_account_look(struct ar_risk_look *look, size_t account);
void ar_account_forget(struct ar_risk_look *look); /* what was learnt has changed */
void ar_account_count(struct ar_risk_look *look, const struct ar_risk_learnt *learnt, int32_t shift);
void ar_account_count_own(struct ar_risk_look *look,
                          const struct ar_risk_learnt *learnt); /* cells.all and .lately only */
/* Log-odds of everything that is counted, for a document like `fact`. */
struct ar_risk_levels {
    int32_t all, weekday, dispute; /* everyone */
    int32_t customer, lately, by_weekday, by_terms, by_both, by_size, by_month, by_dispute;
};
void ar_account_levels(struct ar_risk_levels *out, const struct ar_risk_look *look, const struct ar_risk_learnt *learnt,
                       const struct ar_fact *fact);
/* The curve of documents like `fact`. */
const struct ar_curve *ar_account_curve(struct ar_risk_look *look, const struct ar_fact *fact);

#endif
