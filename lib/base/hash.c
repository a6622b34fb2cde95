/* SPDX-License-Identifier: MIT */
/* XXH3-64 over keys and streams. The library's code is compiled in: a call for each short key would cost as much again.
 */
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/hash.h"

uint64_t ar_hash(struct ar_text key, uint64_t seed)
{
    return XXH3_64bits_withSeed(key.at, key.size, seed);
}

struct ar_digest {
    XXH3_state_t *state;
};

enum ar_status ar_digest_new(struct ar_digest **out)
{
    struct ar_digest *digest = malloc(sizeof *digest);
    XXH3_state_t *state = XXH3_createState();
    if (!digest || !state) {
        free(digest);
        XXH3_freeState(state);
        return AR_FAILED;
    }
    XXH3_64bits_reset(state);
    digest->state = state;
    *out = digest;
    return AR_OK;
}

void ar_digest_add(struct ar_digest *digest, const void *data, size_t size)
{
    if (size)
        XXH3_64bits_update(digest->state, data, size);
}

uint64_t ar_digest_value(const struct ar_digest *digest)
{
    return XXH3_64bits_digest(digest->state);
}

void ar_digest_delete(struct ar_digest *digest)
{
    if (!digest)
        return;
    XXH3_freeState(digest->state);
    free(digest);
}
