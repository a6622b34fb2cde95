/* SPDX-License-Identifier: MIT */
/* Indicators of those who have only totals: records of one period each (from, to, currency, sales, receivable and what
   more there is), added up by group. Memory grows with the records. */
#ifndef AR_ANALYSIS_DSO_TOTALS_H
#define AR_ANALYSIS_DSO_TOTALS_H

#include "analysis/dso_report.h"
#include "analysis/group.h"
#include "record/field.h"

enum ar_total { AR_TOTAL_SALES, AR_TOTAL_RECEIVABLE, AR_TOTAL_BEGIN, AR_TOTAL_CURRENT, AR_TOTAL_OVERDUE, AR_TOTALS };

struct ar_dso_totals {
    struct ar_dso_view *view; /* its buckets are set here */
    const struct ar_header *header;
    int from, to, currency, allowance; /* columns; allowance -1: it stays in */
    int at[AR_TOTALS]; /* -1: not there */
    int buckets[AR_ROLLS_MAX];
    int by[AR_DSO_BY_MAX]; /* -1: the currency */
    struct ar_period limits; /* records outside only serve as history; none: no limit */

    struct ar_groups groups;
    struct ar_dso_totals_record *records;
    size_t count, capacity;
    struct ar_arena arena;
    struct ar_buffer key;
};

/* AR_BAD_DATA: a required column is not there. `allowance`: take the column of that name off the receivable. by[] is
   the caller's to set, view->by with it. */
AR_MUST_USE enum ar_status ar_dso_totals_init(struct ar_dso_totals *out, struct ar_dso_view *view,
                                              const struct ar_header *header, bool allowance, uint64_t seed,
                                              struct ar_error *error);
void ar_dso_totals_free(struct ar_dso_totals *totals);
AR_MUST_USE enum ar_status ar_dso_totals_add(struct ar_dso_totals *totals, const struct ar_row *row,
                                             struct ar_error *error);
AR_MUST_USE enum ar_status ar_dso_totals_write(struct ar_dso_totals *totals, struct ar_writer *writer,
                                               struct ar_error *error);

#endif
