/* SPDX-License-Identifier: MIT */
/* How likely an open document is to be paid more than so many days late, and when it is expected, learnt from the
   documents that were known on one day. Integers only, so every machine gives the same digits, and no figure depends on
   the order of the records. Every score is a sum of parts (enum ar_risk_part) in log-odds: ar-segment(1), "RISK".

       ar_risk_new, ar_risk_add for each document known on the day, ar_risk_train, then ar_risk_score or ar_risk_answer

   Accounts come in parts, which threads may fill side by side; once it is trained, each thread takes a look. */
#ifndef AR_ANALYSIS_RISK_H
#define AR_ANALYSIS_RISK_H

#include "base/date.h"
#include "base/error.h"

#include <stdbool.h>

#define AR_RISK_ONE 10000 /* scores, parts and probabilities come in 1/10000 */
#define AR_RISK_LIMIT 100000 /* a score of 10 and more is certain: its probability is printed as 1.0000 */
#define AR_RISK_LATE_MOST 365 /* late_days at most */
#define AR_RISK_KEPT 8192 /* documents of an account that are learnt from, the newest */

/* What moves a score, in the order in which parts are shown. */
enum ar_risk_part {
    AR_RISK_EVERYONE, /* how often all customers are late */
    AR_RISK_CUSTOMER, /* how often this one is */
    AR_RISK_LATELY, /* and has been of late */
    AR_RISK_WEEKDAY, /* weekday of the due date */
    AR_RISK_TERMS, /* days from document to due date */
    AR_RISK_BOTH, /* that weekday under those terms */
    AR_RISK_AMOUNT, /* documents of about that size */
    AR_RISK_MONTH, /* part of the month of the due date */
    AR_RISK_DISPUTE,
    AR_RISK_WAITING /* still open on the day, when others would have been paid */
};
#define AR_RISK_PARTS 10
extern const char *const ar_risk_part_names[AR_RISK_PARTS];

struct ar_risk_document {
    struct ar_date date, due; /* due none: it is left out, nothing can be late */
    struct ar_date settled; /* none: open on the day */
    int64_t amount; /* minor units, above 0 */
    bool disputed;
};

struct ar_risk_score {
    int32_t parts[AR_RISK_PARTS]; /* they sum to score */
    int32_t score; /* log-odds of being late, -AR_RISK_LIMIT .. AR_RISK_LIMIT */
    int32_t probability; /* 0 .. AR_RISK_ONE */
    struct ar_date expected; /* none: of what stayed open so long, less than half was ever paid */
    uint32_t like[AR_RISK_PARTS]; /* documents that each part rests on */
    uint32_t late[AR_RISK_PARTS]; /* late ones among them */
};

struct ar_risk;

/* `late_days`: paid more than so many days after the due date is late. `disputes`: whether they are looked at. `parts`,
   a power of two: account n is of part n % parts. */
AR_MUST_USE enum ar_status ar_risk_new(struct ar_risk **out, struct ar_date as_of, unsigned late_days, bool disputes,
                                       unsigned parts, struct ar_error *error);
void ar_risk_delete(struct ar_risk *risk); /* NULL is allowed */

/* A document that was there on the day, as it was known then. Accounts are numbers from 0 on. Threads may add at once
   to accounts of different parts. */
AR_MUST_USE enum ar_status ar_risk_add(struct ar_risk *risk, size_t account, const struct ar_risk_document *document,
                                       struct ar_error *error);

/* Asks for the memory of accounts of one part to which documents will be added. */
void ar_risk_fetch(const struct ar_risk *risk, const size_t *accounts, size_t count);

/* A document to be scored: open on the day, or issued later. *number counts from 0. */
AR_MUST_USE enum ar_status ar_risk_ask(struct ar_risk *risk, uint32_t *number, size_t account,
                                       const struct ar_risk_document *document, struct ar_error *error);

/* After the last document: learns, on so many threads (1 .. AR_THREADS_MOST), and answers what was asked. */
AR_MUST_USE enum ar_status ar_risk_train(struct ar_risk *risk, unsigned threads, struct ar_error *error);

/* What one thread has at hand of one account after the other. ar_risk_own: that of a caller who needs no other. */
struct ar_risk_look;
AR_MUST_USE enum ar_status ar_risk_look_new(struct ar_risk_look **out, const struct ar_risk *risk,
                                            struct ar_error *error);
void ar_risk_look_delete(struct ar_risk_look *look); /* NULL is allowed */
struct ar_risk_look *ar_risk_own(const struct ar_risk *risk);

/* The answer to one document asked about: its log-odds, and when it is expected (none: unlikely ever). */
void ar_risk_answer(const struct ar_risk *risk, uint32_t number, int32_t *score, struct ar_date *expected);

/* One score with its parts, for a document that need not have been added or asked about, or (document NULL) of what an
   account's next document is like as far as nothing is known of it: the first three parts. */
void ar_risk_score(struct ar_risk_look *look, struct ar_risk_score *out, size_t account,
                   const struct ar_risk_document *document);
int32_t ar_risk_probability(int32_t score); /* in 1/10000 */
/* There was nothing to learn from: no document could have been late yet. Scores are zero, and say nothing. */
bool ar_risk_is_blank(const struct ar_risk *risk);

/* What is usual, to compare with: an account's mean days late, in 1/1000 day, of what it had settled, and the share of
   its documents that were late in 1/10000; unchanged for an account without any. */
void ar_risk_usual(struct ar_risk_look *look, size_t account, int64_t *mean_late, int32_t *share_late);
void ar_risk_usual_of_everyone(struct ar_risk_look *look, int64_t *mean_late, int32_t *share_late);

/* Everyone's drift in millionths of a day a day, 0 when it could be chance; and how much of what history says held when
   it was tried, in millionths. */
int64_t ar_risk_drift(const struct ar_risk *risk);
int64_t ar_risk_trust(const struct ar_risk *risk);
uint64_t ar_risk_documents(const struct ar_risk *risk); /* that it learns from */

#endif
