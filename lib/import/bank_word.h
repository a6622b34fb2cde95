/* SPDX-License-Identifier: MIT */
/* Eight bytes of text as a number, the first one lowest, on machines of either byte order. */
#ifndef AR_IMPORT_BANK_WORD_H
#define AR_IMPORT_BANK_WORD_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define AR_LITTLE_32 __builtin_bswap32
#define AR_LITTLE_64 __builtin_bswap64
#else
#define AR_LITTLE_32
#define AR_LITTLE_64
#endif

/* The first byte is the lowest. */
static inline uint64_t ar_load_8(const char *at)
{
    uint64_t word;
    memcpy(&word, at, 8);
    return AR_LITTLE_64(word);
}

static inline uint64_t ar_load_4(const char *at)
{
    uint32_t word;
    memcpy(&word, at, 4);
    return AR_LITTLE_32(word);
}

/* Up to seven bytes, with zeros behind them. */
static inline uint64_t ar_load_few(const char *at, size_t size)
{
    uint64_t word = 0;
    if (size >= 4)
        word = ar_load_4(at) | ar_load_4(at + size - 4) << 8 * (size - 4);
    else if (size > 0)
        word = (uint64_t)(unsigned char)at[0] | (uint64_t)(unsigned char)at[size / 2] << 8 * (size / 2) |
               (uint64_t)(unsigned char)at[size - 1] << 8 * (size - 1);
    return word;
}

static inline void ar_store_8(char *out, uint64_t word)
{
    const uint64_t bytes = AR_LITTLE_64(word);
    memcpy(out, &bytes, 8);
}

#endif
