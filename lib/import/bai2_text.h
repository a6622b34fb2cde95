/* SPDX-License-Identifier: MIT */
/* The free text of a BAI2 transaction (16 and 88): lines, which some banks key. */
#ifndef AR_IMPORT_BAI2_TEXT_H
#define AR_IMPORT_BAI2_TEXT_H

#include "import/bank.h"

/* What it is put together in; {0} is empty. */
struct ar_bai2_text {
    struct ar_buffer remittance, details;
};

/* Fills in payer, account, references and details of an entry whose amount is known; they are lent from the text and
   from `work` until the next call. AR_FAILED: out of memory. */
AR_MUST_USE enum ar_status ar_bai2_text_read(struct ar_bai2_text *work, struct ar_text text,
                                             struct ar_bank_entry *entry);
void ar_bai2_text_free(struct ar_bai2_text *work);

#endif
