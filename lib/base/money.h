/* SPDX-License-Identifier: MIT */
/* Money is a whole number of minor units. One amount is 64 bits; sums are 128 bits and cannot overflow in practice
   (2^63 amounts of the largest size); nothing here touches floating point. */
#ifndef AR_BASE_MONEY_H
#define AR_BASE_MONEY_H

#include "base/currency.h"
#include "base/status.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

__extension__ typedef __int128 ar_int128; /* the one typedef: C17 has no name for it */

#define AR_AMOUNT_SIZE 48 /* room for any sum with any digits, sign and point; no NUL counted */

/* How to drop digits; every place that rounds names one. Halves: */
enum ar_rounding {
    AR_ROUND_HALF_UP, /* away from zero, commercial rounding: 2.5 -> 3, -2.5 -> -3 (mirror images) */
    AR_ROUND_HALF_EVEN, /* to the even neighbour: 2.5 -> 2, 3.5 -> 4 */
    AR_ROUND_DOWN, /* toward zero */
    AR_ROUND_UP /* away from zero */
};
/* "half-up", "half-even", "down", "up"; AR_BAD_DATA otherwise. */
AR_MUST_USE enum ar_status ar_rounding_parse(enum ar_rounding *out, struct ar_text text);
const char *ar_rounding_name(enum ar_rounding rounding);

/* The stream's form: -?(0|[1-9][0-9]*) with exactly `digits` (0..9) after a point, no -0.00. On failure AR_BAD_DATA
   and, in *why (may be NULL), a static phrase: "not an amount", "more decimals than the currency has", "fewer decimals
   …", "amount out of range". */
AR_MUST_USE enum ar_status ar_amount_parse_slow(int64_t *out, struct ar_text text, unsigned digits, const char **why);

/* Up to eight bytes as a little-endian number, zeros behind them; reads no byte outside. */
static inline uint64_t ar_amount_load_(const char *at, size_t size)
{
    uint64_t value = 0;
    if (size >= 8) {
        memcpy(&value, at, 8);
    } else if (size >= 4) {
        uint32_t low, high;
        memcpy(&low, at, 4);
        memcpy(&high, at + size - 4, 4);
        value = low | (uint64_t)high << (8 * (size - 4));
    } else if (size > 0) {
        value = (uint64_t)(unsigned char)at[0] | (uint64_t)(unsigned char)at[size / 2] << (8 * (size / 2)) |
                (uint64_t)(unsigned char)at[size - 1] << (8 * (size - 1));
    }
    return value;
}

/* Amounts of up to eight digits before the point and 0, 2 or 3 behind it, which is nearly all of them, are added up
   side by side; every other text, a wrong one among them, is looked at byte by byte. */
AR_MUST_USE static inline enum ar_status ar_amount_parse(int64_t *out, struct ar_text text, unsigned digits,
                                                         const char **why)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    bool negative = text.size > 0 && text.at[0] == '-';
    const char *at = text.at + negative;
    size_t tail = digits ? digits + 1 : 0, size = text.size - negative, whole = size - tail;
    if (AR_LIKELY(whole - 1 < 8 && digits <= 3)) { /* also false when size < tail */
        const uint64_t zeros = UINT64_C(0x3030303030303030), over = UINT64_C(0x7676767676767676);
        uint64_t value = (ar_amount_load_(at, size) ^ zeros) << (64 - 8 * whole); /* the shift drops what follows */
        uint64_t wrong = (value + over) | value;
        uint32_t decimals = 0, scale = 1;
        if (AR_LIKELY(digits == 2)) {
            uint16_t pair;
            memcpy(&pair, at + whole + 1, 2);
            pair ^= 0x3030;
            wrong |= (pair + 0x7676u) | pair;
            decimals = (pair & 0xffu) * 10 + (pair >> 8);
            scale = 100;
        }
        for (unsigned i = 0; digits != 2 && i < digits; i++) {
            uint32_t digit = (uint32_t)(unsigned char)at[whole + 1 + i] - '0';
            wrong |= digit > 9 ? ~UINT64_C(0) : 0;
            decimals = decimals * 10 + digit;
            scale *= 10;
        }
        bool shaped = (digits == 0 || at[whole] == '.') && (whole == 1 || at[0] != '0');
        value = value * 10 + (value >> 8); /* pairs, fours, eight: each lane takes up its neighbour */
        value = ((value & UINT64_C(0x000000ff000000ff)) * UINT64_C(0x000f424000000064) +
                 ((value >> 16) & UINT64_C(0x000000ff000000ff)) * UINT64_C(0x0000271000000001)) >>
                32;
        value = (value & UINT32_MAX) * scale + decimals;
        if (AR_LIKELY(shaped && (wrong & UINT64_C(0x8080808080808080)) == 0 && (value != 0 || !negative))) {
            *out = negative ? -(int64_t)value : (int64_t)value;
            return AR_OK;
        }
    }
#endif
    return ar_amount_parse_slow(out, text, digits, why);
}

/* As ar_amount_parse for -?d{1,8}, -?d{1,8}.dd and -?d{1,8}.ddd with 0, 2 and 3 digits, false for all else, which is
   then for ar_amount_parse. It reads 13 bytes from the start of the text, whatever its size: for fields of blocks,
   which have readable bytes behind them. */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define AR_AMOUNT_SHORT 1
static inline __attribute__((always_inline)) bool ar_amount_parse_short_(int64_t *out, struct ar_text text,
                                                                         const unsigned digits)
{
    const uint64_t highs = UINT64_C(0x8080808080808080);
    const size_t behind = digits ? digits + 1 : 0;
    bool negative = text.at[0] == '-';
    const char *p = text.at + negative;
    size_t unused = 8 + behind + negative - text.size; /* of eight digits before the point */
    uint64_t word, tail = 0, scale = 1;
    uint32_t cents = 0;
    if (AR_UNLIKELY(unused >= 8 || (digits != 2 && digits != 0 && digits != 3)))
        return false;
    memcpy(&word, p, 8);
    uint64_t digit = (word ^ UINT64_C(0x3030303030303030)) << (8 * unused); /* at the upper end, zeros below them */
    uint64_t wrong = (digit + UINT64_C(0x7676767676767676)) | digit;
    if (digits) {
        memcpy(&cents, text.at + text.size - behind, 4);
        cents = (cents ^ 0x3030302e) & (digits == 2 ? 0xffffff : UINT32_MAX); /* the point is 0, digits are 0..9 */
        wrong |= (cents + 0x7676767f) | cents;
        tail = (cents * 10 + (cents >> 8)) >> 8 & 0xff;
        scale = 100;
        if (AR_UNLIKELY(digits == 3)) {
            tail = tail * 10 + (cents >> 24);
            scale = 1000;
        }
    }
    if (AR_UNLIKELY((wrong & highs) || (unused < 7 && *p == '0')))
        return false;
    bool zero = (digit | cents) == 0;
    digit = digit * 10 + (digit >> 8); /* pairs, then all eight */
    digit = ((digit & UINT64_C(0x000000ff000000ff)) * UINT64_C(0x000f424000000064) +
             (digit >> 16 & UINT64_C(0x000000ff000000ff)) * UINT64_C(0x0000271000000001)) >>
            32;
    int64_t value = (int64_t)(digit * scale + tail);
    *out = negative ? -value : value;
    return !(negative & zero); /* not told by the value: for a caller that only asks none is worked out */
}
static inline __attribute__((always_inline)) bool ar_amount_parse_short(int64_t *out, struct ar_text text,
                                                                        unsigned digits)
{
    return AR_LIKELY(digits == 2) ? ar_amount_parse_short_(out, text, 2) : ar_amount_parse_short_(out, text, digits);
}
#else
#define AR_AMOUNT_SHORT 0
static inline bool ar_amount_parse_short(int64_t *out, struct ar_text text, unsigned digits)
{
    (void)out, (void)text, (void)digits;
    return false;
}
#endif

/* Writes the stream's form and returns its size; out holds AR_AMOUNT_SIZE bytes; no NUL. */
size_t ar_amount_format(char *out, int64_t minor, unsigned digits);
size_t ar_sum_format(char *out, ar_int128 minor, unsigned digits);

/* *out = a + b, a - b, -a: AR_BAD_DATA on overflow. */
AR_MUST_USE enum ar_status ar_amount_add(int64_t *out, int64_t a, int64_t b);
AR_MUST_USE enum ar_status ar_amount_sub(int64_t *out, int64_t a, int64_t b);
/* A sum that must fit one amount again. */
AR_MUST_USE enum ar_status ar_amount_from_sum(int64_t *out, ar_int128 sum);

/* value / divisor (divisor > 0), rounded as named. */
ar_int128 ar_divide(ar_int128 value, ar_int128 divisor, enum ar_rounding rounding);
/* The largest whole number whose square is not above the value; 0 of one below zero. */
uint64_t ar_square_root(ar_int128 value);
/* 10 to the exponent, 38 at most. */
static inline ar_int128 ar_power_of_ten(unsigned exponent)
{
    ar_int128 power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}

/* *out = value * numerator / denominator (> 0), rounded once; AR_BAD_DATA when it does not fit. The product may be
   larger than 128 bits; (value modulo denominator) * numerator may not, which also is AR_BAD_DATA. */
AR_MUST_USE enum ar_status ar_scale(ar_int128 *out, ar_int128 value, ar_int128 numerator, ar_int128 denominator,
                                    enum ar_rounding rounding);

/* Splits `whole` in proportion to weights[count] (>= 0, not all 0) by largest remainder, earlier wins a tie, so that
   the parts add up to the whole. */
void ar_split(int64_t *parts, int64_t whole, const int64_t *weights, size_t count);

#endif
