/* SPDX-License-Identifier: MIT */
/* Inside --guess: how the values of chosen columns are written. */
#ifndef AR_IMPORT_GUESS_VALUES_H
#define AR_IMPORT_GUESS_VALUES_H

#include "import/guess_sample.h"
#include "import/number.h"

/* Which date formats fit every value of a column, as bits; *witness is a value that rules out the format `against`. */
extern const char *const ar_guess_formats[]; /* as date-format takes them, NULL-terminated */
unsigned ar_guess_dates(const struct ar_guess_sample *sample, unsigned column, bool short_years);
struct ar_text ar_guess_witness(const struct ar_guess_sample *sample, unsigned column, unsigned format,
                                bool short_years);

/* How SAP writes that there is no date. */
bool ar_guess_is_no_date(struct ar_text text);

struct ar_guess_number {
    struct ar_number_style style;
    const char *decimal, *thousands; /* what to write in the profile; NULL: the default */
    bool rounds; /* some values have more decimals than their currency */
    bool negative; /* some are below zero */
    bool ambiguous; /* another mark fits as well, and would give other numbers */
};
/* How the amounts of these columns are written, all alike, in the currency that a column tells (-1: none does); false:
   in no way that we know. *odd is then one that fits none. */
bool ar_guess_numbers(const struct ar_guess_sample *sample, const int *columns, unsigned count, int currency,
                      struct ar_guess_number *out, struct ar_text *odd);
/* Does any value hold one of these signs? */
unsigned ar_guess_signs(const struct ar_guess_sample *sample, const int *columns, unsigned count, bool *symbol);

#endif
