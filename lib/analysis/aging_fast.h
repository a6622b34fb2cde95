/* SPDX-License-Identifier: MIT */
/* Aging's short ways: fields of a block read some bytes at a time, for what nearly all records look like. Whatever they
   do not know they leave to the parsers of base/, which also say what is wrong with it. A block has readable bytes
   behind its last field (AR_SCAN_BLOCK), so reading beyond a field is safe; decoded fields never come here. */
#ifndef AR_ANALYSIS_AGING_FAST_H
#define AR_ANALYSIS_AGING_FAST_H

#include "analysis/aging.h"

#define AR_AGING_FAST AR_AMOUNT_SHORT

#define AR_AGING_HIGH_BITS UINT64_C(0x8080808080808080)

/* 1 + bucket of a date near the as-of date, or of none, from the plan; 0 for all else. */
static inline unsigned ar_aging_fast_bucket(const struct ar_aging_plan *plan, struct ar_text text)
{
    uint16_t century;
    uint64_t tail; /* YY-MM-DD */
    if (AR_UNLIKELY(text.size != AR_DATE_SIZE))
        return text.size == 0 ? plan->undated : 0;
    memcpy(&century, text.at, 2);
    memcpy(&tail, text.at + 2, 8);
    tail ^= UINT64_C(0x30302d30302d3030); /* digits are 0..9 and each '-' in its place is 0, see ar_date_parse */
    uint64_t wrong = (tail + UINT64_C(0x76767f76767f7676)) | tail;
    tail = tail * 10 + (tail >> 8);
    uint32_t year = tail & 0xff, month = tail >> 24 & 0xff, day = tail >> 48 & 0xff;
    if (AR_UNLIKELY((wrong & AR_AGING_HIGH_BITS) || century != plan->centuries[year] || (month | day) > 31))
        return 0;
    return plan->days[year][month][day];
}

/* The currency that three letters meant before in this run; NULL when it has to be looked up. */
static inline const struct ar_aging_known *ar_aging_fast_currency(const struct ar_aging *aging, struct ar_text text)
{
    uint32_t letters;
    memcpy(&letters, text.at, 4);
    letters &= 0xffffff;
    const struct ar_aging_known *known = &aging->known[letters * UINT32_C(2654435769) >> 26];
    return text.size == AR_CURRENCY_SIZE && known->letters == letters ? known : NULL;
}

static inline void ar_aging_remember(struct ar_aging *aging, struct ar_text text, struct ar_currency currency)
{
    uint32_t letters = 0;
    memcpy(&letters, text.at, AR_CURRENCY_SIZE);
    aging->known[letters * UINT32_C(2654435769) >> 26] =
        (struct ar_aging_known){letters, currency.code, (uint8_t)ar_currency_digits(currency)};
}

/* Counts an item among those read. */
static inline void ar_aging_count(struct ar_aging *aging, struct ar_currency currency, int64_t open_minor)
{
    struct ar_aging_control *control = &aging->controls[currency.code];
    control->sum += open_minor;
    control->items++;
}

AR_MUST_USE enum ar_status ar_aging_turn(struct ar_aging *aging, struct ar_error *error);

#endif
