/* SPDX-License-Identifier: MIT */
/* Legal forms of companies, and words that stand for one: data, not rules. */
#ifndef AR_CASH_LEGAL_FORM_H
#define AR_CASH_LEGAL_FORM_H

#include "base/text.h"

/* Is the folded word one ("ltd", "gmbh", "spa")? Points are left out beforehand. */
bool ar_legal_form_is(struct ar_text word);

#endif
