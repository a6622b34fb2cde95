/* SPDX-License-Identifier: MIT */
/* Plain-text advices of `Key: value` lines: stubs of a lockbox, e-mails. */
#ifndef AR_IMPORT_ADVICE_H
#define AR_IMPORT_ADVICE_H

#include "import/bank.h"
#include "import/bank_input.h"

AR_MUST_USE enum ar_status ar_advice_read(struct ar_bank *bank, struct ar_bank_input *input, struct ar_error *error);

/* Whether a line is a key that an advice knows, with its value. */
bool ar_advice_is_key(struct ar_text line);

#endif
