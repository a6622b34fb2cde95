/* SPDX-License-Identifier: MIT */
/* The aging report: one record a group and currency, sorted bytewise by the group columns, in which the buckets add up
   to the total and the totals to the items that were read. */
#ifndef AR_ANALYSIS_AGING_REPORT_H
#define AR_ANALYSIS_AGING_REPORT_H

#include "analysis/aging.h"
#include "record/writer.h"

/* A record of the report. */
struct ar_aging_line {
    uint64_t word[2]; /* what comes first in the order, as numbers, see set_words */
    const struct ar_text *fields; /* of the group columns, the currency left out; NULL: one, and it lies in the group */
    uint32_t group;
    uint16_t currency;
    uint8_t count, place; /* group columns with the currency; its place among them */
};

/* A currency that a group was converted from. */
struct ar_aging_source {
    uint32_t group;
    uint16_t currency;
};

struct ar_aging_report {
    const struct ar_aging_plan *plan;
    const struct ar_groups *groups; /* the first part's, or own */
    struct ar_groups own;
    struct ar_aging_line *lines; /* in order */
    size_t count;
    struct ar_aging_source *sources; /* with conversion: the currencies that each group was converted from */
    size_t source_count;
    struct ar_arena arena;
};

/* The columns of the report in their order: group columns and currency, items, buckets, undated, what is kept apart,
   total, shares, rates, as_of. Texts live in the arena. AR_MISUSE when a group column has the name of another column.
 */
AR_MUST_USE enum ar_status ar_aging_names(struct ar_text **names, unsigned *count, const struct ar_aging_plan *plan,
                                          struct ar_arena *arena, struct ar_error *error);

/* Merges what the threads have seen into parts[0], which must outlive the report, and checks the totals against the
   control sums: AR_FAILED "internal error: …" when they differ. */
AR_MUST_USE enum ar_status ar_aging_report_init(struct ar_aging_report *out, struct ar_aging *const *parts,
                                                unsigned count, struct ar_error *error);
AR_MUST_USE enum ar_status ar_aging_report_write(const struct ar_aging_report *report, struct ar_writer *writer,
                                                 struct ar_error *error);
void ar_aging_report_free(struct ar_aging_report *report);

#endif
