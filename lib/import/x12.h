/* SPDX-License-Identifier: MIT */
/* X12 820, payment order and remittance advice. */
#ifndef AR_IMPORT_X12_H
#define AR_IMPORT_X12_H

#include "import/bank.h"
#include "import/bank_input.h"

AR_MUST_USE enum ar_status ar_x12_read(struct ar_bank *bank, struct ar_bank_input *input, struct ar_error *error);

#endif
