/* SPDX-License-Identifier: MIT */
/* Sums of accounts by segment, behaviour, risk and so on, and currency. */
#ifndef AR_ANALYSIS_SEGMENT_SUMMARY_H
#define AR_ANALYSIS_SEGMENT_SUMMARY_H

#include "analysis/segment.h"
#include "record/writer.h"

#define AR_SUMMARY_BY 3 /* columns at most, besides the currency */

struct ar_segment_summary {
    unsigned by[AR_SUMMARY_BY + 1]; /* enum ar_segment_column, the currency's where the user put it, else last */
    unsigned count;
    struct ar_keys keys;
    struct ar_segment_group *groups; /* by number */
    size_t capacity;
    struct ar_buffer key;
};

/* AR_MISUSE: a name that is no column to group by (*error lists those there are), a repeated one, or too many. */
AR_MUST_USE enum ar_status ar_segment_summary_init(struct ar_segment_summary *summary, const char *const *names,
                                                   size_t count, struct ar_error *error);
void ar_segment_summary_free(struct ar_segment_summary *summary);
AR_MUST_USE enum ar_status ar_segment_summary_add(struct ar_segment_summary *summary,
                                                  const struct ar_behaviour *behaviour,
                                                  const struct ar_segment_record *record, struct ar_error *error);
AR_MUST_USE enum ar_status ar_segment_summary_write(const struct ar_segment_summary *summary, struct ar_writer *writer,
                                                    struct ar_error *error);

#endif
