/* SPDX-License-Identifier: MIT */
/* What the files of segments share among themselves. */
#ifndef AR_ANALYSIS_SEGMENT_PARTS_H
#define AR_ANALYSIS_SEGMENT_PARTS_H

#include "analysis/segment.h"
#include "analysis/value_class.h"

/* Records on their way through one thread. */
struct ar_segment_writing {
    const struct ar_segment_plan *plan;
    const struct ar_value *values; /* by account */
    struct ar_segment_rules *rules; /* the plan's, or as good: patterns are for one thread at a time */
    void *late_context;
    struct ar_buffer key; /* room */
    struct ar_lateness_room room;
    struct ar_text *given; /* values of the features, for the decision */
    struct ar_segment_record *records; /* of the customer at hand */
    size_t capacity;
    int name, limit, limit_currency; /* columns of the customers; -1 none */
    char days[2][AR_DATE_SIZE]; /* of the customer at hand */
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

/* The records of one customer's accounts, in writing->records. */
AR_MUST_USE enum ar_status ar_segment_customer(struct ar_segment_writing *writing, const uint32_t *accounts,
                                               size_t count, struct ar_error *error);

/* The features of the record's account; `only`: the customer has no other currency. */
AR_MUST_USE enum ar_status ar_segment_features(struct ar_segment_writing *writing, struct ar_segment_record *record,
                                               bool only, struct ar_error *error);

#endif
