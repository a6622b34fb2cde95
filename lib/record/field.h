/* SPDX-License-Identifier: MIT */
/* Typed fields of a row. An empty field is not an error here: the filter decides whether it may be. On failure *error
   names file, line, column, reason and value. */
#ifndef AR_RECORD_FIELD_H
#define AR_RECORD_FIELD_H

#include "base/currency.h"
#include "base/date.h"
#include "base/money.h"
#include "record/reader.h"

/* Where a filter found a column. */
struct ar_column {
    int index; /* -1: the stream has none */
    const struct ar_header *header;
};

/* Empty: AR_DATE_NONE. */
AR_MUST_USE enum ar_status ar_field_date(struct ar_date *out, const struct ar_row *row, struct ar_column column,
                                         struct ar_error *error);
/* Empty is an error. */
AR_MUST_USE enum ar_status ar_field_currency(struct ar_currency *out, const struct ar_row *row, struct ar_column column,
                                             struct ar_error *error);
/* Empty is an error; exactly the currency's digits. */
AR_MUST_USE enum ar_status ar_field_amount(int64_t *out, const struct ar_row *row, struct ar_column column,
                                           struct ar_currency currency, struct ar_error *error);
/* Must not be empty. */
AR_MUST_USE enum ar_status ar_field_required(struct ar_text *out, const struct ar_row *row, struct ar_column column,
                                             struct ar_error *error);

#endif
