/* SPDX-License-Identifier: MIT */
/* Comparing what came with what was announced. */
#include "import/convert_expect.h"

#include <stdio.h>
#include <stdlib.h>

static enum ar_status refuse(struct ar_error *error, struct ar_text value, const char *why)
{
    ar_error_set(error, AR_MISUSE, "%s", why);
    ar_error_value(error, value);
    return AR_MISUSE;
}

static enum ar_status parse_records(struct ar_expect *expect, struct ar_text text, struct ar_error *error)
{
    expect->records = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.at[i] < '0' || text.at[i] > '9' || i >= 18)
            return refuse(error, text, "not a number of records");
        expect->records = expect->records * 10 + (uint64_t)(text.at[i] - '0');
    }
    if (text.size == 0)
        return refuse(error, text, "not a number of records");
    expect->has_records = true;
    return AR_OK;
}

static enum ar_status parse_sum(struct ar_expect *expect, struct ar_text column, struct ar_text text,
                                struct ar_error *error)
{
    struct ar_expect_sum sum = {.column = column, .amount = text};
    const char *colon = memchr(text.at, ':', text.size);
    int64_t amount;
    if (colon != NULL) {
        struct ar_text code = ar_text_cut(&sum.amount, ':');
        if (ar_currency_parse(&sum.currency, code) != AR_OK)
            return refuse(error, code, "not a currency");
    }
    struct ar_number_style style = AR_NUMBER_STYLE_DEFAULT;
    if (ar_number_parse(&amount, sum.amount, &style, sum.currency.code ? ar_currency_digits(sum.currency) : 4, NULL))
        return refuse(error, text, "not an amount, as EUR:123.45");
    if (ar_grow(&expect->sums, &expect->capacity, expect->count + 1, sizeof sum) != AR_OK)
        return ar_error_memory(error);
    expect->sums[expect->count++] = sum;
    return AR_OK;
}

enum ar_status ar_expect_parse(struct ar_expect *expect, struct ar_text text, struct ar_error *error)
{
    while (text.at != NULL) {
        struct ar_text value = ar_text_cut(&text, ',');
        struct ar_text name = {value.at, 0};
        if (memchr(value.at, '=', value.size) == NULL)
            return refuse(error, value, "expected records=NUMBER or COLUMN=CURRENCY:AMOUNT");
        name = ar_text_cut(&value, '=');
        enum ar_status status =
            ar_text_is(name, "records") ? parse_records(expect, value, error) : parse_sum(expect, name, value, error);
        if (status != AR_OK)
            return status;
    }
    return AR_OK;
}

enum ar_status ar_expect_check(const struct ar_expect *expect, const struct ar_kind *kind, struct ar_error *error)
{
    for (size_t i = 0; i < expect->count; i++) {
        int column = ar_kind_column(kind, expect->sums[i].column);
        if (column >= 0 && kind->columns[column].type == AR_COLUMN_AMOUNT)
            continue;
        ar_error_set(error, AR_MISUSE, "no amounts of this name in the stream %s", kind->name);
        ar_error_value(error, expect->sums[i].column);
        return AR_MISUSE;
    }
    return AR_OK;
}

unsigned ar_expect_columns(const struct ar_expect *expect, struct ar_text *columns)
{
    unsigned count = 0;
    for (size_t i = 0; i < expect->count; i++) {
        unsigned k = 0;
        while (k < count && !ar_text_equal(columns[k], expect->sums[i].column))
            k++;
        if (k == count)
            columns[count++] = expect->sums[i].column;
    }
    return count;
}

static size_t put_sums(const ar_int128 *sums, char *out, size_t size)
{
    size_t used = 0;
    for (unsigned code = 1; code < AR_CURRENCIES; code++) {
        if (sums[code] == 0)
            continue;
        char digits[AR_AMOUNT_SIZE], name[AR_CURRENCY_SIZE];
        struct ar_currency currency = {(uint16_t)code};
        ar_currency_format(name, currency);
        size_t length = ar_sum_format(digits, sums[code], ar_currency_digits(currency));
        int put = snprintf(out + used, size - used, "%s%.3s:%.*s", used ? ", " : "", name, (int)length, digits);
        if (put < 0 || (size_t)put >= size - used)
            break;
        used += (size_t)put;
    }
    if (used == 0)
        used = (size_t)snprintf(out, size, "nothing");
    return used;
}

static bool sum_differs(const struct ar_expect_sum *expected, const ar_int128 *sums, char *out, size_t size)
{
    struct ar_currency currency = expected->currency;
    unsigned currencies = 0;
    for (unsigned code = 1; code < AR_CURRENCIES && expected->currency.code == 0; code++) {
        if (sums[code] != 0) {
            currency.code = (uint16_t)code;
            currencies++;
        }
    }
    int64_t amount = 0;
    struct ar_number_style style = AR_NUMBER_STYLE_DEFAULT;
    unsigned digits = currency.code ? ar_currency_digits(currency) : 4;
    bool good = currencies <= 1 && ar_number_parse(&amount, expected->amount, &style, digits, NULL) == AR_OK;
    if (good && sums[currency.code] == amount)
        return false;
    char found[256];
    put_sums(sums, found, sizeof found);
    char code[AR_CURRENCY_SIZE + 1] = "";
    if (expected->currency.code) {
        ar_currency_format(code, expected->currency);
        code[AR_CURRENCY_SIZE] = '\0';
    }
    snprintf(out, size, "expected %.*s=%s%s%.*s, found %s", (int)expected->column.size, expected->column.at, code,
             *code ? ":" : "", (int)expected->amount.size, expected->amount.at, found);
    return true;
}

bool ar_expect_differs(const struct ar_expect *expect, size_t at, const struct ar_convert_options *options,
                       const struct ar_convert_result *result, char *out, size_t size)
{
    if (at == expect->count) {
        if (!expect->has_records || expect->records == result->written)
            return false;
        snprintf(out, size, "expected records=%llu, found %llu", (unsigned long long)expect->records,
                 (unsigned long long)result->written);
        return true;
    }
    for (unsigned i = 0; i < options->sums_count; i++)
        if (ar_text_equal(options->sums[i], expect->sums[at].column))
            return sum_differs(&expect->sums[at], result->sums + (size_t)i * AR_CURRENCIES, out, size);
    return false;
}

void ar_expect_free(struct ar_expect *expect)
{
    free(expect->sums);
    *expect = (struct ar_expect){0};
}
