/* SPDX-License-Identifier: MIT */
/* Has memory fetched into the processor's cache before it is asked for. Any address will do, mapped or not. */
#ifndef AR_BASE_FETCH_H
#define AR_BASE_FETCH_H

/* A function that does nothing but fetch has no effect that the compiler knows of, and it takes the calls away; with an
   assembler statement, though an empty one, it does not. */
#define AR_FETCH_STAYS(address) __asm__ volatile("" : : "r"(address))

/* To be read. */
static inline void ar_fetch(const void *address)
{
    AR_FETCH_STAYS(address);
    __builtin_prefetch(address);
}

/* To be written. */
static inline void ar_fetch_to_write(const void *address)
{
    AR_FETCH_STAYS(address);
    __builtin_prefetch(address, 1);
}

#endif
