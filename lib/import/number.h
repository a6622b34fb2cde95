/* SPDX-License-Identifier: MIT */
/* Amounts as foreign exports write them, into minor units: decimal mark, groups, negative styles and currency marks are
   declared, never guessed. */
#ifndef AR_IMPORT_NUMBER_H
#define AR_IMPORT_NUMBER_H

#include "base/error.h"
#include "base/money.h"
#include "base/status.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

/* Which characters may separate groups of digits; one number uses one of them. */
enum ar_number_groups {
    AR_GROUPS_COMMA = 1,
    AR_GROUPS_POINT = 2,
    AR_GROUPS_APOSTROPHE = 4, /* ' and U+2019 */
    AR_GROUPS_SPACE = 8 /* space, U+00A0, U+2009, U+202F */
};
#define AR_GROUPS_ANY 15

/* How a sign may be written. A number has one sign at most: "(-1.00)" and "-1.00 CR" are errors. */
enum ar_number_signs {
    AR_SIGN_LEADING = 1, /* -1.00 */
    AR_SIGN_TRAILING = 2, /* 1.00- */
    AR_SIGN_PARENTHESES = 4, /* (1.00) */
    AR_SIGN_CRDR = 8, /* 1.00 CR is negative, 1.00 DR positive, in front too, any case */
    AR_SIGN_UNICODE = 16, /* U+2212 wherever one of the first two allows '-' */
    AR_SIGN_PLUS = 32 /* '+' wherever one of the first two allows '-' */
};

struct ar_number_style {
    char decimal; /* '.' or ',', 0 when there are no decimals */
    unsigned groups; /* of enum ar_number_groups; without any, "1,234" is refused */
    bool indian; /* 1,23,456 is well-formed, too: groups of two before the last three */
    unsigned signs; /* of enum ar_number_signs */
    struct ar_text symbol; /* taken away from either end where it stands ("$", "EUR"); empty: none */
    bool any_symbol; /* so is any currency sign (Unicode Sc) and any ISO 4217 code */
    bool rounds; /* more decimals than the currency has: rounded as the next says, instead of refused */
    enum ar_rounding rounding;
};

/* A point, no groups, '-' or '+' in front: what programs write. */
#define AR_NUMBER_STYLE_DEFAULT ((struct ar_number_style){.decimal = '.', .signs = AR_SIGN_LEADING | AR_SIGN_PLUS})

/* Words of a profile, separated by blanks: "comma point apostrophe space none" and "leading trailing
   parentheses crdr unicode plus". A groups text may also be the characters themselves, as in `,` or `.`. AR_BAD_DATA
   and the words there are in *error otherwise; no word is AR_BAD_DATA, too. */
AR_MUST_USE enum ar_status ar_number_groups_parse(unsigned *out, struct ar_text text, struct ar_error *error);
AR_MUST_USE enum ar_status ar_number_signs_parse(unsigned *out, struct ar_text text, struct ar_error *error);

/* AR_BAD_DATA when the declared mark and groups contradict each other (decimal ',' and group ','). */
AR_MUST_USE enum ar_status ar_number_style_check(const struct ar_number_style *style, struct ar_error *error);

/* Minor units of a currency with `digits` (0..9) decimals. Missing decimals are zeros ("94", "1.5"), blanks at the ends
   don't count, leading zeros neither. On failure AR_BAD_DATA and a static phrase in *why (may be NULL). The empty text
   is an error: whether that means unknown is the profile's to say. */
AR_MUST_USE enum ar_status ar_number_parse(int64_t *minor, struct ar_text text, const struct ar_number_style *style,
                                           unsigned digits, const char **why);

/* The same for an amount of a currency: the code of another one beside it is an error, too. */
AR_MUST_USE enum ar_status ar_number_parse_in(int64_t *minor, struct ar_text text, const struct ar_number_style *style,
                                              struct ar_currency currency, const char **why);

/* The size of the group separator at the front of text, and in *which a number that tells it from the others; 0 when it
   is none of those in `groups`. */
size_t ar_number_separator(struct ar_text text, unsigned groups, unsigned *which);

#endif
