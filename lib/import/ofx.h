/* SPDX-License-Identifier: MIT */
/* OFX statements, SGML (1.x) and XML (2.x) alike. */
#ifndef AR_IMPORT_OFX_H
#define AR_IMPORT_OFX_H

#include "import/bank.h"
#include "import/bank_input.h"

AR_MUST_USE enum ar_status ar_ofx_read(struct ar_bank *bank, struct ar_bank_input *input, struct ar_error *error);

#endif
