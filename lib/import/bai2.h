/* SPDX-License-Identifier: MIT */
/* BAI2 (Cash Management Balance Reporting, version 2): accounts and their transactions, with control totals. */
#ifndef AR_IMPORT_BAI2_H
#define AR_IMPORT_BAI2_H

#include "import/bank.h"
#include "import/bank_input.h"

AR_MUST_USE enum ar_status ar_bai2_read(struct ar_bank *bank, struct ar_bank_input *input, struct ar_error *error);

#endif
