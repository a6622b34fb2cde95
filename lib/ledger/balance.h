/* SPDX-License-Identifier: MIT */
/* What was open at a date: each item less the events up to then, and the cash that no item had taken. Only what is
   dated up to the date, and with a second date only what was recorded by then, can change the answer. */
#ifndef AR_LEDGER_BALANCE_H
#define AR_LEDGER_BALANCE_H

#include "ledger/events.h"
#include "ledger/item.h"
#include "ledger/tally.h"

struct ar_balance {
    struct ar_date at;
    struct ar_date known_by; /* none: whatever is known */
    const struct ar_events *events; /* NULL: settlement is told by `cleared` alone */
    struct ar_item_columns columns; /* of the items */
    unsigned char *state; /* enum ar_balance_state of each of events->items */
    struct ar_key_set identities; /* of the items that are there */
    struct ar_buffer key;
    bool snapshot; /* `open` is taken as it is */
};
enum ar_balance_state { AR_NOT_SEEN, AR_NOT_THERE, AR_THERE, AR_UNREADABLE };

/* What one item comes to. */
struct ar_open {
    struct ar_item item; /* date, currency, amount, cleared, known and, with events, its identity */
    bool there; /* issued, and known, by the date; else it is no item yet and the amounts below are 0 */
    bool cleared; /* by the date */
    bool allocated; /* some allocation counts */
    bool beyond; /* open lies outside of 0 .. amount: over-applied, or more reversed than was applied */
    int64_t open;
    int64_t closed; /* what allocations had left of an item when `cleared` closed it; the amount, without events */
};

/* Binds the columns of the items. `events` is lent and may serve several dates. */
AR_MUST_USE enum ar_status ar_balance_init(struct ar_balance *balance, const struct ar_header *header,
                                           const struct ar_events *events, struct ar_date at, struct ar_date known_by,
                                           struct ar_error *error);
/* Of a snapshot taken on that day: `open` is taken as it is; of a list of open items without such a column, `amount`.
 */
AR_MUST_USE enum ar_status ar_balance_init_snapshot(struct ar_balance *balance, const struct ar_header *header,
                                                    struct ar_date at, struct ar_error *error);
void ar_balance_free(struct ar_balance *balance);

/* One record of the items. AR_BAD_DATA: the record is wrong; fatal, that is not to be set aside, where it repeats an
   identity or its allocations are in another currency. */
AR_MUST_USE enum ar_status ar_balance_item(struct ar_balance *balance, struct ar_open *out, const struct ar_row *row,
                                           struct ar_error *error);

/* What `cleared` closed of an item, on its day: what the allocations up to then, `at_clearing`, had left. Those after
   that day, of `all`, first explain what it closed; what goes the other way (a reversal) opens the item again. */
ar_int128 ar_balance_closed(ar_int128 amount, ar_int128 at_clearing, ar_int128 all);

/* The item of the last ar_balance_item, with events, at an earlier date. */
AR_MUST_USE enum ar_status ar_balance_item_at(struct ar_balance *balance, struct ar_open *open, struct ar_date at,
                                              const struct ar_row *row, struct ar_error *error);

/* Of an item that is beyond: why, on one line with its place, safe on a terminal. */
void ar_balance_describe(const struct ar_balance *balance, const struct ar_open *open, const struct ar_row *row,
                         char *out, size_t size);

/* After the last item: AR_BAD_DATA for the first allocation up to the date that has no item. */
AR_MUST_USE enum ar_status ar_balance_check(const struct ar_balance *balance, struct ar_error *error);

/* After the last item: adds what the allocations up to the date moved, held cash with it, so that
   items - allocated - closed + taken = open items - held, a currency. */
void ar_balance_allocated(const struct ar_balance *balance, struct ar_tally *tallies);

/* Cash held: what of a payment stood on a customer's account, taken by no item. */
struct ar_held {
    struct ar_text entity, customer, payment; /* lent by the events */
    struct ar_date date; /* since when there is some */
    struct ar_currency currency;
    int64_t amount; /* what came in since then; positive for money received */
    int64_t open; /* what is left of it, never 0 */
    uint64_t line; /* of the first record, in events->path */
};
/* What later rows of a payment applied without an opposite row for the cash on account that they used. */
struct ar_held_taken {
    struct ar_text entity, payment;
    struct ar_currency currency;
    ar_int128 amount;
};
struct ar_held_list {
    struct ar_held *at; /* by entity, customer, payment, currency */
    size_t count, capacity;
    struct ar_held_taken *taken; /* in the order of the payments */
    size_t taken_count, taken_capacity;
};
/* After the last item: allocations to items that are not there by the date are held, too. */
AR_MUST_USE enum ar_status ar_held_collect(struct ar_held_list *list, const struct ar_balance *balance,
                                           struct ar_error *error);
/* "payment 'P1': later rows apply ...", safe on a terminal. */
void ar_held_describe(const struct ar_held_taken *taken, char *out, size_t size);
void ar_held_free(struct ar_held_list *list);

/* Does what is of that day, and known since that one, count at the date of the balance? */
static inline bool ar_balance_covers(const struct ar_balance *balance, struct ar_date date, struct ar_date known)
{
    return date.days <= balance->at.days &&
           (ar_date_is_none(balance->known_by) || known.days <= balance->known_by.days);
}

static inline bool ar_balance_counts(const struct ar_balance *balance, const struct ar_event *event)
{
    return ar_balance_covers(balance, event->date, event->known);
}

#endif
