/* SPDX-License-Identifier: MIT */
/* Aging's short ways: fields of a block read some bytes at a time, for what nearly all records look like. Whatever they
   do not know they leave to the parsers of base/, which also say what is wrong with it. A block has readable bytes
   behind its last field (AR_SCAN_BLOCK), so reading beyond a field is safe; decoded fields never come here. */
#ifndef AR_ANALYSIS_AGING_FAST_H
#define AR_ANALYSIS_AGING_FAST_H

#include "analysis/aging.h"

#define AR_AGING_FAST AR_AMOUNT_SHORT

#define AR_AGING_HIGH_BITS UINT64_C(0x8080808080808080)

/* 1 + bucket of a date near the as-of date, from the plan's table; 0 for all else, the empty field too. */
static inline unsigned ar_aging_fast_bucket(const struct ar_aging_plan *plan, struct ar_text text)
{
    uint64_t head;
    uint16_t tail;
    if (AR_UNLIKELY(text.size != AR_DATE_SIZE))
        return 0;
    memcpy(&head, text.at, 8);
    memcpy(&tail, text.at + 8, 2);
    head ^= UINT64_C(0x2d30302d30303030); /* digits are 0..9 and each '-' in its place is 0, see ar_date_parse */
    uint64_t low = tail ^ 0x3030u;
    uint64_t wrong = ((head + UINT64_C(0x7f76767f76767676)) | head) | ((low + 0x7676) | low);
    head = head * 10 + (head >> 8);
    uint32_t year = (uint32_t)((head & 0xff) * 100 + (head >> 16 & 0xff)) - plan->first_year;
    uint32_t month = head >> 40 & 0xff, day = (uint32_t)(low * 10 + (low >> 8)) & 0xff;
    if (AR_UNLIKELY((wrong & AR_AGING_HIGH_BITS) || year >= AR_AGING_YEARS || (month | day) > 31))
        return 0;
    return plan->days[year][month][day];
}

/* The currency that three letters meant before in this run; false when it has to be looked up. */
static inline bool ar_aging_fast_currency(struct ar_currency *out, const struct ar_aging *aging, struct ar_text text)
{
    uint32_t letters;
    memcpy(&letters, text.at, 4);
    letters &= 0xffffff;
    const struct ar_aging_known *known = &aging->known[letters * UINT32_C(2654435769) >> 26];
    out->code = known->code;
    return text.size == AR_CURRENCY_SIZE && known->letters == letters;
}

static inline void ar_aging_remember(struct ar_aging *aging, struct ar_text text, struct ar_currency currency)
{
    uint32_t letters = 0;
    memcpy(&letters, text.at, AR_CURRENCY_SIZE);
    aging->known[letters * UINT32_C(2654435769) >> 26] = (struct ar_aging_known){letters, currency.code};
}

/* Makes the entry of an item and counts the item among those read. */
static inline __attribute__((always_inline)) void ar_aging_put(struct ar_aging *aging, struct ar_group_entry *entry,
                                                               struct ar_text key, struct ar_currency currency,
                                                               unsigned sum, int64_t open_minor)
{
    ar_group_entry_set(entry, &aging->groups, key, currency, sum, open_minor);
    struct ar_currency counted = aging->plan->exchange != NULL ? aging->plan->into : currency;
    struct ar_aging_control *control = &aging->controls[counted.code];
    control->sum += open_minor;
    control->items++;
}

AR_MUST_USE enum ar_status ar_aging_turn(struct ar_aging *aging, struct ar_error *error);

#endif
