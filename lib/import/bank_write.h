/* SPDX-License-Identifier: MIT */
/* The records of bank statements and advices. */
#ifndef AR_IMPORT_BANK_WRITE_H
#define AR_IMPORT_BANK_WRITE_H

#include "import/bank.h"
#include "ledger/reference.h"

/* The reference said to be one when its check digits hold, else the first in the text, else of size 0. What was said to
   be one and is not becomes text; that is lent until the next call. */
AR_MUST_USE enum ar_status ar_bank_find_reference(struct ar_bank *bank, struct ar_bank_entry *entry,
                                                  struct ar_reference *out, struct ar_error *error);
/* Its identity is in bank->key. */
AR_MUST_USE enum ar_status ar_bank_write_payment(struct ar_bank *bank, const struct ar_bank_entry *entry,
                                                 const struct ar_reference *reference, struct ar_error *error);

#endif
