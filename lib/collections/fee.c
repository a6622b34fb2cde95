/* SPDX-License-Identifier: MIT */
/* Fixed sums by brackets. */
#include "collections/fee.h"

#include <stdlib.h>

static int compare(const void *left, const void *right)
{
    const struct ar_fee_bracket *a = left, *b = right;
    int order = ar_text_compare(a->table, b->table);
    if (order == 0)
        order = (a->currency.code > b->currency.code) - (a->currency.code < b->currency.code);
    if (order == 0)
        order = (a->from > b->from) - (a->from < b->from);
    if (order == 0)
        order = (a->row > b->row) - (a->row < b->row);
    return order;
}

struct places {
    int table, currency, from, fee;
};

static enum ar_status decode_amount(int64_t *out, const struct ar_table *table, size_t row, int column,
                                    struct ar_currency currency, struct ar_error *error)
{
    const char *why;
    if (ar_amount_parse(out, ar_table_get(table, row, column), ar_currency_digits(currency), &why) != AR_OK)
        return ar_table_error(table, row, column, why, error);
    return *out < 0 ? ar_table_error(table, row, column, "must not be below zero", error) : AR_OK;
}

static enum ar_status decode(struct ar_fee_bracket *out, const struct ar_table *table, const struct places *at,
                             size_t row, struct ar_error *error)
{
    *out = (struct ar_fee_bracket){.table = ar_table_get(table, row, at->table), .row = row};
    if (out->table.size == 0)
        return ar_table_error(table, row, at->table, "missing", error);
    if (ar_currency_parse(&out->currency, ar_table_get(table, row, at->currency)) != AR_OK)
        return ar_table_error(table, row, at->currency, "not a currency of ISO 4217", error);
    enum ar_status status = decode_amount(&out->from, table, row, at->from, out->currency, error);
    return status == AR_OK ? decode_amount(&out->fee, table, row, at->fee, out->currency, error) : status;
}

static bool is_series(const struct ar_fee_bracket *bracket, struct ar_text table, struct ar_currency currency)
{
    return bracket->currency.code == currency.code && ar_text_equal(bracket->table, table);
}

static enum ar_status find_repeats(const struct ar_fees *fees, int column, struct ar_error *error)
{
    for (size_t i = 1; i < fees->count; i++) {
        const struct ar_fee_bracket *a = &fees->at[i - 1], *b = &fees->at[i];
        if (is_series(b, a->table, a->currency) && a->from == b->from)
            return ar_table_error(fees->source, b->row, column, "a second row of the same table, currency and amount",
                                  error);
    }
    return AR_OK;
}

enum ar_status ar_fees_init(struct ar_fees *out, const struct ar_table *table, struct ar_error *error)
{
    struct places at;
    *out = (struct ar_fees){.source = table};
    enum ar_status status = ar_table_need(table, "fee_table", &at.table, error);
    if (status == AR_OK)
        status = ar_table_need(table, "currency", &at.currency, error);
    if (status == AR_OK)
        status = ar_table_need(table, "from", &at.from, error);
    if (status == AR_OK)
        status = ar_table_need(table, "fee", &at.fee, error);
    if (status != AR_OK)
        return status;
    out->at = calloc(table->rows + 1, sizeof *out->at);
    if (out->at == NULL)
        return ar_error_memory(error);
    for (; status == AR_OK && out->count < table->rows; out->count++)
        status = decode(&out->at[out->count], table, &at, out->count, error);
    if (status == AR_OK) {
        qsort(out->at, out->count, sizeof *out->at, compare);
        status = find_repeats(out, at.from, error);
    }
    if (status != AR_OK)
        ar_fees_free(out);
    return status;
}

void ar_fees_free(struct ar_fees *fees)
{
    free(fees->at);
    *fees = (struct ar_fees){0};
}

bool ar_fees_has(const struct ar_fees *fees, struct ar_text table)
{
    for (size_t i = 0; i < fees->count; i++)
        if (ar_text_equal(fees->at[i].table, table))
            return true;
    return false;
}

bool ar_fees_find(int64_t *fee, const struct ar_fees *fees, struct ar_text table, struct ar_currency currency,
                  int64_t debt)
{
    bool known = false;
    *fee = 0;
    for (size_t i = 0; i < fees->count; i++) { /* a handful of rows, ascending within a series */
        if (!is_series(&fees->at[i], table, currency))
            continue;
        known = true;
        if (fees->at[i].from <= debt)
            *fee = fees->at[i].fee;
    }
    return known;
}
