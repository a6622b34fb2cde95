/* SPDX-License-Identifier: MIT */
/* Amounts as people write them into advices: 1,240.00 or 1.240,00, the currency's sign or letters before or behind. */
#ifndef AR_IMPORT_ADVICE_AMOUNT_H
#define AR_IMPORT_ADVICE_AMOUNT_H

#include "base/money.h"
#include "base/text.h"

/* The currency that the amount in front of the text names, if it names one; "$" does not change dollars or pesos. */
void ar_advice_find_currency(struct ar_text text, struct ar_currency *currency);
/* An amount in front, with or without the currency; the rest of the text goes to *rest. false: there is none, or of
   another currency. */
bool ar_advice_cut_amount(struct ar_text text, struct ar_currency currency, int64_t *out, struct ar_text *rest);
/* The same for what is taken off: it may have the sign of that. */
bool ar_advice_cut_less(struct ar_text text, struct ar_currency currency, int64_t *out, struct ar_text *rest);
/* The same with a sign, in front or behind the digits, or within parentheses, which are one. */
bool ar_advice_cut_signed(struct ar_text text, struct ar_currency currency, int64_t *out, struct ar_text *rest);

#endif
