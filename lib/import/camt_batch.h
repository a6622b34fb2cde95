/* SPDX-License-Identifier: MIT */
/* The transactions of a camt entry as payments that add up to it. */
#ifndef AR_IMPORT_CAMT_BATCH_H
#define AR_IMPORT_CAMT_BATCH_H

#include "import/camt_entry.h"

/* `whole` is the entry, which has transactions: a payment for each when their amounts come to it, exactly or less what
   the bank charged, which is then a record of its own; else one payment. */
AR_MUST_USE enum ar_status ar_camt_batch_add(struct ar_camt_entry *entry, struct ar_bank *bank,
                                             const struct ar_bank_entry *whole, struct ar_error *error);

/* Adds to the details what the bank charged of an entry whose amount does not show it. */
AR_MUST_USE enum ar_status ar_camt_charges_name(struct ar_camt_entry *entry, struct ar_bank_entry *out);

/* Adds what else is said of it, as far as it is new: to the text when a word with a digit is and it is about this
   payment `alone`, since that may be the number of an invoice; else to the details. A payment without text has it for
   that. `more_text` and `more_details` of the entry hold what comes of it, and are empty before the first one. */
AR_MUST_USE enum ar_status ar_camt_info_add(struct ar_camt_entry *entry, struct ar_bank_entry *out, struct ar_text info,
                                            bool alone);
/* Adds to a text, which moves into the room unless it is there already. */
AR_MUST_USE enum ar_status ar_camt_append(struct ar_buffer *room, struct ar_text *text, struct ar_text more);

#endif
