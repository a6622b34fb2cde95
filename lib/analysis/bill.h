/* SPDX-License-Identifier: MIT */
/* A document as it was known on one day: whether it was there, what was open of it, when it was settled, whether it had
   been disputed or paid in part. What is dated, or was recorded, after that day changes nothing. Balances are those of
   ledger/balance.h, by the same code as ar-open's. */
#ifndef AR_ANALYSIS_BILL_H
#define AR_ANALYSIS_BILL_H

#include "ledger/balance.h"
#include "record/table.h"

struct ar_bill_disputes;

/* The end of a day on which something happened to the document of the last ar_bills_read, and what was open then. */
struct ar_bill_day {
    struct ar_date date;
    int64_t open;
};

struct ar_bills {
    struct ar_date as_of;
    struct ar_balance balance;
    struct ar_item_columns columns;
    struct ar_bill_disputes *disputes; /* NULL: the items' own undated `dispute`, where it is used */
    struct ar_bill_day
        *days; /* in order; the first is the document's own, with its amount unless it changed that day */
    size_t day_count, day_capacity;
};

struct ar_bill {
    struct ar_item item; /* identity, name, type, date, due, currency, amount, terms; texts are lent by the row */
    bool there; /* issued, and known, by the day: else nothing below is */
    bool counts; /* an invoice or a debit above zero: behaviour is told from these alone */
    bool disputed; /* a dispute was opened by the day, settled or not */
    bool in_dispute; /* and was not resolved by then */
    bool partial; /* at the end of some day a part of it was paid and a part was open */
    bool beyond; /* over-applied: open lies outside of 0 .. amount */
    int64_t open; /* on the day */
    int64_t paid; /* amount - open - written_off */
    int64_t written_off;
    int64_t closed; /* what `cleared` closed on its day, that no allocation tells of; of every item */
    struct ar_date settled; /* since when nothing is open (of what counts: is owed); none: something is */
    struct ar_date last; /* the last day on which any of it was paid; none: never */
};

/* `events` (NULL: `cleared` alone tells) and `disputes` are lent and may serve several days. AR_BAD_DATA: a column is
   missing, or the records are a snapshot, from which what was settled is gone. */
AR_MUST_USE enum ar_status ar_bills_init(struct ar_bills *bills, const struct ar_header *header,
                                         const struct ar_events *events, struct ar_bill_disputes *disputes,
                                         bool use_flags, struct ar_date as_of, struct ar_error *error);
void ar_bills_free(struct ar_bills *bills);

/* One record of the items. AR_BAD_DATA as ar_balance_item. */
AR_MUST_USE enum ar_status ar_bills_read(struct ar_bills *bills, struct ar_bill *out, const struct ar_row *row,
                                         struct ar_error *error);

/* Disputes with their days, by customer, doc and line (an empty line: every line; an empty doc: no document). From a
   table with the columns dispute, customer, opened and, if they are there, doc, line and resolved; one opened after
   the day is not there, one resolved after it is not resolved. */
AR_MUST_USE enum ar_status ar_bill_disputes_new(struct ar_bill_disputes **out, const struct ar_table *table,
                                                struct ar_error *error);
void ar_bill_disputes_delete(struct ar_bill_disputes *disputes); /* NULL is allowed */

#endif
