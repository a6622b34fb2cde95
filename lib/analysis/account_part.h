/* SPDX-License-Identifier: MIT */
/* Accounts by number, kept in parts that threads can work on side by side: a power of two of them. */
#ifndef AR_ANALYSIS_ACCOUNT_PART_H
#define AR_ANALYSIS_ACCOUNT_PART_H

#include <stddef.h>

static inline size_t ar_account_number(unsigned part, size_t place, unsigned parts)
{
    return place * parts + part;
}

static inline unsigned ar_account_part(size_t account, unsigned parts)
{
    return (unsigned)account & (parts - 1);
}

static inline size_t ar_account_place(size_t account, unsigned parts)
{
    return account >> __builtin_ctz(parts);
}

#endif
