/* SPDX-License-Identifier: MIT */
/* Text folded for comparison by people's names for things: case, accents and compatibility forms set aside (utf8proc:
   NFKD, case folding, marks and default-ignorable characters stripped, blanks collapsed and trimmed). Idempotent. */
#ifndef AR_BASE_FOLD_H
#define AR_BASE_FOLD_H

#include "base/memory.h"

/* Replaces the content of *out. Invalid UTF-8 is AR_BAD_DATA. ASCII takes a short path with the same result. */
AR_MUST_USE enum ar_status ar_fold(struct ar_buffer *out, struct ar_text text);

#endif
