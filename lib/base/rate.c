/* SPDX-License-Identifier: MIT */
/* Decimal factors as digits and a scale; converting rounds once, at the end. */
#include "base/rate.h"

#define MOST_DECIMALS 12
#define MOST_DIGITS 18

enum ar_status ar_rate_parse(struct ar_rate *out, struct ar_text text)
{
    bool negative = text.size && text.at[0] == '-';
    size_t i = negative, digits = 0, decimals = 0;
    bool point = false;
    int64_t value = 0;
    for (; i < text.size; i++) {
        unsigned digit = (unsigned char)text.at[i] - '0';
        if (text.at[i] == '.' && !point && digits) {
            point = true;
            continue;
        }
        if (digit > 9 || ++digits > MOST_DIGITS)
            return AR_BAD_DATA;
        decimals += point;
        value = value * 10 + (int64_t)digit;
    }
    if (digits == 0 || decimals > MOST_DECIMALS || (point && decimals == 0))
        return AR_BAD_DATA;
    out->value = negative ? -value : value;
    out->scale = (uint8_t)decimals;
    return AR_OK;
}

size_t ar_rate_format(char *out, struct ar_rate rate)
{
    char reversed[AR_RATE_SIZE];
    size_t n = 0, size = 0;
    uint64_t rest = rate.value < 0 ? 0 - (uint64_t)rate.value : (uint64_t)rate.value;
    do {
        if (n == rate.scale && n)
            reversed[n++] = '.';
        reversed[n++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest || n < (rate.scale ? rate.scale + 2u : 1u));
    if (rate.value < 0)
        out[size++] = '-';
    while (n)
        out[size++] = reversed[--n];
    return size;
}

static ar_int128 power(unsigned exponent)
{
    ar_int128 product = 1;
    while (exponent--)
        product *= 10;
    return product;
}

enum ar_status ar_rate_convert(int64_t *out, int64_t minor, unsigned from, struct ar_rate rate, unsigned to,
                               enum ar_rounding rounding)
{
    unsigned up = to > from ? to - from : 0, down = rate.scale + (from > to ? from - to : 0);
    ar_int128 result;
    if (ar_scale(&result, minor, rate.value * power(up), power(down), rounding) != AR_OK)
        return AR_BAD_DATA;
    return ar_amount_from_sum(out, result);
}
