/* SPDX-License-Identifier: MIT */
/* XXH3-64 from libxxhash: over keys (seeded, so that nobody can prepare collisions) and over streams (seed 0, the
 * seal). */
#ifndef AR_BASE_HASH_H
#define AR_BASE_HASH_H

#include "base/status.h"
#include "base/text.h"

#include <stdint.h>

/* Of a key. Results of two seeds are unrelated; no output may ever depend on it. */
uint64_t ar_hash(struct ar_text key, uint64_t seed);

/* Of a stream, piece by piece, seed 0. */
struct ar_digest;
AR_MUST_USE enum ar_status ar_digest_new(struct ar_digest **out);
void ar_digest_add(struct ar_digest *digest, const void *data, size_t size);
uint64_t ar_digest_value(const struct ar_digest *digest); /* of what was added so far */
void ar_digest_delete(struct ar_digest *digest); /* NULL is allowed */

#endif
