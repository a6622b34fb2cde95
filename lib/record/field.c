/* SPDX-License-Identifier: MIT */
/* Typed fields: the base parsers, with the place and the value in the error. */
#include "record/field.h"

#include <stdio.h>

static enum ar_status bad(const struct ar_row *row, struct ar_column column, const char *why, struct ar_error *error)
{
    ar_error_set(error, AR_BAD_DATA, "%s", why);
    ar_row_error(row, column.header, column.index, error);
    return AR_BAD_DATA;
}

enum ar_status ar_field_date(struct ar_date *out, const struct ar_row *row, struct ar_column column,
                             struct ar_error *error)
{
    struct ar_text text = ar_row_get(row, column.index);
    if (text.size == 0) {
        *out = AR_DATE_NONE;
        return AR_OK;
    }
    if (AR_LIKELY(ar_date_parse(out, text) == AR_OK))
        return AR_OK;
    return bad(row, column, "not a date", error);
}

enum ar_status ar_field_currency(struct ar_currency *out, const struct ar_row *row, struct ar_column column,
                                 struct ar_error *error)
{
    struct ar_text text = ar_row_get(row, column.index);
    if (AR_LIKELY(ar_currency_parse(out, text) == AR_OK))
        return AR_OK;
    return bad(row, column, text.size == 0 ? "missing" : "not a currency of ISO 4217", error);
}

enum ar_status ar_field_amount(int64_t *out, const struct ar_row *row, struct ar_column column,
                               struct ar_currency currency, struct ar_error *error)
{
    struct ar_text text = ar_row_get(row, column.index);
    const char *why = NULL;
    if (AR_LIKELY(ar_amount_parse(out, text, ar_currency_digits(currency), &why) == AR_OK))
        return AR_OK;
    return bad(row, column, text.size == 0 ? "missing" : why, error);
}

enum ar_status ar_field_required(struct ar_text *out, const struct ar_row *row, struct ar_column column,
                                 struct ar_error *error)
{
    *out = ar_row_get(row, column.index);
    if (AR_LIKELY(out->size > 0))
        return AR_OK;
    return bad(row, column, "missing", error);
}
