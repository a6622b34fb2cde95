/* SPDX-License-Identifier: MIT */
/* What was settled before: by earlier runs, as their allocations say, and in this one, as far as money that comes back
   may have to reopen it. */
#ifndef AR_CASH_MATCH_PAST_H
#define AR_CASH_MATCH_PAST_H

#include "cash/match_work.h"
#include "ledger/events.h"

struct ar_past_part { /* what a payment did to one item, or what of it is held */
    uint32_t item; /* AR_NO_ITEM: held */
    uint32_t customer; /* AR_NO_CUSTOMER: unidentified */
    enum ar_allocation_status status;
    struct ar_currency currency;
    int64_t applied, discount, writeoff;
    uint32_t next; /* of the same payment: 1 + part */
};

struct ar_past_payment {
    struct ar_currency currency;
    int64_t amount;
    struct ar_date date;
    uint32_t payment; /* of this input, or AR_NO_KEY */
    uint32_t logged; /* of the earlier allocations, or AR_NO_KEY */
    uint32_t parts; /* 1 + first */
    bool taken_back;
};

struct ar_past {
    const struct ar_events *events; /* of earlier runs; may be NULL */
    uint32_t *item_of; /* of the events' items: in the book, or AR_NO_ITEM */
    struct ar_keys
        done; /* payments of earlier runs, by entity and payment, and by payment alone: the event's payment */
    uint32_t *done_payment;
    size_t done_capacity;
    struct ar_past_payment *at; /* that may be taken back, by currency, amount, date, payment */
    size_t count, capacity;
    struct ar_past_part *parts;
    size_t part_count, part_capacity;
    struct ar_buffer key;
};

/* Did an earlier run allocate this payment? */
bool ar_past_did(struct ar_past *past, const struct ar_payment *payment);
/* After the payments are sorted: which of them may be taken back by others. */
AR_MUST_USE enum ar_status ar_past_prepare(struct ar_match *match);
/* Keeps what a payment did, when it may be taken back. */
void ar_past_keep(struct ar_match_work *work);
/* The first of `count` payments of that currency and amount. */
struct ar_past_payment *ar_past_find(const struct ar_past *past, struct ar_currency currency, int64_t amount,
                                     size_t *count);
/* The parts of a payment of earlier runs, worked out from its events; false when it was taken back already. */
bool ar_past_load(struct ar_match_work *work, struct ar_past_payment *payment);
void ar_past_free(struct ar_past *past);

/* A payment that takes back another one (match_return.c). */
void ar_match_return(struct ar_match_work *work, struct ar_error *error);

#endif
