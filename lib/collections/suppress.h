/* SPDX-License-Identifier: MIT */
/* Why somebody is not contacted: the reasons by name, and the tables that give some of them: holds, promises, plans,
   disputes. Only what is in force on the day is kept. */
#ifndef AR_COLLECTIONS_SUPPRESS_H
#define AR_COLLECTIONS_SUPPRESS_H

#include "base/date.h"
#include "base/money.h"
#include "ledger/keys.h"
#include "record/table.h"

/* In the order of their weight: of several that hold the first is told. */
enum ar_suppress {
    AR_SUPPRESS_NOT, /* proposed */
    AR_SUPPRESS_WAITING, /* nothing is due yet; no record */
    AR_SUPPRESS_UNDATED, /* no due date */
    AR_SUPPRESS_NO_PROCEDURE, /* procedure `none`, or no row of the policy holds */
    AR_SUPPRESS_SENDING, /* an action about it may have been sent, or not: a person decides */
    AR_SUPPRESS_BLOCKED,
    AR_SUPPRESS_LEGAL,
    AR_SUPPRESS_INSOLVENCY,
    AR_SUPPRESS_HELD,
    AR_SUPPRESS_PLAN,
    AR_SUPPRESS_PROMISED,
    AR_SUPPRESS_BALANCE, /* the customer owes nothing on balance */
    AR_SUPPRESS_DISPUTED,
    AR_SUPPRESS_COVERED, /* by unapplied cash */
    AR_SUPPRESS_LAST_LEVEL, /* has had all levels: a person decides */
    AR_SUPPRESS_GRACE,
    AR_SUPPRESS_MINIMUM, /* of the item, or of the action */
    AR_SUPPRESS_ARREARS, /* nothing of the action is late enough */
    AR_SUPPRESS_UNREACHABLE,
    AR_SUPPRESS_HOLIDAY,
    AR_SUPPRESS_INTERVAL, /* contacted too short a time ago */
    AR_SUPPRESS_LATER, /* not due yet, and what is overdue comes first */
    AR_SUPPRESS_REASONS
};
extern const char *const ar_suppress_names[AR_SUPPRESS_REASONS];

/* `legal` and `insolvency` have reasons of their own; all else is `otherwise`. */
enum ar_suppress ar_suppress_of(struct ar_text word, enum ar_suppress otherwise);

enum ar_stop_kind { AR_STOP_HOLD, AR_STOP_PLAN, AR_STOP_PROMISE, AR_STOP_DISPUTE };
#define AR_STOP_KINDS 4

struct ar_stop {
    enum ar_stop_kind kind;
    struct ar_currency currency; /* none: any */
    struct ar_text doc, line; /* doc empty: all that the customer owes; line empty: all of the document */
    struct ar_text what; /* the promise, plan or dispute; a hold's reason */
    struct ar_date until; /* none: open */
    int64_t amount;
    bool has_amount;
    uint32_t next; /* of the same customer and doc: 1 + number, 0 ends */
};

struct ar_stops {
    struct ar_stop *at;
    size_t count, capacity;
    struct ar_keys keys; /* customer, doc */
    uint32_t *first, *last; /* by key: 1 + number */
    size_t first_capacity, last_capacity;
    struct ar_buffer key;
}; /* {0} is empty */

/* Adds what of a table is in force on `day`; the table must outlive this. AR_BAD_DATA with file, line and column. */
AR_MUST_USE enum ar_status ar_stops_add(struct ar_stops *stops, enum ar_stop_kind kind, const struct ar_table *table,
                                        struct ar_date day, struct ar_error *error);
void ar_stops_free(struct ar_stops *stops);

/* By ar_key_build({customer, doc}), the empty doc: what concerns the customer as a whole. NULL: none. */
const struct ar_stop *ar_stops_first(const struct ar_stops *stops, struct ar_text key);
const struct ar_stop *ar_stops_next(const struct ar_stops *stops, const struct ar_stop *stop);
/* Does it concern this line of its document? */
bool ar_stop_covers(const struct ar_stop *stop, struct ar_currency currency, struct ar_text line);

#endif
