/* SPDX-License-Identifier: MIT */
/* What the files of segments share among themselves. */
#ifndef AR_ANALYSIS_SEGMENT_PARTS_H
#define AR_ANALYSIS_SEGMENT_PARTS_H

#include "analysis/segment.h"
#include "analysis/value_class.h"

/* Records on their way. */
struct ar_segment_writing {
    const struct ar_segment_plan *plan;
    struct ar_value *values; /* by account */
    struct ar_lateness_entry *room;
    struct ar_text *given; /* values of the features, for the decision */
    struct ar_segment_record *records; /* of the customer at hand */
    size_t capacity;
    int name, limit, limit_currency; /* columns of the customers; -1 none */
    ar_int128 *totals; /* by currency */
};

static inline void ar_segment_put(struct ar_segment_record *record, unsigned column, struct ar_text text)
{
    record->text[column] = text;
}
static inline void ar_segment_put_sum(struct ar_segment_record *record, unsigned column, ar_int128 sum, unsigned digits)
{
    record->text[column] = (struct ar_text){record->room[column], ar_sum_format(record->room[column], sum, digits)};
}

/* The features of the record's account; `only`: the customer has no other currency. */
AR_MUST_USE enum ar_status ar_segment_features(struct ar_segment_writing *writing, struct ar_segment_record *record,
                                               bool only, struct ar_error *error);

#endif
