/* SPDX-License-Identifier: MIT */
/* Fixed sums for late payment by the size of the debt, from a file of records (fee_table, currency, from, fee): a debt
   of at least `from` and below the next `from` of its table and currency is charged `fee`. */
#ifndef AR_COLLECTIONS_FEE_H
#define AR_COLLECTIONS_FEE_H

#include "base/money.h"
#include "record/table.h"

struct ar_fee_bracket {
    struct ar_text table; /* lent by the table of records, which must stay */
    struct ar_currency currency;
    int64_t from, fee; /* minor units */
    size_t row;
};
struct ar_fees {
    struct ar_fee_bracket *at; /* by table, currency, from */
    size_t count;
    const struct ar_table *source;
};
/* AR_BAD_DATA: a missing column, a bad field, a negative amount, a second row of the same table, currency and `from`.
 */
AR_MUST_USE enum ar_status ar_fees_init(struct ar_fees *out, const struct ar_table *table, struct ar_error *error);
void ar_fees_free(struct ar_fees *fees);

bool ar_fees_has(const struct ar_fees *fees, struct ar_text table);
/* The sum for a debt (minor units, above 0); 0 below the first bracket. False: the table says nothing of this currency,
   and *fee is 0. */
bool ar_fees_find(int64_t *fee, const struct ar_fees *fees, struct ar_text table, struct ar_currency currency,
                  int64_t debt);

#endif
