/* SPDX-License-Identifier: MIT */
/* Amounts, days and texts as bank formats write them. */
#ifndef AR_IMPORT_BANK_VALUE_H
#define AR_IMPORT_BANK_VALUE_H

#include "base/date.h"
#include "base/memory.h"
#include "base/money.h"

/* Digits with at most one decimal sign out of `points`; nothing but zeros beyond the currency's decimals, fewer are
   filled up. A sign in front only where `sign`. On failure *why is a static phrase. */
AR_MUST_USE enum ar_status ar_bank_amount(int64_t *out, struct ar_text text, const char *points, bool sign,
                                          struct ar_currency currency, const char **why);
/* Digits in minor units (BAI2), a sign in front. */
AR_MUST_USE enum ar_status ar_bank_minor(int64_t *out, struct ar_text text, const char **why);

/* Two to four digits each, no separators: YYMMDD or YYYYMMDD. 70 and later is the last century. 29 and 30 February
   exist where a year has 360 days: they become the month's last day and *moved is set. */
AR_MUST_USE enum ar_status ar_bank_day(struct ar_date *out, struct ar_text digits, bool *moved);
/* MMDD in the year that brings it nearest to `near`. */
AR_MUST_USE enum ar_status ar_bank_day_near(struct ar_date *out, struct ar_text digits, struct ar_date near);

/* A number in sequence; 0 where it is none. */
uint64_t ar_bank_ordinal(struct ar_text text);
/* The same but for blanks around them and zeros in front. */
bool ar_bank_same_number(struct ar_text a, struct ar_text b);
/* How many digits there are from a place on, so many at most. */
size_t ar_bank_count_digits(struct ar_text text, size_t at, size_t most);
struct ar_text ar_bank_trim_slow(struct ar_text text);
/* Without blanks, CR and LF at both ends. */
static inline struct ar_text ar_bank_trim(struct ar_text text)
{
    if (text.size == 0 || ((unsigned char)text.at[0] > ' ' && (unsigned char)text.at[text.size - 1] > ' '))
        return text;
    return ar_bank_trim_slow(text);
}
/* How long it is for a bank that counts characters. */
size_t ar_bank_characters(struct ar_text text);
/* Empty when it is one of the words that stand for no reference, the long ones in either case, or nothing but zeros
   and signs. */
struct ar_text ar_bank_reference(struct ar_text text);

/* Adds a piece of a wrapped text: directly when the piece before it was `full`, else behind a blank. */
AR_MUST_USE enum ar_status ar_bank_join(struct ar_buffer *out, struct ar_text piece, bool full);

/* One line of valid UTF-8: runs of blanks and line ends become one blank, those at both ends go. Text that is not UTF-8
   is read as cp1252, and *recoded counts it. */
AR_MUST_USE enum ar_status ar_bank_clean(struct ar_buffer *out, struct ar_text text, uint64_t *recoded);
/* Copies a text that ar_bank_clean would leave as it is and that has no backslash; false for every other, and perhaps
   for some that are clean. `out` has room for text.size + 8 bytes. */
bool ar_bank_copy_clean(char *out, struct ar_text text);

#endif
