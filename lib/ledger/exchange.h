/* SPDX-License-Identifier: MIT */
/* Exchange rates of a day, from a file of records (date, from, to, rate): one unit of `from` is `rate` units of `to`.
   Only what the file says is used: no inverse, no cross rate. */
#ifndef AR_LEDGER_EXCHANGE_H
#define AR_LEDGER_EXCHANGE_H

#include "base/currency.h"
#include "base/date.h"
#include "base/rate.h"
#include "record/table.h"

struct ar_exchange_rate {
    struct ar_currency from, to;
    struct ar_date date;
    struct ar_rate rate;
    size_t row; /* of the table */
};

struct ar_exchange {
    struct ar_exchange_rate *rates; /* by from, to, date */
    size_t count;
    const char *path; /* the table's, for messages */
};

/* Checks every row: AR_BAD_DATA for a missing column, a bad or empty field, a rate that is not above zero, a repeated
   day of one pair. The table may go; its path must stay. */
AR_MUST_USE enum ar_status ar_exchange_init(struct ar_exchange *out, const struct ar_table *table,
                                            struct ar_error *error);
void ar_exchange_free(struct ar_exchange *exchange);

/* The rate of the day, or the latest of at most `within` days before it. AR_BAD_DATA when there is none: that is said
   of the file, not of a record, so it is fatal. A currency in itself is 1, of the day. */
AR_MUST_USE enum ar_status ar_exchange_find(struct ar_exchange_rate *out, const struct ar_exchange *exchange,
                                            struct ar_currency from, struct ar_currency to, struct ar_date day,
                                            unsigned within, struct ar_error *error);

#endif
