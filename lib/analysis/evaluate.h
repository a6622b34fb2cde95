/* SPDX-License-Identifier: MIT */
/* How good scores and expected dates were: documents that the model could not know, against what happened to them and
   against two baselines, the due date and the customer's own habit. */
#ifndef AR_ANALYSIS_EVALUATE_H
#define AR_ANALYSIS_EVALUATE_H

#include "analysis/ratio.h"
#include "analysis/risk.h"
#include "record/writer.h"

/* A guess and what came of it. */
struct ar_guess {
    int32_t score; /* the higher, the likelier late */
    bool late;
};
/* The chance that a late one scores above one that is not, ties counting half; unknown when all or none are late.
   Sorts the guesses. */
void ar_auc(struct ar_ratio *out, struct ar_guess *guesses, size_t count);
/* Half the width of its interval at 95 % (Hanley and McNeil, Radiology 143, 1982), in 1/1000000. */
int64_t ar_auc_margin(struct ar_ratio auc, uint64_t late, uint64_t others);
/* Mean square of probability (in 1/10000) less what happened (0 or 1). */
void ar_brier(struct ar_ratio *out, const struct ar_guess *guesses, size_t count);

struct ar_evaluation;

/* Documents are judged that were due, with the days that are not yet late, by `until`. */
AR_MUST_USE enum ar_status ar_evaluation_new(struct ar_evaluation **out, struct ar_date as_of, struct ar_date until,
                                             unsigned late_days, struct ar_error *error);
void ar_evaluation_delete(struct ar_evaluation *evaluation); /* NULL is allowed */

/* One document that was open on the as-of day or issued after it: `document` as it was known on that day (or, issued
   later, on its own), `settled` as it was known on `until`, none if it was still open. Before ar_risk_train. */
AR_MUST_USE enum ar_status ar_evaluation_ask(struct ar_evaluation *evaluation, struct ar_risk *risk, size_t account,
                                             const struct ar_risk_document *document, struct ar_date settled,
                                             struct ar_error *error);

/* After ar_risk_train: the records `measure value low high n baseline`. */
AR_MUST_USE enum ar_status ar_evaluation_write(const struct ar_evaluation *evaluation, struct ar_risk *risk,
                                               unsigned digits, struct ar_writer *writer, struct ar_error *error);

#endif
