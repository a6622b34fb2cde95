/* SPDX-License-Identifier: MIT */
/* An open-addressing table of hashes, half full at most. The text itself is not kept: of ten million records the chance
   that any two share 128 bits is about 10^-25. */
#include "import/convert_twins.h"
#include "base/hash.h"

#include <stdlib.h>

struct ar_twin ar_twin_of(struct ar_text record, uint64_t seed)
{
    struct ar_twin twin = {ar_hash(record, seed), ar_hash(record, seed ^ UINT64_C(0x9e3779b97f4a7c15))};
    if (twin.a == 0 && twin.b == 0)
        twin.b = 1;
    return twin;
}

static struct ar_twin *find(const struct ar_twins *twins, struct ar_twin twin)
{
    for (size_t i = twin.a & (twins->size - 1);; i = (i + 1) & (twins->size - 1)) {
        struct ar_twin *slot = &twins->slots[i];
        if ((slot->a == twin.a && slot->b == twin.b) || (slot->a == 0 && slot->b == 0))
            return slot;
    }
}

static enum ar_status grow(struct ar_twins *twins)
{
    struct ar_twins larger = {.size = twins->size ? twins->size * 2 : 4096, .used = twins->used};
    larger.slots = calloc(larger.size, sizeof *larger.slots);
    if (larger.slots == NULL)
        return AR_FAILED;
    for (size_t i = 0; i < twins->size; i++)
        if (twins->slots[i].a || twins->slots[i].b)
            *find(&larger, twins->slots[i]) = twins->slots[i];
    free(twins->slots);
    *twins = larger;
    return AR_OK;
}

enum ar_status ar_twins_add(struct ar_twins *twins, struct ar_twin twin, bool *seen)
{
    if (twins->used * 2 >= twins->size && grow(twins) != AR_OK)
        return AR_FAILED;
    struct ar_twin *slot = find(twins, twin);
    *seen = slot->a || slot->b;
    if (!*seen) {
        *slot = twin;
        twins->used++;
    }
    return AR_OK;
}

void ar_twins_free(struct ar_twins *twins)
{
    free(twins->slots);
    *twins = (struct ar_twins){0};
}
