/* SPDX-License-Identifier: MIT */
/* What was settled before: by earlier runs, as their allocations say, and in this one, as far as money that comes back
   may have to reopen it. */
#ifndef AR_CASH_MATCH_PAST_H
#define AR_CASH_MATCH_PAST_H

#include "cash/match_work.h"
#include "ledger/events.h"

struct ar_past_part { /* what a payment did to one item, what of it was converted, or what of it is held */
    uint32_t item; /* AR_NO_ITEM: of none */
    uint32_t customer; /* AR_NO_CUSTOMER: unidentified */
    enum ar_allocation_status status;
    struct ar_currency currency;
    int64_t applied, discount, writeoff;
    uint32_t entity; /* of the record, in the book's words */
    uint32_t next; /* of the same payment: 1 + part */
    uint32_t account; /* of earlier runs: number in the events' items, or AR_NO_KEY */
    uint32_t doc; /* of earlier runs: number in the events' docs of the one that held cash paid again, or AR_NO_KEY */
    struct ar_date date; /* the first */
    uint32_t place; /* of the customer, by its text; while parts are sorted */
    struct ar_text key; /* of the account, or empty; while parts are sorted */
};

/* Records of earlier runs have the entity of the item where there is one, else that of the payment. So which of one
   identity are one payment's? */
enum ar_past_reach {
    AR_PAST_EXACT, /* those of the entity */
    AR_PAST_OR_NONE, /* those without an entity, too */
    AR_PAST_ALL /* all */
};

struct ar_past_payment {
    struct ar_text entity, id;
    struct ar_currency currency;
    int64_t amount;
    struct ar_date date;
    uint32_t payment; /* of this input, or AR_NO_KEY */
    uint32_t parts; /* 1 + first */
    enum ar_past_reach reach;
    bool logged; /* by earlier runs */
    bool several; /* of its identity there are records of several entities: one payment's that has none, or several's */
    bool taken_back;
    struct ar_currency lacking; /* in which its earlier records come to `sum`, and should not; none: they are whole */
    ar_int128 sum;
};

struct ar_past_beyond { /* what earlier runs applied beyond the amount that an item has now */
    struct ar_book_item *item;
    int64_t amount;
};

struct ar_past {
    const struct ar_events *events; /* of earlier runs; may be NULL */
    uint32_t *item_of; /* of the events' items: in the book, or AR_NO_ITEM */
    struct ar_past_beyond *beyond; /* by item */
    size_t beyond_count, beyond_capacity;
    struct ar_keys names; /* of earlier payments: entity and identity; identity alone */
    uint32_t *first; /* of each name: the events' payment, or the name with entity */
    uint32_t *next_currency; /* of the events' payments: of the same entity and identity */
    uint32_t *next_entity; /* of names: of the same identity */
    uint32_t *some; /* the events' payments that were asked for */
    size_t some_count, some_capacity;
    struct ar_past_payment *at; /* that may be taken back, by currency, amount, date, entity, identity */
    size_t count, capacity;
    struct ar_past_part *parts;
    size_t part_count, part_capacity;
    struct ar_past_day *days; /* of one account, while it is looked at */
    size_t day_capacity;
    struct ar_buffer key;
};

/* ---- earlier runs (match_log.c) ---- */
/* Its numbers among the events' payments, one a currency and entity, into past->some. */
AR_MUST_USE enum ar_status ar_past_collect(struct ar_past *past, struct ar_text entity, struct ar_text id,
                                           enum ar_past_reach reach);
struct ar_currency ar_past_currency(const struct ar_past *past, uint32_t logged);
bool ar_past_is_in(const struct ar_past *past, uint32_t logged, struct ar_currency currency);
/* Was some of what is in this currency converted? Then those in others are the same payment's, too. */
bool ar_past_is_converted(const struct ar_past *past, struct ar_currency currency);
/* What those of past->some that are in this currency come to, what was converted with them, and their first day. */
ar_int128 ar_past_sum(const struct ar_past *past, struct ar_currency currency, struct ar_date *first);

/* After something went back to an item: of that, what had been applied beyond its amount opens nothing. */
void ar_past_make_good(struct ar_past *past, struct ar_book_item *item);

/* ---- what is done (match_done.c) ---- */
/* Did an earlier run allocate this payment? AR_BAD_DATA: it wrote records that do not come to its amount, on the first
   day or in all; they are another payment's, or not all of this one's are there. */
AR_MUST_USE enum ar_status ar_past_did(struct ar_past *past, bool *done, const struct ar_payment *payment,
                                       struct ar_error *error);
/* Did one, whatever the currency, and was nothing of it applied? */
AR_MUST_USE enum ar_status ar_past_holds(struct ar_past *past, bool *did, bool *holds, struct ar_text entity,
                                         struct ar_text id, enum ar_past_reach reach);

/* What the documents of a payment of this input that is done tell of its payer, as they did when it was matched. */
void ar_past_teach(struct ar_match_work *work, const struct ar_cash *cash);

/* ---- what may be taken back (match_past.c), and what it did (match_parts.c) ---- */
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

/* ---- what settled items (match_settler.c) ---- */
/* In an item's settled_by: the last payment to it is none of this input; with its number among the events' payments. */
#define AR_PAST_SETTLED (UINT32_C(1) << 31)
/* After the payments are sorted: the last payment of earlier runs to each item. */
AR_MUST_USE enum ar_status ar_past_settlers(struct ar_match *match);
/* The identity of the last payment that went to an item, as far as that is known; else empty. */
struct ar_text ar_past_settler(const struct ar_match *match, const struct ar_book_item *item);
/* Is this the last payment to the item a second time: the same amount, payer and words? Of one that only the log knows
   there are no words: all of it went to the item's document. */
bool ar_past_repeats(const struct ar_match_work *work, const struct ar_book_item *item);

/* A payment that takes back another one (match_return.c). */
void ar_match_return(struct ar_match_work *work, struct ar_error *error);

#endif
