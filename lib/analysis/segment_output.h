/* SPDX-License-Identifier: MIT */
/* What comes of segments, written: a record for each account or sums of them, and who moved. */
#ifndef AR_ANALYSIS_SEGMENT_OUTPUT_H
#define AR_ANALYSIS_SEGMENT_OUTPUT_H

#include "analysis/segment.h"
#include "analysis/segment_summary.h"

struct ar_segment_output {
    struct ar_writer *writer; /* records, or the summary */
    struct ar_writer *moves; /* or NULL */
    struct ar_segment_summary *summary; /* sums instead of records; or NULL */
};
/* Runs the plan and writes it, headers with it. Threads write side by side, the same bytes however many there are; sums
   are one thread's. */
AR_MUST_USE enum ar_status ar_segment_output_run(const struct ar_segment_output *output,
                                                 const struct ar_segment_plan *plan, unsigned threads,
                                                 struct ar_error *error);

#endif
