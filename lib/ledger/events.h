/* SPDX-License-Identifier: MIT */
/* A file of allocations in memory, found by item and by payment: what ar-open and ar-dso work balances out from. Grows
   with the allocations, never with the items. */
#ifndef AR_LEDGER_EVENTS_H
#define AR_LEDGER_EVENTS_H

#include "ledger/allocation.h"
#include "ledger/keys.h"

#define AR_NO_EVENT UINT32_MAX

struct ar_event {
    int64_t total; /* applied + discount + writeoff: what the item goes down by; of cash held: the cash */
    int64_t cash; /* applied */
    int64_t discount; /* of the total */
    uint64_t line; /* of its record */
    struct ar_date date, known; /* known: the date when the record says nothing */
    uint32_t item; /* number in items; of cash held: of the account, which is an item without doc and line */
    uint32_t payment; /* number in payments */
    uint32_t next_of_item, next_of_payment; /* AR_NO_EVENT ends a chain */
    struct ar_currency currency;
    enum ar_allocation_status status;
    bool held; /* on account, unidentified or a duplicate: cash that no item has taken */
    uint32_t doc; /* of cash held: number in docs of the one that it paid again, or AR_NO_KEY */
    bool ruled, reversal; /* its record names a rule; that of what takes back another payment */
    uint8_t score; /* of its record, 0 to 100; 0: it has none */
};

struct ar_converted { /* cash that became another currency: moves no balance, but is not held any more */
    int64_t cash;
    uint64_t line; /* of its record */
    uint32_t customer; /* number in converted_for */
    uint32_t payment; /* number in payments */
    uint32_t next_of_payment; /* AR_NO_EVENT ends a chain */
    struct ar_date date, known; /* as of an event */
};

struct ar_events {
    const char *path; /* for messages, and as the source of what comes from here; lent */
    struct ar_event *at; /* in the order of the file, without the ambiguous and the converted ones */
    size_t count, capacity;
    struct ar_keys items; /* entity, customer, doc, line */
    struct ar_keys payments; /* entity, payment, currency; one that was but converted has no event */
    struct ar_event_chain {
        uint32_t first, last;
        uint32_t converted; /* of a payment: the last of what was converted of it, or AR_NO_EVENT */
    } * of_item, *of_payment; /* by number */
    size_t of_item_capacity, of_payment_capacity;
    struct ar_converted *converted; /* in the order of the file */
    size_t converted_count, converted_capacity;
    struct ar_keys converted_for; /* customers */
    struct ar_keys docs; /* doc, line */
};

/* Reads the whole file; any malformed record is an error, whatever its date. A seal is verified, and
   with `sealed` there must be one. */
AR_MUST_USE enum ar_status ar_events_load(struct ar_events *events, const char *path, bool sealed,
                                          struct ar_error *error);
void ar_events_free(struct ar_events *events);

/* AR_BAD_DATA: sets *error to `reason` about the record of an event, fatal. */
enum ar_status ar_events_error(const struct ar_events *events, const struct ar_event *event, const char *column,
                               struct ar_text value, const char *reason, struct ar_error *error);

#endif
