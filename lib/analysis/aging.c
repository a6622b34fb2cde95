/* SPDX-License-Identifier: MIT */
/* Aging of open items, row by row. */
#include "analysis/aging.h"

#include <stdlib.h>
#include <string.h>

static unsigned key_field(struct ar_aging_plan *plan, int column)
{
    unsigned i = 0;
    while (i < plan->key_count && plan->keys[i] != column)
        i++;
    if (i == plan->key_count)
        plan->keys[plan->key_count++] = column;
    return i;
}

void ar_aging_plan_ready(struct ar_aging_plan *plan)
{
    bool has_currency = false, oldest = plan->rules.credits == AR_CREDITS_OLDEST, lent = false;
    plan->key_count = 0;
    for (unsigned i = 0; i < plan->by_count; i++) {
        struct ar_aging_by *by = &plan->by[i];
        has_currency |= by->source == AR_BY_CURRENCY;
        lent |= by->source == AR_BY_CUSTOMERS;
        if (by->source == AR_BY_RECORD)
            by->field = key_field(plan, by->column);
    }
    if (!has_currency)
        plan->by[plan->by_count++] = (struct ar_aging_by){.name = AR_TEXT("currency"), .source = AR_BY_CURRENCY};
    if (lent || oldest)
        plan->customer_field = key_field(plan, plan->customer);
    plan->sums = ar_aging_columns(&plan->rules) * (oldest ? 2 : 1);
    plan->rolls_up = lent || oldest || plan->exchange != NULL;
}

enum ar_status ar_aging_init(struct ar_aging *aging, const struct ar_aging_plan *plan)
{
    *aging = (struct ar_aging){.plan = plan};
    ar_groups_init(&aging->groups, plan->sums, plan->seed);
    aging->controls = calloc(AR_CURRENCIES, sizeof *aging->controls);
    return aging->controls ? AR_OK : AR_FAILED;
}

void ar_aging_free(struct ar_aging *aging)
{
    ar_groups_free(&aging->groups);
    ar_buffer_free(&aging->joined);
    free(aging->controls);
    *aging = (struct ar_aging){0};
}

/* Says what is wrong with a field; cold, so that the loop stays small. */
static __attribute__((noinline)) enum ar_status refuse(const struct ar_aging_plan *plan, const struct ar_row *row,
                                                       int column, const char *why, struct ar_error *error)
{
    ar_error_set(error, AR_BAD_DATA, "%s", ar_row_get(row, column).size ? why : "missing");
    return ar_row_error(row, plan->header, column, error);
}

/* As ar_row_get; the usual case without its function. */
static inline __attribute__((always_inline)) struct ar_text field(const struct ar_row *row, int column)
{
    if (AR_UNLIKELY(row->escapes || column < 0))
        return ar_row_get(row, column);
    unsigned at = row->block->input->place[column];
    uint32_t from = at > 0 ? row->ends[at - 1] + 1 : row->start;
    return (struct ar_text){row->block->data + from, row->ends[at] - from};
}

/* As ar_amount_parse for what most amounts are, -?d{1,8}[.dd]; false for all else. Reads up to 13 bytes from the text
   on, which a block has behind its last field. */
static inline bool quick_amount(int64_t *out, struct ar_text text, unsigned digits)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    bool negative = text.at[0] == '-';
    const char *p = text.at + negative;
    size_t whole = text.size - negative - (digits ? 3 : 0);
    uint64_t word, tail = 0;
    if (AR_UNLIKELY(whole - 1 >= 8 || (digits != 2 && digits != 0)))
        return false;
    memcpy(&word, p, 8);
    unsigned shift = 8 * (8 - (unsigned)whole); /* the digits go to the upper end, zeros below them */
    uint64_t digit = (word << shift ^ UINT64_C(0x3030303030303030)) & UINT64_MAX << shift;
    uint64_t wrong = (digit + UINT64_C(0x7676767676767676)) | digit;
    if (digits) {
        uint32_t cents;
        memcpy(&cents, p + whole, 4);
        cents = (cents ^ 0x30302e) & 0xffffff; /* now the point is 0, digits are 0..9 */
        wrong |= (cents + 0x76767f) | cents;
        tail = (uint64_t)(cents >> 8 & 0xff) * 10 + (cents >> 16);
    }
    if (AR_UNLIKELY((wrong & UINT64_C(0x8080808080808080)) || (whole > 1 && *p == '0')))
        return false;
    digit = digit * 10 + (digit >> 8); /* pairs, then all eight */
    digit = ((digit & UINT64_C(0x000000ff000000ff)) * UINT64_C(0x000f424000000064) +
             (digit >> 16 & UINT64_C(0x000000ff000000ff)) * UINT64_C(0x0000271000000001)) >>
            32;
    int64_t value = (int64_t)(digit * (digits ? 100 : 1) + tail);
    *out = negative ? -value : value;
    return !negative || value != 0;
#else
    (void)out, (void)text, (void)digits;
    return false;
#endif
}

static inline __attribute__((always_inline)) enum ar_status
look(struct ar_aging_item *out, const struct ar_aging_plan *plan, const struct ar_row *row, struct ar_error *error)
{
    struct ar_text text = field(row, plan->currency);
    if (AR_UNLIKELY(ar_currency_parse(&out->currency, text) != AR_OK))
        return refuse(plan, row, plan->currency, "not a currency of ISO 4217", error);
    const char *why;
    unsigned digits = ar_currency_digits(out->currency);
    text = field(row, plan->open);
    if (AR_UNLIKELY(row->escapes || !quick_amount(&out->open_minor, text, digits)) &&
        ar_amount_parse(&out->open_minor, text, digits, &why) != AR_OK)
        return refuse(plan, row, plan->open, why, error);
    out->base = out->date = AR_DATE_NONE;
    text = field(row, plan->base);
    if (AR_UNLIKELY(ar_date_parse(&out->base, text) != AR_OK) && text.size > 0)
        return refuse(plan, row, plan->base, "not a date", error);
    if (plan->rules.undated_by_date) {
        text = field(row, plan->date);
        if (AR_UNLIKELY(ar_date_parse(&out->date, text) != AR_OK) && text.size > 0)
            return refuse(plan, row, plan->date, "not a date", error);
    }
    out->bucket = ar_aging_bucket(&plan->rules, out->base, out->date);
    bool disputed = plan->rules.disputed_apart && field(row, plan->dispute).size > 0;
    out->column = ar_aging_column(&plan->rules, out->bucket, out->open_minor, disputed);
    return AR_OK;
}

enum ar_status ar_aging_look(struct ar_aging_item *out, const struct ar_aging_plan *plan, const struct ar_row *row,
                             struct ar_error *error)
{
    return look(out, plan, row, error);
}

size_t ar_aging_days_format(char out[static AR_AMOUNT_SIZE], const struct ar_aging_plan *plan,
                            const struct ar_aging_item *item)
{
    if (ar_date_is_none(item->base))
        return 0;
    return ar_amount_format(out, plan->rules.as_of.days - item->base.days, 0);
}

enum ar_status ar_aging_join(struct ar_buffer *out, const struct ar_text *parts, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        if (ar_buffer_reserve(out, parts[i].size + 5) != AR_OK)
            return AR_FAILED;
        char *p = out->at + out->size;
        if (i + 1 < count) {
            uint32_t size = (uint32_t)parts[i].size; /* a record has 16 MiB at most */
            bool large = size >= 255;
            *p++ = (char)(large ? 255 : size);
            if (large) {
                memcpy(p, &size, sizeof size);
                p += sizeof size;
            }
        }
        if (parts[i].size > 0)
            memcpy(p, parts[i].at, parts[i].size);
        out->size = (size_t)(p - out->at) + parts[i].size;
    }
    return AR_OK;
}

void ar_aging_part(struct ar_text *parts, unsigned count, struct ar_text key)
{
    for (unsigned i = 0; i < count; i++) {
        size_t before = 0, size = key.size;
        if (i + 1 < count) {
            size = (unsigned char)key.at[0];
            before = 1;
            if (size == 255) {
                uint32_t large;
                memcpy(&large, key.at + 1, sizeof large);
                size = large;
                before += sizeof large;
            }
        }
        parts[i] = (struct ar_text){key.at + before, size};
        key = (struct ar_text){key.at + before + size, key.size - before - size};
    }
}

/* The key of a row by several columns, or none: it lives in aging->joined until the next flush. */
static __attribute__((noinline)) enum ar_status join_key(struct ar_text *key, struct ar_aging *aging,
                                                         const struct ar_row *row, struct ar_error *error)
{
    const struct ar_aging_plan *plan = aging->plan;
    struct ar_text parts[AR_AGING_BY_MAX + 1];
    size_t most = 0;
    *key = AR_TEXT("");
    if (plan->key_count == 0)
        return AR_OK;
    for (unsigned i = 0; i < plan->key_count; i++) {
        parts[i] = ar_row_get(row, plan->keys[i]);
        most += parts[i].size + 5;
    }
    if (aging->joined.capacity - aging->joined.size < most) { /* it moves: nothing may point into it */
        enum ar_status status = ar_aging_flush(aging, error);
        if (status == AR_OK && ar_buffer_reserve(&aging->joined, most + 4096) != AR_OK)
            status = ar_error_memory(error);
        if (status != AR_OK)
            return status;
    }
    size_t start = aging->joined.size;
    if (ar_aging_join(&aging->joined, parts, plan->key_count) != AR_OK)
        return ar_error_memory(error);
    *key = (struct ar_text){aging->joined.at + start, aging->joined.size - start};
    return AR_OK;
}

/* Into the currency of the report, item by item, so that every grouping adds up to the same totals. */
static __attribute__((noinline)) enum ar_status convert(struct ar_aging *aging, struct ar_aging_item *item,
                                                        const struct ar_row *row, struct ar_error *error)
{
    const struct ar_aging_plan *plan = aging->plan;
    struct ar_exchange_rate *rate = &aging->rate;
    if (rate->from.code != item->currency.code) {
        enum ar_status status =
            ar_exchange_find(rate, plan->exchange, item->currency, plan->into, plan->rules.as_of, plan->within, error);
        if (status != AR_OK)
            return status;
    }
    if (ar_rate_convert(&item->open_minor, item->open_minor, ar_currency_digits(item->currency), rate->rate,
                        ar_currency_digits(plan->into), plan->rounding) != AR_OK)
        return refuse(plan, row, plan->open, "out of range after conversion", error);
    return AR_OK;
}

enum ar_status ar_aging_add(struct ar_aging *aging, const struct ar_row *row, struct ar_error *error)
{
    const struct ar_aging_plan *plan = aging->plan;
    struct ar_aging_item item;
    enum ar_status status = look(&item, plan, row, error);
    if (AR_UNLIKELY(status != AR_OK))
        return status;
    if (plan->exchange != NULL && AR_UNLIKELY((status = convert(aging, &item, row, error)) != AR_OK))
        return status;
    if (plan->rules.credits == AR_CREDITS_OLDEST && item.open_minor < 0)
        item.column += ar_aging_columns(&plan->rules);
    struct ar_text key;
    if (AR_LIKELY(plan->key_count == 1))
        key = field(row, plan->keys[0]);
    else if (AR_UNLIKELY((status = join_key(&key, aging, row, error)) != AR_OK))
        return status;
    struct ar_group_entry *entry = &aging->pending[aging->pending_count];
    ar_group_entry_set(entry, &aging->groups, key, item.currency, item.column, item.open_minor);
    struct ar_aging_control *control = &aging->controls[plan->exchange != NULL ? plan->into.code : item.currency.code];
    control->sum += item.open_minor;
    control->items++;
    if (AR_UNLIKELY(++aging->pending_count == AR_GROUP_BATCH))
        return ar_aging_flush(aging, error);
    return AR_OK;
}

enum ar_status ar_aging_flush(struct ar_aging *aging, struct ar_error *error)
{
    size_t count = aging->pending_count;
    aging->pending_count = 0;
    enum ar_status status = ar_groups_add(&aging->groups, aging->pending, count);
    aging->joined.size = 0;
    return status == AR_OK ? AR_OK : ar_error_memory(error);
}
