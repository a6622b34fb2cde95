/* SPDX-License-Identifier: MIT */
/* Legal forms of companies, and words that stand for one: data, not rules. */
#ifndef AR_CASH_LEGAL_FORM_H
#define AR_CASH_LEGAL_FORM_H

#include "base/text.h"

/* Is the folded word one ("ltd", "gmbh", "spa")? Points are left out beforehand. */
bool ar_legal_form_is(struct ar_text word);

/* Is the last word of a name the beginning of a long one, as banks cut names ("aktiebol", "limite")? */
bool ar_legal_form_is_cut(struct ar_text word);
/* The next form from *from on that the folded word, which is none, is but for one slip, or of which it is the
   beginning, as the `last` word of a name that a bank cut. */
bool ar_legal_form_nearly(struct ar_text *out, struct ar_text word, bool last, size_t *from);

#endif
