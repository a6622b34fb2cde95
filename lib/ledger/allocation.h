/* SPDX-License-Identifier: MIT */
/* Allocations: what settled what, and when. Bound and decoded column by column, as items are. */
#ifndef AR_LEDGER_ALLOCATION_H
#define AR_LEDGER_ALLOCATION_H

#include "base/money.h"
#include "record/field.h"

#include <stdbool.h>

/* The columns, in the order of ar_allocation_names[] and as bits of a set. */
enum ar_allocation_set {
    AR_ALLOCATION_PAYMENT = 1u << 0,
    AR_ALLOCATION_ENTITY = 1u << 1,
    AR_ALLOCATION_DATE = 1u << 2,
    AR_ALLOCATION_CUSTOMER = 1u << 3,
    AR_ALLOCATION_DOC = 1u << 4,
    AR_ALLOCATION_LINE = 1u << 5,
    AR_ALLOCATION_CURRENCY = 1u << 6,
    AR_ALLOCATION_APPLIED = 1u << 7,
    AR_ALLOCATION_DISCOUNT = 1u << 8,
    AR_ALLOCATION_WRITEOFF = 1u << 9,
    AR_ALLOCATION_DEDUCTION = 1u << 10,
    AR_ALLOCATION_REASON = 1u << 11,
    AR_ALLOCATION_STATUS = 1u << 12,
    AR_ALLOCATION_RULE = 1u << 13,
    AR_ALLOCATION_SCORE = 1u << 14,
    AR_ALLOCATION_WHY = 1u << 15,
    AR_ALLOCATION_KNOWN = 1u << 16
};
#define AR_ALLOCATION_COLUMNS 17
/* What a stream of allocations must have. */
#define AR_ALLOCATION_REQUIRED                                                                                         \
    (AR_ALLOCATION_PAYMENT | AR_ALLOCATION_DATE | AR_ALLOCATION_CUSTOMER | AR_ALLOCATION_CURRENCY |                    \
     AR_ALLOCATION_APPLIED | AR_ALLOCATION_STATUS)
/* What moves balances. */
#define AR_ALLOCATION_BALANCE                                                                                          \
    (AR_ALLOCATION_REQUIRED | AR_ALLOCATION_ENTITY | AR_ALLOCATION_DOC | AR_ALLOCATION_LINE | AR_ALLOCATION_DISCOUNT | \
     AR_ALLOCATION_WRITEOFF | AR_ALLOCATION_KNOWN)
extern const char *const ar_allocation_names[AR_ALLOCATION_COLUMNS];

enum ar_allocation_status {
    AR_APPLIED, /* settles an item, in part or in full */
    AR_ON_ACCOUNT, /* cash of a known customer, not applied */
    AR_UNIDENTIFIED, /* cash of nobody knows whom */
    AR_DUPLICATE, /* cash that came a second time, not applied */
    AR_AMBIGUOUS, /* a candidate, named for a person to decide: moves nothing, `applied` is empty */
    AR_CONVERTED /* cash that became another currency: what was paid, or its opposite in the other one */
};
#define AR_ALLOCATION_STATUSES 6
extern const char *const ar_allocation_statuses[AR_ALLOCATION_STATUSES];

#define AR_ALLOCATION_REVERSAL "reversal" /* the rule of a record that takes one back */

struct ar_allocation {
    struct ar_text payment, entity, customer, doc, line, reason, rule, score, why;
    struct ar_date date, known; /* known: none when it is the date */
    int64_t applied, discount, writeoff, deduction; /* minor units; 0 where the field is empty */
    struct ar_currency currency;
    enum ar_allocation_status status;
};

struct ar_allocation_columns {
    const struct ar_header *header;
    unsigned bound;
    int at[AR_ALLOCATION_COLUMNS]; /* -1: not in the stream, or not bound */
};

/* As ar_item_bind. */
AR_MUST_USE enum ar_status ar_allocation_bind(struct ar_allocation_columns *columns, const struct ar_header *header,
                                              unsigned need, unsigned like, struct ar_error *error);

/* Decodes and checks what is bound. Bind status and applied together: applied must not be empty unless the status is
   ambiguous, and must be empty then; an applied row names a doc. */
AR_MUST_USE enum ar_status ar_allocation_decode(struct ar_allocation *allocation,
                                                const struct ar_allocation_columns *columns, const struct ar_row *row,
                                                struct ar_error *error);

#endif
