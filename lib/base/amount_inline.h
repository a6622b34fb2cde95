/* SPDX-License-Identifier: MIT */
/* The inside of ar_amount_parse: one is met in nearly every record, so the usual sizes are read eight bytes at a time,
   without a loop. Included by money.h alone. */
#ifndef AR_BASE_AMOUNT_INLINE_H
#define AR_BASE_AMOUNT_INLINE_H

#include "base/money.h"

#include <string.h>

/* Any size, and the reason when it is refused. */
enum ar_status ar_amount_parse_slow(int64_t *out, struct ar_text text, unsigned digits, const char **why);

#define AR_ZEROS_ UINT64_C(0x3030303030303030)

static inline uint64_t ar_load_(const char *at, size_t size) /* size 2, 4 or 8, a constant; first byte lowest */
{
    uint64_t value = 0;
    memcpy(&value, at, size);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    value = __builtin_bswap64(value);
#endif
    return value;
}

/* The values of the last eight characters, the last in the highest byte; when there are fewer, zeros below. Reads
   nothing outside of the size, 1 or more, characters. */
static inline uint64_t ar_load_tail_(const char *at, size_t size)
{
    if (size >= 8)
        return ar_load_(at + size - 8, 8) ^ AR_ZEROS_;
    unsigned shift = 8 * (8 - (unsigned)size); /* two loads that overlap in the middle agree there */
    if (size >= 4)
        return (ar_load_(at + size - 4, 4) ^ (AR_ZEROS_ >> 32)) << 32 | (ar_load_(at, 4) ^ (AR_ZEROS_ >> 32)) << shift;
    uint64_t first = (unsigned char)at[0] ^ '0', middle = (unsigned char)at[size / 2] ^ '0',
             last = (unsigned char)at[size - 1] ^ '0';
    return last << 56 | middle << (shift + 8 * ((unsigned)size / 2)) | first << shift;
}

/* Eight digits' values, the first in the lowest byte, as one number: pairs, then fours, then all. */
static inline uint64_t ar_eight_digits_(uint64_t values)
{
    const uint64_t odd_pairs = UINT64_C(0x000000ff000000ff);
    values = values * 10 + (values >> 8);
    return ((values & odd_pairs) * (100 + (UINT64_C(1000000) << 32)) +
            ((values >> 16) & odd_pairs) * (1 + (UINT64_C(10000) << 32))) >>
           32;
}

static inline enum ar_status ar_amount_parse(int64_t *out, struct ar_text text, unsigned digits, const char **why)
{
    const char *at = text.at;
    size_t size = text.size;
    if (AR_UNLIKELY(size - 1 >= 17 || digits > 6))
        return ar_amount_parse_slow(out, text, digits, why);
    unsigned negative = *at == '-';
    at += negative;
    size -= negative;
    size_t least = digits ? digits + 2 : 1; /* 0.00 */
    if (AR_UNLIKELY(size < least || size > 16 || (*at == '0' && size != least)))
        return ar_amount_parse_slow(out, text, digits, why);
    uint64_t high = 0, low = ar_load_tail_(at, size), scale = 100000000;
    if (size > 8)
        high = (ar_load_(at, 8) ^ AR_ZEROS_) << (8 * (16 - (unsigned)size));
    uint64_t wrong = 0;
    if (digits) { /* the whole units move up by one place, over the point */
        unsigned point = 8 * (7 - digits);
        wrong = ((low >> point) & 0xff) ^ ('.' ^ '0');
        uint64_t below = (UINT64_C(1) << point) - 1;
        low = (low & ~(below << 8 | 0xff)) | (low & below) << 8;
        scale = 10000000;
    }
    const uint64_t room = UINT64_C(0x7676767676767676); /* 9 + 0x76 is the last without the high bit */
    wrong |= ((high | low | (high + room) | (low + room)) & UINT64_C(0x8080808080808080));
    uint64_t value = ar_eight_digits_(low) + (size > 8 ? ar_eight_digits_(high) * scale : 0);
    if (AR_UNLIKELY(wrong || (negative && value == 0)))
        return ar_amount_parse_slow(out, text, digits, why);
    *out = ((int64_t)value ^ -(int64_t)negative) + (int64_t)negative;
    return AR_OK;
}

#endif
