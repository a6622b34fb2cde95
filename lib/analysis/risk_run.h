/* SPDX-License-Identifier: MIT */
/* The risk model at work on a stream of items: each open item with its date and probability, the parts of a customer's
   scores, or how good the model was. */
#ifndef AR_ANALYSIS_RISK_RUN_H
#define AR_ANALYSIS_RISK_RUN_H

#include "analysis/bill.h"
#include "analysis/evaluate.h"
#include "analysis/family.h"
#include "analysis/group.h"
#include "analysis/risk.h"

/* A document as the model takes it: what was written off rather than paid stays unpaid. */
struct ar_risk_document ar_risk_document_of(const struct ar_bill *bill);

struct ar_risk_plan {
    const struct ar_header *header;
    const struct ar_events *events; /* or NULL */
    struct ar_bill_disputes *disputes; /* or NULL */
    const struct ar_family *family; /* or NULL */
    struct ar_date as_of;
    struct ar_date until; /* of an evaluation; none: there is none */
    const char *explain; /* a customer, or NULL */
    bool items; /* write the open items */
    bool use_flags; /* the items' own undated disputes count */
    unsigned late_days, digits;
};

struct ar_risk_run {
    const struct ar_risk_plan *plan;
    struct ar_bills bills, later; /* later: as known on `until` */
    struct ar_groups groups; /* customer and currency */
    struct ar_risk *risk;
    struct ar_evaluation *evaluation;
    struct ar_buffer lines; /* of open items, to be written once the model has learnt */
    struct ar_risk_line *line;
    size_t line_count, line_capacity;
    struct ar_risk_explained *explained;
    size_t explained_count, explained_capacity;
    size_t explained_accounts; /* the first ones are accounts, the others documents */
    struct ar_arena arena;
    bool found; /* the customer to be explained */
};

AR_MUST_USE enum ar_status ar_risk_run_init(struct ar_risk_run *run, const struct ar_risk_plan *plan, uint64_t seed,
                                            struct ar_error *error);
void ar_risk_run_free(struct ar_risk_run *run);
/* One record of the items. AR_BAD_DATA as ar_bills_read. */
AR_MUST_USE enum ar_status ar_risk_run_row(struct ar_risk_run *run, const struct ar_row *row, struct ar_error *error);
/* After the last: learns and writes. */
AR_MUST_USE enum ar_status ar_risk_run_write(struct ar_risk_run *run, struct ar_writer *writer, struct ar_error *error);

/* For risk_run.c only: an open item that is to be written, one document of the customer who is explained. */
AR_MUST_USE enum ar_status ar_risk_line_add(struct ar_risk_run *run, const struct ar_row *row,
                                            const struct ar_bill *bill, size_t account, struct ar_error *error);
void ar_risk_lines_write(const struct ar_risk_run *run, struct ar_writer *writer);
AR_MUST_USE enum ar_status ar_risk_explained_add(struct ar_risk_run *run, const struct ar_bill *bill, size_t account,
                                                 struct ar_error *error);
AR_MUST_USE enum ar_status ar_risk_explained_write(struct ar_risk_run *run, struct ar_writer *writer,
                                                   struct ar_error *error);

#endif
