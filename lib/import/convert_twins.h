/* SPDX-License-Identifier: MIT */
/* Exact duplicates: which records have been seen before, by 128 bits of their hash. */
#ifndef AR_IMPORT_CONVERT_TWINS_H
#define AR_IMPORT_CONVERT_TWINS_H

#include "base/status.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

struct ar_twin {
    uint64_t a, b; /* two unrelated hashes of one record; never both 0 */
};

struct ar_twins { /* {0} is empty */
    struct ar_twin *slots;
    size_t size, used; /* size is a power of two, or 0 */
};

struct ar_twin ar_twin_of(struct ar_text record, uint64_t seed);
/* *seen tells whether it was there already; it is now. AR_FAILED: out of memory. */
AR_MUST_USE enum ar_status ar_twins_add(struct ar_twins *twins, struct ar_twin twin, bool *seen);
void ar_twins_free(struct ar_twins *twins);

#endif
