/* SPDX-License-Identifier: MIT */
/* Payments: money received, or sent back. Decoded whole, because whoever reads payments looks at all of a record. */
#ifndef AR_LEDGER_PAYMENT_H
#define AR_LEDGER_PAYMENT_H

#include "base/money.h"
#include "record/field.h"

#include <stdbool.h>

enum ar_payment_column {
    AR_PAYMENT_PAYMENT,
    AR_PAYMENT_ENTITY,
    AR_PAYMENT_DATE,
    AR_PAYMENT_CURRENCY,
    AR_PAYMENT_AMOUNT,
    AR_PAYMENT_PAYER,
    AR_PAYMENT_PAYER_ACCOUNT,
    AR_PAYMENT_REFERENCE,
    AR_PAYMENT_STRUCTURED,
    AR_PAYMENT_CUSTOMER,
    AR_PAYMENT_REVERSAL,
    AR_PAYMENT_PAYER_REFERENCE,
    AR_PAYMENT_BANK_REFERENCE,
    AR_PAYMENT_COLUMNS
};
extern const char *const ar_payment_names[AR_PAYMENT_COLUMNS];

struct ar_payment {
    struct ar_text payment, entity, payer, payer_account, reference, structured, customer;
    struct ar_text payer_reference, bank_reference; /* what payer and bank number it with */
    struct ar_date date;
    struct ar_currency currency;
    int64_t amount; /* minor units; positive for money received */
    bool reversal; /* takes back an earlier payment, whose amount has the other sign */
};

struct ar_payment_columns {
    const struct ar_header *header;
    int at[AR_PAYMENT_COLUMNS]; /* -1: the stream has none */
};

/* AR_BAD_DATA when one of payment, date, currency, amount is missing, naming it and the columns there are. */
AR_MUST_USE enum ar_status ar_payment_bind(struct ar_payment_columns *columns, const struct ar_header *header,
                                           struct ar_error *error);
/* Texts are lent by the row. */
AR_MUST_USE enum ar_status ar_payment_decode(struct ar_payment *payment, const struct ar_payment_columns *columns,
                                             const struct ar_row *row, struct ar_error *error);

#endif
