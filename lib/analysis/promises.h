/* SPDX-License-Identifier: MIT */
/* Promises to pay, and whether they were kept. */
#ifndef AR_ANALYSIS_PROMISES_H
#define AR_ANALYSIS_PROMISES_H

#include "analysis/bill.h"
#include "analysis/family.h"

struct ar_promise_count {
    uint64_t due; /* promises that have fallen due */
    uint64_t broken; /* of those */
};

/* Memory grows with the promises only. */
struct ar_promises;

/* From a table with the columns promise, customer, made, due, currency, amount and, if they are there, doc, line and
   status (`cancelled` ones are left out). A promise made after as_of is none; one has fallen due when as_of is past its
   due date and `grace` more days.

   One that names a document is kept when, from the day it was made to that last day, its amount was paid on the
   document; made again for the same document before that day, the earlier one does not count. Any other is kept by
   money of the customer in that currency that goes to no document with a promise; money keeps one promise only, that
   whose last day comes first. Money taken back counts against what came before it. */
AR_MUST_USE enum ar_status ar_promises_new(struct ar_promises **out, const struct ar_table *table, struct ar_date as_of,
                                           unsigned grace, const struct ar_family *family, struct ar_error *error);
void ar_promises_delete(struct ar_promises *promises); /* NULL is allowed */

/* What was paid on an item, as ar_bills_read left it. */
AR_MUST_USE enum ar_status ar_promises_add(struct ar_promises *promises, const struct ar_bills *bills,
                                           const struct ar_bill *bill, struct ar_error *error);
/* After the last item. `bills` for its events: the money that came in. */
AR_MUST_USE enum ar_status ar_promises_judge(struct ar_promises *promises, const struct ar_bills *bills,
                                             struct ar_error *error);
/* Of the customer (the head of a family, where there are some) and currency. The key is room; threads that ask at once
   have each their own. */
AR_MUST_USE enum ar_status ar_promises_count(struct ar_promise_count *out, const struct ar_promises *promises,
                                             struct ar_buffer *key, struct ar_text customer,
                                             struct ar_currency currency);

#endif
