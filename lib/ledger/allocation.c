/* SPDX-License-Identifier: MIT */
/* Allocations: binding and decoding. */
#include "ledger/allocation.h"

const char *const ar_allocation_names[AR_ALLOCATION_COLUMNS] = {
    "payment",  "entity",    "date",   "customer", "doc",  "line",  "currency", "applied", "discount",
    "writeoff", "deduction", "reason", "status",   "rule", "score", "why",      "known"};

const char *const ar_allocation_statuses[AR_ALLOCATION_STATUSES] = {"applied",   "on_account", "unidentified",
                                                                    "duplicate", "ambiguous",  "converted"};

enum ar_status ar_allocation_bind(struct ar_allocation_columns *columns, const struct ar_header *header, unsigned need,
                                  unsigned like, struct ar_error *error)
{
    if ((need | like) &
        (AR_ALLOCATION_APPLIED | AR_ALLOCATION_DISCOUNT | AR_ALLOCATION_WRITEOFF | AR_ALLOCATION_DEDUCTION))
        need |= AR_ALLOCATION_CURRENCY;
    *columns = (struct ar_allocation_columns){.header = header};
    for (unsigned i = 0; i < AR_ALLOCATION_COLUMNS; i++) {
        unsigned bit = 1u << i;
        columns->at[i] = -1;
        if (((need | like) & bit) == 0)
            continue;
        columns->at[i] = ar_header_find(header, ar_text_from(ar_allocation_names[i]));
        if (columns->at[i] >= 0) {
            columns->bound |= bit;
        } else if (need & bit) {
            char rest[400];
            ar_header_suggest(header, ar_text_from(ar_allocation_names[i]), rest, sizeof(rest));
            return ar_error_set(error, AR_BAD_DATA, "no column '%s'%s", ar_allocation_names[i], rest);
        }
    }
    return AR_OK;
}

static struct ar_column column_of(const struct ar_allocation_columns *columns, unsigned bit)
{
    return (struct ar_column){columns->at[__builtin_ctz(bit)], columns->header};
}

static struct ar_text text_of(const struct ar_allocation_columns *columns, const struct ar_row *row, unsigned bit)
{
    return ar_row_get(row, columns->at[__builtin_ctz(bit)]);
}

static enum ar_status refuse(const struct ar_allocation_columns *columns, const struct ar_row *row, unsigned bit,
                             const char *reason, struct ar_error *error)
{
    ar_error_set(error, AR_BAD_DATA, "%s", reason);
    return ar_row_error(row, columns->header, columns->at[__builtin_ctz(bit)], error);
}

/* An amount that may be empty: nothing then. */
static enum ar_status decode_amount(int64_t *out, struct ar_currency currency,
                                    const struct ar_allocation_columns *columns, const struct ar_row *row, unsigned bit,
                                    struct ar_error *error)
{
    *out = 0;
    if (text_of(columns, row, bit).size == 0)
        return AR_OK;
    return ar_field_amount(out, row, column_of(columns, bit), currency, error);
}

static enum ar_status decode_status(enum ar_allocation_status *out, const struct ar_allocation_columns *columns,
                                    const struct ar_row *row, struct ar_error *error)
{
    struct ar_text text = text_of(columns, row, AR_ALLOCATION_STATUS);
    for (unsigned i = 0; i < AR_ALLOCATION_STATUSES; i++) {
        if (ar_text_is(text, ar_allocation_statuses[i])) {
            *out = (enum ar_allocation_status)i;
            return AR_OK;
        }
    }
    return refuse(columns, row, AR_ALLOCATION_STATUS,
                  "not a status (applied, on_account, unidentified, duplicate, ambiguous, converted)", error);
}

/* What status, applied and doc say must fit together. */
static enum ar_status check_status(const struct ar_allocation *allocation, const struct ar_allocation_columns *columns,
                                   const struct ar_row *row, struct ar_error *error)
{
    bool empty = text_of(columns, row, AR_ALLOCATION_APPLIED).size == 0;
    if (empty && allocation->status != AR_AMBIGUOUS) {
        int64_t amount;
        return ar_field_amount(&amount, row, column_of(columns, AR_ALLOCATION_APPLIED), allocation->currency, error);
    }
    if (!empty && allocation->status == AR_AMBIGUOUS)
        return refuse(columns, row, AR_ALLOCATION_APPLIED, "must be empty: the status is ambiguous", error);
    if (allocation->status == AR_APPLIED && (columns->bound & AR_ALLOCATION_DOC) && allocation->doc.size == 0)
        return refuse(columns, row, AR_ALLOCATION_DOC, "missing, though the status is applied", error);
    return AR_OK;
}

static enum ar_status decode_amounts(struct ar_allocation *allocation, const struct ar_allocation_columns *columns,
                                     const struct ar_row *row, struct ar_error *error)
{
    struct ar_currency currency = allocation->currency;
    enum ar_status status = decode_amount(&allocation->applied, currency, columns, row, AR_ALLOCATION_APPLIED, error);
    if (status == AR_OK)
        status = decode_amount(&allocation->discount, currency, columns, row, AR_ALLOCATION_DISCOUNT, error);
    if (status == AR_OK)
        status = decode_amount(&allocation->writeoff, currency, columns, row, AR_ALLOCATION_WRITEOFF, error);
    if (status == AR_OK)
        status = decode_amount(&allocation->deduction, currency, columns, row, AR_ALLOCATION_DEDUCTION, error);
    return status;
}

static enum ar_status decode_dates(struct ar_allocation *allocation, const struct ar_allocation_columns *columns,
                                   const struct ar_row *row, struct ar_error *error)
{
    enum ar_status status = ar_field_date(&allocation->date, row, column_of(columns, AR_ALLOCATION_DATE), error);
    if (status == AR_OK && (columns->bound & AR_ALLOCATION_DATE) && ar_date_is_none(allocation->date)) {
        struct ar_text text;
        return ar_field_required(&text, row, column_of(columns, AR_ALLOCATION_DATE), error);
    }
    if (status == AR_OK)
        status = ar_field_date(&allocation->known, row, column_of(columns, AR_ALLOCATION_KNOWN), error);
    return status;
}

enum ar_status ar_allocation_decode(struct ar_allocation *allocation, const struct ar_allocation_columns *columns,
                                    const struct ar_row *row, struct ar_error *error)
{
    *allocation = (struct ar_allocation){
        .payment = text_of(columns, row, AR_ALLOCATION_PAYMENT),
        .entity = text_of(columns, row, AR_ALLOCATION_ENTITY),
        .customer = text_of(columns, row, AR_ALLOCATION_CUSTOMER),
        .doc = text_of(columns, row, AR_ALLOCATION_DOC),
        .line = text_of(columns, row, AR_ALLOCATION_LINE),
        .reason = text_of(columns, row, AR_ALLOCATION_REASON),
        .rule = text_of(columns, row, AR_ALLOCATION_RULE),
        .score = text_of(columns, row, AR_ALLOCATION_SCORE),
        .why = text_of(columns, row, AR_ALLOCATION_WHY),
    };
    enum ar_status status = AR_OK;
    if ((columns->bound & AR_ALLOCATION_PAYMENT) && allocation->payment.size == 0)
        status = ar_field_required(&allocation->payment, row, column_of(columns, AR_ALLOCATION_PAYMENT), error);
    if (status == AR_OK)
        status = decode_dates(allocation, columns, row, error);
    if (status == AR_OK && (columns->bound & AR_ALLOCATION_CURRENCY))
        status = ar_field_currency(&allocation->currency, row, column_of(columns, AR_ALLOCATION_CURRENCY), error);
    if (status == AR_OK)
        status = decode_amounts(allocation, columns, row, error);
    if (status == AR_OK && (columns->bound & AR_ALLOCATION_STATUS)) {
        status = decode_status(&allocation->status, columns, row, error);
        if (status == AR_OK && (columns->bound & AR_ALLOCATION_APPLIED))
            status = check_status(allocation, columns, row, error);
    }
    return status;
}
