/* SPDX-License-Identifier: MIT */
/* Keeping payments small: what many payments have alike is a number, what is empty is nothing. */
#include "cash/cash.h"

enum ar_status ar_cash_keep(struct ar_cash *out, struct ar_book *book, const struct ar_payment *payment)
{
    const struct ar_text texts[AR_CASH_TEXTS] = {[AR_CASH_PAYMENT] = payment->payment,
                                                 [AR_CASH_PAYER_ACCOUNT] = payment->payer_account,
                                                 [AR_CASH_REFERENCE] = payment->reference,
                                                 [AR_CASH_PAYER] = payment->payer,
                                                 [AR_CASH_STRUCTURED] = payment->structured,
                                                 [AR_CASH_PAYER_REFERENCE] = payment->payer_reference,
                                                 [AR_CASH_BANK_REFERENCE] = payment->bank_reference};
    *out = (struct ar_cash){.amount = payment->amount,
                            .date = payment->date,
                            .customer = AR_NO_CUSTOMER,
                            .currency = payment->currency,
                            .reversal = payment->reversal};
    if (ar_keys_add(&book->words, &out->entity, payment->entity) != AR_OK ||
        (payment->customer.size > 0 && ar_book_customer(book, &out->customer, payment->customer) != AR_OK))
        return AR_FAILED;
    return ar_book_keep(book, &out->texts, out->sizes, texts, AR_CASH_TEXTS);
}

void ar_cash_payment(struct ar_payment *out, const struct ar_book *book, const struct ar_cash *cash)
{
    *out = (struct ar_payment){.payment = ar_cash_text(cash, AR_CASH_PAYMENT),
                               .entity = ar_book_word(book, cash->entity),
                               .payer = ar_cash_text(cash, AR_CASH_PAYER),
                               .payer_account = ar_cash_text(cash, AR_CASH_PAYER_ACCOUNT),
                               .reference = ar_cash_text(cash, AR_CASH_REFERENCE),
                               .structured = ar_cash_text(cash, AR_CASH_STRUCTURED),
                               .customer =
                                   cash->customer == AR_NO_CUSTOMER ? AR_TEXT("") : book->customers.at[cash->customer],
                               .payer_reference = ar_cash_text(cash, AR_CASH_PAYER_REFERENCE),
                               .bank_reference = ar_cash_text(cash, AR_CASH_BANK_REFERENCE),
                               .date = cash->date,
                               .currency = cash->currency,
                               .amount = cash->amount,
                               .reversal = cash->reversal};
}
