/* SPDX-License-Identifier: MIT */
/* Aging of open items, row by row. */
#include "analysis/aging.h"
#include "analysis/aging_fast.h"

#include <stdlib.h>
#include <string.h>

#define JOINED 65536 /* room for the keys of many rows */

static unsigned key_field(struct ar_aging_plan *plan, int column)
{
    unsigned i = 0;
    while (i < plan->key_count && plan->keys[i] != column)
        i++;
    if (i == plan->key_count)
        plan->keys[plan->key_count++] = column;
    return i;
}

static void fill_year(struct ar_aging_plan *plan, int year)
{
    const char century[2] = {(char)('0' + year / 1000), (char)('0' + year / 100 % 10)};
    memcpy(&plan->centuries[year % 100], century, 2);
    for (int m = 1; m <= 12; m++)
        for (int d = 1; d <= 31; d++) {
            struct ar_date date;
            if (ar_date_from_civil(&date, year, m, d) == AR_OK)
                plan->days[year % 100][m][d] = (uint8_t)(1 + ar_aging_bucket(&plan->rules, date, date));
        }
}

static void fill_days(struct ar_aging_plan *plan)
{
    int year, month, day;
    memset(plan->centuries, 0, sizeof plan->centuries);
    memset(plan->days, 0, sizeof plan->days);
    plan->undated = 0;
    if (ar_date_is_none(plan->rules.as_of))
        return;
    if (!plan->rules.undated_by_date)
        plan->undated = (uint8_t)(1 + ar_aging_bucket(&plan->rules, AR_DATE_NONE, AR_DATE_NONE));
    ar_date_to_civil(plan->rules.as_of, &year, &month, &day);
    for (int y = year - AR_AGING_YEARS / 2; y < year + AR_AGING_YEARS / 2; y++)
        if (y >= 1 && y <= 9999)
            fill_year(plan, y);
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
    plan->plain = AR_AGING_FAST && plan->key_count <= 1 && plan->base >= 0 && plan->exchange == NULL &&
                  plan->rules.credits == AR_CREDITS_AGED && !plan->rules.disputed_apart;
    fill_days(plan);
}

enum ar_status ar_aging_init(struct ar_aging *aging, const struct ar_aging_plan *plan)
{
    *aging = (struct ar_aging){.plan = plan};
    ar_groups_init(&aging->groups, plan->sums, plan->seed);
    for (size_t i = 0; i < sizeof aging->known / sizeof *aging->known; i++)
        aging->known[i].letters = UINT32_MAX;
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

enum ar_status ar_aging_look(struct ar_aging_item *out, const struct ar_aging_plan *plan, const struct ar_row *row,
                             struct ar_error *error)
{
    struct ar_text text = ar_row_get(row, plan->currency);
    if (AR_UNLIKELY(ar_currency_parse(&out->currency, text) != AR_OK))
        return refuse(plan, row, plan->currency, "not a currency of ISO 4217", error);
    const char *why;
    unsigned digits = ar_currency_digits(out->currency);
    text = ar_row_get(row, plan->open);
    bool done = AR_AGING_FAST && !row->escapes && ar_amount_parse_short(&out->open_minor, text, digits);
    if (AR_UNLIKELY(!done) && ar_amount_parse(&out->open_minor, text, digits, &why) != AR_OK)
        return refuse(plan, row, plan->open, why, error);
    out->base = out->date = AR_DATE_NONE;
    text = ar_row_get(row, plan->base);
    if (AR_UNLIKELY(ar_date_parse(&out->base, text) != AR_OK) && text.size > 0)
        return refuse(plan, row, plan->base, "not a date", error);
    if (plan->rules.undated_by_date) {
        text = ar_row_get(row, plan->date);
        if (AR_UNLIKELY(ar_date_parse(&out->date, text) != AR_OK) && text.size > 0)
            return refuse(plan, row, plan->date, "not a date", error);
    }
    out->bucket = ar_aging_bucket(&plan->rules, out->base, out->date);
    bool disputed = plan->rules.disputed_apart && ar_row_get(row, plan->dispute).size > 0;
    out->column = ar_aging_column(&plan->rules, out->bucket, out->open_minor, disputed);
    return AR_OK;
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
        if (status == AR_OK && ar_buffer_reserve(&aging->joined, most + JOINED) != AR_OK)
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

/* The batch that waited has its memory now; the one just filled is asked for. */
enum ar_status ar_aging_turn(struct ar_aging *aging, struct ar_error *error)
{
    unsigned now = aging->now, other = 1 - now;
    ar_groups_prefetch(&aging->groups, aging->pending[now], aging->pending_count[now]);
    if (ar_groups_add(&aging->groups, aging->pending[other], aging->pending_count[other]) != AR_OK)
        return ar_error_memory(error);
    aging->pending_count[other] = 0;
    aging->now = other;
    return AR_OK;
}

enum ar_status ar_aging_flush(struct ar_aging *aging, struct ar_error *error)
{
    enum ar_status status = ar_aging_turn(aging, error);
    if (status == AR_OK)
        status = ar_aging_turn(aging, error);
    aging->joined.size = 0;
    return status;
}

enum ar_status ar_aging_add(struct ar_aging *aging, const struct ar_row *row, struct ar_error *error)
{
    const struct ar_aging_plan *plan = aging->plan;
    struct ar_aging_item item;
    struct ar_text key;
    enum ar_status status = ar_aging_look(&item, plan, row, error);
    if (status != AR_OK)
        return status;
    if (plan->plain)
        ar_aging_remember(aging, ar_row_get(row, plan->currency), item.currency);
    if (plan->exchange != NULL && (status = convert(aging, &item, row, error)) != AR_OK)
        return status;
    if (plan->rules.credits == AR_CREDITS_OLDEST && item.open_minor < 0)
        item.column += ar_aging_columns(&plan->rules);
    if (plan->key_count == 1)
        key = ar_row_get(row, plan->keys[0]);
    else if ((status = join_key(&key, aging, row, error)) != AR_OK)
        return status;
    size_t at = aging->pending_count[aging->now]++;
    ar_group_entry_set(&aging->pending[aging->now][at], &aging->groups, key, item.currency, item.column,
                       item.open_minor, false);
    ar_aging_count(aging, plan->exchange != NULL ? plan->into : item.currency, item.open_minor);
    return at + 1 == AR_GROUP_BATCH ? ar_aging_turn(aging, error) : AR_OK;
}
