/* SPDX-License-Identifier: MIT */
/* Aging's short ways: fields of a block read some bytes at a time, for what nearly all records look like. Whatever they
   do not know they leave to the parsers of base/, which also say what is wrong with it. A block has readable bytes
   behind its last field (AR_SCAN_BLOCK), so reading beyond a field is safe; decoded fields never come here. */
#ifndef AR_ANALYSIS_AGING_FAST_H
#define AR_ANALYSIS_AGING_FAST_H

#include "analysis/aging.h"

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define AR_AGING_FAST 1
#else
#define AR_AGING_FAST 0
#endif

#define AR_AGING_HIGH_BITS UINT64_C(0x8080808080808080)

/* As ar_amount_parse for -?d{1,8} and -?d{1,8}.dd with 0 and 2 digits; false for all else. Reads 13 bytes at most. */
static inline bool ar_aging_fast_amount(int64_t *out, struct ar_text text, unsigned digits)
{
    bool negative = text.at[0] == '-';
    const char *p = text.at + negative;
    size_t whole = text.size - negative - (digits ? 3 : 0);
    uint64_t word, tail = 0;
    if (AR_UNLIKELY(whole - 1 >= 8 || (digits != 2 && digits != 0)))
        return false;
    memcpy(&word, p, 8);
    unsigned shift = 64 - 8 * (unsigned)whole; /* the digits go to the upper end, zeros below them */
    uint64_t digit = (word ^ UINT64_C(0x3030303030303030)) << shift;
    uint64_t wrong = (digit + UINT64_C(0x7676767676767676)) | digit;
    if (digits) {
        uint32_t cents;
        memcpy(&cents, p + whole, 4);
        cents = (cents ^ 0x30302e) & 0xffffff; /* now the point is 0, digits are 0..9 */
        wrong |= (cents + 0x76767f) | cents;
        tail = (uint64_t)(cents >> 8 & 0xff) * 10 + (cents >> 16);
    }
    if (AR_UNLIKELY((wrong & AR_AGING_HIGH_BITS) || (whole > 1 && *p == '0')))
        return false;
    digit = digit * 10 + (digit >> 8); /* pairs, then all eight */
    digit = ((digit & UINT64_C(0x000000ff000000ff)) * UINT64_C(0x000f424000000064) +
             (digit >> 16 & UINT64_C(0x000000ff000000ff)) * UINT64_C(0x0000271000000001)) >>
            32;
    int64_t value = (int64_t)(digit * (digits ? 100 : 1) + tail);
    *out = negative ? -value : value;
    return !negative || value != 0;
}

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
