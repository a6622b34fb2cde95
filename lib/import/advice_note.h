/* SPDX-License-Identifier: MIT */
/* One plain-text advice, collected: what it pays, and how that is written. */
#ifndef AR_IMPORT_ADVICE_NOTE_H
#define AR_IMPORT_ADVICE_NOTE_H

#include "import/bank.h"

enum ar_advice_key {
    AR_ADVICE_PAYER,
    AR_ADVICE_CUSTOMER, /* the account with us */
    AR_ADVICE_ACCOUNT, /* the payer's, with its bank */
    AR_ADVICE_AMOUNT,
    AR_ADVICE_DATE,
    AR_ADVICE_SENT, /* of an e-mail */
    AR_ADVICE_INVOICES,
    AR_ADVICE_ORDER,
    AR_ADVICE_DEDUCTION,
    AR_ADVICE_DISCOUNT,
    AR_ADVICE_MEMO,
    AR_ADVICE_SUBJECT,
    AR_ADVICE_BATCH,
    AR_ADVICE_CHECK,
    AR_ADVICE_CURRENCY,
    AR_ADVICE_FROM,
    AR_ADVICE_KEYS
};

struct ar_advice_note {
    struct ar_buffer values[AR_ADVICE_KEYS], body, identity, text;
    uint64_t lines[AR_ADVICE_KEYS]; /* 0: not there */
    uint64_t line; /* of its first key; 0: there is none */
};

AR_MUST_USE enum ar_status ar_advice_note_write(struct ar_bank *bank, struct ar_advice_note *note,
                                                struct ar_error *error);
void ar_advice_note_clear(struct ar_advice_note *note);
void ar_advice_note_free(struct ar_advice_note *note);

#endif
