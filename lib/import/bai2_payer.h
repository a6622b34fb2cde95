/* SPDX-License-Identifier: MIT */
/* Who paid, out of the text of a transaction. */
#ifndef AR_IMPORT_BAI2_PAYER_H
#define AR_IMPORT_BAI2_PAYER_H

#include "base/text.h"

/* The name behind the words that a known bank has for it, lent from the text; empty: there are none. */
struct ar_text ar_bai2_payer(struct ar_text text);

#endif
