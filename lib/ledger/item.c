/* SPDX-License-Identifier: MIT */
/* Items: names of columns and types, binding, and the words for what is wrong with a row. */
#include "ledger/item.h"

const char *const ar_item_names[AR_ITEM_COLUMNS] = {
    "entity", "customer", "name",  "doc",       "line",           "type", "date",    "due",   "currency", "amount",
    "open",   "cleared",  "terms", "reference", "purchase_order", "tax",  "dispute", "as_of", "known",    "source"};

const char *const ar_item_types[AR_ITEM_TYPES] = {"invoice", "credit", "debit", "payment", "journal"};

enum ar_status ar_item_type_parse(enum ar_item_type *out, struct ar_text text)
{
    enum ar_item_type type;
    switch (text.size > 0 ? text.at[0] : 0) { /* no two begin alike */
    case 'i':
        type = AR_TYPE_INVOICE;
        break;
    case 'c':
        type = AR_TYPE_CREDIT;
        break;
    case 'd':
        type = AR_TYPE_DEBIT;
        break;
    case 'p':
        type = AR_TYPE_PAYMENT;
        break;
    default:
        type = AR_TYPE_JOURNAL;
        break;
    }
    if (!ar_text_is(text, ar_item_types[type]))
        return AR_BAD_DATA;
    *out = type;
    return AR_OK;
}

enum ar_status ar_item_bind(struct ar_item_columns *columns, const struct ar_header *header, unsigned need,
                            unsigned like, struct ar_error *error)
{
    if ((need | like) & (AR_ITEM_AMOUNT | AR_ITEM_OPEN | AR_ITEM_TAX))
        need |= AR_ITEM_CURRENCY;
    *columns = (struct ar_item_columns){.header = header, .bound = need | like};
    for (unsigned i = 0; i < AR_ITEM_COLUMNS; i++) {
        unsigned bit = 1u << i;
        columns->at[i] = columns->bound & bit ? ar_header_find(header, ar_text_from(ar_item_names[i])) : -1;
        if (columns->at[i] >= 0) {
            columns->present |= bit;
        } else if (need & bit) {
            char rest[400];
            if (bit == AR_ITEM_OPEN && header->count > 1)
                return ar_error_set(error, AR_BAD_DATA, "no column 'open': ar-open --as-of DATE adds it");
            ar_header_suggest(header, ar_text_from(ar_item_names[i]), rest, sizeof(rest));
            return ar_error_set(error, AR_BAD_DATA, "no column '%s'%s", ar_item_names[i], rest);
        }
    }
    /* What cannot be empty is not decoded where the stream does not have it. */
    const unsigned filled =
        AR_ITEM_DOC | AR_ITEM_TYPE | AR_ITEM_DATE | AR_ITEM_CURRENCY | AR_ITEM_AMOUNT | AR_ITEM_OPEN;
    columns->bound &= need | columns->present | ~filled;
    return AR_OK;
}

enum ar_status ar_item_refuse(const struct ar_item_columns *columns, const struct ar_row *row, unsigned column,
                              struct ar_error *error)
{
    struct ar_column at = {ar_item_place(columns, column), columns->header};
    struct ar_currency currency;
    struct ar_text text;
    struct ar_date date;
    int64_t amount;
    enum ar_status status = AR_OK;
    if (column & (AR_ITEM_DATE | AR_ITEM_DUE | AR_ITEM_CLEARED | AR_ITEM_AS_OF | AR_ITEM_KNOWN)) {
        status = ar_field_date(&date, row, at, error);
    } else if (column & AR_ITEM_CURRENCY) {
        status = ar_field_currency(&currency, row, at, error);
    } else if (column & (AR_ITEM_AMOUNT | AR_ITEM_OPEN | AR_ITEM_TAX)) {
        struct ar_column unit = {ar_item_place(columns, AR_ITEM_CURRENCY), columns->header};
        status = ar_field_currency(&currency, row, unit, error);
        if (status == AR_OK)
            status = ar_field_amount(&amount, row, at, currency, error);
    }
    if (status == AR_OK)
        status = ar_field_required(&text, row, at, error);
    if (status != AR_OK)
        return status;
    if (column == AR_ITEM_TYPE)
        ar_error_set(error, AR_BAD_DATA, "not a type (invoice, credit, debit, payment, journal)");
    else
        ar_error_set(error, AR_BAD_DATA, "not valid here");
    return ar_row_error(row, columns->header, at.index, error);
}
