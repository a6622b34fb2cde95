/* SPDX-License-Identifier: MIT */
/* Amounts and dates as the reader of a letter writes them: by the language of the letter and the country of the
   customer (after CLDR 44). A language that is not known gets forms that nobody misreads: EUR 1234.56, 2026-11-21. */
#ifndef AR_COLLECTIONS_CONVENTION_H
#define AR_COLLECTIONS_CONVENTION_H

#include "base/currency.h"
#include "base/date.h"
#include "base/memory.h"
#include "base/money.h"

struct ar_convention;

/* The row for this language in this country, else the language's own, else the one for all. Of `language`, which may be
   a tag (de-AT), the base counts; its region does when `country` is empty. Never NULL. */
const struct ar_convention *ar_convention_find(struct ar_text language, struct ar_text country);

/* AT of de-AT and de_AT; empty for a tag without a region. */
struct ar_text ar_convention_region(struct ar_text language);

/* Appends an amount with its currency: 1.234,56 €, £1,234.56, 1 234,56 USD. */
AR_MUST_USE enum ar_status ar_convention_amount(struct ar_buffer *out, const struct ar_convention *convention,
                                                ar_int128 minor, struct ar_currency currency);
/* Appends a date for a table (21.11.2026, 21 Nov 2026) or for a sentence (21. November 2026, 21 de noviembre de 2026).
 */
AR_MUST_USE enum ar_status ar_convention_date(struct ar_buffer *out, const struct ar_convention *convention,
                                              struct ar_date date, bool sentence);

#endif
