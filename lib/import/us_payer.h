/* SPDX-License-Identifier: MIT */
/* Who paid, as banks of the United States write it into the free text of a transaction, in BAI2 as in OFX. */
#ifndef AR_IMPORT_US_PAYER_H
#define AR_IMPORT_US_PAYER_H

#include "base/text.h"

/* The name behind the words that a known bank has for it, lent from the text; empty: there are none. */
struct ar_text ar_us_payer_find(struct ar_text text);

#endif
