/* SPDX-License-Identifier: MIT */
/* The statements of a run, account by account in the order of their days: each opens with the balance that the one
   before it closed with, and pages of one statement likewise (SWIFT, usage rules of fields 60a and 62a). */
#ifndef AR_IMPORT_BANK_CHAIN_H
#define AR_IMPORT_BANK_CHAIN_H

#include "import/bank.h"

/* Keeps the balances of the statement that ends, when it has both and their days. */
AR_MUST_USE enum ar_status ar_bank_chain_add(struct ar_bank *bank, struct ar_error *error);
/* After the last file. A statement that does not go on where the one of the number before it ended is AR_BAD_DATA (see
   ar_bank_differs); where one may be missing between them, that is a warning. */
AR_MUST_USE enum ar_status ar_bank_chain_check(struct ar_bank *bank, struct ar_error *error);
void ar_bank_chain_free(struct ar_bank_chain *chain);

#endif
