/* SPDX-License-Identifier: MIT */
/* The transactions of a camt entry as payments that add up to it. */
#ifndef AR_IMPORT_CAMT_BATCH_H
#define AR_IMPORT_CAMT_BATCH_H

#include "import/camt_entry.h"

/* `whole` is the entry, which has transactions: a payment for each when their amounts come to it, exactly or less what
   the bank charged, which is then a record of its own; else one payment. */
AR_MUST_USE enum ar_status ar_camt_batch_add(struct ar_camt_entry *entry, struct ar_bank *bank,
                                             const struct ar_bank_entry *whole, struct ar_error *error);

#endif
