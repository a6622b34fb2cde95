/* SPDX-License-Identifier: MIT */
/* SWIFT MT940 (statements) and MT942 (interim reports), as banks really write them; see ar-bank.1 for what is accepted.
 */
#ifndef AR_IMPORT_MT940_H
#define AR_IMPORT_MT940_H

#include "import/bank.h"
#include "import/bank_input.h"

AR_MUST_USE enum ar_status ar_mt940_read(struct ar_bank *bank, struct ar_bank_input *input, struct ar_error *error);

/* The information to the account owner (:86:, lines with '\n' between them) taken apart. Texts are lent from `work`. */
struct ar_mt940_details {
    struct ar_buffer payer, account, remittance, rest;
    struct ar_text code; /* of the transaction, GVC */
    struct ar_text end_to_end; /* the payer's reference */
    struct ar_buffer purpose, joined; /* work: with keywords and all */
};
AR_MUST_USE enum ar_status ar_mt940_details_parse(struct ar_mt940_details *details, struct ar_text text);
void ar_mt940_details_free(struct ar_mt940_details *details);

#endif
