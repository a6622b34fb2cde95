/* SPDX-License-Identifier: MIT */
/* Exchange rates of a day. */
#include "ledger/exchange.h"

#include <stdlib.h>

static int compare(const void *left, const void *right)
{
    const struct ar_exchange_rate *a = left, *b = right;
    if (a->from.code != b->from.code)
        return a->from.code < b->from.code ? -1 : 1;
    if (a->to.code != b->to.code)
        return a->to.code < b->to.code ? -1 : 1;
    if (a->date.days != b->date.days)
        return a->date.days < b->date.days ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

struct places {
    int date, from, to, rate;
};

static enum ar_status decode(struct ar_exchange_rate *out, const struct ar_table *table, const struct places *at,
                             size_t row, struct ar_error *error)
{
    out->row = row;
    if (ar_date_parse(&out->date, ar_table_get(table, row, at->date)) != AR_OK)
        return ar_table_error(table, row, at->date, "not a date", error);
    if (ar_currency_parse(&out->from, ar_table_get(table, row, at->from)) != AR_OK)
        return ar_table_error(table, row, at->from, "not a currency of ISO 4217", error);
    if (ar_currency_parse(&out->to, ar_table_get(table, row, at->to)) != AR_OK)
        return ar_table_error(table, row, at->to, "not a currency of ISO 4217", error);
    if (ar_rate_parse(&out->rate, ar_table_get(table, row, at->rate)) != AR_OK)
        return ar_table_error(table, row, at->rate, "not a rate", error);
    if (out->rate.value <= 0)
        return ar_table_error(table, row, at->rate, "a rate must be above zero", error);
    return AR_OK;
}

static enum ar_status find_repeats(const struct ar_exchange *exchange, const struct ar_table *table, int date,
                                   struct ar_error *error)
{
    for (size_t i = 1; i < exchange->count; i++) {
        const struct ar_exchange_rate *a = &exchange->rates[i - 1], *b = &exchange->rates[i];
        if (a->from.code == b->from.code && a->to.code == b->to.code && a->date.days == b->date.days)
            return ar_table_error(table, b->row, date, "a second rate of the same day and currencies", error);
    }
    return AR_OK;
}

enum ar_status ar_exchange_init(struct ar_exchange *out, const struct ar_table *table, struct ar_error *error)
{
    struct places at;
    enum ar_status status = ar_table_need(table, "date", &at.date, error);
    if (status == AR_OK)
        status = ar_table_need(table, "from", &at.from, error);
    if (status == AR_OK)
        status = ar_table_need(table, "to", &at.to, error);
    if (status == AR_OK)
        status = ar_table_need(table, "rate", &at.rate, error);
    if (status != AR_OK)
        return status;
    *out = (struct ar_exchange){.path = table->path};
    out->rates = calloc(table->rows + 1, sizeof *out->rates);
    if (out->rates == NULL)
        return ar_error_memory(error);
    for (; status == AR_OK && out->count < table->rows; out->count++)
        status = decode(&out->rates[out->count], table, &at, out->count, error);
    if (status == AR_OK) {
        qsort(out->rates, out->count, sizeof *out->rates, compare);
        status = find_repeats(out, table, at.date, error);
    }
    if (status != AR_OK)
        ar_exchange_free(out);
    return status;
}

void ar_exchange_free(struct ar_exchange *exchange)
{
    free(exchange->rates);
    *exchange = (struct ar_exchange){0};
}

/* How many rates come before or are at (from, to, day). */
static size_t rank(const struct ar_exchange *exchange, struct ar_currency from, struct ar_currency to,
                   struct ar_date day)
{
    const struct ar_exchange_rate key = {.from = from, .to = to, .date = day, .row = SIZE_MAX};
    size_t low = 0, high = exchange->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare(&exchange->rates[middle], &key) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static enum ar_status refuse(const struct ar_exchange *exchange, const struct ar_exchange_rate *before,
                             struct ar_currency from, struct ar_currency to, struct ar_date day, struct ar_error *error)
{
    char a[AR_CURRENCY_SIZE], b[AR_CURRENCY_SIZE], on[AR_DATE_SIZE], last[AR_DATE_SIZE];
    ar_currency_format(a, from);
    ar_currency_format(b, to);
    ar_date_format(on, day);
    if (before != NULL) {
        ar_date_format(last, before->date);
        ar_error_set(error, AR_BAD_DATA, "no rate from %.3s to %.3s on %.10s; the latest before it is of %.10s", a, b,
                     on, last);
    } else {
        ar_error_set(error, AR_BAD_DATA, "no rate from %.3s to %.3s on %.10s", a, b, on);
    }
    ar_error_place(error, exchange->path, 0);
    if (error != NULL)
        error->fatal = true;
    return AR_BAD_DATA;
}

enum ar_status ar_exchange_find(struct ar_exchange_rate *out, const struct ar_exchange *exchange,
                                struct ar_currency from, struct ar_currency to, struct ar_date day, unsigned within,
                                struct ar_error *error)
{
    if (from.code == to.code) {
        *out = (struct ar_exchange_rate){.from = from, .to = to, .date = day, .rate = {1, 0}};
        return AR_OK;
    }
    size_t at = rank(exchange, from, to, day);
    const struct ar_exchange_rate *found = at > 0 ? &exchange->rates[at - 1] : NULL;
    if (found != NULL && (found->from.code != from.code || found->to.code != to.code))
        found = NULL;
    if (found == NULL || (int64_t)day.days - found->date.days > (int64_t)within)
        return refuse(exchange, found, from, to, day, error);
    *out = *found;
    return AR_OK;
}
