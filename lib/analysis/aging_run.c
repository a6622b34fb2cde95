/* SPDX-License-Identifier: MIT */
/* Aging's way for a run of plain records, as nearly all are: every field that the plan needs is taken by its place in
   the block, without a row. What is not plain ends the run, and ar_aging_add takes it. */
#include "analysis/aging_fast.h"
#include "base/fetch.h"

#define AHEAD 768 /* bytes that are asked for before they are looked at */

/* The fields that a plain plan looks at, as places in the records of one input. */
struct places {
    unsigned base, currency, open, key;
    bool keyed;
};

#if AR_AGING_FAST
static inline __attribute__((always_inline)) struct ar_text field(const char *data, const uint32_t *ends,
                                                                  unsigned place)
{
    const uint32_t *end = ends + place; /* ends[-1] is the end of the record before */
    uint32_t from = end[-1] + 1;
    return (struct ar_text){data + from, *end - from};
}

/* True when the record was taken. */
static inline __attribute__((always_inline)) bool take(struct ar_aging *aging, struct ar_group_entry *entry,
                                                       const char *data, const uint32_t *ends,
                                                       const struct places *places)
{
    const struct ar_aging_known *known = ar_aging_fast_currency(aging, field(data, ends, places->currency));
    if (AR_UNLIKELY(known == NULL))
        return false;
    int64_t open_minor;
    unsigned bucket = ar_aging_fast_bucket(aging->plan, field(data, ends, places->base));
    if (AR_UNLIKELY(bucket == 0 || !ar_amount_parse_short(&open_minor, field(data, ends, places->open), known->digits)))
        return false;
    struct ar_currency currency = {known->code};
    struct ar_text key = places->keyed ? field(data, ends, places->key) : (struct ar_text){data, 0};
    ar_group_entry_set(entry, &aging->groups, key, currency, bucket - 1, open_minor, true);
    ar_aging_count(aging, currency, open_minor);
    return true;
}

/* Up to `count` records, of `columns` fields each; returns how many were taken. */
static __attribute__((noinline)) size_t take_some(struct ar_aging *aging, struct ar_group_entry *entries,
                                                  const char *data, const uint32_t *ends, size_t columns, size_t count,
                                                  const struct places *places)
{
    const struct places of = *places;
    struct ar_group_entry *entry = entries, *end = entries + count;
    for (; entry < end && AR_LIKELY(take(aging, entry, data, ends, &of)); entry++, ends += columns)
        ar_fetch((const void *)((uintptr_t)data + ends[0] + AHEAD)); /* it may lie behind the block */
    return (size_t)(entry - entries);
}
#endif

enum ar_status ar_aging_run(struct ar_aging *aging, struct ar_block *block, const struct ar_same *same,
                            struct ar_error *error)
{
    enum ar_status status = AR_OK;
#if AR_AGING_FAST
    const struct ar_aging_plan *plan = aging->plan;
    const unsigned *place = block->input->place;
    if (!plan->plain)
        return AR_OK;
    const bool keyed = plan->key_count > 0;
    const struct places places = {place[plan->base], place[plan->currency], place[plan->open],
                                  keyed ? place[plan->keys[0]] : 0, keyed};
    const uint32_t *ends;
    size_t asked, count, taken;
    do {
        size_t *pending = &aging->pending_count[aging->now];
        asked = AR_GROUP_BATCH - *pending;
        count = ar_block_run(block, asked, &ends);
        count = ar_same_run(same, block, count, ends);
        taken =
            take_some(aging, aging->pending[aging->now] + *pending, block->data, ends, block->columns, count, &places);
        block->next += taken;
        *pending += taken;
        if (AR_LIKELY(taken == asked))
            status = ar_aging_turn(aging, error);
    } while (status == AR_OK && taken == asked);
#else
    (void)aging, (void)block, (void)same, (void)error;
#endif
    return status;
}
