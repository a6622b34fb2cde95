/* SPDX-License-Identifier: MIT */
/* Items: documents on customers' accounts. A filter binds the columns that it uses and decodes only those, because a
   column is checked when a filter uses it (ar-records.5). */
#ifndef AR_LEDGER_ITEM_H
#define AR_LEDGER_ITEM_H

#include "base/money.h"
#include "record/field.h"

#include <stdbool.h>

/* The columns, in the order of ar_item_names[] and as bits of a set. */
enum ar_item_set {
    AR_ITEM_ENTITY = 1u << 0,
    AR_ITEM_CUSTOMER = 1u << 1,
    AR_ITEM_NAME = 1u << 2,
    AR_ITEM_DOC = 1u << 3,
    AR_ITEM_LINE = 1u << 4,
    AR_ITEM_TYPE = 1u << 5,
    AR_ITEM_DATE = 1u << 6,
    AR_ITEM_DUE = 1u << 7,
    AR_ITEM_CURRENCY = 1u << 8,
    AR_ITEM_AMOUNT = 1u << 9,
    AR_ITEM_OPEN = 1u << 10,
    AR_ITEM_CLEARED = 1u << 11,
    AR_ITEM_TERMS = 1u << 12,
    AR_ITEM_REFERENCE = 1u << 13,
    AR_ITEM_PURCHASE_ORDER = 1u << 14,
    AR_ITEM_TAX = 1u << 15,
    AR_ITEM_DISPUTE = 1u << 16,
    AR_ITEM_AS_OF = 1u << 17,
    AR_ITEM_KNOWN = 1u << 18,
    AR_ITEM_SOURCE = 1u << 19
};
#define AR_ITEM_COLUMNS 20
#define AR_ITEM_IDENTITY (AR_ITEM_ENTITY | AR_ITEM_CUSTOMER | AR_ITEM_DOC | AR_ITEM_LINE)
#define AR_ITEM_ALL ((1u << AR_ITEM_COLUMNS) - 1)
extern const char *const ar_item_names[AR_ITEM_COLUMNS];

enum ar_item_type { AR_TYPE_INVOICE, AR_TYPE_CREDIT, AR_TYPE_DEBIT, AR_TYPE_PAYMENT, AR_TYPE_JOURNAL };
#define AR_ITEM_TYPES 5
extern const char *const ar_item_types[AR_ITEM_TYPES];
AR_MUST_USE enum ar_status ar_item_type_parse(enum ar_item_type *out, struct ar_text text);

struct ar_item {
    struct ar_text entity, customer, name, doc, line, terms, reference, purchase_order, dispute, source;
    struct ar_date date; /* never none */
    struct ar_date due, cleared, as_of, known; /* none: unknown or not applicable */
    int64_t amount, open; /* minor units of currency; never unknown */
    int64_t tax; /* 0 unless has_tax */
    struct ar_currency currency;
    enum ar_item_type type;
    bool has_tax;
};

struct ar_item_columns {
    const struct ar_header *header;
    unsigned bound; /* enum ar_item_set: what ar_item_decode gives */
    unsigned present; /* those of them that the stream has */
    int at[AR_ITEM_COLUMNS]; /* -1: not in the stream, or not bound */
};

/* Binds what a filter needs (AR_BAD_DATA when the stream has no such column, naming it and those there are) and what it
   would like to have. Amounts bring the currency with them. */
AR_MUST_USE enum ar_status ar_item_bind(struct ar_item_columns *columns, const struct ar_header *header, unsigned need,
                                        unsigned like, struct ar_error *error);

/* Says why one column of a row is not what it should be: fills *error with place, column, reason and value. Cold. */
enum ar_status ar_item_refuse(const struct ar_item_columns *columns, const struct ar_row *row, unsigned column,
                              struct ar_error *error);

/* The place in at[] of one column of the set; a constant for a constant. */
static inline int ar_item_place(const struct ar_item_columns *columns, unsigned column)
{
    return columns->at[__builtin_ctz(column)];
}

static inline bool ar_item_get_date(struct ar_date *out, const struct ar_row *row, int place)
{
    struct ar_text text = ar_row_get(row, place);
    *out = AR_DATE_NONE;
    return text.size == 0 || ar_date_parse(out, text) == AR_OK;
}

/* Decodes and checks the columns in `wanted` that are bound; members of others keep what they had. Liked columns that
   the stream does not have come out empty; doc, type, date, currency, amount and open, which cannot be empty, keep what
   they had then (ask `present`). Texts are lent by the row. With a constant `wanted`, what is not wanted costs nothing.
 */
AR_MUST_USE static inline __attribute__((always_inline)) enum ar_status
ar_item_decode_only(struct ar_item *item, const struct ar_item_columns *columns, unsigned wanted,
                    const struct ar_row *row, struct ar_error *error)
{
    unsigned bound = columns->bound & wanted;
#define AR_ITEM_TAKE_TEXT(column, member)                                                                              \
    if (bound & (column))                                                                                              \
        item->member = ar_row_get(row, ar_item_place(columns, column));
#define AR_ITEM_TAKE_DATE(column, member)                                                                              \
    if ((bound & (column)) && AR_UNLIKELY(!ar_item_get_date(&item->member, row, ar_item_place(columns, column))))      \
        return ar_item_refuse(columns, row, column, error);
    AR_ITEM_TAKE_TEXT(AR_ITEM_ENTITY, entity)
    AR_ITEM_TAKE_TEXT(AR_ITEM_CUSTOMER, customer)
    AR_ITEM_TAKE_TEXT(AR_ITEM_NAME, name)
    AR_ITEM_TAKE_TEXT(AR_ITEM_DOC, doc)
    AR_ITEM_TAKE_TEXT(AR_ITEM_LINE, line)
    AR_ITEM_TAKE_TEXT(AR_ITEM_TERMS, terms)
    AR_ITEM_TAKE_TEXT(AR_ITEM_REFERENCE, reference)
    AR_ITEM_TAKE_TEXT(AR_ITEM_PURCHASE_ORDER, purchase_order)
    AR_ITEM_TAKE_TEXT(AR_ITEM_DISPUTE, dispute)
    AR_ITEM_TAKE_TEXT(AR_ITEM_SOURCE, source)
    if ((bound & AR_ITEM_DOC) && AR_UNLIKELY(item->doc.size == 0))
        return ar_item_refuse(columns, row, AR_ITEM_DOC, error);
    if ((bound & AR_ITEM_TYPE) &&
        AR_UNLIKELY(ar_item_type_parse(&item->type, ar_row_get(row, ar_item_place(columns, AR_ITEM_TYPE))) != AR_OK))
        return ar_item_refuse(columns, row, AR_ITEM_TYPE, error);
    AR_ITEM_TAKE_DATE(AR_ITEM_DATE, date)
    if ((bound & AR_ITEM_DATE) && AR_UNLIKELY(ar_date_is_none(item->date)))
        return ar_item_refuse(columns, row, AR_ITEM_DATE, error);
    AR_ITEM_TAKE_DATE(AR_ITEM_DUE, due)
    AR_ITEM_TAKE_DATE(AR_ITEM_CLEARED, cleared)
    AR_ITEM_TAKE_DATE(AR_ITEM_AS_OF, as_of)
    AR_ITEM_TAKE_DATE(AR_ITEM_KNOWN, known)
    if (bound & (AR_ITEM_CURRENCY | AR_ITEM_AMOUNT | AR_ITEM_OPEN | AR_ITEM_TAX)) {
        struct ar_text text = ar_row_get(row, ar_item_place(columns, AR_ITEM_CURRENCY));
        if (AR_UNLIKELY(ar_currency_parse(&item->currency, text) != AR_OK))
            return ar_item_refuse(columns, row, AR_ITEM_CURRENCY, error);
    }
#define AR_ITEM_TAKE_AMOUNT(column, member)                                                                            \
    if ((bound & (column)) &&                                                                                          \
        AR_UNLIKELY(ar_amount_parse(&item->member, ar_row_get(row, ar_item_place(columns, column)),                    \
                                    ar_currency_digits(item->currency), NULL) != AR_OK))                               \
        return ar_item_refuse(columns, row, column, error);
    AR_ITEM_TAKE_AMOUNT(AR_ITEM_AMOUNT, amount)
    AR_ITEM_TAKE_AMOUNT(AR_ITEM_OPEN, open)
    if (bound & AR_ITEM_TAX) {
        item->tax = 0;
        item->has_tax = ar_row_get(row, ar_item_place(columns, AR_ITEM_TAX)).size > 0;
        if (item->has_tax) {
            AR_ITEM_TAKE_AMOUNT(AR_ITEM_TAX, tax)
        }
    }
#undef AR_ITEM_TAKE_TEXT
#undef AR_ITEM_TAKE_DATE
#undef AR_ITEM_TAKE_AMOUNT
    return AR_OK;
}

/* All that is bound. */
AR_MUST_USE static inline enum ar_status ar_item_decode(struct ar_item *item, const struct ar_item_columns *columns,
                                                        const struct ar_row *row, struct ar_error *error)
{
    return ar_item_decode_only(item, columns, AR_ITEM_ALL, row, error);
}

#endif
