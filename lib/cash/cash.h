/* SPDX-License-Identifier: MIT */
/* A payment as it is kept while all of them are matched: small, its texts side by side in the book. */
#ifndef AR_CASH_CASH_H
#define AR_CASH_CASH_H

#include "cash/book.h"
#include "ledger/payment.h"

/* In the order in which they lie: those that are read for every payment first. */
enum ar_cash_text {
    AR_CASH_PAYMENT,
    AR_CASH_PAYER_ACCOUNT,
    AR_CASH_REFERENCE,
    AR_CASH_PAYER,
    AR_CASH_STRUCTURED,
    AR_CASH_PAYER_REFERENCE,
    AR_CASH_BANK_REFERENCE
};
#define AR_CASH_TEXTS 7

struct ar_cash {
    const char *texts; /* see ar_cash_text */
    int64_t amount; /* minor units; positive for money received */
    struct ar_date date;
    uint32_t customer; /* given, or AR_NO_CUSTOMER */
    uint32_t entity; /* in the book's words */
    uint32_t claims; /* 1 + first claim */
    uint32_t payer; /* number among match->payers, or AR_NO_KEY; known before any payment is decided */
    struct ar_currency currency;
    uint8_t sizes[AR_CASH_TEXTS]; /* as ar_book_keep says */
    bool reversal; /* takes back an earlier payment */
    bool done; /* by an earlier run */
};

/* Copies a payment; words and customers may be new. */
AR_MUST_USE enum ar_status ar_cash_keep(struct ar_cash *out, struct ar_book *book, const struct ar_payment *payment);
/* The payment again, whole. */
void ar_cash_payment(struct ar_payment *out, const struct ar_book *book, const struct ar_cash *cash);

/* One of its texts. */
static inline struct ar_text ar_cash_text(const struct ar_cash *cash, enum ar_cash_text text)
{
    return ar_book_kept(cash->texts, cash->sizes, AR_CASH_TEXTS, text);
}

#endif
