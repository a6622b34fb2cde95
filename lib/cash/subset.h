/* SPDX-License-Identifier: MIT */
/* Which amounts add up to a target? The answer counts only when it is the only one, so the search goes on until a
   second one shows, and says so when its work ran out before it could be sure. */
#ifndef AR_CASH_SUBSET_H
#define AR_CASH_SUBSET_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

enum ar_subset_answer {
    AR_SUBSET_NONE, /* no set of the size allowed adds up */
    AR_SUBSET_ONE, /* exactly one does */
    AR_SUBSET_SEVERAL,
    AR_SUBSET_GAVE_UP /* too much work to be sure */
};

#define AR_SUBSET_MOST 56 /* amounts looked at; more: gave up */

struct ar_subset {
    enum ar_subset_answer answer;
    uint64_t members; /* AR_SUBSET_ONE: bit i is amounts[i]; AR_SUBSET_SEVERAL: one of them */
    uint64_t other; /* AR_SUBSET_SEVERAL: another */
};

/* Sets of 1 .. `most` members. None of the amounts is 0. `work` bounds the sums that are formed (0: the default,
 * 100,000). AR_FAILED: out of memory. */
AR_MUST_USE enum ar_status ar_subset_find(struct ar_subset *out, const int64_t *amounts, unsigned count, int64_t target,
                                          unsigned most, uint64_t work);

#endif
