/* SPDX-License-Identifier: MIT */
/* The last line of a sealed stream: `#seal<TAB>records=N<TAB>xxh3=HEX`. */
#ifndef AR_RECORD_SEAL_H
#define AR_RECORD_SEAL_H

#include "base/error.h"
#include "base/text.h"

#include <stdint.h>

#define AR_SEAL_SIZE 64 /* no seal line is longer */

struct ar_seal {
    uint64_t records, hash;
};

AR_MUST_USE enum ar_status ar_seal_parse(struct ar_seal *out, struct ar_text line); /* without its LF */
size_t ar_seal_format(char out[static AR_SEAL_SIZE], struct ar_seal seal); /* without an LF */
/* AR_BAD_DATA, fatal, when the two differ, saying in what. */
AR_MUST_USE enum ar_status ar_seal_compare(struct ar_seal found, struct ar_seal computed, struct ar_error *error);

#endif
