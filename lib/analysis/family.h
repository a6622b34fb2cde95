/* SPDX-License-Identifier: MIT */
/* Subsidiaries under the company that stands above them: the column `parent` of a file of customers, followed up to
   one who has none. */
#ifndef AR_ANALYSIS_FAMILY_H
#define AR_ANALYSIS_FAMILY_H

#include "ledger/lend.h"

struct ar_family {
    const struct ar_lend *lend;
    struct ar_text *heads; /* of each row of the table: who stands above all; lent by the table */
};

/* AR_BAD_DATA: the table has no column `parent`, or a customer is its own ancestor. */
AR_MUST_USE enum ar_status ar_family_init(struct ar_family *family, const struct ar_lend *lend, struct ar_error *error);
void ar_family_free(struct ar_family *family);
/* The head of the customer's family; the customer itself when it has no parent. */
struct ar_text ar_family_head(const struct ar_family *family, struct ar_text customer);

#endif
