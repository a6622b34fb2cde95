/* SPDX-License-Identifier: MIT */
/* The records of bank statements and advices. */
#ifndef AR_IMPORT_BANK_WRITE_H
#define AR_IMPORT_BANK_WRITE_H

#include "import/bank.h"

/* Its identity is entry.payment, or else in bank->key. */
AR_MUST_USE enum ar_status ar_bank_write_payment(struct ar_bank *bank, struct ar_bank_entry entry,
                                                 struct ar_error *error);

#endif
