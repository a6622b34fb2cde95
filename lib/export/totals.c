/* SPDX-License-Identifier: MIT */
/* Total rows: the sums of one currency each, which go through the format like any other row. */
#include "export/export.h"

#include <stdlib.h>

#define MAX_DIGITS 9 /* what ar_amount_parse takes */

struct sum {
    ar_int128 minor;
    unsigned digits; /* grows where no currency fixes it: counts, streams without a currency */
    bool any; /* some cell was not empty */
};

struct ar_total {
    struct ar_currency currency;
    struct sum *sums; /* one for each selected column */
};

enum ar_status ar_export_total_check(const struct ar_export *export, unsigned column, struct ar_error *error)
{
    struct ar_text text = export->cells[column].text;
    ar_int128 minor;
    if (text.size == 0)
        return AR_OK;
    if (ar_export_decimals(text) > MAX_DIGITS)
        return ar_error_set(error, AR_BAD_DATA, "too many decimals to add up");
    if (ar_export_sum_parse(&minor, text, ar_export_decimals(text), NULL) != AR_OK)
        return ar_error_set(error, AR_BAD_DATA, "not a number that can be added up");
    return AR_OK;
}

/* The totals of this currency, new ones when it is the first time. NULL: out of memory. */
static struct ar_total *total_of(struct ar_export *export, struct ar_currency currency)
{
    if (export->total_last < export->total_count && export->totals[export->total_last].currency.code == currency.code)
        return &export->totals[export->total_last];
    for (size_t i = 0; i < export->total_count; i++)
        if (export->totals[i].currency.code == currency.code) {
            export->total_last = i;
            return &export->totals[i];
        }
    if (ar_grow(&export->totals, &export->total_capacity, export->total_count + 1, sizeof *export->totals) != AR_OK)
        return NULL;
    struct sum *sums = calloc(export->count, sizeof *sums);
    if (!sums)
        return NULL;
    for (unsigned i = 0; i < export->count; i++)
        if (currency.code && export->columns[i].kind == AR_EXPORT_AMOUNT)
            sums[i].digits = ar_currency_digits(currency);
    export->total_last = export->total_count++;
    export->totals[export->total_last] = (struct ar_total){.currency = currency, .sums = sums};
    return &export->totals[export->total_last];
}

static bool shift(ar_int128 *value, unsigned digits)
{
    while (digits--)
        if (__builtin_mul_overflow(*value, (ar_int128)10, value))
            return false;
    return true;
}

/* Decimals differ only where no currency fixes them. */
static bool add(struct sum *sum, ar_int128 minor, unsigned digits)
{
    if (digits > sum->digits) {
        if (!shift(&sum->minor, digits - sum->digits))
            return false;
        sum->digits = digits;
    }
    sum->any = true;
    return shift(&minor, sum->digits - digits) && !__builtin_add_overflow(sum->minor, minor, &sum->minor);
}

enum ar_status ar_export_total_add(struct ar_export *export, struct ar_currency currency, struct ar_error *error)
{
    struct ar_total *total = total_of(export, currency);
    if (!total)
        return ar_error_memory(error);
    for (unsigned i = 0; i < export->count; i++) {
        struct ar_text text = export->cells[i].text;
        ar_int128 minor;
        if (!export->columns[i].sums || text.size == 0)
            continue;
        unsigned digits = ar_export_decimals(text);
        if (ar_export_sum_parse(&minor, text, digits, NULL) == AR_OK && add(&total->sums[i], minor, digits))
            continue;
        enum ar_status status = ar_error_set(error, AR_BAD_DATA, "the total is out of range");
        ar_error_column(error, export->columns[i].name);
        if (error)
            error->fatal = true;
        return status;
    }
    return AR_OK;
}

static int by_currency(const void *a, const void *b)
{
    const struct ar_total *x = a, *y = b;
    return (x->currency.code > y->currency.code) - (x->currency.code < y->currency.code);
}

/* The first column of plain text bears the word. */
static int label_column(const struct ar_export *export)
{
    for (unsigned i = 0; i < export->count; i++)
        if (export->columns[i].kind == AR_EXPORT_TEXT && export->columns[i].source != export->currency)
            return (int)i;
    return -1;
}

static enum ar_status total_row(struct ar_export *export, const struct ar_total *total, char *texts,
                                struct ar_error *error)
{
    char currency[AR_CURRENCY_SIZE];
    int label = label_column(export);
    for (unsigned i = 0; i < export->count; i++, texts += AR_AMOUNT_SIZE) {
        const struct sum *sum = &total->sums[i];
        struct ar_export_cell *cell = &export->cells[i];
        *cell = (struct ar_export_cell){.text = AR_TEXT(""), .kind = export->columns[i].kind};
        if ((int)i == label) {
            cell->text = AR_TEXT("total");
        } else if (export->columns[i].source == export->currency && total->currency.code) {
            ar_currency_format(currency, total->currency);
            cell->text = (struct ar_text){currency, sizeof currency};
        } else if (export->columns[i].sums && sum->any) {
            cell->text = (struct ar_text){texts, ar_sum_format(texts, sum->minor, sum->digits)};
        }
    }
    return export->format->row(export, error);
}

enum ar_status ar_export_total_rows(struct ar_export *export, struct ar_error *error)
{
    if (export->total_count == 0)
        return AR_OK;
    char *texts = malloc((size_t) export->count * AR_AMOUNT_SIZE);
    if (!texts)
        return ar_error_memory(error);
    qsort(export->totals, export->total_count, sizeof *export->totals, by_currency);
    enum ar_status status = AR_OK;
    export->total = true;
    for (size_t i = 0; i < export->total_count && status == AR_OK; i++)
        status = total_row(export, &export->totals[i], texts, error);
    export->total = false;
    free(texts);
    return status;
}

void ar_export_total_free(struct ar_export *export)
{
    for (size_t i = 0; i < export->total_count; i++)
        free(export->totals[i].sums);
    free(export->totals);
    export->totals = NULL;
    export->total_count = export->total_capacity = 0;
}
