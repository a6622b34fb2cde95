/* SPDX-License-Identifier: MIT */
/* Trying two ways at once: each customer belongs to one arm, by a hash of salt and customer that never changes. An arm
   that is added takes its share from the others, and moves nobody else. */
#ifndef AR_COLLECTIONS_ARMS_H
#define AR_COLLECTIONS_ARMS_H

#include "base/error.h"
#include "base/text.h"

#include <stdint.h>

#define AR_ARMS_MAX 16

struct ar_arms {
    struct ar_arm {
        struct ar_text name; /* lent */
        uint32_t weight; /* 1 .. 1000000 */
    } at[AR_ARMS_MAX];
    unsigned count;
    struct ar_text salt; /* lent */
}; /* {0}: nobody has an arm */

/* "A=50,B=50"; AR_MISUSE with a reason. */
AR_MUST_USE enum ar_status ar_arms_parse(struct ar_arms *out, const char *text, struct ar_error *error);
/* The empty text when there are no arms. */
struct ar_text ar_arms_of(const struct ar_arms *arms, struct ar_text customer);

#endif
