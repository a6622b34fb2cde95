/* SPDX-License-Identifier: MIT */
/* Reference rates from a file of records (name, from, rate, until), and what they make of a law's rate over time. */
#ifndef AR_COLLECTIONS_LAW_RATES_H
#define AR_COLLECTIONS_LAW_RATES_H

#include "collections/law.h"

struct ar_reference_rate {
    struct ar_text name; /* lent by the table */
    struct ar_date from, until; /* until: the last day for which it is known to hold; none: until the next one */
    int64_t rate; /* millionths of a percent */
    size_t row;
};
struct ar_references {
    struct ar_reference_rate *at; /* by name, from */
    size_t count;
};

/* A percentage of at most six decimals and below 100,000 in size. AR_BAD_DATA, with a static phrase. */
AR_MUST_USE enum ar_status ar_percent_parse(int64_t *out, struct ar_text text, const char **why);

AR_MUST_USE enum ar_status ar_references_init(struct ar_references *out, const struct ar_table *table,
                                              struct ar_error *error);
void ar_references_free(struct ar_references *references);
/* Those of one name, oldest first; their count, 0: there are none. */
size_t ar_references_find(const struct ar_reference_rate **out, const struct ar_references *references,
                          struct ar_text name);

/* Fills law->rates from reference, margin, step and reset. Without a reference the margin is the whole rate. */
AR_MUST_USE enum ar_status ar_law_schedule(struct ar_law *law, const struct ar_reference_rate *references, size_t count,
                                           struct ar_error *error);

#endif
