/* SPDX-License-Identifier: MIT */
/* ISO 20022 camt.052, camt.053 and camt.054 of any version, streamed through expat. */
#ifndef AR_IMPORT_CAMT_H
#define AR_IMPORT_CAMT_H

#include "import/bank.h"
#include "import/bank_input.h"

AR_MUST_USE enum ar_status ar_camt_read(struct ar_bank *bank, struct ar_bank_input *input, struct ar_error *error);

#endif
