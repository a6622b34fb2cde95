/* SPDX-License-Identifier: MIT */
/* Facts from items: what was open at the end of each period and what happened during it, by group and currency, in one
   pass. Each item goes into a few sums, as differences where it appears and disappears, so that the cost of an item
   does not depend on the number of periods. Memory grows with groups times periods.

   Use: fill a plan, ar_dso_plan_ready; one struct ar_dso for each thread, ar_dso_add for each row, ar_dso_flush before
   the rows go away; ar_dso_merge; with allocations ar_dso_settle; then ar_dso_write. */
#ifndef AR_ANALYSIS_DSO_H
#define AR_ANALYSIS_DSO_H

#include "analysis/dso_report.h"
#include "analysis/group.h"
#include "ledger/balance.h"
#include "ledger/exchange.h"
#include "ledger/lend.h"

struct ar_dso_by {
    enum { AR_DSO_BY_RECORD, AR_DSO_BY_CUSTOMERS, AR_DSO_BY_CURRENCY } source;
    int column; /* of the records, or of the customers' table */
};

struct ar_dso_plan {
    const struct ar_dso_view *view;
    const struct ar_periods *periods;
    size_t hidden; /* periods in front that only serve as the period before */
    const struct ar_header *header;
    struct ar_dso_by by[AR_DSO_BY_MAX]; /* as view->by */
    const struct ar_events *events; /* NULL: none */
    const struct ar_lend *lend;
    const struct ar_exchange *exchange; /* NULL: no conversion */
    struct ar_currency into;
    bool rate_by_date; /* the rate of the item's date, else of the last day */
    unsigned within;
    enum ar_rounding rounding;
    bool clamp; /* early counts as 0 */
    bool gross; /* sales without credits taken off */
    bool net; /* sales without tax */
    bool credits_out, unapplied_out; /* of balances */
    struct ar_buckets buckets; /* for roll rates */
    uint64_t seed;

    /* set by ar_dso_plan_ready */
    uint32_t facts; /* bits by enum ar_fact: those kept */
    int place[AR_FACTS_STORED]; /* in a row of sums; -1: not kept */
    unsigned char kept[AR_FACTS_STORED]; /* the facts in their places */
    unsigned kept_count;
    unsigned bucket_place, roll_place; /* of the first of the buckets */
    unsigned width; /* sums in a row */
    unsigned rows; /* 1 + periods: row 0 is the day before the first */
    bool rolls, months, open_by_month; /* what else is kept */
    struct ar_item_columns columns;
    int customer;
    int open; /* told of a part paid on an unknown day, where nothing else tells; or -1 */
    const char *missing[AR_FACTS]; /* why a fact cannot be known */
};

/* Binds the columns. AR_BAD_DATA: one that is required is not there. */
AR_MUST_USE enum ar_status ar_dso_plan_ready(struct ar_dso_plan *plan, struct ar_error *error);

#define AR_DSO_BATCH 32

/* An item as it waits for its group's memory. */
struct ar_dso_pending {
    struct ar_item item;
    struct ar_text key;
    uint32_t place, gone; /* where it is first open, where it is closed */
    size_t group;
};

/* A day on which an item changes, and what is open of it from then on. */
struct ar_dso_day {
    struct ar_date date;
    uint32_t place;
    int64_t open;
};

/* What one thread has seen. */
struct ar_dso {
    const struct ar_dso_plan *plan;
    struct ar_groups groups; /* only the index: the sums are below */
    int64_t *sums; /* modulo 2^64, see carries: groups * rows * width */
    int64_t *carries; /* NULL until the first */
    unsigned char *seen; /* of each group: something was open or sold in the periods, even where it adds up to zero */
    size_t capacity; /* groups */
    struct ar_groups months; /* keys: group, place, kind, month */
    struct ar_dso_pending pending[AR_DSO_BATCH];
    struct ar_group_entry entries[AR_DSO_BATCH];
    unsigned count;
    struct ar_buffer joined; /* keys of several columns, of what is pending */
    struct ar_exchange_rate rate; /* the last one used, and the day it was asked for */
    struct ar_date rate_day;
    struct ar_balance balance; /* with events */
    uint64_t part_paid; /* items not cleared whose `open` is not their amount */
    int32_t *issued; /* with events: the date of each of events->items, INT32_MAX: not seen */
    struct ar_dso_days { /* on which something happened to one item */
        struct ar_dso_day *at;
        size_t count, capacity;
    } days;
};

AR_MUST_USE enum ar_status ar_dso_init(struct ar_dso *dso, const struct ar_dso_plan *plan, struct ar_error *error);
void ar_dso_free(struct ar_dso *dso);
AR_MUST_USE enum ar_status ar_dso_add(struct ar_dso *dso, const struct ar_row *row, struct ar_error *error);
AR_MUST_USE enum ar_status ar_dso_flush(struct ar_dso *dso, struct ar_error *error);
/* Adds what another thread has seen. */
AR_MUST_USE enum ar_status ar_dso_merge(struct ar_dso *dso, struct ar_dso *more, struct ar_error *error);
/* With events, after the last item: checks that each has one, and adds cash held. */
AR_MUST_USE enum ar_status ar_dso_settle(struct ar_dso *dso, struct ar_error *error);
AR_MUST_USE enum ar_status ar_dso_write(struct ar_dso *dso, struct ar_writer *writer, struct ar_error *error);

#endif
