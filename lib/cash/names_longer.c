/* SPDX-License-Identifier: MIT */
/* Names that begin with another customer's name and go on: a company and its branches. */
#include "cash/names_index.h"

#include <stdlib.h>

enum { NAMES_MOST = 16 }; /* of a customer that are looked at */

/* Where the next word begins behind the second one; SIZE_MAX: there is none. */
static size_t next_word(struct ar_text bare, size_t at)
{
    unsigned blanks = at == 0 ? 2 : 1;
    for (size_t i = at; i < bare.size; i++)
        if (bare.at[i] == ' ' && --blanks == 0)
            return i + 1;
    return SIZE_MAX;
}

static int by_key(const void *left, const void *right)
{
    const struct ar_name_longer *a = left, *b = right;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return (a->entry > b->entry) - (a->entry < b->entry);
}

enum ar_status ar_names_find_longer(struct ar_names *names)
{
    for (size_t i = 0; i < names->count; i++) {
        struct ar_text bare = names->at[i].bare;
        for (size_t at = next_word(bare, 0); at != SIZE_MAX; at = next_word(bare, at)) {
            uint32_t key = ar_names_key(names, '~', (struct ar_text){bare.at, at - 1});
            if (key == AR_NO_KEY)
                continue;
            if (ar_grow(&names->longer, &names->longer_capacity, names->longer_count + 1, sizeof *names->longer) !=
                AR_OK)
                return AR_FAILED;
            names->longer[names->longer_count++] = (struct ar_name_longer){key, (uint32_t)i};
        }
    }
    if (names->longer_count > 1)
        qsort(names->longer, names->longer_count, sizeof *names->longer, by_key);
    return AR_OK;
}

/* The first of the customer's names, which stand in the customers' order. */
static size_t first_name(const struct ar_names *names, uint32_t customer)
{
    const uint32_t *place = names->book->by_customer;
    size_t low = 0, high = names->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (place[names->at[middle].customer] < place[customer])
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_of(const struct ar_names *names, size_t first, size_t entry, uint32_t customer)
{
    return entry < names->count && entry - first < NAMES_MOST && names->at[entry].customer == customer;
}

size_t ar_names_longer_of(const struct ar_names *names, struct ar_text bare, size_t *end)
{
    size_t low = 0, high = names->longer_count;
    uint32_t key = high > 0 ? ar_names_key(names, '~', bare) : AR_NO_KEY;
    while (key != AR_NO_KEY && low < high) {
        size_t middle = low + (high - low) / 2;
        if (names->longer[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    for (*end = low; key != AR_NO_KEY && *end < names->longer_count && names->longer[*end].key == key;)
        ++*end;
    return low;
}

size_t ar_names_longer(const struct ar_names *names, uint32_t customer, uint32_t *out, size_t most)
{
    size_t count = 0;
    if (names->longer_count == 0)
        return 0;
    const size_t first = first_name(names, customer);
    for (size_t entry = first; is_of(names, first, entry, customer); entry++) {
        size_t end, i = ar_names_longer_of(names, names->at[entry].bare, &end);
        for (; i < end; i++) {
            uint32_t other = names->at[names->longer[i].entry].customer;
            bool known = other == customer;
            for (size_t k = 0; !known && k < count && k < most; k++)
                known = out[k] == other;
            if (!known && count < most)
                out[count] = other;
            count += !known;
            if (count > most)
                return count;
        }
    }
    return count;
}

static bool goes_on(struct ar_text longer, struct ar_text shorter)
{
    return longer.size > shorter.size && longer.at[shorter.size] == ' ' && ar_text_starts(longer, shorter) &&
           memchr(shorter.at, ' ', shorter.size) != NULL;
}

bool ar_names_kin(const struct ar_names *names, uint32_t customer, uint32_t other)
{
    if (names->longer_count == 0)
        return false;
    const size_t first = first_name(names, customer), first_other = first_name(names, other);
    for (size_t a = first; is_of(names, first, a, customer); a++)
        for (size_t b = first_other; is_of(names, first_other, b, other); b++)
            if (goes_on(names->at[a].bare, names->at[b].bare) || goes_on(names->at[b].bare, names->at[a].bare))
                return true;
    return false;
}
