/* SPDX-License-Identifier: MIT */
/* Sixty-four bytes at a time: which of them equal a given one. The loops that use this are written once as an inline
   function over a `wide` argument and instantiated twice, so that AVX2 is used where the machine has it:

       static inline __attribute__((always_inline)) void loop(…, const bool wide) { … ar_scan(p, '\t', wide) … }
       AR_SCAN_WIDE static void loop_wide(…) { loop(…, true); }
       static void loop_plain(…) { loop(…, false); }
       … ar_scan_has_wide() ? loop_wide(…) : loop_plain(…)

   Both give the same answers on every machine. */
#ifndef AR_BASE_SCAN_H
#define AR_BASE_SCAN_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#define AR_SCAN_WIDE __attribute__((target("avx2,bmi,bmi2,popcnt,lzcnt")))
static inline bool ar_scan_has_wide(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
}
#else
#define AR_SCAN_WIDE
static inline bool ar_scan_has_wide(void)
{
    return false;
}
#endif

#define AR_SCAN_BLOCK 64 /* bytes that ar_scan reads, whatever lies there: buffers have this much behind their end */

#if defined(__x86_64__)
AR_SCAN_WIDE static inline uint32_t ar_scan_first_wide(uint64_t bits)
{
    return (uint32_t)_tzcnt_u64(bits);
}

AR_SCAN_WIDE static inline uint64_t ar_scan_wide(const char *p, char byte)
{
    const __m256i what = _mm256_set1_epi8(byte);
    __m256i low = _mm256_loadu_si256((const __m256i *)(const void *)p);
    __m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(p + 32));
    uint32_t a = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, what));
    uint32_t b = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, what));
    return (uint64_t)b << 32 | a;
}

AR_SCAN_WIDE static inline uint64_t ar_scan_either_wide(const char *p, char one, char other)
{
    const __m256i first = _mm256_set1_epi8(one), second = _mm256_set1_epi8(other);
    __m256i low = _mm256_loadu_si256((const __m256i *)(const void *)p);
    __m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(p + 32));
    low = _mm256_or_si256(_mm256_cmpeq_epi8(low, first), _mm256_cmpeq_epi8(low, second));
    high = _mm256_or_si256(_mm256_cmpeq_epi8(high, first), _mm256_cmpeq_epi8(high, second));
    return (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32 | (uint32_t)_mm256_movemask_epi8(low);
}

static inline uint64_t ar_scan_plain(const char *p, char byte)
{
    const __m128i what = _mm_set1_epi8(byte);
    uint64_t mask = 0;
    for (int i = 0; i < 4; i++) {
        __m128i part = _mm_loadu_si128((const __m128i *)(const void *)(p + 16 * i));
        mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(part, what)) << (16 * i);
    }
    return mask;
}
#else
static inline uint64_t ar_scan_plain(const char *p, char byte)
{
    uint64_t mask = 0;
    for (int i = 0; i < 64; i++)
        mask |= (uint64_t)(p[i] == byte) << i;
    return mask;
}
#define ar_scan_wide ar_scan_plain
#define ar_scan_either_wide ar_scan_either_plain
#define ar_scan_first_wide ar_scan_first_plain
#endif

static inline uint64_t ar_scan_either_plain(const char *p, char one, char other)
{
    return ar_scan_plain(p, one) | ar_scan_plain(p, other);
}

static inline uint32_t ar_scan_first_plain(uint64_t bits)
{
    return (uint32_t)__builtin_ctzll(bits | UINT64_C(1) << 63);
}

/* Bit i tells whether p[i] == byte, i < 64. `wide` must be a constant, and true only below an AR_SCAN_WIDE function. */
#define ar_scan(p, byte, wide) ((wide) ? ar_scan_wide((p), (byte)) : ar_scan_plain((p), (byte)))
#define ar_scan_either(p, one, other, wide)                                                                            \
    ((wide) ? ar_scan_either_wide((p), (one), (other)) : ar_scan_either_plain((p), (one), (other)))
/* The place of the lowest bit; any number when there is none. */
#define ar_scan_first(bits, wide) ((wide) ? ar_scan_first_wide(bits) : ar_scan_first_plain(bits))

#endif
