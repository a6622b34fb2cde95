/* SPDX-License-Identifier: MIT */
/* Aging's way for a run of plain records, as nearly all are: every field that the plan needs is taken by its place in
   the block, without a row. What is not plain ends the run, and ar_aging_add takes it. */
#include "analysis/aging_fast.h"

#define AHEAD 768 /* bytes that are asked for before they are looked at */

/* The fields that a plain plan looks at, as places in the records of one input. */
struct places {
    unsigned base, currency, open, key;
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
                                                       const struct places *places, bool keyed)
{
    const struct ar_aging_plan *plan = aging->plan;
    struct ar_currency currency;
    int64_t open_minor;
    unsigned bucket = ar_aging_fast_bucket(plan, field(data, ends, places->base));
    if (AR_UNLIKELY(bucket == 0 || !ar_aging_fast_currency(&currency, aging, field(data, ends, places->currency)) ||
                    !ar_amount_parse_short(&open_minor, field(data, ends, places->open), ar_currency_digits(currency))))
        return false;
    ar_aging_put(aging, entry, keyed ? field(data, ends, places->key) : AR_TEXT(""), currency, bucket - 1, open_minor);
    return true;
}
#endif

enum ar_status ar_aging_run(struct ar_aging *aging, struct ar_block *block, const struct ar_same *same,
                            struct ar_error *error)
{
#if AR_AGING_FAST
    const struct ar_aging_plan *plan = aging->plan;
    if (!plan->plain)
        return AR_OK;
    const unsigned *place = block->input->place;
    const bool keyed = plan->key_count > 0;
    const struct places places = {place[plan->base], place[plan->currency], place[plan->open],
                                  keyed ? place[plan->keys[0]] : 0};
    const struct ar_block lines = *block;
    size_t next = lines.next, at = aging->pending_count[aging->now];
    struct ar_group_entry *pending = aging->pending[aging->now];
    enum ar_status status = AR_OK;
    for (const uint32_t *ends; status == AR_OK && ar_block_plain(&lines, next, &ends); next++) {
        __builtin_prefetch((const void *)((uintptr_t)lines.data + ends[0] + AHEAD)); /* it may lie behind the block */
        if (AR_UNLIKELY(!ar_same_holds(same, &lines, ends)) ||
            AR_UNLIKELY(!take(aging, &pending[at], lines.data, ends, &places, keyed)))
            break;
        if (AR_UNLIKELY(++at == AR_GROUP_BATCH)) {
            aging->pending_count[aging->now] = AR_GROUP_BATCH;
            status = ar_aging_turn(aging, error);
            pending = aging->pending[aging->now];
            at = 0;
        }
    }
    aging->pending_count[aging->now] = at;
    block->next = next;
    return status;
#else
    (void)aging, (void)block, (void)same, (void)error;
    return AR_OK;
#endif
}
