/* SPDX-License-Identifier: MIT */
/* Aging of open items: each item by itself, or added up by group, currency and bucket.

   Amounts are minor units of their currency. Sources of the rules: bucket edges in aging_rules.h; what is open is for
   ar-open to say; credits aged by their own date, kept apart or set against the oldest items are the three ways in
   which aging reports treat them, and the total is the same in all three.

   Use: fill a plan, ar_aging_plan_ready; one struct ar_aging for each thread, ar_aging_run as far as it goes and
   ar_aging_add for the row behind, ar_aging_flush before the rows go away; then one report of them all
   (aging_report.h). Memory grows with the groups (with the customers, too, where columns are lent or credits set
   against the oldest items), never with the rows. */
#ifndef AR_ANALYSIS_AGING_H
#define AR_ANALYSIS_AGING_H

#include "analysis/aging_rules.h"
#include "analysis/group.h"
#include "ledger/exchange.h"
#include "ledger/lend.h"
#include "record/field.h"

#define AR_AGING_BY_MAX 64
#define AR_AGING_YEARS 32 /* around the as-of date, for which the bucket of each day is known beforehand */

/* A group column, in the order of the report. */
struct ar_aging_by {
    struct ar_text name; /* lent */
    enum { AR_BY_RECORD, AR_BY_CUSTOMERS, AR_BY_CURRENCY } source;
    int column; /* of the records, or of the customers' table */
    unsigned field; /* set by ar_aging_plan_ready: its place in the key that rows are grouped by */
};

/* What all threads share, and nobody changes while rows are added. */
struct ar_aging_plan {
    struct ar_aging_rules rules;
    const struct ar_header *header; /* of the records */
    int open, currency; /* columns, required */
    int base; /* due or date, as the basis says; -1: every item is without */
    int date; /* with undated_by_date */
    int dispute; /* with disputed_apart */
    int customer; /* with lend, or AR_CREDITS_OLDEST */
    struct ar_aging_by by[AR_AGING_BY_MAX + 1]; /* exactly one of them AR_BY_CURRENCY */
    unsigned by_count;
    const struct ar_lend *lend; /* NULL: none */
    const struct ar_exchange *exchange; /* NULL: no conversion */
    struct ar_currency into;
    unsigned within; /* days that a rate may be older than the as-of date */
    enum ar_rounding rounding; /* of each item's conversion */
    bool percent;
    uint64_t seed; /* of the hash; no result depends on it */

    /* set by ar_aging_plan_ready */
    int keys[AR_AGING_BY_MAX + 1]; /* columns of the records that rows are grouped by */
    unsigned key_count;
    unsigned customer_field; /* which of them is the customer */
    unsigned sums; /* of each group */
    bool rolls_up; /* the groups of the report are made from finer ones in the end */
    bool plain; /* one key column at most and no rule beyond buckets: rows may go the short way */
    uint8_t undated; /* 1 + bucket of an item without a base date; 0: its own date says it */
    uint16_t centuries[100]; /* by the last two digits of a known year its first two, as they stand in a text; else 0 */
    uint8_t days[100][32][32]; /* 1 + bucket of each day of those years; 0: no such day */
};

/* After everything else is set. Adds the currency column at the end of by[] where the caller has none. */
void ar_aging_plan_ready(struct ar_aging_plan *plan);

/* One item. */
struct ar_aging_item {
    struct ar_date base; /* the date of the basis, may be none */
    struct ar_date date; /* with undated_by_date */
    struct ar_currency currency;
    int64_t open_minor;
    unsigned bucket; /* by its date alone */
    unsigned column; /* with what is kept apart */
};
/* AR_BAD_DATA names the field. */
AR_MUST_USE enum ar_status ar_aging_look(struct ar_aging_item *out, const struct ar_aging_plan *plan,
                                         const struct ar_row *row, struct ar_error *error);

/* as-of date less base date, signed; nothing without a base date. Returns the size, no NUL. */
size_t ar_aging_days_format(char out[static AR_AMOUNT_SIZE], const struct ar_aging_plan *plan,
                            const struct ar_aging_item *item);

/* What was read, counted apart from the groups: the report must add up to it. */
struct ar_aging_control {
    ar_int128 sum;
    uint64_t items;
};

struct ar_aging_known {
    uint32_t letters; /* the three bytes; none has UINT32_MAX */
    uint16_t code;
    uint8_t digits;
};

/* The rows that one thread has seen. */
struct ar_aging {
    const struct ar_aging_plan *plan;
    struct ar_groups groups; /* sums[columns], and with AR_CREDITS_OLDEST the credits' own sums behind them */
    struct ar_group_entry pending[2][AR_GROUP_BATCH]; /* [now] is being filled, the other one waits for its memory */
    size_t pending_count[2];
    unsigned now;
    struct ar_buffer joined; /* keys of several columns, of what is pending */
    struct ar_aging_control *controls; /* by currency, after conversion */
    struct ar_aging_known known[64];
    struct ar_exchange_rate rate; /* the last one used; rate.from none at first */
};

AR_MUST_USE enum ar_status ar_aging_init(struct ar_aging *aging, const struct ar_aging_plan *plan);
void ar_aging_free(struct ar_aging *aging);

/* Takes a row, or AR_BAD_DATA and nothing of it is taken. Rows must live until ar_aging_flush. */
AR_MUST_USE enum ar_status ar_aging_add(struct ar_aging *aging, const struct ar_row *row, struct ar_error *error);
/* Takes plain records from block->next on, up to the first that needs ar_aging_add or does not hold what *same says. */
AR_MUST_USE enum ar_status ar_aging_run(struct ar_aging *aging, struct ar_block *block, const struct ar_same *same,
                                        struct ar_error *error);
AR_MUST_USE enum ar_status ar_aging_flush(struct ar_aging *aging, struct ar_error *error);

/* The parts of a joined key. One part is the text itself; of several all but the last are preceded by their size. */
AR_MUST_USE enum ar_status ar_aging_join(struct ar_buffer *out, const struct ar_text *parts, unsigned count);
void ar_aging_part(struct ar_text *parts, unsigned count, struct ar_text key);

#endif
