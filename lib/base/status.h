/* SPDX-License-Identifier: MIT */
/* What every function that can fail returns. The first five values are the exit statuses of the filters. */
#ifndef AR_BASE_STATUS_H
#define AR_BASE_STATUS_H

#define AR_MUST_USE __attribute__((warn_unused_result))
#define AR_PRINTF(text, first) __attribute__((format(printf, text, first)))
#define AR_LIKELY(x) __builtin_expect(!!(x), 1)
#define AR_UNLIKELY(x) __builtin_expect(!!(x), 0)

enum ar_status {
    AR_OK = 0, /* done */
    AR_FINDING = 1, /* done, and something was found that a person must look at */
    AR_MISUSE = 2, /* the caller's options do not make sense */
    AR_BAD_DATA = 3, /* a record, profile or table is wrong */
    AR_FAILED = 4, /* input, output or memory failed */
    AR_END = 5 /* nothing more to read; never an exit status */
};

#endif
