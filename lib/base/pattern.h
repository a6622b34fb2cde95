/* SPDX-License-Identifier: MIT */
/* PCRE2 patterns that cannot run away: match, depth and heap limits are set, a limit reached is an error, never "no
 * match". */
#ifndef AR_BASE_PATTERN_H
#define AR_BASE_PATTERN_H

#include "base/error.h"
#include "base/status.h"
#include "base/text.h"

#include <stdbool.h>

struct ar_pattern;

enum ar_pattern_flags {
    AR_PATTERN_FOLD_CASE = 1, /* caseless */
    AR_PATTERN_WHOLE = 2, /* must match the whole text */
    AR_PATTERN_BYTES = 4 /* bytes, not UTF-8: any input is valid */
};

/* Compiles (JIT where there is one). AR_BAD_DATA with the compiler's words and offset in *error; the value is the
 * pattern. */
AR_MUST_USE enum ar_status ar_pattern_new(struct ar_pattern **out, struct ar_text source, unsigned flags,
                                          struct ar_error *error);
void ar_pattern_delete(struct ar_pattern *pattern); /* NULL is allowed */

/* *found tells whether it matches somewhere. AR_BAD_DATA when a limit is reached, which is the pattern's fault and
   fatal, or text is not valid UTF-8. The groups stay until the next match with the same pattern; not for two threads at
   once. */
AR_MUST_USE enum ar_status ar_pattern_match(struct ar_pattern *pattern, struct ar_text text, size_t from, bool *found,
                                            struct ar_error *error);
unsigned ar_pattern_groups(const struct ar_pattern *pattern); /* capturing groups in the pattern */
/* Group n of the last match (0 the whole) as a slice of the text matched; at == NULL when the group took no part. */
struct ar_text ar_pattern_group(const struct ar_pattern *pattern, unsigned n);
struct ar_text ar_pattern_source(const struct ar_pattern *pattern);

#endif
