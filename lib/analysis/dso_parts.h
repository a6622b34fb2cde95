/* SPDX-License-Identifier: MIT */
/* What the files of ar-dso's sums share among themselves. */
#ifndef AR_ANALYSIS_DSO_PARTS_H
#define AR_ANALYSIS_DSO_PARTS_H

#include "analysis/dso.h"

enum ar_dso_month { AR_DSO_MONTH_SALES, AR_DSO_MONTH_OPEN };

/* The group of a key and currency, with room for its sums. */
AR_MUST_USE enum ar_status ar_dso_group(struct ar_dso *dso, struct ar_text key, struct ar_currency currency,
                                        size_t *group);
/* Adds to a sum of a row of a group; `place` as in plan->place, -1: not kept. */
AR_MUST_USE enum ar_status ar_dso_increase(struct ar_dso *dso, size_t group, uint32_t row, int place, ar_int128 value);
AR_MUST_USE enum ar_status ar_dso_month_add(struct ar_dso *dso, size_t group, uint32_t row, enum ar_dso_month kind,
                                            int32_t month, ar_int128 value);
ar_int128 ar_dso_sum(const struct ar_dso *dso, size_t group, uint32_t row, int place);

/* The key of group columns: their texts one by one, those lent by the customer's name. */
AR_MUST_USE enum ar_status ar_dso_join(struct ar_buffer *out, const struct ar_dso_plan *plan, const struct ar_row *row,
                                       const struct ar_held *held, struct ar_error *error);
/* The key of a row; of several columns it lives in dso->joined until the next flush. */
AR_MUST_USE enum ar_status ar_dso_key(struct ar_text *key, struct ar_dso *dso, const struct ar_row *row,
                                      struct ar_error *error);
/* Into the currency of the report; amounts in minor units of `currency`, the rate of that day. */
AR_MUST_USE enum ar_status ar_dso_convert(struct ar_dso *dso, int64_t *amount, struct ar_currency currency,
                                          struct ar_date day, struct ar_error *error);

/* An item was open with so much from row `from` up to, not including, row `to`, and then with `next`. */
AR_MUST_USE enum ar_status ar_dso_open(struct ar_dso *dso, size_t group, const struct ar_item *item, uint32_t from,
                                       uint32_t to, int64_t open, int64_t next);
/* An item was issued: sales. */
AR_MUST_USE enum ar_status ar_dso_issue(struct ar_dso *dso, size_t group, const struct ar_item *item, uint32_t row);
/* A document was closed in full on a day, after so much discount. */
AR_MUST_USE enum ar_status ar_dso_close(struct ar_dso *dso, size_t group, const struct ar_item *item, uint32_t row,
                                        struct ar_date day, int64_t discount);

/* Amounts of an item in the currency of the report. */
AR_MUST_USE enum ar_status ar_dso_convert_item(struct ar_dso *dso, struct ar_item *item, const struct ar_row *row,
                                               struct ar_error *error);
/* One row with allocations. */
AR_MUST_USE enum ar_status ar_dso_add_events(struct ar_dso *dso, const struct ar_row *row, struct ar_item *item,
                                             struct ar_error *error);

static inline bool ar_dso_is_sale(const struct ar_item *item)
{
    return item->type == AR_TYPE_INVOICE || item->type == AR_TYPE_DEBIT;
}
static inline bool ar_dso_in_sales(const struct ar_dso_plan *plan, const struct ar_item *item)
{
    return ar_dso_is_sale(item) || (item->type == AR_TYPE_CREDIT && !plan->gross);
}

#endif
