/* SPDX-License-Identifier: MIT */
/* A file of customers lends its columns to records that name a customer: collector, country, parent, segment … */
#ifndef AR_LEDGER_LEND_H
#define AR_LEDGER_LEND_H

#include "record/table.h"

struct ar_lend {
    const struct ar_table *table; /* the caller's, must outlive this */
    struct ar_table_index customers;
};

/* AR_BAD_DATA when the table has no column `customer`, or a customer is empty or stands there twice. */
AR_MUST_USE enum ar_status ar_lend_init(struct ar_lend *out, const struct ar_table *table, struct ar_error *error);
void ar_lend_free(struct ar_lend *lend);

/* What the customer has in a column of the table. A customer who is not there, and the empty one (unidentified cash),
   have the empty text: unknown. */
struct ar_text ar_lend_get(const struct ar_lend *lend, struct ar_text customer, int column);

#endif
