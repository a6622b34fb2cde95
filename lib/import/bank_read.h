/* SPDX-License-Identifier: MIT */
/* A bank file of any known format, recognised by how it begins, into payments or remittances. */
#ifndef AR_IMPORT_BANK_READ_H
#define AR_IMPORT_BANK_READ_H

#include "import/bank.h"

extern const char *const ar_bank_format_names[]; /* in the order of enum ar_bank_format, NULL-terminated */

/* Reads one file; "-" is standard input. */
AR_MUST_USE enum ar_status ar_bank_read(struct ar_bank *bank, const char *path, struct ar_error *error);

#endif
