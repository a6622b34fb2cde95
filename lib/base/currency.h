/* SPDX-License-Identifier: MIT */
/* ISO 4217: which currencies there are and how many minor digits each has, from lib/base/iso4217.tsv. */
#ifndef AR_BASE_CURRENCY_H
#define AR_BASE_CURRENCY_H

#include "base/status.h"
#include "base/text.h"

#include <stdint.h>

struct ar_currency {
    uint16_t code; /* 1 + (A*26+B)*26+C of its three letters, so 0 is no currency; ascending = alphabetical */
};
#define AR_CURRENCIES (26 * 26 * 26 + 1)
#define AR_CURRENCY_NONE ((struct ar_currency){0})
#define AR_CURRENCY_SIZE 3

/* Minor digits by code, -1 where ISO 4217 has no such currency or gives it no minor unit. Made by the build. */
extern const int8_t ar_currency_digits_table[AR_CURRENCIES];

/* Three capital letters that the table knows: AR_BAD_DATA otherwise. */
AR_MUST_USE static inline enum ar_status ar_currency_parse(struct ar_currency *out, struct ar_text text)
{
    if (text.size != AR_CURRENCY_SIZE)
        return AR_BAD_DATA;
    unsigned a = (unsigned char)text.at[0] - 'A', b = (unsigned char)text.at[1] - 'A',
             c = (unsigned char)text.at[2] - 'A';
    if (a > 25 || b > 25 || c > 25)
        return AR_BAD_DATA;
    unsigned code = 1 + (a * 26 + b) * 26 + c;
    if (ar_currency_digits_table[code] < 0)
        return AR_BAD_DATA;
    out->code = (uint16_t)code;
    return AR_OK;
}

static inline unsigned ar_currency_digits(struct ar_currency currency) /* of a parsed currency: 0..4 */
{
    return (unsigned)ar_currency_digits_table[currency.code];
}

void ar_currency_format(char out[static AR_CURRENCY_SIZE], struct ar_currency currency); /* no NUL */

#endif
