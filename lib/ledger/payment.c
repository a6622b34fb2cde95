/* SPDX-License-Identifier: MIT */
/* Payments: binding and decoding. */
#include "ledger/payment.h"

const char *const ar_payment_names[AR_PAYMENT_COLUMNS] = {"payment",       "entity",    "date",
                                                          "currency",      "amount",    "payer",
                                                          "payer_account", "reference", "structured_reference",
                                                          "customer",      "reversal",  "payer_reference",
                                                          "bank_reference"};

enum ar_status ar_payment_bind(struct ar_payment_columns *columns, const struct ar_header *header,
                               struct ar_error *error)
{
    const unsigned need =
        1u << AR_PAYMENT_PAYMENT | 1u << AR_PAYMENT_DATE | 1u << AR_PAYMENT_CURRENCY | 1u << AR_PAYMENT_AMOUNT;
    columns->header = header;
    for (unsigned i = 0; i < AR_PAYMENT_COLUMNS; i++) {
        columns->at[i] = ar_header_find(header, ar_text_from(ar_payment_names[i]));
        if (columns->at[i] < 0 && (need >> i & 1)) {
            char rest[400];
            ar_header_suggest(header, ar_text_from(ar_payment_names[i]), rest, sizeof rest);
            return ar_error_set(error, AR_BAD_DATA, "no column '%s'%s", ar_payment_names[i], rest);
        }
    }
    return AR_OK;
}

static struct ar_column column_of(const struct ar_payment_columns *columns, enum ar_payment_column column)
{
    return (struct ar_column){columns->at[column], columns->header};
}

static enum ar_status decode_reversal(bool *out, const struct ar_payment_columns *columns, const struct ar_row *row,
                                      struct ar_error *error)
{
    struct ar_text text = ar_row_get(row, columns->at[AR_PAYMENT_REVERSAL]);
    *out = ar_text_is(text, "yes");
    if (*out || text.size == 0 || ar_text_is(text, "no"))
        return AR_OK;
    ar_error_set(error, AR_BAD_DATA, "neither yes nor no");
    return ar_row_error(row, columns->header, columns->at[AR_PAYMENT_REVERSAL], error);
}

enum ar_status ar_payment_decode(struct ar_payment *payment, const struct ar_payment_columns *columns,
                                 const struct ar_row *row, struct ar_error *error)
{
    *payment = (struct ar_payment){.entity = ar_row_get(row, columns->at[AR_PAYMENT_ENTITY]),
                                   .payer = ar_row_get(row, columns->at[AR_PAYMENT_PAYER]),
                                   .payer_account = ar_row_get(row, columns->at[AR_PAYMENT_PAYER_ACCOUNT]),
                                   .reference = ar_row_get(row, columns->at[AR_PAYMENT_REFERENCE]),
                                   .structured = ar_row_get(row, columns->at[AR_PAYMENT_STRUCTURED]),
                                   .customer = ar_row_get(row, columns->at[AR_PAYMENT_CUSTOMER]),
                                   .payer_reference = ar_row_get(row, columns->at[AR_PAYMENT_PAYER_REFERENCE]),
                                   .bank_reference = ar_row_get(row, columns->at[AR_PAYMENT_BANK_REFERENCE])};
    struct ar_text date;
    enum ar_status status = ar_field_required(&payment->payment, row, column_of(columns, AR_PAYMENT_PAYMENT), error);
    if (status == AR_OK)
        status = ar_field_required(&date, row, column_of(columns, AR_PAYMENT_DATE), error);
    if (status == AR_OK)
        status = ar_field_date(&payment->date, row, column_of(columns, AR_PAYMENT_DATE), error);
    if (status == AR_OK)
        status = ar_field_currency(&payment->currency, row, column_of(columns, AR_PAYMENT_CURRENCY), error);
    if (status == AR_OK)
        status =
            ar_field_amount(&payment->amount, row, column_of(columns, AR_PAYMENT_AMOUNT), payment->currency, error);
    if (status == AR_OK && columns->at[AR_PAYMENT_REVERSAL] >= 0)
        status = decode_reversal(&payment->reversal, columns, row, error);
    return status;
}
